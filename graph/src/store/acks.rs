//! The high-water mark: a log beside sled of what was acknowledged.
//!
//! Sled cuts a damaged tail off its log without a word. So what was acknowledged is
//! written down a second time, where sled cannot lose it, and compared at every opening.

use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::path::PathBuf;

use super::StoreError;
use super::folder::{self, Folder, io};
use super::frame::NameDigest;
use super::mark::Mark;

/// One record: generation, what it was about, digest of what was kept, checksum.
const RECORD: usize = 8 + 16 + 16 + 4;
/// The log is cut back to its last record when it grows past this many bytes.
const MOST: u64 = 1 << 20;

/// One acknowledged change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ack {
    /// The generation that it led to.
    pub generation: u64,
    /// The document; zeros for a correction.
    pub name: NameDigest,
    /// The digest of the document; zeros where it was removed.
    pub digest: [u8; 16],
}

/// The log, open for appending.
pub(super) struct AckLog {
    path: PathBuf,
    file: File,
    length: u64,
    last: Option<Ack>,
    damaged: bool,
    mark: Mark,
}

impl AckLog {
    /// Opens the log, makes it where there is none, and reads every record that can be
    /// read. The last ones may be torn: they were never acknowledged.
    pub fn open(folder: &Folder) -> Result<AckLog, StoreError> {
        let path = folder.acks();
        let mut file = OpenOptions::new()
            .create(true)
            .read(true)
            .write(true)
            .truncate(false)
            .open(&path)
            .map_err(io("open", &path))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(io("read", &path))?;
        let acks: Vec<Ack> = bytes.chunks(RECORD).filter_map(decode).collect();
        let whole = acks.len() * RECORD == bytes.len();
        let last = acks.iter().copied().max_by_key(|ack| ack.generation);
        let length = bytes.len() as u64;
        Ok(AckLog {
            path,
            file,
            length,
            last,
            damaged: !whole,
            mark: Mark::open(folder.mark())?,
        })
    }

    /// The last generation that was acknowledged, as far as can be told.
    pub fn generation(&self) -> u64 {
        let logged = self.last.map_or(0, |ack| ack.generation);
        logged.max(self.mark.generation())
    }

    /// Writes a log anew that could not be read in full. Only good when the store holds
    /// everything that could be read.
    pub fn heal(&mut self) -> Result<(), StoreError> {
        if std::mem::take(&mut self.damaged) {
            tracing::warn!(file = %self.path.display(), "wrote anew, for its end could not be read");
            self.cut_back()?;
        }
        self.mark.heal(self.generation())
    }

    /// Writes the acknowledgements down; returns when they are durable.
    pub fn append(&mut self, acks: &[Ack]) -> Result<(), StoreError> {
        let Some(&last) = acks.last() else {
            return Ok(());
        };
        if self.length > MOST {
            self.cut_back()?;
        }
        let bytes: Vec<u8> = acks.iter().flat_map(encode).collect();
        self.file
            .write_all(&bytes)
            .map_err(io("write", &self.path))?;
        self.mark.raise(last.generation)?;
        self.file.sync_data().map_err(io("sync", &self.path))?;
        self.mark.sync()?;
        self.length += bytes.len() as u64;
        self.last = Some(last);
        Ok(())
    }

    /// Replaces the log by its last record, which is all that the mark needs.
    fn cut_back(&mut self) -> Result<(), StoreError> {
        let bytes: Vec<u8> = self.last.iter().flat_map(encode).collect();
        folder::replace(&self.path, &bytes)?;
        self.file = OpenOptions::new()
            .read(true)
            .append(true)
            .open(&self.path)
            .map_err(io("open", &self.path))?;
        self.length = bytes.len() as u64;
        Ok(())
    }
}

fn encode(ack: &Ack) -> [u8; RECORD] {
    let mut record = [0; RECORD];
    record[..8].copy_from_slice(&ack.generation.to_le_bytes());
    record[8..24].copy_from_slice(&ack.name);
    record[24..40].copy_from_slice(&ack.digest);
    let checksum = crc32fast::hash(&record[..40]);
    record[40..].copy_from_slice(&checksum.to_le_bytes());
    record
}

fn decode(record: &[u8]) -> Option<Ack> {
    let (body, checksum) = record.split_last_chunk::<4>()?;
    if body.len() != RECORD - 4 || crc32fast::hash(body) != u32::from_le_bytes(*checksum) {
        return None;
    }
    Some(Ack {
        generation: u64::from_le_bytes(body[..8].try_into().ok()?),
        name: body[8..24].try_into().ok()?,
        digest: body[24..40].try_into().ok()?,
    })
}
