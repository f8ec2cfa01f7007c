//! Ids: the slug of the name, and what to do when several nodes want the same.

use std::sync::Arc;

use petgraph::graph::NodeIndex;
use rustc_hash::FxHashMap;

use super::merged::{Merged, told_apart};

/// Who wants which id.
#[derive(Debug, Default)]
pub(super) struct Claims {
    by_id: FxHashMap<Arc<str>, Vec<Claim>>,
    of: FxHashMap<NodeIndex, Arc<str>>,
}

#[derive(Debug)]
struct Claim {
    node: NodeIndex,
    documents: u32,
    digest: [u8; 16],
}

impl Claims {
    /// Records that a node wants the id of `merged`.
    pub fn set(&mut self, node: NodeIndex, merged: &Merged) {
        self.clear(node);
        let id = Arc::clone(&merged.data.id);
        let claim = Claim {
            node,
            documents: merged.data.documents,
            digest: merged.digest,
        };
        self.by_id.entry(Arc::clone(&id)).or_default().push(claim);
        self.of.insert(node, id);
    }

    /// Takes a node's wish back.
    pub fn clear(&mut self, node: NodeIndex) {
        let Some(id) = self.of.remove(&node) else {
            return;
        };
        if let Some(claims) = self.by_id.get_mut(&id) {
            claims.retain(|claim| claim.node != node);
            if claims.is_empty() {
                self.by_id.remove(&id);
            }
        }
    }

    /// The id that a node wants.
    pub fn wanted(&self, node: NodeIndex) -> Option<&Arc<str>> {
        self.of.get(&node)
    }

    /// Who gets the wanted id, and what the others get: the one that most documents show
    /// has it, the others add a digest that is theirs.
    pub fn settle(&self, wanted: &str) -> Vec<(NodeIndex, Arc<str>)> {
        let Some(claims) = self.by_id.get(wanted) else {
            return Vec::new();
        };
        let winner = claims
            .iter()
            .max_by_key(|claim| (claim.documents, std::cmp::Reverse(claim.digest)));
        let winner = winner.map(|claim| claim.node);
        let id = |claim: &Claim| match winner == Some(claim.node) {
            true => Arc::from(wanted),
            false => Arc::from(told_apart(wanted, &claim.digest)),
        };
        claims.iter().map(|claim| (claim.node, id(claim))).collect()
    }
}
