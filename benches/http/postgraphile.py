"""Requests per second of PostGraphile on PostgreSQL, beside the server of `http_bench`, for the same question.

usage: python3 benches/http/postgraphile.py BINARY TOOLS [ROUNDS] [SECONDS] [CONNECTIONS]

Installs PostGraphile from npm into TOOLS, makes a cluster of its own there, fills it with the people, talks and
topics that `http_bench body` answers about (10,000 talks by 4,000 people on 500 topics, made up the same way), and
asks both in turn with wrk: the server (for PostGraphile: Node and PostgreSQL together) on the first core, wrk on the
second. Needs PostgreSQL (Debian package postgresql) and wrk. Runs PostgreSQL as the user 'postgres' where it is root.
The last line is JSON.
"""
import glob
import json
import os
import pwd
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
PORT, GRAPH_PORT = 55439, 55440
QUERY = """query Who($topic: String!) { topicByName(name: $topic) { aboutsByTopicId { nodes { talkByTalkId { title
 gavesByTalkId { nodes { personByPersonId { name } } } } } } } }"""


def postgres():
    """The folder of PostgreSQL's programs."""
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))
    if found:
        return os.path.dirname(found[-1])
    if shutil.which("initdb"):
        return os.path.dirname(shutil.which("initdb"))
    sys.exit("initdb is missing: install the package postgresql")


def as_postgres():
    """PostgreSQL does not run as root."""
    if os.getuid() != 0:
        return {}
    user = pwd.getpwnam("postgres")
    return {"user": user.pw_uid, "group": user.pw_gid}


def sql():
    """Tables and rows; seeded, so that they are the same on every machine."""
    chance = random.Random(7)
    yield "create table person (id int primary key, name text not null); create table talk (id int primary key, title text not null);"
    yield "create table topic (id int primary key, name text not null unique);"
    yield "create table gave (person_id int references person, talk_id int references talk, primary key (person_id, talk_id));"
    yield "create table about (talk_id int references talk, topic_id int references topic, primary key (talk_id, topic_id));"
    yield "insert into person select n, 'Given' || n % 97 || ' Family' || n from generate_series(0, 3999) n;"
    yield "insert into talk select n, 'A made up title of talk ' || n from generate_series(0, 9999) n;"
    yield "insert into topic select n, 'topic ' || n from generate_series(0, 499) n;"
    gave = {(chance.randrange(4000), talk) for talk in range(10_000) for _ in range(1 + talk % 2)}
    about = {(talk, chance.randrange(500)) for talk in range(10_000) for _ in range(2)}
    yield "insert into gave values " + ",".join(f"({a},{b})" for a, b in sorted(gave)) + ";"
    yield "insert into about values " + ",".join(f"({a},{b})" for a, b in sorted(about)) + ";"
    yield "create index on gave (talk_id); create index on about (topic_id); analyze;"


def cpu_seconds(pids):
    """What the processes and their children have used."""
    children = {}
    for stat in glob.glob("/proc/[0-9]*/stat"):
        try:
            fields = open(stat, encoding="ascii", errors="replace").read().rsplit(") ", 1)[1].split()
        except OSError:
            continue
        children[int(stat.split("/")[2])] = (int(fields[1]), int(fields[11]) + int(fields[12]))
    wanted = set(pids)
    for _ in range(4):
        wanted |= {pid for pid, (parent, _) in children.items() if parent in wanted}
    return sum(ticks for pid, (_, ticks) in children.items() if pid in wanted) / os.sysconf("SC_CLK_TCK")


def wait_for(url, body):
    for _ in range(600):
        try:
            request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
            return urllib.request.urlopen(request, timeout=5).read()
        except OSError:
            time.sleep(0.1)
    sys.exit(f"{url} never answered")


def main():
    binary, tools = sys.argv[1], f"{sys.argv[2]}/postgraphile"
    rounds, seconds, connections = (int(given) for given in (sys.argv[3:] + ["5", "5", "32"][len(sys.argv) - 3 :])[:3])
    os.makedirs(tools, exist_ok=True)
    if not os.path.isdir(f"{tools}/node_modules/postgraphile"):
        subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--silent", "postgraphile@4.14.1"], cwd=tools, check=True, stdin=subprocess.DEVNULL)
    programs, user = postgres(), as_postgres()
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        data = f"{folder}/data"
        os.mkdir(data, 0o700)
        if user:
            os.chown(data, user["user"], user["group"])
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder, **user}
        subprocess.run([f"{programs}/initdb", "-D", data, "-U", "bench", "-A", "trust"], check=True, **quiet)
        database = subprocess.Popen(["taskset", "-c", "0", f"{programs}/postgres", "-D", data, "-p", str(PORT), "-k", data, "-c", "listen_addresses=127.0.0.1"], **quiet)
        servers = [database]
        try:
            url = f"postgres://bench@127.0.0.1:{PORT}/postgres"
            psql = [f"{programs}/psql" if os.path.exists(f"{programs}/psql") else "psql", "-q", "-v", "ON_ERROR_STOP=1", url]
            for _ in range(100):
                if subprocess.run([*psql, "-c", "select 1"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode == 0:
                    break
                time.sleep(0.1)
            subprocess.run(psql, input="\n".join(sql()), text=True, check=True)
            node = subprocess.Popen(
                ["taskset", "-c", "0", "node", f"{tools}/node_modules/.bin/postgraphile", "-c", url, "-p", str(GRAPH_PORT), "--disable-query-log", "--disable-graphiql"],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, "NODE_ENV": "production", "GRAPHILE_ENV": "production"})
            servers.append(node)
            ours = subprocess.Popen(["taskset", "-c", "0", binary, "hallway"], stdout=subprocess.PIPE, text=True)
            servers.append(ours)
            our_url = ours.stdout.readline().split()[-1]
            topics = subprocess.run([binary, "topics"], capture_output=True, text=True, check=True).stdout
            their_url = f"http://127.0.0.1:{GRAPH_PORT}/graphql"
            answer = wait_for(their_url, json.dumps({"query": QUERY, "variables": {"topic": "topic 7"}}).encode())
            assert len(json.loads(answer)["data"]["topicByName"]["aboutsByTopicId"]["nodes"]) > 20, answer[:300]
            with open(f"{folder}/topics.txt", "w", encoding="utf-8") as file:
                file.write(topics)
            lua = 'local n = 0\nwrk.method = "POST"\nwrk.headers["Content-Type"] = "application/json"\nrequest = function()\n n = (n + 7) % 500\n return wrk.format(nil, nil, nil, ' + json.dumps('{"query":' + json.dumps(QUERY.replace("\n", " ")) + ',"variables":{"topic":"topic ') + ' .. n .. ' + "'\"}}'" + ')\nend\n'
            with open(f"{folder}/theirs.lua", "w", encoding="utf-8") as file:
                file.write(lua)

            def turn(script, url, pids, seconds):
                before = cpu_seconds(pids)
                wrk = ["taskset", "-c", "1", "wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-s", script, url]
                out = subprocess.run(wrk, capture_output=True, text=True, check=True, env={**os.environ, "TOPICS": f"{folder}/topics.txt"}).stdout
                used = cpu_seconds(pids) - before
                assert "Non-2xx" not in out, out
                requests = int(re.search(r"(\d+) requests in", out)[1])
                return float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1]), requests / max(used, 0.01)

            turns = {
                "hallway": (f"{HERE}/who.lua", our_url, [ours.pid]),
                "postgraphile": (f"{folder}/theirs.lua", their_url, [node.pid, database.pid]),
            }
            for given in turns.values():
                turn(*given, 1)
            figures = {kind: [] for kind in turns}
            for _ in range(rounds):
                for kind, given in turns.items():
                    figures[kind].append(turn(*given, seconds))
        finally:
            for server in reversed(servers):
                server.terminate()
                server.wait()
    medians = {kind: [statistics.median(column) for column in zip(*rows)] for kind, rows in figures.items()}
    for kind, (rate, per_cpu) in medians.items():
        print(f"{kind:12} {rate:9.0f} requests/s {per_cpu:9.0f} per second of CPU; an answer of PostGraphile's has {len(answer)} bytes")
    ratio = [ours / theirs for ours, theirs in zip(medians["hallway"], medians["postgraphile"])]
    print(json.dumps({"rounds": rounds, "connections": connections, "ratio": round(ratio[0], 1), "ratio_cpu": round(ratio[1], 1), **medians}))


if __name__ == "__main__":
    main()
