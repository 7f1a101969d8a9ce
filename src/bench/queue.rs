//! How fast the pages of the desk's queue are answered when a tenant holds many editions.
//!
//! A deployment of its own is filled with editions as a busy board leaves them: nine of ten were live or replaced,
//! the rest in every state of work, spread over the sections, units and twenty people, some given to somebody. A person
//! of the board then asks the console for pages, filter after filter, through the same endpoint as from the network.

use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use poem::http::{StatusCode, header};
use poem::{Endpoint, Request};
use tokio::time::Instant;

use super::chance::Chance;
use crate::app::{App, Portal, cookie_name};
use crate::base::audit::Actor;
use crate::base::clock::{MINUTE, Millis, plus_days};
use crate::base::entropy::Entropy;
use crate::base::scope::Db;
use crate::config::Config;
use crate::desk::queue::Cursor;
use crate::items::store::title_key;
use crate::people::accounts::{self, NewAppointment};
use crate::people::{Role, sessions};
use crate::tenants::directory::{Directory, Reachability, Tenant};
use crate::tenants::{apply, declare};
use crate::{deployment, params};

/// How often each page is asked for.
const TIMES: usize = 40;
/// Words of the headings.
const WORDS: [&str; 16] = [
    "đường",
    "liên xã",
    "tiêm chủng",
    "khai giảng",
    "thu gom rác",
    "tuyển quân",
    "nước sạch",
    "cấp điện",
    "bầu cử",
    "hòa giải",
    "dồn điền",
    "chợ quê",
    "thủy lợi",
    "phòng cháy",
    "khuyến nông",
    "tiếp dân",
];

/// What to measure.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    /// The declared set of tenants.
    pub tenants: &'a Path,
    /// How many editions the tenant holds.
    pub editions: usize,
}

/// What was measured: a page's name and its times, sorted.
#[derive(Clone, Debug)]
pub struct Speed {
    engine: &'static str,
    editions: usize,
    pages: Vec<(&'static str, Vec<Duration>)>,
}

impl Speed {
    /// The slowest page's 95th percentile, in milliseconds.
    pub fn slowest(&self) -> f64 {
        self.pages.iter().map(|(_, times)| percentile(times, 95)).fold(0.0, f64::max)
    }
}

impl fmt::Display for Speed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}, {} editions in one tenant", self.engine, self.editions)?;
        writeln!(f, "{:<34}{:>7}{:>9}{:>9}{:>9}", "milliseconds", "n", "p50", "p95", "max")?;
        for (name, times) in &self.pages {
            let [p50, p95, max] = [50, 95, 100].map(|share| percentile(times, share));
            writeln!(f, "{name:<34}{:>7}{p50:>9.1}{p95:>9.1}{max:>9.1}", times.len())?;
        }
        Ok(())
    }
}

pub(super) fn percentile(sorted: &[Duration], share: usize) -> f64 {
    let at = (sorted.len() * share).div_ceil(100).saturating_sub(1);
    sorted.get(at).map_or(f64::NAN, |time| time.as_secs_f64() * 1_000.0)
}

/// Runs it on the engine that `config` names, which must hold no tenants yet.
///
/// # Errors
/// When the deployment cannot be made, or a page is not answered.
pub async fn run(config: Config, ask: Ask<'_>, note: impl Fn(&str)) -> Result<Speed> {
    let folder = tempfile::tempdir()?;
    let config = Config { data: folder.path().to_owned(), trial_hosts: true, ..config };
    let db = deployment::open(&config, Entropy::system()).await?;
    let held: Option<i64> =
        db.platform().await?.optional("SELECT COUNT(*) AS n FROM tenants", params![]).await?;
    ensure!(held == Some(0), "the database holds tenants already: give an empty one");
    let set = declare::load(ask.tenants).map_err(|complaints| anyhow::anyhow!("{complaints:?}"))?;
    apply::apply(&db, &Actor::system(), &set, false).await?;
    let directory = Directory::new(Reachability::of(&config));
    directory.reload(&db).await?;
    let tenant = directory.all().into_iter().next().context("the set declares no tenant")?;
    note("filling the queue");
    let people = people(&db, &tenant).await?;
    let middle = fill(&db, &tenant, &people, ask.editions).await?;
    let engine = if config.database.url.is_some() { "PostgreSQL" } else { "SQLite" };
    let cookie = signed_in(&db, &config, &people[0].login).await?;
    let config = Config { legal_profile: Some(set.legal_profile.clone()), ..config };
    let host = config.console_url().split("://").nth(1).unwrap_or_default().to_owned();
    let app = App::new(config, db).await?;
    let desk = Asking { portal: app.endpoint(), host, cookie };
    note("measuring");
    let mut pages = Vec::new();
    for (name, query) in queries(&tenant, &people, &middle) {
        let path = format!("/{}{query}", tenant.slug());
        let mut times = Vec::with_capacity(TIMES);
        for _ in 0..TIMES {
            times.push(desk.page(&path).await?);
        }
        times.sort_unstable();
        pages.push((name, times));
    }
    Ok(Speed { engine, editions: ask.editions, pages })
}

/// A person of the board.
struct Person {
    id: String,
    login: String,
}

async fn people(db: &Db, tenant: &Tenant) -> Result<Vec<Person>> {
    let mut people = Vec::new();
    for n in 0..20 {
        let login = format!("bientap{n}");
        let password = accounts::random_password(db);
        let account = accounts::add(db, &Actor::system(), &login, &login, "do@example.vn", &password).await?;
        let new = NewAppointment {
            tenant: tenant.id(),
            account: &account,
            role: if n == 0 { Role::BoardHead } else { Role::Member },
            unit: None,
            from: plus_days(db.clock.today(), -1),
            until: None,
            decision: "Để đo",
        };
        accounts::appoint(db, &Actor::system(), new).await?;
        people.push(Person { id: account.to_string(), login });
    }
    Ok(people)
}

/// Fills the tenant; the place in the middle of the queue.
async fn fill(db: &Db, tenant: &Tenant, people: &[Person], editions: usize) -> Result<Cursor> {
    const STATES: [&str; 20] = [
        "live",
        "live",
        "live",
        "live",
        "live",
        "live",
        "live",
        "live",
        "live",
        "live",
        "live",
        "live",
        "live",
        "superseded",
        "superseded",
        "superseded",
        "withdrawn",
        "draft",
        "submitted",
        "approved",
    ];
    let mut chance = Chance::of("queue", "");
    let start = db.clock.now() - Millis::try_from(editions)? * MINUTE;
    let today = db.clock.today();
    let mut middle = None;
    let mut platform = db.platform_write(&Actor::system()).await?;
    for n in 0..editions {
        let (item, edition) = (format!("i-{n:08}"), format!("e-{n:08}"));
        let at = start + Millis::try_from(n)? * MINUTE;
        let section = &tenant.profile.sections[chance.below(tenant.profile.sections.len())];
        let unit = &tenant.profile.units[chance.below(tenant.profile.units.len())];
        let (writer, worker) = (&people[chance.below(people.len())], &people[chance.below(people.len())]);
        let state = STATES[chance.below(STATES.len())];
        let words = [WORDS[chance.below(WORDS.len())], WORDS[chance.below(WORDS.len())]];
        let title = format!("Thông báo số {n} về {} và {}", words[0], words[1]);
        platform
            .execute(
                "INSERT INTO items (tenant_id, item_id, kind, section_key, slug, created_by, created_at) \
                 VALUES ($1, $2, 'news', $3, $4, $5, $6)",
                params![tenant.id(), &item, section.key.as_str(), &item, &writer.id, at],
            )
            .await?;
        platform
            .execute(
                "INSERT INTO editions (tenant_id, edition_id, item_id, no, state, version, revision_id, title, summary, author, \
                 unit_key, created_by, created_at, updated_at, submitted_by, no_secret_declared, waivers, kind, section_key, title_key) \
                 VALUES ($1, $2, $3, 1, $4, 1, $5, $6, '', 'a', $7, $8, $9, $9, $8, FALSE, '[]', 'news', $10, $11)",
                params![
                    tenant.id(),
                    &edition,
                    &item,
                    state,
                    &edition,
                    &title,
                    &unit.key,
                    &writer.id,
                    at,
                    section.key.as_str(),
                    title_key(&title)
                ],
            )
            .await?;
        if matches!(state, "draft" | "submitted" | "approved") && chance.below(2) == 0 {
            let due = plus_days(today, i64::try_from(chance.below(20))? - 10);
            platform
                .execute(
                    "INSERT INTO assignments (tenant_id, edition_id, account_id, due_on, note, assigned_by, assigned_at) \
                     VALUES ($1, $2, $3, $4, '', $3, $5)",
                    params![tenant.id(), &edition, &worker.id, due, at],
                )
                .await?;
        }
        if n == editions / 2 {
            middle = Some(Cursor { changed: at, edition: edition.as_str().into() });
        }
    }
    platform.commit().await?;
    middle.context("no editions to ask for")
}

pub(super) async fn signed_in(db: &Db, config: &Config, login: &str) -> Result<String> {
    let first = accounts::random_password(db);
    let second = accounts::random_password(db);
    accounts::reset(db, &Actor::system(), login, &first).await?;
    let token = sessions::sign_in(db, login, &first, None).await?;
    let token = token.map_err(|denied| anyhow::anyhow!("{denied:?}"))?;
    let session = sessions::find(db, &token).await?.context("no session")?;
    sessions::change_password(db, &session, &first, &second, None).await?;
    let token = sessions::sign_in(db, login, &second, None).await?;
    let token = token.map_err(|denied| anyhow::anyhow!("{denied:?}"))?;
    Ok(format!("{}={token}", cookie_name(config)))
}

/// The pages: what a board asks for in a day.
fn queries(tenant: &Arc<Tenant>, people: &[Person], middle: &Cursor) -> Vec<(&'static str, String)> {
    let section = tenant.profile.sections.last().map_or("", |section| section.key.as_str());
    let unit = tenant.profile.units.last().map_or("", |unit| unit.key.as_str());
    let (one, middle) = (&people[7].id, middle.written());
    vec![
        ("desk", String::new()),
        ("queue", "/tin-bai".into()),
        ("queue, from the middle", format!("/tin-bai?sau={middle}")),
        ("queue, before the middle", format!("/tin-bai?truoc={middle}")),
        ("live", "/tin-bai?trang-thai=live".into()),
        ("waiting for the board", "/tin-bai?trang-thai=submitted".into()),
        ("a section", format!("/tin-bai?chuyen-muc={section}")),
        (
            "a section, live, from the middle",
            format!("/tin-bai?chuyen-muc={section}&trang-thai=live&sau={middle}"),
        ),
        ("a unit", format!("/tin-bai?don-vi={unit}")),
        ("a unit, drafts", format!("/tin-bai?don-vi={unit}&trang-thai=draft")),
        ("of one person", format!("/tin-bai?nguoi-tao={one}")),
        ("given to one person", format!("/tin-bai?nguoi-xu-ly={one}")),
        ("late", "/tin-bai?qua-han=co".into()),
        ("words", "/tin-bai?q=khuyen+nong+bau+cu".into()),
        ("words that nothing has", "/tin-bai?q=khong+dau+co&trang-thai=live".into()),
        ("documents (there are none)", "/tin-bai?loai=document".into()),
    ]
}

/// A signed-in person who asks.
pub(super) struct Asking {
    pub(super) portal: Portal,
    pub(super) host: String,
    pub(super) cookie: String,
}

impl Asking {
    pub(super) async fn page(&self, path: &str) -> Result<Duration> {
        let request = Request::builder()
            .uri(path.parse()?)
            .header(header::HOST, &self.host)
            .header(header::COOKIE, &self.cookie)
            .finish();
        let started = Instant::now();
        let answer = self.portal.call(request).await.map_err(|cause| anyhow::anyhow!("{cause}"))?;
        ensure!(answer.status() == StatusCode::OK, "{path}: {}", answer.status());
        answer.into_body().into_bytes().await?;
        Ok(started.elapsed())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn every_page_is_answered() {
        let tenants = Path::new(env!("CARGO_MANIFEST_DIR")).join("tenants/hiep-hoa-2016");
        let measured =
            run(Config::default(), Ask { tenants: &tenants, editions: 200 }, |_| {}).await.unwrap();
        assert_eq!(measured.pages.len(), 16);
        assert!(measured.pages.iter().all(|(_, times)| times.len() == TIMES) && measured.slowest() > 0.0);
        assert!(measured.to_string().contains("200 editions"));
    }
}
