//! `fixtures/queries/NAME.graphql` is asked of the graph in `common.rs`, with
//! `NAME.variables.json` where there is one, and answered by `NAME.json`.
//! `UPDATE_EXPECT=1` writes the answers anew; read the difference like code.
//!
//! `graph.backup` is that graph, for asking the same of a binary; `make conformance` does.

use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use serde_json::Value;

use crate::common::{app, ask, config, hallway};

/// What is written, kept where its writer can be given away.
#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn the_backup_is_the_graph_that_is_asked() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../fixtures/queries/graph.backup");
    let backup = Shared::default();
    hallway().backup(backup.clone()).unwrap();
    let backup = String::from_utf8(backup.0.lock().unwrap().clone()).unwrap();
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&path, &backup).unwrap();
    }
    assert_eq!(
        fs::read_to_string(&path).unwrap_or_default(),
        backup,
        "UPDATE_EXPECT=1 writes it"
    );
}

#[tokio::test]
async fn every_query_has_its_answer() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../fixtures/queries");
    let app = app(config(&[]));
    let mut names: Vec<PathBuf> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "graphql")
        })
        .collect();
    names.sort();
    assert!(names.len() >= 15, "only {} queries", names.len());
    let mut wrong = Vec::new();
    for path in names {
        // Introspection has a test of its own; its answer is schema.graphql.
        if path.file_stem().is_some_and(|stem| stem == "introspection") {
            continue;
        }
        let document = fs::read_to_string(&path).unwrap();
        let variables = fs::read_to_string(path.with_extension("variables.json"));
        let variables: Value =
            variables.map_or(Value::Null, |text| serde_json::from_str(&text).unwrap());
        let answer = ask(&app, &document, variables).await.json();
        let answer = format!("{}\n", serde_json::to_string_pretty(&answer).unwrap());
        let expected = path.with_extension("json");
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            fs::write(&expected, &answer).unwrap();
        }
        if fs::read_to_string(&expected).unwrap_or_default() != answer {
            wrong.push(format!("{}:\n{answer}", path.display()));
        }
    }
    assert!(
        wrong.is_empty(),
        "{}\nUPDATE_EXPECT=1 writes these answers",
        wrong.join("\n")
    );
}
