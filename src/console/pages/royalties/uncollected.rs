//! What a person does not collect: notices, answers, the move to the next year's fund, and claims.

use poem::Response;
use poem::http::StatusCode;

use crate::base::clock::date_vi;
use crate::base::error::Result;
use crate::console::desk::{self, Desk, see_other};
use crate::console::views::royalties::{Cell, Line, RoyaltyUncollectedPage, Table};
use crate::people::{Action, State};
use crate::public::pages::home::encode;
use crate::public::views::{Badge, Choice, Link, Tone};
use crate::royalties::dong;
use crate::royalties::uncollected::{self, Case, New, Way};

use super::super::form::date;
use super::super::frame::{Said, layout, post};
use super::number;

const HOME: &str = "/chi-tra/chua-nhan";

fn field(name: &str) -> String {
    match name {
        "on" => "ngay-bao",
        "way" | "person" | "carry" => "cach-bao",
        "note" => "noi-dung-bao",
        other => other,
    }
    .to_owned()
}

/// The page of a person.
pub(super) fn url(desk: &Desk, person: &str) -> String {
    desk.url(&format!("{HOME}?nguoi={}", encode(person)))
}

fn person(desk: &Desk) -> &str {
    let typed = desk.asked.form.get("nguoi");
    if typed.is_empty() { desk.asked.query("nguoi") } else { typed }
}

/// `GET /:tenant/chi-tra/chua-nhan?nguoi=`
///
/// # Errors
/// When the database does not answer.
pub async fn view(desk: Desk) -> Result<Response> {
    show(&desk, Said { status: StatusCode::OK, ..Said::default() }).await
}

async fn show(desk: &Desk, said: Said) -> Result<Response> {
    let person = person(desk).to_owned();
    let case = uncollected::case(&desk.app, &desk.tenant, &person).await?;
    let name = name(&case);
    if name.is_empty() && said.status == StatusCode::OK {
        return Ok(see_other(&desk.url("/chi-tra")));
    }
    let form = &desk.asked.form;
    let today = desk.app.db.clock.today();
    let approves = desk.may(Action::RoyaltyApprove, State::Any);
    let against = case.refusals(&desk.staff.account);
    let unanswered = case.unanswered().count();
    let approved_on = case.approved_on();
    let claimable = case.carries.iter().find(|carry| carry.claimed_at.is_none());
    let page = RoyaltyUncollectedPage {
        layout: layout(desk, "Khoản chưa nhận").await?,
        back: Link::new("Chi trả nhuận bút, thù lao", desk.url("/chi-tra")),
        facts: vec![
            ("Chờ nhận", dong(case.amount())),
            ("Đã thông báo từ khi được duyệt, chưa trả lời", format!("{} lần", case.told())),
            ("Được duyệt sớm nhất", approved_on.map_or_else(|| "không có".to_owned(), date_vi)),
        ],
        notices: notices(&case),
        carried: super::pay::carried(desk, &case.carries),
        tell: (case.amount() > 0).then(|| post(desk, &desk.url("/chi-tra/thong-bao"))),
        on: if form.has("ngay-bao") { form.get("ngay-bao").to_owned() } else { date_vi(today) },
        ways: Way::ALL
            .iter()
            .map(|way| Choice {
                value: way.as_str().into(),
                label: way.vietnamese().into(),
                chosen: way.as_str() == form.get("cach-bao"),
            })
            .collect(),
        note: form.get("noi-dung-bao").to_owned(),
        respond: (unanswered > 0).then(|| post(desk, &desk.url("/chi-tra/tra-loi"))),
        answer: form.get("tra-loi").to_owned(),
        carry: (approves && against.is_empty()).then(|| post(desk, &desk.url("/chi-tra/chuyen-quy"))),
        against: if case.amount() > 0 {
            against.iter().map(|refusal| refusal.message.clone()).collect()
        } else {
            Vec::new()
        },
        saw: case.movable_sum().to_string(),
        movable: dong(case.movable_sum()),
        next_year: (today.year() + 1).to_string(),
        claim: claimable.map(|carry| (post(desk, &desk.url("/chi-tra/yeu-cau")), carry.id.clone())),
        claimed: form.get("yeu-cau").to_owned(),
        refusals: said.refusals,
        notice: said.notice,
        name,
        person,
    };
    desk::html(said.status, &page)
}

fn name(case: &Case) -> String {
    let open = case.open.as_ref().map(|one| &one.payment.name);
    let told = case.notices.last().map(|notice| &notice.name);
    let moved = case.carries.first().map(|carry| &carry.name);
    open.or(told).or(moved).cloned().unwrap_or_default()
}

fn notices(case: &Case) -> Table {
    Table {
        caption: "Các lần thông báo".into(),
        first: "Lần",
        heads: vec!["Ngày", "Cách", "Ghi chú", "Số tiền"],
        states: true,
        rows: case
            .notices
            .iter()
            .map(|one| Line {
                head: Link::new(format!("Lần {}", one.no), ""),
                cells: vec![
                    Cell::number("Ngày", date_vi(one.on)),
                    Cell::words("Cách", one.way.vietnamese()),
                    Cell::words("Ghi chú", &one.note),
                    Cell::number("Số tiền", dong(one.amount)),
                ],
                state: Some(if one.answered {
                    Badge::new("Đã trả lời", Tone::Good)
                } else if case.approved_on().is_some_and(|approved| one.on < approved) {
                    Badge::new("Trước ngày duyệt, không tính", Tone::Plain)
                } else {
                    Badge::new("Chưa trả lời", Tone::Warn)
                }),
                act: None,
            })
            .collect(),
        ..Table::default()
    }
}

async fn after(desk: &Desk, done: Result<()>, field: impl Fn(&str) -> String) -> Result<Response> {
    match done {
        Ok(()) => Ok(see_other(&url(desk, person(desk)))),
        Err(refused) => show(desk, Said::of(refused, field)?).await,
    }
}

/// `POST /:tenant/chi-tra/thong-bao`
///
/// # Errors
/// [`crate::base::error::Error::Forbidden`] without the right.
pub async fn tell(desk: Desk) -> Result<Response> {
    let form = &desk.asked.form;
    let new = New {
        person: form.get("nguoi"),
        on: date(form.get("ngay-bao")),
        way: Way::parse(form.get("cach-bao")),
        note: form.get("noi-dung-bao"),
    };
    let done = uncollected::notice(&desk.app, &desk.tenant, &desk.staff, &desk.actor(), &new).await;
    after(&desk, done, field).await
}

/// `POST /:tenant/chi-tra/tra-loi`
///
/// # Errors
/// [`crate::base::error::Error::Forbidden`] without the right.
pub async fn respond(desk: Desk) -> Result<Response> {
    let form = &desk.asked.form;
    let (person, note) = (form.get("nguoi"), form.get("tra-loi"));
    let done = uncollected::respond(&desk.app, &desk.tenant, &desk.staff, &desk.actor(), person, note).await;
    after(&desk, done, |_| "tra-loi".to_owned()).await
}

/// `POST /:tenant/chi-tra/chuyen-quy`
///
/// # Errors
/// [`crate::base::error::Error::Forbidden`] without the right.
pub async fn carry(desk: Desk) -> Result<Response> {
    let form = &desk.asked.form;
    let saw = number(form.get("tong")).unwrap_or(i64::MIN);
    let person = form.get("nguoi");
    let done = uncollected::carry(&desk.app, &desk.tenant, &desk.staff, &desk.actor(), person, saw).await;
    after(&desk, done, |_| "cach-bao".to_owned()).await
}

/// `POST /:tenant/chi-tra/yeu-cau`
///
/// # Errors
/// [`crate::base::error::Error::Forbidden`] without the right.
pub async fn claim(desk: Desk) -> Result<Response> {
    let form = &desk.asked.form;
    let (id, note) = (form.get("khoan"), form.get("yeu-cau"));
    let done = uncollected::claim(&desk.app, &desk.tenant, &desk.staff, &desk.actor(), id, note).await;
    after(&desk, done, |_| "yeu-cau".to_owned()).await
}
