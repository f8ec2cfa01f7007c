//! What the view costs in memory, counted: `bytes [CATALOGUE]`. Of a catalogue of talks in
//! JSON lines, or of the made-up graph of a million edges.
//!
//! Counted is what was asked of the allocator, to the byte; what the allocator adds by
//! rounding up is not in it. Names (with ids and aliases) and quotes are told apart, and so
//! are the words that only searches need, which are made when one comes.

use std::alloc::System;
use std::collections::HashSet;

use hallway_benches::graph::{TALKS, extractions};
use hallway_extractor::read::read;
use hallway_extractor::{Extraction, builtin, extract};
use hallway_graph::Graph;
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn main() -> std::io::Result<()> {
    let extractions = match std::env::args().nth(1) {
        Some(path) => catalogue(&path)?,
        None => extractions(TALKS),
    };
    // What is made once for all graphs is made now.
    drop(Graph::build(&extractions[..1], &[]));
    let before = live();
    let graph = Graph::build(&extractions, &[]);
    let all = live() - before;
    graph.prepare_search();
    let words = live() - before - all;
    let texts = texts(&graph);
    let edges = graph.edge_count();
    let an_edge = |bytes: usize| (bytes as f64 / edges as f64 * 10.0).round() / 10.0;
    println!(
        "{}",
        serde_json::json!({
            "what": "bytes",
            "nodes": graph.node_count(),
            "edges": edges,
            "an_edge_all_told": an_edge(all),
            "an_edge_of_texts": an_edge(texts),
            "an_edge_beside_texts": an_edge(all - texts),
            "an_edge_of_words_to_search": an_edge(words),
        })
    );
    Ok(())
}

/// The names and quotes that the graph holds, each that is shared once.
fn texts(graph: &Graph) -> usize {
    let mut seen = HashSet::new();
    let mut sum = 0;
    let mut add = |text: &str| {
        if seen.insert(text.as_ptr()) {
            sum += text.len();
        }
    };
    for node in graph.nodes() {
        let data = graph.data(node);
        add(&data.id);
        add(&data.name);
        data.aliases().for_each(&mut add);
        data.former_ids().for_each(&mut add);
        for (kind, url) in data.links() {
            add(kind);
            add(url);
        }
        data.broader().for_each(&mut add);
        for merge in data.merges() {
            add(&merge.left);
            add(&merge.right);
            add(&merge.reason);
        }
        data.authors().for_each(&mut add);
        for text in [data.series(), data.path(), data.title(), data.date(), data.url()] {
            text.into_iter().for_each(&mut add);
        }
    }
    for edge in graph.edges() {
        for evidence in graph.all_evidence(edge) {
            add(evidence.quote);
        }
    }
    sum
}

fn catalogue(path: &str) -> std::io::Result<Vec<Extraction>> {
    let bytes = std::fs::read(path)?;
    let documents = read("catalogue.jsonl", &bytes, None).map_err(std::io::Error::other)?;
    let documents = documents.iter();
    Ok(documents
        .map(|document| extract(document, builtin::rules()))
        .collect())
}

/// The bytes that are held now.
fn live() -> usize {
    let stats = ALLOCATOR.stats();
    stats.bytes_allocated - stats.bytes_deallocated
}
