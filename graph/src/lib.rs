//! Facts to a durable store, a merged graph and its exports.
//!
//! [`Hallway`] keeps documents and their facts and hands out snapshots of the merged
//! [`Graph`]; [`query`], [`search`] and [`export`] are pure functions over a snapshot.
//! This room knows facts; of prose and of HTTP it knows nothing.

pub mod export;
pub mod fold;
mod hallway;
pub mod name;
mod parallel;
pub mod query;
pub mod search;
pub mod store;
pub mod view;

pub use export::Format;
pub use fold::{Curation, CurationRecord};
pub use hallway::Ticket;
pub use hallway::{Change, Hallway};
pub use store::{Done, Entry, StoreError, Write};
pub use view::{EdgeIndex, Graph, NodeIndex};
