//! A word that is looked for, and where a text has it.

use std::cell::OnceCell;

use super::index::Typo;
use crate::name;
use crate::view::NodeData;

/// A word of the text that is searched for.
pub(super) struct Wanted<'w> {
    /// The word, folded.
    pub word: &'w str,
    typo: OnceCell<Option<Typo>>,
}

impl<'w> Wanted<'w> {
    pub fn new(word: &'w str) -> Wanted<'w> {
        Wanted {
            word,
            typo: OnceCell::new(),
        }
    }

    /// What it may be misspelt for; nothing where it is so short that a typing error makes
    /// any word of any other. Made when it is first asked for, because most words are right.
    pub fn typo(&self) -> Option<&Typo> {
        let make = || (self.word.chars().count() >= 4).then(|| Typo::of(self.word));
        self.typo.get_or_init(make).as_ref()
    }

    /// True where it stands for `other`, folded.
    fn means(&self, other: &str) -> bool {
        // A letter has at most four bytes.
        other.starts_with(self.word)
            || other.len().abs_diff(self.word.len()) <= 4
                && self.typo().is_some_and(|typo| typo.made(other))
    }
}

/// The name of a node that has most of the words, and where.
pub(super) fn best_name<'n>(
    data: &'n NodeData,
    wanted: &[Wanted<'_>],
) -> (&'n str, Vec<(usize, usize)>) {
    let mut best = (&*data.name, highlights(&data.name, wanted));
    for alias in &data.aliases {
        let marks = highlights(alias, wanted);
        if marks.len() > best.1.len() {
            best = (alias, marks);
        }
    }
    best
}

/// The byte ranges of the words of `text` for which one of the wanted words stands.
pub(super) fn highlights(text: &str, wanted: &[Wanted<'_>]) -> Vec<(usize, usize)> {
    let mut marks = Vec::new();
    let mut start = None;
    let ends = text
        .char_indices()
        .chain(std::iter::once((text.len(), ' ')));
    for (at, c) in ends {
        if c.is_alphanumeric() || "+#.'’".contains(c) {
            start = start.or(Some(at));
            continue;
        }
        let Some(from) = start.take() else { continue };
        let folded = name::fold(&text[from..at]);
        if !folded.is_empty() && wanted.iter().any(|wanted| wanted.means(&folded)) {
            marks.push((from, at));
        }
    }
    marks
}
