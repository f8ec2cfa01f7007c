//! Entity mentions: where the text names a person, an organisation, an event, a place or
//! a project, by the shape of the words and by the lexicon, before any rule has spoken.

mod event;
mod person;

use std::ops::Range;

pub(crate) use event::recounts;

use crate::document::{BlockKind, Document, MarkKind};
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
            if token.shape & (shape::WORD | shape::URL) == shape::WORD {
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
    names_set_apart(document, tokens, lexicon, &mut list);
    resolve_overlaps(&mut list);
    Mentions::new(list, tokens.tokens.len())
}

/// Links and headings of two words, a given name and another with a capital, are persons even
/// where the other is an everyday word: '[Evan You](…)', '### Matt Might'.
fn names_set_apart(
    document: &Document,
    tokens: &Tokens,
    lexicon: &Lexicon,
    list: &mut Vec<Mention>,
) {
    let words = &tokens.tokens;
    let links = document.marks.iter().filter_map(|mark| {
        let start = words.partition_point(|token| token.span.start < mark.span.start);
        let pair = words.get(start..start + 2)?;
        let whole = matches!(mark.kind, MarkKind::Link(_)) && pair[1].span.end == mark.span.end;
        whole.then_some(start)
    });
    let headings = tokens.blocks.iter().zip(&document.blocks);
    let headings = headings
        .filter(|(range, block)| block.kind == BlockKind::Heading && range.len() == 2)
        .map(|(range, _)| range.start);
    let no_name = class::ORG_SUFFIX.bit()
        | class::EVENT_NOUN.bit()
        | class::VENUE_NOUN.bit()
        | class::TALK_NOUN.bit()
        | class::ROLE.bit()
        | class::CALENDAR.bit();
    for start in links.chain(headings) {
        let (given, other) = (&words[start], &words[start + 1]);
        let finder = Finder {
            text: &document.text,
            tokens: &words[..start + 2],
            lexicon,
            heading: false,
            small: 0,
        };
        if given.in_any(class::GIVEN.bit())
            && !given.in_any(class::COMMON.bit() | class::NOT_NAME.bit())
            && other.is(shape::WORD | shape::CAPITAL)
            && !other.is(shape::UPPER)
            && !other.in_any(no_name)
            && !finder.is_entity_word(start, start + 2)
        {
            list.push(Mention {
                kind: NodeKind::Person,
                start: start as u32,
                end: start as u32 + 2,
                strength: Strength::Strong,
                canonical: 0,
            });
        }
    }
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

/// The longest name of an organisation that is known by its shape, in tokens.
const LONGEST_ORGANIZATION: usize = 6;

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
        let capital = self.tokens[at].shape & (shape::CAPITAL | shape::CAMEL | shape::DIGIT) != 0;
        for phrase in self.lexicon.entities(self.tokens[at].word) {
            if phrase.capitalised && !capital {
                continue;
            }
            let Meaning::Entity(kind, canonical) = phrase.meaning else {
                continue;
            };
            let mut end = at + 1 + phrase.rest.len();
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
            let mut strength = if phrase.ambiguous && !meant {
                Strength::Weak
            } else {
                Strength::Strong
            };
            if kind == NodeKind::Event {
                // A year beside it tells the event from the word.
                let (tail, dated) = self.event_tail(end);
                end = tail;
                if dated {
                    strength = Strength::Strong;
                }
            }
            list.push(Mention {
                kind,
                start: at as u32,
                end: end as u32,
                strength,
                canonical,
            });
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

    /// Organisations by their shape: 'Marygold and Co', 'University of Trento', 'Acme Labs'.
    fn organization_by_shape(&self, at: usize, list: &mut Vec<Mention>) {
        if self.tokens[at].in_any(class::ROLE.bit() | class::ROLE_MODIFIER.bit()) {
            return;
        }
        // Few runs of words hold what ends such a name.
        let near = &self.tokens[at..self.tokens.len().min(at + LONGEST_ORGANIZATION)];
        if !near
            .iter()
            .any(|token| token.in_any(class::ORG_SUFFIX.bit()))
        {
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
        while end < self.tokens.len() && end < at + LONGEST_ORGANIZATION {
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
            // 'Anna Berg of Acme Solutions' is a person and an organisation.
            if linking && !suffix && end > at + 1 && matches!(self.word(end), "of" | "at") {
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
}
