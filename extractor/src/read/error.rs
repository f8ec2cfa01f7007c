//! What a reader may refuse, and the limits beyond which it does.

/// Bounds on what one call of a reader takes in, so that no input grows without bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The largest document, in bytes, after decompression. Default: 2 MB.
    pub document_bytes: usize,
    /// The largest catalogue, feed or schedule, in bytes, after decompression. Default: 64 MB.
    pub catalogue_bytes: usize,
    /// The largest single record of a stream of records, in bytes. Default: 1 MB.
    pub record_bytes: usize,
    /// How many times larger than its compressed form a file may become. Default: 20.
    pub compression_ratio: usize,
    /// How deep elements, lists, quotations and JSON values may nest. Default: 512, as in browsers.
    pub nesting: usize,
    /// The largest front matter, in bytes. Default: 64 kB.
    pub front_matter_bytes: usize,
    /// The most posts or talks of one file for each megabyte that it has or has begun with.
    /// Default: 4,000; each is made durable as a document, which costs more than its bytes.
    pub documents: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            document_bytes: 2_000_000,
            catalogue_bytes: 64_000_000,
            record_bytes: 1_000_000,
            compression_ratio: 20,
            nesting: 512,
            front_matter_bytes: 64_000,
            documents: 4_000,
        }
    }
}

impl Limits {
    /// Refuses more than so many documents in a file of `bytes`.
    pub(super) fn allow(&self, documents: usize, bytes: u64) -> Result<(), ReadError> {
        let of_its_size = u128::from(bytes) * self.documents as u128 / 1_000_000;
        let limit = usize::try_from(of_its_size).unwrap_or(usize::MAX);
        let limit = limit.max(self.documents);
        if documents > limit {
            return Err(ReadError::TooManyDocuments { limit });
        }
        Ok(())
    }
}

/// Why bytes are not a document; each says what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The bytes are not text.
    #[error("this is {what}, not text; give a page, a post, a feed or a catalogue of talks")]
    Binary {
        /// What the bytes look like.
        what: &'static str,
    },
    /// The bytes are text, but of no format that is read.
    #[error(
        "{what} is not a format that is read; give HTML, Markdown, reStructuredText, plain text, RSS, Atom, iCalendar or a catalogue in JSON or XML"
    )]
    UnknownFormat {
        /// The format, as far as it can be named.
        what: String,
    },
    /// More bytes than the limit.
    #[error("{bytes} bytes are more than the limit of {limit}; split the file, or raise the limit")]
    TooLarge {
        /// How many there are, as far as they were counted.
        bytes: usize,
        /// How many there may be.
        limit: usize,
    },
    /// The decompressed form is suspiciously large.
    #[error(
        "it grows to more than {limit} times its size when decompressed; decompress it yourself if you trust it"
    )]
    CompressionRatio {
        /// How many times its size it may grow.
        limit: usize,
    },
    /// Elements or values nested deeper than the limit.
    #[error("it nests deeper than {limit} levels; flatten it")]
    TooNested {
        /// How deep it may nest.
        limit: usize,
    },
    /// A feed or a catalogue with more posts or talks than the limit for its size.
    #[error("it holds more than {limit} posts or talks, the limit for its size; split it")]
    TooManyDocuments {
        /// How many there may be.
        limit: usize,
    },
    /// The bytes break the rules of their own format.
    #[error("the {what} is malformed: {why}; correct it there")]
    Malformed {
        /// The format or the part of it.
        what: &'static str,
        /// What the parser said.
        why: String,
    },
    /// A parser broke down over it. That is a mistake in the program, and told as one, but
    /// it costs no other file.
    #[error("its parser broke down; please report the file")]
    Breakdown,
    /// The bytes could not be had; only of streams.
    #[error("reading stopped: {why}; try again")]
    Interrupted {
        /// What the operating system said.
        why: String,
    },
}
