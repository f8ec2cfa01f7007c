//! A flow chart for Mermaid. Mermaid draws up to 500 edges unless it is told otherwise;
//! a neighbourhood is what this format is for.

use std::io::{self, Write};

use hallway_extractor::vocabulary::NodeKind;
use petgraph::graph::NodeIndex;
use rustc_hash::FxHashMap;

use super::Scope;
use super::palette::{drawn, edge_label, lines, look};

pub(super) fn write(scope: &Scope<'_>, out: &mut dyn Write) -> io::Result<()> {
    let (nodes, edges) = drawn(scope);
    out.write_all(b"flowchart LR\n")?;
    for kind in NodeKind::ALL {
        let look = look(kind);
        writeln!(
            out,
            "  classDef {} fill:{},stroke:{},color:#000",
            kind.prefix(),
            look.fill,
            look.line
        )?;
    }
    // Ids of ours may hold anything, among it words that Mermaid knows: nodes are numbered.
    let numbers: FxHashMap<NodeIndex, usize> = nodes.iter().copied().zip(0..).collect();
    for (number, &node) in nodes.iter().enumerate() {
        let data = scope.graph.data(node);
        let (open, close) = look(data.kind).brackets;
        let label: Vec<String> = lines(&data.name).iter().map(|line| escaped(line)).collect();
        writeln!(
            out,
            "  n{number}{open}\"{}\"{close}:::{}",
            label.join("<br/>"),
            data.kind.prefix()
        )?;
    }
    for index in edges {
        let edge = scope.graph.edge(index);
        let (Some(source), Some(target)) = (numbers.get(&edge.source), numbers.get(&edge.target))
        else {
            continue;
        };
        let arrow = if edge.former { "-.->" } else { "-->" };
        writeln!(
            out,
            "  n{source} {arrow}|\"{}\"| n{target}",
            escaped(&edge_label(scope.graph, index))
        )?;
    }
    Ok(())
}

/// Text inside a quoted label: everything that Mermaid or HTML could read as more than
/// itself is written as an entity.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if c.is_alphanumeric()
                || " .,:!?'-_/()+".contains(c)
                || !c.is_ascii() && !c.is_control() =>
            {
                escaped.push(c);
            }
            c if c.is_control() => escaped.push(' '),
            c => escaped.push_str(&format!("#{};", u32::from(c))),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn signs_become_entities() {
        assert_eq!(
            escaped("C# \"x\" `y` <b> Łukasz"),
            "C#35; #34;x#34; #96;y#96; #60;b#62; Łukasz"
        );
    }
}
