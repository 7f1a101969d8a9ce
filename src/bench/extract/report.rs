//! What was measured of each file and of all, with what misses its goal marked.

use std::fmt;

use reader::accuracy::{Accuracy, Share};
use reader::{Format, Status};
use serde_json::{Value, json};

/// The goals for a file with a transcript: characters, syllables with their marks, syllables found.
const GOALS: [f64; 3] = [0.98, 0.98, 0.99];
/// The goal for what `pdftotext` finds.
const BESIDE: f64 = 0.99;
/// What a worker may hold, in KiB.
const PEAK: u64 = 1024 * 1024;

/// A file.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its name.
    pub name: String,
    /// What it is.
    pub format: Option<Format>,
    /// How far it was read.
    pub status: Status,
    /// How far it should be read.
    pub expected: Option<Status>,
    /// Its pages.
    pub pages: usize,
    /// Those that were recognised.
    pub recognised: usize,
    /// Its syllables.
    pub syllables: usize,
    /// Its bytes.
    pub bytes: u64,
    /// How long it took.
    pub seconds: f64,
    /// The most that its worker, or what that started, held, in KiB.
    pub peak: u64,
    /// How well it agrees with its transcript.
    pub accuracy: Option<Accuracy>,
    /// How much of what `pdftotext` finds was found.
    pub beside: Option<Share>,
    /// What is told of it.
    pub note: String,
}

impl Row {
    /// The goals that it misses, in words.
    pub fn missed(&self) -> Vec<&'static str> {
        let mut missed = Vec::new();
        if self.expected.is_some_and(|expected| expected != self.status) {
            missed.push("status");
        }
        if self.accuracy.is_some_and(|accuracy| {
            shares(&accuracy).iter().zip(GOALS).any(|(share, goal)| share.rate() < goal)
        }) {
            missed.push("accuracy");
        }
        if self.status == Status::Text && self.beside.is_some_and(|share| share.rate() < BESIDE) {
            missed.push("pdftotext");
        }
        if self.peak > PEAK {
            missed.push("memory");
        }
        missed
    }

    fn json(&self) -> Value {
        json!({
            "file": self.name,
            "format": self.format,
            "status": self.status,
            "expected": self.expected,
            "pages": self.pages,
            "recognised": self.recognised,
            "syllables": self.syllables,
            "bytes": self.bytes,
            "seconds": self.seconds,
            "peak_kib": self.peak,
            "accuracy": self.accuracy.as_ref().map(rates),
            "pdftotext": self.beside.map(Share::rate),
            "missed": self.missed(),
            "note": self.note,
        })
    }
}

fn shares(accuracy: &Accuracy) -> [Share; 3] {
    [accuracy.characters, accuracy.marks, accuracy.syllables]
}

fn rates(accuracy: &Accuracy) -> Value {
    let [characters, marks, syllables] = shares(accuracy).map(Share::rate);
    json!({ "characters": characters, "marks": marks, "syllables": syllables })
}

/// All files.
#[derive(Clone, Debug)]
pub struct Report {
    /// One by one.
    pub rows: Vec<Row>,
    /// The most that this process and its workers held together, in KiB.
    pub together: u64,
}

impl Report {
    /// How well all transcripts together were met.
    fn accuracy(&self) -> Option<(usize, Accuracy)> {
        let judged: Vec<Accuracy> = self.rows.iter().filter_map(|row| row.accuracy).collect();
        let mut all = Accuracy::default();
        judged.iter().for_each(|one| all += *one);
        (!judged.is_empty()).then_some((judged.len(), all))
    }

    fn beside(&self) -> Option<Share> {
        let compared: Vec<Share> = self.texts().filter_map(|row| row.beside).collect();
        let mut all = Share::default();
        compared.iter().for_each(|one| all += *one);
        (!compared.is_empty()).then_some(all)
    }

    fn texts(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| row.status == Status::Text)
    }

    fn seconds(&self) -> f64 {
        self.rows.iter().map(|row| row.seconds).sum()
    }

    fn pages(&self) -> usize {
        self.rows.iter().map(|row| row.pages).sum()
    }

    fn megabytes(&self) -> f64 {
        self.rows.iter().map(|row| row.bytes as f64 / 1e6).sum()
    }

    fn peak(&self) -> u64 {
        self.rows.iter().map(|row| row.peak).max().unwrap_or_default()
    }

    fn missing(&self) -> usize {
        self.rows.iter().filter(|row| !row.missed().is_empty()).count()
    }

    /// The figures for programs.
    pub fn json(&self) -> Value {
        json!({
            "files": self.rows.iter().map(Row::json).collect::<Vec<_>>(),
            "accuracy": self.accuracy().map(|(_, all)| rates(&all)),
            "pdftotext": self.beside().map(Share::rate),
            "pages_per_second": self.pages() as f64 / self.seconds(),
            "megabytes_per_second": self.megabytes() / self.seconds(),
            "peak_kib": self.peak(),
            "together_kib": self.together,
            "missed": self.missing(),
        })
    }
}

/// One of the reader's words as its JSON writes it.
fn word(value: impl serde::Serialize) -> String {
    serde_json::to_value(value)
        .ok()
        .and_then(|value| value.as_str().map(str::to_owned))
        .unwrap_or_else(|| "-".into())
}

fn percent(share: Option<Share>) -> String {
    share.map_or_else(String::new, |share| format!("{:.2}", share.rate() * 100.0))
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:<44}{:<9}{:<18}{:>6}{:>9}{:>8}{:>8}{:>8}{:>8}{:>8}",
            "% of what is expected",
            "format",
            "status",
            "pages",
            "seconds",
            "MiB",
            "chars",
            "marks",
            "syll.",
            "pdftxt"
        )?;
        for row in &self.rows {
            let accuracy = row.accuracy.as_ref().map(shares);
            let [chars, marks, syllables] = [0, 1, 2].map(|at| percent(accuracy.map(|shares| shares[at])));
            let name: String = row.name.chars().take(43).collect();
            let missed = row.missed();
            writeln!(
                f,
                "{name:<44}{:<9}{:<18}{:>6}{:>9.2}{:>8}{chars:>8}{marks:>8}{syllables:>8}{:>8}{}",
                word(row.format),
                word(row.status),
                row.pages,
                row.seconds,
                row.peak / 1024,
                percent(row.beside),
                if missed.is_empty() { String::new() } else { format!("  <-- {}", missed.join(", ")) },
            )?;
        }
        if let Some((count, all)) = self.accuracy() {
            let [chars, marks, syllables] = shares(&all).map(|share| percent(Some(share)));
            writeln!(
                f,
                "{count} transcripts: {chars} % of characters, {marks} % of marks, {syllables} % of syllables"
            )?;
        }
        if let Some(share) = self.beside() {
            writeln!(f, "of what pdftotext finds: {} % of syllables", percent(Some(share)))?;
        }
        let seconds = self.seconds();
        writeln!(
            f,
            "{} files, {} pages, {:.1} MB in {seconds:.1} s: {:.1} pages/s, {:.2} MB/s",
            self.rows.len(),
            self.pages(),
            self.megabytes(),
            self.pages() as f64 / seconds,
            self.megabytes() / seconds
        )?;
        writeln!(
            f,
            "peak memory: {} MiB of a worker, {} MiB of all together",
            self.peak() / 1024,
            self.together / 1024
        )?;
        writeln!(f, "files that miss a goal: {}", self.missing())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(status: Status, right: usize) -> Row {
        let share = Share { right, of: 100 };
        Row {
            name: "a.pdf".into(),
            format: Some(Format::Pdf),
            status,
            expected: Some(Status::Text),
            pages: 2,
            recognised: 0,
            syllables: 100,
            bytes: 1_000_000,
            seconds: 0.5,
            peak: 2048,
            accuracy: Some(Accuracy { characters: share, marks: share, syllables: share }),
            beside: Some(share),
            note: String::new(),
        }
    }

    #[test]
    fn what_misses_a_goal_is_marked_and_all_is_added_up() {
        assert!(row(Status::Text, 99).missed().is_empty());
        assert_eq!(row(Status::Text, 97).missed(), ["accuracy", "pdftotext"]);
        assert_eq!(row(Status::Damaged, 99).missed(), ["status"]);
        let report = Report { rows: vec![row(Status::Text, 99), row(Status::Text, 97)], together: 4096 };
        let told = report.to_string();
        assert!(told.contains("98.00 % of characters") && told.contains("4.0 pages/s, 2.00 MB/s"), "{told}");
        assert!(told.contains("<-- accuracy, pdftotext") && told.contains("miss a goal: 1"), "{told}");
        assert_eq!(report.json()["missed"], 1);
    }
}
