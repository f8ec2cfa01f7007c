//! Documents and facts as bytes: compact, quick to read, and the same for the same value.
//!
//! An extraction names its nodes in every edge and its document and rules in every piece
//! of evidence; here each string stands once, in a table, in the order of first use.

use hallway_extractor::extraction::{Details, Link, Note};
use hallway_extractor::{
    Document, Edge, EdgeKind, Evidence, Extraction, Node, NodeKind, Span, TalkKind,
};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

/// What a packed value may grow to when it is unpacked: a bound for damaged lengths.
const MOST: usize = 1 << 30;

#[derive(Default, Serialize, Deserialize)]
struct Packed {
    strings: Vec<String>,
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
    confidence: f64,
    role: Option<u32>,
    former: bool,
    evidence: Vec<PackedEvidence>,
}

#[derive(Serialize, Deserialize)]
struct PackedEvidence {
    document: u32,
    start: u64,
    end: u64,
    quote: u32,
    rule: u32,
    confidence: f64,
}

/// The bytes of a document, not yet compressed.
pub(super) fn pack_document(document: &Document) -> Result<Vec<u8>, postcard::Error> {
    postcard::to_stdvec(document)
}

/// The document of those bytes.
pub(super) fn unpack_document(bytes: &[u8]) -> Option<Document> {
    postcard::from_bytes(bytes).ok()
}

/// The bytes of an extraction, not yet compressed.
pub(super) fn pack_extraction(extraction: &Extraction) -> Result<Vec<u8>, postcard::Error> {
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
    for edge in &extraction.edges {
        packed.edges.push(PackedEdge {
            source: table.add(&edge.source),
            kind: edge.kind,
            target: table.add(&edge.target),
            confidence: edge.confidence,
            role: table.maybe(edge.role.as_deref()),
            former: edge.former,
            evidence: edge
                .evidence
                .iter()
                .map(|evidence| PackedEvidence {
                    document: table.add(&evidence.document),
                    start: evidence.start as u64,
                    end: evidence.end as u64,
                    quote: table.add(&evidence.quote),
                    rule: table.add(&evidence.rule),
                    confidence: evidence.confidence,
                })
                .collect(),
        });
    }
    packed.notes = extraction
        .notes
        .iter()
        .map(|note| (note.span, table.add(&note.message)))
        .collect();
    packed.strings = table.strings.into_iter().map(str::to_owned).collect();
    postcard::to_stdvec(&packed)
}

/// The extraction of those bytes; `None` where they are not one.
pub(super) fn unpack_extraction(bytes: &[u8]) -> Option<Extraction> {
    let packed: Packed = postcard::from_bytes(bytes).ok()?;
    let strings = Strings(&packed.strings);
    Some(Extraction {
        document: strings.get(packed.document)?,
        title: strings.maybe(packed.title)?,
        author: strings.all(&packed.author)?,
        date: strings.maybe(packed.date)?,
        url: strings.maybe(packed.url)?,
        nodes: packed
            .nodes
            .iter()
            .map(|node| strings.node(node))
            .collect::<Option<_>>()?,
        edges: packed
            .edges
            .iter()
            .map(|edge| strings.edge(edge))
            .collect::<Option<_>>()?,
        notes: packed
            .notes
            .iter()
            .map(|&(span, message)| {
                Some(Note {
                    span,
                    message: strings.get(message)?,
                })
            })
            .collect::<Option<_>>()?,
    })
}

/// Compresses, with the length before it.
pub(super) fn compress(bytes: &[u8]) -> Vec<u8> {
    lz4_flex::compress_prepend_size(bytes)
}

/// Undoes [`compress`]; `None` where the bytes are not such, or claim to be huge.
pub(super) fn decompress(bytes: &[u8]) -> Option<Vec<u8>> {
    let (length, _) = bytes.split_first_chunk::<4>()?;
    if u32::from_le_bytes(*length) as usize > MOST {
        return None;
    }
    lz4_flex::decompress_size_prepended(bytes).ok()
}

/// Strings by number, as they are written.
#[derive(Default)]
struct Table<'t> {
    strings: Vec<&'t str>,
    numbers: FxHashMap<&'t str, u32>,
}

impl<'t> Table<'t> {
    fn add(&mut self, string: &'t str) -> u32 {
        *self.numbers.entry(string).or_insert_with(|| {
            self.strings.push(string);
            self.strings.len() as u32 - 1
        })
    }

    fn maybe(&mut self, string: Option<&'t str>) -> Option<u32> {
        string.map(|string| self.add(string))
    }

    fn all(&mut self, strings: &'t [String]) -> Vec<u32> {
        strings.iter().map(|string| self.add(string)).collect()
    }
}

/// Strings by number, as they are read. A number without a string makes the whole unreadable.
struct Strings<'s>(&'s [String]);

impl Strings<'_> {
    fn get(&self, number: u32) -> Option<String> {
        self.0.get(number as usize).cloned()
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
        let evidence = edge.evidence.iter().map(|evidence| {
            Some(Evidence {
                document: self.get(evidence.document)?,
                start: usize::try_from(evidence.start).ok()?,
                end: usize::try_from(evidence.end).ok()?,
                quote: self.get(evidence.quote)?,
                rule: self.get(evidence.rule)?,
                confidence: evidence.confidence,
            })
        });
        Some(Edge {
            source: self.get(edge.source)?,
            kind: edge.kind,
            target: self.get(edge.target)?,
            confidence: edge.confidence,
            role: self.maybe(edge.role)?,
            former: edge.former,
            evidence: evidence.collect::<Option<_>>()?,
        })
    }
}
