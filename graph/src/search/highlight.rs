//! Where a text has the words that were looked for.

use crate::name;
use crate::view::NodeData;

/// True for words of which a typing error leaves enough to know them by.
pub(super) fn may_be_misspelt(word: &str) -> bool {
    word.chars().count() >= 4
}

/// The name of a node that has most of the words, and where.
pub(super) fn best_name<'n>(data: &'n NodeData, wanted: &[&str]) -> (&'n str, Vec<(usize, usize)>) {
    let mut best = (&*data.name, highlights(&data.name, wanted));
    for alias in data.aliases() {
        let marks = highlights(alias, wanted);
        if marks.len() > best.1.len() {
            best = (alias, marks);
        }
    }
    best
}

/// The byte ranges of the words of `text` for which one of the wanted words stands.
pub(super) fn highlights(text: &str, wanted: &[&str]) -> Vec<(usize, usize)> {
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
        if !folded.is_empty() && wanted.iter().any(|wanted| means(wanted, &folded)) {
            marks.push((from, at));
        }
    }
    marks
}

/// True where a wanted word stands for `other`: it begins like it, or a typing error lies
/// between them.
fn means(wanted: &str, other: &str) -> bool {
    if other.starts_with(wanted) {
        return true;
    }
    // Measuring a distance costs more than seeing that most words differ in more than the
    // two letters that one error touches.
    let alike = |pairs: &mut dyn Iterator<Item = (char, char)>| {
        pairs.take_while(|(mine, theirs)| mine == theirs).count()
    };
    let (mine, theirs) = (wanted.chars(), other.chars());
    let letters = mine.clone().count();
    wanted.len().abs_diff(other.len()) <= 4
        && may_be_misspelt(wanted)
        && alike(&mut mine.clone().zip(theirs.clone())) + alike(&mut mine.rev().zip(theirs.rev()))
            >= letters - 2
        && strsim::osa_distance(wanted, other) == 1
}
