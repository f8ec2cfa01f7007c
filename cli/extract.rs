//! `hallway extract`: documents in, facts out, nothing kept.

use std::io::{self, Write};

use clap::{Args, ValueEnum};
use hallway_extractor::document::Document;
use hallway_extractor::extraction::Extraction;

use crate::exit::Exit;
use crate::reading::{ReadArgs, Reader};
use crate::source::{self, Skipped};
use crate::stream::{Portion, Portions};
use crate::{output, parallel};

/// Print the facts of documents without keeping them
///
/// One JSON object for each document, in the order given; the posts of a feed are FILE#POST. `start` and `end` of a
/// piece of evidence are byte offsets into the plain text that `--format text` prints.
#[derive(Args, Debug)]
pub struct Extract {
    /// Files, folders, addresses of pages and feeds, or - for standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,

    /// What to print
    #[arg(long, value_enum, default_value_t)]
    format: ExtractFormat,

    #[command(flatten)]
    reading: ReadArgs,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum ExtractFormat {
    /// One JSON object on a line for each document
    #[default]
    #[value(alias = "json")]
    Jsonl,
    /// The plain text of each document, under its name where there are several
    Text,
}

impl Extract {
    pub fn run(self) -> anyhow::Result<Exit> {
        let (sources, mut skipped) = source::expand(&self.files);
        let reader = self.reading.reader()?;
        let with_names = sources.len() > 1;
        let mut out = output::stdout();
        parallel::in_order(
            Portions::new(&reader, sources, &|_| ()),
            self.reading.threads(),
            |portion| self.printed(&reader, portion, with_names),
            |printed| match printed {
                Ok(bytes) => out.write_all(&bytes),
                Err(reason) => {
                    skipped.push(reason);
                    Ok(())
                }
            },
        )?;
        out.flush()?;
        for left_out in &skipped {
            left_out.tell();
        }
        Ok(Exit::found(skipped.is_empty()))
    }

    /// What is printed for a portion. It is made in the workers: that is where the time goes.
    fn printed(
        &self,
        reader: &Reader,
        portion: Portion,
        with_names: bool,
    ) -> Result<Vec<u8>, Skipped> {
        let (documents, with_names) = match portion {
            Portion::Whole(source) => {
                let documents = reader.documents(&source)?;
                let several = documents.len() > 1;
                (documents, with_names || several)
            }
            // Records share the name of their file: a text without its name is no use.
            Portion::Records(documents) => (documents, true),
            Portion::Skipped(skipped) => return Err(skipped),
        };
        let mut bytes = Vec::new();
        for document in &documents {
            let written = match self.format {
                ExtractFormat::Jsonl => json_line(&mut bytes, &reader.extract(document)),
                ExtractFormat::Text => plain_text(&mut bytes, document, with_names),
            };
            written.map_err(|error| Skipped::new(&document.name, error))?;
        }
        Ok(bytes)
    }
}

fn json_line(out: &mut Vec<u8>, extraction: &Extraction) -> io::Result<()> {
    serde_json::to_writer(&mut *out, extraction)?;
    out.push(b'\n');
    Ok(())
}

fn plain_text(out: &mut Vec<u8>, document: &Document, with_name: bool) -> io::Result<()> {
    if with_name {
        writeln!(out, "==> {} <==", document.name)?;
    }
    writeln!(out, "{}", document.text)
}
