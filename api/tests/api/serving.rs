use std::time::Duration;

use hallway_api::{AppState, router, serve};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

use crate::common::{config, hallway};
use crate::socket::server;

/// Asks over a new connection; gives the whole answer.
async fn ask(address: std::net::SocketAddr) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream
        .write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
        .await
        .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

/// Waits until the other side has closed the connection; whatever it still says is read.
async fn closed(stream: &mut TcpStream) {
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes).await;
}

#[tokio::test]
async fn half_open_connections_make_room_for_honest_ones() {
    let (address, _) = server(hallway(), config(&[("max-connections", "16")])).await;
    let mut half_open = Vec::new();
    for _ in 0..100 {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream
            .write_all(b"POST /graphql HTTP/1.1\r\nhost:")
            .await
            .unwrap();
        half_open.push(stream);
        if half_open.len() % 20 == 0 {
            assert!(ask(address).await.starts_with("HTTP/1.1 200"));
        }
    }
    // The oldest had to leave.
    closed(&mut half_open[0]).await;
}

#[tokio::test]
async fn heads_that_never_end_are_given_up() {
    let (address, _) = server(hallway(), config(&[("header-timeout", "100ms")])).await;
    let mut slow = TcpStream::connect(address).await.unwrap();
    slow.write_all(b"GET / HTTP/1.1\r\n").await.unwrap();
    closed(&mut slow).await;
    let mut silent = TcpStream::connect(address).await.unwrap();
    closed(&mut silent).await;
}

#[tokio::test]
async fn heads_beyond_measure_are_refused() {
    let (address, _) = server(hallway(), config(&[])).await;
    for head in [
        format!("GET /{} HTTP/1.1\r\n\r\n", "a".repeat(100_000)),
        format!("GET / HTTP/1.1\r\n{}\r\n", "a: b\r\n".repeat(100)),
    ] {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let _ = stream.write_all(head.as_bytes()).await;
        let mut answer = vec![0; 12];
        // A reset is as good a refusal as a status.
        if stream.read_exact(&mut answer).await.is_ok() {
            assert!(
                answer.starts_with(b"HTTP/1.1 4"),
                "{}",
                String::from_utf8_lossy(&answer)
            );
        }
    }
}

#[tokio::test]
async fn what_is_at_work_is_finished_and_the_rest_is_not_begun() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let state = AppState::new(hallway(), config(&[("shutdown-grace", "5s")])).unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let shutdown = async {
        let _ = stopped.await;
    };
    let app = router(state.clone());
    let serving = tokio::spawn(serve(listener, shutdown, state.clone(), app));
    // A request whose body has not come yet is at work.
    let mut at_work = TcpStream::connect(address).await.unwrap();
    let body = r#"{"query":"{ people { totalCount } }"}"#;
    let head = format!(
        "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    at_work.write_all(head.as_bytes()).await.unwrap();
    while state.at_work() == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let _idle = TcpStream::connect(address).await.unwrap();
    stop.send(()).unwrap();
    while TcpStream::connect(address).await.is_ok() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    at_work.write_all(body.as_bytes()).await.unwrap();
    let mut answer = String::new();
    at_work.read_to_string(&mut answer).await.unwrap();
    assert!(answer.contains("\"totalCount\":3"), "{answer}");
    serving.await.unwrap().unwrap();
}
