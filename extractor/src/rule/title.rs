//! Where a pattern finds titles: any run of words, what is set apart, and what only its capitals
//! show in the middle of a sentence.

use std::ops::Range;

use super::machine::{TokenMarkKind, View, marks_at};
use crate::lexicon::class;
use crate::mention::Strength;
use crate::token::{Token, shape};
use crate::vocabulary::NodeKind;

/// The fewest words of a title in the middle of a sentence that only capitals set apart.
const SHORTEST_RUN: usize = 3;

/// The longest title, in tokens.
pub(super) const LONGEST_TITLE: usize = 32;

/// Fewer words before a full stop may be a part of a title: 'Fast. Cheap. Good.'
const SHORTEST_SENTENCE: usize = 5;

/// True for the words, in lower case, that say which talk of its sort one is: 'opening keynote'.
pub(crate) fn says_which(word: &str) -> bool {
    matches!(
        word,
        "the"
            | "opening"
            | "closing"
            | "first"
            | "second"
            | "third"
            | "final"
            | "last"
            | "day"
            | "morning"
            | "evening"
    )
}

impl View<'_> {
    /// True for 'Title - Name', 'Title by Name', 'Title (Name)'.
    pub(super) fn ends_with_name(&self, range: Range<usize>) -> bool {
        let end = range.end - usize::from(matches!(self.word(range.end - 1), ")" | "]"));
        let mut names = self.mentions.within(range.clone()).iter();
        names.any(|m| m.kind == NodeKind::Person && m.end as usize == end)
            && range.clone().skip(1).any(|i| {
                matches!(
                    self.word(i),
                    "-" | "–" | "—" | "--" | "|" | "by" | "(" | "["
                )
            })
    }

    /// Where a title may end that nothing but its capitals sets apart, the longest first.
    pub(super) fn title_run_ends(&self, at: usize, end: usize, ends: &mut Vec<u32>) {
        let capital = |i: usize| {
            let token = self.token(i);
            token.is(shape::WORD)
                && token.shape & (shape::CAPITAL | shape::CAMEL | shape::NUMBER) != 0
                && token.shape & (shape::URL | shape::HANDLE) == 0
        };
        let name = self.persons.get(at).is_some_and(Option::is_some)
            || self.mentions.at(at).iter().any(|m| {
                m.kind == NodeKind::Person && m.strength >= Strength::Likely && m.tokens().len() > 1
            });
        // What goes on from a capital before it, or from a comma or colon, is no title of its own.
        let goes_on = at > 0
            && !self.token(at).is(shape::LINE_START)
            && (capital(at - 1) || matches!(self.word(at - 1), "," | ":" | "-" | "–" | "&" | "/"))
            // 'the last talk: The Perils of …', 'with her talk, The Perils of …'
            && !(at > 1
                && matches!(self.word(at - 1), ":" | ",")
                && self.token(at - 2).in_any(class::TALK_NOUN.bit()));
        if name || !capital(at) || goes_on {
            return;
        }
        let mut stop = at;
        let mut small = 0;
        while stop < end && stop < at + LONGEST_TITLE && small <= 3 {
            let named = self.mentions.at(stop).iter().any(|m| {
                m.kind == NodeKind::Person && m.strength >= Strength::Likely && m.tokens().len() > 1
            });
            if stop > at && (self.token(stop).is(shape::LINE_START) || named) {
                break;
            }
            let word = self.word(stop);
            if capital(stop) {
                small = 0;
                if stop > at && self.title_case(at..stop + 1) {
                    ends.insert(0, stop as u32 + 1);
                }
            } else if self.token(stop).is(shape::WORD) && word.len() <= 4
                || self.token(stop).is(shape::POSSESSIVE)
                || matches!(word, ":" | "-" | "–" | "&" | "+" | "/" | "'" | "’" | "#")
            {
                small += 1;
            } else {
                break;
            }
            stop += 1;
        }
    }

    /// The end of a title that begins at `at` in the middle of a sentence, told by its capitals
    /// alone: an ordinary word has one there only as the first word of a title.
    pub(crate) fn title_in_prose(&self, at: usize, end: usize) -> Option<usize> {
        let first = self.token(at);
        let plain = first.is(shape::CAPITAL)
            && first.in_any(class::COMMON.bit())
            && !first.is(shape::SENTENCE_START);
        let mut ends = Vec::new();
        if plain {
            self.title_run_ends(at, end, &mut ends);
        }
        let stop = *ends.first()? as usize;
        let words = (at..stop).filter(|i| self.token(*i).is(shape::WORD));
        (words.count() >= SHORTEST_RUN).then_some(stop)
    }

    /// True for words that say which talk of its sort one is, and numbers.
    pub(super) fn sort_word(&self, at: usize) -> bool {
        let word = self.word(at).to_ascii_lowercase();
        self.token(at).is(shape::NUMBER)
            || says_which(&word)
            || matches!(word.as_str(), "afternoon" | "day" | "plenary" | "invited")
    }

    /// True for words written as titles are: two or more, at least half of the longer ones
    /// with a capital, the first among them.
    pub fn title_case(&self, range: Range<usize>) -> bool {
        let words: Vec<&Token> = self.tokens.tokens[range]
            .iter()
            .filter(|t| t.is(shape::WORD))
            .collect();
        let long: Vec<&&Token> = words
            .iter()
            .filter(|t| {
                t.span.len() > 3 || t.shape & (shape::CAPITAL | shape::CAMEL | shape::DIGIT) != 0
            })
            .collect();
        let capital = long
            .iter()
            .filter(|t| t.shape & (shape::CAPITAL | shape::CAMEL | shape::DIGIT) != 0)
            .count();
        words.len() >= 2
            && words[0].shape & (shape::CAPITAL | shape::DIGIT | shape::CAMEL) != 0
            && 2 * capital > long.len()
            && (capital >= 2 || words.len() >= 4)
            && !words.iter().any(|t| t.is(shape::URL))
    }

    /// True where words in the middle of a sentence open with a capital that only a title can
    /// give them: 'about How to scale a web page'.
    pub(super) fn opens_as_title(&self, range: Range<usize>) -> bool {
        let first = self.token(range.start);
        let words = range.clone().filter(|i| self.token(*i).is(shape::WORD));
        first.is(shape::CAPITAL)
            && first.in_any(class::COMMON.bit())
            && !first.is(shape::SENTENCE_START)
            && !first.is(shape::LINE_START)
            && words.count() >= 4
    }

    /// Where any run of words that may be a title ends.
    pub(super) fn title_ends(&self, at: usize, end: usize, ends: &mut Vec<u32>) {
        let first = self.token(at);
        if !first.is(shape::WORD)
            && !matches!(
                self.word(at),
                "“" | "\"" | "‘" | "'" | "«" | "„" | "¿" | "¡" | "[" | "#" | "$" | "."
            )
        {
            return;
        }
        let mut stop = at;
        while stop < end && stop < at + LONGEST_TITLE {
            // Neither a line that the author broke nor a border of cells is part of a title.
            if stop > at && (self.token(stop).is(shape::LINE_START) || self.word(stop) == "|") {
                break;
            }
            // Nor does a title go on after a sentence.
            if stop > at + SHORTEST_SENTENCE
                && self.word(stop - 1) == "."
                && self.tokens.sentence_of(stop) != self.tokens.sentence_of(at)
            {
                break;
            }
            stop += 1;
            ends.push(stop as u32);
        }
    }

    /// True for a person's name, which is no title, however it is set apart.
    pub(super) fn is_name(&self, at: usize, stop: u32) -> bool {
        self.mentions
            .at(at)
            .iter()
            .any(|m| m.kind == NodeKind::Person && m.end == stop && m.strength >= Strength::Likely)
    }

    /// The ends of what is set apart from `at` on, in one of these ways.
    pub(super) fn set_apart(
        &self,
        at: usize,
        end: usize,
        kinds: &[TokenMarkKind],
        ends: &mut Vec<u32>,
    ) {
        for mark in marks_at(self.marks, at) {
            if kinds.contains(&mark.kind) && mark.end as usize <= end && !ends.contains(&mark.end) {
                ends.push(mark.end);
            }
        }
    }
}
