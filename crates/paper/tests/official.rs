//! A report of several pages and an official letter, read back out of their DOCX and PDF.

use std::io::Read;

use jiff::civil::date;
use paper::model::{Annex, Block, Chart, Column, Copies, Head, Mark, Paper, Signature, Stead, Table};

fn report() -> Paper {
    let sentence = "Ban Biên tập đã phối hợp với các cơ quan, đơn vị và Ủy ban nhân dân các xã, thị trấn duy trì việc cập nhật \
                    thông tin trên Trang thông tin điện tử theo đúng quy chế, bảo đảm chính xác, kịp thời, đầy đủ.";
    let rows = (1..=60).map(|nth| {
        vec![nth.to_string(), format!("Ủy ban nhân dân xã số {nth} (mẫu)"), (nth * 37).to_string()]
    });
    Paper {
        parent: "UBND huyện Hiệp Hòa".into(),
        issuer: "Văn phòng HĐND và UBND".into(),
        number: Some(5),
        symbol: "BC-BBT".into(),
        place: "Hiệp Hòa".into(),
        day: Some(date(2016, 2, 5)),
        head: Head::Titled {
            kind: "Báo cáo".into(),
            about: "Kết quả hoạt động của Trang thông tin điện tử 6 tháng đầu năm 2016".into(),
        },
        to: vec!["Ủy ban nhân dân huyện Hiệp Hòa".into()],
        body: vec![
            Block::part("I. TÌNH HÌNH CHUNG"),
            Block::Paragraph(sentence.repeat(4)),
            Block::chapter("1. Tin, bài"),
            Block::Chart(Chart {
                title: "Tin, bài theo chuyên mục".into(),
                unit: "tin, bài".into(),
                bars: vec![("Tin tức".into(), 1204), ("Văn bản".into(), 301), ("Lịch công tác".into(), 0)],
            }),
            Block::Table(Table {
                caption: "Tin, bài theo đơn vị".into(),
                columns: vec![Column::middle("TT"), Column::words("Đơn vị"), Column::figures("Số tin, bài")],
                rows: rows.collect(),
            }),
            Block::part("II. KIẾN NGHỊ"),
            Block::Points(Mark::Letter, vec!["Bổ sung cộng tác viên;".into(), "Tập huấn nghiệp vụ.".into()]),
        ],
        signature: Signature {
            behalf: "Ban Biên tập".into(),
            stead: Stead::For("Trưởng ban".into()),
            post: "Phó Trưởng ban Thường trực".into(),
            name: "Người ký (mẫu)".into(),
        },
        copies: Copies { to: vec!["Như trên".into(), "Lưu trữ huyện".into()], kept: "BBT".into() },
        annexes: vec![
            Annex { title: "Danh sách đơn vị".into(), body: vec![Block::Paragraph(sentence.into())] },
            Annex { title: "Danh sách văn bản".into(), body: vec![Block::Paragraph(sentence.into())] },
        ],
        stamp: None,
    }
}

fn letter() -> Paper {
    Paper {
        head: Head::Letter { about: "chuyển câu hỏi của bạn đọc".into() },
        symbol: "VP-BBT".into(),
        to: vec!["Phòng Tư pháp".into(), "Phòng Nội vụ".into()],
        body: vec![Block::Paragraph("Đề nghị quý cơ quan trả lời.".into())],
        annexes: vec![],
        number: None,
        day: None,
        stamp: Some(paper::wording::DRAFT.to_owned()),
        ..report()
    }
}

fn part(docx: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(docx)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// What a reader of files makes of it, page by page.
fn read(bytes: &[u8], ending: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(format!("a.{ending}"));
    std::fs::write(&path, bytes).unwrap();
    let words = |page: &reader::Page| {
        let lines: Vec<_> = page.paragraphs.iter().map(|paragraph| paragraph.text.clone()).collect();
        lines.join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
    };
    reader::read(&path).pages.iter().map(words).collect()
}

/// Writes what is made beside, to be looked at, where `PAPER_SHOTS` names a folder.
fn shown(name: &str, bytes: &[u8]) {
    if let Ok(folder) = std::env::var("PAPER_SHOTS") {
        std::fs::write(std::path::Path::new(&folder).join(name), bytes).unwrap();
    }
}

#[test]
fn the_docx_has_margins_face_and_numbers_of_the_decree() {
    let docx = paper::docx::write(&report()).unwrap();
    shown("report.docx", &docx);
    let document = part(&docx, "word/document.xml");
    // 20 mm, 30 mm and 15 mm in twentieths of a point; A4.
    for wanted in [
        "w:top=\"1134\"",
        "w:bottom=\"1134\"",
        "w:left=\"1701\"",
        "w:right=\"850\"",
        "w:w=\"11906\"",
        "w:h=\"16838\"",
        "<w:titlePg",
        "Số: 05/BC-BBT",
        "Hiệp Hòa, ngày 05 tháng 02 năm 2016",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "UBND HUYỆN HIỆP HÒA",
        "VĂN PHÒNG HĐND VÀ UBND",
        "BÁO CÁO",
        "Kính gửi: Ủy ban nhân dân huyện Hiệp Hòa",
        "a) Bổ sung cộng tác viên;",
        "b) Tập huấn nghiệp vụ./.",
        "TM. BAN BIÊN TẬP",
        "- Lưu: VT, BBT.",
        "Phụ lục II",
        "(Kèm theo Báo cáo số 05/BC-BBT ngày 05 tháng 02 năm 2016 của Văn phòng HĐND và UBND)",
    ] {
        assert!(document.contains(wanted), "{wanted}");
    }
    assert_eq!(document.matches("<w:tblHeader />").count(), 1);
    let (head, post) = (document.find("KT. TRƯỞNG BAN"), document.find("PHÓ TRƯỞNG BAN THƯỜNG TRỰC"));
    assert!(head.is_some() && head < post);
    let faces: Vec<_> =
        document.split("w:ascii=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert!(faces.len() > 20 && faces.iter().all(|face| *face == "Times New Roman"));
    let header = part(&docx, "word/header1.xml");
    assert!(header.contains("PAGE") && header.contains("w:jc w:val=\"center\""), "{header}");
    assert!(part(&docx, "word/styles.xml").contains("w:val=\"vi-VN\""));
    assert!(
        part(&docx, "docProps/core.xml").contains("<dc:language>vi</dc:language><dc:title>Báo cáo Kết quả")
    );
}

#[test]
fn the_pdf_reads_back_as_it_was_written_over_several_pages() {
    let pdf = paper::pdf::write(&report()).unwrap();
    shown("report.pdf", &pdf);
    assert!(pdf.starts_with(b"%PDF-1."));
    let pages = read(&pdf, "pdf");
    assert!(pages.len() >= 4, "{}", pages.len());
    for wanted in [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Số: 05/BC-BBT",
        "Hiệp Hòa, ngày 05 tháng 02 năm 2016",
        "1.204",
    ] {
        assert!(pages[0].contains(wanted), "{wanted}: {}", pages[0]);
    }
    let all = pages.join(" ");
    for nth in 1..=60 {
        assert!(all.contains(&format!("Ủy ban nhân dân xã số {nth} (mẫu)")), "{nth}");
    }
    assert!(all.contains("Tập huấn nghiệp vụ./."), "{all}");
    assert!(all.contains("theo đúng quy chế, bảo đảm chính xác, kịp thời, đầy đủ."));
    assert_eq!(all.matches("CHỦ NGHĨA").count(), 1);
    // Page numbers from the second page on; the head of the table comes again.
    assert!(pages[1].starts_with("2 ") && pages[2].starts_with("3 "), "{:?}", pages[1]);
    assert!(all.matches("Số tin, bài").count() >= 2);
    let last = pages.last().unwrap();
    assert!(last.contains("Phụ lục II") && last.contains("DANH SÁCH VĂN BẢN"), "{last}");
}

#[test]
fn a_letter_has_no_kind_and_says_what_it_is_about() {
    let (docx, pdf) = (paper::docx::write(&letter()).unwrap(), paper::pdf::write(&letter()).unwrap());
    shown("letter.docx", &docx);
    shown("letter.pdf", &pdf);
    let document = part(&docx, "word/document.xml");
    let read = read(&pdf, "pdf").join(" ");
    for text in [&document, &read] {
        assert!(text.contains("V/v chuyển câu hỏi của bạn đọc"), "{text}");
        assert!(text.contains("- Phòng Tư pháp;") && text.contains("- Phòng Nội vụ."));
        assert!(text.contains("Đề nghị quý cơ quan trả lời./."));
        assert!(text.contains("DỰ THẢO") && text.contains("/VP-BBT"));
        assert!(!text.contains("BÁO CÁO") && !text.contains("CV"));
    }
}

#[test]
fn the_same_paper_gives_the_same_bytes() {
    assert!(paper::pdf::write(&report()) == paper::pdf::write(&report()));
    assert!(paper::docx::write(&report()).unwrap() == paper::docx::write(&report()).unwrap());
}

#[test]
fn a_table_of_rows_higher_than_a_page_and_of_none_comes_to_an_end() {
    let long = "một dòng rất dài ".repeat(1200);
    let mut odd = report();
    odd.body = vec![
        Block::Table(Table {
            caption: String::new(),
            columns: vec![Column::words("Một")],
            rows: vec![vec![long]],
        }),
        Block::Table(Table {
            caption: "Trống".into(), columns: vec![Column::words("Một")], rows: vec![]
        }),
        Block::Chart(Chart { title: "Trống".into(), unit: "câu".into(), bars: vec![] }),
        Block::Paragraph(String::new()),
    ];
    let pages = read(&paper::pdf::write(&odd).unwrap(), "pdf");
    assert_eq!(pages.join(" ").matches("rất dài").count(), 1200);
    assert!(!paper::docx::write(&odd).unwrap().is_empty());
}

/// A table of many columns, the last row of which has no room for what comes after it.
fn wide() -> Vec<Block> {
    let columns = ["TT", "Tên tin, bài", "Thể loại", "Tác giả", "Đơn vị", "Ngày đăng", "Số tiền"];
    let columns = columns.map(Column::words).to_vec();
    let row = |nth: usize| {
        let title = format!("Tin số {nth} (mẫu)\nhttps://mau.example/tin-tuc/tin-so-{nth}");
        let cells = [&nth.to_string(), &title, "Tin", "Đài huyện", "Văn phòng", "30/12/2016", "181.500"];
        cells.map(str::to_owned).to_vec()
    };
    vec![Block::Table(Table { caption: String::new(), columns, rows: (1..=40).map(row).collect() })]
}

#[test]
fn an_annex_of_many_columns_lies_across_and_the_document_stays_upright() {
    let mut many = report();
    many.annexes.push(Annex { title: "Danh sách tin, bài".into(), body: wide() });
    let (docx, pdf) = (paper::docx::write(&many).unwrap(), paper::pdf::write(&many).unwrap());
    shown("across.docx", &docx);
    shown("across.pdf", &pdf);
    let document = part(&docx, "word/document.xml");
    let sections: Vec<_> = document.split("<w:sectPr").skip(1).collect();
    assert_eq!(sections.len(), many.annexes.len() + 1);
    let (last, others) = sections.split_last().unwrap();
    assert!(last.contains("w:orient=\"landscape\"") && last.contains("w:w=\"16838\""), "{last}");
    assert!(others.iter().all(|section| !section.contains("landscape") && section.contains("w:w=\"11906\"")));
    // The margins are those of the decree on every page, and only the first has no number.
    assert!(
        sections
            .iter()
            .all(|section| section.contains("w:left=\"1701\"") && section.contains("w:top=\"1134\""))
    );
    assert_eq!(document.matches("<w:titlePg").count(), 1);
    let boxes: Vec<_> = String::from_utf8_lossy(&pdf)
        .split("/MediaBox")
        .skip(1)
        .map(|rest| rest[..rest.find(']').unwrap()].trim_start_matches([' ', '[']).to_owned())
        .collect();
    let across = boxes.iter().filter(|one| one.starts_with("0 0 841")).count();
    assert!(across >= 2 && boxes[0].starts_with("0 0 595"), "{boxes:?}");
    let pages = read(&pdf, "pdf");
    assert!(
        pages[boxes.len() - across].contains("Tin số 1 (mẫu) https://mau.example/tin-tuc/tin-so-1"),
        "{pages:?}"
    );
}

#[test]
fn no_head_of_a_table_and_no_signature_stands_alone() {
    // Whatever the length of what goes before, somewhere near the end of a page one of them would.
    for lines in 1..60 {
        let mut paper = report();
        paper.annexes.clear();
        let sentence = |nth: usize| Block::Paragraph(format!("Câu thứ {nth}."));
        let rows = vec![vec!["1".into(), "Trình ban hành quy chế (mẫu) ".repeat(6), "5".into()]];
        let columns = vec![Column::middle("TT"), Column::words("Việc làm"), Column::figures("Số")];
        let table = Block::Table(Table { caption: String::new(), columns, rows });
        paper.body = (0..lines).map(sentence).chain([table, sentence(lines)]).collect();
        let pages = read(&paper::pdf::write(&paper).unwrap(), "pdf");
        for page in &pages {
            assert_eq!(page.contains("Việc làm"), page.contains("Trình ban hành"), "{lines}: {page}");
            assert_eq!(
                page.contains("Nơi nhận"),
                page.contains(&format!("Câu thứ {lines}./.")),
                "{lines}: {page}"
            );
        }
    }
}

#[test]
fn nobody_is_told_as_above_where_nobody_is_above() {
    let mut paper = report();
    assert!(paper.copies_lines().contains(&"- Như trên;".to_owned()), "{:?}", paper.copies_lines());
    paper.to.clear();
    let lines = paper.copies_lines();
    assert!(lines.len() > 1 && lines.iter().all(|line| !line.contains("Như trên")), "{lines:?}");
}
