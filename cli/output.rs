//! What goes to standard output: tables for people, JSON for programs.

use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write};

use clap::{Args, ValueEnum};
use comfy_table::{ContentArrangement, Table, presets};
use hallway_extractor::{EdgeKind, NodeKind};
use hallway_graph::{Graph, NodeIndex};
use serde::Serialize;

/// For whom a verb prints.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// For programs: one JSON value.
    Json,
}

/// The option that every verb with a result takes.
#[derive(Args, Clone, Copy, Debug)]
pub struct FormatArgs {
    /// For people or for programs
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// Standard output, buffered; a closed pipe comes back as an error of writing.
pub fn stdout() -> BufWriter<StdoutLock<'static>> {
    BufWriter::with_capacity(1 << 16, io::stdout().lock())
}

/// Prints `value` as JSON, or has `text` print it for people.
pub fn print<T: Serialize>(
    format: Format,
    value: &T,
    text: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> anyhow::Result<()> {
    let mut out = stdout();
    match format {
        Format::Json => {
            serde_json::to_writer_pretty(&mut out, value)?;
            writeln!(out)?;
        }
        Format::Text => text(&mut out)?,
    }
    out.flush()?;
    Ok(())
}

/// A table. On a terminal it is as wide as that; elsewhere each row is one line, as Markdown
/// has it, so that `grep` sees whole sentences and the table can be pasted.
pub fn table<const N: usize>(
    head: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
) -> Table {
    let mut table = Table::new();
    if io::stdout().is_terminal() {
        table.load_style(presets::UTF8_HORIZONTAL_ONLY);
        table.set_content_arrangement(ContentArrangement::Dynamic);
    } else {
        table.load_style(presets::ASCII_MARKDOWN);
    }
    table.set_header(head);
    table.add_rows(rows);
    table
}

/// `1 document`, `2 documents`.
pub fn count(number: usize, noun: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{ending}")
}

/// `text` on one line, at most `width` characters of it.
pub fn shortened(text: &str, width: usize) -> String {
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    match line.char_indices().nth(width) {
        None => line,
        Some((end, _)) => {
            let cut = line[..end].rfind(' ').unwrap_or(end);
            format!("{} …", &line[..cut])
        }
    }
}

/// The name under which a document was put in.
pub fn document_name(graph: &Graph, node: NodeIndex) -> String {
    let data = graph.data(node);
    data.path().unwrap_or(&data.name).to_owned()
}

/// A kind of node as the command line names it: `PERSON`, `person`.
pub fn node_kind(given: &str) -> Result<NodeKind, String> {
    let known = || NodeKind::ALL.map(NodeKind::name).join(", ");
    NodeKind::from_name(&given.to_uppercase()).ok_or_else(|| format!("the kinds are {}", known()))
}

/// A kind of edge as the command line names it: `WORKS_AT`, `works-at`.
pub fn edge_kind(given: &str) -> Result<EdgeKind, String> {
    let known = || EdgeKind::ALL.map(EdgeKind::name).join(", ");
    EdgeKind::from_name(&given.to_uppercase().replace('-', "_"))
        .ok_or_else(|| format!("the kinds are {}", known()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_text_is_cut_between_words() {
        assert_eq!(shortened("one\n two  three", 40), "one two three");
        assert_eq!(shortened("one two three", 10), "one two …");
        assert_eq!(shortened("Ångström", 3), "Ång …");
        assert_eq!(shortened("", 3), "");
    }

    #[test]
    fn one_is_singular() {
        assert_eq!(
            (count(1, "node"), count(0, "node")),
            ("1 node".to_owned(), "0 nodes".to_owned())
        );
    }
}
