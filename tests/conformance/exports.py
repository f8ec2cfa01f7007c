"""Reads every export with the tool that it is meant for, names that try to break out included.

usage: python3 exports.py BINARY STORE TOOLS

STORE is changed: some of its nodes are renamed. TOOLS is the folder with Node's modules. The
export `json` is the measure: all others have to say the same, in what their format can say.
"""
import collections
import csv
import html
import io
import json
import subprocess
import sys
import tempfile

import networkx
import rdflib

HOSTILE = [
    '"]; evil [label="x',
    "</node></graphml><script>alert(1)</script>",
    'a\\"b\\N \\l',
    "end`\"}} --> n0; click n0 call x()",
    "Łukasz, \"日本語\" & #quot; &amp; 100% <b>bold</b>",
    "=HYPERLINK(\"http://x.example\";\"y\")",
    "subgraph end %% ]]> <!-- ${x} {{y}}",
    "مرحبا \u202eabc\u202c 👩‍👩‍👧",
]

failures = []


def wrong(*what):
    failures.append(what)
    print("wrong:", *what)


def same(what, found, expected):
    found, expected = sorted(found), sorted(expected)
    if found != expected:
        extra = [item for item in found if item not in expected][:3]
        missing = [item for item in expected if item not in found][:3]
        wrong(what, f"{len(found)} instead of {len(expected)}; too many: {extra}; missing: {missing}")


class Graph:
    """What `export --format json` says."""

    def __init__(self, text):
        self.whole = json.loads(text)
        self.nodes = {node["id"]: node for node in self.whole["nodes"]}
        self.edges = self.whole["edges"]
        self.triples = [(edge["source"], edge["kind"], edge["target"]) for edge in self.edges]
        # Drawings leave out mentions, and documents that nothing else joins.
        self.drawn = [triple for triple in self.triples if triple[1] != "MENTIONS"]
        joined = {end for source, _, target in self.drawn for end in (source, target)}
        self.shown = [id for id, node in self.nodes.items() if node["kind"] != "DOCUMENT" or id in joined]


def check_graphml(text, graph):
    read = networkx.read_graphml(io.BytesIO(text.encode()), force_multigraph=True)
    same("graphml nodes", [(id, data["kind"], data["name"]) for id, data in read.nodes(data=True)], [(id, node["kind"], node["name"]) for id, node in graph.nodes.items()])
    same("graphml edges", [(source, data["kind"], target) for source, target, data in read.edges(data=True)], graph.triples)
    if not all(isinstance(data["former"], bool) and isinstance(data["confidence"], float) for *_, data in read.edges(data=True)):
        wrong("graphml: types of attributes")


def check_rdf(exports, graph):
    triples = {}
    for name, form in [("ntriples", "nt"), ("turtle", "turtle"), ("jsonld", "json-ld")]:
        read = rdflib.Graph()
        read.parse(data=exports[name], format=form)
        if any(isinstance(term, rdflib.BNode) for triple in read for term in triple):
            wrong(name, "has blank nodes")
        # Text and its type, so that '3' and '3.0' of one number are one.
        triples[name] = sorted((str(s), str(p), o.toPython() if isinstance(o, rdflib.Literal) and o.datatype else str(o)) for s, p, o in read)
    for name in ("turtle", "jsonld"):
        if triples[name] != triples["ntriples"]:
            extra = [item for item in triples[name] if item not in triples["ntriples"]][:3]
            missing = [item for item in triples["ntriples"] if item not in triples[name]][:3]
            wrong(name, "and ntriples differ", extra, missing)
    names = [o for _, p, o in triples["ntriples"] if p == "https://schema.org/name"]
    same("rdf names", names, [node["name"] for node in graph.nodes.values()])
    facts = {s.rsplit(":", 1)[0] for s, p, o in triples["ntriples"] if s.startswith("urn:hallway:fact:")}
    if len(facts) < len(graph.drawn):
        wrong("rdf: fewer statements than facts", len(facts), len(graph.drawn))


def check_csv(text, graph):
    rows = list(csv.reader(io.StringIO(text), strict=True))
    header, rows = rows[0], rows[1:]
    if any(len(row) != len(header) for row in rows):
        wrong("csv: rows of different lengths")
    rows = [dict(zip(header, row)) for row in rows]
    expected = []
    for edge in graph.edges:
        for evidence in edge["evidence"] or [{"quote": ""}]:
            expected.append((edge["source"], edge["kind"], edge["target"], graph.nodes[edge["source"]]["name"], evidence["quote"]))
    same("csv", [(row["source"], row["kind"], row["target"], row["source_name"], row["quote"]) for row in rows], expected)


def check_dot(text, graph):
    drawn = subprocess.run(["dot", "-Tjson"], input=text.encode(), capture_output=True, timeout=600)
    if drawn.returncode or drawn.stderr:
        wrong("dot:", drawn.stderr.decode()[:500])
        return
    read = json.loads(drawn.stdout)
    ids = {thing["_gvid"]: html.unescape(thing["name"]) for thing in read["objects"]}
    same("dot nodes", ids.values(), graph.shown)
    tips = {html.unescape(thing["name"]): html.unescape(thing["tooltip"]) for thing in read["objects"]}
    same("dot names", tips.values(), [graph.nodes[id]["name"].replace("\\", "\\\\") for id in graph.shown])
    same("dot edges", [(ids[edge["tail"]], ids[edge["head"]]) for edge in read["edges"]], [(source, target) for source, _, target in graph.drawn])
    for thing in read["objects"]:
        # A label that does not fit is drawn beyond its shape.
        width = max((op["width"] for op in thing.get("_ldraw_", []) if op["op"] == "T"), default=0)
        if width > float(thing["width"]) * 72:
            wrong("dot: the label is wider than its node", thing["label"])


def main():
    binary, store, tools = sys.argv[1:4]

    def hallway(*arguments):
        run = subprocess.run([binary, "--store", store, *arguments], capture_output=True, text=True, timeout=600)
        assert run.returncode == 0, run.stderr
        return run.stdout

    before = Graph(hallway("export", "--format", "json"))
    by_kind = {}
    for id, node in before.nodes.items():
        by_kind.setdefault(node["kind"], []).append(id)
    targets = [ids[n] for n in range(2) for kind, ids in by_kind.items() if kind != "DOCUMENT" and len(ids) > n]
    for id, name in zip(targets, HOSTILE):
        hallway("rename", id, name)
    formats = ["dot", "graphml", "json", "jsonld", "ntriples", "turtle", "csv", "cytoscape", "mermaid"]
    around = collections.Counter(edge["target"] for edge in before.edges if edge["kind"] == "PRESENTED_AT").most_common(1)[0][0]
    for part in ([], ["--around", around, "--hops", "2"]):
        exports = {name: hallway("export", "--format", name, *part) for name in formats}
        graph = Graph(exports["json"])
        if not part:
            held = {node["name"] for node in graph.nodes.values()}
            for name in HOSTILE[: len(targets)]:
                if name not in held:
                    wrong("the name was not kept:", name)
        check_graphml(exports["graphml"], graph)
        check_rdf(exports, graph)
        check_csv(exports["csv"], graph)
        check_dot(exports["dot"], graph)
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            json.dump({"exports": exports, "shown": graph.shown, "drawn": graph.drawn}, file)
            file.flush()
            read = subprocess.run(["node", f"{tools}/exports.mjs", file.name], capture_output=True, text=True, timeout=600)
        if read.returncode:
            wrong("cytoscape or mermaid:", read.stdout[:2000], read.stderr[:2000])
        print(f"exports: {len(graph.nodes)} nodes and {len(graph.edges)} edges in {len(formats)} formats; {read.stdout.strip()}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
