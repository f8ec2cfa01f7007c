//! Finding nodes by what a user types: parts of names, with typing errors.

mod words;

use hallway_extractor::vocabulary::NodeKind;
use petgraph::graph::NodeIndex;
use rustc_hash::FxHashMap;

use crate::name;
use crate::view::{Graph, NodeData};
use words::Bearer;
pub(crate) use words::{Words, one_apart, rank};

/// The most words of a text that are looked for; more are left out.
const MOST_WORDS: usize = 12;
/// The most words of the graph that one word of a text stands for.
const MOST_EXPANSIONS: usize = 64;

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
    /// The name or alias that matches best.
    pub name: String,
    /// The byte ranges of `name` that match, in order, not overlapping.
    pub highlights: Vec<(usize, usize)>,
}

/// The nodes of the kinds `kinds` (all where empty) whose names match every word of
/// `text`: the word itself, one that begins with it, or one a typing error away.
pub fn search(graph: &Graph, text: &str, kinds: &[NodeKind], limit: usize) -> Found {
    let folded = name::fold(text);
    let wanted: Vec<&str> = folded
        .split(' ')
        .filter(|word| !word.is_empty())
        .take(MOST_WORDS)
        .collect();
    let mut meanings: Vec<Vec<(f32, &[Bearer])>> = wanted
        .iter()
        .map(|word| meanings(&graph.words, word))
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
    let order = |a: &(f32, Bearer), b: &(f32, Bearer)| {
        b.0.total_cmp(&a.0)
            .then(b.1.rank.cmp(&a.1.rank))
            .then(a.1.order.cmp(&b.1.order))
    };
    if limit == 0 {
        return Found {
            hits: Vec::new(),
            total,
        };
    }
    if total > limit {
        matching.select_nth_unstable_by(limit - 1, order);
        matching.truncate(limit);
    }
    matching.sort_by(|a, b| {
        order(a, b).then_with(|| graph.data(a.1.node).id.cmp(&graph.data(b.1.node).id))
    });
    let hits = matching
        .into_iter()
        .map(|(score, bearer)| hit(graph, bearer.node, score, &wanted))
        .collect();
    Found { hits, total }
}

/// The words of the graph that `word` may stand for, and how surely.
fn meanings<'w>(words: &'w Words, word: &str) -> Vec<(f32, &'w [Bearer])> {
    let mut meanings = Vec::new();
    let exact = words.bearers(word);
    if !exact.is_empty() {
        meanings.push((1.0, exact));
    }
    let longer = words
        .beginning_with(word)
        .filter(|longer| *longer != word)
        .take(MOST_EXPANSIONS);
    for longer in longer {
        // The more of the word was typed, the surer.
        let typed = word.len() as f32 / longer.len() as f32;
        meanings.push((0.6 + 0.3 * typed, words.bearers(longer)));
    }
    // A word that is there is not taken for a typing error of another.
    if exact.is_empty() {
        for near in words.near(word).iter().take(MOST_EXPANSIONS) {
            meanings.push((0.5, words.bearers(near)));
        }
    }
    meanings
}

/// What one word of the text adds: more where the name has little else.
fn weight(quality: f32, bearer: &Bearer) -> f32 {
    let name = if bearer.alias { 0.9 } else { 1.0 };
    quality * name * (0.5 + 0.5 / f32::from(bearer.length.max(1)))
}

/// The name of the node that has most of the words, and where.
fn hit(graph: &Graph, node: NodeIndex, score: f32, wanted: &[&str]) -> Hit {
    let data = graph.data(node);
    let (name, highlights) = best_name(data, wanted);
    Hit {
        node,
        score: (f64::from(score) * 1000.0).round() / 1000.0,
        name: name.to_owned(),
        highlights,
    }
}

fn best_name<'n>(data: &'n NodeData, wanted: &[&str]) -> (&'n str, Vec<(usize, usize)>) {
    let mut best = (&*data.name, highlights(&data.name, wanted));
    for alias in &data.aliases {
        let marks = highlights(alias, wanted);
        if marks.len() > best.1.len() {
            best = (alias, marks);
        }
    }
    best
}

/// The words of `name` that one of the wanted words stands for.
fn highlights(name: &str, wanted: &[&str]) -> Vec<(usize, usize)> {
    let mut marks = Vec::new();
    let mut start = None;
    let ends = name
        .char_indices()
        .chain(std::iter::once((name.len(), ' ')));
    for (at, c) in ends {
        if c.is_alphanumeric() || "+#.'’".contains(c) {
            start = start.or(Some(at));
            continue;
        }
        let Some(from) = start.take() else { continue };
        let folded = name::fold(&name[from..at]);
        let meant = |word: &&str| {
            folded.starts_with(*word)
                || word.chars().count() >= 4
                    && words::one_apart(&word.chars().collect::<Vec<_>>(), &folded)
        };
        if !folded.is_empty() && wanted.iter().any(meant) {
            marks.push((from, at));
        }
    }
    marks
}
