//! The graph over HTTP.
pub mod assets;
