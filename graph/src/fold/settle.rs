//! What an update comes to: what each document says of the nodes that its forms are now,
//! and the nodes and facts that follow from it.

use std::collections::BTreeSet;
use std::sync::Arc;

use hallway_extractor::vocabulary::{EdgeKind, NodeKind};
use petgraph::graph::{EdgeIndex, NodeIndex};
use rustc_hash::{FxHashMap, FxHashSet};

use super::Fold;
use super::facts::{self, Fact, FactKey, IMPLIED, Saying, Shared};
use super::form::Form;
use super::merged::{self, Merged};
use super::update::Touched;
use crate::parallel;
use crate::view::{EdgeData, Edit, NodeData};

impl Fold {
    /// Takes back all that a document said.
    pub(super) fn unsay(&mut self, slot: u32, touched: &mut FxHashSet<FactKey>) {
        let Some(at) = self.slots[slot as usize].as_mut() else {
            return;
        };
        for (key, edge) in std::mem::take(&mut at.said) {
            if let Some(fact) = self.facts.get_mut(&key) {
                fact.said.retain(|said| *said != (slot, edge));
            }
            touched.insert(key);
        }
    }

    /// What a document says: which fact, by which of its edges.
    fn sayings(&self, slot: u32) -> Vec<(FactKey, u32)> {
        let Some(at) = &self.slots[slot as usize] else {
            return Vec::new();
        };
        let ends: FxHashMap<&str, (NodeKind, Option<NodeIndex>)> = at
            .extraction
            .nodes
            .iter()
            .zip(&at.forms)
            .map(|(node, form)| {
                let made = form
                    .as_ref()
                    .map_or(Some(at.node), |form| self.node_of.get(form).copied());
                (node.id.as_str(), (node.kind, made))
            })
            .collect();
        let end = |id: &str| {
            let &(kind, made) = ends.get(id)?;
            Some((kind, made?))
        };
        let mut sayings = Vec::with_capacity(at.extraction.edges.len());
        let mut mentioned: FxHashSet<NodeIndex> = FxHashSet::default();
        for (number, edge) in (0..).zip(&at.extraction.edges) {
            let (Some((source_kind, source)), Some((target_kind, target))) =
                (end(&edge.source), end(&edge.target))
            else {
                continue;
            };
            // What joins kinds that it may not, or says nothing, is no fact.
            if source_kind != edge.kind.source()
                || !edge.kind.targets().contains(&target_kind)
                || edge.evidence.is_empty() && edge.kind != EdgeKind::Mentions
            {
                continue;
            }
            if edge.kind == EdgeKind::Mentions {
                mentioned.insert(target);
            }
            sayings.push(((source, edge.kind, target), number));
        }
        let implied: BTreeSet<NodeIndex> = at
            .forms
            .iter()
            .flatten()
            .filter_map(|form| self.node_of.get(form))
            .copied()
            .collect();
        for node in implied.into_iter().filter(|node| !mentioned.contains(node)) {
            sayings.push(((at.node, EdgeKind::Mentions, node), IMPLIED));
        }
        sayings
    }

    pub(super) fn new_node(&mut self) -> NodeIndex {
        self.free_nodes.pop().unwrap_or_else(|| {
            self.next_node += 1;
            NodeIndex::new(self.next_node - 1)
        })
    }

    /// Works out the nodes and facts that an update leads to, and changes the graph.
    pub(super) fn settle(&mut self, mut touched: Touched, dead_documents: &[NodeIndex]) {
        let mut slots: Vec<u32> = touched.slots.iter().copied().collect();
        slots.sort_unstable();
        self.restate(&slots, &mut touched.facts);

        let mut nodes: FxHashMap<NodeIndex, Option<NodeData>> = FxHashMap::default();
        let mut ids: BTreeSet<Arc<str>> = BTreeSet::new();
        for &node in touched.dead.iter().chain(dead_documents) {
            ids.extend(self.claims.wanted(node).cloned());
            self.claims.clear(node);
            nodes.insert(node, None);
        }
        let documents = slots
            .iter()
            .filter_map(|&slot| Some((self.slots[slot as usize].as_ref()?.node, slot)));
        let documents: FxHashMap<NodeIndex, u32> = documents.collect();
        let living: Vec<NodeIndex> = touched.nodes.difference(&touched.dead).copied().collect();
        let made = parallel::map(&living, |node| self.make(*node, &documents));
        for (node, merged) in living.into_iter().zip(made) {
            let Some(merged) = merged else { continue };
            ids.extend(self.claims.wanted(node).cloned());
            ids.insert(Arc::clone(&merged.data.id));
            self.claims.set(node, &merged);
            nodes.insert(node, Some(merged.data));
        }
        for (node, id) in ids.iter().flat_map(|wanted| self.claims.settle(wanted)) {
            match nodes.get_mut(&node) {
                Some(Some(data)) => data.id = id,
                None if *self.graph.data(node).id != *id => {
                    nodes.insert(
                        node,
                        Some(NodeData {
                            id,
                            ..self.graph.data(node).clone()
                        }),
                    );
                }
                Some(None) | None => {}
            }
        }
        // Edges are sorted by the ids at their ends: where one changes, they are put in anew.
        for (&node, data) in &nodes {
            let id = data.as_ref().map(|data| &data.id);
            if self.graph.id_of(node).is_some_and(|old| id != Some(old)) {
                touched.facts.extend(self.graph.facts_at(node));
            }
        }
        self.free_nodes.extend(
            nodes
                .iter()
                .filter(|(_, data)| data.is_none())
                .map(|(node, _)| *node),
        );
        let mut nodes: Vec<(NodeIndex, Option<NodeData>)> = nodes.into_iter().collect();
        nodes.sort_by_key(|(node, _)| *node);
        let out = |fold: &Fold, facts: &FxHashSet<FactKey>| {
            facts
                .iter()
                .filter_map(|key| Some((fold.facts.get(key)?.edge, None)))
                .collect()
        };
        let edges = out(self, &touched.facts);
        self.graph.edit(Edit { nodes, edges });

        // What is wrong is named by ids, which are settled only now.
        let retracted = self.corrections.retracted();
        let retracted = retracted.filter_map(|(source, kind, target)| {
            Some((self.graph.node(source)?, kind, self.graph.node(target)?))
        });
        let retracted: FxHashSet<FactKey> = retracted.collect();
        let other: Vec<FactKey> = self
            .retracted
            .symmetric_difference(&retracted)
            .copied()
            .collect();
        touched.facts.extend(other);
        self.retracted = retracted;
        let edges = self.restored(touched.facts);
        self.graph.edit(Edit {
            nodes: Vec::new(),
            edges,
        });
    }

    /// The facts as the documents say them now.
    fn restored(&mut self, keys: FxHashSet<FactKey>) -> Vec<(EdgeIndex, Option<EdgeData>)> {
        let mut edges = Vec::with_capacity(keys.len());
        let mut said: Vec<FactKey> = Vec::with_capacity(keys.len());
        for key in keys {
            let Some(fact) = self.facts.get_mut(&key) else {
                continue;
            };
            if fact.said.is_empty() {
                edges.push((fact.edge, None));
                self.free_edges.push(fact.edge);
                self.facts.remove(&key);
                continue;
            }
            if self.retracted.contains(&key) {
                edges.push((fact.edge, None));
                continue;
            }
            fact.said.sort_unstable_by_key(|&(slot, edge)| (edge, slot));
            said.push(key);
        }
        let (facts, known) = parallel::map_with(
            &said,
            || self.shared.clone(),
            |shared, key| {
                let fact = &self.facts[key];
                (fact.edge, Some(self.fact(*key, fact, shared)))
            },
        );
        for known in known {
            self.shared.learn(known);
        }
        edges.extend(facts);
        edges.sort_by_key(|(edge, _)| *edge);
        edges
    }

    /// A fact as the documents say it that do.
    fn fact(&self, key: FactKey, fact: &Fact, shared: &mut Shared) -> EdgeData {
        let sayings = fact.said.iter().filter_map(|&(slot, edge)| {
            let slot = self.slots[slot as usize].as_ref()?;
            let edge = slot.extraction.edges.get(edge as usize);
            Some(Saying {
                extraction: &slot.extraction,
                document: slot.node,
                edge,
            })
        });
        facts::fact(key, sayings.collect(), shared)
    }

    fn make(&self, node: NodeIndex, documents: &FxHashMap<NodeIndex, u32>) -> Option<Merged> {
        if let Some(slot) = documents.get(&node) {
            return self.slots[*slot as usize]
                .as_ref()
                .map(|slot| merged::document(&slot.extraction));
        }
        let made = self.components.get(&node)?;
        let forms: Vec<&Form> = made
            .forms
            .iter()
            .filter_map(|form| self.forms[*form as usize].as_ref())
            .collect();
        Some(merged::merged(
            &forms,
            made.merges.clone(),
            &self.corrections,
        ))
    }

    /// Says anew what documents say whose forms are other nodes now.
    fn restate(&mut self, slots: &[u32], touched: &mut FxHashSet<FactKey>) {
        for &slot in slots {
            self.unsay(slot, touched);
        }
        for &slot in slots {
            let said = self.sayings(slot);
            for &(key, edge) in &said {
                let (next, free) = (&mut self.next_edge, &mut self.free_edges);
                let fact = self.facts.entry(key).or_insert_with(|| {
                    let edge = free.pop().unwrap_or_else(|| {
                        *next += 1;
                        EdgeIndex::new(*next - 1)
                    });
                    Fact {
                        edge,
                        said: Vec::new(),
                    }
                });
                fact.said.push((slot, edge));
                touched.insert(key);
            }
            if let Some(at) = self.slots[slot as usize].as_mut() {
                at.said = said;
            }
        }
    }
}
