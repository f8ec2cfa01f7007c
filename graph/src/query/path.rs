//! Ways through the graph: shortest paths, what lies around a node, what can be reached.

use hallway_extractor::vocabulary::{EdgeKind, NodeKind};
use petgraph::Direction;
use petgraph::graph::{EdgeIndex, NodeIndex};
use petgraph::visit::{VisitMap, Visitable};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::view::{Adjacent, Graph};

/// A way from one node to another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Path {
    /// The nodes on it, both ends included.
    pub nodes: Vec<NodeIndex>,
    /// The edges between them, one fewer; an edge may be walked against its direction.
    pub edges: Vec<EdgeIndex>,
}

/// A part of the graph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subgraph {
    /// The nodes, nearest first, then by id, each with its distance.
    pub nodes: Vec<(NodeIndex, u32)>,
    /// Every edge of the kinds asked for between them, in the graph's order.
    pub edges: Vec<EdgeIndex>,
    /// True where there is more within reach than the limit allowed.
    pub truncated: bool,
    /// How many edges were looked at.
    pub work: u64,
}

/// How to walk: along which edges, which way, and how much may be looked at.
#[derive(Clone, Copy, Debug)]
pub struct Walk<'k> {
    through: &'k [EdgeKind],
    way: Option<Direction>,
    most: u64,
}

/// Some ways from one node to another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paths {
    /// The ways, shortest first; of equally short ones, first by the ids of the nodes on them.
    pub paths: Vec<Path>,
    /// True where there are more, or may be.
    pub truncated: bool,
    /// How many edges were looked at.
    pub work: u64,
}

/// Some nodes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reached {
    /// The nodes, nearest first.
    pub nodes: Vec<NodeIndex>,
    /// True where there are more.
    pub truncated: bool,
    /// How many edges were looked at.
    pub work: u64,
}

impl<'k> Walk<'k> {
    /// Along edges of the kinds `through` (all but `MENTIONS` where empty), either way.
    pub fn along(through: &'k [EdgeKind]) -> Walk<'k> {
        Walk {
            through: kinds(through),
            way: None,
            most: u64::MAX,
        }
    }

    /// Only that way along edges; either way where `None`.
    #[must_use]
    pub fn towards(self, way: Option<Direction>) -> Walk<'k> {
        Walk { way, ..self }
    }

    /// Looking at no more than about so many edges; what is cut off then is called truncated.
    #[must_use]
    pub fn within(self, most: u64) -> Walk<'k> {
        Walk { most, ..self }
    }

    /// The steps from a node, in runs: by kind, leaving before arriving, then by the other
    /// node's id.
    fn steps<'g>(
        &self,
        graph: &'g Graph,
        node: NodeIndex,
    ) -> impl Iterator<Item = &'g [Adjacent]> + use<'g, 'k> {
        // The first kinds of all, both ways, lie in one run.
        let kinds = self.through.len();
        let whole = self.way.is_none() && EdgeKind::ALL.starts_with(self.through);
        let whole = whole.then(|| graph.along_first(node, kinds));
        let (through, way) = match whole {
            Some(_) => (&[][..], None),
            None => (self.through, self.way),
        };
        let runs = through.iter().flat_map(move |&kind| {
            [Direction::Outgoing, Direction::Incoming]
                .into_iter()
                .filter(move |own| way.is_none_or(|way| way == *own))
                .map(move |own| graph.adjacent(node, kind, own))
        });
        whole.into_iter().chain(runs)
    }

    /// Up to `count` (at most 50) ways from `from` to `to` of at most `hops` edges, without a
    /// node twice.
    pub fn paths(
        &self,
        graph: &Graph,
        from: NodeIndex,
        to: NodeIndex,
        hops: u32,
        count: usize,
    ) -> Paths {
        let mut work = 0;
        let mut found: Vec<Path> = Vec::new();
        found.extend(self.one_path(graph, from, to, hops, &Barred::default(), &mut work));
        // Yen: every further way leaves one that was found at some node, by another edge. One
        // more than asked for tells whether there are more.
        let count = count.min(50);
        let mut open: Vec<Path> = Vec::new();
        while let Some(last) = found.last().filter(|_| found.len() <= count).cloned() {
            for at in 0..last.edges.len() {
                let alike = found
                    .iter()
                    .filter(|path| path.nodes.get(..=at) == last.nodes.get(..=at));
                let mut barred = Barred::default();
                barred.steps.extend(
                    alike.filter_map(|path| Some((*path.nodes.get(at)?, *path.nodes.get(at + 1)?))),
                );
                barred.nodes.extend(&last.nodes[..at]);
                let hops = hops.saturating_sub(at as u32);
                let rest = self.one_path(graph, last.nodes[at], to, hops, &barred, &mut work);
                if let Some(rest) = rest {
                    let path = Path {
                        nodes: last.nodes[..at]
                            .iter()
                            .chain(&rest.nodes)
                            .copied()
                            .collect(),
                        edges: last.edges[..at]
                            .iter()
                            .chain(&rest.edges)
                            .copied()
                            .collect(),
                    };
                    if !open.contains(&path) {
                        open.push(path);
                    }
                }
            }
            let ids = |path: &Path| -> Vec<&str> {
                path.nodes
                    .iter()
                    .map(|&node| &*graph.data(node).id)
                    .collect()
            };
            let best = (0..open.len()).min_by(|&a, &b| {
                let (a, b) = (&open[a], &open[b]);
                a.nodes
                    .len()
                    .cmp(&b.nodes.len())
                    .then_with(|| ids(a).cmp(&ids(b)))
            });
            match best {
                Some(best) => found.push(open.swap_remove(best)),
                None => break,
            }
        }
        let truncated = found.len() > count || work >= self.most;
        found.truncate(count);
        Paths {
            paths: found,
            truncated,
            work,
        }
    }

    /// A shortest way from `from` to `to` of at most `hops` edges, the first by the ids of the
    /// nodes on it; truncated where none was found before the work was up.
    pub fn path(&self, graph: &Graph, from: NodeIndex, to: NodeIndex, hops: u32) -> Paths {
        let mut work = 0;
        let path = self.one_path(graph, from, to, hops, &Barred::default(), &mut work);
        Paths {
            truncated: path.is_none() && work >= self.most,
            paths: path.into_iter().collect(),
            work,
        }
    }

    fn one_path(
        &self,
        graph: &Graph,
        from: NodeIndex,
        to: NodeIndex,
        hops: u32,
        barred: &Barred,
        work: &mut u64,
    ) -> Option<Path> {
        let mut before: FxHashMap<NodeIndex, (NodeIndex, EdgeIndex)> = FxHashMap::default();
        let mut level = vec![from];
        let mut walked = 0;
        while from != to && !before.contains_key(&to) && walked < hops && !level.is_empty() {
            let mut next = Vec::new();
            for &node in &level {
                if *work >= self.most {
                    return None;
                }
                for step in self.steps(graph, node).flatten() {
                    *work += 1;
                    let open = step.node != from
                        && !before.contains_key(&step.node)
                        && !barred.nodes.contains(&step.node)
                        && !barred.steps.contains(&(node, step.node));
                    if open {
                        before.insert(step.node, (node, step.edge));
                        next.push(step.node);
                    }
                }
            }
            next.sort_by(|&a, &b| graph.data(a).id.cmp(&graph.data(b).id));
            level = next;
            walked += 1;
        }
        let mut path = Path {
            nodes: vec![to],
            edges: Vec::new(),
        };
        let mut at = to;
        while at != from {
            let &(node, edge) = before.get(&at)?;
            path.nodes.push(node);
            path.edges.push(edge);
            at = node;
        }
        path.nodes.reverse();
        path.edges.reverse();
        Some(path)
    }

    /// What lies within `hops` steps of `center`, of the node kinds `only` (all where empty),
    /// at most `limit` nodes.
    pub fn neighborhood(
        &self,
        graph: &Graph,
        center: NodeIndex,
        hops: u32,
        only: &[NodeKind],
        limit: usize,
    ) -> Subgraph {
        let mut seen: FxHashSet<NodeIndex> = FxHashSet::default();
        seen.insert(center);
        let mut nodes = vec![(center, 0)];
        let mut level = vec![center];
        let mut truncated = false;
        let mut work = 0;
        for distance in 1..=hops {
            let mut next = Vec::new();
            for &node in &level {
                if work >= self.most {
                    truncated = true;
                    break;
                }
                for step in self.steps(graph, node).flatten() {
                    work += 1;
                    if (only.is_empty() || only.contains(&graph.data(step.node).kind))
                        && seen.insert(step.node)
                    {
                        next.push(step.node);
                    }
                }
            }
            next.sort_by(|&a, &b| graph.data(a).id.cmp(&graph.data(b).id));
            let room = limit.saturating_sub(nodes.len());
            if next.len() > room {
                truncated = true;
                for cut in next.drain(room..) {
                    seen.remove(&cut);
                }
            }
            nodes.extend(next.iter().map(|&node| (node, distance)));
            level = next;
            if truncated || level.is_empty() {
                break;
            }
        }
        let mut inside: Vec<NodeIndex> = nodes.iter().map(|&(node, _)| node).collect();
        inside.sort_by(|&a, &b| {
            let (a, b) = (graph.data(a), graph.data(b));
            (a.kind, &a.id).cmp(&(b.kind, &b.id))
        });
        let mut edges = Vec::new();
        for &node in &inside {
            for &kind in self.through {
                let steps = graph.outgoing(node, kind);
                work += steps.len() as u64;
                let within = steps.iter().filter(|step| seen.contains(&step.node));
                edges.extend(within.map(|step| step.edge));
            }
        }
        Subgraph {
            nodes,
            edges,
            truncated,
            work,
        }
    }

    /// What can be reached from `from` in at most `hops` steps, nearest first, at most `limit`
    /// nodes, `from` excluded.
    pub fn reachable(&self, graph: &Graph, from: NodeIndex, hops: u32, limit: usize) -> Reached {
        // Three steps reach a fifth of a large graph: a bit a node costs less than a hash.
        let mut seen = graph.visit_map();
        seen.visit(from);
        let mut reached = Reached::default();
        // What was reached is what is gone on from, in the same order.
        let (mut next, mut level_end) = (0, 0);
        let (mut node, mut distance) = (from, 0);
        while distance < hops {
            if reached.work >= self.most {
                reached.truncated = true;
                break;
            }
            for run in self.steps(graph, node) {
                reached.work += run.len() as u64;
                // About half of what is met was met before, without any pattern: writing down
                // every node, and keeping the new ones, is cheaper than guessing.
                let known = reached.nodes.len();
                reached.nodes.extend(run.iter().map(|step| step.node));
                let mut kept = known;
                for at in known..reached.nodes.len() {
                    let node = reached.nodes[at];
                    reached.nodes[kept] = node;
                    kept += usize::from(seen.visit(node));
                }
                reached.nodes.truncate(kept);
            }
            if reached.nodes.len() > limit {
                reached.nodes.truncate(limit);
                reached.truncated = true;
                break;
            }
            if next == level_end {
                distance += 1;
                level_end = reached.nodes.len();
            }
            let Some(&further) = reached.nodes.get(next) else {
                break;
            };
            node = further;
            next += 1;
        }
        reached
    }
}

/// What a way may not use.
#[derive(Default)]
struct Barred {
    nodes: FxHashSet<NodeIndex>,
    steps: FxHashSet<(NodeIndex, NodeIndex)>,
}

/// A shortest way from `from` to `to` over edges of the kinds `through` (all but
/// `MENTIONS` where empty), in either direction, of at most `most` edges. Of several, the
/// first by the ids of the nodes on it.
pub fn shortest_path(
    graph: &Graph,
    from: NodeIndex,
    to: NodeIndex,
    through: &[EdgeKind],
    most: u32,
) -> Option<Path> {
    Walk::along(through).path(graph, from, to, most).paths.pop()
}

/// As [`Walk::neighborhood`], either way and whatever it takes.
pub fn neighborhood(
    graph: &Graph,
    center: NodeIndex,
    hops: u32,
    through: &[EdgeKind],
    only: &[NodeKind],
    limit: usize,
) -> Subgraph {
    Walk::along(through).neighborhood(graph, center, hops, only, limit)
}

/// The kinds asked for. `MENTIONS` joins everything with everything, so it must be asked for.
fn kinds(through: &[EdgeKind]) -> &[EdgeKind] {
    if through.is_empty() {
        &EdgeKind::ALL[..EdgeKind::ALL.len() - 1]
    } else {
        through
    }
}
