//! Values as they lie in the tree: framed, so that a value in the wrong place, of another
//! time, or with a changed byte is told from the one that was written; and chunked, for
//! sled keeps large values outside its log, where nothing syncs them.

/// The version of the frame; the first byte of every value.
const VERSION: u8 = 3;
/// The bytes that a frame adds: version, generation, checksum.
const OVERHEAD: usize = 1 + 8 + 4;
/// The most payload that one value carries.
pub(super) const CHUNK: usize = 4096 - OVERHEAD;

/// The first byte of a key says what the value is.
///
/// Bodies go by the generation that put them in and not by the document's name: so what
/// comes together lies together, and sled writes the neighbours of a new value anew less
/// often. They sort behind the manifests that say what they are.
pub(super) mod kind {
    /// The generation, the counts and the sum of everything.
    pub const META: u8 = b'0';
    /// A correction: number (u64, big-endian).
    pub const CURATION: u8 = b'c';
    /// A document's manifest: digest of its name.
    pub const MANIFEST: u8 = b'd';
    /// A chunk of a document's body: the generation that put it in (u64, big-endian),
    /// number of the chunk (u16, big-endian).
    pub const BODY: u8 = b'e';
}

/// Stands for a document in keys: 16 bytes of the digest of its name.
pub(super) type NameDigest = [u8; 16];

/// The digest of a document's name.
pub(super) fn name_digest(name: &str) -> NameDigest {
    first_half(blake3::hash(name.as_bytes()))
}

/// 16 of a digest's 32 bytes.
pub(super) fn first_half(hash: blake3::Hash) -> [u8; 16] {
    let mut half = [0; 16];
    half.copy_from_slice(&hash.as_bytes()[..16]);
    half
}

/// The key of a manifest.
pub(super) fn manifest_key(name: &NameDigest) -> Vec<u8> {
    [&[kind::MANIFEST], name.as_slice()].concat()
}

/// The key of a chunk of what was put in with that generation.
pub(super) fn chunk_key(generation: u64, chunk: u16) -> Vec<u8> {
    let generation = generation.to_be_bytes();
    [&[kind::BODY], generation.as_slice(), &chunk.to_be_bytes()].concat()
}

/// The key of a correction.
pub(super) fn curation_key(number: u64) -> Vec<u8> {
    [&[kind::CURATION], number.to_be_bytes().as_slice()].concat()
}

/// What a key names.
pub(super) enum Key {
    Meta,
    Curation(u64),
    Manifest(NameDigest),
    Chunk(u64, u16),
}

/// Reads a key; `None` where it is not of this format.
pub(super) fn parse_key(key: &[u8]) -> Option<Key> {
    let (&first, rest) = key.split_first()?;
    match first {
        kind::META if rest.is_empty() => Some(Key::Meta),
        kind::CURATION => Some(Key::Curation(u64::from_be_bytes(rest.try_into().ok()?))),
        kind::MANIFEST => Some(Key::Manifest(rest.try_into().ok()?)),
        kind::BODY => {
            let (generation, chunk) = rest.split_first_chunk::<8>()?;
            Some(Key::Chunk(
                u64::from_be_bytes(*generation),
                u16::from_be_bytes(chunk.try_into().ok()?),
            ))
        }
        _ => None,
    }
}

/// Frames `payload` for `key`: version, generation, payload, checksum over all of it and the key.
pub(super) fn seal(key: &[u8], generation: u64, payload: &[u8]) -> Vec<u8> {
    let mut value = Vec::with_capacity(payload.len() + OVERHEAD);
    value.push(VERSION);
    value.extend_from_slice(&generation.to_le_bytes());
    value.extend_from_slice(payload);
    let checksum = checksum(key, &value);
    value.extend_from_slice(&checksum.to_le_bytes());
    value
}

/// The generation and payload of a framed value; `None` where it is not what was written.
pub(super) fn open<'v>(key: &[u8], value: &'v [u8]) -> Option<(u64, &'v [u8])> {
    let (body, stored) = value.split_last_chunk::<4>()?;
    if checksum(key, body) != u32::from_le_bytes(*stored) {
        return None;
    }
    let (&version, rest) = body.split_first()?;
    let (generation, payload) = rest.split_first_chunk::<8>()?;
    (version == VERSION).then_some((u64::from_le_bytes(*generation), payload))
}

fn checksum(key: &[u8], body: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(key);
    hasher.update(body);
    hasher.finalize()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_changed_byte_is_noticed() {
        let value = seal(b"key", 7, b"payload");
        assert_eq!(open(b"key", &value), Some((7, b"payload".as_slice())));
        assert_eq!(open(b"kez", &value), None);
        for index in 0..value.len() {
            let mut damaged = value.clone();
            damaged[index] ^= 1;
            assert_eq!(open(b"key", &damaged), None, "byte {index}");
        }
        for length in 0..value.len() {
            assert_eq!(open(b"key", &value[..length]), None, "length {length}");
        }
    }
}
