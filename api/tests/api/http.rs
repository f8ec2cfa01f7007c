use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::json;

use crate::common::{TOKEN, app, ask, config, get, post, send, writable};

const GRAPHQL: &str = "application/graphql-response+json";
const JSON: &str = "application/json";

/// A body, and the statuses it gets: audit profile as graphql-response and as JSON, draft
/// profile as graphql-response and as JSON.
#[tokio::test]
async fn every_way_to_fail_has_its_status_in_both_profiles() {
    let ok = r#"{"query":"{ __typename }"}"#;
    let cases: &[(&str, [u16; 4])] = &[
        (ok, [200, 200, 200, 200]),
        (
            r#"{"query":"{ __typename }","other":1}"#,
            [200, 200, 200, 200],
        ),
        ("{ not json", [400, 400, 400, 400]),
        ("", [400, 400, 400, 400]),
        (r#"{"qeury":"{ a }"}"#, [400, 400, 422, 422]),
        (
            r#"{"query":"{ __typename }","variables":[7]}"#,
            [400, 400, 422, 422],
        ),
        (r#"{"query":"{"}"#, [400, 200, 400, 400]),
        (r#"{"query":"{ nothing }"}"#, [400, 200, 422, 422]),
        (
            r#"{"query":"query($id: ID!) { node(id: $id) { id } }"}"#,
            [400, 200, 422, 422],
        ),
        (
            r#"{"query":"query A { __typename } query B { __typename }"}"#,
            [400, 200, 422, 422],
        ),
        (
            r#"{"query":"{ __typename }","operationName":"A"}"#,
            [400, 200, 422, 422],
        ),
        (
            r#"{"query":"{ __typename path(from: \"a\", to: \"b\") { length } }"}"#,
            [200, 200, 294, 294],
        ),
        (r#"[{"query":"{ __typename }"}]"#, [400, 400, 400, 400]),
    ];
    let (audit, draft) = (app(config(&[])), app(config(&[("profile", "draft")])));
    for (body, expected) in cases {
        let mut seen = Vec::new();
        for (app, draft) in [(&audit, false), (&draft, true)] {
            for accept in [GRAPHQL, JSON] {
                let reply = post(app, &[("accept", accept)], *body).await;
                seen.push(reply.status.as_u16());
                let media = if draft && reply.status.as_u16() >= 300 {
                    GRAPHQL
                } else {
                    accept
                };
                assert!(
                    reply.header("content-type").starts_with(media),
                    "{body}: {}",
                    reply.header("content-type")
                );
                let json = reply.json();
                let refused = !json["errors"].is_null() && json["errors"][0]["path"].is_null();
                assert_eq!(
                    json.as_object().unwrap().contains_key("data"),
                    !refused,
                    "{body}: {json}"
                );
                if !json["errors"].is_null() {
                    assert!(
                        json["errors"][0]["extensions"]["code"].is_string(),
                        "{json}"
                    );
                }
            }
        }
        assert_eq!(seen, expected, "{body}");
    }
}

#[tokio::test]
async fn methods_and_media_types_are_told_apart() {
    let app = app(config(&[]));
    let with = |method: &str, headers: &[(&str, &str)], uri: &str, body: &'static str| {
        let mut request = Request::builder().method(method).uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(Body::from(body)).unwrap()
    };
    let query = r#"{"query":"{ __typename }"}"#;
    for (request, status, code) in [
        (
            with("PUT", &[("content-type", JSON)], "/graphql", query),
            405,
            "METHOD_NOT_ALLOWED",
        ),
        (
            with("DELETE", &[], "/graphql", ""),
            405,
            "METHOD_NOT_ALLOWED",
        ),
        (
            with("POST", &[], "/graphql", query),
            415,
            "UNSUPPORTED_MEDIA_TYPE",
        ),
        (
            with("POST", &[("content-type", "text/plain")], "/graphql", query),
            415,
            "UNSUPPORTED_MEDIA_TYPE",
        ),
        (
            with(
                "POST",
                &[("content-type", "application/x-www-form-urlencoded")],
                "/graphql",
                "query=%7B__typename%7D",
            ),
            415,
            "UNSUPPORTED_MEDIA_TYPE",
        ),
        (
            with(
                "POST",
                &[("content-type", "multipart/form-data; boundary=x")],
                "/graphql",
                "",
            ),
            415,
            "UNSUPPORTED_MEDIA_TYPE",
        ),
        (
            with(
                "POST",
                &[("content-type", JSON), ("content-encoding", "gzip")],
                "/graphql",
                query,
            ),
            415,
            "UNSUPPORTED_MEDIA_TYPE",
        ),
        (
            with(
                "POST",
                &[("content-type", JSON), ("accept", "text/html")],
                "/graphql",
                query,
            ),
            406,
            "NOT_ACCEPTABLE",
        ),
        (
            with(
                "GET",
                &[],
                "/graphql?query=mutation%7Bforget(documents:[])%7Bgeneration%7D%7D",
                "",
            ),
            405,
            "METHOD_NOT_ALLOWED",
        ),
        (with("GET", &[], "/graphql", ""), 400, "BAD_REQUEST"),
    ] {
        let reply = send(&app, request).await;
        assert_eq!(
            (reply.status.as_u16(), reply.code().as_str()),
            (status, code),
            "{}",
            reply.text()
        );
        assert_eq!(!reply.header("allow").is_empty(), status == 405);
    }
    let reply = get(&app, "/graphql?query=query($a:ID!)%7Bnode(id:$a)%7Bname%7D%7D&variables=%7B%22a%22%3A%22person%3Aada-stone%22%7D").await;
    assert_eq!(
        reply.json(),
        json!({ "data": { "node": { "name": "Ada Stone" } } })
    );
}

#[tokio::test]
async fn the_preflight_header_is_demanded_where_it_is_set_so() {
    let app = app(config(&[("require-preflight", "true")]));
    let body = r#"{"query":"{ __typename }"}"#;
    assert_eq!(post(&app, &[], body).await.code(), "PREFLIGHT_REQUIRED");
    assert_eq!(
        post(&app, &[("graphql-require-preflight", "1")], body)
            .await
            .status,
        StatusCode::OK
    );
    assert_eq!(
        get(&app, "/graphql?query=%7B__typename%7D").await.status,
        StatusCode::FORBIDDEN
    );
}

#[tokio::test]
async fn bodies_have_a_size_and_writers_a_larger_one() {
    let mut settings = writable();
    settings.set("max-body-bytes", "1000").unwrap();
    let app = app(settings);
    let body = json!({ "query": "{ __typename }", "extensions": { "filler": "x".repeat(2000) } })
        .to_string();
    let refused = post(&app, &[], body.clone()).await;
    assert_eq!(
        (refused.status.as_u16(), refused.code().as_str()),
        (413, "BODY_TOO_LARGE")
    );
    let unannounced = Body::from_stream(futures_util::stream::iter([Ok::<_, std::io::Error>(
        body.clone(),
    )]));
    assert_eq!(post(&app, &[], unannounced).await.code(), "BODY_TOO_LARGE");
    assert_eq!(
        post(&app, &[("authorization", &format!("Bearer {TOKEN}"))], body)
            .await
            .status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn answers_have_a_size_and_a_number_of_nodes() {
    let small = app(config(&[("max-response-bytes", "300")]));
    let reply = ask(&small, "{ people { nodes { id name aliases topics { nodes { __typename } } talks { nodes { title id name } } } } }", json!({})).await;
    assert_eq!(reply.code(), "RESPONSE_TOO_LARGE");
    let few = app(config(&[("max-nodes", "3")]));
    let reply = ask(
        &few,
        "{ people { nodes { talks { nodes { title } } } } }",
        json!({}),
    )
    .await;
    assert_eq!(reply.code(), "TOO_MANY_NODES");
    assert_eq!(
        ask(&few, "{ people { nodes { name } } }", json!({}))
            .await
            .status,
        StatusCode::OK
    );
    assert_eq!(
        ask(&few, "{ people { totalCount } }", json!({}))
            .await
            .json()["data"]["people"]["totalCount"],
        3
    );
}

#[tokio::test]
async fn a_late_body_is_given_up_and_took_no_place() {
    let app = app(config(&[
        ("max-concurrency", "1"),
        ("body-timeout", "300ms"),
    ]));
    let endless = Body::from_stream(futures_util::stream::pending::<
        Result<String, std::io::Error>,
    >());
    let waiting = tokio::spawn({
        let app = app.clone();
        async move { post(&app, &[], endless).await }
    });
    tokio::task::yield_now().await;
    assert_eq!(
        ask(&app, "{ __typename }", json!({})).await.status,
        StatusCode::OK
    );
    let late = waiting.await.unwrap();
    assert_eq!(
        (late.status.as_u16(), late.code().as_str()),
        (408, "BODY_TIMEOUT")
    );
}

#[tokio::test]
async fn errors_are_exact_in_place_path_and_shape() {
    let app = app(config(&[]));
    let reply = ask(
        &app,
        "{ a: __typename path(from: \"x\", to: \"y\") { length } }",
        json!({}),
    )
    .await;
    let expected = json!({
        "errors": [{
            "message": "there is no node 'x'; find its id with search",
            "locations": [{ "line": 1, "column": 17 }],
            "path": ["path"],
            "extensions": { "code": "NOT_FOUND" }
        }],
        "data": { "a": "Query", "path": null }
    });
    assert_eq!(reply.json(), expected);
    // A field that may not be null takes its parent with it, and the next one that may is null.
    let reply = ask(&app, "{ n: node(id: \"person:ada-stone\") { ... on Person { name talks(first: -1) { totalCount } } } s: __typename }", json!({})).await;
    assert_eq!(reply.json()["data"], json!({ "n": null, "s": "Query" }));
    assert_eq!(reply.json()["errors"][0]["path"], json!(["n", "talks"]));
    assert_eq!(reply.code(), "ARGUMENT_OUT_OF_RANGE");
}

#[tokio::test]
async fn the_other_routes_answer() {
    let app = app(config(&[]));
    assert_eq!(get(&app, "/healthz").await.text(), "alive\n");
    assert_eq!(get(&app, "/readyz").await.text(), "ready\n");
    assert_eq!(
        get(&app, "/schema.graphql").await.text(),
        hallway_api::schema::sdl()
    );
    assert_eq!(
        get(&app, "/no/such/thing").await.status,
        StatusCode::NOT_FOUND
    );
    ask(&app, "{ nothing }", json!({})).await;
    let metrics = get(&app, "/metrics").await.text();
    for line in [
        "hallway_graph_nodes ",
        "hallway_requests_total{route=\"/graphql\",status=\"200\"} 1",
        "hallway_graphql_errors_total{code=\"VALIDATION\"} 1",
        "hallway_request_seconds_count{route=\"/graphql\"} 1",
    ] {
        assert!(metrics.contains(line), "{line}\n{metrics}");
    }
    assert!(!metrics.contains("no/such"), "free text makes no label");
}

#[tokio::test]
async fn other_sites_may_read_and_cannot_send_a_token() {
    let preflight = |app, headers: &'static str| {
        let request = Request::builder()
            .method("OPTIONS")
            .uri("/graphql")
            .header("origin", "https://elsewhere.example")
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", headers)
            .body(Body::empty())
            .unwrap();
        async move { send(&app, request).await }
    };
    let open = app(config(&[]));
    let reply = preflight(open.clone(), "content-type").await;
    assert_eq!(reply.header("access-control-allow-origin"), "*");
    assert_eq!(reply.header("access-control-allow-credentials"), "");
    assert!(
        !reply
            .header("access-control-allow-headers")
            .contains("authorization")
    );
    let closed = app(config(&[("cors-origins", "none")]));
    assert_eq!(
        preflight(closed, "content-type")
            .await
            .header("access-control-allow-origin"),
        ""
    );
    let one = app(config(&[("cors-origins", "https://elsewhere.example")]));
    assert_eq!(
        preflight(one, "content-type")
            .await
            .header("access-control-allow-origin"),
        "https://elsewhere.example"
    );
}

#[tokio::test]
async fn answers_are_packed_for_those_who_take_it() {
    let app = app(config(&[]));
    let plain = get(&app, "/schema.graphql").await;
    let request = Request::get("/schema.graphql")
        .header("accept-encoding", "gzip")
        .body(Body::empty())
        .unwrap();
    let packed = send(&app, request).await;
    assert_eq!(packed.header("content-encoding"), "gzip");
    assert!(packed.body.len() * 4 < plain.body.len());
}

#[tokio::test]
async fn whole_numbers_beyond_32_bits_are_refused_wherever_they_stand() {
    let app = app(config(&[]));
    for (document, fits) in [
        ("{ people(first: 2147483648) { totalCount } }", false),
        (
            "{ talks(filter: { years: { from: -2147483649 } }) { totalCount } }",
            false,
        ),
        // Nobody is found, so nobody would ever look at the number.
        (
            "{ people(filter: { name: \"nobody\" }) { nodes { talks(first: 99999999999) { totalCount } } } }",
            false,
        ),
        (
            "{ people(filter: { name: \"nobody\" }) { nodes { talks(minConfidence: 99999999999) { totalCount } } } }",
            true,
        ),
        ("{ node(id: 99999999999) { id } }", true),
        ("{ people(first: 1.5) { totalCount } }", false),
    ] {
        let reply = ask(&app, document, json!(null)).await;
        if fits {
            assert!(reply.json().get("errors").is_none(), "{}", reply.text());
        } else {
            assert_eq!(reply.code(), "VALIDATION", "{document}");
        }
    }
}
