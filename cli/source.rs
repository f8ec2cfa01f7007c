//! Where documents come from: files, folders, standard input, addresses.
//!
//! A folder is walked in the order of its names, so that the same folder gives the same
//! output on every machine. What cannot be read is named and skipped.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// One thing to read, before it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A file, by the name it was given or found under.
    File(PathBuf),
    /// Standard input.
    Stdin,
    /// A page or a feed.
    Url(String),
}

/// Something that was left out, and why.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Skipped {
    /// Its name.
    pub document: String,
    /// Why, in a sentence without its final dot.
    pub reason: String,
}

impl Skipped {
    /// That `document` is left out because of `reason`.
    pub fn new(document: impl Into<String>, reason: impl ToString) -> Skipped {
        Skipped {
            document: document.into(),
            reason: reason.to_string(),
        }
    }

    /// Says so on standard error.
    pub fn tell(&self) {
        eprintln!("hallway: skipped {}: {}", self.document, self.reason);
    }
}

impl Source {
    /// The name that its document gets.
    pub fn name(&self) -> String {
        match self {
            Source::File(path) => path.to_string_lossy().into_owned(),
            Source::Stdin => "-".to_owned(),
            Source::Url(url) => url.clone(),
        }
    }

    /// How many bytes there are to read, where that can be told beforehand.
    pub fn size(&self) -> u64 {
        match self {
            Source::File(path) => fs::metadata(path).map_or(0, |file| file.len()),
            Source::Stdin | Source::Url(_) => 0,
        }
    }

    /// The bytes of a file or of standard input, at most so many.
    pub fn bytes(&self, most: u64) -> io::Result<Vec<u8>> {
        match self {
            Source::File(path) => up_to(most, File::open(path)?),
            Source::Stdin => up_to(most, io::stdin().lock()),
            Source::Url(_) => Err(io::Error::new(
                io::ErrorKind::Unsupported,
                "an address is not read from disk",
            )),
        }
    }
}

/// True where `given` is an address and not a path.
pub fn is_url(given: &str) -> bool {
    ["http://", "https://"].iter().any(|scheme| {
        given
            .get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    })
}

/// What the arguments stand for, in their order; folders become their files. What does not
/// exist is found out when it is read; what a folder does not let us see is skipped.
pub fn expand(given: &[String]) -> (Vec<Source>, Vec<Skipped>) {
    let (mut sources, mut skipped) = (Vec::new(), Vec::new());
    for argument in given {
        let path = Path::new(argument);
        if argument == "-" {
            sources.push(Source::Stdin);
        } else if is_url(argument) {
            sources.push(Source::Url(argument.clone()));
        } else if path.is_dir() {
            walk(path, &mut sources, &mut skipped);
        } else {
            sources.push(Source::File(path.to_owned()));
        }
    }
    (sources, skipped)
}

/// Adds the files under `folder`. Hidden entries are not visited; neither are links to
/// folders (they can lead in circles) nor devices and pipes (they can wait for ever).
fn walk(folder: &Path, sources: &mut Vec<Source>, skipped: &mut Vec<Skipped>) {
    let mut pending = vec![folder.to_owned()];
    while let Some(path) = pending.pop() {
        match entries(&path) {
            Ok(mut children) => {
                children.sort();
                // Last in, first out: the smallest name is to come first.
                pending.extend(children.into_iter().rev());
            }
            Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
                sources.push(Source::File(path))
            }
            Err(error) => skipped.push(Skipped::new(path.to_string_lossy(), error)),
        }
    }
}

/// The entries of a folder that are worth a visit.
fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut children = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        let kind = entry.file_type()?;
        let linked_file =
            kind.is_symlink() && fs::metadata(entry.path()).is_ok_and(|target| target.is_file());
        if !hidden && (kind.is_dir() || kind.is_file() || linked_file) {
            children.push(entry.path());
        }
    }
    Ok(children)
}

/// What `reader` gives, at most so many bytes.
pub fn up_to(most: u64, reader: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_becomes_its_files_by_name() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let root = folder.path();
        fs::create_dir_all(root.join("b/deep"))?;
        for name in ["c.md", "a.md", "b/deep/z.txt", "b/a.txt", ".hidden"] {
            fs::write(root.join(name), "x")?;
        }
        let (sources, skipped) = expand(&[
            root.to_string_lossy().into_owned(),
            "-".into(),
            "HTTPS://a.example/x".into(),
        ]);
        let names: Vec<String> = sources.iter().map(|source| source.name()).collect();
        let expected: Vec<String> = ["a.md", "b/a.txt", "b/deep/z.txt", "c.md"]
            .iter()
            .map(|name| root.join(name).to_string_lossy().into_owned())
            .chain(["-".to_owned(), "HTTPS://a.example/x".to_owned()])
            .collect();
        assert_eq!((names, skipped), (expected, Vec::new()));
        Ok(())
    }

    #[cfg(unix)]
    #[test]
    fn a_link_in_a_circle_is_not_followed() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        fs::write(folder.path().join("a.md"), "x")?;
        std::os::unix::fs::symlink(folder.path(), folder.path().join("loop"))?;
        let (sources, _) = expand(&[folder.path().to_string_lossy().into_owned()]);
        assert_eq!(sources, [Source::File(folder.path().join("a.md"))]);
        Ok(())
    }
}
