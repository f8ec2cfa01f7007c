// The source of a quote: the document's text with the sentence marked, in a dialog.

import { source } from "./api.js";
import { byId, h, webAddress } from "./dom.js";
import { textFragment } from "./marks.js";
import { cut } from "./quotes.js";

/** Characters shown on each side of the quote. */
const AROUND = 4000;

/**
 * @param {string} id
 * @param {number} from
 * @param {number} to
 */
export async function read(id, from, to) {
  const dialog = byId("reader");
  const body = byId("reader-body");
  const title = byId("reader-title");
  title.textContent = "Reading …";
  body.replaceChildren();
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
  try {
    const document = await source(id);
    if (!document) throw new Error("There is no such document any more.");
    title.replaceChildren(h("bdi", {}, document.title));
    const { before, quote, after } = cut(document.text, from, to, AROUND);
    const mark = quote ? h("mark", {}, quote) : null;
    const web = document.url ? webAddress(document.url) : null;
    body.replaceChildren(
      h("p", { class: "origin" }, document.name === document.title ? null : document.name, document.date ? ` · ${document.date}` : null,
        web ? [" · ", h("a", { href: quote ? textFragment(web, quote) : web, rel: "noreferrer", target: "_blank" }, "on the web")] : null),
      h("div", { class: "text", dir: "auto", tabindex: "0", role: "region", "aria-label": "Text of the document" }, before, mark, after));
    mark?.scrollIntoView({ block: "center" });
  } catch (error) {
    title.textContent = "This document can't be shown";
    body.replaceChildren(h("p", {}, error instanceof Error ? error.message : String(error)));
  }
}
