//! The overview as a table to take along.

use paper::sheet::{Cell, Column, Sheet};

use crate::base::clock::{local, time_vi};
use crate::supply::month::Month;
use crate::tenants::directory::Tenant;

use super::Figure;
use super::overview::Overview;
use super::score::rules;

/// Of which months the rate and the quotas speak.
pub fn periods(overview: &Overview) -> String {
    let months: Vec<String> = overview.quota_months().into_iter().map(Month::vietnamese).collect();
    let months = if months.is_empty() { "chưa đếm".to_owned() } else { months.join(" hoặc ") };
    format!(
        "Tỷ lệ hỏi đáp đúng hạn tính trong {}: việc xong trong thời gian đó và việc đang quá hạn. Chỉ tiêu của đơn vị xét \
         {months}: tháng này chỉ xét từ ngày mỗi trang bắt đầu nhắc đơn vị, trước ngày đó xét tháng trước.",
        rules().rate_span()
    )
}

/// The sites as rows, with the score and every figure.
pub fn of(office: &Tenant, overview: &Overview, at: &str) -> Sheet {
    let mut columns = vec![
        Column::new("Trang", 28),
        Column::new("Điểm", 8),
        Column::summed("Câu hỏi đang mở", 12),
        Column::new("Tỷ lệ hỏi đáp đúng hạn (%)", 14),
        Column::summed("Đã đăng trong tuần", 12),
    ];
    columns.extend(Figure::ALL.iter().map(|figure| Column::summed(figure.title(), 14)));
    columns.push(Column::summed("Chỉ đạo quá hạn", 12));
    columns.push(Column::new("Đôn đốc gần nhất", 14));
    let rows = overview.sites.iter().map(|site| {
        let figures = &site.figures;
        let mut row = vec![
            Cell::text(site.tenant.identity().full_name.clone()),
            site.score.map_or(Cell::Empty, Cell::Whole),
            Cell::Whole(figures.open),
            figures.on_time().map_or(Cell::Empty, Cell::Whole),
            Cell::Whole(figures.week),
        ];
        row.extend(Figure::ALL.iter().map(|figure| Cell::Whole(figure.of(figures))));
        row.push(Cell::Whole(site.instructions_late));
        row.push(Cell::day(site.reminded.map(|told| local(told.at).date())));
        row
    });
    let as_of = overview.as_of.map_or_else(|| "chưa đếm xong".to_owned(), time_vi);
    Sheet {
        name: "Toàn cảnh".into(),
        above: vec![
            office.identity().body.clone(),
            "Toàn cảnh các trang thông tin điện tử".into(),
            format!("Lập lúc {at}; số liệu đếm không muộn hơn {as_of}, câu hỏi và bản đăng khẩn đếm lúc lập"),
            periods(overview),
        ],
        columns,
        rows: rows.collect(),
        signatures: Vec::new(),
    }
}
