//! `hallway merge`, `split`, `rename`, `retract`, `curations`, `undo`: corrections by hand,
//! kept beside the documents, so that they outlive a new version of a document.

use std::io::{self, Write};

use clap::Args;
use hallway_extractor::EdgeKind;
use hallway_graph::{Curation, CurationRecord, Hallway};
use serde::Serialize;

use crate::exit::Exit;
use crate::output::{self, Format, FormatArgs};
use crate::store::{self, StoreArgs};

/// Make two nodes one
#[derive(Args, Debug)]
pub struct Merge {
    /// The node that keeps its id and name: a name, an alias or an id
    keep: String,
    /// The node that becomes part of it
    other: String,
    #[command(flatten)]
    format: FormatArgs,
}

/// Make a name within a node a node of its own
#[derive(Args, Debug)]
pub struct Split {
    /// The node that holds two
    node: String,
    /// The name or alias that is someone or something else
    name: String,
    /// Only in this document (may be given several times)
    #[arg(long = "document", value_name = "DOCUMENT")]
    documents: Vec<String>,
    #[command(flatten)]
    format: FormatArgs,
}

/// Give a node another name
#[derive(Args, Debug)]
pub struct Rename {
    /// The node
    node: String,
    /// Its new name
    name: String,
    #[command(flatten)]
    format: FormatArgs,
}

/// Take back a fact that documents state wrongly
#[derive(Args, Debug)]
pub struct Retract {
    /// Where the edge starts
    source: String,
    /// What the edge is
    #[arg(value_parser = output::edge_kind)]
    kind: EdgeKind,
    /// Where the edge ends
    target: String,
    #[command(flatten)]
    format: FormatArgs,
}

/// List the corrections
#[derive(Args, Debug)]
pub struct Curations {
    #[command(flatten)]
    format: FormatArgs,
}

/// Take back a correction
#[derive(Args, Debug)]
pub struct Undo {
    /// Its number, as `hallway curations` lists it
    number: u64,
    #[command(flatten)]
    format: FormatArgs,
}

impl Merge {
    pub fn run(self, store: &StoreArgs) -> anyhow::Result<Exit> {
        let hallway = store.open()?;
        let (keep, other) = (id(&hallway, &self.keep)?, id(&hallway, &self.other)?);
        record(
            &hallway,
            Curation::Merge { keep, other },
            self.format.format,
        )
    }
}

impl Split {
    pub fn run(self, store: &StoreArgs) -> anyhow::Result<Exit> {
        let hallway = store.open()?;
        let node = id(&hallway, &self.node)?;
        let curation = Curation::Split {
            node,
            name: self.name,
            documents: self.documents,
        };
        record(&hallway, curation, self.format.format)
    }
}

impl Rename {
    pub fn run(self, store: &StoreArgs) -> anyhow::Result<Exit> {
        let hallway = store.open()?;
        let node = id(&hallway, &self.node)?;
        record(
            &hallway,
            Curation::Rename {
                node,
                name: self.name,
            },
            self.format.format,
        )
    }
}

impl Retract {
    pub fn run(self, store: &StoreArgs) -> anyhow::Result<Exit> {
        let hallway = store.open()?;
        let graph = hallway.graph();
        let (source, target) = (
            store::node(&graph, &self.source)?,
            store::node(&graph, &self.target)?,
        );
        if graph.find_edge(source, self.kind, target).is_none() {
            eprintln!(
                "hallway: the graph does not say that; `hallway show {}` lists what it says",
                self.source
            );
            return Ok(Exit::Partly);
        }
        let id = |node| graph.data(node).id.to_string();
        let curation = Curation::Retract {
            source: id(source),
            kind: self.kind,
            target: id(target),
        };
        record(&hallway, curation, self.format.format)
    }
}

impl Curations {
    pub fn run(self, store: &StoreArgs) -> anyhow::Result<Exit> {
        let records = store.open()?.curations()?;
        output::print(self.format.format, &records, |out| {
            records.iter().try_for_each(|record| {
                writeln!(out, "{:>4}  {}", record.number, said(&record.curation))
            })
        })?;
        Ok(Exit::found(!records.is_empty()))
    }
}

impl Undo {
    pub fn run(self, store: &StoreArgs) -> anyhow::Result<Exit> {
        let undone = store.open()?.undo(self.number)?;
        let answer = Undone {
            number: self.number,
            undone,
        };
        output::print(self.format.format, &answer, |out| match undone {
            true => writeln!(out, "took back correction {}", self.number),
            false => writeln!(
                out,
                "there is no correction {}; `hallway curations` lists them",
                self.number
            ),
        })?;
        Ok(Exit::found(undone))
    }
}

#[derive(Debug, Serialize)]
struct Undone {
    number: u64,
    undone: bool,
}

fn id(hallway: &Hallway, given: &str) -> anyhow::Result<String> {
    let graph = hallway.graph();
    Ok(graph.data(store::node(&graph, given)?).id.to_string())
}

fn record(hallway: &Hallway, curation: Curation, format: Format) -> anyhow::Result<Exit> {
    let number = hallway.curate(curation.clone())?;
    let record = CurationRecord { number, curation };
    output::print(format, &record, |out| confirmed(out, &record))?;
    Ok(Exit::Done)
}

fn confirmed(out: &mut dyn Write, record: &CurationRecord) -> io::Result<()> {
    let number = record.number;
    writeln!(
        out,
        "correction {number}: {}; `hallway undo {number}` takes it back",
        said(&record.curation)
    )
}

/// A correction in words.
fn said(curation: &Curation) -> String {
    match curation {
        Curation::Merge { keep, other } => format!("{other} is {keep}"),
        Curation::Split {
            node,
            name,
            documents,
        } if documents.is_empty() => {
            format!("'{name}' is not {node}")
        }
        Curation::Split {
            node,
            name,
            documents,
        } => {
            format!("'{name}' is not {node} in {}", documents.join(", "))
        }
        Curation::Rename { node, name } => format!("{node} is named '{name}'"),
        Curation::Retract {
            source,
            kind,
            target,
        } => {
            format!("not so: {source} {} {target}", kind.name())
        }
    }
}
