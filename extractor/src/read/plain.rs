//! Plain text with its layout: what a person sees who reads it in a terminal.
//!
//! Text files have no marks, only lines. Two habits are told apart first: lines broken at
//! a margin, which are joined again, and one line per paragraph. Then each line is a
//! bullet, a heading (underlined, set apart by blank lines, or a bare title-like line
//! above longer text), the continuation of what stands above it, or a paragraph.

use super::dates;
use super::writer::{Writer, clean};
use crate::document::{BlockKind, Document};

/// Reads `text` into `document`.
pub(super) fn read(text: &str, document: &mut Document) {
    let lines = lines(text);
    let margin = margin(&lines);
    let mut writer = Writer::default();
    let mut blocks = blocks(&lines, margin, true);
    speaker_lines(&mut blocks);
    if let Some((BlockKind::Heading, 1, lines)) = blocks.first() {
        document.title = lines.first().map(|(line, _)| clean(line));
    }
    write_blocks(&blocks, &mut writer);
    writer.finish(document);
    dates::state(document);
}

/// Writes plain text that stands in a field of something else: it has no title.
pub(super) fn write(text: &str, writer: &mut Writer) {
    let lines = lines(text);
    write_blocks(&blocks(&lines, margin(&lines), false), writer);
}

fn write_blocks(blocks: &[Lines<'_>], writer: &mut Writer) {
    for (kind, level, lines) in blocks {
        writer.begin(*kind, *level);
        for (index, (line, broken)) in lines.iter().enumerate() {
            if index > 0 && *broken {
                writer.line_break();
            } else if index > 0 {
                writer.text(" ");
            }
            writer.text(line);
        }
    }
    writer.end();
}

/// One line and what it begins with.
struct Line<'a> {
    /// Without blanks at its ends, and without its bullet.
    text: &'a str,
    /// How far it is set in, in columns; a bullet's text begins further in.
    indent: usize,
    bullet: Option<Bullet>,
    quoted: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Bullet {
    Sign(char),
    Number,
}

/// A block's kind, its level, and its lines with whether the author broke before each.
type Lines<'a> = (BlockKind, u8, Vec<(&'a str, bool)>);

fn lines(text: &str) -> Vec<Line<'_>> {
    text.lines().map(line).collect()
}

fn line(raw: &str) -> Line<'_> {
    let mut indent = 0;
    for c in raw.chars() {
        match c {
            ' ' | '\u{a0}' => indent += 1,
            '\t' => indent += 4,
            '\u{feff}' | '\u{200b}' => {}
            _ => break,
        }
    }
    let mut text = raw.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'));
    let mut quoted = false;
    while let Some(rest) = text.strip_prefix('>') {
        quoted = true;
        text = rest.trim_start();
    }
    let (bullet, text) = match bullet(text) {
        Some((bullet, rest)) => (Some(bullet), rest),
        None => (None, text),
    };
    Line { text, indent, bullet, quoted }
}

fn bullet(text: &str) -> Option<(Bullet, &str)> {
    let mut chars = text.chars();
    let first = chars.next()?;
    let rest = chars.as_str();
    if matches!(first, '•' | '‣' | '▪' | '◦' | '●' | '○' | '·' | '∙' | '■' | '□' | '▸' | '►' | '➤' | '✓' | '✔') {
        return Some((Bullet::Sign(first), rest.trim_start()));
    }
    if matches!(first, '-' | '*' | '+' | '–') && rest.starts_with([' ', '\t']) && !rest.trim().is_empty() {
        return Some((Bullet::Sign(first), rest.trim_start()));
    }
    let number = text.strip_prefix('(').unwrap_or(text);
    let digits = number.bytes().take_while(u8::is_ascii_digit).count();
    if (1..=3).contains(&digits) {
        let rest = number[digits..].strip_prefix(['.', ')'])?;
        if rest.starts_with([' ', '\t']) && !rest.trim().is_empty() {
            return Some((Bullet::Number, rest.trim_start()));
        }
    }
    None
}

/// The column at which lines were broken; none where a line is a whole paragraph.
fn margin(lines: &[Line<'_>]) -> Option<usize> {
    // An address cannot be broken and may stick out.
    let whole = |line: &&Line<'_>| !line.text.is_empty() && !(line.text.contains("://") && !line.text.contains(' '));
    let mut widths: Vec<usize> = lines.iter().filter(whole).map(width).collect();
    widths.sort_unstable();
    let widest = *widths.last()?;
    let most = widths[widths.len() * 19 / 20];
    if most > 120 || most < 40 || widest > 400 {
        return None;
    }
    // Wrapped lines stand one below another and mostly come near the margin.
    let followed = |(a, b): (&Line<'_>, &Line<'_>)| {
        !a.text.is_empty() && !b.text.is_empty() && b.bullet.is_none()
    };
    let pairs = lines.iter().zip(lines.iter().skip(1)).filter(|(a, b)| followed((a, b)));
    let (mut all, mut full) = (0, 0);
    for (a, b) in pairs {
        let next = b.text.split(' ').next().map_or(0, |word| word.chars().count());
        all += 1;
        full += usize::from(width(a) + 1 + next + 4 > most);
    }
    (all >= 2 && full * 2 >= all).then_some(most)
}

fn width(line: &Line<'_>) -> usize {
    line.indent + line.text.chars().count() + if line.bullet.is_some() { 2 } else { 0 }
}

/// The blocks of the text; `titled` where its first line may be its title.
fn blocks<'a>(lines: &[Line<'a>], margin: Option<usize>, titled: bool) -> Vec<Lines<'a>> {
    let mut blocks: Vec<Lines<'a>> = Vec::new();
    // The indents of the list items that stand open, outermost first.
    let mut list: Vec<usize> = Vec::new();
    let mut after_navigation = titled;
    let mut level = 2;
    // Who draws lines under some headings draws them under all.
    let drawn = lines.iter().zip(lines.iter().skip(1)).filter(|(line, below)| underlines(line, below).is_some()).take(2).count();
    let hashed = lines.iter().filter(|line| hashes(line.text).is_some()).take(2).count();
    let bare = drawn < 2 && hashed < 2;
    let mut at = 0;
    while at < lines.len() {
        let line = &lines[at];
        if line.text.is_empty() || is_navigation(line.text) {
            after_navigation |= !line.text.is_empty();
            at += 1;
            continue;
        }
        if is_rule(line.text) && line.bullet.is_none() {
            at += 1;
            continue;
        }
        let first = titled && blocks.is_empty();
        if let Some(underline) = lines.get(at + 1).and_then(|next| underlines(line, next)) {
            level = if first { 1 } else { underline };
            blocks.push((BlockKind::Heading, level, vec![(line.text, false)]));
            list.clear();
            at += 2;
            continue;
        }
        if let Some((depth, text)) = hashes(line.text).filter(|_| first || hashed > 1) {
            blocks.push((BlockKind::Heading, depth, vec![(text, false)]));
            list.clear();
            at += 1;
            continue;
        }
        if (bare || first) && is_heading(lines, at, margin, after_navigation, first) {
            let numbered = line.bullet == Some(Bullet::Number);
            let own = match (first, numbered, after_navigation) {
                (true, ..) => 1,
                (_, true, _) => 3,
                (_, _, true) => 2,
                _ if level == 2 && has_navigation(lines, at) => 3,
                _ => 2,
            };
            if !first {
                level = if own == 3 { level } else { own };
            }
            blocks.push((BlockKind::Heading, own, vec![(line.text, false)]));
            list.clear();
            after_navigation = false;
            at += 1;
            continue;
        }
        after_navigation = false;
        let (kind, depth) = match line.bullet {
            Some(_) => {
                while list.last().is_some_and(|outer| *outer >= line.indent) {
                    list.pop();
                }
                list.push(line.indent);
                (BlockKind::ListItem, list.len().min(255) as u8)
            }
            None if line.quoted => (BlockKind::Quote, 1),
            None => {
                // What is set in as far as an item's text belongs to the item.
                while list.last().is_some_and(|outer| *outer >= line.indent) {
                    list.pop();
                }
                (BlockKind::Paragraph, 0)
            }
        };
        let mut own = vec![(line.text, false)];
        at += 1;
        while let Some(next) = lines.get(at) {
            let Some(broken) = continues(line, &lines[at - 1], next, margin) else { break };
            if lines.get(at + 1).is_some_and(|below| underlines(next, below).is_some()) {
                break;
            }
            own.push((next.text, broken));
            at += 1;
        }
        blocks.push((kind, depth, own));
    }
    blocks
}

/// A name that stands alone below a heading says who spoke, it heads nothing. One alone
/// may be a section's first part; the habit shows by being repeated.
fn speaker_lines(blocks: &mut [Lines<'_>]) {
    let is_speaker = |above: &Lines<'_>, line: &Lines<'_>| {
        above.0 == BlockKind::Heading && above.1 > 1 && line.0 == BlockKind::Heading && line.2.first().is_some_and(|(text, _)| is_name(text))
    };
    let speakers: Vec<usize> = (1..blocks.len()).filter(|at| is_speaker(&blocks[at - 1], &blocks[*at])).collect();
    if speakers.len() > 1 {
        for at in speakers {
            (blocks[at].0, blocks[at].1) = (BlockKind::Paragraph, 0);
        }
    }
}

/// Two to four capitalised words and nothing else.
fn is_name(text: &str) -> bool {
    let capitalised = |word: &str| {
        let mut letters = word.chars();
        letters.next().is_some_and(char::is_uppercase) && letters.all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’' | '.'))
    };
    (2..=4).contains(&text.split_whitespace().count()) && text.split_whitespace().all(capitalised)
}

/// Whether `next` goes on with the block that `first` began, and if so, whether the author
/// broke the line before it.
fn continues(first: &Line<'_>, last: &Line<'_>, next: &Line<'_>, margin: Option<usize>) -> Option<bool> {
    if next.text.is_empty() || next.bullet.is_some() || next.quoted != first.quoted || is_rule(next.text) {
        return None;
    }
    if first.bullet.is_none() && (is_head_line(first.text) || is_head_line(next.text)) {
        return None;
    }
    let within = first.bullet.is_some() && next.indent > first.indent;
    match margin {
        Some(margin) => {
            if first.bullet.is_none() && next.indent > first.indent + 1 {
                return None;
            }
            let word = next.text.split(' ').next().map_or(0, |word| word.chars().count());
            Some(width(last) + 1 + word + 12 < margin && !last.text.ends_with(','))
        }
        None => within.then_some(true),
    }
}

/// True where the line at `at` is a heading by its looks and by what stands around it.
fn is_heading(lines: &[Line<'_>], at: usize, margin: Option<usize>, opens: bool, first: bool) -> bool {
    let line = &lines[at];
    let blank = |index: usize| lines.get(index).is_none_or(|line| line.text.is_empty());
    let (above, below) = (at == 0 || blank(at - 1), blank(at + 1));
    let numbered = line.bullet == Some(Bullet::Number);
    // The last of several lines, with nothing right below, closes those lines.
    if !above && below {
        return false;
    }
    if line.text.len() > 440 || (line.text.len() <= 120 && matches!(dates::byline(line.text), (Some(_), Some(_)))) {
        return false;
    }
    if line.quoted || !looks_like_title(line.text) || (line.bullet.is_some() && !(numbered && above && below)) {
        return false;
    }
    let mut next = at + 1;
    while next < lines.len() && lines[next].text.is_empty() {
        next += 1;
    }
    let Some(mut body) = lines.get(next) else { return false };
    if is_navigation(body.text) || is_rule(body.text) {
        return first && above && below;
    }
    // A numbered line between numbered lines is an item of a list.
    if numbered && (body.bullet == Some(Bullet::Number) || line.indent > 1) {
        return false;
    }
    // A title may have the author and the date right below it.
    if first && above && (below || is_head_line(body.text)) {
        return true;
    }
    let isolated = above && below;
    if margin.is_some() && !isolated {
        return false;
    }
    if line.indent > 1 && body.bullet.is_none() {
        return false;
    }
    let speaker = is_by_line(body.text) || (above && below && is_name(body.text));
    if speaker
        && let Some(after) = lines[next + 1..].iter().find(|line| !line.text.is_empty())
    {
        body = after;
    }
    if body.bullet.is_some() {
        return !is_caption(line.text);
    }
    let length = line.text.chars().count();
    let whole: usize = match margin {
        // The paragraph below goes on over several lines.
        Some(_) => lines[next..].iter().take_while(|l| !l.text.is_empty()).take(4).map(|l| l.text.len()).sum(),
        None => body.text.chars().count(),
    };
    let sentence = body.text.ends_with(['.', ':']);
    let longer = whole >= 50 && whole * 2 > length * 3 || opens && (whole > length || (isolated && sentence));
    // A heading may stand right above another one.
    let stacked = isolated && opens && looks_like_title(body.text);
    (longer || stacked) && !is_caption(line.text)
}

/// Short, and neither a sentence nor the middle of one.
fn looks_like_title(text: &str) -> bool {
    if text.len() > 440 {
        return false;
    }
    let length = text.chars().count();
    let words = text.split_whitespace().count();
    let Some(first) = text.chars().next() else { return false };
    let last = text.chars().next_back().unwrap_or(first);
    if length > 110 || words > 16 || length < 2 {
        return false;
    }
    if matches!(last, '.' | ',' | ';' | ':' | '…' | '\\' | '{' | '(') && !text.ends_with("etc.") {
        return false;
    }
    if matches!(first, '@' | '—' | '–' | '(' | '/' | '|' | '<' | '{' | '$' | '~' | '©' | '“' | '‘')
        || (first.is_lowercase() && words > 4)
        || (first.is_lowercase() && text.contains(['(', '<', '=', '$']))
    {
        return false;
    }
    if text.contains("://") || text.starts_with("www.") || dates::find(text).is_some_and(|found| found.alone(text)) {
        return false;
    }
    // Two sentences in one line are prose.
    !text.contains(". ") || text.split(". ").next().is_some_and(|head| {
        head.chars().all(|c| c.is_ascii_digit()) || head.ends_with(" vs") || head.chars().count() <= 3 || is_initial(head)
    })
}

fn is_initial(head: &str) -> bool {
    head.split_whitespace().next_back().is_some_and(|word| word.chars().count() == 1)
}

/// 'By Jane Doe', and nothing else.
fn is_by_line(text: &str) -> bool {
    let Some((first, rest)) = text.split_once(' ') else { return false };
    first.eq_ignore_ascii_case("by") && rest.split_whitespace().count() <= 12 && dates_or_name(rest)
}

/// A line of the head: who wrote, and when.
fn is_head_line(text: &str) -> bool {
    let head = |text: &str| match dates::byline(text) {
        (Some(_), Some(_)) => true,
        (None, Some(_)) => dates::find(text).is_some_and(|found| found.alone(text)),
        _ => false,
    };
    text.len() <= 100 && (is_by_line(text) && !text.ends_with(',') || head(text))
}

fn dates_or_name(text: &str) -> bool {
    text.chars().next().is_some_and(|c| c.is_uppercase() || !c.is_ascii())
}

/// What one writes below a picture rather than above a section.
fn is_caption(text: &str) -> bool {
    const OPENINGS: [&str; 12] = [
        "Me and ", "Me, ", "Me with ", "View ", "A view ", "Photo", "Picture of ", "Image", "Figure ",
        "Screenshot", "Standing ", "From left",
    ];
    OPENINGS.iter().any(|opening| text.starts_with(opening))
}

/// Lines that only help to move about the page.
pub(super) fn is_navigation(text: &str) -> bool {
    let words = text.trim_start_matches(|c: char| !c.is_alphanumeric()).trim_end_matches(|c: char| !c.is_alphanumeric());
    const LINES: [&str; 9] = [
        "back to top", "return to top", "to top", "skip to content", "skip to main content",
        "skip to navigation", "skip navigation", "table of contents", "jump to content",
    ];
    words.len() < 24 && LINES.iter().any(|line| words.eq_ignore_ascii_case(line))
}

fn has_navigation(lines: &[Line<'_>], before: usize) -> bool {
    lines[..before].iter().rev().take(200).any(|line| is_navigation(line.text))
}

/// A line of one sign, drawn across the page.
fn is_rule(text: &str) -> bool {
    let Some(first) = text.chars().next() else { return false };
    !first.is_alphanumeric() && text.len() >= 3 && text.chars().all(|c| c == first || c == ' ') && !matches!(first, '.' | '!' | '?')
}

/// The level of the heading which `below` makes of `line`.
fn underlines(line: &Line<'_>, below: &Line<'_>) -> Option<u8> {
    let sign = below.text.chars().next()?;
    let level = match sign {
        '=' => 1,
        '-' => 2,
        '~' | '^' | '*' | '"' | '\'' | '#' => 3,
        _ => return None,
    };
    let (length, drawn) = (line.text.chars().count(), below.text.chars().count());
    let drawn_whole = below.bullet.is_none() && below.text.chars().all(|c| c == sign);
    let fits = drawn >= 3 && drawn * 2 >= length && drawn <= length + 20;
    (drawn_whole && fits && !line.text.is_empty() && !is_rule(line.text)).then_some(level)
}

/// A heading as in Markdown.
fn hashes(text: &str) -> Option<(u8, &str)> {
    let depth = text.bytes().take_while(|byte| *byte == b'#').count();
    let rest = text.get(depth..)?;
    ((1..=6).contains(&depth) && rest.starts_with(' ') && !rest.trim().is_empty())
        .then(|| (depth as u8, rest.trim().trim_end_matches('#').trim_end()))
}
