//! `check`: every invariant of a store, and of the graph built from it.

use std::path::Path;

use super::disk::DiskStore;
use super::scan::{Damage, Depth, Keep};
use super::{FactStore, StoreError, kept};
use crate::view::Graph;

/// What a check found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The generation of the store.
    pub generation: u64,
    /// How many documents were read in full.
    pub documents: usize,
    /// How many corrections were read.
    pub curations: usize,
    /// How many nodes the graph built from them has.
    pub nodes: usize,
    /// How many edges it has.
    pub edges: usize,
    /// What is wrong, sorted; empty where the store is sound.
    pub damage: Vec<Damage>,
}

/// Reads the whole store in the folder `path`: checksums, manifests, digests and counts,
/// the high-water mark, then the graph. An error where it cannot be read at all.
pub fn check(path: &Path) -> Result<Report, StoreError> {
    if !path.exists() {
        let source = std::io::Error::from(std::io::ErrorKind::NotFound);
        return Err(StoreError::Io {
            doing: format!("open {}", path.display()),
            source,
        });
    }
    let (mut store, mut damage) = DiskStore::examine(path, Depth::Full, Keep::Facts)?;
    let mut report = Report {
        generation: store.generation(),
        ..Report::default()
    };
    if damage.is_empty() {
        let contents = store.contents()?;
        report.documents = contents.extractions.len();
        report.curations = contents.curations.len();
        for extraction in &contents.extractions {
            for edge in &extraction.edges {
                for end in [&edge.source, &edge.target] {
                    if !extraction.nodes.iter().any(|node| node.id == *end) {
                        let what = format!("an edge points at {end}, which is not among its nodes");
                        damage.push(Damage {
                            document: Some(extraction.document.clone()),
                            what,
                        });
                    }
                }
            }
        }
        let graph = Graph::build(&contents.extractions, &contents.curations);
        damage.extend(graph.validate().into_iter().map(|what| Damage {
            document: None,
            what,
        }));
        let kept = kept::read(path).filter(|(state, _)| *state == store.state());
        if kept.is_some_and(|(_, kept)| kept.to_bytes().ok() != graph.to_bytes().ok()) {
            damage.push(Damage {
                document: None,
                what: format!(
                    "{} is not the graph of this store; remove the file",
                    kept::file(path).display()
                ),
            });
        }
        report.nodes = graph.node_count();
        report.edges = graph.edge_count();
    }
    damage.sort();
    report.damage = damage;
    Ok(report)
}
