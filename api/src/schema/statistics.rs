//! Counts over the whole graph.

use async_graphql::{Context, Object, SimpleObject};
use hallway_extractor::vocabulary;
use hallway_graph::query::Statistics as Counts;

use super::evidence::YearCount;
use super::facets::years_of;
use super::kinds::{EdgeKind, NodeKind};
use crate::scope::Scope;

/// Counts over the whole graph.
pub struct Statistics(pub Counts);

impl Statistics {
    fn of(&self, wanted: vocabulary::NodeKind) -> usize {
        self.0
            .nodes
            .iter()
            .find(|(kind, _)| *kind == wanted)
            .map_or(0, |(_, count)| *count)
    }
}

/// Counts over the whole graph.
#[Object]
impl Statistics {
    /// Documents.
    async fn documents(&self) -> usize {
        self.of(vocabulary::NodeKind::Document)
    }

    /// People.
    async fn people(&self) -> usize {
        self.of(vocabulary::NodeKind::Person)
    }

    /// Talks.
    async fn talks(&self) -> usize {
        self.of(vocabulary::NodeKind::Talk)
    }

    /// Topics.
    async fn topics(&self) -> usize {
        self.of(vocabulary::NodeKind::Topic)
    }

    /// Projects.
    async fn projects(&self) -> usize {
        self.of(vocabulary::NodeKind::Project)
    }

    /// Organisations.
    async fn organizations(&self) -> usize {
        self.of(vocabulary::NodeKind::Organization)
    }

    /// Events.
    async fn events(&self) -> usize {
        self.of(vocabulary::NodeKind::Event)
    }

    /// Places.
    async fn places(&self) -> usize {
        self.of(vocabulary::NodeKind::Place)
    }

    /// Nodes of each kind.
    async fn nodes_by_kind(&self) -> Vec<NodeKindCount> {
        self.0
            .nodes
            .iter()
            .map(|(kind, count)| NodeKindCount {
                kind: (*kind).into(),
                count: *count,
            })
            .collect()
    }

    /// Edges of each kind.
    async fn edges_by_kind(&self) -> Vec<EdgeKindCount> {
        self.0
            .edges
            .iter()
            .map(|(kind, count)| EdgeKindCount {
                kind: (*kind).into(),
                count: *count,
            })
            .collect()
    }

    /// Pieces of evidence.
    async fn evidence(&self) -> usize {
        self.0.evidence
    }

    /// Talks of each year, by their events.
    async fn talks_by_year(&self, ctx: &Context<'_>) -> Vec<YearCount> {
        let graph = &Scope::of(ctx).graph;
        years_of(
            graph,
            graph.nodes_of(vocabulary::NodeKind::Talk).iter().copied(),
        )
    }

    /// The store's generation that the counts describe; grows with every change.
    async fn generation(&self) -> u64 {
        self.0.generation
    }
}

/// Nodes of one kind.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub struct NodeKindCount {
    /// The kind.
    pub kind: NodeKind,
    /// How many.
    pub count: usize,
}

/// Edges of one kind.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub struct EdgeKindCount {
    /// The kind.
    pub kind: EdgeKind,
    /// How many.
    pub count: usize,
}
