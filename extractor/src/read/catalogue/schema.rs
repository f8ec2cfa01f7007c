//! schema.org: talks as JSON-LD and as microdata, in pages and in files of their own.

use serde_json::{Map, Value};

use super::super::html::{Attribute, Tag, Tree};
use super::json::{list, text};
use super::{Speaker, Talk, kind_of, link_kind};

/// How deep an event may hold events.
const DEPTH: usize = 8;

/// The talks which the page `tree` states in structured data.
pub(super) fn talks(tree: &Tree) -> Vec<Talk> {
    let mut talks = Vec::new();
    for (index, node) in tree.nodes().iter().enumerate() {
        if node.tag == Tag::Script
            && tree.attribute(node, Attribute::Type) == Some("application/ld+json")
            && let Ok(value) = serde_json::from_str::<Value>(&tree.text_within(index))
        {
            collect(&value, &mut talks);
        }
    }
    let mut index = 0;
    while index < tree.nodes().len() {
        let node = &tree.nodes()[index];
        let talk = is_item(tree, index) && types(tree, index).iter().any(|kind| is_talk(kind));
        if talk {
            collect(&item(tree, index, 0), &mut talks);
        }
        index = if talk { node.end as usize } else { index + 1 };
    }
    // Pages that say it in both forms, or twice, say it once.
    let mut once: Vec<Talk> = Vec::new();
    for talk in talks {
        if once.last().is_none_or(|last| last.title != talk.title)
            && !once.iter().take(200).any(|known| known.title == talk.title)
        {
            once.push(talk);
        }
    }
    once
}

/// The talks in a JSON-LD `value`.
pub(super) fn collect(value: &Value, talks: &mut Vec<Talk>) {
    visit(value, None, 0, talks);
}

fn visit(value: &Value, event: Option<&Value>, depth: usize, talks: &mut Vec<Talk>) {
    if depth > DEPTH {
        return;
    }
    match value {
        Value::Array(values) => values
            .iter()
            .for_each(|value| visit(value, event, depth + 1, talks)),
        Value::Object(_) => {
            for field in ["@graph", "itemListElement", "item", "mainEntity", "hasPart"] {
                if let Some(inner) = value.get(field) {
                    visit(inner, event, depth + 1, talks);
                }
            }
            let parts: Vec<&Value> = list(value, "subEvent")
                .into_iter()
                .chain(list(value, "subEvents"))
                .collect();
            if kinds(value).iter().any(|kind| is_talk(kind)) && parts.is_empty() {
                talks.extend(talk(value, event));
            }
            for part in parts {
                visit(part, Some(value), depth + 1, talks);
            }
        }
        _ => {}
    }
}

fn kinds(value: &Value) -> Vec<String> {
    list(value, "@type")
        .iter()
        .filter_map(|kind| kind.as_str())
        .map(str::to_owned)
        .collect()
}

fn is_talk(kind: &str) -> bool {
    let kind = kind.rsplit(['/', ':']).next().unwrap_or(kind);
    kind.ends_with("Event") || kind == "PresentationDigitalDocument" || kind == "VideoObject"
}

/// The talk of an item that names a person who gives it; others are films and parties.
fn talk(value: &Value, event: Option<&Value>) -> Option<Talk> {
    let mut talk = Talk {
        title: text(value, "name").or_else(|| text(value, "headline"))?,
        ..Talk::default()
    };
    for field in [
        "performer",
        "performers",
        "speaker",
        "speakers",
        "actor",
        "actors",
        "author",
        "creator",
        "presenter",
    ] {
        for person in list(value, field) {
            if let Some(speaker) = speaker(person)
                && talk.speakers.len() < 100
                && !talk.speakers.iter().any(|known| known.name == speaker.name)
            {
                talk.speakers.push(speaker);
            }
        }
    }
    if talk.speakers.is_empty() {
        return None;
    }
    let above = value
        .get("superEvent")
        .or_else(|| value.get("recordedAt"))
        .or(event);
    talk.event =
        above.and_then(|event| text(event, "name").or_else(|| event.as_str().map(str::to_owned)));
    talk.place = above.and_then(place).or_else(|| place(value));
    talk.date = ["startDate", "uploadDate", "datePublished", "dateCreated"]
        .iter()
        .find_map(|field| text(value, field));
    talk.url = text(value, "url");
    talk.kind = kinds(value)
        .iter()
        .chain(text(value, "genre").as_ref())
        .find_map(|kind| match kind.as_str() {
            "Event" | "VideoObject" | "PresentationDigitalDocument" => None,
            word => kind_of(word),
        });
    for tags in list(value, "keywords")
        .into_iter()
        .chain(list(value, "about"))
    {
        match tags {
            Value::String(tags) => talk
                .tags
                .extend(tags.split(',').take(100).map(str::to_owned)),
            other => talk.tags.extend(text(other, "name")),
        }
    }
    talk.description = text(value, "description")
        .or_else(|| text(value, "abstract"))
        .into_iter()
        .collect();
    if kinds(value).iter().any(|kind| kind == "VideoObject") {
        if let Some(address) = ["contentUrl", "embedUrl", "url"]
            .iter()
            .find_map(|field| text(value, field))
        {
            talk.link("video", &address);
        }
    } else if let Some(address) = talk.url.clone() {
        talk.link(link_kind("", &address), &address);
    }
    for field in ["recordedIn", "video", "workPerformed"] {
        for work in list(value, field) {
            if let Some(address) = work
                .as_str()
                .map(str::to_owned)
                .or_else(|| text(work, "url"))
                .or_else(|| text(work, "contentUrl"))
            {
                talk.link(link_kind(field, &address), &address);
            }
        }
    }
    Some(talk)
}

fn speaker(person: &Value) -> Option<Speaker> {
    if let Some(name) = person.as_str() {
        return Some(Speaker::named(name)).filter(|speaker| !speaker.name.contains("://"));
    }
    let kinds = kinds(person);
    if !kinds.is_empty() && !kinds.iter().any(|kind| kind.ends_with("Person")) {
        return None;
    }
    let organization = ["worksFor", "affiliation", "memberOf"]
        .iter()
        .find_map(|field| {
            let stated = *list(person, field).first()?;
            stated
                .as_str()
                .map(str::to_owned)
                .or_else(|| text(stated, "name"))
        });
    Some(Speaker {
        organization,
        line: text(person, "jobTitle"),
        biography: text(person, "description"),
        ..Speaker::named(&text(person, "name")?)
    })
}

fn place(value: &Value) -> Option<String> {
    let location = *list(value, "location").first()?;
    if let Some(name) = location.as_str() {
        return Some(name.to_owned());
    }
    let city = location
        .get("address")
        .and_then(|address| text(address, "addressLocality"));
    city.or_else(|| text(location, "name"))
        .or_else(|| text(location, "address"))
}

fn is_item(tree: &Tree, index: usize) -> bool {
    tree.attribute(&tree.nodes()[index], Attribute::Itemscope)
        .is_some()
}

fn types(tree: &Tree, index: usize) -> Vec<String> {
    let kinds = tree
        .attribute(&tree.nodes()[index], Attribute::Itemtype)
        .unwrap_or("");
    kinds
        .split_ascii_whitespace()
        .map(|kind| kind.rsplit('/').next().unwrap_or(kind).to_owned())
        .collect()
}

/// A microdata item in the form of JSON-LD.
fn item(tree: &Tree, root: usize, depth: usize) -> Value {
    let mut map = Map::new();
    map.insert("@type".to_owned(), types(tree, root).into());
    let end = tree.nodes()[root].end as usize;
    let mut index = root + 1;
    while index < end {
        let node = &tree.nodes()[index];
        let within = is_item(tree, index);
        if let Some(names) = tree.attribute(node, Attribute::Itemprop) {
            let value = if within && depth < DEPTH {
                item(tree, index, depth + 1)
            } else {
                Value::String(property(tree, index))
            };
            for name in names.split_ascii_whitespace() {
                match map.get_mut(name) {
                    None => {
                        map.insert(name.to_owned(), value.clone());
                    }
                    Some(Value::Array(values)) => values.push(value.clone()),
                    Some(first) => *first = Value::Array(vec![first.take(), value.clone()]),
                }
            }
        }
        index = if within { node.end as usize } else { index + 1 };
    }
    Value::Object(map)
}

/// The value which an element gives to its property.
fn property(tree: &Tree, index: usize) -> String {
    let node = &tree.nodes()[index];
    let stated = match node.tag {
        Tag::Meta => tree.attribute(node, Attribute::Content),
        Tag::A | Tag::Link => tree
            .attribute(node, Attribute::Href)
            .filter(|_| !is_name(tree, index)),
        Tag::Time => tree.attribute(node, Attribute::Datetime),
        Tag::Img | Tag::Iframe | Tag::Video | Tag::Audio => tree.attribute(node, Attribute::Src),
        _ => tree.attribute(node, Attribute::Content),
    };
    stated.map_or_else(
        || crate::read::writer::clean(&tree.line_within(index)),
        str::to_owned,
    )
}

/// A link may carry a name instead of an address.
fn is_name(tree: &Tree, index: usize) -> bool {
    let names = tree
        .attribute(&tree.nodes()[index], Attribute::Itemprop)
        .unwrap_or("");
    names.split_ascii_whitespace().any(|name| {
        matches!(
            name,
            "name" | "headline" | "author" | "performer" | "creator" | "keywords"
        )
    })
}
