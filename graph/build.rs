//! Tells the code that folds from any other: `HALLWAY_CODE` is a digest of this room's and the
//! extractor's sources and of the locked dependencies. A graph that was kept is read again
//! only by the code that folded it.

use std::error::Error;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    let room = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?);
    let mut hasher = DefaultHasher::new();
    std::env::var("CARGO_PKG_VERSION")?.hash(&mut hasher);
    for path in ["src", "../extractor/src", "../Cargo.lock"] {
        let path = room.join(path);
        // Outside of the repository there is neither; the version stands for them then.
        if path.exists() {
            println!("cargo:rerun-if-changed={}", path.display());
            hash(&path, &mut hasher)?;
        }
    }
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rustc-env=HALLWAY_CODE={:016x}", hasher.finish());
    Ok(())
}

/// Hashes a file, or all files below a folder in the order of their names.
fn hash(path: &Path, hasher: &mut DefaultHasher) -> Result<(), Box<dyn Error>> {
    if path.is_file() {
        fs::read(path)?.hash(hasher);
        return Ok(());
    }
    let entries = fs::read_dir(path)?.map(|entry| Ok(entry?.path()));
    let mut entries = entries.collect::<Result<Vec<PathBuf>, std::io::Error>>()?;
    entries.sort();
    for entry in entries {
        entry.file_name().hash(hasher);
        hash(&entry, hasher)?;
    }
    Ok(())
}
