//! What talks are about: topics and projects.

use async_graphql::{Context, Result};
use hallway_extractor::vocabulary::{EdgeKind, NodeKind};
use hallway_graph::query;
use petgraph::Direction;

use super::connection::{
    CountedPage, FactFilter, FactPage, NodePage, node_connection, node_object, role_connection,
};
use super::evidence::YearCount;
use super::facets::{counted_talks, narrower_topics, years_of};
use super::page::Paging;
use super::person::{MaintainerConnection, PersonCountConnection, SubjectCountConnection};
use super::talk::SubjectTalkConnection;
use crate::scope::Scope;

node_object! {
    /// A subject that talks are filed under.
    Topic {
        /// The talks about it.
        talks: SubjectTalkConnection = About Incoming;
    }

    /// The topics and projects that share talks with it, with those talks.
    async fn related(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At most so many from the start.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "At most so many from the end.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<SubjectCountConnection> {
        let list = query::related_topics(&Scope::of(ctx).graph, self.0);
        let paging = Paging { first, after, last, before };
        Ok(SubjectCountConnection(CountedPage::cut(ctx, list, paging).await?))
    }

    /// Who gave talks about it, with those talks; `whoSpokeAbout` finds more.
    async fn speakers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At most so many from the start.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "At most so many from the end.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<PersonCountConnection> {
        let graph = &Scope::of(ctx).graph;
        let talks = graph.incoming(self.0, EdgeKind::About).iter().map(|step| step.node);
        let list = counted_talks(graph, talks, EdgeKind::Gave, Direction::Incoming);
        let paging = Paging { first, after, last, before };
        Ok(PersonCountConnection(CountedPage::cut(ctx, list, paging).await?))
    }

    /// The topics above it.
    async fn broader(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At most so many from the start.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "At most so many from the end.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<TopicConnection> {
        let graph = &Scope::of(ctx).graph;
        let names = self.data(ctx).broader();
        let mut nodes: Vec<_> = names.flat_map(|name| graph.find_by_name(NodeKind::Topic, name)).collect();
        nodes.sort_by(|a, b| graph.data(*a).id.cmp(&graph.data(*b).id));
        nodes.dedup();
        let paging = Paging { first, after, last, before };
        Ok(TopicConnection(NodePage::cut_plain(ctx, &nodes, paging).await?))
    }

    /// The topics right below it.
    async fn narrower(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At most so many from the start.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "At most so many from the end.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<TopicConnection> {
        let nodes = narrower_topics(&Scope::of(ctx).graph, self.0);
        let paging = Paging { first, after, last, before };
        Ok(TopicConnection(NodePage::cut_plain(ctx, &nodes, paging).await?))
    }

    /// How many talks about it each year had, by the talks' events.
    async fn talks_by_year(&self, ctx: &Context<'_>) -> Vec<YearCount> {
        let graph = &Scope::of(ctx).graph;
        years_of(graph, graph.incoming(self.0, EdgeKind::About).iter().map(|step| step.node))
    }
}

node_object! {
    /// Software, or a language.
    Project {
        /// The talks about it.
        talks: SubjectTalkConnection = About Incoming;
    }

    /// Who creates, maintains or leads it.
    async fn people(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At most so many from the start.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "At most so many from the end.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
        #[graphql(desc = "Only facts at least so sure, 0 to 1.")] min_confidence: Option<f64>,
        #[graphql(desc = "Only past (true) or only present (false) ones.")] former: Option<bool>,
    ) -> Result<MaintainerConnection> {
        let paging = Paging { first, after, last, before };
        let filter = FactFilter { min_confidence, former };
        let page = FactPage::load(ctx, self.0, EdgeKind::WorksOn, Direction::Incoming, paging, filter).await?;
        Ok(MaintainerConnection(page))
    }

    /// The topics and projects that share talks with it, with those talks.
    async fn related(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At most so many from the start.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "At most so many from the end.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<SubjectCountConnection> {
        let list = query::related_topics(&Scope::of(ctx).graph, self.0);
        let paging = Paging { first, after, last, before };
        Ok(SubjectCountConnection(CountedPage::cut(ctx, list, paging).await?))
    }

    /// How many talks about it each year had, by the talks' events.
    async fn talks_by_year(&self, ctx: &Context<'_>) -> Vec<YearCount> {
        let graph = &Scope::of(ctx).graph;
        years_of(graph, graph.incoming(self.0, EdgeKind::About).iter().map(|step| step.node))
    }
}

node_connection!(
    TopicConnection,
    TopicEdge,
    Topic,
    |_, node| Topic(node),
    "topics"
);
node_connection!(
    ProjectConnection,
    ProjectEdge,
    Project,
    |_, node| Project(node),
    "projects"
);
role_connection!(
    ProjectWorkConnection,
    ProjectWorkEdge,
    Project,
    |_, node| Project(node),
    "the projects a person works on"
);
