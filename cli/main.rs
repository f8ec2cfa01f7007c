//! The `hallway` binary: reads files, calls the rooms, prints, and ends with a code.
//!
//! One file for each verb; what several verbs need stands beside them. Nothing here knows
//! how prose becomes facts or how facts are kept.

mod exit;
mod fetch;
mod logging;
mod output;
mod parallel;
mod reading;
mod rule_files;
mod source;
mod store;
mod stream;
mod versions;

mod completions;
mod curate;
mod demo;
mod eval;
mod explain;
mod export;
mod extract;
mod forget;
mod ingest;
mod man;
mod path;
mod rules;
mod safety;
mod search;
mod serve;
mod show;
mod stats;
mod who;

use clap::{Parser, Subcommand};

use exit::Exit;
use store::StoreArgs;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

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
    #[command(flatten)]
    store: StoreArgs,

    #[command(subcommand)]
    verb: Verb,
}

/// The verbs, in the order in which a newcomer needs them.
#[derive(Debug, Subcommand)]
enum Verb {
    Demo(demo::Demo),
    Ingest(ingest::Ingest),
    Forget(forget::Forget),
    Who(who::Who),
    Show(show::Show),
    Path(path::Path),
    Search(search::Search),
    Stats(stats::Stats),
    Export(export::Export),
    Serve(serve::Serve),
    Extract(extract::Extract),
    Explain(explain::Explain),
    Rules(rules::Rules),
    Eval(eval::Eval),
    Merge(curate::Merge),
    Split(curate::Split),
    Rename(curate::Rename),
    Retract(curate::Retract),
    Curations(curate::Curations),
    Undo(curate::Undo),
    Check(safety::Check),
    Backup(safety::Backup),
    Restore(safety::Restore),
    Completions(completions::Completions),
    Man(man::Man),
}

fn main() -> Exit {
    let Cli { store, verb } = Cli::parse();
    let store = &store;
    // The verb that runs for long has options of its own for this.
    if !matches!(verb, Verb::Serve(_)) {
        logging::start_quietly();
    }
    Exit::of(match verb {
        Verb::Demo(verb) => verb.run(),
        Verb::Ingest(verb) => verb.run(store),
        Verb::Forget(verb) => verb.run(store),
        Verb::Who(verb) => verb.run(store),
        Verb::Show(verb) => verb.run(store),
        Verb::Path(verb) => verb.run(store),
        Verb::Search(verb) => verb.run(store),
        Verb::Stats(verb) => verb.run(store),
        Verb::Export(verb) => verb.run(store),
        Verb::Serve(verb) => verb.run(store),
        Verb::Extract(verb) => verb.run(),
        Verb::Explain(verb) => verb.run(),
        Verb::Rules(verb) => verb.run(),
        Verb::Eval(verb) => verb.run(),
        Verb::Merge(verb) => verb.run(store),
        Verb::Split(verb) => verb.run(store),
        Verb::Rename(verb) => verb.run(store),
        Verb::Retract(verb) => verb.run(store),
        Verb::Curations(verb) => verb.run(store),
        Verb::Undo(verb) => verb.run(store),
        Verb::Check(verb) => verb.run(store),
        Verb::Backup(verb) => verb.run(store),
        Verb::Restore(verb) => verb.run(store),
        Verb::Completions(verb) => verb.run(),
        Verb::Man(verb) => verb.run(),
    })
}
