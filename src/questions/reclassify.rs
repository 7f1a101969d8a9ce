//! The desk gives a question another class, with a reason; what is a complaint leaves the register for the drawer.

use serde_json::json;

use crate::base::error::{Error, Result};
use crate::base::id::QuestionId;
use crate::base::scope::Reach;
use crate::params;
use crate::people::{Action, State};

use super::attachments::{self, Attached, Owner};
use super::classes::Class;
use super::desk::{Act, require_sight};
use super::{clock, privacy, sealed, store};

const CLAUSE: &str = "Quy chế Điều 10";

fn changed() -> Error {
    Error::Conflict("Câu hỏi vừa được người khác xử lý. Hãy tải lại trang rồi làm lại.".into())
}

/// Gives a question another class.
///
/// # Errors
/// [`Error::Refused`] for no class, the same class, or without a reason.
pub async fn reclassify(
    act: Act<'_>,
    id: &QuestionId,
    version: i64,
    class: &str,
    reason: &str,
) -> Result<()> {
    let mut scope = act.db.write(act.tenant.id(), act.actor).await?;
    let question = store::get(&mut scope, id).await?;
    require_sight(act.staff, question.filed.unit_key.as_deref())?;
    act.staff.require(Action::QuestionClassify, question.filed.state)?;
    if question.filed.version != version {
        return Err(changed());
    }
    let class = Class::parse(class).filter(|class| *class != question.filed.class);
    let class =
        class.ok_or_else(|| Error::refused("loai", "Hãy chọn loại khác với loại hiện nay.", CLAUSE))?;
    let reason = reason.trim();
    if reason.chars().count() < 5 {
        return Err(Error::refused("ly-do", "Hãy nêu lý do đổi loại.", CLAUSE));
    }
    let now = act.db.clock.now();
    let mut detail = json!({ "number": question.filed.number, "class": class.key() });
    if class.is_sealed() {
        let contact = privacy::contact(act.db, act.tenant.id(), &question)?;
        store::revoke_dispatches(&mut scope, id, now).await?;
        let filed = &question.filed;
        store::advance(&mut scope, filed, State::Transferred, ", closed_at = $6", params![now]).await?;
        sealed::from_question(act, &mut scope, &question, contact, class, reason).await?;
        store::event(&mut scope, id, Action::QuestionClassify.as_str(), privacy::store::MOVED, false).await?;
        // The trail of the ordinary register does not say what it became.
        detail = json!({ "number": question.filed.number });
    } else {
        let more = params![class.key(), question.consent_name && class.publishable()];
        let set = ", class = $6, consent_name = $7";
        store::advance(&mut scope, &question.filed, question.filed.state, set, more).await?;
        clock::class_changed(&mut scope, &question.filed, question.filed.class.key(), class.key()).await?;
        let words = format!("Đổi loại thành {}: {reason}", class.vietnamese());
        store::event(&mut scope, id, Action::QuestionClassify.as_str(), &words, false).await?;
    }
    scope.changed("question", id.as_str(), Reach::Staff);
    scope.audit(Action::QuestionClassify.as_str(), "question", id.as_str(), detail);
    scope.commit().await
}

/// Lets the unit see a file of the reader, or no longer.
///
/// # Errors
/// [`Error::Refused`] when there is no such file.
pub async fn release(act: Act<'_>, id: &QuestionId, file: &str, release: bool) -> Result<()> {
    let mut scope = act.db.write(act.tenant.id(), act.actor).await?;
    let question = store::get(&mut scope, id).await?;
    require_sight(act.staff, question.filed.unit_key.as_deref())?;
    act.staff.require(Action::QuestionRelease, question.filed.state)?;
    let owner = Owner::Question(id.clone());
    if attachments::store::one(&mut scope, &owner, file).await?.is_none() {
        return Err(no_file());
    }
    let at = release.then(|| act.db.clock.now());
    attachments::store::release(&mut scope, &owner, file, at).await?;
    let note = if release {
        "Cho đơn vị xem tệp đính kèm"
    } else {
        "Thôi cho đơn vị xem tệp đính kèm"
    };
    store::event(&mut scope, id, Action::QuestionRelease.as_str(), note, false).await?;
    scope.changed("question", id.as_str(), Reach::Staff);
    scope.audit(
        Action::QuestionRelease.as_str(),
        "question",
        id.as_str(),
        json!({ "file": file, "released": release }),
    );
    scope.commit().await
}

fn no_file() -> Error {
    Error::refused("tep", "Không có tệp này. Hãy tải lại trang.", CLAUSE)
}

/// A file of the reader for who may see it: the desk always, the unit once it was released. The look is on disk before
/// it is given out.
///
/// # Errors
/// [`Error::Forbidden`] without the right, [`Error::Refused`] when there is no such file for them.
pub async fn file(act: Act<'_>, id: &QuestionId, file: &str) -> Result<Attached> {
    act.staff.require(Action::QuestionFile, State::Any)?;
    let mut scope = act.db.write(act.tenant.id(), act.actor).await?;
    let question = store::get(&mut scope, id).await?;
    require_sight(act.staff, question.filed.unit_key.as_deref())?;
    let all = act.staff.may(Action::QuestionContact, State::Any);
    let found = attachments::store::one(&mut scope, &Owner::Question(id.clone()), file).await?;
    let found = found.filter(|found| all || found.released_at.is_some()).ok_or_else(no_file)?;
    scope.audit(Action::QuestionFile.as_str(), "question", id.as_str(), json!({ "file": file }));
    scope.commit().await?;
    Ok(found)
}
