//! The pictures, films and sounds of a text with what must be said of each: author, source, words for who cannot see.

use super::tree::{self, Element, Node};

/// One of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picture {
    /// `img`, `video` or `audio`.
    pub kind: String,
    /// Its address, `/tep/…`.
    pub src: String,
    /// What it shows, in words.
    pub alt: String,
    /// What stands under it.
    pub caption: String,
    /// Who made it (Quy chế Điều 8.1).
    pub author: String,
    /// Where it was taken from (Quy chế Điều 8.1).
    pub source: String,
}

/// All of them, in the order of the text.
pub fn pictures(html: &str) -> Vec<Picture> {
    let nodes = tree::read(html);
    let (mut found, mut captioned) = (Vec::new(), Vec::new());
    tree::walk(&nodes, &mut |element| match element.name.as_str() {
        "figure" => {
            let caption =
                element.children.iter().filter_map(Node::element).find(|child| child.name == "figcaption");
            tree::walk(&element.children, &mut |inner| {
                if is_shown(inner) {
                    captioned.push(std::ptr::from_ref(inner));
                    found.push(described(inner, caption));
                }
            });
        }
        _ if is_shown(element) && !captioned.contains(&std::ptr::from_ref(element)) => {
            found.push(described(element, None));
        }
        _ => {}
    });
    found
}

fn is_shown(element: &Element) -> bool {
    matches!(element.name.as_str(), "img" | "video" | "audio")
}

fn described(element: &Element, caption: Option<&Element>) -> Picture {
    let credit = |class: &str| {
        let spans = caption.map(|caption| caption.children.as_slice()).unwrap_or_default();
        let found = spans.iter().filter_map(Node::element).find(|span| span.get("class") == class);
        found.map(|span| span.text().trim().to_owned()).unwrap_or_default()
    };
    let words = caption.map(|caption| {
        let own = caption
            .children
            .iter()
            .filter(|child| child.element().is_none_or(|span| span.get("class").is_empty()));
        tree::text_of(&own.cloned().collect::<Vec<_>>()).trim().to_owned()
    });
    let (author, source) = (credit("tac-gia"), credit("nguon-anh"));
    Picture {
        kind: element.name.clone(),
        src: element.get("src").to_owned(),
        alt: element.get("alt").to_owned(),
        caption: words.unwrap_or_default(),
        author,
        source,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_picture_is_found_once_with_what_is_said_of_it() {
        let html = "<p><img src=\"/tep/a/1.jpg\" alt=\"\"></p><figure><img src=\"/tep/b/2.jpg\" alt=\"Cầu\"><figcaption>Cầu \
                    mới. <span class=\"tac-gia\">Đài huyện</span> <span class=\"nguon-anh\">Trang huyện</span></figcaption></figure>";
        let found = pictures(html);
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].alt.as_str(), found[0].author.as_str()), ("", ""));
        assert_eq!(found[1].author, "Đài huyện");
        assert_eq!(found[1].source, "Trang huyện");
        assert_eq!(found[1].caption, "Cầu mới.");
    }
}
