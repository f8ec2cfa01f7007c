//! Prints what the readers make of files: metadata, then each block with its kind, its
//! level and its marks. For those who write readers and rules.
//!
//! `cargo run -p hallway-extractor --example blocks -- [--text] FILE…`

use hallway_extractor::document::{Document, MarkKind};
use hallway_extractor::read::read;

fn main() {
    let (options, paths): (Vec<String>, Vec<String>) = std::env::args().skip(1).partition(|argument| argument == "--text");
    let print = if options.is_empty() { print } else { |document: &Document| println!("{}", document.text) };
    for path in paths {
        match std::fs::read(&path) {
            Err(error) => eprintln!("{path}: {error}"),
            Ok(bytes) => match read(&path, &bytes, None) {
                Err(error) => eprintln!("{path}: {error}"),
                Ok(documents) => documents.iter().for_each(print),
            },
        }
    }
}

fn print(document: &Document) {
    println!("=== {}", document.name);
    println!("    title {:?}", document.title);
    println!("    authors {:?} date {:?} tags {:?}", document.authors, document.date, document.tags);
    println!("    url {:?}", document.url);
    for note in &document.notes {
        println!("    note {}", note.message);
    }
    let mut marks = document.marks.iter().peekable();
    for block in &document.blocks {
        println!("{:?}{} {:?}", block.kind, block.level, block.span.of(&document.text));
        while let Some(mark) = marks.next_if(|mark| mark.span.start < block.span.end) {
            let kind = match &mark.kind {
                MarkKind::Link(address) => format!("-> {address}"),
                kind => format!("{kind:?}"),
            };
            println!("        {:?} {kind}", mark.span.of(&document.text));
        }
    }
    if let Some(record) = &document.record {
        println!("    record {record:?}");
    }
}
