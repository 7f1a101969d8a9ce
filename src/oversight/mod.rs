//! Every site at a glance for the office above: what is late, with whom, and who was told.
//!
//! A site's figures are counted when its number moved and once a day, and kept by day; what must be of this minute is asked live.

pub mod access;
pub mod acting;
pub mod backup;
pub mod figures;
pub mod keep;
pub mod lists;
pub mod overview;
pub mod receipts;
pub mod reminders;
pub mod score;
pub mod sheet;
pub mod store;

pub use figures::Figures;

macro_rules! figures {
    ($($(#[$doc:meta])* $name:ident = $key:literal / $title:literal),* $(,)?) => {
        /// Something that a site should have none of; each opens the list behind it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Figure { $($(#[$doc])* $name),* }

        impl Figure {
            /// All of them, in the order of the page.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// As it stands in addresses and rows.
            pub fn key(self) -> &'static str {
                match self { $(Self::$name => $key),* }
            }

            /// What it counts.
            pub fn title(self) -> &'static str {
                match self { $(Self::$name => $title),* }
            }
        }
    };
}

figures! {
    /// Questions past their last day.
    Overdue = "qua-han" / "Câu hỏi quá hạn",
    /// Sections past their pace.
    Stale = "chuyen-muc" / "Chuyên mục quá hạn cập nhật",
    /// Emergency publications that nobody confirmed yet.
    Emergencies = "dang-khan" / "Bản đăng khẩn chưa xác nhận",
    /// Texts that wait for the board for long.
    Waiting = "cho-duyet" / "Bài chờ duyệt đã lâu",
    /// Drafts that nobody touched for long.
    Drafts = "ban-nhap" / "Bản nháp để lâu",
    /// Letters to units that did not arrive.
    Mail = "thu-khong-den" / "Thư tới đơn vị không đến",
    /// Links that are broken.
    Links = "lien-ket" / "Liên kết hỏng",
    /// Files without text.
    Textless = "tep" / "Tệp chưa có chữ",
    /// Live texts that not everybody can read.
    Access = "tiep-can" / "Nội dung chưa tiếp cận được",
    /// Units behind their quota.
    Quota = "chi-tieu" / "Đơn vị thiếu chỉ tiêu",
    /// Procedures that nobody confirmed for long.
    Procedures = "thu-tuc" / "Thủ tục lâu chưa xác nhận",
    /// Items whose royalties should have been paid.
    Unpaid = "nhuan-but" / "Nhuận bút quá hạn chi",
    /// Reports that are owed and past their last day, begun or not.
    Reports = "bao-cao" / "Báo cáo quá hạn",
}

impl Figure {
    /// The figure of a key.
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|figure| figure.key() == key)
    }

    /// What it counts of a site: quotas of which month.
    pub fn titled(self, figures: &Figures) -> String {
        let month = figures.quota_month().filter(|_| self == Self::Quota);
        month.map_or_else(
            || self.title().to_owned(),
            |month| format!("{} {}", self.title(), month.vietnamese()),
        )
    }

    /// How many a site has.
    pub fn of(self, figures: &Figures) -> i64 {
        match self {
            Self::Overdue => figures.overdue,
            Self::Stale => i64::try_from(figures.stale.len()).unwrap_or(i64::MAX),
            Self::Emergencies => figures.emergencies,
            Self::Waiting => figures.waiting_old,
            Self::Drafts => figures.drafts_old,
            Self::Mail => figures.mail,
            Self::Links => figures.links,
            Self::Textless => figures.textless,
            Self::Access => figures.access,
            Self::Quota => figures.behind,
            Self::Procedures => figures.unconfirmed,
            Self::Unpaid => figures.unpaid,
            Self::Reports => figures.reports,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Figure;

    #[test]
    fn keys_parse_back() {
        for &figure in Figure::ALL {
            assert_eq!(Figure::parse(figure.key()), Some(figure));
        }
        assert_eq!(Figure::parse("khac"), None);
    }
}
