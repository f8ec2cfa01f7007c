//! Input that was made to hurt: every reader answers it, soundly and in linear time.

use std::time::{Duration, Instant};

use hallway_extractor::read::{Limits, ReadError, read, read_within, records};

use crate::assert_sound;

/// One name per format.
const NAMES: [&str; 7] = [
    "a.txt", "a.md", "a.mdx", "a.html", "a.rst", "a.xml", "a.json",
];

/// A megabyte of anything takes less than a second of a processor. The test allows three
/// by the clock, for other work on the machine; unoptimised builds get a fortieth of the
/// text. What grows faster than the input is late even so.
const SIZE: usize = if cfg!(debug_assertions) {
    25_000
} else {
    1_000_000
};
const PATIENCE: Duration = Duration::from_secs(3);

fn endure(name: &str, bytes: &[u8], what: &str) {
    let start = Instant::now();
    match read(name, bytes, None) {
        Ok(documents) => documents.iter().for_each(assert_sound),
        Err(error) => assert_ne!(error, ReadError::Breakdown, "{what} as {name}"),
    }
    let taken = start.elapsed();
    assert!(taken < PATIENCE, "{what} as {name} took {taken:?}");
}

fn much(pattern: &str) -> String {
    pattern.repeat(SIZE / pattern.len())
}

#[test]
fn much_of_one_pattern_ends_soon() {
    let patterns = [
        ">",
        "> ",
        "[",
        "]",
        "*",
        "**",
        "_",
        "__",
        "`",
        "``",
        "<",
        "<a",
        "<!--",
        "<![CDATA[",
        "&",
        "&#",
        "(",
        "!",
        "![",
        "[a](",
        "[a]: b\n",
        "[a][",
        "- ",
        "* ",
        "1. ",
        "-\n",
        " -",
        "|",
        "| a ",
        "|-",
        "\t",
        " ",
        "\n",
        "\r",
        "\r\n",
        "#",
        "# ",
        "~~~\n",
        "```\n",
        "=",
        "=\n",
        "a\n=\n",
        "{{",
        "{%",
        "{{ a }}",
        "{% a",
        "{:",
        "}",
        "\\",
        "a_ ",
        "`a ",
        ":a:`",
        "|a|",
        "*a ",
        "**a ",
        ".. ",
        ".. |a| b",
        ".. _a: b\n",
        "::\n",
        ":a:\n",
        "a::\n\n b\n",
        "\u{301}",
        "e\u{301}",
        "\u{200d}",
        "\u{202e}",
        "😀",
        "שלום ",
        "a ",
        "ab",
        "“",
        "— ",
        "• ",
        "• a\n",
        "<b>",
        "</b>",
        "<p>",
        "</p>",
        "<li>",
        "<td>",
        "<tr>",
        "<table>",
        "<x-y>",
        "<br>",
        "<a href=b>",
        "<a b=c ",
        "<script>",
        "<title>",
        "<h1>",
        "</div>",
        "<p>a</p>",
        "<i>a",
        "<pre>",
        "<svg>",
        "<q>",
        "<item>",
        "<entry><title>a</title></entry>",
        "&lt;b&gt;",
        "import a\n",
        "a: b\n",
        "[^1]",
        "[^1]: a\n",
        "[^\n",
        "[^a\n<b",
        "> [^\n",
        "- [^a]:\n",
        "!-- <",
        "<!S\r:",
        "[ (](",
        "[*_a",
        "* a\n ",
        "[a](<b",
        "a***",
        "*~~\u{a0}",
        "  - ",
        "\n    - ",
        "$",
        ":::",
        "<a b='",
        "<http://a>",
        "***a ",
        "a**b__c",
        "|a|b|\n",
        "+-+\n",
        "== ==\n",
        "x <y ",
        "<a><b></a>",
    ];
    for pattern in patterns {
        let text = much(pattern);
        for name in &NAMES[..5] {
            endure(name, text.as_bytes(), &format!("{pattern:?}"));
        }
    }
}

#[test]
fn heads_before_much_end_soon() {
    let heads = [
        ("a.md", "---\n"),
        ("a.md", "---\ntitle: "),
        ("a.md", "---\na: &a [*a, *a]\nb: "),
        ("a.md", "+++\na = "),
        ("a.md", "> a\n"),
        ("a.md", "- a\n\n"),
        ("a.md", "[a]: <"),
        ("a.md", "|a|b|\n|-|-|\n"),
        ("a.md", "<div>\n\n"),
        ("a.mdx", "import {"),
        ("a.mdx", "<A b={"),
        ("a.html", "<p title=\""),
        ("a.html", "<!doctype "),
        ("a.html", "<p "),
        ("a.rst", ".. note::\n\n "),
        ("a.rst", "a\n=\n"),
        ("a.rst", "`a <"),
        ("a.txt", "Title\n=====\n"),
        ("a.xml", "<rss><channel><item><description>"),
        ("a.xml", "<feed><entry><title>"),
        ("a.xml", "<rss "),
        ("a.json", "["),
        ("a.json", "{\"a\":"),
        ("a.json", "\""),
    ];
    for (name, head) in heads {
        for pattern in [
            "a ", "[", "{", ">", "*", "a: b\n", "- ", "\"", "a=b ", "&a", "*a ", "<a>", "\\",
        ] {
            let text = format!("{head}{}", much(pattern));
            endure(name, text.as_bytes(), &format!("{head:?} then {pattern:?}"));
        }
    }
}

#[test]
fn what_is_left_open_does_not_multiply() {
    let long = "x".repeat(2_000);
    let blocks = "<p>a".repeat(SIZE / 8);
    for head in [
        "<b>".repeat(500),
        format!("<a href={long}>"),
        "<q><i><b><code>".repeat(100),
        "<span itemprop=name itemscope>".repeat(400),
    ] {
        let text = format!("{head}{blocks}");
        endure("a.html", text.as_bytes(), &head[..20]);
        let documents = read("a.html", text.as_bytes(), None).expect("odd, not wrong");
        let marks: usize = documents.iter().map(|document| document.marks.len()).sum();
        assert!(marks < 4_000, "{marks} marks");
    }
    let many = |unit: fn(usize) -> String| (0..SIZE / 12).map(unit).collect::<String>();
    let pages = [
        (
            "a.html",
            format!(
                "<meta name=keywords content=\"{}\"><p>a",
                many(|n| format!("k{n},"))
            ),
        ),
        ("a.html", format!("<p {}>a", many(|n| format!("a{n}=1 ")))),
        ("a.html", many(|n| format!("<a rel=tag>{n}</a>"))),
        ("a.html", many(|n| format!("<a rel=author>Ann {n}</a>"))),
        (
            "a.html",
            format!(
                "<div itemscope itemtype=Event><i itemprop=name>a</i>{}",
                many(|n| format!("<b itemprop=actor>P {n}</b>"))
            ),
        ),
        (
            "a.md",
            format!(
                "---\ntags: [{}]\n---\na",
                (0..5_000).map(|n| format!("t{n},")).collect::<String>()
            ),
        ),
        (
            "a.rst",
            format!(".. tags: {}\n\na", many(|n| format!("t{n},"))),
        ),
        (
            "a.xml",
            format!(
                "<rss version='2.0'><channel><item><title>a</title>{}</item></channel></rss>",
                many(|n| format!("<category>{n}</category>"))
            ),
        ),
        (
            "a.xml",
            format!(
                "<rss {}><channel></channel></rss>",
                many(|n| format!("a{n}='' "))
            ),
        ),
        (
            "a.xml",
            format!(
                "<schedule {}><day><event><title>a</title></event></day></schedule>",
                many(|n| format!("a{n}='' "))
            ),
        ),
        (
            "a.jsonl",
            many(|_| "{\"title\":\"a\",\"speakers\":[]}\n".to_owned()),
        ),
        (
            "a.ics",
            format!(
                "BEGIN:VCALENDAR\n{}END:VCALENDAR\n",
                many(|_| "BEGIN:VEVENT\nSUMMARY:a\nEND:VEVENT\n".to_owned())
            ),
        ),
        (
            "a.ics",
            format!("BEGIN:VCALENDAR\n{}", "BEGIN:X\n".repeat(SIZE / 8)),
        ),
        (
            "a.ics",
            format!(
                "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY{}:a\n",
                ";A=\"b\"".repeat(SIZE / 8)
            ),
        ),
    ];
    let event = |properties: String| {
        format!("BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:a\n{properties}END:VEVENT\nEND:VCALENDAR\n")
    };
    let events = [
        event(many(|n| format!("X-{n}:a\n"))),
        event("X:a\n".repeat(31_000.min(SIZE) / 4)),
        event(format!("X:{}\n", "a\\n".repeat(SIZE / 4))),
        event(format!("X:{}\n", "a\n b".repeat(SIZE / 4))),
        event("X:a\n".repeat(7_000))
            .replace("END:VCALENDAR\n", "")
            .repeat(SIZE / 30_000 + 1),
    ];
    for text in &events {
        endure("a.ics", text.as_bytes(), &text[..80]);
    }
    for (name, text) in &pages {
        endure(name, text.as_bytes(), &text[..40]);
    }
}

#[test]
fn deep_nesting_is_refused_by_name() {
    let deep =
        |open: &str, close: &str| format!("{}text{}", open.repeat(5_000), close.repeat(5_000));
    for (name, text) in [
        ("a.html", deep("<div>", "</div>")),
        ("a.html", deep("<ul><li>", "</li></ul>")),
        ("a.html", deep("<blockquote>", "</blockquote>")),
        ("a.md", format!("{}text", "> ".repeat(5_000))),
        ("a.md", deep("<div>", "</div>")),
    ] {
        let answer = read(name, text.as_bytes(), None);
        assert_eq!(
            answer.err(),
            Some(ReadError::TooNested { limit: 512 }),
            "{name}"
        );
    }
}

#[test]
fn inline_elements_left_open_are_forgiven() {
    let text = format!("<p>A talk by {}Ann Lee</p>", "<span>".repeat(2_000));
    let documents = read("a.html", text.as_bytes(), None).expect("spans mean nothing");
    assert_eq!(documents[0].text, "A talk by Ann Lee");
}

#[test]
fn binary_files_are_refused_by_name() {
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01";
    assert_eq!(
        read("a.md", png, None),
        Err(ReadError::Binary {
            what: "a PNG image"
        })
    );
    assert_eq!(
        read("a.txt", b"%PDF-1.7\n%\xe2\xe3", None),
        Err(ReadError::Binary { what: "a PDF" })
    );
    let noise: Vec<u8> = (0..4096_u32)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8)
        .collect();
    assert!(matches!(
        read("a.txt", &noise, None),
        Err(ReadError::Binary { .. })
    ));
}

#[test]
fn large_documents_are_refused_by_name() {
    let limits = Limits {
        document_bytes: 1_000,
        ..Limits::default()
    };
    let answer = read_within("a.md", "word ".repeat(400).as_bytes(), None, &limits);
    assert_eq!(
        answer,
        Err(ReadError::TooLarge {
            bytes: 2_000,
            limit: 1_000
        })
    );
}

#[test]
fn nothing_yields_an_empty_document() {
    for name in &NAMES[..5] {
        for text in ["", "\n", "\u{feff}", " \t\r\n "] {
            let documents =
                read(name, text.as_bytes(), None).expect("nothing is wrong with nothing");
            assert_eq!(documents.len(), 1, "{name}");
            assert_eq!(documents[0].text, "", "{name} {text:?}");
        }
    }
}

#[test]
fn broken_utf8_and_surrogates_are_replaced() {
    // A lone surrogate, as some exporters write it.
    let text = b"Ann Lee \xed\xa0\x80 spoke on caf\xc3\xa9s, na\xc3\xafve plans, \xc3\xbcber-tests, and \xe2\x80\x9cquotes\xe2\x80\x9d in na\xc3\xafve caf\xc3\xa9s, \xe2\x80\x9cagain\xe2\x80\x9d and \xe2\x80\x9cagain\xe2\x80\x9d \xe2\x80\x9cagain\xe2\x80\x9d \xe2\x80\x9cagain\xe2\x80\x9d \xe2\x80\x9cagain\xe2\x80\x9d \xe2\x80\x9cagain\xe2\x80\x9d \xe2\x80\x9cagain\xe2\x80\x9d \xe2\x80\x9cagain\xe2\x80\x9d \xe2\x80\x9cagain\xe2\x80\x9d \xe2\x80\x9cagain\xe2\x80\x9d \xe2\x80\x9cagain\xe2\x80\x9d \xe2\x80\x9cagain\xe2\x80\x9d \xe2\x80\x9cagain\xe2\x80\x9d \xe2\x80\x9cagain\xe2\x80\x9d \xe2\x80\x9cagain\xe2\x80\x9d \xe2\x80\x9cagain\xe2\x80\x9d.";
    for name in &NAMES[..5] {
        let documents = read(name, text, None).expect("one broken character is no reason");
        documents.iter().for_each(assert_sound);
        assert!(
            documents[0].text.contains("spoke on cafés"),
            "{name}: {}",
            documents[0].text
        );
    }
}

#[test]
fn other_encodings_are_decoded_once() {
    let latin: Vec<u8> = "Zoë spoke about naïve Bayes at a café in Malmö, with Jürgen and Søren."
        .chars()
        .map(|c| u8::try_from(u32::from(c)).expect("all in Latin-1"))
        .collect();
    let documents =
        read("a.txt", &latin, Some("text/plain; charset=iso-8859-1")).expect("declared");
    assert!(documents[0].text.starts_with("Zoë spoke"));
    let wide: Vec<u8> = "\u{feff}Zoë spoke in Malmö."
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let documents = read("a.txt", &wide, None).expect("marked as UTF-16");
    assert_eq!(documents[0].text, "Zoë spoke in Malmö.");
    let page: Vec<u8> = b"<html><head><meta charset=windows-1252></head><body><p>Zo\xeb said \x93hi\x94.</p></body></html>".to_vec();
    let documents = read("a.html", &page, None).expect("declared in the page");
    assert_eq!(documents[0].text, "Zoë said “hi”.");
}

#[test]
fn invisible_characters_never_reach_the_text() {
    let text = "Ann\u{200b} \u{202e}Lee\u{202c} sp\u{ad}oke\u{0}\u{7} at Cafe\u{301}\u{a0}Conf.\r\nThen\r\nmore.";
    for name in &NAMES[..5] {
        let documents = read(name, text.as_bytes(), None).expect("odd, not wrong");
        let text = &documents[0].text;
        assert!(
            text.starts_with("Ann Lee spoke at Café Conf."),
            "{name}: {text:?}"
        );
    }
}

#[test]
fn a_feed_of_more_posts_than_the_limit_is_refused() {
    let feed = |posts: usize| {
        let items = "<item><title>x</title></item>".repeat(posts);
        format!("<rss version=\"2.0\"><channel><title>t</title>{items}</channel></rss>")
    };
    let limits = Limits {
        documents: 3,
        ..Limits::default()
    };
    let within = |posts| read_within("a.xml", feed(posts).as_bytes(), None, &limits);
    assert_eq!(within(3).map(|documents| documents.len()), Ok(3));
    assert_eq!(within(4), Err(ReadError::TooManyDocuments { limit: 3 }));
}

#[test]
fn a_catalogue_of_more_talks_than_its_size_allows_is_refused_in_every_format() {
    let limits = Limits {
        documents: 3,
        ..Limits::default()
    };
    let xml = |talks: usize| {
        let talks = "<event><title>x</title></event>".repeat(talks);
        format!("<schedule><day><room>{talks}</room></day></schedule>")
    };
    let lines = |talks: usize| "{\"title\": \"x\", \"speakers\": [\"Ann Lee\"]}\n".repeat(talks);
    let list = |talks: usize| format!("[{}]", lines(talks).trim().replace('\n', ","));
    let calendar = |talks: usize| {
        let talks = "BEGIN:VEVENT\nSUMMARY:x\nEND:VEVENT\n".repeat(talks);
        format!("BEGIN:VCALENDAR\n{talks}END:VCALENDAR\n")
    };
    type Catalogue<'c> = &'c dyn Fn(usize) -> String;
    let formats: [(&str, Catalogue<'_>); 4] = [
        ("a.xml", &xml),
        ("a.jsonl", &lines),
        ("a.json", &list),
        ("a.ics", &calendar),
    ];
    for (name, catalogue) in formats {
        let within = |talks| {
            let read = read_within(name, catalogue(talks).as_bytes(), None, &limits);
            read.map(|documents| documents.len())
        };
        assert_eq!(within(3), Ok(3), "{name}");
        let refused = Err(ReadError::TooManyDocuments { limit: 3 });
        assert_eq!(within(4), refused, "{name}");
    }
    // What came before stays; of what is behind the limit nothing is read.
    let streamed: Vec<_> = records("a.jsonl", lines(9).as_bytes(), &limits)
        .expect("it can be read")
        .collect();
    assert_eq!(streamed.iter().filter(|answer| answer.is_ok()).count(), 3);
    assert_eq!(
        streamed.last(),
        Some(&Err(ReadError::TooManyDocuments { limit: 3 }))
    );
    assert_eq!(streamed.len(), 4);
}

#[test]
fn a_larger_catalogue_may_hold_more_talks() {
    let limits = Limits {
        documents: 3,
        ..Limits::default()
    };
    let line = format!(
        "{{\"title\": \"{}\", \"speakers\": []}}\n",
        "x".repeat(500_000)
    );
    let read = |talks| read_within("a.jsonl", line.repeat(talks).as_bytes(), None, &limits);
    assert_eq!(read(7).map(|documents| documents.len()), Ok(7));
}

#[test]
fn brackets_that_never_close_are_refused_before_they_cost_memory() {
    let refused = read("a.md", "[".repeat(30_000).as_bytes(), None);
    assert!(
        matches!(refused, Err(ReadError::TooNested { .. })),
        "{refused:?}"
    );
    let closed = read("a.md", "[x] ".repeat(30_000).as_bytes(), None);
    assert!(closed.is_ok(), "{closed:?}");
}
