//! Opening the store that a verb works on.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;
use hallway_extractor::NodeKind;
use hallway_graph::{Graph, Hallway, NodeIndex};

/// The option that says where the graph is.
#[derive(Args, Clone, Debug)]
pub struct StoreArgs {
    /// The folder of the graph
    #[arg(
        long,
        global = true,
        env = "HALLWAY_STORE",
        value_name = "DIR",
        default_value = "hallway.db"
    )]
    pub store: PathBuf,
}

impl StoreArgs {
    /// The store, which is made where there is none.
    pub fn create(&self) -> anyhow::Result<Hallway> {
        open(&self.store)
    }

    /// The store; asking one that is not there is a mistake worth telling.
    pub fn open(&self) -> anyhow::Result<Hallway> {
        self.exists()?;
        open(&self.store)
    }

    /// That there is a store.
    pub fn exists(&self) -> anyhow::Result<()> {
        if !self.store.exists() {
            bail!(
                "there is no store at {}; fill one with `hallway ingest`, or name another with --store",
                self.store.display()
            );
        }
        Ok(())
    }
}

fn open(path: &Path) -> anyhow::Result<Hallway> {
    Hallway::open(path).with_context(|| format!("opening the store {}", path.display()))
}

/// The node that a user means by `given`: its id, or its name or alias however it is written.
///
/// # Errors
/// Where nothing, or more than one thing, goes by that name; the message lists the choice.
pub fn node(graph: &Graph, given: &str) -> anyhow::Result<NodeIndex> {
    match named(graph, given).as_slice() {
        [node] => Ok(*node),
        [] => bail!("there is no node '{given}'; look for it with `hallway search`"),
        several => {
            let ids: Vec<&str> = several.iter().map(|&node| &*graph.data(node).id).collect();
            bail!("'{given}' may be {}; give the id", ids.join(" or "))
        }
    }
}

/// The nodes that go by `given`: the one of that id, or those of that name or alias, sorted
/// by kind and id.
pub fn named(graph: &Graph, given: &str) -> Vec<NodeIndex> {
    if let Some(node) = graph.node(given) {
        return vec![node];
    }
    let of_kind = |kind| graph.find_by_name(kind, given);
    NodeKind::ALL.into_iter().flat_map(of_kind).collect()
}
