//! Packs the pages into the program: the explorer (`web/explorer`) and, where somebody built
//! it, the playground (`web/playground/dist`).
//!
//! Reads those two folders and writes to `OUT_DIR`, nothing else: no npm, no download. A
//! missing playground is a warning, because a plain `cargo build` must do without node.
//! The comments of our own files stay behind: they are a third of the bytes.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

fn main() -> Result<(), Box<dyn Error>> {
    let web = Path::new(&std::env::var("CARGO_MANIFEST_DIR")?).join("../web");
    let out = PathBuf::from(std::env::var("OUT_DIR")?);

    let explorer = web.join("explorer");
    let playground = web.join("playground/dist");
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed={}", explorer.display());
    // Named even where it is absent: that it appears is a change.
    println!("cargo:rerun-if-changed={}", playground.display());

    let mut table = String::from("&[\n");
    for path in files(&explorer)? {
        embed(&mut table, &out, "explorer", &explorer, &path)?;
    }
    if playground.join("index.html.br").is_file() {
        for path in files(&playground)? {
            embed(&mut table, &out, "playground", &playground, &path)?;
        }
    } else {
        println!(
            "cargo:warning=the playground was not built, /graphiql will be the query page; \
             for GraphiQL run `npm ci --ignore-scripts && npm run build` in web/playground and build again"
        );
    }
    table.push_str("]\n");
    fs::write(out.join("assets.rs"), table)?;
    Ok(())
}

/// The files under `folder`, sorted, so that the same tree gives the same program.
fn files(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(folder) = open.pop() {
        let entries =
            fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Writes the packed bytes of `path` into `out` and its row into `table`.
fn embed(
    table: &mut String,
    out: &Path,
    prefix: &str,
    folder: &Path,
    path: &Path,
) -> Result<(), Box<dyn Error>> {
    let bytes = fs::read(path)?;
    let mut name = format!(
        "{prefix}/{}",
        path.strip_prefix(folder)?.to_str().ok_or("not UTF-8")?
    );
    // The playground's build has packed its files already.
    let packed = match name.strip_suffix(".br") {
        Some(stem) => {
            name = stem.to_string();
            bytes
        }
        None => {
            let bytes = if name.ends_with(".js") || name.ends_with(".css") {
                bare(&bytes)?
            } else {
                bytes
            };
            let mut packed = Vec::new();
            // Quality 11, a window of 4 MiB: these are a few small files.
            let mut writer = brotli::CompressorWriter::new(&mut packed, 4096, 11, 22);
            writer.write_all(&bytes)?;
            drop(writer);
            packed
        }
    };
    let digest = Sha256::digest(&packed);
    let mut tag = String::new();
    for byte in digest.iter().take(8) {
        write!(tag, "{byte:02x}")?;
    }
    let target = out.join(format!("{tag}.br"));
    fs::write(&target, &packed)?;
    writeln!(
        table,
        "    Asset {{ name: {name:?}, tag: {tag:?}, packed: include_bytes!({:?}) }},",
        target.display().to_string()
    )?;
    Ok(())
}

/// A script or style sheet without the lines that are nothing but comment, and without
/// indentation. Templates of several lines are left as they are; the tests of the pages run
/// what comes out.
fn bare(source: &[u8]) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut kept = String::new();
    let (mut comment, mut template) = (false, false);
    for line in std::str::from_utf8(source)?.lines() {
        let text = line.trim_start();
        if template {
            kept.push_str(line);
            kept.push('\n');
        } else {
            // A cast is a comment too, but one that code follows.
            comment = comment || (text.starts_with("/*") && !text.contains("*/"));
            let whole = text.starts_with("//") || (text.starts_with("/*") && text.ends_with("*/"));
            if !comment && !whole && !text.is_empty() {
                kept.push_str(text);
                kept.push('\n');
            }
            if comment {
                comment = !text.contains("*/");
                continue;
            }
            if whole {
                continue;
            }
        }
        template ^= line.matches('`').count() % 2 == 1;
    }
    Ok(kept.into_bytes())
}
