"""Asks a running server every query under fixtures/queries and compares the answers.

usage: python3 queries.py http://127.0.0.1:8000/graphql FOLDER

The server's store was restored from FOLDER/graph.backup.
"""
import json
import pathlib
import sys
import urllib.error
import urllib.request


def ask(url, body):
    request = urllib.request.Request(
        url,
        json.dumps(body).encode(),
        {"content-type": "application/json", "accept": "application/graphql-response+json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            return json.load(response)
    except urllib.error.HTTPError as error:
        return json.load(error)


def main():
    url, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    asked, failed = 0, 0
    for path in sorted(folder.glob("*.graphql")):
        expected = path.with_suffix(".json")
        # Introspection's answer is schema.graphql, which a test of its own compares.
        if not expected.exists():
            continue
        body = {"query": path.read_text(encoding="utf-8")}
        variables = path.with_suffix(".variables.json")
        if variables.exists():
            body["variables"] = json.loads(variables.read_text(encoding="utf-8"))
        answer = ask(url, body)
        asked += 1
        if answer != json.loads(expected.read_text(encoding="utf-8")):
            failed += 1
            print(f"{path.name} is answered by {json.dumps(answer, ensure_ascii=False)[:2000]}")
    print(f"queries: {asked} asked, {failed} answered otherwise than expected")
    return 1 if failed or not asked else 0


if __name__ == "__main__":
    sys.exit(main())
