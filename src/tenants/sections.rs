//! The sixteen sections of the regulation (QĐ 10/2016, Quy chế Điều 3): keys are fixed, names are data.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! sections {
    ($($(#[$doc:meta])* $name:ident = $key:literal),* $(,)?) => {
        /// One of the sixteen.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum SectionKey {
            $($(#[$doc])* #[serde(rename = $key)] $name,)*
        }

        impl SectionKey {
            /// All of them, in the regulation's order.
            pub const ALL: [Self; 16] = [$(Self::$name),*];

            /// As it is stored and declared.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $key),* }
            }

            /// The key of a stored or declared text.
            pub fn parse(text: &str) -> Option<Self> {
                match text { $($key => Some(Self::$name),)* _ => None }
            }
        }
    };
}

sections! {
    /// 1. Giới thiệu
    About = "gioi-thieu",
    /// 2. Tin tức, sự kiện
    News = "tin-tuc",
    /// 3. Bộ máy tổ chức, lãnh đạo
    Organisation = "bo-may",
    /// 4. Văn bản chỉ đạo, điều hành
    Steering = "chi-dao",
    /// 5. Lịch công tác
    Calendar = "lich-cong-tac",
    /// 6. Tuyên truyền, phổ biến giáo dục pháp luật
    LegalEducation = "pho-bien-phap-luat",
    /// 7. Chiến lược, kế hoạch phát triển
    Strategy = "chien-luoc",
    /// 8. Văn bản quy phạm pháp luật
    Legislation = "van-ban",
    /// 9. Dự án đầu tư, mua sắm công
    Projects = "du-an",
    /// 10. Dịch vụ công trực tuyến
    Services = "dich-vu-cong",
    /// 11. Đề tài khoa học
    Research = "de-tai",
    /// 12. Hỏi đáp; lấy ý kiến góp ý
    Questions = "hoi-dap",
    /// 13. Tin, phóng sự truyền hình
    Television = "truyen-hinh",
    /// 14. Chương trình truyền thanh
    Radio = "truyen-thanh",
    /// 15. Chuyên trang
    Specials = "chuyen-trang",
    /// 16. Liên kết website
    Links = "lien-ket",
}

impl fmt::Display for SectionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sixteen_keys_that_parse_back() {
        for key in SectionKey::ALL {
            assert_eq!(SectionKey::parse(key.as_str()), Some(key));
        }
        assert_eq!(SectionKey::parse("khac"), None);
    }
}
