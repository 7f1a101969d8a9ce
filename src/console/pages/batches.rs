//! Import batches: their reports, and their approval by another person.

use poem::Response;
use poem::http::StatusCode;

use crate::base::error::{Error, Result};
use crate::console::desk::{self, Desk, see_other};
use crate::console::views::import::{BatchRow, Finding, FindingGroup, ImportPage, ImportsPage};
use crate::console::views::item::{Action as ActionView, Ask};
use crate::import::batches::{self, Batch};
use crate::people::{Action, State};
use crate::public::views::{Badge, Link, Refusals, Tone};

use super::frame::{Names, layout, post, shown, when};
use super::item::NO_SECRET;

fn state(batch: &Batch) -> Badge {
    if batch.approved {
        Badge::new("Đã duyệt, đã đăng", Tone::Good)
    } else {
        Badge::new("Chờ duyệt", Tone::Warn)
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
        limit_text: "Nhập bằng lệnh portal import documents, portal import procedures hoặc portal import \
                     site trên máy chủ."
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
            sum("Dòng đã đọc", counts.read),
            sum("Mục mới", counts.created),
            sum("Thay đổi", counts.updated),
            sum("Giữ nguyên", counts.unchanged),
            sum("Bị từ chối", counts.refused),
        ],
        findings: findings(&batch),
        next: (!batch.approved && desk.may(Action::BatchApprove, State::Any)).then_some(approve),
        actions: Vec::new(),
    };
    desk::html(status, &page)
}

fn findings(batch: &Batch) -> Vec<FindingGroup> {
    let waived = batch
        .counts
        .waived
        .iter()
        .map(|(waiver, count)| Finding { record: format!("{count} mục"), text: waiver.clone() });
    let refused = batch.refused.iter().map(|refused| Finding {
        record: format!("Dòng {}: {}", refused.line, refused.number),
        text: refused.reason.clone(),
    });
    let groups = [
        FindingGroup {
            title: "Dòng bị từ chối, tệp còn thiếu".into(),
            state: Badge::new("Không nhập", Tone::Bad),
            rows: refused.collect(),
            all_url: None,
        },
        FindingGroup {
            title: "Được miễn cho văn bản lịch sử".into(),
            state: Badge::new("Ghi trên từng mục", Tone::Warn),
            rows: waived.collect(),
            all_url: None,
        },
    ];
    groups.into_iter().filter(|group| !group.rows.is_empty()).collect()
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
