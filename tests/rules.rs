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

/// A rule of our own: `- Title, with Speaker`.
fn rule(id: &str) -> String {
    format!(
        r#"[[rule]]
id = "{id}"
finds = "A list item 'Title, with Speaker' names a talk and who gave it."
where = "list-item"
pattern = "^ <talk:title> COMMA with <speaker:names> $"
emits = ["speaker GAVE talk"]
confidence = 0.9
fires = [
  {{ text = "- The Design of Everyday APIs, with Lynn Root", facts = ["Lynn Root GAVE The Design of Everyday APIs"] }},
  {{ text = "- Tidy Data in Practice, with Anna Berg", facts = ["Anna Berg GAVE Tidy Data in Practice"] }},
]
silent = ["- Coffee, with milk", "- A long walk, with friends"]
"#
    )
}

#[test]
fn a_rule_of_ones_own_works() {
    let room = Room::new();
    room.write("rules/mine.toml", rule("talk-comma-with"));
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
}

#[test]
fn a_new_rule_overwrites_no_other() {
    let room = Room::new();
    room.run(&["rules", "new", "talk-comma-with"]).code(0);
    let made = std::fs::read(room.path("rules/talk-comma-with.toml")).expect("the skeleton");
    room.run(&["rules", "new", "talk-comma-with"]).code(2);
    assert_eq!(
        std::fs::read(room.path("rules/talk-comma-with.toml")).expect("the skeleton"),
        made
    );
}

#[test]
fn a_rule_without_examples_does_not_load() {
    let room = Room::new();
    let rule = rule("talk-comma-with");
    let (before, _) = rule.split_once("silent = [").expect("silent examples");
    room.write("rules/mine.toml", format!("{before}silent = []\n"));
    let run = room.run(&["rules", "list", "--rules", "rules"]).code(2);
    assert!(
        run.err.contains("talk-comma-with") && run.err.contains("at least two"),
        "{}",
        run.err
    );
}

#[test]
fn the_order_of_rule_files_changes_nothing() {
    let extract = |names: [&str; 2]| {
        let room = Room::new();
        for (name, id) in names.iter().zip(["talk-comma-with", "talk-comma-with-two"]) {
            room.write(&format!("rules/{name}.toml"), rule(id));
        }
        room.write(
            "list.md",
            "# WidgetConf 2020\n\n- Widgets at Scale, with Nadia Petrova\n",
        );
        room.run(&["extract", "list.md", "--rules", "rules"])
            .code(0)
            .out
    };
    assert_eq!(extract(["a", "b"]), extract(["b", "a"]));
}
