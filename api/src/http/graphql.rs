//! `/graphql`: GraphQL over HTTP, from the bytes of a request to the bytes of its answer.

use async_graphql::Request as GraphqlRequest;
use async_graphql::parser::types::OperationType;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Method, Request, Response, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};

use super::AppState;
use super::answer::{Answer, executed, failed, refused};
use super::negotiate::{self, Media};
use super::params::{self, Params};
use crate::auth::Access;
use crate::gate;
use crate::refusal::{Code, Refusal};
use crate::scope::{Scope, too_late};

/// Answers one request.
pub async fn handle(State(state): State<AppState>, request: Request<Body>) -> Response<Body> {
    let media = match negotiate::accepted(request.headers(), state.config.profile) {
        Ok(media) => media,
        Err(refusal) => return respond(&state, refused(refusal), Media::Json),
    };
    let allow = |answer: Answer, methods: &'static str| {
        let mut response = respond(&state, answer, media);
        response
            .headers_mut()
            .insert(header::ALLOW, HeaderValue::from_static(methods));
        response
    };
    let method = request.method().clone();
    if method != Method::GET && method != Method::POST {
        return allow(
            refused(Refusal::new(
                Code::Method,
                "use GET for queries, POST for everything",
            )),
            "GET, POST",
        );
    }
    if state.config.require_preflight
        && !request.headers().contains_key("graphql-require-preflight")
    {
        let refusal = Refusal::new(
            Code::Preflight,
            "send the header 'GraphQL-Require-Preflight: 1' with the request",
        );
        return respond(&state, refused(refusal), media);
    }
    let Ok(_permit) = state.at_work.clone().try_acquire_owned() else {
        return respond(&state, refused(overloaded()), media);
    };
    let access = access(&state, request.headers());
    let params = match method {
        Method::GET => params::from_query(request.uri().query().unwrap_or_default()),
        _ => read_body(&state, request, access)
            .await
            .and_then(|body| params::from_body(&body)),
    };
    let answer = match params {
        Ok(params) => run(&state, params, access, method == Method::GET).await,
        Err(refusal) => refused(refusal),
    };
    match answer.outcome {
        super::answer::Outcome::Refused(Code::Method) => allow(answer, "POST"),
        _ => respond(&state, answer, media),
    }
}

/// What the caller may do, by the `Authorization` header.
pub fn access(state: &AppState, headers: &HeaderMap) -> Access {
    let value = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    Access::of(state.config.token_sha256.as_ref(), value)
}

/// The refusal of a server that is full.
pub fn overloaded() -> Refusal {
    Refusal::new(
        Code::Overloaded,
        "the server is answering as many requests as it can; try again in a second",
    )
}

fn respond(state: &AppState, answer: Answer, media: Media) -> Response<Body> {
    for code in &answer.codes {
        state.metrics.errors.with_label_values(&[code]).inc();
    }
    answer.into_http(media, state.config.profile)
}

/// The whole body, within its size and time. Who may write may send a document along.
async fn read_body(
    state: &AppState,
    request: Request<Body>,
    access: Access,
) -> Result<Vec<u8>, Refusal> {
    negotiate::check_content_type(request.headers())?;
    let config = &state.config;
    let limit = match access {
        Access::Writer => config
            .max_body_bytes
            .max(config.max_ingest_bytes + config.max_ingest_bytes / 4),
        _ => config.max_body_bytes,
    };
    let too_large = || {
        Refusal::new(
            Code::BodyTooLarge,
            format!("the body is larger than {limit} bytes; send less, or raise max-body-bytes"),
        )
    };
    let declared = request
        .headers()
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if declared.is_some_and(|length| length > limit as u64) {
        return Err(too_large());
    }
    let body = Limited::new(request.into_body(), limit).collect();
    match tokio::time::timeout(config.body_timeout, body).await {
        Ok(Ok(collected)) => Ok(collected.to_bytes().to_vec()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(too_large()),
        Ok(Err(_)) => Err(Refusal::new(
            Code::BadRequest,
            "the body broke off; send it again",
        )),
        Err(_) => Err(Refusal::new(
            Code::BodyTimeout,
            format!(
                "the body took longer than {} s to arrive; send it again",
                config.body_timeout.as_secs()
            ),
        )),
    }
}

/// Runs one operation.
async fn run(state: &AppState, params: Params, access: Access, safe: bool) -> Answer {
    let (request, operation) = match prepare(state, params, access) {
        Ok(prepared) => prepared,
        Err(refusal) => return refused(refusal),
    };
    match operation {
        OperationType::Mutation if safe => {
            return refused(Refusal::new(
                Code::Method,
                "mutations change things, so they need POST",
            ));
        }
        OperationType::Subscription => {
            return refused(Refusal::new(
                Code::SubscriptionTransport,
                "subscriptions are answered over a WebSocket at this address, subprotocol graphql-transport-ws",
            ));
        }
        OperationType::Mutation | OperationType::Query => {}
    }
    if operation == OperationType::Mutation
        && let Err(refusal) = may_write(access)
    {
        return refused(refusal);
    }
    if operation == OperationType::Mutation {
        // A change is not given up half way: its caller would not know whether it was made.
        return executed(
            state.schema.execute(request).await,
            state.config.max_response_bytes,
        );
    }
    match tokio::time::timeout(state.config.deadline, state.schema.execute(request)).await {
        Ok(response) => executed(response, state.config.max_response_bytes),
        Err(_) => failed(too_late(&state.config)),
    }
}

/// Lets writers pass.
pub fn may_write(access: Access) -> Result<(), Refusal> {
    match access {
        Access::Writer => Ok(()),
        Access::ReadOnly => Err(Refusal::new(
            Code::MutationsOff,
            "this server was started without a token, so nobody can change its graph; see token-sha256 in docs/operations.md",
        )),
        Access::Anonymous => Err(Refusal::new(
            Code::Unauthenticated,
            "mutations need the header 'Authorization: Bearer TOKEN'",
        )),
        Access::Rejected => Err(Refusal::new(
            Code::Unauthenticated,
            "the token is not the one this server was given; check it",
        )),
    }
}

/// Takes a request through the gate and packs it for the library.
pub fn prepare(
    state: &AppState,
    params: Params,
    access: Access,
) -> Result<(GraphqlRequest, OperationType), Refusal> {
    let admitted = gate::admit(
        &state.types,
        &state.config,
        &params.query,
        params.operation_name.as_deref(),
        params.variables,
    )?;
    tracing::debug!(
        operation = admitted.operation_name.as_deref().unwrap_or("anonymous"),
        cost = admitted.measure.fixed,
        tokens = admitted.work.0.tokens,
        "admitted"
    );
    // The document goes along parsed; its text would only be kept.
    let mut request = GraphqlRequest::new(String::new())
        .variables(admitted.variables)
        .data(Scope::new(
            &state.hallway,
            &state.extractor,
            &state.config,
            access,
        ));
    if let Some(name) = admitted.operation_name {
        request = request.operation_name(name);
    }
    request.set_parsed_query(admitted.document);
    Ok((request, admitted.operation))
}
