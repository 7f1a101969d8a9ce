//! The papers as tables: the month's list, the payment file, the year's list, the estimate.

use std::collections::BTreeSet;
use std::sync::Arc;

use paper::sheet::{Cell, Column, Sheet};
use paper::wording::{dated, in_words};
use royalties::Dong;
use serde_json::json;

use crate::base::audit::Actor;
use crate::base::clock::date_vi;
use crate::base::error::{Error, Result};
use crate::base::scope::{Db, WriteScope};
use crate::contributors::profile::Payment as Bank;
use crate::people::{Action, Role, Staff, State};
use crate::reports::letterhead::Letterhead;
use crate::tenants::directory::{Directory, Tenant};

use super::estimate::Estimate;
use super::list::{Gone, List, Row};
use super::runs::{self, Payment, Run};
use super::same::Same;
use super::store::{self, PaidEntry};
use super::{RULES, dong, payees, year};

/// What a row is called that changes an earlier month.
pub(super) const ADJUSTED: &str = "Điều chỉnh";

/// A sheet's bytes, as XLSX.
///
/// # Errors
/// When the sheet cannot be written.
pub fn xlsx(sheets: &[Sheet]) -> Result<Vec<u8>> {
    paper::sheet::to_xlsx(sheets).map_err(|cause| Error::internal(format!("xlsx: {cause}")))
}

/// The blocks under a paper that asks for money: who made it, the accountant, and the two posts of the site's own letterhead;
/// place and day stand over the last.
fn signatures(letterhead: &Letterhead) -> Vec<Vec<String>> {
    let block = |over: String, posts: Vec<String>| -> Vec<String> {
        std::iter::once(over).chain(posts).chain(["(Ký, ghi rõ họ tên)".to_owned()]).collect()
    };
    let post = |role| letterhead.signature(role, "").lines();
    vec![
        block(String::new(), vec!["NGƯỜI LẬP".to_owned()]),
        block(String::new(), vec!["KẾ TOÁN".to_owned()]),
        block(String::new(), post(Role::BoardHead)),
        block(dated(&letterhead.place, None), post(Role::StandingDeputy)),
    ]
}

/// A sum in figures and words, with what it is.
fn in_full(what: &str, sum: Dong) -> String {
    let (what, sign) = if sum < 0 { ("Giảm trừ, thu hồi ở lần chi sau", -1) } else { (what, 1) };
    format!("{what}: {} (bằng chữ: {} đồng)", dong(sum * sign), in_words(sum.unsigned_abs()))
}

fn above(tenant: &Tenant, title: &str, about: String) -> Vec<String> {
    vec![tenant.identity().full_name.to_uppercase(), title.to_owned(), about]
}

fn whole(no: usize) -> Cell {
    Cell::Whole(i64::try_from(no).unwrap_or(i64::MAX))
}

/// Where readers find an item.
pub fn url(tenant: &Tenant, row: &Row) -> String {
    let section = tenant.profile.section(row.section);
    section.map_or_else(|| tenant.url("/"), |section| tenant.section_url(section, &row.slug))
}

/// The month's list: number, title, genre, author, unit, date, address, coefficient, amount (Quy chế Điều 6.4).
pub fn list(tenant: &Tenant, letterhead: &Letterhead, list: &List) -> Sheet {
    let state = if list.approved.is_some() { "đã duyệt" } else { "chưa duyệt" };
    let unit = |key: &str| tenant.profile.unit(key).map_or_else(|| key.to_owned(), |unit| unit.name.clone());
    let mut rows: Vec<Vec<Cell>> = (1..)
        .zip(&list.rows)
        .map(|(no, row)| {
            let people: Vec<String> =
                row.shares().iter().map(|(payee, sum)| format!("{}: {}", payee.name, dong(*sum))).collect();
            let gone = row.gone.map(Gone::vietnamese);
            let notes: Vec<String> =
                [row.terms()].into_iter().chain(gone).filter(|note| !note.is_empty()).collect();
            vec![
                whole(no),
                Cell::text(&row.title),
                Cell::text(row.genre()),
                Cell::text(&row.author),
                Cell::text(people.join("; ")),
                Cell::text(unit(&row.unit)),
                Cell::Day(row.published_on),
                Cell::text(url(tenant, row)),
                row.coefficient()
                    .map_or(Cell::Empty, |one| Cell::Decimal(one.as_hundredths() as f64 / 100.0)),
                Cell::Whole(row.amount),
                Cell::text(notes.join("; ")),
                Cell::text(row.assessment.as_ref().map_or("", |one| one.reason.as_str())),
            ]
        })
        .collect();
    let mut beside = |title: &str, kind: &str, name: &str, amount: Dong, (note, reason): (&str, &str)| {
        rows.push(vec![
            whole(rows.len() + 1),
            Cell::text(title),
            Cell::text(kind),
            Cell::Empty,
            Cell::text(format!("{name}: {}", dong(amount))),
            Cell::Empty,
            Cell::Empty,
            Cell::Empty,
            Cell::Empty,
            Cell::Whole(amount),
            Cell::text(note),
            Cell::text(reason),
        ]);
    };
    for one in &list.adjustments {
        beside(&one.title, ADJUSTED, &one.payee.name, one.amount, (&one.change(), &one.reason));
    }
    for one in &list.remunerations {
        beside(&one.task, "Thù lao", &one.payee.name, one.amount, ("", ""));
    }
    Sheet {
        name: format!("Tin bài {:02}-{}", list.month.first().month(), list.month.first().year()),
        above: [
            above(
                tenant,
                "DANH SÁCH TIN, BÀI, NỘI DUNG ĐÃ ĐĂNG",
                format!("{} ({state})", list.month.vietnamese()),
            ),
            vec![in_full("Tổng số tiền", list.total())],
        ]
        .concat(),
        columns: vec![
            Column::new("STT", 6),
            Column::new("Tên tin, bài, nội dung", 46),
            Column::new("Thể loại", 22),
            Column::new("Tác giả", 22),
            Column::new("Người nhận nhuận bút", 24),
            Column::new("Đơn vị", 24),
            Column::new("Ngày đăng", 12),
            Column::new("Địa chỉ", 40),
            Column::new("Hệ số", 8),
            Column::summed("Số tiền (đồng)", 16),
            Column::new("Ghi chú", 30),
            Column::new("Lý do", 34),
        ],
        rows,
        signatures: signatures(letterhead),
    }
}

/// How a payment's person is paid, and what each kind of row brings them.
struct Line<'a> {
    payment: &'a Payment,
    bank: Bank,
    royalty: Dong,
    remuneration: Dong,
    adjustment: Dong,
}

fn notes(payment: &Payment) -> String {
    let standing = payment.standing;
    let notes = [
        (standing.committed, "có bản cam kết"),
        (standing.with_salary, "tính chung lương"),
        (standing.on_request, "đề nghị khấu trừ"),
    ];
    let held: Vec<&str> = notes.iter().filter(|note| note.0).map(|note| note.1).collect();
    held.join("; ")
}

fn payment_sheets(
    payer: &Tenant,
    run: &Run,
    lines: &[Line<'_>],
    entries: &[PaidEntry],
    (letterhead, names): (&Letterhead, &dyn Fn(&PaidEntry) -> String),
) -> Vec<Sheet> {
    let rows = (1..).zip(lines).map(|(no, line)| {
        let Payment { name, unit, gross, tax, .. } = line.payment;
        vec![
            whole(no),
            Cell::text(name),
            Cell::text(unit),
            Cell::text(&line.bank.tax_code),
            Cell::text(&line.bank.bank),
            Cell::text(&line.bank.account_number),
            Cell::text(&line.bank.holder),
            Cell::Whole(line.royalty),
            Cell::Whole(line.remuneration),
            Cell::Whole(line.adjustment),
            Cell::Whole(*gross),
            Cell::Whole(*tax),
            Cell::Whole(line.payment.net()),
            Cell::Empty,
            Cell::text(notes(line.payment)),
        ]
    });
    let details = (1..).zip(entries).map(|(no, entry)| {
        let ledger = &entry.ledger;
        vec![
            whole(no),
            Cell::text(&ledger.name),
            Cell::text(names(entry)),
            Cell::text(ledger.month.to_string()),
            Cell::text(kind(&ledger.kind)),
            Cell::text(&ledger.title),
            Cell::text(RULES.genre_name(&ledger.genre)),
            Cell::Decimal(ledger.coefficient.as_hundredths() as f64 / 100.0),
            Cell::Whole(ledger.amount),
            Cell::text(&ledger.reason),
        ]
    });
    let title = format!("DANH SÁCH CHI TRẢ NHUẬN BÚT, THÙ LAO, ĐỢT {}", run.no);
    vec![
        Sheet {
            name: format!("Chi trả đợt {}", run.no),
            above: [
                above(payer, &title, format!("Ngày chi trả {}", date_vi(run.pay_on))),
                vec![in_full("Tổng thực nhận", run.gross - run.tax)],
            ]
            .concat(),
            columns: vec![
                Column::new("STT", 6),
                Column::new("Họ và tên", 26),
                Column::new("Đơn vị", 24),
                Column::new("Mã số thuế", 16),
                Column::new("Ngân hàng", 24),
                Column::new("Số tài khoản", 20),
                Column::new("Chủ tài khoản", 24),
                Column::summed("Nhuận bút", 14),
                Column::summed("Thù lao", 14),
                Column::summed("Điều chỉnh", 14),
                Column::summed("Cộng", 14),
                Column::summed("Thuế TNCN", 14),
                Column::summed("Thực nhận", 14),
                Column::new("Ký nhận", 14),
                Column::new("Ghi chú", 20),
            ],
            rows: rows.collect(),
            signatures: signatures(letterhead),
        },
        Sheet {
            name: "Chi tiết".into(),
            above: above(payer, "CHI TIẾT TỪNG KHOẢN", format!("Đợt {}", run.no)),
            columns: vec![
                Column::new("STT", 6),
                Column::new("Họ và tên", 26),
                Column::new("Trang", 26),
                Column::new("Tháng", 10),
                Column::new("Loại", 14),
                Column::new("Nội dung", 46),
                Column::new("Thể loại", 22),
                Column::new("Hệ số", 8),
                Column::summed("Số tiền (đồng)", 16),
                Column::new("Lý do", 30),
            ],
            rows: details.collect(),
            signatures: Vec::new(),
        },
    ]
}

/// What a row of the ledger is, in words.
pub fn kind(word: &str) -> &str {
    match word {
        "royalty" => "Nhuận bút",
        "remuneration" => "Thù lao",
        "adjustment" => "Điều chỉnh",
        other => other,
    }
}

/// A run's payment file with bank and tax data: every look is in the trail of the site whose person it is, with the run.
///
/// # Errors
/// [`Error::Forbidden`] without the rights, [`Error::NotFound`] for what is no run here.
pub async fn payment_file(
    db: &Db,
    directory: &Directory,
    payer: &Tenant,
    staff: &Staff,
    actor: &Actor,
    id: &str,
) -> Result<(Run, Vec<u8>)> {
    staff.require(Action::RoyaltyPay, State::Any)?;
    staff.require(Action::ContributorPrivate, State::Any)?;
    let mut scope = db.read(payer.id()).await?;
    let run = store::run(&mut scope, id).await?;
    let payments = store::payments(&mut scope, id).await?;
    let letterhead = Letterhead::on(&mut scope, &payer.profile, run.pay_on).await?;
    let same = Same::read(&mut scope).await?;
    drop(scope);
    let mut entries = store::paid_by(&mut db.platform().await?, payer.id(), id).await?;
    added_up(&mut entries, &payments, &same);
    let mut banks = Banks::of(&payments);
    for tenant in sites(directory, &entries) {
        let mut scope = db.write(tenant.id(), actor).await?;
        banks.look(&mut scope, &entries, &format!("đợt chi trả {}", run.no)).await?;
        scope.commit().await?;
    }
    let mut scope = db.write(payer.id(), actor).await?;
    let detail = json!({ "no": run.no, "people": payments.len() });
    scope.audit("royalty.file", "royalty", &run.id, detail);
    scope.commit().await?;
    let sum = |person: &str, kind: &str| -> Dong {
        let own = entries.iter().filter(|entry| entry.ledger.person == person && entry.ledger.kind == kind);
        own.map(|entry| entry.ledger.amount).sum()
    };
    let lines: Vec<Line<'_>> = payments
        .iter()
        .zip(banks.0)
        .map(|(payment, (person, bank))| Line {
            payment,
            bank,
            royalty: sum(&person, "royalty"),
            remuneration: sum(&person, "remuneration"),
            adjustment: sum(&person, "adjustment"),
        })
        .collect();
    let name = |entry: &PaidEntry| {
        directory.get(&entry.tenant).map_or_else(String::new, |tenant| tenant.identity().full_name.clone())
    };
    let bytes = xlsx(&payment_sheets(payer, &run, &lines, &entries, (&letterhead, &name)))?;
    Ok((run, bytes))
}

fn sites(directory: &Directory, entries: &[PaidEntry]) -> Vec<Arc<Tenant>> {
    let mut ids: Vec<_> = entries.iter().map(|entry| entry.tenant.clone()).collect();
    ids.sort();
    ids.dedup();
    ids.iter().filter_map(|id| directory.get(id)).collect()
}

/// Puts each row under whom the run paid it to: who was named, or whom they were joined with before it.
fn added_up(entries: &mut [PaidEntry], payments: &[Payment], same: &Same) {
    for ledger in entries.iter_mut().map(|entry| &mut entry.ledger) {
        let paid_to = payments
            .iter()
            .find(|one| one.person == ledger.person)
            .or_else(|| payments.iter().find(|one| same.of(&one.person) == same.of(&ledger.person)));
        if let Some(payment) = paid_to {
            ledger.person.clone_from(&payment.person);
        }
    }
}

/// The bank and tax data of a run's people, in its order.
struct Banks(Vec<(String, Bank)>);

impl Banks {
    fn of(payments: &[Payment]) -> Self {
        Self(payments.iter().map(|payment| (payment.person.clone(), Bank::default())).collect())
    }

    /// Opens what one site holds of its people who are in the run.
    async fn look(&mut self, scope: &mut WriteScope, entries: &[PaidEntry], why: &str) -> Result<()> {
        let here = scope.tenant().clone();
        for (person, bank) in self.0.iter_mut().filter(|(_, bank)| *bank == Bank::default()) {
            let own = entries.iter().filter(|entry| entry.tenant == here && entry.ledger.person == *person);
            let own: BTreeSet<&str> = own.map(|entry| entry.ledger.payee.as_str()).collect();
            for payee in own {
                let payee = payees::get(scope, payee).await?;
                *bank = payees::payment(scope, &payee, why).await?;
                if *bank != Bank::default() {
                    break;
                }
            }
        }
        Ok(())
    }
}

/// The year's list with tax codes: every look is in the trail of the site whose person it is.
///
/// # Errors
/// [`Error::Forbidden`] without the rights.
pub async fn year_file(
    db: &Db,
    directory: &Directory,
    payer: &Tenant,
    staff: &Staff,
    actor: &Actor,
    year: i16,
) -> Result<Vec<u8>> {
    staff.require(Action::RoyaltyPay, State::Any)?;
    staff.require(Action::ContributorPrivate, State::Any)?;
    let mut scope = db.read(payer.id()).await?;
    let rows = year::read(&mut scope, year).await?;
    let letterhead = Letterhead::on(&mut scope, &payer.profile, db.clock.today()).await?;
    let same = Same::read(&mut scope).await?;
    drop(scope);
    let mut codes = vec![String::new(); rows.len()];
    for source in runs::sources(db, directory, payer).await? {
        let mut scope = db.write(source.id(), actor).await?;
        let known = store::payees(&mut scope).await?;
        for (row, code) in rows.iter().zip(&mut codes).filter(|(_, code)| code.is_empty()) {
            for payee in known.iter().filter(|payee| same.of(&payee.person()) == row.person) {
                let why = format!("danh sách chi trả năm {year}");
                *code = payees::payment(&mut scope, payee, &why).await?.tax_code;
                if !code.is_empty() {
                    break;
                }
            }
        }
        scope.commit().await?;
    }
    let mut scope = db.write(payer.id(), actor).await?;
    let detail = json!({ "year": year, "people": rows.len() });
    scope.audit("royalty.file", "royalty", &year.to_string(), detail);
    scope.commit().await?;
    xlsx(&[year_list(payer, &letterhead, year, (&rows, &codes))])
}

fn year_list(
    payer: &Tenant,
    letterhead: &Letterhead,
    year: i16,
    (rows, codes): (&[year::Row], &[String]),
) -> Sheet {
    let lines = (1..).zip(rows.iter().zip(codes)).map(|(no, (row, code))| {
        let payment = Payment {
            person: row.person.clone(),
            name: row.name.clone(),
            unit: row.unit.clone(),
            gross: row.gross,
            tax: row.tax,
            standing: row.standing,
        };
        vec![
            whole(no),
            Cell::text(&row.name),
            Cell::text(&row.unit),
            Cell::text(code),
            whole(row.payments),
            Cell::Whole(row.gross),
            Cell::Whole(row.tax),
            Cell::Whole(payment.net()),
            Cell::Whole(row.short),
            Cell::text(notes(&payment)),
        ]
    });
    Sheet {
        name: format!("Năm {year}"),
        above: above(payer, "DANH SÁCH CÁ NHÂN ĐƯỢC CHI TRẢ VÀ THUẾ ĐÃ KHẤU TRỪ", format!("Năm {year}")),
        columns: vec![
            Column::new("STT", 6),
            Column::new("Họ và tên", 30),
            Column::new("Đơn vị", 28),
            Column::new("Mã số thuế", 16),
            Column::new("Số lần chi", 10),
            Column::summed("Thu nhập", 16),
            Column::summed("Thuế đã khấu trừ", 16),
            Column::summed("Thực nhận", 16),
            Column::summed("Còn phải khấu trừ", 16),
            Column::new("Ghi chú", 28),
        ],
        rows: lines.collect(),
        signatures: signatures(letterhead),
    }
}

/// What the year's fund has already, where it has something.
fn fund_lines(estimate: &Estimate) -> Vec<String> {
    let fund = estimate.fund;
    let lines = (fund.carried > 0)
        .then(|| format!("{}; còn phải bố trí: {}", fund.vietnamese(), dong(estimate.wanted())));
    lines.into_iter().collect()
}

/// The estimate of a year; its sum is the sum of its lines.
pub fn estimate(tenant: &Tenant, letterhead: &Letterhead, estimate: &Estimate) -> Sheet {
    let mut rows: Vec<Vec<Cell>> = (1..)
        .zip(&estimate.forecast)
        .map(|(no, one)| {
            vec![
                whole(no),
                Cell::text(if one.genre.is_empty() {
                    one.name().to_owned()
                } else {
                    format!("Nhuận bút: {}", one.name())
                }),
                Cell::Whole(one.items),
                Cell::Decimal(one.coefficients.as_hundredths() as f64 / 100.0),
                Cell::Whole(one.amount),
                Cell::text("Theo 12 tháng gần nhất và lương cơ sở của năm dự toán"),
            ]
        })
        .collect();
    for line in &estimate.lines {
        rows.push(vec![
            whole(rows.len() + 1),
            Cell::text(&line.title),
            Cell::Empty,
            Cell::Empty,
            Cell::Whole(line.amount),
            Cell::text(&line.note),
        ]);
    }
    Sheet {
        name: format!("Dự toán {}", estimate.year),
        above: [
            above(
                tenant,
                "DỰ TOÁN KINH PHÍ HOẠT ĐỘNG TRANG THÔNG TIN ĐIỆN TỬ",
                format!("Năm {}", estimate.year),
            ),
            vec![in_full("Tổng dự toán", estimate.total())],
            fund_lines(estimate),
        ]
        .concat(),
        columns: vec![
            Column::new("STT", 6),
            Column::new("Nội dung chi", 46),
            Column::new("Số tin, bài", 12),
            Column::new("Tổng hệ số", 12),
            Column::summed("Số tiền (đồng)", 18),
            Column::new("Ghi chú", 40),
        ],
        rows,
        signatures: signatures(letterhead),
    }
}
