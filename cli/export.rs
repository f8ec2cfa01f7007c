//! `hallway export`: the graph, or what lies around a node, for other tools.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, ValueEnum};
use hallway_graph::query::neighborhood;
use hallway_graph::{Format, export};

use crate::exit::Exit;
use crate::output;
use crate::store::{self, StoreArgs};

/// Write the graph for other tools
#[derive(Args, Debug)]
pub struct Export {
    /// The format
    #[arg(long, value_enum)]
    format: ExportFormat,

    /// Only what lies around this node: a name, an alias or an id
    #[arg(long, value_name = "ID")]
    around: Option<String>,

    /// How many steps around it
    #[arg(long, value_name = "N", default_value_t = 2, requires = "around")]
    hops: u32,

    /// At most this many nodes around it
    #[arg(long, value_name = "N", default_value_t = 1000, requires = "around")]
    limit: usize,

    /// Write to this file, not to standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// The formats of the graph, as the command line names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct ExportFormat(Format);

impl ValueEnum for ExportFormat {
    fn value_variants<'a>() -> &'a [ExportFormat] {
        const ALL: [ExportFormat; Format::ALL.len()] = {
            let mut all = [ExportFormat(Format::Dot); Format::ALL.len()];
            let mut position = 0;
            while position < all.len() {
                all[position] = ExportFormat(Format::ALL[position]);
                position += 1;
            }
            all
        };
        &ALL
    }

    fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
        Some(clap::builder::PossibleValue::new(self.0.name()))
    }
}

impl Export {
    pub fn run(self, store: &StoreArgs) -> anyhow::Result<Exit> {
        let hallway = store.open()?;
        let graph = hallway.graph();
        let part = match &self.around {
            None => None,
            Some(center) => {
                let center = store::node(&graph, center)?;
                let part = neighborhood(&graph, center, self.hops, &[], &[], self.limit);
                if part.truncated {
                    let shown = part.nodes.len();
                    eprintln!(
                        "hallway: there is more within reach than {shown} nodes; raise --limit to see it"
                    );
                }
                Some(part)
            }
        };
        let write = |out: &mut dyn Write| export::write(&graph, part.as_ref(), self.format.0, out);
        match &self.output {
            None => {
                let mut out = output::stdout();
                write(&mut out)?;
                out.flush()?;
            }
            Some(path) => {
                let naming = || format!("writing {}", path.display());
                let mut out = BufWriter::new(File::create(path).with_context(naming)?);
                write(&mut out)
                    .and_then(|()| out.flush())
                    .with_context(naming)?;
            }
        }
        Ok(Exit::Done)
    }
}
