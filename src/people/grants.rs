//! What a personal key lets its holder do of what they may do anyway: groups of actions, each to read or to write.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Action;

/// The groups of the actions' words, as people read them.
const GROUPS: &[(&str, &str)] = &[
    ("item", "Tin bài, văn bản"),
    ("question", "Câu hỏi"),
    ("answer", "Câu trả lời"),
    ("clock", "Sổ theo dõi, việc trễ hạn"),
    ("sealed", "Ngăn hồ sơ riêng"),
    ("letter", "Thư đến"),
    ("routing", "Quy tắc chuyển câu hỏi"),
    ("phrase", "Mẫu câu trả lời"),
    ("media", "Thư viện"),
    ("proposal", "Đề xuất từ cấp dưới"),
    ("delivery", "Nội dung phát hành"),
    ("supply", "Cung cấp tin, bài"),
    ("schedule", "Lịch công tác"),
    ("consultation", "Lấy ý kiến góp ý"),
    ("care", "Việc cần chăm sóc"),
    ("batch", "Nhập hàng loạt"),
    ("task", "Việc cần người xử lý"),
    ("mail", "Thư đi"),
    ("audit", "Nhật ký"),
    ("people", "Nhân sự"),
    ("board", "Quy tắc của Ban Biên tập"),
    ("contributor", "Cộng tác viên"),
    ("search", "Người dân tìm gì"),
    ("tenant", "Trang của đơn vị trực thuộc"),
    ("notice", "Báo tạm ngừng"),
    ("site", "Trang chủ, giao diện"),
    ("royalty", "Nhuận bút"),
    ("report", "Báo cáo, mẫu văn bản"),
    ("survey", "Phiếu đánh giá hằng năm"),
    ("backup", "Sao lưu"),
    ("oversight", "Toàn cảnh các trang"),
    ("instruction", "Chỉ đạo của lãnh đạo"),
    ("compliance", "Việc tuân thủ"),
    ("feedback", "Vướng mắc, đề xuất"),
    ("distribution", "Gửi, nhận văn bản điện tử"),
    ("regulation", "Quy chế hoạt động"),
    ("office", "Kế hoạch, tập huấn, khen thưởng"),
    ("violation", "Sổ vi phạm"),
];

/// One group of actions, to read or to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// As it is stored: `item:read`.
    pub word: String,
    /// As people read it: `Tin bài, văn bản: xem`.
    pub label: String,
}

/// Every grant that covers some action, in the order of the table.
pub fn all() -> Vec<Grant> {
    let mut grants: Vec<Grant> = Vec::new();
    for word in Action::ALL.iter().filter_map(|action| word(*action)) {
        if !grants.iter().any(|grant| grant.word == word) {
            let (group, kind) = word.split_once(':').unwrap_or((&word, ""));
            let title = GROUPS.iter().find(|(key, _)| *key == group).map_or(group, |(_, title)| title);
            let kind = if kind == "read" { "xem" } else { "xử lý" };
            grants.push(Grant { label: format!("{title}: {kind}"), word });
        }
    }
    grants
}

/// The grant that covers an action; entering a tenant needs none.
fn word(action: Action) -> Option<String> {
    let (group, verb) = action.as_str().split_once('.')?;
    let kind = if verb == "read" { "read" } else { "write" };
    (action != Action::Enter).then(|| format!("{group}:{kind}"))
}

/// A set of grants.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Grants(BTreeSet<String>);

impl Grants {
    /// Those of these words that are grants.
    pub fn of<'a>(words: impl IntoIterator<Item = &'a str>) -> Self {
        let known = all();
        let is_known = |word: &&str| known.iter().any(|grant| grant.word == *word);
        Self(words.into_iter().filter(is_known).map(str::to_owned).collect())
    }

    /// Whether an action is among them.
    pub fn cover(&self, action: Action) -> bool {
        word(action).is_none_or(|word| self.0.contains(&word))
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// As people read them.
    pub fn labels(&self) -> Vec<String> {
        all().into_iter().filter(|grant| self.0.contains(&grant.word)).map(|grant| grant.label).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_is_in_a_named_group_and_covered_by_its_grant_alone() {
        for &action in Action::ALL.iter().filter(|action| **action != Action::Enter) {
            let group = action.as_str().split('.').next().unwrap();
            assert!(GROUPS.iter().any(|(key, _)| *key == group), "{action} has no group");
            let own = Grants::of([word(action).unwrap().as_str()]);
            assert!(own.cover(action) && !Grants::default().cover(action), "{action}");
        }
        assert!(Grants::default().cover(Action::Enter));
    }

    #[test]
    fn to_read_is_not_to_write_and_strange_words_are_nothing() {
        let grants = Grants::of(["item:read", "item:everything", "*"]);
        assert!(grants.cover(Action::ItemRead) && !grants.cover(Action::ItemSave));
        assert_eq!(grants.labels(), ["Tin bài, văn bản: xem"]);
    }
}
