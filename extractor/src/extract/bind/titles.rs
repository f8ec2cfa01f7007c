//! What can be a title, and what sort of talk the words around it tell.

use std::ops::Range;

use super::Binder;
use crate::extract::found::{Found, view};
use crate::extract::talk::{self};
use crate::lexicon::class;
use crate::mention::Strength;
use crate::rule::{Where, says_which};
use crate::token::shape;
use crate::vocabulary::{NodeKind, TalkKind};

impl Binder<'_> {
    pub(super) fn is_marked(&self, range: Range<usize>) -> bool {
        let marks = self.read.marks;
        let from = marks.partition_point(|m| (m.start as usize) + 40 < range.start);
        marks[from..]
            .iter()
            .take_while(|m| m.start as usize <= range.start)
            .any(|m| range.end <= m.end as usize)
    }

    /// True for a run that reads as a title, and is not generic nor the name of something else.
    pub(super) fn is_plain_title(&self, range: &Range<usize>) -> bool {
        !range.is_empty()
            && talk::reads_as_title(self.read.document, self.read.tokens, range)
            && !self.is_named_thing(range.clone())
            && !self.all_generic(range.clone())
            && self.persons.at[range.start].is_none()
    }

    /// True for a run that is nothing but the name of a person, a company, a place or an event.
    pub(super) fn is_named_thing(&self, range: Range<usize>) -> bool {
        let mut range = range;
        // 'at PyCon US 2024' names the event.
        if range.len() > 1 && matches!(self.read.word(range.start), "at" | "in" | "from" | "for") {
            range.start += 1;
        }
        let person = self.persons.at[range.start].is_some_and(|(end, _)| end as usize == range.end);
        // Many words that only look like a company's name are a title: 'The Soul of Software'.
        let long = range.len() > 3;
        person
            || self.read.mentions.at(range.start).iter().any(|m| {
                m.tokens() == range
                    && (m.strength == Strength::Strong
                        || m.strength == Strength::Likely && m.kind != NodeKind::Person && !long)
                    && matches!(
                        m.kind,
                        NodeKind::Organization
                            | NodeKind::Place
                            | NodeKind::Event
                            | NodeKind::Person
                    )
            })
    }

    /// True for a quoted sentence with its full stop: what somebody said, not a title. American
    /// print puts the stop inside the quotation marks of titles as well.
    pub(super) fn is_saying(&self, range: Range<usize>) -> bool {
        let quoted = self.read.tokens.tokens.get(range.end + 1).is_some()
            && matches!(self.read.word(range.end), "." | ",");
        quoted
            && range.len() > 4
            && !view(self.read, &[], false).title_case(range.clone())
            && self.read.word(range.end) == "."
            && matches!(self.read.word(range.end + 1), "”" | "\"" | "’")
    }

    /// True for 'Keynote', 'Opening keynote', 'Lightning talks': a sort, not a title.
    pub(super) fn only_talk_words(&self, range: Range<usize>) -> bool {
        self.read.tokens.tokens[range.clone()]
            .iter()
            .any(|t| t.in_any(class::TALK_NOUN.bit()))
            && range.clone().all(|i| {
                let token = &self.read.tokens.tokens[i];
                let word = self.read.word(i).to_ascii_lowercase();
                token.in_any(class::TALK_NOUN.bit() | self.classes.generic)
                    || !token.is(shape::WORD)
                    || token.is(shape::NUMBER)
                    || says_which(&word)
                    || matches!(word.as_str(), "main" | "of" | "to" | "my" | "'s" | "’s")
            })
    }

    pub(super) fn describe(
        &self,
        speakers: &[usize],
        kind: TalkKind,
        about: Option<&str>,
    ) -> String {
        let who = speakers.first().map(|s| self.persons.list[*s].name.clone());
        let noun = match kind {
            TalkKind::Keynote => "keynote",
            TalkKind::Tutorial => "tutorial",
            TalkKind::Lightning => "lightning talk",
            TalkKind::Panel => "panel",
            TalkKind::Poster => "poster",
            TalkKind::Session => "session",
            TalkKind::Talk => "talk",
        };
        match (who, about) {
            (Some(who), Some(about)) => format!("{who}: {noun} on {about}"),
            (Some(who), None) => format!("{who} {noun}"),
            (None, Some(about)) => format!("{noun} on {about}"),
            (None, None) => noun.to_owned(),
        }
    }

    /// The sort of talk that the title, the sentence or the headings above tell.
    pub(super) fn kind_around(
        &self,
        title: Range<usize>,
        block: usize,
        found: &Found,
    ) -> Option<TalkKind> {
        let read = self.read;
        let text = &read.document.text;
        let list = &read.tokens.tokens;
        if let Some(kind) =
            talk::kind_in(&list[title.clone()], text).filter(|k| matches!(k, TalkKind::Keynote))
        {
            return Some(kind);
        }
        if found.region.place == Where::Sentence
            && let Some(kind) = talk::kind_in(&list[found.tokens.clone()], text)
        {
            return Some(kind);
        }
        let mut heading = read.layout.heading[block];
        for _ in 0..4 {
            let above = heading?;
            let range = read.tokens.blocks[above].clone();
            if !self.talks.of_section.contains_key(&above)
                && let Some(kind) = talk::kind_in(&list[range], text)
                && kind != TalkKind::Session
            {
                return Some(kind);
            }
            heading = read.layout.heading[above];
        }
        None
    }

    /// True for headings that can be the title of a talk.
    pub(super) fn title_heading(&self, heading: usize) -> bool {
        let read = self.read;
        let range = read.tokens.blocks[heading].clone();
        if read.layout.has_subheading[heading]
            || range.is_empty()
            || range.len() > 30
            || heading == 0 && self.is_document_title(heading)
        {
            return false;
        }
        if self.is_document_title(heading) {
            return false;
        }
        self.can_be_title(range)
    }

    /// True for lines like 'Summary', 'Day one', 'My favourite talks'.
    pub(super) fn all_generic(&self, range: Range<usize>) -> bool {
        self.read.tokens.tokens[range]
            .iter()
            .filter(|t| t.is(shape::WORD))
            .all(|t| {
                t.in_any(
                    self.classes.generic
                        | self.classes.small
                        | class::CALENDAR.bit()
                        | class::TALK_NOUN.bit(),
                ) || t.is(shape::NUMBER)
            })
    }

    /// True for a line that can be a title: it is not generic, and not only a name.
    pub(super) fn can_be_title(&self, range: Range<usize>) -> bool {
        let words = range
            .clone()
            .map(|i| &self.read.tokens.tokens[i])
            .filter(|t| t.is(shape::WORD));
        let generic = words.clone().any(|t| t.in_any(self.classes.generic));
        !(generic && words.count() <= 3) && self.can_open_section(range)
    }

    /// True for a heading that is the title of a talk where the first words under it name who
    /// showed or told something: all that is not generic throughout, nor only a name.
    pub(super) fn can_open_section(&self, range: Range<usize>) -> bool {
        let read = self.read;
        let words: Vec<usize> = range
            .clone()
            .filter(|i| read.tokens.tokens[*i].is(shape::WORD))
            .collect();
        if words.is_empty() || self.all_generic(range.clone()) {
            return false;
        }
        if words.iter().all(|i| {
            let t = &read.tokens.tokens[*i];
            t.in_any(class::CALENDAR.bit()) || t.is(shape::NUMBER)
        }) {
            return false;
        }
        // A heading that is nothing but the name of a person, an event or a place is no title.
        let covered = read.mentions.within(range.clone()).iter().any(|m| {
            m.tokens().len() + 1 >= words.len()
                && m.start as usize <= words[0]
                && m.end as usize > *words.last().unwrap_or(&0)
                && (matches!(m.kind, NodeKind::Event | NodeKind::Place)
                    && m.strength >= Strength::Likely
                    || m.kind == NodeKind::Person && m.strength >= Strength::Strong)
        });
        !covered
    }

    /// True for the heading that is the document's own title.
    pub(super) fn is_document_title(&self, block: usize) -> bool {
        self.read.layout.own_titles.contains(&block)
    }
}
