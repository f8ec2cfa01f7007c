//! Ways through the graph: shortest paths, what lies around a node, what can be reached.

use std::collections::VecDeque;

use hallway_extractor::vocabulary::{EdgeKind, NodeKind};
use petgraph::Direction;
use petgraph::graph::{EdgeIndex, NodeIndex};
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
    shortest_paths(graph, from, to, through, most, 1).pop()
}

/// Up to `count` (at most 50) ways from `from` to `to` without a node twice, shortest
/// first, as [`shortest_path`] has it.
pub fn shortest_paths(
    graph: &Graph,
    from: NodeIndex,
    to: NodeIndex,
    through: &[EdgeKind],
    most: u32,
    count: usize,
) -> Vec<Path> {
    let through = kinds(through);
    let mut found: Vec<Path> = Vec::new();
    found.extend(one_path(graph, from, to, through, most, &Barred::default()));
    // Yen: every further way leaves one that was found at some node, by another edge.
    let mut open: Vec<Path> = Vec::new();
    while let Some(last) = found
        .last()
        .filter(|_| found.len() < count.min(50))
        .cloned()
    {
        for at in 0..last.edges.len() {
            let alike = found
                .iter()
                .filter(|path| path.nodes.get(..=at) == last.nodes.get(..=at));
            let mut barred = Barred::default();
            barred.steps.extend(
                alike.filter_map(|path| Some((*path.nodes.get(at)?, *path.nodes.get(at + 1)?))),
            );
            barred.nodes.extend(&last.nodes[..at]);
            let rest = one_path(
                graph,
                last.nodes[at],
                to,
                through,
                most.saturating_sub(at as u32),
                &barred,
            );
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
    found
}

/// What a way may not use.
#[derive(Default)]
struct Barred {
    nodes: FxHashSet<NodeIndex>,
    steps: FxHashSet<(NodeIndex, NodeIndex)>,
}

fn one_path(
    graph: &Graph,
    from: NodeIndex,
    to: NodeIndex,
    through: &[EdgeKind],
    most: u32,
    barred: &Barred,
) -> Option<Path> {
    let mut before: FxHashMap<NodeIndex, (NodeIndex, EdgeIndex)> = FxHashMap::default();
    let mut level = vec![from];
    let mut hops = 0;
    while from != to && !before.contains_key(&to) && hops < most && !level.is_empty() {
        let mut next = Vec::new();
        for &node in &level {
            for step in steps(graph, node, through) {
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
        hops += 1;
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

/// What lies within `hops` steps of `center` over edges of the kinds `through` (all but
/// `MENTIONS` where empty), of the node kinds `only` (all where empty), at most `limit` nodes.
pub fn neighborhood(
    graph: &Graph,
    center: NodeIndex,
    hops: u32,
    through: &[EdgeKind],
    only: &[NodeKind],
    limit: usize,
) -> Subgraph {
    let through = kinds(through);
    let mut seen: FxHashSet<NodeIndex> = FxHashSet::default();
    seen.insert(center);
    let mut nodes = vec![(center, 0)];
    let mut level = vec![center];
    let mut truncated = false;
    for distance in 1..=hops {
        let mut next = Vec::new();
        for &node in &level {
            for step in steps(graph, node, through) {
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
    let edges = inside
        .iter()
        .flat_map(|&node| {
            through
                .iter()
                .flat_map(move |&kind| graph.outgoing(node, kind))
        })
        .filter(|step| seen.contains(&step.node))
        .map(|step| step.edge)
        .collect();
    Subgraph {
        nodes,
        edges,
        truncated,
    }
}

/// Every node that can be reached from `from` over edges of the kinds `through` (all but
/// `MENTIONS` where empty) in the direction `way` (either where `None`), nearest first,
/// at most `limit`, `from` excluded.
pub fn reachable(
    graph: &Graph,
    from: NodeIndex,
    through: &[EdgeKind],
    way: Option<Direction>,
    limit: usize,
) -> Vec<NodeIndex> {
    let through = kinds(through);
    let mut seen: FxHashSet<NodeIndex> = FxHashSet::default();
    seen.insert(from);
    let mut found = Vec::new();
    let mut queue = VecDeque::from([from]);
    while let Some(node) = queue.pop_front() {
        for &kind in through {
            let out = if way == Some(Direction::Incoming) {
                &[]
            } else {
                graph.outgoing(node, kind)
            };
            let into = if way == Some(Direction::Outgoing) {
                &[]
            } else {
                graph.incoming(node, kind)
            };
            for step in out.iter().chain(into) {
                if found.len() == limit {
                    return found;
                }
                if seen.insert(step.node) {
                    found.push(step.node);
                    queue.push_back(step.node);
                }
            }
        }
    }
    found
}

/// The kinds asked for. `MENTIONS` joins everything with everything, so it must be asked for.
fn kinds(through: &[EdgeKind]) -> &[EdgeKind] {
    if through.is_empty() {
        &EdgeKind::ALL[..EdgeKind::ALL.len() - 1]
    } else {
        through
    }
}

fn steps<'g>(
    graph: &'g Graph,
    node: NodeIndex,
    through: &'g [EdgeKind],
) -> impl Iterator<Item = &'g Adjacent> {
    through.iter().flat_map(move |&kind| {
        graph
            .outgoing(node, kind)
            .iter()
            .chain(graph.incoming(node, kind))
    })
}
