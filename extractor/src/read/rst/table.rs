//! Grid tables and simple tables, row by row.

use super::Line;

/// Puts the cells of each row of the table at the head of `lines` into `rows`; says how
/// many lines it takes, or nothing where no table begins here.
pub(super) fn rows(lines: &[Line<'_>], rows: &mut Vec<Vec<String>>) -> Option<usize> {
    let first = lines.first()?.text;
    if is_grid_border(first) {
        return grid(lines, rows);
    }
    if is_simple_border(first) {
        return simple(lines, rows);
    }
    None
}

fn is_grid_border(text: &str) -> bool {
    text.len() > 4
        && text.starts_with("+-") | text.starts_with("+=")
        && text.ends_with('+')
        && text.bytes().all(|b| matches!(b, b'+' | b'-' | b'='))
}

fn is_simple_border(text: &str) -> bool {
    text.starts_with("==")
        && text.contains("= =") | text.contains("=  ")
        && text.bytes().all(|b| matches!(b, b'=' | b' '))
}

fn grid(lines: &[Line<'_>], rows: &mut Vec<Vec<String>>) -> Option<usize> {
    let mut cells: Vec<String> = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        if line.text.starts_with('+') {
            if !cells.is_empty() {
                rows.push(std::mem::take(&mut cells));
            }
        } else if line.text.starts_with('|') {
            let inner = line.text.trim_matches('|');
            for (column, part) in inner.split('|').enumerate() {
                add(&mut cells, column, part);
            }
        } else {
            return Some(index);
        }
    }
    Some(lines.len())
}

fn simple(lines: &[Line<'_>], rows: &mut Vec<Vec<String>>) -> Option<usize> {
    let border = lines.first()?;
    // The columns are where the border is drawn; counted in characters, as they are seen.
    let mut starts = Vec::new();
    let mut before = ' ';
    for (column, c) in border.text.chars().enumerate() {
        if c == '=' && before != '=' {
            starts.push(column);
        }
        before = c;
    }
    let last = lines
        .iter()
        .skip(1)
        .take_while(|line| !line.is_blank() || line.indent == 0)
        .enumerate();
    let borders: Vec<usize> = last
        .filter(|(_, line)| is_simple_border(line.text))
        .map(|(index, _)| index + 1)
        .take(2)
        .collect();
    let end = *borders.last()?;
    let mut cells: Vec<String> = Vec::new();
    for line in &lines[1..end] {
        if is_simple_border(line.text) || line.is_blank() {
            continue;
        }
        let characters: Vec<char> =
            std::iter::repeat_n(' ', line.indent.saturating_sub(border.indent).min(400))
                .chain(line.text.chars())
                .collect();
        let part = |column: usize| -> String {
            let from = starts[column].min(characters.len());
            let to = starts
                .get(column + 1)
                .map_or(characters.len(), |next| (*next).min(characters.len()));
            characters[from..to].iter().collect()
        };
        // A row whose first cell is empty goes on with the row above.
        if !part(0).trim().is_empty() && !cells.is_empty() {
            rows.push(std::mem::take(&mut cells));
        }
        for column in 0..starts.len() {
            add(&mut cells, column, &part(column));
        }
    }
    if !cells.is_empty() {
        rows.push(cells);
    }
    Some(end + 1)
}

fn add(cells: &mut Vec<String>, column: usize, part: &str) {
    if cells.len() <= column {
        cells.resize(column + 1, String::new());
    }
    let part = part.trim();
    if !part.is_empty() {
        if !cells[column].is_empty() {
            cells[column].push(' ');
        }
        cells[column].push_str(part);
    }
}
