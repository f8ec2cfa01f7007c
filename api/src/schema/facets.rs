//! Derived lists: what hangs together through talks.

use std::collections::BTreeMap;

use hallway_extractor::vocabulary::{EdgeKind, NodeKind};
use hallway_graph::name::fold;
use hallway_graph::{Graph, NodeIndex};
use petgraph::Direction;

use super::connection::Counted;
use super::evidence::YearCount;

/// The nodes at the other side of the `kind` edges of `talks`, each with its talks: the
/// highest count first, then by id.
pub fn counted_talks(
    graph: &Graph,
    talks: impl Iterator<Item = NodeIndex>,
    kind: EdgeKind,
    way: Direction,
) -> Vec<Counted> {
    group(
        graph,
        talks.flat_map(|talk| {
            graph
                .adjacent(talk, kind, way)
                .iter()
                .map(move |step| (step.node, talk))
        }),
    )
}

/// The organisations that the speakers of an event work at now, each with those speakers.
pub fn organizations_at(graph: &Graph, event: NodeIndex) -> Vec<Counted> {
    let speakers = graph
        .incoming(event, EdgeKind::PresentedAt)
        .iter()
        .flat_map(|talk| graph.incoming(talk.node, EdgeKind::Gave))
        .map(|step| step.node);
    group(
        graph,
        speakers.flat_map(|person| {
            graph
                .outgoing(person, EdgeKind::WorksAt)
                .iter()
                .filter(|step| !graph.edge(step.edge).former)
                .map(move |step| (step.node, person))
        }),
    )
}

fn group(graph: &Graph, pairs: impl Iterator<Item = (NodeIndex, NodeIndex)>) -> Vec<Counted> {
    let mut groups: BTreeMap<NodeIndex, Vec<NodeIndex>> = BTreeMap::new();
    for (node, through) in pairs {
        groups.entry(node).or_default().push(through);
    }
    let mut groups: Vec<Counted> = groups.into_iter().collect();
    for (_, through) in &mut groups {
        through.sort_by(|a, b| graph.data(*a).id.cmp(&graph.data(*b).id));
        through.dedup();
    }
    groups.sort_by(|a, b| {
        b.1.len()
            .cmp(&a.1.len())
            .then_with(|| graph.data(a.0).id.cmp(&graph.data(b.0).id))
    });
    groups
}

/// The years of a talk, by its events.
pub fn years(graph: &Graph, talk: NodeIndex) -> impl Iterator<Item = i32> + '_ {
    graph
        .outgoing(talk, EdgeKind::PresentedAt)
        .iter()
        .filter_map(|step| graph.data(step.node).year())
}

/// How many of `talks` fall into each year, sorted by year; one given in two years counts in both.
pub fn years_of(graph: &Graph, talks: impl Iterator<Item = NodeIndex>) -> Vec<YearCount> {
    let mut counts: BTreeMap<i32, usize> = BTreeMap::new();
    for talk in talks {
        let mut seen: Vec<i32> = years(graph, talk).collect();
        seen.sort_unstable();
        seen.dedup();
        for year in seen {
            *counts.entry(year).or_default() += 1;
        }
    }
    counts
        .into_iter()
        .map(|(year, count)| YearCount { year, count })
        .collect()
}

/// The topics that name `topic` as broader, sorted by id.
pub fn narrower_topics(graph: &Graph, topic: NodeIndex) -> Vec<NodeIndex> {
    let data = graph.data(topic);
    let names: Vec<String> = data.names().map(fold).collect();
    graph
        .nodes_of(NodeKind::Topic)
        .iter()
        .copied()
        .filter(|node| {
            *node != topic
                && graph
                    .data(*node)
                    .broader()
                    .any(|broader| names.contains(&fold(broader)))
        })
        .collect()
}
