//! What blocks turn out to be once all of them are known.

use crate::document::{BULLETS, Block, BlockKind, Document, MarkKind};

/// Makes list items of paragraphs that open with a bullet. The bullet stays in the text.
fn settle_bullets(document: &mut Document) {
    for block in &mut document.blocks {
        if block.kind != BlockKind::Paragraph {
            continue;
        }
        let text = block.span.of(&document.text);
        let item = text.strip_prefix(BULLETS).map(str::trim_start);
        if item.is_some_and(|item| !item.is_empty() && !item.starts_with(BULLETS)) {
            block.kind = BlockKind::ListItem;
            block.level = 1;
        }
    }
}

/// Makes list items of paragraphs that open with a bullet, headings of paragraphs that are bold
/// from end to end and stand above prose, and paragraphs of headings that are prose.
pub(in super::super) fn settle(document: &mut Document) {
    settle_bullets(document);
    let mut marks = document.marks.iter().peekable();
    let mut bold = vec![false; document.blocks.len()];
    for (index, block) in document.blocks.iter().enumerate() {
        // Marks are sorted: those of earlier blocks are done with.
        while marks
            .next_if(|mark| mark.span.start < block.span.start)
            .is_some()
        {}
        let mut reached = block.span.start;
        let mut ahead = marks.clone();
        while let Some(mark) = ahead.next_if(|mark| mark.span.start < block.span.end) {
            let between = document
                .text
                .get(reached as usize..mark.span.start as usize)
                .unwrap_or("");
            if mark.kind == MarkKind::Strong && between.trim().is_empty() {
                reached = reached.max(mark.span.end);
            }
        }
        let rest = document
            .text
            .get(reached as usize..block.span.end as usize)
            .unwrap_or("");
        bold[index] = reached > block.span.start && matches!(rest.trim(), "" | ":" | ".");
    }
    for index in 0..document.blocks.len() {
        let block = document.blocks[index];
        let text = block.span.of(&document.text);
        if block.kind == BlockKind::Heading && is_prose(text) {
            document.blocks[index] = Block {
                kind: BlockKind::Paragraph,
                level: 0,
                ..block
            };
            continue;
        }
        let sentence = text.ends_with(['.', ',', ';']) && !text.ends_with("...");
        let heading = bold[index]
            && matches!(block.kind, BlockKind::Paragraph)
            && text.len() <= 240
            && !text.contains('\n')
            && !sentence
            && document.blocks.get(index + 1).is_some_and(|next| {
                !bold[index + 1]
                    && matches!(
                        next.kind,
                        BlockKind::Paragraph
                            | BlockKind::ListItem
                            | BlockKind::Quote
                            | BlockKind::Caption
                    )
            });
        if heading {
            document.blocks[index] = Block {
                kind: BlockKind::Heading,
                level: 6,
                ..block
            };
        }
    }
}

/// A paragraph that became a heading by its looks: a rule drawn right below it in
/// Markdown, a larger letter in HTML.
fn is_prose(text: &str) -> bool {
    text.len() > 160 && text.ends_with(['.', '!', '?', ':'])
}

/// The text of the first heading of the first level there is.
pub(in super::super) fn first_heading(document: &Document) -> Option<String> {
    let headings = || {
        document
            .blocks
            .iter()
            .filter(|block| block.kind == BlockKind::Heading)
    };
    let top = headings().map(|block| block.level).min()?;
    headings()
        .find(|block| block.level == top)
        .map(|block| block.span.of(&document.text).replace('\n', " "))
}
