//! Lists, lines, headings and tables.

use crate::{has, has_not};

#[test]
fn headings_under_lightning_talks_are_talks() {
    let post = "# RustConf 2019\n\n## Lightning Talks\n\n### Lektor\n\nA static site.\n\n### Organizing Meetups\n\nUseful.\n";
    has(
        post,
        &[
            "Lektor PRESENTED_AT RustConf 2019",
            "Organizing Meetups PRESENTED_AT RustConf 2019",
        ],
    );
}

#[test]
fn a_heading_over_the_talks_of_others_is_no_talk() {
    let post = "# Impressions - Anna Berg\n\n### Predicting Performance - David Hewitt\n\nGood.\n\n\
        ### Rescuing Legacy Code - Lynn Root\n\nFine.\n";
    has(post, &["David Hewitt GAVE Predicting Performance"]);
    has_not(post, "Anna Berg GAVE");
}

#[test]
fn titles_with_a_remark_in_a_list_of_talks_are_talks() {
    let post = "# RustConf 2019\n\nLectures that I remember:\n\n\
        - Audio delivery at scale — ten thousand feet above the architecture of it\n\
        - Project Harbour — an in-depth view of what awaits us after the release\n\
        - What have the monads done for us — Anna Berg gave a brief overview of monoids and more\n";
    has(
        post,
        &[
            "Audio delivery at scale PRESENTED_AT RustConf 2019",
            "Anna Berg GAVE What have the monads done for us",
        ],
    );
}

#[test]
fn a_heading_that_links_to_the_page_of_a_talk_is_its_title() {
    let linked = "# RustConf 2019\n\n## [Slow down, compose yourself](https://conf.example/schedule/30126/view)\n\nGood advice.\n";
    has(
        linked,
        &["Slow down, compose yourself PRESENTED_AT RustConf 2019"],
    );
    let elsewhere = linked.replace("schedule/30126/view", "blog");
    has_not(&elsewhere, "Slow down");
}

#[test]
fn a_link_that_opens_a_paragraph_is_a_line_of_its_own() {
    has(
        "# FOSDEM 2019\n\n[Plans of queries - Anna Berg](https://example.org/p) Any talk on plans is fine with me.\n\n\
         [Caches at the edge - David Hewitt](https://example.org/c) This was a good one.",
        &[
            "Anna Berg GAVE Plans of queries",
            "David Hewitt GAVE Caches at the edge",
        ],
    );
}

#[test]
fn links_of_an_item_are_entries() {
    has(
        "# FOSDEM 2019\n\n- Databases: [Anna Berg - Plans of queries](https://example.org/p). As all her talks, deep.\n\
         - Networks: [David Hewitt - Caches at the edge](https://example.org/c). Go and watch it.",
        &[
            "Anna Berg GAVE Plans of queries",
            "David Hewitt GAVE Caches at the edge",
        ],
    );
}

#[test]
fn a_linked_title_that_opens_an_item_is_a_line_of_its_own() {
    let list = "# FOSDEM 2019\n\n## Talks\n\n\
        - [Plans of large queries (Anna Berg)](https://conf.example/1)\n  A tour of a planner.\n\
        - [What caches cost (Qavan Rosakat)](https://conf.example/2)\n  Long, and good.\n\
        - [An introduction to joins](https://conf.example/3)\n  Nobody says by whom.\n";
    has(
        list,
        &[
            "Anna Berg GAVE Plans of large queries",
            "Qavan Rosakat GAVE What caches cost",
            "An introduction to joins PRESENTED_AT FOSDEM 2019",
        ],
    );
    has_not(list, "talk on joins");
}

#[test]
fn linked_titles_before_a_remark_are_talks_where_a_line_announces_talks() {
    let list = "# CHI 2018\n\nHere are some of my favourite talks:\n\n\
        - [Why people rarely read again](https://conf.example/1). This work moved me.\n\
        - [Designing for rural women](https://conf.example/2). I lived there for a year.\n\
        - [Embroidery for everybody](https://conf.example/3). I like textiles.\n";
    has(list, &["Designing for rural women PRESENTED_AT CHI 2018"]);
    has_not(
        &list.replace("favourite talks", "favourite shops"),
        "Designing for rural women",
    );
}

#[test]
fn a_day_of_the_event_and_what_one_is_thanked_for_are_no_titles() {
    let days = "# CascadiaFest 2015\n\n## Day One - All of Style\n\nThe first talk was by Anna Berg on boxes.\n\n\
        ## Friday 31st July\n\nDavid Hewitt gave a talk on caches.\n";
    has(days, &["Anna Berg GAVE Anna Berg: talk on boxes"]);
    has_not(days, "All of Style");
    has_not(days, "31st");
    let thanks = "# A meetup\n\nThe talks were good. Thanks to:\n\n\
        - [Anna Berg](https://a.example) -- for her support as organiser.\n\
        - [David Hewitt](https://d.example) -- for his role as speaker.\n";
    has_not(thanks, "GAVE");
}

#[test]
fn pictures_times_and_materials_around_a_line_are_no_part_of_it() {
    let headings = "# FOSDEM 2019\n\n### 🐘 Scaling Postgres - Anna Berg 🎤\n\nGood.\n\n\
        ### 🦀 Rust inside - David Hewitt\n\nNice.\n";
    has(
        headings,
        &[
            "Anna Berg GAVE Scaling Postgres",
            "David Hewitt GAVE Rust inside",
        ],
    );
    let times = "# FOSDEM 2019\n\n### 09:00 - Scaling Postgres - Anna Berg\n\nGood.\n\n\
        ### 10:00 - Rust inside - David Hewitt\n\nNice.\n";
    has(times, &["Anna Berg GAVE Scaling Postgres"]);
    let materials = "# FOSDEM 2019\n\nTalks:\n\n\
        - Scaling Postgres (Anna Berg) [video](https://v.example) / [slides](https://s.example)\n\
        - Rust inside (David Hewitt) [video](https://w.example)\n";
    has(
        materials,
        &[
            "Anna Berg GAVE Scaling Postgres",
            "David Hewitt GAVE Rust inside",
        ],
    );
}

#[test]
fn lines_below_each_other_are_lines_where_their_author_meant_it() {
    let list = "# GDC 2018\n\nMy favourite talks:\n\n\
        * [*The Art of the Dragon*](https://www.youtube.com/watch?v=1)\nBen Fiquet\nThe art director tells how it was made.\n\n\
        * [*Failing to Fail*](https://www.youtube.com/watch?v=2)\nJeff Vogel\nA human and funny experience.\n";
    has(
        list,
        &[
            "Ben Fiquet GAVE The Art of the Dragon",
            "Jeff Vogel GAVE Failing to Fail",
        ],
    );
    // A paragraph that is wrapped is one line.
    has_not(
        "# GDC 2018\n\nThe talks were held in a hall that was too small for all of us, so that\nBen Fiquet and I stood.\n",
        "GAVE",
    );
}

#[test]
fn numbers_and_times_before_a_line_are_no_part_of_it() {
    let talks = [
        ("(1) ", "Anna Berg – Caches at the edge"),
        ("[2] ", "David Hewitt – Plans of queries"),
        ("c) ", "Jane Lusby – Errors are values"),
        ("9h30 — ", "Lynn Root – Async all the way"),
        ("10:00 – 10:45 ", "Petr Jelinek – Types of tests"),
        ("Day 1, Session 2: ", "Vera Holm – Tracing for all"),
    ];
    for (lead, talk) in talks {
        let (name, title) = talk.split_once(" – ").expect("a name and a title");
        has(
            &format!("# FOSDEM 2019\n\nSome talks:\n\n#### {lead}{talk}\n\nGood.\n"),
            &[&format!("{name} GAVE {title}")],
        );
    }
    has_not(
        "# FOSDEM 2019\n\nSome talks:\n\n#### 10:00 Lunch\n\nGood.\n",
        "GAVE",
    );
}

#[test]
fn lines_that_open_alike_are_entries() {
    has(
        "# FOSDEM 2019\n\n🎤 **Anna Berg** – The design of everyday caches\n🎤 **David Hewitt** – How large queries are planned\n",
        &[
            "Anna Berg GAVE The design of everyday caches",
            "David Hewitt GAVE How large queries are planned",
        ],
    );
    has(
        "# Meetup, March 2020\n\nThe talks of the evening:\n\n18:30 Doors and pizza\n19:00 Anna Berg: The design of everyday caches\n20:20 Break and more pizza for everyone\n20:40 David Hewitt: How large queries are planned\n",
        &[
            "Anna Berg GAVE The design of everyday caches",
            "David Hewitt GAVE How large queries are planned",
        ],
    );
    // Prose that is wrapped goes on over its lines.
    has(
        "# FOSDEM 2019\n\nThe best talk of the morning was the one about\nCaches, and Anna Berg gave a talk on the planner of\nPostgres: it was long.\n",
        &["Anna Berg GAVE Anna Berg: talk on the planner of Postgres"],
    );
}

#[test]
fn headings_that_label_the_parts_of_sections_open_none() {
    has(
        "# FOSDEM 2019\n\n## Talk 1: Plans of large queries\n\n#### Summary\n\nAnna Berg gave a talk on planning that I liked.\n\n#### Takeaways\n\n- Plan\n\n## Talk 2: Caches at the edge\n\n#### Summary\n\nDavid Hewitt gave a talk on caches that was long.\n\n#### Takeaways\n\n- Cache\n",
        &[
            "Anna Berg GAVE Plans of large queries",
            "David Hewitt GAVE Caches at the edge",
        ],
    );
}

#[test]
fn books_that_a_line_announces_are_no_talks() {
    let list = "- *Plans of Large Queries* by Anna Berg\n- *Caches at the Edge* by David Hewitt\n";
    has_not(
        &format!("# FOSDEM 2019\n\nPeople recommended these books:\n\n{list}"),
        "GAVE",
    );
    has(
        &format!("# FOSDEM 2019\n\nI saw these talks:\n\n{list}"),
        &["Anna Berg GAVE Plans of Large Queries"],
    );
}
