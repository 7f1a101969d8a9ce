//! Which law a deployment lives under, as sentences that pages print; the numbers come from `rules/`.

use crate::app::App;

/// What pages say of the law in force.
#[derive(Clone, Copy, Debug)]
pub struct Profile {
    /// Its name in the configuration.
    pub key: &'static str,
    /// How soon a question is answered.
    pub answer_limit: &'static str,
    /// How soon the office's own documents are put on the site.
    pub document_limit: &'static str,
    /// Where both come from.
    pub limits_from: &'static str,
    /// The law on access.
    pub accessibility_law: &'static str,
    /// How soon a request about personal data is met.
    pub privacy_limit: &'static str,
    /// The law on personal data.
    pub privacy_law: &'static str,
    /// Working days between the announcement of an outage and its begin.
    pub outage_days: i64,
}

const OLD_LIMITS: &str = "Nghị định số 43/2011/NĐ-CP, Điều 17";

const PROFILES: [Profile; 4] = [
    Profile {
        key: "2016",
        answer_limit: "15 ngày làm việc",
        document_limit: "2 ngày làm việc",
        limits_from: OLD_LIMITS,
        accessibility_law: "Thông tư số 26/2009/TT-BTTTT",
        privacy_limit: "thời hạn do cơ quan thông báo khi nhận yêu cầu",
        privacy_law: "Luật Công nghệ thông tin ngày 29/6/2006, Điều 21 và Điều 22",
        outage_days: 1,
    },
    Profile {
        key: "2018",
        answer_limit: "15 ngày làm việc",
        document_limit: "2 ngày làm việc",
        limits_from: OLD_LIMITS,
        accessibility_law: "Thông tư số 32/2017/TT-BTTTT, Điều 18",
        privacy_limit: "thời hạn do cơ quan thông báo khi nhận yêu cầu",
        privacy_law: "Luật Công nghệ thông tin ngày 29/6/2006, Điều 21 và Điều 22",
        outage_days: 1,
    },
    Profile {
        key: "2022",
        answer_limit: "15 ngày làm việc",
        document_limit: "2 ngày làm việc",
        limits_from: "Nghị định số 42/2022/NĐ-CP",
        accessibility_law: "Thông tư số 22/2023/TT-BTTTT",
        privacy_limit: "72 giờ",
        privacy_law: "Nghị định số 13/2023/NĐ-CP",
        outage_days: 1,
    },
    Profile {
        key: "2026",
        answer_limit: "15 ngày làm việc",
        document_limit: "ngay khi có thay đổi",
        limits_from: "Nghị định số 224/2026/NĐ-CP, Điều 9",
        accessibility_law: "Nghị định số 224/2026/NĐ-CP, Điều 10",
        privacy_limit: "2 ngày làm việc để trả lời, 15 ngày để thực hiện",
        privacy_law: "Luật Bảo vệ dữ liệu cá nhân số 91/2025/QH15",
        outage_days: 7,
    },
];

/// The profile the deployment runs under.
pub fn profile(app: &App) -> Profile {
    let key = app.config.legal_profile.as_deref().unwrap_or("2016");
    PROFILES.into_iter().find(|profile| profile.key == key).unwrap_or(PROFILES[0])
}
