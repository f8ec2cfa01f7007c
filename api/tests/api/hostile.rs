//! The work a document causes is counted, not timed: before validation each byte, token and
//! selection is looked at once, and what passes unfolds to a bounded number of selections.
//! `make conformance` times the same documents against the release binary.

use hallway_api::gate::{TypeTable, admit};
use serde_json::{Value, json};

use crate::common::{app, ask, config};

/// The documents, each with its name. `tests/conformance/hostile.py` writes the same shapes.
pub fn corpus() -> Vec<(String, String)> {
    let mut corpus: Vec<(String, String)> = Vec::new();
    let mut add = |name: String, document: String| {
        assert!(
            document.len() <= 65_536,
            "{name} is too long: {}",
            document.len()
        );
        corpus.push((name, document));
    };
    for n in [2, 10, 20, 28, 40, 60, 64, 100, 400] {
        let chain = |body: &str| -> String {
            (0..n)
                .map(|i| {
                    body.replace("NEXT", &(i + 1).to_string())
                        .replace("THIS", &i.to_string())
                })
                .collect()
        };
        add(
            format!("fragment bomb {n}"),
            format!(
                "{{ ...f0 }} {} fragment f{n} on Query {{ __typename }}",
                chain("fragment fTHIS on Query { ...fNEXT ...fNEXT } ")
            ),
        );
        add(
            format!("fragment chain {n}"),
            format!(
                "{{ ...f0 }} {} fragment f{n} on Query {{ __typename }}",
                chain("fragment fTHIS on Query { ...fNEXT } ")
            ),
        );
        add(
            format!("nested bomb {n}"),
            format!(
                "{{ people {{ nodes {{ ...f0 }} }} }} {} fragment f{n} on Person {{ id }}",
                chain(
                    "fragment fTHIS on Person { talks { nodes { speakers { nodes { ...fNEXT } } } } coSpeakers { nodes { ...fNEXT } } } "
                )
            ),
        );
        add(
            format!("unused bomb {n}"),
            format!(
                "{{ __typename }} {} fragment f{n} on Query {{ __typename }}",
                chain("fragment fTHIS on Query { ...fNEXT ...fNEXT } ")
            ),
        );
        add(
            format!("circle {n}"),
            format!(
                "{{ ...f0 }} {} fragment f{n} on Query {{ ...f0 }}",
                chain("fragment fTHIS on Query { ...fNEXT } ")
            ),
        );
        add(
            format!("inline bomb {n}"),
            format!(
                "{{ {} __typename {} }}",
                "... on Query { ".repeat(n),
                "}".repeat(n)
            ),
        );
        add(
            format!("deep fields {n}"),
            format!(
                "{{ people {{ nodes {{ {} name {} }} }} }}",
                "talks { nodes { speakers { nodes { ".repeat(n),
                "} } } }".repeat(n)
            ),
        );
        add(
            format!("introspection {n}"),
            format!(
                "{{ __schema {{ types {{ {} name {} }} }} }}",
                "fields { type { ".repeat(n),
                "} }".repeat(n)
            ),
        );
        add(
            format!("of type {n}"),
            format!(
                "{{ __type(name: \"A\") {{ {} name {} }} }}",
                "ofType { ".repeat(n),
                "}".repeat(n)
            ),
        );
        add(
            format!("deep list {n}"),
            format!(
                "{{ nodes(ids: {}{}) {{ id }} }}",
                "[".repeat(n),
                "]".repeat(n)
            ),
        );
        add(
            format!("deep object {n}"),
            format!(
                "{{ people(filter: {} 1 {}) {{ totalCount }} }}",
                "{ years: ".repeat(n),
                "}".repeat(n)
            ),
        );
        add(format!("open brackets {n}"), "{ a(b: [{".repeat(n));
        add(format!("closed brackets {n}"), "}])".repeat(n));
        add(
            format!("operations {n}"),
            (0..n)
                .map(|i| format!("query q{i} {{ __typename }} "))
                .collect(),
        );
        add(
            format!("bombed operations {n}"),
            format!(
                "{} fragment f on Query {{ {} }}",
                (0..n)
                    .map(|i| format!("query q{i} {{ ...f ...f ...f }} "))
                    .collect::<String>(),
                "__typename ".repeat(30)
            ),
        );
    }
    for n in [100, 900, 3_000] {
        add(
            format!("aliases {n}"),
            format!(
                "{{ {} }}",
                (0..n)
                    .map(|i| format!("a{i}: __typename "))
                    .collect::<String>()
            ),
        );
        add(
            format!("same field {n}"),
            format!("{{ {} }}", "__typename ".repeat(n)),
        );
        add(
            format!("unknown fields {n}"),
            format!(
                "{{ {} }}",
                (0..n).map(|i| format!("x{i} ")).collect::<String>()
            ),
        );
        add(
            format!("directives {n}"),
            format!(
                "{{ __typename {} }}",
                "@skip(if: false) ".repeat(n.min(3_800))
            ),
        );
        add(
            format!("unknown directives {n}"),
            format!("{{ __typename {} }}", "@a ".repeat(n)),
        );
        add(
            format!("arguments {n}"),
            format!(
                "{{ node({}) {{ id }} }}",
                (0..n).map(|i| format!("a{i}: 1 ")).collect::<String>()
            ),
        );
        add(
            format!("same argument {n}"),
            format!("{{ node({}) {{ id }} }}", "id: 1 ".repeat(n)),
        );
        add(
            format!("ids {n}"),
            format!("{{ nodes(ids: [{}]) {{ id }} }}", "\"a\" ".repeat(n)),
        );
        add(
            format!("variables {n}"),
            format!(
                "query({}) {{ __typename }}",
                (0..n).map(|i| format!("$v{i}: Int ")).collect::<String>()
            ),
        );
        add(
            format!("conflicts {n}"),
            format!(
                "{{ people {{ nodes {{ {} }} }} }}",
                "a: name a: id ".repeat(n.min(4_000))
            ),
        );
        add(
            format!("empty spreads {n}"),
            format!("{{ {} }}", "...x ".repeat(n)),
        );
        add(
            format!("selection sets {n}"),
            format!("{{ {} }}", "statistics { people } ".repeat(n.min(2_900))),
        );
        add(
            format!("spread everywhere {n}"),
            format!(
                "{{ {} }} fragment f on Statistics {{ {} }}",
                "statistics { ...f } ".repeat(n.min(1_500)),
                "people ".repeat(n.min(4_000))
            ),
        );
    }
    for n in [1_000, 20_000, 64_000] {
        add(
            format!("blanks {n}"),
            format!("{{{}__typename }}", " ".repeat(n)),
        );
        add(
            format!("commas {n}"),
            format!("{{{}__typename }}", ",".repeat(n)),
        );
        add(
            format!("lines {n}"),
            format!("{{{}__typename }}", "\n".repeat(n)),
        );
        add(
            format!("comments {n}"),
            format!("{{{}\n__typename }}", "#\n".repeat(n / 2)),
        );
        add(
            format!("long comment {n}"),
            format!("{{ #{}\n__typename }}", "{".repeat(n)),
        );
        add(
            format!("short runs {n}"),
            format!(
                "{{{}__typename }}",
                format!("{}#\n", " ".repeat(60)).repeat(n / 64)
            ),
        );
        add(format!("long name {n}"), format!("{{ {} }}", "a".repeat(n)));
        add(
            format!("long string {n}"),
            format!("{{ node(id: \"{}\") {{ id }} }}", "a".repeat(n)),
        );
        add(
            format!("escapes {n}"),
            format!("{{ node(id: \"{}\") {{ id }} }}", "\\u0041".repeat(n / 6)),
        );
        add(format!("quotes {n}"), "\"".repeat(n));
        add(
            format!("block string {n}"),
            format!(
                "{{ node(id: \"\"\"{}\"\"\") {{ id }} }}",
                "a\n ".repeat(n / 3)
            ),
        );
        add(
            format!("open block string {n}"),
            format!("{{ node(id: \"\"\"{}", "\\\"\"\"".repeat(n / 4)),
        );
        add(
            format!("number {n}"),
            format!("{{ people(first: {}) {{ totalCount }} }}", "9".repeat(n)),
        );
        add(
            format!("search {n}"),
            format!(
                "{{ search(text: \"{}\") {{ totalCount }} }}",
                "ab ".repeat(n / 3)
            ),
        );
        add(
            format!("topic {n}"),
            format!(
                "{{ whoSpokeAbout(topic: \"{}\") {{ totalCount }} }}",
                "é".repeat(n / 2)
            ),
        );
        add(
            format!("cursor {n}"),
            format!(
                "{{ people(after: \"{}\") {{ totalCount }} }}",
                "a".repeat(n)
            ),
        );
        add(format!("colons {n}"), "{a:".repeat(n / 3));
        add(format!("ellipses {n}"), "...".repeat(n / 3));
        add(format!("nonsense {n}"), "\u{0}\u{1}é…".repeat(n / 8));
    }
    for page in ["first: 100", "last: 100", "first: 2147483647", "first: -1"] {
        for depth in 1..=5 {
            let inside = (0..depth).fold("name".to_owned(), |inside, _| {
                format!(
                    "talks({page}) {{ nodes {{ speakers({page}) {{ nodes {{ {inside} }} }} }} }}"
                )
            });
            add(
                format!("pages {page} {depth}"),
                format!("{{ people({page}) {{ nodes {{ {inside} }} }} }}"),
            );
        }
    }
    corpus
}

#[tokio::test]
async fn every_hostile_document_is_answered_or_refused_within_its_work() {
    let config = config(&[]);
    let table = TypeTable::read(&hallway_api::schema::sdl()).unwrap();
    let app = app(config.clone());
    let corpus = corpus();
    assert!(corpus.len() >= 200, "{} documents", corpus.len());
    let mut refused = 0;
    for (name, document) in &corpus {
        match admit(
            &table,
            &config,
            document,
            None,
            async_graphql::Variables::default(),
        ) {
            Ok(admitted) => {
                let (counted, visited) = admitted.work;
                assert!(
                    counted.bytes <= document.len() && counted.tokens <= config.max_tokens,
                    "{name}"
                );
                assert!(
                    visited <= counted.tokens,
                    "{name}: {visited} selections of {} tokens",
                    counted.tokens
                );
                assert!(
                    admitted.measure.selections <= config.max_selections as u64,
                    "{name}"
                );
                assert!(admitted.measure.fixed <= config.max_cost as u64, "{name}");
                assert!(admitted.measure.depth <= config.max_depth as u64, "{name}");
            }
            Err(refusal) => {
                refused += 1;
                assert!(refusal.message.len() < 700, "{name}: {}", refusal.message);
            }
        }
        let reply = ask(&app, document, json!({})).await;
        let body = reply.json();
        assert!(
            body["data"].is_object() || body["errors"].is_array(),
            "{name}: {body}"
        );
        assert!(
            reply.body.len() < 20_000,
            "{name}: {} bytes",
            reply.body.len()
        );
        if let Value::Array(errors) = &body["errors"] {
            assert!(
                errors.len() <= 20
                    && errors
                        .iter()
                        .all(|error| error["extensions"]["code"].is_string()),
                "{name}: {body}"
            );
        }
    }
    assert!(refused > 100, "only {refused} were refused");
}

#[tokio::test]
async fn the_usual_introspection_passes() {
    let document = include_str!("../../../fixtures/queries/introspection.graphql");
    let reply = ask(&app(config(&[])), document, json!({})).await;
    let body = reply.json();
    assert!(body["errors"].is_null(), "{}", body["errors"]);
    let types = body["data"]["__schema"]["types"].as_array().unwrap();
    assert!(types.iter().any(|kind| kind["name"] == "SpeakerConnection"));
}
