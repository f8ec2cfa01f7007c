//! Who speaks: names, handles, bylines and labelled fields.

use crate::{has, has_not};

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
fn pictures_before_a_name_in_a_heading_are_no_part_of_it() {
    has(
        "# FOSDEM 2019\n\n### 🎤 Anna Berg\n\nAnna gave a talk about caches and how they age.\n",
        &["Anna Berg GAVE Anna Berg: talk on caches"],
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
fn the_one_name_under_an_item_that_is_a_title_is_the_speakers() {
    has(
        "# FOSDEM 2019\n\nOur favourite talks:\n\n1. [Plans of Large Queries](https://youtu.be/abc)\n\n    Anna Berg told one of the best stories of the year, with a cache in it.\n1. [Caches at the Edge](https://youtu.be/abd)\n\n    David Hewitt dives into what it takes to keep a cache that is warm all day.\n",
        &[
            "Anna Berg GAVE Plans of Large Queries",
            "David Hewitt GAVE Caches at the Edge",
        ],
    );
}
