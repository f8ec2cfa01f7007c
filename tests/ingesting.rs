//! `hallway ingest` and `forget`: what goes in, what stays out, and that nothing else is left.

use std::io::Write;
use std::time::Duration;

use serde_json::Value;

use crate::support::{Room, fixtures, root};

fn name(path: &std::path::Path) -> String {
    path.display().to_string()
}

#[test]
fn a_folder_goes_in_and_the_summary_counts() {
    let room = Room::new();
    let folder = name(&root().join("fixtures/documents"));
    let first = room
        .run(&["ingest", &folder, "--format", "json"])
        .code(0)
        .json();
    let count = |summary: &Value, key: &str| summary[key].as_u64().expect("a count");
    assert_eq!(count(&first, "documents"), count(&first, "added"));
    // Eleven files with one document each, an Atom feed of three posts, an RSS feed of two.
    assert_eq!(count(&first, "documents"), 16);
    assert!(
        count(&first, "nodes") > 150 && count(&first, "edges") > 200,
        "{first}"
    );
    let again = room
        .run(&["ingest", &folder, "--format", "json"])
        .code(0)
        .json();
    assert_eq!(
        (count(&again, "unchanged"), count(&again, "added")),
        (16, 0)
    );
    assert_eq!(
        (&first["nodes"], &first["edges"]),
        (&again["nodes"], &again["edges"])
    );
}

#[test]
fn the_order_of_ingest_changes_nothing() {
    let (forward, backward) = (Room::new(), Room::new());
    for path in fixtures() {
        forward.run(&["ingest", &name(&path)]).code(0);
    }
    let mut arguments = vec!["ingest".to_owned()];
    arguments.extend(fixtures().iter().rev().map(|path| name(path)));
    backward.run(&arguments).code(0);
    assert_eq!(forward.graph(), backward.graph());
}

#[test]
fn forgetting_removes_exactly_that_document() {
    let room = Room::with_fixtures();
    let all = room.graph();
    let gone = fixtures()
        .into_iter()
        .find(|path| path.ends_with("gopherfest-porto-2019.md"))
        .expect("the fixture");
    let run = room.run(&["forget", &name(&gone)]).code(0);
    assert!(run.out.contains("gopherfest-porto-2019.md"), "{}", run.out);

    let without = Room::new();
    let mut arguments = vec!["ingest".to_owned()];
    arguments.extend(
        fixtures()
            .iter()
            .filter(|path| **path != gone)
            .map(|path| name(path)),
    );
    without.run(&arguments).code(0);
    assert_eq!(
        room.graph(),
        without.graph(),
        "as if it had never been there"
    );

    room.run(&["ingest", &name(&gone)]).code(0);
    assert_eq!(room.graph(), all, "and back again");
}

#[test]
fn forgetting_a_feed_takes_its_posts() {
    let room = Room::new();
    let feed = name(&root().join("fixtures/documents/sidetrack.atom.xml"));
    room.run(&["ingest", &feed]).code(0);
    let summary = room
        .run(&["forget", &feed, "--format", "json"])
        .code(0)
        .json();
    assert_eq!(summary["forgotten"].as_array().map(Vec::len), Some(3));
    let stats = room.run(&["stats", "--format", "json"]).code(0).json();
    assert_eq!(stats["nodes"]["DOCUMENT"], 0);
    let run = room.run(&["forget", &feed]).code(1);
    assert!(run.err.contains("there is no document"), "{}", run.err);
}

#[test]
fn a_new_version_replaces_the_old_one() {
    let room = Room::new();
    room.write(
        "recap.md",
        "# WidgetConf 2020\n\n- Widgets at Scale - Nadia Petrova\n",
    );
    room.run(&["ingest", "recap.md"]).code(0);
    assert!(room.graph().contains("Nadia Petrova"));
    room.write(
        "recap.md",
        "# WidgetConf 2020\n\n- Widgets at Scale - Bruno Keller\n",
    );
    let summary = room
        .run(&["ingest", "recap.md", "--format", "json"])
        .code(0)
        .json();
    assert_eq!(summary["replaced"], 1);
    let graph = room.graph();
    assert!(
        graph.contains("Bruno Keller") && !graph.contains("Nadia Petrova"),
        "{graph}"
    );
}

#[test]
fn hostile_files_are_named_and_the_good_ones_go_in() {
    let room = Room::new();
    room.write("posts/a-good.md", "# GoodConf 2021\n\nWe were in Lyon.\n");
    room.write("posts/b-binary.md", [0u8, 1, 2, 255, 254, 0, 0]);
    room.write("posts/c-picture.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    room.write("posts/deep/d-good.txt", "Words.\n");
    room.write("posts/.hidden", "not looked at");
    let run = room
        .run(&["ingest", "posts", "missing.md", "--format", "json"])
        .code(1);
    let summary = run.json();
    assert_eq!(summary["documents"], 2, "{summary}");
    let skipped: Vec<&str> = summary["skipped"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|row| row["document"].as_str())
        .collect();
    assert_eq!(
        skipped,
        ["posts/b-binary.md", "posts/c-picture.png", "missing.md"]
    );
    for name in skipped {
        assert!(run.err.contains(name), "{name} is not named in {}", run.err);
    }
}

#[test]
fn asking_a_store_that_is_not_there_says_so() {
    let room = Room::new();
    let run = room.run(&["who", "anything"]).code(2);
    assert!(
        run.err.contains("there is no store at hallway.db"),
        "{}",
        run.err
    );
    assert!(
        !room.path("hallway.db").exists(),
        "a question makes no store"
    );
}

#[test]
fn the_store_comes_from_the_option_or_the_environment() {
    let room = Room::new();
    room.write("a.txt", "Words.\n");
    room.run(&["ingest", "a.txt", "--store", "one"]).code(0);
    let output = room
        .command(&["ingest", "a.txt"])
        .env("HALLWAY_STORE", "two")
        .output()
        .expect("it runs");
    assert_eq!(output.status.code(), Some(0));
    assert!(
        room.path("one").exists() && room.path("two").exists() && !room.path("hallway.db").exists()
    );
}

#[test]
fn a_second_process_hears_who_holds_the_store() {
    let room = Room::new();
    room.write("a.txt", "Words.\n");
    room.run(&["ingest", "a.txt"]).code(0);
    // It has the store open, and waits for its standard input to end. Where a question of
    // ours was in its way when it started, it starts again.
    let hold = || room.start(&["ingest", "-", "--name", "held.txt"]);
    let mut holder = hold();
    let mut waited = 0;
    let told = loop {
        std::thread::sleep(Duration::from_millis(100));
        if holder.try_wait().expect("its state").is_some() {
            holder = hold();
        } else {
            let run = room.run(&["stats"]);
            if run.code == Some(2) {
                break run;
            }
        }
        waited += 1;
        assert!(waited < 100, "the first process never took the store");
    };
    assert!(told.err.contains("in use by "), "{}", told.err);
    let mut input = holder.stdin.take().expect("standard input");
    input.write_all(b"More words.\n").expect("written");
    drop(input);
    let output = holder.wait_with_output().expect("it ends");
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    room.run(&["stats"]).code(0);
}

/// A catalogue of so many records, of which every seventh is broken where asked for.
fn catalogue(records: usize, broken: bool) -> String {
    let record = |number: usize| match number % 7 {
        3 if broken => "{broken".to_owned(),
        _ => format!(
            "{{\"event\": \"TideConf\", \"title\": \"Tides and how to read them, part {number}\", \
             \"speakers\": [\"Ann Bell\"], \"description\": \"Ann Bell is an engineer at Gullworks.\", \
             \"recorded\": \"2019-04-0{}\"}}",
            number % 9 + 1
        ),
    };
    let lines: Vec<String> = (0..records).map(record).collect();
    lines.join("\n")
}

#[test]
fn a_catalogue_that_is_streamed_gives_the_graph_of_one_that_is_not() {
    let (streamed, whole) = (Room::new(), Room::new());
    let text = catalogue(200, false);
    // The name on standard input is the document's; what comes there is read as a whole.
    streamed.write("tides.jsonl", &text);
    streamed
        .run(&["ingest", "tides.jsonl", "--threads", "3"])
        .code(0);
    let mut child = whole.start(&["ingest", "-", "--name", "tides.jsonl"]);
    let mut input = child.stdin.take().expect("standard input");
    input.write_all(text.as_bytes()).expect("written");
    drop(input);
    assert!(child.wait().expect("it ends").success());
    assert_eq!(streamed.graph(), whole.graph());
    let files: Vec<String> = [1, 3]
        .into_iter()
        .map(|threads| {
            let threads = threads.to_string();
            streamed
                .run(&["extract", "tides.jsonl", "--threads", &threads])
                .code(0)
                .out
        })
        .collect();
    assert_eq!(files[0].lines().count(), 200);
    assert_eq!(files[0], files[1]);
}

#[test]
fn broken_records_are_told_of_once_and_the_others_go_in() {
    let room = Room::new();
    room.write("tides.jsonl", catalogue(70, true));
    let run = room
        .run(&["ingest", "tides.jsonl", "--format", "json"])
        .code(1);
    assert_eq!(run.json()["documents"], 60);
    let told: Vec<&str> = run
        .err
        .lines()
        .filter(|line| line.contains("skipped"))
        .collect();
    assert_eq!(told.len(), 1, "{}", run.err);
    assert!(
        told[0].contains("tides.jsonl: 10 records; the first, record 4:"),
        "{}",
        told[0]
    );
}
