//! How long the raw text of a settled letter is kept, by the dated rule in `rules/`.

use std::sync::LazyLock;

use jiff::civil::Date;
use serde::Deserialize;
use serde_json::json;

use crate::app::App;
use crate::base::audit::Actor;
use crate::base::clock::DAY;
use crate::base::error::Result;
use crate::base::id::{FileId, MailId, QuestionId};
use crate::base::scope::{Reach, WriteScope};
use crate::{files, media};

use super::{State, store};

/// How many letters of a tenant one round lets go of.
const AT_ONCE: i64 = 200;

#[derive(Deserialize)]
struct Rules {
    kept: Vec<Kept>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    #[serde(deserialize_with = "crate::base::civil::date")]
    from: Date,
    days: i64,
    #[serde(rename = "clause")]
    _clause: String,
}

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    toml::from_str(include_str!("../../rules/received-mail.toml"))
        .unwrap_or_else(|cause| panic!("rules/received-mail.toml: {cause}"))
});

/// How many days a settled letter is kept, by the rule of a day.
pub fn kept_days(day: Date) -> i64 {
    let rows = RULES.kept.iter().filter(|row| row.from <= day);
    rows.max_by_key(|row| row.from).map_or(730, |row| row.days)
}

/// Lets go of letters whose time is over; one that waits for a person is never among them.
///
/// # Errors
/// When the database refuses.
pub async fn let_go(app: App) -> Result<()> {
    let before = app.db.clock.now() - kept_days(app.db.clock.today()) * DAY;
    for tenant in app.directory.all() {
        let mut scope = app.db.write(tenant.id(), &Actor::system()).await?;
        let over = store::settled_before(&mut scope, before, AT_ONCE).await?;
        if over.is_empty() {
            continue;
        }
        let gone = empty(&mut scope, &over).await?;
        scope.commit().await?;
        forget_bytes(&app, gone).await?;
    }
    Ok(())
}

/// Removes in the caller's transaction what was received about a question: the text and the files, not the fact. The bytes of
/// the files follow when it has committed, by [`forget_bytes`].
///
/// # Errors
/// When the database refuses.
pub async fn erase_of_question(scope: &mut WriteScope, id: &QuestionId) -> Result<Vec<String>> {
    let letters = store::of_question(scope, id).await?;
    let ids: Vec<MailId> =
        letters.into_iter().filter(|letter| !letter.emptied).map(|letter| letter.id).collect();
    empty(scope, &ids).await
}

/// Empties what units wrote back about a question, in the caller's transaction; the digests of the files that came along,
/// to be forgotten after the commit.
///
/// # Errors
/// When the database refuses.
pub async fn empty_answers(scope: &mut WriteScope, id: &QuestionId) -> Result<Vec<String>> {
    let letters = store::of_question(scope, id).await?;
    let answers = letters.into_iter().filter(|letter| letter.state == State::Answer);
    let ids: Vec<MailId> = answers.map(|letter| letter.id).collect();
    empty(scope, &ids).await
}

/// Empties letters in the caller's transaction; the digests of the files that were theirs.
async fn empty(scope: &mut WriteScope, letters: &[MailId]) -> Result<Vec<String>> {
    let mut gone = Vec::new();
    for letter in letters {
        for file in store::files(scope, letter).await?.into_iter().filter_map(|file| file.file) {
            gone.extend(files::find(scope, &file).await?.map(|file| file.sha256));
            files::forget(scope, &FileId::from(file.to_string())).await?;
        }
        store::empty(scope, letter).await?;
        scope.audit("letter.purge", "letter", letter.as_str(), json!({}));
        scope.changed("letter", letter.as_str(), Reach::Staff);
    }
    Ok(gone)
}

/// Removes bytes that nobody else's file has.
///
/// # Errors
/// When the database or the store of files does not answer.
pub async fn forget_bytes(app: &App, digests: Vec<String>) -> Result<()> {
    for sha256 in digests.into_iter().filter(|sha256| !sha256.is_empty()) {
        if !media::store::needs(&mut app.db.platform().await?, &sha256).await? {
            app.files.forget(&sha256).await?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_rule_is_dated() {
        assert_eq!(kept_days(date(2016, 12, 30)), 730);
        assert_eq!(kept_days(date(2010, 1, 1)), 730);
    }
}
