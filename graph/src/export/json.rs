//! One object: `{"nodes": […], "edges": […]}`, a node or an edge a line, with the same
//! members as `extract` prints.

use std::io::{self, Write};

use serde::Serialize;

use super::Scope;
use crate::view::{EdgeIndex, Graph, NodeData};
use hallway_extractor::extraction::Details;

/// A node as it goes over the wire.
#[derive(Serialize)]
struct WireNode<'g> {
    id: &'g str,
    kind: hallway_extractor::NodeKind,
    name: &'g str,
    aliases: Vec<&'g str>,
    #[serde(flatten)]
    details: Details,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'g str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    author: Option<Vec<&'g str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<&'g str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'g str>,
}

/// An edge as it goes over the wire.
#[derive(Serialize)]
struct WireEdge<'g> {
    source: &'g str,
    kind: hallway_extractor::EdgeKind,
    target: &'g str,
    confidence: f64,
    role: Option<&'g str>,
    former: bool,
    evidence: Vec<WireEvidence<'g>>,
}

/// A piece of evidence as it goes over the wire.
#[derive(Serialize)]
struct WireEvidence<'g> {
    document: &'g str,
    start: u32,
    end: u32,
    quote: &'g str,
    rule: &'g str,
    confidence: f64,
}

pub(super) fn write(scope: &Scope<'_>, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"{\"nodes\": [")?;
    for (position, &node) in scope.nodes.iter().enumerate() {
        out.write_all(if position == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut *out, &wire_node(scope.graph.data(node)))?;
    }
    out.write_all(b"\n], \"edges\": [")?;
    for (position, &edge) in scope.edges.iter().enumerate() {
        out.write_all(if position == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut *out, &wire_edge(scope.graph, edge))?;
    }
    out.write_all(b"\n]}\n")
}

fn wire_node(data: &NodeData) -> WireNode<'_> {
    WireNode {
        id: &data.id,
        kind: data.kind,
        name: &data.name,
        aliases: data.aliases().collect(),
        details: data.details(),
        title: data.title(),
        author: data.path().map(|_| data.authors().collect()),
        date: data.date(),
        url: data.url(),
    }
}

fn wire_edge(graph: &Graph, index: EdgeIndex) -> WireEdge<'_> {
    let edge = graph.edge(index);
    WireEdge {
        source: &graph.data(edge.source).id,
        kind: edge.kind,
        target: &graph.data(edge.target).id,
        confidence: edge.confidence(),
        role: graph.role(edge),
        former: edge.former,
        evidence: graph
            .all_evidence(index)
            .map(|evidence| WireEvidence {
                document: graph.document_name(evidence.document),
                start: evidence.start,
                end: evidence.end,
                quote: evidence.quote,
                rule: evidence.rule,
                confidence: evidence.confidence(),
            })
            .collect(),
    }
}
