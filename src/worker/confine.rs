//! The limits that a worker sets upon itself before it opens anything.

use anyhow::{Context, Result};
use rustix::process::{Resource, Rlimit, setrlimit};

/// Address space: a picture at its limit, once decoded and once turned.
const MEMORY: u64 = 768 * 1024 * 1024;
/// Seconds of computing.
const CPU_SECONDS: u64 = 20;
/// The largest file it may write.
const FILE_BYTES: u64 = 64 * 1024 * 1024;
/// Files open at a time.
const OPEN_FILES: u64 = 32;

/// No more memory, time, output or company than a job needs; no core file.
pub fn myself() -> Result<()> {
    let limits = [
        (Resource::As, MEMORY),
        (Resource::Cpu, CPU_SECONDS),
        (Resource::Fsize, FILE_BYTES),
        (Resource::Nofile, OPEN_FILES),
        (Resource::Core, 0),
        (Resource::Nproc, 0),
    ];
    for (resource, most) in limits {
        let limit = Rlimit { current: Some(most), maximum: Some(most) };
        setrlimit(resource, limit).with_context(|| format!("cannot limit {resource:?}"))?;
    }
    Ok(())
}
