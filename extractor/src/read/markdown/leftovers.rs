//! Takes out of Markdown what is meant for a site generator, not for a reader: Liquid and
//! Jinja tags, Hugo and Zola shortcodes, kramdown's attribute lists, MDX's imports and
//! components. Footnotes lose their numbers, the notes stay; the parser's own support for
//! them takes more than linear time. Headings written before CommonMark asked for a blank
//! ('##Title') get one. One pass; fenced code stays as it is. A fence that nothing closes is left
//! out: CommonMark takes all of the rest for code, the generators that posts are written for don't.

use std::borrow::Cow;

/// `text` without leftovers.
pub(super) fn strip(text: &str, mdx: bool) -> Cow<'_, str> {
    let has = |sign: &str| text.contains(sign);
    let plain = !has("{{")
        && !has("{%")
        && !has("{:")
        && !has("{.")
        && !has("{#")
        && !has("[^")
        && !has("##");
    if !mdx && plain && !has("```") && !has("~~~") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut fence: Option<&str> = None;
    let mut at = 0;
    let mut closers = Closers::new(text);
    let mut unclosed = Vec::new();
    // MDX: inside an import or export that goes on over lines.
    let mut statement = false;
    while at < text.len() {
        let line_end = text[at..].find('\n').map_or(text.len(), |end| at + end + 1);
        let line = &text[at..line_end];
        let bare = line.trim();
        if let Some(open) = fence {
            out.push_str(line);
            if is_closer(bare, open) {
                fence = None;
            }
            at = line_end;
            continue;
        }
        if bare.starts_with("```") || bare.starts_with("~~~") {
            let open = &bare[..3];
            at = line_end;
            if !closes(&text[at..], open, &mut unclosed) {
                continue;
            }
            fence = Some(open);
            out.push_str(line);
            continue;
        }
        if mdx && (statement || is_statement(bare)) {
            let ends = bare.is_empty() || bare.ends_with([';', '\'', '"']) || bare == "}";
            statement = !ends;
            at = line_end;
            continue;
        }
        let level = crowded_heading(line);
        let mut content_end = line_end;
        if level > 0 {
            out.push_str(&line[..level]);
            out.push(' ');
            content_end -= closing_signs(line, level);
            at += level;
        }
        at = rest_of_line(text, at, content_end, mdx, &mut closers, &mut out);
        if content_end < line_end {
            out.push('\n');
            at = at.max(line_end);
        }
    }
    Cow::Owned(out)
}

fn is_closer(line: &str, open: &str) -> bool {
    line.starts_with(open) && line.trim_start_matches(['`', '~']).is_empty()
}

/// True where a fence of that sort is closed in `rest`; once it is not, it is not further on.
fn closes<'o>(rest: &str, open: &'o str, unclosed: &mut Vec<&'o str>) -> bool {
    if unclosed.contains(&open) {
        return false;
    }
    let closes = rest.lines().any(|line| is_closer(line.trim(), open));
    if !closes {
        unclosed.push(open);
    }
    closes
}

/// The level of a heading whose text follows its signs at once; 0 for all other lines. One
/// sign alone may be a tag.
fn crowded_heading(line: &str) -> usize {
    let level = line.bytes().take_while(|byte| *byte == b'#').count();
    let crowded = line[level..]
        .chars()
        .next()
        .is_some_and(|next| next.is_alphanumeric() || matches!(next, '[' | '*' | '_' | '"' | '“'));
    if (2..=6).contains(&level) && crowded {
        level
    } else {
        0
    }
}

/// How much of the end of a crowded heading is signs that close it ('##Title##') and what
/// follows them; 0 where as many signs as open it don't stand there.
fn closing_signs(line: &str, level: usize) -> usize {
    let bare = line.trim_end();
    let title = bare.trim_end_matches('#');
    if bare.len() - title.len() == level && title.len() > level {
        line.len() - title.len()
    } else {
        0
    }
}

/// Copies from `at` up to `line_end`, or to the end of a leftover that spans lines.
fn rest_of_line(
    text: &str,
    mut at: usize,
    line_end: usize,
    mdx: bool,
    closers: &mut Closers<'_>,
    out: &mut String,
) -> usize {
    while at < line_end {
        let rest = &text[at..line_end];
        let Some(found) = rest.find(|c| c == '{' || c == '[' || (mdx && c == '<')) else {
            out.push_str(rest);
            return line_end;
        };
        out.push_str(&rest[..found]);
        at += found;
        let here = &text[at..];
        if here.starts_with("[^") {
            if let Some(length) = footnote(here) {
                at += length;
                continue;
            }
        } else if here.starts_with("{{") || here.starts_with("{%") {
            let closer = if here.starts_with("{{") { "}}" } else { "%}" };
            if let Some(end) = closers.next(closer, at + 2) {
                let inner = &text[at + 2..end];
                at = end + 2;
                // An address that the generator looks up: '[label]: {{< ref "page" >}}'.
                if out.ends_with("]: ") {
                    out.push('#');
                }
                keep_attributes(inner, out);
                keep_code(inner, out);
                continue;
            }
        } else if here.starts_with("{:") || (mdx && here.starts_with("{/*")) {
            let closer = if here.starts_with("{:") { "}" } else { "*/}" };
            if let Some(end) = closers
                .next(closer, at + 2)
                .filter(|end| *end < line_end || mdx)
            {
                at = end + closer.len();
                continue;
            }
        } else if mdx && here.starts_with('{') {
            if let Some(end) = closers.next("}", at + 1).filter(|end| *end < line_end) {
                at = end + 1;
                continue;
            }
        } else if mdx
            && is_component(here)
            && let Some(end) = closers.next(">", at + 1)
        {
            keep_attributes(&text[at..end], out);
            at = end + 1;
            continue;
        }
        if is_attributes(here, &text[..at])
            && let Some(end) = closers.next("}", at + 1).filter(|end| *end < line_end)
        {
            at = end + 1;
            continue;
        }
        let length = here.chars().next().map_or(1, char::len_utf8);
        out.push_str(&here[..length]);
        at += length;
    }
    at.max(line_end)
}

/// Pandoc's attributes of a span, link, or heading: '`name`{.class}', '## Title {#anchor}'.
fn is_attributes(here: &str, before: &str) -> bool {
    (here.starts_with("{.") || here.starts_with("{#"))
        && before.ends_with(['`', ']', ')', '*', ' '])
}

/// How long the reference to a footnote is that begins here, or the head of its note.
fn footnote(text: &str) -> Option<usize> {
    let label = text[2..]
        .bytes()
        .take(64)
        .take_while(|byte| !matches!(byte, b']' | b'[' | b'\n' | b' '))
        .count();
    let end = 2 + label;
    let rest = text.get(end..)?.strip_prefix(']')?;
    Some(
        end + if label > 0 && rest.starts_with(": ") {
            3
        } else {
            1
        },
    )
}

/// `<Name` or `</Name`: a component, where HTML's elements are small letters.
fn is_component(text: &str) -> bool {
    let name = text.strip_prefix("</").or_else(|| text.strip_prefix('<'));
    name.is_some_and(|name| name.starts_with(|c: char| c.is_ascii_uppercase()))
}

fn is_statement(line: &str) -> bool {
    let import =
        line.starts_with("import ") && (line.contains(" from ") || line.contains(['"', '\'', '{']));
    import
        || line.starts_with("export const ")
        || line.starts_with("export default ")
        || line.starts_with("export {")
}

/// A figure's shortcode holds its caption, that of a talk its title and speaker; they are read.
fn keep_attributes(inner: &str, out: &mut String) {
    if let Some(caption) = attribute(inner, "caption=") {
        out.push_str("\n<figcaption>");
        out.push_str(caption);
        out.push_str("</figcaption>\n\n");
    }
    if let Some(title) = attribute(inner, "title=")
        && let Some(speaker) = attribute(inner, "speaker=")
    {
        out.push_str("\n\nTitle: ");
        out.push_str(title);
        out.push_str("\nSpeaker: ");
        out.push_str(speaker);
        out.push_str("\n\n");
    }
}

/// The quoted value of an attribute, where there is one.
fn attribute<'a>(inner: &'a str, name: &str) -> Option<&'a str> {
    let value = &inner[inner.find(name)? + name.len()..];
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let end = value[1..].find(quote)?;
    value.get(1..=end).filter(|value| !value.is_empty())
}

/// Jekyll's and Octopress's tags around code are fences.
fn keep_code(inner: &str, out: &mut String) {
    let name = inner
        .trim_matches(['%', '-', ' '])
        .split_whitespace()
        .next()
        .unwrap_or("");
    if matches!(
        name,
        "highlight" | "codeblock" | "endhighlight" | "endcodeblock"
    ) {
        out.push_str("\n```\n");
    }
}

/// Finds closing signs without looking twice at the same text.
struct Closers<'a> {
    text: &'a str,
    /// For each sign where it was last found; none where the text has no more.
    found: Vec<(&'static str, Option<usize>)>,
}

impl<'a> Closers<'a> {
    fn new(text: &'a str) -> Closers<'a> {
        Closers {
            text,
            found: Vec::new(),
        }
    }

    /// Where `sign` first stands at or after `from`; calls come with growing `from`.
    fn next(&mut self, sign: &'static str, from: usize) -> Option<usize> {
        let known = self.found.iter().position(|(known, _)| *known == sign);
        if let Some(index) = known {
            match self.found[index].1 {
                None => return None,
                Some(at) if at >= from => return Some(at),
                Some(_) => {}
            }
        }
        let at = self
            .text
            .get(from..)
            .and_then(|rest| rest.find(sign))
            .map(|at| at + from);
        match known {
            Some(index) => self.found[index].1 = at,
            None => self.found.push((sign, at)),
        }
        at
    }
}
