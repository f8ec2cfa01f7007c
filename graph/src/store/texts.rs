//! Texts that are too long for a value of the tree: a file each beside it, named by the
//! digest of its bytes, so that documents with the same text share one.
//!
//! A file is durable before the batch that refers to it is applied, and is removed once the
//! batch that let go of it is durable. So a crash leaves files too many at the most, of
//! changes that were never acknowledged, and the next opening removes them.

use std::ffi::OsStr;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::StoreError;
use super::folder::io;
use super::manifest::Manifest;
use super::pack::Unpresser;

type Digest = [u8; 32];

/// A text that lies beside the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Text {
    /// The digest of the file's bytes.
    digest: Digest,
    /// How many there are.
    length: u64,
}

impl Text {
    /// The text whose file has these bytes.
    pub fn of(bytes: &[u8]) -> Text {
        Text {
            digest: blake3::hash(bytes).into(),
            length: bytes.len() as u64,
        }
    }
}

/// The texts in the store's folder.
#[derive(Default)]
pub(super) struct Texts {
    folder: PathBuf,
    /// The texts that have a file, each with the number of documents that have it after the
    /// changes that are being made.
    documents: FxHashMap<Digest, u32>,
    /// Those that a document let go of since the last [`Texts::clear_released`].
    released: Vec<Digest>,
    /// True where a file was written since the last [`Texts::take_unsynced`].
    unsynced: bool,
}

impl Texts {
    /// The texts in `folder`, before it is known which documents have them.
    pub fn new(folder: PathBuf) -> Texts {
        Texts {
            folder,
            ..Texts::default()
        }
    }

    /// Counts in a document whose text is there.
    pub fn count(&mut self, text: &Text) {
        *self.documents.entry(text.digest).or_default() += 1;
    }

    /// Counts in a document whose text may be new, and then writes it.
    pub fn add(&mut self, text: &Text, bytes: &[u8]) -> Result<(), StoreError> {
        // A file that is there is not touched, not even where the changes that are being made
        // let go of it: the tree on the disk still refers to it.
        if !self.documents.contains_key(&text.digest) {
            self.write(&self.path(&text.digest), bytes)?;
            self.unsynced = true;
        }
        self.count(text);
        Ok(())
    }

    /// Writes a file. Before the barrier neither its bytes nor its name are durable: a power
    /// cut may leave the name with other bytes, but nothing that refers to it.
    fn write(&self, path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
        let folder = path.parent().unwrap_or(&self.folder);
        fs::create_dir_all(folder).map_err(io("make", folder))?;
        let temporary = path.with_extension("tmp");
        fs::write(&temporary, bytes).map_err(io("write", &temporary))?;
        fs::rename(&temporary, path).map_err(io("rename", &temporary))
    }

    /// True where files were written since this was last asked.
    pub fn take_unsynced(&mut self) -> bool {
        std::mem::take(&mut self.unsynced)
    }

    /// Counts out a document.
    pub fn release(&mut self, text: &Text) {
        if let Some(documents) = self.documents.get_mut(&text.digest) {
            *documents -= 1;
            self.released.push(text.digest);
        }
    }

    /// Removes the files of the texts that no document has any more. Only good when the
    /// batch that let go of them is durable. The removal need not be: the next opening
    /// removes what a power cut brings back.
    pub fn clear_released(&mut self) -> Result<(), StoreError> {
        for digest in std::mem::take(&mut self.released) {
            if self.documents.get(&digest) == Some(&0) {
                self.documents.remove(&digest);
                remove(&self.path(&digest))?;
            }
        }
        Ok(())
    }

    /// Removes what a crash left: files written in part, and texts that no document has.
    /// Only good when the store is whole and all its documents are counted in. Files whose
    /// names are not of this program's making are left alone.
    pub fn clear_left(&self) -> Result<(), StoreError> {
        for folder in entries(&self.folder)? {
            if folder.file_name().is_none_or(|name| name.len() != 2) {
                continue;
            }
            for file in entries(&folder)? {
                let hex = file.file_stem().and_then(OsStr::to_str).unwrap_or_default();
                let Ok(digest) = blake3::Hash::from_hex(hex) else {
                    continue;
                };
                let path = self.path(digest.as_bytes());
                let left = file == path.with_extension("tmp")
                    || file == path && !self.documents.contains_key(digest.as_bytes());
                if left && file.is_file() {
                    remove(&file)?;
                    tracing::info!(file = %file.display(), "removed what an interrupted change left");
                }
            }
        }
        Ok(())
    }

    /// A document with its facts, packed but not compressed: its text, where that lies here,
    /// and its body. Otherwise why it cannot be had.
    pub fn unpress(
        &self,
        unpresser: &mut Unpresser,
        manifest: &Manifest,
        body: &[u8],
    ) -> Result<Vec<u8>, String> {
        let mut unpress = |bytes: &[u8]| {
            let bytes = unpresser.unpress(bytes);
            bytes.ok_or_else(|| "its text and facts are not as they were written".to_owned())
        };
        match &manifest.text {
            None => unpress(body),
            Some(text) => Ok([unpress(&self.read(text)?)?, unpress(body)?].concat()),
        }
    }

    /// The bytes of a text's file, or why they cannot be had.
    fn read(&self, text: &Text) -> Result<Vec<u8>, String> {
        let path = self.path(&text.digest);
        let words = format!("its text, {}, ", path.display());
        let unreadable = |error| format!("{words}cannot be read: {error}");
        // Only a file of the right length is read: what else lies there may be endless.
        let file = fs::metadata(&path).map_err(unreadable)?;
        if file.is_file() && file.len() == text.length {
            let bytes = fs::read(&path).map_err(unreadable)?;
            if Text::of(&bytes) == *text {
                return Ok(bytes);
            }
        }
        Err(words + "is not as it was written")
    }

    fn path(&self, digest: &Digest) -> PathBuf {
        let hex = blake3::Hash::from(*digest).to_hex();
        self.folder.join(&hex[..2]).join(hex.as_str())
    }
}

/// What lies in a folder; nothing where there is none.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, StoreError> {
    match fs::read_dir(folder) {
        Ok(entries) => entries
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<Result<_, _>>()
            .map_err(io("read", folder)),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            Ok(Vec::new())
        }
        Err(error) => Err(io("read", folder)(error)),
    }
}

fn remove(path: &Path) -> Result<(), StoreError> {
    fs::remove_file(path).map_err(io("remove", path))
}
