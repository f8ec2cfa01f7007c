//! Markdown and MDX, with front matter and what site generators leave in the text.

mod breaks;
mod leftovers;

use std::borrow::Cow;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag as Start, TagEnd};

use super::error::{Limits, ReadError};
use super::html::{self, Tag, Tree, tokenize};
use super::writer::Writer;
use super::{dates, front};
use crate::document::Document;

/// Reads a post into `document`.
pub(super) fn read(
    text: &str,
    mdx: bool,
    limits: &Limits,
    document: &mut Document,
) -> Result<(), ReadError> {
    let body = front::split(text, limits, document)?;
    let body = leftovers::strip(body, mdx);
    let tree = tree(&body, limits)?;
    let mut writer = Writer::default();
    html::titled(&tree, document, &mut writer);
    html::write_all(&tree, &mut writer);
    writer.finish(document);
    html::settle(document);
    dates::state(document);
    Ok(())
}

/// Writes Markdown that stands in a field of something else.
pub(super) fn write(text: &str, limits: &Limits, writer: &mut Writer) -> Result<(), ReadError> {
    let tree = tree(text, limits)?;
    html::write_all(&tree, writer);
    Ok(())
}

/// The elements that `text` stands for; HTML within it becomes elements as well.
fn tree(text: &str, limits: &Limits) -> Result<Tree, ReadError> {
    gate(text, limits)?;
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES;
    let mut tree = Tree::new(limits.nesting);
    // HTML comes in pieces of a line; a tag may span several.
    let mut raw = String::new();
    let mut images = 0_usize;
    let mut entries = false;
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        if !matches!(event, Event::Html(_)) && !raw.is_empty() {
            tokenize(&with_links(&raw), &mut tree);
            raw.clear();
        }
        // The text of an image stands for what is seen, it is not seen itself.
        if images > 0 {
            match event {
                Event::Start(Start::Image { .. }) => images += 1,
                Event::End(TagEnd::Image) => images -= 1,
                _ => {}
            }
            continue;
        }
        match event {
            Event::Start(Start::Image { .. }) => {
                images += 1;
                tree.open(Tag::Img);
            }
            Event::Start(start) => {
                if matches!(start, Start::Paragraph | Start::Item) {
                    entries = breaks::are_entries(&text[range]);
                }
                open(&mut tree, start);
            }
            Event::End(end) => {
                if let Some(tag) = tag_of(end) {
                    tree.close(tag);
                }
            }
            Event::Text(text) => tree.push(&text),
            Event::Code(code) => {
                tree.open(Tag::Code);
                tree.push(&code);
                tree.close(Tag::Code);
            }
            Event::SoftBreak if !entries && !breaks::is_meant(text, range.start) => tree.push("\n"),
            Event::SoftBreak | Event::HardBreak => tree.open(Tag::Br),
            Event::Rule => tree.open(Tag::Hr),
            Event::Html(html) => raw.push_str(&html),
            Event::InlineHtml(html) => tokenize(&html, &mut tree),
            Event::FootnoteReference(_)
            | Event::TaskListMarker(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_) => {}
        }
    }
    tokenize(&with_links(&raw), &mut tree);
    tree.finish()?;
    Ok(tree)
}

/// The longest address of a link that is looked for within HTML, in bytes.
const LONGEST_ADDRESS: usize = 2_000;

/// HTML in which links are written as in Markdown: some generators read them there as well.
fn with_links(html: &str) -> Cow<'_, str> {
    const MIDDLE: &str = "](http";
    if !html.contains(MIDDLE) {
        return Cow::Borrowed(html);
    }
    let mut out = String::with_capacity(html.len() + 64);
    let mut rest = html;
    while let Some(middle) = rest.find(MIDDLE) {
        let address = &rest[middle + 2..];
        let ends = |byte: u8| matches!(byte, b')' | b' ' | b'"' | b'<' | b'\n');
        let end = address.bytes().take(LONGEST_ADDRESS).position(ends);
        let open = rest[..middle].rfind(['[', ']', '<', '>']);
        if let (Some(open), Some(end)) = (open, end)
            && rest[open..].starts_with('[')
            && address[end..].starts_with(')')
        {
            out.push_str(&rest[..open]);
            out.push_str("<a href=\"");
            out.push_str(&address[..end]);
            out.push_str("\">");
            out.push_str(&rest[open + 1..middle]);
            out.push_str("</a>");
            rest = &address[end + 1..];
        } else {
            out.push_str(&rest[..middle + 2]);
            rest = address;
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

fn open(tree: &mut Tree, start: Start<'_>) {
    match start {
        Start::Paragraph => tree.open(Tag::P),
        Start::Heading { level, .. } => tree.open(heading(level)),
        Start::BlockQuote(_) => tree.open(Tag::Blockquote),
        Start::CodeBlock(kind) => {
            tree.open(Tag::Pre);
            if let CodeBlockKind::Fenced(language) = kind {
                tree.set(b"class", &language);
            }
        }
        Start::List(Some(_)) => tree.open(Tag::Ol),
        Start::List(None) => tree.open(Tag::Ul),
        Start::Item => tree.open(Tag::Li),
        Start::Table(_) => tree.open(Tag::Table),
        Start::TableHead | Start::TableRow => tree.open(Tag::Tr),
        Start::TableCell => tree.open(Tag::Td),
        Start::Emphasis => tree.open(Tag::Em),
        Start::Strong => tree.open(Tag::Strong),
        Start::Strikethrough => tree.open(Tag::Del),
        Start::Link { dest_url, .. } => {
            tree.open(Tag::A);
            tree.set(b"href", &dest_url);
        }
        _ => {}
    }
}

fn tag_of(end: TagEnd) -> Option<Tag> {
    Some(match end {
        TagEnd::Paragraph => Tag::P,
        TagEnd::Heading(level) => heading(level),
        TagEnd::BlockQuote(_) => Tag::Blockquote,
        TagEnd::CodeBlock => Tag::Pre,
        TagEnd::List(true) => Tag::Ol,
        TagEnd::List(false) => Tag::Ul,
        TagEnd::Item => Tag::Li,
        TagEnd::Table => Tag::Table,
        TagEnd::TableHead | TagEnd::TableRow => Tag::Tr,
        TagEnd::TableCell => Tag::Td,
        TagEnd::Emphasis => Tag::Em,
        TagEnd::Strong => Tag::Strong,
        TagEnd::Strikethrough => Tag::Del,
        TagEnd::Link => Tag::A,
        _ => return None,
    })
}

fn heading(level: pulldown_cmark::HeadingLevel) -> Tag {
    use pulldown_cmark::HeadingLevel::*;
    match level {
        H1 => Tag::H1,
        H2 => Tag::H2,
        H3 => Tag::H3,
        H4 => Tag::H4,
        H5 => Tag::H5,
        H6 => Tag::H6,
    }
}

/// The most brackets that may stand open at once.
const OPEN_BRACKETS: usize = 20_000;

/// Refuses lines that open more quotations and lists than may nest: the parser's time
/// grows with lines times open containers.
fn gate(text: &str, limits: &Limits) -> Result<(), ReadError> {
    // The parser keeps every bracket that may open a link; nothing real opens thousands.
    let mut open = 0_usize;
    for byte in text.bytes() {
        match byte {
            b'[' => open += 1,
            b']' => open = open.saturating_sub(1),
            _ => continue,
        }
        if open > OPEN_BRACKETS {
            return Err(ReadError::TooNested {
                limit: OPEN_BRACKETS,
            });
        }
    }
    for line in text.lines() {
        let mut depth = 0;
        let mut digits = 0;
        for byte in line.bytes() {
            match byte {
                b'>' | b'-' | b'*' | b'+' => depth += 1,
                b'.' | b')' if digits > 0 => depth += 1,
                b' ' | b'\t' => {}
                b'0'..=b'9' => {
                    digits += 1;
                    continue;
                }
                _ => break,
            }
            digits = 0;
        }
        // A rule is one sign many times over and nothing else; it opens nothing.
        let rule = || {
            line.trim()
                .bytes()
                .all(|byte| matches!(byte, b'-' | b'*' | b' '))
        };
        if depth > limits.nesting && !rule() {
            return Err(ReadError::TooNested {
                limit: limits.nesting,
            });
        }
    }
    Ok(())
}
