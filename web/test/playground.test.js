// GraphiQL out of the binary, without a network; and the query page that stands in for it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { FIXTURES, launch, open, serve, settled } from "./harness.js";

/** @type {Awaited<ReturnType<typeof serve>>} */ let server;
/** @type {import("playwright-core").Browser} */ let browser;
let bundled = false;

before(async () => {
  [server, browser] = await Promise.all([serve(FIXTURES), launch()]);
  bundled = (await (await fetch(`${server.url}graphiql`)).text()).includes('id="playground"');
});

after(async () => {
  await Promise.all([browser?.close(), server?.close()]);
});

test("GraphiQL runs its first example, offline, within 1.5 MB", async (t) => {
  if (!bundled) {
    t.skip("this build holds no GraphiQL");
    return;
  }
  const view = await open(browser, server.url);
  const { page } = view;
  await page.goto("graphiql");
  await page.locator(".graphiql-query-editor .view-line").first().waitFor();
  await page.waitForLoadState("networkidle");
  await page.getByRole("button", { name: /execute query/i }).click();
  await page.waitForFunction(() => /whoSpokeAbout/.test(document.querySelector(".graphiql-response")?.textContent ?? ""));
  const bytes = view.loaded.reduce((sum, one) => sum + one.bytes, 0);
  t.diagnostic(`playground: ${bytes} bytes, budget 1500000`);
  assert.ok(bytes <= 1_500_000, `${bytes} bytes`);
  assert.ok(await page.locator(".graphiql-tab").count() >= 3, "the examples are there as tabs");
  await view.calm();
});

test("the notices of its libraries are served", async () => {
  const answer = await fetch(`${server.url}graphiql/licenses`);
  assert.equal(answer.status, 200);
  const text = await answer.text();
  if (bundled) for (const name of ["graphiql", "react", "monaco-editor"]) assert.match(text, new RegExp(name, "i"));
  else assert.match(text, /no third-party script/);
});

test("without GraphiQL, /graphiql is the query page and says how to get it", async (t) => {
  if (bundled) {
    t.skip("this build holds GraphiQL");
    return;
  }
  const view = await open(browser, server.url);
  await view.page.goto("graphiql");
  assert.match(await view.page.locator("#absent").innerText(), /npm run build/);
  await view.calm();
});

test("the query page runs every example, takes variables, and can be shared", async () => {
  const view = await open(browser, server.url);
  const { page } = view;
  await page.goto("query");
  const count = await page.locator("#example option").count();
  assert.ok(count >= 4);
  for (let place = 0; place < count; place++) {
    await page.locator("#example").selectOption(String(place));
    await page.locator("#answer").evaluate((out) => (out.textContent = ""));
    await page.locator("#query").press("Control+Enter");
    await page.waitForFunction(() => /"data"/.test(document.querySelector("#answer")?.textContent ?? ""));
    assert.doesNotMatch(await page.locator("#answer").innerText(), /"errors"/, await page.locator("#query").inputValue());
  }
  const query = await page.locator("#query").inputValue();
  await page.reload();
  assert.equal(await page.locator("#query").inputValue(), query);
  await page.locator("#variables").fill("{");
  await page.locator("#query").press("Control+Enter");
  await page.getByText("The variables are not JSON").waitFor();
  await page.locator("#schema button").first().click();
  assert.match(await page.locator("#query").inputValue(), /^query/);
  await settled(page);
  await view.calm();
});
