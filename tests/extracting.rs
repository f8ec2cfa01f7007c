//! `hallway extract`: the same bytes whatever the order and the threads, quotes that are slices.

use std::io::Read;

use crate::support::{Room, fixtures};

fn names() -> Vec<String> {
    fixtures()
        .iter()
        .map(|path| path.display().to_string())
        .collect()
}

#[test]
fn one_line_for_each_document_in_the_order_given() {
    let room = Room::new();
    let mut names = names();
    names.retain(|name| !name.ends_with(".xml"));
    names.reverse();
    let mut arguments = vec!["extract".to_owned()];
    arguments.extend(names.clone());
    let lines = room.run(&arguments).code(0).json_lines();
    let documents: Vec<&str> = lines
        .iter()
        .filter_map(|line| line["document"].as_str())
        .collect();
    assert_eq!(documents, names);
}

#[test]
fn order_and_threads_change_nothing() {
    let room = Room::new();
    let extract = |names: &[String], threads: &str| {
        let mut arguments = vec![
            "extract".to_owned(),
            "--threads".to_owned(),
            threads.to_owned(),
        ];
        arguments.extend_from_slice(names);
        room.run(&arguments).code(0).out
    };
    let mut names = names();
    let once = extract(&names, "1");
    assert_eq!(once, extract(&names, "1"), "twice");
    assert_eq!(once, extract(&names, "2"), "two threads");
    assert_eq!(once, extract(&names, "7"), "seven threads");
    names.reverse();
    let sorted = |text: &str| {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert_eq!(
        sorted(&once),
        sorted(&extract(&names, "2")),
        "in another order"
    );
}

#[test]
fn every_quote_is_its_slice_of_the_plain_text() {
    let room = Room::new();
    let mut quotes = 0;
    for name in names() {
        if name.ends_with(".xml") {
            continue; // Several documents in one file: their texts cannot be told apart here.
        }
        let text = room
            .run(&["extract", "--format", "text", &name])
            .code(0)
            .out;
        for line in room.run(&["extract", &name]).code(0).json_lines() {
            for edge in line["edges"].as_array().into_iter().flatten() {
                let evidence = edge["evidence"].as_array().expect("evidence is a list");
                assert!(
                    edge["kind"] == "MENTIONS" || !evidence.is_empty(),
                    "no evidence for {edge}"
                );
                for piece in evidence {
                    let (start, end) = (piece["start"].as_u64(), piece["end"].as_u64());
                    let range = start.expect("start") as usize..end.expect("end") as usize;
                    assert_eq!(text.get(range), piece["quote"].as_str(), "{name}: {piece}");
                    quotes += 1;
                }
            }
        }
    }
    assert!(quotes > 100, "only {quotes} quotes in all fixtures");
}

#[test]
fn the_posts_of_a_feed_are_documents_of_their_own() {
    let room = Room::new();
    let feed = names()
        .into_iter()
        .find(|name| name.ends_with("sidetrack.atom.xml"))
        .expect("the feed");
    let lines = room.run(&["extract", &feed]).code(0).json_lines();
    assert_eq!(lines.len(), 3);
    for line in &lines {
        let name = line["document"].as_str().expect("a name");
        assert!(name.starts_with(&format!("{feed}#")), "{name}");
    }
    assert_eq!(lines[0]["title"], "PyCon US 2023, one month on");
    assert_eq!(lines[0]["author"][0], "Owen Pryce");
    assert_eq!(lines[0]["date"], "2023-05-29");
}

#[test]
fn what_cannot_be_read_is_named_and_the_rest_is_printed() {
    let room = Room::new();
    room.write("good.txt", "We met in Oslo.\n");
    room.write("bad.bin", [0u8, 159, 146, 150, 0, 255]);
    let run = room
        .run(&["extract", "bad.bin", "missing.txt", "good.txt"])
        .code(1);
    assert_eq!(run.json_lines().len(), 1);
    assert!(
        run.err.contains("bad.bin") && run.err.contains("missing.txt"),
        "{}",
        run.err
    );
}

#[test]
fn standard_input_has_the_name_it_is_given() {
    let room = Room::new();
    let mut child = room.start(&["extract", "-", "--name", "notes.md"]);
    let input = child.stdin.take().expect("standard input");
    std::io::Write::write_all(&mut { input }, b"# A title\n\nSome words.\n").expect("written");
    let output = child.wait_with_output().expect("it ends");
    let line: serde_json::Value = serde_json::from_slice(&output.stdout).expect("a line of JSON");
    assert_eq!(
        (line["document"].as_str(), line["title"].as_str()),
        (Some("notes.md"), Some("A title"))
    );
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_is_success() {
    let room = Room::new();
    room.write(
        "long.txt",
        "A sentence about nothing in particular.\n".repeat(40_000),
    );
    let mut child = room.start(&["extract", "--format", "text", "long.txt"]);
    let mut first = [0; 10];
    child
        .stdout
        .take()
        .expect("standard output")
        .read_exact(&mut first)
        .expect("a first piece");
    // Our end is closed now; the rest has nowhere to go.
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
