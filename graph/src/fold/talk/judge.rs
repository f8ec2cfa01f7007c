//! The judgements: whether two talks are one, and why.

use hallway_extractor::vocabulary::TalkKind;

use super::title::names;
use super::{Event, GENERIC, Talk};
use crate::name::singular;

/// Why two talks are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::fold) struct Judgement {
    /// The surer judgements are acted on first.
    pub strength: u8,
    /// In words for the user.
    pub reason: &'static str,
}
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
impl Talk {
    /// False where the speakers' names rule out that the two are one talk. It costs a few
    /// instructions: a block may have thousands, and most of them fall here.
    pub fn may_be(&self, other: &Talk) -> bool {
        if self.untitled || other.untitled {
            self.ends.may_agree(&other.ends)
        } else {
            // Titles may be so alike that a letter of a name does not count.
            self.ends.may_share(&other.ends)
        }
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
/// 'Anthony' fits 'Anthony Shaw', and so does 'Shaw'.
pub(in crate::fold) fn short_name_fits(short: &[String], full: &[String]) -> bool {
    match short {
        [one] => one.chars().count() > 2 && (full.first() == Some(one) || full.last() == Some(one)),
        _ => false,
    }
}
