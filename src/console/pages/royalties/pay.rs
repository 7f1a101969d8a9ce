//! What is to be paid, the runs so far, their files; what changes a person's tax; who has no account; one's own.

use std::sync::Arc;

use jiff::civil::Date;
use poem::Response;
use poem::http::StatusCode;
use royalties::tax::Standing;

use crate::base::clock::date_vi;
use crate::base::error::{Error, Result};
use crate::console::desk::{self, Desk, see_other};
use crate::console::views::royalties::{
    Cell, Line, NamesakeForm, RoyaltyOwnPage, RoyaltyPayPage, RoyaltyPayeePage, Table,
};
use crate::contributors::profile::Payment as Bank;
use crate::public::views::{Badge, Choice, Link, Tone};
use crate::royalties::mine::Mine;
use crate::royalties::payees::{self, Payee, Said as PayeeSaid};
use crate::royalties::runs::{self, Plan, Planned};
use crate::royalties::same::{self, Namesake, Same};
use crate::royalties::store::{self, Stated};
use crate::royalties::uncollected::Carry;
use crate::royalties::unpaid::{self, Waits};
use crate::royalties::{PAID, RULES, dong, export};
use crate::supply::month::Month;
use crate::tenants::directory::Tenant;

use super::super::form::date;
use super::super::frame::{Said, layout, post};
use super::{field, number, uncollected, ways};

/// How many months back what is owed can be left out.
const BACK: usize = 24;

/// A field of the query, or of the form that was refused.
fn asked<'a>(desk: &'a Desk, name: &'a str) -> &'a str {
    let query = desk.asked.query(name);
    if query.is_empty() { desk.asked.form.get(name) } else { query }
}

/// The day of payment and the last month that is paid, as asked for.
fn wanted(desk: &Desk) -> Result<(Date, Month)> {
    let today = desk.app.db.clock.today();
    let typed = asked(desk, "ngay-chi");
    let pay_on = if typed.is_empty() { Some(today) } else { date(typed) };
    let message = format!("“{typed}” không phải là ngày. Viết ngày/tháng/năm, ví dụ 28/12/2016.");
    let pay_on = pay_on.ok_or_else(|| Error::refused("pay_on", message, ""))?;
    let through = Month::parse(asked(desk, "den-thang")).unwrap_or_else(|| Month::of(today));
    Ok((pay_on, through))
}

/// `GET /:tenant/chi-tra?ngay-chi=&den-thang=`
///
/// # Errors
/// When the database does not answer.
pub async fn view(desk: Desk) -> Result<Response> {
    show(&desk, Said { status: StatusCode::OK, ..Said::default() }).await
}

async fn show(desk: &Desk, mut said: Said) -> Result<Response> {
    let today = desk.app.db.clock.today();
    let (pay_on, through) = match wanted(desk) {
        Ok(wanted) => wanted,
        Err(refused) => {
            let refused = Said::of(refused, field)?;
            said.status = refused.status;
            said.refusals.0.extend(refused.refusals.0);
            (today, Month::of(today))
        }
    };
    let (db, directory) = (&desk.app.db, &desk.app.directory);
    let plan = runs::plan(db, directory, &desk.tenant, pay_on, through).await?;
    let plan = plan.made_by(&desk.staff.account);
    let sources = runs::sources(db, directory, &desk.tenant).await?;
    let known = runs::known(db, directory, &desk.tenant).await?;
    let mut scope = db.read(desk.tenant.id()).await?;
    let made = store::runs(&mut scope).await?;
    let stated = store::standings(&mut scope, pay_on.year()).await?;
    let carries = store::carries(&mut scope).await?;
    let same = Same::read(&mut scope).await?;
    let returned_open = store::returned_open(&mut scope).await?;
    drop(scope);
    let overdue = overdue(desk, &sources).await?;
    let data = runs::data(db, &known).await?;
    let names: Vec<String> = sources.iter().map(|tenant| tenant.identity().full_name.clone()).collect();
    let form = &desk.asked.form;
    let months = std::iter::successors(Some(Month::of(today)), |month| Some(month.previous())).take(BACK);
    let page = RoyaltyPayPage {
        layout: layout(desk, "Chi trả nhuận bút, thù lao").await?,
        ways: ways(desk),
        sources: if names.is_empty() {
            "Trang này do cơ quan của trang cấp trên chi trả.".into()
        } else {
            format!("Chi trả cho {} trang: {}.", names.len(), names.join(", "))
        },
        plan: planned(desk, &plan.people, "Phải chi", &dong(plan.gross())),
        overdue,
        settled: planned(desk, &plan.settled, "Bù trừ hết", ""),
        held: planned(desk, &plan.held, "Để lại", ""),
        own: planned(desk, &plan.own, "Của ông/bà", ""),
        waiting: planned(desk, &plan.waiting, "Đã thông báo, chưa nhận", ""),
        returned: returned_open
            .iter()
            .map(|one| {
                let words = format!(
                    "{}: {} của đợt {} bị trả lại ngày {} ({})",
                    one.name,
                    dong(one.net),
                    one.run_no,
                    date_vi(one.on),
                    one.note
                );
                Link::new(words, desk.url(&format!("/chi-tra/{}", one.run)))
            })
            .collect(),
        carried: carried(desk, &carries),
        look_url: desk.url("/chi-tra"),
        pay_on: date_vi(pay_on),
        through: months
            .map(|month| Choice {
                value: month.to_string(),
                label: month.vietnamese(),
                chosen: month == through,
            })
            .collect(),
        post: post(desk, &desk.url("/chi-tra")),
        saw: plan.gross().to_string(),
        through_key: through.to_string(),
        payable: payable(&plan, today),
        runs: Table {
            caption: "Các đợt đã chi".into(),
            first: "Đợt",
            heads: vec!["Ngày chi", "Số người", "Tổng", "Thuế", "Thực nhận"],
            rows: made
                .iter()
                .map(|run| Line {
                    head: Link::new(format!("Đợt {}", run.no), desk.url(&format!("/chi-tra/{}", run.id))),
                    cells: vec![
                        Cell::number("Ngày chi", date_vi(run.pay_on)),
                        Cell::number("Số người", run.people.to_string()),
                        Cell::number("Tổng", dong(run.gross)),
                        Cell::number("Thuế", dong(run.tax)),
                        Cell::number("Thực nhận", dong(run.gross - run.tax)),
                    ],
                    ..Line::default()
                })
                .collect(),
            ..Table::default()
        },
        namesakes: namesakes(&same::undecided(&known, &same)),
        same_post: post(desk, &desk.url("/chi-tra/trung-ten")),
        state_post: post(desk, &desk.url("/chi-tra/thue")),
        people: std::iter::once((String::new(), "Chọn người".to_owned()))
            .chain(known.iter().map(|(_, payee)| (payee.person(), payee.name.clone())))
            .map(|(value, label)| Choice { chosen: value == form.get("nguoi-thue"), value, label })
            .collect(),
        year: if form.get("nam").is_empty() { pay_on.year().to_string() } else { form.get("nam").to_owned() },
        committed: form.ticked("cam-ket-thue"),
        with_salary: form.ticked("chung-luong"),
        on_request: form.ticked("de-nghi"),
        paper: form.get("can-cu").to_owned(),
        stated: Table {
            caption: format!("Đã ghi cho năm {}", pay_on.year()),
            first: "Người nhận",
            heads: vec!["Cách tính", "Căn cứ"],
            rows: stated
                .iter()
                .filter(|one| one.standing != Standing::default())
                .map(|one| {
                    let name = known.iter().find(|(_, payee)| payee.person() == one.person);
                    let name = name.map_or_else(|| one.person.clone(), |(_, payee)| payee.name.clone());
                    Line {
                        head: Link::new(name, ""),
                        cells: vec![
                            Cell::words("Cách tính", standing(one.standing)),
                            Cell::words("Căn cứ", &one.paper),
                        ],
                        ..Line::default()
                    }
                })
                .collect(),
            ..Table::default()
        },
        payees: Table {
            caption: "Tài khoản ngân hàng, mã số thuế của người nhận".into(),
            first: "Người nhận",
            heads: vec!["Đơn vị", "Trang", "Dữ liệu chi trả"],
            rows: known
                .iter()
                .zip(&data)
                .map(|((tenant, payee), data)| Line {
                    head: Link::new(
                        payee.name.clone(),
                        format!("/{}/chi-tra/nguoi-nhan/{}", tenant.slug(), payee.id),
                    ),
                    cells: vec![
                        Cell::words("Đơn vị", &payee.unit),
                        Cell::words("Trang", tenant.identity().full_name.clone()),
                        Cell::words("Dữ liệu chi trả", data.vietnamese()),
                    ],
                    ..Line::default()
                })
                .collect(),
            ..Table::default()
        },
        refusals: said.refusals,
        notice: said.notice,
    };
    desk::html(said.status, &page)
}

/// A namesake who is nobody of the others.
const ANOTHER: &str = "nguoi-khac";

fn namesakes(undecided: &[Namesake]) -> Vec<NamesakeForm> {
    let about = |(site, payee): &(Arc<Tenant>, Payee)| {
        let unit = if payee.unit.is_empty() { String::new() } else { format!(", {}", payee.unit) };
        format!("{}{unit} ({})", payee.name, site.identity().full_name)
    };
    let form = |(no, one): (usize, &Namesake)| NamesakeForm {
        no,
        person: one.one.1.person(),
        about: about(&one.one),
        choices: [Choice::new("", "Hãy chọn").chosen(), Choice::new(ANOTHER, "Là người khác, chỉ trùng tên")]
            .into_iter()
            .chain(
                one.others
                    .iter()
                    .map(|other| Choice::new(other.1.person(), format!("Chính là {}", about(other)))),
            )
            .collect(),
    };
    (1..).zip(undecided).map(form).collect()
}

/// `POST /:tenant/chi-tra/trung-ten`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn same(desk: Desk) -> Result<Response> {
    let form = &desk.asked.form;
    let (person, other) = (form.get("nguoi"), form.get("la"));
    let said = match other {
        "" => Err(Error::refused("same", "Hãy chọn: là người khác, hay chính là ai.", PAID)),
        _ => {
            let (db, directory) = (&desk.app.db, &desk.app.directory);
            let other = Some(other).filter(|other| *other != ANOTHER);
            same::say(db, directory, &desk.tenant, &desk.staff, &desk.actor(), (person, other)).await
        }
    };
    match said {
        Ok(()) => Ok(see_other(&desk.url("/chi-tra"))),
        Err(refused) => show(&desk, Said::of(refused, field)?).await,
    }
}

/// What cannot be paid yet as nobody said what it is worth or approved it, though its last day is near or over.
async fn overdue(desk: &Desk, sources: &[Arc<Tenant>]) -> Result<Vec<Link>> {
    let today = desk.app.db.clock.today();
    let mut found = Vec::new();
    for site in sources {
        let matters = unpaid::of_site(&mut desk.app.db.read(site.id()).await?).await?;
        for matter in matters.iter().filter(|matter| matter.waits == Waits::Approval) {
            let (month, late) = (matter.month, matter.late(today));
            let words = format!(
                "{}, {}: {} tin, bài {}; {late} đã quá 60 ngày",
                site.identity().full_name,
                month.vietnamese(),
                matter.items.len(),
                matter.waits.vietnamese()
            );
            found.push(Link::new(words, format!("/{}/nhuan-but?thang={month}", site.slug())));
        }
    }
    Ok(found)
}

fn payable(plan: &Plan, today: Date) -> bool {
    runs::refusals(plan, today).is_empty()
}

pub(super) fn standing(standing: Standing) -> String {
    let words = [
        (standing.committed, "có bản cam kết, không khấu trừ"),
        (standing.with_salary, "tính chung với lương"),
        (standing.on_request, "đề nghị khấu trừ"),
    ];
    let held: Vec<&str> = words.iter().filter(|word| word.0).map(|word| word.1).collect();
    held.join("; ")
}

/// What nobody collected and went to later funds.
pub(super) fn carried(desk: &Desk, carries: &[Carry]) -> Table {
    Table {
        caption: "Đã chuyển quỹ năm sau".into(),
        first: "Người nhận",
        heads: vec!["Số tiền", "Chuyển vào quỹ năm", "Số lần thông báo"],
        states: true,
        rows: carries
            .iter()
            .map(|one| Line {
                head: Link::new(one.name.clone(), uncollected::url(desk, &one.person)),
                cells: vec![
                    Cell::number("Số tiền", dong(one.amount)),
                    Cell::number("Chuyển vào quỹ năm", one.to_year.to_string()),
                    Cell::number("Số lần thông báo", one.notices.to_string()),
                ],
                state: Some(match one.claimed_at {
                    _ if one.moved_again => Badge::new("Đã chuyển quỹ lần nữa", Tone::Plain),
                    _ if one.is_paid() => Badge::new("Đã chi lại", Tone::Good),
                    Some(_) => Badge::new("Đã yêu cầu nhận, chờ chi", Tone::Warn),
                    None => Badge::new("Trong quỹ", Tone::Plain),
                }),
                act: None,
            })
            .collect(),
        ..Table::default()
    }
}

fn planned(desk: &Desk, people: &[Planned], caption: &str, sum: &str) -> Table {
    Table {
        caption: caption.into(),
        first: "Người nhận",
        heads: vec!["Đơn vị", "Số khoản", "Tổng", "Đã chi trong tháng", "Thuế", "Thực nhận"],
        states: true,
        acts: false,
        rows: people
            .iter()
            .map(|one| Line {
                head: Link::new(one.payment.name.clone(), uncollected::url(desk, &one.payment.person)),
                cells: vec![
                    Cell::words("Đơn vị", &one.payment.unit),
                    Cell::number("Số khoản", one.entries.len().to_string()),
                    Cell::number("Tổng", dong(one.payment.gross)),
                    Cell::number("Đã chi trong tháng", dong(one.before.gross)),
                    Cell::number("Thuế", dong(one.payment.tax)),
                    Cell::number("Thực nhận", dong(one.payment.net())),
                ],
                state: state_of(one),
                act: None,
            })
            .collect(),
        sum: sum.to_owned(),
    }
}

fn state_of(one: &Planned) -> Option<Badge> {
    match one.payment.gross {
        0 => Some(Badge::new("Bù trừ hết", Tone::Plain)),
        gross if gross < 0 => Some(Badge::new("Phải thu lại, trừ vào lần chi sau", Tone::Warn)),
        _ if one.late => Some(Badge::new("Có khoản quá 60 ngày", Tone::Bad)),
        _ if one.short > 0 => {
            let words = format!("Thiếu {} tiền thuế, khấu trừ vào lần chi sau", dong(one.short));
            Some(Badge::new(words, Tone::Warn))
        }
        _ => None,
    }
}

/// `POST /:tenant/chi-tra`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn pay(desk: Desk) -> Result<Response> {
    let saw = number(desk.asked.form.get("tong")).unwrap_or(i64::MIN);
    let paid = match wanted(&desk) {
        Ok(wanted) => {
            let (db, directory) = (&desk.app.db, &desk.app.directory);
            runs::pay(db, directory, &desk.tenant, &desk.staff, &desk.actor(), wanted, saw).await
        }
        Err(refused) => Err(refused),
    };
    match paid {
        Ok(run) => Ok(see_other(&desk.url(&format!("/chi-tra/{run}")))),
        Err(refused) => show(&desk, Said::of(refused, field)?).await,
    }
}

/// `POST /:tenant/chi-tra/thue`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn state(desk: Desk) -> Result<Response> {
    let form = &desk.asked.form;
    let stated = Stated {
        person: form.get("nguoi-thue").to_owned(),
        standing: Standing {
            committed: form.ticked("cam-ket-thue"),
            with_salary: form.ticked("chung-luong"),
            on_request: form.ticked("de-nghi"),
        },
        paper: form.get("can-cu").to_owned(),
    };
    let (db, directory) = (&desk.app.db, &desk.app.directory);
    let known = runs::known(db, directory, &desk.tenant).await?;
    if !stated.person.is_empty() && !known.iter().any(|(_, payee)| payee.person() == stated.person) {
        return Err(Error::NotFound);
    }
    let year = number(form.get("nam")).unwrap_or(0);
    match runs::state(db, &desk.tenant, &desk.staff, &desk.actor(), year, &stated).await {
        Ok(()) => Ok(see_other(&desk.url("/chi-tra"))),
        Err(refused) => show(&desk, Said::of(refused, field)?).await,
    }
}

/// `GET /:tenant/chi-tra/nguoi-nhan/:payee`
///
/// # Errors
/// [`Error::NotFound`] for who is nobody here.
pub async fn payee(desk: Desk) -> Result<Response> {
    show_payee(&desk, Said { status: StatusCode::OK, ..Said::default() }).await
}

async fn show_payee(desk: &Desk, said: Said) -> Result<Response> {
    let id = desk.asked.param("payee");
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let known = payees::get(&mut scope, id).await?;
    let data = payees::Known::of(&mut scope, &known).await?;
    drop(scope);
    let form = &desk.asked.form;
    let fresh = form.fields().is_empty();
    let typed = |name: &str, kept: &str| if fresh { kept.to_owned() } else { form.get(name).to_owned() };
    let page = RoyaltyPayeePage {
        layout: layout(desk, "Người nhận nhuận bút").await?,
        back: Link::new("Chi trả nhuận bút, thù lao", desk.url("/chi-tra")),
        post: post(desk, &desk.url(&format!("/chi-tra/nguoi-nhan/{id}"))),
        refusals: said.refusals,
        notice: said.notice,
        has_account: known.account.is_some(),
        says_it_themselves: data == payees::Known::Own,
        name: typed("ho-ten", &known.name),
        unit: typed("don-vi-cong-tac", &known.unit),
        has_payment: known.has_payment,
        bank: typed("ngan-hang", ""),
        account_number: typed("so-tai-khoan", ""),
        holder: typed("chu-tai-khoan", ""),
        tax_code: typed("ma-so-thue", ""),
        version: known.version.to_string(),
    };
    desk::html(said.status, &page)
}

/// `POST /:tenant/chi-tra/nguoi-nhan/:payee`
///
/// # Errors
/// [`Error::Forbidden`] without the right, [`Error::NotFound`].
pub async fn save_payee(desk: Desk) -> Result<Response> {
    let form = &desk.asked.form;
    let typed = Bank::of(
        form.get("ngan-hang"),
        form.get("so-tai-khoan"),
        form.get("chu-tai-khoan"),
        form.get("ma-so-thue"),
    );
    let said = PayeeSaid {
        name: form.get("ho-ten"),
        unit: form.get("don-vi-cong-tac"),
        payment: (typed != Bank::default()).then_some(typed),
        version: desk.version()?,
    };
    let id = desk.asked.param("payee");
    match payees::save(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), id, &said).await {
        Ok(()) => Ok(see_other(&desk.url("/chi-tra"))),
        Err(refused @ Error::NotFound) => Err(refused),
        Err(refused) => show_payee(&desk, Said::of(refused, field)?).await,
    }
}

/// `GET /:tenant/nhuan-but-cua-toi`
///
/// # Errors
/// When the database does not answer.
pub async fn own(desk: Desk) -> Result<Response> {
    let (db, directory) = (&desk.app.db, &desk.app.directory);
    let mine: Mine = crate::royalties::mine::read(db, directory, &desk.tenant, &desk.staff.account).await?;
    let today = db.clock.today();
    let page = RoyaltyOwnPage {
        layout: layout(&desk, "Nhuận bút của tôi").await?,
        facts: vec![
            match mine.unpaid() {
                back if back < 0 => ("Phải thu lại, trừ vào lần chi sau".into(), dong(-back)),
                open => ("Chưa chi".into(), dong(open)),
            },
            (format!("Đã chi trong năm {}", today.year()), dong(mine.year.gross)),
            (format!("Thuế đã khấu trừ trong năm {}", today.year()), dong(mine.year.tax)),
        ],
        rows: Table {
            caption: "Các khoản của ông/bà".into(),
            first: "Nội dung",
            heads: vec!["Loại", "Tháng", "Thể loại", "Hệ số", "Số tiền"],
            states: true,
            acts: false,
            rows: mine
                .rows
                .iter()
                .map(|row| Line {
                    head: Link::new(row.ledger.title.clone(), ""),
                    cells: vec![
                        Cell::words("Loại", export::kind(&row.ledger.kind)),
                        Cell::number("Tháng", row.ledger.month.vietnamese()),
                        Cell::words("Thể loại", RULES.genre_name(&row.ledger.genre)),
                        Cell::number("Hệ số", row.ledger.coefficient.to_string()),
                        Cell::number("Số tiền", dong(row.ledger.amount)),
                    ],
                    state: Some(match row.paid {
                        Some(_) if row.returned => {
                            Badge::new("Ngân hàng trả lại, chờ chuyển lại", Tone::Warn)
                        }
                        Some((day, no)) => {
                            Badge::new(format!("Đã chi {}, đợt {no}", date_vi(day)), Tone::Good)
                        }
                        None if row.fund.is_some() => {
                            let year = row.fund.unwrap_or_default();
                            Badge::new(format!("Đã chuyển quỹ năm {year}"), Tone::Plain)
                        }
                        None if row.takes_back() => Badge::new("Thu lại, trừ vào lần chi sau", Tone::Warn),
                        None if row.late => Badge::new("Quá 60 ngày chưa chi", Tone::Bad),
                        None => Badge::new("Chờ chi", Tone::Plain),
                    }),
                    act: None,
                })
                .collect(),
            sum: String::new(),
        },
    };
    desk::page(&page)
}
