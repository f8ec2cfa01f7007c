//! RSS, Atom and JSON feeds: one document per entry.

use feed_rs::model::{Entry, Feed};

use super::error::{Limits, ReadError};
use super::names::{Names, slug};
use super::writer::{Writer, add_tag, clean};
use super::{dates, html, plain};
use crate::document::{BlockKind, Document};
use crate::extraction::Note;

/// The entries of the feed `text`, in its order.
pub(super) fn read(name: &str, text: &str, limits: &Limits) -> Result<Vec<Document>, ReadError> {
    gate(text, limits)?;
    let parser = feed_rs::parser::Builder::new()
        .sanitize_content(false)
        .build();
    let feed = parser
        .parse(text.as_bytes())
        .map_err(|error| ReadError::Malformed {
            what: "feed",
            why: error.to_string(),
        })?;
    limits.allow(feed.entries.len(), text.len() as u64)?;
    let mut taken = Names::default();
    let entries = feed.entries.iter();
    Ok(entries
        .map(|entry| document(name, &feed, entry, &mut taken, limits))
        .collect())
}

fn document(
    name: &str,
    feed: &Feed,
    entry: &Entry,
    taken: &mut Names,
    limits: &Limits,
) -> Document {
    let title = entry
        .title
        .as_ref()
        .map(|title| plain(&title.content))
        .filter(|title| !title.is_empty());
    let url = entry
        .links
        .iter()
        .find(|link| link.rel.as_deref().is_none_or(|rel| rel == "alternate"))
        .or(entry.links.first())
        .map(|link| link.href.clone());
    let authors = if entry.authors.is_empty() {
        &feed.authors
    } else {
        &entry.authors
    };
    let mut names: Vec<String> = Vec::new();
    for author in authors {
        let name = person(author.name.as_deref().unwrap_or(""));
        if !name.is_empty() && names.len() < 50 && !names.contains(&name) {
            names.push(name);
        }
    }
    let mut document = Document {
        name: format!(
            "{name}#{}",
            taken.give(&post(entry, title.as_deref(), url.as_deref()))
        ),
        title,
        authors: names,
        date: entry
            .published
            .or(entry.updated)
            .and_then(|date| dates::normal(&date.to_rfc3339())),
        url,
        tags: Vec::new(),
        ..Document::default()
    };
    for category in &entry.categories {
        add_tag(
            clean(category.label.as_deref().unwrap_or(&category.term)),
            &mut document.tags,
        );
    }
    // The full text where there is one; a summary would only say it again.
    let content = entry
        .content
        .as_ref()
        .and_then(|content| content.body.as_deref());
    let summary = entry
        .summary
        .as_ref()
        .map(|summary| summary.content.as_str());
    let media = entry
        .media
        .iter()
        .find_map(|media| media.description.as_ref())
        .map(|text| text.content.as_str());
    let body = content
        .filter(|body| !body.trim().is_empty())
        .or(summary)
        .or(media)
        .unwrap_or("");
    write(body, limits, &mut document);
    html::settle(&mut document);
    document
}

/// Writes an entry's text. One that cannot be read is noted; the other entries still can.
fn write(body: &str, limits: &Limits, document: &mut Document) {
    let mut writer = Writer::default();
    let mut written = Ok(());
    if body.len() > limits.document_bytes {
        written = Err(ReadError::TooLarge {
            bytes: body.len(),
            limit: limits.document_bytes,
        });
    } else if body.contains('<') {
        written = html::write_entry(body, limits, document, &mut writer);
    } else {
        if let Some(title) = &document.title {
            writer.block(BlockKind::Heading, 1, title);
        }
        plain::write(&html::unescaped(body), &mut writer);
    }
    if let Err(error) = written {
        let message = format!("the entry's text is left out: {error}");
        document.notes.push(Note {
            span: None,
            message,
        });
    }
    writer.finish(document);
}

/// A name that lasts: the last part of the entry's address, else of its title or its id.
fn post(entry: &Entry, title: Option<&str>, url: Option<&str>) -> String {
    let path = url.map(|url| {
        let url = url
            .split(['?', '#'])
            .next()
            .unwrap_or(url)
            .trim_end_matches('/');
        let path = url.split_once("://").map_or(url, |(_, rest)| rest);
        let last = path
            .split_once('/')
            .map_or("", |(_, path)| path)
            .rsplit('/')
            .next()
            .unwrap_or("");
        slug(last.trim_end_matches(".html").trim_end_matches(".htm"))
    });
    let candidates = [path, title.map(slug), Some(slug(&entry.id))];
    let found = candidates.into_iter().flatten().find(|slug| slug.len() > 2);
    found.unwrap_or_else(|| "post".to_owned())
}

/// RSS writes 'address (name)' or only an address.
fn person(text: &str) -> String {
    let text = match text.split_once('(') {
        Some((address, name)) if address.contains('@') => name.trim_end().trim_end_matches(')'),
        _ => text,
    };
    let name = clean(text);
    if name.contains('@') && !name.contains(' ') {
        String::new()
    } else {
        name
    }
}

/// A title without its markup and its entities.
fn plain(title: &str) -> String {
    let title = html::inner_text(title);
    // Some generators quote the whole title.
    let bare = title
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    bare.filter(|bare| !bare.contains('"'))
        .map(str::to_owned)
        .unwrap_or(title)
}

/// How many attributes an element of a feed may have.
const ATTRIBUTES: usize = 256;

/// Counts how deep the feed's own elements nest, without building them.
fn gate(text: &str, limits: &Limits) -> Result<(), ReadError> {
    let mut reader = quick_xml::Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    let mut depth = 0_usize;
    loop {
        match reader.read_event() {
            Ok(quick_xml::events::Event::Start(start)) => {
                // The feed's parser compares each attribute with each.
                if start
                    .attributes()
                    .with_checks(false)
                    .take(ATTRIBUTES + 1)
                    .count()
                    > ATTRIBUTES
                {
                    let why = format!("an element has more than {ATTRIBUTES} attributes");
                    return Err(ReadError::Malformed { what: "feed", why });
                }
                depth += 1;
                if depth > limits.nesting {
                    return Err(ReadError::TooNested {
                        limit: limits.nesting,
                    });
                }
            }
            Ok(quick_xml::events::Event::Empty(start)) => {
                if start
                    .attributes()
                    .with_checks(false)
                    .take(ATTRIBUTES + 1)
                    .count()
                    > ATTRIBUTES
                {
                    let why = format!("an element has more than {ATTRIBUTES} attributes");
                    return Err(ReadError::Malformed { what: "feed", why });
                }
            }
            Ok(quick_xml::events::Event::End(_)) => depth = depth.saturating_sub(1),
            Ok(quick_xml::events::Event::Eof) => return Ok(()),
            // The feed's parser says what is wrong, in its own words.
            Err(_) => return Ok(()),
            Ok(_) => {}
        }
    }
}
