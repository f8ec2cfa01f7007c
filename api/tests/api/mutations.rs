use axum::Router;
use serde_json::{Value, json};

use crate::common::{Reply, TOKEN, app, ask, config, post, writable};

async fn change(app: &Router, document: &str, variables: Value) -> Reply {
    let body = json!({ "query": document, "variables": variables }).to_string();
    post(app, &[("authorization", &format!("Bearer {TOKEN}"))], body).await
}

#[tokio::test]
async fn nobody_writes_without_the_token() {
    let document = "mutation { forget(documents: [\"recaps/winter-2024.md\"]) { forgotten } }";
    let off = app(config(&[]));
    let reply = post(
        &off,
        &[("authorization", "Bearer anything")],
        json!({ "query": document }).to_string(),
    )
    .await;
    assert_eq!(
        (reply.status.as_u16(), reply.code().as_str()),
        (403, "MUTATIONS_OFF")
    );
    let on = app(writable());
    let reply = ask(&on, document, json!({})).await;
    assert_eq!(
        (
            reply.status.as_u16(),
            reply.code().as_str(),
            reply.header("www-authenticate")
        ),
        (401, "UNAUTHENTICATED", "Bearer")
    );
    let wrong = post(
        &on,
        &[("authorization", "Bearer wrong")],
        json!({ "query": document }).to_string(),
    )
    .await;
    assert_eq!(wrong.code(), "UNAUTHENTICATED");
    assert!(!wrong.text().contains(TOKEN));
    let count = ask(&on, "{ documents { totalCount } }", json!({})).await;
    assert_eq!(count.json()["data"]["documents"]["totalCount"], 2);
}

#[tokio::test]
async fn a_text_goes_in_is_replaced_and_goes_out_again() {
    let app = app(writable());
    let document = "mutation($input: IngestInput!) { ingest(input: $input) { documents { name outcome } notes } }";
    let input = |content: &str| json!({ "input": { "name": "recaps/new.md", "content": content } });
    let reply = change(
        &app,
        document,
        input("# Notes\n\n- Tides for Everyone - Mara Okafor\n- Ropes and Knots - Ada Stone\n"),
    )
    .await
    .json();
    assert_eq!(
        reply["data"]["ingest"]["documents"],
        json!([{ "name": "recaps/new.md", "outcome": "ADDED" }]),
        "{reply}"
    );
    let text = ask(&app, "{ node(id: \"document:recaps-new-md\") { id } documents(filter: { name: \"recaps/new\" }) { nodes { name text } } }", json!({})).await.json();
    assert!(
        text["data"]["documents"]["nodes"][0]["text"]
            .as_str()
            .unwrap()
            .contains("Ropes and Knots"),
        "{text}"
    );
    let reply = change(&app, document, input("Nothing happened this year."))
        .await
        .json();
    assert_eq!(
        reply["data"]["ingest"]["documents"][0]["outcome"],
        "REPLACED"
    );
    let reply = change(&app, "mutation { forget(documents: [\"recaps/new.md\", \"recaps/none.md\"]) { forgotten absent } }", json!({})).await.json();
    assert_eq!(
        reply["data"]["forget"],
        json!({ "forgotten": ["recaps/new.md"], "absent": ["recaps/none.md"] })
    );
}

#[tokio::test]
async fn unreadable_texts_are_refused_in_words() {
    let app = app(writable());
    let document = "mutation($input: IngestInput!) { ingest(input: $input) { notes } }";
    let binary = json!({ "input": { "name": "a.png", "content": "\u{89}PNG\r\n\u{1a}\n\0\0\0" } });
    let reply = change(&app, document, binary).await;
    assert_eq!(reply.code(), "CHANGE_REJECTED", "{}", reply.text());
    let nameless = json!({ "input": { "name": " ", "content": "text" } });
    assert_eq!(
        change(&app, document, nameless).await.code(),
        "ARGUMENT_OUT_OF_RANGE"
    );
}

#[tokio::test]
async fn corrections_hold_and_can_be_undone() {
    let app = app(writable());
    let name = |reply: Reply| reply.json()["data"]["node"]["name"].clone();
    let ada = "{ node(id: \"person:ada-stone\") { name } }";
    let reply = change(&app, "mutation { renameNode(node: \"person:ada-stone\", name: \"Ada B. Stone\") { number nodeName } }", json!({})).await.json();
    let number = reply["data"]["renameNode"]["number"].clone();
    assert_eq!(
        reply["data"]["renameNode"]["nodeName"], "Ada B. Stone",
        "{reply}"
    );
    assert_eq!(name(ask(&app, ada, json!({})).await), "Ada B. Stone");
    let listed = ask(
        &app,
        "{ curations { totalCount nodes { number says node { name } } } }",
        json!({}),
    )
    .await
    .json();
    assert_eq!(
        listed["data"]["curations"]["nodes"][0]["says"],
        "person:ada-stone is named 'Ada B. Stone'"
    );
    let undone = change(
        &app,
        "mutation($n: Int!) { undoCuration(number: $n) { undone } }",
        json!({ "n": number }),
    )
    .await
    .json();
    assert_eq!(undone["data"]["undoCuration"]["undone"], true, "{undone}");
    assert_eq!(name(ask(&app, ada, json!({})).await), "Ada Stone");

    let reply = change(&app, "mutation { retractFact(source: \"person:ada-stone\", kind: WORKS_AT, target: \"organization:quay-works\") { number } }", json!({})).await.json();
    assert!(reply["errors"].is_null(), "{reply}");
    let jobs = ask(
        &app,
        "{ node(id: \"person:ada-stone\") { ... on Person { worksAt { totalCount } } } }",
        json!({}),
    )
    .await
    .json();
    assert_eq!(jobs["data"]["node"]["worksAt"]["totalCount"], 0);

    let reply = change(&app, "mutation { mergeNodes(keep: \"organization:quay-works\", other: \"organization:mill---sons\") { nodeId } }", json!({})).await.json();
    assert!(reply["errors"].is_null(), "{reply}");
    let count = ask(&app, "{ organizations { totalCount } }", json!({}))
        .await
        .json();
    assert_eq!(count["data"]["organizations"]["totalCount"], 1);
}

#[tokio::test]
async fn impossible_corrections_are_refused() {
    let app = app(writable());
    for (document, code) in [
        (
            "mutation { mergeNodes(keep: \"person:ada-stone\", other: \"person:ada-stone\") { number } }",
            "CHANGE_REJECTED",
        ),
        (
            "mutation { mergeNodes(keep: \"person:ada-stone\", other: \"topic:maps\") { number } }",
            "CHANGE_REJECTED",
        ),
        (
            "mutation { mergeNodes(keep: \"person:ada-stone\", other: \"person:nobody\") { number } }",
            "NOT_FOUND",
        ),
        (
            "mutation { renameNode(node: \"person:ada-stone\", name: \"\") { number } }",
            "ARGUMENT_OUT_OF_RANGE",
        ),
        (
            "mutation { retractFact(source: \"person:ada-stone\", kind: GAVE, target: \"talk:mapping--everything-\") { number } }",
            "NOT_FOUND",
        ),
    ] {
        let reply = change(&app, document, json!({})).await;
        assert_eq!(reply.code(), code, "{document}: {}", reply.text());
    }
}
