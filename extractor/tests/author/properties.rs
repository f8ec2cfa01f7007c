//! What holds of every extraction, whatever the text.

use hallway_extractor::document::Document;
use hallway_extractor::read::read;
use hallway_extractor::vocabulary::EdgeKind;
use hallway_extractor::{builtin, extract};
use proptest::prelude::*;

/// What an extraction must be, and that it is the same twice.
#[track_caller]
pub fn assert_sound(document: &Document) {
    let extraction = extract(document, builtin::rules());
    let ids: std::collections::BTreeSet<&str> =
        extraction.nodes.iter().map(|n| n.id.as_str()).collect();
    assert_eq!(ids.len(), extraction.nodes.len(), "an id twice");
    assert!(
        extraction
            .nodes
            .windows(2)
            .all(|pair| pair[0].id < pair[1].id),
        "nodes out of order"
    );
    for edge in &extraction.edges {
        assert!(
            ids.contains(edge.source.as_str()) && ids.contains(edge.target.as_str()),
            "dangling {edge:?}"
        );
        assert!(
            edge.kind == EdgeKind::Mentions || !edge.evidence.is_empty(),
            "no evidence: {edge:?}"
        );
        assert!((0.0..=1.0).contains(&edge.confidence), "{edge:?}");
        for evidence in &edge.evidence {
            assert_eq!(
                document.text.get(evidence.start..evidence.end),
                Some(evidence.quote.as_str()),
                "{edge:?}"
            );
            assert!(!evidence.quote.is_empty(), "{edge:?}");
        }
    }
    let keys = |e: &hallway_extractor::Edge| (e.source.clone(), e.kind, e.target.clone());
    assert!(
        extraction
            .edges
            .windows(2)
            .all(|pair| keys(&pair[0]) < keys(&pair[1])),
        "an edge twice or out of order"
    );
    assert_eq!(
        extraction,
        extract(document, builtin::rules()),
        "not the same twice"
    );
}

/// Pieces of recaps.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::sample::select(vec![
            "Anna Berg", "David Hewitt", "Dr. Lena Öhman", "K. Jay Miller", "Anna", "she", "He", "I", "Łukasz Langa", "@handle",
            " gave ", " presented ", " spoke about ", " talked about ", " a talk ", " the keynote ", " by ", " from ", " at ", " of ",
            " titled ", " on ", " and ", ", ", ". ", ": ", " - ", " – ", " (", ")", "“Rust inside”", "\"Queries at the edge\"",
            "*Zero downtime*", "[Scaling Postgres](https://example.org/v)", "Acme", "Google", "University of Trento", "CTO", "formerly ",
            "PyCon US 2024", "RustConf", " in ", "Portland", "Pittsburgh, PA", "Python", "asyncio", "`memhive`", "\n\n", "\n", "\n- ",
            "\n## ", "\n# ", "\n> ", "\n| a | b |\n|---|---|\n| ", " | ", "Keynote", "Lightning talks", "Panel: ", "'s ", "’s ", "cancelled",
            "---\nauthor: Lone Friis\ntitle: T\n---\n", "2024", "!", "?", "…",
        ])
        .prop_map(str::to_owned),
        1 => "[a-zA-Z .,;'()-]{0,16}",
        1 => "\\PC{0,6}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn pieces_of_recaps_are_extracted_soundly(pieces in prop::collection::vec(piece(), 0..50), html in any::<bool>()) {
        let name = if html { "a.txt" } else { "a.md" };
        for document in read(name, pieces.concat().as_bytes(), None).unwrap_or_default() {
            assert_sound(&document);
        }
    }

    #[test]
    fn any_text_is_extracted_soundly(text in "\\PC{0,300}") {
        for document in read("a.md", text.as_bytes(), None).unwrap_or_default() {
            assert_sound(&document);
        }
    }
}
