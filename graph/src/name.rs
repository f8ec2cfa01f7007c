//! Names as they are compared here: the extractor's folding, and what comparing needs on top.

pub use hallway_extractor::identity::{fold, id, slug};

/// The folded name without blanks: 'Free threading', 'free-threading' and
/// 'FreeThreading' are one.
pub fn compact(name: &str) -> String {
    let mut folded = fold(name);
    folded.retain(|c| c != ' ');
    folded
}

/// A word without its plural ending, where that is plainly one.
pub fn singular(word: &str) -> &str {
    let plural = word.len() > 3
        && word.is_ascii()
        && word.ends_with('s')
        && !(word.ends_with("ss") || word.ends_with("us") || word.ends_with("is"));
    if plural {
        &word[..word.len() - 1]
    } else {
        word
    }
}

/// A person's name without the nickname that a catalogue puts behind it in brackets:
/// 'Amber Brown ("HawkOwl")'.
pub fn without_nickname(name: &str) -> &str {
    match name.find(['(', '[']) {
        Some(at) if name.trim_end().ends_with([')', ']']) && name[..at].trim().contains(' ') => {
            name[..at].trim()
        }
        _ => name,
    }
}

/// The first `length` hexadecimal digits of the digest of `bytes`.
pub(crate) fn digest(bytes: &[u8], length: usize) -> String {
    let mut hex = blake3::hash(bytes).to_hex().to_string();
    hex.truncate(length);
    hex
}

/// Words that say nothing about what a title or a question is about.
pub(crate) fn is_filler(word: &str) -> bool {
    const FILLER: [&str; 34] = [
        "a", "an", "the", "of", "in", "on", "at", "to", "for", "and", "or", "with", "by", "from",
        "is", "are", "your", "you", "how", "what", "why", "my", "our", "we", "i", "it", "its",
        "this", "that", "as", "do", "into", "using", "about",
    ];
    FILLER.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compact_names_ignore_blanks_and_hyphens() {
        assert_eq!(compact("Free-Threading"), compact("free threading"));
        assert_ne!(compact("C++"), compact("C"));
    }

    #[test]
    fn singular_leaves_short_and_latin_words() {
        assert_eq!(singular("subinterpreters"), "subinterpreter");
        assert_eq!(singular("class"), "class");
        assert_eq!(singular("status"), "status");
        assert_eq!(singular("js"), "js");
    }
}
