//! Tests over the whole list of built-in rules.

use std::path::Path;

use hallway_extractor::author::{self, confidence, run_examples};
use hallway_extractor::builtin;

#[test]
fn every_rule_finds_what_its_examples_promise_and_nothing_else() {
    let failures = run_examples(builtin::rules());
    let told: Vec<String> = failures.iter().map(ToString::to_string).collect();
    assert!(
        failures.is_empty(),
        "{} examples do not hold (see `hallway rules test`):\n\n{}",
        failures.len(),
        told.join("\n")
    );
}

#[test]
fn ids_are_unique_and_sorted() {
    let ids: Vec<&str> = builtin::rules()
        .rules
        .iter()
        .map(|rule| rule.id.as_str())
        .collect();
    assert!(ids.windows(2).all(|pair| pair[0] < pair[1]), "{ids:?}");
}

#[test]
fn close_calls_belong_to_rules() {
    assert!(
        builtin::rules().stale_examples.is_empty(),
        "close-calls.toml names rules that there are not: {:?}",
        builtin::rules().stale_examples
    );
}

#[test]
fn the_page_of_rules_is_the_rules() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/rules.md");
    let page = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        page == author::page(builtin::rules()),
        "docs/rules.md is not what the rules say; refresh it: {}",
        author::page::REFRESH
    );
}

#[test]
fn what_was_measured_is_a_bound_of_a_rule() {
    let measured = confidence::parse(builtin::CONFIDENCE).expect("confidence.toml parses");
    for rule in &builtin::rules().rules {
        let Some(m) = measured.get(&rule.id) else {
            continue;
        };
        let bound = confidence::wilson(
            m.right as f64 + confidence::PRIOR_WEIGHT,
            (m.right + m.wrong) as f64 + confidence::PRIOR_WEIGHT,
        );
        assert!(
            m.confidence <= bound + 0.001,
            "{}: {} of {m:?} is no lower bound",
            rule.id,
            m.confidence
        );
        assert_eq!(rule.evidence_confidence(), m.confidence);
    }
}

#[test]
fn a_users_rule_is_not_measured() {
    let own = author::skeleton("talk-by");
    let rules = builtin::load(&[("mine.toml".to_owned(), own)]).expect("loads");
    let rule = rules
        .rules
        .iter()
        .find(|rule| rule.id == "talk-by")
        .expect("is there");
    assert_eq!(rule.measured, None);
}

/// The share of constraints that an example must need, in percent.
const NEEDED: f64 = 90.0;

#[test]
fn examples_need_the_constraints_of_their_rules() {
    let mut rules = builtin::load(&[]).expect("the built-in rules load");
    let mutation = author::mutate(&mut rules, &|_| true);
    let share = 100.0 * mutation.share();
    assert!(
        share >= NEEDED,
        "{share:.1} % of constraints are needed, not {NEEDED} %; see `hallway rules test --mutate`"
    );
}
