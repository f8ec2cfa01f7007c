//! Words and what they are found in: a word as it is, all that begin with one, and all that
//! a typing error lies between.
//!
//! The words are a finite-state machine, through which a second one, of everything that is a
//! typing error away from what was typed, walks in step: it sees a few hundred states where
//! a list would have to be compared word by word. Such a machine cannot be changed. What
//! changed since it was made lies beside it, sorted, and when that is no longer little both
//! are made into one.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::ops::Bound::{Included, Unbounded};
use std::sync::{Arc, LazyLock};

use fst::{Automaton, IntoStreamer, Map, MapBuilder, Streamer};
use levenshtein_automata::{DFA, Distance, LevenshteinAutomatonBuilder, SINK_STATE};
use rustc_hash::FxHashMap;

/// So many changed words may always lie beside the machine; looking through them costs little.
const FEW: usize = 1024;
/// Of a large machine, one part in so many may.
const SHARE: usize = 16;

/// What words are found in.
pub(crate) trait Place: Copy + Debug {
    /// What the places of a word are sorted by. No two have the same.
    type Key: Ord + Copy + Debug;

    fn key(&self) -> Self::Key;
}

/// All words with their places. Clones share what stays the same.
#[derive(Clone, Debug)]
pub(crate) struct Index<T> {
    made: Arc<Made<T>>,
    /// All places of the words that changed since: none where a word is gone.
    changed: Arc<BTreeMap<Arc<str>, Arc<[T]>>>,
}

#[derive(Debug)]
struct Made<T> {
    /// The words, numbered in their order.
    words: Map<Vec<u8>>,
    /// Where the places of each word end and those of the next begin.
    ends: Box<[u32]>,
    places: Box<[T]>,
    /// How long each word is.
    lengths: Box<[u16]>,
}

/// Places that words lose and gain together.
#[derive(Debug)]
pub(crate) struct Changes<T: Place>(FxHashMap<Box<str>, Change<T>>);

/// The places that one word loses and gains.
#[derive(Debug)]
struct Change<T: Place> {
    gone: Vec<T::Key>,
    come: Vec<T>,
}

impl<T> Default for Index<T> {
    fn default() -> Index<T> {
        let made = Made {
            words: Map::default(),
            ends: Box::default(),
            places: Box::default(),
            lengths: Box::default(),
        };
        Index {
            made: Arc::new(made),
            changed: Arc::default(),
        }
    }
}

impl<T: Place> Index<T> {
    /// The places of exactly that word, sorted.
    pub fn get(&self, word: &str) -> &[T] {
        if let Some(places) = self.changed.get(word) {
            return places;
        }
        let number = self.made.words.get(word);
        number.map_or(&[], |number| self.made.places(number))
    }

    /// The first `most` words that are longer than `start` and begin with it, in order: how
    /// long each is, and its places.
    pub fn beginning_with(&self, start: &str, most: usize) -> Vec<(usize, &[T])> {
        let changed = self.changed.range::<str, _>((Included(start), Unbounded));
        let mut changed = changed
            .take_while(|(word, _)| word.starts_with(start))
            .peekable();
        if changed.peek().is_none() {
            return self.made.beginning_with(start, most);
        }
        let made = self.made.words.range().ge(start).into_stream();
        let mut found = Vec::new();
        self.each(made, changed, |word, places| {
            let begins = word.starts_with(start.as_bytes());
            if begins && word.len() > start.len() {
                found.push((word.len(), places));
            }
            begins && found.len() < most
        });
        found
    }

    /// The places of the first `most` words that are a typing error away from `word`.
    pub fn near(&self, word: &str, most: usize) -> Vec<&[T]> {
        let typo = Typo::of(word);
        let changed = self.changed.iter().filter(|(other, _)| typo.made(other));
        let made = self.made.words.search(&typo.0).into_stream();
        let mut found = Vec::new();
        self.each(made, changed, |other, places| {
            if other != word.as_bytes() {
                found.push(places);
            }
            found.len() < most
        });
        found
    }

    /// Tells words in order, those of the machine and those that changed as one, until
    /// `tell` has enough.
    fn each<'i>(
        &'i self,
        mut made: fst::map::Stream<'_, impl Automaton>,
        changed: impl Iterator<Item = (&'i Arc<str>, &'i Arc<[T]>)>,
        mut tell: impl FnMut(&[u8], &'i [T]) -> bool,
    ) {
        let mut tell = |word: &[u8], places: &'i [T]| places.is_empty() || tell(word, places);
        let mut changed = changed.peekable();
        while let Some((word, number)) = made.next() {
            while let Some((new, places)) = changed.next_if(|(new, _)| new.as_bytes() < word) {
                if !tell(new.as_bytes(), places) {
                    return;
                }
            }
            let places = match changed.next_if(|(new, _)| new.as_bytes() == word) {
                Some((_, places)) => places,
                None => self.made.places(number),
            };
            if !tell(word, places) {
                return;
            }
        }
        for (new, places) in changed {
            if !tell(new.as_bytes(), places) {
                return;
            }
        }
    }

    /// Makes the changes.
    pub fn change(&mut self, changes: Changes<T>) {
        let mut words = Vec::with_capacity(changes.0.len());
        for (word, mut change) in changes.0 {
            change.gone.sort_unstable();
            change.come.sort_by_key(T::key);
            let places: Arc<[T]> = change.made_to(self.get(&word)).into();
            words.push((Arc::from(word), places));
        }
        if words.is_empty() {
            return;
        }
        Arc::make_mut(&mut self.changed).extend(words);
        if self.changed.len() > FEW.max(self.made.ends.len() / SHARE) {
            self.made = Arc::new(self.made.with(&self.changed));
            self.changed = Arc::default();
        }
    }
}

impl<T: Place> Made<T> {
    fn places(&self, number: u64) -> &[T] {
        let number = number as usize;
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.places[start as usize..self.ends[number] as usize]
    }

    /// As of the index. Words that begin alike have numbers that follow on each other, so
    /// that two are looked up and none is spelled out.
    fn beginning_with(&self, start: &str, most: usize) -> Vec<(usize, &[T])> {
        let first = self.number_from(start.as_bytes());
        let mut beyond = start.as_bytes().to_vec();
        let end = match beyond.last_mut() {
            // No byte of a string is the highest there is.
            Some(last) => {
                *last += 1;
                self.number_from(&beyond)
            }
            None => self.ends.len() as u64,
        };
        (first..end)
            .map(|number| (usize::from(self.lengths[number as usize]), number))
            .filter(|(length, _)| *length > start.len())
            .take(most)
            .map(|(length, number)| (length, self.places(number)))
            .collect()
    }

    /// The number of the first word that is not before `bytes`.
    fn number_from(&self, bytes: &[u8]) -> u64 {
        let mut words = self.words.range().ge(bytes).into_stream();
        let first = words.next().map(|(_, number)| number);
        first.unwrap_or(self.ends.len() as u64)
    }

    /// The same with other places for the words that changed.
    fn with(&self, changed: &BTreeMap<Arc<str>, Arc<[T]>>) -> Made<T> {
        let mut words = MapBuilder::memory();
        let (mut ends, mut places, mut lengths) = (Vec::new(), Vec::new(), Vec::new());
        let mut put = |word: &[u8], own: &[T]| {
            if own.is_empty() {
                return;
            }
            let number = ends.len() as u64;
            words.insert(word, number).expect("words come in order");
            places.extend_from_slice(own);
            ends.push(places.len() as u32);
            lengths.push(u16::try_from(word.len()).unwrap_or(u16::MAX));
        };
        let mut changed = changed.iter().peekable();
        let mut old = self.words.stream();
        while let Some((word, number)) = old.next() {
            while let Some((new, own)) = changed.next_if(|(new, _)| new.as_bytes() < word) {
                put(new.as_bytes(), own);
            }
            match changed.next_if(|(new, _)| new.as_bytes() == word) {
                Some((_, own)) => put(word, own),
                None => put(word, self.places(number)),
            }
        }
        for (new, own) in changed {
            put(new.as_bytes(), own);
        }
        Made {
            words: words.into_map(),
            ends: ends.into(),
            places: places.into(),
            lengths: lengths.into(),
        }
    }
}

impl<T: Place> Change<T> {
    /// The places of a word without those that are gone, with those that came.
    fn made_to(&self, old: &[T]) -> Vec<T> {
        let mut places = Vec::with_capacity(old.len() + self.come.len());
        let mut old = old.iter().copied().peekable();
        let stays = |place: &T| self.gone.binary_search(&place.key()).is_err();
        for new in &self.come {
            while let Some(before) = old.next_if(|place| place.key() < new.key()) {
                places.extend(Some(before).filter(stays));
            }
            old.next_if(|place| place.key() == new.key());
            places.push(*new);
        }
        places.extend(old.filter(stays));
        places
    }
}

impl<T: Place> Default for Changes<T> {
    fn default() -> Changes<T> {
        Changes(FxHashMap::default())
    }
}

impl<T: Place> Changes<T> {
    /// A word is no longer in that place.
    pub fn lose(&mut self, word: &str, key: T::Key) {
        self.of(word).gone.push(key);
    }

    /// A word is in that place from now on.
    pub fn gain(&mut self, word: &str, place: T) {
        self.of(word).come.push(place);
    }

    fn of(&mut self, word: &str) -> &mut Change<T> {
        if !self.0.contains_key(word) {
            let change = Change {
                gone: Vec::new(),
                come: Vec::new(),
            };
            self.0.insert(word.into(), change);
        }
        self.0.get_mut(word).expect("it was just put in")
    }
}

/// Knows the words that are one typing error away from one: a letter changed, missing, too
/// many, or two neighbours that changed places.
pub(crate) struct Typo(DFA);

impl Typo {
    pub fn of(word: &str) -> Typo {
        static BUILDER: LazyLock<LevenshteinAutomatonBuilder> =
            LazyLock::new(|| LevenshteinAutomatonBuilder::new(1, true));
        Typo(BUILDER.build_dfa(word))
    }

    /// True where exactly one error lies between the word and `other`.
    pub fn made(&self, other: &str) -> bool {
        let mut state = self.0.initial_state();
        for byte in other.bytes() {
            state = self.0.transition(state, byte);
            if state == SINK_STATE {
                return false;
            }
        }
        self.0.distance(state) == Distance::Exact(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Place for u32 {
        type Key = u32;

        fn key(&self) -> u32 {
            *self
        }
    }

    #[test]
    fn one_typing_error_is_recognised() {
        let apart = |a: &str, b: &str| Typo::of(a).made(b);
        for (a, b) in [
            ("python", "pyhton"),
            ("python", "pythn"),
            ("python", "pythonn"),
            ("python", "pithon"),
            ("zürich", "zrüich"),
            ("a", "ab"),
        ] {
            assert!(apart(a, b) && apart(b, a), "{a} {b}");
        }
        for (a, b) in [
            ("python", "python"),
            ("python", "pyhotn"),
            ("python", "jython2"),
            ("", "ab"),
            ("abc", "cab"),
        ] {
            assert!(!apart(a, b) && !apart(b, a), "{a} {b}");
        }
    }

    /// Every answer of an index that changed again and again, against a plain map.
    #[test]
    fn changes_are_seen_whether_they_lie_beside_the_machine_or_in_it() {
        let word = |n: u32| format!("w{:03}{}", n * 7919 % 601, ["a", "ab", "b"][n as usize % 3]);
        let (mut index, mut plain) = (Index::<u32>::default(), BTreeMap::new());
        let mut made_anew = 0;
        for round in 0..40 {
            let mut changes = Changes::default();
            for n in 0..200 {
                let (word, place) = (word(round * 131 + n), n % 5);
                let places: &mut Vec<u32> = plain.entry(word.clone()).or_default();
                if let Ok(at) = places.binary_search(&place) {
                    if round % 4 == 3 {
                        places.remove(at);
                        changes.lose(&word, place);
                    }
                } else if round % 4 != 3 {
                    places.push(place);
                    places.sort();
                    changes.gain(&word, place);
                }
            }
            let before = index.made.ends.len();
            index.change(changes);
            made_anew += usize::from(index.made.ends.len() != before);
            plain.retain(|_, places| !places.is_empty());
            for n in 0..100 {
                let word = word(n * 17 + round);
                assert_eq!(
                    index.get(&word),
                    plain.get(&word).map_or(&[][..], |all| all)
                );
            }
            let theirs = |asked: &dyn Fn(&str) -> bool| -> Vec<(usize, &[u32])> {
                let asked = plain.iter().filter(|(word, _)| asked(word));
                asked
                    .map(|(word, places)| (word.len(), &**places))
                    .take(64)
                    .collect()
            };
            for start in ["", "w1", "w10", "w100a", "x"] {
                let longer = |word: &str| word.starts_with(start) && word != start;
                assert_eq!(index.beginning_with(start, 64), theirs(&longer), "{start}");
            }
            for typed in ["w100a", "w010b", "w00", "1w01ab"] {
                let typo = Typo::of(typed);
                let near: Vec<&[u32]> = theirs(&|word| typo.made(word))
                    .into_iter()
                    .map(|(_, places)| places)
                    .collect();
                assert_eq!(index.near(typed, 64), near, "{typed}");
            }
        }
        assert!(made_anew > 0, "the machine was never made anew");
    }
}
