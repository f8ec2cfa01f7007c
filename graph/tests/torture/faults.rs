//! A disk that fails at the n-th call, a disk that is full, a process with little memory.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::power::unmount;
use crate::support::Folder;
use crate::worker::{Verdict, acked, verify, within, worker};
use crate::{asked_for, seed, times};

/// The calls by which a store is made durable, or found.
const CALLS: [&str; 10] = [
    "pwrite64",
    "fsync",
    "fdatasync",
    "syncfs",
    "sync_file_range",
    "rename",
    "openat",
    "mkdir",
    "write",
    "unlink",
];
/// How many changes the worker makes under faults.
const CHANGES: u64 = 100;

/// The worker's command under another program.
fn under(program: &str, arguments: &[String], inner: &Command) -> Command {
    let mut command = Command::new(program);
    command
        .args(arguments)
        .arg(inner.get_program())
        .args(inner.get_args());
    for (name, value) in inner.get_envs() {
        if let Some(value) = value {
            command.env(name, value);
        }
    }
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn strace() -> bool {
    let there = Command::new("strace")
        .arg("-V")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    there.is_ok_and(|status| status.success())
}

/// Where strace writes what it did to the calls of this thread's test.
fn strace_log() -> std::path::PathBuf {
    let (process, thread) = (std::process::id(), std::thread::current().id());
    std::env::temp_dir().join(format!("hallway-strace-{process}-{thread:?}"))
}

/// What must hold after a worker ended in whatever way: the store opens, and all that was
/// acknowledged is there.
fn sound(folder: &Folder, seed: u64, mark: u64, told: &str) {
    if folder.path().join("FORMAT").exists() {
        assert_eq!(
            verify(folder.path(), seed, mark, false),
            Verdict::Intact,
            "{told}"
        );
    } else {
        assert_eq!(mark, 0, "{told}");
    }
}

#[test]
fn an_error_at_the_nth_call_loses_nothing() {
    if !asked_for() || !strace() {
        return println!("failing calls: left to HALLWAY_TORTURE=ci with strace");
    }
    let (most, seed) = (times(0, 12, 2_000), seed());
    let (mut runs, mut fired) = (0, 0);
    for call in CALLS {
        for number in 1..=most {
            let folder = Folder::new();
            let inner = worker("write", folder.path(), seed, 0, CHANGES);
            let log = strace_log();
            let inject = format!("inject={call}:error=EIO:when={number}");
            let arguments = [
                "-f",
                "-qq",
                "-o",
                &log.display().to_string(),
                "-e",
                &format!("trace={call}"),
                "-e",
                &inject,
            ];
            let output = under("strace", &arguments.map(str::to_owned), &inner)
                .output()
                .expect("run strace");
            let injected = std::fs::read_to_string(&log).is_ok_and(|log| log.contains("INJECTED"));
            let out = String::from_utf8_lossy(&output.stdout);
            sound(
                &folder,
                seed,
                acked(&out),
                &format!("seed {seed}, {call} number {number}: {out}"),
            );
            runs += 1;
            if !injected {
                // So many calls are never made: the sweep of this one is complete.
                break;
            }
            fired += 1;
        }
    }
    let _ = std::fs::remove_file(strace_log());
    println!(
        "failing calls: seed {seed}, {runs} runs over {} calls, {fired} errors fired, nothing acknowledged was lost",
        CALLS.len()
    );
}

/// What a writer leaves that is killed between a text and its batch: two whole, two in part.
fn leave_texts(store: &Path) {
    for digit in ["a", "b"] {
        let folder = store.join("texts").join(digit.repeat(2));
        std::fs::create_dir_all(&folder).expect("make the folder");
        for ending in ["", ".tmp"] {
            let file = folder.join(digit.repeat(64) + ending);
            std::fs::write(file, "left").expect("write");
        }
    }
}

#[test]
fn recovery_that_is_killed_at_any_write_is_made_good() {
    if !asked_for() || !strace() {
        return println!("killed recovery: left to HALLWAY_TORTURE=ci with strace");
    }
    let (most, seed) = (times(0, 40, 500), seed());
    let original = Folder::new();
    let output = worker("write", original.path(), seed, 0, 300)
        .output()
        .expect("run the worker");
    let mark = acked(&String::from_utf8_lossy(&output.stdout));
    let mut killed = 0;
    for call in [
        "pwrite64",
        "write",
        "rename",
        "openat",
        "ftruncate",
        "unlink",
    ] {
        for number in 1..=most {
            leave_texts(original.path());
            let log = strace_log();
            let inner = worker("open", original.path(), seed, 0, 0);
            let inject = format!("inject={call}:signal=SIGKILL:when={number}");
            let arguments = [
                "-f",
                "-qq",
                "-o",
                &log.display().to_string(),
                "-e",
                &format!("trace={call}"),
                "-e",
                &inject,
            ];
            let output = under("strace", &arguments.map(str::to_owned), &inner)
                .output()
                .expect("run strace");
            let ended = String::from_utf8_lossy(&output.stdout).contains("opened");
            sound(
                &original,
                seed,
                mark,
                &format!("seed {seed}, killed at {call} number {number}"),
            );
            if ended {
                break;
            }
            killed += 1;
        }
    }
    let _ = std::fs::remove_file(strace_log());
    println!(
        "killed recovery: seed {seed}, killed at {killed} different calls, opened every time, {mark} changes all there"
    );
}

#[test]
fn a_full_disk_loses_nothing() {
    let seed = seed();
    let mut full = 0;
    let sizes = times(0, 10, 100);
    for number in 0..sizes {
        let folder = Folder::new();
        std::fs::create_dir_all(folder.path()).expect("make the folder");
        let at = folder.path().display().to_string();
        // Between what a new store needs and what these documents need.
        let size = format!("size={}k", 700 + number * 970 / sizes);
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &size, "none", &at])
            .status();
        if !mounted.is_ok_and(|status| status.success()) {
            return println!("full disk: no tmpfs can be mounted here");
        }
        let store = folder.path().join("store");
        let output = worker("write", &store, seed, 0, 100_000)
            .output()
            .expect("run the worker");
        let out = String::from_utf8_lossy(&output.stdout);
        full += u64::from(out.contains("failed") || out.contains("refused"));
        let more = Command::new("mount")
            .args(["-o", "remount,size=200m", &at])
            .status();
        assert!(more.is_ok_and(|status| status.success()));
        let verdict = if store.join("FORMAT").exists() {
            verify(&store, seed, acked(&out), false)
        } else {
            Verdict::Intact
        };
        unmount(folder.path());
        assert_eq!(verdict, Verdict::Intact, "seed {seed}, {size}: {out}");
    }
    println!(
        "full disk: seed {seed}, {sizes} sizes, {full} ran full, nothing acknowledged was lost"
    );
}

#[test]
fn little_memory_loses_nothing() {
    if !asked_for() {
        return println!("little memory: left to HALLWAY_TORTURE=ci");
    }
    let (sizes, seed) = (times(0, 10, 100), seed());
    let mut stopped = 0;
    for number in 0..sizes {
        let folder = Folder::new();
        let inner = worker("write", folder.path(), seed, 0, 400);
        let limit = 60_000 + number * 400_000 / sizes;
        let script = format!("ulimit -v {limit}; exec \"$0\" \"$@\"");
        let child = under("sh", &["-c".to_owned(), script], &inner)
            .spawn()
            .expect("run the worker");
        let output = within(child, Duration::from_secs(120))
            .unwrap_or_else(|| panic!("seed {seed}, {limit} kB: it hangs"));
        let out = String::from_utf8_lossy(&output.stdout);
        stopped += u64::from(!output.status.success() || !out.contains("acked 400"));
        sound(
            &folder,
            seed,
            acked(&out),
            &format!("seed {seed}, {limit} kB: {out}"),
        );
    }
    println!(
        "little memory: seed {seed}, {sizes} limits, {stopped} ended early, nothing acknowledged was lost"
    );
}
