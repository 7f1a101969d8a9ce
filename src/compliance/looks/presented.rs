//! What the checks of access, layout and technique look at.

use crate::compliance::checks::Looked;
use crate::compliance::facts::{Facts, Wanted};
use crate::tenants::SectionKey;

use super::{not_so, partly, so};

/// The emblem, the name, the home and the site map are always there; a section is in the menu once it holds something.
pub(in crate::compliance) fn menu(facts: &Facts) -> Looked {
    let wanted = [(SectionKey::About, "Giới thiệu"), (SectionKey::Services, "Dịch vụ công trực tuyến")];
    let lacks = |key| facts.hidden.contains(&key) || facts.count(key) == 0;
    let missing: Vec<&str> = wanted.iter().filter(|(key, _)| lacks(*key)).map(|(_, name)| *name).collect();
    if missing.is_empty() {
        so("Đầu trang đủ biểu trưng, tên đầy đủ và bốn mục của thực đơn.")
    } else {
        not_so(format!("Thực đơn thiếu {}: chuyên mục bị ẩn hoặc chưa có nội dung.", missing.join(", ")))
    }
}

pub(in crate::compliance) fn footer(facts: &Facts) -> Looked {
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

/// A section is in the menu once it holds something.
pub(in crate::compliance) fn shown(facts: &Facts) -> Looked {
    let titles = |passes: &dyn Fn(&Wanted) -> bool| {
        let of = facts.wanted.iter().filter(|one| passes(one)).map(|one| one.title.as_str());
        of.collect::<Vec<_>>().join(", ")
    };
    let (hidden, empty) = (titles(&|one| one.hidden), titles(&|one| !one.hidden && !one.filled));
    match (hidden.is_empty(), empty.is_empty()) {
        (true, true) => so(format!("{} chuyên mục bắt buộc đều hiện trên thực đơn.", facts.wanted.len())),
        (true, false) => partly(format!("Chưa hiện vì chưa có nội dung: {empty}.")),
        (false, true) => not_so(format!("Đang ẩn: {hidden}.")),
        (false, false) => not_so(format!("Đang ẩn: {hidden}. Chưa hiện vì chưa có nội dung: {empty}.")),
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

pub(in crate::compliance) fn access(facts: &Facts) -> Looked {
    none_of(facts.figures.access, "nội dung có chỗ chưa tiếp cận được")
}

pub(in crate::compliance) fn textless(facts: &Facts) -> Looked {
    none_of(facts.figures.textless, "tệp chưa có chữ")
}

pub(in crate::compliance) fn broken(facts: &Facts) -> Looked {
    none_of(facts.figures.links, "liên kết hỏng")
}

pub(in crate::compliance) fn tls(facts: &Facts) -> Looked {
    if facts.tls {
        so("Mọi trang dùng HTTPS.")
    } else {
        not_so("Trang đang chạy không có HTTPS; người vận hành máy chủ đặt.")
    }
}

pub(in crate::compliance) fn box_of_the_site(facts: &Facts) -> Looked {
    match facts.footer.email.trim() {
        "" => not_so("Chưa có hộp thư của trang."),
        email => so(format!("Hộp thư {email}, ghi ở chân mọi trang.")),
    }
}

pub(in crate::compliance) fn domain(facts: &Facts) -> Looked {
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
