//! How fast the pages of the desk's queue are answered when a tenant holds many editions.
//!
//! A deployment of its own is filled with editions as a busy board leaves them: nine of ten were live or replaced,
//! the rest in every state of work, spread over the sections, units and twenty people, some given to somebody. A person
//! of the board then asks the console for pages, filter after filter, through the same endpoint as from the network.

use std::fmt;
use std::path::Path;

use anyhow::{Context, Result};

use super::chance::Chance;
use super::pages::{Ground, Pages};
use crate::base::audit::Actor;
use crate::base::clock::{MINUTE, Millis, plus_days};
use crate::base::scope::Db;
use crate::config::Config;
use crate::desk::queue::Cursor;
use crate::items::store::title_key;
use crate::params;
use crate::people::Role;
use crate::tenants::directory::Tenant;

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

/// What was measured.
#[derive(Clone, Debug)]
pub struct Speed {
    editions: usize,
    pages: Pages,
}

impl Speed {
    /// The slowest page's 95th percentile, in milliseconds.
    pub fn slowest(&self) -> f64 {
        self.pages.slow().into_iter().fold(0.0, f64::max)
    }
}

impl fmt::Display for Speed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}, {} editions in one tenant", self.pages.engine, self.editions)?;
        self.pages.fmt(f)
    }
}

/// Runs it on the engine that `config` names, which must hold no tenants yet.
///
/// # Errors
/// When the deployment cannot be made, or a page is not answered.
pub async fn run(config: Config, ask: Ask<'_>, note: impl Fn(&str)) -> Result<Speed> {
    let ground = Ground::lay(config, ask.tenants).await?;
    note("filling the queue");
    let mut people = Vec::new();
    for n in 0..20 {
        let role = if n == 0 { Role::BoardHead } else { Role::Member };
        let login = format!("bientap{n}");
        people.push(Person { id: ground.person(&login, role).await?.to_string(), login });
    }
    let middle = fill(&ground.db, &ground.tenant, &people, ask.editions).await?;
    note("measuring");
    let pages = queries(&ground.tenant, &people, &middle);
    let pages = ground.measure(&people[0].login, pages).await?;
    Ok(Speed { editions: ask.editions, pages })
}

/// A person of the board.
struct Person {
    id: String,
    login: String,
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

/// The pages: what a board asks for in a day.
fn queries(tenant: &Tenant, people: &[Person], middle: &Cursor) -> Vec<(&'static str, String)> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn every_page_is_answered() {
        let tenants = Path::new(env!("CARGO_MANIFEST_DIR")).join("tenants/hiep-hoa-2016");
        let measured =
            run(Config::default(), Ask { tenants: &tenants, editions: 200 }, |_| {}).await.unwrap();
        assert_eq!(measured.pages.slow().len(), 16);
        assert!(measured.pages.slow().iter().all(|p95| *p95 > 0.0) && measured.slowest() > 0.0);
        assert!(measured.to_string().contains("200 editions"));
    }
}
