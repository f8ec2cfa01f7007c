//! `hallway ingest`: documents into the store.
//!
//! Workers read and extract, the store takes what they make in batches and in the order
//! given, and what cannot be read is named and left out.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;

use clap::Args;
use hallway_extractor::NodeKind;
use hallway_extractor::extract;
use hallway_graph::{Done, Entry, Graph, Hallway};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use ureq::Agent;

use crate::exit::Exit;
use crate::fetch::{self, Answer, Version};
use crate::output::{self, FormatArgs};
use crate::source::{self, Skipped, Source};
use crate::store::StoreArgs;
use crate::versions::Versions;
use crate::{parallel, reading};

/// How many documents, or bytes of their text, the store takes at a time: enough to share
/// the cost of making them durable, little enough to hold in memory.
const BATCH_DOCUMENTS: usize = 512;
const BATCH_BYTES: usize = 8 << 20;

/// Read documents and keep their facts
///
/// A document that is there already is replaced. Files that cannot be read are named and skipped, the rest goes in, and the exit
/// code is 1. Pages and feeds are asked whether they have changed, and cost nothing where they have not.
#[derive(Args, Debug)]
pub struct Ingest {
    /// Files, folders, addresses of pages and feeds, or - for standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<String>,

    /// How many documents to work on at a time [default: one for each processor]
    #[arg(long, value_name = "N")]
    threads: Option<usize>,

    /// The name of the document on standard input; its ending tells the format
    #[arg(long, value_name = "NAME", default_value = "-")]
    name: String,

    /// List what was odd about the documents
    #[arg(long)]
    notes: bool,

    #[command(flatten)]
    format: FormatArgs,
}

/// What became of what was given.
#[derive(Debug, Default, Serialize)]
pub struct Summary {
    /// Documents that are in the store now, whatever was there before.
    pub documents: usize,
    added: usize,
    replaced: usize,
    unchanged: usize,
    nodes: usize,
    edges: usize,
    notes: Vec<NoteRow>,
    skipped: Vec<Skipped>,
}

#[derive(Debug, Serialize)]
struct NoteRow {
    document: String,
    note: String,
}

/// What a worker made of a source.
enum Loaded {
    /// Its documents, and, of a page or feed, the version.
    Entries(Vec<Entry>, Option<(String, Version)>),
    /// An address whose documents are in the store as they are.
    Unchanged,
}

/// Where documents gather until there are enough for the store.
#[derive(Default)]
struct Batch {
    entries: Vec<Entry>,
    bytes: usize,
    versions: Vec<(String, Version)>,
}

impl Ingest {
    pub fn run(self, store: &StoreArgs) -> anyhow::Result<Exit> {
        let hallway = store.create()?;
        let summary = ingest(&hallway, &store.store, &self)?;
        output::print(self.format.format, &summary, |out| {
            if self.notes {
                for row in &summary.notes {
                    writeln!(out, "{}: {}", row.document, row.note)?;
                }
            }
            print(out, &summary)
        })?;
        Ok(Exit::found(summary.skipped.is_empty()))
    }
}

/// Puts what `options` names into the store and tells what became of it.
fn ingest(hallway: &Hallway, store: &Path, options: &Ingest) -> anyhow::Result<Summary> {
    let (sources, unreadable) = source::expand(&options.paths);
    let mut versions = Versions::load(store);
    let known = known_versions(&hallway.graph(), &versions, &sources);
    let agent = fetch::agent();
    let progress = progress_bar(sources.len());
    let mut summary = Summary::default();
    unreadable
        .into_iter()
        .for_each(|skipped| summary.skip(skipped));
    let mut batch = Batch::default();
    parallel::in_order(
        &sources,
        options.threads.unwrap_or_else(parallel::default_threads),
        |source| load(source, &options.name, &agent, &known),
        |loaded| -> anyhow::Result<()> {
            progress.inc(1);
            match loaded {
                Ok(Loaded::Entries(entries, version)) => batch.push(entries, version),
                Ok(Loaded::Unchanged) => summary.unchanged += 1,
                Err(skipped) => progress.suspend(|| summary.skip(skipped)),
            }
            if batch.is_full() {
                batch.store(hallway, &mut versions, &mut summary)?;
            }
            Ok(())
        },
    )?;
    batch.store(hallway, &mut versions, &mut summary)?;
    progress.finish_and_clear();
    versions.save()?;
    let graph = hallway.graph();
    (summary.nodes, summary.edges) = (graph.node_count(), graph.edge_count());
    Ok(summary)
}

/// The versions to ask about: of those addresses only whose documents are in the store.
/// A version that has outlived its documents would keep them out for ever.
fn known_versions(
    graph: &Graph,
    versions: &Versions,
    sources: &[Source],
) -> BTreeMap<String, Version> {
    let documents: BTreeSet<&str> = graph
        .nodes_of(NodeKind::Document)
        .iter()
        .filter_map(|&node| graph.data(node).document.as_deref())
        .map(|document| document.name.split('#').next().unwrap_or_default())
        .collect();
    let urls = sources.iter().filter_map(|source| match source {
        Source::Url(url) => Some(url),
        Source::File(_) | Source::Stdin => None,
    });
    urls.filter(|url| documents.contains(url.split('#').next().unwrap_or_default()))
        .filter_map(|url| Some((url.clone(), versions.get(url)?.clone())))
        .collect()
}

/// A worker's part: bytes, documents, facts.
fn load(
    source: &Source,
    name: &str,
    agent: &Agent,
    known: &BTreeMap<String, Version>,
) -> Result<Loaded, Skipped> {
    let (documents, version) = match source {
        Source::Url(url) => match fetch::get(agent, url, known.get(url)) {
            Ok(Answer::Unchanged) => return Ok(Loaded::Unchanged),
            Ok(Answer::Content(bytes, media_type, version)) => (
                reading::parsed(url, &bytes, media_type.as_deref())?,
                Some((url.clone(), version)),
            ),
            Err(error) => return Err(Skipped::new(url, error)),
        },
        Source::Stdin => (reading::documents(source, name)?, None),
        Source::File(_) => (reading::documents(source, &source.name())?, None),
    };
    let entry = |document| Entry {
        extraction: extract(&document, hallway_extractor::builtin::rules()),
        document,
    };
    Ok(Loaded::Entries(
        documents.into_iter().map(entry).collect(),
        version,
    ))
}

/// A bar on a terminal, nothing elsewhere.
fn progress_bar(length: usize) -> ProgressBar {
    let bar = ProgressBar::new(length as u64);
    match ProgressStyle::with_template("{bar:30} {pos}/{len} files, {per_sec}, {eta} to go") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

impl Batch {
    fn push(&mut self, entries: Vec<Entry>, version: Option<(String, Version)>) {
        self.bytes += entries
            .iter()
            .map(|entry| entry.document.text.len())
            .sum::<usize>();
        self.entries.extend(entries);
        self.versions.extend(version);
    }

    fn is_full(&self) -> bool {
        self.entries.len() >= BATCH_DOCUMENTS || self.bytes >= BATCH_BYTES
    }

    /// Hands the documents to the store. One that is too large for it is skipped alone.
    fn store(
        &mut self,
        hallway: &Hallway,
        versions: &mut Versions,
        summary: &mut Summary,
    ) -> anyhow::Result<()> {
        let Batch {
            entries,
            versions: fetched,
            ..
        } = std::mem::take(self);
        if entries.is_empty() {
            return Ok(());
        }
        for entry in &entries {
            summary
                .notes
                .extend(entry.extraction.notes.iter().map(|note| NoteRow {
                    document: entry.document.name.clone(),
                    note: note.message.clone(),
                }));
        }
        let names: Vec<String> = entries
            .iter()
            .map(|entry| entry.document.name.clone())
            .collect();
        let done = hallway.ingest(entries)?;
        for (name, one) in names.into_iter().zip(done) {
            match one {
                Done::Refused(why) => summary.skip(Skipped::new(name, why)),
                done => summary.count(&done),
            }
        }
        for (url, version) in fetched {
            versions.set(&url, version);
        }
        Ok(())
    }
}

impl Summary {
    fn count(&mut self, done: &Done) {
        self.documents += 1;
        match done {
            Done::Replaced => self.replaced += 1,
            Done::Unchanged => self.unchanged += 1,
            _ => self.added += 1,
        }
    }

    fn skip(&mut self, skipped: Skipped) {
        eprintln!("hallway: skipped {}: {}", skipped.document, skipped.reason);
        self.skipped.push(skipped);
    }
}

/// The summary for people.
fn print(out: &mut dyn Write, summary: &Summary) -> std::io::Result<()> {
    let Summary {
        added,
        replaced,
        unchanged,
        nodes,
        edges,
        ..
    } = summary;
    let documents = output::count(summary.documents, "document");
    writeln!(
        out,
        "{documents}: {added} new, {replaced} replaced, {unchanged} unchanged"
    )?;
    if !summary.skipped.is_empty() {
        writeln!(out, "{} skipped, named above", summary.skipped.len())?;
    }
    if !summary.notes.is_empty() {
        writeln!(
            out,
            "{}; --notes lists them",
            output::count(summary.notes.len(), "note")
        )?;
    }
    writeln!(out, "the graph has {nodes} nodes and {edges} edges")
}
