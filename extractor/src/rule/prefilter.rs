//! What a region must show before a pattern is tried on it.
//!
//! Most rules fit in few places. Each way a pattern can begin (its branches) knows what every
//! match by that way must hold; a region shows what it holds as a set of [`Traits`], and only
//! branches whose needs are met reach the machine. This never decides what matches: a branch
//! that is let through for nothing is only slower.

use std::sync::LazyLock;

use super::pattern::{Mark, Slot, Step, Tree};
use crate::lexicon::{Class, ClassSet, Lexicon, WordId, class};
use crate::token::{Token, shape};

/// The 64-bit words of a set of traits.
const SIZE: usize = 8;
/// How many traits there are.
pub const TRAITS: usize = SIZE * 64;
/// The first trait that stands for a [`Feature`].
const FEATURES: usize = 128;
/// The first trait that stands for a [`Mark`].
const MARKS: usize = FEATURES + 8;
/// The first trait that stands for a word or a sign; several may share one.
const WORDS: usize = MARKS + 16;

/// What a region holds: classes of its words, its words and signs, entities.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Traits([u64; SIZE]);

impl Traits {
    /// The traits of word classes and [`Feature`] bits.
    pub fn new(classes: ClassSet, features: u8) -> Traits {
        let mut traits = Traits::default();
        traits.add_classes(classes);
        traits.add_features(features);
        traits
    }

    /// What tokens with these cues show together.
    pub fn of(cues: &[Cue]) -> Traits {
        let mut traits = Traits::default();
        let (mut classes, mut marks) = (0, 0);
        for cue in cues {
            classes |= cue.mask;
            marks |= cue.marks;
            for number in [cue.word, cue.sign] {
                if number != 0 {
                    traits.add(number as usize);
                }
            }
        }
        traits.add_classes(classes);
        traits.0[MARKS / 64] |= u64::from(marks) << (MARKS % 64);
        traits
    }

    /// Those of `classes` that a word, or a phrase that it opens, is of.
    pub fn shown_of(&self, classes: ClassSet) -> ClassSet {
        classes & (ClassSet::from(self.0[0]) | ClassSet::from(self.0[1]) << 64)
    }

    /// True where a word, or a phrase that it opens, is of that class.
    pub fn shows_class(&self, class: Class) -> bool {
        self.0[usize::from(class.0) / 64] & 1 << (class.0 % 64) != 0
    }

    /// True where a token is a handle.
    pub fn shows_handle(&self) -> bool {
        self.shows_mark(HANDLE)
    }

    /// True where a token is 'I'.
    pub fn shows_first_person(&self) -> bool {
        self.shows_mark(FIRST_PERSON)
    }

    fn shows_mark(&self, mark: u16) -> bool {
        self.0[MARKS / 64] & u64::from(mark) << (MARKS % 64) != 0
    }

    fn add_classes(&mut self, classes: ClassSet) {
        self.0[0] |= classes as u64;
        self.0[1] |= (classes >> 64) as u64;
    }

    /// Adds what [`Feature`] bits say.
    pub fn add_features(&mut self, features: u8) {
        self.0[FEATURES / 64] |= u64::from(features) << (FEATURES % 64);
    }

    pub(super) fn add(&mut self, number: usize) {
        self.0[number / 64] |= 1 << (number % 64);
    }

    fn add_all(&mut self, other: &Traits) {
        for (own, other) in self.0.iter_mut().zip(other.0) {
            *own |= other;
        }
    }

    /// True where one of these bits is in that word of the set.
    pub(super) fn shows(&self, word: usize, bits: u64) -> bool {
        self.0[word % SIZE] & bits != 0
    }

    /// Visits the traits that are in both sets.
    pub(super) fn each_shared(&self, other: &Traits, mut visit: impl FnMut(usize)) {
        for (at, (own, other)) in self.0.iter().zip(&other.0).enumerate() {
            let mut open = own & other;
            while open != 0 {
                visit(at * 64 + open.trailing_zeros() as usize);
                open &= open - 1;
            }
        }
    }

    fn numbers(self) -> impl Iterator<Item = usize> {
        self.0.into_iter().enumerate().flat_map(|(at, word)| {
            let mut open = word;
            std::iter::from_fn(move || {
                (open != 0).then(|| {
                    let bit = open.trailing_zeros() as usize;
                    open &= open - 1;
                    at * 64 + bit
                })
            })
        })
    }
}

pub(super) fn word_trait(word: WordId) -> usize {
    WORDS + word as usize % (SIZE * 64 - WORDS)
}

pub(super) fn sign_trait(sign: &str) -> usize {
    let sum = sign
        .bytes()
        .fold(7_usize, |sum, byte| sum * 31 % 65_521 + byte as usize);
    WORDS + sum % (SIZE * 64 - WORDS)
}

/// What one token adds to the traits of a region.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cue {
    /// The classes of its word, and of the phrases that the word opens.
    pub mask: ClassSet,
    marks: u16,
    word: u16,
    sign: u16,
    /// Its word, its sign and its marks as bits, by which guards know it; several words
    /// share one.
    pub(super) seen: u64,
    /// The slots that may begin with it by what it is itself, as [`Begin`] bits.
    pub begins: u16,
}

impl Cue {
    /// The cue of a token.
    #[inline]
    pub fn of(token: &Token, text: &str, lexicon: &Lexicon) -> Cue {
        let mut cue = Cue {
            begins: Begin::with(token),
            ..Cue::default()
        };
        if token.word != 0 {
            cue.mask = lexicon.mask(token.word);
            cue.word = word_trait(token.word) as u16;
            cue.seen = seen_bit(cue.word);
        }
        // Nearly all words show nothing more.
        let telling = shape::POSSESSIVE | shape::LINE_START | shape::HANDLE | shape::WORD;
        if token.shape & telling == shape::WORD && token.span.len() > 2 {
            return cue;
        }
        cue.add_signs(token, text);
        cue
    }

    /// Adds what a token shows that is a sign, a handle, short, or stands at the start of a line.
    fn add_signs(&mut self, token: &Token, text: &str) {
        if token.is(shape::POSSESSIVE) {
            self.marks |= mark_bit(Mark::Possessive);
        }
        if token.is(shape::LINE_START) {
            self.marks |= mark_bit(Mark::Break);
        }
        if !token.is(shape::WORD) {
            let sign = token.span.of(text);
            self.marks |= match sign.as_bytes() {
                [byte] if byte.is_ascii() => MARKS_OF_SIGNS[usize::from(*byte)],
                _ => marks_of(sign),
            };
            self.sign = sign_trait(sign) as u16;
            self.seen |= seen_bit(self.sign);
        } else if token.is(shape::HANDLE) {
            self.marks |= HANDLE;
        } else if token.span.len() == 1 {
            self.begins |= Begin::AUTHOR;
            if token.span.of(text) == "I" {
                self.marks |= FIRST_PERSON;
            }
        } else if token.span.len() == 2 && matches!(token.span.of(text), "my" | "My") {
            self.begins |= Begin::AUTHORS_OWN;
        }
        self.seen |= u64::from(self.marks);
    }
}

/// The marks of the signs of ASCII, which nearly all signs are.
static MARKS_OF_SIGNS: LazyLock<[u16; 128]> = LazyLock::new(|| {
    std::array::from_fn(|byte| {
        let mut sign = [0; 4];
        marks_of(char::from(byte as u8).encode_utf8(&mut sign))
    })
});

/// The marks that a sign may be.
fn marks_of(sign: &str) -> u16 {
    let mut marks = 0;
    for (_, mark) in Mark::NAMES {
        if mark.matches(sign, true) {
            marks |= mark_bit(mark);
        }
    }
    if matches!(sign, "'" | "’") {
        marks |= mark_bit(Mark::Possessive);
    }
    marks
}

/// The bit among those that a token is seen by that stands for a word or a sign. The lowest
/// sixteen stand for marks.
pub(super) fn seen_bit(number: u16) -> u64 {
    1 << (16 + number % 48)
}

/// Shown beside the [`Mark`]s by a handle, which no rule can ask for.
const HANDLE: u16 = 1 << 14;
/// The same for 'I'.
const FIRST_PERSON: u16 = 1 << 15;

pub(super) fn mark_bit(mark: Mark) -> u16 {
    1 << mark as u16
}

/// Bits that tell what a region holds, so that patterns that need more are not tried.
pub struct Feature;

impl Feature {
    /// A person's name.
    pub const PERSON: u8 = 1;
    /// A person's name, a handle, a link, or nothing but one word.
    pub const NAME: u8 = 1 << 1;
    /// A person's name, a pronoun, or 'I'.
    pub const SUBJECT: u8 = 1 << 2;
    /// Words set apart by quotation marks, a link or emphasis.
    pub const MARK: u8 = 1 << 3;
    /// An event.
    pub const EVENT: u8 = 1 << 4;
    /// A place.
    pub const PLACE: u8 = 1 << 5;
    /// An organisation.
    pub const ORGANIZATION: u8 = 1 << 6;
    /// Software.
    pub const PROJECT: u8 = 1 << 7;
}

/// What a region must show for a slot to find anything.
fn feature(slot: Slot) -> u8 {
    match slot {
        Slot::Person | Slot::People | Slot::FullNames => Feature::PERSON,
        Slot::Name | Slot::Names | Slot::Handle => Feature::NAME,
        Slot::Subject => Feature::SUBJECT,
        Slot::Marked
        | Slot::MarkedNames
        | Slot::Linked
        | Slot::Quoted
        | Slot::QuotedTitle
        | Slot::LinkedTitle
        | Slot::Recorded => Feature::MARK,
        Slot::Event => Feature::EVENT,
        Slot::Place => Feature::PLACE,
        Slot::Org => Feature::ORGANIZATION,
        Slot::Project => Feature::PROJECT,
        _ => 0,
    }
}

/// Traits of which a region must show one: those 64-bit words of the set that hold any, with
/// their numbers. Mostly it is one of the eight.
#[derive(Clone, Debug)]
struct Need(Vec<(usize, u64)>);

impl Need {
    fn of(traits: &Traits) -> Need {
        let words = traits.0.into_iter().enumerate();
        Need(words.filter(|(_, word)| *word != 0).collect())
    }

    fn is_met(&self, shown: &Traits) -> bool {
        self.0.iter().any(|(word, bits)| shown.shows(*word, *bits))
    }
}

/// One way in which matches of a pattern begin.
#[derive(Clone, Debug)]
pub struct Branch {
    /// The step that the machine starts with.
    pub entry: usize,
    /// What every match holds: of each set, one trait; first the set that fewest regions meet.
    needs: Vec<Need>,
    /// True where every match begins at the start of the region.
    pub anchored: bool,
}

impl Branch {
    /// True where a region with these traits may hold a match.
    #[cfg(test)]
    fn may_match(&self, shown: &Traits) -> bool {
        self.needs.iter().all(|need| need.is_met(shown))
    }

    /// The traits one of which a region must show, those that fewest regions do; empty where
    /// any region will do.
    pub fn key(&self) -> Vec<usize> {
        let words = self.needs.first().map(|need| need.0.iter());
        let mut key = Traits::default();
        for (at, word) in words.into_iter().flatten() {
            key.0[*at] |= word;
        }
        key.numbers().collect()
    }

    /// What a region must show beside the key, where one word of the set tells it: its number
    /// and its bits. It turns most regions away without a look at the branch.
    pub(super) fn second(&self) -> Option<(u8, u64)> {
        match self.needs.get(1)?.0.as_slice() {
            [(word, bits)] => Some((*word as u8, *bits)),
            _ => None,
        }
    }

    /// True where a region that shows one trait of the key may hold a match.
    pub fn may_match_by_key(&self, shown: &Traits) -> bool {
        self.needs.iter().skip(1).all(|need| need.is_met(shown))
    }
}

/// Bits that tell which slots may begin with a token. They are found once, and not anew for each
/// rule.
pub struct Begin;

impl Begin {
    /// A person: [`Slot::Person`] and what begins with one.
    pub const PERSON: u16 = 1;
    /// [`Slot::Subject`].
    pub const SUBJECT: u16 = 1 << 1;
    /// [`Slot::Owner`].
    pub const OWNER: u16 = 1 << 2;
    /// [`Slot::Name`] and [`Slot::Names`].
    pub const NAME: u16 = 1 << 3;
    /// [`Slot::Event`].
    pub const EVENT: u16 = 1 << 4;
    /// [`Slot::Place`].
    pub const PLACE: u16 = 1 << 5;
    /// [`Slot::Org`].
    pub const ORGANIZATION: u16 = 1 << 6;
    /// [`Slot::Project`].
    pub const PROJECT: u16 = 1 << 7;
    /// What is set apart.
    pub const MARK: u16 = 1 << 8;
    /// [`Slot::Handle`].
    pub const HANDLE: u16 = 1 << 9;
    /// [`Slot::TitleRun`].
    pub const TITLE_RUN: u16 = 1 << 10;
    /// [`Slot::Subject`], where the author is known.
    pub const AUTHOR: u16 = 1 << 11;
    /// [`Slot::Owner`], where the author is known.
    pub const AUTHORS_OWN: u16 = 1 << 12;

    /// Slots that may begin with a token, whatever is known of the text around it.
    fn with(token: &Token) -> u16 {
        let mut bits = if token.word == 0 { Begin::NAME } else { 0 };
        if token.shape & (shape::CAPITAL | shape::CAMEL | shape::HANDLE) != 0 {
            if token.is(shape::CAPITAL) {
                bits |= Begin::PLACE | Begin::NAME;
            }
            if token.shape & (shape::CAPITAL | shape::CAMEL) != 0 {
                bits |= Begin::TITLE_RUN;
            }
            if token.is(shape::HANDLE) {
                bits |= Begin::HANDLE;
            }
            if token.is(shape::HANDLE | shape::WORD) {
                bits |= Begin::NAME;
            }
        }
        let personal = class::PRONOUN.bit() | class::HONORIFIC.bit() | class::POSSESSIVE.bit();
        if token.in_any(personal) {
            if token.in_any(class::PRONOUN.bit()) {
                bits |= Begin::SUBJECT;
            }
            if token.in_any(class::HONORIFIC.bit()) {
                bits |= Begin::SUBJECT | Begin::NAME;
            }
            if token.in_any(class::POSSESSIVE.bit()) {
                bits |= Begin::OWNER;
            }
        }
        bits
    }
}

/// The branches of a pattern, the preferred first, from its tree and the steps it became.
pub(super) fn branches(tree: &Tree, steps: &[Step], lexicon: &Lexicon) -> Vec<Branch> {
    let mut branches = Vec::new();
    let mut finder = Finder {
        steps,
        lexicon,
        branches: &mut branches,
    };
    finder.enter(tree, 0, Vec::new(), false);
    branches
}

struct Finder<'f> {
    steps: &'f [Step],
    lexicon: &'f Lexicon,
    branches: &'f mut Vec<Branch>,
}

impl Finder<'_> {
    /// The branches of `tree`, whose first step is the one with the number `at`, with what
    /// is needed after it.
    fn enter(&mut self, tree: &Tree, at: usize, after: Vec<Traits>, anchored: bool) {
        match tree {
            Tree::Either(trees) => {
                let mut at = at;
                for (number, tree) in trees.iter().enumerate() {
                    // Before each alternative but the last stands a split, after it a jump.
                    let split = usize::from(number + 1 < trees.len());
                    self.enter(tree, at + split, after.clone(), anchored);
                    at += size(tree) + 2 * split;
                }
            }
            Tree::Sequence(trees) => {
                let started = trees
                    .iter()
                    .take_while(|tree| matches!(tree, Tree::Step(Step::Start)))
                    .count();
                let Some((first, rest)) = trees[started..].split_first() else {
                    return self.leaf(at, after, anchored);
                };
                let mut needs = after;
                for tree in rest {
                    needs.extend(required(tree, self.lexicon));
                }
                self.enter(first, at + started, needs, anchored || started > 0);
            }
            tree => {
                let mut needs = after;
                needs.extend(required(tree, self.lexicon));
                self.leaf(at, needs, anchored);
            }
        }
    }

    fn leaf(&mut self, entry: usize, mut needs: Vec<Traits>, anchored: bool) {
        needs.sort_by_key(|need| cost(need, self.lexicon));
        needs.dedup();
        let (_, started) = first_steps(self.steps, entry);
        self.branches.push(Branch {
            entry,
            needs: needs.iter().map(Need::of).collect(),
            anchored: anchored || started,
        });
    }
}

/// How many steps a tree becomes.
fn size(tree: &Tree) -> usize {
    match tree {
        Tree::Step(_) => 1,
        Tree::Sequence(trees) => trees.iter().map(size).sum(),
        Tree::Either(trees) => trees.iter().map(size).sum::<usize>() + 2 * (trees.len() - 1),
        Tree::Repeat(tree, least, usize::MAX) => least * size(tree) + size(tree) + 2,
        Tree::Repeat(tree, least, most) => least * size(tree) + (most - least) * (size(tree) + 1),
    }
}

/// What every match of the tree holds: of each set, one trait.
fn required(tree: &Tree, lexicon: &Lexicon) -> Vec<Traits> {
    let one = |number: usize| {
        let mut traits = Traits::default();
        traits.add(number);
        vec![traits]
    };
    match tree {
        Tree::Step(step) => match step {
            Step::Class(class) => vec![Traits::new(class.bit(), 0)],
            Step::Word(word) => one(word_trait(*word)),
            Step::Mark(mark) => one(MARKS + *mark as usize),
            Step::Literal(sign) if !sign.chars().any(char::is_alphanumeric) => {
                one(sign_trait(sign))
            }
            Step::Slot(slot, _) if feature(*slot) != 0 => vec![Traits::new(0, feature(*slot))],
            _ => Vec::new(),
        },
        Tree::Sequence(trees) => trees
            .iter()
            .flat_map(|tree| required(tree, lexicon))
            .collect(),
        Tree::Repeat(tree, least, _) if *least > 0 => required(tree, lexicon),
        Tree::Repeat(..) => Vec::new(),
        Tree::Either(trees) => {
            let each: Vec<Vec<Traits>> = trees.iter().map(|tree| required(tree, lexicon)).collect();
            let Some((first, others)) = each.split_first() else {
                return Vec::new();
            };
            // What all of them need, and of each what fewest regions show.
            let mut needs: Vec<Traits> = first
                .iter()
                .filter(|need| others.iter().all(|other| other.contains(need)))
                .copied()
                .collect();
            let rarest = |needs: &Vec<Traits>| {
                let rarest = needs.iter().min_by_key(|need| cost(need, lexicon));
                rarest.copied()
            };
            let rarest: Option<Vec<Traits>> = each.iter().map(rarest).collect();
            if let Some(rarest) = rarest {
                let mut any = Traits::default();
                rarest.iter().for_each(|need| any.add_all(need));
                if !needs.contains(&any) {
                    needs.push(any);
                }
            }
            needs
        }
    }
}

/// How often regions meet a need, roughly: only good for comparing.
fn cost(need: &Traits, lexicon: &Lexicon) -> usize {
    need.numbers()
        .map(|number| match number {
            // The classes that are told by their number are the large ones.
            ..FEATURES if number < class::NAMES.len() => 60,
            ..FEATURES => 4 + lexicon.members(Class(number as u8)).min(40),
            FEATURES..MARKS => 50,
            MARKS..WORDS => 15,
            _ => 6,
        })
        .sum()
}

/// The steps that a match can begin with, from `entry` on, and whether it must begin at the
/// region's start.
fn first_steps(steps: &[Step], entry: usize) -> (Vec<usize>, bool) {
    let mut seen = vec![false; steps.len()];
    let mut open = vec![(entry, false)];
    let (mut first, mut anchored) = (Vec::new(), true);
    while let Some((at, started)) = open.pop() {
        if std::mem::replace(&mut seen[at], true) {
            continue;
        }
        match &steps[at] {
            Step::Split(a, b) => open.extend([(*a, started), (*b, started)]),
            Step::Jump(to) => open.push((*to, started)),
            Step::Start => open.push((at + 1, true)),
            _ => {
                anchored &= started;
                first.push(at);
            }
        }
    }
    first.sort_unstable();
    (first, anchored)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::pattern::compile;

    /// For each branch of the pattern: whether a region of these words may hold a match.
    fn let_through(pattern: &str, words: &str, features: u8) -> Vec<bool> {
        let mut lexicon = Lexicon::default();
        let pattern = compile(pattern, &mut lexicon).expect("compiles");
        let mut cues = Vec::new();
        for word in words.split(' ') {
            let start_of_word = word.starts_with(char::is_alphanumeric);
            let token = Token {
                span: crate::document::Span {
                    start: 0,
                    end: word.len() as u32,
                },
                word: lexicon.look_up(word),
                shape: if start_of_word { shape::WORD } else { 0 },
                classes: 0,
            };
            cues.push(Cue::of(&token, word, &lexicon));
        }
        let mut shown = Traits::of(&cues);
        shown.add_features(features);
        let branches = pattern.branches.iter();
        branches.map(|branch| branch.may_match(&shown)).collect()
    }

    #[test]
    fn each_way_to_begin_has_its_own_needs() {
        let pattern = "( <who:person> gave | talk by <who:person> ) ( today | \"!\" )";
        assert_eq!(
            let_through(pattern, "who gave it today", Feature::PERSON),
            [true, false]
        );
        assert_eq!(
            let_through(pattern, "a talk by her !", Feature::PERSON),
            [false, true]
        );
        assert_eq!(
            let_through(pattern, "gave talk by", Feature::PERSON),
            [false, false]
        );
        assert_eq!(let_through(pattern, "gave today", 0), [false, false]);
    }

    #[test]
    fn what_may_be_left_out_is_not_needed() {
        assert_eq!(let_through("a b? c* d{0,2}", "a", 0), [true]);
        assert_eq!(let_through("a b+", "a", 0), [false]);
        assert_eq!(let_through("a ( b | c? )", "a", 0), [true]);
        assert_eq!(let_through("a ( b c | c )", "a b", 0), [false]);
        assert_eq!(let_through("a DASH", "a —", 0), [true]);
        assert_eq!(let_through("a DASH", "a ,", 0), [false]);
    }

    #[test]
    fn branches_enter_the_program_where_their_alternative_begins() {
        let mut lexicon = Lexicon::default();
        let pattern = compile("^ ( a | ( b | c ) d? | e ) f", &mut lexicon).expect("compiles");
        let first: Vec<&Step> = pattern
            .branches
            .iter()
            .map(|branch| &pattern.steps[branch.entry])
            .collect();
        let words = ["a", "b", "c", "e"].map(|word| Step::Word(lexicon.look_up(word)));
        assert_eq!(first, words.iter().collect::<Vec<_>>());
        assert!(pattern.branches.iter().all(|branch| branch.anchored));
    }
}
