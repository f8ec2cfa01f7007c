//! Talks whose titles are headings, and what stands right under them: recordings, the speaker.

use rustc_hash::{FxHashMap, FxHashSet};

use super::Binder;
use crate::document::BlockKind;
use crate::extract::talk::{self, Origin};
use crate::rule::machine::TokenMarkKind;

/// So many headings with a recording under each are titles of talks.
const FEWEST_RECORDED: usize = 2;

/// So many blocks under a heading are looked at for a recording.
const FIRST_BLOCKS: usize = 3;

/// The shortest block that tells something, in tokens.
pub(super) const SHORTEST_PROSE: usize = 9;

impl Binder<'_> {
    /// Headings of a group under most of which a recording is linked are titles of talks.
    pub(super) fn recorded_sections(&mut self) {
        let read = self.read;
        let mut groups: FxHashMap<usize, Vec<(usize, bool)>> = FxHashMap::default();
        for (block, kind) in read.document.blocks.iter().map(|b| b.kind).enumerate() {
            if kind == BlockKind::Heading && self.title_heading(block) {
                let group = groups.entry(read.layout.group[block]).or_default();
                group.push((block, self.recorded_under(block)));
            }
        }
        let mut headings: Vec<usize> = Vec::new();
        for group in groups.into_values() {
            let recorded = group.iter().filter(|(_, recorded)| *recorded).count();
            if recorded >= FEWEST_RECORDED && recorded * 2 >= group.len() {
                headings.extend(
                    group
                        .iter()
                        .filter(|(_, recorded)| *recorded)
                        .map(|(b, _)| *b),
                );
            }
        }
        headings.sort_unstable();
        for heading in headings {
            if self.is_full() {
                return;
            }
            if self.talks.of_section.contains_key(&heading) {
                continue;
            }
            let range = read.tokens.blocks[heading].clone();
            let (range, label) = talk::trim_title(read.tokens, &read.document.text, range);
            if range.is_empty() || !talk::reads_as_title(read.document, read.tokens, &range) {
                continue;
            }
            let title = crate::extract::person::clean(read.text(range.clone()));
            let kind = label.unwrap_or_default();
            let origin = Origin::Section(heading);
            self.talks.titled(&title, range, heading, origin, kind);
        }
    }

    /// True where the first lines under a heading link a recording or slides.
    fn recorded_under(&self, heading: usize) -> bool {
        let read = self.read;
        (heading + 1..read.document.blocks.len())
            .take(FIRST_BLOCKS)
            .take_while(|block| read.document.blocks[*block].kind != BlockKind::Heading)
            .filter(|block| read.tokens.blocks[*block].len() < SHORTEST_PROSE)
            .any(|block| {
                let range = read.tokens.blocks[block].clone();
                let from = read
                    .marks
                    .partition_point(|m| (m.start as usize) < range.start);
                read.marks[from..]
                    .iter()
                    .take_while(|mark| (mark.start as usize) < range.end)
                    .any(|mark| mark.kind == TokenMarkKind::Recording)
            })
    }

    /// The one person named by full name in the first lines under a title gave that talk, where
    /// nothing else says who did, and the person gave no other.
    pub(super) fn only_name_under_title(&mut self) {
        let mut headings: Vec<(usize, usize)> = self
            .talks
            .of_section
            .iter()
            .map(|(h, t)| (*h, *t))
            .collect();
        headings.sort_unstable();
        let mut speaks = self.who_speaks();
        for (heading, talk) in headings {
            if let Some(block) = self.first_prose(heading) {
                self.only_name_gave(block, talk, &mut speaks);
            }
        }
        // A title that is an item of a list, and the paragraph in that item.
        for (talk, block) in self.titles_over_paragraphs() {
            self.only_name_gave(block, talk, &mut speaks);
        }
    }

    /// The talks whose titles are all of a list item, and the paragraph right below each.
    fn titles_over_paragraphs(&self) -> Vec<(usize, usize)> {
        let read = self.read;
        let over = |(number, talk): (usize, &talk::Talk)| {
            let item = read.document.blocks[talk.block].kind == BlockKind::ListItem;
            let below = talk.block + 1;
            let whole = talk.shown == read.tokens.blocks[talk.block];
            (item && whole && below < read.document.blocks.len() && self.is_prose(below))
                .then_some((number, below))
        };
        self.talks
            .list
            .iter()
            .enumerate()
            .filter_map(over)
            .collect()
    }

    /// Those who are known to have given a talk, and the authors.
    pub(super) fn who_speaks(&self) -> FxHashSet<usize> {
        let speakers = self.talks.list.iter().flat_map(|talk| &talk.speakers);
        let authors = self.authors.iter().map(|author| self.home[*author]);
        speakers.copied().chain(authors).collect()
    }

    /// The one person whom a block names by full name gave the talk, where no speaker of it is
    /// known and the person is not among those who speak.
    pub(super) fn only_name_gave(
        &mut self,
        block: usize,
        talk: usize,
        speaks: &mut FxHashSet<usize>,
    ) {
        let range = self.read.tokens.blocks[block].clone();
        let mut named = range.filter_map(|at| {
            let (end, person) = self.persons.at[at]?;
            let full = end as usize > at + 1;
            full.then_some((at..end as usize, self.home[person as usize]))
        });
        let Some((tokens, person)) = named.next() else {
            return;
        };
        if named.any(|(_, other)| other != person)
            || !self.talks.list[talk].speakers.is_empty()
            || !speaks.insert(person)
        {
            return;
        }
        self.state_gave(&[person], talk, "only-name-under-title", &tokens);
    }

    /// The first block under a heading that tells something.
    fn first_prose(&self, heading: usize) -> Option<usize> {
        let read = self.read;
        (heading + 1..read.document.blocks.len())
            .take_while(|block| read.document.blocks[*block].kind != BlockKind::Heading)
            .find(|block| self.is_prose(*block))
            .filter(|block| self.near_heading(heading, *block))
    }
}
