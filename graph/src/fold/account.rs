//! What the fold keeps of a document.
//!
//! An extraction names both ends of every edge, and document, rule and quote with every piece
//! of evidence. Thousands of documents are kept for as long as the graph is, so here an end is
//! the number of a node, a rule is one of few labels, and a quote that several facts share
//! stands once. The nodes are kept as forms, which most documents share.

use hallway_extractor::Node;
use hallway_extractor::extraction::{Details, Edge, Evidence, Extraction};
use hallway_extractor::vocabulary::{EdgeKind, NodeKind};
use rustc_hash::FxHashMap;

use super::form::{Form, FormId};
use crate::view::{Label, Labels};

/// A document: what it says of itself, and its facts.
#[derive(Debug)]
pub(super) struct Account {
    /// Its name.
    pub document: Box<str>,
    pub title: Option<Box<str>>,
    pub author: Box<[Box<str>]>,
    pub date: Option<Box<str>>,
    pub url: Option<Box<str>>,
    /// The id that it uses for itself, where it has a node for that.
    pub own: Option<Box<str>>,
    /// The form of each of its nodes; `None` for its own.
    pub forms: Box<[Option<FormId>]>,
    /// The forms of its talks and the forms of those who gave them, sorted.
    pub gave: Box<[(FormId, FormId)]>,
    edges: Box<[Stated]>,
    evidence: Box<[Piece]>,
    quotes: Box<str>,
}

/// One of its edges that states a fact.
#[derive(Debug)]
pub(super) struct Stated {
    pub confidence: f64,
    /// The numbers of the nodes at its ends.
    pub source: u32,
    pub target: u32,
    role: Option<Label>,
    /// Its last piece of evidence is the one before this; its first comes after those of the
    /// edge before it.
    end: u32,
    pub kind: EdgeKind,
    pub former: bool,
}

/// A place in the document that says a fact.
#[derive(Debug)]
struct Piece {
    start: u32,
    end: u32,
    /// Where the quote is among the quotes.
    quote: (u32, u32),
    /// The rule and its confidence.
    rule: Label,
}

/// A piece of evidence, as it is read.
pub(super) struct Said<'a> {
    pub start: u32,
    pub end: u32,
    pub confidence: f32,
    pub quote: &'a str,
    pub rule: &'a str,
}

// There are hundreds of thousands of them: another field is felt.
const _: () = assert!(size_of::<Stated>() == 32 && size_of::<Piece>() == 20);

impl Account {
    /// What is kept of `extraction`, whose nodes have these forms. Edges that join kinds that
    /// they may not, or say nothing, state no fact and are not kept.
    pub fn new(
        extraction: &Extraction,
        forms: Vec<Option<FormId>>,
        labels: &mut Labels,
    ) -> Account {
        let nodes = (0..).zip(&extraction.nodes);
        let numbers: FxHashMap<&str, u32> = nodes
            .map(|(number, node)| (node.id.as_str(), number))
            .collect();
        let gave = gave(extraction, &forms, &numbers);
        let mut writer = Writer {
            labels,
            evidence: Vec::with_capacity(extraction.edges.len()),
            quotes: String::new(),
            places: FxHashMap::default(),
        };
        let mut edges = Vec::with_capacity(extraction.edges.len());
        for edge in &extraction.edges {
            let ends = (numbers.get(&*edge.source), numbers.get(&*edge.target));
            let (Some(&source), Some(&target)) = ends else {
                continue;
            };
            let kind = |number: u32| extraction.nodes[number as usize].kind;
            if states(edge, kind(source), kind(target)) {
                edges.push(writer.stated(edge, source, target));
            }
        }
        let text = |text: &String| Box::from(text.as_str());
        let nodes = &extraction.nodes;
        let own = nodes.iter().find(|node| node.kind == NodeKind::Document);
        Account {
            document: text(&extraction.document),
            title: extraction.title.as_ref().map(text),
            author: extraction.author.iter().map(text).collect(),
            date: extraction.date.as_ref().map(text),
            url: extraction.url.as_ref().map(text),
            own: own.map(|node| text(&node.id)),
            forms: forms.into(),
            gave,
            edges: edges.into(),
            evidence: writer.evidence.into(),
            quotes: writer.quotes.into(),
        }
    }

    /// The edges that state facts.
    pub fn edges(&self) -> &[Stated] {
        &self.edges
    }

    /// The role that an edge names.
    pub fn role<'a>(&self, edge: &Stated, labels: &'a Labels) -> Option<&'a str> {
        edge.role.map(|role| labels.get(role).0)
    }

    /// What says the edge of that number.
    pub fn evidence<'a>(
        &'a self,
        edge: usize,
        labels: &'a Labels,
    ) -> impl ExactSizeIterator<Item = Said<'a>> {
        let first = edge.checked_sub(1).map_or(0, |edge| self.edges[edge].end);
        let pieces = &self.evidence[first as usize..self.edges[edge].end as usize];
        pieces.iter().map(|piece| {
            let (rule, confidence) = labels.get(piece.rule);
            Said {
                start: piece.start,
                end: piece.end,
                confidence,
                quote: &self.quotes[piece.quote.0 as usize..piece.quote.1 as usize],
                rule,
            }
        })
    }

    /// An extraction that leads to this account, and to the same forms where the corrections
    /// are the same.
    pub fn extraction(&self, forms: &[Option<Form>], labels: &Labels) -> Extraction {
        let own = |text: &str| text.to_owned();
        let nodes: Vec<Node> = self
            .forms
            .iter()
            .map(|form| {
                let form = form.and_then(|form| forms[form as usize].as_ref());
                form.map_or_else(|| self.own_node(), |form| form.node.clone())
            })
            .collect();
        let edge = |(number, edge): (usize, &Stated)| Edge {
            source: nodes[edge.source as usize].id.clone(),
            kind: edge.kind,
            target: nodes[edge.target as usize].id.clone(),
            confidence: edge.confidence,
            role: self.role(edge, labels).map(own),
            former: edge.former,
            evidence: self
                .evidence(number, labels)
                .map(|said| Evidence {
                    document: own(&self.document),
                    start: said.start as usize,
                    end: said.end as usize,
                    quote: own(said.quote),
                    rule: own(said.rule),
                    confidence: f64::from(said.confidence),
                })
                .collect(),
        };
        let edges = self.edges.iter().enumerate().map(edge).collect();
        Extraction {
            document: own(&self.document),
            title: self.title.as_deref().map(own),
            author: self.author.iter().map(|author| own(author)).collect(),
            date: self.date.as_deref().map(own),
            url: self.url.as_deref().map(own),
            nodes,
            edges,
            notes: Vec::new(),
        }
    }

    /// The document's node of itself.
    fn own_node(&self) -> Node {
        Node {
            id: self.own.as_deref().unwrap_or_default().to_owned(),
            kind: NodeKind::Document,
            name: self.document.to_string(),
            aliases: Vec::new(),
            details: Details::default(),
            keys: Vec::new(),
        }
    }
}

/// False where an edge joins kinds that it may not, or where nothing says it.
fn states(edge: &Edge, source: NodeKind, target: NodeKind) -> bool {
    source == edge.kind.source()
        && edge.kind.targets().contains(&target)
        && (!edge.evidence.is_empty() || edge.kind == EdgeKind::Mentions)
}

/// The forms of a document's talks, and the forms of those who gave them, sorted.
fn gave(
    extraction: &Extraction,
    forms: &[Option<FormId>],
    numbers: &FxHashMap<&str, u32>,
) -> Box<[(FormId, FormId)]> {
    let form = |id: &str| forms[*numbers.get(id)? as usize];
    let edges = extraction.edges.iter();
    let mut gave: Vec<(FormId, FormId)> = edges
        .filter(|edge| edge.kind == EdgeKind::Gave)
        .filter_map(|edge| Some((form(&edge.target)?, form(&edge.source)?)))
        .collect();
    gave.sort_unstable();
    gave.dedup();
    gave.into()
}

/// The evidence of an account that is being written.
struct Writer<'l> {
    labels: &'l mut Labels,
    evidence: Vec<Piece>,
    quotes: String,
    /// Where the quote of each place in the document is.
    places: FxHashMap<(u32, u32), (u32, u32)>,
}

impl Writer<'_> {
    fn stated(&mut self, edge: &Edge, source: u32, target: u32) -> Stated {
        for evidence in &edge.evidence {
            let start = u32::try_from(evidence.start).unwrap_or(u32::MAX);
            let end = u32::try_from(evidence.end).unwrap_or(u32::MAX);
            let quote = self.quote((start, end), &evidence.quote);
            let confidence = evidence.confidence as f32;
            let rule = self.labels.number(&evidence.rule, confidence);
            self.evidence.push(Piece {
                start,
                end,
                quote,
                rule,
            });
        }
        let role = edge.role.as_deref();
        Stated {
            confidence: edge.confidence,
            source,
            target,
            role: role.map(|role| self.labels.number(role, 0.0)),
            end: self.evidence.len() as u32,
            kind: edge.kind,
            former: edge.former,
        }
    }

    /// Where a quote is, which is written where another of its place is not the same.
    fn quote(&mut self, place: (u32, u32), quote: &str) -> (u32, u32) {
        if let Some(&(from, to)) = self.places.get(&place)
            && self.quotes[from as usize..to as usize] == *quote
        {
            return (from, to);
        }
        let from = self.quotes.len() as u32;
        self.quotes.push_str(quote);
        let written = (from, self.quotes.len() as u32);
        self.places.insert(place, written);
        written
    }
}
