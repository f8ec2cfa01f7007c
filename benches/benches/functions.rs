//! Single functions, by criterion: `cargo bench --bench functions`.

use std::path::Path;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use hallway_benches::graph::extractions;
use hallway_benches::text;
use hallway_extractor::read::read;
use hallway_extractor::{NodeKind, builtin, extract, identity};
use hallway_graph::Graph;
use hallway_graph::query::{Question, who_spoke_about};
use hallway_graph::search::search;

fn fixtures() -> text::Texts {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/documents");
    text::repeated(&folder, "", 1).expect("the fixtures")
}

fn texts(criterion: &mut Criterion) {
    let texts = fixtures();
    let rules = builtin::rules();
    let mut group = criterion.benchmark_group("text");
    group.throughput(Throughput::Bytes(text::size(&texts) as u64));
    let read_all = || -> Vec<_> {
        texts
            .iter()
            .flat_map(|(name, bytes)| read(name, bytes, None).unwrap_or_default())
            .collect()
    };
    group.bench_function("read", |bench| bench.iter(read_all));
    let documents = read_all();
    group.bench_function("extract", |bench| {
        bench.iter(|| {
            documents
                .iter()
                .map(|document| extract(document, rules).edges.len())
                .sum::<usize>()
        });
    });
    group.bench_function("load the rules", |bench| {
        bench.iter(|| builtin::load(&[]).map(|rules| rules.rules.len()))
    });
    group.finish();
    criterion.bench_function("fold a name", |bench| {
        bench.iter(|| identity::fold(std::hint::black_box("The Design of Everyday APIs & more")))
    });
}

fn graphs(criterion: &mut Criterion) {
    let told = extractions(5_000);
    let graph = Graph::build(&told, &[]);
    let topic = graph
        .data(graph.nodes_of(NodeKind::Topic)[7])
        .name
        .to_string();
    let person = graph
        .data(graph.nodes_of(NodeKind::Person)[70])
        .name
        .to_string();
    let mut group = criterion.benchmark_group("graph of 5,000 talks");
    group.sample_size(20);
    group.bench_function("fold", |bench| {
        bench.iter_batched(
            || (),
            |()| Graph::build(&told, &[]).edge_count(),
            BatchSize::PerIteration,
        );
    });
    group.bench_function("who", |bench| {
        let question = Question {
            topic: &topic,
            ..Question::default()
        };
        bench.iter(|| who_spoke_about(&graph, &question).len());
    });
    group.bench_function("search", |bench| {
        bench.iter(|| search(&graph, &person, &[], 20).total)
    });
    let mut typed: Vec<char> = person.chars().collect();
    typed.swap(1, 2);
    let typed: String = typed.into_iter().collect();
    group.bench_function("search, one typing error", |bench| {
        bench.iter(|| search(&graph, &typed, &[], 20).total)
    });
    group.finish();
}

criterion_group!(benches, texts, graphs);
criterion_main!(benches);
