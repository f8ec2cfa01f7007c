// Asking the server, and turning what it says into the few shapes the page works with.

import { ASK, NEIGHBORHOOD, SOURCE, START, SUGGEST } from "./operations.js";

/**
 * @typedef {{ id: string, name: string, title: string, url: string | null, date: string | null }} Source
 * @typedef {{ quote: string, start: number, end: number, rule: string, confidence: number, document: Source }} Evidence
 * @typedef {{ id: string, kind: string, name: string, degree: number }} GraphNode
 * @typedef {{ source: string, target: string, kind: string, role: string | null, former: boolean, confidence: number | null, evidence: Evidence[] }} Edge
 * @typedef {{ nodes: GraphNode[], edges: Edge[], truncated: boolean }} Subgraph
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
 * The answers, and the same as a graph.
 * @param {{ q: string, event: string, year: string, n: number }} question
 * @param {AbortSignal} signal
 * @returns {Promise<{ total: number, answers: Answer[], graph: Subgraph }>}
 */
export async function whoSpokeAbout(question, signal) {
  const { whoSpokeAbout: found } = await ask(
    ASK,
    {
      topic: question.q,
      event: question.event || null,
      year: question.year ? Number(question.year) : null,
      first: question.n,
    },
    signal,
  );
  /** @type {Answer[]} */
  const answers = [];
  /** @type {Subgraph} */
  const graph = { nodes: [], edges: [], truncated: found.totalCount > found.edges.length };
  const edge = (/** @type {string} */ source, /** @type {string} */ kind, /** @type {string} */ target, /** @type {any} */ from) =>
    graph.edges.push({
      source, kind, target,
      role: from.role ?? null,
      former: from.former ?? false,
      confidence: from.confidence ?? null,
      evidence: (from.evidence ?? []).map(toEvidence),
    });

  for (const { node, talks } of found.edges) {
    const person = toNode(node);
    graph.nodes.push(person);
    const at = node.worksAt.edges.map((/** @type {any} */ work) => {
      const organization = toNode(work.node);
      graph.nodes.push(organization);
      edge(person.id, "WORKS_AT", organization.id, work);
      return { node: organization, role: work.role, former: work.former };
    });
    answers.push({
      person,
      at,
      talks: talks.map((/** @type {any} */ answer) => {
        const talk = toNode(answer.talk);
        graph.nodes.push(talk);
        for (const gave of answer.talk.speakers.edges) {
          const speaker = toNode(gave.node);
          graph.nodes.push(speaker);
          edge(speaker.id, "GAVE", talk.id, gave);
        }
        const events = answer.talk.presentedAt.edges.map((/** @type {any} */ staged) => {
          const event = toNode(staged.node);
          graph.nodes.push(event);
          edge(talk.id, "PRESENTED_AT", event.id, staged);
          return event;
        });
        const matched = answer.matched.map(toNode);
        for (const about of answer.talk.about.edges) {
          const topic = toNode(about.node);
          if (!matched.some((/** @type {GraphNode} */ other) => other.id === topic.id)) continue;
          graph.nodes.push(topic);
          edge(talk.id, "ABOUT", topic.id, about);
        }
        return {
          talk, events, matched,
          sort: answer.talk.kind.toLowerCase(),
          links: answer.talk.links,
          evidence: answer.evidence.map(toEvidence),
        };
      }),
    });
  }
  return { total: found.totalCount, answers, graph };
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
  return search.edges.map((/** @type {any} */ edge) => toNode(edge.node));
}

/**
 * @param {string} id
 * @param {number} most
 * @returns {Promise<Subgraph>}
 */
export async function neighborhood(id, most) {
  // What a document mentions is of interest around that document alone: elsewhere it would
  // tie everything to everything.
  const through = id.startsWith("document:") ? null : THROUGH;
  const { neighborhood: found } = await ask(NEIGHBORHOOD, { id, through, first: most + 1 });
  return {
    truncated: found.truncated,
    nodes: found.nodes.map(toNode),
    edges: found.edges.map((/** @type {any} */ edge) => ({
      ...edge,
      source: edge.source.id,
      target: edge.target.id,
      evidence: edge.evidence.map(toEvidence),
    })),
  };
}

const THROUGH = ["GAVE", "WORKS_AT", "ABOUT", "PRESENTED_AT", "WORKS_ON", "ORGANIZES", "HELD_IN", "WROTE"];

/** @returns {Promise<{ counts: Record<string, number>, topics: { name: string, talks: number }[] }>} */
export async function start() {
  const { statistics, topics } = await ask(START, {});
  return {
    counts: statistics,
    topics: topics.edges.map((/** @type {any} */ { node }) => ({ name: node.name, talks: node.talks.totalCount })),
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
