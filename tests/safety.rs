//! `hallway check`, `backup`, `restore`: a sound store, the same bytes again, damage named.

use std::fs;

use crate::support::{Room, files};

#[test]
fn a_backup_of_a_restored_backup_is_the_same_backup() {
    let room = Room::with_fixtures();
    room.run(&["rename", "Anthony Shaw", "Anthony P. J. Shaw"])
        .code(0);
    let graph = room.graph();
    let made = room
        .run(&["backup", "one.backup", "--format", "json"])
        .code(0)
        .json();
    assert_eq!(
        (&made["documents"], &made["curations"]),
        (&16.into(), &1.into())
    );
    let restored = room
        .run(&["restore", "one.backup", "--store", "other"])
        .code(0);
    assert!(restored.out.contains("16 documents"), "{}", restored.out);
    room.run(&["backup", "two.backup", "--store", "other"])
        .code(0);
    let read = |name: &str| fs::read(room.path(name)).expect("the backup");
    assert_eq!(read("one.backup"), read("two.backup"));
    let again = room
        .run(&["export", "--format", "json", "--store", "other"])
        .code(0)
        .out;
    assert_eq!(graph, again);
    assert_eq!(
        room.run(&["backup", "-"]).code(0).out.as_bytes(),
        read("one.backup")
    );
}

#[test]
fn a_broken_backup_leaves_the_store_as_it_is() {
    let room = Room::with_fixtures();
    let graph = room.graph();
    room.run(&["backup", "whole.backup"]).code(0);
    let whole = fs::read(room.path("whole.backup")).expect("the backup");
    room.write("half.backup", &whole[..whole.len() / 2]);
    let run = room.run(&["restore", "half.backup"]).code(2);
    assert!(run.err.contains("half.backup"), "{}", run.err);
    assert_eq!(room.graph(), graph);
    let kept = room
        .run(&["restore", "whole.backup", "--format", "json"])
        .code(0)
        .json();
    assert!(kept["kept"].is_string(), "what was there is kept: {kept}");
    assert_eq!(room.graph(), graph);
}

#[test]
fn a_sound_store_is_called_sound() {
    let room = Room::with_fixtures();
    let report = room.run(&["check", "--format", "json"]).code(0).json();
    assert_eq!(
        (&report["sound"], &report["documents"]),
        (&true.into(), &16.into())
    );
    assert!(
        room.run(&["check"])
            .code(0)
            .out
            .contains("sound: 16 documents")
    );
    room.run(&["check", "--store", "nowhere"]).code(2);
}

#[test]
fn damage_is_never_silent() {
    let room = Room::with_fixtures();
    let mut hurt = 0;
    for path in files(&room.path("hallway.db/sled")) {
        if path.is_file() && path.file_name().is_some_and(|name| name == "db") {
            let mut bytes = fs::read(&path).expect("the file");
            // Where sled keeps nothing a change harms nothing: hurt what is not zero.
            for byte in bytes.iter_mut().filter(|byte| **byte != 0).step_by(97) {
                *byte ^= 0x55;
                hurt += 1;
            }
            fs::write(&path, bytes).expect("written");
        }
    }
    assert!(hurt > 100, "the store is not where this test looks for it");
    let run = room.run(&["check"]).code(2);
    assert!(
        run.err.contains("damage") || run.out.contains("damage"),
        "{} {}",
        run.err,
        run.out
    );
    room.run(&["who", "anything"]).code(2);
}
