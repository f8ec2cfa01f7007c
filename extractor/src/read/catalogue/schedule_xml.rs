//! `schedule.xml` as pentabarf, frab, pretalx and FOSDEM write it.

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::super::error::{Limits, ReadError};
use super::super::names::slug;
use super::{Speaker, Talk, documents, kind_of, link_kind};
use crate::document::Document;

/// The talks of all days and rooms, in order.
pub(in super::super) fn read(
    file: &str,
    text: &str,
    limits: &Limits,
) -> Result<Vec<Document>, ReadError> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().trim_text(false);
    let mut schedule = Schedule::default();
    let mut depth = 0_usize;
    loop {
        match reader
            .read_event()
            .map_err(|error| malformed(error.to_string()))?
        {
            Event::Start(start) => {
                depth += 1;
                if depth > limits.nesting {
                    return Err(ReadError::TooNested {
                        limit: limits.nesting,
                    });
                }
                schedule.open(&start);
            }
            Event::Empty(start) => {
                schedule.open(&start);
                let name = start.name();
                schedule.close(name.as_ref());
            }
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                schedule.close(end.name().as_ref());
            }
            Event::Text(text) => schedule.text.push_str(&text),
            Event::CData(text) => schedule.text.push_str(&text),
            Event::GeneralRef(reference) => schedule.text.push_str(&resolved(&reference)),
            Event::Eof => break,
            _ => {}
        }
    }
    if !schedule.seen {
        return Err(ReadError::UnknownFormat {
            what: "this kind of XML".to_owned(),
        });
    }
    documents(file, schedule.talks, text.len(), limits)
}

fn malformed(why: String) -> ReadError {
    ReadError::Malformed {
        what: "schedule",
        why,
    }
}

/// The five entities of XML and characters by number; a document's own are not expanded.
fn resolved(reference: &BytesRef<'_>) -> String {
    if let Ok(Some(c)) = reference.resolve_char_ref() {
        return c.to_string();
    }
    match &**reference {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        _ => "",
    }
    .to_owned()
}

#[derive(Default)]
struct Schedule {
    seen: bool,
    talks: Vec<Talk>,
    talk: Option<Talk>,
    event: Option<String>,
    acronym: Option<String>,
    city: Option<String>,
    venue: Option<String>,
    day: Option<String>,
    address: Option<String>,
    text: String,
}

impl Schedule {
    fn open(&mut self, start: &BytesStart<'_>) {
        self.text.clear();
        let attribute = |name: &str| {
            // Unchecked: the check for doubles compares each with each.
            let value = start
                .attributes()
                .with_checks(false)
                .flatten()
                .find(|attribute| attribute.key.as_ref() == name)?;
            Some(value.value.replace("&amp;", "&"))
        };
        match start.name().as_ref() {
            "schedule" => self.seen = true,
            "day" => self.day = attribute("date"),
            "event" => {
                self.talk = Some(Talk {
                    date: self.day.clone(),
                    ..Talk::default()
                })
            }
            "link" | "attachment" => self.address = attribute("href"),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        let text = std::mem::take(&mut self.text);
        let text = text.trim();
        let Some(talk) = &mut self.talk else {
            let field = match name {
                "title" => &mut self.event,
                "acronym" => &mut self.acronym,
                "city" => &mut self.city,
                "venue" => &mut self.venue,
                _ => return,
            };
            *field = field
                .take()
                .or_else(|| Some(text.to_owned()).filter(|text| !text.is_empty()));
            return;
        };
        match name {
            "title" => talk.title = text.to_owned(),
            "type" => talk.kind = kind_of(text),
            "track" if !text.is_empty() => talk.tags.push(text.to_owned()),
            "subtitle" | "abstract" | "description"
                if !text.is_empty() && !talk.description.iter().any(|known| known == text) =>
            {
                talk.description.push(text.to_owned());
            }
            "date" if !text.is_empty() => talk.date = Some(text.to_owned()),
            "person" if !text.is_empty() => talk.speakers.push(Speaker::named(text)),
            "url" if !text.is_empty() => {
                talk.url = Some(text.to_owned());
                talk.link("page", text);
            }
            "link" | "attachment" => {
                if let Some(address) = self
                    .address
                    .take()
                    .filter(|address| address.contains("://"))
                {
                    talk.link(link_kind(text, &address), &address);
                }
            }
            "event" => self.finish(),
            _ => {}
        }
    }

    fn finish(&mut self) {
        let Some(mut talk) = self.talk.take() else {
            return;
        };
        talk.event = self.event.clone().or_else(|| self.acronym.clone());
        talk.series = talk.event.as_deref().map(slug);
        talk.place = self.city.clone().or_else(|| self.venue.clone());
        self.talks.push(talk);
    }
}
