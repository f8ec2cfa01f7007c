//! The talks of one document: titles, sorts, and which talk a passage speaks of.

use std::collections::hash_map::Entry;
use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::document::Document;
use crate::extraction::Link;
use crate::identity::fold;
use crate::lead;
use crate::lexicon::class;
use crate::token::{Token, Tokens, shape};
use crate::vocabulary::TalkKind;

/// One talk of a document.
#[derive(Clone, Debug)]
pub struct Talk {
    /// Its title, or a description where it has none.
    pub name: String,
    /// Other forms of its title.
    pub aliases: Vec<String>,
    /// What sort of talk it is.
    pub kind: TalkKind,
    /// True where `name` is a description.
    pub untitled: bool,
    /// The tokens of its title, or of the words that show it.
    pub shown: Range<usize>,
    /// The block in which it is shown.
    pub block: usize,
    /// Where it stands in the layout.
    pub origin: Origin,
    /// Its speakers, in the order of the text.
    pub speakers: Vec<usize>,
    /// Sentences (by number) that describe it beyond what its place says.
    pub told_in: Vec<usize>,
    /// For a talk without title: the words that say what it was about.
    pub about: Option<Range<usize>>,
    /// True where the text says at which event it was given.
    pub placed: bool,
    /// Where it can be seen.
    pub links: Vec<Link>,
}

/// Where a talk stands in the layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Its title is a heading: the section describes it.
    Section(usize),
    /// It is a list item: the item and what is nested in it describe it.
    Item(usize),
    /// It is named inside prose.
    Prose,
}

/// The talks of a document.
#[derive(Debug, Default)]
pub struct Talks {
    /// The talks, in the order in which they were met.
    pub list: Vec<Talk>,
    by_title: FxHashMap<String, usize>,
    /// Titles without their subtitles.
    by_head: FxHashMap<String, usize>,
    /// Heading block to the talk whose section it opens.
    pub of_section: FxHashMap<usize, usize>,
    /// List item to its talk.
    pub of_item: FxHashMap<usize, usize>,
}

impl Talks {
    /// The talk of that title, made where it is new.
    pub fn titled(
        &mut self,
        title: &str,
        shown: Range<usize>,
        block: usize,
        origin: Origin,
        kind: TalkKind,
    ) -> usize {
        let folded = fold(title);
        let known = self
            .by_title
            .get(&folded)
            .copied()
            .or_else(|| self.subtitle_of(&folded));
        let number = known.unwrap_or_else(|| {
            self.list.push(Talk {
                name: title.to_owned(),
                aliases: Vec::new(),
                kind,
                untitled: false,
                shown,
                block,
                origin,
                speakers: Vec::new(),
                told_in: Vec::new(),
                about: None,
                placed: false,
                links: Vec::new(),
            });
            self.list.len() - 1
        });
        let talk = &mut self.list[number];
        if talk.kind == TalkKind::Talk {
            talk.kind = kind;
        }
        if talk.origin == Origin::Prose {
            talk.origin = origin;
        }
        if fold(&talk.name) != folded && !talk.aliases.iter().any(|a| fold(a) == folded) {
            talk.aliases.push(title.to_owned());
        }
        if let Some(head) = head_of(title) {
            self.by_head.entry(head).or_insert(number);
        }
        self.by_title.insert(folded, number);
        self.place(number, origin);
        number
    }

    /// A talk without title.
    pub fn untitled(
        &mut self,
        name: String,
        shown: Range<usize>,
        block: usize,
        origin: Origin,
        kind: TalkKind,
    ) -> usize {
        let folded = fold(&name);
        if let Some(number) = self.by_title.get(&folded) {
            return *number;
        }
        self.list.push(Talk {
            name,
            aliases: Vec::new(),
            kind,
            untitled: true,
            shown,
            block,
            origin,
            speakers: Vec::new(),
            told_in: Vec::new(),
            about: None,
            placed: false,
            links: Vec::new(),
        });
        let number = self.list.len() - 1;
        self.by_title.insert(folded, number);
        self.place(number, origin);
        number
    }

    /// Gives a talk that had none its title.
    pub fn entitle(&mut self, number: usize, title: &str, shown: Range<usize>) {
        let talk = &mut self.list[number];
        let old = std::mem::replace(&mut talk.name, title.to_owned());
        talk.aliases.push(old);
        talk.untitled = false;
        talk.about = None;
        talk.shown = shown;
        self.by_title.insert(fold(title), number);
    }

    /// The talk of that title.
    pub fn numbered(&self, title: &str) -> Option<usize> {
        self.by_title.get(&fold(title)).copied()
    }

    /// Gives a talk without title a description that says more, unless another talk has it.
    pub fn rename(&mut self, number: usize, name: String) {
        if let Entry::Vacant(free) = self.by_title.entry(fold(&name)) {
            free.insert(number);
            self.list[number].name = name;
        }
    }

    /// Takes back the talk that was made last.
    pub fn drop_last(&mut self) {
        if self.list.pop().is_some() {
            let count = self.list.len();
            self.by_title.retain(|_, number| *number < count);
            self.by_head.retain(|_, number| *number < count);
            self.of_section.retain(|_, number| *number < count);
            self.of_item.retain(|_, number| *number < count);
        }
    }

    fn place(&mut self, number: usize, origin: Origin) {
        match origin {
            Origin::Section(heading) => {
                self.of_section.entry(heading).or_insert(number);
            }
            Origin::Item(item) => {
                self.of_item.entry(item).or_insert(number);
            }
            Origin::Prose => {}
        }
    }

    /// A talk whose title is this one without, or with, its subtitle.
    fn subtitle_of(&self, folded: &str) -> Option<usize> {
        let words = folded.split(' ').count();
        self.by_head.get(folded).copied().filter(|_| words >= 3)
    }
}

/// A title without its subtitle, folded, where it has one.
fn head_of(title: &str) -> Option<String> {
    let (head, rest) = title.split_once([':', '—', '–'])?;
    (!rest.trim().is_empty()).then(|| fold(head))
}

/// The longest tag in brackets before a title, in tokens, the brackets included.
const LONGEST_TAG: usize = 6;

/// Cuts quotation marks, numbering, labels and closing marks off a run of tokens, so that
/// what is left is the title; and tells the sort of talk that a label names.
pub fn trim_title(
    tokens: &Tokens,
    text: &str,
    range: Range<usize>,
) -> (Range<usize>, Option<TalkKind>) {
    let mut range = range;
    let mut kind = None;
    let word = |at: usize| tokens.tokens[at].span.of(text);
    loop {
        let before = range.clone();
        if range.is_empty() {
            break;
        }
        let first = &tokens.tokens[range.start];
        // '[Room 6] Title': what stands in the brackets is no part of the title.
        if word(range.start) == "["
            && let Some(close) = range.clone().take(LONGEST_TAG).find(|i| word(*i) == "]")
            && close + 1 < range.end
        {
            range.start = close + 1;
        } else if !first.is(shape::WORD)
            && !matches!(word(range.start), "." | "¿" | "¡" | "$" | "#")
        {
            range.start += 1;
        } else if range.len() > 2
            && first.is(shape::NUMBER)
            && matches!(word(range.start + 1), "." | ")" | ":")
            && tokens.tokens[range.start + 2].is(shape::SPACED)
        {
            range.start += 2;
        } else if range.len() > 4
            && tokens.tokens[range.start + 3].shape & (shape::CAPITAL | shape::CAMEL | shape::DIGIT)
                != 0
            && !word(range.end - 1).eq_ignore_ascii_case("day")
            && word(range.start).eq_ignore_ascii_case("day")
            && matches!(word(range.start + 2), ":" | "-" | "–" | "—")
            && (tokens.tokens[range.start + 1].is(shape::NUMBER)
                || matches!(
                    word(range.start + 1),
                    "one" | "two" | "three" | "One" | "Two"
                ))
        {
            // 'Day 1: Title'.
            range.start += 3;
        } else if let Some(length) = lead::time(tokens, text, &range) {
            range.start += length;
        } else if range.len() > 2
            && let Some((length, label)) = label_at(tokens, text, range.clone())
        {
            kind = kind.or(label);
            range.start += length;
        }
        if range.is_empty() {
            break;
        }
        let last = &tokens.tokens[range.end - 1];
        if !last.is(shape::WORD) && !last.is(shape::POSSESSIVE) {
            let mark = word(range.end - 1);
            let closes_inner =
                matches!(mark, ")" | "]") && range.clone().any(|i| matches!(word(i), "(" | "["));
            let quote_inner = matches!(mark, "”" | "\"" | "’" | "'" | "»")
                && range
                    .clone()
                    .take(range.len() - 1)
                    .any(|i| matches!(word(i), "“" | "\"" | "‘" | "«"));
            let speaks = matches!(mark, "!" | "?" | "…" | "..." | "++" | "+" | "#" | "*");
            if !closes_inner && !speaks && !quote_inner {
                range.end -= 1;
            }
        }
        if range == before {
            break;
        }
    }
    (range, kind)
}

/// True for 'Talk 3: Title' and the like: the label says that a title of a talk follows.
pub fn is_labelled(tokens: &Tokens, text: &str, range: Range<usize>) -> bool {
    label_at(tokens, text, range).is_some()
}

/// 'Keynote:', 'Talk 3 -', 'Closing keynote –' before a title: its length and sort.
fn label_at(tokens: &Tokens, text: &str, range: Range<usize>) -> Option<(usize, Option<TalkKind>)> {
    let stop = range
        .clone()
        .take(5)
        .find(|i| matches!(tokens.tokens[*i].span.of(text), ":" | "–" | "—" | "|"))?;
    let label = range.start..stop;
    if label.is_empty() || stop + 1 >= range.end {
        return None;
    }
    let talk = label
        .clone()
        .any(|i| tokens.tokens[i].in_any(class::TALK_NOUN.bit()))
        || says_choice(tokens.tokens[stop - 1].span.of(text));
    let plain = label.clone().all(|i| {
        let t = &tokens.tokens[i];
        t.in_any(class::TALK_NOUN.bit() | class::CALENDAR.bit())
            || t.is(shape::NUMBER)
            || matches!(
                t.span.of(text),
                "opening"
                    | "Opening"
                    | "closing"
                    | "Closing"
                    | "day"
                    | "Day"
                    | "the"
                    | "The"
                    | "Session"
                    | "Track"
                    | "Morning"
                    | "Afternoon"
                    | "Evening"
                    | "Conference"
                    | "conference"
                    | "My"
                    | "my"
            )
            || says_choice(t.span.of(text))
    });
    (talk && plain).then(|| (label.len() + 1, kind_in(&tokens.tokens[label], text)))
}

/// True for words before a title that say how the writer came to choose it: 'Pick: Title'.
fn says_choice(word: &str) -> bool {
    matches!(
        word.to_ascii_lowercase().as_str(),
        "pick" | "picks" | "highlight" | "favourite" | "favorite"
    )
}

/// The sort of talk that words name.
pub fn kind_in(tokens: &[Token], text: &str) -> Option<TalkKind> {
    let mut kind = None;
    for token in tokens {
        if !token.in_any(class::TALK_NOUN.bit()) {
            continue;
        }
        let word = token.span.of(text).to_lowercase();
        let found = match word.trim_end_matches('s') {
            "keynote" | "keynoted" => TalkKind::Keynote,
            "tutorial" | "workshop" | "masterclas" => TalkKind::Tutorial,
            "lightning" => TalkKind::Lightning,
            "panel" => TalkKind::Panel,
            "poster" => TalkKind::Poster,
            "session" => TalkKind::Session,
            _ => continue,
        };
        // 'keynote session' is a keynote.
        if kind.is_none() || kind == Some(TalkKind::Session) {
            kind = Some(found);
        }
    }
    kind
}

/// True where a run of tokens can be a title: it has words, is not too long, and says more
/// than a generic word.
pub fn reads_as_title(document: &Document, tokens: &Tokens, range: &Range<usize>) -> bool {
    let words = tokens.tokens[range.clone()]
        .iter()
        .filter(|t| t.is(shape::WORD))
        .count();
    let letters = range.clone().any(|i| {
        tokens.tokens[i]
            .span
            .of(&document.text)
            .chars()
            .any(char::is_alphabetic)
    });
    let address = range.clone().any(|i| tokens.tokens[i].is(shape::URL));
    (1..=30).contains(&words)
        && letters
        && !address
        && !asks_to_look(document, tokens, range)
        && !is_a_day(document, tokens, range)
        && !tells_of_a_talk(document, tokens, range)
        && !only_points(document, tokens, range)
        && !says_what_for(document, tokens, range)
        && !says_who_is_seen(document, tokens, range)
}

/// True for what stands under a picture: 'Top left: Anna Berg', 'Left to right: …'.
fn says_who_is_seen(document: &Document, tokens: &Tokens, range: &Range<usize>) -> bool {
    let mut words = range.clone().map(|at| {
        let word = tokens.tokens[at].span.of(&document.text);
        word.to_ascii_lowercase()
    });
    let first = words.next().unwrap_or_default();
    let second = words.next().unwrap_or_default();
    matches!(first.as_str(), "top" | "bottom" | "left" | "right" | "from")
        && matches!(second.as_str(), "left" | "right" | "row" | "to")
}

/// True for a link's 'here', and for 'Slide deck', 'Video on YouTube', 'Anna's slides'.
fn only_points(document: &Document, tokens: &Tokens, range: &Range<usize>) -> bool {
    let word = |at: usize| tokens.tokens[at].span.of(&document.text);
    let material = |at: usize| {
        matches!(
            word(at).to_ascii_lowercase().as_str(),
            "slides"
                | "slide"
                | "deck"
                | "video"
                | "videos"
                | "link"
                | "twitter"
                | "mastodon"
                | "linkedin"
                | "github"
                | "website"
                | "recording"
                | "youtube"
                | "vimeo"
        )
    };
    let link = |at: usize| {
        matches!(
            word(at),
            "on" | "the" | "of" | "speaker" | "Speaker" | "full" | "talk" | "Talk"
        )
    };
    let owned = range.len() == 3 && matches!(word(range.start + 1), "'s" | "’s");
    range.len() == 1
        && matches!(
            word(range.start),
            "here" | "there" | "this" | "it" | "that" | "link"
        )
        || range.clone().any(material) && range.clone().all(|at| material(at) || link(at))
        || owned && material(range.end - 1)
}

/// True for what somebody is thanked for: 'for her support as organiser', 'who was there'.
fn says_what_for(document: &Document, tokens: &Tokens, range: &Range<usize>) -> bool {
    let word = |at: usize| tokens.tokens[at].span.of(&document.text);
    range.len() > 1
        && matches!(
            word(range.start),
            "for" | "who" | "whose" | "because" | "thanks"
        )
        && matches!(
            word(range.start + 1),
            "his" | "her" | "their" | "its" | "the" | "all" | "being" | "is" | "was" | "to"
        )
}

/// The first sentence of a run of several: 'Plans of queries. This was long.' Where it is longer
/// than titles are, somebody's words were taken for one, and nothing is left.
pub fn first_sentence(tokens: &Tokens, range: Range<usize>) -> Range<usize> {
    let goes_on = range
        .clone()
        .skip(PROSE_FROM)
        .find(|at| tokens.tokens[*at].is(shape::SENTENCE_START) && at + 2 < range.end);
    match goes_on {
        Some(next) if next - range.start > LONGEST_SENTENCE => range.start..range.start,
        Some(next) => range.start..next,
        None => range,
    }
}

/// The longest first sentence that is a title, in tokens.
const LONGEST_SENTENCE: usize = 16;
/// Before so many words a dot is a part of the title: 'It's not you. It's me'.
const PROSE_FROM: usize = 8;

/// True for a sentence that tells of a talk: 'Last talk was a demo of …'.
fn tells_of_a_talk(document: &Document, tokens: &Tokens, range: &Range<usize>) -> bool {
    let start = &tokens.tokens[range.clone()];
    let word = |token: &Token| token.span.of(&document.text);
    let small = |token: &Token| token.is(shape::WORD) && !token.is(shape::CAPITAL);
    let past = |verb: &str| verb.ends_with("ed") || matches!(verb, "met" | "saw" | "went" | "had");
    let was = start
        .windows(2)
        .take(TALK_AT)
        .any(|pair| pair[0].in_any(class::TALK_NOUN.bit()) && word(&pair[1]) == "was");
    // 'I attended a talk on “Plans”', 'Last but not least, I met my coauthor'.
    let attended = matches!(word(&start[0]), "I" | "We")
        && start.get(1).is_some_and(small)
        && start.iter().any(|t| t.in_any(class::TALK_NOUN.bit()));
    let met = start.windows(3).any(|next| {
        word(&next[0]) == "," && matches!(word(&next[1]), "I" | "we") && past(word(&next[2]))
    });
    // 'The day started with contributed talks'.
    let started = start.windows(2).take(TALK_AT).any(|pair| {
        matches!(
            word(&pair[0]),
            "started" | "began" | "opened" | "ended" | "closed"
        ) && matches!(word(&pair[1]), "with" | "off" | "by")
    });
    // 'The workshop featured talks'.
    let featured = start.len() > 3
        && start.last().is_some_and(small)
        && matches!(
            start.last().map(word),
            Some("talks" | "keynotes" | "presentations")
        );
    was || attended || met || started || featured
}

/// Where in a sentence that tells of a talk the word for it stands at the latest, in tokens.
const TALK_AT: usize = 4;

/// True for what opens with a day of the event: 'Day 1 started well', 'Day two - the web';
/// and for a date: 'Friday 31st July'.
fn is_a_day(document: &Document, tokens: &Tokens, range: &Range<usize>) -> bool {
    let list = &tokens.tokens[range.clone()];
    let word = |token: &Token| token.span.of(&document.text).to_ascii_lowercase();
    let counted = |token: &Token| {
        token.is(shape::NUMBER)
            || matches!(
                word(token).as_str(),
                "zero" | "one" | "two" | "three" | "four" | "five"
            )
    };
    let date = |token: &Token| {
        !token.is(shape::WORD)
            || token.in_any(class::CALENDAR.bit())
            || token.is(shape::DIGIT) && token.span.len() <= 4
            || matches!(word(token).as_str(), "the" | "of")
    };
    list.iter().all(date) || word(&list[0]) == "day" && list.get(1).is_some_and(counted)
}

/// True for what a link says that leads to slides or a recording: 'View Anna's slides'.
fn asks_to_look(document: &Document, tokens: &Tokens, range: &Range<usize>) -> bool {
    let word = |i: usize| {
        let word = tokens.tokens[i].span.of(&document.text);
        word.to_ascii_lowercase()
    };
    let recording = |i: usize| {
        matches!(
            word(i).as_str(),
            "slides" | "slide" | "video" | "videos" | "recording" | "recordings" | "deck" | "talk"
        )
    };
    range.len() > 1
        && matches!(
            word(range.start).as_str(),
            "view" | "watch" | "see" | "read" | "download" | "check" | "get"
        )
        && range.clone().skip(1).any(recording)
}
