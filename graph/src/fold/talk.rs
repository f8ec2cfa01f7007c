//! When two talks are one: a recap's mention and the catalogue's record, a shortened title
//! and the full one, 'Anthony's subinterpreters talk' and the talk it means.
//!
//! Every judgement is about two forms and nothing else, so it is the same whatever else is
//! in the graph and in whatever order it came.

use hallway_extractor::Node;
use hallway_extractor::vocabulary::{EdgeKind, TalkKind};
use serde::Serialize;

use super::block::{Block, Part, Scope};
use super::form::{Around, subject};
use crate::name::{self, is_filler, singular};

/// What is known of a talk in one document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Talk {
    /// The words of its title that say something, in the singular, in order.
    pub words: Vec<String>,
    /// The same without the endings of verbs: 'protect' for 'protecting'.
    pub stems: Vec<String>,
    /// The words of the part before a colon or dash, where there is one.
    pub main: Option<Vec<String>>,
    /// The whole title without blanks.
    pub compact: String,
    /// True where the name describes the talk and is not its title.
    pub untitled: bool,
    /// True where the name has nothing around the title.
    pub is_bare: bool,
    /// What sort of talk it is.
    pub kind: Option<TalkKind>,
    /// Who gave it: the words of each name, sorted.
    pub speakers: Vec<Vec<String>>,
    /// Where: series and year, sorted.
    pub events: Vec<Event>,
    /// What about, sorted.
    pub subjects: Vec<String>,
}

/// An event's series and year.
type Event = (String, Option<i32>);

/// Why two talks are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Judgement {
    /// The surer judgements are acted on first.
    pub strength: u8,
    /// In words for the user.
    pub reason: &'static str,
}

/// By no more speakers and events than this is a talk looked for: a list that goes on is none.
const MOST_SCOPES: usize = 16;
/// Parts of titles of more words than this are not looked for.
const MOST_WORDS: usize = 40;

/// Titles that many talks have.
const GENERIC: [&str; 23] = [
    "keynote",
    "talk",
    "lightning",
    "panel",
    "opening",
    "closing",
    "welcome",
    "remark",
    "session",
    "tutorial",
    "workshop",
    "poster",
    "update",
    "introduction",
    "intro",
    "q",
    "address",
    "speech",
    "presentation",
    "day",
    "plenary",
    "interview",
    "invited",
];

impl Talk {
    /// The talk `node` as its document has it.
    pub fn new(node: &Node, around: &Around<'_>) -> Talk {
        // All full names of a speaker: a document may take 'Trainer' for a part of one.
        let named = around.of(&node.id, EdgeKind::Gave).flat_map(|person| {
            let full = person.aliases.iter().filter(|alias| alias.contains(' '));
            std::iter::once(&person.name).chain(full)
        });
        let mut speakers: Vec<Vec<String>> = named
            .map(|named| {
                name::fold(name::without_nickname(named))
                    .split(' ')
                    .map(str::to_owned)
                    .collect()
            })
            .collect();
        let mut events: Vec<(String, Option<i32>)> = around
            .of(&node.id, EdgeKind::PresentedAt)
            .map(|event| {
                (
                    series(event.details.series.as_deref().unwrap_or(&event.name)),
                    event.details.year,
                )
            })
            .collect();
        let mut subjects: Vec<String> = around
            .of(&node.id, EdgeKind::About)
            .map(|topic| subject(&topic.name))
            .collect();
        speakers.sort();
        events.sort();
        subjects.sort();
        let names: Vec<&String> = speakers.iter().flatten().collect();
        let title = bare(&node.name, &speakers, &events);
        let mut words = title_words(title);
        let untitled = node.details.untitled;
        if untitled {
            // 'Anthony's talk on subinterpreters' says 'subinterpreters'.
            words.retain(|word| {
                !names
                    .iter()
                    .any(|name| *name == word || **name == format!("{word}s"))
            });
        }
        let cut = title
            .find(": ")
            .or_else(|| title.find(" - "))
            .or_else(|| title.find(" – "));
        let first = cut
            .map(|at| &title[..at])
            .filter(|first| title_words(first).len() >= 2);
        Talk {
            compact: name::compact(title),
            kind: node.details.talk_kind,
            stems: words.iter().map(|word| stem(word).to_owned()).collect(),
            is_bare: title.len() == node.name.len(),
            words,
            main: first.map(title_words),
            untitled,
            speakers,
            events,
            subjects,
        }
    }

    /// What two forms of one talk have in common: for each way in which [`same`](Talk::same)
    /// finds two to be one, its block.
    pub fn blocks(&self) -> Vec<Block> {
        let ends = self
            .speakers
            .iter()
            .flat_map(|name| [name.first(), name.last()]);
        let mut ends: Vec<&String> = ends
            .flatten()
            .filter(|end| end.chars().count() > 1)
            .collect();
        ends.sort();
        ends.dedup();
        let by = ends.into_iter().map(|end| Scope::new("by", end));
        let by: Vec<Scope> = by.take(MOST_SCOPES).collect();
        let at = self.events.iter().filter(|(_, year)| year.is_some());
        let at: Vec<Scope> = at
            .map(|event| Scope::new("at", event))
            .take(MOST_SCOPES)
            .collect();

        let mut blocks = Vec::new();
        let generic = self.is_generic();
        let both = by.iter().flat_map(|by| at.iter().map(|at| by.and(at)));
        for scope in both {
            if generic || self.kind == Some(TalkKind::Keynote) {
                blocks.push(scope.block(Part::Both, "any", ()));
            }
            let part = if self.untitled {
                Part::Both
            } else {
                Part::Shown
            };
            let words = self.words.iter().filter(|word| word.len() > 2);
            let said = words.chain(&self.subjects);
            blocks.extend(said.map(|word| scope.block(part, "said", word)));
        }
        if self.untitled {
            return blocks;
        }
        let telling = self.telling();
        if !generic && telling >= 3 {
            let part = if self.speakers.is_empty() {
                Part::Both
            } else {
                Part::Shown
            };
            blocks.push(Scope::new("any", ()).block(part, "title", &self.compact));
        }
        for scope in by.iter().chain(&at) {
            if !generic {
                blocks.push(scope.block(Part::Both, "title", &self.compact));
            }
            if telling >= 3 {
                blocks.push(scope.block(Part::Both, "stems", &self.stems));
            }
            let whole = |part, words: &[String]| scope.block(part, "words", words);
            if self.words.len() >= 2 && telling >= 2 {
                blocks.push(whole(Part::Shown, &self.words));
            }
            blocks.extend(self.main.iter().map(|main| whole(Part::Sought, main)));
            blocks.extend(self.beginnings().map(|words| whole(Part::Sought, words)));
        }
        for scope in &at {
            let most = self
                .most_of_it()
                .map(|words| scope.block(Part::Sought, "words", words));
            blocks.extend(most);
            // A speaker whom a record names in its title only.
            let full = self.speakers.iter().filter(|name| name.len() > 1);
            blocks.extend(full.map(|name| {
                let name: Vec<&str> = name.iter().map(|part| singular(part)).collect();
                scope.block(Part::Shown, "named", &name[..])
            }));
            if self.speakers.is_empty() {
                let words = (2..=5).flat_map(|length| self.words.windows(length));
                blocks.extend(words.map(|words| scope.block(Part::Sought, "named", words)));
            }
        }
        blocks
    }

    /// The words of the titles that are this one's beginning; none where it is too long.
    fn beginnings(&self) -> impl Iterator<Item = &[String]> {
        let length = self.words.len();
        let shorter = if length > MOST_WORDS {
            0
        } else {
            length.saturating_sub(1)
        };
        (3..shorter).map(|end| &self.words[..end])
    }

    /// The words of the titles of which this one is little more; none where it is too long.
    fn most_of_it(&self) -> impl Iterator<Item = &[String]> {
        let length = self.words.len();
        let longest = if length > MOST_WORDS { 0 } else { length };
        ((2 * length).div_ceil(3).max(3)..=longest).flat_map(|length| self.words.windows(length))
    }

    /// True where the name is shared by many talks and tells none of them from the others.
    pub fn is_generic(&self) -> bool {
        let telling = self
            .words
            .iter()
            .filter(|word| !GENERIC.contains(&word.as_str()));
        let telling = telling
            .filter(|word| !self.speakers.iter().any(|speaker| speaker.contains(word)))
            .filter(|word| !is_number(word))
            .count();
        telling == 0 || self.untitled && telling < 2
    }

    /// How many words of the title tell it from others.
    fn telling(&self) -> usize {
        self.words
            .iter()
            .filter(|word| !GENERIC.contains(&word.as_str()) && word.len() > 1)
            .count()
    }

    /// Why the two are one talk; `None` where nothing says so.
    pub fn same(&self, other: &Talk) -> Option<Judgement> {
        let judged = |strength, reason| Some(Judgement { strength, reason });
        let speakers = self.speakers_agree(other);
        let events = self.events_agree(other);
        if speakers == Agreement::Differ {
            return self.spelled_alike(other, events).then_some(Judgement {
                strength: 75,
                reason: "one title and one event, and the speakers' names are spelled alike",
            });
        }
        let known = speakers != Agreement::Unknown;
        if !self.untitled && !other.untitled {
            if self.compact == other.compact {
                return match (speakers, events) {
                    // 'Keynote' is a title of many talks of one speaker.
                    _ if self.is_generic() => {
                        (known && events == Agreement::Same).then_some(Judgement {
                            strength: 90,
                            reason: "one speaker and one event",
                        })
                    }
                    (Agreement::Same, _) => judged(100, "one title and one speaker"),
                    (Agreement::Fits, Agreement::Same) => judged(
                        95,
                        "one title and one event, and the speaker's short name fits",
                    ),
                    (Agreement::Fits, _) if self.telling() >= 2 => {
                        judged(85, "one title, and the speaker's short name fits")
                    }
                    (_, Agreement::Same) if self.telling() >= 2 => {
                        judged(90, "one title and one event")
                    }
                    (_, Agreement::Differ) if self.telling() < 4 => None,
                    (Agreement::Unknown, _) if self.telling() >= 3 => {
                        judged(80, "one title, which no other talk is likely to have")
                    }
                    _ => None,
                };
            }
            if speakers == Agreement::Unknown
                && events == Agreement::Same
                && (self.names_with(other) || other.names_with(self))
            {
                return judged(
                    85,
                    "one event, and one title is the other with the speaker's name in it",
                );
            }
            if self.stems == other.stems && self.telling() >= 3 {
                match (speakers, events) {
                    (Agreement::Same, _) => {
                        return judged(97, "one speaker, and titles that differ in endings only");
                    }
                    (_, Agreement::Same) => {
                        return judged(88, "one event, and titles that differ in endings only");
                    }
                    _ => {}
                }
            }
            if self.is_generic() && other.is_generic() {
                let one = known
                    && events == Agreement::Same
                    && self.kind == other.kind
                    && self.is_called_as(other);
                return one.then_some(Judgement {
                    strength: 90,
                    reason: "one speaker and one event",
                });
            }
            let shortened = self.is_main_of(other) || other.is_main_of(self);
            let keynotes = |talk: &Talk| talk.kind == Some(TalkKind::Keynote);
            if self.is_generic() != other.is_generic()
                && speakers == Agreement::Same
                && events == Agreement::Same
                && keynotes(self)
                && keynotes(other)
            {
                return judged(50, "the speaker's keynote at this event");
            }
            // A long title is given to one talk, wherever its speaker takes it.
            if shortened && speakers == Agreement::Same && self.telling().min(other.telling()) >= 4
            {
                return judged(65, "one speaker, and one long title begins with the other");
            }
            if shortened && known && events != Agreement::Differ {
                return judged(70, "one speaker, and one title is the other's, shortened");
            }
            if known
                && events == Agreement::Same
                && (self.is_most_of(other) || other.is_most_of(self))
            {
                return judged(
                    60,
                    "one speaker and one event, and one title is most of the other",
                );
            }
            if speakers == Agreement::Unknown
                && events == Agreement::Same
                && shortened
                && self.telling().min(other.telling()) >= 3
            {
                return judged(55, "one event, and one title is the other's, shortened");
            }
            return None;
        }
        // One of them at least is only described: then the speaker must be known, and the event.
        if !known || events != Agreement::Same {
            return None;
        }
        let keynotes = |talk: &Talk| talk.kind == Some(TalkKind::Keynote);
        if keynotes(self) && keynotes(other) {
            return judged(50, "the speaker's keynote at this event");
        }
        if keynotes(self) != keynotes(other) && self.kind.is_some() && other.kind.is_some() {
            return None;
        }
        let (described, titled) = if self.untitled {
            (self, other)
        } else {
            (other, self)
        };
        let about = |word: &&String| {
            titled.words.contains(word)
                || titled.subjects.iter().any(|subject| {
                    subject == *word || subject.contains(word.as_str()) && word.len() > 4
                })
        };
        let telling: Vec<&String> = described
            .words
            .iter()
            .filter(|word| !GENERIC.contains(&word.as_str()))
            .filter(|word| !titled.speakers.iter().any(|speaker| speaker.contains(word)))
            .collect();
        let said = telling.iter().filter(|word| about(word)).count();
        if said > 0 && 2 * said >= telling.len() {
            return judged(
                45,
                "speaker and event agree, and the words that describe it are in its title or topics",
            );
        }
        let shared = described
            .subjects
            .iter()
            .any(|subject| titled.subjects.contains(subject) || titled.words.contains(subject));
        if telling.is_empty() && shared {
            return judged(40, "speaker and event agree, and it is about the same");
        }
        None
    }

    /// True where the two cannot be one talk, whatever a third says.
    pub fn conflicts(&self, other: &Talk) -> bool {
        let events = self.events_agree(other);
        if self.speakers_agree(other) == Agreement::Differ {
            return !self.spelled_alike(other, events);
        }
        if self.untitled || other.untitled {
            return events == Agreement::Differ;
        }
        if self.compact == other.compact {
            return self.is_generic() && events == Agreement::Differ;
        }
        self.same(other).is_none() && !self.is_main_of(other) && !other.is_main_of(self)
    }

    /// True where nothing tells the two apart that have no titles of their own: 'Keynote' and
    /// 'Opening keynote' may be one, 'Opening' and 'Closing' are not, nor are two days.
    fn is_called_as(&self, other: &Talk) -> bool {
        let apart = |talk: &Talk| {
            let words = talk.words.iter().filter(|word| {
                !PLAIN.contains(&word.as_str())
                    && !talk
                        .speakers
                        .iter()
                        .flatten()
                        .any(|name| singular(name) == **word)
                    && !talk.events.iter().any(|event| names(event, word))
            });
            words.cloned().collect::<Vec<String>>()
        };
        let (mine, theirs) = (apart(self), apart(other));
        mine.is_empty() || theirs.is_empty() || mine == theirs
    }

    /// True where the titles are one, the event is one, and no more than the spelling of a
    /// name stands between the speakers: 'Kumar' and 'Kamar', 'Andy' and 'Andrew'.
    fn spelled_alike(&self, other: &Talk, events: Agreement) -> bool {
        let mut pairs = self
            .speakers
            .iter()
            .flat_map(|mine| other.speakers.iter().map(move |theirs| (mine, theirs)));
        !self.untitled
            && !other.untitled
            && events == Agreement::Same
            && self.stems == other.stems
            && self.telling() >= 3
            && pairs.any(|(mine, theirs)| alike(mine, theirs))
    }

    /// True where the other, of whom no speaker is known, has this one's speaker in its
    /// title, and this one's words beside.
    fn names_with(&self, other: &Talk) -> bool {
        other.speakers.is_empty()
            && self.speakers.iter().any(|speaker| {
                let Some(at) = other
                    .words
                    .windows(speaker.len())
                    .position(|run| run.iter().zip(speaker).all(|(a, b)| a == singular(b)))
                    .filter(|_| speaker.len() > 1)
                else {
                    return false;
                };
                let telling = |talk: &'_ Talk, but: std::ops::Range<usize>| {
                    let words = talk.words.iter().zip(&talk.stems).enumerate();
                    words
                        .filter(|(index, (word, _))| {
                            !but.contains(index) && !GENERIC.contains(&word.as_str())
                        })
                        .map(|(_, (_, stem))| stem.clone())
                        .collect::<Vec<String>>()
                };
                let mine = telling(self, 0..0);
                !mine.is_empty() && telling(other, at..at + speaker.len()) == mine
            })
    }

    /// True where this title is the other's part before its colon, or both have the same.
    fn is_main_of(&self, other: &Talk) -> bool {
        self.words.len() >= 2
            && self.telling() >= 2
            && (other.main.as_ref() == Some(&self.words)
                || other.words.len() > self.words.len() + 1
                    && self.telling() >= 3
                    && other.words.starts_with(&self.words))
    }

    /// True where this title's words stand in the other, together, as at least two thirds of it.
    fn is_most_of(&self, other: &Talk) -> bool {
        self.telling() >= 3
            && self.words.len() <= other.words.len()
            && 3 * self.words.len() >= 2 * other.words.len()
            && other
                .words
                .windows(self.words.len())
                .any(|window| window == self.words)
    }

    fn speakers_agree(&self, other: &Talk) -> Agreement {
        if self.speakers.is_empty() || other.speakers.is_empty() {
            return Agreement::Unknown;
        }
        let pairs = || {
            self.speakers
                .iter()
                .flat_map(|mine| other.speakers.iter().map(move |theirs| (mine, theirs)))
        };
        if pairs().any(|(mine, theirs)| mine.len() > 1 && same_name(mine, theirs)) {
            Agreement::Same
        } else if pairs()
            .any(|(mine, theirs)| short_name_fits(mine, theirs) || short_name_fits(theirs, mine))
        {
            Agreement::Fits
        } else {
            Agreement::Differ
        }
    }

    fn events_agree(&self, other: &Talk) -> Agreement {
        let pairs = || {
            self.events
                .iter()
                .flat_map(|mine| other.events.iter().map(move |theirs| (mine, theirs)))
        };
        let yearless = |(mine, theirs): (&Event, &Event)| {
            mine.0 == theirs.0 && (mine.1.is_none() || theirs.1.is_none())
        };
        if pairs().any(|(mine, theirs)| mine == theirs && mine.1.is_some()) {
            Agreement::Same
        } else if self.events.is_empty() || other.events.is_empty() || pairs().any(yearless) {
            Agreement::Unknown
        } else {
            Agreement::Differ
        }
    }
}

/// What two documents say of the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Agreement {
    /// They say the same.
    Same,
    /// One says less than the other, and it fits.
    Fits,
    /// One of them does not say.
    Unknown,
    /// They say what cannot both be.
    Differ,
}

/// A full name without the initials before it: 'K. Jay Miller' is known as 'Jay Miller'.
fn known_as(name: &[String]) -> &[String] {
    let initials = name
        .iter()
        .take(name.len().saturating_sub(2))
        .take_while(|part| part.chars().count() == 1)
        .count();
    &name[initials..]
}

/// 'Anthony Shaw' and 'Anthony P. Shaw' are one name, 'A. Shaw' is too.
fn same_name(mine: &[String], theirs: &[String]) -> bool {
    let (mine, theirs) = (known_as(mine), known_as(theirs));
    if mine == theirs {
        return true;
    }
    let (Some(first), Some(last)) = (mine.first(), mine.last()) else {
        return false;
    };
    let (Some(their_first), Some(their_last)) = (theirs.first(), theirs.last()) else {
        return false;
    };
    let initial = |short: &str, long: &str| short.chars().count() == 1 && long.starts_with(short);
    theirs.len() > 1
        && last == their_last
        && (first == their_first || initial(first, their_first) || initial(their_first, first))
}

/// 'Arun Kumar' and 'Arun Kamar': one part is the same, and the other one letter apart.
fn alike(mine: &[String], theirs: &[String]) -> bool {
    let near = |a: &String, b: &String| {
        a == b || a.chars().count() >= 4 && strsim::osa_distance(a, b) == 1
    };
    let ends = |name: &[String]| (name.first().cloned(), name.last().cloned());
    match (ends(mine), ends(theirs)) {
        ((Some(first), Some(last)), (Some(their_first), Some(their_last))) => {
            mine.len() > 1
                && theirs.len() > 1
                && (first == their_first || last == their_last)
                && near(&first, &their_first)
                && near(&last, &their_last)
        }
        _ => false,
    }
}

/// What programmes put before or behind a title to say what sort of talk it is.
const LABELS: [&str; 8] = [
    "keynote",
    "talk",
    "lightning",
    "tutorial",
    "workshop",
    "poster",
    "plenary",
    "invited",
];

/// Of these, what says nothing that tells one talk of a speaker from another.
const PLAIN: [&str; 8] = [
    "keynote",
    "talk",
    "plenary",
    "address",
    "speech",
    "presentation",
    "session",
    "invited",
];

/// True where the word is a part of the event's name.
fn names((series, year): &Event, word: &str) -> bool {
    series.split(' ').any(|part| singular(part) == word)
        || year.is_some_and(|year| year.to_string() == word)
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}

/// The title without what programmes put around it: 'Keynote: …', '… - Lynn Root', '… - PyCon
/// Italia 2019'.
fn bare<'t>(title: &'t str, speakers: &[Vec<String>], events: &[Event]) -> &'t str {
    let around = |word: &String| {
        LABELS.contains(&word.as_str())
            || speakers.iter().flatten().any(|name| singular(name) == word)
            || events.iter().any(|event| names(event, word))
    };
    let says = |part: &str| {
        title_words(part)
            .iter()
            .any(|word| !around(word) && !GENERIC.contains(&word.as_str()) && !is_number(word))
    };
    // 'Closing Session' says little, but it is no label: other sessions have other names.
    let is_label = |part: &str| !says(part) && title_words(part).iter().any(around);
    let mut bare = title;
    for sign in [": ", " - ", " – ", " — "] {
        if let Some((label, rest)) = bare.split_once(sign)
            && is_label(label)
            && says(rest)
        {
            bare = rest;
        }
        if let Some((rest, label)) = bare.rsplit_once(sign)
            && is_label(label)
            && says(rest)
        {
            bare = rest;
        }
    }
    bare
}

/// A word without the ending of a verb: 'protecting', 'protects' and 'protected' are one.
fn stem(word: &str) -> &str {
    if !word.is_ascii() {
        return word;
    }
    let cut = match () {
        () if word.len() > 6 && word.ends_with("ing") => 3,
        () if word.len() > 5 && word.ends_with("ed") => 2,
        () => 0,
    };
    let stem = &word[..word.len() - cut];
    let bytes = stem.as_bytes();
    match bytes {
        // 'mapping' and 'map', but not 'calling' and 'cal'.
        [.., a, b] if cut > 0 && a == b && !matches!(b, b'l' | b's' | b'z') => {
            &stem[..stem.len() - 1]
        }
        // 'using' and 'use'.
        [.., b'e'] if stem.len() > 3 => &stem[..stem.len() - 1],
        _ => stem,
    }
}

/// 'Anthony' fits 'Anthony Shaw', and so does 'Shaw'.
pub(super) fn short_name_fits(short: &[String], full: &[String]) -> bool {
    match short {
        [one] => one.chars().count() > 2 && (full.first() == Some(one) || full.last() == Some(one)),
        _ => false,
    }
}

/// The words of a title that say something.
fn title_words(title: &str) -> Vec<String> {
    let folded = name::fold(title);
    folded
        .split(' ')
        .filter(|word| !word.is_empty() && !is_filler(word))
        .map(|word| match singular(word) {
            "versus" => "vs".to_owned(),
            word => word.to_owned(),
        })
        .collect()
}

/// A series of events under the one name it is compared by. 'PyCon' alone is the one in
/// the United States, which bore that name for its first years.
pub(crate) fn series(name: &str) -> String {
    let words = name::fold(name);
    let words = words.trim_end_matches(|c: char| c.is_ascii_digit()).trim();
    // 'DjangoCon US US' is what a heading and its place make of 'DjangoCon US'.
    let mut parts: Vec<&str> = words.split(' ').collect();
    parts.dedup();
    match parts.join(" ").as_str() {
        "pycon" | "pycon usa" | "us pycon" | "pycon north america" => "pycon us".to_owned(),
        "djangocon" => "djangocon us".to_owned(),
        "djangocon eu" => "djangocon europe".to_owned(),
        "pycon uk" | "pyconuk" => "pycon uk".to_owned(),
        other => other.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use hallway_extractor::extraction::{Details, Edge, Evidence, Extraction};
    use hallway_extractor::vocabulary::NodeKind;
    use rustc_hash::FxHashSet;

    use super::super::block::facing;
    use super::*;

    fn node(kind: NodeKind, name: &str) -> Node {
        Node {
            id: name::id(kind, name),
            kind,
            name: name.to_owned(),
            aliases: Vec::new(),
            details: Details::default(),
            keys: Vec::new(),
        }
    }

    /// The talk of that title by these speakers at these events about these topics.
    fn talk(
        title: &str,
        details: Details,
        speakers: &[&str],
        events: &[(&str, Option<i32>)],
        topics: &[&str],
    ) -> Talk {
        let mut it = node(NodeKind::Talk, title);
        it.details = details;
        let mut extraction = Extraction {
            document: "post.md".to_owned(),
            title: None,
            author: Vec::new(),
            date: None,
            url: None,
            nodes: vec![it.clone()],
            edges: Vec::new(),
            notes: Vec::new(),
        };
        let mut joined = |kind, source: &str, target: &str| {
            extraction.edges.push(Edge {
                source: source.to_owned(),
                kind,
                target: target.to_owned(),
                confidence: 1.0,
                role: None,
                former: false,
                evidence: Vec::<Evidence>::new(),
            });
        };
        for speaker in speakers {
            let speaker = node(NodeKind::Person, speaker);
            joined(EdgeKind::Gave, &speaker.id, &it.id);
            extraction.nodes.push(speaker);
        }
        for (series, year) in events {
            let year_too = year.map_or_else(String::new, |year| format!(" {year}"));
            let mut event = node(NodeKind::Event, &format!("{series}{year_too}"));
            event.details.series = Some((*series).to_owned());
            event.details.year = *year;
            joined(EdgeKind::PresentedAt, &it.id, &event.id);
            extraction.nodes.push(event);
        }
        for topic in topics {
            let topic = node(NodeKind::Topic, topic);
            joined(EdgeKind::About, &it.id, &topic.id);
            extraction.nodes.push(topic);
        }
        Talk::new(&it, &Around::new(&extraction))
    }

    fn compared(mine: &Talk, theirs: &Talk) -> bool {
        let theirs: FxHashSet<Block> = theirs.blocks().into_iter().collect();
        let mut facing = mine.blocks().into_iter().flat_map(facing);
        facing.any(|block| theirs.contains(&block))
    }

    /// What is said of a talk, in as many ways as the judgements know.
    fn tellings() -> Vec<Talk> {
        const TITLES: [&str; 22] = [
            "Keynote",
            "Opening keynote",
            "Lightning talks",
            "Subinterpreters and free threading",
            "Subinterpreters and free-threading: a tale of two locks",
            "Keynote: Subinterpreters and free threading",
            "Subinterpreter and free threading",
            "Anthony Shaw - Subinterpreters and free threading",
            "Subinterpreters and free threading with Anthony Shaw",
            "Mapping old city streets",
            "Map old city streets",
            "Mapping old city streets with open data",
            "On mapping old city streets with open data",
            "Mapping old city streets with open data from many libraries",
            "Mapping - SciPy",
            "SunPy - Python for Solar Physicists",
            "SunPy",
            "Industrial machine learning",
            "Industrial machine learning pipelines",
            "Industrial machine learning pipelines, airflow and other strange animals",
            "The state of the web",
            "State of web",
        ];
        const DESCRIBED: [&str; 4] = [
            "Anthony's talk on subinterpreters",
            "Keynote by Anthony Shaw",
            "Shaw's talk",
            "A talk about mapping streets",
        ];
        const SPEAKERS: [&[&str]; 8] = [
            &[],
            &["Anthony Shaw"],
            &["A. Shaw"],
            &["Anthony"],
            &["Shaw"],
            &["Antony Shaw"],
            &["Anna Berg", "Anthony P. Shaw"],
            &["Anna Berg"],
        ];
        const EVENTS: [&[(&str, Option<i32>)]; 5] = [
            &[],
            &[("SciPy", Some(2013))],
            &[("SciPy", None)],
            &[("SciPy", Some(2014))],
            &[("SciPy", Some(2013)), ("PyCon US", Some(2013))],
        ];
        let mut tellings = Vec::new();
        for speakers in SPEAKERS {
            for events in EVENTS {
                let titled = TITLES.iter().map(|title| (title, false));
                let described = DESCRIBED.iter().map(|title| (title, true));
                for (title, untitled) in titled.chain(described) {
                    let kinds = if title.to_lowercase().contains("keynote") {
                        [None, Some(TalkKind::Keynote)]
                    } else {
                        [None, None]
                    };
                    for talk_kind in &kinds[..if kinds[1].is_some() { 2 } else { 1 }] {
                        let details = Details {
                            untitled,
                            talk_kind: *talk_kind,
                            ..Details::default()
                        };
                        tellings.push(talk(title, details, speakers, events, &["subinterpreters"]));
                    }
                }
            }
        }
        tellings
    }

    /// Of a described talk and a titled one only the topics of the first are looked for in the
    /// title: two that share no word are not compared for their topics' sake.
    fn by_topics_alone(judgement: &Judgement) -> bool {
        judgement.strength <= 45
    }

    #[test]
    fn what_is_judged_to_be_one_is_compared() {
        let tellings = tellings();
        let mut reasons: FxHashSet<&str> = FxHashSet::default();
        for (index, mine) in tellings.iter().enumerate() {
            for theirs in &tellings[..index] {
                if let Some(judgement) = mine.same(theirs).or_else(|| theirs.same(mine)) {
                    if compared(mine, theirs) {
                        reasons.insert(judgement.reason);
                    } else {
                        assert!(
                            by_topics_alone(&judgement),
                            "{}: {mine:?} and {theirs:?}",
                            judgement.reason
                        );
                    }
                }
            }
        }
        assert_eq!(
            reasons.len(),
            17,
            "each reason has its example: {reasons:?}"
        );
    }

    #[test]
    fn the_many_talks_of_one_speaker_are_not_compared_with_each_other() {
        let talks: Vec<Talk> = (0..200)
            .map(|number| {
                let title = format!("Title number {number} of a long list");
                let events = [("SciPy", Some(2013))];
                talk(&title, Details::default(), &["Anna Berg"], &events, &[])
            })
            .collect();
        for (index, mine) in talks.iter().enumerate() {
            assert!(talks[..index].iter().all(|theirs| !compared(mine, theirs)));
        }
    }
}
