//! The GraphQL schema: `schema.graphql` at the root is what [`sdl`] gives.
//!
//! Types hold an index into the request's snapshot and nothing else, so a page of nodes is
//! a page of numbers until a field is asked for.

#![allow(
    clippy::too_many_arguments,
    reason = "resolvers take the arguments that the contract gives them"
)]

mod connection;
mod document;
mod event;
mod evidence;
mod facets;
mod filter;
mod kinds;
mod mutation;
pub(crate) mod page;
mod person;
mod query;
mod statistics;
mod subject;
mod subscription;
mod talk;
mod traverse;
pub(crate) mod who;

use async_graphql::{SDLExportOptions, Schema, ValidationMode};
use hallway_graph::Hallway;

use crate::config::Config;
use mutation::Mutation;
use query::Query;
use subscription::{News, Subscription};

/// The schema.
pub type HallwaySchema = Schema<Query, Mutation, Subscription>;

/// The most steps of a traversal.
pub const MAX_HOPS: u32 = 8;

/// The most paths between two nodes.
pub const MAX_PATHS: usize = 10;

/// The most nodes of a subgraph.
pub const MAX_SUBGRAPH: usize = 500;

/// The schema over `hallway`. It needs a [`crate::scope::Scope`] with each request.
pub fn build_schema(hallway: &Hallway, config: &Config) -> HallwaySchema {
    build(News::of(hallway), config, ValidationMode::Strict)
}

/// The same twice: one that validates, and one for documents that the first has validated.
pub(crate) fn build_both(hallway: &Hallway, config: &Config) -> (HallwaySchema, HallwaySchema) {
    let news = News::of(hallway);
    (
        build(news.clone(), config, ValidationMode::Strict),
        build(news, config, ValidationMode::Fast),
    )
}

fn build(news: News, config: &Config, mode: ValidationMode) -> HallwaySchema {
    let mut builder = Schema::build(Query, Mutation, Subscription)
        .data(news)
        .validation_mode(mode);
    if !config.suggestions {
        builder = builder.disable_suggestions();
    }
    if !config.introspection {
        builder = builder.disable_introspection();
    }
    builder.finish()
}

/// The schema as text, sorted: the contract.
pub fn sdl() -> String {
    let schema = Schema::build(Query, Mutation, Subscription).finish();
    schema.sdl_with_options(
        SDLExportOptions::new()
            .sorted_fields()
            .sorted_arguments()
            .sorted_enum_items(),
    )
}
