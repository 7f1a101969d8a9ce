//! The home and the look of a site as they are arranged, and the parts that all pages are made of.

use askama::Template;

use super::layout::{ConsoleLayout, Post};
use crate::face::arrangement::Fields;
use crate::public::views::{Badge, Choice, Link, Refusals, Stamp};

/// What is being prepared.
#[derive(Clone, Debug, Default)]
pub struct Prepared {
    /// Whose draft, and when.
    pub said: String,
    /// The signed link to it.
    pub preview: Link,
    /// Publishes it, for who may.
    pub publish: Option<Post>,
    /// Gives it up, for who may.
    pub discard: Option<Post>,
}

/// A version that was published.
#[derive(Clone, Debug, Default)]
pub struct VersionRow {
    /// Its number.
    pub no: String,
    /// How it came about.
    pub said: String,
    /// Who published it and when.
    pub by: String,
    /// Whether it holds.
    pub state: Badge,
    /// Brings it back, for who may.
    pub restore: Option<Post>,
}

/// What stands around the form of either part.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    /// Where the form is posted, for who may.
    pub post: Option<Post>,
    /// The draft's version that was seen; 0 for none.
    pub version: String,
    /// What is being prepared.
    pub prepared: Option<Prepared>,
    /// What was published, the one that holds first.
    pub versions: Vec<VersionRow>,
    /// Why the form was refused.
    pub refusals: Refusals,
    /// What happened meanwhile.
    pub notice: Option<String>,
}

/// A block in the form.
#[derive(Clone, Debug)]
pub struct BlockRow {
    /// What it is called.
    pub title: String,
    /// What it shows.
    pub about: String,
    /// Its fields.
    pub fields: Fields,
    /// Its place.
    pub place: String,
    /// Whether it is shown.
    pub shown: bool,
    /// How many entries; none for what has no number.
    pub count: Option<String>,
    /// At most so many.
    pub most: String,
    /// Its own heading.
    pub heading: String,
}

/// The blocks of the home.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/arrangement.html")]
pub struct ArrangementPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// What stands around the form.
    pub frame: Frame,
    /// The blocks in their order.
    pub rows: Vec<BlockRow>,
}

/// A colour in the form.
#[derive(Clone, Debug, Default)]
pub struct ColourRow {
    /// Its field.
    pub field: &'static str,
    /// What it is called.
    pub label: &'static str,
    /// Its own value, or "".
    pub value: String,
    /// The value that holds.
    pub of_palette: String,
}

/// A pair of colours with its contrast.
#[derive(Clone, Debug, Default)]
pub struct MeasuredRow {
    /// What on what.
    pub pair: String,
    /// The least contrast.
    pub least: String,
    /// By day.
    pub day: Badge,
    /// By night.
    pub night: Badge,
}

/// The look.
///
/// Ids of fields: `bang-mau`, `bo-goc`, `bieu-trung` and those of the colours.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/look.html")]
pub struct LookPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// What stands around the form.
    pub frame: Frame,
    /// The palettes.
    pub palettes: Vec<Choice>,
    /// The colours of its own.
    pub colours: Vec<ColourRow>,
    /// How round corners are.
    pub radii: Vec<Choice>,
    /// Its own emblem as SVG text, or "".
    pub emblem: String,
    /// Every pair that meets on a page.
    pub measured: Vec<MeasuredRow>,
}

/// One sample of all parts.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// Tells its ids from those of the others.
    pub key: &'static str,
    /// What it is called.
    pub title: &'static str,
    /// How the style sheet knows it.
    pub class: &'static str,
}

/// The parts that all pages are made of.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/design.html")]
pub struct DesignPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// The palette that the samples stand in.
    pub palette: String,
    /// By day, by night, in high contrast.
    pub sheets: [Sheet; 4],
    /// A day as people write it, short.
    pub today: Stamp,
    /// The same with its day of the week.
    pub weekday: String,
}

impl DesignPage {
    /// The samples.
    pub fn sheets() -> [Sheet; 4] {
        [
            Sheet { key: "sang", title: "Nền sáng", class: "in-light" },
            Sheet { key: "toi", title: "Nền tối", class: "in-dark" },
            Sheet {
                key: "tuong-phan", title: "Tương phản cao, nền sáng", class: "in-light in-contrast"
            },
            Sheet {
                key: "tuong-phan-toi", title: "Tương phản cao, nền tối", class: "in-contrast in-dark"
            },
        ]
    }
}

/// The tokens shown as colours.
pub const SWATCHES: [(&str, &str); 10] = [
    ("paper", "Nền trang"),
    ("surface", "Nền khung"),
    ("tint", "Nền xen"),
    ("ink", "Chữ"),
    ("muted", "Chữ phụ"),
    ("accent", "Màu nhấn"),
    ("accent-strong", "Màu nhấn đậm"),
    ("good", "Tốt"),
    ("warn", "Lưu ý"),
    ("bad", "Lỗi"),
];

#[cfg(test)]
pub(crate) mod samples {
    use super::*;
    use crate::console::views::layout::samples::{layout, post};
    use crate::face::arrangement::{Arrangement, Placed};
    use crate::public::views::{Refusal, Tone};

    fn frame(base: &str, field: &str) -> Frame {
        Frame {
            post: Some(post(base)),
            version: "3".into(),
            prepared: Some(Prepared {
                said: "Bản nháp của (mẫu), 30/12/2016 09:00.".into(),
                preview: Link::new("Xem trước trang chủ", "/xem-truoc/1-a"),
                publish: Some(post(&format!("{base}/dang"))),
                discard: Some(post(&format!("{base}/bo-nhap"))),
            }),
            versions: vec![
                VersionRow {
                    no: "2".into(),
                    said: "đăng mới".into(),
                    by: "(mẫu), 30/12/2016".into(),
                    state: Badge::new("đang dùng", Tone::Good),
                    restore: None,
                },
                VersionRow {
                    no: "1".into(),
                    said: "đăng mới".into(),
                    by: "(mẫu), 29/12/2016".into(),
                    state: Badge::new("bản cũ", Tone::Plain),
                    restore: Some(post(&format!("{base}/khoi-phuc"))),
                },
            ],
            refusals: Refusals(vec![Refusal {
                field: field.into(),
                message: "Hãy sửa mục này (mẫu).".into(),
                clause: Some("Quy chế Điều 6.5".into()),
            }]),
            notice: Some("Bản nháp vừa được người khác sửa.".into()),
        }
    }

    fn row((at, placed): (usize, Placed)) -> BlockRow {
        BlockRow {
            title: placed.block.title().into(),
            about: placed.block.about().into(),
            fields: placed.block.fields(),
            place: (at + 1).to_string(),
            shown: placed.shown,
            count: placed.block.most().map(|_| placed.count.to_string()),
            most: placed.block.most().unwrap_or_default().to_string(),
            heading: placed.heading,
        }
    }

    impl ArrangementPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Trang chủ"),
                frame: frame("/hh/trang-chu", "so-van-ban"),
                rows: Arrangement::default().blocks.into_iter().enumerate().map(row).collect(),
            }
        }
    }

    impl LookPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Giao diện"),
                frame: frame("/hh/giao-dien", "mau-accent"),
                palettes: vec![Choice::new("son-do", "Son đỏ").chosen(), Choice::new("tre-xanh", "Tre xanh")],
                colours: vec![ColourRow {
                    field: "mau-accent",
                    label: "Màu nhấn, liên kết, nền sáng",
                    value: "#a12a1d".into(),
                    of_palette: "#a12a1d".into(),
                }],
                radii: vec![Choice::new("6", "6 điểm ảnh").chosen()],
                emblem: "<svg xmlns=\"http://www.w3.org/2000/svg\"/>".into(),
                measured: vec![MeasuredRow {
                    pair: "chữ trên nền trang".into(),
                    least: "4,50:1".into(),
                    day: Badge::new("15,90:1, đạt", Tone::Good),
                    night: Badge::new("2,10:1, thấp", Tone::Bad),
                }],
            }
        }
    }

    impl DesignPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Hệ thiết kế"),
                palette: "son-do".into(),
                sheets: Self::sheets(),
                today: Stamp::new("30/12/2016", "2016-12-30"),
                weekday: "thứ Sáu, 30/12/2016".into(),
            }
        }
    }
}
