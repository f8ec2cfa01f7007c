//! Text to tokens and sentences, in one pass over each block.

mod sentence;
mod word;

use crate::document::{Block, BlockKind, Document, MarkKind, Span};
use crate::lexicon::{ClassSet, Lexicon, ShortWord, WordId};
use word::next_token;

/// A word, number or punctuation mark, and what its letters look like.
#[derive(Clone, Copy, Debug)]
pub struct Token {
    /// Where it stands.
    pub span: Span,
    /// Its number in the lexicon; 0 where unknown.
    pub word: WordId,
    /// The [`shape`] bits.
    pub shape: u16,
    /// The classes of its word.
    pub classes: ClassSet,
}

/// Bits that tell what a token looks like.
pub mod shape {
    /// Letters or digits, not punctuation.
    pub const WORD: u16 = 1;
    /// Starts with a capital.
    pub const CAPITAL: u16 = 1 << 1;
    /// Two or more letters, all capitals.
    pub const UPPER: u16 = 1 << 2;
    /// A capital after a small letter ('PyCon').
    pub const CAMEL: u16 = 1 << 3;
    /// Holds a digit.
    pub const DIGIT: u16 = 1 << 4;
    /// Digits only.
    pub const NUMBER: u16 = 1 << 5;
    /// The author set a line break before it.
    pub const LINE_START: u16 = 1 << 6;
    /// White space stands before it.
    pub const SPACED: u16 = 1 << 7;
    /// First token of its sentence.
    pub const SENTENCE_START: u16 = 1 << 8;
    /// `@handle`.
    pub const HANDLE: u16 = 1 << 9;
    /// An address.
    pub const URL: u16 = 1 << 10;
    /// A single capital with its dot: an initial.
    pub const INITIAL: u16 = 1 << 11;
    /// The possessive ending `'s` or `’`.
    pub const POSSESSIVE: u16 = 1 << 12;
    /// A dot, dash, underscore or colon inside the word ('Node.js', 'DBIx::Class').
    pub const JOINED: u16 = 1 << 13;
    /// A link ends right before it.
    pub const AFTER_LINK: u16 = 1 << 14;
}

impl Token {
    /// True where all of `bits` are set.
    pub fn is(&self, bits: u16) -> bool {
        self.shape & bits == bits
    }

    /// True where its word is in one of `classes`.
    pub fn in_any(&self, classes: ClassSet) -> bool {
        self.classes & classes != 0
    }
}

/// A document's tokens, sentence by sentence, block by block.
#[derive(Clone, Debug, Default)]
pub struct Tokens {
    /// All tokens.
    pub tokens: Vec<Token>,
    /// Each block's tokens.
    pub blocks: Vec<std::ops::Range<usize>>,
    /// Each sentence's tokens and block, in order; sentences never cross a block.
    pub sentences: Vec<Sentence>,
}

/// A sentence: a run of tokens of one block.
#[derive(Clone, Debug)]
pub struct Sentence {
    /// Its tokens.
    pub tokens: std::ops::Range<usize>,
    /// Its block's number.
    pub block: usize,
}

impl Tokens {
    /// The text of a run of tokens, as it stands in the document.
    pub fn text<'t>(&self, text: &'t str, range: std::ops::Range<usize>) -> &'t str {
        self.span(range).of(text)
    }

    /// The span of a run of tokens; empty at 0 for an empty run.
    pub fn span(&self, range: std::ops::Range<usize>) -> Span {
        match self.tokens.get(range) {
            Some([first, .., last]) => Span {
                start: first.span.start,
                end: last.span.end,
            },
            Some([only]) => only.span,
            _ => Span::default(),
        }
    }

    /// The number of the sentence that holds a token.
    pub fn sentence_of(&self, token: usize) -> usize {
        self.sentences.partition_point(|s| s.tokens.end <= token)
    }
}

/// Cuts a document into tokens and sentences.
pub fn tokenize(document: &Document, lexicon: &Lexicon) -> Tokens {
    let mut tokens = Tokens {
        tokens: Vec::with_capacity(document.text.len() / 5),
        ..Tokens::default()
    };
    for (number, block) in document.blocks.iter().enumerate() {
        let start = tokens.tokens.len();
        if block.kind != BlockKind::Code {
            tokenize_block(&document.text, block, lexicon, &mut tokens.tokens);
        }
        if block.kind == BlockKind::Heading {
            drop_pictures(&document.text, start, &mut tokens.tokens);
        }
        let end = tokens.tokens.len();
        tokens.blocks.push(start..end);
        sentence::cut(document, number, start..end, &mut tokens);
    }
    for mark in &document.marks {
        if matches!(mark.kind, MarkKind::Link(_) | MarkKind::Strong) {
            let list = &mut tokens.tokens;
            let after = list.partition_point(|token| token.span.start < mark.span.end);
            if let Some(token) = list.get_mut(after) {
                token.shape |= shape::AFTER_LINK;
            }
        }
    }
    tokens
}

/// The lower-case words of a phrase, cut as tokens are: for building lexicons.
pub fn words(phrase: &str) -> impl Iterator<Item = String> + '_ {
    let mut rest = 0;
    std::iter::from_fn(move || {
        let (range, _) = next_token(phrase, rest, phrase.len())?;
        rest = range.end;
        let mut lower = String::new();
        lower_into(&phrase[range], &mut lower);
        Some(lower)
    })
}

/// True for what is drawn and not written: emoji, arrows, boxes.
pub fn is_picture(word: &str) -> bool {
    // Dashes and quotation marks stand before the arrows.
    const FIRST_PICTURE: u32 = 0x2190;
    word.chars()
        .all(|sign| sign as u32 >= FIRST_PICTURE && !sign.is_alphanumeric())
}

/// Takes the pictures before and after the words of a heading, the tokens from `start` on, away:
/// '🎤 Anna Berg' is a name.
fn drop_pictures(text: &str, start: usize, tokens: &mut Vec<Token>) {
    let picture = |token: &Token| is_picture(token.span.of(text));
    let leading = tokens[start..].iter().take_while(|t| picture(t)).count();
    if leading == tokens.len() - start {
        return;
    }
    tokens.drain(start..start + leading);
    tokens[start].shape |= shape::LINE_START | shape::SPACED;
    let trailing = tokens[start..].iter().rev().take_while(|t| picture(t));
    tokens.truncate(tokens.len() - trailing.count());
}

fn tokenize_block(text: &str, block: &Block, lexicon: &Lexicon, tokens: &mut Vec<Token>) {
    let end = block.span.end as usize;
    let mut at = block.span.start as usize;
    let mut lower = String::with_capacity(32);
    let mut first = true;
    while let Some((range, mut bits)) = next_token(text, at, end) {
        let between = &text.as_bytes()[at..range.start];
        let broken = match between {
            [] => false,
            [only] => *only == b'\n',
            more => more.contains(&b'\n'),
        };
        if first || broken {
            bits |= shape::LINE_START;
        }
        if first || !between.is_empty() {
            bits |= shape::SPACED;
        }
        first = false;
        at = range.end;
        let word = match ShortWord::lower(text.as_bytes(), range.clone()) {
            Some(short) => lexicon.look_up_short(short),
            None => {
                lower.clear();
                lower_into(&text[range.clone()], &mut lower);
                lexicon.look_up(&lower)
            }
        };
        tokens.push(Token {
            span: Span::new(range.start, range.end),
            word,
            shape: bits,
            classes: lexicon.classes(word),
        });
    }
}

fn lower_into(word: &str, lower: &mut String) {
    if word.is_ascii() {
        let from = lower.len();
        lower.push_str(word);
        lower[from..].make_ascii_lowercase();
    } else {
        for c in word.chars() {
            match c {
                '’' | '‘' => lower.push('\''),
                '–' | '—' | '‒' | '―' | '−' => lower.push('–'),
                c => lower.extend(c.to_lowercase()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<String> {
        let document = Document {
            text: text.to_owned(),
            blocks: vec![Block {
                kind: BlockKind::Paragraph,
                span: Span::new(0, text.len()),
                level: 0,
            }],
            ..Document::default()
        };
        let tokens = tokenize(&document, &Lexicon::default());
        tokens
            .sentences
            .iter()
            .map(|s| {
                tokens.tokens[s.tokens.clone()]
                    .iter()
                    .map(|t| t.span.of(text))
                    .collect::<Vec<_>>()
                    .join("|")
            })
            .collect()
    }

    #[test]
    fn words_keep_what_belongs_to_them() {
        assert_eq!(
            cut("Node.js 3.13, C++ and DBIx::Class"),
            ["Node.js|3.13|,|C++|and|DBIx::Class"]
        );
        assert_eq!(cut("Jakub’s don't O'Reilly"), ["Jakub|’s|don't|O'Reilly"]);
        assert_eq!(cut("K. Jay Miller"), ["K.|Jay|Miller"]);
        assert_eq!(
            cut("see https://a.b/c?d. (@seb)"),
            ["see|https://a.b/c?d|.", "(|@seb|)"]
        );
    }

    #[test]
    fn sentences_end_where_a_reader_ends_them() {
        assert_eq!(
            cut("It ran. Then it stopped."),
            ["It|ran|.", "Then|it|stopped|."]
        );
        assert_eq!(
            cut("Dr. Who came, e.g. here."),
            ["Dr|.|Who|came|,|e.g|.|here|."]
        );
        assert_eq!(cut("“Done.” She left"), ["“|Done|.|”", "She|left"]);
    }
}
