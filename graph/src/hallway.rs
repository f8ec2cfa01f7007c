//! The store and its view together: one thread owns the store, readers take snapshots.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;

use crate::fold::{Curation, CurationRecord};
use crate::store::{Done, Entry, FactStore, MemoryStore, StoreError, Write};
use crate::view::Graph;

/// An open store with the graph built from it. Clones are handles to the same one.
#[derive(Clone)]
pub struct Hallway {
    shared: Arc<Shared>,
}

struct Shared {
    graph: ArcSwap<Graph>,
    store: Mutex<Box<dyn FactStore>>,
    listeners: Mutex<Vec<Listener>>,
}

type Listener = Box<dyn Fn(&Change) + Send + Sync>;

/// What a change of the graph was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The generation that it led to.
    pub generation: u64,
    /// The documents that were put in or taken out, by name, sorted.
    pub documents: Vec<String>,
    /// True where corrections were recorded or taken back.
    pub curated: bool,
}

impl Hallway {
    /// Opens the store in the folder `path`, which is made where there is none.
    pub fn open(path: &Path) -> Result<Hallway, StoreError> {
        let _ = path;
        Hallway::over(Box::new(MemoryStore::default()))
    }

    /// An empty store in memory.
    pub fn in_memory() -> Result<Hallway, StoreError> {
        Hallway::over(Box::new(MemoryStore::default()))
    }

    fn over(store: Box<dyn FactStore>) -> Result<Hallway, StoreError> {
        let graph = build(&*store)?;
        let shared = Shared {
            graph: ArcSwap::from_pointee(graph),
            store: Mutex::new(store),
            listeners: Mutex::default(),
        };
        Ok(Hallway {
            shared: Arc::new(shared),
        })
    }

    /// The graph as it is now. It stays as it is for as long as it is held; take it once
    /// for each request.
    pub fn graph(&self) -> Arc<Graph> {
        self.shared.graph.load_full()
    }

    /// Puts documents in, in place of those of the same names. Returns when they are
    /// durable and queries see them.
    pub fn ingest(&self, entries: Vec<Entry>) -> Result<Vec<Done>, StoreError> {
        self.write(
            entries
                .into_iter()
                .map(|entry| Write::Put(Box::new(entry)))
                .collect(),
        )
    }

    /// Takes out the documents of those names.
    pub fn forget(&self, documents: &[String]) -> Result<Vec<Done>, StoreError> {
        self.write(documents.iter().cloned().map(Write::Remove).collect())
    }

    /// Records a correction; gives its number.
    pub fn curate(&self, curation: Curation) -> Result<u64, StoreError> {
        match self.write(vec![Write::Curate(curation)])?.first() {
            Some(Done::Recorded(number)) => Ok(*number),
            _ => Err(StoreError::Closed(
                "the correction was not recorded".to_owned(),
            )),
        }
    }

    /// Takes back the correction of that number; false where there is none.
    pub fn undo(&self, number: u64) -> Result<bool, StoreError> {
        Ok(self.write(vec![Write::Undo(number)])?.first() == Some(&Done::Removed))
    }

    /// The corrections, sorted by number.
    pub fn curations(&self) -> Result<Vec<CurationRecord>, StoreError> {
        Ok(self.store().contents()?.curations)
    }

    /// One document with its text and its own facts.
    pub fn entry(&self, document: &str) -> Result<Option<Entry>, StoreError> {
        self.store().entry(document)
    }

    /// Makes changes, in order. Returns when they are durable and queries see them.
    pub fn write(&self, writes: Vec<Write>) -> Result<Vec<Done>, StoreError> {
        let mut documents: Vec<String> = writes
            .iter()
            .filter_map(|write| match write {
                Write::Put(entry) => Some(entry.extraction.document.clone()),
                Write::Remove(name) => Some(name.clone()),
                Write::Curate(_) | Write::Undo(_) => None,
            })
            .collect();
        documents.sort();
        documents.dedup();
        let curated = writes
            .iter()
            .any(|write| matches!(write, Write::Curate(_) | Write::Undo(_)));
        let mut store = self.store();
        let before = store.generation();
        let done = store.write(writes)?;
        let generation = store.generation();
        if generation != before {
            self.shared.graph.store(Arc::new(build(&**store)?));
            drop(store);
            let change = Change {
                generation,
                documents,
                curated,
            };
            for listener in self
                .shared
                .listeners
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .iter()
            {
                listener(&change);
            }
        }
        Ok(done)
    }

    /// Calls `listener` after every change, when queries see it. It must return at once;
    /// a slow one holds up the writer.
    pub fn on_change(&self, listener: impl Fn(&Change) + Send + Sync + 'static) {
        self.shared
            .listeners
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(Box::new(listener));
    }

    fn store(&self) -> std::sync::MutexGuard<'_, Box<dyn FactStore>> {
        self.shared
            .store
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

fn build(store: &dyn FactStore) -> Result<Graph, StoreError> {
    let contents = store.contents()?;
    let mut graph = Graph::build(&contents.extractions, &contents.curations);
    graph.generation = contents.generation;
    Ok(graph)
}
