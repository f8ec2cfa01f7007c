"""A server with a planted fault: passes requests on and damages some of the answers.

usage: python3 faulty.py http://127.0.0.1:8000 FAULT

Prints `listening on URL`. A check that calls a server sound has to call this one faulty,
whichever fault is planted; `run.sh` sees to that. Introspection passes undamaged.
"""
import http.client
import http.server
import json
import sys
import urllib.parse

FAULTS = ["status", "html", "type", "missing", "surplus", "null", "internal", "timeout", "silent", "accepts"]


def first_object(value, key):
    """The first object that has `key`, anywhere in `value`."""
    if isinstance(value, dict):
        if value.get(key) is not None:
            return value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            found = first_object(item, key)
            if found is not None:
                return found
    return None


def damage(fault, status, media, body):
    """The answer with the fault, or as it was where the fault has no place in it."""
    answer = json.loads(body)
    data = answer.get("data")
    if fault == "accepts":
        return (200, media, b'{"data":{}}') if "data" not in answer else (status, media, body)
    if not data or "__schema" in data:
        return status, media, body
    counted = first_object(data, "totalCount")
    match fault:
        case "status":
            return 500, media, body
        case "html":
            return status, "text/html", body
        case "internal" | "timeout":
            code = {"internal": "INTERNAL", "timeout": "DEADLINE_EXCEEDED"}[fault]
            error = {"message": "something failed", "extensions": {"code": code}, "path": [next(iter(data))]}
            answer = {"errors": [error], "data": None}
        case "silent":
            answer = {"data": None}
        case "surplus":
            data["more"] = 1
        case _ if counted is None:
            return status, media, body
        case "type":
            counted["totalCount"] = str(counted["totalCount"])
        case "missing":
            del counted["totalCount"]
        case "null":
            counted["totalCount"] = None
    return status, media, json.dumps(answer).encode()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        connection = http.client.HTTPConnection(self.server.behind, timeout=10)
        connection.request("POST", self.path, body, {"content-type": "application/json"})
        response = connection.getresponse()
        media = response.headers.get("content-type", "")
        status, media, answer = damage(self.server.fault, response.status, media, response.read())
        connection.close()
        self.send_response(status)
        self.send_header("content-type", media)
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


def main():
    behind, fault = sys.argv[1:3]
    assert fault in FAULTS, f"the faults are {FAULTS}"
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.behind = urllib.parse.urlsplit(behind).netloc
    server.fault = fault
    print(f"listening on http://127.0.0.1:{server.server_address[1]}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
