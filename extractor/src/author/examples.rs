//! Do rules find what their examples promise, and keep silent where they must?

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::document::Document;
use crate::extract::extract;
use crate::extraction::Extraction;
use crate::read::read;
use crate::rule::{Rule, RuleSet};

/// An example that does not hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// The rule.
    pub rule: String,
    /// The file it came from.
    pub file: String,
    /// The example's text.
    pub text: String,
    /// Facts the example promises that the rule did not find.
    pub missing: Vec<String>,
    /// Facts the rule found that the example does not promise.
    pub extra: Vec<String>,
    /// For each missing fact that other rules found: which.
    pub found_by: BTreeMap<String, Vec<String>>,
}

/// One example, read.
pub(crate) struct Case {
    text: String,
    documents: Vec<Document>,
    expected: BTreeSet<String>,
}

/// The examples of a rule, read.
pub(crate) fn cases(rule: &Rule) -> Vec<Case> {
    let fires = rule
        .fires
        .iter()
        .map(|example| (&example.text, example.facts.iter().cloned().collect()));
    let silent = rule.silent.iter().map(|text| (text, BTreeSet::new()));
    fires
        .chain(silent)
        .map(|(text, expected)| Case {
            text: text.clone(),
            // Markdown within the limits of an example is never refused.
            documents: read("example.md", text.as_bytes(), None).unwrap_or_default(),
            expected,
        })
        .collect()
}

/// Runs every example of every rule through the whole set: the facts whose evidence names
/// the rule must be exactly those that the example states.
pub fn run_examples(rules: &RuleSet) -> Vec<Failure> {
    rules
        .rules
        .iter()
        .flat_map(|rule| run_examples_of(rule, rules))
        .collect()
}

/// Runs the examples of one rule through the whole set.
pub fn run_examples_of(rule: &Rule, rules: &RuleSet) -> Vec<Failure> {
    cases(rule)
        .iter()
        .filter_map(|case| failure(case, rule, rules))
        .collect()
}

/// True where one of the rule's examples does not hold.
pub(crate) fn any_fails(cases: &[Case], rule: &Rule, rules: &RuleSet) -> bool {
    cases
        .iter()
        .any(|case| failure(case, rule, rules).is_some())
}

fn failure(case: &Case, rule: &Rule, rules: &RuleSet) -> Option<Failure> {
    let (mut found, mut by_others) = (BTreeSet::new(), BTreeMap::new());
    for document in &case.documents {
        let extraction = extract(document, rules);
        facts(&extraction, rule, &mut found, &mut by_others);
    }
    let missing: Vec<String> = case.expected.difference(&found).cloned().collect();
    let extra: Vec<String> = found.difference(&case.expected).cloned().collect();
    if missing.is_empty() && extra.is_empty() {
        return None;
    }
    by_others.retain(|fact, _| missing.contains(fact));
    Some(Failure {
        rule: rule.id.clone(),
        file: rule.file.clone(),
        text: case.text.clone(),
        missing,
        extra,
        found_by: by_others,
    })
}

/// The facts that a rule finds in documents, among those of the kinds that it emits.
pub(crate) fn found_by_rule(
    documents: &[Document],
    rule: &Rule,
    rules: &RuleSet,
) -> BTreeSet<String> {
    let (mut found, mut by_others) = (BTreeSet::new(), BTreeMap::new());
    for document in documents {
        facts(&extract(document, rules), rule, &mut found, &mut by_others);
    }
    found
}

/// The facts of the kinds that the rule emits, as `SOURCE KIND TARGET`: those it found, and
/// those that others found alone.
fn facts(
    extraction: &Extraction,
    rule: &Rule,
    found: &mut BTreeSet<String>,
    by_others: &mut BTreeMap<String, Vec<String>>,
) {
    let names: BTreeMap<&str, &str> = extraction
        .nodes
        .iter()
        .map(|node| (node.id.as_str(), node.name.as_str()))
        .collect();
    let name = |id: &String| names.get(id.as_str()).copied().unwrap_or("?").to_owned();
    for edge in &extraction.edges {
        if !rule.emits.iter().any(|emit| emit.kind == edge.kind) {
            continue;
        }
        let fact = format!(
            "{} {} {}",
            name(&edge.source),
            edge.kind.name(),
            name(&edge.target)
        );
        if edge
            .evidence
            .iter()
            .any(|evidence| evidence.rule == rule.id)
        {
            found.insert(fact);
        } else {
            by_others.insert(
                fact,
                edge.evidence
                    .iter()
                    .map(|evidence| evidence.rule.clone())
                    .collect(),
            );
        }
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{} ({})", self.rule, self.file)?;
        for line in self.text.lines() {
            writeln!(f, "    | {line}")?;
        }
        for fact in &self.missing {
            write!(f, "    missing: {fact}")?;
            match self.found_by.get(fact) {
                Some(others) => writeln!(f, "  (found by {})", others.join(", "))?,
                None => writeln!(f)?,
            }
        }
        if self.text.contains(super::skeleton::PLACEHOLDER) {
            writeln!(
                f,
                "    this example is still the skeleton's: write a sentence of your own, and the facts it says"
            )?;
        }
        for fact in &self.extra {
            writeln!(f, "    not promised: {fact}")?;
        }
        Ok(())
    }
}
