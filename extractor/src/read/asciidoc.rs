//! AsciiDoc, as far as posts use it: its line marks are those of Markdown under other signs,
//! so the text is written as Markdown and read as such.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

/// The deepest list that AsciiDoc has.
const DEEPEST: usize = 5;

/// The same post in Markdown.
pub(super) fn to_markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut in_code = false;
    let mut before_title = true;
    for line in text.lines() {
        let trimmed = line.trim_end();
        if matches!(trimmed, "----" | "....") {
            in_code = !in_code;
            out.push_str("```\n");
            continue;
        }
        if in_code {
            out.push_str(line);
            out.push('\n');
            continue;
        }
        // Attributes, pictures, included files, comments and labels of blocks are no prose.
        let is_attribute = trimmed.starts_with(':') && trimmed[1..].contains(':');
        let is_macro = [
            "image::",
            "include::",
            "video::",
            "toc::",
            "//",
            "[",
            "====",
        ]
        .iter()
        .any(|start| trimmed.starts_with(start))
            && (!trimmed.starts_with('[') || trimmed.ends_with(']'));
        if is_attribute || is_macro {
            out.push('\n');
            continue;
        }
        let marks = trimmed.chars().take_while(|c| *c == '=').count();
        if marks > 0 && trimmed[marks..].starts_with(' ') {
            out.push_str(&"#".repeat(marks.min(6)));
            out.push_str(&links(&trimmed[marks..]));
            // What stands right under the title is who wrote it, on a line of its own.
            out.push_str(if before_title { "\n\n" } else { "\n" });
            before_title = false;
            continue;
        }
        let item = trimmed.trim_start();
        let depth = |mark: char| item.chars().take_while(|c| *c == mark).count();
        let (dots, stars) = (depth('.'), depth('*'));
        if (1..=DEEPEST).contains(&dots) && item[dots..].starts_with(' ') {
            out.push_str(&"   ".repeat(dots - 1));
            out.push_str("1.");
            out.push_str(&links(&item[dots..]));
        } else if (1..=DEEPEST).contains(&stars) && item[stars..].starts_with(' ') {
            out.push_str(&"  ".repeat(stars - 1));
            out.push('*');
            out.push_str(&links(&item[stars..]));
        } else {
            out.push_str(&links(trimmed));
        }
        out.push('\n');
    }
    out
}

/// `https://example.org[words]` and `link:page[words]` as Markdown writes them.
fn links(line: &str) -> Cow<'_, str> {
    static LINK: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"(?:link:|xref:)?(https?://[^\s\[\]]+)\[([^\]]+)\]").ok());
    match &*LINK {
        Some(link) => link.replace_all(line, |found: &regex::Captures<'_>| {
            let words = found[2]
                .trim_end_matches('^')
                .split(',')
                .next()
                .unwrap_or("");
            format!("[{words}]({})", &found[1])
        }),
        None => Cow::Borrowed(line),
    }
}

#[cfg(test)]
mod tests {
    use super::to_markdown;

    #[test]
    fn headings_links_and_lists_become_markdown() {
        let text = "= RustConf\nAnna Berg\n:lang: en\n\n== Talks\nimage::a.jpg[A, 600]\n. https://example.org/v[Rust inside^]\n* *Anna*, Acme\n ** Slides\n----\n== code\n----\n";
        let markdown = to_markdown(text);
        assert!(markdown.starts_with("# RustConf\n\nAnna Berg\n"));
        assert!(markdown.contains("\n## Talks\n\n1. [Rust inside](https://example.org/v)\n"));
        assert!(markdown.contains("\n* *Anna*, Acme\n  * Slides\n"));
        assert!(markdown.contains("```\n== code\n```"));
        assert!(!markdown.contains("a.jpg") && !markdown.contains(":lang:"));
    }
}
