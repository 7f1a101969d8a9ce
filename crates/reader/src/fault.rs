//! Why a file could not be read to its end, and what its reader is told.

use crate::draft::Draft;
use crate::{Format, Reading, Status};

/// What stopped the reading of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Only who has the password can read it.
    Locked,
    /// It is broken, or cut off.
    Damaged,
    /// It unpacks to more than a file people write would.
    TooLarge,
    /// It is of a kind that is not read.
    Foreign(&'static str),
}

impl Fault {
    /// The status and the note it leaves.
    pub fn told(self) -> (Status, &'static str) {
        match self {
            Self::Locked => (Status::Locked, "Tệp được đặt mật khẩu. Hãy gỡ mật khẩu rồi tải lên lại."),
            Self::Damaged => (
                Status::Damaged,
                "Tệp bị hỏng hoặc bị cắt cụt. Hãy mở thử trên máy của mình rồi tải lại bản còn nguyên vẹn.",
            ),
            Self::TooLarge => (
                Status::TooLarge,
                "Tệp mở ra quá lớn so với một văn bản thông thường nên không đọc hết. Hãy tách nhỏ hoặc lưu lại tệp.",
            ),
            Self::Foreign(note) => (Status::Foreign, note),
        }
    }

    /// The reading of a file in which nothing could be read for it.
    pub fn reading(self, format: Option<Format>) -> Reading {
        let (status, note) = self.told();
        Reading::without_text(format, status, note)
    }
}

impl From<std::io::Error> for Fault {
    fn from(_: std::io::Error) -> Self {
        Self::Damaged
    }
}

/// The reading of what was drafted, and of what stopped it.
pub fn concluded(format: Format, read: impl FnOnce(&mut Draft) -> Result<(), Fault>) -> Reading {
    let mut draft = Draft::new();
    let outcome = read(&mut draft);
    let is_full = draft.is_full();
    let mut reading = draft.finish(format);
    if let Some(fault) = outcome.err().filter(|_| !is_full) {
        let (status, note) = fault.told();
        reading.status = status;
        note.clone_into(&mut reading.note);
    }
    reading
}
