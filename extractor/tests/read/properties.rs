//! What holds of every input: no panic, sound blocks and marks, the same answer twice.

use hallway_extractor::read::{ReadError, read};
use proptest::prelude::*;

use crate::assert_sound;

const NAMES: [&str; 9] = [
    "a.txt", "a.md", "a.mdx", "a.html", "a.rst", "a.xml", "a.json", "a.ics", "unknown",
];

/// Pieces that mean something to one of the readers, and text that means nothing.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "\n",
            "\n\n",
            "\r\n",
            "  ",
            "    ",
            "\t",
            "- ",
            "* ",
            "1. ",
            "> ",
            "# ",
            "## ",
            "**",
            "*",
            "_",
            "`",
            "``",
            "```\n",
            "~~~\n",
            "[a](b)",
            "[a][b]",
            "[b]: http://x\n",
            "![c](d)",
            "<p>",
            "</p>",
            "<div class=post>",
            "</div>",
            "<li>",
            "<ul>",
            "</ul>",
            "<br>",
            "<pre>",
            "</pre>",
            "<table><tr><td>",
            "</table>",
            "<a href='x'>",
            "</a>",
            "<blockquote>",
            "<!--",
            "-->",
            "<article>",
            "<aside class='sidebar'>",
            "<script>",
            "</script>",
            "<h2>",
            "&amp;",
            "&#x301;",
            "&nbsp;",
            "{{ x }}",
            "{% y %}",
            "{: .z}",
            "---\n",
            "+++\n",
            "title: T\n",
            "author: [A, B]\n",
            "=====\n",
            "-----\n",
            ".. note:: n\n",
            ".. figure:: f\n",
            "`t <u>`_",
            "r_",
            "::\n\n",
            "|s|",
            ":role:`x`",
            "+---+\n| a |\n+---+\n",
            "== ==\na  b\n== ==\n",
            "• ",
            "By Ann Lee.\n",
            "June 3, 2025",
            "<rss><channel><item>",
            "<description>",
            "</item></channel></rss>",
            "<feed><entry>",
            "<title>",
            "</title>",
            "{\"title\":",
            "\"a\"",
            "}",
            "[",
            "]",
            ",",
            "BEGIN:VEVENT\n",
            "SUMMARY:x\n",
            "😀",
            "é",
            "e\u{301}",
            "\u{202e}",
            "\u{200d}",
            "שלום",
            "\u{0}",
            "\u{feff}",
            "|",
            "\\",
            "<svg/>",
            "<q>",
            "<sup><a href='#1'>1</a></sup>",
        ])
        .prop_map(str::to_owned),
        "[a-zA-Z .,:;!?'()-]{0,24}",
        "\\PC{0,8}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn pieces_in_any_order_read_soundly(pieces in prop::collection::vec(piece(), 0..60), name in prop::sample::select(NAMES.to_vec())) {
        let text = pieces.concat();
        let answer = read(name, text.as_bytes(), None);
        if let Ok(documents) = &answer {
            documents.iter().for_each(assert_sound);
        }
        prop_assert_ne!(answer.as_ref().err(), Some(&ReadError::Breakdown));
        prop_assert_eq!(&answer, &read(name, text.as_bytes(), None));
    }

    #[test]
    fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..600), name in prop::sample::select(NAMES.to_vec())) {
        match read(name, &bytes, None) {
            Ok(documents) => documents.iter().for_each(assert_sound),
            Err(error) => prop_assert_ne!(error, ReadError::Breakdown),
        }
    }
}
