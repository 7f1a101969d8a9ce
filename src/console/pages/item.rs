//! One item as staff see it, and what can be done with it.

use poem::Response;
use poem::http::StatusCode;

use crate::base::clock::plus_days;
use crate::base::error::{Error, Result};
use crate::base::id::EditionId;
use crate::console::desk::{self, Desk, see_other};
use crate::console::views::item::{Action as ActionView, Ask, ItemPage, RevisionRow};
use crate::console::views::layout::Flash;
use crate::extract;
use crate::items::kinds::document::Text;
use crate::items::markup::paragraphs;
use crate::items::rights::require_sight;
use crate::items::{Content, Edition, editing, publishing, store as items};
use crate::people::{Action, State};
use crate::public::pages::home::encode;
use crate::public::pages::item::size;
use crate::public::pages::item_url;
use crate::public::views::{FileView, Html, Link, Refusals, Tone};
use crate::trail::Filter;
use crate::trail::store::newest;

use super::form::field;
use super::frame::{Names, badge, layout, post, shown, when};
use super::items::kind_name;
use super::review;
use super::supply::on_item;

/// The most events of an item's history on its page.
const HISTORY: usize = 100;
/// What the approver declares (Điều 4).
pub const NO_SECRET: &str = "Tôi đã đọc toàn bộ và xác nhận nội dung không chứa bí mật nhà nước, bí mật quân sự, an ninh, kinh tế, đối ngoại (Quy chế Điều 4).";

/// `GET /:tenant/tin-bai/:edition`
///
/// # Errors
/// [`Error::NotFound`] for what the person may not see.
pub async fn view(desk: Desk) -> Result<Response> {
    show(&desk, StatusCode::OK, None).await
}

/// The page, with the refusals of an action if one was refused.
async fn show(desk: &Desk, status: StatusCode, refused: Option<(Action, Refusals)>) -> Result<Response> {
    let id: EditionId = desk.asked.param("edition").into();
    let names = Names::read(desk).await?;
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let edition = items::edition(&mut scope, &id).await?;
    require_sight(&desk.staff, &edition)?;
    let item = items::item(&mut scope, &edition.item).await?;
    let content = items::content(&mut scope, &edition.revision).await?;
    let editions = items::editions(&mut scope, &edition.item).await?;
    let revisions = items::revisions(&mut scope, &edition.item).await?;
    let history =
        Filter { subject: Some(("item".to_owned(), edition.item.to_string())), ..Filter::default() };
    let trail = newest(&mut scope, &history, None, HISTORY).await?;
    let board = on_item(desk, &mut scope, &edition, &content, &names).await?;
    drop(scope);
    let now = desk.app.db.clock.now();
    let missing = review::missing(desk, &edition, &content).await?;
    let panel = review::panel::panel(desk, &edition, &names).await?;
    let mut actions = actions(desk, &edition, refused.as_ref());
    actions.extend(board.confirm);
    actions.extend(super::after::actions(desk, &edition, refused.as_ref()).await?);
    super::after::ask_what_is_corrected(desk, &edition, &mut actions).await?;
    let mut layout = layout(desk, &edition.title).await?;
    layout.flash = refused.as_ref().and_then(|(_, refusals)| refused_flash(refusals));
    let shared = board.approvals.map(|text| format!(" {text}.")).unwrap_or_default();
    // The bar offers what moves the work on, never what takes something from readers.
    let next = actions.first().is_some_and(|first| !first.danger).then(|| actions.remove(0));
    let rows = revisions.iter().map(|revision| {
        let of = editions.iter().find(|edition| edition.id == revision.edition);
        RevisionRow {
            link: Link::new(
                format!("Bản {}.{}", of.map_or(0, |e| e.no), revision.no),
                desk.url(&format!("/tin-bai/{}", revision.edition)),
            ),
            who: names.of(revision.created_by.as_ref()),
            at: when(revision.created_at, now),
            state: of.filter(|edition| edition.revision == revision.id).map(|edition| badge(edition.state)),
            difference_url: (revision.no > 1)
                .then(|| desk.url(&format!("/tin-bai/{}/so-sanh?den={}", revision.edition, revision.id))),
        }
    });
    let may_edit = crate::items::rights::require_hand(&desk.staff, &edition).is_ok()
        && desk.may(Action::ItemSave, edition.state);
    let page = ItemPage {
        layout,
        title: edition.title.clone(),
        kind: kind_name(item.kind).into(),
        state: badge(edition.state),
        state_text: format!("{}{shared}", state_text(&edition, &names)),
        public_url: matches!(edition.state, State::Live | State::Archived)
            .then(|| item_url(&desk.tenant, item.section, &item.slug)),
        preview_url: None,
        edit_url: may_edit.then(|| desk.url(&format!("/tin-bai/{id}/sua"))),
        facts: [
            facts(desk, &edition, &content),
            openings(desk, &edition, &content).await?,
            super::after::facts(desk, &edition).await?,
            board.facts,
        ]
        .concat(),
        summary: content.summary().to_owned(),
        body: Html::sanitised(body(&content)),
        files: files(desk, &edition, &content).await?,
        panel,
        missing: if crate::desk::PENDING.contains(&edition.state) { missing } else { Refusals::default() },
        next,
        actions,
        revisions: rows.collect(),
        trail: trail.iter().map(|event| super::trail::of_item(&names, event, now)).collect(),
        trail_url: desk
            .may(Action::AuditRead, State::Any)
            .then(|| desk.url(&format!("/nhat-ky?muc=item:{}", edition.item))),
    };
    desk::html(status, &page)
}

/// How often readers opened an entry's way out in the last twelve months.
async fn openings(desk: &Desk, edition: &Edition, content: &Content) -> Result<Vec<(String, String)>> {
    let Content::Record(record) = content else { return Ok(Vec::new()) };
    let Some((words, _)) = record.door() else { return Ok(Vec::new()) };
    let since = plus_days(desk.app.db.clock.today(), -365);
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let count = items::openings(&mut scope, &edition.item, since).await?;
    Ok(vec![(format!("Lượt mở “{words}”"), format!("{count} trong 12 tháng qua"))])
}

/// What was refused of the text as a whole, where no field of the form can show it.
fn refused_flash(refusals: &Refusals) -> Option<Flash> {
    let whole: Vec<&str> = refusals.0.iter().map(|refusal| refusal.message.as_str()).collect();
    (!whole.is_empty()).then(|| Flash { tone: Tone::Bad, text: whole.join(" "), undo: None })
}

/// The text of a content for the desk.
pub(super) fn body(content: &Content) -> String {
    match content {
        Content::News(news) => news.body_html.clone(),
        Content::Record(record) => {
            let long = record.told().filter(|(fact, _)| fact.shape.is_long());
            let long = long.map(|(fact, text)| format!("<h2>{}</h2>{}", fact.label, paragraphs(&text)));
            long.chain([record.body_html.clone()]).collect()
        }
        Content::Document(document) => {
            let articles = document.articles.iter().map(|article| {
                let text = match &article.text {
                    Text::Plain(text) => paragraphs(text),
                    Text::Html(html) => html.clone(),
                };
                format!("<h2>{}</h2>{text}", crate::public::pages::about::escape(&article.label()))
            });
            std::iter::once(document.preamble_html.clone()).chain(articles).collect()
        }
    }
}

fn state_text(edition: &Edition, names: &Names) -> String {
    match (edition.state, &edition.reason) {
        (State::Draft, Some(reason)) => format!("Bị trả lại: {reason}"),
        (State::Submitted, _) => {
            format!("{} gửi duyệt; phải do người khác duyệt.", names.of(edition.submitted_by.as_ref()))
        }
        (State::Approved, _) => format!("{} đã duyệt.", names.of(edition.approved_by.as_ref())),
        (State::Withdrawn, Some(reason)) => format!("Đã gỡ: {reason}"),
        (state, _) => format!("{}.", state.vietnamese()),
    }
}

fn facts(desk: &Desk, edition: &Edition, content: &Content) -> Vec<(String, String)> {
    let common = content.common();
    let section =
        desk.tenant.profile.section(common.section).map_or_else(String::new, |section| section.title.clone());
    let unit = desk
        .tenant
        .profile
        .unit(&common.unit_key)
        .map_or_else(|| common.unit_key.clone(), |unit| unit.name.clone());
    let mut facts = vec![
        ("Chuyên mục", section),
        ("Tác giả", common.author.clone()),
        ("Nguồn", common.source.clone()),
        ("Đơn vị cung cấp", unit),
    ];
    if let Content::Document(document) = content {
        let date = |date: Option<jiff::civil::Date>| {
            date.map_or_else(|| "chưa rõ".to_owned(), crate::base::clock::date_vi)
        };
        facts.extend([
            ("Số, ký hiệu", document.number.clone()),
            ("Loại", document.doc_type.clone()),
            ("Cơ quan ban hành", document.issuer.clone()),
            ("Ngày ban hành", date(document.issued_on)),
            (
                "Ngày hiệu lực",
                format!(
                    "{}{}",
                    date(document.effective_on),
                    if document.effective_unsure() { " (cần kiểm tra)" } else { "" }
                ),
            ),
        ]);
    }
    if let Content::Document(document) = content {
        let lines = document.relations.iter().map(super::relations::line);
        facts.extend(lines.map(|line| ("Văn bản liên quan", line)));
    }
    if let Content::Record(record) = content {
        let short = record.told().filter(|(fact, _)| !fact.shape.is_long());
        facts.extend(short.map(|(fact, value)| (fact.label, value)));
    }
    if let Content::News(news) = content
        && let Some(day) = news.event_on
    {
        facts.push(("Ngày sự việc", crate::base::clock::date_vi(day)));
    }
    facts.extend(edition.waivers.iter().map(|waiver| ("Được miễn khi nhập", waiver.clone())));
    facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// What it attaches, with where the text of each is read.
async fn files(desk: &Desk, edition: &Edition, content: &Content) -> Result<Vec<FileView>> {
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let mut views = Vec::new();
    for file in &content.common().attachments {
        let read = extract::store::outlined(&mut scope, &file.sha256).await?;
        let text_url =
            read.first_with_text.map(|page| desk.url(&format!("/chu-trong-tep/{}/{page}", file.file_id)));
        views.push(FileView {
            title: file.name.clone(),
            url: desk.url(&format!("/tin-bai/{}/tep/{}/{}", edition.id, file.file_id, encode(&file.name))),
            format: file.name.rsplit('.').next().unwrap_or_default().to_uppercase(),
            size: size(file.bytes),
            pages: read.pages,
            text_url,
            recognised: read.recognised,
            fingerprint: Some(file.sha256.chars().take(16).collect()),
        });
    }
    Ok(views)
}

/// What this person may do with the edition now; the first is the one in the bar.
fn actions(desk: &Desk, edition: &Edition, refused: Option<&(Action, Refusals)>) -> Vec<ActionView> {
    let reason = |label: &str| Ask::Reason { label: label.to_owned() };
    let table: [(Action, &str, &str, &str, Ask, bool); 5] = [
        (
            Action::ItemSubmit,
            "gui-duyet",
            "Gửi duyệt",
            "Chuyển cho Ban Biên tập; người khác sẽ duyệt.",
            Ask::Nothing,
            false,
        ),
        (
            Action::ItemApprove,
            "duyet",
            "Duyệt",
            "Xác nhận nội dung đúng và được phép công khai.",
            Ask::Declaration { text: NO_SECRET.into() },
            false,
        ),
        (Action::ItemPublish, "dang", "Đăng", "Người đọc thấy ngay.", Ask::Nothing, false),
        (
            Action::ItemCorrect,
            "dinh-chinh",
            "Sửa, đính chính",
            "Tạo bản mới để sửa; bản đang đăng giữ nguyên cho đến khi bản mới được đăng.",
            Ask::Nothing,
            false,
        ),
        (
            Action::ItemReturn,
            "tra-lai",
            "Trả lại người viết",
            "Người viết thấy lý do và sửa tiếp.",
            reason("Vì sao trả lại, cần sửa gì"),
            false,
        ),
    ];
    table
        .into_iter()
        .filter(|(action, ..)| desk.may(*action, edition.state))
        .map(|(action, path, label, explanation, ask, danger)| ActionView {
            id: path.to_owned(),
            label: label.to_owned(),
            explanation: explanation.to_owned(),
            post: post(desk, &desk.url(&format!("/tin-bai/{}/{path}", edition.id))),
            version: edition.version.to_string(),
            ask,
            danger,
            refusals: refused
                .filter(|(which, _)| *which == action)
                .map(|(_, refusals)| refusals.clone())
                .unwrap_or_default(),
        })
        .collect()
}

/// After an act: back to the item, or the page with what was refused.
///
/// # Errors
/// What is no refusal.
pub(super) async fn after(desk: &Desk, action: Action, done: Result<()>) -> Result<Response> {
    match done {
        Ok(()) => Ok(see_other(&desk.url(&format!("/tin-bai/{}", desk.asked.param("edition"))))),
        Err(Error::Refused(refusals)) => {
            show(desk, StatusCode::UNPROCESSABLE_ENTITY, Some((action, shown(refusals, field)))).await
        }
        Err(other) => Err(other),
    }
}

macro_rules! act {
    ($(#[$doc:meta])* $name:ident, $action:ident, |$desk:ident, $id:ident, $version:ident| $call:expr) => {
        $(#[$doc])*
        ///
        /// # Errors
        /// [`Error::Forbidden`] without the right, [`Error::Conflict`] when it changed since.
        pub async fn $name($desk: Desk) -> Result<Response> {
            let $id: EditionId = $desk.asked.param("edition").into();
            let $version = $desk.version()?;
            let done = $call.await;
            after(&$desk, Action::$action, done).await
        }
    };
}

act!(
    /// `POST …/gui-duyet`
    submit, ItemSubmit, |desk, id, version| super::after::submit_noted(&desk, &id, version)
);
act!(
    /// `POST …/tra-lai`
    send_back, ItemReturn, |desk, id, version| publishing::return_to_author(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), &id, version, desk.asked.form.get("ly-do"))
);
act!(
    /// `POST …/duyet`
    approve, ItemApprove, |desk, id, version| review::approve(&desk, &id, version, desk.asked.form.ticked("cam-ket"))
);
act!(
    /// `POST …/dang`
    publish, ItemPublish, |desk, id, version| publishing::publish(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), &id, version)
);

/// `POST …/dinh-chinh`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn correct(desk: Desk) -> Result<Response> {
    let id: EditionId = desk.asked.param("edition").into();
    match editing::correct(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), &id).await {
        Ok(fresh) => Ok(see_other(&desk.url(&format!("/tin-bai/{fresh}/sua")))),
        Err(other) => after(&desk, Action::ItemCorrect, Err(other)).await,
    }
}
