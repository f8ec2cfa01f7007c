//! Documents that have been validated. Programs ask the same few over and over, so these are
//! kept parsed, with their plan where they have one. Readers take no lock; who adds one copies
//! the table, which is small.

use std::collections::HashMap;
use std::sync::Arc;

use arc_swap::ArcSwap;
use async_graphql::parser::types::ExecutableDocument;

use crate::plan::Plan;

/// As many documents are remembered; then it starts anew, and the busy ones come back first.
const MOST: usize = 128;

/// Longer documents are not remembered, so that the table has a size.
const LONGEST: usize = 8 * 1024;

type Table = HashMap<Box<str>, Arc<Remembered>>;

/// A document that has been validated.
#[derive(Debug)]
pub struct Remembered {
    /// The document, parsed.
    pub document: ExecutableDocument,
    /// How to answer it without the library.
    pub plan: Option<Plan>,
}

/// The documents known to be valid, by their text.
#[derive(Debug, Default)]
pub struct Known(ArcSwap<Table>);

impl Known {
    /// The document of that text, where it is known to be valid.
    pub fn get(&self, text: &str) -> Option<Arc<Remembered>> {
        self.0.load().get(text).cloned()
    }

    /// True where a document of that text would be remembered.
    pub fn takes(text: &str) -> bool {
        text.len() <= LONGEST
    }

    /// Remembers a document that has been validated.
    pub fn add(&self, text: &str, document: ExecutableDocument, plan: Option<Plan>) {
        let remembered = Arc::new(Remembered { document, plan });
        self.0.rcu(|table| {
            let mut table = if table.len() < MOST {
                Table::clone(table)
            } else {
                Table::new()
            };
            table.insert(text.into(), Arc::clone(&remembered));
            table
        });
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;

    use super::*;

    #[test]
    fn remembers_a_bounded_number() {
        let known = Known::default();
        for n in 0..1000 {
            let text = format!("{{ f{n} }}");
            known.add(&text, parse_query(&text).expect("it is GraphQL"), None);
            assert!(known.get(&text).is_some());
            assert!(known.0.load().len() <= MOST);
        }
        assert!(known.get("{ f1 }").is_none(), "the table has started anew");
        assert!(!Known::takes(&"x".repeat(LONGEST + 1)));
    }
}
