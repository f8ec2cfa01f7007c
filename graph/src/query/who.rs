//! The question the product exists for: who spoke about it?

use hallway_extractor::vocabulary::{EdgeKind, NodeKind};
use petgraph::graph::NodeIndex;
use rustc_hash::FxHashMap;

use crate::view::{EvidenceRef, Graph};

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
    /// What says that the speaker gave it and what it is about.
    pub evidence: Vec<EvidenceRef>,
}

/// Who spoke about `question.topic`, best answer first.
pub fn who_spoke_about(graph: &Graph, question: &Question<'_>) -> Vec<Speaker> {
    let mut talks: FxHashMap<NodeIndex, TalkAnswer> = FxHashMap::default();
    for kind in [NodeKind::Topic, NodeKind::Project] {
        for &topic in graph.find_by_name(kind, question.topic) {
            for talk in graph.incoming(topic, EdgeKind::About) {
                let answer = talks.entry(talk.node).or_insert_with(|| TalkAnswer {
                    talk: talk.node,
                    score: 1.0,
                    matched: Vec::new(),
                    evidence: Vec::new(),
                });
                answer.matched.push(topic);
                answer.evidence.extend(graph.evidence_of(talk.edge));
            }
        }
    }
    let mut speakers: FxHashMap<NodeIndex, Speaker> = FxHashMap::default();
    for answer in talks.values() {
        for gave in graph.incoming(answer.talk, EdgeKind::Gave) {
            let speaker = speakers.entry(gave.node).or_insert_with(|| Speaker {
                person: gave.node,
                score: 0.0,
                talks: Vec::new(),
            });
            let mut answer = answer.clone();
            answer.evidence.splice(0..0, graph.evidence_of(gave.edge));
            speaker.talks.push(answer);
            speaker.score += 1.0;
        }
    }
    let mut speakers: Vec<Speaker> = speakers.into_values().collect();
    for speaker in &mut speakers {
        speaker
            .talks
            .sort_by(|a, b| graph.data(a.talk).id.cmp(&graph.data(b.talk).id));
    }
    speakers.sort_by(|a, b| {
        b.score
            .total_cmp(&a.score)
            .then_with(|| graph.data(a.person).id.cmp(&graph.data(b.person).id))
    });
    speakers
}
