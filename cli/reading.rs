//! From a source to its documents.

use hallway_extractor::document::Document;
use hallway_extractor::read::read;

use crate::fetch::{self, Answer};
use crate::source::{Skipped, Source};

/// The documents in a file or on standard input, or at an address that is asked without
/// regard to what it said before.
pub fn documents(source: &Source, name: &str) -> Result<Vec<Document>, Skipped> {
    let skipped = |reason: String| Skipped::new(source.name(), reason);
    let (bytes, media_type) = match source {
        Source::Url(url) => match fetch::get(&fetch::agent(), url, None) {
            Ok(Answer::Content(bytes, media_type, _)) => (bytes, media_type),
            // Only an answer to a question that was not asked.
            Ok(Answer::Unchanged) => (Vec::new(), None),
            Err(error) => return Err(skipped(error.to_string())),
        },
        Source::File(_) | Source::Stdin => (
            source.bytes().map_err(|error| skipped(error.to_string()))?,
            None,
        ),
    };
    read(name, &bytes, media_type.as_deref()).map_err(|error| skipped(error.to_string()))
}
