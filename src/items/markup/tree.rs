//! HTML as a small tree of our own: read by the browser's rules, changed, and written in one way only.

use html5ever::tendril::TendrilSink as _;
use html5ever::{ParseOpts, QualName, local_name, ns, parse_fragment};
use markup5ever_rcdom::{Handle, NodeData, RcDom};

/// No text that people write is nested deeper; what is, was made to harm.
const DEEPEST: usize = 200;

/// Tags that close by themselves and so cannot pile up.
const SELF_CLOSING: [&str; 24] = [
    "p", "li", "td", "th", "tr", "tbody", "thead", "tfoot", "dd", "dt", "option", "optgroup", "colgroup",
    "br", "hr", "img", "input", "meta", "link", "col", "wbr", "source", "embed", "area",
];

/// Elements that have no content.
const VOID: [&str; 4] = ["br", "hr", "img", "wbr"];

/// Within these, blanks between elements mean nothing.
pub(super) const HOLDERS: [&str; 9] = ["table", "thead", "tbody", "tfoot", "tr", "ul", "ol", "dl", "figure"];

/// Elements that stand on lines of their own.
pub(super) const BLOCKS: [&str; 18] = [
    "p",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "dl",
    "table",
    "figure",
    "blockquote",
    "pre",
    "hr",
    "video",
    "audio",
    "div",
    "section",
];

/// A piece of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// Text, decoded.
    Text(String),
    /// An element.
    Element(Element),
}

/// An element with its attributes in the order they came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Element {
    /// In small letters.
    pub name: String,
    /// Names and decoded values.
    pub attributes: Vec<(String, String)>,
    /// What stands in it.
    pub children: Vec<Node>,
}

impl Element {
    /// An element without attributes.
    pub fn new(name: &str, children: Vec<Node>) -> Self {
        Self { name: name.to_owned(), attributes: Vec::new(), children }
    }

    /// An attribute's value; "" if it is not there.
    pub fn get(&self, name: &str) -> &str {
        self.attributes.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// Whether the attribute is there at all.
    pub fn has(&self, name: &str) -> bool {
        self.attributes.iter().any(|(known, _)| known == name)
    }

    /// Sets an attribute, in its place or at the end.
    pub fn set(&mut self, name: &str, value: &str) {
        match self.attributes.iter_mut().find(|(known, _)| known == name) {
            Some(found) => value.clone_into(&mut found.1),
            None => self.attributes.push((name.to_owned(), value.to_owned())),
        }
    }

    /// Takes an attribute away.
    pub fn unset(&mut self, name: &str) {
        self.attributes.retain(|(known, _)| known != name);
    }

    /// All text in it.
    pub fn text(&self) -> String {
        text_of(&self.children)
    }
}

impl Node {
    /// The element, if it is one.
    pub fn element(&self) -> Option<&Element> {
        match self {
            Self::Element(element) => Some(element),
            Self::Text(_) => None,
        }
    }

    /// Whether it is an element of this name.
    pub fn is(&self, name: &str) -> bool {
        self.element().is_some_and(|element| element.name == name)
    }

    /// Whether nothing is seen of it: text of blanks.
    pub fn is_blank(&self) -> bool {
        matches!(self, Self::Text(text) if text.chars().all(|c| matches!(c, ' ' | '\n' | '\t' | '\r')))
    }

    /// Whether it stands on lines of its own.
    pub fn is_block(&self) -> bool {
        self.element().is_some_and(|element| BLOCKS.contains(&element.name.as_str()))
    }
}

/// All text of some nodes.
pub fn text_of(nodes: &[Node]) -> String {
    nodes
        .iter()
        .map(|node| match node {
            Node::Text(text) => text.clone(),
            Node::Element(element) => element.text(),
        })
        .collect()
}

/// Reads a fragment. What is nested beyond all reason is read as text alone, so that nothing that walks the
/// tree can run out of stack.
pub fn read(html: &str) -> Vec<Node> {
    if nesting(html) > DEEPEST {
        return vec![Node::Text(without_tags(html))];
    }
    let body = QualName::new(None, ns!(html), local_name!("body"));
    let dom = parse_fragment(RcDom::default(), ParseOpts::default(), body, Vec::new(), false).one(html);
    let root = dom.document.children.borrow().first().cloned();
    root.map(|root| nodes(&root, 0)).unwrap_or_default()
}

/// Whether HTML is nested so deep that it can only be meant to harm.
pub fn is_too_deep(html: &str) -> bool {
    nesting(html) > DEEPEST
}

/// The most elements that may be open at once, by a count that never says too few.
fn nesting(html: &str) -> usize {
    let (mut open, mut most) = (0_usize, 0);
    for (at, _) in html.match_indices('<') {
        let rest = &html[at + 1..];
        let closing = rest.starts_with('/');
        let name: String = rest
            .trim_start_matches('/')
            .chars()
            .take(12)
            .take_while(|c| !matches!(c, ' ' | '>' | '/' | '\n' | '\t' | '\r' | '\u{c}'))
            .flat_map(char::to_lowercase)
            .collect();
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) || SELF_CLOSING.contains(&name.as_str()) {
            continue;
        }
        open = if closing { open.saturating_sub(1) } else { open + 1 };
        most = most.max(open);
    }
    most
}

/// What stands between tags.
pub fn without_tags(html: &str) -> String {
    let parts = html.split('<').enumerate();
    parts
        .map(|(at, part)| if at == 0 { part } else { part.split_once('>').map_or("", |(_, text)| text) })
        .collect()
}

fn nodes(parent: &Handle, depth: usize) -> Vec<Node> {
    if depth > 3 * DEEPEST {
        return Vec::new();
    }
    parent.children.borrow().iter().filter_map(|child| node(child, depth)).collect()
}

fn node(handle: &Handle, depth: usize) -> Option<Node> {
    match &handle.data {
        NodeData::Text { contents } => Some(Node::Text(contents.borrow().to_string())),
        NodeData::Element { name, attrs, .. } => {
            let attributes = attrs
                .borrow()
                .iter()
                .map(|attribute| (attribute.name.local.to_string(), attribute.value.to_string()))
                .collect();
            let children = nodes(handle, depth + 1);
            Some(Node::Element(Element { name: name.local.to_string(), attributes, children }))
        }
        _ => None,
    }
}

/// The nodes as HTML.
pub fn write(nodes: &[Node]) -> String {
    let mut html = String::new();
    nodes.iter().for_each(|node| write_node(&mut html, node));
    html
}

/// The nodes as HTML, blocks on lines of their own.
pub fn write_blocks(nodes: &[Node]) -> String {
    let mut html = String::new();
    for (at, node) in nodes.iter().enumerate() {
        if at > 0 && (node.is_block() || nodes[at - 1].is_block()) {
            html.push('\n');
        }
        write_node(&mut html, node);
    }
    html
}

fn write_node(html: &mut String, node: &Node) {
    match node {
        Node::Text(text) => escape(html, text, false),
        Node::Element(element) => {
            html.push('<');
            html.push_str(&element.name);
            for (name, value) in &element.attributes {
                html.push(' ');
                html.push_str(name);
                html.push_str("=\"");
                escape(html, value, true);
                html.push('"');
            }
            html.push('>');
            if VOID.contains(&element.name.as_str()) {
                return;
            }
            // The parser drops one line break after <pre>; a text that begins with one keeps it.
            if element.name == "pre" && element.text().starts_with('\n') {
                html.push('\n');
            }
            element.children.iter().for_each(|child| write_node(html, child));
            html.push_str("</");
            html.push_str(&element.name);
            html.push('>');
        }
    }
}

/// Writes text so that it is read as text and nothing else.
pub fn escape(html: &mut String, text: &str, quoted: bool) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '\u{a0}' => html.push_str("&nbsp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' if quoted => html.push_str("&quot;"),
            other => html.push(other),
        }
    }
}

/// Every element among some nodes and below them, outermost first.
pub fn walk<'a>(nodes: &'a [Node], see: &mut impl FnMut(&'a Element)) {
    for element in nodes.iter().filter_map(Node::element) {
        see(element);
        walk(&element.children, see);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_written_the_same() {
        for html in [
            "<p>A &amp; <b>b</b> &lt;c&gt;<br>x&nbsp;y</p>",
            "<table><tbody><tr><td colspan=\"2\">&quot;</td></tr></tbody></table>"
                .replace("&quot;", "\"")
                .as_str(),
            "<p title=\"a &quot;b&quot; &lt;\">x</p>",
            "<pre>\n\nhai dòng</pre>",
        ] {
            assert_eq!(write(&read(html)), html);
        }
    }

    #[test]
    fn nesting_beyond_reason_is_read_as_text_and_ends() {
        for tag in ["b", "div", "span", "blockquote", "table"] {
            let html = format!("{}chữ", format!("<{tag}>").repeat(200_000));
            assert_eq!(text_of(&read(&html)), "chữ");
        }
        let fine = format!("{}chữ{}", "<b>".repeat(100), "</b>".repeat(100));
        assert_eq!(write(&read(&fine)), fine);
        let many = "<p>một<p>hai".repeat(5_000);
        assert_eq!(read(&many).len(), 10_000);
    }
}
