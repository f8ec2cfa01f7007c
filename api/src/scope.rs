//! What every resolver of one request shares: the snapshot it reads, what it may still
//! spend, and what its caller may do.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use async_graphql::Context;
use hallway_extractor::{Document, Extraction};
use hallway_graph::{Graph, Hallway};

use crate::auth::Access;
use crate::config::Config;
use crate::refusal::{Code, Refusal};

/// Takes the facts out of a document, by the rules that the server was started with.
pub type Extractor = Arc<dyn Fn(&Document) -> Extraction + Send + Sync>;

/// The scope of one request.
pub struct Scope {
    /// The snapshot. One request reads one graph, whatever is written meanwhile.
    pub graph: Arc<Graph>,
    /// The store, for documents' texts and for changes.
    pub hallway: Hallway,
    /// How documents that come in are read for facts.
    pub extractor: Extractor,
    /// The settings.
    pub config: Arc<Config>,
    /// What the caller may do.
    pub access: Access,
    budget: Budget,
}

/// What a request may still spend.
struct Budget {
    nodes: AtomicU64,
    work: AtomicU64,
    since_pause: AtomicU64,
    deadline: Instant,
}

/// A resolver hands the thread back after so many nodes, which is when a request can be
/// cancelled and others get their turn.
const PAUSE_AFTER: u64 = 256;

impl Scope {
    /// The scope of a request that starts now.
    pub fn new(
        hallway: &Hallway,
        extractor: &Extractor,
        config: &Arc<Config>,
        access: Access,
    ) -> Arc<Scope> {
        let budget = Budget {
            nodes: AtomicU64::new(config.max_nodes as u64),
            work: AtomicU64::new(config.max_work as u64),
            since_pause: AtomicU64::new(0),
            deadline: Instant::now() + config.deadline,
        };
        Arc::new(Scope {
            graph: hallway.graph(),
            hallway: hallway.clone(),
            extractor: Arc::clone(extractor),
            config: Arc::clone(config),
            access,
            budget,
        })
    }

    /// The scope of the request that `ctx` belongs to.
    pub fn of<'a>(ctx: &Context<'a>) -> &'a Scope {
        // Every way in puts one there; the library has no way to say so in types.
        ctx.data_unchecked::<Arc<Scope>>()
    }

    /// Takes `count` nodes from the budget, and pauses now and then.
    pub async fn spend(&self, count: usize) -> Result<(), Refusal> {
        self.spend_now(count)?;
        self.pause().await;
        Ok(())
    }

    /// Takes `count` nodes from the budget.
    pub fn spend_now(&self, count: usize) -> Result<(), Refusal> {
        let count = count as u64;
        let left = self
            .budget
            .nodes
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
                left.checked_sub(count)
            });
        if left.is_err() {
            return Err(Refusal::new(
                Code::TooManyNodes,
                format!(
                    "the answer would hold more than {} nodes; ask for smaller pages, or raise max-nodes",
                    self.config.max_nodes
                ),
            ));
        }
        self.budget
            .since_pause
            .fetch_add(count + 1, Ordering::Relaxed);
        if Instant::now() > self.budget.deadline {
            Err(self.too_late())
        } else {
            Ok(())
        }
    }

    /// Hands the thread back where much was taken since it was last.
    pub async fn pause(&self) {
        if self.budget.since_pause.load(Ordering::Relaxed) > PAUSE_AFTER {
            self.budget.since_pause.store(0, Ordering::Relaxed);
            tokio::task::yield_now().await;
        }
    }

    /// How many nodes and edges the request may still look at.
    pub fn work_left(&self) -> u64 {
        self.budget.work.load(Ordering::Relaxed)
    }

    /// Takes what was looked at, or will be, from the budget.
    pub fn work(&self, looked_at: usize) -> Result<(), Refusal> {
        let taken = self
            .budget
            .work
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
                left.checked_sub(looked_at as u64)
            });
        if taken.is_ok() {
            return Ok(());
        }
        self.budget.work.store(0, Ordering::Relaxed);
        Err(self.too_much_work())
    }

    /// The refusal of a request that has looked at too much.
    pub fn too_much_work(&self) -> Refusal {
        Refusal::new(
            Code::TooMuchWork,
            format!(
                "the request looks at more than {} nodes and edges; ask fewer things at once or within closer bounds, or raise max-work",
                self.config.max_work
            ),
        )
    }

    /// Runs `work` over the snapshot on a thread where it holds nobody up.
    pub async fn aside<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Graph) -> T + Send + 'static,
    ) -> Result<T, Refusal> {
        let graph = Arc::clone(&self.graph);
        let work = tokio::task::spawn_blocking(move || work(&graph));
        match tokio::time::timeout_at(self.budget.deadline.into(), work).await {
            Ok(Ok(done)) => Ok(done),
            Ok(Err(_)) => Err(Refusal::new(
                Code::Internal,
                "the traversal broke off; please report it with the query",
            )),
            Err(_) => Err(self.too_late()),
        }
    }

    fn too_late(&self) -> Refusal {
        too_late(&self.config)
    }
}

/// The refusal of a request that ran out of time.
pub fn too_late(config: &Config) -> Refusal {
    Refusal::new(
        Code::Deadline,
        format!(
            "the request ran longer than {} ms; ask for less at once, or raise deadline",
            config.deadline.as_millis()
        ),
    )
}
