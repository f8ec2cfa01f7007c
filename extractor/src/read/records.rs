//! Catalogues too large to hold: JSON lines, packed or not, one record at a time.

use std::io::{BufRead, BufReader, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

use flate2::bufread::MultiGzDecoder;

use super::catalogue;
use super::compressed::Counted;
use super::error::{Limits, ReadError};
use super::names::Names;
use crate::document::Document;

/// The documents in `input`, a catalogue of JSON lines, packed with gzip or not, in its
/// order. Memory does not grow with the catalogue, but for a number per record's name.
///
/// A record that cannot be read is an error of its own; the ones after it still come.
pub fn records<R: BufRead>(name: &str, input: R, limits: &Limits) -> Result<Records<R>, ReadError> {
    let mut input = Counted::new(input);
    let head = input.fill_buf().map_err(interrupted)?;
    let source = if super::compressed::is_gzip(head) {
        Source::Packed(Box::new(BufReader::new(MultiGzDecoder::new(input))))
    } else {
        Source::Plain(input)
    };
    Ok(Records {
        name: name.to_owned(),
        source,
        limits: *limits,
        names: Names::default(),
        given: 0,
        out: 0,
        line: Vec::new(),
        done: false,
    })
}

/// Iterator over the records of a catalogue; see [`records`].
#[derive(Debug)]
pub struct Records<R: BufRead> {
    name: String,
    source: Source<R>,
    limits: Limits,
    names: Names,
    /// Documents that were given.
    given: usize,
    /// Bytes that came out, to compare with what went in.
    out: u64,
    line: Vec<u8>,
    done: bool,
}

#[derive(Debug)]
enum Source<R: BufRead> {
    Plain(Counted<R>),
    Packed(Box<BufReader<MultiGzDecoder<Counted<R>>>>),
}

impl<R: BufRead> Iterator for Records<R> {
    type Item = Result<Document, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.done {
            match self.read_line() {
                Ok(false) => self.done = true,
                Ok(true) => {
                    let line = String::from_utf8_lossy(&self.line);
                    let line = line.trim();
                    if line.is_empty() {
                        continue;
                    }
                    let line = line.trim_start_matches('\u{feff}');
                    // As in `read`: a parser that panics costs the record and nothing else.
                    let read = AssertUnwindSafe(|| {
                        catalogue::record(&self.name, line, &mut self.names, &self.limits)
                    });
                    match catch_unwind(read).unwrap_or(Err(ReadError::Breakdown)) {
                        Ok(Some(document)) => {
                            self.given += 1;
                            return Some(match self.limits.allow(self.given, self.out) {
                                Ok(()) => Ok(document),
                                Err(error) => {
                                    self.done = true;
                                    Err(error)
                                }
                            });
                        }
                        Ok(None) => {}
                        Err(error) => return Some(Err(error)),
                    }
                }
                Err(error) => {
                    // Behind a line that is too long or a broken archive nothing can be trusted.
                    self.done = true;
                    return Some(Err(error));
                }
            }
        }
        None
    }
}

impl<R: BufRead> Records<R> {
    /// Reads the next line, which may be no longer than a record; false at the end.
    fn read_line(&mut self) -> Result<bool, ReadError> {
        self.line.clear();
        let most = self.limits.record_bytes;
        let read = match &mut self.source {
            Source::Plain(input) => input
                .take(most as u64 + 1)
                .read_until(b'\n', &mut self.line),
            Source::Packed(input) => input
                .take(most as u64 + 1)
                .read_until(b'\n', &mut self.line),
        };
        self.out += read.map_err(interrupted)? as u64;
        if self.line.len() > most {
            return Err(ReadError::TooLarge {
                bytes: self.line.len(),
                limit: most,
            });
        }
        if let Source::Packed(input) = &self.source {
            // What the buffers hold has been counted in, not out; at first that is nearly all.
            let packed = input.get_ref().get_ref().bytes;
            let ratio = self.limits.compression_ratio as u64;
            if self.out > 1_000_000 && self.out > packed.saturating_mul(ratio) {
                return Err(ReadError::CompressionRatio {
                    limit: self.limits.compression_ratio,
                });
            }
        }
        Ok(!self.line.is_empty())
    }
}

fn interrupted(error: std::io::Error) -> ReadError {
    ReadError::Interrupted {
        why: error.to_string(),
    }
}
