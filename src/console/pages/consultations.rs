//! Consultations in the console: the list, the draft's form, the two approvals, comments, the account.

use poem::Response;
use poem::http::StatusCode;
use pulldown_cmark::HeadingLevel;

use crate::base::clock::date_vi;
use crate::base::error::{self, Error, Result};
use crate::base::id::FileId;
use crate::base::scope::{Scope, WriteScope};
use crate::console::desk::{self, Desk, see_other};
use crate::console::views::consultations::{
    CommentRow, ConsultationDeskPage, ConsultationEditPage, ConsultationRow, ConsultationsPage, Step,
};
use crate::consultations::comments::{self, Comment, Counts, Decision, Ground, Standing, Verdict};
use crate::consultations::{self, Act, Consultation, Phase, Stage, Typed, retention, rules, store};
use crate::files::kind::Family;
use crate::items::kinds::document::Article;
use crate::items::markup::{self, paragraphs};
use crate::items::rights::Sight;
use crate::items::store as items;
use crate::media::store as media;
use crate::people::{Action, State};
use crate::public::pages::consultations as public;
use crate::public::views::{Badge, Choice, Html, Link, Refusals, Tone};
use crate::questions::Contact;

use super::form::date;
use super::frame::{layout, post, shown, when};

const HOME: &str = "/lay-y-kien";
/// Consultations of the list.
const LISTED: usize = 200;
/// Comments on one page.
const PAGE: usize = 100;
/// Files of the library offered by the form.
const OFFERED: usize = 40;

fn field(name: &str) -> String {
    match name {
        "kind" => "loai",
        "title" => "tieu-de",
        "unit" => "don-vi",
        "contact" => "lien-he",
        "begins" => "tu-ngay",
        "ends" => "den-ngay",
        "ground" => "can-cu",
        "note" => "thuyet-minh",
        "text" => "toan-van",
        "files" => "tep",
        "no_secret" => "cam-ket",
        "account" => "bao-cao",
        "number" => "so-van-ban",
        "comments" => "y-kien",
        "verdict" => "ket-luan",
        "reason" => "ly-do-tra",
        other => other,
    }
    .to_owned()
}

/// Where a step's refusal leads on the consultation's own page; what belongs to the draft's form leads to what is known.
fn place(name: &str) -> String {
    match name {
        "no_secret" | "account" | "number" | "comments" | "verdict" | "reason" => field(name),
        "answer" => "giai-trinh".to_owned(),
        _ => "viec".to_owned(),
    }
}

fn act(desk: &Desk) -> Act<'_> {
    Act { staff: &desk.staff, tenant: &desk.tenant }
}

fn unit_name(desk: &Desk, key: &str) -> String {
    desk.tenant.profile.unit(key).map_or_else(|| key.to_owned(), |unit| unit.name.clone())
}

fn badge(phase: Phase) -> Badge {
    let tone = match phase {
        Phase::Open | Phase::Accounted => Tone::Good,
        Phase::Submitted | Phase::Announced => Tone::Warn,
        Phase::Draft | Phase::Closed => Tone::Plain,
    };
    Badge::new(phase.vietnamese(), tone)
}

fn days(one: &Consultation) -> String {
    match (one.what.begins, one.what.ends) {
        (Some(begins), Some(ends)) => format!("từ {} đến {}", date_vi(begins), date_vi(ends)),
        _ => "chưa đặt thời gian".into(),
    }
}

/// Those that a person sees, each with how many comments stand where.
///
/// # Errors
/// When the database does not answer.
pub async fn seen(desk: &Desk) -> Result<Vec<(Consultation, Counts)>> {
    desk.staff.require(Action::ConsultationRead, State::Any)?;
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let mut found = Vec::new();
    for one in store::list(&mut scope, LISTED).await? {
        if consultations::may_see(&desk.staff, &one) {
            let counts = store::counts(&mut scope, &one.id).await?;
            found.push((one, counts));
        }
    }
    Ok(found)
}

/// `GET /:tenant/lay-y-kien`
///
/// # Errors
/// When the database does not answer.
pub async fn list(desk: Desk) -> Result<Response> {
    let today = desk.app.db.clock.today();
    let row = |(one, counts): &(Consultation, Counts)| ConsultationRow {
        link: Link::new(one.what.title.clone(), desk.url(&format!("{HOME}/{}", one.id))),
        state: badge(one.phase(today)),
        late: one.is_late(today).then(|| Badge::new("Trễ công bố kết quả", Tone::Bad)),
        unit: unit_name(&desk, &one.what.unit),
        days: days(one),
        count_text: format!("{} ý kiến, {} chờ xem xét", counts.received, counts.waiting),
    };
    let rows = seen(&desk).await?.iter().map(row).collect();
    desk::page(&ConsultationsPage {
        layout: layout(&desk, "Lấy ý kiến góp ý").await?,
        new_url: desk.may(Action::ConsultationSave, State::Any).then(|| desk.url(&format!("{HOME}/moi"))),
        rows,
    })
}

fn typed(desk: &Desk) -> Typed {
    let form = &desk.asked.form;
    Typed {
        kind: form.get("loai").into(),
        title: form.get("tieu-de").into(),
        unit: form.get("don-vi").into(),
        contact: form.get("lien-he").into(),
        note: form.raw("thuyet-minh").into(),
        text: form.raw("toan-van").into(),
        begins: date(form.get("tu-ngay")),
        ends: date(form.get("den-ngay")),
        ground: form.get("can-cu").into(),
        files: form.all("tep").map(FileId::from).collect(),
    }
}

/// Days that were typed and cannot be read.
fn unread_days(desk: &Desk) -> Vec<error::Refusal> {
    let days = [("begins", "tu-ngay"), ("ends", "den-ngay")];
    let unread = days.into_iter().filter_map(|(name, field)| {
        let typed = desk.asked.form.get(field);
        let message = format!("“{typed}” không phải là ngày. Viết ngày/tháng/năm, ví dụ 28/12/2016.");
        (!typed.is_empty() && date(typed).is_none()).then(|| error::Refusal::new(name, message, ""))
    });
    unread.collect()
}

/// `GET /:tenant/lay-y-kien/moi`
///
/// # Errors
/// When the database does not answer.
pub async fn new(desk: Desk) -> Result<Response> {
    let unit = desk.staff.units().next().unwrap_or_default().to_owned();
    let typed = Typed { unit, ..Typed::default() };
    form(&desk, None, StatusCode::OK, Refusals::default(), &typed, [String::new(), String::new()]).await
}

async fn form(
    desk: &Desk,
    known: Option<&Consultation>,
    status: StatusCode,
    refusals: Refusals,
    typed: &Typed,
    [begins, ends]: [String; 2],
) -> Result<Response> {
    let (path, heading) = match known {
        Some(known) => (format!("{HOME}/{}/sua", known.id), "Sửa dự thảo lấy ý kiến"),
        None => (format!("{HOME}/moi"), "Lập việc lấy ý kiến"),
    };
    let chosen = |choice: Choice, on: bool| if on { choice.chosen() } else { choice };
    let today = desk.app.db.clock.today();
    let kinds = rules::kinds(desk.tenant.profile.level, today).into_iter().map(|kind| {
        let label = format!("{} (ít nhất {} ngày)", kind.name, kind.days);
        chosen(Choice::new(kind.key.as_str(), label), kind.key == typed.kind)
    });
    let own: Vec<&str> = desk.staff.units().collect();
    let units = desk.tenant.profile.units_on(today);
    let units = units.filter(|unit| !desk.staff.only_own_unit() || own.contains(&unit.key.as_str()));
    let units =
        units.map(|unit| chosen(Choice::new(unit.key.as_str(), unit.name.as_str()), unit.key == typed.unit));
    let page = ConsultationEditPage {
        layout: layout(desk, heading).await?,
        heading: heading.into(),
        back: match known {
            Some(known) => Link::new("Về dự thảo", desk.url(&format!("{HOME}/{}", known.id))),
            None => Link::new("Về danh sách", desk.url(HOME)),
        },
        post: post(desk, &desk.url(&path)),
        version: known.map_or_else(String::new, |known| known.version.to_string()),
        refusals,
        kinds: kinds.collect(),
        title: typed.title.clone(),
        units: units.collect(),
        contact: typed.contact.clone(),
        begins,
        ends,
        ground: typed.ground.clone(),
        note: typed.note.clone(),
        text: typed.text.clone(),
        files: offered(desk, &typed.files).await?,
        library_url: desk.url("/thu-vien/them"),
    };
    desk::html(status, &page)
}

/// What is chosen already, and the latest documents of the library.
async fn offered(desk: &Desk, files: &[FileId]) -> Result<Vec<Choice>> {
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let mut entries = media::several(&mut scope, files).await?;
    let filter = media::Filter { family: Some(Family::File), ..media::Filter::default() };
    let latest = media::list(&mut scope, &Sight::of(&desk.staff), &filter, None, OFFERED).await?;
    entries.extend(latest.into_iter().filter(|entry| !files.contains(entry.id())).take(OFFERED));
    let choice = |entry: &crate::media::Entry| {
        let choice = Choice::new(entry.id().as_str(), entry.file.name.as_str());
        if files.contains(entry.id()) { choice.chosen() } else { choice }
    };
    Ok(entries.iter().map(choice).collect())
}

/// The form as it was typed, with its refusals.
async fn again(desk: &Desk, known: Option<&Consultation>, refused: Error) -> Result<Response> {
    let Error::Refused(refusals) = refused else { return Err(refused) };
    let asked = &desk.asked.form;
    let days = [asked.get("tu-ngay").to_owned(), asked.get("den-ngay").to_owned()];
    form(desk, known, StatusCode::UNPROCESSABLE_ENTITY, shown(refusals, field), &typed(desk), days).await
}

/// `POST /:tenant/lay-y-kien/moi`
///
/// # Errors
/// When the database refuses.
pub async fn create(desk: Desk) -> Result<Response> {
    desk.staff.require(Action::ConsultationSave, State::Any)?;
    let unread = unread_days(&desk);
    if !unread.is_empty() {
        return again(&desk, None, Error::Refused(unread)).await;
    }
    let mut scope = desk.app.db.write(desk.tenant.id(), &desk.actor()).await?;
    match consultations::create(&mut scope, &act(&desk), &typed(&desk)).await {
        Ok(id) => {
            scope.commit().await?;
            Ok(see_other(&desk.url(&format!("{HOME}/{id}"))))
        }
        Err(refused) => {
            drop(scope);
            again(&desk, None, refused).await
        }
    }
}

/// The consultation of the address.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub async fn asked_for(desk: &Desk, scope: &mut Scope) -> Result<Consultation> {
    consultations::find(scope, &desk.staff, desk.asked.param("consultation")).await
}

/// `GET /:tenant/lay-y-kien/:consultation/sua`
///
/// # Errors
/// [`Error::Conflict`] when it is no draft any more.
pub async fn edit(desk: Desk) -> Result<Response> {
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let known = asked_for(&desk, &mut scope).await?;
    if known.stage != Stage::Draft {
        return Err(Error::Conflict(
            "Dự thảo đã gửi duyệt hoặc đã mở lấy ý kiến, không sửa được nữa.".into(),
        ));
    }
    let typed = Typed { files: store::files(&mut scope, &known.id).await?, ..known.what.clone() };
    drop(scope);
    let days = [known.what.begins, known.what.ends].map(|day| day.map(date_vi).unwrap_or_default());
    form(&desk, Some(&known), StatusCode::OK, Refusals::default(), &typed, days).await
}

/// `POST /:tenant/lay-y-kien/:consultation/sua`
///
/// # Errors
/// [`Error::Conflict`] when it was changed meanwhile.
pub async fn save(desk: Desk) -> Result<Response> {
    let mut scope = desk.app.db.write(desk.tenant.id(), &desk.actor()).await?;
    let known = asked_for(&desk, &mut scope).await?;
    let unread = unread_days(&desk);
    let saved = if unread.is_empty() {
        consultations::save(&mut scope, &act(&desk), &known, desk.version()?, &typed(&desk)).await
    } else {
        Err(Error::Refused(unread))
    };
    match saved {
        Ok(()) => {
            scope.commit().await?;
            Ok(see_other(&desk.url(&format!("{HOME}/{}", known.id))))
        }
        Err(refused) => {
            drop(scope);
            again(&desk, Some(&known), refused).await
        }
    }
}

/// `GET /:tenant/lay-y-kien/:consultation?trang=`
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub async fn view(desk: Desk) -> Result<Response> {
    show(&desk, StatusCode::OK, Refusals::default(), None).await
}

async fn show(
    desk: &Desk,
    status: StatusCode,
    refusals: Refusals,
    opened: Option<(String, Contact)>,
) -> Result<Response> {
    desk.staff.require(Action::ConsultationRead, State::Any)?;
    let (db, today) = (&desk.app.db, desk.app.db.clock.today());
    let mut scope = db.read(desk.tenant.id()).await?;
    let one = asked_for(desk, &mut scope).await?;
    let counts = store::counts(&mut scope, &one.id).await?;
    let page = desk.asked.page();
    let mut comments = store::comments(&mut scope, &one.id, (page - 1) * PAGE, PAGE + 1).await?;
    let more = comments.len() > PAGE;
    comments.truncate(PAGE);
    let responses = store::responses(&mut scope, &one.id).await?;
    let phase = one.phase(today);
    let next = consultations::missing(&mut scope, &one).await?;
    let own = consultations::wrote(&mut scope, &one, &desk.staff.account).await?;
    let issued = match &one.issued {
        Some(item) => items::live_by_id(&mut scope, item).await?.map(|live| live.content),
        None => None,
    };
    drop(scope);
    let issued = match issued {
        Some(crate::items::Content::Document(document)) => document.number,
        _ => String::new(),
    };
    let url = |rest: &str| desk.url(&format!("{HOME}/{}{rest}", one.id));
    let may = |action: Action| desk.may(action, State::Any);
    let own_unit = !desk.staff.only_own_unit() || desk.staff.units().any(|unit| unit == one.what.unit);
    let writes = may(Action::ConsultationSave) && own_unit;
    let waits = matches!(one.stage, Stage::Submitted | Stage::AccountSubmitted);
    let typed = &desk.asked.form;
    let (_, articles) = one.articles();
    let rows = comments
        .iter()
        .map(|comment| {
            let answer =
                responses.iter().find(|(response, _)| Some(&response.id) == comment.response.as_ref());
            let verdict = answer.map(|(response, _)| verdict_badge(response.verdict));
            row(desk, &one, comment, &articles, verdict, opened.as_ref())
        })
        .collect::<Result<Vec<_>>>()?;
    let kept = |field: &str, stored: &str| {
        if refusals.is_empty() || typed.get(field).is_empty() {
            stored.to_owned()
        } else {
            typed.raw(field).to_owned()
        }
    };
    let page_view = ConsultationDeskPage {
        layout: layout(desk, &one.what.title).await?,
        title: one.what.title.clone(),
        state: if one.stage == Stage::AccountSubmitted {
            Badge::new("Chờ duyệt kết quả tiếp thu", Tone::Warn)
        } else {
            badge(phase)
        },
        late: one.is_late(today).then(|| {
            let due = one.account_due().map(date_vi).unwrap_or_default();
            format!("Quá hạn công bố kết quả tiếp thu: hạn là {due}.")
        }),
        returned: one.returned.clone(),
        facts: facts(desk, &one),
        public_url: one.stage.is_public().then(|| public::url(&desk.tenant, &one.slug)),
        edit_url: (writes && one.stage == Stage::Draft).then(|| url("/sua")),
        version: one.version.to_string(),
        missing: next.into_iter().map(|refusal| refusal.message).collect(),
        submit: (writes
            && (one.stage == Stage::Draft || (one.stage == Stage::Approved && phase == Phase::Closed)))
            .then(|| Step {
                post: post(desk, &url("/gui-duyet")),
                button: if one.stage == Stage::Draft {
                    "Gửi duyệt"
                } else {
                    "Gửi duyệt kết quả tiếp thu"
                }
                .into(),
            }),
        approve: (waits && may(Action::ConsultationApprove)).then(|| Step {
            post: post(desk, &url("/duyet")),
            button: if one.stage == Stage::Submitted {
                "Duyệt, mở lấy ý kiến"
            } else {
                "Duyệt, công bố kết quả"
            }
            .into(),
        }),
        own,
        send_back: (waits && may(Action::ConsultationApprove)).then(|| post(desk, &url("/tra-lai"))),
        reason: typed.get("ly-do-tra").to_owned(),
        note: Html::sanitised(markup::to_html_below(&one.what.note, HeadingLevel::H3)),
        text: Html::sanitised(markup::to_html_below(&one.what.text, HeadingLevel::H3)),
        count_text: format!(
            "Đã nhận {} ý kiến: {} đã đăng, {} không đăng, {} chờ xem xét.",
            counts.received, counts.shown, counts.withheld, counts.waiting
        ),
        comments: rows,
        grounds: Ground::ALL.iter().map(|one| Choice::new(one.as_str(), one.vietnamese())).collect(),
        more: more.then(|| Link::new("Các ý kiến tiếp theo", url(&format!("?trang={}", page + 1)))),
        respond: (writes && one.stage == Stage::Approved && phase == Phase::Closed && counts.shown > 0)
            .then(|| post(desk, &url("/tiep-thu"))),
        verdicts: super::items::choices(
            "Chọn kết luận",
            typed.get("ket-luan"),
            Verdict::ALL.iter().map(|one| (one.as_str(), one.vietnamese().to_owned())),
        ),
        answer: typed.raw("giai-trinh").to_owned(),
        account_post: (writes && one.stage == Stage::Approved && phase == Phase::Closed)
            .then(|| post(desk, &url("/tong-hop"))),
        account: kept("bao-cao", &one.account),
        issued_post: (writes && one.stage.is_public() && phase != Phase::Announced)
            .then(|| post(desk, &url("/ban-hanh"))),
        issued: kept("so-van-ban", &issued),
        refusals,
    };
    desk::html(status, &page_view)
}

fn verdict_badge(verdict: Verdict) -> Badge {
    Badge::new(verdict.vietnamese(), if verdict == Verdict::NotTaken { Tone::Plain } else { Tone::Good })
}

fn facts(desk: &Desk, one: &Consultation) -> Vec<(String, String)> {
    let kind = rules::kind(&one.what.kind, one.what.begins.unwrap_or(desk.tenant.day));
    let facts = [
        ("Loại văn bản", kind.map_or_else(|| one.what.kind.clone(), |kind| kind.name.clone())),
        ("Đơn vị chủ trì", unit_name(desk, &one.what.unit)),
        ("Nơi nhận ý kiến", one.what.contact.clone()),
        ("Thời gian", days(one)),
        ("Căn cứ rút ngắn", one.what.ground.clone()),
        ("Hạn công bố kết quả", one.account_due().map(date_vi).unwrap_or_default()),
    ];
    let known = facts.into_iter().filter(|(_, value)| !value.is_empty());
    known.map(|(name, value)| (name.to_owned(), value)).collect()
}

fn row(
    desk: &Desk,
    one: &Consultation,
    comment: &Comment,
    articles: &[Article],
    verdict: Option<Badge>,
    opened: Option<&(String, Contact)>,
) -> Result<CommentRow> {
    let (db, tenant) = (&desk.app.db, desk.tenant.id());
    let body = comments::readable(db, tenant, &desk.staff, comment)?;
    let masked = comments::masked(db, tenant, comment)?;
    let url = |rest: &str| desk.url(&format!("{HOME}/{}/y-kien/{}{rest}", one.id, comment.id));
    let may = |action: Action| desk.may(action, State::Any);
    let about = comment.article.as_deref();
    let about = articles.iter().find(|article| Some(article.anchor.as_str()) == about);
    let state = match &comment.standing {
        Standing::Waiting => Badge::new("Chờ xem xét", Tone::Warn),
        Standing::Shown { .. } => Badge::new("Đã đăng", Tone::Good),
        Standing::Withheld(ground) => Badge::new(format!("Không đăng: {}", ground.vietnamese()), Tone::Bad),
    };
    let contact = opened.filter(|(id, _)| *id == comment.id).map(|(_, contact)| lines(contact));
    Ok(CommentRow {
        number: comment.number.to_string(),
        about: about.map_or_else(|| "Toàn bộ dự thảo".to_owned(), Article::label),
        at: when(comment.received_at, db.clock.now()),
        state,
        name: comments::public_name(db, tenant, comment)?,
        masked: (masked != body).then(|| Html::sanitised(paragraphs(&masked))),
        body: Html::sanitised(paragraphs(&body)),
        note: comment.note.clone().unwrap_or_default(),
        verdict,
        contact: contact.unwrap_or_default(),
        reveal: (comment.contact.is_some() && may(Action::ConsultationContact))
            .then(|| post(desk, &url("/lien-he"))),
        moderate: (one.stage.is_public() && may(Action::ConsultationModerate)).then(|| post(desk, &url(""))),
        version: comment.version.to_string(),
        erase: (comment.contact.is_some() && may(Action::ConsultationPrivacy))
            .then(|| post(desk, &url("/xoa-nguoi-gui"))),
        answerable: matches!(comment.standing, Standing::Shown { .. }),
    })
}

fn lines(contact: &Contact) -> Vec<String> {
    let parts = [
        ("Họ tên", &contact.name),
        ("Thư điện tử", &contact.email),
        ("Điện thoại", &contact.phone),
        ("Địa chỉ", &contact.place),
    ];
    parts
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}: {value}"))
        .collect()
}

/// Ends a step: back to the page, or the page with what was refused.
async fn done(desk: &Desk, scope: WriteScope, step: Result<()>) -> Result<Response> {
    match step {
        Ok(()) => {
            scope.commit().await?;
            Ok(see_other(&desk.url(&format!("{HOME}/{}", desk.asked.param("consultation")))))
        }
        Err(Error::Refused(refusals)) => {
            drop(scope);
            show(desk, StatusCode::UNPROCESSABLE_ENTITY, shown(refusals, place), None).await
        }
        Err(other) => Err(other),
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
/// [`Error::Conflict`] when it was changed meanwhile.
pub async fn submit(desk: Desk) -> Result<Response> {
    let (mut scope, known) = begun(&desk).await?;
    let step = consultations::submit(&mut scope, &act(&desk), &known, desk.version()?).await;
    done(&desk, scope, step).await
}

/// `POST /:tenant/lay-y-kien/:consultation/duyet`
///
/// # Errors
/// [`Error::Conflict`] when it was changed meanwhile.
pub async fn approve(desk: Desk) -> Result<Response> {
    let (mut scope, known) = begun(&desk).await?;
    let no_secret = desk.asked.form.ticked("cam-ket");
    let step = consultations::approve(&mut scope, &act(&desk), &known, desk.version()?, no_secret).await;
    done(&desk, scope, step).await
}

/// `POST /:tenant/lay-y-kien/:consultation/tra-lai`
///
/// # Errors
/// [`Error::Conflict`] when it was changed meanwhile.
pub async fn send_back(desk: Desk) -> Result<Response> {
    let (mut scope, known) = begun(&desk).await?;
    let reason = desk.asked.form.get("ly-do-tra");
    let step = consultations::send_back(&mut scope, &act(&desk), &known, desk.version()?, reason).await;
    done(&desk, scope, step).await
}

/// `POST /:tenant/lay-y-kien/:consultation/tong-hop`
///
/// # Errors
/// [`Error::Conflict`] when it was changed meanwhile.
pub async fn account(desk: Desk) -> Result<Response> {
    let (mut scope, known) = begun(&desk).await?;
    let text = desk.asked.form.raw("bao-cao");
    let step = consultations::write_account(&mut scope, &act(&desk), &known, desk.version()?, text).await;
    done(&desk, scope, step).await
}

/// `POST /:tenant/lay-y-kien/:consultation/tiep-thu`
///
/// # Errors
/// [`Error::Conflict`] when it was changed meanwhile.
pub async fn respond(desk: Desk) -> Result<Response> {
    let (mut scope, known) = begun(&desk).await?;
    let form = &desk.asked.form;
    let numbers: Vec<i64> = form.all("y-kien").filter_map(|number| number.parse().ok()).collect();
    let verdict = Verdict::parse(form.get("ket-luan"));
    let (version, text) = (desk.version()?, form.raw("giai-trinh"));
    let step = comments::respond(&mut scope, &act(&desk), &known, version, &numbers, verdict, text).await;
    done(&desk, scope, step).await
}

/// `POST /:tenant/lay-y-kien/:consultation/ban-hanh`
///
/// # Errors
/// [`Error::Conflict`] when it was changed meanwhile.
pub async fn issued(desk: Desk) -> Result<Response> {
    let (mut scope, known) = begun(&desk).await?;
    let number = desk.asked.form.get("so-van-ban");
    let step = consultations::link_issued(&mut scope, &act(&desk), &known, desk.version()?, number).await;
    done(&desk, scope, step).await
}

async fn comment(desk: &Desk, scope: &mut Scope, known: &Consultation) -> Result<Comment> {
    comments::find(scope, known, desk.asked.param("comment")).await
}

/// `POST /:tenant/lay-y-kien/:consultation/y-kien/:comment`
///
/// # Errors
/// [`Error::Conflict`] when another decided meanwhile.
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
    // The reason belongs to the comment's own field, which stands under its number.
    let step = step.map_err(|refused| match refused {
        Error::Refused(refusals) => Error::Refused(
            refusals.into_iter().map(|it| error::Refusal { field: "comments", ..it }).collect(),
        ),
        other => other,
    });
    done(&desk, scope, step).await
}

/// `POST /:tenant/lay-y-kien/:consultation/y-kien/:comment/lien-he`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn reveal(desk: Desk) -> Result<Response> {
    let (mut scope, known) = begun(&desk).await?;
    let found = comment(&desk, &mut scope, &known).await?;
    let contact = comments::reveal(&mut scope, &act(&desk), &known, &found)?;
    scope.commit().await?;
    show(&desk, StatusCode::OK, Refusals::default(), Some((found.id, contact))).await
}

/// `POST /:tenant/lay-y-kien/:consultation/y-kien/:comment/xoa-nguoi-gui`
///
/// # Errors
/// [`Error::Conflict`] when it was done before.
pub async fn erase(desk: Desk) -> Result<Response> {
    let (mut scope, known) = begun(&desk).await?;
    let found = comment(&desk, &mut scope, &known).await?;
    let step = retention::erase_on_word(&mut scope, &act(&desk), &known, &found).await;
    done(&desk, scope, step).await
}
