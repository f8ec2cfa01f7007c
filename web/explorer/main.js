// The page: what the address says is what is shown, and everything done changes the address.
// What only some visits need (suggestions, details, table, reader, files) is loaded when it is needed.

import { ServerError, neighborhood, whoSpokeAbout } from "./api.js";
import { card, skeleton } from "./answers.js";
import { byId, h, plural } from "./dom.js";
import { CAP, edgeId, see } from "./graph.js";
import { KINDS } from "./kinds.js";
import { sign, trouble } from "./parts.js";
import { Picture } from "./picture.js";
import { LINKS, PAGE, format, parse } from "./state.js";

/** @import { Answer, Evidence, Subgraph } from "./api.js" */
/** @import { View } from "./graph.js" */
/** @import { State } from "./state.js" */

const input = (/** @type {string} */ id) => /** @type {HTMLInputElement} */ (byId(id));
const reader = /** @type {HTMLDialogElement} */ (byId("reader"));

let state = parse(location.search);
/** @type {View} */
let view = see(null, [], state);
/** @type {{ key: string, answers: Answer[], graph: Subgraph, total: number } | null} */
let answered = null;
/** @type {Map<string, Promise<Subgraph>>} */
const neighborhoods = new Map();
/** Counts up with each rendering: what comes late for an older one is dropped. */
let round = 0;
let asking = new AbortController();

const picture = new Picture(byId("picture"), { press, choose, drop });

/**
 * @param {Partial<State>} change
 * @param {boolean} [quietly] True where Back should not stop here.
 */
function go(change, quietly = false) {
  state = { ...state, ...change };
  history[quietly ? "replaceState" : "pushState"](null, "", format(state));
  render();
}

/** A node was pressed: it is chosen, and unfolds or, being chosen already, folds. @param {string} id */
function press(id) {
  const node = view.nodes.get(id);
  const opened = state.open.some((entry) => entry.id === id);
  /** @type {Partial<State>} */
  const change = { at: id, view: matchMedia("(max-width: 60rem)").matches ? "picture" : state.view };
  if (opened && state.at === id) change.open = state.open.filter((entry) => entry.id !== id);
  else if (!opened && (!node || node.hidden > 0)) change.open = [...state.open, { id, most: LINKS }];
  go(change);
}

/** @param {string} id */
function choose(id) {
  if (id !== state.at) go({ at: id }, id === "");
}

/** @param {string} id */
function drop(id) {
  go({ drop: [...new Set([...state.drop, id])], at: state.at === id ? "" : state.at });
}

/** @param {Evidence} evidence */
function readSource(evidence) {
  go({ doc: evidence.document.id, from: evidence.start, to: evidence.end });
}

/** Starts over with a question. @param {Partial<State>} question */
function ask(question) {
  go({ ...parse(""), ...question });
}

async function render() {
  const turn = ++round;
  byId("main").setAttribute("aria-busy", "true");
  await show(turn);
  if (turn === round) byId("main").removeAttribute("aria-busy");
}

/** @param {number} turn */
async function show(turn) {
  for (const name of /** @type {const} */ (["q", "event", "year", "find"])) {
    if (input(name).value.trim() !== state[name]) input(name).value = state[name];
  }
  document.title = state.q ? `Who spoke about ${state.q} – Hallway` : "Hallway";
  const first = !state.q && state.open.length === 0;
  document.body.dataset.stage = first ? "first" : state.q ? "asked" : "open";
  byId("work").hidden = first;
  byId("welcome").hidden = !first;
  for (const button of byId("switch").querySelectorAll("button")) {
    const shown = state.view || (matchMedia("(max-width: 60rem)").matches && state.q ? "answers" : "picture");
    button.setAttribute("aria-pressed", String(button.dataset.view === shown));
  }
  byId("work").dataset.view = state.view;
  showReader();
  if (first) {
    answered = null;
    const { welcome } = await import("./empty.js");
    await welcome(byId("welcome"), render);
    return;
  }
  await Promise.all([showAnswers(turn), showGraph(turn)]);
}

/** The text being read, if any. */
function showReader() {
  const key = `${state.doc} ${state.from} ${state.to}`;
  if (!state.doc) {
    if (reader.open) reader.close();
  } else if (!reader.open || reader.dataset.key !== key) {
    reader.dataset.key = key;
    const { doc, from, to } = state;
    import("./reader.js").then(({ read }) => read(doc, from, to));
  }
}

/** @param {number} turn */
async function showAnswers(turn) {
  const body = byId("answers-body");
  const title = byId("answers-title");
  byId("answers").hidden = !state.q;
  const key = JSON.stringify([state.q, state.event, state.year, state.n]);
  if (!state.q || answered?.key === key) return;
  asking.abort();
  asking = new AbortController();
  const grows = answered !== null && JSON.parse(answered.key).slice(0, 3).join("\n") === [state.q, state.event, state.year].join("\n");
  if (!grows) {
    title.textContent = "Looking …";
    body.replaceChildren(h("ul", { class: "cards" }, skeleton()));
  }
  say(`Looking for who spoke about ${state.q} …`);
  body.setAttribute("aria-busy", "true");
  try {
    const { total, answers, graph } = await whoSpokeAbout(state, asking.signal);
    if (turn !== round) return;
    answered = { key, answers, graph, total };
    if (total === 0) {
      title.textContent = `Nobody is known to have spoken about ${state.q}`;
      const { nothing } = await import("./empty.js");
      await nothing(body, state, ask);
      say(title.textContent);
    }
    else {
      title.textContent = `${plural(total, "person", "people")} spoke about ${state.q}`;
      body.replaceChildren(
        h("ul", { class: "cards" }, answers.map((answer) => card(answer, state.q, { press, read: readSource }))),
        answers.length < total && state.n < 100
          ? h("button", { type: "button", class: "wide", onclick: () => go({ n: Math.min(100, state.n + 2 * PAGE) }) }, `More answers (${answers.length} of ${total.toLocaleString("en")} shown)`)
          : "");
      say(title.textContent);
    }
    await showGraph(turn);
  } catch (error) {
    if (turn !== round) return;
    answered = null;
    title.textContent = "That did not work";
    body.replaceChildren(trouble(error, render));
    say(body.textContent ?? "");
  } finally {
    if (turn === round) body.removeAttribute("aria-busy");
  }
}

/** @param {number} turn */
async function showGraph(turn) {
  const note = byId("note");
  const wanted = state.open;
  let failed = "";
  const unfolded = [];
  if (wanted.length > 0) byId("explore").setAttribute("aria-busy", "true");
  for (const { id, most } of wanted) {
    const key = `${most} ${id}`;
    const graph = neighborhoods.get(key) ?? neighborhood(id, most);
    neighborhoods.set(key, graph);
    try {
      unfolded.push({ id, graph: await graph });
    } catch (error) {
      neighborhoods.delete(key);
      failed = error instanceof ServerError ? error.message : String(error);
    }
  }
  if (turn !== round) return;
  byId("explore").removeAttribute("aria-busy");
  const answers = state.q && !state.alone ? (answered?.graph ?? null) : null;
  view = see(answers, unfolded, state);
  const empty = view.placed.size === 0 && Object.keys(view.counts).length === 0;
  byId("work").classList.toggle("bare", empty && !failed);
  picture.draw(view, state.at, state.find);
  byId("picture").setAttribute("aria-label", `Picture of ${plural(view.nodes.size, "node")} and ${plural(view.edges.size, "link")}`);
  note.replaceChildren(...[
    failed ? h("span", { class: "bad" }, failed, " ", h("button", { type: "button", class: "link", onclick: render }, "Try again")) : "",
    view.capped ? `The picture holds ${CAP} nodes; fold or take out some to see others. ` : "",
    state.drop.length > 0 ? h("button", { type: "button", class: "link", onclick: () => go({ drop: [] }) }, `Put back ${state.drop.length} taken out`) : "",
    state.alone && state.q ? h("button", { type: "button", class: "link", onclick: () => go({ alone: false }) }, "Back to all answers") : "",
  ].filter(Boolean));
  showLegend();
  showFound();
  await Promise.all([showTable(turn), showDetails(turn)]);
  await deepen(turn);
}

/** The answers bring one sentence to a link; of what is chosen, all are shown. @param {number} turn */
async function deepen(turn) {
  const id = view.nodes.has(state.at) ? state.at : (view.edges.get(state.at)?.source ?? "");
  if (!id || state.open.some((entry) => entry.id === id)) return;
  const key = `${LINKS} ${id}`;
  const around = neighborhoods.get(key) ?? neighborhood(id, LINKS);
  neighborhoods.set(key, around);
  const graph = await around.catch(() => null);
  if (!graph) neighborhoods.delete(key);
  if (!graph || turn !== round) return;
  for (const edge of graph.edges) if (view.edges.has(edgeId(edge))) view.edges.set(edgeId(edge), edge);
  await showDetails(turn);
}

/** @param {number} turn */
async function showTable(turn) {
  if (state.view !== "table") {
    byId("table").replaceChildren();
    return;
  }
  const { table } = await import("./table.js");
  if (turn === round) byId("table").replaceChildren(table(view, state.find, { choose, read: readSource }));
}

function showLegend() {
  const kinds = Object.keys(KINDS).filter((kind) => view.counts[kind]);
  const legend = byId("legend");
  const focused = legend.contains(document.activeElement) ? /** @type {HTMLElement} */ (document.activeElement).dataset.kind : "";
  legend.replaceChildren(...kinds.map((kind) => {
    const hidden = state.hide.includes(kind);
    const hide = hidden ? state.hide.filter((other) => other !== kind) : [...state.hide, kind].sort();
    return h("button", { type: "button", "data-kind": kind, "aria-pressed": String(!hidden), onclick: () => go({ hide }) },
      sign(kind), KINDS[kind].many, h("small", {}, String(view.counts[kind])));
  }));
  if (focused) /** @type {HTMLElement | null} */ (legend.querySelector(`[data-kind="${focused}"]`))?.focus();
}

function showFound() {
  const count = picture.find(state.find);
  byId("found").textContent = state.find ? `${count} found` : "";
}

/** @param {number} turn */
async function showDetails(turn) {
  const panel = byId("details");
  const body = byId("details-body");
  if (!view.nodes.has(state.at) && !view.edges.has(state.at)) {
    panel.hidden = true;
    body.replaceChildren();
    return;
  }
  const { details } = await import("./details.js");
  if (turn !== round) return;
  const within = body.contains(document.activeElement);
  const parts = details(view, state.at, {
    most: state.open.find(({ id }) => id === state.at)?.most ?? LINKS,
    alone: !state.q || state.alone ? state.open.length === 1 && state.open[0].id === state.at : false,
  }, {
    choose, drop,
    unfold: (id, most) => go({ open: [...state.open.filter((entry) => entry.id !== id), { id, most }] }),
    fold: (id) => go({ open: state.open.filter((entry) => entry.id !== id) }),
    alone: (id) => go({ open: [{ id, most: LINKS }], drop: [], at: id, alone: true }),
    ask: (q) => ask({ q }),
    read: readSource,
  });
  panel.hidden = false;
  body.replaceChildren(...parts);
  if (within) body.querySelector("h2")?.focus();
}

/** To those who listen rather than look. @param {string} text */
function say(text) {
  byId("status").textContent = text;
}

/** @param {string} as */
async function exported(as) {
  const { dot, json, save, svg } = await import("./files.js");
  const name = (state.q || view.nodes.get(state.at)?.name || "graph").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "") || "graph";
  if (as === "svg") save(`${name}.svg`, "image/svg+xml", svg(picture.svg, picture.rest()));
  else if (as === "dot") save(`${name}.dot`, "text/vnd.graphviz", dot(view));
  else if (as === "json") save(`${name}.json`, "application/json", json(view));
  else {
    try {
      await navigator.clipboard.writeText(location.href);
      say("The link is in the clipboard");
    } catch {
      say("The link could not be copied; it is in the address bar");
    }
  }
  const menu = /** @type {HTMLDetailsElement} */ (byId("export"));
  menu.open = false;
  menu.querySelector("summary")?.focus();
}

/** Suggestions come with the first touch of the sentence; what was typed meanwhile counts. */
async function suggestions() {
  const { suggesting } = await import("./sentence.js");
  suggesting(input("q"), byId("q-list"), ["TOPIC", "PROJECT", "PERSON", "TALK", "ORGANIZATION", "EVENT"], (node) => {
    if (node.kind === "TOPIC" || node.kind === "PROJECT") ask({ q: node.name, event: input("event").value.trim(), year: input("year").value.trim() });
    else ask({ open: [{ id: node.id, most: LINKS }], at: node.id });
  });
  suggesting(input("event"), byId("event-list"), ["EVENT"], (node) => {
    input("event").value = node.name;
    if (input("q").value.trim()) /** @type {HTMLFormElement} */ (byId("ask")).requestSubmit();
  });
  document.activeElement?.dispatchEvent(new Event("input"));
}

function listen() {
  byId("ask").addEventListener("submit", (event) => {
    event.preventDefault();
    const q = input("q").value.trim();
    if (q) ask({ q, event: input("event").value.trim(), year: input("year").value.trim(), view: state.view === "table" ? "table" : "" });
    else input("q").focus();
  });
  byId("ask").addEventListener("focusin", suggestions, { once: true });
  byId("switch").addEventListener("click", (event) => {
    const chosen = /** @type {HTMLElement} */ (event.target).dataset.view;
    if (chosen) go({ view: /** @type {State["view"]} */ (chosen) });
  });
  input("find").addEventListener("input", () => go({ find: input("find").value.trim() }, true));
  input("find").addEventListener("keydown", (event) => {
    if (event.key === "Enter") picture.next();
  });
  byId("in").addEventListener("click", () => picture.zoom(0.8));
  byId("out").addEventListener("click", () => picture.zoom(1.25));
  byId("fit").addEventListener("click", () => picture.fit());
  byId("close").addEventListener("click", () => {
    const at = state.at;
    go({ at: "" }, true);
    /** @type {SVGGElement | null} */ (document.querySelector(`#picture .press[data-id="${CSS.escape(at)}"]`))?.focus();
  });
  const menu = /** @type {HTMLDetailsElement} */ (byId("export"));
  menu.addEventListener("click", (event) => {
    const as = /** @type {HTMLElement} */ (event.target).dataset.as;
    if (as) exported(as);
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary")?.focus();
  });
  document.addEventListener("pointerdown", (event) => {
    if (menu.open && !menu.contains(/** @type {Node} */ (event.target))) menu.open = false;
  });
  reader.addEventListener("close", () => {
    if (state.doc) go({ doc: "", from: 0, to: 0 });
  });
  // Only what stays on this page is done by the page; a new tab is the browser's.
  byId("welcome").addEventListener("click", (event) => {
    const link = /** @type {HTMLElement} */ (event.target).closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    state = parse(new URL(link.href).search);
    history.pushState(null, "", link.href);
    render();
  });
  addEventListener("popstate", () => {
    state = parse(location.search);
    render();
  });
}

listen();
render();
