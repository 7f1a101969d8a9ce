//! Import batches: their reports, and their approval by another person.

use poem::Response;
use poem::http::StatusCode;

use crate::base::error::{Error, Result};
use crate::base::text::capitalised;
use crate::console::desk::{self, Desk, see_other};
use crate::console::views::import::{BatchRow, Finding, FindingGroup, ImportPage, ImportsPage};
use crate::console::views::item::{Action as ActionView, Ask};
use crate::import::batches::{self, Batch};
use crate::import::report::{Kind, Standing};
use crate::people::{Action, State};
use crate::public::views::{Badge, Link, Refusals, Tone};

use super::frame::{Names, layout, post, shown, when};
use super::item::NO_SECRET;

fn state(batch: &Batch) -> Badge {
    match batch.standing {
        Standing::Approved => Badge::new("Đã duyệt, đã đăng", Tone::Good),
        Standing::Waiting => Badge::new("Chờ duyệt", Tone::Warn),
        Standing::Drafts => Badge::new("Bản nháp, xem từng văn bản", Tone::Warn),
    }
}

/// `GET /:tenant/nhap`
///
/// # Errors
/// When the database does not answer.
pub async fn list(desk: Desk) -> Result<Response> {
    let all = batches::all(&mut desk.app.db.read(desk.tenant.id()).await?).await?;
    let names = Names::read(&desk).await?;
    let now = desk.app.db.clock.now();
    let row = |batch: &Batch| BatchRow {
        link: Link::new(batch.source.clone(), desk.url(&format!("/nhap/{}", batch.id))),
        state: state(batch),
        about: format!(
            "{} mục mới, {} thay đổi, {} giữ nguyên, {} bị từ chối",
            batch.counts.created, batch.counts.updated, batch.counts.unchanged, batch.counts.refused
        ),
        who: names.of(Some(&batch.imported_by)),
        at: when(batch.started_at, now),
    };
    let rows = all.iter().map(row).collect();
    desk::page(&ImportsPage {
        layout: layout(&desk, "Lô nhập").await?,
        batches: rows,
        post: None,
        limit_text:
            "Nhập bằng lệnh portal import documents, portal import procedures, portal import site hoặc \
                     portal import files trên máy chủ."
                .into(),
        refusals: Refusals::default(),
    })
}

/// `GET /:tenant/nhap/:batch`
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub async fn view(desk: Desk) -> Result<Response> {
    show(&desk, StatusCode::OK, Refusals::default()).await
}

async fn show(desk: &Desk, status: StatusCode, refusals: Refusals) -> Result<Response> {
    let batch =
        batches::find(&mut desk.app.db.read(desk.tenant.id()).await?, desk.asked.param("batch")).await?;
    let counts = &batch.counts;
    let sum = |name: &str, number: u64| (name.to_owned(), number.to_string());
    let approve = ActionView {
        id: "duyet".into(),
        label: "Duyệt và đăng cả lô".into(),
        explanation: "Mọi nội dung của lô được đăng ngay. Người nhập không được tự duyệt.".into(),
        post: post(desk, &desk.url(&format!("/nhap/{}/duyet", batch.id))),
        version: "0".into(),
        ask: Ask::Declaration { text: NO_SECRET.into() },
        danger: false,
        refusals,
    };
    let page = ImportPage {
        layout: layout(desk, &batch.source).await?,
        title: batch.source.clone(),
        state: state(&batch),
        progress: None,
        sums: vec![
            sum(if batch.standing == Standing::Drafts { "Tệp đã đọc" } else { "Dòng đã đọc" }, counts.read),
            sum("Mục mới", counts.created),
            sum("Thay đổi", counts.updated),
            sum("Giữ nguyên", counts.unchanged),
            sum("Bị từ chối", counts.refused),
        ],
        findings: findings(desk, &batch),
        drafts: (batch.standing == Standing::Drafts)
            .then(|| Link::new("Các bản nháp", desk.url("/tin-bai?trang-thai=draft"))),
        next: (batch.standing == Standing::Waiting && desk.may(Action::BatchApprove, State::Any))
            .then_some(approve),
        actions: Vec::new(),
    };
    desk::html(status, &page)
}

fn findings(desk: &Desk, batch: &Batch) -> Vec<FindingGroup> {
    let waived = batch.counts.waived.iter().map(|(waiver, count)| Finding {
        record: format!("{count} mục"),
        url: None,
        text: waiver.clone(),
    });
    let waived = FindingGroup {
        title: "Được miễn cho văn bản lịch sử".into(),
        state: Badge::new("Ghi trên từng mục", Tone::Warn),
        rows: waived.collect(),
        all_url: None,
    };
    let groups = Kind::ALL.into_iter().map(|kind| of_kind(desk, batch, kind)).chain([waived]);
    groups.filter(|group| !group.rows.is_empty()).collect()
}

/// The findings of one kind, each leading to the draft that was made.
fn of_kind(desk: &Desk, batch: &Batch, kind: Kind) -> FindingGroup {
    let rows = batch.refused.iter().filter(|found| found.kind == kind).map(|found| Finding {
        record: capitalised(&found.place()),
        url: found.edition.as_ref().map(|edition| desk.url(&format!("/tin-bai/{edition}"))),
        text: found.reason.clone(),
    });
    let rows: Vec<Finding> = rows.collect();
    let count = batch.counts.found.get(&kind).map_or_else(|| rows.len().to_string(), u64::to_string);
    let state = match kind {
        Kind::Refused => Badge::new("Không nhập", Tone::Bad),
        Kind::Duplicate | Kind::NoText | Kind::Doubt => Badge::new(count, Tone::Warn),
        Kind::WithoutFile | Kind::WithoutRow | Kind::Column => Badge::new(count, Tone::Plain),
    };
    FindingGroup { title: kind.vietnamese().into(), state, rows, all_url: None }
}

/// `POST /:tenant/nhap/:batch/duyet`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn approve(desk: Desk) -> Result<Response> {
    let id = desk.asked.param("batch").to_owned();
    let declared = desk.asked.form.ticked("cam-ket");
    match batches::approve(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), &id, declared).await {
        Ok(_) => Ok(see_other(&desk.url(&format!("/nhap/{id}")))),
        Err(Error::Refused(refusals)) => {
            show(&desk, StatusCode::UNPROCESSABLE_ENTITY, shown(refusals, str::to_owned)).await
        }
        Err(other) => Err(other),
    }
}
