//! Names that stand alone, each above the title of a talk: 'Anna Berg' in a heading or a line,
//! 'Caches at the edge' in the line below it, and maybe where she works between the two.

use std::ops::Range;

use super::Binder;
use crate::document::BlockKind;
use crate::extract::person::clean;
use crate::extract::talk::{self, Origin};
use crate::layout::lines;
use crate::lexicon::class;
use crate::token::shape;

/// So many names above titles are no accident.
const FEWEST: usize = 3;

/// The longest line that is taken for a title, in tokens.
const LONGEST: usize = 20;

/// A name and the title below it.
struct Pair {
    block: usize,
    speakers: Vec<usize>,
    names: Range<usize>,
    title: Range<usize>,
}

impl Binder<'_> {
    /// Where a post sets names above titles throughout, they are speakers and their talks.
    pub(super) fn names_above_titles(&mut self) {
        let count = self.read.document.blocks.len();
        let in_lines = (0..count).filter_map(|block| self.in_lines(block));
        let in_lines: Vec<Pair> = in_lines.collect();
        let under_headings = (0..count).filter_map(|block| self.under_heading(block));
        let under_headings: Vec<Pair> = under_headings.collect();
        for pairs in [in_lines, under_headings] {
            if pairs.len() < FEWEST {
                continue;
            }
            for pair in pairs {
                if self.is_full() {
                    return;
                }
                self.pair_gave(pair);
            }
        }
    }

    /// A paragraph of two lines or three: the names, maybe a company, the title.
    fn in_lines(&self, block: usize) -> Option<Pair> {
        let read = self.read;
        if read.document.blocks[block].kind != BlockKind::Paragraph {
            return None;
        }
        let lines = lines(read.tokens, read.tokens.blocks[block].clone());
        let [first, .., last] = &lines[..] else {
            return None;
        };
        if lines.len() > 3 {
            return None;
        }
        let title = self.title_line(last)?;
        let speakers = self.only_names(first)?;
        Some(Pair {
            block,
            speakers,
            names: first.clone(),
            title,
        })
    }

    /// A heading that holds names alone, and a title in the one line below it.
    fn under_heading(&self, block: usize) -> Option<Pair> {
        let read = self.read;
        let below = read.document.blocks.get(block + 1)?;
        if read.document.blocks[block].kind != BlockKind::Heading
            || below.kind != BlockKind::Paragraph
        {
            return None;
        }
        let range = read.tokens.blocks[block].clone();
        let line = read.tokens.blocks[block + 1].clone();
        if lines(read.tokens, line.clone()).len() != 1 {
            return None;
        }
        let title = self.title_line(&line)?;
        Some(Pair {
            block: block + 1,
            speakers: self.only_names(&range)?,
            names: range,
            title,
        })
    }

    /// The persons of a line that names persons and no more.
    fn only_names(&self, line: &Range<usize>) -> Option<Vec<usize>> {
        let mut speakers = Vec::new();
        let mut at = line.start;
        while at < line.end {
            let (stop, person) = (*self.persons.at.get(at)?)?;
            if (stop as usize) < at + 2 {
                return None;
            }
            speakers.push(self.home[person as usize]);
            at = stop as usize;
            if at < line.end && matches!(self.read.word(at), "and" | "&" | ",") {
                at += 1;
            }
        }
        (!speakers.is_empty() && at == line.end).then_some(speakers)
    }

    /// The title that a line holds, where it holds one and no more: written with a capital, without
    /// a full stop or a name, and not what somebody is.
    fn title_line(&self, line: &Range<usize>) -> Option<Range<usize>> {
        let read = self.read;
        let (title, _) = talk::trim_title(read.tokens, &read.document.text, line.clone());
        let list = &read.tokens.tokens;
        let says_role = title
            .clone()
            .any(|at| list[at].in_any(class::ROLE.bit() | class::PRONOUN.bit()));
        ((2..=LONGEST).contains(&title.len())
            && !matches!(read.word(line.end - 1), "." | ":" | ",")
            && list[title.start].shape & (shape::CAPITAL | shape::CAMEL | shape::DIGIT) != 0
            && !says_role
            && title.clone().all(|at| self.persons.at[at].is_none())
            && self.is_plain_title(&title))
        .then_some(title)
    }

    fn pair_gave(&mut self, pair: Pair) {
        let known = self
            .talks
            .list
            .iter()
            .any(|talk| talk.speakers.iter().any(|one| pair.speakers.contains(one)));
        if known {
            return;
        }
        let title = clean(self.read.text(pair.title.clone()));
        let talk = self.talks.titled(
            &title,
            pair.title,
            pair.block,
            Origin::Item(pair.block),
            Default::default(),
        );
        self.state_gave(&pair.speakers, talk, "name-above-title", &pair.names);
    }
}
