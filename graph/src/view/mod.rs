//! The merged graph as readers see it: immutable, indexed by id, name and adjacency.
//!
//! A [`Graph`] never changes; a change of the store makes a new one that shares what
//! stayed the same. Indices are good for the graph they came from only: across two
//! snapshots a node is named by its id.

mod data;

use std::sync::Arc;

use hallway_extractor::vocabulary::{EdgeKind, NodeKind};
use petgraph::Direction;
pub use petgraph::graph::{EdgeIndex, NodeIndex};
use rustc_hash::FxHashMap;

use crate::name;
pub use data::{Adjacent, DocumentData, EdgeData, EvidenceData, EvidenceRef, Merge, NodeData};

/// The number of kinds of nodes.
const NODE_KINDS: usize = NodeKind::ALL.len();
/// The number of kinds of edges.
const EDGE_KINDS: usize = EdgeKind::ALL.len();

/// The merged graph.
#[derive(Debug, Default)]
pub struct Graph {
    pub(crate) nodes: Vec<NodeData>,
    pub(crate) edges: Vec<EdgeData>,
    pub(crate) adjacency: [Adjacency; 2],
    pub(crate) ids: FxHashMap<Arc<str>, NodeIndex>,
    pub(crate) names: FxHashMap<(NodeKind, String), Vec<NodeIndex>>,
    pub(crate) kinds: [Vec<NodeIndex>; NODE_KINDS],
    pub(crate) generation: u64,
}

/// One direction of the edges: for each kind of edge an offset array over all nodes.
#[derive(Debug, Default)]
pub(crate) struct Adjacency {
    offsets: [Vec<u32>; EDGE_KINDS],
    entries: [Vec<Adjacent>; EDGE_KINDS],
}

impl Graph {
    /// The node with that id, or whose documents use that id for it.
    pub fn node(&self, id: &str) -> Option<NodeIndex> {
        self.ids.get(id).copied()
    }

    /// What the node is.
    ///
    /// # Panics
    /// Where `node` is not of this graph.
    pub fn data(&self, node: NodeIndex) -> &NodeData {
        &self.nodes[node.index()]
    }

    /// What the edge says.
    ///
    /// # Panics
    /// Where `edge` is not of this graph.
    pub fn edge(&self, edge: EdgeIndex) -> &EdgeData {
        &self.edges[edge.index()]
    }

    /// The nodes of a kind, sorted by id.
    pub fn nodes_of(&self, kind: NodeKind) -> &[NodeIndex] {
        &self.kinds[kind as usize]
    }

    /// Every node: by kind, then by id.
    pub fn nodes(&self) -> impl Iterator<Item = NodeIndex> + '_ {
        self.kinds.iter().flatten().copied()
    }

    /// Every edge: by source (as [`Graph::nodes`]), kind, target id.
    pub fn edges(&self) -> impl Iterator<Item = EdgeIndex> + '_ {
        self.nodes()
            .flat_map(|node| EdgeKind::ALL.map(|kind| self.outgoing(node, kind)))
            .flatten()
            .map(|adjacent| adjacent.edge)
    }

    /// The edges of `kind` that leave `node`, sorted by the target's id.
    pub fn outgoing(&self, node: NodeIndex, kind: EdgeKind) -> &[Adjacent] {
        self.adjacency[0].of(node, kind)
    }

    /// The edges of `kind` that arrive at `node`, sorted by the source's id.
    pub fn incoming(&self, node: NodeIndex, kind: EdgeKind) -> &[Adjacent] {
        self.adjacency[1].of(node, kind)
    }

    /// The edges of `kind` at `node` in that direction, sorted by the other node's id.
    pub fn adjacent(&self, node: NodeIndex, kind: EdgeKind, way: Direction) -> &[Adjacent] {
        self.adjacency[way.index()].of(node, kind)
    }

    /// The edge from `source` of `kind` to `target`, where there is one.
    pub fn find_edge(
        &self,
        source: NodeIndex,
        kind: EdgeKind,
        target: NodeIndex,
    ) -> Option<EdgeIndex> {
        let (out, into) = (self.outgoing(source, kind), self.incoming(target, kind));
        if out.len() <= into.len() {
            out.iter()
                .find(|adjacent| adjacent.node == target)
                .map(|adjacent| adjacent.edge)
        } else {
            into.iter()
                .find(|adjacent| adjacent.node == source)
                .map(|adjacent| adjacent.edge)
        }
    }

    /// The nodes of a kind that bear the name or alias, however it is written (see
    /// [`name::fold`]), sorted by id.
    pub fn find_by_name(&self, kind: NodeKind, name: &str) -> &[NodeIndex] {
        self.names
            .get(&(kind, name::compact(name)))
            .map_or(&[], Vec::as_slice)
    }

    /// One piece of evidence.
    ///
    /// # Panics
    /// Where `evidence` is not of this graph.
    pub fn evidence(&self, evidence: EvidenceRef) -> &EvidenceData {
        &self.edge(evidence.edge).evidence[evidence.position as usize]
    }

    /// The pieces of evidence of an edge, in the order of document, start, rule.
    pub fn evidence_of(&self, edge: EdgeIndex) -> impl Iterator<Item = EvidenceRef> + '_ {
        (0..self.edge(edge).evidence.len() as u32)
            .map(move |position| EvidenceRef { edge, position })
    }

    /// The name under which a document was put in; the id of a node that is none.
    pub fn document_name(&self, node: NodeIndex) -> &str {
        let data = self.data(node);
        data.document
            .as_deref()
            .map_or(&data.id, |document| &document.name)
    }

    /// How many nodes there are.
    pub fn node_count(&self) -> usize {
        self.kinds.iter().map(Vec::len).sum()
    }

    /// How many edges there are.
    pub fn edge_count(&self) -> usize {
        self.edges.len()
    }

    /// What is wrong with it: nothing, unless this program has a fault.
    pub fn validate(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        for node in self.nodes() {
            let data = self.data(node);
            if self.node(&data.id) != Some(node) {
                wrong.push(format!("{} is not found by its id", data.id));
            }
        }
        for edge in self.edges() {
            let data = self.edge(edge);
            let (source, target) = (self.data(data.source), self.data(data.target));
            let named = || format!("{} {} {}", source.id, data.kind.name(), target.id);
            if source.kind != data.kind.source() || !data.kind.targets().contains(&target.kind) {
                wrong.push(format!("{} joins kinds that it may not", named()));
            }
            if data.evidence.is_empty() && data.kind != EdgeKind::Mentions {
                wrong.push(format!("{} has no evidence", named()));
            }
            if data
                .evidence
                .iter()
                .any(|evidence| self.data(evidence.document).document.is_none())
            {
                wrong.push(format!("{} has evidence in what is no document", named()));
            }
            let back = self.incoming(data.target, data.kind);
            if !back
                .iter()
                .any(|adjacent| adjacent.edge == edge && adjacent.node == data.source)
            {
                wrong.push(format!("{} is not found from its target", named()));
            }
        }
        wrong
    }

    /// The store's generation that it shows; grows with every change.
    pub fn generation(&self) -> u64 {
        self.generation
    }
}

impl Adjacency {
    /// Sorts `entries` (node, neighbour, edge) into offset arrays for `nodes` nodes. The
    /// entries of a node keep the order they come in.
    pub(crate) fn new(
        nodes: usize,
        entries: impl Iterator<Item = (NodeIndex, EdgeKind, Adjacent)> + Clone,
    ) -> Adjacency {
        let mut adjacency = Adjacency::default();
        for offsets in &mut adjacency.offsets {
            offsets.resize(nodes + 1, 0);
        }
        for (node, kind, _) in entries.clone() {
            adjacency.offsets[kind as usize][node.index() + 1] += 1;
        }
        for (offsets, list) in adjacency.offsets.iter_mut().zip(&mut adjacency.entries) {
            let mut sum = 0;
            for offset in offsets.iter_mut() {
                sum += *offset;
                *offset = sum;
            }
            list.resize(sum as usize, Adjacent::default());
        }
        let mut next = adjacency.offsets.clone();
        for (node, kind, entry) in entries {
            let slot = &mut next[kind as usize][node.index()];
            adjacency.entries[kind as usize][*slot as usize] = entry;
            *slot += 1;
        }
        adjacency
    }

    fn of(&self, node: NodeIndex, kind: EdgeKind) -> &[Adjacent] {
        let offsets = &self.offsets[kind as usize];
        match (offsets.get(node.index()), offsets.get(node.index() + 1)) {
            (Some(&start), Some(&end)) => {
                &self.entries[kind as usize][start as usize..end as usize]
            }
            _ => &[],
        }
    }
}
