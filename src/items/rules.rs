//! May this be published? Every reason against it at once, each with its field and clause.

use jiff::civil::Date;

use crate::base::error::Refusal;
use crate::base::text::normalise;
use crate::tenants::{Profile, SectionKey};

use super::kinds::document::relations::number_key;
use super::kinds::news::{FEWEST_PICTURES, Genre};
use super::{Content, Document, News, markup};

const BY_LINE: &str = "Quy chế Điều 8.1";
const UNIT: &str = "Quy chế Điều 12.3";
const SECTION: &str = "Quy chế Điều 3";
const SECRET: &str = "Quy chế Điều 4";
const FACTS: &str = "Nghị định 43/2011/NĐ-CP Điều 10.1.e";

/// What is kept on an imported document that has no file.
pub const NO_FILE: &str = "Chưa có tệp văn bản để tải về.";
/// What is kept on an imported document whose source does not give its day of issue.
pub const NO_ISSUE_DATE: &str = "Nguồn nhập không nêu ngày ban hành.";
/// What is kept on an imported document whose source does not say since when it is in force.
pub const NO_EFFECTIVE_DATE: &str = "Nguồn nhập không nêu ngày có hiệu lực.";
/// What is kept on an imported document whose source gives no abstract.
pub const NO_ABSTRACT: &str = "Nguồn nhập không có trích yếu.";
/// What is kept on an imported document whose issuing body is known from its symbol alone.
pub const NO_ISSUER: &str = "Nguồn nhập không nêu cơ quan ban hành; ghi theo ký hiệu văn bản.";
/// What is kept on an imported document whose number is printed in no known form.
pub const ODD_NUMBER: &str = "Số, ký hiệu giữ nguyên như nguồn nhập, không theo thể thức.";
/// What is kept on an imported document without a type.
pub const NO_TYPE: &str = "Nguồn nhập không nêu loại văn bản.";

/// What is kept on an imported document that names another by a number printed in no known form.
pub const ODD_RELATION: &str =
    "Số, ký hiệu của văn bản liên quan giữ nguyên như nguồn nhập, không theo thể thức.";

/// One reason against publication.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What is told.
    pub refusal: Refusal,
    /// The sentence kept on an imported historical document for which it is waived; none: never waived.
    pub waiver: Option<&'static str>,
}

fn firm(field: &'static str, message: impl Into<String>, clause: &'static str) -> Finding {
    Finding { refusal: Refusal::new(field, message, clause), waiver: None }
}

fn waivable(field: &'static str, message: &str, waiver: &'static str) -> Finding {
    Finding { refusal: Refusal::new(field, message, FACTS), waiver: Some(waiver) }
}

/// Everything that stands against publishing a content on a day.
pub fn findings(content: &Content, tenant: &Profile, day: Date) -> Vec<Finding> {
    let mut found = match content {
        Content::News(news) => of_news(news),
        Content::Document(document) => of_document(document),
        Content::Record(record) => {
            record.gaps().into_iter().map(|refusal| Finding { refusal, waiver: None }).collect()
        }
    };
    of_common(content, tenant, day, &mut found);
    of_secrecy(&content.plain_text(), &mut found);
    found
}

/// As [`findings`], without what was waived for this edition: what a person is told.
pub fn refusals(content: &Content, tenant: &Profile, day: Date, waivers: &[String]) -> Vec<Refusal> {
    findings(content, tenant, day)
        .into_iter()
        .filter(|finding| !finding.waiver.is_some_and(|waiver| waivers.iter().any(|kept| kept == waiver)))
        .map(|finding| finding.refusal)
        .collect()
}

fn of_common(content: &Content, tenant: &Profile, day: Date, found: &mut Vec<Finding>) {
    let common = content.common();
    if common.author.is_empty() {
        found.push(firm("author", "Phải ghi tác giả.", BY_LINE));
    }
    if common.source.is_empty() {
        found.push(firm("source", "Phải ghi nguồn tin.", BY_LINE));
    }
    if common.unit_key.is_empty() {
        found.push(firm("unit_key", "Phải chọn đơn vị cung cấp.", UNIT));
    } else if !tenant.units_on(day).any(|unit| unit.key == common.unit_key) {
        found.push(firm("unit_key", "Đơn vị cung cấp không có trong danh sách đơn vị ngày hôm nay.", UNIT));
    }
    match tenant.section(common.section) {
        None => found.push(firm("section", "Trang này không có chuyên mục đã chọn.", SECTION)),
        Some(section) if section.hidden => {
            found.push(firm("section", "Chuyên mục đã chọn đang ẩn.", SECTION))
        }
        Some(_) => {}
    }
}

fn of_news(news: &News) -> Vec<Finding> {
    let mut found = Vec::new();
    if news.title.is_empty() {
        found.push(firm("title", "Phải có tiêu đề.", ""));
    }
    if news.body_html.is_empty() && news.common.attachments.is_empty() {
        found.push(firm("body", "Phải có nội dung hoặc tệp đính kèm.", ""));
    }
    match news.common.section {
        SectionKey::Legislation | SectionKey::Steering => {
            found.push(firm("section", "Chuyên mục này chỉ nhận văn bản, không nhận tin, bài.", SECTION));
        }
        SectionKey::Questions => {
            found.push(firm(
                "section",
                "Chuyên mục hỏi đáp chỉ nhận câu hỏi của người dân và câu trả lời.",
                SECTION,
            ));
        }
        SectionKey::News if news.topic.is_none() => {
            let message = "Phải chọn một trong ba nhóm tin: trong địa bàn, trong tỉnh, nổi bật khác.";
            found.push(firm("topic", message, "Quy chế Điều 3.2"));
        }
        _ => {}
    }
    found.extend(of_aspects(news));
    found
}

/// What stands against a photo story, an introduced document or a translation, as far as the words tell it.
fn of_aspects(news: &News) -> Vec<Finding> {
    let aspects = &news.aspects;
    let mut found = Vec::new();
    let pictures = markup::pictures_of(&news.body_html);
    if aspects.genre == Genre::PhotoStory && pictures < FEWEST_PICTURES {
        let message = format!(
            "Phóng sự ảnh phải có ít nhất {FEWEST_PICTURES} ảnh lấy từ thư viện trong phần nội dung; bài này có {pictures}."
        );
        found.push(firm("body", message, BY_LINE));
    }
    for introduced in aspects.introduces.iter().filter(|one| one.mark().is_none()) {
        let message = format!(
            "Văn bản được giới thiệu “{}”: số, ký hiệu không đúng thể thức, ví dụ đúng: 10/2016/QĐ-UBND.",
            introduced.number
        );
        found.push(firm("introduces", message, "Quy chế Điều 3.6"));
    }
    if aspects.language.is_none() && !aspects.translates.is_empty() {
        found.push(firm("language", "Bản dịch phải ghi ngôn ngữ.", "Nghị định 43/2011/NĐ-CP Điều 13"));
    }
    found
}

fn of_document(document: &Document) -> Vec<Finding> {
    let mut found = Vec::new();
    if !matches!(document.common.section, SectionKey::Legislation | SectionKey::Steering) {
        let message =
            "Văn bản chỉ được đăng ở mục Văn bản quy phạm pháp luật hoặc Văn bản chỉ đạo, điều hành.";
        found.push(firm("section", message, "Quy chế Điều 3.4, 3.8"));
    }
    if document.number.is_empty() {
        found.push(firm("number", "Phải ghi số, ký hiệu văn bản.", FACTS));
    } else if document.parsed_number().is_none() {
        let message = "Số, ký hiệu không đúng thể thức, ví dụ đúng: 10/2016/QĐ-UBND, 15/QĐ-UBND, 05/UBND-VP.";
        found.push(waivable("number", message, ODD_NUMBER));
    }
    let missing = [
        (document.doc_type.is_empty(), "doc_type", "Phải ghi loại văn bản.", NO_TYPE),
        (document.issuer.is_empty(), "issuer", "Phải ghi cơ quan ban hành.", NO_ISSUER),
        (document.issued_on.is_none(), "issued_on", "Phải ghi ngày ban hành.", NO_ISSUE_DATE),
        (document.effective_on.is_none(), "effective_on", "Phải ghi ngày có hiệu lực.", NO_EFFECTIVE_DATE),
        (document.summary.is_empty(), "abstract", "Phải ghi trích yếu.", NO_ABSTRACT),
    ];
    found.extend(
        missing
            .into_iter()
            .filter(|row| row.0)
            .map(|(_, field, message, waiver)| waivable(field, message, waiver)),
    );
    for relation in document.relations.iter().filter(|relation| number_key(&relation.number).is_none()) {
        let message = format!(
            "Văn bản liên quan “{}”: số, ký hiệu không đúng thể thức, ví dụ đúng: 10/2016/QĐ-UBND.",
            relation.number
        );
        found.push(waivable("relations", &message, ODD_RELATION));
    }
    if document.common.attachments.is_empty() && !document.has_text() {
        let message = "Phải đính kèm tệp văn bản để tải về, hoặc nhập toàn văn.";
        found.push(waivable("attachments", message, NO_FILE));
    }
    if document.expires_on.is_some_and(|end| document.effective_on.is_some_and(|start| end < start)) {
        found.push(firm("expires_on", "Ngày hết hiệu lực không được trước ngày có hiệu lực.", FACTS));
    }
    found
}

/// What stands against publishing a text that bears a stamp of secrecy.
pub fn secrecy(text: &str) -> Vec<Refusal> {
    let mut found = Vec::new();
    of_secrecy(text, &mut found);
    found.into_iter().map(|finding| finding.refusal).collect()
}

/// Stamps of secrecy as they are printed: a line of their own, or in capitals anywhere in the text for
/// internal circulation.
fn of_secrecy(text: &str, found: &mut Vec<Finding>) {
    const STAMPS: [&str; 3] = ["TUYỆT MẬT", "TỐI MẬT", "MẬT"];
    const INTERNAL: &str = "LƯU HÀNH NỘI BỘ";
    let text = normalise(text);
    let line = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let bare = |text: &str| text.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    let stamped = text.lines().map(|raw| bare(&line(raw))).find(|line| STAMPS.contains(&line.as_str()));
    if let Some(stamp) = stamped {
        let message = format!("Nội dung có dấu mật “{stamp}”. Không được đăng tài liệu mật.");
        found.push(firm("body", message, SECRET));
    }
    let spaced = line(&text);
    if spaced.contains(INTERNAL) || text.lines().any(|raw| bare(&line(raw)).to_uppercase() == INTERNAL) {
        let message = "Nội dung có dấu “LƯU HÀNH NỘI BỘ”. Không được đăng tài liệu nội bộ.";
        found.push(firm("body", message, SECRET));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stamps(text: &str) -> usize {
        let mut found = Vec::new();
        of_secrecy(text, &mut found);
        found.len()
    }

    #[test]
    fn stamps_are_found_and_words_are_not() {
        for text in [
            "a\nMẬT\nb",
            " “TỐI  MẬT” ",
            "- TUYỆT MẬT -",
            "x LƯU HÀNH\u{A0}NỘI BỘ y",
            "Lưu hành nội bộ.",
            "(MẬT)",
        ] {
            assert_eq!(stamps(text), 1, "{text}");
        }
        for text in [
            "BẢO MẬT",
            "Luật Bảo vệ bí mật nhà nước",
            "độ mật",
            "Mật ong rừng",
            "tài liệu lưu hành nội bộ của xã",
        ] {
            assert_eq!(stamps(text), 0, "{text}");
        }
        let decomposed: String = unicode_normalization::UnicodeNormalization::nfd("MẬT").collect();
        assert_eq!(stamps(&decomposed), 1);
    }
}
