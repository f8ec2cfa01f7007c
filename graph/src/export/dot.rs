//! Graphviz: `dot -Tsvg` draws it.

use std::io::{self, Write};

use super::Scope;
use super::palette::{drawn, edge_label, lines, look};

pub(super) fn write(scope: &Scope<'_>, out: &mut dyn Write) -> io::Result<()> {
    let (nodes, edges) = drawn(scope);
    out.write_all(
        b"digraph hallway {\n  graph [rankdir=LR, ranksep=0.9, nodesep=0.25, bgcolor=\"white\"];\n  \
          node [style=\"filled,rounded\", fontname=\"Helvetica\", fontsize=11, margin=\"0.14,0.08\"];\n  \
          edge [fontname=\"Helvetica\", fontsize=9, fontcolor=\"#4a5568\", arrowsize=0.7];\n",
    )?;
    for node in nodes {
        let data = scope.graph.data(node);
        let look = look(data.kind);
        // Only boxes can be rounded; on other shapes the style has no meaning.
        let style = if look.shape == "box" {
            ""
        } else {
            ", style=filled"
        };
        writeln!(
            out,
            "  {} [label={}, tooltip={}, shape={}, fillcolor=\"{}\", color=\"{}\"{style}];",
            quoted(&data.id),
            quoted(&lines(&data.name).join("\n")),
            quoted(&data.name),
            look.shape,
            look.fill,
            look.line,
        )?;
    }
    for index in edges {
        let edge = scope.graph.edge(index);
        let first = scope.graph.all_evidence(index).next();
        let (source, target) = (scope.graph.data(edge.source), scope.graph.data(edge.target));
        let style = if edge.former { ", style=dashed" } else { "" };
        writeln!(
            out,
            "  {} -> {} [label={}, color=\"{}\", tooltip={}{style}];",
            quoted(&source.id),
            quoted(&target.id),
            quoted(&edge_label(scope.graph, index)),
            look(target.kind).line,
            quoted(first.map_or("", |evidence| evidence.quote)),
        )?;
    }
    out.write_all(b"}\n")
}

/// A quoted string of the DOT language, in which nothing is an escape of Graphviz' own.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            // Labels are read as HTML for entities: '&amp;' would become '&'.
            '&' => quoted.push_str("&amp;"),
            c if c.is_control() => quoted.push(' '),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn nothing_ends_a_string_early() {
        assert_eq!(quoted("a\"b\\N\nc\0d&lt;"), r#""a\"b\\N\nc d&amp;lt;""#);
        assert_eq!(quoted("\\"), r#""\\""#);
    }
}
