//! What offices find hard and what they propose: filed with the board, considered, answered to who filed it (Điều 14.b).

mod letters;
pub mod store;

use serde_json::json;

use crate::base::audit::Actor;
use crate::base::clock::Millis;
use crate::base::error::{Error, Refusal, Result};
use crate::base::id::{AccountId, TenantId, fresh};
use crate::base::scope::{Db, Reach, Scope};
use crate::outbox::MailSettings;
use crate::people::{Action, Staff};
use crate::tenants::directory::{Directory, Tenant};

use super::{measures, regulation, span_of, tidy};

const CLAUSE: &str = "Quy chế Điều 14";
/// The change that tells followers of one.
pub const SUBJECT: &str = "feedback";
/// The longest heading, text and reason, in characters.
const TITLE: usize = 200;
const BODY: usize = 5_000;
const REASON: usize = 2_000;

/// What it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// How the portal works.
    Portal,
    /// What the regulation says.
    Regulation,
}

impl About {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Portal, Self::Regulation];

    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Portal => "portal",
            Self::Regulation => "regulation",
        }
    }

    /// The value of a stored text.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|about| about.as_str() == text)
    }

    /// As people read it.
    pub fn vietnamese(self) -> &'static str {
        match self {
            Self::Portal => "Vận hành trang thông tin",
            Self::Regulation => "Quy chế hoạt động",
        }
    }
}

/// Where one stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Filed, and nobody has looked at it.
    New,
    /// The board looks into it.
    Considered,
    /// The board agrees and will act.
    Accepted,
    /// The board does not, with a reason.
    Declined,
    /// What was agreed is done.
    Done,
}

impl Standing {
    /// All of them, in order.
    pub const ALL: [Self; 5] = [Self::New, Self::Considered, Self::Accepted, Self::Declined, Self::Done];

    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Considered => "considered",
            Self::Accepted => "accepted",
            Self::Declined => "declined",
            Self::Done => "done",
        }
    }

    /// The value of a stored text.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|standing| standing.as_str() == text)
    }

    /// As people read it.
    pub fn vietnamese(self) -> &'static str {
        match self {
            Self::New => "Mới gửi",
            Self::Considered => "Đang xem xét",
            Self::Accepted => "Đã tiếp thu",
            Self::Declined => "Không tiếp thu",
            Self::Done => "Đã thực hiện",
        }
    }

    /// Where it may stand next.
    pub fn next(self) -> &'static [Self] {
        match self {
            Self::New => &[Self::Considered, Self::Accepted, Self::Declined],
            Self::Considered => &[Self::Accepted, Self::Declined],
            Self::Accepted => &[Self::Done],
            Self::Declined | Self::Done => &[],
        }
    }
}

/// One that was filed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feedback {
    /// Its id in the receiving site.
    pub id: String,
    /// Its number there.
    pub number: i64,
    /// From whose site it came.
    pub source: TenantId,
    /// For which unit of it, or "".
    pub unit: String,
    /// Who filed it.
    pub by: AccountId,
    /// When.
    pub at: Millis,
    /// What it is about.
    pub about: About,
    /// The article it concerns, or "".
    pub article: String,
    /// In a line.
    pub title: String,
    /// In full.
    pub body: String,
    /// Where it stands.
    pub standing: Standing,
    /// Counts the changes.
    pub version: i64,
}

/// What the board did with one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Of which.
    pub feedback: String,
    /// Where it stands since.
    pub standing: Standing,
    /// Why, or what was done; may be "".
    pub reason: String,
    /// Who decided.
    pub by: AccountId,
    /// When.
    pub at: Millis,
}

/// As somebody typed it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Typed<'a> {
    /// [`About`] as a word.
    pub about: &'a str,
    /// The article's number, or "".
    pub article: &'a str,
    /// In a line.
    pub title: &'a str,
    /// In full.
    pub body: &'a str,
}

/// Who files, from where, to whom.
#[derive(Clone, Copy)]
pub struct Desk<'a> {
    /// The data.
    pub db: &'a Db,
    /// Who mail comes from.
    pub mail: &'a MailSettings,
    /// All sites.
    pub directory: &'a Directory,
    /// Where the person works.
    pub tenant: &'a Tenant,
    /// The person here.
    pub staff: &'a Staff,
    /// The person in the trail.
    pub actor: &'a Actor,
}

/// Whose board takes what is filed here: that of the site above, or the own where there is none.
pub fn receiver(directory: &Directory, tenant: &Tenant) -> TenantId {
    let above = tenant.parent.as_ref().and_then(|id| directory.get(id));
    above.map_or_else(|| tenant.id().clone(), |above| above.id().clone())
}

/// Files one with the board; its number there.
///
/// # Errors
/// [`Error::Refused`] with every reason.
pub async fn file(desk: Desk<'_>, typed: Typed<'_>) -> Result<i64> {
    desk.staff.require(Action::FeedbackFile, crate::people::State::Any)?;
    let (title, body) = (tidy(typed.title), tidy(typed.body));
    let article = tidy(typed.article).trim_start_matches("Điều").trim().to_owned();
    let to = desk.directory.get(&receiver(desk.directory, desk.tenant)).ok_or(Error::NotFound)?;
    let mut scope = desk.db.write(to.id(), desk.actor).await?;
    let mut refusals = against(typed.about, &article, &title, &body);
    refusals.extend(unknown_article(&mut scope, &article).await?);
    Error::unless_empty(refusals)?;
    let now = desk.db.clock.now();
    let one = Feedback {
        id: fresh(now, &desk.db.entropy),
        number: scope.next_number("feedback").await?,
        source: desk.tenant.id().clone(),
        unit: desk.staff.units().next().unwrap_or_default().to_owned(),
        by: desk.staff.account.clone(),
        at: now,
        about: About::parse(typed.about).unwrap_or(About::Portal),
        article,
        title,
        body,
        standing: Standing::New,
        version: 1,
    };
    store::insert(&mut scope, &one).await?;
    letters::to_board(&mut scope, desk, &to, &one).await?;
    scope.changed(SUBJECT, &one.id, Reach::Staff);
    scope.audit(
        Action::FeedbackFile.as_str(),
        SUBJECT,
        &one.id,
        json!({ "number": one.number, "from": one.source, "about": one.about.as_str(), "article": one.article }),
    );
    scope.commit().await?;
    Ok(one.number)
}

/// Why an article cannot be meant: the regulation in force has none of that number.
async fn unknown_article(scope: &mut Scope, article: &str) -> Result<Option<Refusal>> {
    let today = scope.db().clock.today();
    let versions = regulation::store::published(scope).await?;
    let in_force = regulation::in_force_on(&versions, today);
    let Some(in_force) = in_force.filter(|_| !article.is_empty()) else { return Ok(None) };
    let articles = regulation::store::articles(scope, &in_force.id).await?;
    let is_there = articles.is_empty() || articles.iter().any(|one| one.no.eq_ignore_ascii_case(article));
    Ok((!is_there).then(|| {
        let message = format!("Quy chế đang áp dụng có {} điều, không có Điều {article}.", articles.len());
        Refusal::new("dieu", message, CLAUSE)
    }))
}

fn against(about: &str, article: &str, title: &str, body: &str) -> Vec<Refusal> {
    let checks = [
        (About::parse(about).is_none(), "ve", "Hãy chọn ý kiến về trang thông tin hay về quy chế."),
        (!measures(article, 0, 20), "dieu", "Hãy ghi số điều, ví dụ 9 hoặc 9a."),
        (
            !measures(title, 5, TITLE),
            "tieu-de",
            "Hãy ghi vướng mắc, đề xuất trong một dòng (5 đến 200 ký tự).",
        ),
        (!measures(body, 10, BODY), "noi-dung", "Hãy nêu rõ vướng mắc, đề xuất (10 đến 5.000 ký tự)."),
    ];
    let failed = checks.into_iter().filter(|check| check.0);
    failed.map(|(_, field, message)| Refusal::new(field, message, CLAUSE)).collect()
}

/// What the board decides.
#[derive(Clone, Copy, Debug)]
pub struct Decision<'a> {
    /// Of which.
    pub id: &'a str,
    /// The version that was seen.
    pub version: i64,
    /// [`Standing`] as a word.
    pub standing: &'a str,
    /// Why, or what was done.
    pub reason: &'a str,
}

/// Takes one a step further and tells who filed it.
///
/// # Errors
/// [`Error::Refused`] for a step it cannot take or without the reason it needs, [`Error::Conflict`] when another was first.
pub async fn decide(desk: Desk<'_>, decision: Decision<'_>) -> Result<()> {
    desk.staff.require(Action::FeedbackDecide, crate::people::State::Any)?;
    let mut scope = desk.db.write(desk.tenant.id(), desk.actor).await?;
    let found = store::get(&mut scope, decision.id).await?;
    let one = found.ok_or_else(|| Error::refused("ma", "Không có ý kiến này trong sổ.", CLAUSE))?;
    let reason = tidy(decision.reason);
    let next = Standing::parse(decision.standing).filter(|next| one.standing.next().contains(next));
    let mut refusals = Vec::new();
    if next.is_none() {
        let message = format!("Ý kiến đang ở bước “{}”: hãy chọn bước tiếp theo.", one.standing.vietnamese());
        refusals.push(Refusal::new("buoc", message, CLAUSE));
    }
    let needs = matches!(next, Some(Standing::Declined | Standing::Done));
    if (needs && reason.is_empty()) || !measures(&reason, 0, REASON) {
        let message = "Hãy nêu lý do không tiếp thu hoặc kết quả thực hiện (không quá 2.000 ký tự).";
        refusals.push(Refusal::new("ly-do", message, CLAUSE));
    }
    Error::unless_empty(refusals)?;
    let standing = next.unwrap_or(one.standing);
    let step = Step {
        feedback: one.id.clone(),
        standing,
        reason,
        by: desk.staff.account.clone(),
        at: desk.db.clock.now(),
    };
    store::advance(&mut scope, &one, decision.version, &step).await?;
    letters::to_filer(&mut scope, desk, &one, &step).await?;
    scope.changed(SUBJECT, &one.id, Reach::Staff);
    scope.audit(
        Action::FeedbackDecide.as_str(),
        SUBJECT,
        &one.id,
        json!({ "number": one.number, "state": standing.as_str(), "reason": step.reason }),
    );
    scope.commit().await
}

/// What was filed in a year, for the yearly report.
#[derive(Clone, Debug, Default)]
pub struct Year {
    /// All of it, the first filed first.
    pub rows: Vec<Feedback>,
}

impl Year {
    /// How many stand so now.
    pub fn count(&self, standing: Standing) -> usize {
        self.rows.iter().filter(|one| one.standing == standing).count()
    }

    /// How many are about this.
    pub fn about(&self, about: About) -> usize {
        self.rows.iter().filter(|one| one.about == about).count()
    }
}

/// What was filed before a year and is neither declined nor done.
///
/// # Errors
/// When the database does not answer.
pub async fn waiting_from_before(scope: &mut Scope, year: i16) -> Result<Vec<Feedback>> {
    let mut found = store::filed_between(scope, 0, span_of(year).0).await?;
    found.retain(|one| !matches!(one.standing, Standing::Declined | Standing::Done));
    Ok(found)
}

/// What was filed with a site's board in a year.
///
/// # Errors
/// When the database does not answer.
pub async fn for_year(scope: &mut Scope, year: i16) -> Result<Year> {
    let (from, until) = span_of(year);
    Ok(Year { rows: store::filed_between(scope, from, until).await? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_read_back_and_every_way_ends() {
        for standing in Standing::ALL {
            assert_eq!(Standing::parse(standing.as_str()), Some(standing));
            assert!(standing.next().iter().all(|next| *next > standing), "{standing:?} never goes back");
        }
        for about in About::ALL {
            assert_eq!(About::parse(about.as_str()), Some(about));
        }
    }

    #[test]
    fn every_reason_against_is_named_at_once() {
        let fields: Vec<_> =
            against("", "một điều rất dài dòng đến thế", "", "").iter().map(|one| one.field).collect();
        assert_eq!(fields, ["ve", "dieu", "tieu-de", "noi-dung"]);
        assert!(against("portal", "9", "Khó đăng nhập", "Trang đăng nhập không mở được.").is_empty());
    }
}
