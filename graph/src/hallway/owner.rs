//! What the owner's thread holds: the store, the graph made from it, and what is to be folded in.

use std::sync::Arc;
use std::thread::JoinHandle;

use hallway_extractor::Extraction;

use super::Change;
use super::keeper::Keeper;
use crate::fold::Fold;
use crate::store::{Contents, Done, FactStore, StoreError, Write};
use crate::view::Graph;

/// What the owner's thread holds: the store, and the graph made from it.
pub(super) struct Owner {
    /// What readers see.
    pub(super) graph: Arc<Graph>,
    pub(super) folding: Folding,
    /// `None` where there is no folder to keep a graph in. It goes before the store: what it
    /// does, it does while the folder is locked; and after the fold, which takes its time.
    pub(super) keeper: Option<Keeper>,
    pub(super) store: Box<dyn FactStore>,
    /// What is durable and not folded in yet.
    pub(super) loaded: Loaded,
}

/// How far the graph is one that can be changed.
pub(super) enum Folding {
    /// It was kept, and nothing has been folded.
    NotYet,
    /// A thread folds what the store held, without [`Owner::loaded`].
    UnderWay(JoinHandle<Fold>),
    /// It was folded.
    Done(Box<Fold>),
}

/// Changes that queries do not see yet.
#[derive(Default)]
pub(super) struct Loaded {
    /// The documents, by name, and what is to be folded in of them: nothing where all will
    /// be folded from the store.
    names: Vec<String>,
    documents: Vec<DocumentChange>,
    curated: bool,
}

impl Loaded {
    /// True where queries see all that is durable.
    pub(super) fn is_empty(&self) -> bool {
        self.names.is_empty() && !self.curated
    }
}

/// A document that comes, or, without an extraction, goes.
pub(super) type DocumentChange = (String, Option<Extraction>);

impl Owner {
    /// Folds all that the store holds.
    pub(super) fn folded(
        mut store: Box<dyn FactStore>,
        keeper: Option<Keeper>,
    ) -> Result<Owner, StoreError> {
        let fold = fold(store.contents()?);
        let mut owner = Owner {
            store,
            graph: Arc::default(),
            folding: Folding::Done(Box::new(fold)),
            loaded: Loaded::default(),
            keeper,
        };
        owner.look_again();
        Ok(owner)
    }

    /// Takes the graph as it is folded now.
    pub(super) fn look_again(&mut self) {
        if let Folding::Done(fold) = &self.folding {
            let mut graph = fold.graph();
            graph.generation = self.store.generation();
            self.graph = Arc::new(graph);
        }
    }

    /// Keeps what was written, as `done` says, to be folded in.
    pub(super) fn note(&mut self, writes: Vec<Write>, done: &[Done]) {
        for (write, done) in writes.into_iter().zip(done) {
            match (change(write), done) {
                (Some(change), Done::Added | Done::Replaced | Done::Removed) => {
                    self.loaded.names.push(change.0.clone());
                    if !matches!(self.folding, Folding::NotYet) {
                        self.loaded.documents.push(change);
                    }
                }
                (None, Done::Recorded(_) | Done::Removed) => self.loaded.curated = true,
                _ => {}
            }
        }
    }

    /// Hands what was noted to the fold, where there is one, which keeps of a document a part
    /// of what it came with.
    pub(super) fn hand_over(&mut self) {
        if let Folding::Done(fold) = &mut self.folding {
            fold.take(std::mem::take(&mut self.loaded.documents));
        }
    }

    /// Folds in what was kept for that; `None` where nothing was.
    pub(super) fn fold_in(&mut self) -> Result<Option<Change>, StoreError> {
        if self.loaded.is_empty() {
            return Ok(None);
        }
        let Loaded {
            mut names,
            documents,
            curated,
        } = std::mem::take(&mut self.loaded);
        let fold = match std::mem::replace(&mut self.folding, Folding::NotYet) {
            // The store holds the changes already.
            Folding::NotYet => fold(self.store.contents()?),
            begun => {
                let mut fold = match begun {
                    Folding::Done(fold) => *fold,
                    begun => begun.finished(),
                };
                fold.update(documents);
                if curated {
                    fold.correct(self.store.curations());
                }
                fold
            }
        };
        self.folding = Folding::Done(Box::new(fold));
        self.look_again();
        names.sort();
        names.dedup();
        Ok(Some(Change {
            generation: self.store.generation(),
            documents: names,
            curated,
        }))
    }

    /// Keeps the graph beside the store, where it shows all that is in there.
    pub(super) fn keep(&mut self) {
        let all = self.graph.generation == self.store.generation();
        if let Some(keeper) = self.keeper.as_mut().filter(|_| all) {
            keeper.keep(self.store.state(), Arc::clone(&self.graph));
        }
    }

    /// Keeps the graph and closes the store. Nobody waits until the memory of the fold is
    /// given back, piece by piece: where the process ends, it never is.
    pub(super) fn close(mut self) {
        self.keep();
        let Owner {
            keeper,
            store,
            graph,
            folding,
            loaded,
        } = self;
        drop(keeper);
        drop(store);
        let free = move || drop((folding, graph, loaded));
        // Where no thread starts, they go here.
        let _ = std::thread::Builder::new().spawn(free);
    }

    /// Has a thread fold what the store holds, where nothing was folded yet.
    pub(super) fn expect(&mut self) -> Result<(), StoreError> {
        if !self.loaded.is_empty() || !matches!(self.folding, Folding::NotYet) {
            return Ok(());
        }
        let contents = self.store.contents()?;
        let thread = std::thread::Builder::new()
            .name("hallway-fold".to_owned())
            .spawn(move || {
                let fold = fold(contents);
                // The first change would have to wait for it.
                fold.graph().prepare_search();
                fold
            })
            .map_err(|source| StoreError::Io {
                doing: "start a thread that folds".to_owned(),
                source,
            })?;
        self.folding = Folding::UnderWay(thread);
        Ok(())
    }
}

impl Folding {
    /// True where a thread is done that no one has looked after yet.
    pub(super) fn is_ready(&self) -> bool {
        matches!(self, Folding::UnderWay(thread) if thread.is_finished())
    }

    /// The fold, waited for where it is under way.
    pub(super) fn finished(self) -> Fold {
        match self {
            Folding::Done(fold) => *fold,
            // A panic there is a panic here.
            Folding::UnderWay(thread) => thread
                .join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            Folding::NotYet => Fold::default(),
        }
    }
}

fn fold(contents: Contents) -> Fold {
    Fold::new(contents.extractions, &contents.curations)
}

/// The document that a write puts in or takes out; `None` for a correction.
fn change(write: Write) -> Option<DocumentChange> {
    match write {
        Write::Put(entry) => Some((entry.extraction.document.clone(), Some(entry.extraction))),
        Write::Remove(name) => Some((name, None)),
        Write::Curate(_) | Write::Undo(_) => None,
    }
}
