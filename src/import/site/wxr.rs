//! A WordPress export (WXR): its head, and one item of it at a time.

use std::collections::HashMap;

use percent_encoding::percent_decode_str;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::items::addresses;

use super::old::{OldFile, OldItem, OldKind};

/// The post types that are the machinery of the old site, not its content.
const MACHINERY: [&str; 10] = [
    "nav_menu_item",
    "revision",
    "custom_css",
    "customize_changeset",
    "oembed_cache",
    "user_request",
    "wp_block",
    "wp_global_styles",
    "wp_navigation",
    "wp_template",
];
/// Tags that stand on lines of their own, as old texts begin a block.
const BLOCKS: [&str; 14] = [
    "<p",
    "<h",
    "<ul",
    "<ol",
    "<table",
    "<figure",
    "<blockquote",
    "<pre",
    "<div",
    "<!--",
    "<dl",
    "<section",
    "<video",
    "<audio",
];

/// What an item of the export is.
#[derive(Debug)]
pub enum Entry {
    /// An article or a page.
    Item(Box<OldItem>),
    /// A file of its library.
    File(OldFile),
    /// Nothing that readers saw.
    Nothing,
}

/// Why an item was not read, and what it is called.
#[derive(Debug)]
pub struct Unread {
    /// Its heading, where that could be read.
    pub name: String,
    /// Why.
    pub reason: String,
}

/// What the head of an export tells.
#[derive(Debug, Default)]
pub struct Head {
    /// The hosts of the old site.
    pub hosts: Vec<String>,
    authors: HashMap<String, String>,
}

/// An element without elements in it.
#[derive(Debug, Default)]
struct Field {
    name: String,
    domain: String,
    text: String,
}

impl Head {
    /// Reads it, as far as it can be read.
    pub fn read(bytes: &[u8]) -> Self {
        let mut fields = Vec::new();
        // The head's own elements are not closed in it; what was read before that stands.
        let _ = read_fields(bytes, &mut fields);
        let mut head = Self::default();
        let mut login = String::new();
        for field in fields {
            match field.name.as_str() {
                "link" | "wp:base_site_url" | "wp:base_blog_url" => {
                    head.hosts.extend(addresses::host(&field.text))
                }
                "wp:author_login" => login = field.text,
                "wp:author_display_name" => {
                    head.authors.insert(std::mem::take(&mut login), field.text);
                }
                _ => {}
            }
        }
        head
    }

    /// One item.
    ///
    /// # Errors
    /// Why it was not read.
    pub fn entry(&self, bytes: &[u8]) -> Result<Entry, Unread> {
        let mut fields = Vec::new();
        let read = read_fields(bytes, &mut fields);
        let found = Fields(fields);
        let name = format!("{} ({})", found.get("title"), found.get("wp:post_id"));
        read.map_err(|reason| Unread { name: name.clone(), reason })?;
        match found.get("wp:post_type") {
            "attachment" => Ok(Entry::File(file(&found))),
            "post" => self.item(&found, OldKind::News).map_err(|reason| Unread { name, reason }),
            "page" => self.item(&found, OldKind::Page).map_err(|reason| Unread { name, reason }),
            kind if MACHINERY.contains(&kind) => Ok(Entry::Nothing),
            other => Err(Unread {
                name,
                reason: format!("loại nội dung “{other}” của trang cũ không nhập được"),
            }),
        }
    }

    fn author(&self, found: &Fields) -> String {
        let login = found.get("dc:creator");
        self.authors.get(login).filter(|name| !name.is_empty()).map_or(login, String::as_str).to_owned()
    }

    fn item(&self, found: &Fields, kind: OldKind) -> Result<Entry, String> {
        match found.get("wp:status") {
            "publish" => {}
            status => return Err(format!("ở trang cũ chưa công khai (trạng thái “{status}”)")),
        }
        if !found.get("wp:post_password").is_empty() {
            return Err("ở trang cũ có mật khẩu, không công khai".into());
        }
        let id = found.get("wp:post_id").to_owned();
        let parameter = if matches!(kind, OldKind::Page) { "page_id" } else { "p" };
        let mut addresses = vec![found.get("link").to_owned(), found.get("guid").to_owned()];
        if !id.is_empty() {
            addresses.extend([format!("/?{parameter}={id}"), format!("/?p={id}")]);
        }
        let sections = found.0.iter().filter(|field| field.name == "category" && field.domain == "category");
        Ok(Entry::Item(Box::new(OldItem {
            id,
            kind,
            title: found.get("title").to_owned(),
            summary: without_tags(found.get("excerpt:encoded")),
            body: in_paragraphs(&captions(found.get("content:encoded"))),
            author: self.author(found),
            source: String::new(),
            published: found.get("wp:post_date").to_owned(),
            addresses,
            sections: sections.map(|field| field.text.clone()).collect(),
            topic: String::new(),
            files: Vec::new(),
            pictures: Vec::new(),
        })))
    }
}

/// A file of the old library.
fn file(found: &Fields) -> OldFile {
    let url = found.get("wp:attachment_url").to_owned();
    let under = url.split_once("/uploads/").map(|(_, rest)| rest);
    let path = under.or_else(|| url.rsplit('/').next()).unwrap_or_default();
    OldFile {
        path: percent_decode_str(path).decode_utf8_lossy().into_owned(),
        alt: found.meta("_wp_attachment_image_alt").to_owned(),
        caption: without_tags(found.get("excerpt:encoded")),
        // Who put a file on the old site is not who made it.
        author: String::new(),
        source: String::new(),
        url,
    }
}

struct Fields(Vec<Field>);

impl Fields {
    fn get(&self, name: &str) -> &str {
        self.0.iter().find(|field| field.name == name).map_or("", |field| field.text.trim())
    }

    fn meta(&self, key: &str) -> &str {
        let named = |field: &Field| field.name == "wp:meta_key" && field.text == key;
        let at = self.0.iter().position(named);
        let value = at.and_then(|at| self.0.get(at + 1)).filter(|field| field.name == "wp:meta_value");
        value.map_or("", |field| field.text.as_str())
    }
}

/// Every element without elements in it, in order. Entities beyond XML's own five are not followed: there is no bomb to
/// set off.
fn read_fields(bytes: &[u8], fields: &mut Vec<Field>) -> Result<(), String> {
    std::str::from_utf8(bytes).map_err(|_| "không phải UTF-8".to_owned())?;
    let odd = |cause: String| format!("XML hỏng: {cause}");
    let mut reader = Reader::from_reader(bytes);
    let mut open: Option<Field> = None;
    loop {
        match reader.read_event().map_err(|cause| odd(cause.to_string()))? {
            Event::Start(tag) => open = Some(field(&tag)),
            Event::Text(text) => {
                let text = text.unescape().map_err(|cause| odd(cause.to_string()))?;
                open.iter_mut().for_each(|field| field.text.push_str(&text));
            }
            Event::CData(text) => {
                let text = text.decode().map_err(|cause| odd(cause.to_string()))?;
                open.iter_mut().for_each(|field| field.text.push_str(&text));
            }
            Event::End(_) => fields.extend(open.take()),
            Event::DocType(_) => return Err(odd("có khai báo DOCTYPE".into())),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

fn field(tag: &BytesStart<'_>) -> Field {
    let name = String::from_utf8_lossy(tag.name().as_ref()).into_owned();
    let domain = tag.attributes().flatten().find(|attribute| attribute.key.as_ref() == b"domain");
    let domain = domain.map(|attribute| String::from_utf8_lossy(&attribute.value).into_owned());
    Field { name, domain: domain.unwrap_or_default(), text: String::new() }
}

fn without_tags(html: &str) -> String {
    crate::items::markup::plain_text(&crate::items::markup::clean(html)).trim().to_owned()
}

/// `[caption …]<img …> words[/caption]` as a figure with its caption.
fn captions(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, from)) = rest.split_once("[caption") {
        let parts = from.split_once(']').and_then(|(_, inner)| inner.split_once("[/caption]"));
        let Some((inner, after)) = parts else { break };
        out.push_str(before);
        let end =
            inner.find("<img").and_then(|at| inner[at..].find('>').map(|end| at + end + 1)).unwrap_or(0);
        let (picture, words) = inner.split_at(end);
        let words = words.trim().trim_start_matches("</a>").trim();
        let picture = picture.find("<img").map_or("", |at| &picture[at..]);
        out.push_str(&format!("\n\n<figure>{picture}<figcaption>{words}</figcaption></figure>\n\n"));
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Texts whose paragraphs are blank lines, with their paragraphs; others as they are.
fn in_paragraphs(text: &str) -> String {
    let lower = text.to_lowercase();
    if lower.contains("<p>") || lower.contains("<p ") {
        return text.to_owned();
    }
    let text = text.replace("\r\n", "\n");
    let blocks = text.split("\n\n").map(str::trim).filter(|block| !block.is_empty());
    let block = |block: &str| {
        let start = block.to_lowercase();
        if BLOCKS.iter().any(|tag| start.starts_with(tag)) {
            block.to_owned()
        } else {
            format!("<p>{}</p>", block.replace('\n', "<br>"))
        }
    };
    blocks.map(block).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_post_is_read_with_its_author_by_name_and_its_addresses() {
        let head = Head::read(
            b"<rss><channel><link>https://cu.example</link><wp:author><wp:author_login><![CDATA[ptn]]></wp:author_login>\
              <wp:author_display_name><![CDATA[Ph\xc3\xb2ng V\xc4\x83n h\xc3\xb3a]]></wp:author_display_name></wp:author>",
        );
        let item = "<item><title>Tin &amp; b\u{e0}i</title><link>https://cu.example/tin/</link><dc:creator>ptn</dc:creator>\
                    <content:encoded><![CDATA[M\u{1ed9}t\n\nHai <b>x</b>]]></content:encoded><wp:post_id>12</wp:post_id>\
                    <wp:post_date>2015-01-02 10:00:00</wp:post_date><wp:status>publish</wp:status>\
                    <wp:post_type>post</wp:post_type><category domain=\"category\" nicename=\"a\">Thể thao</category>\
                    <category domain=\"post_tag\">thẻ</category></item>";
        let Ok(Entry::Item(item)) = head.entry(item.as_bytes()) else { panic!("an item") };
        assert_eq!(head.hosts, ["cu.example"]);
        assert_eq!(item.author, "Phòng Văn hóa");
        assert_eq!(item.title, "Tin & bài");
        assert_eq!(item.sections, ["Thể thao"]);
        assert_eq!(item.body, "<p>Một</p>\n<p>Hai <b>x</b></p>");
        assert!(item.addresses.contains(&"/?p=12".to_owned()));
    }

    #[test]
    fn bombs_broken_xml_and_foreign_bytes_are_refused_one_by_one() {
        let head = Head::default();
        for (item, reason) in [
            (&b"<item><title>&lol9;</title></item>"[..], "XML hỏng"),
            (b"<item><!DOCTYPE x [<!ENTITY a \"b\">]><title>a</title></item>", "DOCTYPE"),
            (b"<item><title>a</b></item>", "XML hỏng"),
            (b"<item><title>\xff\xfe</title></item>", "không phải UTF-8"),
            (b"<item><wp:post_type>poll</wp:post_type></item>", "loại nội dung “poll”"),
            (b"<item><wp:post_type>post</wp:post_type><wp:status>draft</wp:status></item>", "chưa công khai"),
        ] {
            let refused = head.entry(item).unwrap_err();
            assert!(refused.reason.contains(reason), "{}", refused.reason);
        }
    }

    #[test]
    fn captions_become_figures() {
        let text = "a [caption id=\"x\"]<img src=\"1.jpg\" /> Cầu mới[/caption] b";
        assert!(
            captions(text).contains("<figure><img src=\"1.jpg\" /><figcaption>Cầu mới</figcaption></figure>")
        );
        assert_eq!(captions("a [caption b"), "a [caption b");
    }
}
