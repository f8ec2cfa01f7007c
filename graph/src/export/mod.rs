//! The graph, or a part of it, for other tools: streamed, sorted, escaped.

mod csv;
mod cytoscape;
mod dot;
mod graphml;
mod json;
mod jsonld;
mod mermaid;
mod palette;
mod rdf;

use std::io::{self, Write};

use petgraph::graph::{EdgeIndex, NodeIndex};

use crate::query::Subgraph;
use crate::view::Graph;

/// A format for other tools.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// Graphviz.
    Dot,
    /// GraphML, for networkx, yEd and Gephi.
    Graphml,
    /// One object of nodes and edges.
    Json,
    /// JSON-LD with the words of schema.org.
    Jsonld,
    /// RDF, a triple a line.
    Ntriples,
    /// RDF for readers.
    Turtle,
    /// Edges as rows.
    Csv,
    /// Elements for Cytoscape.
    Cytoscape,
    /// A flow chart for Mermaid.
    Mermaid,
}

impl Format {
    /// Every format, in the order of the design.
    pub const ALL: [Format; 9] = [
        Format::Dot,
        Format::Graphml,
        Format::Json,
        Format::Jsonld,
        Format::Ntriples,
        Format::Turtle,
        Format::Csv,
        Format::Cytoscape,
        Format::Mermaid,
    ];

    /// Its name on the command line and in addresses.
    pub fn name(self) -> &'static str {
        match self {
            Format::Dot => "dot",
            Format::Graphml => "graphml",
            Format::Json => "json",
            Format::Jsonld => "jsonld",
            Format::Ntriples => "ntriples",
            Format::Turtle => "turtle",
            Format::Csv => "csv",
            Format::Cytoscape => "cytoscape",
            Format::Mermaid => "mermaid",
        }
    }

    /// The format of that name.
    pub fn from_name(name: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.name() == name)
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Format::Dot => "text/vnd.graphviz; charset=utf-8",
            Format::Graphml => "application/graphml+xml; charset=utf-8",
            Format::Json | Format::Cytoscape => "application/json",
            Format::Jsonld => "application/ld+json",
            Format::Ntriples => "application/n-triples",
            Format::Turtle => "text/turtle; charset=utf-8",
            Format::Csv => "text/csv; charset=utf-8",
            Format::Mermaid => "text/vnd.mermaid; charset=utf-8",
        }
    }
}

/// What an export covers: nodes by kind and id, edges in the graph's order.
struct Scope<'g> {
    graph: &'g Graph,
    nodes: Vec<NodeIndex>,
    edges: Vec<EdgeIndex>,
}

/// Writes the whole graph, or `part` of it.
pub fn write(
    graph: &Graph,
    part: Option<&Subgraph>,
    format: Format,
    out: &mut dyn Write,
) -> io::Result<()> {
    let scope = match part {
        None => Scope {
            graph,
            nodes: graph.nodes().collect(),
            edges: graph.edges().collect(),
        },
        Some(part) => {
            let mut nodes: Vec<NodeIndex> = part.nodes.iter().map(|&(node, _)| node).collect();
            nodes.sort_by(|&a, &b| {
                let (a, b) = (graph.data(a), graph.data(b));
                (a.kind, &a.id).cmp(&(b.kind, &b.id))
            });
            Scope {
                graph,
                nodes,
                edges: part.edges.clone(),
            }
        }
    };
    match format {
        Format::Dot => dot::write(&scope, out),
        Format::Graphml => graphml::write(&scope, out),
        Format::Json => json::write(&scope, out),
        Format::Jsonld => jsonld::write(&scope, out),
        Format::Ntriples => rdf::write_ntriples(&scope, out),
        Format::Turtle => rdf::write_turtle(&scope, out),
        Format::Csv => csv::write(&scope, out),
        Format::Cytoscape => cytoscape::write(&scope, out),
        Format::Mermaid => mermaid::write(&scope, out),
    }
}
