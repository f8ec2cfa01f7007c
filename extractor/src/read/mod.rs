//! Bytes to documents: one reader per format, one way to write blocks and marks.
//!
//! [`read`] decodes the bytes once, tells the format by media type, ending and looks, and
//! hands the text to the reader of that format. Every reader is linear in the bytes,
//! bounded by [`Limits`], and answers with a [`ReadError`] rather than a panic.

mod asciidoc;
mod author;
mod catalogue;
mod compressed;
mod dates;
mod decode;
mod error;
mod feed;
mod format;
mod front;
mod html;
mod markdown;
mod names;
mod plain;
mod records;
mod rst;
mod writer;

pub use error::{Limits, ReadError};
pub use format::holds_records;
pub use records::{Records, records};

use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::document::Document;
use crate::extraction::Note;
use format::Format;

/// Reads the documents in `bytes`. `name` is kept as the document's name and its ending
/// tells the format; `media_type`, where known (from HTTP), goes before the ending.
/// The posts of a feed and the talks of a catalogue are named `name#POST`.
pub fn read(
    name: &str,
    bytes: &[u8],
    media_type: Option<&str>,
) -> Result<Vec<Document>, ReadError> {
    read_within(name, bytes, media_type, &Limits::default())
}

/// As [`read`], within limits of one's own.
pub fn read_within(
    name: &str,
    bytes: &[u8],
    media_type: Option<&str>,
    limits: &Limits,
) -> Result<Vec<Document>, ReadError> {
    if bytes.len() > limits.catalogue_bytes {
        return Err(ReadError::TooLarge {
            bytes: bytes.len(),
            limit: limits.catalogue_bytes,
        });
    }
    if compressed::is_gzip(bytes) {
        let bytes = compressed::unpack(bytes, limits)?;
        // Packed twice is packed to deceive.
        if compressed::is_gzip(&bytes) {
            return Err(ReadError::Binary {
                what: "an archive within an archive",
            });
        }
        return unpacked(name, &bytes, None, limits);
    }
    unpacked(name, bytes, media_type, limits)
}

fn unpacked(
    name: &str,
    bytes: &[u8],
    media_type: Option<&str>,
    limits: &Limits,
) -> Result<Vec<Document>, ReadError> {
    let (essence, charset) = media_type.map(decode::media_type).unwrap_or_default();
    let (text, damaged) = decode::decode(bytes, charset)?;
    let format = format::of(name, &essence, &text)?;
    // One kind of line end for all; a lone carriage return has led parsers astray before.
    let text = match text.contains('\r') {
        true => Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n")),
        false => text,
    };
    // The parsers are other people's and meet hostile input: should one panic, the file is
    // refused and nothing else suffers. Nothing is shared with what unwinds.
    let read = AssertUnwindSafe(|| documents(name, &text, format, limits));
    let mut documents = catch_unwind(read).map_err(|_| ReadError::Breakdown)??;
    documents.iter_mut().for_each(author::complete);
    if damaged {
        let message =
            "some characters were damaged before they came here, and are left as '\u{fffd}'"
                .to_owned();
        documents.iter_mut().for_each(|document| {
            document.notes.push(Note {
                span: None,
                message: message.clone(),
            })
        });
    }
    Ok(documents)
}

fn documents(
    name: &str,
    text: &str,
    format: Format,
    limits: &Limits,
) -> Result<Vec<Document>, ReadError> {
    if !format.holds_many() && text.len() > limits.document_bytes {
        return Err(ReadError::TooLarge {
            bytes: text.len(),
            limit: limits.document_bytes,
        });
    }
    let mut document = Document {
        name: name.to_owned(),
        ..Document::default()
    };
    match format {
        Format::Text => plain::read(text, &mut document),
        Format::Markdown { mdx } => markdown::read(text, mdx, limits, &mut document)?,
        Format::Html => {
            let tree = html::parse(text, limits)?;
            html::read(&tree, &mut document);
            let mut talks = catalogue::in_page(name, &tree, text.len(), limits)?;
            talks.insert(0, document);
            return Ok(talks);
        }
        Format::AsciiDoc => {
            markdown::read(&asciidoc::to_markdown(text), false, limits, &mut document)?;
        }
        Format::Rst => rst::read(text, limits, &mut document)?,
        Format::Feed => return feed::read(name, text, limits),
        Format::Json => return catalogue::read_json(name, text, limits),
        Format::JsonLines => return catalogue::read_lines(name, text, limits),
        Format::ScheduleXml => return catalogue::read_schedule_xml(name, text, limits),
        Format::Calendar => return catalogue::read_calendar(name, text, limits),
    }
    Ok(vec![document])
}
