//! The running text of a file as the editor writes it: each article under a heading of its own.

use reader::official::{Division, Found, Rank};

use super::Suggested;
use crate::items::markup;

/// The whole text; none where the file has no articles: the running text of a letter stays in its file.
pub fn of(found: &Found) -> Option<Suggested> {
    let first = found.divisions.first()?;
    let mut html: String = found.preamble.iter().map(|text| paragraph(text)).collect();
    html.extend(found.divisions.iter().map(division));
    let value = markup::to_markdown(&html).ok()?.trim().to_owned();
    let as_written = heading(first);
    Some(Suggested { field: "body", value, page: first.page, as_written, doubt: None })
}

fn division(division: &Division) -> String {
    let mut html = format!("<h2>{}</h2>", escaped(&heading(division)));
    html.extend(division.text.iter().map(|text| paragraph(text)));
    html
}

/// "Điều 12. Phạm vi", "Chương II. Quản lý".
fn heading(division: &Division) -> String {
    let rank = match division.rank {
        Rank::Part => "Phần",
        Rank::Chapter => "Chương",
        Rank::Section => "Mục",
        Rank::Article => "Điều",
    };
    let label = format!("{rank} {}", division.number);
    if division.heading.is_empty() { label } else { format!("{label}. {}", division.heading) }
}

fn paragraph(text: &str) -> String {
    // The cells of a row stand apart.
    format!("<p>{}</p>", escaped(&text.replace('\t', " | ")))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
