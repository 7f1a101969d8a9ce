//! Trainings by person: who was taught, whom none has reached, one's own; and the year's register as a table.

use jiff::civil::Date;
use paper::sheet::{Cell, Column, Sheet};
use poem::Response;

use crate::base::clock::date_vi;
use crate::base::error::Result;
use crate::base::id::TenantId;
use crate::console::desk::{self, Desk};
use crate::console::views::training::TrainingPeoplePage;
use crate::house::training::{self, Kind, Learner, Participant, Served, Training};

use super::form::date;
use super::frame::layout;
use super::house::{year, years};
use super::regulation::xlsx;
use super::training::{PATH, back, days, of_year, untrained_here, untrained_then};

fn topics(one: &Learner) -> String {
    let told = one.trainings.iter().map(|training| format!("{} ({})", training.topic, days(training)));
    told.collect::<Vec<_>>().join("; ")
}

/// `GET /:tenant/tap-huan/nguoi?nam=`
///
/// # Errors
/// When the database does not answer.
pub async fn by_person(desk: Desk) -> Result<Response> {
    let year = year(&desk);
    let (held, people) = of_year(&desk, year).await?;
    let row = |one: &Learner| {
        vec![
            one.name.clone(),
            one.body.clone(),
            one.trainings.len().to_string(),
            one.hours().to_string(),
            topics(one),
        ]
    };
    desk::page(&TrainingPeoplePage {
        layout: layout(&desk, "Tập huấn theo người").await?,
        back: Some(back(&desk)),
        heading: format!("Người được tập huấn năm {year}"),
        hint: "Mỗi người một dòng, theo tên.".into(),
        years: years(&desk, &format!("{PATH}/nguoi"), year),
        heads: vec!["Họ tên", "Cơ quan, đơn vị", "Số lớp", "Số giờ", "Các lớp"],
        rows: training::learners(&held, &people).iter().map(row).collect(),
        empty: "Trong năm chưa ghi ai được tập huấn.".into(),
    })
}

/// `GET /:tenant/tap-huan/chua`
///
/// # Errors
/// When the database does not answer.
pub async fn untrained(desk: Desk) -> Result<Response> {
    let day = date(desk.asked.query("den-ngay"));
    let held = match day {
        Some(day) => untrained_then(&desk, day).await?,
        None => untrained_here(&desk).await?,
    };
    let row = |one: &Served| {
        vec![one.name.clone(), one.role.vietnamese().to_owned(), one.body(&desk.app.directory)]
    };
    let mut rows: Vec<Vec<String>> = held.iter().map(row).collect();
    rows.sort_by(|a, b| a[2].cmp(&b[2]).then_with(|| a[0].cmp(&b[0])));
    desk::page(&TrainingPeoplePage {
        layout: layout(&desk, "Người chưa được tập huấn").await?,
        back: Some(back(&desk)),
        heading: "Người chưa được tập huấn lần nào".into(),
        hint: format!(
            "{}{} người đang giữ nhiệm vụ ở trang này và các trang cấp dưới, chưa có tên trong lớp tập huấn nào của bất kỳ \
             trang nào.",
            day.map_or_else(String::new, |day| format!("Tính đến hết ngày {}: ", date_vi(day))),
            held.len()
        ),
        years: Vec::new(),
        heads: vec!["Họ tên", "Nhiệm vụ", "Cơ quan, đơn vị"],
        rows,
        empty: "Mọi người đang giữ nhiệm vụ đều đã được tập huấn.".into(),
    })
}

/// `GET /:tenant/tap-huan-cua-toi`
///
/// # Errors
/// When the database does not answer.
pub async fn own(desk: Desk) -> Result<Response> {
    let held = training::of_account(&mut desk.app.db.platform().await?, &desk.staff.account).await?;
    let site = |id: &TenantId| {
        desk.app.directory.get(id).map_or_else(String::new, |site| site.identity().full_name.clone())
    };
    let rows = held.iter().map(|(tenant, one)| {
        vec![one.topic.clone(), days(one), one.hours.to_string(), one.trainer.clone(), site(tenant)]
    });
    desk::page(&TrainingPeoplePage {
        layout: layout(&desk, "Tập huấn của tôi").await?,
        back: None,
        heading: "Tập huấn của tôi".into(),
        hint: format!("{} lớp, {} giờ.", held.len(), held.iter().map(|one| one.1.hours).sum::<i64>()),
        years: Vec::new(),
        heads: vec!["Chuyên đề", "Thời gian", "Số giờ", "Hướng dẫn", "Trang tổ chức"],
        rows: rows.collect(),
        empty: "Ông/bà chưa có tên trong lớp tập huấn nào.".into(),
    })
}

/// `GET /:tenant/tap-huan.xlsx?nam=`
///
/// # Errors
/// When the database does not answer.
pub async fn table(desk: Desk) -> Result<Response> {
    let year = year(&desk);
    let (held, people) = of_year(&desk, year).await?;
    let body = desk.tenant.identity().body.clone();
    let day = |day: Date| Cell::day(Some(day));
    let course = |one: &Training| {
        let mine: Vec<&Participant> = people.iter().filter(|person| person.training == one.id).collect();
        let persons = mine.iter().filter(|person| person.kind != Kind::Unit).count();
        let mut cells = vec![Cell::text(&one.topic), day(one.from), day(one.until), Cell::Whole(one.hours)];
        cells.extend([&one.place, &one.trainer].map(Cell::text));
        cells.push(Cell::Whole(i64::try_from(persons).unwrap_or(i64::MAX)));
        cells
    };
    let person = |one: &Participant| {
        let training = held.iter().find(|held| held.id == one.training);
        let topic = training.map_or_else(String::new, |held| held.topic.clone());
        let hours = training.map_or(0, |held| held.hours);
        let from = Cell::day(training.map(|held| held.from));
        let name = if one.kind == Kind::Unit { "(cả đơn vị)" } else { one.name.as_str() };
        vec![Cell::text(name), Cell::text(&one.body), Cell::text(topic), from, Cell::Whole(hours)]
    };
    let courses = Sheet {
        name: "Các lớp".into(),
        above: vec![body.clone(), format!("Sổ tập huấn năm {year}")],
        columns: vec![
            Column::new("Chuyên đề", 50),
            Column::new("Từ ngày", 12),
            Column::new("Đến ngày", 12),
            Column::summed("Số giờ", 10),
            Column::new("Địa điểm", 30),
            Column::new("Người, cơ quan hướng dẫn", 30),
            Column::summed("Lượt người", 12),
        ],
        rows: held.iter().map(course).collect(),
        signatures: vec![],
    };
    let persons = Sheet {
        name: "Người tham gia".into(),
        above: vec![body, format!("Người, đơn vị được tập huấn năm {year}")],
        columns: vec![
            Column::new("Họ tên", 30),
            Column::new("Cơ quan, đơn vị", 40),
            Column::new("Chuyên đề", 50),
            Column::new("Từ ngày", 12),
            Column::new("Số giờ", 10),
        ],
        rows: people.iter().map(person).collect(),
        signatures: vec![],
    };
    xlsx(&[courses, persons], &format!("tap-huan-{}-{year}", desk.tenant.slug()))
}
