// Where names stand in a quote, and where a quote stands in its text.

import { h } from "./dom.js";

/**
 * The quote as nodes, the names marked where they stand in it as a whole.
 * @param {string} quote
 * @param {string[]} names
 * @returns {(string | HTMLElement)[]}
 */
export function named(quote, names) {
  const patterns = names.filter(Boolean).map((name) =>
    name.split(/\s+/).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("\\s+"));
  if (patterns.length === 0) return [quote];
  return quote.split(new RegExp(`(${patterns.join("|")})`, "iu")).map((part, place) => (place % 2 === 1 ? h("mark", {}, part) : part));
}

/**
 * The text before, in and after a range of bytes, no more than `around` characters of each side.
 * @param {string} text
 * @param {number} from
 * @param {number} to
 * @param {number} around
 */
export function cut(text, from, to, around) {
  const bytes = new TextEncoder().encode(text);
  const decode = (/** @type {number} */ start, /** @type {number} */ end) =>
    new TextDecoder().decode(bytes.subarray(start, end));
  const before = decode(0, from);
  const after = decode(to, bytes.length);
  return {
    before: before.length > around ? `… ${before.slice(-around)}` : before,
    quote: decode(from, to),
    after: after.length > around ? `${after.slice(0, around)} …` : after,
  };
}
