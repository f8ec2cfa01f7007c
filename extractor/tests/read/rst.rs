//! reStructuredText.

use crate::{check, document};

#[test]
fn sections_take_their_level_from_their_style() {
    check(
        "a.rst",
        "=======\nA title\n=======\n\nText.\n\nOne\n---\n\nInner\n~~~~~\n\nTwo\n---\n\nEnd.\n",
        "h1 A title
         p Text.
         h2 One
         h3 Inner
         h2 Two
         p End.",
    );
}

#[test]
fn metadata_comes_as_comments_or_as_fields() {
    let nikola = document(
        "a.rst",
        ".. title: Talks\n.. date: 2020-08-28 9:00\n.. tags: dev, rust\n.. author: Ann Lee\n\nText.\n",
    );
    let pelican = document(
        "a.rst",
        "Talks\n#####\n\n:date: 2020-08-28 9:00\n:tags: dev, rust\n:author: Ann Lee\n\nText.\n",
    );
    for read in [nikola, pelican] {
        assert_eq!(read.title.as_deref(), Some("Talks"));
        assert_eq!(read.date.as_deref(), Some("2020-08-28"));
        assert_eq!(read.tags, ["dev", "rust"]);
        assert_eq!(read.authors, ["Ann Lee"]);
        assert_eq!(read.text, "Talks\n\nText.");
    }
}

#[test]
fn inline_markup_becomes_marks() {
    check(
        "a.rst",
        "See `the talk\n<https://x.example/1>`_ by **Ann Lee**, *Queues*, ``grep -r``, Bo_, `Cy Orr`_, `here`__ and :ref:`the end <end>` [1]_.\n2*3*4 and a_b stay, as does \\*this\\*.\n\n.. _Bo: https://x.example/bo\n.. _`Cy Orr`: https://x.example/cy\n.. __: https://x.example/anon\n.. [1] A note.\n",
        "p See [the talk](https://x.example/1) by [Ann Lee]strong, [Queues]em, [grep -r]code, [Bo](https://x.example/bo), [Cy Orr](https://x.example/cy), [here](https://x.example/anon) and the end. 2*3*4 and a_b stay, as does *this*.
         p A note.",
    );
}

#[test]
fn lists_and_definitions_nest() {
    check(
        "a.rst",
        "* One\n  goes on\n\n  - Inner\n\n* Two\n\n  A second paragraph.\n\n#. First\n#. Second\n\nQueues (Ann Lee)\n    What it was about.\n",
        "li1 One goes on
         li2 Inner
         li1 Two
         p A second paragraph.
         li1 First
         li1 Second
         li1 Queues (Ann Lee)
         p What it was about.",
    );
}

#[test]
fn directives_keep_only_what_is_read() {
    check(
        "a.rst",
        "Before::\n\n    code = 1\n\n.. image:: x.png\n   :alt: Not this\n\n.. figure:: y.png\n   :width: 100\n\n   Ann on stage\n\n   A legend.\n\n.. raw:: html\n\n   <p>not this</p>\n\n.. note:: Read this.\n\n   And this.\n\n.. code-block:: python\n   :linenos:\n\n   print(1)\n\n.. contents::\n\n.. A comment by Bo Ek\n   over two lines\n\nShe said:\n\n    A quotation.\n\n    -- Cy Orr\n\nAfter.\n",
        "p Before:
         code code = 1
         cap Ann on stage
         p A legend.
         p Read this.
         p And this.
         code print(1)
         p She said:
         q1 A quotation.
         q1 -- Cy Orr
         p After.",
    );
}

#[test]
fn line_blocks_and_tables_keep_their_lines() {
    check(
        "a.rst",
        "| One\n| Two\n\n======  =======\nTalk    Who\n======  =======\nQueues  Ann Lee\n======  =======\n\n+------+-----+\n| Talk | Who |\n+======+=====+\n| On   | Bo  |\n| bees | Ek  |\n+------+-----+\n",
        "p One\\nTwo
         row Talk | Who
         row Queues | Ann Lee
         row Talk | Who
         row On bees | Bo Ek",
    );
}
