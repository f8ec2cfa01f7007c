//! Talks announced in labelled fields: 'Title: …', 'Speaker: …', 'Company: …', one below the other.

use std::ops::Range;

use crate::document::{BlockKind, Document};
use crate::layout::{Layout, Region, lines};
use crate::rule::Where;
use crate::token::{Tokens, shape};

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Title,
    Speaker,
    Employer,
    Other,
}

/// The labels of fields. What stands in front of one, as in 'Speaker affiliation', must be a
/// label as well.
const LABELS: &[(&str, Field)] = &[
    ("abstract", Field::Other),
    ("affiliation", Field::Employer),
    ("bio", Field::Other),
    ("company", Field::Employer),
    ("date", Field::Other),
    ("description", Field::Other),
    ("duration", Field::Other),
    ("employer", Field::Employer),
    ("level", Field::Other),
    ("name", Field::Other),
    ("organisation", Field::Employer),
    ("organization", Field::Employer),
    ("presentation", Field::Title),
    ("presenter", Field::Speaker),
    ("presenters", Field::Speaker),
    ("room", Field::Other),
    ("session", Field::Title),
    ("slides", Field::Other),
    ("speaker", Field::Speaker),
    ("speakers", Field::Speaker),
    ("summary", Field::Other),
    ("talk", Field::Title),
    ("time", Field::Other),
    ("title", Field::Title),
    ("topic", Field::Title),
    ("track", Field::Other),
    ("video", Field::Other),
];

/// The longest label, in words.
const LONGEST_LABEL: usize = 2;

/// The longest line above the fields of one talk, in tokens.
const LONGEST_NUMBER: usize = 3;

/// The longest title or list of speakers in a field, in tokens.
const LONGEST_VALUE: usize = 30;

/// A labelled line: its block, what it holds, and the tokens after the colon.
#[derive(Clone, Debug)]
struct Line {
    block: usize,
    field: Field,
    value: Range<usize>,
}

/// The fields that belong to one talk.
#[derive(Debug, Default)]
struct Entry {
    lines: Vec<Line>,
}

impl Entry {
    fn has(&self, field: Field) -> bool {
        self.lines.iter().any(|line| line.field == field)
    }

    fn get(&self, field: Field) -> Option<&Line> {
        self.lines.iter().find(|line| line.field == field)
    }
}

/// What labelled fields say: regions to read them as title, byline and affiliation, and the
/// blocks that hold nothing else, which are no prose.
#[derive(Debug, Default)]
pub(crate) struct Fields {
    /// The lines of speakers, each with its title above, and of their employers.
    pub regions: Vec<Region>,
    /// The blocks of titles, speakers and employers.
    pub blocks: Vec<usize>,
}

impl Fields {
    /// Finds the fields of a document. `layout` tells which heading a block stands under.
    pub(crate) fn of(document: &Document, tokens: &Tokens, layout: &Layout) -> Fields {
        let mut fields = Fields::default();
        let mut entry = Entry::default();
        let mut heading = None;
        for (number, block) in document.blocks.iter().enumerate() {
            let range = tokens.blocks[number].clone();
            if range.is_empty() {
                continue;
            }
            let labelled = match block.kind {
                BlockKind::Paragraph | BlockKind::ListItem => labelled(document, tokens, number),
                _ => Vec::new(),
            };
            if labelled.is_empty() || layout.heading[number] != heading {
                fields.close(&mut entry, document, tokens, heading);
                heading = layout.heading[number];
            }
            for line in labelled {
                if line.field != Field::Other && entry.has(line.field) {
                    fields.close(&mut entry, document, tokens, heading);
                }
                entry.lines.push(line);
            }
        }
        fields.close(&mut entry, document, tokens, heading);
        fields
    }

    /// Ends an entry; it counts where it names a title and a speaker, one of them by its heading
    /// maybe.
    fn close(
        &mut self,
        entry: &mut Entry,
        document: &Document,
        tokens: &Tokens,
        heading: Option<usize>,
    ) {
        let entry = std::mem::take(entry);
        let of_heading = heading
            .filter(|_| entry.lines.len() > 1)
            .map(|heading| (heading, tokens.blocks[heading].clone()));
        let field = |field| {
            entry
                .get(field)
                .map(|line| (line.block, line.value.clone()))
        };
        let (title, speaker) = match (field(Field::Title), field(Field::Speaker)) {
            (None, None) => return,
            (title, speaker) => (title.or(of_heading.clone()), speaker.or(of_heading)),
        };
        let (Some((_, title)), Some((block, speaker))) = (title, speaker) else {
            return;
        };
        let region = |place, tokens: &Range<usize>, above, subject| Region {
            place,
            tokens: tokens.clone(),
            block,
            above,
            subject,
        };
        self.regions
            .push(region(Where::Byline, &speaker, Some(title), None));
        if let Some(employer) = entry.get(Field::Employer) {
            let end = employer
                .value
                .clone()
                .find(|i| tokens.tokens[*i].span.of(&document.text) == ",")
                .unwrap_or(employer.value.end);
            let employer = employer.value.start..end;
            self.regions
                .push(region(Where::Field, &employer, None, Some(speaker)));
        }
        let stated = entry.lines.iter().filter(|line| line.field != Field::Other);
        self.blocks.extend(stated.map(|line| line.block));
    }
}

/// The labelled lines of a block. Lines without a label belong to the one before them.
fn labelled(document: &Document, tokens: &Tokens, block: usize) -> Vec<Line> {
    let mut found: Vec<Line> = Vec::new();
    let range = tokens.blocks[block].clone();
    // 'Session 12' may stand above the fields.
    let first = range
        .clone()
        .skip(1)
        .take(LONGEST_NUMBER)
        .find(|at| tokens.tokens[*at].is(shape::LINE_START))
        .map(|at| at..range.end);
    let range = if label(document, tokens, &range).is_some() {
        range
    } else {
        // Most blocks are no fields.
        match first.filter(|range| label(document, tokens, range).is_some()) {
            Some(range) => range,
            None => return found,
        }
    };
    for line in lines(tokens, range) {
        match label(document, tokens, &line) {
            Some((field, value)) => found.push(Line {
                block,
                field,
                value,
            }),
            None => match found.last_mut() {
                Some(last) if line.end - last.value.start <= LONGEST_VALUE => {
                    last.value.end = line.end;
                }
                Some(_) => {}
                None => return Vec::new(),
            },
        }
    }
    found.retain(|line| line.value.len() <= LONGEST_VALUE || line.field == Field::Other);
    found
}

/// What the label that a line opens with says, and what stands after it.
fn label(
    document: &Document,
    tokens: &Tokens,
    line: &Range<usize>,
) -> Option<(Field, Range<usize>)> {
    let word = |at: usize| tokens.tokens[at].span.of(&document.text);
    let colon = line
        .clone()
        .take(LONGEST_LABEL + 1)
        .position(|at| word(at) == ":")?;
    let colon = line.start + colon;
    let mut field = None;
    for at in line.start..colon {
        let lower = word(at).to_ascii_lowercase();
        // '2nd talk:', 'Talk 3:'.
        if colon > line.start + 1 && lower.starts_with(|c: char| c.is_ascii_digit()) {
            continue;
        }
        field = Some(LABELS.iter().find(|(label, _)| *label == lower)?.1);
    }
    let value = colon + 1..line.end;
    (!value.is_empty() && tokens.tokens[line.start].shape & (shape::CAPITAL | shape::DIGIT) != 0)
        .then_some((field?, value))
}
