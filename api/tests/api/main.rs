//! The API from the outside: routes, documents, pages, sockets.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

/// A small graph, and ways to ask it.
mod common;
/// The twelve checks of graphql-cop, as tests of our own.
mod cop;
/// Exports over HTTP.
mod exports;
/// Two hundred hostile documents.
mod hostile;
/// GraphQL over HTTP, in both profiles.
mod http;
/// Changes, and who may make them.
mod mutations;
mod plans;
/// The queries under `fixtures/queries` and their answers.
mod queries;
/// `schema.graphql`, settings and codes against their documentation.
mod schema;
/// Connections: half-open, too many, and the end of them.
mod serving;
/// `graphql-transport-ws`.
mod socket;
