//! Measures the store and the view on a catalogue: `cargo run --release -p hallway-graph
//! --example measure -- FILE.jsonl`, one talk a line with `title`, `speakers`, `tags`,
//! `event` and `description`; without a file, on made-up talks. Prints a line a figure.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use hallway_extractor::extraction::Details;
use hallway_extractor::{Document, Edge, EdgeKind, Evidence, Extraction, Node, NodeKind};
use hallway_graph::query::{Question, neighborhood, speakers_about, who_spoke_about};
use hallway_graph::search::search;
use hallway_graph::{Curation, Entry, Hallway, name};

#[derive(serde::Deserialize)]
struct Talk {
    title: String,
    speakers: Vec<String>,
    tags: Vec<String>,
    event: String,
    #[serde(default)]
    description: Option<String>,
}

fn main() {
    let talks = match std::env::args().nth(1) {
        Some(path) => read(&path),
        None => (0..20_000).map(made_up).collect(),
    };
    let entries: Vec<Entry> = talks
        .iter()
        .enumerate()
        .map(|(number, talk)| entry(number, talk))
        .collect();
    let bytes: usize = entries.iter().map(|entry| entry.document.text.len()).sum();
    println!(
        "documents {} of {:.1} MB",
        entries.len(),
        bytes as f64 / 1e6
    );
    let folder = std::env::temp_dir().join(format!("hallway-measure-{}", std::process::id()));

    let hallway = Hallway::open(&folder).expect("open");
    let started = Instant::now();
    let tickets: Vec<_> = entries
        .chunks(64)
        .map(|group| {
            hallway.submit(
                group
                    .iter()
                    .cloned()
                    .map(|entry| hallway_graph::Write::Put(Box::new(entry)))
                    .collect(),
            )
        })
        .collect();
    for ticket in tickets {
        ticket.wait().expect("write");
    }
    report("ingest, durable", started.elapsed());
    drop(hallway);
    println!("on disk {:.1} MB", size(&folder) as f64 / 1e6);

    let before = memory();
    let started = Instant::now();
    let hallway = Hallway::open(&folder).expect("open");
    report("start to first graph", started.elapsed());
    let graph = hallway.graph();
    println!(
        "nodes {} edges {}, process grew by {:.1} MB",
        graph.node_count(),
        graph.edge_count(),
        (memory() - before) as f64 / 1e6
    );

    let mut times = Vec::new();
    for round in 0..20 {
        let mut again = entries[round * 37].clone();
        again.extraction.nodes[0].name.push_str(" (again)");
        let started = Instant::now();
        hallway.ingest(vec![again]).expect("write");
        times.push(started.elapsed());
    }
    percentiles("one document again, durable and visible", times);
    corrections(&hallway);

    let topics: Vec<_> = graph
        .nodes_of(NodeKind::Topic)
        .iter()
        .copied()
        .filter(|&topic| graph.incoming(topic, EdgeKind::About).len() > 3)
        .take(1000)
        .collect();
    let names: Vec<String> = topics
        .iter()
        .map(|&topic| graph.data(topic).name.to_string())
        .collect();
    let (mut times, mut people) = (Vec::new(), 0);
    for topic in &topics {
        let started = Instant::now();
        people += speakers_about(&graph, &[*topic]).len();
        times.push(started.elapsed());
    }
    println!("topics {} with {people} people", topics.len());
    percentiles("speakers_about", times);
    let times = names
        .iter()
        .map(|topic| {
            timed(|| {
                who_spoke_about(
                    &graph,
                    &Question {
                        topic,
                        ..Question::default()
                    },
                )
                .len()
            })
        })
        .collect();
    percentiles("who_spoke_about", times);
    while_documents_come_in(&hallway, &entries, &names);
    let times = graph
        .nodes_of(NodeKind::Person)
        .iter()
        .step_by(97)
        .map(|&person| {
            timed(|| {
                neighborhood(&graph, person, 3, &[], &[], usize::MAX)
                    .nodes
                    .len()
            })
        })
        .collect();
    percentiles("3-hop neighbourhood", times);
    let typed: Vec<String> = graph
        .nodes()
        .step_by(41)
        .map(|node| typo(&graph.data(node).name))
        .collect();
    let times = typed
        .iter()
        .map(|text| timed(|| search(&graph, text, &[], 20).total))
        .collect();
    percentiles("search with one typo", times);
    let _ = std::fs::remove_dir_all(folder);
}

/// Corrections of each kind, durable and visible, and taken back again.
fn corrections(hallway: &Hallway) {
    let graph = hallway.graph();
    let people = graph.nodes_of(NodeKind::Person);
    let id = |number: usize| graph.data(people[number % people.len()]).id.to_string();
    let name = |number: usize| graph.data(people[number % people.len()]).name.to_string();
    let kinds: [(&str, &dyn Fn(usize) -> Curation); 4] = [
        ("merge", &|n| Curation::Merge {
            keep: id(n * 31),
            other: id(n * 31 + 7),
        }),
        ("split", &|n| Curation::Split {
            node: id(n * 43),
            name: name(n * 43),
            documents: Vec::new(),
        }),
        ("rename", &|n| Curation::Rename {
            node: id(n * 53),
            name: format!("Renamed {n}"),
        }),
        ("retract", &|n| {
            let fact = graph.outgoing(people[n * 61 % people.len()], EdgeKind::Gave)[0].edge;
            let fact = graph.edge(fact);
            Curation::Retract {
                source: graph.data(fact.source).id.to_string(),
                kind: fact.kind,
                target: graph.data(fact.target).id.to_string(),
            }
        }),
    ];
    for (kind, of) in kinds {
        let (mut made, mut undone) = (Vec::new(), Vec::new());
        for number in 0..20 {
            let curation = of(number);
            let started = Instant::now();
            let record = hallway.curate(curation).expect("write");
            made.push(started.elapsed());
            let started = Instant::now();
            assert!(hallway.undo(record).expect("write"));
            undone.push(started.elapsed());
        }
        percentiles(&format!("{kind}, durable and visible"), made);
        percentiles(&format!("{kind} taken back"), undone);
    }
}

/// The same questions with nothing else going on, and while documents come in without pause.
fn while_documents_come_in(hallway: &Hallway, entries: &[Entry], names: &[String]) {
    let ask = || -> Vec<Duration> {
        let questions = names.iter().cycle().take(5_000);
        let asked = questions.map(|topic| {
            timed(|| {
                let question = Question {
                    topic,
                    ..Question::default()
                };
                who_spoke_about(&hallway.graph(), &question).len()
            })
        });
        asked.collect()
    };
    percentiles("questions, nothing else going on", ask());
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let (mut written, started) = (0, Instant::now());
            for round in 0.. {
                for group in entries.chunks(64) {
                    if stop.load(Ordering::Relaxed) {
                        return written as f64 / started.elapsed().as_secs_f64();
                    }
                    let mut group = group.to_vec();
                    for entry in &mut group {
                        let name = &mut entry.extraction.nodes[0].name;
                        name.push_str(&format!(" ({round})"));
                    }
                    written += group.len();
                    hallway.ingest(group).expect("write");
                }
            }
            0.0
        });
        // Until the writer is at work.
        std::thread::sleep(Duration::from_millis(200));
        percentiles("questions while documents come in", ask());
        stop.store(true, Ordering::Relaxed);
        println!(
            "documents that came in meanwhile: {:.0} a second",
            writer.join().expect("ends")
        );
    });
}

fn timed<T>(task: impl Fn() -> T) -> Duration {
    let started = Instant::now();
    std::hint::black_box(task());
    started.elapsed()
}

fn report(what: &str, took: Duration) {
    println!(
        "{what}: {:.3} s ({:.2} s of processor time so far)",
        took.as_secs_f64(),
        processor()
    );
}

fn percentiles(what: &str, mut times: Vec<Duration>) {
    times.sort();
    let at = |share: f64| {
        times
            .get(((times.len() - 1) as f64 * share) as usize)
            .map_or(0.0, |time| time.as_secs_f64() * 1e6)
    };
    println!(
        "{what}: {} times, p50 {:.1} us, p99 {:.1} us",
        times.len(),
        at(0.5),
        at(0.99)
    );
}

/// Two letters in the middle of the longest word change places.
fn typo(name: &str) -> String {
    let longest = name.split(' ').max_by_key(|word| word.len()).unwrap_or("");
    let mut letters: Vec<char> = longest.chars().collect();
    if letters.len() > 4 {
        letters.swap(2, 3);
    }
    name.replacen(longest, &letters.into_iter().collect::<String>(), 1)
}

fn read(path: &str) -> Vec<Talk> {
    let text = std::fs::read_to_string(path).expect("read the catalogue");
    text.lines()
        .map(|line| serde_json::from_str(line).expect("a talk a line"))
        .collect()
}

fn made_up(number: u64) -> Talk {
    let word = |salt: u64, count: u64| {
        (number
            .wrapping_mul(2_654_435_761)
            .wrapping_add(salt * 40_503)
            >> 7)
            % count
    };
    Talk {
        title: format!("Made up title {number} on subject {}", word(1, 900)),
        speakers: vec![format!("Given{} Family{}", word(2, 400), word(3, 3000))],
        tags: vec![
            format!("subject {}", word(1, 900)),
            format!("area {}", word(4, 120)),
        ],
        event: format!("Conference{} {}", word(5, 60), 2010 + word(6, 15)),
        description: Some("Something is said about it here, at some length. ".repeat(12)),
    }
}

fn entry(number: usize, talk: &Talk) -> Entry {
    let document = format!("catalogue.jsonl#{number}");
    let text = format!(
        "{}\n\n{}\n\n{}\n\n{}\n\n{}",
        talk.title,
        talk.speakers.join(", "),
        talk.event,
        talk.tags.join(", "),
        talk.description.as_deref().unwrap_or("")
    );
    let mut nodes: Vec<Node> = Vec::new();
    let mut edges: Vec<Edge> = Vec::new();
    let mut node = |kind, text: &str, details: Details| {
        let id = name::id(kind, text);
        if !nodes.iter().any(|node: &Node| node.id == id) {
            nodes.push(Node {
                id: id.clone(),
                kind,
                name: text.to_owned(),
                aliases: Vec::new(),
                details,
                keys: Vec::new(),
            });
        }
        id
    };
    let given = node(NodeKind::Talk, &talk.title, Details::default());
    let year = talk
        .event
        .rsplit(' ')
        .next()
        .and_then(|year| year.parse().ok());
    let series = year.map(|_| {
        talk.event
            .rsplit_once(' ')
            .map_or("", |(series, _)| series)
            .to_owned()
    });
    let event = node(
        NodeKind::Event,
        &talk.event,
        Details {
            year,
            series,
            ..Details::default()
        },
    );
    let mut ends = vec![(
        given.clone(),
        EdgeKind::PresentedAt,
        event,
        talk.event.clone(),
    )];
    for speaker in &talk.speakers {
        ends.push((
            node(NodeKind::Person, speaker, Details::default()),
            EdgeKind::Gave,
            given.clone(),
            speaker.clone(),
        ));
    }
    for tag in &talk.tags {
        ends.push((
            given.clone(),
            EdgeKind::About,
            node(NodeKind::Topic, tag, Details::default()),
            tag.clone(),
        ));
    }
    for (source, kind, target, quote) in ends {
        let start = text.find(&quote).unwrap_or(0);
        if !quote.is_empty()
            && !edges.iter().any(|edge: &Edge| {
                edge.source == source && edge.kind == kind && edge.target == target
            })
        {
            let evidence = Evidence {
                document: document.clone(),
                start,
                end: start + quote.len(),
                quote,
                rule: "record".to_owned(),
                confidence: 0.98,
            };
            edges.push(Edge {
                source,
                kind,
                target,
                confidence: 0.98,
                role: None,
                former: false,
                evidence: vec![evidence],
            });
        }
    }
    Entry {
        document: Document {
            name: document.clone(),
            title: Some(talk.title.clone()),
            text,
            ..Document::default()
        },
        extraction: Extraction {
            document,
            title: Some(talk.title.clone()),
            nodes,
            edges,
            ..Extraction::default()
        },
    }
}

fn size(folder: &std::path::Path) -> u64 {
    let entries = std::fs::read_dir(folder).expect("read the folder");
    entries
        .map(|entry| entry.expect("read the folder").path())
        .map(|path| {
            if path.is_dir() {
                size(&path)
            } else {
                path.metadata().map_or(0, |data| data.len())
            }
        })
        .sum()
}

/// The seconds that processors have worked for this process.
fn processor() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let ticks: f64 = stat
        .split(' ')
        .skip(13)
        .take(2)
        .filter_map(|ticks| ticks.parse::<f64>().ok())
        .sum();
    ticks / 100.0
}

/// What the process holds in memory, in bytes.
fn memory() -> i64 {
    let status = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    status
        .split(' ')
        .nth(1)
        .and_then(|pages| pages.parse::<i64>().ok())
        .unwrap_or(0)
        * 4096
}
