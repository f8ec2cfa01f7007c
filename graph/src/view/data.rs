//! What the nodes, edges and pieces of evidence of the view carry.

use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, LazyLock};

use hallway_extractor::extraction::Details;
use hallway_extractor::vocabulary::{EdgeKind, NodeKind};
use petgraph::graph::{EdgeIndex, NodeIndex};

/// A node of the merged graph. What every question asks for lies here, in one row of a
/// table; the rest is one step further, and for the many nodes that have nothing of it there
/// is one for all.
#[derive(Clone, Debug, PartialEq)]
pub struct NodeData {
    /// `kind:slug`; a talk of a common title has more in it, and so has one of two nodes
    /// that would have the same.
    pub id: Arc<str>,
    /// The best supported name.
    pub name: Arc<str>,
    /// What it stands for.
    pub kind: NodeKind,
    /// How many documents show it.
    pub documents: u32,
    /// What else there is to it; read as if it were part of the node.
    pub more: Arc<More>,
}

/// What only some nodes have.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct More {
    /// The other names, sorted.
    pub aliases: Box<[Arc<str>]>,
    /// What the documents say of it, taken together; nothing of most nodes.
    pub details: Details,
    /// What is known of a document; `None` for the other kinds.
    pub document: Option<Box<DocumentData>>,
    /// The ids that single documents use for it, where they differ from its own, sorted.
    pub former_ids: Box<[Arc<str>]>,
    /// Why nodes of several names or documents became this one, sorted.
    pub merges: Box<[Merge]>,
}

impl Deref for NodeData {
    type Target = More;

    fn deref(&self) -> &More {
        &self.more
    }
}

impl NodeData {
    /// The best supported name, then the others.
    pub fn names(&self) -> impl Iterator<Item = &Arc<str>> {
        std::iter::once(&self.name).chain(&self.more.aliases)
    }
}

impl More {
    /// The same for many nodes; nothing is always the same nothing.
    pub(crate) fn shared(self) -> Arc<More> {
        static NOTHING: LazyLock<Arc<More>> = LazyLock::new(Arc::default);
        if self == **NOTHING {
            return Arc::clone(&NOTHING);
        }
        Arc::new(self)
    }
}

/// What is known of a document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DocumentData {
    /// Its name, as it was given.
    pub name: String,
    /// Its title.
    pub title: Option<String>,
    /// Its authors.
    pub authors: Vec<String>,
    /// Its date, as far as stated.
    pub date: Option<String>,
    /// Its address.
    pub url: Option<String>,
}

/// A decision that two names are one node, and why.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Merge {
    /// One name.
    pub left: String,
    /// The other.
    pub right: String,
    /// Why, in words for the user ('one title, one speaker').
    pub reason: String,
}

/// An edge of the merged graph.
#[derive(Clone, Debug, PartialEq)]
pub struct EdgeData {
    /// Where it starts.
    pub source: NodeIndex,
    /// Where it points.
    pub target: NodeIndex,
    /// How they are related.
    pub kind: EdgeKind,
    /// True where the latest document says that it was so once.
    pub former: bool,
    /// 0 to 1: how sure all its evidence makes it.
    pub confidence: f32,
    /// The role, where a text names one.
    pub role: Option<Label>,
    /// What says so, sorted by document, start, rule; empty only for `MENTIONS`.
    pub evidence: Arc<[EvidenceData]>,
}

/// The place in a document that says a fact.
#[derive(Clone, Debug, PartialEq)]
pub struct EvidenceData {
    /// The document's node.
    pub document: NodeIndex,
    /// First byte of the quote in the document's plain text.
    pub start: u32,
    /// The byte after the quote.
    pub end: u32,
    /// 0 to 1: the rule's confidence.
    pub confidence: f32,
    /// The quote.
    pub quote: Box<str>,
    /// The id of the rule that found it.
    pub rule: Label,
}

/// A text that very many facts share, such as the id of a rule: in each of them it takes the
/// room of one pointer.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Label(Arc<Box<str>>);

impl From<&str> for Label {
    fn from(text: &str) -> Label {
        Label(Arc::new(text.into()))
    }
}

impl Deref for Label {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Label {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self)
    }
}

impl fmt::Debug for Label {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, out)
    }
}

/// Names one piece of evidence within a graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EvidenceRef {
    /// The edge that it supports.
    pub edge: EdgeIndex,
    /// Its place in the edge's list.
    pub position: u32,
}

/// One step from a node: along which edge, to which node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Adjacent {
    /// The node on the other side.
    pub node: NodeIndex,
    /// The edge.
    pub edge: EdgeIndex,
}

impl EdgeData {
    /// The confidence as it is printed: two values that print alike are alike.
    pub fn confidence(&self) -> f64 {
        rounded(self.confidence)
    }
}

impl EvidenceData {
    /// The confidence as it is printed.
    pub fn confidence(&self) -> f64 {
        rounded(self.confidence)
    }
}

/// Four digits: what single precision holds without showing its rounding.
fn rounded(confidence: f32) -> f64 {
    (f64::from(confidence) * 10_000.0).round() / 10_000.0
}
