//! The blocks of a home: which there are, which stand on it, in which order, how much each shows and what it is headed.

use serde::{Deserialize, Serialize};

use crate::base::error::Refusal;

const CLAUSE: &str = "Quy chế Điều 6.5";
/// The longest heading of a block's own, in characters.
const HEADING: usize = 80;

macro_rules! blocks {
    ($($(#[$doc:meta])* $name:ident = $key:literal, $title:literal, $about:literal, $most:literal);* $(;)?) => {
        /// A block of the home.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Block {
            $($(#[$doc])* #[serde(rename = $key)] $name,)*
        }

        impl Block {
            /// All of them, in the order in which a home begins.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// As it is stored and sent.
            pub fn key(self) -> &'static str {
                match self { $(Self::$name => $key),* }
            }

            /// What it is headed unless the office says otherwise.
            pub fn title(self) -> &'static str {
                match self { $(Self::$name => $title),* }
            }

            /// What it shows, for who arranges.
            pub fn about(self) -> &'static str {
                match self { $(Self::$name => $about),* }
            }

            /// How many entries it shows at most; none for what has no number.
            pub fn most(self) -> Option<i64> {
                match self { $(Self::$name => if $most == 0 { None } else { Some($most) }),* }
            }

            /// Its fields in a form: place, whether it is shown, number, heading.
            pub fn fields(self) -> Fields {
                match self {
                    $(Self::$name => Fields {
                        place: concat!("thu-tu-", $key),
                        shown: concat!("hien-", $key),
                        count: concat!("so-", $key),
                        heading: concat!("tieu-de-", $key),
                    }),*
                }
            }
        }
    };
}

blocks! {
    /// The latest news, the first in large.
    Lead = "tin-moi", "Tin tức", "Tin mới nhất, tin đầu có ảnh và tóm tắt", 12;
    /// The latest documents.
    Documents = "van-ban", "Văn bản mới", "Văn bản mới nhất, có tình trạng hiệu lực", 12;
    /// Directions and announcements, with their days.
    Announcements = "thong-bao", "Chỉ đạo, thông báo", "Mục Văn bản chỉ đạo, điều hành, có ngày", 12;
    /// What leaders and units do this week.
    Week = "lich-tuan", "Lịch công tác tuần này", "Lịch đã công bố từ hôm nay đến hết tuần", 20;
    /// What was asked and answered, and the way to ask.
    Ask = "hoi-dap", "Câu hỏi mới được trả lời", "Câu trả lời mới nhất và nút gửi câu hỏi", 12;
    /// The drafts on which the people are asked now.
    Consultations = "lay-y-kien", "Đang lấy ý kiến góp ý", "Dự thảo còn trong thời gian nhận ý kiến", 12;
    /// What can be done at the office.
    Procedures = "thu-tuc", "Thủ tục hành chính", "Mục Dịch vụ công, theo tên", 20;
    /// Sound and film.
    Media = "truyen-thong", "Truyền hình, truyền thanh", "Chương trình mới nhất", 12;
    /// Subjects with pages of their own.
    Specials = "chuyen-trang", "Chuyên trang", "Chuyên trang đang mở", 12;
    /// The sites below.
    Communes = "xa", "Các đơn vị trực thuộc", "Trang của các xã, thị trấn", 0;
    /// Other sites.
    Links = "lien-ket", "Liên kết", "Mục Liên kết website", 30;
    /// What the site above published.
    Above = "cap-tren", "Từ trang cấp trên", "Tin mới của trang cấp trên", 12;
}

/// The names of a block's fields in a form.
#[derive(Clone, Copy, Debug)]
pub struct Fields {
    /// Its place, counting from 1.
    pub place: &'static str,
    /// Whether it is shown.
    pub shown: &'static str,
    /// How many entries.
    pub count: &'static str,
    /// Its heading.
    pub heading: &'static str,
}

/// A block as it is arranged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Placed {
    /// Which.
    #[schemars(with = "String")]
    pub block: Block,
    /// Whether it is shown where it has something to show.
    pub shown: bool,
    /// How many entries at most; 0 for what has no number.
    #[serde(default)]
    pub count: i64,
    /// Its own heading, or "".
    #[serde(default)]
    pub heading: String,
}

impl Placed {
    /// What it is headed.
    pub fn title(&self) -> &str {
        if self.heading.is_empty() { self.block.title() } else { &self.heading }
    }

    /// How many entries it shows.
    pub fn limit(&self) -> usize {
        usize::try_from(self.count).unwrap_or(0)
    }
}

/// A home, its blocks in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Arrangement {
    /// In order; a block that is left out is not shown.
    pub blocks: Vec<Placed>,
}

impl Default for Arrangement {
    /// What every site begins with: all blocks, as those that have nothing show nothing.
    fn default() -> Self {
        let count = |block: Block| match block {
            Block::Lead => 6,
            Block::Ask | Block::Above | Block::Media => 3,
            other => other.most().map_or(0, |most| most.min(5)),
        };
        let placed = |&block| Placed { block, shown: true, count: count(block), heading: String::new() };
        Self { blocks: Block::ALL.iter().map(placed).collect() }
    }
}

impl Arrangement {
    /// Every block in its order, those that were left out at the end and not shown: for who arranges.
    pub fn whole(&self) -> Vec<Placed> {
        let left_out = Self::default().blocks.into_iter().filter(|placed| !self.names(placed.block));
        let left_out = left_out.map(|placed| Placed { shown: false, ..placed });
        self.blocks.iter().cloned().chain(left_out).collect()
    }

    fn names(&self, block: Block) -> bool {
        self.blocks.iter().any(|placed| placed.block == block)
    }

    /// What stands against it.
    pub fn refusals(&self) -> Vec<Refusal> {
        let mut refusals = Vec::new();
        if !self.blocks.iter().any(|placed| placed.shown) {
            let message = "Trang chủ phải có ít nhất một khối được hiện. Hãy chọn khối cần hiện.";
            refusals.push(Refusal::new(Block::Lead.fields().shown, message, CLAUSE));
        }
        for (at, placed) in self.blocks.iter().enumerate() {
            let fields = placed.block.fields();
            let title = placed.block.title();
            if self.blocks[..at].iter().any(|before| before.block == placed.block) {
                let message = format!("Khối “{title}” đứng hai lần. Mỗi khối chỉ được đứng một lần.");
                refusals.push(Refusal::new(fields.place, message, CLAUSE));
            }
            let within = placed.block.most().is_none_or(|most| (1..=most).contains(&placed.count));
            if let (false, Some(most)) = (within, placed.block.most()) {
                let message = format!("Khối “{title}”: số mục phải từ 1 đến {most}.");
                refusals.push(Refusal::new(fields.count, message, CLAUSE));
            }
            if placed.heading.chars().count() > HEADING {
                let message = format!("Khối “{title}”: tiêu đề riêng dài quá {HEADING} ký tự.");
                refusals.push(Refusal::new(fields.heading, message, CLAUSE));
            }
        }
        refusals
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(arrangement: &Arrangement) -> Vec<&'static str> {
        arrangement.refusals().into_iter().map(|refusal| refusal.field).collect()
    }

    #[test]
    fn what_every_site_begins_with_is_allowed_and_holds_every_block_once() {
        let begun = Arrangement::default();
        assert_eq!(begun.refusals(), []);
        assert_eq!(begun.blocks.len(), Block::ALL.len());
    }

    #[test]
    fn at_least_one_block_numbers_in_range_and_no_block_twice() {
        let mut none = Arrangement::default();
        none.blocks.iter_mut().for_each(|placed| placed.shown = false);
        assert_eq!(fields(&none), ["hien-tin-moi"]);
        let mut wrong = Arrangement::default();
        wrong.blocks[0].count = 13;
        wrong.blocks[1].count = 0;
        wrong.blocks[2].heading = "x".repeat(81);
        wrong.blocks.push(wrong.blocks[4].clone());
        assert_eq!(fields(&wrong), ["so-tin-moi", "so-van-ban", "tieu-de-thong-bao", "thu-tu-hoi-dap"]);
    }

    #[test]
    fn what_was_left_out_is_offered_at_the_end_and_not_shown() {
        let one = Arrangement { blocks: vec![Arrangement::default().blocks[4].clone()] };
        let whole = one.whole();
        assert_eq!(whole[0].block, Block::Ask);
        assert_eq!(whole.len(), Block::ALL.len());
        assert!(whole[1..].iter().all(|placed| !placed.shown));
    }

    #[test]
    fn words_that_are_stored_stay_the_same() {
        let stored = r#"{"blocks":[{"block":"hoi-dap","shown":true,"count":3,"heading":""}]}"#;
        let read: Arrangement = serde_json::from_str(stored).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), stored);
        assert!(serde_json::from_str::<Arrangement>(r#"{"blocks":[{"block":"x","shown":true}]}"#).is_err());
    }
}
