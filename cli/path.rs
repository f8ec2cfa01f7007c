//! `hallway path`: how two nodes hang together.

use clap::Args;
use hallway_extractor::EdgeKind;
use hallway_graph::Graph;
use hallway_graph::query::{self, shortest_path};
use serde::Serialize;

use crate::exit::Exit;
use crate::output::{self, FormatArgs};
use crate::store::{self, StoreArgs};

/// A shortest path between two nodes, with the sentence for each step
#[derive(Args, Debug)]
pub struct Path {
    /// Where it starts: a name, an alias or an id
    #[arg(value_name = "A")]
    from: String,

    /// Where it ends
    #[arg(value_name = "B")]
    to: String,

    /// Only over edges of this kind (may be given several times); all but MENTIONS where none is given
    #[arg(long, value_name = "KIND", value_parser = output::edge_kind)]
    through: Vec<EdgeKind>,

    /// At most this many steps
    #[arg(long, value_name = "N", default_value_t = 8)]
    max_hops: u32,

    #[command(flatten)]
    format: FormatArgs,
}

#[derive(Debug, Serialize)]
struct Step {
    from: String,
    kind: EdgeKind,
    /// True where the edge is walked from its source to its target.
    forward: bool,
    to: String,
    to_id: String,
    quote: Option<String>,
    document: Option<String>,
}

impl Path {
    pub fn run(self, store: &StoreArgs) -> anyhow::Result<Exit> {
        let hallway = store.open()?;
        let graph = hallway.graph();
        let (from, to) = (
            store::node(&graph, &self.from)?,
            store::node(&graph, &self.to)?,
        );
        let path = shortest_path(&graph, from, to, &self.through, self.max_hops);
        let steps = path.as_ref().map(|path| steps(&graph, path));
        output::print(self.format.format, &steps, |out| {
            let Some(steps) = &steps else {
                let (from, to) = (&graph.data(from).name, &graph.data(to).name);
                let hops = output::count(self.max_hops as usize, "step");
                return writeln!(out, "no path from {from} to {to} within {hops}");
            };
            writeln!(out, "{}", graph.data(from).name)?;
            for step in steps {
                let kind = step.kind.name();
                let arrow = if step.forward {
                    format!("—{kind}→")
                } else {
                    format!("←{kind}—")
                };
                writeln!(out, "  {arrow} {}", step.to)?;
                if let (Some(quote), Some(document)) = (&step.quote, &step.document) {
                    writeln!(out, "      “{}” {document}", output::shortened(quote, 160))?;
                }
            }
            Ok(())
        })?;
        Ok(Exit::found(steps.is_some()))
    }
}

fn steps(graph: &Graph, path: &query::Path) -> Vec<Step> {
    let ends = path.nodes.iter().zip(path.nodes.iter().skip(1));
    ends.zip(&path.edges)
        .map(|((&from, &to), &edge)| {
            let first = graph.all_evidence(edge).next();
            let edge = graph.edge(edge);
            Step {
                from: graph.data(from).name.to_string(),
                kind: edge.kind,
                forward: edge.source == from,
                to: graph.data(to).name.to_string(),
                to_id: graph.data(to).id.to_string(),
                quote: first.map(|evidence| evidence.quote.to_owned()),
                document: first.map(|evidence| output::document_name(graph, evidence.document)),
            }
        })
        .collect()
}
