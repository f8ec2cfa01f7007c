//! The question the product exists for: who spoke about it?

use std::borrow::Cow;

use hallway_extractor::vocabulary::{EdgeKind, NodeKind};
use petgraph::graph::{EdgeIndex, NodeIndex};
use rustc_hash::FxHashMap;

use super::topic::{self, Meant};
use crate::fold::series;
use crate::name::{self, is_filler};
use crate::search;
use crate::view::{EvidenceRef, Graph};

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

/// A talk on the subject, before its speakers are known.
struct Found {
    score: f64,
    matched: Vec<NodeIndex>,
    about: Vec<EdgeIndex>,
}

/// Who spoke about `question.topic`, best answer first: by topics and projects of that
/// name, spelling, number or abbreviation, then narrower ones, then such as resemble it,
/// then by titles.
pub fn who_spoke_about(graph: &Graph, question: &Question<'_>) -> Vec<Speaker> {
    let talks = talks_on(graph, question);
    let mut speakers: FxHashMap<NodeIndex, Vec<TalkAnswer>> = FxHashMap::default();
    for (&talk, found) in &talks {
        for gave in graph.incoming(talk, EdgeKind::Gave) {
            let edges = std::iter::once(&gave.edge).chain(&found.about);
            speakers.entry(gave.node).or_default().push(TalkAnswer {
                talk,
                score: rounded(found.score * graph.edge(gave.edge).confidence()),
                matched: found.matched.clone(),
                evidence: edges.flat_map(|&edge| graph.evidence_of(edge)).collect(),
            });
        }
    }
    let mut answer: Vec<Speaker> = speakers
        .into_iter()
        .map(|(person, mut talks)| {
            sort_talks(graph, &mut talks);
            let score = rounded(talks.iter().map(|talk| talk.score).sum());
            Speaker {
                person,
                score,
                talks,
            }
        })
        .collect();
    answer.sort_by(|a, b| {
        b.score
            .total_cmp(&a.score)
            .then_with(|| by_id(graph, a.person, b.person))
    });
    answer
}

/// The talks that answer `question` and whose speakers no document names, best first.
pub fn talks_without_speaker(graph: &Graph, question: &Question<'_>) -> Vec<TalkAnswer> {
    let mut talks: Vec<TalkAnswer> = talks_on(graph, question)
        .into_iter()
        .filter(|(talk, _)| graph.incoming(*talk, EdgeKind::Gave).is_empty())
        .map(|(talk, found)| TalkAnswer {
            talk,
            score: rounded(found.score),
            matched: found.matched,
            evidence: found
                .about
                .iter()
                .flat_map(|&edge| graph.evidence_of(edge))
                .collect(),
        })
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

/// The talks on the subject, whoever gave them.
fn talks_on(graph: &Graph, question: &Question<'_>) -> FxHashMap<NodeIndex, Found> {
    let mut talks: FxHashMap<NodeIndex, Found> = FxHashMap::default();
    let given = Given::new(graph, question);
    add_topics(
        graph,
        &topic::subjects(graph, question.topic),
        &given,
        &mut talks,
    );
    if talks.len() < ENOUGH {
        add_topics(
            graph,
            &topic::like(graph, question.topic),
            &given,
            &mut talks,
        );
        add_titles(graph, question.topic, &given, &mut talks);
    }
    talks
}

/// The people who gave talks about any of `topics`, each once with the number of those
/// talks, in no order that means anything: the bare look-up, for programs that do the rest.
pub fn speakers_about(graph: &Graph, topics: &[NodeIndex]) -> Vec<(NodeIndex, u32)> {
    let mut people: Vec<NodeIndex> = Vec::new();
    for &topic in topics {
        for talk in graph.incoming(topic, EdgeKind::About) {
            people.extend(
                graph
                    .incoming(talk.node, EdgeKind::Gave)
                    .iter()
                    .map(|gave| gave.node),
            );
        }
    }
    people.sort_unstable();
    let mut counted: Vec<(NodeIndex, u32)> = Vec::with_capacity(people.len());
    for person in people {
        match counted.last_mut() {
            Some((last, count)) if *last == person => *count += 1,
            _ => counted.push((person, 1)),
        }
    }
    counted
}

fn add_topics(
    graph: &Graph,
    meant: &[Meant],
    given: &Given<'_>,
    talks: &mut FxHashMap<NodeIndex, Found>,
) {
    for &Meant { topic, weight } in meant {
        for about in graph.incoming(topic, EdgeKind::About) {
            if !given.fits(graph, about.node) {
                continue;
            }
            let score = weight * graph.edge(about.edge).confidence();
            let found = talks.entry(about.node).or_insert_with(|| Found {
                score: 0.0,
                matched: Vec::with_capacity(1),
                about: Vec::with_capacity(1),
            });
            found.score = found.score.max(score);
            if !found.matched.contains(&topic) {
                found.matched.push(topic);
                found.about.push(about.edge);
            }
        }
    }
}

fn add_titles(
    graph: &Graph,
    text: &str,
    given: &Given<'_>,
    talks: &mut FxHashMap<NodeIndex, Found>,
) {
    let folded = name::fold(text);
    let words: Vec<&str> = folded
        .split(' ')
        .filter(|word| !word.is_empty() && !is_filler(word))
        .collect();
    if words.is_empty() {
        return;
    }
    for hit in search::search(graph, &words.join(" "), &[NodeKind::Talk], MOST_TITLES).hits {
        if hit.highlights.len() >= words.len() && given.fits(graph, hit.node) {
            let score = 0.5 * hit.score.clamp(0.2, 1.0);
            talks.entry(hit.node).or_insert(Found {
                score,
                matched: Vec::new(),
                about: Vec::new(),
            });
        }
    }
}

/// Where and when the talks asked for were given.
struct Given<'q> {
    event: Option<(String, Cow<'q, str>)>,
    year: Option<i32>,
}

impl<'q> Given<'q> {
    fn new(_graph: &Graph, question: &Question<'q>) -> Given<'q> {
        let event = question.event.filter(|event| !event.trim().is_empty());
        Given {
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
                let in_year = self
                    .year
                    .is_none_or(|year| event.details.year == Some(year));
                let at_event = self.event.as_ref().is_none_or(|(series_asked, whole)| {
                    let own = event.details.series.as_deref().unwrap_or(&event.name);
                    // 'PyCon US' asks for the series, 'PyCon US 2024' for one edition.
                    let edition = whole.ends_with(|c: char| c.is_ascii_digit());
                    let named = std::iter::once(&event.name).chain(event.aliases.iter());
                    let mut named = named.map(|name| name::compact(name));
                    named.any(|name| name == **whole)
                        || (!edition && series(own) == *series_asked)
                        || edition
                            && series(own) == *series_asked
                            && event
                                .details
                                .year
                                .is_some_and(|year| whole.ends_with(&year.to_string()))
                });
                in_year && at_event
            })
    }
}

fn by_id(graph: &Graph, a: NodeIndex, b: NodeIndex) -> std::cmp::Ordering {
    graph.data(a).id.cmp(&graph.data(b).id)
}

fn rounded(score: f64) -> f64 {
    (score * 10_000.0).round() / 10_000.0
}
