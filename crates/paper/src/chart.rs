//! A bar chart: its values, and its drawing for a page, with the same figures as a table under it.

use crate::wording::grouped;

/// A bar chart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chart {
    /// What it shows.
    pub title: String,
    /// What is counted, such as `tin, bài`.
    pub unit: String,
    /// Each bar's label and value; values are not negative.
    pub bars: Vec<(String, i64)>,
}

/// How the drawing is measured: heights of a row, width of all, where bars begin and how long they may be.
const ROW: usize = 44;
const WIDTH: usize = 340;
const LONGEST: usize = 280;

impl Chart {
    /// The largest value, at least 1.
    pub fn most(&self) -> i64 {
        self.bars.iter().map(|bar| bar.1).max().unwrap_or(0).max(1)
    }

    /// How long a bar of a value is when the longest is `whole` long.
    pub fn length(&self, value: i64, whole: usize) -> usize {
        let value = usize::try_from(value.max(0)).unwrap_or(0);
        let most = usize::try_from(self.most()).unwrap_or(1);
        (value * whole).div_ceil(most).min(whole)
    }

    /// All of it in one sentence, for who does not see it.
    pub fn sentence(&self) -> String {
        let bars: Vec<_> =
            self.bars.iter().map(|(label, value)| format!("{label} {}", grouped(*value))).collect();
        format!("{} ({}): {}.", self.title, self.unit, bars.join("; "))
    }

    /// As a figure of a page: the drawing with its title, description and values, the table under `details`. `id` tells it
    /// from the others of the page. Colours are classes (`chart-bar`), so that the page's own sheet and its night hold.
    pub fn figure(&self, id: &str) -> String {
        let height = self.bars.len() * ROW;
        let title = escaped(&self.title);
        let rows: String = self.bars.iter().enumerate().map(|(nth, bar)| self.drawn(nth, bar)).collect();
        let cells: String = self
            .bars
            .iter()
            .map(|(label, value)| {
                format!("<tr><th scope=\"row\">{}</th><td>{}</td></tr>", escaped(label), grouped(*value))
            })
            .collect();
        format!(
            "<figure class=\"chart\"><svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-labelledby=\"{id}-t {id}-d\">\
             <title id=\"{id}-t\">{title}</title><desc id=\"{id}-d\">{}</desc>{rows}</svg><figcaption>{title}</figcaption>\
             <details><summary>Số liệu của biểu đồ</summary><table><thead><tr><th scope=\"col\">Mục</th>\
             <th scope=\"col\">{}</th></tr></thead><tbody>{cells}</tbody></table></details></figure>",
            escaped(&self.sentence()),
            escaped(&self.unit),
        )
    }

    fn drawn(&self, nth: usize, (label, value): &(String, i64)) -> String {
        let top = nth * ROW;
        let long = self.length(*value, LONGEST);
        format!(
            "<text class=\"chart-label\" x=\"0\" y=\"{}\">{}</text><rect class=\"chart-bar\" x=\"0\" y=\"{}\" width=\"{long}\" \
             height=\"16\"/><text class=\"chart-value\" x=\"{}\" y=\"{}\">{}</text>",
            top + 16,
            escaped(label),
            top + 22,
            long + 8,
            top + 36,
            grouped(*value),
        )
    }
}

fn escaped(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart() -> Chart {
        Chart {
            title: "Tin, bài theo chuyên mục".into(),
            unit: "tin, bài".into(),
            bars: vec![("Tin tức <mới>".into(), 1200), ("Văn bản".into(), 300), ("Lịch".into(), 0)],
        }
    }

    #[test]
    fn bars_are_as_long_as_their_values() {
        let chart = chart();
        assert_eq!([1200, 300, 0].map(|value| chart.length(value, 100)), [100, 25, 0]);
        assert_eq!(Chart { bars: vec![], ..chart }.length(0, 100), 0);
    }

    #[test]
    fn who_does_not_see_it_is_told_the_same() {
        let figure = chart().figure("a");
        assert!(figure.contains("aria-labelledby=\"a-t a-d\""));
        assert!(figure.contains("Tin tức &lt;mới&gt; 1.200; Văn bản 300; Lịch 0."), "{figure}");
        assert!(figure.contains("<th scope=\"row\">Văn bản</th><td>300</td>"));
        assert!(!figure.contains("style="));
    }
}
