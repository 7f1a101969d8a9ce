//! The cases of the requirements, each by its name, over the rules as they are delivered.

use jiff::civil::{Date, date};

use crate::amount::{Rounding, owed, supplemented};
use crate::share::share;
use crate::tax::{Standing, of_payment};
use crate::{Coefficient, Dong, Rules};

pub(crate) fn rules() -> Rules {
    Rules::read(include_str!("../../../rules/royalties.toml")).expect("rules/royalties.toml")
}

/// The ranges of a district's and of a commune's site.
const FRAME: &str = "qd-570-2013";

/// What is owed for a genre, or nothing where the coefficient is refused.
fn owes(genre: &str, coefficient: &str, day: Date) -> Option<Dong> {
    let rules = rules();
    let coefficient = Coefficient::parse(coefficient)
        .filter(|one| rules.genre(FRAME, genre, day).is_some_and(|genre| genre.allows(*one)))?;
    rules.worth(day).map(|worth| owed(coefficient, &worth, 100, Rounding::EXACT))
}

fn withheld(gross: Dong, day: Date) -> Dong {
    of_payment(gross, rules().tax(day), Standing::default())
}

#[test]
fn tin_he_so_1_15_12_2016() {
    assert_eq!(owes("tin", "1", date(2016, 12, 15)), Some(121_000));
}

#[test]
fn tin_he_so_2_30_06_2017_and_01_07_2017() {
    assert_eq!(owes("tin", "2", date(2017, 6, 30)), Some(242_000));
    assert_eq!(owes("tin", "2", date(2017, 7, 1)), Some(260_000));
}

#[test]
fn bai_phan_anh_he_so_5_20_08_2023() {
    assert_eq!(owes("bai-phan-anh", "5", date(2023, 8, 20)), Some(900_000));
}

#[test]
fn nghien_cuu_he_so_10_01_07_2024() {
    assert_eq!(owes("nghien-cuu", "10", date(2024, 7, 1)), Some(2_340_000));
}

#[test]
fn anh_0_5_10_10_2026() {
    assert_eq!(owes("anh", "0,5", date(2026, 10, 10)), Some(126_500));
}

#[test]
fn video_5_10_10_2026() {
    assert_eq!(owes("video", "5", date(2026, 10, 10)), Some(1_265_000));
}

#[test]
fn tin_he_so_2_1_is_refused() {
    assert_eq!(owes("tin", "2,1", date(2016, 12, 15)), None);
    assert_eq!(owes("tin", "2,5", date(2016, 12, 15)), None);
}

#[test]
fn anh_nghe_thuat_2_5_is_refused() {
    assert_eq!(owes("anh-nghe-thuat", "2,5", date(2016, 12, 15)), None);
    assert_eq!(owes("anh-nghe-thuat", "3", date(2016, 12, 15)), Some(363_000));
    assert_eq!(rules().genre(FRAME, "anh-nghe-thuat", date(2016, 1, 1)).expect("held").range(), "đúng 3");
}

#[test]
fn run_05_2026_from_two_million() {
    let day = date(2026, 5, 20);
    assert_eq!((withheld(1_999_999, day), withheld(2_000_000, day)), (0, 200_000));
}

#[test]
fn run_08_2026_from_five_million() {
    let day = date(2026, 8, 20);
    assert_eq!((withheld(4_999_999, day), withheld(5_000_000, day)), (0, 500_000));
}

#[test]
fn run_08_2026_with_a_commitment() {
    let committed = Standing { committed: true, ..Standing::default() };
    assert_eq!(of_payment(5_000_000, rules().tax(date(2026, 8, 20)), committed), 0);
}

#[test]
fn two_authors_60_40_on_605_000() {
    assert_eq!(share(605_000, &[60, 40]), [363_000, 242_000]);
}

#[test]
fn three_authors_equal_on_100_000() {
    assert_eq!(share(100_000, &[1, 1, 1]), [33_333, 33_333, 33_334]);
}

#[test]
fn unpaid_61_days_after_publication_is_red() {
    let within = &rules().pay_within;
    let published = date(2016, 10, 1);
    assert!(!within.is_late(published, date(2016, 11, 30)), "the sixtieth day");
    assert!(within.is_late(published, date(2016, 12, 1)), "the sixty-first");
}

/// What is owed with what the board adds, or nothing where the law does not allow it.
fn owes_more(genre: &str, coefficient: &str, day: Date, share: &str, added: &[(&str, i64)]) -> Option<Dong> {
    let rules = rules();
    owes(genre, coefficient, day)?;
    let fine = added
        .iter()
        .all(|(key, percent)| rules.supplement(key, day).is_some_and(|band| band.allows(*percent)));
    let share = match share.split_once(' ') {
        Some((key, percent)) => {
            percent.parse().ok().filter(|one| rules.share(key, day).is_some_and(|band| band.allows(*one)))?
        }
        None => 100,
    };
    let added = added.iter().map(|one| one.1).sum();
    let coefficient = Coefficient::parse(coefficient)?;
    fine.then(|| {
        rules.worth(day).map(|worth| supplemented(coefficient, &worth, share, added, Rounding::EXACT))
    })?
}

#[test]
fn a_supplement_for_minorities_and_children_is_10_to_20_in_the_hundred() {
    let day = date(2017, 7, 1);
    let with = |key, percent| owes_more("tin", "2", day, "", &[(key, percent)]);
    for key in ["dan-toc-thieu-so", "thieu-nhi"] {
        assert_eq!((with(key, 10), with(key, 20)), (Some(286_000), Some(312_000)), "{key}");
        assert_eq!((with(key, 9), with(key, 21)), (None, None), "{key}");
    }
    assert_eq!(owes_more("tin", "2", date(2014, 5, 31), "", &[("thieu-nhi", 10)]), None, "not yet in force");
}

#[test]
fn difficult_or_dangerous_conditions_double_it_at_most() {
    let with = |percent| owes_more("bai-phan-anh", "5", date(2023, 8, 20), "", &[("kho-khan", percent)]);
    assert_eq!((with(50), with(100), with(101)), (Some(1_350_000), Some(1_800_000), None));
    let both = [("kho-khan", 100), ("thieu-nhi", 10)];
    assert_eq!(owes_more("tin", "2", date(2017, 7, 1), "", &both), Some(546_000));
}

#[test]
fn a_translation_is_paid_40_to_65_and_subtitles_20_to_50_in_the_hundred() {
    let with = |share| owes_more("bai-phan-anh", "5", date(2023, 8, 20), share, &[]);
    assert_eq!((with("translation 40"), with("translation 65")), (Some(360_000), Some(585_000)));
    assert_eq!((with("translation 39"), with("translation 66")), (None, None));
    assert_eq!((with("subtitles 20"), with("subtitles 50")), (Some(180_000), Some(450_000)));
    assert_eq!((with("subtitles 19"), with("subtitles 51")), (None, None));
}

#[test]
fn reader_comment_and_official_document_have_no_genre() {
    for genre in ["", "y-kien-ban-doc", "van-ban"] {
        assert_eq!(owes(genre, "1", date(2016, 12, 15)), None, "{genre}");
    }
}

#[test]
fn item_withdrawn_after_approval_is_a_negative_adjustment() {
    let owed = owes("tin", "2", date(2016, 12, 15)).expect("in its range");
    assert_eq!(crate::adjust::adjust(&[], &[("a", owed)]), [("a", -242_000)]);
    assert_eq!(
        crate::adjust::adjust(&[("a", owed)], &[("a", owed)]),
        [],
        "what stands as it should changes nothing"
    );
}

#[test]
fn the_rules_hold_from_their_days() {
    let rules = rules();
    let salary = |day| rules.worth(day).map(|worth| worth.salary);
    assert_eq!(salary(date(2013, 6, 30)), None);
    assert_eq!(salary(date(2020, 7, 1)), Some(1_490_000), "1.600.000 never applied");
    assert_eq!(salary(date(2026, 6, 30)), Some(2_340_000));
    assert_eq!(salary(date(2026, 7, 1)), Some(2_530_000));
    assert_eq!(rules.worth(date(2026, 7, 1)).map(|worth| worth.unit()), Some(253_000));
    assert_eq!(rules.pay_within.days, 60);
    let keys: Vec<&str> =
        rules.genres(FRAME, date(2016, 12, 1)).iter().map(|genre| genre.key.as_str()).collect();
    assert_eq!(keys.len(), 8);
    assert_eq!(rules.genre_name("tin"), "Tin");
    assert_eq!(rules.remuneration(date(2016, 1, 1)).map(|share| share.percent), Some(50));
}

#[test]
fn the_ceilings_of_the_decree_hold_where_no_lower_range_is_made_for_the_level() {
    let rules = rules();
    let keys =
        |level: &str, day| rules.frames(level, day).iter().map(|one| one.key.clone()).collect::<Vec<_>>();
    let day = date(2016, 12, 15);
    assert_eq!(keys("commune", day), ["qd-570-2013", "nd-18-2014"]);
    assert_eq!(keys("province", day), ["nd-18-2014"]);
    assert_eq!(keys("district", date(2014, 5, 31)), ["qd-570-2013"], "the decree was not in force yet");
    let ceilings = [
        ("nd-tin", "10"),
        ("nd-tranh", "10"),
        ("nd-anh", "10"),
        ("nd-chinh-luan", "30"),
        ("nd-phong-su", "30"),
        ("nd-van-hoc", "30"),
        ("nd-nghien-cuu", "30"),
        ("nd-truc-tuyen", "50"),
    ];
    for (key, most) in ceilings {
        let genre = rules.genre("nd-18-2014", key, day).expect(key);
        assert_eq!(Some(genre.most), Coefficient::parse(most), "{key}");
    }
    assert_eq!(rules.genres("nd-18-2014", day).len(), ceilings.len());
    assert!(rules.genre("nd-18-2014", "tin", day).is_none(), "a genre is of its own frame");
}
