//! Texts that were made to hurt the rules: each ends, soundly.
//!
//! Unoptimised builds get a twentieth of the text: what grows faster than the text is late
//! even so. How time grows is measured by `examples/growth.rs`, in counted steps.

use std::time::{Duration, Instant};

use hallway_extractor::read::read;
use hallway_extractor::{builtin, extract};

const SIZE: usize = if cfg!(debug_assertions) {
    50_000
} else {
    1_000_000
};
const PATIENCE: Duration = Duration::from_secs(30);

#[test]
fn a_megabyte_of_anything_ends() {
    let pieces = [
        "Anna Berg ",
        "Anna Berg and ",
        "Anna Berg, ",
        "Capital ",
        "and ",
        "( ",
        ") ",
        "(a) ",
        "“ ",
        "“a” ",
        "\" ",
        "talk ",
        "gave a talk ",
        // One sentence to the splitter, with a match in every ten words.
        "Anna Berg gave \"Sorting\" at PyCon 2024. ",
        "Anna Berg gave a talk on ",
        "of the ",
        "by ",
        "- ",
        "– ",
        ": ",
        "| ",
        "a",
        "A",
        "PyCon 2024 ",
        "in Paris, ",
        "CTO of ",
        "@ ",
        "@a ",
        "שלום עולם ",
        "مرحبا ",
        "😀",
        "👩‍👩‍👧 ",
        "e\u{301} ",
        "\u{202e}x ",
        "a\r\n",
        "a\r\n\r\n",
        "- Anna Berg – Rust\r\n",
        "## Anna Berg\n\n",
        "- Title (Anna Berg)\n",
        "Anna Berg (Acme) ",
        "I ",
        "she ",
        "[a](b) ",
        "*a* ",
        "2024 ",
        "https://a.example/ ",
        "’s ",
        "Acme's ",
        ". ",
        "Talk. ",
        // No two alike: 'N' stands for a number.
        "## Title number N\n\n**Anna Berg**\n\n",
        "Anna Berg’s “Plans of Large Queries N” was fun. ",
        "- Databases: [Anna Berg - Title number N](b). Good.\n",
        "Title number N of it by Anna BergN and ",
    ];
    for piece in pieces {
        let text: String = (0..SIZE / piece.len())
            .map(|number| piece.replace('N', &number.to_string()))
            .collect();
        let start = Instant::now();
        for name in ["a.txt", "a.md"] {
            for document in read(name, text.as_bytes(), None).unwrap_or_default() {
                let extraction = extract(&document, builtin::rules());
                for evidence in extraction
                    .edges
                    .iter()
                    .flat_map(|edge| &edge.evidence)
                    .take(1000)
                {
                    assert_eq!(
                        document.text.get(evidence.start..evidence.end),
                        Some(evidence.quote.as_str())
                    );
                }
            }
        }
        let taken = start.elapsed();
        assert!(taken < PATIENCE, "{piece:?} took {taken:?}");
    }
}
