//! Bytes to documents.

use crate::document::{Block, BlockKind, Document, Span};

/// Why bytes are not a document.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The bytes are not text of a known format.
    #[error("not a text format that can be read")]
    Unknown,
}

/// Reads the documents in `bytes`. `name` is kept as the document's name and its ending
/// tells the format; `media_type`, where known (from HTTP), goes before the ending.
pub fn read(name: &str, bytes: &[u8], media_type: Option<&str>) -> Result<Vec<Document>, ReadError> {
    let _ = media_type;
    let text = std::str::from_utf8(bytes).map_err(|_| ReadError::Unknown)?.to_owned();
    let span = Span::new(0, text.len());
    let blocks = vec![Block { kind: BlockKind::Paragraph, span, level: 0 }];
    Ok(vec![Document { name: name.to_owned(), text, blocks, ..Document::default() }])
}
