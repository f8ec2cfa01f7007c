// The parts of the explorer that need no browser.

import assert from "node:assert/strict";
import { test } from "node:test";
import { dot } from "../explorer/files.js";
import { CAP, edgeId, see } from "../explorer/graph.js";
import { verb } from "../explorer/kinds.js";
import { layOut } from "../explorer/layout.js";
import { textFragment } from "../explorer/marks.js";
import { cut } from "../explorer/quotes.js";
import { format, parse } from "../explorer/state.js";

/** @param {string} id @param {string} [kind] */
const node = (id, kind = "TALK") => ({ id, kind, name: id, degree: 3 });
/** @param {string} source @param {string} target */
const edge = (source, target) => ({ source, target, kind: "ABOUT", role: null, former: false, confidence: 1, evidence: [] });

test("an address and its state are the same thing", () => {
  for (const address of [
    "./",
    "?q=free+threading",
    "?q=a&event=PyCon+US&year=2024&n=30",
    "?open=topic:b&open=48~person:c&drop=talk:d&hide=EVENT&hide=PLACE&at=person:c&alone=1&view=table&find=x",
    "?q=a&doc=document:x&from=12&to=34",
    "?q=%3Cscript%3E%26%22",
  ]) assert.equal(format(parse(address === "./" ? "" : address)), address);
});

test("what an address cannot mean is left out", () => {
  const state = parse("?year=soon&n=100000&view=sideways&from=-3&hide=EVENT&hide=EVENT");
  assert.deepEqual([state.year, state.n, state.view, state.from, state.hide], ["", 100, "", 0, ["EVENT"]]);
});

test("what is dropped keeps its place, what is hidden does not", () => {
  const graph = { nodes: [node("a", "TOPIC"), node("b"), node("c")], edges: [edge("b", "a"), edge("c", "a")] };
  const whole = see(graph, [], parse(""));
  assert.deepEqual([...whole.nodes.values()].map(({ links, hidden }) => [links, hidden]), [[2, 1], [1, 2], [1, 2]]);
  const dropped = see(graph, [], parse("?drop=b"));
  assert.deepEqual([[...dropped.nodes.keys()], dropped.edges.size, dropped.steps], [["a", "c"], 1, whole.steps]);
  assert.equal(dropped.nodes.get("a")?.hidden, 2);
  const hidden = see(graph, [], parse("?hide=TOPIC"));
  assert.deepEqual([[...hidden.nodes.keys()], hidden.edges.size, hidden.counts], [["b", "c"], 0, { TOPIC: 1, TALK: 2 }]);
});

test("the picture holds no more than its cap", () => {
  const nodes = Array.from({ length: CAP + 20 }, (_, place) => node(`n${place}`));
  const view = see({ nodes, edges: nodes.map(({ id }) => edge(id, "n0")) }, [], parse(""));
  assert.deepEqual([view.nodes.size, view.capped], [CAP, true]);
  for (const { source } of view.edges.values()) assert.ok(view.nodes.has(source));
});

test("the layout is the same twice and nothing overlaps", () => {
  const ids = Array.from({ length: 40 }, (_, place) => `n${place}`);
  /** @type {[string, string][]} */
  const springs = ids.slice(1).map((id, place) => [id, ids[Math.floor(place / 4)]]);
  const box = (/** @type {string} */ id) => ({ id, width: 110, above: 18, below: 44, parent: null });
  const places = layOut([ids.slice(0, 25), ids.slice(25)], springs, box);
  assert.deepEqual([...places], [...layOut([ids.slice(0, 25), ids.slice(25)], springs, box)]);
  const all = [...places.values()];
  for (const [place, one] of all.entries()) {
    for (const other of all.slice(place + 1)) assert.ok(Math.abs(one.x - other.x) > 109 || Math.abs(one.y - other.y) > 61);
  }
});

test("quotes are cut by bytes, not by characters", () => {
  const text = "Zoë gave “Tests”. Ünïcode follows.";
  const start = Buffer.byteLength("Zoë gave ");
  const end = start + Buffer.byteLength("“Tests”.");
  assert.deepEqual(cut(text, start, end, 100), { before: "Zoë gave ", quote: "“Tests”.", after: " Ünïcode follows." });
  assert.equal(cut(text, start, end, 4).before, "… ave ");
  assert.equal(textFragment("https://a.example/x", "a-b c"), "https://a.example/x#:~:text=a%2Db%20c");
});

test("edges are told as they were said", () => {
  const known = { kind: "WORKS_AT", former: false, role: null };
  assert.equal(verb(known), "works at");
  assert.equal(verb({ ...known, former: true, role: "CTO" }), "worked at (CTO)");
});

test("names cannot break out of DOT", () => {
  const hostile = 'x\\" ]; y -> z;\n// \\';
  const graph = { nodes: [{ ...node("a"), name: hostile }, node("b")], edges: [edge("a", "b")] };
  const text = dot(see(graph, [], parse("")));
  assert.ok(text.includes('label="x\\\\\\" ]; y -> z; // \\\\"'), text);
  assert.equal(edgeId(edge("a", "b")), "a>ABOUT>b");
});
