//! reStructuredText, as Nikola, Pelican and Sphinx blogs use it.
//!
//! No parser of the whole language is at hand in Rust, and little of it matters to a
//! recap: metadata, sections, lists, quotations, links and emphasis. Directives that show
//! prose keep it, all others are dropped.

mod body;
mod inline;
mod signs;
mod table;

use std::collections::BTreeMap;

use super::error::{Limits, ReadError};
use super::writer::{Writer, add_tag, clean};
use super::{dates, html};
use crate::document::{BlockKind, Document};

/// Reads a post into `document`.
pub(super) fn read(text: &str, limits: &Limits, document: &mut Document) -> Result<(), ReadError> {
    let mut lines: Vec<Line<'_>> = text
        .trim_start_matches('\u{feff}')
        .lines()
        .map(Line::of)
        .collect();
    let from = metadata(&lines, document);
    let references = References::collect(&lines[from..]);
    let mut writer = Writer::default();
    let styles = signs::sections(&lines[from..]);
    // A first section whose style no other has is the document's title.
    let titled = styles.first().is_some_and(|(first, style)| {
        *first == 0 && !styles.iter().skip(1).any(|(_, other)| other == style)
    });
    if let Some(title) = document.title.clone()
        && !titled
    {
        writer.block(BlockKind::Heading, 1, &title);
    }
    let mut body = body::Body::new(&mut lines, &references, limits.nesting, &mut writer);
    if document.title.is_some() && !titled {
        body = body.below_title();
    }
    body.write(from)?;
    let fields = body.into_fields();
    take(&fields, document);
    writer.finish(document);
    if document.title.is_none() && titled {
        document.title = html::first_heading(document);
    }
    html::settle(document);
    dates::state(document);
    Ok(())
}

/// A line, and how far it is set in.
#[derive(Clone, Copy, Debug)]
struct Line<'a> {
    indent: usize,
    text: &'a str,
}

impl<'a> Line<'a> {
    fn of(raw: &'a str) -> Line<'a> {
        let mut indent = 0;
        for byte in raw.bytes() {
            match byte {
                b' ' => indent += 1,
                b'\t' => indent = (indent / 8 + 1) * 8,
                _ => break,
            }
        }
        Line {
            indent,
            text: raw.trim(),
        }
    }

    fn is_blank(&self) -> bool {
        self.text.is_empty()
    }
}

/// What links and substitutions refer to.
#[derive(Debug, Default)]
struct References {
    targets: BTreeMap<String, String>,
    anonymous: Vec<String>,
    substitutions: BTreeMap<String, String>,
}

impl References {
    fn collect(lines: &[Line<'_>]) -> References {
        let mut references = References::default();
        for (index, line) in lines.iter().enumerate() {
            let Some(rest) = line
                .text
                .strip_prefix(".. ")
                .or_else(|| line.text.strip_prefix("__ ").map(|_| line.text))
            else {
                continue;
            };
            // A long address may stand on the line below.
            let below = || {
                lines
                    .get(index + 1)
                    .filter(|next| next.indent > line.indent)
                    .map_or("", |next| next.text)
            };
            if let Some(address) = rest
                .strip_prefix("__ ")
                .or_else(|| rest.strip_prefix("__:"))
            {
                references.anonymous.push(address.trim().to_owned());
            } else if let Some(target) = rest.strip_prefix('_') {
                let (name, address) = match target.strip_prefix('`') {
                    Some(quoted) => quoted.split_once("`:").unwrap_or((quoted, "")),
                    None => target
                        .split_once(": ")
                        .unwrap_or((target.trim_end_matches(':'), "")),
                };
                let address = if address.trim().is_empty() {
                    below()
                } else {
                    address.trim()
                };
                references
                    .targets
                    .entry(key(name))
                    .or_insert_with(|| address.to_owned());
            } else if let Some((name, directive)) =
                rest.strip_prefix('|').and_then(|rest| rest.split_once('|'))
            {
                let text = directive
                    .trim()
                    .strip_prefix("replace::")
                    .unwrap_or("")
                    .trim();
                references.substitutions.insert(key(name), text.to_owned());
            }
        }
        references
    }
}

/// References are compared without regard to case and blanks.
fn key(name: &str) -> String {
    name.split_whitespace()
        .map(str::to_lowercase)
        .collect::<Vec<_>>()
        .join(" ")
}

/// Nikola's metadata: comments 'name: value' at the head. Says where the body begins.
fn metadata(lines: &[Line<'_>], document: &mut Document) -> usize {
    let mut fields = Vec::new();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let field = line
            .text
            .strip_prefix(".. ")
            .and_then(|rest| rest.split_once(':'));
        match field {
            Some((name, value))
                if !value.starts_with(':') && !name.starts_with('_') && !name.contains(' ') =>
            {
                fields.push((name.to_owned(), value.trim().to_owned()));
            }
            _ if line.is_blank() && fields.is_empty() => {}
            _ => break,
        }
        at += 1;
    }
    take(&fields, document);
    if fields.is_empty() { 0 } else { at }
}

fn take(fields: &[(String, String)], document: &mut Document) {
    for (name, value) in fields {
        let value = clean(value);
        if value.is_empty() {
            continue;
        }
        match name.to_ascii_lowercase().as_str() {
            "title" => document.title = document.title.take().or(Some(value)),
            "author" | "authors" if document.authors.is_empty() => {
                let names = value.split([',', ';']).flat_map(|part| part.split(" and "));
                document.authors = names.map(clean).filter(|name| !name.is_empty()).collect();
            }
            "date" | "published" => {
                document.date = document.date.take().or_else(|| dates::normal(&value))
            }
            "link" | "canonical" | "canonical_url" | "url" => {
                document.url = document.url.take().or(Some(value))
            }
            "tags" | "category" | "keywords" => {
                for tag in value.split(',') {
                    add_tag(clean(tag), &mut document.tags);
                }
            }
            _ => {}
        }
    }
}
