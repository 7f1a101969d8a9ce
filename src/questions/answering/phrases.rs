//! Short administrative phrases of a site, kept by its desk and put into drafts of answers by choice.

pub mod store;

use serde_json::json;

use crate::base::clock::Millis;
use crate::base::error::{Error, Refusal, Result};
use crate::base::id::fresh;
use crate::base::scope::{Reach, Scope};
use crate::base::text::{folded, normalise};
use crate::people::{Action, State};
use crate::questions::classes::Class;
use crate::questions::desk::Act;
use crate::questions::routing::rules::fields;
use crate::questions::routing::store::field_of;
use crate::questions::store::Question;

const CLAUSE: &str = "Quy chế Điều 10.1";
/// The longest name and the longest phrase, in characters.
const NAME: usize = 80;
const BODY: usize = 2_000;
/// So many are offered at a time at most.
const MOST: usize = 200;

/// A phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    /// Its id.
    pub id: String,
    /// What it is chosen by.
    pub name: String,
    /// Its words.
    pub body: String,
    /// Only for questions of this class; none for all.
    pub class: Option<Class>,
    /// Only for questions of this field; none for all.
    pub field: Option<String>,
    /// Counts the changes.
    pub version: i64,
    /// Whose login.
    pub set_by: String,
    /// When.
    pub set_at: Millis,
    /// When it was no longer offered.
    pub ended_at: Option<Millis>,
}

/// A phrase as somebody typed it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Typed<'a> {
    /// What it is chosen by.
    pub name: &'a str,
    /// Its words.
    pub body: &'a str,
    /// A class's key, or "" for all.
    pub class: &'a str,
    /// A field's key, or "" for all.
    pub field: &'a str,
}

/// What was typed, once nothing stands against it.
struct Checked {
    name: String,
    body: String,
    class: Option<Class>,
    field: Option<String>,
}

/// The phrases that fit a question, the narrowest before others.
///
/// # Errors
/// When the database does not answer.
pub async fn fitting(scope: &mut Scope, question: &Question) -> Result<Vec<Phrase>> {
    let field = field_of(scope, &question.filed.id).await?;
    let mut phrases = store::offered(scope).await?;
    phrases.retain(|phrase| {
        phrase.class.is_none_or(|class| class == question.filed.class)
            && (phrase.field.is_none() || phrase.field == field)
    });
    phrases.sort_by_key(|phrase| (phrase.field.is_none(), phrase.class.is_none()));
    Ok(phrases)
}

/// A draft with a phrase, or anything else that is taken over, at its end.
#[must_use]
pub fn put(body: &str, more: &str) -> String {
    format!("{}\n\n{}", body.trim_end(), more.trim()).trim_start().to_owned()
}

/// Adds a phrase.
///
/// # Errors
/// [`Error::Refused`] with every reason.
pub async fn add(act: Act<'_>, typed: Typed<'_>) -> Result<String> {
    act.staff.require(Action::PhraseSet, State::Any)?;
    let mut scope = act.db.write(act.tenant.id(), act.actor).await?;
    let checked = checked(act, &store::offered(&mut scope).await?, "", typed)?;
    let now = act.db.clock.now();
    let phrase = Phrase {
        id: fresh(now, &act.db.entropy),
        name: checked.name,
        body: checked.body,
        class: checked.class,
        field: checked.field,
        version: 1,
        set_by: act.actor.label.clone(),
        set_at: now,
        ended_at: None,
    };
    store::insert(&mut scope, &phrase).await?;
    scope.audit(Action::PhraseSet.as_str(), "phrase", &phrase.id, json!({ "name": phrase.name }));
    scope.changed("phrase", &phrase.id, Reach::Staff);
    scope.commit().await?;
    Ok(phrase.id)
}

/// Changes a phrase; drafts that it stands in already keep it as it was.
///
/// # Errors
/// [`Error::Refused`] with every reason, [`Error::Conflict`] when it was changed or ended meanwhile.
pub async fn change(act: Act<'_>, id: &str, version: i64, typed: Typed<'_>) -> Result<()> {
    act.staff.require(Action::PhraseSet, State::Any)?;
    let mut scope = act.db.write(act.tenant.id(), act.actor).await?;
    let old = store::get(&mut scope, id).await?.ok_or(Error::NotFound)?;
    let checked = checked(act, &store::offered(&mut scope).await?, id, typed)?;
    let phrase = Phrase {
        name: checked.name,
        body: checked.body,
        class: checked.class,
        field: checked.field,
        version,
        set_by: act.actor.label.clone(),
        set_at: act.db.clock.now(),
        ..old.clone()
    };
    if !store::replace(&mut scope, &phrase).await? {
        return Err(changed());
    }
    let fields = [
        ("name", old.name != phrase.name),
        ("body", old.body != phrase.body),
        ("class", old.class != phrase.class),
        ("field", old.field != phrase.field),
    ];
    let fields: Vec<&str> = fields.into_iter().filter(|field| field.1).map(|field| field.0).collect();
    scope.audit(Action::PhraseSet.as_str(), "phrase", id, json!({ "changed": fields }));
    scope.changed("phrase", id, Reach::Staff);
    scope.commit().await
}

/// Offers a phrase no longer.
///
/// # Errors
/// [`Error::Conflict`] when it was changed or ended meanwhile.
pub async fn end(act: Act<'_>, id: &str, version: i64) -> Result<()> {
    act.staff.require(Action::PhraseSet, State::Any)?;
    let mut scope = act.db.write(act.tenant.id(), act.actor).await?;
    store::get(&mut scope, id).await?.ok_or(Error::NotFound)?;
    if !store::end(&mut scope, id, version).await? {
        return Err(changed());
    }
    scope.audit(Action::PhraseSet.as_str(), "phrase", id, json!({ "ended": true }));
    scope.changed("phrase", id, Reach::Staff);
    scope.commit().await
}

fn changed() -> Error {
    Error::Conflict("Mẫu câu vừa được người khác sửa hoặc thôi dùng. Hãy tải lại trang.".into())
}

fn checked(act: Act<'_>, known: &[Phrase], own: &str, typed: Typed<'_>) -> Result<Checked> {
    let tidy = |text: &str| normalise(text).replace("\r\n", "\n").trim().to_owned();
    let (name, body) = (tidy(typed.name), tidy(typed.body));
    let class = Class::parse(typed.class);
    let field = Some(typed.field.to_owned()).filter(|field| !field.is_empty());
    let of_site =
        |key: &String| fields(&act.tenant.profile, act.tenant.day).iter().any(|field| &field.key == key);
    let same = |phrase: &&Phrase| phrase.id != own && folded(&phrase.name) == folded(&name);
    let checks = [
        (
            !(3..=NAME).contains(&name.chars().count()) || name.contains('\n'),
            "ten",
            "Hãy ghi tên mẫu câu trên một dòng, 3 đến 80 ký tự.",
        ),
        (known.iter().any(|phrase| same(&phrase)), "ten", "Đã có mẫu câu mang tên này. Hãy đặt tên khác."),
        (
            !(5..=BODY).contains(&body.chars().count()),
            "noi-dung",
            "Hãy ghi nội dung mẫu câu, 5 đến 2.000 ký tự.",
        ),
        (
            !typed.class.is_empty() && class.is_none_or(Class::is_sealed),
            "loai",
            "Hãy chọn một loại câu hỏi, hoặc để dùng cho mọi loại.",
        ),
        (
            field.as_ref().is_some_and(|key| !of_site(key)),
            "linh-vuc",
            "Hãy chọn một lĩnh vực của trang, hoặc để dùng cho mọi lĩnh vực.",
        ),
        (
            own.is_empty() && known.len() >= MOST,
            "ten",
            "Trang đã có 200 mẫu câu. Hãy thôi dùng mẫu cũ trước khi thêm.",
        ),
    ];
    let refuse = |(_, field, message)| Refusal::new(field, message, CLAUSE);
    Error::unless_empty(checks.into_iter().filter(|check| check.0).map(refuse).collect())?;
    Ok(Checked { name, body, class, field })
}

#[cfg(test)]
mod tests {
    use super::put;

    #[test]
    fn what_is_taken_over_stands_at_the_end_as_a_paragraph() {
        assert_eq!(put("", "Căn cứ Luật Hộ tịch."), "Căn cứ Luật Hộ tịch.");
        assert_eq!(put("Gia đình nộp hồ sơ.\n\n", " Trân trọng. "), "Gia đình nộp hồ sơ.\n\nTrân trọng.");
    }
}
