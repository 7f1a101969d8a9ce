//! The editors: beginning an item, saving a draft, files, and two texts in conflict.

use poem::Response;
use poem::http::StatusCode;

use crate::base::clock::time_vi;
use crate::base::error::{Error, Result};
use crate::base::id::EditionId;
use crate::console::desk::{self, Desk, see_other};
use crate::console::views::edit::{AttachmentRow, DocumentEditPage, EditFrame, NewsEditPage, UploadForm};
use crate::console::views::item::{ConflictField, ConflictPage, ConflictSide};
use crate::items::editing::{self, Saved, Stale};
use crate::items::rights::require_hand;
use crate::items::{Attachment, Content, Edition, Kind, store as items};
use crate::media::Description;
use crate::people::{Action, State};
use crate::public::pages::home::encode;
use crate::public::pages::item::size;
use crate::public::site::topic_title;
use crate::public::views::{Badge, Choice, Refusals, Tone};
use crate::tenants::SectionKey;

use super::form::{content, field, fields};
use super::frame::{Names, badge, layout, post, shown};
use super::items::choices;
use super::media;

/// The kinds by their word in the address.
fn kind_of(word: &str) -> Result<Kind> {
    match word {
        "tin" => Ok(Kind::News),
        "van-ban" => Ok(Kind::Document),
        _ => Err(Error::NotFound),
    }
}

/// What is typed, and what stands around it.
struct Editor<'a> {
    kind: Kind,
    action: String,
    typed: &'a [(String, String)],
    edition: Option<&'a Edition>,
    attachments: &'a [Attachment],
    refusals: Refusals,
    missing: Refusals,
}

/// `GET /:tenant/tin-bai/moi/:kind`
///
/// # Errors
/// [`Error::NotFound`] for a kind that is not there.
pub async fn new(desk: Desk) -> Result<Response> {
    let kind = kind_of(desk.asked.param("kind"))?;
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
    let action = desk.url(&format!("/tin-bai/moi/{}", desk.asked.param("kind")));
    let editor = Editor {
        kind,
        action,
        typed: &typed,
        edition: None,
        attachments: &[],
        refusals: Refusals::default(),
        missing: Refusals::default(),
    };
    respond(&desk, StatusCode::OK, editor).await
}

/// `POST /:tenant/tin-bai/moi/:kind`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn create(desk: Desk) -> Result<Response> {
    let kind = kind_of(desk.asked.param("kind"))?;
    let created = match content(kind, &desk.asked.form, Vec::new()) {
        Ok(typed) => editing::create(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), typed).await,
        Err(unread) => Err(unread),
    };
    match created {
        Ok((_, edition)) if desk.asked.form.get("viec") == "gui-duyet" => {
            submit_after_save(&desk, &edition, 1).await
        }
        Ok((_, edition)) => Ok(see_other(&desk.url(&format!("/tin-bai/{edition}/sua")))),
        Err(Error::Refused(refusals)) => {
            let action = desk.url(&format!("/tin-bai/moi/{}", desk.asked.param("kind")));
            let refusals = shown(refusals, field);
            let editor = Editor {
                kind,
                action,
                typed: desk.asked.form.fields(),
                edition: None,
                attachments: &[],
                refusals,
                missing: Refusals::default(),
            };
            respond(&desk, StatusCode::UNPROCESSABLE_ENTITY, editor).await
        }
        Err(other) => Err(other),
    }
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
    show(&desk, StatusCode::OK, &edition, &content, &fields(&content)?, Refusals::default()).await
}

async fn show(
    desk: &Desk,
    status: StatusCode,
    edition: &Edition,
    content: &Content,
    typed: &[(String, String)],
    refusals: Refusals,
) -> Result<Response> {
    let editor = Editor {
        kind: content.kind(),
        action: desk.url(&format!("/tin-bai/{}/sua", edition.id)),
        typed,
        edition: Some(edition),
        attachments: &content.common().attachments,
        refusals,
        missing: super::review::missing(desk, edition, content).await?,
    };
    respond(desk, status, editor).await
}

/// `POST /:tenant/tin-bai/:edition/sua`
///
/// # Errors
/// [`Error::NotFound`] or [`Error::Forbidden`] when the person may not write to it.
pub async fn save(desk: Desk) -> Result<Response> {
    let (edition, before) = writable(&desk).await?;
    let saved = match content(before.kind(), &desk.asked.form, before.common().attachments.clone()) {
        Ok(typed) => {
            let version = desk.version()?;
            let (db, actor) = (&desk.app.db, desk.actor());
            editing::save(db, &desk.tenant, &desk.staff, &actor, &edition.id, version, typed).await
        }
        Err(unread) => Err(unread),
    };
    match saved {
        Ok(Saved::Now(version)) if desk.asked.form.get("viec") == "gui-duyet" => {
            submit_after_save(&desk, &edition.id, version).await
        }
        Ok(Saved::Now(_)) => Ok(see_other(&desk.url(&format!("/tin-bai/{}/sua", edition.id)))),
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
async fn submit_after_save(desk: &Desk, id: &EditionId, version: i64) -> Result<Response> {
    match super::review::submit(desk, id, version).await {
        Ok(()) => Ok(see_other(&desk.url(&format!("/tin-bai/{id}")))),
        Err(Error::Refused(refusals)) => {
            let mut scope = desk.app.db.read(desk.tenant.id()).await?;
            let edition = items::edition(&mut scope, id).await?;
            let content = items::content(&mut scope, &edition.revision).await?;
            drop(scope);
            show(
                desk,
                StatusCode::UNPROCESSABLE_ENTITY,
                &edition,
                &content,
                &fields(&content)?,
                shown(refusals, field),
            )
            .await
        }
        Err(other) => Err(other),
    }
}

async fn conflict(desk: &Desk, edition: &Edition, stale: Stale) -> Result<Response> {
    let names = Names::read(desk).await?;
    let (mine, theirs) = (fields(&stale.mine)?, fields(&stale.theirs)?);
    let differing = |own: &[(String, String)], other: &[(String, String)]| {
        own.iter()
            .filter(|pair| !other.contains(pair))
            .map(|(name, text)| ConflictField { name: label(name).into(), text: text.clone() })
            .collect::<Vec<_>>()
    };
    let by = names.of(stale.by.as_ref());
    let at = time_vi(stale.at);
    let page = ConflictPage {
        layout: layout(desk, "Hai bản khác nhau").await?,
        title: stale.mine.title(),
        explanation: format!(
            "{by} đã lưu nội dung này lúc {at}, sau khi ông/bà mở ra sửa. Cả hai bản đều còn nguyên ở đây."
        ),
        mine: ConflictSide {
            title: "Bản của ông/bà".into(),
            about: "Chưa lưu".into(),
            fields: differing(&mine, &theirs),
        },
        theirs: ConflictSide {
            title: format!("Bản của {by}"),
            about: format!("Đã lưu lúc {at}"),
            fields: differing(&theirs, &mine),
        },
        keep_mine: post(desk, &desk.url(&format!("/tin-bai/{}/sua", edition.id))),
        hidden: [("phien-ban".to_owned(), stale.version.to_string())].into_iter().chain(mine).collect(),
        take_theirs_url: desk.url(&format!("/tin-bai/{}/sua", edition.id)),
    };
    desk::html(StatusCode::CONFLICT, &page)
}

fn label(name: &str) -> &str {
    match name {
        "tieu-de" => "Tiêu đề",
        "tom-tat" => "Tóm tắt",
        "ngay-su-viec" => "Ngày sự việc",
        "noi-dung" => "Nội dung",
        "trich-yeu" => "Trích yếu",
        "tac-gia" => "Tác giả",
        "nguon" => "Nguồn",
        "chuyen-muc" => "Chuyên mục",
        "don-vi" => "Đơn vị cung cấp",
        "so-ky-hieu" => "Số, ký hiệu",
        "quan-he" => "Văn bản liên quan",
        other => other,
    }
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

async fn respond(desk: &Desk, status: StatusCode, editor: Editor<'_>) -> Result<Response> {
    let title = if editor.kind == Kind::News { "Soạn tin, bài" } else { "Soạn văn bản" };
    let layout = layout(desk, title).await?;
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
    let frame = frame(desk, &editor);
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
                body: typed("noi-dung"),
                sections,
                topics: choices("Chọn chủ đề (chỉ cho mục Tin tức)", &typed("chu-de"), topics),
                author: typed("tac-gia"),
                source: typed("nguon"),
                units,
                event: typed("ngay-su-viec"),
            },
        );
    }
    desk::html(
        status,
        &DocumentEditPage {
            layout,
            frame,
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
            sections,
            body: typed("noi-dung"),
            author: typed("tac-gia"),
            source: typed("nguon"),
            units,
        },
    )
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

fn frame(desk: &Desk, editor: &Editor<'_>) -> EditFrame {
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
        version: editor.edition.map_or_else(|| "0".to_owned(), |edition| edition.version.to_string()),
        state: badge(editor.edition.map_or(State::Draft, |edition| edition.state)),
        saved_text: editor.edition.map(|edition| format!("Đã lưu lúc {}", time_vi(edition.updated_at))),
        refusals: editor.refusals.clone(),
        missing: editor.missing.clone(),
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
