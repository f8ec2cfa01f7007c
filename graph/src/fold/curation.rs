//! Corrections by hand. They are records of their own, so they survive re-ingestion,
//! and they name nodes and facts by id, so they hold in a rebuilt graph.

use hallway_extractor::Node;
use hallway_extractor::vocabulary::EdgeKind;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::form::{self, Form, Key};
use super::merged;
use crate::name;

/// One correction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case")]
pub enum Curation {
    /// Two nodes are one.
    Merge {
        /// The id of the node that keeps its id and name.
        keep: String,
        /// The id of the other.
        other: String,
    },
    /// What bears `name` within `node` is a node of its own.
    Split {
        /// The id of the node that was merged wrongly.
        node: String,
        /// The name or alias that is someone or something else.
        name: String,
        /// The documents in which it is; empty for all.
        documents: Vec<String>,
    },
    /// A node's name is another.
    Rename {
        /// The node's id.
        node: String,
        /// Its name.
        name: String,
    },
    /// A fact is wrong.
    Retract {
        /// The id of the source.
        source: String,
        /// How they would be related.
        kind: EdgeKind,
        /// The id of the target.
        target: String,
    },
}

/// A correction as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CurationRecord {
    /// Its number, which `undo` takes.
    pub number: u64,
    /// What it does.
    pub curation: Curation,
}

/// All corrections, as the fold asks for them.
#[derive(Debug, Default)]
pub(super) struct Corrections {
    records: Vec<CurationRecord>,
    /// The positions of the merges and renames that name an id.
    named: FxHashMap<String, Vec<usize>>,
    /// The numbers of the merges, by the key that they add.
    merges: FxHashMap<Key, u64>,
    /// The positions of the splits that part off a name, by the name folded.
    parted: FxHashMap<String, Vec<usize>>,
}

impl Corrections {
    /// The corrections of `records`, which are sorted by number.
    pub fn new(records: &[CurationRecord]) -> Corrections {
        let mut corrections = Corrections {
            records: records.to_vec(),
            ..Corrections::default()
        };
        for (at, record) in records.iter().enumerate() {
            for id in record.curation.named() {
                corrections.named.entry(id.to_owned()).or_default().push(at);
            }
            match &record.curation {
                Curation::Merge { .. } => {
                    let key = merge_key(record.number);
                    corrections.merges.insert(key, record.number);
                }
                Curation::Split { name, .. } => {
                    let name = name::fold(name);
                    corrections.parted.entry(name).or_default().push(at);
                }
                Curation::Rename { .. } | Curation::Retract { .. } => {}
            }
        }
        corrections
    }

    /// The corrections that are in one of the two and not in the other.
    pub fn difference<'c>(&'c self, other: &'c Corrections) -> Vec<&'c Curation> {
        let lacks = |lacking: &'c Corrections, having: &'c Corrections| {
            let has = |record: &CurationRecord| {
                let at = lacking
                    .records
                    .binary_search_by_key(&record.number, |record| record.number);
                at.is_ok_and(|at| lacking.records[at] == *record)
            };
            let records = having.records.iter();
            records
                .filter(move |record| !has(record))
                .map(|record| &record.curation)
        };
        lacks(self, other).chain(lacks(other, self)).collect()
    }

    /// The number of the correction that keeps this node of that document apart.
    pub fn apart(&self, node: &Node, document: &str) -> Option<u64> {
        if self.parted.is_empty() {
            return None;
        }
        let records = std::iter::once(&node.name)
            .chain(&node.aliases)
            .filter_map(|name| self.parted.get(&name::fold(name)))
            .flatten()
            .map(|&at| &self.records[at]);
        records
            .filter(|record| match &record.curation {
                Curation::Split {
                    node: of,
                    documents,
                    ..
                } => {
                    of.split(':').next() == Some(node.kind.prefix())
                        && (documents.is_empty() || documents.iter().any(|other| other == document))
                }
                _ => false,
            })
            .map(|record| record.number)
            .max()
    }

    /// The keys that corrections add to a form: those that merge share one.
    pub fn merge_keys(&self, form: &Form) -> Vec<Key> {
        self.naming(form)
            .filter(|(record, _)| matches!(record.curation, Curation::Merge { .. }))
            .map(|(record, _)| merge_key(record.number))
            .collect()
    }

    /// The number of the correction that says that two forms are one.
    pub fn merging(&self, mine: &[Key], theirs: &[Key]) -> Option<u64> {
        if self.merges.is_empty() {
            return None;
        }
        let shared = mine.iter().filter(|key| theirs.contains(key));
        shared.filter_map(|key| self.merges.get(key)).copied().min()
    }

    /// The name that a correction gives to a form's node, and that correction's number.
    pub fn given_name(&self, form: &Form) -> Option<(u64, &str)> {
        let names = self
            .naming(form)
            .filter_map(|(record, _)| match &record.curation {
                Curation::Rename { name, .. } => Some((record.number, name.as_str())),
                _ => None,
            });
        names.max_by_key(|(number, _)| *number)
    }

    /// The number of the merge that keeps this form's id and name.
    pub fn kept(&self, form: &Form) -> Option<u64> {
        self.naming(form)
            .filter_map(|(record, id)| match &record.curation {
                Curation::Merge { keep, .. } if keep == id => Some(record.number),
                _ => None,
            })
            .max()
    }

    /// The facts that are wrong: source id, kind, target id.
    pub fn retracted(&self) -> impl Iterator<Item = (&str, EdgeKind, &str)> {
        self.records
            .iter()
            .filter_map(|record| match &record.curation {
                Curation::Retract {
                    source,
                    kind,
                    target,
                } => Some((source.as_str(), *kind, target.as_str())),
                _ => None,
            })
    }

    /// The merges and renames that name a node of that form, with the id by which they do.
    fn naming<'c>(&'c self, form: &Form) -> impl Iterator<Item = (&'c CurationRecord, &'c str)> {
        let mut ids: Vec<String> = Vec::new();
        if !self.named.is_empty() {
            ids.push(merged::told_apart(&form.id, &form.digest));
            if *form.id != *form.node.id {
                ids.push(form.node.id.clone());
            }
            ids.push(form.id.to_string());
        }
        ids.into_iter()
            .filter_map(|id| self.named.get_key_value(&id))
            .flat_map(|(id, at)| at.iter().map(|&at| (&self.records[at], id.as_str())))
    }
}

impl Curation {
    /// The ids of the nodes that a merge or a rename is about.
    pub(super) fn named(&self) -> impl Iterator<Item = &str> {
        let (one, other) = match self {
            Curation::Merge { keep, other } => (Some(keep), Some(other)),
            Curation::Rename { node, .. } => (Some(node), None),
            Curation::Split { .. } | Curation::Retract { .. } => (None, None),
        };
        one.into_iter().chain(other).map(String::as_str)
    }
}

fn merge_key(number: u64) -> Key {
    form::key(&format!("merge {number}"))
}
