//! "Thông báo": how a person wants to hear of what concerns them, in every tenant.

use poem::Response;

use crate::base::error::{Error, Result};
use crate::console::desk::{self, SignedIn, see_other};
use crate::console::views::layout::Post;
use crate::console::views::notices::{NoticeRow, NoticesPage};
use crate::desk::notices::{Choice, Kind, choices};
use crate::public::views;

/// `GET /thong-bao`
///
/// # Errors
/// When the database does not answer.
pub async fn form(signed_in: SignedIn) -> Result<Response> {
    let chosen = choices::of(&mut signed_in.app.db.platform().await?, &signed_in.session.account.id).await?;
    let choice = |kind: Kind, choice: Choice| {
        let entry = views::Choice::new(choice.as_str(), choice.vietnamese());
        if chosen.of(kind) == choice { entry.chosen() } else { entry }
    };
    let rows = Kind::ALL.into_iter().map(|kind| NoticeRow {
        name: kind.as_str().into(),
        label: kind.vietnamese().into(),
        choices: Choice::ALL.into_iter().map(|one| choice(kind, one)).collect(),
    });
    desk::page(&NoticesPage {
        post: Post { action: "/thong-bao".into(), csrf: signed_in.session.csrf.clone() },
        address: signed_in.session.account.email.clone(),
        saved: !signed_in.asked.query("da-luu").is_empty(),
        rows: rows.collect(),
    })
}

/// `POST /thong-bao`
///
/// # Errors
/// [`Error::BadRequest`] for a choice that there is not.
pub async fn save(signed_in: SignedIn) -> Result<Response> {
    let mut chosen = Vec::new();
    for kind in Kind::ALL {
        let word = signed_in.asked.form.get(kind.as_str());
        let choice = Choice::parse(word)
            .ok_or_else(|| Error::BadRequest(format!("Chưa chọn cách nhận: {}.", kind.vietnamese())))?;
        chosen.push((kind, choice));
    }
    let account = signed_in.session.account.id.clone();
    choices::choose(&signed_in.app.db, &signed_in.actor(), &account, &chosen).await?;
    Ok(see_other("/thong-bao?da-luu=co"))
}
