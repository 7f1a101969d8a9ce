//! How what was found becomes a light for a level on a day.

use jiff::civil::date;

use crate::base::clock::start_of;
use crate::tenants::{Level, SectionKey};

use super::looks::tests::complete;
use super::*;

fn judged(id: &str, level: Level, law_of: Date, facts: &Facts, words: &[Word]) -> Option<Judged> {
    let asked = law::of(id)?;
    Some(judge(checks::find(id)?, asked, asked.binding(level, law_of)?, facts, words))
}

#[test]
fn what_a_commune_does_of_its_own_will_is_never_red() {
    let mut site = complete();
    site.topics[0].pages = 0;
    let seed = date(2016, 12, 30);
    let of = |level, day| judged("P-a", level, day, &site, &[]).unwrap();
    assert_eq!(of(Level::District, seed).light, Light::Red);
    let free = of(Level::Commune, seed);
    assert_eq!((free.light, free.day), (Light::Yellow, date(2016, 12, 28)), "the day of its latest page");
    assert!(free.reason.contains("tự nguyện (Nghị định 43/2011/NĐ-CP Điều 2.3)"), "{}", free.reason);
    let bound = of(Level::Commune, date(2026, 7, 1));
    assert_eq!((bound.light, bound.source.as_str()), (Light::Red, "Nghị định 224/2026/NĐ-CP Điều 9.1"));
    assert!(bound.mend.is_some());
}

#[test]
fn a_commune_without_research_is_not_asked_for_it() {
    let mut site = complete();
    site.held.retain(|one| one.section != SectionKey::Research.as_str());
    for day in [date(2016, 12, 30), date(2022, 8, 15), date(2026, 7, 1)] {
        assert!(judged("P-11", Level::Commune, day, &site, &[]).is_none(), "{day}");
    }
    let district = judged("P-11", Level::District, date(2016, 12, 30), &site, &[]).unwrap();
    assert_eq!((district.light, district.source.as_str()), (Light::Red, "Quy chế Điều 3.11"));
}

#[test]
fn a_word_is_dated_and_what_is_built_names_its_test() {
    let site = complete();
    let day = date(2026, 7, 1);
    let of = |id: &str, words: &[Word]| judged(id, Level::Commune, day, &site, words).unwrap();
    assert_eq!(of("A-12", &[]).light, Light::Grey);
    let said = |met| Word {
        check: "A-12".into(),
        met,
        words: "Đã thử từ mạng ngoài.".into(),
        name: "Văn phòng (mẫu)".into(),
        at: start_of(date(2016, 12, 1)),
    };
    let (met, unmet) = (of("A-12", &[said(true)]), of("A-12", &[said(false)]));
    assert_eq!((met.light, unmet.light, met.day), (Light::Green, Light::Red, date(2016, 12, 1)));
    assert!(met.reason.contains("tự xác nhận ngày 01/12/2016"), "{}", met.reason);
    let built = of("A-3", &[]);
    assert!(built.light == Light::Green && built.test.is_some() && built.day == site.today);
}
