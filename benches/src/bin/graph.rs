//! Asking a graph of a million edges: `graph [DIR]` measures Hallway's view beside compressed
//! sparse rows of the same graph, in turn, and prints a line of JSON for each figure. In DIR it
//! leaves the edges and the questions, for other programs.

use std::collections::HashMap;
use std::fmt::Write;
use std::fs;
use std::io;
use std::path::Path;

use hallway_benches::graph::{Rows, TALKS, extractions};
use hallway_benches::{Numbers, percentile, timed};
use hallway_extractor::{EdgeKind, NodeKind};
use hallway_graph::Graph;
use hallway_graph::query::{Question, Walk, speakers_about, who_spoke_about};
use hallway_graph::search::search;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const ROUNDS: usize = 6;

fn main() -> io::Result<()> {
    let folder = std::env::args().nth(1);
    let before = memory();
    let (graph, took) = timed(|| {
        let extractions = extractions(TALKS);
        Graph::build(&extractions, &[])
    });
    let grown = memory() - before;
    tell(
        "build",
        &[
            ("seconds", took.as_secs_f64()),
            ("nodes", graph.node_count() as f64),
            ("edges", graph.edge_count() as f64),
            (
                "bytes_an_edge_all_told",
                grown as f64 / graph.edge_count() as f64,
            ),
        ],
    );
    let mut rows = Rows::new(&graph);
    let mut numbers = Numbers::new(3);
    let topics: Vec<String> = (0..1000)
        .map(|_| {
            let topics = graph.nodes_of(NodeKind::Topic);
            graph
                .data(topics[numbers.below(topics.len())])
                .name
                .to_string()
        })
        .collect();
    let people: Vec<_> = (0..100)
        .map(|_| {
            let people = graph.nodes_of(NodeKind::Person);
            people[numbers.below(people.len())]
        })
        .collect();
    if let Some(folder) = folder {
        leave(&rows, &topics, Path::new(&folder))?;
    }
    who(&graph, &mut rows, &topics);
    hops(&graph, &mut rows, &people);
    graph.prepare_search();
    typos(&graph);
    Ok(())
}

/// By a topic's name to its talks to the names of the people who gave them.
fn who(graph: &Graph, rows: &mut Rows, topics: &[String]) {
    let by_name: HashMap<String, u32> = graph
        .nodes_of(NodeKind::Topic)
        .iter()
        .map(|&topic| (graph.data(topic).name.to_string(), topic.index() as u32))
        .collect();
    let (mut ours, mut full, mut plain) = (Vec::new(), Vec::new(), Vec::new());
    let mut people = Vec::new();
    for round in 0..ROUNDS {
        let (mut sum, mut check) = (0, 0);
        // Whoever comes after the whole answers finds its memory cold: they take turns.
        for turn in [round, round + 1] {
            for topic in topics {
                if turn % 2 == 0 {
                    let (letters, took) = timed(|| {
                        let topics = graph.find_by_name(NodeKind::Topic, topic);
                        let people = speakers_about(graph, &topics);
                        people
                            .iter()
                            .map(|person| graph.data(*person).name.len())
                            .sum::<usize>()
                    });
                    sum += letters;
                    ours.push(took);
                } else {
                    let (letters, took) = timed(|| {
                        rows.speakers_about(by_name[topic], &mut people);
                        people
                            .iter()
                            .map(|person| rows.names[*person as usize].len())
                            .sum::<usize>()
                    });
                    check += letters;
                    plain.push(took);
                }
            }
        }
        assert_eq!(sum, check, "the answers differ");
        for topic in topics {
            let question = Question {
                topic,
                ..Question::default()
            };
            full.push(timed(|| who_spoke_about(graph, &question).len()).1);
        }
    }
    told("who: rows", &mut plain);
    told("who: hallway, the look-up", &mut ours);
    told("who: hallway, ranked with evidence", &mut full);
}

/// All nodes within three steps of a person.
fn hops(graph: &Graph, rows: &mut Rows, people: &[hallway_graph::NodeIndex]) {
    let (mut ours, mut plain) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        for &person in people {
            let (count, took) = timed(|| {
                Walk::along(&[])
                    .reachable(graph, person, 3, usize::MAX)
                    .nodes
                    .len()
            });
            ours.push(took);
            let (check, took) = timed(|| rows.reachable(person.index() as u32, 3));
            plain.push(took);
            assert_eq!(count, check, "the answers differ");
        }
    }
    told("3 hops: rows", &mut plain);
    told("3 hops: hallway", &mut ours);
}

/// Names with two letters of their longest word in the wrong order.
fn typos(graph: &Graph) {
    let mut times = Vec::new();
    for node in graph.nodes().step_by(41) {
        let name = &graph.data(node).name;
        let longest = name.split(' ').max_by_key(|word| word.len()).unwrap_or("");
        let mut letters: Vec<char> = longest.chars().collect();
        if letters.len() > 4 {
            letters.swap(2, 3);
        }
        let typed = name.replacen(longest, &letters.into_iter().collect::<String>(), 1);
        times.push(timed(|| search(graph, &typed, &[], 20).total).1);
    }
    told("search, one typing error", &mut times);
}

/// Edges and questions as text: who gave what, what is about what, by number.
fn leave(rows: &Rows, topics: &[String], folder: &Path) -> io::Result<()> {
    let mut edges = String::new();
    for kind in EdgeKind::ALL {
        for (from, to) in rows.edges(kind) {
            // Writing to a string does not fail.
            let _ = writeln!(edges, "{}\t{from}\t{to}", kind.name());
        }
    }
    fs::write(folder.join("edges.tsv"), edges)?;
    fs::write(folder.join("names.tsv"), rows.names.join("\n"))?;
    fs::write(folder.join("topics.txt"), topics.join("\n"))
}

fn told(what: &str, times: &mut [std::time::Duration]) {
    let (p50, p99) = (percentile(times, 0.5), percentile(times, 0.99));
    let mean = times
        .iter()
        .map(|time| time.as_secs_f64() * 1e6)
        .sum::<f64>()
        / times.len() as f64;
    tell(what, &[("p50_us", p50), ("p99_us", p99), ("mean_us", mean)]);
}

fn tell(what: &str, figures: &[(&str, f64)]) {
    let mut line = serde_json::json!({ "what": what });
    for (name, figure) in figures {
        line[name] = serde_json::json!((figure * 1000.0).round() / 1000.0);
    }
    println!("{line}");
}

/// What the process holds in memory, in bytes.
fn memory() -> i64 {
    let pages = fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages = pages
        .split(' ')
        .nth(1)
        .and_then(|pages| pages.parse::<i64>().ok());
    pages.unwrap_or(0) * 4096
}
