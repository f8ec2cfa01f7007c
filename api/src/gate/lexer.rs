//! Counts a document's tokens before anything parses it.
//!
//! One pass over the bytes, no allocation. What it has counted is a bound on the work of the
//! parser; whether the tokens make sense is the parser's question. Long runs of white space
//! and comments are squeezed away, because the parser looks at them anew for every
//! alternative it tries.

use std::borrow::Cow;

use crate::refusal::{Code, Refusal};

/// Brackets nested deeper than this are refused before parsing; selections have their own,
/// configurable, depth.
const MAX_NESTING: usize = 48;

/// Runs of blanks, commas and comments longer than this are squeezed.
const LONG_RUN: usize = 64;

/// What the lexer looked at, for tests that bound the work.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// Tokens.
    pub tokens: usize,
    /// Bytes looked at.
    pub bytes: usize,
}

/// Counts the tokens of `document` and hands back what is to be parsed: the document itself,
/// or, where it has long runs of ignored characters, a shorter one with the same lines.
pub fn count(document: &str, max_tokens: usize) -> Result<(Counted, Cow<'_, str>), Refusal> {
    let bytes = document.as_bytes();
    let mut squeezed = Squeeze {
        source: document,
        kept: None,
        copied: 0,
    };
    let mut tokens = 0;
    let mut nesting = 0_usize;
    let mut at = 0;
    while at < bytes.len() {
        let ignored = ignored_run(&bytes[at..]);
        if ignored > LONG_RUN {
            squeezed.drop_run(at, at + ignored);
        }
        at += ignored;
        let Some(&byte) = bytes.get(at) else { break };
        tokens += 1;
        if tokens > max_tokens {
            return Err(Refusal::new(
                Code::TooManyTokens,
                format!(
                    "the document has more than {max_tokens} tokens; ask for less at once, or raise max-tokens"
                ),
            ));
        }
        at += match byte {
            b'{' | b'(' | b'[' => {
                nesting += 1;
                if nesting > MAX_NESTING {
                    return Err(Refusal::new(
                        Code::TooManyTokens,
                        format!("brackets are nested more than {MAX_NESTING} deep; flatten the document"),
                    ));
                }
                1
            }
            b'}' | b')' | b']' => {
                nesting = nesting.saturating_sub(1);
                1
            }
            b'"' => string(&bytes[at..]),
            b'.' if bytes[at..].starts_with(b"...") => 3,
            b'_' | b'-' | b'+' | b'.' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => bytes[at..]
                .iter()
                .take_while(|byte| matches!(byte, b'_' | b'-' | b'+' | b'.' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z'))
                .count(),
            _ => 1,
        };
    }
    Ok((
        Counted {
            tokens,
            bytes: bytes.len(),
        },
        squeezed.finish(),
    ))
}

/// The length of the run of ignored characters that `bytes` starts with.
fn ignored_run(bytes: &[u8]) -> usize {
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b' ' | b'\t' | b'\n' | b'\r' | b',' => at += 1,
            b'#' => {
                at += bytes[at..]
                    .iter()
                    .take_while(|byte| !matches!(byte, b'\n' | b'\r'))
                    .count()
            }
            0xEF if bytes[at..].starts_with("\u{feff}".as_bytes()) => at += 3,
            _ => break,
        }
    }
    at
}

/// The length of the string or block string that `bytes` starts with; all of `bytes` where it
/// has no end.
fn string(bytes: &[u8]) -> usize {
    let block = bytes.starts_with(b"\"\"\"");
    let mut at = if block { 3 } else { 1 };
    while at < bytes.len() {
        if block {
            if bytes[at..].starts_with(b"\\\"\"\"") {
                at += 4;
            } else if bytes[at..].starts_with(b"\"\"\"") {
                return at + 3;
            } else {
                at += 1;
            }
        } else {
            match bytes[at] {
                b'\\' => at += 2,
                b'"' => return at + 1,
                b'\n' | b'\r' => return at,
                _ => at += 1,
            }
        }
    }
    bytes.len()
}

/// Copies a document without its long runs of ignored characters.
struct Squeeze<'a> {
    source: &'a str,
    kept: Option<String>,
    copied: usize,
}

impl<'a> Squeeze<'a> {
    fn drop_run(&mut self, start: usize, end: usize) {
        let kept = self.kept.get_or_insert_with(String::new);
        kept.push_str(&self.source[self.copied..start]);
        // Error positions keep their line as far as that is cheap.
        let lines = self.source[start..end]
            .bytes()
            .filter(|byte| *byte == b'\n')
            .count();
        kept.extend(std::iter::repeat_n('\n', lines.clamp(1, LONG_RUN)));
        self.copied = end;
    }

    fn finish(self) -> Cow<'a, str> {
        match self.kept {
            None => Cow::Borrowed(self.source),
            Some(mut kept) => {
                kept.push_str(&self.source[self.copied..]);
                Cow::Owned(kept)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(document: &str) -> usize {
        count(document, 1000)
            .expect("it is within the limits")
            .0
            .tokens
    }

    #[test]
    fn counts_what_the_specification_calls_tokens() {
        assert_eq!(tokens(""), 0);
        assert_eq!(tokens("{ a }"), 3);
        assert_eq!(
            tokens("query Q($x: Int = -1.5e+3) { a(b: $x, c: \"d e\") @skip(if: true) ...F }"),
            31
        );
        assert_eq!(tokens("{ # a comment { { {\n a,,,, }"), 3);
        assert_eq!(tokens("{ a(b: \"\"\"x \\\"\"\" } y\"\"\") }"), 8);
        assert_eq!(tokens("{ a(b: \"x \\\" } y\") }"), 8);
        assert_eq!(tokens("\"never closed { {"), 1);
        assert_eq!(tokens("{ é }"), 4);
    }

    #[test]
    fn refuses_by_number_and_by_nesting() {
        let many = count("{ a b c }", 4).expect_err("five tokens");
        assert_eq!(many.code, Code::TooManyTokens);
        let deep = "[".repeat(60);
        assert!(
            count(&deep, 1000)
                .expect_err("sixty deep")
                .message
                .contains("nested")
        );
        assert!(count(&"{}".repeat(60), 1000).is_ok());
    }

    #[test]
    fn squeezes_long_runs_and_keeps_lines() {
        let document = format!("{{{}\n\n a #{}\n}}", " ".repeat(5000), "x".repeat(5000));
        let (counted, parsed) = count(&document, 1000).expect("three tokens");
        assert_eq!(
            counted,
            Counted {
                tokens: 3,
                bytes: document.len()
            }
        );
        assert_eq!(parsed, "{\n\na\n}");
        assert!(matches!(
            count("{ a }", 10).expect("three").1,
            Cow::Borrowed(_)
        ));
    }
}
