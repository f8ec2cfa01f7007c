//! The store without a disk: for tests, for the demonstration, and as the model that the
//! durable one is compared with.

use std::collections::BTreeMap;

use super::{Contents, Done, Entry, FactStore, State, StoreError, Write};
use crate::fold::CurationRecord;

/// Keeps everything in memory.
#[derive(Clone, Debug, Default)]
pub struct MemoryStore {
    generation: u64,
    entries: BTreeMap<String, Entry>,
    curations: Vec<CurationRecord>,
    next: u64,
}

impl FactStore for MemoryStore {
    fn write(&mut self, writes: &[Write]) -> Result<Vec<Done>, StoreError> {
        Ok(writes.iter().map(|write| self.apply(write)).collect())
    }

    fn contents(&mut self) -> Result<Contents, StoreError> {
        Ok(Contents {
            generation: self.generation,
            extractions: self
                .entries
                .values()
                .map(|entry| entry.extraction.clone())
                .collect(),
            curations: self.curations.clone(),
        })
    }

    fn entry(&self, document: &str) -> Result<Option<Entry>, StoreError> {
        Ok(self.entries.get(document).cloned())
    }

    fn documents(&self) -> Result<Vec<String>, StoreError> {
        Ok(self.entries.keys().cloned().collect())
    }

    fn curations(&self) -> &[CurationRecord] {
        &self.curations
    }

    fn last_curation(&self) -> u64 {
        self.next
    }

    fn generation(&self) -> u64 {
        self.generation
    }

    fn state(&self) -> State {
        State {
            generation: self.generation,
            sum: 0,
        }
    }
}

impl MemoryStore {
    fn apply(&mut self, write: &Write) -> Done {
        let done = match write {
            Write::Put(entry) => {
                let name = entry.extraction.document.clone();
                if self.entries.get(&name) == Some(&**entry) {
                    Done::Unchanged
                } else if self.entries.insert(name, Entry::clone(entry)).is_some() {
                    Done::Replaced
                } else {
                    Done::Added
                }
            }
            Write::Remove(name) => match self.entries.remove(name) {
                Some(_) => Done::Removed,
                None => Done::Absent,
            },
            Write::Curate(curation) => {
                self.next += 1;
                self.curations.push(CurationRecord {
                    number: self.next,
                    curation: curation.clone(),
                });
                Done::Recorded(self.next)
            }
            Write::Undo(number) => {
                let before = self.curations.len();
                self.curations.retain(|record| record.number != *number);
                if self.curations.len() < before {
                    Done::Removed
                } else {
                    Done::Absent
                }
            }
        };
        if !matches!(done, Done::Unchanged | Done::Absent | Done::Refused(_)) {
            self.generation += 1;
        }
        done
    }
}
