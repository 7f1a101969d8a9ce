//! Where backups lie: a folder or an object store. What both can do; the rules of a backup stand in `shelf.rs`.

pub mod bucket;
pub mod folder;
mod lease;
mod transfer;

use std::fmt::Debug;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::PathBuf;

use tempfile::SpooledTempFile;

use super::Fault;
use crate::base::entropy::Entropy;

/// What is written before anybody knows its name.
pub const PARTS: &str = "part";
/// What only one run at a time holds.
pub const LOCK: &str = "lock";

/// A place that keeps bytes under names: whole, or not at all.
pub trait Medium: Debug + Send + Sync {
    /// How people call it.
    fn told(&self) -> String;

    /// The names right under its top.
    ///
    /// # Errors
    /// When it does not answer.
    fn top(&self) -> Result<Vec<String>, Fault>;

    /// Makes ready to take the names under these.
    ///
    /// # Errors
    /// When it cannot be written.
    fn prepare(&self, under: &[&str]) -> Result<(), Fault>;

    /// The bytes of a name; none where there are none.
    ///
    /// # Errors
    /// When it does not answer.
    fn read(&self, name: &str) -> Result<Option<Box<dyn Read + Send>>, Fault>;

    /// Writes a few bytes under a name, durable before this returns.
    ///
    /// # Errors
    /// When it does not take them.
    fn write(&self, name: &str, bytes: Vec<u8>) -> Result<(), Fault>;

    /// Removes names.
    ///
    /// # Errors
    /// When it does not answer.
    fn remove(&self, names: Vec<String>) -> Result<(), Fault>;

    /// Every name under another, with how large it is.
    ///
    /// # Errors
    /// When it does not answer.
    fn list(&self, under: &str) -> Result<Vec<(String, u64)>, Fault>;

    /// Something to write to before it has its name.
    ///
    /// # Errors
    /// When it cannot be written.
    fn part(&self, entropy: &Entropy) -> io::Result<Part>;

    /// Removes the parts that an interrupted run left.
    ///
    /// # Errors
    /// When it does not answer.
    fn clear_parts(&self) -> Result<(), Fault>;

    /// Makes parts durable, then gives them their names.
    ///
    /// # Errors
    /// When it does not take them.
    fn settle(&self, parts: Vec<(Written, String)>) -> Result<(), Fault>;

    /// How parts are best settled.
    fn pace(&self) -> Pace;

    /// Takes the lock.
    ///
    /// # Errors
    /// [`Fault::Busy`] while another run holds it.
    fn lock(&self) -> Result<Box<dyn Guard>, Fault>;
}

/// What a run holds while it alone writes; dropped, the next may.
pub trait Guard: Debug + Send + Sync {
    /// Whether it is still ours.
    ///
    /// # Errors
    /// [`Fault::LostLock`] when it is not.
    fn holds(&self) -> Result<(), Fault>;
}

/// How parts are settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// By how many threads.
    pub threads: usize,
    /// How many bytes one of them waits for before it begins,
    pub bytes: u64,
    /// or how many parts.
    pub parts: usize,
    /// The most that wait beside.
    pub waiting: usize,
}

/// Bytes on their way, without a name yet.
#[derive(Debug)]
pub struct Part {
    to: To,
    bytes: u64,
}

#[derive(Debug)]
enum To {
    File(PathBuf, File),
    /// In memory while it is small, else in a file that has no name and so goes with the process.
    Spool(SpooledTempFile),
}

/// A part that is whole.
#[derive(Debug)]
pub struct Written {
    from: From,
    bytes: u64,
}

#[derive(Debug)]
enum From {
    File(PathBuf),
    Spool(SpooledTempFile),
}

impl Part {
    /// No more comes.
    pub fn end(self) -> Written {
        let from = match self.to {
            To::File(path, _) => From::File(path),
            To::Spool(spool) => From::Spool(spool),
        };
        Written { from, bytes: self.bytes }
    }
}

impl Written {
    /// How large it is.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }
}

impl Write for Part {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = match &mut self.to {
            To::File(_, file) => file.write(bytes)?,
            To::Spool(spool) => spool.write(bytes)?,
        };
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
