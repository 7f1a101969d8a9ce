//! What the checks look at, each with its sentence and the day of what it rests on.

mod presented;

use jiff::civil::Date;

use crate::base::clock::{date_vi, plus_days, time_vi};
use crate::oversight::score;
use crate::tenants::{Level, SectionKey};

use super::Light;
use super::checks::Looked;
use super::facts::Facts;
use super::law::{self, Age};

pub(super) use presented::{access, box_of_the_site, broken, domain, footer, menu, shown, textless, tls};

fn so(reason: impl Into<String>) -> Looked {
    Looked { light: Light::Green, reason: reason.into(), day: None }
}

fn partly(reason: impl Into<String>) -> Looked {
    Looked { light: Light::Yellow, ..so(reason) }
}

fn not_so(reason: impl Into<String>) -> Looked {
    Looked { light: Light::Red, ..so(reason) }
}

impl Looked {
    /// With the day of the latest of what it rests on, also as a sentence after the others.
    fn latest(self, day: Option<Date>) -> Self {
        let Some(day) = day else { return self };
        Self { reason: format!("{} Mới nhất ngày {}.", self.reason, date_vi(day)), ..self.of(Some(day)) }
    }

    /// With the day of what it rests on.
    fn of(self, day: Option<Date>) -> Self {
        Self { day, ..self }
    }

    /// As it stands while the latest is not too old: what was green is less where it is.
    fn aged(self, check: &str, day: Option<Date>, today: Date) -> Self {
        let Some((asked, of)) = law::of(check).zip(day) else { return self };
        let (light, days) = match asked.age(of, today) {
            Age::Fresh => return self.latest(day),
            Age::Old(days) => (Light::Yellow, days),
            Age::Gone(days) => (Light::Red, days),
        };
        let reason = format!("{} Mới nhất ngày {}, quá {days} ngày.", self.reason, date_vi(of));
        Self { light: light.min(self.light), reason, day }
    }
}

pub(super) fn introduction(facts: &Facts) -> Looked {
    let empty: Vec<&str> =
        facts.topics.iter().filter(|topic| topic.pages == 0).map(|topic| topic.title).collect();
    let overdue: usize = facts.topics.iter().map(|topic| topic.overdue.len()).sum();
    let looked = match (empty.is_empty(), overdue) {
        (false, _) => not_so(format!("Còn trống: {}.", empty.join(", "))),
        (true, 0) => so("Đủ sáu nội dung, đều còn trong hạn rà soát."),
        (true, overdue) => partly(format!("{overdue} trang quá hạn rà soát.")),
    };
    looked.latest(facts.last(SectionKey::About))
}

pub(super) fn news(facts: &Facts) -> Looked {
    match (facts.count(SectionKey::News), facts.last(SectionKey::News)) {
        (0, _) => not_so("Chưa có tin nào."),
        (count, last) => so(format!("{count} tin.")).aged("P-b", last, facts.today),
    }
}

/// The calendar is looked at by the week, the documents by the year.
pub(super) fn steering(facts: &Facts) -> Looked {
    const CALENDAR: &str = "Lịch công tác của lãnh đạo";
    let today = facts.today;
    let is_old = |of: Date| law::of("P-c").is_some_and(|asked| asked.age(of, today) != Age::Fresh);
    let documents = facts.steering.iter().map(|(name, last)| (*name, *last, last.is_some_and(is_old)));
    let parts: Vec<(&str, Option<Date>, bool)> = documents
        .chain([(CALENDAR, facts.calendar, facts.calendar.is_some_and(|last| last < plus_days(today, -7)))])
        .collect();
    let missing: Vec<&str> =
        parts.iter().filter(|(_, last, _)| last.is_none()).map(|(name, ..)| *name).collect();
    let dated = |name: &str, last: Option<Date>| match last {
        Some(last) => format!("{name} (mới nhất ngày {})", date_vi(last)),
        None => name.to_owned(),
    };
    let old: Vec<String> =
        parts.iter().filter(|(.., old)| *old).map(|(name, last, _)| dated(name, *last)).collect();
    let mut reasons = vec![match missing.len() {
        0 => "Đủ ba phần văn bản và lịch công tác của lãnh đạo.".to_owned(),
        4 => "Chưa phần nào có nội dung.".to_owned(),
        _ => format!(
            "{} trong 4 phần có nội dung; còn thiếu: {}.",
            parts.len() - missing.len(),
            missing.join("; ")
        ),
    }];
    if !old.is_empty() {
        reasons.push(format!("Đã cũ: {}.", old.join("; ")));
    }
    let light = match (missing.len(), old.is_empty()) {
        (0, true) => Light::Green,
        (4, _) => Light::Red,
        _ => Light::Yellow,
    };
    let last = facts.steering.iter().filter_map(|(_, last)| *last).max();
    Looked { light, ..so(reasons.join(" ")) }.latest(last)
}

pub(super) fn education(facts: &Facts) -> Looked {
    filled(facts, "P-d", SectionKey::LegalEducation, "bài tuyên truyền, phổ biến pháp luật")
}

/// Something of a section that is not too old, or nothing.
fn filled(facts: &Facts, check: &str, section: SectionKey, what: &str) -> Looked {
    match facts.count(section) {
        0 => not_so(format!("Chưa có {what} nào.")),
        count => so(format!("{count} {what}.")).aged(check, facts.last(section), facts.today),
    }
}

pub(super) fn plans(facts: &Facts) -> Looked {
    let looked = match facts.plans.len() {
        0 => so("Đủ bốn nhóm."),
        4 => not_so("Chưa nhóm nào trong bốn nhóm có nội dung."),
        lacking => partly(format!(
            "{} trong 4 nhóm có nội dung; còn thiếu: {}.",
            4 - lacking,
            facts.plans.join("; ")
        )),
    };
    looked.latest(facts.last(SectionKey::Strategy))
}

pub(super) fn documents(facts: &Facts) -> Looked {
    let looked = match facts.documents {
        (0, _) => not_so("Chưa có văn bản nào."),
        (all, 0) => so(format!("{all} văn bản, đều đủ thông tin.")),
        (all, lacking) => partly(format!("{lacking} trong {all} văn bản thiếu một trong bảy thông tin.")),
    };
    looked.latest(facts.last(SectionKey::Legislation))
}

pub(super) fn projects(facts: &Facts) -> Looked {
    let looked = match (facts.projects.all, facts.projects.lacking) {
        (0, _) => return not_so("Chưa có dự án nào."),
        (all, 0) => so(format!("{all} dự án, {} tình trạng.", facts.stages)),
        (all, lacking) => partly(format!("{lacking} trong {all} dự án chưa ghi tình trạng.")),
    };
    looked.aged("P-h", facts.projects.day(), facts.today)
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
    let looked = match (facts.leaders.all, facts.leaders.lacking, facts.dutiless) {
        (0, ..) => not_so("Chưa có người giữ chức vụ nào trong danh sách."),
        (all, 0, 0) => so(format!("{all} người, đều có thư điện tử và nhiệm vụ.")),
        (all, mailless, dutiless) => partly(format!(
            "Trong {all} người: {mailless} chưa có thư điện tử chính thức, {dutiless} chưa ghi nhiệm vụ."
        )),
    };
    looked.latest(facts.leaders.day())
}

pub(super) fn research(facts: &Facts) -> Looked {
    filled(facts, "P-11", SectionKey::Research, "đề tài")
}

pub(super) fn statistics(facts: &Facts) -> Looked {
    match facts.statistics.all {
        0 => not_so("Chưa có báo cáo thống kê nào."),
        count => so(format!("{count} báo cáo; bài thiếu một trong năm phần không đăng được.")).aged(
            "P-12",
            facts.statistics.day(),
            facts.today,
        ),
    }
}

pub(super) fn languages(facts: &Facts) -> Looked {
    match (facts.translated, facts.level) {
        (0, Level::Province) => not_so("Chưa có trang nào bằng tiếng nước ngoài."),
        (0, _) => so("Không bắt buộc ở cấp này; chưa có trang dịch."),
        (count, _) => so(format!("{count} trang có bản dịch.")),
    }
}

fn procedures(facts: &Facts, green: &str, lacking: &[(i64, &str)]) -> Looked {
    let all = facts.procedures.all;
    let told: Vec<String> = lacking
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} chưa {what}"))
        .collect();
    let looked = match (all, told.is_empty()) {
        (0, _) => return not_so("Chưa có thủ tục nào."),
        (all, true) => so(format!("{all} thủ tục, đều {green}.")),
        (all, false) => partly(format!("Trong {all} thủ tục: {}.", told.join(", "))),
    };
    looked.latest(facts.procedures.day())
}

pub(super) fn procedures_by_level(facts: &Facts) -> Looked {
    procedures(facts, "ghi mức độ", &[(facts.procedures.lacking, "ghi mức độ")])
}

pub(super) fn procedures_by_kind(facts: &Facts) -> Looked {
    procedures(facts, "ghi toàn trình hay một phần", &[(facts.modeless.0, "ghi toàn trình hay một phần")])
}

pub(super) fn procedures_by_mode(facts: &Facts) -> Looked {
    let (modeless, addressless) = facts.modeless;
    procedures(
        facts,
        "ghi hình thức và nơi nộp trực tuyến",
        &[(modeless, "ghi toàn trình hay một phần"), (addressless, "có địa chỉ nộp trực tuyến")],
    )
}

pub(super) fn disclosed(facts: &Facts) -> Looked {
    let looked = match facts.disclosed {
        (0, _) if facts.declared == 0 => not_so("Danh mục chưa có mục nào."),
        (all, 0) => so(format!("{all} mục, đều đủ hình thức, thời điểm, thời hạn.")),
        (all, untold) => not_so(format!("{untold} trong {all} mục chưa ghi hình thức, thời điểm, thời hạn.")),
    };
    looked.latest(facts.disclosed_last)
}

pub(super) fn forms(facts: &Facts) -> Looked {
    match facts.forms.all {
        0 => not_so("Chưa đăng mẫu phiếu nào."),
        count => so(format!("{count} mẫu phiếu.")).latest(facts.forms.day()),
    }
}

/// The sites below and the one above are linked to by themselves; other bodies are entries of the directory.
pub(super) fn links(facts: &Facts) -> Looked {
    let own = match (facts.children, facts.has_parent) {
        (0, true) => "Liên kết tới trang cấp trên tự có".to_owned(),
        (0, false) => "Không có trang trực thuộc".to_owned(),
        (children, _) => format!("{children} trang trực thuộc tự có trong danh sách"),
    };
    match facts.links.all {
        0 if facts.children > 0 => partly(format!("{own}; chưa có liên kết nào tới cơ quan khác.")),
        0 => not_so(format!("{own}; chưa có liên kết nào tới cơ quan khác.")),
        links => so(format!("{own}; {links} liên kết tới cơ quan khác.")).aged(
            "F-2",
            facts.links.day(),
            facts.today,
        ),
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

/// Something done on a day that must not be too long ago.
fn done(facts: &Facts, check: &str, last: Option<Date>, what: &str, never: &str) -> Looked {
    let Some(day) = last else { return not_so(never) };
    let told = format!("{what} gần nhất ngày {}", date_vi(day));
    let looked = match law::of(check).map(|asked| asked.age(day, facts.today)) {
        Some(Age::Old(days) | Age::Gone(days)) => not_so(format!("{told}, quá {days} ngày.")),
        _ => so(format!("{told}.")),
    };
    looked.of(last)
}

pub(super) fn copied(facts: &Facts) -> Looked {
    done(facts, "F-8b", facts.backup, "Sao lưu", "Chưa ghi nhận lần sao lưu nào.")
}

pub(super) fn drilled(facts: &Facts) -> Looked {
    const NEVER: &str = "Chưa lần diễn tập khôi phục nào thành công.";
    done(facts, "F-8c", facts.drill, "Diễn tập thành công", NEVER)
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

/// The three groups are always given out; what the second needs is whether the portal was watched and pages were measured.
pub(super) fn counted(facts: &Facts) -> Looked {
    let rule = law::speed();
    let watched = match facts.uptime.share() {
        Some(_) => format!("thời gian hoạt động {}", facts.uptime.vietnamese()),
        None => "chưa theo dõi thời gian hoạt động".to_owned(),
    };
    let waited = facts.waits.quantile(50).zip(facts.waits.quantile(95));
    let speed = match waited {
        Some((half, most)) => format!(
            "{} trang trong {} ngày qua, nửa số trang trả lời trong {half} ms, 95% trong {most} ms",
            facts.waits.pages(),
            rule.days
        ),
        None => format!("chưa đo tốc độ trong {} ngày qua", rule.days),
    };
    let told = format!("Số liệu ba nhóm có ở /api/v1/statistics; {watched}; {speed}");
    match (facts.uptime.share(), waited) {
        (None, None) => not_so(format!("{told}.")),
        (Some(_), Some((_, most))) if most > rule.page_ms => {
            partly(format!("{told}; mức đặt ra là {} ms.", rule.page_ms))
        }
        (Some(_), Some(_)) => so(format!("{told}.")),
        _ => partly(format!("{told}.")),
    }
}

pub(super) fn component(facts: &Facts) -> Looked {
    if facts.has_parent {
        so("Trang đứng dưới cổng cấp trên; tìm kiếm và nguồn tin dùng chung.")
    } else {
        not_so("Trang chưa đứng dưới cổng nào.")
    }
}

#[cfg(test)]
pub(super) mod tests;
