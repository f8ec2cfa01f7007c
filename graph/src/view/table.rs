//! Tables that share what stays the same from one snapshot to the next.
//!
//! A clone copies a list of pointers; a change copies the one part that it falls into.

use std::hash::{BuildHasher, Hash};
use std::sync::Arc;

use rustc_hash::{FxBuildHasher, FxHashMap};

/// How many rows a part of a [`Table`] has; a power of two.
const PART: usize = 128;
/// How many parts a [`Sharded`] map has; a power of two.
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

/// A map in parts.
#[derive(Clone, Debug)]
pub(crate) struct Sharded<K, V> {
    shards: Vec<Arc<FxHashMap<K, V>>>,
}

impl<K, V> Default for Sharded<K, V> {
    fn default() -> Sharded<K, V> {
        let empty = Arc::new(FxHashMap::default());
        Sharded {
            shards: vec![empty; SHARDS],
        }
    }
}

impl<K: Hash + Eq + Clone, V: Clone> Sharded<K, V> {
    /// The value of `key`.
    pub fn get<Q>(&self, key: &Q) -> Option<&V>
    where
        K: std::borrow::Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.shards[shard(key)].get(key)
    }

    /// The map that `key` belongs to, for changing.
    pub fn of<Q: Hash + Eq + ?Sized>(&mut self, key: &Q) -> &mut FxHashMap<K, V> {
        Arc::make_mut(&mut self.shards[shard(key)])
    }
}

fn shard<Q: Hash + ?Sized>(key: &Q) -> usize {
    // The upper bits: the maps within use the lower ones.
    (FxBuildHasher.hash_one(key) >> 40) as usize % SHARDS
}
