//! Where a pattern finds persons: one name, a handle, a list 'A, B (Org) and C'.

use super::machine::{TokenMarkKind, View, marks_at};
use crate::lexicon::class;
use crate::mention::Strength;
use crate::token::shape;
use crate::vocabulary::NodeKind;

/// The most persons that one list is read for: lists of more are thanks, and cost their square.
const MOST_LISTED: usize = 16;

impl View<'_> {
    /// True where the name at `at` has more than one word.
    pub(super) fn full_name(&self, at: usize) -> bool {
        // 'Dr Grover' is as good as a full name where somebody goes by it.
        let name = self.after_honorific(at, self.tokens.tokens.len());
        if name > at && matches!(self.persons.get(name), Some(Some(_))) {
            return true;
        }
        match self.persons.get(at) {
            Some(Some((stop, _))) => *stop as usize - at > 1,
            _ => self
                .mentions
                .at(at)
                .iter()
                .any(|m| m.kind == NodeKind::Person && m.end - m.start > 1),
        }
    }

    /// The end of the person's name that starts at `at`.
    pub fn person_end(&self, at: usize, end: usize, least: Strength) -> Option<u32> {
        if let Some(Some((stop, _))) = self.persons.get(at)
            && *stop as usize <= end
        {
            return Some(*stop);
        }
        self.mentions
            .at(at)
            .iter()
            .filter(|m| m.kind == NodeKind::Person && m.strength >= least && m.end as usize <= end)
            .map(|m| m.end)
            .next()
    }

    /// A handle, or one capitalised word that is a link, can be what somebody goes by; after
    /// 'by', strange words in small letters too.
    pub(super) fn handle_end(&self, at: usize, end: usize) -> Option<u32> {
        let token = (at < end).then(|| self.token(at))?;
        let owns = at + 1 < end && self.token(at + 1).is(shape::POSSESSIVE);
        let ends = |link: usize| link == at + 1 || owns && link == at + 2;
        let linked = || {
            token.is(shape::CAPITAL)
                && self.mentions.at(at).is_empty()
                && marks_at(self.marks, at)
                    .any(|m| m.kind == TokenMarkKind::Link && ends(m.end as usize))
        };
        if token.is(shape::HANDLE) || linked() {
            return Some(at as u32 + 1);
        }
        let strange = |at: usize| {
            self.token(at).is(shape::WORD)
                && self.mentions.at(at).is_empty()
                && !self
                    .token(at)
                    .in_any(class::COMMON.bit() | class::NOT_NAME.bit())
        };
        let ends = marks_at(self.marks, at)
            .filter(|m| m.kind == TokenMarkKind::Link)
            .map(|m| m.end)
            .find(|stop| {
                let stop = *stop as usize;
                stop <= end && stop - at <= 2 && (at..stop).all(strange)
            });
        ends.filter(|_| at > 0 && self.word(at - 1) == "by")
    }

    /// The persons of a list 'A, B (Org) and C' that starts at `at`, and where the list ends.
    pub fn list_at(&self, at: usize, end: usize, least: Strength) -> (Vec<(u32, u32)>, usize) {
        let mut people = Vec::new();
        let mut stop = at;
        let mut next = self.after_honorific(at, end);
        // '@anna and @david': a list of handles; after a name a handle is one more of the name's.
        let handles = least == Strength::Weak && next < end && self.token(next).is(shape::HANDLE);
        let name_at = |at: usize| match handles {
            true => (at < end && self.token(at).is(shape::HANDLE)).then_some(at as u32 + 1),
            false => self.person_end(at, end, least),
        };
        while people.len() < MOST_LISTED
            && let Some(name_end) = name_at(next)
        {
            people.push((next as u32, name_end));
            stop = self.after_degree(name_end as usize, end);
            stop = self.after_handle(stop, end);
            let mut look = stop;
            // An aside or an affiliation between the names belongs to the name before it.
            if look < end && matches!(self.word(look), "(" | "[") {
                if let Some(close) =
                    (look..end.min(look + 16)).find(|i| matches!(self.word(*i), ")" | "]"))
                {
                    look = close + 1;
                }
            } else if look < end
                && matches!(self.word(look), "from" | "of" | "at" | "@")
                && let name = look + 1 + usize::from(look + 1 < end && self.word(look + 1) == "the")
                && let Some(m) = self
                    .mentions
                    .at(name)
                    .iter()
                    .find(|m| m.kind == NodeKind::Organization && m.end as usize <= end)
            {
                look = m.end as usize;
            }
            let mut joined = false;
            while look < end && look < stop + 20 {
                match self.word(look) {
                    "," | "&" | "and" | "+" | "/" | "with" | "und" | ";" => {
                        joined = true;
                        look += 1;
                    }
                    _ => break,
                }
            }
            if !joined || look >= end {
                break;
            }
            next = self.after_honorific(look, end);
        }
        (people, stop)
    }

    /// The token after ', PhD' or 'Ph. D.', which belongs to the name before it.
    fn after_degree(&self, at: usize, end: usize) -> usize {
        let comma = usize::from(at < end && self.word(at) == ",");
        let first = at + comma;
        let word = |at: usize| if at < end { self.word(at) } else { "" };
        let length = match word(first).trim_end_matches('.') {
            "PhD" | "Ph.D" | "MD" | "MSc" | "Jr" => 1,
            "Ph" => {
                (1..4)
                    .take_while(|i| matches!(word(first + i), "." | "D" | "D."))
                    .count()
                    + 1
            }
            _ => return at,
        };
        first + length + usize::from(length == 1 && word(first + 1) == ".")
    }

    /// The token after '(@handle)' or '@handle', which is one more name of whoever stands before
    /// it; '@Acme' may be where that person works.
    fn after_handle(&self, at: usize, end: usize) -> usize {
        let is_handle = |at: usize| at < end && self.token(at).is(shape::HANDLE);
        // 'Anna Berg @pycon' in a sentence is where she is.
        let lists = |at: usize| {
            at >= end
                || !self.token(at).is(shape::WORD)
                || matches!(self.word(at), "from" | "at" | "of" | "and" | "with")
        };
        if is_handle(at) && lists(at + 1) && !self.word(at)[1..].starts_with(char::is_uppercase) {
            return at + 1;
        }
        let shows = at + 2 < end
            && matches!(self.word(at), "(" | "[")
            && is_handle(at + 1)
            && matches!(self.word(at + 2), ")" | "]");
        if shows { at + 3 } else { at }
    }

    /// The token after 'Dr.' or 'Professor'.
    pub(super) fn after_honorific(&self, at: usize, end: usize) -> usize {
        let mut at = at;
        while at + 1 < end && self.token(at).in_any(class::HONORIFIC.bit()) {
            at += 1;
            if self.word(at) == "." && at + 1 < end {
                at += 1;
            }
        }
        at
    }

    /// The ends of a list of full names of which a link or emphasis sets the first, or all, apart.
    pub(super) fn marked_names(&self, at: usize, end: usize, ends: &mut Vec<u32>) {
        let (people, stop) = self.list_at(at, end, Strength::Weak);
        let Some(first) = people.first().copied() else {
            return;
        };
        let set_apart = marks_at(self.marks, at)
            .filter(|m| matches!(m.kind, TokenMarkKind::Link | TokenMarkKind::Emphasis))
            .any(|m| {
                // The full stop may be set apart with the name.
                let ends = |name: u32| name == m.end || name + 1 == m.end;
                people.iter().any(|(_, name)| ends(*name))
            });
        if set_apart && first.1 - first.0 > 1 {
            ends.push(stop as u32);
        }
    }

    pub(super) fn list_ends(&self, at: usize, end: usize, least: Strength, ends: &mut Vec<u32>) {
        if self.name_line && least == Strength::Weak {
            ends.push(end as u32);
            return;
        }
        let (people, stop) = self.list_at(at, end, least);
        if people.is_empty() {
            if least == Strength::Weak {
                ends.extend(self.handle_end(at, end));
                // A line that is one strange word can be the name somebody goes by.
                let token = self.token(at);
                if ends.is_empty()
                    && at + 1 == end
                    && token.is(shape::WORD)
                    && token.word == 0
                    && !token.is(shape::URL)
                {
                    ends.push(at as u32 + 1);
                }
            }
            return;
        }
        ends.push(stop as u32);
        for (_, name_end) in people.iter().rev() {
            if !ends.contains(name_end) {
                ends.push(*name_end);
            }
        }
    }
}
