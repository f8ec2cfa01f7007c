//! Extracts from whatever text comes, as Markdown, plain text or HTML: no panic, no hang, the
//! same twice, and evidence that quotes exactly its span. The first byte chooses the format.
//!
//! `cargo fuzz run -s none extract fuzz/corpus/extract fixtures/documents -- -max_total_time=300`

#![no_main]

use hallway_extractor::read::read;
use hallway_extractor::{builtin, extract};
use libfuzzer_sys::fuzz_target;

const NAMES: [&str; 3] = ["a.md", "a.txt", "a.html"];

fuzz_target!(|data: &[u8]| {
    let Some((choice, bytes)) = data.split_first() else {
        return;
    };
    let name = NAMES[usize::from(*choice) % NAMES.len()];
    for document in read(name, bytes, None).unwrap_or_default() {
        let extraction = extract(&document, builtin::rules());
        for evidence in extraction.edges.iter().flat_map(|edge| &edge.evidence) {
            let slice = document.text.get(evidence.start..evidence.end);
            assert_eq!(slice, Some(evidence.quote.as_str()));
        }
        assert_eq!(extraction, extract(&document, builtin::rules()));
    }
});
