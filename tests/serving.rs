//! `hallway serve` and `demo`: from the first line of output to the end on request.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStdout};

use serde_json::Value;

use crate::support::Room;

/// A server that is ended when the test is over, however it ends.
struct Server {
    child: Child,
    out: BufReader<ChildStdout>,
    address: String,
}

impl Server {
    /// Starts the binary and waits for the line that tells its address.
    #[track_caller]
    fn start(room: &Room, arguments: &[&str]) -> Server {
        let mut child = room.start(arguments);
        let mut out = BufReader::new(child.stdout.take().expect("standard output"));
        let mut line = String::new();
        while !line.starts_with("listening on http://") {
            line.clear();
            let read = out.read_line(&mut line).expect("a line");
            assert!(read > 0, "it ended before it listened");
        }
        let address = line
            .trim_end()
            .trim_start_matches("listening on http://")
            .to_owned();
        Server {
            child,
            out,
            address,
        }
    }

    /// Sends a request and gives the status line and the body.
    #[track_caller]
    fn ask(&self, request: &str, body: &str) -> (String, String) {
        let mut stream = TcpStream::connect(&self.address).expect("a connection");
        write!(
            stream,
            "{request} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        )
        .expect("the request goes out");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
        (
            head.lines().next().unwrap_or_default().to_owned(),
            body.to_owned(),
        )
    }

    /// Asks it to end, as a service manager would, and gives the exit code.
    #[cfg(unix)]
    fn end(mut self) -> Option<i32> {
        let id = self.child.id().to_string();
        let told = std::process::Command::new("kill")
            .args(["-TERM", &id])
            .status();
        assert!(told.is_ok_and(|status| status.success()), "kill -TERM {id}");
        let mut rest = String::new();
        self.out
            .read_to_string(&mut rest)
            .expect("the rest of its output");
        self.child.wait().expect("it ends").code()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Where the test went well it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn who_over_graphql_says_what_the_command_line_says() {
    let room = Room::with_fixtures();
    let here = room
        .run(&["who", "eBPF", "--format", "json"])
        .code(0)
        .json();
    let server = Server::start(&room, &["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(server.ask("GET /healthz", "").0, "HTTP/1.1 200 OK");
    let query = r#"{"query": "{ whoSpokeAbout(topic: \"eBPF\") { edges { node { name } talks { talk { title } evidence { quote } } } } }"}"#;
    let (status, body) = server.ask("POST /graphql", query);
    assert_eq!(status, "HTTP/1.1 200 OK", "{body}");
    let answer: Value = serde_json::from_str(&body).expect("JSON");
    let edge = &answer["data"]["whoSpokeAbout"]["edges"][0];
    assert_eq!(edge["node"]["name"], here[0]["name"]);
    assert_eq!(
        edge["talks"][0]["talk"]["title"],
        here[0]["talks"][0]["title"]
    );
    assert_eq!(
        edge["talks"][0]["evidence"][0]["quote"],
        here[0]["talks"][0]["evidence"][0]["quote"]
    );

    let told = room.run(&["stats"]).code(2);
    assert!(
        told.err.contains("in use by another process"),
        "{}",
        told.err
    );
    #[cfg(unix)]
    assert_eq!(server.end(), Some(0));
    room.run(&["stats"]).code(0);
}

#[test]
fn the_export_of_the_server_is_that_of_the_command_line() {
    let room = Room::with_fixtures();
    let here = room.graph();
    let server = Server::start(&room, &["serve", "--listen", "127.0.0.1:0"]);
    let (status, body) = server.ask("GET /export/json", "");
    assert_eq!(status, "HTTP/1.1 200 OK");
    assert!(
        body.contains(here.lines().nth(1).expect("a node")),
        "{}",
        body.chars().take(400).collect::<String>()
    );
}

#[test]
fn a_wrong_setting_is_a_failure_that_says_what_to_write() {
    let room = Room::new();
    let run = room.run(&["serve", "--max-depth", "deep"]).code(2);
    assert!(
        run.err.contains("max-depth") && run.err.contains("whole number"),
        "{}",
        run.err
    );
    room.write("settings.toml", "max-deepness = 3\n");
    let run = room.run(&["serve", "--config", "settings.toml"]).code(2);
    assert!(run.err.contains("max-deepness"), "{}", run.err);
}

#[test]
fn the_demo_answers_and_serves() {
    let room = Room::new();
    let run = room.run(&["demo", "--no-serve"]).code(0);
    assert!(
        run.out.contains("16 documents") && run.out.contains("Anthony Shaw"),
        "{}",
        run.out
    );
    room.run(&["demo", "--no-serve", "--ask", "underwater basket weaving"])
        .code(1);
    let server = Server::start(&room, &["demo", "--listen", "127.0.0.1:0"]);
    let (status, page) = server.ask("GET /", "");
    assert_eq!(status, "HTTP/1.1 200 OK");
    assert!(page.contains("<html"), "{page}");
    #[cfg(unix)]
    assert_eq!(server.end(), Some(0));
}
