//! Pages of lists, as Relay's connection specification has them.
//!
//! A list is ordered by a sort key, then by id, so a cursor is that pair and stays good
//! when the list changes, when the element itself goes, and when the server restarts.

use async_graphql::InputObject;
use async_graphql::connection::PageInfo;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::config::Config;
use crate::refusal::{Code, Refusal};

/// The four arguments of a connection.
#[derive(Clone, Debug, Default)]
pub struct Paging {
    /// At most so many from the start.
    pub first: Option<i32>,
    /// Only what comes after this cursor.
    pub after: Option<String>,
    /// At most so many from the end.
    pub last: Option<i32>,
    /// Only what comes before this cursor.
    pub before: Option<String>,
}

/// What a list is ordered by before the id; lists ascend.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    /// By id alone.
    Plain,
    /// By a number; where the largest come first, its negative.
    Number(i64),
    /// By a text.
    Text(String),
}

/// The place of an element in its list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Its sort key.
    pub sort: Sort,
    /// Its id.
    pub id: String,
}

impl Position {
    /// A place in a list ordered by id.
    #[cfg(test)]
    pub fn plain(id: &str) -> Position {
        Position {
            sort: Sort::Plain,
            id: id.to_owned(),
        }
    }

    /// The cursor.
    pub fn encode(&self) -> String {
        let text = match &self.sort {
            Sort::Plain => format!("p\u{1f}{}", self.id),
            Sort::Number(number) => format!("n{number}\u{1f}{}", self.id),
            Sort::Text(text) => format!("t{text}\u{1f}{}", self.id),
        };
        URL_SAFE_NO_PAD.encode(text)
    }

    /// The place that a cursor names; none where it is no cursor of ours.
    pub fn decode(cursor: &str) -> Option<Position> {
        if cursor.len() > 4096 {
            return None;
        }
        let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
        let (sort, id) = text.rsplit_once('\u{1f}')?;
        let mut rest = sort.chars();
        let sort = match rest.next()? {
            'p' if sort.len() == 1 => Sort::Plain,
            'n' => Sort::Number(rest.as_str().parse().ok()?),
            't' => Sort::Text(rest.as_str().to_owned()),
            _ => return None,
        };
        Some(Position {
            sort,
            id: id.to_owned(),
        })
    }
}

/// A stretch of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// Where it starts.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// The length of the whole list.
    pub total: usize,
}

impl Window {
    /// How many elements it has.
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// What Relay calls the page info.
    pub fn info(self, start_cursor: Option<String>, end_cursor: Option<String>) -> PageInfo {
        PageInfo {
            has_previous_page: self.start > 0,
            has_next_page: self.end < self.total,
            start_cursor,
            end_cursor,
        }
    }
}

impl Paging {
    /// The window on a list of `total` elements, sorted ascending. `compare` says how the
    /// element at an index stands to a position; a cursor of another order is ignored, as
    /// the specification demands of cursors that name nothing.
    pub fn window(
        &self,
        config: &Config,
        total: usize,
        compare: impl Fn(usize, &Position) -> Option<std::cmp::Ordering>,
    ) -> Result<Window, Refusal> {
        let first = limit("first", self.first, config)?;
        let last = limit("last", self.last, config)?;
        let bound = |cursor: &Option<String>, inclusive: bool| -> Option<usize> {
            let position = Position::decode(cursor.as_deref()?)?;
            if total > 0 {
                compare(0, &position)?;
            }
            Some(partition(total, |index| match compare(index, &position) {
                Some(std::cmp::Ordering::Less) => true,
                Some(std::cmp::Ordering::Equal) => inclusive,
                _ => false,
            }))
        };
        let mut start = bound(&self.after, true).unwrap_or(0);
        let mut end = bound(&self.before, false).unwrap_or(total).max(start);
        let first = match (first, last) {
            (None, None) => Some(config.default_page_size.min(config.max_page_size)),
            (first, _) => first,
        };
        if let Some(first) = first {
            end = end.min(start + first);
        }
        if let Some(last) = last {
            start = start.max(end.saturating_sub(last));
        }
        Ok(Window { start, end, total })
    }
}

/// How many of the first elements of a sorted list satisfy `before`.
fn partition(total: usize, before: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, total);
    while low < high {
        let middle = low + (high - low) / 2;
        if before(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

/// A page size within its bounds.
pub fn limit(name: &str, given: Option<i32>, config: &Config) -> Result<Option<usize>, Refusal> {
    let Some(given) = given else { return Ok(None) };
    match usize::try_from(given) {
        Ok(size) if size <= config.max_page_size => Ok(Some(size)),
        _ => Err(Refusal::new(
            Code::Argument,
            format!(
                "'{name}' is {given}, and a page has 0 to {} elements; ask for the next page with a cursor",
                config.max_page_size
            ),
        )),
    }
}

/// The order a position stands in to an element's key and id.
pub fn compare(sort: &Sort, id: &str, position: &Position) -> Option<std::cmp::Ordering> {
    if std::mem::discriminant(sort) != std::mem::discriminant(&position.sort) {
        return None;
    }
    Some(
        sort.cmp(&position.sort)
            .then_with(|| id.cmp(position.id.as_str())),
    )
}

/// A range of years, both ends included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, InputObject)]
pub struct YearRange {
    /// Not before this year.
    pub from: Option<i32>,
    /// Not after this year.
    pub to: Option<i32>,
}

impl YearRange {
    /// True where `year` lies in it.
    pub fn holds(&self, year: i32) -> bool {
        self.from.is_none_or(|from| from <= year) && self.to.is_none_or(|to| year <= to)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The specification's `ApplyCursorsToEdges` and `EdgesToReturn`, as they are written there.
    fn reference(list: &[Position], paging: &Paging, default: usize) -> Vec<Position> {
        let mut edges = list.to_vec();
        let find = |edges: &[Position], cursor: &Option<String>| {
            let cursor = cursor.as_ref()?;
            edges.iter().position(|edge| edge.encode() == *cursor)
        };
        if let Some(index) = find(&edges, &paging.after) {
            edges.drain(..=index);
        }
        if let Some(index) = find(&edges, &paging.before) {
            edges.truncate(index);
        }
        let first = if paging.first.is_none() && paging.last.is_none() {
            Some(default as i32)
        } else {
            paging.first
        };
        if let Some(first) = first {
            edges.truncate(first as usize);
        }
        if let Some(last) = paging.last {
            let extra = edges.len().saturating_sub(last as usize);
            edges.drain(..extra);
        }
        edges
    }

    fn positions() -> impl Strategy<Value = Vec<Position>> {
        proptest::collection::btree_set((0_i64..5, "[a-f]{1,2}"), 0..20).prop_map(|set| {
            set.into_iter()
                .map(|(number, id)| Position {
                    sort: Sort::Number(-number),
                    id,
                })
                .collect::<std::collections::BTreeSet<_>>()
                .into_iter()
                .collect()
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        #[test]
        fn pages_are_those_of_the_specification(
            list in positions(),
            first in proptest::option::of(0_i32..25),
            last in proptest::option::of(0_i32..25),
            after in proptest::option::of(0_usize..30),
            before in proptest::option::of(0_usize..30),
        ) {
            // An index past the end stands for a cursor that names nothing.
            let cursor = |index: Option<usize>| index.map(|index| list.get(index).map_or_else(|| "nothing".to_owned(), Position::encode));
            let paging = Paging { first, last, after: cursor(after), before: cursor(before) };
            let config = Config::default();
            let window = paging
                .window(&config, list.len(), |index, position| compare(&list[index].sort, &list[index].id, position))
                .expect("page sizes are small");
            // The specification does not say what is between a cursor and an earlier one.
            prop_assume!(!matches!((after, before), (Some(after), Some(before)) if before <= after && after < list.len()));
            let expected = reference(&list, &paging, config.default_page_size);
            prop_assert_eq!(&list[window.start..window.end], expected.as_slice());
            let info = window.info(None, None);
            prop_assert_eq!(info.has_next_page, window.end < list.len());
            prop_assert_eq!(info.has_previous_page, window.start > 0);
        }

        #[test]
        fn cursors_come_back_as_they_went(number in any::<i64>(), text in "\\PC*", id in "[a-z:-]*") {
            for sort in [Sort::Plain, Sort::Number(number), Sort::Text(text.clone())] {
                let position = Position { sort, id: id.clone() };
                prop_assert_eq!(Position::decode(&position.encode()), Some(position));
            }
        }

        #[test]
        fn any_text_is_taken_for_a_cursor_without_harm(text in "\\PC*") {
            let _ = Position::decode(&text);
        }
    }

    #[test]
    fn cursors_outlive_what_they_name() {
        let list = ["a", "c", "d"].map(Position::plain);
        let paging = Paging {
            first: Some(1),
            after: Some(Position::plain("b").encode()),
            ..Paging::default()
        };
        let window = paging
            .window(&Config::default(), list.len(), |index, position| {
                compare(&list[index].sort, &list[index].id, position)
            })
            .expect("the page is small");
        assert_eq!((window.start, window.end), (1, 2));
    }

    #[test]
    fn refuses_pages_beyond_measure() {
        for (first, last) in [
            (Some(101), None),
            (Some(-1), None),
            (None, Some(i32::MAX)),
            (None, Some(-5)),
        ] {
            let paging = Paging {
                first,
                last,
                ..Paging::default()
            };
            let refusal = paging
                .window(&Config::default(), 3, |_, _| None)
                .expect_err("it is out of bounds");
            assert_eq!(refusal.code, Code::Argument);
        }
    }
}
