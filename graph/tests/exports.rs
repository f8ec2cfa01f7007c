//! Every export of a graph whose names and quotes try to break out of it. What can be
//! read back here is; `HALLWAY_EXPORTS=DIR` keeps the files for other programs to read.

mod support;

use hallway_graph::export::{Format, write};
use hallway_graph::query::neighborhood;
use hallway_graph::{Graph, NodeIndex};
use support::entry;

const HOSTILE: [&str; 6] = [
    "\"]; evil [label=\"",
    "</node></graphml><script>alert(1)</script>",
    "a\\\"b\\",
    "line one\nline two\r\n\u{1}\u{b}control",
    "end`\"}} --> n0; click n0 call x()",
    "Łukasz, \"日本語\" & #quot; 100% <b>",
];

/// A graph of odd names, and one long one.
fn hostile() -> Graph {
    let mut extractions = Vec::new();
    for (number, name) in HOSTILE.into_iter().enumerate() {
        let mut extraction = entry(&format!("{name}.md"), number as u64).extraction;
        for node in &mut extraction.nodes {
            node.name = format!("{name} {}", node.name);
            node.aliases = vec![name.repeat(1 + number), format!("also {name}")];
            if node.kind == hallway_extractor::NodeKind::Talk {
                node.name.push_str(&" and more of it".repeat(20));
            }
        }
        for edge in &mut extraction.edges {
            edge.role = Some(name.to_owned());
            for evidence in &mut edge.evidence {
                evidence.quote.push_str(name);
                evidence.document.clone_from(&extraction.document);
            }
        }
        extractions.push(extraction);
    }
    Graph::build(&extractions, &[])
}

fn exported(graph: &Graph, format: Format) -> String {
    let mut out = Vec::new();
    write(graph, None, format, &mut out).expect("writing to memory");
    String::from_utf8(out).expect("exports are UTF-8")
}

#[test]
fn every_format_holds_hostile_names() {
    let graph = hostile();
    let keep = std::env::var_os("HALLWAY_EXPORTS");
    for format in Format::ALL {
        let text = exported(&graph, format);
        assert_eq!(text, exported(&graph, format), "{format:?} twice");
        assert!(
            text.chars()
                .all(|c| !c.is_control() || "\n\r\t".contains(c)),
            "{format:?} has control characters"
        );
        if let Some(keep) = &keep {
            std::fs::write(
                std::path::Path::new(keep).join(format!("graph.{}", format.name())),
                text,
            )
            .expect("keep");
        }
    }
}

#[test]
fn json_formats_are_json_and_hold_everything() {
    let graph = hostile();
    let json: serde_json::Value =
        serde_json::from_str(&exported(&graph, Format::Json)).expect("json");
    assert_eq!(
        json["nodes"].as_array().map(Vec::len),
        Some(graph.node_count())
    );
    assert_eq!(
        json["edges"].as_array().map(Vec::len),
        Some(graph.edge_count())
    );
    let cytoscape: serde_json::Value =
        serde_json::from_str(&exported(&graph, Format::Cytoscape)).expect("json");
    assert_eq!(
        cytoscape["elements"]["edges"].as_array().map(Vec::len),
        Some(graph.edge_count())
    );
    let jsonld: serde_json::Value =
        serde_json::from_str(&exported(&graph, Format::Jsonld)).expect("json");
    assert!(
        jsonld["@graph"]
            .as_array()
            .is_some_and(|all| all.len() > graph.node_count())
    );
}

#[test]
fn rdf_formats_say_the_same() {
    let graph = hostile();
    let parse_lines = |text: &str| -> Vec<String> {
        let mut triples: Vec<String> = oxttl::NTriplesParser::new()
            .for_slice(text.as_bytes())
            .map(|triple| triple.expect("n-triples").to_string())
            .collect();
        triples.sort();
        triples
    };
    let lines = parse_lines(&exported(&graph, Format::Ntriples));
    let mut turtle: Vec<String> = oxttl::TurtleParser::new()
        .for_slice(exported(&graph, Format::Turtle).as_bytes())
        .map(|triple| triple.expect("turtle").to_string())
        .collect();
    turtle.sort();
    assert!(lines.len() > graph.edge_count());
    assert_eq!(lines, turtle);
}

#[test]
fn a_part_is_closed_in_itself() {
    let graph = hostile();
    let center: NodeIndex = graph.nodes().next().expect("a node");
    let part = neighborhood(&graph, center, 2, &[], &[], 10);
    let mut out = Vec::new();
    write(&graph, Some(&part), Format::Json, &mut out).expect("writing to memory");
    let json: serde_json::Value = serde_json::from_slice(&out).expect("json");
    let ids: Vec<&serde_json::Value> = json["nodes"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|node| &node["id"])
        .collect();
    assert!(ids.len() > 1);
    for edge in json["edges"].as_array().into_iter().flatten() {
        assert!(
            ids.contains(&&edge["source"]) && ids.contains(&&edge["target"]),
            "{edge}"
        );
    }
}
