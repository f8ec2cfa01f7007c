//! Running a rule's own examples through the whole set of rules, as a document would be.

use hallway_extractor::extraction::{Edge, Extraction};
use hallway_extractor::read::read;
use hallway_extractor::rule::Rule;
use hallway_extractor::{RuleSet, extract};
use serde::Serialize;

/// An example that does not hold.
#[derive(Debug, Serialize)]
pub struct Complaint {
    /// The rule.
    pub rule: String,
    /// The example's text.
    pub text: String,
    /// What is wrong.
    pub what: String,
}

/// What is wrong with the examples of `rule`, when all of `rules` read them.
pub fn complaints(rule: &Rule, rules: &RuleSet) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    let mut complain = |text: &str, what: String| {
        complaints.push(Complaint {
            rule: rule.id.clone(),
            text: text.to_owned(),
            what,
        });
    };
    for example in &rule.fires {
        let found = facts(&example.text, rules);
        for wanted in &example.facts {
            if !found.iter().any(|(fact, _)| fact == wanted) {
                complain(
                    &example.text,
                    format!("does not find '{wanted}'{}", instead(&found)),
                );
            }
        }
        if !found
            .iter()
            .any(|(_, found_by)| found_by.contains(&rule.id))
        {
            complain(&example.text, format!("does not fire{}", instead(&found)));
        }
    }
    for text in &rule.silent {
        for (fact, _) in facts(text, rules)
            .iter()
            .filter(|(_, found_by)| found_by.contains(&rule.id))
        {
            complain(text, format!("should be silent, and finds '{fact}'"));
        }
    }
    complaints
}

/// The facts in a text, each with the rules that found it.
fn facts(text: &str, rules: &RuleSet) -> Vec<(String, Vec<String>)> {
    let Ok(documents) = read("example.md", text.as_bytes(), None) else {
        return Vec::new();
    };
    let extractions = documents.iter().map(|document| extract(document, rules));
    extractions
        .flat_map(|extraction| {
            let said = |edge: &Edge| {
                let found_by = edge
                    .evidence
                    .iter()
                    .map(|evidence| evidence.rule.clone())
                    .collect();
                (words(&extraction, edge), found_by)
            };
            extraction.edges.iter().map(said).collect::<Vec<_>>()
        })
        .collect()
}

/// `Lynn Root GAVE The Design of Everyday APIs`.
fn words(extraction: &Extraction, edge: &Edge) -> String {
    let name = |id: &str| {
        let node = extraction.nodes.iter().find(|node| node.id == id);
        node.map_or(id, |node| &node.name).to_owned()
    };
    format!(
        "{} {} {}",
        name(&edge.source),
        edge.kind.name(),
        name(&edge.target)
    )
}

/// What was found in place of what was wanted.
fn instead(found: &[(String, Vec<String>)]) -> String {
    let other: Vec<String> = found
        .iter()
        .filter(|(fact, _)| !fact.contains(" MENTIONS "))
        .map(|(fact, found_by)| format!("'{fact}' by {}", found_by.join(", ")))
        .collect();
    if other.is_empty() {
        String::new()
    } else {
        format!("; finds {}", other.join("; "))
    }
}
