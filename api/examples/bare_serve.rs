//! Serves a folder of documents from memory, for trying the API without a store:
//! `cargo run -p hallway-api --example bare_serve -- fixtures/documents`.
//! Settings come from the environment, as `docs/operations.md` has them.

use std::error::Error;
use std::path::Path;

use hallway_api::{AppState, config::Config, router, serve};
use hallway_extractor::{builtin, extract, read::read};
use hallway_graph::{Entry, Hallway};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args()
        .nth(1)
        .ok_or("name a folder of documents")?;
    let config = Config::layered(None, |name| std::env::var(name).ok(), &[])?;
    let hallway = Hallway::in_memory()?;
    let mut paths: Vec<_> =
        std::fs::read_dir(Path::new(&folder))?.collect::<Result<Vec<_>, _>>()?;
    paths.sort_by_key(std::fs::DirEntry::path);
    for path in paths {
        let bytes = std::fs::read(path.path())?;
        match read(&path.path().to_string_lossy(), &bytes, None) {
            Ok(documents) => {
                let entries = documents.into_iter().map(|document| Entry {
                    extraction: extract(&document, builtin::rules()),
                    document,
                });
                hallway.ingest(entries.collect())?;
            }
            Err(error) => eprintln!("{}: {error}", path.path().display()),
        }
    }
    let listener = tokio::net::TcpListener::bind(config.listen).await?;
    println!("listening on http://{}", listener.local_addr()?);
    let state = AppState::new(hallway, config)?;
    let stop = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    serve(listener, stop, state.clone(), router(state)).await?;
    Ok(())
}
