//! Small files of every format, made here, so that tests need no others.
#![allow(dead_code)]

pub mod compound;

use std::io::{Cursor, Write};
use std::path::PathBuf;

use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

/// A zip of these parts.
pub fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let parts: Vec<(&str, Vec<u8>)> =
        parts.iter().map(|(name, text)| (*name, text.as_bytes().to_vec())).collect();
    zipped_bytes(&parts)
}

/// A zip of these parts.
pub fn zipped_bytes(parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, bytes) in parts {
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A folder for a test's files.
pub struct Folder(tempfile::TempDir);

impl Folder {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// Writes a file and gives its path.
    pub fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// The reading of bytes under a name.
    pub fn read(&self, name: &str, bytes: &[u8]) -> reader::Reading {
        reader::read(&self.file(name, bytes))
    }
}

const W: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";

/// The parts of a Word document with this body.
pub fn docx_parts(body: &str) -> Vec<(&'static str, String)> {
    let relations = |list: &[(&str, &str)]| {
        let entries: String = (1..)
            .zip(list)
            .map(|(number, (kind, target))| {
                format!("<Relationship Id=\"rId{number}\" Type=\"http://x/{kind}\" Target=\"{target}\"/>")
            })
            .collect();
        format!("<Relationships>{entries}</Relationships>")
    };
    vec![
        ("[Content_Types].xml", "<Types/>".to_owned()),
        ("_rels/.rels", relations(&[("officeDocument", "word/document.xml")])),
        ("word/document.xml", format!("<w:document {W}><w:body>{body}</w:body></w:document>")),
        (
            "word/_rels/document.xml.rels",
            relations(&[
                ("styles", "styles.xml"),
                ("numbering", "numbering.xml"),
                ("footnotes", "footnotes.xml"),
                ("header", "header1.xml"),
            ]),
        ),
        (
            "word/styles.xml",
            format!(
                "<w:styles {W}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=\"Arial\" w:hAnsi=\"Arial\"/>\
                 </w:rPr></w:rPrDefault></w:docDefaults>\
                 <w:style w:type=\"paragraph\" w:styleId=\"Old\"><w:basedOn w:val=\"Base\"/></w:style>\
                 <w:style w:type=\"paragraph\" w:styleId=\"Base\"><w:rPr><w:rFonts w:ascii=\".VnTime\" \
                 w:hAnsi=\".VnTime\"/></w:rPr></w:style>\
                 <w:style w:type=\"paragraph\" w:styleId=\"Head\"><w:name w:val=\"heading 1\"/></w:style></w:styles>"
            ),
        ),
        (
            "word/numbering.xml",
            format!(
                "<w:numbering {W}><w:abstractNum w:abstractNumId=\"0\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/>\
                 <w:numFmt w:val=\"decimal\"/><w:lvlText w:val=\"Điều %1.\"/></w:lvl><w:lvl w:ilvl=\"1\">\
                 <w:start w:val=\"1\"/><w:numFmt w:val=\"lowerLetter\"/><w:lvlText w:val=\"%2)\"/></w:lvl>\
                 </w:abstractNum><w:num w:numId=\"3\"><w:abstractNumId w:val=\"0\"/></w:num></w:numbering>"
            ),
        ),
        (
            "word/footnotes.xml",
            format!(
                "<w:footnotes {W}><w:footnote><w:p><w:r><w:t>Chú thích cuối trang</w:t></w:r></w:p></w:footnote></w:footnotes>"
            ),
        ),
        ("word/header1.xml", format!("<w:hdr {W}><w:p><w:r><w:t>Tiêu đề trang</w:t></w:r></w:p></w:hdr>")),
    ]
}

/// A Word document with this body.
pub fn docx(body: &str) -> Vec<u8> {
    let parts = docx_parts(body);
    zipped(&parts.iter().map(|(name, text)| (*name, text.as_str())).collect::<Vec<_>>())
}

/// A paragraph of Word.
pub fn paragraph(properties: &str, runs: &str) -> String {
    format!("<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>")
}

/// A run of Word.
pub fn run(properties: &str, text: &str) -> String {
    format!("<w:r><w:rPr>{properties}</w:rPr><w:t xml:space=\"preserve\">{text}</w:t></w:r>")
}

/// A workbook with these rows.
pub fn xlsx(rows: &str) -> Vec<u8> {
    zipped(&[
        ("[Content_Types].xml", "<Types/>"),
        (
            "xl/workbook.xml",
            "<workbook xmlns:r=\"r\"><sheets><sheet name=\"Biểu 1\" r:id=\"rId1\"/></sheets></workbook>",
        ),
        (
            "xl/_rels/workbook.xml.rels",
            "<Relationships><Relationship Id=\"rId1\" Type=\"http://x/worksheet\" Target=\"worksheets/sheet1.xml\"/>\
             <Relationship Id=\"rId2\" Type=\"http://x/styles\" Target=\"styles.xml\"/>\
             <Relationship Id=\"rId3\" Type=\"http://x/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>",
        ),
        (
            "xl/styles.xml",
            "<styleSheet><numFmts><numFmt numFmtId=\"170\" formatCode=\"#,##0\\ &quot;đ&quot;\"/></numFmts>\
             <fonts><font><name val=\"Arial\"/></font><font><name val=\".VnArial\"/><b/></font></fonts>\
             <cellXfs><xf fontId=\"0\" numFmtId=\"0\"/><xf fontId=\"1\" numFmtId=\"0\"/>\
             <xf fontId=\"0\" numFmtId=\"14\"/><xf fontId=\"0\" numFmtId=\"170\"/></cellXfs></styleSheet>",
        ),
        (
            "xl/sharedStrings.xml",
            "<sst><si><t>§¬n vÞ tÝnh</t></si><si><r><t>Đất </t></r><r><rPr><rFont val=\".VnTime\"/></rPr><t>n«ng nghiÖp</t></r></si></sst>",
        ),
        ("xl/worksheets/sheet1.xml", &format!("<worksheet><sheetData>{rows}</sheetData></worksheet>")),
    ])
}

/// A presentation whose only slide has this tree of shapes.
pub fn pptx(shapes: &str) -> Vec<u8> {
    let slide = format!("<p:sld xmlns:p=\"p\" xmlns:a=\"a\">{shapes}</p:sld>");
    zipped(&[
        ("[Content_Types].xml", "<Types/>"),
        (
            "ppt/presentation.xml",
            "<p:presentation xmlns:p=\"p\" xmlns:r=\"r\"><p:sldIdLst><p:sldId id=\"256\" r:id=\"rId1\"/></p:sldIdLst></p:presentation>",
        ),
        (
            "ppt/_rels/presentation.xml.rels",
            "<Relationships><Relationship Id=\"rId1\" Type=\"http://x/slide\" Target=\"slides/slide1.xml\"/></Relationships>",
        ),
        ("ppt/slides/slide1.xml", &slide),
        (
            "ppt/slides/_rels/slide1.xml.rels",
            "<Relationships><Relationship Id=\"rId1\" Type=\"http://x/notesSlide\" Target=\"../notesSlides/n1.xml\"/></Relationships>",
        ),
        (
            "ppt/notesSlides/n1.xml",
            "<p:notes xmlns:p=\"p\" xmlns:a=\"a\"><a:p><a:r><a:t>Lời người nói</a:t></a:r></a:p></p:notes>",
        ),
    ])
}

/// An OpenDocument file of a kind with this content.
pub fn open_document(kind: &str, content: &str) -> Vec<u8> {
    let mimetype = format!("application/vnd.oasis.opendocument.{kind}");
    let styles = "<office:document-styles xmlns:office=\"o\" xmlns:style=\"s\" xmlns:text=\"t\" xmlns:svg=\"g\">\
                  <office:font-face-decls><style:font-face style:name=\"F1\" svg:font-family=\"'.VnTime'\"/>\
                  </office:font-face-decls><office:styles><style:style style:name=\"Old\" style:family=\"paragraph\">\
                  <style:text-properties style:font-name=\"F1\"/></style:style>\
                  <text:list-style style:name=\"L1\"><text:list-level-style-number text:level=\"1\" \
                  style:num-format=\"1\" style:num-suffix=\".\"/></text:list-style></office:styles>\
                  <office:master-styles><style:master-page><style:footer><text:p>Trang <text:page-number>1</text:page-number></text:p>\
                  </style:footer></style:master-page></office:master-styles></office:document-styles>";
    let content = format!(
        "<office:document-content xmlns:office=\"o\" xmlns:text=\"t\" xmlns:table=\"b\" xmlns:style=\"s\" xmlns:draw=\"d\">\
         <office:body>{content}</office:body></office:document-content>"
    );
    zipped(&[
        ("mimetype", &mimetype),
        ("content.xml", &content),
        ("styles.xml", styles),
        ("META-INF/manifest.xml", "<manifest:manifest/>"),
    ])
}

/// A text in Rich Text Format with two fonts, Times New Roman and .VnTime.
pub fn rtf(body: &[u8]) -> Vec<u8> {
    let head = b"{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0\\froman\\fcharset0 Times New Roman;}{\\f1\\fnil\\fcharset0 .VnTime;}\
                 {\\f2\\fnil\\fcharset163 Times New Roman (Vietnamese);}}{\\info{\\title Van ban}}";
    [head, body, b"}"].concat()
}
