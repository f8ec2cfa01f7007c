//! Tests over the whole list of built-in rules.

use hallway_extractor::author::run_examples;
use hallway_extractor::builtin;

#[test]
fn every_rule_finds_what_its_examples_promise_and_nothing_else() {
    let failures = run_examples(builtin::rules());
    let told: Vec<String> = failures.iter().map(ToString::to_string).collect();
    assert!(failures.is_empty(), "{} examples do not hold (see `hallway rules test`):\n\n{}", failures.len(), told.join("\n"));
}
