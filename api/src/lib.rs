//! The graph over HTTP: GraphQL, exports, the page.
//!
//! This room translates between the wire and the graph's own read API and holds no rule
//! about facts of its own. The way in is [`config::Config`]; every document passes
//! [`gate`] before it is validated and run.

pub mod assets;
pub mod auth;
pub mod config;
pub mod gate;
pub mod refusal;
