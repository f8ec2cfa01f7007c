//! Scores extractions against gold, as a whole, by predicate and by rule, and compares two
//! scores fact by fact.
//!
//! Precision counts a fact as right when the gold has it, required or not; recall counts
//! the required ones alone.

mod align;
mod gold;
mod names;
mod score;
mod tally;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

pub use gold::{Gold, gold};
pub use tally::{Measure, Tally};

use crate::extraction::Extraction;
use crate::rule::RuleSet;
use crate::vocabulary::EdgeKind;
use tally::{is_core, rounded};

/// What the gold says of a predicted fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// The gold has it.
    Right,
    /// The gold does not have it.
    Wrong,
    /// It is about something that counts neither way.
    Neutral,
}

impl Verdict {
    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Right => "right",
            Verdict::Wrong => "wrong",
            Verdict::Neutral => "neutral",
        }
    }
}

/// A predicted fact with its verdict.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ScoredFact {
    /// The document's file name.
    pub document: String,
    /// The name of the source.
    pub source: String,
    /// How they are related.
    pub kind: EdgeKind,
    /// The name of the target.
    pub target: String,
    /// True where the text says that it was so once.
    pub former: bool,
    /// What the gold says.
    pub verdict: Verdict,
    /// The rules that found it.
    pub rules: Vec<String>,
}

/// A required fact that was not found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Miss {
    /// The document's file name.
    pub document: String,
    /// The predicate.
    pub kind: EdgeKind,
    /// The source.
    pub source: String,
    /// The target.
    pub target: String,
}

/// One line of the table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// What is measured.
    pub name: String,
    /// Precision.
    pub precision: f64,
    /// Recall.
    pub recall: f64,
    /// Their harmonic mean.
    pub f1: f64,
    /// Predicted, and in the gold.
    pub right: usize,
    /// Predicted, and not in the gold.
    pub wrong: usize,
    /// Required, and predicted.
    pub found: usize,
    /// Required.
    pub required: usize,
}

impl Row {
    /// The counts, from which the shares can be had unrounded.
    pub fn tally(&self) -> Tally {
        Tally {
            right: self.right,
            wrong: self.wrong,
            found: self.found,
            required: self.required,
        }
    }
}

/// What one rule contributes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RuleRow {
    /// The rule; or what layout and metadata state without one.
    pub rule: String,
    /// Its right facts.
    pub right: usize,
    /// Its wrong facts.
    pub wrong: usize,
    /// Its facts that count neither way.
    pub neutral: usize,
    /// Required facts that it finds.
    pub found: usize,
    /// Required facts that it alone finds.
    pub unique: usize,
    /// `unique` as a share of all required facts.
    pub unique_recall: f64,
    /// A rule that finds all its right facts and more.
    pub shadowed_by: Option<String>,
}

/// The score of one document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DocumentRow {
    /// Its file name.
    pub document: String,
    /// Precision of the core predicates.
    pub precision: f64,
    /// Their recall.
    pub recall: f64,
    /// Their harmonic mean.
    pub f1: f64,
}

/// The whole score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// How many documents have gold.
    pub documents: usize,
    /// Core F1, mean over documents.
    pub macro_core_f1: f64,
    /// Edges whose evidence quotes nothing.
    pub no_evidence: usize,
    /// Entities, predicates, and what they come to.
    pub rows: Vec<Row>,
    /// Document by document.
    pub per_document: Vec<DocumentRow>,
    /// Rule by rule.
    pub rules: Vec<RuleRow>,
    /// Rules that found nothing in these documents.
    pub silent_rules: Vec<String>,
    /// Every predicted fact, sorted.
    pub facts: Vec<ScoredFact>,
    /// Every required fact that was missed, sorted.
    pub missed: Vec<Miss>,
}

/// Scores extractions against gold. Documents are matched by file name; the posts of one
/// feed (`FILE#POST`) are scored together.
pub fn evaluate(gold: &[Gold], extractions: Vec<Extraction>, rules: &RuleSet) -> Report {
    let mut predicted: BTreeMap<String, Extraction> = BTreeMap::new();
    for extraction in extractions {
        add(&mut predicted, extraction);
    }
    let no_evidence = predicted
        .values()
        .flat_map(|p| &p.edges)
        .filter(|e| !e.evidence.iter().any(|e| !e.quote.is_empty()))
        .count();
    let mut gold: Vec<&Gold> = gold.iter().collect();
    gold.sort_by(|a, b| a.document.cmp(&b.document));
    let nothing = Extraction::default();
    let mut total: BTreeMap<Measure, Tally> = BTreeMap::new();
    let (mut facts, mut missed, mut finders, mut per_document) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for gold in &gold {
        let scored = score::score(gold, predicted.get(&gold.document).unwrap_or(&nothing));
        let mut core = Tally::default();
        for (measure, tally) in &scored.tallies {
            total.entry(*measure).or_default().add(*tally);
            if let Measure::Predicate(kind) = measure {
                total.entry(Measure::All).or_default().add(*tally);
                if is_core(*kind) {
                    total.entry(Measure::Core).or_default().add(*tally);
                    core.add(*tally);
                }
            }
        }
        per_document.push(DocumentRow {
            document: gold.document.clone(),
            precision: rounded(core.precision()),
            recall: rounded(core.recall()),
            f1: core.f1(),
        });
        facts.extend(scored.facts);
        missed.extend(scored.missed);
        finders.extend(scored.finders);
    }
    facts.sort();
    missed.sort();
    let macro_core_f1 =
        rounded(per_document.iter().map(|d| d.f1).sum::<f64>() / per_document.len().max(1) as f64);
    per_document.iter_mut().for_each(|d| d.f1 = rounded(d.f1));
    let required = total.get(&Measure::All).map_or(0, |t| t.required);
    let by_rule = rule_rows(&facts, &finders, required);
    let fired: BTreeSet<&str> = by_rule.iter().map(|row| row.rule.as_str()).collect();
    let silent_rules = rules
        .rules
        .iter()
        .filter(|r| !fired.contains(r.id.as_str()))
        .map(|r| r.id.clone())
        .collect();
    let row = |measure: Measure| {
        let tally = total.get(&measure).copied().unwrap_or_default();
        Row {
            name: measure.name().to_owned(),
            precision: rounded(tally.precision()),
            recall: rounded(tally.recall()),
            f1: rounded(tally.f1()),
            right: tally.right,
            wrong: tally.wrong,
            found: tally.found,
            required: tally.required,
        }
    };
    let rows = Measure::all().into_iter().map(row).collect();
    Report {
        documents: gold.len(),
        macro_core_f1,
        no_evidence,
        rows,
        per_document,
        rules: by_rule,
        silent_rules,
        facts,
        missed,
    }
}

/// Files one extraction under its document's file name; the posts of a feed add up to one.
fn add(predicted: &mut BTreeMap<String, Extraction>, extraction: Extraction) {
    let path = extraction.document.split('#').next().unwrap_or_default();
    let name = path
        .rsplit(['/', '\\'])
        .next()
        .unwrap_or_default()
        .to_owned();
    let whole = predicted.entry(name).or_default();
    let known: BTreeSet<String> = whole.nodes.iter().map(|n| n.id.clone()).collect();
    whole.nodes.extend(
        extraction
            .nodes
            .into_iter()
            .filter(|n| !known.contains(&n.id)),
    );
    let known: BTreeSet<_> = whole
        .edges
        .iter()
        .map(|e| (e.source.clone(), e.kind, e.target.clone()))
        .collect();
    let post = extraction.document.contains('#');
    let is_new = |e: &crate::extraction::Edge| {
        !post || !known.contains(&(e.source.clone(), e.kind, e.target.clone()))
    };
    whole
        .edges
        .extend(extraction.edges.into_iter().filter(is_new));
}

fn rule_rows(facts: &[ScoredFact], finders: &[BTreeSet<String>], required: usize) -> Vec<RuleRow> {
    let mut rows: BTreeMap<&str, RuleRow> = BTreeMap::new();
    let mut right: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for (number, fact) in facts.iter().enumerate() {
        for rule in &fact.rules {
            let row = rows.entry(rule).or_insert_with(|| RuleRow {
                rule: rule.clone(),
                right: 0,
                wrong: 0,
                neutral: 0,
                found: 0,
                unique: 0,
                unique_recall: 0.0,
                shadowed_by: None,
            });
            match fact.verdict {
                Verdict::Right => {
                    row.right += 1;
                    right.entry(rule).or_default().insert(number);
                }
                Verdict::Wrong => row.wrong += 1,
                Verdict::Neutral => row.neutral += 1,
            }
        }
    }
    for rules in finders {
        for rule in rules {
            if let Some(row) = rows.get_mut(rule.as_str()) {
                row.found += 1;
                row.unique += usize::from(rules.len() == 1);
            }
        }
    }
    for row in rows.values_mut() {
        row.unique_recall = rounded(row.unique as f64 / required.max(1) as f64);
        let Some(own) = right.get(row.rule.as_str()) else {
            continue;
        };
        // Of two rules that find the same, the first of the alphabet shadows the other.
        let shadow = right.iter().find(|(other, theirs)| {
            **other != row.rule
                && own.is_subset(theirs)
                && (own.len() < theirs.len() || **other < row.rule.as_str())
        });
        row.shadowed_by = shadow.map(|(other, _)| (*other).to_owned());
    }
    rows.into_values().collect()
}

/// What changed from one score to another.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// Facts that are found now and were not.
    pub gained: Vec<ScoredFact>,
    /// Facts that were found and are not now.
    pub lost: Vec<ScoredFact>,
}

/// Compares two scores fact by fact.
pub fn compare(old: &Report, new: &Report) -> Comparison {
    let key = |f: &ScoredFact| {
        (
            f.document.clone(),
            f.kind,
            f.source.clone(),
            f.target.clone(),
            f.former,
        )
    };
    let missing_from = |facts: &[ScoredFact], others: &[ScoredFact]| {
        let others: BTreeSet<_> = others.iter().map(key).collect();
        facts
            .iter()
            .filter(|f| !others.contains(&key(f)))
            .cloned()
            .collect()
    };
    Comparison {
        gained: missing_from(&new.facts, &old.facts),
        lost: missing_from(&old.facts, &new.facts),
    }
}
