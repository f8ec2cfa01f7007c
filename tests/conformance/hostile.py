"""Times hostile documents against a running server, by the CPU time of its process.

usage: python3 hostile.py http://127.0.0.1:8000/graphql PID [LIMIT_MS]

Each document is sent a few times; its cost is the least CPU time the server took for one
of them, so that what else the machine does is left out.
"""
import http.client
import json
import os
import sys
import time
import urllib.parse

REPEATS = 20


def corpus():
    """Pairs of name and document, all of up to 64 KiB."""
    out = []

    def add(name, document):
        assert len(document.encode()) <= 65_536, name
        out.append((name, document))

    for n in [2, 10, 20, 28, 40, 64, 100, 400]:
        chain = lambda body: "".join(body.replace("NEXT", str(i + 1)).replace("THIS", str(i)) for i in range(n))
        add(f"fragment bomb {n}", "{ ...f0 } " + chain("fragment fTHIS on Query { ...fNEXT ...fNEXT } ") + f"fragment f{n} on Query {{ __typename }}")
        add(f"fragment chain {n}", "{ ...f0 } " + chain("fragment fTHIS on Query { ...fNEXT } ") + f"fragment f{n} on Query {{ __typename }}")
        add(f"unused bomb {n}", "{ __typename } " + chain("fragment fTHIS on Query { ...fNEXT ...fNEXT } ") + f"fragment f{n} on Query {{ __typename }}")
        add(f"nested bomb {n}", "{ people { nodes { ...f0 } } } " + chain("fragment fTHIS on Person { talks { nodes { speakers { nodes { ...fNEXT } } } } coSpeakers { nodes { ...fNEXT } } } ") + f"fragment f{n} on Person {{ id }}")
        add(f"inline bomb {n}", "{" + "... on Query { " * n + "__typename" + "}" * n + "}")
        add(f"deep fields {n}", "{ people { nodes { " + "talks { nodes { speakers { nodes { " * n + "name" + "} } } }" * n + "} } }")
        add(f"introspection {n}", "{ __schema { types { " + "fields { type { " * n + "name" + "} }" * n + "} } }")
        add(f"deep list {n}", "{ nodes(ids: " + "[" * n + "]" * n + ") { id } }")
        add(f"deep object {n}", "{ people(filter: " + "{ years: " * n + "1" + "}" * n + ") { totalCount } }")
        add(f"open brackets {n}", "{ a(b: [{" * n)
        add(f"operations {n}", "".join(f"query q{i} {{ __typename }} " for i in range(n)))
    for n in [15, 19, 100, 190, 320, 900, 3000]:
        add(f"aliases {n}", "{" + "".join(f"a{i}: __typename " for i in range(n)) + "}")
        add(f"same field {n}", "{" + "__typename " * n + "}")
        add(f"unknown fields {n}", "{ people { nodes { " + "".join(f"x{i} " for i in range(n)) + "} } }")
        add(f"long unknown fields {n}", "{ people { nodes { " + "".join(f"x{i}{'y' * (50_000 // n)} " for i in range(n)) + "} } }")
        add(f"directives {n}", "{ statistics " + "@skip(if: false) " * n + "{ people } }")
        add(f"unknown directives {n}", "{ statistics " + "@a " * n + "{ people } }")
        add(f"arguments {n}", "{ node(" + "".join(f"a{i}: 1 " for i in range(n)) + ") { id } }")
        add(f"same argument {n}", "{ node(" + "id: 1 " * n + ") { id } }")
        add(f"ids {n}", "{ nodes(ids: [" + '"person:a" ' * n + "]) { id } }")
        add(f"variables {n}", "query(" + "".join(f"$v{i}: Int " for i in range(n)) + ") { __typename }")
        add(f"conflicts {n}", "{ people { nodes { " + "a: name a: id " * n + "} } }")
        add(f"selection sets {n}", "{ people { nodes { " + "talks { totalCount } " * n + "} } }")
        add(f"spread everywhere {n}", "{ people { nodes { " + "talks { ...f } " * (n // 2) + "} } } fragment f on PersonTalkConnection { " + "totalCount " * (n // 2) + "}")
    for n in [1_000, 20_000, 64_000]:
        add(f"blanks {n}", "{" + " " * n + "__typename }")
        add(f"commas {n}", "{" + "," * n + "__typename }")
        add(f"comments {n}", "{" + "#\n" * (n // 2) + "\n__typename }")
        add(f"long comment {n}", "{ #" + "{" * n + "\n__typename }")
        add(f"short runs {n}", "{" + (" " * 60 + "a ") * min(n // 62, 900) + "}")
        add(f"runs between brackets {n}", ("{" + " " * 63) * min(n // 64, 40) + "a")
        add(f"long name {n}", "{" + "a" * n + "}")
        add(f"long string {n}", '{ node(id: "' + "a" * n + '") { id } }')
        add(f"escapes {n}", '{ node(id: "' + "\\u0041" * (n // 6) + '") { id } }')
        add(f"quotes {n}", '"' * n)
        add(f"block string {n}", '{ node(id: """' + "a\n " * (n // 3) + '""") { id } }')
        add(f"open block string {n}", '{ node(id: """' + '\\"""' * (n // 4))
        add(f"number {n}", "{ people(first: " + "9" * n + ") { totalCount } }")
        add(f"search {n}", '{ search(text: "' + "ab " * (n // 3) + '") { totalCount } }')
        add(f"cursor {n}", '{ people(after: "' + "a" * n + '") { totalCount } }')
        add(f"colons {n}", "{a:" * (n // 3))
        add(f"nonsense {n}", "\u0001\u0002é…" * (n // 16))
    for page in [20, 50, 100]:
        for depth in range(1, 4):
            inside = "id name"
            for _ in range(depth):
                inside = f"talks(first: {page}) {{ nodes {{ speakers(first: {page}) {{ nodes {{ {inside} }} }} }} }}"
            add(f"pages {page} {depth}", f"{{ people(first: {page}) {{ nodes {{ {inside} }} }} }}")
    add("as much as is allowed", "{ people(first: 100) { nodes { id name aliases degree documentCount talks(first: 10) { nodes { id title kind } edges { confidence evidence { quote rule start end } } } } } }")
    for order in ["NAME", "TALKS", "DOCUMENTS"]:
        add(f"people by {order}", f'{{ people(orderBy: {order}, filter: {{ name: "a", topic: "python" }}) {{ nodes {{ id }} }} }}')
    return out


def cpu_seconds(pid):
    total = 0
    for task in os.listdir(f"/proc/{pid}/task"):
        try:
            with open(f"/proc/{pid}/task/{task}/schedstat", encoding="ascii") as stat:
                total += int(stat.read().split()[0])
        except FileNotFoundError:
            pass
    return total / 1e9


def main():
    url = urllib.parse.urlsplit(sys.argv[1])
    pid = int(sys.argv[2])
    limit = float(sys.argv[3]) if len(sys.argv) > 3 else 10.0
    connection = http.client.HTTPConnection(url.hostname, url.port, timeout=10)
    worst, failures = [], 0
    documents = corpus()
    for name, document in documents:
        body = json.dumps({"query": document}, ensure_ascii=False).encode()
        best = float("inf")
        for _ in range(REPEATS):
            before = cpu_seconds(pid)
            connection.request("POST", url.path, body, {"content-type": "application/json"})
            response = connection.getresponse()
            answer = response.read()
            # The kernel books the time when the thread sleeps again.
            time.sleep(0.002)
            best = min(best, (cpu_seconds(pid) - before) * 1000)
            if response.status >= 500:
                print(f"FAILED {name}: {response.status} {answer[:200]!r}")
                failures += 1
                break
        worst.append((best, name))
        if best > limit:
            print(f"FAILED {name}: {best:.2f} ms of CPU")
            failures += 1
    worst.sort(reverse=True)
    print(f"hostile documents: {len(documents)}, worst " + ", ".join(f"{name} {ms:.2f} ms" for ms, name in worst[:8]))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
