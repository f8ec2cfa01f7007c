//! What says so: evidence, the facts it supports, and why nodes were merged.

use async_graphql::{Context, Object, SimpleObject};
use hallway_graph::view::EvidenceRef;
use hallway_graph::{EdgeIndex, NodeIndex};

use super::document::Document;
use super::kinds::{EdgeKind, Node};
use super::page::limit;
use crate::refusal::Refusal;
use crate::scope::Scope;

/// The sentence that says a fact.
#[derive(Clone, Copy, Debug)]
pub struct Evidence(pub EvidenceRef);

/// The sentence that says a fact, with its place in a document.
#[Object]
impl Evidence {
    /// The words, exactly as they stand in the document's text.
    async fn quote(&self, ctx: &Context<'_>) -> String {
        Scope::of(ctx).graph.evidence(self.0).quote.to_string()
    }

    /// The document.
    async fn document(&self, ctx: &Context<'_>) -> Document {
        Document(Scope::of(ctx).graph.evidence(self.0).document)
    }

    /// The first byte of the quote in the document's plain text.
    async fn start(&self, ctx: &Context<'_>) -> u32 {
        Scope::of(ctx).graph.evidence(self.0).start
    }

    /// The byte after the quote.
    async fn end(&self, ctx: &Context<'_>) -> u32 {
        Scope::of(ctx).graph.evidence(self.0).end
    }

    /// The id of the rule that found it.
    async fn rule(&self, ctx: &Context<'_>) -> String {
        Scope::of(ctx).graph.evidence(self.0).rule.to_string()
    }

    /// The rule's confidence, 0 to 1.
    async fn confidence(&self, ctx: &Context<'_>) -> f64 {
        Scope::of(ctx).graph.evidence(self.0).confidence()
    }
}

/// The first pieces of evidence of an edge.
pub async fn of_edge(
    ctx: &Context<'_>,
    edge: EdgeIndex,
    first: i32,
) -> Result<Vec<Evidence>, Refusal> {
    let scope = Scope::of(ctx);
    let first = limit("first", Some(first), &scope.config)?.unwrap_or(0);
    let evidence: Vec<_> = scope
        .graph
        .evidence_of(edge)
        .take(first)
        .map(Evidence)
        .collect();
    scope.spend(evidence.len()).await?;
    Ok(evidence)
}

/// A fact with both of its ends, as subgraphs and paths show it.
#[derive(Clone, Copy, Debug)]
pub struct Fact(pub EdgeIndex);

/// A fact with both of its ends and what says so.
#[Object]
impl Fact {
    /// Where it starts.
    async fn source(&self, ctx: &Context<'_>) -> Node {
        let graph = &Scope::of(ctx).graph;
        Node::new(graph, graph.edge(self.0).source)
    }

    /// Where it points.
    async fn target(&self, ctx: &Context<'_>) -> Node {
        let graph = &Scope::of(ctx).graph;
        Node::new(graph, graph.edge(self.0).target)
    }

    /// How they are related.
    async fn kind(&self, ctx: &Context<'_>) -> EdgeKind {
        Scope::of(ctx).graph.edge(self.0).kind.into()
    }

    /// The role, where a text names one ('CTO').
    async fn role(&self, ctx: &Context<'_>) -> Option<String> {
        let graph = &Scope::of(ctx).graph;
        graph.role(graph.edge(self.0)).map(str::to_owned)
    }

    /// True where the latest document says that it was so once.
    async fn former(&self, ctx: &Context<'_>) -> bool {
        Scope::of(ctx).graph.edge(self.0).former
    }

    /// How sure all its evidence makes it, 0 to 1.
    async fn confidence(&self, ctx: &Context<'_>) -> f64 {
        Scope::of(ctx).graph.edge(self.0).confidence()
    }

    /// What says so, by document and place in it; empty only for mentions.
    async fn evidence(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At most so many.", default = 20)] first: i32,
    ) -> async_graphql::Result<Vec<Evidence>> {
        Ok(of_edge(ctx, self.0, first).await?)
    }
}

/// A decision that two names are one node, and why.
#[derive(Clone, Debug, SimpleObject)]
pub struct Merge {
    /// One name.
    pub left: String,
    /// The other.
    pub right: String,
    /// Why, in words.
    pub reason: String,
}

/// The first reasons why a node is one.
pub async fn merges_of(
    ctx: &Context<'_>,
    node: NodeIndex,
    first: i32,
) -> Result<Vec<Merge>, Refusal> {
    let scope = Scope::of(ctx);
    let first = limit("first", Some(first), &scope.config)?.unwrap_or(0);
    let merges = scope
        .graph
        .data(node)
        .merges()
        .take(first)
        .map(|merge| Merge {
            left: merge.left.to_string(),
            right: merge.right.to_string(),
            reason: merge.reason.to_string(),
        });
    let merges: Vec<_> = merges.collect();
    scope.spend(merges.len()).await?;
    Ok(merges)
}

/// Where a talk can be seen or read.
#[derive(Clone, Debug, SimpleObject)]
pub struct Link {
    /// `video`, `slides` or `page`.
    pub kind: String,
    /// The address.
    pub url: String,
}

/// A year and how many talks it has.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub struct YearCount {
    /// The year.
    pub year: i32,
    /// The talks.
    pub count: usize,
}
