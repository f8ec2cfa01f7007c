//! The questions, on a small graph: who is found by which words, which way leads where.

mod support;

use hallway_extractor::{EdgeKind, Extraction, NodeKind};
use hallway_graph::query::{
    Question, Walk, co_speakers, neighborhood, related_topics, statistics, who_spoke_about,
};
use hallway_graph::search::{search, search_everywhere};
use hallway_graph::{Graph, NodeIndex};
use support::told;

/// Talks with speaker, subject, broader subject and event.
fn graph() -> Graph {
    let talks = [
        (
            "Unlocking the Parallel Universe",
            "Anthony Shaw",
            "subinterpreters",
            "concurrency",
            "PyCon US 2024",
        ),
        (
            "Overcoming GIL with immutability",
            "Yury Selivanov",
            "subinterpreters",
            "concurrency",
            "PyCon US 2023",
        ),
        (
            "Lies, damned lies and statistics",
            "Jodie Burchell",
            "large language models",
            "artificial intelligence",
            "EuroPython 2024",
        ),
        (
            "The Design of Everyday APIs",
            "Lynn Root",
            "API design",
            "software engineering",
            "PyCon US 2024",
        ),
        (
            "Designing for people",
            "Lynn Root",
            "usability",
            "software engineering",
            "EuroPython 2024",
        ),
    ];
    let extractions: Vec<Extraction> = talks
        .into_iter()
        .enumerate()
        .map(|(number, talk)| told(number, talk))
        .collect();
    Graph::build(&extractions, &[])
}

#[track_caller]
fn check(question: &Question<'_>, expected: &[&str]) {
    let graph = graph();
    let answer = who_spoke_about(&graph, question);
    let names: Vec<&str> = answer
        .iter()
        .map(|speaker| &*graph.data(speaker.person).name)
        .collect();
    assert_eq!(names, expected, "{question:?}");
    for talk in answer.iter().flat_map(|speaker| &speaker.talks) {
        assert!(
            !talk.evidence.is_empty()
                && talk
                    .evidence
                    .iter()
                    .all(|&evidence| !graph.evidence(evidence).quote.is_empty())
        );
    }
}

fn about(topic: &str) -> Question<'_> {
    Question {
        topic,
        ..Question::default()
    }
}

#[test]
fn subjects_are_found_however_they_are_written() {
    let both = ["Anthony Shaw", "Yury Selivanov"];
    for topic in [
        "subinterpreters",
        "Subinterpreter",
        "sub-interpreters",
        "subintrepreters",
        "concurrency",
        "Concurency",
    ] {
        check(&about(topic), &both);
    }
    for topic in [
        "large language models",
        "LLM",
        "LLMs",
        "artificial intelligence",
    ] {
        check(&about(topic), &["Jodie Burchell"]);
    }
    check(&about("damned lies"), &["Jodie Burchell"]);
    for topic in ["basket weaving", "", "   ", "?!", "the"] {
        check(&about(topic), &[]);
    }
}

#[test]
fn event_and_year_narrow_the_answer() {
    let at = |event, year| Question {
        topic: "subinterpreters",
        event,
        year,
    };
    check(&at(Some("PyCon US 2024"), None), &["Anthony Shaw"]);
    check(&at(Some("PyCon 2023"), None), &["Yury Selivanov"]);
    check(
        &at(Some("pycon us"), None),
        &["Anthony Shaw", "Yury Selivanov"],
    );
    check(&at(None, Some(2023)), &["Yury Selivanov"]);
    check(&at(Some("EuroPython"), None), &[]);
}

#[test]
fn the_answer_says_what_matched() {
    let graph = graph();
    let answer = who_spoke_about(&graph, &about("concurrency"));
    let matched: Vec<NodeIndex> = answer[0].talks[0].matched.clone();
    assert_eq!(
        matched,
        [graph.node("topic:subinterpreters").expect("a topic")]
    );
    let by_title = who_spoke_about(&graph, &about("damned lies"));
    assert!(by_title[0].talks[0].matched.is_empty());
}

#[test]
fn ways_are_short_and_without_loops() {
    let graph = graph();
    let id = |id: &str| graph.node(id).expect(id);
    let (from, to) = (id("person:anthony-shaw"), id("person:yury-selivanov"));
    let either = Walk::along(&[]);
    let ways = either.paths(&graph, from, to, 8, 5).paths;
    assert_eq!(ways[0].nodes.len(), 5);
    assert!(ways.iter().all(|way| way.nodes.len() == way.edges.len() + 1
        && way.nodes.first() == Some(&from)
        && way.nodes.last() == Some(&to)));
    assert!(
        ways.windows(2)
            .all(|pair| pair[0].nodes.len() <= pair[1].nodes.len() && pair[0] != pair[1])
    );
    for way in &ways {
        let mut nodes = way.nodes.clone();
        nodes.sort();
        nodes.dedup();
        assert_eq!(nodes.len(), way.nodes.len());
    }
    assert!(either.paths(&graph, from, to, 3, 1).paths.is_empty());
    assert_eq!(
        either.paths(&graph, from, from, 3, 1).paths[0].nodes,
        [from]
    );
    let one = either.paths(&graph, from, to, 8, 1);
    assert_eq!(
        (&one.paths[..], one.truncated),
        (&ways[..1], ways.len() > 1)
    );
    // Two people have no edge that leads to either.
    let along = Walk::along(&[]).towards(Some(petgraph::Direction::Outgoing));
    assert!(along.paths(&graph, from, to, 8, 5).paths.is_empty());
    let tired = either.within(3).paths(&graph, from, to, 8, 5);
    assert!(tired.paths.is_empty() && tired.truncated && tired.work < 20);
}

#[test]
fn what_lies_around_a_node() {
    let graph = graph();
    let lynn = graph.node("person:lynn-root").expect("a person");
    let near = neighborhood(&graph, lynn, 1, &[], &[], 100);
    assert_eq!(
        (near.nodes.len(), near.edges.len(), near.truncated),
        (3, 2, false)
    );
    let cut = neighborhood(&graph, lynn, 2, &[], &[], 4);
    assert_eq!((cut.nodes.len(), cut.truncated), (4, true));
    let gave = Walk::along(&[EdgeKind::Gave]);
    assert_eq!(gave.reachable(&graph, lynn, 8, 10).nodes.len(), 2);
    let into = gave.towards(Some(petgraph::Direction::Incoming));
    assert_eq!(into.reachable(&graph, lynn, 8, 10).nodes, []);
    let everything = Walk::along(&[]).reachable(&graph, lynn, 8, 100);
    let near = Walk::along(&[]).reachable(&graph, lynn, 1, 100);
    assert!(!everything.truncated && near.nodes.len() == 2);
    assert_eq!(everything.nodes[..2], near.nodes);
    assert!(Walk::along(&[]).reachable(&graph, lynn, 8, 3).truncated);
    let tired = Walk::along(&[])
        .within(2)
        .neighborhood(&graph, lynn, 8, &[], 100);
    assert!(tired.truncated && tired.nodes.len() < everything.nodes.len());
    let statistics = statistics(&graph);
    assert_eq!(
        statistics.nodes[NodeKind::Talk as usize],
        (NodeKind::Talk, 5)
    );
    assert_eq!(
        statistics.edges[EdgeKind::Gave as usize],
        (EdgeKind::Gave, 5)
    );
    assert!(co_speakers(&graph, lynn).is_empty());
    let topic = graph.node("topic:subinterpreters").expect("a topic");
    assert!(related_topics(&graph, topic).is_empty());
}

#[test]
fn petgraph_runs_on_the_view() {
    let graph = graph();
    let lynn = graph.node("person:lynn-root").expect("a person");
    let costs = petgraph::algo::dijkstra(&graph, lynn, None, |_| 1_u32);
    assert_eq!(costs[&graph.node("topic:api-design").expect("a topic")], 2);
    assert!(!petgraph::algo::is_cyclic_directed(&graph));
}

#[test]
fn search_forgives_a_typing_error_and_marks_what_matched() {
    let graph = graph();
    let found = |text: &str| {
        let found = search(&graph, text, &[], 10);
        found
            .hits
            .iter()
            .map(|hit| {
                (
                    graph.data(hit.node).id.to_string(),
                    hit.matched.clone(),
                    hit.highlights.clone(),
                )
            })
            .collect::<Vec<_>>()
    };
    let marked = (
        "person:lynn-root".to_owned(),
        "Lynn Root".to_owned(),
        vec![(0, 4), (5, 9)],
    );
    assert_eq!(found("lynn root"), std::slice::from_ref(&marked));
    assert_eq!(found("lyn roto"), [marked]);
    assert_eq!(found("selivanvo")[0].0, "person:yury-selivanov");
    assert_eq!(search(&graph, "2024", &[NodeKind::Event], 1).total, 2);
    assert_eq!(search(&graph, "2024", &[NodeKind::Event], 1).hits.len(), 1);
    assert_eq!(found(""), []);
    assert_eq!(found("zzzzzz"), []);
}

#[test]
fn search_finds_what_a_sentence_says() {
    let graph = graph();
    let edge = graph
        .edges()
        .find(|edge| graph.edge(*edge).kind == EdgeKind::Gave)
        .expect("somebody gave a talk");
    let said = graph.evidence_of(edge).next().expect("a sentence says so");
    let quote = graph.evidence(said).quote;
    let words: Vec<&str> = quote.split_whitespace().collect();
    let found = search_everywhere(&graph, quote, &[], 50);
    let ends = [graph.edge(edge).source, graph.edge(edge).target];
    for end in ends {
        assert!(found.hits.iter().any(|hit| hit.node == end), "{quote}");
    }
    assert_eq!(found.total, found.hits.len());
    assert!(
        found
            .hits
            .is_sorted_by_key(|hit| (hit.place, &graph.data(hit.node).id))
    );
    let quoted = found
        .hits
        .iter()
        .find(|hit| hit.evidence.is_some())
        .unwrap_or_else(|| panic!("no name has all of {words:?}"));
    assert_eq!(&*quoted.matched, quote);
    assert!(!quoted.highlights.is_empty());
    let documents = search_everywhere(&graph, quote, &[NodeKind::Document], 50);
    assert!(!documents.hits.is_empty());
    assert!(
        documents
            .hits
            .iter()
            .all(|hit| graph.data(hit.node).kind == NodeKind::Document)
    );
}
