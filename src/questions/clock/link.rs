//! What a unit asks for by the link of its mail, without an account: more from the reader, or more time.

use jiff::civil::Date;

use crate::base::audit::Actor;
use crate::base::error::{Error, Result};
use crate::base::scope::{Db, WriteScope};
use crate::outbox::MailSettings;
use crate::people::State;
use crate::tenants::directory::Tenant;

use super::super::link::{Link, open_link};
use super::super::store::{self as questions, Question};
use super::{extensions, pauses};

/// The link itself.
#[derive(Clone, Copy, Debug)]
pub struct Key<'a> {
    /// Which dispatch.
    pub dispatch: &'a str,
    /// Its secret.
    pub token: &'a str,
}

/// Who speaks for the unit, and from where.
#[derive(Clone, Debug, Default)]
pub struct Speaker<'a> {
    /// Their name.
    pub name: &'a str,
    /// Their post.
    pub post: &'a str,
    /// Their address, for the audit.
    pub client: Option<String>,
}

/// The unit asks the reader for more; the clock stands.
///
/// # Errors
/// [`Error::Refused`] with every reason; [`Error::Conflict`] when the link is worth nothing any more.
pub async fn ask_reader(
    db: &Db,
    mail: &MailSettings,
    tenant: &Tenant,
    key: Key<'_>,
    who: Speaker<'_>,
    request: &str,
) -> Result<()> {
    let signed = pauses::signed(who.name, who.post);
    let request = pauses::text(request, "noi-dung", "Hãy ghi điều cần người hỏi bổ sung.");
    let mut refusals = signed.err().unwrap_or_default();
    let request = match request {
        Ok(request) => request,
        Err(Error::Refused(more)) => {
            refusals.extend(more);
            String::new()
        }
        Err(other) => return Err(other),
    };
    Error::unless_empty(refusals)?;
    let (mut scope, question) = held(db, tenant, key, who.client).await?;
    pauses::begin(&mut scope, mail, tenant, &question, &request).await?;
    scope.commit().await
}

/// The unit asks the desk for more time.
///
/// # Errors
/// As [`ask_reader`].
pub async fn ask_time(
    db: &Db,
    tenant: &Tenant,
    key: Key<'_>,
    who: Speaker<'_>,
    until: Option<Date>,
    why: &str,
) -> Result<()> {
    let signed = pauses::signed(who.name, who.post);
    let (mut scope, question) = held(db, tenant, key, who.client).await?;
    let by = signed.as_ref().map_or_else(|_| String::new(), Clone::clone);
    extensions::ask(&mut scope, &question, &by, until, why, signed.err().unwrap_or_default()).await?;
    scope.commit().await
}

/// The question behind a link that is worth something, while it waits for the unit.
async fn held(
    db: &Db,
    tenant: &Tenant,
    key: Key<'_>,
    client: Option<String>,
) -> Result<(WriteScope, Question)> {
    let gone = || {
        Error::Conflict(
            "Liên kết này không còn dùng được: câu hỏi đã được trả lời hoặc đã chuyển nơi khác.".into(),
        )
    };
    let unit = match open_link(db, tenant, key.dispatch, key.token).await? {
        Link::Valid(question) => question.unit_key,
        Link::Unknown => return Err(Error::NotFound),
        _ => return Err(gone()),
    };
    let mut scope = db.write(tenant.id(), &Actor::unit(&unit, client)).await?;
    let dispatch = questions::dispatch(&mut scope, key.dispatch).await?.ok_or(Error::NotFound)?;
    if dispatch.answered_at.is_some() || dispatch.revoked_at.is_some() {
        return Err(gone());
    }
    let question = questions::get(&mut scope, &dispatch.question).await?;
    if question.filed.state != State::Assigned {
        return Err(Error::Conflict("Câu hỏi này không còn chờ đơn vị trả lời.".into()));
    }
    Ok((scope, question))
}
