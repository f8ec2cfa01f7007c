//! `hallway stats`: how much there is of what.

use std::collections::BTreeMap;
use std::io::{self, Write};

use clap::Args;
use hallway_graph::query::statistics;
use serde::Serialize;

use crate::exit::Exit;
use crate::output::{self, FormatArgs};
use crate::store::StoreArgs;

/// Count nodes, edges and evidence
#[derive(Args, Debug)]
pub struct Stats {
    #[command(flatten)]
    format: FormatArgs,
}

#[derive(Debug, Serialize)]
struct Counts {
    nodes: BTreeMap<&'static str, usize>,
    edges: BTreeMap<&'static str, usize>,
    evidence: usize,
    generation: u64,
}

impl Stats {
    pub fn run(self, store: &StoreArgs) -> anyhow::Result<Exit> {
        let hallway = store.open()?;
        let statistics = statistics(&hallway.graph());
        let counts = Counts {
            nodes: statistics
                .nodes
                .iter()
                .map(|&(kind, count)| (kind.name(), count))
                .collect(),
            edges: statistics
                .edges
                .iter()
                .map(|&(kind, count)| (kind.name(), count))
                .collect(),
            evidence: statistics.evidence,
            generation: statistics.generation,
        };
        output::print(self.format.format, &counts, |out| {
            let nodes = statistics
                .nodes
                .iter()
                .map(|&(kind, count)| (kind.name(), count));
            let edges = statistics
                .edges
                .iter()
                .map(|&(kind, count)| (kind.name(), count));
            rows(out, "nodes", nodes)?;
            rows(out, "edges", edges)?;
            writeln!(out, "{:<14} {:>9}", "evidence", counts.evidence)
        })?;
        Ok(Exit::Done)
    }
}

fn rows(
    out: &mut dyn Write,
    what: &str,
    counts: impl Iterator<Item = (&'static str, usize)> + Clone,
) -> io::Result<()> {
    let total: usize = counts.clone().map(|(_, count)| count).sum();
    writeln!(out, "{what:<14} {total:>9}")?;
    for (kind, count) in counts {
        writeln!(out, "  {kind:<12} {count:>9}")?;
    }
    Ok(())
}
