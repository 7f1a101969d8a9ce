//! One run of payment: who got what for what, its file with bank data, and what banks sent back of it.

use poem::Response;
use poem::http::StatusCode;

use crate::base::clock::{date_vi, time_vi};
use crate::base::error::Result;
use crate::console::desk::{self, Desk, see_other};
use crate::console::views::royalties::{Act, Cell, Line, ReturnForm, RoyaltyRunPage, Table};
use crate::public::views::{Badge, Choice, Link, Tone};
use crate::royalties::returned::{self, New, Returned};
use crate::royalties::runs::Payment;
use crate::royalties::store;
use crate::royalties::{dong, export};

use super::super::form::date;
use super::super::frame::{Names, Said, layout, post};
use super::field;
use super::pay::standing;

/// `GET /:tenant/chi-tra/:run`
///
/// # Errors
/// [`crate::base::error::Error::NotFound`] for what is no run here.
pub async fn view(desk: Desk) -> Result<Response> {
    let id = desk.asked.param("run").to_owned();
    show(&desk, &id, Said { status: StatusCode::OK, ..Said::default() }).await
}

async fn show(desk: &Desk, id: &str, said: Said) -> Result<Response> {
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let run = store::run(&mut scope, id).await?;
    let payments = store::payments(&mut scope, id).await?;
    let returned = store::returned_of(&mut scope, id).await?;
    drop(scope);
    let entries = store::paid_by(&mut desk.app.db.platform().await?, desk.tenant.id(), id).await?;
    let names = Names::read(desk).await?;
    let page = RoyaltyRunPage {
        layout: layout(desk, "Đợt chi trả").await?,
        heading: format!("Đợt chi trả {}", run.no),
        back: Link::new("Chi trả nhuận bút, thù lao", desk.url("/chi-tra")),
        facts: vec![
            ("Ngày chi trả", date_vi(run.pay_on)),
            ("Số người", run.people.to_string()),
            ("Tổng", dong(run.gross)),
            ("Thuế khấu trừ", dong(run.tax)),
            ("Thực nhận", dong(run.gross - run.tax)),
            ("Người lập", format!("{}, {}", names.of(Some(&run.made_by)), time_vi(run.made_at))),
        ],
        people: Table {
            caption: "Người nhận".into(),
            first: "Người nhận",
            heads: vec!["Đơn vị", "Tổng", "Thuế", "Thực nhận", "Ghi chú"],
            states: !returned.is_empty(),
            acts: returned.iter().any(Returned::is_open),
            rows: payments
                .iter()
                .map(|one| Line {
                    head: Link::new(one.name.clone(), ""),
                    cells: vec![
                        Cell::words("Đơn vị", &one.unit),
                        Cell::number("Tổng", dong(one.gross)),
                        Cell::number("Thuế", dong(one.tax)),
                        Cell::number("Thực nhận", dong(one.net())),
                        Cell::words("Ghi chú", standing(one.standing)),
                    ],
                    state: last(&returned, &one.person).map(state),
                    act: last(&returned, &one.person).filter(|one| one.is_open()).map(|one| Act {
                        post: post(desk, &desk.url(&format!("/chi-tra/{id}/chuyen-lai/{}", one.person))),
                        words: "Đã chuyển lại",
                    }),
                })
                .collect(),
            sum: dong(run.gross),
        },
        entries: Table {
            caption: "Từng khoản".into(),
            first: "Nội dung",
            heads: vec!["Người nhận", "Trang", "Tháng", "Loại", "Số tiền"],
            rows: entries
                .iter()
                .map(|entry| {
                    let site = desk.app.directory.get(&entry.tenant);
                    let site = site.map_or_else(String::new, |site| site.identity().full_name.clone());
                    Line {
                        head: Link::new(entry.ledger.title.clone(), ""),
                        cells: vec![
                            Cell::words("Người nhận", &entry.ledger.name),
                            Cell::words("Trang", site),
                            Cell::number("Tháng", entry.ledger.month.vietnamese()),
                            Cell::words("Loại", export::kind(&entry.ledger.kind)),
                            Cell::number("Số tiền", dong(entry.ledger.amount)),
                        ],
                        ..Line::default()
                    }
                })
                .collect(),
            sum: dong(entries.iter().map(|entry| entry.ledger.amount).sum()),
            ..Table::default()
        },
        file: post(desk, &desk.url(&format!("/chi-tra/{id}/tep"))),
        returned: form(desk, id, &payments),
        refusals: said.refusals,
        notice: said.notice,
    };
    desk::html(said.status, &page)
}

/// The last time that a payment came back.
fn last<'a>(returned: &'a [Returned], person: &str) -> Option<&'a Returned> {
    returned.iter().rfind(|one| one.person == person)
}

fn state(one: &Returned) -> Badge {
    match one.sent_on {
        None => Badge::new(format!("Bị trả lại {}: {}", date_vi(one.on), one.note), Tone::Bad),
        Some(day) => Badge::new(format!("Đã chuyển lại {}", date_vi(day)), Tone::Good),
    }
}

fn form(desk: &Desk, id: &str, people: &[Payment]) -> ReturnForm {
    let form = &desk.asked.form;
    let choice = |value: &str, label: &str| Choice {
        value: value.to_owned(),
        label: label.to_owned(),
        chosen: form.get("nguoi-bi-tra-lai") == value,
    };
    ReturnForm {
        post: post(desk, &desk.url(&format!("/chi-tra/{id}/tra-lai"))),
        people: std::iter::once(choice("", "Chọn người"))
            .chain(people.iter().map(|one| choice(&one.person, &one.name)))
            .collect(),
        on: form.get("ngay-tra-lai").to_owned(),
        note: form.get("ly-do-tra-lai").to_owned(),
    }
}

/// `POST /:tenant/chi-tra/:run/tra-lai`
///
/// # Errors
/// [`crate::base::error::Error::Forbidden`] without the right, [`crate::base::error::Error::NotFound`] for what is no run here.
pub async fn came_back(desk: Desk) -> Result<Response> {
    let (id, form) = (desk.asked.param("run").to_owned(), &desk.asked.form);
    let new = New {
        run: &id,
        person: form.get("nguoi-bi-tra-lai"),
        on: date(form.get("ngay-tra-lai")),
        note: form.get("ly-do-tra-lai"),
    };
    let done = returned::record(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), new).await;
    settled(&desk, &id, done).await
}

/// `POST /:tenant/chi-tra/:run/chuyen-lai/:person`
///
/// # Errors
/// [`crate::base::error::Error::Forbidden`] without the right, [`crate::base::error::Error::NotFound`] for what is no run here.
pub async fn sent_again(desk: Desk) -> Result<Response> {
    let (id, person) = (desk.asked.param("run").to_owned(), desk.asked.param("person"));
    let db = &desk.app.db;
    let done = returned::sent_again(db, &desk.tenant, &desk.staff, &desk.actor(), (&id, person)).await;
    settled(&desk, &id, done).await
}

async fn settled(desk: &Desk, id: &str, done: Result<()>) -> Result<Response> {
    match done {
        Ok(()) => Ok(see_other(&desk.url(&format!("/chi-tra/{id}")))),
        Err(refused) => show(desk, id, Said::of(refused, field)?).await,
    }
}

/// `POST /:tenant/chi-tra/:run/tep`
///
/// # Errors
/// [`crate::base::error::Error::Forbidden`] without the right, [`crate::base::error::Error::NotFound`] for what is no run here.
pub async fn payment_file(desk: Desk) -> Result<Response> {
    let id = desk.asked.param("run");
    let (db, directory) = (&desk.app.db, &desk.app.directory);
    let (run, bytes) =
        export::payment_file(db, directory, &desk.tenant, &desk.staff, &desk.actor(), id).await?;
    let name = format!("chi-tra-{}-dot-{}.xlsx", desk.tenant.slug(), run.no);
    Ok(desk::download(&name, super::XLSX, bytes))
}
