//! Sessionize's JSON views: everything, sessions by group, the grid by day, and speakers.

use std::collections::BTreeMap;

use serde_json::Value;

use super::json::{list, text};
use super::{Speaker, Talk, kind_of};

/// The talks in `value`, where it has one of the views' shapes.
pub(super) fn talks(value: &Value) -> Option<Vec<Talk>> {
    if value.get("sessions").is_some_and(Value::is_array)
        && value.get("speakers").is_some_and(Value::is_array)
    {
        return Some(all(value));
    }
    let groups = value.as_array()?;
    let first = groups.first()?;
    if first.get("sessions").is_some()
        && (first.get("groupId").is_some() || first.get("groupName").is_some())
    {
        let sessions = groups.iter().flat_map(|group| list(group, "sessions"));
        return Some(
            sessions
                .filter(is_talk)
                .map(|session| talk(session, &BTreeMap::new(), &BTreeMap::new()))
                .collect(),
        );
    }
    if first.get("rooms").is_some() {
        let rooms = groups.iter().flat_map(|day| list(day, "rooms"));
        let sessions = rooms.flat_map(|room| list(room, "sessions"));
        return Some(
            sessions
                .filter(is_talk)
                .map(|session| talk(session, &BTreeMap::new(), &BTreeMap::new()))
                .collect(),
        );
    }
    if first.get("fullName").is_some() && first.get("sessions").is_some() {
        return Some(by_speaker(groups));
    }
    None
}

/// The view of everything: sessions name speakers and categories by their numbers.
fn all(value: &Value) -> Vec<Talk> {
    let speakers: BTreeMap<String, Speaker> = list(value, "speakers")
        .into_iter()
        .filter_map(|person| Some((text(person, "id")?, speaker(person)?)))
        .collect();
    let mut items = BTreeMap::new();
    for category in list(value, "categories") {
        let title = text(category, "title").unwrap_or_default();
        for item in list(category, "items") {
            if let (Some(id), Some(name)) = (text(item, "id"), text(item, "name")) {
                items.insert(id, (title.clone(), name));
            }
        }
    }
    list(value, "sessions")
        .into_iter()
        .filter(is_talk)
        .map(|session| talk(session, &speakers, &items))
        .collect()
}

fn is_talk(session: &&Value) -> bool {
    session.get("isServiceSession").and_then(Value::as_bool) != Some(true)
}

fn talk(
    session: &Value,
    known: &BTreeMap<String, Speaker>,
    items: &BTreeMap<String, (String, String)>,
) -> Talk {
    let mut talk = Talk {
        title: text(session, "title").unwrap_or_default(),
        date: text(session, "startsAt"),
        description: text(session, "description").into_iter().collect(),
        ..Talk::default()
    };
    for person in list(session, "speakers") {
        let number = person
            .as_str()
            .map(str::to_owned)
            .or_else(|| text(person, "id"));
        let found = number.and_then(|number| known.get(&number)).cloned();
        talk.speakers.extend(found.or_else(|| speaker(person)));
    }
    for item in list(session, "categoryItems") {
        if let Some((category, name)) = number(item).and_then(|number| items.get(&number)) {
            sort(&mut talk, category, name);
        }
    }
    for category in list(session, "categories") {
        let title = text(category, "name").unwrap_or_default();
        for item in list(category, "categoryItems") {
            if let Some(name) = text(item, "name") {
                sort(&mut talk, &title, &name);
            }
        }
    }
    if session.get("isPlenumSession").and_then(Value::as_bool) == Some(true)
        && talk.kind.is_none()
        && !talk.speakers.is_empty()
    {
        talk.kind = kind_of("keynote");
    }
    for field in ["recordingUrl", "liveUrl"] {
        if let Some(address) = text(session, field) {
            talk.link("video", &address);
        }
    }
    talk
}

/// A category says the sort of session, its level, its language, or its subject.
fn sort(talk: &mut Talk, category: &str, name: &str) {
    let category = category.to_lowercase();
    if category.contains("format") || category.contains("type") {
        talk.kind = kind_of(name);
    } else if !category.contains("level") && !category.contains("language") {
        talk.tags.push(name.to_owned());
    }
}

fn number(value: &Value) -> Option<String> {
    match value {
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => Some(text.clone()),
        _ => None,
    }
}

fn speaker(person: &Value) -> Option<Speaker> {
    let parts = || {
        let name = [text(person, "firstName"), text(person, "lastName")];
        Some(name.into_iter().flatten().collect::<Vec<_>>().join(" "))
            .filter(|name| !name.is_empty())
    };
    let name = text(person, "fullName")
        .or_else(|| text(person, "name"))
        .or_else(parts)?;
    Some(Speaker {
        line: text(person, "tagLine"),
        biography: text(person, "bio"),
        ..Speaker::named(&name)
    })
}

/// The view of speakers: a session stands with each of its speakers.
fn by_speaker(people: &[Value]) -> Vec<Talk> {
    let mut talks: Vec<Talk> = Vec::new();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for person in people {
        let Some(speaker) = speaker(person) else {
            continue;
        };
        for session in list(person, "sessions") {
            let Some(title) = text(session, "name").or_else(|| text(session, "title")) else {
                continue;
            };
            let key = text(session, "id").unwrap_or_else(|| title.clone());
            let index = *known.entry(key).or_insert_with(|| {
                talks.push(Talk {
                    title,
                    ..Talk::default()
                });
                talks.len() - 1
            });
            talks[index].speakers.push(speaker.clone());
        }
    }
    talks
}
