//! The pages, out of the program itself: the explorer at `/`, GraphiQL at `/graphiql`, and
//! the query page at `/query`, which also stands in for GraphiQL where that was not built.
//!
//! Every file lies in the program packed with brotli (see `build.rs`) and goes out as it
//! lies; for a client that does not take brotli it is unpacked on the way.

use std::io::Read as _;

use axum::Router;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use axum::routing::get;

/// The routes of the pages and their files.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/", get(|headers: HeaderMap| async move { explorer(&headers, "index.html") }))
        .route("/query", get(|headers: HeaderMap| async move { explorer(&headers, "query.html") }))
        .route("/graphiql", get(|headers: HeaderMap| async move { graphiql(&headers) }))
        .route("/graphiql/licenses", get(|headers: HeaderMap| async move { licenses(&headers) }))
        .route(
            "/explorer/{file}",
            get(|Path(file): Path<String>, headers: HeaderMap| async move {
                explorer(&headers, &file)
            }),
        )
        .route(
            "/assets/{file}",
            get(|Path(file): Path<String>, headers: HeaderMap| async move {
                let name = format!("playground/assets/{file}");
                // Vite names these files by their content.
                answer(&headers, &name, POLICY, "public, max-age=31536000, immutable")
            }),
        )
}

/// True where the program holds GraphiQL.
pub fn has_playground() -> bool {
    find("playground/index.html").is_some()
}

/// One file that lies in the program.
struct Asset {
    /// Its folder and name, as in `explorer/main.js`.
    name: &'static str,
    /// A hash of its bytes.
    tag: &'static str,
    /// Its bytes, packed with brotli.
    packed: &'static [u8],
}

/// All files, sorted by name.
static ASSETS: &[Asset] = include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// What our own pages may load: their own files, and nothing written into the page.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
    img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// What GraphiQL may load: its editor sets styles on elements, runs workers and inlines icons.
const PLAYGROUND_POLICY: &str = "default-src 'none'; script-src 'self'; worker-src 'self'; \
    connect-src 'self'; img-src 'self' data:; font-src 'self' data:; \
    style-src 'self' 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Asked for again on every visit, answered with 304 while the program is the same.
const REVALIDATE: &str = "no-cache";

fn explorer(headers: &HeaderMap, file: &str) -> Response<Body> {
    answer(headers, &format!("explorer/{file}"), POLICY, REVALIDATE)
}

fn graphiql(headers: &HeaderMap) -> Response<Body> {
    if has_playground() {
        answer(
            headers,
            "playground/index.html",
            PLAYGROUND_POLICY,
            REVALIDATE,
        )
    } else {
        explorer(headers, "query.html")
    }
}

fn licenses(headers: &HeaderMap) -> Response<Body> {
    if has_playground() {
        answer(headers, "playground/licenses.md", POLICY, REVALIDATE)
    } else {
        plain(
            StatusCode::OK,
            "This build holds no third-party script: its pages are Hallway's own.\n",
        )
    }
}

fn find(name: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.name == name)
}

fn answer(
    headers: &HeaderMap,
    name: &str,
    policy: &'static str,
    caching: &'static str,
) -> Response<Body> {
    let Some(asset) = find(name) else {
        return plain(StatusCode::NOT_FOUND, "there is no such file\n");
    };
    let packed = takes_brotli(headers);
    // The two forms differ in their bytes, hence in their tags.
    let tag = if packed {
        format!("\"{}-br\"", asset.tag)
    } else {
        format!("\"{}\"", asset.tag)
    };

    let mut response = Response::new(Body::empty());
    let out = response.headers_mut();
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    out.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(value) = HeaderValue::from_str(&tag) {
        out.insert(header::ETAG, value);
    }
    // Only what is opened by itself needs the policy; repeated on each script it would be
    // half of what goes over the wire.
    let page = name.ends_with(".html");
    harden(out, page.then_some(policy));
    if has_tag(headers, &tag) {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        return response;
    }
    out.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(media_type(name)),
    );
    if packed {
        out.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
        *response.body_mut() = Body::from(asset.packed);
    } else {
        let mut bytes = Vec::new();
        if brotli::Decompressor::new(asset.packed, 4096)
            .read_to_end(&mut bytes)
            .is_err()
        {
            return plain(
                StatusCode::INTERNAL_SERVER_ERROR,
                "this file can't be unpacked\n",
            );
        }
        *response.body_mut() = Body::from(bytes);
    }
    response
}

/// The headers that keep a page to itself.
fn harden(headers: &mut HeaderMap, policy: Option<&'static str>) {
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    let Some(policy) = policy else { return };
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(policy),
    );
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    );
    headers.insert(
        "cross-origin-opener-policy",
        HeaderValue::from_static("same-origin"),
    );
}

fn plain(status: StatusCode, text: &'static str) -> Response<Body> {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    let media = HeaderValue::from_static("text/plain; charset=utf-8");
    headers.insert(header::CONTENT_TYPE, media);
    harden(headers, Some(POLICY));
    response
}

/// True where `accept-encoding` names brotli and does not refuse it with `q=0`.
fn takes_brotli(headers: &HeaderMap) -> bool {
    list(headers, header::ACCEPT_ENCODING).any(|item| {
        let mut parts = item.split(';').map(str::trim);
        let named = parts
            .next()
            .is_some_and(|name| name.eq_ignore_ascii_case("br"));
        let weight = parts.find_map(|part| part.strip_prefix("q=")?.parse::<f32>().ok());
        named && weight.is_none_or(|weight| weight > 0.0)
    })
}

/// True where `if-none-match` holds `tag`, weak or strong, or `*`.
fn has_tag(headers: &HeaderMap, tag: &str) -> bool {
    list(headers, header::IF_NONE_MATCH)
        .any(|item| item == "*" || item.strip_prefix("W/").unwrap_or(item) == tag)
}

/// The items of a header that is a list, over all its lines.
fn list(headers: &HeaderMap, name: header::HeaderName) -> impl Iterator<Item = &str> {
    headers
        .get_all(name)
        .into_iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("ttf") => "font/ttf",
        Some("woff2") => "font/woff2",
        Some("json") => "application/json",
        Some("md" | "txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(lines: &[(header::HeaderName, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(name, HeaderValue::from_static(value));
        }
        headers
    }

    #[test]
    fn names_are_sorted_and_have_a_media_type() {
        assert!(ASSETS.windows(2).all(|pair| pair[0].name < pair[1].name));
        for asset in ASSETS {
            assert_ne!(
                media_type(asset.name),
                "application/octet-stream",
                "{}",
                asset.name
            );
        }
    }

    #[test]
    fn holds_the_pages_that_need_no_node() {
        for name in [
            "explorer/index.html",
            "explorer/query.html",
            "explorer/examples.js",
        ] {
            assert!(find(name).is_some(), "{name}");
        }
    }

    #[test]
    fn packed_and_unpacked_are_told_apart() {
        let packed = answer(
            &headers(&[(header::ACCEPT_ENCODING, "gzip, br")]),
            "explorer/index.html",
            POLICY,
            REVALIDATE,
        );
        let plain = answer(&headers(&[]), "explorer/index.html", POLICY, REVALIDATE);
        assert_eq!(packed.headers()[header::CONTENT_ENCODING], "br");
        assert!(plain.headers().get(header::CONTENT_ENCODING).is_none());
        assert_ne!(
            packed.headers()[header::ETAG],
            plain.headers()[header::ETAG]
        );
    }

    #[test]
    fn brotli_with_weight_zero_is_refused() {
        assert!(takes_brotli(&headers(&[(
            header::ACCEPT_ENCODING,
            "gzip;q=0.5, br;q=0.1"
        )])));
        assert!(!takes_brotli(&headers(&[(
            header::ACCEPT_ENCODING,
            "gzip, br;q=0"
        )])));
        assert!(!takes_brotli(&headers(&[(header::ACCEPT_ENCODING, "bro")])));
    }

    #[test]
    fn a_known_tag_is_answered_without_the_bytes() {
        let first = answer(&headers(&[]), "explorer/index.html", POLICY, REVALIDATE);
        let mut again = HeaderMap::new();
        again.insert(header::IF_NONE_MATCH, first.headers()[header::ETAG].clone());
        let second = answer(&again, "explorer/index.html", POLICY, REVALIDATE);
        assert_eq!(second.status(), StatusCode::NOT_MODIFIED);
        assert!(
            second
                .headers()
                .get(header::CONTENT_SECURITY_POLICY)
                .is_some()
        );
    }

    #[test]
    fn no_path_leads_out_of_the_table() {
        for name in [
            "explorer/../Cargo.toml",
            "explorer/",
            "",
            "explorer/index.html\0",
        ] {
            assert_eq!(
                answer(&headers(&[]), name, POLICY, REVALIDATE).status(),
                StatusCode::NOT_FOUND
            );
        }
    }
}
