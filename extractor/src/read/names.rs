//! Names for the parts of a file: `FILE#POST`, stable and each given once.

use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashMap, FxHasher};

/// The names given so far in one file. Keeps a number per name, not the name.
#[derive(Debug, Default)]
pub(super) struct Names {
    given: FxHashMap<u64, u32>,
}

impl Names {
    /// `name`, or `name-2` and so on where it was given before.
    pub(super) fn give(&mut self, name: &str) -> String {
        let mut candidate = name.to_owned();
        loop {
            // The same name again goes on where it left off.
            let count = self.given.entry(hash(&candidate)).or_insert(0);
            *count += 1;
            if *count == 1 {
                return candidate;
            }
            candidate = format!("{name}-{count}");
        }
    }
}

fn hash(name: &str) -> u64 {
    let mut hasher = FxHasher::default();
    name.hash(&mut hasher);
    hasher.finish()
}

/// Letters and digits in lower case, joined by hyphens; at most 80 bytes.
pub(super) fn slug(text: &str) -> String {
    let mut slug = String::new();
    for c in text.chars() {
        if slug.len() > 76 {
            break;
        }
        if c.is_alphanumeric() {
            slug.extend(c.to_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.trim_end_matches('-').to_owned()
}
