//! The media library's pages: the list, bringing a file in, one file, and choosing for a text.

use std::collections::BTreeMap;

use poem::Response;
use poem::http::StatusCode;
use serde_json::json;

use crate::base::error::{self, Error, Result};
use crate::base::id::FileId;
use crate::console::desk::{self, Desk, SignedIn, see_other};
use crate::console::views::media::{
    DescriptionForm, MediaAddPage, MediaCard, MediaEntryPage, MediaPage, Pick, ReadingView, UseRow,
};
use crate::extract;
use crate::files::kind::Family;
use crate::items::editing::{self, Saved};
use crate::items::markup;
use crate::items::rights::Sight;
use crate::items::{Content, Edition};
use crate::media::store::{self, Filter};
use crate::media::{self, Arrival, Consent, Description, Entry, Readiness, Received};
use crate::people::{Action, State};
use crate::public::pages::files as served;
use crate::public::pages::home::encode;
use crate::public::pages::item::size;
use crate::public::views::{Badge, Choice, Link, Refusals, Tone};
use crate::tenants::directory::Tenant;

use super::edit::writable;
use super::form::date;
use super::frame::{Names, badge, layout, post, shown, when};
use super::items::choices;

/// Files on one page.
const PAGE: usize = 36;
/// Endings for the browser's file chooser.
pub const ACCEPT: &str = ".pdf,.docx,.doc,.odt,.xlsx,.xls,.ods,.pptx,.ppt,.odp,.rtf,.csv,.txt,.png,.jpg,.jpeg,.webp,.gif,.mp3,.m4a,.ogg,.wav,.mp4,.webm,.vtt";

/// What a family is called at the head of a line.
fn family_name(family: Family) -> &'static str {
    match family {
        Family::Image => "Ảnh",
        Family::Audio => "Âm thanh",
        Family::Video => "Video",
        Family::File => "Tệp văn bản",
    }
}

/// The form's field of a rule's field.
fn field(name: &str) -> String {
    match name {
        "author" => "tac-gia",
        "source" => "nguon",
        "alt" => "mo-ta-anh",
        "caption" => "chu-thich",
        "consent" => "dong-y",
        "consent_by" => "dong-y-boi",
        "consent_on" => "dong-y-ngay",
        other => other,
    }
    .to_owned()
}

/// What the address asks of the list.
pub fn filter(desk: &Desk) -> Filter {
    let asked = &desk.asked;
    Filter {
        family: Family::parse(asked.query("loai")).or_else(|| Family::parse(asked.query("kind"))),
        words: asked.query("q").to_owned(),
        lacking: asked.query("xem") == "thieu",
        mine: (asked.query("xem") == "cua-toi").then(|| desk.staff.account.clone()),
    }
}

/// Files as they are found, whether there are older ones, and how many texts use each.
pub struct Found {
    /// The files.
    pub entries: Vec<Entry>,
    /// The id below which the next ones lie.
    pub next: Option<FileId>,
    /// How many texts use each.
    pub uses: BTreeMap<FileId, usize>,
}

/// A page of the list.
///
/// # Errors
/// When the database does not answer.
pub async fn find(desk: &Desk, filter: &Filter, before: &str, limit: usize) -> Result<Found> {
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let before = Some(FileId::from(before)).filter(|before| !before.as_str().is_empty());
    let mut entries =
        store::list(&mut scope, &Sight::of(&desk.staff), filter, before.as_ref(), limit).await?;
    let more = entries.len() > limit;
    entries.truncate(limit);
    let ids: Vec<FileId> = entries.iter().map(|entry| entry.id().clone()).collect();
    let uses = store::use_counts(&mut scope, &ids).await?;
    Ok(Found { next: ids.last().filter(|_| more).cloned(), entries, uses })
}

/// `GET /:tenant/thu-vien?q=&loai=&xem=&truoc=`
///
/// # Errors
/// When the database does not answer.
pub async fn list(desk: Desk) -> Result<Response> {
    let path = desk.url("/thu-vien");
    let begin = if desk.may(Action::MediaAdd, State::Any) {
        vec![Link::new("Tải tệp lên thư viện", desk.url("/thu-vien/them"))]
    } else {
        Vec::new()
    };
    shelf(&desk, path, "Thư viện".into(), String::new(), begin, None).await
}

/// `GET /:tenant/tin-bai/:edition/thu-vien`: the same list, each file with a button that puts it into the text.
///
/// # Errors
/// [`Error::NotFound`] or [`Error::Forbidden`] when the person may not write to it.
pub async fn choose(desk: Desk) -> Result<Response> {
    let (edition, content) = writable(&desk).await?;
    let path = desk.url(&format!("/tin-bai/{}/thu-vien", edition.id));
    let intro = format!(
        "Chọn tệp cho “{}”. Những gì đang viết mà chưa lưu sẽ không có trong bản được đưa tệp vào.",
        edition.title
    );
    let back = Link::new("Trở lại bài đang viết", desk.url(&format!("/tin-bai/{}/sua", edition.id)));
    let target = Target { edition: &edition, takes_pictures: !matches!(content, Content::Document(_)) };
    shelf(&desk, path, "Chọn từ thư viện".into(), intro, vec![back], Some(target)).await
}

/// The text for which a file is chosen.
#[derive(Clone, Copy)]
struct Target<'a> {
    edition: &'a Edition,
    takes_pictures: bool,
}

async fn shelf(
    desk: &Desk,
    path: String,
    title: String,
    intro: String,
    begin: Vec<Link>,
    target: Option<Target<'_>>,
) -> Result<Response> {
    let asked = &desk.asked;
    let before = asked.query("truoc").to_owned();
    let found = find(desk, &filter(desk), &before, PAGE).await?;
    let kept: String = ["q", "loai", "xem"]
        .iter()
        .filter(|name| !asked.query(name).is_empty())
        .map(|name| format!("&{name}={}", encode(asked.query(name))))
        .collect();
    let narrowed = !kept.is_empty() || !before.is_empty();
    let families = Family::ALL.iter().map(|family| (family.as_str(), family_name(*family).to_owned()));
    let looks = [("thieu", "Còn thiếu thông tin"), ("cua-toi", "Tôi đã tải lên")];
    let page = MediaPage {
        layout: layout(desk, &title).await?,
        title,
        intro,
        q: asked.query("q").to_owned(),
        kinds: choices("Mọi loại", asked.query("loai"), families),
        looks: choices(
            "Tất cả",
            asked.query("xem"),
            looks.into_iter().map(|(value, words)| (value, words.to_owned())),
        ),
        begin,
        cards: found.entries.iter().map(|entry| card(desk, entry, &found.uses, target)).collect(),
        empty_text: if narrowed {
            "Không có tệp nào như vậy.".into()
        } else {
            "Thư viện chưa có tệp nào. Tải lên ảnh, tệp, âm thanh, video để dùng lại trong nhiều bài.".into()
        },
        newest: (!before.is_empty()).then(|| format!("{path}?{}", kept.trim_start_matches('&'))),
        older: found.next.map(|next| format!("{path}?truoc={next}{kept}")),
        action: path,
    };
    desk::page(&page)
}

fn card(desk: &Desk, entry: &Entry, uses: &BTreeMap<FileId, usize>, target: Option<Target<'_>>) -> MediaCard {
    let pick = target.filter(|_| entry.readiness == Readiness::Ready).map(|target| Pick {
        post: post(desk, &desk.url(&format!("/tin-bai/{}/thu-vien", target.edition.id))),
        file: entry.id().to_string(),
        version: target.edition.version.to_string(),
        within: entry.family != Family::File && target.takes_pictures,
    });
    let said = &entry.description;
    let credit = [&said.author, &said.source].into_iter().filter(|text| !text.is_empty());
    MediaCard {
        link: Link::new(entry.file.name.clone(), desk.url(&format!("/thu-vien/{}", entry.id()))),
        thumb: entry.small_url(320),
        alt: said.alt.clone(),
        about: about(entry),
        credit: credit.map(String::as_str).collect::<Vec<_>>().join(" · "),
        state: state(entry),
        used: used(uses.get(entry.id()).copied().unwrap_or(0)),
        added: when(entry.created_at, desk.app.db.clock.now()),
        pick,
    }
}

fn about(entry: &Entry) -> String {
    let dimensions = entry.dimensions.map(|(width, height)| format!("{width} × {height}"));
    let parts = [Some(family_name(entry.family).to_owned()), dimensions, Some(size(entry.file.bytes))];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn used(count: usize) -> String {
    if count == 0 { "Chưa dùng".into() } else { format!("Dùng trong {count} bài") }
}

/// What it lacks before readers may see it, in a word.
fn state(entry: &Entry) -> Badge {
    if entry.removed_at.is_some() {
        return Badge::new("Đã bỏ khỏi thư viện", Tone::Bad);
    }
    match (&entry.readiness, &entry.description.consent, entry.gaps().len()) {
        (Readiness::Waiting, ..) => Badge::new("Đang xử lý ảnh", Tone::Warn),
        (Readiness::Failed(_), ..) => Badge::new("Ảnh không đọc được", Tone::Bad),
        (Readiness::Ready, Consent::ChildrenWithout, _) => Badge::new("Không được đăng", Tone::Bad),
        (Readiness::Ready, _, 0) => Badge::new("Đủ thông tin", Tone::Good),
        (Readiness::Ready, _, missing) => Badge::new(format!("Thiếu {missing} mục"), Tone::Warn),
    }
}

/// What a form says of a file, and what in it cannot be read.
fn typed(desk: &Desk) -> (Description, Vec<error::Refusal>) {
    let form = &desk.asked.form;
    let mut refusals = Vec::new();
    let consent = match form.get("dong-y") {
        "not-needed" => Consent::NotNeeded,
        "children-without" => Consent::ChildrenWithout,
        "given" => match date(form.get("dong-y-ngay")) {
            Some(on) => Consent::Given { by: form.get("dong-y-boi").to_owned(), on },
            None => {
                let message = "Hãy ghi ngày đồng ý theo ngày/tháng/năm, ví dụ 28/12/2016.";
                refusals.push(error::Refusal::new("consent_on", message, ""));
                if form.get("dong-y-boi").is_empty() {
                    refusals.push(error::Refusal::new("consent_by", "Hãy ghi ai đã đồng ý.", ""));
                }
                Consent::Unsaid
            }
        },
        _ => Consent::Unsaid,
    };
    let text = |name: &str| form.get(name).to_owned();
    let description = Description {
        author: text("tac-gia"),
        source: text("nguon"),
        alt: text("mo-ta-anh"),
        caption: text("chu-thich"),
        consent,
    };
    (description, refusals)
}

fn consents(chosen: &str) -> Vec<Choice> {
    let choice = |(value, words): &(&str, &str)| {
        let choice = Choice::new(*value, *words);
        if *value == chosen { choice.chosen() } else { choice }
    };
    Consent::CHOICES.iter().map(choice).collect()
}

/// The form as it was typed.
fn typed_form(desk: &Desk, seen: bool) -> DescriptionForm {
    let form = &desk.asked.form;
    let text = |name: &str| form.get(name).to_owned();
    DescriptionForm {
        author: text("tac-gia"),
        source: text("nguon"),
        alt: text("mo-ta-anh"),
        caption: text("chu-thich"),
        consents: consents(form.get("dong-y")),
        consent_by: text("dong-y-boi"),
        consent_on: text("dong-y-ngay"),
        seen,
    }
}

/// The form as it is stored.
fn stored_form(entry: &Entry) -> DescriptionForm {
    let said = entry.description.clone();
    let (consent_by, consent_on) = match &said.consent {
        Consent::Given { by, on } => (by.clone(), on.strftime("%d/%m/%Y").to_string()),
        _ => (String::new(), String::new()),
    };
    DescriptionForm {
        author: said.author,
        source: said.source,
        alt: said.alt,
        caption: said.caption,
        consents: consents(said.consent.as_str()),
        consent_by,
        consent_on,
        seen: matches!(entry.family, Family::Image | Family::Video),
    }
}

/// `GET /:tenant/thu-vien/them`
///
/// # Errors
/// When the database does not answer.
pub async fn add_form(desk: Desk) -> Result<Response> {
    let unit = desk.staff.units().next().and_then(|key| desk.tenant.profile.unit(key));
    let form = DescriptionForm {
        author: unit.map_or_else(String::new, |unit| unit.name.clone()),
        source: format!("Trang thông tin điện tử {}", desk.tenant.identity().full_name),
        consents: consents(""),
        seen: true,
        ..DescriptionForm::default()
    };
    add_page(&desk, StatusCode::OK, form, Refusals::default(), None).await
}

async fn add_page(
    desk: &Desk,
    status: StatusCode,
    form: DescriptionForm,
    refusals: Refusals,
    known: Option<Link>,
) -> Result<Response> {
    let limits = &desk.app.config.uploads;
    let page = MediaAddPage {
        layout: layout(desk, "Tải tệp lên thư viện").await?,
        post: post(desk, &desk.url("/thu-vien/them")),
        limit_text: limits.told(),
        accept: ACCEPT.into(),
        limits: limits.for_script(),
        refusals,
        known,
        form,
    };
    desk::html(status, &page)
}

/// `POST /:tenant/thu-vien/them`
///
/// # Errors
/// When the store or the database does not answer.
pub async fn add(mut desk: Desk) -> Result<Response> {
    let (description, unread) = typed(&desk);
    let received = match Error::unless_empty(unread) {
        Ok(()) => receive(&mut desk, description, true).await,
        Err(unread) => Err(unread),
    };
    match received {
        Ok(Received::New(file)) => Ok(see_other(&desk.url(&format!("/thu-vien/{}", file.file_id)))),
        Ok(Received::Known(entry)) => {
            let known = Link::new(entry.file.name.clone(), desk.url(&format!("/thu-vien/{}", entry.id())));
            let form = typed_form(&desk, true);
            add_page(&desk, StatusCode::CONFLICT, form, Refusals::default(), Some(known)).await
        }
        Err(refused @ (Error::Refused(_) | Error::TooLarge(_))) => {
            let status = crate::api::status(&refused);
            let refusals = match refused {
                Error::Refused(refusals) => refusals,
                other => vec![error::Refusal::new("tep", other.to_string(), "")],
            };
            add_page(&desk, status, typed_form(&desk, true), shown(refusals, field), None).await
        }
        Err(other) => Err(other),
    }
}

/// Takes in the file that a form brought.
///
/// # Errors
/// [`Error::Refused`] in the field `tep` when there is none, or it is not taken; [`Error::TooLarge`] above its
/// limit.
pub async fn receive(desk: &mut Desk, description: Description, shared: bool) -> Result<Received> {
    let uploads = std::mem::take(&mut desk.signed_in.asked.form.uploads);
    let Some(upload) = uploads.into_iter().next() else {
        return Err(Error::refused("tep", "Hãy chọn một tệp để tải lên.", ""));
    };
    let spooled = upload.spooled?;
    let arrival = Arrival { spooled: &spooled, name: &upload.name, description, shared };
    desk.app.library.receive(desk.tenant.id(), &desk.staff, &desk.actor(), arrival).await
}

async fn entry(desk: &Desk) -> Result<Entry> {
    let id = FileId::from(desk.asked.param("file"));
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    store::find(&mut scope, &Sight::of(&desk.staff), &id).await
}

/// `GET /:tenant/thu-vien/:file`
///
/// # Errors
/// [`Error::NotFound`] for what the person may not see.
pub async fn view(desk: Desk) -> Result<Response> {
    let entry = entry(&desk).await?;
    let form = stored_form(&entry);
    entry_page(&desk, StatusCode::OK, &entry, form, entry.version, Refusals::default()).await
}

async fn entry_page(
    desk: &Desk,
    status: StatusCode,
    entry: &Entry,
    form: DescriptionForm,
    version: i64,
    refusals: Refusals,
) -> Result<Response> {
    let sight = Sight::of(&desk.staff);
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let uses = store::uses(&mut scope, entry.id()).await?;
    let used = store::is_used(&mut scope, entry.id()).await?;
    drop(scope);
    let names = Names::read(desk).await?;
    let now = desk.app.db.clock.now();
    let base = desk.url(&format!("/thu-vien/{}", entry.id()));
    let (inside, may) = (entry.removed_at.is_none(), |action| desk.may(action, State::Any));
    let row = |edition: &Edition| {
        let seen = sight.covers(edition);
        let title = if seen {
            edition.title.clone()
        } else {
            "Một bài mà ông/bà không có quyền xem".into()
        };
        let url = if seen { desk.url(&format!("/tin-bai/{}", edition.id)) } else { String::new() };
        UseRow {
            link: Link::new(title, url),
            state: badge(edition.state),
            changed: when(edition.updated_at, now),
        }
    };
    let page = MediaEntryPage {
        layout: layout(desk, &entry.file.name).await?,
        title: entry.file.name.clone(),
        kind: family_name(entry.family).into(),
        state: state(entry),
        picture: entry.small_url(640),
        alt: entry.description.alt.clone(),
        player: matches!(entry.family, Family::Audio | Family::Video)
            .then(|| (entry.family.as_str().to_owned(), entry.url())),
        url: entry.url(),
        problem: match &entry.readiness {
            Readiness::Failed(problem) => Some(problem.clone()),
            Readiness::Waiting => {
                Some("Ảnh đang được xử lý, chưa hiện được. Hãy tải lại trang sau ít giây.".into())
            }
            Readiness::Ready => None,
        },
        facts: facts(entry, &names),
        reading: reading(desk, entry).await?,
        uses: uses.iter().map(row).collect(),
        save: (inside && may(Action::MediaEdit)).then(|| post(desk, &base)),
        version: version.to_string(),
        form,
        refusals,
        missing: shown(entry.gaps(), field),
        original: may_fetch_original(desk, entry).then(|| post(desk, &format!("{base}/goc"))),
        remove: (inside && !used && may(Action::MediaRemove)).then(|| post(desk, &format!("{base}/bo"))),
        restore: (!inside && may(Action::MediaRemove)).then(|| post(desk, &format!("{base}/khoi-phuc"))),
    };
    desk::html(status, &page)
}

/// What was read in the file, if it is one that is read.
async fn reading(desk: &Desk, entry: &Entry) -> Result<Option<ReadingView>> {
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let Some(kept) = extract::store::find(&mut scope, &entry.file.sha256).await? else { return Ok(None) };
    let (pages, pictures) = extract::store::counted(&mut scope, &entry.file.sha256).await?;
    let outline = extract::store::outlined(&mut scope, &entry.file.sha256).await?;
    let base = desk.url(&format!("/thu-vien/{}", entry.id()));
    let again = kept.is_done() && desk.may(Action::MediaEdit, State::Any);
    let left =
        if pictures == 0 { String::new() } else { format!(", {pictures} trang chưa có lớp chữ") };
    let text = |page: u32| {
        Link::new("Đọc chữ trong tệp", desk.url(&format!("/chu-trong-tep/{}/{page}", entry.id())))
    };
    Ok(Some(ReadingView {
        state: super::readings::state(&kept),
        pages: if pages == 0 { String::new() } else { format!("{pages} trang{left}") },
        text: outline.first_with_text.map(text),
        signatures: kept.head.signatures.iter().map(signature).collect(),
        note: kept.note,
        again: again.then(|| post(desk, &format!("{base}/doc-lai"))),
    }))
}

/// Who signed, and what is to be said of it.
fn signature(one: &reader::Signature) -> (String, String) {
    let intact = if one.intact {
        "chữ ký còn nguyên vẹn"
    } else {
        "nội dung đã bị thay đổi sau khi ký"
    };
    let whole = if one.whole { "" } else { "tệp được thêm nội dung sau chữ ký này" };
    let at = super::readings::signed_at(one).unwrap_or_default();
    let said = [at.as_str(), intact, whole, one.note.as_str()];
    let said: Vec<&str> = said.into_iter().filter(|part| !part.is_empty()).collect();
    (one.signer.clone(), said.join("; "))
}

fn facts(entry: &Entry, names: &Names) -> Vec<(String, String)> {
    let mut facts = vec![
        ("Loại", about(entry)),
        ("Người tải lên", names.of(entry.created_by.as_ref())),
        ("Lúc", crate::base::clock::time_vi(entry.created_at)),
        (
            "Ai thấy",
            if entry.shared {
                "Mọi người dùng thư viện"
            } else {
                "Ban Biên tập, người tải lên và người viết bài dùng tệp"
            }
            .to_owned(),
        ),
        ("Mã SHA-256", entry.file.sha256.chars().take(16).collect()),
    ];
    if matches!(entry.family, Family::Image | Family::Video) {
        facts.push(("Đồng ý", entry.description.consent.vietnamese()));
    }
    facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// A picture as the camera wrote it tells where it was taken: for the board, and for who brought it.
fn may_fetch_original(desk: &Desk, entry: &Entry) -> bool {
    let own = entry.created_by.as_ref() == Some(&desk.staff.account);
    let trusted = own || Sight::of(&desk.staff) == Sight::Everything;
    entry.family == Family::Image && trusted && desk.may(Action::MediaEdit, State::Any)
}

/// `POST /:tenant/thu-vien/:file`
///
/// # Errors
/// [`Error::Conflict`] when somebody else was first.
pub async fn save(desk: Desk) -> Result<Response> {
    let entry = entry(&desk).await?;
    let version = desk.version()?;
    let (description, unread) = typed(&desk);
    let mut scope = desk.app.db.write(desk.tenant.id(), &desk.actor()).await?;
    let saved = match Error::unless_empty(unread) {
        Ok(()) => media::describe(&mut scope, &desk.staff, &entry, version, description).await,
        Err(unread) => Err(unread),
    };
    let (status, refusals) = match saved {
        Ok(()) => {
            scope.commit().await?;
            return Ok(see_other(&desk.url(&format!("/thu-vien/{}", entry.id()))));
        }
        Err(Error::Refused(refusals)) => (StatusCode::UNPROCESSABLE_ENTITY, refusals),
        Err(Error::Conflict(_)) => {
            let message = "Mô tả vừa được người khác sửa. Dưới đây là những gì ông/bà đã ghi; bấm Lưu lần nữa để thay bản của họ.";
            (StatusCode::CONFLICT, vec![error::Refusal::new("author", message, "")])
        }
        Err(other) => return Err(other),
    };
    drop(scope);
    let seen = matches!(entry.family, Family::Image | Family::Video);
    let form = typed_form(&desk, seen);
    entry_page(&desk, status, &entry, form, entry.version, shown(refusals, field)).await
}

/// `POST /:tenant/thu-vien/:file/goc`: as it was brought; who fetched it is written down.
///
/// # Errors
/// [`Error::NotFound`] for what the person may not see, [`Error::Forbidden`] without the right.
pub async fn original(desk: Desk) -> Result<Response> {
    let entry = entry(&desk).await?;
    if !may_fetch_original(&desk, &entry) {
        return Err(Error::Forbidden);
    }
    let mut scope = desk.app.db.write(desk.tenant.id(), &desk.actor()).await?;
    scope.audit("media.original", "file", entry.id().as_str(), json!({}));
    scope.commit().await?;
    served::original(&desk.app, &entry, &poem::http::Method::GET, &poem::http::HeaderMap::new()).await
}

/// `POST /:tenant/thu-vien/:file/bo`
///
/// # Errors
/// [`Error::NotFound`] for what the person may not see.
pub async fn remove(desk: Desk) -> Result<Response> {
    let entry = entry(&desk).await?;
    let mut scope = desk.app.db.write(desk.tenant.id(), &desk.actor()).await?;
    match media::remove(&mut scope, &desk.staff, &entry).await {
        Ok(()) => {
            scope.commit().await?;
            Ok(see_other(&desk.url(&format!("/thu-vien/{}", entry.id()))))
        }
        Err(Error::Refused(refusals)) => {
            drop(scope);
            let refusals = shown(refusals, |_| "noi-dung-tep".into());
            let form = stored_form(&entry);
            entry_page(&desk, StatusCode::UNPROCESSABLE_ENTITY, &entry, form, entry.version, refusals).await
        }
        Err(other) => Err(other),
    }
}

/// `POST /:tenant/thu-vien/:file/khoi-phuc`
///
/// # Errors
/// [`Error::NotFound`] for what the person may not see.
pub async fn restore(desk: Desk) -> Result<Response> {
    let entry = entry(&desk).await?;
    let mut scope = desk.app.db.write(desk.tenant.id(), &desk.actor()).await?;
    media::restore(&mut scope, &desk.staff, entry.id()).await?;
    scope.commit().await?;
    Ok(see_other(&desk.url(&format!("/thu-vien/{}", entry.id()))))
}

/// `POST /:tenant/tin-bai/:edition/thu-vien`: puts a file into the text, at its end or beside it.
///
/// # Errors
/// [`Error::Conflict`] when the text changed meanwhile.
pub async fn put(desk: Desk) -> Result<Response> {
    let (edition, mut content) = writable(&desk).await?;
    let version = desk.version()?;
    let id = FileId::from(desk.asked.form.get("tep"));
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let entry = store::find(&mut scope, &Sight::of(&desk.staff), &id).await?;
    drop(scope);
    if entry.removed_at.is_some() || entry.readiness != Readiness::Ready {
        return Err(Error::NotFound);
    }
    if !insert(&mut content, &entry, desk.asked.form.get("cach")) {
        let message = "Loại nội dung này chỉ đính kèm được tệp, không đưa vào giữa nội dung.";
        return Err(Error::BadRequest(message.into()));
    }
    let (db, actor) = (&desk.app.db, desk.actor());
    match editing::save(db, &desk.tenant, &desk.staff, &actor, &edition.id, version, content).await? {
        Saved::Now(_) => Ok(see_other(&desk.url(&format!("/tin-bai/{}/sua", edition.id)))),
        Saved::Stale(_) => {
            Err(Error::Conflict("Bài vừa được người khác sửa. Hãy mở lại bài rồi chọn tệp lần nữa.".into()))
        }
    }
}

/// Puts a file into a content; whether it could be put there.
fn insert(content: &mut Content, entry: &Entry, how: &str) -> bool {
    if how != "noi-dung" {
        let attachments = &mut content.common_mut().attachments;
        if attachments.iter().all(|file| file.file_id != *entry.id()) {
            attachments.push(entry.file.clone());
        }
        return true;
    }
    let body = match content {
        Content::News(news) => &mut news.body_html,
        Content::Record(record) => &mut record.body_html,
        Content::Document(_) => return false,
    };
    let escaped = crate::public::pages::about::escape;
    let (url, said) = (escaped(&entry.url()), &entry.description);
    let piece = match entry.family {
        Family::Image => format!("<p><img src=\"{url}\" alt=\"{}\"></p>", escaped(&said.alt)),
        Family::Audio | Family::Video => {
            let title = if said.caption.is_empty() { &entry.file.name } else { &said.caption };
            format!("<p><a href=\"{url}\">{}</a></p>", escaped(title))
        }
        Family::File => format!("<p><a href=\"{url}\">{}</a></p>", escaped(&entry.file.name)),
    };
    *body = markup::clean(&format!("{body}\n{piece}"));
    true
}

/// The tenant in which this person sees a file, and the file.
async fn seen(person: &SignedIn) -> Result<(std::sync::Arc<Tenant>, Entry)> {
    if person.session.account.must_change {
        return Err(Error::Forbidden);
    }
    let id = FileId::from(person.asked.param("file"));
    for (tenant, staff) in person.places() {
        if !staff.may(Action::MediaRead, State::Any) {
            continue;
        }
        let mut scope = person.app.db.read(tenant.id()).await?;
        match store::find(&mut scope, &Sight::of(&staff), &id).await {
            Ok(entry) => return Ok((tenant, entry)),
            Err(Error::NotFound) => {}
            Err(other) => return Err(other),
        }
    }
    Err(Error::NotFound)
}

/// `GET /tep/:file/:name` on the console: what texts show and link to, for those who may see it.
///
/// # Errors
/// [`Error::NotFound`] for everybody else.
pub async fn file(person: SignedIn) -> Result<Response> {
    let (tenant, entry) = seen(&person).await?;
    let asked = &person.asked;
    served::shown(&person.app, tenant.id(), &entry, &asked.method, &asked.headers).await
}

/// `GET /anh/:file/:name` on the console: a picture in one size.
///
/// # Errors
/// [`Error::NotFound`] for those who may not see it, and for a size that is not there.
pub async fn picture(person: SignedIn) -> Result<Response> {
    let (tenant, entry) = seen(&person).await?;
    let asked = &person.asked;
    let size = asked.param("name");
    served::sized(&person.app, tenant.id(), &entry, size, &asked.method, &asked.headers).await
}
