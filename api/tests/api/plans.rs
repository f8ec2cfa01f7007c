//! Plans answer as the library does, byte for byte, and leave to it what they do not know.

use axum::Router;
use serde_json::{Value, json};

use crate::common::{app, ask, config, get};

/// Numbers without a pattern, the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((x ^ (x >> 31)) % bound as u64) as usize
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }
}

/// The fields of a type: name, type of what is under it; ` ` before the name means that it
/// takes `first`.
fn fields_of(ty: &str) -> &'static [(&'static str, &'static str)] {
    match ty {
        "speakers" => &[
            ("__typename", ""),
            ("totalCount", ""),
            ("pageInfo", "pageInfo"),
            ("nodes", "person"),
            ("edges", "speaker"),
        ],
        "pageInfo" => &[
            ("__typename", ""),
            ("hasNextPage", ""),
            ("hasPreviousPage", ""),
            ("startCursor", ""),
            ("endCursor", ""),
        ],
        "speaker" => &[
            ("__typename", ""),
            ("cursor", ""),
            ("score", ""),
            ("node", "person"),
            ("talks", "answer"),
        ],
        "answer" => &[
            ("__typename", ""),
            ("talk", "talk"),
            ("matched", "topic"),
            (" evidence", "evidence"),
        ],
        "person" => &[
            ("__typename", ""),
            ("id", ""),
            ("name", ""),
            ("aliases", ""),
            ("documentCount", ""),
            (" talks", "facts talk"),
            (" worksAt", "jobs"),
            // Not known to plans.
            ("degree", ""),
        ],
        "talk" => &[
            ("__typename", ""),
            ("id", ""),
            ("name", ""),
            ("title", ""),
            ("titled", ""),
            ("kind", ""),
            (" speakers", "facts person"),
            (" presentedAt", "facts event"),
        ],
        "topic" => &[
            ("__typename", ""),
            ("id", ""),
            ("name", ""),
            ("aliases", ""),
        ],
        "organization" => &[("__typename", ""), ("id", ""), ("name", "")],
        "event" => &[
            ("__typename", ""),
            ("id", ""),
            ("name", ""),
            ("series", ""),
            ("year", ""),
        ],
        "document" => &[
            ("__typename", ""),
            ("id", ""),
            ("name", ""),
            ("path", ""),
            ("title", ""),
            ("url", ""),
            ("date", ""),
        ],
        "evidence" => &[
            ("__typename", ""),
            ("quote", ""),
            ("start", ""),
            ("end", ""),
            ("rule", ""),
            ("confidence", ""),
            ("document", "document"),
        ],
        "facts talk" => &[
            ("__typename", ""),
            ("totalCount", ""),
            ("nodes", "talk"),
            ("edges", "fact talk"),
        ],
        "facts person" => &[
            ("__typename", ""),
            ("totalCount", ""),
            ("nodes", "person"),
            ("edges", "fact person"),
        ],
        "facts event" => &[
            ("__typename", ""),
            ("totalCount", ""),
            ("nodes", "event"),
            ("edges", "fact event"),
        ],
        "fact talk" => &[
            ("__typename", ""),
            ("node", "talk"),
            ("confidence", ""),
            ("evidenceCount", ""),
            (" evidence", "evidence"),
        ],
        "fact person" => &[
            ("__typename", ""),
            ("node", "person"),
            ("confidence", ""),
            (" evidence", "evidence"),
        ],
        "fact event" => &[
            ("__typename", ""),
            ("node", "event"),
            ("confidence", ""),
            (" evidence", "evidence"),
        ],
        "jobs" => &[
            ("__typename", ""),
            ("totalCount", ""),
            ("nodes", "organization"),
            ("edges", "job"),
        ],
        "job" => &[
            ("__typename", ""),
            ("node", "organization"),
            ("role", ""),
            ("former", ""),
            ("confidence", ""),
            ("evidenceCount", ""),
            (" evidence", "evidence"),
        ],
        other => panic!("no type {other}"),
    }
}

fn selection(random: &mut Random, ty: &str, depth: usize) -> String {
    let mut chosen = String::from("{");
    let fields = fields_of(ty);
    for (name, of) in fields {
        let leaf = of.is_empty();
        if !leaf && depth == 0 || random.below(10) > if leaf { 3 } else { 5 } {
            continue;
        }
        let (name, pages) = match name.strip_prefix(' ') {
            Some(name) => (name, true),
            None => (*name, false),
        };
        chosen.push(' ');
        if random.below(8) == 0 {
            chosen.push_str(&format!("a{}: ", random.below(1000)));
        }
        chosen.push_str(name);
        if pages && random.below(2) == 0 {
            chosen.push_str(&format!("(first: {})", random.below(4)));
        }
        if !leaf {
            chosen.push_str(&selection(random, of, depth - 1));
        }
    }
    if chosen == "{" {
        chosen.push_str(" __typename");
    }
    chosen.push_str(" }");
    chosen
}

async fn planned(app: &Router) -> u64 {
    let metrics = get(app, "/metrics").await.text();
    let line = metrics
        .lines()
        .find_map(|line| line.strip_prefix("hallway_planned_total "))
        .expect("it is counted");
    line.parse().expect("a number")
}

#[tokio::test]
async fn plans_answer_as_the_library_does() {
    let app = app(config(&[]));
    let mut random = Random(5);
    let mut asked = 0;
    for number in 0..1500 {
        let fields = selection(&mut random, "speakers", 5);
        let name = ["", " Who"][random.below(2)];
        let (document, variables) = match random.below(3) {
            0 => {
                let topic = random.one(&["concurrency", "maps", "rust", "concurency", "nothing"]);
                let event = random.one(&["", ", event: \"HarbourConf\"", ", event: null"]);
                let year = random.one(&["", ", year: 2023", ", year: 1999"]);
                let page = random.one(&["", ", first: 1", ", last: 1", ", first: 0, after: \"x\""]);
                let head = format!("query{name}");
                let document = format!(
                    "{head} {{ who: whoSpokeAbout(topic: \"{topic}\"{event}{year}{page}) {fields} }}"
                );
                (document, Value::Null)
            }
            _ => {
                let document = format!(
                    "query{name}($t: String!, $y: Int, $n: Int, $a: String) {{ whoSpokeAbout(topic: $t, year: $y, first: $n, after: $a) {fields} }}"
                );
                let topic = random.one(&["concurrency", "maps", "Rust", "\"<é\n"]);
                let year = [Value::Null, json!(2023), json!(2024)][random.below(3)].clone();
                let first = [Value::Null, json!(1), json!(50)][random.below(3)].clone();
                (
                    document,
                    json!({ "t": topic, "y": year, "n": first, "unasked": 1 }),
                )
            }
        };
        // A blank more is another document to what is remembered, and the same to the library.
        let library = ask(&app, &document, variables.clone()).await;
        assert_eq!(library.status.as_u16(), 200, "{number}: {document}");
        let before = planned(&app).await;
        let plan = ask(&app, &document, variables.clone()).await;
        asked += planned(&app).await - before;
        assert_eq!(
            library.text(),
            plan.text(),
            "{number}: {document} {variables}"
        );
        assert_eq!(library.header("content-type"), plan.header("content-type"));
    }
    assert!(asked > 500, "only {asked} were answered by plans");
}

#[tokio::test]
async fn what_a_plan_cannot_answer_the_library_does() {
    let app = app(config(&[("max-nodes", "5")]));
    let document = "query Who($t: String!, $n: Int) { whoSpokeAbout(topic: $t, first: $n) { nodes { name talks { nodes { title } } } } }";
    let good = json!({ "t": "maps", "n": 5 });
    for _ in 0..2 {
        let reply = ask(&app, document, good.clone()).await;
        assert!(reply.text().contains("Mapping"), "{}", reply.text());
    }
    assert_eq!(planned(&app).await, 1);
    for (variables, code) in [
        (json!({}), "VARIABLES"),
        (json!({ "t": 1 }), "VARIABLES"),
        (json!({ "t": null }), "VARIABLES"),
        (json!({ "t": "maps", "n": 1.5 }), "VARIABLES"),
        (json!({ "t": "maps", "n": 3_000_000_000_u64 }), "VARIABLES"),
        (json!({ "t": "maps", "n": 101 }), "ARGUMENT_OUT_OF_RANGE"),
        (json!({ "t": "maps", "n": -1 }), "ARGUMENT_OUT_OF_RANGE"),
        (json!({ "t": "x".repeat(300) }), "ARGUMENT_OUT_OF_RANGE"),
        (json!({ "t": "concurrency" }), "TOO_MANY_NODES"),
    ] {
        let reply = ask(&app, document, variables.clone()).await;
        assert_eq!(reply.code(), code, "{variables}");
    }
    let named = json!({ "query": document, "variables": good, "operationName": "Other" });
    let reply = crate::common::post(&app, &[], named.to_string()).await;
    assert_eq!(reply.code(), "OPERATION_UNKNOWN");
    assert_eq!(planned(&app).await, 1);
    // What costs too much with the largest page has no plan, and is weighed each time.
    let deep = "query($n: Int) { whoSpokeAbout(topic: \"maps\", first: $n) { nodes { talks { nodes { speakers { nodes { talks { nodes { id } } } } } } } } }";
    for _ in 0..2 {
        let reply = ask(&app, deep, json!({ "n": 100 })).await;
        assert_eq!(reply.code(), "TOO_COSTLY");
        let reply = ask(&app, deep, json!({ "n": 0 })).await;
        assert!(reply.json().get("errors").is_none(), "{}", reply.text());
    }
    assert_eq!(planned(&app).await, 1);
}
