//! The routes, and what every one of them goes through: counting, logging, compression, CORS.

mod answer;
mod export;
mod graphql;
mod negotiate;
mod params;
mod socket;

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use axum::Router;
use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, Method, Response, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::IntoResponse;
use axum::routing::{any, get};
use futures_util::FutureExt;
use hallway_extractor::{RuleSet, builtin};
use hallway_graph::Hallway;
use prometheus::IntGauge;
use tokio::sync::{Semaphore, watch};
use tower_http::compression::CompressionLayer;
use tower_http::cors::{AllowOrigin, CorsLayer};

use crate::assets;
use crate::config::{Config, Origins};
use crate::gate::{Known, TypeTable};
use crate::metrics::Metrics;
use crate::schema::{self, HallwaySchema};
use crate::scope::Extractor;

/// What the routes share. Clones are handles to the same.
#[derive(Clone)]
pub struct AppState {
    pub(crate) hallway: Hallway,
    pub(crate) extractor: Extractor,
    /// Validates in full.
    pub(crate) schema: HallwaySchema,
    /// Only for documents that `schema` has validated.
    pub(crate) trusting: HallwaySchema,
    pub(crate) known: Arc<Known>,
    pub(crate) types: Arc<TypeTable>,
    pub(crate) config: Arc<Config>,
    pub(crate) metrics: Metrics,
    pub(crate) at_work: Arc<Semaphore>,
    pub(crate) sockets: Arc<Semaphore>,
    pub(crate) stopping: watch::Sender<bool>,
    ready: Arc<AtomicBool>,
}

/// Why a server could not be set up.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SetupError {
    /// The schema cannot be read back, or a counter was named twice: a defect of this program.
    #[error("the server is defective, please report it: {0}")]
    Defect(String),
}

impl AppState {
    /// The state of a server over `hallway`.
    pub fn new(hallway: Hallway, config: Config) -> Result<AppState, SetupError> {
        let (schema, trusting) = schema::build_both(&hallway, &config);
        let types = TypeTable::read(&schema::sdl())
            .map_err(|error| SetupError::Defect(error.to_string()))?;
        let metrics = Metrics::new().map_err(|error| SetupError::Defect(error.to_string()))?;
        Ok(AppState {
            schema,
            trusting,
            known: Arc::default(),
            extractor: Arc::new(|document| hallway_extractor::extract(document, builtin::rules())),
            types: Arc::new(types),
            metrics,
            at_work: Arc::new(Semaphore::new(config.max_concurrency)),
            sockets: Arc::new(Semaphore::new(config.max_sockets)),
            stopping: watch::Sender::new(false),
            ready: Arc::new(AtomicBool::new(true)),
            config: Arc::new(config),
            hallway,
        })
    }

    /// The same, reading documents by rules of one's own.
    #[must_use]
    pub fn with_rules(self, rules: Arc<RuleSet>) -> AppState {
        AppState {
            extractor: Arc::new(move |document| hallway_extractor::extract(document, &rules)),
            ..self
        }
    }

    /// The settings.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// How many requests are being answered.
    pub fn at_work(&self) -> usize {
        usize::try_from(self.metrics.at_work.get()).unwrap_or(0)
    }

    /// What `/readyz` says. A server is ready from the start; the caller may say otherwise,
    /// for as long as it loads something.
    pub fn set_ready(&self, ready: bool) {
        self.ready.store(ready, Ordering::Relaxed);
    }

    /// Tells everybody that the server stops: `/readyz` says no, WebSockets are closed.
    pub fn stop(&self) {
        self.set_ready(false);
        self.stopping.send_replace(true);
    }
}

/// Every route of the server.
pub fn router(state: AppState) -> Router {
    let pages = assets::routes();
    let pages = if state.config.playground {
        pages
    } else {
        Router::new()
    };
    Router::new()
        .route("/graphql", any(graphql_or_socket))
        .route("/schema.graphql", get(sdl))
        .route("/export/{format}", get(export::handle))
        .route(
            "/healthz",
            get(|| async { plain(StatusCode::OK, "alive\n") }),
        )
        .route("/readyz", get(readyz))
        .route("/metrics", get(metrics))
        .layer(cors(&state.config))
        // Pages are for their own origin; the headers for others would be bytes on each file.
        .merge(pages)
        .fallback(|| async {
            plain(
                StatusCode::NOT_FOUND,
                "there is nothing here; the way in is / or /graphql\n",
            )
        })
        .layer(CompressionLayer::new())
        .layer(from_fn_with_state(state.clone(), observe))
        .with_state(state)
}

async fn graphql_or_socket(State(state): State<AppState>, request: Request) -> Response<Body> {
    let upgrade = request.headers().get(header::UPGRADE);
    if upgrade.is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"websocket")) {
        socket::handle(state, request).await
    } else {
        graphql::handle(State(state), request).await
    }
}

async fn sdl() -> Response<Body> {
    let mut response = plain(StatusCode::OK, schema::sdl());
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/graphql; charset=utf-8"),
    );
    response
}

async fn readyz(State(state): State<AppState>) -> Response<Body> {
    if state.ready.load(Ordering::Relaxed) {
        plain(StatusCode::OK, "ready\n")
    } else {
        plain(StatusCode::SERVICE_UNAVAILABLE, "not ready\n")
    }
}

async fn metrics(State(state): State<AppState>) -> Response<Body> {
    let text = state.metrics.text(&state.hallway.graph());
    let mut response = plain(StatusCode::OK, text);
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8"),
    );
    response
}

fn plain(status: StatusCode, text: impl Into<Body>) -> Response<Body> {
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/plain; charset=utf-8"),
        ),
        (
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (status, headers, text.into()).into_response()
}

/// Who may read from another site. `Authorization` is not among the headers that may be
/// sent, and cookies mean nothing here, so nobody can change anything that way.
fn cors(config: &Config) -> CorsLayer {
    let origins = match &config.cors_origins {
        Origins::Any => AllowOrigin::any(),
        Origins::List(list) => AllowOrigin::list(
            list.iter()
                .filter_map(|origin| HeaderValue::from_str(origin).ok()),
        ),
    };
    CorsLayer::new()
        .allow_origin(origins)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([
            header::ACCEPT,
            header::CONTENT_TYPE,
            HeaderName::from_static("graphql-require-preflight"),
        ])
        .expose_headers([header::ETAG, header::RETRY_AFTER])
        .max_age(std::time::Duration::from_secs(3600))
}

/// Counts and logs. The log has no headers, no variables and no documents in it.
async fn observe(State(state): State<AppState>, request: Request, next: Next) -> Response<Body> {
    let started = Instant::now();
    let method = request.method().clone();
    let matched = request.extensions().get::<MatchedPath>().cloned();
    let route = matched.as_ref().map_or("other", MatchedPath::as_str);
    let at_work = AtWork::new(&state.metrics);
    // A defect in one answer is that answer's, not the connection's.
    let answered = AssertUnwindSafe(next.run(request)).catch_unwind().await;
    drop(at_work);
    let response = answered.unwrap_or_else(|_| {
        tracing::error!(route, "an answer broke off");
        let text = "{\"errors\":[{\"message\":\"the answer broke off; please report it with the request\",\"extensions\":{\"code\":\"INTERNAL\"}}]}";
        let mut response = plain(StatusCode::INTERNAL_SERVER_ERROR, text);
        response
            .headers_mut()
            .insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
        response
    });
    let elapsed = started.elapsed();
    let status = response.status().as_u16();
    state.metrics.answered(route, status, elapsed.as_secs_f64());
    tracing::info!(method = %known(&method), route, status, micros = elapsed.as_micros() as u64, "answered");
    response
}

/// Counts a request as at work for as long as it lives; a client that goes drops it.
struct AtWork(IntGauge);

impl AtWork {
    fn new(metrics: &Metrics) -> AtWork {
        metrics.at_work.inc();
        AtWork(metrics.at_work.clone())
    }
}

impl Drop for AtWork {
    fn drop(&mut self) {
        self.0.dec();
    }
}

/// Methods are free text on the wire.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::HEAD => "HEAD",
        Method::OPTIONS => "OPTIONS",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::PATCH => "PATCH",
        _ => "OTHER",
    }
}
