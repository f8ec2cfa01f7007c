//! Prose to facts: bytes become [`document::Document`]s, documents become an
//! [`extraction::Extraction`] of nodes, edges and evidence.
//!
//! Everything here is pure: no files, no clock, no network, no environment. Odd input
//! gives notes, never a failure of extraction; only [`read::read`] can refuse bytes.

pub mod author;
pub mod builtin;
pub mod document;
pub mod extract;
pub mod extraction;
mod fields;
pub mod identity;
pub mod layout;
mod lead;
pub mod lexicon;
mod materials;
pub mod mention;
pub mod read;
pub mod rule;
pub mod token;
pub mod topic;
pub mod vocabulary;

pub use document::{Block, BlockKind, Document, Mark, MarkKind, Span};
pub use extract::extract;
pub use extraction::{Edge, Evidence, Extraction, Node, Note};
pub use rule::RuleSet;
pub use vocabulary::{EdgeKind, NodeKind, TalkKind};
