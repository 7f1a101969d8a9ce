//! Reports in the console: the list by due day, one with its figures and texts, its papers, the rows behind figures.

pub mod evidence;
pub mod letterhead;

use poem::Response;
use poem::http::StatusCode;

use crate::base::clock::{date_vi, time_vi};
use crate::base::error::{Error, Result};
use crate::console::desk::{self, Desk, see_other};
use crate::console::views::reports::{
    Begin, CriterionField, FigureBlock, FigureCell, FigureLine, RecalledRow, ReportPage, ReportRow,
    ReportsPage, TextField, VersionRow,
};
use crate::people::{Action, State};
use crate::public::views::{Badge, Choice, Refusals, Tone};
use crate::reports::dues::{self, Due};
use crate::reports::figures::{FigureTable, Figures, Line};
use crate::reports::recall::{self, Recall};
use crate::reports::rules::{self, LEVELS, Piece, Rule};
use crate::reports::store::{self, Saved};
use crate::reports::{self, Act, Report, Stage, Texts, Version, papers};

use super::frame::{Names, Said, layout, post, shown};

const HOME: &str = "/bao-cao";

fn field(name: &str) -> String {
    if rules::text(name).is_some() {
        return format!("noi-dung-{name}");
    }
    match name {
        "kind" => "loai",
        "year" => "nam",
        "reason" => "ly-do",
        "criteria" => "muc-day-du",
        "texts" => "noi-dung-can-cu",
        other => other,
    }
    .to_owned()
}

/// The person's hand on the reports of this site.
pub fn act<'a>(desk: &'a Desk, actor: &'a crate::base::audit::Actor, console: &'a str) -> Act<'a> {
    Act { db: &desk.app.db, tenant: &desk.tenant, staff: &desk.staff, actor, mail: &desk.app.mail, console }
}

/// Where the console is.
pub fn console(desk: &Desk) -> String {
    desk.app.config.console_url()
}

/// `GET /:tenant/bao-cao`
///
/// # Errors
/// When the database does not answer.
pub async fn list(desk: Desk) -> Result<Response> {
    show_list(&desk, StatusCode::OK, Refusals::default()).await
}

async fn show_list(desk: &Desk, status: StatusCode, refusals: Refusals) -> Result<Response> {
    desk.staff.require(Action::ReportRead, State::Any)?;
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let dues = dues::of(&mut scope, &desk.tenant).await?;
    drop(scope);
    let may = desk.may(Action::ReportSave, State::Any);
    let today = desk.app.db.clock.today();
    let form = &desk.asked.form;
    let possible = rules::possible(desk.tenant.profile.level, today);
    let page = ReportsPage {
        layout: layout(desk, "Báo cáo").await?,
        refusals,
        rows: dues.iter().map(|due| row(desk, due, may)).collect(),
        begin: may.then(|| post(desk, &desk.url(HOME))),
        kinds: possible
            .into_iter()
            .map(|rule| Choice {
                value: rule.key.clone(),
                label: rule.name.clone(),
                chosen: rule.key == form.get("loai"),
            })
            .collect(),
        year: if form.has("nam") { form.get("nam").to_owned() } else { today.year().to_string() },
        letterhead_url: desk.may(Action::ReportSet, State::Any).then(|| desk.url(letterhead::HOME)),
    };
    desk::html(status, &page)
}

fn row(desk: &Desk, due: &Due, may: bool) -> ReportRow {
    let (from, until) = due.rule.span(due.year);
    let today = desk.app.db.clock.today();
    let begins = may && due.report.is_none() && from <= today;
    ReportRow {
        title: format!("{} {}", due.rule.name, due.year),
        url: due.report.as_ref().map(|report| desk.url(&format!("{HOME}/{}", report.id))),
        clause: due.rule.clause.clone(),
        span: format!("từ {} đến {}", date_vi(from), date_vi(until)),
        due: format!("{}, {}", date_vi(due.on), due.standing.vietnamese()),
        state: state(due),
        sign: due.report.as_ref().map_or_else(String::new, sign),
        begin: begins.then(|| Begin {
            post: post(desk, &desk.url(HOME)),
            kind: due.rule.key.clone(),
            year: due.year.to_string(),
        }),
    }
}

fn state(due: &Due) -> Badge {
    match due.report.as_ref().map(|report| report.stage) {
        None if due.standing.is_late() => Badge::new("Chưa lập, quá hạn", Tone::Bad),
        None => Badge::new("Chưa lập", Tone::Plain),
        Some(Stage::Approved) => badge(Stage::Approved),
        Some(stage) if due.standing.is_late() => {
            Badge::new(format!("{}, quá hạn", stage.vietnamese()), Tone::Bad)
        }
        Some(stage) => badge(stage),
    }
}

fn badge(stage: Stage) -> Badge {
    let tone = if stage == Stage::Approved { Tone::Good } else { Tone::Warn };
    Badge::new(stage.vietnamese(), tone)
}

/// Number, symbol and day of a signed report.
fn sign(report: &Report) -> String {
    report.signed.map_or_else(String::new, |day| {
        format!("{} ngày {}", paper::wording::sign(report.number, &report.symbol), date_vi(day))
    })
}

/// `POST /:tenant/bao-cao`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn begin(desk: Desk) -> Result<Response> {
    let (form, actor) = (&desk.asked.form, desk.actor());
    match reports::begin(
        act(&desk, &actor, &console(&desk)),
        form.get("loai"),
        form.get("nam").trim().parse().ok(),
    )
    .await
    {
        Ok(id) => Ok(see_other(&desk.url(&format!("{HOME}/{id}")))),
        Err(Error::Refused(refusals)) => {
            show_list(&desk, StatusCode::UNPROCESSABLE_ENTITY, shown(refusals, field)).await
        }
        Err(other) => Err(other),
    }
}

fn id(desk: &Desk) -> &str {
    desk.asked.param("report")
}

/// `GET /:tenant/bao-cao/:report`
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub async fn view(desk: Desk) -> Result<Response> {
    show(&desk, Said::default()).await
}

async fn show(desk: &Desk, said: Said) -> Result<Response> {
    desk.staff.require(Action::ReportRead, State::Any)?;
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let report = store::get(&mut scope, id(desk)).await?;
    let held = reports::current(&mut scope, &desk.tenant, &report).await?;
    let versions = store::versions(&mut scope, &report.id).await?;
    let recalls = store::recalls(&mut scope, &report.id).await?;
    let discard = reports::may_discard(&mut scope, &desk.staff, &report).await?;
    drop(scope);
    let names = Names::read(desk).await?;
    let rule = report.rule()?;
    let status = said.status;
    let page = ReportPage {
        layout: layout(desk, &report.title()?).await?,
        title: report.title()?,
        state: badge(report.stage),
        facts: facts(&report, rule, &names, desk),
        returned: report.returned.clone(),
        notice: said.notice,
        refusals: said.refusals,
        version: report.version.to_string(),
        save: step(desk, &report, Action::ReportSave, Stage::Draft, ""),
        texts: texts(desk, rule, &held),
        criteria: criteria(desk, rule, &held),
        submit: step(desk, &report, Action::ReportSave, Stage::Draft, "/trinh"),
        discard: discard.then(|| post(desk, &desk.url(&format!("{HOME}/{}/xoa", report.id)))),
        approve: step(desk, &report, Action::ReportApprove, Stage::Submitted, "/duyet"),
        send_back: step(desk, &report, Action::ReportApprove, Stage::Submitted, "/tra-lai"),
        recall: step(desk, &report, Action::ReportApprove, Stage::Approved, "/thu-hoi")
            .filter(|_| report.approved_by.as_ref() != Some(&desk.staff.account)),
        recalled: recalls.iter().map(|one| recalled(desk, &report, one, &recalls)).collect(),
        reason: desk.asked.form.get("ly-do").to_owned(),
        counted_text: counted(&report, &held.figures),
        figures: figures(desk, rule, &held.figures),
        docx_url: file_url(desk, &report, "docx", None),
        pdf_url: file_url(desk, &report, "pdf", None),
        versions: versions.iter().map(|saved| version(desk, &report, saved, &names)).collect(),
    };
    desk::html(status, &page)
}

/// The form of a step, for who may take it now.
fn step(
    desk: &Desk,
    report: &Report,
    action: Action,
    stage: Stage,
    path: &str,
) -> Option<crate::console::views::Post> {
    let may = report.stage == stage && desk.may(action, State::Any);
    may.then(|| post(desk, &desk.url(&format!("{HOME}/{}{path}", report.id))))
}

fn facts(report: &Report, rule: &'static Rule, names: &Names, desk: &Desk) -> Vec<(String, String)> {
    let (from, until) = rule.span(report.year);
    let due = rule.due(report.year);
    let standing = if rule.is_owed_by(desk.tenant.profile.level) {
        dues::Standing::of(due, report.signed, desk.app.db.clock.today())
    } else {
        dues::Standing::Voluntary
    };
    let mut facts = vec![
        ("Kỳ báo cáo".to_owned(), format!("từ {} đến {}", date_vi(from), date_vi(until))),
        ("Hạn".to_owned(), format!("{}, {}", date_vi(due), standing.vietnamese())),
        ("Căn cứ".to_owned(), rule.clause.clone()),
    ];
    if let Some(by) = &report.submitted_by {
        facts.push(("Người trình".to_owned(), names.of(Some(by))));
    }
    if let Some(by) = &report.approved_by {
        facts.push(("Số, ngày".to_owned(), sign(report)));
        facts.push(("Người ký".to_owned(), names.of(Some(by))));
    }
    facts
}

fn counted(report: &Report, figures: &Figures) -> String {
    let at = time_vi(figures.counted_at);
    match report.stage {
        Stage::Approved => format!("Tính lúc {at}, khi ban hành; không thay đổi."),
        _ => format!("Tính lúc {at}; tính lại mỗi lần mở cho đến khi ban hành."),
    }
}

/// What stands in a field: what was just sent, else what is kept.
fn typed(desk: &Desk, id: &str, kept: Option<&String>) -> String {
    let form = &desk.asked.form;
    if form.has(id) { form.get(id).to_owned() } else { kept.cloned().unwrap_or_default() }
}

fn texts(desk: &Desk, rule: &'static Rule, held: &Version) -> Vec<TextField> {
    let one = |text: &rules::Text| {
        let id = format!("noi-dung-{}", text.key);
        let name = if text.required { format!("{} (phải ghi)", text.name) } else { text.name.clone() };
        TextField { text: typed(desk, &id, held.texts.get(&text.key)), name, id }
    };
    rule.texts().into_iter().map(one).collect()
}

fn criteria(desk: &Desk, rule: &'static Rule, held: &Version) -> Vec<CriterionField> {
    let asked = rules::criteria().iter().filter(|_| rule.asks());
    asked
        .map(|one| {
            let (level_id, remark_id) = (papers::level_key(&one.key), papers::remark_key(&one.key));
            let level = typed(desk, &level_id, held.texts.get(&level_id));
            CriterionField {
                levels: LEVELS
                    .iter()
                    .map(|(key, name)| Choice {
                        value: (*key).to_owned(),
                        label: (*name).to_owned(),
                        chosen: *key == level,
                    })
                    .collect(),
                remark: typed(desk, &remark_id, held.texts.get(&remark_id)),
                name: one.name.clone(),
                level_id,
                remark_id,
            }
        })
        .collect()
}

fn figures(desk: &Desk, rule: &'static Rule, figures: &Figures) -> Vec<FigureBlock> {
    let drawn = |table: &FigureTable| {
        rule.pieces().contains(&Piece::Chart(&table.key)) && !table.chart().bars.is_empty()
    };
    let blocks = figures.tables.iter().enumerate().map(|(nth, table)| FigureBlock {
        title: table.title.clone(),
        label: table.label.clone(),
        columns: table.columns.clone(),
        lines: lines(desk, table),
        chart: drawn(table).then(|| table.chart().figure(&format!("bieu-do-{nth}"))),
    });
    blocks.collect()
}

fn lines(desk: &Desk, table: &FigureTable) -> Vec<FigureLine> {
    let line = |line: &Line, is_total: bool| FigureLine {
        label: line.label.clone(),
        cells: line
            .cells
            .iter()
            .zip(&table.columns)
            .map(|(cell, head)| FigureCell {
                head: head.clone(),
                text: cell.text(),
                is_count: cell.count.is_some(),
                proof: Some(&cell.proof).filter(|proof| !proof.is_empty()).map(|proof| desk.url(proof)),
            })
            .collect(),
        is_total,
    };
    let total = table.total.iter().filter(|_| !table.lines.is_empty());
    table.lines.iter().map(|one| line(one, false)).chain(total.map(|one| line(one, true))).collect()
}

fn file_url(desk: &Desk, report: &Report, ending: &str, no: Option<i64>) -> String {
    let version = no.map_or_else(String::new, |no| format!("?ban={no}"));
    desk.url(&format!("{HOME}/{}/tai/bao-cao-{}-{}.{ending}{version}", report.id, report.kind, report.year))
}

fn version(desk: &Desk, report: &Report, saved: &Saved, names: &Names) -> VersionRow {
    VersionRow {
        title: format!("Bản {}, lúc {}, {}", saved.no, time_vi(saved.at), names.of(saved.by.as_ref())),
        docx_url: file_url(desk, report, "docx", Some(saved.no)),
        pdf_url: file_url(desk, report, "pdf", Some(saved.no)),
    }
}

fn recalled(desk: &Desk, report: &Report, one: &Recall, all: &[Recall]) -> RecalledRow {
    let replaced = one.replaced(report, all);
    RecalledRow {
        title: format!("Báo cáo {}", one.sign()),
        text: format!(
            "{} thu hồi lúc {}: {}. {}",
            one.name,
            time_vi(one.at),
            one.reason.trim_end_matches('.'),
            replaced.map_or_else(
                || "Chưa có bản thay thế.".to_owned(),
                |sign| format!("Thay bằng báo cáo {sign}.")
            )
        ),
        docx_url: file_url(desk, report, "docx", Some(one.no)),
        pdf_url: file_url(desk, report, "pdf", Some(one.no)),
    }
}

/// What was sent of a report's texts.
fn sent(desk: &Desk) -> Texts {
    let fields = desk.asked.form.fields().iter();
    fields
        .map(|(name, value)| (name.strip_prefix("noi-dung-").unwrap_or(name).to_owned(), value.clone()))
        .collect()
}

async fn after(desk: &Desk, done: Result<()>) -> Result<Response> {
    match done {
        Ok(()) => Ok(see_other(&desk.url(&format!("{HOME}/{}", id(desk))))),
        Err(refused) => show(desk, Said::of(refused, field)?).await,
    }
}

/// `POST /:tenant/bao-cao/:report`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn save(desk: Desk) -> Result<Response> {
    let actor = desk.actor();
    let done =
        reports::save(act(&desk, &actor, &console(&desk)), id(&desk), desk.version()?, &sent(&desk)).await;
    after(&desk, done).await
}

/// `POST /:tenant/bao-cao/:report/trinh`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn submit(desk: Desk) -> Result<Response> {
    let actor = desk.actor();
    let done = reports::submit(act(&desk, &actor, &console(&desk)), id(&desk), desk.version()?).await;
    after(&desk, done).await
}

/// `POST /:tenant/bao-cao/:report/xoa`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn discard(desk: Desk) -> Result<Response> {
    let actor = desk.actor();
    match reports::discard(act(&desk, &actor, &console(&desk)), id(&desk), desk.version()?).await {
        Ok(()) => Ok(see_other(&desk.url(HOME))),
        refused => after(&desk, refused).await,
    }
}

/// `POST /:tenant/bao-cao/:report/duyet`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn approve(desk: Desk) -> Result<Response> {
    let actor = desk.actor();
    let done = reports::approve(act(&desk, &actor, &console(&desk)), id(&desk), desk.version()?).await;
    after(&desk, done).await
}

/// `POST /:tenant/bao-cao/:report/tra-lai`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn send_back(desk: Desk) -> Result<Response> {
    let (actor, reason) = (desk.actor(), desk.asked.form.get("ly-do"));
    let done =
        reports::send_back(act(&desk, &actor, &console(&desk)), id(&desk), desk.version()?, reason).await;
    after(&desk, done).await
}

/// `POST /:tenant/bao-cao/:report/thu-hoi`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn recall(desk: Desk) -> Result<Response> {
    let (actor, reason) = (desk.actor(), desk.asked.form.get("ly-do"));
    let done = recall::recall(act(&desk, &actor, &console(&desk)), id(&desk), desk.version()?, reason).await;
    after(&desk, done).await
}

/// `GET /:tenant/bao-cao/:report/tai/:name?ban=`
///
/// # Errors
/// [`Error::NotFound`] for another ending, or a version that there is not.
pub async fn file(desk: Desk) -> Result<Response> {
    desk.staff.require(Action::ReportRead, State::Any)?;
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let report = store::get(&mut scope, id(&desk)).await?;
    let held = match desk.asked.query("ban") {
        "" => reports::current(&mut scope, &desk.tenant, &report).await?,
        no => store::version(&mut scope, &report.id, no.parse().map_err(|_| Error::NotFound)?).await?,
    };
    let recalls = store::recalls(&mut scope, &report.id).await?;
    drop(scope);
    let paper = papers::paper(&desk.tenant, &report, &held, &recalls)?;
    let name = desk.asked.param("name");
    let (media, bytes) = match name.rsplit_once('.') {
        Some((_, "docx")) => (
            paper::docx::MEDIA_TYPE,
            paper::docx::write(&paper).map_err(|cause| Error::internal(cause.to_string()))?,
        ),
        Some((_, "pdf")) => {
            let pdf = paper::pdf::write(&paper)
                .ok_or_else(|| Error::internal("a report could not be written as PDF"))?;
            ("application/pdf", pdf)
        }
        _ => return Err(Error::NotFound),
    };
    let ending = name.rsplit('.').next().unwrap_or_default();
    let name = format!("bao-cao-{}-{}-ban-{}.{ending}", report.kind, report.year, held.no);
    Ok(desk::download(&name, media, bytes))
}
