//! Counting approvals: enough distinct persons of the right posts on the same revision make an edition approved.

use serde_json::{Value, json};

use crate::base::clock::Millis;
use crate::base::error::{Refusal, Result};
use crate::base::id::{AccountId, EditionId, RevisionId, TenantId, fresh};
use crate::base::scope::{Scope, WriteScope};
use crate::people::{Appointment, Role, Staff};
use crate::tenants::SectionKey;

use super::rules::BoardRule;
use super::{APPROVED, rules, store};

/// One person's approval of one revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// Who.
    pub account: AccountId,
    /// Under which post.
    pub role: Role,
    /// Lent by which tenant, if they were.
    pub lent_by: Option<TenantId>,
    /// When.
    pub at: Millis,
}

/// What is approved.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The edition.
    pub edition: &'a EditionId,
    /// What it says now.
    pub revision: &'a RevisionId,
    /// Where it stands.
    pub section: SectionKey,
    /// Who began it.
    pub written_by: Option<&'a AccountId>,
}

/// The rule and the approvals that count under it.
#[derive(Clone, Debug)]
pub struct Tally {
    /// The rule of the day.
    pub rule: BoardRule,
    /// Standing approvals of this revision by posts that the rule names, oldest first.
    pub standing: Vec<Approval>,
}

impl Tally {
    /// Of a subject today.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn read(scope: &mut Scope, subject: Subject<'_>) -> Result<Self> {
        let day = scope.db().clock.today();
        let rule = rules::in_force(scope, subject.section, day).await?;
        let mut standing = store::standing(scope, subject.edition, subject.revision).await?;
        standing.retain(|approval| rule.roles.contains(&approval.role));
        Ok(Self { rule, standing })
    }

    /// How many are needed.
    pub fn needed(&self) -> usize {
        self.rule.approvals.count()
    }

    /// Whether it takes more than one person, so that how far it is should be told.
    pub fn is_shared(&self) -> bool {
        self.needed() > 1
    }

    /// Why this person may not add theirs.
    pub fn refusals(&self, staff: &Staff) -> Vec<Refusal> {
        let mut refusals = Vec::new();
        if self.standing.iter().any(|approval| approval.account == staff.account) {
            let message = "Ông/bà đã duyệt nội dung này rồi; còn cần người khác duyệt.";
            refusals.push(Refusal::new("", message, APPROVED));
        }
        if self.post_of(staff).is_none() {
            let message = format!(
                "Theo quy tắc duyệt đang áp dụng cho chuyên mục này, người duyệt là: {}.",
                self.rule.posts()
            );
            refusals.push(Refusal::new("", message, APPROVED));
        }
        refusals
    }

    /// The appointment under which a person approves: their own before one by which they are lent.
    fn post_of<'a>(&self, staff: &'a Staff) -> Option<&'a Appointment> {
        let fitting = staff.appointments.iter().filter(|held| self.rule.roles.contains(&held.role));
        fitting.min_by_key(|held| held.lent_by.is_some())
    }

    /// "1/2 người đã duyệt: …", with the names as the caller knows them.
    pub fn sentence(&self, name: impl Fn(&Approval) -> String) -> String {
        let names: Vec<String> = self.standing.iter().map(name).collect();
        let counted = format!("{}/{} người đã duyệt", names.len().min(self.needed()), self.needed());
        if names.is_empty() { counted } else { format!("{counted}: {}", names.join("; ")) }
    }
}

/// What became of an approval.
#[derive(Clone, Debug)]
pub struct Given {
    /// Whether that was the last one needed.
    pub enough: bool,
    /// What the trail keeps of it.
    pub detail: Value,
}

/// Writes a person's approval down; whoever calls has asked [`Tally::refusals`] and refused own work.
///
/// # Errors
/// When the database refuses.
pub async fn give(
    scope: &mut WriteScope,
    tally: &Tally,
    subject: Subject<'_>,
    staff: &Staff,
) -> Result<Given> {
    let post = tally.post_of(staff).ok_or(crate::base::error::Error::Forbidden)?;
    let db = scope.db().clone();
    let approval = Approval {
        account: staff.account.clone(),
        role: post.role,
        lent_by: post.lent_by.clone(),
        at: db.clock.now(),
    };
    let id = fresh(db.clock.now(), &db.entropy);
    store::insert_approval(scope, &id, subject, &approval).await?;
    let given = tally.standing.len() + 1;
    let detail = json!({
        "edition": subject.edition, "revision": subject.revision, "no_secret": true, "role": post.role,
        "lent_by": post.lent_by, "approvals": format!("{given}/{}", tally.needed()),
    });
    Ok(Given { enough: given >= tally.needed(), detail })
}

/// Takes back the standing approvals of an edition that is returned to its author.
///
/// # Errors
/// When the database refuses.
pub async fn void(scope: &mut WriteScope, edition: &EditionId) -> Result<()> {
    let now = scope.db().clock.now();
    store::void_approvals(scope, edition, now).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::board::rules::Approvals;
    use jiff::civil::date;

    fn staff(account: &str, role: Role) -> Staff {
        let appointment = Appointment {
            tenant: "t".into(),
            id: "a".into(),
            account: account.into(),
            role,
            unit: None,
            from: date(2016, 1, 1),
            until: None,
            decision: "QĐ".into(),
            lent_by: None,
            stopped_at: None,
        };
        Staff {
            account: account.into(),
            login: account.into(),
            name: account.into(),
            appointments: vec![appointment],
            above: Vec::new(),
            limit: None,
        }
    }

    fn tally() -> Tally {
        let rule = BoardRule {
            approvals: Approvals::Two,
            roles: vec![Role::BoardHead, Role::Deputy],
            ..BoardRule::least()
        };
        let first = Approval { account: "mot".into(), role: Role::Deputy, lent_by: None, at: 1 };
        Tally { rule, standing: vec![first] }
    }

    #[test]
    fn the_same_person_and_the_wrong_post_add_nothing() {
        assert_eq!(tally().refusals(&staff("hai", Role::BoardHead)), []);
        assert_eq!(tally().refusals(&staff("mot", Role::Deputy)).len(), 1);
        assert_eq!(tally().refusals(&staff("ba", Role::StandingDeputy)).len(), 1);
    }

    #[test]
    fn how_far_it_is_is_told_with_names() {
        let name = |approval: &Approval| approval.account.to_string();
        assert_eq!(tally().sentence(name), "1/2 người đã duyệt: mot");
        let none = Tally { standing: vec![], ..tally() };
        assert_eq!(none.sentence(name), "0/2 người đã duyệt");
    }
}
