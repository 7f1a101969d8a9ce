//! What the rule and the checks have against an edition, and the answers to what can be answered.

use poem::Response;
use poem::http::StatusCode;

use crate::base::error::Result;
use crate::console::desk::{self, Desk};
use crate::console::pages::form::field;
use crate::console::pages::frame::{Names, layout, post, when};
use crate::console::views::review::{Answered, CheckRow, ChecksPage};
use crate::items::checks::Weight;
use crate::items::rights::require_hand;
use crate::items::store as items;
use crate::people::Action;
use crate::public::views::Refusals;
use crate::review::corpus::Words;
use crate::review::standing::{self, Judged};

use super::{back, head, id, of_edition, refusals_of, seen, standing_of};

/// `GET …/kiem-tra`
///
/// # Errors
/// [`crate::base::error::Error::NotFound`] for what the person may not see.
pub async fn view(desk: Desk) -> Result<Response> {
    show(&desk, StatusCode::OK, Refusals::default()).await
}

async fn show(desk: &Desk, status: StatusCode, refusals: Refusals) -> Result<Response> {
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let edition = seen(desk, &mut scope).await?;
    let content = items::content(&mut scope, &edition.revision).await?;
    let revisions = items::revisions(&mut scope, &edition.item).await?;
    drop(scope);
    let names = Names::read(desk).await?;
    let now = desk.app.db.clock.now();
    let standing = standing_of(desk, &edition, &content).await?;
    let edits = require_hand(&desk.staff, &edition).is_ok() && desk.may(Action::ItemSave, edition.state);
    let editor =
        |name: &str| edits.then(|| format!("{}#{}", of_edition(desk, &edition.id, "/sua"), field(name)));
    let form = &desk.asked.form;
    let may_answer = desk.may(Action::ItemComment, edition.state);
    let row = |judged: &Judged| {
        let finding = &judged.finding;
        let digest = finding.digest();
        let asked = form.get("muc") == finding.check && form.get("dau-vet") == digest;
        let revision = |id: &crate::base::id::RevisionId| {
            revisions.iter().find(|revision| revision.id == *id).map_or(0, |revision| revision.no)
        };
        CheckRow {
            message: finding.message.clone(),
            clause: finding.clause.into(),
            edit_url: editor(finding.field),
            answered: judged.answer.as_ref().filter(|_| finding.weight == Weight::Warning).map(|answer| {
                Answered {
                    text: answer.text.clone(),
                    about: format!(
                        "{} trả lời cho bản {}",
                        names.of(Some(&answer.account)),
                        revision(&answer.revision)
                    ),
                    at: when(answer.at, now),
                }
            }),
            post: (may_answer && finding.weight == Weight::Warning)
                .then(|| post(desk, &of_edition(desk, &edition.id, "/kiem-tra"))),
            check: finding.check.into(),
            digest,
            typed: if asked { form.raw("tra-loi").to_owned() } else { String::new() },
            refusals: if asked { refusals.clone() } else { Refusals::default() },
        }
    };
    let of_rule = standing.rule.iter().map(|refusal| CheckRow {
        message: refusal.message.clone(),
        clause: refusal.clause.into(),
        edit_url: editor(refusal.field),
        ..CheckRow::default()
    });
    let of_weight = |weight| standing.checks.iter().filter(move |judged| judged.finding.weight == weight);
    let page = ChecksPage {
        layout: layout(desk, "Kiểm tra trước khi duyệt").await?,
        head: head(desk, &edition),
        refused: of_rule.chain(of_weight(Weight::Refusal).map(row)).collect(),
        doubted: of_weight(Weight::Warning).map(row).collect(),
    };
    desk::html(status, &page)
}

/// `POST …/kiem-tra`
///
/// # Errors
/// [`crate::base::error::Error::Conflict`] when the text no longer has what was found.
pub async fn answer(desk: Desk) -> Result<Response> {
    let form = &desk.asked.form;
    let words = Words::of(&desk.app.search);
    let which = (form.get("muc"), form.get("dau-vet"));
    let mut scope = desk.app.db.write(desk.tenant.id(), &desk.actor()).await?;
    let done = standing::answer(
        &mut scope,
        &desk.tenant,
        &desk.staff,
        &id(&desk),
        which,
        form.get("tra-loi"),
        &words,
    )
    .await;
    match refusals_of(done)? {
        None => {
            scope.commit().await?;
            Ok(back(&desk, "/kiem-tra"))
        }
        Some(refusals) => {
            drop(scope);
            show(&desk, StatusCode::UNPROCESSABLE_ENTITY, refusals).await
        }
    }
}
