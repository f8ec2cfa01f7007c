//! The facts of merged nodes: which documents say each, and what follows from that.

use hallway_extractor::vocabulary::EdgeKind;
use petgraph::graph::{EdgeIndex, NodeIndex};
use rustc_hash::FxHashMap;

use super::account::{Account, Stated};
use crate::view::{EvidenceData, Labels, NewEdge};

/// What a fact joins.
pub(super) type FactKey = (NodeIndex, EdgeKind, NodeIndex);
/// Stands for a document's mention of a node that none of its own edges states.
pub(super) const IMPLIED: u32 = u32::MAX;

/// A fact, and who says it: the document's slot, and the edge's number there.
#[derive(Debug)]
pub(super) struct Fact {
    pub key: FactKey,
    pub said: Vec<(u32, u32)>,
}

/// The facts by the numbers of their edges. What the documents of one update say gets numbers
/// in their order, so whoever goes through many facts by number reads memory from one end
/// to the other.
#[derive(Debug, Default)]
pub(super) struct Facts {
    all: Vec<Option<Fact>>,
    by_key: FxHashMap<FactKey, EdgeIndex>,
    free: Vec<EdgeIndex>,
}

impl Facts {
    /// The number of the fact of that key, which is new where there was none.
    pub fn number(&mut self, key: FactKey) -> EdgeIndex {
        *self.by_key.entry(key).or_insert_with(|| {
            let fact = Some(Fact {
                key,
                said: Vec::new(),
            });
            match self.free.pop() {
                Some(edge) => {
                    self.all[edge.index()] = fact;
                    edge
                }
                None => {
                    self.all.push(fact);
                    EdgeIndex::new(self.all.len() - 1)
                }
            }
        })
    }

    /// The number of the fact of that key, where there is one.
    pub fn find(&self, key: &FactKey) -> Option<EdgeIndex> {
        self.by_key.get(key).copied()
    }

    pub fn get(&self, edge: EdgeIndex) -> Option<&Fact> {
        self.all.get(edge.index())?.as_ref()
    }

    pub fn get_mut(&mut self, edge: EdgeIndex) -> Option<&mut Fact> {
        self.all.get_mut(edge.index())?.as_mut()
    }

    /// Forgets a fact that nobody says any more.
    pub fn remove(&mut self, edge: EdgeIndex) {
        if let Some(fact) = self.all[edge.index()].take() {
            self.by_key.remove(&fact.key);
            self.free.push(edge);
        }
    }

    /// Makes room for so many more.
    pub fn reserve(&mut self, more: usize) {
        self.all.reserve(more);
        self.by_key.reserve(more);
    }
}

/// One document's say in a fact.
pub(super) struct Saying<'a> {
    pub account: &'a Account,
    pub document: NodeIndex,
    /// The number of the edge; `None` where the mention is implied.
    pub edge: Option<usize>,
}

impl<'a> Saying<'a> {
    fn stated(&self) -> Option<&'a Stated> {
        self.edge.map(|edge| &self.account.edges()[edge])
    }

    /// What says so in this document, sorted, each place and rule once.
    fn evidence(&self, labels: &'a Labels) -> Vec<EvidenceData<'a>> {
        let Some(edge) = self.edge else {
            return Vec::new();
        };
        let said = self.account.evidence(edge, labels);
        let mut own: Vec<EvidenceData<'a>> = said
            .map(|said| EvidenceData {
                document: self.document,
                start: said.start,
                end: said.end,
                confidence: said.confidence,
                quote: said.quote,
                rule: said.rule,
            })
            .collect();
        own.sort_by(|a, b| (a.start, a.end, a.rule).cmp(&(b.start, b.end, b.rule)));
        own.dedup_by(|a, b| (a.start, a.end, a.rule) == (b.start, b.end, b.rule));
        own
    }
}

/// The fact that `sayings` amount to.
pub(super) fn fact<'a>(
    key: FactKey,
    mut sayings: Vec<Saying<'a>>,
    labels: &'a Labels,
) -> NewEdge<'a> {
    // The latest document last; undated ones before all others.
    sayings.sort_by(|a, b| {
        let date = |saying: &Saying<'a>| saying.account.date.as_deref().unwrap_or_default();
        (date(a), &a.account.document).cmp(&(date(b), &b.account.document))
    });
    let edges = || sayings.iter().filter_map(Saying::stated);
    let former = edges().next_back().is_some_and(|edge| edge.former);
    let mut roles = sayings.iter().filter_map(|saying| {
        let edge = saying.stated()?;
        saying.account.role(edge, labels)
    });
    let role = roles.next_back();
    let doubt: f64 = edges()
        .map(|edge| 1.0 - edge.confidence.clamp(0.0, 1.0))
        .product();
    let confidence = if edges().next().is_some() {
        (1.0 - doubt).min(0.9999)
    } else {
        1.0
    };
    sayings.sort_by(|a, b| a.account.document.cmp(&b.account.document));
    let evidence = match &sayings[..] {
        [only] => only.evidence(labels),
        all => all
            .iter()
            .flat_map(|saying| saying.evidence(labels))
            .collect(),
    };
    NewEdge {
        source: key.0,
        target: key.2,
        kind: key.1,
        former,
        confidence: confidence as f32,
        role,
        evidence,
    }
}
