//! Other corrections: what they are about is folded anew, and nothing else.

use std::collections::BTreeMap;

use hallway_extractor::Extraction;
use hallway_extractor::vocabulary::NodeKind;
use rustc_hash::FxHashSet;

use super::curation::{Corrections, Curation, CurationRecord};
use super::form::{self, FormId};
use super::update::Touched;
use super::{Fold, merged};
use crate::name;

impl Fold {
    /// Puts these corrections, sorted by number, in place of those of before.
    pub fn correct(&mut self, curations: &[CurationRecord]) {
        let new = Corrections::new(curations);
        let mut forms: FxHashSet<FormId> = FxHashSet::default();
        // A split is part of what tells a form from others: its documents are put in anew.
        let mut documents: BTreeMap<String, Option<Extraction>> = BTreeMap::new();
        for curation in self.corrections.difference(&new) {
            for id in curation.named() {
                forms.extend(self.named(id));
            }
            if let Curation::Split {
                name,
                documents: within,
                ..
            } = curation
            {
                for slot in self.bearing(name) {
                    let Some(slot) = &self.slots[slot as usize] else {
                        continue;
                    };
                    let name = slot.account.document.to_string();
                    if within.is_empty() || within.contains(&name) {
                        let again = slot.account.extraction(&self.forms, &self.labels);
                        documents.insert(name, Some(again));
                    }
                }
            }
        }
        self.corrections = new;
        self.take(documents.into_iter().collect());
        self.change(&forms);
    }

    /// The forms that an id names.
    fn named(&self, id: &str) -> Vec<FormId> {
        // The id of a node whose own id another has ends with a digest.
        let base = id.rsplit_once('-').map_or(id, |(base, _)| base);
        let found = [id, base]
            .into_iter()
            .flat_map(|id| self.by_id.of(form::id_hash(id)));
        found
            .filter(|&found| {
                self.forms[found as usize].as_ref().is_some_and(|form| {
                    *form.id == *id
                        || form.node.id == id
                        || merged::told_apart(&form.id, &form.digest) == id
                })
            })
            .collect()
    }

    /// The documents that show something of that name.
    fn bearing(&self, bears: &str) -> FxHashSet<u32> {
        let folded = name::fold(bears);
        let nodes = NodeKind::ALL
            .iter()
            .flat_map(|kind| self.graph.find_by_name(*kind, bears));
        let forms = nodes
            .filter_map(|node| self.components.get(&node))
            .flat_map(|made| &made.forms)
            .filter_map(|form| self.forms[*form as usize].as_ref());
        let bearing = forms.filter(|form| {
            let mut names = std::iter::once(&form.node.name).chain(&form.node.aliases);
            names.any(|name| name::fold(name) == folded)
        });
        bearing
            .flat_map(|form| form.documents.iter().copied())
            .collect()
    }

    /// Gives a form the keys that it has under the corrections of now, and has its node
    /// made anew.
    pub(super) fn look_anew(&mut self, id: FormId, touched: &mut Touched) {
        let Some(form) = &self.forms[id as usize] else {
            return;
        };
        if let Some(&node) = self.node_of.get(&id) {
            touched.nodes.insert(node);
        }
        let keys = form.keys_under(&self.corrections, self.told_of(id));
        if keys != form.keys {
            self.rekey(id, keys);
            if !touched.gone.contains(&id) {
                touched.come.insert(id);
            }
        }
    }
}
