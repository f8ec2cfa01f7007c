//! Keeps the graph beside the store for the next opening.

use std::path::PathBuf;
use std::sync::Arc;
use std::thread::JoinHandle;

use crate::store::{State, kept};
use crate::view::Graph;

/// Keeps the graph beside the store for the next opening.
pub(super) struct Keeper {
    folder: PathBuf,
    /// The state of the store of which the graph is kept, as far as is known.
    kept: Option<State>,
    /// A thread that is keeping one.
    writing: Option<JoinHandle<()>>,
}

impl Keeper {
    pub(super) fn of(folder: PathBuf, kept: Option<State>) -> Keeper {
        Keeper {
            folder,
            kept,
            writing: None,
        }
    }

    /// Keeps the graph of that state, in a thread of its own, unless that was done.
    pub(super) fn keep(&mut self, state: State, graph: Arc<Graph>) {
        if self.kept == Some(state) {
            return;
        }
        self.wait();
        let folder = self.folder.clone();
        let write = move || {
            if let Err(error) = kept::write(&folder, state, &graph) {
                tracing::warn!(%error, "the graph could not be kept; the next start takes longer");
            }
        };
        self.writing = std::thread::Builder::new().spawn(write).ok();
        // One that could not be written is not tried again for this state.
        self.kept = Some(state);
    }

    /// Waits for the thread.
    pub(super) fn wait(&mut self) {
        if let Some(thread) = self.writing.take() {
            // A panic there has left an old file, or none.
            let _ = thread.join();
        }
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.wait();
    }
}
