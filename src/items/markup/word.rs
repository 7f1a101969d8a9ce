//! What comes from a word processor or another page: lists rebuilt, old encodings read, foreign pictures dropped.
//!
//! Runs before the cleaning, which takes away the very marks that tell what was meant.

use std::collections::HashMap;

use crate::base::text::legacy::{self, Encoding};

use super::tree::{self, Element, Node};
use super::{ALIGNMENTS, FILES, clean};

/// What happened to a text on its way in, for the person to be told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Encodings that were read into Unicode.
    pub converted: Vec<Encoding>,
    /// Pictures that lie elsewhere and were dropped.
    pub dropped_pictures: usize,
    /// Scripts, frames and forms that were dropped.
    pub dropped_code: usize,
}

impl Report {
    /// Whether there is nothing to tell.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Adds what happened to another part of the same text.
    pub fn add(&mut self, other: Self) {
        other.converted.into_iter().for_each(|encoding| self.read(encoding));
        self.dropped_pictures += other.dropped_pictures;
        self.dropped_code += other.dropped_code;
    }

    /// Notes an encoding once.
    pub fn read(&mut self, encoding: Encoding) {
        if encoding != Encoding::Unicode && !self.converted.contains(&encoding) {
            self.converted.push(encoding);
        }
    }

    /// In sentences.
    pub fn sentences(&self) -> Vec<String> {
        let mut sentences: Vec<String> = self
            .converted
            .iter()
            .map(|encoding| {
                format!("Đã chuyển chữ mã {} sang Unicode; xin đọc lại trước khi gửi duyệt.", encoding.name())
            })
            .collect();
        if self.dropped_pictures > 0 {
            sentences.push(format!(
                "Đã bỏ {} ảnh nằm ngoài trang này; hãy tải ảnh lên rồi chèn lại.",
                self.dropped_pictures
            ));
        }
        if self.dropped_code > 0 {
            sentences.push(format!("Đã bỏ {} đoạn mã hoặc khung nhúng không được phép.", self.dropped_code));
        }
        sentences
    }

    /// In a form short enough for an address, read by [`Report::from_code`].
    pub fn code(&self) -> String {
        let letter =
            |encoding: &Encoding| CODES.iter().find(|(known, _)| known == encoding).map(|(_, letter)| letter);
        let converted: String = self.converted.iter().filter_map(letter).collect();
        format!("{converted}-{}-{}", self.dropped_pictures, self.dropped_code)
    }

    /// The report of a code; empty for what is none.
    pub fn from_code(code: &str) -> Self {
        let parts: Vec<&str> = code.split('-').collect();
        let [converted, pictures, codes] = parts[..] else { return Self::default() };
        let mut report = Self::default();
        for c in converted.chars() {
            if let Some((encoding, _)) = CODES.iter().find(|(_, letter)| *letter == c) {
                report.read(*encoding);
            }
        }
        report.dropped_pictures = pictures.parse().unwrap_or(0).min(999);
        report.dropped_code = codes.parse().unwrap_or(0).min(999);
        report
    }
}

/// What stands for each old encoding in the code of a report.
const CODES: [(Encoding, char); 5] = [
    (Encoding::Tcvn3, 't'),
    (Encoding::Vni, 'v'),
    (Encoding::Viqr, 'q'),
    (Encoding::Vps, 'p'),
    (Encoding::Viscii, 's'),
];

/// Whatever was pasted or sent, as clean HTML, with what happened to it.
pub fn taken_in(html: &str) -> (String, Report) {
    if tree::is_too_deep(html) {
        return (clean(html), Report::default());
    }
    let mut nodes = tree::read(html);
    let mut report = Report::default();
    let fonts = fonts_of_classes(&nodes);
    convert(&mut nodes, &fonts, &mut report);
    let nodes = rebuilt(nodes, &mut report);
    (clean(&tree::write(&nodes)), report)
}

/// Which classes of the pasted style sheet stand for a font of an old encoding.
fn fonts_of_classes(nodes: &[Node]) -> HashMap<String, String> {
    let mut fonts = HashMap::new();
    tree::walk(nodes, &mut |element| {
        if element.name != "style" {
            return;
        }
        let sheet = element.text().replace(['\n', '\r', '\t'], " ");
        for rule in sheet.split('}') {
            let Some((selectors, body)) = rule.rsplit_once('{') else { continue };
            let Some(font) = declared(body, "font-family") else { continue };
            for selector in selectors.split(',') {
                if let Some((_, class)) = selector.trim().rsplit_once('.') {
                    fonts.insert(class.trim().to_owned(), font.clone());
                }
            }
        }
    });
    fonts
}

/// A declaration's value in a style.
fn declared(style: &str, property: &str) -> Option<String> {
    let found = style.split(';').filter_map(|pair| pair.split_once(':'));
    found
        .filter(|(name, _)| name.trim().eq_ignore_ascii_case(property))
        .map(|(_, value)| value.trim().to_owned())
        .next_back()
}

/// A piece of text with the encoding that its font promises.
struct RunOf<'a> {
    text: &'a mut String,
    promised: Option<(Encoding, bool)>,
}

/// Reads old encodings paragraph by paragraph, while the fonts are still known.
fn convert(nodes: &mut [Node], fonts: &HashMap<String, String>, report: &mut Report) {
    let mut paragraphs: Vec<Vec<RunOf>> = vec![Vec::new()];
    collect(nodes, None, fonts, &mut paragraphs);
    let texts: Vec<String> =
        paragraphs.iter().map(|runs| runs.iter().map(|run| run.text.as_str()).collect()).collect();
    let whole = legacy::detect(&texts.join("\n"));
    for (runs, text) in paragraphs.into_iter().zip(texts) {
        if text.trim().is_empty() {
            continue;
        }
        let told = legacy::of_paragraph(&text, whole);
        for run in runs {
            let (encoding, capitals) = match run.promised {
                Some((promised, capitals)) if legacy::is_no_worse(promised, run.text) => (promised, capitals),
                _ => (told, false),
            };
            let read = encoding.decode(run.text);
            let read = if capitals { read.to_uppercase() } else { read };
            if read != *run.text {
                *run.text = read;
                report.read(encoding);
            }
        }
    }
}

fn collect<'a>(
    nodes: &'a mut [Node],
    promised: Option<(Encoding, bool)>,
    fonts: &HashMap<String, String>,
    paragraphs: &mut Vec<Vec<RunOf<'a>>>,
) {
    for node in nodes {
        match node {
            Node::Text(text) => {
                if let Some(last) = paragraphs.last_mut() {
                    last.push(RunOf { text, promised });
                }
            }
            Node::Element(element) if matches!(element.name.as_str(), "style" | "script") => {}
            Node::Element(element) => {
                let block = !is_inline(&element.name);
                let promised = font_of(element, fonts).map_or(promised, |font| Encoding::of_font(&font));
                if block {
                    paragraphs.push(Vec::new());
                }
                collect(&mut element.children, promised, fonts, paragraphs);
                if block {
                    paragraphs.push(Vec::new());
                }
            }
        }
    }
}

fn is_inline(name: &str) -> bool {
    matches!(
        name,
        "a" | "abbr"
            | "b"
            | "big"
            | "code"
            | "del"
            | "em"
            | "font"
            | "i"
            | "ins"
            | "mark"
            | "q"
            | "s"
            | "small"
            | "span"
            | "strike"
            | "strong"
            | "sub"
            | "sup"
            | "u"
            | "o:p"
    )
}

/// The font an element sets for what stands in it.
fn font_of(element: &Element, fonts: &HashMap<String, String>) -> Option<String> {
    let style = element.get("style");
    let named = declared(style, "font-family")
        .or_else(|| Some(element.get("face").to_owned()).filter(|face| !face.is_empty()));
    let named = named.or_else(|| {
        let mut classes = element.get("class").split_ascii_whitespace();
        classes.find_map(|class| fonts.get(class).cloned())
    });
    named.map(|family| family.split(',').next().unwrap_or_default().to_owned())
}

/// Word's paragraphs as what they mean, everywhere below too.
fn rebuilt(nodes: Vec<Node>, report: &mut Report) -> Vec<Node> {
    let mut kept: Vec<Node> = Vec::new();
    let mut items: Vec<Entry> = Vec::new();
    for node in nodes {
        let Node::Element(mut element) = node else {
            if items.is_empty() || !node.is_blank() {
                flush(&mut items, &mut kept);
                kept.push(node);
            }
            continue;
        };
        if is_dropped(&element, report) {
            continue;
        }
        let entry = entry_of(&mut element);
        element.children = rebuilt(std::mem::take(&mut element.children), report);
        if let Some(entry) = entry {
            items.push(Entry { children: element.children, ..entry });
            continue;
        }
        flush(&mut items, &mut kept);
        kept.extend(meant(element));
    }
    flush(&mut items, &mut kept);
    kept
}

fn is_dropped(element: &Element, report: &mut Report) -> bool {
    match element.name.as_str() {
        "img" | "v:imagedata" => {
            let foreign = !element.get("src").starts_with(FILES);
            report.dropped_pictures += usize::from(foreign);
            foreign
        }
        "script" | "iframe" | "object" | "embed" | "form" | "svg" | "math" | "frameset" => {
            report.dropped_code += 1;
            element.name != "form"
        }
        "style" | "meta" | "link" | "title" | "xml" | "base" => true,
        "video" | "audio" => {
            let foreign = !element.get("src").starts_with(FILES);
            report.dropped_code += usize::from(foreign);
            foreign
        }
        // Marks of Word's lists and comments, which our own list writes by itself.
        _ => style_says(element, "mso-list", "ignore") || style_says(element, "mso-element", "comment"),
    }
}

fn style_says(element: &Element, property: &str, word: &str) -> bool {
    declared(element.get("style"), property).is_some_and(|value| value.to_lowercase().contains(word))
}

/// One entry of a list that Word wrote as paragraphs.
struct Entry {
    list: String,
    level: usize,
    ordered: bool,
    start: usize,
    children: Vec<Node>,
}

/// The entry that a paragraph is, if Word says that it is one.
fn entry_of(element: &mut Element) -> Option<Entry> {
    if !matches!(element.name.as_str(), "p" | "div") {
        return None;
    }
    let style = declared(element.get("style"), "mso-list")?;
    let mut words = style.split_whitespace();
    let list = words.next().filter(|word| word.starts_with('l'))?.to_owned();
    let level = words.find_map(|word| word.strip_prefix("level")?.parse().ok()).unwrap_or(1).clamp(1, 9);
    let marker = marker(&element.children).unwrap_or_default();
    let digits: String = marker.chars().filter(char::is_ascii_digit).collect();
    let ordered =
        marker.chars().any(|c| c.is_ascii_alphanumeric()) && marker.contains(['.', ')']) && marker.len() < 8;
    let start = digits.parse().ok().filter(|number| *number < 10_000).unwrap_or(1);
    Some(Entry { list, level, ordered, start, children: Vec::new() })
}

/// The number or bullet that Word puts before an entry.
fn marker(nodes: &[Node]) -> Option<String> {
    let mut found = None;
    tree::walk(nodes, &mut |element| {
        if found.is_none() && style_says(element, "mso-list", "ignore") {
            found = Some(element.text().replace('\u{a0}', " ").trim().to_owned());
        }
    });
    found
}

fn flush(items: &mut Vec<Entry>, kept: &mut Vec<Node>) {
    let mut rest = std::mem::take(items).into_iter().peekable();
    while let Some(first) = rest.peek() {
        let (list, ordered, level) = (first.list.clone(), first.ordered, first.level);
        let mut run = Vec::new();
        while let Some(next) = rest.peek() {
            let same = next.level > level || next.list == list && next.ordered == ordered;
            if !same && !run.is_empty() {
                break;
            }
            run.extend(rest.next());
        }
        kept.push(Node::Element(list_of(run)));
    }
}

/// Entries as a list, deeper ones below the entry before them.
fn list_of(entries: Vec<Entry>) -> Element {
    let level = entries.first().map_or(1, |entry| entry.level);
    let ordered = entries.first().is_some_and(|entry| entry.ordered);
    let mut list = Element::new(if ordered { "ol" } else { "ul" }, Vec::new());
    let start = entries.first().map_or(1, |entry| entry.start);
    if ordered && start > 1 {
        list.set("start", &start.to_string());
    }
    let mut deeper: Vec<Entry> = Vec::new();
    for entry in entries {
        if entry.level > level && !list.children.is_empty() {
            deeper.push(entry);
            continue;
        }
        below(&mut list, &mut deeper);
        list.children.push(Node::Element(Element::new("li", entry.children)));
    }
    below(&mut list, &mut deeper);
    list
}

fn below(list: &mut Element, deeper: &mut Vec<Entry>) {
    if deeper.is_empty() {
        return;
    }
    if let Some(Node::Element(last)) = list.children.last_mut() {
        last.children.push(Node::Element(list_of(std::mem::take(deeper))));
    }
}

/// An element as what it means here: headings by their class, alignment as a class, style marks as marks.
fn meant(mut element: Element) -> Vec<Node> {
    let style = element.get("style").to_owned();
    let class = element.get("class").to_owned();
    if matches!(element.name.as_str(), "p" | "div" | "td" | "th" | "center") {
        let way = declared(&style, "text-align").unwrap_or_else(|| element.get("align").to_owned());
        let wanted = match way.to_lowercase().as_str() {
            "center" => "can-giua",
            "right" | "end" => "can-phai",
            "justify" => "can-deu",
            _ if element.name == "center" => "can-giua",
            _ => class.split_ascii_whitespace().find(|class| ALIGNMENTS.contains(class)).unwrap_or_default(),
        };
        let wanted = wanted.to_owned();
        if wanted.is_empty() { element.unset("class") } else { element.set("class", &wanted) }
    }
    match element.name.as_str() {
        "p" if class == "MsoTitle" => "h2".clone_into(&mut element.name),
        "center" => "p".clone_into(&mut element.name),
        "div" => {
            // A division of lines alone is a paragraph; of blocks, nothing by itself.
            if element.children.iter().any(|child| child.is_block() || child.is("table")) {
                return element.children;
            }
            "p".clone_into(&mut element.name);
        }
        "o:p" | "font" => return element.children,
        "span" => return marked(&style, element),
        _ => {}
    }
    if element.name == "p" && element.children.iter().all(|child| child.is_blank() || is_nothing(child)) {
        return Vec::new();
    }
    vec![Node::Element(element)]
}

/// A run of style as the marks it shows.
fn marked(style: &str, element: Element) -> Vec<Node> {
    let says = |property: &str, wanted: &[&str]| {
        declared(style, property)
            .is_some_and(|value| wanted.iter().any(|word| value.to_lowercase().contains(word)))
    };
    if !element.get("class").is_empty() && super::CREDITS.contains(&element.get("class")) {
        return vec![Node::Element(element)];
    }
    let mut children = element.children;
    if children.iter().all(Node::is_blank) {
        return children;
    }
    if says("font-weight", &["bold", "600", "700", "800", "900"]) {
        children = vec![Node::Element(Element::new("strong", children))];
    }
    if says("font-style", &["italic"]) {
        children = vec![Node::Element(Element::new("em", children))];
    }
    if says("text-decoration", &["underline"]) {
        children = vec![Node::Element(Element::new("u", children))];
    }
    children
}

/// Text of nothing but hard blanks, with which Word fills empty paragraphs.
fn is_nothing(node: &Node) -> bool {
    match node {
        Node::Text(text) => text.chars().all(|c| c.is_whitespace() || c == '\u{a0}'),
        Node::Element(element) => is_inline(&element.name) && element.children.iter().all(is_nothing),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(list: &str, level: u8, marker: &str, text: &str) -> String {
        format!(
            "<p class=MsoListParagraph style='margin-left:.5in;text-indent:-.25in;mso-list:{list} level{level} lfo1'>\
             <![if !supportLists]><span style='mso-list:Ignore'>{marker}<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp; \
             </span></span><![endif]>{text}<o:p></o:p></p>\n"
        )
    }

    #[test]
    fn lists_that_word_wrote_as_paragraphs_are_lists_again() {
        let html = [
            entry("l0", 1, "1.", "Một"),
            entry("l0", 1, "2.", "Hai"),
            entry("l0", 2, "a)", "Hai a"),
            entry("l0", 1, "3.", "Ba"),
            entry("l1", 1, "·", "Chấm"),
            "<p class=MsoNormal>Hết</p>".into(),
        ]
        .concat();
        let (html, report) = taken_in(&html);
        assert_eq!(
            html,
            "<ol><li>Một</li><li>Hai<ol><li>Hai a</li></ol></li><li>Ba</li></ol>\n<ul><li>Chấm</li></ul>\n<p>Hết</p>"
        );
        assert!(report.is_empty());
    }

    #[test]
    fn alignment_is_kept_as_a_class_and_style_marks_as_marks() {
        let html = "<p align=center style='text-align:center'><b><span style='font-size:14pt'>QUYẾT ĐỊNH</span></b></p>\
                    <p style=\"text-align: justify;\"><span style='font-weight:bold'>Điều 1.</span> x</p><p class=MsoNormal>&nbsp;<o:p></o:p></p>\
                    <div style='text-align:right'>ngày</div>";
        assert_eq!(
            taken_in(html).0,
            "<p class=\"can-giua\"><b>QUYẾT ĐỊNH</b></p>\n<p class=\"can-deu\"><strong>Điều 1.</strong> x</p>\n\
             <p class=\"can-phai\">ngày</p>"
        );
    }

    #[test]
    fn old_encodings_are_read_by_font_and_by_words() {
        let html = "<style>p.MsoNormal, li.MsoNormal {mso-style-parent:\"\"; font-size:14pt; font-family:\".VnTime\";}</style>\
                    <p class=MsoNormal>Quy ®Þnh vÒ viÖc c\u{AD}ìng chÕ</p><p class=MsoNormal><span style='font-family:\".VnTimeH\"'>quyÕt ®Þnh</span></p>\
                    <p><font face=\"VNI-Times\">Uyû ban nhaân daân huyeän</font></p><p style='font-family:\"Times New Roman\"'>Đã đúng sẵn</p>";
        let (html, report) = taken_in(html);
        assert_eq!(
            html,
            "<p>Quy định về việc cưỡng chế</p>\n<p>QUYẾT ĐỊNH</p>\n<p>Uỷ ban nhân dân huyện</p>\n<p>Đã đúng sẵn</p>"
        );
        assert_eq!(report.converted, [Encoding::Tcvn3, Encoding::Vni]);
        assert!(report.sentences()[0].contains("TCVN3"));
    }

    #[test]
    fn a_font_that_lies_changes_nothing() {
        let html = "<p style='font-family:.VnTime'>Ủy ban nhân dân huyện đã họp</p>";
        assert_eq!(taken_in(html), ("<p>Ủy ban nhân dân huyện đã họp</p>".to_owned(), Report::default()));
    }

    #[test]
    fn foreign_pictures_and_code_are_dropped_and_told() {
        let html = "<p>a<img src=\"file:///C:/x.png\"><img src=\"https://x.example/y.png\"><img src=\"/tep/f-1/z.png\" alt=\"z\"></p>\
                    <script>x()</script><iframe src=\"//x\"></iframe>";
        let (html, report) = taken_in(html);
        assert_eq!(html, "<p>a<img src=\"/tep/f-1/z.png\" alt=\"z\"></p>");
        assert_eq!((report.dropped_pictures, report.dropped_code), (2, 2));
        assert_eq!(Report::from_code(&report.code()), report);
        assert_eq!(report.sentences().len(), 2);
    }

    #[test]
    fn what_our_own_editor_sends_comes_through_unchanged() {
        let html = clean(
            "<p class=\"can-giua\">x <u>y</u></p><figure><img src=\"/tep/f/a.jpg\" alt=\"a\"><figcaption>b <span class=\"tac-gia\">c</span></figcaption></figure>\
             <table><caption>d</caption><thead><tr><th>e</th></tr></thead><tbody><tr><td>f</td></tr></tbody></table><ul><li>g</li></ul>",
        );
        assert_eq!(taken_in(&html), (html.clone(), Report::default()));
    }
}
