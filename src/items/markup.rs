//! Text as people write it (Markdown) and as pages carry it (a small, clean HTML), both ways.

mod back;
pub mod pictures;
mod tidy;
pub mod tree;
#[cfg(test)]
mod vectors;
pub mod word;

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::Builder;
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

use crate::base::text::normalise;

pub use back::to_markdown;

/// Where our own files are served: pictures come from nowhere else.
pub const FILES: &str = "/tep/";

/// The path of a file on every face, its name in letters that need no decoding.
pub fn file_path(id: &str, name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    let name: String = name.chars().map(|c| if plain(c) { c } else { '-' }).collect();
    format!("{FILES}{id}/{name}")
}

/// How a paragraph or a cell may stand, as classes: in the middle, to the right, on both edges.
pub const ALIGNMENTS: [&str; 3] = ["can-giua", "can-phai", "can-deu"];

/// Who made a picture and where it was taken from, as classes within its caption.
pub const CREDITS: [&str; 2] = ["tac-gia", "nguon-anh"];

const TAGS: &[&str] = &[
    "a",
    "abbr",
    "audio",
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
    "h1",
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
    "span",
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
    "video",
];

const ATTRIBUTES: &[(&str, &[&str])] = &[
    ("a", &["href", "title"]),
    ("abbr", &["title"]),
    ("audio", &["src", "title"]),
    ("img", &["src", "alt", "title", "width", "height"]),
    ("ol", &["start"]),
    ("p", &["class"]),
    ("span", &["class"]),
    ("td", &["colspan", "rowspan", "class"]),
    ("th", &["colspan", "rowspan", "scope", "class"]),
    ("video", &["src", "title", "width", "height"]),
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
        .attribute_filter(|tag, name, value| {
            let kept = own_picture(tag, name, value) && (name != "href" || leads_in_the_open(value));
            kept.then_some(Cow::Borrowed(value))
        });
    cleaner
});

/// What a page shows or plays lies among our own files.
fn own_picture(tag: &str, name: &str, value: &str) -> bool {
    let shows = matches!(tag, "img" | "video" | "audio") && name == "src";
    !shows || value.starts_with(FILES) && !value.contains("..")
}

/// An address whose scheme, if there is one, is written plainly and is one of those allowed.
fn leads_in_the_open(value: &str) -> bool {
    let before_path = value.split(['/', '?', '#']).next().unwrap_or_default();
    match before_path.split_once(':') {
        Some((scheme, _)) => {
            ["http", "https", "mailto", "tel"].iter().any(|known| scheme.trim().eq_ignore_ascii_case(known))
        }
        None => true,
    }
}

/// HTML without anything that runs, styles, frames or fetches from elsewhere, written in one way.
pub fn clean(html: &str) -> String {
    let html = normalise(html);
    let cleaned = if tree::is_too_deep(&html) {
        let mut text = String::new();
        tree::escape(&mut text, &tree::without_tags(&html), false);
        text
    } else {
        CLEANER.clean(&html).to_string()
    };
    tree::write_blocks(&tidy::tidied(tree::read(&cleaned)))
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
    clean(&raw_below(markdown, top)).trim().to_owned()
}

/// Markdown as the HTML it stands for, not cleaned: for [`word::taken_in`], which tells what it drops.
pub fn raw_html(markdown: &str) -> String {
    raw_below(markdown, HeadingLevel::H2)
}

fn raw_below(markdown: &str, top: HeadingLevel) -> String {
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
    raw
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
            | "span"
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

/// How many pictures of our own clean HTML shows.
pub fn pictures_of(html: &str) -> usize {
    html.match_indices("<img ")
        .filter(|(at, _)| {
            let rest = &html[*at..];
            rest[..rest.find('>').unwrap_or(rest.len())].contains(&format!(" src=\"{FILES}"))
        })
        .count()
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
