//! Nodes and edges while they are gathered. They go by numbers, so that one fact more costs no
//! comparison with the ids of what is there; ids and quotes are written once, at the end.

use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;

use crate::document::{Document, Span};
use crate::extraction::{Details, Edge, Evidence, Node};
use crate::vocabulary::{EdgeKind, NodeKind};

/// The most places of one document that are kept for one fact.
const MOST_EVIDENCE: usize = 16;

/// A node's number, in the order in which nodes came.
pub(super) type Number = usize;

/// The nodes so far.
#[derive(Default)]
pub(super) struct Nodes {
    list: Vec<Node>,
    by_id: FxHashMap<String, Number>,
}

impl Nodes {
    /// The node of that id; where it is new, one without keys.
    pub(super) fn add(&mut self, id: String, kind: NodeKind, name: &str) -> Number {
        let new = self.list.len();
        match self.by_id.entry(id) {
            Entry::Occupied(there) => *there.get(),
            Entry::Vacant(entry) => {
                self.list.push(Node {
                    id: entry.key().clone(),
                    kind,
                    name: name.to_owned(),
                    aliases: Vec::new(),
                    details: Details::default(),
                    keys: Vec::new(),
                });
                *entry.insert(new)
            }
        }
    }

    /// The number of the node of that id.
    pub(super) fn number(&self, id: &str) -> Option<Number> {
        self.by_id.get(id).copied()
    }

    /// How many nodes there are.
    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    /// The node of that number.
    pub(super) fn get_mut(&mut self, number: Number) -> &mut Node {
        &mut self.list[number]
    }

    /// For each node, how many ids come before its own.
    pub(super) fn places(&self) -> Vec<usize> {
        let mut order: Vec<Number> = (0..self.list.len()).collect();
        order.sort_unstable_by(|a, b| self.list[*a].id.cmp(&self.list[*b].id));
        let mut places = vec![0; order.len()];
        for (place, number) in order.into_iter().enumerate() {
            places[number] = place;
        }
        places
    }

    /// All nodes, by their ids: each at its place.
    pub(super) fn sorted(self, places: &[usize]) -> Vec<Node> {
        let mut nodes: Vec<(usize, Node)> = places.iter().copied().zip(self.list).collect();
        nodes.sort_unstable_by_key(|(place, _)| *place);
        nodes.into_iter().map(|(_, node)| node).collect()
    }
}

/// What makes an edge one: what is so now is not also stated as past.
pub(super) type Ends = (Number, EdgeKind, Number);

/// A place that says a fact.
#[derive(Clone, Copy)]
pub(super) struct Said<'r> {
    pub(super) span: Span,
    pub(super) rule: &'r str,
    pub(super) confidence: f64,
}

/// An edge, and what says so in the order in which it was found.
struct Draft<'r> {
    ends: Ends,
    role: Option<&'r str>,
    former: bool,
    said: Vec<Said<'r>>,
}

/// The edges so far.
#[derive(Default)]
pub(super) struct Edges<'r> {
    list: Vec<Draft<'r>>,
    by_ends: FxHashMap<Ends, usize>,
}

impl<'r> Edges<'r> {
    /// Adds what says a fact. The first role stands; a fact that is so now is not a former one.
    pub(super) fn add(&mut self, ends: Ends, said: Said<'r>, former: bool, role: Option<&'r str>) {
        let new = self.list.len();
        let number = *self.by_ends.entry(ends).or_insert(new);
        if number == new {
            self.list.push(Draft {
                ends,
                role,
                former,
                said: vec![said],
            });
            return;
        }
        let draft = &mut self.list[number];
        draft.former &= former;
        draft.role = draft.role.or(role);
        let is_new = || {
            let mut there = draft.said.iter();
            !there.any(|there| there.span == said.span && there.rule == said.rule)
        };
        if draft.said.len() < MOST_EVIDENCE && is_new() {
            draft.said.push(said);
        }
    }

    /// For each node the first place that says something of it, in the order of the edges.
    pub(super) fn first_spans(&self, places: &[usize]) -> Vec<Option<Span>> {
        let mut first = vec![None; places.len()];
        for draft in &self.list {
            let (source, kind, target) = draft.ends;
            let order = (places[source], kind, places[target]);
            let Some(span) = draft.said.iter().map(|said| said.span).min() else {
                continue;
            };
            for node in [source, target] {
                if first[node].is_none_or(|(before, _)| order < before) {
                    first[node] = Some((order, span));
                }
            }
        }
        let spans = first.into_iter().map(|first| first.map(|(_, span)| span));
        spans.collect()
    }

    /// All edges, by the ids of their ends.
    pub(super) fn finish(self, nodes: &Nodes, places: &[usize], document: &Document) -> Vec<Edge> {
        let mut drafts = self.list;
        drafts.sort_unstable_by_key(|draft| {
            let (source, kind, target) = draft.ends;
            (places[source], kind, places[target])
        });
        let edges = drafts.into_iter().map(|draft| draft.edge(nodes, document));
        edges.collect()
    }
}

impl Draft<'_> {
    fn edge(mut self, nodes: &Nodes, document: &Document) -> Edge {
        self.said
            .sort_unstable_by_key(|said| (said.span, said.rule));
        let (source, kind, target) = self.ends;
        let evidence = self.said.iter().map(|said| Evidence {
            document: document.name.clone(),
            start: said.span.start as usize,
            end: said.span.end as usize,
            quote: said.span.of(&document.text).to_owned(),
            rule: said.rule.to_owned(),
            confidence: said.confidence,
        });
        Edge {
            source: nodes.list[source].id.clone(),
            kind,
            target: nodes.list[target].id.clone(),
            confidence: combined(self.said.iter().map(|said| said.confidence)),
            role: self.role.map(str::to_owned),
            former: self.former,
            evidence: evidence.collect(),
        }
    }
}

/// Independent evidence adds up: the chance that not all of it is wrong.
fn combined(confidences: impl Iterator<Item = f64>) -> f64 {
    let wrong: f64 = confidences.map(|c| 1.0 - c).product();
    ((1.0 - wrong) * 10_000.0).round() / 10_000.0
}
