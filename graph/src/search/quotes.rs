//! The words of the quotes that state facts, and finding facts by them.

use std::sync::Arc;

use hallway_extractor::vocabulary::NodeKind;
use petgraph::graph::{EdgeIndex, NodeIndex};
use rustc_hash::{FxHashMap, FxHashSet};

use super::dictionary::Dictionary;
use super::words::rank;
use super::{Hit, highlights, meanings, place};
use crate::name::{self, is_filler};
use crate::view::{EdgeData, EvidenceRef, Graph, Sharded};

/// A text whose rarest word is in more facts than this says too little to look for quotes.
const MOST_FACTS: usize = 2_000;
/// What a word of a quote adds to a score: less than any word of a name.
const WEIGHT: f32 = 0.2;

/// The words of all quotes. Part of the view, so it shares what stays the same.
#[derive(Clone, Debug, Default)]
pub(crate) struct Quotes {
    /// The facts in whose quotes a word is, sorted.
    facts: Sharded<Arc<str>, Arc<Vec<EdgeIndex>>>,
    dictionary: Dictionary,
}

impl Quotes {
    /// Puts a change of one fact into the index.
    pub fn change(&mut self, fact: EdgeIndex, old: Option<&EdgeData>, new: Option<&EdgeData>) {
        let (old, new) = (quotes_of(old), quotes_of(new));
        if old == new {
            return;
        }
        let (old, new) = (words_of(&old), words_of(&new));
        for word in old.iter().filter(|word| new.binary_search(word).is_err()) {
            self.remove(fact, word);
        }
        for word in new.iter().filter(|word| old.binary_search(word).is_err()) {
            self.add(fact, word);
        }
    }

    fn add(&mut self, fact: EdgeIndex, word: &str) {
        let map = self.facts.of(word);
        if let Some(list) = map.get_mut(word) {
            let list = Arc::make_mut(list);
            if let Err(at) = list.binary_search(&fact) {
                list.insert(at, fact);
            }
        } else {
            let word: Arc<str> = word.into();
            map.insert(Arc::clone(&word), Arc::new(vec![fact]));
            self.dictionary.insert(word);
        }
    }

    fn remove(&mut self, fact: EdgeIndex, word: &str) {
        let map = self.facts.of(word);
        let Some(list) = map.get_mut(word) else {
            return;
        };
        let list = Arc::make_mut(list);
        if let Ok(at) = list.binary_search(&fact) {
            list.remove(at);
        }
        if list.is_empty() {
            map.remove(word);
            self.dictionary.remove(word);
        }
    }

    fn facts(&self, word: &str) -> &[EdgeIndex] {
        self.facts.get(word).map_or(&[], |list| list)
    }
}

/// The quotes of a fact, neighbours that are alike once.
fn quotes_of(fact: Option<&EdgeData>) -> Vec<&str> {
    let evidence = fact.map_or(&[][..], |fact| &fact.evidence);
    let mut quotes: Vec<&str> = evidence.iter().map(|evidence| &*evidence.quote).collect();
    quotes.dedup();
    quotes
}

/// The words of some quotes that say something, sorted, each once.
fn words_of(quotes: &[&str]) -> Vec<Box<str>> {
    let mut words: Vec<Box<str>> = Vec::new();
    for quote in quotes {
        let folded = name::fold(quote);
        words.extend(
            folded
                .split(' ')
                .filter(|word| telling(word))
                .map(Box::from),
        );
    }
    words.sort_unstable();
    words.dedup();
    words
}

fn telling(word: &str) -> bool {
    !word.is_empty() && !is_filler(word)
}

/// The nodes of the facts of which a quote has all words that say something, best first,
/// without those that `known` has. Documents are told only where `kinds` asks for them.
pub(super) fn search(
    graph: &Graph,
    wanted: &[&str],
    kinds: &[NodeKind],
    known: &[Hit],
) -> Vec<Hit> {
    let quotes = &graph.quotes;
    let wanted: Vec<&str> = wanted
        .iter()
        .copied()
        .filter(|word| telling(word))
        .collect();
    let mut meanings: Vec<Vec<(f32, &[EdgeIndex])>> = wanted
        .iter()
        .map(|word| meanings(&quotes.dictionary, word, |word| quotes.facts(word)))
        .collect();
    // Fewest facts first: every other word can only take facts away.
    meanings.sort_by_key(|all| all.iter().map(|(_, facts)| facts.len()).sum::<usize>());
    let Some((rarest, others)) = meanings.split_first() else {
        return Vec::new();
    };
    let known: FxHashSet<NodeIndex> = known.iter().map(|hit| hit.node).collect();
    let mut best: FxHashMap<NodeIndex, (f32, EvidenceRef)> = FxHashMap::default();
    if rarest.iter().map(|(_, facts)| facts.len()).sum::<usize>() > MOST_FACTS {
        return Vec::new();
    }
    let candidates = rarest
        .iter()
        .flat_map(|(quality, facts)| facts.iter().map(move |fact| (*quality, *fact)));
    for (quality, fact) in candidates {
        let quality_of = |meanings: &Vec<(f32, &[EdgeIndex])>| {
            meanings
                .iter()
                .filter(|(_, facts)| facts.binary_search(&fact).is_ok())
                .map(|(quality, _)| *quality)
                .fold(0.0_f32, f32::max)
        };
        let mut score = quality;
        let all = others.iter().all(|meanings| {
            let quality = quality_of(meanings);
            score += quality;
            quality > 0.0
        });
        if !all {
            continue;
        }
        // Its quotes have all words together; the one with the most of them is shown.
        let Some(evidence) = graph
            .evidence_of(fact)
            .max_by_key(|evidence| highlights(&graph.evidence(*evidence).quote, &wanted).len())
        else {
            continue;
        };
        let data = graph.edge(fact);
        for node in [data.source, data.target, graph.evidence(evidence).document] {
            let kind = graph.data(node).kind;
            let asked = match kinds {
                [] => kind != NodeKind::Document,
                kinds => kinds.contains(&kind),
            };
            if !asked || known.contains(&node) {
                continue;
            }
            let entry = best.entry(node).or_insert((score, evidence));
            let before = |evidence: EvidenceRef| {
                let (edge, data) = (graph.edge(evidence.edge), graph.evidence(evidence));
                let ends = (&graph.data(edge.source).id, &graph.data(edge.target).id);
                (ends, edge.kind, data.start)
            };
            if score > entry.0 || score == entry.0 && before(evidence) < before(entry.1) {
                *entry = (score, evidence);
            }
        }
    }
    let mut hits: Vec<Hit> = best
        .into_iter()
        .map(|(node, (score, evidence))| {
            let score = WEIGHT * score;
            let quote = &graph.evidence(evidence).quote;
            Hit {
                node,
                score: (f64::from(score) * 1000.0).round() / 1000.0,
                place: place(score, rank(graph.data(node)), 0),
                highlights: highlights(quote, &wanted),
                matched: quote.to_string(),
                evidence: Some(evidence),
            }
        })
        .collect();
    hits.sort_by(|a, b| {
        let id = |hit: &Hit| &graph.data(hit.node).id;
        a.place.cmp(&b.place).then_with(|| id(a).cmp(id(b)))
    });
    hits
}
