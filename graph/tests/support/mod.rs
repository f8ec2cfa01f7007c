//! What the tests of the store and the fold share: folders that go away, and documents
//! made from a seed.

#![allow(dead_code)] // each test binary uses its part

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use hallway_extractor::extraction::Details;
use hallway_extractor::{Document, Edge, EdgeKind, Evidence, Extraction, Node, NodeKind};
use hallway_graph::Entry;

/// A folder's path that no other test has; the folder goes when this does.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Folder {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path =
            std::env::temp_dir().join(format!("hallway-test-{}-{number}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        Folder(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Every file below a folder, sorted.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).expect("read the folder") {
            let path = entry.expect("read the folder").path();
            if path.is_dir() {
                open.push(path)
            } else {
                files.push(path)
            }
        }
    }
    files.sort();
    files
}

/// Copies a folder with all that is in it.
pub fn copy(from: &Path, to: &Path) {
    for file in files(from) {
        let target = to.join(file.strip_prefix(from).expect("inside"));
        std::fs::create_dir_all(target.parent().expect("has a parent")).expect("make the folder");
        std::fs::copy(file, target).expect("copy");
    }
}

/// Numbers from a seed, the same on every machine (splitmix64).
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len() as u64) as usize]
    }
}

const GIVEN: [&str; 8] = [
    "Ada", "Grace", "Alan", "Edsger", "Barbara", "Donald", "Frances", "Ken",
];
const FAMILY: [&str; 8] = [
    "Lovelace", "Hopper", "Turing", "Dijkstra", "Liskov", "Knuth", "Allen", "Thompson",
];
const SUBJECTS: [&str; 10] = [
    "compilers",
    "type theory",
    "garbage collection",
    "operating systems",
    "sorting",
    "free threading",
    "Free-Threading",
    "cryptography",
    "Python",
    "notation",
];
const TITLES: [&str; 8] = [
    "Keynote",
    "The Analytical Engine, Explained",
    "Structured Programming Considered Helpful",
    "Building a compiler for everyone",
    "What they don't tell you about building a compiler for everyone",
    "Lightning talk",
    "Sorting",
    "Abstraction mechanisms that last",
];
const SERIES: [&str; 3] = ["PyCon US", "EuroPython", "RustConf"];

/// A document of a few facts, the same for the same name and seed. Different documents
/// speak of the same people, talks and subjects, under names that differ a little.
pub fn entry(name: &str, seed: u64) -> Entry {
    let mut random = Random(seed ^ 0xD0C5);
    let mut text = String::new();
    let mut nodes: Vec<Node> = Vec::new();
    let mut edges: Vec<Edge> = Vec::new();
    for _ in 0..1 + random.below(3) {
        let (given, family) = (random.pick(&GIVEN), random.pick(&FAMILY));
        let full = format!("{given} {family}");
        let person = if random.below(5) == 0 {
            given.to_owned()
        } else {
            full.clone()
        };
        let person = node(&mut nodes, NodeKind::Person, &person, Details::default());
        let title = random.pick(&TITLES);
        let talk = node(
            &mut nodes,
            NodeKind::Talk,
            title,
            Details {
                untitled: title == "Keynote",
                ..Details::default()
            },
        );
        let (series, year) = (random.pick(&SERIES), 2022 + random.below(3) as i32);
        let event = Details {
            series: Some(series.to_owned()),
            year: Some(year),
            ..Details::default()
        };
        let event = node(
            &mut nodes,
            NodeKind::Event,
            &format!("{series} {year}"),
            event,
        );
        let subject = node(
            &mut nodes,
            NodeKind::Topic,
            random.pick(&SUBJECTS),
            Details::default(),
        );
        let sentence = format!("{full} gave {title} at {series} {year}. ");
        let start = text.len();
        text.push_str(&sentence);
        for (source, kind, target) in [
            (&person, EdgeKind::Gave, &talk),
            (&talk, EdgeKind::PresentedAt, &event),
            (&talk, EdgeKind::About, &subject),
        ] {
            if edges
                .iter()
                .any(|edge| edge.source == *source && edge.kind == kind && edge.target == *target)
            {
                continue;
            }
            let evidence = Evidence {
                document: name.to_owned(),
                start,
                end: start + sentence.len() - 1,
                quote: sentence.trim_end().to_owned(),
                rule: "test-rule".to_owned(),
                confidence: 0.75,
            };
            edges.push(Edge {
                source: source.clone(),
                kind,
                target: target.clone(),
                confidence: 0.75,
                role: None,
                former: false,
                evidence: vec![evidence],
            });
        }
    }
    nodes.sort_by(|a, b| a.id.cmp(&b.id));
    edges.sort_by(|a, b| (&a.source, a.kind, &a.target).cmp(&(&b.source, b.kind, &b.target)));
    let document = Document {
        name: name.to_owned(),
        text,
        ..Document::default()
    };
    let extraction = Extraction {
        document: name.to_owned(),
        nodes,
        edges,
        ..Extraction::default()
    };
    Entry {
        document,
        extraction,
    }
}

/// The same with `length` bytes more of a text that hardly compresses. Two documents of one
/// seed and length have the same text.
pub fn long_entry(name: &str, seed: u64, length: usize) -> Entry {
    let mut entry = entry(name, seed);
    let mut random = Random(seed);
    let end = entry.document.text.len() + length;
    while entry.document.text.len() < end {
        entry
            .document
            .text
            .push_str(&format!("{:016x} ", random.next()));
    }
    entry
}

/// A document that tells of one talk: title, speaker, subject, broader subject, event.
pub fn told(
    number: usize,
    (title, speaker, subject, broader, event): (&str, &str, &str, &str, &str),
) -> Extraction {
    let document = format!("{number}.md");
    let (mut nodes, mut edges) = (Vec::new(), Vec::new());
    let talk = node(&mut nodes, NodeKind::Talk, title, Details::default());
    let person = node(&mut nodes, NodeKind::Person, speaker, Details::default());
    let details = Details {
        broader: vec![broader.to_owned()],
        ..Details::default()
    };
    let topic = node(&mut nodes, NodeKind::Topic, subject, details);
    let (series, year) = event.rsplit_once(' ').unwrap_or((event, ""));
    let details = Details {
        series: Some(series.to_owned()),
        year: year.parse().ok(),
        ..Details::default()
    };
    let event = node(&mut nodes, NodeKind::Event, event, details);
    for (source, kind, target) in [
        (&person, EdgeKind::Gave, &talk),
        (&talk, EdgeKind::About, &topic),
        (&talk, EdgeKind::PresentedAt, &event),
    ] {
        let quote = format!("{speaker}: {title}");
        let (document, rule) = (document.clone(), "test-rule".to_owned());
        edges.push(Edge {
            source: source.clone(),
            kind,
            target: target.clone(),
            confidence: 0.75,
            role: None,
            former: false,
            evidence: vec![Evidence {
                document,
                start: 0,
                end: quote.len(),
                quote,
                rule,
                confidence: 0.75,
            }],
        });
    }
    Extraction {
        document,
        nodes,
        edges,
        ..Extraction::default()
    }
}

fn node(nodes: &mut Vec<Node>, kind: NodeKind, name: &str, details: Details) -> String {
    let id = format!("{}:{}", kind.prefix(), hallway_graph::name::slug(name));
    if !nodes.iter().any(|node| node.id == id) {
        nodes.push(Node {
            id: id.clone(),
            kind,
            name: name.to_owned(),
            aliases: Vec::new(),
            details,
            keys: Vec::new(),
        });
    }
    id
}
