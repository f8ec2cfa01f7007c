//! `hallway rules`: what the rules are, one by one, and a skeleton for the next one.

use std::io::{self, Write};
use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use hallway_extractor::author::{self, Failure};
use hallway_extractor::rule::{Rule, Where};
use serde::Serialize;

use crate::exit::Exit;
use crate::output::{self, FormatArgs};
use crate::rule_files::RuleArgs;

/// List, show, test and begin rules
#[derive(Args, Debug)]
pub struct Rules {
    #[command(subcommand)]
    verb: RulesVerb,
}

#[derive(Debug, Subcommand)]
enum RulesVerb {
    List(List),
    Show(Show),
    Test(Test),
    New(New),
}

/// List the rules, with what each one finds
#[derive(Args, Debug)]
struct List {
    #[command(flatten)]
    rules: RuleArgs,
    #[command(flatten)]
    format: FormatArgs,
}

/// Show a rule: its pattern, what it emits, its examples
#[derive(Args, Debug)]
struct Show {
    /// The rule's id
    id: String,
    #[command(flatten)]
    rules: RuleArgs,
    #[command(flatten)]
    format: FormatArgs,
}

/// Run the examples of the rules through the whole set
#[derive(Args, Debug)]
struct Test {
    /// Only the rules of these ids
    #[arg(value_name = "ID")]
    ids: Vec<String>,
    #[command(flatten)]
    rules: RuleArgs,
    #[command(flatten)]
    format: FormatArgs,
}

/// Write a rule file to begin with
#[derive(Args, Debug)]
struct New {
    /// The rule's id: what it finds, in small letters and hyphens
    id: String,
    /// The folder of the rule file, to be given as --rules
    #[arg(long, value_name = "DIR", default_value = "rules")]
    dir: PathBuf,
}

#[derive(Debug, Serialize)]
struct RuleRow<'r> {
    id: &'r str,
    finds: &'r str,
    #[serde(rename = "where")]
    places: Vec<String>,
    pattern: &'r str,
    emits: &'r [String],
    confidence: f64,
    file: &'r str,
    fires: Vec<ExampleRow<'r>>,
    silent: &'r [String],
}

#[derive(Debug, Serialize)]
struct ExampleRow<'r> {
    text: &'r str,
    facts: &'r [String],
}

impl Rules {
    pub fn run(self) -> anyhow::Result<Exit> {
        match self.verb {
            RulesVerb::List(verb) => verb.run(),
            RulesVerb::Show(verb) => verb.run(),
            RulesVerb::Test(verb) => verb.run(),
            RulesVerb::New(verb) => verb.run(),
        }
    }
}

impl List {
    fn run(self) -> anyhow::Result<Exit> {
        let rules = self.rules.load()?;
        let rows: Vec<RuleRow<'_>> = rules.rules.iter().map(row).collect();
        output::print(self.format.format, &rows, |out| {
            let lines = rows.iter().map(|rule| {
                [
                    rule.id.to_owned(),
                    rule.places.join(", "),
                    rule.finds.to_owned(),
                ]
            });
            writeln!(
                out,
                "{}",
                output::table(["rule", "looks at", "finds"], lines).trim_fmt()
            )?;
            writeln!(out, "{}", output::count(rows.len(), "rule"))
        })?;
        Ok(Exit::found(!rows.is_empty()))
    }
}

impl Show {
    fn run(self) -> anyhow::Result<Exit> {
        let rules = self.rules.load()?;
        let Some(rule) = rules.rules.iter().find(|rule| rule.id == self.id) else {
            eprintln!(
                "hallway: there is no rule '{}'; `hallway rules list` lists them",
                self.id
            );
            return Ok(Exit::Partly);
        };
        let row = row(rule);
        output::print(self.format.format, &row, |out| print(out, &row))?;
        Ok(Exit::Done)
    }
}

impl Test {
    fn run(self) -> anyhow::Result<Exit> {
        let rules = self.rules.load()?;
        let known = |id: &String| rules.rules.iter().any(|rule| rule.id == *id);
        if let Some(unknown) = self.ids.iter().find(|id| !known(id)) {
            bail!("there is no rule '{unknown}'; `hallway rules list` lists them");
        }
        let chosen = |id: &str| self.ids.is_empty() || self.ids.iter().any(|wanted| wanted == id);
        let mut failures = author::run_examples(&rules);
        failures.retain(|failure| chosen(&failure.rule));
        let tested = || rules.rules.iter().filter(|rule| chosen(&rule.id));
        let examples: usize = tested()
            .map(|rule| rule.fires.len() + rule.silent.len())
            .sum();
        output::print(self.format.format, &failures, |out| {
            failures
                .iter()
                .try_for_each(|failure| print_failure(out, failure))?;
            let rules = output::count(tested().count(), "rule");
            let examples = output::count(examples, "example");
            writeln!(out, "{rules}, {examples}, {} failed", failures.len())
        })?;
        Ok(Exit::found(failures.is_empty()))
    }
}

fn print_failure(out: &mut dyn Write, failure: &Failure) -> io::Result<()> {
    writeln!(
        out,
        "{} ({})\n    in     {}",
        failure.rule, failure.file, failure.text
    )?;
    for fact in &failure.missing {
        write!(out, "    misses {fact}")?;
        match failure.found_by.get(fact) {
            Some(others) => writeln!(out, ", which {} finds", others.join(" and "))?,
            None => writeln!(out)?,
        }
    }
    for fact in &failure.extra {
        writeln!(out, "    finds  {fact}, which the example does not state")?;
    }
    Ok(())
}

impl New {
    fn run(self) -> anyhow::Result<Exit> {
        let path = self.dir.join(format!("{}.toml", self.id));
        if path.exists() {
            bail!(
                "{} is there already; choose another id, or edit it",
                path.display()
            );
        }
        std::fs::create_dir_all(&self.dir)
            .with_context(|| format!("making {}", self.dir.display()))?;
        std::fs::write(&path, skeleton(&self.id))
            .with_context(|| format!("writing {}", path.display()))?;
        let mut out = output::stdout();
        let folder = self.dir.display();
        writeln!(
            out,
            "wrote {}; change it, then run `hallway rules test --rules {folder}`",
            path.display()
        )?;
        out.flush()?;
        Ok(Exit::Done)
    }
}

fn row(rule: &Rule) -> RuleRow<'_> {
    RuleRow {
        id: &rule.id,
        finds: &rule.finds,
        places: rule.places.iter().map(|place| place_name(*place)).collect(),
        pattern: &rule.source,
        emits: &rule.emits_source,
        confidence: rule.confidence,
        file: &rule.file,
        fires: rule
            .fires
            .iter()
            .map(|example| ExampleRow {
                text: &example.text,
                facts: &example.facts,
            })
            .collect(),
        silent: &rule.silent,
    }
}

/// The name of a place as rule files write it: `list-item`.
fn place_name(place: Where) -> String {
    let mut name = String::new();
    for letter in format!("{place:?}").chars() {
        if letter.is_ascii_uppercase() && !name.is_empty() {
            name.push('-');
        }
        name.push(letter.to_ascii_lowercase());
    }
    name
}

fn print(out: &mut dyn Write, rule: &RuleRow<'_>) -> io::Result<()> {
    writeln!(out, "{}  ({})\n{}\n", rule.id, rule.file, rule.finds)?;
    writeln!(out, "where       {}", rule.places.join(", "))?;
    writeln!(out, "pattern     {}", rule.pattern)?;
    writeln!(out, "emits       {}", rule.emits.join("; "))?;
    writeln!(out, "confidence  {}", rule.confidence)?;
    for example in &rule.fires {
        writeln!(out, "\nfires       {}", example.text)?;
        for fact in example.facts {
            writeln!(out, "            {fact}")?;
        }
    }
    for text in rule.silent {
        writeln!(out, "\nsilent      {text}")?;
    }
    Ok(())
}

/// A rule that loads and passes, for its author to change bit by bit.
fn skeleton(id: &str) -> String {
    format!(
        r#"# Try it:  hallway rules test --rules FOLDER
#          hallway explain FILE --rules FOLDER

[[rule]]
id = "{id}"
finds = "A list item 'Title, with Speaker' names a talk and who gave it."
where = "list-item"
pattern = "^ <talk:title> COMMA with <speaker:names> $"
emits = ["speaker GAVE talk"]
confidence = 0.9
fires = [
  {{ text = "- The Design of Everyday APIs, with Lynn Root", facts = ["Lynn Root GAVE The Design of Everyday APIs"] }},
  {{ text = "- Tidy Data in Practice, with Anna Berg", facts = ["Anna Berg GAVE Tidy Data in Practice"] }},
]
silent = [
  "- Coffee, with milk",
  "- A long walk, with friends",
]
"#
    )
}
