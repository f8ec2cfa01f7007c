//! `hallway ingest`: documents into the store.
//!
//! Workers read and extract, the store takes what they make in batches and in the order
//! given, and what cannot be read is named and left out.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;

use clap::Args;
use hallway_extractor::NodeKind;
use hallway_graph::{self as graph, Done, Entry, Graph, Hallway, Ticket};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use crate::exit::Exit;
use crate::fetch::Version;
use crate::output::{self, FormatArgs};
use crate::parallel;
use crate::reading::{Fetched, ReadArgs, Reader};
use crate::source::{self, Skipped, Source};
use crate::store::StoreArgs;
use crate::stream::{Portion, Portions};
use crate::versions::Versions;

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

    #[command(flatten)]
    reading: ReadArgs,

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

/// The way of the documents into the store: they gather until there are enough of them,
/// and while the store makes one batch durable the next one gathers.
struct Intake<'h> {
    hallway: &'h Hallway,
    versions: Versions,
    summary: Summary,
    entries: Vec<Entry>,
    bytes: usize,
    /// How many documents came so far.
    taken: usize,
    /// The batch that the store is at work on: the names of its documents, in order.
    pending: Option<(Vec<String>, Ticket)>,
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
    let versions = Versions::load(store);
    let known = known_versions(&hallway.graph(), &versions, &sources);
    let reader = options.reading.reader()?;
    let progress = progress_bar(sources.iter().map(Source::size).sum());
    let passed = |bytes| progress.inc(bytes);
    let mut intake = Intake::new(hallway, versions);
    for skipped in unreadable {
        intake.summary.skip(skipped);
    }
    let mut fetched = Vec::new();
    parallel::in_order(
        Portions::new(&reader, sources, &passed),
        options.reading.threads(),
        |portion| load(portion, &reader, &known),
        |loaded| -> anyhow::Result<()> {
            match loaded {
                Ok(Loaded::Entries(entries, version)) => {
                    fetched.extend(version);
                    intake.take(entries)?;
                    progress.set_message(intake.taken.to_string());
                }
                Ok(Loaded::Unchanged) => intake.summary.unchanged += 1,
                Err(skipped) => progress.suspend(|| intake.summary.skip(skipped)),
            }
            Ok(())
        },
    )?;
    let summary = intake.finish(fetched)?;
    progress.finish_and_clear();
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
        .filter_map(|&node| graph.data(node).path())
        .map(|path| path.split('#').next().unwrap_or_default())
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
    portion: Portion,
    reader: &Reader,
    known: &BTreeMap<String, Version>,
) -> Result<Loaded, Skipped> {
    let (documents, version) = match portion {
        Portion::Whole(Source::Url(url)) => match reader.fetch(&url, known.get(&url))? {
            Fetched::Unchanged => return Ok(Loaded::Unchanged),
            Fetched::Documents(documents, version) => (documents, Some((url, version))),
        },
        Portion::Whole(source) => (reader.documents(&source)?, None),
        Portion::Records(documents) => (documents, None),
        Portion::Skipped(skipped) => return Err(skipped),
    };
    let entry = |document| Entry {
        extraction: reader.extract(&document),
        document,
    };
    Ok(Loaded::Entries(
        documents.into_iter().map(entry).collect(),
        version,
    ))
}

/// A bar on a terminal, nothing elsewhere.
fn progress_bar(bytes: u64) -> ProgressBar {
    let bar = ProgressBar::new(bytes).with_message("0");
    match ProgressStyle::with_template(
        "{bar:30} {bytes}/{total_bytes}, {msg} documents, {bytes_per_sec}, {eta} to go",
    ) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

impl<'h> Intake<'h> {
    fn new(hallway: &'h Hallway, versions: Versions) -> Intake<'h> {
        Intake {
            hallway,
            versions,
            summary: Summary::default(),
            entries: Vec::new(),
            bytes: 0,
            taken: 0,
            pending: None,
        }
    }

    /// Takes the documents of one portion.
    fn take(&mut self, entries: Vec<Entry>) -> anyhow::Result<()> {
        for entry in entries {
            self.bytes += entry.document.text.len();
            self.taken += 1;
            self.entries.push(entry);
            if self.entries.len() >= BATCH_DOCUMENTS || self.bytes >= BATCH_BYTES {
                self.hand_over()?;
            }
        }
        Ok(())
    }

    /// Waits for the batch that the store is at work on, then hands it the next one.
    fn hand_over(&mut self) -> anyhow::Result<()> {
        self.settle()?;
        self.bytes = 0;
        let entries = std::mem::take(&mut self.entries);
        let mut names = Vec::with_capacity(entries.len());
        let mut writes = Vec::with_capacity(entries.len());
        for entry in entries {
            let name = &entry.document.name;
            let notes = entry.extraction.notes.iter().map(|note| NoteRow {
                document: name.clone(),
                note: note.message.clone(),
            });
            self.summary.notes.extend(notes);
            names.push(name.clone());
            writes.push(graph::Write::Put(Box::new(entry)));
        }
        self.pending = Some((names, self.hallway.load(writes)));
        Ok(())
    }

    /// Waits for the batch that the store is at work on and counts what became of it.
    fn settle(&mut self) -> anyhow::Result<()> {
        let Some((names, ticket)) = self.pending.take() else {
            return Ok(());
        };
        for (name, done) in names.into_iter().zip(ticket.wait()?) {
            match done {
                Done::Refused(why) => self.summary.skip(Skipped::new(name, why)),
                done => self.summary.count(&done),
            }
        }
        Ok(())
    }

    /// Brings the rest in. Only now, with everything in the store, are the versions of pages
    /// and feeds kept: what did not get in must be asked for again.
    fn finish(mut self, fetched: Vec<(String, Version)>) -> anyhow::Result<Summary> {
        self.hand_over()?;
        self.settle()?;
        self.hallway.settle()?;
        for (url, version) in fetched {
            self.versions.set(&url, version);
        }
        self.versions.save()?;
        let graph = self.hallway.graph();
        (self.summary.nodes, self.summary.edges) = (graph.node_count(), graph.edge_count());
        Ok(self.summary)
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
        skipped.tell();
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
