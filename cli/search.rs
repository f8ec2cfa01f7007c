//! `hallway search`: nodes by what a user remembers of their names, or of what was said of them.

use clap::Args;
use hallway_extractor::NodeKind;
use hallway_graph::search::search_everywhere;
use serde::Serialize;

use crate::exit::Exit;
use crate::output::{self, FormatArgs};
use crate::store::StoreArgs;

/// Find nodes by their names, aliases and quotes
#[derive(Args, Debug)]
pub struct Search {
    /// Parts of the name; a typing error does no harm
    #[arg(required = true, value_name = "TEXT")]
    text: Vec<String>,

    /// Only nodes of this kind (may be given several times)
    #[arg(long = "kind", value_name = "KIND", value_parser = output::node_kind)]
    kinds: Vec<NodeKind>,

    /// At most this many
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,

    #[command(flatten)]
    format: FormatArgs,
}

#[derive(Debug, Serialize)]
struct Answer {
    total: usize,
    hits: Vec<HitRow>,
}

#[derive(Debug, Serialize)]
struct HitRow {
    id: String,
    kind: NodeKind,
    name: String,
    matched: String,
    highlights: Vec<(usize, usize)>,
    score: f64,
}

impl Search {
    pub fn run(self, store: &StoreArgs) -> anyhow::Result<Exit> {
        let text = self.text.join(" ");
        let hallway = store.open()?;
        let graph = hallway.graph();
        let found = search_everywhere(&graph, &text, &self.kinds, self.limit);
        let hits = found.hits.into_iter().map(|hit| {
            let data = graph.data(hit.node);
            HitRow {
                id: data.id.to_string(),
                kind: data.kind,
                name: data.name.to_string(),
                matched: hit.matched,
                highlights: hit.highlights,
                score: hit.score,
            }
        });
        let answer = Answer {
            total: found.total,
            hits: hits.collect(),
        };
        output::print(self.format.format, &answer, |out| {
            if answer.hits.is_empty() {
                return writeln!(out, "nothing goes by a name like '{text}'");
            }
            let rows = answer.hits.iter().map(|hit| {
                let alias = if hit.matched == hit.name {
                    String::new()
                } else {
                    // A quote may have several lines, a row has one.
                    hit.matched.split_whitespace().collect::<Vec<_>>().join(" ")
                };
                [
                    hit.kind.name().to_owned(),
                    hit.name.clone(),
                    alias,
                    hit.id.clone(),
                ]
            });
            writeln!(
                out,
                "{}",
                output::table(["kind", "name", "found as", "id"], rows).trim_fmt()
            )?;
            if answer.total > answer.hits.len() {
                writeln!(
                    out,
                    "{} of {}; --limit shows more",
                    answer.hits.len(),
                    answer.total
                )?;
            }
            Ok(())
        })?;
        Ok(Exit::found(!answer.hits.is_empty()))
    }
}
