//! reStructuredText, as Nikola, Pelican and Sphinx blogs use it.

use super::error::{Limits, ReadError};
use super::plain;
use crate::document::Document;

/// Reads a post into `document`.
pub(super) fn read(text: &str, _limits: &Limits, document: &mut Document) -> Result<(), ReadError> {
    plain::read(text, document);
    Ok(())
}
