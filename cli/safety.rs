//! `hallway check`, `backup`, `restore`: that the store keeps its word, and what to do when
//! the disk under it does not.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter};
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use hallway_graph::store::{self, Summary};
use serde::Serialize;

use crate::exit::Exit;
use crate::output::{self, FormatArgs};
use crate::store::StoreArgs;

/// Verify every invariant of the store and of its graph
#[derive(Args, Debug)]
pub struct Check {
    #[command(flatten)]
    format: FormatArgs,
}

/// Write everything in the store into one portable file
#[derive(Args, Debug)]
pub struct Backup {
    /// The file, or - for standard output
    file: PathBuf,
    #[command(flatten)]
    format: FormatArgs,
}

/// Make the store what a backup says
///
/// The backup is read into a new folder first; the store takes its place only when all of it is there and right, and what was
/// there before is kept.
#[derive(Args, Debug)]
pub struct Restore {
    /// The file, or - for standard input
    file: PathBuf,
    #[command(flatten)]
    format: FormatArgs,
}

#[derive(Debug, Serialize)]
struct CheckRow {
    sound: bool,
    generation: u64,
    documents: usize,
    corrections: usize,
    nodes: usize,
    edges: usize,
    damage: Vec<DamageRow>,
}

#[derive(Debug, Serialize)]
struct DamageRow {
    document: Option<String>,
    what: String,
}

#[derive(Debug, Serialize)]
struct RestoreRow {
    #[serde(flatten)]
    summary: Summary,
    kept: Option<PathBuf>,
}

impl Check {
    pub fn run(self, store: &StoreArgs) -> anyhow::Result<Exit> {
        store.exists()?;
        let report = store::check(&store.store)?;
        let row = CheckRow {
            sound: report.damage.is_empty(),
            generation: report.generation,
            documents: report.documents,
            corrections: report.curations,
            nodes: report.nodes,
            edges: report.edges,
            damage: report
                .damage
                .into_iter()
                .map(|damage| DamageRow {
                    document: damage.document,
                    what: damage.what,
                })
                .collect(),
        };
        output::print(self.format.format, &row, |out| {
            for damage in &row.damage {
                match &damage.document {
                    Some(document) => writeln!(out, "damaged: {document}: {}", damage.what)?,
                    None => writeln!(out, "damaged: {}", damage.what)?,
                }
            }
            let CheckRow {
                documents,
                corrections,
                nodes,
                edges,
                ..
            } = row;
            if row.sound {
                let documents = output::count(documents, "document");
                let corrections = output::count(corrections, "correction");
                writeln!(
                    out,
                    "sound: {documents}, {corrections}, {nodes} nodes, {edges} edges"
                )
            } else {
                let places = output::count(row.damage.len(), "place");
                writeln!(
                    out,
                    "damaged in {places}; restore a backup with `hallway restore`"
                )
            }
        })?;
        Ok(if row.sound { Exit::Done } else { Exit::Failed })
    }
}

impl Backup {
    pub fn run(self, store: &StoreArgs) -> anyhow::Result<Exit> {
        let hallway = store.open()?;
        if is_standard(&self.file) {
            // The backup itself is the result; a word more would spoil it.
            hallway.backup(io::stdout())?;
            return Ok(Exit::Done);
        }
        let summary = backup_to(&self.file, |file| Ok(hallway.backup(BufWriter::new(file))?))
            .with_context(|| format!("backing up to {}", self.file.display()))?;
        output::print(self.format.format, &summary, |out| {
            writeln!(out, "{}, digest {}", held(&summary), summary.digest)
        })?;
        Ok(Exit::Done)
    }
}

impl Restore {
    pub fn run(self, store: &StoreArgs) -> anyhow::Result<Exit> {
        let naming = || format!("restoring {}", self.file.display());
        let mut from: Box<dyn BufRead> = if is_standard(&self.file) {
            Box::new(io::stdin().lock())
        } else {
            Box::new(BufReader::new(File::open(&self.file).with_context(naming)?))
        };
        let (summary, kept) = store::restore(&store.store, &mut *from).with_context(naming)?;
        let row = RestoreRow { summary, kept };
        output::print(self.format.format, &row, |out| {
            writeln!(out, "{} in {}", held(&row.summary), store.store.display())?;
            match &row.kept {
                Some(kept) => writeln!(out, "what was there before is in {}", kept.display()),
                None => Ok(()),
            }
        })?;
        Ok(Exit::Done)
    }
}

/// Writes a file that is there as a whole or not at all.
fn backup_to(
    path: &Path,
    write: impl FnOnce(File) -> anyhow::Result<Summary>,
) -> anyhow::Result<Summary> {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    let new = PathBuf::from(name);
    let file = File::create(&new)?;
    let handle = file.try_clone()?;
    let written = write(file).and_then(|summary| {
        handle.sync_all()?;
        fs::rename(&new, path)?;
        Ok(summary)
    });
    if written.is_err() {
        // The error that stopped it is what counts.
        let _ = fs::remove_file(&new);
    }
    written
}

fn is_standard(file: &Path) -> bool {
    file == Path::new("-")
}

fn held(summary: &Summary) -> String {
    let documents = output::count(summary.documents as usize, "document");
    let corrections = output::count(summary.curations as usize, "correction");
    format!("{documents}, {corrections}")
}
