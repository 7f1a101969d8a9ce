//! Text as people write it (Markdown) and as pages carry it (a small, clean HTML), both ways.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::Builder;
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

use crate::base::error::{Error, Result};
use crate::base::text::normalise;

/// Where our own files are served: pictures come from nowhere else.
pub const FILES: &str = "/tep/";

const TAGS: &[&str] = &[
    "a",
    "abbr",
    "b",
    "blockquote",
    "br",
    "caption",
    "code",
    "dd",
    "del",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "li",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "small",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
];

const ATTRIBUTES: &[(&str, &[&str])] = &[
    ("a", &["href", "title"]),
    ("abbr", &["title"]),
    ("img", &["src", "alt", "title", "width", "height"]),
    ("ol", &["start"]),
    ("td", &["colspan", "rowspan"]),
    ("th", &["colspan", "rowspan", "scope"]),
];

static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut cleaner = Builder::empty();
    let attributes: HashMap<_, HashSet<_>> =
        ATTRIBUTES.iter().map(|(tag, names)| (*tag, names.iter().copied().collect())).collect();
    cleaner
        .tags(TAGS.iter().copied().collect())
        .clean_content_tags(["script", "style", "template", "title", "textarea"].into_iter().collect())
        .tag_attributes(attributes)
        .url_schemes(["http", "https", "mailto", "tel"].into_iter().collect())
        .link_rel(Some("noopener"))
        .attribute_filter(|tag, name, value| own_picture(tag, name, value).then_some(Cow::Borrowed(value)));
    cleaner
});

fn own_picture(tag: &str, name: &str, value: &str) -> bool {
    (tag, name) != ("img", "src") || value.starts_with(FILES) && !value.contains("..")
}

/// HTML without anything that runs, styles, frames or fetches from elsewhere.
pub fn clean(html: &str) -> String {
    without_empty_pictures(&CLEANER.clean(&normalise(html)).to_string())
}

/// A picture whose address was refused would show as a broken one.
fn without_empty_pictures(html: &str) -> String {
    let mut kept = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(start) = rest.find("<img") {
        let end = tag_end(&rest[start..]).map_or(rest.len(), |length| start + length);
        let tag = &rest[start..end];
        kept.push_str(&rest[..start]);
        if tag.contains(" src=\"") {
            kept.push_str(tag);
        }
        rest = &rest[end..];
    }
    kept.push_str(rest);
    kept
}

/// The length of the tag that `html` begins with, quoted values skipped.
pub(crate) fn tag_end(html: &str) -> Option<usize> {
    let mut quoted = false;
    html.char_indices().find_map(|(at, c)| {
        quoted ^= c == '"';
        (c == '>' && !quoted).then_some(at + 1)
    })
}

/// Markdown as clean HTML; headings begin at `h2`, under the page's title.
pub fn to_html(markdown: &str) -> String {
    to_html_below(markdown, HeadingLevel::H2)
}

/// As [`to_html`], for a part whose own heading stands above: no heading is larger than `top`.
pub fn to_html_below(markdown: &str, top: HeadingLevel) -> String {
    let options = Options::ENABLE_TABLES;
    let markdown = normalise(markdown);
    let events = Parser::new_ext(&markdown, options).map(|event| match event {
        Event::Start(Tag::Heading { level, .. }) => {
            Event::Start(Tag::Heading { level: level.max(top), id: None, classes: vec![], attrs: vec![] })
        }
        Event::End(TagEnd::Heading(level)) => Event::End(TagEnd::Heading(level.max(top))),
        other => other,
    });
    let mut raw = String::with_capacity(markdown.len() * 2);
    html::push_html(&mut raw, events);
    clean(&raw).trim().to_owned()
}

/// Clean HTML as Markdown, to be edited again.
///
/// # Errors
/// When the HTML cannot be read at all.
pub fn to_markdown(html: &str) -> Result<String> {
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

/// What stands in clean HTML, one block a line: for the search, summaries and checks.
pub fn plain_text(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        push_decoded(&mut text, &rest[..start]);
        let end = tag_end(&rest[start..]).map_or(rest.len(), |length| start + length);
        if breaks_line(&rest[start..end]) {
            text.push('\n');
        }
        rest = &rest[end..];
    }
    push_decoded(&mut text, rest);
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

/// Cells and blocks stand apart; marks within a line do not.
fn breaks_line(tag: &str) -> bool {
    let name: String =
        tag.chars().skip(1).skip_while(|c| *c == '/').take_while(char::is_ascii_alphanumeric).collect();
    !matches!(
        name.as_str(),
        "a" | "abbr"
            | "b"
            | "code"
            | "del"
            | "em"
            | "i"
            | "img"
            | "ins"
            | "q"
            | "s"
            | "small"
            | "strong"
            | "sub"
            | "sup"
            | "u"
    )
}

/// Resolves the five entities that a cleaned text may hold.
fn push_decoded(into: &mut String, text: &str) {
    if text.contains('&') {
        let decoded = text.replace("&nbsp;", " ").replace("&lt;", "<").replace("&gt;", ">");
        into.push_str(&decoded.replace("&quot;", "\"").replace("&amp;", "&"));
    } else {
        into.push_str(text);
    }
}

/// Plain text as paragraphs; `*…*` and `**…**`, with which legal texts mark their terms, become emphasis.
pub fn paragraphs(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + 64);
    for paragraph in text.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty()) {
        let lines: Vec<String> = paragraph.lines().map(|line| emphasised(line.trim())).collect();
        html.push_str("<p>");
        html.push_str(&lines.join("<br>\n"));
        html.push_str("</p>\n");
    }
    html
}

fn emphasised(line: &str) -> String {
    let escaped = line.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    paired(&paired(&escaped, "**", "strong"), "*", "em")
}

/// Turns pairs of `mark` into an element; where they do not pair up, the line stays as it is.
fn paired(line: &str, mark: &str, element: &str) -> String {
    let parts: Vec<&str> = line.split(mark).collect();
    if parts.len() < 3 || parts.len().is_multiple_of(2) {
        return line.to_owned();
    }
    let mut marked = parts[0].to_owned();
    for (index, part) in parts.iter().enumerate().skip(1) {
        let closing = if index % 2 == 0 { "/" } else { "" };
        marked.push_str(&format!("<{closing}{element}>{part}"));
    }
    marked
}

/// The ids of our own files that clean HTML shows or links to.
pub fn file_ids(html: &str) -> impl Iterator<Item = &str> {
    html.match_indices(FILES).map(|(at, _)| {
        let rest = &html[at + FILES.len()..];
        &rest[..rest.find(['/', '"', '?', '#', '<']).unwrap_or(rest.len())]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_runs_or_fetches_survives() {
        let attacks = [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "<a href=\"javascript:alert(1)\">x</a>",
            "[x](javascript:alert(1))",
            "<a href=\"data:text/html,<script>alert(1)</script>\">x</a>",
            "<iframe src=\"https://x.example\"></iframe>",
            "<svg onload=alert(1)><style>@import 'x'</style></svg>",
            "<p style=\"background:url(https://x.example)\" onclick=\"x()\" class=\"y\" id=\"z\">x</p>",
            "![x](https://x.example/p.png)",
            "<form action=/x><input name=csrf></form>",
            "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>",
        ];
        for attack in attacks {
            let html = to_html(attack);
            for bad in [
                "script>",
                "<img",
                "javascript:",
                "<iframe",
                "style",
                "onclick",
                "onload",
                "data:",
                "<form",
                "class=",
                "id=",
            ] {
                assert!(!html.contains(bad), "{attack} -> {html}");
            }
        }
    }

    #[test]
    fn own_pictures_stay_and_cleaning_twice_changes_nothing() {
        let html = to_html("![Cầu > sông](/tep/f-1/cau.jpg) và ![x](/tep/../x) [thư](mailto:a@b.example)");
        assert!(
            html.contains("<img src=\"/tep/f-1/cau.jpg\" alt=\"Cầu &gt; sông\">")
                || html.contains("/tep/f-1/cau.jpg")
        );
        assert_eq!(html.matches("<img").count(), 1, "{html}");
        assert_eq!(clean(&html), html);
        assert_eq!(file_ids(&html).collect::<Vec<_>>(), ["f-1"]);
    }

    #[test]
    fn headings_begin_under_the_title() {
        assert_eq!(to_html("# Một\n\n### Ba"), "<h2>Một</h2>\n<h3>Ba</h3>");
        assert_eq!(to_html_below("## Một", HeadingLevel::H4), "<h4>Một</h4>");
    }

    #[test]
    fn markdown_comes_back_the_same() {
        let texts = [
            "Một đoạn **đậm**, *nghiêng* và [liên kết](https://example.vn/a?b=1&c=2).",
            "## Đầu mục\n\n- một\n- hai\n  - trong hai\n\n1. thứ nhất\n2. thứ hai",
            "> Trích dẫn\n\n---\n\nDòng một\\\ndòng hai",
            "| Thứ | Việc |\n|---|---|\n| Hai | Tiếp dân |\n| Ba | Họp \\| giao ban |",
            "1\\. không phải danh sách\n\n\\# không phải đầu mục, 2 * 3 < 7 & 5 > 4",
            "![Cầu](/tep/f-1/cau.jpg)",
        ];
        for text in texts {
            let html = to_html(text);
            let back = to_markdown(&html).unwrap();
            assert_eq!(to_html(&back), html, "{back}");
        }
    }

    #[test]
    fn plain_text_keeps_lines_apart_and_decodes() {
        let html = to_html("## MẬT\n\nA &amp; B < C  \nhai **đậm**\n\n| a | b |\n|---|---|\n| c | d |");
        assert_eq!(plain_text(&html), "MẬT\nA & B < C\nhai đậm\na\nb\nc\nd");
        assert_eq!(plain_text("<p>&amp;lt;</p>"), "&lt;");
    }

    #[test]
    fn plain_paragraphs_are_escaped_and_their_terms_stand_out() {
        let html = paragraphs("1. *An ninh mạng* là <gì>.\nhai\n\n2 * 3\n\n**Điều** ***x***");
        assert!(
            html.starts_with("<p>1. <em>An ninh mạng</em> là &lt;gì&gt;.<br>\nhai</p>\n<p>2 * 3</p>"),
            "{html}"
        );
        assert_eq!(clean(&paragraphs("**a** *b*")).trim(), "<p><strong>a</strong> <em>b</em></p>");
    }
}
