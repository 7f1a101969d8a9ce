//! The logs, on standard error: what happens at once, the lines of requests in bundles.
//!
//! A write for every request costs more than answering it from memory does.

use std::io::{self, IsTerminal as _, Write};
use std::sync::{LazyLock, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use tracing::Metadata;
use tracing_subscriber::fmt::MakeWriter;

use crate::base::web::traffic::ACCESS_LOG;
use crate::config::LogFormat;

/// How long a line may wait.
const SOON: Duration = Duration::from_millis(200);
/// How many bytes may wait.
const BUNDLE: usize = 64 * 1024;

static BUNDLED: LazyLock<Bundled> = LazyLock::new(Bundled::default);

/// Begins to log, in the given format.
pub fn begin(format: LogFormat) {
    let filter = tracing_subscriber::EnvFilter::try_from_env("PORTAL_LOG")
        .unwrap_or_else(|_| "info,tantivy=warn,sqlx=warn".into());
    // It would write passwords and messages down.
    let filter = match "async_imap=off".parse() {
        Ok(directive) => filter.add_directive(directive),
        Err(_) => filter,
    };
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(io::stderr().is_terminal())
        .with_writer(&*BUNDLED);
    // A second call (a test) keeps the first.
    let begun = match format {
        LogFormat::Text => builder.try_init(),
        LogFormat::Json => builder.json().try_init(),
    };
    if begun.is_ok() {
        thread::spawn(|| {
            loop {
                thread::sleep(SOON);
                end();
            }
        });
    }
}

/// Writes out what waits.
pub fn end() {
    BUNDLED.waiting(Bundled::write);
}

/// Lines that wait to be written together.
#[derive(Default)]
struct Bundled(Mutex<Vec<u8>>);

impl Bundled {
    fn waiting<T>(&self, act: impl FnOnce(&mut Vec<u8>) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whoever reads the logs may be gone: then they are lost, and nothing else.
    fn write(lines: &mut Vec<u8>) {
        let _ = io::stderr().lock().write_all(lines);
        lines.clear();
    }
}

/// One line on its way.
struct Line {
    bundled: &'static Bundled,
    /// Whether it may wait for others.
    patient: bool,
}

impl<'a> MakeWriter<'a> for &'static Bundled {
    type Writer = Line;

    fn make_writer(&'a self) -> Line {
        Line { bundled: self, patient: false }
    }

    fn make_writer_for(&'a self, meta: &Metadata<'_>) -> Line {
        Line { bundled: self, patient: meta.target() == ACCESS_LOG }
    }
}

impl Write for Line {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bundled.waiting(|lines| {
            lines.extend_from_slice(bytes);
            if !self.patient || lines.len() >= BUNDLE {
                Bundled::write(lines);
            }
        });
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
