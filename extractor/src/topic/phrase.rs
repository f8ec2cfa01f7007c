//! Noun phrases of a title that the taxonomy does not know: 'telescope hardware',
//! 'circuit breakers', and names such as 'TypeForm'.

use std::ops::Range;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::taxonomy::{is_common_word, is_version};
use super::word::{Word, folded};
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
    /// One word that few texts have: 'Toxiproxy'.
    Rare,
    /// One other word that tells something: 'complexity'.
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
        if breaks_at(words, start) || touched(start) {
            start += 1;
            continue;
        }
        let mut end = start + 1;
        while end < words.len() && words[end].joined && !breaks_at(words, end) && !touched(end) {
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
    for pair in known.windows(2) {
        let range = pair[0].words.start..pair[1].words.end;
        // 'CPU vulnerabilities': two known names side by side are a third.
        if pair[0].words.end == pair[1].words.start
            && words[pair[1].words.start].joined
            && range.len() <= LONGEST
            && pair.iter().all(|k| k.version.is_none())
        {
            found.push(Phrase {
                label: label_around(words, range.clone(), pair),
                span: words[range.start].span.start..words[range.end - 1].span.end,
                kind: Kind::AroundKnown,
                broader: vec![pair[1].label()],
            });
        }
    }
    found
}

/// A title, or what is said to be the subject, that is itself no more than a short noun
/// phrase: 'Channels', 'Code Manifesto', 'dialog trees'.
pub(super) fn whole(words: &[Word<'_>]) -> Option<Phrase> {
    let mut of = words;
    while let Some((first, rest)) = of.split_first()
        && matches!(
            first.key.as_str(),
            "the" | "a" | "an" | "my" | "our" | "your" | "their" | "his" | "her"
        )
    {
        of = rest;
    }
    let (first, last) = (of.first()?, of.last()?);
    let plain = |word: &Word<'_>| {
        !breaks(word) && !word.text.contains('_') && word.text.chars().any(char::is_alphabetic)
    };
    let runs_on = of.iter().skip(1).all(|word| word.joined);
    if of.len() > LONGEST
        || !runs_on
        || !of.iter().all(plain)
        || of.iter().all(is_empty)
        || ends_oddly(last)
        || (of.len() > 1 && (opens(first) || is_gerund(first)))
        || (of.len() == 1 && (is_empty(first) || is_head(first) || first.text.len() < 3))
    {
        return None;
    }
    Some(Phrase {
        label: label(of),
        span: first.span.start..last.span.end,
        kind: Kind::Plain,
        broader: Vec::new(),
    })
}

/// The longest noun phrase that is a topic, in words.
const LONGEST: usize = 3;

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
    // A name of several words says enough by itself; and with its openers and empty words
    // gone, something must be left around the known one.
    let adds_little = |known: &Known| {
        known.words.len() > 1
            || known.version.is_some()
            || known.words.start < start
            || known.words.end > end
            || known.words.len() >= of.len()
            || only_praises(&of[0])
    };
    if leans_on.is_some_and(adds_little) {
        return None;
    }
    let (first, last) = (of.first()?, of.last()?);
    // 'Data' is no topic, 'tabular data' and 'data products' are.
    if of.iter().all(is_head) && of.len() != 2 {
        return None;
    }
    let span = first.span.start..last.span.end;
    if let [only] = of {
        let clause = words.get(end).is_some_and(|next| !next.joined)
            && text[only.span.end..].starts_with(':');
        let first_of_title = start == 0 && clause && is_rare(only);
        if is_name(only.text) || (first_of_title && only.is_capital()) {
            return Some(Phrase {
                label: only.text.to_string(),
                span,
                kind: Kind::Name,
                broader: Vec::new(),
            });
        }
        return is_telling(text, words, start..end).then(|| Phrase {
            label: label(of),
            span,
            kind: if is_rare(only) {
                Kind::Rare
            } else {
                Kind::Single
            },
            broader: Vec::new(),
        });
    }
    let is_no_word = |word: &Word<'_>| {
        word.text.len() < 2
            || word.text.contains('_')
            || !word.text.chars().any(char::is_alphabetic)
    };
    // 'Parameter sniffing' is what is done to parameters; 'teams building' goes on.
    let activity = of.len() == 2
        && start > range.start
        && last.key.ends_with("ing")
        && !first.text.ends_with('s')
        && words.get(end).is_none_or(|next| !next.joined);
    if of.len() > LONGEST || ends_oddly(last) && !activity || of.iter().any(is_no_word) {
        return None;
    }
    let kind = if leans_on.is_some() {
        Kind::AroundKnown
    } else {
        Kind::Plain
    };
    Some(Phrase {
        label: label_around(
            words,
            start..end,
            leans_on.map(std::slice::from_ref).unwrap_or_default(),
        ),
        span,
        kind,
        broader: leans_on.map(Known::label).into_iter().collect(),
    })
}

/// Words after which a single word says how, or for whom: 'by accident', 'without tears'.
const ASIDE: &[&str] = &["by", "for", "without", "like", "as", "than"];

/// Words after which a single word is a verb, or says how something is.
const CLAUSE: &[&str] = &[
    "can", "can't", "could", "didn't", "doesn't", "don't", "i", "let's", "may", "might", "must",
    "never", "not", "should", "they", "we", "who", "will", "won't", "would", "you",
];

/// Abbreviations that name no subject.
const NO_SUBJECTS: &[&str] = &[
    "AKA", "AMA", "DIY", "FAQ", "FTW", "NYC", "TBA", "TBD", "TED", "TLDR", "USA", "WTF", "WAT",
];

/// True for a single word of a title that tells what the talk is about: one that is rare, or
/// an abbreviation, and stands where subjects do.
fn is_telling(text: &str, words: &[Word<'_>], range: Range<usize>) -> bool {
    let only = &words[range.start];
    let before = range.start.checked_sub(1).map(|i| &words[i]);
    let after_one_of = |list: &[&str]| before.is_some_and(|word| list.contains(&word.key.as_str()));
    if after_one_of(ASIDE) || after_one_of(CLAUSE) {
        return false;
    }
    let abbreviation = only.text.strip_suffix('s').unwrap_or(only.text);
    if (3..=6).contains(&abbreviation.len())
        && abbreviation.chars().all(|c| c.is_ascii_uppercase())
        && text.chars().any(char::is_lowercase)
    {
        return !NO_SUBJECTS.contains(&abbreviation);
    }
    // 'The clutches of PDFs': what stands before 'of' is a figure of speech.
    let heads = words
        .get(range.end)
        .is_some_and(|next| next.joined && next.key == "of");
    let ends_clause = words
        .get(range.end)
        .is_none_or(|next| !next.joined || is_function_word(next));
    // 'Overcoming bias': what something is done to, however common the word.
    let is_object = before.is_some_and(|word| word.key.ends_with("ing")) && ends_clause;
    only.text.len() > 3
        && (only.text.len() > 4 || is_object)
        && !heads
        && (is_object || is_rare(only) || is_abstract(&only.key))
        && only.text.chars().all(char::is_alphabetic)
        && only.text.is_ascii()
        && !is_empty(only)
        && !is_head(only)
        && !ends_oddly(only)
        && !is_gerund(only)
        && (is_object || before.is_none_or(is_function_word))
}

/// True for words that are not among the commonest.
fn is_rare(word: &Word<'_>) -> bool {
    !is_common_word(&word.key) && !is_common_word(&word.text.to_lowercase())
}

/// The words as a label, in which software keeps its capitals: 'Linux graphics'.
fn label_around(words: &[Word<'_>], range: Range<usize>, known: &[Known]) -> String {
    let software = |i: &usize| {
        known
            .iter()
            .any(|k| k.entry.is_project && k.words.contains(i))
    };
    let parts: Vec<String> = range
        .map(|i| match software(&i) {
            true => words[i].text.to_string(),
            false => label(&words[i..=i]),
        })
        .collect();
    parts.join(" ")
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
pub(crate) enum Part {
    Function,
    Either,
    Opener,
    Empty,
    Head,
    Noun,
}

fn part(word: &Word<'_>) -> Option<Part> {
    *word.part.get_or_init(|| listed_part(word))
}

/// What the list says of a word, or else of its singular.
fn listed_part(word: &Word<'_>) -> Option<Part> {
    static PARTS: LazyLock<FxHashMap<String, Part>> = LazyLock::new(|| {
        let rows = TITLE_WORDS.lines().filter(|line| !line.starts_with('#'));
        let parts = rows.filter_map(|line| {
            let (word, part) = line.split_once('\t')?;
            let part = match part {
                "function" => Part::Function,
                "either" => Part::Either,
                "opener" => Part::Opener,
                "empty" => Part::Empty,
                "head" => Part::Head,
                _ => Part::Noun,
            };
            Some((word.to_string(), part))
        });
        parts.collect()
    });
    PARTS
        .get(&*folded(word.text))
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
    matches!(part(word), Some(Part::Function | Part::Either)) && !word.compound
}

/// True where a phrase cannot run over this word. After a gerund or a preposition, and before a
/// noun, what may be a verb is a noun: 'understanding escape analysis', 'the cost of build tools'.
fn breaks_at(words: &[Word<'_>], at: usize) -> bool {
    let noun = part(&words[at]) == Some(Part::Either)
        && at > 0
        && words[at].joined
        && (words[at - 1].key.ends_with("ing")
            || matches!(
                words[at - 1].key.as_str(),
                "of" | "in" | "for" | "with" | "on" | "from"
            ))
        && words.get(at + 1).is_some_and(|next| {
            next.joined && !breaks(next) && !matches!(part(next), Some(Part::Opener | Part::Empty))
        });
    !noun && breaks(&words[at])
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

/// True for nouns that name a quality or a field of study by their ending, however common.
fn is_abstract(key: &str) -> bool {
    key.len() > 6
        && [
            "ity", "ness", "ation", "ism", "ship", "ance", "ence", "ic", "logy", "graphy",
        ]
        .iter()
        .any(|ending| key.ends_with(ending))
}

/// True for words that end as no noun does: 'travelled', 'composing', 'blissful'.
fn ends_oddly(word: &Word<'_>) -> bool {
    ["ed", "ly", "ing", "ful", "able", "ible", "ous"]
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

/// True for nouns that are a topic only with what says which: 'tabular data'.
pub(super) fn is_head(word: &Word<'_>) -> bool {
    part(word) == Some(Part::Head)
}
