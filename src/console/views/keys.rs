//! A person's own keys to the staff's JSON interface.

use askama::Template;

use super::layout::{Post, When};
use crate::public::views::{Badge, Choice, Refusals};

/// One key as it is listed.
#[derive(Clone, Debug, Default)]
pub struct KeyRow {
    /// What its holder calls it.
    pub name: String,
    /// The end of its id, as the trail names it.
    pub short: String,
    /// What it may be used for.
    pub grants: String,
    /// In which tenants.
    pub tenants: String,
    /// `đến hết 30/06/2017`.
    pub term: String,
    /// Whether it opens anything.
    pub state: Badge,
    /// When it was last used.
    pub used: Option<When>,
    /// From where.
    pub address: String,
    /// Takes it out of use.
    pub revoke: Option<Post>,
}

/// The keys, and the form that makes one.
///
/// Ids of its fields: `ten`, `quyen`, `trang`, `het-han`.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/keys.html")]
pub struct KeysPage {
    /// Back to the desk.
    pub home_url: String,
    /// Where the form is posted.
    pub post: Post,
    /// Why it was refused.
    pub refusals: Refusals,
    /// A token just made, shown this once.
    pub fresh: Option<String>,
    /// The name typed.
    pub name: String,
    /// What a key may be used for.
    pub grants: Vec<Choice>,
    /// Where the person holds something.
    pub tenants: Vec<Choice>,
    /// The last day typed.
    pub last_day: String,
    /// The latest last day, in words.
    pub limit_text: String,
    /// The keys, latest first.
    pub keys: Vec<KeyRow>,
    /// Where the interface is described.
    pub description_url: String,
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::console::views::layout::samples::{post, when};
    use crate::public::views::{Refusal, Tone};

    impl KeysPage {
        pub(crate) fn sample() -> Self {
            Self {
                home_url: "/".into(),
                post: post("/khoa-api"),
                refusals: Refusals(vec![Refusal {
                    field: "het-han".into(),
                    message: "Hãy ghi ngày hết hạn như 31/12/2016.".into(),
                    clause: Some("Quy chế Điều 12.4".into()),
                }]),
                fresh: Some("portal_mau".into()),
                name: "Đồng bộ (mẫu)".into(),
                grants: vec![Choice::new("item:read", "Tin bài, văn bản: xem").chosen()],
                tenants: vec![Choice::new("t-mau", "Xã mẫu")],
                last_day: "1/1".into(),
                limit_text: "Không quá 30/12/2017.".into(),
                keys: vec![KeyRow {
                    name: "Đồng bộ (mẫu)".into(),
                    short: "0a1b2c3d".into(),
                    grants: "Tin bài, văn bản: xem".into(),
                    tenants: "Xã mẫu".into(),
                    term: "đến hết 30/06/2017".into(),
                    state: Badge::new("Còn hiệu lực", Tone::Good),
                    used: Some(when("5 phút trước")),
                    address: "10.0.0.7".into(),
                    revoke: Some(post("/khoa-api/1/thu-hoi")),
                }],
                description_url: "/api/v1/staff/openapi.json".into(),
            }
        }
    }
}
