//! The store on disk: sled 0.34, used so that nothing acknowledged is lost.
//!
//! `docs/storage.md` describes the format, `docs/reliability.md` why each step is there.
//! One thread owns a [`DiskStore`]; a group of changes is one batch in one tree, followed by
//! one barrier, then by the high-water mark, and only then is anything acknowledged. After
//! any failure the store takes nothing more: what a failed sync left behind cannot be known
//! without opening anew.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use hallway_extractor::Extraction;
use rustc_hash::FxHashMap;

use super::acks::{Ack, AckLog};
use super::folder::Folder;
use super::frame::{self, CHUNK, NameDigest, kind};
use super::manifest::{Manifest, Meta};
use super::pack::{self, Presser, Unpresser};
use super::scan::{self, Damage, Depth, Keep};
use super::texts::{Text, Texts};
use super::{Contents, Done, Entry, FactStore, State, StoreError, Write};
use crate::fold::{Curation, CurationRecord};

/// How many changes of several writers are gathered into one group.
pub const GROUP: usize = 64;
/// How many changes, and about how many bytes, a group has at the most: half of what sled
/// keeps in one segment of its log, so that a group falls into two of them at the most.
const MOST_CHANGES: usize = 512;
const MOST_BYTES: usize = 256 << 10;
/// What a document's body may weigh packed.
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
    texts: Texts,
    meta: Meta,
    curations: Vec<CurationRecord>,
    presser: Presser,
    failed: Option<String>,
    /// The facts of all documents, from opening until the graph is built from them.
    loaded: Vec<Extraction>,
}

/// Changes that become one batch.
struct Group {
    batch: sled::Batch,
    /// About how much is in the batch.
    bytes: usize,
    /// The record of all counts after them.
    meta: Meta,
    acks: Vec<Ack>,
    /// The manifests that they put in or, without one, take out: those in the tree are older.
    manifests: FxHashMap<NameDigest, Option<Manifest>>,
}

impl Group {
    /// One without changes, for a store with these counts.
    fn after(meta: &Meta) -> Group {
        Group {
            batch: sled::Batch::default(),
            bytes: 0,
            meta: meta.clone(),
            acks: Vec::new(),
            manifests: FxHashMap::default(),
        }
    }

    fn is_full(&self) -> bool {
        self.acks.len() >= MOST_CHANGES || self.bytes >= MOST_BYTES
    }

    /// Puts a value in, framed.
    fn insert(&mut self, key: Vec<u8>, payload: &[u8]) {
        let value = frame::seal(&key, self.meta.generation, payload);
        self.bytes += key.len() + value.len();
        self.batch.insert(key, value);
    }

    /// Takes a document's body and its manifest out, and lets go of its text.
    fn take_out(&mut self, name: &NameDigest, old: &Manifest, texts: &mut Texts) {
        for chunk in 0..old.chunks {
            self.batch.remove(frame::chunk_key(old.generation, chunk));
        }
        let key = frame::manifest_key(name);
        self.meta.subtract(&key, &old.to_bytes());
        self.meta.documents -= 1;
        self.batch.remove(key);
        self.manifests.insert(*name, None);
        if let Some(text) = &old.text {
            texts.release(text);
        }
    }
}

impl DiskStore {
    /// Opens the store in the folder `path`, which is made where there is none, reads and
    /// checks everything in it, and compares it with what was acknowledged.
    pub fn open(path: &Path) -> Result<DiskStore, StoreError> {
        DiskStore::open_keeping(path, Keep::Facts)
    }

    /// Opens the store for one who has the graph already, and so does not need the facts.
    pub fn open_without_facts(path: &Path) -> Result<DiskStore, StoreError> {
        DiskStore::open_keeping(path, Keep::Counts)
    }

    fn open_keeping(path: &Path, keep: Keep) -> Result<DiskStore, StoreError> {
        let (store, damage) = DiskStore::examine(path, Depth::Open, keep)?;
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
        keep: Keep,
    ) -> Result<(DiskStore, Vec<Damage>), StoreError> {
        let folder = Folder::open(path)?;
        let mut acks = AckLog::open(&folder)?;
        guarded("open", || {
            let db = open_sled(&folder)?;
            let mut found = scan::scan(&db, Texts::new(folder.texts()), depth, keep)?;
            found.compare(acks.generation());
            if depth == Depth::Full {
                found.look_beside(&folder.sled());
            }
            if found.damage.is_empty() {
                acks.heal()?;
                found.texts.clear_left()?;
            }
            let store = DiskStore {
                db,
                folder,
                acks,
                texts: found.texts,
                meta: found.meta,
                curations: found.curations,
                presser: Presser::new().map_err(unreadable)?,
                failed: None,
                loaded: found.extractions,
            };
            Ok((store, found.damage))
        })
    }

    fn commit(&mut self, writes: &[Write]) -> Result<Vec<Done>, StoreError> {
        // What was read at opening is not what is there any more.
        self.loaded = Vec::new();
        let mut done = Vec::with_capacity(writes.len());
        let mut writes = writes.iter().peekable();
        while writes.peek().is_some() {
            let mut group = Group::after(&self.meta);
            while !group.is_full()
                && let Some(write) = writes.next()
            {
                done.push(self.add(write, &mut group)?);
            }
            self.keep(group)?;
        }
        Ok(done)
    }

    /// Makes a group durable and acknowledges it.
    fn keep(&mut self, mut group: Group) -> Result<(), StoreError> {
        if group.acks.is_empty() {
            return Ok(());
        }
        let counts = group.meta.to_bytes();
        group.insert(vec![kind::META], &counts);
        // The new texts first. One barrier makes the bytes, the names and the folders of all
        // of them durable, as a sync of each file and each folder would.
        if self.texts.take_unsynced() {
            self.folder.barrier()?;
        }
        self.db
            .apply_batch(group.batch)
            .map_err(|error| refused("write to", error))?;
        self.meta = group.meta;
        self.db
            .flush()
            .map_err(|error| refused("write to", error))?;
        self.folder.barrier()?;
        // Now nothing on the disk refers to them any more, and nothing is acknowledged yet.
        self.texts.clear_released()?;
        self.acks.append(&group.acks)
    }

    /// Adds one change to a group.
    fn add(&mut self, write: &Write, group: &mut Group) -> Result<Done, StoreError> {
        let mut ack = Ack {
            generation: group.meta.generation + 1,
            name: [0; 16],
            digest: [0; 16],
        };
        let done = match write {
            Write::Put(entry) => match self.put(entry, group, &mut ack)? {
                done @ (Done::Unchanged | Done::Refused(_)) => return Ok(done),
                done => done,
            },
            Write::Remove(name) => {
                ack.name = frame::name_digest(name);
                let Some(old) = self.manifest(&ack.name, Some(group))? else {
                    return Ok(Done::Absent);
                };
                group.meta.generation = ack.generation;
                group.take_out(&ack.name, &old, &mut self.texts);
                Done::Removed
            }
            Write::Curate(curation) => {
                let record = CurationRecord {
                    number: group.meta.next_curation + 1,
                    curation: curation.clone(),
                };
                let bytes = serde_json::to_vec(&record).map_err(unwritable)?;
                if bytes.len() > CHUNK {
                    return Ok(Done::Refused(
                        "the correction is longer than 4000 bytes".to_owned(),
                    ));
                }
                let key = frame::curation_key(record.number);
                group.meta.generation = ack.generation;
                group.meta.next_curation = record.number;
                group.meta.add(&key, &bytes);
                group.meta.curations += 1;
                group.insert(key, &bytes);
                let number = record.number;
                self.curations.push(record);
                Done::Recorded(number)
            }
            Write::Undo(number) => {
                let Some(at) = self
                    .curations
                    .iter()
                    .position(|record| record.number == *number)
                else {
                    return Ok(Done::Absent);
                };
                let record = self.curations.remove(at);
                let key = frame::curation_key(*number);
                group.meta.generation = ack.generation;
                group
                    .meta
                    .subtract(&key, &serde_json::to_vec(&record).map_err(unwritable)?);
                group.meta.curations -= 1;
                group.batch.remove(key);
                Done::Removed
            }
        };
        group.acks.push(ack);
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
            self.write(&[Write::Curate(record.curation)])?;
        }
        if self.meta.next_curation != last {
            // A correction that was taken back had the last number: record one and take it back.
            self.meta.next_curation = last.saturating_sub(1);
            let nothing = Curation::Rename {
                node: String::new(),
                name: String::new(),
            };
            self.write(&[Write::Curate(nothing)])?;
            self.write(&[Write::Undo(last)])?;
        }
        Ok(())
    }

    fn put(&mut self, entry: &Entry, group: &mut Group, ack: &mut Ack) -> Result<Done, StoreError> {
        let name = &entry.extraction.document;
        let name_digest = frame::name_digest(name);
        let (bytes, text_length) = pack::pack(entry).map_err(unwritable)?;
        let digest = Manifest::digest(&bytes);
        let old = self.manifest(&name_digest, Some(group))?;
        if old.as_ref().is_some_and(|old| old.digest == digest) {
            return Ok(Done::Unchanged);
        }
        let beside = self.beside(&bytes[..text_length])?;
        let body = match beside {
            Some(_) => &bytes[text_length..],
            None => &bytes,
        };
        let packed = self.presser.press(body).map_err(unwritable)?;
        let Ok(chunks) = u16::try_from(packed.len().div_ceil(CHUNK)) else {
            return Ok(Done::Refused(format!(
                "{name} is larger than {MOST_PACKED} bytes packed"
            )));
        };
        let manifest = Manifest {
            name: name.clone(),
            generation: ack.generation,
            chunks,
            nodes: entry.extraction.nodes.len() as u32,
            edges: entry.extraction.edges.len() as u32,
            digest,
            text: beside.as_ref().map(|(text, _)| *text),
        };
        let bytes = manifest.to_bytes();
        if bytes.len() > CHUNK {
            return Ok(Done::Refused(
                "the document's name is longer than 4000 bytes".to_owned(),
            ));
        }
        group.meta.generation = ack.generation;
        if let Some((text, packed)) = &beside {
            self.texts.add(text, packed)?;
        }
        if let Some(old) = &old {
            group.take_out(&name_digest, old, &mut self.texts);
        }
        for (number, chunk) in (0..).zip(packed.chunks(CHUNK)) {
            group.insert(frame::chunk_key(ack.generation, number), chunk);
        }
        let key = frame::manifest_key(&name_digest);
        group.meta.add(&key, &bytes);
        group.meta.documents += 1;
        group.insert(key, &bytes);
        group.manifests.insert(name_digest, Some(manifest));
        (ack.name, ack.digest) = (name_digest, digest);
        Ok(if old.is_some() {
            Done::Replaced
        } else {
            Done::Added
        })
    }

    /// A text as it is to lie beside the tree, with its bytes there; `None` where it fits a
    /// value of the tree: each would fill a block of the file system.
    fn beside(&mut self, text: &[u8]) -> Result<Option<(Text, Vec<u8>)>, StoreError> {
        if text.len() <= CHUNK {
            return Ok(None);
        }
        let packed = self.presser.press(text).map_err(unwritable)?;
        Ok((packed.len() > CHUNK).then(|| (Text::of(&packed), packed)))
    }

    /// The manifest of a document: of the group that is being made, or else in the tree.
    fn manifest(
        &self,
        name: &NameDigest,
        group: Option<&Group>,
    ) -> Result<Option<Manifest>, StoreError> {
        if let Some(known) = group.and_then(|group| group.manifests.get(name)) {
            return Ok(known.clone());
        }
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

    /// What a manifest speaks of, packed but not compressed.
    fn body(&self, manifest: &Manifest) -> Result<Vec<u8>, StoreError> {
        let mut packed = Vec::new();
        for chunk in 0..manifest.chunks {
            let key = frame::chunk_key(manifest.generation, chunk);
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
        let mut unpresser = Unpresser::new().map_err(unreadable)?;
        self.texts
            .unpress(&mut unpresser, manifest, &packed)
            .map_err(|what| StoreError::Damaged {
                what: format!("{}: {what}", manifest.name),
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
    fn write(&mut self, writes: &[Write]) -> Result<Vec<Done>, StoreError> {
        self.guard(|store| store.commit(writes))
    }

    fn contents(&mut self) -> Result<Contents, StoreError> {
        let generation = self.meta.generation;
        let curations = self.curations.clone();
        let extractions = match std::mem::take(&mut self.loaded) {
            loaded if loaded.len() as u64 == self.meta.documents => loaded,
            _ => {
                let texts = Texts::new(self.folder.texts());
                let found = guarded("read", || {
                    scan::scan(&self.db, texts, Depth::Open, Keep::Facts)
                })?;
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
            let Some(manifest) = self.manifest(&name, None)? else {
                return Ok(None);
            };
            let bytes = self.body(&manifest)?;
            let sound = Manifest::digest(&bytes) == manifest.digest;
            let entry = sound.then(|| pack::unpack(&bytes)).flatten();
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

    fn state(&self) -> State {
        State {
            generation: self.meta.generation,
            sum: self.meta.sum,
        }
    }
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

/// Where there is no memory to unpack into.
pub(super) fn unreadable(source: std::io::Error) -> StoreError {
    StoreError::Io {
        doing: "unpack documents".to_owned(),
        source,
    }
}

#[cfg(test)]
mod tests {
    use hallway_extractor::Document;

    use super::*;

    /// A crash between a text and the batch that refers to it: the next opening knows
    /// nothing of the document and removes the file.
    #[test]
    fn a_text_without_its_batch_is_removed_at_the_next_opening() {
        let path = std::env::temp_dir().join(format!("hallway-left-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        let mut store = DiskStore::open(&path).expect("open");
        let entry = Entry {
            document: Document {
                text: (0..5_000_u64).map(|n| format!("{} ", n * n)).collect(),
                ..Document::default()
            },
            extraction: Extraction {
                document: "a.md".to_owned(),
                ..Extraction::default()
            },
        };
        let mut group = Group::after(&store.meta);
        let put = Write::Put(Box::new(entry));
        assert_eq!(store.add(&put, &mut group).expect("write"), Done::Added);
        drop(store);
        let texts = || {
            let folders = std::fs::read_dir(path.join("texts")).expect("read");
            let files = folders
                .flat_map(|folder| std::fs::read_dir(folder.expect("read").path()).expect("read"));
            files.count()
        };
        assert_eq!(texts(), 1);
        let store = DiskStore::open(&path).expect("open");
        assert_eq!(store.documents().expect("read"), Vec::<String>::new());
        assert_eq!(texts(), 0);
        drop(store);
        std::fs::remove_dir_all(path).expect("clean up");
    }
}
