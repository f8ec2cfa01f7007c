//! Gzip, unpacked as far as the limits allow.

use std::io::{BufRead, Read};

use flate2::bufread::MultiGzDecoder;

use super::error::{Limits, ReadError};

/// True where the bytes begin as gzip does.
pub(super) fn is_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x1f, 0x8b])
}

/// All that `bytes` unpack to.
pub(super) fn unpack(bytes: &[u8], limits: &Limits) -> Result<Vec<u8>, ReadError> {
    let most = limits
        .catalogue_bytes
        .min(bytes.len().saturating_mul(limits.compression_ratio));
    let mut out = Vec::new();
    let mut decoder = MultiGzDecoder::new(bytes).take(most as u64 + 1);
    decoder
        .read_to_end(&mut out)
        .map_err(|error| ReadError::Malformed {
            what: "gzip archive",
            why: error.to_string(),
        })?;
    if out.len() > most {
        return Err(if most < limits.catalogue_bytes {
            ReadError::CompressionRatio {
                limit: limits.compression_ratio,
            }
        } else {
            ReadError::TooLarge {
                bytes: out.len(),
                limit: limits.catalogue_bytes,
            }
        });
    }
    Ok(out)
}

/// Counts what passes, to compare what went in with what came out.
#[derive(Debug)]
pub(super) struct Counted<R> {
    inner: R,
    pub(super) bytes: u64,
}

impl<R> Counted<R> {
    pub(super) fn new(inner: R) -> Counted<R> {
        Counted { inner, bytes: 0 }
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.bytes += read as u64;
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.bytes += amount as u64;
        self.inner.consume(amount);
    }
}
