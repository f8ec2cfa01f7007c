//! What the rooms have to say while they work, on standard error.

use std::io;

use clap::{Args, ValueEnum};
use tracing::Level;

/// The options of a verb that runs for long.
#[derive(Args, Clone, Copy, Debug)]
pub struct LogArgs {
    /// How much to log: error, warn, info, debug or trace
    #[arg(
        long,
        value_name = "LEVEL",
        env = "HALLWAY_LOG_LEVEL",
        default_value = "info"
    )]
    log_level: Level,

    /// How to log
    #[arg(long, value_enum, env = "HALLWAY_LOG_FORMAT", default_value_t)]
    log_format: LogFormat,
}

/// How a log line is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum LogFormat {
    /// For people
    #[default]
    Text,
    /// For programs: one JSON object a line
    Json,
}

impl LogArgs {
    /// Starts logging.
    pub fn start(self) {
        let builder = tracing_subscriber::fmt()
            .with_writer(io::stderr)
            .with_max_level(self.log_level);
        match self.log_format {
            LogFormat::Text => builder.with_ansi(false).init(),
            LogFormat::Json => builder.json().init(),
        }
    }
}

/// Starts logging for a verb that runs and ends: only what the user should look into.
pub fn start_quietly() {
    tracing_subscriber::fmt()
        .with_writer(io::stderr)
        .with_max_level(Level::WARN)
        .with_ansi(false)
        .without_time()
        .with_target(false)
        .init();
}
