//! What a page says about itself: title, authors, date, address, tags.

use serde_json::Value;

use super::super::writer::{TAGS, add_tag, clean};
use super::super::{author, dates};
use super::tree::{Attribute, Tag, Tree};
use crate::document::Document;

/// Reads the metadata of the page `tree` into `document`.
pub(super) fn read(tree: &Tree, document: &mut Document) {
    let mut found = Found::default();
    // What is said within the item of a video or an event is said of that.
    let mut item_end = 0;
    for (index, node) in tree.nodes().iter().enumerate() {
        if let Some(kind) = tree.attribute(node, Attribute::Itemtype)
            && (kind.ends_with("Event") || kind.ends_with("Object") || kind.ends_with("Document"))
        {
            item_end = item_end.max(node.end as usize);
        }
        if index < item_end && !matches!(node.tag, Tag::H1 | Tag::H2) {
            continue;
        }
        match node.tag {
            Tag::Meta => {
                let name = tree
                    .attribute(node, Attribute::Property)
                    .or_else(|| tree.attribute(node, Attribute::Name))
                    .or_else(|| tree.attribute(node, Attribute::Itemprop));
                if let (Some(name), Some(content)) =
                    (name, tree.attribute(node, Attribute::Content))
                {
                    found.meta(name, content);
                }
            }
            Tag::Title if found.title.is_none() => found.title = line(&tree.line_within(index)),
            Tag::Link if tree.attribute(node, Attribute::Rel) == Some("canonical") => {
                found.url = tree
                    .attribute(node, Attribute::Href)
                    .map(str::to_owned)
                    .or(found.url);
            }
            Tag::Script if tree.attribute(node, Attribute::Type) == Some("application/ld+json") => {
                if let Ok(value) = serde_json::from_str::<Value>(&tree.text_within(index)) {
                    found.json(&value, 0);
                }
            }
            Tag::Time => {
                let stated = tree.attribute(node, Attribute::Datetime).map(str::to_owned);
                let date = dates::normal(&stated.unwrap_or_else(|| tree.line_within(index)));
                found.time = found.time.take().or(date);
            }
            Tag::H1 | Tag::H2 | Tag::H3 if found.headings.len() < 60 => {
                found.headings.extend(line(&tree.line_within(index)));
                found.element(tree, index);
            }
            Tag::A
            | Tag::Span
            | Tag::Div
            | Tag::P
            | Tag::Address
            | Tag::Other
            | Tag::Cite
            | Tag::Small => found.element(tree, index),
            _ => {}
        }
    }
    found.settle(document);
}

#[derive(Default)]
struct Found {
    title: Option<String>,
    og_title: Option<String>,
    site: Option<String>,
    headline: Option<String>,
    headings: Vec<String>,
    authors: Vec<String>,
    byline: Option<String>,
    published: Option<String>,
    time: Option<String>,
    url: Option<String>,
    og_url: Option<String>,
    tags: Vec<String>,
}

impl Found {
    fn meta(&mut self, name: &str, content: &str) {
        let Some(content) = line(content) else { return };
        match name.to_ascii_lowercase().as_str() {
            "og:title" => self.og_title = Some(content),
            "og:site_name" => self.site = Some(content),
            "og:url" => self.og_url = Some(content),
            "author" | "article:author" | "dc.creator" | "dcterms.creator" | "parsely-author"
            | "sailthru.author" => {
                self.author(&content);
            }
            "article:published_time"
            | "datepublished"
            | "date"
            | "dc.date"
            | "dc.date.issued"
            | "dcterms.created"
            | "parsely-pub-date"
            | "pubdate" => {
                self.published = self.published.take().or_else(|| dates::normal(&content));
            }
            "article:tag" => self.tags.push(content),
            "keywords" | "news_keywords" => {
                self.tags
                    .extend(content.split(',').take(TAGS).filter_map(line));
            }
            _ => {}
        }
    }

    /// What JSON-LD states of an article; of other things nothing is taken here.
    fn json(&mut self, value: &Value, depth: usize) {
        if depth > 4 {
            return;
        }
        match value {
            Value::Array(values) => values.iter().for_each(|value| self.json(value, depth + 1)),
            Value::Object(map) => {
                if let Some(graph) = map.get("@graph") {
                    self.json(graph, depth + 1);
                }
                let kind = map.get("@type").map(Value::to_string).unwrap_or_default();
                if !kind.contains("Article") && !kind.contains("Posting") {
                    return;
                }
                let text = |key: &str| map.get(key).and_then(Value::as_str).and_then(line);
                self.headline = self.headline.take().or_else(|| text("headline"));
                self.published = self
                    .published
                    .take()
                    .or_else(|| dates::normal(&text("datePublished")?));
                let authors = match map.get("author") {
                    Some(Value::Array(authors)) => authors.iter().collect(),
                    Some(author) => vec![author],
                    None => Vec::new(),
                };
                for author in authors {
                    if let Some(name) = author.as_str().or_else(|| author.get("name")?.as_str()) {
                        self.author(name);
                    }
                }
            }
            _ => {}
        }
    }

    /// Authors and dates which the page shows, told by their classes.
    fn element(&mut self, tree: &Tree, index: usize) {
        let node = &tree.nodes()[index];
        // A name is a few nodes; a container of the same class is none.
        if node.end as usize - index > 40 {
            return;
        }
        let has = |attribute, words: &[&str]| {
            tree.attribute(node, attribute).is_some_and(|value| {
                value
                    .split_ascii_whitespace()
                    .any(|word| words.contains(&word))
            })
        };
        if self.byline.is_none()
            && (has(Attribute::Rel, &["author"])
                || has(Attribute::Itemprop, &["author"])
                || has(
                    Attribute::Class,
                    &[
                        "author",
                        "byline",
                        "p-author",
                        "author-name",
                        "post-author",
                        "entry-author",
                        "byline-name",
                    ],
                ))
        {
            let text = clean(&tree.line_within(index));
            let (author, _) = dates::byline(&text);
            self.byline = author.or(Some(text)).filter(|name| is_name(name));
        }
        if self.published.is_none()
            && (has(
                Attribute::Class,
                &[
                    "published",
                    "dt-published",
                    "entry-date",
                    "post-date",
                    "date-header",
                    "date",
                    "timestamp",
                ],
            ) || has(Attribute::Itemprop, &["datePublished"]))
        {
            // The text may say no more than 'yesterday'; the attribute says it in full.
            let stated = [Attribute::Datetime, Attribute::Content, Attribute::Title];
            let stated = stated
                .into_iter()
                .find_map(|name| dates::normal(tree.attribute(node, name)?));
            self.time = self
                .time
                .take()
                .or(stated)
                .or_else(|| dates::normal(&tree.line_within(index)));
        }
        if has(Attribute::Rel, &["tag"]) {
            self.tags.extend(line(&tree.line_within(index)));
        }
    }

    fn author(&mut self, name: &str) {
        let name = clean(name);
        if is_name(&name) && self.authors.len() < 50 && !self.authors.contains(&name) {
            self.authors.push(name);
        }
    }

    fn settle(mut self, document: &mut Document) {
        document.title = self.best_title();
        if self.authors.is_empty() {
            self.authors.extend(self.byline.take());
        }
        document.authors = self.authors;
        document.date = self.published.or(self.time);
        document.url = self.url.or(self.og_url);
        if document.authors.is_empty()
            && let Some(author) = document.url.as_deref().and_then(author::of_address)
        {
            document.authors.push(author);
        }
        for tag in self.tags {
            add_tag(tag, &mut document.tags);
        }
    }

    /// The title without the site's name.
    fn best_title(&self) -> Option<String> {
        let whole = self
            .headline
            .as_ref()
            .or(self.og_title.as_ref())
            .or(self.title.as_ref())?;
        // What the page shows as a heading is the title, as long as its own title says so too.
        let longest = self
            .headings
            .iter()
            .filter(|heading| {
                heading.len() > 3
                    && whole.contains(heading.as_str())
                    && Some(*heading) != self.site.as_ref()
            })
            .max_by_key(|heading| heading.len());
        if let Some(heading) = longest
            && (heading.len() * 2 > whole.len() || parts(whole).any(|part| part == heading))
        {
            return Some(heading.clone());
        }
        if let Some(site) = &self.site
            && let Some(rest) = whole
                .strip_suffix(site.as_str())
                .or_else(|| whole.strip_prefix(site.as_str()))
        {
            let rest = rest.trim_matches(|c: char| {
                c.is_whitespace() || matches!(c, '|' | '-' | '–' | '—' | ':' | '·' | '»' | '«')
            });
            if !rest.is_empty() {
                return Some(rest.to_owned());
            }
        }
        if self.headline.is_none() && self.og_title.is_none() {
            // The site's name comes first or last; the title is what is longer.
            let first = parts(whole).next().unwrap_or(whole);
            let last = parts(whole).last().unwrap_or(whole);
            let cut = if first.len() >= last.len() {
                whole.strip_suffix(last)
            } else {
                whole.strip_prefix(first)
            };
            if first != last
                && let Some(cut) = cut
            {
                let cut = cut.trim_matches(|c: char| {
                    c.is_whitespace() || matches!(c, '|' | '-' | '–' | '—' | '·' | '»' | '«')
                });
                return Some(cut.to_owned()).filter(|cut| !cut.is_empty());
            }
        }
        Some(whole.clone())
    }
}

/// The parts of a page's title, as sites put theirs beside it.
fn parts(title: &str) -> impl Iterator<Item = &str> {
    title
        .split(" | ")
        .flat_map(|part| part.split(" :: "))
        .flat_map(|part| part.split(" » "))
        .flat_map(|part| part.split(" « "))
        .flat_map(|part| part.split(" · "))
        .flat_map(|part| part.split(" - "))
        .flat_map(|part| part.split(" – "))
        .flat_map(|part| part.split(" — "))
}

/// A person's name rather than an address, a placeholder or a sentence.
fn is_name(text: &str) -> bool {
    let words = text.split_whitespace().count();
    let placeholder = [
        "your name",
        "admin",
        "author",
        "unknown",
        "anonymous",
        "editor",
        "staff",
    ];
    (1..=5).contains(&words)
        && text.len() <= 60
        && !text.contains(['/', '@', ':', '|', '\n'])
        && !placeholder
            .iter()
            .any(|name| text.eq_ignore_ascii_case(name))
}

fn line(text: &str) -> Option<String> {
    Some(text)
        .filter(|text| text.len() <= 2_000)
        .map(clean)
        .filter(|text| !text.is_empty())
}
