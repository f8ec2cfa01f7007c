// The playground: GraphiQL on Hallway's schema, with a tab of examples to start from.
// Everything it needs comes from the server that serves it.
import { createElement as h } from "react";
import { createRoot } from "react-dom/client";
import { GraphiQL } from "graphiql";
import { createGraphiQLFetcher } from "@graphiql/toolkit";
import "graphiql/setup-workers/vite";
import "graphiql/style.css";
import "./page.css";
import { EXAMPLES } from "../../explorer/examples.js";

// Relative to the page at /graphiql, so that a proxy may serve Hallway under a path.
const endpoint = new URL("graphql", location.href);
const socket = new URL(endpoint);
socket.protocol = location.protocol === "https:" ? "wss:" : "ws:";

const asked = new URLSearchParams(location.search);
const query = asked.get("query") ?? undefined;
const variables = asked.get("variables") ?? undefined;

const tabs = EXAMPLES.map((example) => ({
  query: `# ${example.title}\n${example.query}`,
  variables: example.variables ? JSON.stringify(example.variables, null, 2) : "",
}));

createRoot(/** @type {HTMLElement} */ (document.getElementById("playground"))).render(
  h(
    GraphiQL,
    {
      fetcher: createGraphiQLFetcher({ url: endpoint.href, subscriptionUrl: socket.href }),
      // Tabs are not remembered between visits: the examples are always the current schema's.
      defaultTabs: query === undefined ? tabs : undefined,
      initialQuery: query,
      // The editors open with the first tab's content, which has to be said twice.
      initialVariables: query === undefined ? tabs[0].variables : variables,
      defaultEditorToolsVisibility: "variables",
      shouldPersistHeaders: false,
      storage: null,
    },
    h(GraphiQL.Logo, null, h("a", { href: "./", className: "home" }, "Hallway")),
    h(
      GraphiQL.Footer,
      null,
      h(
        "p",
        { className: "notices" },
        "GraphiQL and the libraries it is made of are free software: ",
        h("a", { href: "graphiql/licenses" }, "their licences"),
        ".",
      ),
    ),
  ),
);
