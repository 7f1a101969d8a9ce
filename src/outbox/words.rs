//! What a letter is, in a few words for the desk: told by its key, since its text is sealed.

/// The words of a key's pattern: parts between slashes, `*` for anything.
const WHAT: [(&str, &str); 46] = [
    ("question/*/ack", "Báo đã tiếp nhận câu hỏi"),
    ("question/*/answer/*", "Trả lời người hỏi"),
    ("question/*/main-answer", "Trả lời người hỏi"),
    ("question/*/transfer/*", "Báo đã chuyển cơ quan khác"),
    ("question/*/forward/*", "Chuyển câu hỏi cho cơ quan ngoài hệ thống"),
    ("question/*/clarify/*", "Đề nghị người hỏi bổ sung"),
    ("question/*/resumed/*", "Báo tiến độ cho người hỏi"),
    ("question/*/extended/*", "Báo tiến độ cho người hỏi"),
    ("question/*/data/*", "Báo kết quả đề nghị sửa dữ liệu"),
    ("question/*/unit-resumed/*", "Báo đơn vị về câu hỏi đang giữ"),
    ("question/*/unit-added/*", "Báo đơn vị về câu hỏi đang giữ"),
    ("question/*/decided/*", "Báo đơn vị về câu hỏi đang giữ"),
    ("question/*/joined/*", "Báo câu hỏi có cùng nội dung"),
    ("question/*/closed/*", "Báo đóng câu hỏi không trả lời"),
    ("question/*/correction/*", "Báo đính chính câu trả lời"),
    ("question/*/withdrawal/*", "Báo gỡ câu trả lời"),
    ("question/*/*", "Thư về câu hỏi"),
    ("question-reminders/*/*/*", "Nhắc hạn trả lời"),
    ("opinion/*", "Xin ý kiến đơn vị phối hợp"),
    ("opinion/*/given", "Ý kiến phối hợp"),
    ("sealed/*/*", "Thư về đơn"),
    ("dispatch/*/returned", "Đề nghị đơn vị trả lời lại"),
    ("dispatch/*", "Chuyển câu hỏi cho đơn vị"),
    ("resend/*", "Thư gửi lại"),
    ("invitation/*", "Lời mời tham gia"),
    ("sign-in/*/*/*", "Báo đăng nhập từ mạng khác"),
    ("alarm/*", "Báo động cho người vận hành"),
    ("digest/*", "Thư tổng hợp"),
    ("audit-heads/*/*", "Chữ ký của nhật ký"),
    ("supply/*/*", "Nhắc cung cấp tin, bài"),
    ("emergency/*/*", "Đề nghị xác nhận bản đăng khẩn"),
    ("notice/*/*", "Thông báo cho người làm việc"),
    ("stale/*/*/*", "Nhắc chuyên mục lâu chưa cập nhật"),
    ("review/*/*/*", "Nhắc rà soát nội dung"),
    ("oversight/*/*/*", "Đôn đốc trang cấp dưới"),
    ("instruction/*/*/*", "Thư về chỉ đạo"),
    ("feedback/*/filed/*", "Báo có vướng mắc, đề xuất mới"),
    ("feedback/*/*", "Báo kết quả xem xét vướng mắc, đề xuất"),
    ("distribution/*/*", "Gửi văn bản điện tử"),
    ("distribution/*/*/*", "Nhắc nhận văn bản điện tử"),
    ("royalty/*/*/*/*", "Nhắc chi nhuận bút"),
    ("royalty-notice/*/*", "Thông báo nhận nhuận bút"),
    ("report/*/*/*", "Nhắc báo cáo đến hạn, quá hạn"),
    ("report-turn/*/*/*", "Báo cáo được trình, trả lại, thu hồi, ban hành"),
    ("survey/*/*/*", "Phiếu đánh giá hằng năm"),
    ("plan/*/*/*/*", "Nhắc việc của kế hoạch năm"),
];

/// What the letter with this key is.
pub fn what(key: &str) -> String {
    let fits = |pattern: &str| {
        let (mut parts, mut wanted) = (key.split('/'), pattern.split('/'));
        loop {
            match (parts.next(), wanted.next()) {
                (None, None) => return true,
                (Some(_), Some("*")) => {}
                (Some(part), Some(word)) if part == word => {}
                _ => return false,
            }
        }
    };
    let found = WHAT.iter().find(|(pattern, _)| fits(pattern));
    found.map_or("Thư của hệ thống", |(_, words)| words).to_owned()
}

#[cfg(test)]
mod tests {
    use super::what;

    #[test]
    fn keys_say_what_the_letter_is() {
        for (key, words) in [
            ("question/q1/ack", "Báo đã tiếp nhận câu hỏi"),
            ("question/q1/answer/4", "Trả lời người hỏi"),
            ("question/q1/withdrawn", "Thư về câu hỏi"),
            ("dispatch/d1", "Chuyển câu hỏi cho đơn vị"),
            ("dispatch/d1/returned", "Đề nghị đơn vị trả lời lại"),
            ("question-reminders/unit:tuphap/2016-12-30/1", "Nhắc hạn trả lời"),
            ("a", "Thư của hệ thống"),
        ] {
            assert_eq!(what(key), words, "{key}");
        }
    }
}
