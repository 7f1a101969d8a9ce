//! The table of checks: how each is seen, and where it is mended; what it asks by which clause is `rules/compliance.toml`.

use jiff::civil::Date;

use super::Light;
use super::facts::Facts;
use super::looks;

/// What a look found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Looked {
    /// How it turned out.
    pub light: Light,
    /// Why, in a sentence.
    pub reason: String,
    /// The day of what it rests on; none where that is how things stand today.
    pub day: Option<Date>,
}

/// How a check is seen.
#[derive(Clone, Copy)]
pub enum Sees {
    /// Computed from data; where in the desk it is mended.
    Data(fn(&Facts) -> Looked, &'static str),
    /// The software cannot but do it: file and name of the test that shows it, two spaces between.
    Built(&'static str),
    /// No computer can see it.
    Said,
}

impl std::fmt::Debug for Sees {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Data(..) => "data",
            Self::Built(_) => "built",
            Self::Said => "said",
        })
    }
}

/// One check.
#[derive(Clone, Copy, Debug)]
pub struct Check {
    /// Its id.
    pub id: &'static str,
    /// How it is seen.
    pub sees: Sees,
}

/// One check a line: its id, how it is seen; by what, and where it is mended.
macro_rules! checks {
    ($($id:literal $sees:ident $($look:ident)? $($place:literal)?;)*) => {
        /// Every check, in the order of the page.
        pub const CHECKS: &[Check] =
            &[$(Check { id: $id, sees: checks!(@sees $sees $($look)? $($place)?) }),*];
    };
    (@sees data $look:ident $mend:literal) => { Sees::Data(looks::$look, $mend) };
    (@sees built $test:literal) => { Sees::Built($test) };
    (@sees said) => { Sees::Said };
}

checks! {
    "P-a" data introduction "/cham-soc";
    "P-b" data news "/tin-bai/moi";
    "P-c" data steering "/tin-bai/moi";
    "P-d" data education "/tin-bai/moi";
    "P-đ" data plans "/tin-bai/moi";
    "P-e" data documents "/tin-bai?loai=document&trang-thai=live";
    "P-h" data projects "/tin-bai/moi";
    "P-i" data consultations "/lay-y-kien";
    "P-k" data leaders "/tin-bai/moi";
    "P-l" data footer "/don-vi";
    "P-11" data research "/tin-bai/moi";
    "P-12" data statistics "/tin-bai/moi";
    "P-13" data languages "/tin-bai";
    "P-14" built "tests/documents.rs  a_document_is_cited_marked_printed_and_described";
    "P-18" data procedures_by_level "/tin-bai?chuyen-muc=dich-vu-cong&trang-thai=live";
    "P-18-22" data procedures_by_kind "/tin-bai?chuyen-muc=dich-vu-cong&trang-thai=live";
    "P-18-26" data procedures_by_mode "/tin-bai?chuyen-muc=dich-vu-cong&trang-thai=live";
    "P-19" data disclosed "/cong-khai";
    "P-19b" data forms "/tin-bai/moi";
    "P-9-26" said;
    "F-1" built "tests/functions.rs  f_1_every_live_item_is_found_by_its_title_with_and_without_marks";
    "F-2" data links "/tin-bai/moi";
    "F-3" built "tests/functions.rs  f_3_every_live_item_has_a_print_view_that_tells_where_it_comes_from";
    "F-4" built "tests/stories.rs  a_question_goes_to_the_unit_by_mail_and_back_to_the_page";
    "F-5" data questions "/viec-tre-han";
    "F-6" built "tests/stories.rs  a_refused_form_names_every_reason_and_keeps_what_was_typed";
    "F-7" data uptime "/hoat-dong";
    "F-8" said;
    "F-8c" data drilled "/sao-luu";
    "F-8b" data copied "/sao-luu";
    "F-9" built "tests/questions_answers.rs  the_published_page_is_filed_fed_described_and_rated";
    "F-10" built "tests/functions.rs  f_10_under_the_profile_of_2026_an_outage_is_announced_seven_working_days_before";
    "F-11" data counted "";
    "F-11b" said;
    "F-12" built "src/public/views/check.rs  metadata_names_every_element_that_is_there";
    "F-13" built "tests/media.rs  what_is_taken_out_comes_back_or_goes_for_good_and_takes_nobody_elses_bytes";
    "F-14" data component "/don-vi";
    "F-15" built "tests/after.rs  a_correction_says_what_it_corrects_and_page_feed_and_search_follow";
    "A-1" data menu "/tin-bai/moi";
    "A-2" data footer "/don-vi";
    "A-3" built "tests/crawl.rs  every_page_that_can_be_reached_holds_what_is_asked_of_it_and_the_site_map_names_them_all";
    "A-4" data shown "/don-vi";
    "A-5" built "tests/browser/sections.test.mjs  the sections of ${site}: no sideways scroll, axe, headings";
    "A-6" built "src/face/palettes.rs  every_palette_is_legible_by_day_and_by_night";
    "A-7" built "tests/browser/sections.test.mjs  pages stand there soon over a slow line, are light, and nothing in them moves";
    "A-8" built "src/items/checks/tests.rs  a_picture_needs_author_source_and_words";
    "A-8b" built "src/items/kinds/record/mod.rs  each_register_asks_for_what_its_clause_names";
    "A-9" data access "/can-xu-ly?loai=tiep-can";
    "A-9b" data textless "/tep-chua-co-chu";
    "A-10" built "src/items/checks/tests.rs  the_build_of_a_text_is_looked_at";
    "A-11" built "tests/browser/sections.test.mjs  a citizen does everything by keyboard: skips, jumps, unfolds, searches, asks, follows up";
    "A-12" said;
    "A-13" data tls "";
    "A-14" built "tests/functions.rs  a_14_the_limit_of_files_is_told_beside_the_field_and_holds";
    "A-15" said;
    "A-16" data box_of_the_site "/don-vi";
    "A-17" said;
    "A-18" built "src/items/checks/tests.rs  old_encodings_are_refused";
    "A-19" built "tests/media.rs  what_a_file_is_decides_and_the_person_is_told";
    "A-20" built "tests/crawl.rs  feeds_of_sections_and_units_are_xml_and_security_txt_holds_for_less_than_a_year";
    "A-21" data domain "";
    "A-22" data broken "/lien-ket-hong";
}

/// The check of an id.
pub fn find(id: &str) -> Option<&'static Check> {
    CHECKS.iter().find(|check| check.id == id)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::compliance::law;

    #[test]
    fn every_test_that_a_check_names_is_there() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut looked_for = 0;
        for check in CHECKS {
            let Sees::Built(test) = check.sees else { continue };
            let (file, name) = test.split_once("  ").unwrap_or_else(|| panic!("{}: {test}", check.id));
            let text =
                std::fs::read_to_string(root.join(file)).unwrap_or_else(|_| panic!("{}: {file}", check.id));
            let as_rust = text.contains(&format!("fn {name}("));
            let in_chromium =
                ["'", "`"].iter().any(|mark| text.contains(&format!("test({mark}{name}{mark}")));
            assert!(as_rust || in_chromium, "{}: {file} has no {name}", check.id);
            looked_for += 1;
        }
        assert!(looked_for > 15, "{looked_for}");
    }

    #[test]
    fn every_check_stands_once_and_is_asked_by_the_law() {
        let seen: Vec<&str> = CHECKS.iter().map(|check| check.id).collect();
        let asked: Vec<&str> = law::asked().iter().map(|asked| asked.id.as_str()).collect();
        assert_eq!(seen, asked, "both tables in one order");
        for (at, id) in seen.iter().enumerate() {
            assert!(!seen[..at].contains(id), "{id} stands twice");
        }
    }
}
