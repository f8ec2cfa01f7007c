//! Rules as data: what a rule file says, and the set of rules it loads into.

pub(crate) mod guard;
pub mod machine;
pub mod pattern;
mod people;
pub(crate) mod prefilter;
mod slot;
mod title;

use serde::Deserialize;

use crate::lexicon::{ClassSet, Lexicon};
use crate::vocabulary::{EdgeKind, TalkKind};
use pattern::Pattern;
use prefilter::Traits;
pub(crate) use title::says_which;

/// Where a rule looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Where {
    /// A whole heading.
    Heading,
    /// A whole list item.
    ListItem,
    /// A line that the author broke, or a block of one line.
    Line,
    /// A sentence of a paragraph, list item, quotation or caption.
    Sentence,
    /// A whole caption.
    Caption,
    /// A table row.
    Row,
    /// The first short block under a heading, or the line under a title.
    Byline,
    /// The first sentence under a title line.
    Opening,
    /// One comma-separated part of brackets that follow a person's name.
    Aside,
    /// What follows a person's name, to the end of the sentence.
    AfterName,
    /// The value of a field that says for whom a speaker works: what follows 'Company:'.
    Field,
}

impl Where {
    /// Every place, in the order of the type.
    pub const ALL: [Where; 11] = [
        Where::Heading,
        Where::ListItem,
        Where::Line,
        Where::Sentence,
        Where::Caption,
        Where::Row,
        Where::Byline,
        Where::Opening,
        Where::Aside,
        Where::AfterName,
        Where::Field,
    ];

    fn index(self) -> usize {
        self as usize
    }
}

/// An end of a fact that a rule emits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Term {
    /// What a capture holds.
    Capture(u8),
    /// The person before an [`Where::Aside`] or [`Where::AfterName`] region, or of a
    /// [`Where::Field`].
    Subject,
    /// The document's author.
    Author,
    /// The persons named in the heading or line above.
    Heading,
    /// Who gave the talk that the text is speaking of.
    Speaker,
    /// The talk that the text is speaking of.
    It,
    /// The talk whose title is the heading above.
    Section,
    /// The talk described here: the section's, the one spoken of, or a new one without title.
    Described,
    /// The event that the sentence or the document is about.
    Event,
    /// The organisation whose team wrote the document.
    House,
    /// The panel whose title is the heading above.
    Panel,
}

/// A fact that a rule emits.
#[derive(Clone, Debug, PartialEq)]
pub struct Emit {
    /// The source.
    pub source: Term,
    /// How they are related.
    pub kind: EdgeKind,
    /// The target.
    pub target: Term,
    /// True where the fact was so once.
    pub former: bool,
    /// The capture that holds the role.
    pub role: Option<u8>,
}

/// A sentence on which a rule must fire, and the facts it must find there.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// The text, as Markdown.
    pub text: String,
    /// The facts, as `SOURCE KIND TARGET`.
    pub facts: Vec<String>,
}

/// A rule, loaded and compiled.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its id.
    pub id: String,
    /// One sentence that says what it finds.
    pub finds: String,
    /// Where it looks.
    pub places: Vec<Where>,
    /// Its pattern, as written.
    pub source: String,
    /// Its pattern, compiled.
    pub pattern: Pattern,
    /// What it emits.
    pub emits: Vec<Emit>,
    /// What it emits, as written.
    pub emits_source: Vec<String>,
    /// 0 to 1: how sure its author is of it; decides between two readings of one line.
    pub confidence: f64,
    /// 0 to 1: the lower bound of its precision on gold, where it was measured.
    pub measured: Option<f64>,
    /// The sort of talk it finds, where it says so.
    pub talk_kind: Option<TalkKind>,
    /// Word classes that silence it where the sentence holds one.
    pub unless: ClassSet,
    /// The names of those classes.
    pub unless_names: Vec<String>,
    /// True where it only says who gave what in a text that speaks of talks nearby.
    pub among_talks: bool,
    /// True where it may introduce a name that the lexicon does not know.
    pub introduces: bool,
    /// Where it must fire.
    pub fires: Vec<Example>,
    /// Where it must stay silent, as Markdown.
    pub silent: Vec<String>,
    /// The file it came from.
    pub file: String,
}

impl Rule {
    /// 0 to 1: how sure a match makes its facts: as measured, else as its author says.
    pub fn evidence_confidence(&self) -> f64 {
        self.measured.unwrap_or(self.confidence)
    }
}

/// Why a rule file does not load.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RuleError {
    /// The file is not TOML of the right form.
    #[error("{file}: {message}")]
    Form {
        /// The file.
        file: String,
        /// What is wrong.
        message: String,
    },
    /// A rule is not well formed.
    #[error("{file}: rule '{id}': {message}")]
    Rule {
        /// The file.
        file: String,
        /// The rule.
        id: String,
        /// What is wrong, and what to do.
        message: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleFile {
    /// Word classes: more members for a known one, or a new one.
    #[serde(default)]
    class: std::collections::BTreeMap<String, Vec<String>>,
    /// Named parts of patterns, written `%name` where they stand in one.
    #[serde(default)]
    part: std::collections::BTreeMap<String, String>,
    #[serde(default)]
    rule: Vec<RawRule>,
    /// More examples for rules of any file: the close calls that would crowd the rule itself.
    #[serde(default)]
    example: Vec<CloseCall>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CloseCall {
    rule: String,
    text: String,
    /// None where the rule must stay silent.
    #[serde(default)]
    facts: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRule {
    id: String,
    finds: String,
    #[serde(rename = "where")]
    places: OneOrMore<Where>,
    pattern: String,
    emits: Vec<String>,
    confidence: f64,
    #[serde(default)]
    kind: Option<TalkKind>,
    #[serde(default)]
    unless: Vec<String>,
    #[serde(default, rename = "among-talks")]
    among_talks: bool,
    fires: Vec<Example>,
    silent: Vec<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMore<T> {
    One(T),
    More(Vec<T>),
}

/// A set of rules with the lexicon their patterns speak of.
pub struct RuleSet {
    /// The rules, sorted by id.
    pub rules: Vec<Rule>,
    /// Words, classes and known names.
    pub lexicon: Lexicon,
    /// Rules that close calls name and no file holds.
    pub stale_examples: Vec<String>,
    index: Vec<Index>,
    /// Named parts of patterns with what stands for them.
    parts: Vec<(String, String)>,
}

/// A branch of a rule's pattern: the rule's number, and the branch's within the rule.
pub(crate) type Candidate = (u32, u32);

/// A branch under a trait of its key, in as few bytes as can be: the lists are long, and walked
/// for every region.
#[derive(Clone)]
struct Listed {
    /// Of what a region must show beside, see [`prefilter::Branch::second`]: some bits, of which
    /// it must show one where there are any, and the word of the set that holds them.
    bits: u64,
    word: u8,
    branch: u16,
    rule: u32,
}

impl Listed {
    fn candidate(&self) -> Candidate {
        (self.rule, u32::from(self.branch))
    }
}

/// For one place, the branches of the rules that look there and introduce names, or of those
/// that don't, by a trait of the region that they cannot do without.
#[derive(Clone)]
struct Index {
    always: Vec<Candidate>,
    by_trait: Vec<Vec<Listed>>,
    keys: Traits,
}

impl RuleSet {
    /// Loads rule files (name and content) over a lexicon. A later rule of the same id
    /// takes the place of an earlier one; the order of files never matters otherwise.
    pub fn load(mut lexicon: Lexicon, files: &[(String, String)]) -> Result<RuleSet, RuleError> {
        let mut parsed: Vec<(&String, RuleFile)> = Vec::new();
        for (file, content) in files {
            let raw: RuleFile = toml::from_str(content).map_err(|error| RuleError::Form {
                file: file.clone(),
                message: error.to_string(),
            })?;
            parsed.push((file, raw));
        }
        // Classes of all files before rules of any, so that the order of files is free.
        for (file, raw) in &parsed {
            for (name, members) in &raw.class {
                let class = lexicon.class_named(name).ok_or_else(|| RuleError::Form {
                    file: (*file).clone(),
                    message: format!("class '{name}' is one too many; there may be 128"),
                })?;
                members
                    .iter()
                    .for_each(|member| lexicon.add_to_class(member, class));
            }
        }
        let parts: Vec<(String, String)> = parsed
            .iter()
            .flat_map(|(_, raw)| {
                raw.part
                    .iter()
                    .map(|(name, part)| (format!("%{name}"), format!("( {part} )")))
            })
            .collect();
        let mut rules: Vec<Rule> = Vec::new();
        let mut close_calls = Vec::new();
        for (file, raw) in parsed {
            close_calls.extend(raw.example.into_iter().map(|call| (file, call)));
            for raw in raw.rule {
                let rule = compile(file, raw, &parts, &mut lexicon)?;
                rules.retain(|r| r.id != rule.id);
                rules.push(rule);
            }
        }
        rules.sort_by(|a, b| a.id.cmp(&b.id));
        let mut stale_examples = Vec::new();
        for (file, call) in close_calls {
            let built_in = |file: &str| file.starts_with("built-in ");
            match rules.binary_search_by(|rule| rule.id.cmp(&call.rule)) {
                // A rule of the user's in the place of a built-in one promises other things.
                Ok(number) if built_in(file) && !built_in(&rules[number].file) => {}
                Ok(number) if call.facts.is_empty() => rules[number].silent.push(call.text),
                Ok(number) => rules[number].fires.push(Example {
                    text: call.text,
                    facts: call.facts,
                }),
                Err(_) => stale_examples.push(call.rule),
            }
        }
        lexicon.finish();
        let index = build_index(&rules);
        Ok(RuleSet {
            rules,
            lexicon,
            index,
            parts,
            stale_examples,
        })
    }

    /// Gives a rule another pattern and other silencing classes; returns the rule as it was,
    /// for [`RuleSet::restore`].
    pub(crate) fn vary(
        &mut self,
        number: usize,
        pattern: &str,
        unless: &[String],
    ) -> Result<Rule, String> {
        let mut rule = self.rules[number].clone();
        rule.pattern = pattern::compile(&expanded(pattern, &self.parts), &mut self.lexicon)
            .map_err(|e| e.to_string())?;
        let emits: Result<Vec<Emit>, String> = rule
            .emits_source
            .iter()
            .map(|source| parse_emit(source, &rule.pattern))
            .collect();
        rule.emits = emits?;
        rule.unless = unless
            .iter()
            .filter_map(|name| self.lexicon.class(name))
            .fold(0, |set, class| set | class.bit());
        rule.source = pattern.to_owned();
        rule.introduces = introduces(&rule.pattern);
        Ok(self.restore(number, rule))
    }

    /// Puts a rule in the place of another; returns the other.
    pub(crate) fn restore(&mut self, number: usize, rule: Rule) -> Rule {
        let before = std::mem::replace(&mut self.rules[number], rule);
        self.index = build_index(&self.rules);
        before
    }

    /// The branches of rules that may match in a region of that place with those traits, of
    /// rules that introduce names or of the others.
    pub(crate) fn candidates(
        &self,
        place: Where,
        introduces: bool,
        shown: &Traits,
        found: &mut Vec<Candidate>,
    ) {
        found.clear();
        let index = &self.index[slot_of(place, introduces)];
        let may_match = |listed: &&Listed| {
            let (rule, branch) = listed.candidate();
            (listed.bits == 0 || shown.shows(usize::from(listed.word), listed.bits))
                && self.rules[rule as usize].pattern.branches[branch as usize]
                    .may_match_by_key(shown)
        };
        found.extend_from_slice(&index.always);
        shown.each_shared(&index.keys, |number| {
            for listed in index.by_trait[number].iter().filter(may_match) {
                found.push(listed.candidate());
            }
        });
        found.sort_unstable();
        found.dedup();
    }
}

fn slot_of(place: Where, introduces: bool) -> usize {
    2 * place.index() + usize::from(introduces)
}

fn build_index(rules: &[Rule]) -> Vec<Index> {
    let empty = Index {
        always: Vec::new(),
        by_trait: vec![Vec::new(); prefilter::TRAITS],
        keys: Traits::default(),
    };
    let mut index = vec![empty; 2 * Where::ALL.len()];
    for (number, rule) in rules.iter().enumerate() {
        for (branch, entry) in rule.pattern.branches.iter().enumerate() {
            let candidate = (number as u32, branch as u32);
            let key = entry.key();
            for place in &rule.places {
                let index = &mut index[slot_of(*place, rule.introduces)];
                // No rule has that many branches, but somebody's may.
                let Ok(short) = u16::try_from(branch) else {
                    index.always.push(candidate);
                    continue;
                };
                if key.is_empty() {
                    index.always.push(candidate);
                }
                let (word, bits) = entry.second().unwrap_or_default();
                for number in &key {
                    index.by_trait[*number].push(Listed {
                        bits,
                        word,
                        branch: short,
                        rule: candidate.0,
                    });
                    index.keys.add(*number);
                }
            }
        }
    }
    index
}

fn compile(
    file: &str,
    raw: RawRule,
    parts: &[(String, String)],
    lexicon: &mut Lexicon,
) -> Result<Rule, RuleError> {
    let id = raw.id.clone();
    let error = |message: String| RuleError::Rule {
        file: file.to_owned(),
        id: id.clone(),
        message,
    };
    if raw.id.is_empty()
        || !raw
            .id
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
    {
        return Err(error(
            "an id is small letters, digits and hyphens".to_owned(),
        ));
    }
    if !(raw.finds.ends_with('.') && raw.finds.len() > 10) {
        return Err(error(
            "'finds' must be a sentence that says what the rule finds".to_owned(),
        ));
    }
    if raw.fires.len() < 2 || raw.silent.len() < 2 {
        return Err(error(format!(
            "a rule needs at least two examples where it fires and two where it is silent; it has {} and {}",
            raw.fires.len(),
            raw.silent.len()
        )));
    }
    if !(0.0..=1.0).contains(&raw.confidence) {
        return Err(error("'confidence' lies between 0 and 1".to_owned()));
    }
    let source = expanded(&raw.pattern, parts);
    let pattern = pattern::compile(&source, lexicon).map_err(|e| error(e.to_string()))?;
    let mut emits = Vec::new();
    for source in &raw.emits {
        emits.push(parse_emit(source, &pattern).map_err(&error)?);
    }
    if emits.is_empty() {
        return Err(error("'emits' names no fact".to_owned()));
    }
    let mut unless = 0;
    for name in &raw.unless {
        let class = lexicon
            .class(name)
            .ok_or_else(|| error(format!("no word class is called '{name}'")))?;
        unless |= class.bit();
    }
    let introduces = introduces(&pattern);
    Ok(Rule {
        id: raw.id,
        finds: raw.finds,
        places: match raw.places {
            OneOrMore::One(place) => vec![place],
            OneOrMore::More(places) => places,
        },
        source: raw.pattern,
        pattern,
        emits,
        emits_source: raw.emits,
        confidence: raw.confidence,
        measured: None,
        talk_kind: raw.kind,
        unless,
        unless_names: raw.unless,
        among_talks: raw.among_talks,
        introduces,
        fires: raw.fires,
        silent: raw.silent,
        file: file.to_owned(),
    })
}

/// A pattern with what its named parts stand for.
fn expanded(pattern: &str, parts: &[(String, String)]) -> String {
    parts
        .iter()
        .fold(pattern.to_owned(), |source, (name, part)| {
            source.replace(name.as_str(), part)
        })
}

/// True for patterns that may find names which the lexicon does not know.
fn introduces(pattern: &Pattern) -> bool {
    let mut steps = pattern.steps.iter();
    steps.any(|step| matches!(step, pattern::Step::Slot(slot, _) if slot.introduces()))
}

fn parse_emit(source: &str, pattern: &Pattern) -> Result<Emit, String> {
    let mut parts = source.split_whitespace();
    let mut next = || {
        parts
            .next()
            .ok_or_else(|| format!("'{source}' is not 'SOURCE KIND TARGET'"))
    };
    let (from, kind, to) = (next()?, next()?, next()?);
    let term = |name: &str| -> Result<Term, String> {
        if let Some(number) = pattern.captures.iter().position(|c| **c == *name) {
            return Ok(Term::Capture(number as u8));
        }
        match name {
            "subject" => Ok(Term::Subject),
            "author" => Ok(Term::Author),
            "heading" => Ok(Term::Heading),
            "speaker-of-it" => Ok(Term::Speaker),
            "it" => Ok(Term::It),
            "section" => Ok(Term::Section),
            "described" => Ok(Term::Described),
            "event" => Ok(Term::Event),
            "house" => Ok(Term::House),
            "panel" => Ok(Term::Panel),
            _ => Err(format!(
                "'{name}' is neither a capture of the pattern nor subject, author, heading, speaker-of-it, it, section, described, event, house or panel"
            )),
        }
    };
    let mut emit = Emit {
        source: term(from)?,
        kind: EdgeKind::from_name(kind).ok_or_else(|| format!("'{kind}' is no kind of edge"))?,
        target: term(to)?,
        former: false,
        role: None,
    };
    for extra in parts {
        if extra == "former" {
            emit.former = true;
        } else if let Some(name) = extra.strip_prefix("role=") {
            let Some(number) = pattern.captures.iter().position(|c| **c == *name) else {
                return Err(format!("'{name}' is no capture of the pattern"));
            };
            emit.role = Some(number as u8);
        } else {
            return Err(format!("'{extra}' is neither 'former' nor 'role=CAPTURE'"));
        }
    }
    Ok(emit)
}
