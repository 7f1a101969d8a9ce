//! Whether a question and its answer may stand on the site: asked in one place by everything that publishes.

use crate::base::error::Refusal;
use crate::questions::classes::Class;
use crate::questions::desk::looks_like_complaint;

/// What published questions rest on.
const CLAUSE: &str = "Quy chế Điều 10; Luật Khiếu nại, Luật Tố cáo";

/// Why this may not be published; nothing if it may.
///
/// `cleared` says that a person has looked at a text that sounds like a complaint or a denunciation and found that it
/// is none.
#[must_use]
pub fn refusals(class: Class, text: &str, cleared: bool) -> Vec<Refusal> {
    if !class.publishable() {
        let message = "Loại này không đăng lên trang; chỉ trả lời riêng người gửi.";
        return vec![Refusal::new("", message, CLAUSE)];
    }
    if looks_like_complaint(text) && !cleared {
        let message = "Nội dung có từ ngữ của khiếu nại, tố cáo. Hãy đọc lại và xác nhận đây không phải khiếu nại, tố cáo.";
        return vec![Refusal::new("khong-khieu-nai", message, CLAUSE)];
    }
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn complaints_and_denunciations_never_stand_on_the_site() {
        for class in [Class::Complaint, Class::Denunciation, Class::Information, Class::Article] {
            assert_eq!(refusals(class, "Xin hỏi lịch tiếp công dân", true).len(), 1, "{}", class.key());
        }
        assert!(refusals(Class::Question, "Xin hỏi lịch tiếp công dân", false).is_empty());
    }

    #[test]
    fn what_sounds_like_one_is_cleared_by_a_person() {
        let text = "Tôi muốn khieu nai ve viec thu hoi dat";
        assert_eq!(refusals(Class::Question, text, false)[0].field, "khong-khieu-nai");
        assert!(refusals(Class::Question, text, true).is_empty());
    }
}
