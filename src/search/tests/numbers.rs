//! Documents found by their number, in every form people type it.

use jiff::civil::date;

use super::*;
use crate::items::kinds::document::number::DocumentNumber;

fn document(at: usize, number: &str, doc_type: &str, issuer: &str, year: i16) -> SearchDocument {
    SearchDocument {
        kind: "document".to_owned(),
        number: DocumentNumber::parse(number).ok(),
        number_text: Some(number.to_owned()),
        doc_type: Some(doc_type.to_owned()),
        issuer: Some(issuer.to_owned()),
        date: Some(date(year, 3, 1)),
        ..item(at, &format!("{doc_type} {number}"), "Điều 10. Quyết định này có hiệu lực năm 2016, số 43.")
    }
}

fn sample() -> Index {
    let documents = [
        document(0, "10/2016/QĐ-UBND", "Quyết định", "UBND huyện Hiệp Hòa", 2016),
        document(1, "43/2011/NĐ-CP", "Nghị định", "Chính phủ", 2011),
        document(2, "66.13/2026/NQ-CP", "Nghị quyết", "Chính phủ", 2026),
        document(3, "36a/NQ-CP", "Nghị quyết", "Chính phủ", 2015),
        document(4, "05/BNV-VP", "Công văn", "Bộ Nội vụ", 2016),
        document(5, "80/2015/QH13", "Luật", "Quốc hội", 2015),
        document(6, "15/QĐ-UBND", "Quyết định", "UBND xã Đức Thắng", 2015),
        document(7, "15/QĐ-UBND", "Quyết định", "UBND xã Danh Thắng", 2016),
        document(8, "15/QĐ-UBND", "Quyết định", "UBND xã Mai Đình", 2014),
    ];
    let index = Index::in_ram().unwrap();
    index.writer(WriterSize::default()).unwrap().apply(&documents, &[], &BTreeMap::new()).unwrap();
    index
}

#[test]
fn every_form_people_type_finds_the_document_first() {
    let index = sample();
    for (number, forms) in [
        (
            "10/2016/QĐ-UBND",
            &[
                "10/2016/QĐ-UBND",
                "10/2016/QD-UBND",
                "10/2016/qd-ubnd",
                "10 /2016/QĐ-UBND",
                "10 / 2016 / QĐ - UBND",
                "010/2016/QĐ-UBND",
                "10/2016/qdubnd",
                "10 2016 qd ubnd",
                "QĐ 10/2016",
                "QD10/2016",
                "qđ số 10/2016",
                "so 10 nam 2016",
                "số 10 năm 2016",
                "10/QĐ-UBND",
                "10qd-ubnd",
                "quyet dinh 10/2016",
                "Quyết định số 10/2016/QĐ-UBND về việc gì?",
                "10/2016",
                "10.2016.qd.ubnd",
                "10-2016-qd-ubnd",
                "10/2016/Q\u{D0}-UBND",
            ][..],
        ),
        (
            "43/2011/NĐ-CP",
            &["nghi dinh 43", "nghị định số 43", "nd 43/2011", "NĐ43", "43/2011/nd-cp", "043/2011/NĐ-CP"],
        ),
        ("66.13/2026/NQ-CP", &["66.13/2026/NQ-CP", "66.13/2026/nq-cp", "nghi quyet 66.13/2026"]),
        ("36a/NQ-CP", &["36a/NQ-CP", "36A/nq-cp", "nghị quyết 36a", "nq 36a"]),
        ("05/BNV-VP", &["05/BNV-VP", "5/BNV-VP", "5/bnv-vp"]),
        ("80/2015/QH13", &["80/2015/QH13", "luat 80/2015", "80 2015 qh13", "Luật số: 80/2015/QH13"]),
    ] {
        for form in forms {
            let answer = ask(&index, form);
            let first = answer.hits.first().unwrap_or_else(|| panic!("{form} finds nothing"));
            assert!(first.by_number, "{form}");
            assert_eq!(first.number.as_deref(), Some(number), "{form}");
            assert_eq!(answer.correction, None, "{form}");
        }
    }
}

#[test]
fn an_ambiguous_number_lists_all_own_agency_first_then_the_newest() {
    let index = sample();
    let query = Query {
        text: "15/qd-ubnd".to_owned(),
        tenants: vec!["t".to_owned()],
        own_issuer: Some("ubnd xã đức thắng".to_owned()),
        limit: 10,
        ..Query::default()
    };
    let hits = index.search(&query).unwrap().hits;
    let numbered: Vec<&str> =
        hits.iter().filter(|hit| hit.by_number).filter_map(|hit| hit.issuer.as_deref()).collect();
    assert_eq!(numbered, ["UBND xã Đức Thắng", "UBND xã Danh Thắng", "UBND xã Mai Đình"]);
    assert!(hits.iter().skip_while(|hit| hit.by_number).all(|hit| !hit.by_number));
}
