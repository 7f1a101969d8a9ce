//! Who is told of consultations: who may open one that a draft waits, its authors that it was opened or returned, the
//! unit in charge that the account is to be written and, every week, that it is late.

use jiff::civil::Date;

use crate::app::App;
use crate::base::audit::{Actor, Stored};
use crate::base::clock::{date_vi, time_vi};
use crate::base::error::{Error, Result};
use crate::base::id::{AccountId, TenantId};
use crate::base::scope::WriteScope;
use crate::consultations::{Part, rules, store as consultations};
use crate::people::store::serving;
use crate::people::{Action, Appointment, State, allows};
use crate::tenants::directory::Tenant;

use super::{About, Kind, Notice, deliver, follow, store};

/// A consultation whose time is over and whose account is still to be written.
#[derive(Clone, Debug)]
pub(super) struct Unaccounted {
    pub(super) tenant: TenantId,
    pub(super) consultation: String,
    pub(super) unit: String,
    pub(super) ended_on: Date,
}

impl Unaccounted {
    fn due(&self) -> Date {
        rules::account_due(self.ended_on)
    }

    /// The same is told once: after the last day, then once in every week that it is late.
    fn id(&self, account: &AccountId, today: Date) -> String {
        let Self { consultation, ended_on, .. } = self;
        if self.due() < today {
            let week = today.iso_week_date();
            format!("unaccounted/{consultation}/{account}/{ended_on}/{}-{}", week.year(), week.week())
        } else {
            format!("to-account/{consultation}/{account}/{ended_on}")
        }
    }

    fn sentence(&self, about: &str, today: Date) -> String {
        let due = date_vi(self.due());
        if self.due() < today {
            format!("Kết quả tiếp thu ý kiến về {about} đã quá hạn công bố: hạn là {due}.")
        } else {
            format!(
                "Đã hết thời gian nhận ý kiến về {about}. Hãy tổng hợp, công bố kết quả tiếp thu trước hết ngày {due}."
            )
        }
    }
}

/// Which draft it is, by its unit and never by its words.
fn about(tenant: &Tenant, unit: &str) -> String {
    let unit = tenant.profile.unit(unit).map(|unit| format!(" do {} chủ trì", unit.name));
    format!("một dự thảo{}", unit.unwrap_or_default())
}

/// Tells of one event of a consultation.
///
/// # Errors
/// When the database refuses.
pub(super) async fn tell(app: &App, scope: &mut WriteScope, tenant: &Tenant, event: &Stored) -> Result<()> {
    let kind = match event.action.as_str() {
        "consultation.submit" => Kind::Waiting,
        "consultation.approve" => Kind::Approved,
        "consultation.return" => Kind::Returned,
        _ => return Ok(()),
    };
    let one = match consultations::get(scope, &event.subject_id).await {
        Err(Error::NotFound) => return Ok(()),
        found => found?,
    };
    let (by, detail) = follow::said(event);
    let part = if detail["part"] == Part::Account.as_str() { Part::Account } else { Part::Draft };
    let authors = consultations::authors(scope, &one.id, part).await?;
    let serving = serving(&mut app.db.platform().await?, tenant.id(), app.db.clock.today()).await?;
    let text = sentence(
        &follow::name_of(app, by.as_ref()).await?,
        kind,
        part,
        &about(tenant, &one.what.unit),
        event,
    );
    for account in concerned(kind, &authors, by.as_ref(), &serving) {
        let notice = Notice {
            id: format!("{}/{account}", event.seq),
            account,
            kind,
            about: About::Consultation(one.id.clone()),
            text: text.clone(),
            at: event.at,
        };
        deliver::deliver(app, scope, tenant, &notice).await?;
    }
    Ok(())
}

/// Whom it concerns: who may decide and wrote nothing of it, or who wrote; never the one who did it.
fn concerned(
    kind: Kind,
    authors: &[AccountId],
    by: Option<&AccountId>,
    serving: &[Appointment],
) -> Vec<AccountId> {
    let concerns = |held: &&Appointment| {
        let wrote = authors.contains(&held.account);
        if kind == Kind::Waiting {
            !wrote && allows(held.role, Action::ConsultationApprove, State::Any)
        } else {
            wrote
        }
    };
    let mut who: Vec<AccountId> = serving.iter().filter(concerns).map(|held| held.account.clone()).collect();
    who.retain(|account| Some(account) != by);
    who.sort();
    who.dedup();
    who
}

fn sentence(name: &str, kind: Kind, part: Part, about: &str, event: &Stored) -> String {
    let at = time_vi(event.at);
    match (kind, part) {
        (Kind::Waiting, Part::Draft) => format!("{name} gửi duyệt để mở lấy ý kiến về {about} lúc {at}."),
        (Kind::Waiting, Part::Account) => {
            format!("{name} gửi duyệt kết quả tiếp thu ý kiến về {about} lúc {at}.")
        }
        (Kind::Approved, Part::Draft) => format!("{name} duyệt, mở lấy ý kiến về {about} lúc {at}."),
        (Kind::Approved, Part::Account) => {
            format!("{name} duyệt, công bố kết quả tiếp thu ý kiến về {about} lúc {at}.")
        }
        _ => format!("{name} trả lại việc lấy ý kiến về {about} lúc {at}; lý do xem trên trang."),
    }
}

/// Reminds the units whose account is to be written or late.
///
/// # Errors
/// When the database refuses; what was told stays told.
pub(super) async fn remind(app: &App, today: Date) -> Result<()> {
    let open = store::unaccounted(&mut app.db.platform().await?, today).await?;
    for one in open {
        let Some(tenant) = app.directory.get(&one.tenant) else { continue };
        for account in accountable(app, &tenant, &one, today).await? {
            remind_one(app, &tenant, &one, account, today).await?;
        }
    }
    Ok(())
}

/// The people of the unit in charge; where it has none here, who wrote the draft.
async fn accountable(app: &App, tenant: &Tenant, one: &Unaccounted, today: Date) -> Result<Vec<AccountId>> {
    let serving = serving(&mut app.db.platform().await?, tenant.id(), today).await?;
    let of_unit = |held: &&Appointment| {
        held.unit.as_deref() == Some(one.unit.as_str())
            && allows(held.role, Action::ConsultationSave, State::Any)
    };
    let mut who: Vec<AccountId> = serving.iter().filter(of_unit).map(|held| held.account.clone()).collect();
    if who.is_empty() {
        let mut scope = app.db.read(tenant.id()).await?;
        let authors = consultations::authors(&mut scope, &one.consultation, Part::Draft).await?;
        who = authors.into_iter().filter(|wrote| serving.iter().any(|held| held.account == *wrote)).collect();
    }
    who.sort();
    who.dedup();
    Ok(who)
}

async fn remind_one(
    app: &App,
    tenant: &Tenant,
    one: &Unaccounted,
    account: AccountId,
    today: Date,
) -> Result<()> {
    let id = one.id(&account, today);
    if store::is_known(&mut app.db.platform().await?, tenant.id(), &id).await? {
        return Ok(());
    }
    let notice = Notice {
        id,
        account,
        kind: Kind::Due,
        about: About::Consultation(one.consultation.clone()),
        text: one.sentence(&about(tenant, &one.unit), today),
        at: app.db.clock.now(),
    };
    let mut scope = app.db.write(tenant.id(), &Actor::system()).await?;
    deliver::deliver(app, &mut scope, tenant, &notice).await?;
    scope.commit().await
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_unit_is_told_after_the_last_day_and_once_in_every_late_week() {
        let one = Unaccounted {
            tenant: "t".into(),
            consultation: "c".into(),
            unit: "tuphap".into(),
            ended_on: date(2017, 1, 8),
        };
        let id = |day| one.id(&"a".into(), day);
        assert_eq!(id(date(2017, 1, 9)), id(date(2017, 1, 23)), "the last day of the account is not late");
        assert_ne!(id(date(2017, 1, 23)), id(date(2017, 1, 24)));
        assert_eq!(id(date(2017, 1, 24)), id(date(2017, 1, 27)));
        assert_ne!(id(date(2017, 1, 27)), id(date(2017, 1, 30)));
        assert!(one.sentence("x", date(2017, 1, 9)).contains("23/01/2017"));
        assert!(one.sentence("x", date(2017, 1, 24)).contains("quá hạn"));
    }
}
