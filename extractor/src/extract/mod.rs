//! Document to extraction: find mentions, match rules, resolve references, bind facts.

mod assemble;
mod bind;
mod choice;
mod event;
mod event_name;
pub(crate) mod found;
mod person;
mod subject;
mod talk;

use std::cell::Cell;
use std::ops::Range;

use crate::document::{Document, MarkKind};
use crate::extraction::Extraction;
use crate::layout::{Layout, Region};
use crate::mention::{self, Mentions};
use crate::rule::RuleSet;
use crate::rule::machine::{Machine, TokenMark, TokenMarkKind};
use crate::rule::prefilter::Cue;
use crate::token::{self, Tokens};

pub use event::Event;
pub(crate) use person::Persons;

/// The facts of `document`, by `rules`.
///
/// Pure and total: the same document and rules give the same extraction, and odd input
/// gives notes. Time is linear in the text.
pub fn extract(document: &Document, rules: &RuleSet) -> Extraction {
    traced(document, rules, |_| ()).0
}

/// The facts of a document, and what `look` makes of the way to them.
pub(crate) fn traced<T>(
    document: &Document,
    rules: &RuleSet,
    look: impl FnOnce(&Trace) -> T,
) -> (Extraction, T) {
    let tokens = token::tokenize(document, &rules.lexicon);
    let mentions = mention::find(document, &tokens, &rules.lexicon);
    let marks = token_marks(document, &tokens);
    let layout = Layout::of(document, &tokens);
    let cue = |token| Cue::of(token, &document.text, &rules.lexicon);
    let cues: Vec<Cue> = tokens.tokens.iter().map(cue).collect();
    let read = Reading {
        document,
        rules,
        tokens: &tokens,
        mentions: &mentions,
        marks: &marks,
        layout: &layout,
        cues: &cues,
        cut: Cell::new(false),
    };
    let mut persons = Persons::known(document, &tokens, &mentions, &rules.lexicon);
    read.cut.set(persons.are_too_many());
    let mut author_numbers = Vec::new();
    for author in document
        .authors
        .iter()
        .filter(|author| !is_placeholder(author) && bind::house_of(author).is_none())
    {
        author_numbers.push(persons.add_name(author));
    }
    if let Some(record) = &document.record {
        for speaker in &record.speakers {
            let name = read.tokens_of(speaker.name);
            if !name.is_empty() {
                persons.add(&document.text, &tokens, name.start, name.end);
            }
        }
    }
    let regions = layout.regions(document, &tokens);
    let shown = found::shown_in_each(&read, &regions);
    let mut machine = Machine::default();
    let introduced = found::introductions(&read, &regions, &shown, &persons, &mut machine);
    for found in &introduced {
        for name in found.introduced(&read) {
            persons.add(&document.text, &tokens, name.start, name.end);
        }
    }
    let home = persons.settle(&document.text, &tokens, &mentions);
    let found = found::others(
        &read,
        &regions,
        &shown,
        &persons,
        !author_numbers.is_empty(),
        introduced,
        &mut machine,
    );
    let event = event::main_event(document, &tokens, &mentions, &rules.lexicon);
    let bound = bind::bind(&read, &found, &persons, &home, &author_numbers, event);
    let seen = look(&Trace {
        read: &read,
        regions: &regions,
        persons: &persons,
        found: &found,
        first_person: !author_numbers.is_empty(),
    });
    let subjects = subject::subjects(&read, &bound, &persons);
    (
        assemble::assemble(&read, &persons, &home, &author_numbers, bound, &subjects),
        seen,
    )
}

/// What extraction went through, for the author of a rule who asks why.
pub(crate) struct Trace<'t> {
    /// The document as it was read.
    pub read: &'t Reading<'t>,
    /// Where rules looked, but for what follows names.
    pub regions: &'t [Region],
    /// The persons.
    pub persons: &'t Persons,
    /// The matches that stood.
    pub found: &'t [found::Found],
    /// True where 'I' stands for the author.
    pub first_person: bool,
}

/// True for what blog software writes where nobody filled in an author.
fn is_placeholder(author: &str) -> bool {
    matches!(
        crate::identity::fold(author).as_str(),
        "" | "your name"
            | "admin"
            | "administrator"
            | "author"
            | "editor"
            | "root"
            | "unknown"
            | "anonymous"
            | "guest"
            | "team"
    )
}

/// What extraction has read so far of one document.
pub(crate) struct Reading<'d> {
    pub document: &'d Document,
    pub rules: &'d RuleSet,
    pub tokens: &'d Tokens,
    pub mentions: &'d Mentions,
    pub marks: &'d [TokenMark],
    pub layout: &'d Layout,
    /// What each token shows to rules that look for somewhere to begin.
    pub cues: &'d [Cue],
    /// True once something was left out because the document tells of too many talks.
    pub cut: Cell<bool>,
}

impl Reading<'_> {
    /// The name that the document uses for a known organisation: the longest it has.
    pub fn organization_name(&self, canonical: u32) -> String {
        self.mentions
            .all()
            .iter()
            .filter(|m| {
                m.kind == crate::vocabulary::NodeKind::Organization && m.canonical == canonical
            })
            .map(|m| self.text(m.tokens()))
            .max_by_key(|name| name.len())
            .map_or_else(
                || self.rules.lexicon.canonical(canonical - 1).to_owned(),
                person::clean,
            )
    }

    /// The text of a run of tokens.
    pub fn text(&self, range: Range<usize>) -> &str {
        self.tokens.text(&self.document.text, range)
    }

    /// The tokens of a span of text.
    pub fn tokens_of(&self, span: crate::document::Span) -> Range<usize> {
        let list = &self.tokens.tokens;
        let start = list.partition_point(|t| t.span.start < span.start);
        let end = list.partition_point(|t| t.span.end <= span.end);
        start..end.max(start)
    }

    /// The text of one token.
    pub fn word(&self, at: usize) -> &str {
        self.tokens.tokens[at].span.of(&self.document.text)
    }

    /// The block of a token.
    pub fn block_of(&self, token: usize) -> usize {
        self.tokens
            .sentences
            .get(self.tokens.sentence_of(token))
            .map_or(0, |s| s.block)
    }
}

/// The document's marks as runs of tokens, with the quotations that quotation marks show.
fn token_marks(document: &Document, tokens: &Tokens) -> Vec<TokenMark> {
    let list = &tokens.tokens;
    let mut marks = Vec::new();
    for mark in &document.marks {
        let kind = match mark.kind {
            MarkKind::Link(ref address) if is_recording(address) => TokenMarkKind::Recording,
            MarkKind::Link(_) => TokenMarkKind::Link,
            MarkKind::Emphasis | MarkKind::Strong => TokenMarkKind::Emphasis,
            MarkKind::Quotation => TokenMarkKind::Quotation,
            MarkKind::Code => TokenMarkKind::Code,
        };
        let start = list.partition_point(|t| t.span.start < mark.span.start);
        let end = list.partition_point(|t| t.span.end <= mark.span.end);
        if start < end {
            marks.push(TokenMark {
                start: start as u32,
                end: end as u32,
                kind,
            });
        }
    }
    for sentence in &tokens.sentences {
        quotations(document, tokens, sentence.tokens.clone(), &mut marks);
    }
    marks.sort_by_key(|m| (m.start, std::cmp::Reverse(m.end), m.kind as u8));
    marks.dedup_by_key(|m| (m.start, m.end, m.kind));
    marks
}

/// True for addresses on sites that hold recordings or slides of talks.
fn is_recording(address: &str) -> bool {
    let host = address.split("//").nth(1).unwrap_or(address);
    const HOSTS: [&str; 14] = [
        "youtube.com/watch",
        "youtu.be/",
        "vimeo.com/",
        "confreaks",
        "speakerdeck.com/",
        "slideshare.net/",
        "slides.com/",
        "infoq.com/presentations",
        "media.ccc.de/v",
        "pyvideo.org/",
        "www.youtube.com/watch",
        "m.youtube.com/watch",
        "www.slideshare.net/",
        "channel9.msdn",
    ];
    HOSTS
        .iter()
        .any(|known| host.trim_start_matches("www.").starts_with(known) || host.starts_with(known))
        || is_talk_page(host)
}

/// True for the page of one talk in a conference's schedule: '…/talks/1234', '…/schedule/a-title'.
fn is_talk_page(host: &str) -> bool {
    const PARENTS: [&str; 8] = [
        "talk",
        "talks",
        "session",
        "sessions",
        "schedule",
        "presentation",
        "presentations",
        "lecture",
    ];
    let path = host.split(['?', '#']).next().unwrap_or(host);
    let mut parts = path.split('/').skip(1);
    parts.any(|part| PARENTS.contains(&part)) && parts.any(|part| part.len() > 2)
}

/// The longest quotation that can be a title, in tokens.
const LONGEST_QUOTATION: usize = 40;

/// Quotations by their marks. The marks belong to the quotation's tokens.
fn quotations(
    document: &Document,
    tokens: &Tokens,
    range: Range<usize>,
    marks: &mut Vec<TokenMark>,
) {
    let word = |at: usize| tokens.tokens[at].span.of(&document.text);
    let mut at = range.start;
    while at < range.end {
        if tokens.tokens[at].is(token::shape::WORD) {
            at += 1;
            continue;
        }
        let closes: &[&str] = match word(at) {
            "“" | "„" => &["”", "“", "\""],
            "\"" => &["\"", "”"],
            "«" => &["»"],
            // German and Danish print them the other way round.
            "»" => &["«"],
            "›" => &["‹"],
            "‘" => &["’"],
            "``" => &["''"],
            "'" => &["'"],
            _ => {
                at += 1;
                continue;
            }
        };
        // A sentence can end inside a quotation; look on past its border, not past the block's.
        let limit = (at + LONGEST_QUOTATION).min(tokens.tokens.len());
        let close = (at + 1..limit)
            .take_while(|i| !(tokens.tokens[*i].is(token::shape::LINE_START)))
            .find(|i| closes.contains(&word(*i)));
        match close {
            Some(close) if close > at + 1 => {
                marks.push(TokenMark {
                    start: at as u32,
                    end: close as u32 + 1,
                    kind: TokenMarkKind::Quotation,
                });
                at = close + 1;
            }
            _ => at += 1,
        }
    }
}
