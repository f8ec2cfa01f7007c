//! Talks that a list or a row of headings shows without naming who gave them.

use super::Binder;
use crate::document::BlockKind;
use crate::extract::talk::{self, Origin};
use crate::rule::machine::TokenMarkKind;

impl Binder<'_> {
    /// Where most headings of a group, or most items of a list, are talks, the others that
    /// read as titles are talks too, given by somebody the text does not name.
    pub(super) fn titles_without_speaker(&mut self) {
        let read = self.read;
        let mut groups: std::collections::BTreeMap<usize, (usize, Vec<usize>)> = Default::default();
        for (block, group) in read.layout.group.iter().enumerate() {
            let kind = read.document.blocks[block].kind;
            let known = match kind {
                BlockKind::Heading => self.talks.of_section.contains_key(&block),
                BlockKind::ListItem => self.talks.of_item.contains_key(&block),
                _ => continue,
            };
            let (talks, others) = groups.entry(*group).or_default();
            if known {
                *talks += 1;
            } else {
                others.push(block);
            }
        }
        for (talks, others) in groups.into_values() {
            if talks < 2 {
                continue;
            }
            let candidates: Vec<usize> = others
                .iter()
                .copied()
                .filter(|block| {
                    read.document.blocks[*block].kind == BlockKind::Heading
                        && self.title_heading(*block)
                })
                .collect();
            if talks < others.len() {
                continue;
            }
            for block in candidates {
                // 'My own five minutes' speaks of the author, not of a title.
                let own = read
                    .word(read.tokens.blocks[block].start)
                    .to_ascii_lowercase();
                if matches!(own.as_str(), "my" | "our") {
                    continue;
                }
                let range = read.tokens.blocks[block].clone();
                let (range, label) = talk::trim_title(read.tokens, &read.document.text, range);
                if range.is_empty()
                    || range.len() < 3
                    || !talk::reads_as_title(read.document, read.tokens, &range)
                {
                    continue;
                }
                let title = crate::extract::person::clean(read.text(range.clone()));
                self.talks.titled(
                    &title,
                    range,
                    block,
                    Origin::Section(block),
                    label.unwrap_or_default(),
                );
            }
        }
    }

    /// A list of linked titles under a heading or a line that announces talks.
    pub(super) fn linked_lists(&mut self) {
        let read = self.read;
        let mut groups: std::collections::BTreeMap<usize, Vec<usize>> = Default::default();
        for (block, group) in read.layout.group.iter().enumerate() {
            if read.document.blocks[block].kind == BlockKind::ListItem
                && !read.tokens.blocks[block].is_empty()
            {
                groups.entry(*group).or_default().push(block);
            }
        }
        for items in groups.into_values() {
            let linked = |block: &usize| {
                let range = read.tokens.blocks[*block].clone();
                let from = read
                    .marks
                    .partition_point(|m| (m.start as usize) < range.start);
                read.marks[from..]
                    .iter()
                    .take_while(|m| m.start as usize == range.start)
                    .any(|m| {
                        matches!(m.kind, TokenMarkKind::Link | TokenMarkKind::Recording)
                            && m.start as usize == range.start
                            && m.end as usize == range.end
                    })
            };
            if items.len() < 3 || !items.iter().all(linked) {
                continue;
            }
            let first = items[0];
            let announces = |block: usize| {
                read.tokens.tokens[read.tokens.blocks[block].clone()]
                    .iter()
                    .any(|t| t.in_any(self.classes.talks))
            };
            let intro = first.checked_sub(1).filter(|b| {
                read.layout.heading[*b] == read.layout.heading[first]
                    || Some(*b) == read.layout.heading[first]
            });
            let announced =
                intro.is_some_and(announces) || read.layout.heading[first].is_some_and(announces);
            let titles = items
                .iter()
                .filter(|b| read.tokens.blocks[**b].len() >= 3)
                .count();
            if !announced || titles * 2 < items.len() {
                continue;
            }
            for block in items {
                let range = read.tokens.blocks[block].clone();
                let (range, label) = talk::trim_title(read.tokens, &read.document.text, range);
                if range.is_empty()
                    || self.talks.of_item.contains_key(&block)
                    || !talk::reads_as_title(read.document, read.tokens, &range)
                    || self.is_named_thing(range.clone())
                    || self.all_generic(range.clone())
                {
                    continue;
                }
                let title = crate::extract::person::clean(read.text(range.clone()));
                self.talks.titled(
                    &title,
                    range,
                    block,
                    Origin::Item(block),
                    label.unwrap_or_default(),
                );
            }
        }
    }
}
