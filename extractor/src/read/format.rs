//! Which format a text is in: by its media type, its name's ending, and its looks.

use super::error::ReadError;

/// The formats that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Text,
    Markdown { mdx: bool },
    AsciiDoc,
    Html,
    Rst,
    Feed,
    Json,
    JsonLines,
    ScheduleXml,
    Calendar,
}

impl Format {
    /// True where one file holds many documents, and so may be large.
    pub(super) fn holds_many(self) -> bool {
        !matches!(
            self,
            Format::Text | Format::Markdown { .. } | Format::AsciiDoc | Format::Html | Format::Rst
        )
    }
}

/// True where a file of that name is a catalogue of JSON lines, packed or not, which
/// [`super::records`] reads without holding it.
pub fn holds_records(name: &str) -> bool {
    matches!(ending(name).as_str(), "jsonl" | "ndjson")
}

/// The format of `text`, which was given as `name` and served as the media type `essence`.
pub(super) fn of(name: &str, essence: &str, text: &str) -> Result<Format, ReadError> {
    // Most names tell it without a look.
    let looks = || looks(text);
    // Servers call every text plain and every XML XML; the ending and the looks know more.
    match essence {
        "text/html" | "application/xhtml+xml" => return Ok(Format::Html),
        "text/markdown" | "text/x-markdown" => return Ok(Format::Markdown { mdx: false }),
        "text/asciidoc" | "text/x-asciidoc" => return Ok(Format::AsciiDoc),
        "text/x-rst" | "text/prs.fallenstein.rst" => return Ok(Format::Rst),
        "application/rss+xml" | "application/atom+xml" | "application/feed+json" => {
            return Ok(Format::Feed);
        }
        "text/calendar" => return Ok(Format::Calendar),
        "application/x-ndjson" | "application/jsonl" => return Ok(Format::JsonLines),
        _ => {}
    }
    let ending = ending(name);
    Ok(match ending.as_str() {
        "md" | "markdown" | "mdown" | "mkd" | "qmd" | "rmd" => Format::Markdown { mdx: false },
        "mdx" => Format::Markdown { mdx: true },
        "html" | "htm" | "xhtml" => looks()
            .filter(|looks| *looks == Format::Feed)
            .unwrap_or(Format::Html),
        "adoc" | "asciidoc" | "asc" => Format::AsciiDoc,
        "rst" | "rest" => Format::Rst,
        "xml" | "rss" | "atom" | "rdf" => looks().ok_or_else(|| ReadError::UnknownFormat {
            what: "this kind of XML".to_owned(),
        })?,
        "json" | "jsonld" => looks()
            .filter(|looks| matches!(looks, Format::Feed | Format::JsonLines))
            .unwrap_or(Format::Json),
        "jsonl" | "ndjson" => Format::JsonLines,
        "ics" | "ical" | "ifb" => Format::Calendar,
        "txt" | "text" => Format::Text,
        _ => match looks() {
            Some(format) => format,
            None if is_code(&ending) => {
                return Err(ReadError::UnknownFormat {
                    what: format!("'.{ending}'"),
                });
            }
            None if is_markdown(text) => Format::Markdown { mdx: false },
            None => Format::Text,
        },
    })
}

/// The last ending of the name, in lower case, without a query.
fn ending(name: &str) -> String {
    let path = if name.contains("://") {
        name.split(['?', '#']).next().unwrap_or(name)
    } else {
        name
    };
    let file = path.rsplit(['/', '\\']).next().unwrap_or(path);
    match file.rsplit_once('.') {
        Some((rest, "gz")) => rest
            .rsplit_once('.')
            .map_or(String::new(), |(_, ending)| ending.to_ascii_lowercase()),
        Some((_, ending)) if ending.len() <= 10 => ending.to_ascii_lowercase(),
        _ => String::new(),
    }
}

/// What the head of the text shows.
fn looks(text: &str) -> Option<Format> {
    let head = text
        .get(..floor(text, 4096))
        .unwrap_or(text)
        .trim_start_matches('\u{feff}')
        .trim_start();
    let lower = head.to_ascii_lowercase();
    let has = |needle: &str| lower.contains(needle);
    if lower.starts_with("<schedule") {
        return Some(Format::ScheduleXml);
    }
    if lower.starts_with("begin:vcalendar") {
        return Some(Format::Calendar);
    }
    if has("https://jsonfeed.org/version") || has("https:\\/\\/jsonfeed.org") {
        return Some(Format::Feed);
    }
    if lower.starts_with(['{', '[']) && has("\"") {
        // Several lines that are each an object of their own.
        let mut lines = head.lines().filter(|line| !line.trim().is_empty());
        let whole = |line: Option<&str>| {
            line.is_some_and(|line| line.starts_with('{') && line.trim_end().ends_with('}'))
        };
        let one = lines.next();
        let line = text.lines().next().unwrap_or("");
        if (whole(one) && lines.next().is_some())
            || (whole(Some(line)) && line.len() < text.trim_end().len())
        {
            return Some(Format::JsonLines);
        }
        return Some(Format::Json);
    }
    if lower.starts_with("<?xml")
        || lower.starts_with("<rss")
        || lower.starts_with("<feed")
        || lower.starts_with("<rdf")
    {
        if has("<rss") || has("<feed") || has("<rdf:rdf") {
            return Some(Format::Feed);
        }
        if has("<html") {
            return Some(Format::Html);
        }
        if has("<schedule") {
            return Some(Format::ScheduleXml);
        }
        return None;
    }
    if lower.starts_with("<!doctype html")
        || lower.starts_with("<html")
        || (lower.starts_with('<') && (has("<body") || has("<head") || has("<p>") || has("<div")))
    {
        return Some(Format::Html);
    }
    if lower.starts_with("---\n") || lower.starts_with("---\r\n") || lower.starts_with("+++\n") {
        return Some(Format::Markdown { mdx: false });
    }
    if lower.starts_with(".. title:") || lower.starts_with(".. slug:") {
        return Some(Format::Rst);
    }
    None
}

/// True where text without an ending shows what only Markdown writes.
fn is_markdown(text: &str) -> bool {
    let head = text.get(..floor(text, 16_384)).unwrap_or(text);
    let headings = head
        .lines()
        .filter(|line| line.starts_with("# ") || line.starts_with("## "))
        .take(2)
        .count();
    headings > 1 || head.contains("](http")
}

/// Endings of texts that hold no prose.
fn is_code(ending: &str) -> bool {
    matches!(
        ending,
        "rs" | "py"
            | "js"
            | "ts"
            | "c"
            | "h"
            | "cpp"
            | "go"
            | "java"
            | "rb"
            | "css"
            | "scss"
            | "sh"
            | "toml"
            | "yaml"
            | "yml"
            | "lock"
            | "csv"
            | "tsv"
            | "sql"
            | "svg"
            | "ini"
            | "cfg"
            | "log"
            | "tex"
            | "bib"
    )
}

/// The nearest character border at or below `at`.
fn floor(text: &str, at: usize) -> usize {
    if at >= text.len() {
        return text.len();
    }
    (0..=at)
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0)
}
