//! Body elements, by their first signs and by how far lines are set in.

use super::super::error::ReadError;
use super::super::writer::Writer;
use super::signs::{Style, adornment, bullet, field, section};
use super::{Line, References, inline, table};
use crate::document::BlockKind;

/// Writes the elements of a body.
pub(super) struct Body<'a, 'b> {
    lines: &'b mut [Line<'a>],
    references: &'b References,
    writer: &'b mut Writer,
    /// How many anonymous links were met.
    anonymous: usize,
    /// The styles of sections in the order in which they first appear.
    styles: Vec<Style>,
    /// How many levels of headings stand above the first style.
    above: usize,
    fields: Vec<(String, String)>,
    limit: usize,
}

/// Where lists and quotations stand that hold what is written.
#[derive(Clone, Copy, Default)]
struct Place {
    depth: usize,
    list: u8,
    quote: u8,
    /// True for the first paragraph of a list item.
    item: bool,
    caption: bool,
}

impl<'a, 'b> Body<'a, 'b> {
    /// A body that nests at most `limit` deep.
    pub(super) fn new(
        lines: &'b mut [Line<'a>],
        references: &'b References,
        limit: usize,
        writer: &'b mut Writer,
    ) -> Body<'a, 'b> {
        Body {
            lines,
            references,
            writer,
            anonymous: 0,
            styles: Vec::new(),
            above: 0,
            fields: Vec::new(),
            limit,
        }
    }

    /// Says that a title stands above the sections.
    pub(super) fn below_title(mut self) -> Body<'a, 'b> {
        self.above = 1;
        self
    }

    /// Writes all lines from `from` on.
    pub(super) fn write(&mut self, from: usize) -> Result<(), ReadError> {
        self.body(from, self.lines.len(), 0, Place::default())
    }

    /// The fields of the bibliographic list at the head.
    pub(super) fn into_fields(self) -> Vec<(String, String)> {
        self.fields
    }

    /// Writes the elements of the lines `at..end`, which are set in by `indent`.
    fn body(
        &mut self,
        mut at: usize,
        end: usize,
        indent: usize,
        mut place: Place,
    ) -> Result<(), ReadError> {
        if place.depth > self.limit {
            return Err(ReadError::TooNested { limit: self.limit });
        }
        while at < end {
            let line = self.lines[at];
            if line.is_blank() {
                at += 1;
                continue;
            }
            if line.indent > indent {
                let stop = self.block_end(at, end, indent + 1);
                let inner = self.lines[at..stop]
                    .iter()
                    .filter(|l| !l.is_blank())
                    .map(|l| l.indent)
                    .min()
                    .unwrap_or(line.indent);
                let quote = Place {
                    depth: place.depth + 1,
                    quote: place.quote.saturating_add(1),
                    item: false,
                    ..place
                };
                self.body(at, stop, inner.min(line.indent), quote)?;
                at = stop;
                continue;
            }
            if place.depth == 0
                && let Some((title, style, length)) = section(self.lines, at, end)
            {
                self.heading(title, style);
                at += length;
                continue;
            }
            at = self.element(at, end, indent, &mut place)?;
        }
        Ok(())
    }

    /// Writes the element that begins at `at`, and says where the next one begins.
    fn element(
        &mut self,
        at: usize,
        end: usize,
        indent: usize,
        place: &mut Place,
    ) -> Result<usize, ReadError> {
        let line = self.lines[at];
        if line.text == ".." || line.text.starts_with(".. ") || line.text.starts_with("__ ") {
            return self.explicit(at, end, indent, *place);
        }
        if adornment(line.text).is_some_and(|_| line.text.len() >= 4)
            && self.blank_or_end(at + 1, end)
            && !line.text.starts_with("::")
        {
            return Ok(at + 1);
        }
        let mut rows = Vec::new();
        if let Some(stop) = table::rows(&self.lines[at..end], &mut rows) {
            rows.iter().for_each(|cells| self.row(cells));
            return Ok(at + stop);
        }
        if let Some(width) = bullet(line.text) {
            let inner = indent + width;
            self.lines[at] = Line {
                indent: inner,
                text: line.text[width..].trim_start(),
            };
            let stop = self.block_end(at + 1, end, indent + 1);
            let item = Place {
                depth: place.depth + 1,
                list: place.list.saturating_add(1),
                item: true,
                ..*place
            };
            // What hangs less deep than the bullet's text belongs to it all the same.
            let hanging = self.lines[at + 1..stop]
                .iter()
                .filter(|l| !l.is_blank())
                .map(|l| l.indent)
                .min()
                .unwrap_or(inner);
            let inner = inner.min(hanging);
            self.lines[at].indent = inner;
            self.body(at, stop, inner, item)?;
            return Ok(stop);
        }
        if let Some((name, value)) = field(line.text) {
            let stop = self.block_end(at + 1, end, indent + 1);
            let mut value = value.to_owned();
            for more in &self.lines[at + 1..stop] {
                value.push(' ');
                value.push_str(more.text);
            }
            if place.depth == 0 && self.fields.len() < 64 {
                self.fields.push((name.to_owned(), value));
            }
            return Ok(stop);
        }
        if line.text.starts_with(">>> ") {
            let stop = (at..end)
                .find(|index| self.lines[*index].is_blank())
                .unwrap_or(end);
            self.code(at, stop);
            return Ok(stop);
        }
        if line.text == "|" || line.text.starts_with("| ") {
            return Ok(self.line_block(at, end, *place));
        }
        self.paragraph(at, end, indent, place)
    }

    fn paragraph(
        &mut self,
        at: usize,
        end: usize,
        indent: usize,
        place: &mut Place,
    ) -> Result<usize, ReadError> {
        let mut stop = at + 1;
        while stop < end
            && !self.lines[stop].is_blank()
            && self.lines[stop].indent == indent
            && !self.lines[stop].text.starts_with(".. ")
        {
            stop += 1;
        }
        // A term, and its definition set in right below.
        let defines = stop == at + 1
            && stop < end
            && !self.lines[stop].is_blank()
            && self.lines[stop].indent > indent;
        let mut text = String::new();
        for line in &self.lines[at..stop] {
            text.push_str(line.text);
            text.push(' ');
        }
        let mut text = text.trim_end();
        let literal = text.ends_with("::");
        if literal {
            // 'Text::' shows one colon, 'Text ::' and '::' none.
            text = text.strip_suffix("::").unwrap_or(text);
        }
        let colon = literal && !text.is_empty() && !text.ends_with(' ');
        if !text.trim().is_empty() {
            if defines && !literal {
                self.writer
                    .begin(BlockKind::ListItem, place.list.saturating_add(1));
            } else {
                let (kind, level) = kind(place);
                self.writer.begin(kind, level);
            }
            inline::write(
                text.trim_end(),
                self.references,
                &mut self.anonymous,
                self.writer,
            );
            if colon {
                self.writer.text(":");
            }
            self.writer.end();
        }
        if literal {
            let stop = self.block_end(stop, end, indent + 1);
            let from = (at..stop)
                .find(|index| self.lines[*index].indent > indent)
                .unwrap_or(stop);
            self.code(from, stop);
            return Ok(stop);
        }
        if defines {
            let from = stop;
            let stop = self.block_end(stop, end, indent + 1);
            let inner = self.lines[from].indent;
            self.body(
                from,
                stop,
                inner,
                Place {
                    depth: place.depth + 1,
                    item: false,
                    ..*place
                },
            )?;
            return Ok(stop);
        }
        Ok(stop)
    }

    /// Comments, targets, footnotes and directives.
    fn explicit(
        &mut self,
        at: usize,
        end: usize,
        indent: usize,
        place: Place,
    ) -> Result<usize, ReadError> {
        let stop = self.block_end(at + 1, end, indent + 1);
        let rest = self.lines[at]
            .text
            .strip_prefix("..")
            .unwrap_or("")
            .trim_start();
        if let Some(note) = rest
            .strip_prefix('[')
            .and_then(|rest| rest.split_once("] "))
        {
            self.lines[at] = Line {
                indent: indent + 3,
                text: note.1,
            };
            self.body(
                at,
                stop,
                indent + 3,
                Place {
                    depth: place.depth + 1,
                    item: false,
                    ..place
                },
            )?;
            return Ok(stop);
        }
        let Some((name, argument)) = rest.split_once("::") else {
            return Ok(stop);
        };
        if rest.starts_with(['_', '|']) || name.contains(' ') {
            return Ok(stop);
        }
        // Options stand right below the name; what follows them is the content.
        let mut from = at + 1;
        let mut literal = from;
        while from < stop
            && (field(self.lines[from].text).is_some()
                || (from == literal && self.lines[from].is_blank()))
        {
            from += 1;
            literal = from;
        }
        let Some(inner) = self.lines[from..stop]
            .iter()
            .filter(|l| !l.is_blank())
            .map(|l| l.indent)
            .min()
        else {
            if matches!(name, "epigraph" | "note" | "tip" | "warning" | "pull-quote")
                && !argument.trim().is_empty()
            {
                self.inline(argument.trim(), BlockKind::Paragraph, 0);
            }
            return Ok(stop);
        };
        let within = Place {
            depth: place.depth + 1,
            item: false,
            ..place
        };
        match name {
            "code" | "code-block" | "sourcecode" | "highlight" | "parsed-literal" => {
                self.code(from, stop)
            }
            "figure" => self.body(
                from,
                stop,
                inner,
                Place {
                    caption: true,
                    ..within
                },
            )?,
            "epigraph" | "pull-quote" | "highlights" => {
                self.body(
                    from,
                    stop,
                    inner,
                    Place {
                        quote: place.quote.saturating_add(1),
                        ..within
                    },
                )?;
            }
            "note" | "tip" | "hint" | "important" | "warning" | "attention" | "caution"
            | "admonition" | "topic" | "container" | "compound" | "class" | "line-block"
            | "seealso" | "update" | "list-table" | "table" | "rubric" => {
                if !argument.trim().is_empty() && name != "container" && name != "class" {
                    self.inline(argument.trim(), BlockKind::Paragraph, 0);
                }
                self.body(from, stop, inner, within)?;
            }
            _ => {}
        }
        Ok(stop)
    }

    fn heading(&mut self, title: usize, style: Style) {
        let known = self.styles.iter().position(|known| *known == style);
        let level = known.unwrap_or_else(|| {
            self.styles.push(style);
            self.styles.len() - 1
        });
        let text = self.lines[title].text;
        self.inline(
            text,
            BlockKind::Heading,
            (level + self.above).min(5) as u8 + 1,
        );
    }

    fn inline(&mut self, text: &str, kind: BlockKind, level: u8) {
        self.writer.begin(kind, level);
        inline::write(text, self.references, &mut self.anonymous, self.writer);
        self.writer.end();
    }

    fn line_block(&mut self, mut at: usize, end: usize, mut place: Place) -> usize {
        let (kind, level) = kind(&mut place);
        self.writer.begin(kind, level);
        while at < end && self.lines[at].text.starts_with('|') {
            let text = self.lines[at].text[1..].trim();
            inline::write(text, self.references, &mut self.anonymous, self.writer);
            self.writer.line_break();
            at += 1;
        }
        self.writer.end();
        at
    }

    fn row(&mut self, cells: &[String]) {
        self.writer.begin(BlockKind::Row, 0);
        for (index, cell) in cells.iter().enumerate() {
            if index > 0 {
                self.writer.text(" | ");
            }
            inline::write(cell, self.references, &mut self.anonymous, self.writer);
        }
        self.writer.end();
    }

    fn code(&mut self, from: usize, stop: usize) {
        let least = self.lines[from..stop]
            .iter()
            .filter(|l| !l.is_blank())
            .map(|l| l.indent)
            .min()
            .unwrap_or(0);
        let mut text = String::new();
        for line in &self.lines[from..stop] {
            text.extend(std::iter::repeat_n(
                ' ',
                line.indent.saturating_sub(least).min(80),
            ));
            text.push_str(line.text);
            text.push('\n');
        }
        self.writer.begin(BlockKind::Code, 0);
        self.writer.verbatim(&text);
        self.writer.end();
    }

    /// Where the lines end that are blank or set in by `indent` at least.
    fn block_end(&self, at: usize, end: usize, indent: usize) -> usize {
        let stop = (at..end)
            .find(|index| !self.lines[*index].is_blank() && self.lines[*index].indent < indent);
        stop.unwrap_or(end)
    }

    fn blank_or_end(&self, at: usize, end: usize) -> bool {
        at >= end || self.lines[at].is_blank()
    }
}

/// The kind and level of a paragraph at `place`.
fn kind(place: &mut Place) -> (BlockKind, u8) {
    if place.caption {
        place.caption = false;
        (BlockKind::Caption, 0)
    } else if place.item {
        place.item = false;
        (BlockKind::ListItem, place.list)
    } else if place.quote > 0 {
        (BlockKind::Quote, place.quote)
    } else {
        (BlockKind::Paragraph, 0)
    }
}
