//! A month on every site that the person looks after: as a page, as one workbook with a tab a site, as one table, as a paper.

use std::sync::Arc;

use paper::model::Paper;
use paper::sheet::{Cell as SheetCell, Column, Sheet};
use poem::Response;

use crate::base::error::{Error, Result};
use crate::console::desk::{self, Desk};
use crate::console::views::royalties::{Cell, Line, RoyaltySitesPage, Table};
use crate::people::{Action, State};
use crate::public::views::{Badge, Link, Tone};
use crate::reports::letterhead::Letterhead;
use crate::royalties::list::List;
use crate::royalties::sites::{self, Row};
use crate::royalties::{dong, export, proposal};
use crate::supply::month::Month;
use crate::tenants::directory::Tenant;

use super::super::frame::layout;
use super::{XLSX, around, month};

/// This site and those below that the person may look at.
pub fn overseen(desk: &Desk) -> Vec<Arc<Tenant>> {
    let below = desk.overseen(&desk.tenant).into_iter().filter(|tenant| {
        desk.staff_in(tenant).is_some_and(|staff| staff.may(Action::RoyaltyRead, State::Any))
    });
    std::iter::once(desk.tenant.clone()).chain(below).collect()
}

/// `GET /:tenant/nhuan-but/cac-trang?thang=`
///
/// # Errors
/// When the database does not answer.
pub async fn view(desk: Desk) -> Result<Response> {
    let month = month(&desk);
    let rows = sites::read(&desk.app.db, &overseen(&desk), month).await?;
    let heads = vec!["Tin, bài, nội dung", "Chưa chấm", "Phải chi", "Đã chi"];
    let page = RoyaltySitesPage {
        layout: layout(&desk, "Tin bài và nhuận bút các trang").await?,
        month: month.vietnamese(),
        months: around(&desk, "/nhuan-but/cac-trang", month),
        sites: Table {
            caption: format!("Các trang {}", month.vietnamese()),
            first: "Trang",
            states: true,
            acts: false,
            rows: rows
                .iter()
                .map(|row| Line {
                    head: Link::new(
                        row.tenant.identity().full_name.clone(),
                        format!("/{}/nhuan-but?thang={month}", row.tenant.slug()),
                    ),
                    cells: vec![
                        Cell::number(heads[0], row.items.to_string()),
                        Cell::number(heads[1], row.waiting.to_string()),
                        Cell::number(heads[2], dong(row.total)),
                        Cell::number(heads[3], dong(row.sums.paid)),
                    ],
                    state: Some(state(row)),
                    act: None,
                })
                .collect(),
            sum: format!(
                "{} tin, bài, nội dung; phải chi {}; đã chi {}",
                rows.iter().map(|row| row.items).sum::<usize>(),
                dong(rows.iter().map(|row| row.total).sum()),
                dong(rows.iter().map(|row| row.sums.paid).sum())
            ),
            heads,
        },
        files: [
            ("Tải danh sách của các trang (Excel)", "xlsx"),
            ("Tải một bảng chung (CSV)", "csv"),
            ("Tải tờ trình chung (Word)", "docx"),
            ("Tải tờ trình chung (PDF)", "pdf"),
        ]
        .map(|(words, kind)| {
            Link::new(words, desk.url(&format!("/nhuan-but/cac-trang.{kind}?thang={month}")))
        })
        .to_vec(),
    };
    desk::page(&page)
}

fn state(row: &Row) -> Badge {
    match row {
        Row { late, .. } if *late > 0 => Badge::new(format!("{late} bài quá 60 ngày"), Tone::Bad),
        Row { approved: true, .. } => Badge::new("Đã duyệt chi", Tone::Good),
        Row { items: 0, .. } => Badge::new("Chưa có bài", Tone::Plain),
        _ => Badge::new("Chưa duyệt chi", Tone::Warn),
    }
}

/// `GET /:tenant/nhuan-but/cac-trang.xlsx?thang=`
///
/// # Errors
/// When the database does not answer.
pub async fn xlsx(desk: Desk) -> Result<Response> {
    let month = month(&desk);
    let mut sheets = Vec::new();
    for tenant in overseen(&desk) {
        let mut scope = desk.app.db.read(tenant.id()).await?;
        let list = List::read(&mut scope, month).await?;
        let letterhead = Letterhead::on(&mut scope, &tenant.profile, month.last()).await?;
        let mut sheet = export::list(&tenant, &letterhead, &list);
        sheet.name = tenant.slug().chars().take(31).collect();
        sheets.push(sheet);
    }
    let name = format!("tin-bai-cac-trang-{}-{month}.xlsx", desk.tenant.slug());
    Ok(desk::download(&name, XLSX, export::xlsx(&sheets)?))
}

/// The month's list of each site.
async fn lists(desk: &Desk, month: Month) -> Result<Vec<(Arc<Tenant>, List)>> {
    let mut lists = Vec::new();
    for tenant in overseen(desk) {
        let list = List::read(&mut desk.app.db.read(tenant.id()).await?, month).await?;
        lists.push((tenant, list));
    }
    Ok(lists)
}

/// `GET /:tenant/nhuan-but/cac-trang.csv?thang=`: one table, each row led by its site.
///
/// # Errors
/// When the database does not answer.
pub async fn csv(desk: Desk) -> Result<Response> {
    let month = month(&desk);
    let lists = lists(&desk, month).await?;
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let letterhead = Letterhead::on(&mut scope, &desk.tenant.profile, month.last()).await?;
    drop(scope);
    let mut whole = Sheet::default();
    for (site, list) in &lists {
        let sheet = export::list(site, &letterhead, list);
        let name = &site.identity().full_name;
        whole.columns = std::iter::once(Column::new("Trang", 24)).chain(sheet.columns).collect();
        let rows = sheet.rows.into_iter();
        whole
            .rows
            .extend(rows.map(|row| std::iter::once(SheetCell::text(name)).chain(row).collect::<Vec<_>>()));
    }
    let name = format!("tin-bai-cac-trang-{}-{month}.csv", desk.tenant.slug());
    Ok(desk::download(&name, "text/csv; charset=utf-8", whole.to_csv()))
}

async fn paper_of(desk: &Desk) -> Result<(String, Paper)> {
    let month = month(desk);
    let lists = lists(desk, month).await?;
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let paper = proposal::of_sites(&mut scope, &desk.tenant, month, &lists).await?;
    Ok((format!("to-trinh-cac-trang-{}-{month}", desk.tenant.slug()), paper))
}

/// `GET /:tenant/nhuan-but/cac-trang.docx?thang=`
///
/// # Errors
/// When the database does not answer.
pub async fn docx(desk: Desk) -> Result<Response> {
    let (name, paper) = paper_of(&desk).await?;
    let bytes = paper::docx::write(&paper).map_err(|cause| Error::internal(cause.to_string()))?;
    Ok(desk::download(&format!("{name}.docx"), paper::docx::MEDIA_TYPE, bytes))
}

/// `GET /:tenant/nhuan-but/cac-trang.pdf?thang=`
///
/// # Errors
/// When the database does not answer.
pub async fn pdf(desk: Desk) -> Result<Response> {
    let (name, paper) = paper_of(&desk).await?;
    let bytes =
        paper::pdf::write(&paper).ok_or_else(|| Error::internal("a list could not be written as PDF"))?;
    Ok(desk::download(&format!("{name}.pdf"), "application/pdf", bytes))
}
