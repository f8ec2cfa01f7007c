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
            let words = words(name);
            prepared.whole.insert(in_any_order(&words));
            if words.len() > 1 && taxonomy::entry_of(&words, name).is_none() {
                let mut keys = words.into_iter().map(|word| String::from(word.key));
                let Some(first) = keys.next() else { continue };
                let rest: Vec<String> = keys.collect();
                let others = prepared.longer.entry(first).or_default();
                // Many people share a first name, none needs standing here twice.
                if !others.contains(&rest) {
                    others.push(rest);
                }
            }
        }
        prepared
    }

    /// True where this label, as it compares, is one of the names.
    pub(super) fn has(&self, comparable: &str) -> bool {
        self.whole.contains(comparable)
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
                text[at..at + len].iter_mut().for_each(Word::blank);
            }
        }
    }
}

/// A label as others compare with it: without regard to case, accents, hyphens, plurals
/// and the order of its words.
pub(super) fn comparable(label: &str) -> String {
    in_any_order(&words(label))
}

fn in_any_order(words: &[Word<'_>]) -> String {
    let mut keys: Vec<&str> = words.iter().map(|word| word.key.as_str()).collect();
    keys.sort_unstable();
    keys.join(" ")
}
