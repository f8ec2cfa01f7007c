// What goes over the wire, in bytes: sizes are the same on every machine, times are not.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { FIXTURES, launch, open, serve, settled, wellKnown } from "./harness.js";

/** @type {Awaited<ReturnType<typeof serve>>} */ let server;
/** @type {import("playwright-core").Browser} */ let browser;

before(async () => {
  [server, browser] = await Promise.all([serve(FIXTURES), launch()]);
});

after(async () => {
  await Promise.all([browser?.close(), server?.close()]);
});

/** @param {{ url: string, bytes: number }[]} loaded */
function total(loaded) {
  return loaded.reduce((sum, { bytes }) => sum + bytes, 0);
}

test("the explorer with its answers: at most 30 KB", async (t) => {
  const topic = await wellKnown(server);
  const view = await open(browser, server.url);
  await view.page.goto(`?q=${encodeURIComponent(topic.name)}`);
  await settled(view.page);
  const bytes = total(view.loaded);
  t.diagnostic(`explorer: ${bytes} bytes in ${view.loaded.length} answers, budget 30000`);
  assert.ok(bytes <= 30_000, `${bytes} bytes\n${view.loaded.map((one) => `${one.bytes} ${one.url}`).join("\n")}`);
  await view.calm();
});

test("the query page: at most 20 KB", async (t) => {
  const view = await open(browser, server.url);
  await view.page.goto("query");
  await view.page.locator("#schema li").first().waitFor();
  const bytes = total(view.loaded);
  t.diagnostic(`query page: ${bytes} bytes, budget 20000`);
  assert.ok(bytes <= 20_000, `${bytes} bytes`);
  await view.calm();
});

test("files come packed, are checked again, and unpacked for those who cannot", async () => {
  const packed = await fetch(`${server.url}explorer/main.js`, { headers: { "accept-encoding": "br" } });
  assert.equal(packed.headers.get("content-encoding"), "br");
  const text = await packed.text();
  const plain = await fetch(`${server.url}explorer/main.js`, { headers: { "accept-encoding": "identity" } });
  assert.equal(plain.headers.get("content-encoding"), null);
  assert.equal(await plain.text(), text);
  const again = await fetch(`${server.url}explorer/main.js`, { headers: { "accept-encoding": "br", "if-none-match": packed.headers.get("etag") ?? "" } });
  assert.equal(again.status, 304);
});
