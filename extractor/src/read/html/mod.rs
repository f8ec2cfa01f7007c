//! HTML: tokens become a tree, the tree gives metadata, the article, and its blocks.

mod article;
mod blocks;
mod meta;
mod settle;
mod tokens;
mod tree;

pub(super) use settle::{first_heading, settle};
pub(super) use tokens::tokenize;
pub(super) use tree::{Attribute, Tag, Tree};

use super::dates;
use super::error::{Limits, ReadError};
use super::writer::{Writer, clean};
use crate::document::{BlockKind, Document};

/// Reads a page into `document`: the article, not what stands around it.
pub(super) fn read(tree: &Tree, document: &mut Document) {
    meta::read(tree, document);
    let article = article::find(tree);
    let mut writer = Writer::default();
    blocks::write(tree, &article.runs, &article.skip, &mut writer);
    // A title that the article itself does not show is shown above it.
    if let Some(title) = document
        .title
        .as_deref()
        .filter(|title| !is_shown(&writer, title))
    {
        writer = Writer::default();
        writer.block(BlockKind::Heading, 1, title);
        blocks::write(tree, &article.runs, &article.skip, &mut writer);
    }
    writer.finish(document);
    if document.title.is_none() {
        document.title = first_heading(document);
    }
    settle(document);
    dates::state(document);
}

/// Writes HTML that stands in a field of something else.
pub(super) fn write_fragment(
    text: &str,
    limits: &Limits,
    writer: &mut Writer,
) -> Result<(), ReadError> {
    let tree = parse(text, limits)?;
    write_all(&tree, writer);
    Ok(())
}

/// Writes a post given as HTML, its title above it where it does not begin with it.
pub(super) fn write_entry(
    text: &str,
    limits: &Limits,
    document: &mut Document,
    writer: &mut Writer,
) -> Result<(), ReadError> {
    let tree = parse(text, limits)?;
    titled(&tree, document, writer);
    write_all(&tree, writer);
    Ok(())
}

/// Text whose characters may be written as entities; its line ends stay.
pub(super) fn unescaped(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let mut tree = Tree::new(1);
    tokenize(text, &mut tree);
    tree.nodes().iter().map(|node| tree.text(node)).collect()
}

/// The text of a line of HTML, without its markup.
pub(super) fn inner_text(text: &str) -> String {
    if !text.contains(['<', '&']) {
        return clean(text);
    }
    let mut tree = Tree::new(64);
    tokenize(text, &mut tree);
    let words: String = tree.nodes().iter().map(|node| tree.text(node)).collect();
    clean(&words)
}

/// Writes everything in `tree`.
pub(super) fn write_all(tree: &Tree, writer: &mut Writer) {
    blocks::write_all(tree, writer);
}

/// Begins with the title as a heading, where the text itself does not begin with it.
pub(super) fn titled(tree: &Tree, document: &mut Document, writer: &mut Writer) {
    let first = tree
        .nodes()
        .iter()
        .position(|node| node.tag.heading() == Some(1));
    let own = first.map(|index| clean(&tree.line_within(index)));
    match (&document.title, own) {
        (None, Some(own)) if !own.is_empty() => document.title = Some(own),
        (Some(title), own) if own.as_deref().is_none_or(|own| !same(own, title)) => {
            writer.block(BlockKind::Heading, 1, title);
        }
        _ => {}
    }
}

/// True where a heading or the beginning of the text says `title`.
fn is_shown(writer: &Writer, title: &str) -> bool {
    writer.headings().any(|heading| same(heading, title))
}

/// True where two titles are one, but for case, blanks and punctuation.
fn same(a: &str, b: &str) -> bool {
    let letters = |text: &str| -> String {
        text.chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect()
    };
    let (a, b) = (letters(a), letters(b));
    a == b || (b.len() > 12 && a.starts_with(&b)) || (a.len() > 12 && b.starts_with(&a))
}

/// The elements of a page.
pub(super) fn parse(text: &str, limits: &Limits) -> Result<Tree, ReadError> {
    let mut tree = Tree::new(limits.nesting);
    tokenize(text, &mut tree);
    tree.finish()?;
    Ok(tree)
}
