//! The article of a page: which elements hold it, and what in them is not part of it.
//!
//! Pages say much about themselves in element names, roles and class names; that goes
//! first. Where they say nothing, the article is the deepest element that holds most of
//! the text which is not links. All sums are prefix sums, so the search is linear.

use super::blocks::Run;
use super::tree::{Attribute, Node, Tag, Tree};

/// Where the article is.
pub(super) struct Article {
    /// The nodes that hold it, in order: several runs where the page shows several posts.
    pub(super) runs: Vec<Run>,
    /// For each node, true where it and all within it is not part of the article.
    pub(super) skip: Vec<bool>,
}

/// Finds the article of the page `tree`.
pub(super) fn find(tree: &Tree) -> Article {
    let page = Page::measure(tree);
    let skip = page.boilerplate();
    let good = page.good_text(&skip);
    let total = *good.last().unwrap_or(&0);
    let share = |root: usize| good[tree.nodes()[root].end as usize] - good[root];
    let posts = |rank: Rank| -> Vec<usize> {
        let mut roots = page.outermost(rank, &skip);
        let most = roots.iter().map(|root| share(*root)).max().unwrap_or(0);
        roots.retain(|root| share(*root) * 4 >= most && share(*root) > 0);
        if roots.iter().map(|root| share(*root)).sum::<usize>() * 5 < total * 2 {
            Vec::new()
        } else {
            roots
        }
    };
    let mut roots = Vec::new();
    for rank in [Rank::Post, Rank::Body, Rank::Main] {
        roots = posts(rank);
        if !roots.is_empty() {
            break;
        }
    }
    if roots.is_empty() {
        let page = tree.nodes().iter().any(|node| {
            matches!(
                node.tag,
                Tag::Html | Tag::Head | Tag::Body | Tag::Title | Tag::Meta
            )
        });
        match densest(tree, &good, &skip).filter(|_| page) {
            Some(root) => roots.push(root),
            // A piece of a page, or one without a body: all there is.
            None => {
                return Article {
                    runs: vec![Run::whole(tree)],
                    skip,
                };
            }
        }
    }
    let runs = roots
        .into_iter()
        .map(|root| Run {
            start: root,
            end: tree.nodes()[root].end as usize,
        })
        .collect();
    Article { runs, skip }
}

/// What an element's own words say that it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rank {
    /// A whole post, with its title.
    Post,
    /// A post's text, without its title.
    Body,
    /// The main column.
    Main,
}

struct Page<'a> {
    tree: &'a Tree,
    ranks: Vec<Option<Rank>>,
    /// Letters before each node, and one sum more; likewise the letters of links, and ranks.
    letters: Vec<usize>,
    links: Vec<usize>,
    ranked: Vec<usize>,
}

impl Page<'_> {
    fn measure(tree: &Tree) -> Page<'_> {
        let nodes = tree.nodes();
        let mut page = Page {
            tree,
            ranks: Vec::with_capacity(nodes.len()),
            letters: Vec::with_capacity(nodes.len() + 1),
            links: Vec::with_capacity(nodes.len() + 1),
            ranked: Vec::with_capacity(nodes.len() + 1),
        };
        let (mut letters, mut links, mut ranked) = (0, 0, 0);
        let (mut link_end, mut unseen_end) = (0, 0);
        for (index, node) in nodes.iter().enumerate() {
            page.letters.push(letters);
            page.links.push(links);
            page.ranked.push(ranked);
            match node.tag {
                Tag::A => link_end = link_end.max(node.end as usize),
                Tag::Script | Tag::Style | Tag::Noscript | Tag::Head | Tag::Template | Tag::Svg => {
                    unseen_end = unseen_end.max(node.end as usize);
                }
                Tag::Text if index >= unseen_end => {
                    let length = tree.text(node).trim_ascii().len();
                    letters += length;
                    links += if index < link_end { length } else { 0 };
                }
                _ => {}
            }
            let rank = rank(tree, node);
            ranked += usize::from(rank.is_some());
            page.ranks.push(rank);
        }
        page.letters.push(letters);
        page.links.push(links);
        page.ranked.push(ranked);
        page
    }

    fn sum(&self, sums: &[usize], index: usize) -> usize {
        sums[self.tree.nodes()[index].end as usize] - sums[index]
    }

    /// For each node, whether it only serves the page.
    fn boilerplate(&self) -> Vec<bool> {
        let nodes = self.tree.nodes();
        let mut skip = vec![false; nodes.len()];
        let total = *self.letters.last().unwrap_or(&0);
        let (mut post_end, mut quote_end) = (0, 0);
        let mut index = 0;
        while index < nodes.len() {
            let node = &nodes[index];
            let end = node.end as usize;
            let letters = self.sum(&self.letters, index);
            if matches!(self.ranks[index], Some(Rank::Post | Rank::Body)) {
                post_end = post_end.max(end);
            }
            if matches!(node.tag, Tag::Blockquote | Tag::Figure) {
                quote_end = quote_end.max(end);
            }
            let holds_post =
                self.ranked[end] - self.ranked[index] - usize::from(self.ranks[index].is_some())
                    > 0;
            let serves = match node.tag {
                Tag::Text | Tag::Html | Tag::Body | Tag::Main | Tag::Article => false,
                Tag::Nav => true,
                Tag::Aside | Tag::Dialog => !holds_post && letters * 2 < total,
                Tag::Footer => index >= quote_end && !holds_post,
                Tag::Header => index >= post_end && !holds_post && letters * 4 < total,
                Tag::Form => letters * 3 < total,
                Tag::A => self.serves_link(node, index),
                Tag::Time => false,
                _ if matches!(self.ranks[index], Some(Rank::Post | Rank::Body)) => false,
                _ => self.serves_by_name(node, holds_post, letters, total),
            };
            if serves {
                skip[index] = true;
                index = end;
            } else {
                index += 1;
            }
        }
        skip
    }

    /// Links to the previous post, the next one, and the tags.
    fn serves_link(&self, node: &Node, _index: usize) -> bool {
        self.tree
            .attribute(node, Attribute::Rel)
            .is_some_and(|rel| {
                rel.split_ascii_whitespace()
                    .any(|word| matches!(word, "prev" | "next" | "tag"))
            })
    }

    fn serves_by_name(&self, node: &Node, holds_post: bool, letters: usize, total: usize) -> bool {
        if let Some(role) = self.tree.attribute(node, Attribute::Role)
            && matches!(
                role,
                "navigation"
                    | "complementary"
                    | "banner"
                    | "contentinfo"
                    | "search"
                    | "menu"
                    | "menubar"
                    | "dialog"
                    | "alert"
            )
        {
            return !holds_post;
        }
        if self.tree.attribute(node, Attribute::AriaHidden) == Some("true") && letters * 3 < total {
            return true;
        }
        // Headings and the sections below them are named after what they say: 'Social
        // events', 'Related work'.
        let classes = self.tree.attribute(node, Attribute::Class).unwrap_or("");
        let section = node.tag.heading().is_some()
            || node.tag == Tag::Section
            || classes
                .split_ascii_whitespace()
                .any(|class| class == "section");
        let id = self
            .tree
            .attribute(node, Attribute::Id)
            .filter(|_| !section);
        let mut verdict = false;
        for name in classes
            .split_ascii_whitespace()
            .chain(id.unwrap_or("").split_ascii_whitespace())
        {
            match named(name) {
                Some(Serves::Discussion) => verdict |= !holds_post || letters * 2 < total,
                Some(Serves::Page) => verdict |= !holds_post && letters * 2 < total,
                Some(Serves::Line) => verdict |= !holds_post && letters < 300,
                None => {}
            }
        }
        verdict
    }

    /// Prefix sums of the letters that are neither links nor skipped.
    fn good_text(&self, skip: &[bool]) -> Vec<usize> {
        let nodes = self.tree.nodes();
        let mut good = Vec::with_capacity(nodes.len() + 1);
        let (mut sum, mut skipped_end) = (0, 0);
        for (index, node) in nodes.iter().enumerate() {
            good.push(sum);
            if skip[index] {
                skipped_end = skipped_end.max(node.end as usize);
            }
            if node.tag == Tag::Text && index >= skipped_end {
                let letters = self.letters[index + 1] - self.letters[index];
                sum += letters - (self.links[index + 1] - self.links[index]);
            }
        }
        good.push(sum);
        good
    }

    fn outermost(&self, rank: Rank, skip: &[bool]) -> Vec<usize> {
        let nodes = self.tree.nodes();
        let mut roots = Vec::new();
        let mut index = 0;
        while index < nodes.len() {
            let found = self.ranks[index] == Some(rank);
            if found && !skip[index] {
                roots.push(index);
            }
            index = if found || skip[index] {
                nodes[index].end as usize
            } else {
                index + 1
            };
        }
        roots
    }
}

/// The deepest element that holds most of the good text.
fn densest(tree: &Tree, good: &[usize], skip: &[bool]) -> Option<usize> {
    let nodes = tree.nodes();
    let total = *good.last().unwrap_or(&0);
    let mut best = None;
    let mut index = 0;
    while index < nodes.len() {
        let node = &nodes[index];
        let held = good[node.end as usize] - good[index];
        if skip[index] || held * 4 < total * 3 {
            index = node.end as usize;
            continue;
        }
        if node.tag.is_block() && !matches!(node.tag, Tag::P | Tag::Li | Tag::Tr) {
            best = Some(index);
        }
        index += 1;
    }
    best
}

fn rank(tree: &Tree, node: &Node) -> Option<Rank> {
    if !matches!(
        node.tag,
        Tag::Article | Tag::Main | Tag::Div | Tag::Section | Tag::Td | Tag::Other
    ) {
        return None;
    }
    if tree
        .attribute(node, Attribute::Itemprop)
        .is_some_and(|names| {
            names
                .split_ascii_whitespace()
                .any(|name| name == "articleBody")
        })
    {
        return Some(Rank::Body);
    }
    let names =
        [Attribute::Class, Attribute::Id].map(|name| tree.attribute(node, name).unwrap_or(""));
    let mut found = None;
    for name in names
        .iter()
        .flat_map(|names| names.split_ascii_whitespace())
    {
        let rank = match name {
            _ if named(name) == Some(Serves::Discussion) => return None,
            "hentry" | "h-entry" | "post" | "article" | "blog-post" | "blogpost" | "post-outer"
            | "single-post" => Rank::Post,
            "entry-content" | "post-content" | "article-content" | "post-body" | "article-body"
            | "e-content" | "markdown-body" | "post__content" | "article__body" | "story-body"
            | "post_content" | "blog-content" | "entry-body" | "post-text" | "articleBody"
            | "post-entry" | "article__content" | "entry" => Rank::Body,
            "main-content" | "content" | "main" | "primary" | "page-content" => Rank::Main,
            _ => continue,
        };
        if found != Some(Rank::Post) {
            found = Some(rank);
        }
    }
    match (node.tag, tree.attribute(node, Attribute::Role)) {
        (Tag::Article, _) | (_, Some("article")) => Some(Rank::Post),
        (Tag::Main, _) | (_, Some("main")) => Some(Rank::Main),
        _ => found,
    }
}

/// What an element that serves the page holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Serves {
    /// Comments: they can be longer than the article.
    Discussion,
    /// Navigation, sidebars, and the like.
    Page,
    /// The line that says who posted when, under which tags.
    Line,
}

/// What a class name or an id says, by the words in it.
fn named(name: &str) -> Option<Serves> {
    if name.len() > 60
        || name.starts_with("has-")
        || name.starts_with("with-")
        || name.starts_with("no-")
    {
        return None;
    }
    let mut found = None;
    for word in name.split(['-', '_', ':']) {
        // Class names are short; a copy on the stack spares an allocation.
        let mut small = [0_u8; 24];
        let Some(small) = small.get_mut(..word.len()) else {
            continue;
        };
        small.copy_from_slice(word.as_bytes());
        small.make_ascii_lowercase();
        let serves = match &small[..] {
            b"comments" | b"comment" | b"commentlist" | b"respond" | b"disqus" | b"webmentions"
            | b"replies" | b"commentform" | b"giscus" | b"utterances" => Serves::Discussion,
            b"sidebar" | b"nav" | b"navbar" | b"navigation" | b"menu" | b"breadcrumb"
            | b"breadcrumbs" | b"widget" | b"widgets" | b"share" | b"sharing" | b"sharedaddy"
            | b"social" | b"related" | b"relatedposts" | b"newsletter" | b"subscribe"
            | b"subscription" | b"cookie" | b"cookies" | b"consent" | b"pagination" | b"pager"
            | b"tagcloud" | b"toc" | b"footer" | b"promo" | b"banner" | b"advert" | b"ads"
            | b"sponsor" | b"popup" | b"modal" | b"masthead" | b"blogroll" | b"archives"
            | b"reactions" | b"addthis" | b"sharethis" | b"authorbox" | b"prevnext" | b"skip"
            | b"backtotop" | b"noprint" | b"recommended" | b"printfriendly" => Serves::Page,
            b"meta" | b"byline" | b"postmetadata" | b"postmeta" | b"dateline" | b"timestamp"
            | b"tags" | b"taglist" | b"categories" | b"category" | b"labels" | b"posted"
            | b"edit" | b"editsection" | b"headerlink" | b"permalink" | b"readtime" | b"sr"
            | b"hidden" => Serves::Line,
            _ => continue,
        };
        if found.is_none() || serves == Serves::Discussion {
            found = Some(serves);
        }
    }
    // A whole page laid out beside a sidebar is no sidebar.
    let layout = ["wrap", "layout", "page", "body"];
    if found == Some(Serves::Page) && layout.iter().any(|word| name.ends_with(word)) {
        return None;
    }
    found
}
