//! Plain text in lines short enough for every screen, which a reader's program may join again (RFC 3676).

/// The longest line, with the space at its end; a word that is longer, such as an address, stays whole.
const WIDTH: usize = 78;
/// What stands before a signature: a line of its own whose last space joins nothing.
pub const SIGNATURE: &str = "-- ";

/// Breaks every line at spaces. A quoted line (`> `) stays quoted in each of its parts.
pub fn flowed(text: &str) -> String {
    let lines: Vec<String> = text.replace('\r', "").split('\n').map(broken).collect();
    lines.join("\n")
}

fn broken(line: &str) -> String {
    if line == SIGNATURE {
        return line.to_owned();
    }
    let (mark, rest) = line.strip_prefix("> ").map_or(("", line), |rest| ("> ", rest));
    let width = WIDTH - mark.len();
    let mut parts: Vec<String> = vec![String::new()];
    for word in rest.trim_end().split(' ') {
        let last = parts.last_mut().expect("never empty");
        let length = last.chars().count();
        // One more for the space that says that the line goes on.
        if length > 0 && length + 1 + word.chars().count() + 1 > width {
            last.push(' ');
            parts.push(word.to_owned());
        } else {
            if length > 0 {
                last.push(' ');
            }
            last.push_str(word);
        }
    }
    let parts: Vec<String> = parts.into_iter().map(|part| format!("{mark}{}", stuffed(part))).collect();
    parts.join("\n")
}

/// What a program would take for something else begins with a space more.
fn stuffed(part: String) -> String {
    if part.starts_with([' ', '>']) || part.starts_with("From ") { format!(" {part}") } else { part }
}

/// Whether a text has lines that go on.
pub fn is_flowed(text: &str) -> bool {
    text.split('\n').any(goes_on)
}

fn goes_on(line: &str) -> bool {
    line.ends_with(' ') && line != SIGNATURE
}

/// The lines of a text as they were before [`flowed`].
pub fn joined(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut before: Option<&str> = None;
    for line in text.split('\n') {
        let (mark, rest) = line.strip_prefix("> ").map_or(("", line), |rest| ("> ", rest));
        let rest = rest.strip_prefix(' ').unwrap_or(rest);
        match lines.last_mut() {
            Some(last) if before == Some(mark) => last.push_str(rest),
            _ => lines.push(format!("{mark}{rest}")),
        }
        before = goes_on(line).then_some(mark);
    }
    lines
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn long_lines_break_at_spaces_and_come_back() {
        let sentence = "Ban Biên tập Trang thông tin điện tử chuyển câu hỏi số 12 của người dân để đơn vị trả lời trong hạn.";
        let address = format!("https://hiephoa.example/tra-loi/{}", "a".repeat(90));
        let text = format!("{sentence}\n\n> {sentence}\n> ngắn\n{address}\n-- \nỦy ban nhân dân");
        let flowed = flowed(&text);
        assert!(is_flowed(&flowed) && !is_flowed("a\n-- \nb"));
        for line in flowed.split('\n').filter(|line| !line.starts_with("https:")) {
            assert!(line.chars().count() <= WIDTH, "{line}");
        }
        assert!(flowed.contains(&address), "an address stays whole");
        assert_eq!(joined(&flowed).join("\n"), text);
    }

    proptest! {
        #[test]
        fn words_are_never_lost(words in proptest::collection::vec("[a-zđăâêô]{1,30}", 0..60), quoted in any::<bool>()) {
            let text = format!("{}{}", if quoted { "> " } else { "" }, words.join(" "));
            let flowed = flowed(&text);
            for line in flowed.split('\n') {
                prop_assert!(line.chars().count() <= WIDTH);
            }
            let back = joined(&flowed).join("\n");
            prop_assert_eq!(back.trim_end(), text.trim_end());
        }
    }
}
