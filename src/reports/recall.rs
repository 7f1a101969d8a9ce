//! A signed report is taken back: its paper stays as it was signed, with its number and what took its place, and it is
//! written anew under the next number.

use jiff::civil::Date;
use serde_json::json;

use crate::base::clock::{Millis, date_vi};
use crate::base::error::{Error, Refusal, Result};
use crate::base::id::AccountId;
use crate::base::scope::Reach;
use crate::people::{Action, State};

use super::turn::{self, Turn};
use super::work::{APPROVED, now, seen, stands};
use super::{Act, Report, Stage, papers, store};

/// A paper that was taken back.
#[derive(Clone, Debug)]
pub struct Recall {
    /// The version that was signed.
    pub no: i64,
    /// Its number.
    pub number: i64,
    /// Its symbol.
    pub symbol: String,
    /// The day it was signed.
    pub signed: Date,
    /// Who signed it.
    pub signed_by: AccountId,
    /// Why it was taken back.
    pub reason: String,
    /// Who took it back.
    pub by: AccountId,
    /// Their name.
    pub name: String,
    /// When.
    pub at: Millis,
}

fn sign(number: i64, symbol: &str, day: Date) -> String {
    format!("số {} ngày {}", paper::wording::sign(Some(number), symbol), date_vi(day))
}

impl Recall {
    /// Its number, symbol and day.
    pub fn sign(&self) -> String {
        sign(self.number, &self.symbol, self.signed)
    }

    /// What took its place: the next of the papers that were signed since; none as long as none was.
    pub fn replaced(&self, report: &Report, all: &[Self]) -> Option<String> {
        let next = all.iter().filter(|one| one.no > self.no).min_by_key(|one| one.no);
        let current = || Some(sign(report.number?, &report.symbol, report.signed?));
        next.map(Self::sign).or_else(current)
    }

    /// What its paper says of itself.
    pub fn stamp(&self, report: &Report, all: &[Self]) -> String {
        match self.replaced(report, all) {
            Some(sign) => format!("{}, thay bằng báo cáo {sign}", paper::wording::RECALLED),
            None => paper::wording::RECALLED.to_owned(),
        }
    }
}

/// Takes a signed report back, with a reason, by another than who signed it; it is a draft again, with the texts it had.
///
/// # Errors
/// [`Error::Forbidden`] without the right, [`Error::Conflict`] when another was first, [`Error::Refused`] with every reason.
pub async fn recall(act: Act<'_>, id: &str, version: i64, reason: &str) -> Result<()> {
    act.staff.require(Action::ReportApprove, State::Any)?;
    let mut scope = act.db.write(act.tenant.id(), act.actor).await?;
    let report = seen(&mut scope, id, version).await?;
    stands(&report, &[Stage::Approved])?;
    let reason = reason.trim();
    let mut refusals = Vec::new();
    if !(5..=1_000).contains(&reason.chars().count()) {
        let message = "Hãy ghi lý do thu hồi, từ 5 đến 1.000 ký tự.";
        refusals.push(Refusal::new("reason", message, APPROVED));
    }
    if report.approved_by.as_ref() == Some(&act.staff.account) {
        let message =
            "Người ký báo cáo không tự thu hồi báo cáo đó: việc này do người khác có quyền duyệt làm.";
        refusals.push(Refusal::new("", message, APPROVED));
    }
    Error::unless_empty(refusals)?;
    let (Some(number), Some(signed), Some(signed_by)) =
        (report.number, report.signed, report.approved_by.clone())
    else {
        return Err(Error::internal("a signed report without its number"));
    };
    let now_at = act.db.clock.now();
    let recall = Recall {
        no: report.no,
        number,
        symbol: report.symbol.clone(),
        signed,
        signed_by,
        reason: reason.to_owned(),
        by: act.staff.account.clone(),
        name: act.staff.name.clone(),
        at: now_at,
    };
    let held = store::version(&mut scope, id, report.no).await?;
    let mut texts = held.texts;
    texts.retain(|key, _| key != papers::SIGNER && key != papers::SIGNER_ROLE);
    let (figures, letterhead) = now(&mut scope, act.tenant, report.rule()?, report.year).await?;
    let is = Report {
        stage: Stage::Draft,
        no: report.no + 1,
        returned: None,
        submitted_by: None,
        number: None,
        symbol: String::new(),
        signed: None,
        approved_by: None,
        ..report.clone()
    };
    store::insert_recall(&mut scope, id, &recall).await?;
    // The texts are those that were signed: whoever takes it back has written none of them.
    store::insert_version(&mut scope, &is, (&texts, &figures, &letterhead), None, now_at).await?;
    store::advance(&mut scope, &report, &is, now_at).await?;
    store::set_reminded(&mut scope, id, "").await?;
    scope.changed("report", id, Reach::Staff);
    let detail = json!({
        "kind": report.kind,
        "year": report.year,
        "sign": paper::wording::sign(Some(number), &recall.symbol),
        "reason": recall.reason,
    });
    scope.audit("report.recall", "report", id, detail);
    turn::tell(&mut scope, act, (&report, &is), Turn::Recalled, &recall.reason).await?;
    scope.commit().await
}
