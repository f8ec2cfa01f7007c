//! The root of every query.

use async_graphql::{Context, ID, Object, Result};
use hallway_extractor::vocabulary;
use hallway_graph::query::statistics;

use super::connection::NodePage;
use super::document::{DocumentConnection, report};
use super::event::{EventConnection, PlaceConnection};
use super::filter::{
    self, DocumentFilter, DocumentOrder, EventFilter, EventOrder, NameFilter, NodeOrder,
    PersonFilter, PersonOrder, Sorted, TalkFilter, TalkOrder,
};
use super::kinds::{Direction, EdgeKind, Node, NodeKind};
use super::mutation::{CurationConnection, CurationPage};
use super::page::{Paging, Sort};
use super::person::{OrganizationConnection, PersonConnection};
use super::statistics::Statistics;
use super::subject::{ProjectConnection, TopicConnection};
use super::talk::TalkConnection;
use super::traverse::{self, Between, Path, PathList, Reachable, Subgraph};
use super::who::{SearchConnection, SpeakerConnection, check_text};
use crate::refusal::{Code, Refusal};
use crate::scope::Scope;

/// Questions to the graph. One request reads one state of it.
pub struct Query;

/// Questions to the graph. One request reads one state of it.
#[Object]
impl Query {
    /// The node of an id; null where there is none.
    async fn node(&self, ctx: &Context<'_>, #[graphql(desc = "The id.")] id: ID) -> Option<Node> {
        let graph = &Scope::of(ctx).graph;
        graph.node(&id).map(|node| Node::new(graph, node))
    }

    /// The nodes of ids, in their order; null for each id that is none.
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At most a page of ids.")] ids: Vec<ID>,
    ) -> Result<Vec<Option<Node>>> {
        let scope = Scope::of(ctx);
        let most = scope.config.max_page_size;
        if ids.len() > most {
            return Err(Refusal::new(
                Code::Argument,
                format!(
                    "'ids' has {} ids, more than {most}; ask for them in parts",
                    ids.len()
                ),
            )
            .into());
        }
        scope.spend(ids.len()).await?;
        Ok(ids
            .iter()
            .map(|id| {
                scope
                    .graph
                    .node(id)
                    .map(|node| Node::new(&scope.graph, node))
            })
            .collect())
    }

    /// Who spoke about a topic: by its aliases, spelling, plurals, abbreviations and narrower
    /// topics, then by talks' titles. Says which matched, and the sentences that say so.
    async fn who_spoke_about(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The topic, as you would say it.")] topic: String,
        #[graphql(desc = "Only talks at this event or series.")] event: Option<String>,
        #[graphql(desc = "Only talks of this year.")] year: Option<i32>,
        #[graphql(desc = "At most so many from the start.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "At most so many from the end.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<SpeakerConnection> {
        let paging = Paging {
            first,
            after,
            last,
            before,
        };
        Ok(SpeakerConnection::ask(ctx, &topic, event.as_deref(), year, paging).await?)
    }

    /// Nodes whose names, aliases or titles match every word of a text, typing errors forgiven;
    /// where these are few, then nodes of which a quoted sentence does.
    async fn search(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The words.")] text: String,
        #[graphql(desc = "Only nodes of these kinds.")] kinds: Option<Vec<NodeKind>>,
        #[graphql(desc = "At most so many from the start.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "At most so many from the end.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<SearchConnection> {
        let paging = Paging {
            first,
            after,
            last,
            before,
        };
        Ok(SearchConnection::ask(ctx, &text, &kinds.unwrap_or_default(), paging).await?)
    }

    /// The people.
    async fn people(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them.")] filter: Option<PersonFilter>,
        #[graphql(desc = "In which order.", default)] order_by: PersonOrder,
        #[graphql(desc = "At most so many from the start.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "At most so many from the end.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<PersonConnection> {
        let paging = Paging {
            first,
            after,
            last,
            before,
        };
        let plain = filter.is_none() && order_by == PersonOrder::Id;
        let filter = filter.unwrap_or_default();
        let texts = [
            &filter.name,
            &filter.topic,
            &filter.event,
            &filter.organization,
        ]
        .map(Option::as_deref);
        let page = page(
            ctx,
            vocabulary::NodeKind::Person,
            plain,
            &texts,
            paging,
            |graph| filter::people(graph, &filter, order_by),
        );
        Ok(PersonConnection(page.await?))
    }

    /// The talks.
    async fn talks(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them.")] filter: Option<TalkFilter>,
        #[graphql(desc = "In which order.", default)] order_by: TalkOrder,
        #[graphql(desc = "At most so many from the start.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "At most so many from the end.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<TalkConnection> {
        let paging = Paging {
            first,
            after,
            last,
            before,
        };
        let plain = filter.is_none() && order_by == TalkOrder::Id;
        let filter = filter.unwrap_or_default();
        let texts = [
            &filter.name,
            &filter.topic,
            &filter.event,
            &filter.speaker,
            &filter.organization,
        ]
        .map(Option::as_deref);
        let page = page(
            ctx,
            vocabulary::NodeKind::Talk,
            plain,
            &texts,
            paging,
            |graph| filter::talks(graph, &filter, order_by),
        );
        Ok(TalkConnection(page.await?))
    }

    /// The organisations.
    async fn organizations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them.")] filter: Option<NameFilter>,
        #[graphql(desc = "In which order.", default)] order_by: NodeOrder,
        #[graphql(desc = "At most so many from the start.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "At most so many from the end.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<OrganizationConnection> {
        let paging = Paging {
            first,
            after,
            last,
            before,
        };
        Ok(OrganizationConnection(
            others(
                ctx,
                vocabulary::NodeKind::Organization,
                filter,
                order_by,
                paging,
            )
            .await?,
        ))
    }

    /// The topics.
    async fn topics(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them.")] filter: Option<NameFilter>,
        #[graphql(desc = "In which order.", default)] order_by: NodeOrder,
        #[graphql(desc = "At most so many from the start.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "At most so many from the end.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<TopicConnection> {
        let paging = Paging {
            first,
            after,
            last,
            before,
        };
        Ok(TopicConnection(
            others(ctx, vocabulary::NodeKind::Topic, filter, order_by, paging).await?,
        ))
    }

    /// The projects.
    async fn projects(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them.")] filter: Option<NameFilter>,
        #[graphql(desc = "In which order.", default)] order_by: NodeOrder,
        #[graphql(desc = "At most so many from the start.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "At most so many from the end.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<ProjectConnection> {
        let paging = Paging {
            first,
            after,
            last,
            before,
        };
        Ok(ProjectConnection(
            others(ctx, vocabulary::NodeKind::Project, filter, order_by, paging).await?,
        ))
    }

    /// The events.
    async fn events(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them.")] filter: Option<EventFilter>,
        #[graphql(desc = "In which order.", default)] order_by: EventOrder,
        #[graphql(desc = "At most so many from the start.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "At most so many from the end.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<EventConnection> {
        let paging = Paging {
            first,
            after,
            last,
            before,
        };
        let plain = filter.is_none() && order_by == EventOrder::Id;
        let filter = filter.unwrap_or_default();
        let texts = [&filter.name, &filter.series, &filter.place].map(Option::as_deref);
        let page = page(
            ctx,
            vocabulary::NodeKind::Event,
            plain,
            &texts,
            paging,
            |graph| filter::events(graph, &filter, order_by),
        );
        Ok(EventConnection(page.await?))
    }

    /// The places.
    async fn places(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them.")] filter: Option<NameFilter>,
        #[graphql(desc = "In which order.", default)] order_by: NodeOrder,
        #[graphql(desc = "At most so many from the start.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "At most so many from the end.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<PlaceConnection> {
        let paging = Paging {
            first,
            after,
            last,
            before,
        };
        Ok(PlaceConnection(
            others(ctx, vocabulary::NodeKind::Place, filter, order_by, paging).await?,
        ))
    }

    /// The documents.
    async fn documents(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them.")] filter: Option<DocumentFilter>,
        #[graphql(desc = "In which order.", default)] order_by: DocumentOrder,
        #[graphql(desc = "At most so many from the start.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "At most so many from the end.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<DocumentConnection> {
        let paging = Paging {
            first,
            after,
            last,
            before,
        };
        let plain = filter.is_none() && order_by == DocumentOrder::Id;
        let filter = filter.unwrap_or_default();
        let texts = [&filter.name, &filter.author].map(Option::as_deref);
        let page = page(
            ctx,
            vocabulary::NodeKind::Document,
            plain,
            &texts,
            paging,
            |graph| filter::documents(graph, &filter, order_by),
        );
        Ok(DocumentConnection(page.await?))
    }

    /// A shortest path between two nodes; null where there is none within the bounds.
    async fn path(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the one end.")] from: ID,
        #[graphql(desc = "The id of the other end.")] to: ID,
        #[graphql(
            desc = "Only along facts of these kinds; all but mentions where none are given."
        )]
        through: Option<Vec<EdgeKind>>,
        #[graphql(
            desc = "Which way along the facts.",
            default_with = "Direction::Either"
        )]
        direction: Direction,
        #[graphql(desc = "At most so many steps: 0 to 8, 6 where nothing is given.")]
        max_hops: Option<i32>,
    ) -> Option<Path> {
        let between = Between {
            from,
            to,
            through,
            direction,
            max_hops,
        };
        match traverse::path(ctx, between).await {
            Ok(found) => found,
            Err(refusal) => {
                report(ctx, refusal);
                None
            }
        }
    }

    /// The shortest paths between two nodes, none of them twice through a node.
    async fn paths(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the one end.")] from: ID,
        #[graphql(desc = "The id of the other end.")] to: ID,
        #[graphql(
            desc = "Only along facts of these kinds; all but mentions where none are given."
        )]
        through: Option<Vec<EdgeKind>>,
        #[graphql(
            desc = "Which way along the facts.",
            default_with = "Direction::Either"
        )]
        direction: Direction,
        #[graphql(desc = "At most so many steps: 0 to 8, 6 where nothing is given.")]
        max_hops: Option<i32>,
        #[graphql(desc = "At most so many paths: 1 to 10, 3 where nothing is given.")]
        first: Option<i32>,
    ) -> Result<PathList> {
        let between = Between {
            from,
            to,
            through,
            direction,
            max_hops,
        };
        Ok(traverse::paths(ctx, between, first).await?)
    }

    /// What can be reached from a node, nearest first.
    async fn reachable(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the node.")] from: ID,
        #[graphql(
            desc = "Only along facts of these kinds; all but mentions where none are given."
        )]
        through: Option<Vec<EdgeKind>>,
        #[graphql(
            desc = "Which way along the facts.",
            default_with = "Direction::Either"
        )]
        direction: Direction,
        #[graphql(desc = "Within so many steps: 0 to 8, 8 where nothing is given.")]
        max_hops: Option<i32>,
        #[graphql(desc = "At most so many nodes: 1 to 500, 50 where nothing is given.")]
        first: Option<i32>,
    ) -> Result<Reachable> {
        Ok(traverse::reachable(ctx, &from, through, direction, max_hops, first).await?)
    }

    /// What surrounds a node.
    async fn neighborhood(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the node.")] id: ID,
        #[graphql(desc = "Within so many steps: 0 to 8, 1 where nothing is given.")] hops: Option<
            i32,
        >,
        #[graphql(
            desc = "Only along facts of these kinds; all but mentions where none are given."
        )]
        through: Option<Vec<EdgeKind>>,
        #[graphql(
            desc = "Which way along the facts.",
            default_with = "Direction::Either"
        )]
        direction: Direction,
        #[graphql(desc = "At most so many nodes: 1 to 500, 50 where nothing is given.")]
        first: Option<i32>,
    ) -> Result<Subgraph> {
        Ok(traverse::neighborhood(ctx, &id, hops, through, direction, first).await?)
    }

    /// A defect, for the tests of what a defect does.
    #[cfg(test)]
    async fn defect(&self) -> Option<bool> {
        None::<bool>
            .map(|_| true)
            .or_else(|| panic!("a defect on purpose"))
    }

    /// Counts over the whole graph.
    async fn statistics(&self, ctx: &Context<'_>) -> Result<Statistics> {
        Ok(Statistics(Scope::of(ctx).aside(statistics).await?))
    }

    /// The corrections made by hand, in the order of their numbers.
    async fn curations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At most so many from the start.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "At most so many from the end.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<CurationConnection> {
        let paging = Paging {
            first,
            after,
            last,
            before,
        };
        Ok(CurationConnection(CurationPage::load(ctx, paging).await?))
    }
}

/// A page of the nodes of a kind. Without filter and order it costs what the page costs.
async fn page(
    ctx: &Context<'_>,
    kind: vocabulary::NodeKind,
    plain: bool,
    texts: &[Option<&str>],
    paging: Paging,
    list: impl FnOnce(&hallway_graph::Graph) -> Sorted,
) -> Result<NodePage, Refusal> {
    let scope = Scope::of(ctx);
    let graph = &scope.graph;
    for text in texts.iter().flatten() {
        check_text("filter", text)?;
    }
    if plain {
        return NodePage::cut_plain(ctx, graph.nodes_of(kind), paging).await;
    }
    scope.work(graph.nodes_of(kind).len())?;
    let list: Vec<(Sort, _)> = list(graph);
    NodePage::cut(ctx, &list, paging).await
}

async fn others(
    ctx: &Context<'_>,
    kind: vocabulary::NodeKind,
    filter: Option<NameFilter>,
    order: NodeOrder,
    paging: Paging,
) -> Result<NodePage, Refusal> {
    let plain = filter.is_none() && order == NodeOrder::Id;
    let filter = filter.unwrap_or_default();
    page(
        ctx,
        kind,
        plain,
        &[filter.name.as_deref()],
        paging,
        |graph| filter::others(graph, kind, &filter, order),
    )
    .await
}
