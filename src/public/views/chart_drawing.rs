//! The organisation chart as a drawing: the body above, a column for each kind of unit, words as words.

use std::fmt::Write as _;

use super::chart::{Branch, Kin};
use super::parts::Html;
use crate::public::pages::about::escape;

/// Width of a box.
const BOX: usize = 272;
/// Room between columns, and beside the outermost.
const GAP: usize = 32;
/// Room between the boxes of a column.
const BETWEEN: usize = 16;
/// Height of a line of words.
const LINE: usize = 22;
/// Room within a box, above and below its words.
const PADDING: usize = 12;
/// The most characters of a line.
const LONGEST: usize = 25;

/// A box with its lines, each with its class.
struct Boxed {
    lines: Vec<(&'static str, String)>,
}

impl Boxed {
    fn of(branch: &Branch) -> Self {
        let name = wrapped(&branch.name).into_iter().map(|line| ("name", line));
        let post = branch.post.iter().flat_map(|post| wrapped(post)).map(|line| ("post", line));
        let holders = branch.holders.iter().flat_map(|holder| {
            let post = wrapped(&holder.post).into_iter().map(|line| ("post", line));
            post.chain(wrapped(&holder.link.title).into_iter().map(|line| ("holder", line)))
        });
        Self { lines: name.chain(post).chain(holders).collect() }
    }

    /// What the units of a kind are called together.
    fn heading(title: &str) -> Self {
        Self { lines: wrapped(title).into_iter().map(|line| ("name", line)).collect() }
    }

    fn height(&self) -> usize {
        self.lines.len() * LINE + 2 * PADDING
    }

    fn draw(&self, out: &mut String, class: &str, x: usize, y: usize) {
        let _ = write!(
            out,
            "<g class=\"{class}\"><rect x=\"{x}\" y=\"{y}\" width=\"{BOX}\" height=\"{}\" rx=\"6\"/><text>",
            self.height()
        );
        for (at, (class, line)) in self.lines.iter().enumerate() {
            let (x, y) = (x + PADDING, y + PADDING + at * LINE + 16);
            let _ = write!(out, "<tspan class=\"{class}\" x=\"{x}\" y=\"{y}\">{} </tspan>", escape(line));
        }
        out.push_str("</text></g>");
    }
}

/// A chart as a drawing; its columns stand in the order of the list beside it, which tells the same.
pub fn drawing(title: &str, head: &Branch, kin: &[Kin]) -> Html {
    let width = kin.len().max(1) * (BOX + GAP) + GAP;
    let above = Boxed::of(head);
    let top = GAP / 2 + above.height();
    let (mut lines, mut boxes) = (String::new(), String::new());
    above.draw(&mut boxes, "head", (width - BOX) / 2, GAP / 2);
    let mut bottom = top;
    for (at, group) in kin.iter().enumerate() {
        let x = GAP + at * (BOX + GAP);
        let _ = write!(lines, "M{} {top}V{}H{}V{}", width / 2, top + GAP / 2, x + BOX / 2, top + GAP);
        let heading = Boxed::heading(&group.title);
        heading.draw(&mut boxes, "kin", x, top + GAP);
        let mut y = top + GAP + heading.height();
        for unit in &group.units {
            let unit = Boxed::of(unit);
            let middle = y + BETWEEN + unit.height() / 2;
            let _ = write!(lines, "M{} {y}V{middle}H{x}", x - GAP / 4);
            unit.draw(&mut boxes, "unit", x, y + BETWEEN);
            y += BETWEEN + unit.height();
        }
        bottom = bottom.max(y);
        // The line beside a column begins at its heading.
        let foot = top + GAP + heading.height() / 2;
        let _ = write!(lines, "M{x} {foot}H{}V{}", x - GAP / 4, top + GAP + heading.height());
    }
    let height = bottom + GAP / 2;
    Html::sanitised(format!(
        "<svg class=\"chart-drawing\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
         height=\"{height}\" role=\"img\" aria-labelledby=\"so-do-ten so-do-ta\"><title id=\"so-do-ten\">{}</title>\
         <desc id=\"so-do-ta\">{}</desc><path d=\"{lines}\"/>{boxes}</svg>",
        escape(title),
        escape(&described(head, kin)),
    ))
}

/// The drawing in one sentence; its parts stand in the list.
fn described(head: &Branch, kin: &[Kin]) -> String {
    let groups: Vec<String> =
        kin.iter().map(|group| format!("{} ({})", group.title, group.units.len())).collect();
    if groups.is_empty() {
        format!("{} đứng đầu.", head.name)
    } else {
        format!(
            "{} đứng đầu; bên dưới là {}. Từng đơn vị có trong danh sách sau hình.",
            head.name,
            groups.join(", ")
        )
    }
}

/// Words in lines of at most [`LONGEST`] characters; a longer word stands alone.
fn wrapped(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= LONGEST => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn branch(name: &str) -> Branch {
        Branch { name: name.into(), ..Branch::default() }
    }

    /// QC-3.3: the drawing names every unit in words, escaped, and describes itself.
    #[test]
    fn every_unit_stands_in_the_drawing_as_words() {
        let kin = [Kin {
            title: "Cơ quan chuyên môn".into(),
            units: vec![branch("Phòng <A> & B"), branch("Thanh tra")],
        }];
        let drawn =
            drawing("Sơ đồ", &branch("Ủy ban nhân dân xã Đức Thắng, huyện Hiệp Hòa"), &kin).to_string();
        assert!(drawn.contains("Phòng &lt;A&gt; &amp; B") && drawn.contains("Thanh tra"), "{drawn}");
        assert!(
            drawn.contains("<title id=\"so-do-ten\">Sơ đồ</title>") && drawn.contains("chuyên môn (2)"),
            "{drawn}"
        );
        assert_eq!(drawn.matches("<rect").count(), 4, "{drawn}");
        assert!(wrapped("Ủy ban nhân dân xã Đức Thắng, huyện Hiệp Hòa").len() > 1);
    }
}
