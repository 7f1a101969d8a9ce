//! The month's list as a paper: the board proposes its payment, the list is the annex (Quy chế Điều 6.4, 7.2.c).

use std::sync::Arc;

use paper::model::{Annex, Block, Column, Head, Paper, Table};
use paper::sheet::{Cell, Sheet};
use paper::wording::{grouped, in_words};

use crate::base::clock::date_vi;
use crate::base::error::Result;
use crate::base::scope::Scope;
use crate::people::Role;
use crate::reports::letterhead::Letterhead;
use crate::reports::numbers;
use crate::supply::month::Month;
use crate::tenants::directory::Tenant;

use super::export;
use super::list::List;

/// What the paper of a month is about, in the board's series of numbers.
pub(super) const SUBJECT: &str = "royalty-month";

/// The columns of the annex: head, and which column of the list it shows.
const SHOWN: [(&str, usize); 9] = [
    ("TT", 0),
    ("Tên tin, bài, nội dung", 1),
    ("Thể loại", 2),
    ("Tác giả", 3),
    ("Người nhận", 4),
    ("Đơn vị", 5),
    ("Ngày đăng", 6),
    ("Hệ số", 8),
    ("Số tiền (đồng)", 9),
];
/// Where the list has an item's address.
const ADDRESS: usize = 7;
/// Where the list has what is added to an item and paid of it.
const TERMS: usize = 10;
/// Where the list has why.
const REASON: usize = 11;
/// Where the list has what is owed.
const AMOUNT: usize = 9;

/// The paper by which the board asks for a month's payment. It is a draft until the month is approved.
///
/// # Errors
/// When the database does not answer.
pub async fn paper(scope: &mut Scope, tenant: &Tenant, list: &List) -> Result<Paper> {
    let letterhead = Letterhead::on(scope, &tenant.profile, list.month.last()).await?;
    let sheet = export::list(tenant, &letterhead, list);
    let month = list.month.vietnamese().to_lowercase();
    let annex = Annex {
        title: format!("Danh sách tin, bài, nội dung đã đăng {month}"),
        body: vec![Block::Table(table(&sheet))],
    };
    let asked = vec![Block::Paragraph(asked(list.rows.len(), &month, sheet.sum(AMOUNT)))];
    let mut paper = letter(&letterhead, &month, asked, vec![annex], list.approved.is_some());
    if let Some(given) = numbers::of(scope, (SUBJECT, &list.month.to_string())).await? {
        given.mark(&mut paper);
    }
    Ok(paper)
}

/// The same for several sites: the sums of all, with the list of each as an annex. It is a draft until every month is approved.
///
/// # Errors
/// When the database does not answer.
pub async fn of_sites(
    scope: &mut Scope,
    tenant: &Tenant,
    month: Month,
    lists: &[(Arc<Tenant>, List)],
) -> Result<Paper> {
    let letterhead = Letterhead::on(scope, &tenant.profile, month.last()).await?;
    let words = month.vietnamese().to_lowercase();
    let (mut annexes, mut sums) = (Vec::new(), Vec::new());
    for (site, list) in lists {
        let sheet = export::list(site, &letterhead, list);
        let name = &site.identity().full_name;
        annexes.push(Annex {
            title: format!("Danh sách tin, bài, nội dung đã đăng {words}: {name}"),
            body: vec![Block::Table(table(&sheet))],
        });
        sums.push((name.clone(), list.rows.len(), sheet.sum(AMOUNT)));
    }
    let items = sums.iter().map(|one| one.1).sum();
    let total = sums.iter().map(|one| one.2).sum();
    let body = vec![Block::Paragraph(asked(items, &words, total)), Block::Table(by_site(&sums))];
    let is_approved = lists.iter().all(|(_, list)| list.approved.is_some());
    Ok(letter(&letterhead, &words, body, annexes, is_approved))
}

fn by_site(sums: &[(String, usize, i64)]) -> Table {
    let line = |name: &str, items: usize, sum: i64| vec![name.to_owned(), items.to_string(), grouped(sum)];
    let mut rows: Vec<Vec<String>> = sums.iter().map(|(name, items, sum)| line(name, *items, *sum)).collect();
    let (items, sum) = (sums.iter().map(|one| one.1).sum(), sums.iter().map(|one| one.2).sum());
    rows.push(line("Cộng", items, sum));
    let columns = vec![
        Column::words("Trang"),
        Column::figures("Số tin, bài, nội dung"),
        Column::figures("Số tiền (đồng)"),
    ];
    Table { caption: String::new(), columns, rows }
}

fn letter(
    letterhead: &Letterhead,
    month: &str,
    asked: Vec<Block>,
    annexes: Vec<Annex>,
    is_approved: bool,
) -> Paper {
    let grounds = Block::Paragraph(
        "Căn cứ Quy chế hoạt động của Trang thông tin điện tử (Điều 6.4, 7.2.c, 11);".to_owned(),
    );
    let wish = Block::Paragraph("Kính trình xem xét, phê duyệt.".to_owned());
    Paper {
        parent: letterhead.parent.clone(),
        issuer: letterhead.issuer.clone(),
        number: None,
        symbol: letterhead.symbol("TTr"),
        place: letterhead.place.clone(),
        day: None,
        head: Head::Titled {
            kind: "Tờ trình".to_owned(),
            about: format!("Về danh sách tin, bài và chi trả nhuận bút, thù lao {month}"),
        },
        to: vec![letterhead.issuer.clone()],
        body: std::iter::once(grounds).chain(asked).chain([wish]).collect(),
        signature: letterhead.signature(Role::BoardHead, ""),
        copies: letterhead.copies(),
        annexes,
        stamp: (!is_approved).then(|| paper::wording::DRAFT.to_owned()),
    }
}

/// What the board asks for: a payment, or what is taken back where the month gives less than it takes.
fn asked(items: usize, month: &str, total: i64) -> String {
    let what = match items {
        0 => format!(
            "Trong {month} không có tin, bài mới; Ban Biên tập tổng hợp các khoản điều chỉnh, thù lao"
        ),
        _ => format!("Ban Biên tập tổng hợp {items} tin, bài, nội dung đã đăng trong {month}"),
    };
    let sum = grouped(total.abs());
    let words = in_words(total.unsigned_abs());
    match total {
        0 => format!("{what} theo danh sách kèm theo; không có khoản phải chi."),
        ..0 => format!(
            "{what} theo danh sách kèm theo và đề nghị giảm trừ, thu hồi {sum} đồng (bằng chữ: {words} đồng) ở lần chi sau."
        ),
        _ => format!(
            "{what} theo danh sách kèm theo và đề nghị chi trả nhuận bút, thù lao với tổng số tiền {sum} đồng (bằng chữ: \
             {words} đồng)."
        ),
    }
}

fn table(sheet: &Sheet) -> Table {
    let column = |(head, place): (&str, usize)| match place {
        0 | 6 => Column::middle(head),
        8 | AMOUNT => Column::figures(head),
        _ => Column::words(head),
    };
    let mut rows: Vec<Vec<String>> =
        sheet.rows.iter().map(|row| SHOWN.map(|shown| told(row, shown.1)).to_vec()).collect();
    let total = SHOWN.map(|(_, place)| match place {
        1 => "Cộng".to_owned(),
        AMOUNT => grouped(sheet.sum(AMOUNT)),
        _ => String::new(),
    });
    rows.push(total.to_vec());
    Table { caption: String::new(), columns: SHOWN.map(column).to_vec(), rows }
}

/// A cell in words; the heading with the address under it, the genre with what is added.
fn told(row: &[Cell], place: usize) -> String {
    let words = row.get(place).map(words).unwrap_or_default();
    match row.get(ADDRESS) {
        Some(Cell::Text(address)) if place == 1 => return format!("{words}\n{address}"),
        _ => {}
    }
    if place != 2 {
        return words;
    }
    let mut told = vec![words];
    // An item's own reason stands in the list; what changes an earlier month is not understood without it.
    for more in [Some(TERMS), (told[0] == export::ADJUSTED).then_some(REASON)].into_iter().flatten() {
        match row.get(more) {
            Some(Cell::Text(text)) if !text.is_empty() => told.push(text.clone()),
            _ => {}
        }
    }
    told.join("; ")
}

fn words(cell: &Cell) -> String {
    match cell {
        Cell::Text(words) => words.clone(),
        Cell::Whole(value) => grouped(*value),
        Cell::Decimal(value) => value.to_string().replace('.', ","),
        Cell::Day(day) => date_vi(*day),
        Cell::Empty => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn what_is_taken_back_is_not_asked_to_be_paid() {
        let back = asked(0, "tháng 1/2017", -2_057_000);
        assert!(
            back.contains("không có tin, bài mới") && back.contains("giảm trừ, thu hồi 2.057.000 đồng"),
            "{back}"
        );
        assert!(!back.contains("chi trả"), "{back}");
        let paid = asked(2, "tháng 12/2016", 181_500);
        assert!(
            paid.contains("2 tin, bài")
                && paid.contains(
                    "tổng số tiền 181.500 đồng (bằng chữ: Một trăm tám mươi mốt nghìn năm trăm đồng)"
                ),
            "{paid}"
        );
    }

    #[test]
    fn the_sums_of_sites_add_up() {
        let table = by_site(&[("Xã A".into(), 2, 242_000), ("Xã B".into(), 0, -60_500)]);
        assert_eq!(table.rows[1], ["Xã B", "0", "-60.500"]);
        assert_eq!(table.rows[2], ["Cộng", "2", "181.500"]);
    }

    #[test]
    fn the_annex_says_what_the_sheet_says_and_adds_it_up() {
        let row = |title: &str, amount: i64| {
            vec![
                Cell::Whole(1),
                Cell::text(title),
                Cell::text("Tin"),
                Cell::text("Đài huyện (mẫu)"),
                Cell::text("Đài huyện (mẫu)"),
                Cell::text("Đài Truyền thanh"),
                Cell::Day(date(2016, 12, 5)),
                Cell::text("https://mau.example/tin/1"),
                Cell::Decimal(1.5),
                Cell::Whole(amount),
                Cell::Empty,
            ]
        };
        let sheet = Sheet {
            rows: vec![row("Cấy lúa (mẫu)", 181_500), row("Gặt lúa (mẫu)", -500)],
            ..Sheet::default()
        };
        let table = table(&sheet);
        assert_eq!(
            table.rows[0],
            [
                "1",
                "Cấy lúa (mẫu)\nhttps://mau.example/tin/1",
                "Tin",
                "Đài huyện (mẫu)",
                "Đài huyện (mẫu)",
                "Đài Truyền thanh",
                "05/12/2016",
                "1,5",
                "181.500"
            ]
        );
        assert_eq!(table.rows[2].last().map(String::as_str), Some("181.000"));
        assert!(table.rows.iter().all(|row| row.len() == table.columns.len()));
    }
}
