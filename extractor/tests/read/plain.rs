//! Plain text: what layout alone says.

use crate::{check, document};

#[test]
fn bullets_take_their_depth_from_their_indent() {
    check(
        "a.txt",
        "Best of the year\n\nTalks\n\nI liked these talks more than all the others, and I would see each of them again.\n\n  • Wide tables - Ann Lee\n    • What a planner sees.\n    • Video\n  • Small pipes - Bo Ek\n",
        "h1 Best of the year
         h2 Talks
         p I liked these talks more than all the others, and I would see each of them again.
         li1 Wide tables - Ann Lee
         li2 What a planner sees.
         li2 Video
         li1 Small pipes - Bo Ek",
    );
}

#[test]
fn a_line_below_a_bullet_is_a_line_the_author_broke() {
    check(
        "a.txt",
        "Here is what I saw on the second day of the conference, in the order of the programme, without the keynote.\n\n  • Queues that never fill\n    Ann Lee, Abstract\n  • Graphs on a budget\n    Bo Ek and Cy Orr, Slides\n",
        "p Here is what I saw on the second day of the conference, in the order of the programme, without the keynote.
         li1 Queues that never fill\\nAnn Lee, Abstract
         li1 Graphs on a budget\\nBo Ek and Cy Orr, Slides",
    );
}

#[test]
fn a_bare_title_above_longer_text_is_a_heading() {
    check(
        "a.txt",
        "I went to the conference last week and met more people than I can name here.\nQueues that never fill\nBy Ann Lee.\nAnn showed what happens to a queue when its reader sleeps, and what to do about it.\nAs I said: it was good.\nGraphs: small, large, and other\nBo went through three graph libraries and broke each of them with the same eight lines.\n",
        "p I went to the conference last week and met more people than I can name here.
         h2 Queues that never fill
         p By Ann Lee.
         p Ann showed what happens to a queue when its reader sleeps, and what to do about it.
         p As I said: it was good.
         h2 Graphs: small, large, and other
         p Bo went through three graph libraries and broke each of them with the same eight lines.",
    );
}

#[test]
fn lines_broken_at_a_margin_are_joined() {
    check(
        "a.txt",
        "Notes from a rainy week\n=======================\n\nOn Monday I took the slow train north, and on Tuesday the\nconference began with a keynote that nobody had announced,\nby somebody whom nobody knew.\n\nThe rest\n--------\n\nOn Wednesday there were talks again, most of them about the\nthings that one would expect, and one about bees.\n\nHoney at scale\nBy Ann Lee\n\nOne about bees, as I said, and the best of them all; it had\ngraphs, a live demonstration, and no questions at the end.\n",
        "h1 Notes from a rainy week
         p On Monday I took the slow train north, and on Tuesday the conference began with a keynote that nobody had announced, by somebody whom nobody knew.
         h2 The rest
         p On Wednesday there were talks again, most of them about the things that one would expect, and one about bees.
         h2 Honey at scale
         p By Ann Lee
         p One about bees, as I said, and the best of them all; it had graphs, a live demonstration, and no questions at the end.",
    );
}

#[test]
fn numbered_headings_are_told_from_numbered_lists() {
    check(
        "a.txt",
        "My week\n\nI wrote down what I learnt in the three days, in the order in which it came to me.\n\n1. Databases\n\nThe first day was all about databases, and about the people who keep them alive at night.\n\n2. Editors\n\nThe second day was about editors; there was some shouting in the corridors, but no injuries.\n\nThings to try:\n\n1. Sleep\n2. Water\n3. Tea\n",
        "h1 My week
         p I wrote down what I learnt in the three days, in the order in which it came to me.
         h3 Databases
         p The first day was all about databases, and about the people who keep them alive at night.
         h3 Editors
         p The second day was about editors; there was some shouting in the corridors, but no injuries.
         p Things to try:
         li1 Sleep
         li1 Water
         li1 Tea",
    );
}

#[test]
fn captions_and_attributions_are_no_headings() {
    check(
        "a.txt",
        "A day out\n\nWe walked along the river until it was dark, and talked about everything but work.\n\nMe and Ann Lee\n\nIn the evening there was a dinner for all speakers in the old customs house by the port.\n\n— Bo Ek (@boek) May 15, 2026\nMany of us left early because the trains stopped running at ten, as they always do there.\n",
        "h1 A day out
         p We walked along the river until it was dark, and talked about everything but work.
         p Me and Ann Lee
         p In the evening there was a dinner for all speakers in the old customs house by the port.
         p — Bo Ek (@boek) May 15, 2026
         p Many of us left early because the trains stopped running at ten, as they always do there.",
    );
}

#[test]
fn names_below_headings_are_who_spoke() {
    check(
        "a.txt",
        "Notes\n\nQueues that never fill\n\nAnn Lee\n\nA queue that never fills is a queue that nobody writes to, and other pearls of wisdom.\n\nGraphs on a budget\n\nBo Ek\n\nThree libraries, three ways to run out of memory, and one that ran out of patience first.\n",
        "h1 Notes
         h2 Queues that never fill
         p Ann Lee
         p A queue that never fills is a queue that nobody writes to, and other pearls of wisdom.
         h2 Graphs on a budget
         p Bo Ek
         p Three libraries, three ways to run out of memory, and one that ran out of patience first.",
    );
}

#[test]
fn navigation_is_left_out_and_shows_where_sections_begin() {
    check(
        "a.txt",
        "Skip to content\n\nA week of talks\n\nTable of Contents\n\nIt was a good week, if a long one.\n\n🔝 back to top\n\nAnn Lee Keynote\n\nShe spoke.\n\nThe hall in the morning\n\n🔝 back to top\n",
        "h1 A week of talks
         p It was a good week, if a long one.
         h2 Ann Lee Keynote
         p She spoke.
         p The hall in the morning",
    );
}

#[test]
fn the_head_gives_title_author_and_date() {
    for head in [
        "Ann Lee June 3, 2025 3 min read",
        "By Ann Lee\nJune 3, 2025",
        "Posted on June 3rd, 2025 by Ann Lee",
        "Ann Lee · 2025-06-03",
    ] {
        let document = document(
            "a.txt",
            &format!(
                "My first conference\n\n{head}\n\nI had been told that it would be loud, and so it was, but in a good way.\n"
            ),
        );
        assert_eq!(
            document.title.as_deref(),
            Some("My first conference"),
            "{head}"
        );
        assert_eq!(document.authors, ["Ann Lee"], "{head}");
        assert_eq!(document.date.as_deref(), Some("2025-06-03"), "{head}");
    }
}

#[test]
fn a_talks_speaker_is_not_the_author() {
    let document = document(
        "a.txt",
        "I went to the conference last week and met more people than I can name here.\nQueues that never fill\nBy Ann Lee.\nAnn showed what happens to a queue when its reader sleeps, and what to do about it.\n",
    );
    assert_eq!((document.title, document.authors), (None, Vec::new()));
}

#[test]
fn the_same_text_with_other_line_ends_reads_the_same() {
    let text = "A title\n\nBy Ann Lee\n\n  • one - Bo Ek\n    more\n";
    let windows = document("a.txt", &text.replace('\n', "\r\n"));
    assert_eq!(document("a.txt", text), windows);
}
