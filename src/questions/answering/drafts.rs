//! Drafts of answers: saved as often as one likes, never overwritten by another window, gone when the answer is sent.

use serde_json::json;

use crate::base::audit::Actor;
use crate::base::error::{Error, Result};
use crate::base::id::QuestionId;
use crate::base::scope::{Db, WriteScope};
use crate::base::text::normalise;
use crate::questions::link::{self, Link};
use crate::tenants::directory::Tenant;

use super::store::{self, Draft};
use super::{Writer, files};

/// The longest draft, in characters: a little more than the longest answer, so that nothing is lost while shortening.
const LONGEST: usize = 60_000;

/// What was typed into the form.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// The answer so far.
    pub body: String,
    /// Who writes.
    pub name: String,
    /// Their post.
    pub post: String,
    /// The draft that the form was filled from; 0 where there was none, none where the form does not say.
    pub version: Option<i64>,
}

/// What became of a saving.
#[derive(Clone, Debug)]
pub enum Saved {
    /// It is kept.
    Kept,
    /// Another window has saved something else meanwhile; that draft.
    Overtaken(Box<Draft>),
}

/// Keeps what was typed.
///
/// # Errors
/// [`Error::Refused`] for more than a form may bring.
pub async fn save(
    scope: &mut WriteScope,
    question: &QuestionId,
    writer: &Writer,
    typed: &Typed,
) -> Result<Saved> {
    if typed.body.chars().count() > LONGEST {
        return Err(Error::refused(
            "tra-loi",
            "Bản nháp dài quá 60.000 ký tự. Hãy rút gọn.",
            "Quy chế Điều 10.1",
        ));
    }
    let version = match typed.version {
        Some(version) => version,
        None => store::draft(scope, question, writer).await?.map_or(0, |draft| draft.version),
    };
    let draft = Draft {
        version,
        body: normalise(&typed.body).replace("\r\n", "\n"),
        name: short(&typed.name),
        post: short(&typed.post),
        saved_at: scope.db().clock.now(),
    };
    if store::put_draft(scope, question, writer, &draft).await? {
        scope.audit("answer.draft", "question", question.as_str(), json!({}));
        return Ok(Saved::Kept);
    }
    let found = store::draft(scope, question, writer).await?.unwrap_or_default();
    let same = (&found.body, &found.name, &found.post) == (&draft.body, &draft.name, &draft.post);
    Ok(if same { Saved::Kept } else { Saved::Overtaken(Box::new(found)) })
}

fn short(text: &str) -> String {
    normalise(text).trim().chars().take(200).collect()
}

/// What a unit's page shows beside the question.
#[derive(Clone, Debug, Default)]
pub struct Beside {
    /// What was saved.
    pub draft: Option<Draft>,
    /// The files with it.
    pub files: Vec<crate::items::Attachment>,
    /// The answer that was sent back, to begin from.
    pub returned: Option<String>,
}

/// What stands beside the question of a link that is worth something.
///
/// # Errors
/// When the database does not answer.
pub async fn by_link(db: &Db, tenant: &Tenant, dispatch: &str, token: &str) -> Result<Beside> {
    let mut scope = db.read(tenant.id()).await?;
    let (_, found) = link::worth(db, &mut scope, dispatch, token).await?;
    let Some(found) = found else { return Ok(Beside::default()) };
    let writer = Writer::Link(found.id.clone());
    let answers = crate::questions::store::answers(&mut scope, &found.question).await?;
    let last = answers.into_iter().rev().find(|answer| answer.unit_key == found.unit_key);
    Ok(Beside {
        draft: store::draft(&mut scope, &found.question, &writer).await?,
        files: store::draft_files(&mut scope, &found.question, &writer).await?,
        returned: last.filter(|answer| answer.returned_reason.is_some()).map(|answer| answer.body),
    })
}

/// What a unit's form did with its draft.
#[derive(Clone, Debug)]
pub enum ByLink {
    /// Kept; why files were not.
    Kept(Vec<crate::base::error::Refusal>),
    /// Another window was first.
    Overtaken(Box<Draft>),
    /// The link is worth nothing any more.
    Lost(Link),
}

/// Keeps what a unit typed, and the files that came with it; `dropped` is a file to take out again.
///
/// # Errors
/// [`Error::Refused`] for more than a form may bring.
pub async fn save_by_link(
    library: &crate::media::Library,
    tenant: &Tenant,
    at: (&str, &str),
    typed: &Typed,
    uploads: &[crate::base::web::form::Upload],
    dropped: Option<&str>,
    client: Option<String>,
) -> Result<ByLink> {
    let db = &library.db;
    let (link, dispatch) = link::worth(db, &mut db.read(tenant.id()).await?, at.0, at.1).await?;
    let Some(dispatch) = dispatch else { return Ok(ByLink::Lost(link)) };
    let writer = Writer::Link(dispatch.id.clone());
    let actor = Actor::unit(&dispatch.unit_key, client);
    let (taken, refusals) = files::looked_at(library, uploads).await?;
    let mut scope = db.write(tenant.id(), &actor).await?;
    let saved = save(&mut scope, &dispatch.question, &writer, typed).await?;
    let more = files::keep(&mut scope, &dispatch.question, &writer, taken).await?;
    if let Some(file) = dropped {
        store::drop_file(&mut scope, &dispatch.question, &writer, &file.into()).await?;
    }
    scope.commit().await?;
    Ok(match saved {
        Saved::Kept => ByLink::Kept(refusals.into_iter().chain(more).collect()),
        Saved::Overtaken(draft) => ByLink::Overtaken(draft),
    })
}
