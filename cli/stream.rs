//! Work in portions: a source for each, but a catalogue of a million records comes in many.
//!
//! Portions are taken one by one and when there is room for them, so that what is in memory
//! does not grow with the catalogue.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;
use std::vec;

use hallway_extractor::document::Document;
use hallway_extractor::read::{Limits, Records, records};

use crate::reading::Reader;
use crate::source::{Skipped, Source};

/// How many records, or bytes of their text, make a portion: enough to be worth a worker's
/// while, few enough for the bar to move.
const PORTION: usize = 32;
const PORTION_BYTES: usize = 256 << 10;

/// What a worker takes on.
pub enum Portion {
    /// A source to be read as a whole.
    Whole(Source),
    /// Records of a catalogue.
    Records(Vec<Document>),
    /// What could not be read.
    Skipped(Skipped),
}

/// The portions of `sources`, in their order.
pub struct Portions<'r> {
    reader: &'r Reader,
    passed: &'r (dyn Fn(u64) + Sync),
    sources: vec::IntoIter<Source>,
    open: Option<Stream<'r>>,
}

impl<'r> Portions<'r> {
    /// The portions of `sources`; `passed` is told of bytes as they are read.
    pub fn new(
        reader: &'r Reader,
        sources: Vec<Source>,
        passed: &'r (dyn Fn(u64) + Sync),
    ) -> Portions<'r> {
        Portions {
            reader,
            passed,
            sources: sources.into_iter(),
            open: None,
        }
    }
}

impl Iterator for Portions<'_> {
    type Item = Portion;

    fn next(&mut self) -> Option<Portion> {
        loop {
            if let Some(stream) = &mut self.open {
                if let Some(portion) = stream.portion() {
                    return Some(portion);
                }
                self.open = None;
            }
            let source = self.sources.next()?;
            match self.reader.stream(&source, self.passed) {
                Ok(Some(stream)) => self.open = Some(stream),
                Ok(None) => {
                    (self.passed)(source.size());
                    return Some(Portion::Whole(source));
                }
                Err(skipped) => return Some(Portion::Skipped(skipped)),
            }
        }
    }
}

/// A catalogue that is read record by record.
pub struct Stream<'r> {
    name: String,
    records: Option<Records<BufReader<Counting<'r>>>>,
    /// How many records came so far, good or bad.
    seen: usize,
    /// How many were bad, and what was wrong with the first.
    bad: usize,
    first: Option<String>,
}

impl<'r> Stream<'r> {
    /// Opens the catalogue in the file `path`.
    pub fn open(
        path: &Path,
        limits: &Limits,
        passed: &'r (dyn Fn(u64) + Sync),
    ) -> Result<Stream<'r>, Skipped> {
        let name = path.to_string_lossy().into_owned();
        let inner = File::open(path).map_err(|error| Skipped::new(&name, error))?;
        let input = BufReader::with_capacity(64 << 10, Counting { inner, passed });
        let records = records(&name, input, limits).map_err(|error| Skipped::new(&name, error))?;
        Ok(Stream {
            name,
            records: Some(records),
            seen: 0,
            bad: 0,
            first: None,
        })
    }

    /// The next records; at the end, once, what was left out.
    fn portion(&mut self) -> Option<Portion> {
        let mut documents = Vec::with_capacity(PORTION);
        let mut bytes = 0;
        while let Some(records) = &mut self.records {
            match records.next() {
                None => self.records = None,
                Some(Ok(document)) => {
                    self.seen += 1;
                    bytes += document.text.len();
                    documents.push(document);
                    if documents.len() >= PORTION || bytes >= PORTION_BYTES {
                        break;
                    }
                }
                Some(Err(error)) => {
                    self.seen += 1;
                    self.bad += 1;
                    let seen = self.seen;
                    self.first
                        .get_or_insert_with(|| format!("record {seen}: {error}"));
                }
            }
        }
        if !documents.is_empty() {
            return Some(Portion::Records(documents));
        }
        // A million broken lines are one thing to tell.
        let first = self.first.take()?;
        Some(Portion::Skipped(Skipped::new(
            &self.name,
            match self.bad {
                1 => first,
                bad => format!("{bad} records; the first, {first}"),
            },
        )))
    }
}

/// Tells how many bytes pass.
struct Counting<'r> {
    inner: File,
    passed: &'r (dyn Fn(u64) + Sync),
}

impl Read for Counting<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        (self.passed)(read as u64);
        Ok(read)
    }
}
