"""Holds half-open connections while an honest client asks; its p99 may double at most.

usage: python3 half_open.py http://127.0.0.1:8000 [COUNT]

Quiet and crowded stretches take turns, so that what else the machine does falls on both, and
the medians of their p99 decide. Half-open connections come in three sorts: silent ones, half
a request line, half a head. Those that the server closes meanwhile are opened again.
"""
import http.client
import json
import multiprocessing
import resource
import socket
import statistics
import sys
import time
import urllib.parse

ROUNDS = 7
REQUESTS = 1000
BODY = json.dumps({"query": "{ people(first: 5) { nodes { id name talks(first: 3) { nodes { title } } } } }"}).encode()
HEADERS = {"content-type": "application/json"}
STARTS = (b"", b"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-", b"G")


def ask(connection):
    connection.request("POST", "/graphql", BODY, HEADERS)
    response = connection.getresponse()
    response.read()
    assert response.status == 200, response.status


def p99(host, port):
    """The 99th percentile in milliseconds; every tenth request comes over a new connection."""
    times = []
    connection = None
    for n in range(REQUESTS):
        started = time.perf_counter()
        if connection is None or n % 10 == 0:
            if connection:
                connection.close()
            connection = http.client.HTTPConnection(host, port, timeout=10)
        try:
            ask(connection)
        except (http.client.HTTPException, OSError):
            # An idle connection had to make room; clients connect again.
            connection = http.client.HTTPConnection(host, port, timeout=10)
            ask(connection)
        times.append((time.perf_counter() - started) * 1000)
    times.sort()
    return times[int(len(times) * 0.99)]


def half_open(address, number):
    half = socket.create_connection(address, timeout=10)
    half.sendall(STARTS[number % len(STARTS)])
    half.setblocking(False)
    return half


def crowd(address, count, standing, end, opened):
    """Holds half-open connections until told to end; a process of its own, so that it takes no time of the client."""
    held = [half_open(address, number) for number in range(count)]
    opened.value += count
    standing.set()
    at = 0
    while not end.wait(0.05):
        # A few of those that were closed are opened again.
        for _ in range(10):
            at = (at + 1) % count
            try:
                closed = held[at].recv(1) == b""
            except BlockingIOError:
                closed = False
            except OSError:
                closed = True
            if closed:
                held[at].close()
                held[at] = half_open(address, at)
                opened.value += 1


def main():
    url = urllib.parse.urlsplit(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(max(soft, 2 * count + 200), hard), hard))
    host, port = url.hostname, url.port
    p99(host, port)
    quiet, crowded = [], []
    opened = multiprocessing.Value("i", 0)
    for _ in range(ROUNDS):
        quiet.append(p99(host, port))
        standing, end = multiprocessing.Event(), multiprocessing.Event()
        process = multiprocessing.Process(target=crowd, args=((host, port), count, standing, end, opened))
        process.start()
        assert standing.wait(30), "the crowd did not come in"
        crowded.append(p99(host, port))
        end.set()
        process.join()
        time.sleep(0.3)
    without, with_them = statistics.median(quiet), statistics.median(crowded)
    show = lambda list: " ".join(f"{p:.2f}" for p in list)
    print(f"half-open connections: {count} at a time, {opened.value} in all; median p99 {without:.2f} ms without ({show(quiet)}), {with_them:.2f} ms with ({show(crowded)})")
    return 0 if with_them <= 2 * without else 1


if __name__ == "__main__":
    sys.exit(main())
