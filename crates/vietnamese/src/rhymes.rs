//! Which runs of letters can be a Vietnamese syllable at all, whatever its marks.

use std::collections::HashSet;
use std::sync::LazyLock;

/// What a syllable may begin with, without marks.
const ONSETS: [&str; 27] = [
    "", "b", "c", "ch", "d", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh", "nh", "p", "ph",
    "qu", "r", "s", "t", "th", "tr", "v", "x",
];

/// What may follow, without marks.
const RHYMES: &str = "a ac ach ai am an ang anh ao ap at au ay e ec ech em en eng enh eo ep et eu i ia ic ich \
                      iec iem ien ieng iep iet ieu im in inh ip it iu o oa oac oach oai oam oan oang oanh oao \
                      oap oat oay oc oe oem oen oeo oet oi om on ong ooc oong op ot u ua uan uang uanh uat uau \
                      uay uc ue uech uen uenh uet ui um un ung uo uoc uoi uom uon uong uop uot uou up ut uu uy \
                      uya uych uyen uyet uyn uynh uyp uyt uyu y ych yem yen yeng yet yeu yn ynh yt";

/// All that onsets and rhymes make: texts of many thousand words are asked about, in several encodings.
static SYLLABLES: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let rhymes = || RHYMES.split_whitespace();
    ONSETS.iter().flat_map(|onset| rhymes().map(move |rhyme| format!("{onset}{rhyme}"))).collect()
});

/// Whether a syllable without its marks, in small letters, is built like a Vietnamese one: `sinh` is, `sihn` is
/// not. Says nothing about whether the word exists.
#[must_use]
pub fn is_syllable(bare: &str) -> bool {
    SYLLABLES.contains(bare)
}

#[cfg(test)]
mod tests {
    use super::super::folded;
    use super::*;

    #[test]
    fn syllables_of_all_shapes() {
        let text = "quyền sử dụng đất nghiệp người trưởng hoàn giá gì gìn giếng quốc quỹ khuỷu ngoằn rượu thuở \
                    huỷnh yến oán ủy xoèn ngoéo khuya quýt hươu xoong nghiêng tuyết uống ý ô";
        for syllable in text.split_whitespace() {
            assert!(is_syllable(&folded(syllable)), "{syllable}");
        }
    }

    #[test]
    fn slips_codes_and_foreign_words_are_none() {
        for text in ["sihn", "giaiy", "khia2", "ubnd", "dduong", "web", "blog", "container", "", "ngh", "đ"]
        {
            assert!(!is_syllable(text), "{text}");
        }
    }
}
