//! News of the graph.

use async_graphql::{Context, SimpleObject, Subscription};
use futures_util::{Stream, stream};
use hallway_graph::{Change, Hallway};
use tokio::sync::broadcast;

/// Changes that a slow listener may lag behind before some are skipped.
const QUEUE: usize = 64;

/// Where changes are announced.
#[derive(Clone)]
pub struct News(broadcast::Sender<Change>);

impl News {
    /// Announces every change of `hallway` from now on.
    pub fn of(hallway: &Hallway) -> News {
        let (sender, _) = broadcast::channel(QUEUE);
        let announcer = sender.clone();
        // Without listeners there is nobody to tell, which is no failure.
        hallway.on_change(move |change| drop(announcer.send(change.clone())));
        News(sender)
    }
}

/// News of the graph, over `graphql-transport-ws`.
pub struct Subscription;

/// News of the graph, over `graphql-transport-ws`.
#[Subscription]
impl Subscription {
    /// Every change of the graph, as soon as queries see it. Who listens too slowly misses
    /// some: the generations tell.
    async fn graph_changed(&self, ctx: &Context<'_>) -> impl Stream<Item = GraphChange> + 'static {
        let receiver = ctx.data_unchecked::<News>().0.subscribe();
        stream::unfold(receiver, |mut receiver| async {
            loop {
                match receiver.recv().await {
                    Ok(change) => return Some((GraphChange::from(change), receiver)),
                    Err(broadcast::error::RecvError::Lagged(_)) => {}
                    Err(broadcast::error::RecvError::Closed) => return None,
                }
            }
        })
    }
}

/// A change of the graph.
#[derive(Clone, Debug, SimpleObject)]
pub struct GraphChange {
    /// The generation that it led to.
    pub generation: u64,
    /// The documents that were put in or taken out, by name, sorted.
    pub documents: Vec<String>,
    /// True where corrections were recorded or taken back.
    pub curated: bool,
}

impl From<Change> for GraphChange {
    fn from(change: Change) -> GraphChange {
        GraphChange {
            generation: change.generation,
            documents: change.documents,
            curated: change.curated,
        }
    }
}
