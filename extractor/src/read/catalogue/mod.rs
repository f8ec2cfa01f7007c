//! Catalogues of talks: what their formats state becomes a text that says the same, with a
//! record whose spans point into it. So a catalogue's facts have sentences like any other.

mod calendar;
mod json;
mod pyvideo;
mod schedule;
mod schedule_xml;
mod schema;
mod sessionize;

pub(super) use calendar::read as read_calendar;
pub(super) use json::{read as read_json, read_lines, record};
pub(super) use schedule_xml::read as read_schedule_xml;

use super::error::{Limits, ReadError};
use super::html::{self, Tree};
use super::names::{Names, slug};
use super::writer::{Writer, add_tag, clean};
use super::{dates, markdown, plain};
use crate::document::{BlockKind, Document, RecordSpeaker, TalkRecord};
use crate::vocabulary::TalkKind;

/// What a record states about one talk, whatever format it is in.
#[derive(Clone, Debug, Default)]
pub(super) struct Talk {
    title: String,
    speakers: Vec<Speaker>,
    event: Option<String>,
    place: Option<String>,
    tags: Vec<String>,
    kind: Option<TalkKind>,
    date: Option<String>,
    url: Option<String>,
    links: Vec<(String, String)>,
    /// The event's short name, where the format has one: it goes before the talk's.
    series: Option<String>,
    description: Vec<String>,
}

/// Who gives a talk.
#[derive(Clone, Debug, Default)]
struct Speaker {
    name: String,
    organization: Option<String>,
    /// 'Developer at Acme', as some formats have it.
    line: Option<String>,
    biography: Option<String>,
}

impl Speaker {
    fn named(name: &str) -> Speaker {
        Speaker {
            name: clean(name),
            ..Speaker::default()
        }
    }
}

impl Talk {
    /// A talk without a title is none; the same link or tag is stated once.
    fn is_one(&self) -> bool {
        !self.title.trim().is_empty()
    }

    fn link(&mut self, kind: &str, address: &str) {
        let address = address.trim();
        if !address.is_empty()
            && self.links.len() < 50
            && !self.links.iter().any(|(_, known)| known == address)
        {
            self.links.push((kind.to_owned(), address.to_owned()));
        }
    }
}

/// The documents of `talks`, named after `file`, which has so many bytes.
fn documents(
    file: &str,
    talks: Vec<Talk>,
    bytes: usize,
    limits: &Limits,
) -> Result<Vec<Document>, ReadError> {
    limits.allow(talks.len(), bytes as u64)?;
    let mut names = Names::default();
    let talks = talks.into_iter().filter(Talk::is_one);
    let documents = talks.map(|talk| document(file, &mut names, talk, limits));
    Ok(documents.collect())
}

/// The document of one talk.
fn document(file: &str, names: &mut Names, talk: Talk, limits: &Limits) -> Document {
    let mut name = slug(&talk.title);
    if let Some(series) = &talk.series {
        name = format!("{series}-{name}");
    }
    let mut document = Document {
        name: format!(
            "{file}#{}",
            names.give(if name.is_empty() { "talk" } else { &name })
        ),
        title: Some(clean(&talk.title)),
        date: talk.date.as_deref().and_then(dates::normal),
        url: talk.url.clone(),
        ..Document::default()
    };
    let mut writer = Writer::default();
    let mut record = TalkRecord {
        kind: talk.kind,
        links: talk.links.clone(),
        ..TalkRecord::default()
    };
    writer.begin(BlockKind::Heading, 1);
    record.title = writer.span(&talk.title);
    writer.end();
    speakers(&talk.speakers, &mut record, &mut writer);
    let year = document.date.as_deref().and_then(|date| date.get(..4));
    if let Some(event) = talk
        .event
        .as_deref()
        .filter(|event| !event.trim().is_empty())
    {
        writer.begin(BlockKind::Paragraph, 0);
        writer.text("Event: ");
        // A series without a year would make one event of all its editions.
        let named = match year {
            Some(year) if !has_year(event) => format!("{event} {year}"),
            _ => event.to_owned(),
        };
        record.event = Some(writer.span(&named));
        writer.end();
    }
    if let Some(place) = talk
        .place
        .as_deref()
        .filter(|place| !place.trim().is_empty())
    {
        writer.begin(BlockKind::Paragraph, 0);
        writer.text("Place: ");
        record.place = Some(writer.span(place));
        writer.end();
    }
    tags(&talk.tags, &mut record, &mut document, &mut writer);
    for text in &talk.description {
        describe(text, limits, &mut writer);
    }
    for speaker in &talk.speakers {
        if let Some(line) = &speaker.line {
            writer.block(
                BlockKind::Paragraph,
                0,
                &format!("{}, {}.", speaker.name, line.trim_end_matches('.')),
            );
        }
        if let Some(biography) = &speaker.biography {
            writer.block(BlockKind::Heading, 2, &speaker.name);
            describe(biography, limits, &mut writer);
        }
    }
    writer.finish(&mut document);
    document.record = Some(record);
    document
}

fn speakers(speakers: &[Speaker], record: &mut TalkRecord, writer: &mut Writer) {
    let mut named = speakers
        .iter()
        .filter(|speaker| !speaker.name.is_empty())
        .peekable();
    if named.peek().is_none() {
        return;
    }
    writer.begin(BlockKind::Paragraph, 0);
    writer.text("Speakers: ");
    for (index, speaker) in named.enumerate() {
        if index > 0 {
            writer.text(", ");
        }
        let name = writer.span(&speaker.name);
        let organization = speaker
            .organization
            .as_deref()
            .map(clean)
            .filter(|organization| !organization.is_empty());
        let organization = organization.map(|organization| {
            writer.text(" (");
            let span = writer.span(&organization);
            writer.text(")");
            span
        });
        record.speakers.push(RecordSpeaker { name, organization });
    }
    writer.end();
}

fn tags(tags: &[String], record: &mut TalkRecord, document: &mut Document, writer: &mut Writer) {
    for tag in tags {
        add_tag(clean(tag), &mut document.tags);
    }
    if document.tags.is_empty() {
        return;
    }
    writer.begin(BlockKind::Paragraph, 0);
    writer.text("Tags: ");
    for (index, tag) in document.tags.iter().enumerate() {
        if index > 0 {
            writer.text(", ");
        }
        record.tags.push(writer.span(tag));
    }
    writer.end();
}

/// Writes a description: the formats don't say whether it is HTML, Markdown or neither.
/// What is markup to no parser is read as plain text.
fn describe(text: &str, limits: &Limits, writer: &mut Writer) {
    let head = text.trim_start();
    let tags = [
        "<p>",
        "<p ",
        "<br",
        "</a>",
        "<ul>",
        "<div",
        "</p>",
        "</li>",
        "</b>",
        "</strong>",
        "</em>",
    ];
    if head.contains('<')
        && tags.iter().any(|tag| head.contains(tag))
        && html::write_fragment(head, limits, writer).is_ok()
    {
        return;
    }
    let signs = [
        "](http", "**", "\n# ", "\n## ", "\n### ", "`", "\n* ", "\n- ",
    ];
    if (head.starts_with('#') || signs.iter().any(|sign| head.contains(sign)))
        && markdown::write(&flush_left(head), limits, writer).is_ok()
    {
        return;
    }
    plain::write(head, writer);
}

/// Sets lines back that are set in without being lists: they would be taken for code.
fn flush_left(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        let bare = line.trim_start();
        let set_in = line.len() - bare.len();
        if set_in >= 4
            && !bare.starts_with(['*', '-', '+', '>'])
            && !bare.starts_with(|c: char| c.is_ascii_digit())
        {
            out.push_str(bare);
        } else {
            out.push_str(line);
        }
        out.push('\n');
    }
    out
}

fn has_year(text: &str) -> bool {
    text.as_bytes().windows(4).any(|four| {
        four.iter().all(u8::is_ascii_digit) && (four.starts_with(b"19") || four.starts_with(b"20"))
    }) || text.split_whitespace().any(|word| {
        word.starts_with(['\'', '’']) && word.chars().skip(1).all(|c| c.is_ascii_digit())
    })
}

/// The sort of talk which a format's own word for it means.
fn kind_of(word: &str) -> Option<TalkKind> {
    let word = word.to_lowercase();
    let has = |part: &str| word.contains(part);
    Some(if has("keynote") || has("plenary") {
        TalkKind::Keynote
    } else if has("lightning") {
        TalkKind::Lightning
    } else if has("tutorial") || has("workshop") || has("training") || has("masterclass") {
        TalkKind::Tutorial
    } else if has("panel") || has("podium") {
        TalkKind::Panel
    } else if has("poster") {
        TalkKind::Poster
    } else if has("talk") || has("lecture") || has("presentation") || has("vortrag") {
        TalkKind::Talk
    } else if has("session") || has("summit") || has("meeting") || has("bof") {
        TalkKind::Session
    } else {
        return None;
    })
}

/// What an address most likely shows.
fn link_kind(label: &str, address: &str) -> &'static str {
    let text = format!("{label} {address}").to_lowercase();
    let has = |part: &str| text.contains(part);
    if has("youtu")
        || has("vimeo")
        || has("video")
        || has("recording")
        || has("media.ccc.de")
        || has(".mp4")
        || has(".webm")
        || has("peertube")
    {
        "video"
    } else if has("slide")
        || has("speakerdeck")
        || has(".pdf")
        || has(".pptx")
        || has(".odp")
        || has("presentation")
    {
        "slides"
    } else {
        "page"
    }
}

/// The talks which structured data in the page `tree` of so many bytes states, besides its
/// article.
pub(super) fn in_page(
    file: &str,
    tree: &Tree,
    bytes: usize,
    limits: &Limits,
) -> Result<Vec<Document>, ReadError> {
    documents(file, schema::talks(tree), bytes, limits)
}
