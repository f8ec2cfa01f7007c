//! Where words and signs begin and end, and what they look like.

use std::ops::Range;

use super::shape;

/// The next token of `text[at..end]`: its bytes and shape.
#[inline]
pub(super) fn next_token(text: &str, at: usize, end: usize) -> Option<(Range<usize>, u16)> {
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
fn sign_or_word(text: &str, start: usize, end: usize) -> Option<(Range<usize>, u16)> {
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
fn plain_word(text: &[u8], start: usize, end: usize) -> Option<(Range<usize>, u16)> {
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

fn word_token(text: &str, start: usize, end: usize) -> (Range<usize>, u16) {
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

#[cfg(test)]
mod tests {
    use super::*;

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
}
