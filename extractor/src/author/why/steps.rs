//! The steps of compiled patterns, as their authors would write them.

use std::ops::Range;

use rustc_hash::FxHashSet;

use crate::lexicon::Lexicon;
use crate::rule::machine::View;
use crate::rule::pattern::{Mark, Pattern, Slot, Step};

/// A step in the notation of patterns.
pub fn told(step: &Step, pattern: &Pattern, lexicon: &Lexicon) -> String {
    match step {
        Step::Word(word) => lexicon.word(*word),
        Step::Class(class) => format!("@{}", lexicon.class_name(*class)),
        Step::Mark(mark) => mark_name(*mark).to_owned(),
        Step::Literal(text) => format!("\"{text}\""),
        Step::Any => ".".to_owned(),
        Step::Start => "^".to_owned(),
        Step::End => "$".to_owned(),
        Step::Slot(slot, number) => {
            let name = Slot::NAMES
                .iter()
                .find(|(_, known)| known == slot)
                .map_or("?", |(name, _)| name);
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

/// How far a pattern came in a region: the step that failed, at which token, and how many
/// steps held before it, of how many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reached {
    /// The step.
    pub step: usize,
    /// The token at which it was tried.
    pub token: usize,
    /// Steps that held on the way there.
    pub held: usize,
    /// Those, the failed one, and the fewest that would have had to follow.
    pub of: usize,
}

impl Reached {
    /// The share that held, in thousandths; then how much that is.
    pub fn rank(self) -> (usize, usize) {
        (
            (self.held * 1000).checked_div(self.of).unwrap_or(0),
            self.held,
        )
    }
}

/// Tries a pattern from a token, on every way through it, and tells how far it came.
pub fn furthest(
    view: &View,
    pattern: &Pattern,
    region: &Range<usize>,
    at: usize,
) -> Option<Reached> {
    let left = fewest_left(pattern);
    let mut seen = FxHashSet::default();
    let mut ways = vec![(0usize, at, 0usize)];
    let mut best: Option<Reached> = None;
    let mut ends = Vec::new();
    while let Some((step, token, held)) = ways.pop() {
        if !seen.insert((step, token)) {
            continue;
        }
        match &pattern.steps[step] {
            Step::Match => return None,
            Step::Jump(to) => ways.push((*to, token, held)),
            Step::Split(first, second) => {
                ways.extend([(*second, token, held), (*first, token, held)])
            }
            looks => {
                ends.clear();
                view.step_ends(looks, token, region, &mut ends);
                if ends.is_empty() {
                    let here = Reached {
                        step,
                        token,
                        held,
                        of: held + left[step],
                    };
                    if best.is_none_or(|best| (here.rank(), here.token) > (best.rank(), best.token))
                    {
                        best = Some(here);
                    }
                }
                let held = held + says(looks);
                ways.extend(ends.iter().rev().map(|end| (step + 1, *end as usize, held)));
            }
        }
    }
    best
}

/// What a step that holds says of the text; a gap says nothing.
fn says(step: &Step) -> usize {
    usize::from(*step != Step::Any)
}

/// For each step: how many steps that look at the text the shortest way to the end has,
/// itself included.
fn fewest_left(pattern: &Pattern) -> Vec<usize> {
    let far = usize::MAX / 2;
    let mut left = vec![far; pattern.steps.len()];
    // Jumps of repetitions lead back, so one pass from the end may not do.
    loop {
        let before = left.clone();
        for step in (0..pattern.steps.len()).rev() {
            let next = |to: usize| left.get(to).copied().unwrap_or(far);
            left[step] = match pattern.steps[step] {
                Step::Match => 0,
                Step::Jump(to) => next(to),
                Step::Split(first, second) => next(first).min(next(second)),
                ref looks => next(step + 1).saturating_add(says(looks)).min(far),
            };
        }
        if left == before {
            return left;
        }
    }
}
