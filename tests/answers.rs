//! `who`, `show`, `path`, `search`, `stats` on the fixtures.

use serde_json::Value;

use crate::support::Room;

fn speakers(answer: &Value) -> Vec<&str> {
    answer
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|speaker| speaker["name"].as_str())
        .collect()
}

#[test]
fn who_spoke_about_it_with_talk_event_and_sentence() {
    let room = Room::with_fixtures();
    let answer = room
        .run(&["who", "subinterpreters", "--format", "json"])
        .code(0)
        .json();
    let mut names = speakers(&answer);
    names.sort_unstable();
    assert_eq!(names, ["Anthony Shaw", "Eric Snow"]);
    let anthony = answer
        .as_array()
        .expect("a list")
        .iter()
        .find(|row| row["name"] == "Anthony Shaw")
        .expect("a row");
    let talk = &anthony["talks"][0];
    assert_eq!(
        talk["title"],
        "Unlocking the Parallel Universe: Subinterpreters and Free-Threading in Python 3.13"
    );
    assert_eq!(talk["events"][0], "PyCon US 2024");
    let evidence = &talk["evidence"][0];
    assert!(
        evidence["quote"]
            .as_str()
            .is_some_and(|quote| quote.contains("Anthony Shaw")),
        "{evidence}"
    );
    assert!(
        evidence["document"]
            .as_str()
            .is_some_and(|name| name.ends_with("pycon-us-2024-favourites.txt"))
    );

    let table = room.run(&["who", "free", "threading"]).code(0).out;
    assert!(
        table.contains("Anthony Shaw") && table.contains("PyCon US 2024"),
        "{table}"
    );
}

#[test]
fn a_year_and_an_event_narrow_the_answer() {
    let room = Room::with_fixtures();
    let answer = room
        .run(&[
            "who",
            "subinterpreters",
            "--year",
            "2023",
            "--format",
            "json",
        ])
        .code(0)
        .json();
    assert_eq!(speakers(&answer), ["Eric Snow"]);
    let answer = room
        .run(&[
            "who",
            "subinterpreters",
            "--event",
            "PyCon US 2024",
            "--format",
            "json",
        ])
        .code(0)
        .json();
    assert_eq!(speakers(&answer), ["Anthony Shaw"]);
    room.run(&["who", "subinterpreters", "--year", "1999"])
        .code(1);
}

#[test]
fn nobody_is_an_answer_too() {
    let room = Room::with_fixtures();
    let run = room
        .run(&["who", "underwater", "basket", "weaving"])
        .code(1);
    assert!(
        run.out
            .contains("nobody spoke about underwater basket weaving"),
        "{}",
        run.out
    );
    assert_eq!(
        room.run(&["who", "underwater basket weaving", "--format", "json"])
            .code(1)
            .json(),
        Value::Array(Vec::new())
    );
}

#[test]
fn a_person_is_shown_with_what_the_documents_say() {
    let room = Room::with_fixtures();
    let shown = room
        .run(&["show", "chiara", "bellini", "--format", "json"])
        .code(0)
        .json();
    let edges = shown[0]["edges"].as_array().expect("edges");
    let target = |kind: &str| -> Vec<&str> {
        let of_kind = edges
            .iter()
            .filter(|edge| edge["kind"] == kind && edge["outgoing"] == true);
        of_kind.filter_map(|edge| edge["name"].as_str()).collect()
    };
    assert_eq!(target("WORKS_AT"), ["Datalago"]);
    assert!(
        target("GAVE").contains(&"JSONB, two years later"),
        "{shown}"
    );
    let text = room.run(&["show", "Chiara Bellini"]).code(0).out;
    assert!(
        text.contains("WORKS_AT →") && text.contains("Chiara Bellini from Datalago"),
        "{text}"
    );
    room.run(&["show", "Nobody Inparticular"]).code(1);
}

#[test]
fn a_path_has_a_sentence_for_each_step() {
    let room = Room::with_fixtures();
    let steps = room
        .run(&["path", "Morgan Ellery", "Brighton", "--format", "json"])
        .code(0)
        .json();
    let kinds: Vec<&str> = steps
        .as_array()
        .expect("steps")
        .iter()
        .filter_map(|step| step["kind"].as_str())
        .collect();
    assert_eq!(kinds, ["GAVE", "PRESENTED_AT", "HELD_IN"]);
    assert!(
        steps
            .as_array()
            .expect("steps")
            .iter()
            .all(|step| step["quote"].is_string()),
        "{steps}"
    );
    room.run(&["path", "Morgan Ellery", "Brighton", "--max-hops", "1"])
        .code(1);
    let run = room
        .run(&["path", "Morgan Ellery", "No Such Place"])
        .code(2);
    assert!(
        run.err.contains("there is no node 'No Such Place'"),
        "{}",
        run.err
    );
}

#[test]
fn search_forgives_a_typing_error() {
    let room = Room::with_fixtures();
    let found = room
        .run(&["search", "charlie mersh", "--format", "json"])
        .code(0)
        .json();
    assert_eq!(found["hits"][0]["name"], "Charlie Marsh");
    let found = room
        .run(&["search", "utrecht", "--kind", "event", "--format", "json"])
        .code(0)
        .json();
    assert_eq!(found["hits"][0]["kind"], "EVENT");
    room.run(&["search", "qqqqqqqqq"]).code(1);
    let run = room.run(&["search", "utrecht", "--kind", "animal"]).code(2);
    assert!(run.err.contains("PERSON"), "{}", run.err);
}

#[test]
fn the_counts_add_up() {
    let room = Room::with_fixtures();
    let stats = room.run(&["stats", "--format", "json"]).code(0).json();
    let graph: Value = serde_json::from_str(&room.graph()).expect("the graph is JSON");
    let sum = |key: &str| {
        stats[key]
            .as_object()
            .expect("counts")
            .values()
            .filter_map(Value::as_u64)
            .sum::<u64>()
    };
    assert_eq!(
        Some(sum("nodes") as usize),
        graph["nodes"].as_array().map(Vec::len)
    );
    assert_eq!(
        Some(sum("edges") as usize),
        graph["edges"].as_array().map(Vec::len)
    );
    assert_eq!(stats["nodes"]["DOCUMENT"], 16);
    room.run(&["stats"]).code(0);
}

#[test]
fn the_page_of_an_aggregator_gives_no_talk() {
    let room = Room::new();
    let page = crate::support::root().join("fixtures/documents/planet-winter-2026.html");
    room.run(&["ingest", &page.display().to_string()]).code(0);
    let stats = room.run(&["stats", "--format", "json"]).code(0).json();
    assert_eq!(
        (&stats["edges"]["GAVE"], &stats["nodes"]["TALK"]),
        (&Value::from(0), &Value::from(0))
    );
}
