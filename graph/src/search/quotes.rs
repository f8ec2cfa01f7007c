//! The words of the quotes that state facts, and finding facts by them.

use hallway_extractor::vocabulary::NodeKind;
use petgraph::graph::{EdgeIndex, NodeIndex};
use rustc_hash::{FxHashMap, FxHashSet};

use super::highlight::highlights;
use super::index::{Changes, Index, Place};
use super::words::rank;
use super::{Hit, meanings, place};
use crate::name::{self, is_filler};
use crate::view::{EvidenceData, EvidenceRef, Graph};

/// A text whose rarest word is in more facts than this says too little to look for quotes.
const MOST_FACTS: usize = 2_000;
/// What a word of a quote adds to a score: less than any word of a name.
const WEIGHT: f32 = 0.2;

/// The words of all quotes, and the facts that they state. Part of the view, so it shares
/// what stays the same.
pub(crate) type Quotes = Index<EdgeIndex>;

impl Place for EdgeIndex {
    type Key = EdgeIndex;

    fn key(&self) -> EdgeIndex {
        *self
    }
}

impl Changes<EdgeIndex> {
    /// A fact comes, goes or is another: what said it, and what says it now.
    pub fn change_quotes<'t>(
        &mut self,
        fact: EdgeIndex,
        old: impl Iterator<Item = EvidenceData<'t>>,
        new: impl Iterator<Item = EvidenceData<'t>>,
    ) {
        let (old, new) = (quotes_of(old), quotes_of(new));
        if old == new {
            return;
        }
        let folded = |quotes: &[&str]| -> Vec<String> {
            quotes.iter().map(|quote| name::fold(quote)).collect()
        };
        let (old, new) = (folded(&old), folded(&new));
        let (old, new) = (words_of(&old), words_of(&new));
        for word in old.iter().filter(|word| new.binary_search(word).is_err()) {
            self.lose(word, fact);
        }
        for word in new.iter().filter(|word| old.binary_search(word).is_err()) {
            self.gain(word, fact);
        }
    }
}

/// The quotes of a fact, neighbours that are alike once.
fn quotes_of<'t>(evidence: impl Iterator<Item = EvidenceData<'t>>) -> Vec<&'t str> {
    let mut quotes: Vec<&str> = evidence.map(|evidence| evidence.quote).collect();
    quotes.dedup();
    quotes
}

/// The words of some folded quotes that say something, sorted, each once.
fn words_of(folded: &[String]) -> Vec<&str> {
    let words = folded.iter().flat_map(|quote| quote.split(' '));
    let mut words: Vec<&str> = words.filter(|word| telling(word)).collect();
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
    mut wanted: Vec<&str>,
    kinds: &[NodeKind],
    known: &[Hit],
) -> Vec<Hit> {
    wanted.retain(|word| telling(word));
    let mut meanings: Vec<Vec<(f32, &[EdgeIndex])>> = wanted
        .iter()
        .map(|word| meanings(&graph.texts().quotes, word))
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
            .max_by_key(|evidence| highlights(graph.evidence(*evidence).quote, &wanted).len())
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
            let quote = graph.evidence(evidence).quote;
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
