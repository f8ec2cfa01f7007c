//! Line breaks inside a paragraph that its author meant, though Markdown doesn't: titles, names
//! and fields set below each other.

/// Where a line and the next word together are no longer than this, in bytes, nobody had to break
/// the line.
const SHORT_LINE: usize = 40;

/// The longest label in front of a colon, in bytes.
const LONGEST_LABEL: usize = 24;

/// What parts the name from the title in a line that is an entry.
const PARTS: [&str; 11] = [
    " – ", " — ", " - ", " | ", " → ", " · ", ": ", ", \"", ", “", ", *", ", [",
];

/// The most lines of a paragraph that are looked at.
const MOST_LINES: usize = 60;

/// True for a paragraph whose lines are each an entry: all of them open alike, with a picture,
/// bold or a quotation mark, or with a capital, and have the same sign between two parts.
pub(super) fn are_entries(paragraph: &str) -> bool {
    let lines = || paragraph.trim_end().lines().take(MOST_LINES).map(str::trim);
    let Some(first) = lines().next() else {
        return false;
    };
    let count = lines().count();
    let sign = opening_sign(first);
    let alike = sign.is_some() && lines().all(|line| opening_sign(line) == sign);
    let capital = || lines().all(|line| line.starts_with(char::is_uppercase));
    count > 1
        && (alike || count > 2 && capital())
        && (sign == Some(TIME)
            || PARTS
                .iter()
                .any(|part| lines().all(|line| line.matches(part).count() == 1)))
}

/// Stands for any picture.
const PICTURE: char = '🎤';

/// Stands for any time of day.
const TIME: char = '0';

/// Stands for any number or letter of a list: '(1)', '[2]', 'c)'.
const COUNT: char = '1';

/// How a line opens that no prose opens like: with a picture, a time of day, bold, or a quotation
/// mark.
fn opening_sign(line: &str) -> Option<char> {
    let first = line.chars().next()?;
    if first as u32 >= 0x2190 && !first.is_alphanumeric() {
        return Some(PICTURE);
    }
    let mut digits = line.bytes().skip_while(u8::is_ascii_digit).take(3);
    if first.is_ascii_digit()
        && matches!(digits.next(), Some(b':' | b'h'))
        && digits.all(|byte| byte.is_ascii_digit())
    {
        return Some(TIME);
    }
    let count = line.trim_start_matches(['(', '[']);
    let counted = count.trim_start_matches(|c: char| c.is_ascii_digit());
    let lettered = count.starts_with(|c: char| c.is_ascii_lowercase());
    if counted.len() < count.len() && counted.starts_with([')', ']'])
        || lettered && count[1..].starts_with(')')
    {
        return Some(COUNT);
    }
    let bold = line.starts_with("**") || line.starts_with("__");
    (bold || matches!(first, '"' | '“' | '@')).then_some(first)
}

/// True for a line break inside a paragraph that its author meant, though Markdown doesn't: titles,
/// names and fields set below each other. The line is short and no sentence, or it is all one
/// link, or it and the next are fields.
pub(super) fn is_meant(text: &str, end: usize) -> bool {
    let (before, after) = text.split_at(end);
    let line = before.rsplit('\n').next().unwrap_or("").trim();
    let after = after.trim_start();
    if is_field(line) && is_field(after) {
        return true;
    }
    let word = after.split_whitespace().next().unwrap_or("");
    let first = word.chars().find(|c| c.is_alphanumeric());
    let short =
        line.len() + 1 + word.len() <= SHORT_LINE && !line.ends_with(['.', ',', ';', '!', '?']);
    (short || is_link(line)) && first.is_some_and(|c| !c.is_lowercase())
}

/// True for 'Label: value'.
fn is_field(line: &str) -> bool {
    let line = line.trim_start_matches(['-', '*', '+', '_', ' ']);
    let label = line
        .bytes()
        .take(LONGEST_LABEL)
        .position(|byte| byte == b':')
        .and_then(|end| line.get(..end));
    label.is_some_and(|label| {
        label.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
            && label.contains(char::is_alphabetic)
            && label
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, ' ' | '*' | '_'))
    })
}

/// True for a line that is one link and no more.
fn is_link(line: &str) -> bool {
    let line = line.trim_start_matches(['-', '*', '+', '_', ' ']);
    let line = line.trim_end_matches(['*', '_']);
    line.starts_with('[') && line.ends_with(')') && line.matches("](").count() == 1
}
