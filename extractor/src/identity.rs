//! Names as identities: folding, slugs, and the keys by which documents agree on a node.

use std::fmt::Write;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::vocabulary::NodeKind;

/// The case-, accent-, punctuation- and space-insensitive form of a name: words joined by
/// single blanks. `+` and `#` stay, so that C, C++ and C# differ; a dot stays inside a
/// word, so that 3.1 and 31 differ.
pub fn fold(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    fold_into(name, &mut folded);
    folded
}

/// As [`fold`], in the place of what `folded` held.
pub(crate) fn fold_into(name: &str, folded: &mut String) {
    folded.clear();
    if !fold_plain(name.as_bytes(), folded) {
        if name.is_ascii() {
            fold_ascii(name.as_bytes(), folded);
        } else {
            fold_chars(name.nfkd().filter(|c| !is_combining_mark(*c)), folded);
        }
    }
    while let Some(b' ' | b'.') = folded.as_bytes().last() {
        folded.pop();
    }
    if folded.starts_with("the ") {
        folded.drain(.."the ".len());
    }
}

/// True where `text` folds to `folded`: what [`fold`] tells, without folding all of a long text.
pub(crate) fn folds_to(text: &str, folded: &str) -> bool {
    // What is folded of the beginning is the beginning of what is folded of all, but for an
    // article that is not told yet and for what may be cut off at its end.
    for length in [24, folded.len() * 2 + 32] {
        if length < text.len() {
            let mut length = length;
            while !text.is_char_boundary(length) {
                length += 1;
            }
            let beginning = fold(&text[..length]);
            if beginning.len() > "the ".len() && !folded.starts_with(&beginning) {
                return false;
            }
        }
    }
    folded == fold(text)
}

/// What [`fold_chars`] does, for names of up to this many bytes that hold nothing but words and
/// what parts them; false for all others, of which nothing is folded.
fn fold_plain(name: &[u8], folded: &mut String) -> bool {
    let mut small = [0; LONGEST_PLAIN];
    if name.len() > LONGEST_PLAIN {
        return false;
    }
    let (mut length, mut gap) = (0, false);
    for &byte in name {
        match PLAIN[usize::from(byte)] {
            0 => return false,
            b' ' => gap = length > 0,
            byte => {
                // A blank stands for at least one byte of the name, so that there is room.
                if std::mem::take(&mut gap) {
                    small[length] = b' ';
                    length += 1;
                }
                small[length] = byte;
                length += 1;
            }
        }
    }
    folded.push_str(str::from_utf8(&small[..length]).unwrap_or_default());
    true
}

const LONGEST_PLAIN: usize = 96;

/// For each byte what it folds to: a small letter or a digit, a blank for what parts words, 0
/// where it takes a closer look.
const PLAIN: [u8; 256] = {
    let mut plain = [0; 256];
    let mut byte = 0;
    while byte < 128 {
        plain[byte] = match byte as u8 {
            letter if letter.is_ascii_alphanumeric() => letter.to_ascii_lowercase(),
            b'\'' | b'.' | b'&' | b'+' | b'#' => 0,
            _ => b' ',
        };
        byte += 1;
    }
    plain
};

/// What [`fold_chars`] does, for the letters that nearly all names are made of.
fn fold_ascii(name: &[u8], folded: &mut String) {
    let mut gap = false;
    for (at, &byte) in name.iter().enumerate() {
        match byte {
            b'a'..=b'z' | b'0'..=b'9' | b'A'..=b'Z' => {
                if gap && !folded.is_empty() {
                    folded.push(' ');
                }
                gap = false;
                folded.push(char::from(byte.to_ascii_lowercase()));
            }
            b'\'' => {}
            b'.' => {
                let next = name.get(at + 1);
                if !gap && !folded.is_empty() && next.is_some_and(u8::is_ascii_alphanumeric) {
                    folded.push('.');
                } else {
                    gap = true;
                }
            }
            b'&' => {
                if !folded.is_empty() {
                    folded.push(' ');
                }
                folded.push_str("and");
                gap = true;
            }
            b'+' | b'#' if !folded.is_empty() && !gap => folded.push(char::from(byte)),
            _ => gap = true,
        }
    }
}

/// The letters and digits of ASCII at `at`.
fn alphanumeric(text: &str, at: usize) -> &str {
    let rest = &text.as_bytes()[at..];
    let length = rest.iter().position(|byte| !byte.is_ascii_alphanumeric());
    &text[at..at + length.unwrap_or(rest.len())]
}

fn fold_chars(chars: impl Iterator<Item = char>, folded: &mut String) {
    let mut chars = chars.peekable();
    let mut gap = false;
    while let Some(c) = chars.next() {
        match c {
            // An apostrophe joins: O'Reilly, Python's.
            '\'' | '’' | '‘' => {}
            '.' => {
                let inside = !gap
                    && !folded.is_empty()
                    && chars.peek().is_some_and(|next| next.is_alphanumeric());
                if inside {
                    folded.push('.');
                } else {
                    gap = true;
                }
            }
            '&' => {
                if !folded.is_empty() {
                    folded.push(' ');
                }
                folded.push_str("and");
                gap = true;
            }
            c if c.is_alphanumeric() || ((c == '+' || c == '#') && !folded.is_empty() && !gap) => {
                if gap && !folded.is_empty() {
                    folded.push(' ');
                }
                gap = false;
                match c {
                    'ł' | 'Ł' => folded.push('l'),
                    'ø' | 'Ø' => folded.push('o'),
                    'đ' | 'Đ' => folded.push('d'),
                    'ß' => folded.push_str("ss"),
                    'ı' => folded.push('i'),
                    c if c.is_ascii() => folded.push(c.to_ascii_lowercase()),
                    c => folded.extend(c.to_lowercase()),
                }
            }
            _ => gap = true,
        }
    }
}

/// The folded name with hyphens for blanks and nothing that an id or URL must escape.
pub fn slug(name: &str) -> String {
    let folded = fold(name);
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b' ';
    if (1..=LONGEST_SLUG).contains(&folded.len()) && folded.bytes().all(plain) {
        return hyphened(folded);
    }
    let mut slug = String::with_capacity(name.len());
    let mut at = 0;
    while at < folded.len() {
        let word = alphanumeric(&folded, at);
        slug.push_str(word);
        at += word.len();
        let Some(c) = folded[at..].chars().next() else {
            break;
        };
        at += c.len_utf8();
        match c {
            '+' => slug.push_str("plus"),
            '#' => slug.push_str("sharp"),
            c if c.is_alphanumeric() => slug.push(c),
            _ if slug.ends_with('-') || slug.is_empty() => {}
            _ => slug.push('-'),
        }
    }
    // Ids stay readable: a long title is cut at a word and closed with a hash of the whole.
    if slug.len() > LONGEST_SLUG {
        let mut cut = LONGEST_SLUG;
        while !slug.is_char_boundary(cut) {
            cut -= 1;
        }
        let cut = slug[..cut].rfind('-').unwrap_or(cut);
        let hash = fnv(&slug);
        slug.truncate(cut);
        // Writing to a string does not fail.
        let _ = write!(slug, "-{hash:08x}");
    }
    if slug.is_empty() {
        slug = format!("{:08x}", fnv(name));
    }
    slug
}

/// The longest slug that is no more than the words of a name.
const LONGEST_SLUG: usize = 80;

/// The words of a short folded name, which are ASCII, with hyphens between them.
fn hyphened(folded: String) -> String {
    let mut bytes = folded.into_bytes();
    for byte in &mut bytes {
        if *byte == b' ' {
            *byte = b'-';
        }
    }
    String::from_utf8(bytes).unwrap_or_default()
}

/// The id of a node of that kind and name.
pub fn id(kind: NodeKind, name: &str) -> String {
    let slug = slug(name);
    let prefix = kind.prefix();
    let mut id = String::with_capacity(prefix.len() + 1 + slug.len());
    id.push_str(prefix);
    id.push(':');
    id.push_str(&slug);
    id
}

/// A small stable hash (FNV-1a, 32 bits folded from 64), for ids only.
fn fnv(text: &str) -> u32 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in text.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    (hash ^ (hash >> 32)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_forgets_case_accents_and_punctuation() {
        assert_eq!(fold("Łukasz  Langa"), "lukasz langa");
        assert_eq!(
            fold("The Perl & Raku Foundation"),
            "perl and raku foundation"
        );
        assert_eq!(fold("K. Jay Miller"), "k jay miller");
        assert_eq!(fold("Python 3.13"), "python 3.13");
        assert_eq!(fold("O’Reilly"), fold("O'Reilly"));
        assert_ne!(fold("C++"), fold("C"));
        assert_ne!(fold("C#"), fold("C"));
    }

    #[test]
    fn the_short_way_of_folding_is_the_long_one() {
        for name in [
            "The Perl & Raku Foundation",
            "C++ and C#, F# & G",
            "# 1 of .NET's 3.1. releases",
            "&co . a.b. .c 'x' the",
            "the the",
            "  Of  words - and\tblanks ",
            "-",
            "",
            "...",
            "a+ +b ++ c",
        ] {
            let (mut short, mut long) = (String::new(), String::new());
            if !fold_plain(name.as_bytes(), &mut short) {
                fold_ascii(name.as_bytes(), &mut short);
            }
            fold_chars(name.chars(), &mut long);
            assert_eq!(short, long, "{name}");
            // Slugs put one hyphen for each blank.
            let folded = fold(name);
            assert!(!folded.contains("  ") && folded.trim() == folded, "{name}");
        }
    }

    #[test]
    fn long_texts_are_told_from_titles_by_their_beginnings() {
        let padding = ". ".repeat(100);
        for (title, text) in [
            ("Title", format!("The Title{padding}")),
            ("Title", format!("{padding}Títle {padding}.")),
            ("Title", format!("the{padding}Title")),
            ("Title", format!("Title{padding}more")),
            ("Title", format!("Title...{padding}")),
            ("Title", "Title and more of it ".repeat(9)),
            ("", padding.clone()),
            ("", format!("the {padding}")),
            ("the", format!("the {padding}")),
            (&"é".repeat(60), "e".repeat(60)),
            (&"e".repeat(60), "e\u{301}".repeat(60)),
            (&"a b & ".repeat(9), "A B and ".repeat(9)),
            (&"a b ".repeat(9), "a b ".repeat(12)),
        ] {
            let same = fold(title) == fold(&text);
            assert_eq!(folds_to(&text, &fold(title)), same, "{title:?} {text:?}");
        }
    }

    #[test]
    fn slugs_are_plain_and_never_empty() {
        assert_eq!(slug("Lynn Root"), "lynn-root");
        assert_eq!(slug("C++"), "cplusplus");
        assert_eq!(slug("the  Perl & .Raku 5.1 (day)"), "perl-and-raku-5-1-day");
        assert!(!slug("???").is_empty());
        assert!(slug(&"word ".repeat(60)).len() < 100);
    }
}
