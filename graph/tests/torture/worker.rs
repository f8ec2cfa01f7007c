//! The process that is killed: this test binary again, in another role. And the model of
//! what it does, which is the same sequence of changes for the same seed.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use hallway_graph::store::{self, DiskStore, FactStore};
use hallway_graph::{Entry, Hallway, Write};

use crate::support::{Random, entry, files, long_entry};

/// How many documents the changes go round.
const NAMES: u64 = 150;

/// How many different long texts there are where not all are long: so few that documents
/// share them, so many that the last document often lets go of one.
const LONG_TEXTS: u64 = 40;
/// The least that is added to a text to make it a long one.
const SHORTEST_LONG: usize = 9_000;

/// The change number `number` of the sequence with that seed: seven of eight put a
/// document in, the eighth takes one out. `large` documents weigh some 150 kB; of the
/// others one in five has a text of 9 to 40 kB, too long for the tree.
pub fn change(seed: u64, number: u64, large: bool) -> Write {
    let mut random = Random(seed.wrapping_mul(1_000_003) ^ number);
    let name = format!("{}.md", random.below(NAMES));
    if random.below(8) == 0 {
        return Write::Remove(name);
    }
    let entry = if large {
        long_entry(&name, random.next(), 150_000)
    } else if random.below(5) == 0 {
        let text = random.below(LONG_TEXTS);
        long_entry(&name, text, SHORTEST_LONG + 800 * text as usize)
    } else {
        entry(&name, random.next())
    };
    Write::Put(Box::new(entry))
}

/// The documents that the first changes of a sequence lead to, and the generation.
#[derive(Clone, Default)]
pub struct Model {
    pub documents: BTreeMap<String, Entry>,
    pub generation: u64,
    /// How many changes were made.
    pub changes: u64,
}

impl Model {
    /// Makes the changes of the sequence of `seed` until `changes` of them are made.
    pub fn advance(&mut self, seed: u64, changes: u64, large: bool) {
        while self.changes < changes {
            self.apply(change(seed, self.changes, large));
        }
    }

    /// Makes one more change.
    fn apply(&mut self, write: Write) {
        self.changes += 1;
        let changed = match write {
            Write::Put(entry) => {
                let name = entry.extraction.document.clone();
                let same = self.documents.get(&name) == Some(&*entry);
                self.documents.insert(name, *entry);
                !same
            }
            Write::Remove(name) => self.documents.remove(&name).is_some(),
            Write::Curate(_) | Write::Undo(_) => true,
        };
        self.generation += u64::from(changed);
    }
}

/// What opening a store came to.
#[derive(Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Everything acknowledged is there, and nothing that was never written.
    Intact,
    /// It was refused, for this reason.
    Refused(String),
    /// It opened, and what was acknowledged is not there.
    Lost(String),
}

/// Opens the store in `path` and compares it with the sequence of `seed`, of which the
/// first `acked` changes were acknowledged.
pub fn verify(path: &Path, seed: u64, acked: u64, large: bool) -> Verdict {
    verify_from(&mut Model::default(), path, seed, acked, large)
}

/// Like [`verify`], from a model that has made some of the changes already. Afterwards the
/// model has made those that the store holds.
pub fn verify_from(model: &mut Model, path: &Path, seed: u64, acked: u64, large: bool) -> Verdict {
    let store = match DiskStore::open(path) {
        Ok(store) => store,
        Err(error) => return Verdict::Refused(error.to_string()),
    };
    model.advance(seed, acked, large);
    // Changes that were made and not acknowledged any more may be there: but in order, each
    // as a whole.
    while model.generation < store.generation() && model.changes < acked + 2_000 {
        model.advance(seed, model.changes + 1, large);
    }
    if model.generation != store.generation() {
        let (has, want) = (store.generation(), model.generation);
        return Verdict::Lost(format!(
            "it is at generation {has}, acknowledged was {want}"
        ));
    }
    let names: Vec<String> = model.documents.keys().cloned().collect();
    match store.documents() {
        Ok(found) if found == names => {}
        Ok(found) => {
            return Verdict::Lost(format!(
                "{} documents instead of {}",
                found.len(),
                names.len()
            ));
        }
        Err(error) => return Verdict::Refused(error.to_string()),
    }
    for (name, entry) in &model.documents {
        match store.entry(name) {
            Ok(Some(found)) if found == *entry => {}
            Ok(_) => return Verdict::Lost(format!("{name} is another")),
            Err(error) => return Verdict::Refused(error.to_string()),
        }
    }
    // Of the texts beside the tree, those of the documents that are there and no others.
    let long: BTreeSet<&str> = model
        .documents
        .values()
        .map(|entry| &*entry.document.text)
        .filter(|text| text.len() >= SHORTEST_LONG)
        .collect();
    let beside = path.join("texts");
    let there = if beside.exists() {
        files(&beside).len()
    } else {
        0
    };
    if there != long.len() {
        return Verdict::Lost(format!(
            "{there} texts lie beside the tree instead of {}",
            long.len()
        ));
    }
    Verdict::Intact
}

/// This test binary again, as the worker that `role` names.
pub fn worker(role: &str, path: &Path, seed: u64, from: u64, count: u64) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("this test's own path"));
    command.args([
        "--exact",
        "worker::the_worker",
        "--nocapture",
        "--test-threads=1",
    ]);
    command
        .env("HALLWAY_ROLE", format!("{role} {seed} {from} {count}"))
        .env("HALLWAY_AT", path)
        // Rust's own printing of a backtrace locks itself out where memory ends in its midst.
        .env("RUST_BACKTRACE", "0");
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// What a worker that prints little printed; `None` where it had to be killed for it did
/// not end.
pub fn within(mut child: Child, limit: Duration) -> Option<std::process::Output> {
    let started = Instant::now();
    while child.try_wait().expect("ask").is_none() {
        if started.elapsed() > limit {
            child.kill().expect("kill");
            child.wait().expect("end");
            return None;
        }
        std::thread::sleep(Duration::from_millis(3));
    }
    child.wait_with_output().ok()
}

/// The number after the last change that the output of a worker acknowledges.
pub fn acked(output: &str) -> u64 {
    let numbers = output
        .lines()
        .filter_map(|line| line.rsplit_once("acked ")?.1.trim().parse().ok());
    numbers.max().unwrap_or(0)
}

/// Not a test: the worker. Does nothing unless it is asked for by [`worker`].
#[test]
fn the_worker() {
    let (Ok(role), Some(path)) = (
        std::env::var("HALLWAY_ROLE"),
        std::env::var_os("HALLWAY_AT"),
    ) else {
        return;
    };
    let words: Vec<&str> = role.split(' ').collect();
    let numbers: Vec<u64> = words[1..]
        .iter()
        .map(|word| word.parse().expect("a number"))
        .collect();
    let (seed, from, count) = (numbers[0], numbers[1], numbers[2]);
    let path = Path::new(&path);
    let say = |words: String| {
        println!("{words}");
        std::io::stdout().flush().expect("the pipe is open");
    };
    match words[0] {
        "write" | "write-large" => {
            let large = words[0] == "write-large";
            let hallway = match Hallway::open(path) {
                Ok(hallway) => hallway,
                Err(error) => return say(format!("refused {error}")),
            };
            // Between one and eight changes share a barrier.
            let mut number = from;
            let mut random = Random(seed ^ from);
            while number < from + count {
                let group = (1 + random.below(8)).min(from + count - number);
                let writes = (number..number + group)
                    .map(|number| change(seed, number, large))
                    .collect();
                if let Err(error) = hallway.write(writes) {
                    return say(format!("failed {error}"));
                }
                number += group;
                say(format!("acked {number}"));
            }
        }
        "open" => match Hallway::open(path) {
            Ok(_) => say("opened".to_owned()),
            Err(error) => say(format!("refused {error}")),
        },
        "verify" => say(format!("verdict {:?}", verify(path, seed, count, false))),
        "check" => match store::check(path) {
            Ok(report) => say(format!("damage {}", report.damage.len())),
            Err(error) => say(format!("refused {error}")),
        },
        // What the rig must catch: sled as it comes, with nothing but its own flush.
        "bare-flush" => {
            let db = sled::Config::new()
                .path(path.join("sled"))
                .flush_every_ms(None)
                .open()
                .expect("open");
            for number in from..from + count {
                db.insert(number.to_be_bytes(), vec![7; 2_000])
                    .expect("insert");
                db.flush().expect("flush");
                say(format!("acked {}", number + 1));
            }
        }
        other => panic!("no such role: {other}"),
    }
}
