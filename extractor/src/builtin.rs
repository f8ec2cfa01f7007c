//! The rules and word lists that are built into the program.

use std::sync::OnceLock;

use crate::author::confidence;
use crate::lexicon::{Lexicon, class};
use crate::rule::{RuleError, RuleSet};
use crate::vocabulary::NodeKind;

/// The built-in rule files: name and content.
pub const RULE_FILES: [(&str, &str); 8] = [
    (
        "affiliations.toml",
        include_str!("../rules/affiliations.toml"),
    ),
    (
        "close-calls.toml",
        include_str!("../rules/close-calls.toml"),
    ),
    ("events.toml", include_str!("../rules/events.toml")),
    ("lists.toml", include_str!("../rules/lists.toml")),
    ("narrative.toml", include_str!("../rules/narrative.toml")),
    ("titles.toml", include_str!("../rules/titles.toml")),
    (
        "told-titles.toml",
        include_str!("../rules/told-titles.toml"),
    ),
    ("words.toml", include_str!("../rules/words.toml")),
];

/// What was measured of the built-in rules.
pub const CONFIDENCE: &str = include_str!("../rules/confidence.toml");

pub(crate) const GIVEN_NAMES: &str = include_str!("../lexicon/given-names.tsv");
const COMMON_WORDS: &str = include_str!("../lexicon/common-words.tsv");
const ROLES: &str = include_str!("../lexicon/roles.tsv");
const ORG_SUFFIXES: &str = include_str!("../lexicon/org-suffixes.tsv");

/// A list of known entities, and which of its columns hold what beside the name.
struct Entities {
    kind: NodeKind,
    list: &'static str,
    aliases: usize,
    flags: usize,
}

const ENTITIES: [Entities; 4] = [
    Entities {
        kind: NodeKind::Organization,
        list: include_str!("../lexicon/orgs.tsv"),
        aliases: 1,
        flags: 2,
    },
    Entities {
        kind: NodeKind::Event,
        list: include_str!("../lexicon/event-series.tsv"),
        aliases: 1,
        flags: 2,
    },
    Entities {
        kind: NodeKind::Place,
        list: include_str!("../lexicon/places.tsv"),
        aliases: 2,
        flags: 4,
    },
    Entities {
        kind: NodeKind::Project,
        list: include_str!("../lexicon/projects.tsv"),
        aliases: 1,
        flags: 2,
    },
];

/// The built-in rules, loaded once.
///
/// # Panics
/// Never for a program whose tests pass: a test loads them.
pub fn rules() -> &'static RuleSet {
    static RULES: OnceLock<RuleSet> = OnceLock::new();
    RULES.get_or_init(|| match load(&[]) {
        Ok(rules) => rules,
        Err(error) => unreachable!("the built-in rules load: {error}"),
    })
}

/// The built-in rules with more files over them.
pub fn load(more: &[(String, String)]) -> Result<RuleSet, RuleError> {
    let mut files: Vec<(String, String)> = RULE_FILES
        .iter()
        .map(|(name, content)| (format!("built-in {name}"), (*content).to_owned()))
        .collect();
    files.extend_from_slice(more);
    let mut rules = RuleSet::load(lexicon(), &files)?;
    let mut measured = confidence::parse(CONFIDENCE).map_err(|error| RuleError::Form {
        file: "built-in confidence.toml".to_owned(),
        message: error.to_string(),
    })?;
    // A user's rule of the same id is another rule: nobody measured it.
    for rule in rules
        .rules
        .iter_mut()
        .filter(|rule| rule.file.starts_with("built-in "))
    {
        rule.measured = measured.remove(&rule.id).map(|m| m.confidence);
    }
    Ok(rules)
}

/// The built-in names; word classes come with the rule files.
fn lexicon() -> Lexicon {
    let mut lexicon = Lexicon::default();
    for line in data_lines(COMMON_WORDS) {
        lexicon.add_to_class(line.split('\t').next().unwrap_or(""), class::COMMON);
    }
    for line in data_lines(GIVEN_NAMES) {
        let (name, flags) = line.split_once('\t').unwrap_or((line, ""));
        // A name that is also a family name is still a name; one that is a word or a place may not be.
        let doubtful = flags
            .split(',')
            .any(|flag| matches!(flag.trim(), "word" | "place"));
        let class = if doubtful {
            class::GIVEN_AMBIGUOUS
        } else {
            class::GIVEN
        };
        lexicon.add_to_class(name, class);
    }
    for line in data_lines(ROLES) {
        lexicon.add_to_class(line.split('\t').next().unwrap_or(""), class::ROLE);
    }
    for line in data_lines(ORG_SUFFIXES) {
        lexicon.add_to_class(line.split('\t').next().unwrap_or(""), class::ORG_SUFFIX);
    }
    for entities in ENTITIES {
        for line in data_lines(entities.list) {
            let fields: Vec<&str> = line.split('\t').collect();
            let canonical = fields[0].trim();
            let ambiguous = fields
                .get(entities.flags)
                .is_some_and(|flags| !flags.trim().is_empty());
            lexicon.add_entity(canonical, entities.kind, canonical, ambiguous);
            // Countries and regions are part of event names; cities tell where they were.
            if entities.kind == NodeKind::Place
                && fields.get(1).is_some_and(|kind| kind.trim() != "city")
            {
                lexicon.add_to_class(canonical, class::REGION);
            }
            let aliases = fields.get(entities.aliases).map_or("", |f| f);
            for alias in aliases.split('|').map(str::trim).filter(|a| !a.is_empty()) {
                // A company's flags are its name's; 'Facebook' is no word, though 'meta' is.
                let word = lexicon.is_common(&alias.to_lowercase());
                let doubtful = (ambiguous && (entities.kind != NodeKind::Organization || word))
                    || (entities.kind == NodeKind::Event && word && !has_inner_capital(alias));
                lexicon.add_entity(alias, entities.kind, canonical, doubtful);
            }
        }
    }
    lexicon
}

/// True for 'useR', which no everyday word is written like; false for 'Build' and 'SELF'.
fn has_inner_capital(name: &str) -> bool {
    name.chars().any(char::is_lowercase) && name.chars().skip(1).any(char::is_uppercase)
}

fn data_lines(list: &str) -> impl Iterator<Item = &str> {
    list.lines()
        .map(str::trim_end)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}
