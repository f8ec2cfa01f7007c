// Asking the server, and turning what it says into the few shapes the page works with.

import { EDGES } from "./kinds.js";
import { ASK, NEIGHBORHOOD, SOURCE, START, SUGGEST } from "./operations.js";
import { PAGE } from "./state.js";

/**
 * @typedef {{ id: string, name: string, title: string, url: string | null, date: string | null }} Source
 * @typedef {{ quote: string, start: number, end: number, rule: string, confidence: number, document: Source }} Evidence
 * @typedef {{ id: string, kind: string, name: string, degree: number }} GraphNode
 * @typedef {{ source: string, target: string, kind: string, role: string | null, former: boolean, confidence: number, evidence: Evidence[] }} Edge
 * @typedef {{ nodes: GraphNode[], edges: Edge[] }} Subgraph
 * @typedef {{ talk: GraphNode, sort: string, links: { kind: string, url: string }[], events: GraphNode[], matched: GraphNode[], evidence: Evidence[] }} TalkAnswer
 * @typedef {{ person: GraphNode, at: { node: GraphNode, role: string | null, former: boolean }[], talks: TalkAnswer[] }} Answer
 */

/** What went wrong, in words for the reader. */
export class ServerError extends Error {}

/**
 * @param {string} query
 * @param {Record<string, unknown>} variables
 * @param {AbortSignal} [signal]
 * @returns {Promise<any>}
 */
async function ask(query, variables, signal) {
  let response;
  try {
    response = await fetch("graphql", {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/graphql-response+json, application/json" },
      body: JSON.stringify({ query, variables }),
      signal,
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ServerError("The server can't be reached. Is `hallway serve` still running?");
  }
  let answer;
  try {
    answer = await response.json();
  } catch {
    throw new ServerError(`The server answered ${response.status} ${response.statusText}, without saying why.`);
  }
  if (answer.errors?.length) {
    throw new ServerError(answer.errors.map((/** @type {any} */ error) => error.message).join("; "));
  }
  return answer.data;
}

/**
 * @param {any} node
 * @returns {GraphNode}
 */
function toNode(node) {
  return { id: node.id, kind: node.__typename.toUpperCase(), name: node.name, degree: node.degree };
}

/**
 * @param {any} evidence
 * @returns {Evidence}
 */
function toEvidence(evidence) {
  return { ...evidence, document: toSource(evidence.document) };
}

/**
 * @param {any} document
 * @returns {Source}
 */
function toSource(document) {
  return { ...document, title: document.title || document.name };
}

/**
 * The answers, and the same as a graph. Many answers are fetched a page at a time: the
 * server bounds what one query may cost.
 * @param {{ q: string, event: string, year: string, n: number }} question
 * @param {AbortSignal} signal
 * @returns {Promise<{ total: number, answers: Answer[], graph: Subgraph }>}
 */
export async function whoSpokeAbout(question, signal) {
  /** @type {Answer[]} */
  const answers = [];
  /** @type {Subgraph} */
  const graph = { nodes: [], edges: [] };
  for (let after = null; ; ) {
    const { whoSpokeAbout: page } = await ask(
      ASK,
      {
        topic: question.q,
        event: question.event || null,
        year: question.year ? Number(question.year) : null,
        first: Math.min(PAGE, question.n - answers.length),
        after,
      },
      signal,
    );
    for (const edge of page.edges) answers.push(toAnswer(edge, graph));
    after = page.pageInfo.endCursor;
    if (!page.pageInfo.hasNextPage || answers.length >= question.n) return { total: page.totalCount, answers, graph };
  }
}

/**
 * One answer; its nodes and edges go into `graph`.
 * @param {any} answer
 * @param {Subgraph} graph
 * @returns {Answer}
 */
function toAnswer(answer, graph) {
  const add = (/** @type {any} */ node) => {
    const known = toNode(node);
    graph.nodes.push(known);
    return known;
  };
  const link = (/** @type {string} */ source, /** @type {string} */ kind, /** @type {string} */ target, /** @type {any} */ from) =>
    graph.edges.push({
      source, kind, target,
      role: from.role ?? null,
      former: from.former ?? false,
      confidence: from.confidence,
      evidence: from.evidence.map(toEvidence),
    });

  const person = add(answer.node);
  const at = answer.node.worksAt.edges.map((/** @type {any} */ work) => {
    const organization = add(work.node);
    link(person.id, "WORKS_AT", organization.id, work);
    return { node: organization, role: work.role, former: work.former };
  });
  const talks = answer.talks.map((/** @type {any} */ given) => {
    const talk = add(given.talk);
    for (const gave of given.talk.speakers.edges) link(add(gave.node).id, "GAVE", talk.id, gave);
    const events = given.talk.presentedAt.edges.map((/** @type {any} */ staged) => {
      const event = add(staged.node);
      link(talk.id, "PRESENTED_AT", event.id, staged);
      return event;
    });
    const matched = given.subjects.map(toNode);
    // Of what the talk is about, the picture of the answers shows what was asked about.
    for (const about of given.talk.about.edges) {
      if (matched.some((/** @type {GraphNode} */ { id }) => id === about.node.id)) link(talk.id, "ABOUT", add(about.node).id, about);
    }
    return {
      talk, events, matched,
      sort: given.talk.kind.toLowerCase(),
      links: given.talk.links,
      evidence: given.evidence.map(toEvidence),
    };
  });
  return { person, at, talks };
}

/**
 * Nodes whose names match what was typed.
 * @param {string} text
 * @param {string[]} kinds
 * @param {AbortSignal} [signal]
 * @returns {Promise<GraphNode[]>}
 */
export async function suggest(text, kinds, signal) {
  const { search } = await ask(SUGGEST, { text, kinds, first: 8 }, signal);
  return search.nodes.map(toNode);
}

/**
 * @param {string} id
 * @param {number} most
 * @returns {Promise<Subgraph>}
 */
export async function neighborhood(id, most) {
  // What a document mentions is of interest around that document alone: elsewhere it would
  // tie everything to everything.
  const through = id.startsWith("document:") ? Object.keys(EDGES) : null;
  const { neighborhood: found } = await ask(NEIGHBORHOOD, { id, through, first: most + 1 });
  return {
    nodes: found.nodes.map(toNode),
    edges: found.edges.map((/** @type {any} */ edge) => ({
      ...edge,
      source: edge.source.id,
      target: edge.target.id,
      evidence: edge.evidence.map(toEvidence),
    })),
  };
}

/** @returns {Promise<{ counts: Record<string, number>, topics: { name: string, talks: number }[] }>} */
export async function start() {
  const { statistics, topics } = await ask(START, {});
  return {
    counts: statistics,
    topics: topics.nodes.map((/** @type {any} */ { name, talks }) => ({ name, talks: talks.totalCount })),
  };
}

/**
 * A document with its plain text.
 * @param {string} id
 * @returns {Promise<Source & { text: string } | null>}
 */
export async function source(id) {
  const { node } = await ask(SOURCE, { id });
  return node?.id ? { ...toSource(node), text: node.text } : null;
}
