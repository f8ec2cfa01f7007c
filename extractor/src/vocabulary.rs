//! The kinds of nodes and edges, defined once: schema, exports, rule language and
//! reports are derived from the tables here.

use serde::{Deserialize, Serialize};

/// What a node of the graph stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum NodeKind {
    /// A human being.
    Person,
    /// A talk, keynote, tutorial, panel, … as a work; its stagings are `PRESENTED_AT` edges.
    Talk,
    /// A company, foundation, university, community or working group.
    Organization,
    /// A subject that a talk is filed under.
    Topic,
    /// Software, or a language.
    Project,
    /// One edition of a conference or meetup ('PyCon US 2024').
    Event,
    /// A city, country or venue.
    Place,
    /// A text that was read.
    Document,
}

impl NodeKind {
    /// Every kind, in the order of the design's vocabulary.
    pub const ALL: [NodeKind; 8] = [
        NodeKind::Person,
        NodeKind::Talk,
        NodeKind::Organization,
        NodeKind::Topic,
        NodeKind::Project,
        NodeKind::Event,
        NodeKind::Place,
        NodeKind::Document,
    ];

    /// The name on the wire, as in exports and GraphQL: `PERSON`.
    pub fn name(self) -> &'static str {
        match self {
            NodeKind::Person => "PERSON",
            NodeKind::Talk => "TALK",
            NodeKind::Organization => "ORGANIZATION",
            NodeKind::Topic => "TOPIC",
            NodeKind::Project => "PROJECT",
            NodeKind::Event => "EVENT",
            NodeKind::Place => "PLACE",
            NodeKind::Document => "DOCUMENT",
        }
    }

    /// The prefix of ids of this kind: `person` in `person:lynn-root`.
    pub fn prefix(self) -> &'static str {
        match self {
            NodeKind::Person => "person",
            NodeKind::Talk => "talk",
            NodeKind::Organization => "organization",
            NodeKind::Topic => "topic",
            NodeKind::Project => "project",
            NodeKind::Event => "event",
            NodeKind::Place => "place",
            NodeKind::Document => "document",
        }
    }

    /// The kind of that wire name.
    pub fn from_name(name: &str) -> Option<NodeKind> {
        NodeKind::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// How two nodes are related; always read from source to target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum EdgeKind {
    /// Person gave, co-presented, hosted or moderated a talk.
    Gave,
    /// Person works or worked at, founded or is a member of an organisation.
    WorksAt,
    /// Talk is about a topic or a project.
    About,
    /// Talk was given at an event.
    PresentedAt,
    /// Person creates, maintains or leads a project.
    WorksOn,
    /// Person chairs, organises or volunteers to run an event.
    Organizes,
    /// Event took place in a place.
    HeldIn,
    /// Person wrote a document.
    Wrote,
    /// Document mentions a node; the one kind that needs no evidence.
    Mentions,
}

impl EdgeKind {
    /// Every kind, in the order of the design's vocabulary.
    pub const ALL: [EdgeKind; 9] = [
        EdgeKind::Gave,
        EdgeKind::WorksAt,
        EdgeKind::About,
        EdgeKind::PresentedAt,
        EdgeKind::WorksOn,
        EdgeKind::Organizes,
        EdgeKind::HeldIn,
        EdgeKind::Wrote,
        EdgeKind::Mentions,
    ];

    /// The name on the wire: `WORKS_AT`.
    pub fn name(self) -> &'static str {
        match self {
            EdgeKind::Gave => "GAVE",
            EdgeKind::WorksAt => "WORKS_AT",
            EdgeKind::About => "ABOUT",
            EdgeKind::PresentedAt => "PRESENTED_AT",
            EdgeKind::WorksOn => "WORKS_ON",
            EdgeKind::Organizes => "ORGANIZES",
            EdgeKind::HeldIn => "HELD_IN",
            EdgeKind::Wrote => "WROTE",
            EdgeKind::Mentions => "MENTIONS",
        }
    }

    /// The kind of that wire name.
    pub fn from_name(name: &str) -> Option<EdgeKind> {
        EdgeKind::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The kind of node an edge of this kind starts from.
    pub fn source(self) -> NodeKind {
        match self {
            EdgeKind::Gave
            | EdgeKind::WorksAt
            | EdgeKind::WorksOn
            | EdgeKind::Organizes
            | EdgeKind::Wrote => NodeKind::Person,
            EdgeKind::About | EdgeKind::PresentedAt => NodeKind::Talk,
            EdgeKind::HeldIn => NodeKind::Event,
            EdgeKind::Mentions => NodeKind::Document,
        }
    }

    /// The kinds of node an edge of this kind may point at.
    pub fn targets(self) -> &'static [NodeKind] {
        match self {
            EdgeKind::Gave => &[NodeKind::Talk],
            EdgeKind::WorksAt => &[NodeKind::Organization],
            EdgeKind::About => &[NodeKind::Topic, NodeKind::Project],
            EdgeKind::PresentedAt | EdgeKind::Organizes => &[NodeKind::Event],
            EdgeKind::WorksOn => &[NodeKind::Project],
            EdgeKind::HeldIn => &[NodeKind::Place],
            EdgeKind::Wrote => &[NodeKind::Document],
            EdgeKind::Mentions => &NodeKind::ALL,
        }
    }
}

/// What sort of talk a talk is.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum TalkKind {
    /// An ordinary talk.
    #[default]
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

impl TalkKind {
    /// The name on the wire: `keynote`.
    pub fn name(self) -> &'static str {
        match self {
            TalkKind::Talk => "talk",
            TalkKind::Keynote => "keynote",
            TalkKind::Tutorial => "tutorial",
            TalkKind::Lightning => "lightning",
            TalkKind::Panel => "panel",
            TalkKind::Poster => "poster",
            TalkKind::Session => "session",
        }
    }
}
