//! An element tree in one flat list, in document order.
//!
//! Built from open, text and close calls, by HTML's tokens or by Markdown's events. Of
//! the elements only those that matter to layout are told apart, of the attributes only
//! those that are read are kept. Building is linear: an element's end is found on a stack
//! no deeper than the limit.

use super::super::error::ReadError;

/// The elements, texts and attributes of a page.
#[derive(Debug)]
pub(in super::super) struct Tree {
    nodes: Vec<Node>,
    text: String,
    attributes: Vec<(Attribute, u32, u32)>,
    values: String,
    stack: Vec<u32>,
    /// How many elements of each tag stand open: most stray end tags are seen by this.
    standing: [u16; Tag::COUNT],
    limit: usize,
    too_nested: bool,
}

/// An element, or a run of text.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct Node {
    /// Its tag; [`Tag::Text`] for a run of text.
    pub(in super::super) tag: Tag,
    /// The element it stands in; itself for what stands at the top.
    pub(in super::super) parent: u32,
    /// The index after its last descendant.
    pub(in super::super) end: u32,
    from: u32,
    to: u32,
}

/// The attributes that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Attribute {
    Alt,
    AriaHidden,
    Class,
    Content,
    Datetime,
    Hidden,
    Href,
    Id,
    Itemid,
    Itemprop,
    Itemscope,
    Itemtype,
    Name,
    Property,
    Rel,
    Role,
    Src,
    Style,
    Title,
    Type,
}

macro_rules! tags {
    ($($tag:ident $name:literal),* $(,)?) => {
        /// The elements that are told apart.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
                pub(in super::super) enum Tag { Text, Other, $($tag),* }

        impl Tag {
            const COUNT: usize = [Tag::Text, Tag::Other, $(Tag::$tag),*].len();

            /// The tag of an element's name, in lower case.
            pub(in super::super) fn of(name: &[u8]) -> Tag {
                match name { $($name => Tag::$tag,)* _ => Tag::Other }
            }
        }
    };
}

tags! {
    A b"a", Address b"address", Article b"article", Aside b"aside", Audio b"audio", B b"b",
    Blockquote b"blockquote", Body b"body", Br b"br", Button b"button", Canvas b"canvas",
    Caption b"caption", Center b"center", Cite b"cite", Code b"code", Data b"data", Dd b"dd", Del b"del",
    Details b"details", Dfn b"dfn", Dialog b"dialog", Div b"div", Dl b"dl", Dt b"dt", Em b"em",
    Fieldset b"fieldset", Figcaption b"figcaption", Figure b"figure", Font b"font", Footer b"footer",
    Form b"form", H1 b"h1", H2 b"h2", H3 b"h3", H4 b"h4", H5 b"h5", H6 b"h6", Head b"head",
    Header b"header", Hgroup b"hgroup", Hr b"hr", Html b"html", I b"i", Iframe b"iframe",
    Img b"img", Input b"input", Kbd b"kbd", Li b"li", Link b"link", Main b"main", Menu b"menu",
    Meta b"meta", Nav b"nav", Noscript b"noscript", Object b"object", Ol b"ol", Option b"option",
    P b"p", Picture b"picture", Pre b"pre", Q b"q", S b"s", Samp b"samp", Script b"script", Section b"section",
    Select b"select", Small b"small", Span b"span", Strike b"strike", Strong b"strong", Style b"style",
    Sub b"sub", Summary b"summary", Sup b"sup", Svg b"svg", Table b"table", Tbody b"tbody",
    Td b"td", Template b"template", Textarea b"textarea", Tfoot b"tfoot", Th b"th",
    Thead b"thead", Time b"time", Title b"title", Tr b"tr", Tt b"tt", U b"u", Ul b"ul", Video b"video",
    Void b"wbr",
}

impl Tag {
    /// True where the element's border is the border of a block.
    pub(in super::super) fn is_block(self) -> bool {
        use Tag::*;
        matches!(
            self,
            Address
                | Article
                | Aside
                | Blockquote
                | Body
                | Caption
                | Center
                | Dd
                | Details
                | Dialog
                | Div
                | Dl
                | Dt
                | Fieldset
                | Figcaption
                | Figure
                | Footer
                | Form
                | H1
                | H2
                | H3
                | H4
                | H5
                | H6
                | Header
                | Hgroup
                | Hr
                | Html
                | Li
                | Main
                | Menu
                | Nav
                | Ol
                | P
                | Pre
                | Section
                | Summary
                | Table
                | Tbody
                | Td
                | Tfoot
                | Th
                | Thead
                | Tr
                | Ul
        )
    }

    /// A heading's level.
    pub(in super::super) fn heading(self) -> Option<u8> {
        use Tag::*;
        Some(match self {
            H1 => 1,
            H2 => 2,
            H3 => 3,
            H4 => 4,
            H5 => 5,
            H6 => 6,
            _ => return None,
        })
    }

    fn is_void(self) -> bool {
        use Tag::*;
        matches!(self, Br | Hr | Img | Input | Link | Meta | Void)
    }

    /// What an opening tag ends though nobody closed it, and what holds that back.
    fn ends_before(self) -> Option<(&'static [Tag], &'static [Tag])> {
        use Tag::*;
        Some(match self {
            Li => (&[Li], &[Ul, Ol, Menu, Table, Td]),
            Dt | Dd => (&[Dt, Dd], &[Dl, Table, Td]),
            Tr => (&[Tr], &[Table]),
            Td | Th => (&[Td, Th], &[Tr, Table]),
            Tbody | Thead | Tfoot => (&[Tbody, Thead, Tfoot], &[Table]),
            Option => (&[Option], &[Select]),
            A => (&[A], &[Table, Td, Div, Li]),
            tag if tag.is_block() => (
                &[P],
                &[Table, Td, Th, Li, Div, Blockquote, Button, Caption, Object],
            ),
            _ => return None,
        })
    }
}

impl Attribute {
    fn of(name: &[u8]) -> Option<Attribute> {
        use Attribute::*;
        Some(match name {
            b"alt" => Alt,
            b"aria-hidden" => AriaHidden,
            b"class" => Class,
            b"content" => Content,
            b"datetime" => Datetime,
            b"hidden" => Hidden,
            b"href" => Href,
            b"id" => Id,
            b"itemid" => Itemid,
            b"itemprop" => Itemprop,
            b"itemscope" => Itemscope,
            b"itemtype" => Itemtype,
            b"name" => Name,
            b"property" => Property,
            b"rel" => Rel,
            b"role" => Role,
            b"src" => Src,
            b"style" => Style,
            b"title" => Title,
            b"type" => Type,
            _ => return None,
        })
    }
}

impl Tree {
    /// A tree that nests at most `limit` deep.
    pub(in super::super) fn new(limit: usize) -> Tree {
        Tree {
            nodes: Vec::new(),
            text: String::new(),
            attributes: Vec::new(),
            values: String::new(),
            stack: Vec::new(),
            standing: [0; Tag::COUNT],
            limit,
            too_nested: false,
        }
    }

    /// The nodes in document order.
    pub(in super::super) fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The text of a run of text; empty for an element.
    pub(in super::super) fn text(&self, node: &Node) -> &str {
        match node.tag {
            Tag::Text => self
                .text
                .get(node.from as usize..node.to as usize)
                .unwrap_or(""),
            _ => "",
        }
    }

    /// The text of everything in the element at `index`.
    pub(in super::super) fn text_within(&self, index: usize) -> String {
        let end = self.nodes[index].end as usize;
        self.nodes[index..end]
            .iter()
            .map(|node| self.text(node))
            .collect()
    }

    /// The text of the element at `index`, where it is as short as a line: titles, names and
    /// dates are. Elements that hold each other would otherwise repeat a long one.
    pub(in super::super) fn line_within(&self, index: usize) -> String {
        let end = self.nodes[index].end as usize;
        let mut line = String::new();
        for node in &self.nodes[index..end] {
            let text = self.text(node);
            if line.len() + text.len() > 2_000 {
                return String::new();
            }
            line.push_str(text);
        }
        line
    }

    /// An attribute of the element; the first where it is given twice.
    pub(in super::super) fn attribute(&self, node: &Node, attribute: Attribute) -> Option<&str> {
        if node.tag == Tag::Text {
            return None;
        }
        let own = self.attributes.get(node.from as usize..node.to as usize)?;
        let (_, from, to) = own.iter().find(|(name, _, _)| *name == attribute)?;
        self.values.get(*from as usize..*to as usize)
    }

    /// Opens an element; its attributes follow.
    pub(in super::super) fn open(&mut self, tag: Tag) {
        if let Some((ended, barriers)) = tag.ends_before() {
            self.close_until(ended, barriers);
        }
        if tag.heading().is_some()
            && let Some(last) = self.stack.last()
            && self.nodes[*last as usize].tag.heading().is_some()
        {
            self.pop();
        }
        let index = self.nodes.len() as u32;
        let parent = self.stack.last().copied().unwrap_or(index);
        let attributes = self.attributes.len() as u32;
        self.nodes.push(Node {
            tag,
            parent,
            end: index + 1,
            from: attributes,
            to: attributes,
        });
        if tag.is_void() {
            return;
        }
        if self.stack.len() >= self.limit {
            // Inline elements are left open by careless authors; that deep they mean nothing.
            self.too_nested |= tag.is_block();
            return;
        }
        self.standing[tag as usize] += 1;
        self.stack.push(index);
    }

    /// Adds an attribute to the element that was opened last.
    pub(in super::super) fn set(&mut self, name: &[u8], value: &str) {
        let (Some(attribute), Some(node)) = (Attribute::of(name), self.nodes.last_mut()) else {
            return;
        };
        if node.tag == Tag::Text {
            return;
        }
        let from = self.values.len() as u32;
        self.values.push_str(value);
        self.attributes
            .push((attribute, from, self.values.len() as u32));
        node.to = self.attributes.len() as u32;
    }

    /// Adds text to the element that stands open.
    pub(in super::super) fn push(&mut self, text: &str) {
        let from = self.text.len() as u32;
        self.text.push_str(text);
        let to = self.text.len() as u32;
        let index = self.nodes.len() as u32;
        let parent = self.stack.last().copied().unwrap_or(index);
        // Text after text is one run, as long as no element began or ended between.
        if let Some(last) = self.nodes.last_mut()
            && last.tag == Tag::Text
            && last.to == from
            && (last.parent == parent || (self.stack.is_empty() && last.parent == index - 1))
        {
            last.to = to;
            return;
        }
        self.nodes.push(Node {
            tag: Tag::Text,
            parent,
            end: index + 1,
            from,
            to,
        });
    }

    /// Closes the innermost open element of that tag, and all within it.
    pub(in super::super) fn close(&mut self, tag: Tag) {
        use Tag::*;
        match tag {
            // A stray end of a paragraph is an empty paragraph, a stray break a break.
            Br => return self.open(Br),
            tag if tag.is_void() || self.standing[tag as usize] == 0 => return,
            _ => {}
        }
        let barriers: &[Tag] = match tag {
            Table | Html | Body | Main | Article => &[],
            Tr | Tbody | Thead | Tfoot | Td | Th | Caption => &[Table],
            // An inline element never closes a block that began within it.
            tag if !tag.is_block() && tag != Other => &[
                P, Li, Td, Th, Div, Blockquote, Table, Ul, Ol, Section, Article,
            ],
            _ => &[Td, Th, Table],
        };
        for depth in (0..self.stack.len()).rev() {
            let standing = self.nodes[self.stack[depth] as usize].tag;
            if standing == tag {
                while self.stack.len() > depth {
                    self.pop();
                }
                return;
            }
            if barriers.contains(&standing) {
                return;
            }
        }
    }

    /// Closes everything.
    pub(in super::super) fn finish(&mut self) -> Result<(), ReadError> {
        while !self.stack.is_empty() {
            self.pop();
        }
        if self.too_nested {
            return Err(ReadError::TooNested { limit: self.limit });
        }
        Ok(())
    }

    fn close_until(&mut self, ended: &[Tag], barriers: &[Tag]) {
        if ended.iter().all(|tag| self.standing[*tag as usize] == 0) {
            return;
        }
        for depth in (0..self.stack.len()).rev() {
            let standing = self.nodes[self.stack[depth] as usize].tag;
            if ended.contains(&standing) {
                while self.stack.len() > depth {
                    self.pop();
                }
                return;
            }
            if barriers.contains(&standing) {
                return;
            }
        }
    }

    fn pop(&mut self) {
        if let Some(index) = self.stack.pop() {
            let end = self.nodes.len() as u32;
            let node = &mut self.nodes[index as usize];
            node.end = end;
            self.standing[node.tag as usize] -= 1;
        }
    }
}
