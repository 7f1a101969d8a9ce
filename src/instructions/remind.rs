//! Before its last day, and once it has passed, who is to do an instruction is told, of what is late also who gave it: once
//! each, whatever dies in between.

use serde_json::json;

use crate::app::App;
use crate::base::audit::Actor;
use crate::base::clock::plus_days;
use crate::base::error::Result;

use super::{Instruction, letters, store};

/// How many days before the last one.
const AHEAD: i64 = 2;

/// Tells those whose last day is near or has passed.
///
/// # Errors
/// When the database does not answer; one that refuses is logged and told again.
pub async fn work(app: App) -> Result<()> {
    let until = plus_days(app.db.clock.today(), AHEAD);
    let due = store::due_by(&mut app.db.platform().await?, until).await?;
    for one in due {
        if let Err(cause) = remind(&app, &one).await {
            tracing::error!(instruction = one.id, %cause, "nobody was reminded of an instruction");
        }
    }
    Ok(())
}

async fn remind(app: &App, one: &Instruction) -> Result<()> {
    let (Some(giver), Some(site)) = (app.directory.get(&one.giver), app.directory.get(&one.site)) else {
        return Ok(());
    };
    let late = one.is_late(app.db.clock.today());
    let (step, said) = if late {
        ("late", "Việc sau đã quá hạn hoàn thành.")
    } else {
        ("soon", "Việc sau sắp đến hạn hoàn thành.")
    };
    let people = letters::receivers(&app.db, &site, one.unit.as_deref()).await?;
    let leader = if late { letters::giver(&app.db, one).await? } else { Vec::new() };
    // With another last day both are told again.
    let at = |who: &str| format!("{step}{who}-{}", one.due);
    let (doing, giving) = (at(""), at("-giver"));
    let mut scope = app.db.write(giver.id(), &Actor::system()).await?;
    let to = letters::To { people: &people, step: &doing, said, words: "" };
    let mut written = letters::write(&mut scope, app, &giver, one, &to).await?;
    let told = format!("Việc ông/bà đã giao cho {} đã quá hạn hoàn thành.", site.identity().full_name);
    let to = letters::To { people: &leader, step: &giving, said: &told, words: "" };
    written += letters::write(&mut scope, app, &giver, one, &to).await?;
    if written == 0 {
        return Ok(());
    }
    scope.audit("instruction.remind", "instruction", &one.id, json!({ "step": step, "site": one.site }));
    scope.commit().await
}
