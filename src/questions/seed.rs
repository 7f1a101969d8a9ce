//! Sample questions put into the register with their answers, without mail.

use crate::base::audit::Actor;
use crate::base::clock::Millis;
use crate::base::error::Result;
use crate::base::id::{AccountId, QuestionId};
use crate::base::scope::{Db, Reach};
use crate::base::text::slug;
use crate::base::working_days::Calendar;
use crate::params;
use crate::people::State;
use crate::tenants::directory::Tenant;

use super::channels::Channel;
use super::classes::Class;
use super::store::{self, NewAnswer, NewRow};
use super::{codes, rules};

/// A sample question with its answer.
#[derive(Clone, Debug)]
pub struct Seeded {
    /// What it is about.
    pub subject: String,
    /// What was asked.
    pub body: String,
    /// The unit that answered.
    pub unit_key: String,
    /// The answer.
    pub answer: String,
    /// When it came.
    pub asked_at: Millis,
    /// When it was answered.
    pub answered_at: Millis,
    /// Whether it is on the site.
    pub publish: bool,
}

/// Puts a sample into the register, unless it is there already.
///
/// # Errors
/// When the database refuses.
pub async fn answered(db: &Db, tenant: &Tenant, seeded: &Seeded, approver: &AccountId) -> Result<()> {
    let mut scope = db.write(tenant.id(), &Actor::system()).await?;
    let digest = db.sealer.digest("sample-question", &format!("{}\n{}", seeded.subject, seeded.body));
    if store::was_submitted(&mut scope, &digest).await? {
        return Ok(());
    }
    let id = QuestionId::fresh(&db.clock, &db.entropy);
    let number = scope.next_number("questions").await?;
    let row = NewRow {
        id: &id,
        number,
        code_digest: codes::code_digest(db, tenant.id(), &db.entropy.readable(10)),
        submission_digest: Some(digest),
        subject: &seeded.subject,
        body: &seeded.body,
        contact: None,
        consent_name: false,
        consent_version: &rules::consent(crate::base::clock::local(seeded.asked_at).date()).version,
        received_at: seeded.asked_at,
        due_on: rules::due(Class::Question.key(), seeded.asked_at).on,
        class: Class::Question,
        channel: Channel::Web,
        consent_answer: true,
        content_digest: None,
        same_as: None,
    };
    store::insert(&mut scope, row).await?;
    let post = tenant.profile.unit(&seeded.unit_key).map_or_else(String::new, |unit| unit.head.clone());
    let new = NewAnswer {
        question: &id,
        dispatch: None,
        unit_key: &seeded.unit_key,
        body: &seeded.answer,
        name: &post,
        post: &post,
        by: None,
    };
    let answer = store::insert_answer(&mut scope, new).await?;
    store::approve_answer(&mut scope, &answer, &seeded.answer, approver, seeded.answered_at).await?;
    let filed = store::get(&mut scope, &id).await?.filed;
    let state = if seeded.publish { State::Published } else { State::AnsweredPrivately };
    let page = seeded.publish.then(|| format!("{}-{number}", slug(&seeded.subject)));
    let set = ", unit_key = $6, answer_id = $7, public_subject = subject, public_body = body, slug = $8, published_at = $9, settled_at = $9, settled_on = $10";
    super::clock::store::keep_past(&mut scope, &filed, seeded.answered_at).await?;
    store::advance(
        &mut scope,
        &filed,
        state,
        set,
        params![
            &seeded.unit_key,
            &answer,
            page,
            seeded.answered_at,
            Calendar::counts_for(seeded.answered_at)
        ],
    )
    .await?;
    if let Some(field) = tenant.profile.unit(&seeded.unit_key).and_then(|unit| unit.fields.first()) {
        super::answering::store::file_under(&mut scope, &id, field).await?;
    }
    super::answering::citations::record(&mut scope, &id, &seeded.answer).await?;
    scope.changed("question", id.as_str(), Reach::Public);
    scope.audit("demo.answer", "question", id.as_str(), serde_json::json!({ "number": number }));
    scope.commit().await
}
