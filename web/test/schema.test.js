// Every query that the pages ask is a query of the schema, and every script fits its types.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { buildSchema, parse, validate } from "graphql";
import { EXAMPLES } from "../explorer/examples.js";
import * as operations from "../explorer/operations.js";
import { root } from "./harness.js";

const schema = buildSchema(readFileSync(join(root, "schema.graphql"), "utf8"));

for (const [name, text] of [...Object.entries(operations), ...EXAMPLES.map(({ title, query }) => [title, query])]) {
  test(`asks what the schema answers: ${name}`, () => {
    assert.deepEqual(validate(schema, parse(text)).map((error) => error.message), []);
  });
}

test("the scripts fit their types", () => {
  const compiler = createRequire(import.meta.url).resolve("typescript/bin/tsc");
  execFileSync(process.execPath, [compiler, "--project", "tsconfig.json"], { cwd: import.meta.dirname, stdio: "inherit" });
});
