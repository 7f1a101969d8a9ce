//! A month on every site that the person looks after, as a page and as one workbook with a tab a site.

use std::sync::Arc;

use poem::Response;

use crate::base::error::Result;
use crate::console::desk::{self, Desk};
use crate::console::views::royalties::{Cell, Line, RoyaltySitesPage, Table};
use crate::people::{Action, State};
use crate::public::views::{Badge, Link, Tone};
use crate::reports::letterhead::Letterhead;
use crate::royalties::list::List;
use crate::royalties::sites::{self, Row};
use crate::royalties::{dong, export};
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
        files: vec![Link::new(
            "Tải danh sách của các trang (Excel)",
            desk.url(&format!("/nhuan-but/cac-trang.xlsx?thang={month}")),
        )],
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
