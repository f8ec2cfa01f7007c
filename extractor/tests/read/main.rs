//! The readers, over their public surface.

mod catalogues;
mod feed;
mod hostile;
mod html;
mod markdown;
mod plain;
mod properties;
mod rst;

use hallway_extractor::document::{BlockKind, Document, MarkKind};
use hallway_extractor::read::read;

/// The documents in `text`, which must be readable.
#[track_caller]
pub fn documents(name: &str, text: &str) -> Vec<Document> {
    let documents =
        read(name, text.as_bytes(), None).unwrap_or_else(|error| panic!("{name}: {error}"));
    documents.iter().for_each(assert_sound);
    documents
}

/// The one document in `text`.
#[track_caller]
pub fn document(name: &str, text: &str) -> Document {
    let mut documents = documents(name, text);
    assert_eq!(documents.len(), 1, "{name}");
    documents.remove(0)
}

/// The blocks as lines: kind and level, then the text with its marks in brackets.
pub fn outline(document: &Document) -> String {
    let mut lines = String::new();
    for block in &document.blocks {
        let kind = match block.kind {
            BlockKind::Heading => "h",
            BlockKind::Paragraph => "p",
            BlockKind::ListItem => "li",
            BlockKind::Quote => "q",
            BlockKind::Caption => "cap",
            BlockKind::Code => "code",
            BlockKind::Row => "row",
        };
        let level = if block.level > 0 {
            block.level.to_string()
        } else {
            String::new()
        };
        let mut cuts: Vec<(u32, usize, String)> = Vec::new();
        for (order, mark) in document.marks.iter().enumerate() {
            if block.span.contains(mark.span) {
                let close = match &mark.kind {
                    MarkKind::Link(address) => format!("]({address})"),
                    MarkKind::Emphasis => "]em".to_owned(),
                    MarkKind::Strong => "]strong".to_owned(),
                    MarkKind::Code => "]code".to_owned(),
                    MarkKind::Quotation => "]quotation".to_owned(),
                };
                cuts.push((mark.span.start, usize::MAX - order, "[".to_owned()));
                cuts.push((mark.span.end, usize::MAX / 2 - order, close));
            }
        }
        cuts.sort_by_key(|cut| (cut.0, cut.1));
        let mut text = String::new();
        let mut at = block.span.start;
        for (cut, _, sign) in cuts {
            text.push_str(&document.text[at as usize..cut as usize]);
            text.push_str(&sign);
            at = cut;
        }
        text.push_str(&document.text[at as usize..block.span.end as usize]);
        lines.push_str(&format!("{kind}{level} {}\n", text.replace('\n', "\\n")));
    }
    lines
}

/// Compares the outline of `text`, read as `name`, with `expected`.
#[track_caller]
pub fn check(name: &str, text: &str, expected: &str) {
    let expected: String = expected
        .trim()
        .lines()
        .map(|line| format!("{}\n", line.trim_start()))
        .collect();
    assert_eq!(outline(&document(name, text)), expected);
}

/// What holds of every document, whatever it was read from.
#[track_caller]
pub fn assert_sound(document: &Document) {
    let text = &document.text;
    let mut reached = 0;
    for block in &document.blocks {
        let range = block.span.range();
        assert!(
            text.get(range.clone()).is_some(),
            "span outside the text or inside a character: {block:?}"
        );
        let slice = &text[range.clone()];
        assert!(!slice.trim().is_empty(), "empty block {block:?}");
        assert_eq!(slice.trim_end(), slice, "blank at the end of {block:?}");
        assert!(!slice.contains("\n\n"), "a block looks like two: {slice:?}");
        assert!(
            !slice.contains(['\r', '\u{0}', '\u{feff}', '\u{202e}', '\u{200b}']),
            "unclean text {slice:?}"
        );
        if range.start > 0 {
            assert_eq!(
                &text[reached..range.start],
                "\n\n",
                "what parts blocks before {block:?}"
            );
        }
        match block.kind {
            BlockKind::Heading => assert!((1..=6).contains(&block.level), "{block:?}"),
            BlockKind::ListItem | BlockKind::Quote => assert!(block.level >= 1, "{block:?}"),
            _ => assert_eq!(block.level, 0, "{block:?}"),
        }
        reached = range.end;
    }
    assert_eq!(reached, text.len(), "text after the last block");
    for mark in &document.marks {
        assert!(
            text.get(mark.span.range())
                .is_some_and(|marked| !marked.is_empty()),
            "{mark:?}"
        );
        assert!(
            document
                .blocks
                .iter()
                .any(|block| block.span.contains(mark.span)),
            "mark across blocks: {mark:?}"
        );
    }
    assert!(
        document
            .marks
            .windows(2)
            .all(|pair| pair[0].span <= pair[1].span),
        "marks out of order"
    );
}
