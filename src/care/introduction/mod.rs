//! Whether the introduction tells all six topics and none of its pages is overdue (Quy chế Điều 3.1, NĐ 43/2011
//! Điều 10.1.a), and where its pages may stand.

pub mod store;

use jiff::civil::Date;

use crate::app::App;
use crate::base::audit::Actor;
use crate::base::clock::plus_days;
use crate::base::error::{Error, Refusal, Result};
use crate::base::id::{EditionId, ItemId};
use crate::base::scope::Scope;
use crate::items::kinds::record::{ABOUT, PARENT, SIX, TOPICS};
use crate::items::{Content, store as items};

/// How long a page of the introduction holds after its owner last looked at it, in days.
pub const HOLDS: i64 = 365;
/// More levels than any introduction has; the bound keeps a circle in the data from hanging us.
const LEVELS: usize = 20;

/// A live page of the introduction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Which.
    pub item: ItemId,
    /// What is live of it.
    pub edition: EditionId,
    /// Its heading.
    pub title: String,
    /// Key of the unit that owns it.
    pub unit_key: String,
    /// Its topic.
    pub topic: String,
    /// When its owner last looked at it, as the page says.
    pub reviewed: Option<Date>,
    /// When a person looks at it again, as it was set.
    pub review_on: Option<Date>,
}

impl Page {
    /// The day on which it is to be looked at again: the one that was set, unless the page was looked at since; else
    /// [`HOLDS`] after it last was. None where neither is known.
    pub fn due(&self) -> Option<Date> {
        let by_itself = self.reviewed.map(|day| plus_days(day, HOLDS));
        let met = |set: &Date| self.reviewed.is_some_and(|reviewed| reviewed >= *set);
        self.review_on.filter(|set| !met(set)).or(by_itself)
    }

    /// Whether that day has passed, or is not known at all.
    pub fn is_overdue(&self, today: Date) -> bool {
        self.due().is_none_or(|due| due < today)
    }
}

/// How one topic of the introduction stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topic {
    /// Its key.
    pub key: &'static str,
    /// What it is called.
    pub title: &'static str,
    /// How many pages tell it.
    pub pages: usize,
    /// Those of them that are overdue.
    pub overdue: Vec<Page>,
}

impl Topic {
    /// Whether it is told and nothing of it is overdue.
    pub fn complies(&self) -> bool {
        self.pages > 0 && self.overdue.is_empty()
    }
}

/// How the six topics stand on a day, in the order of the regulation: what reports on compliance read.
///
/// # Errors
/// When the database does not answer.
pub async fn topics(scope: &mut Scope, today: Date) -> Result<Vec<Topic>> {
    Ok(judged(&store::pages(scope).await?, today))
}

fn judged(pages: &[Page], today: Date) -> Vec<Topic> {
    let topic = |(key, title): &(&'static str, &'static str)| {
        let of_topic = || pages.iter().filter(|page| page.topic == *key);
        Topic {
            key,
            title,
            pages: of_topic().count(),
            overdue: of_topic().filter(|page| page.is_overdue(today)).cloned().collect(),
        }
    };
    TOPICS.iter().take(SIX).map(topic).collect()
}

/// Sets the review day of every page that has none or whose last one was met, so that it is reminded of like any other.
///
/// # Errors
/// When the database does not answer; a site that refuses is logged and tried again.
pub async fn set_days(app: &App) -> Result<()> {
    for tenant in app.directory.all() {
        let pages = store::pages(&mut app.db.read(tenant.id()).await?).await?;
        let due =
            |page: Page| page.due().filter(|due| page.review_on != Some(*due)).map(|due| (page.item, due));
        let unset: Vec<(ItemId, Date)> = pages.into_iter().filter_map(due).collect();
        if unset.is_empty() {
            continue;
        }
        let mut scope = app.db.write(tenant.id(), &Actor::system()).await?;
        for (item, due) in unset {
            store::set_review_day(&mut scope, &item, due).await?;
        }
        scope.commit().await?;
    }
    Ok(())
}

/// Why a page may not stand under the one it names: there is none, or it stands under this one.
///
/// # Errors
/// When the database does not answer.
pub async fn misplaced(scope: &mut Scope, item: &ItemId, content: &Content) -> Result<Option<Refusal>> {
    let Some(parent) = parent_of(content).filter(|parent| !parent.is_empty()) else { return Ok(None) };
    let refused = |message: String| Ok(Some(Refusal::new("f-thuoc-trang", message, "Quy chế Điều 3.1")));
    let mut at = parent.to_owned();
    for step in 0..LEVELS {
        let above = items::live(scope, &at).await?.filter(|live| parent_of(&live.content).is_some());
        let Some(above) = above else {
            let gone = format!("Thuộc trang: không có trang giới thiệu nào đang đăng ở địa chỉ “{at}”.");
            return if step == 0 { refused(gone) } else { Ok(None) };
        };
        if above.item_id == *item {
            return refused("Thuộc trang: trang đã chọn lại đứng dưới chính trang này.".to_owned());
        }
        match parent_of(&above.content).unwrap_or_default() {
            "" => return Ok(None),
            next => next.clone_into(&mut at),
        }
    }
    Err(Error::internal("the introduction is deeper than anybody reads"))
}

/// The page that a page of the introduction stands under, "" for none; none for what is no such page.
fn parent_of(content: &Content) -> Option<&str> {
    match content {
        Content::Record(record) if record.register.key == ABOUT.key => Some(record.facts.get(PARENT)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn page(topic: &str, reviewed: Option<Date>, review_on: Option<Date>) -> Page {
        Page {
            item: "i".into(),
            edition: "e".into(),
            title: "Trang".into(),
            unit_key: "vanphong".into(),
            topic: topic.into(),
            reviewed,
            review_on,
        }
    }

    /// QC-3.1, P-a: all six topics are judged; an empty one and an overdue page are both told.
    #[test]
    fn empty_and_overdue_topics_are_told_apart() {
        let today = date(2016, 12, 30);
        let pages = [
            page("lich-su", Some(date(2016, 12, 1)), None),
            page("tu-nhien", Some(date(2015, 6, 1)), None),
            page("ban-do", Some(date(2010, 1, 1)), None),
        ];
        let topics = judged(&pages, today);
        assert_eq!(topics.len(), 6);
        let of = |key: &str| topics.iter().find(|topic| topic.key == key).unwrap();
        assert!(of("lich-su").complies());
        assert!(!of("tu-nhien").complies() && of("tu-nhien").overdue.len() == 1);
        assert!(!of("tiem-nang").complies() && of("tiem-nang").pages == 0);
    }

    #[test]
    fn a_day_that_was_set_holds_until_the_page_was_looked_at_again() {
        let reviewed = date(2016, 12, 1);
        assert_eq!(page("x", Some(reviewed), None).due(), Some(plus_days(reviewed, HOLDS)));
        assert_eq!(page("x", Some(reviewed), Some(date(2017, 3, 1))).due(), Some(date(2017, 3, 1)));
        assert_eq!(page("x", Some(reviewed), Some(date(2016, 6, 1))).due(), Some(plus_days(reviewed, HOLDS)));
        assert!(page("x", None, None).is_overdue(reviewed));
    }
}
