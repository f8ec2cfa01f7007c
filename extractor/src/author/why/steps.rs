//! The steps of compiled patterns, as their authors would write them.

use crate::lexicon::Lexicon;
use crate::rule::pattern::{Mark, Pattern, Slot, Step};

/// A step in the notation of patterns.
pub fn told(step: &Step, pattern: &Pattern, lexicon: &Lexicon) -> String {
    match step {
        Step::Word(word) => lexicon.word(*word).to_owned(),
        Step::Class(class) => format!("@{}", lexicon.class_name(*class)),
        Step::Mark(mark) => mark_name(*mark).to_owned(),
        Step::Literal(text) => format!("\"{text}\""),
        Step::Any => ".".to_owned(),
        Step::Start => "^".to_owned(),
        Step::End => "$".to_owned(),
        Step::Slot(slot, number) => {
            let name = Slot::NAMES.iter().find(|(_, known)| known == slot).map_or("?", |(name, _)| name);
            match number.and_then(|n| pattern.captures.get(n as usize)) {
                Some(capture) => format!("<{capture}:{name}>"),
                None => format!("<{name}>"),
            }
        }
        Step::Split(..) | Step::Jump(_) | Step::Match => String::new(),
    }
}

fn mark_name(mark: Mark) -> &'static str {
    match mark {
        Mark::Dash => "DASH",
        Mark::Colon => "COLON",
        Mark::Comma => "COMMA",
        Mark::Open => "OPEN",
        Mark::Close => "CLOSE",
        Mark::Bar => "BAR",
        Mark::Possessive => "'S",
        Mark::Break => "BREAK",
        Mark::Quote => "QUOTE",
    }
}

/// How many steps of a pattern look at the text, and how many of them stand before `step`.
pub fn progress(pattern: &Pattern, step: usize) -> (usize, usize) {
    let looks = |step: &&Step| !matches!(step, Step::Split(..) | Step::Jump(_) | Step::Match);
    (pattern.steps[..step].iter().filter(looks).count(), pattern.steps.iter().filter(looks).count())
}
