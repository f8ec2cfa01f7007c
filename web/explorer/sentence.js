// The sentence box's fields: as you type they suggest what the graph knows.

import { h } from "./dom.js";
import { suggest } from "./api.js";
import { kindOf } from "./kinds.js";
import { sign } from "./parts.js";

/** @import { GraphNode } from "./api.js" */

/**
 * Makes `input` suggest nodes of `kinds` in `list`. Arrows walk, Enter or Tab takes, Escape closes.
 * @param {HTMLInputElement} input
 * @param {HTMLUListElement} list
 * @param {string[]} kinds
 * @param {(node: GraphNode) => void} take
 */
export function suggesting(input, list, kinds, take) {
  /** @type {GraphNode[]} */
  let found = [];
  let active = -1;
  let timer = 0;
  let asked = new AbortController();

  const close = () => {
    clearTimeout(timer);
    asked.abort();
    found = [];
    active = -1;
    list.hidden = true;
    list.replaceChildren();
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const mark = (/** @type {number} */ place) => {
    active = place;
    [...list.children].forEach((option, index) => option.setAttribute("aria-selected", String(index === place)));
    if (place >= 0) {
      input.setAttribute("aria-activedescendant", list.children[place].id);
      list.children[place].scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  };
  const pick = (/** @type {GraphNode} */ node) => {
    close();
    take(node);
  };
  const show = (/** @type {GraphNode[]} */ nodes) => {
    found = nodes;
    active = -1;
    list.replaceChildren(...nodes.map((node, place) =>
      h("li", {
        id: `${list.id}-${place}`, role: "option", "aria-selected": "false",
        // The pointer must not take the keyboard out of the box.
        onpointerdown: (event) => event.preventDefault(),
        onclick: () => pick(node),
      }, sign(node.kind), h("bdi", {}, node.name), h("small", {}, kindOf(node.kind).one))));
    list.hidden = nodes.length === 0;
    input.setAttribute("aria-expanded", String(nodes.length > 0));
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    asked.abort();
    const text = input.value.trim();
    if (text.length < 2) {
      close();
      return;
    }
    timer = setTimeout(async () => {
      asked = new AbortController();
      const { signal } = asked;
      try {
        const nodes = await suggest(text, kinds, signal);
        if (!signal.aborted && document.activeElement === input) show(nodes);
      } catch {
        // Suggestions are a courtesy: without them one can still ask.
        if (!signal.aborted) close();
      }
    }, 120);
  });
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown") mark((active + 1) % found.length);
    else if (event.key === "ArrowUp") mark((active <= 0 ? found.length : active) - 1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && active >= 0) pick(found[active]);
    else if (event.key === "Tab" && active >= 0 && !event.shiftKey) {
      input.value = found[active].name;
      close();
      return;
    } else return;
    event.preventDefault();
  });
  input.addEventListener("blur", close);
}
