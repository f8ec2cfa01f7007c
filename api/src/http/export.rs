//! `/export/{format}`: the graph, or what surrounds a node, as a file for another tool.
//!
//! The file is written by a thread of its own into a short queue, so its size does not
//! matter and a client that reads slowly holds nothing but that thread.

use std::io::{self, Write};
use std::str::FromStr;

use axum::body::{Body, Bytes};
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use futures_util::stream;
use hallway_extractor::vocabulary::EdgeKind;
use hallway_graph::query::{Subgraph, neighborhood};
use hallway_graph::{Format, Graph, export};
use sha2::{Digest, Sha256};
use tokio::sync::mpsc;

use super::params::form_pairs;
use super::{AppState, plain};
use crate::schema::{MAX_HOPS, MAX_SUBGRAPH};

/// What the address asks for.
#[derive(Debug, Default, PartialEq)]
struct Wanted {
    around: Option<String>,
    hops: Option<u32>,
    first: Option<usize>,
    through: Vec<EdgeKind>,
}

/// Answers one export.
pub async fn handle(
    State(state): State<AppState>,
    Path(format): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response<Body> {
    let Some(format) = Format::from_name(&format) else {
        let names: Vec<_> = Format::ALL.iter().map(|format| format.name()).collect();
        return plain(
            StatusCode::NOT_FOUND,
            format!(
                "there is no such format; write one of {}\n",
                names.join(", ")
            ),
        );
    };
    let query = query.unwrap_or_default();
    let wanted = match read(&query) {
        Ok(wanted) => wanted,
        Err(message) => return plain(StatusCode::BAD_REQUEST, format!("{message}\n")),
    };
    let graph = state.hallway.graph();
    let tag = tag(&graph, format, &query);
    if matches(&headers, &tag) {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        set(&mut response, header::ETAG, &tag);
        return response;
    }
    let center = match &wanted.around {
        None => None,
        Some(id) => match graph.node(id) {
            Some(node) => Some(node),
            None => {
                return plain(
                    StatusCode::NOT_FOUND,
                    "there is no node of that id; find it with search\n",
                );
            }
        },
    };
    let Ok(permit) = state.at_work.clone().try_acquire_owned() else {
        let mut response = plain(
            StatusCode::SERVICE_UNAVAILABLE,
            "the server is busy; try again in a second\n",
        );
        set(&mut response, header::RETRY_AFTER, "1");
        return response;
    };
    let (sender, receiver) = mpsc::channel(4);
    tokio::task::spawn_blocking(move || {
        let _permit = permit;
        let part: Option<Subgraph> = center.map(|center| {
            let limit = wanted.first.unwrap_or(MAX_SUBGRAPH);
            neighborhood(
                &graph,
                center,
                wanted.hops.unwrap_or(1),
                &wanted.through,
                &[],
                limit,
            )
        });
        let mut out = Chunks {
            sender,
            chunk: Vec::with_capacity(CHUNK),
        };
        let written =
            export::write(&graph, part.as_ref(), format, &mut out).and_then(|()| out.flush());
        if let Err(error) = written {
            // The client sees a body that breaks off; where it left itself, nobody does.
            let _ = out.sender.blocking_send(Err(error));
        }
    });
    let body = stream::unfold(receiver, |mut receiver| async {
        receiver.recv().await.map(|chunk| (chunk, receiver))
    });
    let mut response = Response::new(Body::from_stream(body));
    set(&mut response, header::CONTENT_TYPE, format.media_type());
    set(&mut response, header::ETAG, &tag);
    set(&mut response, header::CACHE_CONTROL, "no-cache");
    set(&mut response, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(
        &mut response,
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; sandbox",
    );
    set(
        &mut response,
        header::CONTENT_DISPOSITION,
        &format!("inline; filename=\"hallway.{}\"", extension(format)),
    );
    response
}

fn set(response: &mut Response<Body>, name: header::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

fn read(query: &str) -> Result<Wanted, String> {
    let mut wanted = Wanted::default();
    for (name, value) in form_pairs(query) {
        let (Ok(name), Ok(value)) = (name, value) else {
            return Err("the address is not UTF-8".to_owned());
        };
        match name.as_str() {
            "around" => wanted.around = Some(value),
            "hops" => {
                wanted.hops = Some(
                    number(&value, MAX_HOPS)
                        .ok_or_else(|| format!("hops is a number from 0 to {MAX_HOPS}"))?,
                )
            }
            "first" => {
                wanted.first = Some(
                    number(&value, MAX_SUBGRAPH)
                        .ok_or_else(|| format!("first is a number from 0 to {MAX_SUBGRAPH}"))?,
                );
            }
            "through" => {
                for kind in value.split(',') {
                    wanted.through.push(
                        EdgeKind::from_name(kind)
                            .ok_or("through is a list of edge kinds such as GAVE,ABOUT")?,
                    );
                }
            }
            _ => {
                return Err(
                    "the settings of an export are around, hops, first and through".to_owned(),
                );
            }
        }
    }
    if wanted.around.is_none() && wanted != Wanted::default() {
        return Err("hops, first and through need around=ID".to_owned());
    }
    Ok(wanted)
}

fn number<T: FromStr + PartialOrd>(text: &str, most: T) -> Option<T> {
    text.parse().ok().filter(|number| *number <= most)
}

/// Changes with the graph and with what is asked; weak, because compression changes bytes.
fn tag(graph: &Graph, format: Format, query: &str) -> String {
    let mut hash = Sha256::new();
    for part in [env!("CARGO_PKG_VERSION"), format.name(), query] {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    for number in [
        graph.generation(),
        graph.node_count() as u64,
        graph.edge_count() as u64,
    ] {
        hash.update(number.to_le_bytes());
    }
    let digest = hash.finalize();
    let hex: String = digest
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("W/\"{hex}\"")
}

fn matches(headers: &HeaderMap, tag: &str) -> bool {
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|item| matches!(item.trim(), item if item == "*" || item == tag || tag.strip_prefix("W/") == Some(item)))
}

fn extension(format: Format) -> &'static str {
    match format {
        Format::Jsonld => "jsonld",
        Format::Ntriples => "nt",
        Format::Turtle => "ttl",
        Format::Cytoscape => "cyjs",
        Format::Mermaid => "mmd",
        other => other.name(),
    }
}

/// The size of the pieces a file is sent in.
const CHUNK: usize = 64 * 1024;

/// Cuts what is written into chunks and waits while the queue is full.
struct Chunks {
    sender: mpsc::Sender<io::Result<Bytes>>,
    chunk: Vec<u8>,
}

impl Write for Chunks {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.chunk.extend_from_slice(bytes);
        if self.chunk.len() >= CHUNK {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.chunk.is_empty() {
            return Ok(());
        }
        let chunk = std::mem::replace(&mut self.chunk, Vec::with_capacity(CHUNK));
        self.sender
            .blocking_send(Ok(Bytes::from(chunk)))
            .map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_to_export() {
        assert_eq!(read(""), Ok(Wanted::default()));
        let wanted = read("around=person%3Aa&hops=2&first=10&through=GAVE,ABOUT")
            .expect("it is well formed");
        assert_eq!(wanted.around.as_deref(), Some("person:a"));
        assert_eq!((wanted.hops, wanted.first), (Some(2), Some(10)));
        assert_eq!(wanted.through, [EdgeKind::Gave, EdgeKind::About]);
        for wrong in [
            "hops=2",
            "around=a&hops=99",
            "around=a&first=-1",
            "around=a&through=LIKES",
            "color=red",
            "around=%FF",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
