//! Forms of recaps that no single rule reads: what the layout of a post, or several of its
//! sentences together, say of a talk.

use std::collections::BTreeSet;

use hallway_extractor::EdgeKind;
use hallway_extractor::builtin;
use hallway_extractor::extract::extract;
use hallway_extractor::read::read;

/// The facts of a Markdown post, as `SOURCE KIND TARGET`; mentions left out.
fn facts(markdown: &str) -> BTreeSet<String> {
    let documents = read("post.md", markdown.as_bytes(), None).expect("the post can be read");
    let extraction = extract(&documents[0], builtin::rules());
    let name = |id: &str| {
        extraction
            .nodes
            .iter()
            .find(|node| node.id == id)
            .map_or("?", |node| node.name.as_str())
    };
    extraction
        .edges
        .iter()
        .filter(|edge| edge.kind != EdgeKind::Mentions)
        .map(|edge| {
            format!(
                "{} {} {}",
                name(&edge.source),
                edge.kind.name(),
                name(&edge.target)
            )
        })
        .collect()
}

#[track_caller]
fn has(markdown: &str, expected: &[&str]) {
    let facts = facts(markdown);
    for fact in expected {
        assert!(facts.contains(*fact), "no '{fact}' in {facts:#?}");
    }
}

#[track_caller]
fn has_not(markdown: &str, part: &str) {
    let facts = facts(markdown);
    assert!(
        !facts.iter().any(|fact| fact.contains(part)),
        "'{part}' in {facts:#?}"
    );
}

#[test]
fn the_rows_of_a_table_vouch_for_a_name_that_nobody_listed() {
    let table = "| Title | Author | Why |\n|---|---|---|\n\
        | The Dark Side of Caches | Qavan Rosakat | See how it goes wrong |\n\
        | Query Planning for Humans | Anna Berg | Made me think |\n\
        | Zero Downtime Deploys | David Hewitt | Great fun |\n";
    has(table, &["Qavan Rosakat GAVE The Dark Side of Caches"]);
}

#[test]
fn a_bold_name_under_a_title_is_a_byline_and_opens_no_section() {
    let post = "# WriterConf 2016\n\n## Documenting Query Planners\n\n**Anna Berg**\n\n\
        The talk was about PostgreSQL.\n\n## More Zen for Maintainers\n\n**Thursday Bram**\n\nA reminder.\n";
    has(
        post,
        &[
            "Anna Berg GAVE Documenting Query Planners",
            "Thursday Bram GAVE More Zen for Maintainers",
            "Documenting Query Planners ABOUT PostgreSQL",
        ],
    );
}

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
fn a_talk_told_of_twice_is_one_talk() {
    let post = "Anna Berg gave a talk about event sourcing in production. We liked it.\n\n\
        ## Slides\n\n- Anna Berg: Event sourcing\n- David Hewitt: Rust inside the browser\n";
    let gave: Vec<String> = facts(post)
        .into_iter()
        .filter(|fact| fact.starts_with("Anna Berg GAVE"))
        .collect();
    assert_eq!(gave, ["Anna Berg GAVE Event sourcing"]);
}

#[test]
fn a_sentence_on_two_talks_gives_each_its_own_subjects() {
    let post = "The talks were short. Anna Berg spoke about query planning in PostgreSQL, and \
        David Hewitt spoke about containers in Kubernetes.\n";
    has(
        post,
        &[
            "Anna Berg: talk on query planning ABOUT query planning",
            "David Hewitt: talk on containers ABOUT containers",
        ],
    );
    has_not(post, "talk on query planning ABOUT Kubernetes");
    has_not(post, "talk on containers ABOUT PostgreSQL");
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
fn markup_for_a_quotation_needs_no_quotation_marks() {
    has(
        "# FOSDEM 2019\n\nThe talks were short. Anna Berg’s <q>Plans of Large Queries</q> was fun, and so was \
         Anna Berg’s <q>X</q>.",
        &["Anna Berg GAVE Plans of Large Queries"],
    );
}

#[test]
fn a_list_of_ones_own_talks_has_no_other_speaker() {
    let post = |heading: &str| {
        format!(
            "---\nauthor: Anna Berg\n---\n\n# FOSDEM 2019\n\n## {heading}\n\n- Plans of large queries\n- Caches at the edge\n"
        )
    };
    has(
        &post("My talks"),
        &[
            "Anna Berg GAVE Plans of large queries",
            "Anna Berg GAVE Caches at the edge",
        ],
    );
    has_not(&post("Good talks"), "Anna Berg GAVE");
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
fn a_byline_may_stand_below_a_line_of_stars() {
    has(
        "# FOSDEM 2019 talks\n\n### Plans of queries\n\nrating: 4 of 5\n\nBy [Anna Berg](https://example.org/a)\n\nIt was long.",
        &["Anna Berg GAVE Plans of queries"],
    );
}

#[test]
fn an_event_may_be_named_by_the_title_alone() {
    has(
        "# Report: Plumtide 2017\n\nI was at Plumtide with friends. Anna Berg gave a talk on query planning.",
        &["Anna Berg: talk on query planning PRESENTED_AT Plumtide 2017"],
    );
    has_not(
        "# Report: Summer 2017\n\nAnna Berg gave a talk on query planning.",
        "PRESENTED_AT",
    );
}

#[test]
fn names_that_are_words_are_believed_where_they_are_set_apart() {
    has(
        "# FOSDEM 2019 talks\n\nI liked the talk by [Evan You](https://example.org/v) on motion.",
        &["Evan You GAVE Evan You: talk on motion"],
    );
}

#[test]
fn bold_words_that_open_paragraphs_are_titles_where_most_of_them_tell_of_talks() {
    let post = "# FOSDEM 2019\n\nThe talks that I saw.\n\n\
        **Plans of large queries** Anna Berg showed how a planner thinks.\n\n\
        **What caches cost** The second talk was by David Hewitt, and it was long.\n\n\
        **Less is more** as I came late, I understood little of it.\n";
    has(
        post,
        &[
            "Anna Berg GAVE Plans of large queries",
            "David Hewitt GAVE What caches cost",
            "Less is more PRESENTED_AT FOSDEM 2019",
        ],
    );
    let advice = "# FOSDEM 2019\n\n**Be on time** Doors close early.\n\n\
        **Bring a coat** It is cold.\n\n**Less is more** Pack light.\n";
    has_not(advice, "Less is more");
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
fn a_title_may_end_with_a_question_mark() {
    let post = "# FOSDEM 2019\n\nThe next talk was [How to plan a query, and why?](https://conf.example/1) by Anna Berg.\n";
    has(post, &["Anna Berg GAVE How to plan a query, and why?"]);
}

#[test]
fn a_handle_is_a_speaker_where_it_is_linked() {
    let post = "# FOSDEM 2019\n\nI enjoyed [@xeno](https://x.example)'s talk, and the talk on macros by \
        [@anna](https://a.example) and [@david](https://d.example).\n";
    has(
        post,
        &[
            "@xeno GAVE @xeno talk",
            "@anna GAVE @anna: talk on macros",
            "@david GAVE @anna: talk on macros",
        ],
    );
    has_not(
        &post.replace("[@xeno](https://x.example)'s talk", "@media's talk"),
        "@media",
    );
}

#[test]
fn a_rating_between_a_title_and_its_speaker_is_passed_over() {
    let post = "# FOSDEM 2019\n\n### Peer-to-peer apps in the browser\n\nrating: 4 of 5\n\n\
        [Anna Berg](https://a.example), who had us waiting, was good.\n\n\
        ### Real world caches\n\nRating: 3 of 5\n\nBy David Hewitt.\n";
    has(post, &["David Hewitt GAVE Real world caches"]);
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
fn the_first_item_of_a_list_is_no_byline_where_it_is_a_talk() {
    let list = "# FOSDEM 2019\n\n## Talks I attended\n\n\
        - Anna Berg (Acme) – Scaling Postgres: a tour\n- David Hewitt (Globex) – Rust inside\n";
    has(list, &["Anna Berg GAVE Scaling Postgres: a tour"]);
    let label =
        "# FOSDEM 2019\n\n## Scaling Postgres\n\n**Speaker:** Anna Berg, Citus Data\n\nGood.\n";
    has(label, &["Anna Berg GAVE Scaling Postgres"]);
}

#[test]
fn labelled_fields_are_title_speaker_and_employer() {
    let meetup = "# Rust Oslo meetup\n\nThree talks.\n\n\
        ## First\n\n- **Title:** Async all the way down\n- **Speaker:** Kari Nordmann, Globex\n\
        - **Abstract:** Kari walked us through executors.\n\n\
        ## Third\n\n**Speaker**: Ida Long\n**Talk**: Macros that write macros\n**Company**: Initech\n";
    has(
        meetup,
        &[
            "Kari Nordmann GAVE Async all the way down",
            "Kari Nordmann WORKS_AT Globex",
            "Ida Long GAVE Macros that write macros",
            "Ida Long WORKS_AT Initech",
        ],
    );
    // Under a heading that is a name, or a title, the other field is enough.
    has(
        "# Meetup\n\nTwo talks.\n\n## Peter Farkas\n\n- Talk title: Documents in rows\n- Company: Acme, CEO\n",
        &[
            "Peter Farkas GAVE Documents in rows",
            "Peter Farkas WORKS_AT Acme",
        ],
    );
    has_not(
        "# A film\n\nTitle: The Long Night\nDirector: Anna Berg\n",
        "GAVE",
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
fn blocks_that_open_with_speakers_tell_of_talks_as_most_of_them_do() {
    let list = "# An Event Apart 2015\n\nThe talks:\n\n\
        - **Anna Berg** spoke about caches.\n- **David Hewitt** presented on query plans.\n\
        - **Jane Lusby** framed errors as values.\n";
    has(list, &["Jane Lusby GAVE Jane Lusby talk"]);
    let people = "# Our team\n\n- **Anna Berg** painted the office.\n\
        - **David Hewitt** cooked for all of us.\n- **Jane Lusby** repaired the door.\n";
    has_not(people, "GAVE");
}

#[test]
fn he_goes_on_about_something_in_the_talk_that_was_named() {
    let post = "# JSDay 2016\n\nAnna Berg gave a talk called “The Evolution of Callbacks”. \
        She talked about *promises* at length.\n";
    has(post, &["Anna Berg GAVE The Evolution of Callbacks"]);
    has_not(post, "Anna Berg GAVE promises");
    // Another talk is another talk.
    has(
        "# JSDay 2016\n\nAnna Berg gave a talk called “The Evolution of Callbacks”. \
         She also gave a lightning talk on *Promises in Practice*.\n",
        &["Anna Berg GAVE Promises in Practice"],
    );
}

#[test]
fn a_title_beside_what_is_told_is_the_talks() {
    has(
        "# UX Burlington 2019\n\n### Morning Keynote\n\nVictor Long gave the morning keynote. “Designing for Short Attention Spans”. A great start.\n",
        &["Victor Long GAVE Designing for Short Attention Spans"],
    );
    has(
        "# AIAI London 2024\n\nThe talks that stood out:\n\n\
         - **Optimising Outcomes with Prompts**. This very technical talk by Anna Berg from Acme showed how.\n",
        &["Anna Berg GAVE Optimising Outcomes with Prompts"],
    );
    // What somebody said is no title.
    has_not(
        "# UX Burlington 2019\n\nVictor Long gave the morning keynote. “That was really great.” We clapped.\n",
        "GAVE That was",
    );
}

#[test]
fn sections_with_a_recording_are_talks_and_the_one_name_there_is_the_speakers() {
    let post = "# Summit 2024\n\nOur favourite talks.\n\n\
        ### Comparing Image Update Models\n\n- [YouTube link](https://www.youtube.com/watch?v=1)\n- Recommended by: Thomas\n\n\
        Drew Long, from Acme and a friend of the show, did some great research on strategies.\n\n\
        ### Maximizing the Life of Cards\n\n- [YouTube link](https://www.youtube.com/watch?v=2)\n- Recommended by: Noah\n\n\
        There is no way around it, but Anna Berg is fun to watch when it comes to cards.\n\n\
        ### What We Ate\n\nDavid Hewitt found the best place for ramen in all of the town.\n";
    has(
        post,
        &[
            "Drew Long GAVE Comparing Image Update Models",
            "Anna Berg GAVE Maximizing the Life of Cards",
        ],
    );
    has_not(post, "David Hewitt GAVE");
}

#[test]
fn talks_by_several_are_one_each() {
    let post = "# Python in Astronomy 2015\n\nThe day started with contributed talks by \
        Adam Long, Victor Berg and Jane Lusby.\n";
    has(
        post,
        &[
            "Adam Long GAVE Adam Long talk",
            "Victor Berg GAVE Victor Berg talk",
        ],
    );
    has_not(post, "Victor Berg GAVE Adam Long talk");
    has(
        "# PyCon 2015\n\nThere was a talk by Adam Long and Victor Berg.\n",
        &["Victor Berg GAVE Adam Long talk"],
    );
}

#[test]
fn what_speaks_and_works_somewhere_is_a_person_whatever_the_name() {
    has(
        "# PyCon Lanka 2024\n\nThe talks.\n\nKasun Pererawa of WSO2 gave a talk on API gateways.\n",
        &["Kasun Pererawa GAVE Kasun Pererawa: talk on API gateways"],
    );
    has_not(
        "# PyCon Lanka 2024\n\nThe talks.\n\nKasun Pererawa of the north lay in the sun.\n",
        "Kasun",
    );
}

#[test]
fn an_event_that_no_list_has_is_named_in_the_title() {
    has(
        "---\ntitle: Reflections on Plumconf Barcelona 2019\n---\n\nThe talks were good.\n\nAnna Berg gave a talk about caches.\n",
        &["Anna Berg: talk on caches PRESENTED_AT Plumconf Barcelona 2019"],
    );
    has_not(
        "---\ntitle: Best Books of 2019\n---\n\nThe talks were good.\n\nAnna Berg gave a talk about caches.\n",
        "PRESENTED_AT",
    );
}

#[test]
fn titles_that_stand_apart_above_what_is_told_are_talks() {
    let post = "# My favourite talks of RailsConf 2015\n\nSo many talks!\n\n\
        [Living with caches](https://example.org/t/1)\n\n\
        [Anna Berg](https://example.org/a) has a condition. This talk gives a view into an orderly mind.\n\n\
        [Plans of large queries](https://example.org/t/2)\n\n\
        Everyone likes plans, and so does [David Hewitt](https://example.org/d). Watch his talk.\n\n\
        [Zero downtime deploys](https://example.org/t/3)\n\n\
        Lynn Root gave an awesome demo of the internals of a proxy.\n";
    has(
        post,
        &[
            "Anna Berg GAVE Living with caches",
            "David Hewitt GAVE Plans of large queries",
            "Lynn Root GAVE Zero downtime deploys",
        ],
    );
    // Links above prose that tells of no talks are links.
    has_not(
        &post.replace("talk", "note").replace("demo", "tour"),
        "Living with caches",
    );
}

#[test]
fn pictures_before_a_name_in_a_heading_are_no_part_of_it() {
    has(
        "# FOSDEM 2019\n\n### 🎤 Anna Berg\n\nAnna gave a talk about caches and how they age.\n",
        &["Anna Berg GAVE Anna Berg: talk on caches"],
    );
}

#[test]
fn the_words_of_a_quoted_title_do_not_silence_a_rule() {
    has(
        "# RubyConf 2017\n\nWatch the keynote “Ruby Paper Scissors” by Dot Wingrove, \
         “Debugging for the New” by Anna Berg.\n",
        &[
            "Dot Wingrove GAVE Ruby Paper Scissors",
            "Anna Berg GAVE Debugging for the New",
        ],
    );
}

#[test]
fn a_linked_name_is_no_title() {
    has(
        "# JuliaCon 2021\n\n[Jeff Bezanson](https://example.org/j), [Keno Fischer](https://example.org/k) \
         and [Viral Shah](https://example.org/v) presented the [State of Julia](https://example.org/s).\n",
        &[
            "Jeff Bezanson GAVE State of Julia",
            "Keno Fischer GAVE State of Julia",
            "Viral Shah GAVE State of Julia",
        ],
    );
}

#[test]
fn a_handle_after_a_name_is_no_part_of_the_title() {
    has(
        "# VoxxedDays 2018\n\n### 1. Kubernetes - by Carter Morgan @_askcarter (Developer Evangelist at Google)\n\n\
         He ran through it.\n\n### 2. Push messages at rest - by Phil Nash @philnash from Twilio\n\nNice.\n",
        &[
            "Carter Morgan GAVE Kubernetes",
            "Carter Morgan WORKS_AT Google",
            "Phil Nash GAVE Push messages at rest",
        ],
    );
}

#[test]
fn a_title_ends_where_a_sentence_does() {
    has_not(
        "# RubyConf 2017\n\nI could recommend most of the talks of this year. Watch them by Anna Berg.\n",
        "GAVE I could",
    );
}

#[test]
fn who_heads_a_department_does_not_work_at_it() {
    let post = "# Meetup\n\n## Blocks you do not know / Anna Berg, Head of Cloud Development at Acme\n\nGood.\n";
    has(post, &["Anna Berg WORKS_AT Acme"]);
    has_not(post, "Cloud Development");
}

#[test]
fn an_event_is_called_by_its_whole_name() {
    has(
        "# AI Native DevCon 2026 impressions\n\nI was at [AI Native DevCon](https://example.org/d).\n\n\
         ## Plans of queries\n\nAnna Berg gave a talk about plans.\n",
        &["Plans of queries PRESENTED_AT AI Native DevCon 2026"],
    );
    has(
        "# Embedded Open Source Summit 2024 Recap\n\nApril saw the Embedded Open-Source Summit.\n\n\
         ## Plans of queries\n\nAnna Berg gave a talk about plans.\n",
        &["Plans of queries PRESENTED_AT Embedded Open Source Summit 2024"],
    );
    has(
        "# Report: Good Open Source Summit 2024\n\nIt was good.\n\n\
         ## Plans of queries\n\nAnna Berg gave a talk about plans.\n",
        &["Plans of queries PRESENTED_AT Open Source Summit 2024"],
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
fn names_above_titles_are_speakers_where_a_post_sets_them_so() {
    has(
        "# FOSDEM 2019\n\nAnna Berg\nCaches at the Edge\n\nGood.\n\nDavid Hewitt\nPlans of Large Queries\n\nLong.\n\nJane Lusby\nGlobex\n\"Errors Are Values\"\n\nShort.\n",
        &[
            "Anna Berg GAVE Caches at the Edge",
            "David Hewitt GAVE Plans of Large Queries",
            "Jane Lusby GAVE Errors Are Values",
        ],
    );
    has(
        "# FOSDEM 2019\n\n#### Anna Berg\n\nCaches at the Edge\n\n#### David Hewitt\n\nPlans of Large Queries\n\n#### Jane Lusby\n\nErrors Are Values\n",
        &["Jane Lusby GAVE Errors Are Values"],
    );
    // What people are stands below their names as well.
    has_not(
        "# The team\n\nAnna Berg\nChief Engineer for Caches\n\nDavid Hewitt\nProduct Manager and Cook\n\nJane Lusby\nHead of Errors\n",
        "GAVE",
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

#[test]
fn a_handle_is_whose_name_links_to_that_account() {
    has(
        "# FOSDEM 2019\n\nOn the first day [Anna Berg](https://twitter.com/annab) opened the doors.\n\nLater there was [@annab](https://twitter.com/annab)'s talk on caches.\n",
        &["Anna Berg GAVE Anna Berg: talk on caches"],
    );
}

#[test]
fn a_line_under_the_title_of_the_post_is_no_byline() {
    has(
        "# FOSDEM 2019\n\nAnna Berg (Acme) — Indexes as a single source of truth\n\nDavid Hewitt (Globex) — Caches in a cold world\n",
        &["Anna Berg GAVE Indexes as a single source of truth"],
    );
}

#[test]
fn a_title_in_the_middle_of_a_sentence_shows_by_its_capitals() {
    has(
        "# FOSDEM 2019\n\nThe talks were good. Then we had Anna Berg speaking about Building Fast Caches at the Edge of Networks, which was full.\n",
        &["Anna Berg GAVE Building Fast Caches at the Edge of Networks"],
    );
    has(
        "# FOSDEM 2019\n\nThe talks were good. Then we had Anna Berg speaking about PostgreSQL in the evening.\n",
        &["Anna Berg GAVE Anna Berg: talk on PostgreSQL"],
    );
}

#[test]
fn the_one_name_under_an_item_that_is_a_title_is_the_speakers() {
    has(
        "# FOSDEM 2019\n\nOur favourite talks:\n\n1. [Plans of Large Queries](https://youtu.be/abc)\n\n    Anna Berg told one of the best stories of the year, with a cache in it.\n1. [Caches at the Edge](https://youtu.be/abd)\n\n    David Hewitt dives into what it takes to keep a cache that is warm all day.\n",
        &[
            "Anna Berg GAVE Plans of Large Queries",
            "David Hewitt GAVE Caches at the Edge",
        ],
    );
}
