//! Whom a term of a rule stands for: a name, a list of names, 'he', 'I', the speaker.

use std::ops::Range;

use super::{Binder, FARTHEST_REFERENCE, slot_of};
use crate::extract::found::{Found, people_in};
use crate::lexicon::class;
use crate::rule::Term;
use crate::rule::pattern::Slot;

impl Binder<'_> {
    /// The persons that a term stands for.
    pub(super) fn people(&self, found: &Found, term: Term) -> Vec<usize> {
        let read = self.read;
        match term {
            Term::Capture(number) => {
                let Some(range) = found.capture(number) else {
                    return Vec::new();
                };
                let slot = slot_of(&read.rules.rules[found.rule].pattern.steps, number);
                if slot == Some(Slot::Owner) && range.len() > 1 {
                    return self.numbers(people_in(read, &self.persons.at, range, true));
                }
                if range.len() == 1 {
                    let token = &read.tokens.tokens[range.start];
                    if token.in_any(class::PRONOUN.bit() | self.classes.possessive) {
                        return self.pronoun(found, range.start);
                    }
                    if matches!(read.word(range.start), "I" | "my" | "My") {
                        return self.authors.iter().take(1).map(|a| self.home[*a]).collect();
                    }
                }
                let one = matches!(slot, Some(Slot::Name | Slot::Person | Slot::Handle));
                self.numbers(people_in(read, &self.persons.at, range, one))
            }
            Term::Subject => {
                let Some(range) = found.region.subject.clone() else {
                    return Vec::new();
                };
                self.numbers(people_in(read, &self.persons.at, range, false))
            }
            Term::Author => self.authors.iter().take(1).map(|a| self.home[*a]).collect(),
            Term::Speaker => self
                .spoken_of(found)
                .map(|talk| self.talks.list[talk].speakers.clone())
                .unwrap_or_default(),
            Term::Heading => {
                let Some(above) = found.region.above.clone() else {
                    return Vec::new();
                };
                let mut names = Vec::new();
                let mut at = above.start;
                while at < above.end {
                    match self.persons.at[at] {
                        Some((end, person)) if end as usize <= above.end => {
                            names.push(self.home[person as usize]);
                            at = end as usize;
                        }
                        _ => at += 1,
                    }
                }
                names
            }
            _ => Vec::new(),
        }
    }

    pub(super) fn numbers(&self, names: Vec<Range<usize>>) -> Vec<usize> {
        let mut numbers = Vec::new();
        for name in names {
            if let Some(Some((_, person))) = self.persons.at.get(name.start) {
                let person = self.home[*person as usize];
                if !numbers.contains(&person) {
                    numbers.push(person);
                }
            }
        }
        numbers
    }

    /// Whom 'he', 'she' or 'they' stands for: the person named last in this block before
    /// it, else the section's speaker, else the one named last in the block before. 'They' are
    /// all who are named there together: 'A and B', 'A, B and C'.
    pub(super) fn pronoun(&self, found: &Found, at: usize) -> Vec<usize> {
        let read = self.read;
        let word = read.word(at).to_ascii_lowercase();
        let many = matches!(word.as_str(), "they" | "their" | "them");
        let block = read.tokens.blocks[found.region.block].clone();
        let from = block.start.max(at.saturating_sub(FARTHEST_REFERENCE));
        if let Some(last) = self.persons.last_before(at, from) {
            return self.named_together(last, from, many);
        }
        if let Some(heading) = read.layout.heading[found.region.block]
            && let Some(talk) = self.talks.of_section.get(&heading)
        {
            let speakers = &self.talks.list[*talk].speakers;
            let those = if many { speakers.len() } else { 1 };
            return speakers.iter().take(those).copied().collect();
        }
        let Some(previous) = found.region.block.checked_sub(1) else {
            return Vec::new();
        };
        if read.layout.heading[previous] != read.layout.heading[found.region.block] {
            return Vec::new();
        }
        let from = read.tokens.blocks[previous]
            .start
            .max(block.start.saturating_sub(FARTHEST_REFERENCE));
        match self.persons.last_before(block.start, from) {
            Some(last) => self.named_together(last, from, many),
            None => Vec::new(),
        }
    }

    /// The person named at a token and, of `many`, those before it in the same list.
    fn named_together(&self, last: usize, from: usize, many: bool) -> Vec<usize> {
        let mut persons = Vec::new();
        let mut next = Some(last);
        while let Some(at) = next
            && let Some((_, person)) = self.persons.at[at]
        {
            persons.insert(0, self.home[person as usize]);
            next = self.persons.last_before(at, from).filter(|before| {
                let end = self.persons.at[*before].map_or(at, |(end, _)| end as usize);
                many && end < at
                    && (end..at).all(|i| matches!(self.read.word(i), "," | "and" | "&"))
            });
        }
        persons.dedup();
        persons
    }
}
