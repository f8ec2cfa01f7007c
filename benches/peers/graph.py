"""Oxigraph on the graph that `graph DIR` leaves: python3 graph.py DIR. Prints lines of JSON."""
import json
import statistics
import sys
import time

import pyoxigraph as ox

folder = sys.argv[1]
names = open(f"{folder}/names.tsv", encoding="utf-8").read().split("\n")
topics = open(f"{folder}/topics.txt", encoding="utf-8").read().split("\n")
node = [ox.NamedNode(f"http://g.example/{number}") for number in range(len(names))]
kinds = {}
store = ox.Store()
started = time.perf_counter()


def quads():
    name = ox.NamedNode("http://g.example/name")
    for number, text in enumerate(names):
        if text:
            yield ox.Quad(node[number], name, ox.Literal(text))
    with open(f"{folder}/edges.tsv", encoding="utf-8") as edges:
        for line in edges:
            kind, source, target = line.split("\t")
            kind = kinds.setdefault(kind, ox.NamedNode(f"http://g.example/{kind}"))
            yield ox.Quad(node[int(source)], kind, node[int(target)])


store.bulk_extend(quads())
print(json.dumps({"what": "build: oxigraph", "seconds": round(time.perf_counter() - started, 2)}))
query = """PREFIX g: <http://g.example/>
SELECT DISTINCT ?name WHERE { ?topic g:name "%s" . ?talk g:ABOUT ?topic . ?who g:GAVE ?talk . ?who g:name ?name }"""
times = []
for _ in range(3):
    for topic in topics:
        started = time.perf_counter()
        letters = sum(len(row["name"].value) for row in store.query(query % topic))
        times.append((time.perf_counter() - started) * 1e6)
times.sort()
print(json.dumps({"what": "who: oxigraph", "p50_us": round(statistics.median(times), 1), "p99_us": round(times[int(len(times) * 0.99)], 1), "mean_us": round(statistics.mean(times), 1)}))
