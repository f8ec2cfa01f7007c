// What documents say stays text, what is quoted stands in its document, and the same address
// always shows the same.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { FIXTURES, launch, open, serve, settled } from "./harness.js";

/** @type {Awaited<ReturnType<typeof serve>>} */ let server;
/** @type {import("playwright-core").Browser} */ let browser;

before(async () => {
  [server, browser] = await Promise.all([serve(FIXTURES), launch()]);
});

after(async () => {
  await Promise.all([browser?.close(), server?.close()]);
});

/** @param {string} id */
async function textOf(id) {
  const { node } = await server.ask("query ($id: ID!) { node(id: $id) { ... on Document { text } } }", { id });
  return Buffer.from(node.text, "utf8");
}

/**
 * Compares every quote on the page with the bytes of its document.
 * @param {import("playwright-core").Page} page
 * @param {Map<string, Buffer>} texts
 */
async function compareQuotes(page, texts) {
  const quotes = await page.locator("blockquote").evaluateAll((all) =>
    all.map((one) => ({ ...(/** @type {HTMLElement} */ (one).dataset), quote: one.textContent })));
  for (const { document, start, end, quote } of /** @type {Record<string, any>[]} */ (quotes)) {
    if (!texts.has(document)) texts.set(document, await textOf(document));
    assert.equal(quote, texts.get(document)?.subarray(Number(start), Number(end)).toString("utf8"), `${document} ${start} to ${end}`);
  }
  return quotes.length;
}

test("every quote shown stands in its stored document, at the place stated", async () => {
  const view = await open(browser, server.url);
  const { page } = view;
  const texts = new Map();
  const { topics, people } = await server.ask("{ topics(first: 15, orderBy: TALKS) { nodes { name } } people(first: 15, orderBy: TALKS) { nodes { id } } }");
  let quotes = 0;
  for (const { name } of topics.nodes) {
    await page.goto(`?q=${encodeURIComponent(name)}&view=table`);
    await settled(page);
    quotes += await compareQuotes(page, texts);
  }
  for (const { id } of people.nodes) {
    await page.goto(`?open=${encodeURIComponent(id)}&at=${encodeURIComponent(id)}`);
    await settled(page);
    quotes += await compareQuotes(page, texts);
  }
  assert.ok(quotes > 60, `${quotes} quotes were compared`);
  await view.calm();
});

test("hostile labels stay text and break nothing", async () => {
  /** @type {string[]} */
  const labels = JSON.parse(readFileSync(new URL("hostile.json", import.meta.url), "utf8")).map((/** @type {any} */ record) => record.title);
  assert.equal(labels.length, 20);
  const view = await open(browser, server.url);
  const { page } = view;
  page.on("dialog", () => assert.fail("a label ran"));
  const { events, documents } = await server.ask(`{
    events(first: 1, filter: { name: "HostileConf" }) { nodes { id talks(first: 100) { nodes { id name } } } }
    documents(first: 100) { nodes { id name } }
  }`);
  const [event] = events.nodes;
  assert.ok(event?.talks.nodes.length >= 15, "the hostile talks are there");
  const named = documents.nodes.filter((/** @type {any} */ node) => labels.includes(node.name));
  assert.ok(named.length >= 15, `${named.length} documents bear their names`);

  const around = `?open=60~${encodeURIComponent(event.id)}`;
  const paths = [`${around}&at=${encodeURIComponent(event.id)}`, `${around}&view=table`, "?q=title"];
  for (const { id } of named) paths.push(`?open=${encodeURIComponent(id)}&at=${encodeURIComponent(id)}&doc=${encodeURIComponent(id)}`);
  for (const path of paths) {
    await page.goto(path);
    await settled(page);
    assert.match(await page.title(), /Hallway$/);
    const strange = await page.evaluate(() => document.querySelectorAll("main :is(script, img, b, i, iframe, style, object), svg script, dialog :is(script, img, b), a[href^='javascript:'], a[href^='data:']").length);
    assert.equal(strange, 0, path);
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(wider <= 0, `${path} is ${wider} px wider than the window`);
  }
  for (const { id, name } of named) {
    await page.goto(`?open=${encodeURIComponent(id)}&at=${encodeURIComponent(id)}`);
    await settled(page);
    assert.equal(await page.locator("#details h2").textContent(), name, "shown as it is");
  }
  await page.goto(`${around}&view=table`);
  await settled(page);
  const names = new Set(await page.locator("#table bdi").allTextContents());
  for (const { name } of event.talks.nodes) assert.ok(names.has(name), `shown as it is: ${name}`);
  await view.calm();
});

test("labels do not overlap", async () => {
  const view = await open(browser, server.url);
  const { page } = view;
  const { people } = await server.ask("{ people(first: 5, orderBy: TALKS) { nodes { id } } }");
  for (const { id } of people.nodes) {
    await page.goto(`?open=${encodeURIComponent(id)}`);
    await settled(page);
    const boxes = await page.locator("#picture .node text.name").evaluateAll((all) => all.map((one) => {
      const { left, right, top, bottom } = one.getBoundingClientRect();
      return { left, right, top, bottom };
    }));
    for (const [place, one] of boxes.entries()) {
      for (const other of boxes.slice(place + 1)) {
        const over = Math.min(one.right, other.right) - Math.max(one.left, other.left) > 1 && Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 1;
        assert.ok(!over, `two labels overlap around ${id}`);
      }
    }
  }
  await view.calm();
});

test("fifty addresses open the same picture twice", async () => {
  const view = await open(browser, server.url);
  const { page } = view;
  const { topics, people } = await server.ask("{ topics(first: 25) { nodes { name } } people(first: 25) { nodes { id } } }");
  const hides = ["", "&hide=EVENT", "&hide=ORGANIZATION&hide=TOPIC"];
  const addresses = [
    ...topics.nodes.map((/** @type {any} */ { name }, /** @type {number} */ place) => `?q=${encodeURIComponent(name)}${hides[place % 3]}`),
    ...people.nodes.map((/** @type {any} */ { id }, /** @type {number} */ place) => `?open=${encodeURIComponent(id)}${hides[place % 3]}`),
  ];
  assert.ok(addresses.length >= 40, `${addresses.length} addresses`);
  const shown = async (/** @type {string} */ address) => {
    await page.goto(address);
    await settled(page);
    return page.evaluate(() => document.querySelector("#picture")?.outerHTML);
  };
  for (const address of addresses) assert.equal(await shown(address), await shown(address), address);
  await view.calm();
});
