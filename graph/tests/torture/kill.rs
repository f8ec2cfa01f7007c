//! `kill -9` of the writer, and of the recovery after it.

use std::io::Read;
use std::time::Duration;

use crate::support::{Folder, Random};
use crate::worker::{Model, Verdict, acked, verify_from, worker};
use crate::{progress, seed, times};

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
    let mut model = Model::default();
    let (mut total, mut reopened) = (0, 0);
    for cycle in 0..cycles {
        progress("kill -9", cycle, cycles);
        // A fresh store now and then, so that the first opening is killed too.
        if cycle % 20 == 0 {
            folder = Folder::new();
            model = Model::default();
        }
        let after = Duration::from_millis(10 + random.below(240));
        // What was made and not acknowledged before counts as well.
        let done = model.changes;
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
        let verdict = verify_from(&mut model, folder.path(), seed, mark, false);
        assert_eq!(
            verdict,
            Verdict::Intact,
            "seed {seed} cycle {cycle}, acknowledged {mark}"
        );
    }
    println!(
        "kill -9: seed {seed}, {cycles} kills of the writer, {reopened} of the recovery, {total} changes acknowledged, 0 lost"
    );
}
