//! Where documents, extractions and corrections are kept: the source of truth.

mod acks;
mod backup;
mod check;
mod disk;
mod folder;
mod frame;
pub(crate) mod kept;
mod manifest;
mod mark;
mod memory;
mod pack;
mod scan;
mod texts;

use hallway_extractor::{Document, Extraction};
use serde::{Deserialize, Serialize};

use crate::fold::{Curation, CurationRecord};
pub use backup::{BackupError, Summary, backup, restore};
pub use check::{Report, check};
pub use disk::{DiskStore, GROUP};
pub use folder::FORMAT;
pub use kept::State;
pub use memory::MemoryStore;
pub use scan::Damage;

/// A document and its facts: what goes in, and comes out again.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// The document.
    pub document: Document,
    /// Its facts.
    pub extraction: Extraction,
}

/// One change of the store. Each is atomic: after a crash it is there as a whole or not at all.
#[derive(Clone, Debug, PartialEq)]
pub enum Write {
    /// Puts a document in, in place of the one of that name.
    Put(Box<Entry>),
    /// Takes out the document of that name.
    Remove(String),
    /// Records a correction.
    Curate(Curation),
    /// Takes back the correction of that number.
    Undo(u64),
}

/// What a [`Write`] did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Done {
    /// The document is new.
    Added,
    /// The document replaced an older one.
    Replaced,
    /// The document is the one that was there.
    Unchanged,
    /// The document, or the correction, is gone.
    Removed,
    /// There was none of that name or number.
    Absent,
    /// The correction has this number.
    Recorded(u64),
    /// It was not taken, for this reason; everything else was.
    Refused(String),
}

/// Everything that the graph is built from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Contents {
    /// Grows with every change.
    pub generation: u64,
    /// The facts of every document, sorted by its name.
    pub extractions: Vec<Extraction>,
    /// The corrections, sorted by number.
    pub curations: Vec<CurationRecord>,
}

/// A place to keep documents, their facts and corrections in.
pub trait FactStore: Send {
    /// Makes the changes, in order, each atomic. When it returns, all of them are
    /// durable; when it fails, none is acknowledged and the store takes no more.
    fn write(&mut self, writes: &[Write]) -> Result<Vec<Done>, StoreError>;
    /// Everything that the graph is built from, each part checked.
    fn contents(&mut self) -> Result<Contents, StoreError>;
    /// One document and its facts.
    fn entry(&self, document: &str) -> Result<Option<Entry>, StoreError>;
    /// The names of the documents, sorted.
    fn documents(&self) -> Result<Vec<String>, StoreError>;
    /// The corrections, sorted by number.
    fn curations(&self) -> &[CurationRecord];
    /// The number of the last correction ever recorded.
    fn last_curation(&self) -> u64;
    /// The generation; grows with every change.
    fn generation(&self) -> u64;
    /// The state that it is in: of one store, equal states have equal contents.
    fn state(&self) -> State;
}

/// Why the store cannot do what it was asked to.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// Another process has it open.
    #[error(
        "the store {path} is in use by another process (pid {pid}); stop it and try again, or, where it is `hallway serve`, send it the change as a mutation (docs/operations.md)"
    )]
    InUse {
        /// The store.
        path: String,
        /// The other process, where known.
        pid: String,
    },
    /// It was written by a version that this one does not know.
    #[error(
        "the store has format {found}, this version reads format {known}; use the version that wrote it to make a backup and restore that"
    )]
    Format {
        /// The format found.
        found: String,
        /// The format this version reads.
        known: u32,
    },
    /// Something in it is not as it was written.
    #[error("the store is damaged: {what}; run `hallway check`, then restore a backup")]
    Damaged {
        /// What is damaged.
        what: String,
    },
    /// The file system refused.
    #[error("cannot {doing}: {source}")]
    Io {
        /// What was tried.
        doing: String,
        /// Why not.
        source: std::io::Error,
    },
    /// A correction that cannot be kept; the store is as it was.
    #[error("not taken: {0}")]
    Refused(String),
    /// An earlier failure closed it.
    #[error("the store was closed by an earlier failure: {0}; start again to see what was kept")]
    Closed(String),
}
