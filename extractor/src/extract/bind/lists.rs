//! Talks that a list or a row of headings shows without naming who gave them.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use super::Binder;
use crate::document::BlockKind;
use crate::extract::talk::{self, Origin};
use crate::lexicon::class;
use crate::rule::machine::{TokenMarkKind, marks_at};
use crate::token::shape;

/// The longest line that announces a list of books, in tokens.
const LONGEST_INTRO: usize = 40;

/// The longest heading that announces the author's own talks, in tokens.
const LONGEST_OWN: usize = 6;

/// Lists make no more talks of a document that has so many: it was made to fill memory.
const MOST_TALKS: usize = 4_000;

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
        let told = self.told_under_headings();
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
                .filter(|block| match read.document.blocks[*block].kind {
                    BlockKind::Heading => self.title_heading(*block),
                    _ => self.is_linked(*block),
                })
                .collect();
            if talks < others.len() && !under_talks {
                continue;
            }
            for block in candidates {
                if self.is_full() {
                    return;
                }
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
                if read.document.blocks[block].kind == BlockKind::ListItem {
                    self.entitle_item(block, range);
                    continue;
                }
                let title = crate::extract::person::clean(read.text(range.clone()));
                // What the section tells of without a title is this talk.
                if let Some(Some(talk)) = told.get(&block) {
                    self.talks.entitle(*talk, &title, range);
                    continue;
                }
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

    /// True where there are so many talks that no list makes more; which is then told.
    pub(super) fn is_full(&self) -> bool {
        let full = self.talks.list.len() >= MOST_TALKS;
        if full {
            self.read.cut.set(true);
        }
        full
    }

    /// For each heading under which talks are told of: the talk, where it is the only one, has no
    /// title, and stands in the first lines.
    fn told_under_headings(&self) -> FxHashMap<usize, Option<usize>> {
        let mut told: FxHashMap<usize, Option<usize>> = FxHashMap::default();
        for (number, talk) in self.talks.list.iter().enumerate() {
            let Some(heading) = self.read.layout.heading[talk.block] else {
                continue;
            };
            let fits = talk.untitled
                && talk.origin == Origin::Prose
                && self.near_heading(heading, talk.block);
            told.entry(heading)
                .and_modify(|only| *only = None)
                .or_insert(fits.then_some(number));
        }
        told
    }

    /// Lists that a heading or a line announces as talks: of linked titles, and of titles with a
    /// remark after a dash.
    pub(super) fn announced_lists(&mut self) {
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
            let own = self.announced_as_own(items[0]);
            if !self.announced(items[0]) || items.len() < 3 && !own {
                continue;
            }
            let whole = |block: &usize| (*block, read.tokens.blocks[*block].clone());
            let long = items.iter().filter(|b| whole(b).1.len() >= 3).count();
            let linked = items.iter().all(|block| self.is_linked(*block));
            let titles: Vec<(usize, Range<usize>)> = if long * 2 >= items.len()
                && (linked || own && items.iter().all(|block| self.is_line(*block)))
            {
                items.iter().map(whole).collect()
            } else {
                let heads: Vec<_> = items
                    .iter()
                    .filter_map(|block| {
                        let all = || self.is_linked(*block).then(|| whole(block).1);
                        let head = self.linked_head(*block).or_else(all);
                        Some((*block, head.or_else(|| self.remarked(*block))?))
                    })
                    .collect();
                if heads.len() * 4 < items.len() * 3 {
                    continue;
                }
                heads
            };
            for (block, title) in titles {
                if self.is_full() {
                    return;
                }
                if let Some(talk) = self.entitle_item(block, title.clone())
                    && own
                {
                    self.author_gave(talk, title);
                }
            }
        }
    }

    /// Makes a talk of an item that none is known of, where these tokens read as a title.
    fn entitle_item(&mut self, block: usize, range: Range<usize>) -> Option<usize> {
        let read = self.read;
        let (range, label) = talk::trim_title(read.tokens, &read.document.text, range);
        if self.talks.of_item.contains_key(&block) || !self.is_plain_title(&range) {
            return None;
        }
        let title = crate::extract::person::clean(read.text(range.clone()));
        Some(self.talks.titled(
            &title,
            range,
            block,
            Origin::Item(block),
            label.unwrap_or_default(),
        ))
    }

    /// True where a heading announces the author's own talks: 'My talks', 'Talks I gave'.
    fn announced_as_own(&self, first: usize) -> bool {
        let read = self.read;
        read.layout.heading[first].is_some_and(|above| {
            let range = read.tokens.blocks[above].clone();
            let talks = |i: usize| read.tokens.tokens[i].in_any(self.classes.talks);
            range.len() <= LONGEST_OWN
                && range.clone().skip(1).any(|i| {
                    let gave = matches!(
                        read.word(i).to_ascii_lowercase().as_str(),
                        "gave" | "presented" | "delivered" | "did"
                    );
                    let mine = matches!(read.word(i - 1), "My" | "my");
                    talks(i) && mine || gave && read.word(i - 1) == "I" && talks(range.start)
                })
        })
    }

    /// The author gave a talk of a list of the author's own.
    fn author_gave(&mut self, talk: usize, title: Range<usize>) {
        if !self.talks.list[talk].speakers.is_empty() {
            return;
        }
        if let [author] = *self.authors {
            let author = self.home[author];
            self.state_gave(&[author], talk, "own-talks-list", &title);
        }
    }

    /// True where an item is a line such as titles are: not long, and no sentence.
    fn is_line(&self, block: usize) -> bool {
        let range = self.read.tokens.blocks[block].clone();
        let last = range.end.checked_sub(1).map_or("", |i| self.read.word(i));
        (1..=LONGEST_HEAD).contains(&range.len()) && !matches!(last, "." | ":" | ";")
    }

    /// True where all of an item is one link.
    fn is_linked(&self, block: usize) -> bool {
        let read = self.read;
        let range = read.tokens.blocks[block].clone();
        marks_at(read.marks, range.start).any(|m| {
            matches!(m.kind, TokenMarkKind::Link | TokenMarkKind::Recording)
                && m.end as usize == range.end
        })
    }

    /// What stands before the dash of a list item, with brackets at its end left out, where
    /// a remark follows.
    fn remarked(&self, block: usize) -> Option<Range<usize>> {
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

    /// The link that an item opens with, where a colon or a full stop and a remark follow it,
    /// after brackets maybe, or a new sentence: '[Title](…) ([pdf](…)): what it was like'.
    pub(super) fn linked_head(&self, block: usize) -> Option<Range<usize>> {
        let read = self.read;
        let range = read.tokens.blocks[block].clone();
        let link = marks_at(read.marks, range.start)
            .find(|m| matches!(m.kind, TokenMarkKind::Link | TokenMarkKind::Recording))?;
        let mut at = link.end as usize;
        let head = range.start..at;
        if at < range.end && read.word(at) == "(" {
            at = (at..range.end.min(at + LONGEST_HEAD)).find(|i| read.word(*i) == ")")? + 1;
        }
        let remark = at + 2 < range.end
            && (matches!(read.word(at), ":" | ".")
                || read.tokens.tokens[at].is(shape::CAPITAL | shape::SPACED));
        (head.len() > 2 && remark).then_some(head)
    }

    /// The groups of items before which a line speaks of books, posts or the like, and not of talks.
    pub(super) fn announced_as_books(&self) -> FxHashSet<usize> {
        let read = self.read;
        let kind = |block: usize| read.document.blocks[block].kind;
        let says = |block: usize| {
            let range = read.tokens.blocks[block].clone();
            let talks = range
                .clone()
                .any(|i| read.tokens.tokens[i].in_any(class::TALK_NOUN.bit()));
            let writings = |i: usize| {
                matches!(
                    read.word(i).to_ascii_lowercase().as_str(),
                    "book" | "books" | "novels" | "podcasts" | "articles" | "posts"
                )
            };
            let announces = kind(block) == BlockKind::Heading
                || range.end > 0 && read.word(range.end - 1) == ":";
            !talks && announces && range.len() <= LONGEST_INTRO && range.into_iter().any(writings)
        };
        (1..read.document.blocks.len())
            .filter(|block| kind(*block) == BlockKind::ListItem)
            .filter(|block| kind(block - 1) != BlockKind::ListItem && says(block - 1))
            .map(|block| read.layout.group[block])
            .collect()
    }

    /// True where the line before a list, or the heading above it, speaks of talks.
    fn announced(&self, first: usize) -> bool {
        let read = self.read;
        let announces = |block: usize| {
            read.tokens.tokens[read.tokens.blocks[block].clone()]
                .iter()
                .any(|t| t.in_any(self.classes.talks | self.classes.papers))
        };
        let intro = first.checked_sub(1).filter(|b| {
            read.layout.heading[*b] == read.layout.heading[first]
                || Some(*b) == read.layout.heading[first]
        });
        let heading = read.layout.heading[first];
        // Under 'Day 1' the line before that heading may say so.
        let before = heading
            .filter(|above| self.all_generic(read.tokens.blocks[*above].clone()))
            .and_then(|above| above.checked_sub(1));
        intro.is_some_and(announces)
            || heading.is_some_and(announces)
            || before.is_some_and(announces)
    }
}
