//! Filters and orders of the lists at the root.
//!
//! A filter's names are looked up once; then each node is tested by walking its own edges.

use async_graphql::{Enum, InputObject};
use hallway_extractor::vocabulary::{EdgeKind, NodeKind};
use hallway_graph::name::fold;
use hallway_graph::{Graph, NodeIndex};
use petgraph::Direction;
use rustc_hash::FxHashSet;

use super::facets::years;
use super::kinds::TalkKind;
use super::page::{Sort, YearRange};

/// Which people.
#[derive(Clone, Debug, Default, InputObject)]
pub struct PersonFilter {
    /// Whose name or alias holds this text.
    pub name: Option<String>,
    /// Who gave a talk about this topic or project: its name or id.
    pub topic: Option<String>,
    /// Who gave a talk at this event or series: its name or id.
    pub event: Option<String>,
    /// Who gave a talk in these years.
    pub years: Option<YearRange>,
    /// Who works or worked at this organisation: its name or id.
    pub organization: Option<String>,
    /// With `organization`: who worked there once (true), or works there now (false).
    pub former: Option<bool>,
    /// Only count facts at least so sure, 0 to 1.
    pub min_confidence: Option<f64>,
}

/// Which talks.
#[derive(Clone, Debug, Default, InputObject)]
pub struct TalkFilter {
    /// Whose title or alias holds this text.
    pub name: Option<String>,
    /// Of one of these sorts.
    pub kinds: Option<Vec<TalkKind>>,
    /// About this topic or project: its name or id.
    pub topic: Option<String>,
    /// Given at this event or series: its name or id.
    pub event: Option<String>,
    /// Given in these years.
    pub years: Option<YearRange>,
    /// Given by this person: the name or id.
    pub speaker: Option<String>,
    /// Given by someone who works or worked at this organisation: its name or id.
    pub organization: Option<String>,
    /// Only count facts at least so sure, 0 to 1.
    pub min_confidence: Option<f64>,
}

/// Which nodes, by their names alone.
#[derive(Clone, Debug, Default, InputObject)]
pub struct NameFilter {
    /// Whose name or alias holds this text.
    pub name: Option<String>,
    /// That at least so many documents show.
    pub min_documents: Option<i32>,
}

/// Which events.
#[derive(Clone, Debug, Default, InputObject)]
pub struct EventFilter {
    /// Whose name or alias holds this text.
    pub name: Option<String>,
    /// Of this series ('PyCon US').
    pub series: Option<String>,
    /// In these years.
    pub years: Option<YearRange>,
    /// Held in this place: its name or id.
    pub place: Option<String>,
}

/// Which documents.
#[derive(Clone, Debug, Default, InputObject)]
pub struct DocumentFilter {
    /// Whose title or path holds this text.
    pub name: Option<String>,
    /// Written by this person: the name or id.
    pub author: Option<String>,
    /// Dated in these years.
    pub years: Option<YearRange>,
}

/// The order of people; ties are in the order of ids.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum PersonOrder {
    /// By id.
    #[default]
    Id,
    /// By name.
    Name,
    /// Those with the most talks first.
    Talks,
    /// Those that most documents show first.
    Documents,
}

/// The order of talks; ties are in the order of ids.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum TalkOrder {
    /// By id.
    #[default]
    Id,
    /// By title.
    Name,
    /// The latest first, by their events' years.
    Year,
    /// Those that most documents show first.
    Documents,
}

/// The order of topics, projects, organisations and places; ties are in the order of ids.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum NodeOrder {
    /// By id.
    #[default]
    Id,
    /// By name.
    Name,
    /// Those with the most talks (organisations: people, places: events) first.
    Talks,
    /// Those that most documents show first.
    Documents,
}

/// The order of events; ties are in the order of ids.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum EventOrder {
    /// By id.
    #[default]
    Id,
    /// By name.
    Name,
    /// The latest first.
    Year,
    /// Those with the most talks first.
    Talks,
}

/// The order of documents; ties are in the order of ids.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum DocumentOrder {
    /// By id.
    #[default]
    Id,
    /// By name.
    Name,
    /// The latest first; those without a date last.
    Date,
}

/// A list of nodes with their sort keys, sorted.
pub type Sorted = Vec<(Sort, NodeIndex)>;

/// A name or id, looked up: none where it was not asked for.
struct Lookup(Option<FxHashSet<NodeIndex>>);

impl Lookup {
    fn new(graph: &Graph, kinds: &[NodeKind], wanted: Option<&str>) -> Lookup {
        Lookup(wanted.map(|wanted| {
            let by_name = kinds
                .iter()
                .flat_map(|kind| graph.find_by_name(*kind, wanted));
            by_name.chain(graph.node(wanted)).collect()
        }))
    }

    /// As `new`, for events, which a series stands for too.
    fn events(graph: &Graph, wanted: Option<&str>) -> Lookup {
        let mut lookup = Lookup::new(graph, &[NodeKind::Event], wanted);
        if let (Some(found), Some(wanted)) = (&mut lookup.0, wanted) {
            let wanted = fold(wanted);
            let series = |node: &&NodeIndex| {
                graph
                    .data(**node)
                    .series()
                    .is_some_and(|series| fold(series) == wanted)
            };
            found.extend(graph.nodes_of(NodeKind::Event).iter().filter(series));
        }
        lookup
    }

    fn asked(&self) -> bool {
        self.0.is_some()
    }

    /// True where it was not asked for, or one of the nodes was found.
    fn any(&self, mut nodes: impl Iterator<Item = NodeIndex>) -> bool {
        self.0
            .as_ref()
            .is_none_or(|found| nodes.any(|node| found.contains(&node)))
    }
}

/// Walks edges that are sure enough.
struct Walker<'g> {
    graph: &'g Graph,
    least: f64,
}

impl<'g> Walker<'g> {
    fn new(graph: &'g Graph, least: Option<f64>) -> Walker<'g> {
        Walker {
            graph,
            least: least.unwrap_or(0.0),
        }
    }

    fn go(
        &self,
        node: NodeIndex,
        kind: EdgeKind,
        way: Direction,
    ) -> impl Iterator<Item = NodeIndex> + '_ {
        self.graph
            .adjacent(node, kind, way)
            .iter()
            .filter(|step| {
                self.least <= 0.0 || self.graph.edge(step.edge).confidence() >= self.least
            })
            .map(|step| step.node)
    }

    /// True where a talk is about, at and in what was asked for.
    fn talk_fits(
        &self,
        talk: NodeIndex,
        topic: &Lookup,
        event: &Lookup,
        range: Option<&YearRange>,
    ) -> bool {
        topic.any(self.go(talk, EdgeKind::About, Direction::Outgoing))
            && event.any(self.go(talk, EdgeKind::PresentedAt, Direction::Outgoing))
            && range.is_none_or(|range| years(self.graph, talk).any(|year| range.holds(year)))
    }
}

/// True where the name or an alias holds `wanted`, which is folded.
fn named(graph: &Graph, node: NodeIndex, wanted: Option<&str>) -> bool {
    let Some(wanted) = wanted else { return true };
    let mut names = graph.data(node).names();
    names.any(|name| fold(name).contains(wanted))
}

/// The people that fit, in order.
pub fn people(graph: &Graph, filter: &PersonFilter, order: PersonOrder) -> Sorted {
    let wanted = filter.name.as_deref().map(fold);
    let topic = Lookup::new(
        graph,
        &[NodeKind::Topic, NodeKind::Project],
        filter.topic.as_deref(),
    );
    let event = Lookup::events(graph, filter.event.as_deref());
    let organization = Lookup::new(
        graph,
        &[NodeKind::Organization],
        filter.organization.as_deref(),
    );
    let walker = Walker::new(graph, filter.min_confidence);
    let by_talk = topic.asked() || event.asked() || filter.years.is_some();
    let fits = |node: NodeIndex| {
        named(graph, node, wanted.as_deref())
            && (!by_talk
                || walker
                    .go(node, EdgeKind::Gave, Direction::Outgoing)
                    .any(|talk| walker.talk_fits(talk, &topic, &event, filter.years.as_ref())))
            && (!organization.asked()
                || graph.outgoing(node, EdgeKind::WorksAt).iter().any(|step| {
                    let edge = graph.edge(step.edge);
                    filter.former.is_none_or(|former| edge.former == former)
                        && edge.confidence() >= walker.least
                        && organization.any(std::iter::once(step.node))
                }))
    };
    sorted(graph, NodeKind::Person, fits, |node| match order {
        PersonOrder::Id => Sort::Plain,
        PersonOrder::Name => by_name(graph, node),
        PersonOrder::Talks => most(graph.outgoing(node, EdgeKind::Gave).len()),
        PersonOrder::Documents => most(graph.data(node).documents as usize),
    })
}

/// The talks that fit, in order.
pub fn talks(graph: &Graph, filter: &TalkFilter, order: TalkOrder) -> Sorted {
    let wanted = filter.name.as_deref().map(fold);
    let topic = Lookup::new(
        graph,
        &[NodeKind::Topic, NodeKind::Project],
        filter.topic.as_deref(),
    );
    let event = Lookup::events(graph, filter.event.as_deref());
    let speaker = Lookup::new(graph, &[NodeKind::Person], filter.speaker.as_deref());
    let organization = Lookup::new(
        graph,
        &[NodeKind::Organization],
        filter.organization.as_deref(),
    );
    let walker = Walker::new(graph, filter.min_confidence);
    let fits = |node: NodeIndex| {
        let kind = TalkKind::from(graph.data(node).talk_kind.unwrap_or_default());
        filter
            .kinds
            .as_ref()
            .is_none_or(|kinds| kinds.contains(&kind))
            && named(graph, node, wanted.as_deref())
            && walker.talk_fits(node, &topic, &event, filter.years.as_ref())
            && speaker.any(walker.go(node, EdgeKind::Gave, Direction::Incoming))
            && organization.any(
                walker
                    .go(node, EdgeKind::Gave, Direction::Incoming)
                    .flat_map(|person| walker.go(person, EdgeKind::WorksAt, Direction::Outgoing)),
            )
    };
    sorted(graph, NodeKind::Talk, fits, |node| match order {
        TalkOrder::Id => Sort::Plain,
        TalkOrder::Name => by_name(graph, node),
        TalkOrder::Year => latest(years(graph, node).max()),
        TalkOrder::Documents => most(graph.data(node).documents as usize),
    })
}

/// The topics, projects, organisations or places that fit, in order.
pub fn others(graph: &Graph, kind: NodeKind, filter: &NameFilter, order: NodeOrder) -> Sorted {
    let wanted = filter.name.as_deref().map(fold);
    let least = filter.min_documents.unwrap_or(0);
    let fits = |node: NodeIndex| {
        i64::from(graph.data(node).documents) >= i64::from(least)
            && named(graph, node, wanted.as_deref())
    };
    let edge = match kind {
        NodeKind::Organization => EdgeKind::WorksAt,
        NodeKind::Place => EdgeKind::HeldIn,
        _ => EdgeKind::About,
    };
    sorted(graph, kind, fits, |node| match order {
        NodeOrder::Id => Sort::Plain,
        NodeOrder::Name => by_name(graph, node),
        NodeOrder::Talks => most(graph.incoming(node, edge).len()),
        NodeOrder::Documents => most(graph.data(node).documents as usize),
    })
}

/// The events that fit, in order.
pub fn events(graph: &Graph, filter: &EventFilter, order: EventOrder) -> Sorted {
    let wanted = filter.name.as_deref().map(fold);
    let series = filter.series.as_deref().map(fold);
    let place = Lookup::new(graph, &[NodeKind::Place], filter.place.as_deref());
    let fits = |node: NodeIndex| {
        let data = graph.data(node);
        named(graph, node, wanted.as_deref())
            && series
                .as_ref()
                .is_none_or(|series| data.series().is_some_and(|own| fold(own) == *series))
            && filter
                .years
                .is_none_or(|range| data.year().is_some_and(|year| range.holds(year)))
            && place.any(
                graph
                    .outgoing(node, EdgeKind::HeldIn)
                    .iter()
                    .map(|step| step.node),
            )
    };
    sorted(graph, NodeKind::Event, fits, |node| match order {
        EventOrder::Id => Sort::Plain,
        EventOrder::Name => by_name(graph, node),
        EventOrder::Year => latest(graph.data(node).year()),
        EventOrder::Talks => most(graph.incoming(node, EdgeKind::PresentedAt).len()),
    })
}

/// The documents that fit, in order.
pub fn documents(graph: &Graph, filter: &DocumentFilter, order: DocumentOrder) -> Sorted {
    let wanted = filter.name.as_deref().map(fold);
    let author = Lookup::new(graph, &[NodeKind::Person], filter.author.as_deref());
    let date = |node: NodeIndex| graph.data(node).date();
    let path = |node: NodeIndex| graph.data(node).path();
    let fits = |node: NodeIndex| {
        let in_path = || {
            wanted
                .as_deref()
                .is_some_and(|wanted| path(node).is_some_and(|path| fold(path).contains(wanted)))
        };
        (named(graph, node, wanted.as_deref()) || in_path())
            && author.any(
                graph
                    .incoming(node, EdgeKind::Wrote)
                    .iter()
                    .map(|step| step.node),
            )
            && filter.years.is_none_or(|range| {
                date(node)
                    .and_then(year_of)
                    .is_some_and(|year| range.holds(year))
            })
    };
    sorted(graph, NodeKind::Document, fits, |node| match order {
        DocumentOrder::Id => Sort::Plain,
        DocumentOrder::Name => by_name(graph, node),
        DocumentOrder::Date => Sort::Number(-date(node).and_then(day_of).unwrap_or(i64::MIN + 1)),
    })
}

fn sorted(
    graph: &Graph,
    kind: NodeKind,
    fits: impl Fn(NodeIndex) -> bool,
    key: impl Fn(NodeIndex) -> Sort,
) -> Sorted {
    let mut list: Sorted = graph
        .nodes_of(kind)
        .iter()
        .copied()
        .filter(|node| fits(*node))
        .map(|node| (key(node), node))
        .collect();
    // They come sorted by id, and the sort is stable.
    list.sort_by(|a, b| a.0.cmp(&b.0));
    list
}

fn by_name(graph: &Graph, node: NodeIndex) -> Sort {
    Sort::Text(fold(&graph.data(node).name))
}

fn most(count: usize) -> Sort {
    Sort::Number(-(count as i64))
}

fn latest(year: Option<i32>) -> Sort {
    Sort::Number(year.map_or(i64::MAX, |year| -i64::from(year)))
}

/// The year of a date such as `2024`, `2024-06` or `2024-06-01`.
fn year_of(date: &str) -> Option<i32> {
    date.split('-').next()?.parse().ok()
}

/// A date as a number that grows with it; what it leaves open counts as the start.
fn day_of(date: &str) -> Option<i64> {
    let mut parts = date.split('-').map(|part| {
        part.parse::<i64>()
            .ok()
            .filter(|part| (0..10_000).contains(part))
    });
    let year = parts.next()??;
    let month = parts.next().flatten().unwrap_or(0);
    let day = parts.next().flatten().unwrap_or(0);
    Some((year * 100 + month.min(99)) * 100 + day.min(99))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_grow_with_what_they_state() {
        let days: Vec<_> = [
            "2023",
            "2024",
            "2024-01",
            "2024-06-01",
            "2024-06-02",
            "2025",
        ]
        .iter()
        .map(|date| day_of(date))
        .collect();
        assert!(days.windows(2).all(|pair| pair[0] < pair[1]), "{days:?}");
        assert_eq!(day_of("soon"), None);
        assert_eq!(year_of("2024-06"), Some(2024));
    }
}
