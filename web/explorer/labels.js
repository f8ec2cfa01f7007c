// How large a node is drawn, and how its name is set.

import { h } from "./dom.js";

/** @import { Seen } from "./graph.js" */
/** @import { Box } from "./layout.js" */

/** Lines of a label, characters of a line, and from one line to the next. */
const LINES = 3;
const WIDTH = 20;
export const LINE = 13.5;

/**
 * @param {Seen} node
 * @returns {Box}
 */
export function box(node) {
  const size = scale(node);
  const lines = wrap(node.name);
  const longest = Math.max(...lines.map((line) => measure(line)));
  return { id: node.id, width: Math.max(36 * size, longest), above: 18 * size, below: 14 * size + 3 + lines.length * LINE + 3, parent: node.parent };
}

/** The well connected are a little larger. @param {Seen} node */
export function scale(node) {
  return node.degree >= 24 ? 1.45 : node.degree >= 8 ? 1.2 : 1;
}

const pen = /** @type {CanvasRenderingContext2D} */ (h("canvas").getContext("2d"));
pen.font = "600 11.5px system-ui, sans-serif";

/** @param {string} text */
function measure(text) {
  return pen.measureText(text).width;
}

/** @param {Seen} node */
export function badge(node) {
  return 12 + 6 * short(node.hidden).length;
}

/** @param {number} count */
export function short(count) {
  return count < 1000 ? String(count) : `${Math.floor(count / 1000)}k`;
}

/** @param {string} name */
export function initials(name) {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words[words.length - 1]] : words;
  return letters.map((word) => [...word][0].toUpperCase()).join("");
}

/**
 * A name in a few short lines; what does not fit is an ellipsis.
 * @param {string} name
 */
export function wrap(name) {
  const words = name.split(/\s+/).filter(Boolean).flatMap((word) => word.match(/.{1,20}/gsu) ?? []);
  /** @type {string[]} */
  const lines = [];
  for (const word of words) {
    const last = lines[lines.length - 1];
    if (last !== undefined && last.length + 1 + word.length <= WIDTH) lines[lines.length - 1] = `${last} ${word}`;
    else if (lines.length < LINES) lines.push(word);
    else {
      lines[LINES - 1] = `${lines[LINES - 1].slice(0, WIDTH - 1)}…`;
      break;
    }
  }
  return lines.length > 0 ? lines : ["?"];
}
