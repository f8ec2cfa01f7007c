//! Cytoscape: the object that `cytoscape({ elements })` and Cytoscape desktop take.

use std::io::{self, Write};

use serde::Serialize;

use super::Scope;
use super::palette::look;

#[derive(Serialize)]
struct Element<T> {
    data: T,
}

#[derive(Serialize)]
struct Node<'g> {
    id: &'g str,
    kind: &'static str,
    name: &'g str,
    aliases: Vec<&'g str>,
    color: &'static str,
}

#[derive(Serialize)]
struct Edge<'g> {
    id: String,
    source: &'g str,
    target: &'g str,
    kind: &'static str,
    confidence: f64,
    role: Option<&'g str>,
    former: bool,
    quotes: Vec<&'g str>,
}

pub(super) fn write(scope: &Scope<'_>, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"{\"elements\": {\"nodes\": [")?;
    for (position, &node) in scope.nodes.iter().enumerate() {
        let data = scope.graph.data(node);
        out.write_all(if position == 0 { b"\n" } else { b",\n" })?;
        let data = Node {
            id: &data.id,
            kind: data.kind.name(),
            name: &data.name,
            aliases: data.aliases().collect(),
            color: look(data.kind).line,
        };
        serde_json::to_writer(&mut *out, &Element { data })?;
    }
    out.write_all(b"\n], \"edges\": [")?;
    for (position, &edge) in scope.edges.iter().enumerate() {
        let data = scope.graph.edge(edge);
        let (source, target) = (
            &*scope.graph.data(data.source).id,
            &*scope.graph.data(data.target).id,
        );
        out.write_all(if position == 0 { b"\n" } else { b",\n" })?;
        let data = Edge {
            id: format!("{source} {} {target}", data.kind.name()),
            source,
            target,
            kind: data.kind.name(),
            confidence: data.confidence(),
            role: scope.graph.role(data),
            former: data.former,
            quotes: scope
                .graph
                .all_evidence(edge)
                .map(|evidence| evidence.quote)
                .collect(),
        };
        serde_json::to_writer(&mut *out, &Element { data })?;
    }
    out.write_all(b"\n]}}\n")
}
