//! HTML: the article out of its page.

use crate::{check, document, documents};

const PAGE: &str = r##"<!doctype html><html><head>
<title>Queues in June | Quiet Notes</title>
<meta name="author" content="Ann Lee"><meta property="og:site_name" content="Quiet Notes">
<meta property="article:published_time" content="2024-06-11T08:00:00Z"><meta property="article:tag" content="queues">
<link rel="canonical" href="https://notes.example/queues">
</head><body>
<header><h1><a href="/">Quiet Notes</a></h1><nav><a href="/a">About</a></nav></header>
<div id="main"><article class="post">
<header><h2 class="entry-title">Queues in June</h2><p class="meta">Posted by Ann Lee on June 11</p></header>
<div class="entry-content">
<p>Bo&nbsp;Ek gave <em>Queues &amp; more</em> in the <a href='/hall'>great hall</a>,<br>which was full.</p>
<h3>Afterwards <a class="anchor" href="#afterwards">#</a></h3>
<ul><li>Cy Orr<ul><li>on bees<li>on wasps</ul><li>Di Fox</ul>
<blockquote><p>It scales.</p><footer>Bo Ek</footer></blockquote>
<pre><code>let a = 1;

let b = 2;</code></pre>
<figure><img src=x><figcaption>The hall</figcaption></figure>
<aside>Subscribe now, and win a prize that nobody wants.</aside>
</div>
<div class="sharedaddy"><a href="#">Share</a></div>
<footer>Filed under <a rel="tag" href="/t">talks</a></footer>
</article>
<div id="comments"><h3>3 thoughts</h3><article class="comment"><p>I was there and it was a very good talk indeed, thank you Ann.</p></article></div>
</div>
<aside class="sidebar"><h3>Recent posts</h3><ul><li><a href="/x">Another post by Eve Gray</a></li></ul></aside>
<footer>Copyright Ann Lee</footer>
<script>var x = "<p>not this</p>";</script>
</body></html>"##;

#[test]
fn the_article_is_taken_out_of_its_page() {
    check(
        "a.html",
        PAGE,
        "h2 Queues in June
         p Bo Ek gave [Queues & more]em in the [great hall](/hall),\\nwhich was full.
         h3 Afterwards
         li1 Cy Orr
         li2 on bees
         li2 on wasps
         li1 Di Fox
         q1 It scales.
         q1 Bo Ek
         code let a = 1;\\nlet b = 2;
         cap The hall",
    );
}

#[test]
fn the_head_gives_the_metadata() {
    let read = document("a.html", PAGE);
    assert_eq!(read.title.as_deref(), Some("Queues in June"));
    assert_eq!(read.authors, ["Ann Lee"]);
    assert_eq!(read.date.as_deref(), Some("2024-06-11"));
    assert_eq!(read.url.as_deref(), Some("https://notes.example/queues"));
    assert_eq!(read.tags, ["queues", "talks"]);
}

#[test]
fn all_posts_of_the_main_column_are_taken() {
    let post = |title: &str| {
        format!(
            "<div class='post hentry'><h3 class=post-title>{title}</h3><div class='post-body entry-content'>We met in {title} and spoke of queues for an hour or two.<br><br>Then we left.</div><div class=post-footer>Posted by Ann</div></div>"
        )
    };
    let page = format!(
        "<html><head><title>Blog</title></head><body><div id=sidebar>Links and more links to see</div><div id=main>{}{}</div></body></html>",
        post("May"),
        post("June")
    );
    check(
        "a.html",
        &page,
        "h1 Blog
         h3 May
         p We met in May and spoke of queues for an hour or two.
         p Then we left.
         h3 June
         p We met in June and spoke of queues for an hour or two.
         p Then we left.",
    );
}

#[test]
fn pages_that_say_nothing_about_themselves_are_weighed() {
    let prose =
        "Ann Lee spoke about queues for an hour, and nobody left the room before the end of it. "
            .repeat(8);
    let page = format!(
        "<html><body><table><tr><td><a href=1>One</a> <a href=2>Two</a> <a href=3>Three</a></td><td><h1>Notes</h1><p>{prose}</p><p>{prose}</p></td></tr></table><p><a href=4>Legal</a></p></body></html>"
    );
    let read = document("a.html", &page);
    assert!(read.text.starts_with("Notes\n\nAnn Lee"), "{}", read.text);
    assert!(
        !read.text.contains("Three") && !read.text.contains("Legal"),
        "{}",
        read.text
    );
}

#[test]
fn a_blogger_post_is_found_in_its_widgets() {
    check(
        "a.html",
        "<html><head><title>Quiet Notes: Queues in June</title></head><body class='loading'><div class='navbar section' id='navbar'>x</div><div class='main section' id='main'><div class='widget Blog' id='Blog1'><div class='blog-posts hfeed'><div class='date-outer'><h2 class='date-header'><span>Tuesday, June 11, 2024</span></h2><div class='post-outer'><div class='post hentry' itemscope itemtype='http://schema.org/BlogPosting'><h3 class='post-title entry-title' itemprop='name'>Queues in June</h3><div class='post-body entry-content' itemprop='description articleBody'>Ann spoke.<br /><br /><b>Bees by Bo Ek</b><br /><br />He spoke too.<div style='clear: both;'></div></div><div class='post-footer'><span class='post-author vcard'>Posted by <span class='fn' itemprop='author'><a rel='author' href='/p'><span itemprop='name'>Cy Orr</span></a></span></span> <span class='post-labels'>Labels: <a href='/l' rel='tag'>talks</a></span></div></div><div class='comments' id='comments'><h4>2 comments:</h4><p>Nice post, thank you very much for it.</p></div></div></div></div></div></div><div class='sidebar section'><div class='widget BlogArchive'>2024 (3)</div></div></body></html>",
        "h3 Queues in June
         p Ann spoke.
         h6 [Bees by Bo Ek]strong
         p He spoke too.",
    );
}

#[test]
fn an_old_wordpress_page_is_read() {
    let page = "<html><head><title>Quiet Notes &raquo; Blog Archive &raquo; Queues in June</title></head><body><div id=page><div id=header><h1><a href=/>Quiet Notes</a></h1></div><div id=content class=widecolumn><div class=navigation><a href=1>Older</a></div><div class='post category-talks' id=post-55><h2><a href=/q>Queues in June</a></h2><small>June 11th, 2024 by Ann Lee</small><div class=entry><p>Bo Ek spoke.</p></div><p class=postmetadata>Posted in <a rel='category tag' href=2>Talks</a></p></div><h3 id=comments>Two Responses</h3><ol class=commentlist><li><p>Were you there? I was not there at all, sadly.</p></li></ol></div></div></body></html>";
    check(
        "a.html",
        page,
        "h2 [Queues in June](/q)\np June 11th, 2024 by Ann Lee\np Bo Ek spoke.",
    );
    let read = document("a.html", page);
    assert_eq!(
        (read.title.as_deref(), read.date.as_deref()),
        (Some("Queues in June"), Some("2024-06-11"))
    );
    assert_eq!(read.authors, ["Ann Lee"]);
}

#[test]
fn json_ld_names_the_author_and_the_date() {
    let page = r#"<html><head><title>T</title><script type="application/ld+json">{"@graph":[{"@type":"BlogPosting","headline":"On queues","author":{"@type":"Person","name":"Ann Lee"},"datePublished":"2022-02-01"}]}</script></head><body><main><h1>On queues</h1><p>Text of the post.</p></main></body></html>"#;
    let read = document("a.html", page);
    assert_eq!(
        (read.title.as_deref(), read.date.as_deref()),
        (Some("On queues"), Some("2022-02-01"))
    );
    assert_eq!(read.authors, ["Ann Lee"]);
}

#[test]
fn a_site_named_after_its_author_names_the_author() {
    let post = |host: &str| {
        document("a.html", &format!("<html><head><link rel=canonical href='https://{host}/x'></head><body><p>Text.</p></body></html>")).authors
    };
    assert_eq!(post("blog.isabel-moss.de"), ["Isabel Moss"]);
    assert_eq!(post("open-source.example"), [""; 0]);
    assert_eq!(post("notes.example"), [""; 0]);
}

#[test]
fn sections_named_after_their_headings_stay() {
    check(
        "a.html",
        "<html><body><main><h1>Talks</h1><p>Some were good, some were long.</p><h2 id=social-events>Social events</h2><p>Ann Lee spoke.</p><section id=related-talks><h2>Related talks</h2><p>Bo Ek spoke.</p></section><div class=section id=comments-on-bees><h2>Comments on bees</h2><p>Cy Orr spoke.</p></div><div id=comments><p>Nice.</p></div></main></body></html>",
        "h1 Talks
         p Some were good, some were long.
         h2 Social events
         p Ann Lee spoke.
         h2 Related talks
         p Bo Ek spoke.
         h2 Comments on bees
         p Cy Orr spoke.",
    );
}

#[test]
fn layout_tables_are_no_rows() {
    check(
        "a.html",
        "<table><tr><td><h2>Talks</h2><p>One.</p><p>Two.</p></td></tr></table><table><tr><td>a</td><td><p>b</p></td></tr></table>",
        "h2 Talks
         p One.
         p Two.
         row a | b",
    );
}

#[test]
fn unclosed_and_misnested_tags_are_forgiven() {
    check(
        "a.html",
        "<p>One <b>two<p>three</b> four</i><ul><li>five<li>six</ul>seven<h2>eight<h3>nine</h3>",
        "p One [two]strong
         p three four
         li1 five
         li1 six
         p seven
         h2 eight
         h3 nine",
    );
}

#[test]
fn a_quotation_shows_its_marks() {
    check(
        "a.html",
        "<p>In <q>Queues</q> and <cite>Graphs</cite>.</p>",
        "p In [“Queues”]quotation and [Graphs]quotation.",
    );
}

#[test]
fn a_page_without_talks_is_one_document() {
    assert_eq!(documents("a.html", PAGE).len(), 1);
}
