//! A document and its facts as bytes: compact, quick to read, and the same for the same
//! value.
//!
//! An extraction names its nodes in every edge and its document and rules in every piece
//! of evidence; here each string stands once, in a table, in the order of first use. A
//! quote is a place in the text, and so is not written a second time.

use std::sync::LazyLock;

use hallway_extractor::extraction::{Details, Link, Note};
use hallway_extractor::{
    Document, Edge, EdgeKind, Evidence, Extraction, Node, NodeKind, Span, TalkKind,
};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use zstd::bulk::{Compressor, Decompressor};
use zstd::dict::{DecoderDictionary, EncoderDictionary};
use zstd::zstd_safe::get_frame_content_size;

use super::Entry;

/// What a packed value may grow to when it is unpacked: a bound for damaged lengths.
const MOST: usize = 1 << 30;
/// How hard to compress: levels above gain a few percent and cost three times the time.
const LEVEL: i32 = 3;
/// What documents and their facts have in common: most are too short to show it themselves.
/// Part of the format; a test below makes it.
const DICTIONARY: &[u8] = include_bytes!("dictionary.zstd");
static FOR_PRESSING: LazyLock<EncoderDictionary<'static>> =
    LazyLock::new(|| EncoderDictionary::copy(DICTIONARY, LEVEL));
static FOR_UNPRESSING: LazyLock<DecoderDictionary<'static>> =
    LazyLock::new(|| DecoderDictionary::copy(DICTIONARY));

#[derive(Default, Serialize, Deserialize)]
struct Packed<'t> {
    #[serde(borrow)]
    strings: Vec<&'t str>,
    /// The confidences there are: few, and eight bytes each.
    confidences: Vec<f64>,
    document: u32,
    title: Option<u32>,
    author: Vec<u32>,
    date: Option<u32>,
    url: Option<u32>,
    nodes: Vec<PackedNode>,
    edges: Vec<PackedEdge>,
    notes: Vec<(Option<Span>, u32)>,
}

#[derive(Serialize, Deserialize)]
struct PackedNode {
    id: u32,
    kind: NodeKind,
    name: u32,
    aliases: Vec<u32>,
    talk_kind: Option<TalkKind>,
    untitled: bool,
    links: Vec<(u32, u32)>,
    series: Option<u32>,
    year: Option<i32>,
    broader: Vec<u32>,
    keys: Vec<u32>,
}

#[derive(Serialize, Deserialize)]
struct PackedEdge {
    source: u32,
    kind: EdgeKind,
    target: u32,
    confidence: u32,
    role: Option<u32>,
    former: bool,
    evidence: Vec<PackedEvidence>,
}

#[derive(Serialize, Deserialize)]
struct PackedEvidence {
    document: u32,
    start: u64,
    length: u64,
    /// `None` where it is what the text has at that place.
    quote: Option<u32>,
    rule: u32,
    confidence: u32,
}

/// The bytes of a document and its facts, not yet compressed, and how many of them are its
/// text. The text comes first, for quotes are read from it.
pub(super) fn pack(entry: &Entry) -> Result<(Vec<u8>, usize), postcard::Error> {
    let Entry {
        document,
        extraction,
    } = entry;
    let mut table = Table::default();
    let mut packed = Packed {
        document: table.add(&extraction.document),
        title: table.maybe(extraction.title.as_deref()),
        author: table.all(&extraction.author),
        date: table.maybe(extraction.date.as_deref()),
        url: table.maybe(extraction.url.as_deref()),
        ..Packed::default()
    };
    for node in &extraction.nodes {
        let details = &node.details;
        packed.nodes.push(PackedNode {
            id: table.add(&node.id),
            kind: node.kind,
            name: table.add(&node.name),
            aliases: table.all(&node.aliases),
            talk_kind: details.talk_kind,
            untitled: details.untitled,
            links: details
                .links
                .iter()
                .map(|link| (table.add(&link.kind), table.add(&link.url)))
                .collect(),
            series: table.maybe(details.series.as_deref()),
            year: details.year,
            broader: table.all(&details.broader),
            keys: table.all(&node.keys),
        });
    }
    // Edges are sorted by source, and what says them is this document.
    let mut source = packed.document;
    for edge in &extraction.edges {
        source = table.again(source, &edge.source);
        packed.edges.push(PackedEdge {
            source,
            kind: edge.kind,
            target: table.add(&edge.target),
            confidence: table.confidence(edge.confidence),
            role: table.maybe(edge.role.as_deref()),
            former: edge.former,
            evidence: edge
                .evidence
                .iter()
                .map(|evidence| table.evidence(evidence, packed.document, &document.text))
                .collect(),
        });
    }
    packed.notes = extraction
        .notes
        .iter()
        .map(|note| (note.span, table.add(&note.message)))
        .collect();
    packed.strings = table.strings;
    packed.confidences = table.confidences;
    let text = postcard::to_stdvec(&(&document.text, &document.blocks, &document.marks))?;
    let length = text.len();
    let bytes = postcard::to_extend(&without_text(document), text)?;
    Ok((postcard::to_extend(&packed, bytes)?, length))
}

/// The document without its text and the layout over it: what is equal for one text under
/// two names or addresses is kept apart from what is not.
fn without_text(document: &Document) -> Document {
    Document {
        name: document.name.clone(),
        title: document.title.clone(),
        authors: document.authors.clone(),
        date: document.date.clone(),
        url: document.url.clone(),
        tags: document.tags.clone(),
        text: String::new(),
        blocks: Vec::new(),
        marks: Vec::new(),
        record: document.record.clone(),
        notes: document.notes.clone(),
    }
}

/// The document and facts of those bytes; `None` where they are not such.
pub(super) fn unpack(bytes: &[u8]) -> Option<Entry> {
    let ((text, blocks, marks), rest) = postcard::take_from_bytes(bytes).ok()?;
    let (document, rest) = postcard::take_from_bytes::<Document>(rest).ok()?;
    let (packed, rest) = postcard::take_from_bytes::<Packed<'_>>(rest).ok()?;
    let document = Document {
        text,
        blocks,
        marks,
        ..document
    };
    let read = Strings {
        strings: &packed.strings,
        confidences: &packed.confidences,
        text: &document.text,
    };
    let extraction = rest.is_empty().then(|| read.extraction(&packed))??;
    Some(Entry {
        document,
        extraction,
    })
}

/// Compresses; the zstd frame says how long the bytes were.
pub(super) struct Presser(Compressor<'static>);

impl Presser {
    /// One that can be used over and over.
    pub fn new() -> std::io::Result<Presser> {
        Compressor::with_prepared_dictionary(&FOR_PRESSING).map(Presser)
    }

    /// The bytes, compressed.
    pub fn press(&mut self, bytes: &[u8]) -> std::io::Result<Vec<u8>> {
        self.0.compress(bytes)
    }
}

/// Undoes what [`Presser`] does.
pub(super) struct Unpresser(Decompressor<'static>);

impl Unpresser {
    /// One that can be used over and over.
    pub fn new() -> std::io::Result<Unpresser> {
        Decompressor::with_prepared_dictionary(&FOR_UNPRESSING).map(Unpresser)
    }

    /// The bytes; `None` where these are not compressed ones, or claim to be huge.
    pub fn unpress(&mut self, bytes: &[u8]) -> Option<Vec<u8>> {
        let length = length(bytes)?;
        let unpressed = self.0.decompress(bytes, length);
        unpressed.ok().filter(|bytes| bytes.len() == length)
    }
}

/// How long compressed bytes were, as far as they may be believed.
fn length(bytes: &[u8]) -> Option<usize> {
    let length = get_frame_content_size(bytes).ok()??;
    usize::try_from(length)
        .ok()
        .filter(|length| *length <= MOST)
}

/// Compresses what is long and like no other.
pub(super) fn press_alone(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    zstd::bulk::compress(bytes, LEVEL)
}

/// Undoes [`press_alone`]; `None` where the bytes are not such, or claim to be huge.
pub(super) fn unpress_alone(bytes: &[u8]) -> Option<Vec<u8>> {
    zstd::bulk::decompress(bytes, length(bytes)?).ok()
}

/// Strings and confidences by number, as they are written.
#[derive(Default)]
struct Table<'t> {
    strings: Vec<&'t str>,
    numbers: FxHashMap<&'t str, u32>,
    confidences: Vec<f64>,
}

impl<'t> Table<'t> {
    fn add(&mut self, string: &'t str) -> u32 {
        *self.numbers.entry(string).or_insert_with(|| {
            self.strings.push(string);
            self.strings.len() as u32 - 1
        })
    }

    /// The number of a string that most likely is the one with the number `likely`.
    fn again(&mut self, likely: u32, string: &'t str) -> u32 {
        match self.strings.get(likely as usize) {
            Some(known) if *known == string => likely,
            _ => self.add(string),
        }
    }

    fn maybe(&mut self, string: Option<&'t str>) -> Option<u32> {
        string.map(|string| self.add(string))
    }

    fn all(&mut self, strings: &'t [String]) -> Vec<u32> {
        strings.iter().map(|string| self.add(string)).collect()
    }

    /// Compared bit by bit: what comes out is what went in.
    fn confidence(&mut self, confidence: f64) -> u32 {
        let known = &mut self.confidences;
        let same = |other: &f64| other.to_bits() == confidence.to_bits();
        let at = known.iter().position(same).unwrap_or_else(|| {
            known.push(confidence);
            known.len() - 1
        });
        at as u32
    }

    fn evidence(&mut self, evidence: &'t Evidence, own: u32, text: &str) -> PackedEvidence {
        let (start, end) = (evidence.start, evidence.end);
        let there = text.get(start..end) == Some(&*evidence.quote);
        PackedEvidence {
            document: self.again(own, &evidence.document),
            start: start as u64,
            // An end before the start is kept as it is, by wrapping.
            length: (end as u64).wrapping_sub(start as u64),
            quote: (!there).then(|| self.add(&evidence.quote)),
            rule: self.add(&evidence.rule),
            confidence: self.confidence(evidence.confidence),
        }
    }
}

/// Strings and confidences by number, as they are read, and the text that quotes are of. A
/// number without a string makes the whole unreadable.
struct Strings<'s> {
    strings: &'s [&'s str],
    confidences: &'s [f64],
    text: &'s str,
}

impl Strings<'_> {
    fn get(&self, number: u32) -> Option<String> {
        let string: &str = self.strings.get(number as usize)?;
        Some(string.to_owned())
    }

    #[allow(clippy::option_option)] // the outer says whether it could be read
    fn maybe(&self, number: Option<u32>) -> Option<Option<String>> {
        match number {
            None => Some(None),
            Some(number) => self.get(number).map(Some),
        }
    }

    fn all(&self, numbers: &[u32]) -> Option<Vec<String>> {
        numbers.iter().map(|&number| self.get(number)).collect()
    }

    fn extraction(&self, packed: &Packed<'_>) -> Option<Extraction> {
        let nodes = packed.nodes.iter().map(|node| self.node(node));
        let edges = packed.edges.iter().map(|edge| self.edge(edge));
        let notes = packed.notes.iter().map(|&(span, message)| {
            Some(Note {
                span,
                message: self.get(message)?,
            })
        });
        Some(Extraction {
            document: self.get(packed.document)?,
            title: self.maybe(packed.title)?,
            author: self.all(&packed.author)?,
            date: self.maybe(packed.date)?,
            url: self.maybe(packed.url)?,
            nodes: nodes.collect::<Option<_>>()?,
            edges: edges.collect::<Option<_>>()?,
            notes: notes.collect::<Option<_>>()?,
        })
    }

    fn node(&self, node: &PackedNode) -> Option<Node> {
        Some(Node {
            id: self.get(node.id)?,
            kind: node.kind,
            name: self.get(node.name)?,
            aliases: self.all(&node.aliases)?,
            details: Details {
                talk_kind: node.talk_kind,
                untitled: node.untitled,
                links: node
                    .links
                    .iter()
                    .map(|&(kind, url)| {
                        Some(Link {
                            kind: self.get(kind)?,
                            url: self.get(url)?,
                        })
                    })
                    .collect::<Option<_>>()?,
                series: self.maybe(node.series)?,
                year: node.year,
                broader: self.all(&node.broader)?,
            },
            keys: self.all(&node.keys)?,
        })
    }

    fn edge(&self, edge: &PackedEdge) -> Option<Edge> {
        let evidence = edge.evidence.iter().map(|evidence| self.evidence(evidence));
        Some(Edge {
            source: self.get(edge.source)?,
            kind: edge.kind,
            target: self.get(edge.target)?,
            confidence: self.confidence(edge.confidence)?,
            role: self.maybe(edge.role)?,
            former: edge.former,
            evidence: evidence.collect::<Option<_>>()?,
        })
    }

    fn evidence(&self, evidence: &PackedEvidence) -> Option<Evidence> {
        let end = evidence.start.wrapping_add(evidence.length);
        let (start, end) = (
            usize::try_from(evidence.start).ok()?,
            usize::try_from(end).ok()?,
        );
        Some(Evidence {
            document: self.get(evidence.document)?,
            start,
            end,
            quote: match evidence.quote {
                None => self.text.get(start..end)?.to_owned(),
                Some(number) => self.get(number)?,
            },
            rule: self.get(evidence.rule)?,
            confidence: self.confidence(evidence.confidence)?,
        })
    }

    fn confidence(&self, number: u32) -> Option<f64> {
        self.confidences.get(number as usize).copied()
    }
}

#[cfg(test)]
mod tests {
    use std::io::BufRead;

    use super::*;

    /// Trains the dictionary anew from every fourth document of a backup, and says what the
    /// others come to with it and without:
    /// `HALLWAY_TRAIN=all.backup cargo test -p hallway-graph --lib -- --ignored --nocapture`.
    /// Another dictionary makes another format.
    #[test]
    #[ignore = "writes a part of the format"]
    fn train_the_dictionary() {
        let path = std::env::var_os("HALLWAY_TRAIN").expect("a backup in HALLWAY_TRAIN");
        let backup = std::fs::File::open(path).expect("open the backup");
        let packed: Vec<Vec<u8>> = std::io::BufReader::new(backup)
            .lines()
            .skip(1)
            .map_while(|line| serde_json::from_str::<Entry>(&line.ok()?).ok())
            .map(|entry| pack(&entry).expect("pack").0)
            .collect();
        let (known, others): (Vec<_>, Vec<_>) =
            packed.iter().enumerate().partition(|(n, _)| n % 4 == 0);
        let known: Vec<&Vec<u8>> = known.into_iter().map(|(_, bytes)| bytes).collect();
        let trained = zstd::dict::from_samples(&known, 32 << 10).expect("train");
        for (what, dictionary) in [("without", &[][..]), ("with", &trained)] {
            let mut press = Compressor::with_dictionary(LEVEL, dictionary).expect("take it");
            let sizes = others
                .iter()
                .map(|(_, bytes)| press.compress(bytes).expect("compress").len());
            println!("{what}: {} bytes", sizes.sum::<usize>());
        }
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/src/store/dictionary.zstd");
        std::fs::write(file, trained).expect("write the dictionary");
    }

    #[test]
    fn what_is_compressed_comes_back() {
        let mut noise: u32 = 1;
        let mut bytes: Vec<u8> = Vec::new();
        for length in [0, 1, 500, 100_000] {
            bytes.resize_with(length, || {
                noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (noise >> 24) as u8
            });
            let packed = Presser::new()
                .and_then(|mut presser| presser.press(&bytes))
                .expect("compress");
            let mut back = Unpresser::new().expect("memory");
            assert_eq!(back.unpress(&packed), Some(bytes.clone()));
            assert_eq!(back.unpress(&packed[..packed.len() - 1]), None);
        }
    }
}
