//! A set of words, looked up by how they begin, and by what they are a typing error away from.

use std::sync::Arc;

/// The words. Clones share what stays the same.
#[derive(Clone, Debug, Default)]
pub(super) struct Dictionary {
    /// All words, for looking up by how they begin.
    forward: Sorted,
    /// All words with their letters in reverse, for looking up by how they end.
    backward: Sorted,
}

impl Dictionary {
    /// Puts a word in.
    pub fn insert(&mut self, word: Arc<str>) {
        let reversed: String = word.chars().rev().collect();
        self.forward.insert(word);
        self.backward.insert(reversed.into());
    }

    /// Takes a word out.
    pub fn remove(&mut self, word: &str) {
        self.forward.remove(word);
        let reversed: String = word.chars().rev().collect();
        self.backward.remove(&reversed);
    }

    /// The words that begin with `start`, in order.
    pub fn beginning_with<'w>(&'w self, start: &'w str) -> impl Iterator<Item = &'w str> {
        self.forward.beginning_with(start)
    }

    /// The words one typing error away from `word`: a letter changed, missing, too many,
    /// or two that changed places. Sorted, without `word` itself.
    pub fn near(&self, word: &str) -> Vec<String> {
        let letters: Vec<char> = word.chars().collect();
        if letters.len() < 4 {
            return Vec::new();
        }
        let mut near: Vec<String> = Vec::new();
        // Where one letter is wrong, either the first half of the word is right or the second.
        let (first, second) = letters.split_at(letters.len() / 2);
        let first: String = first.iter().collect();
        let second: String = second.iter().rev().collect();
        near.extend(
            self.forward
                .beginning_with(&first)
                .filter(|other| one_apart(&letters, other))
                .map(str::to_owned),
        );
        let reversed: Vec<char> = letters.iter().rev().copied().collect();
        let backward = self
            .backward
            .beginning_with(&second)
            .filter(|other| one_apart(&reversed, other));
        near.extend(backward.map(|other| other.chars().rev().collect::<String>()));
        // Two letters that changed places may lie on both sides of the middle.
        for at in 1..letters.len() {
            let mut swapped = letters.clone();
            swapped.swap(at - 1, at);
            let swapped: String = swapped.into_iter().collect();
            if swapped != word && self.forward.contains(&swapped) {
                near.push(swapped);
            }
        }
        near.sort();
        near.dedup();
        near
    }
}

/// True where `other` is exactly one typing error from `word`.
pub(crate) fn one_apart(word: &[char], other: &str) -> bool {
    // Most words that begin alike differ in length, and letters have at least one byte.
    if other.len() + 1 < word.len() || other.len() > word.len() + 1 && other.is_ascii() {
        return false;
    }
    let mut theirs = other.chars();
    let mut common = 0;
    while let Some(letter) = theirs.clone().next()
        && word.get(common) == Some(&letter)
    {
        theirs.next();
        common += 1;
    }
    let mine = &word[common..];
    let rest = |skip_mine: usize, skip_theirs: usize| {
        mine.len() >= skip_mine
            && mine[skip_mine..]
                .iter()
                .copied()
                .eq(theirs.clone().skip(skip_theirs))
    };
    let differs = !mine.is_empty() || theirs.clone().next().is_some();
    let swapped = || {
        let mut ahead = theirs.clone();
        mine.len() >= 2
            && ahead.next() == Some(mine[1])
            && ahead.next() == Some(mine[0])
            && rest(2, 2)
    };
    differs
        && (!mine.is_empty() && theirs.clone().next().is_some() && rest(1, 1)
            || !mine.is_empty() && rest(1, 0)
            || theirs.clone().next().is_some() && rest(0, 1)
            || swapped())
}

/// Words in order, in parts of at most a few hundred.
#[derive(Clone, Debug, Default)]
struct Sorted {
    parts: Vec<Arc<Vec<Arc<str>>>>,
}

impl Sorted {
    const MOST: usize = 512;

    /// The part that `word` belongs to.
    fn part(&self, word: &str) -> usize {
        self.parts
            .partition_point(|part| part.first().is_some_and(|first| &**first <= word))
            .saturating_sub(1)
    }

    fn insert(&mut self, word: Arc<str>) {
        if self.parts.is_empty() {
            self.parts.push(Arc::default());
        }
        let number = self.part(&word);
        let part = Arc::make_mut(&mut self.parts[number]);
        if let Err(at) = part.binary_search(&word) {
            part.insert(at, word);
        }
        if part.len() > Sorted::MOST {
            let half = part.split_off(Sorted::MOST / 2);
            self.parts.insert(number + 1, Arc::new(half));
        }
    }

    fn remove(&mut self, word: &str) {
        let number = self.part(word);
        let Some(part) = self.parts.get_mut(number) else {
            return;
        };
        let part = Arc::make_mut(part);
        if let Ok(at) = part.binary_search_by(|other| (**other).cmp(word)) {
            part.remove(at);
        }
        if part.is_empty() {
            self.parts.remove(number);
        }
    }

    fn contains(&self, word: &str) -> bool {
        self.parts
            .get(self.part(word))
            .is_some_and(|part| part.binary_search_by(|other| (**other).cmp(word)).is_ok())
    }

    fn beginning_with<'w>(&'w self, start: &'w str) -> impl Iterator<Item = &'w str> {
        let number = self.part(start);
        let at = self
            .parts
            .get(number)
            .map_or(0, |part| part.partition_point(|word| &**word < start));
        let first = self
            .parts
            .get(number)
            .into_iter()
            .flat_map(move |part| &part[at..]);
        let others = self
            .parts
            .iter()
            .skip(number + 1)
            .flat_map(|part| part.iter());
        first
            .chain(others)
            .map(|word| &**word)
            .take_while(move |word| word.starts_with(start))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_typing_error_is_recognised() {
        let apart = |a: &str, b: &str| one_apart(&a.chars().collect::<Vec<_>>(), b);
        for (a, b) in [
            ("python", "pyhton"),
            ("python", "pythn"),
            ("python", "pythonn"),
            ("python", "pithon"),
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

    #[test]
    fn sorted_words_come_and_go() {
        let mut sorted = Sorted::default();
        let word = |n: usize| Arc::from(format!("w{:05}", n * 7919 % 10_007));
        for n in 0..3000 {
            sorted.insert(word(n));
        }
        let all: Vec<&str> = sorted.beginning_with("w").collect();
        assert_eq!(all.len(), 3000);
        assert!(all.is_sorted());
        let some = sorted.beginning_with("w00").count();
        assert_eq!(
            some,
            all.iter().filter(|word| word.starts_with("w00")).count()
        );
        for n in 0..3000 {
            sorted.remove(&word(n));
        }
        assert_eq!(sorted.beginning_with("").count(), 0);
    }
}
