//! Every look that reads data, turned green, yellow and red.

use jiff::civil::date;

use crate::base::clock::{DAY, start_of};
use crate::care::introduction::{Page, Topic};
use crate::compliance::checks::{CHECKS, Sees, find};
use crate::compliance::facts::Wanted;
use crate::compliance::store::{Entries, Held};
use crate::house::outages::{Gap, Uptime};
use crate::oversight::Figures;
use crate::speed::Waits;
use crate::tenants::Footer;

use super::*;

const TODAY: Date = date(2016, 12, 30);

fn ago(days: i64) -> Date {
    plus_days(TODAY, -days)
}

fn entries(all: i64, lacking: i64, days: i64) -> Entries {
    Entries { all, lacking, last: (all > 0).then(|| start_of(ago(days))) }
}

fn held(section: SectionKey, days: i64) -> Held {
    Held { section: section.as_str().into(), topic: None, count: 2, last: Some(start_of(ago(days))) }
}

fn wanted(title: &str) -> Wanted {
    Wanted { title: title.into(), hidden: false, filled: true }
}

/// A site of a district where nothing is missing.
pub(in crate::compliance) fn complete() -> Facts {
    Facts {
        today: TODAY,
        level: Level::District,
        has_parent: true,
        children: 26,
        address: "https://hiephoa.bacgiang.gov.vn/".into(),
        tls: true,
        footer: Footer {
            unit: "Ủy ban nhân dân (mẫu)".into(),
            responsible: "Trưởng ban (mẫu)".into(),
            address: "Thị trấn Thắng".into(),
            phone: "0204".into(),
            email: "trang@hiephoa.example".into(),
        },
        hidden: Vec::new(),
        wanted: vec![wanted("Giới thiệu"), wanted("Văn bản")],
        held: SectionKey::ALL.map(|key| held(key, 2)).to_vec(),
        topics: vec![Topic { key: "ban-do", title: "Bản đồ", pages: 1, overdue: Vec::new() }],
        leaders: entries(3, 0, 20),
        dutiless: 0,
        calendar: Some(ago(-2)),
        steering: vec![
            ("Chỉ đạo", Some(ago(3))),
            ("Kiến nghị", Some(ago(9))),
            ("Khen thưởng", Some(ago(90))),
        ],
        plans: Vec::new(),
        documents: (5, 0),
        projects: entries(2, 0, 10),
        stages: 2,
        consultations: (1, 0),
        statistics: entries(1, 0, 60),
        procedures: entries(4, 0, 30),
        modeless: (0, 0),
        links: entries(6, 0, 40),
        translated: 1,
        disclosed: (7, 0),
        disclosed_last: Some(ago(5)),
        declared: 1,
        forms: entries(2, 0, 50),
        figures: Figures::default(),
        backup: Some(ago(1)),
        drill: Some(ago(100)),
        uptime: Uptime { from: Some(0), until: 100 * DAY, gaps: Vec::new() },
        waits: Waits::of([(5, 95), (50, 5)]),
    }
}

fn look(id: &str, facts: &Facts) -> Looked {
    match find(id).unwrap().sees {
        Sees::Data(look, _) => look(facts),
        _ => panic!("{id} is not computed"),
    }
}

fn overdue() -> Page {
    Page {
        item: "i".into(),
        edition: "e".into(),
        title: "Bản đồ".into(),
        unit_key: String::new(),
        topic: "ban-do".into(),
        reviewed: None,
        review_on: None,
    }
}

fn emptied(facts: &mut Facts, section: SectionKey) {
    facts.held.retain(|one| one.section != section.as_str());
}

fn older(facts: &mut Facts, section: SectionKey, days: i64) {
    emptied(facts, section);
    facts.held.push(held(section, days));
}

/// A check, what happens to the site, how it then stands, and a part of why.
type Case = (&'static str, fn(&mut Facts), Light, &'static str);

const CASES: &[Case] = &[
    ("P-a", |site| site.topics[0].pages = 0, Light::Red, "Còn trống: Bản đồ"),
    ("P-a", |site| site.topics[0].overdue.push(overdue()), Light::Yellow, "1 trang quá hạn rà soát"),
    ("P-b", |site| emptied(site, SectionKey::News), Light::Red, "Chưa có tin nào"),
    ("P-b", |site| older(site, SectionKey::News, 8), Light::Yellow, "Mới nhất ngày 22/12/2016, quá 7 ngày"),
    (
        "P-c",
        |site| site.calendar = None,
        Light::Yellow,
        "3 trong 4 phần có nội dung; còn thiếu: Lịch công tác",
    ),
    (
        "P-c",
        |site| site.calendar = Some(ago(8)),
        Light::Yellow,
        "Lịch công tác của lãnh đạo (mới nhất ngày 22/12/2016)",
    ),
    (
        "P-c",
        |site| site.steering[1].1 = Some(ago(366)),
        Light::Yellow,
        "Đã cũ: Kiến nghị (mới nhất ngày 30/12/2015)",
    ),
    (
        "P-c",
        |site| {
            site.calendar = None;
            site.steering.iter_mut().for_each(|part| part.1 = None);
        },
        Light::Red,
        "Chưa phần nào có nội dung",
    ),
    ("P-d", |site| emptied(site, SectionKey::LegalEducation), Light::Red, "Chưa có bài tuyên truyền"),
    (
        "P-d",
        |site| older(site, SectionKey::LegalEducation, 32),
        Light::Yellow,
        "ngày 28/11/2016, quá 31 ngày",
    ),
    ("P-d", |site| older(site, SectionKey::LegalEducation, 900), Light::Red, "quá 365 ngày"),
    ("P-đ", |site| site.plans = vec!["a"], Light::Yellow, "3 trong 4 nhóm có nội dung; còn thiếu: a"),
    ("P-đ", |site| site.plans = vec!["a", "b", "c", "d"], Light::Red, "Chưa nhóm nào"),
    ("P-e", |site| site.documents = (0, 0), Light::Red, "Chưa có văn bản nào"),
    ("P-e", |site| site.documents = (5, 2), Light::Yellow, "2 trong 5 văn bản thiếu"),
    ("P-h", |site| site.projects = entries(0, 0, 0), Light::Red, "Chưa có dự án nào"),
    (
        "P-h",
        |site| site.projects = entries(3, 1, 10),
        Light::Yellow,
        "1 trong 3 dự án chưa ghi tình trạng. Mới nhất ngày 20/12/2016",
    ),
    ("P-h", |site| site.projects = entries(3, 0, 400), Light::Yellow, "quá 365 ngày"),
    ("P-i", |site| site.consultations = (2, 1), Light::Red, "1 việc lấy ý kiến quá hạn"),
    ("P-k", |site| site.leaders = entries(0, 0, 0), Light::Red, "Chưa có người giữ chức vụ"),
    (
        "P-k",
        |site| site.leaders = entries(3, 1, 20),
        Light::Yellow,
        "1 chưa có thư điện tử chính thức, 0 chưa ghi nhiệm vụ. Mới nhất ngày 10/12/2016",
    ),
    ("P-k", |site| site.dutiless = 2, Light::Yellow, "2 chưa ghi nhiệm vụ"),
    ("P-l", |site| site.footer.phone.clear(), Light::Red, "Còn thiếu: điện thoại"),
    ("P-11", |site| emptied(site, SectionKey::Research), Light::Red, "Chưa có đề tài nào"),
    ("P-11", |site| older(site, SectionKey::Research, 366), Light::Yellow, "ngày 30/12/2015, quá 365 ngày"),
    ("P-11", |site| older(site, SectionKey::Research, 1_500), Light::Red, "quá 730 ngày"),
    ("P-12", |site| site.statistics = entries(0, 0, 0), Light::Red, "Chưa có báo cáo thống kê"),
    ("P-12", |site| site.statistics = entries(1, 0, 366), Light::Yellow, "ngày 30/12/2015, quá 365 ngày"),
    ("P-12", |site| site.statistics = entries(1, 0, 1_500), Light::Red, "quá 730 ngày"),
    (
        "P-13",
        |site| {
            site.level = Level::Province;
            site.translated = 0;
        },
        Light::Red,
        "Chưa có trang nào bằng tiếng nước ngoài",
    ),
    ("P-18", |site| site.procedures = entries(0, 0, 0), Light::Red, "Chưa có thủ tục nào"),
    (
        "P-18",
        |site| site.procedures = entries(4, 3, 30),
        Light::Yellow,
        "3 chưa ghi mức độ. Mới nhất ngày 30/11/2016",
    ),
    ("P-18-22", |site| site.procedures = entries(0, 0, 0), Light::Red, "Chưa có thủ tục nào"),
    ("P-18-22", |site| site.modeless = (1, 0), Light::Yellow, "1 chưa ghi toàn trình hay một phần"),
    ("P-18-26", |site| site.procedures = entries(0, 0, 0), Light::Red, "Chưa có thủ tục nào"),
    ("P-18-26", |site| site.modeless = (0, 2), Light::Yellow, "2 chưa có địa chỉ nộp trực tuyến"),
    ("P-19", |site| site.disclosed = (7, 2), Light::Red, "2 trong 7 mục chưa ghi hình thức"),
    (
        "P-19",
        |site| {
            site.disclosed = (0, 0);
            site.declared = 0;
        },
        Light::Red,
        "Danh mục chưa có mục nào",
    ),
    ("P-19b", |site| site.forms = entries(0, 0, 0), Light::Red, "Chưa đăng mẫu phiếu nào"),
    (
        "F-2",
        |site| site.links = entries(0, 0, 0),
        Light::Yellow,
        "26 trang trực thuộc tự có trong danh sách; chưa có liên kết nào",
    ),
    (
        "F-2",
        |site| {
            site.links = entries(0, 0, 0);
            site.children = 0;
        },
        Light::Red,
        "Liên kết tới trang cấp trên tự có; chưa có liên kết nào tới cơ quan khác",
    ),
    ("F-2", |site| site.links = entries(6, 0, 400), Light::Yellow, "quá 365 ngày"),
    ("F-5", |site| site.figures.overdue = 1, Light::Red, "1 câu hỏi quá hạn"),
    ("F-7", |site| site.uptime = Uptime::default(), Light::Yellow, "Chưa theo dõi được"),
    (
        "F-7",
        |site| site.uptime.gaps = vec![Gap { began_at: DAY, ended_at: 5 * DAY }],
        Light::Yellow,
        "96,000% thời gian theo dõi, 1 lần gián đoạn; mức đặt ra là 99%",
    ),
    ("F-8c", |site| site.drill = None, Light::Red, "Chưa lần diễn tập"),
    ("F-8c", |site| site.drill = Some(ago(366)), Light::Red, "ngày 30/12/2015, quá 365 ngày"),
    ("F-8b", |site| site.backup = None, Light::Red, "Chưa ghi nhận lần sao lưu"),
    ("F-8b", |site| site.backup = Some(ago(8)), Light::Red, "ngày 22/12/2016, quá 7 ngày"),
    ("F-11", |site| site.waits = Waits::default(), Light::Yellow, "chưa đo tốc độ trong 7 ngày qua"),
    ("F-11", |site| site.uptime = Uptime::default(), Light::Yellow, "chưa theo dõi thời gian hoạt động"),
    (
        "F-11",
        |site| site.waits = Waits::of([(50, 10), (5_000, 5)]),
        Light::Yellow,
        "95% trong 5000 ms; mức đặt ra là 2000 ms",
    ),
    (
        "F-11",
        |site| {
            site.waits = Waits::default();
            site.uptime = Uptime::default();
        },
        Light::Red,
        "chưa đo tốc độ",
    ),
    ("F-14", |site| site.has_parent = false, Light::Red, "Trang chưa đứng dưới cổng nào"),
    ("A-1", |site| emptied(site, SectionKey::Services), Light::Red, "Thực đơn thiếu Dịch vụ công trực tuyến"),
    ("A-1", |site| site.hidden = vec![SectionKey::About], Light::Red, "Thực đơn thiếu Giới thiệu"),
    ("A-2", |site| site.footer.responsible.clear(), Light::Red, "Còn thiếu: người chịu trách nhiệm"),
    ("A-4", |site| site.wanted[1].hidden = true, Light::Red, "Đang ẩn: Văn bản."),
    (
        "A-4",
        |site| site.wanted[0].filled = false,
        Light::Yellow,
        "Chưa hiện vì chưa có nội dung: Giới thiệu.",
    ),
    ("A-9", |site| site.figures.access = 5, Light::Yellow, "5 nội dung"),
    ("A-9", |site| site.figures.access = 6, Light::Red, "6 nội dung"),
    ("A-9b", |site| site.figures.textless = 1, Light::Yellow, "1 tệp chưa có chữ"),
    ("A-9b", |site| site.figures.textless = 9, Light::Red, "9 tệp chưa có chữ"),
    ("A-13", |site| site.tls = false, Light::Red, "không có HTTPS"),
    ("A-16", |site| site.footer.email.clear(), Light::Red, "Chưa có hộp thư"),
    (
        "A-21",
        |site| site.address = "http://hiephoa.localhost/".into(),
        Light::Red,
        "không phải tên miền gov.vn",
    ),
    ("A-22", |site| site.figures.links = 2, Light::Yellow, "2 liên kết hỏng"),
    ("A-22", |site| site.figures.links = 7, Light::Red, "7 liên kết hỏng"),
];

#[test]
fn a_site_that_lacks_nothing_is_green_throughout() {
    let site = complete();
    for check in CHECKS.iter().filter(|check| matches!(check.sees, Sees::Data(..))) {
        let looked = look(check.id, &site);
        assert_eq!(looked.light, Light::Green, "{}: {}", check.id, looked.reason);
        assert!(!looked.reason.is_empty() && looked.day.is_none_or(|day| day <= TODAY), "{}", check.id);
    }
}

#[test]
fn what_is_missing_or_old_turns_its_check_yellow_or_red_and_says_why() {
    for (id, happens, light, why) in CASES {
        let mut site = complete();
        happens(&mut site);
        let looked = look(id, &site);
        assert_eq!(looked.light, *light, "{id}: {}", looked.reason);
        assert!(looked.reason.contains(why), "{id}: {} is not: {why}", looked.reason);
    }
    for check in CHECKS.iter().filter(|check| matches!(check.sees, Sees::Data(..))) {
        assert!(CASES.iter().any(|case| case.0 == check.id), "{} is never turned", check.id);
    }
}

#[test]
fn the_day_is_that_of_the_latest() {
    let site = complete();
    for (id, days) in [
        ("P-b", 2),
        ("P-c", 3),
        ("P-d", 2),
        ("P-h", 10),
        ("P-k", 20),
        ("P-11", 2),
        ("P-12", 60),
        ("P-18", 30),
        ("P-19", 5),
        ("P-19b", 50),
        ("F-2", 40),
        ("F-8b", 1),
        ("F-8c", 100),
    ] {
        let looked = look(id, &site);
        assert_eq!(looked.day, Some(ago(days)), "{id}");
        assert!(looked.reason.contains(&date_vi(ago(days))), "{id}: {}", looked.reason);
    }
    assert_eq!(look("A-13", &site).day, None, "how it stands today");
}
