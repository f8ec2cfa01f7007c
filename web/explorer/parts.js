// Small parts that several places of the page are made of.

import { h, s, webAddress } from "./dom.js";
import { kindOf } from "./kinds.js";
import { textFragment } from "./marks.js";

/** @import { Evidence } from "./api.js" */

/**
 * The sign of a kind, as the picture draws it.
 * @param {string} kind
 */
export function sign(kind) {
  return s("svg", { class: `sign ${kind.toLowerCase()}`, viewBox: "-16 -16 32 32", "aria-hidden": "true" },
    s("path", { class: "shape", d: kindOf(kind).shape }));
}

/**
 * A node's name, to be pressed.
 * @param {{ id: string, kind: string, name: string }} node
 * @param {(id: string) => void} press
 * @param {string} [more] A class of its own.
 */
export function nameButton(node, press, more = "") {
  return h("button", { type: "button", class: `name ${node.kind.toLowerCase()} ${more}`, "data-id": node.id, onclick: () => press(node.id) },
    sign(node.kind), h("bdi", {}, node.name));
}

/**
 * A quote with the place it was taken from.
 * @param {Evidence} evidence
 * @param {(quote: string) => (string | HTMLElement)[]} mark Marks the words that matter.
 * @param {(evidence: Evidence) => void} read
 * @param {boolean} [papers] True to name rule and confidence too.
 */
export function quotation(evidence, mark, read, papers = false) {
  const { document: source } = evidence;
  const web = source.url ? webAddress(source.url) : null;
  return h("figure", { class: "quotation" },
    h("blockquote", { dir: "auto", "data-document": source.id, "data-start": evidence.start, "data-end": evidence.end },
      mark(evidence.quote)),
    h("figcaption", {},
      h("button", { type: "button", class: "link", onclick: () => read(evidence) }, h("bdi", {}, source.title)),
      source.date ? ` · ${source.date}` : null,
      web ? [" · ", h("a", { href: textFragment(web, evidence.quote), rel: "noreferrer", target: "_blank" }, "on the web")] : null,
      papers ? h("span", { class: "papers" }, `${evidence.rule}, ${percent(evidence.confidence)} sure`) : null,
    ));
}

/** @param {number} share */
export function percent(share) {
  return `${Math.round(share * 100)} %`;
}

/**
 * An error in words, and a way on.
 * @param {unknown} error
 * @param {() => void} again
 */
export function trouble(error, again) {
  const message = error instanceof Error ? error.message : String(error);
  return h("div", { class: "trouble" }, h("p", {}, message), h("button", { type: "button", onclick: again }, "Try again"));
}
