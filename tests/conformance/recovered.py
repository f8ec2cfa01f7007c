"""Fails where clairvoyance found a name of the schema without introspection.

usage: python3 recovered.py found.json
"""
import json
import sys


def main():
    try:
        with open(sys.argv[1], encoding="utf-8") as found:
            schema = json.load(found)["data"]["__schema"]
    except FileNotFoundError:
        print("clairvoyance: wrote nothing")
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
