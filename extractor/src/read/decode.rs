//! Bytes to text: decoded once, at the edge; everything behind works on UTF-8.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::error::ReadError;

/// Decodes `bytes`: a byte order mark goes first, then valid UTF-8, then what the
/// transport or the document declares, then a guess from the letters themselves.
/// With the text goes whether some of the bytes meant nothing in its encoding.
pub(super) fn decode<'a>(
    bytes: &'a [u8],
    charset: Option<&str>,
) -> Result<(Cow<'a, str>, bool), ReadError> {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return Ok(encoding.decode_without_bom_handling(&bytes[length..]));
    }
    if let Some(what) = signature(bytes) {
        return Err(ReadError::Binary { what });
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        if is_binary(bytes) {
            return Err(ReadError::Binary {
                what: "a file of control characters",
            });
        }
        return Ok((Cow::Borrowed(text), false));
    }
    if let Some(encoding) = sixteen_bits(bytes) {
        return Ok(encoding.decode_without_bom_handling(bytes));
    }
    if is_binary(bytes) {
        return Err(ReadError::Binary {
            what: "a binary file",
        });
    }
    let declared = charset
        .and_then(|label| Encoding::for_label(label.as_bytes()))
        .or_else(|| declared(bytes))
        // Declared UTF-8 with few broken bytes is UTF-8; else the declaration is a lie.
        .filter(|encoding| *encoding != UTF_8 || mostly_utf8(bytes));
    let encoding = declared.unwrap_or_else(|| {
        if mostly_utf8(bytes) {
            return UTF_8;
        }
        let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
        detector.feed(bytes, true);
        detector.guess(None, chardetng::Utf8Detection::Allow)
    });
    Ok(encoding.decode_without_bom_handling(bytes))
}

/// The parts of a media type that matter: its essence, and its charset.
pub(super) fn media_type(media_type: &str) -> (String, Option<&str>) {
    let mut parts = media_type.split(';');
    let essence = parts.next().unwrap_or("").trim().to_ascii_lowercase();
    let charset = parts.find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim()
            .eq_ignore_ascii_case("charset")
            .then(|| value.trim().trim_matches('"'))
    });
    (essence, charset)
}

/// What a known file signature says.
fn signature(bytes: &[u8]) -> Option<&'static str> {
    const SIGNATURES: [(&[u8], &str); 14] = [
        (b"%PDF-", "a PDF"),
        (b"\x89PNG", "a PNG image"),
        (b"\xff\xd8\xff", "a JPEG image"),
        (b"GIF8", "a GIF image"),
        (b"PK\x03\x04", "a ZIP archive or an office document"),
        (b"\x7fELF", "a program"),
        (b"\x1f\x8b", "a gzip archive"),
        (b"BZh", "a bzip2 archive"),
        (b"\xfd7zXZ", "an xz archive"),
        (b"\x28\xb5\x2f\xfd", "a zstd archive"),
        (b"7z\xbc\xaf", "a 7z archive"),
        (b"SQLite format 3\0", "a database"),
        (b"OggS", "an audio or video file"),
        (b"ID3", "an audio file"),
    ];
    let (_, what) = SIGNATURES
        .iter()
        .find(|(magic, _)| bytes.starts_with(magic))?;
    // The signatures that are letters must be followed by something no text has.
    let letters = bytes.iter().take(3).all(u8::is_ascii_graphic);
    if letters && !bytes.starts_with(b"%PDF-") && !is_binary(bytes) {
        return None;
    }
    Some(what)
}

/// True where the head of the bytes holds what no text holds.
fn is_binary(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(8192)];
    // Not `&&`: without branches many bytes are looked at together.
    let controls = count(head, |byte| {
        (byte < 0x20) & !(0x9..=0xd).contains(&byte) & (byte != 0x1b)
    });
    let zeros = count(head, |byte| byte == 0);
    // Of random bytes one in ten is a control character, of text hardly any.
    zeros * 100 > head.len().max(150) || (controls > 2 && controls * 25 > head.len())
}

/// How many of the bytes are such. Counted in bytes, of which a register holds many.
fn count(bytes: &[u8], is_such: impl Fn(u8) -> bool) -> usize {
    let parts = bytes.chunks(usize::from(u8::MAX));
    let counts = parts.map(|part| part.iter().map(|byte| u8::from(is_such(*byte))).sum::<u8>());
    counts.map(usize::from).sum()
}

/// UTF-16 without a mark shows as a NUL beside most letters.
fn sixteen_bits(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(1024) & !1];
    let pairs = head.len() / 2;
    if pairs < 8 {
        return None;
    }
    let zeros = |offset: usize| {
        head.iter()
            .skip(offset)
            .step_by(2)
            .filter(|b| **b == 0)
            .count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    if odd * 10 > pairs * 8 && even * 10 < pairs {
        Some(UTF_16LE)
    } else if even * 10 > pairs * 8 && odd * 10 < pairs {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// The encoding which the head of an HTML or XML document declares.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(2048)]).to_ascii_lowercase();
    let key = if head.trim_start().starts_with("<?xml") {
        "encoding="
    } else {
        "charset="
    };
    let rest = &head[head.find(key)? + key.len()..];
    let label: String = rest
        .trim_start_matches(['"', '\'', ' '])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':'))
        .collect();
    Encoding::for_label(label.as_bytes())
}

/// True where at most one in four of the bytes beyond ASCII breaks UTF-8: in other
/// encodings nearly all do.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let beyond = bytes.iter().filter(|byte| **byte >= 0x80).count();
    let mut broken = 0;
    let mut chunks = bytes.utf8_chunks();
    chunks
        .by_ref()
        .for_each(|chunk| broken += chunk.invalid().len());
    broken * 4 <= beyond
}
