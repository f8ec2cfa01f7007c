//! Why not? Which rule came nearest to a fact between two names, and what stopped it.

use std::ops::Range;

use serde::Serialize;

use super::steps::{Reached, furthest, told};
use super::{folded, overlap, stands};
use crate::author::page::place_name;
use crate::document::Document;
use crate::extract::found::{every_match, every_region, view};
use crate::extract::{Trace, traced};
use crate::identity::fold;
use crate::layout::Region;
use crate::lexicon::ClassSet;
use crate::mention::Strength;
use crate::rule::machine::{LONGEST_REGION, View};
use crate::rule::pattern::Step;
use crate::rule::{Rule, RuleSet, Where};
use crate::vocabulary::{EdgeKind, NodeKind};

/// The answer to 'why is there no fact between these two?'
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Missing {
    /// Facts between the two that there are after all.
    pub found: Vec<String>,
    /// What is true whatever the rules say: a name that is not in the text, or not seen as
    /// a name.
    pub notes: Vec<String>,
    /// The rules that came nearest, the nearest first.
    pub attempts: Vec<Attempt>,
}

/// A rule that might have found the fact, and what stopped it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Attempt {
    /// The rule.
    pub rule: String,
    /// Its pattern.
    pub pattern: String,
    /// Where it looked.
    pub place: String,
    /// The words it looked at.
    pub text: String,
    /// The first thing that failed.
    pub reason: String,
    /// How many steps of its pattern held, of how many.
    pub steps: (usize, usize),
}

/// The most attempts to tell of.
const MOST: usize = 5;

/// Why a document yields no fact between two names.
pub fn missing(document: &Document, rules: &RuleSet, a: &str, b: &str) -> Missing {
    let (extraction, mut missing) =
        traced(document, rules, |trace| Search::new(trace, a, b).answer());
    let is = |id: &str, name: &str| {
        let node = extraction.nodes.iter().find(|n| n.id == id);
        node.is_some_and(|n| {
            std::iter::once(&n.name)
                .chain(&n.aliases)
                .any(|known| alike(known, name))
        })
    };
    let between = |e: &&crate::extraction::Edge| {
        e.kind != EdgeKind::Mentions
            && (is(&e.source, a) && is(&e.target, b) || is(&e.source, b) && is(&e.target, a))
    };
    let name = |id: &str| {
        extraction
            .nodes
            .iter()
            .find(|n| n.id == id)
            .map_or("?", |n| n.name.as_str())
    };
    for edge in extraction.edges.iter().filter(between) {
        missing.attempts.clear();
        let by: Vec<&str> = edge.evidence.iter().map(|e| e.rule.as_str()).collect();
        missing.attempts.clear();
        missing.found.push(format!(
            "{} {} {} (by {})",
            name(&edge.source),
            edge.kind.name(),
            name(&edge.target),
            by.join(", ")
        ));
    }
    missing
}

/// True where one name holds the words of the other.
fn alike(a: &str, b: &str) -> bool {
    let (a, b) = (format!(" {} ", fold(a)), format!(" {} ", fold(b)));
    a.trim().is_empty() == b.trim().is_empty() && (a.contains(&b) || b.contains(&a))
}

struct Search<'s> {
    trace: &'s Trace<'s>,
    names: [&'s str; 2],
    /// Where each name stands, as runs of tokens.
    places: [Vec<Range<usize>>; 2],
    notes: Vec<String>,
}

impl<'s> Search<'s> {
    fn new(trace: &'s Trace<'s>, a: &'s str, b: &'s str) -> Search<'s> {
        let places = [occurrences(trace, a), occurrences(trace, b)];
        Search {
            trace,
            names: [a, b],
            places,
            notes: Vec::new(),
        }
    }

    fn answer(mut self) -> Missing {
        for (name, places) in self.names.into_iter().zip(self.places.clone()) {
            match places.first() {
                None => self.notes.push(format!("the text does not hold '{name}'")),
                Some(first) => self.notes.extend(self.seen_as(name, first)),
            }
        }
        let mut attempts = Vec::new();
        if self.places.iter().all(|places| !places.is_empty()) {
            let trace = self.trace;
            let regions =
                every_region(trace.read, trace.regions, trace.persons, trace.first_person);
            let with_both: Vec<&Region> = regions
                .iter()
                .filter(|region| self.holds_both(region))
                .collect();
            if with_both.is_empty() {
                self.notes.push(format!(
                    "no line or sentence, with the heading or name it belongs to, holds both; {}",
                    self.distance()
                ));
            }
            for region in with_both {
                self.attempts(region, &mut attempts);
            }
        }
        // The nearest first; of one rule its best.
        let share = |a: &Attempt| (a.steps.0 * 1000).checked_div(a.steps.1).unwrap_or(0);
        attempts.sort_by(|a, b| {
            share(b)
                .cmp(&share(a))
                .then_with(|| (b.steps.0, &a.rule).cmp(&(a.steps.0, &b.rule)))
        });
        let mut told = std::collections::BTreeSet::new();
        attempts.retain(|attempt| told.insert(attempt.rule.clone()));
        attempts.truncate(MOST);
        Missing {
            found: Vec::new(),
            notes: self.notes,
            attempts,
        }
    }

    /// What extraction takes a name for, where that may be the reason.
    fn seen_as(&self, name: &str, at: &Range<usize>) -> Option<String> {
        let read = self.trace.read;
        if self
            .trace
            .persons
            .at
            .get(at.start)
            .copied()
            .flatten()
            .is_some()
        {
            return None;
        }
        let here = read
            .mentions
            .at(at.start)
            .iter()
            .filter(|m| m.end as usize >= at.end);
        let kinds: Vec<String> = here
            .map(|m| {
                let sure = match m.strength {
                    Strength::Strong => "known",
                    Strength::Likely => "likely",
                    Strength::Weak => "weak, so it needs a rule or a neighbour that makes it sure",
                };
                format!("{} ({sure})", m.kind.name())
            })
            .collect();
        let as_what = if kinds.is_empty() {
            "no name of anything; a rule must capture it as a title or a phrase".to_owned()
        } else {
            kinds.join(", ")
        };
        Some(format!(
            "'{name}' is seen as {as_what}; as a person it is not known"
        ))
    }

    /// How far apart the names are at their nearest.
    fn distance(&self) -> String {
        let read = self.trace.read;
        let pairs = self.places[0]
            .iter()
            .flat_map(|a| self.places[1].iter().map(move |b| (a, b)));
        let nearest = pairs.min_by_key(|(a, b)| a.start.abs_diff(b.start));
        nearest.map_or_else(String::new, |(a, b)| {
            format!(
                "the nearest stand in block {} and block {}",
                read.block_of(a.start),
                read.block_of(b.start)
            )
        })
    }

    fn holds_both(&self, region: &Region) -> bool {
        let reach = [
            Some(region.tokens.clone()),
            region.above.clone(),
            region.subject.clone(),
        ];
        // What a rule says of 'this talk' belongs to the heading it stands under.
        let layout = self.trace.read.layout;
        let heading = layout
            .heading
            .get(region.block)
            .copied()
            .flatten()
            .map(|h| self.trace.read.tokens.blocks[h].clone());
        let held = |places: &[Range<usize>], runs: &[Option<Range<usize>>]| {
            runs.iter().flatten().any(|run| {
                places
                    .iter()
                    .any(|p| run.start <= p.start && p.end <= run.end)
            })
        };
        let direct = held(&self.places[0], &reach[..1]) || held(&self.places[1], &reach[..1]);
        let [tokens, above, subject] = reach;
        let all = [tokens, above, subject, heading];
        direct && held(&self.places[0], &all) && held(&self.places[1], &all)
    }

    fn attempts(&self, region: &Region, attempts: &mut Vec<Attempt>) {
        let trace = self.trace;
        let read = trace.read;
        let classes: ClassSet = read.tokens.tokens[region.tokens.clone()]
            .iter()
            .filter(|t| t.word != 0)
            .fold(0, |mask, t| mask | read.rules.lexicon.mask(t.word));
        let all = every_match(
            read,
            std::slice::from_ref(region),
            trace.persons,
            trace.first_person,
        );
        let (before, after) = (
            view(read, &[], trace.first_person),
            view(read, &trace.persons.at, trace.first_person),
        );
        for (number, rule) in read.rules.rules.iter().enumerate() {
            if !rule.places.contains(&region.place) || !self.could_say(rule) {
                continue;
            }
            let whole = (1, 1);
            let attempt = |reason: String, steps: (usize, usize)| Attempt {
                rule: rule.id.clone(),
                pattern: rule.source.clone(),
                place: place_name(region.place),
                text: folded(read.text(region.tokens.clone())),
                reason,
                steps,
            };
            if region.tokens.len() > LONGEST_REGION && region.place != Where::Sentence {
                attempts.push(attempt(
                    format!(
                        "the {} is longer than {LONGEST_REGION} tokens",
                        place_name(region.place)
                    ),
                    (0, 1),
                ));
                continue;
            }
            if rule.unless & classes != 0 {
                let word = region.tokens.clone().find(|at| {
                    read.rules.lexicon.mask(read.tokens.tokens[*at].word) & rule.unless != 0
                });
                let word = word.map_or("", |at| read.word(at));
                attempts.push(attempt(
                    format!("'unless' silences it: '{word}' stands there"),
                    (0, 1),
                ));
                continue;
            }
            if let Some(found) = all.iter().find(|f| f.rule == number) {
                let reason = if stands(trace, found) {
                    "it matches, but what it captured makes no fact between the two: see `hallway explain` without --missing".to_owned()
                } else {
                    let winner = trace
                        .found
                        .iter()
                        .find(|kept| overlap(&kept.tokens, &found.tokens) && kept.rule != number);
                    match winner {
                        Some(winner) => format!("it matches, but '{}' is the better reading of these words", read.rules.rules[winner.rule].id),
                        None => "it matches, but the name is weak and no other line of the list supports it".to_owned(),
                    }
                };
                attempts.push(attempt(reason, whole));
                continue;
            }
            let view = if rule.introduces { &before } else { &after };
            if let Some((reason, reached)) = stopped(view, rule, &region.tokens, classes) {
                attempts.push(attempt(reason, (reached.held, reached.of)));
            }
        }
    }

    /// True for rules that emit a fact which could lie between things like these.
    fn could_say(&self, rule: &Rule) -> bool {
        let persons = &self.trace.persons.at;
        let named = |places: &[Range<usize>]| {
            places
                .iter()
                .any(|p| persons.get(p.start).copied().flatten().is_some())
        };
        let a_person = named(&self.places[0]) || named(&self.places[1]);
        rule.emits
            .iter()
            .any(|emit| !a_person || emit.kind.source() == NodeKind::Person)
    }
}

/// Where a name stands in the text, as runs of tokens; compared without case and accents.
fn occurrences(trace: &Trace, name: &str) -> Vec<Range<usize>> {
    let read = trace.read;
    let wanted: Vec<String> = fold(name).split_whitespace().map(str::to_owned).collect();
    let Some(first) = wanted.first() else {
        return Vec::new();
    };
    let tokens = &read.tokens.tokens;
    let mut found = Vec::new();
    for start in 0..tokens.len() {
        if !first.starts_with(fold(read.word(start)).as_str()) || fold(read.word(start)).is_empty()
        {
            continue;
        }
        // A folded word may be several tokens ('Node.js'), a token several words.
        let mut end = start;
        let goal = wanted.concat();
        let mut have = String::new();
        while end < tokens.len() && have.len() < goal.len() && goal.starts_with(have.as_str()) {
            have.extend(fold(read.word(end)).split_whitespace());
            end += 1;
        }
        if have == goal {
            found.push(start..end);
        }
    }
    found
}

/// The furthest that a rule came in a region, and what stopped it there.
fn stopped(
    view: &View,
    rule: &Rule,
    region: &Range<usize>,
    classes: ClassSet,
) -> Option<(String, Reached)> {
    let pattern = &rule.pattern;
    let starts = if matches!(pattern.steps[0], Step::Start) {
        region.start..region.start + 1
    } else {
        region.clone()
    };
    let best = starts
        .filter_map(|at| furthest(view, pattern, region, at))
        .max_by_key(|r| (r.rank(), r.token))?;
    let wanted = told(&pattern.steps[best.step], pattern, view.lexicon);
    let at = if best.token < region.end {
        format!("'{}'", view.word(best.token))
    } else {
        "the end".to_owned()
    };
    let mut reason = format!("{wanted} fails at {at}");
    if let Step::Class(class) = pattern.steps[best.step]
        && class.bit() & classes == 0
    {
        reason.push_str("; no word there is of that class");
    }
    Some((reason, best))
}
