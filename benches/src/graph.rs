//! A made-up graph of a million edges, and the plainest thing that can hold it.

use hallway_extractor::extraction::Details;
use hallway_extractor::{Edge, EdgeKind, Evidence, Extraction, Node, NodeKind, identity};
use hallway_graph::Graph;

use crate::Numbers;

/// How large the graph is to be: with these it has a little over a million edges.
pub const TALKS: usize = 100_000;
const PEOPLE: usize = 60_000;
const TOPICS: usize = 5_000;
const EVENTS: usize = 900;
const PER_DOCUMENT: usize = 100;

/// A word of letters, so that no name is a typing error of another.
fn word(number: usize, syllables: usize) -> String {
    let mut word = String::new();
    let mut rest = number;
    for _ in 0..syllables {
        word.push(char::from(b"bdfgklmnprstvz"[rest % 14]));
        rest /= 14;
        word.push(char::from(b"aeiou"[rest % 5]));
        rest /= 5;
    }
    word
}

fn capital(word: &str) -> String {
    word[..1].to_uppercase() + &word[1..]
}

/// The extractions of catalogues of `talks` talks: by one or two people each, on a few
/// topics of which some are far more common than others, at one event.
pub fn extractions(talks: usize) -> Vec<Extraction> {
    let mut numbers = Numbers::new(7);
    (0..talks.div_ceil(PER_DOCUMENT))
        .map(|document| catalogue(document, &mut numbers))
        .collect()
}

fn catalogue(number: usize, numbers: &mut Numbers) -> Extraction {
    let document = format!("catalogue-{number}.json");
    let mut extraction = Extraction {
        document: document.clone(),
        ..Extraction::default()
    };
    let mut known = std::collections::HashSet::new();
    for talk in 0..PER_DOCUMENT {
        let talk = number * PER_DOCUMENT + talk;
        let title = format!(
            "{} and the {} of {}",
            capital(&word(talk * 7 + 3, 4)),
            word(talk % 4_900, 2),
            word(talk, 5)
        );
        let mut add = |kind, name: String, details: Details| {
            let id = identity::id(kind, &name);
            if known.insert(id.clone()) {
                extraction.nodes.push(Node {
                    id: id.clone(),
                    kind,
                    name,
                    aliases: Vec::new(),
                    details,
                    keys: Vec::new(),
                });
            }
            id
        };
        let given = add(NodeKind::Talk, title, Details::default());
        let event = numbers.below(EVENTS);
        let series = format!("{}conf", capital(&word(event / 15, 3)));
        let year = 2010 + (event % 15) as i32;
        let details = Details {
            series: Some(series.clone()),
            year: Some(year),
            ..Details::default()
        };
        let mut ends = vec![(
            given.clone(),
            EdgeKind::PresentedAt,
            add(NodeKind::Event, format!("{series} {year}"), details),
        )];
        for _ in 0..1 + numbers.below(2) {
            let person = numbers.below(PEOPLE);
            let name = format!(
                "{} {}",
                capital(&word(person % 4_900, 2)),
                capital(&word(person, 4))
            );
            ends.push((
                add(NodeKind::Person, name, Details::default()),
                EdgeKind::Gave,
                given.clone(),
            ));
        }
        for _ in 0..2 + numbers.below(4) {
            let topic = numbers.skewed(TOPICS);
            let name = format!("{} {}", word(topic % 900, 2), word(topic, 4));
            ends.push((
                given.clone(),
                EdgeKind::About,
                add(NodeKind::Topic, name, Details::default()),
            ));
        }
        ends.sort();
        ends.dedup();
        for (source, kind, target) in ends {
            let evidence = Evidence {
                document: document.clone(),
                start: talk,
                end: talk + 5,
                quote: "words".to_owned(),
                rule: "record".to_owned(),
                confidence: 0.9,
            };
            extraction.edges.push(Edge {
                source,
                kind,
                target,
                confidence: 0.9,
                role: None,
                former: false,
                evidence: vec![evidence],
            });
        }
    }
    extraction
}

/// Compressed sparse rows: for each kind of edge and each way, where each node's neighbours
/// begin, and all neighbours in one run. The least that such a graph can be held in.
pub struct Rows {
    offsets: Vec<Vec<u32>>,
    neighbours: Vec<Vec<u32>>,
    /// The nodes' names.
    pub names: Vec<String>,
    seen: Vec<u32>,
    stamp: u32,
}

impl Rows {
    /// The rows of `graph`: the same nodes under the same numbers.
    pub fn new(graph: &Graph) -> Rows {
        let count = graph
            .nodes()
            .map(|node| node.index() + 1)
            .max()
            .unwrap_or(0);
        let mut names = vec![String::new(); count];
        for node in graph.nodes() {
            names[node.index()] = graph.data(node).name.to_string();
        }
        let mut lists = vec![vec![Vec::new(); count]; EdgeKind::ALL.len() * 2];
        for edge in graph.edges() {
            let data = graph.edge(edge);
            let (from, to, kind) = (data.source.index(), data.target.index(), data.kind as usize);
            lists[2 * kind][from].push(to as u32);
            lists[2 * kind + 1][to].push(from as u32);
        }
        let mut rows = Rows {
            offsets: Vec::new(),
            neighbours: Vec::new(),
            seen: vec![0; count],
            stamp: 0,
            names,
        };
        for list in lists {
            let mut offsets = vec![0];
            let mut neighbours = Vec::new();
            for mut row in list {
                row.sort_unstable();
                neighbours.extend(row);
                offsets.push(neighbours.len() as u32);
            }
            rows.offsets.push(offsets);
            rows.neighbours.push(neighbours);
        }
        rows
    }

    fn row(&self, kind: usize, node: u32) -> &[u32] {
        let offsets = &self.offsets[kind];
        &self.neighbours[kind][offsets[node as usize] as usize..offsets[node as usize + 1] as usize]
    }

    /// The people who gave talks about a topic, each once.
    pub fn speakers_about(&mut self, topic: u32, people: &mut Vec<u32>) {
        people.clear();
        self.stamp += 1;
        let Rows {
            offsets,
            neighbours,
            seen,
            stamp,
            ..
        } = self;
        let row = |kind: usize, node: u32| {
            let offsets = &offsets[kind];
            &neighbours[kind][offsets[node as usize] as usize..offsets[node as usize + 1] as usize]
        };
        for &talk in row(EdgeKind::About as usize * 2 + 1, topic) {
            for &person in row(EdgeKind::Gave as usize * 2 + 1, talk) {
                if std::mem::replace(&mut seen[person as usize], *stamp) != *stamp {
                    people.push(person);
                }
            }
        }
    }

    /// How many other nodes are at most so many steps away, whatever the kind
    /// and way of the steps, but not by way of a document that mentions both.
    pub fn reachable(&mut self, from: u32, hops: u32) -> usize {
        self.stamp += 1;
        let stamp = self.stamp;
        self.seen[from as usize] = stamp;
        let (mut level, mut count) = (vec![from], 0);
        for _ in 0..hops {
            let mut next = Vec::new();
            for &node in &level {
                for kind in 0..self.offsets.len() {
                    if kind / 2 == EdgeKind::Mentions as usize {
                        continue;
                    }
                    let offsets = &self.offsets[kind];
                    let range =
                        offsets[node as usize] as usize..offsets[node as usize + 1] as usize;
                    for &near in &self.neighbours[kind][range] {
                        if std::mem::replace(&mut self.seen[near as usize], stamp) != stamp {
                            next.push(near);
                        }
                    }
                }
            }
            count += next.len();
            level = next;
        }
        count
    }

    /// The edges from `EdgeKind` `kind`, for other programs.
    pub fn edges(&self, kind: EdgeKind) -> impl Iterator<Item = (u32, u32)> + '_ {
        let kind = kind as usize * 2;
        (0..self.names.len() as u32)
            .flat_map(move |node| self.row(kind, node).iter().map(move |&to| (node, to)))
    }
}
