//! Document to extraction: find mentions, match rules, resolve references, bind facts.

mod assemble;
mod bind;
mod event;
mod found;
mod person;
mod talk;

use std::ops::Range;

use crate::document::{Document, MarkKind};
use crate::extraction::Extraction;
use crate::layout::Layout;
use crate::mention::{self, Mentions};
use crate::rule::RuleSet;
use crate::rule::machine::{TokenMark, TokenMarkKind};
use crate::token::{self, Tokens};

pub use event::Event;
pub(crate) use person::Persons;

/// The facts of `document`, by `rules`.
///
/// Pure and total: the same document and rules give the same extraction, and odd input
/// gives notes. Time is linear in the text.
pub fn extract(document: &Document, rules: &RuleSet) -> Extraction {
    let tokens = token::tokenize(document, &rules.lexicon);
    let mentions = mention::find(&document.text, &tokens, &rules.lexicon);
    let marks = token_marks(document, &tokens);
    let layout = Layout::of(document, &tokens);
    let read = Reading { document, rules, tokens: &tokens, mentions: &mentions, marks: &marks, layout: &layout };
    let mut persons = Persons::known(document, &tokens, &mentions);
    let mut author_numbers = Vec::new();
    for author in &document.authors {
        author_numbers.push(persons.add_name(author));
    }
    let regions = layout.regions(document, &tokens);
    let mut found = found::introductions(&read, &regions, &persons);
    for found in &found {
        for name in found.introduced(&read) {
            persons.add(&document.text, &tokens, name.start, name.end);
        }
    }
    let home = persons.settle(&document.text, &tokens, &mentions);
    found.extend(found::others(&read, &regions, &persons, !document.authors.is_empty()));
    let event = event::main_event(document, &tokens, &mentions, &rules.lexicon);
    let bound = bind::bind(&read, &found, &persons, &home, &author_numbers, event);
    assemble::assemble(&read, &persons, &home, &author_numbers, bound)
}

/// What extraction has read so far of one document.
pub(crate) struct Reading<'d> {
    pub document: &'d Document,
    pub rules: &'d RuleSet,
    pub tokens: &'d Tokens,
    pub mentions: &'d Mentions,
    pub marks: &'d [TokenMark],
    pub layout: &'d Layout,
}

impl Reading<'_> {
    /// The text of a run of tokens.
    pub fn text(&self, range: Range<usize>) -> &str {
        self.tokens.text(&self.document.text, range)
    }

    /// The text of one token.
    pub fn word(&self, at: usize) -> &str {
        self.tokens.tokens[at].span.of(&self.document.text)
    }

    /// The block of a token.
    pub fn block_of(&self, token: usize) -> usize {
        self.tokens.sentences.get(self.tokens.sentence_of(token)).map_or(0, |s| s.block)
    }
}

/// The document's marks as runs of tokens, with the quotations that quotation marks show.
fn token_marks(document: &Document, tokens: &Tokens) -> Vec<TokenMark> {
    let list = &tokens.tokens;
    let mut marks = Vec::new();
    for mark in &document.marks {
        let kind = match mark.kind {
            MarkKind::Link(_) => TokenMarkKind::Link,
            MarkKind::Emphasis | MarkKind::Strong => TokenMarkKind::Emphasis,
            MarkKind::Quotation => TokenMarkKind::Quotation,
            MarkKind::Code => TokenMarkKind::Code,
        };
        let start = list.partition_point(|t| t.span.start < mark.span.start);
        let end = list.partition_point(|t| t.span.end <= mark.span.end);
        if start < end {
            marks.push(TokenMark { start: start as u32, end: end as u32, kind });
        }
    }
    for sentence in &tokens.sentences {
        quotations(document, tokens, sentence.tokens.clone(), &mut marks);
    }
    marks.sort_by_key(|m| (m.start, std::cmp::Reverse(m.end), m.kind as u8));
    marks.dedup_by_key(|m| (m.start, m.end, m.kind));
    marks
}

/// The longest quotation that can be a title, in tokens.
const LONGEST_QUOTATION: usize = 40;

/// Quotations by their marks. The marks belong to the quotation's tokens.
fn quotations(document: &Document, tokens: &Tokens, range: Range<usize>, marks: &mut Vec<TokenMark>) {
    let word = |at: usize| tokens.tokens[at].span.of(&document.text);
    let mut at = range.start;
    while at < range.end {
        let closes: &[&str] = match word(at) {
            "“" | "„" => &["”", "“", "\""],
            "\"" => &["\"", "”"],
            "«" => &["»"],
            "‘" => &["’"],
            "``" => &["''"],
            "'" => &["'"],
            _ => {
                at += 1;
                continue;
            }
        };
        // A sentence can end inside a quotation; look on past its border, not past the block's.
        let limit = (at + LONGEST_QUOTATION).min(tokens.tokens.len());
        let close = (at + 1..limit).take_while(|i| !(tokens.tokens[*i].is(token::shape::LINE_START))).find(|i| closes.contains(&word(*i)));
        match close {
            Some(close) if close > at + 1 => {
                marks.push(TokenMark { start: at as u32, end: close as u32 + 1, kind: TokenMarkKind::Quotation });
                at = close + 1;
            }
            _ => at += 1,
        }
    }
}
