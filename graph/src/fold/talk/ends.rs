//! The ends of the speakers' names, as bits: who cannot be meant is told without reading them.

use std::hash::BuildHasher;

use rustc_hash::FxBuildHasher;

/// Sets of names, a bit of 64 for each: two sets without a bit in common have no name in common.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Ends {
    /// The first and the last words of all names.
    all: u64,
    /// The last words of full names.
    last: u64,
    /// Names of one word.
    short: u64,
}

impl Ends {
    /// The ends of `names`, each in its words.
    pub fn of(names: &[Vec<String>]) -> Ends {
        let bit = |word: &String| 1 << (FxBuildHasher.hash_one(word) >> 58);
        let mut ends = Ends::default();
        for name in names {
            let (Some(first), Some(last)) = (name.first(), name.last()) else {
                continue;
            };
            ends.all |= bit(first) | bit(last);
            if name.len() > 1 {
                ends.last |= bit(last);
            } else {
                ends.short |= bit(last);
            }
        }
        ends
    }

    /// False where no name of one can be a name of the other: full names agree in their last
    /// words, and a short one is an end of a full one. Where one has no names, they may.
    pub fn may_agree(&self, other: &Ends) -> bool {
        self.all == 0
            || other.all == 0
            || self.last & other.last != 0
            || self.short & other.all != 0
            || other.short & self.all != 0
    }

    /// False where no end of a name of one is an end of a name of the other.
    pub fn may_share(&self, other: &Ends) -> bool {
        self.all == 0 || other.all == 0 || self.all & other.all != 0
    }
}
