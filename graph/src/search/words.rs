//! The words of all names, and the nodes that bear them.

use std::sync::Arc;

use petgraph::graph::NodeIndex;

use super::dictionary::Dictionary;
use crate::name;
use crate::view::{NodeData, Sharded};

/// The words of all names. Part of the view, so it shares what stays the same.
#[derive(Clone, Debug, Default)]
pub(crate) struct Words {
    /// Who bears a word, sorted by node.
    bearers: Sharded<Arc<str>, Arc<Vec<Bearer>>>,
    dictionary: Dictionary,
}

/// A node that bears a word, with all that ranking needs, so that ranking a word that ten
/// thousand talks share does not visit ten thousand nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bearer {
    pub node: NodeIndex,
    /// Puts what ranks alike into an order that is the same in every graph.
    pub order: u32,
    /// How many words the name has.
    pub length: u8,
    /// The node's kind, as a number.
    pub kind: u8,
    /// True where only an alias has the word.
    pub alias: bool,
    /// How much the node is spoken of.
    pub rank: u8,
}

/// How much a node is spoken of, in steps of doubling.
pub(crate) fn rank(data: &NodeData) -> u8 {
    (32 - data.documents.leading_zeros()) as u8
}

impl Words {
    /// Counts a node's names in.
    pub fn add(&mut self, node: NodeIndex, data: &NodeData) {
        for (word, bearer) in words_of(node, data) {
            let map = self.bearers.of(&*word);
            if let Some(list) = map.get_mut(&*word) {
                let list = Arc::make_mut(list);
                let at = list.partition_point(|other| other.node < node);
                list.insert(at, bearer);
            } else {
                let word: Arc<str> = word.into();
                map.insert(Arc::clone(&word), Arc::new(vec![bearer]));
                self.dictionary.insert(word);
            }
        }
    }

    /// Takes a node's names out; `data` is what was counted in.
    pub fn remove(&mut self, node: NodeIndex, data: &NodeData) {
        for (word, _) in words_of(node, data) {
            let map = self.bearers.of(&*word);
            let Some(list) = map.get_mut(&*word) else {
                continue;
            };
            let list = Arc::make_mut(list);
            list.retain(|other| other.node != node);
            if list.is_empty() {
                map.remove(&*word);
                self.dictionary.remove(&word);
            }
        }
    }

    /// Who bears exactly that word.
    pub(super) fn bearers(&self, word: &str) -> &[Bearer] {
        self.bearers.get(word).map_or(&[], |list| list)
    }

    /// The words there are.
    pub(super) fn dictionary(&self) -> &Dictionary {
        &self.dictionary
    }
}

/// The words of a node's names, each once, with the shortest name that has it.
fn words_of(node: NodeIndex, data: &NodeData) -> Vec<(String, Bearer)> {
    let mut words: Vec<(String, Bearer)> = Vec::new();
    let order = blake3::hash(data.id.as_bytes());
    let order = u32::from_le_bytes([
        order.as_bytes()[0],
        order.as_bytes()[1],
        order.as_bytes()[2],
        order.as_bytes()[3],
    ]);
    let names =
        std::iter::once((&data.name, false)).chain(data.aliases.iter().map(|alias| (alias, true)));
    for (name, alias) in names {
        let folded = name::fold(name);
        let length = folded.split(' ').count().min(255) as u8;
        for word in folded.split(' ').filter(|word| !word.is_empty()) {
            let bearer = Bearer {
                node,
                order,
                length,
                kind: data.kind as u8,
                alias,
                rank: rank(data),
            };
            words.push((word.to_owned(), bearer));
        }
    }
    words.sort_by(|a, b| (&a.0, a.1.alias, a.1.length).cmp(&(&b.0, b.1.alias, b.1.length)));
    words.dedup_by(|a, b| a.0 == b.0);
    words
}
