//! Words of titles and sentences, as topic labels compare them: without regard to case,
//! accents, hyphens and plurals, but with the marks that belong to names (`C++`, `C#`,
//! `.NET`, `Node.js`, `goto::file`).

use std::borrow::Cow;
use std::cell::OnceCell;
use std::ops::{Deref, Range};

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::phrase::Part;

/// One word of a text.
#[derive(Clone, Debug)]
pub(crate) struct Word<'t> {
    /// The word as it stands in the text.
    pub text: &'t str,
    /// Where it stands.
    pub span: Range<usize>,
    /// Lower case, without accents, in the singular: what labels are compared by.
    pub key: Key<'t>,
    /// True where a phrase may run on from the word before: only blanks, a hyphen, a
    /// slash or an ampersand stand between them.
    pub joined: bool,
    /// True where a hyphen ties the next word to it: 'work' of 'work-life balance'.
    pub compound: bool,
    /// What it does in a title, once somebody asked: phrases ask again and again.
    pub part: OnceCell<Option<Part>>,
}

/// A word as labels compare it: most words of a text are their own keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Key<'t>(Cow<'t, str>);

impl Key<'_> {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Deref for Key<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl PartialEq<str> for Key<'_> {
    fn eq(&self, other: &str) -> bool {
        *self.0 == *other
    }
}

impl PartialEq<&str> for Key<'_> {
    fn eq(&self, other: &&str) -> bool {
        *self.0 == **other
    }
}

impl PartialEq<String> for Key<'_> {
    fn eq(&self, other: &String) -> bool {
        *self.0 == **other
    }
}

impl From<Key<'_>> for String {
    fn from(key: Key) -> String {
        key.0.into_owned()
    }
}

impl From<Key<'_>> for Box<str> {
    fn from(key: Key) -> Box<str> {
        String::from(key).into()
    }
}

impl Word<'_> {
    /// Takes it out of its text: it is part of a name.
    pub fn blank(&mut self) {
        self.key = Key(Cow::Borrowed(""));
        self.part.take();
    }

    /// True where the first letter is a capital.
    pub fn is_capital(&self) -> bool {
        self.text.chars().next().is_some_and(char::is_uppercase)
    }

    /// True where no letter is a capital.
    pub fn is_lower(&self) -> bool {
        !self.text.chars().any(char::is_uppercase)
    }
}

/// The words of `text`, in order.
pub(crate) fn words(text: &str) -> Vec<Word<'_>> {
    // Words and the blanks after them are six letters long.
    let mut found = Vec::with_capacity(text.len() / 6 + 1);
    let letter_at = |at: usize| text[at..].chars().next();
    let mut at = 0;
    // Where the word before ended, its possessive included.
    let mut last = 0;
    let mut previous = ' ';
    while let Some(&byte) = text.as_bytes().get(at) {
        // Nearly all that stands between words.
        if byte == b' ' {
            previous = ' ';
            at += 1;
            continue;
        }
        let start = at;
        if let Some(end) = plain_end(text.as_bytes(), start) {
            let word = &text[start..end];
            found.push(Word {
                text: word,
                span: start..end,
                key: Key(singular(ascii_lower(word))),
                joined: !found.is_empty() && joins(&text[last..start]),
                compound: false,
                part: OnceCell::new(),
            });
            at = end;
            last = end;
            previous = 'a';
            continue;
        }
        let Some(first) = letter_at(at) else { break };
        at += first.len_utf8();
        let opens_dotted = first == '.'
            && !previous.is_alphanumeric()
            && letter_at(at).is_some_and(char::is_alphabetic);
        if !first.is_alphanumeric() && !opens_dotted {
            previous = first;
            continue;
        }
        while let Some(next) = letter_at(at) {
            let after = letter_at(at + next.len_utf8());
            let inside = after.is_some_and(char::is_alphanumeric);
            let belongs = is_compound(text, at)
                || next.is_alphanumeric()
                || is_combining_mark(next)
                || (matches!(next, '\'' | '\u{2019}' | '.' | '_') && inside)
                || (next == '+' && (after == Some('+') || text[..at].ends_with('+')))
                || (next == '#' && !inside && at - start <= 2)
                || (next == ':'
                    && text[at..].starts_with("::")
                    && text[at + 2..].starts_with(char::is_alphanumeric))
                || (next == ':' && text[..at].ends_with(':') && inside);
            if !belongs {
                break;
            }
            at += next.len_utf8();
        }
        let end = at;
        // An address is no text; what it names is not said.
        let is_address = ["://", "www."]
            .iter()
            .any(|mark| text[start..].starts_with(mark) || text[end..].starts_with(mark));
        if is_address {
            while let Some(next) = letter_at(at) {
                if next.is_whitespace() || matches!(next, ')' | '>' | '"' | ']') {
                    break;
                }
                at += next.len_utf8();
                last = at;
            }
            previous = ' ';
            continue;
        }
        let word = &text[start..end];
        let mut possessive = word;
        for ending in ["'s", "\u{2019}s"] {
            possessive = possessive.strip_suffix(ending).unwrap_or(possessive);
        }
        found.push(Word {
            text: possessive,
            span: start..start + possessive.len(),
            key: Key(singular(folded(possessive))),
            joined: !found.is_empty() && joins(&text[last..start]),
            compound: matches!(
                text[end..].chars().next(),
                Some('-' | '\u{2010}' | '\u{2011}')
            ) && text[end..]
                .chars()
                .nth(1)
                .is_some_and(char::is_alphanumeric),
            part: OnceCell::new(),
        });
        last = end;
        previous = word.chars().next_back().unwrap_or(' ');
    }
    found
}

/// Where the word of ASCII letters and digits at `start` ends, if there is one and it ends with
/// what belongs to no word: nearly all words are told so.
fn plain_end(text: &[u8], start: usize) -> Option<usize> {
    let length = text[start..]
        .iter()
        .position(|byte| !byte.is_ascii_alphanumeric())
        .unwrap_or(text.len() - start);
    let end = start + length;
    let plain = match text.get(end) {
        None => true,
        // 'www.' opens an address.
        Some(b'.') => {
            text.get(end + 1)
                .is_none_or(|after| after.is_ascii_whitespace())
                && text[start..end] != *b"www"
        }
        Some(b'\'' | b'-' | b'_' | b'+' | b'#' | b':') => false,
        Some(byte) => byte.is_ascii(),
    };
    (length > 0 && plain).then_some(end)
}

/// Endings that make one word of two: 'graph-based' says nothing about graphs.
const COMPOUNDS: &[&str] = &["based", "compatible", "like", "related", "style"];

/// True at the hyphen of a word with such an ending.
fn is_compound(text: &str, hyphen: usize) -> bool {
    text[hyphen..].strip_prefix('-').is_some_and(|rest| {
        COMPOUNDS.iter().any(|ending| {
            rest.get(..ending.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(ending))
                && !rest[ending.len()..].starts_with(char::is_alphanumeric)
        })
    })
}

/// True where a phrase runs on over what stands between two words.
fn joins(gap: &str) -> bool {
    gap == " "
        || gap.chars().all(|c| matches!(c, ' ' | '\t' | '\u{a0}'))
        || matches!(gap, "-" | "\u{2010}" | "\u{2011}" | "/")
        || gap.trim() == "&"
}

/// Lower case, without accents.
pub(super) fn folded(word: &str) -> Cow<'_, str> {
    if word.is_ascii() {
        return ascii_lower(word);
    }
    let folded = word
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .map(|c| if c == '\u{2019}' { '\'' } else { c });
    Cow::Owned(folded.collect())
}

/// A word of ASCII in lower case.
fn ascii_lower(word: &str) -> Cow<'_, str> {
    if word.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(word.to_ascii_lowercase())
    } else {
        Cow::Borrowed(word)
    }
}

/// The usual singular of a folded word. It need not be a word, only the same for both
/// numbers: 'kubernetes' becomes 'kubernete' wherever it stands, 'cache' becomes 'cach'.
fn singular(word: Cow<'_, str>) -> Cow<'_, str> {
    // Plurals and what looks like them end so.
    let plural = word.len() > 3 && matches!(word.as_bytes().last(), Some(b's' | b'e'));
    if !plural || !word.is_ascii() || word.contains('.') {
        return word;
    }
    if word.len() > 4 && word.ends_with("ies") {
        let mut one = cut(word, 3).into_owned();
        one.push('y');
        return Cow::Owned(one);
    }
    let keeps_its_s = ["ss", "us", "is"]
        .iter()
        .any(|ending| word.ends_with(ending))
        && !word.ends_with("pus");
    let word = if !keeps_its_s && word.ends_with('s') {
        cut(word, 1)
    } else {
        word
    };
    let sibilant = ["che", "she", "xe", "sse"]
        .iter()
        .any(|ending| word.ends_with(ending));
    if sibilant && word.len() > 3 {
        return cut(word, 1);
    }
    word
}

/// A word of ASCII without its last letters.
fn cut(word: Cow<'_, str>, letters: usize) -> Cow<'_, str> {
    let length = word.len() - letters;
    match word {
        Cow::Borrowed(word) => Cow::Borrowed(&word[..length]),
        Cow::Owned(mut word) => {
            word.truncate(length);
            Cow::Owned(word)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Vec<String> {
        words(text).into_iter().map(|w| w.key.into()).collect()
    }

    #[test]
    fn keeps_the_marks_of_names() {
        assert_eq!(
            keys("C++, C# and .NET on Node.js"),
            ["c++", "c#", "and", ".net", "on", "node.js"]
        );
        assert_eq!(
            keys("goto::file in Perl 5.38."),
            ["goto::file", "in", "perl", "5.38"]
        );
        assert_eq!(keys("sys.remote_exec()"), ["sys.remote_exec"]);
    }

    #[test]
    fn folds_number_accents_and_possessives() {
        assert_eq!(
            keys("Libraries’ caches, Café's GPUs"),
            ["library", "cach", "cafe", "gpu"]
        );
        assert_eq!(
            keys("Kubernetes status class"),
            ["kubernete", "status", "class"]
        );
        assert_eq!(keys("branches boxes processes"), keys("branch box process"));
    }

    #[test]
    fn tells_where_a_phrase_may_run_on() {
        let joined: Vec<bool> = words("free-threading, CI/CD: R & D - x")
            .iter()
            .map(|w| w.joined)
            .collect();
        assert_eq!(joined, [false, true, false, true, false, true, false]);
    }

    #[test]
    fn spans_slice_the_text() {
        let text = "Łukasz’s “Überblick” — 10 ¾ ... ++ ##";
        for word in words(text) {
            assert_eq!(&text[word.span.clone()], word.text);
        }
    }
}
