//! Names of events by their shape, and the years and regions that belong to them.

use super::{Finder, Mention, Strength};
use crate::lexicon::{Meaning, class};
use crate::token::{Token, shape};
use crate::vocabulary::NodeKind;

/// True for the words by which titles say that a post tells of an event: 'Notes on PyCon'.
pub(crate) fn recounts(word: &str) -> bool {
    const WORDS: [&str; 12] = [
        "reflections",
        "thoughts",
        "notes",
        "impressions",
        "highlights",
        "takeaways",
        "lessons",
        "recap",
        "report",
        "reports",
        "review",
        "summary",
    ];
    WORDS.iter().any(|known| word.eq_ignore_ascii_case(known))
}

impl Finder<'_> {
    /// Extends an event's name over a region and a year: 'PyCon' + 'US' + '2024'.
    pub(super) fn event_tail(&self, end: usize) -> (usize, bool) {
        let mut end = end;
        let mut region = 0;
        while region < 3
            && let Some(token) = self.tokens.get(end)
            && token.is(shape::WORD | shape::CAPITAL)
            && !token.is(shape::LINE_START)
            && (self.is_region(token, end) || self.place_at(end) > 0)
            && !token.is(shape::URL)
        {
            let places = self.place_at(end).max(1);
            end += places;
            region += 1;
        }
        // 'PyCon Lanka 2024', 'QCon AI 2018': any name between a series and a year belongs to it.
        let names = (end..end + 2)
            .take_while(|at| self.names_edition(*at))
            .count();
        if names > 0
            && self
                .tokens
                .get(end + names)
                .is_some_and(|t| self.is_year(t))
        {
            return (end + names + 1, true);
        }
        if let Some(token) = self.tokens.get(end) {
            if self.is_year(token) {
                return (end + 1, true);
            }
            // 'Kubecon, 2019' and 'PyCon ’24'.
            if matches!(token.span.of(self.text), "'" | "’")
                && let Some(next) = self.tokens.get(end + 1)
                && next.is(shape::NUMBER)
                && next.span.len() == 2
            {
                return (end + 2, true);
            }
            // After the year is a place named: 'OSS Summit 2017 Prague' keeps its year inside.
        }
        (end, false)
    }

    /// True for a word that can tell one event of a series from the others.
    fn names_edition(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| {
            token.is(shape::WORD | shape::CAPITAL)
                && !token.is(shape::LINE_START)
                && !token.is(shape::JOINED)
                && !token.in_any(class::CALENDAR.bit() | class::TALK_NOUN.bit())
                && (token.is(shape::UPPER)
                    || !token.in_any(class::COMMON.bit() | class::NOT_NAME.bit()))
        })
    }

    pub(super) fn place_at(&self, at: usize) -> usize {
        self.lexicon
            .entities(self.tokens[at].word)
            .iter()
            .filter(|p| matches!(p.meaning, Meaning::Entity(NodeKind::Place, _)))
            .find(|p| {
                self.tokens
                    .get(at + 1..at + 1 + p.rest.len())
                    .is_some_and(|rest| rest.iter().zip(p.rest.iter()).all(|(t, w)| t.word == *w))
            })
            .map_or(0, |p| p.rest.len() + 1)
    }

    pub(super) fn is_region(&self, token: &Token, _at: usize) -> bool {
        matches!(
            token.span.of(self.text),
            "US" | "USA"
                | "EU"
                | "NA"
                | "UK"
                | "AU"
                | "CA"
                | "Europe"
                | "Asia"
                | "America"
                | "Africa"
                | "North"
                | "South"
                | "East"
                | "West"
                | "EMEA"
                | "APAC"
                | "LATAM"
                | "NZ"
                | "DE"
                | "FR"
                | "IT"
                | "ES"
                | "PL"
                | "NL"
                | "IE"
                | "JP"
                | "CN"
                | "IN"
                | "Online"
                | "Virtual"
                | "NYC"
                | "SF"
                | "APJ"
                | "Midwest"
                | "Latam"
        )
    }

    pub(super) fn is_year(&self, token: &Token) -> bool {
        token.is(shape::NUMBER) && token.span.len() == 4 && {
            let word = token.span.of(self.text);
            word.starts_with("19") || word.starts_with("20")
        }
    }

    /// Events by their shape: 'NormConf 2022', 'Strange Loop Conference', 'ACL 2016'.
    pub(super) fn event_by_shape(&self, at: usize, list: &mut Vec<Mention>) {
        let token = &self.tokens[at];
        if !token.is(shape::CAPITAL) && !token.is(shape::CAMEL) {
            return;
        }
        // 'Reflections on PyCon 2024' are not the event.
        if token.is(shape::SENTENCE_START) && recounts(self.word(at)) {
            return;
        }
        // 'Source Summit' inside 'Open Source Summit' is no event of its own.
        let inside = at > 0
            && !token.is(shape::LINE_START)
            && !self.event_word(at)
            && self.tokens[at - 1].is(shape::WORD | shape::CAPITAL)
            && !(self.tokens[at - 1].is(shape::SENTENCE_START)
                && self.tokens[at - 1].in_any(self.small));
        if inside {
            return;
        }
        let mut end = at;
        let mut strength = Strength::Weak;
        while end < self.tokens.len() && end < at + 6 {
            let token = &self.tokens[end];
            let joins = token.is(shape::WORD)
                && (token.shape & (shape::CAPITAL | shape::CAMEL) != 0
                    || (end > at
                        && matches!(self.word(end), "and" | "of" | "on" | "for" | "&" | "the")))
                && !token.is(shape::URL)
                && !token.is(shape::HANDLE)
                && !(end > at && token.is(shape::LINE_START));
            if !joins || token.in_any(class::CALENDAR.bit()) {
                break;
            }
            if token.in_any(class::EVENT_NOUN.bit()) && end > at || self.event_word(end) {
                strength = Strength::Likely;
                end += 1;
                break;
            }
            end += 1;
        }
        while end > at
            && !self.tokens[end - 1].is(shape::CAPITAL)
            && !self.tokens[end - 1].is(shape::CAMEL)
        {
            end -= 1;
        }
        if end == at {
            return;
        }
        let first_is_plain = self.tokens[at].is(shape::SENTENCE_START) || at == 0;
        if strength == Strength::Likely {
            let single = end == at + 1;
            let (tail, dated) = self.event_tail(end);
            let common_first = self.tokens[at].in_any(class::COMMON.bit()) && !self.event_word(at);
            if (!single || self.event_word(at)) && (!common_first || (dated && !first_is_plain)) {
                list.push(Mention {
                    kind: NodeKind::Event,
                    start: at as u32,
                    end: tail as u32,
                    strength: Strength::Likely,
                    canonical: 0,
                });
            }
            return;
        }
        // Any capitalised name right before a year may be an event's; the document decides.
        let (tail, dated) = self.event_tail(end);
        let blocked =
            (at..end).any(|i| self.tokens[i].in_any(class::NOT_NAME.bit() | class::COMMON.bit()));
        let starts_run = at == 0
            || !self.tokens[at - 1].is(shape::WORD | shape::CAPITAL)
            || self.tokens[at].is(shape::LINE_START)
            || self.tokens[at - 1].in_any(class::NOT_NAME.bit() | class::COMMON.bit());
        if dated && !blocked && starts_run && tail - at <= 6 {
            list.push(Mention {
                kind: NodeKind::Event,
                start: at as u32,
                end: tail as u32,
                strength: Strength::Weak,
                canonical: 0,
            });
        }
    }

    /// Words that are event names by their build: 'GopherCon', 'DevOpsDays', 'JSConf'.
    pub(super) fn event_word(&self, at: usize) -> bool {
        let token = &self.tokens[at];
        let word = self.word(at);
        if !token.is(shape::CAPITAL) || word.len() < 5 {
            return false;
        }
        let tail = [
            "Conf", "Con", "conf", "Fest", "fest", "Days", "Camp", "Summit", "Kaigi", "Forum",
            "Meetup", "CONF", "CON",
        ];
        token.shape & (shape::CAMEL | shape::UPPER) != 0
            && tail
                .iter()
                .any(|t| word.ends_with(t) && word.len() > t.len() + 1)
            || word.len() > 6 && word.ends_with("conf") && token.word == 0
            || word.len() > 7 && (word.ends_with("Con") || word.ends_with("Conf"))
    }
}
