//! Corrections by hand: they hold, they outlive a new version of the document, they go again.

use crate::support::Room;

const RECAP: &str =
    "# WidgetConf 2020\n\n- Widgets at Scale - Nadia Petrova\n- Small Widgets - Bruno Keller\n";

fn room() -> Room {
    let room = Room::new();
    room.write("recap.md", RECAP);
    room.run(&["ingest", "recap.md"]).code(0);
    room
}

#[test]
fn a_new_name_outlives_a_new_version() {
    let room = room();
    let before = room.graph();
    let number = room
        .run(&[
            "rename",
            "Nadia Petrova",
            "Nadezhda Petrova",
            "--format",
            "json",
        ])
        .code(0)
        .json()["number"]
        .clone();
    room.write("recap.md", format!("{RECAP}\nThat was all.\n"));
    room.run(&["ingest", "recap.md"]).code(0);
    let shown = room
        .run(&["show", "Nadezhda Petrova", "--format", "json"])
        .code(0)
        .json();
    assert_eq!(shown[0]["name"], "Nadezhda Petrova");
    room.write("recap.md", RECAP);
    room.run(&["ingest", "recap.md"]).code(0);
    room.run(&["undo", &number.to_string()]).code(0);
    assert_eq!(room.graph(), before, "and nothing is left of it");
    room.run(&["undo", &number.to_string()]).code(1);
}

#[test]
fn two_become_one_and_a_fact_is_taken_back() {
    let room = room();
    room.run(&["merge", "Nadia Petrova", "Bruno Keller"])
        .code(0);
    let shown = room
        .run(&["show", "Bruno Keller", "--format", "json"])
        .code(0)
        .json();
    assert_eq!(shown[0]["name"], "Nadia Petrova");
    let talks = |shown: &serde_json::Value| {
        let edges = shown[0]["edges"].as_array().expect("edges").iter();
        edges.filter(|edge| edge["kind"] == "GAVE").count()
    };
    assert_eq!(talks(&shown), 2);
    room.run(&["retract", "Nadia Petrova", "gave", "Small Widgets"])
        .code(0);
    let shown = room
        .run(&["show", "Nadia Petrova", "--format", "json"])
        .code(0)
        .json();
    assert_eq!(talks(&shown), 1);
    room.run(&["retract", "Nadia Petrova", "gave", "Small Widgets"])
        .code(1);
    let list = room.run(&["curations", "--format", "json"]).code(0).json();
    assert_eq!(list.as_array().map(Vec::len), Some(2));
}

#[test]
fn a_name_that_nobody_bears_is_a_failure() {
    let room = room();
    let run = room.run(&["rename", "Nobody Here", "Somebody"]).code(2);
    assert!(
        run.err.contains("there is no node 'Nobody Here'"),
        "{}",
        run.err
    );
    room.run(&["curations"]).code(1);
}
