//! Names as they are compared: folded, compact, cut into words, and as slugs of ids.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The case-, accent-, punctuation- and space-insensitive form of a name. Words are
/// separated by single blanks; a leading 'the' is dropped; `+`, `#` and inner dots stay,
/// for 'C++', 'C#' and '3.13' are names.
pub fn fold(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    let mut previous = ' ';
    let mut chars = name
        .trim_start_matches('#')
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .peekable();
    while let Some(c) = chars.next() {
        let next = chars.peek().copied();
        match c {
            'ı' => folded.push('i'),
            'ł' => folded.push('l'),
            'ø' => folded.push('o'),
            'đ' => folded.push('d'),
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            // 'python's' and 'pythons' are one word; other apostrophes part words.
            '\'' | '’' if next == Some('s') => {}
            '.' if previous.is_alphanumeric() && next.is_some_and(char::is_alphanumeric) => {
                folded.push('.');
            }
            '.' => {}
            '&' => blank_then(&mut folded, "and "),
            c if c.is_alphanumeric() || c == '+' || c == '#' => folded.push(c),
            _ => blank_then(&mut folded, ""),
        }
        previous = c;
    }
    let trimmed = folded.trim();
    trimmed.strip_prefix("the ").unwrap_or(trimmed).to_owned()
}

fn blank_then(folded: &mut String, rest: &str) {
    if !folded.is_empty() && !folded.ends_with(' ') {
        folded.push(' ');
    }
    folded.push_str(rest);
}

/// The folded name without blanks: 'Free threading', 'free-threading' and
/// 'FreeThreading' are one.
pub fn compact(name: &str) -> String {
    let mut folded = fold(name);
    folded.retain(|c| c != ' ');
    folded
}

/// A word without its plural ending, where that is plainly one.
pub fn singular(word: &str) -> &str {
    let plural = word.len() > 3
        && word.is_ascii()
        && word.ends_with('s')
        && !(word.ends_with("ss") || word.ends_with("us") || word.ends_with("is"));
    if plural {
        &word[..word.len() - 1]
    } else {
        word
    }
}

/// The part of an id after its kind: folded, with hyphens for blanks and for every
/// other sign. Names of which nothing is left become a short digest.
pub fn slug(name: &str) -> String {
    let mut slug = String::new();
    for c in fold(name).chars() {
        match c {
            '+' => slug.push_str("plus"),
            '#' => slug.push_str("sharp"),
            c if c.is_alphanumeric() => slug.push(c),
            _ if !slug.ends_with('-') && !slug.is_empty() => slug.push('-'),
            _ => {}
        }
    }
    while slug.ends_with('-') {
        slug.pop();
    }
    if slug.is_empty() {
        digest(name.as_bytes(), 8)
    } else {
        slug
    }
}

/// The first `length` hexadecimal digits of the digest of `bytes`.
pub(crate) fn digest(bytes: &[u8], length: usize) -> String {
    let mut hex = blake3::hash(bytes).to_hex().to_string();
    hex.truncate(length);
    hex
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_case_accents_and_signs() {
        assert_eq!(fold("Łukasz Langa"), "lukasz langa");
        assert_eq!(
            fold("The Design of Everyday APIs"),
            "design of everyday apis"
        );
        assert_eq!(fold("Python 3.13."), "python 3.13");
        assert_eq!(fold("R&D"), "r and d");
        assert_eq!(fold("CPython's C++"), "cpythons c++");
        assert_eq!(compact("Free-Threading"), compact("free threading"));
    }

    #[test]
    fn slugs_are_never_empty() {
        assert_eq!(slug("Lynn Root"), "lynn-root");
        assert_eq!(slug("C++"), "cplusplus");
        assert_eq!(slug("Python 3.13"), "python-3-13");
        assert_eq!(slug("!!!").len(), 8);
        assert_eq!(slug("日本語"), "日本語");
    }

    #[test]
    fn singular_leaves_short_and_latin_words() {
        assert_eq!(singular("subinterpreters"), "subinterpreter");
        assert_eq!(singular("asyncs"), "async");
        assert_eq!(singular("class"), "class");
        assert_eq!(singular("status"), "status");
        assert_eq!(singular("js"), "js");
    }
}
