//! The pattern language of rules: its syntax, and the program it compiles to.
//!
//! ```text
//! gave            the word, in any case
//! @gave           a word or phrase of the class `gave` (rules/words.toml)
//! DASH COLON …    a mark of punctuation by name; other marks stand for themselves in quotes: "("
//! ^  $            the start and the end of the region
//! .               any token
//! ( a | b )       alternatives;  x?  x*  x+  x{0,4}   repetition (shortest first)
//! <name:slot>     a capture: what the slot finds is called `name` in `emits`
//! <slot>          the same without a name
//! ```
//!
//! Compiled patterns run on a backtracking machine that visits each (instruction, token)
//! pair at most once per start, so a match costs at most pattern length times region length.

use super::guard::{self, Guard};
use super::prefilter::{self, Branch};
use crate::lexicon::{Class, Lexicon, WordId};

/// What a capture may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Slot {
    /// A person whose name or short name is known.
    Person,
    /// A person, or words of the shape of a name.
    Name,
    /// One or several persons: 'A, B and C'.
    People,
    /// One or several names.
    Names,
    /// A person, or a pronoun that stands for one, or 'I'.
    Subject,
    /// A known or organisation-shaped name.
    Org,
    /// An organisation, or any capitalised phrase where the pattern leaves no doubt.
    OrgName,
    /// As `org-name`, but not what is known as software alone.
    Company,
    /// An event.
    Event,
    /// A place.
    Place,
    /// A capitalised phrase in a place's position.
    PlaceName,
    /// Software or a language.
    Project,
    /// A project, or a name in a project's position.
    ProjectName,
    /// A role: 'senior engineer', 'CTO'.
    Role,
    /// A year.
    Year,
    /// A title: any run of tokens that reads as one.
    Title,
    /// A title set apart by quotation marks, a link or emphasis.
    Marked,
    /// What stands in a link.
    Linked,
    /// What stands in quotation marks.
    Quoted,
    /// What stands in quotation marks and is written as titles are.
    QuotedTitle,
    /// Words that nothing but capitals sets apart as a title: 'Understanding Parameter Sniffing'.
    TitleRun,
    /// What stands in a link or in emphasis and is written as titles are.
    LinkedTitle,
    /// What stands in a link to a recording, to slides or to a talk's page, written as titles
    /// are; in a heading, however it is written.
    Recorded,
    /// Words that name a sort of talk and no more: 'Opening keynote'.
    Sort,
    /// Known persons with their full names: 'A B and C D'.
    FullNames,
    /// Names of more than one word, the first of them set apart by a link or emphasis.
    MarkedNames,
    /// A handle, by which its owner goes: '@anna'.
    Handle,
    /// A person's name with the possessive ending, or 'his', 'her', 'their', 'my'.
    Owner,
    /// Any run of tokens without brackets.
    Text,
}

impl Slot {
    /// Every slot with its name in patterns.
    pub const NAMES: [(&'static str, Slot); 29] = [
        ("person", Slot::Person),
        ("name", Slot::Name),
        ("handle", Slot::Handle),
        ("marked-names", Slot::MarkedNames),
        ("people", Slot::People),
        ("names", Slot::Names),
        ("subject", Slot::Subject),
        ("org", Slot::Org),
        ("org-name", Slot::OrgName),
        ("company", Slot::Company),
        ("event", Slot::Event),
        ("place", Slot::Place),
        ("place-name", Slot::PlaceName),
        ("project", Slot::Project),
        ("project-name", Slot::ProjectName),
        ("role", Slot::Role),
        ("year", Slot::Year),
        ("title", Slot::Title),
        ("marked", Slot::Marked),
        ("linked", Slot::Linked),
        ("quoted", Slot::Quoted),
        ("quoted-title", Slot::QuotedTitle),
        ("title-run", Slot::TitleRun),
        ("linked-title", Slot::LinkedTitle),
        ("recorded", Slot::Recorded),
        ("sort", Slot::Sort),
        ("full-names", Slot::FullNames),
        ("owner", Slot::Owner),
        ("text", Slot::Text),
    ];

    /// True for slots that may find names which no list knows.
    pub fn introduces(self) -> bool {
        matches!(
            self,
            Slot::Name | Slot::Names | Slot::MarkedNames | Slot::Handle
        )
    }

    fn named(name: &str) -> Option<Slot> {
        Slot::NAMES
            .iter()
            .find(|(n, _)| *n == name)
            .map(|(_, slot)| *slot)
    }
}

/// Named marks of punctuation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// A dash that separates: '–', '—', or '-' and '→' with blanks around them.
    Dash,
    /// A colon.
    Colon,
    /// A comma.
    Comma,
    /// An opening bracket.
    Open,
    /// A closing bracket.
    Close,
    /// A bar or slash that separates.
    Bar,
    /// The possessive ending.
    Possessive,
    /// The end of a line that the author broke.
    Break,
    /// Any quotation mark.
    Quote,
}

impl Mark {
    /// Every mark with its name in patterns.
    pub(super) const NAMES: [(&'static str, Mark); 9] = [
        ("DASH", Mark::Dash),
        ("COLON", Mark::Colon),
        ("COMMA", Mark::Comma),
        ("OPEN", Mark::Open),
        ("CLOSE", Mark::Close),
        ("BAR", Mark::Bar),
        ("'S", Mark::Possessive),
        ("BREAK", Mark::Break),
        ("QUOTE", Mark::Quote),
    ];

    /// True for the mark `text`; `spaced` tells whether blanks stand on both sides.
    pub fn matches(self, text: &str, spaced: bool) -> bool {
        match self {
            Mark::Dash => {
                matches!(text, "–" | "—" | "--" | "---" | "―")
                    || (matches!(text, "-" | "→") && spaced)
            }
            Mark::Colon => text == ":" || text == "：",
            Mark::Comma => text == ",",
            Mark::Open => matches!(text, "(" | "[" | "{"),
            Mark::Close => matches!(text, ")" | "]" | "}"),
            Mark::Bar => matches!(text, "|" | "/" | "·" | "•"),
            Mark::Quote => matches!(
                text,
                "\"" | "“" | "”" | "‘" | "’" | "'" | "«" | "»" | "„" | "``" | "''"
            ),
            Mark::Possessive | Mark::Break => false,
        }
    }
}

/// One step of a compiled pattern.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// That word.
    Word(WordId),
    /// A word or phrase of that class.
    Class(Class),
    /// That mark.
    Mark(Mark),
    /// That very text (marks without a name).
    Literal(Box<str>),
    /// Any token.
    Any,
    /// The start of the region.
    Start,
    /// The end of the region.
    End,
    /// What the slot finds; captured under that number where it has a name.
    Slot(Slot, Option<u8>),
    /// Go on at either, the first preferred.
    Split(usize, usize),
    /// Go on there.
    Jump(usize),
    /// Done.
    Match,
}

/// A compiled pattern.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// Its steps; the last is [`Step::Match`].
    pub steps: Vec<Step>,
    /// The names of its captures; their numbers are their places here.
    pub captures: Vec<Box<str>>,
    /// The ways in which its matches begin, the preferred first.
    pub branches: Vec<Branch>,
    /// What a token must show for the step of that number to be tried there.
    pub guards: Vec<Guard>,
}

/// What is wrong with a pattern, and at which byte of it.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{message} (at byte {at} of the pattern)")]
pub struct PatternError {
    /// The byte.
    pub at: usize,
    /// What is wrong.
    pub message: String,
}

/// What a pattern says, before it becomes steps.
#[derive(Clone, Debug)]
pub(super) enum Tree {
    Step(Step),
    Sequence(Vec<Tree>),
    Either(Vec<Tree>),
    Repeat(Box<Tree>, usize, usize),
}

/// The longest repetition a pattern may ask for.
const MOST: usize = 40;

/// Parses and compiles a pattern. Words are added to the lexicon.
pub fn compile(source: &str, lexicon: &mut Lexicon) -> Result<Pattern, PatternError> {
    let mut parser = Parser {
        source,
        at: 0,
        lexicon,
        captures: Vec::new(),
    };
    let tree = parser.either()?;
    parser.blank();
    if parser.at < source.len() {
        return Err(parser.error("a closing bracket without its opening one"));
    }
    let captures = parser.captures;
    let mut steps = Vec::new();
    emit(&tree, &mut steps);
    steps.push(Step::Match);
    let branches = prefilter::branches(&tree, &steps, lexicon);
    let guards = guard::guards(&steps);
    Ok(Pattern {
        steps,
        captures,
        branches,
        guards,
    })
}

fn emit(tree: &Tree, steps: &mut Vec<Step>) {
    match tree {
        Tree::Step(step) => steps.push(step.clone()),
        Tree::Sequence(trees) => trees.iter().for_each(|tree| emit(tree, steps)),
        Tree::Either(trees) => {
            let mut jumps = Vec::new();
            for (i, tree) in trees.iter().enumerate() {
                if i + 1 < trees.len() {
                    let split = steps.len();
                    steps.push(Step::Split(split + 1, 0));
                    emit(tree, steps);
                    jumps.push(steps.len());
                    steps.push(Step::Jump(0));
                    let next = steps.len();
                    steps[split] = Step::Split(split + 1, next);
                } else {
                    emit(tree, steps);
                }
            }
            let end = steps.len();
            for jump in jumps {
                steps[jump] = Step::Jump(end);
            }
        }
        Tree::Repeat(tree, least, most) => {
            for _ in 0..*least {
                emit(tree, steps);
            }
            if *most == usize::MAX {
                // Zero or more, as few as will do.
                let split = steps.len();
                steps.push(Step::Split(0, 0));
                emit(tree, steps);
                steps.push(Step::Jump(split));
                let end = steps.len();
                steps[split] = Step::Split(end, split + 1);
                return;
            }
            let mut splits = Vec::new();
            for _ in *least..*most {
                splits.push(steps.len());
                steps.push(Step::Split(0, 0));
                emit(tree, steps);
            }
            let end = steps.len();
            // An optional part is taken where it can be; a gap is kept as short as it can be.
            let gap = matches!(**tree, Tree::Step(Step::Any));
            for split in splits {
                steps[split] = if gap {
                    Step::Split(end, split + 1)
                } else {
                    Step::Split(split + 1, end)
                };
            }
        }
    }
}

struct Parser<'s, 'l> {
    source: &'s str,
    at: usize,
    lexicon: &'l mut Lexicon,
    captures: Vec<Box<str>>,
}

impl Parser<'_, '_> {
    fn error(&self, message: impl Into<String>) -> PatternError {
        PatternError {
            at: self.at,
            message: message.into(),
        }
    }

    fn rest(&self) -> &str {
        &self.source[self.at..]
    }

    fn blank(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    fn take(&mut self, text: &str) -> bool {
        self.blank();
        let found = self.rest().starts_with(text);
        if found {
            self.at += text.len();
        }
        found
    }

    fn either(&mut self) -> Result<Tree, PatternError> {
        let mut branches = vec![self.sequence()?];
        while self.take("|") {
            branches.push(self.sequence()?);
        }
        Ok(if branches.len() == 1 {
            branches.swap_remove(0)
        } else {
            Tree::Either(branches)
        })
    }

    fn sequence(&mut self) -> Result<Tree, PatternError> {
        let mut trees = Vec::new();
        loop {
            self.blank();
            if self.rest().is_empty() || self.rest().starts_with(['|', ')']) {
                break;
            }
            let tree = self.atom()?;
            trees.push(self.repeated(tree)?);
        }
        if trees.is_empty() {
            return Err(self.error("nothing to match"));
        }
        Ok(if trees.len() == 1 {
            trees.swap_remove(0)
        } else {
            Tree::Sequence(trees)
        })
    }

    fn repeated(&mut self, tree: Tree) -> Result<Tree, PatternError> {
        let (least, most) = if self.rest().starts_with('?') {
            self.at += 1;
            (0, 1)
        } else if self.rest().starts_with('*') {
            self.at += 1;
            (0, usize::MAX)
        } else if self.rest().starts_with('+') {
            self.at += 1;
            (1, usize::MAX)
        } else if self.rest().starts_with('{') {
            let end = self
                .rest()
                .find('}')
                .ok_or_else(|| self.error("'{' without '}'"))?;
            let inside = self.rest()[1..end].to_owned();
            let bounds = inside.split_once(',').and_then(|(a, b)| {
                Some((
                    a.trim().parse::<usize>().ok()?,
                    b.trim().parse::<usize>().ok()?,
                ))
            });
            let Some((least, most)) = bounds.filter(|(a, b)| a <= b && *b <= MOST) else {
                return Err(self.error(format!(
                    "'{{{inside}}}' is not {{least,most}} with most up to {MOST}"
                )));
            };
            self.at += end + 1;
            (least, most)
        } else {
            return Ok(tree);
        };
        Ok(Tree::Repeat(Box::new(tree), least, most))
    }

    fn atom(&mut self) -> Result<Tree, PatternError> {
        self.blank();
        if self.take("(") {
            let tree = self.either()?;
            if !self.take(")") {
                return Err(self.error("'(' without ')'"));
            }
            return Ok(tree);
        }
        if self.take("^") {
            return Ok(Tree::Step(Step::Start));
        }
        if self.take("$") {
            return Ok(Tree::Step(Step::End));
        }
        if self.take("<") {
            let end = self
                .rest()
                .find('>')
                .ok_or_else(|| self.error("'<' without '>'"))?;
            let inside = self.rest()[..end].to_owned();
            let (name, slot) = match inside.split_once(':') {
                Some((name, slot)) => (Some(name.trim().to_owned()), slot.trim().to_owned()),
                None => (None, inside.trim().to_owned()),
            };
            let Some(slot) = Slot::named(&slot) else {
                let known: Vec<&str> = Slot::NAMES.iter().map(|(n, _)| *n).collect();
                return Err(self.error(format!(
                    "no slot is called '{slot}'; there are {}",
                    known.join(", ")
                )));
            };
            self.at += end + 1;
            let number = name.map(|name| {
                let known = self.captures.iter().position(|c| **c == *name);
                known.unwrap_or_else(|| {
                    self.captures.push(name.into());
                    self.captures.len() - 1
                }) as u8
            });
            return Ok(Tree::Step(Step::Slot(slot, number)));
        }
        if self.take("\"") {
            let end = self
                .rest()
                .find('"')
                .ok_or_else(|| self.error("a quotation mark without its second"))?;
            let text = self.rest()[..end].to_owned();
            self.at += end + 1;
            return Ok(Tree::Step(Step::Literal(text.into())));
        }
        let word: String = self
            .rest()
            .chars()
            .take_while(|c| !c.is_whitespace() && !"()|<>?*+{}\"$^".contains(*c))
            .collect();
        if word.is_empty() {
            return Err(self.error("not a pattern"));
        }
        let start = self.at;
        self.at += word.len();
        if word == "." {
            return Ok(Tree::Step(Step::Any));
        }
        if let Some(class) = word.strip_prefix('@') {
            return match self.lexicon.class(class) {
                Some(class) => Ok(Tree::Step(Step::Class(class))),
                None => Err(PatternError {
                    at: start,
                    message: format!("no word class is called '{class}'"),
                }),
            };
        }
        if let Some((_, mark)) = Mark::NAMES.iter().find(|(name, _)| *name == word) {
            return Ok(Tree::Step(Step::Mark(*mark)));
        }
        if word == "," {
            return Ok(Tree::Step(Step::Mark(Mark::Comma)));
        }
        if !word
            .chars()
            .all(|c| c.is_alphanumeric() || "'-&".contains(c))
        {
            return Err(PatternError {
                at: start,
                message: format!("'{word}' must stand in quotation marks"),
            });
        }
        let id = self.lexicon.intern(&word.to_lowercase());
        Ok(Tree::Step(Step::Word(id)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_says_what_it_needs() {
        let mut lexicon = Lexicon::default();
        let pattern =
            compile("^ <talk:title> DASH <speaker:names> $", &mut lexicon).expect("compiles");
        assert_eq!(pattern.captures, ["talk".into(), "speaker".into()]);
        assert!(pattern.branches.iter().all(|branch| branch.anchored));
    }

    #[test]
    fn mistakes_are_named() {
        let mut lexicon = Lexicon::default();
        let error = |source: &str| {
            compile(source, &mut Lexicon::default())
                .expect_err("fails")
                .message
        };
        assert!(error("<x:nobody>").contains("no slot is called 'nobody'"));
        assert!(error("( a").contains("without ')'"));
        assert!(error("@nope").contains("no word class"));
        assert!(error("a{3,99}").contains("most up to"));
        assert!(compile("a | b c?", &mut lexicon).is_ok());
    }
}
