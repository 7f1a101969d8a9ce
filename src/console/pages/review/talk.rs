//! The remarks on an edition: reading, writing, settling, and sending it back with one.

use poem::Response;
use poem::http::StatusCode;

use crate::base::error::{Error, Result};
use crate::console::desk::{self, Desk};
use crate::console::pages::frame::{Names, layout, post, when};
use crate::console::views::layout::Post;
use crate::console::views::review::{CommentView, TalkPage, ThreadView};
use crate::desk::talk::{self, Comment, Thread};
use crate::items::publishing;
use crate::people::Action;
use crate::public::views::{Badge, Refusal, Refusals, Tone};

use super::{back, head, id, of_edition, refusals_of, seen};

/// `GET …/gop-y`
///
/// # Errors
/// [`Error::NotFound`] for what the person may not see.
pub async fn view(desk: Desk) -> Result<Response> {
    show(&desk, StatusCode::OK, Refusals::default()).await
}

async fn show(desk: &Desk, status: StatusCode, refusals: Refusals) -> Result<Response> {
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let edition = seen(desk, &mut scope).await?;
    let threads = talk::threads(&mut scope, &edition.id).await?;
    drop(scope);
    let names = Names::read(desk).await?;
    let may_speak = desk.may(Action::ItemComment, edition.state);
    let form = &desk.asked.form;
    let to = form.get("tra-loi-cho").to_owned();
    let typed = form.raw("gop-y").to_owned();
    let action = of_edition(desk, &edition.id, "/gop-y");
    let view = |thread: &Thread| {
        let replied = thread.first.id == to;
        let settle = may_speak.then(|| post(desk, &format!("{action}/{}/xong", thread.first.id)));
        thread_view(desk, &names, thread, settle, if replied { typed.clone() } else { String::new() })
    };
    let page = TalkPage {
        layout: layout(desk, "Góp ý").await?,
        head: head(desk, &edition),
        refusals,
        post: may_speak.then(|| post(desk, &action)),
        version: edition.version.to_string(),
        may_return: desk.may(Action::ItemReturn, edition.state),
        typed: if to.is_empty() { typed.clone() } else { String::new() },
        threads: threads.iter().map(view).collect(),
    };
    desk::html(status, &page)
}

fn thread_view(
    desk: &Desk,
    names: &Names,
    thread: &Thread,
    settle: Option<Post>,
    typed: String,
) -> ThreadView {
    let now = desk.app.db.clock.now();
    let comment = |comment: &Comment| CommentView {
        who: names.of(Some(&comment.account)),
        at: when(comment.at, now),
        body: comment.body.clone(),
    };
    let settled = thread.first.resolved_by.as_ref().map(|by| names.of(Some(by)));
    ThreadView {
        id: thread.first.id.clone(),
        revision: format!("Bản {}", thread.first.revision_no),
        state: match settled {
            Some(by) => Badge::new(format!("Đã xong, {by}"), Tone::Good),
            None => Badge::new("Chưa xong", Tone::Warn),
        },
        open: thread.is_open(),
        first: comment(&thread.first),
        replies: thread.replies.iter().map(comment).collect(),
        settle,
        typed,
    }
}

/// `POST …/gop-y`
///
/// # Errors
/// [`Error::Forbidden`] without the right, [`Error::Conflict`] when it is sent back and changed since.
pub async fn say(desk: Desk) -> Result<Response> {
    let form = &desk.asked.form;
    let (body, to) = (form.raw("gop-y"), Some(form.get("tra-loi-cho")).filter(|id| !id.is_empty()));
    let returning = form.get("viec") == "tra-lai";
    let mut scope = desk.app.db.write(desk.tenant.id(), &desk.actor()).await?;
    let said = talk::say(&mut scope, &desk.tenant, &desk.staff, &id(&desk), to, body).await;
    if let Some(refusals) = refusals_of(said)? {
        drop(scope);
        return show(&desk, StatusCode::UNPROCESSABLE_ENTITY, refusals).await;
    }
    if !returning {
        scope.commit().await?;
        return Ok(back(&desk, "/gop-y"));
    }
    // The return is the act that can fail on what others did meanwhile: it goes first, the words after it.
    drop(scope);
    let (db, actor) = (&desk.app.db, desk.actor());
    let reason: String = body.trim().chars().take(500).collect();
    let version = desk.version()?;
    let returned =
        publishing::return_to_author(db, &desk.tenant, &desk.staff, &actor, &id(&desk), version, &reason)
            .await;
    if let Err(Error::Conflict(message)) = returned {
        let refusal = Refusal { field: "gop-y".into(), message, clause: None };
        return show(&desk, StatusCode::CONFLICT, Refusals(vec![refusal])).await;
    }
    returned?;
    let mut scope = db.write(desk.tenant.id(), &actor).await?;
    talk::say(&mut scope, &desk.tenant, &desk.staff, &id(&desk), to, body).await?;
    scope.commit().await?;
    Ok(back(&desk, ""))
}

/// `POST …/gop-y/:comment/xong`: settled, or open again.
///
/// # Errors
/// [`Error::NotFound`] when there is no such remark.
pub async fn settle(desk: Desk) -> Result<Response> {
    let resolved = desk.asked.form.get("viec") != "mo-lai";
    let comment = desk.asked.param("comment");
    let mut scope = desk.app.db.write(desk.tenant.id(), &desk.actor()).await?;
    talk::settle(&mut scope, &desk.tenant, &desk.staff, &id(&desk), comment, resolved).await?;
    scope.commit().await?;
    Ok(back(&desk, "/gop-y"))
}
