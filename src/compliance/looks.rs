//! What the checks look at, each with its sentence.

use crate::base::clock::{date_vi, plus_days, time_vi};
use crate::oversight::score;
use crate::tenants::{Level, SectionKey};

use super::Light;
use super::checks::Looked;
use super::facts::Facts;

fn so(reason: impl Into<String>) -> Looked {
    Looked { light: Light::Green, reason: reason.into() }
}

fn partly(reason: impl Into<String>) -> Looked {
    Looked { light: Light::Yellow, reason: reason.into() }
}

fn not_so(reason: impl Into<String>) -> Looked {
    Looked { light: Light::Red, reason: reason.into() }
}

/// The day of the latest of a section, as a sentence after others.
fn latest(facts: &Facts, section: SectionKey) -> String {
    facts.last(section).map_or_else(String::new, |day| format!(" Mới nhất ngày {}.", date_vi(day)))
}

/// Something of a section, or nothing.
fn filled(facts: &Facts, section: SectionKey, what: &str) -> Looked {
    match (facts.count(section), facts.last(section)) {
        (0, _) => not_so(format!("Chưa có {what} nào.")),
        (count, Some(day)) => so(format!("{count} {what}, mới nhất ngày {}.", date_vi(day))),
        (count, None) => so(format!("{count} {what}.")),
    }
}

pub(super) fn introduction(facts: &Facts) -> Looked {
    let empty: Vec<&str> =
        facts.topics.iter().filter(|topic| topic.pages == 0).map(|topic| topic.title).collect();
    let overdue: usize = facts.topics.iter().map(|topic| topic.overdue.len()).sum();
    match (empty.is_empty(), overdue) {
        (false, _) => not_so(format!("Còn trống: {}.", empty.join(", "))),
        (true, 0) => so("Đủ sáu nội dung, đều còn trong hạn rà soát."),
        (true, overdue) => partly(format!("{overdue} trang quá hạn rà soát.")),
    }
}

pub(super) fn news(facts: &Facts) -> Looked {
    match facts.last(SectionKey::News) {
        None => not_so("Chưa có tin nào."),
        Some(day) if day < plus_days(facts.today, -7) => {
            partly(format!("Tin mới nhất ngày {}, quá 7 ngày.", date_vi(day)))
        }
        Some(day) => so(format!("Tin mới nhất ngày {}.", date_vi(day))),
    }
}

pub(super) fn steering(facts: &Facts) -> Looked {
    let mut missing = facts.steering.clone();
    if !facts.calendar {
        missing.push("Lịch công tác của lãnh đạo");
    }
    let latest = latest(facts, SectionKey::Steering);
    match missing.len() {
        0 => so(format!("Đủ ba phần văn bản và lịch công tác của lãnh đạo.{latest}")),
        4 => not_so("Chưa phần nào có nội dung."),
        lacking => partly(format!(
            "{} trong 4 phần có nội dung; còn thiếu: {}.{latest}",
            4 - lacking,
            missing.join("; ")
        )),
    }
}

pub(super) fn education(facts: &Facts) -> Looked {
    filled(facts, SectionKey::LegalEducation, "bài tuyên truyền, phổ biến pháp luật")
}

pub(super) fn plans(facts: &Facts) -> Looked {
    let latest = latest(facts, SectionKey::Strategy);
    match facts.plans.len() {
        0 => so(format!("Đủ bốn nhóm.{latest}")),
        4 => not_so(format!("Chưa nhóm nào trong bốn nhóm có nội dung.{latest}")),
        lacking => partly(format!(
            "{} trong 4 nhóm có nội dung; còn thiếu: {}.{latest}",
            4 - lacking,
            facts.plans.join("; ")
        )),
    }
}

pub(super) fn documents(facts: &Facts) -> Looked {
    let latest = latest(facts, SectionKey::Legislation);
    match facts.documents {
        (0, _) => not_so("Chưa có văn bản nào."),
        (all, 0) => so(format!("{all} văn bản, đều đủ thông tin.{latest}")),
        (all, lacking) => {
            partly(format!("{lacking} trong {all} văn bản thiếu một trong bảy thông tin.{latest}"))
        }
    }
}

pub(super) fn projects(facts: &Facts) -> Looked {
    match facts.projects {
        (0, ..) => not_so("Chưa có dự án nào."),
        (all, 0, stages) => so(format!("{all} dự án, {stages} tình trạng.")),
        (all, lacking, _) => partly(format!("{lacking} trong {all} dự án chưa ghi tình trạng.")),
    }
}

pub(super) fn consultations(facts: &Facts) -> Looked {
    match facts.consultations {
        (_, late) if late > 0 => {
            not_so(format!("{late} việc lấy ý kiến quá hạn công bố tổng hợp, tiếp thu."))
        }
        (0, _) => so("Chưa có dự thảo nào phải lấy ý kiến."),
        (all, _) => so(format!("{all} việc lấy ý kiến, không việc nào quá hạn tổng hợp.")),
    }
}

pub(super) fn leaders(facts: &Facts) -> Looked {
    match facts.leaders {
        (0, ..) => not_so("Chưa có người giữ chức vụ nào trong danh sách."),
        (all, 0, 0) => so(format!("{all} người, đều có thư điện tử và nhiệm vụ.")),
        (all, mailless, dutiless) => partly(format!(
            "Trong {all} người: {mailless} chưa có thư điện tử chính thức, {dutiless} chưa ghi nhiệm vụ."
        )),
    }
}

/// The emblem, the name, the home and the site map are always there; a section is in the menu once it holds something.
pub(super) fn menu(facts: &Facts) -> Looked {
    let wanted = [(SectionKey::About, "Giới thiệu"), (SectionKey::Services, "Dịch vụ công trực tuyến")];
    let lacks = |key| facts.hidden.contains(&key) || facts.count(key) == 0;
    let missing: Vec<&str> = wanted.iter().filter(|(key, _)| lacks(*key)).map(|(_, name)| *name).collect();
    if missing.is_empty() {
        so("Đầu trang đủ biểu trưng, tên đầy đủ và bốn mục của thực đơn.")
    } else {
        not_so(format!("Thực đơn thiếu {}: chuyên mục bị ẩn hoặc chưa có nội dung.", missing.join(", ")))
    }
}

pub(super) fn footer(facts: &Facts) -> Looked {
    let values = [
        ("tên đơn vị", &facts.footer.unit),
        ("người chịu trách nhiệm", &facts.footer.responsible),
        ("địa chỉ", &facts.footer.address),
        ("điện thoại", &facts.footer.phone),
        ("thư điện tử", &facts.footer.email),
    ];
    let empty: Vec<&str> =
        values.iter().filter(|(_, value)| value.trim().is_empty()).map(|(name, _)| *name).collect();
    if empty.is_empty() {
        so("Đủ năm thông tin.")
    } else {
        not_so(format!("Còn thiếu: {}.", empty.join(", ")))
    }
}

pub(super) fn research(facts: &Facts) -> Looked {
    filled(facts, SectionKey::Research, "đề tài")
}

pub(super) fn statistics(facts: &Facts) -> Looked {
    match facts.statistics {
        0 => not_so("Chưa có báo cáo thống kê nào."),
        count => so(format!("{count} báo cáo; bài thiếu một trong năm phần không đăng được.")),
    }
}

pub(super) fn languages(facts: &Facts) -> Looked {
    match (facts.translated, facts.level) {
        (0, Level::Province) => not_so("Chưa có trang nào bằng tiếng nước ngoài."),
        (0, _) => so("Không bắt buộc ở cấp này; chưa có trang dịch."),
        (count, _) => so(format!("{count} trang có bản dịch.")),
    }
}

pub(super) fn procedures_by_level(facts: &Facts) -> Looked {
    match facts.procedures {
        (0, ..) => not_so("Chưa có thủ tục nào."),
        (all, 0, ..) => so(format!("{all} thủ tục, đều ghi mức độ.")),
        (all, lacking, ..) => partly(format!("{lacking} trong {all} thủ tục chưa ghi mức độ.")),
    }
}

pub(super) fn procedures_by_mode(facts: &Facts) -> Looked {
    match facts.procedures {
        (0, ..) => not_so("Chưa có thủ tục nào."),
        (all, _, 0, 0) => so(format!("{all} thủ tục, đều ghi hình thức và nơi nộp trực tuyến.")),
        (all, _, modeless, addressless) => partly(format!(
            "Trong {all} thủ tục: {modeless} chưa ghi toàn trình hay một phần, {addressless} chưa có địa chỉ nộp trực tuyến."
        )),
    }
}

pub(super) fn disclosed(facts: &Facts) -> Looked {
    match facts.disclosed {
        (0, _) if facts.declared == 0 => not_so("Danh mục chưa có mục nào."),
        (_, 0) => so(format!("{} mục, đều đủ hình thức, thời điểm, thời hạn.", facts.disclosed.0)),
        (all, untold) => not_so(format!("{untold} trong {all} mục chưa ghi hình thức, thời điểm, thời hạn.")),
    }
}

pub(super) fn forms(facts: &Facts) -> Looked {
    match facts.forms {
        0 => not_so("Chưa đăng mẫu phiếu nào."),
        count => so(format!("{count} mẫu phiếu.")),
    }
}

pub(super) fn links(facts: &Facts) -> Looked {
    match (facts.children, facts.links, facts.has_parent) {
        (0, 0, false) => not_so("Chưa có liên kết nào."),
        (children, links, _) => so(format!(
            "{children} trang trực thuộc tự có trong danh sách; {links} liên kết tới cơ quan khác."
        )),
    }
}

pub(super) fn questions(facts: &Facts) -> Looked {
    let rate = facts
        .figures
        .on_time()
        .map_or_else(String::new, |rate| format!(" Tỷ lệ đúng hạn {} {rate}%.", score::rules().rate_span()));
    match facts.figures.overdue {
        0 => so(format!("Không có câu hỏi nào quá hạn.{rate}")),
        overdue => not_so(format!("{overdue} câu hỏi quá hạn.{rate}")),
    }
}

pub(super) fn copied(facts: &Facts) -> Looked {
    match facts.backup {
        None => not_so("Chưa ghi nhận lần sao lưu nào."),
        Some(day) if day < plus_days(facts.today, -7) => {
            not_so(format!("Sao lưu gần nhất ngày {}.", date_vi(day)))
        }
        Some(day) => so(format!("Sao lưu gần nhất ngày {}.", date_vi(day))),
    }
}

pub(super) fn drilled(facts: &Facts) -> Looked {
    match facts.drill {
        None => not_so("Chưa lần diễn tập khôi phục nào thành công."),
        Some(day) if day < plus_days(facts.today, -365) => {
            not_so(format!("Diễn tập thành công gần nhất ngày {}, quá 12 tháng.", date_vi(day)))
        }
        Some(day) => so(format!("Diễn tập thành công gần nhất ngày {}.", date_vi(day))),
    }
}

pub(super) fn uptime(facts: &Facts) -> Looked {
    let wanted = score::rules().uptime_percent;
    let since = facts.uptime.from.map_or_else(|| "chưa theo dõi".to_owned(), time_vi);
    let told = format!(
        "Theo dõi trong năm từ {since} đến {}: có mặt {} thời gian theo dõi, {} lần gián đoạn",
        time_vi(facts.uptime.until),
        facts.uptime.vietnamese(),
        facts.uptime.gaps.len()
    );
    match facts.uptime.share() {
        None => partly("Chưa theo dõi được thời gian hoạt động."),
        Some(share) if share < wanted * 1000 => partly(format!("{told}; mức đặt ra là {wanted}%.")),
        Some(_) => so(format!("{told}.")),
    }
}

pub(super) fn component(facts: &Facts) -> Looked {
    match (facts.level, facts.has_parent) {
        (Level::Commune, false) => not_so("Trang chưa đứng dưới cổng nào."),
        (Level::Commune, true) => so("Trang đứng dưới cổng cấp trên; tìm kiếm và nguồn tin dùng chung."),
        _ => so("Không phải trang cấp xã."),
    }
}

pub(super) fn shown(facts: &Facts) -> Looked {
    const NEEDED: [SectionKey; 6] = [
        SectionKey::About,
        SectionKey::News,
        SectionKey::Steering,
        SectionKey::Legislation,
        SectionKey::Services,
        SectionKey::Questions,
    ];
    let hidden: Vec<&str> =
        NEEDED.iter().filter(|key| facts.hidden.contains(key)).map(|key| key.as_str()).collect();
    if hidden.is_empty() {
        so("Không chuyên mục bắt buộc nào bị ẩn.")
    } else {
        not_so(format!("Đang ẩn: {}.", hidden.join(", ")))
    }
}

/// None, some, many.
fn none_of(count: i64, what: &str) -> Looked {
    match count {
        0 => so(format!("Không có {what}.")),
        1..=5 => partly(format!("{count} {what}.")),
        _ => not_so(format!("{count} {what}.")),
    }
}

pub(super) fn access(facts: &Facts) -> Looked {
    none_of(facts.figures.access, "nội dung có chỗ chưa tiếp cận được")
}

pub(super) fn textless(facts: &Facts) -> Looked {
    none_of(facts.figures.textless, "tệp chưa có chữ")
}

pub(super) fn broken(facts: &Facts) -> Looked {
    none_of(facts.figures.links, "liên kết hỏng")
}

pub(super) fn tls(facts: &Facts) -> Looked {
    if facts.tls {
        so("Mọi trang dùng HTTPS.")
    } else {
        not_so("Trang đang chạy không có HTTPS; người vận hành máy chủ đặt.")
    }
}

pub(super) fn box_of_the_site(facts: &Facts) -> Looked {
    match facts.footer.email.trim() {
        "" => not_so("Chưa có hộp thư của trang."),
        email => so(format!("Hộp thư {email}, ghi ở chân mọi trang.")),
    }
}

pub(super) fn domain(facts: &Facts) -> Looked {
    let host = facts.address.split("://").nth(1).unwrap_or_default();
    let host = host.split(['/', ':']).next().unwrap_or_default();
    if host.ends_with(".gov.vn") {
        so(format!("Trang chạy ở {host}."))
    } else {
        not_so(format!(
            "Trang đang chạy ở {host}, không phải tên miền gov.vn; cơ quan đăng ký, người vận hành máy chủ đặt."
        ))
    }
}
