//! The `hallway` binary: reads files, calls the rooms, prints, and ends with a code.
//!
//! One file for each verb; what several verbs need stands beside them. Nothing here knows
//! how prose becomes facts or how facts are kept.

mod exit;
mod fetch;
mod output;
mod parallel;
mod reading;
mod source;

mod completions;
mod extract;
mod man;

use std::path::PathBuf;

use clap::{Parser, Subcommand};

use exit::Exit;

/// Reads conference recaps and answers who spoke about what, with the sentence that says so
///
/// Exit codes: 0 done; 1 ran, but found nothing or skipped something that it named; 2 failed.
#[derive(Debug, Parser)]
#[command(
    name = "hallway",
    version,
    propagate_version = true,
    max_term_width = 100
)]
struct Cli {
    /// The folder of the graph
    #[arg(
        long,
        global = true,
        env = "HALLWAY_STORE",
        value_name = "DIR",
        default_value = "hallway.db"
    )]
    store: PathBuf,

    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Extract(extract::Extract),
    Completions(completions::Completions),
    Man(man::Man),
}

fn main() -> Exit {
    let cli = Cli::parse();
    Exit::of(match cli.verb {
        Verb::Extract(verb) => verb.run(),
        Verb::Completions(verb) => verb.run(),
        Verb::Man(verb) => verb.run(),
    })
}
