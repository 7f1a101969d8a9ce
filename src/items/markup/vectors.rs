//! The cleaning against a public list of attacks: whatever comes in, only what is allowed comes out.

use super::tree::{self, Element};
use super::{clean, to_html, to_markdown, word};

/// Written by hand and apart from the cleaner's own list.
const TAGS: &str = "a abbr audio b blockquote br caption code dd del dl dt em figcaption figure h2 h3 h4 h5 h6 hr i img ins li ol \
                    p pre q s small span strong sub sup table tbody td tfoot th thead tr u ul video";
const ATTRIBUTES: &str = "a.href a.title a.rel abbr.title audio.src audio.title audio.controls audio.preload img.src img.alt \
                          img.title img.width img.height ol.start p.class span.class td.colspan td.rowspan td.class th.colspan \
                          th.rowspan th.scope th.class video.src video.title video.width video.height video.controls video.preload";
const CLASSES: &str = "can-giua can-phai can-deu tac-gia nguon-anh";

fn only_what_is_allowed(element: &Element, came: &str) {
    assert!(TAGS.split_whitespace().any(|tag| tag == element.name), "<{}> from {came}", element.name);
    for (name, value) in &element.attributes {
        let attribute = format!("{}.{name}", element.name);
        assert!(ATTRIBUTES.split_whitespace().any(|known| known == attribute), "{attribute} from {came}");
        match name.as_str() {
            "src" => assert!(value.starts_with("/tep/") && !value.contains(".."), "{value} from {came}"),
            "class" => assert!(CLASSES.split_whitespace().any(|class| class == value), "{value} from {came}"),
            "href" => assert!(leads_somewhere_harmless(value), "{value} from {came}"),
            _ => {}
        }
    }
}

/// As a browser would read the address: blanks and controls within a scheme do not count.
fn leads_somewhere_harmless(value: &str) -> bool {
    let read: String = value.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    match read.split_once(':') {
        Some((scheme, _)) if scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c)) => {
            matches!(scheme.to_lowercase().as_str(), "http" | "https" | "mailto" | "tel")
        }
        _ => true,
    }
}

fn vectors() -> Vec<String> {
    serde_json::from_str(include_str!("../../../tests/xss/vectors.json")).unwrap()
}

#[test]
fn no_vector_of_the_list_comes_through() {
    let vectors = vectors();
    assert!(vectors.len() > 3_000);
    for vector in &vectors {
        for html in [clean(vector), to_html(vector), word::taken_in(vector).0] {
            tree::walk(&tree::read(&html), &mut |element| only_what_is_allowed(element, vector));
        }
    }
}

#[test]
fn vectors_within_a_text_neither_come_through_nor_come_back_by_the_plain_editor() {
    for some in vectors().chunks(40) {
        let text = some.iter().map(|vector| format!("<p>Đoạn {vector} hết</p>\n")).collect::<String>();
        let html = word::taken_in(&text).0;
        tree::walk(&tree::read(&html), &mut |element| only_what_is_allowed(element, &text));
        let again = to_html(&to_markdown(&html).unwrap());
        tree::walk(&tree::read(&again), &mut |element| only_what_is_allowed(element, &text));
    }
}
