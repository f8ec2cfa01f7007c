//! Titles and sentences with the topics that a reader would give them, and those that
//! must give none.

use super::taxonomy::{all_narrower, broader, entries, entry, narrower, resolve};
use super::*;

#[track_caller]
fn find_alone(title: &str, passages: &[&str]) -> Vec<FoundTopic> {
    find(
        title,
        passages,
        &TopicContext {
            names: &Names::default(),
            untitled: false,
        },
    )
}

#[track_caller]
fn check(title: &str, expected: &[&str]) {
    check_said(title, &[], expected);
}

#[track_caller]
fn check_said(title: &str, passages: &[&str], expected: &[&str]) {
    let found = find_alone(title, passages);
    let labels: Vec<&str> = found.iter().map(|topic| topic.label.as_str()).collect();
    assert_eq!(labels, expected, "topics of {title:?}");
    for topic in &found {
        let text = match topic.source {
            TopicSource::Title => title,
            TopicSource::Passage(i) => passages[i],
        };
        let written = text
            .get(topic.span.clone())
            .expect("the span fits its text");
        assert!(!written.is_empty());
        if let Some(alias) = &topic.alias {
            assert_eq!(written, alias);
        }
    }
}

#[test]
fn finds_known_names_in_titles() {
    check(
        "Zero Trust Networking with SPIFFE and SPIRE",
        &["zero trust", "SPIFFE", "SPIRE"],
    );
    check(
        "Migrating to Microservices with Domain-Driven Design",
        &["microservices", "domain-driven design"],
    );
    check(
        "Async Iterators and Generators in JavaScript",
        &[
            "asynchronous programming",
            "iterators",
            "generators",
            "JavaScript",
            "async iterators",
        ],
    );
    check("GPU Programming in Julia", &["GPU programming", "Julia"]);
    check("Understanding autovacuum", &["autovacuum"]);
}

#[test]
fn gives_usual_labels() {
    check("LLMs and k8s", &["large language models", "Kubernetes"]);
    check(
        "A load balancer without the GIL: NoGIL in practice",
        &["load balancing", "GIL", "free-threading"],
    );
    check(
        "Postgres Indexes",
        &["PostgreSQL", "indexes", "postgres indexes"],
    );
    check(
        "From TDD to CI",
        &["test-driven development", "continuous integration"],
    );
}

#[test]
fn finds_versions_of_software() {
    check("What's new in PostgreSQL 12", &["PostgreSQL 12"]);
    let found = find_alone("Notes, Groups and Stars: news from Python 3.11!", &[]);
    assert_eq!(found[0].label, "Python 3.11");
    assert!(found[0].is_project);
    assert_eq!(found[0].broader, ["Python"]);
}

#[test]
fn finds_phrases_that_the_taxonomy_does_not_know() {
    check("Tuning Telescope Mounts in Winter", &["telescope mounts"]);
    check(
        "Nightjar: Pythonic Dependency Injection",
        &["dependency injection", "Nightjar"],
    );
    check("QuietForm in Anger", &["QuietForm"]);
    check("Understanding Escape Analysis", &["escape analysis"]);
    check("How to Escape Boring Meetings", &["meetings"]);
    check("A short history of turnip::basket", &["turnip::basket"]);
}

#[test]
fn silent_on_titles_that_name_no_topic() {
    check("How I Learned to Stop Worrying", &[]);
    check("Lessons from the Future", &[]);
    check("What We Talk About When We Talk About It", &[]);
    check("Opening Remarks", &[]);
    check("", &[]);
    check("!!! ... ???", &[]);
}

#[test]
fn tells_everyday_words_from_names() {
    check("Advanced Testing with Go", &["testing", "Go"]);
    check("Ready, Set, Go", &[]);
    check("Let It Go", &[]);
    check("Building a Container from Scratch", &["containers"]);
    check(
        "Zero Knowledge Proofs for the Rest of Us",
        &["zero-knowledge proofs"],
    );
    check("Building REST APIs", &["REST APIs"]);
    check("Try Harder to Express Yourself", &[]);
    check("Women-led Work", &[]);
    check("Lessons from R&D", &[]);
}

#[test]
fn reads_what_sentences_say_about_the_talk() {
    check_said(
        "The Road Less Travelled",
        &["She gave a talk about property-based testing with Hypothesis."],
        &["property-based testing", "Hypothesis"],
    );
    check_said(
        "Nightjar.js",
        &["Dana spoke on Nightjar.js, a CSS framework that we met in the bar."],
        &["Nightjar.js", "CSS"],
    );
    check_said(
        "Once More",
        &["He walked us through Terraform and Ansible."],
        &["Terraform", "Ansible"],
    );
    check_said(
        "Fast Enough",
        &["It covered flame graphs. We then ate cake."],
        &["flame graphs"],
    );
}

#[test]
fn silent_on_sentences_about_something_else() {
    check_said(
        "The Road Less Travelled",
        &["The room was packed and the coffee good."],
        &[],
    );
    check_said(
        "Fast Enough",
        &["See https://github.com/rust-lang/rust for more."],
        &[],
    );
}

#[test]
fn reads_descriptions_of_untitled_talks() {
    let context = TopicContext {
        untitled: true,
        names: &Names::new(["Ada Pascal"]),
    };
    let labels = |title: &str| -> Vec<String> {
        find(title, &[], &context)
            .into_iter()
            .map(|t| t.label)
            .collect()
    };
    assert_eq!(labels("lightning talk on ontologies"), ["ontologies"]);
    assert_eq!(labels("intro to SQLAlchemy"), ["SQLAlchemy"]);
    assert_eq!(labels("Ada Pascal keynote"), [""; 0]);
}

#[test]
fn silent_on_names_of_people_and_events() {
    let names = Names::new(["Blaise Pascal", "ExampleCon"]);
    let context = TopicContext {
        names: &names,
        untitled: false,
    };
    let labels: Vec<String> = find("Blaise Pascal: Type Inference at ExampleCon", &[], &context)
        .into_iter()
        .map(|t| t.label)
        .collect();
    assert_eq!(labels, ["type inference"]);
}

#[test]
fn gives_at_most_four_and_each_once() {
    let found = find_alone(
        "Rust, rust, Go and C++, Zig, Haskell, OCaml and Elixir",
        &[],
    );
    assert_eq!(found.len(), MOST);
    let mut labels: Vec<&str> = found.iter().map(|topic| topic.label.as_str()).collect();
    labels.dedup();
    assert_eq!(labels.len(), MOST);
}

#[test]
fn resolves_every_way_of_naming() {
    for name in [
        "free threading",
        "No GIL",
        "NoGIL",
        "Free-threaded Python",
        "free-threaded CPython",
    ] {
        assert_eq!(resolve(name).as_deref(), Some("free-threading"), "{name}");
    }
    assert_eq!(resolve("k8s").as_deref(), Some("Kubernetes"));
    assert_eq!(resolve("python 3.13").as_deref(), Some("Python 3.13"));
    assert_eq!(
        resolve("machine-learning").as_deref(),
        Some("machine learning")
    );
    assert_eq!(resolve("turnips"), None);
    assert_eq!(resolve(""), None);
}

#[test]
fn knows_what_is_broader_and_narrower() {
    assert_eq!(broader("Python 3.13"), ["Python"]);
    assert!(broader("PostgreSQL").contains(&"relational databases"));
    assert!(narrower("machine learning").contains(&"deep learning"));
    assert!(broader("turnips").is_empty() && narrower("turnips").is_empty());
    let below: Vec<&str> = all_narrower("concurrency")
        .into_iter()
        .map(|(label, _)| label)
        .collect();
    for label in [
        "subinterpreters",
        "free-threading",
        "GIL",
        "asyncio",
        "goroutines",
        "race conditions",
    ] {
        assert!(below.contains(&label), "{label} lies below concurrency");
    }
    assert!(
        all_narrower("databases")
            .iter()
            .any(|(label, _)| *label == "PostgreSQL")
    );
}

#[test]
fn the_taxonomy_is_sound() {
    let mut labels: Vec<&str> = entries().iter().map(|entry| entry.label).collect();
    assert!(labels.len() > 1_500);
    labels.sort_unstable();
    assert!(
        labels.windows(2).all(|pair| pair[0] != pair[1]),
        "each label stands once"
    );
    for entry in entries() {
        for broader in &entry.broader {
            assert!(
                labels.binary_search(broader).is_ok(),
                "{} is under {broader}, which is no label",
                entry.label
            );
        }
        assert!(
            all_narrower(entry.label)
                .iter()
                .all(|(label, _)| *label != entry.label),
            "{} lies under itself",
            entry.label
        );
        assert_eq!(
            super::taxonomy::entry(entry.label).map(|found| found.label),
            Some(entry.label)
        );
    }
    assert!(entry("no such thing").is_none());
}

#[test]
fn odd_input_is_no_trouble() {
    let long = "and ".repeat(20_000);
    for text in [
        "\u{0}",
        "🦀🦀 🦀",
        "שלום עולם",
        "a\u{301}\u{301}",
        "C+++++",
        "::::",
        "'''",
        ".NET.",
        "3.3.3.3",
        &long,
    ] {
        find(
            text,
            &[text],
            &TopicContext {
                names: &Names::new([text]),
                untitled: text.len() % 2 == 0,
            },
        );
    }
}

proptest::proptest! {
    #[test]
    fn spans_slice_their_texts(title in ".{0,80}", passage in "(a talk about |covers |Rust |[a-zß\u{e9}\u{4e2d}.:'#+-]{0,6} ){0,12}") {
        for topic in find_alone(&title, &[&passage]) {
            let text = if topic.source == TopicSource::Title { &title } else { &passage };
            proptest::prop_assert!(text.get(topic.span.clone()).is_some_and(|written| !written.is_empty()));
            proptest::prop_assert!(!topic.label.trim().is_empty());
        }
    }
}
