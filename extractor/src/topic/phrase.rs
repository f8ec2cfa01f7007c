//! Noun phrases of a title that the taxonomy does not know: 'telescope hardware',
//! 'circuit breakers', and names such as 'TypeForm'.

use std::ops::Range;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::taxonomy::{is_common_word, is_version};
use super::word::{Word, fold};
use super::{FoundTopic, Known, TopicSource};

const TITLE_WORDS: &str = include_str!("../../lexicon/title-words.tsv");

/// A noun phrase, in the words of the text.
#[derive(Clone, Debug)]
pub(super) struct Phrase {
    label: String,
    span: Range<usize>,
    pub kind: Kind,
    /// The known name that it is built around.
    broader: Vec<String>,
}

/// How a phrase is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Spelled as only names of software are: 'TypeForm'.
    Name,
    /// Several words of which the taxonomy knows none: 'solo project'.
    Plain,
    /// Several words around a name that the taxonomy knows: 'telescope hardware'.
    AroundKnown,
    /// One rare word: 'tedium'.
    Single,
}

impl Phrase {
    /// Where it stands in its text.
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    pub fn topic(&self, text: &str, source: TopicSource, confidence: f64) -> FoundTopic {
        let written = text.get(self.span.clone()).unwrap_or("");
        FoundTopic {
            alias: (written != self.label).then(|| written.to_string()),
            label: self.label.clone(),
            is_project: self.kind == Kind::Name,
            broader: self.broader.clone(),
            source,
            span: self.span.clone(),
            confidence,
        }
    }
}

/// The noun phrases among `words` that no `known` name touches, in order.
pub(super) fn phrases(text: &str, words: &[Word<'_>], known: &[Known]) -> Vec<Phrase> {
    let mut found = Vec::new();
    let touched = |i: usize| known.iter().any(|k| k.words.contains(&i));
    let mut start = 0;
    while start < words.len() {
        if breaks(&words[start]) || touched(start) {
            start += 1;
            continue;
        }
        let mut end = start + 1;
        while end < words.len() && words[end].joined && !breaks(&words[end]) && !touched(end) {
            end += 1;
        }
        let before = known
            .iter()
            .find(|k| start > 0 && words[start].joined && k.words.contains(&(start - 1)));
        let after = known
            .iter()
            .find(|k| words.get(end).is_some_and(|word| word.joined) && k.words.contains(&end));
        match (before, after) {
            (None, None) => found.extend(phrase(text, words, start..end, None)),
            // 'hardware of telescopes' stops at 'of'; 'telescope hardware' is one phrase.
            (Some(k), None) => found.extend(phrase(text, words, k.words.start..end, Some(k))),
            (_, Some(k)) => found.extend(phrase(text, words, start..k.words.end, Some(k))),
        }
        start = end;
    }
    found
}

/// The phrase that these words make, if they make one.
fn phrase(
    text: &str,
    words: &[Word<'_>],
    range: Range<usize>,
    leans_on: Option<&Known>,
) -> Option<Phrase> {
    let (mut start, mut end) = (range.start, range.end);
    while start < end && (opens(&words[start]) || (end - start > 1 && is_gerund(&words[start]))) {
        start += 1;
    }
    while start < end && is_empty(&words[end - 1]) {
        end -= 1;
    }
    let of = &words[start..end];
    // Software says enough by itself, and so does a name of several words; and with its
    // openers and empty words gone, something must be left around the known one.
    let adds_little = |known: &Known| {
        known.entry.is_project
            || known.words.len() > 1
            || known.words.start < start
            || known.words.end > end
            || known.words.len() >= of.len()
            || only_praises(&of[0])
    };
    if leans_on.is_some_and(adds_little) {
        return None;
    }
    let (first, last) = (of.first()?, of.last()?);
    let span = first.span.start..last.span.end;
    if let [only] = of {
        let clause = words.get(end).is_some_and(|next| !next.joined)
            && text[only.span.end..].starts_with(':');
        let first_of_title = start == 0
            && clause
            && !is_common_word(&only.key)
            && !is_common_word(&only.text.to_lowercase());
        if is_name(only.text) || (first_of_title && only.is_capital()) {
            return Some(Phrase {
                label: only.text.to_string(),
                span,
                kind: Kind::Name,
                broader: Vec::new(),
            });
        }
        let rare = only.text.len() > 4
            && !is_common_word(&only.key)
            && !is_common_word(&only.text.to_lowercase())
            && only.text.chars().all(char::is_alphabetic)
            && only.text.is_ascii()
            && !ends_oddly(only)
            && (start == 0 || is_function_word(&words[start - 1]));
        return (rare && !is_gerund(only)).then(|| Phrase {
            label: label(of),
            span,
            kind: Kind::Single,
            broader: Vec::new(),
        });
    }
    let is_no_word = |word: &Word<'_>| {
        word.text.len() < 2
            || word.text.contains('_')
            || !word.text.chars().any(char::is_alphabetic)
    };
    if of.len() > 3 || ends_oddly(last) || of.iter().any(is_no_word) {
        return None;
    }
    let kind = if leans_on.is_some() {
        Kind::AroundKnown
    } else {
        Kind::Plain
    };
    Some(Phrase {
        label: label(of),
        span,
        kind,
        broader: leans_on.map(Known::label).into_iter().collect(),
    })
}

/// The words as a label: in lower case, but for what has capitals inside.
fn label(words: &[Word<'_>]) -> String {
    let parts: Vec<String> = words
        .iter()
        .map(
            |word| match word.text.chars().skip(1).any(char::is_uppercase) {
                true => word.text.to_string(),
                false => word.text.to_lowercase(),
            },
        )
        .collect();
    parts.join(" ")
}

/// Endings of addresses and files, which are no names of software.
const NO_NAMES: &[&str] = &[
    ".com", ".org", ".net", ".io", ".dev", ".co", ".edu", ".gov", ".mp4", ".m4v", ".mov", ".pdf",
];

/// Endings of names of events.
const EVENTS: &[&str] = &["Con", "Conf", "Fest", "Camp", "Days"];

/// True for what is spelled as only names of software are: capitals inside, dots,
/// underscores, colons.
fn is_name(word: &str) -> bool {
    let unnumbered = word.trim_end_matches(|c: char| c.is_ascii_digit());
    if !word.starts_with(char::is_alphabetic)
        || NO_NAMES.iter().any(|end| word.ends_with(end))
        || EVENTS.iter().any(|end| unnumbered.ends_with(end))
    {
        return false;
    }
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let inner_capital = word.chars().skip(1).any(char::is_uppercase);
    // 'ABCs' is an abbreviation in the plural.
    let some_lower = word
        .strip_suffix('s')
        .unwrap_or(word)
        .chars()
        .any(char::is_lowercase);
    let is_family_name = word.starts_with("Mc") || word.starts_with("Mac") || word.contains('\'');
    if inner_capital && some_lower && letters > 3 && !is_family_name {
        return true;
    }
    let dotted = word.contains('.')
        && word
            .split('.')
            .all(|part| part.len() > 1 && part.starts_with(char::is_alphabetic));
    letters > 2 && ((1..3).contains(&word.matches('_').count()) || word.contains("::") || dotted)
}

/// What single words do in a title; see the head of the data file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Function,
    Opener,
    Empty,
    Noun,
}

fn part(word: &Word<'_>) -> Option<Part> {
    static PARTS: LazyLock<FxHashMap<String, Part>> = LazyLock::new(|| {
        let rows = TITLE_WORDS.lines().filter(|line| !line.starts_with('#'));
        let parts = rows.filter_map(|line| {
            let (word, part) = line.split_once('\t')?;
            let part = match part {
                "function" => Part::Function,
                "opener" => Part::Opener,
                "empty" => Part::Empty,
                _ => Part::Noun,
            };
            Some((word.to_string(), part))
        });
        parts.collect()
    });
    let folded = fold(word.text);
    PARTS
        .get(folded.as_str())
        .or_else(|| PARTS.get(word.key.as_str()))
        .copied()
}

/// True where a phrase cannot run over this word.
fn breaks(word: &Word<'_>) -> bool {
    word.key.is_empty()
        || is_function_word(word)
        || word.text.contains(['\'', '\u{2019}'])
        || is_version(word.text)
}

/// True for the words that say how others belong together.
pub(super) fn is_function_word(word: &Word<'_>) -> bool {
    part(word) == Some(Part::Function)
}

fn is_gerund(word: &Word<'_>) -> bool {
    word.key.len() > 5 && word.key.ends_with("ing") && part(word) != Some(Part::Noun)
}

/// True for adjectives that say how good a thing is, not which: 'available Postgres'.
fn only_praises(word: &Word<'_>) -> bool {
    ["able", "ible", "ized", "ised", "ous", "ful", "less"]
        .iter()
        .any(|ending| word.key.ends_with(ending))
}

/// True for words that end as no noun does: 'travelled', 'composing'.
fn ends_oddly(word: &Word<'_>) -> bool {
    ["ed", "ly", "ing"]
        .iter()
        .any(|ending| word.key.ends_with(ending))
        && part(word) != Some(Part::Noun)
}

/// True for words that open a phrase without belonging to its topic.
fn opens(word: &Word<'_>) -> bool {
    matches!(part(word), Some(Part::Opener | Part::Empty)) || word.key.ends_with("ly")
}

/// True for words that are no topic, and no head of one.
pub(super) fn is_empty(word: &Word<'_>) -> bool {
    matches!(part(word), Some(Part::Opener | Part::Empty))
}
