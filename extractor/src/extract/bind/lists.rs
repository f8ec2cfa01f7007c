//! Talks that a list or a row of headings shows without naming who gave them.

use super::Binder;
use crate::document::BlockKind;
use crate::extract::talk::{self, Origin};
use crate::rule::machine::TokenMarkKind;
use crate::token::shape;

/// The longest title before a dash and a remark, in tokens.
const LONGEST_HEAD: usize = 14;

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
            // Under 'Lightning talks' every heading is one.
            let under_talks = others.len() > 1
                && others.iter().all(|block| {
                    read.document.blocks[*block].kind == BlockKind::Heading
                        && read.layout.heading[*block].is_some_and(|above| {
                            let above = read.tokens.blocks[above].clone();
                            self.only_talk_words(above.clone())
                                && read.tokens.tokens[above]
                                    .iter()
                                    .any(|t| t.in_any(self.classes.talks))
                        })
                });
            if talks < 2 && !under_talks {
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
            if talks < others.len() && !under_talks {
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
                    || (range.len() < 3 && !under_talks)
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

    /// 'Title — what it was like' in a list that was announced as talks.
    pub(super) fn remarked_lists(&mut self) {
        let read = self.read;
        let mut groups: std::collections::BTreeMap<usize, Vec<usize>> = Default::default();
        for (block, group) in read.layout.group.iter().enumerate() {
            if read.document.blocks[block].kind == BlockKind::ListItem {
                groups.entry(*group).or_default().push(block);
            }
        }
        for items in groups.into_values() {
            if items.len() < 3 || !self.announced(items[0]) {
                continue;
            }
            let heads: Vec<(usize, std::ops::Range<usize>)> = items
                .iter()
                .filter_map(|block| Some((*block, self.remarked(*block)?)))
                .collect();
            if heads.len() * 4 < items.len() * 3 {
                continue;
            }
            for (block, head) in heads {
                if self.talks.of_item.contains_key(&block) {
                    continue;
                }
                let (head, label) = talk::trim_title(read.tokens, &read.document.text, head);
                if head.is_empty()
                    || !talk::reads_as_title(read.document, read.tokens, &head)
                    || self.all_generic(head.clone())
                    || self.persons.at[head.start].is_some()
                {
                    continue;
                }
                let title = crate::extract::person::clean(read.text(head.clone()));
                self.talks.titled(
                    &title,
                    head,
                    block,
                    Origin::Item(block),
                    label.unwrap_or_default(),
                );
            }
        }
    }

    /// What stands before the dash of a list item, with brackets at its end left out, where
    /// a remark follows.
    fn remarked(&self, block: usize) -> Option<std::ops::Range<usize>> {
        let read = self.read;
        let range = read.tokens.blocks[block].clone();
        let dash = range.clone().take(LONGEST_HEAD + 4).find(|i| {
            matches!(read.word(*i), "—" | "–" | "--")
                || read.word(*i) == "-" && read.tokens.tokens[*i].is(shape::SPACED)
        })?;
        let open = (range.start..dash)
            .find(|i| read.word(*i) == "(")
            .unwrap_or(dash);
        let head = range.start..open;
        let capital = read.tokens.tokens.get(head.start)?;
        (!head.is_empty()
            && head.len() <= LONGEST_HEAD
            && range.end - dash > 5
            && capital.shape & (shape::CAPITAL | shape::CAMEL | shape::DIGIT) != 0)
            .then_some(head)
    }

    /// True where the line before a list, or the heading above it, speaks of talks.
    fn announced(&self, first: usize) -> bool {
        let read = self.read;
        let announces = |block: usize| {
            read.tokens.tokens[read.tokens.blocks[block].clone()]
                .iter()
                .any(|t| t.in_any(self.classes.talks))
        };
        let intro = first.checked_sub(1).filter(|b| {
            read.layout.heading[*b] == read.layout.heading[first]
                || Some(*b) == read.layout.heading[first]
        });
        intro.is_some_and(announces) || read.layout.heading[first].is_some_and(announces)
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
            let titles = items
                .iter()
                .filter(|b| read.tokens.blocks[**b].len() >= 3)
                .count();
            if titles * 2 < items.len() || !self.announced(items[0]) {
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
