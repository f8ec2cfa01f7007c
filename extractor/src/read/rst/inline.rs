//! Inline markup: emphasis, literals, links, roles, substitutions.
//!
//! One pass from left to right. The end of a markup is looked for once: where a sign
//! closes nowhere ahead, it is remembered not to.

use super::super::writer::Writer;
use super::{References, key};
use crate::document::MarkKind;

/// Writes `text` with its marks.
pub(super) fn write(
    text: &str,
    references: &References,
    anonymous: &mut usize,
    writer: &mut Writer,
) {
    Inline {
        text,
        references,
        anonymous,
        writer,
        closers: [Closer::Unknown; 4],
    }
    .run();
}

/// Where the next end of a markup is.
#[derive(Clone, Copy)]
enum Closer {
    Unknown,
    At(usize),
    Nowhere,
}

const SIGNS: [&str; 4] = ["**", "*", "``", "`"];
const STRONG: usize = 0;
const EMPHASIS: usize = 1;
const LITERAL: usize = 2;
const QUOTED: usize = 3;

struct Inline<'a, 'b> {
    text: &'a str,
    references: &'b References,
    anonymous: &'b mut usize,
    writer: &'b mut Writer,
    closers: [Closer; 4],
}

impl Inline<'_, '_> {
    fn run(&mut self) {
        let text = self.text;
        let mut from = 0;
        let mut at = 0;
        while let Some(found) = text[at..].find(['*', '`', '|', '_', '\\', ':', '[']) {
            at += found;
            let rest = &text[at..];
            let sign = rest.as_bytes()[0];
            let next = match sign {
                b'\\' => {
                    // A backslash before a blank joins what it parts; else it takes the sign's meaning.
                    self.writer.text(&text[from..at]);
                    let escaped = rest[1..].chars().next().map_or(0, char::len_utf8);
                    let kept = &rest[1..1 + escaped];
                    if !kept.trim().is_empty() {
                        self.writer.text(kept);
                    }
                    from = at + 1 + escaped;
                    at = from;
                    continue;
                }
                b'_' => {
                    // 'word_' where such a target is known.
                    let word = word_before(&text[from..at]);
                    let ends = rest[1..]
                        .chars()
                        .next()
                        .is_none_or(|c| !c.is_alphanumeric() && c != '_');
                    let address = self
                        .references
                        .targets
                        .get(&key(word))
                        .filter(|_| ends && !word.is_empty());
                    if let Some(address) = address.cloned() {
                        self.writer.text(&text[from..at - word.len()]);
                        self.link(word, &address);
                        from = at + 1;
                    }
                    at += 1;
                    continue;
                }
                _ if !self.may_open(at) => None,
                b'*' if rest.starts_with("**") => self.marked(at, STRONG, MarkKind::Strong, from),
                b'*' => self.marked(at, EMPHASIS, MarkKind::Emphasis, from),
                b'`' if rest.starts_with("``") => self.marked(at, LITERAL, MarkKind::Code, from),
                b'`' => self.quoted(at, from, ""),
                b':' => self.role(at, from),
                b'|' => self.substitution(at, from),
                b'[' => self.footnote(at, from),
                _ => None,
            };
            match next {
                Some(next) => {
                    from = next;
                    at = next;
                }
                None => at += run_length(rest),
            }
        }
        self.writer.text(&text[from..]);
    }

    /// Markup opens at the start, after a blank or an opening sign, and before no blank.
    fn may_open(&self, at: usize) -> bool {
        let before = self.text[..at].chars().next_back();
        let opens = before.is_none_or(|c| {
            c.is_whitespace()
                || matches!(
                    c,
                    '(' | '['
                        | '{'
                        | '<'
                        | '"'
                        | '\''
                        | '-'
                        | '/'
                        | ':'
                        | '“'
                        | '‘'
                        | '«'
                        | '–'
                        | '—'
                        | '¿'
                        | '¡'
                )
        });
        let rest = self.text[at..].trim_start_matches(['*', '`', '|']);
        opens && rest.chars().next().is_some_and(|c| !c.is_whitespace())
    }

    /// The next end of `sign` at or after `from`: no blank before it, and no letter after it.
    fn close(&mut self, sign: usize, from: usize) -> Option<usize> {
        match self.closers[sign] {
            Closer::Nowhere => return None,
            Closer::At(at) if at >= from => return Some(at),
            _ => {}
        }
        let mark = SIGNS[sign];
        let mut at = from;
        while let Some(found) = self.text.get(at..).and_then(|rest| rest.find(mark)) {
            let end = at + found;
            let before = self.text[..end].chars().next_back();
            let after = self.text[end + mark.len()..].chars().next();
            let ends = after.is_none_or(|c| {
                !c.is_alphanumeric() && (mark != "*" || c != '*') && (mark != "`" || c != '`')
            });
            if before.is_some_and(|c| !c.is_whitespace() && c != '\\') && ends {
                self.closers[sign] = Closer::At(end);
                return Some(end);
            }
            at = end + mark.len();
        }
        self.closers[sign] = Closer::Nowhere;
        None
    }

    fn marked(&mut self, at: usize, sign: usize, kind: MarkKind, from: usize) -> Option<usize> {
        let start = at + SIGNS[sign].len();
        let end = self.close(sign, start + 1)?;
        self.writer.text(&self.text[from..at]);
        self.writer.open_mark(kind);
        self.writer.text(&self.text[start..end]);
        self.writer.close_mark();
        Some(end + SIGNS[sign].len())
    }

    /// '`text <address>`_', '`reference`_', or a text of the role given before it.
    fn quoted(&mut self, at: usize, from: usize, role: &str) -> Option<usize> {
        let end = self.close(QUOTED, at + 2)?;
        let inner = &self.text[at + 1..end];
        let mut next = end + 1;
        let named = inner
            .rsplit_once('<')
            .and_then(|(text, rest)| Some((text.trim(), rest.strip_suffix('>')?)));
        let before = at - role.len();
        if self.text[next..].starts_with('_') {
            next += 1;
            let twice = self.text[next..].starts_with('_');
            next += usize::from(twice);
            self.writer.text(&self.text[from..before]);
            match named {
                Some((text, address)) => {
                    // 'text <target_>'_ names a target by another text.
                    let target = address
                        .strip_suffix('_')
                        .and_then(|name| self.references.targets.get(&key(name)));
                    let address = target
                        .cloned()
                        .unwrap_or_else(|| address.split_whitespace().collect());
                    let text = if text.is_empty() {
                        address.clone()
                    } else {
                        text.to_owned()
                    };
                    self.link(&text, &address);
                }
                None if twice => {
                    let address = self.references.anonymous.get(*self.anonymous).cloned();
                    *self.anonymous += 1;
                    self.link(inner, &address.unwrap_or_default());
                }
                None => {
                    let address = self.references.targets.get(&key(inner)).cloned();
                    self.link(inner, &address.unwrap_or_default());
                }
            }
            return Some(next);
        }
        self.writer.text(&self.text[from..before]);
        let text = named.map_or(inner, |(text, _)| text);
        let kind = match role.trim_matches(':') {
            "" | "title" | "title-reference" | "t" => MarkKind::Quotation,
            "emphasis" => MarkKind::Emphasis,
            "strong" => MarkKind::Strong,
            "code" | "literal" | "kbd" | "file" | "command" | "program" | "func" | "class"
            | "mod" | "meth" => MarkKind::Code,
            _ => {
                self.writer.text(text);
                return Some(next);
            }
        };
        self.writer.open_mark(kind);
        self.writer.text(text);
        self.writer.close_mark();
        Some(next)
    }

    /// ':role:`text`'.
    fn role(&mut self, at: usize, from: usize) -> Option<usize> {
        let rest = &self.text[at + 1..];
        let name = rest
            .bytes()
            .take(30)
            .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
            .count();
        if name == 0 || !rest[name..].starts_with(":`") {
            return None;
        }
        let role = &self.text[at..at + name + 2];
        self.quoted(at + role.len(), from, role)
    }

    fn substitution(&mut self, at: usize, from: usize) -> Option<usize> {
        let end = self.text[at + 1..]
            .bytes()
            .take(60)
            .position(|byte| byte == b'|')?
            + at
            + 1;
        let text = self
            .references
            .substitutions
            .get(&key(self.text.get(at + 1..end)?))?
            .clone();
        self.writer.text(&self.text[from..at]);
        self.writer.text(&text);
        let after = &self.text[end + 1..];
        Some(end + 1 + after.len() - after.trim_start_matches('_').len())
    }

    /// '[1]_' and '[#note]_' refer to a footnote.
    fn footnote(&mut self, at: usize, from: usize) -> Option<usize> {
        let end = self.text[at..]
            .bytes()
            .take(30)
            .position(|byte| byte == b']')?
            + at;
        if !self.text[end + 1..].starts_with('_') {
            return None;
        }
        self.writer.text(self.text[from..at].trim_end());
        Some(end + 2)
    }

    fn link(&mut self, text: &str, address: &str) {
        let text = text.replace('\\', "");
        if address.is_empty() {
            self.writer.text(&text);
            return;
        }
        self.writer.open_mark(MarkKind::Link(address.to_owned()));
        self.writer.text(&text);
        self.writer.close_mark();
    }
}

/// How many of the same sign stand here: they are passed over together.
fn run_length(text: &str) -> usize {
    let sign = text.as_bytes()[0];
    text.bytes().take_while(|byte| *byte == sign).count()
}

fn word_before(text: &str) -> &str {
    let start = text
        .rfind(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '.' | '+')))
        .map_or(0, |at| {
            at + text[at..].chars().next().map_or(1, char::len_utf8)
        });
    &text[start..]
}
