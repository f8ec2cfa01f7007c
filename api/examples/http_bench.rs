//! A server to measure, on one thread: `http_bench hallway` is the whole server, `http_bench
//! plain` a hand-written axum route that answers the one question with the same data from the
//! same graph, without GraphQL, limits, counters or logs. `http_bench body` prints the answers
//! of both, for comparing. `benches/http/run.py` drives it.
//!
//! The graph is made up: 10,000 talks by 4,000 people on 500 topics, about 40 talks a topic.

use std::error::Error;
use std::fmt::Write;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Json, State};
use axum::http::{Request, Response, header};
use axum::routing::post;
use hallway_api::{AppState, config::Config, router, serve};
use hallway_extractor::extraction::Details;
use hallway_extractor::{Document, Edge, EdgeKind, Evidence, Extraction, Node, NodeKind};
use hallway_graph::{Entry, Graph, Hallway, NodeIndex};
use http_body_util::BodyExt;
use tower::ServiceExt;

const TALKS: usize = 10_000;
const PEOPLE: usize = 4_000;
const TOPICS: usize = 500;
const PER_DOCUMENT: usize = 100;

/// The question, as a client asks it; `benches/http/who.lua` sends the same.
const QUERY: &str = "query Who($topic: String!) { whoSpokeAbout(topic: $topic, first: 100) { edges { node { name } talks { talk { title } } } } }";

fn node(kind: NodeKind, name: &str) -> Node {
    Node {
        id: hallway_extractor::identity::id(kind, name),
        kind,
        name: name.to_owned(),
        aliases: Vec::new(),
        details: Details::default(),
        keys: Vec::new(),
    }
}

/// Numbers without a pattern, the same on every machine.
fn mixed(number: usize, salt: u64) -> usize {
    let mut x = (number as u64).wrapping_add(salt.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (x ^ (x >> 31)) as usize
}

/// Names of letters, so that none is a typing error of another.
fn word(number: usize) -> String {
    let mut word = String::new();
    let mut rest = number;
    for _ in 0..3 {
        word.push(char::from(b"bdfgklmnprstvz"[rest % 14]));
        rest /= 14;
        word.push(char::from(b"aeiou"[rest % 5]));
        rest /= 5;
    }
    word
}

fn topic(number: usize) -> String {
    format!("{} {}", word(mixed(number, 1) % 343_000), word(number * 7))
}

fn document(number: usize) -> Entry {
    let name = format!("recaps/{number}.md");
    let mut text = String::new();
    let mut nodes = Vec::new();
    let mut edges = Vec::new();
    for talk in number * PER_DOCUMENT..(number + 1) * PER_DOCUMENT {
        let title = format!(
            "{} and {} in talk {talk}",
            word(mixed(talk, 2)),
            word(mixed(talk, 3))
        );
        let talk_node = node(NodeKind::Talk, &title);
        let mut state = |text: &mut String, source: &Node, kind, target: &Node| {
            let quote = format!("{} {} {}.", source.name, kind_words(kind), target.name);
            let start = text.len();
            text.push_str(&quote);
            let end = text.len();
            text.push('\n');
            edges.push(Edge {
                source: source.id.clone(),
                kind,
                target: target.id.clone(),
                confidence: 0.9,
                role: None,
                former: false,
                evidence: vec![Evidence {
                    document: name.clone(),
                    start,
                    end,
                    quote,
                    rule: "made-up".to_owned(),
                    confidence: 0.9,
                }],
            });
        };
        let speaker = mixed(talk, 4) % PEOPLE;
        let speaker = node(
            NodeKind::Person,
            &format!("{} {}", word(speaker * 31), word(speaker)),
        );
        state(&mut text, &speaker, EdgeKind::Gave, &talk_node);
        nodes.push(speaker);
        for which in 0..2 {
            let about = node(NodeKind::Topic, &topic(mixed(talk, 5 + which) % TOPICS));
            state(&mut text, &talk_node, EdgeKind::About, &about);
            nodes.push(about);
        }
        nodes.push(talk_node);
    }
    nodes.sort_by(|a, b| a.id.cmp(&b.id));
    nodes.dedup_by(|a, b| a.id == b.id);
    edges.sort_by(|a, b| (&a.source, a.kind, &a.target).cmp(&(&b.source, b.kind, &b.target)));
    edges.dedup_by(|a, b| (&a.source, a.kind, &a.target) == (&b.source, b.kind, &b.target));
    Entry {
        document: Document {
            name: name.clone(),
            text,
            ..Document::default()
        },
        extraction: Extraction {
            document: name,
            nodes,
            edges,
            ..Extraction::default()
        },
    }
}

fn kind_words(kind: EdgeKind) -> &'static str {
    match kind {
        EdgeKind::Gave => "gave",
        _ => "is about",
    }
}

/// What the plain route is asked.
#[derive(serde::Deserialize)]
struct Asked {
    variables: Variables,
}

#[derive(serde::Deserialize)]
struct Variables {
    topic: String,
}

/// Topic by name, its talks, their speakers; the answer is written by hand.
async fn plain(State(graph): State<Arc<Graph>>, Json(asked): Json<Asked>) -> Response<Body> {
    let mut pairs: Vec<(NodeIndex, NodeIndex)> = Vec::new();
    for topic in graph.find_by_name(NodeKind::Topic, &asked.variables.topic) {
        for talk in graph.incoming(topic, EdgeKind::About) {
            let speakers = graph.incoming(talk.node, EdgeKind::Gave);
            pairs.extend(speakers.iter().map(|speaker| (speaker.node, talk.node)));
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    let mut people: Vec<&[(NodeIndex, NodeIndex)]> = pairs.chunk_by(|a, b| a.0 == b.0).collect();
    people.sort_by(|a, b| {
        let id = |pairs: &[(NodeIndex, NodeIndex)]| &graph.data(pairs[0].0).id;
        b.len().cmp(&a.len()).then_with(|| id(a).cmp(id(b)))
    });
    let mut body = String::with_capacity(8 * 1024);
    body.push_str("{\"data\":{\"whoSpokeAbout\":{\"edges\":[");
    for (number, talks) in people.into_iter().take(100).enumerate() {
        body.push_str(if number > 0 { ",{" } else { "{" });
        body.push_str("\"node\":{\"name\":");
        quoted(&mut body, &graph.data(talks[0].0).name);
        body.push_str("},\"talks\":[");
        for (number, (_, talk)) in talks.iter().enumerate() {
            body.push_str(if number > 0 { ",{" } else { "{" });
            body.push_str("\"talk\":{\"title\":");
            quoted(&mut body, &graph.data(*talk).name);
            body.push_str("}}");
        }
        body.push_str("]}");
    }
    body.push_str("]}}}");
    let mut response = Response::new(Body::from(body));
    let json = header::HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    response
}

/// Names here need no escapes but these.
fn quoted(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            c if c < ' ' => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let which = std::env::args().nth(1).unwrap_or_default();
    let hallway = Hallway::in_memory()?;
    for number in 0..TALKS / PER_DOCUMENT {
        hallway.ingest(vec![document(number)])?;
    }
    let config = Config::layered(None, |name| std::env::var(name).ok(), &[])?;
    let state = AppState::new(hallway.clone(), config)?;
    let whole = router(state.clone());
    let bare = Router::new()
        .route("/graphql", post(plain))
        .with_state(hallway.graph());
    match which.as_str() {
        "topics" => {
            for number in 0..TOPICS {
                println!("{}", topic(number));
            }
        }
        "body" => {
            for router in [whole, bare] {
                let body =
                    serde_json::json!({ "query": QUERY, "variables": { "topic": topic(7) } });
                let request = Request::post("/graphql").header("content-type", "application/json");
                let request = request.body(Body::from(body.to_string()))?;
                let answer = router.oneshot(request).await?.into_body().collect().await?;
                println!("{}", String::from_utf8_lossy(&answer.to_bytes()));
            }
        }
        _ => {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
            println!("listening on http://{}", listener.local_addr()?);
            if which == "plain" {
                let listener = axum::serve::ListenerExt::tap_io(listener, |stream| {
                    let _ = stream.set_nodelay(true);
                });
                axum::serve(listener, bare).await?;
            } else {
                serve(listener, std::future::pending(), state, whole).await?;
            }
        }
    }
    Ok(())
}
