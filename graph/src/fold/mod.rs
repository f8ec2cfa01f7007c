//! From the extractions of single documents to the one merged graph.
//!
//! The fold keeps the graph and what it was decided from. A document that comes, changes
//! or goes touches the forms of its nodes (`form`), the clusters that these belong to
//! (`cluster`), and the facts of the nodes that come out of them (`facts`); everything
//! else stays. What is decided depends on the documents alone and never on their order, so
//! a graph that was updated equals one that is built afresh.

mod account;
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

use hallway_extractor::extraction::Extraction;
use petgraph::graph::{EdgeIndex, NodeIndex};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::view::{Graph, Labels, Merge};
use account::Account;
use block::Block;
use curation::Corrections;
pub use curation::{Curation, CurationRecord};
use facts::{FactKey, Facts};
pub(crate) use form::subject;
use form::{Form, FormId, Key};
use listed::Listed;
pub(crate) use talk::series;
use update::Pending;

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
    by_key: Listed<Key>,
    by_block: Listed<Block>,
    /// By the hashes of the ids by which corrections may name them.
    by_id: Listed<u64>,
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
    /// The rules and roles that the documents name.
    labels: Labels,
    /// What came and went that the graph does not show yet.
    pending: Pending,
}

/// A document in the fold.
#[derive(Debug)]
struct Slot {
    account: Account,
    node: NodeIndex,
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
        Fold::new(extractions.to_vec(), curations).graph
    }
}

impl Fold {
    /// The fold of `extractions`, as `curations` correct it. Of two extractions of one
    /// document the later counts.
    pub fn new(extractions: Vec<Extraction>, curations: &[CurationRecord]) -> Fold {
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
