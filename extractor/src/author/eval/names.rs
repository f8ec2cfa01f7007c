//! When two names are the same name, as scoring on gold sees it.
//!
//! The scorer forgives more than the graph does: gold lists several right names, and an
//! extractor may hit any of them in its own spelling.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

const SMALL: [&str; 21] = [
    "a", "an", "the", "of", "in", "on", "at", "to", "for", "and", "or", "with", "by", "from", "is",
    "are", "your", "you", "how", "what", "why",
];
const ORG_TAIL: [&str; 9] = [
    "inc",
    "ltd",
    "llc",
    "gmbh",
    "corp",
    "corporation",
    "co",
    "company",
    "labs",
];

/// The case-, accent-, punctuation- and space-insensitive form of a name.
pub fn fold(name: &str) -> String {
    let mut text: String = unescaped(name)
        .nfkd()
        .flat_map(char::to_lowercase)
        .filter(|c| !is_combining_mark(*c))
        .collect();
    text = text
        .replace('ß', "ss")
        .replace('ı', "i")
        .replace('&', " and ")
        .replace('’', "'")
        .replace("'s ", "s ");
    let chars: Vec<char> = text.trim_start_matches('#').chars().collect();
    let word = |c: char| c.is_alphanumeric() || c == '_';
    let mut folded = String::new();
    for (i, c) in chars.iter().enumerate() {
        let closes = *c == '.'
            && i > 0
            && word(chars[i - 1])
            && chars.get(i + 1).is_none_or(|next| next.is_whitespace());
        if word(*c) || matches!(c, '+' | '#') || (*c == '.' && !closes) {
            folded.push(*c);
        } else if !closes {
            folded.push(' ');
        }
    }
    let folded = folded
        .trim_matches([' ', '.'])
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    folded
        .strip_prefix("the ")
        .map_or(folded.clone(), str::to_owned)
}

/// `text` with the entities that feeds and pages leave in names resolved.
fn unescaped(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let entity = rest
            .find(';')
            .filter(|end| *end < 10)
            .map(|end| &rest[1..end]);
        let number = entity
            .and_then(|name| name.strip_prefix('#'))
            .and_then(|digits| match digits.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16).ok(),
                None => digits.parse().ok(),
            });
        let known = match entity {
            Some("amp") => Some('&'),
            Some("lt") => Some('<'),
            Some("gt") => Some('>'),
            Some("quot") => Some('"'),
            Some("apos") => Some('\''),
            Some("nbsp") => Some('\u{a0}'),
            _ => number.and_then(char::from_u32),
        };
        match (known, entity) {
            (Some(c), Some(name)) => {
                out.push(c);
                rest = &rest[name.len() + 2..];
            }
            _ => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// The words of a name that carry meaning, in the singular.
fn words(name: &str) -> Vec<String> {
    fold(name)
        .split_whitespace()
        .filter(|word| !SMALL.contains(word))
        .map(singular)
        .collect()
}

fn singular(word: &str) -> String {
    let plural = word.chars().count() > 3 && word.ends_with('s') && !word.ends_with("ss");
    if plural {
        word[..word.len() - 1].to_owned()
    } else {
        word.to_owned()
    }
}

/// Persons: equal once folded.
pub fn same_person(a: &str, b: &str) -> bool {
    fold(a) == fold(b)
}

/// Organisations: equal but for blanks and their legal form.
pub fn same_org(a: &str, b: &str) -> bool {
    let core = |name: &str| {
        let folded = fold(name);
        let mut parts: Vec<&str> = folded.split_whitespace().collect();
        while parts.len() > 1 && parts.last().is_some_and(|last| ORG_TAIL.contains(last)) {
            parts.pop();
        }
        parts.concat()
    };
    core(a) == core(b)
}

/// Topics: the same words, or one of two or more words that makes up half of the other.
pub fn same_topic(a: &str, b: &str) -> bool {
    let set = |name: &str| words(name).into_iter().collect::<BTreeSet<_>>();
    let (ta, tb) = (set(a), set(b));
    if ta.is_empty() || tb.is_empty() {
        return fold(a) == fold(b);
    }
    if ta == tb || fold(a).replace(' ', "") == fold(b).replace(' ', "") {
        return true;
    }
    let (small, large) = if ta.len() <= tb.len() {
        (ta, tb)
    } else {
        (tb, ta)
    };
    small.len() >= 2 && small.is_subset(&large) && 2 * small.len() >= large.len()
}

/// How alike two titles are, 0 to 1: what share of their words they have in common; at
/// least 0.9 where one stands in the other.
pub fn title_similarity(a: &str, b: &str) -> f64 {
    let (ta, tb) = (words(a), words(b));
    if ta.is_empty() || tb.is_empty() {
        return if fold(a) == fold(b) { 1.0 } else { 0.0 };
    }
    let (sa, sb): (BTreeSet<_>, BTreeSet<_>) = (ta.iter().collect(), tb.iter().collect());
    let common = sa.intersection(&sb).count();
    let dice = 2.0 * common as f64 / (sa.len() + sb.len()) as f64;
    let (ja, jb) = (ta.join(" "), tb.join(" "));
    let (short, long) = if ja.chars().count() <= jb.chars().count() {
        (ja, jb)
    } else {
        (jb, ja)
    };
    let contained =
        short.split(' ').count() >= 2 && format!(" {long} ").contains(&format!(" {short} "));
    if contained { dice.max(0.9) } else { dice }
}

/// Events: equal but for blanks.
pub fn same_event(a: &str, b: &str) -> bool {
    fold(a).replace(' ', "") == fold(b).replace(' ', "")
}

/// Places: one says the other and more.
pub fn same_place(a: &str, b: &str) -> bool {
    let (fa, fb) = (fold(a), fold(b));
    let set = |name: &str| {
        name.split_whitespace()
            .map(str::to_owned)
            .collect::<BTreeSet<_>>()
    };
    let (sa, sb) = (set(&fa), set(&fb));
    sa.is_subset(&sb) || sb.is_subset(&sa)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_forgets_what_scoring_forgives() {
        assert_eq!(
            fold("The Perl &amp; Raku Foundation"),
            "perl and raku foundation"
        );
        assert_eq!(fold("Łukasz Ångström Jr."), "łukasz angstrom jr");
        assert_eq!(fold("K. Jay Miller"), "k jay miller");
        assert_eq!(fold("C++, Node.js and C#."), "c++ node.js and c#");
        assert_eq!(fold("#PyTexas’s talks"), "pytexass talks");
        assert_eq!(fold("&#39;Tis"), "tis");
    }

    #[test]
    fn kinds_differ_in_what_they_forgive() {
        assert!(same_org("Muck Rack, Inc.", "MuckRack") && !same_org("Labs", "Inc"));
        assert!(
            same_topic("type hints", "Python type hint") && !same_topic("types", "Python types")
        );
        assert!(
            same_place("Pittsburgh", "Pittsburgh, PA")
                && !same_place("Paris, France", "Paris, Texas")
        );
        assert!((title_similarity("Rust inside", "Rust inside: a year later") - 0.9).abs() < 1e-9);
        assert!(title_similarity("", "x") < 0.1);
    }
}
