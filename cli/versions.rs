//! What the servers said about the pages and feeds that are in the store, kept in a file in
//! the store's folder, so that the next `ingest` asks only for what has changed.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::fetch::Version;

/// The file's name. Losing it costs a download; nothing else depends on it.
const FILE: &str = "fetched.json";

/// The versions of pages and feeds by address.
#[derive(Debug)]
pub struct Versions {
    path: PathBuf,
    known: BTreeMap<String, Version>,
    changed: bool,
}

impl Versions {
    /// The versions kept in the store's folder; none where there is no such file, or none
    /// that can be read.
    pub fn load(store: &Path) -> Versions {
        let path = store.join(FILE);
        let known = fs::read(&path)
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default();
        Versions {
            path,
            known,
            changed: false,
        }
    }

    /// What the server said about `url`.
    pub fn get(&self, url: &str) -> Option<&Version> {
        self.known.get(url)
    }

    /// Keeps what the server says about `url`. Call it when the documents are in the store,
    /// not before: what is not in the store must be asked for again.
    pub fn set(&mut self, url: &str, version: Version) {
        if self.known.get(url) != Some(&version) {
            self.known.insert(url.to_owned(), version);
            self.changed = true;
        }
    }

    /// Writes the file, where something has changed.
    pub fn save(&self) -> anyhow::Result<()> {
        if !self.changed {
            return Ok(());
        }
        let write = || -> io::Result<()> {
            let new = self.path.with_extension("json.new");
            fs::write(&new, serde_json::to_vec_pretty(&self.known)?)?;
            fs::rename(&new, &self.path)
        };
        write().with_context(|| format!("writing {}", self.path.display()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_outlive_the_process() -> anyhow::Result<()> {
        let folder = tempfile::tempdir()?;
        let version = Version {
            etag: Some("\"1\"".to_owned()),
            last_modified: None,
        };
        let mut versions = Versions::load(folder.path());
        versions.set("https://a.example/feed", version.clone());
        versions.save()?;
        let again = Versions::load(folder.path());
        assert_eq!(again.get("https://a.example/feed"), Some(&version));
        assert_eq!(again.get("https://b.example/feed"), None);
        fs::write(folder.path().join(FILE), "not json")?;
        assert_eq!(
            Versions::load(folder.path()).get("https://a.example/feed"),
            None
        );
        Ok(())
    }
}
