//! The graph as bytes, to be read again faster than it can be folded.
//!
//! Nodes and edges are written in the order in which readers see them and get their numbers
//! from that, so equal graphs have equal bytes, whatever they went through. What nodes are
//! found by is not written: it is made anew as the graph is read.

use hallway_extractor::extraction::{Details, Link};
use hallway_extractor::{EdgeKind, NodeKind, TalkKind};
use petgraph::graph::{EdgeIndex, NodeIndex};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::data::Label;
use super::{DocumentData, EdgeData, Edit, EvidenceData, Graph, Merge, More, NodeData};

/// What comes first; then come the nodes, then the edges, one by one.
#[derive(Serialize, Deserialize)]
struct Head<'t> {
    #[serde(borrow)]
    strings: Vec<&'t str>,
    nodes: u32,
    edges: u32,
}

#[derive(Serialize, Deserialize)]
struct SavedNode {
    id: u32,
    kind: NodeKind,
    name: u32,
    aliases: Vec<u32>,
    talk_kind: Option<TalkKind>,
    untitled: bool,
    links: Vec<(u32, u32)>,
    series: Option<u32>,
    year: Option<i32>,
    broader: Vec<u32>,
    document: Option<SavedDocument>,
    documents: u32,
    former_ids: Vec<u32>,
    merges: Vec<(u32, u32, u32)>,
}

#[derive(Serialize, Deserialize)]
struct SavedDocument {
    name: u32,
    title: Option<u32>,
    authors: Vec<u32>,
    date: Option<u32>,
    url: Option<u32>,
}

#[derive(Serialize, Deserialize)]
struct SavedEdge {
    source: u32,
    target: u32,
    kind: EdgeKind,
    former: bool,
    confidence: f32,
    role: Option<u32>,
    evidence: Vec<SavedEvidence>,
}

#[derive(Serialize, Deserialize)]
struct SavedEvidence {
    document: u32,
    start: u32,
    end: u32,
    confidence: f32,
    quote: u32,
    rule: u32,
}

impl Graph {
    /// The graph as bytes, without its generation.
    pub(crate) fn to_bytes(&self) -> Result<Vec<u8>, postcard::Error> {
        let nodes: Vec<NodeIndex> = self.nodes().collect();
        let numbers: FxHashMap<NodeIndex, u32> = nodes.iter().copied().zip(0..).collect();
        let mut table = Table {
            strings: Vec::new(),
            numbers: FxHashMap::default(),
            nodes: numbers,
        };
        let mut body = Vec::new();
        for node in &nodes {
            body = postcard::to_extend(&table.node(self.data(*node)), body)?;
        }
        for edge in self.edges() {
            body = postcard::to_extend(&table.edge(self.edge(edge)), body)?;
        }
        let mut bytes = postcard::to_stdvec(&Head {
            strings: table.strings,
            nodes: nodes.len() as u32,
            edges: self.edge_count() as u32,
        })?;
        bytes.append(&mut body);
        Ok(bytes)
    }

    /// The graph of those bytes; `None` where they are not one.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Graph> {
        let (head, mut rest) = postcard::take_from_bytes::<Head<'_>>(bytes).ok()?;
        let mut read = Strings {
            strings: &head.strings,
            labels: vec![None; head.strings.len()],
            nodes: head.nodes,
        };
        let mut nodes = Vec::new();
        for number in 0..head.nodes as usize {
            let node;
            (node, rest) = postcard::take_from_bytes::<SavedNode>(rest).ok()?;
            nodes.push((NodeIndex::new(number), Some(read.node(&node)?)));
        }
        let mut edges = Vec::new();
        for number in 0..head.edges as usize {
            let edge;
            (edge, rest) = postcard::take_from_bytes::<SavedEdge>(rest).ok()?;
            edges.push((EdgeIndex::new(number), Some(read.edge(&edge)?)));
        }
        if !rest.is_empty() {
            return None;
        }
        let mut graph = Graph::default();
        graph.edit(Edit { nodes, edges });
        Some(graph)
    }
}

/// Strings by number, and nodes by their new numbers, as they are written.
struct Table<'t> {
    strings: Vec<&'t str>,
    numbers: FxHashMap<&'t str, u32>,
    nodes: FxHashMap<NodeIndex, u32>,
}

impl<'t> Table<'t> {
    fn add(&mut self, string: &'t str) -> u32 {
        *self.numbers.entry(string).or_insert_with(|| {
            self.strings.push(string);
            self.strings.len() as u32 - 1
        })
    }

    fn maybe(&mut self, string: Option<&'t str>) -> Option<u32> {
        string.map(|string| self.add(string))
    }

    fn all<S: AsRef<str>>(&mut self, strings: &'t [S]) -> Vec<u32> {
        strings
            .iter()
            .map(|string| self.add(string.as_ref()))
            .collect()
    }

    fn node(&mut self, data: &'t NodeData) -> SavedNode {
        let details = &data.details;
        SavedNode {
            id: self.add(&data.id),
            kind: data.kind,
            name: self.add(&data.name),
            aliases: self.all(&data.aliases),
            talk_kind: details.talk_kind,
            untitled: details.untitled,
            links: details
                .links
                .iter()
                .map(|link| (self.add(&link.kind), self.add(&link.url)))
                .collect(),
            series: self.maybe(details.series.as_deref()),
            year: details.year,
            broader: self.all(&details.broader),
            document: data.document.as_deref().map(|document| SavedDocument {
                name: self.add(&document.name),
                title: self.maybe(document.title.as_deref()),
                authors: self.all(&document.authors),
                date: self.maybe(document.date.as_deref()),
                url: self.maybe(document.url.as_deref()),
            }),
            documents: data.documents,
            former_ids: self.all(&data.former_ids),
            merges: data
                .merges
                .iter()
                .map(|merge| {
                    (
                        self.add(&merge.left),
                        self.add(&merge.right),
                        self.add(&merge.reason),
                    )
                })
                .collect(),
        }
    }

    fn edge(&mut self, data: &'t EdgeData) -> SavedEdge {
        let evidence = data.evidence.iter().map(|evidence| SavedEvidence {
            document: self.nodes[&evidence.document],
            start: evidence.start,
            end: evidence.end,
            confidence: evidence.confidence,
            quote: self.add(&evidence.quote),
            rule: self.add(&evidence.rule),
        });
        let evidence = evidence.collect();
        SavedEdge {
            source: self.nodes[&data.source],
            target: self.nodes[&data.target],
            kind: data.kind,
            former: data.former,
            confidence: data.confidence,
            role: self.maybe(data.role.as_deref()),
            evidence,
        }
    }
}

/// Strings by number, as they are read. A number of nothing makes the whole unreadable.
struct Strings<'s> {
    strings: &'s [&'s str],
    /// Those that many facts share.
    labels: Vec<Option<Label>>,
    /// How many nodes there are.
    nodes: u32,
}

impl<'s> Strings<'s> {
    fn get<S: From<&'s str>>(&self, number: u32) -> Option<S> {
        let string: &'s str = self.strings.get(number as usize)?;
        Some(string.into())
    }

    #[allow(clippy::option_option)] // the outer says whether it could be read
    fn maybe<S: From<&'s str>>(&self, number: Option<u32>) -> Option<Option<S>> {
        match number {
            None => Some(None),
            Some(number) => self.get(number).map(Some),
        }
    }

    fn all<S: From<&'s str>, L: FromIterator<S>>(&self, numbers: &[u32]) -> Option<L> {
        numbers.iter().map(|&number| self.get(number)).collect()
    }

    fn label(&mut self, number: u32) -> Option<Label> {
        let string: &str = self.strings.get(number as usize)?;
        let label = &mut self.labels[number as usize];
        Some(label.get_or_insert_with(|| string.into()).clone())
    }

    fn index(&self, number: u32) -> Option<NodeIndex> {
        (number < self.nodes).then(|| NodeIndex::new(number as usize))
    }

    fn node(&self, node: &SavedNode) -> Option<NodeData> {
        let links = node.links.iter().map(|&(kind, url)| {
            Some(Link {
                kind: self.get(kind)?,
                url: self.get(url)?,
            })
        });
        let details = Details {
            talk_kind: node.talk_kind,
            untitled: node.untitled,
            links: links.collect::<Option<_>>()?,
            series: self.maybe(node.series)?,
            year: node.year,
            broader: self.all(&node.broader)?,
        };
        let merges = node.merges.iter().map(|&(left, right, reason)| {
            Some(Merge {
                left: self.get(left)?,
                right: self.get(right)?,
                reason: self.get(reason)?,
            })
        });
        let document = match &node.document {
            None => None,
            Some(document) => Some(Box::new(DocumentData {
                name: self.get(document.name)?,
                title: self.maybe(document.title)?,
                authors: self.all(&document.authors)?,
                date: self.maybe(document.date)?,
                url: self.maybe(document.url)?,
            })),
        };
        let more = More {
            aliases: self.all(&node.aliases)?,
            details,
            document,
            former_ids: self.all(&node.former_ids)?,
            merges: merges.collect::<Option<_>>()?,
        };
        Some(NodeData {
            id: self.get(node.id)?,
            name: self.get(node.name)?,
            kind: node.kind,
            documents: node.documents,
            more: more.shared(),
        })
    }

    fn edge(&mut self, edge: &SavedEdge) -> Option<EdgeData> {
        let evidence = edge.evidence.iter().map(|evidence| {
            Some(EvidenceData {
                document: self.index(evidence.document)?,
                start: evidence.start,
                end: evidence.end,
                confidence: evidence.confidence,
                quote: self.get(evidence.quote)?,
                rule: self.label(evidence.rule)?,
            })
        });
        let evidence = evidence.collect::<Option<_>>()?;
        Some(EdgeData {
            source: self.index(edge.source)?,
            target: self.index(edge.target)?,
            kind: edge.kind,
            former: edge.former,
            confidence: edge.confidence,
            role: match edge.role {
                None => None,
                Some(role) => Some(self.label(role)?),
            },
            evidence,
        })
    }
}
