//! Finding nodes by what a user types: parts of names, or of the sentences that state their
//! facts, with typing errors.

mod highlight;
mod index;
mod quotes;
mod texts;
mod words;

use hallway_extractor::vocabulary::NodeKind;
use petgraph::graph::NodeIndex;
use rustc_hash::FxHashMap;

use crate::name;
use crate::view::{EvidenceRef, Graph};
use highlight::{best_name, may_be_misspelt};
pub(crate) use index::Typo;
use index::{Index, Place};
use quotes::Quotes;
pub(crate) use texts::Texts;
pub(crate) use words::rank;
use words::{Bearer, Words};

/// The most words of a text that are looked for; more are left out.
const MOST_WORDS: usize = 12;
/// The most words of the graph that one word of a text stands for.
const MOST_EXPANSIONS: usize = 64;
/// With so many nodes found by their names, quotes are not looked through.
const ENOUGH: usize = 100;

/// What was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// The nodes, best first; at most as many as asked for.
    pub hits: Vec<Hit>,
    /// How many nodes match in all.
    pub total: usize,
}

/// A node that matches.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// The node.
    pub node: NodeIndex,
    /// How well it matches; only good for comparing within one answer.
    pub score: f64,
    /// Its place: hits are sorted by it, then by id, whatever the limit was.
    pub place: i64,
    /// The name, alias or quote that matches best.
    pub matched: String,
    /// The byte ranges of `matched` that match, in order, not overlapping.
    pub highlights: Vec<(usize, usize)>,
    /// The evidence whose quote matches, where it is not a name that does.
    pub evidence: Option<EvidenceRef>,
}

/// What hits are sorted by: the score in thousandths, then how much the node is spoken of,
/// then an order that means nothing and is the same in every graph.
fn place(score: f32, rank: u8, order: u32) -> i64 {
    let thousandths = (score * 1000.0).round() as i64;
    -((thousandths << 8 | i64::from(rank)) << 32) + i64::from(order)
}

/// The nodes whose names match every word of `text`, as [`search`] has it, and where these
/// are few, the nodes of which a quote has every word: those at both ends of the fact that
/// it states, and its document where `kinds` asks for documents.
pub fn search_everywhere(graph: &Graph, text: &str, kinds: &[NodeKind], limit: usize) -> Found {
    let mut found = search(graph, text, kinds, limit.max(ENOUGH));
    if found.total < ENOUGH {
        let quoted = quotes::search(graph, wanted(&name::fold(text)), kinds, &found.hits);
        found.total += quoted.len();
        found.hits.extend(quoted);
    }
    found.hits.truncate(limit);
    found
}

/// The words of a text that are looked for.
fn wanted(folded: &str) -> Vec<&str> {
    folded
        .split(' ')
        .filter(|word| !word.is_empty())
        .take(MOST_WORDS)
        .collect()
}

/// The nodes of the kinds `kinds` (all where empty) whose names match every word of
/// `text`: the word itself, one that begins with it, or one a typing error away.
pub fn search(graph: &Graph, text: &str, kinds: &[NodeKind], limit: usize) -> Found {
    let folded = name::fold(text);
    let wanted = wanted(&folded);
    let mut meanings: Vec<Vec<(f32, &[Bearer])>> = wanted
        .iter()
        .map(|word| meanings(&graph.texts().words, word))
        .collect();
    // Fewest bearers first: every other word can only take nodes away.
    meanings.sort_by_key(|all| all.iter().map(|(_, bearers)| bearers.len()).sum::<usize>());
    let Some((rarest, others)) = meanings.split_first() else {
        return Found::default();
    };

    let mut best: FxHashMap<NodeIndex, (f32, Bearer)> = FxHashMap::default();
    let single = rarest.len() == 1;
    let mut matching: Vec<(f32, Bearer)> = Vec::new();
    for (quality, bearers) in rarest {
        for bearer in *bearers {
            if !kinds.is_empty() && !kinds.iter().any(|kind| *kind as u8 == bearer.kind) {
                continue;
            }
            let mut score = weight(*quality, bearer);
            let matches = others.iter().all(|meanings| {
                let found = meanings.iter().filter_map(|(quality, bearers)| {
                    let at = bearers
                        .binary_search_by_key(&bearer.node, |other| other.node)
                        .ok()?;
                    Some(weight(*quality, &bearers[at]))
                });
                let best = found.fold(0.0_f32, f32::max);
                score += best;
                best > 0.0
            });
            if !matches {
                continue;
            }
            if single {
                matching.push((score, *bearer));
            } else {
                let entry = best.entry(bearer.node).or_insert((score, *bearer));
                if score > entry.0 {
                    *entry = (score, *bearer);
                }
            }
        }
    }
    matching.extend(best.into_values());
    let total = matching.len();
    let mut matching: Vec<(i64, f32, NodeIndex)> = matching
        .into_iter()
        .map(|(score, bearer)| (place(score, bearer.rank, bearer.order), score, bearer.node))
        .collect();
    if limit == 0 {
        return Found {
            hits: Vec::new(),
            total,
        };
    }
    if total > limit {
        matching.select_nth_unstable_by_key(limit - 1, |(place, ..)| *place);
        matching.truncate(limit);
    }
    matching.sort_by(|a, b| {
        let id = |node: NodeIndex| &graph.data(node).id;
        a.0.cmp(&b.0).then_with(|| id(a.2).cmp(id(b.2)))
    });
    let hits = matching
        .into_iter()
        .map(|(place, score, node)| hit(graph, node, score, place, &wanted))
        .collect();
    Found { hits, total }
}

/// The places of the words that `word` may stand for, and how surely it does.
fn meanings<'i, T: Place>(index: &'i Index<T>, word: &str) -> Vec<(f32, &'i [T])> {
    let mut meanings = Vec::new();
    let exact = index.get(word);
    if !exact.is_empty() {
        meanings.push((1.0, exact));
    }
    for (length, places) in index.beginning_with(word, MOST_EXPANSIONS) {
        // The more of the word was typed, the surer.
        let typed = word.len() as f32 / length as f32;
        meanings.push((0.6 + 0.3 * typed, places));
    }
    // A word that is there is not taken for a typing error of another.
    if exact.is_empty() && may_be_misspelt(word) {
        let near = index.near(word, MOST_EXPANSIONS);
        meanings.extend(near.into_iter().map(|places| (0.5, places)));
    }
    meanings
}

/// What one word of the text adds: more where the name has little else.
fn weight(quality: f32, bearer: &Bearer) -> f32 {
    let name = if bearer.alias { 0.9 } else { 1.0 };
    quality * name * (0.5 + 0.5 / f32::from(bearer.length.max(1)))
}

/// A hit by name.
fn hit(graph: &Graph, node: NodeIndex, score: f32, place: i64, wanted: &[&str]) -> Hit {
    let (name, highlights) = best_name(graph.data(node), wanted);
    Hit {
        node,
        score: (f64::from(score) * 1000.0).round() / 1000.0,
        place,
        matched: name.to_owned(),
        highlights,
        evidence: None,
    }
}
