//! From matches to facts: which talk a match speaks of, who 'he' is, at which event.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use super::Reading;
use super::event::Event;
use super::found::{Found, people_in};
use super::person::Persons;
use super::talk::{self, Origin, Talks};
use crate::document::{BlockKind, Document, Span};
use crate::extraction::Link;
use crate::lexicon::{ClassSet, class};
use crate::mention::Strength;
use crate::rule::machine::TokenMarkKind;
use crate::rule::pattern::{Slot, Step};
use crate::rule::{Term, Where};
use crate::token::shape;
use crate::vocabulary::{EdgeKind, NodeKind, TalkKind};

/// An end of a bound fact.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum End {
    /// A person's number.
    Person(usize),
    /// A talk's number.
    Talk(usize),
    /// Another entity: its kind and its name.
    Named(NodeKind, String),
    /// The document.
    Document,
}

/// A fact bound to its place.
#[derive(Clone, Debug)]
pub(crate) struct Fact {
    pub source: End,
    pub kind: EdgeKind,
    pub target: End,
    pub former: bool,
    pub role: Option<String>,
    /// The rule's number; `None` for what layout and metadata state without a rule.
    pub rule: Option<usize>,
    /// Without a rule: what states it.
    pub stated: &'static str,
    /// The tokens that say so.
    pub tokens: Range<usize>,
}

/// All that binding found.
pub(crate) struct Bound {
    pub facts: Vec<Fact>,
    pub talks: Talks,
    pub event: Option<Event>,
    pub events: Vec<Event>,
}

/// A line of a paragraph with more words than this before 'by' or a dash is prose.
const LONGEST_LINE_TITLE: usize = 16;

/// The most sentences that are kept for one talk.
const MOST_TOLD: usize = 12;
/// How far back a pronoun may reach, in tokens.
const FARTHEST_REFERENCE: usize = 300;

struct Binder<'r> {
    read: &'r Reading<'r>,
    persons: &'r Persons,
    home: &'r [usize],
    authors: &'r [usize],
    talks: Talks,
    facts: Vec<Fact>,
    events: Vec<Event>,
    known_events: FxHashSet<String>,
    event: Option<Event>,
    /// For each heading: the groups of speakers said to have spoken under it.
    speakers_under: FxHashMap<usize, FxHashSet<Vec<usize>>>,
    last_talk: Option<(usize, usize)>,
    /// Headings under which prose names talks with titles of their own.
    titled_under: FxHashSet<usize>,
    /// Groups of headings of which one is a talk's title.
    groups_of_talks: FxHashSet<usize>,
    classes: Classes,
}

struct Classes {
    generic: ClassSet,
    small: ClassSet,
    speaking: ClassSet,
    possessive: ClassSet,
    talks: ClassSet,
    spoke: ClassSet,
    annulled: ClassSet,
}

pub(crate) fn bind(
    read: &Reading,
    found: &[Found],
    persons: &Persons,
    home: &[usize],
    authors: &[usize],
    event: Option<Event>,
) -> Bound {
    let lexicon = &read.rules.lexicon;
    let bit = |name: &str| lexicon.class(name).map_or(0, |c| c.bit());
    let mut binder = Binder {
        read,
        persons,
        home,
        authors,
        talks: Talks::default(),
        facts: Vec::new(),
        events: Vec::new(),
        known_events: FxHashSet::default(),
        event,
        speakers_under: FxHashMap::default(),
        last_talk: None,
        titled_under: FxHashSet::default(),
        groups_of_talks: FxHashSet::default(),
        classes: Classes {
            generic: bit("generic-heading"),
            small: bit("small-word"),
            speaking: bit("speaking"),
            possessive: bit("possessive-pronoun"),
            talks: bit("several-talks"),
            spoke: bit("spoke"),
            annulled: bit("annulled"),
        },
    };
    binder.record();
    let mut order: Vec<&Found> = found.iter().collect();
    // Lines first, so that a section's talk is known before its prose speaks of it.
    order.sort_by_key(|f| {
        (
            !whole(f),
            f.region.block,
            f.tokens.start,
            f.tokens.end,
            f.rule,
        )
    });
    binder.count_speakers(&order);
    for found in order {
        binder.bind_match(found);
    }
    binder.places_in_names();
    binder.titles_without_speaker();
    binder.linked_lists();
    binder.place_talks();
    binder.drop_lone_asides();
    Bound {
        facts: binder.facts,
        talks: binder.talks,
        event: binder.event,
        events: binder.events,
    }
}

fn whole(found: &Found) -> bool {
    !matches!(
        found.region.place,
        Where::Sentence | Where::Opening | Where::Aside | Where::AfterName
    )
}

impl Binder<'_> {
    /// What a catalogue's record states outright: its talk, speakers, event and place. What
    /// the rules read in its description comes on top.
    fn record(&mut self) {
        let read = self.read;
        let Some(record) = &read.document.record else {
            return;
        };
        let title = read.tokens_of(record.title);
        if title.is_empty() {
            return;
        }
        let block = read.block_of(title.start);
        let name = super::person::clean(record.title.of(&read.document.text));
        let talk = self.talks.titled(
            &name,
            title.clone(),
            block,
            Origin::Section(block),
            record.kind.unwrap_or_default(),
        );
        let links = record.links.iter().map(|(kind, url)| Link {
            kind: kind.clone(),
            url: url.clone(),
        });
        self.talks.list[talk].links.extend(links);
        for speaker in &record.speakers {
            let name = read.tokens_of(speaker.name);
            let Some(Some((_, person))) = self.persons.at.get(name.start) else {
                continue;
            };
            let person = self.home[*person as usize];
            if !self.talks.list[talk].speakers.contains(&person) {
                self.talks.list[talk].speakers.push(person);
            }
            let tokens = title.start.min(name.start)..title.end.max(name.end);
            self.state(End::Person(person), EdgeKind::Gave, End::Talk(talk), tokens);
            let employer = speaker.organization.map(|span| read.tokens_of(span));
            if let Some(employer) = employer.filter(|tokens| !tokens.is_empty())
                && let Some(target) = self.named(NodeKind::Organization, employer.clone())
            {
                let tokens = name.start.min(employer.start)..name.end.max(employer.end);
                self.state(End::Person(person), EdgeKind::WorksAt, target, tokens);
            }
        }
        if let Some(span) = record.event {
            let event = self.stated_event(span);
            if let Some(place) = record.place.map(|span| read.tokens_of(span))
                && let Some(target) = self.named(NodeKind::Place, place.clone())
                && !place.is_empty()
            {
                let source = End::Named(NodeKind::Event, event.name.clone());
                self.state(source, EdgeKind::HeldIn, target, place);
            }
            self.remember(event.clone());
            self.event = Some(event);
        }
    }

    /// The event that a record names, by its series' known name where there is one.
    fn stated_event(&self, span: Span) -> Event {
        let read = self.read;
        let tokens = read.tokens_of(span);
        let known = read
            .mentions
            .at(tokens.start)
            .iter()
            .find(|m| m.kind == NodeKind::Event && m.tokens() == tokens);
        if let Some(mention) = known {
            return Event::of(
                mention,
                &read.document.text,
                read.tokens,
                &read.rules.lexicon,
            );
        }
        let name = super::person::clean(span.of(&read.document.text));
        let (series, year) = super::event::split_year(&name);
        Event { name, series, year }
    }

    fn state(&mut self, source: End, kind: EdgeKind, target: End, tokens: Range<usize>) {
        self.facts.push(Fact {
            source,
            kind,
            target,
            former: false,
            role: None,
            rule: None,
            stated: "catalogue-record",
            tokens,
        });
    }

    fn count_speakers(&mut self, order: &[&Found]) {
        for found in order {
            let rule = &self.read.rules.rules[found.rule];
            for emit in &rule.emits {
                if emit.kind == EdgeKind::Gave
                    && matches!(emit.target, Term::Described | Term::Section)
                {
                    let Some(heading) = self.read.layout.heading[found.region.block] else {
                        continue;
                    };
                    let mut speakers = self.people(found, emit.source);
                    speakers.sort_unstable();
                    if !speakers.is_empty() {
                        self.speakers_under
                            .entry(heading)
                            .or_default()
                            .insert(speakers);
                    }
                }
            }
        }
    }

    fn bind_match(&mut self, found: &Found) {
        let read = self.read;
        let rule = &read.rules.rules[found.rule];
        let annulled = found.region.place == Where::Sentence
            && read.tokens.tokens[found.region.tokens.clone()]
                .iter()
                .any(|t| t.in_any(self.classes.annulled));
        // Captures that several emits share are bound once.
        let mut talks: FxHashMap<Term, Option<usize>> = FxHashMap::default();
        for emit in &rule.emits {
            if annulled
                && matches!(
                    emit.kind,
                    EdgeKind::Gave | EdgeKind::HeldIn | EdgeKind::PresentedAt
                )
            {
                continue;
            }
            let speakers = if emit.kind == EdgeKind::Gave {
                self.people(found, emit.source)
            } else {
                Vec::new()
            };
            if emit.kind == EdgeKind::Gave {
                if speakers.is_empty() {
                    continue;
                }
                let talk = match talks.get(&emit.target) {
                    Some(talk) => *talk,
                    None => {
                        let talk = self.talk(found, emit.target, &speakers, rule.talk_kind);
                        talks.insert(emit.target, talk);
                        talk
                    }
                };
                let Some(talk) = talk else { continue };
                let talk = self.same_talk(found, talk, &speakers);
                for speaker in speakers {
                    if !self.talks.list[talk].speakers.contains(&speaker) {
                        self.talks.list[talk].speakers.push(speaker);
                    }
                    self.fact(
                        found,
                        End::Person(speaker),
                        EdgeKind::Gave,
                        End::Talk(talk),
                        emit.former,
                        None,
                    );
                }
                self.note_talk(found, talk);
                continue;
            }
            let role = emit
                .role
                .and_then(|n| found.capture(n))
                .map(|r| super::person::clean(read.text(r)));
            let sources = match emit.kind.source() {
                NodeKind::Person => self
                    .people(found, emit.source)
                    .into_iter()
                    .map(End::Person)
                    .collect(),
                NodeKind::Talk => {
                    let talk = match talks.get(&emit.source) {
                        Some(talk) => *talk,
                        None => self.talk(found, emit.source, &[], rule.talk_kind),
                    };
                    talks.insert(emit.source, talk);
                    talk.map(End::Talk).into_iter().collect()
                }
                NodeKind::Event => self.event_end(found, emit.source).into_iter().collect(),
                _ => Vec::new(),
            };
            for source in sources {
                for target in self.targets(found, emit.kind, emit.target) {
                    if let (End::Talk(talk), EdgeKind::PresentedAt) = (&source, emit.kind) {
                        // A title in a heading or list was given here too; in prose, where it says.
                        self.talks.list[*talk].placed =
                            self.talks.list[*talk].origin == Origin::Prose;
                        let talk = *talk;
                        self.note_talk(found, talk);
                    }
                    self.fact(
                        found,
                        source.clone(),
                        emit.kind,
                        target,
                        emit.former,
                        role.clone(),
                    );
                }
            }
        }
    }

    fn fact(
        &mut self,
        found: &Found,
        source: End,
        kind: EdgeKind,
        target: End,
        former: bool,
        role: Option<String>,
    ) {
        let mut tokens = found.tokens.clone();
        if let Some(subject) = &found.region.subject {
            tokens.start = tokens.start.min(subject.start);
        }
        if let Some(above) = &found.region.above
            && tokens.start >= above.end
            && tokens.start - above.end < 60
        {
            tokens.start = above.start;
        }
        self.facts.push(Fact {
            source,
            kind,
            target,
            former,
            role,
            rule: Some(found.rule),
            stated: "",
            tokens,
        });
    }

    fn note_talk(&mut self, found: &Found, talk: usize) {
        let layout = self.read.layout;
        match self.talks.list[talk].origin {
            Origin::Section(heading) => {
                self.groups_of_talks.insert(layout.group[heading]);
            }
            Origin::Prose if !self.talks.list[talk].untitled => {
                self.titled_under
                    .extend(layout.heading[self.talks.list[talk].block]);
            }
            _ => {}
        }
        let sentence = self.read.tokens.sentence_of(found.tokens.start);
        let told = &self.talks.list[talk].told_in;
        if !whole(found) && told.len() < MOST_TOLD && !told.contains(&sentence) {
            self.talks.list[talk].told_in.push(sentence);
        }
        self.last_talk = Some((talk, sentence));
    }

    /// A title told right after a talk without one, by the same speaker, is that talk's.
    fn same_talk(&mut self, found: &Found, talk: usize, speakers: &[usize]) -> usize {
        let Some((last, sentence)) = self.last_talk else {
            return talk;
        };
        let here = self.read.tokens.sentence_of(found.tokens.start);
        let fresh = last != talk
            && !self.talks.list[talk].untitled
            && self.talks.list[talk].speakers.is_empty()
            && self.talks.list[talk].origin == Origin::Prose;
        if fresh
            && self.talks.list[last].untitled
            && self.talks.list[last].origin == Origin::Prose
            && here.saturating_sub(sentence) <= 1
            && here >= sentence
            && self.read.block_of(found.tokens.start) == self.read.tokens.sentences[sentence].block
            && self.talks.list[last].speakers == speakers
            && talk + 1 == self.talks.list.len()
        {
            let title = self.talks.list[talk].name.clone();
            let shown = self.talks.list[talk].shown.clone();
            let kind = self.talks.list[talk].kind;
            self.talks.drop_last();
            self.talks.entitle(last, &title, shown);
            if self.talks.list[last].kind == TalkKind::Talk {
                self.talks.list[last].kind = kind;
            }
            return last;
        }
        talk
    }

    /// The persons that a term stands for.
    fn people(&self, found: &Found, term: Term) -> Vec<usize> {
        let read = self.read;
        match term {
            Term::Capture(number) => {
                let Some(range) = found.capture(number) else {
                    return Vec::new();
                };
                let slot = slot_of(&read.rules.rules[found.rule].pattern.steps, number);
                if slot == Some(Slot::Owner) && range.len() > 1 {
                    return self.numbers(people_in(read, &self.persons.at, range, true));
                }
                if range.len() == 1 {
                    let token = &read.tokens.tokens[range.start];
                    if token.in_any(class::PRONOUN.bit() | self.classes.possessive) {
                        return self.pronoun(found, range.start).into_iter().collect();
                    }
                    if matches!(read.word(range.start), "I" | "my" | "My") {
                        return self.authors.iter().take(1).map(|a| self.home[*a]).collect();
                    }
                }
                let one = matches!(slot, Some(Slot::Name | Slot::Person));
                self.numbers(people_in(read, &self.persons.at, range, one))
            }
            Term::Subject => {
                let Some(range) = found.region.subject.clone() else {
                    return Vec::new();
                };
                self.numbers(people_in(read, &self.persons.at, range, false))
            }
            Term::Author => self.authors.iter().take(1).map(|a| self.home[*a]).collect(),
            Term::Speaker => self
                .spoken_of(found)
                .map(|talk| self.talks.list[talk].speakers.clone())
                .unwrap_or_default(),
            Term::Heading => {
                let Some(above) = found.region.above.clone() else {
                    return Vec::new();
                };
                let mut names = Vec::new();
                let mut at = above.start;
                while at < above.end {
                    match self.persons.at[at] {
                        Some((end, person)) if end as usize <= above.end => {
                            names.push(self.home[person as usize]);
                            at = end as usize;
                        }
                        _ => at += 1,
                    }
                }
                names
            }
            _ => Vec::new(),
        }
    }

    fn numbers(&self, names: Vec<Range<usize>>) -> Vec<usize> {
        let mut numbers = Vec::new();
        for name in names {
            if let Some(Some((_, person))) = self.persons.at.get(name.start) {
                let person = self.home[*person as usize];
                if !numbers.contains(&person) {
                    numbers.push(person);
                }
            }
        }
        numbers
    }

    /// Whom 'he', 'she' or 'they' stands for: the person named last in this block before
    /// it, else the section's speaker, else the one named last in the block before.
    fn pronoun(&self, found: &Found, at: usize) -> Option<usize> {
        let read = self.read;
        let block = read.tokens.blocks[found.region.block].clone();
        if let Some(person) = self
            .persons
            .nearest_before(at, block.start.max(at.saturating_sub(FARTHEST_REFERENCE)))
        {
            return Some(self.home[person]);
        }
        if let Some(heading) = read.layout.heading[found.region.block]
            && let Some(talk) = self.talks.of_section.get(&heading)
        {
            return self.talks.list[*talk].speakers.first().copied();
        }
        let previous = found.region.block.checked_sub(1)?;
        if read.layout.heading[previous] != read.layout.heading[found.region.block] {
            return None;
        }
        let from = read.tokens.blocks[previous]
            .start
            .max(block.start.saturating_sub(FARTHEST_REFERENCE));
        self.persons
            .nearest_before(block.start, from)
            .map(|p| self.home[p])
    }

    /// The talk that a term stands for, made where it is new.
    fn talk(
        &mut self,
        found: &Found,
        term: Term,
        speakers: &[usize],
        kind: Option<TalkKind>,
    ) -> Option<usize> {
        let block = found.region.block;
        match term {
            Term::Capture(number) => {
                let range = found.capture(number)?;
                let origin = match found.region.place {
                    Where::Heading => Origin::Section(block),
                    Where::ListItem => Origin::Item(block),
                    _ if self.read.document.blocks[block].kind == BlockKind::ListItem => {
                        Origin::Item(block)
                    }
                    _ => Origin::Prose,
                };
                self.titled(range, block, origin, speakers, kind, found)
            }
            Term::Section => self.section_talk(found, speakers, kind),
            Term::Panel => {
                let heading = self.read.layout.heading[block]?;
                if let Some(talk) = self.talks.of_section.get(&heading) {
                    return (self.talks.list[*talk].kind == TalkKind::Panel).then_some(*talk);
                }
                let range = self.read.tokens.blocks[heading].clone();
                let kind = talk::kind_in(
                    &self.read.tokens.tokens[range.clone()],
                    &self.read.document.text,
                );
                if kind != Some(TalkKind::Panel) || self.is_document_title(heading) {
                    return None;
                }
                self.titled(
                    range,
                    heading,
                    Origin::Section(heading),
                    speakers,
                    kind,
                    found,
                )
            }
            Term::Described => self.described(found, speakers, kind),
            Term::It => self.spoken_of(found),
            _ => None,
        }
    }

    fn titled(
        &mut self,
        range: Range<usize>,
        block: usize,
        origin: Origin,
        speakers: &[usize],
        kind: Option<TalkKind>,
        found: &Found,
    ) -> Option<usize> {
        let read = self.read;
        let (range, label) =
            talk::trim_title(read.tokens, &read.document.text, &read.rules.lexicon, range);
        if range.is_empty()
            || !talk::reads_as_title(read.document, read.tokens, &range)
            || self.is_saying(range.clone())
        {
            return None;
        }
        if self.is_named_thing(range.clone())
            || (self.all_generic(range.clone()) && !self.only_talk_words(range.clone()))
            || (range.len() == 1 && read.tokens.tokens[range.start].is(shape::HANDLE))
            || (found.region.place == Where::Line
                && range.len() > LONGEST_LINE_TITLE
                && read.document.blocks[block].kind == BlockKind::Paragraph
                && !self.is_marked(range.clone()))
        {
            return None;
        }
        let kind = kind
            .or(label)
            .or_else(|| self.kind_around(range.clone(), block, found));
        // A title under 'Name Keynote' is that keynote's.
        if matches!(found.region.place, Where::Byline | Where::Opening)
            && let Some(above) = &found.region.above
            && let Some(talk) = self
                .talks
                .of_section
                .get(&read.block_of(above.start))
                .copied()
            && self.talks.list[talk].untitled
        {
            let title = super::person::clean(read.text(range.clone()));
            self.talks.entitle(talk, &title, range);
            return Some(talk);
        }
        let text = super::person::clean(read.text(range.clone()));
        if self.only_talk_words(range.clone()) {
            let kind = kind
                .or_else(|| talk::kind_in(&read.tokens.tokens[range.clone()], &read.document.text))
                .unwrap_or_default();
            // Under the heading of a talk by the same person it is that talk.
            if origin == Origin::Prose
                && let Some(heading) = read.layout.heading[block]
                && let Some(talk) = self.talks.of_section.get(&heading).copied()
                && self.talks.list[talk]
                    .speakers
                    .iter()
                    .any(|s| speakers.contains(s))
            {
                return Some(talk);
            }
            // 'Opening keynote' names the talk better than its speaker; 'Keynote' does not.
            let name = if range.len() > 1 && kind == TalkKind::Keynote {
                text
            } else {
                self.describe(speakers, kind, None)
            };
            return Some(self.talks.untitled(name, range, block, origin, kind));
        }
        Some(
            self.talks
                .titled(&text, range, block, origin, kind.unwrap_or_default()),
        )
    }

    fn is_marked(&self, range: Range<usize>) -> bool {
        let marks = self.read.marks;
        let from = marks.partition_point(|m| (m.start as usize) + 40 < range.start);
        marks[from..]
            .iter()
            .take_while(|m| m.start as usize <= range.start)
            .any(|m| range.end <= m.end as usize)
    }

    /// True for a run that is nothing but the name of a person, a company, a place or an event.
    fn is_named_thing(&self, range: Range<usize>) -> bool {
        let person = self.persons.at[range.start].is_some_and(|(end, _)| end as usize == range.end);
        person
            || self.read.mentions.at(range.start).iter().any(|m| {
                m.tokens() == range
                    && (m.strength == Strength::Strong
                        || m.strength == Strength::Likely && m.kind != NodeKind::Person)
                    && matches!(
                        m.kind,
                        NodeKind::Organization
                            | NodeKind::Place
                            | NodeKind::Event
                            | NodeKind::Person
                    )
            })
    }

    /// True for a quoted sentence with its full stop: what somebody said, not a title.
    fn is_saying(&self, range: Range<usize>) -> bool {
        let quoted = self.read.tokens.tokens.get(range.end + 1).is_some()
            && matches!(self.read.word(range.end), "." | ",");
        quoted
            && range.len() > 4
            && self.read.word(range.end) == "."
            && matches!(self.read.word(range.end + 1), "”" | "\"" | "’")
    }

    /// True for 'Keynote', 'Opening keynote', 'Lightning talks': a sort, not a title.
    fn only_talk_words(&self, range: Range<usize>) -> bool {
        self.read.tokens.tokens[range.clone()]
            .iter()
            .any(|t| t.in_any(class::TALK_NOUN.bit()))
            && range.clone().all(|i| {
                let token = &self.read.tokens.tokens[i];
                token.in_any(class::TALK_NOUN.bit() | self.classes.generic)
                    || !token.is(shape::WORD)
                    || token.is(shape::NUMBER)
                    || matches!(
                        self.read.word(i).to_ascii_lowercase().as_str(),
                        "the"
                            | "opening"
                            | "closing"
                            | "first"
                            | "second"
                            | "third"
                            | "final"
                            | "last"
                            | "day"
                            | "morning"
                            | "evening"
                            | "main"
                            | "of"
                            | "to"
                            | "my"
                            | "'s"
                            | "’s"
                    )
            })
    }

    fn describe(&self, speakers: &[usize], kind: TalkKind, about: Option<&str>) -> String {
        let who = speakers.first().map(|s| self.persons.list[*s].name.clone());
        let noun = match kind {
            TalkKind::Keynote => "keynote",
            TalkKind::Tutorial => "tutorial",
            TalkKind::Lightning => "lightning talk",
            TalkKind::Panel => "panel",
            TalkKind::Poster => "poster",
            TalkKind::Session => "session",
            TalkKind::Talk => "talk",
        };
        match (who, about) {
            (Some(who), Some(about)) => format!("{who}: {noun} on {about}"),
            (Some(who), None) => format!("{who} {noun}"),
            (None, Some(about)) => format!("{noun} on {about}"),
            (None, None) => noun.to_owned(),
        }
    }

    /// The sort of talk that the title, the sentence or the headings above tell.
    fn kind_around(&self, title: Range<usize>, block: usize, found: &Found) -> Option<TalkKind> {
        let read = self.read;
        let text = &read.document.text;
        let list = &read.tokens.tokens;
        if let Some(kind) =
            talk::kind_in(&list[title.clone()], text).filter(|k| matches!(k, TalkKind::Keynote))
        {
            return Some(kind);
        }
        if found.region.place == Where::Sentence
            && let Some(kind) = talk::kind_in(&list[found.tokens.clone()], text)
        {
            return Some(kind);
        }
        let mut heading = read.layout.heading[block];
        for _ in 0..4 {
            let above = heading?;
            let range = read.tokens.blocks[above].clone();
            if !self.talks.of_section.contains_key(&above)
                && let Some(kind) = talk::kind_in(&list[range], text)
                && kind != TalkKind::Session
            {
                return Some(kind);
            }
            heading = read.layout.heading[above];
        }
        None
    }

    /// True for headings that can be the title of a talk.
    fn title_heading(&self, heading: usize) -> bool {
        let read = self.read;
        let range = read.tokens.blocks[heading].clone();
        if read.layout.has_subheading[heading]
            || range.is_empty()
            || range.len() > 30
            || heading == 0 && self.is_document_title(heading)
        {
            return false;
        }
        if self.is_document_title(heading) {
            return false;
        }
        self.can_be_title(range)
    }

    /// True for lines like 'Summary', 'Day one', 'My favourite talks'.
    fn all_generic(&self, range: Range<usize>) -> bool {
        self.read.tokens.tokens[range]
            .iter()
            .filter(|t| t.is(shape::WORD))
            .all(|t| {
                t.in_any(
                    self.classes.generic
                        | self.classes.small
                        | class::CALENDAR.bit()
                        | class::TALK_NOUN.bit(),
                ) || t.is(shape::NUMBER)
            })
    }

    /// True for a line that can be a title: it is not generic, and not only a name.
    fn can_be_title(&self, range: Range<usize>) -> bool {
        let read = self.read;
        let words: Vec<usize> = range
            .clone()
            .filter(|i| read.tokens.tokens[*i].is(shape::WORD))
            .collect();
        if words.is_empty() {
            return false;
        }
        let generic = words
            .iter()
            .filter(|i| read.tokens.tokens[**i].in_any(self.classes.generic))
            .count();
        if self.all_generic(range.clone()) || (generic > 0 && words.len() <= 3) {
            return false;
        }
        if words.iter().all(|i| {
            let t = &read.tokens.tokens[*i];
            t.in_any(class::CALENDAR.bit()) || t.is(shape::NUMBER)
        }) {
            return false;
        }
        // A heading that is nothing but the name of a person, an event or a place is no title.
        let covered = read.mentions.within(range.clone()).iter().any(|m| {
            m.tokens().len() + 1 >= words.len()
                && m.start as usize <= words[0]
                && m.end as usize > *words.last().unwrap_or(&0)
                && (matches!(m.kind, NodeKind::Event | NodeKind::Place)
                    && m.strength >= Strength::Likely
                    || m.kind == NodeKind::Person && m.strength >= Strength::Strong)
        });
        !covered
    }

    fn is_document_title(&self, block: usize) -> bool {
        let read = self.read;
        let Some(title) = &read.document.title else {
            return false;
        };
        let heading = read.document.blocks[block].span.of(&read.document.text);
        block <= 2 && crate::identity::fold(title) == crate::identity::fold(heading)
    }

    fn section_talk(
        &mut self,
        found: &Found,
        speakers: &[usize],
        kind: Option<TalkKind>,
    ) -> Option<usize> {
        let read = self.read;
        let above = found.region.above.clone().or_else(|| {
            read.layout.heading[found.region.block].map(|h| read.tokens.blocks[h].clone())
        })?;
        let block = read.block_of(above.start);
        let heading = read.document.blocks[block].kind == BlockKind::Heading;
        let origin = if heading {
            Origin::Section(block)
        } else {
            Origin::Item(block)
        };
        let known = if heading {
            self.talks.of_section.get(&block)
        } else {
            self.talks.of_item.get(&block)
        };
        if let Some(talk) = known.copied() {
            let list = &self.talks.list[talk].speakers;
            let agrees = list.is_empty() || speakers.iter().all(|s| list.contains(s));
            return agrees.then_some(talk);
        }
        // What stands right under a heading makes it a title, whatever its words.
        let names_only = found.region.place == Where::Byline
            && (found.tokens.end..found.region.tokens.end)
                .all(|i| !read.tokens.tokens[i].is(shape::WORD));
        let fits = if matches!(found.region.place, Where::Byline | Where::Opening)
            && heading
            && !names_only
        {
            self.can_be_title(above.clone()) && !self.is_document_title(block)
        } else if names_only {
            !self.is_document_title(block)
                && (self.only_talk_words(above.clone()) || !self.all_generic(above.clone()))
        } else if heading {
            self.title_heading(block)
        } else {
            self.can_be_title(above.clone())
        };
        if !fits {
            return None;
        }
        self.titled(above, block, origin, speakers, kind, found)
    }

    /// The talk described in a sentence: the item's or section's, or a new one without title.
    fn described(
        &mut self,
        found: &Found,
        speakers: &[usize],
        kind: Option<TalkKind>,
    ) -> Option<usize> {
        let read = self.read;
        let block = found.region.block;
        let agrees = |talks: &Talks, talk: usize| {
            let list = &talks.list[talk].speakers;
            // A panel has many voices.
            list.is_empty()
                || (kind == Some(TalkKind::Panel) && talks.list[talk].kind == TalkKind::Panel)
                || speakers.iter().any(|s| list.contains(s))
        };
        let mut item = Some(block);
        while let Some(at) = item {
            if let Some(talk) = self.talks.of_item.get(&at).copied()
                && agrees(&self.talks, talk)
            {
                return Some(talk);
            }
            item = read.layout.parent[at];
        }
        // One speaker's talk, told of in several sentences of a section, is one talk.
        let same_section = |sentence: usize| {
            read.tokens
                .sentences
                .get(sentence)
                .is_some_and(|s| read.layout.heading[s.block] == read.layout.heading[block])
        };
        if !speakers.is_empty()
            && let Some((talk, sentence)) = self.last_talk
            && agrees(&self.talks, talk)
            && !self.talks.list[talk].speakers.is_empty()
            && same_section(sentence)
        {
            return Some(talk);
        }
        if let Some(heading) = read.layout.heading[block] {
            if let Some(talk) = self.talks.of_section.get(&heading).copied() {
                if agrees(&self.talks, talk) {
                    return Some(talk);
                }
            } else if self.title_heading(heading)
                && !self.other_titles_under(heading)
                && self.introduced_under(heading, speakers)
                && self
                    .speakers_under
                    .get(&heading)
                    .is_none_or(|groups| groups.len() <= 1)
                && self.near_heading(heading, block)
            {
                return self.section_talk(found, speakers, kind);
            }
        }
        if speakers.is_empty() {
            return None;
        }
        // Who 'talked about lunch' gave no talk: something must say that talks are meant.
        if !self.speaks_of_talks(found) {
            return None;
        }
        let kind = kind
            .or_else(|| self.kind_around(found.tokens.clone(), block, found))
            .unwrap_or_default();
        let about = read.rules.rules[found.rule]
            .pattern
            .captures
            .iter()
            .position(|c| &**c == "about")
            .and_then(|n| found.capture(n as u8));
        let words = about.clone().map(|r| super::person::clean(read.text(r)));
        let name = self.describe(speakers, kind, words.as_deref());
        let talk = self
            .talks
            .untitled(name, found.tokens.clone(), block, Origin::Prose, kind);
        self.talks.list[talk].about = about;
        Some(talk)
    }

    /// True where the section names its speaker for the first time, or the headings beside
    /// it are talks: a person met before who talks again makes no title of a heading.
    fn introduced_under(&self, heading: usize, speakers: &[usize]) -> bool {
        let start = self.read.tokens.blocks[heading].start;
        speakers.iter().any(|s| {
            self.persons.list[*s]
                .first
                .is_none_or(|first| first >= start)
        }) || self
            .groups_of_talks
            .contains(&self.read.layout.group[heading])
    }

    /// True where the section names talks with titles of their own.
    fn other_titles_under(&self, heading: usize) -> bool {
        self.titled_under.contains(&heading)
    }

    /// A section's talk is told of near its heading.
    fn near_heading(&self, heading: usize, block: usize) -> bool {
        block - heading <= 2
    }

    /// True where the block, the one before it or the headings above speak of talks.
    fn speaks_of_talks(&self, found: &Found) -> bool {
        let read = self.read;
        let block = found.region.block;
        let says = |block: usize| {
            let range = read.tokens.blocks[block].clone();
            range.clone().any(|i| {
                let token = &read.tokens.tokens[i];
                token.in_any(class::TALK_NOUN.bit() | self.classes.speaking)
                    // 'talks about' is the verb, 'the talks' the noun.
                    && !(token.in_any(self.classes.spoke) && i > range.start && !read.tokens.tokens[i - 1].in_any(self.classes.small | class::PRONOUN.bit()))
            })
        };
        let mut heading = read.layout.heading[block];
        let mut steps = 0;
        while let Some(above) = heading
            && steps < 3
        {
            if says(above) && !self.is_document_title(above) {
                return true;
            }
            heading = read.layout.heading[above];
            steps += 1;
        }
        let list_intro = (0..block)
            .rev()
            .find(|b| read.document.blocks[*b].kind != BlockKind::ListItem);
        says(block) || block > 0 && says(block - 1) || list_intro.is_some_and(says)
    }

    /// The talk that 'this talk' stands for.
    fn spoken_of(&self, found: &Found) -> Option<usize> {
        let read = self.read;
        let mut item = Some(found.region.block);
        while let Some(at) = item {
            if let Some(talk) = self.talks.of_item.get(&at) {
                return Some(*talk);
            }
            item = read.layout.parent[at];
        }
        if let Some(heading) = read.layout.heading[found.region.block]
            && let Some(talk) = self.talks.of_section.get(&heading)
        {
            return Some(*talk);
        }
        let sentence = read.tokens.sentence_of(found.tokens.start);
        self.last_talk
            .filter(|(_, at)| sentence.saturating_sub(*at) <= 2 && *at <= sentence)
            .map(|(talk, _)| talk)
    }

    fn targets(&mut self, found: &Found, kind: EdgeKind, term: Term) -> Vec<End> {
        match kind {
            EdgeKind::PresentedAt | EdgeKind::Organizes => {
                self.event_end(found, term).into_iter().collect()
            }
            EdgeKind::Wrote => vec![End::Document],
            _ => {
                if term == Term::House {
                    let house = read_house(self.read.document);
                    return house
                        .map(|name| End::Named(NodeKind::Organization, name))
                        .into_iter()
                        .collect();
                }
                let Term::Capture(number) = term else {
                    return Vec::new();
                };
                let Some(range) = found.capture(number) else {
                    return Vec::new();
                };
                self.named(kind.targets()[0], range).into_iter().collect()
            }
        }
    }

    /// The entity of that kind that a run of tokens names.
    fn named(&self, kind: NodeKind, range: Range<usize>) -> Option<End> {
        let read = self.read;
        let mut range = range;
        while range.len() > 1
            && matches!(
                read.word(range.start),
                "the" | "The" | "a" | "an" | "my" | "our" | "his" | "her" | "their"
            )
        {
            range.start += 1;
        }
        let mention = read
            .mentions
            .at(range.start)
            .iter()
            .find(|m| m.kind == kind && m.tokens() == range);
        let name = match mention.filter(|m| m.canonical > 0) {
            // Companies go by the name that the document uses: Facebook is not yet Meta there.
            Some(m) if kind == NodeKind::Organization => read.organization_name(m.canonical),
            Some(m) => read.rules.lexicon.canonical(m.canonical - 1).to_owned(),
            None => super::person::clean(read.text(range)),
        };
        (!name.is_empty()).then_some(End::Named(kind, name))
    }

    fn event_end(&mut self, found: &Found, term: Term) -> Option<End> {
        let event = match term {
            Term::Capture(number) => {
                let range = found.capture(number)?;
                let read = self.read;
                let mention = read
                    .mentions
                    .at(range.start)
                    .iter()
                    .find(|m| m.kind == NodeKind::Event && m.tokens() == range)
                    .or_else(|| {
                        read.mentions
                            .within(range.clone())
                            .iter()
                            .find(|m| m.kind == NodeKind::Event)
                    })?;
                let event = Event::of(
                    mention,
                    &read.document.text,
                    read.tokens,
                    &read.rules.lexicon,
                );
                self.of_main_series(event)
            }
            Term::Event => {
                let read = self.read;
                let mention = read
                    .mentions
                    .within(found.region.tokens.clone())
                    .iter()
                    .find(|m| m.kind == NodeKind::Event && m.strength >= Strength::Likely);
                match mention {
                    Some(mention) => {
                        let event = Event::of(
                            mention,
                            &read.document.text,
                            read.tokens,
                            &read.rules.lexicon,
                        );
                        self.of_main_series(event)
                    }
                    None => self.event.clone()?,
                }
            }
            _ => return None,
        };
        let name = event.name.clone();
        self.remember(event);
        Some(End::Named(NodeKind::Event, name))
    }

    /// A yearless mention of the document's event is that edition.
    fn of_main_series(&self, event: Event) -> Event {
        match &self.event {
            Some(main)
                if event.year.is_none()
                    && crate::identity::fold(&main.series)
                        == crate::identity::fold(&event.series) =>
            {
                main.clone()
            }
            Some(main)
                if event.year == main.year
                    && crate::identity::fold(&main.series)
                        == crate::identity::fold(&event.series) =>
            {
                main.clone()
            }
            _ => event,
        }
    }

    fn remember(&mut self, event: Event) {
        if self.known_events.insert(event.name.clone()) {
            self.events.push(event);
        }
    }

    /// Where most headings of a group, or most items of a list, are talks, the others that
    /// read as titles are talks too, given by somebody the text does not name.
    fn titles_without_speaker(&mut self) {
        let read = self.read;
        let mut groups: std::collections::BTreeMap<usize, (usize, Vec<usize>)> = Default::default();
        for (block, group) in read.layout.group.iter().enumerate() {
            let kind = read.document.blocks[block].kind;
            let known = match kind {
                BlockKind::Heading => self.talks.of_section.contains_key(&block),
                BlockKind::ListItem => self.talks.of_item.contains_key(&block),
                _ => continue,
            };
            let (talks, others) = groups.entry(*group).or_default();
            if known {
                *talks += 1;
            } else {
                others.push(block);
            }
        }
        for (talks, others) in groups.into_values() {
            if talks < 2 {
                continue;
            }
            let candidates: Vec<usize> = others
                .iter()
                .copied()
                .filter(|block| {
                    read.document.blocks[*block].kind == BlockKind::Heading
                        && self.title_heading(*block)
                })
                .collect();
            if talks < others.len() {
                continue;
            }
            for block in candidates {
                // 'My own five minutes' speaks of the author, not of a title.
                let own = read
                    .word(read.tokens.blocks[block].start)
                    .to_ascii_lowercase();
                if matches!(own.as_str(), "my" | "our") {
                    continue;
                }
                let range = read.tokens.blocks[block].clone();
                let (range, label) =
                    talk::trim_title(read.tokens, &read.document.text, &read.rules.lexicon, range);
                if range.is_empty()
                    || range.len() < 3
                    || !talk::reads_as_title(read.document, read.tokens, &range)
                {
                    continue;
                }
                let title = super::person::clean(read.text(range.clone()));
                self.talks.titled(
                    &title,
                    range,
                    block,
                    Origin::Section(block),
                    label.unwrap_or_default(),
                );
            }
        }
    }

    /// An edition that names its city ('OSS Summit Prague') was held there.
    fn places_in_names(&mut self) {
        let read = self.read;
        for mention in read
            .mentions
            .all()
            .iter()
            .filter(|m| m.kind == NodeKind::Event && m.strength >= Strength::Likely)
        {
            let place = read
                .mentions
                .within(mention.start as usize + 1..mention.end as usize)
                .iter()
                .find(|p| {
                    p.kind == NodeKind::Place
                        && p.strength == Strength::Strong
                        && p.end <= mention.end
                        && p.canonical > 0
                        && !read.tokens.tokens[p.start as usize].in_any(class::REGION.bit())
                        && !read.tokens.tokens[p.start as usize].is(shape::UPPER)
                });
            let Some(place) = place else { continue };
            let event = self.of_main_series(Event::of(
                mention,
                &read.document.text,
                read.tokens,
                &read.rules.lexicon,
            ));
            let Some(target) = self.named(NodeKind::Place, place.tokens()) else {
                continue;
            };
            let name = event.name.clone();
            if event.year.is_none() {
                continue;
            }
            self.remember(event);
            self.facts.push(Fact {
                source: End::Named(NodeKind::Event, name),
                kind: EdgeKind::HeldIn,
                target,
                former: false,
                role: None,
                rule: None,
                stated: "event-name",
                tokens: mention.tokens(),
            });
        }
    }

    /// A list of linked titles under a heading or a line that announces talks.
    fn linked_lists(&mut self) {
        let read = self.read;
        let mut groups: std::collections::BTreeMap<usize, Vec<usize>> = Default::default();
        for (block, group) in read.layout.group.iter().enumerate() {
            if read.document.blocks[block].kind == BlockKind::ListItem
                && !read.tokens.blocks[block].is_empty()
            {
                groups.entry(*group).or_default().push(block);
            }
        }
        for items in groups.into_values() {
            let linked = |block: &usize| {
                let range = read.tokens.blocks[*block].clone();
                let from = read
                    .marks
                    .partition_point(|m| (m.start as usize) < range.start);
                read.marks[from..]
                    .iter()
                    .take_while(|m| m.start as usize == range.start)
                    .any(|m| {
                        matches!(m.kind, TokenMarkKind::Link | TokenMarkKind::Recording)
                            && m.start as usize == range.start
                            && m.end as usize == range.end
                    })
            };
            if items.len() < 3 || !items.iter().all(linked) {
                continue;
            }
            let first = items[0];
            let announces = |block: usize| {
                read.tokens.tokens[read.tokens.blocks[block].clone()]
                    .iter()
                    .any(|t| t.in_any(self.classes.talks))
            };
            let intro = first.checked_sub(1).filter(|b| {
                read.layout.heading[*b] == read.layout.heading[first]
                    || Some(*b) == read.layout.heading[first]
            });
            let announced =
                intro.is_some_and(announces) || read.layout.heading[first].is_some_and(announces);
            let titles = items
                .iter()
                .filter(|b| read.tokens.blocks[**b].len() >= 3)
                .count();
            if !announced || titles * 2 < items.len() {
                continue;
            }
            for block in items {
                let range = read.tokens.blocks[block].clone();
                let (range, label) =
                    talk::trim_title(read.tokens, &read.document.text, &read.rules.lexicon, range);
                if range.is_empty()
                    || self.talks.of_item.contains_key(&block)
                    || !talk::reads_as_title(read.document, read.tokens, &range)
                    || self.is_named_thing(range.clone())
                    || self.all_generic(range.clone())
                {
                    continue;
                }
                let title = super::person::clean(read.text(range.clone()));
                self.talks.titled(
                    &title,
                    range,
                    block,
                    Origin::Item(block),
                    label.unwrap_or_default(),
                );
            }
        }
    }

    /// Talks that no sentence places were given at the event of their section, else of the
    /// document.
    fn place_talks(&mut self) {
        let read = self.read;
        for number in 0..self.talks.list.len() {
            if self.talks.list[number].placed {
                continue;
            }
            let block = self.talks.list[number].block;
            let told = if self.talks.list[number].origin == Origin::Prose {
                self.event_told(number)
            } else {
                None
            };
            let Some(event) = told
                .or_else(|| self.event_above(block))
                .or_else(|| self.event.clone())
            else {
                continue;
            };
            let shown = self.talks.list[number].shown.clone();
            let name = event.name.clone();
            self.remember(event);
            self.facts.push(Fact {
                source: End::Talk(number),
                kind: EdgeKind::PresentedAt,
                target: End::Named(NodeKind::Event, name),
                former: false,
                role: None,
                rule: None,
                stated: "document-event",
                tokens: shown,
            });
        }
        let _ = read;
    }

    /// One strange word in brackets after a name is an employer only in a text that puts
    /// employers there; else it may be a nickname: 'Curtis Poe (Ovid)'.
    fn drop_lone_asides(&mut self) {
        let rules = &self.read.rules.rules;
        let aside = |fact: &Fact| {
            fact.kind == EdgeKind::WorksAt
                && fact
                    .rule
                    .is_some_and(|r| rules[r].places.contains(&Where::Aside))
        };
        let lexicon = &self.read.rules.lexicon;
        let strange = |fact: &Fact| match &fact.target {
            End::Named(_, name) => {
                let mut words = crate::token::words(name);
                words
                    .next()
                    .is_some_and(|w| lexicon.phrases(lexicon.look_up(&w)).is_empty())
                    && words.next().is_none()
            }
            _ => false,
        };
        let others = self
            .facts
            .iter()
            .filter(|f| aside(f) && !strange(f))
            .count();
        let strangers = self.facts.iter().filter(|f| aside(f) && strange(f)).count();
        if others + strangers < 3 {
            self.facts.retain(|f| !(aside(f) && strange(f)));
        }
    }

    /// The event that the sentence about a talk names.
    fn event_told(&self, talk: usize) -> Option<Event> {
        let read = self.read;
        let talk = &self.talks.list[talk];
        talk.told_in.iter().take(1).find_map(|sentence| {
            let range = read.tokens.sentences.get(*sentence)?.tokens.clone();
            let mention = read
                .mentions
                .within(range)
                .iter()
                .filter(|m| m.kind == NodeKind::Event && m.strength >= Strength::Likely)
                .min_by_key(|m| m.start.abs_diff(talk.shown.start as u32))?;
            Some(self.of_main_series(Event::of(
                mention,
                &read.document.text,
                read.tokens,
                &read.rules.lexicon,
            )))
        })
    }

    /// The event that a heading above a block names.
    fn event_above(&self, block: usize) -> Option<Event> {
        let read = self.read;
        let mut heading = read.layout.heading[block];
        for _ in 0..5 {
            let above = heading?;
            if !self.talks.of_section.contains_key(&above) && !self.is_document_title(above) {
                let range = read.tokens.blocks[above].clone();
                let mention = read
                    .mentions
                    .within(range)
                    .iter()
                    .find(|m| m.kind == NodeKind::Event && m.strength >= Strength::Likely);
                if let Some(mention) = mention {
                    let event = Event::of(
                        mention,
                        &read.document.text,
                        read.tokens,
                        &read.rules.lexicon,
                    );
                    let event = self.of_main_series(event);
                    return Some(
                        event
                            .clone()
                            .dated(self.event.as_ref().and_then(|e| e.year)),
                    );
                }
            }
            heading = read.layout.heading[above];
        }
        None
    }
}

/// The organisation whose team signs a document: 'The Loomworks team', 'Initech Engineering'.
pub(crate) fn read_house(document: &Document) -> Option<String> {
    document.authors.iter().find_map(|author| house_of(author))
}

/// The organisation in a team's name.
pub(crate) fn house_of(author: &str) -> Option<String> {
    let words: Vec<&str> = author.split_whitespace().collect();
    let rest = match words.as_slice() {
        ["The" | "the", rest @ ..] => rest,
        rest => rest,
    };
    let tail = [
        "team",
        "Team",
        "Engineering",
        "engineering",
        "Staff",
        "staff",
        "Editors",
        "Blog",
        "crew",
    ];
    let end = rest
        .iter()
        .position(|word| tail.contains(word))
        .filter(|end| *end > 0)?;
    Some(rest[..end].join(" "))
}

fn slot_of(steps: &[Step], number: u8) -> Option<Slot> {
    steps.iter().find_map(|s| match s {
        Step::Slot(slot, Some(n)) if *n == number => Some(*slot),
        _ => None,
    })
}
