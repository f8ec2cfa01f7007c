//! What an update comes to: what each document says of the nodes that its forms are now,
//! and the nodes and facts that follow from it.

use std::collections::BTreeSet;
use std::sync::Arc;

use hallway_extractor::vocabulary::EdgeKind;
use petgraph::graph::{EdgeIndex, NodeIndex};
use rustc_hash::{FxHashMap, FxHashSet};

use super::facts::{self, Fact, FactKey, IMPLIED, Saying};
use super::form::Form;
use super::merged::{self, Merged};
use super::update::Touched;
use super::{Fold, Slot};
use crate::parallel;
use crate::view::{EdgeChange, Edit, Labels, NewEdge, NodeData};

/// So many facts go into the graph at once: as they go they take several times the memory
/// that they have there, and each time parts of the graph are written anew.
const SAID_AT_ONCE: usize = 1 << 15;

impl Fold {
    /// Takes back all that a document said.
    pub(super) fn unsay(&mut self, slot: u32, touched: &mut Vec<EdgeIndex>) {
        let Some(at) = self.slots[slot as usize].as_mut() else {
            return;
        };
        for (fact, edge) in std::mem::take(&mut at.said) {
            touched.push(fact);
            if let Some(fact) = self.facts.get_mut(fact) {
                fact.said.retain(|said| *said != (slot, edge));
            }
        }
    }

    /// What a document says: which fact, by which of its edges.
    fn sayings(&self, slot: u32) -> Vec<(FactKey, u32)> {
        let Some(at) = &self.slots[slot as usize] else {
            return Vec::new();
        };
        let forms = &at.account.forms;
        let ends: Vec<Option<NodeIndex>> = forms
            .iter()
            .map(|form| match form {
                Some(form) => self.node_of.get(form).copied(),
                None => Some(at.node),
            })
            .collect();
        let edges = at.account.edges();
        let mut sayings = Vec::with_capacity(edges.len());
        let mut mentioned: FxHashSet<NodeIndex> = FxHashSet::default();
        for (number, edge) in (0..).zip(edges) {
            let ends = (ends[edge.source as usize], ends[edge.target as usize]);
            let (Some(source), Some(target)) = ends else {
                continue;
            };
            if edge.kind == EdgeKind::Mentions {
                mentioned.insert(target);
            }
            sayings.push(((source, edge.kind, target), number));
        }
        let shown = forms.iter().zip(&ends).filter(|(form, _)| form.is_some());
        let shown: BTreeSet<NodeIndex> = shown.filter_map(|(_, node)| *node).collect();
        for node in shown.into_iter().filter(|node| !mentioned.contains(node)) {
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

        let nodes = self.remade(&touched, dead_documents, &slots);
        // Edges are sorted by the ids at their ends: where one changes, they are put in anew.
        for (node, data) in &nodes {
            let id = data.as_ref().map(|data| &data.id);
            if self.graph.id_of(*node).is_some_and(|old| id != Some(old)) {
                touched.facts.extend(self.graph.edges_at(*node));
            }
        }
        let dead = nodes.iter().filter(|(_, data)| data.is_none());
        self.free_nodes.extend(dead.map(|(node, _)| *node));
        let facts = once(touched.facts);
        let there = facts.iter().filter(|edge| self.graph.has_edge(**edge));
        let edges = there.map(|edge| (*edge, None)).collect();
        self.graph.edit(Edit { nodes, edges });

        // What is wrong is named by ids, which are settled only now.
        let retracted = self.retract();
        self.say(once([facts, retracted].concat()));
    }

    /// The nodes that are others now, or no more, sorted.
    fn remade(
        &mut self,
        touched: &Touched,
        dead_documents: &[NodeIndex],
        slots: &[u32],
    ) -> Vec<(NodeIndex, Option<NodeData>)> {
        let mut nodes: FxHashMap<NodeIndex, Option<NodeData>> = FxHashMap::default();
        let mut ids: FxHashSet<Arc<str>> = FxHashSet::default();
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
                    let other = self.graph.data(node).clone();
                    nodes.insert(node, Some(NodeData { id, ..other }));
                }
                Some(None) | None => {}
            }
        }
        let mut nodes: Vec<(NodeIndex, Option<NodeData>)> = nodes.into_iter().collect();
        nodes.sort_by_key(|(node, _)| *node);
        nodes
    }

    /// Looks up the facts that corrections call wrong; gives those that are wrong now and
    /// were not before, or the other way round.
    fn retract(&mut self) -> Vec<EdgeIndex> {
        let retracted = self.corrections.retracted();
        let retracted = retracted.filter_map(|(source, kind, target)| {
            Some((self.graph.node(source)?, kind, self.graph.node(target)?))
        });
        let retracted: FxHashSet<FactKey> = retracted.collect();
        let before = std::mem::replace(&mut self.retracted, retracted);
        let other = before.symmetric_difference(&self.retracted);
        other.filter_map(|key| self.facts.find(key)).collect()
    }

    /// Puts facts into the graph as the documents say them now, and forgets those that none
    /// says.
    fn say(&mut self, facts: Vec<EdgeIndex>) {
        let mut changed: Vec<(EdgeIndex, bool)> = Vec::with_capacity(facts.len());
        for edge in facts {
            let Some(fact) = self.facts.get_mut(edge) else {
                continue;
            };
            let is_said = !fact.said.is_empty();
            let is_shown = is_said && !self.retracted.contains(&fact.key);
            fact.said.sort_unstable_by_key(|&(slot, edge)| (edge, slot));
            if !is_said {
                self.facts.remove(edge);
            }
            changed.push((edge, is_shown));
        }
        for some in changed.chunks(SAID_AT_ONCE) {
            let edges: Vec<EdgeChange<'_>> = parallel::map(some, |&(edge, is_shown)| {
                let fact = self.facts.get(edge).filter(|_| is_shown);
                (edge, fact.map(|fact| told(&self.slots, fact, &self.labels)))
            });
            let nodes = Vec::new();
            self.graph.edit(Edit { nodes, edges });
        }
    }

    fn make(&self, node: NodeIndex, documents: &FxHashMap<NodeIndex, u32>) -> Option<Merged> {
        if let Some(slot) = documents.get(&node) {
            return self.slots[*slot as usize]
                .as_ref()
                .map(|slot| merged::document(&slot.account));
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
    fn restate(&mut self, slots: &[u32], touched: &mut Vec<EdgeIndex>) {
        for &slot in slots {
            self.unsay(slot, touched);
        }
        let said = slots
            .iter()
            .filter_map(|&slot| self.slots[slot as usize].as_ref());
        let most = said.map(|slot| slot.account.edges().len()).sum();
        self.facts.reserve(most);
        touched.reserve(most);
        for &slot in slots {
            let said = self.sayings(slot).into_iter();
            let said: Vec<(EdgeIndex, u32)> = said
                .map(|(key, edge)| (self.facts.number(key), edge))
                .collect();
            for &(fact, edge) in &said {
                touched.push(fact);
                if let Some(fact) = self.facts.get_mut(fact) {
                    fact.said.push((slot, edge));
                }
            }
            if let Some(at) = self.slots[slot as usize].as_mut() {
                at.said = said;
            }
        }
    }
}

/// A fact as the documents say it that do.
fn told<'s>(slots: &'s [Option<Slot>], fact: &Fact, labels: &'s Labels) -> NewEdge<'s> {
    let sayings = fact.said.iter().filter_map(|&(slot, edge)| {
        let slot = slots[slot as usize].as_ref()?;
        Some(Saying {
            account: &slot.account,
            document: slot.node,
            edge: (edge != IMPLIED).then_some(edge as usize),
        })
    });
    facts::fact(fact.key, sayings.collect(), labels)
}

fn once(mut facts: Vec<EdgeIndex>) -> Vec<EdgeIndex> {
    facts.sort_unstable();
    facts.dedup();
    facts
}
