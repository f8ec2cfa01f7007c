//! What a token must show before the machine goes on to a step.

use super::pattern::{Slot, Step};
use super::prefilter::{Begin, Cue, mark_bit, seen_bit, sign_trait, word_trait};
use crate::lexicon::ClassSet;

/// What a token must show for a step, or for one of those that it leads to, to find anything
/// there: most ways of a pattern end with a look at this, before anything is remembered of them.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Guard {
    /// A word, or the first word of a phrase, of one of these classes.
    classes: ClassSet,
    /// One of these words, signs and marks, see [`Cue`].
    seen: u64,
    /// What one of these slots may begin with, see [`Begin`].
    slots: u16,
    /// True where anything will do, and where no token is needed.
    open: bool,
}

impl Guard {
    /// False where nothing is found at a token with that cue; none stands for the end of the
    /// region.
    pub fn leads_on(&self, cue: Option<&Cue>) -> bool {
        self.open || self.slots != 0 || cue.is_some_and(|cue| self.knows(cue))
    }

    /// False where no match begins with a token of that cue, with which these slots, as
    /// [`Begin`] bits, may begin.
    pub fn may_begin(&self, cue: &Cue, slots: u16) -> bool {
        self.open || self.slots & slots != 0 || self.knows(cue)
    }

    fn knows(&self, cue: &Cue) -> bool {
        self.classes & cue.mask != 0 || self.seen & cue.seen != 0
    }

    /// What one of the two lets through.
    pub fn or(self, other: Guard) -> Guard {
        Guard {
            classes: self.classes | other.classes,
            seen: self.seen | other.seen,
            slots: self.slots | other.slots,
            open: self.open || other.open,
        }
    }

    /// What the step itself looks for.
    fn of(step: &Step) -> Guard {
        let mut guard = Guard::default();
        match step {
            Step::Class(class) => guard.classes = class.bit(),
            Step::Word(word) => guard.seen = seen_bit(word_trait(*word) as u16),
            Step::Mark(mark) => guard.seen = u64::from(mark_bit(*mark)),
            Step::Literal(sign) if !sign.chars().any(char::is_alphanumeric) => {
                guard.seen = seen_bit(sign_trait(sign) as u16);
            }
            Step::Slot(slot, _) => match begins(*slot) {
                0 => guard.open = true,
                slots => guard.slots = slots,
            },
            // These ask for nothing themselves.
            Step::Split(..) | Step::Jump(_) | Step::Start => {}
            _ => guard.open = true,
        }
        guard
    }
}

/// The guards of the steps of a pattern.
pub(super) fn guards(steps: &[Step]) -> Vec<Guard> {
    let mut guards: Vec<Guard> = steps.iter().map(Guard::of).collect();
    // Steps lead on to later ones, but for what is repeated, which takes another round.
    loop {
        let mut settled = true;
        for (at, step) in steps.iter().enumerate().rev() {
            let guard = match step {
                Step::Split(a, b) => guards[*a].or(guards[*b]),
                Step::Jump(to) => guards[*to],
                Step::Start => guards[at + 1],
                _ => continue,
            };
            settled &= guards[at] == guard;
            guards[at] = guard;
        }
        if settled {
            return guards;
        }
    }
}

/// What a slot may begin with; 0 where that is any token.
fn begins(slot: Slot) -> u16 {
    match slot {
        Slot::Person | Slot::People | Slot::FullNames => Begin::PERSON,
        Slot::Subject => Begin::SUBJECT | Begin::AUTHOR,
        Slot::Owner => Begin::OWNER | Begin::AUTHORS_OWN,
        Slot::Name | Slot::Names => Begin::NAME,
        Slot::Event => Begin::EVENT,
        Slot::Place => Begin::PLACE,
        Slot::Org => Begin::ORGANIZATION,
        Slot::Project => Begin::PROJECT,
        Slot::Marked
        | Slot::MarkedNames
        | Slot::Linked
        | Slot::Quoted
        | Slot::QuotedTitle
        | Slot::LinkedTitle
        | Slot::Recorded => Begin::MARK,
        Slot::Handle => Begin::HANDLE,
        Slot::TitleRun => Begin::TITLE_RUN,
        _ => 0,
    }
}
