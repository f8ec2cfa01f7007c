//! Front matter: what the head of a post says about it, in YAML, TOML or plain fields.

use serde_json::Value;

use super::dates;
use super::error::{Limits, ReadError};
use super::writer::{add_tag, clean};
use crate::document::Document;
use crate::extraction::Note;

/// Takes the front matter off `text` and into `document`; what remains is the body.
/// Broken front matter is noted, not refused: the post below it is still a post.
pub(super) fn split<'a>(
    text: &'a str,
    limits: &Limits,
    document: &mut Document,
) -> Result<&'a str, ReadError> {
    let text = text.trim_start_matches('\u{feff}');
    let start = text.trim_start_matches(['\r', '\n']);
    for (fence, format) in [("---", Syntax::Yaml), ("+++", Syntax::Toml)] {
        let Some((front, body)) = fenced(start, fence) else {
            continue;
        };
        if front.len() > limits.front_matter_bytes {
            return Err(ReadError::TooLarge {
                bytes: front.len(),
                limit: limits.front_matter_bytes,
            });
        }
        match parse(front, format) {
            Ok(Value::Object(fields)) => take(&fields, document),
            // A rule at the head of a post which has no front matter.
            Ok(_) if format == Syntax::Yaml && !front.contains(": ") => continue,
            Ok(_) => {}
            Err(_) if format == Syntax::Yaml && !front.lines().any(is_field) => continue,
            Err(why) => {
                // Most broken YAML is an unquoted title with a colon in it; its fields can still be told.
                plain_fields(front, document);
                document.notes.push(Note {
                    span: None,
                    message: format!("front matter is malformed: {why}"),
                });
            }
        }
        return Ok(body);
    }
    // Fields without a fence, as Pelican and MultiMarkdown write them.
    let head = start.split("\n\n").next().unwrap_or("");
    let mut lines = head.lines();
    let titled = head.lines().any(|line| {
        line.get(..6)
            .is_some_and(|key| key.eq_ignore_ascii_case("title:"))
    });
    if titled
        && head.len() <= limits.front_matter_bytes
        && lines.all(|line| is_field(line) || line.starts_with([' ', '\t']))
    {
        plain_fields(head, document);
        return Ok(&start[head.len()..]);
    }
    Ok(text)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Syntax {
    Yaml,
    Toml,
}

/// The text between a first line that is `fence` and the next such line.
fn fenced<'a>(text: &'a str, fence: &str) -> Option<(&'a str, &'a str)> {
    let rest = text.strip_prefix(fence)?;
    let line_end = rest.find('\n')?;
    if !rest[..line_end].trim().is_empty() {
        return None;
    }
    let rest = &rest[line_end + 1..];
    let mut at = 0;
    for line in rest.split_inclusive('\n') {
        let bare = line.trim_end();
        if bare == fence || (fence == "---" && bare == "...") {
            return Some((&rest[..at], &rest[at + line.len()..]));
        }
        at += line.len();
    }
    None
}

fn parse(front: &str, format: Syntax) -> Result<Value, String> {
    match format {
        Syntax::Toml => {
            let table: toml::Table = front
                .parse()
                .map_err(|error: toml::de::Error| error.message().to_owned())?;
            serde_json::to_value(table).map_err(|error| error.to_string())
        }
        Syntax::Yaml => serde_saphyr::from_str(front).map_err(|error| {
            let message = error.to_string();
            message.lines().next().unwrap_or("").to_owned()
        }),
    }
}

/// A line 'name: value'.
fn is_field(line: &str) -> bool {
    line.split_once(':').is_some_and(|(key, _)| {
        !key.is_empty()
            && key.len() <= 30
            && key
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
    })
}

fn plain_fields(front: &str, document: &mut Document) {
    let mut fields = serde_json::Map::new();
    for line in front.lines().filter(|line| is_field(line)) {
        if let Some((key, value)) = line.split_once(':') {
            let value = value.trim().trim_matches(['"', '\'']);
            fields
                .entry(key.to_ascii_lowercase())
                .or_insert_with(|| Value::String(value.to_owned()));
        }
    }
    take(&fields, document);
}

/// What a post's generator calls the same things by other names.
fn take(fields: &serde_json::Map<String, Value>, document: &mut Document) {
    let field = |names: &[&str]| {
        names.iter().find_map(|name| {
            fields
                .iter()
                .find(|(key, value)| key.eq_ignore_ascii_case(name) && !is_empty(value))
                .map(|(_, value)| value)
        })
    };
    document.title = field(&["title"]).and_then(text);
    if let Some(authors) = field(&[
        "authors",
        "author",
        "author_name",
        "author_staff_member",
        "by",
        "byline",
    ]) {
        people(authors, &mut document.authors);
    }
    document.date = field(&[
        "date",
        "published",
        "publishdate",
        "publish_date",
        "pubdate",
        "published_at",
        "created",
    ])
    .and_then(text)
    .and_then(|date| dates::normal(&date));
    document.url = field(&[
        "canonical",
        "canonical_url",
        "canonicalurl",
        "permalink",
        "url",
        "link",
    ])
    .and_then(text);
    let extra =
        ["taxonomies", "extra", "params"].map(|name| field(&[name]).and_then(Value::as_object));
    for name in ["tags", "categories", "category", "keywords"] {
        let nested = extra.iter().flatten().find_map(|table| table.get(name));
        if let Some(value) = field(&[name]).or(nested) {
            tags(value, &mut document.tags);
        }
    }
    for table in extra.iter().flatten() {
        if document.authors.is_empty()
            && let Some(value) = table.get("author").or_else(|| table.get("authors"))
        {
            people(value, &mut document.authors);
        }
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(values) => values.is_empty(),
        _ => false,
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(clean(text)).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        // TOML's dates come wrapped.
        Value::Object(map) => map
            .values()
            .next()
            .and_then(|value| value.as_str().map(clean)),
        Value::Array(values) => values.first().and_then(text),
        _ => None,
    }
}

/// A name, several names, or maps that hold one under `name`.
fn people(value: &Value, authors: &mut Vec<String>) {
    match value {
        Value::String(names) => {
            // 'A, B and C' are three; a comma before a title or a company is rarer there.
            for name in names.split([',', ';']).flat_map(|part| part.split(" and ")) {
                let name = clean(
                    name.split('<')
                        .next()
                        .unwrap_or(name)
                        .trim_start_matches('@'),
                );
                if !name.is_empty() && authors.len() < 50 && !authors.contains(&name) {
                    authors.push(name);
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|value| people(value, authors)),
        Value::Object(map) => {
            if let Some(name) = ["name", "display_name", "title", "login"]
                .iter()
                .find_map(|key| map.get(*key))
            {
                people(name, authors);
            }
        }
        _ => {}
    }
}

fn tags(value: &Value, tags_of: &mut Vec<String>) {
    match value {
        Value::String(list) => {
            let comma = list.contains(',');
            for tag in list.split(|c: char| if comma { c == ',' } else { c.is_whitespace() }) {
                add_tag(
                    clean(tag.trim_matches(['[', ']', '"', '\'', ' ', '#'])),
                    tags_of,
                );
            }
        }
        Value::Array(values) => {
            for value in values {
                match value {
                    Value::String(tag) => add_tag(clean(tag), tags_of),
                    other => tags(other, tags_of),
                }
            }
        }
        Value::Object(map) => {
            if let Some(value) = map.get("name").or_else(|| map.get("title")) {
                tags(&Value::Array(vec![value.clone()]), tags_of);
            }
        }
        _ => {}
    }
}
