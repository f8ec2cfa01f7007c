//! How right the facts of the fixtures are: `tests/evaluation.csv` is the record, and no row of
//! it may get worse. `UPDATE_EXPECT=1 cargo test --test tests evaluation` writes it anew; the
//! difference shows what a change gained and lost.

use std::fmt::Write;
use std::fs;

use hallway_extractor::author::eval::{self, Gold, Row};
use hallway_extractor::builtin;
use hallway_extractor::extraction::Extraction;

use crate::support::{Room, files, fixtures, root};

const HEAD: &str = "measure,precision,recall,f1,right,wrong,found,required";

/// The score of the real binary on `fixtures/`, against `fixtures/gold`.
fn score() -> Vec<Row> {
    let gold: Vec<Gold> = files(&root().join("fixtures/gold"))
        .iter()
        .map(|path| eval::gold(&fs::read_to_string(path).expect("gold")).expect("a gold file"))
        .collect();
    assert_eq!(gold.len(), fixtures().len(), "every fixture has its gold");
    let room = Room::new();
    let mut arguments = vec!["extract".to_owned()];
    arguments.extend(fixtures().iter().map(|path| path.display().to_string()));
    let out = room.run(&arguments).code(0).out;
    let extractions: Vec<Extraction> = out
        .lines()
        .map(|line| serde_json::from_str(line).expect("an extraction"))
        .collect();
    let report = eval::evaluate(&gold, extractions, builtin::rules());
    assert_eq!(report.no_evidence, 0, "edges without a quote");
    report.rows
}

fn csv(rows: &[Row]) -> String {
    let mut table = format!("{HEAD}\n");
    for row in rows {
        let Row {
            name,
            precision,
            recall,
            f1,
            right,
            wrong,
            found,
            required,
        } = row;
        writeln!(
            table,
            "{name},{precision:.3},{recall:.3},{f1:.3},{right},{wrong},{found},{required}"
        )
        .expect("a string takes it");
    }
    table
}

#[test]
fn no_measure_is_worse_than_its_record() {
    let rows = score();
    let path = root().join("tests/evaluation.csv");
    let now = csv(&rows);
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&path, &now).expect("the record is written");
    }
    let record = fs::read_to_string(&path).expect("the record");
    let (head, lines) = record.split_once('\n').expect("a head");
    assert_eq!(head, HEAD);
    let mut compared = 0;
    for line in lines.lines() {
        let fields: Vec<&str> = line.split(',').collect();
        let [name, precision, recall, ..] = fields.as_slice() else {
            panic!("{line}")
        };
        let row = rows
            .iter()
            .find(|row| row.name == *name)
            .unwrap_or_else(|| panic!("nothing measures {name}"));
        for (what, was, is) in [
            ("precision", precision, row.precision),
            ("recall", recall, row.recall),
        ] {
            let was: f64 = was.parse().expect("a number");
            // The record has three digits.
            assert!(
                is > was - 0.0006,
                "{what} of {name} was {was}, is {is:.3}; now\n{now}"
            );
        }
        compared += 1;
    }
    assert_eq!(
        compared,
        rows.len(),
        "the record has a row for every measure"
    );
}
