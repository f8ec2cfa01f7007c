//! A tree's elements as blocks and marks.

use super::super::writer::Writer;
use super::tree::{Attribute, Node, Tag, Tree};
use crate::document::{BlockKind, MarkKind};

/// What an element that stands open asks for when it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Exit {
    Nothing,
    Block,
    Mark,
    QuotedMark,
    List,
    Context,
    Cell,
}

/// What gives the blocks within their kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Context {
    Heading(u8),
    Caption,
    /// A list item, until its first block is written; what follows is a paragraph of it.
    Item {
        depth: u8,
        begun: bool,
    },
    Quote,
    Row {
        cells: usize,
    },
}

/// Nodes one after another: an element with all within it, or a whole tree.
#[derive(Clone, Copy, Debug)]
pub(super) struct Run {
    /// The first node.
    pub(super) start: usize,
    /// The node after the last.
    pub(super) end: usize,
}

impl Run {
    /// All nodes of `tree`.
    pub(super) fn whole(tree: &Tree) -> Run {
        Run {
            start: 0,
            end: tree.nodes().len(),
        }
    }
}

/// Writes the nodes of `runs`, but for those which `skip` is true for.
pub(super) fn write(tree: &Tree, runs: &[Run], skip: &[bool], writer: &mut Writer) {
    let layout = layout_tables(tree);
    for run in runs {
        write_run(tree, *run, skip, &layout, writer);
    }
}

/// Writes everything in `tree`.
pub(super) fn write_all(tree: &Tree, writer: &mut Writer) {
    write(tree, &[Run::whole(tree)], &[], writer);
}

fn write_run(tree: &Tree, run: Run, skip: &[bool], layout: &[bool], writer: &mut Writer) {
    let nodes = tree.nodes();
    let mut walk = Walk {
        tree,
        writer,
        contexts: Vec::new(),
        lists: 0,
        breaks: 0,
        image: false,
    };
    let mut open: Vec<(usize, Exit)> = Vec::new();
    let mut index = run.start;
    while index < run.end {
        while let Some((end, exit)) = open.last().copied()
            && end <= index
        {
            open.pop();
            walk.exit(exit);
        }
        let node = nodes[index];
        if node.tag == Tag::Text {
            walk.text(tree.text(&node));
            index += 1;
            continue;
        }
        if skip.get(index) == Some(&true) || is_unseen(tree, &node) || walk.is_reference(index) {
            index = node.end as usize;
            continue;
        }
        if node.tag == Tag::Pre {
            walk.code(index);
            index = node.end as usize;
            continue;
        }
        let exit = walk.enter(&node, layout[index]);
        if exit != Exit::Nothing {
            open.push((node.end as usize, exit));
        }
        index += 1;
    }
    for (_, exit) in open.into_iter().rev() {
        walk.exit(exit);
    }
    walk.end();
}

struct Walk<'a> {
    tree: &'a Tree,
    writer: &'a mut Writer,
    contexts: Vec<Context>,
    lists: u8,
    /// How many line breaks came one after another: two part paragraphs.
    breaks: u8,
    /// True where the block began with an image: what follows in it may be its caption.
    image: bool,
}

impl Walk<'_> {
    fn enter(&mut self, node: &Node, layout_table: bool) -> Exit {
        use Tag::*;
        if let Some(level) = node.tag.heading() {
            return self.context(Context::Heading(level));
        }
        match node.tag {
            Br => {
                self.line_break();
                Exit::Nothing
            }
            Hr => {
                self.end();
                Exit::Nothing
            }
            Img => {
                self.image |= !self.writer.has_text();
                Exit::Nothing
            }
            Ul | Ol | Menu => {
                self.end();
                self.lists = self.lists.saturating_add(1);
                Exit::List
            }
            Li => self.context(Context::Item {
                depth: self.lists.max(1),
                begun: false,
            }),
            Dt => self.context(Context::Item {
                depth: self.lists.saturating_add(1),
                begun: false,
            }),
            Blockquote => self.context(Context::Quote),
            Figcaption | Caption => self.context(Context::Caption),
            Tr if !layout_table => self.context(Context::Row { cells: 0 }),
            Td | Th if !layout_table => {
                if let Some(Context::Row { cells }) = self.contexts.last_mut() {
                    *cells += 1;
                    if *cells > 1 && self.writer.has_text() {
                        self.writer.text(" | ");
                    }
                    return Exit::Cell;
                }
                self.end();
                Exit::Block
            }
            A => match self.tree.attribute(node, Attribute::Href) {
                // Nothing that is clicked is longer; what is, is data.
                Some(address) if !address.trim().is_empty() && address.len() <= 2_048 => {
                    self.mark(MarkKind::Link(address.trim().to_owned()))
                }
                _ => Exit::Nothing,
            },
            Em | I | Dfn => self.mark(MarkKind::Emphasis),
            Strong | B => self.mark(MarkKind::Strong),
            Code | Kbd | Samp | Tt => self.mark(MarkKind::Code),
            Cite => self.mark(MarkKind::Quotation),
            Q => {
                self.mark(MarkKind::Quotation);
                self.text("\u{201c}");
                Exit::QuotedMark
            }
            tag if tag.is_block() => {
                if self.in_row() {
                    self.writer.text(" ");
                    return Exit::Nothing;
                }
                self.end();
                Exit::Block
            }
            _ => Exit::Nothing,
        }
    }

    fn exit(&mut self, exit: Exit) {
        match exit {
            Exit::Nothing | Exit::Cell => {}
            Exit::Block => self.end(),
            Exit::Mark => self.writer.close_mark(),
            Exit::QuotedMark => {
                self.text("\u{201d}");
                self.writer.close_mark();
            }
            Exit::List => {
                self.end();
                self.lists -= 1;
            }
            Exit::Context => {
                self.end();
                self.contexts.pop();
            }
        }
    }

    fn text(&mut self, text: &str) {
        if text.trim_ascii().is_empty() {
            self.writer.text(text);
            return;
        }
        if self.breaks > 1 && !self.in_row() && self.writer.has_text() {
            self.end();
        }
        self.breaks = 0;
        if !self.writer.is_open() {
            let (kind, level) = self.kind();
            self.writer.begin(kind, level);
        }
        self.writer.text(text);
    }

    fn line_break(&mut self) {
        if self.in_row() {
            self.writer.text(" ");
            return;
        }
        self.breaks = self.breaks.saturating_add(1);
        if self.writer.has_text() {
            self.writer.line_break();
        }
    }

    fn mark(&mut self, kind: MarkKind) -> Exit {
        self.writer.open_mark(kind);
        Exit::Mark
    }

    fn context(&mut self, context: Context) -> Exit {
        self.end();
        self.contexts.push(context);
        Exit::Context
    }

    fn end(&mut self) {
        if self.writer.has_text() && self.image {
            self.writer.caption();
        }
        self.writer.end();
        self.breaks = 0;
        self.image = false;
    }

    fn in_row(&self) -> bool {
        matches!(self.contexts.last(), Some(Context::Row { .. }))
    }

    /// The kind and level of a block that begins here.
    fn kind(&mut self) -> (BlockKind, u8) {
        let quotes = self
            .contexts
            .iter()
            .filter(|context| **context == Context::Quote)
            .count();
        match self.contexts.last_mut() {
            None => (BlockKind::Paragraph, 0),
            Some(Context::Heading(level)) => (BlockKind::Heading, *level),
            Some(Context::Caption) => (BlockKind::Caption, 0),
            Some(Context::Item {
                depth,
                begun: begun @ false,
            }) => {
                *begun = true;
                (BlockKind::ListItem, *depth)
            }
            Some(Context::Item { .. }) => (BlockKind::Paragraph, 0),
            Some(Context::Quote) => (BlockKind::Quote, quotes.min(255) as u8),
            Some(Context::Row { .. }) => (BlockKind::Row, 0),
        }
    }

    fn code(&mut self, index: usize) {
        let text = self.tree.text_within(index);
        if self.in_row() {
            self.text(&text);
            return;
        }
        self.end();
        self.writer.begin(BlockKind::Code, 0);
        self.writer.verbatim(&text);
        self.end();
    }

    /// True for the sign that links a heading to itself, and for a footnote's number.
    fn is_reference(&self, index: usize) -> bool {
        let node = self.tree.nodes()[index];
        if node.tag != Tag::A && node.tag != Tag::Sup {
            return false;
        }
        let within = &self.tree.nodes()[index..node.end as usize];
        // A reference is a few characters in a few nodes; don't look at more.
        if within.len() > 8 {
            return false;
        }
        let text: String = within.iter().map(|node| self.tree.text(node)).collect();
        let text = text.trim();
        if text.len() > 12 {
            return false;
        }
        let local = within.iter().any(|node| {
            node.tag == Tag::A
                && self
                    .tree
                    .attribute(node, Attribute::Href)
                    .is_some_and(|h| h.contains('#'))
        });
        let number = text.trim_matches(['[', ']', '(', ')']);
        let is_number = !number.is_empty()
            && number
                .chars()
                .all(|c| c.is_ascii_digit() || c == '*' || c == '†');
        let is_sign = matches!(
            text,
            "" | "#" | "##" | "¶" | "§" | "🔗" | "⚓" | "↩" | "↩︎" | "↑" | "^" | "∞"
        );
        if node.tag == Tag::Sup {
            local && is_number
        } else {
            local && is_sign
        }
    }
}

/// True for what a reader of the page never sees.
fn is_unseen(tree: &Tree, node: &Node) -> bool {
    use Tag::*;
    match node.tag {
        Script | Style | Template | Noscript | Svg | Iframe | Audio | Video | Canvas | Select
        | Button | Textarea | Title | Head | Link | Meta | Input | Void | Option => true,
        Text => false,
        _ => {
            tree.attribute(node, Attribute::Hidden).is_some()
                || tree.attribute(node, Attribute::Style).is_some_and(|style| {
                    style.contains("display:none") || style.contains("display: none")
                })
        }
    }
}

/// For each node, true where it belongs to a table that only arranges the page: its cells
/// hold headings, lists or several paragraphs. One pass, from the last node to the first.
fn layout_tables(tree: &Tree) -> Vec<bool> {
    use Tag::*;
    let nodes = tree.nodes();
    let mut weight = vec![0_u8; nodes.len()];
    let mut layout = vec![false; nodes.len()];
    if !nodes.iter().any(|node| node.tag == Table) {
        return layout;
    }
    for index in (0..nodes.len()).rev() {
        let node = nodes[index];
        let own = match node.tag {
            H1 | H2 | H3 | H4 | Ul | Ol | Blockquote | Article | Table | Pre => 2,
            P => 1,
            _ => 0,
        };
        let below = if matches!(node.tag, Td | Th) && weight[index] < 2 {
            0
        } else {
            weight[index]
        };
        layout[index] = node.tag == Table && weight[index] > 1;
        let parent = node.parent as usize;
        if parent != index {
            weight[parent] = weight[parent].saturating_add(below.max(own));
        }
    }
    // Rows and cells take it from the table they stand in.
    for index in 0..nodes.len() {
        let node = nodes[index];
        let parent = node.parent as usize;
        if parent != index && matches!(node.tag, Tr | Tbody | Thead | Tfoot | Td | Th) {
            layout[index] = layout[parent];
        }
    }
    layout
}
