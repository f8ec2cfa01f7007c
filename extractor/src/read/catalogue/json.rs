//! JSON: tells the catalogue formats apart by their fields.

use serde_json::Value;

use super::super::error::{Limits, ReadError};
use super::super::names::Names;
use super::{Talk, documents, pyvideo, schedule, schema, sessionize};
use crate::document::Document;
use crate::extraction::Note;

/// The talks in a JSON text.
pub(in super::super) fn read(
    file: &str,
    text: &str,
    limits: &Limits,
) -> Result<Vec<Document>, ReadError> {
    let value: Value = serde_json::from_str(text).map_err(malformed)?;
    documents(file, talks(file, &value)?, text.len(), limits)
}

/// The talks in JSON lines.
pub(in super::super) fn read_lines(
    file: &str,
    text: &str,
    limits: &Limits,
) -> Result<Vec<Document>, ReadError> {
    let mut names = Names::default();
    let mut documents = Vec::new();
    let (mut broken, mut first) = (0, None);
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        match record(file, line, &mut names, limits) {
            Ok(document) => {
                documents.extend(document);
                limits.allow(documents.len(), text.len() as u64)?;
            }
            Err(error) => {
                broken += 1;
                first = first.or(Some(error));
            }
        }
    }
    // A broken line costs itself; where nothing but broken lines is, the file is broken.
    match (documents.first_mut(), first) {
        (None, Some(error)) => return Err(error),
        (Some(document), Some(error)) => document.notes.push(Note {
            span: None,
            message: format!("{broken} records of the same file are left out: {error}"),
        }),
        _ => {}
    }
    Ok(documents)
}

/// The talk in one line of JSON lines; none where it states no title.
pub(in super::super) fn record(
    file: &str,
    line: &str,
    names: &mut Names,
    limits: &Limits,
) -> Result<Option<Document>, ReadError> {
    if line.len() > limits.record_bytes {
        return Err(ReadError::TooLarge {
            bytes: line.len(),
            limit: limits.record_bytes,
        });
    }
    let value: Value = serde_json::from_str(line).map_err(malformed)?;
    let Some(talk) = pyvideo::talk(file, &value).filter(Talk::is_one) else {
        return Ok(None);
    };
    Ok(Some(super::document(file, names, talk, limits)))
}

fn malformed(error: serde_json::Error) -> ReadError {
    ReadError::Malformed {
        what: "JSON",
        why: error.to_string(),
    }
}

/// The talks in `value`, whichever format it is in.
fn talks(file: &str, value: &Value) -> Result<Vec<Talk>, ReadError> {
    if value.get("schedule").is_some() {
        return Ok(schedule::talks(value));
    }
    if let Some(talks) = sessionize::talks(value) {
        return Ok(talks);
    }
    if value.get("@context").is_some()
        || value.get("@graph").is_some()
        || value.get(0).is_some_and(|v| v.get("@type").is_some())
    {
        let mut talks = Vec::new();
        schema::collect(value, &mut talks);
        return Ok(talks);
    }
    match value {
        Value::Array(values)
            if values
                .iter()
                .any(|value| pyvideo::talk(file, value).is_some()) =>
        {
            Ok(values
                .iter()
                .filter_map(|value| pyvideo::talk(file, value))
                .collect())
        }
        Value::Object(_) => match pyvideo::talk(file, value) {
            Some(talk) => Ok(vec![talk]),
            // A folder of pyvideo's says its event's title beside the talks.
            None if value.get("title").is_some() => Ok(Vec::new()),
            None => Err(unknown()),
        },
        _ => Err(unknown()),
    }
}

fn unknown() -> ReadError {
    ReadError::UnknownFormat {
        what: "this JSON".to_owned(),
    }
}

/// A field's text, where it is one and says something.
pub(super) fn text(value: &Value, field: &str) -> Option<String> {
    let text = match value.get(field)? {
        Value::String(text) => text.trim(),
        Value::Number(number) => return Some(number.to_string()),
        _ => return None,
    };
    (!text.is_empty()).then(|| text.to_owned())
}

/// The values of a field that is a list; of one that is a single value, that one.
pub(super) fn list<'a>(value: &'a Value, field: &str) -> Vec<&'a Value> {
    match value.get(field) {
        Some(Value::Array(values)) => values.iter().collect(),
        Some(Value::Null) | None => Vec::new(),
        Some(value) => vec![value],
    }
}
