//! The facts of merged nodes: which documents say each, and what follows from that.

use hallway_extractor::extraction::{Edge, Extraction};
use hallway_extractor::vocabulary::EdgeKind;
use petgraph::graph::{EdgeIndex, NodeIndex};
use rustc_hash::FxHashMap;

use crate::view::{EdgeData, EvidenceData, Label};

/// What a fact joins.
pub(super) type FactKey = (NodeIndex, EdgeKind, NodeIndex);
/// Stands for a document's mention of a node that none of its own edges states.
pub(super) const IMPLIED: u32 = u32::MAX;

/// A fact, and who says it: the document's slot, and the edge's number there.
#[derive(Debug)]
pub(super) struct Fact {
    pub edge: EdgeIndex,
    pub said: Vec<(u32, u32)>,
}

/// Strings that many facts share.
#[derive(Clone, Debug, Default)]
pub(super) struct Shared(FxHashMap<Box<str>, Label>);

impl Shared {
    pub fn get(&mut self, text: &str) -> Label {
        if let Some(known) = self.0.get(text) {
            return known.clone();
        }
        let new = Label::from(text);
        self.0.insert(text.into(), new.clone());
        new
    }

    /// Takes over what another came to know.
    pub fn learn(&mut self, other: Shared) {
        for (text, label) in other.0 {
            self.0.entry(text).or_insert(label);
        }
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
pub(super) fn fact(key: FactKey, mut sayings: Vec<Saying<'_>>, shared: &mut Shared) -> EdgeData {
    // The latest document last; undated ones before all others.
    sayings.sort_by(|a, b| {
        let date = |saying: &Saying<'_>| saying.extraction.date.clone().unwrap_or_default();
        (date(a), &a.extraction.document).cmp(&(date(b), &b.extraction.document))
    });
    let edges = || sayings.iter().filter_map(|saying| saying.edge);
    let former = edges().next_back().is_some_and(|edge| edge.former);
    let role = edges()
        .filter_map(|edge| edge.role.as_deref())
        .next_back()
        .map(|role| shared.get(role));
    let doubt: f64 = edges()
        .map(|edge| 1.0 - edge.confidence.clamp(0.0, 1.0))
        .product();
    let confidence = if edges().next().is_some() {
        (1.0 - doubt).min(0.9999)
    } else {
        1.0
    };
    sayings.sort_by(|a, b| a.extraction.document.cmp(&b.extraction.document));
    let mut evidence: Vec<EvidenceData> = Vec::new();
    for saying in &sayings {
        let mut own: Vec<EvidenceData> = saying
            .edge
            .into_iter()
            .flat_map(|edge| &edge.evidence)
            .map(|evidence| EvidenceData {
                document: saying.document,
                start: u32::try_from(evidence.start).unwrap_or(u32::MAX),
                end: u32::try_from(evidence.end).unwrap_or(u32::MAX),
                confidence: evidence.confidence as f32,
                quote: evidence.quote.as_str().into(),
                rule: shared.get(&evidence.rule),
            })
            .collect();
        own.sort_by(|a, b| (a.start, a.end, &a.rule).cmp(&(b.start, b.end, &b.rule)));
        own.dedup_by(|a, b| (a.start, a.end, &a.rule) == (b.start, b.end, &b.rule));
        evidence.extend(own);
    }
    EdgeData {
        source: key.0,
        target: key.2,
        kind: key.1,
        former,
        confidence: confidence as f32,
        role,
        evidence: evidence.into(),
    }
}
