//! `hallway ingest URL`: pages and feeds from a server on this machine that counts what it sends.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use crate::support::{Room, root};

/// What the server has been asked: path, and whether the question was 'has it changed?'.
type Log = Arc<Mutex<Vec<(String, bool)>>>;

/// Serves until the test ends; gives its address and its log.
fn server() -> (String, Log) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = format!("http://{}", listener.local_addr().expect("its address"));
    let log = Log::default();
    let shared = Arc::clone(&log);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            // A client that goes away is the test's business, not the server's.
            let _ = answer(stream, &shared);
        }
    });
    (address, log)
}

fn answer(mut stream: TcpStream, log: &Log) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let request = lines.next().transpose()?.unwrap_or_default();
    let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
    let mut tag = None;
    for line in lines {
        let line = line?;
        if line.is_empty() {
            break;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("if-none-match: ") {
            tag = Some(value.to_owned());
        }
    }
    log.lock()
        .expect("the log")
        .push((path.clone(), tag.is_some()));
    let feed = std::fs::read(root().join("fixtures/documents/sidetrack.atom.xml"))?;
    let page = std::fs::read(root().join("fixtures/documents/pgday-utrecht-2016.html"))?;
    let (head, body) = match path.as_str() {
        _ if tag.as_deref() == Some("\"v1\"") => ("304 Not Modified\r\nETag: \"v1\"", Vec::new()),
        "/feed" => (
            "200 OK\r\nETag: \"v1\"\r\nContent-Type: application/atom+xml",
            feed,
        ),
        "/page" => ("200 OK\r\nContent-Type: text/html; charset=utf-8", page),
        "/moved" => ("301 Moved Permanently\r\nLocation: /page", Vec::new()),
        "/circle" => ("302 Found\r\nLocation: /circle", Vec::new()),
        _ => ("404 Not Found", Vec::new()),
    };
    write!(
        stream,
        "HTTP/1.1 {head}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    )?;
    stream.write_all(&body)
}

#[test]
fn an_unchanged_feed_costs_nothing() {
    let (address, log) = server();
    let room = Room::new();
    let feed = format!("{address}/feed");
    let first = room
        .run(&["ingest", &feed, "--format", "json"])
        .code(0)
        .json();
    assert_eq!(first["added"], 3);
    let before = room.graph();
    let second = room
        .run(&["ingest", &feed, "--format", "json"])
        .code(0)
        .json();
    assert_eq!(
        (&second["unchanged"], &second["added"]),
        (&1.into(), &0.into())
    );
    assert_eq!(room.graph(), before);
    assert_eq!(
        *log.lock().expect("the log"),
        [("/feed".to_owned(), false), ("/feed".to_owned(), true)]
    );

    // What is no longer in the store must come back, whatever the server thinks we have.
    room.run(&["forget", &feed]).code(0);
    let third = room
        .run(&["ingest", &feed, "--format", "json"])
        .code(0)
        .json();
    assert_eq!(third["added"], 3);
    assert_eq!(room.graph(), before);
}

#[test]
fn a_page_is_read_by_its_media_type_and_redirects_are_followed() {
    let (address, _) = server();
    let room = Room::new();
    room.run(&["ingest", &format!("{address}/moved")]).code(0);
    let found = room
        .run(&[
            "search",
            "PGDay Utrecht 2016",
            "--kind",
            "document",
            "--format",
            "json",
        ])
        .code(0)
        .json();
    assert_eq!(found["total"], 1, "{found}");
}

#[test]
fn what_cannot_be_fetched_is_named_and_skipped() {
    let (address, _) = server();
    let room = Room::new();
    let run = room
        .run(&[
            "ingest",
            &format!("{address}/nothing"),
            &format!("{address}/circle"),
            "http://127.0.0.1:1/x",
        ])
        .code(1);
    assert!(
        run.err
            .contains("/nothing: the server answers 404 Not Found"),
        "{}",
        run.err
    );
    assert!(
        run.err.contains("/circle: cannot be fetched"),
        "{}",
        run.err
    );
    assert!(
        run.err.contains("http://127.0.0.1:1/x: cannot be fetched"),
        "{}",
        run.err
    );
}
