//! Blocks: what two forms must have in common to be compared at all.
//!
//! To compare each with each would take a time that grows with the square of their number.
//! So every way in which two forms can be one has its block, no wider than need be: a
//! shortened title is looked for by its words, and found where a longer title has just these.
//! Which of the two looks is part of the block, for two shortened titles need no comparison.

use std::hash::{DefaultHasher, Hash, Hasher};

/// A block's hash, with the part that the form has in it in the two lowest bits. Two blocks of
/// one hash cost a comparison and nothing else, and a talk has fifty: a short hash will do.
pub(super) type Block = u32;

/// The part of a form in a block: those that seek are compared with those that are shown.
#[derive(Clone, Copy)]
pub(super) enum Part {
    /// It is found there.
    Shown = 1,
    /// It looks there for what it may be.
    Sought = 2,
    /// Both: all of the block are compared with each other.
    Both = 3,
}

/// What narrows a block: a speaker, an event.
#[derive(Clone)]
pub(super) struct Scope(DefaultHasher);

impl Scope {
    /// The scope of all `kind`s that equal `what`.
    pub fn new(kind: &str, what: impl Hash) -> Scope {
        // Its keys are fixed: the same in every run.
        let mut hasher = DefaultHasher::new();
        kind.hash(&mut hasher);
        what.hash(&mut hasher);
        Scope(hasher)
    }

    /// What is in both scopes.
    pub fn and(&self, other: &Scope) -> Scope {
        let mut hasher = self.0.clone();
        other.0.finish().hash(&mut hasher);
        Scope(hasher)
    }

    /// The block of `what` within it.
    pub fn block(&self, part: Part, kind: &str, what: impl Hash) -> Block {
        let mut hasher = self.0.clone();
        kind.hash(&mut hasher);
        what.hash(&mut hasher);
        hasher.finish() as u32 & !3 | part as u32
    }
}

/// The blocks whose forms are compared with those of `block`.
pub(super) fn facing(block: Block) -> impl Iterator<Item = Block> {
    let facing: &[Part] = match block & 3 {
        1 => &[Part::Sought, Part::Both],
        2 => &[Part::Shown, Part::Both],
        _ => &[Part::Shown, Part::Sought, Part::Both],
    };
    facing.iter().map(move |part| block & !3 | *part as u32)
}
