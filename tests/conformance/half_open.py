"""Holds half-open connections and asks as an honest client meanwhile.

usage: python3 half_open.py http://127.0.0.1:8000 [CONNECTIONS]

The 99th percentile of honest answers may at most double.
"""
import http.client
import resource
import socket
import sys
import time
import urllib.parse

BODY = '{"query":"{ people(first: 20) { nodes { name talks { nodes { title } } } } }"}'
REQUESTS = 500


def percentile(host, port):
    """The 99th percentile of answers in milliseconds, every tenth over a new connection."""
    times = []
    connection = None
    for n in range(REQUESTS):
        started = time.perf_counter()
        if connection is None or n % 10 == 0:
            if connection:
                connection.close()
            connection = http.client.HTTPConnection(host, port, timeout=10)
        try:
            connection.request("POST", "/graphql", BODY, {"content-type": "application/json"})
            response = connection.getresponse()
            response.read()
        except (http.client.HTTPException, OSError):
            # An idle connection had to make room; clients connect again.
            connection = http.client.HTTPConnection(host, port, timeout=10)
            connection.request("POST", "/graphql", BODY, {"content-type": "application/json"})
            response = connection.getresponse()
            response.read()
        assert response.status == 200, response.status
        times.append((time.perf_counter() - started) * 1000)
    times.sort()
    return times[int(len(times) * 0.99)]


def main():
    url = urllib.parse.urlsplit(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(max(soft, count + 200), hard), hard))
    host, port = url.hostname, url.port
    percentile(host, port)
    quiet = min(percentile(host, port) for _ in range(5))
    held = []
    for n in range(count):
        half = socket.create_connection((host, port), timeout=10)
        half.sendall((b"", b"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-", b"G")[n % 3])
        held.append(half)
    loud = min(percentile(host, port) for _ in range(5))
    for half in held:
        half.close()
    print(f"half-open connections: {count}, p99 {quiet:.2f} ms without, {loud:.2f} ms with")
    return 0 if loud <= 2 * quiet else 1


if __name__ == "__main__":
    sys.exit(main())
