//! Forms by the hashes that they are found by.

use std::collections::hash_map::Entry;
use std::hash::Hash;

use rustc_hash::FxHashMap;

use super::form::FormId;

/// The forms that each hash leads to, in no order. Most lead to one form, which needs no list.
#[derive(Debug)]
pub(super) struct Listed<H> {
    first: FxHashMap<H, FormId>,
    /// Those beside the first.
    others: FxHashMap<H, Vec<FormId>>,
}

impl<H> Default for Listed<H> {
    fn default() -> Listed<H> {
        Listed {
            first: FxHashMap::default(),
            others: FxHashMap::default(),
        }
    }
}

impl<H: Copy + Eq + Hash> Listed<H> {
    pub fn add(&mut self, hash: H, form: FormId) {
        let first = *self.first.entry(hash).or_insert(form);
        if first != form {
            self.others.entry(hash).or_default().push(form);
        }
    }

    pub fn remove(&mut self, hash: H, form: FormId) {
        let is_first = self.first.get(&hash) == Some(&form);
        let Entry::Occupied(mut others) = self.others.entry(hash) else {
            if is_first {
                self.first.remove(&hash);
            }
            return;
        };
        if !is_first {
            others.get_mut().retain(|other| *other != form);
        } else if let Some(next) = others.get_mut().pop() {
            self.first.insert(hash, next);
        }
        if others.get().is_empty() {
            others.remove();
        }
    }

    /// The forms that `hash` leads to.
    pub fn of(&self, hash: H) -> impl Iterator<Item = FormId> + '_ {
        let first = self.first.get(&hash).into_iter();
        // Without a first there are no others: nothing is looked up twice.
        let others = first.clone().filter_map(move |_| self.others.get(&hash));
        first.chain(others.flatten()).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_added_and_not_removed_is_found() {
        let mut listed = Listed::default();
        let found = |listed: &Listed<u64>| {
            let mut found: Vec<FormId> = listed.of(7).collect();
            found.sort_unstable();
            found
        };
        for form in [1, 2, 3] {
            listed.add(7, form);
        }
        listed.add(8, 1);
        assert_eq!(found(&listed), [1, 2, 3]);
        listed.remove(7, 2);
        assert_eq!(found(&listed), [1, 3]);
        listed.remove(7, 1);
        assert_eq!(found(&listed), [3]);
        listed.remove(7, 9);
        listed.remove(7, 3);
        assert!(found(&listed).is_empty());
        assert!(listed.others.is_empty() && listed.first.len() == 1);
    }
}
