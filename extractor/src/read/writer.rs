//! Writes a document's plain text block by block, and keeps its marks in step.
//!
//! This is the one place where text is cleaned: blanks are folded, invisible characters
//! dropped, letters composed (NFC). A block begins with its first visible character, so
//! empty ones never come to be, and no block starts or ends with a blank.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::document::{Block, BlockKind, Document, Mark, MarkKind, Span};

/// The text so far, and what stands open.
#[derive(Debug, Default)]
pub(super) struct Writer {
    text: String,
    blocks: Vec<Block>,
    marks: Vec<Mark>,
    /// Kind, level and first byte of the open block; no first byte while it is empty.
    open: Option<(BlockKind, u8, Option<usize>)>,
    open_marks: Vec<OpenMark>,
    /// How many marks stand open that are not kept, inside those that are.
    ignored_marks: usize,
    gap: Gap,
}

/// A mark that stands open.
#[derive(Debug)]
struct OpenMark {
    kind: MarkKind,
    /// Its first byte in the open block; none while nothing of it is written there.
    start: Option<usize>,
    /// In how many blocks it was written so far.
    blocks: u8,
}

/// How deep marks nest, and over how many blocks one goes: authors stay far below, and
/// what is left open over a whole page must not cost a mark per block.
const MARKS_DEEP: usize = 8;
const MARK_BLOCKS: u8 = 32;

/// What stands between the last visible character and the next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    #[default]
    Nothing,
    Blank,
    Line,
}

impl Writer {
    /// Ends the open block and begins another.
    pub(super) fn begin(&mut self, kind: BlockKind, level: u8) {
        self.end();
        self.open = Some((kind, level, None));
    }

    /// True where a block is open.
    pub(super) fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// True where the open block holds a visible character.
    pub(super) fn has_text(&self) -> bool {
        matches!(self.open, Some((_, _, Some(_))))
    }

    /// The headings written so far.
    pub(super) fn headings(&self) -> impl Iterator<Item = &str> {
        let headings = self
            .blocks
            .iter()
            .filter(|block| block.kind == BlockKind::Heading);
        headings.map(|block| block.span.of(&self.text))
    }

    /// Makes a caption of the open block where it reads like one: short, and no sentence
    /// that goes on.
    pub(super) fn caption(&mut self) {
        if let Some((kind @ BlockKind::Paragraph, _, Some(start))) = &mut self.open {
            let text = self.text.get(*start..).unwrap_or("");
            if text.len() <= 200 && !text.ends_with(':') {
                *kind = BlockKind::Caption;
            }
        }
    }

    /// Ends the open block. Marks that stand open go on in the next one.
    pub(super) fn end(&mut self) {
        self.gap = Gap::Nothing;
        let Some((kind, level, start)) = self.open.take() else {
            return;
        };
        let Some(start) = start else { return };
        let end = self.text.len();
        for mark in &mut self.open_marks {
            if let Some(from) = mark.start.take() {
                self.marks.push(Mark {
                    kind: mark.kind.clone(),
                    span: Span::new(from, end),
                });
                mark.blocks += 1;
            }
        }
        self.blocks.push(Block {
            kind,
            span: Span::new(start, end),
            level,
        });
    }

    /// Writes a whole block.
    pub(super) fn block(&mut self, kind: BlockKind, level: u8, text: &str) {
        self.begin(kind, level);
        self.text(text);
        self.end();
    }

    /// Writes prose: blanks and line ends are folded into one blank.
    pub(super) fn text(&mut self, text: &str) {
        let text = composed(text);
        let bytes = text.as_bytes();
        let mut from = 0;
        let mut at = 0;
        while at < bytes.len() {
            if at > from
                && let Some(stretch) = bytes.get(at..).and_then(|rest| rest.first_chunk())
                && is_clean(stretch)
            {
                at += STRETCH;
                continue;
            }
            let byte = bytes[at];
            if is_graphic(byte) {
                at += 1;
                continue;
            }
            // One blank between visible characters is copied along with them.
            let single = byte == b' '
                && at > from
                && bytes.get(at + 1).is_some_and(|next| is_graphic(*next));
            if single {
                at += 2;
                continue;
            }
            let Some(c) = text[at..].chars().next() else {
                break;
            };
            match kind_of(c) {
                Character::Visible => at += c.len_utf8(),
                Character::Blank => {
                    self.visible(&text[from..at]);
                    self.gap = self.gap.max(Gap::Blank);
                    at += c.len_utf8();
                    from = at;
                }
                Character::Invisible => {
                    self.visible(&text[from..at]);
                    at += c.len_utf8();
                    from = at;
                }
                Character::Joiner => {
                    let before = text[..at].chars().next_back();
                    if before.is_some_and(|b| b >= '\u{600}') {
                        at += c.len_utf8();
                    } else {
                        self.visible(&text[from..at]);
                        at += c.len_utf8();
                        from = at;
                    }
                }
            }
        }
        self.visible(&text[from..]);
    }

    /// Writes prose and says where it stands, without the blanks around it.
    pub(super) fn span(&mut self, text: &str) -> Span {
        let before = self.text.len();
        self.text(text);
        let written = self.text.get(before..).unwrap_or("");
        let blanks = written.len() - written.trim_start().len();
        Span::new(before + blanks, self.text.len())
    }

    /// A line break that the author set.
    pub(super) fn line_break(&mut self) {
        self.gap = Gap::Line;
    }

    /// Writes text line by line as it stands, but for empty lines: they would look like
    /// the border of a block.
    pub(super) fn verbatim(&mut self, text: &str) {
        for line in text.lines() {
            let line = line.trim_end();
            if line.trim_start().is_empty() {
                continue;
            }
            self.gap = if self.has_text() {
                Gap::Line
            } else {
                Gap::Nothing
            };
            let line = composed(line);
            if line
                .chars()
                .all(|c| c == ' ' || kind_of(c) == Character::Visible)
            {
                self.visible(&line);
            } else {
                let clean: String = line
                    .chars()
                    .filter_map(|c| match kind_of(c) {
                        Character::Visible => Some(c),
                        Character::Blank => Some(' '),
                        Character::Invisible | Character::Joiner => None,
                    })
                    .collect();
                self.visible(clean.trim_end());
            }
        }
    }

    /// Sets the text apart from here on, until [`Writer::close_mark`].
    pub(super) fn open_mark(&mut self, kind: MarkKind) {
        if self.ignored_marks > 0 || self.open_marks.len() >= MARKS_DEEP {
            self.ignored_marks += 1;
            return;
        }
        self.open_marks.push(OpenMark {
            kind,
            start: None,
            blocks: 0,
        });
    }

    /// Ends the mark that was opened last.
    pub(super) fn close_mark(&mut self) {
        if self.ignored_marks > 0 {
            self.ignored_marks -= 1;
            return;
        }
        if let Some(OpenMark {
            kind,
            start: Some(start),
            ..
        }) = self.open_marks.pop()
        {
            self.marks.push(Mark {
                kind,
                span: Span::new(start, self.text.len()),
            });
        }
    }

    /// Puts text, blocks and marks into `document`.
    pub(super) fn finish(mut self, document: &mut Document) {
        self.end();
        self.marks
            .sort_by(|a, b| (a.span, rank(&a.kind)).cmp(&(b.span, rank(&b.kind))));
        self.marks.dedup();
        document.text = self.text;
        document.blocks = self.blocks;
        document.marks = self.marks;
    }

    /// Appends text without blanks at its ends, after the gap that waits.
    fn visible(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        let (kind, level, start) = self.open.unwrap_or((BlockKind::Paragraph, 0, None));
        if start.is_none() {
            if !self.text.is_empty() {
                self.text.push_str("\n\n");
            }
            self.open = Some((kind, level, Some(self.text.len())));
        } else {
            match self.gap {
                Gap::Nothing => {}
                Gap::Blank => self.text.push(' '),
                Gap::Line => self.text.push('\n'),
            }
        }
        self.gap = Gap::Nothing;
        for mark in &mut self.open_marks {
            if mark.start.is_none() && mark.blocks < MARK_BLOCKS {
                mark.start = Some(self.text.len());
            }
        }
        self.text.push_str(text);
    }
}

/// One line of clean text, for titles, names and the like.
pub(super) fn clean(text: &str) -> String {
    let mut writer = Writer::default();
    writer.text(text);
    writer.text
}

/// How many tags a document keeps.
pub(super) const TAGS: usize = 200;

/// Adds a tag that is new, as long as there are not too many.
pub(super) fn add_tag(tag: String, tags: &mut Vec<String>) {
    if !tag.is_empty() && tags.len() < TAGS && !tags.contains(&tag) {
        tags.push(tag);
    }
}

fn rank(kind: &MarkKind) -> (u8, &str) {
    match kind {
        MarkKind::Link(address) => (0, address),
        MarkKind::Emphasis => (1, ""),
        MarkKind::Strong => (2, ""),
        MarkKind::Code => (3, ""),
        MarkKind::Quotation => (4, ""),
    }
}

/// Composes letters and their accents, where there may be any.
fn composed(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || !text.chars().any(may_compose) {
        return Cow::Borrowed(text);
    }
    match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => Cow::Borrowed(text),
        _ => Cow::Owned(text.nfc().collect()),
    }
}

/// False for what is composed, and composes with nothing before it: all below U+0300, Cyrillic,
/// general punctuation, Chinese and Korean. That spares most text the look at the tables.
fn may_compose(c: char) -> bool {
    c >= '\u{300}'
        && !matches!(
            c,
            '\u{400}'..='\u{482}'
                | '\u{2002}'..='\u{206f}'
                | '\u{4e00}'..='\u{9fff}'
                | '\u{ac00}'..='\u{d7a3}'
        )
}

/// How many bytes are looked at together.
const STRETCH: usize = 32;

/// True where all but the last of the bytes are visible ASCII, or single blanks. Without
/// branches, so that a few instructions tell it.
fn is_clean(bytes: &[u8; STRETCH + 1]) -> bool {
    bytes
        .iter()
        .zip(&bytes[1..])
        .fold(true, |clean, (byte, next)| {
            clean & (is_graphic(*byte) | ((*byte == b' ') & is_graphic(*next)))
        })
}

/// True for the visible characters of ASCII.
fn is_graphic(byte: u8) -> bool {
    (byte > 0x20) & (byte < 0x7f)
}

#[derive(PartialEq, Eq)]
enum Character {
    Visible,
    Blank,
    Invisible,
    /// Joins letters of some scripts and the parts of an emoji; elsewhere it only hides.
    Joiner,
}

fn kind_of(c: char) -> Character {
    match c {
        '\t' | '\n' | '\u{b}' | '\u{c}' | '\r' | ' ' => Character::Blank,
        '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{84}' | '\u{86}'..='\u{9f}' => Character::Invisible,
        '\u{85}' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{2028}' | '\u{2029}' => {
            Character::Blank
        }
        '\u{202f}' | '\u{205f}' | '\u{3000}' => Character::Blank,
        '\u{200c}' | '\u{200d}' => Character::Joiner,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' => {
            Character::Invisible
        }
        '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffc}' => Character::Invisible,
        // Tags: an invisible copy of ASCII that can smuggle text past a reader.
        '\u{e0000}'..='\u{e007f}' => Character::Invisible,
        _ => Character::Visible,
    }
}

#[cfg(test)]
mod tests {
    use unicode_normalization::char::canonical_combining_class;

    use super::*;

    #[test]
    fn what_is_said_to_be_composed_is_so() {
        for c in ('\0'..=char::MAX).filter(|c| !may_compose(*c)) {
            let composed = matches!(is_nfc_quick(std::iter::once(c)), IsNormalized::Yes);
            assert!(composed && canonical_combining_class(c) == 0, "{c:?}");
        }
    }
}
