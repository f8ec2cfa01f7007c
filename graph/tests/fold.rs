//! The fold: what is one node and what is not, and that a graph which was updated equals
//! one that is built afresh.

mod support;

use std::collections::BTreeMap;
use std::sync::Arc;

use hallway_extractor::Extraction;
use hallway_graph::export::{Format, write};
use hallway_graph::fold::Fold;
use hallway_graph::{Curation, CurationRecord, Graph, Hallway};
use support::{Folder, Random, entry};

/// All that readers can see of a graph, as text.
fn shown(graph: &Graph) -> String {
    let mut out = Vec::new();
    write(graph, None, Format::Json, &mut out).expect("writing to memory");
    for node in graph.nodes() {
        let data = graph.data(node);
        out.extend(
            format!(
                "{} {} {:?} {:?}\n",
                data.id,
                data.documents,
                data.former_ids().collect::<Vec<_>>(),
                data.merges().collect::<Vec<_>>()
            )
            .bytes(),
        );
        for text in data.names() {
            let mut found: Vec<&str> = graph
                .find_by_name(data.kind, text)
                .into_iter()
                .map(|node| &*graph.data(node).id)
                .collect();
            found.sort_unstable();
            out.extend(format!("{text}: {found:?}\n").bytes());
        }
        let found = hallway_graph::search::search(graph, &data.name, &[], 5);
        let found: Vec<(String, String)> = found
            .hits
            .iter()
            .map(|hit| {
                (
                    graph.data(hit.node).id.to_string(),
                    format!("{:?}", hit.score),
                )
            })
            .collect();
        out.extend(format!("{found:?}\n").bytes());
    }
    String::from_utf8(out).expect("utf-8")
}

fn record(number: u64, random: &mut Random, graph: &Graph) -> CurationRecord {
    let nodes: Vec<_> = graph
        .nodes()
        .filter(|&node| graph.data(node).path().is_none())
        .collect();
    let a = graph.data(random.pick(&nodes));
    let same: Vec<_> = graph.nodes_of(a.kind).to_vec();
    let b = graph.data(random.pick(&same));
    let curation = match random.below(4) {
        0 => Curation::Merge {
            keep: a.id.to_string(),
            other: b.id.to_string(),
        },
        1 => Curation::Split {
            node: a.id.to_string(),
            name: a.name.to_string(),
            documents: (0..random.below(4))
                .map(|_| format!("{}.md", random.below(12)))
                .collect(),
        },
        2 => Curation::Rename {
            node: a.id.to_string(),
            name: format!("{} renamed", a.name),
        },
        _ => {
            let edges: Vec<_> = graph.edges().collect();
            let edge = graph.edge(random.pick(&edges));
            Curation::Retract {
                source: graph.data(edge.source).id.to_string(),
                kind: edge.kind,
                target: graph.data(edge.target).id.to_string(),
            }
        }
    };
    CurationRecord { number, curation }
}

/// Random sequences of ingest, re-ingest, forget and curate, each step compared with a
/// graph that is built afresh from what is left. `HALLWAY_FOLD_STEPS` asks for more.
#[test]
fn an_updated_graph_equals_one_built_afresh() {
    let steps: u64 = std::env::var("HALLWAY_FOLD_STEPS")
        .ok()
        .and_then(|steps| steps.parse().ok())
        .unwrap_or(400);
    let (mut compared, mut corrected, mut number) = (0, 0, 0);
    for seed in 0..steps.div_ceil(40) {
        let mut random = Random(seed);
        let mut fold = Fold::default();
        let mut documents: BTreeMap<String, Extraction> = BTreeMap::new();
        let mut curations: Vec<CurationRecord> = Vec::new();
        for step in 0..40_u64 {
            let mut changes = Vec::new();
            for _ in 0..1 + random.below(3) {
                let name = format!("{}.md", random.below(12));
                if random.below(4) == 0 {
                    documents.remove(&name);
                    changes.push((name, None));
                } else {
                    let extraction = entry(&name, random.below(50)).extraction;
                    documents.insert(name.clone(), extraction.clone());
                    changes.push((name, Some(extraction)));
                }
            }
            // Taken one by one or together, before the graph shows them or as it does.
            if random.below(2) == 0 {
                for change in changes {
                    fold.take(vec![change]);
                }
                fold.catch_up();
            } else {
                fold.update(changes);
            }
            // Some sequences are full of corrections, some have none.
            if seed % 4 != 0 && random.below(3) == 0 {
                for _ in 0..1 + random.below(2) {
                    if random.below(5) < 2 && !curations.is_empty() {
                        curations.remove(random.below(curations.len() as u64) as usize);
                        corrected += 1;
                    } else if fold.graph().node_count() > documents.len() {
                        number += 1;
                        curations.push(record(number, &mut random, &fold.graph()));
                        corrected += 1;
                    }
                }
                fold.correct(&curations);
            }
            let mut all: Vec<Extraction> = documents.values().cloned().collect();
            let at = random.below(all.len() as u64 + 1) as usize;
            all.rotate_left(at);
            let graph = fold.graph();
            let afresh = Graph::build(&all, &curations);
            assert_eq!(
                graph.validate(),
                Vec::<String>::new(),
                "seed {seed} step {step}"
            );
            assert!(
                shown(&graph) == shown(&afresh),
                "seed {seed} step {step} differs:\n{}",
                differing(&graph, &afresh)
            );
            assert_eq!(graph.edge_count(), afresh.edge_count());
            compared += 1;
        }
    }
    println!(
        "fold: {compared} updates, {corrected} corrections made or taken back, each equal to a graph built afresh"
    );
}

fn differing(a: &Graph, b: &Graph) -> String {
    let (a, b) = (shown(a), shown(b));
    let lines = a.lines().zip(b.lines()).filter(|(a, b)| a != b).take(4);
    lines
        .map(|(a, b)| format!("updated: {a}\nafresh:  {b}\n"))
        .collect()
}

#[test]
fn what_is_loaded_is_durable_first_and_seen_when_settled() {
    let folder = Folder::new();
    let entries: Vec<_> = (0..40)
        .map(|number| entry(&format!("{number}.md"), number))
        .collect();
    let writes = || {
        let puts = entries.iter().cloned().map(Box::new);
        puts.map(hallway_graph::Write::Put).collect::<Vec<_>>()
    };
    let loaded = Hallway::open(folder.path()).expect("opens");
    let told = Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let counter = Arc::clone(&told);
    loaded.on_change(move |change| {
        counter.fetch_add(change.documents.len(), std::sync::atomic::Ordering::SeqCst);
    });
    let done = loaded.load(writes()).wait().expect("durable");
    assert_eq!(done.len(), 40);
    assert_eq!(loaded.graph().node_count(), 0, "not seen yet");
    loaded.settle().expect("folds");
    loaded.settle().expect("and has nothing more to fold");
    assert_eq!(told.load(std::sync::atomic::Ordering::SeqCst), 40);
    let at_once = Hallway::in_memory().expect("opens");
    at_once.write(writes()).expect("writes");
    assert_eq!(shown(&loaded.graph()), shown(&at_once.graph()));
    // What was loaded and never settled is there after all.
    let removed = entries[0].extraction.document.clone();
    let ticket = loaded.load(vec![hallway_graph::Write::Remove(removed.clone())]);
    ticket.wait().expect("durable");
    drop(loaded);
    let again = Hallway::open(folder.path()).expect("opens");
    assert_eq!(again.documents().expect("reads").len(), 39);
    at_once.forget(&[removed]).expect("forgets");
    assert_eq!(shown(&again.graph()), shown(&at_once.graph()));
}

/// Much at once is worked out by several threads, little by one.
#[test]
fn much_at_once_comes_to_the_same_as_bit_by_bit() {
    let extractions: Vec<Extraction> = (0..900)
        .map(|number| entry(&format!("{number}.md"), number).extraction)
        .collect();
    let at_once = Fold::new(extractions.clone(), &[]);
    let mut bit_by_bit = Fold::default();
    for some in extractions.chunks(60) {
        let some = some
            .iter()
            .map(|one| (one.document.clone(), Some(one.clone())));
        bit_by_bit.update(some.collect());
    }
    assert_eq!(shown(&at_once.graph()), shown(&bit_by_bit.graph()));
}
