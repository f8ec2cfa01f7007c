//! Why a request was not answered: a stable code, the HTTP status it deserves, and a
//! sentence that says what to do. `docs/api.md` lists the codes; a test compares.

use async_graphql::{Error, ErrorExtensionValues, ErrorExtensions, Pos, ServerError};

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident $name:literal $status:literal,)+) => {
        /// The `extensions.code` of an error.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code { $($(#[doc = $doc])+ $variant,)+ }

        impl Code {
            /// Every code, in the order of the documentation.
            pub const ALL: &'static [Code] = &[$(Code::$variant),+];

            /// The code as clients see it.
            pub fn name(self) -> &'static str {
                match self { $(Code::$variant => $name),+ }
            }

            /// When it is given, in a sentence.
            pub fn meaning(self) -> &'static str {
                match self { $(Code::$variant => concat!($($doc),+)),+ }
            }

            /// The HTTP status where nothing was run and the media type has a say in it;
            /// 200 for errors that arise while running.
            pub fn status(self) -> u16 {
                match self { $(Code::$variant => $status),+ }
            }
        }
    };
}

codes! {
    /// The body is not JSON.
    NotJson "NOT_JSON" 400,
    /// A parameter of the request is missing or of the wrong type.
    BadRequest "BAD_REQUEST" 400,
    /// A list of requests was sent; send them one by one.
    Batching "BATCHING_UNSUPPORTED" 400,
    /// The method is not GET or POST, or a GET asks for a mutation.
    Method "METHOD_NOT_ALLOWED" 405,
    /// No media type in `Accept` is one the server speaks.
    NotAcceptable "NOT_ACCEPTABLE" 406,
    /// The body is not `application/json` in UTF-8.
    MediaType "UNSUPPORTED_MEDIA_TYPE" 415,
    /// The header `GraphQL-Require-Preflight` is missing and the server is set to demand it.
    Preflight "PREFLIGHT_REQUIRED" 403,
    /// The body did not arrive in time.
    BodyTimeout "BODY_TIMEOUT" 408,
    /// The body is larger than `max-body-bytes`.
    BodyTooLarge "BODY_TOO_LARGE" 413,
    /// The server has as many requests as it takes at once; try again a little later.
    Overloaded "OVERLOADED" 503,
    /// The server is shutting down or has not loaded its graph yet.
    Unavailable "UNAVAILABLE" 503,
    /// The operation needs a bearer token and none, or a wrong one, came with it.
    Unauthenticated "UNAUTHENTICATED" 401,
    /// The server was started without a token, so nobody can change its graph.
    MutationsOff "MUTATIONS_OFF" 403,
    /// The document is longer than `max-document-bytes`.
    DocumentTooLarge "DOCUMENT_TOO_LARGE" 400,
    /// The document has more than `max-tokens` tokens, or brackets nested beyond reason.
    TooManyTokens "TOO_MANY_TOKENS" 400,
    /// The document is not GraphQL.
    Syntax "SYNTAX" 400,
    /// The document does not fit the schema.
    Validation "VALIDATION" 400,
    /// The document has no operation of that name, or several and none was named.
    Operation "OPERATION_UNKNOWN" 400,
    /// The variables do not fit the operation.
    Variables "VARIABLES" 400,
    /// Subscriptions need a WebSocket.
    SubscriptionTransport "SUBSCRIPTION_NEEDS_WEBSOCKET" 400,
    /// Introspection is switched off.
    IntrospectionOff "INTROSPECTION_OFF" 400,
    /// The selection is deeper than `max-depth`.
    TooDeep "TOO_DEEP" 400,
    /// More than `max-aliases` aliases.
    TooManyAliases "TOO_MANY_ALIASES" 400,
    /// More than `max-directives` directives.
    TooManyDirectives "TOO_MANY_DIRECTIVES" 400,
    /// More than `max-root-fields` fields at the root.
    TooManyRootFields "TOO_MANY_ROOT_FIELDS" 400,
    /// More than `max-selections` selections once fragments are unfolded.
    TooManySelections "TOO_MANY_SELECTIONS" 400,
    /// The cost is above `max-cost`.
    TooCostly "TOO_COSTLY" 400,
    /// A page, hop count or path count is above its maximum, or negative.
    Argument "ARGUMENT_OUT_OF_RANGE" 200,
    /// A global id names nothing, or something of another kind.
    NotFound "NOT_FOUND" 200,
    /// The answer would hold more than `max-nodes` nodes.
    TooManyNodes "TOO_MANY_NODES" 200,
    /// The request looks at more than `max-work` nodes and edges.
    TooMuchWork "TOO_MUCH_WORK" 200,
    /// The request ran longer than `deadline`.
    Deadline "DEADLINE_EXCEEDED" 200,
    /// The answer is larger than `max-response-bytes`.
    ResponseTooLarge "RESPONSE_TOO_LARGE" 200,
    /// The change was refused; the message says why, nothing was changed.
    Rejected "CHANGE_REJECTED" 200,
    /// Something failed inside the server; the log has it.
    Internal "INTERNAL" 200,
}

/// A request that is not answered, or a field that is not. It has no `Display`, because
/// whatever has one turns into a resolver's error that has lost its code.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    /// The stable code.
    pub code: Code,
    /// What is wrong and what to do, without a final dot.
    pub message: String,
    /// Where in the document, where it has a place.
    pub locations: Vec<Pos>,
}

impl Refusal {
    /// A refusal without a place in the document.
    pub fn new(code: Code, message: impl Into<String>) -> Refusal {
        Refusal {
            code,
            message: message.into(),
            locations: Vec::new(),
        }
    }

    /// The same, pointing at `pos`.
    #[must_use]
    pub fn at(mut self, pos: Pos) -> Refusal {
        self.locations.push(pos);
        self
    }

    /// As an error of the GraphQL response.
    pub fn into_server_error(self) -> ServerError {
        let mut extensions = ErrorExtensionValues::default();
        extensions.set("code", self.code.name());
        let mut error = ServerError::new(self.message, None);
        error.locations = self.locations;
        error.extensions = Some(extensions);
        error
    }

    /// As the error of a resolver.
    pub fn into_error(self) -> Error {
        Error::new(self.message)
            .extend_with(|_, extensions| extensions.set("code", self.code.name()))
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Error {
        refusal.into_error()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_explained() {
        let mut names: Vec<_> = Code::ALL.iter().map(|code| code.name()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Code::ALL.len());
        for code in Code::ALL {
            assert!(code.meaning().ends_with('.'), "{code:?}");
        }
    }
}
