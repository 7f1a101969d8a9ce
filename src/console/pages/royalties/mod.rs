//! Royalties in the console: the month's list, what an item is worth, approval.

pub mod assess;
pub mod pay;
pub mod run;
pub mod settings;
pub mod sites;
pub mod uncollected;
pub mod year;

use paper::sheet::MEDIA_TYPE as XLSX;
use poem::Response;
use poem::http::StatusCode;

use crate::base::clock::{date_vi, time_vi};
use crate::base::error::{Error, Result};
use crate::base::text::capitalised;
use crate::console::desk::{self, Desk, see_other};
use crate::console::views::royalties::{Act, Cell, Line, RoyaltyListPage, Table};
use crate::people::{Action, State};
use crate::public::views::{Badge, Choice, Link, Tone};
use crate::reports::letterhead::Letterhead;
use crate::royalties::approve::{self, Saw};
use crate::royalties::list::{Due, List, Row};
use crate::royalties::payees::{self, Named};
use crate::royalties::remuneration::{self, Proposed, Remuneration};
use crate::royalties::settings::Settings;
use crate::royalties::{RULES, dong, export, proposal, sites as overview, typed_dong};
use crate::supply::month::Month;

use super::board::unit_name;
use super::frame::{Names, Said, layout, post};

/// The most rows of what is not paid that the page shows; the file has all of them.
const UNPAID_SHOWN: usize = 100;

/// The forms' names for the rules' fields.
fn field(name: &str) -> String {
    match name {
        "genre" => "the-loai",
        "coefficient" => "he-so",
        "treatment" => "cach-lam",
        "share" => "ty-le-chi",
        "supplements" => "tang-them",
        "payees" => "nguoi-nhan",
        "reason" => "ly-do",
        "payee" => "nguoi",
        "task" => "cong-viec",
        "helped" => "giup-the-loai",
        "amount" => "so-tien",
        "month" => "thang",
        "pay_on" => "ngay-chi",
        "through" => "den-thang",
        "paper" => "can-cu",
        "committed" => "cam-ket-thue",
        "person" => "nguoi-thue",
        "same" => "trung-ten",
        "returned" => "nguoi-bi-tra-lai",
        "returned_on" => "ngay-tra-lai",
        "returned_note" => "ly-do-tra-lai",
        "year" => "nam",
        "name" => "ho-ten",
        "unit" => "don-vi-cong-tac",
        "bank" => "ngan-hang",
        "account_number" => "so-tai-khoan",
        "holder" => "chu-tai-khoan",
        "tax_code" => "ma-so-thue",
        "title" => "noi-dung-chi",
        "note" => "ghi-chu",
        "translation" => "ty-le-dich",
        "repost" => "ty-le-dang-lai",
        "duty" => "ty-le-nhiem-vu",
        "remuneration" => "ty-le-thu-lao",
        "payer" => "noi-chi",
        "frame" => "khung-he-so",
        other => other,
    }
    .to_owned()
}

/// The month asked for, or this one: what is published is assessed as it comes.
fn month(desk: &Desk) -> Month {
    let asked = desk.asked.query("thang");
    let asked = if asked.is_empty() { desk.asked.form.get("thang") } else { asked };
    Month::parse(asked).unwrap_or_else(|| Month::of(desk.app.db.clock.today()))
}

/// The months before and after.
fn around(desk: &Desk, path: &str, month: Month) -> Vec<Link> {
    let link = |title: String, month: Month| Link::new(title, desk.url(&format!("{path}?thang={month}")));
    vec![
        link(format!("Về {}", month.previous().vietnamese()), month.previous()),
        link(format!("Sang {}", month.next().vietnamese()), month.next()),
    ]
}

/// Other pages of the matter, for who may.
fn ways(desk: &Desk) -> Vec<Link> {
    [
        (Action::RoyaltyRead, "Danh sách tháng", "/nhuan-but"),
        (Action::RoyaltyPay, "Chi trả", "/chi-tra"),
        (Action::RoyaltyPay, "Danh sách chi trả năm", "/nhuan-but/nam"),
        (Action::RoyaltyRead, "Dự toán", "/du-toan"),
        (Action::RoyaltyRead, "Các trang", "/nhuan-but/cac-trang"),
        (Action::RoyaltyRead, "Cài đặt nhuận bút", "/nhuan-but/cai-dat"),
    ]
    .into_iter()
    .filter(|(action, _, path)| desk.may(*action, State::Any) && desk.asked.path != desk.url(path))
    .map(|(_, title, path)| Link::new(title, desk.url(path)))
    .collect()
}

/// `GET /:tenant/nhuan-but?thang=`
///
/// # Errors
/// When the database does not answer.
pub async fn list(desk: Desk) -> Result<Response> {
    show(&desk, Said { status: StatusCode::OK, ..Said::default() }).await
}

async fn show(desk: &Desk, said: Said) -> Result<Response> {
    let month = month(desk);
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let list = List::read(&mut scope, month).await?;
    let settings = Settings::read(&mut scope).await?;
    let late = overview::late(&mut scope, &list).await?;
    let unpaid = crate::royalties::store::unpaid_items(&mut scope, month).await?;
    drop(scope);
    let names = Names::read(desk).await?;
    let today = desk.app.db.clock.today();
    let assesses = desk.may(Action::RoyaltyAssess, State::Any);
    let state = |row: &Row| match () {
        () if row.gone.is_some() => {
            row.gone.map(|gone| Badge::new(capitalised(&gone.vietnamese()), Tone::Warn))
        }
        () if late.contains(&row.item) => Some(Badge::new("Quá 60 ngày chưa chi", Tone::Bad)),
        () if row.waits() => Some(Badge::new("Chưa chấm", Tone::Warn)),
        () if list.approved.is_some() && row.amount > 0 && !unpaid.contains(&row.item) => {
            Some(Badge::new("Đã chi", Tone::Good))
        }
        () if list.approved.is_some() && row.amount > 0 => Some(Badge::new("Chờ chi", Tone::Plain)),
        () => row.assessment.as_ref().map(|_| Badge::new("Đã chấm", Tone::Good)),
    };
    let line = |(no, row): (usize, &Row)| Line {
        head: Link::new(
            format!("{no}. {}", row.title),
            if assesses && row.due != Due::Never {
                desk.url(&format!("/nhuan-but/bai/{}", row.item))
            } else {
                String::new()
            },
        ),
        cells: cells(desk, row),
        state: state(row),
        act: None,
    };
    let numbered = || (1..).zip(&list.rows);
    let is_paid = |row: &Row| row.due == Due::Asked || row.assessment.is_some();
    let others = list.rows.iter().filter(|row| !is_paid(row)).count();
    let why = approve::refusals(&list, &settings, &desk.staff.account, today);
    let may_approve = desk.may(Action::RoyaltyApprove, State::Any) && why.is_empty();
    let saw = Saw::of(&list);
    let form = &desk.asked.form;
    let may_propose = assesses && list.approved.is_none();
    let page = RoyaltyListPage {
        layout: layout(desk, "Tin bài và nhuận bút").await?,
        month: month.vietnamese(),
        months: around(desk, "/nhuan-but", month),
        state: match &list.approved {
            Some(_) => Badge::new("Đã duyệt chi, đã khóa", Tone::Good),
            None => Badge::new("Chưa duyệt chi", Tone::Warn),
        },
        state_text: match &list.approved {
            Some(approved) => {
                format!("{} duyệt lúc {}.", names.of(Some(&approved.by)), time_vi(approved.at))
            }
            None => why.iter().map(|refusal| refusal.message.as_str()).collect::<Vec<_>>().join(" "),
        },
        ways: ways(desk),
        files: vec![
            Link::new("Tải danh sách (Excel)", desk.url(&format!("/nhuan-but.xlsx?thang={month}"))),
            Link::new("Tải danh sách (CSV)", desk.url(&format!("/nhuan-but.csv?thang={month}"))),
            Link::new("Tải tờ trình (Word)", desk.url(&format!("/nhuan-but.docx?thang={month}"))),
            Link::new("Tải tờ trình (PDF)", desk.url(&format!("/nhuan-but.pdf?thang={month}"))),
        ],
        paid: Table {
            caption: format!("Tin, bài {}", month.vietnamese()),
            first: "Tin, bài",
            heads: HEADS.to_vec(),
            states: true,
            acts: false,
            rows: numbered().filter(|(_, row)| is_paid(row)).map(line).collect(),
            sum: dong(list.royalties()),
        },
        unpaid: Table {
            caption: "Nội dung không tính nhuận bút".into(),
            first: "Nội dung",
            heads: HEADS.to_vec(),
            states: false,
            acts: false,
            rows: numbered().filter(|(_, row)| !is_paid(row)).take(UNPAID_SHOWN).map(line).collect(),
            sum: String::new(),
        },
        unpaid_text: if others > UNPAID_SHOWN {
            format!(
                "{others} văn bản và nội dung khác không tính nhuận bút ({UNPAID_SHOWN} đầu; đủ trong tệp)"
            )
        } else {
            format!("{others} văn bản và nội dung khác không tính nhuận bút")
        },
        adjustments: adjustments(&list),
        remunerations: remunerations(desk, &list, may_propose),
        recipients: recipients(&list),
        propose: may_propose.then(|| post(desk, &desk.url("/nhuan-but/thu-lao"))),
        people: if may_propose {
            people(desk, "Chọn người nhận", form.get("nguoi")).await?
        } else {
            vec![]
        },
        new_name: form.get("ten-moi").to_owned(),
        task: form.get("cong-viec").to_owned(),
        helped: helped(
            settings.frame(desk.tenant.profile.level, month.last()),
            month,
            form.get("giup-the-loai"),
        ),
        amount: form.get("so-tien").to_owned(),
        total: dong(list.total()),
        approve: may_approve.then(|| post(desk, &desk.url("/nhuan-but/duyet"))),
        key: month.to_string(),
        saw_items: saw.items.to_string(),
        saw_total: saw.total.to_string(),
        refusals: said.refusals,
        notice: said.notice,
    };
    desk::html(said.status, &page)
}

const HEADS: [&str; 6] =
    ["Thể loại", "Tác giả, đơn vị", "Người nhận, lý do", "Ngày đăng", "Hệ số", "Số tiền"];

fn cells(desk: &Desk, row: &Row) -> Vec<Cell> {
    vec![
        Cell::words(HEADS[0], genre(row)),
        Cell::lines(HEADS[1], vec![row.author.clone(), unit_name(desk, Some(&row.unit))]),
        Cell::lines(HEADS[2], why(row)),
        Cell::number(HEADS[3], date_vi(row.published_on)),
        Cell::number(HEADS[4], coefficient(row)),
        Cell::number(HEADS[5], dong(row.amount)),
    ]
}

/// Who gets how much of it, and why; who approves sees both.
fn why(row: &Row) -> Vec<String> {
    let shares = row.shares().into_iter().map(|(payee, sum)| format!("{}: {}", payee.name, dong(sum)));
    let reason = row.assessment.as_ref().map(|one| format!("Lý do: {}", one.reason));
    let lines: Vec<String> = shares.chain(reason).collect();
    if lines.is_empty() { vec!["không có".to_owned()] } else { lines }
}

/// The coefficient; in words where there is none, yet or ever.
fn coefficient(row: &Row) -> String {
    let none = if row.waits() { "chưa có" } else { "không có" };
    row.coefficient().map_or_else(|| none.to_owned(), |one| one.to_string())
}

/// The genres whose author somebody may have helped.
fn helped(frame: &str, month: Month, chosen: &str) -> Vec<Choice> {
    let none = (String::new(), "Không giúp riêng thể loại nào".to_owned());
    let all =
        RULES.genres(frame, month.last()).into_iter().map(|genre| (genre.key.clone(), genre.name.clone()));
    std::iter::once(none)
        .chain(all)
        .map(|(value, label)| Choice { chosen: value == chosen, value, label })
        .collect()
}

/// The genre, with what is added and paid of the whole.
fn genre(row: &Row) -> String {
    let terms = row.terms();
    if terms.is_empty() { row.genre().to_owned() } else { format!("{}; {terms}", row.genre()) }
}

fn adjustments(list: &List) -> Table {
    Table {
        caption: "Điều chỉnh".into(),
        first: "Tin, bài",
        heads: vec!["Người nhận", "Tháng, hệ số", "Lý do", "Số tiền"],
        states: false,
        acts: false,
        rows: list
            .adjustments
            .iter()
            .map(|one| Line {
                head: Link::new(one.title.clone(), ""),
                cells: vec![
                    Cell::words("Người nhận", &one.payee.name),
                    Cell::words("Tháng, hệ số", one.change()),
                    Cell::words("Lý do", &one.reason),
                    Cell::number("Số tiền", dong(one.amount)),
                ],
                ..Line::default()
            })
            .collect(),
        sum: dong(list.adjusted()),
    }
}

/// Who gets how much of the month in all.
fn recipients(list: &List) -> Table {
    Table {
        caption: "Theo người nhận".into(),
        first: "Người nhận",
        heads: vec!["Nhuận bút", "Điều chỉnh", "Thù lao", "Cộng"],
        rows: list
            .people()
            .iter()
            .map(|one| Line {
                head: Link::new(one.payee.name.clone(), ""),
                cells: vec![
                    Cell::number("Nhuận bút", dong(one.royalty)),
                    Cell::number("Điều chỉnh", dong(one.adjustment)),
                    Cell::number("Thù lao", dong(one.remuneration)),
                    Cell::number("Cộng", dong(one.sum())),
                ],
                ..Line::default()
            })
            .collect(),
        sum: dong(list.total()),
        ..Table::default()
    }
}

/// What somebody gets it for, with the genre that they helped.
fn work(one: &Remuneration) -> String {
    match one.genre.as_str() {
        "" => one.task.clone(),
        genre => format!("{}; giúp thể loại {}", one.task, RULES.genre_name(genre)),
    }
}

fn remunerations(desk: &Desk, list: &List, may_propose: bool) -> Table {
    Table {
        caption: "Thù lao".into(),
        first: "Người nhận",
        heads: vec!["Công việc", "Số tiền"],
        states: false,
        acts: may_propose,
        rows: list
            .remunerations
            .iter()
            .map(|one| Line {
                head: Link::new(one.payee.name.clone(), ""),
                cells: vec![Cell::words("Công việc", work(one)), Cell::number("Số tiền", dong(one.amount))],
                state: None,
                act: may_propose.then(|| Act {
                    post: post(desk, &desk.url(&format!("/nhuan-but/thu-lao/{}/bo", one.id))),
                    words: "Bỏ dòng này",
                }),
            })
            .collect(),
        sum: dong(list.remunerated()),
    }
}

/// Everybody who can be named, as a form's choices.
async fn people(desk: &Desk, none: &str, chosen: &str) -> Result<Vec<Choice>> {
    let candidates = payees::candidates(&desk.app.db, &desk.tenant).await?;
    Ok(choices(none, chosen, &candidates))
}

fn choices(none: &str, chosen: &str, candidates: &[payees::Candidate]) -> Vec<Choice> {
    let all = candidates.iter().map(|one| {
        let label =
            if one.about.is_empty() { one.name.clone() } else { format!("{}, {}", one.name, one.about) };
        (one.named.as_choice(), label)
    });
    std::iter::once((String::new(), none.to_owned()))
        .chain(all)
        .map(|(value, label)| Choice { chosen: value == chosen, value, label })
        .collect()
}

/// Who a form names: one that was chosen, else somebody by name.
fn named(chosen: &str, name: &str) -> Option<Named> {
    Named::parse(chosen).or_else(|| (!name.trim().is_empty()).then(|| Named::New(name.trim().to_owned())))
}

/// The whole list as a table.
async fn sheet(desk: &Desk) -> Result<(Month, paper::sheet::Sheet)> {
    let month = month(desk);
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let list = List::read(&mut scope, month).await?;
    let letterhead = Letterhead::on(&mut scope, &desk.tenant.profile, month.last()).await?;
    Ok((month, export::list(&desk.tenant, &letterhead, &list)))
}

/// `GET /:tenant/nhuan-but.xlsx?thang=`
///
/// # Errors
/// When the database does not answer.
pub async fn xlsx(desk: Desk) -> Result<Response> {
    let (month, sheet) = sheet(&desk).await?;
    let name = format!("tin-bai-{}-{month}.xlsx", desk.tenant.slug());
    Ok(desk::download(&name, XLSX, export::xlsx(&[sheet])?))
}

/// `GET /:tenant/nhuan-but.csv?thang=`
///
/// # Errors
/// When the database does not answer.
pub async fn csv(desk: Desk) -> Result<Response> {
    let (month, sheet) = sheet(&desk).await?;
    let name = format!("tin-bai-{}-{month}.csv", desk.tenant.slug());
    Ok(desk::download(&name, "text/csv; charset=utf-8", sheet.to_csv()))
}

async fn proposal(desk: &Desk) -> Result<(Month, paper::model::Paper)> {
    let month = month(desk);
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let list = List::read(&mut scope, month).await?;
    Ok((month, proposal::paper(&mut scope, &desk.tenant, &list).await?))
}

/// `GET /:tenant/nhuan-but.docx?thang=`
///
/// # Errors
/// When the database does not answer.
pub async fn docx(desk: Desk) -> Result<Response> {
    let (month, paper) = proposal(&desk).await?;
    let bytes = paper::docx::write(&paper).map_err(|cause| Error::internal(cause.to_string()))?;
    Ok(desk::download(
        &format!("to-trinh-{}-{month}.docx", desk.tenant.slug()),
        paper::docx::MEDIA_TYPE,
        bytes,
    ))
}

/// `GET /:tenant/nhuan-but.pdf?thang=`
///
/// # Errors
/// When the database does not answer.
pub async fn pdf(desk: Desk) -> Result<Response> {
    let (month, paper) = proposal(&desk).await?;
    let bytes =
        paper::pdf::write(&paper).ok_or_else(|| Error::internal("a list could not be written as PDF"))?;
    Ok(desk::download(&format!("to-trinh-{}-{month}.pdf", desk.tenant.slug()), "application/pdf", bytes))
}

/// A number of a form; none for what is none.
fn number<T: std::str::FromStr>(text: &str) -> Option<T> {
    text.trim().parse().ok()
}

/// `POST /:tenant/nhuan-but/duyet`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn approve(desk: Desk) -> Result<Response> {
    let form = &desk.asked.form;
    let month = month(&desk);
    let saw = Saw {
        items: number(form.get("so-bai")).unwrap_or(usize::MAX),
        total: number(form.get("tong")).unwrap_or(i64::MIN),
    };
    match approve::approve(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), month, saw).await {
        Ok(()) => Ok(see_other(&desk.url(&format!("/nhuan-but?thang={month}")))),
        Err(refused) => show(&desk, Said::of(refused, field)?).await,
    }
}

/// `POST /:tenant/nhuan-but/thu-lao`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn propose(desk: Desk) -> Result<Response> {
    let form = &desk.asked.form;
    let month = month(&desk);
    let proposed = Proposed {
        named: named(form.get("nguoi"), form.get("ten-moi")),
        task: form.get("cong-viec").to_owned(),
        genre: form.get("giup-the-loai").to_owned(),
        amount: typed_dong(form.get("so-tien")),
    };
    let named = |name: &str| if name == "payees" { "ten-moi".to_owned() } else { field(name) };
    match remuneration::propose(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), month, &proposed)
        .await
    {
        Ok(()) => Ok(see_other(&desk.url(&format!("/nhuan-but?thang={month}")))),
        Err(refused) => show(&desk, Said::of(refused, named)?).await,
    }
}

/// `POST /:tenant/nhuan-but/thu-lao/:line/bo`
///
/// # Errors
/// [`Error::Forbidden`] without the right, [`Error::NotFound`].
pub async fn take_back(desk: Desk) -> Result<Response> {
    let id = desk.asked.param("line");
    match remuneration::take_back(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), id).await {
        Ok(month) => Ok(see_other(&desk.url(&format!("/nhuan-but?thang={month}")))),
        Err(refused @ Error::Refused(_)) => show(&desk, Said::of(refused, field)?).await,
        Err(other) => Err(other),
    }
}
