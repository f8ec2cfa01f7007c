//! Reads whatever comes, as each format: no panic, no hang, and documents whose spans fit
//! their texts. The first byte chooses the format, the rest is the file.
//!
//! `cargo fuzz run -s none read fuzz/corpus/read fixtures/documents fixtures/catalogues -- -max_total_time=300`

#![no_main]

use hallway_extractor::read::{Limits, ReadError, read, records};
use libfuzzer_sys::fuzz_target;

const NAMES: [&str; 11] = [
    "a.txt",
    "a.md",
    "a.mdx",
    "a.html",
    "a.rst",
    "a.xml",
    "a.json",
    "a.jsonl",
    "a.ics",
    "unknown",
    "a.json.gz",
];

fuzz_target!(|data: &[u8]| {
    let Some((choice, bytes)) = data.split_first() else {
        return;
    };
    let name = NAMES[usize::from(*choice) % NAMES.len()];
    if name == "a.jsonl" {
        for record in records(name, bytes, &Limits::default())
            .into_iter()
            .flatten()
        {
            let _ = record;
        }
    }
    let documents = match read(name, bytes, None) {
        Ok(documents) => documents,
        Err(error) => return assert_ne!(error, ReadError::Breakdown),
    };
    for document in documents {
        let mut reached = 0;
        for block in &document.blocks {
            let range = block.span.range();
            assert!(
                range.start >= reached
                    && document
                        .text
                        .get(range.clone())
                        .is_some_and(|text| !text.is_empty())
            );
            reached = range.end;
        }
        for mark in &document.marks {
            assert!(document.text.get(mark.span.range()).is_some());
        }
    }
});
