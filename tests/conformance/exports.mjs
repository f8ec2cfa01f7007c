// Reads the exports for Cytoscape and Mermaid with Cytoscape and Mermaid.
// usage: node exports.mjs FILE, where FILE holds the exports and what they have to say;
// `exports.py` writes it.
import { readFileSync } from 'node:fs';
import cytoscape from 'cytoscape';
import { JSDOM } from 'jsdom';

// Mermaid cleans labels with a library that wants a document.
const { window } = new JSDOM('<!doctype html><body></body>');
globalThis.window = window;
globalThis.document = window.document;
const { default: mermaid } = await import('mermaid');

const { exports, shown, drawn } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const whole = JSON.parse(exports.json);
let failed = 0;

function same(what, found, expected) {
  const [a, b] = [found, expected].map((list) => list.map((item) => JSON.stringify(item)).sort());
  if (a.join('\n') === b.join('\n')) return;
  failed = 1;
  console.log(`${what}: ${a.length} instead of ${b.length}`);
  console.log(' too many', a.filter((item) => !b.includes(item)).slice(0, 3).join(' '));
  console.log(' missing ', b.filter((item) => !a.includes(item)).slice(0, 3).join(' '));
}

const cy = cytoscape({ headless: true, ...JSON.parse(exports.cytoscape) });
same('cytoscape nodes', cy.nodes().map((node) => [node.id(), node.data('name')]), whole.nodes.map((node) => [node.id, node.name]));
same('cytoscape edges', cy.edges().map((edge) => [edge.data('source'), edge.data('kind'), edge.data('target')]), whole.edges.map((edge) => [edge.source, edge.kind, edge.target]));
cy.destroy();

mermaid.initialize({ startOnLoad: false, maxEdges: 1_000_000, maxTextSize: 100_000_000 });
const diagram = await mermaid.mermaidAPI.getDiagramFromText(exports.mermaid);
const vertices = [...diagram.db.getVertices().values()];
const edges = diagram.db.getEdges();
// Nodes are numbered in the order of their kinds and ids; labels are cut to fit, so their start counts.
const names = new Map(whole.nodes.map((node) => [node.id, node.name]));
const squeezed = (text) => text.replace(/[^\p{L}\p{N}]/gu, '');
const label = (text) =>
  text
    .replace(/<br\s*\/?>/g, ' ')
    // Mermaid keeps its own signs for entities until it draws.
    .replace(/ﬂ°°(\d+)¶ß|#(\d+);/g, (_, a, b) => String.fromCodePoint(Number(a ?? b)))
    .replace(/ﬂ°(\w+)¶ß/g, '&$1;');
same('mermaid vertices', vertices.map((vertex) => vertex.id), shown.map((_, index) => `n${index}`));
const starts = shown.map((id) => squeezed(names.get(id)));
for (const [index, vertex] of vertices.entries()) {
  const text = label(vertex.text).replace('…', '');
  if (/<|>/.test(vertex.text.replace(/<br\s*\/?>/g, '')) || !starts.some((start) => start.startsWith(squeezed(text)))) {
    failed = 1;
    console.log('mermaid label', index, vertex.text, text);
  }
}
if (edges.length !== drawn.length) {
  failed = 1;
  console.log('mermaid edges', edges.length, 'instead of', drawn.length);
}
console.log(`cytoscape and mermaid read ${vertices.length} nodes`);
process.exit(failed);
