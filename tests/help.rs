//! The command line as it is documented: `tests/help.txt` holds every help text.
//! `UPDATE_EXPECT=1 cargo test --test tests help` writes it anew; read the difference like code.

use std::fmt::Write;
use std::fs;

use crate::support::{Room, root};

/// The verbs below `path`, as its help lists them.
fn verbs(help: &str) -> Vec<String> {
    let list = help
        .split_once("\nCommands:\n")
        .map(|(_, rest)| rest.split("\n\n").next().unwrap_or_default());
    let names = list
        .unwrap_or_default()
        .lines()
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    names
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .map(str::to_owned)
        .collect()
}

fn collect(room: &Room, path: &[String], all: &mut String) {
    let mut arguments = path.to_vec();
    arguments.push("--help".to_owned());
    let help = room.run(&arguments).code(0).out;
    writeln!(all, "$ hallway {}\n{help}", arguments.join(" ")).expect("a string takes it");
    for verb in verbs(&help) {
        let mut below = path.to_vec();
        below.push(verb);
        collect(room, &below, all);
    }
}

#[test]
fn the_help_is_what_was_reviewed() {
    let room = Room::new();
    let mut all = String::new();
    collect(&room, &[], &mut all);
    assert!(verbs(&all).len() > 15, "{all}");
    let path = root().join("tests/help.txt");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&path, &all).expect("the snapshot is written");
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        all == expected,
        "the help has changed; UPDATE_EXPECT=1 cargo test --test tests help\n{all}"
    );
}

#[test]
fn a_wrong_word_is_a_failure_with_a_hint() {
    let run = Room::new().run(&["whoo", "x"]).code(2);
    assert!(run.err.contains("who"), "{}", run.err);
    Room::new().run(&["who"]).code(2);
}

#[test]
fn shells_and_man_get_theirs() {
    let room = Room::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        assert!(
            room.run(&["completions", shell])
                .code(0)
                .out
                .contains("ingest"),
            "{shell}"
        );
    }
    assert!(room.run(&["man"]).code(0).out.starts_with(".ie"));
    room.run(&["man", "--dir", "pages"]).code(0);
    let page = fs::read_to_string(room.path("pages/hallway-who.1")).expect("a page for each verb");
    assert!(page.contains("Who spoke about a topic"), "{page}");
}
