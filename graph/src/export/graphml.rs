//! GraphML, with every attribute as a declared key.

use std::io::{self, Write};

use super::Scope;

const KEYS: [(&str, &str, &str); 14] = [
    ("node", "kind", "string"),
    ("node", "name", "string"),
    ("node", "aliases", "string"),
    ("node", "talk_kind", "string"),
    ("node", "series", "string"),
    ("node", "year", "int"),
    ("node", "date", "string"),
    ("node", "url", "string"),
    ("edge", "kind", "string"),
    ("edge", "confidence", "double"),
    ("edge", "role", "string"),
    ("edge", "former", "boolean"),
    ("edge", "documents", "string"),
    ("edge", "quotes", "string"),
];

pub(super) fn write(scope: &Scope<'_>, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(
        b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n",
    )?;
    for (on, name, kind) in KEYS {
        writeln!(
            out,
            "  <key id=\"{on}-{name}\" for=\"{on}\" attr.name=\"{name}\" attr.type=\"{kind}\"/>"
        )?;
    }
    out.write_all(b"  <graph id=\"hallway\" edgedefault=\"directed\">\n")?;
    for &node in &scope.nodes {
        let data = scope.graph.data(node);
        writeln!(out, "    <node id=\"{}\">", escaped(&data.id))?;
        let mut field = |name: &str, value: &str| datum(out, "node", name, value);
        field("kind", data.kind.name())?;
        field("name", &data.name)?;
        field("aliases", &joined(data.aliases()))?;
        field("talk_kind", data.talk_kind.map_or("", |kind| kind.name()))?;
        field("series", data.series().unwrap_or(""))?;
        let year = data.year().map(|year| year.to_string());
        field("year", &year.unwrap_or_default())?;
        field("date", data.date().unwrap_or(""))?;
        field("url", data.url().unwrap_or(""))?;
        out.write_all(b"    </node>\n")?;
    }
    for &edge in &scope.edges {
        let data = scope.graph.edge(edge);
        let (source, target) = (scope.graph.data(data.source), scope.graph.data(data.target));
        writeln!(
            out,
            "    <edge id=\"{0} {1} {2}\" source=\"{0}\" target=\"{2}\">",
            escaped(&source.id),
            data.kind.name(),
            escaped(&target.id)
        )?;
        let mut field = |name: &str, value: &str| datum(out, "edge", name, value);
        field("kind", data.kind.name())?;
        field("confidence", &data.confidence().to_string())?;
        field("role", scope.graph.role(data).unwrap_or(""))?;
        field("former", if data.former { "true" } else { "false" })?;
        let evidence = || scope.graph.all_evidence(edge);
        let documents = evidence().map(|evidence| scope.graph.document_name(evidence.document));
        field("documents", &joined(documents))?;
        let quotes = evidence().map(|evidence| evidence.quote);
        field("quotes", &joined(quotes))?;
        out.write_all(b"    </edge>\n")?;
    }
    out.write_all(b"  </graph>\n</graphml>\n")
}

/// One attribute; none where it is empty.
fn datum(out: &mut dyn Write, on: &str, name: &str, value: &str) -> io::Result<()> {
    if value.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "      <data key=\"{on}-{name}\">{}</data>",
        escaped(value)
    )
}

/// Values one a line, each once: the format has no lists.
fn joined<'v>(values: impl Iterator<Item = &'v str>) -> String {
    let mut lines: Vec<String> = Vec::new();
    for value in values {
        let line = value.replace(['\n', '\r'], " ");
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines.join("\n")
}

/// Text as XML takes it. What XML 1.0 cannot say at all becomes U+FFFD.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' => escaped.push_str("&#10;"),
            '\t' => escaped.push_str("&#9;"),
            '\r' => escaped.push_str("&#13;"),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn what_xml_cannot_say_is_replaced() {
        assert_eq!(
            escaped("<a b=\"&\">\u{1}"),
            "&lt;a b=&quot;&amp;&quot;&gt;\u{fffd}"
        );
    }
}
