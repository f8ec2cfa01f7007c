"""What schemathesis sends, and what counts as a failure.

What it makes up on its own fits the types and little else: page sizes of two thousand
million, ids that name nothing. So values that fit are put in their places here: ids, cursors
and names of the graph that is served, sizes within the limits. `TAME` says how many of a
hundred values are replaced:

* 100: every request is one that the server must answer, and schemathesis' own checks, which
  take every error for a failure, decide;
* less: the rest stays as it was made up, and `answers_or_explains` decides. It lets an error
  pass only where the request deserves it: an argument out of range, an id that names nothing,
  a limit, a mutation without a token. A fault of the server, an answer that does not fit the
  document and the schema, and a document that was made to be wrong and is answered are
  failures.

`LIVE` is the address to read the graph from, where it is not the one that is tested. `WRITER`
says that requests carry a token.
"""
import json
import os
import re
import urllib.request
import zlib

import graphql
import schemathesis

TAME = int(os.environ.get("TAME", "60"))
WRITER = bool(os.environ.get("WRITER"))

# Errors that a well-formed document which fits the schema can deserve.
DESERVED = {
    "ARGUMENT_OUT_OF_RANGE",
    "NOT_FOUND",
    "TOO_DEEP",
    "TOO_MANY_ALIASES",
    "TOO_MANY_SELECTIONS",
    "TOO_MANY_TOKENS",
    "TOO_COSTLY",
    "TOO_MANY_NODES",
    "TOO_MUCH_WORK",
    "DOCUMENT_TOO_LARGE",
    "BODY_TOO_LARGE",
}
# What a document that was made to be wrong is told. A limit may be passed before the fault is seen.
WRONG = DESERVED | {"VALIDATION", "SYNTAX", "VARIABLES"}
# What a writer is told besides.
CHANGES = {"CHANGE_REJECTED"}
NO_TOKEN = {"MUTATIONS_OFF", "UNAUTHENTICATED"}

KINDS = ["people", "talks", "organizations", "topics", "projects", "events", "places", "documents"]


class Live:
    """Ids, names and cursors of the graph that is served."""

    def __init__(self, url):
        parts = " ".join(f"{kind}(first: 60) {{ edges {{ cursor node {{ id name }} }} }}" for kind in KINDS)
        request = urllib.request.Request(
            url,
            json.dumps({"query": "{ " + parts + " }"}).encode(),
            {"content-type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=10) as response:
            data = json.load(response)["data"]
        edges = [edge for kind in KINDS for edge in data[kind]["edges"]]
        self.ids = [edge["node"]["id"] for edge in edges]
        self.names = [edge["node"]["name"] for edge in edges]
        self.cursors = [edge["cursor"] for edge in edges]
        self.documents = [edge["node"]["name"] for edge in data["documents"]["edges"]]


LIVE = None


def live(operation):
    global LIVE
    if LIVE is None:
        at = operation.base_url.removesuffix("/graphql") + "/graphql"
        LIVE = Live(os.environ.get("LIVE", at))
    return LIVE


def pick(values, number):
    return values[number % len(values)]


class Tamer(graphql.Visitor):
    """Puts values that fit into the places of arguments and input fields."""

    def __init__(self, info, values):
        super().__init__()
        self.info = info
        self.values = values

    def chosen(self, number):
        """The same of the same; which of a hundred are replaced does not hang on which value they get."""
        return number // 1009 % 100 < TAME

    def replacement(self, node, name):
        ty = graphql.get_named_type(self.info.get_input_type())
        if ty is None:
            return None
        text = node.value
        number = zlib.crc32(f"{name} {text}".encode("utf-8", "surrogatepass"))
        if not self.chosen(number):
            return None
        if ty.name == "ID":
            return graphql.StringValueNode(value=pick(self.values.ids, number))
        if ty.name == "Int" and isinstance(node, graphql.IntValueNode):
            # What is beyond 32 bits was made to be wrong.
            if not -(2**31) <= int(text) < 2**31:
                return None
            # Lists inside lists multiply.
            sizes = {"first": 4, "last": 4, "hops": 3, "maxHops": 7, "number": 50}
            if name in sizes:
                return graphql.IntValueNode(value=str(1 + number % sizes[name]))
            return graphql.IntValueNode(value=str(1990 + number % 40))
        if ty.name == "String" and isinstance(node, graphql.StringValueNode):
            if name in ("after", "before"):
                return graphql.StringValueNode(value=pick(self.values.cursors, number))
            if name in ("text", "topic", "event", "name", "speaker", "organization", "place", "series", "author"):
                return graphql.StringValueNode(value=pick(self.values.names, number))
        return None

    def enter_argument(self, node, *_):
        return self.value_of(node)

    def enter_object_field(self, node, *_):
        return self.value_of(node)

    def value_of(self, node):
        if isinstance(node.value, (graphql.StringValueNode, graphql.IntValueNode)):
            value = self.replacement(node.value, node.name.value)
            if value is not None:
                return type(node)(name=node.name, value=value)
        if isinstance(node.value, graphql.ListValueNode) and node.name.value == "ids":
            values = tuple(self.replacement(value, "ids") or value for value in node.value.values if hasattr(value, "value"))
            return type(node)(name=node.name, value=graphql.ListValueNode(values=values[:20]))
        return None


@schemathesis.hook
def map_body(context, body):
    operation = context.operation
    info = graphql.TypeInfo(operation.schema.client_schema)
    return graphql.visit(body, graphql.TypeInfoVisitor(info, Tamer(info, live(operation))))


def fits(schema, ty, value, selections, fragments, path, nulled):
    """Yields what in `value` does not fit the type and the selection."""
    if isinstance(ty, graphql.GraphQLNonNull):
        if value is None:
            yield f"{path} is null and must not be"
            return
        ty = ty.of_type
    if value is None:
        return
    if isinstance(ty, graphql.GraphQLList):
        if not isinstance(value, list):
            yield f"{path} is no list"
            return
        for index, item in enumerate(value):
            yield from fits(schema, ty.of_type, item, selections, fragments, path + (index,), nulled)
        return
    if isinstance(ty, graphql.GraphQLEnumType):
        if value not in ty.values:
            yield f"{path} is {value!r}, which {ty} does not have"
        return
    if isinstance(ty, graphql.GraphQLScalarType):
        good = {
            "Int": isinstance(value, int) and not isinstance(value, bool) and -(2**31) <= value < 2**31,
            "Float": isinstance(value, (int, float)) and not isinstance(value, bool),
            "Boolean": isinstance(value, bool),
        }.get(ty.name, isinstance(value, str))
        if not good:
            yield f"{path} is {value!r}, which is no {ty}"
        return
    if not isinstance(value, dict):
        yield f"{path} is no object"
        return
    possible = schema.get_possible_types(ty) if graphql.is_abstract_type(ty) else [ty]
    complaints = None
    for runtime in possible:
        found = list(object_fits(schema, runtime, value, selections, fragments, path, nulled))
        if not found:
            return
        if complaints is None or len(found) < len(complaints):
            complaints = found
    yield from complaints


def collect(schema, runtime, selections, fragments, fields):
    """The fields that the selections ask of that object type, by the keys of the answer."""
    for selection in selections:
        if isinstance(selection, graphql.FieldNode):
            key = selection.alias.value if selection.alias else selection.name.value
            fields.setdefault(key, []).append(selection)
            continue
        if isinstance(selection, graphql.FragmentSpreadNode):
            selection = fragments[selection.name.value]
        condition = selection.type_condition
        on = schema.get_type(condition.name.value) if condition else runtime
        if on is runtime or graphql.is_abstract_type(on) and schema.is_sub_type(on, runtime):
            collect(schema, runtime, selection.selection_set.selections, fragments, fields)
    return fields


def object_fits(schema, runtime, value, selections, fragments, path, nulled):
    fields = collect(schema, runtime, selections, fragments, {})
    if set(fields) != set(value):
        yield f"{path} has the keys {sorted(value)}, and {sorted(fields)} were asked for"
        return
    for key, nodes in fields.items():
        name = nodes[0].name.value
        if name == "__typename":
            if value[key] != runtime.name:
                yield f"{path} is said to be {value[key]}, not {runtime.name}"
            continue
        inner = [selection for node in nodes if node.selection_set for selection in node.selection_set.selections]
        yield from fits(schema, runtime.fields[name].type, value[key], inner, fragments, path + (key,), nulled)


def check_answer(schema, document, negative, status, media, body):
    """Raises an AssertionError where an answer is none."""
    assert status < 500, f"status {status}"
    assert media.split(";")[0] in ("application/json", "application/graphql-response+json"), media
    body = json.loads(body)
    assert isinstance(body, dict) and set(body) <= {"data", "errors"} and body, body
    errors = body.get("errors", [])
    assert "errors" not in body or errors, "an empty list of errors"
    codes = set()
    for error in errors:
        assert set(error) <= {"message", "locations", "path", "extensions"}, error
        assert isinstance(error["message"], str) and 0 < len(error["message"]) < 500, error
        assert not re.search(r"panicked|\.rs\b|RUST|unwrap", error["message"]), error
        codes.add(error.get("extensions", {}).get("code"))
    if negative:
        assert errors and body.get("data") is None, "a document that was made to be wrong was answered"
        assert codes <= WRONG | NO_TOKEN, codes
        return
    parsed = graphql.parse(document)
    operation = next(node for node in parsed.definitions if isinstance(node, graphql.OperationDefinitionNode))
    fragments = {node.name.value: node for node in parsed.definitions if isinstance(node, graphql.FragmentDefinitionNode)}
    if operation.operation is graphql.OperationType.MUTATION:
        if not WRITER:
            # A limit is looked at before anybody's rights.
            assert codes and codes <= NO_TOKEN | DESERVED and "data" not in body, body
            return
        assert codes <= DESERVED | CHANGES, errors
    else:
        assert codes <= DESERVED, errors
    if "data" not in body:
        assert errors
        return
    root = schema.get_root_type(operation.operation)
    nulled = [tuple(error.get("path") or ()) for error in errors]
    for path in nulled:
        # The null that an error left is at its path or above it.
        at = body["data"]
        for step in path:
            if at is None:
                break
            at = at[step]
        assert at is None, f"{path} is said to have failed and holds {at!r}"
    if body["data"] is None:
        assert errors, "no data and no error"
        return
    wrong = list(fits(schema, root, body["data"], operation.selection_set.selections, fragments, (), nulled))
    assert not wrong, wrong[:3]


@schemathesis.check
def answers_or_explains(ctx, response, case):
    """The answer fits the document and the schema, or its errors say what the client can do."""
    negative = case.meta is not None and case.meta.generation.mode.is_negative
    media = (response.headers.get("content-type") or [""])[0]
    check_answer(case.operation.schema.client_schema, case.body, negative, response.status_code, media, response.content)
