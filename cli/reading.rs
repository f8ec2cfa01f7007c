//! From a source to its documents.

use hallway_extractor::document::Document;
use hallway_extractor::read::read;

use crate::fetch::{self, Answer};
use crate::source::{Skipped, Source};

/// The documents in a file or on standard input, or at an address that is asked without
/// regard to what it said before.
pub fn documents(source: &Source, name: &str) -> Result<Vec<Document>, Skipped> {
    match source {
        Source::Url(url) => match fetch::get(&fetch::agent(), url, None) {
            Ok(Answer::Content(bytes, media_type, _)) => parsed(url, &bytes, media_type.as_deref()),
            Ok(Answer::Unchanged) => Err(Skipped::new(
                url,
                "the server answers a question that was not asked",
            )),
            Err(error) => Err(Skipped::new(url, error)),
        },
        Source::File(_) | Source::Stdin => {
            let bytes = source.bytes().map_err(|error| Skipped::new(name, error))?;
            parsed(name, &bytes, None)
        }
    }
}

/// The documents in `bytes`.
pub fn parsed(
    name: &str,
    bytes: &[u8],
    media_type: Option<&str>,
) -> Result<Vec<Document>, Skipped> {
    read(name, bytes, media_type).map_err(|error| Skipped::new(name, error))
}
