//! Words that a line's end breaks, made whole again; compounds that are written with a hyphen keep it.

use vietnamese::{folded, is_syllable};

/// How the next line goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seam {
    /// As another word.
    Space,
    /// The same word, without the hyphen at the line's end.
    Broken,
    /// The same compound, with its hyphen.
    Compound,
}

/// How a line goes on in the next.
pub fn seam(before: &str, after: &str) -> Seam {
    let last = before.rsplit(char::is_whitespace).next().unwrap_or_default();
    let first: String = after.chars().take_while(|c| c.is_alphanumeric()).collect();
    let Some(stem) = last.strip_suffix(['-', '\u{2010}', '\u{ad}']) else { return Seam::Space };
    let part: String = stem
        .chars()
        .rev()
        .take_while(|c| c.is_alphanumeric())
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .collect();
    if part.is_empty() || first.is_empty() {
        return Seam::Space;
    }
    if last.ends_with('\u{ad}') {
        return Seam::Broken;
    }
    let small = |text: &str| text.chars().all(char::is_lowercase);
    let foreign = |text: &str| !text.is_ascii() || !is_syllable(&folded(text));
    // Vietnamese is never broken within a syllable, so a broken word is foreign: plain letters, no syllables.
    let plain = part.is_ascii() && first.is_ascii();
    if plain
        && small(&first)
        && part.chars().skip(1).all(char::is_lowercase)
        && (foreign(&part) || foreign(&first))
    {
        Seam::Broken
    } else {
        Seam::Compound
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_words_are_joined_and_compounds_keep_their_hyphen() {
        assert_eq!(seam("the infor-", "mation of"), Seam::Broken);
        assert_eq!(seam("Fire extinguish-", "ing systems"), Seam::Broken);
        assert_eq!(seam("nước Ca-", "na-đa"), Seam::Compound);
        assert_eq!(seam("Quyết định số 10/2016/QĐ-", "UBND ngày"), Seam::Compound);
        assert_eq!(seam("TCVN 13657-", "2:2023"), Seam::Compound);
        assert_eq!(seam("kinh tế -", "xã hội"), Seam::Space);
        assert_eq!(seam("kinh tế-", "xã hội"), Seam::Compound);
        assert_eq!(seam("kinh tế", "xã hội"), Seam::Space);
        assert_eq!(seam("-", "một"), Seam::Space);
    }
}
