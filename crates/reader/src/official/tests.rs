//! Whole documents, line by line, and all that is found in them.

use jiff::civil::date;

use super::*;
use crate::{Page, Paragraph, Source, Status};

fn reading(lines: &str) -> Reading {
    let line = |line: &str| Paragraph { text: line.trim().to_owned(), ..Paragraph::default() };
    let paragraphs = lines.lines().map(str::trim).filter(|line| !line.is_empty()).map(line).collect();
    let page = Page { number: 1, name: String::new(), size: None, source: Source::Layer, paragraphs };
    Reading { pages: vec![page], ..Reading::without_text(None, Status::Text, "") }
}

fn value(fact: Option<&Suggestion<String>>) -> Option<&str> {
    fact.map(|fact| fact.value.as_str())
}

const DECISION: &str = "
    UBND HUYỆN HIỆP HÒA\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
    PHÒNG NỘI VỤ\tĐộc lập - Tự do - Hạnh phúc
    Số: 15/QĐ-PNV\tHiệp Hòa, ngày 05 tháng 02 năm 2016
    QUYẾT ĐỊNH
    VỀ VIỆC THÀNH LẬP
    TỔ CÔNG NGHỆ SỐ
    TRƯỞNG PHÒNG NỘI VỤ
    Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;
    Căn cứ Nghị định số 43/2011/NĐ-CP ngày 13 tháng 6 năm 2011 đã được sửa đổi, bổ sung tại Nghị định số 42/2022/NĐ-CP;
    QUYẾT ĐỊNH:
    Điều 1. Thành lập Tổ công nghệ số gồm 5 người.
    Điều 2. Quyết định này có hiệu lực sau 10 ngày kể từ ngày ký, thay thế Quyết định số 02/QĐ-PNV và bãi bỏ Điều 3 Quyết định số 03/QĐ-PNV.
    Điều 3. Các đơn vị có liên quan chịu trách nhiệm thi hành./.
    Nơi nhận:\tKT. TRƯỞNG PHÒNG
    - Như Điều 3;\tPHÓ TRƯỞNG PHÒNG
    - Lưu: VT.
    \t\t\t\tNguyễn Văn Mẫu
    QUY CHẾ
    (Ban hành kèm theo Quyết định số 99/2009/QĐ-UBND ngày 09 tháng 9 năm 2009)
    Điều 1. Phạm vi
";

#[test]
fn a_decision_with_all_its_parts() {
    let found = find(&reading(DECISION));
    assert_eq!(value(found.number.as_ref()), Some("15/QĐ-PNV"));
    assert_eq!(value(found.kind.as_ref()), Some("Quyết định"));
    assert_eq!(value(found.issuer.as_ref()), Some("Phòng Nội vụ"));
    assert_eq!(value(found.parent.as_ref()), Some("Ủy ban nhân dân huyện Hiệp Hòa"));
    assert_eq!(value(found.place.as_ref()), Some("Hiệp Hòa"));
    assert_eq!(found.issued_on.as_ref().map(|day| day.value), Some(date(2016, 2, 5)));
    assert_eq!(value(found.summary.as_ref()), Some("Về việc thành lập tổ công nghệ số"));
    assert!(found.summary.unwrap().doubt.is_some(), "capitals hide the names in it");
    assert_eq!(value(found.signer_authority.as_ref()), Some("KT. TRƯỞNG PHÒNG"));
    assert_eq!(value(found.signer_post.as_ref()), Some("PHÓ TRƯỞNG PHÒNG"));
    assert_eq!(value(found.signer_name.as_ref()), Some("Nguyễn Văn Mẫu"));
    assert_eq!(found.effective_on.as_ref().map(|day| day.value), Some(date(2016, 2, 15)));
    assert_eq!(found.remarks, []);
}

#[test]
fn what_it_rests_on_and_what_it_does_to_others() {
    let found = find(&reading(DECISION));
    let bases: Vec<Option<&str>> = found.bases.iter().map(|basis| basis.value.number.as_deref()).collect();
    assert_eq!(bases, [None, Some("43/2011/NĐ-CP")]);
    let changes: Vec<(Act, &str)> =
        found.changes.iter().map(|change| (change.value.act, change.value.number.as_str())).collect();
    assert_eq!(changes, [(Act::Replaces, "02/QĐ-PNV"), (Act::RepealsPart, "03/QĐ-PNV")]);
    let recipients: Vec<&str> = found.recipients.iter().map(|one| one.value.as_str()).collect();
    assert_eq!(recipients, ["Như Điều 3", "Lưu: VT"]);
}

#[test]
fn its_articles_end_where_it_ends() {
    let found = find(&reading(DECISION));
    let articles: Vec<(&str, usize)> =
        found.divisions.iter().map(|one| (one.number.as_str(), one.text.len())).collect();
    assert_eq!(articles, [("1", 1), ("2", 1), ("3", 1)]);
    assert!(found.preamble.iter().any(|text| text.starts_with("Căn cứ Luật")), "{:?}", found.preamble);
}

#[test]
fn a_letter_has_a_subject_and_no_day_in_force() {
    let found = find(&reading(
        "
        BỘ CÔNG AN\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
        CỤC CẢNH SÁT PCCC VÀ CNCH\tĐộc lập - Tự do - Hạnh phúc
        Số: 286 /C07-P6\tHà Nội, ngày 27 tháng01 năm 2026
        V/v đề nghị góp ý
        dự thảo tiêu chuẩn
        Kính gửi: Công an các tỉnh.
        Đề nghị góp ý trước ngày 13/02/2026./.
        ",
    ));
    assert_eq!(value(found.number.as_ref()), Some("286/C07-P6"));
    assert_eq!(value(found.kind.as_ref()), Some("Công văn"));
    assert_eq!(value(found.summary.as_ref()), Some("Về việc đề nghị góp ý dự thảo tiêu chuẩn"));
    assert_eq!(found.issued_on.map(|day| day.value), Some(date(2026, 1, 27)));
    assert_eq!(found.effective_on, None);
}

#[test]
fn a_title_of_the_gazette_carries_everything() {
    let found = find(&reading(
        "
        Nghị định của Chính phủ
        số 116/2003/NĐ-CP ngày 10/10/2003
        về việc tuyển dụng cán bộ, công chức
        Chính phủ
        Căn cứ Luật Tổ chức Chính phủ ngày 25 tháng 12 năm 2001;
        Điều 1. Nghị định này có hiệu lực thi hành sau 15 ngày, kể từ ngày đăng Công báo.
        ",
    ));
    assert_eq!(value(found.number.as_ref()), Some("116/2003/NĐ-CP"));
    assert_eq!(value(found.issuer.as_ref()), Some("Chính phủ"));
    assert_eq!(value(found.summary.as_ref()), Some("Về việc tuyển dụng cán bộ, công chức"));
    assert_eq!(found.issued_on.map(|day| day.value), Some(date(2003, 10, 10)));
    assert_eq!(found.effective_on, None);
    assert!(found.remarks[0].sentence.contains("Công báo"));
}

#[test]
fn those_who_sign_together_are_all_named() {
    let found = find(&reading(
        "
        BỘ Y TẾ - BỘ TÀI CHÍNH\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
        Số: 34/2012/TTLT-BYT-BTC\tHà Nội, ngày 28 tháng 12 năm 2012
        THÔNG TƯ LIÊN TỊCH
        Hướng dẫn thực hiện
        Căn cứ Nghị định số 92/2009/NĐ-CP;
        Điều 1. Thông tư liên tịch này có hiệu lực từ ngày ký./.
        KT. BỘ TRƯỞNG BỘ TÀI CHÍNH
        THỨ TRƯỞNG
        Trần Thị Mẫu
        KT. BỘ TRƯỞNG BỘ Y TẾ
        THỨ TRƯỞNG
        Lê Văn Mẫu
        ",
    ));
    assert_eq!(value(found.issuer.as_ref()), Some("Bộ Y tế và Bộ Tài chính"));
    assert_eq!(value(found.signer_name.as_ref()), Some("Trần Thị Mẫu"));
    assert_eq!(found.cosigners.iter().map(|one| one.value.as_str()).collect::<Vec<_>>(), ["Lê Văn Mẫu"]);
}

#[test]
fn marks_of_secrecy_and_blanks_are_told() {
    let found = find(&reading(
        "
        MẬT
        ỦY BAN NHÂN DÂN\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
        XÃ ĐÔNG LỖ\tĐộc lập - Tự do - Hạnh phúc
        Số:       /BC-UBND\tĐông Lỗ, ngày     tháng     năm 2016
        BÁO CÁO
        Kết quả công tác
        Kính gửi: Ủy ban nhân dân huyện.
        ",
    ));
    assert_eq!((found.number, found.issued_on), (None, None));
    let told = |word: &str| found.remarks.iter().any(|remark| remark.sentence.contains(word));
    assert!(told("mức độ mật") && told("Số văn bản để trống") && told("Ngày ban hành để trống"));
    assert_eq!(value(found.issuer.as_ref()), Some("Ủy ban nhân dân xã Đông Lỗ"));
}

#[test]
fn what_was_issued_with_a_document_names_it_with_a_doubt() {
    let found = find(&reading(
        "
        PHỤ LỤC
        DANH MỤC NGÀNH NGHỀ
        (Kèm theo Quyết định số 13/2004/QĐ-BKHCN ngày 25/5/2004 của Bộ trưởng Bộ Khoa học và Công nghệ)
        I. Nhóm một
        ",
    ));
    let number = found.number.expect("a number");
    assert_eq!((number.value.as_str(), number.doubt.is_some()), ("13/2004/QĐ-BKHCN", true));
    assert!(found.kind.is_some_and(|kind| kind.doubt.is_some()));
}

#[test]
fn a_standard_is_no_official_document() {
    let found = find(&reading(
        "
        TCVN\tTIÊU CHUẨN QUỐC GIA
        TCVN 13926 : 2023
        PHÒNG CHÁY CHỮA CHÁY - HỆ THỐNG CHỮA CHÁY ĐÓNG GÓI
        HÀ NỘI - 2023
        ",
    ));
    assert_eq!((found.number, found.kind, found.issuer, found.issued_on), (None, None, None, None));
}

#[test]
fn a_law_is_of_the_day_on_which_it_was_passed() {
    let found = find(&reading(
        "
        QUỐC HỘI\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
        Luật số: 26/2023/QH15\tĐộc lập - Tự do - Hạnh phúc
        LUẬT
        CĂN CƯỚC
        Căn cứ Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam;
        Quốc hội ban hành Luật Căn cước.
        Điều 1. Luật này có hiệu lực thi hành từ ngày 01 tháng 7 năm 2024, trừ trường hợp quy định tại khoản 2.
        Luật này được Quốc hội nước Cộng hòa xã hội chủ nghĩa Việt Nam khóa XV, kỳ họp thứ 6 thông qua ngày 27 tháng 11 năm 2023.
        CHỦ TỊCH QUỐC HỘI
        (Đã ký)
        Nguyễn Văn Mẫu
        ",
    ));
    assert_eq!(value(found.summary.as_ref()), Some("Căn cước"));
    assert_eq!(found.issued_on.map(|day| day.value), Some(date(2023, 11, 27)));
    assert!(found.effective_on.is_some_and(|day| day.value == date(2024, 7, 1) && day.doubt.is_some()));
    assert_eq!(value(found.signer_post.as_ref()), Some("CHỦ TỊCH QUỐC HỘI"));
    assert_eq!(value(found.signer_name.as_ref()), Some("Nguyễn Văn Mẫu"));
}
