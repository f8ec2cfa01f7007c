//! Titles, what is told of them, and the events they belong to.

use crate::{facts, has, has_not};

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
fn markup_for_a_quotation_needs_no_quotation_marks() {
    has(
        "# FOSDEM 2019\n\nThe talks were short. Anna Berg’s <q>Plans of Large Queries</q> was fun, and so was \
         Anna Berg’s <q>X</q>.",
        &["Anna Berg GAVE Plans of Large Queries"],
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
fn a_title_may_end_with_a_question_mark() {
    let post = "# FOSDEM 2019\n\nThe next talk was [How to plan a query, and why?](https://conf.example/1) by Anna Berg.\n";
    has(post, &["Anna Berg GAVE How to plan a query, and why?"]);
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
fn a_title_ends_where_a_sentence_does() {
    has_not(
        "# RubyConf 2017\n\nI could recommend most of the talks of this year. Watch them by Anna Berg.\n",
        "GAVE I could",
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
