//! The merged graph as readers see it: immutable, indexed by id, name and adjacency.
//!
//! A [`Graph`] never changes; a change of the store makes a new one that shares what
//! stayed the same. Indices are good for the graph they came from only: across two
//! snapshots a node is named by its id.

mod adjacency;
mod data;
mod edges;
mod edit;
mod labels;
mod saved;
mod table;
mod visit;

use std::sync::{Arc, OnceLock};

use hallway_extractor::vocabulary::{EdgeKind, NodeKind};
use petgraph::Direction;
pub use petgraph::graph::{EdgeIndex, NodeIndex};

use crate::fold::subject;
use crate::name;
use crate::search::Texts;
use adjacency::Adjacency;
pub use data::{Adjacent, EdgeData, EvidenceData, EvidenceRef, Merge, NodeData};
pub(crate) use data::{Known, NewEdge};
pub(crate) use edges::{EdgeChange, Edges};
pub(crate) use edit::{Edit, NodeChange};
pub(crate) use labels::{Label, Labels};
use table::{Finder, Table};

/// The merged graph.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    nodes: Table<NodeData>,
    edges: Edges,
    adjacency: Adjacency,
    ids: Finder,
    former_ids: Finder,
    /// By the kind and a compact name.
    names: Finder,
    /// By the name of a broader topic, as [`subject`] has it.
    narrower: Finder,
    kinds: [Arc<Vec<NodeIndex>>; NodeKind::ALL.len()],
    /// Not there before it is asked for. What is made in one snapshot is there in
    /// all that are the same.
    texts: Arc<OnceLock<Texts>>,
    pub(crate) generation: u64,
}

impl Graph {
    /// The node with that id, or for which a document uses that id.
    pub fn node(&self, id: &str) -> Option<NodeIndex> {
        let own = |node: &NodeIndex| *self.data(*node).id == *id;
        let former = |node: &NodeIndex| {
            let mut former_ids = self.data(*node).former_ids();
            former_ids.any(|former| former == id)
        };
        self.ids.find(id).find(own).or_else(|| {
            let known = self.former_ids.find(id).filter(former);
            known.min_by_key(|&node| &self.data(node).id)
        })
    }

    /// What the node is.
    ///
    /// # Panics
    /// Where `node` is not of this graph.
    #[inline]
    pub fn data(&self, node: NodeIndex) -> &NodeData {
        self.nodes.get(node.index()).expect("a node of this graph")
    }

    /// What the edge says.
    ///
    /// # Panics
    /// Where `edge` is not of this graph.
    #[inline]
    pub fn edge(&self, edge: EdgeIndex) -> &EdgeData {
        self.edges.get(edge).expect("an edge of this graph")
    }

    /// True where there is an edge of that number.
    pub(crate) fn has_edge(&self, edge: EdgeIndex) -> bool {
        self.edges.get(edge).is_some()
    }

    /// The id of a node, where there is one of that number.
    pub(crate) fn id_of(&self, node: NodeIndex) -> Option<&Arc<str>> {
        self.nodes.get(node.index()).map(|data| &data.id)
    }

    /// Every edge at a node, either way.
    pub(crate) fn edges_at(&self, node: NodeIndex) -> impl Iterator<Item = EdgeIndex> + '_ {
        let all = self.along_first(node, EdgeKind::ALL.len());
        all.iter().map(|step| step.edge)
    }

    /// The nodes of a kind, sorted by id.
    pub fn nodes_of(&self, kind: NodeKind) -> &[NodeIndex] {
        &self.kinds[kind as usize]
    }

    /// Every node: by kind, then by id.
    pub fn nodes(&self) -> impl Iterator<Item = NodeIndex> + '_ {
        self.kinds.iter().flat_map(|list| list.iter()).copied()
    }

    /// Every edge: by source (as [`Graph::nodes`]), kind, target id.
    pub fn edges(&self) -> impl Iterator<Item = EdgeIndex> + '_ {
        self.nodes()
            .flat_map(|node| EdgeKind::ALL.map(|kind| self.outgoing(node, kind)))
            .flatten()
            .map(|adjacent| adjacent.edge)
    }

    /// The edges of `kind` that leave `node`, sorted by the target's id.
    #[inline]
    pub fn outgoing(&self, node: NodeIndex, kind: EdgeKind) -> &[Adjacent] {
        self.adjacency.of(node, kind, Direction::Outgoing)
    }

    /// The edges of `kind` that arrive at `node`, sorted by the source's id.
    #[inline]
    pub fn incoming(&self, node: NodeIndex, kind: EdgeKind) -> &[Adjacent] {
        self.adjacency.of(node, kind, Direction::Incoming)
    }

    /// The edges of `kind` at `node` in that direction, sorted by the other node's id.
    #[inline]
    pub fn adjacent(&self, node: NodeIndex, kind: EdgeKind, way: Direction) -> &[Adjacent] {
        self.adjacency.of(node, kind, way)
    }

    /// The edges at `node` along the first `kinds` kinds of the vocabulary, either way: by
    /// kind, leaving before arriving, then by the other node's id.
    #[inline]
    pub(crate) fn along_first(&self, node: NodeIndex, kinds: usize) -> &[Adjacent] {
        self.adjacency.along_first(node, kinds)
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
    /// [`name::compact`]), sorted by id.
    pub fn find_by_name(&self, kind: NodeKind, name: &str) -> Vec<NodeIndex> {
        let compact = name::compact(name);
        let is_it = |own: &str| own == name || name::compact(own) == compact;
        let bears = |node: &NodeIndex| {
            let data = self.data(*node);
            data.kind == kind && data.names().any(is_it)
        };
        self.by_id(self.names.find((kind, &*compact)).filter(bears))
    }

    /// The topics that call the one of that name broader, sorted by id.
    pub fn narrower(&self, name: &str) -> Vec<NodeIndex> {
        let broader = subject(name);
        let calls_so = |node: &NodeIndex| {
            let told = || self.data(*node).broader();
            // Most write it as it was asked for.
            told().any(|told| told == name) || told().any(|told| subject(told) == broader)
        };
        self.by_id(self.narrower.find(&*broader).filter(calls_so))
    }

    fn by_id(&self, nodes: impl Iterator<Item = NodeIndex>) -> Vec<NodeIndex> {
        let mut nodes: Vec<NodeIndex> = nodes.collect();
        nodes.sort_by(|&a, &b| self.data(a).id.cmp(&self.data(b).id));
        nodes
    }

    /// One piece of evidence.
    ///
    /// # Panics
    /// Where `evidence` is not of this graph.
    pub fn evidence(&self, evidence: EvidenceRef) -> EvidenceData<'_> {
        let mut all = self.all_evidence(evidence.edge);
        let position = evidence.position as usize;
        all.nth(position).expect("evidence of this graph")
    }

    /// What says an edge, in the order of document, start, rule.
    pub fn all_evidence(&self, edge: EdgeIndex) -> impl ExactSizeIterator<Item = EvidenceData<'_>> {
        self.edges.evidence(edge)
    }

    /// The role that an edge tells of, where a text names one.
    pub fn role(&self, edge: &EdgeData) -> Option<&str> {
        self.edges.role(edge)
    }

    /// Names the pieces of evidence of an edge, in the same order.
    pub fn evidence_of(&self, edge: EdgeIndex) -> impl Iterator<Item = EvidenceRef> + use<> {
        let count = self.edge(edge).evidence_count;
        (0..count).map(move |position| EvidenceRef { edge, position })
    }

    /// The name under which a document was put in; the id of a node that is none.
    pub fn document_name(&self, node: NodeIndex) -> &str {
        let data = self.data(node);
        data.path().unwrap_or(&data.id)
    }

    /// How many nodes there are.
    pub fn node_count(&self) -> usize {
        self.kinds.iter().map(|list| list.len()).sum()
    }

    /// How many edges there are.
    pub fn edge_count(&self) -> usize {
        self.edges.count()
    }

    /// The words of its names and quotes.
    pub(crate) fn texts(&self) -> &Texts {
        self.texts.get_or_init(|| Texts::of(self))
    }

    /// Makes what searching needs, so that nobody who searches has to wait for it. Costs
    /// nothing where that was done, or somebody searched.
    pub fn prepare_search(&self) {
        self.texts();
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
            if data.evidence_count == 0 && data.kind != EdgeKind::Mentions {
                wrong.push(format!("{} has no evidence", named()));
            }
            let mut evidence = self.all_evidence(edge);
            if evidence.any(|evidence| self.data(evidence.document).path().is_none()) {
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
