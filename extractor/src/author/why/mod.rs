//! Why a fact was found, and why another was not.

mod missing;
mod steps;

use std::ops::Range;

use serde::Serialize;

use crate::document::{BlockKind, Document};
use crate::extract::found::{Found, every_match};
use crate::extract::{Reading, Trace, traced};
use crate::extraction::{Edge, Evidence};
use crate::rule::RuleSet;
use crate::vocabulary::EdgeKind;

use super::page::place_name;
pub use missing::{Attempt, Missing, missing};

/// A fact, and what says so.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Explained {
    /// The name of the source.
    pub source: String,
    /// How they are related.
    pub kind: EdgeKind,
    /// The name of the target.
    pub target: String,
    /// True where it was so once.
    pub former: bool,
    /// How sure the evidence makes it.
    pub confidence: f64,
    /// What says so.
    pub because: Vec<Because>,
}

/// One piece of evidence, and how it came about.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Because {
    /// The rule; or what layout and metadata state without one.
    pub rule: String,
    /// What the rule finds.
    pub finds: String,
    /// The sentence or line that was quoted.
    pub quote: String,
    /// The number and kind of its block.
    pub block: String,
    /// Where the rule looked.
    pub place: Option<String>,
    /// Its pattern.
    pub pattern: Option<String>,
    /// The tokens that the pattern matched.
    pub tokens: Vec<String>,
    /// What each capture held.
    pub captures: Vec<Capture>,
    /// Other rules that matched the same words.
    pub competed: Vec<Competitor>,
}

/// What a capture held.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Capture {
    /// Its name.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// Another rule that matched some of the same words.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Competitor {
    /// The rule.
    pub rule: String,
    /// What it matched.
    pub text: String,
    /// True where its reading stands too.
    pub stands: bool,
}

/// Every fact of a document, but for what it merely mentions, with its reasons.
pub fn explain(document: &Document, rules: &RuleSet) -> Vec<Explained> {
    let (extraction, traces) = traced(document, rules, |trace| {
        let all = every_match(trace.read, trace.regions, trace.persons, trace.first_person);
        trace
            .found
            .iter()
            .map(|found| Traced::of(trace, found, &all))
            .collect::<Vec<_>>()
    });
    let name = |id: &str| {
        extraction
            .nodes
            .iter()
            .find(|n| n.id == id)
            .map_or_else(|| id.to_owned(), |n| n.name.clone())
    };
    let explained = |edge: &Edge| Explained {
        source: name(&edge.source),
        kind: edge.kind,
        target: name(&edge.target),
        former: edge.former,
        confidence: edge.confidence,
        because: edge
            .evidence
            .iter()
            .map(|evidence| because(document, rules, evidence, &traces))
            .collect(),
    };
    extraction
        .edges
        .iter()
        .filter(|e| e.kind != EdgeKind::Mentions)
        .map(explained)
        .collect()
}

/// A match that stood, with what is told of it.
struct Traced {
    rule: String,
    /// Bytes of the text.
    bytes: Range<usize>,
    place: String,
    tokens: Vec<String>,
    captures: Vec<Capture>,
    competed: Vec<Competitor>,
}

impl Traced {
    fn of(trace: &Trace, found: &Found, all: &[Found]) -> Traced {
        let read = trace.read;
        let rule = &read.rules.rules[found.rule];
        let span = read.tokens.span(found.tokens.clone());
        let mut competed: Vec<Competitor> = all
            .iter()
            .filter(|other| other.rule != found.rule && overlap(&other.tokens, &found.tokens))
            .map(|other| Competitor {
                rule: read.rules.rules[other.rule].id.clone(),
                text: folded(read.text(other.tokens.clone())),
                stands: stands(trace, other),
            })
            .collect();
        competed.dedup();
        Traced {
            rule: rule.id.clone(),
            bytes: span.range(),
            place: place_name(found.region.place),
            tokens: found
                .tokens
                .clone()
                .map(|at| read.word(at).to_owned())
                .collect(),
            captures: captures(read, found),
            competed,
        }
    }
}

fn captures(read: &Reading, found: &Found) -> Vec<Capture> {
    let names = read.rules.rules[found.rule]
        .pattern
        .captures
        .iter()
        .enumerate();
    names
        .filter_map(|(number, name)| {
            let range = found.capture(number as u8)?;
            Some(Capture {
                name: name.to_string(),
                text: folded(read.text(range)),
            })
        })
        .collect()
}

/// True where a match stood in the end.
fn stands(trace: &Trace, found: &Found) -> bool {
    trace.found.iter().any(|kept| {
        kept.rule == found.rule
            && kept.tokens == found.tokens
            && kept.region.place == found.region.place
    })
}

fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn because(
    document: &Document,
    rules: &RuleSet,
    evidence: &Evidence,
    traces: &[Traced],
) -> Because {
    let rule = rules.rules.iter().find(|rule| rule.id == evidence.rule);
    // Evidence may open before its match: with the name that the match follows.
    let trace = traces
        .iter()
        .filter(|t| {
            t.rule == evidence.rule && t.bytes.start < evidence.end && evidence.start < t.bytes.end
        })
        .max_by_key(|t| (t.bytes.end == evidence.end, t.bytes.start == evidence.start));
    let block = document.blocks.iter().position(|b| {
        (b.span.start as usize) <= evidence.start && evidence.start < b.span.end as usize
    });
    let finds = match rule {
        Some(rule) => rule.finds.clone(),
        None => stated(&evidence.rule).to_owned(),
    };
    Because {
        rule: evidence.rule.clone(),
        finds,
        quote: folded(&evidence.quote),
        block: block.map_or_else(String::new, |number| {
            format!(
                "block {number}, {}",
                kind_name(document.blocks[number].kind)
            )
        }),
        place: trace.map(|t| t.place.clone()),
        pattern: rule.map(|rule| rule.source.clone()),
        tokens: trace.map(|t| t.tokens.clone()).unwrap_or_default(),
        captures: trace.map(|t| t.captures.clone()).unwrap_or_default(),
        competed: trace.map(|t| t.competed.clone()).unwrap_or_default(),
    }
}

/// What stands behind evidence that is no rule's.
fn stated(id: &str) -> &'static str {
    match id {
        "name-above-title" => "The post sets names above the titles of their talks throughout.",
        "own-talks-list" => "The talk stands in a list of the author's own talks.",
        "document-event" => "The talk stands in a document, or under a heading, about that event.",
        "catalogue-record" => "The catalogue's record states it in a field of its own.",
        "event-name" => "The event's name says where it was held.",
        "byline" => "The document's metadata or byline names its author.",
        _ => "Layout, metadata or the text around it states it without a rule.",
    }
}

fn kind_name(kind: BlockKind) -> &'static str {
    match kind {
        BlockKind::Heading => "heading",
        BlockKind::Paragraph => "paragraph",
        BlockKind::ListItem => "list item",
        BlockKind::Quote => "quotation",
        BlockKind::Caption => "caption",
        BlockKind::Code => "code",
        BlockKind::Row => "table row",
    }
}
