//! The words and phrases that rules and candidate finders know, behind one look-up.
//!
//! Every known word has a number and a set of classes; phrases of several words hang on
//! their first word. Built once from the embedded lists; read-only afterwards.

use rustc_hash::FxHashMap;

use crate::vocabulary::NodeKind;

/// A known word's number; 0 is every unknown word.
pub type WordId = u32;

/// A set of word classes, one bit each.
pub type ClassSet = u128;

/// A class of words; its number is its bit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Class(pub u8);

impl Class {
    /// The set that holds this class alone.
    pub const fn bit(self) -> ClassSet {
        1 << self.0
    }
}

/// The classes that candidate finders rely on. Every other class is named in `words.toml`.
pub mod class {
    use super::Class;

    /// Given names that are hardly anything else.
    pub const GIVEN: Class = Class(0);
    /// Given names that are common words, places or surnames too.
    pub const GIVEN_AMBIGUOUS: Class = Class(1);
    /// The commonest English words.
    pub const COMMON: Class = Class(2);
    /// Nouns that name a role ('engineer', 'CTO').
    pub const ROLE: Class = Class(3);
    /// Endings of organisations' names ('GmbH', 'Foundation').
    pub const ORG_SUFFIX: Class = Class(4);
    /// Lower-case particles inside surnames ('van', 'de').
    pub const PARTICLE: Class = Class(5);
    /// Titles before a name ('Dr').
    pub const HONORIFIC: Class = Class(6);
    /// Months and days of the week.
    pub const CALENDAR: Class = Class(7);
    /// Words that name a sort of talk ('keynote').
    pub const TALK_NOUN: Class = Class(8);
    /// Words that never belong to a person's name although they are often capitalised.
    pub const NOT_NAME: Class = Class(9);
    /// Words of event names ('conference', 'summit').
    pub const EVENT_NOUN: Class = Class(10);
    /// Words that may end a place's name or a venue's ('Center', 'Hotel').
    pub const VENUE_NOUN: Class = Class(11);
    /// Third-person pronouns for people.
    pub const PRONOUN: Class = Class(12);
    /// Words that stand before a role noun ('senior', 'core').
    pub const ROLE_MODIFIER: Class = Class(13);
    /// Countries, states and regions of the world.
    pub const REGION: Class = Class(14);

    /// 'his', 'her', 'their'.
    pub const POSSESSIVE: Class = Class(15);

    /// Their names in rules, in the order of their numbers.
    pub const NAMES: [&str; 16] = [
        "given",
        "given-ambiguous",
        "common",
        "role",
        "org-suffix",
        "particle",
        "honorific",
        "calendar",
        "talk",
        "not-name",
        "event-noun",
        "venue-noun",
        "pronoun",
        "role-modifier",
        "region",
        "possessive-pronoun",
    ];
}

/// What a known phrase stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// A member of a word class.
    Class(Class),
    /// A known entity: its kind and the number of its canonical name.
    Entity(NodeKind, u32),
}

/// A known phrase without its first word.
#[derive(Clone, Debug)]
pub struct Phrase {
    /// The words after the first.
    pub rest: Box<[WordId]>,
    /// What the phrase stands for.
    pub meaning: Meaning,
    /// True where it only counts when written with capitals.
    pub capitalised: bool,
    /// True where it is also something else: a common word, a given name.
    pub ambiguous: bool,
    /// How a name of one word is written: 'LEGO' is not 'Lego', 'useR' not 'User'.
    pub exact: Option<Box<str>>,
}

/// The classes of a word. Kept apart from the phrases, and close together: they are asked for
/// with every word of a text.
#[derive(Clone, Copy, Default)]
struct WordClasses {
    own: ClassSet,
    /// Its own, with those of phrases that the word opens.
    mask: ClassSet,
}

/// What a word opens.
#[derive(Default)]
struct Opened {
    /// Phrases of classes.
    phrases: Vec<Phrase>,
    /// Names of entities.
    entities: Vec<Phrase>,
}

/// A word of up to fifteen bytes, kept in place with its length: nearly all words of a text.
/// Looking one up touches no memory but the table's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ShortWord(u64, u64);

impl ShortWord {
    /// The most bytes that fit beside the length.
    const LONGEST: usize = 15;

    /// The word, where it is short.
    fn new(word: &str) -> Option<ShortWord> {
        let mut bytes = [0; 16];
        bytes[..ShortWord::LONGEST]
            .get_mut(..word.len())?
            .copy_from_slice(word.as_bytes());
        Some(ShortWord::of(u128::from_le_bytes(bytes), word.len()))
    }

    /// The bytes `text[word]` in lower case, where they are few and all of them are ASCII.
    pub fn lower(text: &[u8], word: std::ops::Range<usize>) -> Option<ShortWord> {
        let length = word.len();
        // Most words leave half of it empty.
        if (1..=8).contains(&length)
            && let Some(more) = text.get(word.start..).and_then(|rest| rest.first_chunk())
        {
            let bytes = u64::from_le_bytes(*more) & (u64::MAX >> (64 - 8 * length));
            return ShortWord::lower_half(bytes, length);
        }
        if length > ShortWord::LONGEST {
            return None;
        }
        // As many bytes as a register holds, less those behind the word.
        let mut bytes = [0; 16];
        match text.get(word.start..word.start + 16) {
            Some(more) => bytes.copy_from_slice(more),
            None => bytes[..length].copy_from_slice(text.get(word)?),
        }
        let bytes = u128::from_le_bytes(bytes) & ((1 << (8 * length)) - 1);
        (bytes & EACH_HIGHEST_BIT == 0).then(|| ShortWord::of(lower_all(bytes), length))
    }

    /// As [`ShortWord::lower`], of a word of up to eight bytes.
    fn lower_half(bytes: u64, length: usize) -> Option<ShortWord> {
        let is_ascii = bytes & EACH_HIGHEST_BIT as u64 == 0;
        let small = || lower_all(u128::from(bytes)) as u64;
        is_ascii.then(|| ShortWord(small(), (length as u64) << 56))
    }

    fn of(bytes: u128, length: usize) -> ShortWord {
        let both = bytes | (length as u128) << (8 * ShortWord::LONGEST);
        ShortWord(both as u64, (both >> 64) as u64)
    }

    /// The word again, for messages.
    fn text(self) -> String {
        let bytes = [self.0.to_le_bytes(), self.1.to_le_bytes()].concat();
        let length = usize::from(bytes[ShortWord::LONGEST]);
        String::from_utf8_lossy(&bytes[..length]).into_owned()
    }
}

/// The highest bit of each byte, which ASCII leaves empty.
const EACH_HIGHEST_BIT: u128 = u128::from_le_bytes([0x80; 16]);

/// Sixteen bytes of ASCII in lower case: all at once, for words are short and many.
fn lower_all(bytes: u128) -> u128 {
    const fn each(byte: u8) -> u128 {
        u128::from_le_bytes([byte; 16])
    }
    // Adding what is missing to the highest bit sets it where a byte is that large.
    let from_a = bytes + each(0x80 - b'A');
    let past_z = bytes + each(0x80 - b'Z' - 1);
    let capitals = from_a & !past_z & EACH_HIGHEST_BIT;
    bytes | capitals >> 2
}

/// All known words and phrases.
pub struct Lexicon {
    /// Known words of up to [`ShortWord::LONGEST`] bytes.
    short: FxHashMap<ShortWord, WordId>,
    /// The longer ones.
    words: FxHashMap<Box<str>, WordId>,
    /// By a word's number: its classes, and what it opens.
    word_classes: Vec<WordClasses>,
    opened: Vec<Opened>,
    classes: FxHashMap<Box<str>, Class>,
    class_names: Vec<Box<str>>,
    members: Vec<usize>,
    canonical: Vec<Box<str>>,
}

impl Default for Lexicon {
    fn default() -> Lexicon {
        let mut lexicon = Lexicon {
            short: FxHashMap::default(),
            words: FxHashMap::default(),
            word_classes: vec![WordClasses::default()],
            opened: vec![Opened::default()],
            classes: FxHashMap::default(),
            class_names: Vec::new(),
            members: Vec::new(),
            canonical: Vec::new(),
        };
        for name in class::NAMES {
            lexicon.class_named(name);
        }
        lexicon
    }
}

impl Lexicon {
    /// The class of that name, made where it is new; `None` past 128 classes.
    pub fn class_named(&mut self, name: &str) -> Option<Class> {
        if let Some(class) = self.classes.get(name) {
            return Some(*class);
        }
        let number = u8::try_from(self.class_names.len())
            .ok()
            .filter(|n| *n < 128)?;
        self.class_names.push(name.into());
        self.members.push(0);
        self.classes.insert(name.into(), Class(number));
        Some(Class(number))
    }

    /// The class of that name, where there is one.
    pub fn class(&self, name: &str) -> Option<Class> {
        self.classes.get(name).copied()
    }

    /// The name of a class.
    pub fn class_name(&self, class: Class) -> &str {
        self.class_names
            .get(class.0 as usize)
            .map_or("?", |name| name)
    }

    /// How many words and phrases a class has.
    pub fn members(&self, class: Class) -> usize {
        self.members.get(class.0 as usize).copied().unwrap_or(0)
    }

    /// The number of a word (lower case), made where it is new.
    pub fn intern(&mut self, word: &str) -> WordId {
        let new = self.opened.len() as WordId;
        let id = match ShortWord::new(word) {
            Some(short) => *self.short.entry(short).or_insert(new),
            None => *self.words.entry(word.into()).or_insert(new),
        };
        if id == new {
            self.word_classes.push(WordClasses::default());
            self.opened.push(Opened::default());
        }
        id
    }

    /// The number of a lower-case word; 0 where it is unknown.
    pub fn look_up(&self, word: &str) -> WordId {
        let found = match ShortWord::new(word) {
            Some(short) => self.short.get(&short),
            None => self.words.get(word),
        };
        found.copied().unwrap_or(0)
    }

    /// The number of a short word; 0 where it is unknown.
    pub fn look_up_short(&self, word: ShortWord) -> WordId {
        self.short.get(&word).copied().unwrap_or(0)
    }

    /// The word with that number; slow, for messages.
    pub fn word(&self, number: WordId) -> String {
        let short = self.short.iter().map(|(word, id)| (word.text(), *id));
        let long = self.words.iter().map(|(word, id)| (word.to_string(), *id));
        short
            .chain(long)
            .find(|(_, id)| *id == number)
            .map_or_else(|| "?".to_owned(), |(word, _)| word)
    }

    /// The classes of a word.
    pub fn classes(&self, word: WordId) -> ClassSet {
        self.word_classes
            .get(word as usize)
            .map_or(0, |classes| classes.own)
    }

    /// The classes of a word, and of the phrases that it opens.
    pub fn mask(&self, word: WordId) -> ClassSet {
        self.word_classes
            .get(word as usize)
            .map_or(0, |classes| classes.mask)
    }

    /// The phrases of two or more words, members of classes, that start with a word.
    pub fn phrases(&self, word: WordId) -> &[Phrase] {
        self.opened
            .get(word as usize)
            .map_or(&[], |opened| &opened.phrases)
    }

    /// The names of known entities that start with a word, those of that word alone among them.
    pub fn entities(&self, word: WordId) -> &[Phrase] {
        self.opened
            .get(word as usize)
            .map_or(&[], |opened| &opened.entities)
    }

    /// True for a word that starts no phrase and no name.
    pub fn starts_nothing(&self, word: WordId) -> bool {
        self.phrases(word).is_empty() && self.entities(word).is_empty()
    }

    /// The canonical name with that number.
    pub fn canonical(&self, number: u32) -> &str {
        self.canonical.get(number as usize).map_or("", |name| name)
    }

    /// Adds a word or phrase to a class.
    pub fn add_to_class(&mut self, phrase: &str, class: Class) {
        let mut words = crate::token::words(phrase);
        let Some(first) = words.next() else { return };
        let first = self.intern(&first);
        let rest: Vec<WordId> = words.map(|word| self.intern(&word)).collect();
        if let Some(members) = self.members.get_mut(class.0 as usize) {
            *members += 1;
        }
        let classes = &mut self.word_classes[first as usize];
        classes.mask |= class.bit();
        if rest.is_empty() {
            classes.own |= class.bit();
        } else {
            self.opened[first as usize].phrases.push(Phrase {
                rest: rest.into(),
                meaning: Meaning::Class(class),
                capitalised: false,
                ambiguous: false,
                exact: None,
            });
        }
    }

    /// Adds a name (or an alias) of a known entity; `ambiguous` where the name is also
    /// something else.
    pub fn add_entity(&mut self, name: &str, kind: NodeKind, canonical: &str, ambiguous: bool) {
        let mut words = crate::token::words(name);
        let Some(first) = words.next() else { return };
        let first = self.intern(&first);
        let rest: Vec<WordId> = words.map(|word| self.intern(&word)).collect();
        let number = match self.canonical.last() {
            Some(last) if &**last == canonical => self.canonical.len() - 1,
            _ => {
                self.canonical.push(canonical.into());
                self.canonical.len() - 1
            }
        };
        self.opened[first as usize].entities.push(Phrase {
            exact: (rest.is_empty() && name.chars().any(char::is_uppercase)).then(|| name.into()),
            rest: rest.into(),
            meaning: Meaning::Entity(kind, number as u32),
            capitalised: name.chars().any(char::is_uppercase),
            ambiguous,
        });
    }

    /// True for one of the commonest words, given in lower case.
    pub fn is_common(&self, word: &str) -> bool {
        self.mask(self.look_up(word)) & class::COMMON.bit() != 0
    }

    /// Puts longer phrases first, so that the first match is the longest.
    pub fn finish(&mut self) {
        for opened in &mut self.opened {
            for phrases in [&mut opened.phrases, &mut opened.entities] {
                phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.rest.len()));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_known_however_long_they_are_and_wherever_they_stand() {
        let mut lexicon = Lexicon::default();
        let words = [
            "a",
            "c++",
            "fifteen-letters",
            "sixteen--letters",
            "łukasz",
            "don't",
        ];
        let numbers = words.map(|word| lexicon.intern(word));
        assert_eq!(words.map(|word| lexicon.intern(word)), numbers);
        assert_eq!(words.map(|word| lexicon.look_up(word)), numbers);
        assert_eq!(numbers.map(|number| lexicon.word(number)), words);
        let text = "A C++ FIFTEEN-letters don't";
        let found = |word: std::ops::Range<usize>| {
            ShortWord::lower(text.as_bytes(), word).map(|word| lexicon.look_up_short(word))
        };
        assert_eq!(found(0..1), Some(numbers[0]));
        assert_eq!(found(2..5), Some(numbers[1]));
        assert_eq!(found(6..21), Some(numbers[2]));
        assert_eq!(found(22..27), Some(numbers[5]));
        assert_eq!(found(0..5), Some(0));
        assert_eq!(found(0..16), None);
        for length in 1..=10 {
            let word = "aB-'z9Zyx"[..length.min(9)].to_owned() + if length > 9 { "q" } else { "" };
            let padded = format!("{word} and more of it");
            let lowered = ShortWord::new(&word.to_lowercase());
            for text in [&word, &padded] {
                assert_eq!(ShortWord::lower(text.as_bytes(), 0..word.len()), lowered);
            }
        }
    }

    #[test]
    fn all_letters_become_small_at_once() {
        for first in (0..128).step_by(16) {
            let bytes = std::array::from_fn(|at| first + at as u8);
            let mut small: [u8; 16] = bytes;
            small.make_ascii_lowercase();
            assert_eq!(lower_all(u128::from_le_bytes(bytes)).to_le_bytes(), small);
        }
    }
}
