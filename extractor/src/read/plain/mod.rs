//! Plain text with its layout: what a person sees who reads it in a terminal.
//!
//! Text files have no marks, only lines. Two habits are told apart first: lines broken at
//! a margin, which are joined again, and one line per paragraph. Then each line is a
//! bullet, a heading (underlined, set apart by blank lines, or a bare title-like line
//! above longer text), the continuation of what stands above it, or a paragraph.

mod heading;
mod line;

use super::dates;
use super::writer::{Writer, clean};
use crate::document::{BlockKind, Document};
use heading::{has_navigation, is_by_line, is_head_line, is_heading, is_name, is_navigation};
use line::{Bullet, Line, hashes, is_rule, lines, margin, underlines, width};

/// Reads `text` into `document`.
pub(super) fn read(text: &str, document: &mut Document) {
    let lines = lines(text);
    let margin = margin(&lines);
    let mut writer = Writer::default();
    let mut blocks = blocks(&lines, margin, true);
    speaker_lines(&mut blocks);
    if let Some((BlockKind::Heading, 1, lines)) = blocks.first() {
        document.title = lines.first().map(|(line, _)| clean(line));
    }
    write_blocks(&blocks, &mut writer);
    writer.finish(document);
    dates::state(document);
}

/// Writes plain text that stands in a field of something else: it has no title.
pub(super) fn write(text: &str, writer: &mut Writer) {
    let lines = lines(text);
    write_blocks(&blocks(&lines, margin(&lines), false), writer);
}

fn write_blocks(blocks: &[Lines<'_>], writer: &mut Writer) {
    for (kind, level, lines) in blocks {
        writer.begin(*kind, *level);
        for (index, (line, broken)) in lines.iter().enumerate() {
            if index > 0 && *broken {
                writer.line_break();
            } else if index > 0 {
                writer.text(" ");
            }
            writer.text(line);
        }
    }
    writer.end();
}

/// A block's kind, its level, and its lines with whether the author broke before each.
type Lines<'a> = (BlockKind, u8, Vec<(&'a str, bool)>);

/// The blocks of the text; `titled` where its first line may be its title.
fn blocks<'a>(lines: &[Line<'a>], margin: Option<usize>, titled: bool) -> Vec<Lines<'a>> {
    let mut blocks: Vec<Lines<'a>> = Vec::new();
    // The indents of the list items that stand open, outermost first.
    let mut list: Vec<usize> = Vec::new();
    let mut after_navigation = titled;
    let mut level = 2;
    // Who draws lines under some headings draws them under all.
    let drawn = lines
        .iter()
        .zip(lines.iter().skip(1))
        .filter(|(line, below)| underlines(line, below).is_some())
        .take(2)
        .count();
    let hashed = lines
        .iter()
        .filter(|line| hashes(line.text).is_some())
        .take(2)
        .count();
    let bare = drawn < 2 && hashed < 2;
    let mut at = 0;
    while at < lines.len() {
        let line = &lines[at];
        if line.text.is_empty() || is_navigation(line.text) {
            after_navigation |= !line.text.is_empty();
            at += 1;
            continue;
        }
        if is_rule(line.text) && line.bullet.is_none() {
            at += 1;
            continue;
        }
        let first = titled && blocks.is_empty();
        if let Some(underline) = lines.get(at + 1).and_then(|next| underlines(line, next)) {
            level = if first { 1 } else { underline };
            blocks.push((BlockKind::Heading, level, vec![(line.text, false)]));
            list.clear();
            at += 2;
            continue;
        }
        if let Some((depth, text)) = hashes(line.text).filter(|_| first || hashed > 1) {
            blocks.push((BlockKind::Heading, depth, vec![(text, false)]));
            list.clear();
            at += 1;
            continue;
        }
        let spoken = lines.get(at + 1).is_some_and(|next| is_by_line(next.text));
        if (bare || first || spoken) && is_heading(lines, at, margin, after_navigation, first) {
            let numbered = line.bullet == Some(Bullet::Number);
            let own = match (first, numbered, after_navigation) {
                (true, ..) => 1,
                (_, true, _) => 3,
                (_, _, true) => 2,
                _ if level == 2 && has_navigation(lines, at) => 3,
                _ => 2,
            };
            if !first {
                level = if own == 3 { level } else { own };
            }
            blocks.push((BlockKind::Heading, own, vec![(line.text, false)]));
            list.clear();
            after_navigation = false;
            at += 1;
            continue;
        }
        after_navigation = false;
        let (kind, depth) = match line.bullet {
            Some(_) => {
                while list.last().is_some_and(|outer| *outer >= line.indent) {
                    list.pop();
                }
                list.push(line.indent);
                (BlockKind::ListItem, list.len().min(255) as u8)
            }
            None if line.quoted => (BlockKind::Quote, 1),
            None => {
                // What is set in as far as an item's text belongs to the item.
                while list.last().is_some_and(|outer| *outer >= line.indent) {
                    list.pop();
                }
                (BlockKind::Paragraph, 0)
            }
        };
        let mut own = vec![(line.text, false)];
        at += 1;
        while let Some(next) = lines.get(at) {
            let Some(broken) = continues(line, &lines[at - 1], next, margin) else {
                break;
            };
            if lines
                .get(at + 1)
                .is_some_and(|below| underlines(next, below).is_some())
            {
                break;
            }
            own.push((next.text, broken));
            at += 1;
        }
        blocks.push((kind, depth, own));
    }
    blocks
}

/// A name that stands alone below a heading says who spoke, it heads nothing. One alone
/// may be a section's first part; the habit shows by being repeated.
fn speaker_lines(blocks: &mut [Lines<'_>]) {
    let is_speaker = |above: &Lines<'_>, line: &Lines<'_>| {
        above.0 == BlockKind::Heading
            && above.1 > 1
            && line.0 == BlockKind::Heading
            && line.2.first().is_some_and(|(text, _)| is_name(text))
    };
    let speakers: Vec<usize> = (1..blocks.len())
        .filter(|at| is_speaker(&blocks[at - 1], &blocks[*at]))
        .collect();
    if speakers.len() > 1 {
        for at in speakers {
            (blocks[at].0, blocks[at].1) = (BlockKind::Paragraph, 0);
        }
    }
}

/// Whether `next` goes on with the block that `first` began, and if so, whether the author
/// broke the line before it.
fn continues(
    first: &Line<'_>,
    last: &Line<'_>,
    next: &Line<'_>,
    margin: Option<usize>,
) -> Option<bool> {
    if next.text.is_empty()
        || next.bullet.is_some()
        || next.quoted != first.quoted
        || is_rule(next.text)
    {
        return None;
    }
    if first.bullet.is_none() && (is_head_line(first.text) || is_head_line(next.text)) {
        return None;
    }
    let within = first.bullet.is_some() && next.indent > first.indent;
    match margin {
        Some(margin) => {
            if first.bullet.is_none() && next.indent > first.indent + 1 {
                return None;
            }
            let word = next
                .text
                .split(' ')
                .next()
                .map_or(0, |word| word.chars().count());
            Some(width(last) + 1 + word + 12 < margin && !last.text.ends_with(','))
        }
        None => within.then_some(true),
    }
}
