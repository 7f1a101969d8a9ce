//! Every office format, by small files made here.

mod samples;

use reader::{Format, Reading, Role, Status};
use samples::compound::{compound, doc, doc_95, doc_streams, ppt, xls, xls_stream};
use samples::{Folder, docx, open_document, paragraph, pptx, rtf, run, xlsx, zipped};

fn lines(reading: &Reading) -> Vec<(Role, &str)> {
    let paragraphs = reading.pages.iter().flat_map(|page| &page.paragraphs);
    paragraphs.map(|paragraph| (paragraph.role, paragraph.text.as_str())).collect()
}

#[test]
fn word_documents_keep_styles_labels_tables_notes_and_margins() {
    let list = |level: u8| format!("<w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"3\"/></w:numPr>");
    let cell = |text: &str| format!("<w:tc>{}</w:tc>", paragraph("", &run("", text)));
    let body = [
        paragraph("<w:pStyle w:val=\"Head\"/>", &run("<w:b/>", "Chương I")),
        paragraph("<w:pStyle w:val=\"Old\"/>", &run("", "Quy ®Þnh chung")),
        paragraph(
            "<w:pStyle w:val=\"Old\"/>",
            &run("<w:rFonts w:hAnsi=\"Arial\" w:ascii=\"Arial\"/>", "Quy định"),
        ),
        paragraph(&list(0), &run("", "Phạm vi")),
        paragraph(&list(1), &run("", "đất ở")),
        paragraph(&list(1), &run("", "đất khác")),
        paragraph(&list(0), &run("", "Đối tượng")),
        format!(
            "<w:tbl><w:tr>{}{}</w:tr><w:tr>{}{}</w:tr></w:tbl>",
            cell("STT"),
            cell("Tên"),
            cell(""),
            cell("Hai")
        ),
        paragraph(
            "",
            "<w:r><w:t>một</w:t><w:noBreakHyphen/><w:t>hai</w:t><w:softHyphen/><w:t>ba</w:t></w:r>\
             <w:del><w:r><w:delText>xoá</w:delText></w:r></w:del><w:r><w:instrText>PAGE</w:instrText></w:r>",
        ),
        paragraph(
            "",
            "<w:r><w:t>ngoài</w:t></w:r><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>trong khung</w:t></w:r></w:p>\
             </w:txbxContent></w:pict></w:r><w:r><w:t> tiếp</w:t></w:r>",
        ),
        paragraph("", "<w:r><w:br w:type=\"page\"/></w:r>"),
        paragraph("", "<w:r><w:lastRenderedPageBreak/><w:t>trang hai</w:t></w:r>"),
    ];
    let reading = Folder::new().read("a.docx", &docx(&body.concat()));
    assert_eq!(
        (reading.format, reading.status, reading.note.as_str()),
        (Some(Format::Docx), Status::Text, "")
    );
    assert_eq!(
        lines(&reading),
        [
            (Role::Heading, "Chương I"),
            (Role::Body, "Quy định chung"),
            (Role::Body, "Quy định"),
            (Role::Body, "Điều 1. Phạm vi"),
            (Role::Body, "a) đất ở"),
            (Role::Body, "b) đất khác"),
            (Role::Body, "Điều 2. Đối tượng"),
            (Role::Row, "STT\tTên"),
            (Role::Row, "\tHai"),
            (Role::Body, "một-haiba"),
            (Role::Body, "ngoài tiếp"),
            (Role::Body, "trong khung"),
            (Role::Body, "trang hai"),
            (Role::Note, "Chú thích cuối trang"),
            (Role::Margin, "Tiêu đề trang"),
        ]
    );
    assert_eq!(reading.pages.len(), 2);
    assert!(reading.pages[0].paragraphs[0].bold);
    assert!(!reading.text().contains("Tiêu đề trang"));
}

#[test]
fn a_label_in_an_old_font_is_read_in_it() {
    let list = "<w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"3\"/></w:numPr>";
    let font = "<w:rFonts w:ascii=\".VnTime\" w:hAnsi=\".VnTime\"/>";
    let mut parts = samples::docx_parts(&paragraph(list, &run(font, "ph¹m vi")));
    for (_, text) in &mut parts {
        *text = text.replace("Điều %1.", "§iÒu %1.");
    }
    let parts: Vec<(&str, &str)> = parts.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let reading = Folder::new().read("a.docx", &zipped(&parts));
    assert_eq!(lines(&reading)[0], (Role::Body, "Điều 1. phạm vi"));
}

#[test]
fn word_97_keeps_fonts_cells_and_results_of_fields() {
    let runs = [
        ("C\u{E9}ng hoµ x· héi\r", 1),
        ("ng\u{AD}êi d©n ", 1),
        ("plain\r", 0),
        ("\u{13} PAGE \u{14}12\u{15} sau\r", 0),
    ];
    let reading = Folder::new().read("a.doc", &doc(&runs));
    assert_eq!((reading.format, reading.status), (Some(Format::Doc), Status::Text));
    assert_eq!(
        lines(&reading),
        [(Role::Body, "Cộng hoà xã hội"), (Role::Body, "người dân plain"), (Role::Body, "12 sau")]
    );
}

#[test]
fn word_95_is_read_without_tables() {
    let reading = Folder::new().read("a.doc", &doc_95("Quy ®Þnh vÒ ®Êt ®ai\rSè 12\r"));
    assert_eq!((reading.format, reading.status), (Some(Format::Doc), Status::Text));
    assert_eq!(reading.text(), "Quy định về đất đai\nSố 12");
}

#[test]
fn excel_97_keeps_fonts_places_and_formats() {
    let reading = Folder::new().read("a.xls", &xls("Đất ở", "§¬n vÞ", 1_234_567.0));
    assert_eq!((reading.format, reading.status), (Some(Format::Xls), Status::Text));
    assert_eq!(reading.pages[0].name, "S1");
    assert_eq!(lines(&reading), [(Role::Row, "Đất ở\t\tĐơn vị"), (Role::Row, "\t1.234.567")]);
}

#[test]
fn powerpoint_97_has_a_page_a_slide() {
    let reading = Folder::new().read("a.ppt", &ppt(&["Trang một\rDòng hai", "Trang hai"]));
    assert_eq!((reading.format, reading.status), (Some(Format::Ppt), Status::Text));
    let pages: Vec<String> = reading.pages.iter().map(reader::Page::text).collect();
    assert_eq!(pages, ["Trang một\nDòng hai", "Trang hai"]);
}

#[test]
fn workbooks_show_cells_as_excel_does() {
    let rows = "<row r=\"1\"><c r=\"A1\" s=\"1\" t=\"s\"><v>0</v></c><c r=\"C1\" t=\"s\"><v>1</v></c></row>\
                <row r=\"2\"><c r=\"A2\" s=\"2\"><v>38353</v></c><c r=\"B2\" s=\"3\"><v>1500</v></c>\
                <c r=\"C2\" t=\"inlineStr\"><is><t>trong ô</t></is></c><c r=\"D2\" t=\"b\"><v>1</v></c></row>\
                <row r=\"1048576\"><c r=\"XFD1048576\"><v>0.5</v></c></row>";
    let reading = Folder::new().read("a.xlsx", &xlsx(rows));
    assert_eq!((reading.format, reading.status), (Some(Format::Xlsx), Status::Text));
    assert_eq!(reading.pages[0].name, "Biểu 1");
    let found = lines(&reading);
    assert_eq!(found[0], (Role::Row, "Đơn vị tính\t\tĐất nông nghiệp"));
    assert_eq!(found[1], (Role::Row, "01/01/2005\t1.500 đ\ttrong ô\tTRUE"));
    assert_eq!(found[2].1.trim(), "0,5");
    assert!(reading.pages[0].paragraphs[0].text.len() < 200);
}

#[test]
fn slides_have_titles_tables_and_notes() {
    let text = |text: &str| format!("<a:p><a:r><a:rPr b=\"1\"/><a:t>{text}</a:t></a:r></a:p>");
    let shapes = format!(
        "<p:sp><p:nvPr><p:ph type=\"title\"/></p:nvPr>{}</p:sp><p:sp>{}<a:p><a:fld><a:t>1</a:t></a:fld></a:p></p:sp>\
         <a:tbl><a:tr><a:tc>{}</a:tc><a:tc>{}</a:tc></a:tr></a:tbl>",
        text("Báo cáo"),
        text("Nội dung"),
        text("a"),
        text("b")
    );
    let reading = Folder::new().read("a.pptx", &pptx(&shapes));
    assert_eq!(
        lines(&reading),
        [
            (Role::Heading, "Báo cáo"),
            (Role::Body, "Nội dung"),
            (Role::Row, "a\tb"),
            (Role::Note, "Lời người nói")
        ]
    );
}

#[test]
fn open_texts_keep_styles_lists_notes_and_footers() {
    let content = "<office:text><text:h>Chương I</text:h><text:p text:style-name=\"Old\">QuyÕt ®Þnh</text:p>\
                   <text:list text:style-name=\"L1\"><text:list-item><text:p>một</text:p></text:list-item>\
                   <text:list-item><text:p>hai<text:note><text:note-citation>1</text:note-citation><text:note-body>\
                   <text:p>chú</text:p></text:note-body></text:note> ba</text:p></text:list-item></text:list>\
                   <table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell>\
                   <table:table-cell><text:p>b<text:s text:c=\"2\"/>c</text:p></table:table-cell></table:table-row></table:table>\
                   </office:text>";
    let reading = Folder::new().read("a.odt", &open_document("text", content));
    assert_eq!((reading.format, reading.status), (Some(Format::Odt), Status::Text));
    assert_eq!(
        lines(&reading),
        [
            (Role::Heading, "Chương I"),
            (Role::Body, "Quyết định"),
            (Role::Body, "1. một"),
            (Role::Body, "2. hai ba"),
            (Role::Note, "chú"),
            (Role::Row, "a\tb c"),
            (Role::Margin, "Trang"),
        ]
    );
}

#[test]
fn open_spreadsheets_and_presentations_have_pages() {
    let cell = |text: &str, more: &str| {
        format!("<table:table-cell {more}><text:p>{text}</text:p></table:table-cell>")
    };
    let sheet = |name: &str, cells: String| {
        format!("<table:table table:name=\"{name}\"><table:table-row>{cells}</table:table-row></table:table>")
    };
    let content = format!(
        "<office:spreadsheet>{}{}</office:spreadsheet>",
        sheet("Một", cell("a", "table:number-columns-repeated=\"2\"") + &cell("b", "")),
        sheet("Hai", "<table:table-cell table:number-columns-repeated=\"16384\"/>".to_owned())
    );
    let reading = Folder::new().read("a.ods", &open_document("spreadsheet", &content));
    let names: Vec<&str> = reading.pages.iter().map(|page| page.name.as_str()).collect();
    assert_eq!(
        (names, lines(&reading)),
        (vec!["Một", "Hai"], vec![(Role::Row, "a\t\tb"), (Role::Margin, "Trang")])
    );
    let content = "<office:presentation><draw:page draw:name=\"p1\"><draw:frame><draw:text-box><text:p>chữ</text:p>\
                   </draw:text-box></draw:frame></draw:page></office:presentation>";
    let reading = Folder::new().read("a.odp", &open_document("presentation", content));
    assert_eq!(
        (reading.format, lines(&reading)),
        (Some(Format::Odp), vec![(Role::Body, "chữ"), (Role::Margin, "Trang")])
    );
}

#[test]
fn rich_text_has_code_pages_fonts_tables_and_notes() {
    let body = b"{\\header\\pard dau trang\\par}\\pard\\f1 Qu\\'d1n\\par \\f0\\uc1 Ti\\u7871?ng Vi\\u7879\\'3ft\\par \
        \\f2 Vi\\'ea\\'f2t\\par \\trowd\\intbl\\f0 a\\cell b\\par c\\cell\\row\\pard\
        {\\*\\unknown bo qua}x{\\footnote ghi chu} y\\par{\\field{\\*\\fldinst PAGE}{\\fldrslt 7}}\\par\\page cuoi";
    let reading = Folder::new().read("a.rtf", &rtf(body));
    assert_eq!((reading.format, reading.status), (Some(Format::Rtf), Status::Text));
    assert_eq!(reading.about.title, "Van ban");
    assert_eq!(
        lines(&reading),
        [
            (Role::Body, "Quẹn"),
            (Role::Margin, "dau trang"),
            (Role::Body, "Tiếng Việt"),
            (Role::Body, "Việt"),
            (Role::Row, "a\tb c"),
            (Role::Body, "x y"),
            (Role::Note, "ghi chu"),
            (Role::Body, "7"),
            (Role::Body, "cuoi"),
        ]
    );
    assert_eq!(reading.pages.len(), 2);
}

#[test]
fn web_pages_leave_out_scripts_and_keep_tables_and_fonts() {
    let page = "<!DOCTYPE html><html><head><title>Trang</title><style>p{}</style></head><body><script>if (a<b) x()</script>\
                <h1>Thông báo</h1><p>Kính gửi<br>các xã</p><table><tr><td>a</td><td><p>b</p>c</td></tr></table>\
                <p><font face=\".VnTime\">®Êt ®ai</font> và <span style=\"font-family: VNI-Times\">nhaø ôû</span></p>";
    let reading = Folder::new().read("a.html", page.as_bytes());
    assert_eq!((reading.format, reading.status), (Some(Format::Html), Status::Text));
    assert_eq!(reading.about.title, "Trang");
    assert_eq!(
        lines(&reading),
        [
            (Role::Heading, "Thông báo"),
            (Role::Body, "Kính gửi"),
            (Role::Body, "các xã"),
            (Role::Row, "a\tb c"),
            (Role::Body, "đất đai và nhà ở"),
        ]
    );
}

#[test]
fn plain_text_in_any_encoding_is_read_paragraph_by_paragraph() {
    let folder = Folder::new();
    let old = "Céng hoµ x· héi chñ nghÜa ViÖt Nam, §éc lËp - Tù do - H¹nh phóc. Quy ®Þnh vÒ ®Êt ®ai\nSè 12";
    let bytes: Vec<u8> = old.chars().map(|c| c as u8).collect();
    let reading = folder.read("a.txt", &bytes);
    assert_eq!((reading.format, reading.status), (Some(Format::Text), Status::Text));
    assert_eq!(
        reading.text(),
        "Cộng hoà xã hội chủ nghĩa Việt Nam, Độc lập - Tự do - Hạnh phúc. Quy định về đất đai\nSố 12"
    );
    let viqr = "Co^.ng ho`a xa~ ho^.i chu? nghi~a Vie^.t Nam, ddo^.c la^.p, tu+. do, ha.nh phu'c\nQuye^`n su+? du.ng";
    assert_eq!(
        folder.read("b.txt", viqr.as_bytes()).text(),
        "Cộng hòa xã hội chủ nghĩa Việt Nam, độc lập, tự do, hạnh phúc\nQuyền sử dụng"
    );
    let code = "if (a? b: c) return x^2; // (a) don't\nlet add = odd. (e) To be or not to be? I.e. (a) one.";
    assert_eq!(folder.read("c.txt", code.as_bytes()).text(), code);
}

#[test]
fn a_file_is_what_its_bytes_say() {
    let folder = Folder::new();
    assert_eq!(folder.read("a.docx", &doc(&[("abc\r", 0)])).format, Some(Format::Doc));
    assert_eq!(folder.read("a.doc", &docx(&paragraph("", &run("", "abc")))).format, Some(Format::Docx));
    assert_eq!(folder.read("a.pdf", &rtf(b"abc")).format, Some(Format::Rtf));
    let page = folder.read("a.pdf", b"<html><body>404 Not Found</body></html>");
    assert_eq!((page.format, page.status), (None, Status::Foreign));
    assert_eq!(
        page.note,
        "Tệp là trang HTML (thường là trang báo lỗi), không phải PDF. Hãy tải lại tệp gốc từ nơi phát hành."
    );
    let by_word = "<html xmlns:w=\"urn:schemas-microsoft-com:office:word\"><p>abc</p></html>";
    assert_eq!(folder.read("a.doc", by_word.as_bytes()).format, Some(Format::Html));
}

#[test]
fn locked_damaged_foreign_and_empty_are_told_apart() {
    let folder = Folder::new();
    let status = |name: &str, bytes: &[u8]| folder.read(name, bytes).status;
    let (mut word, table) = doc_streams(&[("abc\r", 0)]);
    word[11] |= 1;
    let locked = [
        compound(&[("EncryptedPackage", vec![1; 100]), ("EncryptionInfo", vec![1; 100])]),
        compound(&[("WordDocument", word), ("0Table", table)]),
        compound(&[("Workbook", xls_stream("a", "b", 1.0, &[0x2F, 0, 2, 0, 0, 0]))]),
        compound(&[
            ("PowerPoint Document", vec![0; 64]),
            ("Current User", [0, 0, 0, 0xF3D1_C4DF_u32, 0].map(u32::to_le_bytes).concat()),
        ]),
        zipped(&[
            ("mimetype", "application/vnd.oasis.opendocument.text"),
            (
                "META-INF/manifest.xml",
                "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>",
            ),
        ]),
        locked_zip(),
    ];
    for (number, bytes) in locked.iter().enumerate() {
        assert_eq!(status("a", bytes), Status::Locked, "{number}");
    }
    let whole = docx(&paragraph("", &run("", &"chữ ".repeat(2000))));
    assert_eq!(status("a.docx", &whole[..whole.len() / 2]), Status::Damaged);
    let whole = doc(&[("abc\r", 0)]);
    assert_eq!(status("a.doc", &whole[..600]), Status::Damaged);
    assert_eq!(status("a.rtf", b"{\\rtf1 abc"), Status::Damaged);
    for bytes in
        [zipped(&[("a.txt", "x")]), b"MZ\x90\0\0".to_vec(), b"Rar!\x1A\x07\0".to_vec(), b"ID3\x04".to_vec()]
    {
        assert_eq!(status("a.docx", &bytes), Status::Foreign);
    }
    let nothing = folder.read("a.docx", b"");
    assert_eq!(nothing.status, Status::Damaged);
    assert!(nothing.note.starts_with("Tệp rỗng"));
    assert_eq!(status("a.docx", &docx("")), Status::Text);
    assert_eq!(status("a.txt", b" \n \n"), Status::Empty);
    assert_eq!(reader::read(std::path::Path::new("/nowhere/at/all")).status, Status::Damaged);
}

/// A zip whose entry says that it needs a password.
fn locked_zip() -> Vec<u8> {
    let mut bytes = docx(&paragraph("", &run("", "abc")));
    let signs: [(&[u8], usize); 2] = [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)];
    for (sign, flag) in signs {
        let places: Vec<usize> =
            (0..bytes.len() - 4).filter(|place| bytes[*place..].starts_with(sign)).collect();
        places.into_iter().for_each(|place| bytes[place + flag] |= 1);
    }
    bytes
}
