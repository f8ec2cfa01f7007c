// The answers as cards: who, with which talk, where, and the sentence that says so.

import { h, plural, webAddress } from "./dom.js";
import { marked } from "./marks.js";
import { nameButton, quotation } from "./parts.js";

/** @import { Answer, Evidence, TalkAnswer } from "./api.js" */

/**
 * @typedef {{ press(id: string): void, read(evidence: Evidence): void }} Acts
 */

/**
 * @param {Answer} answer
 * @param {string} q
 * @param {Acts} acts
 */
export function card(answer, q, acts) {
  return h("li", { class: "card" },
    h("h3", {}, nameButton(answer.person, acts.press, "speaker")),
    answer.at.length > 0
      ? h("p", { class: "at" }, answer.at.flatMap(({ node, role, former }, place) => [
        place > 0 ? " · " : null,
        former ? "formerly " : null,
        role ? `${role}, ` : null,
        nameButton(node, acts.press, "plain"),
      ]))
      : null,
    h("ul", { class: "talks" }, answer.talks.map((talk) => talkOf(talk, q, acts))));
}

/**
 * @param {TalkAnswer} answer
 * @param {string} q
 * @param {Acts} acts
 */
function talkOf(answer, q, acts) {
  const { talk, sort, events, matched, links, evidence } = answer;
  const terms = [q, ...matched.map((topic) => topic.name)];
  const mark = (/** @type {string} */ quote) => marked(quote, terms);
  const seen = new Set();
  const quotes = evidence.filter(({ quote, document }) => {
    const key = `${document.id}\n${quote}`;
    return !seen.has(key) && seen.add(key);
  });
  const [first, ...others] = sorted(quotes, terms);
  return h("li", {},
    h("p", { class: "work" }, nameButton(talk, acts.press, "title")),
    h("p", { class: "where" },
      sort !== "talk" ? h("span", { class: "sort" }, sort) : null,
      events.map((event) => nameButton(event, acts.press, "plain")),
      links.map(({ kind, url }) => {
        const address = webAddress(url);
        return address ? h("a", { class: "out", href: address, rel: "noreferrer", target: "_blank" }, kind) : null;
      })),
    first ? quotation(first, mark, acts.read) : null,
    others.length > 0
      ? h("details", { class: "more" },
        h("summary", {}, `${plural(others.length, "more sentence")}`),
        others.map((one) => quotation(one, mark, acts.read)))
      : null,
    matched.length > 0
      ? h("p", { class: "matched" }, "about ", matched.map((topic) => nameButton(topic, acts.press, "tag")))
      : null);
}

/**
 * First the quotes in which most of the words asked about can be seen, then the longer ones.
 * @param {import("./api.js").Evidence[]} quotes
 * @param {string[]} terms
 */
function sorted(quotes, terms) {
  const words = [...new Set(terms.join(" ").toLowerCase().split(/\s+/))];
  const count = (/** @type {string} */ quote) => words.filter((word) => quote.toLowerCase().includes(word)).length;
  return [...quotes].sort((one, other) => count(other.quote) - count(one.quote) || other.quote.length - one.quote.length);
}

/** Cards that stand in until the answers are there. */
export function skeleton() {
  return [1, 2, 3].map(() => h("li", { class: "card waiting", "aria-hidden": "true" },
    h("span", { class: "bar short" }), h("span", { class: "bar" }), h("span", { class: "bar long" })));
}
