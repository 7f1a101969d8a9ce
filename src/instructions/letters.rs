//! The letters of an instruction: to the board or unit that is to do it, and to who gave it.

use crate::app::App;
use crate::base::clock::weekday_date_vi;
use crate::base::error::Result;
use crate::base::id::AccountId;
use crate::base::mail::Address;
use crate::base::mail::retry::Class;
use crate::base::scope::{Db, WriteScope};
use crate::care::letters::board;
use crate::letters::signature::Signature;
use crate::letters::{self, kinds};
use crate::outbox::{self, NewMail};
use crate::people::store::account;
use crate::tenants::Unit;
use crate::tenants::directory::Tenant;

use super::Instruction;

/// Somebody who is written to.
#[derive(Clone, Debug)]
pub struct Person {
    /// Their account, or their unit.
    pub key: String,
    /// As people read it.
    pub label: String,
    /// Their address.
    pub address: Address,
    /// Their account.
    pub account: Option<AccountId>,
}

/// A step as it is told.
#[derive(Clone, Copy, Debug)]
pub struct To<'a> {
    /// To whom.
    pub people: &'a [Person],
    /// Which step, as it stands in the letter's key.
    pub step: &'a str,
    /// What happened.
    pub said: &'a str,
    /// The words that go with it.
    pub words: &'a str,
}

/// Who is told at the site that is to do it: the unit's box, or the board.
///
/// # Errors
/// When the database does not answer.
pub async fn receivers(db: &Db, site: &Tenant, unit: Option<&str>) -> Result<Vec<Person>> {
    if let Some(person) = unit.and_then(|key| site.profile.unit(key)).and_then(box_of) {
        return Ok(vec![person]);
    }
    // A unit without a box is told by the board of its site.
    let people = board(db, site).await?;
    let label = format!("Ban Biên tập {}", site.identity().full_name);
    if people.is_empty() {
        // Nobody is appointed there yet: the site's own box.
        let person = |address| Person { key: "hop-thu".into(), label, address, account: None };
        return Ok(site.profile.footer.email.parse().map(person).into_iter().collect());
    }
    let person = |(id, address): (AccountId, Address)| Person {
        key: id.to_string(),
        label: label.clone(),
        address,
        account: Some(id),
    };
    Ok(people.into_iter().map(person).collect())
}

/// A unit's box; none where it has none.
fn box_of(unit: &Unit) -> Option<Person> {
    let address = unit.email.parse().ok()?;
    Some(Person { key: unit.key.clone(), label: unit.name.clone(), address, account: None })
}

/// Who gave it.
///
/// # Errors
/// When the database does not answer.
pub async fn giver(db: &Db, of: &Instruction) -> Result<Vec<Person>> {
    let account = account(&mut db.platform().await?, &of.given_by).await?;
    let person = |account: crate::people::store::Account| {
        let address = account.email.parse().ok()?;
        Some(Person { key: account.id.to_string(), label: account.name, address, account: Some(account.id) })
    };
    Ok(account.and_then(person).into_iter().collect())
}

/// Writes to them, in the transaction of the step; how many letters were new.
///
/// # Errors
/// When a letter cannot be composed or the database refuses.
pub async fn write(
    scope: &mut WriteScope,
    app: &App,
    giver: &Tenant,
    of: &Instruction,
    to: &To<'_>,
) -> Result<usize> {
    let mut written = 0;
    for person in to.people {
        let to_giver = person.account.as_ref() == Some(&of.given_by) && of.giver != of.site;
        let desk = if to_giver { Some(giver.slug().to_owned()) } else { slug(app, of) };
        let letter = kinds::Instructed {
            to: &person.label,
            said: to.said,
            title: &of.title,
            due: Some(weekday_date_vi(of.due)),
            words: to.words,
            url: format!("{}/{}/chi-dao/{}", app.config.console_url(), desk.unwrap_or_default(), of.id),
        };
        let letter = letters::write(&letter, &Signature::of(giver));
        let mail = NewMail {
            class: Class::Unit,
            dedupe_key: format!("instruction/{}/{}/{}", of.id, to.step, person.key),
            subject_kind: "instruction",
            subject_id: &of.id,
            responsible: Some(&of.given_by),
            recipient_label: person.label.clone(),
            to: person.address.clone(),
            subject: letter.subject,
            text: letter.text,
            bounces: true,
        };
        let settings = app.mail.named(&giver.identity().body);
        written += usize::from(outbox::enqueue(scope, &settings, mail).await?.is_some());
    }
    Ok(written)
}

fn slug(app: &App, of: &Instruction) -> Option<String> {
    app.directory.get(&of.site).map(|site| site.slug().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_without_a_box_is_told_by_the_board() {
        let unit = |email: &str| -> Unit {
            let unit = serde_json::json!({
                "key": "tuphap", "name": "Tư pháp", "abbr": "TP", "kind": "office", "email": email, "head": "Công chức",
                "fields": [], "duties": "",
            });
            serde_json::from_value(unit).expect("a unit")
        };
        assert!(box_of(&unit("tuphap@ducthang.hiephoa.example")).is_some_and(|one| one.key == "tuphap"));
        assert!(box_of(&unit("")).is_none());
    }
}
