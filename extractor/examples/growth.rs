//! Does the work of extraction grow in step with the text, and how much do ten times the
//! rules cost? Counts instructions under `valgrind`, so the answer is the same on a busy machine.
//!
//! `cargo run --release -p hallway-extractor --example growth -- FILE…` prints a table: the
//! texts repeated 1, 2, 4 and 8 times, then the same with ten times the rules (generated:
//! the built-in ones, each behind words of its own). What loading costs is taken off.

use std::fmt::Write;
use std::process::{Command, ExitCode};

use hallway_extractor::read::read;
use hallway_extractor::{RuleSet, builtin, extract};

/// Words that recaps hold; each set of generated rules waits for one of three.
const WORDS: [[&str; 3]; 9] = [
    ["slides", "video", "photos"],
    ["people", "crowd", "friends"],
    ["community", "local", "meetups"],
    ["interesting", "useful", "surprising"],
    ["audience", "questions", "applause"],
    ["morning", "afternoon", "evening"],
    ["really", "quite", "rather"],
    ["learned", "noticed", "enjoyed"],
    ["code", "library", "compiler"],
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let done = match arguments.split_first() {
        Some((verb, rest)) if verb == "--work" => work(rest),
        Some(_) => measure(&arguments),
        None => Err("name the files to extract from".to_owned()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("growth: {error}");
            ExitCode::FAILURE
        }
    }
}

/// `--work TIMES RULES FILE…`: what is counted.
fn work(arguments: &[String]) -> Result<(), String> {
    let [times, multiple, files @ ..] = arguments else {
        return Err("--work TIMES RULES FILE…".to_owned());
    };
    let times: usize = times.parse().map_err(|error| format!("{times}: {error}"))?;
    let rules = many(
        multiple
            .parse()
            .map_err(|error| format!("{multiple}: {error}"))?,
    )?;
    let mut edges = 0;
    for file in files {
        let bytes = std::fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?;
        let text = vec![bytes; times].join("\n\n");
        if times > 0 {
            for document in read(file, text.as_bytes(), None).unwrap_or_default() {
                edges += extract(&document, &rules).edges.len();
            }
        }
    }
    println!("{edges} edges");
    Ok(())
}

/// The built-in rules, and as many generated ones as make up `multiple` times their number.
fn many(multiple: usize) -> Result<RuleSet, String> {
    let plain = builtin::load(&[]).map_err(|error| error.to_string())?;
    let mut file = String::new();
    let sets = WORDS.iter().enumerate().take(multiple.saturating_sub(1));
    let _ = writeln!(file, "[class]");
    for (number, words) in sets.clone() {
        let _ = writeln!(file, "generated-{number} = {words:?}");
    }
    for (number, _) in sets {
        for rule in &plain.rules {
            let pattern = match rule.source.strip_prefix('^') {
                Some(rest) => format!("^ @generated-{number} {rest}"),
                None => format!("@generated-{number} {}", rule.source),
            };
            let places: Vec<String> = rule
                .places
                .iter()
                .map(|p| format!("{:?}", hallway_extractor::author::page::place_name(*p)))
                .collect();
            let _ = writeln!(
                file,
                "[[rule]]\nid = \"{}-{number}\"\nfinds = \"A generated rule.\"\nwhere = [{}]\npattern = {pattern:?}\nemits = {:?}\nconfidence = {}\n\
                 fires = [{{ text = \"\", facts = [] }}, {{ text = \"\", facts = [] }}]\nsilent = [\"\", \"\"]\n",
                rule.id,
                places.join(", "),
                rule.emits_source,
                rule.confidence,
            );
        }
    }
    builtin::load(&[("generated.toml".to_owned(), file)]).map_err(|error| error.to_string())
}

fn measure(files: &[String]) -> Result<(), String> {
    println!(
        "{:>6} {:>6} {:>16} {:>16}",
        "rules", "times", "instructions", "per further time"
    );
    for multiple in [1, 10] {
        let loading = counted(0, multiple, files)?;
        let mut before = (0, 0);
        for times in [1, 2, 4, 8] {
            let spent = counted(times, multiple, files)?.saturating_sub(loading);
            let further = spent.saturating_sub(before.1) / (times - before.0) as u64;
            println!("{multiple:>5}x {times:>6} {spent:>16} {further:>16}");
            before = (times, spent);
        }
    }
    Ok(())
}

/// The instructions that [`work`] takes.
fn counted(times: usize, multiple: usize, files: &[String]) -> Result<u64, String> {
    let own = std::env::current_exe().map_err(|error| error.to_string())?;
    let output = Command::new("valgrind")
        .args([
            "--tool=cachegrind",
            "--cache-sim=no",
            "--cachegrind-out-file=/dev/null",
        ])
        .arg(own)
        .args(["--work", &times.to_string(), &multiple.to_string()])
        .args(files)
        .output()
        .map_err(|error| format!("valgrind: {error}; install it"))?;
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    let line = told
        .lines()
        .find(|line| line.contains("refs:"))
        .ok_or_else(|| format!("valgrind counted nothing:\n{told}"))?;
    let digits: String = line
        .rsplit(':')
        .next()
        .unwrap_or_default()
        .chars()
        .filter(char::is_ascii_digit)
        .collect();
    digits.parse().map_err(|error| format!("{line}: {error}"))
}
