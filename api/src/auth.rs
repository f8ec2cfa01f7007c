//! The bearer token that mutations ask for.
//!
//! Only its SHA-256 is configured, so a leaked configuration does not let anybody write.
//! Comparison takes the same time wherever two digests differ.

use std::fmt;

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// The SHA-256 of a token.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct TokenHash([u8; 32]);

impl TokenHash {
    /// The digest of `token`.
    pub fn of(token: &str) -> TokenHash {
        TokenHash(Sha256::digest(token.as_bytes()).into())
    }

    /// Reads 64 hexadecimal digits.
    pub fn from_hex(text: &str) -> Option<TokenHash> {
        let digits = text.trim().as_bytes();
        if digits.len() != 64 {
            return None;
        }
        let mut hash = [0; 32];
        for (byte, pair) in hash.iter_mut().zip(digits.chunks_exact(2)) {
            let high = char::from(pair[0]).to_digit(16)?;
            let low = char::from(pair[1]).to_digit(16)?;
            *byte = (high * 16 + low) as u8;
        }
        Some(TokenHash(hash))
    }

    /// True where `token` has this digest.
    pub fn admits(&self, token: &str) -> bool {
        TokenHash::of(token).0.ct_eq(&self.0).into()
    }
}

/// A digest is no secret, but it has no business in a log either.
impl fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenHash(…)")
    }
}

/// What a caller may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// No token is configured: nobody writes.
    ReadOnly,
    /// A token is configured and this caller did not show it.
    Anonymous,
    /// The caller showed another token.
    Rejected,
    /// The caller may write.
    Writer,
}

impl Access {
    /// What the value of an `Authorization` header (or of `authorization` in a WebSocket's
    /// `connection_init`) grants.
    pub fn of(configured: Option<&TokenHash>, authorization: Option<&str>) -> Access {
        let Some(hash) = configured else {
            return Access::ReadOnly;
        };
        let Some(value) = authorization else {
            return Access::Anonymous;
        };
        match value.split_once(' ') {
            Some((scheme, token))
                if scheme.eq_ignore_ascii_case("bearer") && hash.admits(token.trim()) =>
            {
                Access::Writer
            }
            _ => Access::Rejected,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_right_token_writes() {
        let hash = TokenHash::of("correct horse");
        assert_eq!(
            Access::of(None, Some("Bearer correct horse")),
            Access::ReadOnly
        );
        assert_eq!(Access::of(Some(&hash), None), Access::Anonymous);
        assert_eq!(
            Access::of(Some(&hash), Some("Bearer battery staple")),
            Access::Rejected
        );
        assert_eq!(
            Access::of(Some(&hash), Some("Basic correct horse")),
            Access::Rejected
        );
        assert_eq!(
            Access::of(Some(&hash), Some("bearer correct horse")),
            Access::Writer
        );
    }

    #[test]
    fn digests_are_read_as_sha256sum_prints_them() {
        let hex = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(TokenHash::from_hex(hex), Some(TokenHash::of("abc")));
        assert_eq!(TokenHash::from_hex(&hex[1..]), None);
        assert_eq!(TokenHash::from_hex(&hex.replace('b', "g")), None);
        assert!(!format!("{:?}", TokenHash::of("abc")).contains("ba78"));
    }
}
