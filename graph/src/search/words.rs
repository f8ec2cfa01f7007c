//! The words of all names, and the nodes that bear them.

use petgraph::graph::NodeIndex;

use super::index::{Changes, Index, Place};
use crate::name;
use crate::view::NodeData;

/// The words of all names, and who bears them. Part of the view, so it shares what stays the
/// same.
pub(crate) type Words = Index<Bearer>;

/// A node that bears a word, with all that ranking needs, so that ranking a word that ten
/// thousand talks share does not visit ten thousand nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Bearer {
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

impl Place for Bearer {
    type Key = NodeIndex;

    fn key(&self) -> NodeIndex {
        self.node
    }
}

impl Changes<Bearer> {
    /// A node comes, or comes back as another.
    pub fn gain_names(&mut self, node: NodeIndex, data: &NodeData) {
        each_word(node, data, |word, bearer| self.gain(word, bearer));
    }

    /// A node goes; `data` is what came.
    pub fn lose_names(&mut self, node: NodeIndex, data: &NodeData) {
        each_word(node, data, |word, bearer| self.lose(word, bearer.node));
    }
}

/// Tells the words of a node's names, each once, with the shortest name that has it.
fn each_word(node: NodeIndex, data: &NodeData, mut tell: impl FnMut(&str, Bearer)) {
    let [a, b, c, d, ..] = *blake3::hash(data.id.as_bytes()).as_bytes();
    let order = u32::from_le_bytes([a, b, c, d]);
    let aliases = data.aliases().map(|alias| (alias, true));
    let names = std::iter::once((&*data.name, false)).chain(aliases);
    let names: Vec<(String, bool)> = names
        .map(|(name, alias)| (name::fold(name), alias))
        .collect();
    let mut words: Vec<(&str, Bearer)> = Vec::new();
    for (folded, alias) in &names {
        let bearer = Bearer {
            node,
            order,
            length: folded.split(' ').count().min(255) as u8,
            kind: data.kind as u8,
            alias: *alias,
            rank: rank(data),
        };
        let own = folded.split(' ').filter(|word| !word.is_empty());
        words.extend(own.map(|word| (word, bearer)));
    }
    words.sort_by_key(|(word, bearer)| (*word, bearer.alias, bearer.length));
    words.dedup_by_key(|(word, _)| *word);
    for (word, bearer) in words {
        tell(word, bearer);
    }
}
