//! Text to tokens and sentences, in one pass over each block.

use crate::document::{Block, BlockKind, Document, MarkKind, Span};
use crate::lexicon::{ClassSet, Lexicon, ShortWord, WordId};

/// A word, number or punctuation mark, and what its letters look like.
#[derive(Clone, Copy, Debug)]
pub struct Token {
    /// Where it stands.
    pub span: Span,
    /// Its number in the lexicon; 0 where unknown.
    pub word: WordId,
    /// The [`shape`] bits.
    pub shape: u16,
    /// The classes of its word.
    pub classes: ClassSet,
}

/// Bits that tell what a token looks like.
pub mod shape {
    /// Letters or digits, not punctuation.
    pub const WORD: u16 = 1;
    /// Starts with a capital.
    pub const CAPITAL: u16 = 1 << 1;
    /// Two or more letters, all capitals.
    pub const UPPER: u16 = 1 << 2;
    /// A capital after a small letter ('PyCon').
    pub const CAMEL: u16 = 1 << 3;
    /// Holds a digit.
    pub const DIGIT: u16 = 1 << 4;
    /// Digits only.
    pub const NUMBER: u16 = 1 << 5;
    /// The author set a line break before it.
    pub const LINE_START: u16 = 1 << 6;
    /// White space stands before it.
    pub const SPACED: u16 = 1 << 7;
    /// First token of its sentence.
    pub const SENTENCE_START: u16 = 1 << 8;
    /// `@handle`.
    pub const HANDLE: u16 = 1 << 9;
    /// An address.
    pub const URL: u16 = 1 << 10;
    /// A single capital with its dot: an initial.
    pub const INITIAL: u16 = 1 << 11;
    /// The possessive ending `'s` or `’`.
    pub const POSSESSIVE: u16 = 1 << 12;
    /// A dot, dash, underscore or colon inside the word ('Node.js', 'DBIx::Class').
    pub const JOINED: u16 = 1 << 13;
    /// A link ends right before it.
    pub const AFTER_LINK: u16 = 1 << 14;
}

impl Token {
    /// True where all of `bits` are set.
    pub fn is(&self, bits: u16) -> bool {
        self.shape & bits == bits
    }

    /// True where its word is in one of `classes`.
    pub fn in_any(&self, classes: ClassSet) -> bool {
        self.classes & classes != 0
    }
}

/// A document's tokens, sentence by sentence, block by block.
#[derive(Clone, Debug, Default)]
pub struct Tokens {
    /// All tokens.
    pub tokens: Vec<Token>,
    /// Each block's tokens.
    pub blocks: Vec<std::ops::Range<usize>>,
    /// Each sentence's tokens and block, in order; sentences never cross a block.
    pub sentences: Vec<Sentence>,
}

/// A sentence: a run of tokens of one block.
#[derive(Clone, Debug)]
pub struct Sentence {
    /// Its tokens.
    pub tokens: std::ops::Range<usize>,
    /// Its block's number.
    pub block: usize,
}

impl Tokens {
    /// The text of a run of tokens, as it stands in the document.
    pub fn text<'t>(&self, text: &'t str, range: std::ops::Range<usize>) -> &'t str {
        self.span(range).of(text)
    }

    /// The span of a run of tokens; empty at 0 for an empty run.
    pub fn span(&self, range: std::ops::Range<usize>) -> Span {
        match self.tokens.get(range) {
            Some([first, .., last]) => Span {
                start: first.span.start,
                end: last.span.end,
            },
            Some([only]) => only.span,
            _ => Span::default(),
        }
    }

    /// The number of the sentence that holds a token.
    pub fn sentence_of(&self, token: usize) -> usize {
        self.sentences.partition_point(|s| s.tokens.end <= token)
    }
}

/// Cuts a document into tokens and sentences.
pub fn tokenize(document: &Document, lexicon: &Lexicon) -> Tokens {
    let mut tokens = Tokens {
        tokens: Vec::with_capacity(document.text.len() / 5),
        ..Tokens::default()
    };
    for (number, block) in document.blocks.iter().enumerate() {
        let start = tokens.tokens.len();
        if block.kind != BlockKind::Code {
            tokenize_block(&document.text, block, lexicon, &mut tokens.tokens);
        }
        if block.kind == BlockKind::Heading {
            drop_pictures(&document.text, start, &mut tokens.tokens);
        }
        let end = tokens.tokens.len();
        tokens.blocks.push(start..end);
        cut_sentences(document, number, start..end, &mut tokens);
    }
    for mark in &document.marks {
        if matches!(mark.kind, MarkKind::Link(_) | MarkKind::Strong) {
            let list = &mut tokens.tokens;
            let after = list.partition_point(|token| token.span.start < mark.span.end);
            if let Some(token) = list.get_mut(after) {
                token.shape |= shape::AFTER_LINK;
            }
        }
    }
    tokens
}

/// The lower-case words of a phrase, cut as tokens are: for building lexicons.
pub fn words(phrase: &str) -> impl Iterator<Item = String> + '_ {
    let mut rest = 0;
    std::iter::from_fn(move || {
        let (range, _) = next_token(phrase, rest, phrase.len())?;
        rest = range.end;
        let mut lower = String::new();
        lower_into(&phrase[range], &mut lower);
        Some(lower)
    })
}

/// True for what is drawn and not written: emoji, arrows, boxes.
pub fn is_picture(word: &str) -> bool {
    // Dashes and quotation marks stand before the arrows.
    const FIRST_PICTURE: u32 = 0x2190;
    word.chars()
        .all(|sign| sign as u32 >= FIRST_PICTURE && !sign.is_alphanumeric())
}

/// Takes the pictures before and after the words of a heading, the tokens from `start` on, away:
/// '🎤 Anna Berg' is a name.
fn drop_pictures(text: &str, start: usize, tokens: &mut Vec<Token>) {
    let picture = |token: &Token| is_picture(token.span.of(text));
    let leading = tokens[start..].iter().take_while(|t| picture(t)).count();
    if leading == tokens.len() - start {
        return;
    }
    tokens.drain(start..start + leading);
    tokens[start].shape |= shape::LINE_START | shape::SPACED;
    let trailing = tokens[start..].iter().rev().take_while(|t| picture(t));
    tokens.truncate(tokens.len() - trailing.count());
}

fn tokenize_block(text: &str, block: &Block, lexicon: &Lexicon, tokens: &mut Vec<Token>) {
    let end = block.span.end as usize;
    let mut at = block.span.start as usize;
    let mut lower = String::with_capacity(32);
    let mut first = true;
    while let Some((range, mut bits)) = next_token(text, at, end) {
        let between = &text.as_bytes()[at..range.start];
        let broken = match between {
            [] => false,
            [only] => *only == b'\n',
            more => more.contains(&b'\n'),
        };
        if first || broken {
            bits |= shape::LINE_START;
        }
        if first || !between.is_empty() {
            bits |= shape::SPACED;
        }
        first = false;
        at = range.end;
        let word = match ShortWord::lower(text.as_bytes(), range.clone()) {
            Some(short) => lexicon.look_up_short(short),
            None => {
                lower.clear();
                lower_into(&text[range.clone()], &mut lower);
                lexicon.look_up(&lower)
            }
        };
        tokens.push(Token {
            span: Span::new(range.start, range.end),
            word,
            shape: bits,
            classes: lexicon.classes(word),
        });
    }
}

fn lower_into(word: &str, lower: &mut String) {
    if word.is_ascii() {
        let from = lower.len();
        lower.push_str(word);
        lower[from..].make_ascii_lowercase();
    } else {
        for c in word.chars() {
            match c {
                '’' | '‘' => lower.push('\''),
                '–' | '—' | '‒' | '―' | '−' => lower.push('–'),
                c => lower.extend(c.to_lowercase()),
            }
        }
    }
}

/// The next token of `text[at..end]`: its bytes and shape.
#[inline]
fn next_token(text: &str, at: usize, end: usize) -> Option<(std::ops::Range<usize>, u16)> {
    let start = start_of_token(text, at, end)?;
    plain_word(text.as_bytes(), start, end).or_else(|| sign_or_word(text, start, end))
}

/// Where the blanks at the start of `text[at..end]` end, if something stands behind them.
#[inline]
fn start_of_token(text: &str, at: usize, end: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = at;
    while at < end {
        let byte = bytes[at];
        if byte.is_ascii_whitespace() {
            at += 1;
        } else if byte < 0x80 {
            break;
        } else {
            let c = text[at..end].chars().next()?;
            if !c.is_whitespace() {
                break;
            }
            at += c.len_utf8();
        }
    }
    (at < end).then_some(at)
}

/// The token at `start`, where no blank stands: a sign, or a word that takes a closer look.
fn sign_or_word(text: &str, start: usize, end: usize) -> Option<(std::ops::Range<usize>, u16)> {
    let at = start;
    let c = char_at(text, at, end)?;
    if is_alphanumeric(c) || (c == '_' && char_at(text, at + 1, end).is_some_and(is_alphanumeric)) {
        return Some(word_token(text, start, end));
    }
    if (c == '@' || c == '#')
        && char_at(text, at + 1, end).is_some_and(|next| is_alphanumeric(next) || next == '_')
    {
        let mut stop = at + 1;
        while let Some(next) = char_at(text, stop, end).filter(|n| is_alphanumeric(*n) || *n == '_')
        {
            stop += next.len_utf8();
        }
        let bits = if c == '@' { shape::HANDLE } else { 0 };
        return Some((start..stop, bits | shape::WORD | shape::JOINED));
    }
    // The possessive is a token of its own, so that "Jakub’s" is a mention of Jakub.
    if (c == '\'' || c == '’') && start > 0 {
        let before = text[..start]
            .chars()
            .next_back()
            .is_some_and(|sign| is_alphanumeric(sign) || matches!(sign, ')' | ']'));
        let after = &text[start + c.len_utf8()..end];
        let s = after.starts_with('s') || after.starts_with('S');
        if before && s && !after[1..].chars().next().is_some_and(is_alphanumeric) {
            return Some((start..start + c.len_utf8() + 1, shape::POSSESSIVE));
        }
    }
    let mut stop = start + c.len_utf8();
    // Runs of one mark are one token: '...', '--', '=='.
    if matches!(c, '.' | '-' | '=' | '*' | '_' | '~') {
        while stop < end && text.as_bytes()[stop] == c as u8 {
            stop += 1;
        }
    }
    Some((start..stop, 0))
}

/// The word of ASCII letters and digits at `start`, where what follows cannot belong to it:
/// nearly all words, at a look or two for each byte. [`word_token`] says the same of them.
#[inline]
fn plain_word(text: &[u8], start: usize, end: usize) -> Option<(std::ops::Range<usize>, u16)> {
    let text = &text[..end];
    let mut bits = shape::WORD;
    let first = *text.get(start)?;
    let small = text[start + 1..]
        .iter()
        .position(|byte| !byte.is_ascii_lowercase());
    let mut at = small.map_or(end, |small| start + 1 + small);
    let (mut capitals, mut digits) = (0, 0);
    match first {
        b'a'..=b'z' => {}
        b'A'..=b'Z' => {
            capitals = 1;
            bits |= shape::CAPITAL;
        }
        b'0'..=b'9' => digits = 1,
        _ => return None,
    }
    // More than a capital and small letters have few words.
    let mut previous_small = at > start + 1 || first.is_ascii_lowercase();
    let next = loop {
        let Some(byte) = text.get(at) else {
            break None;
        };
        match byte {
            b'a'..=b'z' => previous_small = true,
            b'A'..=b'Z' => {
                capitals += 1;
                if previous_small {
                    bits |= shape::CAMEL;
                }
                previous_small = false;
            }
            b'0'..=b'9' => digits += 1,
            _ => break Some(*byte),
        }
        at += 1;
    };
    let length = at - start;
    // What a sign joins is told by what stands behind it; 'www.' is an address.
    let blank_after = || text.get(at + 1).is_none_or(u8::is_ascii_whitespace);
    let plain = match next {
        None => true,
        Some(b'.') => length > 1 && blank_after() && text[start..at] != *b"www",
        Some(b':') => blank_after(),
        Some(b'\'' | b'-' | b'_' | b'&' | b'+' | b'#') => false,
        Some(byte) => byte.is_ascii(),
    };
    if !plain {
        return None;
    }
    if digits > 0 {
        bits |= shape::DIGIT;
        if digits == length {
            bits |= shape::NUMBER;
        }
    }
    if length - digits >= 2 && capitals == length - digits {
        bits |= shape::UPPER;
    }
    Some((start..at, bits))
}

/// What [`char::is_alphabetic`] says, without a look at its tables for most of what is not ASCII:
/// letters with accents, Cyrillic, Chinese, Korean, quotation marks and dashes.
fn is_alphabetic(c: char) -> bool {
    match c {
        '\0'..='\x7f' => c.is_ascii_alphabetic(),
        'À'..='ɏ' => !matches!(c, '×' | '÷'),
        'Ѐ'..='ҁ' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' => true,
        '\u{2000}'..='\u{206f}' => false,
        c => c.is_alphabetic(),
    }
}

/// As [`is_alphabetic`], what [`char::is_alphanumeric`] says.
fn is_alphanumeric(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric();
    }
    is_alphabetic(c) || (!('\u{2000}'..='\u{206f}').contains(&c) && c.is_numeric())
}

fn char_at(text: &str, at: usize, end: usize) -> Option<char> {
    let byte = *text.as_bytes().get(at)?;
    if at >= end {
        None
    } else if byte < 0x80 {
        Some(char::from(byte))
    } else {
        text.get(at..end)?.chars().next()
    }
}

fn word_token(text: &str, start: usize, end: usize) -> (std::ops::Range<usize>, u16) {
    let rest = &text.as_bytes()[start..end];
    if rest.starts_with(b"http://") || rest.starts_with(b"https://") || rest.starts_with(b"www.") {
        let mut stop = rest
            .iter()
            .position(|b| b.is_ascii_whitespace() || matches!(b, b'<' | b'>' | b'"' | b')' | b']'))
            .unwrap_or(rest.len());
        while stop > 0 && matches!(rest[stop - 1], b'.' | b',' | b';' | b'!' | b'?' | b':') {
            stop -= 1;
        }
        let mut stop = start + stop;
        while !text.is_char_boundary(stop) {
            stop -= 1;
        }
        return (start..stop, shape::WORD | shape::URL | shape::JOINED);
    }
    let mut bits = shape::WORD;
    let (mut letters, mut capitals, mut digits) = (0u32, 0u32, 0u32);
    let mut previous_small = false;
    let mut at = start;
    while let Some(c) = char_at(text, at, end) {
        if c.is_ascii_lowercase() {
            letters += 1;
            previous_small = true;
        } else if c.is_ascii_digit() {
            digits += 1;
        } else if is_alphabetic(c) {
            letters += 1;
            if c.is_uppercase() {
                capitals += 1;
                if letters == 1 && digits == 0 {
                    bits |= shape::CAPITAL;
                }
                if previous_small {
                    bits |= shape::CAMEL;
                }
                previous_small = false;
            } else {
                previous_small = true;
            }
        } else if is_alphanumeric(c) || is_mark(c) {
            letters += 1;
        } else {
            let next = char_at(text, at + c.len_utf8(), end);
            let joins = match c {
                '\'' | '’' => {
                    // don't, O'Reilly; but not the possessive.
                    let after = at + c.len_utf8();
                    let s = matches!(next, Some('s' | 'S'));
                    let last = !char_at(text, after + 1, end).is_some_and(is_alphanumeric);
                    next.is_some_and(is_alphabetic) && !(s && last)
                }
                '-' | '‐' | '‑' | '_' => {
                    next.is_some_and(is_alphanumeric) || (c == '_' && next == Some('_'))
                }
                '.' => {
                    next.is_some_and(is_alphanumeric)
                        && !(digits == 0 && ends_sentence(text, at, end))
                }
                ':' => {
                    // DBIx::Class is a word; 'a:b' is not.
                    text[at..end].starts_with("::")
                        && char_at(text, at + 2, end).is_some_and(is_alphanumeric)
                }
                '&' => capitals == letters && digits == 0 && next.is_some_and(char::is_uppercase),
                '+' | '#' => {
                    // C++, C#, F#: the sign closes the word.
                    let mut stop = at;
                    while matches!(char_at(text, stop, end), Some('+' | '#')) {
                        stop += 1;
                    }
                    let closes = !char_at(text, stop, end).is_some_and(is_alphanumeric);
                    if letters <= 2 && digits == 0 && closes && stop - at <= 2 {
                        bits |= shape::JOINED;
                        at = stop;
                    }
                    break;
                }
                _ => false,
            };
            if !joins {
                break;
            }
            bits |= if c == '\'' || c == '’' {
                0
            } else {
                shape::JOINED
            };
            if c == '-' || c == '.' || c == ':' {
                previous_small = false;
            }
            if c == ':' {
                at += 1;
            }
        }
        at += c.len_utf8();
    }
    if digits > 0 {
        bits |= shape::DIGIT;
        if letters == 0 {
            bits |= shape::NUMBER;
        }
    }
    if letters >= 2 && capitals == letters {
        bits |= shape::UPPER;
    }
    // 'K.' and 'J.P.': a single capital takes its dot along when a word follows.
    let word = &text[start..at];
    let initials =
        digits == 0 && capitals == letters && word.split('.').all(|part| part.chars().count() == 1);
    if letters >= 1 && initials && char_at(text, at, end) == Some('.') {
        let after = text[at + 1..end].trim_start_matches(' ');
        if after.chars().next().is_some_and(char::is_uppercase) {
            bits |= shape::INITIAL;
            at += 1;
        }
    }
    (start..at, bits)
}

/// Combining marks stay inside their word.
fn is_mark(c: char) -> bool {
    c >= '\u{300}' && unicode_normalization::char::is_combining_mark(c)
}

/// True where the dot at `at` ends a sentence although no blank follows: 'done.Then'.
fn ends_sentence(text: &str, at: usize, end: usize) -> bool {
    let small_before = text[..at].chars().rev().take(3).all(|c| c.is_lowercase());
    let mut after = text[at + 1..end].chars();
    let capital_after = after.next().is_some_and(char::is_uppercase);
    small_before && capital_after && after.next().is_some_and(char::is_lowercase)
}

/// Quotations up to this length, in tokens, are kept in one sentence: they may be titles.
const LONGEST_QUOTED_TITLE: usize = 24;
/// Links and emphasis up to this length, in bytes, may be titles.
const LONGEST_MARKED_TITLE: usize = 120;

const ABBREVIATIONS: [&str; 22] = [
    "dr", "mr", "mrs", "ms", "prof", "st", "jr", "sr", "vs", "e.g", "i.e", "etc", "inc", "ltd",
    "co", "no", "approx", "cf", "al", "fig", "eg", "ie",
];

fn cut_sentences(
    document: &Document,
    block: usize,
    range: std::ops::Range<usize>,
    tokens: &mut Tokens,
) {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<String> {
        let document = Document {
            text: text.to_owned(),
            blocks: vec![Block {
                kind: BlockKind::Paragraph,
                span: Span::new(0, text.len()),
                level: 0,
            }],
            ..Document::default()
        };
        let tokens = tokenize(&document, &Lexicon::default());
        tokens
            .sentences
            .iter()
            .map(|s| {
                tokens.tokens[s.tokens.clone()]
                    .iter()
                    .map(|t| t.span.of(text))
                    .collect::<Vec<_>>()
                    .join("|")
            })
            .collect()
    }

    #[test]
    fn words_keep_what_belongs_to_them() {
        assert_eq!(
            cut("Node.js 3.13, C++ and DBIx::Class"),
            ["Node.js|3.13|,|C++|and|DBIx::Class"]
        );
        assert_eq!(cut("Jakub’s don't O'Reilly"), ["Jakub|’s|don't|O'Reilly"]);
        assert_eq!(cut("K. Jay Miller"), ["K.|Jay|Miller"]);
        assert_eq!(
            cut("see https://a.b/c?d. (@seb)"),
            ["see|https://a.b/c?d|.", "(|@seb|)"]
        );
    }

    #[test]
    fn the_short_way_of_reading_words_is_the_long_one() {
        let words = [
            "a",
            "A",
            "Ab",
            "AB",
            "aB",
            "aBC",
            "A1",
            "1A",
            "12",
            "1a2B",
            "http",
            "https",
            "www",
            "x9y",
            "CamelCase",
            "e",
            "PhD",
            "3rd",
            "U2",
            "iOS8",
            "averyveryverylongwordindeed",
        ];
        let after = [
            "",
            " ",
            ".",
            ". ",
            ". A",
            ".A",
            ".a",
            ".1",
            ": ",
            "::",
            "::a",
            ":a",
            "://a",
            ",",
            "'",
            "'s",
            "’s",
            "-",
            "-a",
            "_a",
            "&B",
            "& B",
            "+",
            "++",
            "#",
            "é",
            "—",
            "@a",
            ")",
            "\n",
            ".\u{a0}B",
            ". \u{2003}",
            "..",
            "www.",
            "\u{301}",
        ];
        for word in words {
            for after in after {
                let text = format!("{word}{after}");
                if let Some(plain) = plain_word(text.as_bytes(), 0, text.len()) {
                    assert_eq!(plain, word_token(&text, 0, text.len()), "{text:?}");
                }
                assert_eq!(
                    plain_word(text.as_bytes(), 0, word.len()),
                    Some(word_token(&text, 0, word.len())),
                    "{text:?}"
                );
            }
        }
    }

    #[test]
    fn letters_are_told_as_the_tables_tell_them() {
        for c in '\0'..=char::MAX {
            assert_eq!(is_alphabetic(c), c.is_alphabetic(), "{c:?}");
            assert_eq!(is_alphanumeric(c), c.is_alphanumeric(), "{c:?}");
        }
    }

    #[test]
    fn sentences_end_where_a_reader_ends_them() {
        assert_eq!(
            cut("It ran. Then it stopped."),
            ["It|ran|.", "Then|it|stopped|."]
        );
        assert_eq!(
            cut("Dr. Who came, e.g. here."),
            ["Dr|.|Who|came|,|e.g|.|here|."]
        );
        assert_eq!(cut("“Done.” She left"), ["“|Done|.|”", "She|left"]);
    }
}
