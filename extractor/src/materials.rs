//! The end of a line that leads to slides and recordings: 'Title - Name (slides, video)',
//! 'Name: Title [code] | [slides]'. It is no part of what the line says of the talk.

use std::ops::Range;

use crate::document::{Document, MarkKind};
use crate::token::{Tokens, shape};

/// The most tokens between the brackets around materials.
const LONGEST: usize = 12;
/// So many marks before a token are looked through for the link that covers it.
const MARKS_BACK: usize = 8;

/// What there is to see of a talk.
const MATERIALS: [&str; 24] = [
    "abstract",
    "code",
    "deck",
    "demo",
    "github",
    "link",
    "materials",
    "notebook",
    "notes",
    "paper",
    "pdf",
    "presentation",
    "recording",
    "repo",
    "repository",
    "slide",
    "slides",
    "slideshare",
    "source",
    "speakerdeck",
    "transcript",
    "video",
    "videos",
    "youtube",
];

/// What is hardly the last word of a title.
const SEEN: [&str; 5] = ["recording", "slides", "slideshare", "video", "youtube"];

/// `line` without the materials at its end.
pub fn cut(document: &Document, tokens: &Tokens, line: Range<usize>) -> Range<usize> {
    let word = |at: usize| tokens.tokens[at].span.of(&document.text);
    let parts = |at: usize| {
        !tokens.tokens[at].is(shape::WORD)
            && matches!(
                word(at),
                "|" | "," | "-" | "–" | "—" | "/" | "•" | "·" | ";"
            )
    };
    let mut end = line.end;
    loop {
        let mut at = end;
        while at > line.start && parts(at - 1) {
            at -= 1;
        }
        if at == line.start {
            return line;
        }
        // '… (Anna Berg) video': links to materials need no sign before them.
        let material = |at: usize| {
            is_linked(document, tokens, at)
                && !is_linked(document, tokens, at - 1)
                && MATERIALS.contains(&word(at).to_ascii_lowercase().as_str())
        };
        let from = if at - 1 > line.start && material(at - 1) {
            at - 1
        } else if matches!(word(at - 1), ")" | "]") {
            let first = line.start.max(at.saturating_sub(LONGEST));
            let Some(open) = (first..at - 1)
                .rev()
                .find(|i| matches!(word(*i), "(" | "["))
            else {
                break;
            };
            if !are_materials(document, tokens, open + 1..at - 1, false) {
                break;
            }
            open
        } else {
            let first = line.start.max(at.saturating_sub(LONGEST));
            let Some(part) = (first..at).rev().find(|i| parts(*i)) else {
                break;
            };
            // Without brackets only links are sure not to be a title's last words, and 'Slides'.
            let named =
                at == part + 2 && SEEN.contains(&word(part + 1).to_ascii_lowercase().as_str());
            if !named && !are_materials(document, tokens, part + 1..at, true) {
                break;
            }
            part
        };
        if from == line.start {
            return line;
        }
        end = from;
    }
    // The dash before what was cut goes with it.
    while end < line.end && end > line.start && parts(end - 1) {
        end -= 1;
    }
    line.start..end
}

/// True where the words lead to materials, and all of them do so.
fn are_materials(document: &Document, tokens: &Tokens, words: Range<usize>, linked: bool) -> bool {
    let mut named = false;
    for at in words {
        let token = &tokens.tokens[at];
        if !token.is(shape::WORD) {
            continue;
        }
        let word = token.span.of(&document.text).to_ascii_lowercase();
        let material = MATERIALS.contains(&word.as_str());
        named |= material;
        let leads = is_linked(document, tokens, at);
        if !leads && (linked || !material && !matches!(word.as_str(), "and" | "the" | "of")) {
            return false;
        }
    }
    named
}

fn is_linked(document: &Document, tokens: &Tokens, at: usize) -> bool {
    let span = tokens.tokens[at].span;
    let before = document
        .marks
        .partition_point(|mark| mark.span.start <= span.start);
    document.marks[..before]
        .iter()
        .rev()
        .take(MARKS_BACK)
        .any(|mark| matches!(mark.kind, MarkKind::Link(_)) && mark.span.end >= span.end)
}
