//! The edges at each node, by direction and kind: compressed sparse rows over parts of the
//! nodes.
//!
//! All entries of a node lie together, sorted by way, so that whoever walks along every kind
//! of edge reads one stretch of memory, and where the entries on one way begin stands in a row of
//! sixteen bytes. A change of one edge copies two parts, not everything.

use std::sync::Arc;

use hallway_extractor::vocabulary::EdgeKind;
use petgraph::Direction;
use petgraph::graph::NodeIndex;
use rustc_hash::{FxHashMap, FxHashSet};

use super::data::{Adjacent, NodeData};
use super::table::Table;

/// How many nodes a part covers.
const PART: usize = 128;
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
    /// Where the runs of those nodes begin that have too many entries for their rows.
    wide: Box<[u32]>,
    entries: Box<[Adjacent]>,
}

/// Where a node's entries are: a run of them on each way that has any.
#[derive(Clone, Copy, Debug, Default)]
struct Row {
    /// The first of them.
    start: u32,
    /// The ways on which it has a run, a bit each, and [`WIDE`].
    ways: u32,
    /// Where each run begins and the last one ends, counted from the first entry. In a wide
    /// row, where in the list of the part the same is told.
    bounds: Bounds,
}

type Bounds = [u8; 8];

/// Marks a row whose node has more entries or runs than fit in.
const WIDE: u32 = 1 << 31;

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
    #[inline]
    pub fn of(&self, node: NodeIndex, kind: EdgeKind, way: Direction) -> &[Adjacent] {
        let way = way_number(kind, way);
        self.stretch(node, way, way + 1)
    }

    /// The entries of a node along the first `kinds` kinds of the vocabulary, either way.
    #[inline]
    pub fn along_first(&self, node: NodeIndex, kinds: usize) -> &[Adjacent] {
        self.stretch(node, 0, 2 * kinds)
    }

    #[inline]
    fn stretch(&self, node: NodeIndex, first: usize, end: usize) -> &[Adjacent] {
        match self.parts.get(node.index() / PART) {
            Some(part) => part.stretch(node.index() % PART, first, end),
            None => &[],
        }
    }

    /// Takes `removed` out and puts `added` in.
    pub fn change(&mut self, removed: &[Change], added: &[Change], nodes: &Table<NodeData>) {
        // Ids are compared once for each node, and not for each of its edges.
        let mut others: Vec<NodeIndex> = added.iter().map(|change| change.entry.node).collect();
        others.sort_unstable();
        others.dedup();
        others.sort_by_key(|other| nodes.get(other.index()).map(|data| &data.id));
        let order: FxHashMap<NodeIndex, u32> = others.into_iter().zip(0..).collect();
        let mut added: Vec<(u32, &Change)> = added
            .iter()
            .map(|change| (order[&change.entry.node], change))
            .collect();
        added.sort_unstable_by_key(|(order, change)| (change.node, change.way_number(), *order));
        let mut removed: Vec<&Change> = removed.iter().collect();
        removed.sort_unstable_by_key(|change| change.node);
        let (mut added, mut removed) = (&added[..], &removed[..]);
        let part = |change: &Change| change.node.index() / PART;
        loop {
            let first = added.first().map(|(_, change)| part(change));
            let number = first.into_iter().chain(removed.first().map(|it| part(it)));
            let Some(number) = number.min() else { break };
            let come = added.partition_point(|(_, change)| part(change) == number);
            let gone = removed.partition_point(|change| part(change) == number);
            while self.parts.len() <= number {
                self.parts.push(Arc::new(Part::empty()));
            }
            let old = &self.parts[number];
            let new = old.changed(&removed[..gone], &added[..come], nodes);
            self.parts[number] = Arc::new(new);
            (added, removed) = (&added[come..], &removed[gone..]);
        }
    }
}

impl Change {
    fn way_number(&self) -> usize {
        way_number(self.kind, self.way)
    }
}

impl Part {
    fn empty() -> Part {
        Part {
            rows: [Row::default(); PART],
            wide: Box::default(),
            entries: Box::default(),
        }
    }

    /// The entries of a node on the ways from `first` to before `end`.
    #[inline]
    fn stretch(&self, node: usize, first: usize, end: usize) -> &[Adjacent] {
        let row = &self.rows[node];
        let before = (row.ways & ((1 << first) - 1)).count_ones();
        let within = ((row.ways >> first) & ((1 << (end - first)) - 1)).count_ones();
        let start = row.start + self.bound(row, before);
        let end = row.start + self.bound(row, before + within);
        &self.entries[start as usize..end as usize]
    }

    /// Where a run of a row begins, counted from the first entry.
    #[inline]
    fn bound(&self, row: &Row, run: u32) -> u32 {
        if row.ways & WIDE == 0 {
            return u32::from(row.bounds[run as usize]);
        }
        let [a, b, c, d, ..] = row.bounds;
        self.wide[(u32::from_le_bytes([a, b, c, d]) + run) as usize]
    }

    /// The part without `removed` and with `added`, which are sorted by node, way and order.
    fn changed(
        &self,
        removed: &[&Change],
        added: &[(u32, &Change)],
        nodes: &Table<NodeData>,
    ) -> Part {
        let id = |entry: &Adjacent| nodes.get(entry.node.index()).map(|data| &data.id);
        let place = |change: &Change| (change.node.index() % PART, change.way_number());
        // An edge leaves one node and arrives at another, or, in a loop, at the same: the
        // way is part of what goes.
        let gone: FxHashSet<(usize, usize, u32)> = removed
            .iter()
            .map(|change| {
                let (node, way) = place(change);
                (node, way, change.entry.edge.index() as u32)
            })
            .collect();
        let touched: FxHashSet<usize> = removed
            .iter()
            .copied()
            .chain(added.iter().map(|(_, change)| *change))
            .map(|change| place(change).0)
            .collect();
        let mut added = added.iter().map(|(_, change)| *change).peekable();
        let mut rows = [Row::default(); PART];
        let mut wide: Vec<u32> = Vec::new();
        let mut entries = Vec::with_capacity(self.entries.len() + added.len());
        let mut bounds = Vec::new();
        for (node, row) in rows.iter_mut().enumerate() {
            row.start = entries.len() as u32;
            bounds.clear();
            bounds.push(0);
            if !touched.contains(&node) {
                let old = &self.rows[node];
                row.ways = old.ways & !WIDE;
                bounds.extend((1..=row.ways.count_ones()).map(|run| self.bound(old, run)));
                entries.extend_from_slice(self.stretch(node, 0, WAYS));
                row.bound(&bounds, &mut wide);
                continue;
            }
            for way in 0..WAYS {
                let old = self.stretch(node, way, way + 1).iter();
                let mut old = old
                    .filter(|entry| !gone.contains(&(node, way, entry.edge.index() as u32)))
                    .peekable();
                while let Some(change) = added.next_if(|change| place(change) == (node, way)) {
                    while let Some(entry) = old.next_if(|entry| id(entry) <= id(&change.entry)) {
                        entries.push(*entry);
                    }
                    entries.push(change.entry);
                }
                entries.extend(old);
                let end = entries.len() as u32 - row.start;
                if bounds.last() != Some(&end) {
                    row.ways |= 1 << way;
                    bounds.push(end);
                }
            }
            row.bound(&bounds, &mut wide);
        }
        Part {
            rows,
            wide: wide.into(),
            entries: entries.into(),
        }
    }
}

impl Row {
    /// Keeps where its runs begin, in the list `wide` where they don't fit in.
    fn bound(&mut self, bounds: &[u32], wide: &mut Vec<u32>) {
        let fits = bounds.len() <= self.bounds.len()
            && bounds.last().is_none_or(|last| *last <= u32::from(u8::MAX));
        if fits {
            for (own, bound) in self.bounds.iter_mut().zip(bounds) {
                *own = *bound as u8;
            }
        } else {
            self.ways |= WIDE;
            self.bounds[..4].copy_from_slice(&(wide.len() as u32).to_le_bytes());
            wide.extend(bounds);
        }
    }
}

fn way_number(kind: EdgeKind, way: Direction) -> usize {
    kind as usize * 2 + way.index()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use hallway_extractor::vocabulary::NodeKind;
    use petgraph::graph::EdgeIndex;

    use super::*;

    /// Edges that come and go, some at a node with so many that its row is wide, against a
    /// plain set of them.
    #[test]
    fn every_edge_is_found_at_both_ends_whatever_came_and_went() {
        const NODES: usize = 400;
        let mut nodes = Table::default();
        for number in 0..NODES {
            let data = NodeData {
                id: format!("n{:03}", number * 7 % NODES).into(),
                name: "".into(),
                kind: NodeKind::Topic,
                talk_kind: None,
                untitled: false,
                documents: 1,
                known: None,
            };
            nodes.set(number, Some(data));
        }
        let edge = |number: usize| {
            let from = if number.is_multiple_of(2) {
                3
            } else {
                number * 37 % NODES
            };
            let kind = EdgeKind::ALL[number / 2 % EdgeKind::ALL.len()];
            (from, kind, number * 91 % NODES)
        };
        let changes = |number: usize| {
            let (from, kind, to) = edge(number);
            [
                (from, to, Direction::Outgoing),
                (to, from, Direction::Incoming),
            ]
            .map(|(node, other, way)| Change {
                node: NodeIndex::new(node),
                kind,
                way,
                entry: Adjacent {
                    node: NodeIndex::new(other),
                    edge: EdgeIndex::new(number),
                },
            })
        };
        let (mut adjacency, mut there) = (Adjacency::default(), BTreeSet::new());
        let mut was_wide = false;
        for round in 0..12 {
            let (mut removed, mut added) = (Vec::new(), Vec::new());
            for number in (round * 101..round * 101 + 400).map(|number| number % 1500) {
                if there.remove(&number) {
                    removed.extend(changes(number));
                } else {
                    there.insert(number);
                    added.extend(changes(number));
                }
            }
            adjacency.change(&removed, &added, &nodes);
            was_wide |= adjacency.parts.iter().any(|part| !part.wide.is_empty());
            for node in 0..NODES {
                let mut all = Vec::new();
                for kind in EdgeKind::ALL {
                    for way in [Direction::Outgoing, Direction::Incoming] {
                        let found = adjacency.of(NodeIndex::new(node), kind, way);
                        let id = |other: NodeIndex| nodes.get(other.index()).map(|data| &data.id);
                        assert!(found.is_sorted_by_key(|entry| id(entry.node)));
                        let mut found: Vec<usize> =
                            found.iter().map(|entry| entry.edge.index()).collect();
                        all.extend(found.iter().copied());
                        found.sort_unstable();
                        let expected = there.iter().copied().filter(|number| {
                            let (from, own, to) = edge(*number);
                            let end = if way == Direction::Outgoing { from } else { to };
                            own == kind && end == node
                        });
                        assert_eq!(
                            found,
                            expected.collect::<Vec<_>>(),
                            "{node} {kind:?} {way:?}"
                        );
                    }
                }
                let along = adjacency.along_first(NodeIndex::new(node), EdgeKind::ALL.len());
                assert!(along.iter().map(|entry| entry.edge.index()).eq(all));
            }
        }
        assert!(was_wide, "no node had many edges");
    }
}
