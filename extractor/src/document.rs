//! The document model: one plain text, cut into blocks, with marks over it.
//!
//! Readers produce it, extraction consumes it. Every offset is a byte offset into
//! [`Document::text`] and falls on a character boundary.

use serde::{Deserialize, Serialize};

use crate::extraction::Note;
use crate::vocabulary::TalkKind;

/// A text that was read: its metadata, its plain text, and the layout over that text.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// The name it was given: a path as the user wrote it, a URL, or `FILE#POST`.
    pub name: String,
    /// The title its metadata or its first heading states.
    pub title: Option<String>,
    /// The authors it states, in its order.
    pub authors: Vec<String>,
    /// The date it states, as far as it states one: `2024`, `2024-06` or `2024-06-01`.
    pub date: Option<String>,
    /// The address it states for itself.
    pub url: Option<String>,
    /// Tags and keywords from its metadata.
    pub tags: Vec<String>,
    /// The plain text. Blocks are separated by blank lines; inside a block `'\n'` is a
    /// line break that the author set (soft wraps have become blanks).
    pub text: String,
    /// The blocks, in the order of the text, not overlapping.
    pub blocks: Vec<Block>,
    /// The marks, sorted by start, then by end.
    pub marks: Vec<Mark>,
    /// What a catalogue states outright about one talk, where the document is a record.
    pub record: Option<TalkRecord>,
    /// What was odd about the bytes.
    pub notes: Vec<Note>,
}

/// A half-open range of bytes of the document's plain text.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Span {
    /// The span from `start` up to, not including, `end`.
    pub fn new(start: usize, end: usize) -> Span {
        Span {
            start: start as u32,
            end: end as u32,
        }
    }

    /// The range to slice with.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The bytes it covers.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// True where it covers nothing.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// True where `other` lies within it.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The slice of `text` that it covers; empty where it does not fit the text.
    pub fn of(self, text: &str) -> &str {
        text.get(self.range()).unwrap_or("")
    }
}

/// One block of layout. A list item's span ends where its nested list begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its text.
    pub span: Span,
    /// A heading's level (1 to 6), a list item's or quotation's depth (from 1), else 0.
    pub level: u8,
}

/// Signs that people set before the items of a list that no markup makes one; they stay in the
/// item's text.
pub const BULLETS: [char; 8] = ['•', '·', '‣', '▪', '◦', '●', '►', '➢'];

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BlockKind {
    /// A heading.
    Heading,
    /// A paragraph.
    Paragraph,
    /// A list item, without its bullet or number.
    ListItem,
    /// A paragraph of a block quotation.
    Quote,
    /// A caption of a figure or table.
    Caption,
    /// Code, shown and never read as prose.
    Code,
    /// A table row; its cells are joined by `" | "`.
    Row,
}

/// A stretch of text that the author set apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// How it is set apart.
    pub kind: MarkKind,
    /// What is set apart; never crosses a block's border.
    pub span: Span,
}

/// How a stretch of text is set apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MarkKind {
    /// A link, with its address as written.
    Link(String),
    /// Emphasis (italics).
    Emphasis,
    /// Strong emphasis (bold).
    Strong,
    /// Inline code.
    Code,
    /// A quotation marked up as one (`<q>`, `<cite>`); quotation marks stay in the text.
    Quotation,
}

/// One talk as a catalogue states it; spans point into the record's own text.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TalkRecord {
    /// The title.
    pub title: Span,
    /// Each speaker's name, and the organisation the record gives for them.
    pub speakers: Vec<RecordSpeaker>,
    /// The event's name, with its year.
    pub event: Option<Span>,
    /// The event's city, country or venue.
    pub place: Option<Span>,
    /// The tags.
    pub tags: Vec<Span>,
    /// The sort of talk, where stated.
    pub kind: Option<TalkKind>,
    /// Addresses of video, slides and page: what it is, where it is.
    pub links: Vec<(String, String)>,
}

/// A speaker of a [`TalkRecord`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RecordSpeaker {
    /// The name.
    pub name: Span,
    /// The organisation stated in a field of its own.
    pub organization: Option<Span>,
}
