//! Forms: the different ways in which documents show a node.
//!
//! Nine thousand documents that speak of 'Python' in the same way share one form, so what
//! the fold decides, it decides about forms, and a document more or less of a known form
//! changes a count.

use std::hash::BuildHasher;

use hallway_extractor::Node;
use hallway_extractor::extraction::Extraction;
use hallway_extractor::vocabulary::{EdgeKind, NodeKind};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;

use super::block::Block;
use super::curation::Corrections;
use super::listed::Listed;
use super::{merged, place, talk};
use crate::name;
use crate::parallel;

/// Names a form.
pub(super) type FormId = u32;
/// So many forms of one id are compared with a node before its digest is taken.
const MOST_COMPARED: usize = 8;
/// A hash of what two forms of one node have in common.
pub(super) type Key = u64;

/// A way in which documents show a node.
#[derive(Debug)]
pub(super) struct Form {
    /// The digest of everything below but the documents: the same on every machine.
    pub digest: [u8; 16],
    /// The node as the documents have it.
    pub node: Node,
    /// Forms that share one of these are one node: its own, what corrections say, and what
    /// talks tell of it.
    pub keys: Vec<Key>,
    /// Its own keys, sorted.
    pub own: Vec<Key>,
    /// The id that a node of this form alone would have.
    pub id: Box<str>,
    /// True for a person of whom the document has one name only.
    pub short_name: bool,
    /// What it is compared by, sorted.
    pub blocks: Vec<Block>,
    /// A correction says that this is to be kept apart.
    pub apart: Option<u64>,
    /// What the documents say around a talk; apart, for most forms are of something else.
    pub talk: Option<Box<talk::Talk>>,
    /// A place in its parts.
    pub place: Option<Box<place::Place>>,
    /// The slots of the documents that have it.
    pub documents: FxHashSet<u32>,
}

/// What tells one form from another.
#[derive(Serialize)]
struct Identity<'n> {
    kind: NodeKind,
    id: &'n str,
    name: &'n str,
    aliases: &'n [String],
    details: Details<'n>,
    keys: &'n [String],
    talk: Option<&'n talk::Talk>,
    scope: Option<&'n str>,
    apart: Option<u64>,
}

/// The details, without the flattening of the wire format.
#[derive(Serialize)]
struct Details<'n> {
    talk_kind: Option<hallway_extractor::TalkKind>,
    untitled: bool,
    links: Vec<(&'n str, &'n str)>,
    series: Option<&'n str>,
    year: Option<i32>,
    broader: &'n [String],
}

/// A form in which a document shows a node.
pub(super) enum Shown {
    /// One that is there already.
    Known(FormId),
    New(Box<Form>),
}

impl Shown {
    /// The form in which `extraction` shows one of its nodes, looked for among those that are
    /// `known` by their digests.
    fn new(
        extraction: &Extraction,
        node: &Node,
        around: &Around<'_>,
        corrections: &Corrections,
        known: &Known<'_>,
    ) -> Shown {
        let apart = corrections.apart(node, &extraction.document);
        if let Some(form) = known.alike(node, apart) {
            return Shown::Known(form);
        }
        let talk = (node.kind == NodeKind::Talk).then(|| talk::Talk::new(node, around));
        let short_name = node.kind == NodeKind::Person && full_names(node).next().is_none();
        // One first name in two documents may be two people: the document is part of it.
        let scope = short_name.then_some(extraction.document.as_str());
        let details = &node.details;
        let identity = Identity {
            kind: node.kind,
            id: &node.id,
            name: &node.name,
            aliases: &node.aliases,
            details: Details {
                talk_kind: details.talk_kind,
                untitled: details.untitled,
                links: details
                    .links
                    .iter()
                    .map(|link| (&*link.kind, &*link.url))
                    .collect(),
                series: details.series.as_deref(),
                year: details.year,
                broader: &details.broader,
            },
            keys: &node.keys,
            talk: talk.as_ref(),
            scope,
            apart,
        };
        let bytes = postcard::to_stdvec(&identity).unwrap_or_default();
        let mut digest = [0; 16];
        digest.copy_from_slice(&blake3::hash(&bytes).as_bytes()[..16]);
        // Most documents show what others show in the same way.
        if let Some(form) = known.by_digest.get(&digest) {
            return Shown::Known(*form);
        }
        let form = Form::new(extraction, node, digest, talk, apart, corrections);
        Shown::New(Box::new(form))
    }
}

impl Form {
    fn new(
        extraction: &Extraction,
        node: &Node,
        digest: [u8; 16],
        talk: Option<talk::Talk>,
        apart: Option<u64>,
        corrections: &Corrections,
    ) -> Form {
        let place = (node.kind == NodeKind::Place).then(|| place::Place::new(&node.name));
        let words = identity_keys(node, &extraction.document);
        let salt = apart
            .map(|number| format!("apart {number}: "))
            .unwrap_or_default();
        let hashed = |words: Vec<String>| {
            let mut keys: Vec<Key> = words
                .iter()
                .map(|word| key(&format!("{salt}{word}")))
                .collect();
            keys.sort_unstable();
            keys.dedup();
            keys
        };
        let mut blocks = match (&talk, &place) {
            (Some(talk), _) => talk.blocks(),
            (_, Some(place)) => place.blocks(),
            _ => Vec::new(),
        };
        blocks.sort_unstable();
        blocks.dedup();
        let own = hashed(words.keys);
        let mut form = Form {
            digest,
            node: node.clone(),
            keys: Vec::new(),
            id: merged::base_id(node.kind, &node.name, talk.as_ref()).into(),
            own,
            short_name: words.scoped,
            blocks,
            apart,
            talk: talk.map(Box::new),
            place: place.map(Box::new),
            documents: FxHashSet::default(),
        };
        form.keys = form.keys_under(corrections, None);
        form
    }

    /// The keys that it has under these corrections, where talks tell this of it; sorted.
    pub fn keys_under(&self, corrections: &Corrections, told: Option<Key>) -> Vec<Key> {
        let mut keys = self.own.clone();
        keys.extend(told);
        keys.extend(corrections.merge_keys(self));
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    /// The hashes of the ids by which corrections may name it, without the digest at the
    /// end of those that are told apart.
    pub fn ids(&self) -> impl Iterator<Item = u64> + use<> {
        let (own, shown) = (id_hash(&self.id), id_hash(&self.node.id));
        std::iter::once(own).chain((own != shown).then_some(shown))
    }

    /// True where it is `node` and nothing else tells it from other forms: neither what is
    /// said around it nor the document that it stands in.
    fn is_only(&self, node: &Node, apart: Option<u64>) -> bool {
        self.talk.is_none() && !self.short_name && self.apart == apart && self.node == *node
    }

    /// How many documents have it.
    pub fn support(&self) -> u32 {
        self.documents.len() as u32
    }
}

/// The forms that are there already.
pub(super) struct Known<'f> {
    pub forms: &'f [Option<Form>],
    pub by_digest: &'f FxHashMap<[u8; 16], FormId>,
    pub by_id: &'f Listed<u64>,
}

impl Known<'_> {
    /// The form that shows this very node, where nothing else is part of it. Most nodes are
    /// shown so, and to compare one costs less than its digest.
    fn alike(&self, node: &Node, apart: Option<u64>) -> Option<FormId> {
        let mut found = self.by_id.of(id_hash(&node.id)).take(MOST_COMPARED);
        found.find(|&found| {
            let form = self.forms[found as usize].as_ref();
            form.is_some_and(|form| form.is_only(node, apart))
        })
    }
}

/// The forms in which documents show their nodes, `None` for a document's own. Those that
/// are there already are `known`.
pub(super) fn all(
    changes: &[(String, Option<Extraction>)],
    corrections: &Corrections,
    known: &Known<'_>,
) -> Vec<Vec<Option<Shown>>> {
    parallel::map(changes, |(_, extraction)| {
        let Some(extraction) = extraction else {
            return Vec::new();
        };
        let around = Around::new(extraction);
        let form = |node: &Node| {
            (node.kind != NodeKind::Document)
                .then(|| Shown::new(extraction, node, &around, corrections, known))
        };
        extraction.nodes.iter().map(form).collect()
    })
}

/// The hash under which forms are found by id. It need not tell all ids apart.
pub(super) fn id_hash(id: &str) -> u64 {
    rustc_hash::FxBuildHasher.hash_one(id)
}

/// A key's hash. 64 bits of a cryptographic hash: two different keys meet once in some
/// billion graphs of a million nodes.
pub(super) fn key(words: &str) -> Key {
    let hash = blake3::hash(words.as_bytes());
    let mut first = [0; 8];
    first.copy_from_slice(&hash.as_bytes()[..8]);
    u64::from_le_bytes(first)
}

/// The key of a person of that full name.
pub(super) fn person_key(name: &str) -> Key {
    key(&format!("person:{}", name::compact(name)))
}

struct IdentityKeys {
    keys: Vec<String>,
    scoped: bool,
}

/// What a node is known by across documents. Talks are compared instead, and a document
/// is itself.
fn identity_keys(node: &Node, document: &str) -> IdentityKeys {
    // A topic and a project of one name are one thing to look for.
    let family = match node.kind {
        NodeKind::Topic | NodeKind::Project => "subject",
        kind => kind.prefix(),
    };
    let names = || std::iter::once(&node.name).chain(&node.aliases);
    let mut scoped = false;
    let keys: Vec<String> = match node.kind {
        NodeKind::Talk | NodeKind::Document => Vec::new(),
        NodeKind::Person => {
            let full: Vec<&String> = full_names(node).collect();
            scoped = full.is_empty();
            if scoped {
                vec![format!("{}@{document}", name::compact(&node.name))]
            } else {
                full.into_iter()
                    .map(|full| name::compact(name::without_nickname(full)))
                    .collect()
            }
        }
        NodeKind::Event => {
            let series = node.details.series.as_deref().unwrap_or(&node.name);
            let series = talk::series(series);
            vec![
                node.details
                    .year
                    .map_or_else(|| series.clone(), |year| format!("{series} {year}")),
            ]
        }
        NodeKind::Place => vec![name::compact(&node.name)],
        NodeKind::Organization | NodeKind::Topic | NodeKind::Project => {
            // What the extractor knows to be one thing has its keys; else all names count.
            let words: Vec<&String> = if node.keys.is_empty() {
                names().collect()
            } else {
                node.keys.iter().chain([&node.name]).collect()
            };
            words.into_iter().map(|word| subject(word)).collect()
        }
    };
    let keys = keys
        .into_iter()
        .map(|key| format!("{family}:{key}"))
        .collect();
    IdentityKeys { keys, scoped }
}

/// A person's names of more than one word.
fn full_names(node: &Node) -> impl Iterator<Item = &String> {
    let names = std::iter::once(&node.name).chain(&node.aliases);
    names.filter(|name| name::fold(name).contains(' '))
}

/// A subject's name with its last word in the singular, without blanks.
pub(crate) fn subject(name: &str) -> String {
    let mut folded = name::fold(name);
    if let Some(blank) = folded.rfind(' ') {
        let last = blank + 1;
        folded.truncate(last + name::singular(&folded[last..]).len());
        folded.retain(|c| c != ' ');
    } else {
        folded.truncate(name::singular(&folded).len());
    }
    folded
}

/// The edges of one document's talks, by their ends.
pub(super) struct Around<'e> {
    nodes: FxHashMap<&'e str, &'e Node>,
    /// The id at one end, the kind, the id at the other: sorted, each edge from both ends.
    edges: Vec<(&'e str, EdgeKind, &'e str)>,
}

impl<'e> Around<'e> {
    pub fn new(extraction: &'e Extraction) -> Around<'e> {
        // Everything is mentioned: most edges are.
        let edges = extraction.edges.iter();
        let mut edges: Vec<_> = edges
            .filter(|edge| edge.kind != EdgeKind::Mentions)
            .flat_map(|edge| {
                let (source, target) = (edge.source.as_str(), edge.target.as_str());
                [(source, edge.kind, target), (target, edge.kind, source)]
            })
            .collect();
        edges.sort_unstable_by_key(|&(one, kind, other)| (one, kind as u8, other));
        let nodes = extraction.nodes.iter();
        Around {
            nodes: nodes.map(|node| (node.id.as_str(), node)).collect(),
            edges,
        }
    }

    /// The nodes at the other ends of a node's edges of one kind.
    pub fn of(&self, id: &str, kind: EdgeKind) -> impl Iterator<Item = &'e Node> {
        let wanted = (id, kind as u8);
        let key = |&(one, kind, _): &(&'e str, EdgeKind, &'e str)| (one, kind as u8);
        let first = self.edges.partition_point(|edge| key(edge) < wanted);
        let last = self.edges.partition_point(|edge| key(edge) <= wanted);
        let others = self.edges[first..last].iter();
        others.filter_map(|(.., other)| self.nodes.get(other).copied())
    }
}
