//! The links and pictures of an old text: what it asks for, and the text with what stands there now.

use std::collections::HashMap;

use crate::items::markup::tree::{self, Node};

/// What an old text shows and links to.
#[derive(Debug, Default)]
pub struct Wanted {
    /// Addresses of pictures, sounds and films.
    pub shown: Vec<String>,
    /// Addresses of links.
    pub links: Vec<String>,
}

/// A picture as it stands here.
#[derive(Clone, Debug)]
pub struct Shown {
    /// Its address.
    pub src: String,
    /// Its words, for where the text has none.
    pub alt: String,
}

/// What a text shows and links to, each once.
pub fn wanted(html: &str) -> Wanted {
    let nodes = tree::read(html);
    let mut wanted = Wanted::default();
    tree::walk(&nodes, &mut |element| match element.name.as_str() {
        "img" | "audio" | "video" => add(&mut wanted.shown, element.get("src")),
        "a" => add(&mut wanted.links, element.get("href")),
        _ => {}
    });
    wanted
}

fn add(list: &mut Vec<String>, address: &str) {
    if !address.is_empty() && !list.iter().any(|known| known == address) {
        list.push(address.to_owned());
    }
}

/// The text with what stands there now; what is not known stays as it was.
pub(super) fn rewritten(
    html: &str,
    shown: &HashMap<String, Shown>,
    links: &HashMap<String, String>,
) -> String {
    if shown.is_empty() && links.is_empty() {
        return html.to_owned();
    }
    let mut nodes = tree::read(html);
    rewrite(&mut nodes, shown, links);
    tree::write(&nodes)
}

fn rewrite(nodes: &mut [Node], shown: &HashMap<String, Shown>, links: &HashMap<String, String>) {
    for node in nodes {
        let Node::Element(element) = node else { continue };
        match element.name.as_str() {
            "img" | "audio" | "video" => {
                if let Some(now) = shown.get(element.get("src")) {
                    element.set("src", &now.src);
                    if element.name == "img" && element.get("alt").trim().is_empty() {
                        element.set("alt", &now.alt);
                    }
                }
            }
            "a" => {
                if let Some(now) = links.get(element.get("href")) {
                    element.set("href", now);
                }
            }
            _ => {}
        }
        rewrite(&mut element.children, shown, links);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_is_rewritten_and_the_rest_stays() {
        let html =
            "<p><a href=\"/?p=1\">a</a> <a href=\"https://khac.example/\">b</a> <img src=\"x.jpg\"></p>";
        let wanted = wanted(html);
        assert_eq!((wanted.shown.as_slice(), wanted.links.len()), (["x.jpg".to_owned()].as_slice(), 2));
        let shown = Shown { src: "/tep/1/x.jpg".into(), alt: "Cầu".into() };
        let now = rewritten(
            html,
            &HashMap::from([("x.jpg".to_owned(), shown)]),
            &HashMap::from([("/?p=1".to_owned(), "https://nay.example/tin".to_owned())]),
        );
        assert_eq!(
            now,
            "<p><a href=\"https://nay.example/tin\">a</a> <a href=\"https://khac.example/\">b</a> \
             <img src=\"/tep/1/x.jpg\" alt=\"Cầu\"></p>"
        );
    }
}
