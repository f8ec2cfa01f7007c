//! Backups: one sorted text file, the same for the same content, that any version can
//! read back and other programs can read too.
//!
//! The first line is a header with the counts and the digest of all that follows; then
//! come the documents, one a line, sorted by name; then the corrections by number.

use std::fs;
use std::io::{self, BufRead, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::disk::{DiskStore, GROUP};
use super::{Entry, FactStore, StoreError, folder};
use crate::fold::CurationRecord;

/// The version of the format of backups.
const FORMAT: u32 = 1;

/// What a backup holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// How many documents.
    pub documents: u64,
    /// How many corrections.
    pub curations: u64,
    /// The number of the last correction ever recorded, so that numbers are not used twice.
    pub last_curation: u64,
    /// The digest of every line after the header.
    pub digest: String,
}

/// The first line.
#[derive(Serialize, Deserialize)]
struct Header {
    #[serde(rename = "hallway-backup")]
    format: u32,
    #[serde(flatten)]
    summary: Summary,
}

/// Why a backup was not made or restored.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BackupError {
    /// The store refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The backup could not be written or read.
    #[error("cannot read or write the backup: {0}")]
    Io(#[from] io::Error),
    /// It is not a backup, or it is not whole.
    #[error("line {line} of the backup: {what}; the store was left as it is")]
    Unreadable {
        /// The line, from 1.
        line: u64,
        /// What is wrong with it.
        what: String,
    },
}

/// Writes everything in `store` to `out`.
pub fn backup(store: &dyn FactStore, out: &mut dyn Write) -> Result<Summary, BackupError> {
    let names = store.documents()?;
    let mut hasher = blake3::Hasher::new();
    body(store, &names, &mut hasher)?;
    let summary = Summary {
        documents: names.len() as u64,
        curations: store.curations().len() as u64,
        last_curation: store.last_curation(),
        digest: hasher.finalize().to_hex().to_string(),
    };
    let header = Header {
        format: FORMAT,
        summary: summary.clone(),
    };
    serde_json::to_writer(&mut *out, &header).map_err(io::Error::from)?;
    out.write_all(b"\n")?;
    body(store, &names, out)?;
    out.flush()?;
    Ok(summary)
}

fn body(store: &dyn FactStore, names: &[String], out: &mut dyn Write) -> Result<(), BackupError> {
    for name in names {
        let Some(entry) = store.entry(name)? else {
            let what = format!("{name}, which is listed and not there");
            return Err(StoreError::Damaged { what }.into());
        };
        serde_json::to_writer(&mut *out, &entry).map_err(io::Error::from)?;
        out.write_all(b"\n")?;
    }
    for record in store.curations() {
        serde_json::to_writer(&mut *out, record).map_err(io::Error::from)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// Makes the store in the folder `path` what the backup says. The backup goes into a new
/// folder beside it, which is read back in full, and only then takes its place; what was
/// there before is kept under the name that is returned.
pub fn restore(
    path: &Path,
    from: &mut dyn BufRead,
) -> Result<(Summary, Option<PathBuf>), BackupError> {
    let fresh = beside(path, "restoring");
    if fresh.exists() {
        fs::remove_dir_all(&fresh)?;
    }
    let filled = fill(&fresh, from);
    let summary = match filled {
        Ok(summary) => summary,
        Err(error) => {
            // What was begun is of no use; the error that stopped it is what counts.
            let _ = fs::remove_dir_all(&fresh);
            return Err(error);
        }
    };
    let old = if path.exists() {
        // Locked for as long as it takes to put it aside: no server may be writing to it.
        let lock = folder::Folder::lock_only(path)?;
        let aside = (1..)
            .map(|n| beside(path, &format!("before-restore-{n}")))
            .find(|aside| !aside.exists());
        let aside = aside.unwrap_or_else(|| beside(path, "before-restore"));
        fs::rename(path, &aside)?;
        drop(lock);
        Some(aside)
    } else {
        None
    };
    fs::rename(&fresh, path)?;
    folder::sync_parent(path)?;
    Ok((summary, old))
}

fn fill(fresh: &Path, from: &mut dyn BufRead) -> Result<Summary, BackupError> {
    let mut line = Vec::new();
    from.read_until(b'\n', &mut line)?;
    let header: Header =
        serde_json::from_slice(&line).map_err(|error| BackupError::Unreadable {
            line: 1,
            what: format!("not the header of a backup ({error})"),
        })?;
    if header.format != FORMAT {
        let what = format!(
            "it has format {}, this version reads format {FORMAT}",
            header.format
        );
        return Err(BackupError::Unreadable { line: 1, what });
    }
    let expected = header.summary;
    let mut store = DiskStore::open(fresh)?;
    let mut hasher = blake3::Hasher::new();
    let mut group = Vec::new();
    let mut curations: Vec<CurationRecord> = Vec::new();
    for number in 2.. {
        line.clear();
        if from.read_until(b'\n', &mut line)? == 0 {
            break;
        }
        hasher.update(&line);
        let unreadable = |error: serde_json::Error| BackupError::Unreadable {
            line: number,
            what: error.to_string(),
        };
        if number - 2 < expected.documents {
            let entry: Entry = serde_json::from_slice(&line).map_err(unreadable)?;
            group.push(super::Write::Put(Box::new(entry)));
            if group.len() == GROUP {
                store.write(&group)?;
                group.clear();
            }
        } else {
            curations.push(serde_json::from_slice(&line).map_err(unreadable)?);
        }
    }
    store.write(&group)?;
    let digest = hasher.finalize().to_hex().to_string();
    if digest != expected.digest {
        let what = "the digest in the header is not that of the lines after it".to_owned();
        return Err(BackupError::Unreadable { line: 1, what });
    }
    store.restore_curations(curations, expected.last_curation)?;
    drop(store);
    // Read back from the disk and compared line by line, through its digest.
    let store = DiskStore::open(fresh)?;
    let restored = backup(&store, &mut io::sink())?;
    if restored != expected {
        let what = "the counts in the header are not those of the lines after it".to_owned();
        return Err(BackupError::Unreadable { line: 1, what });
    }
    Ok(expected)
}

fn beside(path: &Path, what: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(".");
    name.push(what);
    path.with_file_name(name)
}
