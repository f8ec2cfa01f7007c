//! Graphs that were kept beside the store: whoever opens it again sees what a rebuild gives,
//! and can go on changing it.

mod support;

use hallway_graph::export::{self, Format};
use hallway_graph::store::{self, DiskStore, FactStore};
use hallway_graph::{Curation, Graph, Hallway, Write};
use support::{Folder, Random, entry};

/// All that a graph says.
fn told(graph: &Graph) -> String {
    let mut out = Vec::new();
    export::write(graph, None, Format::Json, &mut out).expect("write");
    String::from_utf8(out).expect("text")
}

/// The graph that is built afresh from what the store in `folder` holds.
fn rebuilt(folder: &Folder) -> String {
    let mut store = DiskStore::open(folder.path()).expect("open");
    let contents = store.contents().expect("read");
    told(&Graph::build(&contents.extractions, &contents.curations))
}

/// Any change: most put a document in.
fn change(random: &mut Random) -> Write {
    match random.below(10) {
        0..=5 => Write::Put(Box::new(entry(
            &format!("{}.md", random.below(30)),
            random.below(40),
        ))),
        6 => Write::Remove(format!("{}.md", random.below(30))),
        7 => Write::Curate(Curation::Rename {
            node: "person:ada-lovelace".to_owned(),
            name: format!("Ada {}", random.below(5)),
        }),
        8 => Write::Curate(Curation::Merge {
            keep: "person:ada-lovelace".to_owned(),
            other: "person:grace-hopper".to_owned(),
        }),
        _ => Write::Undo(1 + random.below(20)),
    }
}

/// Opened again and again, with the first change at any moment after: before anything was
/// folded, while it is, after that; one by one or loaded.
#[test]
fn an_opened_store_goes_on_as_if_it_had_never_been_closed() {
    let folder = Folder::new();
    let mut random = Random(11);
    let mut before: Option<String> = None;
    let mut read = 0;
    for round in 0..24 {
        let kept = folder.path().join("view").exists();
        let hallway = Hallway::open(folder.path()).expect("open");
        if let Some(before) = &before {
            assert_eq!(told(&hallway.graph()), *before, "round {round}");
            read += u32::from(kept);
        }
        if round % 3 == 1 {
            hallway.expect_changes();
        }
        if round % 6 == 4 {
            // Long enough for the fold to be looked after.
            std::thread::sleep(std::time::Duration::from_millis(120));
        }
        for _ in 0..random.below(4) {
            let writes: Vec<Write> = (0..1 + random.below(6))
                .map(|_| change(&mut random))
                .collect();
            match random.below(2) {
                0 => drop(hallway.write(writes).expect("write")),
                _ => {
                    hallway.load(writes).wait().expect("load");
                    hallway.settle().expect("fold");
                }
            }
        }
        let now = told(&hallway.graph());
        drop(hallway);
        assert_eq!(now, rebuilt(&folder), "round {round}");
        // It compares what is kept with what is rebuilt, to the byte.
        let damage = store::check(folder.path()).expect("check").damage;
        assert_eq!(damage, [], "round {round}");
        before = Some(now);
    }
    assert_eq!(read, 23, "a graph is kept at every closing");
}
