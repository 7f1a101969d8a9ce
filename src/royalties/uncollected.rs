//! What a person does not collect: told at least three times by recorded notices, it goes to the fund of the next year by an
//! act of its own, and is paid from there when it is asked for (Nghị định 18/2014/NĐ-CP Điều 4.10).

use jiff::civil::Date;
use royalties::Dong;
use serde_json::json;

use crate::app::App;
use crate::base::audit::Actor;
use crate::base::clock::{Millis, date_vi, plus_days};
use crate::base::error::{Error, Refusal, Result};
use crate::base::id::{AccountId, fresh};
use crate::base::mail::retry::Class;
use crate::base::scope::{Reach, Scope};
use crate::letters::signature::Signature;
use crate::letters::{self, kinds};
use crate::outbox::{self, NewMail};
use crate::people::permissions::words;
use crate::people::store::account;
use crate::people::{Action, Staff, State};
use crate::supply::month::Month;
use crate::tenants::directory::Tenant;

use super::list::day_of;
use super::runs::{self, Planned};
use super::store::Open;
use super::{RULES, dong, store, tidy};

/// What it rests on.
pub const CLAUSE: &str = "Nghị định 18/2014/NĐ-CP Điều 4.10";
/// How far back a notice may be dated, in days.
const BACK: i64 = 60;

words! {
    /// How somebody was told.
    Way {
        /// By mail, which is written here.
        Letter = "letter" / "Thư điện tử (gửi ngay)",
        /// On paper.
        Paper = "paper" / "Văn bản",
        /// By telephone.
        Phone = "phone" / "Điện thoại",
        /// Face to face.
        Person = "person" / "Trực tiếp",
    }
}

/// That somebody was told.
#[derive(Clone, Debug)]
pub struct Notice {
    /// By whom payments are added up.
    pub person: String,
    /// Its number among those of the person.
    pub no: i64,
    /// Their name.
    pub name: String,
    /// When.
    pub on: Date,
    /// How.
    pub way: Way,
    /// By which paper, at which number.
    pub note: String,
    /// What was to be collected then.
    pub amount: Dong,
    /// Who recorded it.
    pub by: AccountId,
    /// Whether they answered it, or a later one.
    pub answered: bool,
}

/// What went to the fund of the next year.
#[derive(Clone, Debug)]
pub struct Carry {
    /// Its id.
    pub id: String,
    /// By whom payments are added up.
    pub person: String,
    /// Their name.
    pub name: String,
    /// The year it was moved in.
    pub from_year: i16,
    /// The year whose fund has it.
    pub to_year: i16,
    /// How much.
    pub amount: Dong,
    /// After how many notices.
    pub notices: i64,
    /// Who approved it.
    pub by: AccountId,
    /// When.
    pub at: Millis,
    /// When it was asked for after all.
    pub claimed_at: Option<Millis>,
    /// What of it runs have paid since.
    pub paid: Dong,
    /// Whether it was asked for, again not collected and moved to a later fund.
    pub moved_again: bool,
}

impl Carry {
    /// Whether it was asked for and paid in full.
    pub fn is_paid(&self) -> bool {
        self.claimed_at.is_some() && self.paid >= self.amount
    }
}

/// One person's case at a payer.
#[derive(Clone, Debug)]
pub struct Case {
    /// What is to be collected, if anything is.
    pub open: Option<Planned>,
    /// The notices, the first first.
    pub notices: Vec<Notice>,
    /// What went to a fund.
    pub carries: Vec<Carry>,
}

impl Case {
    /// What is to be collected.
    pub fn amount(&self) -> Dong {
        self.open.as_ref().map_or(0, |one| one.payment.gross)
    }

    /// The notices that were not answered.
    pub fn unanswered(&self) -> impl Iterator<Item = &Notice> {
        self.notices.iter().filter(|notice| !notice.answered)
    }

    /// The day on which the first of what is to be collected was approved; a notice before it told of nothing.
    pub fn approved_on(&self) -> Option<Date> {
        self.open.iter().flat_map(|one| &one.entries).map(|entry| day_of(entry.written_at)).min()
    }

    /// The unanswered notices that told of what was approved on a day.
    fn told_of(&self, approved_on: Date) -> usize {
        self.unanswered().filter(|notice| notice.on >= approved_on).count()
    }

    /// How many notices count for what was approved first.
    pub fn told(&self) -> usize {
        self.approved_on().map_or(0, |day| self.told_of(day))
    }

    /// What may go to the fund: each row of which they were told often enough since it was approved, and whatever is taken
    /// back from them. What the day of payment would add is not written yet and does not go along.
    pub fn movable(&self) -> Vec<&Open> {
        let least = usize::try_from(RULES.pay_within.notices).unwrap_or(usize::MAX);
        let rows = self.open.iter().flat_map(|one| &one.entries).filter(|entry| entry.entry.is_some());
        rows.filter(|entry| entry.amount < 0 || self.told_of(day_of(entry.written_at)) >= least).collect()
    }

    /// What that comes to.
    pub fn movable_sum(&self) -> Dong {
        self.movable().iter().map(|entry| entry.amount).sum()
    }

    /// What stands against moving it to the next year's fund by a person.
    pub fn refusals(&self, by: &AccountId) -> Vec<Refusal> {
        let mut refusals = Vec::new();
        let mut refuse = |message: String| refusals.push(Refusal::new("carry", message, CLAUSE));
        let least = RULES.pay_within.notices;
        let told = self.told();
        if self.amount() <= 0 {
            refuse("Người này không có khoản nào chờ nhận.".into());
        }
        if told < usize::try_from(least).unwrap_or(usize::MAX) {
            refuse(format!(
                "Mới thông báo {told} lần chưa có trả lời kể từ khi khoản được duyệt; phải ít nhất {least} lần."
            ));
        } else if self.amount() > 0 && self.movable_sum() <= 0 {
            refuse(
                "Phần phải thu lại lớn hơn khoản đã thông báo đủ số lần: không có gì để chuyển quỹ.".into(),
            );
        }
        if self.unanswered().any(|notice| notice.by == *by) {
            refuse("Ông/bà đã ghi thông báo cho người này nên không tự duyệt việc chuyển quỹ.".into());
        }
        if self.open.as_ref().is_some_and(|one| one.payment.person == by.as_str()) {
            refuse("Đây là khoản của chính ông/bà: Phó ban thường trực khác duyệt việc chuyển quỹ.".into());
        }
        refusals
    }
}

/// What is known of a person at a payer.
///
/// # Errors
/// When the database does not answer.
pub async fn case(app: &App, payer: &Tenant, person: &str) -> Result<Case> {
    let today = app.db.clock.today();
    let plan = runs::plan(&app.db, &app.directory, payer, today, Month::of(today)).await?;
    let mut all = plan.people.into_iter().chain(plan.waiting);
    let open = all.find(|one| one.payment.person == person);
    let mut scope = app.db.read(payer.id()).await?;
    Ok(Case {
        open,
        notices: store::notices(&mut scope, person).await?,
        carries: store::carries(&mut scope)
            .await?
            .into_iter()
            .filter(|carry| carry.person == person)
            .collect(),
    })
}

/// A notice to be recorded.
#[derive(Clone, Debug)]
pub struct New<'a> {
    /// To whom.
    pub person: &'a str,
    /// When.
    pub on: Option<Date>,
    /// How.
    pub way: Option<Way>,
    /// By which paper, at which number; may be "" for a letter.
    pub note: &'a str,
}

/// Records that somebody was told; a letter is written in the same transaction.
///
/// # Errors
/// [`Error::Forbidden`] without the right, [`Error::Refused`] with every reason.
pub async fn notice(app: &App, payer: &Tenant, staff: &Staff, actor: &Actor, new: &New<'_>) -> Result<()> {
    staff.require(Action::RoyaltyPay, State::Any)?;
    let case = case(app, payer, new.person).await?;
    let (today, note) = (app.db.clock.today(), tidy(new.note));
    let to = address(app, new.person).await?;
    let last = case.notices.last();
    let mut refusals = Vec::new();
    let mut refuse = |field, message: &str| refusals.push(Refusal::new(field, message, CLAUSE));
    if case.amount() <= 0 {
        refuse("person", "Người này không có khoản nào đã duyệt mà chưa nhận.");
    }
    match new.on {
        None => refuse("on", "Hãy ghi ngày thông báo, dạng 28/12/2016."),
        Some(day) if day > today || day < plus_days(today, -BACK) => {
            refuse("on", "Ngày thông báo không sau hôm nay và không quá 60 ngày trước.");
        }
        Some(day) if case.approved_on().is_some_and(|approved| day < approved) => {
            refuse("on", "Ngày thông báo không trước ngày khoản này được duyệt chi.");
        }
        Some(day) if last.is_some_and(|last| day <= last.on) => {
            refuse("on", "Mỗi lần thông báo phải sau ngày của lần trước.");
        }
        Some(day) if new.way == Some(Way::Letter) && day != today => {
            refuse("on", "Thư gửi ngay nên ngày thông báo là hôm nay.");
        }
        Some(_) => {}
    }
    match new.way {
        None => refuse("way", "Hãy chọn cách thông báo."),
        Some(Way::Letter) if to.is_none() => {
            refuse("way", "Người này không có địa chỉ thư trên trang; hãy chọn cách khác.");
        }
        Some(way) if way != Way::Letter && !(2..=200).contains(&note.chars().count()) => {
            refuse("note", "Hãy ghi số văn bản, số điện thoại hoặc người đã báo; từ 2 đến 200 ký tự.");
        }
        Some(_) => {}
    }
    Error::unless_empty(refusals)?;
    let (Some(on), Some(way), Some(open)) = (new.on, new.way, &case.open) else {
        return Err(Error::NotFound);
    };
    let notice = Notice {
        person: new.person.to_owned(),
        no: last.map_or(0, |notice| notice.no) + 1,
        name: open.payment.name.clone(),
        on,
        way,
        note,
        amount: open.payment.gross,
        by: staff.account.clone(),
        answered: false,
    };
    let mut scope = app.db.write(payer.id(), actor).await?;
    store::insert_notice(&mut scope, &notice, app.db.clock.now()).await?;
    if let Some(to) = to.filter(|_| way == Way::Letter) {
        let letter = kinds::RoyaltyNotice {
            to: &notice.name,
            office: &payer.identity().body,
            amount: dong(notice.amount),
            no: notice.no,
            least: RULES.pay_within.notices,
            site: payer.url("/"),
        };
        let letter = letters::write(&letter, &Signature::of(payer));
        let mail = NewMail {
            class: Class::Unit,
            dedupe_key: format!("royalty-notice/{}/{}", notice.person, notice.no),
            subject_kind: "royalty",
            subject_id: &notice.person,
            responsible: Some(&staff.account),
            recipient_label: notice.name.clone(),
            to,
            subject: letter.subject,
            text: letter.text,
            bounces: true,
        };
        outbox::enqueue(&mut scope, &app.mail.named(&payer.identity().body), mail).await?;
    }
    scope.changed("royalty", &notice.person, Reach::Staff);
    let detail =
        json!({ "no": notice.no, "way": way.as_str(), "on": on.to_string(), "amount": notice.amount });
    scope.audit("royalty.notice", "royalty", &notice.person, detail);
    scope.commit().await
}

/// Where mail reaches a person who has an account.
async fn address(app: &App, person: &str) -> Result<Option<crate::base::mail::Address>> {
    let found = account(&mut app.db.platform().await?, &AccountId::from(person.to_owned())).await?;
    Ok(found.and_then(|account| account.email.parse().ok()))
}

/// They answered: the next run pays them.
///
/// # Errors
/// [`Error::Forbidden`] without the right, [`Error::Refused`] with every reason.
pub async fn respond(
    app: &App,
    payer: &Tenant,
    staff: &Staff,
    actor: &Actor,
    person: &str,
    note: &str,
) -> Result<()> {
    staff.require(Action::RoyaltyPay, State::Any)?;
    let note = tidy(note);
    let mut scope = app.db.write(payer.id(), actor).await?;
    let notices = store::notices(&mut scope, person).await?;
    let last = notices.iter().filter(|notice| !notice.answered).map(|notice| notice.no).max();
    let mut refusals = Vec::new();
    if last.is_none() {
        refusals.push(Refusal::new("person", "Không có thông báo nào chờ trả lời.", CLAUSE));
    }
    if !(2..=200).contains(&note.chars().count()) {
        refusals.push(Refusal::new("note", "Hãy ghi họ trả lời thế nào, từ 2 đến 200 ký tự.", CLAUSE));
    }
    Error::unless_empty(refusals)?;
    let Some(no) = last else { return Err(Error::NotFound) };
    store::insert_response(&mut scope, (person, no), &note, &staff.account, app.db.clock.now()).await?;
    scope.changed("royalty", person, Reach::Staff);
    scope.audit("royalty.response", "royalty", person, json!({ "no": no, "note": note }));
    scope.commit().await
}

/// Moves what a person did not collect to the fund of the next year; `saw` is what was to be collected when the deputy looked.
///
/// # Errors
/// [`Error::Forbidden`] without the right, [`Error::Refused`] with every reason, [`Error::Conflict`] when it is another sum.
pub async fn carry(
    app: &App,
    payer: &Tenant,
    staff: &Staff,
    actor: &Actor,
    person: &str,
    saw: Dong,
) -> Result<()> {
    staff.require(Action::RoyaltyApprove, State::Any)?;
    let case = case(app, payer, person).await?;
    Error::unless_empty(case.refusals(&staff.account))?;
    let Some(open) = &case.open else { return Err(Error::NotFound) };
    let rows = case.movable();
    let entries: Vec<_> = rows.iter().filter_map(|one| Some((&one.tenant, one.entry.as_ref()?))).collect();
    let amount = case.movable_sum();
    if saw != amount {
        let message = format!("Khoản chuyển quỹ nay là {}. Hãy xem lại rồi duyệt.", dong(amount));
        return Err(Error::Conflict(message));
    }
    let (now, year) = (app.db.clock.now(), app.db.clock.today().year());
    let carry = Carry {
        id: fresh(now, &app.db.entropy),
        person: person.to_owned(),
        name: open.payment.name.clone(),
        from_year: year,
        to_year: year + 1,
        amount,
        notices: i64::try_from(case.told()).unwrap_or(i64::MAX),
        by: staff.account.clone(),
        at: now,
        claimed_at: None,
        paid: 0,
        moved_again: false,
    };
    let mut platform = app.db.platform_write(actor).await?;
    store::insert_carry(&mut platform, payer.id(), &carry).await?;
    for (tenant, entry) in &entries {
        store::insert_carried(&mut platform, (tenant, entry), (payer.id(), &carry.id)).await?;
    }
    platform.changed(payer.id(), "royalty", &carry.id, Reach::Staff);
    let detail = json!({
        "person": person,
        "amount": amount,
        "to_year": carry.to_year,
        "notices": carry.notices,
        "entries": entries.len(),
    });
    platform.audit(payer.id(), "royalty.carry", "royalty", &carry.id, detail);
    platform.commit().await
}

/// They ask for it after all: the next run pays it from the fund that it went to.
///
/// # Errors
/// [`Error::Forbidden`] without the right, [`Error::Refused`] with every reason.
pub async fn claim(
    app: &App,
    payer: &Tenant,
    staff: &Staff,
    actor: &Actor,
    id: &str,
    note: &str,
) -> Result<()> {
    staff.require(Action::RoyaltyPay, State::Any)?;
    let note = tidy(note);
    let mut scope = app.db.read(payer.id()).await?;
    let carry = store::carries(&mut scope).await?.into_iter().find(|one| one.id == id);
    let notices = match &carry {
        Some(carry) => store::notices(&mut scope, &carry.person).await?,
        None => Vec::new(),
    };
    drop(scope);
    let carry = carry.filter(|one| one.claimed_at.is_none());
    let mut refusals = Vec::new();
    if carry.is_none() {
        refusals.push(Refusal::new("carry", "Hãy chọn khoản đã chuyển quỹ mà chưa có yêu cầu nhận.", CLAUSE));
    }
    if !(2..=200).contains(&note.chars().count()) {
        refusals.push(Refusal::new("note", "Hãy ghi giấy tờ, cách yêu cầu; từ 2 đến 200 ký tự.", CLAUSE));
    }
    Error::unless_empty(refusals)?;
    let Some(carry) = carry else { return Err(Error::NotFound) };
    let now = app.db.clock.now();
    let mut platform = app.db.platform_write(actor).await?;
    store::insert_claim(&mut platform, payer.id(), id, &note, &staff.account, now).await?;
    store::reopen(&mut platform, payer.id(), id).await?;
    if let Some(no) = notices.iter().filter(|notice| !notice.answered).map(|notice| notice.no).max() {
        store::answer_all(&mut platform, payer.id(), (&carry.person, no), &note, &staff.account, now).await?;
    }
    platform.changed(payer.id(), "royalty", id, Reach::Staff);
    let detail = json!({ "person": carry.person, "amount": carry.amount, "note": note });
    platform.audit(payer.id(), "royalty.claim", "royalty", id, detail);
    platform.commit().await
}

/// What the fund of a year has of earlier years' sums that nobody collected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fund {
    /// Moved to it.
    pub carried: Dong,
    /// Of this, what was asked for after all.
    pub claimed: Dong,
    /// Of this, what was paid.
    pub paid: Dong,
    /// Of this, what was again not collected and went on to a later fund.
    pub moved: Dong,
}

impl Fund {
    /// Of it, in a sentence: what was carried, paid again, asked for and not paid yet.
    pub fn vietnamese(self) -> String {
        let more = [
            ("đã có yêu cầu nhận mà chưa chi", self.claimed - self.paid - self.moved),
            ("lại chuyển sang quỹ sau", self.moved),
        ];
        let more: String = more
            .iter()
            .filter(|one| one.1 > 0)
            .map(|(what, sum)| format!(", {what} {}", dong(*sum)))
            .collect();
        format!(
            "Quỹ năm trước chuyển sang (khoản chưa nhận): {}, đã chi lại khi có yêu cầu {}{more}",
            dong(self.carried),
            dong(self.paid)
        )
    }

    /// What is left of it.
    pub fn left(self) -> Dong {
        self.carried - self.claimed
    }

    /// Of a year.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn of(scope: &mut Scope, year: i16) -> Result<Self> {
        let all = store::carries(scope).await?;
        let of_year = || all.iter().filter(|carry| carry.to_year == year);
        Ok(Self {
            carried: of_year().map(|carry| carry.amount).sum(),
            claimed: of_year().filter(|carry| carry.claimed_at.is_some()).map(|carry| carry.amount).sum(),
            paid: of_year().map(|carry| carry.paid).sum(),
            moved: of_year().filter(|carry| carry.moved_again).map(|carry| carry.amount).sum(),
        })
    }
}

/// A notice in a sentence.
pub fn said(notice: &Notice) -> String {
    let note = if notice.note.is_empty() { String::new() } else { format!(" ({})", notice.note) };
    format!("{}: {}{note}, {}", date_vi(notice.on), notice.way.vietnamese(), dong(notice.amount))
}
