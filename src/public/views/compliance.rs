//! What a site says of how it keeps the law on portals.

use askama::Template;

use super::{Badge, Layout, Stamp};

/// One requirement.
#[derive(Clone, Debug, Default)]
pub struct ComplianceRow {
    /// What is asked.
    pub title: String,
    /// How it turned out.
    pub light: Badge,
    /// The day of what it rests on.
    pub on: Stamp,
    /// By which clause.
    pub source: String,
}

/// Requirements of one kind.
#[derive(Clone, Debug, Default)]
pub struct CompliancePart {
    /// What they are called together.
    pub title: String,
    /// They.
    pub rows: Vec<ComplianceRow>,
}

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "public/views/compliance.html")]
pub struct CompliancePage {
    /// Everything around it.
    pub layout: Layout,
    /// The day.
    pub on: Stamp,
    /// The legal profile.
    pub profile: String,
    /// How many of each; none where the office shows nothing.
    pub sum: Option<String>,
    /// The parts.
    pub parts: Vec<CompliancePart>,
}

#[cfg(test)]
mod samples {
    use super::super::Tone;
    use super::super::layout::samples as around;
    use super::*;

    impl CompliancePage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: around::layout("Tự đánh giá việc tuân thủ", ""),
                on: Stamp::new("28/12/2016", "2016-12-28"),
                profile: "khung pháp lý 2016 (Nghị định số 43/2011/NĐ-CP)".into(),
                sum: Some("20 mục đạt, 3 đạt một phần, 2 chưa đạt, 1 chưa tự xác nhận".into()),
                parts: vec![CompliancePart {
                    title: "Nội dung phải có".into(),
                    rows: vec![ComplianceRow {
                        title: "Giới thiệu đủ sáu nội dung (mẫu)".into(),
                        light: Badge::new("Đạt", Tone::Good),
                        on: Stamp::new("20/12/2016", "2016-12-20"),
                        source: "Nghị định 43/2011/NĐ-CP Điều 10.1.a".into(),
                    }],
                }],
            }
        }

        pub(crate) fn unpublished_sample() -> Self {
            Self { sum: None, parts: Vec::new(), ..Self::sample() }
        }
    }
}
