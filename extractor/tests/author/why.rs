//! Why, and why not.

use hallway_extractor::author::why::{Missing, explain, missing};
use hallway_extractor::document::Document;
use hallway_extractor::read::read;
use hallway_extractor::{EdgeKind, builtin};

fn document(text: &str) -> Document {
    read("example.md", text.as_bytes(), None)
        .expect("is readable")
        .remove(0)
}

fn why_not(text: &str, a: &str, b: &str) -> Missing {
    missing(&document(text), builtin::rules(), a, b)
}

#[test]
fn a_fact_shows_its_rule_its_captures_and_its_tokens() {
    let facts = explain(
        &document("- Queries at the edge (Anna Berg)"),
        builtin::rules(),
    );
    let fact = facts
        .iter()
        .find(|fact| fact.kind == EdgeKind::Gave)
        .expect("is found");
    let because = &fact.because[0];
    assert_eq!(because.rule, "title-bracket-speaker");
    let captures: Vec<(&str, &str)> = because
        .captures
        .iter()
        .map(|c| (c.name.as_str(), c.text.as_str()))
        .collect();
    assert_eq!(
        captures,
        [("talk", "Queries at the edge"), ("speaker", "Anna Berg")]
    );
    assert_eq!(because.tokens.first().map(String::as_str), Some("Queries"));
    assert_eq!(because.block, "block 0, list item");
}

#[test]
fn what_the_text_does_not_hold_is_said() {
    let answer = why_not("Anna Berg came.", "Anna Berg", "Queries");
    assert_eq!(answer.notes, ["the text does not hold 'Queries'"]);
    assert!(answer.attempts.is_empty());
}

#[test]
fn names_that_stand_apart_are_said_to() {
    let answer = why_not(
        "Anna Berg came.\n\nSomebody spoke of Queries.",
        "Anna Berg",
        "Queries",
    );
    assert!(
        answer
            .notes
            .iter()
            .any(|note| note.contains("block 0 and block 1")),
        "{answer:?}"
    );
}

#[test]
fn the_nearest_rule_says_which_step_failed() {
    let answer = why_not(
        "Anna Berg juggled beside a talk called “Empathetic testing”.",
        "Anna Berg",
        "Empathetic testing",
    );
    assert!(
        answer
            .attempts
            .iter()
            .any(|a| a.reason.contains("fails at") && a.steps.0 < a.steps.1),
        "{answer:?}"
    );
}

#[test]
fn what_is_found_is_not_missing() {
    let answer = why_not(
        "- Queries at the edge (Anna Berg)",
        "Anna Berg",
        "Queries at the edge",
    );
    assert_eq!(answer.found.len(), 1, "{answer:?}");
    assert!(answer.attempts.is_empty());
}
