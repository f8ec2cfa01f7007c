//! Media types: which of the two the answer takes, and whether the request's own will do.

use axum::http::{HeaderMap, header};

use crate::config::Profile;
use crate::refusal::{Code, Refusal};

/// The media type of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    /// `application/graphql-response+json`: the status says how the request fared.
    GraphqlResponse,
    /// `application/json`: legacy; any well-formed request is 200.
    Json,
}

impl Media {
    /// The value of `Content-Type`.
    pub fn content_type(self) -> &'static str {
        match self {
            Media::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
            Media::Json => "application/json; charset=utf-8",
        }
    }
}

/// The media type that `Accept` prefers; where it leaves the choice, the profile's.
pub fn accepted(headers: &HeaderMap, profile: Profile) -> Result<Media, Refusal> {
    let default = match profile {
        Profile::Audit => Media::Json,
        Profile::Draft => Media::GraphqlResponse,
    };
    if !headers.contains_key(header::ACCEPT) {
        return Ok(default);
    }
    let mut best: Option<(u16, Media)> = None;
    for value in headers.get_all(header::ACCEPT) {
        for item in value.to_str().unwrap_or_default().split(',') {
            let mut parts = item.split(';').map(str::trim);
            let media = match parts
                .next()
                .unwrap_or_default()
                .to_ascii_lowercase()
                .as_str()
            {
                "application/graphql-response+json" => Media::GraphqlResponse,
                "application/json" => Media::Json,
                "*/*" | "application/*" => default,
                _ => continue,
            };
            let (mut quality, mut fits) = (1000, true);
            for parameter in parts {
                let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
                match name.trim().to_ascii_lowercase().as_str() {
                    "q" => quality = thousandths(value.trim()),
                    "charset" => {
                        fits = value.trim().trim_matches('"').eq_ignore_ascii_case("utf-8")
                    }
                    _ => {}
                }
            }
            // Of two alike the first counts.
            if fits && quality > 0 && best.is_none_or(|(other, _)| quality > other) {
                best = Some((quality, media));
            }
        }
    }
    best.map(|(_, media)| media).ok_or_else(|| {
        Refusal::new(
            Code::NotAcceptable,
            "answers come as application/graphql-response+json or application/json in UTF-8; accept one of them",
        )
    })
}

/// A quality value, `0` to `1`, in thousandths; what is no number counts as 1.
fn thousandths(text: &str) -> u16 {
    text.parse::<f32>()
        .map_or(1000, |quality| (quality.clamp(0.0, 1.0) * 1000.0) as u16)
}

/// Only `application/json` in UTF-8 is read: a page of another site cannot send that
/// without asking first, so no form or link on it can make a browser act for its user.
pub fn check_content_type(headers: &HeaderMap) -> Result<(), Refusal> {
    let refuse = |what: &str| {
        Err(Refusal::new(
            Code::MediaType,
            format!("{what}; send the request as application/json in UTF-8, unpacked"),
        ))
    };
    if headers
        .get(header::CONTENT_ENCODING)
        .is_some_and(|value| value != "identity")
    {
        return refuse("the body is packed");
    }
    let Some(value) = headers.get(header::CONTENT_TYPE) else {
        return refuse("the body has no content type");
    };
    let value = value.to_str().unwrap_or_default();
    let mut parts = value.split(';').map(str::trim);
    if !parts
        .next()
        .is_some_and(|essence| essence.eq_ignore_ascii_case("application/json"))
    {
        return refuse("the body is of a type that is not read here");
    }
    for parameter in parts {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        let value = value.trim().trim_matches('"');
        if name.trim().eq_ignore_ascii_case("charset")
            && !value.eq_ignore_ascii_case("utf-8")
            && !value.eq_ignore_ascii_case("utf8")
        {
            return refuse("the body is in a character set that is not read here");
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn accept(value: &'static str, profile: Profile) -> Option<Media> {
        let headers = HeaderMap::from_iter([(header::ACCEPT, HeaderValue::from_static(value))]);
        accepted(&headers, profile).ok()
    }

    #[test]
    fn takes_what_the_client_prefers() {
        use Media::{GraphqlResponse, Json};
        for (value, media) in [
            ("application/json", Some(Json)),
            ("application/graphql-response+json", Some(GraphqlResponse)),
            (
                "application/graphql-response+json; charset=utf-8, application/json",
                Some(GraphqlResponse),
            ),
            (
                "application/json, application/graphql-response+json",
                Some(Json),
            ),
            (
                "application/json;q=0.5, application/graphql-response+json;q=0.9",
                Some(GraphqlResponse),
            ),
            ("APPLICATION/JSON", Some(Json)),
            ("*/*", Some(Json)),
            ("text/html, application/xhtml+xml, */*;q=0.8", Some(Json)),
            ("application/json;q=0, application/*;q=0", None),
            ("application/json; charset=latin1", None),
            ("text/html", None),
        ] {
            assert_eq!(accept(value, Profile::Audit), media, "{value}");
        }
        assert_eq!(accept("*/*", Profile::Draft), Some(GraphqlResponse));
        assert_eq!(
            accepted(&HeaderMap::new(), Profile::Draft).ok(),
            Some(GraphqlResponse)
        );
        assert_eq!(accepted(&HeaderMap::new(), Profile::Audit).ok(), Some(Json));
    }

    #[test]
    fn reads_json_and_nothing_else() {
        let check = |value: Option<&'static str>| {
            let mut headers = HeaderMap::new();
            if let Some(value) = value {
                headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(value));
            }
            check_content_type(&headers).is_ok()
        };
        assert!(check(Some("application/json")));
        assert!(check(Some("Application/JSON; Charset=\"UTF-8\"")));
        for refused in [
            "text/plain",
            "application/x-www-form-urlencoded",
            "multipart/form-data",
            "application/graphql",
            "application/json; charset=utf-16",
        ] {
            assert!(!check(Some(refused)), "{refused}");
        }
        assert!(!check(None));
    }
}
