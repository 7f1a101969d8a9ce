//! The office urges sites below: who must act on a figure gets a letter with the list of it, and leaves a receipt.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::json;

use crate::app::App;
use crate::base::audit::Actor;
use crate::base::clock::{start_of, time_vi};
use crate::base::error::{Error, Refusal, Result};
use crate::base::mail::retry::Class;
use crate::base::scope::{Reach, WriteScope};
use crate::letters::kinds::UrgedMatter;
use crate::letters::signature::Signature;
use crate::letters::{self, kinds};
use crate::outbox::{self, NewMail};
use crate::params;
use crate::people::{Action, Staff, State};
use crate::tenants::directory::Tenant;

use super::acting::{Acting, Part, People, Posts, Reached};
use super::lists::{self, Entry, Stretch};
use super::overview::{self, Site};
use super::{Figure, Figures};

/// What they rest on.
pub const CLAUSE: &str = "Quy chế Điều 6.3";
/// The longest word that goes with one, in characters.
const LONGEST: usize = 1_000;
/// Sites of one transaction, so that others write in between.
const AT_ONCE: usize = 25;
/// Rows of one figure that a letter lists; how many more there are stands below them.
pub const ROWS: usize = 20;

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

/// What one is told of a figure.
struct Matter {
    figure: Figure,
    /// How many of it are theirs.
    count: i64,
    lines: Vec<String>,
    /// How many more than the lines name.
    more: i64,
    title: String,
}

/// Somebody to be told, with what.
struct Addressed {
    who: Reached,
    matters: Vec<Matter>,
}

impl Addressed {
    /// Who acts for two units has both parts of a figure as one.
    fn add(&mut self, matter: Matter) {
        match self.matters.iter_mut().find(|known| known.figure == matter.figure) {
            Some(known) => {
                known.count += matter.count;
                known.more += matter.more;
                known.lines.extend(matter.lines);
            }
            None => self.matters.push(matter),
        }
    }
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
    let people = People::read(&app.db).await?;
    let mut sent = Sent::default();
    for some in due.chunks(AT_ONCE) {
        let mut told = Vec::with_capacity(some.len());
        for (site, faults) in some {
            told.push((*site, faults, addressed(app, &people, site, faults).await?));
        }
        let mut scope = app.db.write(office.id(), actor).await?;
        insert(&mut scope, &ask, staff).await?;
        for (site, faults, addressed) in &told {
            let people =
                tell(app, &mut scope, office, staff, &ask, (&site.tenant, faults, addressed)).await?;
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

/// Who is told what of a site.
async fn addressed(
    app: &App,
    people: &People,
    site: &Site,
    faults: &[(Figure, i64)],
) -> Result<Vec<Addressed>> {
    let tenant = &site.tenant;
    let figures: Vec<Figure> = faults.iter().map(|(figure, _)| *figure).collect();
    let posts = Posts::read(app, tenant, &figures).await?;
    let mut all: Vec<Addressed> = Vec::new();
    for (figure, count) in faults {
        let stretch = if figure.acts().in_parts() { Stretch::ALL } else { Stretch::first(ROWS) };
        let mut scope = app.db.read(tenant.id()).await?;
        let listed = lists::entries(&mut scope, tenant, *figure, stretch).await?;
        drop(scope);
        for acting in posts.of(people, *figure, &listed.rows) {
            let matter = matter(*figure, figure.titled(&site.figures), *count, &acting, &listed.rows);
            match all.iter_mut().find(|known| known.who.key == acting.who.key) {
                Some(known) => known.add(matter),
                None => all.push(Addressed { who: acting.who, matters: vec![matter] }),
            }
        }
    }
    Ok(all)
}

fn matter(figure: Figure, title: String, whole: i64, acting: &Acting, rows: &[Entry]) -> Matter {
    let theirs: Vec<&Entry> = rows.iter().filter(|row| acting.part.holds(row)).collect();
    let count = match acting.part {
        Part::Whole => whole,
        Part::Of(_) => theirs.iter().map(|row| row.count).sum(),
    };
    let named: Vec<&&Entry> = theirs.iter().take(ROWS).collect();
    let more = count - named.iter().map(|row| row.count).sum::<i64>();
    Matter {
        figure,
        count,
        lines: named.iter().map(|row| row.line.clone()).collect(),
        more: if named.is_empty() { 0 } else { more.max(0) },
        title,
    }
}

async fn insert(scope: &mut WriteScope, ask: &Ask<'_>, staff: &Staff) -> Result<()> {
    let now = scope.db().clock.now();
    let sql = "INSERT INTO reminders (tenant_id, reminder_id, words, sent_by, sent_name, sent_at) VALUES ($1, $2, $3, $4, $5, $6) \
               ON CONFLICT (tenant_id, reminder_id) DO NOTHING";
    scope.execute(sql, params![ask.id, ask.words, &staff.account, &staff.name, now]).await.map(drop)
}

/// Figures with their numbers, as they are stored.
fn stored(figures: impl Iterator<Item = (Figure, i64)>) -> String {
    json!(figures.map(|(figure, count)| (figure.key(), count)).collect::<Vec<_>>()).to_string()
}

fn written(matter: &Matter) -> UrgedMatter {
    UrgedMatter {
        heading: format!("{}: {}", matter.title, matter.count),
        lines: matter.lines.clone(),
        more: matter.more,
    }
}

/// Tells those of one site; how many were not told of this before.
async fn tell(
    app: &App,
    scope: &mut WriteScope,
    office: &Tenant,
    staff: &Staff,
    ask: &Ask<'_>,
    (site, faults, addressed): (&Tenant, &[(Figure, i64)], &[Addressed]),
) -> Result<usize> {
    let now = scope.db().clock.now();
    let whole = stored(faults.iter().copied());
    let mut people = 0;
    for Addressed { who: recipient, matters } in addressed {
        let sql = "INSERT INTO reminder_receipts (tenant_id, reminder_id, site_id, recipient, label, told, whole, sent_at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (tenant_id, reminder_id, site_id, recipient) DO NOTHING";
        let told = stored(matters.iter().map(|matter| (matter.figure, matter.count)));
        let values = params![ask.id, site.id(), &recipient.key, &recipient.label, told, &whole, now];
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
            count: matters.iter().map(|matter| matter.count).sum(),
            matters: matters.iter().map(written).collect(),
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
