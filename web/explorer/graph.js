// The graph that is seen: what was answered and unfolded, less what was filtered out.

/** @import { Edge, GraphNode, Subgraph } from "./api.js" */
/** @import { State } from "./state.js" */

/** More than this nobody can read; the server's cap of one neighbourhood is the same. */
export const CAP = 150;

/**
 * @typedef {GraphNode & { parent: string | null, links: number, hidden: number, open: boolean }} Seen
 * @typedef {object} View
 * @property {Map<string, Seen>} nodes What is drawn, in the order in which it came.
 * @property {Map<string, Edge>} edges By `edgeId`.
 * @property {Map<string, Seen>} placed The same with those that were taken out: they keep their place.
 * @property {string[][]} steps The placed nodes that each unfolding brought.
 * @property {[string, string][]} springs Which of the placed nodes are tied together.
 * @property {Record<string, number>} counts Nodes of each kind, filtered ones included.
 * @property {boolean} capped True where something was left out for want of room.
 */

/** @param {{ source: string, kind: string, target: string }} edge */
export function edgeId(edge) {
  return `${edge.source}>${edge.kind}>${edge.target}`;
}

/**
 * @param {Subgraph | null} answers
 * @param {{ id: string, graph: Subgraph }[]} unfolded In the order in which they were unfolded.
 * @param {State} state
 * @returns {View}
 */
export function see(answers, unfolded, state) {
  /** @type {Map<string, Seen>} */
  const nodes = new Map();
  /** @type {Map<string, Edge>} */
  const edges = new Map();
  /** @type {string[][]} */
  const steps = [];
  const dropped = new Set(state.drop);
  const hidden = new Set(state.hide);
  const open = new Set(unfolded.map(({ id }) => id));
  let capped = false;

  const add = (/** @type {Subgraph} */ graph, /** @type {string | null} */ parent) => {
    /** @type {string[]} */
    const step = [];
    for (const node of graph.nodes) {
      if (nodes.has(node.id)) continue;
      if (nodes.size >= CAP) {
        capped = true;
        break;
      }
      const from = parent === node.id ? null : parent;
      nodes.set(node.id, { ...node, parent: from, links: 0, hidden: 0, open: open.has(node.id) });
      if (!hidden.has(node.kind)) step.push(node.id);
    }
    for (const edge of graph.edges) {
      const id = edgeId(edge);
      const known = edges.get(id);
      // The answers carry less than a neighbourhood does: the fuller word counts.
      if (!known || known.evidence.length < edge.evidence.length) edges.set(id, edge);
    }
    steps.push(step);
  };
  if (answers) add(answers, null);
  for (const { id, graph } of unfolded) add(graph, id);

  /** @type {Record<string, number>} */
  const counts = {};
  for (const node of nodes.values()) {
    if (!dropped.has(node.id)) counts[node.kind] = (counts[node.kind] ?? 0) + 1;
  }
  for (const [id, node] of nodes) if (hidden.has(node.kind)) nodes.delete(id);
  /** @type {[string, string][]} */
  const springs = [];
  for (const [id, edge] of edges) {
    if (!nodes.has(edge.source) || !nodes.has(edge.target)) edges.delete(id);
    else springs.push([edge.source, edge.target]);
  }
  const placed = new Map(nodes);
  for (const id of dropped) nodes.delete(id);
  for (const [id, { source, target }] of edges) {
    const [from, to] = [nodes.get(source), nodes.get(target)];
    if (from && to) {
      from.links += 1;
      to.links += 1;
    } else edges.delete(id);
  }
  for (const node of nodes.values()) node.hidden = Math.max(0, node.degree - node.links);
  return { nodes, edges, placed, steps, springs, counts, capped };
}

/**
 * The edges at a node, as seen from it, in the vocabulary's order.
 * @param {View} view
 * @param {string} id
 */
export function edgesAt(view, id) {
  return [...view.edges.values()].filter((edge) => edge.source === id || edge.target === id);
}
