//! The view as a graph of petgraph's: its algorithms run on it as on any other.

use hallway_extractor::vocabulary::EdgeKind;
use petgraph::Direction;
use petgraph::visit::{
    Data, EdgeRef, GraphBase, GraphProp, IntoEdgeReferences, IntoEdges, IntoEdgesDirected,
    IntoNeighbors, IntoNeighborsDirected, IntoNodeIdentifiers, NodeCount, NodeIndexable, VisitMap,
    Visitable,
};

use super::{Adjacent, EdgeData, EdgeIndex, Graph, NodeData, NodeIndex};

impl GraphBase for Graph {
    type NodeId = NodeIndex;
    type EdgeId = EdgeIndex;
}

impl GraphProp for Graph {
    type EdgeType = petgraph::Directed;
}

impl Data for Graph {
    type NodeWeight = NodeData;
    type EdgeWeight = EdgeData;
}

impl NodeCount for Graph {
    fn node_count(&self) -> usize {
        Graph::node_count(self)
    }
}

impl NodeIndexable for Graph {
    fn node_bound(&self) -> usize {
        self.nodes.bound()
    }

    fn to_index(&self, node: NodeIndex) -> usize {
        node.index()
    }

    fn from_index(&self, index: usize) -> NodeIndex {
        NodeIndex::new(index)
    }
}

/// Which nodes were visited, a bit for each.
#[derive(Clone, Debug, Default)]
pub struct Visited(Vec<u64>);

impl VisitMap<NodeIndex> for Visited {
    #[inline]
    fn visit(&mut self, node: NodeIndex) -> bool {
        let (word, bit) = (node.index() / 64, 1 << (node.index() % 64));
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        let new = self.0[word] & bit == 0;
        self.0[word] |= bit;
        new
    }

    #[inline]
    fn is_visited(&self, node: &NodeIndex) -> bool {
        self.0
            .get(node.index() / 64)
            .is_some_and(|word| word & (1 << (node.index() % 64)) != 0)
    }

    fn unvisit(&mut self, node: NodeIndex) -> bool {
        let was = self.is_visited(&node);
        if let Some(word) = self.0.get_mut(node.index() / 64) {
            *word &= !(1 << (node.index() % 64));
        }
        was
    }
}

impl Visitable for Graph {
    type Map = Visited;

    fn visit_map(&self) -> Visited {
        Visited(vec![0; self.nodes.bound().div_ceil(64)])
    }

    fn reset_map(&self, map: &mut Visited) {
        map.0.fill(0);
    }
}

/// The edges at one node in one direction, by kind, then by the other node's id.
#[derive(Clone, Debug)]
pub struct Steps<'g> {
    graph: &'g Graph,
    node: NodeIndex,
    way: Direction,
    kinds: std::slice::Iter<'static, EdgeKind>,
    entries: std::slice::Iter<'g, Adjacent>,
}

impl Graph {
    fn steps(&self, node: NodeIndex, way: Direction) -> Steps<'_> {
        Steps {
            graph: self,
            node,
            way,
            kinds: EdgeKind::ALL.iter(),
            entries: [].iter(),
        }
    }
}

impl Iterator for Steps<'_> {
    type Item = Adjacent;

    fn next(&mut self) -> Option<Adjacent> {
        loop {
            if let Some(entry) = self.entries.next() {
                return Some(*entry);
            }
            self.entries = self
                .graph
                .adjacent(self.node, *self.kinds.next()?, self.way)
                .iter();
        }
    }
}

/// The nodes on the other side of [`Steps`].
#[derive(Clone, Debug)]
pub struct Neighbors<'g>(Steps<'g>);

impl Iterator for Neighbors<'_> {
    type Item = NodeIndex;

    fn next(&mut self) -> Option<NodeIndex> {
        self.0.next().map(|entry| entry.node)
    }
}

/// An edge with its ends, as petgraph's algorithms take it.
#[derive(Clone, Copy, Debug)]
pub struct EdgeReference<'g> {
    index: EdgeIndex,
    source: NodeIndex,
    target: NodeIndex,
    data: &'g EdgeData,
}

impl<'g> EdgeRef for EdgeReference<'g> {
    type NodeId = NodeIndex;
    type EdgeId = EdgeIndex;
    type Weight = EdgeData;

    fn source(&self) -> NodeIndex {
        self.source
    }

    fn target(&self) -> NodeIndex {
        self.target
    }

    fn weight(&self) -> &'g EdgeData {
        self.data
    }

    fn id(&self) -> EdgeIndex {
        self.index
    }
}

/// [`Steps`] as references to edges.
#[derive(Clone, Debug)]
pub struct EdgesAt<'g>(Steps<'g>);

impl<'g> Iterator for EdgesAt<'g> {
    type Item = EdgeReference<'g>;

    fn next(&mut self) -> Option<EdgeReference<'g>> {
        let entry = self.0.next()?;
        let data = self.0.graph.edge(entry.edge);
        Some(EdgeReference {
            index: entry.edge,
            source: data.source,
            target: data.target,
            data,
        })
    }
}

impl<'g> IntoNeighbors for &'g Graph {
    type Neighbors = Neighbors<'g>;

    fn neighbors(self, node: NodeIndex) -> Neighbors<'g> {
        self.neighbors_directed(node, Direction::Outgoing)
    }
}

impl<'g> IntoNeighborsDirected for &'g Graph {
    type NeighborsDirected = Neighbors<'g>;

    fn neighbors_directed(self, node: NodeIndex, way: Direction) -> Neighbors<'g> {
        Neighbors(self.steps(node, way))
    }
}

impl<'g> IntoEdgeReferences for &'g Graph {
    type EdgeRef = EdgeReference<'g>;
    type EdgeReferences = std::vec::IntoIter<EdgeReference<'g>>;

    fn edge_references(self) -> Self::EdgeReferences {
        let all = self.edges().map(|index| {
            let data = self.edge(index);
            EdgeReference {
                index,
                source: data.source,
                target: data.target,
                data,
            }
        });
        all.collect::<Vec<_>>().into_iter()
    }
}

impl<'g> IntoEdges for &'g Graph {
    type Edges = EdgesAt<'g>;

    fn edges(self, node: NodeIndex) -> EdgesAt<'g> {
        EdgesAt(self.steps(node, Direction::Outgoing))
    }
}

impl<'g> IntoEdgesDirected for &'g Graph {
    type EdgesDirected = EdgesAt<'g>;

    fn edges_directed(self, node: NodeIndex, way: Direction) -> EdgesAt<'g> {
        EdgesAt(self.steps(node, way))
    }
}

impl IntoNodeIdentifiers for &Graph {
    type NodeIdentifiers = std::vec::IntoIter<NodeIndex>;

    fn node_identifiers(self) -> Self::NodeIdentifiers {
        self.nodes().collect::<Vec<_>>().into_iter()
    }
}
