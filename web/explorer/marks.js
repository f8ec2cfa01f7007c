// Which words of a quote are the ones asked about, and where the web has it.

import { h } from "./dom.js";

/** Words too common to be what anybody asked about. */
const SMALL = new Set("a an and at by for from in of on or the to with".split(" "));

/**
 * The quote as nodes, the words that `terms` name marked: 'tests' marks 'testing' too.
 * @param {string} quote
 * @param {string[]} terms
 * @returns {(string | HTMLElement)[]}
 */
export function marked(quote, terms) {
  const stems = terms
    .flatMap((term) => term.split(/[^\p{L}\p{N}+#]+/u))
    .map(stem)
    .filter((word) => word.length > 1 && !SMALL.has(word));
  /** @type {(string | HTMLElement)[]} */
  const out = [];
  let end = 0;
  for (const found of quote.matchAll(/[\p{L}\p{N}\p{M}+#]+/gu)) {
    const word = stem(found[0]);
    if (!stems.some((other) => word === other || (other.length > 3 && word.startsWith(other)))) continue;
    if (found.index > end) out.push(quote.slice(end, found.index));
    out.push(h("mark", {}, found[0]));
    end = found.index + found[0].length;
  }
  if (end < quote.length) out.push(quote.slice(end));
  return out;
}

/** @param {string} word */
function stem(word) {
  const plain = word.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return plain.length > 4 ? plain.replace(/(ing|es|s|e)$/, "") : plain;
}

/**
 * Where a web page says the quote: the address with a text fragment of its first words.
 * @param {string} url
 * @param {string} quote
 */
export function textFragment(url, quote) {
  const words = quote.split(/\s+/).slice(0, 8).join(" ");
  const encoded = encodeURIComponent(words).replaceAll("-", "%2D");
  return url.includes("#") ? url : `${url}#:~:text=${encoded}`;
}
