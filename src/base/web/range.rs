//! Byte ranges (RFC 9110, section 14): which part of a file a request wants.

use std::ops::Range;

use poem::http::{HeaderMap, header};

/// What is to be sent of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// All of it.
    Whole,
    /// One stretch; never empty, never beyond the end.
    Part(Range<u64>),
    /// Nothing: what was asked for lies beyond the end.
    Beyond,
}

/// What these headers want of a file of this length and tag. What cannot be read is ignored, as the standard
/// asks; several stretches at once are answered with the whole, which it allows.
pub fn wanted(headers: &HeaderMap, length: u64, etag: &str) -> Wanted {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let Some(range) = text(header::RANGE) else { return Wanted::Whole };
    // A date, a weak tag or another tag: the client's part is of another file.
    if text(header::IF_RANGE).is_some_and(|known| known.trim() != etag) {
        return Wanted::Whole;
    }
    parse(range, length)
}

/// What a `Range` header wants of a file of this length.
pub fn parse(range: &str, length: u64) -> Wanted {
    let Some((unit, set)) = range.split_once('=') else { return Wanted::Whole };
    if !unit.trim().eq_ignore_ascii_case("bytes") || set.contains(',') {
        return Wanted::Whole;
    }
    let Some((first, last)) = set.trim().split_once('-') else { return Wanted::Whole };
    match (End::read(first), End::read(last)) {
        (End::At(first), last @ (End::At(_) | End::Open)) => {
            let last = if let End::At(last) = last { last } else { u64::MAX };
            if last < first {
                Wanted::Whole
            } else if first >= length {
                Wanted::Beyond
            } else {
                Wanted::Part(first..last.saturating_add(1).min(length))
            }
        }
        (End::Open, End::At(suffix)) if suffix == 0 || length == 0 => Wanted::Beyond,
        (End::Open, End::At(suffix)) => Wanted::Part(length.saturating_sub(suffix)..length),
        _ => Wanted::Whole,
    }
}

/// One end of a stretch.
#[derive(Clone, Copy)]
enum End {
    /// Left open.
    Open,
    /// At this byte.
    At(u64),
    /// Not to be read.
    Garbled,
}

impl End {
    /// Too many digits are the largest number there is.
    fn read(text: &str) -> Self {
        if text.is_empty() {
            Self::Open
        } else if text.bytes().all(|byte| byte.is_ascii_digit()) {
            Self::At(text.parse().unwrap_or(u64::MAX))
        } else {
            Self::Garbled
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn stretches_are_cut_to_the_file() {
        for (range, expected) in [
            ("bytes=0-99", Wanted::Part(0..100)),
            ("bytes=900-", Wanted::Part(900..1000)),
            ("bytes=-100", Wanted::Part(900..1000)),
            ("bytes=-5000", Wanted::Part(0..1000)),
            ("bytes=999-99999999999999999999999", Wanted::Part(999..1000)),
            ("BYTES = 5-5", Wanted::Part(5..6)),
            ("bytes=1000-", Wanted::Beyond),
            ("bytes=-0", Wanted::Beyond),
            ("bytes=5-4", Wanted::Whole),
            ("bytes=0-1,5-6", Wanted::Whole),
            ("bytes=", Wanted::Whole),
            ("bytes=-", Wanted::Whole),
            ("bytes=a-b", Wanted::Whole),
            ("bytes=+1-2", Wanted::Whole),
            ("items=0-5", Wanted::Whole),
            ("0-5", Wanted::Whole),
        ] {
            assert_eq!(parse(range, 1000), expected, "{range}");
        }
        assert_eq!(parse("bytes=0-", 0), Wanted::Beyond);
        assert_eq!(parse("bytes=-1", 0), Wanted::Beyond);
    }

    #[test]
    fn a_part_of_another_file_is_not_continued() {
        let mut headers = HeaderMap::new();
        headers.insert(header::RANGE, "bytes=5-9".parse().unwrap());
        assert_eq!(wanted(&headers, 10, "\"a\""), Wanted::Part(5..10));
        headers.insert(header::IF_RANGE, "\"a\"".parse().unwrap());
        assert_eq!(wanted(&headers, 10, "\"a\""), Wanted::Part(5..10));
        for other in ["\"b\"", "W/\"a\"", "Tue, 24 Nov 2026 07:30:00 GMT"] {
            headers.insert(header::IF_RANGE, other.parse().unwrap());
            assert_eq!(wanted(&headers, 10, "\"a\""), Wanted::Whole, "{other}");
        }
    }

    proptest! {
        #[test]
        fn nothing_asked_for_leads_out_of_the_file(range in "(bytes)?=?[0-9,\\- a-z]{0,30}|.{0,40}", length in 0_u64..5000) {
            if let Wanted::Part(part) = parse(&range, length) {
                prop_assert!(part.start < part.end && part.end <= length);
            }
        }
    }
}
