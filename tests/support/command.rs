//! The real binary as a command beside a portal under test, over the same data.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::app::TestApp;

/// How a command ended.
pub struct Ended {
    /// Its exit code.
    pub code: i32,
    /// What it said, on both ways.
    pub said: String,
}

/// A configuration file that leads a command to the data of a portal under test.
pub struct Configured {
    /// The file.
    pub file: PathBuf,
    _folder: tempfile::TempDir,
}

impl Configured {
    /// As the portal itself is configured.
    pub fn of(app: &TestApp) -> Self {
        Self::with(app, |text| text)
    }

    /// As [`Configured::of`], with more; the text ends in the mail's part.
    pub fn with(app: &TestApp, more: impl FnOnce(String) -> String) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("portal.toml");
        let config = &app.app.config;
        let database = &config.database;
        let line = |name: &str, value: &Option<String>| {
            value.as_ref().map(|value| format!("{name} = '{value}'\n")).unwrap_or_default()
        };
        let text = format!(
            "data = '{}'\ntrial_hosts = true\nlives_in = '2016-12-30'\n[database]\n{}{}{}[mail]\nfrom = '{}'\nreceives = {}\n{}",
            config.data.display(),
            line("url", &database.url),
            line("platform_url", &database.platform_url),
            line("migrator_url", &database.migrator_url),
            config.mail.from,
            config.mail.receives,
            line("verified_by", &config.mail.verified_by),
        );
        std::fs::write(&file, more(text)).unwrap();
        Self { file, _folder: folder }
    }
}

/// Runs `portal` to its end.
pub fn portal(config: &Path, arguments: &[&str], stdin: &[u8]) -> Ended {
    run(Command::new(env!("CARGO_BIN_EXE_portal")).arg("--config").arg(config).args(arguments), stdin)
}

/// Runs a command to its end.
pub fn run(command: &mut Command, stdin: &[u8]) -> Ended {
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let bytes = stdin.to_vec();
    // A command may end without reading; that is no fault of the test.
    let writer = std::thread::spawn(move || drop(input.write_all(&bytes)));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    let said = [output.stdout, output.stderr].concat();
    Ended { code: output.status.code().unwrap_or(-1), said: String::from_utf8_lossy(&said).into_owned() }
}

/// A Python that has a module; `PORTAL_TEST_PYTHON` names one, else it is the system's.
pub fn python_with(module: &str) -> Option<String> {
    let python = std::env::var("PORTAL_TEST_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let has = Command::new(&python).args(["-c", &format!("import {module}")]).output();
    has.is_ok_and(|done| done.status.success()).then_some(python)
}
