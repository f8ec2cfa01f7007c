//! The store over its public surface: on disk and in memory, the same cases.

mod support;

use std::path::{Path, PathBuf};

use hallway_graph::store::{self, DiskStore, FactStore, MemoryStore};
use hallway_graph::{Curation, Done, Entry, Hallway, StoreError, Write};
use support::{Folder, entry, files, long_entry};

fn put(name: &str, seed: u64) -> Write {
    Write::Put(Box::new(entry(name, seed)))
}

/// The same changes give the same answers and the same content, whatever keeps them.
fn check(store: &mut dyn FactStore) {
    let done = store
        .write(&[
            put("b.md", 1),
            put("a.md", 2),
            put("a.md", 2),
            put("a.md", 3),
        ])
        .expect("write");
    assert_eq!(
        done,
        [Done::Added, Done::Added, Done::Unchanged, Done::Replaced]
    );
    let rename = Curation::Rename {
        node: "person:x".to_owned(),
        name: "X".to_owned(),
    };
    let done = store
        .write(&[
            Write::Curate(rename),
            Write::Remove("b.md".to_owned()),
            Write::Remove("b.md".to_owned()),
        ])
        .expect("write");
    assert_eq!(done, [Done::Recorded(1), Done::Removed, Done::Absent]);
    assert_eq!(store.documents().expect("read"), ["a.md"]);
    assert_eq!(store.entry("a.md").expect("read"), Some(entry("a.md", 3)));
    assert_eq!(store.entry("b.md").expect("read"), None);
    assert_eq!(store.generation(), 5);
    assert_eq!(
        store
            .write(&[Write::Undo(1), Write::Undo(1)])
            .expect("write"),
        [Done::Removed, Done::Absent]
    );
    assert_eq!(
        store.contents().expect("read").extractions,
        [entry("a.md", 3).extraction]
    );
}

#[test]
fn memory_keeps_what_it_is_given() {
    check(&mut MemoryStore::default());
}

#[test]
fn disk_keeps_what_it_is_given() {
    let folder = Folder::new();
    check(&mut DiskStore::open(folder.path()).expect("open"));
    let mut store = DiskStore::open(folder.path()).expect("open again");
    assert_eq!(
        store.contents().expect("read").extractions,
        [entry("a.md", 3).extraction]
    );
    assert_eq!(store.generation(), 6);
    drop(store);
    let mut store = DiskStore::open(folder.path()).expect("open again");
    store.write(&[put("a.md", 4)]).expect("write");
    assert_eq!(
        store.contents().expect("read").extractions,
        [entry("a.md", 4).extraction]
    );
    drop(store);
    assert_eq!(store::check(folder.path()).expect("check").damage, []);
}

/// The texts that lie beside the tree of the store in `folder`.
fn texts(folder: &Folder) -> Vec<PathBuf> {
    let texts = folder.path().join("texts");
    if texts.exists() {
        files(&texts)
    } else {
        Vec::new()
    }
}

fn put_long(name: &str, seed: u64) -> Write {
    Write::Put(Box::new(long_entry(name, seed, 20_000)))
}

#[test]
fn long_texts_lie_beside_the_tree_under_their_digest() {
    let folder = Folder::new();
    let mut store = DiskStore::open(folder.path()).expect("open");
    let large = long_entry("large.md", 1, 400_000);
    // Long, but not once it is compressed.
    let mut plain = entry("plain.md", 2);
    plain.document.text.push_str(&"and so on ".repeat(40_000));
    let writes = [large.clone(), plain.clone(), entry("short.md", 3)];
    store
        .write(&writes.map(|entry| Write::Put(Box::new(entry))))
        .expect("write");
    drop(store);
    let texts = texts(&folder);
    let [text] = &texts[..] else {
        panic!("{texts:?}");
    };
    let bytes = std::fs::read(text).expect("read");
    let digest = blake3::hash(&bytes).to_hex();
    let name = format!("texts/{}/{digest}", &digest[..2]);
    assert_eq!(*text, folder.path().join(name));
    let store = DiskStore::open(folder.path()).expect("open");
    assert_eq!(store.entry("large.md").expect("read"), Some(large));
    assert_eq!(store.entry("plain.md").expect("read"), Some(plain));
    drop(store);
    assert_eq!(store::check(folder.path()).expect("check").damage, []);
    // Nothing is so large that sled keeps it outside its log.
    let blobs = folder.path().join("sled/blobs");
    assert_eq!(std::fs::read_dir(blobs).map_or(0, Iterator::count), 0);
}

#[test]
fn a_text_stays_for_as_long_as_a_document_has_it() {
    let folder = Folder::new();
    let mut store = DiskStore::open(folder.path()).expect("open");
    let mut write = |writes: &[Write]| {
        store.write(writes).expect("write");
        for document in store.documents().expect("read") {
            store.entry(&document).expect("read");
        }
        texts(&folder).len()
    };
    let remove = |name: &str| Write::Remove(name.to_owned());
    // Two of one text.
    assert_eq!(write(&[put_long("1.md", 1), put_long("2.md", 1)]), 1);
    assert_eq!(write(&[remove("1.md")]), 1);
    assert_eq!(write(&[remove("2.md")]), 0);
    // Come and gone in one group, by another text, a short one, and none.
    assert_eq!(write(&[put_long("1.md", 1), put_long("1.md", 2)]), 1);
    assert_eq!(write(&[put_long("2.md", 3), put("2.md", 3)]), 1);
    assert_eq!(write(&[put_long("3.md", 3), remove("3.md")]), 1);
    // Let go of and taken up again in one group.
    assert_eq!(write(&[remove("1.md"), put_long("3.md", 2)]), 1);
    assert_eq!(write(&[put("3.md", 1), put_long("1.md", 2)]), 1);
    drop(store);
    // As it was written and as it is counted at opening are the same.
    let mut store = DiskStore::open(folder.path()).expect("open");
    let expected = Some(long_entry("1.md", 2, 20_000));
    assert_eq!(store.entry("1.md").expect("read"), expected);
    store.write(&[put_long("2.md", 2)]).expect("write");
    store.write(&[remove("1.md")]).expect("write");
    assert_eq!(texts(&folder).len(), 1);
    store.write(&[remove("2.md")]).expect("write");
    assert_eq!(texts(&folder), Vec::<PathBuf>::new());
}

/// A text that is missing, changed or something else is named with its document, and nothing is
/// removed from a store that is refused.
#[test]
fn a_text_that_is_not_as_it_was_written_is_named() {
    let whole = Folder::new();
    let mut store = DiskStore::open(whole.path()).expect("open");
    let writes = [
        put_long("a.md", 1),
        put_long("b.md", 2),
        put_long("c.md", 2),
    ];
    store.write(&writes).expect("write");
    drop(store);
    let left = format!("texts/aa/{}", "a".repeat(64));
    std::fs::create_dir_all(whole.path().join("texts/aa")).expect("make");
    std::fs::write(whole.path().join(&left), "left").expect("write");
    // The text that two documents have, as a store has it that holds nothing else.
    let other = Folder::new();
    let mut store = DiskStore::open(other.path()).expect("open");
    store.write(&[put_long("b.md", 2)]).expect("write");
    let shared = texts(&other).remove(0);
    let shared = shared.strip_prefix(other.path()).expect("inside");
    let bytes = std::fs::read(whole.path().join(shared)).expect("read");
    type Harm<'h> = &'h dyn Fn(&Path);
    let write = |path: &Path, bytes: &[u8]| std::fs::write(path, bytes).expect("write");
    let harms: [(&str, Harm<'_>); 6] = [
        ("missing", &|path| {
            std::fs::remove_file(path).expect("remove")
        }),
        ("cut", &|path| write(path, &bytes[..bytes.len() - 1])),
        ("empty", &|path| write(path, b"")),
        ("longer", &|path| write(path, &[&bytes[..], b"x"].concat())),
        ("changed", &|path| {
            let mut bytes = bytes.clone();
            bytes[3_000] ^= 1;
            write(path, &bytes)
        }),
        ("a folder", &|path| {
            std::fs::remove_file(path).expect("remove");
            std::fs::create_dir(path).expect("make");
        }),
    ];
    for (how, harm) in harms {
        let folder = Folder::new();
        support::copy(whole.path(), folder.path());
        harm(&folder.path().join(shared));
        let error = DiskStore::open(folder.path())
            .map(|_| ())
            .expect_err("must be refused");
        let words = error.to_string();
        assert!(
            matches!(error, StoreError::Damaged { .. }),
            "{how}: {words}"
        );
        assert!(words.contains("b.md: its text, "), "{how}: {words}");
        assert!(words.contains("c.md: its text, "), "{how}: {words}");
        assert!(!words.contains("a.md"), "{how}: {words}");
        let report = store::check(folder.path()).expect("check");
        assert_eq!(report.damage.len(), 2, "{how}: {:?}", report.damage);
        assert!(folder.path().join(&left).exists(), "{how}");
    }
    drop(DiskStore::open(whole.path()).expect("open"));
    assert!(!whole.path().join(&left).exists());
}

#[test]
fn strange_files_among_the_texts_are_left_alone() {
    use std::os::unix::ffi::OsStrExt;
    let folder = Folder::new();
    let mut store = DiskStore::open(folder.path()).expect("open");
    store.write(&[put_long("a.md", 1)]).expect("write");
    drop(store);
    let texts = folder.path().join("texts");
    let not_text = std::ffi::OsStr::from_bytes(b"\xff\xfe");
    let digest = "c".repeat(64);
    let strange = [
        texts.join("notes.txt"),
        texts.join(not_text),
        texts.join("lost+found").join(&digest),
        texts.join("cc").join("short"),
        texts.join("cc").join(not_text),
        texts.join("cc").join(&digest).join("inside"),
        texts.join("cc").join(format!("{digest}.old")),
        // Not where a text of that digest would be, or not as it would be written.
        texts.join("dd").join(&digest),
        texts.join("cc").join(digest.to_uppercase()),
    ];
    for file in &strange {
        std::fs::create_dir_all(file.parent().expect("has one")).expect("make");
        std::fs::write(file, "mine").expect("write");
    }
    // No folder, though it has the name of one.
    std::fs::write(texts.join("ee"), "mine").expect("write");
    let store = DiskStore::open(folder.path()).expect("open");
    assert!(store.entry("a.md").expect("read").is_some());
    drop(store);
    assert_eq!(store::check(folder.path()).expect("check").damage, []);
    for file in &strange {
        assert!(file.exists(), "{}", file.display());
    }
}

#[test]
fn a_second_opening_is_told_at_once() {
    let folder = Folder::new();
    let first = Hallway::open(folder.path()).expect("open");
    let started = std::time::Instant::now();
    let second = Hallway::open(folder.path())
        .map(|_| ())
        .expect_err("must be refused");
    assert!(matches!(second, StoreError::InUse { .. }), "{second}");
    assert!(second.to_string().contains(&std::process::id().to_string()));
    assert!(started.elapsed().as_secs() < 1);
    drop(first);
    Hallway::open(folder.path()).expect("open once the first is gone");
}

#[test]
fn a_store_opens_again_at_once() {
    let folder = Folder::new();
    for number in 0..40 {
        let mut store = DiskStore::open(folder.path()).expect("open at once");
        store.write(&[put("a.md", number)]).expect("write");
    }
}

/// The end of sled's log and the end of `acks.log` lost at once: the second mark tells.
#[test]
fn a_lost_end_is_found_though_the_log_of_acknowledgements_lost_it_too() {
    let (folder, before) = (Folder::new(), Folder::new());
    let fill = |numbers: std::ops::Range<u64>| {
        let mut store = DiskStore::open(folder.path()).expect("open");
        for number in numbers {
            store
                .write(&[put(&format!("{number}.md"), number)])
                .expect("write");
        }
    };
    fill(0..10);
    support::copy(folder.path(), before.path());
    fill(10..20);
    for path in ["sled", "acks.log"] {
        let (from, to) = (before.path().join(path), folder.path().join(path));
        if from.is_dir() {
            std::fs::remove_dir_all(&to).expect("remove");
            support::copy(&from, &to);
        } else {
            std::fs::copy(from, to).expect("copy");
        }
    }
    let error = DiskStore::open(folder.path())
        .map(|_| ())
        .expect_err("must be refused");
    assert!(
        error.to_string().contains("10 changes are missing"),
        "{error}"
    );
    // A store that never had the second mark gets it.
    std::fs::remove_file(before.path().join("mark")).expect("remove");
    drop(DiskStore::open(before.path()).expect("open"));
    std::fs::remove_file(before.path().join("acks.log")).expect("remove");
    drop(DiskStore::open(before.path()).expect("open"));
    std::fs::remove_dir_all(before.path().join("sled")).expect("remove");
    let error = DiskStore::open(before.path())
        .map(|_| ())
        .expect_err("must be refused");
    assert!(
        error.to_string().contains("10 changes are missing"),
        "{error}"
    );
}

#[test]
fn a_correction_that_cannot_be_kept_leaves_the_store_open() {
    let folder = Folder::new();
    let hallway = Hallway::open(folder.path()).expect("open");
    let rename = |name: String| Curation::Rename {
        node: "person:x".to_owned(),
        name,
    };
    let error = hallway
        .curate(rename("x".repeat(5_000)))
        .expect_err("must be refused");
    assert!(matches!(error, StoreError::Refused(_)), "{error}");
    assert!(error.to_string().contains("4000 bytes"), "{error}");
    assert_eq!(hallway.curate(rename("X".to_owned())).expect("write"), 1);
}

#[test]
fn readers_keep_their_snapshot() {
    let folder = Folder::new();
    let hallway = Hallway::open(folder.path()).expect("open");
    let before = hallway.graph();
    hallway.ingest(vec![entry("a.md", 1)]).expect("write");
    assert_eq!(before.node_count(), 0);
    assert!(hallway.graph().node_count() > 0);
    assert_eq!(hallway.graph().validate(), Vec::<String>::new());
}

#[test]
fn a_foreign_folder_is_left_alone() {
    let folder = Folder::new();
    std::fs::create_dir_all(folder.path()).expect("make");
    std::fs::write(folder.path().join("thesis.txt"), "mine").expect("write");
    let error = Hallway::open(folder.path())
        .map(|_| ())
        .expect_err("must be refused");
    assert!(error.to_string().contains("other files"), "{error}");
    assert_eq!(std::fs::read_dir(folder.path()).expect("read").count(), 1);
}

#[test]
fn a_later_format_is_refused_by_name() {
    let folder = Folder::new();
    drop(Hallway::open(folder.path()).expect("open"));
    std::fs::write(folder.path().join("FORMAT"), "hallway store, format 9\n").expect("write");
    let error = Hallway::open(folder.path())
        .map(|_| ())
        .expect_err("must be refused");
    assert!(error.to_string().contains("format 9"), "{error}");
}

#[test]
fn a_backup_restores_to_the_same_backup() {
    let (from, to) = (Folder::new(), Folder::new());
    let hallway = Hallway::open(from.path()).expect("open");
    hallway
        .ingest((0..70).map(|n| entry(&format!("{n}.md"), n)).collect())
        .expect("write");
    for name in ["A", "B", "C"] {
        hallway
            .curate(Curation::Rename {
                node: "person:x".to_owned(),
                name: name.to_owned(),
            })
            .expect("write");
    }
    assert!(hallway.undo(1).expect("write"));
    assert!(hallway.undo(3).expect("write"));
    drop(hallway);
    let bytes = |folder: &Folder| {
        let mut out = Vec::new();
        store::backup(&DiskStore::open(folder.path()).expect("open"), &mut out).expect("backup");
        out
    };
    let first = bytes(&from);
    let (summary, old) = store::restore(to.path(), &mut first.as_slice()).expect("restore");
    assert_eq!(
        (
            summary.documents,
            summary.curations,
            summary.last_curation,
            old
        ),
        (70, 1, 3, None)
    );
    assert_eq!(
        String::from_utf8(bytes(&to)),
        String::from_utf8(first.clone())
    );
    // Over a store that is there: the old one is kept.
    let (_, old) = store::restore(to.path(), &mut first.as_slice()).expect("restore");
    let old = old.expect("kept");
    assert!(DiskStore::open(&old).is_ok());
    std::fs::remove_dir_all(old).expect("clean up");
    // A backup with a changed byte leaves the store as it is.
    let mut changed = first.clone();
    let middle = changed.len() / 2;
    changed[middle] = if changed[middle] == b'a' { b'b' } else { b'a' };
    assert!(store::restore(to.path(), &mut changed.as_slice()).is_err());
    assert!(store::restore(to.path(), &mut &first[..first.len() - 10]).is_err());
    assert_eq!(bytes(&to), first);
}

/// The documents of the fixtures; the last has a text that lies beside the tree.
fn fixed(number: u64) -> Entry {
    let name = format!("{number}.md");
    match number {
        4 => long_entry(&name, number, 9_000),
        _ => entry(&name, number),
    }
}

/// The stores that released formats left behind: this version's own opens and holds what was
/// put in, an older one is refused by a sentence that says what to do, and left as it is.
/// `HALLWAY_WRITE_FIXTURE=1` writes the one of the format of today.
#[test]
fn stores_of_every_released_format_open_or_say_why_not() {
    let fixtures = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let fixture = |format: u32| fixtures.join(format!("format-{format}"));
    if std::env::var_os("HALLWAY_WRITE_FIXTURE").is_some() {
        let today = fixture(store::FORMAT);
        let _ = std::fs::remove_dir_all(&today);
        let hallway = Hallway::open(&today).expect("open");
        hallway.ingest((0..5).map(fixed).collect()).expect("write");
        let rename = Curation::Rename {
            node: "person:ada".to_owned(),
            name: "Ada Lovelace".to_owned(),
        };
        hallway.curate(rename).expect("write");
    }
    for format in 1..store::FORMAT {
        let copy = Folder::new();
        support::copy(&fixture(format), copy.path());
        let before = std::fs::read(copy.path().join("sled/db")).expect("read");
        let error = Hallway::open(copy.path())
            .map(|_| ())
            .expect_err("must be refused");
        assert!(matches!(error, StoreError::Format { .. }), "{error}");
        let words = error.to_string();
        assert!(words.contains(&format!("format {format}")), "{words}");
        assert!(words.contains("make a backup and restore that"), "{words}");
        let after = std::fs::read(copy.path().join("sled/db")).expect("read");
        assert!(before == after, "a refused store was written to");
    }
    let copy = Folder::new();
    support::copy(&fixture(store::FORMAT), copy.path());
    let mut store = DiskStore::open(copy.path()).expect("open");
    let expected: Vec<_> = (0..5).map(|number| fixed(number).extraction).collect();
    assert_eq!(store.contents().expect("read").extractions, expected);
    assert_eq!(store.curations().len(), 1);
    drop(store);
    assert_eq!(store::check(copy.path()).expect("check").damage, []);
}
