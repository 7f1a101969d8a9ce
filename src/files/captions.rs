//! Captions of a film (WebVTT): read strictly, so that what is served under that name is times and words and nothing else.

/// The largest file of captions that is read, in bytes: a day of speech is far less.
pub const MOST_BYTES: u64 = 1024 * 1024;
/// The most characters of one caption.
const LONGEST: usize = 1_000;
/// What words may be dressed with: emphasis, and who speaks.
const TAGS: [&str; 3] = ["i", "b", "u"];

/// Reads a file of captions; answers with how many there are.
///
/// # Errors
/// A Vietnamese sentence: which line is wrong and what to do.
pub fn check(bytes: &[u8]) -> Result<usize, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| {
        "Tệp phụ đề không phải chữ Unicode (UTF-8). Hãy lưu lại ở dạng WebVTT, bảng mã UTF-8.".to_owned()
    })?;
    if text.contains('\0') {
        return Err(
            "Tệp phụ đề có ký tự không đọc được. Hãy lưu lại ở dạng WebVTT, bảng mã UTF-8.".to_owned()
        );
    }
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
    let lines: Vec<&str> = text.split('\n').collect();
    if !is_head(lines[0]) {
        return Err("Dòng đầu của tệp phụ đề phải là WEBVTT.".to_owned());
    }
    let after_head = lines.iter().position(|line| line.trim().is_empty()).unwrap_or(lines.len());
    let (mut captions, mut last_start, mut at) = (0, 0, after_head);
    while at < lines.len() {
        let end = (at..lines.len()).find(|line| lines[*line].trim().is_empty()).unwrap_or(lines.len());
        if end > at && !lines[at].starts_with("NOTE") {
            last_start = caption(&lines[at..end], at + 1, last_start)?;
            captions += 1;
        }
        at = end + 1;
    }
    if captions == 0 {
        return Err("Tệp phụ đề chưa có câu nào.".to_owned());
    }
    Ok(captions)
}

fn is_head(line: &str) -> bool {
    line.strip_prefix("WEBVTT").is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
}

/// One caption: perhaps a name, its times, its words; answers with the millisecond at which it begins.
fn caption(block: &[&str], first_line: usize, not_before: u64) -> Result<u64, String> {
    let wrong = |line: usize, why: &str| Err(format!("Phụ đề, dòng {}: {why}", first_line + line));
    let at = usize::from(!block[0].contains("-->"));
    let Some(times) = block.get(at) else {
        return wrong(0, "không thuộc câu nào. Mỗi câu gồm một dòng giờ và các dòng lời.");
    };
    let Some((start, end)) = span(times) else {
        return wrong(at, "giờ phải viết như 00:00:01.000 --> 00:00:04.500.");
    };
    if end <= start {
        return wrong(at, "giờ kết thúc phải sau giờ bắt đầu.");
    }
    if start < not_before {
        return wrong(at, "câu này bắt đầu trước câu đứng trên. Hãy xếp theo giờ.");
    }
    let words = &block[at + 1..];
    if words.is_empty() {
        return wrong(at, "câu này chưa có lời.");
    }
    if words.iter().map(|line| line.chars().count()).sum::<usize>() > LONGEST {
        return wrong(at, "câu này quá dài. Hãy tách thành nhiều câu.");
    }
    match words.iter().position(|line| !is_plain(line)) {
        Some(line) => {
            wrong(at + 1 + line, "có thẻ không được dùng. Chỉ dùng chữ, <i>, <b>, <u> và <v tên người nói>.")
        }
        None => Ok(start),
    }
}

/// The first and the last millisecond of a line of times; what stands behind them places the words on the picture.
fn span(line: &str) -> Option<(u64, u64)> {
    let (start, rest) = line.split_once("-->")?;
    let mut rest = rest.split_whitespace();
    let end = rest.next()?;
    let placed = rest.all(|setting| {
        let known = ["vertical", "line", "position", "size", "align"];
        setting.split_once(':').is_some_and(|(name, value)| known.contains(&name) && is_value(value))
    });
    placed.then_some((moment(start.trim())?, moment(end)?))
}

fn is_value(value: &str) -> bool {
    !value.is_empty() && value.chars().all(|c| c.is_ascii_alphanumeric() || "%.,-".contains(c))
}

/// `00:01.000` or `00:00:01.000` in milliseconds.
fn moment(text: &str) -> Option<u64> {
    let (clock, thousandths) = text.split_once('.')?;
    let parts: Vec<u64> = clock.split(':').map(number).collect::<Option<_>>()?;
    let thousandths = Some(thousandths).filter(|digits| digits.len() == 3).and_then(number)?;
    let (hours, minutes, seconds) = match parts[..] {
        [minutes, seconds] => (0, minutes, seconds),
        [hours, minutes, seconds] => (hours, minutes, seconds),
        _ => return None,
    };
    (minutes < 60 && seconds < 60).then_some(((hours * 60 + minutes) * 60 + seconds) * 1000 + thousandths)
}

fn number(digits: &str) -> Option<u64> {
    let plain = (2..=4).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}

/// Whether a line is words, dressed with nothing but what [`TAGS`] names and who speaks.
fn is_plain(line: &str) -> bool {
    let mut rest = line;
    while let Some(at) = rest.find('<') {
        let Some((tag, after)) = rest[at + 1..].split_once('>') else { return false };
        let name = tag.strip_prefix('/').unwrap_or(tag);
        let speaker = tag.strip_prefix("v ").is_some_and(|who| !who.contains(['<', '&', '"']));
        if !TAGS.contains(&name) && name != "v" && !speaker {
            return false;
        }
        rest = after;
    }
    !line.contains("-->")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_words_are_captions() {
        let text = "\u{feff}WEBVTT - bản tin\r\n\r\nNOTE của Đài\r\n\r\n1\r\n00:01.000 --> 00:04.500 align:start line:90%\r\n\
                    <v Phát thanh viên>Kính chào bà con.\r\n\r\n00:00:05.000 --> 01:00:07.000\r\nHôm nay <i>trời rét</i>.\r\nGiữ ấm.\r\n";
        assert_eq!(check(text.as_bytes()), Ok(2));
    }

    #[test]
    fn everything_else_is_refused_with_its_line() {
        let of = |body: &str| check(format!("WEBVTT\n\n{body}\n").as_bytes()).unwrap_err();
        for (body, told) in [
            ("", "chưa có câu nào"),
            ("STYLE\n::cue { background: url(https://la.example) }", "dòng 4"),
            ("chỉ có chữ", "dòng 3: không thuộc câu nào"),
            ("00:01 --> 00:02\nx", "dòng 3: giờ phải viết"),
            ("00:01.000 --> 00:61.000\nx", "giờ phải viết"),
            ("00:01.000 --> 00:02.000 x:y<script>\nx", "giờ phải viết"),
            ("00:03.000 --> 00:02.000\nx", "phải sau giờ bắt đầu"),
            ("00:03.000 --> 00:04.000\nx\n\n00:01.000 --> 00:02.000\ny", "dòng 6: câu này bắt đầu trước"),
            ("00:03.000 --> 00:04.000", "chưa có lời"),
            ("00:03.000 --> 00:04.000\n<script>alert(1)</script>", "dòng 4: có thẻ"),
            ("00:03.000 --> 00:04.000\n<img src=x onerror=alert(1)>", "có thẻ"),
            ("00:03.000 --> 00:04.000\n1 < 2", "có thẻ"),
            ("00:03.000 --> 00:04.000\n<c.la>x</c>", "có thẻ"),
        ] {
            let why = of(body);
            assert!(why.contains(told), "{body}: {why}");
        }
        assert!(check(b"WEBVTTX\n\n").is_err() && check(b"WEBVTT\n\n\xff").is_err() && check(b"").is_err());
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_break_it(text in "(WEBVTT\n\n)?[ -~\n:>0-9.đ-]{0,200}") {
            let _ = check(text.as_bytes());
        }
    }
}
