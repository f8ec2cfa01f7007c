//! Matching compiled patterns against regions of a document.

use std::ops::Range;

use crate::lexicon::{Lexicon, Meaning};
use crate::mention::Mentions;
use crate::rule::pattern::{Mark, Pattern, Step};
use crate::rule::prefilter::Cue;
use crate::rule::{Candidate, Where};
use crate::token::{Token, Tokens, shape};

/// The longest region that whole-region patterns are tried on, in tokens.
pub const LONGEST_REGION: usize = 160;
/// The most captures a pattern may have.
pub const CAPTURES: usize = 6;

/// A document as patterns see it.
#[derive(Clone, Copy)]
pub struct View<'d> {
    /// The plain text.
    pub text: &'d str,
    /// Its tokens.
    pub tokens: &'d Tokens,
    /// What each token shows.
    pub cues: &'d [Cue],
    /// Its entity mentions.
    pub mentions: &'d Mentions,
    /// Its marks, as runs of tokens, sorted by first token.
    pub marks: &'d [TokenMark],
    /// Words and classes.
    pub lexicon: &'d Lexicon,
    /// For each token: the known person whose name or short name starts there, with the
    /// token after it and the person's number. Empty until persons are known.
    pub persons: &'d [Option<(u32, u32)>],
    /// True where the document has an author whom 'I' can stand for.
    pub first_person: bool,
    /// The place that is looked at: on a line of prose a full stop is no end of a title, and in
    /// a heading a link to a talk's page is one however it is written.
    pub place: Where,
    /// True where all of the region is somebody's name, whatever its words.
    pub name_line: bool,
}

/// A mark of the document over tokens.
#[derive(Clone, Copy, Debug)]
pub struct TokenMark {
    /// Its first token.
    pub start: u32,
    /// The token after its last.
    pub end: u32,
    /// What sets it apart.
    pub kind: TokenMarkKind,
}

/// Those of `marks`, which are sorted, that begin at a token.
pub fn marks_at(marks: &[TokenMark], at: usize) -> impl Iterator<Item = &TokenMark> {
    let from = marks.partition_point(|mark| (mark.start as usize) < at);
    marks[from..]
        .iter()
        .take_while(move |mark| mark.start as usize == at)
}

/// What sets a run of tokens apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenMarkKind {
    /// A link.
    Link,
    /// A link to a recording or to slides.
    Recording,
    /// Emphasis or strong emphasis.
    Emphasis,
    /// Quotation marks, or markup for a quotation.
    Quotation,
    /// Inline code.
    Code,
}

/// What a match captured: for each capture its tokens, where it took part.
pub type Captures = [Option<(u32, u32)>; CAPTURES];

/// The scratch memory of the machine, reused from match to match.
#[derive(Default)]
pub struct Machine {
    stack: Vec<Thread>,
    taken: Vec<Taken>,
    visited: Visited,
    ends: Vec<u32>,
    /// The branches of rules that are tried, for whoever starts the machine.
    pub(crate) candidates: Vec<Candidate>,
}

/// A way to go on: the step to try, the token to try it at, and the last of the captures on
/// the way there.
#[derive(Clone, Copy)]
struct Thread {
    step: u32,
    at: u32,
    taken: Option<u32>,
}

/// A capture on the way of some threads, and the one before it.
struct Taken {
    before: Option<u32>,
    capture: u8,
    tokens: (u32, u32),
}

/// Which steps were tried at which tokens during one match. A pattern of hundreds of steps on a
/// long sentence has tens of thousands of such cells, of which a match visits a few: those are
/// noted, so that forgetting them costs no more than visiting them did.
#[derive(Default)]
struct Visited {
    bits: Vec<u64>,
    cells: Vec<u32>,
}

impl Visited {
    /// Forgets all visits, and makes room for cells up to that number.
    fn start(&mut self, cells: usize) {
        for cell in self.cells.drain(..) {
            self.bits[cell as usize / 64] = 0;
        }
        let words = cells.div_ceil(64);
        if self.bits.len() < words {
            self.bits.resize(words, 0);
        }
    }

    /// Notes a visit; false where the cell was visited before.
    fn visit(&mut self, cell: usize) -> bool {
        let (word, bit) = (&mut self.bits[cell / 64], 1 << (cell % 64));
        let new = *word & bit == 0;
        if new {
            *word |= bit;
            self.cells.push(cell as u32);
        }
        new
    }
}

impl Machine {
    /// The first match of the pattern's branch `entry` that starts at `at`, in `region`: the
    /// token after it and the captures.
    pub fn run(
        &mut self,
        view: &View,
        pattern: &Pattern,
        entry: usize,
        region: &Range<usize>,
        at: usize,
    ) -> Option<(usize, Captures)> {
        let width = region.len() + 1;
        self.visited.start(pattern.steps.len() * width);
        self.taken.clear();
        self.stack.clear();
        self.stack.push(Thread {
            step: entry as u32,
            at: at as u32,
            taken: None,
        });
        let (steps, guards) = (&pattern.steps[..], &pattern.guards[..]);
        let cues = &view.cues[..region.end];
        while let Some(thread) = self.stack.pop() {
            let taken = thread.taken;
            let (mut pc, mut pos) = (thread.step as usize, thread.at as usize);
            let leads_on = |pc: usize, pos: usize| guards[pc].leads_on(cues.get(pos));
            let mut open = leads_on(pc, pos);
            // Steps that leave one way to go on are followed at once.
            while open && self.visited.visit(pc * width + (pos - region.start)) {
                match &steps[pc] {
                    Step::Match => return Some((pos, self.captures(taken))),
                    Step::Jump(to) => pc = *to,
                    // Of many alternatives few lead on: the others are passed over here.
                    Step::Split(first, second) => {
                        open = leads_on(*second, pos);
                        pc = *second;
                        if leads_on(*first, pos) {
                            if open {
                                self.stack.push(Thread {
                                    step: *second as u32,
                                    at: pos as u32,
                                    taken,
                                });
                            }
                            open = true;
                            pc = *first;
                        }
                        continue;
                    }
                    Step::Start if pos == region.start => pc += 1,
                    Step::End if view.only_closing(pos, region.end) => pc += 1,
                    Step::Start | Step::End => break,
                    Step::Slot(slot, number) => {
                        self.ends.clear();
                        view.slot_ends(*slot, pos, region, &mut self.ends);
                        let (next, guard) = (&steps[pc + 1], &guards[pc + 1]);
                        for end in self.ends.iter().rev() {
                            // Of the many places where a title may end, only those with the right
                            // word after them are worth remembering.
                            if !guard.leads_on(cues.get(*end as usize))
                                || !view.may_go_on(next, *end as usize, region)
                            {
                                continue;
                            }
                            let mut taken = taken;
                            if let Some(capture) = number {
                                self.taken.push(Taken {
                                    before: taken,
                                    capture: *capture,
                                    tokens: (pos as u32, *end),
                                });
                                taken = Some(self.taken.len() as u32 - 1);
                            }
                            self.stack.push(Thread {
                                step: pc as u32 + 1,
                                at: *end,
                                taken,
                            });
                        }
                        break;
                    }
                    Step::Class(class) => {
                        // Most words open no phrase.
                        if let Some(token) = view.tokens.tokens[..region.end].get(pos)
                            && view.lexicon.phrases(token.word).is_empty()
                        {
                            if !token.in_any(class.bit()) {
                                break;
                            }
                            pc += 1;
                            pos += 1;
                            open = leads_on(pc, pos);
                            continue;
                        }
                        self.ends.clear();
                        view.class_ends(*class, pos, region.end, &mut self.ends);
                        let threads = self.ends.iter().rev().map(|end| Thread {
                            step: pc as u32 + 1,
                            at: *end,
                            taken,
                        });
                        self.stack.extend(threads);
                        break;
                    }
                    step => {
                        let used = (pos < region.end).then(|| view.step_at(step, pos, region));
                        let Some(used) = used.flatten() else { break };
                        pc += 1;
                        pos += used;
                    }
                }
                open = leads_on(pc, pos);
            }
        }
        None
    }

    /// The captures on the way that ended with this one; of those of one number the last.
    fn captures(&self, last: Option<u32>) -> Captures {
        let mut captures = [None; CAPTURES];
        let mut open = last;
        while let Some(taken) = open.and_then(|number| self.taken.get(number as usize)) {
            if let Some(capture @ None) = captures.get_mut(taken.capture as usize) {
                *capture = Some(taken.tokens);
            }
            open = taken.before;
        }
        captures
    }
}

impl View<'_> {
    pub(super) fn token(&self, at: usize) -> &Token {
        &self.tokens.tokens[at]
    }

    /// The text of one token.
    pub fn word(&self, at: usize) -> &str {
        self.token(at).span.of(self.text)
    }

    /// True where nothing but closing punctuation stands between `at` and `end`.
    pub(crate) fn only_closing(&self, at: usize, end: usize) -> bool {
        // A line of prose ends with a full stop, a title line does not.
        if self.place == Where::Line && at < end && self.word(at) == "." {
            return false;
        }
        (at..end).all(|i| {
            !self.token(i).is(shape::WORD)
                && matches!(self.word(i), "." | "!" | "?" | "…" | ":" | ";" | ",")
        })
    }

    /// True where blanks, or a border of the region, stand on both sides of a token, or a blank
    /// before it and a capital after: 'Title -Name'.
    fn spaced(&self, at: usize, region: &Range<usize>) -> bool {
        self.token(at).is(shape::SPACED)
            && (at + 1 >= region.end
                || self.token(at + 1).is(shape::SPACED)
                || self.token(at + 1).is(shape::CAPITAL))
    }

    /// Where a step that looks at the text may end when it is tried at `at`, best first.
    pub(crate) fn step_ends(
        &self,
        step: &Step,
        at: usize,
        region: &Range<usize>,
        ends: &mut Vec<u32>,
    ) {
        match step {
            Step::Start => ends.extend((at == region.start).then_some(at as u32)),
            Step::End => ends.extend(self.only_closing(at, region.end).then_some(at as u32)),
            Step::Slot(slot, _) => self.slot_ends(*slot, at, region, ends),
            Step::Class(class) => self.class_ends(*class, at, region.end, ends),
            step if at < region.end => ends.extend(
                self.step_at(step, at, region)
                    .map(|used| (at + used) as u32),
            ),
            _ => {}
        }
    }

    /// False where the step, whose guard lets it be tried at `at`, is sure to find nothing.
    fn may_go_on(&self, step: &Step, at: usize, region: &Range<usize>) -> bool {
        match step {
            Step::End => self.only_closing(at, region.end),
            Step::Word(_) | Step::Mark(_) | Step::Literal(_) => {
                at < region.end && self.step_at(step, at, region).is_some()
            }
            _ => true,
        }
    }

    fn step_at(&self, step: &Step, at: usize, region: &Range<usize>) -> Option<usize> {
        let token = self.token(at);
        let fits = match step {
            Step::Word(word) => token.word == *word && token.word != 0,
            Step::Mark(Mark::Possessive) => {
                token.is(shape::POSSESSIVE)
                    || (matches!(self.word(at), "'" | "’") && !token.is(shape::SPACED))
            }
            Step::Mark(Mark::Break) => {
                return (at > region.start && token.is(shape::LINE_START)).then_some(0);
            }
            Step::Mark(mark) => {
                !token.is(shape::WORD) && mark.matches(self.word(at), self.spaced(at, region))
            }
            Step::Literal(text) => self.word(at) == &**text,
            Step::Any => true,
            _ => false,
        };
        fits.then_some(1)
    }

    pub(crate) fn class_ends(
        &self,
        class: crate::lexicon::Class,
        at: usize,
        end: usize,
        ends: &mut Vec<u32>,
    ) {
        if at >= end {
            return;
        }
        let token = self.token(at);
        if token.word == 0 {
            return;
        }
        for phrase in self.lexicon.phrases(token.word) {
            if phrase.meaning == Meaning::Class(class) && at + phrase.rest.len() < end {
                let rest = &self.tokens.tokens[at + 1..at + 1 + phrase.rest.len()];
                if rest
                    .iter()
                    .zip(phrase.rest.iter())
                    .all(|(t, w)| t.word == *w)
                {
                    ends.push((at + 1 + phrase.rest.len()) as u32);
                }
            }
        }
        if token.in_any(class.bit()) {
            ends.push(at as u32 + 1);
        }
    }
}
