//! Connections: three shapes of lists, and the macros that give each list its own types.
//!
//! * facts: the edges of one kind at a node, with their attributes and evidence;
//! * plain: nodes of one kind, filtered and ordered;
//! * counted: nodes with the talks that connect them to the node above.

use async_graphql::Context;
use hallway_extractor::vocabulary::EdgeKind;
use hallway_graph::NodeIndex;
use hallway_graph::view::Adjacent;
use petgraph::Direction;

use super::page::{Paging, Position, Sort, Window, compare};
use crate::refusal::Refusal;
use crate::scope::Scope;

/// Which facts of a kind to show.
#[derive(Clone, Copy, Debug, Default)]
pub struct FactFilter {
    /// Only facts at least so sure.
    pub min_confidence: Option<f64>,
    /// Only past, or only present ones.
    pub former: Option<bool>,
}

/// One page of the facts at a node.
pub struct FactPage {
    pub window: Window,
    pub steps: Vec<Adjacent>,
}

impl FactPage {
    /// Reads a page. Without a filter it costs what the page costs.
    pub async fn load(
        ctx: &Context<'_>,
        node: NodeIndex,
        kind: EdgeKind,
        way: Direction,
        paging: Paging,
        filter: FactFilter,
    ) -> Result<FactPage, Refusal> {
        let scope = Scope::of(ctx);
        let graph = &scope.graph;
        let all = graph.adjacent(node, kind, way);
        let kept: Vec<Adjacent>;
        let list = if filter.min_confidence.is_none() && filter.former.is_none() {
            all
        } else {
            let fits = |step: &&Adjacent| {
                let edge = graph.edge(step.edge);
                filter
                    .min_confidence
                    .is_none_or(|least| edge.confidence() >= least)
                    && filter.former.is_none_or(|former| edge.former == former)
            };
            scope.work(all.len())?;
            kept = all.iter().filter(fits).copied().collect();
            &kept
        };
        let window = paging.window(&scope.config, list.len(), |index, position| {
            compare(&Sort::Plain, &graph.data(list[index].node).id, position)
        })?;
        scope.spend(window.len()).await?;
        Ok(FactPage {
            window,
            steps: list[window.start..window.end].to_vec(),
        })
    }
}

/// One page of nodes.
pub struct NodePage {
    pub window: Window,
    pub items: Vec<(Sort, NodeIndex)>,
}

impl NodePage {
    /// Cuts a page out of `list`, which is sorted by key and id.
    pub async fn cut(
        ctx: &Context<'_>,
        list: &[(Sort, NodeIndex)],
        paging: Paging,
    ) -> Result<NodePage, Refusal> {
        let scope = Scope::of(ctx);
        let window = paging.window(&scope.config, list.len(), |index, position| {
            let (sort, node) = &list[index];
            compare(sort, &scope.graph.data(*node).id, position)
        })?;
        scope.spend(window.len()).await?;
        Ok(NodePage {
            window,
            items: list[window.start..window.end].to_vec(),
        })
    }

    /// Cuts a page out of nodes that are sorted by id.
    pub async fn cut_plain(
        ctx: &Context<'_>,
        list: &[NodeIndex],
        paging: Paging,
    ) -> Result<NodePage, Refusal> {
        let scope = Scope::of(ctx);
        let window = paging.window(&scope.config, list.len(), |index, position| {
            compare(&Sort::Plain, &scope.graph.data(list[index]).id, position)
        })?;
        scope.spend(window.len()).await?;
        let items = list[window.start..window.end]
            .iter()
            .map(|node| (Sort::Plain, *node))
            .collect();
        Ok(NodePage { window, items })
    }
}

/// A node and the nodes that connect it to the one above.
pub type Counted = (NodeIndex, Vec<NodeIndex>);

/// One page of counted nodes.
pub struct CountedPage {
    pub window: Window,
    pub items: Vec<Counted>,
}

impl CountedPage {
    /// Cuts a page out of `list`, which is sorted by count, the largest first, then by id.
    pub async fn cut(
        ctx: &Context<'_>,
        mut list: Vec<Counted>,
        paging: Paging,
    ) -> Result<CountedPage, Refusal> {
        let scope = Scope::of(ctx);
        scope.work(list.iter().map(|(_, through)| through.len()).sum())?;
        let window = paging.window(&scope.config, list.len(), |index, position| {
            let (node, through) = &list[index];
            compare(&by_count(through), &scope.graph.data(*node).id, position)
        })?;
        scope.spend(window.len()).await?;
        list.truncate(window.end);
        list.drain(..window.start);
        Ok(CountedPage {
            window,
            items: list,
        })
    }
}

/// The sort key of counted nodes.
pub fn by_count(through: &[NodeIndex]) -> Sort {
    Sort::Number(-(through.len() as i64))
}

/// The cursor of a node in a list.
pub fn cursor(ctx: &Context<'_>, sort: &Sort, node: NodeIndex) -> String {
    let id = &Scope::of(ctx).graph.data(node).id;
    Position {
        sort: sort.clone(),
        id: id.to_string(),
    }
    .encode()
}

/// Types for the facts of one kind seen from one side.
macro_rules! fact_connection {
    ($connection:ident, $edge:ident, $node:ident, $make:expr, $doc:literal $(, { $($extra:tt)* })?) => {
        #[doc = concat!("A page of ", $doc, ".")]
        pub struct $connection(pub $crate::schema::connection::FactPage);

        #[doc = concat!("A page of ", $doc, ".")]
        #[async_graphql::Object]
        impl $connection {
            /// The facts of this page.
            async fn edges(&self) -> Vec<$edge> {
                self.0.steps.iter().map(|step| $edge(*step)).collect()
            }

            /// The nodes of this page, without what is said about them.
            async fn nodes(&self, ctx: &async_graphql::Context<'_>) -> Vec<$node> {
                let graph = &$crate::scope::Scope::of(ctx).graph;
                let make: fn(&hallway_graph::Graph, hallway_graph::NodeIndex) -> $node = $make;
                self.0.steps.iter().map(|step| make(graph, step.node)).collect()
            }

            /// Where this page lies in the list.
            async fn page_info(&self, ctx: &async_graphql::Context<'_>) -> async_graphql::connection::PageInfo {
                let plain = $crate::schema::page::Sort::Plain;
                let at = |step: Option<&hallway_graph::view::Adjacent>| {
                    step.map(|step| $crate::schema::connection::cursor(ctx, &plain, step.node))
                };
                self.0.window.info(at(self.0.steps.first()), at(self.0.steps.last()))
            }

            /// How many there are on all pages.
            async fn total_count(&self) -> usize {
                self.0.window.total
            }
        }

        #[doc = concat!("One of ", $doc, ", with what says so.")]
        pub struct $edge(pub hallway_graph::view::Adjacent);

        #[doc = concat!("One of ", $doc, ", with what says so.")]
        #[async_graphql::Object]
        impl $edge {
            /// Its place in the list.
            async fn cursor(&self, ctx: &async_graphql::Context<'_>) -> String {
                $crate::schema::connection::cursor(ctx, &$crate::schema::page::Sort::Plain, self.0.node)
            }

            /// The node on the other side.
            async fn node(&self, ctx: &async_graphql::Context<'_>) -> $node {
                let make: fn(&hallway_graph::Graph, hallway_graph::NodeIndex) -> $node = $make;
                make(&$crate::scope::Scope::of(ctx).graph, self.0.node)
            }

            /// How sure all its evidence makes the fact, 0 to 1.
            async fn confidence(&self, ctx: &async_graphql::Context<'_>) -> f64 {
                $crate::scope::Scope::of(ctx).graph.edge(self.0.edge).confidence()
            }

            /// What says so, by document and place in it; empty only for mentions.
            async fn evidence(
                &self,
                ctx: &async_graphql::Context<'_>,
                #[graphql(desc = "At most so many.", default = 20)] first: i32,
            ) -> async_graphql::Result<Vec<$crate::schema::evidence::Evidence>> {
                Ok($crate::schema::evidence::of_edge(ctx, self.0.edge, first).await?)
            }

            /// How many pieces of evidence there are.
            async fn evidence_count(&self, ctx: &async_graphql::Context<'_>) -> u32 {
                $crate::scope::Scope::of(ctx).graph.edge(self.0.edge).evidence_count
            }

            $($($extra)*)?
        }
    };
}

/// As `fact_connection`, for facts that have a role and may be past.
macro_rules! role_connection {
    ($connection:ident, $edge:ident, $node:ident, $make:expr, $doc:literal) => {
        $crate::schema::connection::fact_connection!($connection, $edge, $node, $make, $doc, {
            /// The role, where a text names one ('CTO').
            async fn role(&self, ctx: &async_graphql::Context<'_>) -> Option<String> {
                let graph = &$crate::scope::Scope::of(ctx).graph;
                graph.role(graph.edge(self.0.edge)).map(str::to_owned)
            }

            /// True where the latest document says that it was so once.
            async fn former(&self, ctx: &async_graphql::Context<'_>) -> bool {
                $crate::scope::Scope::of(ctx).graph.edge(self.0.edge).former
            }
        });
    };
}

/// Types for a list of nodes.
macro_rules! node_connection {
    ($connection:ident, $edge:ident, $node:ident, $make:expr, $doc:literal) => {
        #[doc = concat!("A page of ", $doc, ".")]
        pub struct $connection(pub $crate::schema::connection::NodePage);

        #[doc = concat!("A page of ", $doc, ".")]
        #[async_graphql::Object]
        impl $connection {
            /// The nodes of this page with their cursors.
            async fn edges(&self) -> Vec<$edge> {
                self.0
                    .items
                    .iter()
                    .map(|(sort, node)| $edge(sort.clone(), *node))
                    .collect()
            }

            /// The nodes of this page.
            async fn nodes(&self, ctx: &async_graphql::Context<'_>) -> Vec<$node> {
                let graph = &$crate::scope::Scope::of(ctx).graph;
                let make: fn(&hallway_graph::Graph, hallway_graph::NodeIndex) -> $node = $make;
                self.0
                    .items
                    .iter()
                    .map(|(_, node)| make(graph, *node))
                    .collect()
            }

            /// Where this page lies in the list.
            async fn page_info(
                &self,
                ctx: &async_graphql::Context<'_>,
            ) -> async_graphql::connection::PageInfo {
                let at = |item: Option<&($crate::schema::page::Sort, hallway_graph::NodeIndex)>| {
                    item.map(|(sort, node)| $crate::schema::connection::cursor(ctx, sort, *node))
                };
                self.0
                    .window
                    .info(at(self.0.items.first()), at(self.0.items.last()))
            }

            /// How many there are on all pages.
            async fn total_count(&self) -> usize {
                self.0.window.total
            }
        }

        #[doc = concat!("One of ", $doc, ".")]
        pub struct $edge($crate::schema::page::Sort, hallway_graph::NodeIndex);

        #[doc = concat!("One of ", $doc, ".")]
        #[async_graphql::Object]
        impl $edge {
            /// Its place in the list.
            async fn cursor(&self, ctx: &async_graphql::Context<'_>) -> String {
                $crate::schema::connection::cursor(ctx, &self.0, self.1)
            }

            /// The node.
            async fn node(&self, ctx: &async_graphql::Context<'_>) -> $node {
                let make: fn(&hallway_graph::Graph, hallway_graph::NodeIndex) -> $node = $make;
                make(&$crate::scope::Scope::of(ctx).graph, self.1)
            }
        }
    };
}

/// Types for a list of nodes, each with the `$through` that connect it to the node above.
macro_rules! counted_connection {
    ($connection:ident, $edge:ident, $node:ident, $make:expr, $through:ident: $page:ident, $doc:literal) => {
        #[doc = concat!("A page of ", $doc, ", those with the highest count first.")]
        pub struct $connection(pub $crate::schema::connection::CountedPage);

        #[doc = concat!("A page of ", $doc, ", those with the highest count first.")]
        #[async_graphql::Object]
        impl $connection {
            /// The nodes of this page with their counts.
            async fn edges(&self) -> Vec<$edge> {
                self.0
                    .items
                    .iter()
                    .map(|item| $edge(item.clone()))
                    .collect()
            }

            /// The nodes of this page.
            async fn nodes(&self, ctx: &async_graphql::Context<'_>) -> Vec<$node> {
                let graph = &$crate::scope::Scope::of(ctx).graph;
                let make: fn(&hallway_graph::Graph, hallway_graph::NodeIndex) -> $node = $make;
                self.0
                    .items
                    .iter()
                    .map(|(node, _)| make(graph, *node))
                    .collect()
            }

            /// Where this page lies in the list.
            async fn page_info(
                &self,
                ctx: &async_graphql::Context<'_>,
            ) -> async_graphql::connection::PageInfo {
                let at = |item: Option<&$crate::schema::connection::Counted>| {
                    item.map(|(node, through)| {
                        $crate::schema::connection::cursor(
                            ctx,
                            &$crate::schema::connection::by_count(through),
                            *node,
                        )
                    })
                };
                self.0
                    .window
                    .info(at(self.0.items.first()), at(self.0.items.last()))
            }

            /// How many there are on all pages.
            async fn total_count(&self) -> usize {
                self.0.window.total
            }
        }

        #[doc = concat!("One of ", $doc, ", with its count.")]
        pub struct $edge($crate::schema::connection::Counted);

        #[doc = concat!("One of ", $doc, ", with its count.")]
        #[async_graphql::Object]
        impl $edge {
            /// Its place in the list.
            async fn cursor(&self, ctx: &async_graphql::Context<'_>) -> String {
                $crate::schema::connection::cursor(
                    ctx,
                    &$crate::schema::connection::by_count(&self.0.1),
                    self.0.0,
                )
            }

            /// The node.
            async fn node(&self, ctx: &async_graphql::Context<'_>) -> $node {
                let make: fn(&hallway_graph::Graph, hallway_graph::NodeIndex) -> $node = $make;
                make(&$crate::scope::Scope::of(ctx).graph, self.0.0)
            }

            /// How many connect the two.
            async fn count(&self) -> usize {
                self.0.1.len()
            }

            /// What connects the two.
            async fn $through(
                &self,
                ctx: &async_graphql::Context<'_>,
                #[graphql(desc = "At most so many from the start.")] first: Option<i32>,
                #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
                #[graphql(desc = "At most so many from the end.")] last: Option<i32>,
                #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
            ) -> async_graphql::Result<$page> {
                let paging = $crate::schema::page::Paging {
                    first,
                    after,
                    last,
                    before,
                };
                Ok($page(
                    $crate::schema::connection::NodePage::cut_plain(ctx, &self.0.1, paging).await?,
                ))
            }
        }
    };
}

/// A kind of node: the fields that all have, the facts at it, and fields of its own.
macro_rules! node_object {
    (
        #[doc = $doc:literal]
        $name:ident {
            $(
                #[doc = $edge_doc:literal]
                $edge:ident: $connection:ident = $kind:ident $way:ident;
            )*
        }
        $($extra:tt)*
    ) => {
        #[doc = $doc]
        #[derive(Clone, Copy, Debug)]
        pub struct $name(pub hallway_graph::NodeIndex);

        #[doc = $doc]
        #[async_graphql::Object]
        impl $name {
            /// The id: kind and slug, the same in every store and after every restart.
            pub async fn id(&self, ctx: &async_graphql::Context<'_>) -> async_graphql::ID {
                async_graphql::ID(self.data(ctx).id.to_string())
            }

            /// The best supported name.
            pub async fn name(&self, ctx: &async_graphql::Context<'_>) -> String {
                self.data(ctx).name.to_string()
            }

            /// The other names, sorted.
            pub async fn aliases(&self, ctx: &async_graphql::Context<'_>) -> Vec<String> {
                self.data(ctx).aliases().map(str::to_owned).collect()
            }

            /// How many edges it has, mentions apart.
            pub async fn degree(&self, ctx: &async_graphql::Context<'_>) -> usize {
                let graph = &$crate::scope::Scope::of(ctx).graph;
                hallway_extractor::vocabulary::EdgeKind::ALL
                    .into_iter()
                    .filter(|kind| *kind != hallway_extractor::vocabulary::EdgeKind::Mentions)
                    .map(|kind| graph.outgoing(self.0, kind).len() + graph.incoming(self.0, kind).len())
                    .sum()
            }

            /// How many documents show it.
            pub async fn document_count(&self, ctx: &async_graphql::Context<'_>) -> usize {
                self.data(ctx).documents as usize
            }

            /// Why nodes of several names or documents became this one.
            async fn merges(
                &self,
                ctx: &async_graphql::Context<'_>,
                #[graphql(desc = "At most so many.", default = 20)] first: i32,
            ) -> async_graphql::Result<Vec<$crate::schema::evidence::Merge>> {
                Ok($crate::schema::evidence::merges_of(ctx, self.0, first).await?)
            }

            /// The documents that mention it.
            async fn mentions(
                &self,
                ctx: &async_graphql::Context<'_>,
                #[graphql(desc = "At most so many from the start.")] first: Option<i32>,
                #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
                #[graphql(desc = "At most so many from the end.")] last: Option<i32>,
                #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
            ) -> async_graphql::Result<$crate::schema::document::MentionConnection> {
                let paging = $crate::schema::page::Paging { first, after, last, before };
                let kind = hallway_extractor::vocabulary::EdgeKind::Mentions;
                let page = $crate::schema::connection::FactPage::load(
                    ctx, self.0, kind, petgraph::Direction::Incoming, paging, Default::default(),
                ).await?;
                Ok($crate::schema::document::MentionConnection(page))
            }

            $(
                #[doc = $edge_doc]
                async fn $edge(
                    &self,
                    ctx: &async_graphql::Context<'_>,
                    #[graphql(desc = "At most so many from the start.")] first: Option<i32>,
                    #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
                    #[graphql(desc = "At most so many from the end.")] last: Option<i32>,
                    #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
                    #[graphql(desc = "Only facts at least so sure, 0 to 1.")] min_confidence: Option<f64>,
                ) -> async_graphql::Result<$connection> {
                    let paging = $crate::schema::page::Paging { first, after, last, before };
                    let filter = $crate::schema::connection::FactFilter { min_confidence, former: None };
                    let kind = hallway_extractor::vocabulary::EdgeKind::$kind;
                    let page = $crate::schema::connection::FactPage::load(
                        ctx, self.0, kind, petgraph::Direction::$way, paging, filter,
                    ).await?;
                    Ok($connection(page))
                }
            )*

            $($extra)*
        }

        impl $name {
            /// The node's data in the request's snapshot.
            pub(crate) fn data<'a>(&self, ctx: &async_graphql::Context<'a>) -> &'a hallway_graph::view::NodeData {
                $crate::scope::Scope::of(ctx).graph.data(self.0)
            }
        }
    };
}

pub(crate) use {
    counted_connection, fact_connection, node_connection, node_object, role_connection,
};
