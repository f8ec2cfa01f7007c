//! `hallway serve`: the graph over HTTP until told to stop.

use std::fs;
use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;

use anyhow::{Context, bail};
use clap::{Arg, ArgMatches, Args, Command, FromArgMatches};
use hallway_api::config::Config;
use hallway_api::{AppState, router, serve};
use hallway_graph::Hallway;
use tokio::net::TcpListener;

use crate::exit::Exit;
use crate::logging::LogArgs;
use crate::output;
use crate::rule_files::{RuleArgs, Rules};
use crate::store::StoreArgs;

/// Serve the graph: GraphQL, GraphiQL, the page, exports, health and metrics
///
/// A flag beats its environment variable, that beats the configuration file, and that beats the default.
#[derive(Args, Debug)]
pub struct Serve {
    /// A file with settings, named as the flags are
    #[arg(long, value_name = "FILE", env = "HALLWAY_CONFIG")]
    config: Option<PathBuf>,

    #[command(flatten)]
    rules: RuleArgs,

    #[command(flatten)]
    log: LogArgs,

    #[command(flatten)]
    settings: Settings,
}

/// The flags that the user gave, by the names that the API's table of settings gives them.
#[derive(Clone, Debug, Default)]
pub struct Settings(Vec<(String, String)>);

impl Args for Settings {
    fn augment_args(mut command: Command) -> Command {
        for setting in Config::SETTINGS {
            let help = setting.help.trim();
            let default = match setting.default {
                "" => String::new(),
                default => format!(" [default: {default}]"),
            };
            let argument = Arg::new(setting.name)
                .long(setting.name)
                .value_name("VALUE")
                .help(format!(
                    "{}{default} [env: {}]",
                    help.trim_end_matches('.'),
                    setting.variable()
                ))
                .help_heading("Settings");
            command = command.arg(argument);
        }
        command
    }

    fn augment_args_for_update(command: Command) -> Command {
        Settings::augment_args(command)
    }
}

impl FromArgMatches for Settings {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Settings, clap::Error> {
        let mut settings = Settings::default();
        settings.update_from_arg_matches(matches)?;
        Ok(settings)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        let given = Config::SETTINGS.iter().filter_map(|setting| {
            let value = matches.get_one::<String>(setting.name)?;
            Some((setting.name.to_owned(), value.clone()))
        });
        self.0 = given.collect();
        Ok(())
    }
}

impl Serve {
    pub fn run(self, store: &StoreArgs) -> anyhow::Result<Exit> {
        self.log.start();
        let file = match &self.config {
            Some(path) => Some(
                fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?,
            ),
            None => None,
        };
        let config = Config::layered(
            file.as_deref(),
            |name| std::env::var(name).ok(),
            &self.settings.0,
        )?;
        let hallway = store.create()?;
        if config.token_sha256.is_some() {
            hallway.expect_changes();
        }
        run_until_stopped(hallway, config, &self.rules.load()?, Port::AsGiven)
    }
}

/// What to do where the port is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Port {
    /// Say so, and fail.
    AsGiven,
    /// Take a free one.
    AnyIfTaken,
}

/// Serves `hallway` until the process is interrupted or told to end. The address goes to
/// standard output as soon as it answers, so that a script can wait for it.
pub fn run_until_stopped(
    hallway: Hallway,
    config: Config,
    rules: &Rules,
    port: Port,
) -> anyhow::Result<Exit> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let listener = listen(config.listen, port).await?;
        let address = listener.local_addr()?;
        let graph = hallway.graph();
        let state = match rules {
            Rules::BuiltIn(_) => AppState::new(hallway, config)?,
            Rules::Own(rules) => AppState::new(hallway, config)?.with_rules(Arc::clone(rules)),
        };
        let stop = stop_signal()?;
        let mut out = output::stdout();
        writeln!(out, "listening on http://{address}")?;
        out.flush()?;
        drop(out);
        // Beside the first answers: whoever searches first need not wait for it.
        thread::spawn(move || graph.prepare_search());
        let router = router(state.clone());
        serve(listener, stop, state, router).await?;
        Ok(Exit::Done)
    })
}

async fn listen(address: SocketAddr, port: Port) -> anyhow::Result<TcpListener> {
    let taken = match TcpListener::bind(address).await {
        Ok(listener) => return Ok(listener),
        Err(error) => error,
    };
    if port == Port::AnyIfTaken && taken.kind() == std::io::ErrorKind::AddrInUse {
        return Ok(TcpListener::bind(SocketAddr::new(address.ip(), 0)).await?);
    }
    bail!("cannot listen on {address}: {taken}; give another address with --listen")
}

/// Done when the process is interrupted (Ctrl-C) or told to end.
fn stop_signal() -> anyhow::Result<impl Future<Output = ()>> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let (mut interrupt, mut end) = (
            signal(SignalKind::interrupt())?,
            signal(SignalKind::terminate())?,
        );
        Ok(async move {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = end.recv() => {}
            }
        })
    }
    #[cfg(not(unix))]
    {
        Ok(async {
            // Without a way to hear of it, the process ends by being ended.
            let _ = tokio::signal::ctrl_c().await;
        })
    }
}
