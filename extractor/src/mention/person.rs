//! Names of persons by their shape and their words.

use super::{Finder, Mention, Strength};
use crate::lexicon::{Meaning, class};
use crate::token::shape;
use crate::vocabulary::NodeKind;

impl Finder<'_> {
    /// 'Jan' before a surname is a given name, not a month.
    pub(super) fn is_given_month(&self, at: usize) -> bool {
        self.tokens[at].in_any(class::CALENDAR.bit())
            && self.tokens[at].in_any(class::GIVEN.bit() | class::GIVEN_AMBIGUOUS.bit())
            && self.tokens.get(at + 1).is_some_and(|next| {
                next.is(shape::WORD | shape::CAPITAL)
                    && !next.is(shape::LINE_START)
                    && !next.in_any(class::CALENDAR.bit() | class::COMMON.bit())
            })
    }

    /// A family name in capitals after a given name: 'Ophir LOJKINE'.
    pub(super) fn shouted_surname(&self, at: usize, end: usize) -> bool {
        end == at + 1
            && self.tokens[at].in_any(class::GIVEN.bit())
            && self.tokens.get(end).is_some_and(|t| {
                t.word == 0 && t.is(shape::WORD) && t.is(shape::UPPER) && t.span.len() > 3
            })
            && self.word(end).chars().all(char::is_alphabetic)
    }

    /// A name all in capitals: 'ANDREW GODWIN'. The first word is a listed given name, and
    /// the second no word that is known.
    pub(super) fn shouted_name(&self, at: usize) -> Option<Mention> {
        let shouted = |i: usize| {
            self.tokens
                .get(i)
                .is_some_and(|t| t.is(shape::WORD) && t.is(shape::UPPER) && t.span.len() > 2)
                && self.word(i).chars().all(char::is_alphabetic)
        };
        let first = self.tokens[at].in_any(class::GIVEN.bit() | class::GIVEN_AMBIGUOUS.bit())
            && !self.tokens[at].in_any(class::COMMON.bit());
        let alone = at == 0 || !shouted(at - 1);
        (first
            && alone
            && shouted(at)
            && shouted(at + 1)
            && !shouted(at + 2)
            && !self.tokens[at + 1].in_any(class::COMMON.bit() | class::NOT_NAME.bit()))
        .then_some(Mention {
            kind: NodeKind::Person,
            start: at as u32,
            end: at as u32 + 2,
            strength: Strength::Strong,
            canonical: 0,
        })
    }

    /// The end of a nickname between two names: 'John “Maddog” Hall', 'Xiaoye (Sherry) Li'.
    pub(super) fn nickname_end(&self, at: usize, end: usize) -> Option<usize> {
        let word = |i: usize| self.tokens.get(i).map_or("", |t| t.span.of(self.text));
        let closes = matches!(
            (word(end), word(end + 2)),
            ("\"", "\"") | ("“", "”") | ("(", ")") | ("‘", "’") | ("'", "'")
        );
        // What quotation marks set apart may be in small letters: 'Juriy "kangax" Zaytsev'.
        let shape = match word(end) {
            "(" => shape::WORD | shape::CAPITAL,
            _ => shape::WORD,
        };
        (end == at + 1
            && closes
            && self.tokens[end + 1].is(shape)
            && self.mentions_nothing(end + 1)
            && self.name_token(end + 3)
            && !self.tokens[end + 3].is(shape::LINE_START))
        .then_some(end + 3)
    }

    /// A surname that runs together with its particle, after a given name: 'Paul deGrandis'.
    pub(super) fn small_particle(&self, at: usize) -> bool {
        let word = self.word(at);
        at > 0
            && self.tokens[at].is(shape::CAMEL)
            && self.tokens[at - 1].in_any(class::GIVEN.bit())
            && ["de", "di", "la", "le", "van", "von", "mac", "du"]
                .iter()
                .any(|p| word.starts_with(p) && word[p.len()..].starts_with(char::is_uppercase))
    }

    /// True where a small word follows, or the end of a link: what stands before is no heading
    /// with capitals throughout.
    fn goes_on_small(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|next| {
            next.is(shape::WORD) && !next.is(shape::CAPITAL) || next.is(shape::AFTER_LINK)
        })
    }

    /// True where no list knows the word as anything but a word.
    pub(super) fn mentions_nothing(&self, at: usize) -> bool {
        !self.is_entity_word(at, at + 1)
    }

    /// 'Lake' after a given name that nothing else is called by: 'Brendan Lake'.
    fn surname_of_a_place(&self, at: usize) -> bool {
        const SURNAMES: [&str; 14] = [
            "Lake", "Bay", "House", "Park", "Page", "Bridge", "Castle", "Garden", "Church",
            "River", "Town", "Tower", "Beach", "Day",
        ];
        at > 0
            && self.tokens[at - 1].in_any(class::GIVEN.bit())
            && !self.tokens[at - 1].in_any(class::GIVEN_AMBIGUOUS.bit() | class::COMMON.bit())
            && SURNAMES.contains(&self.word(at))
    }

    pub(super) fn name_token(&self, at: usize) -> bool {
        let Some(token) = self.tokens.get(at) else {
            return false;
        };
        if self.is_given_month(at) || self.small_particle(at) {
            return true;
        }
        if !token.is(shape::WORD | shape::CAPITAL)
            || token.shape & (shape::DIGIT | shape::URL | shape::HANDLE) != 0
            || token.in_any(
                class::NOT_NAME.bit()
                    | class::CALENDAR.bit()
                    | class::TALK_NOUN.bit()
                    | class::EVENT_NOUN.bit(),
            ) && !self.surname_of_a_place(at)
        {
            return false;
        }
        let word = self.word(at);
        // 'I’ve' begins a sentence.
        if word.starts_with("I'") || word.starts_with("I’") {
            return false;
        }
        if token.is(shape::INITIAL) {
            return true;
        }
        // 'P.C.' and 'E.Dario': initials run together with dots.
        if token.is(shape::JOINED) && word.contains('.') && !word.contains('-') {
            return word.split('.').all(|part| {
                part.chars().next().is_none_or(char::is_uppercase)
                    && (part.chars().count() <= 1 || part.chars().skip(1).all(char::is_lowercase))
            }) && word
                .split('.')
                .next()
                .is_some_and(|first| first.chars().count() == 1);
        }
        if token.is(shape::UPPER) {
            return word.len() == 2 || word == "III";
        }
        if token.is(shape::CAMEL) {
            return [
                "Mc", "Mac", "Vander", "Vanden", "De", "Di", "La", "Le", "Van", "O'", "O’", "D'",
                "D’", "Du", "Fitz", "St",
            ]
            .iter()
            .any(|p| word.starts_with(p) && word[p.len()..].starts_with(char::is_uppercase));
        }
        if token.is(shape::JOINED) {
            return word.split('-').all(|part| {
                let letters = part.chars().count();
                part.chars().next().is_some_and(char::is_uppercase)
                    && letters > 1
                    && (letters < 3 || part.chars().skip(1).any(char::is_lowercase))
            }) || (word.contains('-')
                && token.in_any(class::GIVEN.bit() | class::GIVEN_AMBIGUOUS.bit()));
        }
        true
    }

    /// A person's name that starts at a token.
    pub(super) fn person(&self, at: usize) -> Option<Mention> {
        if !self.name_token(at) {
            return self.shouted_name(at);
        }
        let given_any = class::GIVEN.bit() | class::GIVEN_AMBIGUOUS.bit();
        let mut end = at;
        let mut names = 0;
        while end < self.tokens.len() && names < 5 {
            // Nor does a name go on where the link ends that it stands in.
            if end > at && self.tokens[end].shape & (shape::LINE_START | shape::AFTER_LINK) != 0 {
                break;
            }
            if self.name_token(end) || self.shouted_surname(at, end) {
                if end > at
                    && self.tokens[end].in_any(
                        class::ROLE.bit() | class::ORG_SUFFIX.bit() | class::VENUE_NOUN.bit(),
                    )
                    && !self.tokens[end].in_any(class::GIVEN.bit())
                    && !(names == 1
                        && self.tokens[at].in_any(class::GIVEN.bit())
                        && self.tokens[end].in_any(class::VENUE_NOUN.bit()))
                {
                    break;
                }
                names += 1;
                end += 1;
                continue;
            }
            if names == 1
                && let Some(after) = self.nickname_end(at, end)
            {
                end = after;
                continue;
            }
            // Particles belong to the surname that follows: 'van Rossum', 'de la Cruz'.
            let mut skip = end;
            while skip < end + 3
                && names > 0
                && self
                    .tokens
                    .get(skip)
                    .is_some_and(|t| t.in_any(class::PARTICLE.bit()) && t.is(shape::WORD))
            {
                skip += 1;
            }
            if skip > end
                && skip < self.tokens.len()
                && self.name_token(skip)
                && !self.tokens[skip].is(shape::LINE_START)
            {
                end = skip;
                continue;
            }
            break;
        }
        let tokens = &self.tokens[at..end];
        // Honorifics and known words before the given name are no part of it.
        let first = tokens
            .iter()
            .position(|t| !t.in_any(class::HONORIFIC.bit()))?;
        if first > 0 {
            return None;
        }
        let first = &tokens[0];
        if names >= 3
            && !first.in_any(given_any)
            && !first.is(shape::INITIAL)
            && let Some(later) = tokens[1..tokens.len() - 1]
                .iter()
                .position(|t| t.in_any(class::GIVEN.bit()))
            && (first.word != 0 || names > 3 || later == 0)
        {
            // 'Rancher Darren Shepherd': the name starts later; the scan comes to it.
            return None;
        }
        if names >= 2
            && first.in_any(class::COMMON.bit() | class::ROLE.bit() | class::ORG_SUFFIX.bit())
            && !first.in_any(given_any)
        {
            return None;
        }
        // 'At the Alexis Park' is a place; so may be 'in Stanley Park'.
        let before = at.checked_sub(1).map_or("", |i| self.word(i));
        if names == 2
            && tokens[tokens.len() - 1].in_any(class::VENUE_NOUN.bit())
            && matches!(
                before,
                "the" | "The" | "in" | "at" | "to" | "around" | "near"
            )
        {
            return None;
        }
        // 'Julia User Survey': the language, not a woman.
        if tokens.len() == 2
            && self.is_entity_word(at, at + 1)
            && tokens[1].in_any(class::NOT_NAME.bit() | class::COMMON.bit())
        {
            return None;
        }
        let strength = if names == 1 {
            if first.in_any(class::GIVEN.bit()) && !first.in_any(class::COMMON.bit()) {
                Strength::Weak
            } else {
                return None;
            }
        } else {
            let rest_common = tokens[1..].iter().any(|t| {
                t.in_any(class::COMMON.bit()) && !t.in_any(given_any | class::PARTICLE.bit())
            });
            let entity = self.is_entity_word(at, end);
            if first.in_any(class::GIVEN.bit()) || first.is(shape::INITIAL) && !rest_common {
                Strength::Strong
            } else if first.in_any(class::GIVEN_AMBIGUOUS.bit()) {
                if entity || (rest_common && self.heading) {
                    Strength::Weak
                } else if rest_common {
                    // 'met Lynn Root': both words have another meaning, but hardly together; as
                    // hardly in 'Dawn Foster closed', or where they are a link of their own.
                    if tokens[0].is(shape::SENTENCE_START) && !self.goes_on_small(end) {
                        Strength::Weak
                    } else {
                        Strength::Likely
                    }
                } else {
                    Strength::Strong
                }
            } else if entity {
                return None;
            } else if self.heading
                || rest_common
                || names > 3
                || tokens.iter().any(|t| t.in_any(class::COMMON.bit()))
            {
                Strength::Weak
            } else {
                Strength::Likely
            }
        };
        Some(Mention {
            kind: NodeKind::Person,
            start: at as u32,
            end: end as u32,
            strength,
            canonical: 0,
        })
    }

    /// True where a word of the run is itself a known organisation, project, place or event.
    pub(super) fn is_entity_word(&self, start: usize, end: usize) -> bool {
        (start..end).any(|at| {
            self.lexicon.entities(self.tokens[at].word).iter().any(|p| {
                matches!(p.meaning, Meaning::Entity(kind, _) if kind != NodeKind::Topic)
                    && p.exact
                        .as_deref()
                        .is_none_or(|exact| exact == self.word(at))
                    && self
                        .tokens
                        .get(at + 1..at + 1 + p.rest.len())
                        .is_some_and(|rest| {
                            rest.iter().zip(p.rest.iter()).all(|(t, w)| t.word == *w)
                        })
            })
        })
    }
}
