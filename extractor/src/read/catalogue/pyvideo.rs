//! pyvideo: one JSON object per talk, in folders of events or as JSON lines.

use serde_json::Value;

use super::json::{list, text};
use super::{Speaker, Talk, kind_of, link_kind};
use crate::read::names::slug;

/// The talk in `value`, where it has a title and says who speaks.
pub(super) fn talk(file: &str, value: &Value) -> Option<Talk> {
    let title = text(value, "title")?;
    value.get("speakers")?.as_array()?;
    let folder = text(value, "event")
        .is_none()
        .then(|| folder(file))
        .flatten();
    let mut talk = Talk {
        title,
        speakers: list(value, "speakers")
            .iter()
            .filter_map(|name| name.as_str())
            .map(Speaker::named)
            .collect(),
        event: text(value, "event").or_else(|| folder.map(event_name)),
        tags: list(value, "tags")
            .iter()
            .filter_map(|tag| tag.as_str())
            .map(str::to_owned)
            .collect(),
        date: text(value, "recorded"),
        series: text(value, "event_slug").or_else(|| folder.map(slug)),
        description: text(value, "description")
            .or_else(|| text(value, "summary"))
            .into_iter()
            .collect(),
        ..Talk::default()
    };
    talk.kind =
        talk.tags
            .iter()
            .find_map(|tag| match tag.to_ascii_lowercase().trim_end_matches('s') {
                "keynote" | "tutorial" | "workshop" | "lightning talk" | "panel" | "poster" => {
                    kind_of(tag)
                }
                _ => None,
            });
    talk.speakers.retain(|speaker| {
        !speaker.name.is_empty() && !speaker.name.eq_ignore_ascii_case("unknown")
    });
    for address in text(value, "url")
        .into_iter()
        .chain(text(value, "source_url"))
    {
        talk.link("video", &address);
    }
    for video in list(value, "videos") {
        if let Some(address) = text(video, "url") {
            talk.link("video", &address);
        }
    }
    for related in list(value, "related_urls") {
        let (label, address) = match related {
            Value::String(address) => (String::new(), Some(address.clone())),
            other => (text(other, "label").unwrap_or_default(), text(other, "url")),
        };
        if let Some(address) = address {
            talk.link(link_kind(&label, &address), &address);
        }
    }
    Some(talk)
}

/// The folder of the event in `EVENT/videos/TALK.json`.
fn folder(file: &str) -> Option<&str> {
    let mut parts = file.rsplit(['/', '\\']).skip(1);
    (parts.next()? == "videos").then(|| parts.next()).flatten()
}

/// 'pycon-us-2024' is written so only in paths.
fn event_name(folder: &str) -> String {
    let words = folder.split('-').map(|word| match word {
        "us" | "uk" | "eu" | "za" | "de" | "it" | "es" | "fr" | "au" | "nz" | "ca" | "jp" => {
            word.to_uppercase()
        }
        _ => match [
            "pycon",
            "pydata",
            "europython",
            "djangocon",
            "scipy",
            "pyohio",
            "pytexas",
            "pygotham",
        ]
        .iter()
        .find(|name| word.starts_with(**name))
        {
            Some(&"pycon") => word.replacen("pycon", "PyCon", 1),
            Some(&"pydata") => word.replacen("pydata", "PyData", 1),
            Some(&"europython") => word.replacen("europython", "EuroPython", 1),
            Some(&"djangocon") => word.replacen("djangocon", "DjangoCon", 1),
            Some(&"scipy") => word.replacen("scipy", "SciPy", 1),
            Some(&"pyohio") => word.replacen("pyohio", "PyOhio", 1),
            Some(&"pytexas") => word.replacen("pytexas", "PyTexas", 1),
            Some(&"pygotham") => word.replacen("pygotham", "PyGotham", 1),
            _ => {
                let mut letters = word.chars();
                letters.next().map_or_else(String::new, |first| {
                    first.to_uppercase().chain(letters).collect()
                })
            }
        },
    });
    words.collect::<Vec<_>>().join(" ")
}
