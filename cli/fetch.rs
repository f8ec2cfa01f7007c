//! Pages and feeds over HTTP: asked for on the user's word only, within limits, and with
//! the questions 'has it changed?' that let an unchanged one cost nothing.

use std::io;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use ureq::Agent;
use ureq::http::{Response, StatusCode, header};

use crate::source;

/// Why an address gave nothing.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FetchError {
    /// No answer, or none that can be understood.
    #[error("cannot be fetched: {0}")]
    Transport(Box<ureq::Error>),
    /// The server refused.
    #[error("the server answers {0}; check the address")]
    Status(StatusCode),
    /// The answer broke off or is too large.
    #[error("the answer cannot be read to its end: {0}")]
    Body(#[from] io::Error),
}

/// What a server says about the version that it sent; sent back to ask for a newer one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// The `ETag`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// The `Last-Modified`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_modified: Option<String>,
}

/// A server's answer.
#[derive(Debug)]
pub enum Answer {
    /// What it sent before still holds.
    Unchanged,
    /// The content, its media type and its version.
    Content(Vec<u8>, Option<String>, Version),
}

/// A client with timeouts, few redirects, and a name of its own.
pub fn agent() -> Agent {
    Agent::config_builder()
        .timeout_connect(Some(Duration::from_secs(10)))
        .timeout_global(Some(Duration::from_secs(60)))
        .max_redirects(5)
        .http_status_as_error(false)
        .user_agent(concat!("hallway/", env!("CARGO_PKG_VERSION")))
        .build()
        .new_agent()
}

/// Asks for `url`, or, where a version is known, for a newer one; takes at most so many bytes.
pub fn get(
    agent: &Agent,
    url: &str,
    known: Option<&Version>,
    most: u64,
) -> Result<Answer, FetchError> {
    let mut request = agent.get(url).header(
        header::ACCEPT,
        "text/html, application/atom+xml, application/rss+xml, text/*;q=0.9, */*;q=0.5",
    );
    let fields = known.map(|version| {
        [
            (header::IF_NONE_MATCH, &version.etag),
            (header::IF_MODIFIED_SINCE, &version.last_modified),
        ]
    });
    for (name, value) in fields.into_iter().flatten() {
        if let Some(value) = value {
            request = request.header(name, value);
        }
    }
    let response = request
        .call()
        .map_err(|error| FetchError::Transport(Box::new(error)))?;
    match response.status() {
        StatusCode::NOT_MODIFIED if known.is_some() => return Ok(Answer::Unchanged),
        status if !status.is_success() => return Err(FetchError::Status(status)),
        _ => {}
    }
    let version = Version {
        etag: field(&response, header::ETAG),
        last_modified: field(&response, header::LAST_MODIFIED),
    };
    let media_type = field(&response, header::CONTENT_TYPE);
    let bytes = source::up_to(most, response.into_body().into_reader())?;
    Ok(Answer::Content(bytes, media_type, version))
}

fn field<B>(response: &Response<B>, name: header::HeaderName) -> Option<String> {
    response
        .headers()
        .get(name)?
        .to_str()
        .ok()
        .map(str::to_owned)
}
