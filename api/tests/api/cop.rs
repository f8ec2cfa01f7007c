//! What graphql-cop looks for, asked of a server with default settings and of a hardened one.
use axum::body::Body;
use axum::http::Request;
use serde_json::json;

use crate::common::{app, ask, config, get, post, send};

#[tokio::test]
async fn aliases_are_limited() {
    let aliases: String = (0..101).map(|n| format!("alias{n}:__typename ")).collect();
    let reply = ask(
        &app(config(&[])),
        &format!("query {{ {aliases} }}"),
        json!({}),
    )
    .await;
    assert!(["TOO_MANY_ALIASES", "TOO_MANY_ROOT_FIELDS"].contains(&reply.code().as_str()));
}

#[tokio::test]
async fn batches_are_refused() {
    let batch: Vec<_> = (0..10)
        .map(|_| json!({ "query": "query { __typename }" }))
        .collect();
    assert_eq!(
        post(&app(config(&[])), &[], json!(batch).to_string())
            .await
            .code(),
        "BATCHING_UNSUPPORTED"
    );
}

#[tokio::test]
async fn directives_are_limited() {
    for directives in ["@aa".repeat(10), "@include(if: true)".repeat(50)] {
        let reply = ask(
            &app(config(&[])),
            &format!("query {{ __typename {directives} }}"),
            json!({}),
        )
        .await;
        assert!(reply.json().get("data").is_none(), "{}", reply.text());
    }
}

#[tokio::test]
async fn repeated_fields_are_limited() {
    let fields = "__typename ".repeat(500);
    let reply = ask(
        &app(config(&[])),
        &format!("query {{ {fields} }}"),
        json!({}),
    )
    .await;
    assert_eq!(reply.code(), "TOO_MANY_ROOT_FIELDS");
}

#[tokio::test]
async fn circular_introspection_costs_too_much() {
    let document = "query { __schema { types { fields { type { fields { type { fields { type { fields { type { name } } } } } } } } } } }";
    assert_eq!(
        ask(&app(config(&[])), document, json!({})).await.code(),
        "TOO_COSTLY"
    );
}

#[tokio::test]
async fn circular_fragments_are_refused() {
    let reply = ask(
        &app(config(&[])),
        "query { ...A } fragment A on Query { ...B } fragment B on Query { ...A }",
        json!({}),
    )
    .await;
    assert_eq!(reply.code(), "VALIDATION");
    assert!(reply.text().contains("spreads itself"));
}

#[tokio::test]
async fn introspection_can_be_switched_off() {
    let hardened = app(config(&[("introspection", "false")]));
    for document in [
        "{ __schema { queryType { name } } }",
        "{ __type(name: \"Person\") { name } }",
    ] {
        assert_eq!(
            ask(&hardened, document, json!({})).await.code(),
            "INTROSPECTION_OFF"
        );
    }
    assert_eq!(
        ask(&hardened, "{ __typename }", json!({})).await.json(),
        json!({ "data": { "__typename": "Query" } })
    );
}

#[tokio::test]
async fn fields_are_not_suggested() {
    let reply = ask(&app(config(&[])), "{ peopl { nodes { nam } } }", json!({})).await;
    assert_eq!(reply.code(), "VALIDATION");
    for word in ["Did you mean", "people", "name\""] {
        assert!(!reply.text().contains(word), "{}", reply.text());
    }
}

#[tokio::test]
async fn the_playground_can_be_switched_off() {
    let hardened = app(config(&[("playground", "false")]));
    let request = Request::get("/graphiql")
        .header("accept", "text/html")
        .body(Body::empty())
        .unwrap();
    assert_eq!(send(&hardened, request).await.status.as_u16(), 404);
    let request = Request::get("/graphql")
        .header("accept", "text/html")
        .body(Body::empty())
        .unwrap();
    assert_eq!(send(&hardened, request).await.status.as_u16(), 406);
}

#[tokio::test]
async fn queries_by_get_need_a_header_when_hardened_and_mutations_never_pass() {
    let hardened = app(config(&[("require-preflight", "true")]));
    assert_eq!(
        get(&hardened, "/graphql?query=query%7B__typename%7D")
            .await
            .status
            .as_u16(),
        403
    );
    assert_eq!(
        get(&app(config(&[])), "/graphql?query=mutation%7B__typename%7D")
            .await
            .status
            .as_u16(),
        405
    );
}

#[tokio::test]
async fn forms_are_refused() {
    let request = Request::post("/graphql")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from("query=query%20%7B__typename%7D"))
        .unwrap();
    assert_eq!(send(&app(config(&[])), request).await.status.as_u16(), 415);
}

#[tokio::test]
async fn answers_do_not_trace() {
    let reply = post(
        &app(config(&[])),
        &[("apollo-tracing", "1"), ("x-apollo-tracing", "1")],
        r#"{"query":"{ __typename }"}"#,
    )
    .await;
    assert_eq!(reply.json(), json!({ "data": { "__typename": "Query" } }));
    let failed = ask(&app(config(&[])), "{ statistics { nothing } }", json!({})).await;
    for word in ["stack", "backtrace", ".rs", "panicked"] {
        assert!(!failed.text().contains(word), "{}", failed.text());
    }
}
