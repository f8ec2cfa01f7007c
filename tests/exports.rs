//! `hallway export`: each format, whole and in part; Graphviz reads what is meant for it.

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::support::Room;

const FORMATS: [&str; 9] = [
    "dot",
    "graphml",
    "json",
    "jsonld",
    "ntriples",
    "turtle",
    "csv",
    "cytoscape",
    "mermaid",
];

#[test]
fn every_format_holds_the_graph_and_is_the_same_twice() {
    let room = Room::with_fixtures();
    for format in FORMATS {
        let once = room.run(&["export", "--format", format]).code(0).out;
        assert!(
            once.contains("Thandiwe Nkosi"),
            "{format}: {}",
            once.chars().take(300).collect::<String>()
        );
        assert_eq!(
            once,
            room.run(&["export", "--format", format]).code(0).out,
            "{format}"
        );
    }
}

#[test]
fn what_lies_around_a_node() {
    let room = Room::with_fixtures();
    let part = room
        .run(&[
            "export",
            "--format",
            "json",
            "--around",
            "eBPF for people with a day job",
            "--hops",
            "1",
        ])
        .code(0)
        .json();
    let names: Vec<&str> = part["nodes"]
        .as_array()
        .expect("nodes")
        .iter()
        .filter_map(|node| node["name"].as_str())
        .collect();
    assert!(
        names.contains(&"Sandeep Rao") && names.contains(&"KubeHarbour 2023"),
        "{names:?}"
    );
    assert!(!names.contains(&"Netvale"), "two steps away: {names:?}");
    let run = room
        .run(&[
            "export",
            "--format",
            "json",
            "--around",
            "eBPF for people with a day job",
            "--hops",
            "3",
            "--limit",
            "5",
        ])
        .code(0);
    assert_eq!(run.json()["nodes"].as_array().map(Vec::len), Some(5));
    assert!(run.err.contains("raise --limit"), "{}", run.err);
}

#[test]
fn a_file_gets_what_standard_output_would() {
    let room = Room::with_fixtures();
    let run = room
        .run(&["export", "--format", "json", "-o", "graph.json"])
        .code(0);
    assert_eq!(run.out, "");
    assert_eq!(
        std::fs::read_to_string(room.path("graph.json")).expect("the file"),
        room.graph()
    );
    let run = room
        .run(&[
            "export",
            "--format",
            "json",
            "-o",
            "no/such/folder/graph.json",
        ])
        .code(2);
    assert!(run.err.contains("no/such/folder/graph.json"), "{}", run.err);
}

#[test]
fn edges_join_nodes_that_are_there() {
    let room = Room::with_fixtures();
    let graph: Value = serde_json::from_str(&room.graph()).expect("the graph is JSON");
    let ids: std::collections::BTreeSet<&str> = graph["nodes"]
        .as_array()
        .expect("nodes")
        .iter()
        .filter_map(|node| node["id"].as_str())
        .collect();
    for edge in graph["edges"].as_array().expect("edges") {
        for end in ["source", "target"] {
            assert!(
                edge[end].as_str().is_some_and(|id| ids.contains(id)),
                "{end} of {edge}"
            );
        }
    }
}

#[test]
fn graphviz_draws_it() {
    let room = Room::with_fixtures();
    let dot = room.run(&["export", "--format", "dot"]).code(0).out;
    let Ok(mut child) = Command::new("dot")
        .arg("-Tcanon")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
    else {
        eprintln!("Graphviz is not installed: its reading of the export was not checked");
        return;
    };
    let mut input = child.stdin.take().expect("standard input");
    let writer = std::thread::spawn(move || input.write_all(dot.as_bytes()));
    let output = child.wait_with_output().expect("dot ends");
    writer
        .join()
        .expect("the writer ends")
        .expect("dot reads all of it");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(String::from_utf8_lossy(&output.stdout).contains("Thandiwe Nkosi"));
}
