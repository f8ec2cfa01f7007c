//! Titles that stand beside what is told of a talk: 'Anna gave the keynote. “Plans of queries”.'

use std::ops::Range;

use super::Binder;
use crate::document::BlockKind;
use crate::extract::found::view;
use crate::extract::person;
use crate::extract::talk::{self, Origin, Talk};
use crate::lexicon::class;
use crate::rule::machine::{TokenMark, TokenMarkKind};
use crate::token::Sentence;

/// So many blocks under a speaker's heading are read for the title.
const FIRST_BLOCKS: usize = 2;

/// The longest title that is found so, in tokens.
const LONGEST: usize = 20;

/// The longest sentence that is read for titles, in tokens.
const LONGEST_SENTENCE: usize = 400;

/// A word for talks may stand so far before the title, in tokens.
const REACH: usize = 12;

impl Binder<'_> {
    /// Gives talks without a title the one that stands where they are told of, if one alone
    /// does: set apart, written as titles are, and shown to be one by the words before it.
    pub(super) fn titles_beside(&mut self) {
        for number in 0..self.talks.list.len() {
            let talk = &self.talks.list[number];
            if !talk.untitled || talk.speakers.is_empty() {
                continue;
            }
            let head = self.head_over(talk);
            let titles: Vec<_> = match head {
                Some(head) => vec![head],
                None => {
                    let sentences = self.sentences_of(talk);
                    sentences.flat_map(|s| self.titles_in(s)).collect()
                }
            };
            let [title] = &titles[..] else {
                continue;
            };
            let name = person::clean(self.read.text(title.clone()));
            if self.talks.numbered(&name).is_none() {
                self.talks.entitle(number, &name, title.clone());
            }
        }
    }

    /// The set-apart words that a block opens with, where a mark parts them from the rest.
    pub(super) fn parted_head(&self, block: usize) -> Option<Range<usize>> {
        let read = self.read;
        let head = self.run_in_head(block)?;
        let last = read.tokens.blocks[block].end;
        let parted = (head.end..last.min(head.end + 2))
            .any(|at| matches!(read.word(at), "." | ":" | "-" | "–" | "—"));
        let day = matches!(read.word(head.end - 1), "Day" | "day");
        (parted && !day).then_some(head)
    }

    /// The set-apart words that a block opens with, where its first sentences tell of the talk:
    /// '- **Title**. This talk by Anna …'.
    fn head_over(&self, talk: &Talk) -> Option<Range<usize>> {
        let read = self.read;
        let head = self.parted_head(talk.block)?;
        let first = read.tokens.sentence_of(head.start);
        let told = talk
            .told_in
            .first()
            .is_some_and(|told| (first..=first + 2).contains(told));
        (talk.origin == Origin::Prose && told && talk.shown.start >= head.end).then_some(head)
    }

    /// The sentences in which the title of a talk would stand.
    fn sentences_of(&self, talk: &Talk) -> impl Iterator<Item = &Sentence> {
        let read = self.read;
        let sentences = &read.tokens.sentences;
        let range = match talk.origin {
            Origin::Section(heading) => {
                let from = sentences.partition_point(|s| s.block <= heading);
                let to = sentences.partition_point(|s| s.block <= heading + FIRST_BLOCKS);
                from..to
            }
            _ => match talk.told_in.first() {
                Some(first) => first.saturating_sub(1)..first + 2,
                None => 0..0,
            },
        };
        let heading = read.layout.heading[talk.block];
        let (block, origin) = (talk.block, talk.origin);
        range.filter_map(move |number| {
            let sentence = sentences.get(number)?;
            let here = match origin {
                Origin::Section(of) => {
                    read.layout.heading[sentence.block] == Some(of)
                        && read.document.blocks[sentence.block].kind != BlockKind::Heading
                }
                _ => sentence.block == block && read.layout.heading[sentence.block] == heading,
            };
            here.then_some(sentence)
        })
    }

    /// What a sentence sets apart and shows to be a title.
    fn titles_in(&self, sentence: &Sentence) -> Vec<Range<usize>> {
        let read = self.read;
        let range = sentence.tokens.clone();
        let tokens = &read.tokens.tokens;
        if range.len() > LONGEST_SENTENCE
            || range.clone().any(|i| tokens[i].in_any(self.classes.books))
        {
            return Vec::new();
        }
        let from = read
            .marks
            .partition_point(|m| (m.start as usize) < range.start);
        read.marks[from..]
            .iter()
            .take_while(|mark| (mark.start as usize) < range.end)
            .filter_map(|mark| self.title_of(mark, &range))
            .collect()
    }

    /// The title that a mark of a sentence sets apart.
    fn title_of(&self, mark: &TokenMark, sentence: &Range<usize>) -> Option<Range<usize>> {
        let read = self.read;
        let set = mark.start as usize..mark.end as usize;
        let title = match mark.kind {
            TokenMarkKind::Quotation if set.len() > 2 => set.start + 1..set.end - 1,
            TokenMarkKind::Emphasis => set.clone(),
            _ => return None,
        };
        let (title, _) = talk::trim_title(read.tokens, &read.document.text, title);
        let announced = (sentence.start.max(set.start.saturating_sub(REACH))..set.start)
            .any(|i| read.tokens.tokens[i].in_any(class::TALK_NOUN.bit() | self.classes.speaking));
        let alone = mark.kind == TokenMarkKind::Quotation
            && set.start == sentence.start
            && set.end + 1 >= sentence.end;
        let after_name = set.start > sentence.start
            && matches!(read.word(set.start - 1), "," | ":" | "–" | "—")
            && set.start > sentence.start + 1
            && self.persons.at[sentence.start..set.start - 1]
                .iter()
                .flatten()
                .any(|(end, _)| *end as usize == set.start - 1);
        ((2..=LONGEST).contains(&title.len())
            && (announced || alone || after_name)
            && view(read, &[], false).title_case(title.clone())
            && talk::reads_as_title(read.document, read.tokens, &title)
            && !self.is_named_thing(title.clone())
            && !self.all_generic(title.clone())
            && !self.is_saying(title.clone())
            && self.persons.at[title.start].is_none())
        .then_some(title)
    }
}
