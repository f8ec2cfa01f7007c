//! `hallway demo`: the bundled recaps in a store of their own, one answer, and the graph served.

use std::io::Write;
use std::net::SocketAddr;

use anyhow::Context;
use clap::Args;
use hallway_api::config::Config;
use hallway_extractor::builtin;
use hallway_extractor::read::read;
use hallway_graph::query::Question;
use hallway_graph::{Entry, Hallway};

use crate::exit::Exit;
use crate::rule_files::Rules;
use crate::serve::{Port, run_until_stopped};
use crate::{output, who};

/// Read the bundled recaps, answer one question, and serve the graph
///
/// The store is a temporary one and is gone afterwards.
#[derive(Args, Debug)]
pub struct Demo {
    /// The question: who spoke about this?
    #[arg(long, value_name = "TOPIC", default_value = "subinterpreters")]
    ask: String,

    /// Where to serve; another port is taken where this one is in use
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8000")]
    listen: SocketAddr,

    /// End after the answer
    #[arg(long)]
    no_serve: bool,
}

macro_rules! recap {
    ($name:literal) => {
        (
            $name,
            include_bytes!(concat!("../fixtures/documents/", $name)),
        )
    };
}

/// The recaps of `fixtures/documents`, in the order of their names.
const RECAPS: [(&str, &[u8]); 13] = [
    recap!("frontierjs-2014.md"),
    recap!("gopherfest-porto-2019.md"),
    recap!("juliadays-2021.mdx"),
    recap!("kubeharbour-2023.rst"),
    recap!("lightning-evening-2018.md"),
    recap!("loomworks-at-webfjord-2025.md"),
    recap!("lowlang-workshop-2017.html"),
    recap!("pgday-utrecht-2016.html"),
    recap!("planet-winter-2026.html"),
    recap!("pycon-us-2024-favourites.txt"),
    recap!("rustdays-ghent-2022.txt"),
    recap!("scene-digest.rss.xml"),
    recap!("sidetrack.atom.xml"),
];

impl Demo {
    pub fn run(self) -> anyhow::Result<Exit> {
        let folder = tempfile::tempdir().context("making a temporary folder")?;
        let hallway = Hallway::open(&folder.path().join("hallway.db"))?;
        let mut entries = Vec::new();
        for (name, bytes) in RECAPS {
            for document in
                read(name, bytes, None).with_context(|| format!("reading the bundled {name}"))?
            {
                let extraction = hallway_extractor::extract(&document, builtin::rules());
                entries.push(Entry {
                    document,
                    extraction,
                });
            }
        }
        let documents = output::count(hallway.ingest(entries)?.len(), "document");
        let graph = hallway.graph();
        let mut out = output::stdout();
        writeln!(
            out,
            "{documents}: {} nodes, {} edges\n",
            graph.node_count(),
            graph.edge_count()
        )?;
        writeln!(out, "who spoke about {}?", self.ask)?;
        let rows = who::answer(
            &graph,
            &Question {
                topic: &self.ask,
                ..Question::default()
            },
        );
        who::print(&mut out, &self.ask, &rows)?;
        out.flush()?;
        drop(out);
        if self.no_serve {
            return Ok(Exit::found(!rows.is_empty()));
        }
        let mut config = Config::default();
        config.listen = self.listen;
        run_until_stopped(
            hallway,
            config,
            &Rules::BuiltIn(builtin::rules()),
            Port::AnyIfTaken,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_recap_is_bundled() -> std::io::Result<()> {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/documents");
        let mut names: Vec<String> = std::fs::read_dir(folder)?
            .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
            .collect::<std::io::Result<_>>()?;
        names.sort();
        assert_eq!(RECAPS.map(|(name, _)| name.to_owned()).as_slice(), names);
        Ok(())
    }
}
