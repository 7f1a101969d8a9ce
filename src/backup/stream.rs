//! Bytes sealed in chunks, so that a file of any size passes through little memory and nothing of it can be cut, moved or
//! changed unnoticed: each chunk carries its number and whether it is the last.

use std::io::{self, Read, Write};

use aws_lc_rs::aead::{Aad, LessSafeKey, Nonce};
use aws_lc_rs::digest::{Context, SHA256};

use super::key::BackupKey;

const MAGIC: &[u8; 8] = b"PORTALB1";
const SALT: usize = 32;
const TAG: usize = 16;
/// How much one chunk holds.
const CHUNK: usize = 1 << 20;

/// How large sealed bytes are.
pub fn sealed_size(plain: u64) -> u64 {
    let chunks = plain / CHUNK as u64 + 1;
    (MAGIC.len() + SALT) as u64 + plain + chunks * TAG as u64
}

fn nonce(number: u64, last: bool) -> Nonce {
    let mut bytes = [0; 12];
    bytes[0] = u8::from(last);
    bytes[4..].copy_from_slice(&number.to_be_bytes());
    Nonce::assume_unique_for_key(bytes)
}

/// Reads until `buffer` is full or the source ends.
fn fill(source: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut held = 0;
    while held < buffer.len() {
        match source.read(&mut buffer[held..]) {
            Ok(0) => break,
            Ok(read) => held += read,
            Err(cause) if cause.kind() == io::ErrorKind::Interrupted => {}
            Err(cause) => return Err(cause),
        }
    }
    Ok(held)
}

/// Seals everything that `source` gives.
///
/// # Errors
/// When reading or writing fails.
pub fn seal(
    key: &BackupKey,
    salt: [u8; SALT],
    source: &mut impl Read,
    target: &mut impl Write,
) -> io::Result<()> {
    let sealing: LessSafeKey = key.sealing(&salt);
    target.write_all(MAGIC)?;
    target.write_all(&salt)?;
    let mut buffer = vec![0; CHUNK + TAG];
    for number in 0.. {
        let held = fill(source, &mut buffer[..CHUNK])?;
        let last = held < CHUNK;
        let tag = sealing
            .seal_in_place_separate_tag(nonce(number, last), Aad::empty(), &mut buffer[..held])
            .map_err(|_| io::Error::other("a chunk cannot be sealed"))?;
        buffer[held..held + TAG].copy_from_slice(tag.as_ref());
        target.write_all(&buffer[..held + TAG])?;
        if last {
            break;
        }
    }
    target.flush()
}

/// As [`seal`], for what is written piece by piece; nothing is whole before [`SealWriter::finish`].
pub struct SealWriter<W> {
    inner: W,
    key: LessSafeKey,
    held: Vec<u8>,
    number: u64,
}

impl<W: Write> SealWriter<W> {
    /// Begins.
    ///
    /// # Errors
    /// When writing fails.
    pub fn new(key: &BackupKey, salt: [u8; SALT], mut inner: W) -> io::Result<Self> {
        inner.write_all(MAGIC)?;
        inner.write_all(&salt)?;
        Ok(Self { inner, key: key.sealing(&salt), held: Vec::with_capacity(CHUNK + TAG), number: 0 })
    }

    fn chunk(&mut self, last: bool) -> io::Result<()> {
        self.key
            .seal_in_place_append_tag(nonce(self.number, last), Aad::empty(), &mut self.held)
            .map_err(|_| io::Error::other("a chunk cannot be sealed"))?;
        self.inner.write_all(&self.held)?;
        self.held.clear();
        self.number += 1;
        Ok(())
    }

    /// Seals the last chunk.
    ///
    /// # Errors
    /// When writing fails.
    pub fn finish(mut self) -> io::Result<W> {
        self.chunk(true)?;
        self.inner.flush()?;
        Ok(self.inner)
    }
}

impl<W: Write> Write for SealWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = CHUNK - self.held.len();
        let taken = &bytes[..room.min(bytes.len())];
        self.held.extend_from_slice(taken);
        if self.held.len() == CHUNK {
            self.chunk(false)?;
        }
        Ok(taken.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Opens what [`seal`] made.
///
/// # Errors
/// [`io::ErrorKind::InvalidData`] when it was changed, cut or sealed with another key; else when reading or writing fails.
pub fn open(key: &BackupKey, source: &mut impl Read, target: &mut impl Write) -> io::Result<()> {
    let damaged = || io::Error::new(io::ErrorKind::InvalidData, "changed or cut");
    let mut head = [0; MAGIC.len() + SALT];
    if fill(source, &mut head)? < head.len() || !head.starts_with(MAGIC) {
        return Err(damaged());
    }
    let salt: [u8; SALT] = head[MAGIC.len()..].try_into().map_err(|_| damaged())?;
    let sealing = key.sealing(&salt);
    let mut buffer = vec![0; CHUNK + TAG];
    for number in 0.. {
        let held = fill(source, &mut buffer)?;
        let last = held < buffer.len();
        let plain = sealing
            .open_in_place(nonce(number, last), Aad::empty(), &mut buffer[..held])
            .map_err(|_| damaged())?;
        target.write_all(plain)?;
        if last {
            break;
        }
    }
    target.flush()
}

/// A reader or writer that keeps the digest and the length of what passes.
pub struct Hashed<T> {
    inner: T,
    digest: Context,
    /// How many bytes have passed.
    pub bytes: u64,
}

impl<T> Hashed<T> {
    /// Over `inner`.
    pub fn new(inner: T) -> Self {
        Self { inner, digest: Context::new(&SHA256), bytes: 0 }
    }

    /// SHA-256 of everything that passed, in hexadecimal.
    pub fn sha256(&self) -> String {
        data_encoding::HEXLOWER.encode(self.digest.clone().finish().as_ref())
    }

    /// What lies underneath.
    pub fn into_inner(self) -> T {
        self.inner
    }

    fn pass(&mut self, bytes: &[u8]) {
        self.digest.update(bytes);
        self.bytes += bytes.len() as u64;
    }
}

impl<R: Read> Read for Hashed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.pass(&buffer[..read]);
        Ok(read)
    }
}

impl<W: Write> Write for Hashed<W> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(buffer)?;
        self.pass(&buffer[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::entropy::Entropy;

    fn key(seed: u64) -> BackupKey {
        BackupKey::fresh(&Entropy::seeded(seed))
    }

    fn sealed(plain: &[u8]) -> Vec<u8> {
        let mut target = Vec::new();
        seal(&key(1), [7; SALT], &mut &plain[..], &mut target).unwrap();
        target
    }

    fn opened(key: &BackupKey, sealed: &[u8]) -> io::Result<Vec<u8>> {
        let mut target = Vec::new();
        open(key, &mut &sealed[..], &mut target).map(|()| target)
    }

    #[test]
    fn whatever_the_size_it_comes_back_and_its_sealed_size_is_known() {
        for size in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK] {
            let plain: Vec<u8> = (0..size).map(|at| (at % 251) as u8).collect();
            let sealed = sealed(&plain);
            assert_eq!(sealed.len() as u64, sealed_size(size as u64), "{size}");
            assert_eq!(opened(&key(1), &sealed).unwrap(), plain, "{size}");
        }
    }

    #[test]
    fn written_piece_by_piece_it_is_the_same() {
        for size in [0, 1, CHUNK - 1, CHUNK, 2 * CHUNK + 7] {
            let plain: Vec<u8> = (0..size).map(|at| (at % 251) as u8).collect();
            let mut writer = SealWriter::new(&key(1), [7; SALT], Vec::new()).unwrap();
            plain.chunks(70_001).for_each(|piece| writer.write_all(piece).unwrap());
            assert!(writer.finish().unwrap() == sealed(&plain), "{size}");
        }
    }

    #[test]
    fn a_flipped_bit_a_cut_and_another_key_do_not_open() {
        let whole = sealed(&vec![1; 2 * CHUNK + 5]);
        for at in [0, 10, 41, CHUNK + 60, whole.len() - 1] {
            let mut flipped = whole.clone();
            flipped[at] ^= 1;
            assert_eq!(opened(&key(1), &flipped).unwrap_err().kind(), io::ErrorKind::InvalidData, "{at}");
        }
        for length in [0, 39, 40, 40 + CHUNK + TAG, whole.len() - 1] {
            assert!(opened(&key(1), &whole[..length]).is_err(), "{length}");
        }
        assert!(opened(&key(2), &whole).is_err());
    }

    #[test]
    fn chunks_do_not_change_places() {
        let mut plain = vec![1; 2 * CHUNK];
        plain[CHUNK..].fill(2);
        let whole = sealed(&plain);
        let (head, step) = (MAGIC.len() + SALT, CHUNK + TAG);
        let swapped = [
            &whole[..head],
            &whole[head + step..head + 2 * step],
            &whole[head..head + step],
            &whole[head + 2 * step..],
        ]
        .concat();
        assert!(opened(&key(1), &swapped).is_err());
    }

    #[test]
    fn what_passes_is_hashed() {
        let mut hashed = Hashed::new(&b"abc"[..]);
        io::copy(&mut hashed, &mut io::sink()).unwrap();
        assert_eq!((hashed.bytes, hashed.sha256()), (3, crate::base::seal::sha256_hex(b"abc")));
    }
}
