// What is known of the node or edge that was chosen: every edge with every piece of evidence.

import { h, plural } from "./dom.js";
import { edgesAt } from "./graph.js";
import { EDGES, kindOf, verb } from "./kinds.js";
import { nameButton, percent, quotation, sign } from "./parts.js";
import { named } from "./quotes.js";
import { LINKS } from "./state.js";

/** @import { Edge, Evidence } from "./api.js" */
/** @import { View, Seen } from "./graph.js" */

/**
 * @typedef {object} Acts
 * @property {(id: string) => void} choose
 * @property {(id: string, most: number) => void} unfold
 * @property {(id: string) => void} fold
 * @property {(id: string) => void} drop
 * @property {(id: string) => void} alone
 * @property {(topic: string) => void} ask
 * @property {(evidence: Evidence) => void} read
 */

/**
 * @param {View} view
 * @param {string} at
 * @param {{ most: number, alone: boolean }} shown How far it is unfolded, and whether it is by itself.
 * @param {Acts} acts
 * @returns {HTMLElement[]}
 */
export function details(view, at, shown, acts) {
  const node = view.nodes.get(at);
  if (node) return ofNode(view, node, shown, acts);
  const edge = view.edges.get(at);
  return edge ? ofEdge(view, edge, acts) : [];
}

/**
 * @param {View} view
 * @param {Seen} node
 * @param {{ most: number, alone: boolean }} shown
 * @param {Acts} acts
 */
function ofNode(view, node, shown, acts) {
  const { id } = node;
  const total = node.links + node.hidden;
  const button = (/** @type {string} */ text, /** @type {() => void} */ press, name = "") =>
    h("button", { type: "button", "aria-label": name || null, onclick: press }, text);
  const edges = edgesAt(view, id);
  const groups = Object.entries(EDGES).flatMap(([kind, [out, back]]) => [
    group(out, edges.filter((edge) => edge.kind === kind && edge.source === id)),
    group(back, edges.filter((edge) => edge.kind === kind && edge.source !== id)),
  ]);

  /**
   * @param {string} title
   * @param {Edge[]} some
   */
  function group(title, some) {
    if (some.length === 0) return null;
    return h("section", {},
      h("h3", {}, title),
      h("ul", {}, some.map((edge) => {
        const other = view.nodes.get(edge.source === id ? edge.target : edge.source);
        return h("li", {},
          other ? nameButton(other, acts.choose) : null,
          qualities(edge),
          edge.evidence.map((one) => quotation(one, (quote) => named(quote, [node.name, other?.name ?? ""]), acts.read, true)));
      })));
  }

  return [
    h("p", { class: "kind" }, sign(node.kind), kindOf(node.kind).one),
    h("h2", { tabindex: "-1" }, h("bdi", {}, node.name)),
    h("p", { class: "count" }, `${node.links.toLocaleString("en")} of ${plural(total, "link")} shown`),
    h("p", { class: "acts" },
      node.open
        ? button("Fold", () => acts.fold(id), `Fold ${node.name}`)
        : node.hidden > 0 ? button(`Unfold ${Math.min(node.hidden, LINKS)} more`, () => acts.unfold(id, LINKS)) : null,
      node.open && node.hidden > 0 && shown.most < 100
        ? button("Show more", () => acts.unfold(id, Math.min(100, shown.most * 2)), `Show more of ${node.name}`)
        : null,
      shown.alone ? null : button("Only this", () => acts.alone(id), `Only this: ${node.name}`),
      node.kind === "TOPIC" || node.kind === "PROJECT" ? button("Who spoke about it?", () => acts.ask(node.name)) : null,
      button("Take out", () => acts.drop(id), `Take out ${node.name}`)),
    ...groups.filter((one) => one !== null),
  ];
}

/**
 * @param {View} view
 * @param {Edge} edge
 * @param {Acts} acts
 */
function ofEdge(view, edge, acts) {
  const [source, target] = [view.nodes.get(edge.source), view.nodes.get(edge.target)];
  return [
    h("p", { class: "kind" }, "link"),
    h("h2", { tabindex: "-1", class: "fact" },
      source ? nameButton(source, acts.choose) : null, h("span", { class: "verb" }, verb(edge)), target ? nameButton(target, acts.choose) : null),
    qualities(edge) ?? h("p", {}),
    ...edge.evidence.map((one) => quotation(one, (quote) => named(quote, [source?.name ?? "", target?.name ?? ""]), acts.read, true)),
  ];
}

/** @param {Edge} edge */
function qualities(edge) {
  const said = [
    edge.role,
    edge.former ? "formerly" : null,
    `${percent(edge.confidence)} sure`,
  ].filter(Boolean);
  return said.length > 0 ? h("p", { class: "qualities" }, said.join(" · ")) : null;
}

