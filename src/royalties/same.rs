//! Namesakes on the sites of one payer: the office says whether they are one person, since the tax of a person is that of all
//! that the payer pays them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::json;

use crate::base::audit::Actor;
use crate::base::error::{Error, Refusal, Result};
use crate::base::scope::{Db, Reach, Scope};
use crate::base::text::folded;
use crate::people::{Action, Staff, State};
use crate::tenants::directory::{Directory, Tenant};

use super::payees::Payee;
use super::{PAID, runs, store};

/// By whom payments are added up, where it is not who was named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Same(BTreeMap<String, String>);

impl Same {
    /// What a payer's office said.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn read(scope: &mut Scope) -> Result<Self> {
        Ok(Self(store::same(scope).await?.into_iter().collect()))
    }

    /// By whom a person's payments are added up.
    pub fn of<'a>(&'a self, person: &'a str) -> &'a str {
        self.0.get(person).map_or(person, String::as_str)
    }

    /// Everybody whose payments are added up with a person's, themselves among them.
    pub fn all<'a>(&'a self, person: &'a str) -> BTreeSet<&'a str> {
        let whole = self.of(person);
        let joined = self.0.iter().filter(|(_, is)| *is == whole).map(|(one, _)| one.as_str());
        joined.chain([whole]).collect()
    }

    /// Whether the office said something of a person.
    fn is_told(&self, person: &str) -> bool {
        self.0.contains_key(person)
    }
}

/// Somebody of whom the office has to say whether they are one of the others.
#[derive(Clone, Debug)]
pub struct Namesake {
    /// Who was named last.
    pub one: (Arc<Tenant>, Payee),
    /// Whom they may be.
    pub others: Vec<(Arc<Tenant>, Payee)>,
}

impl Namesake {
    /// Everybody it is about.
    pub fn people(&self) -> impl Iterator<Item = &Payee> {
        std::iter::once(&self.one).chain(&self.others).map(|one| &one.1)
    }

    /// In words: the name, with the sites that named it.
    pub fn vietnamese(&self) -> String {
        let sites = std::iter::once(&self.one).chain(&self.others);
        let sites: Vec<&str> = sites.map(|one| one.0.identity().full_name.as_str()).collect();
        format!("“{}” có ở {}", self.one.1.name, sites.join(", "))
    }
}

/// Namesakes on different sites of whom nothing was said yet: of two, the one who was named later is asked about. Two accounts are
/// two people, and two of one site were told apart when they were named.
pub fn undecided(known: &[(Arc<Tenant>, Payee)], same: &Same) -> Vec<Namesake> {
    let mut known: Vec<&(Arc<Tenant>, Payee)> = known.iter().collect();
    known.sort_by(|a, b| a.1.id.cmp(&b.1.id));
    let mut found = Vec::new();
    for (at, one) in known.iter().enumerate().filter(|(_, one)| !same.is_told(&one.1.person())) {
        let others: Vec<_> = known[..at].iter().filter(|other| are_alike(one, other, same)).collect();
        if !others.is_empty() {
            let others = others.into_iter().map(|other| (**other).clone()).collect();
            found.push(Namesake { one: (*one).clone(), others });
        }
    }
    found
}

fn are_alike(
    (site, one): &(Arc<Tenant>, Payee),
    (elsewhere, other): &(Arc<Tenant>, Payee),
    same: &Same,
) -> bool {
    let both_sign_in = one.account.is_some() && other.account.is_some();
    site.id() != elsewhere.id()
        && !both_sign_in
        && folded(&one.name) == folded(&other.name)
        && same.of(&one.person()) != same.of(&other.person())
}

/// Says that a person is another, or, without one, that they only bear the same name.
///
/// # Errors
/// [`Error::Forbidden`] without the right, [`Error::Refused`] for who is not known to the payer, and for whom notices or a fund
/// still hold a case of their own.
pub async fn say(
    db: &Db,
    directory: &Directory,
    payer: &Tenant,
    staff: &Staff,
    actor: &Actor,
    (person, other): (&str, Option<&str>),
) -> Result<()> {
    staff.require(Action::RoyaltyPay, State::Any)?;
    let known = runs::known(db, directory, payer).await?;
    let payee = |person: &str| known.iter().map(|one| &one.1).find(|payee| payee.person() == person);
    let unknown = || Error::refused("same", "Không có người nhận này.", PAID);
    let one = payee(person).ok_or_else(unknown)?;
    let other = other.map(|other| payee(other).ok_or_else(unknown)).transpose()?;
    // Who can sign in sees what is theirs under their account.
    let (one, whole) = match other {
        Some(other) if one.account.is_some() => (other, one),
        Some(other) => (one, other),
        None => (one, one),
    };
    let mut scope = db.write(payer.id(), actor).await?;
    let same = Same::read(&mut scope).await?;
    let (from, to) = (one.person(), same.of(&whole.person()).to_owned());
    Error::unless_empty(against(&mut scope, one, whole, &from).await?)?;
    let now = db.clock.now();
    let moved = same.all(&from).into_iter().filter(|person| from != to && *person != to);
    for person in moved.chain((from == to).then_some(from.as_str())) {
        store::put_same(&mut scope, person, &to, &staff.account, now).await?;
    }
    scope.changed("royalty", &from, Reach::Staff);
    scope.audit("royalty.same", "royalty", &from, json!({ "is": to, "one": from != to }));
    scope.commit().await
}

async fn against(scope: &mut Scope, one: &Payee, whole: &Payee, from: &str) -> Result<Vec<Refusal>> {
    let mut refusals = Vec::new();
    if one.id == whole.id {
        return Ok(refusals);
    }
    let mut refuse = |message: String| refusals.push(Refusal::new("same", message, PAID));
    if one.account.is_some() && whole.account.is_some() {
        refuse("Hai tài khoản là hai người, không gộp được.".into());
    }
    if store::notices(scope, from).await?.iter().any(|notice| !notice.answered) {
        let name = &one.name;
        refuse(format!("“{name}” có thông báo chưa trả lời: hãy ghi trả lời trước khi gộp."));
    }
    let carries = store::carries(scope).await?;
    if carries.iter().any(|carry| carry.person == from && !carry.is_paid() && !carry.moved_again) {
        refuse(format!("“{}” có khoản trong quỹ chưa chi lại: hãy giải quyết trước khi gộp.", one.name));
    }
    Ok(refusals)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_joined_is_added_up_with_the_other_and_found_from_both_sides() {
        let same = Same([("b".to_owned(), "a".to_owned()), ("c".to_owned(), "c".to_owned())].into());
        assert_eq!((same.of("a"), same.of("b"), same.of("c"), same.of("d")), ("a", "a", "c", "d"));
        assert_eq!(same.all("b"), BTreeSet::from(["a", "b"]));
        assert_eq!(same.all("c"), BTreeSet::from(["c"]));
        assert!(same.is_told("c") && !same.is_told("a"));
    }
}
