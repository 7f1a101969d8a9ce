//! Looking after what was published, over JSON: how fresh sections are, days to come, broken links.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::clock::{iso, plus_days};
use crate::base::error::{Error, Result};
use crate::care::freshness::{self, Freshness, Pace};
use crate::care::introduction::{self, Topic};
use crate::care::links::{self as looked_at, LinkState};
use crate::care::store::{self, Broken, Upcoming};
use crate::console::desk::Desk;
use crate::tenants::SectionKey;

use super::call::{Answer, DONE, Done, List, Nothing, limit};
use super::items::known;

/// How far ahead days are listed.
const AHEAD: i64 = 30;
/// So many of them.
const MOST: usize = 200;

/// How a section stands today.
#[derive(Serialize, JsonSchema)]
pub struct SectionJson {
    /// Its key.
    section: &'static str,
    /// What it is called here.
    title: String,
    /// `day`, `week`, `month`, `quarter` or `none`.
    pace: &'static str,
    /// The day of its latest text.
    last: Option<String>,
    /// Whether that is too long ago.
    stale: bool,
}

impl SectionJson {
    fn of(one: Freshness) -> Self {
        Self {
            section: one.section.as_str(),
            title: one.title,
            pace: one.pace.as_str(),
            last: one.last.map(|day| day.to_string()),
            stale: one.stale,
        }
    }
}

/// Something whose day comes.
#[derive(Serialize, JsonSchema)]
pub struct UpcomingJson {
    /// What is live of it.
    edition: String,
    /// Its heading.
    title: String,
    /// The day.
    day: String,
}

impl UpcomingJson {
    fn of(one: Upcoming) -> Self {
        Self { edition: one.edition.to_string(), title: one.title, day: one.day.to_string() }
    }
}

/// How one of the six topics of the introduction stands.
#[derive(Serialize, JsonSchema)]
pub struct TopicJson {
    /// Its key.
    topic: &'static str,
    /// What it is called.
    title: &'static str,
    /// How many live pages tell it.
    pages: usize,
    /// Live editions of its pages that are overdue for review.
    overdue: Vec<String>,
    /// Whether it is told and nothing of it is overdue.
    complies: bool,
}

impl TopicJson {
    fn of(one: &Topic) -> Self {
        Self {
            topic: one.key,
            title: one.title,
            pages: one.pages,
            overdue: one.overdue.iter().map(|page| page.edition.to_string()).collect(),
            complies: one.complies(),
        }
    }
}

/// What is to be looked after.
#[derive(Serialize, JsonSchema)]
pub struct CareJson {
    /// Every section that readers see.
    sections: Vec<SectionJson>,
    /// The six topics of the introduction.
    introduction: Vec<TopicJson>,
    /// What is to be looked at again within 30 days.
    reviews: Vec<UpcomingJson>,
    /// What ceases to be current within 30 days.
    expiring: Vec<UpcomingJson>,
    /// How many links are broken.
    broken: i64,
}

impl Answer for CareJson {}

async fn cared_for(desk: &Desk) -> Result<CareJson> {
    let until = plus_days(desk.app.db.clock.today(), AHEAD);
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let sections = freshness::of_tenant(&mut scope, &desk.tenant).await?;
    let reviews = store::reviews_until(&mut scope, until, MOST).await?;
    let expiring = store::expiring_until(&mut scope, until, MOST).await?;
    let topics = introduction::topics(&mut scope, desk.app.db.clock.today()).await?;
    Ok(CareJson {
        introduction: topics.iter().map(TopicJson::of).collect(),
        sections: sections.into_iter().map(SectionJson::of).collect(),
        reviews: reviews.into_iter().map(UpcomingJson::of).collect(),
        expiring: expiring.into_iter().map(UpcomingJson::of).collect(),
        broken: store::count_broken(&mut scope).await?,
    })
}

/// `GET …/care`
pub async fn read(desk: Desk, _: Nothing) -> Result<CareJson> {
    cared_for(&desk).await
}

/// How often sections must have something new.
#[derive(Deserialize, JsonSchema)]
pub struct Paces {
    /// By the section's key: `day`, `week`, `month`, `quarter` or `none`; a section that is not named stays.
    paces: BTreeMap<String, String>,
}

/// `PUT …/care`
pub async fn set(desk: Desk, body: Paces) -> Result<CareJson> {
    let mut paces = BTreeMap::new();
    for (section, pace) in &body.paces {
        let unknown = |text: &str| Error::BadRequest(format!("paces: không có giá trị “{text}”"));
        let key = SectionKey::parse(section).ok_or_else(|| unknown(section))?;
        paces.insert(key, Pace::parse(pace).ok_or_else(|| unknown(pace))?);
    }
    freshness::set(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), &paces).await?;
    cared_for(&desk).await
}

/// Which links.
#[derive(Deserialize, JsonSchema)]
pub struct LinksQuery {
    /// `dead` (if not given): failing on three days in a row, of the directory of links at three looks; `failing`: at the last look; `ignored`.
    state: Option<String>,
    /// Where the last answer ended.
    after: Option<String>,
    /// 1 to 200; 50 if not given.
    limit: Option<usize>,
}

/// A link that does not answer.
#[derive(Serialize, JsonSchema)]
pub struct LinkJson {
    /// Its id.
    link: String,
    /// The address.
    url: String,
    /// What the last look brought, in words.
    said: String,
    /// When that was.
    checked_at: Option<String>,
    /// Since which day it fails.
    failing_since: Option<String>,
    /// Whose login said that it need not be looked at.
    ignored_by: Option<String>,
    /// A live edition that it stands in.
    edition: String,
    /// The heading of that.
    title: String,
    /// In how many texts it stands.
    texts: i64,
}

impl LinkJson {
    fn of(one: Broken) -> Self {
        Self {
            link: one.link.id,
            url: one.link.url,
            said: one.link.said,
            checked_at: one.link.checked_at.map(iso),
            failing_since: one.link.failing_since.map(|day| day.to_string()),
            ignored_by: one.link.ignored_by,
            edition: one.edition.to_string(),
            title: one.title,
            texts: one.texts,
        }
    }
}

/// `GET …/care/links`
pub async fn links(desk: Desk, query: LinksQuery) -> Result<List<LinkJson>> {
    let group = |text: &str| match text {
        "dead" => Some((LinkState::Dead, false)),
        "failing" => Some((LinkState::Failing, false)),
        "ignored" => Some((LinkState::Dead, true)),
        _ => None,
    };
    let (state, ignored) = known(query.state.as_deref(), group, "state")?.unwrap_or((LinkState::Dead, false));
    let limit = limit(query.limit);
    let from = query.after.as_deref().unwrap_or_default();
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let mut found = store::broken(&mut scope, state, ignored, from, limit + 1).await?;
    let more = found.len() > limit;
    found.truncate(limit);
    let after = found.last().filter(|_| more).map(|last| last.link.id.clone());
    Ok(List { rows: found.into_iter().map(LinkJson::of).collect(), after })
}

/// `POST …/care/links/:link/recheck`
pub async fn recheck(desk: Desk, _: Nothing) -> Result<Done> {
    let id = desk.asked.param("link");
    looked_at::recheck(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), id).await?;
    Ok(DONE)
}

/// Whether a link is looked at.
#[derive(Deserialize, JsonSchema)]
pub struct Ignored {
    /// False has it looked at again; true if not given.
    #[serde(default)]
    ignored: Option<bool>,
}

/// `POST …/care/links/:link/ignore`
pub async fn ignore(desk: Desk, body: Ignored) -> Result<Done> {
    let (id, ignored) = (desk.asked.param("link"), body.ignored.unwrap_or(true));
    looked_at::ignore(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), id, ignored).await?;
    Ok(DONE)
}
