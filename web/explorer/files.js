// What is seen, as files: DOT, JSON and SVG.

import { h, s } from "./dom.js";
import { kindOf, verb } from "./kinds.js";
import { rows } from "./table.js";

/** @import { View } from "./graph.js" */

/**
 * The same fields as `hallway export --format json`.
 * @param {View} view
 */
export function json(view) {
  const nodes = [...view.nodes.values()].map(({ id, kind, name }) => ({ id, kind, name }));
  nodes.sort((one, other) => (one.id < other.id ? -1 : 1));
  const edges = rows(view).map(({ edge }) => ({
    source: edge.source, kind: edge.kind, target: edge.target, confidence: edge.confidence, role: edge.role, former: edge.former,
    evidence: edge.evidence.map(({ document, start, end, quote, rule, confidence }) =>
      ({ document: document.name, start, end, quote, rule, confidence })),
  }));
  return `${JSON.stringify({ nodes, edges }, null, 2)}\n`;
}

/** @param {View} view */
export function dot(view) {
  const nodes = [...view.nodes.values()].map(({ id, kind, name }) => {
    const { dot: shape, paper } = kindOf(kind);
    return `  ${quoted(id)} [label=${quoted(name)}, shape=${shape}, color="${paper}", fontcolor="${paper}"];`;
  });
  const edges = rows(view).map(({ edge }) =>
    `  ${quoted(edge.source)} -> ${quoted(edge.target)} [label=${quoted(verb(edge))}${edge.former ? ", style=dashed" : ""}];`);
  return [
    "digraph hallway {",
    '  graph [layout=neato, overlap=false, splines=true, outputorder=edgesfirst];',
    '  node [style="filled,rounded", fillcolor=white, fontname="sans-serif", fontsize=11];',
    '  edge [color="#8a857b", fontcolor="#66625a", fontname="sans-serif", fontsize=9, arrowsize=0.6];',
    ...nodes.sort(), ...edges, "}", "",
  ].join("\n");
}

/** A string as DOT writes it, broken into lines; backslashes would start escapes. @param {string} text */
function quoted(text) {
  const plain = text.replace(/[\u0000-\u001f]+/g, " ").replaceAll("\\", "\\\\").replaceAll('"', '\\"');
  return `"${plain}"`;
}

/**
 * The picture with everything it needs written into it.
 * @param {SVGSVGElement} picture
 * @param {{ x: number, y: number, width: number, height: number }} box
 */
export function svg(picture, { x, y, width, height }) {
  const copy = /** @type {SVGSVGElement} */ (picture.cloneNode(true));
  const [from, to] = [picture.querySelectorAll("*"), copy.querySelectorAll("*")];
  from.forEach((element, place) => inline(element, to[place]));
  for (const element of copy.querySelectorAll(".hit, title")) element.remove();
  for (const element of [copy, ...copy.querySelectorAll("*")]) {
    for (const { name } of [...element.attributes]) {
      if (element === copy || /^(class|role|tabindex|data-|aria-)/.test(name)) element.removeAttribute(name);
    }
  }
  copy.setAttribute("viewBox", `${x} ${y} ${width} ${height}`);
  copy.prepend(s("rect", { x, y, width, height, fill: getComputedStyle(picture).backgroundColor }));
  return new XMLSerializer().serializeToString(copy);
}

const STYLES = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "opacity", "font-size", "font-weight", "font-family", "text-anchor", "paint-order", "display"];

/**
 * Writes the styles that are computed for `from` into attributes of `to`.
 * @param {Element} from
 * @param {Element} to
 */
function inline(from, to) {
  const style = getComputedStyle(from);
  for (const name of STYLES) {
    const value = style.getPropertyValue(name);
    if (value && value !== "none" || name === "fill" || name === "display" && value === "none") to.setAttribute(name, value);
  }
  if (to.getAttribute("display") !== "none") to.removeAttribute("display");
}

/**
 * @param {string} name
 * @param {string} type
 * @param {string} text
 */
export function save(name, type, text) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  h("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
