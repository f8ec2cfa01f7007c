//! Sentences that would notice a constraint's absence: variations of a rule's own examples
//! on which the rule and the rule without that constraint differ.
//!
//! A suggestion is where its author begins: the sentence is one that the rule treats as
//! stated, and somebody must still judge whether that treatment is right.

use std::collections::BTreeSet;

use serde::Serialize;

use super::examples::found_by_rule;
use super::mutation::{Variant, variants};
use crate::document::Document;
use crate::read::read;
use crate::rule::RuleSet;

/// An example that would notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Suggestion {
    /// The rule.
    pub rule: String,
    /// The constraint that no example needed.
    pub dropped: String,
    /// The text.
    pub text: String,
    /// What the rule finds in it; nothing where it stays silent.
    pub facts: Vec<String>,
}

/// Words to put between others: what recaps say beside the point.
const INSERTS: [&str; 22] = [
    "(Acme)",
    "from Google",
    ", an engineer,",
    "then",
    "the",
    "a",
    "great",
    "yesterday",
    ",",
    ":",
    "–",
    "by",
    "(video)",
    "who",
    "also",
    "at Google",
    "our friend",
    "and",
    "of",
    "for us",
    "CTO",
    "has",
];

/// The most variations of one example that are tried.
const MOST: usize = 900;

/// For each constraint that no example of its rule needs: an example that would.
pub fn suggest(rules: &mut RuleSet, only: &dyn Fn(&str) -> bool) -> Vec<Suggestion> {
    let mut suggestions = Vec::new();
    for number in 0..rules.rules.len() {
        if only(&rules.rules[number].id) {
            suggest_for(rules, number, &mut suggestions);
        }
    }
    suggestions
}

struct Trial {
    text: String,
    documents: Vec<Document>,
    facts: BTreeSet<String>,
}

fn suggest_for(rules: &mut RuleSet, number: usize, suggestions: &mut Vec<Suggestion>) {
    let rule = rules.rules[number].clone();
    let parsed = |text: &str| read("example.md", text.as_bytes(), None).unwrap_or_default();
    let trial = |text: String, rules: &RuleSet| {
        let documents = parsed(&text);
        let facts = found_by_rule(&documents, &rule, rules);
        Trial {
            text,
            documents,
            facts,
        }
    };
    // What holds today, and variations that the rule reads as their original or not at all.
    let fires = rule.fires.iter().map(|example| {
        (
            &example.text,
            example.facts.iter().cloned().collect::<BTreeSet<_>>(),
        )
    });
    let bases: Vec<(&String, BTreeSet<String>)> = fires
        .chain(rule.silent.iter().map(|text| (text, BTreeSet::new())))
        .collect();
    let mut kept: Vec<Trial> = bases
        .iter()
        .map(|(text, _)| trial((*text).clone(), rules))
        .collect();
    let mut trials = Vec::new();
    let mut seen = BTreeSet::new();
    for (text, facts) in &bases {
        for varied in variations(text) {
            if !seen.insert(varied.clone()) {
                continue;
            }
            let trial = trial(varied, rules);
            if trial.facts.is_empty() || trial.facts == *facts {
                trials.push(trial);
            }
        }
    }
    // What other rules find this one must not.
    for other in rules.rules.iter().filter(|other| other.id != rule.id) {
        for text in other
            .silent
            .iter()
            .chain(other.fires.iter().map(|example| &example.text))
        {
            if seen.insert(text.clone()) {
                let trial = trial(text.clone(), rules);
                if trial.facts.is_empty() {
                    trials.push(trial);
                }
            }
        }
    }
    for Variant {
        dropped,
        pattern,
        unless,
    } in variants(&rule)
    {
        let Ok(before) = rules.vary(number, &pattern, &unless) else {
            continue;
        };
        let differs = |trial: &Trial| {
            found_by_rule(&trial.documents, &rules.rules[number], rules) != trial.facts
        };
        let noticed = kept.iter().any(differs);
        let found = if noticed {
            None
        } else {
            trials.iter().position(differs)
        };
        rules.restore(number, before);
        if let Some(found) = found {
            let trial = trials.swap_remove(found);
            suggestions.push(Suggestion {
                rule: rule.id.clone(),
                dropped,
                text: trial.text.clone(),
                facts: trial.facts.iter().cloned().collect(),
            });
            kept.push(trial);
        }
    }
}

/// Variations of a text, the smallest first.
fn variations(text: &str) -> Vec<String> {
    // Words with the blanks before them, so that layout survives.
    let mut words: Vec<&str> = Vec::new();
    let mut start = 0;
    let mut inside = false;
    for (at, c) in text.char_indices() {
        if c.is_whitespace() && inside {
            words.push(&text[start..at]);
            start = at;
        }
        inside = !c.is_whitespace();
    }
    words.push(&text[start..]);
    let joined = |parts: &[&str]| parts.concat();
    let mut varied = Vec::new();
    for length in 1..=3 {
        for at in 0..words.len().saturating_sub(length - 1) {
            let mut fewer = words.clone();
            fewer.drain(at..at + length);
            varied.push(joined(&fewer).trim_start().to_owned());
        }
    }
    for at in 1..words.len() {
        let mut other = words.clone();
        other[at] = " blue";
        varied.push(joined(&other));
    }
    for insert in INSERTS {
        let insert = if insert.starts_with(',') {
            insert.to_owned()
        } else {
            format!(" {insert}")
        };
        for at in 1..=words.len() {
            let mut more = words.clone();
            more.insert(at, &insert);
            varied.push(joined(&more));
        }
    }
    let stem = text.trim_end_matches(['.', '!']);
    for tail in [
        "",
        ", and then we all went out for lunch together.",
        " was there.",
        " (the best of the day).",
        ", of all people, as some of us had hoped for years.",
    ] {
        varied.push(format!("{stem}{tail}"));
    }
    for head in ["Yesterday ", "We heard that ", "Then ", "And "] {
        varied.push(format!("{head}{text}"));
    }
    varied.push(text.replace(['“', '”'], ""));
    varied.push(text.replace(['(', ')'], ""));
    varied.truncate(MOST);
    varied
}
