use std::collections::BTreeMap;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use hallway_api::config::Config;
use hallway_api::{AppState, router};
use hallway_extractor::extraction::{Details, Link};
use hallway_extractor::{Document, Edge, EdgeKind, Evidence, Extraction, Node, NodeKind, TalkKind};
use hallway_graph::{Entry, Hallway};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;

/// The token that `token-sha256` of [`writable`] is made from.
pub const TOKEN: &str = "correct horse battery staple";

/// One document with its facts, put together sentence by sentence.
pub struct Recap {
    document: Document,
    nodes: BTreeMap<String, Node>,
    edges: Vec<Edge>,
}

impl Recap {
    pub fn new(name: &str, title: &str, date: &str) -> Recap {
        let document = Document {
            name: name.to_owned(),
            title: Some(title.to_owned()),
            date: Some(date.to_owned()),
            url: Some(format!("https://recaps.example/{name}")),
            ..Document::default()
        };
        Recap {
            document,
            nodes: BTreeMap::new(),
            edges: Vec::new(),
        }
    }

    /// Adds a node, or details to it, and gives its id.
    pub fn node(&mut self, kind: NodeKind, name: &str, details: Details) -> String {
        let slug: String = name
            .to_lowercase()
            .chars()
            .map(|c| if c.is_alphanumeric() { c } else { '-' })
            .collect();
        let id = format!("{}:{slug}", kind.prefix());
        let node = Node {
            id: id.clone(),
            kind,
            name: name.to_owned(),
            aliases: Vec::new(),
            details,
            keys: Vec::new(),
        };
        self.nodes.entry(id.clone()).or_insert(node);
        id
    }

    /// Adds a sentence to the text, and the facts it states.
    pub fn says(&mut self, quote: &str, facts: &[(&str, EdgeKind, &str)]) -> &mut Recap {
        let start = self.document.text.len();
        self.document.text.push_str(quote);
        let end = self.document.text.len();
        self.document.text.push_str("\n\n");
        for (source, kind, target) in facts {
            let former = quote.contains("formerly");
            let role = quote.contains("CTO").then(|| "CTO".to_owned());
            let evidence = Evidence {
                document: self.document.name.clone(),
                start,
                end,
                quote: quote.to_owned(),
                rule: "said-so".to_owned(),
                confidence: 0.9,
            };
            self.edges.push(Edge {
                source: (*source).to_owned(),
                kind: *kind,
                target: (*target).to_owned(),
                confidence: 0.9,
                role,
                former,
                evidence: vec![evidence],
            });
        }
        self
    }

    pub fn entry(mut self) -> Entry {
        self.edges
            .sort_by(|a, b| (&a.source, a.kind, &a.target).cmp(&(&b.source, b.kind, &b.target)));
        let extraction = Extraction {
            document: self.document.name.clone(),
            title: self.document.title.clone(),
            date: self.document.date.clone(),
            url: self.document.url.clone(),
            nodes: self.nodes.into_values().collect(),
            edges: self.edges,
            ..Extraction::default()
        };
        Entry {
            document: self.document,
            extraction,
        }
    }
}

/// Three people, three talks, two events, two organisations, in two documents.
pub fn entries() -> Vec<Entry> {
    use EdgeKind::{About, Gave, HeldIn, Organizes, PresentedAt, WorksAt, WorksOn};
    let none = Details::default;
    let mut first = Recap::new("recaps/harbour-2023.md", "Harbour days", "2023-05-04");
    let ada = first.node(NodeKind::Person, "Ada Stone", none());
    let bo = first.node(NodeKind::Person, "Bo Lindqvist", none());
    let quay = first.node(NodeKind::Organization, "Quay Works", none());
    let locks = first.node(
        NodeKind::Talk,
        "Locks Without Tears",
        Details {
            talk_kind: Some(TalkKind::Keynote),
            links: vec![Link {
                kind: "video".to_owned(),
                url: "https://video.example/locks".to_owned(),
            }],
            ..none()
        },
    );
    let shared = first.node(NodeKind::Talk, "Sharing Is Scaring", none());
    let concurrency = first.node(NodeKind::Topic, "concurrency", none());
    let rust = first.node(NodeKind::Project, "Rust", none());
    let harbour = first.node(
        NodeKind::Event,
        "HarbourConf 2023",
        Details {
            series: Some("HarbourConf".to_owned()),
            year: Some(2023),
            ..none()
        },
    );
    let ghent = first.node(NodeKind::Place, "Ghent", none());
    first
        .says(
            "Ada Stone opened with Locks Without Tears.",
            &[(&ada, Gave, &locks), (&locks, PresentedAt, &harbour)],
        )
        .says(
            "It was all about concurrency in Rust.",
            &[(&locks, About, &concurrency), (&locks, About, &rust)],
        )
        .says(
            "Ada and Bo Lindqvist then gave Sharing Is Scaring, on concurrency too.",
            &[
                (&ada, Gave, &shared),
                (&bo, Gave, &shared),
                (&shared, About, &concurrency),
                (&shared, PresentedAt, &harbour),
            ],
        )
        .says("Ada is CTO of Quay Works.", &[(&ada, WorksAt, &quay)])
        .says(
            "Bo keeps the Rust toolchain alive.",
            &[(&bo, WorksOn, &rust)],
        )
        .says(
            "Bo also chairs the whole thing.",
            &[(&bo, Organizes, &harbour)],
        )
        .says("We met in Ghent.", &[(&harbour, HeldIn, &ghent)]);

    let mut second = Recap::new("recaps/winter-2024.md", "A winter of talks", "2024-01");
    let bo = second.node(NodeKind::Person, "Bo Lindqvist", none());
    let cy = second.node(NodeKind::Person, "Cy \"Zero\" Núñez", none());
    let quay = second.node(NodeKind::Organization, "Quay Works", none());
    let mill = second.node(NodeKind::Organization, "Mill & Sons", none());
    let mapping = second.node(NodeKind::Talk, "Mapping <Everything>", none());
    let maps = second.node(NodeKind::Topic, "maps", none());
    let winter = second.node(
        NodeKind::Event,
        "WinterConf 2024",
        Details {
            year: Some(2024),
            ..none()
        },
    );
    second
        .says(
            "Cy Núñez (Mill & Sons) mapped everything in Mapping <Everything>.",
            &[
                (&cy, Gave, &mapping),
                (&cy, WorksAt, &mill),
                (&mapping, About, &maps),
                (&mapping, PresentedAt, &winter),
            ],
        )
        .says(
            "Bo, formerly of Quay Works, listened.",
            &[(&bo, WorksAt, &quay)],
        );
    vec![first.entry(), second.entry()]
}

/// The graph of [`entries`] in memory.
pub fn hallway() -> Hallway {
    let hallway = Hallway::in_memory().unwrap();
    hallway.ingest(entries()).unwrap();
    hallway
}

/// A configuration with some settings changed.
pub fn config(settings: &[(&str, &str)]) -> Config {
    let mut config = Config::default();
    for (name, value) in settings {
        config.set(name, value).unwrap();
    }
    config
}

/// A configuration that lets [`TOKEN`] write.
pub fn writable() -> Config {
    use sha2::{Digest, Sha256};
    let digest: String = Sha256::digest(TOKEN.as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    config(&[("token-sha256", &digest)])
}

pub fn app(config: Config) -> Router {
    router(AppState::new(hallway(), config).unwrap())
}

/// What came back.
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Reply {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// The code of the first error.
    pub fn code(&self) -> String {
        self.json()["errors"][0]["extensions"]["code"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }
}

pub async fn send(app: &Router, request: Request<Body>) -> Reply {
    let response = app.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes().to_vec();
    Reply {
        status: parts.status,
        headers: parts.headers,
        body,
    }
}

pub async fn get(app: &Router, uri: &str) -> Reply {
    send(app, Request::get(uri).body(Body::empty()).unwrap()).await
}

/// Posts a body as JSON, with more headers.
pub async fn post(app: &Router, headers: &[(&str, &str)], body: impl Into<Body>) -> Reply {
    let mut request = Request::post("/graphql").header("content-type", "application/json");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    send(app, request.body(body.into()).unwrap()).await
}

/// Asks for a document to be run.
pub async fn ask(app: &Router, document: &str, variables: Value) -> Reply {
    post(
        app,
        &[],
        json!({ "query": document, "variables": variables }).to_string(),
    )
    .await
}
