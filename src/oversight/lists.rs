//! The list behind each figure: what it is, since when, with whom; and who was told of it, when.

use jiff::civil::Date;

use crate::base::clock::{Millis, date_vi, time_vi};
use crate::base::error::Result;
use crate::base::id::EditionId;
use crate::base::scope::Scope;
use crate::care::{self, freshness, links::LinkState};
use crate::extract;
use crate::outbox;
use crate::questions::clock::late;
use crate::reports::dues::{self, Due};
use crate::royalties::unpaid::{Matter, Waits};
use crate::royalties::{self, remind};
use crate::tenants::directory::Tenant;

use super::score::rules;
use super::store::{self, Text};
use super::{Figure, access, figures};

/// Rows of one list; whole lists stand on the pages that they lead to.
pub const MOST: usize = 50;

/// Where a row leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A text in the desk of its site.
    Edition(EditionId),
    /// A page of the site's desk.
    Page(String),
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
    /// With whom it is.
    pub with: String,
    /// Since when.
    pub since: Option<Millis>,
}

/// Who looks after the site as a whole.
const BOARD: &str = "Ban Biên tập";

impl Figure {
    /// The page of the site's desk that holds the whole list.
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

    /// The kind of the tasks that the server gives for it by itself.
    pub fn task(self) -> Option<&'static str> {
        match self {
            Self::Stale => Some(freshness::STALE_TASK),
            Self::Mail => Some("mail.dead"),
            Self::Unpaid => Some(remind::TASK),
            Self::Reports => Some(crate::reports::remind::TASK),
            _ => None,
        }
    }
}

/// What lies behind a figure of a site, what waits longest first.
///
/// # Errors
/// When the database does not answer.
pub async fn entries(scope: &mut Scope, tenant: &Tenant, figure: Figure) -> Result<Vec<Entry>> {
    let (today, rules) = (scope.db().clock.today(), rules());
    let unit = |key: &str| tenant.profile.unit(key).map_or_else(|| key.to_owned(), |unit| unit.name.clone());
    let of_text = |text: Text, said: String, with: String| Entry {
        title: text.title,
        place: Place::Edition(text.edition),
        said,
        with,
        since: Some(text.at),
    };
    Ok(match figure {
        Figure::Overdue => overdue(scope, unit).await?,
        Figure::Stale => stale(scope, tenant).await?,
        Figure::Emergencies => {
            let found = store::emergencies(scope, MOST).await?;
            let said = |text: &Text, until| format!("{}; phải xác nhận trước {}", text.said, time_vi(until));
            found
                .into_iter()
                .map(|(text, until)| of_text(text.clone(), said(&text, until), BOARD.into()))
                .collect()
        }
        Figure::Waiting => {
            let found = store::waiting(scope, figures::since(today, rules.waiting_days), MOST).await?;
            let said = |text: &Text| format!("chờ duyệt; đơn vị gửi: {}", unit(&text.unit));
            found.into_iter().map(|text| of_text(text.clone(), said(&text), BOARD.into())).collect()
        }
        Figure::Drafts => {
            let found = store::drafts_by_unit(scope, figures::since(today, rules.draft_days)).await?;
            let row = |(key, lying): (String, store::Lying)| Entry {
                title: format!("{} bản nháp của {}", lying.all, unit(&key)),
                place: Place::Page(figure.page().into()),
                said: format!("không ai sửa trong {} ngày", rules.draft_days),
                with: unit(&key),
                since: lying.oldest,
            };
            found.into_iter().map(row).collect()
        }
        Figure::Mail => {
            let found = store::undelivered(scope, figures::since(today, rules.mail_days), MOST).await?;
            found.iter().map(letter).collect()
        }
        Figure::Links => {
            let found = care::store::broken(scope, LinkState::Dead, false, "", MOST).await?;
            let row = |one: care::store::Broken| Entry {
                title: one.link.url.clone(),
                said: format!("{}; trong bài “{}”", one.link.said, one.title),
                place: Place::Edition(one.edition),
                with: BOARD.into(),
                since: one.link.failing_since.map(crate::base::clock::start_of),
            };
            found.into_iter().map(row).collect()
        }
        Figure::Textless => {
            let limit = i64::try_from(MOST).unwrap_or(i64::MAX);
            let found = extract::store::textless(scope, 0, limit).await?;
            let row = |one: extract::store::Textless| Entry {
                title: one.name,
                place: Place::Page(format!("/thu-vien/{}", one.file)),
                said: if one.public {
                    "người đọc đang thấy".into()
                } else {
                    "chưa công khai".into()
                },
                with: BOARD.into(),
                since: None,
            };
            found.into_iter().map(row).collect()
        }
        Figure::Access => {
            let found = store::inaccessible(scope, MOST).await?;
            let said = |text: &Text| text.said.split(' ').map(access::words).collect::<Vec<_>>().join("; ");
            found.into_iter().map(|text| of_text(text.clone(), said(&text), unit(&text.unit))).collect()
        }
        Figure::Quota => quota(scope, tenant, today).await?,
        Figure::Procedures => {
            let since = figures::since(today, rules.confirm_days);
            let found = store::unconfirmed_procedures(scope, since, MOST).await?;
            let said = format!("quá {} ngày chưa xác nhận còn đúng", rules.confirm_days);
            found.into_iter().map(|text| of_text(text.clone(), said.clone(), unit(&text.unit))).collect()
        }
        Figure::Unpaid => unpaid(scope).await?,
        Figure::Reports => dues::overdue(scope, tenant).await?.iter().map(late_report).collect(),
    })
}

async fn overdue(scope: &mut Scope, unit: impl Fn(&str) -> String) -> Result<Vec<Entry>> {
    let found = late::page(scope, None, None, MOST).await?;
    let told = |case: &late::Late| match case.told.last() {
        Some(told) => format!("; đã nhắc {} lúc {}", told.label, time_vi(told.at)),
        None => "; chưa nhắc ai".into(),
    };
    let row = |case: &late::Late| Entry {
        title: format!("Câu hỏi số {}", case.number),
        place: Place::Page(Figure::Overdue.page().into()),
        said: format!("hạn {}, quá {} ngày làm việc{}", date_vi(case.due), case.days, told(case)),
        with: case.unit.as_deref().map_or_else(|| BOARD.to_owned(), &unit),
        since: Some(crate::base::clock::start_of(case.due)),
    };
    Ok(found.cases.iter().map(row).collect())
}

async fn stale(scope: &mut Scope, tenant: &Tenant) -> Result<Vec<Entry>> {
    let found = freshness::of_tenant(scope, tenant).await?;
    let row = |one: freshness::Freshness| Entry {
        said: format!(
            "yêu cầu: {}; {}",
            one.pace.vietnamese().to_lowercase(),
            one.last
                .map_or_else(|| "chưa có nội dung nào".into(), |day| format!("mới nhất {}", date_vi(day)))
        ),
        title: one.title,
        place: Place::Page(Figure::Stale.page().into()),
        with: BOARD.into(),
        since: one.last.map(crate::base::clock::start_of),
    };
    let mut rows: Vec<Entry> = found.into_iter().filter(|one| one.stale).map(row).collect();
    rows.sort_by_key(|row| row.since);
    Ok(rows)
}

async fn quota(scope: &mut Scope, tenant: &Tenant, today: Date) -> Result<Vec<Entry>> {
    let units = figures::units(scope, today).await?;
    let behind = units.into_iter().filter(|unit| unit.sent < unit.owed);
    let row = |owing: figures::Owing| {
        let unit = tenant.profile.unit(&owing.unit);
        let name = unit.map_or_else(|| owing.unit.clone(), |unit| unit.name.clone());
        Entry {
            with: unit.map_or_else(|| name.clone(), |unit| format!("{} {}", unit.head, unit.name)),
            title: name,
            place: Place::Page(Figure::Quota.page().into()),
            said: format!("đã gửi {} trong {} tin, bài của tháng", owing.sent, owing.owed),
            since: None,
        }
    };
    Ok(behind.map(row).collect())
}

/// Month by month, what should have been paid; whose it is and who was told of it.
async fn unpaid(scope: &mut Scope) -> Result<Vec<Entry>> {
    let today = scope.db().clock.today();
    let matters = royalties::unpaid::of_site(scope).await?;
    let site = scope.tenant().clone();
    let told = royalties::store::told_on(&mut scope.db().platform().await?, &site).await?;
    let late = matters.into_iter().filter(|matter| matter.late(today) > 0);
    let row = |matter: Matter| {
        let told = told.iter().filter(|(month, _)| *month == matter.month).map(|told| told.1).max();
        let told = told.map_or_else(|| "chưa nhắc ai".to_owned(), |day| format!("đã nhắc {}", date_vi(day)));
        Entry {
            title: format!("Nhuận bút {}: {} tin, bài", matter.month.vietnamese(), matter.late(today)),
            place: Place::Page(format!("{}?thang={}", Figure::Unpaid.page(), matter.month)),
            said: format!("{}; hạn {}; {told}", matter.waits.vietnamese(), date_vi(matter.last_day())),
            with: match matter.waits {
                Waits::Approval => BOARD.into(),
                Waits::Payment => "Người chi trả".into(),
            },
            since: Some(crate::base::clock::start_of(matter.last_day())),
        }
    };
    Ok(late.map(row).collect())
}

fn late_report(due: &Due) -> Entry {
    let home = Figure::Reports.page();
    let (place, stage) = match &due.report {
        Some(report) => (format!("{home}/{}", report.id), report.stage.vietnamese().to_lowercase()),
        None => (home.to_owned(), "chưa lập".to_owned()),
    };
    let told = match due.report.as_ref().map(|report| report.reminded.as_str()) {
        None | Some("") => "chưa nhắc ai",
        Some(_) => "đã nhắc Ban Biên tập",
    };
    Entry {
        title: due.title(),
        place: Place::Page(place),
        said: format!("{stage}; hạn {}; {told}", date_vi(due.on)),
        with: BOARD.into(),
        since: Some(crate::base::clock::start_of(due.on)),
    }
}

fn letter(one: &store::Undelivered) -> Entry {
    let state = outbox::State::ALL.into_iter().find(|state| state.as_str() == one.state);
    Entry {
        title: format!("{} tới {}", outbox::words::what(&one.key), one.label),
        place: Place::Page(format!("/thu-di/{}", one.mail)),
        said: state.map_or("", outbox::State::label).to_owned(),
        with: BOARD.into(),
        since: Some(one.at),
    }
}
