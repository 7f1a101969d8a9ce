//! The overview as a table to take along.

use paper::sheet::{Cell, Column, Sheet};

use crate::base::clock::{local, time_vi};
use crate::tenants::directory::Tenant;

use super::Figure;
use super::overview::Overview;

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
        ],
        columns,
        rows: rows.collect(),
        signatures: Vec::new(),
    }
}
