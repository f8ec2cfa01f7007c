//! HTML's tokens into a tree.

use std::borrow::Cow;

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Emitter, ForwardingEmitter, Span, Tokenizer};

use super::tree::{Tag, Tree};

/// Adds the elements and texts of `html` to `tree`.
pub(in super::super) fn tokenize(html: &str, tree: &mut Tree) {
    let mut attribute: Vec<u8> = Vec::new();
    let mut in_start_tag = false;
    let mut tag = Tag::Other;
    let mut svg = 0_usize;
    let callback = |event: CallbackEvent<'_>, _: Span<()>| -> Option<()> {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                tag = Tag::of(name);
                in_start_tag = true;
                attribute.clear();
                tree.open(tag);
            }
            CallbackEvent::AttributeName { name } => {
                set_empty(tree, &mut attribute);
                if in_start_tag {
                    attribute.extend_from_slice(name);
                }
            }
            CallbackEvent::AttributeValue { value } => {
                if in_start_tag {
                    tree.set(&attribute, &text(value));
                }
                attribute.clear();
            }
            CallbackEvent::CloseStartTag { self_closing } => {
                set_empty(tree, &mut attribute);
                in_start_tag = false;
                svg += usize::from(tag == Tag::Svg && !self_closing);
                // Only the elements of pictures are closed by a slash.
                if self_closing && (svg > 0 || tag == Tag::Other || tag == Tag::Svg) {
                    tree.close(tag);
                }
            }
            CallbackEvent::EndTag { name } => {
                attribute.clear();
                let tag = Tag::of(name);
                svg -= usize::from(tag == Tag::Svg && svg > 0);
                tree.close(tag);
            }
            CallbackEvent::String { value } => {
                tree.push(&text(value));
            }
            CallbackEvent::Comment { .. }
            | CallbackEvent::Doctype { .. }
            | CallbackEvent::Error(_) => {}
        }
        None
    };
    let mut emitter = CallbackEmitter::new(callback);
    emitter.naively_switch_states(true);
    for token in Tokenizer::new_with_emitter(html, Lenient(emitter)) {
        // Reading from memory cannot fail; the emitter yields nothing of its own.
        if token.is_err() {
            break;
        }
    }
}

/// An emitter that is told of no errors: the tokenizer looks for them at every byte, and a page
/// is read as it is.
struct Lenient<E>(E);

impl<E: Emitter> ForwardingEmitter for Lenient<E> {
    type Token = E::Token;

    fn inner(&mut self) -> &mut impl Emitter<Token = Self::Token> {
        &mut self.0
    }

    fn should_emit_errors(&mut self) -> bool {
        false
    }
}

/// Bytes of the page, which was text, as text again; checking them whole is faster than looking
/// for what is broken in them.
fn text(bytes: &[u8]) -> Cow<'_, str> {
    match str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => String::from_utf8_lossy(bytes),
    }
}

fn set_empty(tree: &mut Tree, attribute: &mut Vec<u8>) {
    if !attribute.is_empty() {
        tree.set(attribute, "");
        attribute.clear();
    }
}
