"""What counts as a failure when schemathesis sends requests that fit the schema.

Its own check takes every error for a failure, yet random ids name no node and random page
sizes are beyond the maximum. Here a failure is what a client could not act on: a status of
500 and above, a body that is no GraphQL answer, an error without a code, or one whose code
says that the server is at fault.
"""
import schemathesis

OURS = {"INTERNAL", "DEADLINE_EXCEEDED", "OVERLOADED", "UNAVAILABLE", "RESPONSE_TOO_LARGE", "NONE"}


@schemathesis.check
def answers_or_explains(ctx, response, case):
    """The answer has data, or errors that say what the client can do."""
    assert response.status_code < 500, f"status {response.status_code}"
    body = response.json()
    assert isinstance(body, dict) and ("data" in body or body.get("errors")), body
    for error in body.get("errors", []):
        code = error.get("extensions", {}).get("code")
        assert code and code not in OURS, error
        assert len(error["message"]) < 500, error
