//! How the fold changes the view: nodes and edges go, come and change in one step, and
//! every index follows.

use std::sync::{Arc, OnceLock};

use hallway_extractor::vocabulary::{EdgeKind, NodeKind};
use petgraph::Direction;
use petgraph::graph::{EdgeIndex, NodeIndex};
use rustc_hash::FxHashMap;

use super::adjacency::Change;
use super::edges::{EdgeChange, Edges};
use super::table::Table;
use super::{Adjacent, Graph, NodeData};
use crate::fold::subject;
use crate::name;
use crate::parallel;

/// Nodes and edges that change together; the edges are sorted. A node or edge without data
/// goes.
#[derive(Debug, Default)]
pub(crate) struct Edit<'t> {
    pub nodes: Vec<(NodeIndex, Option<NodeData>)>,
    pub edges: Vec<EdgeChange<'t>>,
}

/// What a node was and is, where it is found by other things now.
pub(crate) type NodeChange = (NodeIndex, Option<NodeData>, Option<NodeData>);

impl Graph {
    /// Makes the changes. An edge at a node whose id changes must be among the edges, for
    /// edges are sorted by the ids at their other ends.
    pub(crate) fn edit(&mut self, edit: Edit<'_>) {
        let pieces = edit.nodes.len() + edit.edges.len();
        // Words that nobody has asked for need not follow: they are made when somebody does.
        let mut texts = self.texts.get().cloned();
        let mut found: Vec<NodeChange> = Vec::new();
        for (index, data) in edit.nodes {
            let old = self.nodes.set(index.index(), data.clone());
            // Most changes leave alone what a node is found by.
            if !matches!((&old, &data), (Some(old), Some(data)) if found_alike(old, data)) {
                found.push((index, old, data));
            }
        }
        let edges = std::mem::take(&mut self.edges);
        let for_texts = || {
            if let Some(texts) = &mut texts {
                texts.change_names(&found);
                texts.change_quotes(&edges, &edit.edges);
            }
        };
        let for_all_else = || {
            self.change_nodes(&found);
            self.change_adjacency(&edges, &edit.edges);
        };
        parallel::both(pieces, for_texts, for_all_else);
        self.edges = edges;
        self.edges.change(edit.edges);
        self.texts = Arc::new(texts.map_or_else(OnceLock::new, OnceLock::from));
    }

    /// Has nodes found by what they are found by now.
    fn change_nodes(&mut self, found: &[NodeChange]) {
        let mut kinds: [(Vec<NodeIndex>, Vec<NodeIndex>); NodeKind::ALL.len()] = Default::default();
        for (index, old, data) in found {
            if let Some(old) = old {
                self.unindex(*index, old);
                kinds[old.kind as usize].0.push(*index);
            }
            if let Some(data) = data {
                self.index(*index, data);
                kinds[data.kind as usize].1.push(*index);
            }
        }
        let before = found.iter().map(|(index, old, _)| (*index, old.as_ref()));
        let before: FxHashMap<NodeIndex, Option<&NodeData>> = before.collect();
        for (list, (gone, come)) in self.kinds.iter_mut().zip(kinds) {
            if gone.is_empty() && come.is_empty() {
                continue;
            }
            patch(list, &gone, come, &self.nodes, &before);
        }
    }

    /// Puts edges at their ends, in place of what they were.
    fn change_adjacency(&mut self, edges: &Edges, changed: &[EdgeChange<'_>]) {
        let (mut removed, mut added) = (Vec::new(), Vec::new());
        for (index, data) in changed {
            let old = edges.get(*index).into_iter();
            removed.extend(old.flat_map(|old| ends(*index, old.kind, old.source, old.target)));
            let new = data.iter();
            added.extend(new.flat_map(|new| ends(*index, new.kind, new.source, new.target)));
        }
        self.adjacency.change(&removed, &added, &self.nodes);
    }

    fn index(&mut self, index: NodeIndex, data: &NodeData) {
        self.ids.insert(&*data.id, index);
        for former in data.former_ids() {
            self.former_ids.insert(former, index);
        }
        for name in compact_names(data) {
            self.names.insert((data.kind, &*name), index);
        }
        for broader in broader_names(data) {
            self.narrower.insert(&*broader, index);
        }
    }

    fn unindex(&mut self, index: NodeIndex, old: &NodeData) {
        self.ids.remove(&*old.id, index);
        for former in old.former_ids() {
            self.former_ids.remove(former, index);
        }
        for name in compact_names(old) {
            self.names.remove((old.kind, &*name), index);
        }
        for broader in broader_names(old) {
            self.narrower.remove(&*broader, index);
        }
    }
}

/// True where two states of a node are found by the same ids, names and words.
fn found_alike(old: &NodeData, new: &NodeData) -> bool {
    old.kind == new.kind
        && old.id == new.id
        && old.name == new.name
        && old.aliases().eq(new.aliases())
        && old.former_ids().eq(new.former_ids())
        && old.broader().eq(new.broader())
        && crate::search::rank(old) == crate::search::rank(new)
}

/// A node's names, compact, each once.
fn compact_names(data: &NodeData) -> Vec<String> {
    once(data.names().map(name::compact))
}

/// The names of the topics that a topic calls broader, each once.
fn broader_names(data: &NodeData) -> Vec<String> {
    once(data.broader().map(subject))
}

fn once(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut names: Vec<String> = names.collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn ends(edge: EdgeIndex, kind: EdgeKind, source: NodeIndex, target: NodeIndex) -> [Change; 2] {
    let change = |node, way, other| Change {
        node,
        kind,
        way,
        entry: Adjacent { node: other, edge },
    };
    [
        change(source, Direction::Outgoing, target),
        change(target, Direction::Incoming, source),
    ]
}

/// Takes nodes out of a list that is sorted by id, and puts others in.
fn patch(
    list: &mut Arc<Vec<NodeIndex>>,
    gone: &[NodeIndex],
    mut come: Vec<NodeIndex>,
    nodes: &Table<NodeData>,
    before: &FxHashMap<NodeIndex, Option<&NodeData>>,
) {
    let gone: rustc_hash::FxHashSet<NodeIndex> = gone.iter().copied().collect();
    let id = |index: &NodeIndex| {
        nodes
            .get(index.index())
            .or_else(|| before.get(index).copied()?)
            .map(|data| &data.id)
    };
    come.sort_by(|a, b| id(a).cmp(&id(b)));
    let mut patched = Vec::with_capacity(list.len() + come.len());
    let mut old = list
        .iter()
        .filter(|index| !gone.contains(index))
        .copied()
        .peekable();
    for index in come {
        while let Some(smaller) = old.next_if(|other| id(other) <= id(&index)) {
            patched.push(smaller);
        }
        patched.push(index);
    }
    patched.extend(old);
    *list = Arc::new(patched);
}
