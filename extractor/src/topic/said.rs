//! What sentences about a talk say that it was about: what stands after 'about', 'covers',
//! 'showed how to', 'an introduction to' and the like.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use super::phrase::{self, Kind};
use super::word::{Word, words};
use super::{Chosen, FoundTopic, MOST_WORDS, TopicSource, known};

/// Words after which a sentence tells what the talk was about.
const CUES: &[&str] = &[
    "about",
    "argue",
    "argued",
    "argues",
    "called",
    "centered",
    "combined",
    "cover",
    "covered",
    "covering",
    "demoed",
    "demonstrate",
    "demonstrated",
    "demonstrating",
    "describe",
    "described",
    "describing",
    "discuss",
    "discussed",
    "discussing",
    "experience",
    "explain",
    "explained",
    "explaining",
    "exploration",
    "explore",
    "explored",
    "exploring",
    "introduce",
    "introduced",
    "introducing",
    "introduction",
    "look",
    "overview",
    "present",
    "presented",
    "presenting",
    "showcase",
    "showcased",
    "tackled",
    "taught",
    "teach",
    "titled",
    "topic",
    "touched",
    "using",
];

/// True for one of the [`CUES`]; every word of every sentence is asked.
fn is_cue(word: &str) -> bool {
    static SET: LazyLock<FxHashSet<&str>> = LazyLock::new(|| CUES.iter().copied().collect());
    SET.contains(word)
}

/// Words after which 'on' tells it: 'a talk on', 'spoke on', 'a deep dive on'.
const ON: &[&str] = &[
    "talk",
    "talked",
    "speak",
    "spoke",
    "keynote",
    "session",
    "tutorial",
    "workshop",
    "presentation",
    "lecture",
    "presented",
    "focus",
    "focused",
    "focusing",
    "panel",
    "discussion",
    "dive",
    "perspective",
    "thought",
    "primer",
    "introduction",
    "talking",
    "speaking",
    "worked",
    "research",
];

/// Words that end what a cue says.
const ENDS: &[&str] = &[
    "because", "which", "who", "but", "while", "although", "however", "so", "since", "unlike",
    "instead", "except", "without", "than", "rather",
];

/// How many passages are read however much the title says.
const FIRST: usize = 2;

/// How many passages are read where nothing is known yet.
const CUED: usize = 6;

/// How many words a cue reaches.
const REACH: usize = 20;

/// Adds what the passages say to what the title says.
pub(super) fn add_from_passages(passages: &[&str], chosen: &mut Chosen<'_>) {
    for (i, passage) in passages.iter().enumerate().take(CUED) {
        // What is said later counts where nothing else does: it may be about another talk.
        if chosen.is_full() || i >= FIRST && !chosen.topics.is_empty() {
            return;
        }
        let mut words = words(passage);
        words.truncate(MOST_WORDS);
        chosen.context.names.blank(&mut words);
        // 'Flight, a client-side framework' tells what the talk on Flight is about.
        let named: Vec<String> = chosen.topics.iter().filter_map(last_key).collect();
        for subject in subjects(passage, &words, &named) {
            let known = known(subject);
            for known in known.iter().filter(|known| !known.weak) {
                chosen.add(known.topic(passage, TopicSource::Passage(i), 0.85));
            }
            let phrases = phrase::phrases(passage, subject, &known);
            for phrase in phrases.iter().filter(|phrase| phrase.kind == Kind::Name) {
                // Underscores stand in pieces of code, which sentences quote.
                if !passage[phrase.span()].contains('_') {
                    chosen.add(phrase.topic(passage, TopicSource::Passage(i), 0.7));
                }
            }
        }
    }
}

/// The part of a talk's description that names its subject: all after 'talk on', or else
/// the whole of it.
pub(super) fn subject_of_description<'w, 't>(words: &'w [Word<'t>]) -> &'w [Word<'t>] {
    let starts = |at: usize| match words[at].key.as_str() {
        "on" | "about" | "called" | "titled" => true,
        "to" => at > 0 && matches!(words[at - 1].key.as_str(), "intro" | "introduction"),
        _ => false,
    };
    let at = (0..words.len())
        .find(|&at| starts(at))
        .map_or(0, |at| at + 1);
    &words[at..]
}

/// The stretches of a passage that a cue points at.
fn subjects<'w, 't>(text: &str, words: &'w [Word<'t>], named: &[String]) -> Vec<&'w [Word<'t>]> {
    let mut found = Vec::new();
    let mut free = 0;
    for at in 0..words.len() {
        if at < free || !(points(words, at) || describes(words, at, named)) {
            continue;
        }
        let start = at + 1;
        let mut end = start;
        while end < words.len() && end - start < REACH {
            let word = &words[end];
            let gap = &text[words[end - 1].span.end..word.span.start];
            if gap.contains(['.', '!', '?', ';', '\n']) || ENDS.contains(&word.key.as_str()) {
                break;
            }
            end += 1;
        }
        free = end;
        if end > start {
            found.push(&words[start..end]);
        }
    }
    found
}

/// True at the article in 'Flight is a framework' and 'Flight, a framework', where Flight is
/// what the talk is about.
fn describes(words: &[Word<'_>], at: usize, named: &[String]) -> bool {
    if !matches!(words[at].key.as_str(), "a" | "an") || at == 0 {
        return false;
    }
    let before = match words[at - 1].key.as_str() {
        "is" | "was" if at > 1 => &words[at - 2],
        _ if words[at].joined => return false,
        _ => &words[at - 1],
    };
    named.iter().any(|name| before.key == *name)
}

/// The last word of a topic, as the text writes it.
fn last_key(topic: &FoundTopic) -> Option<String> {
    words(topic.alias.as_ref().unwrap_or(&topic.label))
        .pop()
        .map(|word| word.key.into())
}

/// True where the word at `at` points at what follows.
fn points(words: &[Word<'_>], at: usize) -> bool {
    let key = words[at].key.as_str();
    let before = at
        .checked_sub(1)
        .map(|i| words[i].key.as_str())
        .unwrap_or("");
    match key {
        "on" => ON.contains(&before),
        "how" | "why" => matches!(
            before,
            "show"
                | "showed"
                | "shown"
                | "learn"
                | "learned"
                | "learnt"
                | "about"
                | "explained"
                | "explain"
                | "see"
                | "demonstrated"
                | "demonstrate"
                | "on"
                | "discussed"
                | "taught"
                | "teach"
        ),
        "into" => matches!(
            before,
            "dive" | "dived" | "dove" | "diving" | "went" | "look" | "looked"
        ),
        "off" => matches!(before, "show" | "showed" | "showing" | "shown"),
        "around" => matches!(before, "center" | "centered" | "revolved" | "evolved"),
        "over" => matches!(before, "went" | "go" | "goe" | "going"),
        "to" => matches!(before, "introduction" | "intro" | "guide"),
        "of" => matches!(
            before,
            "overview" | "demo" | "tour" | "history" | "state" | "walkthrough"
        ),
        "through" => matches!(before, "us" | "walk" | "walked" | "went"),
        _ => is_cue(key),
    }
}
