//! How a drawing shows the kinds of nodes, and how long names are broken into lines.

use hallway_extractor::vocabulary::{EdgeKind, NodeKind};
use petgraph::graph::NodeIndex;
use rustc_hash::FxHashSet;

use super::Scope;
use crate::view::{EdgeIndex, Graph};

/// The look of one kind of node.
pub(super) struct Look {
    /// The colour of the area; light, so that black text is read on it.
    pub fill: &'static str,
    /// The colour of the border and of the edges that lead here.
    pub line: &'static str,
    /// Graphviz' name of the shape.
    pub shape: &'static str,
    /// What Mermaid puts before and after the label for a like shape.
    pub brackets: (&'static str, &'static str),
}

/// The look of a kind.
pub(super) fn look(kind: NodeKind) -> Look {
    let (fill, line, shape, brackets) = match kind {
        NodeKind::Person => ("#cfe3f7", "#2b6cb0", "ellipse", ("([", "])")),
        NodeKind::Talk => ("#fdf0c8", "#b7791f", "box", ("[", "]")),
        NodeKind::Organization => ("#d9f0dc", "#2f855a", "house", ("[[", "]]")),
        NodeKind::Topic => ("#f3d9f0", "#97266d", "hexagon", ("{{", "}}")),
        NodeKind::Project => ("#e4dcf7", "#553c9a", "component", ("[/", "/]")),
        NodeKind::Event => ("#fbd8cf", "#c05621", "octagon", ("[\\", "\\]")),
        NodeKind::Place => ("#d5f1f1", "#2c7a7b", "invhouse", ("(", ")")),
        NodeKind::Document => ("#eeeeee", "#718096", "note", (">", "]")),
    };
    Look {
        fill,
        line,
        shape,
        brackets,
    }
}

/// What is drawn. Every document mentions everything it names: those edges would hide all
/// others, so they, and the documents that nothing else joins, stay out of drawings.
pub(super) fn drawn(scope: &Scope<'_>) -> (Vec<NodeIndex>, Vec<EdgeIndex>) {
    let edges = scope.edges.iter().copied();
    let edges: Vec<EdgeIndex> = edges
        .filter(|&edge| scope.graph.edge(edge).kind != EdgeKind::Mentions)
        .collect();
    let joined: FxHashSet<NodeIndex> = edges
        .iter()
        .map(|&edge| scope.graph.edge(edge))
        .flat_map(|edge| [edge.source, edge.target])
        .collect();
    let nodes = scope.nodes.iter().copied();
    let nodes = nodes
        .filter(|node| scope.graph.data(*node).kind != NodeKind::Document || joined.contains(node))
        .collect();
    (nodes, edges)
}

/// What an edge is called in a drawing: 'works at', 'worked at, CTO'.
pub(super) fn edge_label(graph: &Graph, edge: EdgeIndex) -> String {
    let edge = graph.edge(edge);
    let mut label = edge.kind.name().to_lowercase().replace('_', " ");
    if edge.former {
        label.insert_str(0, "formerly ");
    }
    if let Some(role) = graph.role(edge) {
        label.push_str(", ");
        label.push_str(role);
    }
    label
}

/// Breaks a name into at most four lines of about 24 characters, between words where
/// that is possible; what does not fit becomes '…'.
pub(super) fn lines(name: &str) -> Vec<String> {
    const WIDTH: usize = 24;
    const LINES: usize = 4;
    let mut lines: Vec<String> = vec![String::new()];
    for word in name
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
    {
        let mut rest = word;
        while !rest.is_empty() {
            let cut = rest
                .char_indices()
                .nth(WIDTH)
                .map_or(rest.len(), |(at, _)| at);
            let (part, after) = rest.split_at(cut);
            let last = lines.last().map_or(0, |line| line.chars().count());
            match lines.last_mut() {
                Some(line) if last == 0 || last + 1 + part.chars().count() <= WIDTH => {
                    if last > 0 {
                        line.push(' ');
                    }
                    line.push_str(part);
                }
                _ => lines.push(part.to_owned()),
            }
            rest = after;
        }
    }
    if lines.len() > LINES {
        lines.truncate(LINES);
        if let Some(last) = lines.last_mut() {
            last.push('…');
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn long_names_are_broken_and_cut() {
        assert_eq!(lines("Lynn Root"), ["Lynn Root"]);
        assert_eq!(
            lines("What they don't tell you about compilers"),
            ["What they don't tell you", "about compilers"]
        );
        assert_eq!(lines(&"x".repeat(200)).len(), 4);
        assert_eq!(lines("a\nb"), ["a b"]);
        assert_eq!(lines(""), [""]);
    }
}
