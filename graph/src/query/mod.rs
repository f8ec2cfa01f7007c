//! Questions to the view, as pure functions: the same graph and the same question give
//! the same answer, in the same order.

mod path;
mod topic;
mod who;

pub use path::{Path, Paths, Reached, Subgraph, Walk, neighborhood, shortest_path};
pub use topic::{Meant, like, subjects};
pub use who::{
    Answers, Question, Speaker, TalkAnswer, speakers_about, talks_without_speaker, who_spoke_about,
};

use hallway_extractor::vocabulary::{EdgeKind, NodeKind};
use petgraph::graph::NodeIndex;

use crate::view::Graph;

/// Counts over the whole graph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statistics {
    /// Nodes of each kind, in the order of the vocabulary.
    pub nodes: Vec<(NodeKind, usize)>,
    /// Edges of each kind, in the order of the vocabulary.
    pub edges: Vec<(EdgeKind, usize)>,
    /// Pieces of evidence.
    pub evidence: usize,
    /// The store's generation that the counts describe.
    pub generation: u64,
}

/// Counts nodes, edges and evidence.
pub fn statistics(graph: &Graph) -> Statistics {
    let mut edges = EdgeKind::ALL.map(|kind| (kind, 0));
    let mut evidence = 0;
    for edge in graph.edges() {
        let data = graph.edge(edge);
        edges[data.kind as usize].1 += 1;
        evidence += data.evidence_count as usize;
    }
    Statistics {
        nodes: NodeKind::ALL
            .map(|kind| (kind, graph.nodes_of(kind).len()))
            .to_vec(),
        edges: edges.to_vec(),
        evidence,
        generation: graph.generation(),
    }
}

/// Who gave a talk together with `person`, and which talks: sorted by the number of
/// talks, then by id.
pub fn co_speakers(graph: &Graph, person: NodeIndex) -> Vec<(NodeIndex, Vec<NodeIndex>)> {
    let shared = graph
        .outgoing(person, EdgeKind::Gave)
        .iter()
        .flat_map(|talk| {
            graph
                .incoming(talk.node, EdgeKind::Gave)
                .iter()
                .map(move |other| (other.node, talk.node))
        });
    grouped(graph, shared.filter(|&(other, _)| other != person))
}

/// The subjects that share talks with `topic`, and which talks: sorted by the number of
/// talks, then by id.
pub fn related_topics(graph: &Graph, topic: NodeIndex) -> Vec<(NodeIndex, Vec<NodeIndex>)> {
    let shared = graph
        .incoming(topic, EdgeKind::About)
        .iter()
        .flat_map(|talk| {
            graph
                .outgoing(talk.node, EdgeKind::About)
                .iter()
                .map(move |other| (other.node, talk.node))
        });
    grouped(graph, shared.filter(|&(other, _)| other != topic))
}

/// The subjects that `person` spoke about, and in which talks: sorted by the number of
/// talks, then by id.
pub fn topics_of(graph: &Graph, person: NodeIndex) -> Vec<(NodeIndex, Vec<NodeIndex>)> {
    let about = graph
        .outgoing(person, EdgeKind::Gave)
        .iter()
        .flat_map(|talk| {
            graph
                .outgoing(talk.node, EdgeKind::About)
                .iter()
                .map(move |topic| (topic.node, talk.node))
        });
    grouped(graph, about)
}

fn grouped(
    graph: &Graph,
    pairs: impl Iterator<Item = (NodeIndex, NodeIndex)>,
) -> Vec<(NodeIndex, Vec<NodeIndex>)> {
    let mut pairs: Vec<_> = pairs.collect();
    pairs.sort_unstable();
    pairs.dedup();
    let mut groups: Vec<(NodeIndex, Vec<NodeIndex>)> = Vec::new();
    for (node, through) in pairs {
        match groups.last_mut() {
            Some((last, list)) if *last == node => list.push(through),
            _ => groups.push((node, vec![through])),
        }
    }
    for (_, through) in &mut groups {
        through.sort_by(|&a, &b| graph.data(a).id.cmp(&graph.data(b).id));
    }
    groups.sort_by(|a, b| {
        b.1.len()
            .cmp(&a.1.len())
            .then_with(|| graph.data(a.0).id.cmp(&graph.data(b.0).id))
    });
    groups
}
