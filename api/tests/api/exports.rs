use axum::body::Body;
use axum::http::Request;
use hallway_graph::Format;

use crate::common::{app, config, get, send};

#[tokio::test]
async fn every_format_is_served_with_its_type() {
    let app = app(config(&[]));
    for format in Format::ALL {
        let reply = get(&app, &format!("/export/{}", format.name())).await;
        assert_eq!(reply.status.as_u16(), 200, "{}", format.name());
        assert_eq!(reply.header("content-type"), format.media_type());
        assert!(
            reply.text().contains("Ada Stone"),
            "{}: {}",
            format.name(),
            reply.text()
        );
    }
}

#[tokio::test]
async fn a_neighbourhood_is_a_part_of_the_whole() {
    let app = app(config(&[]));
    let whole = get(&app, "/export/json").await.text();
    let part = get(&app, "/export/json?around=person%3Aada-stone&hops=1")
        .await
        .text();
    assert!(part.len() < whole.len());
    assert!(
        part.contains("person:ada-stone")
            && part.contains("talk:locks-without-tears")
            && !part.contains("topic:maps")
    );
    for (uri, status) in [
        ("/export/json?around=person:nobody", 404),
        ("/export/json?hops=1", 400),
        ("/export/json?around=person:ada-stone&hops=1000", 400),
        ("/export/excel", 404),
    ] {
        assert_eq!(get(&app, uri).await.status.as_u16(), status, "{uri}");
    }
}

#[tokio::test]
async fn an_unchanged_graph_is_not_sent_twice() {
    let hallway = crate::common::hallway();
    let state = hallway_api::AppState::new(hallway.clone(), config(&[])).unwrap();
    let app = hallway_api::router(state);
    let tag = get(&app, "/export/csv").await.header("etag").to_owned();
    let again = || {
        Request::get("/export/csv")
            .header("if-none-match", &tag)
            .body(Body::empty())
            .unwrap()
    };
    let reply = send(&app, again()).await;
    assert_eq!((reply.status.as_u16(), reply.body.len()), (304, 0));
    assert_ne!(get(&app, "/export/dot").await.header("etag"), tag);
    hallway
        .forget(&["recaps/winter-2024.md".to_owned()])
        .unwrap();
    assert_eq!(send(&app, again()).await.status.as_u16(), 200);
}
