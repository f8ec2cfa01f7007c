// What stands where there is nothing to show yet: the first visit, no data, nobody found.

import { start, suggest } from "./api.js";
import { h, plural } from "./dom.js";
import { nameButton, trouble } from "./parts.js";
import { LINKS, format, parse } from "./state.js";

/** @import { State } from "./state.js" */

/**
 * The first visit: what there is, and what one could ask.
 * @param {HTMLElement} place
 * @param {() => void} again
 */
export async function welcome(place, again) {
  if (place.childElementCount > 0) return;
  try {
    const { counts, topics } = await start();
    if (counts.documents === 0) {
      place.replaceChildren(
        h("h2", {}, "Nothing has been read yet"),
        h("p", {}, "Give Hallway recaps, feeds or a catalogue of talks, then reload this page:"),
        h("pre", { tabindex: "0" }, "hallway ingest recaps/\nhallway ingest https://example.org/feed.xml"),
        h("p", {}, "Or look around with the examples it brings along: ", h("code", {}, "hallway demo")));
      return;
    }
    place.replaceChildren(
      h("p", { class: "lead" }, `${plural(counts.people, "person", "people")}, ${plural(counts.talks, "talk")} and ${plural(counts.events, "event")}, out of ${plural(counts.documents, "document")}. Every answer shows the sentence that says so.`),
      topics.length > 0 ? h("h2", {}, "Often spoken about") : "",
      h("ul", { class: "topics" }, topics.map(({ name, talks }) =>
        h("li", {}, h("a", { href: format({ ...parse(""), q: name }) }, h("bdi", {}, name), h("small", {}, plural(talks, "talk")))))));
  } catch (error) {
    place.replaceChildren(trouble(error, () => {
      place.replaceChildren();
      again();
    }));
  }
}

/**
 * Nobody was found: what is near, and what could be left out.
 * @param {HTMLElement} body
 * @param {State} state
 * @param {(question: Partial<State>) => void} ask
 */
export async function nothing(body, state, ask) {
  const near = h("div", {});
  body.replaceChildren(
    state.event || state.year
      ? h("p", {}, "At any event, in any year? ", h("button", { type: "button", class: "link", onclick: () => ask({ q: state.q }) }, "Ask without the limits"))
      : h("p", {}, "Try a broader word, the singular, or the name of a tool."),
    near);
  // Not what was typed as a whole, but words of it, may be known.
  const words = new Set([state.q, ...state.q.split(/\s+/).slice(0, 4), state.q.slice(0, 4)]);
  for (const word of words) {
    const found = await suggest(word, ["TOPIC", "PROJECT", "PERSON"]).catch(() => []);
    if (found.length === 0) continue;
    near.replaceChildren(h("h3", {}, "Near to it"), h("ul", { class: "near" }, found.map((node) =>
      h("li", {}, nameButton(node, () => (node.kind === "PERSON" ? ask({ open: [{ id: node.id, most: LINKS }], at: node.id }) : ask({ q: node.name })))))));
    return;
  }
}
