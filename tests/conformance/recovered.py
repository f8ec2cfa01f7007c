"""Fails where clairvoyance found a name of the schema without introspection, or did not try.

usage: python3 recovered.py found.json http://127.0.0.1:8000/metrics
"""
import json
import re
import sys
import urllib.request


def main():
    with urllib.request.urlopen(sys.argv[2], timeout=10) as response:
        metrics = response.read().decode()
    refused = sum(map(int, re.findall(r"^hallway_graphql_errors_total\{.*\} (\d+)", metrics, re.MULTILINE)))
    if refused < 100:
        print("clairvoyance: it hardly asked, so this says nothing")
        return 1
    try:
        with open(sys.argv[1], encoding="utf-8") as found:
            schema = json.load(found)["data"]["__schema"]
    except FileNotFoundError:
        print(f"clairvoyance: gave up after {refused} errors, recovered nothing")
        return 0
    standard = {"String", "Int", "Float", "Boolean", "ID"}
    names = []
    for kind in schema["types"]:
        if kind["name"].startswith("__") or kind["name"] in standard:
            continue
        names += [f"{kind['name']}.{field['name']}" for field in kind.get("fields") or [] if field["name"] != "__typename"]
    print(f"clairvoyance: recovered {len(names)} names {names[:10]}")
    return 1 if names else 0


if __name__ == "__main__":
    sys.exit(main())
