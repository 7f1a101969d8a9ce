//! The office urges sites below: a letter to who must act, a receipt of each, and whether they opened the matter.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::json;

use crate::app::App;
use crate::base::audit::Actor;
use crate::base::clock::{DAY, Millis, start_of, time_vi};
use crate::base::db::{FromRow, Row};
use crate::base::error::{Error, Refusal, Result};
use crate::base::id::{AccountId, MailId, TenantId};
use crate::base::mail::Address;
use crate::base::mail::retry::Class;
use crate::base::scope::{Db, Platform, Reach, Scope, WriteScope};
use crate::letters::signature::Signature;
use crate::letters::{self, kinds};
use crate::outbox::{self, NewMail};
use crate::params;
use crate::people::store::{accounts, serving};
use crate::people::{Action, Role, Staff, State};
use crate::tenants::directory::Tenant;

use super::overview::{self, Site};
use super::{Figure, Figures};

/// What they rest on.
pub const CLAUSE: &str = "Quy chế Điều 6.3";
/// The longest word that goes with one, in characters.
const LONGEST: usize = 1_000;
/// Sites of one transaction, so that others write in between.
const AT_ONCE: usize = 25;
/// Who must act on a site, and is urged; where none of them serves, its box.
pub const ACTING: [Role; 3] = [Role::StandingDeputy, Role::BoardHead, Role::DistrictOffice];
/// What stands in a receipt for the site's box.
const BOX: &str = "hop-thu";
/// So many receipts of one site are looked through.
const MOST: usize = 200;
/// How far back the last urging is looked for.
const REMEMBERED: i64 = 180 * DAY;

/// What is to be sent.
#[derive(Clone, Debug)]
pub struct Ask<'a> {
    /// Made with the form, so that sending it twice urges once.
    pub id: &'a str,
    /// Which sites.
    pub sites: Vec<Arc<Tenant>>,
    /// Of which figures; none: of all that there are.
    pub figures: Vec<Figure>,
    /// A word that goes with it, or "".
    pub words: &'a str,
    /// Whether it goes out although the same was told already today.
    pub again: bool,
}

/// What was sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sent {
    /// To how many sites.
    pub sites: usize,
    /// To how many people and boxes.
    pub people: usize,
}

/// Somebody to be told.
struct Recipient {
    key: String,
    label: String,
    to: Option<Address>,
}

/// Urges sites that have something to put right.
///
/// # Errors
/// [`Error::Refused`] where nothing is chosen, or nothing is to be put right; [`Error::Forbidden`] without the right.
pub async fn send(app: &App, office: &Tenant, staff: &Staff, actor: &Actor, ask: Ask<'_>) -> Result<Sent> {
    staff.require(Action::OversightRemind, State::Any)?;
    let mut refusals = Vec::new();
    if ask.sites.is_empty() {
        refusals.push(Refusal::new("sites", "Hãy chọn ít nhất một trang để đôn đốc.", CLAUSE));
    }
    if ask.words.chars().count() > LONGEST {
        refusals.push(Refusal::new("words", "Lời nhắn không dài quá 1.000 chữ cái.", ""));
    }
    if ask.id.is_empty() || ask.id.len() > 64 {
        refusals.push(Refusal::new("sites", "Biểu mẫu đã cũ. Hãy mở lại trang rồi gửi.", ""));
    }
    Error::unless_empty(refusals)?;
    let seen = overview::read(&app.db, office.id(), ask.sites.clone()).await?;
    let due: Vec<(&Site, Vec<(Figure, i64)>)> = seen
        .sites
        .iter()
        .map(|site| (site, faults(&site.figures, &ask.figures)))
        .filter(|(_, faults)| !faults.is_empty())
        .collect();
    if due.is_empty() {
        let message = "Các trang đã chọn không có việc nào thuộc loại này để đôn đốc.";
        return Err(Error::refused("figures", message, CLAUSE));
    }
    if !ask.again {
        against_again(app, office, &ask, &due).await?;
    }
    let mut sent = Sent::default();
    for some in due.chunks(AT_ONCE) {
        let mut told = Vec::with_capacity(some.len());
        for (site, faults) in some {
            told.push((*site, faults, recipients(&app.db, &site.tenant).await?));
        }
        let mut scope = app.db.write(office.id(), actor).await?;
        insert(&mut scope, &ask, staff).await?;
        for (site, faults, recipients) in &told {
            let people =
                tell(app, &mut scope, office, staff, &ask, (&site.tenant, faults, recipients)).await?;
            if people > 0 {
                let figures: BTreeMap<&str, i64> =
                    faults.iter().map(|(figure, n)| (figure.key(), *n)).collect();
                let detail = json!({ "site": site.tenant.id(), "figures": figures, "people": people });
                scope.audit(Action::OversightRemind.as_str(), "reminder", ask.id, detail);
                sent.sites += 1;
                sent.people += people;
            }
        }
        scope.changed("reminder", ask.id, Reach::Staff);
        scope.commit().await?;
    }
    Ok(sent)
}

/// Refuses what was told today already with nothing new since; the same form twice is no new urging.
async fn against_again(
    app: &App,
    office: &Tenant,
    ask: &Ask<'_>,
    due: &[(&Site, Vec<(Figure, i64)>)],
) -> Result<()> {
    let mut scope = app.db.read(office.id()).await?;
    let sql = "SELECT COUNT(*) AS n FROM reminders WHERE tenant_id = $1 AND reminder_id = $2";
    let sent: i64 = scope.one(sql, params![ask.id]).await?;
    if sent > 0 {
        return Ok(());
    }
    let today = start_of(app.db.clock.today());
    let told = |(site, faults): &(&Site, Vec<(Figure, i64)>)| {
        let urged = |figure: &Figure| site.urged.get(figure).filter(|one| one.at >= today);
        let all = faults.iter().all(|(figure, _)| urged(figure).is_some() && site.fresh(*figure) == 0);
        let last = faults.iter().filter_map(|(figure, _)| urged(figure)).map(|one| one.at).max();
        last.filter(|_| all).map(|at| format!("{} lúc {}", site.tenant.identity().full_name, time_vi(at)))
    };
    let again: Vec<String> = due.iter().filter_map(told).collect();
    if again.is_empty() {
        return Ok(());
    }
    let message = format!(
        "Hôm nay đã đôn đốc về các việc này: {}. Nếu vẫn muốn gửi, hãy đánh dấu “Gửi lại trong ngày”.",
        again.join("; ")
    );
    Err(Error::refused("again", message, CLAUSE))
}

/// What of these figures there is.
pub fn faults(figures: &Figures, wanted: &[Figure]) -> Vec<(Figure, i64)> {
    let of = |figure: &Figure| (*figure, figure.of(figures));
    let chosen = Figure::ALL.iter().filter(|figure| wanted.is_empty() || wanted.contains(figure));
    chosen.map(of).filter(|(_, count)| *count > 0).collect()
}

async fn recipients(db: &Db, site: &Tenant) -> Result<Vec<Recipient>> {
    let mut platform = db.platform().await?;
    let serving = serving(&mut platform, site.id(), db.clock.today()).await?;
    let known = accounts(&mut platform).await?;
    let mut found: Vec<Recipient> = Vec::new();
    for held in ACTING.iter().flat_map(|role| serving.iter().filter(move |held| held.role == *role)) {
        let Some(account) = known.iter().find(|account| account.id == held.account) else { continue };
        if found.iter().all(|one| one.key != account.id.as_str()) {
            found.push(Recipient {
                key: account.id.to_string(),
                label: format!("{}, {} {}", account.name, held.role.vietnamese(), site.identity().full_name),
                to: account.email.parse().ok(),
            });
        }
    }
    if !found.is_empty() {
        return Ok(found);
    }
    let label = format!("Hộp thư {}", site.identity().full_name);
    Ok(vec![Recipient { key: BOX.into(), label, to: site.profile.footer.email.parse().ok() }])
}

async fn insert(scope: &mut WriteScope, ask: &Ask<'_>, staff: &Staff) -> Result<()> {
    let now = scope.db().clock.now();
    let sql = "INSERT INTO reminders (tenant_id, reminder_id, words, sent_by, sent_name, sent_at) VALUES ($1, $2, $3, $4, $5, $6) \
               ON CONFLICT (tenant_id, reminder_id) DO NOTHING";
    scope.execute(sql, params![ask.id, ask.words, &staff.account, &staff.name, now]).await.map(drop)
}

/// Tells those of one site; how many were not told of this before.
async fn tell(
    app: &App,
    scope: &mut WriteScope,
    office: &Tenant,
    staff: &Staff,
    ask: &Ask<'_>,
    (site, faults, recipients): (&Tenant, &[(Figure, i64)], &[Recipient]),
) -> Result<usize> {
    let now = scope.db().clock.now();
    let told =
        json!(faults.iter().map(|(figure, count)| (figure.key(), *count)).collect::<Vec<_>>()).to_string();
    let mut people = 0;
    for recipient in recipients {
        let sql = "INSERT INTO reminder_receipts (tenant_id, reminder_id, site_id, recipient, label, told, sent_at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (tenant_id, reminder_id, site_id, recipient) DO NOTHING";
        let values = params![ask.id, site.id(), &recipient.key, &recipient.label, &told, now];
        if scope.execute(sql, values).await? == 0 {
            continue;
        }
        people += 1;
        let Some(to) = recipient.to.clone() else { continue };
        let letter = kinds::Urged {
            to: &recipient.label,
            office: &office.identity().body,
            site: &site.identity().full_name,
            at: &time_vi(now),
            count: faults.iter().map(|(_, count)| count).sum(),
            lines: faults.iter().map(|(figure, count)| format!("{}: {count}", figure.title())).collect(),
            words: ask.words,
            url: format!("{}/{}/don-doc", app.config.console_url(), site.slug()),
        };
        let written = letters::write(&letter, &Signature::of(office));
        let mail = NewMail {
            class: Class::Reminder,
            dedupe_key: format!("oversight/{}/{}/{}", ask.id, site.id(), recipient.key),
            subject_kind: "reminder",
            subject_id: ask.id,
            responsible: Some(&staff.account),
            recipient_label: recipient.label.clone(),
            to,
            subject: written.subject,
            text: written.text,
            bounces: true,
        };
        let id = outbox::enqueue(scope, &app.mail.named(&office.identity().body), mail).await?;
        let sql = "UPDATE reminder_receipts SET mail_id = $5 WHERE tenant_id = $1 AND reminder_id = $2 AND site_id = $3 \
                   AND recipient = $4";
        scope.execute(sql, params![ask.id, site.id(), &recipient.key, id.as_ref()]).await?;
    }
    Ok(people)
}

/// What a site was last urged to do by an office.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reminded {
    /// When.
    pub at: Millis,
    /// How many were told.
    pub told: i64,
    /// How many of them opened it.
    pub opened: i64,
    /// How many letters did not arrive.
    pub lost: i64,
}

/// The last urging of each site by the office.
///
/// # Errors
/// When the database does not answer.
pub async fn last(scope: &mut Scope) -> Result<BTreeMap<TenantId, Reminded>> {
    struct OfSite(String, Reminded);
    impl FromRow for OfSite {
        fn from_row(row: &Row) -> Result<Self> {
            let reminded = Reminded {
                at: row.get("sent_at")?,
                told: row.get("n_told")?,
                opened: row.get("n_opened")?,
                lost: row.get("n_lost")?,
            };
            Ok(Self(row.get("site_id")?, reminded))
        }
    }
    let since = scope.db().clock.now() - REMEMBERED;
    let sql = "SELECT r.site_id, r.sent_at, COUNT(*) AS n_told, COUNT(r.opened_at) AS n_opened, \
               COALESCE(SUM(CASE WHEN r.mail_id IS NULL OR o.state IN ('dead', 'bounced', 'stopped') THEN 1 ELSE 0 END), 0) AS n_lost \
               FROM (SELECT site_id, MAX(sent_at) AS at FROM reminder_receipts WHERE tenant_id = $1 AND sent_at >= $2 \
               GROUP BY site_id) l JOIN reminder_receipts r ON r.tenant_id = $1 AND r.site_id = l.site_id AND r.sent_at = l.at \
               LEFT JOIN outbox o ON o.tenant_id = r.tenant_id AND o.mail_id = r.mail_id GROUP BY r.site_id, r.sent_at";
    let rows: Vec<OfSite> = scope.all(sql, params![since]).await?;
    Ok(rows.into_iter().map(|row| (TenantId::from(row.0), row.1)).collect())
}

/// The last urging of a site by whatever office: what the site itself looks at.
///
/// # Errors
/// When the database does not answer.
pub async fn last_of(platform: &mut Platform, site: &TenantId) -> Result<Option<Reminded>> {
    let receipts = of_site(platform, site, MOST).await?;
    let Some(at) = receipts.first().map(|one| one.at) else { return Ok(None) };
    let last: Vec<&Receipt> = receipts.iter().filter(|one| one.at == at).collect();
    let count = |is: fn(&Receipt) -> bool| {
        i64::try_from(last.iter().filter(|one| is(one)).count()).unwrap_or(i64::MAX)
    };
    let is_lost = |one: &Receipt| {
        one.mail.is_none() || matches!(one.mail_state.as_deref(), Some("dead" | "bounced" | "stopped"))
    };
    Ok(Some(Reminded {
        at,
        told: count(|_| true),
        opened: count(|one| one.opened_at.is_some()),
        lost: count(is_lost),
    }))
}

/// When a site was last urged about a figure, and how many it had then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Urged {
    /// When.
    pub at: Millis,
    /// How many of the figure were told.
    pub count: i64,
}

/// What each site was last urged about, figure by figure: by this office, and of its own site by whatever office.
///
/// # Errors
/// When the database does not answer.
pub async fn by_figure(scope: &mut Scope) -> Result<BTreeMap<(TenantId, Figure), Urged>> {
    struct Told(String, Vec<(String, i64)>, Millis);
    impl FromRow for Told {
        fn from_row(row: &Row) -> Result<Self> {
            Ok(Self(row.get("site_id")?, row.json("told")?, row.get("sent_at")?))
        }
    }
    let since = scope.db().clock.now() - REMEMBERED;
    let site = scope.tenant().clone();
    let sql = "SELECT DISTINCT site_id, told, sent_at FROM reminder_receipts WHERE tenant_id = $1 AND sent_at >= $2";
    let mut told: Vec<Told> = scope.all(sql, params![since]).await?;
    let sql =
        "SELECT DISTINCT site_id, told, sent_at FROM reminder_receipts WHERE site_id = $1 AND sent_at >= $2";
    told.extend(scope.db().platform().await?.all::<Told>(sql, params![&site, since]).await?);
    told.sort_by_key(|one| one.2);
    let mut last = BTreeMap::new();
    for Told(site, figures, at) in told {
        for (figure, count) in figures.iter().filter_map(|(key, n)| Some((Figure::parse(key)?, *n))) {
            last.insert((TenantId::from(site.clone()), figure), Urged { at, count });
        }
    }
    Ok(last)
}

/// One who was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The office that urged.
    pub office: TenantId,
    /// Which urging.
    pub reminder: String,
    /// Whom: an account's id, or the box.
    pub recipient: String,
    /// As people read it.
    pub label: String,
    /// Of what, with how many.
    pub told: Vec<(Figure, i64)>,
    /// The word that went with it.
    pub words: String,
    /// Who urged.
    pub by: String,
    /// When.
    pub at: Millis,
    /// The letter.
    pub mail: Option<MailId>,
    /// Its state's word.
    pub mail_state: Option<String>,
    /// When they opened it in the console.
    pub opened_at: Option<Millis>,
}

impl FromRow for Receipt {
    fn from_row(row: &Row) -> Result<Self> {
        let told: Vec<(String, i64)> = row.json("told")?;
        Ok(Self {
            office: row.get::<String>("tenant_id")?.into(),
            reminder: row.get("reminder_id")?,
            recipient: row.get("recipient")?,
            label: row.get("label")?,
            told: told.iter().filter_map(|(key, n)| Some((Figure::parse(key)?, *n))).collect(),
            words: row.get("words")?,
            by: row.get("sent_name")?,
            at: row.get("sent_at")?,
            mail: row.get::<Option<String>>("mail_id")?.map(MailId::from),
            mail_state: row.get("mail_state")?,
            opened_at: row.get("opened_at")?,
        })
    }
}

/// Who of a site was told what, the latest first, by whatever office.
///
/// # Errors
/// When the database does not answer.
pub async fn of_site(platform: &mut Platform, site: &TenantId, most: usize) -> Result<Vec<Receipt>> {
    let sql = format!(
        "SELECT r.*, m.words, m.sent_name, o.state AS mail_state FROM reminder_receipts r \
         JOIN reminders m ON m.tenant_id = r.tenant_id AND m.reminder_id = r.reminder_id \
         LEFT JOIN outbox o ON o.tenant_id = r.tenant_id AND o.mail_id = r.mail_id \
         WHERE r.site_id = $1 ORDER BY r.sent_at DESC, r.reminder_id, r.recipient LIMIT {most}"
    );
    platform.all(sqlx::AssertSqlSafe(sql), params![site]).await
}

/// How many urgings of a site a person has not opened.
///
/// # Errors
/// When the database does not answer.
pub async fn unopened(platform: &mut Platform, site: &TenantId, account: &AccountId) -> Result<i64> {
    let sql = "SELECT COUNT(*) AS n FROM reminder_receipts WHERE site_id = $1 AND recipient = $2 AND opened_at IS NULL";
    Ok(platform.optional(sql, params![site, account]).await?.unwrap_or(0))
}

/// The person opens what their site was urged to do; each office sees it.
///
/// # Errors
/// When the database refuses.
pub async fn open(db: &Db, site: &Tenant, staff: &Staff, actor: &Actor) -> Result<()> {
    let all = of_site(&mut db.platform().await?, site.id(), MOST).await?;
    let unopened = |one: &&Receipt| one.recipient == staff.account.as_str() && one.opened_at.is_none();
    let mine: Vec<&Receipt> = all.iter().filter(unopened).collect();
    if mine.is_empty() {
        return Ok(());
    }
    let mut platform = db.platform_write(actor).await?;
    for receipt in mine {
        let sql = "UPDATE reminder_receipts SET opened_at = $5 WHERE tenant_id = $1 AND reminder_id = $2 AND site_id = $3 \
                   AND recipient = $4 AND opened_at IS NULL";
        let values =
            params![&receipt.office, &receipt.reminder, site.id(), &receipt.recipient, db.clock.now()];
        if platform.execute(sql, values).await? == 1 {
            platform.changed(&receipt.office, "reminder", &receipt.reminder, Reach::Staff);
            let detail = json!({ "site": site.id() });
            platform.audit(&receipt.office, "oversight.opened", "reminder", &receipt.reminder, detail);
        }
    }
    platform.commit().await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_there_and_wanted_is_told() {
        let figures = Figures { overdue: 2, links: 1, ..Figures::default() };
        assert_eq!(faults(&figures, &[]), [(Figure::Overdue, 2), (Figure::Links, 1)]);
        assert_eq!(faults(&figures, &[Figure::Links, Figure::Mail]), [(Figure::Links, 1)]);
    }
}
