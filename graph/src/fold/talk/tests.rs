//! Every judgement has its block, and no block is wider than need be.

use hallway_extractor::Node;
use hallway_extractor::extraction::{Details, Edge, Evidence, Extraction};
use hallway_extractor::vocabulary::{EdgeKind, NodeKind, TalkKind};
use rustc_hash::FxHashSet;

use super::Talk;
use crate::fold::block::{Block, facing};
use crate::fold::form::Around;
use crate::name;

fn node(kind: NodeKind, name: &str) -> Node {
    Node {
        id: name::id(kind, name),
        kind,
        name: name.to_owned(),
        aliases: Vec::new(),
        details: Details::default(),
        keys: Vec::new(),
    }
}

/// The talk of that title by these speakers at these events about these topics.
fn talk(
    title: &str,
    details: Details,
    speakers: &[&str],
    events: &[(&str, Option<i32>)],
    topics: &[&str],
) -> Talk {
    let mut it = node(NodeKind::Talk, title);
    it.details = details;
    let mut extraction = Extraction {
        document: "post.md".to_owned(),
        title: None,
        author: Vec::new(),
        date: None,
        url: None,
        nodes: vec![it.clone()],
        edges: Vec::new(),
        notes: Vec::new(),
    };
    let mut joined = |kind, source: &str, target: &str| {
        extraction.edges.push(Edge {
            source: source.to_owned(),
            kind,
            target: target.to_owned(),
            confidence: 1.0,
            role: None,
            former: false,
            evidence: Vec::<Evidence>::new(),
        });
    };
    for speaker in speakers {
        let speaker = node(NodeKind::Person, speaker);
        joined(EdgeKind::Gave, &speaker.id, &it.id);
        extraction.nodes.push(speaker);
    }
    for (series, year) in events {
        let year_too = year.map_or_else(String::new, |year| format!(" {year}"));
        let mut event = node(NodeKind::Event, &format!("{series}{year_too}"));
        event.details.series = Some((*series).to_owned());
        event.details.year = *year;
        joined(EdgeKind::PresentedAt, &it.id, &event.id);
        extraction.nodes.push(event);
    }
    for topic in topics {
        let topic = node(NodeKind::Topic, topic);
        joined(EdgeKind::About, &it.id, &topic.id);
        extraction.nodes.push(topic);
    }
    Talk::new(&it, &Around::new(&extraction))
}

fn compared(mine: &Talk, theirs: &Talk) -> bool {
    let shown: FxHashSet<Block> = theirs.blocks().into_iter().collect();
    let mut facing = mine.blocks().into_iter().flat_map(facing);
    mine.may_be(theirs) && theirs.may_be(mine) && facing.any(|block| shown.contains(&block))
}

/// What is said of a talk, in as many ways as the judgements know.
fn tellings() -> Vec<Talk> {
    const TITLES: [&str; 22] = [
        "Keynote",
        "Opening keynote",
        "Lightning talks",
        "Subinterpreters and free threading",
        "Subinterpreters and free-threading: a tale of two locks",
        "Keynote: Subinterpreters and free threading",
        "Subinterpreter and free threading",
        "Anthony Shaw - Subinterpreters and free threading",
        "Subinterpreters and free threading with Anthony Shaw",
        "Mapping old city streets",
        "Map old city streets",
        "Mapping old city streets with open data",
        "On mapping old city streets with open data",
        "Mapping old city streets with open data from many libraries",
        "Mapping - SciPy",
        "SunPy - Python for Solar Physicists",
        "SunPy",
        "Industrial machine learning",
        "Industrial machine learning pipelines",
        "Industrial machine learning pipelines, airflow and other strange animals",
        "The state of the web",
        "State of web",
    ];
    const DESCRIBED: [&str; 4] = [
        "Anthony's talk on subinterpreters",
        "Keynote by Anthony Shaw",
        "Shaw's talk",
        "A talk about mapping streets",
    ];
    const SPEAKERS: [&[&str]; 8] = [
        &[],
        &["Anthony Shaw"],
        &["A. Shaw"],
        &["Anthony"],
        &["Shaw"],
        &["Antony Shaw"],
        &["Anna Berg", "Anthony P. Shaw"],
        &["Anna Berg"],
    ];
    const EVENTS: [&[(&str, Option<i32>)]; 5] = [
        &[],
        &[("SciPy", Some(2013))],
        &[("SciPy", None)],
        &[("SciPy", Some(2014))],
        &[("SciPy", Some(2013)), ("PyCon US", Some(2013))],
    ];
    let mut tellings = Vec::new();
    for speakers in SPEAKERS {
        for events in EVENTS {
            let titled = TITLES.iter().map(|title| (title, false));
            let described = DESCRIBED.iter().map(|title| (title, true));
            for (title, untitled) in titled.chain(described) {
                let kinds = if title.to_lowercase().contains("keynote") {
                    [None, Some(TalkKind::Keynote)]
                } else {
                    [None, None]
                };
                for talk_kind in &kinds[..if kinds[1].is_some() { 2 } else { 1 }] {
                    let details = Details {
                        untitled,
                        talk_kind: *talk_kind,
                        ..Details::default()
                    };
                    tellings.push(talk(title, details, speakers, events, &["subinterpreters"]));
                }
            }
        }
    }
    tellings
}

#[test]
fn what_is_judged_to_be_one_is_compared() {
    let tellings = tellings();
    let mut reasons: FxHashSet<&str> = FxHashSet::default();
    for (index, mine) in tellings.iter().enumerate() {
        for theirs in &tellings[..index] {
            if let Some(judgement) = mine.same(theirs).or_else(|| theirs.same(mine)) {
                let reason = judgement.reason;
                assert!(compared(mine, theirs), "{reason}: {mine:?} and {theirs:?}");
                reasons.insert(reason);
            }
        }
    }
    assert_eq!(
        reasons.len(),
        17,
        "each reason has its example: {reasons:?}"
    );
}

#[test]
fn the_many_talks_of_one_speaker_are_not_compared_with_each_other() {
    let talks: Vec<Talk> = (0..200)
        .map(|number| {
            let title = format!("Title number {number} of a long list");
            let events = [("SciPy", Some(2013))];
            talk(&title, Details::default(), &["Anna Berg"], &events, &[])
        })
        .collect();
    for (index, mine) in talks.iter().enumerate() {
        assert!(talks[..index].iter().all(|theirs| !compared(mine, theirs)));
    }
}

#[test]
fn people_of_one_given_name_are_told_apart_at_a_glance() {
    let talks: Vec<Talk> = (0..200)
        .map(|number| {
            let untitled = Details {
                untitled: true,
                ..Details::default()
            };
            let speaker = format!("Anna Berg{number}");
            let events = [("SciPy", Some(2013))];
            talk("Brokers compared", untitled, &[&speaker], &events, &[])
        })
        .collect();
    let looked_at = |(index, mine): (usize, &Talk)| {
        let before = talks[..index].iter();
        before.filter(|theirs| mine.may_be(theirs)).count()
    };
    let looked_at: usize = talks.iter().enumerate().map(looked_at).sum();
    // Of 19,900 pairs, those whose last names fall on the same of 64 bits.
    assert!(looked_at < 1_000, "{looked_at} pairs");
}
