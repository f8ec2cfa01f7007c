"""Requests per second of `whoSpokeAbout`, beside a hand-written route that answers the same.

usage: python3 benches/http/run.py BINARY [ROUNDS] [SECONDS] [CONNECTIONS]

BINARY is the example `http_bench`, built for release:
`cargo build --release -p hallway-api --example http_bench`. wrk (Debian package wrk) asks.

The server has the first core, wrk the second. The two servers take turns in every round, so
that what else the machine does falls on both; the medians of the rounds count. Beside the
requests per second on the clock it prints those per second of the server's CPU time, which
other load moves least. The last line is JSON.
"""
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
KINDS = ["hallway", "plain"]


def cpu_seconds(pid):
    """What all threads of the process have used."""
    total = 0
    for task in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{task}/schedstat", encoding="ascii") as stat:
            total += int(stat.read().split()[0])
    return total / 1e9


def same_data(binary):
    """Both answers hold the same people with the same talks."""
    ours, plain = subprocess.run([binary, "body"], capture_output=True, text=True, check=True).stdout.splitlines()

    def facts(answer):
        edges = json.loads(answer)["data"]["whoSpokeAbout"]["edges"]
        return sorted((edge["node"]["name"], sorted(talk["talk"]["title"] for talk in edge["talks"])) for edge in edges)

    assert facts(ours) == facts(plain) and len(facts(ours)) > 20, "the answers differ"
    return len(ours), len(plain)


def main():
    binary = sys.argv[1]
    rounds, seconds, connections = (int(given) for given in (sys.argv[2:] + ["5", "5", "32"][len(sys.argv) - 2 :])[:3])
    sizes = same_data(binary)
    topics = subprocess.run([binary, "topics"], capture_output=True, text=True, check=True).stdout
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write(topics)
        file.flush()
        servers = {}
        for kind in KINDS:
            server = subprocess.Popen(["taskset", "-c", "0", binary, kind], stdout=subprocess.PIPE, text=True)
            servers[kind] = (server, server.stdout.readline().split()[-1])

        def turn(kind, seconds):
            server, url = servers[kind]
            before = cpu_seconds(server.pid)
            wrk = ["taskset", "-c", "1", "wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-s", f"{HERE}/who.lua", url]
            out = subprocess.run(wrk, capture_output=True, text=True, check=True, env={**os.environ, "TOPICS": file.name}).stdout
            used = cpu_seconds(server.pid) - before
            assert "Non-2xx" not in out and "Socket errors" not in out, out
            requests = int(re.search(r"(\d+) requests in", out)[1])
            latency = re.search(r"99%\s+([\d.]+)(us|ms|s)", out)
            p99 = float(latency[1]) * {"us": 0.001, "ms": 1, "s": 1000}[latency[2]]
            return float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1]), requests / used, p99

        try:
            for kind in KINDS:
                turn(kind, 1)
            figures = {kind: [] for kind in KINDS}
            for number in range(rounds):
                for kind in KINDS if number % 2 == 0 else reversed(KINDS):
                    figures[kind].append(turn(kind, seconds))
        finally:
            for server, _ in servers.values():
                server.kill()
    medians = {kind: [statistics.median(column) for column in zip(*rows)] for kind, rows in figures.items()}
    for kind, size in zip(KINDS, sizes):
        rate, per_cpu, p99 = medians[kind]
        print(f"{kind:8} {rate:9.0f} requests/s {per_cpu:9.0f} per second of CPU, p99 {p99:.2f} ms, {size} bytes an answer")
    ratio = [ours / plain for ours, plain in zip(medians["hallway"], medians["plain"])]
    print(json.dumps({"rounds": rounds, "connections": connections, "ratio": round(ratio[0], 3), "ratio_cpu": round(ratio[1], 3), **{kind: [round(value, 2) for value in row] for kind, row in medians.items()}}))


if __name__ == "__main__":
    main()
