//! What the store promises, tried by force: kills, power cuts, damaged files, failing
//! disks, full disks, little memory. Every test prints its counts and the seed to run it
//! again with.
//!
//! `cargo test` runs a small share. `HALLWAY_TORTURE=ci` and `HALLWAY_TORTURE=full` run
//! what `docs/reliability.md` reports, `HALLWAY_TORTURE=10%` a part of the latter;
//! `HALLWAY_SEED=N` starts from another seed. What needs root, loop mounts or strace says so where it cannot run.

#[path = "../support/mod.rs"]
mod support;

mod damage;
mod faults;
mod kill;
mod model;
mod power;
mod worker;

/// How often a test is run: a small share, on every change, or before a release.
fn times(share: u64, ci: u64, full: u64) -> u64 {
    let Ok(asked) = std::env::var("HALLWAY_TORTURE") else {
        return share;
    };
    let percent = asked
        .strip_suffix('%')
        .and_then(|part| part.parse::<u64>().ok());
    match percent {
        Some(percent) => (full * percent).div_ceil(100),
        None if asked == "full" => full,
        None => ci,
    }
}

/// Says on standard error how far a run of some length has come, twenty times in all.
fn progress(what: &str, done: u64, of: u64) {
    if asked_for() && of >= 1_000 && done.is_multiple_of(of / 20) {
        eprintln!("{what}: {done} of {of}");
    }
}

/// The seed of this run.
fn seed() -> u64 {
    std::env::var("HALLWAY_SEED")
        .ok()
        .and_then(|seed| seed.parse().ok())
        .unwrap_or(1)
}

/// True where the tests of long duration were asked for.
fn asked_for() -> bool {
    std::env::var_os("HALLWAY_TORTURE").is_some()
}
