//! Corrections by hand. They are records of their own, so they survive re-ingestion,
//! and they name nodes and facts by id, so they hold in a rebuilt graph.

use hallway_extractor::Node;
use hallway_extractor::vocabulary::EdgeKind;
use serde::{Deserialize, Serialize};

use super::form::{self, Key};
use super::merged;
use super::talk::Talk;
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
}

impl Corrections {
    /// The corrections of `records`, which are sorted by number.
    pub fn new(records: &[CurationRecord]) -> Corrections {
        Corrections {
            records: records.to_vec(),
        }
    }

    /// The number of the correction that keeps this node of that document apart.
    pub fn apart(&self, node: &Node, document: &str) -> Option<u64> {
        self.records
            .iter()
            .rev()
            .find_map(|record| match &record.curation {
                Curation::Split {
                    node: of,
                    name,
                    documents,
                } => {
                    let kind = of.split(':').next() == Some(node.kind.prefix());
                    let bears = [&node.name]
                        .into_iter()
                        .chain(&node.aliases)
                        .any(|own| name::fold(own) == name::fold(name));
                    let within =
                        documents.is_empty() || documents.iter().any(|other| other == document);
                    (kind && bears && within).then_some(record.number)
                }
                _ => None,
            })
    }

    /// The keys that corrections add to a form: those that merge share one.
    pub fn merge_keys(&self, node: &Node, talk: &Option<Talk>, digest: &[u8; 16]) -> Vec<Key> {
        let keys = self
            .records
            .iter()
            .filter_map(|record| match &record.curation {
                Curation::Merge { keep, other } => {
                    let meant = [keep, other]
                        .into_iter()
                        .any(|id| answers_to(id, node, talk, digest));
                    meant.then(|| merge_key(record.number))
                }
                _ => None,
            });
        keys.collect()
    }

    /// The number of the correction that says that two forms are one.
    pub fn merging(&self, mine: &[Key], theirs: &[Key]) -> Option<u64> {
        self.records
            .iter()
            .map(|record| record.number)
            .find(|number| {
                let key = merge_key(*number);
                mine.contains(&key) && theirs.contains(&key)
            })
    }

    /// The name that a correction gives to a form's node, and the id of the node that a
    /// merge keeps.
    pub fn given_name(
        &self,
        node: &Node,
        talk: &Option<Talk>,
        digest: &[u8; 16],
    ) -> Option<(u64, &str)> {
        self.records
            .iter()
            .rev()
            .find_map(|record| match &record.curation {
                Curation::Rename { node: id, name } => {
                    answers_to(id, node, talk, digest).then_some((record.number, name.as_str()))
                }
                _ => None,
            })
    }

    /// The number of the merge that keeps this form's id and name.
    pub fn kept(&self, node: &Node, talk: &Option<Talk>, digest: &[u8; 16]) -> Option<u64> {
        self.records
            .iter()
            .rev()
            .find_map(|record| match &record.curation {
                Curation::Merge { keep, .. } => {
                    answers_to(keep, node, talk, digest).then_some(record.number)
                }
                _ => None,
            })
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
}

fn merge_key(number: u64) -> Key {
    form::key(&format!("merge {number}"))
}

/// True where a node of that id is, or is made of, this form.
fn answers_to(id: &str, node: &Node, talk: &Option<Talk>, digest: &[u8; 16]) -> bool {
    let own = merged::base_id(node.kind, &node.name, talk.as_ref());
    id == node.id || id == own || id == merged::told_apart(&own, digest)
}
