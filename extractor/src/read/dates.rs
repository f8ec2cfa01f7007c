//! Dates as people and programs write them, and the lines that name an author.

use crate::document::{BlockKind, Document};

/// A date found in a text, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// `2024`, `2024-06` or `2024-06-01`.
    pub(super) date: String,
    start: usize,
    end: usize,
}

impl Found {
    /// True where `text` says nothing but the date (and perhaps a weekday or the time).
    pub(super) fn alone(&self, text: &str) -> bool {
        let before = text.get(..self.start).unwrap_or("").trim();
        let after = text.get(self.end..).unwrap_or("").trim();
        before.split_whitespace().count() <= 2
            && before.len() < 16
            && after.len() < 16
            && self.date.len() > 4
            && !before.chars().any(|c| c == ':')
            && before
                .split_whitespace()
                .all(|word| is_weekday(word) || is_little(word))
    }
}

fn is_weekday(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    word.len() >= 3
        && [
            "monday",
            "tuesday",
            "wednesday",
            "thursday",
            "friday",
            "saturday",
            "sunday",
        ]
        .iter()
        .any(|day| day.starts_with(&word.to_ascii_lowercase()))
}

fn is_little(word: &str) -> bool {
    ["on", "posted", "published", "date:", "updated"]
        .iter()
        .any(|little| word.eq_ignore_ascii_case(little))
}

/// The date of metadata: `2024-06-01T09:00`, `2024/06/01`, `June 1, 2024`, `2024`.
pub(super) fn normal(text: &str) -> Option<String> {
    let text = text.trim();
    if text.len() == 4 && is_year(text) {
        return Some(text.to_owned());
    }
    find(text).map(|found| found.date)
}

/// False where `text` holds no date for sure: every date has a year.
fn may_hold(text: &str) -> bool {
    let is_year = |digits: &[u8]| {
        matches!(digits, [b'1', b'9', ..] | [b'2', b'0', ..])
            && digits[2..].iter().all(u8::is_ascii_digit)
    };
    has_digit(text.as_bytes()) && text.as_bytes().windows(4).any(is_year)
}

/// True where one of the bytes is a digit: looked for in many bytes together, for most lines have
/// none.
fn has_digit(text: &[u8]) -> bool {
    let digits = |part: &[u8]| {
        part.iter()
            .fold(false, |any, byte| any | byte.is_ascii_digit())
    };
    text.chunks(32).any(digits)
}

/// The first date in `text`; a year alone is none.
pub(super) fn find(text: &str) -> Option<Found> {
    if !may_hold(text) {
        return None;
    }
    let words: Vec<(usize, &str)> = words(text);
    for (index, (start, word)) in words.iter().enumerate() {
        if let Some((date, length)) = numeric(word) {
            return Some(Found {
                date,
                start: *start,
                end: start + length,
            });
        }
        let next = |offset: usize| {
            words
                .get(index + offset)
                .map(|(start, word)| (*start, *word))
        };
        if let Some(month) = month(word) {
            // June 3, 2025; June 3rd 2025; June 2025
            if let (Some((_, day)), Some((at, year))) = (
                next(1).filter(|w| day(w.1).is_some()),
                next(2).filter(|w| is_year(w.1)),
            ) {
                let day = self::day(day).unwrap_or(1);
                return Some(Found {
                    date: format!("{year}-{month:02}-{day:02}"),
                    start: *start,
                    end: at + year.len(),
                });
            }
            if let Some((at, year)) = next(1).filter(|w| is_year(w.1)) {
                return Some(Found {
                    date: format!("{year}-{month:02}"),
                    start: *start,
                    end: at + year.len(),
                });
            }
        }
        if let Some(day) = day(word) {
            // 3 June 2025; 3rd of June, 2025
            let skip = usize::from(next(1).is_some_and(|w| w.1 == "of"));
            if let (Some(month), Some((at, year))) = (
                next(1 + skip).and_then(|w| month(w.1)),
                next(2 + skip).filter(|w| is_year(w.1)),
            ) {
                return Some(Found {
                    date: format!("{year}-{month:02}-{day:02}"),
                    start: *start,
                    end: at + year.len(),
                });
            }
        }
    }
    None
}

/// True where a line is a byline with its date, or nothing but a date where `alone` is enough.
pub(super) fn dates_a_byline(line: &str, alone: bool) -> bool {
    // Nearly all lines are prose, which has no date.
    find(line).is_some_and(|found| match byline(line) {
        (Some(_), Some(_)) => true,
        (None, Some(_)) => alone && found.alone(line),
        _ => false,
    })
}

/// The author and the date of a byline: 'By Jane Doe', 'Jane Doe June 3, 2025 3 min read'.
pub(super) fn byline(line: &str) -> (Option<String>, Option<String>) {
    let found = find(line);
    let (before, after) = match &found {
        Some(found) => (
            line.get(..found.start).unwrap_or(""),
            line.get(found.end..).unwrap_or(""),
        ),
        None => (line, ""),
    };
    let mut name = before.trim();
    let mut announced = false;
    // 'Posted on June 3, 2025 by Jane Doe'
    let (name_after, after) = match after.trim_start().strip_prefix("by ") {
        Some(rest) => (Some(rest), ""),
        None => (None, after),
    };
    if let Some(after) = name_after {
        if !name
            .split_whitespace()
            .all(|word| is_weekday(word) || is_little(word))
        {
            return (None, None);
        }
        announced = true;
        name = after.trim();
    }
    for opening in [
        "Posted by",
        "Written by",
        "Published by",
        "Author:",
        "Posted",
        "By",
        "by",
        "BY",
    ] {
        if let Some(rest) = name.strip_prefix(opening)
            && (rest.is_empty() || rest.starts_with([' ', ':']))
        {
            announced = opening.to_ascii_lowercase().ends_with("by") || opening == "Author:";
            name = rest.trim_start_matches([' ', ':']);
            break;
        }
    }
    let name = name
        .trim_end_matches(|c: char| {
            matches!(c, ',' | '·' | '|' | '•' | '-' | '–' | '—' | '.' | '/' | ' ')
        })
        .trim_end_matches(" on")
        .trim_end_matches([',', ' ']);
    let date = found.map(|found| found.date);
    // Around a date that dates the text stand few other words.
    if after.split_whitespace().count() > 6 {
        return (None, None);
    }
    let words = name.split_whitespace().count();
    let person = (2..=5).contains(&words)
        && !name.contains(['.', ':', '!', '?', '(', '@'])
            | name
                .split(' ')
                .any(|word| word.len() == 2 && word.ends_with('.'))
        && name.split_whitespace().all(|word| {
            let particle = matches!(
                word,
                "van"
                    | "von"
                    | "de"
                    | "der"
                    | "den"
                    | "da"
                    | "di"
                    | "la"
                    | "al"
                    | "bin"
                    | "y"
                    | "e"
                    | "and"
                    | "&"
            );
            particle
                || !word
                    .chars()
                    .next()
                    .is_some_and(|c| c.is_lowercase() || c.is_ascii_digit())
        })
        && !name.split_whitespace().any(is_weekday);
    if (announced || date.is_some()) && person {
        return (Some(name.to_owned()), date);
    }
    let alone = name.is_empty()
        || name
            .split_whitespace()
            .all(|word| is_weekday(word) || is_little(word));
    (None, date.filter(|_| alone))
}

/// Takes author and date from the lines below the title, where nothing else stated them.
pub(super) fn state(document: &mut Document) {
    let mut blocks = document.blocks.iter();
    if document
        .blocks
        .first()
        .is_some_and(|block| block.kind == BlockKind::Heading)
    {
        blocks.next();
    }
    let titled = document.title.is_some();
    let (mut authors, mut date) = (Vec::new(), None);
    for block in blocks.take(3) {
        let text = block.span.of(&document.text);
        if block.kind == BlockKind::Heading || text.len() > 120 {
            break;
        }
        if block.kind != BlockKind::Paragraph {
            continue;
        }
        for line in text.lines() {
            let (author, stated) = byline(line);
            if titled && authors.is_empty() {
                authors.extend(author);
            }
            date = date.or(stated);
        }
    }
    if document.authors.is_empty() {
        document.authors = authors;
    }
    document.date = document.date.take().or(date);
}

/// The words of `text`, without punctuation at their ends, with where they start.
fn words(text: &str) -> Vec<(usize, &str)> {
    let mut words = Vec::new();
    for word in text.split([' ', '\u{a0}', '\n', '\t']).take(40) {
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        let trimmed = word.trim_start_matches(['(', '[', '"', '“']);
        let start = start + word.len() - trimmed.len();
        let trimmed = trimmed.trim_end_matches([',', '.', ';', ':', ')', ']', '"', '”']);
        if !trimmed.is_empty() {
            words.push((start, trimmed));
        }
    }
    words
}

/// `2024-06-01`, `2024/06/01`, `2024-06`, with anything after a day.
fn numeric(word: &str) -> Option<(String, usize)> {
    let bytes = word.as_bytes();
    let year = word.get(..4).filter(|year| is_year(year))?;
    let sign = *bytes.get(4)?;
    if !matches!(sign, b'-' | b'/' | b'.') {
        return None;
    }
    let number = |from: usize| -> Option<(u32, usize)> {
        let digits = bytes
            .get(from..)?
            .iter()
            .take(2)
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        Some((word.get(from..from + digits)?.parse().ok()?, from + digits))
    };
    let (month, at) = number(5).filter(|(month, _)| (1..=12).contains(month))?;
    if bytes.get(at) == Some(&sign)
        && let Some((day, at)) = number(at + 1).filter(|(day, _)| (1..=31).contains(day))
    {
        return Some((format!("{year}-{month:02}-{day:02}"), at));
    }
    (at == word.len()).then(|| (format!("{year}-{month:02}"), at))
}

fn is_year(word: &str) -> bool {
    word.len() == 4
        && word.bytes().all(|byte| byte.is_ascii_digit())
        && (word.starts_with("19") || word.starts_with("20"))
}

fn day(word: &str) -> Option<u32> {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &word[digits..];
    let day: u32 = word[..digits].parse().ok()?;
    ((1..=31).contains(&day) && digits <= 2 && matches!(rest, "" | "st" | "nd" | "rd" | "th"))
        .then_some(day)
}

fn month(word: &str) -> Option<u32> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    if word.len() < 3 || !word.chars().next().is_some_and(char::is_uppercase) {
        return None;
    }
    let word = word.to_ascii_lowercase();
    let at = MONTHS
        .iter()
        .position(|month| *month == word || (word.len() <= 4 && month.starts_with(&word)))?;
    Some(at as u32 + 1)
}
