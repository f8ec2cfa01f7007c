//! Changing the fold: what comes and goes with a document, and what follows from it.

use std::collections::BTreeSet;

use hallway_extractor::extraction::Extraction;
use petgraph::graph::{EdgeIndex, NodeIndex};
use rustc_hash::{FxHashMap, FxHashSet};

use super::account::Account;
use super::block;
use super::cluster::{self, Component, Sets};
use super::form::{self, Form, FormId, Key, Known, Shown, person_key};
use super::talk::short_name_fits;
use super::{Fold, Made, Slot};
use crate::name;

/// Of so many documents the forms are worked out at once: enough for all processors, and
/// little beside the graph that they go into.
const AT_ONCE: usize = 2_000;

/// What came and went, and what the graph that follows from it is worked out from.
#[derive(Debug, Default)]
pub(super) struct Pending {
    touched: Touched,
    /// The nodes of documents that are no more.
    dead_documents: Vec<NodeIndex>,
}

/// What an update touches on its way.
#[derive(Debug, Default)]
pub(super) struct Touched {
    /// Forms that came.
    pub come: FxHashSet<FormId>,
    /// Forms that no document has any more.
    pub gone: FxHashSet<FormId>,
    /// Nodes whose forms, or whose forms' documents, are others.
    pub nodes: FxHashSet<NodeIndex>,
    /// Nodes that are no more.
    pub dead: FxHashSet<NodeIndex>,
    /// Documents whose facts join other nodes than before.
    pub slots: FxHashSet<u32>,
    /// Facts that must be looked at again, some more than once.
    pub facts: Vec<EdgeIndex>,
}

impl Fold {
    /// Puts documents in, in place of those of the same names, or takes them out where
    /// there is no extraction.
    pub fn update(&mut self, changes: Vec<(String, Option<Extraction>)>) {
        self.take(changes);
        self.catch_up();
    }

    /// Takes documents as [`Fold::update`] does, but leaves the graph as it is until
    /// [`Fold::catch_up`]: what they come to is worked out once for all that were taken, and
    /// of each is kept no more than the fold needs.
    pub fn take(&mut self, changes: Vec<(String, Option<Extraction>)>) {
        let mut pending = std::mem::take(&mut self.pending);
        let mut changes = changes.into_iter();
        loop {
            let some: Vec<_> = changes.by_ref().take(AT_ONCE).collect();
            if some.is_empty() {
                break;
            }
            let known = Known {
                forms: &self.forms,
                by_digest: &self.form_of,
                by_id: &self.by_id,
            };
            let forms = form::all(&some, &self.corrections, &known);
            for ((document, extraction), forms) in some.into_iter().zip(forms) {
                self.take_one(&document, extraction.as_ref(), forms, &mut pending);
            }
        }
        self.pending = pending;
    }

    /// Has the graph show all that was taken.
    pub fn catch_up(&mut self) {
        self.change(&FxHashSet::default());
    }

    /// Takes one document, whose nodes have these forms.
    fn take_one(
        &mut self,
        document: &str,
        extraction: Option<&Extraction>,
        forms: Vec<Option<Shown>>,
        pending: &mut Pending,
    ) {
        let touched = &mut pending.touched;
        if let Some(slot) = self.slot_of.get(document).copied() {
            self.unsay(slot, &mut touched.facts);
            self.take_out(slot, touched);
            if extraction.is_none() {
                self.slot_of.remove(document);
                self.free_slots.push(slot);
                touched.slots.remove(&slot);
                if let Some(old) = self.slots[slot as usize].take() {
                    pending.dead_documents.push(old.node);
                }
            }
        }
        if let Some(extraction) = extraction {
            self.put_in(document, extraction, forms, touched);
        }
    }

    /// Makes the graph what follows from all that was taken, and looks anew at the forms that
    /// other corrections are about.
    pub(super) fn change(&mut self, corrected: &FxHashSet<FormId>) {
        let Pending {
            mut touched,
            dead_documents,
        } = std::mem::take(&mut self.pending);
        for &form in corrected {
            // What went with a document may be another by now, or nothing.
            self.look_anew(form, &mut touched);
        }
        // A form that came and went again within one update was never there.
        let fleeting: Vec<FormId> = touched.come.intersection(&touched.gone).copied().collect();
        for form in fleeting {
            touched.come.remove(&form);
        }

        let (mut come, mut gone) = (
            std::mem::take(&mut touched.come),
            std::mem::take(&mut touched.gone),
        );
        self.regroup(&come, &gone, &mut touched);
        // What talks tell about first names joins people; people tell nothing about talks.
        let renamed = self.listen(&touched, &gone);
        for form in &gone {
            self.drop_form(*form);
        }
        come.clear();
        gone.clear();
        if !renamed.is_empty() {
            for (form, keys) in renamed {
                self.rekey(form, keys);
                come.insert(form);
            }
            self.regroup(&come, &gone, &mut touched);
        }
        self.settle(touched, &dead_documents);
    }

    /// Takes a document's forms out.
    fn take_out(&mut self, slot: u32, touched: &mut Touched) {
        let Some(old) = self.slots[slot as usize].as_mut() else {
            return;
        };
        let forms = std::mem::take(&mut old.account.forms);
        for id in forms.into_iter().flatten() {
            let Some(form) = self.forms[id as usize].as_mut() else {
                continue;
            };
            form.documents.remove(&slot);
            if form.documents.is_empty() {
                touched.gone.insert(id);
            }
            if let Some(&node) = self.node_of.get(&id) {
                touched.nodes.insert(node);
            }
        }
    }

    /// Puts a document's forms in.
    fn put_in(
        &mut self,
        document: &str,
        extraction: &Extraction,
        shown: Vec<Option<Shown>>,
        touched: &mut Touched,
    ) {
        let slot = match self.slot_of.get(document) {
            Some(&slot) => slot,
            None => {
                let slot = self.free_slots.pop().unwrap_or_else(|| {
                    self.slots.push(None);
                    self.slots.len() as u32 - 1
                });
                self.slot_of.insert(document.into(), slot);
                slot
            }
        };
        let mut forms = Vec::with_capacity(extraction.nodes.len());
        for form in shown {
            let Some(form) = form else {
                forms.push(None);
                continue;
            };
            let id = match form {
                Shown::Known(id) => id,
                Shown::New(form) => self.intern(*form, touched),
            };
            if let Some(form) = self.forms[id as usize].as_mut() {
                form.documents.insert(slot);
            }
            touched.gone.remove(&id);
            if let Some(&node) = self.node_of.get(&id) {
                touched.nodes.insert(node);
            }
            forms.push(Some(id));
        }
        let node = match self.slots[slot as usize].take() {
            Some(old) => old.node,
            None => self.new_node(),
        };
        let account = Account::new(extraction, forms, &mut self.labels);
        self.slots[slot as usize] = Some(Slot {
            account,
            node,
            said: Vec::new(),
        });
        touched.nodes.insert(node);
        touched.slots.insert(slot);
    }

    fn intern(&mut self, form: Form, touched: &mut Touched) -> FormId {
        if let Some(&known) = self.form_of.get(&form.digest) {
            return known;
        }
        let id = self.free_forms.pop().unwrap_or_else(|| {
            self.forms.push(None);
            self.forms.len() as u32 - 1
        });
        self.form_of.insert(form.digest, id);
        for &key in &form.keys {
            self.by_key.add(key, id);
        }
        for &block in &form.blocks {
            self.by_block.add(block, id);
        }
        for hash in form.ids() {
            self.by_id.add(hash, id);
        }
        self.forms[id as usize] = Some(form);
        touched.come.insert(id);
        id
    }

    fn drop_form(&mut self, id: FormId) {
        let Some(form) = self.forms[id as usize].take() else {
            return;
        };
        self.form_of.remove(&form.digest);
        for key in &form.keys {
            self.by_key.remove(*key, id);
        }
        for block in &form.blocks {
            self.by_block.remove(*block, id);
        }
        for hash in form.ids() {
            self.by_id.remove(hash, id);
        }
        self.told.remove(&id);
        self.free_forms.push(id);
    }

    /// Gives a form other keys for the full names that talks tell of it.
    pub(super) fn rekey(&mut self, id: FormId, keys: Vec<Key>) {
        let Some(form) = self.forms[id as usize].as_mut() else {
            return;
        };
        for key in std::mem::replace(&mut form.keys, keys.clone()) {
            self.by_key.remove(key, id);
        }
        for key in keys {
            self.by_key.add(key, id);
        }
    }

    /// Finds anew what hangs together around the forms that came and went.
    fn regroup(
        &mut self,
        come: &FxHashSet<FormId>,
        gone: &FxHashSet<FormId>,
        touched: &mut Touched,
    ) {
        let mut clusters: FxHashSet<u32> = FxHashSet::default();
        for form in come.iter().chain(gone) {
            clusters.extend(self.cluster_of.get(form));
        }
        // Where nothing was there before, there is nothing to join.
        if !self.clusters.is_empty() {
            for &id in come {
                for near in self.near(id, FormId::MAX, |other| !come.contains(&other)) {
                    clusters.extend(self.cluster_of.get(&near));
                }
            }
        }
        let mut pool: BTreeSet<FormId> = come.iter().copied().collect();
        for cluster in clusters {
            pool.extend(self.clusters.remove(&cluster).unwrap_or_default());
        }
        for form in gone {
            pool.remove(form);
            self.cluster_of.remove(form);
        }
        let pool: Vec<FormId> = pool.into_iter().collect();
        let number: FxHashMap<FormId, usize> = pool.iter().copied().zip(0..).collect();
        let mut sets = Sets::new(pool.len());
        for (index, &id) in pool.iter().enumerate() {
            // Nearness is mutual: each pair is looked at once, and none that is joined already.
            for near in self.near(id, id, |other| {
                number
                    .get(&other)
                    .is_some_and(|&other| sets.root(other) != sets.root(index))
            }) {
                if let Some(&other) = number.get(&near) {
                    sets.join(index, other);
                }
            }
        }
        let mut groups: FxHashMap<usize, Vec<FormId>> = FxHashMap::default();
        for (index, &id) in pool.iter().enumerate() {
            groups.entry(sets.root(index)).or_default().push(id);
        }
        // What was made of these forms is made anew.
        let mut old: FxHashMap<FormId, NodeIndex> = FxHashMap::default();
        let mut unmade: FxHashSet<NodeIndex> = FxHashSet::default();
        for form in pool.iter().chain(gone) {
            if let Some(node) = self.node_of.remove(form) {
                old.insert(*form, node);
                unmade.insert(node);
            }
        }
        for node in &unmade {
            self.components.remove(node);
        }
        let mut groups: Vec<Vec<FormId>> = groups.into_values().collect();
        groups.sort();
        for group in groups {
            let made = cluster::part(&group, &self.forms, &self.corrections);
            let cluster = self.next_cluster;
            self.next_cluster += 1;
            for &form in &group {
                self.cluster_of.insert(form, cluster);
            }
            self.clusters.insert(cluster, group);
            for Component { forms, merges } in made {
                let kept = self.largest(&forms, &old, &unmade);
                let node = match kept {
                    Some(node) => {
                        unmade.remove(&node);
                        node
                    }
                    None => self.new_node(),
                };
                for form in &forms {
                    self.node_of.insert(*form, node);
                    if old.get(form).is_some_and(|old| *old != node)
                        && let Some(form) = &self.forms[*form as usize]
                    {
                        touched.slots.extend(&form.documents);
                    }
                }
                touched.nodes.insert(node);
                touched.dead.remove(&node);
                self.components.insert(node, Made { forms, merges });
            }
        }
        // Facts of documents that stay are said of other nodes now.
        for (form, node) in &old {
            if self.node_of.get(form) != Some(node)
                && let Some(form) = &self.forms[*form as usize]
            {
                touched.slots.extend(&form.documents);
            }
        }
        touched.dead.extend(unmade);
    }

    /// The node from before that most of the documents of `forms` speak of: fewest facts
    /// move when it stays.
    fn largest(
        &self,
        forms: &[FormId],
        old: &FxHashMap<FormId, NodeIndex>,
        free: &FxHashSet<NodeIndex>,
    ) -> Option<NodeIndex> {
        let mut documents: FxHashMap<NodeIndex, usize> = FxHashMap::default();
        for form in forms {
            if let Some(node) = old.get(form).filter(|node| free.contains(node)) {
                let count = self.forms[*form as usize]
                    .as_ref()
                    .map_or(0, |form| form.documents.len());
                *documents.entry(*node).or_default() += count;
            }
        }
        documents
            .into_iter()
            .max_by_key(|&(node, count)| (count, std::cmp::Reverse(node)))
            .map(|(node, _)| node)
    }

    /// Of the forms below a number that are asked for: one for each key that it shares with some, and those
    /// that are judged to be one with it.
    fn near(
        &self,
        id: FormId,
        below: FormId,
        mut asked: impl FnMut(FormId) -> bool,
    ) -> Vec<FormId> {
        let Some(form) = &self.forms[id as usize] else {
            return Vec::new();
        };
        let mut near: Vec<FormId> = Vec::new();
        // Those that share a key hang together already: one of them stands for all.
        for key in &form.keys {
            let mut sharing = self.by_key.of(*key).filter(|other| *other < below);
            near.extend(sharing.find(|other| asked(*other)));
        }
        let mut compared: Vec<FormId> = form
            .blocks
            .iter()
            .flat_map(|block| block::facing(*block))
            .flat_map(|block| self.by_block.of(block))
            .filter(|other| *other < below)
            .filter(|other| {
                let other = self.forms[*other as usize].as_ref();
                other.is_some_and(|other| cluster::may_be_one(form, other))
            })
            .filter(|other| asked(*other))
            .collect();
        compared.sort_unstable();
        compared.dedup();
        near.extend(compared.into_iter().filter(|other| {
            let other = self.forms[*other as usize].as_ref();
            other.is_some_and(|other| cluster::judged(form, other).is_some())
        }));
        near
    }

    /// Hears what the talks that changed tell about people of whom a document has the first
    /// name only. Gives the forms whose keys are others now, with those keys.
    fn listen(&mut self, touched: &Touched, gone: &FxHashSet<FormId>) -> Vec<(FormId, Vec<Key>)> {
        let mut changed: BTreeSet<FormId> = BTreeSet::new();
        for node in touched.nodes.iter().chain(&touched.dead) {
            for (form, key) in self.told_by.remove(node).unwrap_or_default() {
                if let Some(keys) = self.told.get_mut(&form)
                    && let Some(at) = keys.iter().position(|other| *other == key)
                {
                    keys.swap_remove(at);
                }
                changed.insert(form);
            }
            let Some(made) = self
                .components
                .get(node)
                .filter(|_| !touched.dead.contains(node))
            else {
                continue;
            };
            let told = self.tells(made);
            for &(form, key) in &told {
                self.told.entry(form).or_default().push(key);
                changed.insert(form);
            }
            if !told.is_empty() {
                self.told_by.insert(*node, told);
            }
        }
        let mut rekeyed = Vec::new();
        for id in changed {
            let Some(form) = self.forms[id as usize]
                .as_ref()
                .filter(|_| !gone.contains(&id))
            else {
                continue;
            };
            let keys = form.keys_under(&self.corrections, self.told_of(id));
            if keys != form.keys {
                rekeyed.push((id, keys));
            }
        }
        rekeyed
    }

    /// The one full name that talks tell of a form: two that tell of different people tell
    /// nothing.
    pub(super) fn told_of(&self, id: FormId) -> Option<Key> {
        let (first, rest) = self.told.get(&id)?.split_first()?;
        rest.iter().all(|key| key == first).then_some(*first)
    }

    /// The forms with a first name only among the speakers of a talk, and the key of the
    /// one full name there that it fits.
    fn tells(&self, made: &Made) -> Vec<(FormId, Key)> {
        let mut short: Vec<(FormId, Vec<String>)> = Vec::new();
        let mut full: BTreeSet<Vec<String>> = BTreeSet::new();
        for &id in &made.forms {
            let Some(form) = self.forms[id as usize]
                .as_ref()
                .filter(|form| form.talk.is_some())
            else {
                continue;
            };
            for slot in &form.documents {
                let Some(slot) = &self.slots[*slot as usize] else {
                    continue;
                };
                let gave = &slot.account.gave;
                let first = gave.partition_point(|(talk, _)| *talk < id);
                let gave = gave[first..].iter().take_while(|(talk, _)| *talk == id);
                for &(_, speaker) in gave {
                    let Some(form) = self.forms[speaker as usize].as_ref() else {
                        continue;
                    };
                    let name = name::fold(&form.node.name);
                    let words: Vec<String> = name.split(' ').map(str::to_owned).collect();
                    if words.len() > 1 {
                        full.insert(words);
                    } else {
                        short.push((speaker, words));
                    }
                }
            }
        }
        let mut told: Vec<(FormId, Key)> = short
            .into_iter()
            .filter(|(form, _)| {
                self.forms[*form as usize]
                    .as_ref()
                    .is_some_and(|form| form.short_name)
            })
            .filter_map(|(form, words)| {
                let mut fitting = full.iter().filter(|full| short_name_fits(&words, full));
                match (fitting.next(), fitting.next()) {
                    (Some(one), None) => Some((form, person_key(&one.join(" ")))),
                    _ => None,
                }
            })
            .collect();
        told.sort_unstable();
        told.dedup();
        told
    }
}
