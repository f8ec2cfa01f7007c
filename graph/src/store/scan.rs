//! Reading everything and checking it: part of every opening, and all of `check`.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use hallway_extractor::Extraction;

use super::disk::refused;
use super::frame::{self, Key, NameDigest, kind};
use super::manifest::{Manifest, Meta};
use super::{StoreError, pack};
use crate::fold::CurationRecord;

/// How much is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Depth {
    /// Every value's checksum, every count, every fact.
    Open,
    /// Also every document, and what the digests say.
    Full,
}

/// Something that is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Damage {
    /// The document it is about, where it is about one.
    pub document: Option<String>,
    /// What is wrong.
    pub what: String,
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.document {
            Some(document) => write!(f, "{document}: {}", self.what),
            None => f.write_str(&self.what),
        }
    }
}

/// The first few in one line.
pub(super) fn listed(damage: &[Damage]) -> String {
    let mut words: Vec<String> = damage.iter().take(3).map(Damage::to_string).collect();
    if damage.len() > 3 {
        words.push(format!("and {} more", damage.len() - 3));
    }
    words.join("; ")
}

/// What a scan found.
#[derive(Default)]
pub(super) struct Found {
    pub meta: Meta,
    pub extractions: Vec<Extraction>,
    pub curations: Vec<CurationRecord>,
    pub damage: Vec<Damage>,
    manifests: BTreeMap<NameDigest, Manifest>,
}

/// The chunks of one body, as far as they were read.
#[derive(Default)]
struct Body {
    packed: Vec<u8>,
    chunks: u16,
    whole: bool,
}

impl Body {
    /// The bytes, where all `chunks` of them are there.
    fn unpacked(&self, chunks: u16) -> Option<Vec<u8>> {
        (self.whole && self.chunks == chunks)
            .then(|| pack::decompress(&self.packed))
            .flatten()
    }
}

/// Reads every value. An error is a failure to read; what could be read and is wrong is
/// listed in [`Found::damage`].
pub(super) fn scan(db: &sled::Db, depth: Depth) -> Result<Found, StoreError> {
    let mut found = Found::default();
    let mut sum = Meta::default();
    let mut meta = None;
    // Keys come sorted, so a document's manifest is before its chunks, and its chunks are
    // together.
    let mut pending: Option<(u8, NameDigest, Body)> = None;
    let mut seen = [0_u64; 2];
    for item in db.iter() {
        let (key, value) = item.map_err(|error| refused("read", error))?;
        let (Some(parsed), Some((generation, payload))) =
            (frame::parse_key(&key), frame::open(&key, &value))
        else {
            found.damaged_value(&key);
            continue;
        };
        match parsed {
            Key::Meta => meta = Meta::from_bytes(payload),
            Key::Curation(number) => match serde_json::from_slice::<CurationRecord>(payload) {
                Ok(record) if record.number == number => {
                    sum.add(&key, payload);
                    sum.curations += 1;
                    found.curations.push(record);
                }
                _ => found.damaged(None, format!("correction {number} cannot be read")),
            },
            Key::Manifest(name) => match Manifest::from_bytes(payload) {
                Some(manifest)
                    if frame::name_digest(&manifest.name) == name
                        && manifest.generation == generation =>
                {
                    sum.add(&key, payload);
                    sum.documents += 1;
                    found.manifests.insert(name, manifest);
                }
                _ => found.damaged(None, "a document's manifest cannot be read".to_owned()),
            },
            Key::Chunk(kind, name, number) => {
                if pending
                    .as_ref()
                    .is_none_or(|(k, n, _)| (*k, n) != (kind, &name))
                {
                    if let Some((kind, name, body)) = pending.take() {
                        found.body(kind, name, &body, depth, &mut seen);
                    }
                    pending = Some((
                        kind,
                        name,
                        Body {
                            whole: true,
                            ..Body::default()
                        },
                    ));
                }
                let current = found
                    .manifests
                    .get(&name)
                    .map(|manifest| manifest.generation);
                if let Some((_, _, body)) = &mut pending {
                    body.whole &= number == body.chunks && current == Some(generation);
                    body.chunks = body.chunks.saturating_add(1);
                    if kind == kind::FACTS || depth == Depth::Full {
                        body.packed.extend_from_slice(payload);
                    }
                }
            }
        }
    }
    if let Some((kind, name, body)) = pending.take() {
        found.body(kind, name, &body, depth, &mut seen);
    }
    let manifests = found.manifests.len() as u64;
    if seen != [manifests; 2] {
        found.damaged(
            None,
            format!(
                "of {manifests} documents, {} are there and {} have their facts",
                seen[0], seen[1]
            ),
        );
    }
    match meta {
        Some(meta) => {
            if (sum.documents, sum.curations, sum.sum) != (meta.documents, meta.curations, meta.sum)
            {
                found.damaged(
                    None,
                    format!(
                        "{} documents and {} corrections are there, {} and {} were written",
                        sum.documents, sum.curations, meta.documents, meta.curations
                    ),
                );
            }
            found.meta = meta;
        }
        None if sum == Meta::default() && seen == [0; 2] && found.damage.is_empty() => {}
        None => found.damaged(None, "the record of all counts is missing".to_owned()),
    }
    found
        .extractions
        .sort_by(|a, b| a.document.cmp(&b.document));
    Ok(found)
}

/// The names of the documents, sorted.
pub(super) fn names(db: &sled::Db) -> Result<Vec<String>, StoreError> {
    let mut names = Vec::new();
    for item in db.scan_prefix([kind::MANIFEST]) {
        let (key, value) = item.map_err(|error| refused("read", error))?;
        let manifest =
            frame::open(&key, &value).and_then(|(_, payload)| Manifest::from_bytes(payload));
        match manifest {
            Some(manifest) => names.push(manifest.name),
            None => {
                return Err(StoreError::Damaged {
                    what: "a document's manifest".to_owned(),
                });
            }
        }
    }
    names.sort();
    Ok(names)
}

impl Found {
    /// Compares with the last generation that was acknowledged.
    pub fn compare(&mut self, mark: u64) {
        let generation = self.meta.generation;
        if generation < mark {
            let lost = mark - generation;
            self.damaged(
                None,
                format!(
                    "it ends at generation {generation}, but generation {mark} was acknowledged ({lost} changes are missing)"
                ),
            );
        }
    }

    /// Sled keeps values that are too large for its log in files that nothing syncs. Ours
    /// never are.
    pub fn look_beside(&mut self, sled: &Path) {
        let blobs = sled.join("blobs");
        if std::fs::read_dir(&blobs).is_ok_and(|mut files| files.next().is_some()) {
            self.damaged(
                None,
                format!(
                    "{} holds files, which no version of this program writes",
                    blobs.display()
                ),
            );
        }
    }

    fn body(&mut self, kind: u8, name: NameDigest, body: &Body, depth: Depth, seen: &mut [u64; 2]) {
        let Some(manifest) = self.manifests.get(&name).cloned() else {
            self.damaged(None, "a part of a document that is not there".to_owned());
            return;
        };
        seen[usize::from(kind == kind::FACTS)] += 1;
        let document = Some(manifest.name.clone());
        if kind == kind::DOCUMENT {
            let whole = match depth {
                Depth::Open => body.whole && body.chunks == manifest.document_chunks,
                Depth::Full => body
                    .unpacked(manifest.document_chunks)
                    .is_some_and(|bytes| {
                        Manifest::digest(&bytes) == manifest.digests[0]
                            && pack::unpack_document(&bytes).is_some()
                    }),
            };
            if !whole {
                self.damaged(document, "its text is not as it was written".to_owned());
            }
            return;
        }
        let Some(bytes) = body.unpacked(manifest.facts_chunks) else {
            self.damaged(
                document,
                "its facts are not as they were written".to_owned(),
            );
            return;
        };
        if depth == Depth::Full && Manifest::digest(&bytes) != manifest.digests[1] {
            self.damaged(
                document.clone(),
                "the digest of its facts is not the one that was written".to_owned(),
            );
        }
        match pack::unpack_extraction(&bytes) {
            Some(extraction)
                if extraction.document == manifest.name
                    && extraction.nodes.len() as u32 == manifest.nodes
                    && extraction.edges.len() as u32 == manifest.edges =>
            {
                self.extractions.push(extraction);
            }
            _ => self.damaged(document, "its facts cannot be read".to_owned()),
        }
    }

    fn damaged_value(&mut self, key: &[u8]) {
        let of = match frame::parse_key(key) {
            Some(Key::Chunk(_, name, _) | Key::Manifest(name)) => {
                self.manifests.get(&name).map(|m| m.name.clone())
            }
            _ => None,
        };
        let what = match frame::parse_key(key) {
            None => "a value under a key that no version of this program writes",
            Some(Key::Meta) => "the record of all counts has a wrong checksum",
            Some(Key::Curation(_)) => "a correction has a wrong checksum",
            Some(Key::Manifest(_)) => "a document's manifest has a wrong checksum",
            Some(Key::Chunk(..)) => "a part of it has a wrong checksum",
        };
        self.damaged(of, what.to_owned());
    }

    fn damaged(&mut self, document: Option<String>, what: String) {
        self.damage.push(Damage { document, what });
    }
}
