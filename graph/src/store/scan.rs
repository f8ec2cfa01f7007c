//! Reading everything and checking it: part of every opening, and all of `check`.

use std::fmt;
use std::path::Path;

use hallway_extractor::Extraction;
use rustc_hash::FxHashMap;

use super::StoreError;
use super::disk::{refused, unreadable};
use super::frame::{self, Key, kind};
use super::manifest::{Manifest, Meta};
use super::pack::{self, Unpresser};
use super::texts::Texts;
use crate::fold::CurationRecord;

/// How much is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Depth {
    /// Every value's checksum, every count, every document and fact.
    Open,
    /// Also what the digests say.
    Full,
}

/// Whether what was read is kept: a graph that is at hand needs no facts to be built from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keep {
    /// The facts of all documents.
    Facts,
    /// Nothing but the counts.
    Counts,
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
    /// The texts beside the tree, with the documents that have them counted in.
    pub texts: Texts,
    /// The facts, where they were to be kept.
    pub extractions: Vec<Extraction>,
    pub curations: Vec<CurationRecord>,
    pub damage: Vec<Damage>,
    /// The manifests, by the generation that their bodies go by.
    manifests: FxHashMap<u64, Manifest>,
    /// How many bodies there are.
    bodies: u64,
}

/// The chunks of one body, as far as they were read.
struct Body {
    generation: u64,
    packed: Vec<u8>,
    chunks: u16,
    whole: bool,
}

/// Reads every value, and every text beside them. An error is a failure to read the tree;
/// what is wrong is listed in [`Found::damage`].
pub(super) fn scan(
    db: &sled::Db,
    texts: Texts,
    depth: Depth,
    keep: Keep,
) -> Result<Found, StoreError> {
    let mut found = Found {
        texts,
        ..Found::default()
    };
    let mut reader = BodyReader {
        unpresser: Unpresser::new().map_err(unreadable)?,
        depth,
        keep,
    };
    let mut sum = Meta::default();
    let mut meta = None;
    // Keys come sorted: manifests before bodies, and the chunks of a body together.
    let mut pending: Option<Body> = None;
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
                    if let Some(text) = &manifest.text {
                        found.texts.count(text);
                    }
                    found.manifests.insert(generation, manifest);
                }
                _ => found.damaged(None, "a document's manifest cannot be read".to_owned()),
            },
            Key::Chunk(of, number) => {
                if pending.as_ref().is_none_or(|body| body.generation != of) {
                    if let Some(body) = pending.take() {
                        reader.read(&body, &mut found);
                    }
                    pending = Some(Body {
                        generation: of,
                        packed: Vec::new(),
                        chunks: 0,
                        whole: true,
                    });
                }
                if let Some(body) = &mut pending {
                    body.whole &= number == body.chunks && of == generation;
                    body.chunks = body.chunks.saturating_add(1);
                    body.packed.extend_from_slice(payload);
                }
            }
        }
    }
    if let Some(body) = pending.take() {
        reader.read(&body, &mut found);
    }
    let manifests = found.manifests.len() as u64;
    if found.bodies != manifests {
        found.damaged(
            None,
            format!("of {manifests} documents, {} are there", found.bodies),
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
        None if sum == Meta::default() && found.bodies == 0 && found.damage.is_empty() => {}
        None => found.damaged(None, "the record of all counts is missing".to_owned()),
    }
    found
        .extractions
        .sort_by(|a, b| a.document.cmp(&b.document));
    Ok(found)
}

/// How bodies are read.
struct BodyReader {
    unpresser: Unpresser,
    depth: Depth,
    keep: Keep,
}

impl BodyReader {
    fn read(&mut self, body: &Body, found: &mut Found) {
        let Some(manifest) = found.manifests.get(&body.generation) else {
            found.damaged(None, "a part of a document that is not there".to_owned());
            return;
        };
        found.bodies += 1;
        match self.unpacked(body, manifest, &found.texts) {
            Ok(extraction) if self.keep == Keep::Facts => found.extractions.push(extraction),
            Ok(_) => {}
            Err(what) => {
                let document = Some(manifest.name.clone());
                found.damaged(document, what);
            }
        }
    }

    /// The facts of a body, or what is wrong with it.
    fn unpacked(
        &mut self,
        body: &Body,
        manifest: &Manifest,
        texts: &Texts,
    ) -> Result<Extraction, String> {
        if !body.whole || body.chunks != manifest.chunks {
            return Err("its parts are not those that were written".to_owned());
        }
        let bytes = texts.unpress(&mut self.unpresser, manifest, &body.packed)?;
        if self.depth == Depth::Full && Manifest::digest(&bytes) != manifest.digest {
            return Err("its digest is not the one that was written".to_owned());
        }
        let extraction = pack::unpack(&bytes).map(|entry| entry.extraction);
        extraction
            .filter(|extraction| {
                extraction.document == manifest.name
                    && extraction.nodes.len() as u32 == manifest.nodes
                    && extraction.edges.len() as u32 == manifest.edges
            })
            .ok_or_else(|| "its text and facts cannot be read".to_owned())
    }
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

    fn damaged_value(&mut self, key: &[u8]) {
        let of = match frame::parse_key(key) {
            Some(Key::Chunk(generation, _)) => {
                let manifest = self.manifests.get(&generation);
                manifest.map(|manifest| manifest.name.clone())
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
