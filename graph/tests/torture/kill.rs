//! `kill -9` of the writer, and of the recovery after it.

use std::io::Read;
use std::time::Duration;

use crate::support::{Folder, Random};
use crate::worker::{Verdict, acked, verify, worker};
use crate::{seed, times};

/// Starts a worker, kills it after a while, gives what it printed.
fn run_and_kill(role: &str, folder: &Folder, seed: u64, from: u64, after: Duration) -> String {
    let mut child = worker(role, folder.path(), seed, from, 1_000_000)
        .spawn()
        .expect("start the worker");
    std::thread::sleep(after);
    child.kill().expect("kill the worker");
    let mut output = String::new();
    if let Some(mut out) = child.stdout.take() {
        out.read_to_string(&mut output)
            .expect("read what it printed");
    }
    child.wait().expect("the worker ends");
    output
}

#[test]
fn nothing_acknowledged_is_lost_to_a_kill() {
    let (cycles, seed) = (times(6, 200, 10_000), seed());
    let mut random = Random(seed);
    let mut folder = Folder::new();
    let (mut done, mut total, mut reopened) = (0, 0, 0);
    for cycle in 0..cycles {
        // A fresh store now and then, so that the first opening is killed too.
        if cycle % 20 == 0 {
            folder = Folder::new();
            done = 0;
        }
        let after = Duration::from_millis(30 + random.below(470));
        let output = run_and_kill("write", &folder, seed, done, after);
        assert!(
            !output.contains("refused") && !output.contains("failed"),
            "seed {seed} cycle {cycle}: {output}"
        );
        let mark = acked(&output).max(done);
        total += mark - done;
        // The recovery is killed as well, at some point or other.
        for _ in 0..random.below(3) {
            run_and_kill(
                "open",
                &folder,
                seed,
                0,
                Duration::from_millis(random.below(30)),
            );
            reopened += 1;
        }
        if !folder.path().join("FORMAT").exists() {
            assert_eq!(mark, 0);
            continue;
        }
        let verdict = verify(folder.path(), seed, mark, false);
        assert_eq!(
            verdict,
            Verdict::Intact,
            "seed {seed} cycle {cycle}, acknowledged {mark}"
        );
        // What was made and not acknowledged counts from here on.
        done = next_change(&folder, seed, mark);
    }
    println!(
        "kill -9: seed {seed}, {cycles} kills of the writer, {reopened} of the recovery, {total} changes acknowledged, 0 lost"
    );
}

/// How many changes of the sequence the store holds, which is at least `mark`.
fn next_change(folder: &Folder, seed: u64, mark: u64) -> u64 {
    use hallway_graph::store::{DiskStore, FactStore};
    let generation = DiskStore::open(folder.path()).expect("open").generation();
    let mut model = crate::worker::Model::default();
    let mut number = 0;
    while number < mark || model.generation < generation {
        model.apply(crate::worker::change(seed, number, false));
        number += 1;
    }
    number
}
