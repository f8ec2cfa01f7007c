//! Names of people, organisations, events and places that a document holds: what they
//! cover is no topic. Looked up once a word, however many names there are.

use rustc_hash::{FxHashMap, FxHashSet};

use super::taxonomy;
use super::word::{Word, words};

/// The names of one document, ready to be looked up.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Names of several words, by their first word: the words that follow.
    longer: FxHashMap<String, Vec<Vec<String>>>,
    /// Every name, as a label compares.
    whole: FxHashSet<String>,
}

impl Names {
    /// Prepares these names. One that the taxonomy knows counts only as a whole.
    pub fn new<'n>(names: impl IntoIterator<Item = &'n str>) -> Names {
        let mut prepared = Names::default();
        for name in names {
            let mut keys = words(name).into_iter().map(|word| String::from(word.key));
            prepared.whole.insert(comparable(name));
            let Some(first) = keys.next() else { continue };
            let rest: Vec<String> = keys.collect();
            if !rest.is_empty() && taxonomy::entry(name).is_none() {
                let others = prepared.longer.entry(first).or_default();
                // Many people share a first name, none needs standing here twice.
                if !others.contains(&rest) {
                    others.push(rest);
                }
            }
        }
        prepared
    }

    /// True where this label is one of the names.
    pub(super) fn has(&self, label: &str) -> bool {
        self.whole.contains(&comparable(label))
    }

    /// Takes the names of several words out of a text: 'Pascal' in 'Pascal van Kooten' is no
    /// language.
    pub(super) fn blank(&self, text: &mut [Word<'_>]) {
        for at in 0..text.len() {
            let Some(others) = self.longer.get(text[at].key.as_str()) else {
                continue;
            };
            let follows = |rest: &&Vec<String>| {
                text.len() - at > rest.len()
                    && text[at + 1..]
                        .iter()
                        .zip(rest.iter())
                        .all(|(word, key)| word.key == *key)
            };
            if let Some(len) = others
                .iter()
                .filter(follows)
                .map(|rest| rest.len() + 1)
                .max()
            {
                text[at..at + len]
                    .iter_mut()
                    .for_each(|word| word.key.clear());
            }
        }
    }
}

/// A label as others compare with it: without regard to case, accents, hyphens, plurals
/// and the order of its words.
pub(super) fn comparable(label: &str) -> String {
    let mut words = words(label);
    words.sort_unstable_by(|a, b| a.key.cmp(&b.key));
    let mut comparable = String::with_capacity(label.len());
    for (number, word) in words.iter().enumerate() {
        if number > 0 {
            comparable.push(' ');
        }
        comparable.push_str(&word.key);
    }
    comparable
}
