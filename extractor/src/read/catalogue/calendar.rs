//! iCalendar: the talks of a schedule as events of a calendar.

use icalendar::parser::{Component, Property, read_components, unfold};

use super::super::error::{Limits, ReadError};
use super::super::names::slug;
use super::{Speaker, Talk, documents, kind_of, link_kind};
use crate::document::Document;

/// How deep components nest at most in real calendars, with room to spare: the library
/// follows them with its own stack.
const DEPTH: usize = 16;

/// The largest event; what is larger is no talk.
const EVENT_BYTES: usize = 32_000;

/// The events of the calendar that are talks.
pub(in super::super) fn read(
    file: &str,
    text: &str,
    limits: &Limits,
) -> Result<Vec<Document>, ReadError> {
    let unfolded = unfold(text);
    let parts = Parts::of(&unfolded)?;
    let event = parts.name.and_then(|line| {
        let calendar = format!("BEGIN:VCALENDAR\n{line}\nEND:VCALENDAR\n");
        let calendar = read_components(&calendar).ok()?;
        calendar.first()?.properties.first().map(value)
    });
    let (mut talks, mut broken) = (Vec::new(), None);
    for part in parts.events {
        match read_components(part) {
            Ok(components) => talks.extend(
                components
                    .iter()
                    .map(|component| talk(component, event.as_deref())),
            ),
            Err(error) => broken = broken.or(Some(error)),
        }
    }
    match broken {
        Some(error) if talks.is_empty() => Err(ReadError::Malformed {
            what: "calendar",
            why: error.lines().next().unwrap_or("").to_owned(),
        }),
        _ => documents(file, talks, text.len(), limits),
    }
}

/// A calendar cut into its events. The library parses a whole calendar in time that grows
/// with the square of its events; one event at a time it does not.
struct Parts<'a> {
    /// The line that names the calendar.
    name: Option<&'a str>,
    events: Vec<&'a str>,
}

impl<'a> Parts<'a> {
    fn of(text: &'a str) -> Result<Parts<'a>, ReadError> {
        let mut parts = Parts {
            name: None,
            events: Vec::new(),
        };
        let (mut depth, mut at, mut start) = (0_usize, 0, None);
        for line in text.split_inclusive('\n') {
            let is = |word: &str| {
                line.get(..word.len())
                    .is_some_and(|head| head.eq_ignore_ascii_case(word))
            };
            if is("BEGIN:") {
                depth += 1;
                if depth > DEPTH {
                    return Err(ReadError::TooNested { limit: DEPTH });
                }
                if depth == 2 && is("BEGIN:VEVENT") {
                    start = Some(at);
                }
            } else if is("END:") {
                depth = depth.saturating_sub(1);
                if depth == 1
                    && let Some(start) = start.take()
                {
                    let event = &text[start..at + line.len()];
                    parts
                        .events
                        .extend((event.len() <= EVENT_BYTES).then_some(event));
                }
            } else if depth == 1
                && parts.name.is_none()
                && (is("X-WR-CALNAME") || is("NAME"))
                && line.len() < 1_000
            {
                parts.name = Some(line.trim_end());
            }
            at += line.len();
        }
        Ok(parts)
    }
}

fn talk(component: &Component<'_>, event: Option<&str>) -> Talk {
    let mut talk = Talk {
        event: event.map(str::to_owned),
        series: event.map(slug),
        ..Talk::default()
    };
    for property in &component.properties {
        let value = value(property);
        if value.trim().is_empty() {
            continue;
        }
        match property.name.as_str() {
            "SUMMARY" => talk.title = value,
            "DESCRIPTION" => talk.description.push(value),
            "DTSTART" => talk.date = day(&value),
            "CATEGORIES" => {
                for word in value.split(',').map(str::trim) {
                    match kind_of(word) {
                        Some(kind) if talk.kind.is_none() => talk.kind = Some(kind),
                        _ => talk.tags.push(word.to_owned()),
                    }
                }
            }
            "URL" => {
                talk.link(link_kind("", &value), &value);
                talk.url = Some(value);
            }
            "ATTENDEE" => {
                let name = property
                    .params
                    .iter()
                    .find(|parameter| parameter.key == "CN")
                    .and_then(|name| name.val.as_ref());
                talk.speakers
                    .extend(name.map(|name| Speaker::named(name.as_str().trim_matches('"'))));
            }
            _ => {}
        }
    }
    if talk.speakers.is_empty() {
        split_title(&mut talk);
    }
    talk
}

/// 'Title - Speaker, Speaker', as pretalx writes summaries.
fn split_title(talk: &mut Talk) {
    let Some((title, names)) = talk.title.rsplit_once(" - ") else {
        return;
    };
    let names: Vec<&str> = names.split([',', '&']).map(str::trim).collect();
    let is_name = |name: &&str| {
        let words: Vec<&str> = name.split_whitespace().collect();
        (2..=4).contains(&words.len())
            && words.iter().all(|word| {
                word.chars().next().is_some_and(char::is_uppercase)
                    && !word.contains(|c: char| c.is_ascii_digit())
            })
    };
    if names.iter().all(is_name) && !title.trim().is_empty() {
        talk.speakers = names.iter().map(|name| Speaker::named(name)).collect();
        talk.title = title.trim().to_owned();
    }
}

/// A property's text; what is escaped in it stands for itself.
fn value(property: &Property<'_>) -> String {
    property.val.clone().unescape_text().as_str().to_owned()
}

/// '20240517T090000Z' as a date.
fn day(value: &str) -> Option<String> {
    let digits = value
        .get(..8)
        .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
    Some(format!(
        "{}-{}-{}",
        &digits[..4],
        &digits[4..6],
        &digits[6..]
    ))
}
