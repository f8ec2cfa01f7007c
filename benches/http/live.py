"""How long queries take while documents come in, beside how long they take when none do.

usage: python3 benches/http/live.py HALLWAY CATALOGUE [ROUNDS] [SECONDS] [CONNECTIONS]

Ingests the catalogue into a new store and serves it. wrk asks who spoke about its 200 most common subjects, as fast as
answers come; in every second turn one client at the same time puts in a document after another, each durable and visible
before the next. wrk has the second core to itself as far as the machine lets it; the server may use both. The last
line is JSON.
"""
import collections
import hashlib
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
ADDRESS = "127.0.0.1:18182"
TOKEN = "a token for an hour on one machine"
POST = """# Days of Tides {year}

- "Reading the tables of harbour {number}" by Ann{number} Bell. Ann{number}, an engineer at Gullworks, spoke about tides and harbours.
- "The moon and number {number}" by Carl Dune
"""
INGEST = "mutation($input: IngestInput!) { ingest(input: $input) { generation } }"


def ask(query, variables=None, token=None):
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    body = json.dumps({"query": query, "variables": variables or {}}).encode()
    answer = json.load(urllib.request.urlopen(urllib.request.Request(f"http://{ADDRESS}/graphql", body, headers), timeout=60))
    assert "errors" not in answer, answer
    return answer["data"]


class Writer(threading.Thread):
    """Puts in one document after another until it is told to stop."""

    def __init__(self, first):
        super().__init__()
        self.number, self.times, self.stopped = first, [], False

    def run(self):
        while not self.stopped:
            # Half of them are new, half take the place of another.
            name = f"live-{self.number if self.number % 2 else self.number % 100}.md"
            content = POST.format(number=self.number, year=2000 + self.number % 20)
            started = time.perf_counter()
            ask(INGEST, {"input": {"name": name, "content": content}}, TOKEN)
            self.times.append(time.perf_counter() - started)
            self.number += 1


def subjects(catalogue):
    counts = collections.Counter()
    with open(catalogue, encoding="utf-8") as lines:
        for line in lines:
            counts.update(tag for tag in json.loads(line).get("tags") or [] if re.fullmatch(r"[a-z0-9 .+-]+", tag))
    return [tag for tag, _ in counts.most_common(200)]


def main():
    hallway, catalogue = sys.argv[1], sys.argv[2]
    rounds, seconds, connections = (int(given) for given in (sys.argv[3:] + ["5", "5", "8"][len(sys.argv) - 3 :])[:3])
    with tempfile.TemporaryDirectory() as folder:
        store, topics = f"{folder}/store", f"{folder}/topics.txt"
        with open(topics, "w", encoding="utf-8") as out:
            out.write("\n".join(subjects(catalogue)) + "\n")
        subprocess.run([hallway, "--store", store, "ingest", catalogue], check=True, stdout=subprocess.DEVNULL)
        digest = hashlib.sha256(TOKEN.encode()).hexdigest()
        command = [hallway, "--store", store, "serve", "--listen", ADDRESS, "--token-sha256", digest]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        server.stdout.readline()
        number = 1

        def turn(live, seconds):
            nonlocal number
            writer = Writer(number) if live else None
            if writer:
                writer.start()
            wrk = ["taskset", "-c", "1", "wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-s", f"{HERE}/live.lua", f"http://{ADDRESS}"]
            out = subprocess.run(wrk, capture_output=True, text=True, check=True, env={**os.environ, "TOPICS": topics}).stdout
            took = []
            if writer:
                writer.stopped = True
                writer.join()
                number, took = writer.number, writer.times
            assert "Non-2xx" not in out and "Socket errors" not in out, out
            unit = {"us": 0.001, "ms": 1, "s": 1000}
            p50, p99 = (float(value) * unit[name] for value, name in re.findall(r"(?:50|99)%\s+([\d.]+)(us|ms|s)", out))
            return {"per_second": float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1]), "p50_ms": p50, "p99_ms": p99,
                    **({"documents": len(took) / seconds, "document_ms": 1000 * statistics.median(took)} if took else {})}

        try:
            # The first document waits until all is folded for it; that is no part of this.
            turn(True, 1)
            turn(False, 1)
            figures = {False: [], True: []}
            for round_number in range(rounds):
                for live in (False, True) if round_number % 2 == 0 else (True, False):
                    figures[live].append(turn(live, seconds))
        finally:
            server.terminate()
            server.wait()
    medians = {live: {key: statistics.median(row[key] for row in rows) for key in rows[0]} for live, rows in figures.items()}
    for live, name in [(False, "quiet"), (True, "live")]:
        print(f"{name:6} " + ", ".join(f"{key} {value:.2f}" for key, value in medians[live].items()))
    # Both turns of a round stand next to each other, so that what else the machine does falls on both.
    ratios = [live["p99_ms"] / quiet["p99_ms"] for quiet, live in zip(figures[False], figures[True])]
    print(json.dumps({"part": "live", "rounds": rounds, "connections": connections, "p99_ratio": round(statistics.median(ratios), 2),
                      "quiet": medians[False], "live": medians[True]}))


if __name__ == "__main__":
    main()
