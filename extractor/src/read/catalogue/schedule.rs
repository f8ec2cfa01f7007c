//! `schedule.json` as frab, pretalx and the CCC write it.

use serde_json::Value;

use super::json::{list, text};
use super::{Speaker, Talk, kind_of, link_kind};
use crate::read::names::slug;

/// The talks of all days and rooms, in order.
pub(super) fn talks(value: &Value) -> Vec<Talk> {
    let mut talks = Vec::new();
    let Some(conference) = value
        .get("schedule")
        .and_then(|schedule| schedule.get("conference"))
    else {
        return talks;
    };
    let event = text(conference, "title").or_else(|| text(conference, "acronym"));
    let start = text(conference, "start");
    let city = text(conference, "city").or_else(|| text(conference, "venue"));
    for day in list(conference, "days") {
        let date = text(day, "date").or_else(|| start.clone());
        // Rooms are keyed by name; the map keeps them sorted, whatever order the file has.
        let Some(rooms) = day.get("rooms").and_then(Value::as_object) else {
            continue;
        };
        for session in rooms
            .values()
            .flat_map(|sessions| sessions.as_array().into_iter().flatten())
        {
            let mut talk = talk(session);
            talk.event = event.clone();
            talk.series = event.as_deref().map(slug);
            talk.place = city.clone();
            talk.date = talk.date.or_else(|| date.clone());
            talks.push(talk);
        }
    }
    talks
}

fn talk(session: &Value) -> Talk {
    let mut talk = Talk {
        title: text(session, "title").unwrap_or_default(),
        speakers: list(session, "persons")
            .into_iter()
            .chain(list(session, "speakers"))
            .filter_map(speaker)
            .collect(),
        kind: text(session, "type").as_deref().and_then(kind_of),
        date: text(session, "date"),
        url: text(session, "url"),
        tags: text(session, "track").into_iter().collect(),
        ..Talk::default()
    };
    talk.description = ["subtitle", "abstract", "description"]
        .iter()
        .filter_map(|field| text(session, field))
        .collect();
    talk.description.dedup();
    if let Some(address) = talk.url.clone() {
        talk.link("page", &address);
    }
    for link in list(session, "links")
        .into_iter()
        .chain(list(session, "attachments"))
    {
        let label = text(link, "title")
            .or_else(|| text(link, "type"))
            .unwrap_or_default();
        if let Some(address) = text(link, "url").filter(|address| address.contains("://")) {
            talk.link(link_kind(&label, &address), &address);
        }
    }
    talk
}

fn speaker(person: &Value) -> Option<Speaker> {
    let name = ["public_name", "name", "full_public_name", "display_name"]
        .iter()
        .find_map(|field| text(person, field))?;
    Some(Speaker {
        biography: text(person, "biography").or_else(|| text(person, "description")),
        ..Speaker::named(&name)
    })
}
