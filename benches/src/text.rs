//! Texts to measure on: files as they are, made unique, and the records of a catalogue.

use std::fs;
use std::io;
use std::path::Path;

/// Documents by name, with their bytes.
pub type Texts = Vec<(String, Vec<u8>)>;

/// The descriptions in a catalogue of JSON lines, each a text of its own.
pub fn descriptions(path: &Path) -> io::Result<Texts> {
    let mut texts = Texts::new();
    for (number, line) in fs::read_to_string(path)?.lines().enumerate() {
        let record: serde_json::Value = serde_json::from_str(line)?;
        if let Some(text) = record["description"]
            .as_str()
            .filter(|text| !text.is_empty())
        {
            texts.push((format!("{number}.txt"), text.as_bytes().to_vec()));
        }
    }
    Ok(texts)
}

/// The files of a folder whose names end like that, over and over, until there are `bytes` of
/// them. The number of the round stands in every sentence: no tool gets away with remembering
/// what it has read.
pub fn repeated(folder: &Path, ending: &str, bytes: usize) -> io::Result<Texts> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_file() && name.ends_with(ending) {
            files.push((name.into_owned(), fs::read_to_string(&path)?));
        }
    }
    files.sort();
    let mut texts = Texts::new();
    let (mut have, mut round) = (0, 0);
    while have < bytes && !files.is_empty() {
        for (name, text) in &files {
            let text = text.replace(". ", &format!(" {round}. "));
            have += text.len();
            texts.push((format!("{round}/{name}"), text.into_bytes()));
        }
        round += 1;
    }
    Ok(texts)
}

/// How many bytes the texts have.
pub fn size(texts: &Texts) -> usize {
    texts.iter().map(|(_, text)| text.len()).sum()
}
