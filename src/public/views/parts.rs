//! The small values that pages are made of.

use std::fmt;

use askama::filters::HtmlSafe;

/// Markup that has been sanitised already and is shown as it stands.
///
/// Everything else that a page shows is escaped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Html(String);

impl Html {
    /// Vouches for `markup`: it comes out of the sanitiser, never straight from a person or a file.
    pub fn sanitised(markup: impl Into<String>) -> Self {
        Self(markup.into())
    }

    /// True when there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Html {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl HtmlSafe for Html {}

/// A link with its words, which say where it leads without their surroundings (TT 32/2017, Đ18.1.d).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Link {
    /// The words.
    pub title: String,
    /// Where to; from [`crate::public`] handlers always within this deployment unless a page is about links.
    pub url: String,
}

impl Link {
    /// A link from its words and its address.
    pub fn new(title: impl Into<String>, url: impl Into<String>) -> Self {
        Self { title: title.into(), url: url.into() }
    }
}

/// A moment or a day, for people and for machines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stamp {
    /// As people read it: `thứ Ba, 24/11/2026`, `hôm nay 14:30`, `28/12/2016`.
    pub text: String,
    /// As `datetime` wants it: `2016-12-28` or `2016-12-28T14:30:00+07:00`.
    pub iso: String,
}

impl Stamp {
    /// A stamp from its two forms.
    pub fn new(text: impl Into<String>, iso: impl Into<String>) -> Self {
        Self { text: text.into(), iso: iso.into() }
    }
}

/// What a state means to the reader; always shown together with words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Neither good nor bad: a type, a class.
    #[default]
    Plain,
    /// In force, published, done.
    Good,
    /// Waiting, partly in force, soon due.
    Warn,
    /// Expired, overdue, refused.
    Bad,
    /// The site's own accent.
    Accent,
}

impl Tone {
    /// Class of the badge.
    pub fn class(self) -> &'static str {
        match self {
            Self::Plain => "plain-word",
            Self::Good => "good",
            Self::Warn => "warn",
            Self::Bad => "bad",
            Self::Accent => "accent plain-word",
        }
    }
}

/// A worded state or class.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Badge {
    /// The word: `Còn hiệu lực`, `Quyết định`.
    pub text: String,
    /// What it means.
    pub tone: Tone,
}

impl Badge {
    /// A badge from its word and what it means.
    pub fn new(text: impl Into<String>, tone: Tone) -> Self {
        Self { text: text.into(), tone }
    }
}

/// One reason why a form was refused.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refusal {
    /// Id of the form's field that the reason is about.
    pub field: String,
    /// What happened and what to do.
    pub message: String,
    /// The clause behind it, `Điều 8 Quy chế`, when there is one.
    pub clause: Option<String>,
}

/// All the reasons at once, in the order of the form's fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refusals(pub Vec<Refusal>);

impl Refusals {
    /// True when nothing was refused.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many reasons there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The first reason about one field.
    pub fn of(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|refusal| refusal.field == field).map(|refusal| refusal.message.as_str())
    }
}

/// One entry of a list to choose from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// What the form sends.
    pub value: String,
    /// What the person reads.
    pub label: String,
    /// Whether it is the one chosen.
    pub chosen: bool,
}

impl Choice {
    /// An entry that is not chosen.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), chosen: false }
    }

    /// The same entry, chosen.
    pub fn chosen(mut self) -> Self {
        self.chosen = true;
        self
    }
}

/// A file that can be fetched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileView {
    /// What it is, not its file name: `Toàn văn Quyết định, bản có chữ ký`.
    pub title: String,
    /// Where it is fetched.
    pub url: String,
    /// `PDF`, `DOCX`, …
    pub format: String,
    /// `312 KB`.
    pub size: String,
    /// Number of pages where it is known.
    pub pages: Option<usize>,
    /// Where its text is read as a web page, if any was found in it.
    pub text_url: Option<String>,
    /// Whether a machine recognised its letters on pictures.
    pub recognised: bool,
    /// First digits of its SHA-256, so that a copy can be compared, where it is shown.
    pub fingerprint: Option<String>,
}

/// A picture with all that the law asks of it (QC Đ8.1; TT 32/2017, Đ18.1.c).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picture {
    /// Where it is fetched by browsers that cannot choose.
    pub url: String,
    /// Every size, as `srcset` wants it, in a format that everything reads.
    pub srcset: String,
    /// The same in WebP.
    pub webp: String,
    /// How wide it stands, as `sizes` wants it.
    pub sizes: String,
    /// What it shows, in words.
    pub alt: String,
    /// Caption with author and source.
    pub credit: String,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}

/// A stretch of text, found or not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Run {
    /// The text; escaped when shown.
    pub text: String,
    /// Whether it is what was searched for.
    pub found: bool,
}

impl Run {
    /// A stretch that only surrounds.
    pub fn around(text: impl Into<String>) -> Self {
        Self { text: text.into(), found: false }
    }

    /// A stretch that was searched for.
    pub fn found(text: impl Into<String>) -> Self {
        Self { text: text.into(), found: true }
    }
}

/// One step of the pager; a gap has no address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PagerLink {
    /// The page's number, or `…`.
    pub label: String,
    /// Where it is, absent for a gap and for the page being read.
    pub url: Option<String>,
    /// Whether it is the page being read.
    pub current: bool,
}

/// The pages of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pager {
    /// The page before, nearer to today.
    pub previous: Option<String>,
    /// The page after.
    pub next: Option<String>,
    /// The pages between.
    pub pages: Vec<PagerLink>,
}

impl Pager {
    /// A pager over `count` pages of which `current` (from 1) is read; `url` gives the address of a page.
    ///
    /// Shows the first, the last and two on either side of the current one.
    pub fn over(count: usize, current: usize, url: impl Fn(usize) -> String) -> Self {
        let mut pages = Vec::new();
        for page in 1..=count {
            if page == 1 || page == count || page.abs_diff(current) <= 2 {
                let here = page == current;
                let url = (!here).then(|| url(page));
                pages.push(PagerLink { label: page.to_string(), url, current: here });
            } else if pages.last().is_some_and(|last: &PagerLink| last.label != "…") {
                pages.push(PagerLink { label: "…".into(), url: None, current: false });
            }
        }
        Self {
            previous: (current > 1).then(|| url(current - 1)),
            next: (current < count).then(|| url(current + 1)),
            pages,
        }
    }

    /// True when everything fits on one page.
    pub fn is_single(&self) -> bool {
        self.pages.len() < 2
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(pager: &Pager) -> String {
        pager.pages.iter().map(|page| page.label.as_str()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_pager_shows_both_ends_and_what_is_near() {
        let pager = Pager::over(14, 7, |page| format!("?trang={page}"));
        assert_eq!(labels(&pager), "1 … 5 6 7 8 9 … 14");
        assert_eq!(pager.previous.as_deref(), Some("?trang=6"));
        assert_eq!(pager.next.as_deref(), Some("?trang=8"));
    }

    #[test]
    fn the_page_being_read_is_no_link() {
        let pager = Pager::over(3, 1, |page| format!("?trang={page}"));
        assert_eq!(labels(&pager), "1 2 3");
        assert_eq!(pager.pages[0].url, None);
        assert_eq!(pager.previous, None);
    }

    #[test]
    fn markup_is_escaped_unless_vouched_for() {
        #[derive(askama::Template)]
        #[template(source = "{{ text }}{{ html }}", ext = "html")]
        struct Both {
            text: String,
            html: Html,
        }
        let page = Both { text: "<b>".into(), html: Html::sanitised("<b>") };
        assert_eq!(askama::Template::render(&page).expect("renders"), "&#60;b&#62;<b>");
    }
}
