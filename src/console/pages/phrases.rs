//! The site's phrases for answers: the list, adding, changing and ending one.

use poem::Response;
use poem::http::StatusCode;

use crate::base::clock::time_vi;
use crate::base::error::{Error, Result};
use crate::console::desk::{self, Desk, see_other};
use crate::console::views::phrases::{PhraseForm, PhraseRow, PhrasesPage};
use crate::items::markup::paragraphs;
use crate::people::{Action, State};
use crate::public::views::{Badge, Html, Link, Refusals, Tone};
use crate::questions::answering::phrases::{self, Phrase, Typed, store};
use crate::questions::classes::Class;
use crate::questions::routing::rules::{self, Field};

use super::frame::{layout, post, shown};
use super::items::choices;

const PATH: &str = "/mau-cau";

/// `GET /:tenant/mau-cau`
///
/// # Errors
/// When the database does not answer.
pub async fn list(desk: Desk) -> Result<Response> {
    show(&desk, StatusCode::OK, None, Refusals::default(), None).await
}

/// `GET /:tenant/mau-cau/:phrase`
///
/// # Errors
/// [`Error::NotFound`] for a phrase of another site.
pub async fn edit_form(desk: Desk) -> Result<Response> {
    let phrase = own(&desk).await?;
    show(&desk, StatusCode::OK, Some(&phrase), Refusals::default(), None).await
}

async fn own(desk: &Desk) -> Result<Phrase> {
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    store::get(&mut scope, desk.asked.param("phrase")).await?.ok_or(Error::NotFound)
}

/// The list, with the form for a new phrase or for the one that is changed; what was typed stays.
async fn show(
    desk: &Desk,
    status: StatusCode,
    changed: Option<&Phrase>,
    refusals: Refusals,
    notice: Option<String>,
) -> Result<Response> {
    let all = store::all(&mut desk.app.db.read(desk.tenant.id()).await?).await?;
    let fields = rules::fields(&desk.tenant.profile, desk.tenant.day);
    let may = desk.may(Action::PhraseSet, State::Any);
    let page = PhrasesPage {
        layout: layout(desk, "Mẫu câu trả lời").await?,
        notice,
        rows: all.iter().map(|phrase| row(desk, phrase, &fields, may)).collect(),
        form: may.then(|| form(desk, changed, &fields, refusals)),
        back: changed.map(|_| Link::new("Tất cả mẫu câu", desk.url(PATH))),
    };
    desk::html(status, &page)
}

fn row(desk: &Desk, phrase: &Phrase, fields: &[Field], may: bool) -> PhraseRow {
    let field = phrase.field.as_ref().map(|key| {
        let named = fields.iter().find(|field| &field.key == key);
        format!("lĩnh vực {}", named.map_or(key.as_str(), |field| field.name.as_str()))
    });
    let class = phrase.class.map_or("Mọi loại", Class::vietnamese);
    let url = desk.url(&format!("{PATH}/{}", phrase.id));
    let offered = may && phrase.ended_at.is_none();
    PhraseRow {
        name: phrase.name.clone(),
        text: Html::sanitised(paragraphs(&phrase.body)),
        of: field.map_or_else(|| class.to_owned(), |field| format!("{class}; {field}")),
        state: match phrase.ended_at {
            Some(_) => Badge::new("đã thôi dùng", Tone::Plain),
            None => Badge::new("đang dùng", Tone::Good),
        },
        by: format!("{}, {}", phrase.set_by, time_vi(phrase.set_at)),
        edit: offered.then(|| Link::new("Sửa", url.clone())),
        end: offered.then(|| (post(desk, &format!("{url}/thoi")), phrase.version.to_string())),
    }
}

fn form(desk: &Desk, changed: Option<&Phrase>, fields: &[Field], refusals: Refusals) -> PhraseForm {
    let sent = &desk.asked.form;
    // Of the one that is changed stands what it says, until something was typed over it.
    let typed = |name: &str, now: String| if refusals.is_empty() { now } else { sent.raw(name).to_owned() };
    let of = |pick: fn(&Phrase) -> String| changed.map(pick).unwrap_or_default();
    let class = typed("loai", of(|phrase| phrase.class.map_or_else(String::new, |class| class.key().into())));
    let field = typed("linh-vuc", of(|phrase| phrase.field.clone().unwrap_or_default()));
    let classes = Class::ALL.iter().filter(|class| !class.is_sealed());
    PhraseForm {
        post: post(desk, &desk.url(&changed.map_or(PATH.into(), |phrase| format!("{PATH}/{}", phrase.id)))),
        version: changed.map(|phrase| phrase.version.to_string()),
        name: typed("ten", of(|phrase| phrase.name.clone())),
        body: typed("noi-dung", of(|phrase| phrase.body.clone())),
        classes: choices("Mọi loại", &class, classes.map(|class| (class.key(), class.vietnamese().into()))),
        fields: choices(
            "Mọi lĩnh vực",
            &field,
            fields.iter().map(|field| (field.key.as_str(), field.name.clone())),
        ),
        refusals,
    }
}

fn typed(desk: &Desk) -> Typed<'_> {
    let form = &desk.asked.form;
    Typed {
        name: form.get("ten"),
        body: form.get("noi-dung"),
        class: form.get("loai"),
        field: form.get("linh-vuc"),
    }
}

/// Back to the list, or the form once more.
async fn settled(desk: &Desk, changed: Option<&Phrase>, done: Result<()>) -> Result<Response> {
    match done {
        Ok(()) => Ok(see_other(&desk.url(PATH))),
        Err(Error::Refused(refusals)) => {
            let refusals = shown(refusals, str::to_owned);
            show(desk, StatusCode::UNPROCESSABLE_ENTITY, changed, refusals, None).await
        }
        Err(Error::Conflict(message)) => {
            show(desk, StatusCode::CONFLICT, None, Refusals::default(), Some(message)).await
        }
        Err(other) => Err(other),
    }
}

/// `POST /:tenant/mau-cau`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn add(desk: Desk) -> Result<Response> {
    let done = phrases::add(desk.act(&desk.actor()), typed(&desk)).await.map(drop);
    settled(&desk, None, done).await
}

/// `POST /:tenant/mau-cau/:phrase`
///
/// # Errors
/// [`Error::NotFound`] for a phrase of another site.
pub async fn change(desk: Desk) -> Result<Response> {
    let phrase = own(&desk).await?;
    let done = phrases::change(desk.act(&desk.actor()), &phrase.id, desk.version()?, typed(&desk)).await;
    settled(&desk, Some(&phrase), done).await
}

/// `POST /:tenant/mau-cau/:phrase/thoi`
///
/// # Errors
/// [`Error::NotFound`] for a phrase of another site.
pub async fn end(desk: Desk) -> Result<Response> {
    let phrase = own(&desk).await?;
    let done = phrases::end(desk.act(&desk.actor()), &phrase.id, desk.version()?).await;
    settled(&desk, None, done).await
}
