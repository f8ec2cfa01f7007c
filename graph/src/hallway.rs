//! The store and its view together: one thread owns the store, readers take snapshots.

mod keeper;
mod owner;

use std::io;
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use arc_swap::ArcSwap;

use crate::fold::{Curation, CurationRecord};
use crate::store::{
    self, BackupError, DiskStore, Done, Entry, FactStore, GROUP, MemoryStore, StoreError, Summary,
    Write, kept,
};
use crate::view::Graph;
use keeper::Keeper;
use owner::{Folding, Loaded, Owner};

/// The name of the thread that owns the store; its panics become errors.
const OWNER: &str = "hallway-store";
/// How long nothing is asked for before the graph is kept beside the store: after the last
/// of many changes, not after each.
const QUIET: Duration = Duration::from_secs(30);
/// How often a fold that is under way is looked after.
const SOON: Duration = Duration::from_millis(50);

/// An open store with the graph built from it. Clones are handles to the same one; the
/// store closes when the last is gone.
#[derive(Clone)]
pub struct Hallway {
    inner: Arc<Inner>,
}

/// What all handles share. When the last is gone, the owner is told and waited for, so
/// that the store can be opened again at once.
struct Inner {
    shared: Arc<Shared>,
    requests: Option<Sender<Request>>,
    owner: Option<JoinHandle<()>>,
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.requests = None;
        if let Some(owner) = self.owner.take() {
            // A listener may hold the last handle; the owner cannot wait for itself.
            if owner.thread().id() != std::thread::current().id() {
                let _ = owner.join();
            }
        }
    }
}

/// What readers and the owner have in common.
struct Shared {
    graph: ArcSwap<Graph>,
    listeners: Mutex<Vec<Listener>>,
}

type Listener = Box<dyn Fn(&Change) + Send + Sync>;
type Reply<T> = Sender<Result<T, StoreError>>;

/// What the owner is asked for.
enum Request {
    Write(Vec<Write>, Reply<Vec<Done>>),
    /// The same, but queries need not see it yet.
    Load(Vec<Write>, Reply<Vec<Done>>),
    /// Queries are to see what was loaded.
    Settle(Reply<()>),
    /// Changes are to be expected.
    Expect,
    Entry(String, Reply<Option<Entry>>),
    Documents(Reply<Vec<String>>),
    Curations(Reply<Vec<CurationRecord>>),
    Backup(
        Box<dyn io::Write + Send>,
        Sender<Result<Summary, BackupError>>,
    ),
}

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

/// Changes that were handed in; [`Ticket::wait`] tells when they are durable.
pub struct Ticket(Receiver<Result<Vec<Done>, StoreError>>);

impl Ticket {
    /// Waits until the changes are durable and queries see them.
    pub fn wait(self) -> Result<Vec<Done>, StoreError> {
        self.0.recv().unwrap_or_else(|_| Err(closed()))
    }
}

impl Hallway {
    /// Opens the store in the folder `path`, which is made where there is none.
    ///
    /// Where the graph was kept as it was folded last and fits, it is read while the store
    /// is checked, and nothing is folded before the first change.
    pub fn open(path: &Path) -> Result<Hallway, StoreError> {
        let path = path.to_owned();
        Hallway::over(move || {
            if !kept::file(&path).exists() {
                return Owner::folded(
                    Box::new(DiskStore::open(&path)?),
                    Some(Keeper::of(path, None)),
                );
            }
            let (store, known) = std::thread::scope(|scope| {
                let known = scope.spawn(|| kept::read(&path));
                let store = DiskStore::open_without_facts(&path);
                // A graph that cannot be read is folded.
                (store, known.join().ok().flatten())
            });
            let store = store?;
            match known {
                Some((state, graph)) if state == store.state() => Ok(Owner {
                    store: Box::new(store),
                    graph: Arc::new(graph),
                    folding: Folding::NotYet,
                    loaded: Loaded::default(),
                    keeper: Some(Keeper::of(path, Some(state))),
                }),
                _ => Owner::folded(Box::new(store), Some(Keeper::of(path, None))),
            }
        })
    }

    /// An empty store in memory.
    pub fn in_memory() -> Result<Hallway, StoreError> {
        Hallway::over(|| Owner::folded(Box::new(MemoryStore::default()), None))
    }

    /// Starts the owner and waits until it has the store open and the first graph built.
    fn over(
        open: impl FnOnce() -> Result<Owner, StoreError> + Send + 'static,
    ) -> Result<Hallway, StoreError> {
        quiet_owner();
        let shared = Arc::new(Shared {
            graph: ArcSwap::default(),
            listeners: Mutex::default(),
        });
        let (requests, inbox) = channel();
        let (ready, opened) = channel();
        let for_owner = Arc::clone(&shared);
        let owner = std::thread::Builder::new()
            .name(OWNER.to_owned())
            .spawn(move || {
                match open() {
                    Ok(owner) => {
                        for_owner.graph.store(Arc::clone(&owner.graph));
                        if ready.send(Ok(())).is_ok() {
                            drop(ready);
                            for_owner.own(owner, &inbox);
                        }
                    }
                    // Nobody to tell means nobody waits.
                    Err(error) => drop(ready.send(Err(error))),
                }
            });
        let owner = owner.map_err(|source| StoreError::Io {
            doing: "start the store's thread".to_owned(),
            source,
        })?;
        let inner = Inner {
            shared,
            requests: Some(requests),
            owner: Some(owner),
        };
        opened.recv().unwrap_or_else(|_| Err(closed()))?;
        Ok(Hallway {
            inner: Arc::new(inner),
        })
    }

    /// The graph as it is now. It stays as it is for as long as it is held; take it once
    /// for each request.
    pub fn graph(&self) -> Arc<Graph> {
        self.inner.shared.graph.load_full()
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
            Some(Done::Refused(why)) => Err(StoreError::Refused(why.clone())),
            _ => Err(closed()),
        }
    }

    /// Takes back the correction of that number; false where there is none.
    pub fn undo(&self, number: u64) -> Result<bool, StoreError> {
        Ok(self.write(vec![Write::Undo(number)])?.first() == Some(&Done::Removed))
    }

    /// The corrections, sorted by number.
    pub fn curations(&self) -> Result<Vec<CurationRecord>, StoreError> {
        self.ask(Request::Curations)
    }

    /// The names of the documents, sorted.
    pub fn documents(&self) -> Result<Vec<String>, StoreError> {
        self.ask(Request::Documents)
    }

    /// One document with its text and its own facts.
    pub fn entry(&self, document: &str) -> Result<Option<Entry>, StoreError> {
        self.ask(|reply| Request::Entry(document.to_owned(), reply))
    }

    /// Makes changes, in order. Returns when they are durable and queries see them.
    pub fn write(&self, writes: Vec<Write>) -> Result<Vec<Done>, StoreError> {
        self.submit(writes).wait()
    }

    /// Hands changes in without waiting. Changes that come while others are being made
    /// durable share the next barrier, so a writer with a few tickets open is the fastest.
    pub fn submit(&self, writes: Vec<Write>) -> Ticket {
        let (reply, answer) = channel();
        self.send(Request::Write(writes, reply));
        Ticket(answer)
    }

    /// Hands in changes as [`Hallway::submit`] does, of which queries know nothing before
    /// [`Hallway::settle`] or the next ordinary change. Folding much at once costs a
    /// fraction of folding it bit by bit.
    pub fn load(&self, writes: Vec<Write>) -> Ticket {
        let (reply, answer) = channel();
        self.send(Request::Load(writes, reply));
        Ticket(answer)
    }

    /// Folds in what was loaded; returns when queries see it.
    pub fn settle(&self) -> Result<(), StoreError> {
        self.ask(Request::Settle)
    }

    /// Gets ready for changes, beside everything else: the first change after an opening need
    /// not wait until all is folded for it.
    pub fn expect_changes(&self) {
        self.send(Request::Expect);
    }

    /// Writes a backup of everything to `out`.
    pub fn backup(&self, out: impl io::Write + Send + 'static) -> Result<Summary, BackupError> {
        let (reply, answer) = channel();
        self.send(Request::Backup(Box::new(out), reply));
        answer.recv().unwrap_or_else(|_| Err(closed().into()))
    }

    /// Calls `listener` after every change, when queries see it. It must return at once;
    /// a slow one holds up the writer.
    pub fn on_change(&self, listener: impl Fn(&Change) + Send + Sync + 'static) {
        let listeners = &self.inner.shared.listeners;
        listeners
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(Box::new(listener));
    }

    /// Where the owner is gone the reply's channel is closed, and the caller sees that.
    fn send(&self, request: Request) {
        if let Some(requests) = &self.inner.requests {
            let _ = requests.send(request);
        }
    }

    fn ask<T>(&self, request: impl FnOnce(Reply<T>) -> Request) -> Result<T, StoreError> {
        let (reply, answer) = channel();
        self.send(request(reply));
        answer.recv().unwrap_or_else(|_| Err(closed()))
    }
}

impl Shared {
    /// Answers requests until the last handle is gone.
    fn own(&self, mut owner: Owner, inbox: &Receiver<Request>) {
        let mut next = None;
        loop {
            let wait = match owner.folding {
                Folding::UnderWay(_) => SOON,
                _ => QUIET,
            };
            let request = match next.take() {
                Some(request) => request,
                None => match inbox.recv_timeout(wait) {
                    Ok(request) => request,
                    Err(RecvTimeoutError::Timeout) => {
                        self.look_after(&mut owner);
                        continue;
                    }
                    Err(RecvTimeoutError::Disconnected) => break,
                },
            };
            // A reply that nobody waits for any more is no failure.
            match request {
                Request::Write(writes, reply) => {
                    next = self.write(&mut owner, writes, reply, inbox)
                }
                Request::Load(writes, reply) => {
                    let done = owner.store.write(&writes);
                    if let Ok(done) = &done {
                        owner.note(writes, done);
                    }
                    drop(reply.send(done));
                    // They are durable: whoever waits for that need not wait for this.
                    owner.hand_over();
                }
                Request::Settle(reply) => drop(reply.send(self.see(&mut owner))),
                Request::Expect => {
                    // The first change will run into the same, and tell.
                    if let Err(error) = owner.expect() {
                        tracing::warn!(%error, "could not get ready for changes");
                    }
                }
                Request::Entry(name, reply) => drop(reply.send(owner.store.entry(&name))),
                Request::Documents(reply) => drop(reply.send(owner.store.documents())),
                Request::Curations(reply) => drop(reply.send(Ok(owner.store.curations().to_vec()))),
                Request::Backup(mut out, reply) => {
                    drop(reply.send(store::backup(&*owner.store, &mut *out)))
                }
            }
        }
        owner.close();
    }

    /// Does what is left for moments in which nothing is asked for.
    fn look_after(&self, owner: &mut Owner) {
        if owner.folding.is_ready() {
            let folded = std::mem::replace(&mut owner.folding, Folding::NotYet).finished();
            owner.folding = Folding::Done(Box::new(folded));
            if owner.loaded.is_empty() {
                // The same graph, of which the fold has parts: one of the two can go.
                owner.look_again();
                self.graph.store(Arc::clone(&owner.graph));
            }
        } else if !matches!(owner.folding, Folding::UnderWay(_)) {
            owner.keep();
        }
    }

    /// Puts what was kept for folding before the readers, and tells the listeners.
    fn see(&self, owner: &mut Owner) -> Result<(), StoreError> {
        let change = self.fold_in(owner)?;
        self.tell(change);
        Ok(())
    }

    /// Puts what was kept for folding before the readers.
    fn fold_in(&self, owner: &mut Owner) -> Result<Option<Change>, StoreError> {
        let change = owner.fold_in()?;
        if change.is_some() {
            self.graph.store(Arc::clone(&owner.graph));
        }
        Ok(change)
    }

    fn tell(&self, change: Option<Change>) {
        let Some(change) = change else { return };
        let listeners = self.listeners.lock();
        let listeners = listeners.unwrap_or_else(PoisonError::into_inner);
        listeners.iter().for_each(|listener| listener(&change));
    }

    /// Makes changes, together with those that came in meanwhile. Gives back the first
    /// request that is something else.
    fn write(
        &self,
        owner: &mut Owner,
        mut writes: Vec<Write>,
        reply: Reply<Vec<Done>>,
        inbox: &Receiver<Request>,
    ) -> Option<Request> {
        let mut replies = vec![(writes.len(), reply)];
        let mut other = None;
        while writes.len() < GROUP && other.is_none() {
            match inbox.try_recv() {
                Ok(Request::Write(more, reply)) => {
                    replies.push((more.len(), reply));
                    writes.extend(more);
                }
                Ok(request) => other = Some(request),
                Err(_) => break,
            }
        }
        let written = owner.store.write(&writes).and_then(|done| {
            owner.note(writes, &done);
            Ok((done, self.fold_in(owner)?))
        });
        match written {
            Ok((mut done, change)) => {
                for (count, reply) in replies {
                    let rest = done.split_off(count.min(done.len()));
                    let _ = reply.send(Ok(std::mem::replace(&mut done, rest)));
                }
                self.tell(change);
            }
            Err(error) => {
                let words = error.to_string();
                let mut replies = replies.into_iter().map(|(_, reply)| reply);
                if let Some(first) = replies.next() {
                    let _ = first.send(Err(error));
                }
                for reply in replies {
                    let _ = reply.send(Err(StoreError::Closed(words.clone())));
                }
            }
        }
        other
    }
}

fn closed() -> StoreError {
    StoreError::Closed("its thread has ended".to_owned())
}

/// Sled panics on some damage. The owner turns that into an error with the same words, so
/// the panic itself need not be printed as well.
fn quiet_owner() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        let others = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if std::thread::current().name() != Some(OWNER) {
                others(panic);
            }
        }));
    });
}
