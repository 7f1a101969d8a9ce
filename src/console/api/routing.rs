//! Triage and routing over JSON: the desk's services, and so the desk's rules.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::audit::Actor;
use crate::base::error::{Error, Result};
use crate::base::id::QuestionId;
use crate::console::desk::Desk;
use crate::people::Action;
use crate::questions::desk::{Act, require_sight};
use crate::questions::routing::contacts::{self as outside, External};
use crate::questions::routing::opinions::{self as asking, Opinion};
use crate::questions::routing::rules::{self as ruling, NewRule, Rule};
use crate::questions::routing::transfer::{self, Forward};
use crate::questions::routing::triage::{self, look};
use crate::questions::routing::{decline as declining, duplicates, store as routing};
use crate::questions::store;

use super::call::{Answer, DONE, Done, List, Nothing, day};

fn act<'a>(desk: &'a Desk, actor: &'a Actor) -> Act<'a> {
    Act { db: &desk.app.db, mail: &desk.app.mail, tenant: &desk.tenant, actor, staff: &desk.staff }
}

fn id(desk: &Desk) -> QuestionId {
    desk.asked.param("question").into()
}

/// A unit that a question may belong to.
#[derive(Serialize, JsonSchema)]
pub struct SuggestionJson {
    /// The unit's key.
    unit: String,
    /// From 0 to 1.
    score: f32,
    /// The words that point to its duties.
    words: Vec<String>,
    /// The ids of answered questions that are near.
    answered: Vec<String>,
    /// Whether it said that the question is not theirs.
    declined: bool,
}

/// What a rule of the site says.
#[derive(Serialize, JsonSchema)]
pub struct ReasonJson {
    /// The unit it leads to.
    unit: String,
    /// In a sentence.
    text: String,
}

/// A unit's opinion.
#[derive(Serialize, JsonSchema)]
pub struct OpinionJson {
    /// Whose.
    unit: String,
    /// What it was asked.
    note: String,
    /// What it said, once it did.
    body: Option<String>,
    /// Who said it.
    author: Option<String>,
}

impl OpinionJson {
    fn of(opinion: Opinion) -> Self {
        Self { unit: opinion.unit_key, note: opinion.note, body: opinion.body, author: opinion.author_name }
    }
}

/// What speaks for whom.
#[derive(Serialize, JsonSchema)]
pub struct TriageJson {
    /// At most three, likeliest first.
    suggestions: Vec<SuggestionJson>,
    /// What the site's rules say.
    reasons: Vec<ReasonJson>,
    /// The field it was put into.
    field: Option<String>,
    /// Else the field that its words point to.
    field_guess: Option<String>,
    /// The class that its words hint at.
    class_guess: Option<&'static str>,
    /// Opinions asked for.
    opinions: Vec<OpinionJson>,
    /// The number of the question that this one repeats.
    repeats: Option<i64>,
}

impl Answer for TriageJson {}

/// `GET …/questions/:question/triage`
pub async fn read(desk: Desk, _: Nothing) -> Result<TriageJson> {
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let question = store::get(&mut scope, &id(&desk)).await?;
    require_sight(&desk.staff, question.filed.unit_key.as_deref())?;
    desk.staff.require(Action::QuestionAssign, question.filed.state)?;
    let opinions = routing::opinions(&mut scope, &question.filed.id).await?;
    let main = routing::main_of(&mut scope, &question.filed.id).await?;
    drop(scope);
    let seen = look(&desk.app.db, &desk.app.memories, &desk.tenant, &question).await?;
    Ok(TriageJson {
        suggestions: seen
            .suggestions
            .into_iter()
            .map(|one| SuggestionJson {
                unit: one.unit_key,
                score: one.score,
                words: one.words,
                answered: one.because.into_iter().map(|past| past.id).collect(),
                declined: one.declined,
            })
            .collect(),
        reasons: seen
            .reasons
            .into_iter()
            .map(|one| ReasonJson { unit: one.unit_key, text: one.text })
            .collect(),
        field: seen.field.map(|field| field.key),
        field_guess: seen.field_guess.map(|field| field.key),
        class_guess: seen.class.map(|guess| guess.key),
        opinions: opinions.into_iter().map(OpinionJson::of).collect(),
        repeats: main.map(|main| main.filed.number),
    })
}

/// What an act of routing needs; each reads the fields that concern it.
#[derive(Debug, Default, Deserialize, JsonSchema)]
pub struct RouteJson {
    /// The version that was read.
    #[serde(default)]
    version: i64,
    /// The field's key.
    #[serde(default)]
    field: String,
    /// The units asked for an opinion.
    #[serde(default)]
    units: Vec<String>,
    /// The number of the question that asks the same.
    #[serde(default)]
    number: i64,
    /// Whether it is closed and told of that one's answer.
    #[serde(default)]
    together: bool,
    /// The short name of the site that takes it.
    #[serde(default)]
    site: String,
    /// The body outside that takes it.
    #[serde(default)]
    contact: String,
    /// The reader agreed that their contact goes along.
    #[serde(default)]
    with_contact: bool,
    /// A word to the units or the body.
    #[serde(default)]
    note: String,
    /// Why.
    #[serde(default)]
    reason: String,
}

macro_rules! act {
    ($(#[$doc:meta])* $name:ident, |$desk:ident, $act:ident, $id:ident, $body:ident| $call:expr) => {
        $(#[$doc])*
        pub async fn $name($desk: Desk, $body: RouteJson) -> Result<Done> {
            let (actor, $id) = ($desk.actor(), id(&$desk));
            let $act = act(&$desk, &actor);
            $call.await?;
            Ok(DONE)
        }
    };
}

act!(
    /// `POST …/field`
    set_field, |desk, act, id, body| triage::set_field(act, &id, body.version, &body.field)
);
act!(
    /// `POST …/opinions`
    ask_opinions, |desk, act, id, body| asking::ask(act, &id, body.version, &body.units, &body.note)
);
act!(
    /// `POST …/repeats`
    repeat, |desk, act, id, body| async {
        duplicates::link(act, &id, body.version, &body.number.to_string(), body.together).await
    }
);
act!(
    /// `POST …/hand-over`
    hand_over, |desk, act, id, body| {
        transfer::to_site(act, &desk.app.directory, &id, body.version, &body.site, &body.reason)
    }
);
act!(
    /// `POST …/forward`
    forward, |desk, act, id, body| {
        let forward = Forward { contact: &body.contact, note: &body.note, with_contact: body.with_contact };
        transfer::to_body(act, &id, body.version, forward)
    }
);
act!(
    /// `POST …/decline`
    decline, |desk, act, id, body| declining::decline(act, &id, body.version, &body.reason)
);

/// A rule of routing.
#[derive(Serialize, JsonSchema)]
pub struct RuleJson {
    /// Its id.
    rule: String,
    /// `field`, `keyword`, `absent`.
    kind: &'static str,
    /// The field's key, the words, or the unit that is away.
    subject: String,
    /// The unit it leads to.
    unit: String,
    /// The first day.
    from: String,
    /// The first day on which it holds no more.
    until: Option<String>,
    /// Why.
    note: String,
}

impl RuleJson {
    fn of(rule: Rule) -> Self {
        Self {
            rule: rule.id,
            kind: rule.kind.as_str(),
            subject: rule.subject,
            unit: rule.unit_key,
            from: rule.from.to_string(),
            until: rule.until.map(|day| day.to_string()),
            note: rule.note,
        }
    }
}

/// `GET …/routing/rules`
pub async fn rules(desk: Desk, _: Nothing) -> Result<List<RuleJson>> {
    let rows = routing::rules(&mut desk.app.db.read(desk.tenant.id()).await?).await?;
    Ok(List { rows: rows.into_iter().map(RuleJson::of).collect(), after: None })
}

/// A rule as it is set.
#[derive(Debug, Default, Deserialize, JsonSchema)]
pub struct NewRuleJson {
    /// `field`, `keyword`, `absent`.
    #[serde(default)]
    kind: String,
    /// The field's key, the words, or the unit that is away.
    #[serde(default)]
    subject: String,
    /// The unit it leads to.
    #[serde(default)]
    unit: String,
    /// The first day.
    from: Option<String>,
    /// The last day.
    last: Option<String>,
    /// Why.
    #[serde(default)]
    note: String,
}

/// Its id.
#[derive(Serialize, JsonSchema)]
pub struct SetJson {
    /// Of the rule or the body.
    id: String,
}

impl Answer for SetJson {}

/// `POST …/routing/rules`
pub async fn set_rule(desk: Desk, body: NewRuleJson) -> Result<SetJson> {
    let actor = desk.actor();
    let new = NewRule {
        kind: &body.kind,
        subject: &body.subject,
        unit: &body.unit,
        from: day("from", body.from.as_deref())?,
        last: day("last", body.last.as_deref())?,
        last_unread: false,
        note: &body.note,
    };
    Ok(SetJson { id: ruling::set(act(&desk, &actor), new).await? })
}

/// `POST …/routing/rules/:rule/end`
pub async fn end_rule(desk: Desk, _: Nothing) -> Result<Done> {
    let actor = desk.actor();
    ruling::end(act(&desk, &actor), desk.asked.param("rule")).await?;
    Ok(DONE)
}

/// A body outside.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct BodyJson {
    /// Its id; not sent.
    #[serde(default)]
    contact: String,
    /// What it is called.
    #[serde(default)]
    name: String,
    /// What is theirs.
    #[serde(default)]
    matters: String,
    /// Its box, or "".
    #[serde(default)]
    email: String,
    /// Its telephone, or "".
    #[serde(default)]
    phone: String,
    /// Where it is, or "".
    #[serde(default)]
    address: String,
    /// The law by which it is theirs.
    #[serde(default)]
    basis: String,
    /// The first day.
    from: Option<String>,
    /// The first day on which it holds no more; not sent.
    until: Option<String>,
}

/// `GET …/routing/contacts`
pub async fn contacts(desk: Desk, _: Nothing) -> Result<List<BodyJson>> {
    let rows = routing::contacts(&mut desk.app.db.read(desk.tenant.id()).await?).await?;
    let row = |body: External| BodyJson {
        contact: body.id,
        name: body.name,
        matters: body.matters,
        email: body.email,
        phone: body.phone,
        address: body.address,
        basis: body.basis,
        from: Some(body.from.to_string()),
        until: body.until.map(|day| day.to_string()),
    };
    Ok(List { rows: rows.into_iter().map(row).collect(), after: None })
}

/// `POST …/routing/contacts`
pub async fn add_contact(desk: Desk, body: BodyJson) -> Result<SetJson> {
    let actor = desk.actor();
    let from = day("from", body.from.as_deref())?;
    if !body.contact.is_empty() {
        return Err(Error::BadRequest("contact: mã do máy chủ đặt".into()));
    }
    let new = External {
        name: body.name,
        matters: body.matters,
        email: body.email,
        phone: body.phone,
        address: body.address,
        basis: body.basis,
        ..External::default()
    };
    Ok(SetJson { id: outside::add(act(&desk, &actor), new, from).await? })
}

/// `POST …/routing/contacts/:external/end`
pub async fn end_contact(desk: Desk, _: Nothing) -> Result<Done> {
    let actor = desk.actor();
    outside::end(act(&desk, &actor), desk.asked.param("external")).await?;
    Ok(DONE)
}
