//! The folded graph, kept beside the store: read instead of folded where it fits.
//!
//! It is derived like every other graph and never trusted over the store. It fits where the
//! store is in the very state that it was folded from and the program has the very code that
//! folded it; and its digest tells whether it is as it was written. Where anything does not
//! fit it is as if it were not there: the graph is folded, which takes longer.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::frame::first_half;
use super::pack::{press_alone, unpress_alone};
use crate::view::Graph;

/// The name of the file, in the store's folder.
const NAME: &str = "view";
const WORDS: &[u8; 13] = b"hallway view\n";
/// The code that folds, as the build tells it from any other.
const CODE: &[u8] = env!("HALLWAY_CODE").as_bytes();
const DIGEST: usize = 16;
const STATE: usize = 8 + 16;

/// Which state a store is in: equal states have equal contents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct State {
    pub(super) generation: u64,
    /// The sum of the digests of all manifests and corrections.
    pub(super) sum: u128,
}

impl State {
    fn to_bytes(self) -> [u8; STATE] {
        let mut bytes = [0; STATE];
        bytes[..8].copy_from_slice(&self.generation.to_le_bytes());
        bytes[8..].copy_from_slice(&self.sum.to_le_bytes());
        bytes
    }
}

/// Where the graph of the store in the folder `store` is kept.
pub(crate) fn file(store: &Path) -> PathBuf {
    store.join(NAME)
}

/// The graph that is kept in the folder `store`, and the state of the store that it was
/// folded from; `None` where there is none, or none that this program can trust.
pub(crate) fn read(store: &Path) -> Option<(State, Graph)> {
    let bytes = fs::read(file(store)).ok()?;
    let (digest, body) = bytes.strip_prefix(WORDS)?.split_first_chunk::<DIGEST>()?;
    if first_half(blake3::hash(body)) != *digest {
        return None;
    }
    let body = body.strip_prefix(CODE)?;
    let (generation, rest) = body.split_first_chunk::<8>()?;
    let (sum, packed) = rest.split_first_chunk::<16>()?;
    let state = State {
        generation: u64::from_le_bytes(*generation),
        sum: u128::from_le_bytes(*sum),
    };
    let mut graph = Graph::from_bytes(&unpress_alone(packed)?)?;
    graph.generation = state.generation;
    Some((state, graph))
}

/// Keeps `graph`, which was folded from the store in the folder `store` in that state.
/// Nothing waits for the disk: a file that was written in part is not trusted.
pub(crate) fn write(store: &Path, state: State, graph: &Graph) -> io::Result<()> {
    let bytes = graph.to_bytes().map_err(io::Error::other)?;
    let packed = press_alone(&bytes)?;
    let body = [CODE, &state.to_bytes(), &packed].concat();
    let temporary = store.join("view.tmp");
    let mut out = File::create(&temporary)?;
    out.write_all(WORDS)?;
    out.write_all(&first_half(blake3::hash(&body)))?;
    out.write_all(&body)?;
    drop(out);
    fs::rename(temporary, file(store))
}

#[cfg(test)]
mod tests {
    use hallway_extractor::{Extraction, Node, NodeKind};

    use super::*;
    use crate::store::{DiskStore, Entry, FactStore, check};
    use crate::{Hallway, Write};

    /// A document that shows one person.
    fn entry(document: &str, person: &str) -> Entry {
        let node = Node {
            id: crate::name::id(NodeKind::Person, person),
            kind: NodeKind::Person,
            name: person.to_owned(),
            aliases: Vec::new(),
            details: Default::default(),
            keys: Vec::new(),
        };
        let extraction = Extraction {
            document: document.to_owned(),
            nodes: vec![node],
            ..Extraction::default()
        };
        Entry {
            extraction,
            ..Entry::default()
        }
    }

    /// The persons that are served from the store in `folder`.
    fn persons(folder: &Path) -> Vec<String> {
        let hallway = Hallway::open(folder).expect("open");
        let graph = hallway.graph();
        assert_eq!(graph.validate(), Vec::<String>::new());
        let nodes = graph.nodes_of(NodeKind::Person).iter();
        nodes.map(|node| graph.data(*node).id.to_string()).collect()
    }

    /// Only the very file that belongs to the state of the store is served. The first case
    /// is the control: it lies in every way that can be checked, and so is believed, but for
    /// `check`, which folds and compares.
    #[test]
    fn nothing_is_served_that_is_not_of_this_store() {
        let folder = std::env::temp_dir().join(format!("hallway-kept-{}", std::process::id()));
        let folder = folder.as_path();
        let _ = fs::remove_dir_all(folder);
        let hallway = Hallway::open(folder).expect("open");
        let put = |number: usize| {
            let name = format!("{number}.md");
            Write::Put(Box::new(entry(&name, "Ada Lovelace")))
        };
        hallway.write((0..9).map(put).collect()).expect("write");
        drop(hallway);
        let sound = fs::read(file(folder)).expect("a graph is kept on closing");
        let state = DiskStore::open(folder).expect("open").state();
        let other = Graph::build(&[entry("0.md", "Grace Hopper").extraction], &[]);
        let damage = |folder: &Path| check(folder).expect("check").damage;
        assert_eq!(damage(folder), []);

        write(folder, state, &other).expect("write");
        let forged = fs::read(file(folder)).expect("read");
        assert_eq!(persons(folder), ["person:grace-hopper"]);
        let told = damage(folder);
        assert!(
            matches!(&told[..], [one] if one.what.contains("remove the file")),
            "{told:?}"
        );

        for stale in [
            State {
                generation: state.generation - 1,
                ..state
            },
            State {
                sum: state.sum ^ 1,
                ..state
            },
        ] {
            write(folder, stale, &other).expect("write");
            assert_eq!(persons(folder), ["person:ada-lovelace"], "{stale:?}");
        }
        for at in 0..forged.len() {
            let mut damaged = forged.clone();
            damaged[at] ^= 0x10;
            fs::write(file(folder), &damaged).expect("write");
            assert!(read(folder).is_none(), "a bit at {at}");
            fs::write(file(folder), &forged[..at]).expect("write");
            assert!(read(folder).is_none(), "cut at {at}");
        }
        assert_eq!(persons(folder), ["person:ada-lovelace"]);
        // What is served instead is kept anew, in the same bytes as before.
        assert_eq!(fs::read(file(folder)).expect("read"), sound);
        assert_eq!(damage(folder), []);
        // By other code, with everything else right.
        let mut body = forged[WORDS.len() + DIGEST..].to_vec();
        body[0] ^= 1;
        let digest = first_half(blake3::hash(&body));
        fs::write(file(folder), [WORDS, digest.as_slice(), &body].concat()).expect("write");
        assert_eq!(persons(folder), ["person:ada-lovelace"]);
        fs::remove_dir_all(folder).expect("clean up");
    }
}
