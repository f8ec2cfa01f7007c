//! The events of one document, and the one that it is about.

use super::event_name::whole_name;
use crate::document::{BlockKind, Document};
use crate::identity::fold;
use crate::lexicon::{Lexicon, class};
use crate::mention::{Mention, Mentions, Strength, recounts};
use crate::token::{Tokens, shape};
use crate::vocabulary::NodeKind;

/// An event as the document names it.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// The name, with its year where one is known.
    pub name: String,
    /// The series' name: the name without the year, by its canonical name where known.
    pub series: String,
    /// The year.
    pub year: Option<i32>,
}

impl Event {
    /// The event that a mention names.
    pub fn of(mention: &Mention, text: &str, tokens: &Tokens, lexicon: &Lexicon) -> Event {
        let surface = tokens.text(text, mention.tokens());
        let surface = surface.split_whitespace().collect::<Vec<_>>().join(" ");
        let surface = surface
            .strip_prefix("The ")
            .or(surface.strip_prefix("the "))
            .unwrap_or(&surface)
            .to_owned();
        let (stem, year) = split_year(&surface);
        // The lexicon's name stands for the series only where nothing was added to it.
        let canonical = (mention.canonical > 0).then(|| lexicon.canonical(mention.canonical - 1));
        let series = match canonical {
            Some(canonical) if known_alone(canonical, &stem) => canonical.to_owned(),
            _ => stem.clone(),
        };
        let name = match year {
            Some(year) => format!("{stem} {year}"),
            None => stem,
        };
        Event { name, series, year }
    }

    /// The same event with a year, where it has none.
    pub fn dated(mut self, year: Option<i32>) -> Event {
        if let (None, Some(year)) = (self.year, year) {
            self.year = Some(year);
            self.name = format!("{} {year}", self.name);
        }
        self
    }
}

/// So many names of events are looked at for more than the lists know of them.
const FIRST_MENTIONS: usize = 12;

fn known_alone(canonical: &str, stem: &str) -> bool {
    // 'PyCon' is 'PyCon US'; 'PyCon Italia' is not: the tail that follows the known words
    // tells another series.
    let folded = fold(stem);
    let known = fold(canonical);
    !(folded.len() > known.len() && folded.starts_with(&known))
        && folded.split(' ').count() <= known.split(' ').count()
        || folded == known
}

/// A name and the year at its end, or inside it: 'PyCon ’24', 'OSS Summit 2017 Prague'.
pub fn split_year(name: &str) -> (String, Option<i32>) {
    // 'OOPSLA'25' is 'OOPSLA '25'.
    if let Some((stem, digits)) = name.rsplit_once(['\'', '’'])
        && stem.ends_with(char::is_alphanumeric)
        && digits.len() == 2
        && let Ok(year) = digits.parse::<i32>()
    {
        return (stem.to_owned(), Some(century(year)));
    }
    let words: Vec<&str> = name.split(' ').collect();
    for (i, word) in words.iter().enumerate().rev() {
        let digits = word.trim_start_matches(['\'', '’', ',']);
        let year = match digits.len() {
            4 => digits
                .parse::<i32>()
                .ok()
                .filter(|y| (1950..2100).contains(y)),
            2 if digits.len() < word.len() => digits.parse::<i32>().ok().map(century),
            _ => None,
        };
        if let Some(year) = year {
            let mut rest: Vec<&str> = words.clone();
            rest.remove(i);
            let stem = rest.join(" ");
            let stem = stem.trim_end_matches([',', '\'', '’', ' ']).to_owned();
            if !stem.is_empty() {
                return (stem, Some(year));
            }
        }
    }
    (name.to_owned(), None)
}

fn century(year: i32) -> i32 {
    if year > 80 { 1900 + year } else { 2000 + year }
}

/// The event that a document is about, where it is about one.
pub fn main_event(
    document: &Document,
    tokens: &Tokens,
    mentions: &Mentions,
    lexicon: &Lexicon,
) -> Option<Event> {
    struct Candidate {
        event: Event,
        score: f64,
        first: u32,
        years: Vec<(i32, u32)>,
        in_title: bool,
    }
    let text = &document.text;
    let mut candidates: Vec<Candidate> = Vec::new();
    let mut by_series: rustc_hash::FxHashMap<String, usize> = rustc_hash::FxHashMap::default();
    let title_folded = document.title.as_deref().map(fold).unwrap_or_default();
    let tags: Vec<String> = document
        .tags
        .iter()
        .map(|t| fold(t).replace(' ', ""))
        .collect();
    for mention in mentions.all().iter().filter(|m| m.kind == NodeKind::Event) {
        let block = tokens
            .sentences
            .get(tokens.sentence_of(mention.start as usize))
            .map_or(0, |s| s.block);
        let event = Event::of(mention, text, tokens, lexicon);
        let in_title = !title_folded.is_empty()
            && contains_words(&title_folded, &fold(&split_year(&event.name).0));
        let base = match mention.strength {
            Strength::Strong => 1.0,
            Strength::Likely => 0.7,
            Strength::Weak if in_title => 0.6,
            Strength::Weak => 0.1,
        };
        let place = match (document.blocks[block].kind, block) {
            (BlockKind::Heading, 0..=1) => 4.0,
            (_, 0..=3) => 2.0,
            (BlockKind::Heading, _) => 1.0,
            _ => 0.5,
        };
        let series = fold(&event.series).replace(' ', "");
        let tagged = tags
            .iter()
            .any(|t| series.starts_with(t.as_str()) && t.len() > 3);
        let score =
            base * (place + if in_title { 4.0 } else { 0.0 } + if tagged { 1.0 } else { 0.0 });
        let known = *by_series
            .entry(fold(&event.series))
            .or_insert(candidates.len());
        match candidates.get_mut(known) {
            Some(known) => {
                known.score += score;
                if let Some(year) = event.year {
                    known.years.push((year, mention.start));
                }
                // The longer way of writing the series is the better name.
                if known.event.year.is_none() && event.year.is_some() {
                    known.event = event;
                }
            }
            None => candidates.push(Candidate {
                years: event.year.map(|y| (y, mention.start)).into_iter().collect(),
                event,
                score,
                first: mention.start,
                in_title,
            }),
        }
    }
    let chosen = candidates
        .iter()
        .enumerate()
        .filter(|(_, c)| c.score >= 1.5)
        .max_by(|(_, a), (_, b)| a.score.total_cmp(&b.score).then(b.first.cmp(&a.first)));
    let Some((chosen, _)) = chosen else {
        return named_in_title(document, tokens, mentions);
    };
    // The title says 'SREcon Europe', the text goes on with 'SREcon'.
    let short = fold(&candidates[chosen].event.series) + " ";
    let fuller = candidates
        .iter()
        .position(|c| c.in_title && fold(&c.event.series).starts_with(&short));
    let mut best = candidates.swap_remove(fuller.unwrap_or(chosen));
    if fuller.is_some_and(|fuller| fuller != chosen) && best.years.is_empty() {
        let other = if chosen < candidates.len() {
            chosen
        } else {
            fuller.unwrap_or(0)
        };
        best.years.clone_from(&candidates[other].years);
    }
    let title_year = document.title.as_deref().and_then(year_in);
    let stated = title_year.or_else(|| {
        // The year said most often with the event's name; the first of equals.
        let mut counts: Vec<(i32, usize, u32)> = Vec::new();
        for (year, at) in &best.years {
            match counts.iter_mut().find(|(y, ..)| y == year) {
                Some(count) => count.1 += 1,
                None => counts.push((*year, 1, *at)),
            }
        }
        counts
            .into_iter()
            .max_by_key(|(_, n, at)| (*n, std::cmp::Reverse(*at)))
            .map(|(y, ..)| y)
    });
    let stated = stated
        .or_else(|| year_near_start(document, tokens))
        .or_else(|| {
            document
                .date
                .as_deref()
                .and_then(|d| d.get(..4))
                .and_then(|y| y.parse().ok())
        });
    let mut event = best.event;
    // The lists may know but a part of its name.
    let whole = mentions
        .all()
        .iter()
        .filter(|m| m.kind == NodeKind::Event)
        .take(FIRST_MENTIONS)
        .filter(|m| Event::of(m, text, tokens, lexicon).series == event.series)
        .find_map(|m| whole_name(document, tokens, m));
    if let Some(name) = whole {
        let (series, year) = split_year(&name);
        event = Event {
            name: series.clone(),
            series,
            year: None,
        }
        .dated(year.or(event.year));
    }
    if let Some(year) = stated
        && event.year != Some(year)
    {
        let (stem, _) = split_year(&event.name);
        event = Event {
            name: stem,
            series: event.series,
            year: None,
        }
        .dated(Some(year));
    }
    Some(event)
}

/// An event that no list has: the title names it with its year, and the text speaks of it as of
/// something that one can be at, 'Report: Plum Days 2017' … 'I was at Plum Days'; or the title
/// says no more, and the name has the looks of one, 'KWDC 24', 'DevOps Barcelona 2019'.
fn named_in_title(document: &Document, tokens: &Tokens, mentions: &Mentions) -> Option<Event> {
    let title = tokens.blocks.first()?.clone();
    let list = &tokens.tokens;
    let word = |at: usize| list[at].span.of(&document.text);
    let named = |at: usize| {
        list[at].is(shape::WORD | shape::CAPITAL)
            && !list[at].in_any(class::CALENDAR.bit() | class::PRONOUN.bit())
    };
    // 'Joy of Coding'.
    let joins = |at: usize| matches!(word(at), "of" | "on" | "for" | "and" | "&" | "the");
    let end = title
        .clone()
        .find(|at| year_at(document, tokens, *at).is_some())?;
    let mut start = end;
    while start > title.start
        && end - start < LONGEST_SERIES
        && (named(start - 1) || start < end && joins(start - 1))
    {
        start -= 1;
    }
    // 'Reflections on DevOps Barcelona 2019'.
    let recaps = |at: usize| recounts(word(at)) || word(at).eq_ignore_ascii_case("day");
    while start < end && (!named(start) || recaps(start)) {
        start += 1;
    }
    let name = start..end;
    let strange =
        |at: usize| list[at].word == 0 || list[at].shape & (shape::UPPER | shape::CAMEL) != 0;
    if name.is_empty() || name.len() == 1 && !strange(start) {
        return None;
    }
    let known_again = (title.end + 1..list.len().saturating_sub(name.len())).any(|at| {
        matches!(
            word(at - 1).to_ascii_lowercase().as_str(),
            "at" | "attend" | "attended" | "attending" | "of" | "to" | "visited" | "the"
        ) && (0..name.len()).all(|i| word(at + i) == word(start + i))
    });
    let place = name.clone().any(|at| {
        let mut here = mentions.at(at).iter();
        here.any(|mention| mention.kind == NodeKind::Place)
    });
    // What else the title says stands before 'at' or after a dash or a colon.
    let alone = (start == title.start
        || matches!(
            word(start - 1).to_ascii_lowercase().as_str(),
            "at" | "of" | "on" | "from" | ":" | "the"
        ))
        && (end + 1 == title.end || !list[end + 1].is(shape::WORD));
    let looks = name.clone().any(strange) || place && name.len() > 1;
    let plain = name
        .clone()
        .all(|at| list[at].in_any(class::NOT_NAME.bit() | class::COMMON.bit()) || joins(at));
    (known_again || alone && looks && !plain).then(|| {
        let series = tokens.text(&document.text, name).to_owned();
        Event {
            name: series.clone(),
            series,
            year: None,
        }
        .dated(year_at(document, tokens, end))
    })
}

/// The year that a token says: '2016', or the '16' of a document of that year.
fn year_at(document: &Document, tokens: &Tokens, at: usize) -> Option<i32> {
    let token = &tokens.tokens[at];
    if !token.is(shape::NUMBER) {
        return None;
    }
    let word = token.span.of(&document.text);
    match token.span.len() {
        4 => year_in(word),
        2 => {
            let year = document.date.as_deref()?.get(..4)?;
            year.ends_with(word).then(|| year.parse().ok())?
        }
        _ => None,
    }
}

/// The longest name of an event that a title shows, in tokens.
const LONGEST_SERIES: usize = 5;

fn contains_words(text: &str, words: &str) -> bool {
    let starts = || std::iter::once(0).chain(text.match_indices(' ').map(|(at, _)| at + 1));
    let stands_at = |at: usize| {
        let rest = text[at..].strip_prefix(words);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    !words.is_empty() && starts().any(stands_at)
}

fn year_in(text: &str) -> Option<i32> {
    text.split(|c: char| !c.is_ascii_digit())
        .filter(|w| w.len() == 4)
        .filter_map(|w| w.parse::<i32>().ok())
        .find(|y| (1980..2100).contains(y))
}

fn year_near_start(document: &Document, tokens: &Tokens) -> Option<i32> {
    let word = |at: usize| tokens.tokens[at].span.of(&document.text);
    (0..tokens.tokens.len().min(120))
        .filter(|at| tokens.tokens[*at].is(shape::NUMBER) && tokens.tokens[*at].span.len() == 4)
        // 'My first conference since 2015' tells of another year.
        .filter(|at| {
            !at.checked_sub(1)
                .is_some_and(|before| matches!(word(before), "since" | "until" | "before" | "till"))
        })
        .filter_map(|at| word(at).parse::<i32>().ok())
        .find(|y| (1990..2100).contains(y))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_leave_the_name() {
        assert_eq!(
            split_year("PyCon US 2024"),
            ("PyCon US".to_owned(), Some(2024))
        );
        assert_eq!(
            split_year("KubeCon ’19"),
            ("KubeCon".to_owned(), Some(2019))
        );
        assert_eq!(split_year("FOSDEM"), ("FOSDEM".to_owned(), None));
    }
}
