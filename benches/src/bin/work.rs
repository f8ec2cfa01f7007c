//! A fixed amount of work to count instructions of: `work WHAT`. `benches/run.py instructions` runs
//! it under valgrind, and under it `work nothing` of the same set-up, which is taken off.

use std::path::Path;

use hallway_benches::graph::extractions;
use hallway_benches::text;
use hallway_extractor::read::read;
use hallway_extractor::{NodeKind, builtin, extract};
use hallway_graph::Graph;
use hallway_graph::query::{Question, who_spoke_about};
use hallway_graph::search::search;

fn main() {
    let what: Vec<String> = std::env::args().skip(1).collect();
    let is = |name: &str| what.iter().any(|given| given == name);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/documents");
    let mut done = 0;
    if is("read") || is("extract") || is("texts") {
        let texts = text::repeated(&folder, "", 1).unwrap_or_default();
        let rules = builtin::rules();
        for (name, bytes) in texts.iter().filter(|_| !is("texts")) {
            for document in read(name, bytes, None).unwrap_or_default() {
                done += document.text.len();
                if is("extract") {
                    done += extract(&document, rules).edges.len();
                }
            }
        }
    }
    if is("fold") || is("who") || is("search") || is("talks") {
        let told = extractions(1_000);
        if !is("talks") {
            let graph = Graph::build(&told, &[]);
            graph.prepare_search();
            for &topic in graph.nodes_of(NodeKind::Topic).iter().take(50) {
                let name = graph.data(topic).name.to_string();
                if is("who") {
                    done += who_spoke_about(
                        &graph,
                        &Question {
                            topic: &name,
                            ..Question::default()
                        },
                    )
                    .len();
                }
                if is("search") {
                    let mut typed: Vec<char> = name.chars().collect();
                    typed.swap(1, 2);
                    done += search(&graph, &typed.into_iter().collect::<String>(), &[], 20).total;
                }
            }
        }
    }
    println!("{done}");
}
