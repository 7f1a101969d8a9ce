//! The editors: beginning an item, saving a draft, files, and two texts in conflict.

use poem::Response;
use poem::http::StatusCode;

use crate::base::clock::time_vi;
use crate::base::error::{Error, Result};
use crate::base::id::EditionId;
use crate::base::web::form::Form;
use crate::console::desk::{self, Desk, see_other};
use crate::console::views::edit::{
    AskedFact, AttachmentRow, CopyNotice, DocumentEditPage, EditFrame, NewsEditPage, RecordEditPage,
    UploadForm, WritingAid,
};
use crate::console::views::layout::Flash;
use crate::items::editing::{self, Saved};
use crate::items::kinds::SteeringPart;
use crate::items::kinds::record::{Fact, Register, Shape};
use crate::items::markup::word::Report;
use crate::items::rights::require_hand;
use crate::items::store::Filter;
use crate::items::{Attachment, Content, Edition, Kind, store as items};
use crate::media::Description;
use crate::people::{Action, State};
use crate::public::assets;
use crate::public::pages::home::encode;
use crate::public::pages::item::size;
use crate::public::site::topic_title;
use crate::public::views::{Badge, Choice, Refusals, Tone};
use crate::tenants::SectionKey;
use crate::writing::{self, Copy, Place};

use super::aspects;
use super::conflict::{self, conflict};
use super::form::{Body, content, content_told, field, fields};
use super::frame::{badge, layout, post, shown};
use super::items::choices;
use super::{from_file, media, suggested};

/// The kinds by their word in the address.
fn kind_of(word: &str) -> Result<Kind> {
    match word {
        "tin" => Ok(Kind::News),
        "van-ban" => Ok(Kind::Document),
        register if Register::parse(register).is_some() => Ok(Kind::Record),
        _ => Err(Error::NotFound),
    }
}

/// More pages than any introduction has.
const MOST_PAGES: usize = 300;

/// What is typed, and what stands around it.
pub(super) struct Editor<'a> {
    kind: Kind,
    action: String,
    typed: &'a [(String, String)],
    edition: Option<&'a Edition>,
    attachments: &'a [Attachment],
    refusals: Refusals,
    place: Place,
    /// The version the person began from, where it is not the edition's.
    version: Option<i64>,
    copies: Vec<CopyNotice>,
    flash: Option<Flash>,
}

impl Editor<'_> {
    /// With this said above it.
    pub(super) fn telling(self, flash: Option<Flash>) -> Self {
        Self { flash, ..self }
    }
}

/// `GET /:tenant/tin-bai/moi/:kind`
///
/// # Errors
/// [`Error::NotFound`] for a kind that is not there.
pub async fn new(desk: Desk) -> Result<Response> {
    let kind = kind_of(desk.asked.param("kind"))?;
    let mut typed = first_fields(&desk, kind);
    if let Some(register) = Register::parse(desk.asked.param("kind")) {
        typed.retain(|(name, _)| name != "chuyen-muc");
        typed.push(("so".to_owned(), register.key.to_owned()));
        typed.push(("chuyen-muc".to_owned(), register.section.as_str().to_owned()));
    }
    let (mut place, mut copies) = (Place::fresh(&desk.app.db), Vec::new());
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    if let Ok(kept) = Place::parse(desk.asked.query("ban"))
        && let Some(copy) = writing::find(&mut scope, &desk.staff.account, &kept).await?
        && copy.kind == kind
    {
        typed = copy.fields;
        place = kept;
    } else {
        let kept = writing::store::fresh_of(&mut scope, &desk.staff.account, kind).await?;
        copies = kept.iter().map(|copy| notice(&desk, copy)).collect();
    }
    drop(scope);
    let editor = Editor { copies, ..begun(&desk, kind, &typed, place) };
    respond(&desk, StatusCode::OK, editor).await
}

/// What stands in a form before anybody wrote in it.
pub(super) fn first_fields(desk: &Desk, kind: Kind) -> Vec<(String, String)> {
    let mut typed = vec![
        ("nguon".to_owned(), format!("Trang thông tin điện tử {}", desk.tenant.identity().full_name)),
        ("chuyen-muc".to_owned(), if kind == Kind::News { "tin-tuc" } else { "chi-dao" }.to_owned()),
    ];
    let unit = desk.staff.units().next().and_then(|key| desk.tenant.profile.unit(key));
    if let Some(unit) = unit {
        typed.push(("don-vi".to_owned(), unit.key.clone()));
        typed.push(("tac-gia".to_owned(), unit.name.clone()));
    }
    if kind == Kind::Document {
        typed.push(("co-quan-ban-hanh".to_owned(), desk.tenant.identity().body.clone()));
    }
    typed
}

/// The form of what was never saved.
fn begun<'a>(desk: &Desk, kind: Kind, typed: &'a [(String, String)], place: Place) -> Editor<'a> {
    Editor {
        kind,
        action: desk.url(&format!("/tin-bai/moi/{}", word_of(kind, typed))),
        typed,
        edition: None,
        attachments: &[],
        refusals: Refusals::default(),
        place,
        version: None,
        copies: Vec::new(),
        flash: None,
    }
}

/// The kind's word in the address; an entry's is its register's.
fn word_of(kind: Kind, typed: &[(String, String)]) -> &'static str {
    match kind {
        Kind::News => "tin",
        Kind::Document => "van-ban",
        Kind::Record => register_of(typed).map_or("", |register| register.key),
    }
}

/// The register that the fields of a form name.
fn register_of(typed: &[(String, String)]) -> Option<&'static Register> {
    typed.iter().find(|(name, _)| name == "so").and_then(|(_, key)| Register::parse(key))
}

/// The place that a form names, or a new one.
fn place_of(desk: &Desk) -> Place {
    Place::parse(desk.asked.form.get("ban"))
        .ok()
        .filter(|place| matches!(place, Place::Fresh(_)))
        .unwrap_or_else(|| Place::fresh(&desk.app.db))
}

/// That a copy waits, with the ways to take it up and to drop it.
fn notice(desk: &Desk, copy: &Copy) -> CopyNotice {
    let at = time_vi(copy.saved_at);
    let about = if copy.title.is_empty() { String::new() } else { format!(": “{}”", copy.title) };
    let restore_url = match &copy.place {
        Place::Edition(id) => desk.url(&format!("/tin-bai/{id}/sua?tu-luu=khoi-phuc")),
        Place::Fresh(_) => {
            desk.url(&format!("/tin-bai/moi/{}?ban={}", word_of(copy.kind, &copy.fields), copy.place.text()))
        }
    };
    CopyNotice {
        text: format!("Có bản tự lưu lúc {at} chưa lưu{about}."),
        at,
        restore_url,
        drop: post(desk, &desk.url("/soan/ban-tam/bo")),
        place: copy.place.text(),
        kind: copy.kind.as_str().to_owned(),
    }
}

/// What the pasted text went through, told once after it was saved.
fn told(report: &Report) -> Option<Flash> {
    let text = report.sentences().join(" ");
    (!text.is_empty()).then_some(Flash { tone: Tone::Warn, text, undo: None })
}

/// The query with which the form opens after saving, so that it tells what was changed.
fn told_query(report: &Report) -> String {
    if report.is_empty() { String::new() } else { format!("?da-doi={}", report.code()) }
}

/// `POST /:tenant/tin-bai/moi/:kind`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn create(desk: Desk) -> Result<Response> {
    let kind = kind_of(desk.asked.param("kind"))?;
    if desk.asked.form.get("viec") == "kiem-tra" {
        let editor = begun(&desk, kind, desk.asked.form.fields(), place_of(&desk));
        return respond(&desk, StatusCode::OK, editor).await;
    }
    let mut report = Report::default();
    let created = match content_told(kind, &desk.asked.form, Vec::new()) {
        Ok((typed, changes)) => {
            report = changes;
            editing::create(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), typed).await
        }
        Err(unread) => Err(unread),
    };
    if created.is_ok() {
        forget(&desk, &place_of(&desk)).await?;
    }
    match created {
        Ok((_, edition)) if desk.asked.form.get("viec") == "gui-duyet" => {
            submit_after_save(&desk, &edition, 1, &report).await
        }
        Ok((_, edition)) => {
            Ok(see_other(&desk.url(&format!("/tin-bai/{edition}/sua{}", told_query(&report)))))
        }
        Err(Error::Refused(refusals)) => {
            let refusals = shown(refusals, field);
            let editor = Editor { refusals, ..begun(&desk, kind, desk.asked.form.fields(), place_of(&desk)) };
            respond(&desk, StatusCode::UNPROCESSABLE_ENTITY, editor).await
        }
        Err(other) => Err(other),
    }
}

async fn forget(desk: &Desk, place: &Place) -> Result<()> {
    writing::forget(&desk.app.db, &desk.tenant, &desk.actor(), &desk.staff.account, place).await
}

fn edition_id(desk: &Desk) -> EditionId {
    desk.asked.param("edition").into()
}

/// The edition that may be written to by this person.
pub(super) async fn writable(desk: &Desk) -> Result<(Edition, Content)> {
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let edition = items::edition(&mut scope, &edition_id(desk)).await?;
    require_hand(&desk.staff, &edition)?;
    desk.staff.require(Action::ItemSave, edition.state)?;
    let content = items::content(&mut scope, &edition.revision).await?;
    Ok((edition, content))
}

/// `GET /:tenant/tin-bai/:edition/sua`
///
/// # Errors
/// [`Error::NotFound`] or [`Error::Forbidden`] when the person may not write to it.
pub async fn form(desk: Desk) -> Result<Response> {
    let (edition, content) = writable(&desk).await?;
    let stored = fields(&content)?;
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let place = Place::Edition(edition.id.clone());
    let copy = writing::find(&mut scope, &desk.staff.account, &place).await?;
    drop(scope);
    let flash = told(&Report::from_code(desk.asked.query("da-doi")));
    let Some(copy) = copy.filter(|copy| differs(copy, &content)) else {
        let editor = Editor { flash, ..opened(&desk, &edition, &content, &stored) };
        return respond(&desk, StatusCode::OK, editor).await;
    };
    if desk.asked.query("tu-luu") == "khoi-phuc" {
        let text = format!("Đã khôi phục bản tự lưu lúc {}. Bấm “Lưu” để giữ lại.", time_vi(copy.saved_at));
        let flash = Some(Flash { tone: Tone::Good, text, undo: None });
        let version = Some(copy.version);
        let editor = Editor { version, flash, ..opened(&desk, &edition, &content, &copy.fields) };
        return respond(&desk, StatusCode::OK, editor).await;
    }
    let copies = vec![notice(&desk, &copy)];
    let editor = Editor { copies, flash, ..opened(&desk, &edition, &content, &stored) };
    respond(&desk, StatusCode::OK, editor).await
}

/// Whether a working copy says anything else than what is saved.
fn differs(copy: &Copy, stored: &Content) -> bool {
    let typed = content(copy.kind, &Form::of(copy.fields.clone()), stored.common().attachments.clone());
    typed.map_or(true, |typed| typed.tidied() != stored.clone().tidied())
}

/// The form of an edition.
pub(super) fn opened<'a>(
    desk: &Desk,
    edition: &'a Edition,
    content: &'a Content,
    typed: &'a [(String, String)],
) -> Editor<'a> {
    Editor {
        edition: Some(edition),
        action: desk.url(&format!("/tin-bai/{}/sua", edition.id)),
        attachments: &content.common().attachments,
        ..begun(desk, content.kind(), typed, Place::Edition(edition.id.clone()))
    }
}

async fn show(
    desk: &Desk,
    status: StatusCode,
    edition: &Edition,
    content: &Content,
    typed: &[(String, String)],
    refusals: Refusals,
) -> Result<Response> {
    // What was typed from an older version stays so: saving it must still find the conflict.
    let version =
        typed.iter().find(|(name, _)| name == "phien-ban").and_then(|(_, value)| value.parse().ok());
    let editor = Editor { refusals, version, ..opened(desk, edition, content, typed) };
    respond(desk, status, editor).await
}

/// `POST /:tenant/tin-bai/:edition/sua`
///
/// # Errors
/// [`Error::NotFound`] or [`Error::Forbidden`] when the person may not write to it.
pub async fn save(desk: Desk) -> Result<Response> {
    let (edition, before) = writable(&desk).await?;
    if desk.asked.form.get("viec") == "kiem-tra" {
        let typed = desk.asked.form.fields();
        return show(&desk, StatusCode::OK, &edition, &before, typed, Refusals::default()).await;
    }
    if let Some(typed) = from_file::asked(&desk, &before).await? {
        return show(&desk, StatusCode::OK, &edition, &before, &typed, Refusals::default()).await;
    }
    let mut report = Report::default();
    let saved = match content_told(before.kind(), &desk.asked.form, before.common().attachments.clone()) {
        Ok((typed, changes)) => {
            report = changes;
            let version = desk.version()?;
            let (db, actor) = (&desk.app.db, desk.actor());
            editing::save(db, &desk.tenant, &desk.staff, &actor, &edition.id, version, typed).await
        }
        Err(unread) => Err(unread),
    };
    if matches!(saved, Ok(Saved::Now(_))) {
        forget(&desk, &Place::Edition(edition.id.clone())).await?;
    }
    match saved {
        Ok(Saved::Now(version)) if desk.asked.form.get("viec") == "gui-duyet" => {
            submit_after_save(&desk, &edition.id, version, &report).await
        }
        Ok(Saved::Now(_)) => {
            Ok(see_other(&desk.url(&format!("/tin-bai/{}/sua{}", edition.id, told_query(&report)))))
        }
        Ok(Saved::Stale(stale)) => conflict(&desk, &edition, *stale).await,
        Err(Error::Refused(refusals)) => {
            show(
                &desk,
                StatusCode::UNPROCESSABLE_ENTITY,
                &edition,
                &before,
                desk.asked.form.fields(),
                shown(refusals, field),
            )
            .await
        }
        Err(other) => Err(other),
    }
}

/// Sends on what was just saved; what stands against it brings the editor back with every reason.
async fn submit_after_save(desk: &Desk, id: &EditionId, version: i64, report: &Report) -> Result<Response> {
    match super::review::submit(desk, id, version).await {
        Ok(()) => Ok(see_other(&desk.url(&format!("/tin-bai/{id}")))),
        Err(Error::Refused(refusals)) => {
            let mut scope = desk.app.db.read(desk.tenant.id()).await?;
            let edition = items::edition(&mut scope, id).await?;
            let content = items::content(&mut scope, &edition.revision).await?;
            drop(scope);
            let typed = fields(&content)?;
            let (refusals, flash) = (shown(refusals, field), told(report));
            let editor = Editor { refusals, flash, ..opened(desk, &edition, &content, &typed) };
            respond(desk, StatusCode::UNPROCESSABLE_ENTITY, editor).await
        }
        Err(other) => Err(other),
    }
}

/// `POST /:tenant/tin-bai/:edition/tron`: the form with both texts of a conflict in one; nothing is saved yet.
///
/// # Errors
/// [`Error::NotFound`] or [`Error::Forbidden`] when the person may not write to it.
pub async fn merge(desk: Desk) -> Result<Response> {
    let (edition, theirs) = writable(&desk).await?;
    let typed = conflict::merged(&desk.asked.form, &fields(&theirs)?)?;
    let text = "Hai bản đã được ghép: đoạn khác nhau đứng liền nhau, bản của ông/bà trước. Hãy xóa phần thừa rồi lưu.";
    let flash = Some(Flash { tone: Tone::Warn, text: text.into(), undo: None });
    let editor = Editor { flash, ..opened(&desk, &edition, &theirs, &typed) };
    respond(&desk, StatusCode::OK, editor).await
}

/// `POST /:tenant/tin-bai/:edition/tep`
///
/// # Errors
/// [`Error::TooLarge`] above the limit.
pub async fn upload(mut desk: Desk) -> Result<Response> {
    let (edition, mut content) = writable(&desk).await?;
    let title = desk.asked.form.get("ten-tep").to_owned();
    let refusals = match media::receive(&mut desk, Description::default(), false).await {
        Ok(received) => {
            let mut attachment = received.into_attachment();
            if !title.is_empty() {
                attachment.name = titled(&title, &attachment.name);
            }
            content.common_mut().attachments.retain(|file| file.file_id != attachment.file_id);
            content.common_mut().attachments.push(attachment);
            let (db, actor) = (&desk.app.db, desk.actor());
            editing::save(db, &desk.tenant, &desk.staff, &actor, &edition.id, edition.version, content)
                .await?;
            return Ok(see_other(&desk.url(&format!("/tin-bai/{}/sua", edition.id))));
        }
        Err(Error::Refused(refusals)) => refusals,
        Err(Error::TooLarge(why)) => vec![crate::base::error::Refusal::new("tep", why, "")],
        Err(other) => return Err(other),
    };
    let (status, refusals) = (StatusCode::UNPROCESSABLE_ENTITY, shown(refusals, field));
    show(&desk, status, &edition, &content, &fields(&content)?, refusals).await
}

/// A given title, with the ending that the file has.
fn titled(title: &str, name: &str) -> String {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    if ending.is_empty() || title.to_lowercase().ends_with(&format!(".{}", ending.to_lowercase())) {
        title.to_owned()
    } else {
        format!("{title}.{ending}")
    }
}

/// `POST /:tenant/tin-bai/:edition/tep/:file/bo`
///
/// # Errors
/// [`Error::NotFound`] when the edition has no such file.
pub async fn remove_file(desk: Desk) -> Result<Response> {
    let (edition, mut content) = writable(&desk).await?;
    let id = desk.asked.param("file").to_owned();
    content.common_mut().attachments.retain(|file| file.file_id.as_str() != id);
    editing::save(
        &desk.app.db,
        &desk.tenant,
        &desk.staff,
        &desk.actor(),
        &edition.id,
        edition.version,
        content,
    )
    .await?;
    Ok(see_other(&desk.url(&format!("/tin-bai/{}/sua", edition.id))))
}

pub(super) async fn respond(desk: &Desk, status: StatusCode, editor: Editor<'_>) -> Result<Response> {
    let register = register_of(editor.typed);
    let title = match (editor.kind, register) {
        (Kind::News, _) => "Soạn tin, bài".to_owned(),
        (Kind::Record, Some(register)) => register.one.to_owned(),
        _ => "Soạn văn bản".to_owned(),
    };
    let mut layout = layout(desk, &title).await?;
    layout.flash.clone_from(&editor.flash);
    let form = Form::of(editor.typed.to_vec());
    let body = Body::of(&form)?;
    let typed = |name: &str| {
        editor
            .typed
            .iter()
            .find(|(field, _)| field == name)
            .map_or_else(String::new, |(_, value)| value.clone())
    };
    let profile = &desk.tenant.profile;
    let wanted = |key: SectionKey| {
        let of_documents = matches!(key, SectionKey::Legislation | SectionKey::Steering);
        if editor.kind == Kind::Document {
            of_documents
        } else {
            !of_documents && key != SectionKey::Questions
        }
    };
    let sections = profile
        .sections
        .iter()
        .filter(|section| !section.hidden && wanted(section.key))
        .map(|s| (s.key.as_str(), s.title.clone()));
    let sections = choices("Chọn chuyên mục", &typed("chuyen-muc"), sections);
    let units = choices(
        "Chọn đơn vị",
        &typed("don-vi"),
        profile.units_on(desk.tenant.day).map(|unit| (unit.key.as_str(), unit.name.clone())),
    );
    let missing = missing(desk, &editor, &form).await?;
    let frame = frame(desk, &editor, &body, missing);
    if editor.kind == Kind::News {
        let topics = crate::items::Topic::ALL
            .iter()
            .map(|topic| (topic.as_str(), topic_title(&desk.tenant, topic.as_str())));
        return desk::html(
            status,
            &NewsEditPage {
                layout,
                frame,
                title: typed("tieu-de"),
                summary: typed("tom-tat"),
                body: body.markdown,
                sections,
                topics: choices("Chọn nhóm tin", &typed("chu-de"), topics),
                author: typed("tac-gia"),
                source: typed("nguon"),
                units,
                event: typed("ngay-su-viec"),
                aspects: aspects::asked(desk, &form).await?,
            },
        );
    }
    if let (Kind::Record, Some(register)) = (editor.kind, register) {
        let pages = pages_of(desk, register).await?;
        let page = RecordEditPage {
            layout,
            frame,
            heading: title,
            register: register.key.to_owned(),
            section: profile
                .section(register.section)
                .map_or_else(String::new, |section| section.title.clone()),
            title_label: register.title.to_owned(),
            title: typed("tieu-de"),
            summary: typed("tom-tat"),
            facts: register.facts.iter().map(|fact| asked_fact(fact, &typed(fact.field), &pages)).collect(),
            body: body.markdown,
            author: typed("tac-gia"),
            source: typed("nguon"),
            units,
        };
        return desk::html(status, &page);
    }
    let from_file = match editor.edition {
        Some(edition) => suggested::panel(desk, edition, editor.attachments, editor.typed).await?,
        None => None,
    };
    desk::html(
        status,
        &DocumentEditPage {
            layout,
            frame,
            from_file,
            number: typed("so-ky-hieu"),
            kinds: document_types(&typed("loai")),
            summary: typed("trich-yeu"),
            issuer: typed("co-quan-ban-hanh"),
            authority: typed("tham-quyen-ky"),
            signer_post: typed("chuc-vu-ky"),
            signer: typed("nguoi-ky"),
            issued: typed("ngay-ban-hanh"),
            effective: typed("ngay-hieu-luc"),
            expires: typed("ngay-het-hieu-luc"),
            fields: typed("linh-vuc"),
            relations: typed("quan-he"),
            parts: choices(
                "Chọn phần",
                &typed("phan"),
                SteeringPart::ALL.iter().map(|part| (part.as_str(), part.vietnamese().to_owned())),
            ),
            sections,
            body: body.markdown,
            author: typed("tac-gia"),
            source: typed("nguon"),
            units,
        },
    )
}

/// The live entries of a register as its [`Shape::Page`] can name them, by their slugs; none where it has no such fact.
async fn pages_of(desk: &Desk, register: &'static Register) -> Result<Vec<(String, String)>> {
    if !register.facts.iter().any(|fact| matches!(fact.shape, Shape::Page)) {
        return Ok(Vec::new());
    }
    let filter =
        Filter { register: Some(register.key), by_title: true, ..Filter::of_sections(&[register.section]) };
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let listed = items::live_list(&mut scope, &filter, 0, MOST_PAGES).await?;
    Ok(listed.items.into_iter().map(|one| (one.slug, one.title)).collect())
}

/// How the form asks for a fact.
fn asked_fact(fact: &Fact, typed: &str, pages: &[(String, String)]) -> AskedFact {
    let choices = match fact.shape {
        Shape::Choice(all) | Shape::Look(all) => {
            choices("Chọn", typed, all.iter().map(|(key, words)| (*key, (*words).to_owned())))
        }
        // What was chosen and is no longer there stays to be seen.
        Shape::Page => {
            let gone = Some((typed, typed.to_owned()));
            let gone = gone.filter(|_| !typed.is_empty() && pages.iter().all(|(slug, _)| slug != typed));
            let all = pages.iter().map(|(slug, title)| (slug.as_str(), title.clone()));
            choices("Không", typed, all.chain(gone))
        }
        _ => Vec::new(),
    };
    AskedFact {
        id: fact.field.to_owned(),
        label: fact.label.to_owned(),
        hint: fact.hint.to_owned(),
        value: typed.to_owned(),
        optional: fact.needed.is_none(),
        long: fact.shape.is_long(),
        choices,
    }
}

/// The types of the decree on documents, and whatever type this one has.
fn document_types(chosen: &str) -> Vec<Choice> {
    let listed = include_str!("../../../rules/document-types.txt")
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty());
    let mut names: Vec<&str> = listed.collect();
    if !chosen.is_empty() && !names.contains(&chosen) {
        names.push(chosen);
    }
    choices("Chọn loại văn bản", chosen, names.iter().map(|name| (*name, (*name).to_owned())))
}

/// What still stands between what is typed and publication.
async fn missing(desk: &Desk, editor: &Editor<'_>, form: &Form) -> Result<Refusals> {
    let typed = content(editor.kind, form, editor.attachments.to_vec());
    let mut missing = super::review::missing_typed(desk, editor.edition, &typed).await?;
    for refusal in &mut missing.0 {
        // Before the first save there is no field for files, only their place.
        if refusal.field == "tep" && editor.edition.is_none() {
            "tep-kem".clone_into(&mut refusal.field);
        } else if refusal.field.is_empty() {
            "noi-dung".clone_into(&mut refusal.field);
        }
    }
    Ok(missing)
}

/// What the scripts of the form are told.
fn aid(desk: &Desk, editor: &Editor<'_>, body: &Body) -> WritingAid {
    let api = |path: &str| format!("/api/v1/staff/{}/writing/{path}", desk.tenant.slug());
    let edition = editor.edition.map(|edition| edition.id.to_string());
    WritingAid {
        html: body.html.clone(),
        editor: assets::has("editor.js"),
        place: editor.place.text(),
        kind: editor.kind.as_str().to_owned(),
        // The machine keeps a person's text under their own key: another's is neither shown nor overwritten.
        key: format!(
            "{}/{}/{}",
            desk.tenant.slug(),
            edition.as_deref().unwrap_or(word_of(editor.kind, editor.typed)),
            desk.staff.account
        ),
        autosave_url: api("autosave"),
        clean_url: api("clean"),
        files_url: api("files"),
        upload_url: desk.url("/soan/tep"),
        sign_in_url: format!("/dang-nhap?toi={}&vi-sao=het-phien", encode(&return_path(desk, editor))),
        refused: !editor.refusals.is_empty(),
        copies: editor.copies.clone(),
    }
}

/// Where the form opens again after signing in.
fn return_path(desk: &Desk, editor: &Editor<'_>) -> String {
    match editor.edition {
        Some(edition) => desk.url(&format!("/tin-bai/{}/sua", edition.id)),
        None => desk.url(&format!("/tin-bai/moi/{}", word_of(editor.kind, editor.typed))),
    }
}

fn frame(desk: &Desk, editor: &Editor<'_>, body: &Body, missing: Refusals) -> EditFrame {
    let base = editor.edition.map(|edition| desk.url(&format!("/tin-bai/{}", edition.id)));
    let row = |file: &Attachment| AttachmentRow {
        title: file.name.clone(),
        file_name: file.name.clone(),
        about: size(file.bytes),
        state: Badge::new("Đã nhận", Tone::Good),
        problem: None,
        url: base.as_ref().map(|base| format!("{base}/tep/{}/{}", file.file_id, encode(&file.name))),
        remove: base.as_ref().map(|base| post(desk, &format!("{base}/tep/{}/bo", file.file_id))),
    };
    let tried = editor.refusals.of("tep").map(|message| crate::public::views::Refusal {
        field: "tep".into(),
        message: message.to_owned(),
        clause: None,
    });
    EditFrame {
        post: post(desk, &editor.action),
        version: editor.version.or(editor.edition.map(|edition| edition.version)).unwrap_or(0).to_string(),
        state: badge(editor.edition.map_or(State::Draft, |edition| edition.state)),
        saved_text: editor.edition.map(|edition| format!("Đã lưu lúc {}", time_vi(edition.updated_at))),
        refusals: editor.refusals.clone(),
        missing,
        aid: aid(desk, editor, body),
        next: Choice::new("gui-duyet", "Lưu và gửi duyệt"),
        attachments: editor.attachments.iter().map(row).collect(),
        upload: base.as_ref().map(|base| UploadForm {
            post: post(desk, &format!("{base}/tep")),
            limit_text: desk.app.config.uploads.told(),
            accept: media::ACCEPT.into(),
            limits: desk.app.config.uploads.for_script(),
            library_url: format!("{base}/thu-vien"),
            refusals: Refusals(tried.into_iter().collect()),
        }),
    }
}

/// `GET /:tenant/tin-bai/:edition/tep/:file/:name`: a file of what is not live yet.
///
/// # Errors
/// [`Error::NotFound`] when the edition has no such file.
pub async fn file(desk: Desk) -> Result<Response> {
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let edition = items::edition(&mut scope, &edition_id(&desk)).await?;
    crate::items::rights::require_sight(&desk.staff, &edition)?;
    let content = items::content(&mut scope, &edition.revision).await?;
    let id = desk.asked.param("file");
    let stored = content
        .common()
        .attachments
        .iter()
        .find(|file| file.file_id.as_str() == id)
        .cloned()
        .ok_or(Error::NotFound)?;
    drop(scope);
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let entry = crate::media::store::any(&mut scope, &stored.file_id).await?.ok_or(Error::NotFound)?;
    drop(scope);
    let asked = &desk.asked;
    crate::public::pages::files::shown(&desk.app, desk.tenant.id(), &entry, &asked.method, &asked.headers)
        .await
}
