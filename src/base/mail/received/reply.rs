//! What a person wrote anew in an answering mail: without what they quoted and without their signature.

/// Begins what our own letters ask people to write above.
pub const WRITE_ABOVE: &str = "Xin trả lời phía trên dòng này";

/// The new part of a mail's text. Where nothing but quotes stands there, all of it: a person decides what it means.
pub fn without_quotes(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let end = (0..lines.len()).find(|at| quotes_from(&lines, *at)).unwrap_or(lines.len());
    let kept = lines[..end].iter().filter(|line| !line.trim_start().starts_with('>'));
    let new = kept.copied().collect::<Vec<_>>().join("\n").trim().to_owned();
    if new.is_empty() { text.trim().to_owned() } else { new }
}

/// Whether from this line on follows a quoted letter or a signature.
fn quotes_from(lines: &[&str], at: usize) -> bool {
    let line = lines[at].trim();
    let lower = line.to_lowercase();
    lines[at].trim_end_matches('\r') == "-- "
        || lower.contains(&WRITE_ABOVE.to_lowercase())
        || is_rule(&lower)
        || SENT_FROM.iter().any(|words| lower.starts_with(words))
        || attributes(lines, at)
        || is_header_block(lines, at)
}

const SENT_FROM: &[&str] = &["sent from my", "được gửi từ", "gửi từ iphone", "get outlook for"];

/// `-----Original Message-----`, `________________________________`.
fn is_rule(line: &str) -> bool {
    let bare = line.trim_matches(|c: char| c == '-' || c == '_' || c == '*' || c.is_whitespace());
    let ruled = line.starts_with("--") || line.starts_with("__");
    ruled
        && (line.chars().count() >= 20 && bare.is_empty()
            || ["original message", "forwarded message", "thư gốc", "tin nhắn gốc", "thư chuyển tiếp"]
                .contains(&bare))
}

/// `Vào 08:30 Th 2, 2 thg 1, 2017 … đã viết:`, `On Mon, Jan 2, 2017 … wrote:`; mail programs break it over lines.
fn attributes(lines: &[&str], at: usize) -> bool {
    let begins = lines[at].trim().to_lowercase();
    if !["vào ", "on ", "ngày ", "lúc "].iter().any(|word| begins.starts_with(word)) {
        return false;
    }
    let sentence = lines[at..lines.len().min(at + 3)].iter().map(|line| line.trim().to_lowercase());
    let mut joined = String::new();
    for line in sentence {
        joined.push_str(&line);
        joined.push(' ');
        let told = joined.trim_end();
        if told.ends_with(':') {
            let by_whom = ["đã viết:", "viết:", "wrote:"].iter().any(|word| told.ends_with(word));
            return by_whom && told.chars().any(|c| c.is_ascii_digit());
        }
    }
    false
}

/// Outlook quotes the headers: at least three of them, one a line.
fn is_header_block(lines: &[&str], at: usize) -> bool {
    const FIRST: &[&str] = &["from:", "từ:", "người gửi:"];
    const NEXT: &[&str] = &[
        "sent:",
        "date:",
        "to:",
        "cc:",
        "subject:",
        "đã gửi:",
        "gửi:",
        "ngày:",
        "tới:",
        "đến:",
        "chủ đề:",
        "tiêu đề:",
    ];
    let begins = |line: &str, words: &[&str]| {
        let line = line.trim().trim_start_matches('*').to_lowercase();
        words.iter().any(|word| line.starts_with(word))
    };
    begins(lines[at], FIRST)
        && lines[at + 1..].iter().take(4).filter(|line| begins(line.trim_matches('*'), NEXT)).count() >= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANSWER: &str = "Kính gửi Ban Biên tập,\n\nHồ sơ gồm: đơn, bản sao giấy tờ.\nTrả lời trong 10 ngày.";

    #[test]
    fn only_what_is_new_is_left() {
        for quoted in [
            "",
            "\n\nVào 08:30 Th 2, 2 thg 1, 2017 Ban Biên tập <bbt@hiephoa.example> đã viết:\n> Kính gửi\n> câu hỏi",
            "\n\nOn Mon, Jan 2, 2017 at 8:30 AM Ban Biên tập\n<bbt@hiephoa.example> wrote:\n\n> hỏi",
            "\n\n-----Original Message-----\nFrom: a\nSubject: b",
            "\n________________________________\nTừ: Ban Biên tập\nĐã gửi: 2/1/2017\nTới: Phòng\nChủ đề: x",
            "\n\nFrom: Ban Biên tập\nSent: Monday\nTo: Phòng\nSubject: x\n\nhỏi",
            "\n\n*Từ:* Ban Biên tập\n*Ngày:* 2/1/2017\n*Tới:* Phòng\n\nhỏi",
            "\n-- \nPhòng Tư pháp\nĐiện thoại: 0204",
            "\n\nĐược gửi từ điện thoại của tôi",
            "\n\n----- Xin trả lời phía trên dòng này -----\nKính gửi Phòng",
            "\n> một dòng trích\n> hai",
        ] {
            for ending in ["\n", "\r\n"] {
                let whole = format!("{ANSWER}{quoted}").replace('\n', ending);
                assert_eq!(without_quotes(&whole).replace('\r', ""), ANSWER, "{quoted}");
            }
        }
    }

    #[test]
    fn answers_between_quoted_lines_stay_in_their_order() {
        let mixed = "> Hồ sơ gồm gì?\nĐơn và bản sao.\n> Bao lâu?\n10 ngày.";
        assert_eq!(without_quotes(mixed), "Đơn và bản sao.\n10 ngày.");
    }

    #[test]
    fn sentences_that_only_look_like_quoting_stay() {
        for text in [
            "Vào ngày 2/1/2017, Phòng đã tiếp nhận.\nHồ sơ gồm:\n- đơn",
            "Từ: 8 giờ đến 17 giờ hằng ngày.",
            "Phí: 10.000 đồng -- không phải nộp thêm.",
            "On the form: name and date.",
        ] {
            assert_eq!(without_quotes(text), text);
        }
    }

    #[test]
    fn a_mail_of_quotes_alone_is_kept_whole() {
        assert_eq!(without_quotes("> chỉ có trích dẫn\n> thôi"), "> chỉ có trích dẫn\n> thôi");
        assert_eq!(without_quotes("  \n"), "");
    }
}
