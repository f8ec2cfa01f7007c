//! `hallway who`: the question that the product exists for.

use std::io::{self, Write};

use clap::Args;
use hallway_extractor::EdgeKind;
use hallway_graph::query::{Question, Speaker, TalkAnswer, talks_without_speaker, who_spoke_about};
use hallway_graph::{Graph, NodeIndex};
use serde::Serialize;

use crate::exit::Exit;
use crate::output::{self, FormatArgs};
use crate::store::StoreArgs;

/// Who spoke about a topic: speaker, talk, event, and the sentence that says so
#[derive(Args, Debug)]
pub struct Who {
    /// The topic; several words need no quotes
    #[arg(required = true, value_name = "TOPIC")]
    topic: Vec<String>,

    /// Only talks at this event, or this series of events
    #[arg(long, value_name = "NAME")]
    event: Option<String>,

    /// Only talks of this year
    #[arg(long, value_name = "YEAR")]
    year: Option<i32>,

    #[command(flatten)]
    format: FormatArgs,
}

/// One speaker with the talks that answer; the last row may hold talks whose speakers no
/// document names.
#[derive(Debug, Serialize)]
pub struct SpeakerRow {
    id: Option<String>,
    name: Option<String>,
    score: f64,
    talks: Vec<TalkRow>,
}

/// One talk that answers, and why.
#[derive(Debug, Serialize)]
struct TalkRow {
    id: String,
    title: String,
    events: Vec<String>,
    matched: Vec<String>,
    evidence: Vec<EvidenceRow>,
}

/// One piece of evidence.
#[derive(Debug, Serialize)]
struct EvidenceRow {
    quote: String,
    document: String,
    start: u32,
    end: u32,
    rule: String,
    confidence: f64,
}

impl Who {
    pub fn run(self, store: &StoreArgs) -> anyhow::Result<Exit> {
        let topic = self.topic.join(" ");
        let question = Question {
            topic: &topic,
            event: self.event.as_deref(),
            year: self.year,
        };
        let hallway = store.open()?;
        let rows = answer(&hallway.graph(), &question);
        output::print(self.format.format, &rows, |out| print(out, &topic, &rows))?;
        Ok(Exit::found(!rows.is_empty()))
    }
}

/// The answer, best first.
pub fn answer(graph: &Graph, question: &Question<'_>) -> Vec<SpeakerRow> {
    let mut rows: Vec<SpeakerRow> = who_spoke_about(graph, question)
        .iter()
        .map(|speaker| speaker_row(graph, speaker))
        .collect();
    let unnamed = talks_without_speaker(graph, question);
    if let Some(best) = unnamed.first() {
        rows.push(SpeakerRow {
            id: None,
            name: None,
            score: best.score,
            talks: unnamed.iter().map(|talk| talk_row(graph, talk)).collect(),
        });
    }
    rows
}

/// The answer as a table.
pub fn print(out: &mut dyn Write, topic: &str, rows: &[SpeakerRow]) -> io::Result<()> {
    if rows.is_empty() {
        return writeln!(
            out,
            "nobody spoke about {topic}; `hallway search {topic}` shows what goes by such a name"
        );
    }
    let lines = rows.iter().flat_map(|speaker| {
        speaker.talks.iter().map(|talk| {
            let first = talk.evidence.first();
            [
                speaker
                    .name
                    .clone()
                    .unwrap_or_else(|| "(not named)".to_owned()),
                talk.title.clone(),
                talk.events.join(", "),
                first
                    .map(|evidence| output::shortened(&evidence.quote, 160))
                    .unwrap_or_default(),
                first
                    .map(|evidence| evidence.document.clone())
                    .unwrap_or_default(),
            ]
        })
    });
    writeln!(
        out,
        "{}",
        output::table(["speaker", "talk", "event", "says so", "document"], lines).trim_fmt()
    )
}

fn speaker_row(graph: &Graph, speaker: &Speaker) -> SpeakerRow {
    let data = graph.data(speaker.person);
    SpeakerRow {
        id: Some(data.id.to_string()),
        name: Some(data.name.to_string()),
        score: speaker.score,
        talks: speaker
            .talks
            .iter()
            .map(|talk| talk_row(graph, talk))
            .collect(),
    }
}

fn talk_row(graph: &Graph, answer: &TalkAnswer) -> TalkRow {
    let talk = graph.data(answer.talk);
    let events = graph.outgoing(answer.talk, EdgeKind::PresentedAt);
    let name = |node: NodeIndex| graph.data(node).name.to_string();
    TalkRow {
        id: talk.id.to_string(),
        title: talk.name.to_string(),
        events: events.iter().map(|event| name(event.node)).collect(),
        matched: answer.matched.iter().map(|&topic| name(topic)).collect(),
        evidence: answer
            .evidence
            .iter()
            .map(|&evidence| {
                let evidence = graph.evidence(evidence);
                EvidenceRow {
                    quote: evidence.quote.to_string(),
                    document: output::document_name(graph, evidence.document),
                    start: evidence.start,
                    end: evidence.end,
                    rule: evidence.rule.to_string(),
                    confidence: evidence.confidence(),
                }
            })
            .collect(),
    }
}
