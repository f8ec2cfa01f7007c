// Every state of the pages, in both themes and three sizes: no finding of axe, nothing wider
// than the window, no request elsewhere, no error, no breach of the policy.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { FIXTURES, findings, launch, open, serve, settled, wellKnown } from "./harness.js";

/** @type {Awaited<ReturnType<typeof serve>>} */ let server;
/** @type {Awaited<ReturnType<typeof serve>>} */ let empty;
/** @type {import("playwright-core").Browser} */ let browser;
/** @type {Awaited<ReturnType<typeof wellKnown>>} */ let topic;

before(async () => {
  [server, empty, browser] = await Promise.all([serve(FIXTURES), serve([]), launch()]);
  topic = await wellKnown(server);
});

after(async () => {
  await Promise.all([browser?.close(), server?.close(), empty?.close()]);
});

const graphql = "**/graphql";
const q = () => `?q=${encodeURIComponent(topic.name)}`;
const at = () => `&at=${encodeURIComponent(topic.id)}`;

/**
 * @typedef {object} Shown
 * @property {string} name
 * @property {() => string} path
 * @property {(page: import("playwright-core").Page) => Promise<unknown>} [prepare] Before the page is loaded.
 * @property {(page: import("playwright-core").Page) => Promise<unknown>} [act] After.
 * @property {RegExp} [expected] The trouble that the state is about.
 * @property {boolean} [waits] True for the state of waiting.
 * @property {boolean} [nothing] True where the store is empty.
 */

/** @type {Shown[]} */
const STATES = [
  { name: "first visit", path: () => "" },
  { name: "no data", path: () => "", nothing: true },
  { name: "suggestions", path: () => "", act: async (page) => {
    await page.locator("#q").pressSequentially(topic.name.slice(0, 4));
    await page.locator("#q-list [role=option]").first().waitFor();
  } },
  { name: "waiting", path: q, waits: true, prepare: (page) => page.route(graphql, () => {}) },
  { name: "answers", path: q },
  { name: "nothing found", path: () => "?q=xyzzyplugh" },
  {
    name: "error",
    path: q,
    expected: /503/,
    prepare: (page) => page.route(graphql, (route) => route.fulfill({ status: 503, json: { errors: [{ message: "too many requests, try again in a moment" }] } })),
  },
  { name: "details of a node", path: () => `${q()}${at()}&view=picture` },
  { name: "a node unfolded", path: () => `?open=${encodeURIComponent(topic.id)}${at()}` },
  { name: "filtered and searched", path: () => `${q()}&hide=EVENT&find=a&view=picture` },
  { name: "table", path: () => `${q()}&view=table` },
  { name: "export menu", path: () => `${q()}&view=picture`, act: (page) => page.getByText("Export", { exact: true }).click() },
  { name: "source of a quote", path: q, act: async (page) => {
    await page.locator("figcaption button").first().click();
    await page.locator("#reader .text").waitFor();
  } },
  { name: "query page", path: () => "query", act: (page) => page.locator("#schema li").first().waitFor() },
];

const WINDOWS = [
  { name: "light", options: { colorScheme: /** @type {const} */ ("light") } },
  { name: "dark", options: { colorScheme: /** @type {const} */ ("dark") } },
  { name: "320 px wide", options: { viewport: { width: 320, height: 640 } } },
  { name: "200 % zoom", options: { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 } },
];

for (const state of STATES) {
  for (const window of WINDOWS) {
    test(`${state.name}, ${window.name}`, async () => {
      const view = await open(browser, (state.nothing ? empty : server).url, window.options);
      const { page } = view;
      await state.prepare?.(page);
      await page.goto(state.path());
      if (state.waits) await page.locator(".waiting").first().waitFor();
      else await settled(page);
      await state.act?.(page);
      assert.deepEqual(await findings(page), []);
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(wider <= 0, `the page is ${wider} px wider than the window`);
      if (state.waits) await view.context.close();
      else await view.calm(state.expected);
    });
  }
}
