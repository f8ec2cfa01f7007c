//! Markdown and MDX: front matter, leftovers of generators, HTML within.

use crate::{check, document};

#[test]
fn marks_lie_over_the_text() {
    check(
        "a.md",
        "- [Wide *tables*](https://x.example/1) by **Ann Lee**\n- See [Bo Ek][bo] on `grep`\n\n[bo]: https://x.example/bo 'Bo'\n",
        "li1 [Wide [tables]em](https://x.example/1) by [Ann Lee]strong
         li1 See [Bo Ek](https://x.example/bo) on [grep]code",
    );
}

#[test]
fn soft_breaks_are_blanks_and_hard_breaks_are_lines() {
    check(
        "a.md",
        "One talk\nwent on  \nand on\\\nand on.\n",
        "p One talk went on\\nand on\\nand on.",
    );
}

#[test]
fn lists_nest_and_end_where_their_lists_begin() {
    check(
        "a.md",
        "* A talk\n    - Ann Lee, Bo Ek\n\n    What it was about.\n\n* Another\n\n1. First\n   1. Inner\n",
        "li1 A talk
         li2 Ann Lee, Bo Ek
         p What it was about.
         li1 Another
         li1 First
         li2 Inner",
    );
}

#[test]
fn a_wholly_bold_line_above_prose_is_a_heading() {
    check(
        "a.md",
        "**Wide tables by [Ann Lee](https://x.example/ann)**\n\nA good talk.\n\n**This is a bold claim.**\n\nMore prose.\n",
        "h6 [Wide tables by [Ann Lee](https://x.example/ann)]strong
         p A good talk.
         p [This is a bold claim.]strong
         p More prose.",
    );
}

#[test]
fn a_rule_right_below_prose_makes_no_heading_of_it() {
    let prose = "We stayed until the very end of the last talk, which was about bees, and then walked back along the river to the station with everybody else who had a train to catch that night.";
    check(
        "a.md",
        &format!("{prose}\n---\n\nAnn Lee\n---\n\nEnd.\n"),
        &format!("p {prose}\nh2 Ann Lee\np End."),
    );
}

#[test]
fn front_matter_in_yaml_is_read_in_its_many_forms() {
    let post = |front: &str| document("a.md", &format!("---\n{front}\n---\nText.\n"));
    let read = post(
        "title: \"A week: of talks\"\nauthor: Ann Lee\ndate: 2024-05-17 09:00:00 +0200\ntags: [go, 'web dev']\npermalink: /week/",
    );
    assert_eq!(read.title.as_deref(), Some("A week: of talks"));
    assert_eq!(read.authors, ["Ann Lee"]);
    assert_eq!(read.date.as_deref(), Some("2024-05-17"));
    assert_eq!(read.tags, ["go", "web dev"]);
    assert_eq!(read.url.as_deref(), Some("/week/"));
    assert_eq!(read.text, "A week: of talks\n\nText.");
    assert_eq!(
        post("authors: [Ann Lee, Bo Ek]").authors,
        ["Ann Lee", "Bo Ek"]
    );
    assert_eq!(
        post("authors:\n  - name: Ann Lee\n    url: x\n  - Bo Ek").authors,
        ["Ann Lee", "Bo Ek"]
    );
    assert_eq!(post("author:\n  name: Ann Lee").authors, ["Ann Lee"]);
    assert_eq!(
        post("author: Ann Lee and Bo Ek").authors,
        ["Ann Lee", "Bo Ek"]
    );
    assert_eq!(post("tags: go web").tags, ["go", "web"]);
}

#[test]
fn front_matter_in_toml_is_read_with_its_tables() {
    let read = document(
        "a.md",
        "+++\ntitle = \"Talks\"\ndate = 2023-10-02\n[taxonomies]\ntags = [\"rust\"]\n[extra]\nauthor = \"Ann Lee\"\n+++\n\nText.\n",
    );
    assert_eq!(read.title.as_deref(), Some("Talks"));
    assert_eq!(read.date.as_deref(), Some("2023-10-02"));
    assert_eq!(
        (read.tags, read.authors),
        (vec!["rust".to_owned()], vec!["Ann Lee".to_owned()])
    );
}

#[test]
fn broken_front_matter_is_noted_and_still_gives_its_fields() {
    let read = document(
        "a.md",
        "---\ntitle: A week: of talks\nauthor: Ann Lee\n---\nText.\n",
    );
    assert_eq!(read.title.as_deref(), Some("A week: of talks"));
    assert_eq!(read.authors, ["Ann Lee"]);
    assert_eq!(read.notes.len(), 1);
}

#[test]
fn fields_without_a_fence_are_front_matter_too() {
    let read = document(
        "a.md",
        "Title: Talks\nDate: 2019-03-01 10:00\nAuthor: Ann Lee\nTags: go, web\n\nText.\n",
    );
    assert_eq!(read.text, "Talks\n\nText.");
    assert_eq!(
        (read.date.as_deref(), read.tags.len()),
        (Some("2019-03-01"), 2)
    );
}

#[test]
fn a_rule_at_the_head_is_no_front_matter() {
    check(
        "a.md",
        "---\n\nText above.\n\n---\n\nText below.\n",
        "p Text above.\np Text below.",
    );
}

#[test]
fn generators_tags_are_taken_out() {
    check(
        "a.md",
        "# Talks\n{: #talks}\n\nSee {{ site.name }}it{:target=\"_blank\"} {% include video.html id=1 %}here.\n\n{{< figure\n  src=x.png\n  caption=\"Ann Lee on stage\"\n>}}\n\n{% highlight python %}\nprint('{{ kept }}')\n{% endhighlight %}\n\n```\n{{ kept }}\n```\n\n<!-- not this: Bo Ek -->\n\nEnd.\n",
        "h1 Talks
         p See it here.
         cap Ann Lee on stage
         code print('')
         code {{ kept }}
         p End.",
    );
}

#[test]
fn mdx_gives_up_its_code_and_keeps_its_prose() {
    check(
        "a.mdx",
        "import { Talk } from '../talk'\nimport x from \"y\"\n\nexport const meta = {\n  a: 1\n}\n\n# Talks\n\n<Talk title=\"x\">\n\nAnn Lee spoke on {topic} queues.\n\n</Talk>\n\n{/* Bo Ek did not */}\n\n<Callout kind='a'>Note this.</Callout>\n",
        "h1 Talks
         p Ann Lee spoke on queues.
         p Note this.",
    );
}

#[test]
fn html_within_is_read_as_html() {
    check(
        "a.md",
        "<a href=\"https://x.example/\"><img src=\"x.jpg\"/></a>\n\nAnn <b>Lee</b><br>spoke.\n\n<figure><img src=y.png><figcaption>Bo Ek</figcaption></figure>\n\n<table><tr><th>Talk</th><th>Who</th></tr><tr><td>Queues</td><td>Ann</td></tr></table>\n\n<details>\n<summary>More</summary>\n\nHidden *text*.\n\n</details>\n",
        "p Ann [Lee]strong\\nspoke.
         cap Bo Ek
         row Talk | Who
         row Queues | Ann
         p More
         p Hidden [text]em.",
    );
}

#[test]
fn a_line_below_an_image_is_its_caption() {
    check(
        "a.md",
        "![A crowd](x.webp)\nThe next generation\n\nI went.\n",
        "cap The next generation\np I went.",
    );
}

#[test]
fn tables_are_rows() {
    check(
        "a.md",
        "| Talk | Speaker |\n|---|---|\n| Queues | [Ann](a) |\n",
        "row Talk | Speaker\nrow Queues | [Ann](a)",
    );
}

#[test]
fn footnotes_and_quotes_are_read() {
    check(
        "a.md",
        "As she said[^1]:\n\n> Never.\n>\n> > Twice never.\n\n[^1]: In her keynote.\n",
        "p As she said:
         q1 Never.
         q2 Twice never.
         p In her keynote.",
    );
}

#[test]
fn an_author_of_one_word_is_completed_by_the_text() {
    let post = |text: &str| document("a.md", &format!("---\nauthor: ann\n---\n{text}\n")).authors;
    assert_eq!(
        post("As Ann Lee (@annlee) wrote: Ann was there."),
        ["Ann Lee"]
    );
    assert_eq!(post("Ann Lee and Ann Moss were there."), ["ann"]);
    assert_eq!(post("JoAnn Lee and Ann were there."), ["ann"]);
}

#[test]
fn signs_that_close_a_crowded_heading_are_no_part_of_it() {
    check(
        "a.md",
        "##Queues##\n\nAnn Lee spoke.\n\n##Learning C#\n\nBo Ek spoke.\n",
        "h2 Queues
         p Ann Lee spoke.
         h2 Learning C#
         p Bo Ek spoke.",
    );
}

#[test]
fn a_shortcode_in_the_address_of_a_link_keeps_the_links_below() {
    check(
        "a.md",
        "[Ann Lee] spoke after [Bo Ek].\n\n[Bo Ek]: {{< ref \"/bo\" >}}\n[Ann Lee]: https://x.example/ann\n",
        "p [Ann Lee](https://x.example/ann) spoke after [Bo Ek](#).",
    );
}

#[test]
fn attributes_of_spans_are_taken_out() {
    check(
        "a.md",
        "Ann gave `queues`{.interpreted-text role=\"doc\"} in [a hall](https://x.example/){.external}.\n",
        "p Ann gave [queues]code in [a hall](https://x.example/).",
    );
}

#[test]
fn a_component_that_names_a_talk_is_read_as_fields() {
    check(
        "a.md",
        "# Talks\n\n{% include talk.html title=\"Queues in a day\" speaker=\"Ann Lee\" %}\n\nGood.\n",
        "h1 Talks
         p Title: Queues in a day\\nSpeaker: Ann Lee
         p Good.",
    );
}

#[test]
fn links_as_in_markdown_are_links_within_html_as_well() {
    check(
        "a.md",
        "<p>By [Ann Lee](https://x.example/ann), not [that](one).</p>\n",
        "p By [Ann Lee](https://x.example/ann), not [that](one).",
    );
}

#[test]
fn paragraphs_that_open_with_a_bullet_are_items() {
    check(
        "a.md",
        "I liked\n\n· Queues, by Ann Lee\n\n· Caches, by Bo Ek\n",
        "p I liked
         li1 · Queues, by Ann Lee
         li1 · Caches, by Bo Ek",
    );
}
