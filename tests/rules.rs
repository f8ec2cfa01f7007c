//! `hallway rules`: every rule keeps its own examples, and a new one starts green.

use crate::support::Room;

#[test]
fn the_built_in_rules_keep_their_examples() {
    let run = Room::new().run(&["rules", "test"]);
    assert_eq!(run.code, Some(0), "{}", run.out);
}

#[test]
fn the_list_and_each_rule_can_be_shown() {
    let room = Room::new();
    let list = room
        .run(&["rules", "list", "--format", "json"])
        .code(0)
        .json();
    let ids: Vec<&str> = list
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|rule| rule["id"].as_str())
        .collect();
    assert!(ids.len() > 20 && ids.is_sorted(), "{ids:?}");
    for id in &ids {
        assert!(
            room.run(&["rules", "show", id])
                .code(0)
                .out
                .contains("fires"),
            "{id}"
        );
    }
    room.run(&["rules", "show", "no-such-rule"]).code(1);
}

#[test]
fn the_skeleton_of_a_rule_is_green_and_works() {
    let room = Room::new();
    room.run(&["rules", "new", "talk-comma-with"]).code(0);
    room.run(&["rules", "test", "talk-comma-with", "--rules", "rules"])
        .code(0);
    room.write(
        "list.md",
        "# WidgetConf 2020\n\n- Widgets at Scale, with Nadia Petrova\n",
    );
    let with = room
        .run(&["extract", "list.md", "--rules", "rules"])
        .code(0)
        .out;
    assert!(with.contains(r#""rule":"talk-comma-with""#), "{with}");
    let run = room.run(&["rules", "new", "talk-comma-with"]).code(2);
    assert!(run.err.contains("is there already"), "{}", run.err);
}

#[test]
fn a_rule_without_examples_does_not_load() {
    let room = Room::new();
    room.run(&["rules", "new", "talk-comma-with"]).code(0);
    let path = room.path("rules/talk-comma-with.toml");
    let content = std::fs::read_to_string(&path).expect("the skeleton");
    let (before, _) = content.split_once("silent = [").expect("silent examples");
    room.write(
        "rules/talk-comma-with.toml",
        format!("{before}silent = []\n"),
    );
    let run = room.run(&["rules", "list", "--rules", "rules"]).code(2);
    assert!(
        run.err.contains("talk-comma-with") && run.err.contains("at least two"),
        "{}",
        run.err
    );
}

#[test]
fn the_order_of_rule_files_changes_nothing() {
    let rules = |room: &Room, names: [&str; 2]| {
        for (name, id) in names.iter().zip(["talk-comma-with", "talk-comma-with-two"]) {
            room.run(&["rules", "new", id, "--dir", "made"]).code(0);
            let made = room.path(&format!("made/{id}.toml"));
            room.write(
                &format!("rules/{name}.toml"),
                std::fs::read(made).expect("made"),
            );
        }
    };
    let (one, other) = (Room::new(), Room::new());
    rules(&one, ["a", "b"]);
    rules(&other, ["b", "a"]);
    let extract = |room: &Room| {
        room.write(
            "list.md",
            "# WidgetConf 2020\n\n- Widgets at Scale, with Nadia Petrova\n",
        );
        room.run(&["extract", "list.md", "--rules", "rules"])
            .code(0)
            .out
    };
    assert_eq!(extract(&one), extract(&other));
}
