//! `hallway show`: a node with its edges, and on request what made it one node.

use std::io::{self, Write};

use clap::Args;
use hallway_extractor::extraction::Details;
use hallway_extractor::{EdgeKind, NodeKind};
use hallway_graph::view::{Adjacent, Merge};
use hallway_graph::{Graph, NodeIndex};
use serde::Serialize;

use crate::exit::Exit;
use crate::output::{self, FormatArgs};
use crate::store::{self, StoreArgs};

/// Show a node with its edges
#[derive(Args, Debug)]
pub struct Show {
    /// A name, an alias or an id; several words need no quotes
    #[arg(required = true, value_name = "NAME")]
    name: Vec<String>,

    /// Say why several names or documents are one node
    #[arg(long)]
    why: bool,

    #[command(flatten)]
    format: FormatArgs,
}

#[derive(Debug, Serialize)]
struct NodeView {
    id: String,
    kind: NodeKind,
    name: String,
    aliases: Vec<String>,
    #[serde(flatten)]
    details: Details,
    documents: u32,
    edges: Vec<EdgeView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    merges: Option<Vec<Merge<Box<str>>>>,
}

#[derive(Debug, Serialize)]
struct EdgeView {
    kind: EdgeKind,
    /// True where the node shown is the source.
    outgoing: bool,
    id: String,
    name: String,
    role: Option<String>,
    former: bool,
    confidence: f64,
    evidence: Vec<QuoteView>,
}

#[derive(Debug, Serialize)]
struct QuoteView {
    quote: String,
    document: String,
    rule: String,
}

impl Show {
    pub fn run(self, store: &StoreArgs) -> anyhow::Result<Exit> {
        let name = self.name.join(" ");
        let hallway = store.open()?;
        let graph = hallway.graph();
        let nodes = store::named(&graph, &name);
        let views: Vec<NodeView> = nodes
            .iter()
            .map(|&node| node_view(&graph, node, self.why))
            .collect();
        output::print(self.format.format, &views, |out| {
            if views.is_empty() {
                writeln!(
                    out,
                    "nothing goes by '{name}'; look for it with `hallway search {name}`"
                )?;
            }
            for (position, view) in views.iter().enumerate() {
                if position > 0 {
                    writeln!(out)?;
                }
                print_node(out, view)?;
            }
            Ok(())
        })?;
        Ok(Exit::found(!views.is_empty()))
    }
}

fn node_view(graph: &Graph, node: NodeIndex, why: bool) -> NodeView {
    let data = graph.data(node);
    let edges = EdgeKind::ALL.into_iter().flat_map(|kind| {
        let out = graph
            .outgoing(node, kind)
            .iter()
            .map(|step| edge_view(graph, step, true));
        let into = graph
            .incoming(node, kind)
            .iter()
            .map(|step| edge_view(graph, step, false));
        out.chain(into)
    });
    NodeView {
        id: data.id.to_string(),
        kind: data.kind,
        name: data.name.to_string(),
        aliases: data.aliases().map(str::to_owned).collect(),
        details: data.details(),
        documents: data.documents,
        edges: edges.collect(),
        merges: why.then(|| data.merges().cloned().collect()),
    }
}

fn edge_view(graph: &Graph, step: &Adjacent, outgoing: bool) -> EdgeView {
    let (edge, other) = (graph.edge(step.edge), graph.data(step.node));
    EdgeView {
        kind: edge.kind,
        outgoing,
        id: other.id.to_string(),
        name: other.name.to_string(),
        role: graph.role(edge).map(str::to_owned),
        former: edge.former,
        confidence: edge.confidence(),
        evidence: graph
            .all_evidence(step.edge)
            .map(|evidence| QuoteView {
                quote: evidence.quote.to_string(),
                document: output::document_name(graph, evidence.document),
                rule: evidence.rule.to_string(),
            })
            .collect(),
    }
}

fn print_node(out: &mut dyn Write, view: &NodeView) -> io::Result<()> {
    writeln!(out, "{}  {}  ({})", view.kind.name(), view.name, view.id)?;
    if !view.aliases.is_empty() {
        writeln!(out, "also: {}", view.aliases.join(", "))?;
    }
    for link in &view.details.links {
        writeln!(out, "{}: {}", link.kind, link.url)?;
    }
    let shown = view
        .edges
        .iter()
        .filter(|edge| edge.kind != EdgeKind::Mentions);
    let rows = shown.map(|edge| {
        let kind = edge.kind.name();
        let mut other = edge.name.clone();
        if let Some(role) = &edge.role {
            other.push_str(&format!(", {role}"));
        }
        if edge.former {
            other.push_str(" (formerly)");
        }
        let first = edge.evidence.first();
        [
            if edge.outgoing {
                format!("{kind} →")
            } else {
                format!("← {kind}")
            },
            other,
            first
                .map(|evidence| output::shortened(&evidence.quote, 160))
                .unwrap_or_default(),
            first
                .map(|evidence| evidence.document.clone())
                .unwrap_or_default(),
        ]
    });
    let table = output::table(["edge", "to", "says so", "document"], rows);
    if !table.is_empty() {
        writeln!(out, "{}", table.trim_fmt())?;
    }
    let mentions = view
        .edges
        .iter()
        .filter(|edge| edge.kind == EdgeKind::Mentions)
        .count();
    if mentions > 0 {
        let what = if view.kind == NodeKind::Document {
            "mentions"
        } else {
            "mentioned in"
        };
        let noun = if view.kind == NodeKind::Document {
            "node"
        } else {
            "document"
        };
        writeln!(out, "{what} {}", output::count(mentions, noun))?;
    }
    for merge in view.merges.iter().flatten() {
        writeln!(
            out,
            "one node: {} = {}, because {}",
            merge.left, merge.right, merge.reason
        )?;
    }
    Ok(())
}
