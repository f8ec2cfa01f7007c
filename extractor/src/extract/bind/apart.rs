//! Titles that stand alone in a line, a link or in bold, each above what is told of the talk.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::Binder;
use super::sections::SHORTEST_PROSE;
use crate::document::BlockKind;
use crate::extract::person::clean;
use crate::extract::talk::{self, Origin};
use crate::rule::machine::{TokenMarkKind, marks_at};

/// So many lines that are set apart are no accident.
const FEWEST: usize = 3;

/// The longest line that is taken for a title, in tokens.
const LONGEST: usize = 20;

impl Binder<'_> {
    /// Lines that are a link or bold throughout, each above a block of prose, are titles of talks
    /// where what stands under most of them speaks of talks.
    pub(super) fn titles_apart(&mut self) {
        let read = self.read;
        let mut groups: BTreeMap<(Option<usize>, bool), Vec<usize>> = BTreeMap::new();
        for block in (0..read.document.blocks.len()).filter(|block| self.stands_apart(*block)) {
            let item = read.document.blocks[block].kind == BlockKind::ListItem;
            let group = groups
                .entry((read.layout.heading[block], item))
                .or_default();
            group.push(block);
        }
        let untitled = self.only_untitled();
        let mut speaks = self.who_speaks();
        for lines in groups.into_values().filter(|lines| lines.len() >= FEWEST) {
            let ends = lines.iter().skip(1).copied().chain([usize::MAX]);
            let spans: Vec<(usize, usize)> = lines.iter().copied().zip(ends).collect();
            let told = |(line, end): &&(usize, usize)| {
                self.under(*line, *end).any(|block| self.of_talks[block])
            };
            if spans.iter().filter(told).count() * 2 < spans.len() {
                continue;
            }
            for (line, end) in spans {
                if self.is_full() {
                    return;
                }
                self.title_apart(line, end, &untitled, &mut speaks);
            }
        }
    }

    /// The blocks under a line, up to `end` or the next heading.
    fn under(&self, line: usize, end: usize) -> impl Iterator<Item = usize> + use<'_> {
        let blocks = &self.read.document.blocks;
        (line + 1..blocks.len().min(end))
            .take_while(|block| blocks[*block].kind != BlockKind::Heading)
    }

    /// For each block in which one talk without title is told of: that talk.
    fn only_untitled(&self) -> FxHashMap<usize, Option<usize>> {
        let mut told: FxHashMap<usize, Option<usize>> = FxHashMap::default();
        for (number, talk) in self.talks.list.iter().enumerate() {
            told.entry(talk.block)
                .and_modify(|only| *only = None)
                .or_insert((talk.untitled && talk.origin == Origin::Prose).then_some(number));
        }
        told
    }

    /// Makes a line the title of the talk that is told of under it.
    fn title_apart(
        &mut self,
        line: usize,
        end: usize,
        told: &FxHashMap<usize, Option<usize>>,
        speaks: &mut FxHashSet<usize>,
    ) {
        let read = self.read;
        let range = read.tokens.blocks[line].clone();
        let (range, label) = talk::trim_title(read.tokens, &read.document.text, range);
        let under: Vec<usize> = self.under(line, end).collect();
        if self.talks.of_item.contains_key(&line)
            || range.is_empty()
            || self.is_named_thing(range.clone())
            || self.all_generic(range.clone())
        {
            return;
        }
        let title = clean(read.text(range.clone()));
        let mut tellings = under.iter().filter_map(|block| told.get(block));
        match (tellings.next(), tellings.next()) {
            (None, None) => {
                let kind = label.unwrap_or_default();
                let talk = self
                    .talks
                    .titled(&title, range, line, Origin::Item(line), kind);
                let prose = under.into_iter().find(|block| self.is_prose(*block));
                if let Some(prose) = prose {
                    self.only_name_gave(prose, talk, speaks);
                }
            }
            (Some(Some(talk)), None) => self.talks.entitle(*talk, &title, range),
            // Several talks are told of under it.
            _ => {}
        }
    }

    /// True for a line that one link or bold sets apart, that reads as a title, and that stands
    /// above a block of prose.
    fn stands_apart(&self, block: usize) -> bool {
        let read = self.read;
        let kind = read.document.blocks[block].kind;
        let range = read.tokens.blocks[block].clone();
        let below = read.document.blocks.get(block + 1);
        matches!(kind, BlockKind::Paragraph | BlockKind::ListItem)
            && (2..=LONGEST).contains(&range.len())
            && !read.layout.byline[block]
            && marks_at(read.marks, range.start).any(|mark| {
                mark.end as usize == range.end
                    && matches!(
                        mark.kind,
                        TokenMarkKind::Link | TokenMarkKind::Recording | TokenMarkKind::Emphasis
                    )
            })
            && below.is_some_and(|below| below.kind == BlockKind::Paragraph)
            && read.tokens.blocks[block + 1].len() >= SHORTEST_PROSE
            && self.persons.at[range.start].is_none()
            && talk::reads_as_title(read.document, read.tokens, &range)
    }

    /// True for a paragraph that tells something.
    pub(super) fn is_prose(&self, block: usize) -> bool {
        self.read.document.blocks[block].kind == BlockKind::Paragraph
            && self.read.tokens.blocks[block].len() >= SHORTEST_PROSE
    }
}
