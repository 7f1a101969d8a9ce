//! Everything the desk is shown to decide whose a question is. Nothing of it is done by itself.

use super::class::{self, Guess};
use super::hold::Memories;
use super::profile::Profiles;
use super::rules::{self, Field, Reason};
use super::store::{self as routing, Decline};
use super::suggest::{Ground, Suggestion, suggest};
use super::terms::{Asked, remembered};
use crate::base::error::{Error, Result};
use crate::base::id::QuestionId;
use crate::base::scope::{Db, Reach};
use crate::people::Action;
use crate::questions::desk::Act;
use crate::questions::store::{self, Question};
use crate::tenants::Unit;
use crate::tenants::directory::Tenant;

/// A field that less speaks for is not named.
const FIELD_THRESHOLD: f32 = 1.0;

/// What speaks for whom.
#[derive(Clone, Debug, Default)]
pub struct Triage {
    /// At most three units, likeliest first.
    pub suggestions: Vec<Suggestion>,
    /// What the tenant's rules say.
    pub reasons: Vec<Reason>,
    /// The field a person put it into.
    pub field: Option<Field>,
    /// Else the field that its words point to.
    pub field_guess: Option<Field>,
    /// The class that its words hint at.
    pub class: Option<Guess>,
    /// Which units said that it is not theirs.
    pub declines: Vec<Decline>,
}

/// Looks at a question.
///
/// # Errors
/// When the database does not answer.
pub async fn look(db: &Db, memories: &Memories, tenant: &Tenant, question: &Question) -> Result<Triage> {
    let mut scope = db.read(tenant.id()).await?;
    let id = &question.filed.id;
    let declines = routing::declines(&mut scope, id).await?;
    let held = routing::field_of(&mut scope, id).await?;
    let set = routing::rules(&mut scope).await?;
    drop(scope);
    let text = format!("{}\n{}", question.filed.subject, question.body);
    let asked = Asked::of(&text);
    let units: Vec<&Unit> = tenant.profile.units_on(tenant.day).collect();
    let profiles = Profiles::of(units.iter().copied());
    let declined: Vec<String> = declines.iter().map(|decline| decline.unit_key.clone()).collect();
    let now = db.clock.now();
    let (suggestions, voted) = memories
        .ask(db, tenant.id(), |memory| {
            let ground = Ground { units: &units, profiles: &profiles, memory, now };
            let near = memory.nearest(&asked, 5, now, |other| other == id.as_str());
            let voted = near.iter().find_map(|near| memory.past(near.doc).field.clone());
            (suggest(&ground, &asked, id.as_str(), &declined), voted)
        })
        .await?;
    let fields = rules::fields(&tenant.profile, tenant.day);
    let find = |key: &str| fields.iter().find(|field| field.key == key).cloned();
    let field = held.as_deref().and_then(find);
    let field_guess = guess(&fields, &asked).or_else(|| voted.as_deref().and_then(find));
    let likely: Vec<String> = suggestions.iter().map(|suggestion| suggestion.unit_key.clone()).collect();
    let reasons = rules::reasons(
        &set,
        &tenant.profile,
        tenant.day,
        &text,
        field.as_ref().or(field_guess.as_ref()),
        &likely,
    );
    Ok(Triage { suggestions, reasons, field, field_guess, class: class::guess(&text), declines })
}

/// The field whose name the question has most of, whole names and pairs first.
fn guess(fields: &[Field], asked: &Asked) -> Option<Field> {
    let score = |field: &Field| {
        let terms = remembered(&[(&field.name, 1.0)]);
        let met = asked.terms.iter().filter(|term| terms.contains_key(&term.key));
        let sum: f32 = met.map(|term| if term.pair { 2.0 * term.weight } else { 0.5 * term.weight }).sum();
        sum / (terms.len() as f32).sqrt()
    };
    let scored =
        fields.iter().map(|field| (score(field), field)).filter(|(score, _)| *score >= FIELD_THRESHOLD);
    scored.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, field)| field.clone())
}

/// Puts a question into a field of the tenant.
///
/// # Errors
/// [`Error::Refused`] for a field that is not there.
pub async fn set_field(act: Act<'_>, id: &QuestionId, version: i64, key: &str) -> Result<()> {
    let mut hand = act.take(id, version, Action::QuestionAssign).await?;
    let field = rules::fields(&act.tenant.profile, act.tenant.day).into_iter().find(|field| field.key == key);
    let field = field
        .ok_or_else(|| Error::refused("linh-vuc", "Hãy chọn một lĩnh vực của trang.", "Quy chế Điều 10"))?;
    routing::set_field(&mut hand.scope, id, &field.key).await?;
    let state = hand.question.filed.state;
    store::advance(&mut hand.scope, &hand.question.filed, state, "", vec![]).await?;
    hand.scope.audit("question.field", "question", id.as_str(), serde_json::json!({ "field": field.key }));
    let words = format!("Xếp vào lĩnh vực {}", field.name);
    store::event(&mut hand.scope, id, "question.field", &words, false).await?;
    hand.scope.changed("question", id.as_str(), Reach::Staff);
    hand.scope.commit().await
}
