//! Each check finds what it is for, and leaves alone what only looks like it.

use super::*;
use crate::base::id::FileId;
use crate::items::{Attachment, Common, News, markup};
use crate::tenants::SectionKey;

fn news(html: &str) -> Content {
    Content::News(News {
        common: Common {
            section: SectionKey::News,
            unit_key: "vanphong".into(),
            author: "Văn phòng".into(),
            source: "Trang xã".into(),
            attachments: Vec::new(),
        },
        title: "Lịch tiếp công dân".into(),
        summary: String::new(),
        topic: None,
        body_html: markup::clean(html),
        published_on: None,
        event_on: None,
        aspects: Box::default(),
    })
}

struct Odd;

impl Corpus for Odd {
    fn doubtful(&self, text: &str) -> Vec<String> {
        text.split_whitespace().filter(|word| *word == "nghiệpp").map(str::to_owned).collect()
    }
}

fn profile() -> Profile {
    let set = crate::tenants::declare::load(std::path::Path::new("tenants/hiep-hoa-2016")).unwrap();
    set.tenants.into_iter().next().unwrap()
}

/// The checks that find something, with their weight.
fn of(content: &Content, dead: &[String], images: Option<Vec<ImageFacts>>) -> Vec<(&'static str, Weight)> {
    let profile = profile();
    let images = images.unwrap_or_else(|| images::of_content(content));
    let known = Known { tenant: &profile, images: &images, dead, corpus: &Odd };
    findings(content, &known).into_iter().map(|finding| (finding.check, finding.weight)).collect()
}

fn checks(html: &str) -> Vec<&'static str> {
    of(&news(html), &[], None).into_iter().map(|(check, _)| check).collect()
}

#[test]
fn a_plain_text_has_nothing_against_it() {
    let html = "<p>Tiếp công dân sáng thứ Hai 02/01/2017, điện thoại 113 hoặc 1900 1234.</p><h2>Một</h2><h3>Hai</h3>\
                <table><thead><tr><th>Ngày</th></tr></thead><tbody><tr><td>02-01-2017 08 giờ</td></tr></tbody></table>\
                <p><a href=\"https://bacgiang.gov.vn/\">Cổng thông tin điện tử tỉnh</a>, bí mật nhà nước, Mật ong.</p>";
    assert_eq!(checks(html), Vec::<&str>::new());
}

/// QC-8.1: what readers send in is their own word, with pictures that name nobody.
#[test]
fn qc_8_1_a_readers_word_needs_no_byline() {
    let html = "<p><img src=\"/tep/1/cau.jpg\" alt=\"Cầu mới qua sông\"></p>";
    assert_eq!(checks(html), ["image-byline"]);
    let Content::News(mut word) = news(html) else { unreachable!() };
    word.common.section = SectionKey::Questions;
    assert_eq!(of(&Content::News(word), &[], None), []);
}

#[test]
fn a_picture_needs_author_source_and_words() {
    let bare = of(&news("<p><img src=\"/tep/1/cau.jpg\" alt=\"\"></p>"), &[], None);
    assert_eq!(bare, [("image-byline", Weight::Refusal), ("image-alt", Weight::Refusal)]);
    let title = "<p><img src=\"/tep/1/cau.jpg\" alt=\"Cầu mới qua sông\" title=\"Ảnh: Đài Truyền thanh; Nguồn: Trang huyện\"></p>";
    assert_eq!(checks(title), Vec::<&str>::new());
    let caption = "<figure><img src=\"/tep/1/cau.jpg\" alt=\"Cầu mới\"><figcaption>Cầu mới. Ảnh: Đài Truyền thanh. Nguồn: Trang huyện</figcaption></figure>";
    assert_eq!(checks(caption), Vec::<&str>::new());
    assert_eq!(
        checks(&caption.replace("Cầu mới\"", "cau.jpg\"")),
        ["image-alt"],
        "a file's name says nothing"
    );
}

#[test]
fn children_are_shown_with_consent_alone() {
    let html = "<p><img src=\"/tep/1/a.jpg\" alt=\"Học sinh khai giảng\" title=\"Ảnh: Văn phòng; Nguồn: Trang xã\"></p>";
    assert_eq!(of(&news(html), &[], None), [("children", Weight::Warning)]);
    let marked = |consent| {
        vec![ImageFacts {
            alt: "Lễ khai giảng".into(),
            author: "a".into(),
            source: "b".into(),
            shows_children: Some(true),
            consent,
            ..ImageFacts::default()
        }]
    };
    assert_eq!(of(&news(html), &[], Some(marked(false))), [("children", Weight::Refusal)]);
    assert_eq!(of(&news(html), &[], Some(marked(true))), []);
}

#[test]
fn stamps_stand_in_names_of_files_and_within_lines() {
    let named = |name: &str| {
        let mut content = news("<p>x</p>");
        content.common_mut().attachments.push(Attachment {
            file_id: FileId::from("f"),
            sha256: String::new(),
            name: name.into(),
            media_type: "application/pdf".into(),
            bytes: 1,
        });
        of(&content, &[], None)
    };
    for name in [
        "Kế hoạch (MẬT).pdf",
        "KH_TOI_MAT.pdf",
        "Tuyệt mật 12.pdf",
        "Lưu hành nội bộ.pdf",
        "bao-cao-LUU-HANH-NOI-BO.docx",
    ] {
        assert_eq!(named(name), [("secrecy-file", Weight::Refusal)], "{name}");
    }
    for name in ["Luật Bảo vệ bí mật nhà nước.pdf", "mật ong.pdf", "MAT-BANG.pdf", "BẢO MẬT.pdf"]
    {
        assert_eq!(named(name), [], "{name}");
    }
    assert_eq!(checks("<p>Độ mật: TỐI MẬT, số 3.</p>"), ["secrecy-inline"]);
    assert_eq!(checks("<p>Quy định về BẢO MẬT và BÍ MẬT nhà nước</p>"), Vec::<&str>::new());
}

#[test]
fn personal_numbers_are_found_and_office_numbers_are_not() {
    for text in [
        "CCCD 024123456789",
        "số CMND: 121 234 567",
        "gọi 0912 345 678",
        "gọi 0912.345.678",
        "gọi +84 912 345 678",
    ] {
        assert_eq!(checks(&format!("<p>{text}</p>")), ["personal-data"], "{text}");
    }
    let office = profile().footer.phone;
    for text in [
        "ngày 08-02-2016 10 giờ",
        "1.500.000 đồng",
        "10/2016/QĐ-UBND",
        "diện tích 121234567 m2",
        office.as_str(),
    ] {
        assert_eq!(checks(&format!("<p>{text}</p>")), Vec::<&str>::new(), "{text}");
    }
}

#[test]
fn old_encodings_are_refused() {
    for text in [
        "Céng hoµ x· héi chñ nghÜa ViÖt Nam",
        "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam",
        "Co^.ng ho`a xa~ ho^.i chu? nghi~a Vie^.t Nam",
    ] {
        assert_eq!(
            of(&news(&format!("<p>{text}</p>")), &[], None),
            [("encoding", Weight::Refusal)],
            "{text}"
        );
    }
    let code = "alert('XSS') {'type': 'chat', 'message': 'alert(1)'} e'x a'b o?p";
    assert_eq!(checks(&format!("<p>{code}</p>")), Vec::<&str>::new());
    assert_eq!(
        checks("<p>Köln, café, naïve; 3^2; a+b. Cộng hòa xã hội chủ nghĩa Việt Nam</p>"),
        Vec::<&str>::new()
    );
}

#[test]
fn the_build_of_a_text_is_looked_at() {
    assert_eq!(checks("<h2>Một</h2><h4>Ba</h4>"), ["headings"]);
    assert_eq!(checks("<h3>Ba</h3>"), ["headings"]);
    assert_eq!(checks("<h2> </h2>"), ["headings"]);
    assert_eq!(checks("<table><tr><td>a</td></tr></table>"), ["tables"]);
    for text in ["tại đây", "Xem thêm", "https://bacgiang.gov.vn/a", "Ở ĐÂY."] {
        assert_eq!(
            checks(&format!("<p><a href=\"https://bacgiang.gov.vn/a\">{text}</a></p>")),
            ["link-text"],
            "{text}"
        );
    }
    let link = news("<p><a href=\"https://cu.example/x\">Trang cũ của huyện</a></p>");
    assert_eq!(of(&link, &["https://cu.example/x".into()], None), [("dead-links", Weight::Warning)]);
    assert_eq!(checks("<p>nông nghiệpp sạch</p>"), ["spelling"]);
}

#[test]
fn an_answer_is_about_what_was_found() {
    let profile = profile();
    let finding = |html: &str| {
        let content = news(html);
        let known = Known { tenant: &profile, images: &[], dead: &[], corpus: &NoCorpus };
        findings(&content, &known).remove(0).digest()
    };
    let one = finding("<p>gọi 0912345678</p>");
    assert_eq!(one, finding("<h2>Mới</h2><p>xin gọi 0912345678 nhé</p>"));
    assert_ne!(one, finding("<p>gọi 0912345678 hoặc 0987654321</p>"));
}
