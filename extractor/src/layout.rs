//! What a document's layout says: which heading a block stands under, which items make a
//! list, which line names what the next one tells of.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::document::{BlockKind, Document, Mark, MarkKind};
use crate::fields::Fields;
use crate::lead;
use crate::lexicon::class;
use crate::materials;
use crate::rule::Where;
use crate::rule::machine::LONGEST_REGION;
use crate::token::{Tokens, is_picture, shape};

/// A run of tokens that rules are tried on, and where it stands.
#[derive(Clone, Debug)]
pub struct Region {
    /// What sort of place it is.
    pub place: Where,
    /// Its tokens.
    pub tokens: Range<usize>,
    /// Its block.
    pub block: usize,
    /// For a byline: the title line above it.
    pub above: Option<Range<usize>>,
    /// For what follows a name: the names it follows.
    pub subject: Option<Range<usize>>,
}

/// The layout of one document.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    /// For each block: the number of the heading block it stands under.
    pub heading: Vec<Option<usize>>,
    /// For each block: its group. Items of one list share one; so do the rows of a table, and
    /// headings of one level under one heading.
    pub group: Vec<usize>,
    /// For each list item: the item it is nested in.
    pub parent: Vec<Option<usize>>,
    /// For each block: true where it is the first block of prose under its heading.
    pub opening: Vec<bool>,
    /// For each heading: true where another heading stands under it.
    pub has_subheading: Vec<bool>,
    /// For each block: true for a bold line right under a heading that names who spoke. It
    /// opens no section of its own.
    pub byline: Vec<bool>,
    /// The headings that are the document's own title.
    pub own_titles: Vec<usize>,
}

/// The longest byline, in tokens.
const LONGEST_BYLINE: usize = 40;

/// The links of a list item that are entries of their own, with more around them: 'Testing:
/// [Name - Title](…). A great talk.'
fn linked_entries(document: &Document, tokens: &Tokens, item: &Range<usize>) -> Vec<Range<usize>> {
    let list = &tokens.tokens;
    let Some(span) = list.get(item.start).map(|token| token.span) else {
        return Vec::new();
    };
    let from = document
        .marks
        .partition_point(|mark| mark.span.start < span.start);
    let links = document.marks[from..].iter().map_while(|mark| {
        let start = list.partition_point(|token| token.span.start < mark.span.start);
        (start < item.end).then_some((mark, start))
    });
    links
        .filter(|(mark, _)| matches!(mark.kind, MarkKind::Link(_)))
        .map(|(mark, start)| start..list.partition_point(|token| token.span.end <= mark.span.end))
        .filter(|entry| {
            (4..=LONGEST_BYLINE).contains(&entry.len())
                && *entry != *item
                && entry.clone().any(|i| {
                    let dash = list[i].span.of(&document.text);
                    list[i].is(shape::SPACED) && matches!(dash, "-" | "–" | "—")
                })
        })
        .take(MOST_ENTRIES)
        .collect()
}

/// The most links of one list item that are read as entries.
const MOST_ENTRIES: usize = 8;

/// The linked or bold words that a paragraph opens with as with a title, a sentence or a dash
/// right after them: '[Title - Name](…) What it was like …'.
fn head_line(document: &Document, tokens: &Tokens, block: &Range<usize>) -> Option<Range<usize>> {
    let list = &tokens.tokens;
    let mark = marks_at_start(document, tokens, block)
        .find(|mark| matches!(mark.kind, MarkKind::Link(_) | MarkKind::Strong))?;
    let end = list.partition_point(|token| token.span.end <= mark.span.end);
    let after = list.get(end)?;
    let parts = matches!(after.span.of(&document.text), "-" | "–" | "—" | ":");
    (end < block.end
        && end - block.start >= 3
        && end - block.start <= LONGEST_BYLINE
        && (parts || after.is(shape::CAPITAL | shape::SPACED)))
    .then_some(block.start..end)
}

/// A line without what leads to it, the pictures around it and the materials at its end:
/// '🐘 09:15 Title - Name (slides)'.
fn bare(document: &Document, tokens: &Tokens, line: Range<usize>) -> Range<usize> {
    let picture = |at: usize| is_picture(tokens.tokens[at].span.of(&document.text));
    let mut line = lead::cut(document, tokens, line);
    while line.len() > 1 && picture(line.end - 1) {
        line.end -= 1;
    }
    materials::cut(document, tokens, line)
}

/// The marks that begin where a block does.
fn marks_at_start<'d>(
    document: &'d Document,
    tokens: &Tokens,
    block: &Range<usize>,
) -> impl Iterator<Item = &'d Mark> + use<'d> {
    let start = tokens
        .tokens
        .get(block.start)
        .map_or(u32::MAX, |token| token.span.start);
    let from = document
        .marks
        .partition_point(|mark| mark.span.start < start);
    document.marks[from..]
        .iter()
        .take_while(move |mark| mark.span.start == start)
}

/// True where a block opens with words that are quoted, linked or emphasised.
fn opens_set_apart(document: &Document, tokens: &Tokens, block: &Range<usize>) -> bool {
    let first = tokens.tokens.get(block.start);
    let quoted = first.is_some_and(|token| {
        let sign = token.span.of(&document.text);
        matches!(sign, "\"" | "“" | "„" | "»" | "«" | "‘" | "'")
    });
    quoted || marks_at_start(document, tokens, block).next().is_some()
}

impl Layout {
    /// Reads the layout of a document.
    pub fn of(document: &Document, tokens: &Tokens) -> Layout {
        let count = document.blocks.len();
        let mut layout = Layout {
            heading: vec![None; count],
            group: vec![0; count],
            parent: vec![None; count],
            opening: vec![false; count],
            has_subheading: vec![false; count],
            byline: bold_bylines(document, tokens),
            own_titles: Vec::new(),
        };
        let mut stack: Vec<(u8, usize)> = Vec::new();
        let mut items: Vec<(u8, usize)> = Vec::new();
        let mut groups = 0;
        let mut list_groups: Vec<(u8, usize)> = Vec::new();
        let mut heading_groups: std::collections::BTreeMap<(Option<usize>, u8), usize> =
            Default::default();
        let mut line_groups: FxHashMap<Option<usize>, usize> = FxHashMap::default();
        let mut opened = false;
        let labels = label_headings(document);
        for (number, block) in document.blocks.iter().enumerate() {
            groups += 1;
            // The rows of a table stand together as the items of a list do.
            let continues = block.kind == BlockKind::Row
                && number > 0
                && document.blocks[number - 1].kind == BlockKind::Row;
            layout.group[number] = if continues {
                layout.group[number - 1]
            } else {
                groups
            };
            // What stands under 'Summary', wherever it is repeated, belongs to the heading above.
            if layout.byline[number] || labels.binary_search(&number).is_ok() {
                layout.heading[number] = stack.last().map(|(_, n)| *n);
                continue;
            }
            if block.kind == BlockKind::Heading {
                while stack.last().is_some_and(|(level, _)| *level >= block.level) {
                    stack.pop();
                }
                let above = stack.last().map(|(_, n)| *n);
                layout.heading[number] = above;
                if let Some(above) = above {
                    layout.has_subheading[above] = true;
                }
                layout.group[number] =
                    *heading_groups.entry((above, block.level)).or_insert(groups);
                stack.push((block.level, number));
                items.clear();
                list_groups.clear();
                opened = false;
                continue;
            }
            layout.heading[number] = stack.last().map(|(_, n)| *n);
            // Short paragraphs of one line under one heading stand together: 'Name: Title'.
            let range = tokens.blocks[number].clone();
            if block.kind == BlockKind::Paragraph
                && range.len() <= LONGEST_BYLINE
                && lines(tokens, range).len() == 1
            {
                layout.group[number] = *line_groups
                    .entry(layout.heading[number])
                    .or_insert(layout.group[number]);
            }
            if block.kind == BlockKind::ListItem {
                while items.last().is_some_and(|(level, _)| *level >= block.level) {
                    items.pop();
                }
                layout.parent[number] = items.last().map(|(_, n)| *n);
                items.push((block.level, number));
                list_groups.retain(|(level, _)| *level <= block.level);
                match list_groups.last() {
                    Some((level, group)) if *level == block.level => layout.group[number] = *group,
                    _ => list_groups.push((block.level, groups)),
                }
            } else if block.kind != BlockKind::Code {
                items.clear();
                // A paragraph between two items ends a list only where it is long.
                if tokens.blocks[number].len() > 12 {
                    list_groups.clear();
                }
            }
            if !opened
                && block.kind != BlockKind::Code
                && !tokens.blocks[number].is_empty()
                && block.kind != BlockKind::Caption
            {
                layout.opening[number] = true;
                opened =
                    !only_address(tokens, number) && !is_rating_or_place(document, tokens, number);
            }
        }
        layout.own_titles = own_titles(document, &layout.has_subheading);
        layout
    }

    /// The regions of a document, block by block, in an order that depends on it alone.
    pub fn regions(&self, document: &Document, tokens: &Tokens) -> Vec<Region> {
        let fields = Fields::of(document, tokens, self);
        let mut regions = fields.regions;
        regions.reserve(tokens.sentences.len() + 2 * document.blocks.len());
        let mut sentence = 0;
        for (number, block) in document.blocks.iter().enumerate() {
            let range = tokens.blocks[number].clone();
            let is_field = fields.blocks.binary_search(&number).is_ok();
            if block.kind == BlockKind::Code || range.is_empty() || is_field {
                while tokens
                    .sentences
                    .get(sentence)
                    .is_some_and(|s| s.block == number)
                {
                    sentence += 1;
                }
                continue;
            }
            let region = |place, tokens: Range<usize>| Region {
                place,
                tokens,
                block: number,
                above: None,
                subject: None,
            };
            let place = match block.kind {
                BlockKind::Heading => Some(Where::Heading),
                BlockKind::ListItem => Some(Where::ListItem),
                BlockKind::Caption => Some(Where::Caption),
                BlockKind::Row => Some(Where::Row),
                _ => None,
            };
            if let Some(place) = place.filter(|_| !self.byline[number]) {
                let whole = bare(document, tokens, range.clone());
                regions.push(region(place, whole.clone()));
                // 'Title by Name. What it was like …': the first sentence is a line of its own.
                if place == Where::ListItem
                    && let Some(first) = tokens.sentences.get(sentence)
                    && first.tokens.end < range.end
                    && first.tokens.len() <= LONGEST_BYLINE
                {
                    let mut end = first.tokens.end;
                    if first.tokens.len() <= 3
                        && let Some(second) = tokens.sentences.get(sentence + 1)
                        && second.tokens.end < range.end
                    {
                        end = second.tokens.end;
                    }
                    regions.push(region(place, whole.start..end));
                }
            }
            if matches!(place, None | Some(Where::ListItem))
                && let Some(head) = head_line(document, tokens, &range)
            {
                regions.push(region(place.unwrap_or(Where::Line), head));
            }
            // '“Title” (Name, Org). What it was like …', for longer than a line may be.
            if place.is_none()
                && range.len() > LONGEST_REGION
                && opens_set_apart(document, tokens, &range)
                && let Some(first) = tokens.sentences.get(sentence)
            {
                regions.push(region(Where::Line, first.tokens.clone()));
            }
            if block.kind == BlockKind::ListItem {
                let entries = linked_entries(document, tokens, &range);
                regions.extend(
                    entries
                        .into_iter()
                        .map(|entry| region(Where::ListItem, entry)),
                );
            }
            let mut lines = lines(tokens, range.clone());
            // A time of day above a title.
            if lines.len() > 1 && lead::is_time(tokens, &document.text, &lines[0]) {
                lines.remove(0);
            }
            // The last line of a quotation says whose words they are.
            let titles = !matches!(
                block.kind,
                BlockKind::Heading | BlockKind::Row | BlockKind::Quote
            );
            if titles {
                for line in &lines {
                    if place.is_none() || lines.len() > 1 {
                        let line = bare(document, tokens, line.clone());
                        regions.push(region(Where::Line, line));
                    }
                }
            }
            if let Some(above) = self.title_above(document, tokens, number, &lines) {
                let line =
                    if lines.len() > 1 && above.end <= range.end && above.start >= range.start {
                        lines[1].clone()
                    } else {
                        lines[0].clone()
                    };
                let sentence_end = tokens
                    .sentences
                    .get(tokens.sentence_of(line.start))
                    .map_or(line.end, |s| s.tokens.end.min(line.end));
                if block.kind != BlockKind::Heading {
                    regions.push(Region {
                        place: Where::Opening,
                        tokens: line.start..sentence_end,
                        block: number,
                        above: Some(above.clone()),
                        subject: None,
                    });
                }
                if line.len() <= LONGEST_BYLINE {
                    regions.push(Region {
                        place: Where::Byline,
                        tokens: line,
                        block: number,
                        above: Some(above),
                        subject: None,
                    });
                }
            }
            while let Some(found) = tokens.sentences.get(sentence).filter(|s| s.block == number) {
                sentence += 1;
                if block.kind != BlockKind::Heading && block.kind != BlockKind::Row {
                    regions.push(region(Where::Sentence, found.tokens.clone()));
                }
            }
        }
        regions
    }

    /// The title line that a byline in this block would belong to.
    fn title_above(
        &self,
        document: &Document,
        tokens: &Tokens,
        number: usize,
        lines: &[Range<usize>],
    ) -> Option<Range<usize>> {
        let block = &document.blocks[number];
        if self.byline[number] {
            return self.heading[number].map(|above| tokens.blocks[above].clone());
        }
        if block.kind == BlockKind::Heading {
            // A heading right under a higher one may hold the speaker's name.
            let above = self.heading[number].filter(|above| above + 1 == number)?;
            return (document.blocks[above].level + 1 == block.level && block.level > 2)
                .then(|| tokens.blocks[above].clone());
        }
        // Links below each other are each an entry.
        let entries = || {
            lines
                .iter()
                .take(2)
                .all(|line| is_one_link(document, tokens, line))
        };
        if lines.len() > 1 && lines[0].len() <= 30 && block.kind != BlockKind::Quote && !entries() {
            return Some(lines[0].clone());
        }
        if let Some(parent) = self.parent[number] {
            let first_child = number == parent + 1;
            let range = tokens.blocks[parent].clone();
            return (first_child && range.len() <= 30).then_some(range);
        }
        let heading = self.heading[number]?;
        // 'By Anna Berg' may stand under a line of stars or of dates.
        let list = &tokens.tokens;
        let range = &tokens.blocks[number];
        let by = list
            .get(range.start)
            .is_some_and(|token| token.span.of(&document.text).eq_ignore_ascii_case("by"));
        let second = number == heading + 2 && tokens.blocks[heading + 1].len() <= LONGEST_REMARK;
        (self.opening[number] || by && second).then(|| tokens.blocks[heading].clone())
    }
}

/// Headings that say which part of a section follows, where a post repeats them.
const LABELS: [&str; 24] = [
    "abstract",
    "bio",
    "comments",
    "conclusion",
    "description",
    "details",
    "key points",
    "key takeaways",
    "lessons learned",
    "links",
    "my notes",
    "my thoughts",
    "notes",
    "overview",
    "questions",
    "recap",
    "recording",
    "resources",
    "review",
    "slides",
    "summary",
    "takeaways",
    "thoughts",
    "video",
];

/// The headings, in order, that label the parts of several sections: 'Summary', 'Takeaways'.
fn label_headings(document: &Document) -> Vec<usize> {
    let mut found: Vec<usize> = Vec::new();
    let mut seen = [0usize; LABELS.len()];
    let label = |number: &usize| {
        let text = document.blocks[*number].span.of(&document.text);
        let text = text.trim_end_matches(':').to_ascii_lowercase();
        LABELS.binary_search(&text.as_str()).ok()
    };
    for (number, block) in document.blocks.iter().enumerate() {
        if block.kind == BlockKind::Heading
            && block.span.end - block.span.start <= LONGEST_LABEL
            && let Some(label) = label(&number)
        {
            seen[label] += 1;
            found.push(number);
        }
    }
    found.retain(|number| label(number).is_some_and(|label| seen[label] > 1));
    found
}

/// The longest of them, in bytes.
const LONGEST_LABEL: u32 = 16;

/// The headings that are the document's own title: they say so, or stand first and over all the
/// others.
fn own_titles(document: &Document, has_subheading: &[bool]) -> Vec<usize> {
    let blocks = &document.blocks;
    let headings = || {
        let all = blocks.iter().enumerate();
        all.filter(|(_, block)| block.kind == BlockKind::Heading)
    };
    let title = document.title.as_deref().map(crate::identity::fold);
    let is_own = |block: &usize| {
        let says = title.as_ref().is_some_and(|title| {
            let heading = blocks[*block].span.of(&document.text);
            crate::identity::folds_to(heading, title)
        });
        says || has_subheading[*block]
            && headings().all(|(other, h)| other == *block || h.level > blocks[*block].level)
    };
    (0..blocks.len().min(OWN_TITLES)).filter(is_own).collect()
}

/// The document's own title is one of the first blocks.
const OWN_TITLES: usize = 3;

/// True for a line that is one link and no more.
fn is_one_link(document: &Document, tokens: &Tokens, line: &Range<usize>) -> bool {
    let last = tokens.tokens[line.end - 1].span.end;
    marks_at_start(document, tokens, line)
        .any(|mark| matches!(mark.kind, MarkKind::Link(_)) && mark.span.end >= last)
}

/// The longest line between a title and its byline, in tokens.
const LONGEST_REMARK: usize = 20;

/// The level that readers give to bold lines which look like headings.
const BOLD_LINE: u8 = 6;

/// The longest name in a byline, in words.
const LONGEST_NAME: usize = 5;

/// The bold lines right under headings that hold a name and no more. A first name nobody
/// listed is believed where half of the lines of its kind open with one that is.
fn bold_bylines(document: &Document, tokens: &Tokens) -> Vec<bool> {
    let mut found = vec![false; document.blocks.len()];
    let mut named = [0usize; 8];
    let mut lines: Vec<(usize, u8)> = Vec::new();
    for (number, pair) in document.blocks.windows(2).enumerate() {
        let [above, block] = pair else { continue };
        let words = &tokens.tokens[tokens.blocks[number + 1].clone()];
        let is_name = block.kind == BlockKind::Heading
            && block.level == BOLD_LINE
            && above.kind == BlockKind::Heading
            && above.level < BOLD_LINE
            && (2..=LONGEST_NAME).contains(&words.len())
            && words
                .iter()
                .all(|t| t.is(shape::WORD | shape::CAPITAL) || t.in_any(class::PARTICLE.bit()))
            && !words
                .iter()
                .any(|t| t.in_any(class::TALK_NOUN.bit() | class::EVENT_NOUN.bit()));
        if is_name {
            let given = class::GIVEN.bit() | class::GIVEN_AMBIGUOUS.bit();
            named[above.level as usize % 8] += usize::from(words[0].in_any(given));
            lines.push((number + 1, above.level));
        }
    }
    for (number, level) in &lines {
        let of_kind = lines.iter().filter(|(_, other)| other == level).count();
        found[*number] = named[*level as usize % 8] * 2 >= of_kind;
    }
    found
}

/// The lines of a run of tokens, as the author broke them.
pub fn lines(tokens: &Tokens, range: Range<usize>) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut start = range.start;
    for at in range.clone().skip(1) {
        if tokens.tokens[at].is(shape::LINE_START) {
            lines.push(start..at);
            start = at;
        }
    }
    if start < range.end || lines.is_empty() {
        lines.push(start..range.end);
    }
    lines
}

/// True for 'Rating: ★★★' or 'Room: 3', which says nothing of who spoke.
fn is_rating_or_place(document: &Document, tokens: &Tokens, block: usize) -> bool {
    let range = tokens.blocks[block].clone();
    let word = |at: usize| tokens.tokens[at].span.of(&document.text);
    range.len() > 1
        && range.len() <= LONGEST_REMARK
        && matches!(
            word(range.start).to_ascii_lowercase().as_str(),
            "rating" | "score" | "stars" | "grade" | "verdict" | "level" | "track" | "room"
        )
        && word(range.start + 1) == ":"
}

fn only_address(tokens: &Tokens, block: usize) -> bool {
    tokens.tokens[tokens.blocks[block].clone()]
        .iter()
        .all(|t| t.is(shape::URL) || !t.is(shape::WORD))
}
