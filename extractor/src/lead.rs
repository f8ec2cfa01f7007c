//! The start of a line that says when a talk was, or counts: '09:15 Title', '(2) Name - Title',
//! 'a) Name: Title'. It is no part of what the line says of the talk.

use std::ops::Range;

use crate::document::{BULLETS, Document, MarkKind};
use crate::token::{Tokens, is_picture, shape};

/// The most tokens of a track's name that code marks, as in '`Track 2` Title'.
const LONGEST_TAG: usize = 4;

/// The most tokens that say which talk it is: 'Day 1, Session 2:'.
const LONGEST_NUMBER: usize = 8;

/// The fewest tokens that must be left.
const FEWEST: usize = 3;

/// `line` without what leads to what it says.
pub fn cut(document: &Document, tokens: &Tokens, line: Range<usize>) -> Range<usize> {
    let reader = Reader { document, tokens };
    let mut line = line;
    let sign = |word: &str| is_picture(word) || word.starts_with(BULLETS);
    while line.len() > 1 && sign(reader.word(line.start)) {
        line.start += 1;
    }
    while line.len() > FEWEST {
        let length = reader
            .counter(&line)
            .or_else(|| time(tokens, &document.text, &line))
            .or_else(|| reader.number(&line))
            .or_else(|| reader.tag(&line));
        match length {
            Some(length) if line.len() >= length + FEWEST => line.start += length,
            _ => break,
        }
    }
    line
}

struct Reader<'a> {
    document: &'a Document,
    tokens: &'a Tokens,
}

impl<'a> Reader<'a> {
    fn word(&self, at: usize) -> &'a str {
        self.tokens.tokens[at].span.of(&self.document.text)
    }

    /// '(1)', '[2]', 'a)', '3)': its length.
    fn counter(&self, line: &Range<usize>) -> Option<usize> {
        let opens = usize::from(matches!(self.word(line.start), "(" | "["));
        let counts = |word: &str| {
            word.len() == 1 && word.as_bytes()[0].is_ascii_lowercase()
                || word.len() <= 2 && word.bytes().all(|byte| byte.is_ascii_digit())
        };
        let closes = line.start + opens + 1;
        (counts(self.word(line.start + opens)) && matches!(self.word(closes), ")" | "]"))
            .then_some(opens + 2)
    }

    /// 'Day 1, Session 2:', '1st talk –' and what else says only which one it is: its length.
    fn number(&self, line: &Range<usize>) -> Option<usize> {
        let mut numbered = false;
        for at in line.clone().take(LONGEST_NUMBER) {
            let word = self.word(at).to_ascii_lowercase();
            let token = &self.tokens.tokens[at];
            let ends =
                matches!(word.as_str(), ":" | "–" | "—") || word == "-" && token.is(shape::SPACED);
            if ends {
                return (numbered && at > line.start).then_some(at + 1 - line.start);
            }
            let counts = word
                .trim_end_matches(|c: char| c.is_ascii_lowercase())
                .parse::<u8>()
                .is_ok();
            numbered |= counts;
            let names = matches!(
                word.as_str(),
                "day"
                    | "session"
                    | "slot"
                    | "talk"
                    | "part"
                    | "track"
                    | "block"
                    | "round"
                    | "#"
                    | ","
            );
            if !counts && !names {
                return None;
            }
        }
        None
    }

    /// The name of a track, marked as code before what is not: its length.
    fn tag(&self, line: &Range<usize>) -> Option<usize> {
        let start = self.tokens.tokens[line.start].span.start;
        let from = self
            .document
            .marks
            .partition_point(|mark| mark.span.start < start);
        let mark = self.document.marks[from..]
            .iter()
            .take_while(|mark| mark.span.start == start)
            .find(|mark| mark.kind == MarkKind::Code)?;
        let end = self
            .tokens
            .tokens
            .partition_point(|token| token.span.start < mark.span.end);
        let next = self.tokens.tokens.get(end)?;
        // 'the `async` keyword' goes on in small letters, and so does '`io_uring` for storage'.
        (end - line.start <= LONGEST_TAG
            && next.is(shape::CAPITAL)
            && self.document.marks[from..]
                .iter()
                .take_while(|mark| mark.span.start <= next.span.start)
                .any(|mark| {
                    mark.span.start == next.span.start
                        && matches!(mark.kind, MarkKind::Strong | MarkKind::Link(_))
                }))
        .then_some(end - line.start)
    }
}

/// '09:15', '9h30 –', '10:00 – 10:35 AM:' at the start of a line, and what parts it from the
/// rest: its length.
pub fn time(tokens: &Tokens, text: &str, line: &Range<usize>) -> Option<usize> {
    let word = |at: usize| tokens.tokens[at].span.of(text);
    let mut at = time_of_day(tokens, text, line.clone())?;
    let parts = |at: usize| {
        at < line.end
            && matches!(
                word(at),
                "-" | "–" | "—" | "--" | ":" | "|" | "," | "/" | "•" | "·"
            )
    };
    if parts(at)
        && let Some(end) = time_of_day(tokens, text, at + 1..line.end)
    {
        at = end;
    }
    at += usize::from(parts(at));
    (at < line.end).then_some(at - line.start)
}

/// True for a line that is a time of day and no more.
pub fn is_time(tokens: &Tokens, text: &str, line: &Range<usize>) -> bool {
    time_of_day(tokens, text, line.clone()) == Some(line.end)
}

/// The end of a time of day with its minutes that a run of tokens opens with.
fn time_of_day(tokens: &Tokens, text: &str, run: Range<usize>) -> Option<usize> {
    let list = tokens.tokens.get(run.clone())?;
    let word = |at: usize| list.get(at).map_or("", |token| token.span.of(text));
    let pair = |hour: &str, minute: &str| {
        (1..=2).contains(&hour.len())
            && minute.len() == 2
            && hour
                .bytes()
                .chain(minute.bytes())
                .all(|byte| byte.is_ascii_digit())
    };
    let whole = word(0)
        .split_once([':', 'h', 'H'])
        .is_some_and(|(hour, minute)| pair(hour, minute));
    let in_three = word(1) == ":"
        && list.get(2).is_some_and(|token| !token.is(shape::SPACED))
        && pair(word(0), word(2));
    let end = match (whole, in_three) {
        (true, _) => 1,
        (_, true) => 3,
        _ => return None,
    };
    let half = matches!(
        word(end).to_ascii_lowercase().as_str(),
        "am" | "pm" | "h" | "uhr"
    );
    Some(run.start + end + usize::from(half))
}
