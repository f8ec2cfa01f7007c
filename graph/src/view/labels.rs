//! What very many edges and pieces of evidence say alike, each once and under a number.

use std::hash::BuildHasher;
use std::num::NonZeroU32;

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;

/// The number of a text with a confidence, from 1 on.
pub(crate) type Label = NonZeroU32;

/// A rule with its confidence; a role, with none. They only ever grow more, and are few.
#[derive(Clone, Debug, Default)]
pub(crate) struct Labels {
    all: Vec<(Box<str>, f32)>,
    numbers: HashTable<Label>,
}

impl Labels {
    /// What has that number.
    #[inline]
    pub fn get(&self, label: Label) -> (&str, f32) {
        let (text, confidence) = &self.all[label.get() as usize - 1];
        (text, *confidence)
    }

    /// The number of a text with a confidence, where it has one. Confidences are compared
    /// bit by bit: what comes out is what went in.
    pub fn find(&self, text: &str, confidence: f32) -> Option<Label> {
        let same = |label: &Label| {
            let (other, its) = self.get(*label);
            other == text && its.to_bits() == confidence.to_bits()
        };
        self.numbers.find(hashed((text, confidence)), same).copied()
    }

    /// The number of a text with a confidence, which is new where it had none.
    pub fn number(&mut self, text: &str, confidence: f32) -> Label {
        self.find(text, confidence)
            .unwrap_or_else(|| self.add(text, confidence))
    }

    /// Gives a text with a confidence the next number.
    pub fn add(&mut self, text: &str, confidence: f32) -> Label {
        let label = Label::MIN.saturating_add(self.all.len() as u32);
        self.all.push((text.into(), confidence));
        let Labels { all, numbers } = self;
        let hash = |label: &Label| {
            let (text, confidence) = &all[label.get() as usize - 1];
            hashed((text, *confidence))
        };
        numbers.insert_unique(hashed((text, confidence)), label, hash);
        label
    }
}

fn hashed((text, confidence): (&str, f32)) -> u64 {
    FxBuildHasher.hash_one((text, confidence.to_bits()))
}
