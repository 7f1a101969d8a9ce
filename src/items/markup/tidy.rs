//! One way to write clean HTML: whichever editor it came through, the same text is the same letters.

use super::tree::{Element, HOLDERS, Node};
use super::{ALIGNMENTS, FILES};

/// Puts cleaned nodes in order.
pub(super) fn tidied(nodes: Vec<Node>) -> Vec<Node> {
    children("", nodes)
}

fn children(parent: &str, nodes: Vec<Node>) -> Vec<Node> {
    let mut kept: Vec<Node> = nodes.into_iter().flat_map(node).collect();
    if parent == "pre" || parent == "code" {
        return kept;
    }
    if HOLDERS.contains(&parent) {
        kept.retain(|node| !node.is_blank());
    }
    trim(parent, &mut kept);
    kept
}

/// Blanks at the edges of a block, beside a block and after a line's end are never seen.
fn trim(parent: &str, nodes: &mut Vec<Node>) {
    const EDGES: [&str; 16] = [
        "",
        "blockquote",
        "li",
        "td",
        "th",
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "figcaption",
        "caption",
        "dt",
        "dd",
    ];
    let edges = EDGES.contains(&parent);
    let count = nodes.len();
    let blocks: Vec<bool> = nodes.iter().map(Node::is_block).collect();
    let ends: Vec<bool> = nodes.iter().map(|node| node.is("br")).collect();
    for (at, node) in nodes.iter_mut().enumerate() {
        let Node::Text(text) = node else { continue };
        let blank = |c: char| matches!(c, ' ' | '\n' | '\t' | '\r');
        let before = if at == 0 { edges } else { blocks[at - 1] || ends[at - 1] };
        if before {
            *text = text.trim_start_matches(blank).to_owned();
        }
        if if at + 1 == count { edges } else { blocks[at + 1] } {
            *text = text.trim_end_matches(blank).to_owned();
        }
    }
    nodes.retain(|node| !matches!(node, Node::Text(text) if text.is_empty()));
}

fn node(node: Node) -> Vec<Node> {
    match node {
        Node::Text(text) => vec![Node::Text(text)],
        Node::Element(element) => match element_of(element) {
            // Marks of style alone say nothing.
            Some(span) if span.name == "span" && !span.has("class") => span.children,
            Some(element) => vec![Node::Element(element)],
            None => Vec::new(),
        },
    }
}

fn element_of(mut element: Element) -> Option<Element> {
    let name = element.name.clone();
    element.children = children(&name, std::mem::take(&mut element.children));
    if element.has("class") {
        let kept = classes(&name, element.get("class"));
        if kept.is_empty() { element.unset("class") } else { element.set("class", &kept) }
    }
    match name.as_str() {
        // The page's title is its only heading of the first rank.
        "h1" => "h2".clone_into(&mut element.name),
        // A picture or a sound whose address was refused would show as a broken one.
        "img" if element.get("src").is_empty() => return None,
        "video" | "audio" => return media(element),
        "figure" if element.children.is_empty() => return None,
        "td" | "th" => cell(&mut element),
        "li" => loosened(&mut element),
        "table" => table(&mut element),
        "ol" if element.get("start") == "1" => element.unset("start"),
        _ => {}
    }
    Some(element)
}

/// The classes that mean something, of those that came.
fn classes(name: &str, came: &str) -> String {
    let allowed: &[&str] = match name {
        "p" | "td" | "th" => &ALIGNMENTS,
        "span" => &super::CREDITS,
        _ => &[],
    };
    came.split_ascii_whitespace().find(|class| allowed.contains(class)).unwrap_or_default().to_owned()
}

/// Sound and moving pictures are ours, and the reader begins them.
fn media(mut element: Element) -> Option<Element> {
    if !element.get("src").starts_with(FILES) {
        return None;
    }
    let kept = ["src", "title", "width", "height"];
    element.attributes.retain(|(name, value)| kept.contains(&name.as_str()) && !value.is_empty());
    element.set("controls", "");
    element.set("preload", "none");
    element.children.clear();
    Some(element)
}

/// A cell with one paragraph is a cell with its text.
fn cell(element: &mut Element) {
    for span in ["colspan", "rowspan"] {
        if element.get(span) == "1" {
            element.unset(span);
        }
    }
    if let [Node::Element(only)] = element.children.as_mut_slice()
        && only.name == "p"
    {
        let class = only.get("class").to_owned();
        if !class.is_empty() && !element.attributes.iter().any(|(name, _)| name == "class") {
            element.attributes.push(("class".into(), class));
        }
        let Some(Node::Element(only)) = element.children.pop() else { return };
        element.children = only.children;
    }
}

/// A list's entry with one paragraph, perhaps with a list below it, is its text.
fn loosened(element: &mut Element) {
    let paragraphs = element.children.iter().filter(|child| child.is("p")).count();
    let plain = |child: &Node| child.is("ul") || child.is("ol") || child.is("p");
    let bare = element
        .children
        .first()
        .is_some_and(|first| matches!(first, Node::Element(p) if p.name == "p" && p.attributes.is_empty()));
    if paragraphs == 1 && bare && element.children.iter().all(plain) {
        let Node::Element(first) = element.children.remove(0) else { return };
        element.children.splice(0..0, first.children);
    }
}

/// The row of headings stands in a head of its own, and every heading says what it heads.
fn table(element: &mut Element) {
    let headed = element.children.iter().any(|child| child.is("thead"));
    if !headed
        && let Some(Node::Element(body)) = element.children.iter_mut().find(|child| child.is("tbody"))
        && let Some(Node::Element(first)) = body.children.first()
        && first.name == "tr"
        && !first.children.is_empty()
        && first.children.iter().all(|cell| cell.is("th"))
    {
        let row = body.children.remove(0);
        let empty = body.children.is_empty();
        let at = element.children.iter().position(|child| child.is("tbody")).unwrap_or(0);
        element.children.insert(at, Node::Element(Element::new("thead", vec![row])));
        if empty {
            element.children.remove(at + 1);
        }
    }
    for part in &mut element.children {
        let Node::Element(part) = part else { continue };
        let scope = if part.name == "thead" { "col" } else { "row" };
        for row in &mut part.children {
            let Node::Element(row) = row else { continue };
            for cell in &mut row.children {
                if let Node::Element(cell) = cell
                    && cell.name == "th"
                    && cell.get("scope").is_empty()
                {
                    cell.attributes.retain(|(name, _)| name != "scope");
                    cell.attributes.insert(0, ("scope".into(), scope.into()));
                }
            }
        }
    }
}
