//! What extraction yields: nodes, edges and their evidence, as they go over the wire.

use serde::{Deserialize, Serialize};

use crate::document::Span;
use crate::vocabulary::{EdgeKind, NodeKind, TalkKind};

/// The facts of one document. Serialises to the object that `extract --format jsonl` prints.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Extraction {
    /// The document's name.
    pub document: String,
    /// Its title.
    pub title: Option<String>,
    /// Its authors.
    pub author: Vec<String>,
    /// Its date, as far as stated: `2024`, `2024-06` or `2024-06-01`.
    pub date: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// The nodes, sorted by id.
    pub nodes: Vec<Node>,
    /// The edges, sorted by source, kind, target; each (source, kind, target) once.
    pub edges: Vec<Edge>,
    /// What was odd.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
}

/// A person, talk, topic, … as one document shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Node {
    /// `kind:slug`, made from the name alone, so stable across documents and machines.
    pub id: String,
    /// What it stands for.
    pub kind: NodeKind,
    /// The best name the document gives.
    pub name: String,
    /// Other names the document uses for it, sorted.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// What else the document says of it.
    #[serde(flatten)]
    pub details: Details,
    /// Identity keys: nodes of one kind that share a key are one node of the merged graph.
    /// See `docs/architecture.md`, "Folding".
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<String>,
}

/// Attributes of single kinds of nodes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Details {
    /// A talk's sort.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub talk_kind: Option<TalkKind>,
    /// True for a talk whose name is a description, not a title.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub untitled: bool,
    /// A talk's video, slides and page.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
    /// An event's series ('PyCon US').
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub series: Option<String>,
    /// An event's year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<i32>,
    /// A topic's broader topics, as names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub broader: Vec<String>,
}

/// Where a talk can be seen or read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Link {
    /// `video`, `slides` or `page`.
    pub kind: String,
    /// The address.
    pub url: String,
}

/// A fact: source, kind, target, and the sentences that say so.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Edge {
    /// The source node's id.
    pub source: String,
    /// How they are related.
    pub kind: EdgeKind,
    /// The target node's id.
    pub target: String,
    /// 0 to 1: how sure the evidence, taken together, makes the fact.
    pub confidence: f64,
    /// The role, where the text names one ('CTO').
    pub role: Option<String>,
    /// True where the text says that it was so once.
    pub former: bool,
    /// What says so; empty only for `MENTIONS`. Sorted by document, start, rule.
    pub evidence: Vec<Evidence>,
}

/// The place in a document that says a fact.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// The document's name.
    pub document: String,
    /// First byte of the quote in the document's plain text.
    pub start: usize,
    /// The byte after the quote.
    pub end: usize,
    /// Exactly that slice of the plain text.
    pub quote: String,
    /// The id of the rule that found it.
    pub rule: String,
    /// 0 to 1: the rule's confidence.
    pub confidence: f64,
}

/// Something odd about a document; never a failure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Note {
    /// Where, where it has a place.
    pub span: Option<Span>,
    /// What, in a sentence without its final dot.
    pub message: String,
}
