//! Lines of plain text, and the signs by which they show what they are.

/// One line and what it begins with.
pub(super) struct Line<'a> {
    /// Without blanks at its ends, and without its bullet.
    pub(super) text: &'a str,
    /// How far it is set in, in columns; a bullet's text begins further in.
    pub(super) indent: usize,
    pub(super) bullet: Option<Bullet>,
    pub(super) quoted: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Bullet {
    Sign(char),
    Number,
}

pub(super) fn lines(text: &str) -> Vec<Line<'_>> {
    text.lines().map(line).collect()
}

pub(super) fn line(raw: &str) -> Line<'_> {
    let mut indent = 0;
    for c in raw.chars() {
        match c {
            ' ' | '\u{a0}' => indent += 1,
            '\t' => indent += 4,
            '\u{feff}' | '\u{200b}' => {}
            _ => break,
        }
    }
    let mut text =
        raw.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'));
    let mut quoted = false;
    while let Some(rest) = text.strip_prefix('>') {
        quoted = true;
        text = rest.trim_start();
    }
    let (bullet, text) = match bullet(text) {
        Some((bullet, rest)) => (Some(bullet), rest),
        None => (None, text),
    };
    Line {
        text,
        indent,
        bullet,
        quoted,
    }
}

pub(super) fn bullet(text: &str) -> Option<(Bullet, &str)> {
    let mut chars = text.chars();
    let first = chars.next()?;
    let rest = chars.as_str();
    if matches!(
        first,
        '•' | '‣'
            | '▪'
            | '◦'
            | '●'
            | '○'
            | '·'
            | '∙'
            | '■'
            | '□'
            | '▸'
            | '►'
            | '➤'
            | '✓'
            | '✔'
    ) {
        return Some((Bullet::Sign(first), rest.trim_start()));
    }
    if matches!(first, '-' | '*' | '+' | '–')
        && rest.starts_with([' ', '\t'])
        && !rest.trim().is_empty()
    {
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
pub(super) fn margin(lines: &[Line<'_>]) -> Option<usize> {
    // An address cannot be broken and may stick out.
    let whole = |line: &&Line<'_>| {
        !line.text.is_empty() && (line.text.contains(' ') || !line.text.contains("://"))
    };
    let mut widths: Vec<usize> = lines.iter().filter(whole).map(width).collect();
    widths.sort_unstable();
    let widest = *widths.last()?;
    let most = widths[widths.len() * 19 / 20];
    if !(40..=120).contains(&most) || widest > 400 {
        return None;
    }
    // Wrapped lines stand one below another and mostly come near the margin.
    let followed = |(a, b): (&Line<'_>, &Line<'_>)| {
        !a.text.is_empty() && !b.text.is_empty() && b.bullet.is_none()
    };
    let pairs = lines
        .iter()
        .zip(lines.iter().skip(1))
        .filter(|(a, b)| followed((a, b)));
    let (mut all, mut full) = (0, 0);
    for (a, b) in pairs {
        let next = b
            .text
            .split(' ')
            .next()
            .map_or(0, |word| word.chars().count());
        all += 1;
        full += usize::from(width(a) + 1 + next + 4 > most);
    }
    (all >= 2 && full * 2 >= all).then_some(most)
}

pub(super) fn width(line: &Line<'_>) -> usize {
    line.indent + line.text.chars().count() + if line.bullet.is_some() { 2 } else { 0 }
}

/// A line of one sign, drawn across the page.
pub(super) fn is_rule(text: &str) -> bool {
    let Some(first) = text.chars().next() else {
        return false;
    };
    !first.is_alphanumeric()
        && text.len() >= 3
        && text.chars().all(|c| c == first || c == ' ')
        && !matches!(first, '.' | '!' | '?')
}

/// The level of the heading which `below` makes of `line`.
pub(super) fn underlines(line: &Line<'_>, below: &Line<'_>) -> Option<u8> {
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
pub(super) fn hashes(text: &str) -> Option<(u8, &str)> {
    let depth = text.bytes().take_while(|byte| *byte == b'#').count();
    let rest = text.get(depth..)?;
    ((1..=6).contains(&depth) && rest.starts_with(' ') && !rest.trim().is_empty())
        .then(|| (depth as u8, rest.trim().trim_end_matches('#').trim_end()))
}
