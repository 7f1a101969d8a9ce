//! Bytes to and from a bucket, piece by piece, so that no object needs more memory than a few pieces.

use std::io::{self, Read, Seek as _, Write as _};
use std::sync::Arc;

use bytes::Bytes;
use object_store::aws::AmazonS3;
use object_store::path::Path as ObjectPath;
use object_store::{GetOptions, GetRange, ObjectStore as _, ObjectStoreExt as _, WriteMultipart};
use tempfile::SpooledTempFile;

use super::bucket::Bucket;

/// So much is sent, and fetched, at a time; a part that is larger does not wait in memory.
pub(super) const PIECE: usize = 8 << 20;
/// So many pieces of one large object are on their way at once.
const PIECES_AT_ONCE: usize = 2;
/// The store takes at most 10,000 pieces of an object.
const PIECES: u64 = 9_000;

/// Sends a part that is whole; an object of this name is there afterwards, or nothing is.
pub(super) async fn send(
    store: Arc<AmazonS3>,
    path: ObjectPath,
    mut spool: SpooledTempFile,
    bytes: u64,
) -> object_store::Result<()> {
    let spooled = |cause: io::Error| object_store::Error::Generic { store: "S3", source: cause.into() };
    spool.rewind().map_err(spooled)?;
    if bytes <= PIECE as u64 {
        let mut whole = Vec::with_capacity(PIECE.min(bytes as usize));
        spool.read_to_end(&mut whole).map_err(spooled)?;
        return store.put(&path, whole.into()).await.map(drop);
    }
    let piece = PIECE.max(usize::try_from(bytes / PIECES).unwrap_or(PIECE));
    let mut sending = WriteMultipart::new_with_chunk_size(store.put_multipart(&path).await?, piece);
    loop {
        let mut next = Vec::with_capacity(piece);
        let read = Read::by_ref(&mut spool).take(piece as u64).read_to_end(&mut next);
        let ready = sending.wait_for_capacity(PIECES_AT_ONCE).await;
        match (read.map_err(spooled), ready) {
            (Ok(0), Ok(())) => return sending.finish().await.map(drop),
            (Ok(_), Ok(())) => sending.put(next.into()),
            (Err(cause), _) | (_, Err(cause)) => {
                sending.abort().await?;
                return Err(cause);
            }
        }
    }
}

/// An object that is read piece by piece, each asked for again where the network fails.
pub(super) struct Object {
    bucket: Bucket,
    path: ObjectPath,
    at: u64,
    size: u64,
    held: Bytes,
}

impl Object {
    /// Asks for its first piece.
    pub(super) fn open(bucket: &Bucket, path: ObjectPath) -> object_store::Result<Self> {
        let mut object = Self { bucket: bucket.clone(), path, at: 0, size: 0, held: Bytes::new() };
        object.fetch()?;
        Ok(object)
    }

    fn fetch(&mut self) -> object_store::Result<()> {
        let (store, path) = (self.bucket.store(), self.path.clone());
        let range = GetRange::Bounded(self.at..self.at + PIECE as u64);
        let (size, held) = self.bucket.wait(async move {
            let options = GetOptions { range: Some(range), ..GetOptions::default() };
            let found = store.get_opts(&path, options).await?;
            Ok((found.meta.size, found.bytes().await?))
        })?;
        self.at += held.len() as u64;
        (self.size, self.held) = (size, held);
        Ok(())
    }
}

impl Read for Object {
    fn read(&mut self, mut buffer: &mut [u8]) -> io::Result<usize> {
        if self.held.is_empty() && self.at < self.size {
            self.fetch().map_err(|cause| io::Error::other(self.bucket.fault(&cause)))?;
        }
        let next = self.held.split_to(buffer.len().min(self.held.len()));
        buffer.write_all(&next)?;
        Ok(next.len())
    }
}
