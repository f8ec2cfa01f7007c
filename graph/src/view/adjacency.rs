//! The edges at each node, by direction and kind: compressed sparse rows over parts of the
//! nodes.
//!
//! All entries of a node lie together, sorted by way, so that whoever walks along every kind
//! of edge reads one stretch of memory. Most nodes have entries on three or four of the ways
//! only; the others take no room. A change of one edge copies two parts, not everything.

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

#[derive(Debug)]
struct Part {
    rows: [Row; PART],
    /// Where each run of entries on one way begins, and where the last one ends.
    runs: Box<[u32]>,
    entries: Box<[Adjacent]>,
}

/// Where a node's entries are.
#[derive(Clone, Copy, Debug, Default)]
struct Row {
    /// The number of its first run.
    run: u32,
    /// The ways on which it has a run, a bit each.
    ways: u32,
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
        let way = way_number(kind, way);
        self.stretch(node, way, way + 1)
    }

    /// The entries of a node along the first `kinds` kinds of the vocabulary, either way.
    pub fn along_first(&self, node: NodeIndex, kinds: usize) -> &[Adjacent] {
        self.stretch(node, 0, 2 * kinds)
    }

    fn stretch(&self, node: NodeIndex, first: usize, end: usize) -> &[Adjacent] {
        let part = self.parts.get(node.index() / PART);
        part.map_or(&[], |part| part.stretch(node.index() % PART, first, end))
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
            rows: [Row::default(); PART],
            runs: Box::new([0]),
            entries: Box::default(),
        }
    }

    /// The entries of a node on the ways from `first` to before `end`.
    fn stretch(&self, node: usize, first: usize, end: usize) -> &[Adjacent] {
        let row = self.rows[node];
        let runs_before = |way: usize| (row.ways & ((1 << way) - 1)).count_ones() + row.run;
        let start = self.runs[runs_before(first) as usize];
        let end = self.runs[runs_before(end) as usize];
        &self.entries[start as usize..end as usize]
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
                change.node.index() % PART,
                way_number(change.kind, change.way),
            )
        };
        // An edge leaves one node and arrives at another, or, in a loop, at the same: the
        // way is part of what goes.
        let gone: FxHashSet<(usize, usize, u32)> = removed
            .iter()
            .map(|change| {
                let (node, way) = place(change);
                (node, way, change.entry.edge.index() as u32)
            })
            .collect();
        let touched: FxHashSet<(usize, usize)> = removed.iter().chain(&added).map(place).collect();
        added.sort_by(|a, b| {
            place(a)
                .cmp(&place(b))
                .then_with(|| id(&a.entry).cmp(&id(&b.entry)))
        });
        let mut added = added.into_iter().peekable();
        let mut rows = [Row::default(); PART];
        let mut runs = Vec::with_capacity(self.runs.len());
        let mut entries = Vec::with_capacity(self.entries.len() + added.len());
        for (node, row) in rows.iter_mut().enumerate() {
            row.run = runs.len() as u32;
            for way in 0..WAYS {
                let start = entries.len();
                let old = self.stretch(node, way, way + 1);
                if touched.contains(&(node, way)) {
                    let mut old = old
                        .iter()
                        .filter(|entry| !gone.contains(&(node, way, entry.edge.index() as u32)))
                        .peekable();
                    while let Some(change) = added.next_if(|change| place(change) == (node, way)) {
                        while let Some(entry) = old.next_if(|entry| id(entry) <= id(&change.entry))
                        {
                            entries.push(*entry);
                        }
                        entries.push(change.entry);
                    }
                    entries.extend(old);
                } else {
                    entries.extend_from_slice(old);
                }
                if entries.len() > start {
                    row.ways |= 1 << way;
                    runs.push(start as u32);
                }
            }
        }
        runs.push(entries.len() as u32);
        Part {
            rows,
            runs: runs.into(),
            entries: entries.into(),
        }
    }
}

fn way_number(kind: EdgeKind, way: Direction) -> usize {
    kind as usize * 2 + way.index()
}
