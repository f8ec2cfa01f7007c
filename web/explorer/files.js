// What is seen, as files: DOT and JSON here, SVG by the picture itself.

import { h } from "./dom.js";
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
 * @param {string} name
 * @param {string} type
 * @param {string} text
 */
export function save(name, type, text) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  h("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
