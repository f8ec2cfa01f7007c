//! The words of a graph: of all names, and of all quotes.
//!
//! They are made when somebody first looks for something, or when a graph changes that is
//! there: reading a large graph at a start, or folding one for a catalogue that comes in,
//! would take half as long again with them, and most who do that look for nothing.

use super::index::Changes;
use super::{Quotes, Words};
use crate::parallel;
use crate::view::{EdgeChange, Edges, Graph, NodeChange};

/// The words of all names and quotes. Clones share what stays the same.
#[derive(Clone, Debug, Default)]
pub(crate) struct Texts {
    pub words: Words,
    pub quotes: Quotes,
}

impl Texts {
    /// Those of a whole graph.
    pub fn of(graph: &Graph) -> Texts {
        let mut texts = Texts::default();
        let Texts { words, quotes } = &mut texts;
        let names = || {
            let mut changes = Changes::default();
            for node in graph.nodes() {
                changes.gain_names(node, graph.data(node));
            }
            words.change(changes);
        };
        let all_quotes = || {
            let mut changes = Changes::default();
            for edge in graph.edges() {
                changes.change_quotes(edge, std::iter::empty(), graph.all_evidence(edge));
            }
            quotes.change(changes);
        };
        parallel::both(graph.edge_count(), names, all_quotes);
        texts
    }

    /// Counts the words of names in and out: what nodes were, and what they are.
    pub fn change_names(&mut self, nodes: &[NodeChange]) {
        let mut changes = Changes::default();
        for (index, old, data) in nodes {
            if let Some(old) = old {
                changes.lose_names(*index, old);
            }
            if let Some(data) = data {
                changes.gain_names(*index, data);
            }
        }
        self.words.change(changes);
    }

    /// Counts the words of quotes in and out: the edges as they were, and those that are
    /// others now.
    pub fn change_quotes(&mut self, edges: &Edges, changed: &[EdgeChange<'_>]) {
        let mut changes = Changes::default();
        for (index, data) in changed {
            let new = data.iter().flat_map(|new| &new.evidence).copied();
            changes.change_quotes(*index, edges.evidence(*index), new);
        }
        self.quotes.change(changes);
    }
}
