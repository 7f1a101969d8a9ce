//! How well and how fast files are read: every file of a folder through the worker, beside transcripts, an index of what
//! they are, and `pdftotext`, where these are there.

mod expected;
mod report;

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use reader::accuracy::{self, Accuracy, Share};
use reader::{Format, Reading, Source, Status};

use super::memory::Watch;
use crate::base::text::legacy;
use crate::config::Config;
use crate::extract;
use crate::worker::Pool;
use expected::Index;
pub use report::{Report, Row};

/// The ending of a transcript, behind the name of its file without its own ending.
const TRANSCRIPT: &str = ".expected.txt";
/// What tells what the files are.
const INDEX: &str = "INDEX.tsv";

/// What to measure.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    /// Where the files lie.
    pub folder: &'a Path,
    /// Whether pages that are pictures are recognised too.
    pub recognise: bool,
}

/// Reads every file of the folder, one after the other.
///
/// # Errors
/// When the folder cannot be read or no worker can be started.
pub async fn run(config: Config, ask: Ask<'_>, note: impl Fn(&str)) -> Result<Report> {
    let files = files(ask.folder)?;
    ensure!(!files.is_empty(), "{} holds no file to read", ask.folder.display());
    let index = Index::beside(&ask.folder.join(INDEX))?;
    let scratch = tempfile::tempdir()?;
    let workers = Pool::new(config.worker, scratch.path().to_owned());
    let (mut rows, all) = (Vec::with_capacity(files.len()), Watch::of(std::process::id()));
    for file in files {
        let name = name(&file);
        note(&name);
        rows.push(measure(&workers, &file, name, ask.recognise, &index).await?);
    }
    Ok(Report { rows, together: all.end().together })
}

/// The files of a folder without transcripts and indexes, in one order.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|path| path.is_file() && !name(path).starts_with('.') && !is_about(&name(path)));
    files.sort();
    Ok(files)
}

fn is_about(name: &str) -> bool {
    name.ends_with(TRANSCRIPT) || name == INDEX
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

async fn measure(workers: &Pool, file: &Path, name: String, recognise: bool, index: &Index) -> Result<Row> {
    let watch = Watch::of(std::process::id());
    let begun = Instant::now();
    let read =
        if recognise { extract::read_whole(workers, file).await } else { extract::read(workers, file).await };
    let seconds = begun.elapsed().as_secs_f64();
    let peak = watch.end();
    let reading = match read {
        Ok(reading) => reading,
        Err(failure) if failure.is_final() => {
            Reading::without_text(None, Status::Damaged, &failure.told(&name))
        }
        Err(failure) => anyhow::bail!("{name}: {failure:?}"),
    };
    let text = reading.text();
    Ok(Row {
        accuracy: against_transcript(file, &text)?,
        beside: against_pdftotext(file, &reading).await,
        expected: index.of(&name, recognise),
        bytes: std::fs::metadata(file)?.len(),
        name,
        format: reading.format,
        status: reading.status,
        pages: reading.pages.len(),
        recognised: reading.pages.iter().filter(|page| page.source == Source::Recognised).count(),
        syllables: text.split_whitespace().count(),
        seconds,
        peak: peak.started,
        note: reading.note,
    })
}

/// Against the transcript beside the file, if people made one.
fn against_transcript(file: &Path, text: &str) -> Result<Option<Accuracy>> {
    let transcript = file.with_file_name(format!("{}{TRANSCRIPT}", stem(file)));
    if !transcript.is_file() {
        return Ok(None);
    }
    let expected = std::fs::read_to_string(&transcript).with_context(|| transcript.display().to_string())?;
    Ok(Some(accuracy::compare(text, &expected)))
}

fn stem(file: &Path) -> String {
    file.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// The share of the syllables of `pdftotext` that were found, on whatever part of the page; none for what is no PDF with
/// text, and where there is no such program.
async fn against_pdftotext(file: &Path, reading: &Reading) -> Option<Share> {
    if reading.format != Some(Format::Pdf) {
        return None;
    }
    let mut command = tokio::process::Command::new("pdftotext");
    command.arg("-q").arg("-enc").arg("UTF-8").arg(file).arg("-").stdin(Stdio::null()).kill_on_drop(true);
    let done = command.output().await.ok().filter(|done| done.status.success())?;
    // Letters of TCVN3 and VNI come as the bytes they are.
    let (theirs, _) = legacy::to_unicode(&String::from_utf8_lossy(&done.stdout));
    let paragraphs = reading.pages.iter().flat_map(|page| &page.paragraphs);
    let ours: Vec<&str> = paragraphs.map(|paragraph| paragraph.text.as_str()).collect();
    let share = accuracy::compare(&ours.join("\n"), &theirs).syllables;
    (share.of > 0).then_some(share)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transcripts_and_indexes_are_no_files_to_read() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b.pdf", "a.doc", "a.expected.txt", "INDEX.tsv", ".an"] {
            std::fs::write(folder.path().join(name), "x").unwrap();
        }
        let found: Vec<String> = files(folder.path()).unwrap().iter().map(|path| name(path)).collect();
        assert_eq!(found, ["a.doc", "b.pdf"]);
    }

    #[test]
    fn the_transcript_beside_a_file_judges_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.b.doc");
        assert_eq!(against_transcript(&file, "x").unwrap(), None);
        std::fs::write(folder.path().join("a.b.expected.txt"), "Cộng hòa xã hội").unwrap();
        let judged = against_transcript(&file, "Cộng hòa xa hội").unwrap().unwrap();
        assert_eq!((judged.marks.right, judged.marks.of), (3, 4));
    }
}
