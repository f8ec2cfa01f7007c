//! Prints what the readers make of files: metadata, then each block with its kind, its
//! level and its marks. For those who write readers and rules.
//!
//! `cargo run -p hallway-extractor --example blocks -- [--text] FILE…`

use std::io::{self, Write};

use hallway_extractor::document::{Document, MarkKind};
use hallway_extractor::read::read;

fn main() -> io::Result<()> {
    let (options, paths): (Vec<String>, Vec<String>) = std::env::args()
        .skip(1)
        .partition(|argument| argument == "--text");
    let mut out = io::stdout().lock();
    for path in paths {
        let documents = match std::fs::read(&path) {
            Err(error) => Err(error.to_string()),
            Ok(bytes) => read(&path, &bytes, None).map_err(|error| error.to_string()),
        };
        match documents {
            Err(error) => eprintln!("{path}: {error}"),
            Ok(documents) if options.is_empty() => documents
                .iter()
                .try_for_each(|document| print(document, &mut out))?,
            Ok(documents) => documents
                .iter()
                .try_for_each(|document| writeln!(out, "{}", document.text))?,
        }
    }
    Ok(())
}

fn print(document: &Document, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "=== {}", document.name)?;
    writeln!(out, "    title {:?}", document.title)?;
    writeln!(
        out,
        "    authors {:?} date {:?} tags {:?}",
        document.authors, document.date, document.tags
    )?;
    writeln!(out, "    url {:?}", document.url)?;
    for note in &document.notes {
        writeln!(out, "    note {}", note.message)?;
    }
    let mut marks = document.marks.iter().peekable();
    for block in &document.blocks {
        writeln!(
            out,
            "{:?}{} {:?}",
            block.kind,
            block.level,
            block.span.of(&document.text)
        )?;
        while let Some(mark) = marks.next_if(|mark| mark.span.start < block.span.end) {
            let kind = match &mark.kind {
                MarkKind::Link(address) => format!("-> {address}"),
                kind => format!("{kind:?}"),
            };
            writeln!(out, "        {:?} {kind}", mark.span.of(&document.text))?;
        }
    }
    if let Some(record) = &document.record {
        writeln!(out, "    record {record:?}")?;
    }
    Ok(())
}
