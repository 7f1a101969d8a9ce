//! What an import did, for the person who ran it and for the board.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

/// Findings of one kind kept in full; beyond that they are counted.
const KEPT: u64 = 1000;

/// What a finding is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// It was not taken.
    #[default]
    Refused,
    /// The same is there already.
    Duplicate,
    /// It was taken, and there is no text in it yet.
    NoText,
    /// It was taken, and a person should look at what is missing or unsure.
    Doubt,
    /// A row of the table whose file is not there.
    WithoutFile,
    /// A file of which the table says nothing.
    WithoutRow,
    /// A column of the table that nobody understands.
    Column,
}

impl Kind {
    /// All of them, the gravest first.
    pub const ALL: [Self; 7] = [
        Self::Refused,
        Self::Duplicate,
        Self::NoText,
        Self::Doubt,
        Self::WithoutFile,
        Self::WithoutRow,
        Self::Column,
    ];

    /// As people read it.
    pub fn vietnamese(self) -> &'static str {
        match self {
            Self::Refused => "Dòng bị từ chối, tệp còn thiếu",
            Self::Duplicate => "Trùng, không tạo lần nữa",
            Self::NoText => "Chưa đọc được chữ trong tệp",
            Self::Doubt => "Cần người xem lại",
            Self::WithoutFile => "Dòng của bảng không có tệp",
            Self::WithoutRow => "Tệp không có dòng trong bảng",
            Self::Column => "Cột của bảng không hiểu",
        }
    }
}

/// Something that a person should know of a line or a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// Its line in the file, from 1; 0 for what has none.
    pub line: u64,
    /// The document's number or the procedure's name, where it could be read; the file's name.
    pub number: String,
    /// Why.
    pub reason: String,
    /// What it is about.
    #[serde(default)]
    pub kind: Kind,
    /// The draft that was made of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edition: Option<String>,
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
    /// How many findings of each kind there are, kept or not.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub found: BTreeMap<Kind, u64>,
}

/// What becomes of what a batch brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Everything waits for another person's approval.
    Waiting,
    /// Everything is live.
    #[default]
    Approved,
    /// Everything is a draft that a person looks at and sends to the board by itself.
    Drafts,
}

impl Standing {
    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Approved => "approved",
            Self::Drafts => "drafts",
        }
    }

    /// The standing of a stored word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Waiting, Self::Approved, Self::Drafts].into_iter().find(|standing| standing.as_str() == word)
    }
}

/// What an import did, or would do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The batch's id in the tenant; empty where nothing was written.
    pub batch: String,
    /// What becomes of what was brought.
    pub standing: Standing,
    /// How many came to what.
    pub counts: Counts,
    /// The lines that were not taken, and what is missing of those that were.
    pub refused: Vec<Refused>,
}

impl Report {
    /// Notes a refused line.
    pub fn refuse(&mut self, line: u64, number: &str, reason: String) {
        self.counts.refused += 1;
        self.find(Kind::Refused, line, number, reason);
    }

    /// Notes what is missing of an item that was taken.
    pub fn lack(&mut self, line: u64, number: &str, reason: String) {
        self.find(Kind::Refused, line, number, reason);
    }

    /// Notes something that a person should know.
    pub fn find(&mut self, kind: Kind, line: u64, name: &str, reason: String) {
        self.note(Refused { line, number: name.to_owned(), reason, kind, edition: None });
    }

    /// Notes something about a draft that was made.
    pub fn note(&mut self, found: Refused) {
        let count = self.counts.found.entry(found.kind).or_default();
        *count += 1;
        if *count <= KEPT {
            self.refused.push(found);
        }
    }

    /// Notes what was waived for one document.
    pub fn waive(&mut self, waivers: &[String]) {
        for waiver in waivers {
            *self.counts.waived.entry(waiver.clone()).or_default() += 1;
        }
    }

    fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &Refused> {
        self.refused.iter().filter(move |found| found.kind == kind)
    }
}

impl Refused {
    /// Where it is: its line, or its name alone.
    pub fn place(&self) -> String {
        match (self.line, self.number.is_empty()) {
            (0, _) => self.number.clone(),
            (line, true) => format!("dòng {line}"),
            (line, false) => format!("dòng {line}: {}", self.number),
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = &self.counts;
        let what = if self.standing == Standing::Drafts { "tệp" } else { "dòng" };
        writeln!(
            f,
            "Đã đọc {} {what}: {} mục mới, {} thay đổi, {} giữ nguyên, {} bị từ chối.",
            counts.read, counts.created, counts.updated, counts.unchanged, counts.refused
        )?;
        for kind in Kind::ALL {
            let Some(count) = counts.found.get(&kind) else { continue };
            writeln!(f, "{}: {count}", kind.vietnamese())?;
            for found in self.of_kind(kind) {
                writeln!(f, "  {} - {}", found.place(), found.reason)?;
            }
            if *count > KEPT {
                writeln!(f, "  … và {} mục nữa", count - KEPT)?;
            }
        }
        if !counts.waived.is_empty() {
            writeln!(f, "Được miễn cho văn bản lịch sử (ghi trên từng mục, Ban Biên tập xem được):")?;
            for (waiver, count) in &counts.waived {
                writeln!(f, "  {count} mục: {waiver}")?;
            }
        }
        match self.standing {
            _ if self.batch.is_empty() => write!(f, "Không ghi gì vào trang."),
            Standing::Waiting => {
                write!(f, "Lô nhập {} chờ người khác duyệt trong trang quản trị.", self.batch)
            }
            Standing::Approved => write!(f, "Lô nhập {} đã được duyệt và đăng.", self.batch),
            Standing::Drafts => write!(
                f,
                "Lô nhập {}: các văn bản là bản nháp, xem và gửi duyệt từng bản trong trang quản trị.",
                self.batch
            ),
        }
    }
}
