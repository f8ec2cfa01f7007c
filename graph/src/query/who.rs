//! The question the product exists for: who spoke about it?

use std::borrow::Cow;

use hallway_extractor::vocabulary::{EdgeKind, NodeKind};
use petgraph::graph::{EdgeIndex, NodeIndex};

use super::topic::{self, Meant};
use crate::fold::series;
use crate::name::{self, is_filler};
use crate::search;
use crate::view::{Adjacent, EvidenceRef, Graph};

/// With so many talks found by their topics, names that only resemble the question and
/// titles that hold its words are not looked through.
const ENOUGH: usize = 25;
/// The most talks that are found by their titles.
const MOST_TITLES: usize = 200;

/// What is asked.
#[derive(Clone, Copy, Debug, Default)]
pub struct Question<'q> {
    /// The subject, as a user writes it.
    pub topic: &'q str,
    /// Only talks given at this event or series of events.
    pub event: Option<&'q str>,
    /// Only talks given in this year.
    pub year: Option<i32>,
}

/// Someone who spoke about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Speaker {
    /// Who.
    pub person: NodeIndex,
    /// How well it answers; only good for comparing within one answer.
    pub score: f64,
    /// The talks, best first.
    pub talks: Vec<TalkAnswer>,
}

/// A talk that answers the question.
#[derive(Clone, Debug, PartialEq)]
pub struct TalkAnswer {
    /// The talk.
    pub talk: NodeIndex,
    /// How well it answers.
    pub score: f64,
    /// The topics and projects by which it answers; empty where its title does.
    pub matched: Vec<NodeIndex>,
    /// What says that the speaker gave it, then what says what it is about.
    pub evidence: Vec<EvidenceRef>,
}

/// One reason why a talk answers: by which topic, or by its title where there is none.
#[derive(Clone, Copy)]
struct Reason {
    talk: NodeIndex,
    score: f64,
    /// The topic or project, and the edge that says so.
    by: Option<(NodeIndex, EdgeIndex)>,
}

/// A talk that someone gave.
#[derive(Clone, Copy)]
struct Given {
    person: NodeIndex,
    /// The edge that says so.
    gave: EdgeIndex,
    /// Where the talk's reasons start.
    reasons: u32,
    /// In ten-thousandths, so that sums don't hang on their order.
    score: u32,
}

/// Who spoke about something, found but not yet spelled out: a page of it costs what the
/// page costs.
pub struct Answers<'g> {
    graph: &'g Graph,
    /// Sorted by talk.
    reasons: Vec<Reason>,
    /// Sorted by person.
    given: Vec<Given>,
    /// The people's scores with the stretches of `given` that are theirs.
    people: Vec<Ranked>,
}

/// One of the people.
#[derive(Clone, Copy)]
struct Ranked {
    score: u64,
    person: NodeIndex,
    start: u32,
    end: u32,
}

/// Who spoke about `question.topic`, best answer first: by topics and projects of that
/// name, spelling, number or abbreviation, then narrower ones, then such as resemble it,
/// then by titles.
pub fn who_spoke_about(graph: &Graph, question: &Question<'_>) -> Vec<Speaker> {
    let mut answers = Answers::find(graph, question);
    answers.sort(usize::MAX);
    (0..answers.len()).map(|at| answers.speaker(at)).collect()
}

impl<'g> Answers<'g> {
    /// Finds them, in no order that means anything.
    pub fn find(graph: &'g Graph, question: &Question<'_>) -> Answers<'g> {
        let reasons = talks_on(graph, question);
        let mut given = Vec::with_capacity(reasons.len());
        let mut at = 0;
        for about in by_talk(&reasons) {
            let best = best(about);
            for gave in graph.incoming(about[0].talk, EdgeKind::Gave) {
                let score = best * graph.edge(gave.edge).confidence();
                given.push(Given {
                    person: gave.node,
                    gave: gave.edge,
                    reasons: at,
                    score: units(score),
                });
            }
            at += about.len() as u32;
        }
        given.sort_by_key(|given| given.person);
        let mut people = Vec::new();
        let mut start = 0;
        for talks in given.chunk_by(|a, b| a.person == b.person) {
            let end = start + talks.len() as u32;
            people.push(Ranked {
                score: talks.iter().map(|talk| u64::from(talk.score)).sum(),
                person: talks[0].person,
                start,
                end,
            });
            start = end;
        }
        Answers {
            graph,
            reasons,
            given,
            people,
        }
    }

    /// How many people there are.
    pub fn len(&self) -> usize {
        self.people.len()
    }

    /// True where there is nobody.
    pub fn is_empty(&self) -> bool {
        self.people.is_empty()
    }

    /// How many talks they gave, one that two gave counted twice.
    pub fn talks(&self) -> usize {
        self.given.len()
    }

    /// Puts the best into order: the first `most` of them, or all.
    pub fn sort(&mut self, most: usize) {
        let graph = self.graph;
        let order = |a: &Ranked, b: &Ranked| {
            b.score
                .cmp(&a.score)
                .then_with(|| by_id(graph, a.person, b.person))
        };
        if most == 0 {
            return;
        }
        if most < self.people.len() {
            self.people.select_nth_unstable_by(most - 1, order);
        }
        let most = most.min(self.people.len());
        self.people[..most].sort_unstable_by(order);
    }

    /// Who is at that place, and the score.
    ///
    /// # Panics
    /// Where there is no such place.
    pub fn at(&self, place: usize) -> (NodeIndex, f64) {
        let ranked = self.people[place];
        (ranked.person, ranked.score as f64 / UNIT)
    }

    /// Who is at that place, with the talks.
    ///
    /// # Panics
    /// Where there is no such place.
    pub fn speaker(&self, place: usize) -> Speaker {
        let ranked = self.people[place];
        let given = &self.given[ranked.start as usize..ranked.end as usize];
        let mut talks: Vec<TalkAnswer> = given
            .iter()
            .map(|given| {
                let from = &self.reasons[given.reasons as usize..];
                let about = from.chunk_by(|a, b| a.talk == b.talk).next();
                answer(self.graph, about.unwrap_or(&[]), Some(given))
            })
            .collect();
        sort_talks(self.graph, &mut talks);
        Speaker {
            person: ranked.person,
            score: ranked.score as f64 / UNIT,
            talks,
        }
    }
}

/// The reasons of one talk after the other.
fn by_talk(reasons: &[Reason]) -> impl Iterator<Item = &[Reason]> {
    reasons.chunk_by(|a, b| a.talk == b.talk)
}

/// The score of the surest reason.
fn best(about: &[Reason]) -> f64 {
    about.iter().map(|reason| reason.score).fold(0.0, f64::max)
}

/// A talk, spelled out.
fn answer(graph: &Graph, about: &[Reason], given: Option<&Given>) -> TalkAnswer {
    let by = || about.iter().filter_map(|reason| reason.by);
    let edges = given.map(|given| given.gave).into_iter();
    TalkAnswer {
        talk: about.first().map_or(NodeIndex::end(), |reason| reason.talk),
        score: f64::from(given.map_or_else(|| units(best(about)), |given| given.score)) / UNIT,
        matched: by().map(|(topic, _)| topic).collect(),
        evidence: edges
            .chain(by().map(|(_, edge)| edge))
            .flat_map(|edge| graph.evidence_of(edge))
            .collect(),
    }
}

/// The talks that answer `question` and whose speakers no document names, best first.
pub fn talks_without_speaker(graph: &Graph, question: &Question<'_>) -> Vec<TalkAnswer> {
    let reasons = talks_on(graph, question);
    let mut talks: Vec<TalkAnswer> = by_talk(&reasons)
        .filter(|about| graph.incoming(about[0].talk, EdgeKind::Gave).is_empty())
        .map(|about| answer(graph, about, None))
        .collect();
    sort_talks(graph, &mut talks);
    talks
}

fn sort_talks(graph: &Graph, talks: &mut [TalkAnswer]) {
    talks.sort_by(|a, b| {
        b.score
            .total_cmp(&a.score)
            .then_with(|| by_id(graph, a.talk, b.talk))
    });
}

/// Why talks are on the subject, whoever gave them, sorted by talk.
fn talks_on(graph: &Graph, question: &Question<'_>) -> Vec<Reason> {
    let place = Place::new(question);
    let mut reasons = Vec::new();
    let meant = topic::subjects(graph, question.topic);
    add_topics(graph, &meant, &place, &mut reasons);
    sort_reasons(&mut reasons);
    if by_talk(&reasons).take(ENOUGH).count() < ENOUGH {
        let like = topic::like(graph, question.topic);
        add_topics(graph, &like, &place, &mut reasons);
        sort_reasons(&mut reasons);
        add_titles(graph, question.topic, &place, &mut reasons);
        sort_reasons(&mut reasons);
    }
    reasons
}

/// Brings the reasons of a talk together, in the order they were found; a topic that was
/// found twice is one reason.
fn sort_reasons(reasons: &mut Vec<Reason>) {
    reasons.sort_by_key(|reason| reason.talk);
    let mut kept: Vec<Reason> = Vec::with_capacity(reasons.len());
    let mut start = 0;
    for &reason in reasons.iter() {
        if kept
            .get(start)
            .is_some_and(|first| first.talk != reason.talk)
        {
            start = kept.len();
        }
        match kept[start..].iter_mut().find(|known| known.by == reason.by) {
            Some(known) => known.score = known.score.max(reason.score),
            None => kept.push(reason),
        }
    }
    *reasons = kept;
}

/// The people who gave talks about any of `topics`, each once, sorted by number: the bare look-up, for programs that do the rest.
pub fn speakers_about(graph: &Graph, topics: &[NodeIndex]) -> Vec<NodeIndex> {
    let talks = topics
        .iter()
        .flat_map(|topic| graph.incoming(*topic, EdgeKind::About));
    // First where the speakers of each talk are, then who they are: how many a talk has
    // cannot be guessed, and a wrong guess would wait for memory, talk after talk.
    let speakers: Vec<&[Adjacent]> = talks
        .map(|talk| graph.incoming(talk.node, EdgeKind::Gave))
        .collect();
    let mut people = Vec::with_capacity(speakers.iter().map(|gave| gave.len()).sum());
    for gave in speakers {
        people.extend(gave.iter().map(|gave| gave.node));
    }
    people.sort_unstable();
    people.dedup();
    people
}

fn add_topics(graph: &Graph, meant: &[Meant], place: &Place<'_>, reasons: &mut Vec<Reason>) {
    for &Meant { topic, weight } in meant {
        for about in graph.incoming(topic, EdgeKind::About) {
            if place.fits(graph, about.node) {
                reasons.push(Reason {
                    talk: about.node,
                    score: weight * graph.edge(about.edge).confidence(),
                    by: Some((topic, about.edge)),
                });
            }
        }
    }
}

fn add_titles(graph: &Graph, text: &str, place: &Place<'_>, reasons: &mut Vec<Reason>) {
    let folded = name::fold(text);
    let words: Vec<&str> = folded
        .split(' ')
        .filter(|word| !word.is_empty() && !is_filler(word))
        .collect();
    if words.is_empty() {
        return;
    }
    let known = reasons.len();
    for hit in search::search(graph, &words.join(" "), &[NodeKind::Talk], MOST_TITLES).hits {
        let is_known = reasons[..known]
            .binary_search_by_key(&hit.node, |reason| reason.talk)
            .is_ok();
        if !is_known && hit.highlights.len() >= words.len() && place.fits(graph, hit.node) {
            reasons.push(Reason {
                talk: hit.node,
                score: 0.5 * hit.score.clamp(0.2, 1.0),
                by: None,
            });
        }
    }
}

/// Where and when the talks asked for were given.
struct Place<'q> {
    event: Option<(String, Cow<'q, str>)>,
    year: Option<i32>,
}

impl<'q> Place<'q> {
    fn new(question: &Question<'q>) -> Place<'q> {
        let event = question.event.filter(|event| !event.trim().is_empty());
        Place {
            event: event.map(|event| (series(event), Cow::from(name::compact(event)))),
            year: question.year,
        }
    }

    fn fits(&self, graph: &Graph, talk: NodeIndex) -> bool {
        if self.event.is_none() && self.year.is_none() {
            return true;
        }
        graph
            .outgoing(talk, EdgeKind::PresentedAt)
            .iter()
            .any(|at| {
                let event = graph.data(at.node);
                let in_year = self.year.is_none_or(|year| event.year() == Some(year));
                let at_event = self.event.as_ref().is_none_or(|(series_asked, whole)| {
                    let own = event.series().unwrap_or(&event.name);
                    // 'PyCon US' asks for the series, 'PyCon US 2024' for one edition.
                    let edition = whole.ends_with(|c: char| c.is_ascii_digit());
                    let mut named = event.names().map(name::compact);
                    named.any(|name| name == **whole)
                        || (!edition && series(own) == *series_asked)
                        || edition
                            && series(own) == *series_asked
                            && event
                                .year()
                                .is_some_and(|year| whole.ends_with(&year.to_string()))
                });
                in_year && at_event
            })
    }
}

fn by_id(graph: &Graph, a: NodeIndex, b: NodeIndex) -> std::cmp::Ordering {
    graph.data(a).id.cmp(&graph.data(b).id)
}

/// The parts of a score's unit.
const UNIT: f64 = 10_000.0;

/// A score in whole parts.
fn units(score: f64) -> u32 {
    (score * UNIT).round() as u32
}
