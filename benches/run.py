"""Measures Hallway beside what a user would pick instead; prints tables in Markdown.

usage: python3 benches/run.py [--catalogue FILE] [--rounds N] [PART…]

The parts, all but functions, instructions, growth and rules by default (these take long and compare with nothing else):

functions     single functions, by criterion
instructions  how many instructions fixed work takes, against benches/instructions.json; fails where one
              grew by more than 3 % (--update writes the file anew)
text          reading text: Hallway, compromise, wink-nlp, a bare Unicode word split
formats       reading HTML, feeds and Markdown: bytes that go in
growth        time and memory of `extract` on 1, 10, 100 and 1,000 MB of text, no two sentences alike
rules         time of `extract` with the built-in rules, and with ten times as many
graph         asking a graph of a million edges: Hallway, compressed sparse rows, Oxigraph
http          requests per second: Hallway, a hand-written axum route, PostGraphile on PostgreSQL
ingest        a whole catalogue into a store, and the start of the server on it
live          queries while documents come in

Peers are installed from npm and PyPI into benches/.tools. Every comparison takes turns, several rounds in one
run, and medians count: compare the ratios, not the times. --catalogue names a catalogue of talks in JSON lines
(packed or not); without one, generated and repeated texts serve. The last line of each part is JSON.
"""
import argparse
import gzip
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

import more_rules

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
TOOLS = f"{HERE}/.tools"
TARGET = os.environ.get("CARGO_TARGET_DIR") or f"{ROOT}/target"
PARTS = ["functions", "instructions", "growth", "rules", "text", "formats", "graph", "http", "ingest", "live"]


def run(command, **options):
    return subprocess.run(command, check=True, text=True, **options)


def output(command, **options):
    return run(command, stdout=subprocess.PIPE, **options).stdout


def cargo(*arguments):
    """Builds what is measured: the crate of benchmarks has a lock and a workspace of its own."""
    run(["cargo", *arguments, "--locked"], cwd=HERE, env={**os.environ, "CARGO_TARGET_DIR": f"{TARGET}/benches"})


def bench_binary(name):
    cargo("build", "--release", "--bins")
    return f"{TARGET}/benches/release/{name}"


def pinned(command):
    """On one core, where that can be said."""
    return ["taskset", "-c", "0", *command] if shutil.which("taskset") else command


def need(program, package):
    if not shutil.which(program):
        sys.exit(f"{program} is missing: install the package {package}")


def table(head, rows):
    print("| " + " | ".join(head) + " |")
    print("|" + " --- |" * len(head))
    for row in rows:
        print("| " + " | ".join(str(cell) for cell in row) + " |")
    print(flush=True)


def functions(_):
    cargo("bench", "--bench", "functions")


def instructions(options):
    need("valgrind", "valgrind")
    binary = bench_binary("work")

    def count(*what):
        with tempfile.TemporaryDirectory() as folder:
            command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/out", binary, *what]
            words = run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE).stderr
        return int(re.search(r"Collected : (\d+)", words)[1])

    texts, talks, fold = count("texts"), count("talks"), count("fold")
    reading = count("read")
    now = {
        "load the rules": texts - count("nothing"),
        "read the fixtures": reading - texts,
        "extract from them": count("extract") - reading,
        "fold 1,000 talks": fold - talks,
        "50 times who spoke about it": count("who") - fold,
        "50 searches with a typing error": count("search") - fold,
    }
    file = f"{HERE}/instructions.json"
    before = json.load(open(file, encoding="utf-8")) if os.path.exists(file) else {}
    table(["work", "million instructions", "before", "change"], [
        [what, f"{number / 1e6:.1f}", f"{before[what] / 1e6:.1f}" if what in before else "",
         f"{100 * (number / before[what] - 1):+.1f} %" if what in before else ""] for what, number in now.items()])
    if options.update:
        with open(file, "w", encoding="utf-8") as out:
            json.dump(now, out, indent=1)
            out.write("\n")
        return
    worse = [what for what, number in now.items() if number > 1.03 * before.get(what, number)]
    if worse:
        sys.exit(f"more instructions than before: {', '.join(worse)}; where that is meant, run with --update")


def npm_peers():
    need("npm", "npm")
    folder = f"{TOOLS}/npm"
    os.makedirs(folder, exist_ok=True)
    for name in ["package.json", "text.js"]:
        shutil.copy(f"{HERE}/peers/{name}", folder)
    if not os.path.isdir(f"{folder}/node_modules/wink-nlp"):
        run(["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], cwd=folder, stdin=subprocess.DEVNULL)
    return folder


def text(options):
    binary, peers = bench_binary("text"), npm_peers()
    sources = {"fixtures, repeated": ["--folder", options.folder, "8000000"]}
    if options.catalogue:
        sources["descriptions of the catalogue"] = ["--catalogue", unpacked(options)]
    for name, source in sources.items():
        with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as dump:
            run([binary, "dump", *source], stdout=dump)
            work = {
                "Hallway": pinned([binary, "hallway", *source]),
                "Unicode word split": pinned([binary, "words", *source]),
                "wink-nlp": pinned(["node", f"{peers}/text.js", "wink", dump.name, str(options.seconds)]),
                "compromise": pinned(["node", f"{peers}/text.js", "compromise", dump.name, str(options.seconds)]),
                "Hallway, two cores": [binary, "hallway", *source, "--threads", "2"],
            }
            rates = {key: [] for key in work}
            for _ in range(options.rounds):
                for key, command in work.items():
                    told = json.loads(output(command))
                    rates[key].append((told["mb_per_second"], told["mb_per_processor_second"]))
        medians = {key: [statistics.median(column) for column in zip(*values)] for key, values in rates.items()}
        print(f"Reading text: {name}, {options.rounds} rounds\n")
        table(["what", "MB/s", "MB/s of processor time", "Hallway is, by processor time"], [
            [key, f"{rate:.2f}", f"{used:.2f}", f"{medians['Hallway'][1] / used:.2f} times that"] for key, (rate, used) in medians.items()])
        print(json.dumps({"part": "text", "source": name, **medians}))


def formats(options):
    """Fixtures over and over, the number of the repeat in every sentence; nothing but reading and extracting."""
    binary = bench_binary("text")
    endings = {"HTML": ".html", "feeds": ".xml", "Markdown": ".md"}
    rows = {name: [] for name in endings}
    for _ in range(options.rounds):
        for name, ending in endings.items():
            told = json.loads(output(pinned([binary, "hallway", "--folder", options.folder, "8000000", "--ending", ending])))
            rows[name].append((told["mb_per_second"], told["mb_per_processor_second"]))
    medians = {name: [statistics.median(column) for column in zip(*values)] for name, values in rows.items()}
    table(["format", "MB/s", "MB/s of processor time"], [[name, f"{rate:.2f}", f"{used:.2f}"] for name, (rate, used) in medians.items()])
    print(json.dumps({"part": "formats", **medians}))


def growth(options):
    run(["cargo", "build", "--release", "--locked"], cwd=ROOT)
    hallway = f"{TARGET}/release/hallway"
    prose = [open(f"{options.folder}/{name}", encoding="utf-8").read() for name in sorted(os.listdir(options.folder)) if name.endswith(".md")]
    rows, number = [], 0
    for megabytes in [1, 10, 100, 1000]:
        with tempfile.TemporaryDirectory() as folder:
            written = 0
            while written < megabytes * 1e6:
                # Posts of some 30 kB; the number stands in every sentence, so nothing is read twice.
                text = "\n\n".join(prose[n % len(prose)].replace(". ", f" {number}-{n}. ") for n in range(20))
                os.makedirs(f"{folder}/{number // 1000}", exist_ok=True)
                with open(f"{folder}/{number // 1000}/{number}.md", "w", encoding="utf-8") as out:
                    out.write(text)
                written += len(text.encode())
                number += 1
            wall, cpu, peak = measured([hallway, "extract", folder])
        rows.append((written / 1e6, wall, cpu, peak))
    table(["MB", "seconds", "processor seconds", "processor seconds for each MB", "peak MB"], [
        [f"{size:.0f}", f"{wall:.1f}", f"{cpu:.1f}", f"{cpu / size:.3f}", f"{peak:.0f}"] for size, wall, cpu, peak in rows])
    (_, _, some, small), (_, _, most, large) = rows[1], rows[-1]
    print(json.dumps({"part": "growth", "per_mb_1000_to_10": round(most / rows[-1][0] / (some / rows[1][0]), 3), "peak_1000_to_10": round(large / small, 2), "rows": rows}))


def rules(options):
    run(["cargo", "build", "--release", "--locked"], cwd=ROOT)
    hallway = f"{TARGET}/release/hallway"
    count = len(json.loads(output([hallway, "rules", "list", "--format", "json"])))
    with open(f"{ROOT}/extractor/lexicon/common-words.tsv", encoding="utf-8") as lines:
        words = [word for word in (line.split("\t")[0].strip() for line in lines) if re.fullmatch("[a-z]{4,9}", word)]
    with tempfile.TemporaryDirectory() as folder:
        os.makedirs(f"{folder}/rules")
        os.makedirs(f"{folder}/posts")
        more_rules.write(f"{folder}/rules/more.toml", 9 * count, words)
        posts = [f"{options.folder}/{name}" for name in sorted(os.listdir(options.folder))]
        size = 0
        while size < 8e6:
            for post in posts:
                shutil.copy(post, f"{folder}/posts/{size}-{os.path.basename(post)}")
                size += os.path.getsize(post)
        command = [hallway, "extract", f"{folder}/posts"]
        taken = {"once": [], "ten times": []}
        for _ in range(options.rounds):
            taken["once"].append(measured(command)[1])
            taken["ten times"].append(measured([*command, "--rules", f"{folder}/rules"])[1])
    medians = {what: statistics.median(seconds) for what, seconds in taken.items()}
    table(["rules", "processor seconds"], [[f"{count} {what}", f"{seconds:.2f}"] for what, seconds in medians.items()])
    print(json.dumps({"part": "rules", "rules": count, "ten_times_to_once": round(medians["ten times"] / medians["once"], 2)}))


def graph(options):
    binary = bench_binary("graph")
    folder = f"{TOOLS}/python"
    if not os.path.exists(f"{folder}/bin/python3"):
        run([sys.executable, "-m", "venv", folder])
        run([f"{folder}/bin/pip", "install", "--quiet", "pyoxigraph==0.5.13"])
    rows = {}
    with tempfile.TemporaryDirectory() as data:
        for number in range(max(1, options.rounds // 2)):
            for line in output(pinned([binary, data])).splitlines():
                rows.setdefault(json.loads(line)["what"], []).append(json.loads(line))
            for line in output(pinned([f"{folder}/bin/python3", f"{HERE}/peers/graph.py", data])).splitlines():
                rows.setdefault(json.loads(line)["what"], []).append(json.loads(line))
    medians = {what: {key: statistics.median(row[key] for row in found) for key in found[0] if key != "what"} for what, found in rows.items()}
    table(["what", "figures"], [[what, ", ".join(f"{key} {value:g}" for key, value in found.items())] for what, found in medians.items()])
    sizes = [output([bench_binary("bytes"), *source]) for source in [[], *([[unpacked(options)]] if options.catalogue else [])]]
    print(*sizes, sep="", end="")
    print(json.dumps({"part": "graph", **medians}))


def http(options):
    need("wrk", "wrk")
    run(["cargo", "build", "--release", "--locked", "-p", "hallway-api", "--example", "http_bench"], cwd=ROOT)
    binary = f"{TARGET}/release/examples/http_bench"
    run([sys.executable, f"{HERE}/http/run.py", binary, str(options.rounds), "5", "32"])
    run([sys.executable, f"{HERE}/http/postgraphile.py", binary, TOOLS, str(options.rounds), "5", "32"])


def unpacked(options):
    """The catalogue as plain JSON lines."""
    if not options.catalogue.endswith(".gz"):
        return options.catalogue
    os.makedirs(TOOLS, exist_ok=True)
    plain = f"{TOOLS}/catalogue.jsonl"
    with gzip.open(options.catalogue) as packed, open(plain, "wb") as out:
        shutil.copyfileobj(packed, out)
    return plain


def made_up(folder):
    """A catalogue of 20,000 made-up talks."""
    path = f"{folder}/made-up.jsonl"
    with open(path, "w", encoding="utf-8") as out:
        for number in range(20_000):
            talk = {"event": f"Tide Conference {2000 + number % 20}", "title": f"Tides of harbour {number} and their tables",
                    "speakers": [f"Ann{number % 301} Bell{number % 997}"], "tags": [f"tides {number % 211}"], "recorded": f"{2000 + number % 20}-04-01",
                    "description": f"Ann{number % 301} Bell{number % 997} is an engineer at Gullworks. " + f"She reads the tables of harbour {number}, and tells how they came about. " * 8}
            out.write(json.dumps(talk) + "\n")
    return path


def size(path):
    if os.path.isfile(path):
        return os.path.getsize(path)
    return sum(os.path.getsize(os.path.join(folder, name)) for folder, _, names in os.walk(path) for name in names)


def measured(command, **options):
    """Seconds on the clock, seconds of processors, and the most memory in MB."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, **options)
    _, status, used = os.wait4(process.pid, 0)
    assert status == 0, f"{command}: {status}"
    return time.perf_counter() - started, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def ingest(options):
    run(["cargo", "build", "--release", "--locked"], cwd=ROOT)
    hallway = f"{TARGET}/release/hallway"
    with tempfile.TemporaryDirectory() as folder:
        catalogue = unpacked(options) if options.catalogue else made_up(folder)
        bytes_in = os.path.getsize(catalogue)
        rows = {"extract": [], "ingest": []}
        start = []
        for number in range(options.rounds):
            rows["extract"].append(measured([hallway, "extract", catalogue]))
            store = f"{folder}/{number}.db"
            rows["ingest"].append(measured([hallway, "--store", store, "ingest", catalogue]))
            start.append(first_answer(hallway, store))
            on_disk = size(store)
            shutil.rmtree(store)
    medians = {key: [statistics.median(column) for column in zip(*values)] for key, values in rows.items()}
    table(["what", "MB/s", "MB/s of processor time", "peak MB"], [
        [key, f"{bytes_in / 1e6 / wall:.2f}", f"{bytes_in / 1e6 / cpu:.2f}", f"{peak:.0f}"] for key, (wall, cpu, peak) in medians.items()])
    wall, cpu, peak = (statistics.median(column) for column in zip(*start))
    figures = {"bytes_in": bytes_in, "on_disk": on_disk, "disk_ratio": round(on_disk / bytes_in, 2), "first_answer_s": round(wall, 2),
               "first_answer_cpu_s": round(cpu, 2), "serving_mb": round(peak)}
    print(json.dumps({"part": "ingest", **figures}))


def live(options):
    need("wrk", "wrk")
    run(["cargo", "build", "--release", "--locked"], cwd=ROOT)
    with tempfile.TemporaryDirectory() as folder:
        catalogue = unpacked(options) if options.catalogue else made_up(folder)
        run([sys.executable, f"{HERE}/http/live.py", f"{TARGET}/release/hallway", catalogue, str(options.rounds)])


def first_answer(hallway, store):
    """From the start of the server to its first answer."""
    started = time.perf_counter()
    command = [hallway, "--store", store, "serve", "--listen", "127.0.0.1:18181"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        body = json.dumps({"query": '{ whoSpokeAbout(topic: "python", first: 1) { edges { node { name } } } }'}).encode()
        while True:
            assert server.poll() is None, "the server has ended"
            request = urllib.request.Request("http://127.0.0.1:18181/graphql", body, {"Content-Type": "application/json"})
            try:
                urllib.request.urlopen(request, timeout=60).read()
                break
            except OSError:
                time.sleep(0.01)
        took = time.perf_counter() - started
        with open(f"/proc/{server.pid}/stat", encoding="ascii") as stat:
            fields = stat.read().rsplit(") ", 1)[1].split()
        cpu = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        with open(f"/proc/{server.pid}/status", encoding="ascii") as status:
            peak = int(re.search(r"VmHWM:\s+(\d+)", status.read())[1]) / 1024
    finally:
        server.kill()
        server.wait()
    return took, cpu, peak


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART")
    parser.add_argument("--catalogue")
    parser.add_argument("--folder", default=f"{ROOT}/fixtures/documents", help="the texts that are repeated")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=20, help="how long a peer may read in one round")
    parser.add_argument("--update", action="store_true")
    options = parser.parse_args()
    for part in options.parts or PARTS[4:]:
        if part not in PARTS:
            sys.exit(f"there is no part '{part}'; there are {', '.join(PARTS)}")
        print(f"## {part}\n", flush=True)
        globals()[part](options)


if __name__ == "__main__":
    main()
