//! The standing deputy approves a month's payment: its list is locked, the ledger written, and the paper that asked for it takes
//! its number of the board's series (Quy chế Điều 9.3, 11.2).

use std::collections::BTreeSet;

use jiff::civil::Date;
use royalties::helpers::above_authors;
use royalties::{Coefficient, Dong};
use serde_json::json;

use crate::base::audit::Actor;
use crate::base::clock::Millis;
use crate::base::error::{Error, Refusal, Result};
use crate::base::id::AccountId;
use crate::base::scope::{Db, Reach, WriteScope};
use crate::people::{Action, Staff, State};
use crate::reports::letterhead::Letterhead;
use crate::reports::numbers;
use crate::supply::month::Month;
use crate::tenants::directory::Tenant;

use super::list::{Adjustment, List, Row};
use super::settings::{Settings, UnitDay};
use super::store::NewEntry;
use super::{PAID, RULES, dong, proposal, store};

/// What the approver saw; another list is not approved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Saw {
    /// How many items.
    pub items: usize,
    /// What is owed in all.
    pub total: Dong,
}

impl Saw {
    /// What a list shows.
    pub fn of(list: &List) -> Self {
        Self { items: list.rows.len(), total: list.total() }
    }
}

/// Everything that stands against approving a month by a person on a day. Approval is a separate act by another person
/// (Quy chế Điều 7.2.c, 11.2): neither who said what the list is worth nor whom it pays approves it. A site whose only standing
/// deputy is one of them appoints a further one, for a few days if it likes; no right moves by itself.
pub fn refusals(list: &List, settings: &Settings, by: &AccountId, today: Date) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    let mut refuse = |message: String| refusals.push(Refusal::new("month", message, PAID));
    if list.approved.is_some() {
        refuse("Tháng này đã duyệt chi và khóa.".into());
    }
    if today <= list.month.last() {
        refuse(format!("{} chưa kết thúc: còn có thể có tin, bài mới.", capital(&list.month.vietnamese())));
    }
    if list.waiting() > 0 {
        refuse(format!("Còn {} tin, bài chưa chấm hệ số.", list.waiting()));
    }
    let unrated: Vec<&str> =
        list.rows.iter().filter(|row| row.lacks_share()).map(|row| row.title.as_str()).collect();
    if !unrated.is_empty() {
        refuse(format!(
            "Chưa đặt tỷ lệ chi cho bài dịch, đăng lại hoặc viết trong nhiệm vụ: {}. Hãy đặt tỷ lệ ở trang Cài đặt nhuận bút \
             hoặc chấm lại.",
            unrated.join("; ")
        ));
    }
    if assessors(list).contains(by) {
        refuse(
            "Ông/bà đã chấm hệ số hoặc đề xuất thù lao trong danh sách này nên không tự duyệt chi.".into(),
        );
    }
    if list.pays(by) {
        refuse(
            "Danh sách này có khoản chi cho chính ông/bà (Quy chế Điều 7.2.c): Phó ban thường trực khác duyệt. Nếu chưa có, cơ \
             quan thường trực bổ nhiệm thêm một Phó ban thường trực có thời hạn ở trang Phân công."
                .into(),
        );
    }
    let most = settings.most_remuneration(list.royalties() + list.adjusted(), list.month.last());
    // A month that takes back more than it gives leaves nothing for remuneration, and needs none.
    if let Some(most) = most.map(|most| most.max(0)).filter(|most| list.remunerated() > *most) {
        let sum = dong(list.remunerated());
        refuse(format!("Thù lao {sum} vượt mức {} của tháng.", dong(most)));
    }
    for (genre, authors, helped) in helped_more(list) {
        refuse(format!(
            "Thù lao người giúp thể loại “{}” là {}, cao hơn nhuận bút {} của thể loại đó (Nghị định 18/2014/NĐ-CP Điều 4.1).",
            RULES.genre_name(genre),
            dong(helped),
            dong(authors)
        ));
    }
    refusals
}

/// The genres whose helpers would get more than their authors.
fn helped_more(list: &List) -> Vec<(&str, Dong, Dong)> {
    let royalties: Vec<(&str, Dong)> = list
        .rows
        .iter()
        .filter_map(|row| row.assessment.as_ref().map(|one| (one.genre.as_str(), row.amount)))
        .collect();
    let helpers: Vec<(&str, Dong)> =
        list.remunerations.iter().map(|line| (line.genre.as_str(), line.amount)).collect();
    above_authors(&royalties, &helpers)
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Whoever said what the list is worth.
fn assessors(list: &List) -> BTreeSet<AccountId> {
    let rows = list.rows.iter().filter_map(|row| row.assessment.as_ref());
    let changed = list.adjustments.iter().filter_map(|one| one.assessment.as_ref());
    let assessed = rows.chain(changed).map(|one| one.set_by.clone());
    assessed.chain(list.remunerations.iter().filter_map(|one| one.set_by.clone())).collect()
}

/// Approves a month as it was seen.
///
/// # Errors
/// [`Error::Forbidden`] without the right, [`Error::Refused`] with every reason, [`Error::Conflict`] when the list is
/// another than was seen.
pub async fn approve(
    db: &Db,
    tenant: &Tenant,
    staff: &Staff,
    actor: &Actor,
    month: Month,
    saw: Saw,
) -> Result<()> {
    staff.require(Action::RoyaltyApprove, State::Any)?;
    let mut scope = db.write(tenant.id(), actor).await?;
    let settings = Settings::read(&mut scope).await?;
    let list = List::read(&mut scope, month).await?;
    let (now, today) = (db.clock.now(), db.clock.today());
    Error::unless_empty(refusals(&list, &settings, &staff.account, today))?;
    if Saw::of(&list) != saw {
        let message =
            "Danh sách vừa thay đổi sau khi ông/bà mở. Hãy xem lại số tin, bài và tổng tiền rồi duyệt.";
        return Err(Error::Conflict(message.into()));
    }
    let counted = (i64::try_from(list.rows.len()).unwrap_or(i64::MAX), list.total());
    store::insert_month(&mut scope, month, counted, &staff.account, now).await?;
    for (no, row) in (1..).zip(&list.rows) {
        store::insert_listed(&mut scope, month, no, row, settings.rounding).await?;
        write_row(&mut scope, &settings, month, row, (&staff.account, now, today)).await?;
    }
    for adjustment in &list.adjustments {
        write_adjustment(&mut scope, month, adjustment, (&staff.account, now)).await?;
    }
    for line in &list.remunerations {
        let entry = NewEntry {
            month,
            kind: "remuneration",
            item: None,
            payee: &line.payee,
            task: &line.task,
            genre: &line.genre,
            coefficient: Coefficient::default(),
            assessment: 0,
            worth_on: None,
            amount: line.amount,
            reason: "",
            published_on: None,
        };
        store::insert_entry(&mut scope, &entry, &staff.account, now).await?;
    }
    let letterhead = Letterhead::on(&mut scope, &tenant.profile, today).await?;
    let given =
        numbers::give(&mut scope, &letterhead, "TTr", (proposal::SUBJECT, &month.to_string())).await?;
    scope.changed("royalty", &month.to_string(), Reach::Staff);
    let detail =
        json!({ "month": month.to_string(), "items": counted.0, "total": counted.1, "paper": given.number });
    scope.audit(Action::RoyaltyApprove.as_str(), "royalty", &month.to_string(), detail);
    scope.commit().await
}

async fn write_row(
    scope: &mut WriteScope,
    settings: &Settings,
    month: Month,
    row: &Row,
    (by, now, today): (&AccountId, Millis, Date),
) -> Result<()> {
    let Some(assessment) = row.assessment.as_ref().filter(|one| one.pays()) else { return Ok(()) };
    let worth_on = match settings.unit_day {
        UnitDay::Publication => row.published_on,
        UnitDay::Approval | UnitDay::Payment => today,
    };
    for (payee, amount) in assessment.shares(settings, worth_on) {
        let entry = NewEntry {
            month,
            kind: "royalty",
            item: Some(&row.item),
            payee: &payee,
            task: "",
            genre: &assessment.genre,
            coefficient: assessment.coefficient,
            assessment: assessment.no,
            worth_on: Some(worth_on),
            amount,
            reason: "",
            published_on: Some(row.published_on),
        };
        if amount != 0 {
            store::insert_entry(scope, &entry, by, now).await?;
        }
    }
    Ok(())
}

async fn write_adjustment(
    scope: &mut WriteScope,
    month: Month,
    adjustment: &Adjustment,
    (by, now): (&AccountId, Millis),
) -> Result<()> {
    let assessment = adjustment.assessment.as_ref();
    let entry = NewEntry {
        month,
        kind: "adjustment",
        item: Some(&adjustment.item),
        payee: &adjustment.payee,
        task: "",
        genre: assessment.map_or("", |one| one.genre.as_str()),
        coefficient: assessment.map_or_else(Coefficient::default, |one| one.coefficient),
        assessment: assessment.map_or(0, |one| one.no),
        worth_on: Some(adjustment.worth_on),
        amount: adjustment.amount,
        reason: &adjustment.reason,
        published_on: Some(adjustment.published_on),
    };
    store::insert_entry(scope, &entry, by, now).await
}
