//! Prints the topics of talks, for judging them by eye or against gold: reads one JSON
//! object a line, `{"title": …, "passages": […], "names": […], "untitled": false}`, and
//! writes one a line, `{"title": …, "topics": [{"label", "source", "confidence"}]}`.
//!
//! `cargo run -p hallway-extractor --example topics < talks.jsonl`

use std::io::{BufRead, Write};

use hallway_extractor::topic::{Names, TopicContext, TopicSource, find};
use serde::Deserialize;

#[derive(Deserialize)]
struct Talk {
    title: String,
    #[serde(default)]
    passages: Vec<String>,
    #[serde(default)]
    names: Vec<String>,
    #[serde(default)]
    untitled: bool,
}

fn main() -> std::io::Result<()> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let talk: Talk = serde_json::from_str(&line?)?;
        let passages: Vec<&str> = talk.passages.iter().map(String::as_str).collect();
        let names = Names::new(talk.names.iter().map(String::as_str));
        let found = find(
            &talk.title,
            &passages,
            &TopicContext {
                names: &names,
                untitled: talk.untitled,
            },
        );
        let topics: Vec<serde_json::Value> = found
            .iter()
            .map(|topic| {
                let source = match topic.source {
                    TopicSource::Title => "title".to_string(),
                    TopicSource::Passage(i) => format!("passage {i}"),
                };
                serde_json::json!({
                    "label": topic.label, "project": topic.is_project, "source": source, "confidence": topic.confidence,
                })
            })
            .collect();
        writeln!(
            out,
            "{}",
            serde_json::json!({"title": talk.title, "topics": topics})
        )?;
    }
    out.flush()
}
