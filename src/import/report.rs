//! What an import did, for the person who ran it and for the board.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

/// Refused lines kept in full; beyond that they are counted.
const KEPT: usize = 1000;

/// A line that was not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// Its line in the file, from 1.
    pub line: u64,
    /// The document's number or the procedure's name, where it could be read.
    pub number: String,
    /// Why.
    pub reason: String,
}

/// How many lines came to what.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Lines read.
    pub read: u64,
    /// New ones.
    pub created: u64,
    /// Changed ones.
    pub updated: u64,
    /// Ones that were there already, word for word.
    pub unchanged: u64,
    /// Lines refused.
    pub refused: u64,
    /// What was waived, and for how many.
    pub waived: BTreeMap<String, u64>,
}

/// What an import did, or would do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The batch's id in the tenant; empty where nothing was written.
    pub batch: String,
    /// Whether everything waits for another person's approval.
    pub waits: bool,
    /// How many came to what.
    pub counts: Counts,
    /// The lines that were not taken, and what is missing of those that were.
    pub refused: Vec<Refused>,
}

impl Report {
    /// Notes a refused line.
    pub fn refuse(&mut self, line: u64, number: &str, reason: String) {
        self.counts.refused += 1;
        if self.refused.len() < KEPT {
            self.refused.push(Refused { line, number: number.to_owned(), reason });
        }
    }

    /// Notes what is missing of an item that was taken.
    pub fn lack(&mut self, line: u64, number: &str, reason: String) {
        if self.refused.len() < KEPT {
            self.refused.push(Refused { line, number: number.to_owned(), reason });
        }
    }

    /// Notes what was waived for one document.
    pub fn waive(&mut self, waivers: &[String]) {
        for waiver in waivers {
            *self.counts.waived.entry(waiver.clone()).or_default() += 1;
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = &self.counts;
        writeln!(
            f,
            "Đã đọc {} dòng: {} mục mới, {} thay đổi, {} giữ nguyên, {} bị từ chối.",
            counts.read, counts.created, counts.updated, counts.unchanged, counts.refused
        )?;
        for refused in &self.refused {
            writeln!(f, "  dòng {}: {} - {}", refused.line, refused.number, refused.reason)?;
        }
        if !counts.waived.is_empty() {
            writeln!(f, "Được miễn cho văn bản lịch sử (ghi trên từng mục, Ban Biên tập xem được):")?;
            for (waiver, count) in &counts.waived {
                writeln!(f, "  {count} mục: {waiver}")?;
            }
        }
        if self.batch.is_empty() {
            write!(f, "Không ghi gì vào trang.")
        } else if self.waits {
            write!(f, "Lô nhập {} chờ người khác duyệt trong trang quản trị.", self.batch)
        } else {
            write!(f, "Lô nhập {} đã được duyệt và đăng.", self.batch)
        }
    }
}
