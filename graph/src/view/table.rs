//! Tables that share what stays the same from one snapshot to the next.
//!
//! A clone copies a list of pointers; a change copies the one part that it falls into.

use std::hash::{BuildHasher, Hash};
use std::sync::Arc;

use hashbrown::HashTable;
use petgraph::graph::NodeIndex;
use rustc_hash::FxBuildHasher;

/// How many rows a part of a [`Table`] has; a power of two.
const PART: usize = 128;
/// How many parts a [`Finder`] has; a power of two.
const SHARDS: usize = 512;

/// Rows by number.
#[derive(Clone, Debug)]
pub(crate) struct Table<T> {
    parts: Vec<Arc<[Option<T>]>>,
}

impl<T> Default for Table<T> {
    fn default() -> Table<T> {
        Table { parts: Vec::new() }
    }
}

impl<T: Clone> Table<T> {
    /// The row, where there is one.
    #[inline]
    pub fn get(&self, row: usize) -> Option<&T> {
        self.parts.get(row / PART)?[row % PART].as_ref()
    }

    /// Sets or clears a row; gives what was there.
    pub fn set(&mut self, row: usize, value: Option<T>) -> Option<T> {
        while self.parts.len() <= row / PART {
            self.parts.push((0..PART).map(|_| None).collect());
        }
        let part = Arc::make_mut(&mut self.parts[row / PART]);
        std::mem::replace(&mut part[row % PART], value)
    }

    /// A number that no row reaches.
    pub fn bound(&self) -> usize {
        self.parts.len() * PART
    }
}

/// Nodes by the keys they are found by, in parts.
///
/// A key is not kept, only its hash: whoever finds a node by it compares the key with what
/// the node itself says. That is one comparison, and saves a copy of every id and name.
#[derive(Clone, Debug)]
pub(crate) struct Finder {
    shards: Vec<Arc<HashTable<(u32, NodeIndex)>>>,
}

impl Default for Finder {
    fn default() -> Finder {
        Finder {
            shards: vec![Arc::default(); SHARDS],
        }
    }
}

impl Finder {
    /// The nodes that may be found by `key`: all that are, and whatever has the same hash.
    pub fn find(&self, key: impl Hash) -> impl Iterator<Item = NodeIndex> + '_ {
        let hash = hashed(key);
        let alike = self.shards[shard(hash)].iter_hash(spread(hash));
        alike
            .filter(move |(other, _)| *other == hash)
            .map(|(_, node)| *node)
    }

    /// A node is found by `key` from now on.
    pub fn insert(&mut self, key: impl Hash, node: NodeIndex) {
        let hash = hashed(key);
        let shard = Arc::make_mut(&mut self.shards[shard(hash)]);
        shard.insert_unique(spread(hash), (hash, node), |(other, _)| spread(*other));
    }

    /// A node is no longer found by `key`.
    pub fn remove(&mut self, key: impl Hash, node: NodeIndex) {
        let hash = hashed(key);
        let shard = Arc::make_mut(&mut self.shards[shard(hash)]);
        if let Ok(entry) = shard.find_entry(spread(hash), |entry| *entry == (hash, node)) {
            entry.remove();
        }
    }
}

fn hashed(key: impl Hash) -> u32 {
    FxBuildHasher.hash_one(key) as u32
}

/// The upper bits choose the part, so that within it those below tell entries apart.
fn shard(hash: u32) -> usize {
    hash as usize >> (u32::BITS - SHARDS.trailing_zeros())
}

/// A table looks at the highest and the lowest bits of sixty-four.
fn spread(hash: u32) -> u64 {
    u64::from(hash).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}
