// The picture as a table: one row for each link, to be read, searched and copied.

import { h } from "./dom.js";
import { edgeId } from "./graph.js";
import { verb } from "./kinds.js";
import { nameButton, percent, quotation } from "./parts.js";
import { named } from "./quotes.js";

/** @import { Evidence } from "./api.js" */
/** @import { View } from "./graph.js" */

/**
 * The links in a fixed order: by the names at both ends.
 * @param {View} view
 */
export function rows(view) {
  return [...view.edges.values()].flatMap((edge) => {
    const [source, target] = [view.nodes.get(edge.source), view.nodes.get(edge.target)];
    return source && target ? [{ edge, source, target }] : [];
  }).sort((one, other) =>
    compare(one.source.name, other.source.name) || compare(one.edge.kind, other.edge.kind) || compare(one.target.name, other.target.name)
    || compare(edgeId(one.edge), edgeId(other.edge)));
}

/**
 * @param {View} view
 * @param {string} find
 * @param {{ choose(id: string): void, read(evidence: Evidence): void }} acts
 */
export function table(view, find, acts) {
  const wanted = find.trim().toLowerCase();
  const all = rows(view);
  const some = all.filter(({ source, target }) => `${source.name}\n${target.name}`.toLowerCase().includes(wanted));
  return h("table", {},
    h("caption", {}, some.length === all.length ? `${all.length} links` : `${some.length} of ${all.length} links`),
    h("thead", {}, h("tr", {}, ["From", "Link", "To", "Says so", "Sure"].map((title) => h("th", { scope: "col" }, title)))),
    h("tbody", {}, some.map(({ edge, source, target }) => h("tr", {},
      h("th", { scope: "row" }, nameButton(source, acts.choose)),
      h("td", {}, verb(edge)),
      h("td", {}, nameButton(target, acts.choose)),
      h("td", {}, edge.evidence.map((one) => quotation(one, (quote) => named(quote, [source.name, target.name]), acts.read))),
      h("td", {}, percent(edge.confidence))))));
}

/**
 * @param {string} one
 * @param {string} other
 */
function compare(one, other) {
  return one < other ? -1 : one > other ? 1 : 0;
}
