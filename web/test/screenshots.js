// Draws the pages as they look on the fixtures: `node screenshots.js [FOLDER]`.
// PNGs are for looking at and stay out of the repository.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { launch, open, serve, settled, wellKnown } from "./harness.js";

const folder = process.argv[2] ?? join(import.meta.dirname, "screenshots");
mkdirSync(folder, { recursive: true });

const server = await serve(process.env.DOCUMENTS?.split(":") ?? ["fixtures/documents"]);
const browser = await launch();
const topic = await wellKnown(server);
const q = `?q=${encodeURIComponent(topic.name)}`;
const { people } = await server.ask("{ people(first: 1, orderBy: TALKS) { nodes { id } } }");
const person = `?open=${encodeURIComponent(people.nodes[0].id)}&at=${encodeURIComponent(people.nodes[0].id)}`;

const PAGES = { first: "", answers: q, unfolded: `${q}&open=${encodeURIComponent(topic.id)}&at=${encodeURIComponent(topic.id)}`, person, table: `${q}&view=table`, nothing: "?q=xyzzyplugh", query: "query", playground: "graphiql" };
const WINDOWS = {
  light: { colorScheme: /** @type {const} */ ("light"), viewport: { width: 1440, height: 900 } },
  dark: { colorScheme: /** @type {const} */ ("dark"), viewport: { width: 1440, height: 900 } },
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
};

for (const [window, options] of Object.entries(WINDOWS)) {
  for (const [name, path] of Object.entries(PAGES)) {
    const view = await open(browser, server.url, options);
    await view.page.goto(path);
    await settled(view.page);
    if (name === "playground") await view.page.locator(".view-line, #schema li").first().waitFor();
    const file = join(folder, `${name}-${window}.png`);
    await view.page.screenshot({ path: file });
    console.log(file);
    await view.context.close();
  }
}
await browser.close();
await server.close();
