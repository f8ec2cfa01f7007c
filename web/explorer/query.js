// The query page: examples, variables, the answer, and what the schema offers. It stands in
// for GraphiQL where that was not built, and is small enough to read in one go.

import { byId, h } from "./dom.js";
import { EXAMPLES } from "./examples.js";

const query = /** @type {HTMLTextAreaElement} */ (byId("query"));
const variables = /** @type {HTMLTextAreaElement} */ (byId("variables"));
const example = /** @type {HTMLSelectElement} */ (byId("example"));

/** What the list of root fields is made of. */
const SCHEMA = `query Schema {
  __schema { queryType { fields {
    name description
    args { name defaultValue type { ...T } }
    type { ...T fields { name args { type { kind } } type { ...T } } }
  } } }
}
fragment T on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }`;

/**
 * @param {string} text
 * @param {unknown} given
 */
async function post(text, given) {
  const response = await fetch("graphql", {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/graphql-response+json, application/json" },
    body: JSON.stringify({ query: text, variables: given }),
  });
  return { status: response.status, answer: await response.json() };
}

async function run() {
  const out = byId("answer");
  const took = byId("took");
  let given = {};
  try {
    given = variables.value.trim() ? JSON.parse(variables.value) : {};
  } catch (error) {
    took.textContent = "";
    out.textContent = `The variables are not JSON: ${error instanceof Error ? error.message : error}`;
    variables.focus();
    return;
  }
  const link = new URLSearchParams({ query: query.value });
  if (variables.value.trim()) link.set("variables", variables.value);
  history.replaceState(null, "", `?${link}`);
  took.textContent = "Asking …";
  const before = performance.now();
  try {
    const { status, answer } = await post(query.value, given);
    out.textContent = JSON.stringify(answer, null, 2);
    took.textContent = `${status}, ${Math.round(performance.now() - before)} ms`;
  } catch (error) {
    took.textContent = "";
    out.textContent = `The server can't be reached: ${error instanceof Error ? error.message : error}`;
  }
}

/** @param {number} place */
function load(place) {
  const chosen = EXAMPLES[place];
  query.value = chosen.query;
  variables.value = chosen.variables ? JSON.stringify(chosen.variables, null, 2) : "";
}

/**
 * A type as the schema language writes it.
 * @param {any} type
 * @returns {string}
 */
function named(type) {
  if (type.kind === "NON_NULL") return `${named(type.ofType)}!`;
  if (type.kind === "LIST") return `[${named(type.ofType)}]`;
  return type.name ?? "…";
}

/** @param {any} field A query for it: its required arguments, and the plain fields of what it gives. */
function sketch(field) {
  const needed = field.args.filter((/** @type {any} */ arg) => arg.type.kind === "NON_NULL" && arg.defaultValue === null);
  const head = needed.map((/** @type {any} */ arg) => `$${arg.name}: ${named(arg.type)}`).join(", ");
  const args = needed.map((/** @type {any} */ arg) => `${arg.name}: $${arg.name}`).join(", ");
  const type = field.type.kind === "NON_NULL" ? field.type.ofType : field.type;
  const body = /Connection$/.test(type.name ?? "") ? " {\n    totalCount\n    edges { node { id } }\n  }" : type.kind === "OBJECT" || type.kind === "INTERFACE" || type.kind === "LIST" ? " {\n    __typename\n  }" : "";
  query.value = `query${head ? `(${head})` : ""} {\n  ${field.name}${args ? `(${args})` : ""}${body}\n}`;
  variables.value = needed.length > 0 ? JSON.stringify(Object.fromEntries(needed.map((/** @type {any} */ arg) => [arg.name, ""])), null, 2) : "";
  query.focus();
}

async function schema() {
  const place = byId("schema");
  try {
    const { answer } = await post(SCHEMA, {});
    if (!answer.data) throw new Error("the schema is not shown here");
    place.replaceChildren(h("ul", {}, answer.data.__schema.queryType.fields.map((/** @type {any} */ field) =>
      h("li", {},
        h("code", {}, `${field.name}${field.args.length > 0 ? `(${field.args.map((/** @type {any} */ arg) => `${arg.name}: ${named(arg.type)}`).join(", ")})` : ""}: ${named(field.type)}`),
        field.description ? h("p", {}, field.description) : null,
        h("button", { type: "button", "aria-label": `Use ${field.name}`, onclick: () => sketch(field) }, "Use")))));
  } catch (error) {
    place.replaceChildren(h("p", {}, `Without a list: ${error instanceof Error ? error.message : error}`));
  }
}

byId("absent").hidden = !location.pathname.endsWith("graphiql");
example.append(...EXAMPLES.map(({ title }, place) => h("option", { value: place }, title)));
example.addEventListener("change", () => load(Number(example.value)));
byId("ask").addEventListener("submit", (event) => {
  event.preventDefault();
  run();
});
byId("ask").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) run();
});
const asked = new URLSearchParams(location.search);
if (asked.has("query")) {
  query.value = asked.get("query") ?? "";
  variables.value = asked.get("variables") ?? "";
} else load(0);
schema();
