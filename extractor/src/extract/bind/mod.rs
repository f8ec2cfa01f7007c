//! From matches to facts: which talk a match speaks of, who 'he' is, at which event.

mod above;
mod apart;
mod entitle;
mod events;
mod lists;
mod merge;
mod openers;
mod people;
mod record;
mod run_in;
mod sections;
mod talks;
mod titles;

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use super::Reading;
use super::event::Event;
use super::found::Found;
use super::person::Persons;
use super::talk::{Origin, Talks};
use crate::document::{BlockKind, Document};
use crate::lexicon::{ClassSet, class};
use crate::rule::pattern::{Slot, Step};
use crate::rule::{Term, Where};
use crate::vocabulary::{EdgeKind, NodeKind};

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
/// Where a talk is told of under so many headings of a group, and under half of them, the headings
/// are titles.
const FEWEST_TOLD: usize = 3;
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
    /// The groups of list items that the line before them announces as books.
    lists_of_books: FxHashSet<usize>,
    /// For each block: true where it speaks of talks. Asked of the same block for every match in it.
    of_talks: Vec<bool>,
    /// True where several blocks do.
    tells_of_talks: bool,
    classes: Classes,
}

struct Classes {
    generic: ClassSet,
    small: ClassSet,
    speaking: ClassSet,
    possessive: ClassSet,
    talks: ClassSet,
    papers: ClassSet,
    spoke: ClassSet,
    annulled: ClassSet,
    organizes: ClassSet,
    books: ClassSet,
    adjective: ClassSet,
    telling: ClassSet,
    /// Classes of a rule that leave no doubt that a talk is meant.
    named_talks: ClassSet,
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
        lists_of_books: FxHashSet::default(),
        of_talks: Vec::new(),
        tells_of_talks: false,
        classes: Classes {
            generic: bit("generic-heading"),
            small: bit("small-word"),
            speaking: bit("speaking"),
            possessive: bit("possessive-pronoun"),
            talks: bit("several-talks"),
            papers: bit("several-papers"),
            spoke: bit("spoke"),
            annulled: bit("annulled"),
            organizes: bit("organizes"),
            books: bit("book-word"),
            adjective: bit("adjective"),
            telling: bit("telling") | bit("spoke") | bit("gave"),
            named_talks: bit("several-talks") | bit("taught") | bit("keynoter") | bit("stage-talk"),
        },
    };
    binder.lists_of_books = binder.announced_as_books();
    binder.of_talks = (0..read.document.blocks.len())
        .map(|block| binder.speaks_of_talks_itself(block))
        .collect();
    binder.tells_of_talks = binder.of_talks.iter().filter(|says| **says).count() > 2;
    binder.record();
    let mut order: Vec<&Found> = found.iter().collect();
    // Lines first, so that a section's talk is known before its prose speaks of it.
    order.sort_by_key(|f| {
        (
            !whole(f),
            f.region.block,
            !gives(read, f),
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
    binder.titles_beside();
    binder.recorded_sections();
    binder.titles_without_speaker();
    binder.announced_lists();
    binder.names_above_titles();
    binder.titles_apart();
    binder.run_in_titles();
    binder.blocks_open_with_speakers();
    binder.lines_of_speakers();
    binder.drop_headings_over_talks();
    binder.only_name_under_title();
    binder.one_talk_of_several_tellings();
    binder.place_talks();
    binder.drop_lone_asides();
    Bound {
        facts: binder.facts,
        talks: binder.talks,
        event: binder.event,
        events: binder.events,
    }
}

/// True for matches that say who gave a talk.
fn gives(read: &Reading, found: &Found) -> bool {
    let emits = &read.rules.rules[found.rule].emits;
    emits.iter().any(|emit| emit.kind == EdgeKind::Gave)
}

fn whole(found: &Found) -> bool {
    !matches!(
        found.region.place,
        Where::Sentence | Where::Opening | Where::Aside | Where::AfterName
    )
}

impl Binder<'_> {
    fn count_speakers(&mut self, order: &[&Found]) {
        // For each group of headings: those under which a talk is told of.
        let mut told: FxHashMap<usize, FxHashSet<usize>> = FxHashMap::default();
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
                        if self.near_heading(heading, found.region.block)
                            && self.title_heading(heading)
                        {
                            let group = self.read.layout.group[heading];
                            told.entry(group).or_default().insert(heading);
                        }
                        self.speakers_under
                            .entry(heading)
                            .or_default()
                            .insert(speakers);
                    }
                }
            }
        }
        told.retain(|_, told| told.len() >= FEWEST_TOLD);
        let mut headings: FxHashMap<usize, usize> = FxHashMap::default();
        for (block, group) in self.read.layout.group.iter().enumerate() {
            let is_heading = self.read.document.blocks[block].kind == BlockKind::Heading;
            if is_heading && told.contains_key(group) && self.title_heading(block) {
                *headings.entry(*group).or_default() += 1;
            }
        }
        for (group, told) in told {
            if told.len() * 2 >= headings.get(&group).copied().unwrap_or(0) {
                self.groups_of_talks.insert(group);
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
        // 'Next year's GopherCon in San Diego' says nothing of this year's; 'PyCon US 2027 in
        // Long Beach' says which year it means.
        let region = found.region.tokens.clone();
        let of_next = region.clone().skip(1).any(|i| {
            matches!(read.word(i), "year" | "year's" | "edition" | "time")
                && read.word(i - 1).eq_ignore_ascii_case("next")
        }) && !found.tokens.clone().any(|i| {
            let token = &read.tokens.tokens[i];
            token.is(crate::token::shape::NUMBER) && token.span.len() == 4
        });
        // A heading that names a talk and its speaker is no title as a whole.
        let told = found.region.place == Where::Heading
            && !gives(read, found)
            && self.talks.of_section.contains_key(&found.region.block);
        let of_books = gives(read, found)
            && self
                .lists_of_books
                .contains(&read.layout.group[found.region.block]);
        if told || of_books || rule.among_talks && !self.speaks_of_talks(found) {
            return;
        }
        // Captures that several emits share are bound once.
        let mut talks: FxHashMap<Term, Option<usize>> = FxHashMap::default();
        for emit in &rule.emits {
            if of_next && emit.kind == EdgeKind::HeldIn {
                continue;
            }
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
                // 'Keynotes by Anna and David' are one each.
                if emit.target == Term::Described && self.gave_one_each(found, &speakers) {
                    for speaker in speakers {
                        if let Some(talk) = self.described(found, &[speaker], rule.talk_kind) {
                            self.gave(found, emit.former, talk, vec![speaker]);
                        }
                    }
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
                self.gave(found, emit.former, talk, speakers);
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

    /// True for several talks by several people: 'talks by Anna, David and Jane'.
    fn gave_one_each(&self, found: &Found, speakers: &[usize]) -> bool {
        speakers.len() > 1
            && self.read.tokens.tokens[found.tokens.clone()]
                .iter()
                .find(|token| token.in_any(class::TALK_NOUN.bit()))
                .is_some_and(|token| token.in_any(self.classes.talks))
    }

    /// These speakers gave the talk.
    fn gave(&mut self, found: &Found, former: bool, talk: usize, speakers: Vec<usize>) {
        for speaker in speakers {
            if !self.talks.list[talk].speakers.contains(&speaker) {
                self.talks.list[talk].speakers.push(speaker);
            }
            let (source, target) = (End::Person(speaker), End::Talk(talk));
            self.fact(found, source, EdgeKind::Gave, target, former, None);
        }
        self.note_talk(found, talk);
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
        // Who works for nobody in particular works for no organisation.
        let own = ["freelance", "freelancer", "independent", "consultant"];
        if kind == NodeKind::Organization
            && own.contains(&read.text(range.clone()).to_ascii_lowercase().as_str())
        {
            return None;
        }
        let name = match mention.filter(|m| m.canonical > 0) {
            // Companies go by the name that the document uses: Facebook is not yet Meta there.
            Some(m) if kind == NodeKind::Organization => read.organization_name(m.canonical),
            Some(m) => read.rules.lexicon.canonical(m.canonical - 1).to_owned(),
            None => super::person::clean(read.text(range)),
        };
        (!name.is_empty()).then_some(End::Named(kind, name))
    }

    /// Adds what layout or metadata state at `tokens`, without a rule.
    fn state(&mut self, ends: (End, EdgeKind, End), stated: &'static str, tokens: Range<usize>) {
        let (source, kind, target) = ends;
        self.facts.push(Fact {
            source,
            kind,
            target,
            former: false,
            role: None,
            rule: None,
            stated,
            tokens,
        });
    }

    /// Adds that these persons gave a talk, as layout states at `tokens`.
    fn state_gave(
        &mut self,
        speakers: &[usize],
        talk: usize,
        stated: &'static str,
        tokens: &Range<usize>,
    ) {
        for speaker in speakers {
            self.talks.list[talk].speakers.push(*speaker);
            let ends = (End::Person(*speaker), EdgeKind::Gave, End::Talk(talk));
            self.state(ends, stated, tokens.clone());
        }
    }

    /// One strange word in brackets after a name is an employer only in a text that puts
    /// employers there; else it may be a nickname: 'Curtis Poe (Ovid)'.
    fn drop_lone_asides(&mut self) {
        let rules = &self.read.rules.rules;
        let aside = |fact: &Fact| {
            fact.kind == EdgeKind::WorksAt
                && fact.role.is_none()
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
                    .is_some_and(|w| lexicon.starts_nothing(lexicon.look_up(&w)))
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
