//! Ways through the graph: paths, what can be reached, what surrounds a node.

use async_graphql::{Context, ID, Object, Result};
use hallway_extractor::vocabulary;
use hallway_graph::query::{self, Path as Way, Subgraph as Part, Walk};
use hallway_graph::{EdgeIndex, Format, Graph, NodeIndex, export};

use super::document::report;
use super::evidence::Fact;
use super::kinds::{Direction, EdgeKind, Node};
use super::{MAX_HOPS, MAX_PATHS, MAX_SUBGRAPH};
use crate::refusal::{Code, Refusal};
use crate::scope::Scope;

/// A number between zero (or one) and its cap.
pub fn bounded(
    name: &str,
    given: Option<i32>,
    default: usize,
    least: usize,
    most: usize,
) -> Result<usize, Refusal> {
    match given.map_or(Ok(default), usize::try_from) {
        Ok(number) if (least..=most).contains(&number) => Ok(number),
        _ => Err(Refusal::new(
            Code::Argument,
            format!("'{name}' is a number from {least} to {most}"),
        )),
    }
}

/// The node of an id, or the sentence that says what to do.
pub fn find(graph: &Graph, id: &ID) -> Result<NodeIndex, Refusal> {
    graph.node(id).ok_or_else(|| {
        let shown: String = id.chars().filter(|c| !c.is_control()).take(80).collect();
        Refusal::new(
            Code::NotFound,
            format!("there is no node '{shown}'; find its id with search"),
        )
    })
}

/// The kinds of edges, as the graph calls them.
pub fn edge_kinds(through: Option<Vec<EdgeKind>>) -> Vec<vocabulary::EdgeKind> {
    let mut kinds: Vec<vocabulary::EdgeKind> = through
        .unwrap_or_default()
        .into_iter()
        .map(Into::into)
        .collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

/// The way along edges, as the graph calls it.
fn way(direction: Direction) -> Option<petgraph::Direction> {
    match direction {
        Direction::Outgoing => Some(petgraph::Direction::Outgoing),
        Direction::Incoming => Some(petgraph::Direction::Incoming),
        Direction::Either => None,
    }
}

/// Walks on a thread where it holds nobody up, with what is left of the request's work, and
/// takes from the budget what `cost` says that it looked at and found.
async fn walk<T: Send + 'static>(
    ctx: &Context<'_>,
    through: Option<Vec<EdgeKind>>,
    direction: Direction,
    walking: impl FnOnce(&Graph, Walk<'_>) -> T + Send + 'static,
    cost: impl FnOnce(&T) -> (u64, usize),
) -> Result<T, Refusal> {
    let scope = Scope::of(ctx);
    let through = edge_kinds(through);
    let left = scope.work_left();
    if left == 0 {
        return Err(scope.too_much_work());
    }
    let way = way(direction);
    let found = scope
        .aside(move |graph| walking(graph, Walk::along(&through).towards(way).within(left)))
        .await?;
    // What went a little beyond the work that was left was cut off and says so, so it is no
    // error.
    let (work, size) = cost(&found);
    let _ = scope.work(usize::try_from(work.min(scope.work_left())).unwrap_or(usize::MAX));
    scope.spend(size).await?;
    Ok(found)
}

/// Which ways between two nodes are asked for.
pub struct Between {
    /// Where they start.
    pub from: ID,
    /// Where they lead.
    pub to: ID,
    /// Along which kinds of edges.
    pub through: Option<Vec<EdgeKind>>,
    /// Which way along them.
    pub direction: Direction,
    /// Of how many steps at most.
    pub max_hops: Option<i32>,
}

impl Between {
    async fn walk(
        self,
        ctx: &Context<'_>,
        walking: impl FnOnce(&Graph, Walk<'_>, [NodeIndex; 2], u32) -> query::Paths + Send + 'static,
    ) -> Result<query::Paths, Refusal> {
        let graph = &Scope::of(ctx).graph;
        let ends = [find(graph, &self.from)?, find(graph, &self.to)?];
        let most = bounded("maxHops", self.max_hops, 6, 0, MAX_HOPS as usize)? as u32;
        let nodes = |found: &query::Paths| found.paths.iter().map(|path| path.nodes.len()).sum();
        walk(
            ctx,
            self.through,
            self.direction,
            move |graph, walk| walking(graph, walk, ends, most),
            |found| (found.work, nodes(found)),
        )
        .await
    }
}

/// A shortest path between two nodes.
pub async fn path(ctx: &Context<'_>, between: Between) -> Result<Option<Path>, Refusal> {
    let found = between.walk(ctx, |graph, walk, [from, to], most| {
        walk.path(graph, from, to, most)
    });
    let mut found = found.await?;
    if found.truncated {
        return Err(Scope::of(ctx).too_much_work());
    }
    Ok(found.paths.pop().map(Path))
}

/// The shortest paths between two nodes.
pub async fn paths(
    ctx: &Context<'_>,
    between: Between,
    first: Option<i32>,
) -> Result<PathList, Refusal> {
    let count = bounded("first", first, 3, 1, MAX_PATHS)?;
    let found = between.walk(ctx, move |graph, walk, [from, to], most| {
        walk.paths(graph, from, to, most, count)
    });
    Ok(PathList(found.await?))
}

/// Some paths, shortest first.
pub struct PathList(query::Paths);

/// Some paths between two nodes, shortest first.
#[Object]
impl PathList {
    /// The paths.
    async fn paths(&self) -> Vec<Path> {
        self.0.paths.iter().cloned().map(Path).collect()
    }

    /// True where there are, or may be, more within the bounds.
    async fn truncated(&self) -> bool {
        self.0.truncated
    }
}

/// A way from one node to another.
pub struct Path(pub Way);

/// A way from one node to another, with what says each step.
#[Object]
impl Path {
    /// How many steps it has.
    async fn length(&self) -> usize {
        self.0.edges.len()
    }

    /// The nodes on it, both ends included.
    async fn nodes(&self, ctx: &Context<'_>) -> Vec<Node> {
        let graph = &Scope::of(ctx).graph;
        self.0
            .nodes
            .iter()
            .map(|node| Node::new(graph, *node))
            .collect()
    }

    /// The steps.
    async fn hops(&self) -> Vec<Hop> {
        let ends = self.0.nodes.windows(2).zip(&self.0.edges);
        ends.filter_map(|(ends, edge)| match ends {
            [from, to] => Some(Hop {
                from: *from,
                to: *to,
                edge: *edge,
            }),
            _ => None,
        })
        .collect()
    }

    /// The path in the language of Graphviz; null where it could not be written.
    async fn dot(&self, ctx: &Context<'_>) -> Option<String> {
        let part = Part {
            nodes: self
                .0
                .nodes
                .iter()
                .zip(0..)
                .map(|(node, distance)| (*node, distance))
                .collect(),
            edges: self.0.edges.clone(),
            ..Part::default()
        };
        dot(ctx, &part)
    }
}

/// One step of a path.
pub struct Hop {
    from: NodeIndex,
    to: NodeIndex,
    edge: EdgeIndex,
}

/// One step of a path.
#[Object]
impl Hop {
    /// Where the step starts.
    async fn from(&self, ctx: &Context<'_>) -> Node {
        Node::new(&Scope::of(ctx).graph, self.from)
    }

    /// Where the step leads.
    async fn to(&self, ctx: &Context<'_>) -> Node {
        Node::new(&Scope::of(ctx).graph, self.to)
    }

    /// Whether the step goes along the fact or against it.
    async fn direction(&self, ctx: &Context<'_>) -> Direction {
        if Scope::of(ctx).graph.edge(self.edge).source == self.from {
            Direction::Outgoing
        } else {
            Direction::Incoming
        }
    }

    /// The fact that is the step.
    async fn fact(&self) -> Fact {
        Fact(self.edge)
    }
}

/// What surrounds a node.
pub async fn neighborhood(
    ctx: &Context<'_>,
    id: &ID,
    hops: Option<i32>,
    through: Option<Vec<EdgeKind>>,
    direction: Direction,
    first: Option<i32>,
) -> Result<Subgraph, Refusal> {
    let center = find(&Scope::of(ctx).graph, id)?;
    let hops = bounded("hops", hops, 1, 0, MAX_HOPS as usize)? as u32;
    let first = bounded("first", first, 50, 1, MAX_SUBGRAPH)?;
    let part = walk(
        ctx,
        through,
        direction,
        move |graph, walk| walk.neighborhood(graph, center, hops, &[], first),
        |part| (part.work, part.nodes.len() + part.edges.len()),
    );
    Ok(Subgraph(part.await?))
}

/// What can be reached from a node.
pub async fn reachable(
    ctx: &Context<'_>,
    from: &ID,
    through: Option<Vec<EdgeKind>>,
    direction: Direction,
    max_hops: Option<i32>,
    first: Option<i32>,
) -> Result<Reachable, Refusal> {
    let from = find(&Scope::of(ctx).graph, from)?;
    let first = bounded("first", first, 50, 1, MAX_SUBGRAPH)?;
    let most = bounded("maxHops", max_hops, MAX_HOPS as usize, 0, MAX_HOPS as usize)? as u32;
    let reached = walk(
        ctx,
        through,
        direction,
        move |graph, walk| walk.reachable(graph, from, most, first),
        |reached| (reached.work, reached.nodes.len()),
    );
    Ok(Reachable(reached.await?))
}

/// What can be reached from a node, nearest first.
pub struct Reachable(query::Reached);

/// What can be reached from a node, nearest first.
#[Object]
impl Reachable {
    /// The nodes.
    async fn nodes(&self, ctx: &Context<'_>) -> Vec<Node> {
        let graph = &Scope::of(ctx).graph;
        self.0
            .nodes
            .iter()
            .map(|node| Node::new(graph, *node))
            .collect()
    }

    /// True where there are more.
    async fn truncated(&self) -> bool {
        self.0.truncated
    }
}

/// A part of the graph.
pub struct Subgraph(pub Part);

/// A part of the graph.
#[Object]
impl Subgraph {
    /// The nodes, nearest first, then by id.
    async fn nodes(&self, ctx: &Context<'_>) -> Vec<Node> {
        let graph = &Scope::of(ctx).graph;
        self.0
            .nodes
            .iter()
            .map(|(node, _)| Node::new(graph, *node))
            .collect()
    }

    /// How many steps each of the nodes is away, in the same order.
    async fn distances(&self) -> Vec<u32> {
        self.0.nodes.iter().map(|(_, distance)| *distance).collect()
    }

    /// Every fact of the kinds asked for between these nodes.
    async fn edges(&self) -> Vec<Fact> {
        self.0.edges.iter().copied().map(Fact).collect()
    }

    /// True where there is more within reach than was asked for.
    async fn truncated(&self) -> bool {
        self.0.truncated
    }

    /// The part in the language of Graphviz; null where it could not be written.
    async fn dot(&self, ctx: &Context<'_>) -> Option<String> {
        dot(ctx, &self.0)
    }
}

fn dot(ctx: &Context<'_>, part: &Part) -> Option<String> {
    let mut out = Vec::new();
    let written = export::write(&Scope::of(ctx).graph, Some(part), Format::Dot, &mut out);
    match written.map(|()| String::from_utf8(out)) {
        Ok(Ok(text)) => Some(text),
        _ => {
            report(
                ctx,
                Refusal::new(
                    Code::Internal,
                    "the drawing could not be written; please report it with the query",
                ),
            );
            None
        }
    }
}
