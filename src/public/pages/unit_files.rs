//! The files of who asked, as far as the desk lets the unit see them, behind the link of the unit's mail.

use crate::base::audit::Actor;
use crate::base::error::{Error, Result};
use crate::people::Action;
use crate::public::views::unit_answer::UnitFile;
use crate::public::visit::{Reply, Visit};
use crate::questions;
use crate::questions::attachments::{self, Attached, Owner};

use super::item::size;

/// The files that the link of a page shows; none where the link is worth nothing.
///
/// # Errors
/// When the database does not answer.
pub async fn of(visit: &Visit) -> Result<Vec<UnitFile>> {
    let key = visit.asked.query("khoa");
    let dispatch = visit.asked.param("dispatch");
    let tenant = visit.tenant.id();
    let mut scope = visit.app.db.read(tenant).await?;
    let Some((question, _)) = questions::link::behind(&visit.app.db, &mut scope, dispatch, key).await? else {
        return Ok(Vec::new());
    };
    let files = attachments::store::of(&mut scope, &Owner::Question(question)).await?;
    let view = |file: Attached| {
        Ok(UnitFile {
            name: visit.app.drawer.name(tenant, &file)?,
            size: size(u64::try_from(file.bytes).unwrap_or(0)),
            action: visit.tenant.url(&format!("/tra-loi/{dispatch}/tep")),
            csrf: visit.app.db.entropy.token(),
            key: key.to_owned(),
            id: file.id,
        })
    };
    files.into_iter().filter(|file| file.released_at.is_some()).map(view).collect()
}

/// `POST /tra-loi/:dispatch/tep`: gives a released file out, after the look was written down.
///
/// # Errors
/// [`Error::NotFound`] when there is no such link or file.
pub async fn file(visit: Visit) -> Result<Reply> {
    let (form, dispatch) = (&visit.asked.form, visit.asked.param("dispatch"));
    let tenant = visit.tenant.id();
    let mut scope = visit.app.db.read(tenant).await?;
    let behind = questions::link::behind(&visit.app.db, &mut scope, dispatch, form.get("khoa")).await?;
    let (question, unit) = behind.ok_or(Error::NotFound)?;
    let file =
        attachments::store::one(&mut scope, &Owner::Question(question.clone()), form.get("tep")).await?;
    drop(scope);
    let file = file.filter(|file| file.released_at.is_some()).ok_or(Error::NotFound)?;
    let actor = Actor::unit(&unit, Some(visit.asked.address()));
    let mut scope = visit.app.db.write(tenant, &actor).await?;
    let detail = serde_json::json!({ "file": file.id, "dispatch": dispatch });
    scope.audit(Action::QuestionFile.as_str(), "question", question.as_str(), detail);
    scope.commit().await?;
    Ok(Reply::Raw(crate::console::pages::intake::given(&visit.app, tenant, &file).await?))
}
