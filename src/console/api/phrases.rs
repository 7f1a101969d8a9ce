//! The phrases for answers over JSON: the desk's services, and so the desk's rules.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::error::Result;
use crate::console::desk::Desk;
use crate::questions::answering::phrases::{self as service, Phrase, Typed, store};
use crate::questions::classes::Class;

use super::call::{Answer, DONE, Done, List, Nothing};

/// A phrase.
#[derive(Serialize, JsonSchema)]
pub struct PhraseJson {
    /// Its id.
    phrase: String,
    /// What it is chosen by.
    name: String,
    /// Its words.
    body: String,
    /// Only for this class.
    class: Option<&'static str>,
    /// Only for this field.
    field: Option<String>,
    /// Counts the changes.
    version: i64,
    /// Whether it is offered.
    offered: bool,
}

impl PhraseJson {
    fn of(phrase: Phrase) -> Self {
        Self {
            phrase: phrase.id,
            name: phrase.name,
            body: phrase.body,
            class: phrase.class.map(Class::key),
            field: phrase.field,
            version: phrase.version,
            offered: phrase.ended_at.is_none(),
        }
    }
}

/// A phrase as it is set.
#[derive(Debug, Default, Deserialize, JsonSchema)]
pub struct SetPhraseJson {
    /// The version that was seen, where one is changed.
    #[serde(default)]
    version: i64,
    /// What it is chosen by.
    #[serde(default)]
    name: String,
    /// Its words.
    #[serde(default)]
    body: String,
    /// Only for this class.
    #[serde(default)]
    class: String,
    /// Only for this field.
    #[serde(default)]
    field: String,
}

impl SetPhraseJson {
    fn typed(&self) -> Typed<'_> {
        Typed { name: &self.name, body: &self.body, class: &self.class, field: &self.field }
    }
}

/// Which version was seen.
#[derive(Debug, Default, Deserialize, JsonSchema)]
pub struct SeenJson {
    /// The version.
    #[serde(default)]
    version: i64,
}

/// Its id.
#[derive(Serialize, JsonSchema)]
pub struct AddedJson {
    /// Of the phrase.
    phrase: String,
}

impl Answer for AddedJson {}

/// `GET …/phrases`
pub async fn list(desk: Desk, _: Nothing) -> Result<List<PhraseJson>> {
    let rows = store::all(&mut desk.app.db.read(desk.tenant.id()).await?).await?;
    Ok(List { rows: rows.into_iter().map(PhraseJson::of).collect(), after: None })
}

/// `POST …/phrases`
pub async fn add(desk: Desk, body: SetPhraseJson) -> Result<AddedJson> {
    Ok(AddedJson { phrase: service::add(desk.act(&desk.actor()), body.typed()).await? })
}

/// `POST …/phrases/:phrase`
pub async fn change(desk: Desk, body: SetPhraseJson) -> Result<Done> {
    let actor = desk.actor();
    service::change(desk.act(&actor), desk.asked.param("phrase"), body.version, body.typed()).await?;
    Ok(DONE)
}

/// `POST …/phrases/:phrase/end`
pub async fn end(desk: Desk, body: SeenJson) -> Result<Done> {
    service::end(desk.act(&desk.actor()), desk.asked.param("phrase"), body.version).await?;
    Ok(DONE)
}
