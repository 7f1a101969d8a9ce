//! The limits that a worker sets upon itself before it opens anything.

use anyhow::{Context, Result};
use rustix::process::{Resource, Rlimit, nice, setrlimit};

use super::Job;

/// Bytes of address space: a picture at its limit, once decoded and once turned; a page and the recogniser's models.
const MEMORY: u64 = 768 * 1024 * 1024;
/// Seconds of computing …
const CPU_SECONDS: u64 = 20;
/// … and for a page whose letters are recognised.
const RECOGNISING_CPU_SECONDS: u64 = 120;
/// The largest file it may write.
const FILE_BYTES: u64 = 64 * 1024 * 1024;
/// Files open at a time.
const OPEN_FILES: u64 = 32;
/// Processes of the same user beside which the recogniser may be started; other jobs start none at all.
const PROCESSES: u64 = 4096;
/// How far the reading of files stands behind the serving of pages.
const LOW_PRIORITY: i32 = 15;

/// No more memory, time, output or company than a job needs; no core file.
pub fn myself(job: Job) -> Result<()> {
    let recognises = matches!(job, Job::Recognise(_));
    let limits = [
        (Resource::As, MEMORY),
        (Resource::Cpu, if recognises { RECOGNISING_CPU_SECONDS } else { CPU_SECONDS }),
        (Resource::Fsize, FILE_BYTES),
        (Resource::Nofile, OPEN_FILES),
        (Resource::Core, 0),
        (Resource::Nproc, if recognises { PROCESSES } else { 0 }),
    ];
    for (resource, most) in limits {
        let limit = Rlimit { current: Some(most), maximum: Some(most) };
        setrlimit(resource, limit).with_context(|| format!("cannot limit {resource:?}"))?;
    }
    if matches!(job, Job::Read | Job::Recognise(_)) {
        nice(LOW_PRIORITY).context("cannot step back")?;
    }
    Ok(())
}
