//! `hallway forget`: documents, and exactly their facts, out of the store.

use clap::Args;
use hallway_extractor::NodeKind;
use hallway_graph::{Done, Graph};
use serde::Serialize;

use crate::exit::Exit;
use crate::output::{self, FormatArgs};
use crate::store::StoreArgs;

/// Remove documents and exactly their facts
#[derive(Args, Debug)]
pub struct Forget {
    /// Names of documents, as they were given to `ingest`; a feed or a folder stands for all that came from it
    #[arg(required = true, value_name = "DOCUMENT")]
    documents: Vec<String>,

    #[command(flatten)]
    format: FormatArgs,
}

#[derive(Debug, Serialize)]
struct Summary {
    forgotten: Vec<String>,
    unknown: Vec<String>,
}

impl Forget {
    pub fn run(self, store: &StoreArgs) -> anyhow::Result<Exit> {
        let hallway = store.open()?;
        let (mut names, mut unknown) = (Vec::new(), Vec::new());
        for given in &self.documents {
            let meant = meant(&hallway.graph(), given);
            if meant.is_empty() {
                unknown.push(given.clone());
            }
            names.extend(meant);
        }
        names.sort();
        names.dedup();
        let done = if names.is_empty() {
            Vec::new()
        } else {
            hallway.forget(&names)?
        };
        let forgotten = names
            .into_iter()
            .zip(done)
            .filter(|(_, done)| *done == Done::Removed);
        let summary = Summary {
            forgotten: forgotten.map(|(name, _)| name).collect(),
            unknown,
        };
        output::print(self.format.format, &summary, |out| {
            for name in &summary.forgotten {
                writeln!(out, "forgot {name}")?;
            }
            Ok(())
        })?;
        for name in &summary.unknown {
            eprintln!(
                "hallway: there is no document '{name}'; `hallway search --kind document` lists such names"
            );
        }
        Ok(Exit::found(summary.unknown.is_empty()))
    }
}

/// The documents that `given` stands for: the one of that name, the posts of that feed, or
/// what came from that folder.
fn meant(graph: &Graph, given: &str) -> Vec<String> {
    let names = || {
        let documents = graph.nodes_of(NodeKind::Document).iter();
        documents.filter_map(|&node| graph.data(node).path())
    };
    if names().any(|name| name == given) {
        return vec![given.to_owned()];
    }
    let feed = format!("{given}#");
    let folder = format!("{}/", given.trim_end_matches('/'));
    names()
        .filter(|name| name.starts_with(&feed) || name.starts_with(&folder))
        .map(str::to_owned)
        .collect()
}
