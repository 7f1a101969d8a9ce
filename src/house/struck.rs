//! An entry of a register that was wrong: struck out with its reason, never removed.

use crate::base::clock::{Millis, time_vi};
use crate::base::db::Row;
use crate::base::error::{Error, Refusal, Result};

use super::{measures, tidy};

/// When and why an entry was struck out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Struck {
    /// When.
    pub at: Millis,
    /// Why.
    pub reason: String,
}

impl Struck {
    /// Of a register's row; none where it stands.
    pub(in crate::house) fn of(row: &Row) -> Result<Option<Self>> {
        let at: Option<Millis> = row.get("struck_at")?;
        at.map(|at| Ok(Self { at, reason: row.get("struck_reason")? })).transpose()
    }

    /// As people read it.
    pub fn vietnamese(&self) -> String {
        format!("Đã hủy ghi lúc {}: {}", time_vi(self.at), self.reason)
    }
}

/// Why an entry may not be struck out, else the reason as it is kept.
pub(in crate::house) fn reason(typed: &str, stands: bool, clause: &'static str) -> Result<String> {
    let reason = tidy(typed);
    let checks = [
        (!stands, "ma-huy", "Hãy chọn một dòng còn hiệu lực của sổ."),
        (!measures(&reason, 3, 500), "ly-do-huy", "Hãy ghi lý do hủy, từ 3 đến 500 ký tự."),
    ];
    let failed = checks.into_iter().filter(|check| check.0);
    Error::unless_empty(failed.map(|(_, field, text)| Refusal::new(field, text, clause)).collect())?;
    Ok(reason)
}
