//! Files of a store that someone else wrote to: every change is either without
//! consequence or refused with its cause, in bounded time, and without a panic.

use std::fs;
use std::path::Path;
use std::time::Duration;

use hallway_graph::Hallway;

use crate::support::{Folder, Random, copy, files};
use crate::worker::{change, within, worker};
use crate::{progress, seed, times};

/// Changes one file of the folder; says how.
fn mutate(folder: &Path, random: &mut Random) -> String {
    // One change in four goes to the texts, which are many; the others to all else.
    let beside = folder.join("texts");
    let (texts, others): (Vec<_>, Vec<_>) = files(folder)
        .into_iter()
        .partition(|file| file.starts_with(&beside));
    let files = if random.below(4) == 0 && !texts.is_empty() {
        texts
    } else {
        others
    };
    let weights: Vec<u64> = files
        .iter()
        .map(|file| 1 + fs::metadata(file).map_or(0, |data| data.len().min(1 << 20) / 64))
        .collect();
    // Half of them go to any file alike, half to where the bytes are.
    let number = if random.below(2) == 0 {
        random.below(files.len() as u64) as usize
    } else {
        let mut at = random.below(weights.iter().sum());
        weights
            .iter()
            .position(|weight| at.checked_sub(*weight).map(|rest| at = rest).is_none())
            .unwrap_or(0)
    };
    let file = &files[number];
    let mut bytes = fs::read(file).expect("read");
    let at = random.below(bytes.len().max(1) as u64) as usize;
    let how = match random.below(7) {
        0 | 1 if !bytes.is_empty() => {
            bytes[at] ^= 1 << random.below(8);
            format!("a bit at {at}")
        }
        2 => {
            bytes.truncate(at);
            format!("cut at {at}")
        }
        3 => {
            let end = (at + 4096).min(bytes.len());
            bytes[at..end].fill(0);
            format!("zeros from {at}")
        }
        4 => {
            bytes.extend((0..1 + random.below(600)).map(|_| random.next() as u8));
            "more at the end".to_owned()
        }
        5 => {
            fs::remove_file(file).expect("remove");
            return format!("{}: gone", name(file, folder));
        }
        _ => {
            let end = (at + 64).min(bytes.len());
            bytes[at..end]
                .iter_mut()
                .for_each(|byte| *byte = random.next() as u8);
            format!("noise from {at}")
        }
    };
    fs::write(file, bytes).expect("write");
    format!("{}: {how}", name(file, folder))
}

/// A file's name inside the folder.
fn name(file: &Path, folder: &Path) -> String {
    let inside = file.strip_prefix(folder).expect("inside");
    inside.display().to_string()
}

#[test]
fn damage_is_without_consequence_or_named() {
    let (mutations, seed) = (times(40, 500, 10_000), seed());
    let original = Folder::new();
    let hallway = Hallway::open(original.path()).expect("open");
    let count = 400;
    hallway
        .write(
            (0..count)
                .map(|number| change(seed, number, false))
                .collect(),
        )
        .expect("write");
    drop(hallway);
    let mut random = Random(seed ^ 0xDA_3A6E);
    let (mut intact, mut refused, mut texts) = (0, 0, 0);
    for number in 0..mutations {
        progress("damage", number, mutations);
        let folder = Folder::new();
        copy(original.path(), folder.path());
        let mut how = mutate(folder.path(), &mut random);
        // Every fourth has two accidents.
        if number % 4 == 3 {
            how = format!("{how}; {}", mutate(folder.path(), &mut random));
        }
        texts += u64::from(how.contains("texts/"));
        let child = worker("verify", folder.path(), seed, 0, count)
            .spawn()
            .expect("start");
        let output = within(child, Duration::from_secs(20))
            .unwrap_or_else(|| panic!("seed {seed} number {number} hangs: {how}"));
        let (out, err) = (
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr),
        );
        let told = format!("seed {seed} number {number}, {how}:\n{out}\n{err}");
        assert!(
            !err.contains("panicked at") && !out.contains("panicked at"),
            "{told}"
        );
        if out.contains("verdict Intact") {
            intact += 1;
        } else if out.contains("verdict Refused") {
            refused += 1;
        } else {
            panic!("{told}");
        }
    }
    println!(
        "damage: seed {seed}, {mutations} changes of store files, {texts} of them of texts beside the tree, {intact} without consequence, {refused} refused by name, 0 silent, 0 hangs"
    );
    assert!(
        refused > 0,
        "nothing was ever refused: the changes do not bite"
    );
}
