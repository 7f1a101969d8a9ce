//! Reports over JSON: what is due, one with figures and texts, its steps, the rows behind figures, how papers look.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::base::clock::iso;
use crate::base::error::Result;
use crate::console::desk::Desk;
use crate::console::pages::reports::{act, console, evidence as pages};
use crate::people::{Action, State};
use crate::reports::dues::{self, Due};
use crate::reports::letterhead::{self, Letterhead};
use crate::reports::{self, evidence, recall, store};

use super::call::{Answer, DONE, Done, List, Nothing, day};

/// The most rows behind a figure that are given at once.
const EVIDENCE: usize = 10_000;

/// A report that the site owes.
#[derive(Serialize, JsonSchema)]
pub struct DueJson {
    /// Its kind.
    kind: String,
    /// The year it is named after.
    year: i16,
    /// What it is called.
    name: String,
    /// Who asks for it.
    clause: String,
    /// The first day counted.
    from: String,
    /// The last day counted.
    until: String,
    /// The last day on which it is in time.
    due: String,
    /// How it stands to it, in words.
    standing: String,
    /// Whether the last day was missed.
    late: bool,
    /// Its id; absent where it was not begun.
    report: Option<String>,
    /// `draft`, `submitted`, `approved`.
    stage: Option<&'static str>,
    /// Its number and symbol, once it is signed.
    sign: Option<String>,
}

impl From<&Due> for DueJson {
    fn from(due: &Due) -> Self {
        let (from, until) = due.rule.span(due.year);
        let report = due.report.as_ref();
        let number = report.and_then(|report| report.number.map(|number| (number, &report.symbol)));
        Self {
            kind: due.rule.key.clone(),
            year: due.year,
            name: due.rule.name.clone(),
            clause: due.rule.clause.clone(),
            from: from.to_string(),
            until: until.to_string(),
            due: due.on.to_string(),
            standing: due.standing.vietnamese(),
            late: due.standing.is_late(),
            report: report.map(|report| report.id.clone()),
            stage: report.map(|report| report.stage.as_str()),
            sign: number.map(|(number, symbol)| paper::wording::sign(Some(number), symbol)),
        }
    }
}

/// `GET …/reports`
pub async fn list(desk: Desk, _: Nothing) -> Result<List<DueJson>> {
    desk.staff.require(Action::ReportRead, State::Any)?;
    let dues = dues::of(&mut desk.app.db.read(desk.tenant.id()).await?, &desk.tenant).await?;
    Ok(List { rows: dues.iter().map(DueJson::from).collect(), after: None })
}

/// Which report to begin.
#[derive(Default, Deserialize, JsonSchema)]
pub struct BeginJson {
    /// Its kind.
    #[serde(default)]
    kind: String,
    /// Its year.
    year: Option<i16>,
}

/// What was begun.
#[derive(Serialize, JsonSchema)]
pub struct BegunJson {
    /// Its id.
    report: String,
}

impl Answer for BegunJson {}

/// `POST …/reports`
pub async fn begin(desk: Desk, new: BeginJson) -> Result<BegunJson> {
    let actor = desk.actor();
    Ok(BegunJson { report: reports::begin(act(&desk, &actor, &console(&desk)), &new.kind, new.year).await? })
}

/// A report.
#[derive(Serialize, JsonSchema)]
pub struct ReportJson {
    /// Its kind.
    kind: String,
    /// The year it is named after.
    year: i16,
    /// What it is called.
    title: String,
    /// `draft`, `submitted`, `approved`.
    stage: &'static str,
    /// To be sent with every change.
    version: i64,
    /// Why it was sent back last.
    returned: Option<String>,
    /// Its number and symbol, once it is signed.
    sign: Option<String>,
    /// The day it was signed.
    signed: Option<String>,
    /// The texts by their keys.
    texts: BTreeMap<String, String>,
    /// Its figures: tables of lines, each figure with the path of the list that proves it.
    figures: Value,
    /// The numbers of its versions, the latest first.
    versions: Vec<i64>,
    /// Its papers that were taken back, the latest first.
    recalled: Vec<RecalledJson>,
}

/// A paper that was taken back.
#[derive(Serialize, JsonSchema)]
pub struct RecalledJson {
    /// Its version.
    no: i64,
    /// Its number, symbol and day.
    sign: String,
    /// Why.
    reason: String,
    /// Number, symbol and day of what took its place.
    replaced_by: Option<String>,
}

impl Answer for ReportJson {}

/// `GET …/reports/:report`
pub async fn read(desk: Desk, _: Nothing) -> Result<ReportJson> {
    desk.staff.require(Action::ReportRead, State::Any)?;
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let report = store::get(&mut scope, desk.asked.param("report")).await?;
    let held = reports::current(&mut scope, &desk.tenant, &report).await?;
    let versions = store::versions(&mut scope, &report.id).await?;
    let recalls = store::recalls(&mut scope, &report.id).await?;
    let recalled = recalls.iter().map(|one| RecalledJson {
        no: one.no,
        sign: one.sign(),
        reason: one.reason.clone(),
        replaced_by: one.replaced(&report, &recalls),
    });
    Ok(ReportJson {
        recalled: recalled.collect(),
        title: report.title()?,
        stage: report.stage.as_str(),
        version: report.version,
        sign: report.number.map(|number| paper::wording::sign(Some(number), &report.symbol)),
        signed: report.signed.map(|day| day.to_string()),
        texts: held.texts,
        figures: serde_json::to_value(&held.figures)?,
        versions: versions.iter().map(|saved| saved.no).collect(),
        kind: report.kind,
        year: report.year,
        returned: report.returned,
    })
}

/// What is written.
#[derive(Default, Deserialize, JsonSchema)]
pub struct SaveJson {
    /// The version that was seen.
    #[serde(default)]
    version: i64,
    /// The texts by their keys.
    #[serde(default)]
    texts: BTreeMap<String, String>,
}

/// `PUT …/reports/:report`
pub async fn save(desk: Desk, sent: SaveJson) -> Result<Done> {
    let actor = desk.actor();
    let id = desk.asked.param("report");
    reports::save(act(&desk, &actor, &console(&desk)), id, sent.version, &sent.texts).await?;
    Ok(DONE)
}

/// Which version was seen.
#[derive(Default, Deserialize, JsonSchema)]
pub struct SeenReportJson {
    /// Its version.
    #[serde(default)]
    version: i64,
    /// Why it is sent back.
    #[serde(default)]
    reason: String,
}

/// `POST …/reports/:report/submit`
pub async fn submit(desk: Desk, seen: SeenReportJson) -> Result<Done> {
    let actor = desk.actor();
    reports::submit(act(&desk, &actor, &console(&desk)), desk.asked.param("report"), seen.version).await?;
    Ok(DONE)
}

/// `POST …/reports/:report/discard`
pub async fn discard(desk: Desk, seen: SeenReportJson) -> Result<Done> {
    let actor = desk.actor();
    reports::discard(act(&desk, &actor, &console(&desk)), desk.asked.param("report"), seen.version).await?;
    Ok(DONE)
}

/// `POST …/reports/:report/approve`
pub async fn approve(desk: Desk, seen: SeenReportJson) -> Result<Done> {
    let actor = desk.actor();
    reports::approve(act(&desk, &actor, &console(&desk)), desk.asked.param("report"), seen.version).await?;
    Ok(DONE)
}

/// `POST …/reports/:report/return`
pub async fn send_back(desk: Desk, seen: SeenReportJson) -> Result<Done> {
    let actor = desk.actor();
    reports::send_back(
        act(&desk, &actor, &console(&desk)),
        desk.asked.param("report"),
        seen.version,
        &seen.reason,
    )
    .await?;
    Ok(DONE)
}

/// `POST …/reports/:report/recall`
pub async fn recall(desk: Desk, seen: SeenReportJson) -> Result<Done> {
    let actor = desk.actor();
    recall::recall(
        act(&desk, &actor, &console(&desk)),
        desk.asked.param("report"),
        seen.version,
        &seen.reason,
    )
    .await?;
    Ok(DONE)
}

/// A row behind a figure.
#[derive(Serialize, JsonSchema)]
pub struct EvidenceJson {
    /// Where it is in the console of the site; "" where it has no page.
    path: String,
    /// Its heading.
    title: String,
    /// Its section.
    section: Option<String>,
    /// Its unit.
    unit: String,
    /// When, where that is one instant.
    at: Option<String>,
    /// What it adds to the sum in đồng or openings, where there is one.
    amount: Option<i64>,
}

/// What narrows the rows, as it stands in the proof of a figure.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(dead_code, reason = "described here, read as the page reads them")]
pub struct EvidenceQuery {
    /// `dang-moi`, `cap-nhat`, `nhap`, `dinh-chinh`, `go`, `y-kien`, `luot-mo`, `luot-tim`, `tim-khong-thay`,
    /// `danh-sach-duyet`, `so-nhuan-but`, `da-chi`, `dot-chi`,
    /// `qua-han-chi`.
    so: Option<String>,
    /// The first day, as `28/12/2016`.
    tu_ngay: Option<String>,
    /// The last day.
    den_ngay: Option<String>,
    /// A section's key.
    chuyen_muc: Option<String>,
    /// A unit's key.
    don_vi: Option<String>,
    /// `news`, `document`, `record`.
    loai: Option<String>,
    /// A genre of news or a type of document.
    the_loai: Option<String>,
    /// `co` for what contributors wrote.
    cong_tac_vien: Option<String>,
    /// A consultation, for its comments.
    du_thao: Option<String>,
    /// `shown`, `withheld`, `waiting`, for comments.
    tinh_trang: Option<String>,
    /// After how many rows: where the last answer ended.
    tu: Option<usize>,
}

/// `GET …/report-evidence`, with the parameters of the page.
pub async fn evidence(desk: Desk, _: EvidenceQuery) -> Result<List<EvidenceJson>> {
    desk.staff.require(Action::ReportRead, State::Any)?;
    let (filter, _) = pages::filter(&desk);
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let start: usize = desk.asked.query("tu").parse().unwrap_or(0);
    let found = evidence::page(&mut scope, &filter, start, EVIDENCE).await?;
    drop(scope);
    let next = start + found.rows.len();
    let json = |row: evidence::Row| EvidenceJson {
        path: row.path,
        title: row.title,
        section: row.section.map(|key| key.as_str().to_owned()),
        unit: row.unit,
        at: row.at.map(iso),
        amount: row.amount,
    };
    let after = (next < found.total).then(|| next.to_string());
    Ok(List { rows: found.rows.into_iter().map(json).collect(), after })
}

impl Answer for Letterhead {}

/// `GET …/paper-settings`
pub async fn letterhead(desk: Desk, _: Nothing) -> Result<Letterhead> {
    desk.staff.require(Action::ReportSet, State::Any)?;
    let today = desk.app.db.clock.today();
    Letterhead::on(&mut desk.app.db.read(desk.tenant.id()).await?, &desk.tenant.profile, today).await
}

/// How papers shall look.
#[derive(Default, Deserialize, JsonSchema)]
pub struct SetLetterheadJson {
    /// From which day on, as `2016-12-28`; today if not given.
    from: Option<String>,
    /// How.
    letterhead: Letterhead,
}

/// `PUT …/paper-settings`
pub async fn set_letterhead(desk: Desk, sent: SetLetterheadJson) -> Result<Done> {
    let from = day("from", sent.from.as_deref())?.unwrap_or_else(|| desk.app.db.clock.today());
    let actor = desk.actor();
    letterhead::set(&desk.app.db, &desk.tenant, &desk.staff, &actor, Some(from), sent.letterhead).await?;
    Ok(DONE)
}
