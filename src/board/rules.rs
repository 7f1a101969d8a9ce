//! How many must approve, from which posts, for which section: dated, and never fewer than one other person.

use jiff::civil::Date;
use serde_json::json;

use crate::base::audit::Actor;
use crate::base::clock::Millis;
use crate::base::error::{Error, Refusal, Result};
use crate::base::id::{AccountId, fresh};
use crate::base::scope::{Db, Reach, Scope};
use crate::people::{Action, Role, Staff, State};
use crate::tenants::SectionKey;
use crate::tenants::directory::Tenant;

use super::{APPROVED, refuse_dates, refuse_no_decision, store};

/// The posts that may approve at all, as the permission table has them.
pub const APPROVERS: [Role; 3] = [Role::BoardHead, Role::StandingDeputy, Role::Deputy];

/// How many others must approve. There is no such thing as none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Approvals {
    /// One person other than the author.
    One,
    /// Two.
    Two,
    /// Three.
    Three,
}

impl Approvals {
    /// All of them, fewest first.
    pub const ALL: [Self; 3] = [Self::One, Self::Two, Self::Three];

    /// As a number.
    pub fn count(self) -> usize {
        match self {
            Self::One => 1,
            Self::Two => 2,
            Self::Three => 3,
        }
    }

    /// Of a number; none for what is too few or too many.
    pub fn of(count: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|one| i64::try_from(one.count()) == Ok(count))
    }
}

/// A rule as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoardRule {
    /// Its id; none for what holds where nothing was set.
    pub id: Option<String>,
    /// For this section; none: for every section without a rule of its own.
    pub section: Option<SectionKey>,
    /// How many.
    pub approvals: Approvals,
    /// From these posts.
    pub roles: Vec<Role>,
    /// The first day.
    pub from: Option<Date>,
    /// The first day on which it no longer holds.
    pub until: Option<Date>,
    /// The decision it rests on.
    pub decision: String,
    /// Who set it.
    pub set_by: Option<AccountId>,
    /// When.
    pub set_at: Millis,
}

impl BoardRule {
    /// What holds where nothing was set: one other person of those who may approve.
    pub fn least() -> Self {
        Self {
            id: None,
            section: None,
            approvals: Approvals::One,
            roles: APPROVERS.to_vec(),
            from: None,
            until: None,
            decision: String::new(),
            set_by: None,
            set_at: 0,
        }
    }

    /// Whether it holds on a day.
    pub fn holds_on(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day < until)
    }

    /// The posts in words.
    pub fn posts(&self) -> String {
        self.roles.iter().map(|role| role.vietnamese()).collect::<Vec<_>>().join(", ")
    }
}

/// The rule for a section on a day: its own, else the general one, else the least; of several the youngest.
pub fn choose(rules: &[BoardRule], section: SectionKey, day: Date) -> BoardRule {
    let youngest = |wanted: Option<SectionKey>| {
        rules
            .iter()
            .filter(|rule| rule.section == wanted && rule.holds_on(day))
            .max_by_key(|rule| (rule.from, rule.set_at))
    };
    youngest(Some(section)).or_else(|| youngest(None)).cloned().unwrap_or_else(BoardRule::least)
}

/// The rule of a tenant for a section on a day.
///
/// # Errors
/// When the database does not answer.
pub async fn in_force(scope: &mut Scope, section: SectionKey, day: Date) -> Result<BoardRule> {
    Ok(choose(&store::rules(scope).await?, section, day))
}

/// Why one person alone cannot approve many at once in these sections: a rule asks for more, or for another post.
///
/// # Errors
/// When the database does not answer.
pub async fn refuse_alone(
    scope: &mut Scope,
    sections: &[SectionKey],
    held: &[Role],
    day: Date,
) -> Result<Option<Refusal>> {
    let all = store::rules(scope).await?;
    let rules = sections.iter().map(|section| choose(&all, *section, day));
    let alone = |rule: &BoardRule| {
        rule.approvals == Approvals::One && held.iter().any(|role| rule.roles.contains(role))
    };
    Ok(rules.into_iter().find(|rule| !alone(rule)).map(|rule| {
        let message = format!(
            "Quy tắc duyệt đang áp dụng cần {} người duyệt trong số: {}. Không duyệt cả lô được; xin mở và duyệt từng \
             văn bản.",
            rule.approvals.count(),
            rule.posts()
        );
        Refusal::new("", message, APPROVED)
    }))
}

/// A rule as the office typed it.
#[derive(Clone, Debug)]
pub struct NewRule<'a> {
    /// For this section, or for all.
    pub section: Option<SectionKey>,
    /// How many approvals.
    pub approvals: i64,
    /// From these posts.
    pub roles: Vec<Role>,
    /// The first day.
    pub from: Option<Date>,
    /// The first day on which it no longer holds.
    pub until: Option<Date>,
    /// The decision it rests on.
    pub decision: &'a str,
}

/// Sets a rule from today or a later day on.
///
/// # Errors
/// [`Error::Forbidden`] without the right, [`Error::Refused`] with every reason.
pub async fn set(db: &Db, tenant: &Tenant, staff: &Staff, actor: &Actor, new: &NewRule<'_>) -> Result<()> {
    staff.require(Action::BoardRules, State::Any)?;
    let approvals = checked(new, db.clock.today())?;
    let mut scope = db.write(tenant.id(), actor).await?;
    let rule = BoardRule {
        id: Some(fresh(db.clock.now(), &db.entropy)),
        section: new.section,
        approvals,
        roles: new.roles.clone(),
        from: new.from,
        until: new.until,
        decision: new.decision.trim().to_owned(),
        set_by: Some(staff.account.clone()),
        set_at: db.clock.now(),
    };
    let id = rule.id.clone().unwrap_or_default();
    store::insert_rule(&mut scope, &id, &rule).await?;
    scope.changed("board", &id, Reach::Staff);
    scope.audit(
        Action::BoardRules.as_str(),
        "board",
        &id,
        json!({
            "section": rule.section, "approvals": approvals.count(), "roles": rule.roles, "from": rule.from,
            "until": rule.until, "decision": rule.decision,
        }),
    );
    scope.commit().await
}

fn checked(new: &NewRule<'_>, today: Date) -> Result<Approvals> {
    let mut refusals = Vec::new();
    let approvals = Approvals::of(new.approvals);
    if approvals.is_none() {
        let message = "Phải có từ 1 đến 3 người duyệt. Không bỏ được nguyên tắc người viết không tự duyệt: mỗi bài \
                       luôn cần ít nhất một người khác duyệt.";
        refusals.push(Refusal::new("approvals", message, APPROVED));
    }
    if new.roles.is_empty() {
        refusals.push(Refusal::new("roles", "Hãy chọn ít nhất một chức danh được duyệt.", APPROVED));
    }
    if new.roles.iter().any(|role| !APPROVERS.contains(role)) {
        let message = "Chỉ Trưởng ban, Phó ban thường trực và Phó ban được duyệt.";
        refusals.push(Refusal::new("roles", message, APPROVED));
    }
    refuse_dates(new.from, new.until, &mut refusals);
    if new.from.is_some_and(|from| from < today) {
        let message = "Quy tắc không có hiệu lực ngược về trước: chọn hôm nay hoặc một ngày sau.";
        refusals.push(Refusal::new("from", message, APPROVED));
    }
    refuse_no_decision(new.decision, &mut refusals);
    Error::unless_empty(refusals)?;
    approvals.ok_or_else(|| Error::internal("checked above"))
}

/// Ends a rule today; what stands behind it holds again: the general rule, or one approval.
///
/// # Errors
/// [`Error::NotFound`] when there is no such rule, [`Error::Conflict`] when it ended already.
pub async fn end(db: &Db, tenant: &Tenant, staff: &Staff, actor: &Actor, id: &str) -> Result<()> {
    staff.require(Action::BoardRules, State::Any)?;
    let today = db.clock.today();
    let mut scope = db.write(tenant.id(), actor).await?;
    let rules = store::rules(&mut scope).await?;
    rules.iter().find(|rule| rule.id.as_deref() == Some(id)).ok_or(Error::NotFound)?;
    store::end_rule(&mut scope, id, today).await?;
    scope.changed("board", id, Reach::Staff);
    scope.audit(Action::BoardRules.as_str(), "board", id, json!({ "ended": today }));
    scope.commit().await
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn rule(section: Option<SectionKey>, approvals: Approvals, from: Date, until: Option<Date>) -> BoardRule {
        BoardRule { section, approvals, from: Some(from), until, ..BoardRule::least() }
    }

    #[test]
    fn a_section_s_own_rule_comes_before_the_general_one_and_both_are_dated() {
        let rules = [
            rule(None, Approvals::Two, date(2017, 1, 1), None),
            rule(Some(SectionKey::News), Approvals::Three, date(2017, 2, 1), Some(date(2017, 3, 1))),
            rule(None, Approvals::Three, date(2017, 6, 1), None),
        ];
        let needed = |section, day| choose(&rules, section, day).approvals;
        assert_eq!(needed(SectionKey::News, date(2016, 12, 31)), Approvals::One);
        assert_eq!(needed(SectionKey::News, date(2017, 1, 1)), Approvals::Two);
        assert_eq!(needed(SectionKey::News, date(2017, 2, 28)), Approvals::Three);
        assert_eq!(needed(SectionKey::About, date(2017, 2, 28)), Approvals::Two);
        assert_eq!(needed(SectionKey::News, date(2017, 3, 1)), Approvals::Two);
        assert_eq!(needed(SectionKey::News, date(2017, 6, 1)), Approvals::Three);
    }

    #[test]
    fn four_eyes_cannot_be_switched_off() {
        assert_eq!(Approvals::of(0), None);
        assert_eq!(Approvals::of(4), None);
        assert_eq!(Approvals::of(-1), None);
        assert!(Approvals::ALL.iter().all(|one| one.count() >= 1));
        let new = NewRule {
            section: None,
            approvals: 0,
            roles: vec![Role::Member],
            from: Some(date(2016, 12, 1)),
            until: None,
            decision: "",
        };
        let Err(Error::Refused(refusals)) = checked(&new, date(2016, 12, 30)) else {
            panic!("a rule without approvals was taken")
        };
        let fields: Vec<_> = refusals.iter().map(|refusal| refusal.field).collect();
        assert_eq!(fields, ["approvals", "roles", "from", "decision"]);
    }
}
