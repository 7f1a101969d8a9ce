//! What was typed when the session had ended: all of it again, with the fields to sign in.

use askama::Template;

use crate::public::views::Refusals;

/// Signing in without losing what was typed, or sending it once more.
///
/// Ids of its fields: `ten-dang-nhap`, `mat-khau`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "console/views/again.html")]
pub struct AgainPage {
    /// Where it is posted.
    pub action: String,
    /// The token of a session that stands; none: the person signs in first.
    pub csrf: Option<String>,
    /// The path that the text was on its way to.
    pub goal: String,
    /// The name typed.
    pub name: String,
    /// Why signing in was refused.
    pub refusals: Refusals,
    /// Every field, sent along.
    pub typed: Vec<(String, String)>,
    /// The longest of them, to be seen and copied.
    pub shown: String,
}

#[cfg(test)]
impl AgainPage {
    pub(crate) fn sample() -> Self {
        Self {
            action: "/dang-nhap/gui-tiep".into(),
            goal: "/hh/tin-bai/1/sua".into(),
            typed: vec![("gui.tieu-de".into(), "Lịch tiếp dân (mẫu)".into())],
            shown: "Nội dung đang soạn (mẫu)".into(),
            ..Self::default()
        }
    }

    pub(crate) fn once_more_sample() -> Self {
        Self { csrf: Some("mau".into()), ..Self::sample() }
    }
}
