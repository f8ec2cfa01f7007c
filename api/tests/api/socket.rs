use std::net::SocketAddr;

use futures_util::{SinkExt, StreamExt};
use hallway_api::config::Config;
use hallway_api::{AppState, router, serve};
use hallway_graph::Hallway;
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use crate::common::{TOKEN, config, entries, hallway, writable};

type Client = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// A server on a port of its own, for as long as the test runs.
pub async fn server(hallway: Hallway, config: Config) -> (SocketAddr, AppState) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let state = AppState::new(hallway, config).unwrap();
    tokio::spawn(serve(
        listener,
        std::future::pending(),
        state.clone(),
        router(state.clone()),
    ));
    (address, state)
}

async fn connect(address: SocketAddr, protocol: Option<&str>) -> Client {
    let mut request = format!("ws://{address}/graphql")
        .into_client_request()
        .unwrap();
    if let Some(protocol) = protocol {
        request
            .headers_mut()
            .insert("sec-websocket-protocol", protocol.parse().unwrap());
    }
    match tokio_tungstenite::connect_async(request).await {
        Ok((client, _)) => client,
        Err(error) => panic!("{error}"),
    }
}

async fn say(client: &mut Client, message: Value) {
    client
        .send(Message::text(message.to_string()))
        .await
        .unwrap();
}

/// The next message, or the code of the close.
async fn hear(client: &mut Client) -> Result<Value, u16> {
    loop {
        match client.next().await {
            Some(Ok(Message::Text(text))) => {
                let message: Value = serde_json::from_str(&text).unwrap();
                if message["type"] != "ping" {
                    return Ok(message);
                }
            }
            Some(Ok(Message::Close(frame))) => {
                return Err(frame.map_or(0, |frame| frame.code.into()));
            }
            Some(Ok(_)) => {}
            Some(Err(error)) => panic!("{error}"),
            None => return Err(0),
        }
    }
}

/// A connection that has been acknowledged.
async fn ready(address: SocketAddr, payload: Value) -> Client {
    let mut client = connect(address, Some("graphql-transport-ws")).await;
    say(
        &mut client,
        json!({ "type": "connection_init", "payload": payload }),
    )
    .await;
    assert_eq!(
        hear(&mut client).await,
        Ok(json!({ "type": "connection_ack" }))
    );
    client
}

fn subscribe(id: &str, query: &str) -> Value {
    json!({ "id": id, "type": "subscribe", "payload": { "query": query } })
}

#[tokio::test]
async fn every_close_has_the_protocols_code() {
    let mut settings = writable();
    settings.set("init-timeout", "150ms").unwrap();
    let (address, _) = server(hallway(), settings).await;
    let open = || connect(address, Some("graphql-transport-ws"));

    for nonsense in [
        json!("x"),
        json!({ "type": "nonsense" }),
        json!({}),
        json!({ "type": "subscribe" }),
        json!({ "type": "connection_init", "payload": 7 }),
        json!({ "type": "complete" }),
    ] {
        let mut client = open().await;
        say(&mut client, nonsense.clone()).await;
        assert_eq!(hear(&mut client).await, Err(4400), "{nonsense}");
    }
    let mut client = open().await;
    client.send(Message::binary(vec![1, 2])).await.unwrap();
    assert_eq!(hear(&mut client).await, Err(4400));

    let mut client = open().await;
    say(&mut client, subscribe("1", "{ __typename }")).await;
    assert_eq!(hear(&mut client).await, Err(4401));

    let mut client = open().await;
    say(
        &mut client,
        json!({ "type": "connection_init", "payload": { "authorization": "Bearer wrong" } }),
    )
    .await;
    assert_eq!(hear(&mut client).await, Err(4403));

    let mut client = connect(address, None).await;
    assert_eq!(hear(&mut client).await, Err(4406));

    let mut client = open().await;
    assert_eq!(hear(&mut client).await, Err(4408));

    let mut client = ready(address, Value::Null).await;
    say(
        &mut client,
        subscribe("1", "subscription { graphChanged { generation } }"),
    )
    .await;
    say(
        &mut client,
        subscribe("1", "subscription { graphChanged { generation } }"),
    )
    .await;
    assert_eq!(hear(&mut client).await, Err(4409));

    let mut client = ready(address, Value::Null).await;
    say(&mut client, json!({ "type": "connection_init" })).await;
    assert_eq!(hear(&mut client).await, Err(4429));
}

#[tokio::test]
async fn queries_are_answered_and_completed() {
    let (address, _) = server(hallway(), config(&[])).await;
    let mut client = ready(address, json!({})).await;
    say(&mut client, subscribe("q", "{ people { totalCount } }")).await;
    assert_eq!(
        hear(&mut client).await,
        Ok(
            json!({ "id": "q", "type": "next", "payload": { "data": { "people": { "totalCount": 3 } } } })
        )
    );
    assert_eq!(
        hear(&mut client).await,
        Ok(json!({ "id": "q", "type": "complete" }))
    );
    // An id is free again once its operation is complete.
    say(&mut client, subscribe("q", "{ nothing }")).await;
    let error = hear(&mut client).await.unwrap();
    assert_eq!(
        (&error["type"], &error["payload"][0]["extensions"]["code"]),
        (&json!("error"), &json!("VALIDATION"))
    );
    say(
        &mut client,
        subscribe("m", "mutation { forget(documents: []) { generation } }"),
    )
    .await;
    assert_eq!(
        hear(&mut client).await.unwrap()["payload"][0]["extensions"]["code"],
        "MUTATIONS_OFF"
    );
    say(&mut client, json!({ "type": "ping" })).await;
    assert_eq!(hear(&mut client).await, Ok(json!({ "type": "pong" })));
}

#[tokio::test]
async fn a_change_is_told_to_who_listens_until_they_have_heard_enough() {
    let hallway = hallway();
    let (address, state) = server(hallway.clone(), writable()).await;
    let mut client = ready(
        address,
        json!({ "Authorization": format!("Bearer {TOKEN}") }),
    )
    .await;
    say(
        &mut client,
        subscribe("s", "subscription { graphChanged { documents curated } }"),
    )
    .await;
    // A query after the subscription on one connection: when it is answered, both run.
    say(&mut client, subscribe("q", "{ __typename }")).await;
    while hear(&mut client).await.unwrap()["type"] != "complete" {}
    hallway
        .forget(&["recaps/winter-2024.md".to_owned()])
        .unwrap();
    let news = hear(&mut client).await.unwrap();
    assert_eq!(
        news["payload"]["data"]["graphChanged"],
        json!({ "documents": ["recaps/winter-2024.md"], "curated": false })
    );
    say(
        &mut client,
        subscribe(
            "m",
            "mutation { renameNode(node: \"person:ada-stone\", name: \"A. Stone\") { nodeName } }",
        ),
    )
    .await;
    let mut heard = Vec::new();
    while heard.len() < 3 {
        heard.push(hear(&mut client).await.unwrap());
    }
    assert!(
        heard.iter().any(|message| message["id"] == "s"
            && message["payload"]["data"]["graphChanged"]["curated"] == true),
        "{heard:?}"
    );
    assert!(
        heard
            .iter()
            .any(|message| message["payload"]["data"]["renameNode"]["nodeName"] == "A. Stone"),
        "{heard:?}"
    );
    say(&mut client, json!({ "id": "s", "type": "complete" })).await;
    say(&mut client, json!({ "type": "ping" })).await;
    assert_eq!(hear(&mut client).await, Ok(json!({ "type": "pong" })));
    hallway.ingest(entries()).unwrap();
    say(&mut client, json!({ "type": "ping" })).await;
    assert_eq!(
        hear(&mut client).await,
        Ok(json!({ "type": "pong" })),
        "nobody listens any more"
    );
    drop(state);
}

#[tokio::test]
async fn operations_and_connections_are_limited() {
    let (address, _) = server(
        hallway(),
        config(&[("max-subscriptions", "2"), ("max-sockets", "1")]),
    )
    .await;
    let mut client = ready(address, Value::Null).await;
    for id in ["1", "2", "3"] {
        say(
            &mut client,
            subscribe(id, "subscription { graphChanged { generation } }"),
        )
        .await;
    }
    let refused = hear(&mut client).await.unwrap();
    assert_eq!(
        (&refused["id"], &refused["payload"][0]["extensions"]["code"]),
        (&json!("3"), &json!("OVERLOADED"))
    );
    let request = format!("ws://{address}/graphql")
        .into_client_request()
        .unwrap();
    let second = tokio_tungstenite::connect_async(request).await;
    assert!(second.is_err_and(|error| error.to_string().contains("503")));
}

#[tokio::test]
async fn a_stopping_server_takes_its_leave() {
    let (address, state) = server(hallway(), config(&[])).await;
    let mut client = ready(address, Value::Null).await;
    state.stop();
    assert_eq!(hear(&mut client).await, Err(1001));
}
