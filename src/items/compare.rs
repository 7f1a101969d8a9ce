//! Two texts side by side: which words were put in and taken out, formatting included; and both of them in one.

use super::markup::tree::{self, Element, Node};

/// What two texts have in common at most, so many cells of the table that finds it.
const CELLS: usize = 4_000_000;

/// A word with the marks it carries.
#[derive(Clone, PartialEq, Eq)]
struct Word {
    text: String,
    marks: Vec<String>,
}

/// A line of a text: a paragraph, a heading, an entry of a list, a row of a table.
#[derive(Clone, PartialEq, Eq)]
struct Line {
    before: String,
    words: Vec<Word>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Both,
    Old,
    New,
}

/// The new text, with what was put in as `<ins>` and what was taken out as `<del>`, both said in words too.
pub fn word_diff(old_html: &str, new_html: &str) -> String {
    let (old, new) = (lines(old_html), lines(new_html));
    let mut html = String::new();
    let (mut gone, mut come): (Vec<&Line>, Vec<&Line>) = (Vec::new(), Vec::new());
    for (side, line) in aligned(&old, &new) {
        match side {
            Side::Old => gone.push(line),
            Side::New => come.push(line),
            Side::Both => {
                changed(&mut html, &gone, &come);
                gone.clear();
                come.clear();
                paragraph(
                    &mut html,
                    line,
                    &line.words.iter().map(|word| (Side::Both, word)).collect::<Vec<_>>(),
                );
            }
        }
    }
    changed(&mut html, &gone, &come);
    html
}

/// As [`word_diff`], of texts without formatting.
pub fn word_diff_plain(old: &str, new: &str) -> String {
    let as_html = |text: &str| {
        text.lines()
            .map(|line| {
                let mut html = String::from("<p>");
                tree::escape(&mut html, line, false);
                html + "</p>"
            })
            .collect::<String>()
    };
    word_diff(&as_html(old), &as_html(new))
}

/// Both texts in one: what they share once, where they differ one after the other, the first one's first.
pub fn both(mine_html: &str, theirs_html: &str) -> String {
    let blocks = |html: &str| -> Vec<String> {
        let nodes = tree::read(html).into_iter().filter(|node| !node.is_blank());
        nodes.map(|node| tree::write(&[node])).collect()
    };
    let (mine, theirs) = (blocks(mine_html), blocks(theirs_html));
    aligned(&mine, &theirs).into_iter().map(|(_, block)| block.clone()).collect::<Vec<_>>().join("\n")
}

/// Lines that changed, each beside the one that took its place.
fn changed(html: &mut String, gone: &[&Line], come: &[&Line]) {
    for at in 0..gone.len().max(come.len()) {
        match (gone.get(at), come.get(at)) {
            (Some(old), Some(new)) => paragraph(html, new, &aligned(&old.words, &new.words)),
            (Some(old), None) => paragraph(html, old, &all(Side::Old, old)),
            (None, Some(new)) => paragraph(html, new, &all(Side::New, new)),
            (None, None) => {}
        }
    }
}

fn all(side: Side, line: &Line) -> Vec<(Side, &Word)> {
    line.words.iter().map(|word| (side, word)).collect()
}

fn paragraph(html: &mut String, line: &Line, words: &[(Side, &Word)]) {
    html.push_str("<p>");
    tree::escape(html, &line.before, false);
    for run in words.chunk_by(|a, b| a.0 == b.0) {
        let (open, close) = match run[0].0 {
            Side::Both => ("", ""),
            Side::Old => {
                ("<del><span class=\"unseen\">[bỏ: </span>", "<span class=\"unseen\">]</span></del>")
            }
            Side::New => {
                ("<ins><span class=\"unseen\">[thêm: </span>", "<span class=\"unseen\">]</span></ins>")
            }
        };
        html.push_str(open);
        for same in run.chunk_by(|a, b| a.1.marks == b.1.marks) {
            let marks = &same[0].1.marks;
            marks.iter().for_each(|mark| html.push_str(&format!("<{mark}>")));
            same.iter().for_each(|(_, word)| tree::escape(html, &word.text, false));
            marks.iter().rev().for_each(|mark| html.push_str(&format!("</{mark}>")));
        }
        html.push_str(close);
    }
    html.push_str("</p>\n");
}

/// The longest common sequence, with what stands between on either side; old before new.
fn aligned<'a, T: PartialEq>(old: &'a [T], new: &'a [T]) -> Vec<(Side, &'a T)> {
    let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let (old_rest, new_rest) = (&old[head..], &new[head..]);
    let tail = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(|(a, b)| a == b).count();
    let (old_mid, new_mid) = (&old_rest[..old_rest.len() - tail], &new_rest[..new_rest.len() - tail]);
    let mut found: Vec<(Side, &T)> = old[..head].iter().map(|same| (Side::Both, same)).collect();
    middle(old_mid, new_mid, &mut found);
    found.extend(old_rest[old_rest.len() - tail..].iter().map(|same| (Side::Both, same)));
    found
}

fn middle<'a, T: PartialEq>(old: &'a [T], new: &'a [T], found: &mut Vec<(Side, &'a T)>) {
    let width = new.len() + 1;
    if (old.len() + 1).saturating_mul(width) > CELLS {
        found.extend(old.iter().map(|gone| (Side::Old, gone)));
        found.extend(new.iter().map(|come| (Side::New, come)));
        return;
    }
    // lengths[i * width + j]: of the longest sequence common to old[i..] and new[j..]
    let mut lengths = vec![0_u32; (old.len() + 1) * width];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            lengths[i * width + j] = if old[i] == new[j] {
                lengths[(i + 1) * width + j + 1] + 1
            } else {
                lengths[(i + 1) * width + j].max(lengths[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            found.push((Side::Both, &old[i]));
            i += 1;
            j += 1;
        } else if j == new.len()
            || i < old.len() && lengths[(i + 1) * width + j] >= lengths[i * width + j + 1]
        {
            found.push((Side::Old, &old[i]));
            i += 1;
        } else {
            found.push((Side::New, &new[j]));
            j += 1;
        }
    }
}

fn lines(html: &str) -> Vec<Line> {
    let mut lines = vec![Line { before: String::new(), words: Vec::new() }];
    read(&tree::read(html), &[], &mut lines);
    lines.retain(|line| line.words.iter().any(|word| !word.text.trim().is_empty()));
    lines
}

fn read(nodes: &[Node], marks: &[String], lines: &mut Vec<Line>) {
    for node in nodes {
        match node {
            Node::Text(text) => {
                if let Some(line) = lines.last_mut() {
                    line.words.extend(words(text, marks));
                }
            }
            Node::Element(element) => read_element(element, marks, lines),
        }
    }
}

fn read_element(element: &Element, marks: &[String], lines: &mut Vec<Line>) {
    let begin = |lines: &mut Vec<Line>, before: &str| {
        lines.push(Line { before: before.to_owned(), words: Vec::new() })
    };
    let say = |lines: &mut Vec<Line>, text: String| {
        if let Some(line) = lines.last_mut() {
            line.words.push(Word { text, marks: marks.to_vec() });
        }
    };
    match element.name.as_str() {
        "b" | "strong" | "h2" | "h3" | "h4" | "h5" | "h6" | "i" | "em" | "u" | "s" | "sub" | "sup" => {
            let heading = element.name.starts_with('h');
            if heading {
                begin(lines, "");
            }
            let mark = match element.name.as_str() {
                "b" => "strong",
                "i" => "em",
                _ if heading => "strong",
                other => other,
            };
            read(&element.children, &[marks, &[mark.to_owned()]].concat(), lines);
            if heading {
                begin(lines, "");
            }
        }
        "a" => {
            read(&element.children, marks, lines);
            say(lines, format!(" ({})", element.get("href")));
        }
        "img" | "video" | "audio" => {
            begin(lines, "");
            let kind = if element.name == "img" { "Ảnh" } else { "Tệp" };
            say(lines, format!("[{kind}: {}] {}", element.get("alt"), element.get("src")));
            begin(lines, "");
        }
        "br" => begin(lines, ""),
        "td" | "th" => {
            read(&element.children, marks, lines);
            say(lines, " | ".to_owned());
        }
        "li" => {
            begin(lines, "• ");
            read(&element.children, marks, lines);
        }
        "span" | "abbr" | "small" | "q" | "code" | "ins" | "del" => read(&element.children, marks, lines),
        _ => {
            // A paragraph within a cell or an entry goes on in its line.
            let fresh = lines.last().is_some_and(|line| !line.words.is_empty());
            if fresh {
                begin(lines, "");
            }
            read(&element.children, marks, lines);
            if !matches!(element.name.as_str(), "thead" | "tbody") {
                begin(lines, "");
            }
        }
    }
}

/// Words with the blanks between them as words of their own.
fn words<'a>(text: &'a str, marks: &'a [String]) -> impl Iterator<Item = Word> + 'a {
    let cut = text.split_inclusive(char::is_whitespace).flat_map(|piece| {
        let word = piece.trim_end();
        [word, if word.len() < piece.len() { " " } else { "" }]
    });
    cut.filter(|piece| !piece.is_empty()).map(|piece| Word { text: piece.to_owned(), marks: marks.to_vec() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(old: &str, new: &str) -> String {
        word_diff(old, new).replace("<span class=\"unseen\">", "").replace("</span>", "").trim().to_owned()
    }

    #[test]
    fn words_put_in_and_taken_out_are_marked() {
        assert_eq!(
            shown("<p>Họp ngày 1 tại huyện</p>", "<p>Họp ngày 2 tại huyện</p>"),
            "<p>Họp ngày <del>[bỏ: 1]</del><ins>[thêm: 2]</ins> tại huyện</p>"
        );
        assert_eq!(shown("<p>a</p><p>b</p>", "<p>a</p>"), "<p>a</p>\n<p><del>[bỏ: b]</del></p>");
        assert_eq!(shown("<p>a</p>", "<p>a</p>"), "<p>a</p>");
    }

    #[test]
    fn a_change_of_formatting_alone_is_a_change() {
        assert_eq!(
            shown("<p>rất quan trọng</p>", "<p>rất <strong>quan trọng</strong></p>"),
            "<p>rất <del>[bỏ: quan trọng]</del><ins>[thêm: <strong>quan trọng</strong>]</ins></p>"
        );
    }

    #[test]
    fn nothing_of_a_text_becomes_markup() {
        let html = word_diff("<p>&lt;b&gt;</p>", "<p>&lt;script&gt;</p>");
        assert!(html.contains("&lt;script&gt;") && !html.contains("<script"), "{html}");
        assert!(word_diff_plain("a<b", "a<c").contains("a&lt;c"));
    }

    #[test]
    fn both_texts_in_one_lose_nothing() {
        assert_eq!(
            both("<p>a</p><p>mine</p><p>c</p>", "<p>a</p><p>theirs</p><p>c</p><p>d</p>"),
            "<p>a</p>\n<p>mine</p>\n<p>theirs</p>\n<p>c</p>\n<p>d</p>"
        );
    }

    #[test]
    fn long_texts_end() {
        let long = |word: &str| format!("<p>{}</p>", format!("{word} ").repeat(5_000));
        assert!(shown(&long("một"), &long("hai")).contains("<del>"));
    }
}
