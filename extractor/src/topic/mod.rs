//! What a talk is about: the topics and projects that its title and the sentences about it
//! name, as a reader would tag it.
//!
//! The title comes first. Names that the taxonomy knows are nearly always right; noun
//! phrases that it doesn't know fill in where it finds little. Of the sentences about the
//! talk, what stands after 'about', 'covers', 'showed how to' and the like counts most.
//! Few and right beats many: at most [`MOST`] topics a talk.

mod names;
mod phrase;
mod said;
pub mod taxonomy;
mod word;

#[cfg(test)]
mod tests;

use std::ops::Range;

pub use names::Names;
use names::comparable;
use phrase::Kind;
use taxonomy::Entry;
use word::{Word, folded, words};

/// What follows names of software where they are everyday words too: 'Envoy internals'.
const AFTER_NAMES: &[&str] = &[
    "api",
    "app",
    "application",
    "best",
    "cluster",
    "code",
    "codebase",
    "compiler",
    "concurrency",
    "core",
    "deep",
    "dev",
    "developer",
    "framework",
    "fundamental",
    "internal",
    "language",
    "library",
    "module",
    "package",
    "performance",
    "pitfall",
    "plugin",
    "program",
    "programmer",
    "programming",
    "project",
    "query",
    "runtime",
    "service",
    "syntax",
    "tip",
    "tutorial",
    "type",
    "under",
    "workshop",
];

/// The most topics that one talk gets.
pub const MOST: usize = 5;

/// With so many topics there is no need for words that only look like names.
const RARE: usize = 4;

/// With so many there is no need for common words either.
const FEW: usize = 3;

/// The most words that are read of one text: what comes after is no title, and no sentence.
const MOST_WORDS: usize = 250;

/// What else is known of the talk.
#[derive(Clone, Copy, Debug)]
pub struct TopicContext<'a> {
    /// Names of people, organisations, events and places that are no topics here:
    /// the speakers, their employers, the event.
    pub names: &'a Names,
    /// True where the title is no title but a description ('lightning talk on ontologies').
    pub untitled: bool,
}

/// A topic of a talk and where it is said.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundTopic {
    /// The usual label: 'large language models' where the text has 'LLMs'.
    pub label: String,
    /// The text's own wording, where it differs from the label.
    pub alias: Option<String>,
    /// True for software, languages, formats and services.
    pub is_project: bool,
    /// The labels right above it in the taxonomy.
    pub broader: Vec<String>,
    /// Which text says so.
    pub source: TopicSource,
    /// Where in that text, in bytes.
    pub span: Range<usize>,
    /// 0 to 1: how sure.
    pub confidence: f64,
}

/// The text that names a topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TopicSource {
    /// The title.
    Title,
    /// The passage of that index.
    Passage(usize),
}

/// The topics of a talk with this title, of which these passages speak; best first.
///
/// ```
/// use hallway_extractor::topic::{Names, TopicContext, find};
///
/// let names = Names::new(["Ada Example"]);
/// let context = TopicContext { names: &names, untitled: false };
/// let found = find("Ada Example: Overcoming GIL with subinterpreters", &[], &context);
/// let labels: Vec<&str> = found.iter().map(|topic| topic.label.as_str()).collect();
/// assert_eq!(labels, ["GIL", "subinterpreters"]);
/// ```
pub fn find(title: &str, passages: &[&str], context: &TopicContext<'_>) -> Vec<FoundTopic> {
    let mut chosen = Chosen {
        topics: Vec::new(),
        labels: Vec::new(),
        context,
    };
    // Capitals say nothing where all letters are.
    let lowered;
    let title = if is_shouted(title) {
        lowered = title.to_ascii_lowercase();
        &lowered
    } else {
        title
    };
    let mut title_words = words(title);
    title_words.truncate(MOST_WORDS);
    context.names.blank(&mut title_words);
    let subject = if context.untitled {
        said::subject_of_description(&title_words)
    } else {
        &title_words
    };
    let in_title = known(subject);
    for known in in_title.iter().filter(|known| !known.weak) {
        chosen.add(known.topic(title, TopicSource::Title, 0.95));
    }
    // Weak names are as good as unknown words: 'telescope hardware' is a phrase.
    let strong: Vec<Known> = in_title
        .iter()
        .filter(|known| !known.weak)
        .cloned()
        .collect();
    let phrases = phrase::phrases(title, subject, &strong);
    for phrase in phrases.iter().filter(|phrase| phrase.kind == Kind::Name) {
        chosen.add(phrase.topic(title, TopicSource::Title, 0.85));
    }
    if let Some(whole) = phrase::whole(subject) {
        chosen.add(whole.topic(title, TopicSource::Title, 0.85));
    }
    // What the taxonomy doesn't know fills in where it knows little.
    for (kind, enough) in [
        (Kind::Plain, MOST),
        (Kind::AroundKnown, MOST),
        (Kind::Rare, RARE),
        (Kind::Single, FEW),
    ] {
        for phrase in phrases.iter().filter(|phrase| phrase.kind == kind) {
            if chosen.topics.len() < enough {
                chosen.add(phrase.topic(title, TopicSource::Title, 0.8));
            }
        }
    }
    if chosen.topics.is_empty() {
        for known in in_title
            .iter()
            .filter(|known| known.weak && says_something(known, subject))
        {
            chosen.add(known.topic(title, TopicSource::Title, 0.75));
        }
    }
    // What is no title stands in the sentence that tells of the talk.
    let passages = if context.untitled {
        &passages[..passages.len().min(2)]
    } else {
        passages
    };
    said::add_from_passages(passages, &mut chosen);
    chosen.topics
}

/// True for several words in capitals.
fn is_shouted(title: &str) -> bool {
    title.split_whitespace().nth(2).is_some() && !title.chars().any(char::is_lowercase)
}

/// True where a weak name is more than a verb or an empty word of the title.
fn says_something(known: &Known, subject: &[Word<'_>]) -> bool {
    let met = &subject[known.words.clone()];
    let is_verb = met[0].key.ends_with("ing")
        && !met[0].joined
        && subject.get(known.words.end).is_some_and(|w| w.joined);
    !is_verb
        && !met
            .iter()
            .all(|word| phrase::is_empty(word) || phrase::is_head(word))
}

/// The topics chosen so far.
struct Chosen<'c> {
    topics: Vec<FoundTopic>,
    /// Their labels, as they compare.
    labels: Vec<String>,
    context: &'c TopicContext<'c>,
}

impl Chosen<'_> {
    fn is_full(&self) -> bool {
        self.topics.len() >= MOST
    }

    /// Adds a topic, unless there are enough, it is there, or it is somebody's name.
    fn add(&mut self, topic: FoundTopic) {
        if self.is_full() {
            return;
        }
        let label = comparable(&topic.label);
        if self.labels.contains(&label) {
            return;
        }
        if self.context.names.has(&label) && taxonomy::entry(&topic.label).is_none() {
            return;
        }
        self.topics.push(topic);
        self.labels.push(label);
    }
}

/// A name of the taxonomy met in a text.
#[derive(Clone, Debug)]
struct Known {
    entry: &'static Entry,
    /// The version that follows the name of a project.
    version: Option<String>,
    /// Which words of the text.
    words: Range<usize>,
    span: Range<usize>,
    weak: bool,
    /// The wider word that was met, which then is the topic: 'modules', not 'modularity'.
    loose: Option<&'static str>,
}

impl Known {
    fn label(&self) -> String {
        match (&self.version, self.loose) {
            (Some(version), _) => format!("{} {version}", self.entry.label),
            (None, Some(loose)) => loose.to_string(),
            (None, None) => self.entry.label.to_string(),
        }
    }

    fn topic(&self, text: &str, source: TopicSource, confidence: f64) -> FoundTopic {
        let label = self.label();
        let written = text.get(self.span.clone()).unwrap_or("");
        let broader = match (&self.version, self.loose) {
            (Some(_), _) | (None, Some(_)) => vec![self.entry.label.to_string()],
            (None, None) => self
                .entry
                .broader
                .iter()
                .map(|label| label.to_string())
                .collect(),
        };
        FoundTopic {
            alias: (written != label).then(|| written.to_string()),
            label,
            is_project: self.entry.is_project,
            broader,
            source,
            span: self.span.clone(),
            confidence,
        }
    }
}

/// The names of the taxonomy among `words`, from left to right, the longest first.
fn known(words: &[Word<'_>]) -> Vec<Known> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let is_meant = |hit: &taxonomy::Hit| match hit.entry.everyday {
            true => is_a_name(words, at, hit.len),
            // 'Try it' is not about tries.
            false if hit.len == 1 && !hit.entry.is_project => {
                !phrase::is_function_word(&words[at]) && !is_adjective(&words[at], hit.entry)
            }
            false => true,
        };
        let Some(hit) = taxonomy::hit(&words[at..]).filter(is_meant) else {
            at += 1;
            continue;
        };
        let mut end = at + hit.len;
        let mut version = None;
        if let Some(next) = words
            .get(end)
            .filter(|next| hit.entry.is_project && next.joined)
        {
            // 'Part 1/2' counts parts.
            let counts_parts = words
                .get(end + 1)
                .is_some_and(|more| more.joined && taxonomy::is_version(more.text));
            if taxonomy::is_version(next.text) && !counts_parts {
                version = Some(next.text.to_string());
                end += 1;
            }
        }
        found.push(Known {
            entry: hit.entry,
            version,
            words: at..end,
            span: words[at].span.start..words[end - 1].span.end,
            weak: hit.weak || is_done_to(words, at..end, hit.entry),
            loose: hit.loose,
        });
        at = end;
    }
    found
}

/// 'Pragmatic' is not about pragmatics.
fn is_adjective(word: &Word<'_>, entry: &Entry) -> bool {
    entry.label.ends_with("ics") && !folded(word.text).ends_with("ics")
}

/// True for a verb with its object, which is the matter: 'optimizing your workflow'.
fn is_done_to(words: &[Word<'_>], met: Range<usize>, entry: &Entry) -> bool {
    met.len() == 1
        && words[met.start].key.ends_with("ing")
        && !entry.label.ends_with("ing")
        && words.get(met.end).is_some_and(|next| next.joined)
}

/// True where the everyday word that is also software stands as a name: with its capital,
/// and in a text that doesn't capitalise everything, or where names stand.
fn is_a_name(words: &[Word<'_>], at: usize, len: usize) -> bool {
    if len > 1 {
        return true;
    }
    let word = &words[at];
    if !word.is_capital() {
        return false;
    }
    let after = words.get(at + 1);
    // 'R & D' is neither.
    let stands_with_letter =
        |other: Option<&Word<'_>>| other.is_some_and(|w| w.text.len() == 1 && w.is_capital());
    if word.text.len() == 1
        && (stands_with_letter(after) || (at > 0 && stands_with_letter(words.get(at - 1))))
    {
        return false;
    }
    if after.is_some_and(|next| next.joined && taxonomy::is_version(next.text)) {
        return true;
    }
    let says_name =
        after.is_some_and(|next| next.joined && AFTER_NAMES.contains(&next.key.as_str()));
    let before = at.checked_sub(1).map(|i| &words[i]);
    let title_case = !words
        .iter()
        .any(|w| w.is_lower() && w.text.len() > 3 && !phrase::is_function_word(w));
    if words.len() == len {
        return true;
    }
    if before.is_none() || !word.joined {
        // First of its clause: a capital says nothing here.
        return after.is_some_and(|next| {
            next.joined
                && (says_name || matches!(next.key.as_str(), "for" | "in" | "and" | "at" | "vs"))
        });
    }
    let before = before.map(|word| word.key.as_str()).unwrap_or("");
    let names_follow = matches!(
        before,
        "in" | "with"
            | "for"
            | "using"
            | "and"
            | "from"
            | "vs"
            | "via"
            | "on"
            | "of"
            | "by"
            | "through"
            | "under"
            | "is"
            | "use"
            | "into"
            | "about"
    );
    names_follow || says_name || !title_case
}
