//! The mark once more: the last acknowledged generation, in a file of its own.
//!
//! Were `acks.log` the only witness, an end missing from it and from sled's log would look
//! like a crash before both were written. This file does not grow and is written in place,
//! so it lies elsewhere on the disk and is damaged by other accidents. It holds two slots,
//! written in turn: a crash can tear one only.

use std::fs::{File, OpenOptions};
use std::io::Read;
use std::os::unix::fs::FileExt;
use std::path::PathBuf;

use super::StoreError;
use super::folder::{self, io};

/// The distance between the slots: the block of a file system, so that no write touches both.
const APART: usize = 4096;
/// One slot: generation, checksum.
const SLOT: usize = 8 + 4;

/// The file, open for writing.
pub(super) struct Mark {
    path: PathBuf,
    file: File,
    /// The slot that is written next: the older one.
    next: usize,
    generation: u64,
    damaged: bool,
}

impl Mark {
    /// Opens the file, and makes it where there is none.
    pub fn open(path: PathBuf) -> Result<Mark, StoreError> {
        if !path.exists() {
            folder::replace(&path, &fresh(0))?;
        }
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .open(&path)
            .map_err(io("open", &path))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(io("read", &path))?;
        let slots = [decode(&bytes, 0), decode(&bytes, APART)];
        Ok(Mark {
            path,
            file,
            next: usize::from(slots[0] > slots[1]),
            generation: slots.into_iter().flatten().max().unwrap_or(0),
            damaged: slots == [None; 2],
        })
    }

    /// The last generation that is known to be acknowledged.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// Raises the mark; durable after [`Mark::sync`].
    pub fn raise(&mut self, generation: u64) -> Result<(), StoreError> {
        let at = (self.next * APART) as u64;
        self.file
            .write_all_at(&encode(generation), at)
            .map_err(io("write", &self.path))?;
        self.next = 1 - self.next;
        self.generation = generation;
        Ok(())
    }

    /// Returns when the mark is durable.
    pub fn sync(&self) -> Result<(), StoreError> {
        self.file.sync_data().map_err(io("sync", &self.path))
    }

    /// Writes the file anew where it could not be read, or lags behind what `acks.log` says.
    /// Only good when the store holds everything up to `generation`.
    pub fn heal(&mut self, generation: u64) -> Result<(), StoreError> {
        if self.damaged || self.generation < generation {
            folder::replace(&self.path, &fresh(generation))?;
            *self = Mark::open(self.path.clone())?;
        }
        Ok(())
    }
}

/// A file whose slots both say `generation`.
fn fresh(generation: u64) -> Vec<u8> {
    let mut bytes = vec![0; 2 * APART];
    for at in [0, APART] {
        bytes[at..at + SLOT].copy_from_slice(&encode(generation));
    }
    bytes
}

fn encode(generation: u64) -> [u8; SLOT] {
    let mut slot = [0; SLOT];
    slot[..8].copy_from_slice(&generation.to_le_bytes());
    slot[8..].copy_from_slice(&checksum(&generation.to_le_bytes()).to_le_bytes());
    slot
}

fn decode(bytes: &[u8], at: usize) -> Option<u64> {
    let (generation, rest) = bytes.get(at..)?.split_first_chunk::<8>()?;
    let (stored, _) = rest.split_first_chunk::<4>()?;
    (checksum(generation) == u32::from_le_bytes(*stored)).then_some(u64::from_le_bytes(*generation))
}

/// Over more than the number, so that zeros are no slot.
fn checksum(generation: &[u8; 8]) -> u32 {
    crc32fast::hash(&[b"hallway mark", generation.as_slice()].concat())
}
