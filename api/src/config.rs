//! Every setting of the server, in one table.
//!
//! A setting has one name, and the three places it can come from derive from it: the flag
//! `--max-depth`, the variable `HALLWAY_MAX_DEPTH`, the key `max-depth` of the
//! configuration file. **A flag beats the environment, the environment beats the file, the
//! file beats the default**, setting by setting. `docs/operations.md` lists them; a test
//! compares that page with this table.

use std::fmt;
use std::net::SocketAddr;
use std::str::FromStr;
use std::time::Duration;

use crate::auth::TokenHash;

/// One setting as the outside sees it.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// The name: `max-depth`.
    pub name: &'static str,
    /// What it does, in a sentence.
    pub help: &'static str,
    /// The default, as it would be written.
    pub default: &'static str,
}

impl Setting {
    /// The environment variable: `HALLWAY_MAX_DEPTH`.
    pub fn variable(&self) -> String {
        format!(
            "HALLWAY_{}",
            self.name.to_ascii_uppercase().replace('-', "_")
        )
    }
}

/// Why a setting could not be taken.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// The name is not one of [`Config::SETTINGS`].
    #[error("there is no setting '{name}'; docs/operations.md lists them")]
    Unknown {
        /// The name that was given.
        name: String,
    },
    /// The value does not parse.
    #[error("'{value}' does not fit the setting '{name}': {reason}")]
    Value {
        /// The setting.
        name: &'static str,
        /// The value that was given; `…` for a secret.
        value: String,
        /// What is expected.
        reason: String,
    },
    /// The file is not TOML, or not a flat table of names and values.
    #[error("the configuration file is not a flat table of settings: {reason}")]
    File {
        /// What the parser says.
        reason: String,
    },
}

/// A value that one setting can hold, and how it is written.
trait Value: Sized {
    fn parse(text: &str) -> Result<Self, String>;
}

macro_rules! settings {
    ($($(#[doc = $doc:literal])+ $field:ident $name:literal: $type:ty = $default:literal;)+) => {
        /// The settings of the server. `Config::default()` holds the defaults.
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub struct Config {
            $($(#[doc = $doc])+ pub $field: $type,)+
        }

        impl Config {
            /// Every setting, in the order of the documentation.
            pub const SETTINGS: &'static [Setting] = &[$(Setting {
                name: $name,
                help: concat!($($doc),+),
                default: $default,
            }),+];

            /// Sets one setting by its name.
            pub fn set(&mut self, name: &str, value: &str) -> Result<(), ConfigError> {
                match name {
                    $($name => {
                        self.$field = <$type as Value>::parse(value).map_err(|reason| {
                            // A token pasted where its digest belongs must not reach a log.
                            let secret = name == "token-sha256";
                            let value = if secret { "…".to_owned() } else { value.to_owned() };
                            ConfigError::Value { name: $name, value, reason }
                        })?;
                        Ok(())
                    })+
                    _ => Err(ConfigError::Unknown { name: name.to_owned() }),
                }
            }
        }

        impl Default for Config {
            fn default() -> Config {
                Config { $($field: <$type as Value>::parse($default).unwrap_or_else(|reason| {
                    // Reached by no input: a test builds the defaults.
                    unreachable!("default of {}: {reason}", stringify!($field))
                })),+ }
            }
        }
    };
}

settings! {
    /// The address to listen on. Anything but a loopback address makes the server public.
    listen "listen": SocketAddr = "127.0.0.1:8000";
    /// Which GraphQL-over-HTTP to speak: `audit` is what today's clients and the published audits expect, `draft` is the draft of 2026-08 (422 for requests that do not validate, 294 for partial answers).
    profile "profile": Profile = "audit";
    /// Demand the header `GraphQL-Require-Preflight` on every GraphQL request, GET included.
    require_preflight "require-preflight": bool = "false";
    /// Answer `__schema` and `__type`; the schema is public, so this hides nothing but saves work.
    introspection "introspection": bool = "true";
    /// Let validation errors guess at the field that was meant.
    suggestions "suggestions": bool = "false";
    /// Serve the playground at `/graphiql`.
    playground "playground": bool = "true";
    /// Origins whose pages may read: `*`, `none`, or a list separated by commas. Cookies are never involved.
    cors_origins "cors-origins": Origins = "*";
    /// The SHA-256 of the bearer token that mutations ask for, as 64 hexadecimal digits; without one there are no mutations.
    token_sha256 "token-sha256": Option<TokenHash> = "";
    /// The largest body of a GraphQL request, in bytes.
    max_body_bytes "max-body-bytes": usize = "131072";
    /// The longest GraphQL document, in bytes.
    max_document_bytes "max-document-bytes": usize = "65536";
    /// The most tokens of a document.
    max_tokens "max-tokens": usize = "1000";
    /// The deepest selection, with fragments unfolded.
    max_depth "max-depth": usize = "16";
    /// The most aliases, with fragments unfolded.
    max_aliases "max-aliases": usize = "30";
    /// The most directives, with fragments unfolded.
    max_directives "max-directives": usize = "20";
    /// The most fields at the root of an operation, with fragments unfolded.
    max_root_fields "max-root-fields": usize = "20";
    /// The most selections (fields, spreads, inline fragments), with fragments unfolded.
    max_selections "max-selections": usize = "2000";
    /// The highest cost: one per field, times the page size for all that hangs under a list.
    max_cost "max-cost": usize = "20000";
    /// The largest page (`first`, `last`).
    max_page_size "max-page-size": usize = "100";
    /// The page when neither `first` nor `last` is given.
    default_page_size "default-page-size": usize = "20";
    /// The most nodes one answer may hold.
    max_nodes "max-nodes": usize = "10000";
    /// The most nodes and edges one request may look at to find its answer; a traversal that comes so far says that it is truncated.
    max_work "max-work": usize = "200000";
    /// The longest time a request may run.
    deadline "deadline": Duration = "2s";
    /// The largest answer, in bytes.
    max_response_bytes "max-response-bytes": usize = "5242880";
    /// The most GraphQL requests and exports at work at once; the next one is told 503.
    max_concurrency "max-concurrency": usize = "64";
    /// The most connections at once; for the next one, the one that has been idle longest makes room.
    max_connections "max-connections": usize = "512";
    /// The longest time a client may take to send its request head.
    header_timeout "header-timeout": Duration = "10s";
    /// The longest time a client may take to send its body.
    body_timeout "body-timeout": Duration = "15s";
    /// The longest time a client may leave an answer unread.
    write_timeout "write-timeout": Duration = "30s";
    /// The longest time that requests at work may take after the server was told to stop.
    shutdown_grace "shutdown-grace": Duration = "10s";
    /// The largest document that the mutation `ingest` takes, in bytes; its body may be a quarter larger.
    max_ingest_bytes "max-ingest-bytes": usize = "2097152";
    /// The most WebSocket connections at once.
    max_sockets "max-sockets": usize = "128";
    /// The most subscriptions on one WebSocket connection.
    max_subscriptions "max-subscriptions": usize = "16";
    /// The longest time a WebSocket client may take for `connection_init`.
    init_timeout "init-timeout": Duration = "5s";
    /// The time between two pings to a WebSocket client; silence for twice as long closes it.
    keep_alive "keep-alive": Duration = "30s";
}

impl Config {
    /// Puts the layers together: `flags` over the environment over `file` over the defaults.
    /// `environment` looks up one variable, so that callers decide what the environment is.
    pub fn layered(
        file: Option<&str>,
        environment: impl Fn(&str) -> Option<String>,
        flags: &[(String, String)],
    ) -> Result<Config, ConfigError> {
        let mut config = Config::default();
        if let Some(text) = file {
            let table: toml::Table =
                text.parse()
                    .map_err(|error: toml::de::Error| ConfigError::File {
                        reason: error.message().to_owned(),
                    })?;
            for (name, value) in table {
                let text = match value {
                    toml::Value::String(text) => text,
                    toml::Value::Integer(number) => number.to_string(),
                    toml::Value::Boolean(truth) => truth.to_string(),
                    other => {
                        return Err(ConfigError::File {
                            reason: format!(
                                "'{name}' is a {}; write a string, a whole number, true or false",
                                other.type_str()
                            ),
                        });
                    }
                };
                config.set(&name, &text)?;
            }
        }
        for setting in Config::SETTINGS {
            if let Some(value) = environment(&setting.variable()) {
                config.set(setting.name, &value)?;
            }
        }
        for (name, value) in flags {
            config.set(name, value)?;
        }
        Ok(config)
    }
}

/// Which edition of GraphQL over HTTP the server speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// As audited by graphql-http 1.23: 200 for all of `application/json`, 400 otherwise.
    Audit,
    /// As drafted in August 2026: 422 for well-formed requests that can't be run, 294 for
    /// partial answers, whatever the media type.
    Draft,
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Profile::Audit => "audit",
            Profile::Draft => "draft",
        })
    }
}

/// The origins that may read across sites.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origins {
    /// Every page; no credentials are involved.
    Any,
    /// These; none where the list is empty.
    List(Vec<String>),
}

impl Value for Profile {
    fn parse(text: &str) -> Result<Self, String> {
        match text {
            "audit" => Ok(Profile::Audit),
            "draft" => Ok(Profile::Draft),
            _ => Err("write 'audit' or 'draft'".to_owned()),
        }
    }
}

impl Value for Origins {
    fn parse(text: &str) -> Result<Self, String> {
        match text.trim() {
            "*" => Ok(Origins::Any),
            "none" | "" => Ok(Origins::List(Vec::new())),
            list => list
                .split(',')
                .map(|origin| {
                    let origin = origin.trim();
                    let host = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
                    match host {
                        Some(host) if !host.is_empty() && !host.contains('/') && host.is_ascii() => Ok(origin.to_owned()),
                        _ => Err("write '*', 'none', or origins such as https://example.org, separated by commas".to_owned()),
                    }
                })
                .collect::<Result<_, _>>()
                .map(Origins::List),
        }
    }
}

impl Value for bool {
    fn parse(text: &str) -> Result<Self, String> {
        match text {
            "true" | "1" | "yes" | "on" => Ok(true),
            "false" | "0" | "no" | "off" => Ok(false),
            _ => Err("write 'true' or 'false'".to_owned()),
        }
    }
}

impl Value for usize {
    fn parse(text: &str) -> Result<Self, String> {
        match text.parse() {
            Ok(0) => Err("write a number above zero".to_owned()),
            Ok(number) if number > MAX_NUMBER => Err(format!("write a number up to {MAX_NUMBER}")),
            Ok(number) => Ok(number),
            Err(_) => Err("write a whole number".to_owned()),
        }
    }
}

/// No limit may be set so high that sums of limits overflow.
const MAX_NUMBER: usize = 1 << 30;

impl Value for SocketAddr {
    fn parse(text: &str) -> Result<Self, String> {
        SocketAddr::from_str(text)
            .map_err(|_| "write an address and a port, such as 127.0.0.1:8000".to_owned())
    }
}

impl Value for Duration {
    fn parse(text: &str) -> Result<Self, String> {
        let (digits, scale) = match text {
            _ if text.ends_with("ms") => (&text[..text.len() - 2], 1),
            _ if text.ends_with('s') => (&text[..text.len() - 1], 1_000),
            _ if text.ends_with('m') => (&text[..text.len() - 1], 60_000),
            _ => return Err("write a time such as 500ms, 10s or 2m".to_owned()),
        };
        match digits.parse::<u32>() {
            Ok(count) if count > 0 => Ok(Duration::from_millis(u64::from(count) * scale)),
            _ => Err("write a time such as 500ms, 10s or 2m".to_owned()),
        }
    }
}

impl Value for Option<TokenHash> {
    fn parse(text: &str) -> Result<Self, String> {
        if text.is_empty() {
            return Ok(None);
        }
        TokenHash::from_hex(text).map(Some).ok_or_else(|| {
            "write the 64 hexadecimal digits that `printf %s \"$TOKEN\" | sha256sum` prints"
                .to_owned()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn no_environment(_: &str) -> Option<String> {
        None
    }

    #[test]
    fn names_follow_from_fields_and_are_unique() {
        let mut names: Vec<_> = Config::SETTINGS
            .iter()
            .map(|setting| setting.name)
            .collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Config::SETTINGS.len());
        for setting in Config::SETTINGS {
            assert!(!setting.name.contains('_'), "{}", setting.name);
            assert!(setting.help.trim().ends_with('.'), "{}", setting.name);
            let mut config = Config::default();
            config
                .set(setting.name, setting.default)
                .expect("a default is a value");
        }
    }

    #[test]
    fn a_flag_beats_the_environment_beats_the_file_beats_the_default() {
        let environment = |name: &str| match name {
            "HALLWAY_MAX_DEPTH" => Some("12".to_owned()),
            "HALLWAY_MAX_ALIASES" => Some("13".to_owned()),
            _ => None,
        };
        let file = "max-depth = 9\nmax-aliases = 9\nmax-tokens = 9\ndeadline = \"3s\"";
        let flags = [("max-depth".to_owned(), "7".to_owned())];
        let config = Config::layered(Some(file), environment, &flags).expect("all are well formed");
        assert_eq!(config.max_depth, 7);
        assert_eq!(config.max_aliases, 13);
        assert_eq!(config.max_tokens, 9);
        assert_eq!(config.deadline, Duration::from_secs(3));
        assert_eq!(config.max_page_size, 100);
    }

    #[test]
    fn wrong_settings_say_what_to_write() {
        let wrong = |name: &str, value: &str| {
            Config::default()
                .set(name, value)
                .expect_err("it is wrong")
                .to_string()
        };
        assert!(wrong("max-deepness", "3").contains("there is no setting"));
        assert!(wrong("max_depth", "3").contains("there is no setting"));
        assert!(wrong("max-depth", "deep").contains("whole number"));
        assert!(wrong("deadline", "2").contains("500ms"));
        assert!(wrong("cors-origins", "example.org").contains("https://"));
        let token = wrong("token-sha256", "my secret by mistake");
        assert!(
            token.contains("sha256sum") && !token.contains("secret"),
            "{token}"
        );
        let file = Config::layered(Some("[limits]\nx = 1"), no_environment, &[])
            .expect_err("tables are refused");
        assert!(file.to_string().contains("'limits' is a table"), "{file}");
    }
}
