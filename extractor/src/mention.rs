//! Entity mentions: where the text names a person, an organisation, an event, a place or
//! a project, by the shape of the words and by the lexicon, before any rule has spoken.

use std::ops::Range;

use crate::document::{BlockKind, Document};
use crate::lexicon::{ClassSet, Lexicon, Meaning, class};
use crate::token::{Token, Tokens, shape};
use crate::vocabulary::NodeKind;

/// A run of tokens that may name something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mention {
    /// What it may name.
    pub kind: NodeKind,
    /// Its first token.
    pub start: u32,
    /// The token after its last.
    pub end: u32,
    /// How sure its words alone make it.
    pub strength: Strength,
    /// The number of the lexicon's canonical name plus one; 0 where it is not in the lexicon.
    pub canonical: u32,
}

/// How sure the words of a mention make its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// Possible where a rule leaves no doubt and its neighbours agree.
    Weak,
    /// Likely: the shape is right and no word speaks against it.
    Likely,
    /// Known: the lexicon says so.
    Strong,
}

impl Mention {
    /// Its tokens.
    pub fn tokens(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// All mentions of a document, in the order of their starts.
#[derive(Clone, Debug, Default)]
pub struct Mentions {
    list: Vec<Mention>,
    first_at: Vec<u32>,
}

impl Mentions {
    /// The mentions that start at a token.
    pub fn at(&self, token: usize) -> &[Mention] {
        match (self.first_at.get(token), self.first_at.get(token + 1)) {
            (Some(from), Some(to)) => &self.list[*from as usize..*to as usize],
            _ => &[],
        }
    }

    /// All of them.
    pub fn all(&self) -> &[Mention] {
        &self.list
    }

    /// The mentions that start in a run of tokens.
    pub fn within(&self, tokens: Range<usize>) -> &[Mention] {
        match (
            self.first_at.get(tokens.start),
            self.first_at.get(tokens.end),
        ) {
            (Some(from), Some(to)) if from <= to => &self.list[*from as usize..*to as usize],
            _ => &[],
        }
    }

    fn new(mut list: Vec<Mention>, tokens: usize) -> Mentions {
        list.sort_by_key(|m| {
            (
                m.start,
                std::cmp::Reverse(m.end),
                m.kind,
                std::cmp::Reverse(m.strength),
                m.canonical,
            )
        });
        list.dedup_by_key(|m| (m.start, m.end, m.kind));
        let mut first_at = vec![0u32; tokens + 1];
        for mention in &list {
            first_at[mention.start as usize + 1] += 1;
        }
        for i in 1..first_at.len() {
            first_at[i] += first_at[i - 1];
        }
        Mentions { list, first_at }
    }
}

/// Finds the mentions of a document.
pub fn find(document: &Document, tokens: &Tokens, lexicon: &Lexicon) -> Mentions {
    let text = &document.text;
    let small = lexicon.class("small-word").map_or(0, |c| c.bit());
    let mut list = Vec::new();
    for sentence in &tokens.sentences {
        let range = sentence.tokens.clone();
        let heading = document.blocks[sentence.block].kind == BlockKind::Heading;
        let finder = Finder {
            text,
            tokens: &tokens.tokens[..range.end],
            lexicon,
            heading,
            small,
        };
        let mut person_until = range.start;
        let mut at = range.start;
        while at < range.end {
            let token = &finder.tokens[at];
            if token.is(shape::WORD) && !token.is(shape::URL) {
                if token.word != 0 {
                    finder.known(at, &mut list);
                }
                if token.shape & (shape::CAPITAL | shape::DIGIT) != 0 {
                    finder.event_by_shape(at, &mut list);
                    if token.is(shape::CAPITAL) {
                        finder.organization_by_shape(at, &mut list);
                        if at >= person_until
                            && let Some(person) = finder.person(at)
                        {
                            person_until = person.end as usize;
                            list.push(person);
                        }
                    }
                }
            }
            at += 1;
        }
    }
    resolve_overlaps(&mut list);
    Mentions::new(list, tokens.tokens.len())
}

/// Drops persons that a longer known name covers ('Andy Warhol Museum', 'Ada Lovelace Award').
fn resolve_overlaps(list: &mut Vec<Mention>) {
    let covers: Vec<Mention> = list
        .iter()
        .filter(|m| m.kind != NodeKind::Person && m.kind != NodeKind::Topic && m.end - m.start >= 2)
        .copied()
        .collect();
    let mut covers_by_start = covers;
    covers_by_start.sort_by_key(|m| (m.start, m.end));
    list.retain(|m| {
        let from = covers_by_start.partition_point(|c| c.start + 8 < m.start);
        if m.kind != NodeKind::Person {
            // 'EU' in 'KubeCon EU', 'Rust' in 'Rust Foundation' name no thing of their own.
            return !covers_by_start[from..]
                .iter()
                .take_while(|c| c.start < m.end)
                .any(|c| {
                    matches!(c.kind, NodeKind::Event | NodeKind::Organization)
                        && c.strength >= Strength::Likely
                        && c.start <= m.start
                        && c.end >= m.end
                        && c.end - c.start > m.end - m.start
                        && (c.kind != m.kind || c.strength >= m.strength)
                        && !(c.kind == NodeKind::Event && m.kind == NodeKind::Event)
                        && m.kind != NodeKind::Place
                });
        }
        !covers_by_start[from..]
            .iter()
            .take_while(|c| c.start < m.end)
            .any(|c| {
                c.start <= m.start
                    && c.end >= m.end
                    && (c.strength > Strength::Likely || c.end > m.end)
            })
    });
}

/// Words that open the name of an institution: 'University of Trento'.
const OPENERS: [&str; 34] = [
    "Academy",
    "Alliance",
    "Association",
    "Authority",
    "Bank",
    "Board",
    "Bureau",
    "Center",
    "Centre",
    "Church",
    "College",
    "Commission",
    "Committee",
    "Consortium",
    "Council",
    "Department",
    "Faculty",
    "Federation",
    "Foundation",
    "Hochschule",
    "Hospital",
    "Institut",
    "Institute",
    "Laboratory",
    "Library",
    "Ministry",
    "Museum",
    "School",
    "Society",
    "Union",
    "Universidad",
    "Università",
    "Universität",
    "University",
];

struct Finder<'t> {
    text: &'t str,
    tokens: &'t [Token],
    lexicon: &'t Lexicon,
    /// In headings every word may have its capital, so a capital says less.
    heading: bool,
    /// Words without a meaning of their own.
    small: ClassSet,
}

impl Finder<'_> {
    fn word(&self, at: usize) -> &str {
        self.tokens[at].span.of(self.text)
    }

    /// Known names that start at a token.
    fn known(&self, at: usize, list: &mut Vec<Mention>) {
        for phrase in self.lexicon.phrases(self.tokens[at].word) {
            let Meaning::Entity(kind, canonical) = phrase.meaning else {
                continue;
            };
            let end = at + 1 + phrase.rest.len();
            let Some(rest) = self.tokens.get(at + 1..end) else {
                continue;
            };
            if rest
                .iter()
                .zip(phrase.rest.iter())
                .any(|(token, word)| token.word != *word)
            {
                continue;
            }
            if phrase.capitalised
                && self.tokens[at].shape & (shape::CAPITAL | shape::CAMEL | shape::DIGIT) == 0
            {
                continue;
            }
            if phrase
                .exact
                .as_deref()
                .is_some_and(|exact| exact != self.word(at))
                && kind != NodeKind::Place
            {
                continue;
            }
            let canonical = canonical + 1;
            let meant = kind == NodeKind::Organization && self.is_meant_as_company(at, end);
            let strength = if phrase.ambiguous && !meant {
                Strength::Weak
            } else {
                Strength::Strong
            };
            if kind == NodeKind::Event {
                // A year beside it tells the event from the word.
                let (end, dated) = self.event_tail(end);
                let strength = if dated { Strength::Strong } else { strength };
                list.push(Mention {
                    kind,
                    start: at as u32,
                    end: end as u32,
                    strength,
                    canonical,
                });
            } else {
                list.push(Mention {
                    kind,
                    start: at as u32,
                    end: end as u32,
                    strength,
                    canonical,
                });
            }
        }
    }

    /// True where an everyday word can only be the company of that name: 'at Oracle',
    /// 'Apple's App Store'.
    fn is_meant_as_company(&self, at: usize, end: usize) -> bool {
        let follows = at > 0 && matches!(self.word(at - 1), "at" | "from" | "@");
        let owns = self
            .tokens
            .get(end)
            .is_some_and(|token| token.is(shape::POSSESSIVE));
        !self.heading && self.tokens[at].is(shape::CAPITAL) && (follows || owns)
    }

    /// Extends an event's name over a region and a year: 'PyCon' + 'US' + '2024'.
    fn event_tail(&self, end: usize) -> (usize, bool) {
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

    fn place_at(&self, at: usize) -> usize {
        self.lexicon
            .phrases(self.tokens[at].word)
            .iter()
            .filter(|p| matches!(p.meaning, Meaning::Entity(NodeKind::Place, _)))
            .find(|p| {
                self.tokens
                    .get(at + 1..at + 1 + p.rest.len())
                    .is_some_and(|rest| rest.iter().zip(p.rest.iter()).all(|(t, w)| t.word == *w))
            })
            .map_or(0, |p| p.rest.len() + 1)
    }

    fn is_region(&self, token: &Token, _at: usize) -> bool {
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

    fn is_year(&self, token: &Token) -> bool {
        token.is(shape::NUMBER) && token.span.len() == 4 && {
            let word = token.span.of(self.text);
            word.starts_with("19") || word.starts_with("20")
        }
    }

    /// Events by their shape: 'NormConf 2022', 'Strange Loop Conference', 'ACL 2016'.
    fn event_by_shape(&self, at: usize, list: &mut Vec<Mention>) {
        let token = &self.tokens[at];
        if !token.is(shape::CAPITAL) && !token.is(shape::CAMEL) {
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
    fn event_word(&self, at: usize) -> bool {
        let token = &self.tokens[at];
        let word = self.word(at);
        if !token.is(shape::CAPITAL) || word.len() < 5 {
            return false;
        }
        let tail = [
            "Conf", "Con", "conf", "Fest", "fest", "Days", "Camp", "Summit", "Kaigi", "Forum",
            "Meetup", "CONF", "CON",
        ];
        tail.iter()
            .any(|t| word.ends_with(t) && word.len() > t.len() + 1)
            && token.shape & (shape::CAMEL | shape::UPPER) != 0
            || word.len() > 6 && word.ends_with("conf") && token.word == 0
            || word.len() > 7 && (word.ends_with("Con") || word.ends_with("Conf"))
    }

    /// Organisations by their shape: 'Marygold and Co', 'University of Trento', 'Acme Labs'.
    fn organization_by_shape(&self, at: usize, list: &mut Vec<Mention>) {
        if self.tokens[at].in_any(class::ROLE.bit() | class::ROLE_MODIFIER.bit()) {
            return;
        }
        let begins = at == 0
            || !self.tokens[at - 1].is(shape::WORD | shape::CAPITAL)
            || self.tokens[at].is(shape::LINE_START);
        if !begins
            && !self.tokens[at - 1]
                .in_any(class::COMMON.bit() | class::ROLE.bit() | class::NOT_NAME.bit())
        {
            return;
        }
        let mut end = at;
        let mut suffix = false;
        while end < self.tokens.len() && end < at + 6 {
            let token = &self.tokens[end];
            let linking =
                end > at && matches!(self.word(end), "of" | "and" | "&" | "for" | "at" | "the");
            let capital =
                token.is(shape::WORD | shape::CAPITAL) || token.is(shape::WORD | shape::CAMEL);
            if !(capital || linking)
                || (end > at && token.is(shape::LINE_START))
                || token.is(shape::HANDLE)
            {
                break;
            }
            if capital && end > at && token.in_any(class::ROLE.bit() | class::ROLE_MODIFIER.bit()) {
                break;
            }
            if capital && token.in_any(class::ORG_SUFFIX.bit()) {
                suffix = true;
            }
            end += 1;
        }
        while end > at
            && !self.tokens[end - 1].is(shape::CAPITAL)
            && !self.tokens[end - 1].is(shape::CAMEL)
        {
            end -= 1;
        }
        if !suffix || end < at + 2 {
            return;
        }
        // The name ends with its last suffix word, unless that word opens it ('University of …').
        let last_suffix = (at..end)
            .rev()
            .find(|i| self.tokens[*i].in_any(class::ORG_SUFFIX.bit()))
            .unwrap_or(at);
        let opens = last_suffix == at
            || last_suffix + 1 < end && matches!(self.word(last_suffix + 1), "of" | "for");
        let end = if opens { end } else { last_suffix + 1 };
        let first_common = self.tokens[at].in_any(class::COMMON.bit())
            && self.tokens[at].is(shape::SENTENCE_START);
        // 'The Design of Everyday Things' is none, although design bureaus end so.
        let misled = opens && !OPENERS.contains(&self.word(last_suffix));
        if end < at + 2 || first_common || misled {
            return;
        }
        list.push(Mention {
            kind: NodeKind::Organization,
            start: at as u32,
            end: end as u32,
            strength: Strength::Likely,
            canonical: 0,
        });
    }

    /// 'Jan' before a surname is a given name, not a month.
    fn is_given_month(&self, at: usize) -> bool {
        self.tokens[at].in_any(class::CALENDAR.bit())
            && self.tokens[at].in_any(class::GIVEN.bit() | class::GIVEN_AMBIGUOUS.bit())
            && self.tokens.get(at + 1).is_some_and(|next| {
                next.is(shape::WORD | shape::CAPITAL)
                    && !next.is(shape::LINE_START)
                    && !next.in_any(class::CALENDAR.bit() | class::COMMON.bit())
            })
    }

    /// A family name in capitals after a given name: 'Ophir LOJKINE'.
    fn shouted_surname(&self, at: usize, end: usize) -> bool {
        end == at + 1
            && self.tokens[at].in_any(class::GIVEN.bit())
            && self.tokens.get(end).is_some_and(|t| {
                t.word == 0 && t.is(shape::WORD) && t.is(shape::UPPER) && t.span.len() > 3
            })
            && self.word(end).chars().all(char::is_alphabetic)
    }

    /// A name all in capitals: 'ANDREW GODWIN'. The first word is a listed given name, and
    /// the second no word that is known.
    fn shouted_name(&self, at: usize) -> Option<Mention> {
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
    fn nickname_end(&self, at: usize, end: usize) -> Option<usize> {
        let word = |i: usize| self.tokens.get(i).map_or("", |t| t.span.of(self.text));
        let closes = matches!(
            (word(end), word(end + 2)),
            ("\"", "\"") | ("“", "”") | ("(", ")") | ("‘", "’") | ("'", "'")
        );
        (end == at + 1
            && closes
            && self.tokens[end + 1].is(shape::WORD | shape::CAPITAL)
            && self.mentions_nothing(end + 1)
            && self.name_token(end + 3)
            && !self.tokens[end + 3].is(shape::LINE_START))
        .then_some(end + 3)
    }

    /// A surname that runs together with its particle, after a given name: 'Paul deGrandis'.
    fn small_particle(&self, at: usize) -> bool {
        let word = self.word(at);
        at > 0
            && self.tokens[at].is(shape::CAMEL)
            && self.tokens[at - 1].in_any(class::GIVEN.bit())
            && ["de", "di", "la", "le", "van", "von", "mac", "du"]
                .iter()
                .any(|p| word.starts_with(p) && word[p.len()..].starts_with(char::is_uppercase))
    }

    /// True where no list knows the word as anything but a word.
    fn mentions_nothing(&self, at: usize) -> bool {
        !self.is_entity_word(at, at + 1)
    }

    fn name_token(&self, at: usize) -> bool {
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
            )
        {
            return false;
        }
        let word = self.word(at);
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
            return word.len() == 2;
        }
        if token.is(shape::CAMEL) {
            return [
                "Mc", "Mac", "De", "Di", "La", "Le", "Van", "O'", "O’", "D'", "D’", "Du", "Fitz",
                "St",
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
    fn person(&self, at: usize) -> Option<Mention> {
        if !self.name_token(at) {
            return self.shouted_name(at);
        }
        let given_any = class::GIVEN.bit() | class::GIVEN_AMBIGUOUS.bit();
        let mut end = at;
        let mut names = 0;
        while end < self.tokens.len() && names < 5 {
            if end > at && self.tokens[end].is(shape::LINE_START) {
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
            let rest_common = tokens[1..]
                .iter()
                .any(|t| t.in_any(class::COMMON.bit()) && !t.in_any(given_any));
            let entity = self.is_entity_word(at, end);
            if first.in_any(class::GIVEN.bit()) || first.is(shape::INITIAL) && !rest_common {
                Strength::Strong
            } else if first.in_any(class::GIVEN_AMBIGUOUS.bit()) {
                if entity || (rest_common && self.heading) {
                    Strength::Weak
                } else if rest_common {
                    // 'met Lynn Root': both words have another meaning, but hardly together.
                    if tokens[0].is(shape::SENTENCE_START) {
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
    fn is_entity_word(&self, start: usize, end: usize) -> bool {
        (start..end).any(|at| {
            self.lexicon.phrases(self.tokens[at].word).iter().any(|p| {
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
