//! Clean HTML as Markdown, to be written on without loss: what Markdown cannot say stays HTML.

use crate::base::error::{Error, Result};

use super::tree::{self, Node};
use super::{clean, to_html};

/// Clean HTML as Markdown. Made into HTML again, it says the same.
///
/// # Errors
/// When the HTML cannot be read at all.
pub fn to_markdown(html: &str) -> Result<String> {
    let nodes = tree::read(html);
    let whole = clean(html);
    let mut parts: Vec<String> = Vec::new();
    let mut last_list = String::new();
    for group in groups(nodes) {
        let list = group.first().and_then(Node::element).map(|element| element.name.clone());
        let list = list.filter(|name| name == "ul" || name == "ol").unwrap_or_default();
        if !list.is_empty() && list == last_list {
            // Two lists in a row would be read as one.
            parts.push("<!-- -->".to_owned());
        }
        last_list = list;
        parts.push(part(&group)?);
    }
    let markdown = parts.join("\n\n");
    Ok(if to_html(&markdown) == whole { markdown } else { parts_as_html(html) })
}

/// Blocks one by one; what stands between them in a line, together.
fn groups(nodes: Vec<Node>) -> Vec<Vec<Node>> {
    let mut groups: Vec<Vec<Node>> = Vec::new();
    for node in nodes.into_iter().filter(|node| !node.is_blank()) {
        match groups.last_mut() {
            Some(last) if !node.is_block() && last.last().is_some_and(|before| !before.is_block()) => {
                last.push(node)
            }
            _ => groups.push(vec![node]),
        }
    }
    groups
}

fn part(group: &[Node]) -> Result<String> {
    let html = tree::write(group);
    let markdown = written(&html)?;
    Ok(if to_html(&markdown) == html { markdown } else { raw(group) })
}

fn parts_as_html(html: &str) -> String {
    let groups = groups(tree::read(html));
    groups.iter().map(|group| raw(group)).collect::<Vec<_>>().join("\n\n")
}

/// HTML as a block within Markdown: no empty line may stand in it, and rows get lines of their own.
fn raw(group: &[Node]) -> String {
    let html = tree::write(group);
    if html.contains("<pre") {
        return html.replace('\n', "&#10;");
    }
    let mut lines = html.replace('\n', " ");
    for end in ["</caption>", "</thead>", "</tr>", "</li>", "</figcaption>", "<tbody>", "<thead>", "<figure>"]
    {
        lines = lines.replace(end, &format!("{end}\n"));
    }
    for start in ["<table>", "<ul>", "<ol>"] {
        lines = lines.replace(start, &format!("{start}\n"));
    }
    lines.lines().filter(|line| !line.trim().is_empty()).collect::<Vec<_>>().join("\n")
}

fn written(html: &str) -> Result<String> {
    let options = htmd::options::Options {
        bullet_list_marker: htmd::options::BulletListMarker::Dash,
        ul_bullet_spacing: 1,
        ol_number_spacing: 1,
        br_style: htmd::options::BrStyle::Backslash,
        ..Default::default()
    };
    let converter = htmd::HtmlToMarkdown::builder().options(options).build();
    let text = converter.convert(html).map_err(|cause| Error::Internal(cause.into()))?;
    Ok(text.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_markdown_cannot_say_survives_it() {
        let texts = [
            "<p>Một <b>đậm</b></p><table><caption>Lịch</caption><tbody><tr><th>Thứ</th><th>Việc</th></tr><tr><th>Hai</th><td><p>Họp</p><p>giao ban</p></td></tr></tbody></table><p>Cuối</p>",
            "<figure><img src=\"/tep/f-1/cau.jpg\" alt=\"Cầu\"><figcaption>Cầu qua sông <span class=\"tac-gia\">Nguyễn (mẫu)</span> <span class=\"nguon-anh\">Trang huyện</span></figcaption></figure>",
            "<p class=\"can-giua\">CỘNG HÒA <u>XÃ HỘI</u></p><p class=\"can-phai\">ngày 1</p>",
            "<figure><video src=\"/tep/f-2/phim.mp4\"></video><figcaption>Phim</figcaption></figure><figure><audio src=\"/tep/f-3/x.mp3\"></audio></figure>",
            "<ul><li>a</li></ul><ul><li>b</li></ul><ol start=\"3\"><li>c<ul><li>d</li></ul></li></ol>",
            "<pre>một\n\nhai</pre><p>H<sub>2</sub>O</p><dl><dt>x</dt><dd>y</dd></dl>",
            "<h2>Điều 1. Phạm vi</h2><p>1. Không phải danh sách</p><p># không phải đề mục * _ ` [x](y) &lt;b&gt;</p>",
            "<blockquote><p>Trích</p><p>dẫn</p></blockquote><hr><p>a<br>b</p>",
            "<table><tbody><tr><td colspan=\"2\">gộp</td></tr><tr><td>a</td><td>b | c</td></tr></tbody></table>",
        ];
        for text in texts {
            let html = clean(text);
            let markdown = to_markdown(&html).unwrap();
            assert_eq!(to_html(&markdown), html, "{markdown}");
            assert_eq!(clean(&html), html, "cleaning twice changes nothing");
        }
    }

    #[test]
    fn plain_tables_become_plain_markdown() {
        let html = clean("<p>Một</p><p>Hai <b>ba</b></p><ul><li>x</li></ul>");
        assert_eq!(
            to_markdown(&html.replace("<b>", "<strong>").replace("</b>", "</strong>")).unwrap(),
            "Một\n\nHai **ba**\n\n- x"
        );
        let html = to_html("| Thứ | Việc |\n|---|---|\n| Hai | Tiếp dân |");
        assert!(to_markdown(&html).unwrap().starts_with("| Thứ"), "{}", to_markdown(&html).unwrap());
    }
}
