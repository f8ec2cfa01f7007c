//! The graph over HTTP: GraphQL, exports, the page.
//!
//! This room translates between the wire and the graph's own read API and holds no rule
//! about facts of its own. The way in: [`config::Config`], then [`AppState::new`],
//! [`router`] and [`serve`]. Every document passes [`gate`] before it is validated and run,
//! and everything a request does happens within its [`scope::Scope`].

pub mod assets;
pub mod auth;
pub mod config;
pub mod gate;
mod http;
mod metrics;
mod plan;
pub mod refusal;
pub mod schema;
pub mod scope;
mod serve;

pub use http::{AppState, SetupError, router};
pub use schema::build_schema;
pub use serve::serve;
