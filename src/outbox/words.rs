//! What a letter is, in a few words for the desk: told by its key, since its text is sealed.

/// The words of a key's pattern: parts between slashes, `*` for anything.
const WHAT: [(&str, &str); 20] = [
    ("question/*/ack", "Báo đã tiếp nhận câu hỏi"),
    ("question/*/answer/*", "Trả lời người hỏi"),
    ("question/*/transfer/*", "Báo đã chuyển cơ quan khác"),
    ("question/*/clarification/*", "Đề nghị người hỏi nói rõ thêm"),
    ("question/*/progress/*", "Báo tiến độ cho người hỏi"),
    ("question/*/lawful/*", "Hướng dẫn nơi giải quyết theo luật định"),
    ("question/*/*", "Thư về câu hỏi"),
    ("dispatch/*/remind/*", "Nhắc đơn vị trả lời"),
    ("dispatch/*/returned/*", "Đề nghị đơn vị trả lời lại"),
    ("dispatch/*", "Chuyển câu hỏi cho đơn vị"),
    ("resend/*", "Thư gửi lại"),
    ("invitation/*", "Lời mời tham gia"),
    ("alarm/*", "Báo động cho người vận hành"),
    ("digest/*", "Thư tổng hợp"),
    ("audit-heads/*/*", "Chữ ký của nhật ký"),
    ("supply/*/*", "Nhắc cung cấp tin, bài"),
    ("emergency/*/*", "Đề nghị xác nhận bản đăng khẩn"),
    ("notice/*/*", "Thông báo cho người làm việc"),
    ("stale/*/*/*", "Nhắc chuyên mục lâu chưa cập nhật"),
    ("review/*/*/*", "Nhắc rà soát nội dung"),
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
            ("dispatch/d1/remind/2016-12-30", "Nhắc đơn vị trả lời"),
            ("a", "Thư của hệ thống"),
        ] {
            assert_eq!(what(key), words, "{key}");
        }
    }
}
