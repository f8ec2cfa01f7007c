//! The store's folder: its lock, its format, what is moved aside, and the barrier that
//! makes everything in it durable.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rustix::fs::{FsWord, IFlags};

use super::StoreError;

/// The format that this version reads and writes.
pub const FORMAT: u32 = 3;
/// How long the lock is waited for before it is another's.
const LAST_MOMENT: Duration = Duration::from_millis(300);
/// What a file system in memory says of itself; nothing there survives a power cut anyway.
const TMPFS_MAGIC: FsWord = 0x0102_1994;
const FORMAT_WORDS: &str = "hallway store, format ";

/// A store's folder, locked for this process.
pub(super) struct Folder {
    path: PathBuf,
    /// Held for as long as the store is open; the lock goes with it.
    _lock: File,
    /// The folder itself, for the barrier.
    handle: File,
}

/// An error of the file system while `doing` something with `path`.
pub(super) fn io(doing: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> StoreError {
    let doing = format!("{doing} {}", path.display());
    move |source| StoreError::Io { doing, source }
}

impl Folder {
    /// Locks the folder at `path`, makes it where there is none, and compares the format.
    pub fn open(path: &Path) -> Result<Folder, StoreError> {
        let new = !path.exists();
        fs::create_dir_all(path).map_err(io("make", path))?;
        if new {
            sync_parent(path)?;
        }
        let format = path.join("FORMAT");
        if !format.exists() && !is_ours(path)? {
            return Err(StoreError::Format {
                found: format!("none: {} holds other files", path.display()),
                known: FORMAT,
            });
        }
        let lock = lock(path)?;
        if format.exists() {
            check_format(&format)?;
        } else if path.join("sled").exists() {
            return Err(StoreError::Damaged {
                what: format!("{} is missing", format.display()),
            });
        } else {
            replace(&format, format!("{FORMAT_WORDS}{FORMAT}\n").as_bytes())?;
        }
        let handle = File::open(path).map_err(io("open", path))?;
        let folder = Folder {
            path: path.to_owned(),
            _lock: lock,
            handle,
        };
        folder.quarantine()?;
        Ok(folder)
    }

    /// Locks a folder that is about to be put aside, whatever is in it.
    pub fn lock_only(path: &Path) -> Result<File, StoreError> {
        lock(path)
    }

    /// Where sled keeps its files.
    pub fn sled(&self) -> PathBuf {
        self.path.join("sled")
    }

    /// Where sled makes its files when there are none. A kill in the midst of that leaves
    /// some that it cannot open, so they get their place only when all are there.
    pub fn unborn(&self) -> Result<PathBuf, StoreError> {
        let unborn = self.path.join("sled.new");
        if unborn.exists() {
            fs::remove_dir_all(&unborn).map_err(io("remove", &unborn))?;
        }
        Ok(unborn)
    }

    /// Gives sled's new files their place.
    pub fn bear(&self, unborn: &Path) -> Result<(), StoreError> {
        self.barrier()?;
        fs::rename(unborn, self.sled()).map_err(io("rename", unborn))?;
        sync_folder(&self.path)
    }

    /// Where the texts are that do not fit the tree.
    pub fn texts(&self) -> PathBuf {
        self.path.join("texts")
    }

    /// Where the high-water mark is.
    pub fn acks(&self) -> PathBuf {
        self.path.join("acks.log")
    }

    /// Where the high-water mark is once more.
    pub fn mark(&self) -> PathBuf {
        self.path.join("mark")
    }

    /// Returns when everything written to the folder's file system is durable. Sled's own
    /// `flush` writes, but does not sync; and a sync of its main file leaves out others.
    pub fn barrier(&self) -> Result<(), StoreError> {
        rustix::fs::syncfs(&self.handle).map_err(|error| io("sync", &self.path)(error.into()))
    }

    /// Has the system write every change of sled's files through to the disk, by the
    /// attribute that `chattr +S` sets.
    ///
    /// The barrier alone is not enough. Sled takes what it has written for durable: it
    /// says so in the header of the next segment, and reuses segments on the strength of
    /// it. But the system writes in any order, so a power cut between two barriers may
    /// leave a header that speaks of a segment which is not there, and sled then takes the
    /// whole log for torn, with all that was acknowledged in it.
    pub fn write_through(sled: &Path) -> Result<(), StoreError> {
        fs::create_dir_all(sled).map_err(io("make", sled))?;
        let db = sled.join("db");
        let file = OpenOptions::new()
            .create(true)
            .append(true)
            .open(&db)
            .map_err(io("open", &db))?;
        let folder = File::open(sled).map_err(io("open", sled))?;
        // New files take the attribute from their folder where the file system does that.
        let set = |file: &File| {
            let flags = rustix::fs::ioctl_getflags(file)?;
            match flags.contains(IFlags::SYNC) {
                true => Ok(()),
                false => rustix::fs::ioctl_setflags(file, flags | IFlags::SYNC),
            }
        };
        if let Err(error) = set(&folder).and_then(|()| set(&file)) {
            let kind = rustix::fs::fstatfs(&folder).map(|kind| kind.f_type);
            if kind != Ok(TMPFS_MAGIC) {
                tracing::warn!(
                    folder = %sled.display(), %error,
                    "this file system does not write through (chattr +S): a power cut while documents go in may make a backup necessary"
                );
            }
        }
        Ok(())
    }

    /// Moves aside the snapshots that sled was writing when it was killed: it would take
    /// one for whole, and not open.
    fn quarantine(&self) -> Result<(), StoreError> {
        let sled = self.sled();
        if !sled.exists() {
            return Ok(());
        }
        for entry in fs::read_dir(&sled).map_err(io("read", &sled))? {
            let entry = entry.map_err(io("read", &sled))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if !(name.starts_with("snap.") && name.ends_with(".generating")) {
                continue;
            }
            let aside = self.path.join("quarantine");
            fs::create_dir_all(&aside).map_err(io("make", &aside))?;
            let to = (0..)
                .map(|n| aside.join(format!("{name}.{n}")))
                .find(|to| !to.exists())
                .unwrap_or_default();
            fs::rename(entry.path(), &to).map_err(io("move aside", &entry.path()))?;
            sync_folder(&sled)?;
            sync_folder(&aside)?;
            tracing::warn!(file = %to.display(), "moved aside a snapshot that was never finished");
        }
        Ok(())
    }
}

/// Writes a file so that it is there as a whole or, after a crash, as it was before.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let temporary = path.with_extension("tmp");
    let mut file = File::create(&temporary).map_err(io("make", &temporary))?;
    file.write_all(bytes).map_err(io("write", &temporary))?;
    file.sync_all().map_err(io("sync", &temporary))?;
    fs::rename(&temporary, path).map_err(io("replace", path))?;
    sync_parent(path)
}

/// Makes the entries of a file's folder durable.
pub(super) fn sync_parent(path: &Path) -> Result<(), StoreError> {
    match path.parent() {
        Some(parent) if parent.as_os_str().is_empty() => sync_folder(Path::new(".")),
        Some(parent) => sync_folder(parent),
        None => Ok(()),
    }
}

fn sync_folder(path: &Path) -> Result<(), StoreError> {
    File::open(path)
        .and_then(|folder| folder.sync_all())
        .map_err(io("sync", path))
}

/// True where the folder holds nothing but what an interrupted first opening leaves.
fn is_ours(path: &Path) -> Result<bool, StoreError> {
    for entry in fs::read_dir(path).map_err(io("read", path))? {
        let name = entry.map_err(io("read", path))?.file_name();
        let known = [
            "FORMAT.tmp",
            "lock",
            "sled",
            "sled.new",
            "acks.log",
            "mark",
            "quarantine",
            "texts",
        ];
        if !known.iter().any(|known| name == *known) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn lock(path: &Path) -> Result<File, StoreError> {
    let at = path.join("lock");
    let mut file = OpenOptions::new()
        .create(true)
        .read(true)
        .write(true)
        .truncate(false)
        .open(&at)
        .map_err(io("open", &at))?;
    // A process that is ending, or one that was started by another and is not itself yet,
    // may hold the lock for a moment longer.
    let give_up = Instant::now() + LAST_MOMENT;
    let mut locked = file.try_lock();
    while matches!(locked, Err(TryLockError::WouldBlock)) && Instant::now() < give_up {
        std::thread::sleep(Duration::from_millis(5));
        locked = file.try_lock();
    }
    match locked {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut pid = String::new();
            // The number is only there to help; without it the message still stands.
            let _ = file.read_to_string(&mut pid);
            let pid = pid.trim();
            return Err(StoreError::InUse {
                path: path.display().to_string(),
                pid: if pid.is_empty() { "unknown" } else { pid }.to_owned(),
            });
        }
        Err(TryLockError::Error(error)) => return Err(io("lock", &at)(error)),
    }
    let pid = std::process::id().to_string();
    let written = file
        .seek(SeekFrom::Start(0))
        .and_then(|_| file.write_all(pid.as_bytes()))
        .and_then(|()| file.set_len(pid.len() as u64));
    written.map_err(io("write", &at))?;
    Ok(file)
}

fn check_format(path: &Path) -> Result<(), StoreError> {
    let bytes = fs::read(path).map_err(io("read", path))?;
    let text = String::from_utf8_lossy(&bytes);
    let found = text
        .strip_prefix(FORMAT_WORDS)
        .and_then(|rest| rest.strip_suffix('\n'));
    match found.map(str::parse::<u32>) {
        Some(Ok(FORMAT)) => Ok(()),
        Some(Ok(other)) => Err(StoreError::Format {
            found: other.to_string(),
            known: FORMAT,
        }),
        _ => Err(StoreError::Damaged {
            what: path.display().to_string(),
        }),
    }
}
