//! From the extractions of single documents to the one merged graph.
//!
//! The fold keeps the graph and what it was decided from. A document that comes, changes
//! or goes touches the forms of its nodes (`form`), the clusters that these belong to
//! (`cluster`), and the facts of the nodes that come out of them (`facts`); everything
//! else stays. What is decided depends on the documents alone and never on their order, so
//! a graph that was updated equals one that is built afresh.

mod block;
mod cluster;
mod correct;
mod curation;
mod facts;
mod form;
mod ids;
mod listed;
mod merged;
mod place;
mod settle;
mod talk;
mod update;

use std::sync::Arc;

use hallway_extractor::extraction::Extraction;
use petgraph::graph::{EdgeIndex, NodeIndex};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::view::{Graph, Merge};
use curation::Corrections;
pub use curation::{Curation, CurationRecord};
use facts::{FactKey, Facts};
pub(crate) use form::subject;
use form::{Form, FormId, Key};
use listed::Listed;
pub(crate) use talk::series;

/// The merged graph with all that is needed to change it.
#[derive(Debug, Default)]
pub struct Fold {
    graph: Graph,
    corrections: Corrections,
    /// The documents, by slot.
    slots: Vec<Option<Slot>>,
    slot_of: FxHashMap<String, u32>,
    free_slots: Vec<u32>,
    /// The forms, by number.
    forms: Vec<Option<Form>>,
    form_of: FxHashMap<[u8; 16], FormId>,
    free_forms: Vec<FormId>,
    by_key: Listed,
    by_block: Listed,
    /// By the hashes of the ids by which corrections may name them.
    by_id: Listed,
    /// What hangs together, by the form of the smallest number in it.
    clusters: FxHashMap<u32, Vec<FormId>>,
    cluster_of: FxHashMap<FormId, u32>,
    next_cluster: u32,
    /// The nodes that are made of forms.
    components: FxHashMap<NodeIndex, Made>,
    node_of: FxHashMap<FormId, NodeIndex>,
    free_nodes: Vec<NodeIndex>,
    next_node: usize,
    claims: ids::Claims,
    /// First names that a talk tells the full name of: by talk, and by form.
    told_by: FxHashMap<NodeIndex, Vec<(FormId, Key)>>,
    told: FxHashMap<FormId, Vec<Key>>,
    facts: Facts,
    retracted: FxHashSet<FactKey>,
}

/// A document in the fold.
#[derive(Debug)]
struct Slot {
    extraction: Arc<Extraction>,
    node: NodeIndex,
    /// The form of each of its nodes; `None` for the document's own.
    forms: Vec<Option<FormId>>,
    /// The forms of talks and the numbers of the nodes that gave them, sorted.
    gave: Vec<(FormId, u32)>,
    /// What it says: which fact, by which of its edges.
    said: Vec<(EdgeIndex, u32)>,
}

/// A node that is made of forms.
#[derive(Debug)]
struct Made {
    forms: Vec<FormId>,
    merges: Vec<Merge<Box<str>>>,
}

impl Graph {
    /// The merged graph of `extractions`, as `curations` correct it. The order of the
    /// extractions does not matter.
    pub fn build(extractions: &[Extraction], curations: &[CurationRecord]) -> Graph {
        let extractions = extractions
            .iter()
            .map(|extraction| Arc::new(extraction.clone()))
            .collect();
        Fold::new(extractions, curations).graph
    }
}

impl Fold {
    /// The fold of `extractions`, as `curations` correct it. Of two extractions of one
    /// document the later counts.
    pub fn new(extractions: Vec<Arc<Extraction>>, curations: &[CurationRecord]) -> Fold {
        let mut fold = Fold {
            corrections: Corrections::new(curations),
            ..Fold::default()
        };
        fold.update(
            extractions
                .into_iter()
                .map(|extraction| (extraction.document.clone(), Some(extraction)))
                .collect(),
        );
        fold
    }

    /// The graph as it is now, for readers. Costs little: it shares all of its parts.
    pub fn graph(&self) -> Graph {
        self.graph.clone()
    }
}
