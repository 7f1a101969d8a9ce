//! How a person hears of what concerns them, over JSON: the same choices in every tenant.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::error::{Error, Result};
use crate::console::desk::Desk;
use crate::desk::notices::{Choice, Kind, choices};
use crate::people::Action;

use super::call::{Answer, Nothing, one_of};

/// What is chosen for each kind of event.
#[derive(Serialize, Deserialize, JsonSchema)]
pub struct ChoicesJson {
    /// By kind: `giao-viec`, `tra-lai`, `gop-y`, `cho-duyet`, `den-han`; each `ngay`, `hang-ngay` or `khong`.
    choices: BTreeMap<String, String>,
}

impl Answer for ChoicesJson {}

/// `GET …/notice-choices`
pub async fn read(desk: Desk, _: Nothing) -> Result<ChoicesJson> {
    let chosen = choices::of(&mut desk.app.db.platform().await?, &desk.staff.account).await?;
    let told = |kind: Kind| (kind.as_str().to_owned(), chosen.of(kind).as_str().to_owned());
    Ok(ChoicesJson { choices: Kind::ALL.into_iter().map(told).collect() })
}

/// `PUT …/notice-choices`: what is not named stays as it is. A key must reach what waits for people.
pub async fn save(desk: Desk, body: ChoicesJson) -> Result<ChoicesJson> {
    if desk.staff.limit.as_ref().is_some_and(|grants| !grants.cover(Action::TaskDone)) {
        return Err(Error::Forbidden);
    }
    let mut chosen = Vec::new();
    for (kind, choice) in &body.choices {
        let kind = one_of("choices", Some(kind), Kind::parse)?;
        chosen.extend(kind.zip(one_of("choices", Some(choice), Choice::parse)?));
    }
    choices::choose(&desk.app.db, &desk.actor(), &desk.staff.account, &chosen).await?;
    read(desk, Nothing {}).await
}
