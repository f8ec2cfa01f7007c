//! The built-in taxonomy: subjects and software that talks are about, their other names,
//! and what is broader. Its data are `lexicon/topics.tsv` and `lexicon/projects.tsv`;
//! it is built once, at first use.
//!
//! Looking a phrase up walks a trie over folded words, so it costs no more for a large
//! taxonomy than for a small one.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::word::{Word, folded, words};

const TOPICS: &str = include_str!("../../lexicon/topics.tsv");
const PROJECTS: &str = include_str!("../../lexicon/projects.tsv");
const COMMON_WORDS: &str = include_str!("../../lexicon/common-words.tsv");

/// A subject or a piece of software, with its place among the others.
#[derive(Debug)]
pub struct Entry {
    /// The usual name.
    pub label: &'static str,
    /// True for software, languages, formats and services.
    pub is_project: bool,
    /// Other names, in the order of the data file.
    pub aliases: Vec<&'static str>,
    /// The labels right above it, in the order of the data file.
    pub broader: Vec<&'static str>,
    /// Counts as a topic only where nothing better is found.
    pub(crate) weak: bool,
    /// Also an everyday word: needs its capital and company that shows it is a name.
    pub(crate) everyday: bool,
}

/// A name of an entry that was met in a text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hit {
    /// The entry.
    pub entry: &'static Entry,
    /// How many words it covers.
    pub len: usize,
    /// True where this name, or the entry, is to be used only for want of a better.
    pub weak: bool,
    /// A wider word that stands for the entry only loosely: 'modules' for 'modularity'.
    pub loose: Option<&'static str>,
}

/// The usual label of a topic or project named in any of its ways: 'NoGIL' is
/// 'free-threading', 'k8s' is 'Kubernetes', 'Python 3.13' is itself.
pub fn resolve(label: &str) -> Option<String> {
    if let Some(entry) = entry(label) {
        return Some(entry.label.to_string());
    }
    versioned(label).map(|(entry, version)| format!("{} {version}", entry.label))
}

/// The entry that has this name; versions of software are no entries of their own.
pub fn entry(name: &str) -> Option<&'static Entry> {
    entry_of(&words(name), name)
}

/// As [`entry`], of the words of that name.
pub(super) fn entry_of(words: &[Word<'_>], name: &str) -> Option<&'static Entry> {
    let taxonomy = taxonomy();
    let mut node = 0;
    for word in words {
        node = taxonomy.step(node, &word.key)?;
    }
    let names = taxonomy.names.get(&node)?;
    // 'REST' and 'rest' may be two entries: the exact spelling decides, then the order.
    let name = names
        .iter()
        .find(|n| n.written == name)
        .or_else(|| names.first())?;
    Some(&taxonomy.entries[name.entry])
}

/// The labels right above this topic: 'subinterpreters' lies under 'parallelism'.
pub fn broader(label: &str) -> Vec<&'static str> {
    match entry(label) {
        Some(entry) => entry.broader.clone(),
        None => versioned(label)
            .map(|(entry, _)| vec![entry.label])
            .unwrap_or_default(),
    }
}

/// The labels right below this topic, sorted.
pub fn narrower(label: &str) -> Vec<&'static str> {
    let Some(entry) = entry(label) else {
        return Vec::new();
    };
    taxonomy()
        .narrower
        .get(entry.label)
        .cloned()
        .unwrap_or_default()
}

/// Every label below this topic, however far, with its distance, nearest first, then
/// sorted: what a question about the topic should find too.
pub fn all_narrower(label: &str) -> Vec<(&'static str, usize)> {
    let Some(top) = entry(label) else {
        return Vec::new();
    };
    let mut seen: FxHashSet<&str> = [top.label].into_iter().collect();
    let mut found: Vec<(&'static str, usize)> = Vec::new();
    let mut level = vec![top.label];
    let mut distance = 0;
    while !level.is_empty() {
        distance += 1;
        let mut below: Vec<&'static str> = level
            .iter()
            .flat_map(|label| narrower(label))
            .filter(|label| seen.insert(label))
            .collect();
        below.sort_unstable();
        found.extend(below.iter().map(|label| (*label, distance)));
        level = below;
    }
    found
}

/// Every entry, topics first, each kind sorted by label as in the data files.
pub fn entries() -> &'static [Entry] {
    &taxonomy().entries
}

/// True for the commonest words of English, given in lower case.
pub(crate) fn is_common_word(word: &str) -> bool {
    taxonomy().common.contains(word)
}

/// The longest name of an entry that starts at the first of `words`.
pub(crate) fn hit(words: &[Word<'_>]) -> Option<Hit> {
    let taxonomy = taxonomy();
    let mut node = 0;
    let mut best = None;
    for (i, word) in words.iter().enumerate() {
        if i > 0 && !word.joined {
            break;
        }
        let Some(next) = taxonomy.step(node, &word.key) else {
            break;
        };
        node = next;
        let Some(names) = taxonomy.names.get(&node) else {
            continue;
        };
        let met = &words[..=i];
        if let Some(name) = names
            .iter()
            .find(|name| name.fits(&taxonomy.entries[name.entry], met))
        {
            let entry = &taxonomy.entries[name.entry];
            best = Some(Hit {
                entry,
                len: i + 1,
                weak: name.weak || entry.weak,
                loose: (name.loose && !entry.is_project).then_some(name.written),
            });
        }
    }
    best
}

/// The software and the version that a label such as 'Python 3.13' names.
fn versioned(label: &str) -> Option<(&'static Entry, &str)> {
    let (name, version) = label.trim().rsplit_once(' ')?;
    let entry = entry(name).filter(|entry| entry.is_project)?;
    is_version(version).then_some((entry, version))
}

/// True for '3', '3.13', '3.13t', 'v5'.
pub(crate) fn is_version(word: &str) -> bool {
    let digits = word.strip_prefix(['v', 'V']).unwrap_or(word);
    let digits = digits.strip_suffix(['t', '+', 'x']).unwrap_or(digits);
    digits.len() <= 8
        && digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
        && !(digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20")))
}

/// One of an entry's names, at the node of the trie where it ends.
struct Name {
    entry: usize,
    written: &'static str,
    weak: bool,
    /// A name that is narrower or wider than the entry: it is a topic of its own.
    loose: bool,
    exact: bool,
}

impl Name {
    /// True where these words name the entry, and not just something spelled like it.
    fn fits(&self, entry: &Entry, met: &[Word<'_>]) -> bool {
        // Most names fit without a look at their words.
        let written = || words(self.written).into_iter().zip(met);
        if self.exact {
            return written().all(|(name, word)| name.text == word.text);
        }
        // 'REST' is not 'Rest', and 'CD' not 'cd'.
        if self.loose && !self.weak {
            return written().all(|(name, word)| folded(name.text) == folded(word.text));
        }
        let is_abbreviation = |name: &str| {
            name.len() > 1
                && name.chars().all(|c| c.is_ascii_uppercase())
                && (name.len() < 4 || is_common_word(&name.to_ascii_lowercase()))
        };
        if let ([one], true) = (met, is_abbreviation(without_plural(self.written))) {
            return without_plural(one.text) == without_plural(self.written);
        }
        if !entry.is_project {
            return true;
        }
        // Software has no plural, and needs its capital where it is a word of the language.
        written().all(|(name, word)| {
            let spelled = folded(word.text);
            // 'SVGs' are many of what 'SVG' is.
            let plural = name.text.chars().all(|c| c.is_ascii_uppercase())
                && word.text.strip_suffix('s') == Some(name.text);
            (spelled == folded(name.text) || plural)
                && !(word.is_lower() && name.is_capital() && is_common_word(&spelled))
        })
    }
}

/// 'LED' of 'LEDs'.
fn without_plural(abbreviation: &str) -> &str {
    abbreviation.strip_suffix('s').unwrap_or(abbreviation)
}

struct Taxonomy {
    entries: Vec<Entry>,
    /// A number for every word that some name holds.
    words: FxHashMap<Box<str>, u32>,
    /// The trie: from a node (0 is the root) over a word to the next node.
    next: FxHashMap<(u32, u32), u32>,
    names: FxHashMap<u32, Vec<Name>>,
    narrower: FxHashMap<&'static str, Vec<&'static str>>,
    common: FxHashSet<&'static str>,
}

fn taxonomy() -> &'static Taxonomy {
    static TAXONOMY: LazyLock<Taxonomy> = LazyLock::new(Taxonomy::build);
    &TAXONOMY
}

impl Taxonomy {
    fn build() -> Taxonomy {
        let mut taxonomy = Taxonomy {
            entries: Vec::new(),
            words: FxHashMap::default(),
            next: FxHashMap::default(),
            names: FxHashMap::default(),
            narrower: FxHashMap::default(),
            common: lines(COMMON_WORDS).collect(),
        };
        for (data, is_project) in [(TOPICS, false), (PROJECTS, true)] {
            for line in lines(data) {
                taxonomy.add(line, is_project);
            }
        }
        for entry in &taxonomy.entries {
            for broader in &entry.broader {
                taxonomy
                    .narrower
                    .entry(broader)
                    .or_default()
                    .push(entry.label);
            }
        }
        for below in taxonomy.narrower.values_mut() {
            below.sort_unstable();
        }
        taxonomy
    }

    fn step(&self, node: u32, word: &str) -> Option<u32> {
        self.next.get(&(node, *self.words.get(word)?)).copied()
    }

    fn add(&mut self, line: &'static str, is_project: bool) {
        let mut columns = line.split('\t');
        let mut column = || columns.next().unwrap_or("");
        let (label, aliases, broader, flags) = (column(), column(), column(), column());
        let list = |text: &'static str| text.split('|').filter(|x| !x.is_empty());
        let has = |flag: &str| flags.split(',').any(|f| f == flag);
        let index = self.entries.len();
        self.name(index, label, false, false, has("case"));
        for alias in list(aliases) {
            let (written, weak, loose) = match alias.split_at(alias.len() - 1) {
                (written, "?") => (written, true, true),
                (written, "!") => (written, false, true),
                _ => (alias, false, false),
            };
            self.name(index, written, weak, loose, false);
        }
        self.entries.push(Entry {
            label,
            is_project,
            aliases: list(aliases)
                .map(|alias| alias.trim_end_matches(['?', '!']))
                .collect(),
            broader: list(broader).collect(),
            weak: has("weak"),
            everyday: has("cue"),
        });
    }

    fn name(&mut self, entry: usize, written: &'static str, weak: bool, loose: bool, exact: bool) {
        let mut node = 0;
        for word in words(written) {
            let number = self.words.len() as u32;
            let number = *self.words.entry(word.key.into()).or_insert(number);
            let fresh = self.next.len() as u32 + 1;
            node = *self.next.entry((node, number)).or_insert(fresh);
        }
        if node != 0 {
            self.names.entry(node).or_default().push(Name {
                entry,
                written,
                weak,
                loose,
                exact,
            });
        }
    }
}

fn lines(data: &'static str) -> impl Iterator<Item = &'static str> {
    data.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}
