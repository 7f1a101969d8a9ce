//! A section's news by month.

use askama::Template;

use super::{
    home::NewsCard,
    layout::Layout,
    parts::{Link, Pager},
};

/// One way to narrow a list, as a link.
#[derive(Clone, Debug, Default)]
pub struct FilterLink {
    /// Its words and its address.
    pub link: Link,
    /// How many items it leaves, where it is known.
    pub count: Option<u64>,
    /// Whether it is on.
    pub current: bool,
}

/// News of one month.
#[derive(Clone, Debug, Default)]
pub struct Month {
    /// `Tháng 12 năm 2016`.
    pub title: String,
    /// Its items, newest first.
    pub items: Vec<NewsCard>,
}

/// A section's list of news.
#[derive(Clone, Debug, Template)]
#[template(path = "public/views/news_list.html")]
pub struct NewsListPage {
    /// Everything around it.
    pub layout: Layout,
    /// Name of the section.
    pub title: String,
    /// One sentence on what is found here.
    pub intro: Option<String>,
    /// Topics of the section: `Trong huyện`, `Trong tỉnh`, `Nổi bật khác`.
    pub topics: Vec<FilterLink>,
    /// Themes of the site, each a list of its own.
    pub themes: Vec<FilterLink>,
    /// The months on this page.
    pub months: Vec<Month>,
    /// What an empty list says: what will stand here and where to look instead.
    pub empty_text: String,
    /// The other pages.
    pub pager: Pager,
    /// Feed of the section.
    pub feed_url: Option<String>,
}

#[cfg(test)]
impl NewsListPage {
    pub(crate) fn sample() -> Self {
        use super::{home::samples as home, layout::samples as around};
        let topic = |title: &str, count, current| FilterLink {
            link: Link::new(title, "/tin-tuc/?chu-de=trong-huyen"),
            count: Some(count),
            current,
        };
        let news = home::news();
        Self {
            layout: around::layout("Tin tức, sự kiện", "tin-tuc"),
            title: "Tin tức, sự kiện".into(),
            intro: Some("Tin trong huyện, trong tỉnh và một số thông tin nổi bật khác.".into()),
            topics: vec![
                topic("Tất cả", 128, true),
                topic("Trong huyện", 96, false),
                topic("Trong tỉnh", 24, false),
                topic("Nổi bật khác", 8, false),
            ],
            themes: vec![FilterLink {
                link: Link::new("Kinh tế", "/chu-de/kinh-te"),
                count: Some(12),
                current: false,
            }],
            months: vec![
                Month { title: "Tháng 12 năm 2016".into(), items: news[..4].to_vec() },
                Month { title: "Tháng 11 năm 2016".into(), items: news[1..3].to_vec() },
            ],
            empty_text: "Chưa có tin nào trong mục này.".into(),
            pager: Pager::over(13, 2, |page| format!("/tin-tuc/?trang={page}")),
            feed_url: Some("/tin-tuc/rss.xml".into()),
        }
    }

    pub(crate) fn empty_sample() -> Self {
        Self { months: Vec::new(), topics: Vec::new(), pager: Pager::default(), ..Self::sample() }
    }
}
