//! An item and a file as the site before this one had them, whatever the export's format.

use jiff::civil::Date;

use crate::base::text::{legacy, normalise};
use crate::import::line::Line;
use crate::items::addresses::OldAddress;

/// The largest text of one item, in bytes.
const LARGEST_TEXT: usize = 8 * 1024 * 1024;
/// The longest heading, in characters.
const LONGEST_TITLE: usize = 500;

/// What an old item becomes here.
#[derive(Clone, Debug)]
pub enum OldKind {
    /// An article.
    News,
    /// A page that has no day of its own.
    Page,
    /// A document, with its facts as `portal import documents` reads them.
    Document(Box<Line>),
}

/// A file of the export.
#[derive(Clone, Debug, Default)]
pub struct OldFile {
    /// Where it lies under the export's folder.
    pub path: String,
    /// Where it stood on the old site.
    pub url: String,
    /// What it shows, in words.
    pub alt: String,
    /// What stood under it.
    pub caption: String,
    /// Who made it.
    pub author: String,
    /// Where it was taken from.
    pub source: String,
}

/// An item of the old site.
#[derive(Clone, Debug)]
pub struct OldItem {
    /// Its id there: the same id is the same item in every run.
    pub id: String,
    /// What it becomes.
    pub kind: OldKind,
    /// Its heading.
    pub title: String,
    /// Its abstract.
    pub summary: String,
    /// Its text, as HTML.
    pub body: String,
    /// Who wrote it, as text.
    pub author: String,
    /// Where it was taken from.
    pub source: String,
    /// When it went before readers, as the export writes it.
    pub published: String,
    /// Its addresses there.
    pub addresses: Vec<String>,
    /// What its sections were called there.
    pub sections: Vec<String>,
    /// Which of the three parts of the news it belongs to.
    pub topic: String,
    /// Files to fetch.
    pub files: Vec<OldFile>,
    /// Pictures that its text shows.
    pub pictures: Vec<OldFile>,
}

impl OldItem {
    /// What the report calls it.
    pub fn name(&self) -> String {
        format!("{} ({})", self.title.chars().take(80).collect::<String>(), self.id)
    }

    /// Its heading, abstract and author in Unicode, whatever they were written in; its text is read apart, with its fonts.
    pub fn in_unicode(mut self) -> Self {
        let whole = legacy::detect(&[self.title.as_str(), &self.summary, &self.body].join("\n"));
        for text in [&mut self.title, &mut self.summary, &mut self.author, &mut self.source] {
            *text = normalise(&legacy::of_paragraph(text, whole).decode(text));
        }
        self
    }

    /// What is wrong with it as it came, before it is looked at as an item of ours.
    ///
    /// # Errors
    /// A Vietnamese sentence.
    pub fn sound(&self) -> Result<(), String> {
        if self.id.trim().is_empty() {
            return Err("thiếu mã của trang cũ".into());
        }
        if self.body.len() > LARGEST_TEXT {
            return Err(format!("nội dung dài hơn {} MB", LARGEST_TEXT / 1024 / 1024));
        }
        if self.title.chars().count() > LONGEST_TITLE {
            return Err(format!("tiêu đề dài hơn {LONGEST_TITLE} ký tự"));
        }
        Ok(())
    }

    /// The day it went before readers.
    ///
    /// # Errors
    /// A Vietnamese sentence for a day that cannot be read, lies ahead, or is missing where an article must have it.
    pub fn day(&self, today: Date) -> Result<Option<Date>, String> {
        let typed = self.published.trim();
        if typed.is_empty() {
            return match self.kind {
                OldKind::News => Err("thiếu ngày đăng của trang cũ".into()),
                _ => Ok(None),
            };
        }
        let day = day(typed).ok_or_else(|| format!("ngày đăng “{typed}” không đọc được"))?;
        if day > today {
            return Err(format!("ngày đăng “{typed}” ở sau hôm nay"));
        }
        Ok(Some(day))
    }

    /// Its addresses in the form in which they are remembered.
    pub fn old_addresses(&self) -> Vec<OldAddress> {
        let mut found: Vec<_> =
            self.addresses.iter().filter_map(|address| OldAddress::read(address)).collect();
        found.sort();
        found.dedup();
        found
    }
}

/// `2016-05-12`, the same with a time, or `12/05/2016`.
fn day(typed: &str) -> Option<Date> {
    if let Some(day) = typed.get(..10).and_then(|day| day.parse().ok()) {
        return Some(day);
    }
    let mut parts = typed.split_whitespace().next()?.split('/');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_are_read_as_old_sites_wrote_them() {
        for typed in [
            "2016-05-12",
            "2016-05-12 08:30:00",
            "2016-05-12T08:30:00+07:00",
            "12/05/2016",
            "12/5/2016 08:30",
        ] {
            assert_eq!(day(typed), Some(date(2016, 5, 12)), "{typed}");
        }
        for typed in ["0000-00-00 00:00:00", "hôm qua", "31/02/2016", "20160512"] {
            assert_eq!(day(typed), None, "{typed}");
        }
    }
}
