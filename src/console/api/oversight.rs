//! Oversight over JSON: every site with its figures, what lies behind them, and urging.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::clock::iso;
use crate::base::error::{Error, Result};
use crate::console::desk::Desk;
use crate::console::pages::oversight::{looked_after, read};
use crate::oversight::Figure;
use crate::oversight::lists::{self, Entry, Place, Stretch};
use crate::oversight::overview::Site;
use crate::oversight::receipts::{self, Receipt};
use crate::oversight::reminders::{self, Ask};
use crate::oversight::score::Score;

use super::call::{Answer, List, Nothing, limit};

/// No list is longer.
const MOST: usize = 1_000_000;

/// A site with its figures.
#[derive(Serialize, JsonSchema)]
pub struct SiteFiguresJson {
    /// Its name in addresses.
    slug: String,
    /// Its full name.
    name: String,
    /// Its score, of 100; nothing until it was counted.
    score: Option<i64>,
    /// What the score is made of: name, weight, share of 100, formula.
    parts: Vec<(String, i64, i64, String)>,
    /// Open questions, now.
    open: i64,
    /// The month whose quotas are judged, as `2016-12`; nothing until it was counted.
    quota_month: Option<String>,
    /// Questions over in time, of those of the last twelve months, in hundredths.
    on_time: Option<i64>,
    /// What first came before readers this week.
    week: i64,
    /// What is to be put right, by the figure's key.
    figures: BTreeMap<&'static str, i64>,
    /// Instructions that are late.
    instructions_late: i64,
    /// When the kept figures were counted.
    counted_at: Option<String>,
    /// When it was last urged.
    reminded_at: Option<String>,
}

fn json(site: &Site) -> SiteFiguresJson {
    let parts = Score::of(&site.figures).parts;
    SiteFiguresJson {
        slug: site.tenant.slug().to_owned(),
        name: site.tenant.identity().full_name.clone(),
        score: site.score,
        parts: parts
            .into_iter()
            .map(|part| (part.name.to_owned(), part.weight, part.share, part.formula))
            .collect(),
        open: site.figures.open,
        quota_month: site.figures.quota_month().map(|month| month.to_string()),
        on_time: site.figures.on_time(),
        week: site.figures.week,
        figures: Figure::ALL.iter().map(|figure| (figure.key(), figure.of(&site.figures))).collect(),
        instructions_late: site.instructions_late,
        counted_at: site.counted_at.map(iso),
        reminded_at: site.reminded.map(|told| iso(told.at)),
    }
}

/// `GET …/oversight`
pub async fn sites(desk: Desk, _: Nothing) -> Result<List<SiteFiguresJson>> {
    Ok(List { rows: read(&desk).await?.sites.iter().map(json).collect(), after: None })
}

/// Which figure.
#[derive(Debug, Default, Deserialize, JsonSchema)]
pub struct WhichJson {
    /// Its key, as `oversight` gives it.
    #[serde(default)]
    figure: String,
    /// Where the last answer ended.
    after: Option<usize>,
    /// 1 to 200; 50 if not given.
    limit: Option<usize>,
}

/// Something behind a figure.
#[derive(Serialize, JsonSchema)]
pub struct EntryJson {
    /// What it is.
    title: String,
    /// The edition it is about.
    edition: Option<String>,
    /// What is said of it.
    said: String,
    /// With whom it is.
    with: String,
    /// Since when.
    since: Option<String>,
    /// Whom the server told of it by itself.
    told: Vec<String>,
}

/// `GET …/oversight/list`
pub async fn list(desk: Desk, which: WhichJson) -> Result<List<EntryJson>> {
    let figure = if which.figure.is_empty() { Some(Figure::Overdue) } else { Figure::parse(&which.figure) };
    let figure = figure.ok_or_else(|| Error::BadRequest(format!("figure: không có “{}”", which.figure)))?;
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let stretch = Stretch { skip: which.after.unwrap_or(0).min(MOST), take: limit(which.limit) };
    let listed = lists::entries(&mut scope, &desk.tenant, figure, stretch).await?;
    let reached = stretch.skip + listed.rows.len();
    let after = (!listed.rows.is_empty() && reached < listed.total).then(|| reached.to_string());
    let row = |entry: Entry| EntryJson {
        said: entry.sentence(),
        told: entry.told.unwrap_or_default().into_iter().map(|told| told.whom).collect(),
        title: entry.title,
        edition: match entry.place {
            Place::Edition(edition) => Some(edition.to_string()),
            Place::Page(_) => None,
        },
        with: entry.with,
        since: entry.since.map(iso),
    };
    Ok(List { rows: listed.rows.into_iter().map(row).collect(), after })
}

/// Somebody who was told.
#[derive(Serialize, JsonSchema)]
pub struct ReceiptJson {
    /// Whom.
    label: String,
    /// By whom.
    by: String,
    /// When.
    at: String,
    /// Of what, with how many.
    told: BTreeMap<&'static str, i64>,
    /// The word that went with it.
    words: String,
    /// The letter's state.
    mail: Option<String>,
    /// When they opened it.
    opened_at: Option<String>,
}

/// `GET …/oversight/receipts`
pub async fn receipts(desk: Desk, _: Nothing) -> Result<List<ReceiptJson>> {
    let all = receipts::of_site(&mut desk.app.db.platform().await?, desk.tenant.id(), 200).await?;
    let row = |one: Receipt| ReceiptJson {
        label: one.label,
        by: one.by,
        at: iso(one.at),
        told: one.told.into_iter().map(|(figure, n)| (figure.key(), n)).collect(),
        words: one.words,
        mail: one.mail_state,
        opened_at: one.opened_at.map(iso),
    };
    Ok(List { rows: all.into_iter().map(row).collect(), after: None })
}

/// An urging.
#[derive(Debug, Default, Deserialize, JsonSchema)]
pub struct RemindJson {
    /// An id of your own: the same one urges once.
    #[serde(default)]
    id: String,
    /// The sites, by their slugs.
    #[serde(default)]
    sites: Vec<String>,
    /// The figures; none: all that there are.
    #[serde(default)]
    figures: Vec<String>,
    /// A word that goes with it.
    #[serde(default)]
    words: String,
    /// Whether it goes out although the same was told already today.
    #[serde(default)]
    again: bool,
}

/// To how many it went.
#[derive(Serialize, JsonSchema)]
pub struct SentJson {
    /// Sites.
    sites: usize,
    /// People and boxes.
    people: usize,
}

impl Answer for SentJson {}

/// `POST …/oversight/remind`
pub async fn remind(desk: Desk, body: RemindJson) -> Result<SentJson> {
    let chosen = |slug: &str| body.sites.iter().any(|wanted| wanted == slug);
    let ask = Ask {
        id: &body.id,
        sites: looked_after(&desk).into_iter().filter(|site| chosen(site.slug())).collect(),
        figures: body.figures.iter().filter_map(|key| Figure::parse(key)).collect(),
        words: body.words.trim(),
        again: body.again,
    };
    let sent = reminders::send(&desk.app, &desk.tenant, &desk.staff, &desk.actor(), ask).await?;
    Ok(SentJson { sites: sent.sites, people: sent.people })
}
