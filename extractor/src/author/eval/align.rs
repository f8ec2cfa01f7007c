//! Which predicted talk is which talk of the gold.

use std::collections::{BTreeMap, BTreeSet};

use super::gold::Gold;
use super::names::{fold, same_person, title_similarity};
use crate::extraction::Node;
use crate::vocabulary::{EdgeKind, NodeKind};

/// How alike titles must be.
pub const TITLE_MATCH: f64 = 0.6;
const UNTITLED_MATCH: f64 = 0.4;

/// Predicted talk id to gold talk id, each gold talk once: the closest title first, then
/// the shared speaker.
pub fn align_talks<'g>(
    gold: &'g Gold,
    nodes: &[Node],
    speakers: &BTreeMap<String, Vec<String>>,
) -> BTreeMap<String, &'g str> {
    let said: BTreeMap<&str, Vec<&[String]>> = gold
        .talks
        .iter()
        .map(|talk| {
            let gave = gold
                .facts
                .iter()
                .filter(|f| f.p.first() == Some(&EdgeKind::Gave) && f.o.is_talk(&talk.id));
            (talk.id.as_str(), gave.map(|f| f.s.all()).collect())
        })
        .collect();
    let nobody = Vec::new();
    let speakers = |node: &str| speakers.get(node).unwrap_or(&nobody);
    let shared = |node: &str, talk: &str| {
        speakers(node).iter().any(|name| {
            said[talk]
                .iter()
                .any(|names| names.iter().any(|n| same_person(name, n)))
        })
    };
    let talks = || nodes.iter().filter(|node| node.kind == NodeKind::Talk);
    let mut pairs = Vec::new();
    for node in talks() {
        for talk in &gold.talks {
            let similarity = talk
                .titles
                .iter()
                .map(|title| title_similarity(&node.name, title))
                .fold(0.0, f64::max);
            let exact = talk
                .titles
                .iter()
                .any(|title| fold(&node.name) == fold(title));
            pairs.push((
                similarity,
                exact,
                shared(&node.id, &talk.id),
                &node.id,
                talk,
            ));
        }
    }
    pairs.sort_by(|a, b| {
        b.0.total_cmp(&a.0)
            .then_with(|| (b.1, b.2, b.3, &b.4.id).cmp(&(a.1, a.2, a.3, &a.4.id)))
    });
    let (mut aligned, mut taken) = (BTreeMap::new(), BTreeSet::new());
    for (similarity, _, shares, node, talk) in pairs {
        let least = if talk.untitled {
            UNTITLED_MATCH
        } else {
            TITLE_MATCH
        };
        let known = aligned.contains_key(node) || taken.contains(talk.id.as_str());
        let strangers = similarity < 0.75
            && !said[talk.id.as_str()].is_empty()
            && !speakers(node).is_empty()
            && !shares;
        if known || similarity < least || strangers {
            continue;
        }
        aligned.insert(node.clone(), talk.id.as_str());
        taken.insert(talk.id.as_str());
    }
    for node in talks() {
        if aligned.contains_key(&node.id) {
            continue;
        }
        let free = gold.talks.iter().find(|talk| {
            talk.untitled && !taken.contains(talk.id.as_str()) && shared(&node.id, &talk.id)
        });
        if let Some(talk) = free {
            aligned.insert(node.id.clone(), talk.id.as_str());
            taken.insert(talk.id.as_str());
        }
    }
    aligned
}
