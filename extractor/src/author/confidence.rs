//! What a rule's confidence means: a lower bound of its measured precision.
//!
//! Of `n` facts that a rule finds on gold, `k` are right. The lower end of Wilson's 95 %
//! interval says how often the rule is right at the least; it comes near `k/n` only with
//! many facts. What the author of the rule believes counts as a few facts more
//! ([`PRIOR_WEIGHT`]), so that a rule which the gold hardly shows is neither praised nor
//! damned for one fact.
//!
//! Measured confidences stand in `rules/confidence.toml`, apart from the rules, and are
//! what evidence carries. Which of two readings of a line stands is still decided by what
//! the rules' authors wrote, so that measuring never changes what is measured.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Deserialize;

use super::eval::RuleRow;
use crate::rule::RuleSet;

/// As many facts the author's belief is worth.
pub const PRIOR_WEIGHT: f64 = 10.0;

/// The 97.5 % quantile of the normal distribution.
const Z: f64 = 1.959_964;

/// What was measured of one rule.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measured {
    /// The lower bound of its precision.
    pub confidence: f64,
    /// How many of its facts were right.
    pub right: usize,
    /// How many were wrong.
    pub wrong: usize,
}

/// The lower end of Wilson's 95 % interval for `right` of `all`; 0 of nothing.
pub fn wilson(right: f64, all: f64) -> f64 {
    if all <= 0.0 {
        return 0.0;
    }
    let p = right / all;
    let z2 = Z * Z;
    let centre = p + z2 / (2.0 * all);
    let spread = Z * (p * (1.0 - p) / all + z2 / (4.0 * all * all)).sqrt();
    ((centre - spread) / (1.0 + z2 / all)).clamp(0.0, 1.0)
}

/// The confidence of a rule that found `right` and `wrong` facts and whose author believes
/// in it as far as `stated`.
pub fn confidence(stated: f64, right: usize, wrong: usize) -> f64 {
    let bound = wilson(
        right as f64 + PRIOR_WEIGHT * stated,
        (right + wrong) as f64 + PRIOR_WEIGHT,
    );
    (bound * 1000.0).round() / 1000.0
}

/// What a score says of each rule of a set; also of those that it never saw fire.
pub fn measure(rules: &RuleSet, rows: &[RuleRow]) -> BTreeMap<String, Measured> {
    let counts: BTreeMap<&str, (usize, usize)> = rows
        .iter()
        .map(|row| (row.rule.as_str(), (row.right, row.wrong)))
        .collect();
    let of = |rule: &crate::rule::Rule| {
        let (right, wrong) = counts.get(rule.id.as_str()).copied().unwrap_or_default();
        (
            rule.id.clone(),
            Measured {
                confidence: confidence(rule.confidence, right, wrong),
                right,
                wrong,
            },
        )
    };
    rules.rules.iter().map(of).collect()
}

/// The file `confidence.toml`.
pub fn file(measured: &BTreeMap<String, Measured>) -> String {
    let mut file = String::from(
        "# Measured by `hallway eval --write-confidence`; do not edit. For each rule: the lower bound of\n\
         # its precision, and how many of its facts were right and wrong on gold.\n\n",
    );
    for (rule, m) in measured {
        let _ = writeln!(
            file,
            "{rule} = {{ confidence = {}, right = {}, wrong = {} }}",
            m.confidence, m.right, m.wrong
        );
    }
    file
}

/// Reads the file `confidence.toml`.
pub fn parse(content: &str) -> Result<BTreeMap<String, Measured>, toml::de::Error> {
    toml::from_str(content)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bound_lies_below_what_was_seen_and_rises_with_support() {
        assert!((wilson(10.0, 10.0) - 0.722).abs() < 0.001);
        assert!((wilson(95.0, 100.0) - 0.888).abs() < 0.001);
        assert_eq!(wilson(0.0, 0.0), 0.0);
        assert!(confidence(0.95, 0, 0) < confidence(0.95, 20, 0));
        assert!(confidence(0.95, 20, 0) < confidence(0.95, 200, 0));
        assert!(confidence(0.95, 10, 10) < 0.65);
    }

    #[test]
    fn what_is_written_is_read() {
        let measured = BTreeMap::from([(
            "a-rule".to_owned(),
            Measured {
                confidence: 0.875,
                right: 7,
                wrong: 1,
            },
        )]);
        assert_eq!(parse(&file(&measured)).expect("parses"), measured);
    }
}
