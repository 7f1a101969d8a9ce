//! What the files of an item give to the search: passages of a few thousand letters, each with its file and page.

use reader::{Format, Role, Source};

use super::{Kept, store};
use crate::base::error::Result;
use crate::base::scope::Scope;
use crate::base::text::normalise;
use crate::items::Attachment;
use crate::search::{InFile, Passage};

/// From this length on a page is cut into passages, in bytes: the search reads no more of one closely.
const PASSAGE_BYTES: usize = 4 * 1024;
/// What one file gives at most, in bytes: a table of a hundred thousand rows is found by what stands at its head.
const FILE_BYTES: usize = 2 * 1024 * 1024;

/// The passages of everything that is attached and was read.
///
/// # Errors
/// When the database does not answer.
pub async fn of_files(scope: &mut Scope, attachments: &[Attachment]) -> Result<Vec<Passage>> {
    let mut passages = Vec::new();
    for file in attachments {
        let Some(kept) = store::find(scope, &file.sha256).await? else { continue };
        let mut room = FILE_BYTES;
        for kept_page in store::pages(scope, &file.sha256).await? {
            for text in pieces(&kept_page.page, &mut room) {
                passages.push(passage(file, &kept, &kept_page.page, text));
            }
        }
    }
    Ok(passages)
}

fn passage(file: &Attachment, kept: &Kept, page: &reader::Page, text: String) -> Passage {
    let place = InFile {
        file: file.file_id.as_str().to_owned(),
        name: file.name.clone(),
        page: page.number,
        opens_at_page: kept.head.format == Some(Format::Pdf),
        recognised: page.source == Source::Recognised,
    };
    Passage { heading: heading(file, page), text, file: Some(place), ..Passage::default() }
}

/// Where it is, as readers are told: "Tệp quyet-dinh.pdf, trang 2".
fn heading(file: &Attachment, page: &reader::Page) -> String {
    let place = if page.name.is_empty() { format!("trang {}", page.number) } else { normalise(&page.name) };
    format!("Tệp {}, {place}", file.name)
}

/// A page's running text in pieces that end where a paragraph does, as long as there is room.
fn pieces(page: &reader::Page, room: &mut usize) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    for paragraph in page.paragraphs.iter().filter(|paragraph| paragraph.role != Role::Margin) {
        let text = normalise(&paragraph.text);
        if text.len() > *room {
            break;
        }
        *room -= text.len();
        match pieces.last_mut().filter(|piece| piece.len() + text.len() < PASSAGE_BYTES) {
            Some(piece) => {
                piece.push('\n');
                piece.push_str(&text);
            }
            None => pieces.push(text),
        }
    }
    pieces.retain(|piece| !piece.trim().is_empty());
    pieces
}

#[cfg(test)]
mod tests {
    use reader::Paragraph;

    use super::*;

    fn page(paragraphs: Vec<Paragraph>) -> reader::Page {
        reader::Page { number: 2, name: String::new(), size: None, source: Source::Layer, paragraphs }
    }

    fn body(text: &str) -> Paragraph {
        Paragraph { text: text.into(), ..Paragraph::default() }
    }

    #[test]
    fn a_long_page_is_cut_between_paragraphs_and_its_margins_are_left_out() {
        let long = "chữ ".repeat(600);
        let header = Paragraph { role: Role::Margin, ..body("CÔNG BÁO") };
        let read = page(vec![header, body("Điều 1. Phạm vi"), body(&long), body(&long)]);
        let cut = pieces(&read, &mut FILE_BYTES.clone());
        assert_eq!(cut.len(), 2);
        assert!(cut[0].starts_with("Điều 1. Phạm vi\nchữ") && !cut[0].contains("CÔNG BÁO"));
    }

    #[test]
    fn a_file_gives_no_more_than_there_is_room_for() {
        let mut room = 10;
        assert_eq!(pieces(&page(vec![body("một hai"), body("ba bốn")]), &mut room), ["một hai"]);
    }
}
