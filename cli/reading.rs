//! From a source to its documents and their facts, within limits that the user can raise.

use clap::Args;
use hallway_extractor::document::Document;
use hallway_extractor::extraction::Extraction;
use hallway_extractor::read::{Limits, holds_records, read_within};
use ureq::Agent;

use crate::fetch::{self, Answer, Version};
use crate::parallel;
use crate::rule_files::{RuleArgs, Rules};
use crate::source::{Skipped, Source};
use crate::stream::Stream;

/// The options of the verbs that read documents.
#[derive(Args, Debug)]
pub struct ReadArgs {
    /// How many documents to work on at a time [default: one for each processor]
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,

    /// The name of the document on standard input; its ending tells the format
    #[arg(long, value_name = "NAME", default_value = "-")]
    pub name: String,

    /// The largest document to read, in bytes; feeds and catalogues may be 32 times as large
    #[arg(long, value_name = "N", default_value_t = Limits::default().document_bytes)]
    pub max_bytes: usize,

    #[command(flatten)]
    pub rules: RuleArgs,
}

/// Reads documents; shared by the workers.
pub struct Reader {
    name: String,
    limits: Limits,
    agent: Agent,
    rules: Rules,
}

/// What an address gave.
pub enum Fetched {
    /// What it gave before still holds.
    Unchanged,
    /// Its documents, and the version to ask about next time.
    Documents(Vec<Document>, Version),
}

impl ReadArgs {
    /// The threads to work with.
    pub fn threads(&self) -> usize {
        self.threads.unwrap_or_else(parallel::default_threads)
    }

    /// The reader that the options describe.
    pub fn reader(&self) -> anyhow::Result<Reader> {
        let standard = Limits::default();
        let limits = Limits {
            document_bytes: self.max_bytes,
            catalogue_bytes: self
                .max_bytes
                .saturating_mul(32)
                .max(standard.catalogue_bytes),
            ..standard
        };
        let rules = self.rules.load()?;
        Ok(Reader {
            name: self.name.clone(),
            limits,
            agent: fetch::agent(),
            rules,
        })
    }
}

impl Reader {
    /// The records of `source`, one portion after the other, where it is a file that holds
    /// them by the line and so need not be held in memory; `passed` is told how many bytes
    /// were read.
    ///
    /// # Errors
    /// Where there is no such file.
    pub fn stream<'r>(
        &'r self,
        source: &Source,
        passed: &'r (dyn Fn(u64) + Sync),
    ) -> Result<Option<Stream<'r>>, Skipped> {
        match source {
            Source::File(path) if holds_records(&source.name()) => {
                Stream::open(path, &self.limits, passed).map(Some)
            }
            Source::File(_) | Source::Stdin | Source::Url(_) => Ok(None),
        }
    }

    /// The documents in a file, on standard input, or at an address whatever it gave before.
    pub fn documents(&self, source: &Source) -> Result<Vec<Document>, Skipped> {
        let name = match source {
            Source::Url(url) => {
                return match self.fetch(url, None)? {
                    Fetched::Documents(documents, _) => Ok(documents),
                    Fetched::Unchanged => Ok(Vec::new()),
                };
            }
            Source::Stdin => self.name.clone(),
            Source::File(_) => source.name(),
        };
        // One byte more than the limit, so that the refusal comes from who knows the limit.
        let bytes = source.bytes(self.limits.catalogue_bytes as u64 + 1);
        let bytes = bytes.map_err(|error| Skipped::new(&name, error))?;
        self.parsed(&name, &bytes, None)
    }

    /// The documents at an address, where they are newer than the version known.
    pub fn fetch(&self, url: &str, known: Option<&Version>) -> Result<Fetched, Skipped> {
        match fetch::get(
            &self.agent,
            url,
            known,
            self.limits.catalogue_bytes as u64 + 1,
        ) {
            Ok(Answer::Unchanged) => Ok(Fetched::Unchanged),
            Ok(Answer::Content(bytes, media_type, version)) => {
                let documents = self.parsed(url, &bytes, media_type.as_deref())?;
                Ok(Fetched::Documents(documents, version))
            }
            Err(error) => Err(Skipped::new(url, error)),
        }
    }

    /// The facts of a document.
    pub fn extract(&self, document: &Document) -> Extraction {
        hallway_extractor::extract(document, &self.rules)
    }

    fn parsed(
        &self,
        name: &str,
        bytes: &[u8],
        media_type: Option<&str>,
    ) -> Result<Vec<Document>, Skipped> {
        read_within(name, bytes, media_type, &self.limits)
            .map_err(|error| Skipped::new(name, error))
    }
}
