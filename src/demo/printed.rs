//! A sample document as a file to take along: its text in the official layout as PDF, marked as a sample.

use paper::model::{Block, Copies, Head, Paper, Signature, Stead};

use super::samples::Sample;
use crate::base::id::FileId;
use crate::base::seal::sha256_hex;
use crate::items::Attachment;
use crate::items::kinds::{Content, Document};
use crate::items::markup;
use crate::media::seed::SampleFile;
use crate::media::{Consent, Description};

/// What stands in the place of a name, and after the file's.
const SAMPLE: &str = "(mẫu)";

/// Gives a sample document without a file one; leaves every other sample as it is.
pub fn with_file(mut sample: Sample) -> Sample {
    let Content::Document(document) = &sample.content else { return sample };
    if !sample.files.is_empty() {
        return sample;
    }
    if let Some(file) = file(document) {
        sample.content.common_mut().attachments.push(file.attachment.clone());
        sample.files.push(file);
    }
    sample
}

fn file(document: &Document) -> Option<SampleFile> {
    let bytes = paper::pdf::write(&paper(document)?)?;
    let sha256 = sha256_hex(&bytes);
    Some(SampleFile {
        attachment: Attachment {
            file_id: FileId::from(format!("mau-{}", &sha256[..24])),
            sha256,
            name: format!("{}-mau.pdf", vietnamese::slug(&document.number)),
            media_type: "application/pdf".to_owned(),
            bytes: bytes.len() as u64,
        },
        description: Description {
            author: document.common.author.clone(),
            source: document.common.source.clone(),
            consent: Consent::NotNeeded,
            ..Description::default()
        },
        bytes: bytes.into(),
    })
}

/// None where the number is not one that is counted, such as `36a`.
fn paper(document: &Document) -> Option<Paper> {
    let (number, symbol) = document.number.split_once('/')?;
    let (issuer, summary) = (document.issuer.clone(), document.summary.clone());
    let place =
        ["xã ", "thị trấn ", "huyện ", "tỉnh "].iter().find_map(|level| Some(issuer.split_once(level)?.1));
    Some(Paper {
        parent: String::new(),
        place: place.unwrap_or_default().to_owned(),
        number: Some(number.parse().ok()?),
        symbol: symbol.to_owned(),
        day: document.issued_on,
        head: if document.doc_type == "Công văn" {
            Head::Letter { about: summary }
        } else {
            Head::Titled { kind: document.doc_type.clone(), about: summary }
        },
        to: Vec::new(),
        body: body(document),
        signature: signature(document),
        copies: Copies::default(),
        annexes: Vec::new(),
        stamp: Some("BẢN MẪU".to_owned()),
        issuer,
    })
}

fn body(document: &Document) -> Vec<Block> {
    let lines = |text: &str| text.lines().map(|line| Block::Paragraph(line.to_owned())).collect::<Vec<_>>();
    let mut body = lines(&markup::plain_text(&document.preamble_html));
    for article in &document.articles {
        body.push(Block::chapter(article.label()));
        body.extend(lines(&article.text.plain()));
    }
    body
}

/// `TM. ỦY BAN NHÂN DÂN - KT. CHỦ TỊCH` taken apart.
fn signature(document: &Document) -> Signature {
    let (mut behalf, mut stead) = ("", Stead::Own);
    for part in document.signer_authority.split(" - ") {
        match part.split_once(". ") {
            Some(("TM", body)) => behalf = body,
            Some(("KT", head)) => stead = Stead::For(head.to_owned()),
            Some(("TL", head)) => stead = Stead::ByOrder(head.to_owned()),
            _ => {}
        }
    }
    Signature {
        behalf: behalf.to_owned(),
        stead,
        post: document.signer_post.clone(),
        name: SAMPLE.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::demo::samples::items;

    #[test]
    fn a_sample_document_becomes_a_pdf_that_says_it_is_one() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tenants/hiep-hoa-2016/ducthang/mau");
        let samples: Vec<Sample> = items(&folder).unwrap().into_iter().map(with_file).collect();
        let documents = samples.iter().filter(|sample| matches!(sample.content, Content::Document(_)));
        let mut files = 0;
        for sample in documents {
            let [file] = sample.files.as_slice() else { panic!("{} files", sample.files.len()) };
            assert!(file.bytes.starts_with(b"%PDF-") && file.attachment.name.ends_with("-mau.pdf"));
            assert_eq!(sample.content.common().attachments, std::slice::from_ref(&file.attachment));
            files += 1;
        }
        assert!(files > 0, "the commune has no documents");
        let others = samples.iter().filter(|sample| !matches!(sample.content, Content::Document(_)));
        assert!(others.clone().count() > 3 && others.flat_map(|one| &one.files).count() == 0);
    }
}
