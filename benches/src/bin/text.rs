//! Reading text: `text WORK SOURCE…` does one kind of work over and over some texts and prints a line
//! of JSON. WORK is `hallway`, `words` (a bare Unicode word split) or `dump` (writes the texts, for
//! other programs). SOURCE is `--catalogue FILE` or `--folder DIR BYTES`, of which `--ending .xml` takes
//! the files of that ending only; `--threads N`.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use hallway_benches::text::{self, Texts};
use hallway_benches::timed;
use hallway_extractor::read::read;
use hallway_extractor::{builtin, extract};
use unicode_segmentation::UnicodeSegmentation;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let after = |name: &str, offset: usize| {
        let at = arguments.iter().position(|argument| argument == name)?;
        arguments.get(at + offset).cloned()
    };
    let number = |given: Option<String>| given.and_then(|given| given.parse::<usize>().ok());
    let texts = match (after("--catalogue", 1), after("--folder", 1)) {
        (Some(file), _) => text::descriptions(Path::new(&file))?,
        (None, Some(folder)) => text::repeated(
            Path::new(&folder),
            &after("--ending", 1).unwrap_or_default(),
            number(after("--folder", 2)).unwrap_or(8_000_000),
        )?,
        (None, None) => return Err(io::Error::other("name a --catalogue or a --folder")),
    };
    let threads = number(after("--threads", 1)).unwrap_or(1);
    let work = arguments.first().map_or("", String::as_str);
    let count: fn(&[(String, Vec<u8>)]) -> usize = match work {
        "hallway" => {
            builtin::rules();
            edges
        }
        "words" => words,
        "dump" => return dump(&texts),
        other => return Err(io::Error::other(format!("no such work: {other}"))),
    };
    let ((found, used), took) = timed(|| {
        std::thread::scope(|scope| {
            let share = texts.len().div_ceil(threads).max(1);
            let parts: Vec<_> = texts
                .chunks(share)
                .map(|part| scope.spawn(move || used_for(part, count)))
                .collect();
            let parts = parts
                .into_iter()
                .map(|part| part.join().unwrap_or((0, 0.0)));
            parts.fold((0, 0.0), |all, one| (all.0 + one.0, all.1 + one.1))
        })
    });
    let bytes = text::size(&texts);
    println!(
        "{}",
        serde_json::json!({"work": work, "threads": threads, "documents": texts.len(), "bytes": bytes, "found": found,
            "seconds": took.as_secs_f64(), "mb_per_second": bytes as f64 / 1e6 / took.as_secs_f64(),
            "processor_seconds": used, "mb_per_processor_second": bytes as f64 / 1e6 / used})
    );
    Ok(())
}

/// What the work gives, and the seconds of its thread's processor.
fn used_for(texts: &[(String, Vec<u8>)], count: fn(&[(String, Vec<u8>)]) -> usize) -> (usize, f64) {
    let clock = || {
        let usage = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
        let used = usage
            .split(' ')
            .next()
            .and_then(|used| used.parse::<f64>().ok());
        used.unwrap_or(0.0) / 1e9
    };
    let before = clock();
    (count(texts), clock() - before)
}

/// Everything that `hallway extract` does but printing: how many edges there are.
fn edges(texts: &[(String, Vec<u8>)]) -> usize {
    let rules = builtin::rules();
    let documents = texts
        .iter()
        .flat_map(|(name, bytes)| read(name, bytes, None).unwrap_or_default());
    documents
        .map(|document| extract(&document, rules).edges.len())
        .sum()
}

/// How many words there are, by Unicode's rules.
fn words(texts: &[(String, Vec<u8>)]) -> usize {
    let texts = texts
        .iter()
        .filter_map(|(_, bytes)| std::str::from_utf8(bytes).ok());
    texts.map(|text| text.unicode_words().count()).sum()
}

/// The texts as JSON lines.
fn dump(texts: &Texts) -> io::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    for (_, bytes) in texts {
        serde_json::to_writer(&mut out, &String::from_utf8_lossy(bytes))?;
        out.write_all(b"\n")?;
    }
    out.flush()
}
