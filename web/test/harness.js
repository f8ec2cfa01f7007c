// Starts the real binary on the fixtures and a browser in front of it, and watches both: a
// request to another host, an error in the console or a breach of the policy fails the test.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

export const root = fileURLToPath(new URL("../../", import.meta.url));
const program = process.env.HALLWAY_BIN ?? join(process.env.CARGO_TARGET_DIR ?? join(root, "target"), "debug/hallway");
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/**
 * Serves a store that holds `paths`; none at all makes an empty one.
 * @param {string[]} paths
 */
export async function serve(paths) {
  const folder = mkdtempSync(join(tmpdir(), "hallway-web-"));
  const store = join(folder, "store");
  if (paths.length > 0) execFileSync(program, ["ingest", "--store", store, ...paths], { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
  const port = await freePort();
  const child = spawn(program, ["serve", "--store", store, "--listen", `127.0.0.1:${port}`], { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
  // Whatever becomes of the test, no server stays behind.
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  const url = `http://127.0.0.1:${port}/`;
  for (let tries = 0; ; tries++) {
    if (child.exitCode !== null) throw new Error(`${program} serve ended with ${child.exitCode}`);
    if (tries > 200) throw new Error("the server did not come up within 20 seconds");
    if (await fetch(`${url}healthz`).then((response) => response.ok, () => false)) break;
    await sleep(100);
  }
  return {
    url,
    /** @param {string} query @param {Record<string, unknown>} [variables] */
    async ask(query, variables = {}) {
      const response = await fetch(`${url}graphql`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ query, variables }),
      });
      const { data, errors } = await response.json();
      assert.equal(errors, undefined, JSON.stringify(errors));
      return data;
    },
    async close() {
      process.removeListener("exit", kill);
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });
}

/** The fixtures' recaps, and names made to break a page. */
export const FIXTURES = ["fixtures/documents", "web/test/hostile.html", "web/test/hostile.json"];

export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? execFileSync("which", ["chromium"], { encoding: "utf8" }).trim(),
    headless: true,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
}

/**
 * A window that keeps watch. `calm()` fails where something happened that should not.
 * @param {import("playwright-core").Browser} browser
 * @param {string} url
 * @param {import("playwright-core").BrowserContextOptions} [options]
 */
export async function open(browser, url, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1360, height: 860 }, reducedMotion: "reduce", baseURL: url, ...options });
  const page = await context.newPage();
  /** @type {string[]} */
  const troubles = [];
  /** @type {{ url: string, bytes: number }[]} */
  const loaded = [];
  await context.route("**/*", (route) => {
    const asked = new URL(route.request().url());
    if (asked.origin === new URL(url).origin || asked.protocol === "blob:") return route.fallback();
    troubles.push(`asked for ${asked.href}`);
    return route.abort();
  });
  page.on("console", (message) => {
    if (message.type() === "error") troubles.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => troubles.push(`error: ${error.message}`));
  await page.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));
  });
  page.on("requestfinished", async (request) => {
    const sizes = await request.sizes().catch(() => null);
    if (sizes) loaded.push({ url: request.url(), bytes: sizes.responseBodySize + sizes.responseHeadersSize });
  });
  return {
    page,
    context,
    loaded,
    /** @param {RegExp} [expected] What may have happened: the test made it happen. */
    async calm(expected) {
      await page.waitForLoadState("networkidle");
      assert.deepEqual(troubles.filter((trouble) => !expected?.test(trouble)), []);
      await context.close();
    },
  };
}

/** Waits until the page has done all it was asked to. @param {import("playwright-core").Page} page */
export async function settled(page) {
  await page.waitForFunction(() => !document.querySelector("[aria-busy=true]"));
}

/**
 * What axe finds, as lines to read.
 * @param {import("playwright-core").Page} page
 * @returns {Promise<string[]>}
 */
export async function findings(page) {
  // As a script of the page it would be against the policy.
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { violations } = await /** @type {any} */ (globalThis).axe.run();
    return violations.flatMap((/** @type {any} */ rule) =>
      rule.nodes.map((/** @type {any} */ node) => `${rule.id} (${rule.impact}): ${node.html.slice(0, 140)} ${node.any?.[0]?.message ?? ""}`));
  });
}

/**
 * A topic of the fixtures that several people spoke about, and what is known of it.
 * @param {Awaited<ReturnType<typeof serve>>} server
 */
export async function wellKnown(server) {
  const { topics } = await server.ask("{ topics(first: 40) { nodes { id name } } }");
  let best = { id: "", name: "", people: 0 };
  for (const { id, name } of topics.nodes) {
    const { whoSpokeAbout } = await server.ask("query ($topic: String!) { whoSpokeAbout(topic: $topic, first: 1) { totalCount } }", { topic: name });
    if (whoSpokeAbout.totalCount > best.people) best = { id, name, people: whoSpokeAbout.totalCount };
  }
  assert.ok(best.people > 0, "the fixtures have a topic that somebody spoke about");
  return best;
}
