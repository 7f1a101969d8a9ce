//! `portal extract`: what a file says, read as the server reads it.

use std::io::{self, Write as _};
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::Args;
use reader::{Reading, Status};

use crate::config::Config;
use crate::extract;
use crate::worker::Pool;

/// A file.
#[derive(Args)]
pub struct Extract {
    /// Print all that was read as JSON: pages, places, encodings, signatures.
    #[arg(long)]
    json: bool,
    /// The file.
    file: PathBuf,
}

impl Extract {
    /// Runs it: fails where there is no text.
    pub async fn run(self, config: Config) -> Result<()> {
        let there = std::fs::metadata(&self.file).is_ok_and(|it| it.is_file());
        if !there {
            bail!("không có tệp {}", self.file.display());
        }
        let scratch = tempfile::tempdir().context("không tạo được thư mục tạm")?;
        let workers = Pool::new(config.worker, scratch.path().to_owned());
        let name = self.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let read = extract::read_whole(&workers, &self.file).await;
        let reading = read.map_err(|failure| anyhow::anyhow!("{}", failure.told(&name)))?;
        self.print(&reading)
    }

    fn print(&self, reading: &Reading) -> Result<()> {
        let text = reading.text();
        let whole = if self.json { serde_json::to_string_pretty(reading)? } else { text.clone() };
        match say(&whole) {
            // Whoever reads it has enough.
            Err(cause) if cause.kind() == io::ErrorKind::BrokenPipe => return Ok(()),
            said => said?,
        }
        if text.trim().is_empty() {
            bail!("{}", note(reading));
        }
        if reading.status != Status::Text && !reading.note.is_empty() {
            eprintln!("{}", reading.note);
        }
        Ok(())
    }
}

fn say(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    if !text.is_empty() {
        writeln!(out, "{text}")?;
    }
    out.flush()
}

/// Why there is no text.
fn note(reading: &Reading) -> &str {
    let known = match reading.status {
        Status::NeedsRecognition => "Tệp là ảnh chụp trang giấy, chưa nhận dạng được chữ.",
        Status::Text | Status::Empty => "Tệp không có chữ.",
        Status::Locked => "Tệp có mật khẩu.",
        Status::Damaged => "Tệp hỏng.",
        Status::TooLarge => "Tệp mở ra quá lớn.",
        Status::Foreign => "Loại tệp này chưa đọc được chữ.",
    };
    if reading.note.is_empty() { known } else { &reading.note }
}
