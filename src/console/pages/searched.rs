//! What people look for on a site and do not find, for its board.

use poem::Response;

use crate::base::clock::date_vi;
use crate::base::error::Result;
use crate::base::text::{csv_cell, thousands};
use crate::console::desk::{self, Desk};
use crate::console::views::searched::{SearchedList, SearchedPage, SearchedRow};
use crate::people::{Action, State};
use crate::public::pages::home::encode;
use crate::public::views::Link;
use crate::search_log::report::{Advice, Line, Period, Report};
use crate::search_log::{SHARED, SHARED_PERSONAL};

use super::frame::layout;

/// Words in one list.
const SHOWN: usize = 30;

/// `GET /:tenant/tim-kiem?ky=`
///
/// # Errors
/// When the database does not answer.
pub async fn searched(desk: Desk) -> Result<Response> {
    let period = Period::of_days(desk.asked.query("ky"));
    let (report, span_text) = read(&desk, period).await?;
    let page = SearchedPage {
        layout: layout(&desk, "Người dân tìm gì").await?,
        periods: Period::ALL.iter().map(|one| (period_link(&desk, *one), *one == period)).collect(),
        span_text,
        sums: sums(&report),
        lists: lists(&desk, &report),
        hidden_text: hidden_text(&report),
        csv_url: desk.url(&format!("/tim-kiem.csv?ky={}", period.days())),
    };
    desk::page(&page)
}

/// `GET /:tenant/tim-kiem.csv?ky=`
///
/// # Errors
/// When the database does not answer.
pub async fn table(desk: Desk) -> Result<Response> {
    let period = Period::of_days(desk.asked.query("ky"));
    let (report, _) = read(&desk, period).await?;
    let name = format!("tim-kiem-{}-{}-ngay.csv", desk.tenant.slug(), period.days());
    Ok(desk::download(&name, "text/csv; charset=utf-8", csv(&report)))
}

/// What people looked for in a period, and the period in words.
///
/// # Errors
/// When the database does not answer.
pub async fn read(desk: &Desk, period: Period) -> Result<(Report, String)> {
    // What was counted a moment ago is seen at once.
    desk.app.search_log.flush(&desk.app.db).await?;
    let today = desk.app.db.clock.today();
    let from = period.first_day(today);
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let report = Report::read(&mut scope, from, today).await?;
    Ok((report, format!("Từ {} đến hết {}.", date_vi(from), date_vi(today))))
}

fn period_link(desk: &Desk, period: Period) -> Link {
    Link::new(period.vietnamese(), desk.url(&format!("/tim-kiem?ky={}", period.days())))
}

fn sums(report: &Report) -> Vec<(&'static str, String)> {
    let share = (100 * report.empty).checked_div(report.searches).unwrap_or(0);
    let empty = if report.empty == 0 { "0".into() } else { format!("{} ({share} %)", grouped(report.empty)) };
    vec![
        ("Lượt tìm", grouped(report.searches)),
        ("Không thấy gì", empty),
        ("Lần mở kết quả", grouped(report.clicks)),
    ]
}

/// A count that the database gives, as readers write it.
fn grouped(number: i64) -> String {
    thousands(usize::try_from(number).unwrap_or(0))
}

fn lists(desk: &Desk, report: &Report) -> Vec<SearchedList> {
    let rows = |lines: Vec<&Line>, advised: bool| -> Vec<SearchedRow> {
        lines.into_iter().take(SHOWN).map(|line| row(desk, line, advised)).collect()
    };
    let mut unopened = rows(report.unopened(), false);
    for row in &mut unopened {
        row.advice = "Mở thử: kết quả đầu có đúng điều cần tìm không, tên bài có nói đúng việc không?".into();
    }
    vec![
        SearchedList {
            id: "khong-thay",
            title: "Tìm mà không thấy",
            lead: "Mỗi dòng là một việc người dân cần mà trang chưa đáp ứng: viết bài, đăng văn bản, thêm từ \
                   đồng nghĩa, hoặc hỏi đơn vị phụ trách.",
            empty: "Trong kỳ này chưa có từ nào nhiều người tìm mà không thấy.",
            rows: rows(report.missed(), true),
        },
        SearchedList {
            id: "khong-mo",
            title: "Thấy mà không mở",
            lead: "Có kết quả nhưng chưa ai mở: có thể kết quả không đúng ý, hoặc tên bài khó hiểu.",
            empty: "Trong kỳ này không có từ nào như vậy.",
            rows: unopened,
        },
        SearchedList {
            id: "nhieu-nhat",
            title: "Tìm nhiều nhất",
            lead: "Những việc người dân quan tâm nhất; nên để chúng ở chỗ dễ thấy trên trang chủ.",
            empty: "Trong kỳ này chưa có từ nào đủ nhiều người tìm.",
            rows: rows(report.lines.iter().collect(), false),
        },
    ]
}

fn row(desk: &Desk, line: &Line, advised: bool) -> SearchedRow {
    let outcome = match (line.empty, line.found()) {
        (0, _) => format!("{} kết quả", grouped(line.hits)),
        (_, 0) => "không lần nào thấy".to_owned(),
        (empty, _) => format!("{} lần không thấy", grouped(empty)),
    };
    let opened = match line.place_tenths {
        Some(tenths) => {
            format!("mở {} lần, thường ở vị trí {},{}", grouped(line.clicks), tenths / 10, tenths % 10)
        }
        None if line.found() > 0 => "chưa ai mở".to_owned(),
        None => String::new(),
    };
    let (advice, ways) = if advised { advice(desk, line.advice()) } else { Default::default() };
    SearchedRow {
        words: Link::new(
            line.words.clone(),
            desk.tenant.url(&format!("/tim-kiem?q={}", encode(&line.words))),
        ),
        searches: format!("{} lần tìm", grouped(line.searches)),
        outcome,
        opened,
        advice,
        ways,
    }
}

/// What to do, and where, as far as the person may.
fn advice(desk: &Desk, advice: Advice) -> (String, Vec<Link>) {
    let may_write = desk.may(Action::ItemCreate, State::Any);
    let way = |title: &str, path: &str| {
        may_write.then(|| Link::new(title, desk.url(path))).into_iter().collect::<Vec<_>>()
    };
    match advice {
        Advice::Document => (
            "Văn bản số này chưa có trên trang: xin bản chính của cơ quan ban hành rồi đăng.".into(),
            way("Thêm văn bản", "/tin-bai/moi/van-ban"),
        ),
        Advice::Words => (
            "Có lúc thấy, có lúc không: nhờ người vận hành thêm từ đồng nghĩa vào từ điển tìm kiếm, hoặc dùng \
             chính từ này trong bài."
                .into(),
            Vec::new(),
        ),
        Advice::Write => (
            "Chưa có nội dung nào: viết bài, hoặc hỏi đơn vị phụ trách; nếu nội dung đã có dưới tên khác, nhờ \
             người vận hành thêm từ đồng nghĩa."
                .into(),
            way("Viết tin, bài", "/tin-bai/moi/tin"),
        ),
    }
}

fn hidden_text(report: &Report) -> String {
    format!(
        "{} lượt tìm được đếm mà không hiện chữ: chỉ hiện những từ có từ {SHARED} lượt tìm trong kỳ, và từ \
         {SHARED_PERSONAL} lượt nếu giống họ tên hoặc số của một người.",
        grouped(report.hidden)
    )
}

/// The lines as a table that a spreadsheet opens: no cell begins with what it would take for a formula.
fn csv(report: &Report) -> String {
    let mut out =
        String::from("\u{FEFF}Từ tìm,Lượt tìm,Không thấy,Kết quả nhiều nhất,Lần mở,Vị trí mở trung bình\r\n");
    for line in &report.lines {
        let place =
            line.place_tenths.map_or_else(String::new, |tenths| format!("{}.{}", tenths / 10, tenths % 10));
        let Line { searches, empty, hits, clicks, .. } = line;
        out += &format!("{},{searches},{empty},{hits},{clicks},{place}\r\n", csv_cell(&line.words));
    }
    out + &format!("(không hiện chữ),{},,,,\r\n", report.hidden)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_in_threes() {
        assert_eq!([0, 12, 1_204, 12_345_678].map(grouped), ["0", "12", "1.204", "12.345.678"]);
    }
}
