//! Scoring gives the figures that the reference scorer gives for the same predictions.
//!
//! `predictions.jsonl` holds facts about the project's own fixtures, right and wrong, and
//! `score.json` what the reference scorer makes of them.

use std::collections::BTreeMap;
use std::path::Path;

use hallway_extractor::author::eval::{Gold, Report, Verdict, compare, evaluate, gold};
use hallway_extractor::builtin;
use hallway_extractor::extraction::Extraction;
use serde_json::Value;

const PREDICTIONS: &str = include_str!("predictions.jsonl");
const SCORE: &str = include_str!("score.json");

fn golds() -> Vec<Gold> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/gold");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .expect("is there")
        .map(|entry| entry.expect("is readable").path())
        .collect();
    paths.sort();
    paths
        .iter()
        .map(|path| {
            gold(&std::fs::read_to_string(path).expect("is text"))
                .unwrap_or_else(|e| panic!("{path:?}: {e}"))
        })
        .collect()
}

fn predictions() -> Vec<Extraction> {
    PREDICTIONS
        .lines()
        .map(|line| serde_json::from_str(line).expect("is an extraction"))
        .collect()
}

fn report() -> Report {
    evaluate(&golds(), predictions(), builtin::rules())
}

#[test]
fn the_figures_are_the_reference_scorers() {
    let expected: BTreeMap<String, Value> = serde_json::from_str(SCORE).expect("is JSON");
    let report = report();
    let close =
        |value: &Value, ours: f64| (value.as_f64().expect("is a number") - ours).abs() < 0.000_11;
    for row in &report.rows {
        let theirs = &expected[&row.name];
        for (key, ours) in [
            ("right", row.right),
            ("wrong", row.wrong),
            ("found", row.found),
            ("required", row.required),
        ] {
            assert_eq!(
                theirs[key].as_u64(),
                Some(ours as u64),
                "{} {key}",
                row.name
            );
        }
        for (key, ours) in [
            ("precision", row.precision),
            ("recall", row.recall),
            ("f1", row.f1),
        ] {
            assert!(
                close(&theirs[key], ours),
                "{} {key}: {} and {ours}",
                row.name,
                theirs[key]
            );
        }
    }
    assert_eq!(report.rows.len() + 3, expected.len());
    assert!(close(&expected["macro_core_f1"], report.macro_core_f1));
    assert_eq!(
        expected["no_evidence"].as_u64(),
        Some(report.no_evidence as u64)
    );
    assert!(
        report.rows.iter().any(|row| row.wrong > 0)
            && report.rows.iter().any(|row| row.found < row.required),
        "the test could not fail"
    );
}

#[test]
fn rules_get_what_they_found() {
    let report = report();
    let of_rules: usize = report.rules.iter().map(|row| row.right).sum();
    let right = report
        .facts
        .iter()
        .filter(|fact| fact.verdict == Verdict::Right)
        .count();
    assert!(of_rules >= right, "every right fact belongs to a rule");
    assert!(report.rules.iter().all(|row| row.unique <= row.found));
}

#[test]
fn a_comparison_tells_gains_and_losses() {
    let new = report();
    let mut fewer = predictions();
    let lost = fewer
        .iter_mut()
        .find_map(|e| e.edges.pop())
        .expect("there are edges");
    let old = evaluate(&golds(), fewer, builtin::rules());
    let comparison = compare(&old, &new);
    let counted = usize::from(new.facts.len() > old.facts.len());
    assert_eq!(
        (comparison.gained.len(), comparison.lost.len()),
        (counted, 0),
        "{lost:?}"
    );
    assert_eq!(compare(&new, &old).lost, comparison.gained);
    assert_eq!(compare(&new, &new).gained, []);
}
