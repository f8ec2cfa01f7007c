//! RSS, Atom and JSON feeds.

use crate::{documents, outline};

const ATOM: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>Notes</title><id>urn:x</id><updated>2024-01-01T00:00:00Z</updated>
<author><name>Ann Lee</name></author>
<entry><title type="html">"Queues &amp;amp; more"</title><id>urn:1</id><updated>2024-02-02T00:00:00Z</updated><published>2024-02-01T00:00:00Z</published>
<link rel="self" href="https://n.example/feed/1"/><link href="https://n.example/2024/queues.html"/><category term="talks"/>
<summary>Only the beginning.</summary>
<content type="html">&lt;h2&gt;Bees - &lt;a href="/bo"&gt;Bo Ek&lt;/a&gt;&lt;/h2&gt;&lt;p&gt;He spoke.&lt;/p&gt;</content></entry>
<entry><title>Queues again</title><id>urn:2</id><updated>2024-02-03T00:00:00Z</updated><author><name>Cy Orr</name></author>
<link href="https://n.example/2025/queues.html"/><summary type="html">&lt;p&gt;A summary.&lt;/p&gt;</summary></entry>
</feed>"#;

#[test]
fn each_entry_of_an_atom_feed_is_a_document() {
    let read = documents("notes.xml", ATOM);
    let names: Vec<&str> = read.iter().map(|document| document.name.as_str()).collect();
    assert_eq!(names, ["notes.xml#queues", "notes.xml#queues-2"]);
    assert_eq!(read[0].title.as_deref(), Some("Queues & more"));
    assert_eq!(read[0].authors, ["Ann Lee"], "the feed's author stands in");
    assert_eq!(read[0].date.as_deref(), Some("2024-02-01"));
    assert_eq!(
        read[0].url.as_deref(),
        Some("https://n.example/2024/queues.html")
    );
    assert_eq!(read[0].tags, ["talks"]);
    assert_eq!(
        outline(&read[0]),
        "h1 Queues & more\nh2 Bees - [Bo Ek](/bo)\np He spoke.\n"
    );
    assert_eq!(read[1].authors, ["Cy Orr"]);
    assert_eq!(outline(&read[1]), "h1 Queues again\np A summary.\n");
}

#[test]
fn each_item_of_an_rss_feed_is_a_document() {
    let rss = r#"<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>N</title><link>https://n.example</link><description>d</description>
<item><title>Bees</title><link>https://n.example/bees/</link><guid isPermaLink="false">g1</guid><dc:creator>Ann Lee</dc:creator><pubDate>Tue, 11 Jun 2024 08:00:00 GMT</pubDate>
<description>Short.</description><content:encoded><![CDATA[<p>Long, by <b>Bo Ek</b>.</p>]]></content:encoded></item></channel></rss>"#;
    let read = documents("n.rss", rss);
    assert_eq!(read.len(), 1);
    assert_eq!(read[0].name, "n.rss#bees");
    assert_eq!(
        (read[0].authors.as_slice(), read[0].date.as_deref()),
        (&["Ann Lee".to_owned()][..], Some("2024-06-11"))
    );
    assert_eq!(outline(&read[0]), "h1 Bees\np Long, by [Bo Ek]strong.\n");
}

#[test]
fn json_feeds_are_feeds() {
    let json = r#"{"version": "https://jsonfeed.org/version/1.1", "title": "N", "items": [{"id": "1", "url": "https://n.example/bees", "title": "Bees", "content_html": "<p>Text.</p>", "date_published": "2024-06-11T08:00:00Z"}]}"#;
    let read = documents("n.json", json);
    assert_eq!(outline(&read[0]), "h1 Bees\np Text.\n");
}

#[test]
fn an_entry_that_cannot_be_read_leaves_the_others() {
    let deep = "&lt;div&gt;".repeat(600);
    let rss = format!(
        "<rss version=\"2.0\"><channel><title>N</title><item><title>Deep</title><description>{deep}</description></item><item><title>Plain</title><description>One line.\n\n- Ann &amp;amp; Bo</description></item></channel></rss>"
    );
    let read = documents("n.xml", &rss);
    assert_eq!((read[0].text.as_str(), read[0].notes.len()), ("", 1));
    assert_eq!(outline(&read[1]), "h1 Plain\np One line.\nli1 Ann & Bo\n");
}

#[test]
fn entities_are_not_expanded() {
    let bomb = r#"<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><rss version="2.0"><channel><title>N</title><item><title>x &b; y</title><description>&b;</description></item></channel></rss>"#;
    if let Ok(read) = hallway_extractor::read::read("n.xml", bomb.as_bytes(), None) {
        assert!(
            read.iter().all(|document| !document.text.contains("aaaa")),
            "{read:?}"
        );
    }
}
