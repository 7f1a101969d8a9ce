//! What is known of a picture: who made it, where it comes from, what it shows, who agreed.

use crate::base::error::Result;
use crate::base::scope::Scope;
use crate::items::{Content, scan};
use scan::{Piece, Tag};

/// The facts of a picture that a text shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImageFacts {
    /// Its file's id in the tenant.
    pub file: String,
    /// What it shows, in words.
    pub alt: String,
    /// Who made it (Điều 8.1).
    pub author: String,
    /// Where it comes from (Điều 8.1).
    pub source: String,
    /// Whether children are seen in it; none where nobody has said.
    pub shows_children: Option<bool>,
    /// Whether those shown, or their parents, have agreed.
    pub consent: bool,
}

/// What is known of each picture of a content, in the order of its text. What a picture's own record says would be
/// read here through `scope`; without one it is what stands beside the picture.
///
/// # Errors
/// When the database does not answer.
#[allow(clippy::unused_async, reason = "a picture's own record is read here where there is one")]
pub async fn image_facts(scope: &mut Scope, content: &Content) -> Result<Vec<ImageFacts>> {
    let _ = scope;
    Ok(of_content(content))
}

/// What stands beside each picture: its text, its `title`, the caption of its figure.
pub fn of_content(content: &Content) -> Vec<ImageFacts> {
    let html = scan::whole(content);
    let mut found: Vec<ImageFacts> = Vec::new();
    let mut caption: Option<String> = None;
    for piece in scan::pieces(&html) {
        match piece {
            Piece::Open(tag) if tag.name == "img" => found.push(of_tag(&tag)),
            Piece::Open(tag) if tag.name == "figcaption" => caption = Some(String::new()),
            Piece::Text(text) => caption.iter_mut().for_each(|caption| caption.push_str(&text)),
            Piece::Close("figcaption") => {
                if let (Some(words), Some(image)) = (caption.take(), found.last_mut()) {
                    credit(image, &words);
                }
            }
            _ => {}
        }
    }
    found
}

fn of_tag(tag: &Tag<'_>) -> ImageFacts {
    let src = tag.attribute("src").unwrap_or_default();
    let file = src.strip_prefix(crate::items::markup::FILES).unwrap_or_default();
    let mut facts = ImageFacts {
        file: file.split('/').next().unwrap_or_default().to_owned(),
        alt: tag.attribute("alt").unwrap_or_default().trim().to_owned(),
        ..ImageFacts::default()
    };
    credit(&mut facts, &tag.attribute("title").unwrap_or_default());
    facts
}

/// "Ảnh: …; Nguồn: …", as captions are written.
fn credit(facts: &mut ImageFacts, words: &str) {
    let after = |marks: &[&str]| {
        let at = marks.iter().find_map(|mark| words.find(mark).map(|at| at + mark.len()))?;
        let rest = &words[at..];
        let end = ["; ", ". ", " - Nguồn", " – Nguồn", ", nguồn", ", Nguồn"]
            .iter()
            .filter_map(|end| rest.find(end))
            .min()
            .unwrap_or(rest.len());
        Some(rest[..end].trim().to_owned()).filter(|text| !text.is_empty())
    };
    if let Some(author) = after(&["Ảnh: ", "Tác giả: ", "Người chụp: "]) {
        facts.author = author;
    }
    if let Some(source) = after(&["Nguồn: ", "nguồn: "]) {
        facts.source = source;
    }
}
