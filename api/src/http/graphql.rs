//! `/graphql`: GraphQL over HTTP, from the bytes of a request to the bytes of its answer.

use std::panic::AssertUnwindSafe;

use async_graphql::Request as GraphqlRequest;
use async_graphql::parser::types::{ExecutableDocument, OperationType};
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Method, Request, Response, header};
use futures_util::FutureExt;
use http_body_util::{BodyExt, LengthLimitError, Limited};

use super::AppState;
use super::answer::{Answer, Outcome, executed, failed, refused};
use super::negotiate::{self, Media};
use super::params::{self, Params};
use crate::auth::Access;
use crate::gate::{self, Counted, Known};
use crate::plan::Plan;
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
    let access = access(&state, request.headers());
    let params = match method {
        Method::GET => params::from_query(request.uri().query().unwrap_or_default()),
        _ => read_body(&state, request, access)
            .await
            .and_then(|body| params::from_body(&body)),
    };
    // A place is taken when the body is here, so that slow senders take none.
    let Ok(_permit) = state.at_work.clone().try_acquire_owned() else {
        return respond(&state, refused(overloaded()), media);
    };
    let answer = match params {
        Ok(params) => run(&state, params, access, method == Method::GET).await,
        Err(refusal) => refused(refusal),
    };
    match answer.outcome {
        Outcome::Refused(Code::Method) => allow(answer, "POST"),
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
    if let Some(answer) = planned(state, &params, access) {
        return answer;
    }
    let prepared = match prepare(state, params, access) {
        Ok(prepared) => prepared,
        Err(refusal) => return refused(refusal),
    };
    let operation = prepared.operation;
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
    prepared.execute(state).await
}

/// The answer of a plan, where there is one for the document and nothing stands in its way.
fn planned(state: &AppState, params: &Params, access: Access) -> Option<Answer> {
    let known = state.known.get(&params.query)?;
    let plan = known.plan.as_ref()?;
    let scope = Scope::new(&state.hallway, &state.extractor, &state.config, access);
    let name = params.operation_name.as_deref();
    let answering = || plan.answer(&scope, name, &params.variables);
    match std::panic::catch_unwind(AssertUnwindSafe(answering)) {
        Ok(None) => None,
        Ok(Some(body)) => {
            state.metrics.planned.inc();
            Some(Answer {
                body,
                outcome: Outcome::Done,
                codes: Vec::new(),
            })
        }
        Err(_) => Some(failed(defect())),
    }
}

/// The plan of a document that has been validated. The gate has to let it pass whatever its
/// variables are, for it is not asked again.
fn plan(state: &AppState, document: &ExecutableDocument) -> Option<Plan> {
    let (types, config) = (&state.types, &state.config);
    let plan = Plan::compile(document, config)?;
    let worst = plan.worst(config.max_page_size);
    gate::weigh(
        types,
        config,
        Counted::default(),
        document.clone(),
        None,
        worst,
    )
    .ok()?;
    Some(plan)
}

/// The refusal of an operation in which this program turned out to be wrong.
pub fn defect() -> Refusal {
    tracing::error!("an operation broke off; the panic before this line says where");
    Refusal::new(
        Code::Internal,
        "the operation broke off; please report it with the request",
    )
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

/// A request that has passed the gate.
pub struct Prepared {
    /// The request, packed for the library.
    pub request: GraphqlRequest,
    /// What sort of operation it is.
    pub operation: OperationType,
    /// True where the document has been validated before.
    known: bool,
    /// What to remember once it has been validated.
    remember: Option<(String, ExecutableDocument)>,
}

/// Takes a request through the gate and packs it for the library.
pub fn prepare(state: &AppState, params: Params, access: Access) -> Result<Prepared, Refusal> {
    let Params {
        query,
        operation_name,
        variables,
    } = params;
    let (types, config, name) = (&state.types, &state.config, operation_name.as_deref());
    let found = state.known.get(&query);
    let known = found.is_some();
    let admitted = match found {
        Some(parsed) => gate::weigh(
            types,
            config,
            Counted::default(),
            parsed.document.clone(),
            name,
            variables,
        )?,
        None => gate::admit(types, config, &query, name, variables)?,
    };
    tracing::debug!(
        operation = admitted.operation_name.as_deref().unwrap_or("anonymous"),
        cost = admitted.measure.fixed,
        known,
        "admitted"
    );
    let remember = (!known && Known::takes(&query)).then(|| (query, admitted.document.clone()));
    let scope = Scope::new(&state.hallway, &state.extractor, &state.config, access);
    // The document goes along parsed; its text would only be kept.
    let mut request = GraphqlRequest::new(String::new())
        .variables(admitted.variables)
        .data(scope);
    if let Some(name) = admitted.operation_name {
        request = request.operation_name(name);
    }
    request.set_parsed_query(admitted.document);
    Ok(Prepared {
        request,
        operation: admitted.operation,
        known,
        remember,
    })
}

impl Prepared {
    /// Runs a query or a mutation.
    pub async fn execute(self, state: &AppState) -> Answer {
        let schema = if self.known {
            &state.trusting
        } else {
            &state.schema
        };
        let running = AssertUnwindSafe(schema.execute(self.request)).catch_unwind();
        let response = if self.operation == OperationType::Mutation {
            // A change is not given up half way: its caller would not know whether it was made.
            running.await
        } else {
            match tokio::time::timeout(state.config.deadline, running).await {
                Ok(response) => response,
                Err(_) => return failed(too_late(&state.config)),
            }
        };
        // A defect in one field costs its request the answer, and nobody else anything.
        let Ok(response) = response else {
            return failed(defect());
        };
        let answer = executed(response, state.config.max_response_bytes);
        if let Some((text, document)) = self.remember
            && !matches!(answer.outcome, Outcome::Refused(_))
        {
            let plan = plan(state, &document);
            state.known.add(&text, document, plan);
        }
        answer
    }
}

#[cfg(test)]
mod tests {
    use hallway_graph::Hallway;
    use tower::ServiceExt;

    use super::*;
    use crate::config::Config;

    fn request() -> Request<Body> {
        let body = Body::from(
            r#"{"query":"query($id: ID!) { node(id: $id) { id } }","variables":{"id":"a"}}"#,
        );
        let request = Request::post("/graphql").header("content-type", "application/json");
        request.body(body).expect("it is a request")
    }

    fn state() -> AppState {
        let hallway = Hallway::in_memory().expect("memory needs no disk");
        AppState::new(hallway, Config::default()).expect("the defaults fit")
    }

    #[tokio::test]
    async fn a_full_server_says_so() {
        let state = state();
        let app = super::super::router(state.clone());
        let places = u32::try_from(state.config.max_concurrency).expect("there are few");
        let all = state
            .at_work
            .clone()
            .try_acquire_many_owned(places)
            .expect("nobody is at work");
        let shed = app
            .clone()
            .oneshot(request())
            .await
            .expect("the router never fails");
        assert_eq!(shed.status().as_u16(), 503);
        assert_eq!(shed.headers()["retry-after"], "1");
        drop(all);
        assert_eq!(
            app.oneshot(request())
                .await
                .expect("the router never fails")
                .status()
                .as_u16(),
            200
        );
    }

    #[tokio::test]
    async fn a_defect_costs_one_answer() {
        let app = super::super::router(state());
        let body = |query: &str| {
            let body = serde_json::json!({ "query": query }).to_string();
            let request = Request::post("/graphql").header("content-type", "application/json");
            request.body(Body::from(body)).expect("it is a request")
        };
        // Twice: validated anew, and known.
        for _ in 0..2 {
            let answer = app
                .clone()
                .oneshot(body("{ statistics { people } defect }"))
                .await;
            let answer = answer.expect("the router never fails");
            assert_eq!(answer.status().as_u16(), 200);
            let answer = answer.into_body().collect().await.expect("it has a body");
            let answer: serde_json::Value =
                serde_json::from_slice(&answer.to_bytes()).expect("it is JSON");
            assert_eq!(answer["data"], serde_json::Value::Null);
            assert_eq!(answer["errors"].as_array().map(Vec::len), Some(1));
            assert_eq!(answer["errors"][0]["extensions"]["code"], "INTERNAL");
            let message = answer["errors"][0]["message"].as_str().unwrap_or_default();
            assert!(!message.contains("on purpose"), "{message}");
            let next = app.clone().oneshot(body("{ statistics { people } }")).await;
            assert_eq!(next.expect("the router never fails").status().as_u16(), 200);
        }
    }

    #[tokio::test]
    async fn a_document_is_known_once_it_was_valid() {
        let state = state();
        let params = |query: &str, id: &str| Params {
            query: query.to_owned(),
            operation_name: None,
            variables: async_graphql::Variables::from_json(serde_json::json!({ "id": id })),
        };
        let good = "query($id: ID!) { node(id: $id) { id } }";
        for (query, expected) in [
            ("query($id: ID!) { node(id: $id) { nothing } }", false),
            (good, true),
        ] {
            for _ in 0..2 {
                let answer = run(&state, params(query, "a"), Access::Anonymous, false).await;
                assert_eq!(state.known.get(query).is_some(), expected, "{answer:?}");
            }
        }
        // What is known is still weighed: variables are coerced, limits hold.
        let mut wrong = params(good, "a");
        wrong.variables = async_graphql::Variables::from_json(serde_json::json!({ "id": [1] }));
        assert_eq!(
            run(&state, wrong, Access::Anonymous, false).await.outcome,
            Outcome::Refused(Code::Variables)
        );
    }
}
