//! Catalogues of talks, on the fixtures written after each format's specification.

use std::io::Write;

use flate2::{Compression, write::GzEncoder};
use hallway_extractor::document::Document;
use hallway_extractor::read::{Limits, ReadError, read, records};
use hallway_extractor::vocabulary::TalkKind;

use crate::assert_sound;

fn fixture(name: &str) -> Vec<Document> {
    let path = format!(
        "{}/../fixtures/catalogues/{name}",
        env!("CARGO_MANIFEST_DIR")
    );
    let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let documents = read(name, &bytes, None).unwrap_or_else(|error| panic!("{name}: {error}"));
    documents.iter().for_each(assert_sound);
    documents
}

/// What the record states, as its spans show it in the text.
fn stated(document: &Document) -> String {
    let Some(record) = &document.record else {
        return format!("no record: {}", document.name);
    };
    let of = |span: hallway_extractor::Span| span.of(&document.text).to_owned();
    let speakers: Vec<String> = record
        .speakers
        .iter()
        .map(|speaker| match speaker.organization {
            Some(organization) => format!("{} ({})", of(speaker.name), of(organization)),
            None => of(speaker.name),
        })
        .collect();
    let tags: Vec<String> = record.tags.iter().map(|tag| of(*tag)).collect();
    let links: Vec<&str> = record.links.iter().map(|(kind, _)| kind.as_str()).collect();
    format!(
        "{} / {} / {} / {} / {} / {} / {}",
        of(record.title),
        speakers.join(", "),
        record.event.map(of).unwrap_or_default(),
        record.place.map(of).unwrap_or_default(),
        tags.join(", "),
        record.kind.map_or("", TalkKind::name),
        links.join(" "),
    )
}

#[track_caller]
fn check(name: &str, expected: &[&str]) -> Vec<Document> {
    let documents = fixture(name);
    let found: Vec<String> = documents
        .iter()
        .filter(|document| document.record.is_some())
        .map(stated)
        .collect();
    assert_eq!(found, expected, "{name}");
    documents
}

#[test]
fn pyvideo_lines_are_one_document_each() {
    let documents = check(
        "pyvideo.jsonl",
        &[
            "Threads without a lock / Marta Ilves, Tom O’Hara / PyCon Nowhere 2024 /  / concurrency, CPython /  / video",
            "A tour of wheels / Ada Quist / Nowhere User Group 2023 /  / lightning talks / lightning / ",
            "Threads without a lock /  / PyCon Nowhere 2024 /  /  /  / ",
        ],
    );
    let names: Vec<&str> = documents
        .iter()
        .map(|document| document.name.as_str())
        .collect();
    assert_eq!(
        names,
        [
            "pyvideo.jsonl#pycon-nowhere-2024-threads-without-a-lock",
            "pyvideo.jsonl#nowhere-user-group-a-tour-of-wheels",
            "pyvideo.jsonl#pycon-nowhere-2024-threads-without-a-lock-2",
        ]
    );
    assert!(
        documents[2]
            .text
            .ends_with("The same title, another talk.\n\nOne\n\nTwo"),
        "HTML in a description is read as such"
    );
}

#[test]
fn a_folder_of_pyvideo_names_its_event() {
    let documents = check(
        "pyvideo/pycon-nowhere-2024/videos/threads-without-a-lock.json",
        &[
            "Threads without a lock / Marta Ilves, Tom O’Hara / PyCon Nowhere 2024 /  / concurrency, CPython /  / video page slides",
        ],
    );
    assert_eq!(documents[0].date.as_deref(), Some("2024-05-17"));
    assert!(
        documents[0]
            .text
            .ends_with("Marta Ilves is an engineer at Nordlicht Labs.")
    );
    assert_eq!(fixture("pyvideo/pycon-nowhere-2024/category.json"), []);
}

#[test]
fn schedules_in_json_are_read() {
    let documents = check(
        "schedule.json",
        &[
            "Queries that wait / Ines Duarte / Nowhere Conf 2024 /  / Databases / talk / page video slides",
            "Opening the black box / Bo Lind, Cy Marsh / Nowhere Conf 2024 /  /  / keynote / ",
        ],
    );
    assert!(
        documents[0]
            .text
            .contains("Locks in PostgreSQL, and how to see them.\n\nWe read pg_locks together.")
    );
    assert!(
        documents[0]
            .text
            .ends_with("Ines Duarte is a database engineer at Rio Data.")
    );
}

#[test]
fn schedules_in_xml_are_read() {
    let documents = check(
        "schedule.xml",
        &[
            "Caches & how they lie / Liis Tamm, Juan Peña / Nowhere Conf 2024 / Tartu / Performance / lightning / page slides video",
        ],
    );
    assert!(
        documents[0]
            .text
            .ends_with("A tour of every cache.\n\nFrom the register to the edge.")
    );
    assert_eq!(documents[0].date.as_deref(), Some("2024-06-01"));
}

#[test]
fn all_views_of_sessionize_are_read() {
    let documents = check(
        "sessionize-all.json",
        &[
            "Types that explain themselves / Noor Haddad, Piet Vos /  /  / Languages / tutorial / video",
        ],
    );
    assert!(
        documents[0]
            .text
            .contains("Noor Haddad, Staff Engineer at Quietloop.")
    );
    check(
        "sessionize-sessions.json",
        &["Types that explain themselves / Noor Haddad, Piet Vos /  /  / Languages / session / "],
    );
    check(
        "sessionize-grid.json",
        &["Types that explain themselves / Noor Haddad /  /  /  /  / "],
    );
    check(
        "sessionize-speakers.json",
        &["Types that explain themselves / Noor Haddad, Piet Vos /  /  /  /  / "],
    );
}

#[test]
fn structured_data_in_a_page_stands_beside_its_article() {
    let documents = check(
        "schema-jsonld.html",
        &[
            "Small models, big tables / Hana Kato (Tidewater) / Nowhere Conf 2024 / Tartu / machine learning, forecasting /  / page",
        ],
    );
    assert_eq!(documents[0].name, "schema-jsonld.html");
    assert_eq!(documents[0].title.as_deref(), Some("Programme"));
    let documents = check(
        "schema-microdata.html",
        &[
            "Maps from open data / Oskar Lund /  /  /  /  / video",
            "Tiles in a hurry / Runa Berg /  /  / maps, tiles /  / slides",
        ],
    );
    assert_eq!(
        documents[0].authors, [""; 0],
        "who speaks in a video did not write the page"
    );
}

#[test]
fn calendars_are_read() {
    let documents = check(
        "schedule.ics",
        &[
            "Garbage, collected / Mina Rao / Nowhere Conf 2024 /  / Runtimes / talk / page",
            "Search - from scratch / Emil Roos, Yan Li / Nowhere Conf 2024 /  /  /  / ",
        ],
    );
    assert!(
        documents[0]
            .text
            .contains("long enough to be folded by the rules of the format.\n\nBring questions.")
    );
}

fn packed(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder
        .write_all(text.as_bytes())
        .expect("memory takes everything");
    encoder.finish().expect("memory takes everything")
}

fn lines(count: usize) -> String {
    // Unlike enough not to look like a bomb.
    let noise = |n: usize| {
        (0..12)
            .map(|k| format!("{:x} ", (n * 31 + k).wrapping_mul(0x9e37_79b9_7f4a_7c15)))
            .collect::<String>()
    };
    (0..count).map(|n| format!("{{\"event\": \"E\", \"title\": \"Talk {}\", \"speakers\": [\"Ann Lee\"], \"description\": \"{}\"}}\n", n % 7, noise(n))).collect()
}

#[test]
fn records_stream_as_they_read_whole() {
    let text = lines(500);
    let whole = read("c.jsonl", text.as_bytes(), None).expect("sound");
    let limits = Limits::default();
    for bytes in [text.clone().into_bytes(), packed(&text)] {
        let streamed: Vec<Document> = records("c.jsonl", &bytes[..], &limits)
            .expect("in memory")
            .map(|record| record.expect("sound"))
            .collect();
        assert_eq!(streamed, whole);
    }
    assert_eq!(
        read("c.jsonl", &packed(&text), None),
        Ok(whole),
        "packed files are unpacked"
    );
}

#[test]
fn a_broken_record_leaves_the_others() {
    let text =
        "{\"title\": \"A\", \"speakers\": []}\n{broken\n{\"title\": \"B\", \"speakers\": []}\n";
    let answers: Vec<_> = records("c.jsonl", text.as_bytes(), &Limits::default())
        .expect("in memory")
        .collect();
    assert_eq!(
        answers.iter().map(Result::is_ok).collect::<Vec<_>>(),
        [true, false, true]
    );
    let whole = read("c.jsonl", text.as_bytes(), None).expect("two are sound");
    assert_eq!((whole.len(), whole[0].notes.len()), (2, 1));
}

#[test]
fn what_grows_too_much_is_refused() {
    let bomb = packed(&" ".repeat(8_000_000));
    assert_eq!(
        read("c.json.gz", &bomb, None),
        Err(ReadError::CompressionRatio { limit: 20 })
    );
    let answers: Vec<_> = records("c.jsonl.gz", &bomb[..], &Limits::default())
        .expect("in memory")
        .collect();
    assert!(
        matches!(answers[..], [Err(ReadError::TooLarge { .. })]),
        "{answers:?}"
    );
    let bomb = packed(&"\n".repeat(40_000_000));
    let answers: Vec<_> = records("c.jsonl.gz", &bomb[..], &Limits::default())
        .expect("in memory")
        .collect();
    assert_eq!(answers, [Err(ReadError::CompressionRatio { limit: 20 })]);
}

#[test]
fn json_of_other_kinds_is_refused_by_name() {
    for text in ["{\"a\": 1}", "[1, 2]", "\"text\"", "[]"] {
        let answer = read("c.json", text.as_bytes(), None);
        assert_eq!(
            answer,
            Err(ReadError::UnknownFormat {
                what: "this JSON".to_owned()
            }),
            "{text}"
        );
    }
    assert!(matches!(
        read("c.json", b"{\"title\": ", None),
        Err(ReadError::Malformed { what: "JSON", .. })
    ));
}
