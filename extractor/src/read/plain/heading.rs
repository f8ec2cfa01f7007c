//! Which bare lines are headings: by their looks, and by what stands around them.

use super::super::dates;
use super::line::{Bullet, Line, is_rule};

/// True where the line at `at` is a heading by its looks and by what stands around it.
pub(super) fn is_heading(
    lines: &[Line<'_>],
    at: usize,
    margin: Option<usize>,
    opens: bool,
    first: bool,
) -> bool {
    let line = &lines[at];
    let blank = |index: usize| lines.get(index).is_none_or(|line| line.text.is_empty());
    let (above, below) = (at == 0 || blank(at - 1), blank(at + 1));
    let numbered = line.bullet == Some(Bullet::Number);
    // The last of several lines, with nothing right below, closes those lines.
    if !above && below {
        return false;
    }
    if line.text.len() > 440
        || line.quoted
        || (line.bullet.is_some() && !(numbered && above && below))
        || !looks_like_title(line.text)
        || (line.text.len() <= 120 && dates::dates_a_byline(line.text, false))
    {
        return false;
    }
    let mut next = at + 1;
    while next < lines.len() && lines[next].text.is_empty() {
        next += 1;
    }
    let Some(mut body) = lines.get(next) else {
        return false;
    };
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
    // Where lines are wrapped, a line with others right below it mostly goes on there.
    if margin.is_some() && !isolated && !(above && is_by_line(body.text)) {
        return false;
    }
    if line.indent > 1 && body.bullet.is_none() {
        return false;
    }
    let speaker = is_by_line(body.text) || (above && below && is_name(body.text));
    if speaker
        && let Some(after) = (next + 1..lines.len()).find(|index| !lines[*index].text.is_empty())
    {
        next = after;
        body = &lines[after];
    }
    if body.bullet.is_some() {
        return !is_caption(line.text);
    }
    let length = line.text.chars().count();
    let whole: usize = match margin {
        // The paragraph below goes on over several lines.
        Some(_) => lines[next..]
            .iter()
            .take_while(|l| !l.text.is_empty())
            .take(4)
            .map(|l| l.text.len())
            .sum(),
        None => body.text.chars().count(),
    };
    let sentence = body.text.ends_with(['.', ':']);
    let longer = whole >= 50 && whole * 2 > length * 3
        || opens && (whole > length || (isolated && sentence));
    // A heading may stand right above another one.
    let stacked = isolated && opens && looks_like_title(body.text);
    (longer || stacked) && !is_caption(line.text)
}

/// Short, and neither a sentence nor the middle of one.
pub(super) fn looks_like_title(text: &str) -> bool {
    if text.len() > 440 {
        return false;
    }
    let Some(first) = text.chars().next() else {
        return false;
    };
    let last = text.chars().next_back().unwrap_or(first);
    if matches!(last, '.' | ',' | ';' | ':' | '…' | '\\' | '{' | '(') && !text.ends_with("etc.") {
        return false;
    }
    // Most lines are prose, and too long.
    if !(2..=110).contains(&text.chars().count()) {
        return false;
    }
    let words = text.split_whitespace().count();
    if words > 16 {
        return false;
    }
    if matches!(
        first,
        '@' | '—' | '–' | '(' | '/' | '|' | '<' | '{' | '$' | '~' | '©' | '“' | '‘'
    ) || (first.is_lowercase() && words > 4)
        || (first.is_lowercase() && text.contains(['(', '<', '=', '$']))
    {
        return false;
    }
    if text.contains("://")
        || text.starts_with("www.")
        || dates::find(text).is_some_and(|found| found.alone(text))
    {
        return false;
    }
    // Two sentences in one line are prose.
    !text.contains(". ")
        || text.split(". ").next().is_some_and(|head| {
            head.chars().all(|c| c.is_ascii_digit())
                || head.ends_with(" vs")
                || head.chars().count() <= 3
                || is_initial(head)
        })
}

pub(super) fn is_initial(head: &str) -> bool {
    head.split_whitespace()
        .next_back()
        .is_some_and(|word| word.chars().count() == 1)
}

/// 'By Jane Doe', and nothing else.
pub(super) fn is_by_line(text: &str) -> bool {
    let Some((first, rest)) = text.split_at_checked("by ".len()) else {
        return false;
    };
    first.eq_ignore_ascii_case("by ")
        && rest.split_whitespace().count() <= 12
        && dates_or_name(rest)
}

/// A line of the head: who wrote, and when.
pub(super) fn is_head_line(text: &str) -> bool {
    text.len() <= 100
        && (is_by_line(text) && !text.ends_with(',') || dates::dates_a_byline(text, true))
}

pub(super) fn dates_or_name(text: &str) -> bool {
    text.chars()
        .next()
        .is_some_and(|c| c.is_uppercase() || !c.is_ascii())
}

/// What one writes below a picture rather than above a section.
pub(super) fn is_caption(text: &str) -> bool {
    const OPENINGS: [&str; 12] = [
        "Me and ",
        "Me, ",
        "Me with ",
        "View ",
        "A view ",
        "Photo",
        "Picture of ",
        "Image",
        "Figure ",
        "Screenshot",
        "Standing ",
        "From left",
    ];
    OPENINGS.iter().any(|opening| text.starts_with(opening))
}

/// Lines that only help to move about the page.
pub(super) fn is_navigation(text: &str) -> bool {
    let words = text
        .trim_start_matches(|c: char| !c.is_alphanumeric())
        .trim_end_matches(|c: char| !c.is_alphanumeric());
    const LINES: [&str; 9] = [
        "back to top",
        "return to top",
        "to top",
        "skip to content",
        "skip to main content",
        "skip to navigation",
        "skip navigation",
        "table of contents",
        "jump to content",
    ];
    words.len() < 24 && LINES.iter().any(|line| words.eq_ignore_ascii_case(line))
}

pub(super) fn has_navigation(lines: &[Line<'_>], before: usize) -> bool {
    lines[..before]
        .iter()
        .rev()
        .take(200)
        .any(|line| is_navigation(line.text))
}

/// Two to four capitalised words and nothing else.
pub(super) fn is_name(text: &str) -> bool {
    let capitalised = |word: &str| {
        let mut letters = word.chars();
        letters.next().is_some_and(char::is_uppercase)
            && letters.all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’' | '.'))
    };
    (2..=4).contains(&text.split_whitespace().count()) && text.split_whitespace().all(capitalised)
}
