//! The store on disk and the one in memory do the same, through any changes and restarts.

use hallway_graph::store::{self, DiskStore, FactStore, MemoryStore};
use hallway_graph::{Curation, Write};

use crate::support::{Folder, Random, entry, long_entry};
use crate::{progress, seed, times};

#[test]
fn disk_and_memory_do_the_same() {
    let (steps, seed) = (times(300, 2_000, 1_000_000), seed());
    let mut random = Random(seed ^ 0x30DE1);
    let folder = Folder::new();
    let mut disk = DiskStore::open(folder.path()).expect("open");
    let mut memory = MemoryStore::default();
    let (mut restarts, mut restores) = (0, 0);
    for step in 0..steps {
        progress("model", step, steps);
        let mut writes = Vec::new();
        for _ in 0..1 + random.below(4) {
            writes.push(match random.below(20) {
                0..=11 => {
                    let name = format!("{}.md", random.below(40));
                    // One in ten is too long for the tree; some of them are of one text.
                    Write::Put(Box::new(match random.below(60) {
                        seed @ 0..6 => long_entry(&name, seed, 9_000),
                        seed => entry(&name, seed),
                    }))
                }
                12..=15 => Write::Remove(format!("{}.md", random.below(40))),
                16 => Write::Curate(Curation::Rename {
                    node: format!("person:{}", random.below(9)),
                    name: "N".to_owned(),
                }),
                // Mostly one that is there, so that they do not pile up.
                17 => Write::Undo(1 + random.below(memory.last_curation() + 1)),
                _ => {
                    let there = memory.curations();
                    let at = random.below(there.len() as u64 + 1) as usize;
                    Write::Undo(there.get(at).map_or(0, |record| record.number))
                }
            });
        }
        let did = disk.write(&writes).expect("write");
        assert_eq!(
            did,
            memory.write(&writes).expect("write"),
            "seed {seed} step {step}"
        );
        assert_eq!(
            disk.generation(),
            memory.generation(),
            "seed {seed} step {step}"
        );
        // In a long run rarely enough that its time goes into the steps.
        if random.below(times(20, 20, 200)) == 0 {
            drop(disk);
            restarts += 1;
            if random.below(3) == 0 {
                // Through a backup and back.
                let mut backup = Vec::new();
                store::backup(&DiskStore::open(folder.path()).expect("open"), &mut backup)
                    .expect("backup");
                let mut same = Vec::new();
                store::backup(&memory, &mut same).expect("backup");
                assert!(
                    backup == same,
                    "seed {seed} step {step}: the backups differ"
                );
                restores += 1;
            }
            disk = DiskStore::open(folder.path()).expect("open again");
            let (mine, theirs) = (
                disk.contents().expect("read"),
                memory.contents().expect("read"),
            );
            assert_eq!(
                mine.extractions, theirs.extractions,
                "seed {seed} step {step}"
            );
            assert_eq!(mine.curations, theirs.curations, "seed {seed} step {step}");
        }
    }
    drop(disk);
    assert_eq!(store::check(folder.path()).expect("check").damage, []);
    println!(
        "model: seed {seed}, {steps} steps, {restarts} restarts, {restores} backups compared, no difference"
    );
}
