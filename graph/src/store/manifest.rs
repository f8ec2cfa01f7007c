//! What the store says of itself: a manifest for each document, and one record for all.

use serde::{Deserialize, Serialize};

use super::frame::first_half;
use super::texts::Text;

/// What must be there of one document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    /// The document's name.
    pub name: String,
    /// The generation in which it was put in; its body goes by it.
    pub generation: u64,
    /// How many chunks its body has.
    pub chunks: u16,
    /// How many nodes it has.
    pub nodes: u32,
    /// How many edges it has.
    pub edges: u32,
    /// The digest of the document with its facts, packed but not compressed.
    pub digest: [u8; 16],
    /// Its text, where that lies beside the tree and so is not part of its body.
    pub text: Option<Text>,
}

impl Manifest {
    /// The digest of a document with its facts, packed but not compressed.
    pub fn digest(packed: &[u8]) -> [u8; 16] {
        first_half(blake3::hash(packed))
    }

    /// As it is kept.
    pub fn to_bytes(&self) -> Vec<u8> {
        // Writing plain values into memory cannot fail; an empty value would be found out.
        postcard::to_stdvec(self).unwrap_or_default()
    }

    /// Undoes [`Manifest::to_bytes`].
    pub fn from_bytes(bytes: &[u8]) -> Option<Manifest> {
        postcard::from_bytes(bytes).ok()
    }
}

/// What must be there in all. It is part of every batch, so it always fits the rest.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Meta {
    /// Grows with every change.
    pub generation: u64,
    /// How many documents there are.
    pub documents: u64,
    /// How many corrections there are.
    pub curations: u64,
    /// The number of the last correction ever recorded.
    pub next_curation: u64,
    /// The sum of the digests of all manifests and corrections: one that is missing, old
    /// or too many shows in it, and it is kept up to date without reading the others.
    pub sum: u128,
}

impl Meta {
    /// Counts a manifest or correction in.
    pub fn add(&mut self, key: &[u8], bytes: &[u8]) {
        self.sum = self.sum.wrapping_add(number(key, bytes));
    }

    /// Counts it out.
    pub fn subtract(&mut self, key: &[u8], bytes: &[u8]) {
        self.sum = self.sum.wrapping_sub(number(key, bytes));
    }

    /// As it is kept.
    pub fn to_bytes(&self) -> Vec<u8> {
        postcard::to_stdvec(self).unwrap_or_default()
    }

    /// Undoes [`Meta::to_bytes`].
    pub fn from_bytes(bytes: &[u8]) -> Option<Meta> {
        postcard::from_bytes(bytes).ok()
    }
}

fn number(key: &[u8], bytes: &[u8]) -> u128 {
    let mut hasher = blake3::Hasher::new();
    hasher.update(key);
    hasher.update(bytes);
    u128::from_le_bytes(first_half(hasher.finalize()))
}
