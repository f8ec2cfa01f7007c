//! Where sentences end.

use std::ops::Range;

use super::{Sentence, Token, Tokens, shape};
use crate::document::Document;

/// Quotations up to this length, in tokens, are kept in one sentence: they may be titles.
const LONGEST_QUOTED_TITLE: usize = 24;
/// Links and emphasis up to this length, in bytes, may be titles.
const LONGEST_MARKED_TITLE: usize = 120;

const ABBREVIATIONS: [&str; 22] = [
    "dr", "mr", "mrs", "ms", "prof", "st", "jr", "sr", "vs", "e.g", "i.e", "etc", "inc", "ltd",
    "co", "no", "approx", "cf", "al", "fig", "eg", "ie",
];

/// Cuts the tokens of a block into sentences.
pub(super) fn cut(document: &Document, block: usize, range: Range<usize>, tokens: &mut Tokens) {
    let text = document.text.as_str();
    let first_mark = document
        .marks
        .partition_point(|m| m.span.start < document.blocks[block].span.start);
    let mut marks = document.marks[first_mark..]
        .iter()
        .take_while(|m| m.span.start < document.blocks[block].span.end)
        .peekable();
    let mut start = range.start;
    let mut at = range.start;
    // Where the quotation that is open at this token closes.
    let mut quoted_until = range.start;
    let list = &mut tokens.tokens;
    while at < range.end {
        let token = &list[at];
        let mut ends = false;
        // A title set apart by a link or emphasis is not cut either.
        while let Some(mark) = marks.next_if(|m| m.span.start <= token.span.start) {
            if mark.span.len() <= LONGEST_MARKED_TITLE && mark.span.end > token.span.start {
                let inside = list[at..range.end]
                    .iter()
                    .take_while(|t| t.span.end < mark.span.end)
                    .count();
                quoted_until = quoted_until.max(at + inside);
            }
        }
        if !token.is(shape::WORD) {
            let mark = token.span.of(text);
            if at >= quoted_until && matches!(mark, "“" | "„" | "\"") {
                let closing = if mark == "\"" { "\"" } else { "”" };
                let limit = range.end.min(at + LONGEST_QUOTED_TITLE);
                if let Some(close) = (at + 1..limit).find(|i| list[*i].span.of(text) == closing) {
                    quoted_until = close;
                }
            }
            if matches!(mark, "." | "!" | "?" | "…" | "...") {
                let abbreviation = mark == "." && at > start && {
                    let before = list[at - 1].span.of(text);
                    before.len() <= 6
                        && ABBREVIATIONS.iter().any(|a| a.eq_ignore_ascii_case(before))
                };
                // Closing quotes and brackets belong to the sentence they close.
                let mut last = at;
                while last + 1 < range.end
                    && !list[last + 1].is(shape::SPACED)
                    && at + 1 >= quoted_until
                    && matches!(
                        list[last + 1].span.of(text),
                        "\"" | "”" | "’" | "'" | ")" | "]" | "!" | "?" | "»"
                    )
                {
                    last += 1;
                }
                let next_opens = match list.get(last + 1).filter(|_| last + 1 < range.end) {
                    None => true,
                    Some(next) => {
                        next.is(shape::SPACED)
                            && (next.shape
                                & (shape::CAPITAL
                                    | shape::DIGIT
                                    | shape::HANDLE
                                    | shape::LINE_START)
                                != 0
                                || !next.is(shape::WORD)
                                || mark != "...")
                    }
                };
                let small_next = list.get(last + 1).is_some_and(|n| {
                    n.is(shape::WORD) && n.shape & (shape::CAPITAL | shape::DIGIT) == 0
                });
                let inside_quotation = at + 1 < quoted_until;
                // '[Why?](…) by Anna' asks inside its title.
                let asks = matches!(mark, "?" | "!") && small_next;
                ends = next_opens
                    && !inside_quotation
                    && !asks
                    && !(abbreviation && (small_next || is_title(list, at, text)));
                if ends {
                    at = last;
                }
            }
        }
        if ends || at + 1 == range.end {
            list[start].shape |= shape::SENTENCE_START;
            tokens.sentences.push(Sentence {
                tokens: start..at + 1,
                block,
            });
            start = at + 1;
        }
        at += 1;
    }
}

/// True where the token before the dot is a title that a name follows ('Dr.').
fn is_title(list: &[Token], dot: usize, text: &str) -> bool {
    let before = list[dot - 1].span.of(text);
    ["dr", "mr", "mrs", "ms", "prof", "st", "vs"]
        .iter()
        .any(|t| t.eq_ignore_ascii_case(before))
}
