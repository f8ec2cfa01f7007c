//! The signs by which lines show what they are: titles, bullets, fields.

use super::Line;

/// A section's style: its sign, and whether a line stands above it too.
pub(super) type Style = (char, bool);

/// The sections of `lines`: the index of each title's first line, and its style. The
/// first one's index is 0 where nothing but blank lines stands before it.
pub(super) fn sections(lines: &[Line<'_>]) -> Vec<(usize, Style)> {
    let mut found = Vec::new();
    let first = lines.iter().position(|line| !line.is_blank()).unwrap_or(0);
    let mut at = 0;
    while at < lines.len() {
        match section(lines, at, lines.len()) {
            Some((_, style, length)) => {
                found.push((if at == first { 0 } else { at }, style));
                at += length;
            }
            None => at += 1,
        }
    }
    found
}

/// The section title that begins at `at`: its line, its style, and how many lines it takes.
pub(super) fn section(lines: &[Line<'_>], at: usize, end: usize) -> Option<(usize, Style, usize)> {
    let line = lines.get(at)?;
    if line.indent > 0 || line.is_blank() {
        return None;
    }
    let after = |offset: usize| lines.get(at + offset).filter(|_| at + offset < end);
    if let Some(sign) = adornment(line.text)
        && let (Some(title), Some(below)) = (after(1), after(2))
        && adornment(below.text) == Some(sign)
        && !title.is_blank()
        && adornment(title.text).is_none()
        && below.text.chars().count() + 2 >= title.text.chars().count()
    {
        return Some((at + 1, (sign, true), 3));
    }
    let below = after(1).filter(|below| below.indent == 0)?;
    let sign = adornment(below.text)?;
    let (length, drawn) = (line.text.chars().count(), below.text.chars().count());
    // Too short a line is an error in the specification and a habit among authors.
    let fits = drawn + 3 >= length || (drawn >= 4 && drawn * 3 >= length * 2);
    let above_blank = at == 0
        || lines[at - 1].is_blank()
        || lines[at - 1].indent > 0
        || adornment(lines[at - 1].text).is_some();
    (fits && above_blank && adornment(line.text).is_none() && !line.text.starts_with(".. "))
        .then_some((at, (sign, false), 2))
}

/// The sign of a line that is drawn.
pub(super) fn adornment(text: &str) -> Option<char> {
    let sign = text.chars().next().filter(char::is_ascii_punctuation)?;
    (text.len() >= 3 && text.bytes().all(|byte| byte == sign as u8)).then_some(sign)
}

/// The width of the bullet or number, with the blanks after it.
pub(super) fn bullet(text: &str) -> Option<usize> {
    let first = text.chars().next()?;
    let sign = match first {
        '*' | '+' | '-' | '•' | '‣' => first.len_utf8(),
        '#' => text.strip_prefix("#.").map(|_| 2)?,
        _ => {
            let open = usize::from(first == '(');
            let digits = text[open..].bytes().take_while(u8::is_ascii_digit).count();
            let letter = text[open..]
                .bytes()
                .take_while(u8::is_ascii_lowercase)
                .count();
            let number = if digits > 0 { digits } else { letter };
            let close = *text.as_bytes().get(open + number)?;
            if !(1..=3).contains(&number)
                || (digits == 0 && (letter != 1 || (close == b'.' && first != 'a')))
            {
                return None;
            }
            (matches!(close, b'.' | b')')).then_some(open + number + 1)?
        }
    };
    let rest = &text[sign..];
    let blanks = rest.len() - rest.trim_start_matches(' ').len();
    (blanks > 0 && blanks < rest.len()).then_some(sign + blanks)
}

/// ':name: value'.
pub(super) fn field(text: &str) -> Option<(&str, &str)> {
    let rest = text.strip_prefix(':')?;
    let (name, value) = rest.split_once(':')?;
    let plain = !name.is_empty()
        && name.len() <= 30
        && !name.contains(['`', '/'])
        && !name.starts_with(' ');
    (plain && (value.is_empty() || value.starts_with([' ', '\t']))).then(|| (name, value.trim()))
}
