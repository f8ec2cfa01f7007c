//! What each slot of a pattern finds at a token, and where that may end.

use std::ops::Range;

use super::Where;
use super::machine::{TokenMarkKind, View};
use super::pattern::Slot;
use super::title::LONGEST_TITLE;
use crate::lexicon::{Meaning, class};
use crate::mention::Strength;
use crate::token::shape;
use crate::vocabulary::NodeKind;

/// What the names of departments end in, which look like names of organisations.
const DEPARTMENTS: &[&str] = &[
    "Architecture",
    "Design",
    "Development",
    "Engineering",
    "Infrastructure",
    "Innovation",
    "Marketing",
    "Operations",
    "Product",
    "Products",
    "Research",
    "Science",
    "Security",
    "Strategy",
    "Technology",
];

/// Who leads a department.
const HEADS: &[&str] = &[
    "chief",
    "director",
    "head",
    "lead",
    "manager",
    "president",
    "svp",
    "vp",
];

impl View<'_> {
    /// Where what the slot finds at `at` may end, best first.
    pub fn slot_ends(&self, slot: Slot, at: usize, region: &Range<usize>, ends: &mut Vec<u32>) {
        if at >= region.end {
            return;
        }
        let end = region.end;
        match slot {
            Slot::Person => ends.extend(self.person_end(at, end, Strength::Likely)),
            Slot::Name => ends.extend(
                self.person_end(at, end, Strength::Weak)
                    .or_else(|| self.handle_end(at, end)),
            ),
            Slot::MarkedNames => self.marked_names(at, end, ends),
            Slot::Handle => {
                if self.token(at).is(shape::HANDLE) {
                    ends.push(at as u32 + 1);
                }
            }
            Slot::People => self.list_ends(at, end, Strength::Likely, ends),
            Slot::Names => self.list_ends(at, end, Strength::Weak, ends),
            Slot::Subject => {
                self.list_ends(at, end, Strength::Likely, ends);
                let token = self.token(at);
                if ends.is_empty()
                    && (token.in_any(class::PRONOUN.bit())
                        || (self.first_person && self.word(at) == "I"))
                {
                    ends.push(at as u32 + 1);
                }
            }
            Slot::Org => self.entity_ends(NodeKind::Organization, at, end, ends),
            Slot::OrgName | Slot::Company => {
                self.entity_ends(NodeKind::Organization, at, end, ends);
                if self.persons.get(at).is_none_or(Option::is_none) {
                    let known = ends.len();
                    self.phrase_ends(at, end, ends);
                    let from = if matches!(self.word(at), "the" | "The") {
                        at + 1
                    } else {
                        at
                    };
                    let mut number = 0;
                    ends.retain(|stop| {
                        number += 1;
                        let stop = *stop as usize;
                        // Where no bracket closes it in, a person's name or software stays what it is;
                        // 'Harbour Audio' only looks like a name.
                        let common = (from..stop).any(|i| {
                            self.token(i)
                                .in_any(class::COMMON.bit() | class::NOT_NAME.bit())
                        });
                        let software = slot == Slot::Company
                            && self.mentions.at(from).iter().any(|m| {
                                m.kind == NodeKind::Project
                                    && (m.end as usize == stop || m.strength == Strength::Strong)
                                    || m.kind == NodeKind::Person
                                        && (m.strength >= Strength::Likely || !common)
                                        && m.end as usize == stop
                                        && m.end - m.start > 1
                            });
                        let word = stop == from + 1
                            && self
                                .token(from)
                                .in_any(class::COMMON.bit() | class::NOT_NAME.bit());
                        // 'B' is a room.
                        let letter = stop == from + 1 && self.word(from).chars().count() == 1;
                        number <= known || !(software || word || letter)
                    });
                }
            }
            Slot::Event => self.entity_ends(NodeKind::Event, at, end, ends),
            Slot::Place => self.place_ends(at, end, ends),
            Slot::PlaceName => {
                self.place_ends(at, end, ends);
                if ends.is_empty() {
                    self.phrase_ends(at, end, ends);
                }
            }
            Slot::Project => {
                self.entity_ends(NodeKind::Project, at, end, ends);
                ends.retain(|stop| {
                    !self.mentions.at(at).iter().any(|m| {
                        m.end == *stop
                            && m.kind == NodeKind::Organization
                            && m.strength == Strength::Strong
                    })
                });
            }
            Slot::ProjectName => {
                if self.persons.get(at).is_some_and(Option::is_some) {
                    return;
                }
                self.entity_ends(NodeKind::Project, at, end, ends);
                self.set_apart(
                    at,
                    end,
                    &[
                        TokenMarkKind::Link,
                        TokenMarkKind::Recording,
                        TokenMarkKind::Code,
                    ],
                    ends,
                );
                let joined = self.token(at);
                // A strange word in small letters can be software where a rule leaves no doubt.
                if joined.is(shape::WORD) && joined.word == 0 && joined.span.len() > 2 {
                    ends.push(at as u32 + 1);
                }
                if joined.is(shape::WORD)
                    && (joined.shape & (shape::CAMEL | shape::JOINED) != 0
                        || joined.is(shape::CAPITAL))
                {
                    self.phrase_ends(at, end, ends);
                    if !ends.contains(&(at as u32 + 1)) {
                        ends.push(at as u32 + 1);
                    }
                }
                // A company is no software of its people, whatever it makes; nor is one
                // everyday word.
                let token = self.token(at);
                let everyday = token.in_any(class::COMMON.bit())
                    && token.shape & (shape::CAMEL | shape::JOINED) == 0
                    && !self
                        .mentions
                        .at(at)
                        .iter()
                        .any(|m| m.kind == NodeKind::Project);
                ends.retain(|stop| {
                    let other = self.mentions.at(at).iter().any(|m| {
                        m.end == *stop
                            && matches!(
                                m.kind,
                                NodeKind::Organization | NodeKind::Event | NodeKind::Place
                            )
                            && m.strength >= Strength::Likely
                    });
                    !(other || everyday && *stop == at as u32 + 1)
                });
            }
            Slot::Role => self.role_ends(at, end, ends),
            Slot::Year => {
                let token = self.token(at);
                if token.is(shape::NUMBER)
                    && token.span.len() == 4
                    && matches!(&self.word(at)[..2], "19" | "20")
                {
                    ends.push(at as u32 + 1);
                }
            }
            Slot::Title => self.title_ends(at, end, ends),
            Slot::Marked => {
                self.set_apart(
                    at,
                    end,
                    &[
                        TokenMarkKind::Quotation,
                        TokenMarkKind::Link,
                        TokenMarkKind::Recording,
                        TokenMarkKind::Emphasis,
                    ],
                    ends,
                );
                ends.retain(|stop| !self.is_name(at, *stop));
            }
            Slot::Linked => {
                self.set_apart(
                    at,
                    end,
                    &[TokenMarkKind::Link, TokenMarkKind::Recording],
                    ends,
                );
                ends.retain(|stop| !self.is_name(at, *stop));
            }
            Slot::Quoted => self.set_apart(at, end, &[TokenMarkKind::Quotation], ends),
            Slot::TitleRun => self.title_run_ends(at, end, ends),
            Slot::QuotedTitle => {
                self.set_apart(at, end, &[TokenMarkKind::Quotation], ends);
                // Quotation marks are its first and last tokens; markup for a quotation has none.
                ends.retain(|stop| {
                    let stop = *stop as usize;
                    let mark = |i: usize| usize::from(!self.token(i).is(shape::WORD));
                    let inside = at + mark(at)..stop - mark(stop - 1);
                    inside.len() > 2 && self.opens_as_title(inside.clone())
                        || !inside.is_empty() && self.title_case(inside)
                });
            }
            Slot::LinkedTitle => {
                self.set_apart(
                    at,
                    end,
                    &[
                        TokenMarkKind::Link,
                        TokenMarkKind::Recording,
                        TokenMarkKind::Emphasis,
                    ],
                    ends,
                );
                ends.retain(|stop| {
                    let words = at..*stop as usize;
                    (self.title_case(words.clone()) || self.opens_as_title(words))
                        && !self.is_name(at, *stop)
                });
            }
            Slot::Recorded => {
                self.set_apart(at, end, &[TokenMarkKind::Recording], ends);
                ends.retain(|stop| {
                    !self.ends_with_name(at..*stop as usize)
                        && (self.title_case(at..*stop as usize)
                            || self.opens_as_title(at..*stop as usize)
                            || self.place == Where::Heading && *stop as usize - at > 2)
                        && !self.mentions.at(at).iter().any(|m| {
                            m.end == *stop
                                && m.strength >= Strength::Likely
                                && m.kind != NodeKind::Topic
                        })
                        && self.persons.get(at).is_none_or(Option::is_none)
                });
            }
            Slot::Sort => {
                let mut stop = at;
                let mut named = false;
                while stop < end && stop < at + 5 {
                    let token = self.token(stop);
                    let sort = token.in_any(class::TALK_NOUN.bit());
                    if !sort && !self.sort_word(stop) {
                        break;
                    }
                    named |= sort;
                    stop += 1;
                    if named {
                        ends.insert(0, stop as u32);
                    }
                }
            }
            Slot::FullNames => {
                if self.full_name(at) {
                    self.list_ends(at, end, Strength::Likely, ends);
                }
            }
            Slot::Owner => {
                let token = self.token(at);
                let possessive = token.in_any(class::POSSESSIVE.bit());
                let own = self.first_person && matches!(self.word(at), "my" | "My");
                if possessive || own {
                    ends.push(at as u32 + 1);
                } else if let Some(stop) = self.person_end(at, end, Strength::Likely) {
                    let stop = stop as usize;
                    if stop < end && self.token(stop).is(shape::POSSESSIVE) {
                        ends.push(stop as u32 + 1);
                    }
                }
            }
            Slot::Text => {
                let mut stop = at;
                while stop < end
                    && stop < at + LONGEST_TITLE
                    && !matches!(self.word(stop), "(" | ")" | "[" | "]")
                {
                    stop += 1;
                    ends.push(stop as u32);
                }
            }
        }
    }

    pub(super) fn entity_ends(&self, kind: NodeKind, at: usize, end: usize, ends: &mut Vec<u32>) {
        // A 'the' before the name is no part of it, but the slot may start there.
        let from = if matches!(self.word(at), "the" | "The") && at + 1 < end {
            at + 1
        } else {
            at
        };
        // What the lexicon knows before what only looks so.
        for known in [true, false] {
            for mention in self.mentions.at(from) {
                if mention.kind == kind
                    && (mention.strength == Strength::Strong) == known
                    && mention.end as usize <= end
                    && !ends.contains(&mention.end)
                {
                    ends.push(mention.end);
                }
            }
        }
    }

    pub(super) fn place_ends(&self, at: usize, end: usize, ends: &mut Vec<u32>) {
        self.entity_ends(NodeKind::Place, at, end, ends);
        if ends.is_empty() {
            // A town nobody listed, before the state or country it lies in: 'Amelia Island, FL'.
            let mut stop = at;
            while stop < end && stop < at + 4 && self.token(stop).is(shape::WORD | shape::CAPITAL) {
                stop += 1;
            }
            if stop > at
                && stop + 1 < end
                && self.word(stop) == ","
                && self.mentions.at(stop + 1).iter().any(|m| {
                    m.kind == NodeKind::Place
                        && m.strength == Strength::Strong
                        && m.end as usize <= end
                })
            {
                ends.push(stop as u32);
            }
        }
        let Some(first) = ends.first().copied() else {
            return;
        };
        // 'Long Beach, CA', 'Portland, Oregon, USA': the larger place belongs to the name.
        let mut stop = first as usize;
        for _ in 0..2 {
            if stop + 1 < end
                && self.word(stop) == ","
                && let Some(larger) = self
                    .mentions
                    .at(stop + 1)
                    .iter()
                    .find(|m| m.kind == NodeKind::Place && m.end as usize <= end)
            {
                stop = larger.end as usize;
                ends.insert(0, stop as u32);
            }
        }
    }

    /// Capitalised phrases that could be a name of anything, longest first.
    pub(super) fn phrase_ends(&self, at: usize, end: usize, ends: &mut Vec<u32>) {
        let named = |i: usize| {
            let t = self.token(i);
            t.is(shape::WORD)
                && t.shape & (shape::CAPITAL | shape::CAMEL) != 0
                && t.shape & (shape::URL | shape::HANDLE) == 0
                && !t.in_any(class::CALENDAR.bit() | class::ROLE.bit() | class::ROLE_MODIFIER.bit())
        };
        let from = if matches!(self.word(at), "the" | "The") && at + 1 < end {
            at + 1
        } else {
            at
        };
        if !named(from) {
            return;
        }
        // 'Acme & Anna Berg', 'Globex and FOSDEM 2019' are two names.
        let other_name = |i: usize| {
            self.mentions.at(i).iter().any(|m| {
                m.kind == NodeKind::Person && m.strength >= Strength::Likely
                    || m.kind == NodeKind::Event && m.strength == Strength::Strong
            })
        };
        let mut stop = from;
        let mut last = from;
        while stop < end && stop < from + 8 {
            if stop > from && self.token(stop).is(shape::LINE_START) {
                break;
            }
            if matches!(self.word(stop), "and" | "&" | "/")
                && stop + 1 < end
                && (other_name(stop + 1) || self.token(stop).is(shape::AFTER_LINK))
            {
                break;
            }
            if named(stop) {
                stop += 1;
                last = stop;
            } else if matches!(
                self.word(stop),
                "of" | "and" | "&" | "for" | "de" | "the" | "." | "'" | "’" | "/"
            ) && stop + 1 < end
                && named(stop + 1)
                && !(self.word(stop) == "."
                    && self.token(stop + 1).is(shape::SPACED)
                    && self.word(stop - 1).len() > 3)
            {
                stop += 1;
            } else {
                break;
            }
        }
        // 'Head of Platform Engineering' heads a department.
        let department = from > 1
            && matches!(self.word(from - 1), "of" | "for" | "in")
            && HEADS.contains(&self.word(from - 2).to_lowercase().as_str())
            && DEPARTMENTS.contains(&self.word(last - 1));
        // What is known as a place, an event or a person is no name of anything else.
        let other = self.mentions.at(from).iter().any(|m| {
            m.end as usize == last
                && (matches!(m.kind, NodeKind::Place | NodeKind::Event)
                    && m.strength >= Strength::Likely
                    || m.kind == NodeKind::Person && m.strength == Strength::Strong)
        });
        if last > from && !other && !department && !ends.contains(&(last as u32)) {
            ends.push(last as u32);
        }
    }

    pub(super) fn role_ends(&self, at: usize, end: usize, ends: &mut Vec<u32>) {
        // A role is a run that ends in a role noun: 'senior staff engineer', 'CTO', 'Head of X'.
        let mut stop = at;
        while stop < end && stop < at + 6 {
            let token = self.token(stop);
            if !token.is(shape::WORD) && !matches!(self.word(stop), "/" | "&") {
                break;
            }
            // A known name before the role noun is no part of the role.
            // 'ML' and 'UX' are fields: 'staff ML engineer'.
            let named = token.is(shape::UPPER) && !token.in_any(class::NOT_NAME.bit())
                || self.mentions.at(stop).iter().any(|m| {
                    matches!(
                        m.kind,
                        NodeKind::Organization
                            | NodeKind::Event
                            | NodeKind::Project
                            | NodeKind::Person
                    ) && m.strength >= Strength::Likely
                });
            if named && !token.in_any(class::ROLE.bit() | class::ROLE_MODIFIER.bit()) {
                break;
            }
            stop += 1;
            if token.in_any(class::ROLE.bit())
                && stop + 1 < end
                && self.word(stop) == "in"
                && matches!(self.word(stop + 1), "Residence" | "residence")
            {
                ends.insert(0, stop as u32 + 2);
            } else if token.in_any(class::ROLE.bit()) {
                ends.insert(0, stop as u32);
            }
        }
        // Phrases that are roles as a whole: 'developer in residence', 'head of product'.
        for phrase in self.lexicon.phrases(self.token(at).word) {
            if phrase.meaning == Meaning::Class(class::ROLE) && at + phrase.rest.len() < end {
                let rest = &self.tokens.tokens[at + 1..at + 1 + phrase.rest.len()];
                let stop = (at + 1 + phrase.rest.len()) as u32;
                if rest
                    .iter()
                    .zip(phrase.rest.iter())
                    .all(|(t, w)| t.word == *w)
                    && !ends.contains(&stop)
                {
                    ends.insert(0, stop);
                }
            }
        }
        // 'Director of Engineering', 'VP of Product', 'Head of Developer Relations'.
        if let Some(first) = ends.first().copied() {
            let first = first as usize;
            if first + 1 < end && matches!(self.word(first), "of" | "for") {
                let mut stop = first + 1;
                while stop < end
                    && stop < first + 5
                    && self.token(stop).is(shape::WORD)
                    && (self.token(stop).is(shape::CAPITAL) || self.token(stop).word != 0)
                    && !matches!(
                        self.word(stop),
                        "at" | "of" | "for" | "in" | "and" | "who" | "from"
                    )
                {
                    stop += 1;
                    ends.push(stop as u32);
                }
            }
        }
    }
}
