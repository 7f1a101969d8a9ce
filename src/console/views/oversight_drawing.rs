//! The course of a score as a drawing: a bar a month with its number, words as words.

use std::fmt::Write as _;

use crate::public::pages::about::escape;
use crate::public::views::parts::Html;

/// Width of a bar with the room beside it.
const STEP: usize = 52;
/// Width of a bar.
const BAR: usize = 32;
/// Height of a full score.
const HEIGHT: usize = 120;
/// Room for numbers above and months below.
const ROOM: usize = 28;

/// A month's bar each; months without a score stay empty. The table beside it tells the same.
pub fn drawing(title: &str, months: &[(String, Option<i64>)]) -> Html {
    let (width, height) = (months.len().max(1) * STEP, HEIGHT + 2 * ROOM);
    let foot = HEIGHT + ROOM;
    let mut bars = String::new();
    for (at, (month, score)) in months.iter().enumerate() {
        let (left, middle) = (at * STEP + (STEP - BAR) / 2, at * STEP + STEP / 2);
        let label = month.trim_start_matches("Tháng ").replace("/20", "/");
        if let Some(score) = score {
            let tall = usize::try_from(*score).unwrap_or(0).min(100) * HEIGHT / 100;
            let top = foot - tall;
            let _ = write!(
                bars,
                "<rect x=\"{left}\" y=\"{top}\" width=\"{BAR}\" height=\"{tall}\"/>\
                 <text x=\"{middle}\" y=\"{}\">{score}</text>",
                top - 6
            );
        }
        let _ = write!(
            bars,
            "<text class=\"month\" x=\"{middle}\" y=\"{}\">{}</text>",
            foot + 18,
            escape(&label)
        );
    }
    Html::sanitised(format!(
        "<svg class=\"course\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" role=\"img\" \
         aria-labelledby=\"dien-bien-ten dien-bien-ta\"><title id=\"dien-bien-ten\">{}</title>\
         <desc id=\"dien-bien-ta\">{}</desc><path d=\"M0 {foot}H{width}\"/>{bars}</svg>",
        escape(title),
        escape(&described(months)),
    ))
}

fn described(months: &[(String, Option<i64>)]) -> String {
    let known: Vec<(&str, i64)> =
        months.iter().filter_map(|(month, score)| Some((month.as_str(), (*score)?))).collect();
    match (known.first(), known.last()) {
        (Some((first, from)), Some((last, to))) if known.len() > 1 => {
            format!("Từ {from} điểm ({first}) đến {to} điểm ({last}). Từng tháng có trong bảng sau hình.")
        }
        (Some((month, score)), _) => format!("{score} điểm ({month})."),
        _ => "Chưa có điểm nào.".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_month_stands_in_the_drawing_and_what_is_unknown_has_no_bar() {
        let months = [
            ("Tháng 10/2016".to_owned(), Some(40)),
            ("Tháng 11/2016".to_owned(), None),
            ("Tháng 12/2016".to_owned(), Some(100)),
        ];
        let drawn = drawing("Điểm <xã>", &months).to_string();
        assert_eq!(drawn.matches("<rect").count(), 2, "{drawn}");
        assert!(drawn.contains("Điểm &lt;xã&gt;") && drawn.contains(">11/16</text>"), "{drawn}");
        assert!(drawn.contains("Từ 40 điểm (Tháng 10/2016) đến 100 điểm (Tháng 12/2016)"), "{drawn}");
        assert!(drawing("Điểm", &[]).to_string().contains("Chưa có điểm nào."));
    }
}
