//! The guide for authors shows files that load and pass.

use hallway_extractor::author::{run_examples_of, skeleton};
use hallway_extractor::{RuleSet, builtin};

const GUIDE: &str = include_str!("../../../docs/writing-a-rule.md");

fn with(content: &str) -> RuleSet {
    builtin::load(&[("mine.toml".to_owned(), content.to_owned())])
        .unwrap_or_else(|error| panic!("{error}\n{content}"))
}

/// The blocks of TOML in the guide that hold a whole rule.
fn shown() -> Vec<&'static str> {
    GUIDE
        .split("```toml\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .filter(|block| block.contains("[[rule]]"))
        .collect()
}

#[test]
fn the_guide_shows_the_skeleton_that_the_command_writes() {
    assert_eq!(
        shown().first().copied(),
        Some(skeleton("slides-by").as_str())
    );
}

#[test]
fn a_skeleton_loads_and_fails_until_it_is_filled_in() {
    let rules = with(&skeleton("slides-by"));
    let rule = rules
        .rules
        .iter()
        .find(|rule| rule.id == "slides-by")
        .expect("is there");
    let failures = run_examples_of(rule, &rules);
    assert_eq!(failures.len(), 2, "both examples that should fire fail");
    assert!(
        failures
            .iter()
            .all(|failure| failure.to_string().contains("still the skeleton's"))
    );
}

#[test]
fn the_finished_rule_of_the_guide_is_green() {
    let finished = shown()
        .last()
        .copied()
        .expect("the guide shows a finished rule");
    assert!(!finished.contains("REPLACE"), "{finished}");
    let rules = with(finished);
    let rule = rules
        .rules
        .iter()
        .find(|rule| rule.id == "slides-by")
        .expect("is there");
    let failures: Vec<String> = run_examples_of(rule, &rules)
        .iter()
        .map(ToString::to_string)
        .collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
