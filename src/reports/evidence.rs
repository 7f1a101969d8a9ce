//! The rows behind a figure: what came before readers, was corrected or taken down, what was said and what was paid between
//! two days, read by the same question that counts them.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::base::clock::{Millis, date_vi};
use crate::base::error::Result;
use crate::base::id::AccountId;
use crate::base::scope::Scope;
use crate::items::Genre;
use crate::people::{Role, store as people};
use crate::tenants::SectionKey;

use super::store::{self, Listed, Listing, Shown};

/// Where it is listed in the console of a site.
pub const HOME: &str = "/can-cu-so-lieu";

/// What is listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Of {
    /// What first came before readers, one by one.
    #[default]
    Shown,
    /// Whatever made a section fresh.
    Renewed,
    /// What was brought in with many others.
    Imported,
    /// Corrections.
    Corrected,
    /// What was taken down.
    Withdrawn,
    /// Comments of consultations.
    Comments,
    /// Openings of ways out of procedures, by procedure and month.
    Opened,
    /// Searches, day by day.
    Searched,
    /// Of these, those that found nothing.
    InVain,
    /// Items of the months' approved lists.
    Listed,
    /// Rows of the ledger of these lists.
    Ledger,
    /// What was paid of the ledger.
    Paid,
    /// Runs of payment that the site made.
    Runs,
    /// What was approved and not paid in its time.
    Unpaid,
}

impl Of {
    /// All, with their words in addresses and what they are called.
    pub const ALL: [(Self, &'static str, &'static str); 14] = [
        (Self::Shown, "dang-moi", "Đăng mới"),
        (Self::Renewed, "cap-nhat", "Đăng mới, cập nhật"),
        (Self::Imported, "nhap", "Nhập hàng loạt"),
        (Self::Corrected, "dinh-chinh", "Đính chính"),
        (Self::Withdrawn, "go", "Gỡ khỏi trang"),
        (Self::Comments, "y-kien", "Ý kiến góp ý"),
        (Self::Opened, "luot-mo", "Lượt mở dịch vụ công theo thủ tục và tháng"),
        (Self::Searched, "luot-tim", "Lượt tìm kiếm theo ngày"),
        (Self::InVain, "tim-khong-thay", "Lượt tìm kiếm không có kết quả theo ngày"),
        (Self::Listed, "danh-sach-duyet", "Tin, bài trong danh sách đã duyệt chi"),
        (Self::Ledger, "so-nhuan-but", "Nhuận bút, thù lao đã duyệt"),
        (Self::Paid, "da-chi", "Nhuận bút, thù lao đã chi"),
        (Self::Runs, "dot-chi", "Đợt chi trả"),
        (Self::Unpaid, "qua-han-chi", "Đã duyệt, quá 60 ngày chưa chi"),
    ];

    /// By its word; what is new for any other.
    pub fn by_word(word: &str) -> Self {
        Self::ALL.iter().find(|one| one.1 == word).map(|one| one.0).unwrap_or_default()
    }

    /// As it stands in addresses.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|one| one.0 == self).map_or("", |one| one.1)
    }

    /// What it is called.
    pub fn vietnamese(self) -> &'static str {
        Self::ALL.iter().find(|one| one.0 == self).map_or("", |one| one.2)
    }

    /// In what its rows are added up; none where they are only counted.
    pub fn unit(self) -> Option<&'static str> {
        match self {
            Self::Opened | Self::Searched | Self::InVain => Some("lượt"),
            Self::Listed | Self::Ledger | Self::Paid | Self::Runs | Self::Unpaid => Some("đồng"),
            _ => None,
        }
    }
}

/// What narrows the list.
#[derive(Clone, Debug)]
pub struct Filter {
    /// What is listed.
    pub of: Of,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub until: Date,
    /// Only this section.
    pub section: Option<SectionKey>,
    /// Only this unit.
    pub unit: Option<String>,
    /// Only this kind's word.
    pub kind: Option<String>,
    /// Only this genre of news or type of document; "" means those without.
    pub form: Option<String>,
    /// Only what contributors wrote.
    pub contributors: bool,
    /// Only comments to this consultation.
    pub consultation: Option<String>,
    /// Only comments in this state.
    pub state: Option<String>,
}

/// A row of the list.
#[derive(Clone, Debug)]
pub struct Row {
    /// Where in the console of the site it is; "" where it has no page.
    pub path: String,
    /// Its heading.
    pub title: String,
    /// Its unit.
    pub unit: String,
    /// Its section, where the list knows it.
    pub section: Option<SectionKey>,
    /// When it happened, where that is one instant.
    pub at: Option<Millis>,
    /// What it adds to the sum, where there is one.
    pub amount: Option<i64>,
}

impl From<Shown> for Row {
    fn from(shown: Shown) -> Self {
        let Shown { edition, title, unit, section, at, .. } = shown;
        Self {
            path: format!("/tin-bai/{edition}"),
            title,
            unit,
            section: Some(section),
            at: Some(at),
            amount: None,
        }
    }
}

/// What a row of the ledger is for.
fn kind_name(kind: &str) -> &'static str {
    match kind {
        "remuneration" => "Thù lao",
        "adjustment" => "Điều chỉnh",
        _ => "Nhuận bút",
    }
}

/// Where a comment stood.
pub fn state_name(state: &str) -> &'static str {
    match state {
        "shown" => "đã đăng",
        "withheld" => "không đăng",
        _ => "chờ xem xét",
    }
}

impl Row {
    fn of(listed: Listed, of: Of) -> Self {
        let Listed { what, id, title, unit, section, note, no, at, amount } = listed;
        let path = match what.as_str() {
            _ if id.is_empty() => String::new(),
            "question" => format!("/hoi-dap/{id}"),
            "consultation" => format!("/lay-y-kien/{id}"),
            "schedule" => "/lich-cong-tac".to_owned(),
            _ => format!("/tin-bai/{id}"),
        };
        let number = no.unwrap_or_default();
        let title = match of {
            Of::Comments => format!("Ý kiến số {number} ({}): {title}", state_name(&note)),
            Of::Runs => format!("Đợt chi số {number}"),
            Of::Searched | Of::InVain => note.parse().map_or(note, date_vi),
            Of::Opened => format!("{title}, tháng {note}"),
            Of::Ledger | Of::Paid => format!("{}: {title}", kind_name(&note)),
            _ => title,
        };
        Self { path, title, unit, section, at, amount }
    }
}

impl Filter {
    /// The list; none where it is narrowed by what only the text of an edition says.
    fn listing(&self) -> Option<Listing> {
        let (from, until) = (self.from, self.until);
        let listing = match self.of {
            Of::Shown => return None,
            Of::Renewed => Listing::renewed(from, until),
            Of::Imported => Listing::imported(from, until),
            Of::Corrected => Listing::corrected(from, until),
            Of::Withdrawn => Listing::withdrawn(from, until),
            Of::Comments => {
                Listing::comments(from, until, self.consultation.as_deref(), self.state.as_deref())
            }
            Of::Opened => Listing::opened(from, until),
            Of::Searched | Of::InVain => Listing::searched(from, until, self.of == Of::InVain),
            Of::Listed => Listing::listed(from, until),
            Of::Ledger => Listing::ledger(from, until),
            Of::Paid => Listing::paid(from, until),
            Of::Runs => Listing::runs(from, until),
            Of::Unpaid => Listing::unpaid(until),
        };
        Some(listing.within(self.section, self.unit.as_deref()))
    }

    fn admits(&self, one: &Shown, contributors: &BTreeSet<AccountId>) -> bool {
        let form = |wanted: &str| match one.kind.as_str() {
            "news" => Genre::of(&one.form).as_str() == wanted,
            _ => one.form == wanted,
        };
        self.section.is_none_or(|section| section == one.section)
            && self.unit.as_ref().is_none_or(|unit| *unit == one.unit)
            && self.kind.as_ref().is_none_or(|kind| *kind == one.kind)
            && self.form.as_deref().is_none_or(form)
            && (!self.contributors || one.by.as_ref().is_some_and(|by| contributors.contains(by)))
    }
}

/// The contributors of a span of days.
///
/// # Errors
/// When the database does not answer.
pub async fn contributors(scope: &mut Scope, from: Date, until: Date) -> Result<BTreeSet<AccountId>> {
    let held = people::appointments_in(scope).await?;
    let there = held.into_iter().filter(|held| {
        held.role == Role::Contributor && held.from <= until && held.until.is_none_or(|last| from < last)
    });
    Ok(there.map(|held| held.account).collect())
}

/// Those of them of whom something first came before readers in these days.
///
/// # Errors
/// When the database does not answer.
pub async fn published_contributors(
    scope: &mut Scope,
    from: Date,
    until: Date,
) -> Result<BTreeSet<AccountId>> {
    let people = contributors(scope, from, until).await?;
    let fresh = store::fresh(scope, from, until).await?;
    Ok(fresh.into_iter().filter_map(|one| one.by).filter(|by| people.contains(by)).collect())
}

/// Some rows of a list, and what it holds in all.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// How many rows there are.
    pub total: usize,
    /// What their sums come to, where they have any.
    pub sum: Option<i64>,
    /// The rows.
    pub rows: Vec<Row>,
}

/// Some rows, the latest first.
///
/// # Errors
/// When the database does not answer.
pub async fn page(scope: &mut Scope, filter: &Filter, start: usize, most: usize) -> Result<Page> {
    if let Some(listing) = filter.listing() {
        let whole = listing.whole(scope).await?;
        let rows = listing.page(scope, start, most).await?;
        return Ok(Page {
            total: usize::try_from(whole.rows).unwrap_or(usize::MAX),
            sum: filter.of.unit().map(|_| whole.sum),
            rows: rows.into_iter().map(|row| Row::of(row, filter.of)).collect(),
        });
    }
    let people = contributors(scope, filter.from, filter.until).await?;
    let mut shown = store::fresh(scope, filter.from, filter.until).await?;
    shown.retain(|one| filter.admits(one, &people));
    let total = shown.len();
    Ok(Page { total, sum: None, rows: shown.into_iter().skip(start).take(most).map(Row::from).collect() })
}
