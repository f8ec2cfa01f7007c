//! Counts of right and wrong, and what they come to.

use serde::Serialize;

use super::gold::PREDICATES;
use crate::vocabulary::EdgeKind;

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// Persons named.
    Persons,
    /// Organisations named.
    Organizations,
    /// Talks described or named.
    Talks,
    /// Facts of one kind.
    Predicate(EdgeKind),
    /// The three kinds of facts that Hallway exists for.
    Core,
    /// All kinds of facts.
    All,
}

impl Measure {
    /// Every measure, in the order of reports.
    pub fn all() -> Vec<Measure> {
        let entities = [Measure::Persons, Measure::Organizations, Measure::Talks];
        entities
            .into_iter()
            .chain(PREDICATES.map(Measure::Predicate))
            .chain([Measure::Core, Measure::All])
            .collect()
    }

    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Measure::Persons => "persons",
            Measure::Organizations => "organizations",
            Measure::Talks => "talks",
            Measure::Predicate(kind) => kind.name(),
            Measure::Core => "core (GAVE+WORKS_AT+ABOUT)",
            Measure::All => "all predicates",
        }
    }
}

/// True for the kinds of facts that Hallway exists for.
pub fn is_core(kind: EdgeKind) -> bool {
    matches!(kind, EdgeKind::Gave | EdgeKind::WorksAt | EdgeKind::About)
}

/// Counts of right and wrong. `right` counts what was predicted, `found` what was required:
/// the two differ where one is said twice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Predicted, and in the gold.
    pub right: usize,
    /// Predicted, and not in the gold.
    pub wrong: usize,
    /// Required, and predicted.
    pub found: usize,
    /// Required.
    pub required: usize,
}

impl Tally {
    /// Adds another tally.
    pub fn add(&mut self, other: Tally) {
        self.right += other.right;
        self.wrong += other.wrong;
        self.found += other.found;
        self.required += other.required;
    }

    /// The share of what was predicted that is right.
    pub fn precision(self) -> f64 {
        match self.right + self.wrong {
            0 if self.required == 0 => 1.0,
            0 => 0.0,
            n => self.right as f64 / n as f64,
        }
    }

    /// The share of what is required that was found.
    pub fn recall(self) -> f64 {
        if self.required == 0 {
            1.0
        } else {
            self.found as f64 / self.required as f64
        }
    }

    /// The harmonic mean of both.
    pub fn f1(self) -> f64 {
        let (p, r) = (self.precision(), self.recall());
        if p + r > 0.0 {
            2.0 * p * r / (p + r)
        } else {
            0.0
        }
    }
}

/// A share as reports print it, to four places.
pub fn rounded(share: f64) -> f64 {
    (share * 10_000.0).round() / 10_000.0
}
