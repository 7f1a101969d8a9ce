//! The year's list of who was paid, and the estimate of a year.

use poem::Response;
use poem::http::StatusCode;

use crate::base::error::Result;
use crate::console::desk::{self, Desk, see_other};
use crate::console::views::royalties::{Act, Cell, Line, RoyaltyEstimatePage, RoyaltyYearPage, Table};
use crate::people::{Action, State};
use crate::public::views::Link;
use crate::reports::letterhead::Letterhead;
use crate::royalties::estimate::{self, Estimate};
use crate::royalties::{dong, export, store, typed_dong, year};

use super::super::frame::{Said, layout, post};
use super::{XLSX, field, number};

/// The year asked for, within a century of ours.
fn asked(desk: &Desk, usual: i16) -> i16 {
    let query = desk.asked.query("nam");
    let typed = if query.is_empty() { desk.asked.form.get("nam") } else { query };
    number(typed).filter(|year| (2000..2100).contains(year)).unwrap_or(usual)
}

/// `GET /:tenant/nhuan-but/nam?nam=`
///
/// # Errors
/// When the database does not answer.
pub async fn list(desk: Desk) -> Result<Response> {
    let year = asked(&desk, desk.app.db.clock.today().year());
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let rows = year::read(&mut scope, year).await?;
    let mut carries = store::carries(&mut scope).await?;
    drop(scope);
    carries.retain(|carry| [carry.from_year, carry.to_year].contains(&year));
    let link = |year: i16| Link::new(format!("Năm {year}"), desk.url(&format!("/nhuan-but/nam?nam={year}")));
    let heads = vec!["Đơn vị", "Số lần chi", "Thu nhập", "Thuế đã khấu trừ", "Còn phải khấu trừ", "Ghi chú"];
    let page = RoyaltyYearPage {
        layout: layout(&desk, "Danh sách chi trả năm").await?,
        year: year.to_string(),
        years: vec![link(year - 1), link(year + 1)],
        people: Table {
            caption: format!("Cá nhân được chi trả năm {year}"),
            first: "Người nhận",
            rows: rows
                .iter()
                .map(|row| Line {
                    head: Link::new(row.name.clone(), ""),
                    cells: vec![
                        Cell::words(heads[0], &row.unit),
                        Cell::number(heads[1], row.payments.to_string()),
                        Cell::number(heads[2], dong(row.gross)),
                        Cell::number(heads[3], dong(row.tax)),
                        Cell::number(heads[4], dong(row.short)),
                        Cell::words(heads[5], if row.standing.committed { "có bản cam kết" } else { "" }),
                    ],
                    ..Line::default()
                })
                .collect(),
            sum: format!(
                "thu nhập {}, thuế {}",
                dong(rows.iter().map(|row| row.gross).sum()),
                dong(rows.iter().map(|row| row.tax).sum())
            ),
            heads,
            ..Table::default()
        },
        carried: super::pay::carried(&desk, &carries),
        file: post(&desk, &desk.url(&format!("/nhuan-but/nam?nam={year}"))),
    };
    desk::page(&page)
}

/// `POST /:tenant/nhuan-but/nam?nam=`
///
/// # Errors
/// [`crate::base::error::Error::Forbidden`] without the right.
pub async fn year_file(desk: Desk) -> Result<Response> {
    let year = asked(&desk, desk.app.db.clock.today().year());
    let (db, directory) = (&desk.app.db, &desk.app.directory);
    let bytes = export::year_file(db, directory, &desk.tenant, &desk.staff, &desk.actor(), year).await?;
    let name = format!("chi-tra-nam-{}-{year}.xlsx", desk.tenant.slug());
    Ok(desk::download(&name, XLSX, bytes))
}

async fn read(desk: &Desk) -> Result<Estimate> {
    let year = asked(desk, desk.app.db.clock.today().year() + 1);
    Estimate::read(&desk.app.db, &desk.app.directory, &desk.tenant, year).await
}

/// `GET /:tenant/du-toan?nam=`
///
/// # Errors
/// When the database does not answer.
pub async fn view(desk: Desk) -> Result<Response> {
    show(&desk, Said { status: StatusCode::OK, ..Said::default() }).await
}

async fn show(desk: &Desk, said: Said) -> Result<Response> {
    let estimate = read(desk).await?;
    let year = estimate.year;
    let form = &desk.asked.form;
    let may = desk.may(Action::RoyaltySet, State::Any);
    let years = estimate::years(desk.app.db.clock.today()).into_iter().filter(|one| *one != year);
    let page = RoyaltyEstimatePage {
        layout: layout(desk, "Dự toán").await?,
        year: year.to_string(),
        years: years
            .map(|one| Link::new(format!("Năm {one}"), desk.url(&format!("/du-toan?nam={one}"))))
            .collect(),
        ground: format!(
            "Theo các khoản đã duyệt của 12 tháng, từ {} đến {} (tỷ lệ chi, mức tăng thêm, điều chỉnh, thù lao), tính lại với lương cơ \
             sở cùng tháng của năm dự toán.",
            estimate.from.vietnamese(),
            estimate.until.vietnamese()
        ),
        missing: estimate.missing(),
        forecast: Table {
            caption: "Nhuận bút, thù lao dự kiến".into(),
            first: "Thể loại",
            heads: vec!["Số tin, bài", "Tổng hệ số", "Số tiền"],
            rows: estimate
                .forecast
                .iter()
                .map(|one| Line {
                    head: Link::new(one.name().to_owned(), ""),
                    cells: vec![
                        Cell::number("Số tin, bài", one.items.to_string()),
                        Cell::number("Tổng hệ số", one.coefficients.to_string()),
                        Cell::number("Số tiền", dong(one.amount)),
                    ],
                    ..Line::default()
                })
                .collect(),
            sum: dong(estimate.royalties()),
            ..Table::default()
        },
        lines: Table {
            caption: "Khoản khác".into(),
            first: "Nội dung chi",
            heads: vec!["Số tiền", "Ghi chú"],
            acts: may,
            rows: estimate
                .lines
                .iter()
                .map(|line| Line {
                    head: Link::new(line.title.clone(), ""),
                    cells: vec![
                        Cell::number("Số tiền", dong(line.amount)),
                        Cell::words("Ghi chú", &line.note),
                    ],
                    state: None,
                    act: may.then(|| Act {
                        post: post(desk, &desk.url(&format!("/du-toan/{}/bo?nam={year}", line.id))),
                        words: "Bỏ khoản này",
                    }),
                })
                .collect(),
            ..Table::default()
        },
        total: dong(estimate.total()),
        fund: (estimate.fund.carried > 0).then(|| {
            format!("{}. Còn phải bố trí: {}.", estimate.fund.vietnamese(), dong(estimate.wanted()))
        }),
        xlsx_url: desk.url(&format!("/du-toan.xlsx?nam={year}")),
        add: may.then(|| post(desk, &desk.url("/du-toan"))),
        refusals: said.refusals,
        title: form.get("noi-dung-chi").to_owned(),
        amount: form.get("so-tien").to_owned(),
        note: form.get("ghi-chu").to_owned(),
    };
    desk::html(said.status, &page)
}

/// `GET /:tenant/du-toan.xlsx?nam=`
///
/// # Errors
/// When the database does not answer.
pub async fn estimate_xlsx(desk: Desk) -> Result<Response> {
    let estimate = read(&desk).await?;
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let letterhead = Letterhead::on(&mut scope, &desk.tenant.profile, desk.app.db.clock.today()).await?;
    drop(scope);
    let name = format!("du-toan-{}-{}.xlsx", desk.tenant.slug(), estimate.year);
    Ok(desk::download(&name, XLSX, export::xlsx(&[export::estimate(&desk.tenant, &letterhead, &estimate)])?))
}

/// `POST /:tenant/du-toan`
///
/// # Errors
/// [`crate::base::error::Error::Forbidden`] without the right.
pub async fn add(desk: Desk) -> Result<Response> {
    let form = &desk.asked.form;
    let year = number(form.get("nam")).unwrap_or(0);
    let line = (form.get("noi-dung-chi"), typed_dong(form.get("so-tien")), form.get("ghi-chu"));
    match estimate::add(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), year, line).await {
        Ok(()) => Ok(see_other(&desk.url(&format!("/du-toan?nam={year}")))),
        Err(refused) => show(&desk, Said::of(refused, field)?).await,
    }
}

/// `POST /:tenant/du-toan/:line/bo?nam=`
///
/// # Errors
/// [`crate::base::error::Error::Forbidden`] without the right, [`crate::base::error::Error::NotFound`].
pub async fn remove(desk: Desk) -> Result<Response> {
    let year = asked(&desk, 0);
    let id = desk.asked.param("line");
    estimate::remove(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), year, id).await?;
    Ok(see_other(&desk.url(&format!("/du-toan?nam={year}"))))
}
