//! Where a talk looks for those that may be the same, and where it is found.

use hallway_extractor::vocabulary::TalkKind;

use super::Talk;
use crate::fold::block::{Block, Part, Scope};
use crate::name::singular;

/// By no more speakers and events than this is a talk looked for: a list that goes on is none.
const MOST_SCOPES: usize = 16;
/// Parts of titles of more words than this are not looked for.
const MOST_WORDS: usize = 40;
impl Talk {
    /// What two forms of one talk have in common: for each way in which [`same`](Talk::same)
    /// finds two to be one, its block.
    pub fn blocks(&self) -> Vec<Block> {
        let ends = self
            .speakers
            .iter()
            .flat_map(|name| [name.first(), name.last()]);
        let mut ends: Vec<&String> = ends
            .flatten()
            .filter(|end| end.chars().count() > 1)
            .collect();
        ends.sort();
        ends.dedup();
        let by = ends.into_iter().map(|end| Scope::new("by", end));
        let by: Vec<Scope> = by.take(MOST_SCOPES).collect();
        let at = self.events.iter().filter(|(_, year)| year.is_some());
        let at: Vec<Scope> = at
            .map(|event| Scope::new("at", event))
            .take(MOST_SCOPES)
            .collect();

        let mut blocks = Vec::new();
        let generic = self.is_generic();
        let both = by.iter().flat_map(|by| at.iter().map(|at| by.and(at)));
        for scope in both {
            if generic || self.kind == Some(TalkKind::Keynote) {
                blocks.push(scope.block(Part::Both, "any", ()));
            }
            let part = if self.untitled {
                Part::Both
            } else {
                Part::Shown
            };
            let words = self.words.iter().filter(|word| word.len() > 2);
            let said = words.chain(&self.subjects);
            blocks.extend(said.map(|word| scope.block(part, "said", word)));
        }
        if self.untitled {
            return blocks;
        }
        let telling = self.telling();
        if !generic && telling >= 3 {
            let part = if self.speakers.is_empty() {
                Part::Both
            } else {
                Part::Shown
            };
            blocks.push(Scope::new("any", ()).block(part, "title", &self.compact));
        }
        for scope in by.iter().chain(&at) {
            if !generic {
                blocks.push(scope.block(Part::Both, "title", &self.compact));
            }
            if telling >= 3 {
                blocks.push(scope.block(Part::Both, "stems", &self.stems));
            }
            let whole = |part, words: &[String]| scope.block(part, "words", words);
            if self.words.len() >= 2 && telling >= 2 {
                blocks.push(whole(Part::Shown, &self.words));
            }
            blocks.extend(self.main.iter().map(|main| whole(Part::Sought, main)));
            blocks.extend(self.beginnings().map(|words| whole(Part::Sought, words)));
        }
        for scope in &at {
            let most = self
                .most_of_it()
                .map(|words| scope.block(Part::Sought, "words", words));
            blocks.extend(most);
            // A speaker whom a record names in its title only.
            let full = self.speakers.iter().filter(|name| name.len() > 1);
            blocks.extend(full.map(|name| {
                let name: Vec<&str> = name.iter().map(|part| singular(part)).collect();
                scope.block(Part::Shown, "named", &name[..])
            }));
            if self.speakers.is_empty() {
                let words = (2..=5).flat_map(|length| self.words.windows(length));
                blocks.extend(words.map(|words| scope.block(Part::Sought, "named", words)));
            }
        }
        blocks
    }

    /// The words of the titles that are this one's beginning; none where it is too long.
    fn beginnings(&self) -> impl Iterator<Item = &[String]> {
        let length = self.words.len();
        let shorter = if length > MOST_WORDS {
            0
        } else {
            length.saturating_sub(1)
        };
        (3..shorter).map(|end| &self.words[..end])
    }

    /// The words of the titles of which this one is little more; none where it is too long.
    fn most_of_it(&self) -> impl Iterator<Item = &[String]> {
        let length = self.words.len();
        let longest = if length > MOST_WORDS { 0 } else { length };
        ((2 * length).div_ceil(3).max(3)..=longest).flat_map(|length| self.words.windows(length))
    }
}
