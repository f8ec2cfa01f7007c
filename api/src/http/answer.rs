//! What goes back: the body within its size, and the status that fits profile and media type.

use std::io::{self, Write};

use async_graphql::{Response as GraphqlResponse, ServerError, Value};
use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use serde::Serialize;

use super::negotiate::Media;
use crate::config::Profile;
use crate::gate::clip;
use crate::refusal::{Code, Refusal};

/// At most so many errors are told; a document can be made to cause thousands.
const MAX_ERRORS: usize = 20;

/// A body and the errors' codes, before HTTP comes into it.
#[derive(Debug)]
pub struct Answer {
    /// The JSON.
    pub body: Vec<u8>,
    /// How the request fared.
    pub outcome: Outcome,
    /// The codes of the errors in it.
    pub codes: Vec<String>,
}

/// How a request fared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was run, without an error.
    Done,
    /// It was run; some fields failed.
    Partial,
    /// It was not run.
    Refused(Code),
}

#[derive(Serialize)]
struct Wire<'a> {
    #[serde(skip_serializing_if = "<[ServerError]>::is_empty")]
    errors: &'a [ServerError],
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a Value>,
}

/// The answer that says no.
pub fn refused(refusal: Refusal) -> Answer {
    let code = refusal.code;
    let errors = [refusal.into_server_error()];
    let body = serde_json::to_vec(&Wire {
        errors: &errors,
        data: None,
    })
    .unwrap_or_default();
    Answer {
        body,
        outcome: Outcome::Refused(code),
        codes: vec![code.name().to_owned()],
    }
}

/// The answer of an operation that ran out of time.
pub fn failed(refusal: Refusal) -> Answer {
    let code = refusal.code.name().to_owned();
    let errors = [refusal.into_server_error()];
    let body = serde_json::to_vec(&Wire {
        errors: &errors,
        data: Some(&Value::Null),
    })
    .unwrap_or_default();
    Answer {
        body,
        outcome: Outcome::Partial,
        codes: vec![code],
    }
}

/// The answer of what the library made of an operation.
pub fn executed(mut response: GraphqlResponse, max_bytes: usize) -> Answer {
    for error in &mut response.errors {
        error.message = clip(&error.message);
    }
    response.errors.truncate(MAX_ERRORS);
    // Errors of fields carry a path; without one nothing was run.
    let refused = response.data == Value::Null
        && !response.errors.is_empty()
        && response.errors.iter().all(|error| error.path.is_empty());
    if refused {
        for error in &mut response.errors {
            let extensions = error.extensions.get_or_insert_default();
            if extensions.get("code").is_none() {
                extensions.set("code", Code::Validation.name());
            }
        }
    } else {
        for error in &mut response.errors {
            // Resolvers give every error a code; what has none is an argument that the library
            // could not take, such as a number beyond 32 bits.
            let extensions = error.extensions.get_or_insert_default();
            if extensions.get("code").is_none() {
                extensions.set("code", Code::Argument.name());
            }
        }
        // The order in which fields fail is the executor's; the order in which they are told is ours.
        response
            .errors
            .sort_by_cached_key(|error| serde_json::to_string(&error.path).unwrap_or_default());
    }
    let codes = response.errors.iter().map(code_of).collect();
    let outcome = match (refused, response.errors.is_empty()) {
        (true, _) => Outcome::Refused(Code::Validation),
        (false, true) => Outcome::Done,
        (false, false) => Outcome::Partial,
    };
    let data = (!refused).then_some(&response.data);
    let mut body = Bounded {
        bytes: Vec::with_capacity(1024),
        limit: max_bytes,
    };
    match serde_json::to_writer(
        &mut body,
        &Wire {
            errors: &response.errors,
            data,
        },
    ) {
        Ok(()) => Answer {
            body: body.bytes,
            outcome,
            codes,
        },
        Err(_) => failed(Refusal::new(
            Code::ResponseTooLarge,
            format!(
                "the answer is larger than {max_bytes} bytes; ask for smaller pages, or raise max-response-bytes"
            ),
        )),
    }
}

fn code_of(error: &ServerError) -> String {
    match error
        .extensions
        .as_ref()
        .and_then(|extensions| extensions.get("code"))
    {
        Some(Value::String(code)) => code.clone(),
        _ => "NONE".to_owned(),
    }
}

impl Answer {
    /// The answer over HTTP.
    pub fn into_http(self, media: Media, profile: Profile) -> Response<Body> {
        let status = match (self.outcome, profile, media) {
            (Outcome::Done, _, _) => 200,
            (Outcome::Partial, Profile::Audit, _) => 200,
            (Outcome::Partial, Profile::Draft, _) => 294,
            (Outcome::Refused(Code::Syntax), Profile::Draft, _) => 400,
            (Outcome::Refused(code), Profile::Draft, _)
                if code == Code::BadRequest || is_request_error(code) =>
            {
                422
            }
            (Outcome::Refused(code), Profile::Audit, Media::Json) if is_request_error(code) => 200,
            (Outcome::Refused(code), _, _) => code.status(),
        };
        let media = match profile {
            Profile::Draft if status >= 300 => Media::GraphqlResponse,
            _ => media,
        };
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() =
            StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static(media.content_type()),
        );
        headers.insert(header::VARY, HeaderValue::from_static("accept"));
        headers.insert(
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        );
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        match status {
            401 => headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")),
            503 => headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1")),
            _ => None,
        };
        response
    }
}

/// True for what the GraphQL specification calls a request error: the request was well
/// formed and its document, operation or variables are at fault.
fn is_request_error(code: Code) -> bool {
    code.status() == 400 && !matches!(code, Code::NotJson | Code::BadRequest | Code::Batching)
}

/// Collects bytes up to a limit.
struct Bounded {
    bytes: Vec<u8>,
    limit: usize,
}

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + bytes.len() > self.limit {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
