//! A comment forgets who sent it: on their word, and by itself when its time is over. What readers see stays, nameless.

use serde_json::json;

use crate::app::App;
use crate::base::audit::Actor;
use crate::base::error::{Error, Result};
use crate::base::scope::{Reach, WriteScope};
use crate::people::{Action, State};
use crate::questions::privacy;

use super::comments::{Comment, opened};
use super::{Act, Consultation, store};

/// How many are emptied in one turn of the duty.
const TURN: usize = 200;

/// Takes a sender out of a comment, on the sender's word.
///
/// # Errors
/// [`Error::Forbidden`] without the right, [`Error::Conflict`] when it was done before.
pub async fn erase_on_word(
    scope: &mut WriteScope,
    act: &Act<'_>,
    known: &Consultation,
    comment: &Comment,
) -> Result<()> {
    act.staff.require(Action::ConsultationPrivacy, State::Any)?;
    if comment.erased_at.is_some() {
        return Err(Error::Conflict("Dữ liệu của ý kiến này đã được xóa trước đó.".into()));
    }
    erase(scope, &known.id, comment, Action::ConsultationPrivacy.as_str()).await
}

async fn erase(scope: &mut WriteScope, consultation: &str, comment: &Comment, word: &str) -> Result<()> {
    let db = scope.db().clone();
    let body = opened(&db, scope.tenant(), comment)?.redact(&comment.body);
    store::erase(scope, comment, &body).await?;
    scope.changed("consultation", consultation, Reach::Public);
    scope.audit(word, "consultation", consultation, json!({ "number": comment.number }));
    Ok(())
}

/// Takes the senders out of comments on what ended long ago. Doing it again does nothing: what was emptied is not found.
///
/// # Errors
/// When the database does not answer.
pub async fn expire(app: App) -> Result<()> {
    let before = privacy::comments_kept_since(app.db.clock.today());
    for tenant in app.directory.all() {
        let old = store::expired(&mut app.db.read(tenant.id()).await?, before, TURN).await?;
        for (consultation, id) in old {
            let mut scope = app.db.write(tenant.id(), &Actor::system()).await?;
            let comment = store::comment(&mut scope, &consultation, &id).await?;
            erase(&mut scope, &consultation, &comment, "consultation.expire").await?;
            scope.commit().await?;
        }
    }
    Ok(())
}
