//! The list behind each figure, page by page: what it is, since when, with whom; and who was told of it, when.

mod registers;

use jiff::civil::Date;

use crate::base::clock::{Millis, date_vi, local, time_vi};
use crate::base::error::Result;
use crate::base::id::EditionId;
use crate::base::scope::Scope;
use crate::care::freshness;
use crate::care::links::broken::BROKEN_TASK;
use crate::royalties::remind;
use crate::tenants::directory::Tenant;

use super::score::rules;
use super::store::{self, Text};
use super::{Figure, access, figures};

/// Rows of one page of a list.
pub const PAGE: usize = 50;
/// So many rows of a list are looked through at most, where each is told with whom it is.
const MOST: usize = 5_000;

/// Which rows of a list are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// How many come before.
    pub skip: usize,
    /// How many at most.
    pub take: usize,
}

impl Stretch {
    /// All that is looked through at once.
    pub const ALL: Self = Self { skip: 0, take: MOST };

    /// The first so many.
    pub const fn first(take: usize) -> Self {
        Self { skip: 0, take }
    }

    /// A page, from 1 on.
    pub fn page(page: usize) -> Self {
        Self { skip: page.saturating_sub(1).saturating_mul(PAGE), take: PAGE }
    }

    /// How many rows a register is asked for that cannot skip any.
    fn reach(self) -> usize {
        self.skip.saturating_add(self.take)
    }

    /// These rows of a whole list.
    fn of<T>(self, all: impl IntoIterator<Item = T>) -> Vec<T> {
        all.into_iter().skip(self.skip).take(self.take).collect()
    }
}

/// Some rows of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listed {
    /// How many rows there are in all.
    pub total: usize,
    /// Those that were wanted.
    pub rows: Vec<Entry>,
}

impl Listed {
    fn of(stretch: Stretch, all: Vec<Entry>) -> Self {
        Self { total: all.len(), rows: stretch.of(all) }
    }

    fn counted(total: i64, rows: Vec<Entry>) -> Self {
        Self { total: usize::try_from(total).unwrap_or(0), rows }
    }

    /// How many pages they fill; one where there is none.
    pub fn pages(&self) -> usize {
        self.total.div_ceil(PAGE).max(1)
    }
}

/// Where a row leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A text in the desk of its site.
    Edition(EditionId),
    /// A page of the site's desk.
    Page(String),
}

/// Whose turn it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Whose {
    /// The board, or who holds the right there.
    Board,
    /// A unit, by its key.
    Unit(String),
    /// Who pays, here or at the site above that pays for it.
    Payer,
}

/// When somebody was told, as far as that is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Moment {
    /// Only the fact.
    Unsaid,
    /// The day.
    Day(Date),
    /// The instant.
    At(Millis),
}

/// Somebody whom the server told of a row by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Whom.
    pub whom: String,
    /// When.
    pub when: Moment,
    /// The letter's state; none where there was no address.
    pub mail: Option<String>,
}

impl Told {
    fn vietnamese(&self) -> String {
        match self.when {
            Moment::Unsaid => format!("đã nhắc {}", self.whom),
            Moment::Day(day) => format!("đã nhắc {}", date_vi(day)),
            Moment::At(at) => format!("đã nhắc {} lúc {}", self.whom, time_vi(at)),
        }
    }
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What it is.
    pub title: String,
    /// Where it is seen to.
    pub place: Place,
    /// What is said of it.
    pub said: String,
    /// With whom it is, in words.
    pub with: String,
    /// The same, for who is told.
    pub whose: Whose,
    /// Since when.
    pub since: Option<Millis>,
    /// How many of the figure it stands for.
    pub count: i64,
    /// The row as it may stand in a letter: no words of what is not before readers, and of who asked nothing at all.
    pub line: String,
    /// Who was told of it, the latest last; none where the server tells nobody of such by itself.
    pub told: Option<Vec<Told>>,
}

impl Entry {
    /// What is said of it, and who was told.
    pub fn sentence(&self) -> String {
        match &self.told {
            None => self.said.clone(),
            Some(told) => {
                let told = told.last().map_or_else(|| "chưa nhắc ai".to_owned(), Told::vietnamese);
                format!("{}; {told}", self.said)
            }
        }
    }
}

/// Who looks after the site as a whole.
const BOARD: &str = "Ban Biên tập";

impl Figure {
    /// The page of the site's desk where it is seen to.
    pub fn page(self) -> &'static str {
        match self {
            Self::Overdue => "/viec-tre-han",
            Self::Stale => "/cham-soc",
            Self::Emergencies | Self::Access => "/tin-bai?trang-thai=live",
            Self::Waiting => "/tin-bai?trang-thai=submitted",
            Self::Drafts => "/tin-bai?trang-thai=draft",
            Self::Mail => "/thu-di",
            Self::Links => "/lien-ket-hong",
            Self::Textless => "/tep-chua-co-chu",
            Self::Quota => "/cung-cap",
            Self::Procedures => "/tin-bai?chuyen-muc=dich-vu-cong",
            Self::Unpaid => "/nhuan-but",
            Self::Reports => "/bao-cao",
        }
    }

    /// The page where it is seen to, where that is about nothing else; what is found in single texts is seen to in each.
    pub fn desk(self) -> Option<&'static str> {
        let in_texts = matches!(self, Self::Emergencies | Self::Access | Self::Procedures);
        (!in_texts).then(|| self.page())
    }

    /// The kind of the tasks that the server gives for it by itself.
    pub fn task(self) -> Option<&'static str> {
        match self {
            Self::Stale => Some(freshness::STALE_TASK),
            Self::Mail => Some("mail.dead"),
            Self::Links => Some(BROKEN_TASK),
            Self::Unpaid => Some(remind::TASK),
            Self::Reports => Some(crate::reports::remind::TASK),
            _ => None,
        }
    }
}

/// The name of a unit, or its key where it is gone.
fn unit(tenant: &Tenant, key: &str) -> String {
    tenant.profile.unit(key).map_or_else(|| key.to_owned(), |unit| unit.name.clone())
}

/// A text before readers, with what is said of it.
fn of_text(text: Text, said: String, with: String, whose: Whose) -> Entry {
    Entry {
        line: format!("{}: {said}", text.title),
        title: text.title,
        place: Place::Edition(text.edition),
        said,
        with,
        whose,
        since: Some(text.at),
        count: 1,
        told: None,
    }
}

/// A text before readers that its unit sees to.
fn of_unit(tenant: &Tenant, text: Text, said: String) -> Entry {
    let (with, whose) = (unit(tenant, &text.unit), Whose::Unit(text.unit.clone()));
    of_text(text, said, with, whose)
}

/// What lies behind a figure of a site, what waits longest first.
///
/// # Errors
/// When the database does not answer.
pub async fn entries(scope: &mut Scope, tenant: &Tenant, figure: Figure, stretch: Stretch) -> Result<Listed> {
    Ok(match figure {
        Figure::Overdue => registers::overdue(scope, tenant, stretch).await?,
        Figure::Stale => Listed::of(stretch, registers::stale(scope, tenant).await?),
        Figure::Emergencies => emergencies(scope, stretch).await?,
        Figure::Waiting => waiting(scope, tenant, stretch).await?,
        Figure::Drafts => Listed::of(stretch, drafts(scope, tenant).await?),
        Figure::Mail => registers::mail(scope, stretch).await?,
        Figure::Links => registers::links(scope, stretch).await?,
        Figure::Textless => registers::textless(scope, stretch).await?,
        Figure::Access => inaccessible(scope, tenant, stretch).await?,
        Figure::Quota => Listed::of(stretch, registers::quota(scope, tenant).await?),
        Figure::Procedures => procedures(scope, tenant, stretch).await?,
        Figure::Unpaid => Listed::of(stretch, registers::unpaid(scope).await?),
        Figure::Reports => Listed::of(stretch, registers::reports(scope, tenant).await?),
    })
}

async fn emergencies(scope: &mut Scope, stretch: Stretch) -> Result<Listed> {
    let total = store::count_unconfirmed(scope).await?;
    let found = store::emergencies(scope, stretch).await?;
    let row = |(text, until): (Text, Millis)| {
        let must = format!("phải xác nhận trước {}", time_vi(until));
        let line = format!("{}: {must}", text.title);
        let said = format!("{}; {must}", text.said);
        // Why it was urgent is for those who work there.
        Entry { line, ..of_text(text, said, BOARD.into(), Whose::Board) }
    };
    Ok(Listed::counted(total, found.into_iter().map(row).collect()))
}

async fn waiting(scope: &mut Scope, tenant: &Tenant, stretch: Stretch) -> Result<Listed> {
    let since = figures::since(scope.db().clock.today(), rules().waiting_days);
    let total = store::pending(scope, "submitted", since).await?.old;
    let found = store::waiting(scope, since, stretch).await?;
    let row = |text: Text| {
        let unit = unit(tenant, &text.unit);
        let line = format!("Một bài của {unit}, gửi duyệt ngày {}", date_vi(local(text.at).date()));
        let said = format!("chờ duyệt; đơn vị gửi: {unit}");
        Entry { line, ..of_text(text, said, BOARD.into(), Whose::Board) }
    };
    Ok(Listed::counted(total, found.into_iter().map(row).collect()))
}

/// Drafts are their writers' own: how many, of which unit, and nothing of what they say.
async fn drafts(scope: &mut Scope, tenant: &Tenant) -> Result<Vec<Entry>> {
    let days = rules().draft_days;
    let since = figures::since(scope.db().clock.today(), days);
    let found = store::drafts_by_unit(scope, since).await?;
    let row = |(key, lying): (String, store::Lying)| {
        let unit = unit(tenant, &key);
        let title = format!("{} bản nháp của {unit}", lying.all);
        let said = format!("không ai sửa trong {days} ngày");
        Entry {
            line: format!("{title}: {said}"),
            title,
            place: Place::Page(Figure::Drafts.page().into()),
            said,
            with: unit,
            whose: Whose::Unit(key),
            since: lying.oldest,
            count: lying.all,
            told: None,
        }
    };
    Ok(found.into_iter().map(row).collect())
}

async fn inaccessible(scope: &mut Scope, tenant: &Tenant, stretch: Stretch) -> Result<Listed> {
    let total = store::count_inaccessible(scope).await?;
    let found = store::inaccessible(scope, stretch).await?;
    let row = |text: Text| {
        let said = text.said.split(' ').map(access::words).collect::<Vec<_>>().join("; ");
        of_unit(tenant, text, said)
    };
    Ok(Listed::counted(total, found.into_iter().map(row).collect()))
}

async fn procedures(scope: &mut Scope, tenant: &Tenant, stretch: Stretch) -> Result<Listed> {
    let days = rules().confirm_days;
    let since = figures::since(scope.db().clock.today(), days);
    let total = store::procedures(scope, since).await?.old;
    let found = store::unconfirmed_procedures(scope, since, stretch).await?;
    let row = |text: Text| of_unit(tenant, text, format!("quá {days} ngày chưa xác nhận còn đúng"));
    Ok(Listed::counted(total, found.into_iter().map(row).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_page_by_page() {
        let all: Vec<usize> = (0..120).collect();
        assert_eq!(Stretch::page(1).of(all.clone()), (0..50).collect::<Vec<_>>());
        assert_eq!(Stretch::page(3).of(all.clone()), (100..120).collect::<Vec<_>>());
        assert_eq!(Stretch::page(0), Stretch::first(PAGE));
        assert_eq!((Stretch::page(2).reach(), Stretch::page(4).of(all)), (100, vec![]));
        assert_eq!(Listed::counted(101, vec![]).pages(), 3);
        assert_eq!(Listed::default().pages(), 1);
    }
}
