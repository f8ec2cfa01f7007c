//! `graphql-transport-ws`: operations over a WebSocket, with the protocol's own close codes.

use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use async_graphql::parser::types::OperationType;
use axum::body::Body;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::extract::{FromRequestParts, Request};
use axum::http::Response;
use axum::response::IntoResponse;
use futures_util::stream::{AbortHandle, BoxStream, SelectAll};
use futures_util::{StreamExt, stream};
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};
use tokio::time::{Instant, timeout};

use super::answer::{Answer, Outcome, executed, refused};
use super::graphql::{Prepared, defect, may_write, overloaded, prepare};
use super::negotiate::Media;
use super::{AppState, params};
use crate::auth::Access;
use crate::refusal::{Code, Refusal};

/// The one subprotocol that is spoken here.
const PROTOCOL: &str = "graphql-transport-ws";

/// Why a connection ends, as the protocol numbers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Close(u16, &'static str);

const BAD_MESSAGE: Close = Close(4400, "that is no message of graphql-transport-ws");
const UNAUTHORIZED: Close = Close(
    4401,
    "send connection_init and wait for connection_ack first",
);
const FORBIDDEN: Close = Close(4403, "the token is not the one this server was given");
const NO_PROTOCOL: Close = Close(4406, "ask for the subprotocol graphql-transport-ws");
const INIT_TIMEOUT: Close = Close(4408, "connection_init did not come in time");
const DUPLICATE: Close = Close(4409, "there is a running operation of that id");
const TOO_MANY_INITS: Close = Close(4429, "connection_init was sent before");
const GOING_AWAY: Close = Close(1001, "the server is shutting down");
const SILENT: Close = Close(4408, "nothing was heard, not even an answer to a ping");

/// Upgrades the request and serves the connection.
pub async fn handle(state: AppState, request: Request) -> Response<Body> {
    let (mut parts, _) = request.into_parts();
    let upgrade = match WebSocketUpgrade::from_request_parts(&mut parts, &()).await {
        Ok(upgrade) => upgrade,
        Err(rejection) => return rejection.into_response(),
    };
    let Ok(permit) = state.sockets.clone().try_acquire_owned() else {
        return refused(overloaded()).into_http(Media::Json, state.config.profile);
    };
    let size = state.config.max_body_bytes;
    upgrade
        .protocols([PROTOCOL])
        .max_message_size(size)
        .max_frame_size(size)
        .max_write_buffer_size(state.config.max_response_bytes * 2)
        .on_upgrade(move |mut socket| async move {
            let _permit = permit;
            state.metrics.sockets.inc();
            let close = serve(&state, &mut socket).await;
            state.metrics.sockets.dec();
            if let Some(Close(code, reason)) = close {
                let frame = CloseFrame {
                    code,
                    reason: reason.into(),
                };
                let _ = timeout(
                    state.config.write_timeout,
                    socket.send(Message::Close(Some(frame))),
                )
                .await;
                // The client answers a close with a close; it gets a moment for it.
                let _ = timeout(Duration::from_secs(1), async {
                    while let Some(Ok(_)) = socket.recv().await {}
                })
                .await;
            }
        })
}

/// What comes up while a connection is served.
enum Event {
    Client(Option<Result<Message, axum::Error>>),
    Operation(Finished),
    Tick,
    Stopping,
}

/// What an operation has to say.
enum Finished {
    Next(String, u64, Answer),
    Complete(String, u64),
}

/// One connection.
struct Connection<'a> {
    state: &'a AppState,
    access: Option<Access>,
    /// The running operations by id, with what ends them; the number tells a later one of
    /// the same id apart.
    running: HashMap<String, (u64, AbortHandle)>,
    streams: SelectAll<BoxStream<'static, Finished>>,
    started: u64,
}

/// Serves a connection to its end; says how to close it, unless the client has gone.
async fn serve(state: &AppState, socket: &mut WebSocket) -> Option<Close> {
    if socket
        .protocol()
        .is_none_or(|protocol| protocol != PROTOCOL)
    {
        return Some(NO_PROTOCOL);
    }
    let mut connection = Connection {
        state,
        access: None,
        running: HashMap::new(),
        streams: SelectAll::new(),
        started: 0,
    };
    let mut stopping = state.stopping.subscribe();
    let opened = Instant::now();
    let mut heard = Instant::now();
    let mut ticks = tokio::time::interval(
        state
            .config
            .keep_alive
            .min(state.config.init_timeout)
            .max(Duration::from_millis(10)),
    );
    ticks.tick().await;
    let mut last_ping = Instant::now();
    loop {
        let event = tokio::select! {
            message = socket.recv() => Event::Client(message),
            Some(finished) = connection.streams.next(), if !connection.streams.is_empty() => Event::Operation(finished),
            _ = ticks.tick() => Event::Tick,
            _ = stopping.wait_for(|stopping| *stopping) => Event::Stopping,
        };
        let replies = match event {
            Event::Client(Some(Ok(Message::Text(text)))) => {
                heard = Instant::now();
                match connection.message(text.as_str()) {
                    Ok(replies) => replies,
                    Err(close) => return Some(close),
                }
            }
            Event::Client(Some(Ok(Message::Binary(_)))) => return Some(BAD_MESSAGE),
            Event::Client(Some(Ok(Message::Ping(_) | Message::Pong(_)))) => {
                heard = Instant::now();
                Vec::new()
            }
            Event::Client(Some(Ok(Message::Close(_))) | None) => return None,
            // Too large, or not the WebSocket protocol.
            Event::Client(Some(Err(_))) => return Some(BAD_MESSAGE),
            Event::Operation(finished) => connection.finished(finished),
            Event::Tick
                if connection.access.is_none() && opened.elapsed() >= state.config.init_timeout =>
            {
                return Some(INIT_TIMEOUT);
            }
            Event::Tick if heard.elapsed() > state.config.keep_alive * 2 => return Some(SILENT),
            Event::Tick
                if connection.access.is_some()
                    && last_ping.elapsed() >= state.config.keep_alive =>
            {
                last_ping = Instant::now();
                vec![json!({ "type": "ping" }).to_string()]
            }
            Event::Tick => Vec::new(),
            Event::Stopping => return Some(GOING_AWAY),
        };
        for reply in replies {
            match timeout(
                state.config.write_timeout,
                socket.send(Message::text(reply)),
            )
            .await
            {
                Ok(Ok(())) => {}
                Ok(Err(_)) | Err(_) => return None,
            }
        }
    }
}

impl Connection<'_> {
    /// Takes one message; gives the replies.
    fn message(&mut self, text: &str) -> Result<Vec<String>, Close> {
        let Ok(Value::Object(mut message)) = serde_json::from_str(text) else {
            return Err(BAD_MESSAGE);
        };
        let payload = match message.remove("payload") {
            None | Some(Value::Null) => None,
            Some(Value::Object(payload)) => Some(payload),
            Some(_) => return Err(BAD_MESSAGE),
        };
        let Some(Value::String(kind)) = message.remove("type") else {
            return Err(BAD_MESSAGE);
        };
        match kind.as_str() {
            "connection_init" => self.init(payload),
            "ping" => Ok(vec![json!({ "type": "pong" }).to_string()]),
            "pong" => Ok(Vec::new()),
            "subscribe" => {
                let Some(Value::String(id)) = message.remove("id") else {
                    return Err(BAD_MESSAGE);
                };
                let Some(payload) = payload else {
                    return Err(BAD_MESSAGE);
                };
                self.subscribe(id, payload)
            }
            "complete" => {
                let Some(Value::String(id)) = message.remove("id") else {
                    return Err(BAD_MESSAGE);
                };
                self.end(&id);
                Ok(Vec::new())
            }
            _ => Err(BAD_MESSAGE),
        }
    }

    fn init(&mut self, payload: Option<Map<String, Value>>) -> Result<Vec<String>, Close> {
        if self.access.is_some() {
            return Err(TOO_MANY_INITS);
        }
        let authorization = payload.and_then(|payload| {
            payload
                .into_iter()
                .find(|(name, _)| name.eq_ignore_ascii_case("authorization"))
                .map(|(_, value)| value)
        });
        let authorization = match &authorization {
            None => None,
            Some(Value::String(text)) => Some(text.as_str()),
            Some(_) => return Err(BAD_MESSAGE),
        };
        let access = Access::of(self.state.config.token_sha256.as_ref(), authorization);
        if access == Access::Rejected {
            return Err(FORBIDDEN);
        }
        self.access = Some(access);
        Ok(vec![json!({ "type": "connection_ack" }).to_string()])
    }

    fn subscribe(&mut self, id: String, payload: Map<String, Value>) -> Result<Vec<String>, Close> {
        let Some(access) = self.access else {
            return Err(UNAUTHORIZED);
        };
        // An id is kept and sent back, so it has a size.
        if id.is_empty() || id.len() > 128 || !payload.get("query").is_some_and(Value::is_string) {
            return Err(BAD_MESSAGE);
        }
        if self.running.contains_key(&id) {
            return Err(DUPLICATE);
        }
        if self.running.len() >= self.state.config.max_subscriptions {
            let refusal = Refusal::new(
                Code::Overloaded,
                format!(
                    "{} operations run on this connection; complete one first",
                    self.running.len()
                ),
            );
            return Ok(vec![error_message(&id, refusal)]);
        }
        let prepared =
            params::from_map(payload).and_then(|params| prepare(self.state, params, access));
        let prepared = match prepared {
            Ok(prepared) => prepared,
            Err(refusal) => return Ok(vec![error_message(&id, refusal)]),
        };
        if prepared.operation == OperationType::Mutation
            && let Err(refusal) = may_write(access)
        {
            return Ok(vec![error_message(&id, refusal)]);
        }
        self.started += 1;
        let answers = answers(self.state.clone(), prepared, id.clone(), self.started);
        let (answers, handle) = stream::abortable(answers);
        self.running.insert(id, (self.started, handle));
        self.state.metrics.subscriptions.inc();
        self.streams.push(answers.boxed());
        Ok(Vec::new())
    }

    fn finished(&mut self, finished: Finished) -> Vec<String> {
        let (Finished::Next(id, number, _) | Finished::Complete(id, number)) = &finished;
        // What was completed meanwhile has nothing more to say.
        if self
            .running
            .get(id)
            .is_none_or(|(running, _)| running != number)
        {
            return Vec::new();
        }
        match finished {
            Finished::Next(id, _, answer) => match answer.outcome {
                Outcome::Refused(_) => {
                    self.end(&id);
                    vec![wrap("error", &id, &errors_of(&answer.body))]
                }
                Outcome::Done | Outcome::Partial => vec![wrap("next", &id, &answer.body)],
            },
            Finished::Complete(id, _) => {
                self.end(&id);
                vec![json!({ "id": id, "type": "complete" }).to_string()]
            }
        }
    }

    /// Ends an operation, where it runs, and drops what it holds.
    fn end(&mut self, id: &str) {
        if let Some((_, handle)) = self.running.remove(id) {
            handle.abort();
            self.state.metrics.subscriptions.dec();
        }
    }
}

impl Drop for Connection<'_> {
    fn drop(&mut self) {
        self.state
            .metrics
            .subscriptions
            .sub(self.running.len() as i64);
    }
}

/// The answers of one operation, then its end.
fn answers(
    state: AppState,
    prepared: Prepared,
    id: String,
    number: u64,
) -> BoxStream<'static, Finished> {
    let last = Finished::Complete(id.clone(), number);
    let limit = state.config.max_response_bytes;
    let answers: BoxStream<'static, Answer> = match prepared.operation {
        OperationType::Subscription => {
            AssertUnwindSafe(state.schema.execute_stream(prepared.request))
                .catch_unwind()
                .map(move |response| match response {
                    Ok(response) => executed(response, limit),
                    Err(_) => refused(defect()),
                })
                .boxed()
        }
        OperationType::Query | OperationType::Mutation => stream::once(async move {
            let Ok(_permit) = state.at_work.clone().try_acquire_owned() else {
                return refused(overloaded());
            };
            prepared.execute(&state).await
        })
        .boxed(),
    };
    answers
        .map(move |answer| Finished::Next(id.clone(), number, answer))
        .chain(stream::once(async { last }))
        .boxed()
}

fn error_message(id: &str, refusal: Refusal) -> String {
    wrap("error", id, &errors_of(&refused(refusal).body))
}

/// The list of errors out of an answer's body.
fn errors_of(body: &[u8]) -> Vec<u8> {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    serde_json::to_vec(&body["errors"]).unwrap_or_default()
}

/// A message around JSON that is already written.
fn wrap(kind: &str, id: &str, payload: &[u8]) -> String {
    let payload = String::from_utf8(payload.to_vec())
        .ok()
        .and_then(|text| RawValue::from_string(text).ok());
    #[derive(serde::Serialize)]
    struct Wire<'a> {
        id: &'a str,
        r#type: &'a str,
        payload: Option<Box<RawValue>>,
    }
    serde_json::to_string(&Wire {
        id,
        r#type: kind,
        payload,
    })
    .unwrap_or_default()
}
