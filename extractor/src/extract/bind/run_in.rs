//! Talks whose titles open a paragraph: '**Plans of queries** Anna Berg showed …'.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use super::Binder;
use crate::document::BlockKind;
use crate::extract::person;
use crate::extract::talk::{self, Origin, Talk};
use crate::rule::machine::{TokenMarkKind, marks_at};
use crate::vocabulary::TalkKind;

/// So many paragraphs that open with set-apart words are no accident.
const FEWEST_RUN_IN: usize = 3;

/// The longest title that opens a paragraph, in tokens.
const LONGEST_RUN_IN: usize = 18;

impl Binder<'_> {
    /// Where most paragraphs that open with set-apart words tell of talks, these words are the
    /// talks' titles: '**Plans of queries** Anna Berg showed …'.
    pub(super) fn run_in_titles(&mut self) {
        let read = self.read;
        let heads: Vec<(usize, Range<usize>)> = (0..read.document.blocks.len())
            .filter(|block| read.document.blocks[*block].kind == BlockKind::Paragraph)
            .filter_map(|block| Some((block, self.run_in_head(block)?)))
            .collect();
        if heads.len() < FEWEST_RUN_IN {
            return;
        }
        let mut titled: FxHashSet<usize> = FxHashSet::default();
        let mut told: FxHashMap<usize, Option<usize>> = FxHashMap::default();
        for (number, talk) in self.talks.list.iter().enumerate() {
            if !talk.untitled {
                titled.insert(talk.shown.start);
            } else if talk.origin == Origin::Prose && self.in_first_sentences(talk) {
                told.entry(talk.block)
                    .and_modify(|only| *only = None)
                    .or_insert(Some(number));
            }
        }
        let known = |(block, head): &&(usize, Range<usize>)| {
            titled.contains(&head.start) || told.contains_key(block)
        };
        if heads.iter().filter(known).count() * 2 < heads.len() {
            return;
        }
        for (block, head) in heads {
            if self.is_full() {
                return;
            }
            if titled.contains(&head.start) {
                continue;
            }
            let title = person::clean(read.text(head.clone()));
            match told.get(&block) {
                Some(Some(talk)) => self.talks.entitle(*talk, &title, head),
                // Which of several is called so?
                Some(None) => {}
                None => {
                    let kind = TalkKind::default();
                    let talk = self
                        .talks
                        .titled(&title, head.clone(), block, Origin::Prose, kind);
                    let first = read.tokens.sentence_of(head.start);
                    self.talks.list[talk].told_in.push(first);
                }
            }
        }
    }

    /// The set-apart words that a paragraph opens with, where they can be a title.
    pub(super) fn run_in_head(&self, block: usize) -> Option<Range<usize>> {
        let read = self.read;
        let range = read.tokens.blocks[block].clone();
        let mark =
            marks_at(read.marks, range.start).find(|m| m.kind != TokenMarkKind::Quotation)?;
        let after = mark.end as usize;
        if after - range.start > 2 * LONGEST_RUN_IN {
            return None;
        }
        let (head, _) = talk::trim_title(read.tokens, &read.document.text, range.start..after);
        (head.len() > 1
            && head.len() <= LONGEST_RUN_IN
            && after + 4 < range.end
            && talk::reads_as_title(read.document, read.tokens, &head)
            && !self.is_named_thing(head.clone())
            && !self.all_generic(head.clone())
            && self.persons.at[head.start].is_none())
        .then_some(head)
    }

    /// True for a talk that the first two sentences of its block tell of.
    fn in_first_sentences(&self, talk: &Talk) -> bool {
        let tokens = self.read.tokens;
        let first = tokens.sentence_of(tokens.blocks[talk.block].start);
        talk.told_in.first().is_some_and(|told| *told <= first + 1)
    }
}
