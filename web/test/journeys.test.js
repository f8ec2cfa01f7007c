// Whole ways through the explorer: by mouse, by keyboard alone, by Back, by a shared link.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { FIXTURES, launch, open, serve, settled, wellKnown } from "./harness.js";

/** @typedef {import("playwright-core").Page} Page */
/** @type {Awaited<ReturnType<typeof serve>>} */ let server;
/** @type {import("playwright-core").Browser} */ let browser;
/** @type {Awaited<ReturnType<typeof wellKnown>>} */ let topic;

before(async () => {
  [server, browser] = await Promise.all([serve(FIXTURES), launch()]);
  topic = await wellKnown(server);
});

after(async () => {
  await Promise.all([browser?.close(), server?.close()]);
});

/** What the picture shows, as text to compare. @param {Page} page */
async function seen(page) {
  return page.locator("#picture .node").evaluateAll((nodes) =>
    nodes.map((node) => `${node.getAttribute("transform")} ${node.querySelector(".press")?.getAttribute("aria-label")}`).sort());
}

/** The first node that has something to unfold. @param {Page} page */
function foldedNode(page) {
  return page.locator('#picture .press[aria-expanded="false"]').first();
}

/** @param {Page} page @param {string} name @param {() => Promise<unknown>} act */
async function saved(page, name, act) {
  const [download] = await Promise.all([page.waitForEvent("download"), act()]);
  assert.equal(download.suggestedFilename().split(".").pop(), name);
  return readFileSync(await download.path(), "utf8");
}

/** Presses Tab until the focus is where `selector` says. @param {Page} page @param {string} selector */
async function tabTo(page, selector) {
  for (let presses = 0; presses < 150; presses++) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return;
  }
  assert.fail(`Tab never came to ${selector}`);
}

test("by mouse: ask, open, unfold, filter, table, export, back, reload, shared link", async () => {
  const view = await open(browser, server.url, { acceptDownloads: true });
  const { page } = view;
  await page.goto("");
  await page.locator("#q").fill(topic.name);
  await page.getByRole("button", { name: "Ask", exact: true }).click();
  await page.waitForURL(/[?]q=/);
  await settled(page);
  assert.match(await page.locator("#answers-title").innerText(), new RegExp(`^${topic.people} (person|people) spoke about`));
  assert.ok(await page.locator(".card .speaker").count() > 0);
  assert.ok(await page.locator(".card blockquote").count() > 0, "an answer shows what says so");

  const asked = await seen(page);
  const name = await page.locator(".card .speaker").first().innerText();
  await page.locator(".card .speaker").first().click();
  await settled(page);
  assert.equal(await page.locator("#details h2").innerText(), name);
  assert.ok(await page.locator("#details blockquote").count() > 0, "the details quote what says so");

  const before = await page.locator("#picture .node").count();
  const folded = foldedNode(page);
  const id = await folded.getAttribute("data-id");
  await folded.click();
  await settled(page);
  const unfolded = await page.locator("#picture .node").count();
  assert.ok(unfolded > before, `unfolding ${id} shows more than ${before}`);
  await page.locator(`#picture .press[data-id="${id}"]`).click();
  await settled(page);
  assert.equal(await page.locator("#picture .node").count(), before, "pressed again it folds");
  await page.goBack();
  await settled(page);
  assert.equal(await page.locator("#picture .node").count(), unfolded, "Back undoes");

  const legend = page.locator("#legend button").first();
  const kind = (await legend.getAttribute("data-kind") ?? "").toLowerCase();
  await legend.click();
  await settled(page);
  assert.equal(await page.locator(`#picture .node.${kind}`).count(), 0, "the legend filters");
  await legend.click();
  await settled(page);

  const links = await page.locator("#picture .link").count();
  await page.getByRole("button", { name: "Table", exact: true }).click();
  await settled(page);
  assert.equal(await page.locator("#table tbody tr").count(), links, "the table has a row for each link");
  await page.getByRole("button", { name: "Picture", exact: true }).click();
  await settled(page);

  const choose = async (/** @type {string} */ as) => {
    await page.locator("#export summary").click();
    await page.locator(`#export [data-as=${as}]`).click();
  };
  const svg = await saved(page, "svg", () => choose("svg"));
  assert.doesNotMatch(svg, /class=|var\(|<script|aria-|light-dark/);
  assert.equal(svg, await saved(page, "svg", () => choose("svg")), "the same picture gives the same bytes");
  const dot = await saved(page, "dot", () => choose("dot"));
  const drawn = execFileSync("dot", ["-Tsvg"], { input: dot, encoding: "utf8", maxBuffer: 1 << 26 });
  assert.equal(drawn.match(/class="node"/g)?.length, unfolded);
  const data = JSON.parse(await saved(page, "json", () => choose("json")));
  assert.equal(data.nodes.length, unfolded);
  assert.equal(data.edges.length, links);

  const [shown, address] = [await seen(page), page.url()];
  await page.reload();
  await settled(page);
  assert.deepEqual(await seen(page), shown, "a reload shows the same");
  const other = await open(browser, address, {});
  await other.page.goto(address);
  await settled(other.page);
  assert.deepEqual(await seen(other.page), shown, "a shared link shows the same");
  await other.calm();

  while (!/[?]q=[^&]*$/.test(page.url())) await page.goBack();
  await settled(page);
  assert.deepEqual(await seen(page), asked, "Back leads to the answers as they were");
  await view.calm();
});

test("by keyboard alone: ask, walk, unfold, take out, filter, read, table, export", async () => {
  const view = await open(browser, server.url, { acceptDownloads: true });
  const { page } = view;
  const { keyboard } = page;
  await page.goto("");
  await settled(page);
  await tabTo(page, "#q");
  await keyboard.type(topic.name);
  await page.locator("#q-list [role=option]").first().waitFor();
  await keyboard.press("Escape");
  await keyboard.press("Enter");
  await page.waitForURL(/[?]q=/);
  await settled(page);

  await tabTo(page, "figcaption button");
  await keyboard.press("Enter");
  await page.locator("#reader .text mark").waitFor();
  assert.ok((await page.locator("#reader .text mark").innerText()).length > 0);
  await keyboard.press("Escape");
  await page.waitForURL((url) => !url.searchParams.has("doc"));

  await tabTo(page, "#picture .press");
  const start = await page.evaluate(() => document.activeElement?.getAttribute("data-id"));
  const walked = new Set([start]);
  for (const arrow of ["ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp", "ArrowRight", "ArrowDown"]) {
    await keyboard.press(arrow);
    walked.add(await page.evaluate(() => document.activeElement?.getAttribute("data-id")));
  }
  assert.ok(walked.size >= 3, `the arrows walk: ${[...walked]}`);

  await foldedNode(page).evaluate((node) => /** @type {SVGElement} */ (/** @type {unknown} */ (node)).focus());
  const id = await page.evaluate(() => document.activeElement?.getAttribute("data-id"));
  const before = await page.locator("#picture .node").count();
  await keyboard.press("Enter");
  await settled(page);
  const unfolded = await page.locator("#picture .node").count();
  assert.ok(unfolded > before);
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("data-id")), id, "the focus stays");
  await keyboard.press("Enter");
  await settled(page);
  assert.equal(await page.locator("#picture .node").count(), before, "Enter again folds");
  await keyboard.press("Delete");
  await settled(page);
  assert.equal(await page.locator("#picture .node").count(), before - 1, "Delete takes out");
  await page.locator("#note button").focus();
  await keyboard.press("Enter");
  await settled(page);
  assert.equal(await page.locator("#picture .node").count(), before, "and it can be put back");

  await page.locator("#find").focus();
  await keyboard.type("a");
  await page.waitForURL(/find=a/);
  assert.match(await page.locator("#found").innerText(), /^\d+ found$/);
  await keyboard.press("Enter");
  assert.ok(await page.evaluate(() => document.activeElement?.matches(".node.found .press")), "Enter goes to what was found");

  await page.locator("#legend button").first().focus();
  await keyboard.press("Space");
  await settled(page);
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("aria-pressed")), "false", "the focus stays on the filter");
  await keyboard.press("Space");
  await page.locator("#find").focus();
  await keyboard.press("Backspace");
  await page.waitForURL((url) => !url.searchParams.has("find"));

  await page.getByRole("button", { name: "Table", exact: true }).focus();
  await keyboard.press("Enter");
  await settled(page);
  assert.ok(await page.locator("#table tbody tr").count() > 0);

  await page.locator("#export summary").focus();
  await keyboard.press("Enter");
  await keyboard.press("Tab");
  await keyboard.press("Tab");
  await keyboard.press("Tab");
  const json = await saved(page, "json", () => keyboard.press("Enter"));
  assert.ok(JSON.parse(json).nodes.length > 0);
  await view.calm();
});

test("suggestions lead to a question or to a node", async () => {
  const view = await open(browser, server.url);
  const { page } = view;
  await page.goto("");
  await page.locator("#q").pressSequentially(topic.name);
  const option = page.locator("#q-list [role=option]", { has: page.locator("svg.topic"), hasText: topic.name }).first();
  await option.waitFor();
  await page.keyboard.press("ArrowDown");
  assert.equal(await page.locator("#q-list [aria-selected=true]").count(), 1);
  await option.click();
  await page.waitForURL((url) => url.searchParams.get("q") === topic.name);
  await settled(page);

  const speaker = await page.locator(".card .speaker").first().innerText();
  await page.goto("");
  await page.locator("#q").pressSequentially(speaker);
  await page.locator("#q-list [role=option]", { has: page.locator("svg.person"), hasText: speaker }).first().click();
  await page.waitForURL(/open=person/);
  await settled(page);
  assert.equal(await page.locator("#details h2").innerText(), speaker);
  await view.calm();
});

test("the answers can be limited to an event and a year", async () => {
  const view = await open(browser, server.url);
  const { page } = view;
  const { whoSpokeAbout } = await server.ask(
    "query ($topic: String!) { whoSpokeAbout(topic: $topic, first: 10) { edges { talks { talk { presentedAt(first: 1) { nodes { name } } } } } } }",
    { topic: topic.name });
  const event = whoSpokeAbout.edges.flatMap((/** @type {any} */ edge) => edge.talks).flatMap((/** @type {any} */ answer) => answer.talk.presentedAt.nodes)[0]?.name;
  assert.ok(event, "a talk about the topic has an event");
  await page.goto(`?q=${encodeURIComponent(topic.name)}`);
  await settled(page);
  await page.locator("#event").fill(event);
  await page.locator("#event").press("Enter");
  await page.waitForURL(/event=/);
  await settled(page);
  assert.ok(await page.locator(".card").count() > 0);
  await page.locator("#year").fill("1901");
  await page.locator("#year").press("Enter");
  await page.waitForURL(/year=1901/);
  await settled(page);
  assert.equal(await page.locator(".card").count(), 0);
  await page.getByRole("button", { name: "Ask without the limits" }).click();
  await settled(page);
  assert.ok(await page.locator(".card").count() > 0);
  await view.calm();
});

test("after an error one can try again", async () => {
  const view = await open(browser, server.url);
  const { page } = view;
  let broken = true;
  await page.route("**/graphql", (route) =>
    (broken ? route.fulfill({ status: 503, json: { errors: [{ message: "too much to do" }] } }) : route.fallback()));
  await page.goto(`?q=${encodeURIComponent(topic.name)}`);
  await page.locator(".trouble", { hasText: "too much to do" }).waitFor();
  broken = false;
  await page.getByRole("button", { name: "Try again" }).click();
  await page.locator(".card .speaker").first().waitFor();
  await view.calm(/503/);
});
