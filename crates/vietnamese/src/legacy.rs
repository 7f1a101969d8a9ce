//! Text in the encodings from before Unicode (TCVN3, VNI, VIQR, VPS, VISCII), recognised and read.
//!
//! Which one a text is in is told by counting, in each reading, the words that can be Vietnamese syllables; the name
//! of a font alone is wrong too often. Must run before anything is normalised: the ư of TCVN3 is the soft hyphen.

mod bytes;
mod score;
mod viqr;
mod vni;

pub use score::{Score, score};

use super::tcvn3;

/// How a text is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// Unicode: nothing to do.
    #[default]
    Unicode,
    /// TCVN3 (ABC), fonts `.Vn…`.
    Tcvn3,
    /// VNI, fonts `VNI-…`.
    Vni,
    /// VIQR (RFC 1456): marks typed after the vowel, in plain ASCII.
    Viqr,
    /// VPS, fonts `VPS …`.
    Vps,
    /// VISCII (RFC 1456).
    Viscii,
}

impl Encoding {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Unicode, Self::Tcvn3, Self::Vni, Self::Viqr, Self::Vps, Self::Viscii];

    /// The encoding a font's name promises, and whether the font shows small letters as capitals.
    pub fn of_font(name: &str) -> Option<(Self, bool)> {
        let lower = plain_name(name).to_lowercase();
        let lower = without_style(&lower);
        if lower.starts_with(".vn") {
            Some((Self::Tcvn3, lower.len() > 4 && lower.ends_with('h')))
        } else if lower.starts_with("vni-") || lower.starts_with("vni ") {
            Some((Self::Vni, false))
        } else if lower.starts_with("vps ") || lower.starts_with("vps-") {
            Some((Self::Vps, false))
        } else if lower.starts_with("viscii") {
            Some((Self::Viscii, false))
        } else {
            None
        }
    }

    /// Its name, as people know it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unicode => "Unicode",
            Self::Tcvn3 => "TCVN3",
            Self::Vni => "VNI",
            Self::Viqr => "VIQR",
            Self::Vps => "VPS",
            Self::Viscii => "VISCII",
        }
    }

    /// The encoding of a name that [`Encoding::name`] gives.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|encoding| encoding.name() == name)
    }

    /// The text read in this encoding.
    pub fn decode(self, text: &str) -> String {
        match self {
            Self::Unicode => text.to_owned(),
            Self::Tcvn3 => tcvn3::decoded(text),
            Self::Vni => vni::decoded(text),
            Self::Viqr => viqr::decoded(text),
            Self::Vps => bytes::decoded(text, &bytes::VPS),
            Self::Viscii => bytes::decoded(text, &bytes::VISCII),
        }
    }
}

/// A font's name without quotation marks and without the tag of a subset in a PDF (`ABCDEF+`).
fn plain_name(name: &str) -> &str {
    let name = name.trim().trim_matches(['"', '\'']).trim();
    match name.split_once('+') {
        Some((tag, rest)) if tag.len() == 6 && tag.bytes().all(|byte| byte.is_ascii_uppercase()) => rest,
        _ => name,
    }
}

/// A font's name in small letters without bold and italic.
fn without_style(name: &str) -> &str {
    let mut name = name;
    while let Some(rest) = ["bold", "italic", ",", "-", " "].iter().find_map(|end| name.strip_suffix(end)) {
        name = rest;
    }
    name
}

/// Words from which on a paragraph is long enough to be judged alone.
const LONG: usize = 12;

/// How much of a text is judged: more words would say no more.
const SAMPLE: usize = 64 * 1024;

/// The beginning of a text, as much as its encoding is judged by.
pub fn sample(text: &str) -> &str {
    &text[..text.floor_char_boundary(SAMPLE)]
}

/// What a text is in, as far as the words at its beginning tell.
pub fn detect(text: &str) -> Encoding {
    let text = sample(text);
    let lines: Vec<&str> = text.lines().filter(|line| !is_plainly_unicode(line)).collect();
    let text = lines.join("\n");
    let asis = score(&text);
    if viqr::is_likely(&text) {
        return Encoding::Viqr;
    }
    if asis.marked == 0 {
        return Encoding::Unicode;
    }
    // The last of equals is taken: the commonest stand last.
    let best = [Encoding::Viscii, Encoding::Vps, Encoding::Vni, Encoding::Tcvn3]
        .into_iter()
        .map(|encoding| (encoding, score(&encoding.decode(&text))))
        .max_by_key(|(_, read)| read.valid);
    match best {
        Some((encoding, read)) if is_better(encoding, &read, &asis) => encoding,
        _ => Encoding::Unicode,
    }
}

/// Few words must read much better than they stand; many need only read well where they stand badly. The rare
/// encodings, which share most letters with Latin-1, need many.
fn is_better(encoding: Encoding, read: &Score, asis: &Score) -> bool {
    let rare = matches!(encoding, Encoding::Vps | Encoding::Viscii);
    let twice = !rare && read.valid >= 2 * asis.valid.max(1) && read.valid * 10 >= asis.marked * 7;
    let many = asis.marked >= 6 && read.valid * 10 >= asis.marked * 9 && asis.valid * 10 < asis.marked * 9;
    twice || many && read.valid > asis.valid
}

/// Whether a text holds Vietnamese letters that only Unicode has.
pub fn is_plainly_unicode(text: &str) -> bool {
    text.chars().any(|c| {
        matches!(
            c,
            '\u{102}'
                | '\u{103}'
                | '\u{110}'
                | '\u{111}'
                | '\u{128}'
                | '\u{129}'
                | '\u{168}'
                | '\u{169}'
                | '\u{1a0}'
                | '\u{1a1}'
                | '\u{1af}'
                | '\u{1b0}'
                | '\u{1ea0}'..='\u{1ef9}'
        )
    })
}

/// Whether a reading by a font's promise is at least as good as the text as it stands.
pub fn is_no_worse(encoding: Encoding, text: &str) -> bool {
    let text = sample(text);
    let asis = score(text);
    asis.marked == 0 || !is_plainly_unicode(text) && score(&encoding.decode(text)).valid >= asis.valid
}

/// The paragraphs in Unicode, each by its own words if it has enough of them, else as the whole text is; and what was
/// converted, if anything.
pub fn to_unicode(text: &str) -> (String, Option<Encoding>) {
    let whole = detect(text);
    let mut found = None;
    let lines = text.split('\n').map(|line| {
        let encoding = of_paragraph(line, whole);
        let read = encoding.decode(line);
        if read != line {
            found = Some(encoding);
        }
        read
    });
    let converted = lines.collect::<Vec<_>>().join("\n");
    (converted, found)
}

/// What one paragraph is in, where the text around it is in `whole`.
pub fn of_paragraph(line: &str, whole: Encoding) -> Encoding {
    let line = sample(line);
    if is_plainly_unicode(line) {
        return Encoding::Unicode;
    }
    if line.split_whitespace().count() >= LONG {
        return detect(line);
    }
    if whole == Encoding::Viqr {
        return if viqr::is_possible(line) { whole } else { Encoding::Unicode };
    }
    if whole != Encoding::Unicode {
        return if is_no_worse(whole, line) { whole } else { Encoding::Unicode };
    }
    // A few words alone: only where no other reading is possible.
    if super::from_tcvn3(line).is_some() { Encoding::Tcvn3 } else { Encoding::Unicode }
}

#[cfg(test)]
mod tests {
    use unicode_normalization::UnicodeNormalization;

    use super::score::is_word;
    use super::*;

    const TCVN3: &str = "Céng hoµ x· héi chñ nghÜa ViÖt Nam, §éc lËp - Tù do - H¹nh phóc. Quy ®Þnh vÒ ®Êt ®ai ®\u{AD}îc ban hµnh";
    const VNI: &str = "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam, Ñoäc laäp - Töï do - Haïnh phuùc. Quy ñònh veà ñaát ñai ñöôïc ban haønh";
    const UNICODE: &str =
        "Cộng hòa xã hội chủ nghĩa Việt Nam, Độc lập - Tự do - Hạnh phúc. Quy định về đất đai được ban hành";

    #[test]
    fn each_encoding_is_told_by_its_words_and_read() {
        assert_eq!(detect(TCVN3), Encoding::Tcvn3);
        assert_eq!(detect(VNI), Encoding::Vni);
        assert_eq!(detect(UNICODE), Encoding::Unicode);
        assert_eq!(Encoding::Vni.decode(VNI), UNICODE);
        let tcvn3 = Encoding::Tcvn3.decode(TCVN3).replace("hoà", "hòa");
        assert_eq!(tcvn3, UNICODE);
    }

    #[test]
    fn the_rare_encodings_are_told_too() {
        let text = "Cộng hòa xã hội chủ nghĩa Việt Nam. Quy định về quyền sử dụng đất ở được ban hành";
        let viqr = "Co^.ng ho`a xa~ ho^.i chu? nghi~a Vie^.t Nam\\. Quy ddi.nh ve^` quye^`n su+? du.ng dda^'t o+? \
                    ddu+o+.c ban ha`nh";
        assert_eq!((detect(viqr), Encoding::Viqr.decode(viqr).as_str()), (Encoding::Viqr, text));
        for encoding in [Encoding::Vps, Encoding::Viscii] {
            let letters = encoder(encoding);
            let old: String =
                text.chars().map(|c| letters.get(&c).cloned().unwrap_or_else(|| c.to_string())).collect();
            assert_eq!((detect(&old), encoding.decode(&old).as_str()), (encoding, text), "{old}");
        }
    }

    #[test]
    fn short_paragraphs_go_with_the_text_around_them() {
        let (text, found) = to_unicode(&format!("{TCVN3}\nUû ban\nTiªu ®Ò"));
        assert_eq!(found, Some(Encoding::Tcvn3));
        assert!(text.ends_with("Uỷ ban\nTiêu đề"), "{text}");
        let (text, found) = to_unicode(&format!("{VNI}\nTieâu ñeà\nSoá 12"));
        assert_eq!(found, Some(Encoding::Vni));
        assert!(text.ends_with("Tiêu đề\nSố 12"), "{text}");
    }

    #[test]
    fn unicode_and_foreign_words_stay() {
        for text in [
            UNICODE,
            "Café, naïve, Übung",
            "giá 25 m² và 10 £",
            "Đảng bộ huyện",
            "",
            "hé mở",
            "tê tê",
            "© 2016 UBND",
        ] {
            assert_eq!(to_unicode(text), (text.to_owned(), None), "{text}");
        }
    }

    #[test]
    fn fonts_promise_an_encoding() {
        assert_eq!(Encoding::of_font(".VnTime"), Some((Encoding::Tcvn3, false)));
        assert_eq!(Encoding::of_font("\".VnTimeH\""), Some((Encoding::Tcvn3, true)));
        assert_eq!(Encoding::of_font("ABCDEF+.VnTimeH-BoldItalic"), Some((Encoding::Tcvn3, true)));
        assert_eq!(Encoding::of_font(".VnTime,Bold"), Some((Encoding::Tcvn3, false)));
        assert_eq!(Encoding::of_font("VNI-Times"), Some((Encoding::Vni, false)));
        assert_eq!(Encoding::of_font("VPS Times"), Some((Encoding::Vps, false)));
        assert_eq!(Encoding::of_font("Times New Roman"), None);
    }

    /// The library's own tables are the measure, where the machine has them.
    #[test]
    fn the_tables_agree_with_iconv() {
        for (encoding, theirs, least) in [(Encoding::Tcvn3, "TCVN", 70), (Encoding::Viscii, "VISCII", 128)] {
            let Ok(list) = std::process::Command::new("iconv").arg("-l").output() else {
                eprintln!("no iconv here: skipped");
                return;
            };
            if !String::from_utf8_lossy(&list.stdout).contains(theirs) {
                eprintln!("iconv does not know {theirs}: skipped");
                continue;
            }
            let changed = (0x80_u8..=0xFF).filter_map(|byte| {
                let shown = char::from(byte).to_string();
                let ours = encoding.decode(&shown);
                (ours != shown || encoding == Encoding::Viscii).then_some((byte, ours))
            });
            let mut compared = 0;
            for (byte, ours) in changed {
                let file = tempfile::NamedTempFile::new().unwrap();
                std::fs::write(file.path(), [byte]).unwrap();
                let read = std::process::Command::new("iconv")
                    .args(["-f", theirs, "-t", "UTF-8"])
                    .arg(file.path())
                    .output()
                    .unwrap();
                let read: String = String::from_utf8_lossy(&read.stdout).nfc().collect();
                assert_eq!(ours, read, "{theirs} {byte:x}");
                compared += 1;
            }
            assert!(compared >= least, "{theirs}: {compared}");
        }
    }

    /// What the reading says of every letter, the other way round: for writing real texts in the old encodings.
    fn encoder(encoding: Encoding) -> std::collections::HashMap<char, String> {
        let latin: Vec<char> = (0x80_u32..=0xFF).filter_map(char::from_u32).collect();
        let alone = latin.iter().map(char::to_string);
        let pairs =
            "aeouyôö".chars().flat_map(|vowel| latin.iter().map(move |sign| format!("{vowel}{sign}")));
        let shown: Vec<String> =
            if encoding == Encoding::Vni { alone.chain(pairs).collect() } else { alone.collect() };
        let read = shown.into_iter().map(|shown| (encoding.decode(&shown), shown));
        let single = read.filter(|(meant, _)| meant.chars().count() == 1 && !meant.is_ascii());
        single.filter_map(|(meant, shown)| Some((meant.chars().next()?, shown))).collect()
    }

    #[test]
    fn real_texts_are_told_and_read_in_every_encoding() {
        let Some(folder) = std::env::var_os("PORTAL_TEST_DATA") else {
            eprintln!("no PORTAL_TEST_DATA: skipped");
            return;
        };
        let transcripts = std::fs::read_dir(std::path::Path::new(&folder).join("legacy")).unwrap();
        let (mut texts, mut paragraphs, mut wrong) = (0, 0, 0);
        for file in
            transcripts.flatten().filter(|file| file.file_name().to_string_lossy().ends_with(".expected.txt"))
        {
            // Capitals with tones have no sign in TCVN3: fonts of their own showed them.
            let text: String = std::fs::read_to_string(file.path()).unwrap().to_lowercase().nfc().collect();
            let text = text
                .chars()
                .filter(|c| c.is_ascii() || is_plainly_unicode(&c.to_string()) || is_word(&c.to_string()))
                .collect::<String>();
            texts += 1;
            assert!(to_unicode(&text) == (text.clone(), None), "{:?}", file.path());
            for encoding in [Encoding::Tcvn3, Encoding::Vni, Encoding::Vps, Encoding::Viscii] {
                let letters = encoder(encoding);
                let old: String =
                    text.chars().map(|c| letters.get(&c).cloned().unwrap_or_else(|| c.to_string())).collect();
                for (line, meant) in old
                    .lines()
                    .zip(text.lines())
                    .filter(|(line, _)| line.split_whitespace().count() >= LONG)
                    .take(40)
                {
                    let vietnamese = score(meant);
                    // Some transcripts are broken themselves: they are no measure.
                    if vietnamese.valid < 6 || vietnamese.valid * 10 < vietnamese.marked * 9 {
                        continue;
                    }
                    paragraphs += 1;
                    wrong += usize::from(of_paragraph(line, Encoding::Unicode).decode(line) != meant);
                }
            }
        }
        eprintln!("{texts} texts, {paragraphs} long paragraphs, {wrong} read wrongly");
        assert!(texts >= 40 && paragraphs > 1_000, "{texts} {paragraphs}");
        assert!(wrong * 200 <= paragraphs, "{wrong} of {paragraphs}");
    }
}
