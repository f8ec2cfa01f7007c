//! The persons of one document: full names, the short names that stand for them, and what
//! a pronoun refers to.

use rustc_hash::FxHashMap;

use crate::document::{Document, MarkKind};
use crate::identity::{fold, fold_into};
use crate::lexicon::{Lexicon, class};
use crate::mention::{Mention, Mentions, Strength};
use crate::token::{Tokens, shape};
use crate::vocabulary::NodeKind;

/// One person of a document.
#[derive(Clone, Debug)]
pub struct Person {
    /// The fullest name the document gives.
    pub name: String,
    /// Its folded words.
    words: Vec<String>,
    /// Other names used for the person.
    pub aliases: Vec<String>,
    /// The first token of the first mention; `None` for an author known from metadata only.
    pub first: Option<usize>,
    /// True where the person is named in the text or is the author.
    pub shown: bool,
}

/// More people than any list of attendees has: what names more was made to fill memory.
const MOST_PERSONS: usize = 10_000;

/// The persons of a document, and where each is named.
#[derive(Debug, Default)]
pub struct Persons {
    /// The persons, in the order in which they were met.
    pub list: Vec<Person>,
    by_name: FxHashMap<String, usize>,
    /// Runs of tokens that a rule took for a name, with the person.
    named: Vec<(u32, u32, usize)>,
    /// For each token: the person whose name starts there, as (token after it, number).
    pub at: Vec<Option<(u32, u32)>>,
    /// Accounts, in small letters, with the person of full name whose name leads there.
    accounts: FxHashMap<String, usize>,
}

/// The accounts that links lead to, in small letters, by the first token of the link.
type Profiles = FxHashMap<u32, String>;

impl Persons {
    /// The persons that mentions alone make known, and the authors.
    pub fn known(
        document: &Document,
        tokens: &Tokens,
        mentions: &Mentions,
        lexicon: &Lexicon,
    ) -> Persons {
        let mut persons = Persons {
            at: vec![None; tokens.tokens.len()],
            ..Persons::default()
        };
        let full = |m: &&Mention| m.kind == NodeKind::Person && m.end - m.start > 1;
        let profiles = profiles(document, tokens);
        let mut ends = rustc_hash::FxHashSet::default();
        for mention in mentions.all().iter().filter(|m| m.kind == NodeKind::Person) {
            if persons.are_too_many() {
                break;
            }
            let company = Company {
                document,
                tokens,
                mentions,
                lexicon,
                ends: &ends,
                profiles: &profiles,
            };
            if full(&mention)
                && (mention.strength == Strength::Strong || company.speaks_for(mention))
                || !full(&mention) && company.speaks_for_first_name(mention)
            {
                ends.insert(mention.end);
                let number = persons.add(
                    &document.text,
                    tokens,
                    mention.start as usize,
                    mention.end as usize,
                );
                if full(&mention)
                    && let Some(account) = profiles.get(&mention.start)
                {
                    persons.accounts.entry(account.clone()).or_insert(number);
                }
            }
        }
        persons
    }

    /// True where a document names so many people that no more are taken from names alone.
    pub fn are_too_many(&self) -> bool {
        self.list.len() >= MOST_PERSONS
    }

    /// Adds the person named by a run of tokens.
    pub fn add(&mut self, text: &str, tokens: &Tokens, start: usize, end: usize) -> usize {
        let name = quiet(clean(tokens.text(text, start..end)));
        let number = self.add_name(&name);
        self.named.push((start as u32, end as u32, number));
        let person = &mut self.list[number];
        person.first = Some(person.first.map_or(start, |first| first.min(start)));
        person.shown = true;
        number
    }

    /// Adds a person by name.
    pub fn add_name(&mut self, name: &str) -> usize {
        let folded = fold(name);
        if let Some(number) = self.by_name.get(&folded) {
            return *number;
        }
        let number = self.list.len();
        self.list.push(Person {
            name: name.to_owned(),
            words: folded.split(' ').map(str::to_owned).collect(),
            aliases: Vec::new(),
            first: None,
            shown: false,
        });
        self.by_name.insert(folded, number);
        number
    }

    /// Joins the forms of one name ('Jay Miller' and 'K. Jay Miller'), then marks every
    /// mention of every person in the text, short names included.
    pub fn settle(&mut self, text: &str, tokens: &Tokens, mentions: &Mentions) -> Vec<usize> {
        let home = self.join_forms();
        // Full names, and the weak mentions whose name is now known.
        for mention in mentions.all().iter().filter(|m| m.kind == NodeKind::Person) {
            let folded = fold(&clean(tokens.text(text, mention.tokens())));
            if let Some(number) = self.by_name.get(&folded) {
                self.at[mention.start as usize] = Some((mention.end, home[*number] as u32));
            }
        }
        for (start, end, number) in std::mem::take(&mut self.named) {
            self.at[start as usize] = Some((end, home[number] as u32));
        }
        let short = self.short_names(&home);
        if short.is_empty() {
            return home;
        }
        let mut word = String::new();
        let mut covered = 0;
        // Where each person was named last, up to this place.
        let mut last: FxHashMap<usize, usize> = FxHashMap::default();
        for at in 0..tokens.tokens.len() {
            if let Some((end, person)) = self.at[at] {
                covered = covered.max(end as usize);
                last.insert(person as usize, at);
            }
            if at < covered {
                continue;
            }
            let token = &tokens.tokens[at];
            if !token.is(shape::WORD | shape::CAPITAL) || token.is(shape::URL) {
                continue;
            }
            fold_into(token.span.of(text), &mut word);
            let Some(owners) = short.get(&word) else {
                continue;
            };
            let inside_other = mentions_cover(mentions, at);
            if inside_other {
                continue;
            }
            // A short name next to another capitalised word is part of another name.
            let next_capital = tokens.tokens.get(at + 1).is_some_and(|t| {
                t.is(shape::WORD | shape::CAPITAL)
                    && !t.is(shape::LINE_START)
                    && !t.in_any(class::TALK_NOUN.bit())
            });
            let previous_capital = at > 0
                && tokens.tokens[at - 1].is(shape::WORD | shape::CAPITAL)
                && !token.is(shape::LINE_START)
                && !tokens.tokens[at - 1].in_any(class::COMMON.bit() | class::HONORIFIC.bit());
            if next_capital || previous_capital {
                continue;
            }
            let owner = match owners.as_slice() {
                [only] => Some(*only),
                // Of several, the one named last before this place.
                several => several
                    .iter()
                    .copied()
                    .filter_map(|p| last.get(&p).map(|place| (*place, p)))
                    .max()
                    .map(|(_, p)| p),
            };
            let Some(owner) = owner else { continue };
            let common = token.in_any(class::COMMON.bit()) && token.is(shape::SENTENCE_START);
            if common || self.list[owner].first.is_none() {
                continue;
            }
            self.at[at] = Some((at as u32 + 1, owner as u32));
            last.insert(owner, at);
            let alias = token.span.of(text).to_owned();
            let person = &mut self.list[owner];
            if alias != person.name && !person.aliases.contains(&alias) {
                person.aliases.push(alias);
            }
        }
        home
    }

    /// For each person, the person whose fuller name it is a form of.
    fn join_forms(&mut self) -> Vec<usize> {
        let count = self.list.len();
        let mut home: Vec<usize> = (0..count).collect();
        let mut by_last: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
        for (number, person) in self.list.iter().enumerate() {
            if let Some(last) = person.words.last() {
                by_last.entry(last.as_str()).or_default().push(number);
            }
        }
        let mut by_word: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
        for (number, person) in self
            .list
            .iter()
            .enumerate()
            .filter(|(_, p)| p.words.len() > 1)
        {
            for word in &person.words {
                by_word.entry(word.as_str()).or_default().push(number);
            }
        }
        let mut joins = Vec::new();
        for (number, person) in self.list.iter().enumerate() {
            if let [only] = person.words.as_slice() {
                // '@annab' is whoever's full name links to that account.
                let account = person.name.strip_prefix('@').map(str::to_lowercase);
                if let Some(owner) = account.and_then(|account| self.accounts.get(&account)) {
                    joins.push((number, *owner));
                    continue;
                }
                // A bare first name is a form of the one full name that has it.
                if let Some([owner]) = by_word.get(only.as_str()).map(Vec::as_slice) {
                    joins.push((number, *owner));
                }
                continue;
            }
            let Some(last) = person.words.last() else {
                continue;
            };
            // A family of hundreds is a list of names, not forms of one.
            let family = &by_last[last.as_str()];
            let fuller: Vec<usize> = family
                .iter()
                .take(LARGEST_FAMILY)
                .copied()
                .filter(|other| {
                    *other != number && is_form_of(&person.words, &self.list[*other].words)
                })
                .collect();
            if let [only] = fuller.as_slice() {
                joins.push((number, *only));
            }
        }
        for (form, full) in joins {
            home[form] = full;
            let mut names = std::mem::take(&mut self.list[form].aliases);
            names.push(self.list[form].name.clone());
            let first = self.list[form].first;
            let shown = self.list[form].shown;
            let person = &mut self.list[full];
            person.shown |= shown;
            person.first = match (person.first, first) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            };
            for name in names {
                if !person.aliases.contains(&name) {
                    person.aliases.push(name);
                }
            }
        }
        // Chains end at their fullest form.
        for number in 0..count {
            let mut full = home[number];
            let mut steps = 0;
            while home[full] != full && steps < 8 {
                full = home[full];
                steps += 1;
            }
            home[number] = full;
        }
        home
    }

    /// First names and surnames, with the persons that bear them.
    fn short_names(&self, home: &[usize]) -> FxHashMap<String, Vec<usize>> {
        let mut short: FxHashMap<String, Vec<usize>> = FxHashMap::default();
        for (number, person) in self.list.iter().enumerate() {
            if person.words.len() == 1 {
                short
                    .entry(person.words[0].clone())
                    .or_default()
                    .push(home[number]);
                continue;
            }
            let named = person.words.iter().enumerate().filter(|(i, w)| {
                w.chars().count() > 1
                    && (*i == 0
                        || *i + 1 == person.words.len()
                        || (*i == 1 && person.words[0].chars().count() == 1))
            });
            for (_, word) in named {
                let owners = short.entry(word.clone()).or_default();
                if !owners.contains(&home[number]) {
                    owners.push(home[number]);
                }
            }
        }
        short
    }

    /// The token at which a person is named last before `at`, not earlier than `from`.
    pub fn last_before(&self, at: usize, from: usize) -> Option<usize> {
        (from..at).rev().find(|i| self.at[*i].is_some())
    }
}

/// The most persons of one surname among which forms of one name are looked for.
const LARGEST_FAMILY: usize = 40;

/// The longest affiliation after a name, in tokens.
const LONGEST_AFFILIATION: usize = 12;

/// What stands around a mention that makes it a person's.
struct Company<'c> {
    document: &'c Document,
    tokens: &'c Tokens,
    mentions: &'c Mentions,
    lexicon: &'c Lexicon,
    /// Where known persons' names end.
    ends: &'c rustc_hash::FxHashSet<u32>,
    /// Names that link to a personal profile, by first token.
    profiles: &'c Profiles,
}

impl Company<'_> {
    /// True where the neighbours of a doubtful name say that it is a person's: it links to
    /// a profile, stands in a list with persons, or an affiliation in brackets follows it.
    fn speaks_for(&self, mention: &Mention) -> bool {
        let word = |at: usize| {
            self.tokens
                .tokens
                .get(at)
                .map_or("", |t| t.span.of(&self.document.text))
        };
        let (start, end) = (mention.start as usize, mention.end as usize);
        if self.profiles.contains_key(&mention.start) {
            return true;
        }
        if mention.strength == Strength::Weak
            && self.tokens.tokens[start].is(shape::SENTENCE_START)
            && end - start > 3
        {
            return false;
        }
        // 'Name @handle' and 'Name (@handle)'.
        let handle = |at: usize| {
            self.tokens
                .tokens
                .get(at)
                .is_some_and(|t| t.is(shape::HANDLE))
        };
        if handle(end) || (matches!(word(end), "(" | "[") && handle(end + 1)) {
            return true;
        }
        // 'A, B and C': the name before is a person's.
        let mut back = start;
        while back > 0 && start - back < 3 && matches!(word(back - 1), "," | "and" | "&") {
            back -= 1;
        }
        if back < start {
            let close = back > 0 && matches!(word(back - 1), ")");
            let before = if close { self.open_of(back - 1) } else { back };
            if self.ends.contains(&(before as u32)) {
                return true;
            }
        }
        // '… and Ada Lovelace': the name after is a person's.
        if matches!(word(end), "and" | "&")
            && self.mentions.at(end + 1).iter().any(|m| {
                m.kind == NodeKind::Person && m.strength == Strength::Strong && m.end - m.start > 1
            })
        {
            return true;
        }
        // 'Name (Org)', 'Name (Role at Org)', 'Name (@handle)'.
        if word(end) == "(" && mention.strength >= Strength::Likely {
            let inside = end + 1;
            let known = self.mentions.at(inside).iter().any(|m| {
                matches!(
                    m.kind,
                    NodeKind::Organization | NodeKind::Event | NodeKind::Project
                ) && m.strength == Strength::Strong
            });
            let role = (inside..inside + 6)
                .take_while(|i| word(*i) != ")")
                .any(|i| {
                    self.tokens.tokens.get(i).is_some_and(|t| {
                        t.in_any(class::ROLE.bit())
                            || t.is(shape::HANDLE)
                            || self
                                .lexicon
                                .class("former")
                                .is_some_and(|c| t.in_any(c.bit()))
                    })
                });
            // Two words that are nothing else, and one capitalised thing in brackets after them.
            let closes = (inside + 1..inside + 6).find(|i| word(*i) == ")");
            let named = mention.strength == Strength::Likely
                && closes.is_some_and(|close| {
                    (inside..close)
                        .all(|i| self.tokens.tokens[i].shape & (shape::CAPITAL | shape::CAMEL) != 0)
                });
            return known || role || named;
        }
        // 'Amber Brown's talk': who has a talk is a person.
        let talk = |at: usize| {
            let token = self.tokens.tokens.get(at);
            token.is_some_and(|token| token.in_any(class::TALK_NOUN.bit()))
        };
        if mention.strength >= Strength::Likely
            && matches!(word(end), "'s" | "’s")
            && ((end + 1..end + 4).any(talk) || self.is_set_apart(end + 1))
        {
            return true;
        }
        // 'Amber Brown gave …', 'Amber Brown from Acme gave …': what speaks is a person.
        mention.strength >= Strength::Likely
            && (self.speaks(end) || self.place_of_work(end).is_some_and(|at| self.speaks(at)))
    }

    /// True where words begin that are emphasised or quoted, as titles are.
    fn is_set_apart(&self, at: usize) -> bool {
        let Some(token) = self.tokens.tokens.get(at) else {
            return false;
        };
        let marks = &self.document.marks;
        let from = marks.partition_point(|mark| mark.span.start < token.span.start);
        let emphasis = marks[from..]
            .iter()
            .take_while(|mark| mark.span.start == token.span.start)
            .any(|mark| {
                matches!(
                    mark.kind,
                    MarkKind::Emphasis | MarkKind::Strong | MarkKind::Quotation
                )
            });
        emphasis || matches!(token.span.of(&self.document.text), "“" | "\"" | "„" | "«")
    }

    /// True at a verb of speaking, maybe after 'also' and the like or in a clause of its own.
    fn speaks(&self, at: usize) -> bool {
        let speaking = |at: usize| {
            self.tokens.tokens.get(at).is_some_and(|token| {
                ["gave-title", "spoke", "telling"].iter().any(|class| {
                    let class = self.lexicon.class(class);
                    class.is_some_and(|class| token.in_any(class.bit()))
                })
            })
        };
        let word = |at: usize| {
            let token = self.tokens.tokens.get(at);
            token.map_or("", |token| token.span.of(&self.document.text))
        };
        let mut at = at;
        while matches!(word(at), "," | "who" | "also" | "then" | "has" | "have") {
            at += 1;
        }
        speaking(at)
    }

    /// Where 'from Acme' or ', Director of Research at Acme' after a name ends.
    fn place_of_work(&self, end: usize) -> Option<usize> {
        let tokens = &self.tokens.tokens;
        let sentence = self.tokens.sentences.get(self.tokens.sentence_of(end))?;
        let word = |at: usize| tokens[at].span.of(&self.document.text);
        let range = end + 1..sentence.tokens.end.min(end + LONGEST_AFFILIATION);
        let named = |at: usize| tokens[at].shape & (shape::CAPITAL | shape::CAMEL) != 0;
        if range.is_empty() {
            return None;
        }
        let states = match word(end) {
            "from" | "of" | "at" => named(range.start),
            "," => range
                .clone()
                .take(4)
                .any(|i| tokens[i].in_any(class::ROLE.bit())),
            _ => false,
        };
        let mut ends = range.skip(1);
        // The organisation is named last, in capitals.
        states.then(|| ends.find(|at| named(*at - 1) && !named(*at)))?
    }

    /// True where a bare first name is followed by where the person comes from: 'Grace
    /// (Muck Rack)', 'Charles from Buoyant'.
    fn speaks_for_first_name(&self, mention: &Mention) -> bool {
        let end = mention.end as usize;
        let word = |at: usize| {
            self.tokens
                .tokens
                .get(at)
                .map_or("", |t| t.span.of(&self.document.text))
        };
        let organization = |at: usize| {
            self.mentions.at(at).iter().any(|m| {
                matches!(m.kind, NodeKind::Organization | NodeKind::Event)
                    && m.strength >= Strength::Likely
            })
        };
        if self.profiles.contains_key(&mention.start) {
            return true;
        }
        match word(end) {
            "(" => {
                organization(end + 1)
                    || self
                        .tokens
                        .tokens
                        .get(end + 1)
                        .is_some_and(|t| t.is(shape::HANDLE))
            }
            "from" | "of" => organization(end + 1),
            _ => false,
        }
    }

    /// The token of the bracket that opens what closes at `close`.
    fn open_of(&self, close: usize) -> usize {
        (close.saturating_sub(20)..close)
            .rev()
            .find(|i| self.tokens.tokens[*i].span.of(&self.document.text) == "(")
            .unwrap_or(close)
    }
}

/// True for the address of one account on a site for source code, or of its pages.
fn is_account(address: &str) -> bool {
    let path = address.trim_end_matches('/');
    let path = path.split_once("//").map_or(path, |(_, rest)| rest);
    path.strip_prefix("github.com/")
        .or(path.strip_prefix("gitlab.com/"))
        .is_some_and(|user| !user.is_empty() && !user.contains('/'))
        || path
            .strip_suffix(".github.io")
            .is_some_and(|user| !user.contains('/'))
}

/// Names that are links to a personal profile.
fn profiles(document: &Document, tokens: &Tokens) -> Profiles {
    const SITES: [&str; 9] = [
        "twitter.com/",
        "x.com/",
        "linkedin.com/in/",
        "mastodon",
        "fosstodon.org/",
        "hachyderm.io/",
        "bsky.app/profile/",
        "about.me/",
        "keybase.io/",
    ];
    document
        .marks
        .iter()
        .filter_map(|mark| match &mark.kind {
            MarkKind::Link(address)
                if is_account(address)
                    || SITES.iter().any(|site| address.contains(site))
                        && !address.contains("/status/")
                        && !address.contains("/hashtag/") =>
            {
                let start = tokens
                    .tokens
                    .partition_point(|t| t.span.start < mark.span.start);
                let path = address.split(['?', '#']).next().unwrap_or("");
                let account = path.trim_end_matches('/').rsplit('/').next().unwrap_or("");
                let account = account.trim_start_matches('@').to_lowercase();
                Some((start as u32, account))
            }
            _ => None,
        })
        .collect()
}

/// True where `short` is `long` with words left out at the front or in the middle, or with
/// words shortened to initials; the surname is the same.
fn is_form_of(short: &[String], long: &[String]) -> bool {
    if short.len() > long.len()
        || (short.len() == long.len()
            && short.iter().map(String::len).sum::<usize>()
                >= long.iter().map(String::len).sum::<usize>())
    {
        return false;
    }
    let mut rest = long.iter();
    let all = short.iter().all(|word| {
        rest.any(|full| {
            full == word || (word.chars().count() == 1 && full.starts_with(word.as_str()))
        })
    });
    // The given name must be shared in full somewhere: 'J. Smith' is a form of 'John Smith',
    // 'Miller' alone is no full name.
    all && short.len() >= 2
}

fn mentions_cover(mentions: &Mentions, at: usize) -> bool {
    let from = at.saturating_sub(6);
    mentions.within(from..at + 1).iter().any(|m| {
        m.kind != NodeKind::Person
            && m.kind != NodeKind::Topic
            && m.tokens().contains(&at)
            && m.end - m.start > 1
    })
}

/// 'Ada Lovelace' for 'ADA LOVELACE'.
fn quiet(name: String) -> String {
    if !name.contains(' ') || name.chars().any(char::is_lowercase) || name.contains('.') {
        return name;
    }
    let words = name.split(' ').map(|word| {
        let mut letters = word.chars();
        let first: String = letters.next().into_iter().collect();
        first + &letters.as_str().to_lowercase()
    });
    words.collect::<Vec<_>>().join(" ")
}

/// A name with its blanks folded.
pub fn clean(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}
