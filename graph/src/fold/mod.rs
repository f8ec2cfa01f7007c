//! From the extractions of single documents to the one merged graph.

mod curation;
mod keys;

use std::collections::BTreeMap;
use std::sync::Arc;

use hallway_extractor::extraction::{Details, Extraction};
use hallway_extractor::vocabulary::{EdgeKind, NodeKind};
use petgraph::graph::{EdgeIndex, NodeIndex};

use crate::name;
use crate::view::{Adjacency, Adjacent, DocumentData, EdgeData, EvidenceData, Graph, NodeData};
pub use curation::{Curation, CurationRecord};

/// One node of one document.
struct Occurrence {
    document: usize,
    node: usize,
}

impl Graph {
    /// The merged graph of `extractions`, as `curations` correct it. The order of the
    /// extractions does not matter.
    pub fn build(extractions: &[Extraction], _curations: &[CurationRecord]) -> Graph {
        let mut documents: Vec<&Extraction> = extractions.iter().collect();
        documents.sort_by(|a, b| a.document.cmp(&b.document));
        documents.dedup_by(|a, b| a.document == b.document);

        let mut owner_of_key: BTreeMap<String, usize> = BTreeMap::new();
        let mut parent: Vec<usize> = Vec::new();
        let mut occurrences = Vec::new();
        let mut of_local: BTreeMap<(usize, &str), usize> = BTreeMap::new();
        for (document, extraction) in documents.iter().enumerate() {
            for (index, node) in extraction.nodes.iter().enumerate() {
                let me = parent.len();
                parent.push(me);
                occurrences.push(Occurrence {
                    document,
                    node: index,
                });
                of_local.insert((document, &node.id), me);
                for key in keys::keys(node, &extraction.document) {
                    let other = *owner_of_key.entry(key).or_insert(me);
                    let (a, b) = (root(&mut parent, me), root(&mut parent, other));
                    parent[a.max(b)] = a.min(b);
                }
            }
        }

        let mut components: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (index, at) in occurrences.iter().enumerate() {
            // A document's own node is made below, from what is known of the document.
            if documents[at.document].nodes[at.node].kind != NodeKind::Document {
                let root = root(&mut parent, index);
                components.entry(root).or_default().push(index);
            }
        }
        let mut nodes: Vec<NodeData> = components
            .values()
            .map(|members| {
                merged(members.iter().map(|&m| {
                    let at = &occurrences[m];
                    &documents[at.document].nodes[at.node]
                }))
            })
            .collect();
        let mut node_of_root: BTreeMap<usize, usize> =
            components.keys().copied().zip(0..).collect();
        let first_document = nodes.len();
        for extraction in &documents {
            nodes.push(document_node(extraction));
        }

        // Ids: sorted by kind and id, the later of two alike gets a number.
        let mut order: Vec<usize> = (0..nodes.len()).collect();
        order.sort_by(|&a, &b| {
            (nodes[a].kind, &nodes[a].id, a).cmp(&(nodes[b].kind, &nodes[b].id, b))
        });
        let mut place = vec![0; nodes.len()];
        for (new, &old) in order.iter().enumerate() {
            place[old] = new;
        }
        for root in node_of_root.values_mut() {
            *root = place[*root];
        }
        let mut sorted: Vec<Option<NodeData>> = nodes.into_iter().map(Some).collect();
        let mut nodes: Vec<NodeData> = order.iter().filter_map(|&old| sorted[old].take()).collect();
        let mut same = 1;
        for index in 1..nodes.len() {
            let (before, after) = nodes.split_at_mut(index);
            if before[index - same].id == after[0].id {
                same += 1;
                after[0].id = format!("{}-{same}", before[index + 1 - same].id).into();
            } else {
                same = 1;
            }
        }

        let mut facts: BTreeMap<(u32, EdgeKind, u32), EdgeData> = BTreeMap::new();
        for (document, extraction) in documents.iter().enumerate() {
            let document_node = NodeIndex::new(place[first_document + document]);
            let mut resolve = |id: &str| {
                let member = *of_local.get(&(document, id))?;
                let at = &occurrences[member];
                if documents[at.document].nodes[at.node].kind == NodeKind::Document {
                    return Some(document_node);
                }
                node_of_root
                    .get(&root(&mut parent, member))
                    .map(|&node| NodeIndex::new(node))
            };
            for edge in &extraction.edges {
                let (Some(source), Some(target)) = (resolve(&edge.source), resolve(&edge.target))
                else {
                    continue;
                };
                let fact = facts
                    .entry((source.index() as u32, edge.kind, target.index() as u32))
                    .or_insert_with(|| EdgeData {
                        source,
                        target,
                        kind: edge.kind,
                        former: edge.former,
                        confidence: 0.0,
                        role: edge.role.as_deref().map(Arc::from),
                        evidence: Box::default(),
                    });
                fact.former &= edge.former;
                fact.confidence = 1.0 - (1.0 - fact.confidence) * (1.0 - edge.confidence as f32);
                let evidence = edge.evidence.iter().map(|evidence| EvidenceData {
                    document: document_node,
                    start: evidence.start as u32,
                    end: evidence.end as u32,
                    confidence: evidence.confidence as f32,
                    quote: evidence.quote.as_str().into(),
                    rule: evidence.rule.as_str().into(),
                });
                fact.evidence = fact.evidence.iter().cloned().chain(evidence).collect();
            }
            for node in &extraction.nodes {
                let Some(target) = resolve(&node.id).filter(|&target| target != document_node)
                else {
                    continue;
                };
                facts
                    .entry((
                        document_node.index() as u32,
                        EdgeKind::Mentions,
                        target.index() as u32,
                    ))
                    .or_insert_with(|| EdgeData {
                        source: document_node,
                        target,
                        kind: EdgeKind::Mentions,
                        former: false,
                        confidence: 1.0,
                        role: None,
                        evidence: Box::default(),
                    });
            }
        }
        let edges: Vec<EdgeData> = facts.into_values().collect();
        finish(nodes, edges)
    }
}

/// Nodes sorted by kind and id, and edges sorted by their ends, with their indexes.
fn finish(nodes: Vec<NodeData>, edges: Vec<EdgeData>) -> Graph {
    let mut graph = Graph::default();
    for (index, node) in nodes.iter().enumerate() {
        let index = NodeIndex::new(index);
        graph.kinds[node.kind as usize].push(index);
        graph.ids.insert(node.id.clone(), index);
        for bears in std::iter::once(&node.name).chain(node.aliases.iter()) {
            let list = graph
                .names
                .entry((node.kind, name::compact(bears)))
                .or_default();
            if list.last() != Some(&index) {
                list.push(index);
            }
        }
    }
    let out = edges.iter().enumerate().map(|(index, edge)| {
        (
            edge.source,
            edge.kind,
            Adjacent {
                node: edge.target,
                edge: EdgeIndex::new(index),
            },
        )
    });
    let into = edges.iter().enumerate().map(|(index, edge)| {
        (
            edge.target,
            edge.kind,
            Adjacent {
                node: edge.source,
                edge: EdgeIndex::new(index),
            },
        )
    });
    graph.adjacency = [
        Adjacency::new(nodes.len(), out),
        Adjacency::new(nodes.len(), into),
    ];
    graph.nodes = nodes;
    graph.edges = edges;
    graph
}

fn root(parent: &mut [usize], mut index: usize) -> usize {
    while parent[index] != index {
        parent[index] = parent[parent[index]];
        index = parent[index];
    }
    index
}

fn document_node(extraction: &Extraction) -> NodeData {
    let title = extraction.title.as_deref().unwrap_or(&extraction.document);
    NodeData {
        id: format!("document:{}", extraction.document).into(),
        kind: NodeKind::Document,
        name: title.into(),
        aliases: Box::default(),
        details: Box::default(),
        document: Some(Box::new(DocumentData {
            name: extraction.document.clone(),
            title: extraction.title.clone(),
            authors: extraction.author.clone(),
            date: extraction.date.clone(),
            url: extraction.url.clone(),
        })),
        documents: 1,
        merges: Box::default(),
    }
}

fn merged<'a>(members: impl Iterator<Item = &'a hallway_extractor::Node> + Clone) -> NodeData {
    let mut names: BTreeMap<&str, u32> = BTreeMap::new();
    let mut kind = NodeKind::Topic;
    let mut details = Details::default();
    let mut documents = 0;
    for node in members {
        *names.entry(&node.name).or_default() += 1;
        for alias in &node.aliases {
            names.entry(alias).or_default();
        }
        if node.kind != NodeKind::Topic {
            kind = node.kind;
        }
        documents += 1;
        details.talk_kind = details.talk_kind.or(node.details.talk_kind);
        details.year = details.year.or(node.details.year);
        details.series = details
            .series
            .take()
            .or_else(|| node.details.series.clone());
        details.links.extend(node.details.links.iter().cloned());
        details.broader.extend(node.details.broader.iter().cloned());
    }
    details.links.sort();
    details.links.dedup();
    details.broader.sort();
    details.broader.dedup();
    let best = names
        .iter()
        .max_by_key(|(name, count)| (**count, std::cmp::Reverse(**name)))
        .map_or("", |(name, _)| name);
    NodeData {
        id: format!("{}:{}", kind.prefix(), name::slug(best)).into(),
        kind,
        name: best.into(),
        aliases: names
            .keys()
            .filter(|name| **name != best)
            .map(|name| Arc::from(*name))
            .collect(),
        details: Box::new(details),
        document: None,
        documents,
        merges: Box::default(),
    }
}
