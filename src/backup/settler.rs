//! Gives what is written its name, beside those who write: while bytes are hashed and sealed, the disk or the network is busy
//! with those before them.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use super::Fault;
use super::medium::{Medium, Pace, Written};
use super::shelf::place_of;
use crate::base::die;

/// A part with the object it becomes.
type Finished = (Written, String);

/// Takes finished parts.
#[derive(Debug)]
pub struct Settler {
    queue: SyncSender<Finished>,
    threads: Vec<JoinHandle<Result<(), Fault>>>,
}

impl Settler {
    pub(super) fn over(medium: &Arc<dyn Medium>) -> Self {
        let pace = medium.pace();
        let (queue, parts) = sync_channel(pace.waiting);
        let desk = Arc::new(Desk {
            medium: medium.clone(),
            parts: Mutex::new(parts),
            pace,
            failed: AtomicBool::new(false),
        });
        let threads =
            (0..pace.threads).map(|_| desk.clone()).map(|desk| std::thread::spawn(move || desk.work()));
        Self { queue, threads: threads.collect() }
    }

    /// Takes a part, which becomes the object of this name; how it went, [`Settler::end`] says.
    pub fn add(&self, part: Written, object: &str) {
        // Nobody takes it only where settling failed, which the end says.
        let _ = self.queue.send((part, place_of(object)));
    }

    /// Waits until everything has its name.
    ///
    /// # Errors
    /// When the place did not take it.
    pub fn end(self) -> Result<(), Fault> {
        drop(self.queue);
        let died = |_| Err(Fault::Unreachable("nơi lưu: a thread died".to_owned()));
        let outcomes: Vec<_> =
            self.threads.into_iter().map(|thread| thread.join().unwrap_or_else(died)).collect();
        outcomes.into_iter().collect()
    }
}

struct Desk {
    medium: Arc<dyn Medium>,
    parts: Mutex<Receiver<Finished>>,
    pace: Pace,
    failed: AtomicBool,
}

impl Desk {
    fn work(&self) -> Result<(), Fault> {
        while let Some(parts) = self.next() {
            self.medium.settle(parts).inspect_err(|_| self.failed.store(true, Ordering::Relaxed))?;
            die::here("backup-settled");
        }
        Ok(())
    }

    /// What is settled together, at least one; none at the end, and where another failed.
    fn next(&self) -> Option<Vec<Finished>> {
        let parts = self.parts.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut taken, mut bytes) = (Vec::new(), 0);
        while taken.is_empty() || bytes < self.pace.bytes && taken.len() < self.pace.parts {
            let Ok(part) = parts.recv() else { break };
            bytes += part.0.bytes();
            taken.push(part);
        }
        (!taken.is_empty() && !self.failed.load(Ordering::Relaxed)).then_some(taken)
    }
}
