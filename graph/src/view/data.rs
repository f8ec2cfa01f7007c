//! What the nodes, edges and pieces of evidence of the view carry.

use std::sync::Arc;

use hallway_extractor::TalkKind;
use hallway_extractor::extraction::{Details, Link};
use hallway_extractor::vocabulary::{EdgeKind, NodeKind};
use petgraph::graph::{EdgeIndex, NodeIndex};
use serde::{Deserialize, Serialize};

use super::labels::Label;

/// A node of the merged graph. What every question asks for lies here, in one row of a
/// table; the rest is one step further.
#[derive(Clone, Debug, PartialEq)]
pub struct NodeData {
    /// `kind:slug`; a talk of a common title has more in it, and so has one of two nodes
    /// that would have the same.
    pub id: Arc<str>,
    /// The best supported name.
    pub name: Arc<str>,
    /// What it stands for.
    pub kind: NodeKind,
    /// A talk's sort.
    pub talk_kind: Option<TalkKind>,
    /// True for a talk whose name is a description, not a title.
    pub untitled: bool,
    /// How many documents show it.
    pub documents: u32,
    /// What only some nodes have, in the order of [`Known`]; `None` where that is nothing.
    pub(crate) known: Option<Arc<[Known<Box<str>>]>>,
}

/// One thing that is known of some nodes and not of others. A list of them takes the room of
/// what there is, where a field for each would take that of all. `S` stands for a text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum Known<S> {
    /// Another name.
    Alias(S),
    /// An id that a document uses for it and that is not its own.
    FormerId(S),
    /// Where a talk can be seen or read: the kind of the link, and the address.
    Link(Box<[S; 2]>),
    /// An event's series.
    Series(S),
    /// An event's year.
    Year(i32),
    /// The name of a broader topic.
    Broader(S),
    /// A document's name, as it was given. Every document has it, nothing else does.
    Path(S),
    /// A document's title.
    Title(S),
    /// One of a document's authors.
    Author(S),
    /// A document's date, as far as stated.
    Date(S),
    /// A document's address.
    Url(S),
    /// Why two names became one node.
    Merge(Box<Merge<S>>),
}

impl<S> Known<S> {
    /// The same with other texts; `None` where one of them cannot be had.
    pub fn map<'k, T>(&'k self, mut text: impl FnMut(&'k S) -> Option<T>) -> Option<Known<T>> {
        Some(match self {
            Known::Alias(it) => Known::Alias(text(it)?),
            Known::FormerId(it) => Known::FormerId(text(it)?),
            Known::Link(it) => Known::Link(Box::new([text(&it[0])?, text(&it[1])?])),
            Known::Series(it) => Known::Series(text(it)?),
            Known::Year(year) => Known::Year(*year),
            Known::Broader(it) => Known::Broader(text(it)?),
            Known::Path(it) => Known::Path(text(it)?),
            Known::Title(it) => Known::Title(text(it)?),
            Known::Author(it) => Known::Author(text(it)?),
            Known::Date(it) => Known::Date(text(it)?),
            Known::Url(it) => Known::Url(text(it)?),
            Known::Merge(it) => Known::Merge(Box::new(Merge {
                left: text(&it.left)?,
                right: text(&it.right)?,
                reason: text(&it.reason)?,
            })),
        })
    }
}

/// Those of one sort among the things that are known of a node.
macro_rules! known {
    ($node:expr, $sort:ident) => {
        $node.known().iter().filter_map(|known| match known {
            Known::$sort(it) => Some(&**it),
            _ => None,
        })
    };
}

impl NodeData {
    /// What only some nodes have.
    pub(crate) fn known(&self) -> &[Known<Box<str>>] {
        self.known.as_deref().unwrap_or_default()
    }

    /// The best supported name, then the others.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&*self.name).chain(self.aliases())
    }

    /// The other names, sorted.
    pub fn aliases(&self) -> impl Iterator<Item = &str> {
        known!(self, Alias)
    }

    /// The ids that single documents use for it, where they differ from its own, sorted.
    pub fn former_ids(&self) -> impl Iterator<Item = &str> {
        known!(self, FormerId)
    }

    /// A talk's video, slides and page: their kinds and addresses, sorted.
    pub fn links(&self) -> impl Iterator<Item = (&str, &str)> {
        known!(self, Link).map(|[kind, url]| (&**kind, &**url))
    }

    /// An event's series.
    pub fn series(&self) -> Option<&str> {
        known!(self, Series).next()
    }

    /// An event's year.
    pub fn year(&self) -> Option<i32> {
        self.known().iter().find_map(|known| match known {
            Known::Year(year) => Some(*year),
            _ => None,
        })
    }

    /// The names of the topics that a topic calls broader, sorted.
    pub fn broader(&self) -> impl Iterator<Item = &str> {
        known!(self, Broader)
    }

    /// What the documents say of it, taken together.
    pub fn details(&self) -> Details {
        let link = |(kind, url): (&str, &str)| Link {
            kind: kind.to_owned(),
            url: url.to_owned(),
        };
        Details {
            talk_kind: self.talk_kind,
            untitled: self.untitled,
            links: self.links().map(link).collect(),
            series: self.series().map(str::to_owned),
            year: self.year(),
            broader: self.broader().map(str::to_owned).collect(),
        }
    }

    /// The name under which a document was put in; `None` for the other kinds.
    pub fn path(&self) -> Option<&str> {
        known!(self, Path).next()
    }

    /// A document's title.
    pub fn title(&self) -> Option<&str> {
        known!(self, Title).next()
    }

    /// A document's authors.
    pub fn authors(&self) -> impl Iterator<Item = &str> {
        known!(self, Author)
    }

    /// A document's date, as far as stated.
    pub fn date(&self) -> Option<&str> {
        known!(self, Date).next()
    }

    /// A document's address.
    pub fn url(&self) -> Option<&str> {
        known!(self, Url).next()
    }

    /// Why nodes of several names or documents became this one, sorted.
    pub fn merges(&self) -> impl Iterator<Item = &Merge<Box<str>>> {
        known!(self, Merge)
    }
}

/// A decision that two names are one node, and why.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Merge<S> {
    /// One name.
    pub left: S,
    /// The other.
    pub right: S,
    /// Why, in words for the user ('one title, one speaker').
    pub reason: S,
}

/// An edge of the merged graph. Its role and its evidence the graph itself tells:
/// [`Graph::role`](super::Graph::role), [`Graph::all_evidence`](super::Graph::all_evidence).
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
    /// The number of the role, where a text names one.
    pub(super) role: Option<Label>,
    /// Where its evidence begins in its part of the table.
    pub(super) evidence: u32,
    /// How many pieces of evidence it has; none only for `MENTIONS`.
    pub evidence_count: u32,
}

/// An edge as it comes into the view, with its role and evidence.
#[derive(Clone, Debug)]
pub(crate) struct NewEdge<'t> {
    pub source: NodeIndex,
    pub target: NodeIndex,
    pub kind: EdgeKind,
    pub former: bool,
    pub confidence: f32,
    pub role: Option<&'t str>,
    /// Sorted by document, start, rule.
    pub evidence: Vec<EvidenceData<'t>>,
}

/// The place in a document that says a fact.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EvidenceData<'g> {
    /// The document's node.
    pub document: NodeIndex,
    /// First byte of the quote in the document's plain text.
    pub start: u32,
    /// The byte after the quote.
    pub end: u32,
    /// 0 to 1: the rule's confidence.
    pub confidence: f32,
    /// The quote.
    pub quote: &'g str,
    /// The id of the rule that found it.
    pub rule: &'g str,
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

impl EvidenceData<'_> {
    /// The confidence as it is printed.
    pub fn confidence(&self) -> f64 {
        rounded(self.confidence)
    }
}

/// Four digits: what single precision holds without showing its rounding.
fn rounded(confidence: f32) -> f64 {
    (f64::from(confidence) * 10_000.0).round() / 10_000.0
}
