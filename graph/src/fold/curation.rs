//! Corrections by hand. They are records of their own, so they survive re-ingestion,
//! and they name nodes and facts by id, so they hold in a rebuilt graph.

use hallway_extractor::vocabulary::EdgeKind;
use serde::{Deserialize, Serialize};

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
