//! Power cuts. A file system that can copy a file in no time (XFS with reflinks) holds the
//! image of a disk; the store lives on a file system in that image. A copy of the image,
//! taken while the writer runs, is what the disk held at that instant: what the system kept
//! in memory only is not in it.
//!
//! The rig models a disk that keeps the order of what it is sent; a worse disk loses more.

use std::io::{BufRead, BufReader};
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::support::{Folder, Random};
use crate::worker::{Model, Verdict, acked, verify_from, worker};
use crate::{asked_for, progress, seed, times};

/// How many cuts a store lives through.
const LIVES: u64 = 4;

/// One rig at a time: loop devices are few.
static RIG: Mutex<()> = Mutex::new(());

fn shell(script: &str) -> Result<(), String> {
    let output = Command::new("sh")
        .args(["-ec", script])
        .output()
        .map_err(|error| error.to_string())?;
    if output.status.success() {
        Ok(())
    } else {
        Err(String::from_utf8_lossy(&output.stderr).trim().to_owned())
    }
}

/// Unmounts, as soon as no thread of sled's holds a file there: they may for a moment after
/// a store is closed.
pub fn unmount(at: &Path) {
    let give_up = Instant::now() + Duration::from_secs(20);
    while let Err(why) = shell(&format!("umount '{}'", at.display())) {
        assert!(Instant::now() < give_up, "{why}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

struct Rig {
    folder: Folder,
}

impl Rig {
    /// The rig, or why there can be none here.
    fn new() -> Result<Rig, String> {
        let folder = Folder::new();
        let at = folder.path().display().to_string();
        std::fs::create_dir_all(folder.path()).map_err(|error| error.to_string())?;
        let rig = Rig { folder };
        shell(&format!(
            "cd {at}; mkdir outer disk cut; truncate -s 1500M outer.img; mkfs.xfs -q -m reflink=1 outer.img; \
             mount -o loop outer.img outer; truncate -s 400M outer/disk.img; mkfs.ext4 -q -F outer/disk.img; \
             mount -o loop outer/disk.img disk; sync"
        ))
        .map(|()| rig)
    }

    fn disk(&self) -> PathBuf {
        self.folder.path().join("disk")
    }

    /// Runs a worker from its change `from` on, cuts the power after a while, and mounts
    /// what the disk held then. Gives what had been acknowledged before the cut.
    fn cut(
        &self,
        role: &str,
        store: &Path,
        seed: u64,
        from: u64,
        after: Duration,
    ) -> Result<u64, String> {
        let mut child = worker(role, store, seed, from, 1_000_000)
            .spawn()
            .map_err(|error| error.to_string())?;
        let out = child.stdout.take().ok_or("no output")?;
        let mark = Arc::new(AtomicU64::new(from));
        let reader = {
            let mark = Arc::clone(&mark);
            std::thread::spawn(move || {
                for line in BufReader::new(out).lines().map_while(Result::ok) {
                    mark.fetch_max(acked(&line), Ordering::SeqCst);
                }
            })
        };
        std::thread::sleep(after);
        // First the mark, then the cut: what is acknowledged in between does not count.
        let before = mark.load(Ordering::SeqCst);
        let at = self.folder.path().display();
        let copied = shell(&format!(
            "cd {at}; cp --reflink=always outer/disk.img outer/cut.img"
        ));
        let killed = child.kill();
        let ended = child.wait();
        drop(reader.join());
        copied?;
        killed.and(ended).map_err(|error| error.to_string())?;
        shell(&format!("cd {at}; mount -o loop outer/cut.img cut"))?;
        Ok(before)
    }

    /// Throws away what the disk held at the cut.
    fn unmount_cut(&self) {
        let at = self.folder.path();
        unmount(&at.join("cut"));
        std::fs::remove_file(at.join("outer/cut.img")).expect("remove the image");
    }
}

impl Drop for Rig {
    fn drop(&mut self) {
        let at = self.folder.path().display();
        let _ = shell(&format!(
            "cd {at}; umount cut 2>/dev/null || true; umount disk 2>/dev/null || true; umount outer 2>/dev/null || true"
        ));
    }
}

#[test]
fn nothing_acknowledged_is_lost_to_a_power_cut() {
    let _one = RIG.lock().unwrap_or_else(PoisonError::into_inner);
    let (cuts, seed) = (times(0, 60, 1_000), seed());
    let rig = match Rig::new() {
        _ if !asked_for() => {
            return println!("power cuts: left to HALLWAY_TORTURE=ci, for they need root");
        }
        Ok(rig) => rig,
        Err(why) => {
            return println!(
                "power cuts: no rig here ({why}); the kills and the changes of files stand in for it"
            );
        }
    };
    let mut random = Random(seed ^ 0xC07);
    let mut total = 0;
    let mut model = Model::default();
    for cut in 0..cuts {
        progress("power cuts", cut, cuts);
        // A store lives through some cuts: what the next ones find was recovered, has been
        // written over, and is cut while it is recovered again.
        let number = cut / LIVES;
        let seed = seed + number;
        let store = rig.disk().join(format!("store-{number}"));
        if cut % LIVES == 0 {
            model = Model::default();
        }
        // Every third store has documents that sled on its own would keep beside its log.
        let large = number % 3 == 2;
        let role = if large { "write-large" } else { "write" };
        let after = Duration::from_millis(20 + random.below(900));
        let mark = rig
            .cut(role, &store, seed, model.changes, after)
            .expect("cut the power");
        total += mark - model.changes;
        let at_cut = rig
            .folder
            .path()
            .join("cut")
            .join(format!("store-{number}"));
        let told = format!("seed {seed} cut {cut}, acknowledged {mark}");
        if at_cut.join("FORMAT").exists() {
            let verdict = verify_from(&mut model.clone(), &at_cut, seed, mark, large);
            assert_eq!(verdict, Verdict::Intact, "{told}");
        } else {
            assert_eq!(mark, 0, "the store is gone: {told}");
        }
        rig.unmount_cut();
        if store.join("FORMAT").exists() {
            let verdict = verify_from(&mut model, &store, seed, mark, large);
            assert_eq!(verdict, Verdict::Intact, "after the kill: {told}");
        }
        if cut % LIVES == LIVES - 1 {
            std::fs::remove_dir_all(&store).expect("remove the store");
        }
    }
    println!(
        "power cuts: seed {seed}, {cuts} cuts, {total} changes acknowledged before them, 0 lost"
    );
}

/// The control: were the rig blind, the test above would say nothing.
#[test]
fn a_bare_flush_loses_what_it_acknowledged() {
    let _one = RIG.lock().unwrap_or_else(PoisonError::into_inner);
    let (cuts, seed) = (times(0, 5, 20), seed());
    let rig = match Rig::new() {
        _ if !asked_for() => {
            return println!("control: left to HALLWAY_TORTURE=ci, for it needs root");
        }
        Ok(rig) => rig,
        Err(why) => return println!("control: no rig here ({why})"),
    };
    let mut random = Random(seed ^ 0xBA2E);
    let (mut losing, mut lost) = (0, 0);
    for cut in 0..cuts {
        let store = rig.disk().join(format!("bare-{cut}"));
        std::fs::create_dir_all(&store).expect("make the folder");
        let after = Duration::from_millis(400 + random.below(600));
        let mark = rig
            .cut("bare-flush", &store, seed, 0, after)
            .expect("cut the power");
        let at_cut = rig
            .folder
            .path()
            .join("cut")
            .join(format!("bare-{cut}/sled"));
        // Sled may also give up with a panic on what the cut left: then all of it is lost.
        let opened = at_cut
            .exists()
            .then(|| catch_unwind(|| sled::Config::new().path(&at_cut).open()));
        let there = match &opened {
            Some(Ok(Ok(db))) => (0..mark)
                .filter(|number| matches!(db.get(number.to_be_bytes()), Ok(Some(_))))
                .count() as u64,
            _ => 0,
        };
        drop(opened);
        losing += u64::from(there < mark);
        lost += mark - there;
        rig.unmount_cut();
        let _ = std::fs::remove_dir_all(&store);
    }
    println!(
        "control: seed {seed}, {losing} of {cuts} cuts lost what a bare flush had acknowledged, {lost} values in all"
    );
    assert!(losing > 0, "the rig does not bite");
}
