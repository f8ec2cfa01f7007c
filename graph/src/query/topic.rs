//! What a user means by a subject: the topics and projects behind the words.

use hallway_extractor::vocabulary::NodeKind;
use petgraph::graph::NodeIndex;

use crate::fold::subject;
use crate::name::{self, is_filler};
use crate::search;
use crate::view::Graph;

/// The kinds that a talk can be about.
const SUBJECTS: [NodeKind; 2] = [NodeKind::Topic, NodeKind::Project];
/// How far down narrower topics are followed.
const DEEPEST: u32 = 4;
/// The most subjects that one question stands for.
const MOST: usize = 400;

/// A subject that a question means, and how surely.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Meant {
    /// The topic or project.
    pub topic: NodeIndex,
    /// 1 for what was asked for by name, less for what is near to it.
    pub weight: f64,
}

/// The subjects of that very name, in another spelling or number, or abbreviated, and all
/// that are narrower. Surest first.
pub fn subjects(graph: &Graph, text: &str) -> Vec<Meant> {
    let meant = meant_by(graph, text);
    if !meant.is_empty() {
        return meant;
    }
    let written = misspelt(graph, text)
        .into_iter()
        .flat_map(|name| meant_by(graph, &name));
    let mut meant: Vec<Meant> = Vec::new();
    for Meant { topic, weight } in written {
        if !meant.iter().any(|known| known.topic == topic) {
            meant.push(Meant {
                topic,
                weight: 0.8 * weight,
            });
        }
    }
    meant
}

/// The names of subjects, and of what subjects call broader, from which `text` is one
/// typing error away.
fn misspelt(graph: &Graph, text: &str) -> Vec<String> {
    let compact = name::compact(text);
    if compact.chars().count() < 5 {
        return Vec::new();
    }
    let typo = search::Typo::of(&compact);
    let mut written: Vec<String> = SUBJECTS
        .iter()
        .flat_map(|&kind| graph.nodes_of(kind))
        .flat_map(|&node| names(graph, node).chain(graph.data(node).broader()))
        .filter(|name| name.len().abs_diff(text.len()) <= 4)
        .filter(|name| typo.made(&name::compact(name)))
        .map(str::to_owned)
        .collect();
    written.sort();
    written.dedup();
    written.truncate(8);
    written
}

fn meant_by(graph: &Graph, text: &str) -> Vec<Meant> {
    let mut meant: Vec<Meant> = Vec::new();
    let mut add = |topic: NodeIndex, weight: f64| {
        if meant.len() < MOST && !meant.iter().any(|known| known.topic == topic) {
            meant.push(Meant { topic, weight });
        }
    };
    for node in named(graph, text) {
        add(node, 1.0);
    }
    // The name itself, too: a topic that no talk has may be broader than one that some have.
    let mut level: Vec<&str> = vec![text];
    for known in &meant {
        level.extend(names(graph, known.topic));
    }
    for depth in 1..=DEEPEST {
        let weight = 0.9_f64.powi(depth as i32);
        let mut next: Vec<NodeIndex> = level
            .iter()
            .flat_map(|name| graph.narrower(name))
            .filter(|node| !meant.iter().any(|known| known.topic == *node))
            .collect();
        next.sort_by(|&a, &b| graph.data(a).id.cmp(&graph.data(b).id));
        next.dedup();
        next.truncate(MOST.saturating_sub(meant.len()));
        if next.is_empty() {
            break;
        }
        meant.extend(next.iter().map(|&topic| Meant { topic, weight }));
        level = next.iter().flat_map(|&topic| names(graph, topic)).collect();
    }
    meant
}

/// All names of a subject.
fn names(graph: &Graph, topic: NodeIndex) -> impl Iterator<Item = &str> {
    graph.data(topic).names()
}

/// The subjects whose names hold all the words of the question, or, where there are none,
/// words that are a typing error away.
pub fn like(graph: &Graph, text: &str) -> Vec<Meant> {
    let words: Vec<String> = name::fold(text)
        .split(' ')
        .filter(|word| !is_filler(word))
        .map(str::to_owned)
        .collect();
    if words.is_empty() {
        return Vec::new();
    }
    let found = search::search(graph, &words.join(" "), &SUBJECTS, MOST);
    let meant = found
        .hits
        .into_iter()
        .filter(|hit| hit.highlights.len() >= words.len());
    meant
        .map(|hit| Meant {
            topic: hit.node,
            weight: 0.7 * hit.score.clamp(0.3, 1.0),
        })
        .collect()
}

/// The topics and projects of that name: as written, in the singular or plural, or by
/// their initials.
fn named(graph: &Graph, text: &str) -> Vec<NodeIndex> {
    let compact = name::compact(text);
    let singular = subject(text);
    let mut forms = vec![compact.clone(), format!("{singular}s")];
    forms.push(singular);
    forms.sort();
    forms.dedup();
    let mut nodes: Vec<NodeIndex> = Vec::new();
    for form in &forms {
        for kind in SUBJECTS {
            nodes.extend(graph.find_by_name(kind, form));
        }
    }
    if nodes.is_empty() {
        nodes = abbreviated(graph, &compact);
    }
    nodes.sort_by(|&a, &b| graph.data(a).id.cmp(&graph.data(b).id));
    nodes.dedup();
    nodes
}

/// The subjects of several words whose initials are `short`, with or without a plural 's'.
fn abbreviated(graph: &Graph, short: &str) -> Vec<NodeIndex> {
    let short = name::singular(short);
    let letters = short.chars().count();
    if !(2..=6).contains(&letters) || !short.chars().all(char::is_alphabetic) {
        return Vec::new();
    }
    let stands_for = |name: &str| {
        let folded = name::fold(name);
        let words = || folded.split([' ', '-']).filter(|word| !word.is_empty());
        words().count() == letters
            && words()
                .filter_map(|word| word.chars().next())
                .eq(short.chars())
    };
    SUBJECTS
        .iter()
        .flat_map(|&kind| graph.nodes_of(kind))
        .copied()
        .filter(|&node| graph.data(node).names().any(&stands_for))
        .collect()
}
