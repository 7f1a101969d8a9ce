//! The steps of one consultation, each back to its page: with what was done, or with all that was typed.

use poem::Response;
use poem::http::StatusCode;

use crate::base::error::{Error, Result};
use crate::base::scope::{Scope, WriteScope};
use crate::console::desk::{self, Desk, see_other};
use crate::console::pages::consultations::{HOME, act, asked_for, field};
use crate::console::pages::form::date;
use crate::console::pages::frame::{Said, layout, post};
use crate::console::views::consultations::ConsultationCorrectPage;
use crate::consultations::amends::{self, Cause, Correction};
use crate::consultations::comments::{self, Comment, Decision, Ground, Verdict};
use crate::consultations::{self, Consultation, Phase, Stage, retention};
use crate::public::views::Link;

use super::rows::reason_field;
use super::{Shown, place, same_page, show};

/// Ends a step: back to the same page of comments, at a place of it, or the page with all that was typed and what
/// stands against it.
async fn done(
    desk: &Desk,
    scope: WriteScope,
    step: Result<()>,
    place: impl Fn(&str) -> String,
    at: &str,
) -> Result<Response> {
    match step {
        Ok(()) => {
            scope.commit().await?;
            let consultation = desk.asked.param("consultation");
            Ok(see_other(&desk.url(&format!("{HOME}/{consultation}{}{at}", same_page(desk)))))
        }
        Err(refused) => {
            drop(scope);
            show(desk, Shown { said: Said::of(refused, place)?, opened: None }).await
        }
    }
}

async fn begun(desk: &Desk) -> Result<(WriteScope, Consultation)> {
    let mut scope = desk.app.db.write(desk.tenant.id(), &desk.actor()).await?;
    let known = asked_for(desk, &mut scope).await?;
    Ok((scope, known))
}

/// `POST /:tenant/lay-y-kien/:consultation/gui-duyet`
///
/// # Errors
/// When the database refuses.
pub async fn submit(desk: Desk) -> Result<Response> {
    let (mut scope, known) = begun(&desk).await?;
    let step = consultations::submit(&mut scope, &act(&desk), &known, desk.version()?).await;
    done(&desk, scope, step, place, "").await
}

/// `POST /:tenant/lay-y-kien/:consultation/duyet`
///
/// # Errors
/// When the database refuses.
pub async fn approve(desk: Desk) -> Result<Response> {
    let (mut scope, known) = begun(&desk).await?;
    let no_secret = desk.asked.form.ticked("cam-ket");
    let step = consultations::approve(&mut scope, &act(&desk), &known, desk.version()?, no_secret).await;
    done(&desk, scope, step, place, "").await
}

/// `POST /:tenant/lay-y-kien/:consultation/tra-lai`
///
/// # Errors
/// When the database refuses.
pub async fn send_back(desk: Desk) -> Result<Response> {
    let (mut scope, known) = begun(&desk).await?;
    let reason = desk.asked.form.get("ly-do-tra");
    let step = consultations::send_back(&mut scope, &act(&desk), &known, desk.version()?, reason).await;
    done(&desk, scope, step, place, "").await
}

/// `POST /:tenant/lay-y-kien/:consultation/keo-dai`
///
/// # Errors
/// When the database refuses.
pub async fn extend(desk: Desk) -> Result<Response> {
    let (mut scope, known) = begun(&desk).await?;
    let form = &desk.asked.form;
    let (to, reason) = (date(form.get("ngay-cuoi-moi")), form.get("ly-do-keo-dai"));
    let step = amends::extend(&mut scope, &act(&desk), &known, desk.version()?, to, reason).await;
    done(&desk, scope, step, place, "").await
}

/// `POST /:tenant/lay-y-kien/:consultation/go`
///
/// # Errors
/// When the database refuses.
pub async fn take_down(desk: Desk) -> Result<Response> {
    let (mut scope, known) = begun(&desk).await?;
    let form = &desk.asked.form;
    let (cause, reason) = (Cause::parse(form.get("vi-sao-go")), form.get("ly-do-go"));
    let step = amends::take_down(&mut scope, &act(&desk), &known, desk.version()?, cause, reason).await;
    done(&desk, scope, step, place, "").await
}

/// `POST /:tenant/lay-y-kien/:consultation/tong-hop`
///
/// # Errors
/// When the database refuses.
pub async fn account(desk: Desk) -> Result<Response> {
    let (mut scope, known) = begun(&desk).await?;
    let text = desk.asked.form.raw("bao-cao");
    let step = consultations::write_account(&mut scope, &act(&desk), &known, desk.version()?, text).await;
    done(&desk, scope, step, place, "").await
}

/// `POST /:tenant/lay-y-kien/:consultation/tiep-thu`
///
/// # Errors
/// When the database refuses.
pub async fn respond(desk: Desk) -> Result<Response> {
    let (mut scope, known) = begun(&desk).await?;
    let form = &desk.asked.form;
    let numbers: Vec<i64> = form.all("y-kien").filter_map(|number| number.parse().ok()).collect();
    let verdict = Verdict::parse(form.get("ket-luan"));
    let (version, text) = (desk.version()?, form.raw("giai-trinh"));
    let step = comments::respond(&mut scope, &act(&desk), &known, version, &numbers, verdict, text).await;
    done(&desk, scope, step, place, "").await
}

/// `POST /:tenant/lay-y-kien/:consultation/ban-hanh`
///
/// # Errors
/// When the database refuses.
pub async fn issued(desk: Desk) -> Result<Response> {
    let (mut scope, known) = begun(&desk).await?;
    let number = desk.asked.form.get("so-van-ban");
    let step = consultations::link_issued(&mut scope, &act(&desk), &known, desk.version()?, number).await;
    done(&desk, scope, step, place, "").await
}

async fn comment(desk: &Desk, scope: &mut Scope, known: &Consultation) -> Result<Comment> {
    comments::find(scope, known, desk.asked.param("comment")).await
}

/// `POST /:tenant/lay-y-kien/:consultation/y-kien/:comment?trang=`
///
/// # Errors
/// When the database refuses.
pub async fn moderate(desk: Desk) -> Result<Response> {
    let (mut scope, known) = begun(&desk).await?;
    let found = comment(&desk, &mut scope, &known).await?;
    let form = &desk.asked.form;
    let decision = match (form.get("quyet-dinh"), Ground::parse(form.get("quyet-dinh"))) {
        ("show", _) => Some(Decision::Show),
        (_, ground) => ground.map(Decision::Withhold),
    };
    let (version, note) = (desk.version()?, form.get("ly-do"));
    let step = match decision {
        Some(decision) => {
            comments::moderate(&mut scope, &act(&desk), &known, &found, version, decision, note).await
        }
        None => Err(Error::refused("comments", "Hãy chọn đăng, hoặc lý do không đăng.", "")),
    };
    done(&desk, scope, step, |_| reason_field(&found), &format!("#so-{}", found.number)).await
}

/// `POST /:tenant/lay-y-kien/:consultation/y-kien/:comment/lien-he?trang=`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn reveal(desk: Desk) -> Result<Response> {
    let (mut scope, known) = begun(&desk).await?;
    let found = comment(&desk, &mut scope, &known).await?;
    let contact = comments::reveal(&mut scope, &act(&desk), &known, &found)?;
    scope.commit().await?;
    let said = Said { status: StatusCode::OK, ..Said::default() };
    show(&desk, Shown { said, opened: Some((found.id, contact)) }).await
}

/// `POST /:tenant/lay-y-kien/:consultation/y-kien/:comment/xoa-nguoi-gui?trang=`
///
/// # Errors
/// When the database refuses.
pub async fn erase(desk: Desk) -> Result<Response> {
    let (mut scope, known) = begun(&desk).await?;
    let found = comment(&desk, &mut scope, &known).await?;
    let step = retention::erase_on_word(&mut scope, &act(&desk), &known, &found).await;
    done(&desk, scope, step, place, &format!("#so-{}", found.number)).await
}

/// `GET /:tenant/lay-y-kien/:consultation/dinh-chinh`
///
/// # Errors
/// [`Error::Conflict`] when comments are not taken any more.
pub async fn correcting(desk: Desk) -> Result<Response> {
    let one = asked_for(&desk, &mut desk.app.db.read(desk.tenant.id()).await?).await?;
    let today = desk.app.db.clock.today();
    if one.stage != Stage::Approved || !matches!(one.phase(today), Phase::Announced | Phase::Open) {
        return Err(Error::Conflict("Chỉ sửa dự thảo khi đang hoặc sắp nhận ý kiến.".into()));
    }
    let typed =
        Correction { note: one.what.note.clone(), text: one.what.text.clone(), ..Correction::default() };
    correction_form(&desk, &one, Said::default(), typed).await
}

async fn correction_form(desk: &Desk, one: &Consultation, said: Said, typed: Correction) -> Result<Response> {
    let url = |rest: &str| desk.url(&format!("{HOME}/{}{rest}", one.id));
    let page = ConsultationCorrectPage {
        layout: layout(desk, "Sửa dự thảo đang lấy ý kiến").await?,
        title: one.what.title.clone(),
        back: Link::new("Về việc lấy ý kiến", url("")),
        post: post(desk, &url("/dinh-chinh")),
        version: one.version.to_string(),
        notice: said.notice,
        refusals: said.refusals,
        note: typed.note,
        text: typed.text,
        reason: typed.reason,
        declared: typed.no_secret,
    };
    desk::html(said.status, &page)
}

/// `POST /:tenant/lay-y-kien/:consultation/dinh-chinh`
///
/// # Errors
/// When the database refuses.
pub async fn correct(desk: Desk) -> Result<Response> {
    let (mut scope, known) = begun(&desk).await?;
    let form = &desk.asked.form;
    let typed = Correction {
        note: form.raw("thuyet-minh").to_owned(),
        text: form.raw("toan-van").to_owned(),
        reason: form.get("ly-do-sua").to_owned(),
        no_secret: form.ticked("cam-ket"),
    };
    match amends::correct(&mut scope, &act(&desk), &known, desk.version()?, &typed).await {
        Ok(()) => {
            scope.commit().await?;
            Ok(see_other(&desk.url(&format!("{HOME}/{}", known.id))))
        }
        Err(refused) => {
            drop(scope);
            let place = |name: &str| match name {
                "correction_reason" => "ly-do-sua".to_owned(),
                "" => "toan-van".to_owned(),
                other => field(other),
            };
            correction_form(&desk, &known, Said::of(refused, place)?, typed).await
        }
    }
}
