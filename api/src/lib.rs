//! The graph over HTTP.
