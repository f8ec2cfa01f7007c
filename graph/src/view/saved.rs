//! The graph as bytes, to be read again faster than it can be folded.
//!
//! Nodes and edges are written in the order in which readers see them and get their numbers
//! from that, so equal graphs have equal bytes, whatever they went through. What nodes are
//! found by is not written: it is made anew as the graph is read.

use hallway_extractor::{EdgeKind, NodeKind, TalkKind};
use petgraph::graph::{EdgeIndex, NodeIndex};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::{Edit, EvidenceData, Graph, Known, NewEdge, NodeData};

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
    name: u32,
    kind: NodeKind,
    talk_kind: Option<TalkKind>,
    untitled: bool,
    documents: u32,
    known: Vec<Known<u32>>,
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
            quotes: FxHashMap::default(),
            nodes: numbers,
        };
        let mut body = Vec::new();
        for node in &nodes {
            body = postcard::to_extend(&table.node(self.data(*node)), body)?;
        }
        for edge in self.edges() {
            body = postcard::to_extend(&table.edge(self, edge), body)?;
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
        let read = Strings {
            strings: &head.strings,
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
    /// The numbers of quotes by where they are: many edges share one.
    quotes: FxHashMap<(usize, usize), u32>,
    nodes: FxHashMap<NodeIndex, u32>,
}

impl<'t> Table<'t> {
    fn add(&mut self, string: &'t str) -> u32 {
        *self.numbers.entry(string).or_insert_with(|| {
            self.strings.push(string);
            self.strings.len() as u32 - 1
        })
    }

    fn quote(&mut self, quote: &'t str) -> u32 {
        let place = (quote.as_ptr() as usize, quote.len());
        if let Some(known) = self.quotes.get(&place) {
            return *known;
        }
        let number = self.add(quote);
        self.quotes.insert(place, number);
        number
    }

    fn node(&mut self, data: &'t NodeData) -> SavedNode {
        let known = data.known().iter();
        let known = known.filter_map(|known| known.map(|text| Some(self.add(text))));
        let known = known.collect();
        SavedNode {
            id: self.add(&data.id),
            name: self.add(&data.name),
            kind: data.kind,
            talk_kind: data.talk_kind,
            untitled: data.untitled,
            documents: data.documents,
            known,
        }
    }

    fn edge(&mut self, graph: &'t Graph, edge: EdgeIndex) -> SavedEdge {
        let data = graph.edge(edge);
        let evidence = graph.all_evidence(edge).map(|evidence| SavedEvidence {
            document: self.nodes[&evidence.document],
            start: evidence.start,
            end: evidence.end,
            confidence: evidence.confidence,
            quote: self.quote(evidence.quote),
            rule: self.add(evidence.rule),
        });
        let evidence = evidence.collect();
        SavedEdge {
            source: self.nodes[&data.source],
            target: self.nodes[&data.target],
            kind: data.kind,
            former: data.former,
            confidence: data.confidence,
            role: graph.role(data).map(|role| self.add(role)),
            evidence,
        }
    }
}

/// Strings by number, as they are read. A number of nothing makes the whole unreadable.
struct Strings<'s> {
    strings: &'s [&'s str],
    /// How many nodes there are.
    nodes: u32,
}

impl<'s> Strings<'s> {
    fn get(&self, number: u32) -> Option<&'s str> {
        self.strings.get(number as usize).copied()
    }

    fn index(&self, number: u32) -> Option<NodeIndex> {
        (number < self.nodes).then(|| NodeIndex::new(number as usize))
    }

    fn node(&self, node: &SavedNode) -> Option<NodeData> {
        let text = |number: &u32| self.get(*number).map(Box::from);
        let known = node.known.iter().map(|known| known.map(text));
        let known = known.collect::<Option<Vec<_>>>()?;
        Some(NodeData {
            id: self.get(node.id)?.into(),
            name: self.get(node.name)?.into(),
            kind: node.kind,
            talk_kind: node.talk_kind,
            untitled: node.untitled,
            documents: node.documents,
            known: (!known.is_empty()).then(|| known.into()),
        })
    }

    fn edge(&self, edge: &SavedEdge) -> Option<NewEdge<'s>> {
        let evidence = edge.evidence.iter().map(|evidence| {
            Some(EvidenceData {
                document: self.index(evidence.document)?,
                start: evidence.start,
                end: evidence.end,
                confidence: evidence.confidence,
                quote: self.get(evidence.quote)?,
                rule: self.get(evidence.rule)?,
            })
        });
        Some(NewEdge {
            source: self.index(edge.source)?,
            target: self.index(edge.target)?,
            kind: edge.kind,
            former: edge.former,
            confidence: edge.confidence,
            role: match edge.role {
                None => None,
                Some(role) => Some(self.get(role)?),
            },
            evidence: evidence.collect::<Option<_>>()?,
        })
    }
}
