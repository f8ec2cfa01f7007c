//! The facts of merged nodes: which documents say each, and what follows from that.

use hallway_extractor::extraction::{Edge, Extraction};
use hallway_extractor::vocabulary::EdgeKind;
use petgraph::graph::{EdgeIndex, NodeIndex};
use rustc_hash::FxHashMap;

use crate::view::{EvidenceData, NewEdge};

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
pub(super) struct Saying<'e> {
    pub extraction: &'e Extraction,
    pub document: NodeIndex,
    /// `None` where the mention is implied.
    pub edge: Option<&'e Edge>,
}

/// The fact that `sayings` amount to.
pub(super) fn fact<'e>(key: FactKey, mut sayings: Vec<Saying<'e>>) -> NewEdge<'e> {
    // The latest document last; undated ones before all others.
    sayings.sort_by(|a, b| {
        let date = |saying: &Saying<'e>| saying.extraction.date.as_deref().unwrap_or_default();
        (date(a), &a.extraction.document).cmp(&(date(b), &b.extraction.document))
    });
    let edges = || sayings.iter().filter_map(|saying| saying.edge);
    let former = edges().next_back().is_some_and(|edge| edge.former);
    let role = edges().filter_map(|edge| edge.role.as_deref()).next_back();
    let doubt: f64 = edges()
        .map(|edge| 1.0 - edge.confidence.clamp(0.0, 1.0))
        .product();
    let confidence = if edges().next().is_some() {
        (1.0 - doubt).min(0.9999)
    } else {
        1.0
    };
    sayings.sort_by(|a, b| a.extraction.document.cmp(&b.extraction.document));
    let mut evidence: Vec<EvidenceData<'e>> = Vec::new();
    for saying in &sayings {
        let mut own: Vec<EvidenceData<'e>> = saying
            .edge
            .into_iter()
            .flat_map(|edge| &edge.evidence)
            .map(|evidence| EvidenceData {
                document: saying.document,
                start: u32::try_from(evidence.start).unwrap_or(u32::MAX),
                end: u32::try_from(evidence.end).unwrap_or(u32::MAX),
                confidence: evidence.confidence as f32,
                quote: &evidence.quote,
                rule: &evidence.rule,
            })
            .collect();
        own.sort_by(|a, b| (a.start, a.end, a.rule).cmp(&(b.start, b.end, b.rule)));
        own.dedup_by(|a, b| (a.start, a.end, a.rule) == (b.start, b.end, b.rule));
        evidence.extend(own);
    }
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
