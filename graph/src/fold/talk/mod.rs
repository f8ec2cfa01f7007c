//! When two talks are one: a recap's mention and the catalogue's record, a shortened title
//! and the full one, 'Anthony's subinterpreters talk' and the talk it means.
//!
//! Every judgement is about two forms and nothing else, so it is the same whatever else is
//! in the graph and in whatever order it came.

mod blocks;
mod ends;
mod judge;
#[cfg(test)]
mod tests;
mod title;

use hallway_extractor::Node;
use hallway_extractor::vocabulary::{EdgeKind, TalkKind};
use serde::Serialize;

use ends::Ends;

use super::form::{Around, subject};
use crate::name;
pub(super) use judge::short_name_fits;
pub(crate) use title::series;
use title::{bare, is_number, stem, title_words};

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
    /// The ends of their names, to tell quickly who cannot be meant.
    #[serde(skip)]
    ends: Ends,
    /// Where: series and year, sorted.
    pub events: Vec<Event>,
    /// What about, sorted.
    pub subjects: Vec<String>,
}

/// An event's series and year.
type Event = (String, Option<i32>);
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
            ends: Ends::of(&speakers),
            words,
            main: first.map(title_words),
            untitled,
            speakers,
            events,
            subjects,
        }
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
}
