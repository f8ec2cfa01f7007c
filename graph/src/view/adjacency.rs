//! The edges at each node, by direction and kind: offset arrays over parts of the nodes.
//!
//! A part is what compressed sparse rows would be for the whole graph. A look-up costs one
//! step more than there, and a change of one edge copies two parts instead of everything.

use std::sync::Arc;

use hallway_extractor::vocabulary::EdgeKind;
use petgraph::Direction;
use petgraph::graph::NodeIndex;
use rustc_hash::{FxHashMap, FxHashSet};

use super::data::{Adjacent, NodeData};
use super::table::Table;

/// How many nodes a part covers.
const PART: usize = 64;
/// Kinds of edges, leaving and arriving.
const WAYS: usize = 2 * EdgeKind::ALL.len();

/// The edges at each node.
#[derive(Clone, Debug, Default)]
pub(crate) struct Adjacency {
    parts: Vec<Arc<Part>>,
}

#[derive(Clone, Debug)]
struct Part {
    /// For each way, where each node's entries begin; `WAYS` runs of `PART + 1`.
    offsets: Box<[u32]>,
    entries: Box<[Adjacent]>,
}

/// An entry that comes or goes: at which node, on which way, what.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Change {
    pub node: NodeIndex,
    pub kind: EdgeKind,
    pub way: Direction,
    pub entry: Adjacent,
}

impl Adjacency {
    /// The entries of a node on one way, sorted by the id of the node on the other side.
    pub fn of(&self, node: NodeIndex, kind: EdgeKind, way: Direction) -> &[Adjacent] {
        let Some(part) = self.parts.get(node.index() / PART) else {
            return &[];
        };
        part.of(node.index() % PART, way_number(kind, way))
    }

    /// Takes `removed` out and puts `added` in.
    pub fn change(&mut self, removed: &[Change], added: &[Change], nodes: &Table<Arc<NodeData>>) {
        let mut by_part: FxHashMap<usize, (Vec<Change>, Vec<Change>)> = FxHashMap::default();
        for change in removed {
            by_part
                .entry(change.node.index() / PART)
                .or_default()
                .0
                .push(*change);
        }
        for change in added {
            by_part
                .entry(change.node.index() / PART)
                .or_default()
                .1
                .push(*change);
        }
        for (number, (removed, added)) in by_part {
            while self.parts.len() <= number {
                self.parts.push(Arc::new(Part::empty()));
            }
            self.parts[number] = Arc::new(self.parts[number].changed(&removed, added, nodes));
        }
    }
}

impl Part {
    fn empty() -> Part {
        Part {
            offsets: vec![0; WAYS * (PART + 1)].into(),
            entries: Box::default(),
        }
    }

    fn of(&self, node: usize, way: usize) -> &[Adjacent] {
        let at = way * (PART + 1) + node;
        &self.entries[self.offsets[at] as usize..self.offsets[at + 1] as usize]
    }

    fn changed(
        &self,
        removed: &[Change],
        mut added: Vec<Change>,
        nodes: &Table<Arc<NodeData>>,
    ) -> Part {
        let id = |entry: &Adjacent| nodes.get(entry.node.index()).map(|data| &data.id);
        let place = |change: &Change| {
            (
                way_number(change.kind, change.way),
                change.node.index() % PART,
            )
        };
        // An edge leaves one node and arrives at another, or, in a loop, at the same: the
        // way is part of what goes.
        let gone: FxHashSet<(usize, usize, u32)> = removed
            .iter()
            .map(|change| {
                let (way, node) = place(change);
                (way, node, change.entry.edge.index() as u32)
            })
            .collect();
        let touched: FxHashSet<(usize, usize)> = removed.iter().chain(&added).map(place).collect();
        added.sort_by(|a, b| {
            place(a)
                .cmp(&place(b))
                .then_with(|| id(&a.entry).cmp(&id(&b.entry)))
        });
        let mut added = added.into_iter().peekable();
        let mut offsets = Vec::with_capacity(WAYS * (PART + 1));
        let mut entries = Vec::with_capacity(self.entries.len() + added.len());
        for way in 0..WAYS {
            for node in 0..PART {
                offsets.push(entries.len() as u32);
                if !touched.contains(&(way, node)) {
                    entries.extend_from_slice(self.of(node, way));
                    continue;
                }
                let old = self.of(node, way).iter();
                let mut old = old
                    .filter(|entry| !gone.contains(&(way, node, entry.edge.index() as u32)))
                    .peekable();
                while let Some(change) = added.next_if(|change| place(change) == (way, node)) {
                    while let Some(entry) = old.next_if(|entry| id(entry) <= id(&change.entry)) {
                        entries.push(*entry);
                    }
                    entries.push(change.entry);
                }
                entries.extend(old);
            }
            offsets.push(entries.len() as u32);
        }
        Part {
            offsets: offsets.into(),
            entries: entries.into(),
        }
    }
}

fn way_number(kind: EdgeKind, way: Direction) -> usize {
    kind as usize * 2 + way.index()
}
