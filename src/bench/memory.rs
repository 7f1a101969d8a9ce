//! The memory of processes and of all they started, looked at while they run.

use std::collections::HashMap;
use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use serde::Serialize;

/// How often it is looked: a worker's last steps before its end are what is missed.
const LOOK: Duration = Duration::from_millis(5);

/// What was seen, in KiB.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Peak {
    /// The most that the process and all it started held together; what they share is counted for each.
    pub together: u64,
    /// The most that any single one of those it started held.
    pub started: u64,
}

/// Looks at a process and all it starts, until it is asked for what it saw.
pub struct Watch {
    stop: Arc<AtomicBool>,
    looking: JoinHandle<Peak>,
}

impl Watch {
    /// Begins to look.
    pub fn of(root: u32) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let told = stop.clone();
        let looking = std::thread::spawn(move || {
            let mut peak = Peak::default();
            while !told.load(Ordering::Relaxed) {
                look(root, &mut peak);
                std::thread::sleep(LOOK);
            }
            peak
        });
        Self { stop, looking }
    }

    /// What was seen up to now; nothing more is looked at.
    pub fn end(self) -> Peak {
        self.stop.store(true, Ordering::Relaxed);
        self.looking.join().unwrap_or_default()
    }
}

fn look(root: u32, peak: &mut Peak) {
    let own = command(root);
    let (mut waiting, mut seen) = (vec![root], HashMap::new());
    while let Some(process) = waiting.pop() {
        // What was just forked still bears its parent's memory and name.
        let forked = process != root && command(process) == own;
        if !forked && let Some((now, most)) = memory(process) {
            seen.insert(process, now);
            if process != root {
                peak.started = peak.started.max(most);
            }
        }
        waiting.extend(children(process).into_iter().filter(|child| !seen.contains_key(child)));
    }
    peak.together = peak.together.max(seen.values().sum());
}

fn command(process: u32) -> Vec<u8> {
    fs::read(format!("/proc/{process}/cmdline")).unwrap_or_default()
}

/// What a process holds now, and the most it ever held.
fn memory(process: u32) -> Option<(u64, u64)> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let field = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        line.split_whitespace().next()?.parse().ok()
    };
    Some((field("VmRSS:")?, field("VmHWM:")?))
}

fn children(process: u32) -> Vec<u32> {
    let Ok(threads) = fs::read_dir(format!("/proc/{process}/task")) else { return Vec::new() };
    let lists =
        threads.flatten().filter_map(|thread| fs::read_to_string(thread.path().join("children")).ok());
    lists
        .flat_map(|list| list.split_whitespace().filter_map(|id| id.parse().ok()).collect::<Vec<u32>>())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::{Command, Stdio};

    #[test]
    fn what_a_started_process_holds_is_seen() {
        let watch = Watch::of(std::process::id());
        // Fifty million bytes in one variable of a shell.
        let script = "x=$(head -c 50000000 /dev/zero | tr '\\0' x); sleep 0.3; echo ${#x}";
        let done = Command::new("/bin/sh").args(["-c", script]).stderr(Stdio::null()).output().unwrap();
        let peak = watch.end();
        assert_eq!(String::from_utf8_lossy(&done.stdout).trim(), "50000000");
        assert!(peak.started > 45_000 && peak.started < 1_000_000, "{peak:?}");
        assert!(peak.together > peak.started, "{peak:?}");
    }
}
