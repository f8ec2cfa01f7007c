//! A folder to work in, the binary, and what it said.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use serde_json::Value;
use tempfile::TempDir;

/// The binary under test.
pub const HALLWAY: &str = env!("CARGO_BIN_EXE_hallway");

/// The recaps of `fixtures/`, sorted by name.
pub fn fixtures() -> Vec<PathBuf> {
    files(&root().join("fixtures/documents"))
}

/// The files of a folder, sorted by name.
#[track_caller]
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the folder can be listed");
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.sort();
    files
}

/// The root of the repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A folder of its own, with a store in it, gone when dropped.
pub struct Room {
    folder: TempDir,
}

/// What a run of the binary left behind.
#[derive(Debug)]
pub struct Run {
    /// The exit code; `None` where a signal ended it.
    pub code: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Room {
    /// An empty one.
    pub fn new() -> Room {
        Room {
            folder: tempfile::tempdir().expect("a temporary folder"),
        }
    }

    /// One whose store holds the fixtures. They are read once; every room gets a copy.
    #[track_caller]
    pub fn with_fixtures() -> Room {
        static FILLED: OnceLock<Room> = OnceLock::new();
        let filled = FILLED.get_or_init(|| {
            // Nobody drops a static: it stays in Cargo's folder, not in the system's.
            let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"));
            let room = Room {
                folder: folder.expect("a temporary folder"),
            };
            let mut arguments = vec!["ingest".to_owned()];
            arguments.extend(fixtures().iter().map(|path| path.display().to_string()));
            room.run(&arguments).code(0);
            room
        });
        let room = Room::new();
        copy(&filled.path("hallway.db"), &room.path("hallway.db"));
        room
    }

    /// A path inside.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file inside.
    #[track_caller]
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).expect("a folder");
        }
        fs::write(&path, content).expect("a file");
        path
    }

    /// The binary, to work in this folder on its store.
    pub fn command<A: AsRef<str>>(&self, arguments: &[A]) -> Command {
        let mut command = Command::new(HALLWAY);
        command
            .current_dir(self.folder.path())
            .env_remove("HALLWAY_STORE")
            .env("NO_COLOR", "1")
            .args(arguments.iter().map(AsRef::as_ref))
            .stdin(Stdio::null());
        command
    }

    /// Runs the binary to its end.
    #[track_caller]
    pub fn run<A: AsRef<str>>(&self, arguments: &[A]) -> Run {
        let output = self.command(arguments).output().expect("the binary runs");
        Run {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).expect("UTF-8 on standard output"),
            err: String::from_utf8(output.stderr).expect("UTF-8 on standard error"),
        }
    }

    /// Starts the binary with its three streams in our hands.
    #[track_caller]
    pub fn start<A: AsRef<str>>(&self, arguments: &[A]) -> Child {
        let mut command = self.command(arguments);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command.spawn().expect("the binary starts")
    }

    /// The whole graph, as `export --format json` prints it.
    #[track_caller]
    pub fn graph(&self) -> String {
        self.run(&["export", "--format", "json"]).code(0).out
    }
}

/// Copies a folder with all that is in it.
#[track_caller]
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for path in files(from) {
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).expect("a copy");
        }
    }
}

impl Run {
    /// Itself, once the exit code is `code`.
    #[track_caller]
    pub fn code(self, code: i32) -> Run {
        assert_eq!(
            self.code,
            Some(code),
            "standard error: {}\nstandard output: {}",
            self.err,
            self.out
        );
        self
    }

    /// Standard output as one JSON value.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error} in {}", self.out))
    }

    /// Standard output as a JSON value a line.
    #[track_caller]
    pub fn json_lines(&self) -> Vec<Value> {
        let parse =
            |line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error} in {line}"));
        self.out.lines().map(parse).collect()
    }
}
