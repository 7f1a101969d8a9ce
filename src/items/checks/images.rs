//! What is known of a picture: who made it, where it comes from, what it shows, who agreed.

use crate::base::error::Result;
use crate::base::scope::Scope;
use crate::items::{Content, scan};
use crate::media::{Consent, facts};
use scan::{Piece, Tag};

/// The facts of a picture that a text shows or brings along.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImageFacts {
    /// Its file's id in the tenant.
    pub file: String,
    /// What its file is called in the library, or "".
    pub name: String,
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

/// What is known of each picture of a content: those of its text in their order, then those attached to it. The library
/// says who made it, where it comes from and who agreed; the text's own words stand where the library has none.
///
/// # Errors
/// When the database does not answer.
pub async fn image_facts(scope: &mut Scope, content: &Content) -> Result<Vec<ImageFacts>> {
    let mut images = of_content(content);
    for image in &mut images {
        if let Some(kept) = facts::image_facts(scope, &image.file.as_str().into()).await? {
            image.learn(kept);
        }
    }
    for attachment in &content.common().attachments {
        let shown = images.iter().any(|image| image.file == attachment.file_id.as_str());
        let kept = facts::image_facts(scope, &attachment.file_id).await?.filter(|_| !shown);
        images.extend(kept.map(|kept| {
            let mut image =
                ImageFacts { file: attachment.file_id.as_str().to_owned(), ..ImageFacts::default() };
            image.learn(kept);
            image
        }));
    }
    Ok(images)
}

impl ImageFacts {
    /// Takes over what the library knows; words for who cannot see it are first those of the text.
    fn learn(&mut self, kept: facts::ImageFacts) {
        let known = |own: &mut String, kept: String| {
            if !kept.is_empty() {
                *own = kept;
            }
        };
        self.name = kept.name;
        known(&mut self.author, kept.author);
        known(&mut self.source, kept.source);
        if self.alt.is_empty() {
            self.alt = kept.alt;
        }
        self.consent = matches!(kept.consent, Consent::NotNeeded | Consent::Given { .. });
        self.shows_children = match kept.consent {
            Consent::ChildrenWithout => Some(true),
            Consent::NotNeeded => Some(false),
            Consent::Unsaid | Consent::Given { .. } => None,
        };
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(author: &str, consent: Consent) -> facts::ImageFacts {
        facts::ImageFacts {
            name: "cau.jpg".into(),
            author: author.into(),
            source: String::new(),
            alt: "Cầu nhìn từ bờ".into(),
            consent,
        }
    }

    #[test]
    fn the_library_comes_first_and_the_text_stands_where_it_is_silent() {
        let beside = ImageFacts {
            alt: "Cầu mới".into(),
            author: "Người viết".into(),
            source: "Trang xã".into(),
            ..ImageFacts::default()
        };
        let mut known = beside.clone();
        known.learn(kept("Đài Truyền thanh", Consent::NotNeeded));
        assert_eq!(
            (known.author.as_str(), known.source.as_str(), known.alt.as_str()),
            ("Đài Truyền thanh", "Trang xã", "Cầu mới")
        );
        assert!(known.consent && known.shows_children == Some(false));

        let mut silent = ImageFacts { alt: String::new(), ..beside };
        silent.learn(kept("", Consent::ChildrenWithout));
        assert_eq!((silent.author.as_str(), silent.alt.as_str()), ("Người viết", "Cầu nhìn từ bờ"));
        assert!(!silent.consent && silent.shows_children == Some(true));
    }
}
