//! The vocabulary on the wire, and the two types that stand for several kinds of nodes.

#![allow(
    clippy::duplicated_attributes,
    reason = "two fields of an interface may have one type"
)]

use async_graphql::{Enum, ID, Interface, Union};
use hallway_extractor::vocabulary;
use hallway_graph::{Graph, NodeIndex};

use super::document::Document;
use super::event::{Event, Place};
use super::person::{Organization, Person};
use super::subject::{Project, Topic};
use super::talk::Talk;

/// What a node stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "vocabulary::NodeKind")]
pub enum NodeKind {
    /// A human being.
    Person,
    /// A talk, keynote, tutorial, panel, … as a work.
    Talk,
    /// A company, foundation, university, community or working group.
    Organization,
    /// A subject that talks are filed under.
    Topic,
    /// Software, or a language.
    Project,
    /// One edition of a conference or meetup.
    Event,
    /// A city, country or venue.
    Place,
    /// A text that was read.
    Document,
}

/// How two nodes are related, read from source to target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "vocabulary::EdgeKind")]
pub enum EdgeKind {
    /// A person gave, co-presented, hosted or moderated a talk.
    Gave,
    /// A person works or worked at an organisation.
    WorksAt,
    /// A talk is about a topic or a project.
    About,
    /// A talk was given at an event.
    PresentedAt,
    /// A person creates, maintains or leads a project.
    WorksOn,
    /// A person chairs, organises or helps to run an event.
    Organizes,
    /// An event took place in a place.
    HeldIn,
    /// A person wrote a document.
    Wrote,
    /// A document mentions a node.
    Mentions,
}

/// What sort of talk a talk is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "vocabulary::TalkKind")]
pub enum TalkKind {
    /// An ordinary talk.
    Talk,
    /// An opening, closing or plenary address.
    Keynote,
    /// A tutorial or workshop.
    Tutorial,
    /// A lightning talk.
    Lightning,
    /// A panel, or an interview on stage.
    Panel,
    /// A poster.
    Poster,
    /// A summit session or other session with a subject.
    Session,
}

/// Which way along edges.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum Direction {
    /// From source to target.
    Outgoing,
    /// From target to source.
    Incoming,
    /// Both ways.
    Either,
}

/// Anything in the graph: it has an id, a name, and documents that show it.
#[derive(Clone, Copy, Debug, Interface)]
#[graphql(
    field(
        name = "id",
        ty = "ID",
        desc = "The id: kind and slug, the same in every store and after every restart."
    ),
    field(name = "name", ty = "String", desc = "The best supported name."),
    field(
        name = "aliases",
        ty = "Vec<String>",
        desc = "The other names, sorted."
    ),
    field(
        name = "degree",
        ty = "usize",
        desc = "How many edges it has, mentions apart."
    ),
    field(
        name = "documentCount",
        method = "document_count",
        ty = "usize",
        desc = "How many documents show it."
    )
)]
pub enum Node {
    /// A person.
    Person(Person),
    /// A talk.
    Talk(Talk),
    /// An organisation.
    Organization(Organization),
    /// A topic.
    Topic(Topic),
    /// A project.
    Project(Project),
    /// An event.
    Event(Event),
    /// A place.
    Place(Place),
    /// A document.
    Document(Document),
}

impl Node {
    /// The node as its own type.
    pub fn new(graph: &Graph, node: NodeIndex) -> Node {
        match graph.data(node).kind {
            vocabulary::NodeKind::Person => Node::Person(Person(node)),
            vocabulary::NodeKind::Talk => Node::Talk(Talk(node)),
            vocabulary::NodeKind::Organization => Node::Organization(Organization(node)),
            vocabulary::NodeKind::Topic => Node::Topic(Topic(node)),
            vocabulary::NodeKind::Project => Node::Project(Project(node)),
            vocabulary::NodeKind::Event => Node::Event(Event(node)),
            vocabulary::NodeKind::Place => Node::Place(Place(node)),
            vocabulary::NodeKind::Document => Node::Document(Document(node)),
        }
    }
}

/// What a talk can be about.
#[derive(Clone, Copy, Debug, Union)]
pub enum Subject {
    /// A topic.
    Topic(Topic),
    /// A project.
    Project(Project),
}

impl Subject {
    /// The node as what it is; `ABOUT` points at nothing else.
    pub fn new(graph: &Graph, node: NodeIndex) -> Subject {
        match graph.data(node).kind {
            vocabulary::NodeKind::Project => Subject::Project(Project(node)),
            _ => Subject::Topic(Topic(node)),
        }
    }
}
