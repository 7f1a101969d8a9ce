//! The addresses in a text: found in its HTML, made whole, without what only the browser sees.

use std::collections::BTreeSet;

use url::Url;

use crate::items::Content;

/// The longest address kept.
const LONGEST: usize = 2000;

/// The web addresses that a content links to, seen from the page it stands on.
pub fn of_content(content: &Content, page: &Url) -> BTreeSet<String> {
    written(content).into_iter().filter_map(|href| whole(&href, page)).collect()
}

/// The same links as they are written, each with its address made whole.
pub fn as_written(content: &Content, page: &Url) -> Vec<(String, String)> {
    written(content).into_iter().filter_map(|href| whole(&href, page).map(|url| (href, url))).collect()
}

/// Every address as it stands in the texts and in the facts of an entry.
fn written(content: &Content) -> Vec<String> {
    let in_facts = match content {
        Content::Record(record) => record.addresses().map(str::to_owned).collect(),
        Content::News(_) | Content::Document(_) => Vec::new(),
    };
    content.html_parts().into_iter().flat_map(hrefs).chain(in_facts).collect()
}

/// The values of `href` in clean HTML, whose attributes are always quoted and escaped.
fn hrefs(html: &str) -> Vec<String> {
    const MARK: &str = " href=\"";
    let mut found = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find(MARK) {
        rest = &rest[at + MARK.len()..];
        let Some(end) = rest.find('"') else { break };
        found.push(rest[..end].replace("&amp;", "&").replace("&quot;", "\"").replace("&#39;", "'"));
        rest = &rest[end..];
    }
    found
}

fn whole(href: &str, page: &Url) -> Option<String> {
    let mut url = page.join(href.trim()).ok()?;
    url.set_fragment(None);
    let of_the_web = matches!(url.scheme(), "http" | "https") && url.host_str().is_some();
    let text = url.to_string();
    (of_the_web && text.len() <= LONGEST && url != *page).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_made_whole_and_others_left_out() {
        let page: Url = "http://huyen.example/tin-tuc/bai".parse().unwrap();
        let html = "<p><a href=\"/van-ban/a?x=1&amp;y=2#muc\" rel=\"noopener\">a</a> <a href=\"bai-khac\">b</a> \
                    <a href=\"mailto:x@y.example\">c</a> <a href=\"#tren\">d</a> \
                    <a href=\"https://Ngoai.example/Thủ tục\">e</a> <a href=\"tel:113\">f</a></p>";
        let found: Vec<String> = hrefs(html).iter().filter_map(|href| whole(href, &page)).collect();
        assert_eq!(
            found,
            [
                "http://huyen.example/van-ban/a?x=1&y=2",
                "http://huyen.example/tin-tuc/bai-khac",
                "https://ngoai.example/Th%E1%BB%A7%20t%E1%BB%A5c",
            ]
        );
    }
}
