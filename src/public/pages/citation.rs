//! How a document and its articles are cited in letters, petitions and other documents.

use crate::base::clock::date_vi;
use crate::items::kinds::Document;
use crate::items::kinds::document::Article;

/// "Quyết định số 10/2016/QĐ-UBND ngày 28/12/2016 của UBND huyện Hiệp Hòa".
pub fn of_document(document: &Document) -> String {
    let mut text = document.name();
    if let Some(day) = document.issued_on {
        text.push_str(&format!(" ngày {}", date_vi(day)));
    }
    if !document.issuer.is_empty() {
        text.push_str(&format!(" của {}", short(&document.issuer)));
    }
    text
}

/// "Điều 12 Quyết định số 10/2016/QĐ-UBND …"; a part without a number goes by its heading.
pub fn of_article(article: &Article, document: &Document) -> String {
    let part = match article.no.chars().next() {
        Some(first) if first.is_ascii_digit() => format!("Điều {}", article.no),
        Some(_) => format!("Mục {}", article.no),
        None => format!("“{}”", article.heading),
    };
    format!("{part} {}", of_document(document))
}

/// The short forms that everybody writes.
fn short(issuer: &str) -> String {
    issuer
        .replace("Ủy ban nhân dân", "UBND")
        .replace("Uỷ ban nhân dân", "UBND")
        .replace("Hội đồng nhân dân", "HĐND")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::items::kinds::document::Text;

    #[test]
    fn a_citation_names_part_document_day_and_body() {
        let json = serde_json::json!({
            "common": { "section": "van-ban", "unit_key": "", "author": "", "source": "" },
            "number": "10/2016/QĐ-UBND", "doc_type": "Quyết định", "issuer": "Ủy ban nhân dân huyện Hiệp Hòa",
            "issued_on": "2016-12-28", "abstract": "Quy chế"
        });
        let document: Document = serde_json::from_value(json).unwrap();
        let whole = "Quyết định số 10/2016/QĐ-UBND ngày 28/12/2016 của UBND huyện Hiệp Hòa";
        assert_eq!(of_document(&document), whole);
        let part = |no: &str, heading: &str| {
            of_article(&Article::new(no, heading, Text::Plain(String::new())), &document)
        };
        assert_eq!(part("12", "Chi nhuận bút"), format!("Điều 12 {whole}"));
        assert_eq!(part("IV", "Kinh phí"), format!("Mục IV {whole}"));
        assert_eq!(part("", "Phụ lục"), format!("“Phụ lục” {whole}"));
    }
}
