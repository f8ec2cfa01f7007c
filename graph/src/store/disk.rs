//! The store on disk: sled 0.34, used so that nothing acknowledged is lost.
//!
//! `docs/storage.md` describes the format, `docs/reliability.md` why each step is there.
//! One thread owns a [`DiskStore`]; each change is one batch in one tree; a group of
//! batches is followed by one barrier, then by the high-water mark, and only then is
//! anything acknowledged. After any failure the store takes nothing more: what a failed
//! sync left behind cannot be known without opening anew.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use hallway_extractor::Extraction;

use super::acks::{Ack, AckLog};
use super::folder::Folder;
use super::frame::{self, CHUNK, NameDigest, kind};
use super::manifest::{Manifest, Meta};
use super::scan::{self, Damage, Depth};
use super::{Contents, Done, Entry, FactStore, StoreError, Write, pack};
use crate::fold::{Curation, CurationRecord};

/// How many changes share one barrier.
pub const GROUP: usize = 64;
/// What a document, or its facts, may weigh packed.
const MOST_PACKED: usize = CHUNK * u16::MAX as usize;

/// How many threads sled starts before it does anything, and one of the store's own.
const SLED_THREADS: usize = 8;
/// The size of sled's log from which on others have reported faults.
const MUCH: u64 = 2 << 30;
/// How long sled may take over its last writes after a store was closed.
const LAST_WRITES: Duration = Duration::from_secs(20);

/// A store in a folder.
pub struct DiskStore {
    db: sled::Db,
    folder: Folder,
    acks: AckLog,
    meta: Meta,
    curations: Vec<CurationRecord>,
    failed: Option<String>,
    /// The facts of all documents, from opening until the graph is built from them.
    loaded: Vec<Extraction>,
}

impl DiskStore {
    /// Opens the store in the folder `path`, which is made where there is none, reads and
    /// checks everything in it, and compares it with what was acknowledged.
    pub fn open(path: &Path) -> Result<DiskStore, StoreError> {
        let (store, damage) = DiskStore::examine(path, Depth::Open)?;
        match damage.first() {
            None => Ok(store),
            Some(_) => Err(StoreError::Damaged {
                what: scan::listed(&damage),
            }),
        }
    }

    /// Opens the store and tells all that is wrong with it.
    pub(super) fn examine(
        path: &Path,
        depth: Depth,
    ) -> Result<(DiskStore, Vec<Damage>), StoreError> {
        let folder = Folder::open(path)?;
        let mut acks = AckLog::open(&folder)?;
        guarded("open", || {
            let db = open_sled(&folder)?;
            let mut found = scan::scan(&db, depth)?;
            found.compare(acks.generation());
            if depth == Depth::Full {
                found.look_beside(&folder.sled());
            }
            if found.damage.is_empty() {
                acks.heal()?;
            }
            let store = DiskStore {
                db,
                folder,
                acks,
                meta: found.meta,
                curations: found.curations,
                failed: None,
                loaded: found.extractions,
            };
            Ok((store, found.damage))
        })
    }

    fn commit(&mut self, writes: Vec<Write>) -> Result<Vec<Done>, StoreError> {
        // What was read at opening is not what is there any more.
        self.loaded = Vec::new();
        let mut done = Vec::with_capacity(writes.len());
        let mut writes = writes.into_iter().peekable();
        while writes.peek().is_some() {
            let mut acks = Vec::new();
            for write in writes.by_ref().take(GROUP) {
                done.push(self.apply(write, &mut acks)?);
            }
            if acks.is_empty() {
                continue;
            }
            self.db
                .flush()
                .map_err(|error| refused("write to", error))?;
            self.folder.barrier()?;
            self.acks.append(&acks)?;
        }
        Ok(done)
    }

    /// Applies one change as one batch; not yet durable.
    fn apply(&mut self, write: Write, acks: &mut Vec<Ack>) -> Result<Done, StoreError> {
        let mut batch = sled::Batch::default();
        let mut meta = self.meta.clone();
        meta.generation += 1;
        let mut ack = Ack {
            generation: meta.generation,
            name: [0; 16],
            digest: [0; 16],
        };
        let done = match write {
            Write::Put(entry) => match self.put(&entry, &mut meta, &mut batch, &mut ack)? {
                done @ (Done::Unchanged | Done::Refused(_)) => return Ok(done),
                done => done,
            },
            Write::Remove(name) => {
                ack.name = frame::name_digest(&name);
                let Some(old) = self.manifest(&ack.name)? else {
                    return Ok(Done::Absent);
                };
                take_out(&ack.name, &old, &mut meta, &mut batch);
                batch.remove(frame::manifest_key(&ack.name));
                Done::Removed
            }
            Write::Curate(curation) => {
                meta.next_curation += 1;
                let record = CurationRecord {
                    number: meta.next_curation,
                    curation,
                };
                let bytes = serde_json::to_vec(&record).map_err(unwritable)?;
                if bytes.len() > CHUNK {
                    return Ok(Done::Refused(
                        "the correction is longer than 4000 bytes".to_owned(),
                    ));
                }
                let key = frame::curation_key(record.number);
                meta.add(&key, &bytes);
                meta.curations += 1;
                batch.insert(key.clone(), frame::seal(&key, meta.generation, &bytes));
                let number = record.number;
                self.curations.push(record);
                Done::Recorded(number)
            }
            Write::Undo(number) => {
                let Some(at) = self
                    .curations
                    .iter()
                    .position(|record| record.number == number)
                else {
                    return Ok(Done::Absent);
                };
                let record = self.curations.remove(at);
                let key = frame::curation_key(number);
                meta.subtract(&key, &serde_json::to_vec(&record).map_err(unwritable)?);
                meta.curations -= 1;
                batch.remove(key);
                Done::Removed
            }
        };
        let key = [kind::META];
        batch.insert(&key, frame::seal(&key, meta.generation, &meta.to_bytes()));
        self.db
            .apply_batch(batch)
            .map_err(|error| refused("write to", error))?;
        self.meta = meta;
        acks.push(ack);
        Ok(done)
    }

    /// Records corrections under the numbers that they had, in a store that has none.
    pub(super) fn restore_curations(
        &mut self,
        records: Vec<CurationRecord>,
        last: u64,
    ) -> Result<(), StoreError> {
        for record in records {
            self.meta.next_curation = record.number.saturating_sub(1);
            self.write(vec![Write::Curate(record.curation)])?;
        }
        if self.meta.next_curation != last {
            // A correction that was taken back had the last number: record one and take it back.
            self.meta.next_curation = last.saturating_sub(1);
            let nothing = Curation::Rename {
                node: String::new(),
                name: String::new(),
            };
            self.write(vec![Write::Curate(nothing)])?;
            self.write(vec![Write::Undo(last)])?;
        }
        Ok(())
    }

    fn put(
        &self,
        entry: &Entry,
        meta: &mut Meta,
        batch: &mut sled::Batch,
        ack: &mut Ack,
    ) -> Result<Done, StoreError> {
        let name = &entry.extraction.document;
        let digest = frame::name_digest(name);
        let document = pack::pack_document(&entry.document).map_err(unwritable)?;
        let facts = pack::pack_extraction(&entry.extraction).map_err(unwritable)?;
        let digests = [Manifest::digest(&document), Manifest::digest(&facts)];
        let old = self.manifest(&digest)?;
        if old.as_ref().is_some_and(|old| old.digests == digests) {
            return Ok(Done::Unchanged);
        }
        if let Some(old) = &old {
            take_out(&digest, old, meta, batch);
        }
        let mut chunks = |kind: u8, bytes: &[u8]| {
            let packed = pack::compress(bytes);
            let count = u16::try_from(packed.len().div_ceil(CHUNK)).ok()?;
            for (number, chunk) in (0..).zip(packed.chunks(CHUNK)) {
                let key = frame::chunk_key(kind, &digest, number);
                let value = frame::seal(&key, meta.generation, chunk);
                batch.insert(key, value);
            }
            Some(count)
        };
        let (Some(document_chunks), Some(facts_chunks)) = (
            chunks(kind::DOCUMENT, &document),
            chunks(kind::FACTS, &facts),
        ) else {
            return Ok(Done::Refused(format!(
                "{name} is larger than {MOST_PACKED} bytes packed"
            )));
        };
        let manifest = Manifest {
            name: name.clone(),
            generation: meta.generation,
            document_chunks,
            facts_chunks,
            nodes: entry.extraction.nodes.len() as u32,
            edges: entry.extraction.edges.len() as u32,
            digests,
        };
        let key = frame::manifest_key(&digest);
        let bytes = manifest.to_bytes();
        if bytes.len() > CHUNK {
            return Ok(Done::Refused(
                "the document's name is longer than 4000 bytes".to_owned(),
            ));
        }
        meta.add(&key, &bytes);
        meta.documents += 1;
        batch.insert(key.clone(), frame::seal(&key, meta.generation, &bytes));
        (ack.name, ack.digest) = (digest, manifest.mark());
        Ok(if old.is_some() {
            Done::Replaced
        } else {
            Done::Added
        })
    }

    fn manifest(&self, name: &NameDigest) -> Result<Option<Manifest>, StoreError> {
        let key = frame::manifest_key(name);
        let Some(value) = self.db.get(&key).map_err(|error| refused("read", error))? else {
            return Ok(None);
        };
        let manifest =
            frame::open(&key, &value).and_then(|(_, payload)| Manifest::from_bytes(payload));
        manifest.map(Some).ok_or_else(|| StoreError::Damaged {
            what: "a document's manifest".to_owned(),
        })
    }

    fn body(&self, kind: u8, name: &NameDigest, chunks: u16) -> Result<Vec<u8>, StoreError> {
        let mut packed = Vec::new();
        for chunk in 0..chunks {
            let key = frame::chunk_key(kind, name, chunk);
            let value = self.db.get(&key).map_err(|error| refused("read", error))?;
            match value.as_ref().and_then(|value| frame::open(&key, value)) {
                Some((_, payload)) => packed.extend_from_slice(payload),
                None => {
                    return Err(StoreError::Damaged {
                        what: "a part of a document".to_owned(),
                    });
                }
            }
        }
        pack::decompress(&packed).ok_or_else(|| StoreError::Damaged {
            what: "a document's packing".to_owned(),
        })
    }

    /// Runs what may fail for good: afterwards the store is closed.
    fn guard<T>(
        &mut self,
        task: impl FnOnce(&mut DiskStore) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        if let Some(why) = &self.failed {
            return Err(StoreError::Closed(why.clone()));
        }
        let result = guarded("write to", || task(self));
        if let Err(error) = &result {
            self.failed = Some(error.to_string());
        }
        result
    }
}

impl FactStore for DiskStore {
    fn write(&mut self, writes: Vec<Write>) -> Result<Vec<Done>, StoreError> {
        self.guard(|store| store.commit(writes))
    }

    fn contents(&mut self) -> Result<Contents, StoreError> {
        let generation = self.meta.generation;
        let curations = self.curations.clone();
        let extractions = match std::mem::take(&mut self.loaded) {
            loaded if loaded.len() as u64 == self.meta.documents => loaded,
            _ => {
                let found = guarded("read", || scan::scan(&self.db, Depth::Open))?;
                if !found.damage.is_empty() {
                    return Err(StoreError::Damaged {
                        what: scan::listed(&found.damage),
                    });
                }
                found.extractions
            }
        };
        Ok(Contents {
            generation,
            extractions,
            curations,
        })
    }

    fn entry(&self, document: &str) -> Result<Option<Entry>, StoreError> {
        guarded("read", || {
            let name = frame::name_digest(document);
            let Some(manifest) = self.manifest(&name)? else {
                return Ok(None);
            };
            let document = self.body(kind::DOCUMENT, &name, manifest.document_chunks)?;
            let facts = self.body(kind::FACTS, &name, manifest.facts_chunks)?;
            if [Manifest::digest(&document), Manifest::digest(&facts)] != manifest.digests {
                return Err(StoreError::Damaged {
                    what: format!("the document {}", manifest.name),
                });
            }
            let entry = pack::unpack_document(&document).zip(pack::unpack_extraction(&facts));
            let entry = entry.map(|(document, extraction)| Entry {
                document,
                extraction,
            });
            entry.map(Some).ok_or_else(|| StoreError::Damaged {
                what: format!("the document {}", manifest.name),
            })
        })
    }

    fn documents(&self) -> Result<Vec<String>, StoreError> {
        guarded("read", || scan::names(&self.db))
    }

    fn curations(&self) -> &[CurationRecord] {
        &self.curations
    }

    fn last_curation(&self) -> u64 {
        self.meta.next_curation
    }

    fn generation(&self) -> u64 {
        self.meta.generation
    }
}

/// Takes a document's chunks out, and its manifest out of the sum.
fn take_out(name: &NameDigest, old: &Manifest, meta: &mut Meta, batch: &mut sled::Batch) {
    for chunk in 0..old.document_chunks {
        batch.remove(frame::chunk_key(kind::DOCUMENT, name, chunk));
    }
    for chunk in 0..old.facts_chunks {
        batch.remove(frame::chunk_key(kind::FACTS, name, chunk));
    }
    meta.subtract(&frame::manifest_key(name), &old.to_bytes());
    meta.documents -= 1;
}

/// Starts as many threads as sled will, and lets them end. Where it cannot have its threads,
/// for lack of memory or by a limit, sled says nothing and waits for them forever.
fn try_threads() -> Result<(), StoreError> {
    let gate = Mutex::new(());
    let started = std::thread::scope(|scope| {
        // All of them are there at once before the first may end.
        let closed = gate.lock();
        let started = (0..SLED_THREADS).try_for_each(|_| {
            let wait = || drop(gate.lock());
            std::thread::Builder::new()
                .spawn_scoped(scope, wait)
                .map(drop)
        });
        drop(closed);
        started
    });
    started.map_err(|source| StoreError::Io {
        doing: format!("start the {SLED_THREADS} threads that the store needs"),
        source,
    })
}

/// Opens sled, and makes its files where there are none.
fn open_sled(folder: &Folder) -> Result<sled::Db, StoreError> {
    try_threads()?;
    let sled = folder.sled();
    if !sled.exists() {
        let unborn = folder.unborn()?;
        let db = open_at(&unborn)?;
        db.flush().map_err(|error| refused("write to", error))?;
        drop(db);
        folder.bear(&unborn)?;
    }
    let size = std::fs::metadata(sled.join("db")).map_or(0, |file| file.len());
    if size > MUCH {
        tracing::warn!(file = %sled.join("db").display(), size, "sled is not known to keep this much safely; split the store");
    }
    open_at(&sled)
}

/// Opens sled in a folder. Threads of sled's go on for a moment after a store is closed and keep its
/// file locked until they have written; so a store that was closed just now, here or in the
/// process that had our own lock before, is waited for.
fn open_at(path: &Path) -> Result<sled::Db, StoreError> {
    Folder::write_through(path)?;
    let give_up = Instant::now() + LAST_WRITES;
    loop {
        match config(path).open() {
            // Sled has no error of its own for this.
            Err(sled::Error::Io(error))
                if error.to_string().contains("could not acquire lock")
                    && Instant::now() < give_up =>
            {
                std::thread::sleep(Duration::from_millis(2));
            }
            opened => return opened.map_err(|error| refused("open", error)),
        }
    }
}

fn config(path: &Path) -> sled::Config {
    sled::Config::new()
        .path(path)
        // The barrier makes things durable; a flush of sled's own in between would hide
        // its errors from us.
        .flush_every_ms(None)
        .cache_capacity(64 << 20)
        .mode(sled::Mode::LowSpace)
}

/// What sled refused, in our words.
pub(super) fn refused(doing: &str, error: sled::Error) -> StoreError {
    match error {
        sled::Error::Io(source) => StoreError::Io {
            doing: format!("{doing} the store"),
            source,
        },
        sled::Error::Corruption { .. } => StoreError::Damaged {
            what: format!("sled's files, found on trying to {doing} them"),
        },
        other => StoreError::Damaged {
            what: format!("sled's files ({other})"),
        },
    }
}

/// Runs what calls sled. Sled panics on some damage; the caller gets an error that says so.
pub(super) fn guarded<T>(
    doing: &str,
    task: impl FnOnce() -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    catch_unwind(AssertUnwindSafe(task)).unwrap_or_else(|panic| {
        let words = panic
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| panic.downcast_ref::<&str>().copied())
            .unwrap_or("no reason given");
        let line = words.lines().next().unwrap_or_default();
        Err(StoreError::Damaged {
            what: format!("sled gave up trying to {doing} its files: {line}"),
        })
    })
}

fn unwritable(error: impl std::fmt::Display) -> StoreError {
    StoreError::Io {
        doing: "pack the document".to_owned(),
        source: std::io::Error::other(error.to_string()),
    }
}
