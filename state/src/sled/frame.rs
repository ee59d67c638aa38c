//! Frames: the encoding of a payload in sled.
//!
//! ```text
//! magic "Afr"  3   format  1   kind     1   reserved 1
//! index        2   count   2   length   4   serial   8   crc32  4   payload
//! ```
//!
//! Numbers are big-endian. The checksum covers the key, the frame's head and the payload, so that a frame under
//! another key is detected. `serial` is the commit that wrote it.
//!
//! A payload is split into chunks of [`CHUNK`] bytes. sled splits a leaf at more than 16 entries whatever their size,
//! and a page over 128 KB goes to a blob file that it never syncs; merges can bring 19 entries together. Nineteen of
//! these chunks with their keys stay below that size.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

use super::keys::{self, Kind};
use crate::format::FORMAT;

/// The maximum payload of one frame.
pub(crate) const CHUNK: usize = 6_000;

const MAGIC: &[u8; 3] = b"Afr";
const HEAD: usize = 26;
/// The offset of the checksum, which is the last field of the head.
const CRC: usize = HEAD - 4;

/// A key and its value.
pub(crate) type Write = (Vec<u8>, Vec<u8>);

/// Frames by key; `None` removes the frame.
pub(crate) type Writes = HashMap<Vec<u8>, Option<Vec<u8>>>;

/// One frame, decoded and verified.
#[derive(Debug)]
pub(crate) struct Frame<'a> {
    pub(crate) kind: Kind,
    pub(crate) index: u16,
    pub(crate) count: u16,
    pub(crate) payload: &'a [u8],
}

/// Encodes a payload as frames: keys and values.
pub(crate) fn frames(kind: Kind, name: &[u8], payload: &[u8], serial: u64) -> Result<Vec<Write>, &'static str> {
    let chunks: Vec<&[u8]> = if payload.is_empty() { vec![payload] } else { payload.chunks(CHUNK).collect() };
    let count = u16::try_from(chunks.len()).map_err(|_| "it is larger than 390 MB")?;
    let framed = (0..count).zip(chunks).map(|(index, chunk)| {
        let key = keys::chunk(name, index);
        let mut value = Vec::with_capacity(HEAD + chunk.len());
        value.extend(MAGIC);
        value.extend([FORMAT as u8, kind as u8, 0]);
        value.extend(index.to_be_bytes());
        value.extend(count.to_be_bytes());
        // The length fits: it is at most CHUNK.
        value.extend((chunk.len() as u32).to_be_bytes());
        value.extend(serial.to_be_bytes());
        let crc = checksum(&key, &value, chunk);
        value.extend(crc.to_be_bytes());
        value.extend(chunk);
        (key, value)
    });
    Ok(framed.collect())
}

/// Decodes a frame.
pub(crate) fn read<'a>(key: &[u8], value: &'a [u8]) -> Result<Frame<'a>, &'static str> {
    let (head, payload) = value.split_at_checked(HEAD).ok_or("it is truncated")?;
    if &head[..3] != MAGIC {
        return Err("invalid frame");
    }
    // A record keeps the format of the commit that wrote it.
    if !(1..=FORMAT).contains(&u32::from(head[3])) {
        return Err("unknown format of the frame");
    }
    let two = |at: usize| u16::from_be_bytes([head[at], head[at + 1]]);
    let four = |at: usize| u32::from(two(at)) << 16 | u32::from(two(at + 2));
    if four(10) as usize != payload.len() {
        return Err("wrong length");
    }
    if four(CRC) != checksum(key, &head[..CRC], payload) {
        return Err("checksum mismatch");
    }
    let kind = Kind::from_byte(head[4]).filter(|kind| key.first() == Some(&(*kind as u8)));
    Ok(Frame { kind: kind.ok_or("its kind differs from its key's")?, index: two(6), count: two(8), payload })
}

/// The number of frames in the entry of this one, and its tag. The frame is not checked further.
pub(crate) fn count(value: &[u8]) -> Option<u16> {
    value.get(8..10)?.try_into().ok().map(u16::from_be_bytes)
}

/// A fingerprint of a frame and its key. The checksum represents the payload.
///
/// The header stores the sum of all tags, which detects frames that are missing, superfluous, or from an older
/// commit. Each of them alone would pass its own checksum.
pub(crate) fn tag(key: &[u8], value: &[u8]) -> u128 {
    let hash = Sha256::new().chain_update((key.len() as u64).to_be_bytes()).chain_update(key);
    let hash = hash.chain_update(value.get(..HEAD).unwrap_or(value)).finalize();
    hash.iter().take(16).fold(0, |n, byte| n << 8 | u128::from(*byte))
}

fn checksum(key: &[u8], head: &[u8], payload: &[u8]) -> u32 {
    let mut crc = crc32fast::Hasher::new();
    crc.update(key);
    crc.update(head);
    crc.update(payload);
    crc.finalize()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payload_is_split_and_read_back() {
        let payload: Vec<u8> = (0..20_000u32).map(|i| i as u8).collect();
        let name = keys::named(Kind::Meta, "x");
        let framed = frames(Kind::Meta, &name, &payload, 7).unwrap();
        assert_eq!(framed.len(), 4);
        let mut read_back: Vec<u8> = Vec::new();
        for (i, (key, value)) in framed.iter().enumerate() {
            let frame = read(key, value).unwrap();
            assert_eq!((usize::from(frame.index), frame.count, count(value)), (i, 4, Some(4)));
            read_back.extend(frame.payload);
        }
        assert_eq!(read_back, payload);
        assert!(read(&framed[0].0, &framed[1].1).is_err());
    }

    #[test]
    fn a_frame_of_the_first_format_is_read() {
        let name = keys::named(Kind::Meta, "x");
        let (key, mut value) = frames(Kind::Meta, &name, b"payload", 7).unwrap().remove(0);
        value[3] = 1;
        let crc = checksum(&key, &value[..CRC], b"payload");
        value[CRC..HEAD].copy_from_slice(&crc.to_be_bytes());
        assert_eq!(read(&key, &value).unwrap().payload, b"payload");
    }

    #[test]
    fn every_flipped_bit_is_detected() {
        let name = keys::named(Kind::Meta, "x");
        let (key, value) = frames(Kind::Meta, &name, b"payload", 7).unwrap().remove(0);
        for bit in 0..value.len() * 8 {
            let mut value = value.clone();
            value[bit / 8] ^= 1 << (bit % 8);
            assert!(read(&key, &value).is_err(), "bit {bit}");
        }
        for length in 0..value.len() {
            assert!(read(&key, &value[..length]).is_err());
        }
    }
}
