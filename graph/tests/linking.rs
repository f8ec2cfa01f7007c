//! What is one talk, one person, one place across documents, and why; and what is not.

use hallway_extractor::extraction::Details;
use hallway_extractor::vocabulary::TalkKind;
use hallway_extractor::{Edge, EdgeKind, Evidence, Extraction, Node, NodeKind};
use hallway_graph::view::Merge;
use hallway_graph::{Curation, CurationRecord, Graph, NodeIndex, name};

/// A document with one talk: title, speaker, event, each empty where it does not say.
fn document(number: usize, title: &str, speaker: &str, event: &str) -> Extraction {
    let mut extraction = Extraction {
        document: format!("{number}.md"),
        ..Extraction::default()
    };
    let untitled = title.starts_with('~');
    let title = title.trim_start_matches('~');
    let keynote = title.to_lowercase().contains("keynote");
    let kind = if keynote {
        TalkKind::Keynote
    } else {
        TalkKind::Talk
    };
    let talk = add(
        &mut extraction,
        NodeKind::Talk,
        title,
        Details {
            untitled,
            talk_kind: Some(kind),
            ..Details::default()
        },
    );
    if !speaker.is_empty() {
        let person = add(
            &mut extraction,
            NodeKind::Person,
            speaker,
            Details::default(),
        );
        join(&mut extraction, &person, EdgeKind::Gave, &talk);
    }
    if !event.is_empty() {
        let (series, year) = event.rsplit_once(' ').unwrap_or((event, ""));
        let details = Details {
            series: Some(series.to_owned()),
            year: year.parse().ok(),
            ..Details::default()
        };
        let event = add(&mut extraction, NodeKind::Event, event, details);
        join(&mut extraction, &talk, EdgeKind::PresentedAt, &event);
    }
    extraction
}

/// Why the node is one.
fn merges(graph: &Graph, node: NodeIndex) -> Vec<&Merge<Box<str>>> {
    graph.data(node).merges().collect()
}

fn add(extraction: &mut Extraction, kind: NodeKind, text: &str, details: Details) -> String {
    let id = name::id(kind, text);
    extraction.nodes.push(Node {
        id: id.clone(),
        kind,
        name: text.to_owned(),
        aliases: Vec::new(),
        details,
        keys: Vec::new(),
    });
    id
}

fn join(extraction: &mut Extraction, source: &str, kind: EdgeKind, target: &str) {
    let evidence = Evidence {
        document: extraction.document.clone(),
        start: 0,
        end: 1,
        quote: "q".to_owned(),
        rule: "test".to_owned(),
        confidence: 0.9,
    };
    extraction.edges.push(Edge {
        source: source.to_owned(),
        kind,
        target: target.to_owned(),
        confidence: 0.9,
        role: None,
        former: false,
        evidence: vec![evidence],
    });
}

type Told<'t> = (&'t str, &'t str, &'t str);

fn graph_of(told: &[Told<'_>]) -> Graph {
    let documents: Vec<Extraction> = told
        .iter()
        .enumerate()
        .map(|(number, (title, speaker, event))| document(number, title, speaker, event))
        .collect();
    let graph = Graph::build(&documents, &[]);
    assert_eq!(graph.validate(), Vec::<String>::new());
    graph
}

#[track_caller]
fn talks(told: &[Told<'_>], expected: usize) -> Graph {
    let graph = graph_of(told);
    let ids: Vec<&str> = graph
        .nodes_of(NodeKind::Talk)
        .iter()
        .map(|&talk| &*graph.data(talk).id)
        .collect();
    assert_eq!(ids.len(), expected, "{ids:?}");
    graph
}

fn the(graph: &Graph, kind: NodeKind) -> NodeIndex {
    graph.nodes_of(kind)[0]
}

#[test]
fn a_talk_is_found_again() {
    let full = (
        "Unlocking the Parallel Universe: Subinterpreters and Free-Threading",
        "Anthony Shaw",
        "PyCon US 2024",
    );
    for mention in [
        full,
        (
            "Unlocking the parallel universe: subinterpreters and free threading",
            "Anthony Shaw",
            "",
        ),
        (
            "Unlocking the Parallel Universe",
            "Anthony Shaw",
            "PyCon US 2024",
        ),
        ("Unlocking the Parallel Universe", "Shaw", "PyCon 2024"),
        (
            "~Anthony's subinterpreters talk",
            "Anthony",
            "PyCon US 2024",
        ),
        (full.0, "", "PyCon US 2024"),
        (full.0, "", ""),
    ] {
        let graph = talks(&[full, mention], 1);
        let talk = graph.data(the(&graph, NodeKind::Talk));
        if mention != full {
            assert!(
                talk.merges().count() > 0 && talk.merges().all(|merge| !merge.reason.is_empty()),
                "{mention:?}"
            );
        }
        assert_eq!(graph.nodes_of(NodeKind::Person).len(), 1, "{mention:?}");
    }
}

#[test]
fn other_talks_stay_apart() {
    for pair in [
        // One title inside the other, one speaker, two talks.
        [
            (
                "Building a JIT compiler for CPython",
                "Brandt Bucher",
                "PyCon US 2024",
            ),
            (
                "What they don't tell you about building a JIT compiler for CPython",
                "Brandt Bucher",
                "PyCon US 2025",
            ),
        ],
        // One title, two speakers.
        [
            ("Introduction to Django", "Ada Lovelace", "PyCon US 2020"),
            ("Introduction to Django", "Grace Hopper", "PyCon US 2021"),
        ],
        [
            ("State of the Union", "Ada Lovelace", ""),
            ("State of the Union", "Grace Hopper", ""),
        ],
        [
            ("~Simon Willison keynote", "Simon Willison", "PyCon US 2024"),
            ("~Jay Miller keynote", "Jay Miller", "PyCon US 2024"),
        ],
        [
            ("~Simon Willison keynote", "Simon Willison", "PyCon US 2024"),
            ("~Simon Willison keynote", "Simon Willison", "PyCon US 2025"),
        ],
        [
            ("Keynote", "Simon Willison", "PyCon US 2024"),
            ("Keynote", "Simon Willison", "PyCon US 2025"),
        ],
        [("Keynote", "", "PyCon US 2024"), ("Keynote", "", "")],
        [
            ("Design pressure", "Hynek Schlawack", "PyCon US 2025"),
            ("~Hynek Schlawack talk", "Hynek Schlawack", "PyGotham 2019"),
        ],
        [
            ("Steering Council Updates", "", "PyCon US 2024"),
            ("Steering Council Overview", "", "PyCon US 2024"),
        ],
        [
            ("Testing", "Ada Lovelace", "PyCon US 2024"),
            ("Testing in production", "Ada Lovelace", "EuroPython 2023"),
        ],
    ] {
        talks(&pair, 2);
    }
}

#[test]
fn what_may_be_two_talks_is_neither() {
    let graph = talks(
        &[
            (
                "Profiling at the speed of light",
                "Pablo Galindo Salgado",
                "PyCon US 2024",
            ),
            (
                "Profiling memory in production",
                "Pablo Galindo Salgado",
                "PyCon US 2024",
            ),
            ("~Pablo's profiling talk", "Pablo", "PyCon US 2024"),
        ],
        3,
    );
    assert!(
        graph
            .nodes()
            .all(|node| graph.data(node).kind != NodeKind::Talk
                || graph.data(node).merges().count() == 0)
    );
}

#[test]
fn a_keynote_carries_who_and_where() {
    let graph = talks(
        &[
            ("Keynote", "Simon Willison", "PyCon US 2024"),
            ("Simon Willison Keynote", "Simon Willison", "PyCon US 2024"),
        ],
        1,
    );
    assert!(
        graph
            .node("talk:keynote-simon-willison-pycon-us-2024")
            .is_some()
            || graph
                .node("talk:simon-willison-keynote-pycon-us-2024")
                .is_some()
    );
}

#[test]
fn a_first_name_needs_a_reason() {
    // Two documents that speak of an Anthony are not about one Anthony.
    let graph = graph_of(&[
        ("First talk about something", "Anthony", ""),
        ("Second talk about another thing", "Anthony", ""),
    ]);
    assert_eq!(graph.nodes_of(NodeKind::Person).len(), 2);
    // One talk that two give by that name says nothing.
    let title = "A title that no other talk is likely to have";
    let graph = graph_of(&[
        (title, "Anthony Shaw", ""),
        (title, "Anthony Baxter", ""),
        (title, "Anthony", ""),
    ]);
    assert_eq!(graph.nodes_of(NodeKind::Person).len(), 3);
    let graph = graph_of(&[(title, "Anthony Shaw", ""), (title, "Anthony", "")]);
    let person = the(&graph, NodeKind::Person);
    assert_eq!(&*graph.data(person).id, "person:anthony-shaw");
    let merges = merges(&graph, person);
    assert!(
        matches!(merges[..], [merge] if merge.reason.contains("same talk")),
        "{merges:?}"
    );
}

#[test]
fn editions_stay_apart_and_series_have_one_name() {
    let graph = graph_of(&[
        ("A", "", "PyCon 2026"),
        ("B", "", "PyCon US 2026"),
        ("C", "", "PyCon US 2025"),
        ("D", "", "PyCon JP 2026"),
    ]);
    let mut events: Vec<&str> = graph
        .nodes_of(NodeKind::Event)
        .iter()
        .map(|&event| &*graph.data(event).name)
        .collect();
    events.sort_unstable();
    assert_eq!(events, ["PyCon JP 2026", "PyCon US 2025", "PyCon US 2026"]);
}

#[test]
fn a_city_is_one_where_only_one_is_known() {
    let places = |names: &[&str]| {
        let mut documents = Vec::new();
        for (number, place) in names.iter().enumerate() {
            let mut extraction =
                document(number, "A talk of many words indeed", "", "PyCon US 2024");
            add(&mut extraction, NodeKind::Place, place, Details::default());
            documents.push(extraction);
        }
        Graph::build(&documents, &[])
            .nodes_of(NodeKind::Place)
            .len()
    };
    assert_eq!(
        places(&["Pittsburgh", "Pittsburgh, PA", "Pittsburgh, Pennsylvania"]),
        1
    );
    assert_eq!(places(&["Portland, OR", "Portland, Maine", "Portland"]), 3);
}

#[test]
fn a_topic_and_a_project_of_one_name_are_one() {
    let mut first = document(1, "A talk of many words", "", "");
    add(
        &mut first,
        NodeKind::Topic,
        "Free threading",
        Details::default(),
    );
    let mut second = document(2, "Another talk of more words", "", "");
    add(
        &mut second,
        NodeKind::Project,
        "free-threading",
        Details::default(),
    );
    let graph = Graph::build(&[first, second], &[]);
    let found = graph
        .node("topic:free-threading")
        .expect("found by the topic's id");
    assert_eq!(graph.data(found).kind, NodeKind::Project);
    assert_eq!(graph.nodes_of(NodeKind::Topic).len(), 0);
}

#[test]
fn corrections_merge_part_rename_and_retract() {
    let told = [
        ("A talk of many words indeed", "Ada King", ""),
        ("Some other talk altogether", "Ada Lovelace", ""),
    ];
    let documents: Vec<Extraction> = told
        .iter()
        .enumerate()
        .map(|(number, (title, speaker, event))| document(number, title, speaker, event))
        .collect();
    let corrected = |curation: Curation| {
        Graph::build(
            &documents,
            &[CurationRecord {
                number: 1,
                curation,
            }],
        )
    };
    let merge = Curation::Merge {
        keep: "person:ada-king".to_owned(),
        other: "person:ada-lovelace".to_owned(),
    };
    let graph = corrected(merge);
    let person = graph
        .node("person:ada-lovelace")
        .expect("the other id still leads there");
    assert_eq!(&*graph.data(person).id, "person:ada-king");
    assert_eq!(&*merges(&graph, person)[0].reason, "correction 1 says so");
    assert_eq!(graph.outgoing(person, EdgeKind::Gave).len(), 2);

    let rename = Curation::Rename {
        node: "person:ada-king".to_owned(),
        name: "Ada, Countess of Lovelace".to_owned(),
    };
    let graph = corrected(rename);
    let person = graph.data(graph.node("person:ada-king").expect("the id stays"));
    assert_eq!(
        (&*person.name, person.aliases().next().unwrap_or("")),
        ("Ada, Countess of Lovelace", "Ada King")
    );

    let talk = name::id(NodeKind::Talk, told[0].0);
    let retract = Curation::Retract {
        source: "person:ada-king".to_owned(),
        kind: EdgeKind::Gave,
        target: talk,
    };
    let graph = corrected(retract);
    let person = graph.node("person:ada-king").expect("the person stays");
    assert_eq!(graph.outgoing(person, EdgeKind::Gave).len(), 0);

    let twice = [
        document(1, "A talk of many words indeed", "David Lee", ""),
        document(2, "Some other talk altogether", "David Lee", ""),
    ];
    assert_eq!(
        Graph::build(&twice, &[]).nodes_of(NodeKind::Person).len(),
        1
    );
    let split = Curation::Split {
        node: "person:david-lee".to_owned(),
        name: "David Lee".to_owned(),
        documents: vec!["2.md".to_owned()],
    };
    let graph = Graph::build(
        &twice,
        &[CurationRecord {
            number: 1,
            curation: split,
        }],
    );
    assert_eq!(graph.nodes_of(NodeKind::Person).len(), 2);
}

#[test]
fn what_programmes_put_around_a_title_is_no_part_of_it() {
    talks(
        &[
            (
                "Keynote: The Quiet Life of Tides",
                "Ann Bell",
                "TideConf 2019",
            ),
            ("The Quiet Life of Tides", "Ann Bell", "TideConf 2019"),
            (
                "The Quiet Life of Tides - Ann Bell",
                "Ann Bell",
                "TideConf 2019",
            ),
        ],
        1,
    );
    // What is left when the labels go must tell one talk from another.
    for (one, other) in [
        (
            "TideConf 2019 - Closing Session",
            "TideConf 2019 - Opening Session",
        ),
        (
            "Lightning Talks and Closing – TideConf 2019",
            "Opening – TideConf 2019",
        ),
        (
            "Lightning Talk - Tide tables - TideConf 2019",
            "Lightning Talk - Reading tide tables - TideConf 2019",
        ),
    ] {
        talks(
            &[
                (one, "Ann Bell", "TideConf 2019"),
                (other, "Ann Bell", "TideConf 2019"),
            ],
            2,
        );
    }
    talks(
        &[
            ("Lightning Talks - Sunday", "Various", "TideConf 2019"),
            (
                "Lightning Talks and Closing - Sunday",
                "Various",
                "GullConf 2018",
            ),
        ],
        2,
    );
    // Two keynotes are two, whatever stands before their titles.
    talks(
        &[
            (
                "Keynote: The Quiet Life of Tides",
                "Ann Bell",
                "TideConf 2019",
            ),
            ("Keynote: Loud Lives of Gulls", "Bo Marsh", "TideConf 2019"),
        ],
        2,
    );
}

#[test]
fn titles_that_differ_in_endings_are_one_where_the_speaker_is() {
    talks(
        &[
            (
                "Protecting your users with circuit breakers",
                "Ann Bell",
                "A 2016",
            ),
            (
                "Protect Your Users with Circuit Breakers",
                "Ann Bell",
                "B 2016",
            ),
            ("The highs and lows of a data stack", "Cy Dale", "A 2016"),
            ("The high and low of a data stack", "Cy Dale", "B 2016"),
        ],
        2,
    );
    talks(
        &[
            (
                "Protecting your users with circuit breakers",
                "Ann Bell",
                "A 2016",
            ),
            (
                "Protect Your Users with Circuit Breakers",
                "Bo Marsh",
                "A 2016",
            ),
        ],
        2,
    );
}

#[test]
fn a_speaker_named_in_the_title_only_is_the_speaker() {
    let graph = talks(
        &[
            ("Mentoring   keynote   Ann Bell", "", "TideConf 2019"),
            ("Mentoring: What, Why, How", "Ann Bell", "TideConf 2019"),
        ],
        1,
    );
    let merges = merges(&graph, the(&graph, NodeKind::Talk));
    assert!(
        merges[0].reason.contains("speaker's name in it"),
        "{merges:?}"
    );
    // Not at another edition, and not where the title says more than that.
    for other in [
        ("Mentoring   keynote   Ann Bell", "", "TideConf 2020"),
        ("Rowing   keynote   Ann Bell", "", "TideConf 2019"),
    ] {
        talks(
            &[
                other,
                ("Mentoring: What, Why, How", "Ann Bell", "TideConf 2019"),
            ],
            2,
        );
    }
}

#[test]
fn a_name_spelled_otherwise_keeps_no_talk_apart() {
    talks(
        &[
            (
                "Sync vs. Async, Explained by Tools",
                "Arun Kamar",
                "TideConf 2024",
            ),
            (
                "Sync versus Async, explained by tools",
                "Arun Kumar",
                "TideConf 2024",
            ),
        ],
        1,
    );
    // Another event, or a name that is another: two talks.
    for (speaker, event) in [
        ("Arun Kumar", "TideConf 2023"),
        ("Mira Kamar", "TideConf 2024"),
    ] {
        talks(
            &[
                (
                    "Sync vs. Async, Explained by Tools",
                    "Arun Kamar",
                    "TideConf 2024",
                ),
                ("Sync vs. Async, Explained by Tools", speaker, event),
            ],
            2,
        );
    }
}

#[test]
fn initials_before_a_name_and_nicknames_behind_it_change_nobody() {
    talks(
        &[
            ("K. Jay Bell keynote", "K. Jay Bell", "TideConf 2024"),
            ("Keynote - Jay Bell", "Jay Bell", "TideConf 2024"),
        ],
        1,
    );
    let graph = graph_of(&[
        (
            "Keynote: The Natural State of Tides",
            "Ann Bell (\"Gull\")",
            "TideConf 2019",
        ),
        (
            "The Natural State of Tides",
            "Ann Bell",
            "TideConf TideConf 2019",
        ),
    ]);
    for kind in [NodeKind::Talk, NodeKind::Person, NodeKind::Event] {
        assert_eq!(graph.nodes_of(kind).len(), 1, "{kind:?}");
    }
    let merges = merges(&graph, the(&graph, NodeKind::Person));
    assert_eq!(&*merges[0].reason, "one full name, beside a nickname");
}

#[test]
fn records_without_speakers_meet_by_their_titles() {
    talks(
        &[
            (
                "Liberating tabular data from PDFs - jayant",
                "",
                "TideConf 2017",
            ),
            ("Liberating tabular data from PDFs", "", "TideConf 2017"),
            (
                "Panel discussion : Women in Open source",
                "",
                "TideConf 2017",
            ),
            (
                "Panel Discussion on Women in Open Source",
                "",
                "TideConf 2017",
            ),
            (
                "Panel Discussion on Women in Open Source",
                "",
                "TideConf 2018",
            ),
        ],
        3,
    );
}

#[test]
fn a_keynote_named_by_its_speaker_is_the_speakers_keynote() {
    talks(
        &[
            ("Keynote - Ann Bell", "Ann Bell", "TideConf 2024"),
            (
                "Keynote: Six Untold Years of Tide Tables",
                "Ann Bell",
                "TideConf 2024",
            ),
        ],
        1,
    );
    talks(
        &[
            ("Keynote - Ann Bell", "Ann Bell", "TideConf 2024"),
            (
                "Six Untold Years of Tide Tables",
                "Ann Bell",
                "TideConf 2024",
            ),
        ],
        2,
    );
}
