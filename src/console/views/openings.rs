//! How often the ways out of procedures are opened, by month: counts, never persons.

use askama::Template;

use super::layout::ConsoleLayout;
use crate::public::views::Link;

/// One procedure.
#[derive(Clone, Debug, Default)]
pub struct OpeningsRow {
    /// Its page.
    pub link: Link,
    /// How often in twelve months.
    pub total: String,
    /// How often in this one.
    pub this_month: String,
}

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/openings.html")]
pub struct OpeningsPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// The months with how often all ways out were opened, this one first.
    pub months: Vec<(String, String)>,
    /// The procedures, what was opened most first.
    pub rows: Vec<OpeningsRow>,
    /// How many more the table to fetch has.
    pub more: usize,
    /// All of it as a table to fetch.
    pub csv_url: String,
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::console::views::layout::samples::layout;

    impl OpeningsPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Lượt mở dịch vụ công"),
                months: vec![("Tháng 12/2016".into(), "1.204".into()), ("Tháng 11/2016".into(), "0".into())],
                rows: vec![OpeningsRow {
                    link: Link::new("Đăng ký khai sinh (mẫu)", "/dich-vu-cong/dang-ky-khai-sinh"),
                    total: "1.204".into(),
                    this_month: "1.204".into(),
                }],
                more: 3,
                csv_url: "/hh/luot-mo.csv".into(),
            }
        }

        pub(crate) fn empty_sample() -> Self {
            Self { rows: Vec::new(), more: 0, ..Self::sample() }
        }
    }
}
