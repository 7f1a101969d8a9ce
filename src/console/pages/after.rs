//! What can be done with an item after publication: correct, withdraw in one of its kinds, set its days, purge, propose
//! to the site above, issue to those below.

use jiff::civil::Date;
use poem::Response;
use url::Url;

use crate::base::clock::{date_vi, plus_days};
use crate::base::error::{Error, Refusal, Result};
use crate::base::id::EditionId;
use crate::between::issues::{self, Audience};
use crate::between::{notices, proposals, store as between};
use crate::care::links::Verdict;
use crate::care::links::check::ask_ourselves;
use crate::care::{purge as purges, purging, store as care, terms};
use crate::console::desk::{Desk, see_other};
use crate::console::views::item::{Action as ActionView, Ask, AskField, AskKind};
use crate::items::withdrawal::{self, Place, Withdrawal};
use crate::items::{Edition, corrections, store as items};
use crate::people::{Action, State};
use crate::public::views::{Choice, Refusals};

use super::form::date;
use super::frame::post;
use super::item::after;

/// How long after a review the next one is offered.
const NEXT_REVIEW_DAYS: i64 = 180;

/// The kinds of withdrawal, as the form sends them.
const KINDS: [(&str, &str); 4] = [
    ("sai", "Đăng nhầm hoặc sai: địa chỉ báo đã gỡ và nêu lý do"),
    ("chuyen", "Đã chuyển: dẫn người đọc sang trang khác"),
    ("mat", "Có bí mật: gỡ ngay ở mọi nơi, không nêu tên và lý do"),
    ("het-han", "Hết thời hạn: chuyển lưu trữ, vẫn đọc được"),
];

/// An action of an item with its form.
struct Offer {
    action: Action,
    path: &'static str,
    label: &'static str,
    explanation: &'static str,
    ask: Ask,
    danger: bool,
}

/// What this person may do with the edition after publication.
///
/// # Errors
/// When the database does not answer.
pub async fn actions(
    desk: &Desk,
    edition: &Edition,
    refused: Option<&(Action, Refusals)>,
) -> Result<Vec<ActionView>> {
    let shown = offers(desk, edition).await?;
    let shown = shown.into_iter().filter(|offer| desk.may(offer.action, edition.state));
    Ok(shown
        .map(|offer| ActionView {
            id: offer.path.to_owned(),
            label: offer.label.to_owned(),
            explanation: offer.explanation.to_owned(),
            post: post(desk, &desk.url(&format!("/tin-bai/{}/{}", edition.id, offer.path))),
            version: edition.version.to_string(),
            ask: offer.ask,
            danger: offer.danger,
            refusals: refused
                .filter(|(which, _)| *which == offer.action)
                .map(|(_, refusals)| refusals.clone())
                .unwrap_or_default(),
        })
        .collect())
}

async fn offers(desk: &Desk, edition: &Edition) -> Result<Vec<Offer>> {
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let term = care::term(&mut scope, &edition.item).await?;
    let purged = items::is_purged(&mut scope, &edition.item).await?;
    drop(scope);
    let mut offers = vec![
        Offer {
            action: Action::ItemReviewed,
            path: "da-ra-soat",
            label: "Đã rà soát",
            explanation: "Xác nhận nội dung còn đúng và đặt lần rà soát sau.",
            ask: Ask::Fields { fields: vec![next_review(desk)] },
            danger: false,
        },
        Offer {
            action: Action::ItemTerm,
            path: "thoi-han",
            label: "Đặt thời hạn, ngày rà soát",
            explanation: "Đến ngày hết thời hạn, nội dung tự chuyển lưu trữ; đến ngày rà soát, người phụ trách được nhắc.",
            ask: Ask::Fields { fields: term_fields(desk, &term) },
            danger: false,
        },
    ];
    if desk.tenant.parent.is_some() {
        offers.push(Offer {
            action: Action::ItemPropose,
            path: "de-xuat",
            label: "Đề xuất lên cấp trên",
            explanation: "Ban Biên tập cấp trên xem và nhận đăng, có ghi nguồn, hoặc trả lời lý do không nhận.",
            ask: Ask::Fields {
                fields: vec![text(desk, "loi-nhan", "Lời gửi kèm (không bắt buộc)", "")],
            },
            danger: false,
        });
    }
    if !desk.tenant.children.is_empty() {
        offers.push(Offer {
            action: Action::ItemIssue,
            path: "phat-hanh",
            label: "Phát hành xuống cấp dưới",
            explanation: "Một bản gốc, hiện trên trang của nơi nhận; đính chính hoặc gỡ ở đây thì nơi nhận theo ngay.",
            ask: Ask::Fields { fields: issue_fields(desk) },
            danger: false,
        });
    }
    offers.push(Offer {
        action: Action::ItemWithdraw,
        path: "go",
        label: "Gỡ khỏi trang",
        explanation: "Chọn vì sao gỡ; điều đó quyết định người đọc thấy gì ở địa chỉ này.",
        ask: Ask::Fields { fields: withdrawal_fields(desk) },
        danger: true,
    });
    if !purged {
        offers.push(Offer {
            action: Action::ItemPurge,
            path: "xoa-han",
            label: "Xóa hẳn nội dung",
            explanation: "Xóa nội dung khỏi mọi bản đã lưu, tệp và chỉ mục; nhật ký chỉ còn ai, lúc nào, làm gì.",
            ask: Ask::TypeName { name: edition.title.clone() },
            danger: true,
        });
    }
    Ok(offers)
}

/// A field of several lines with what was typed.
fn text(desk: &Desk, name: &'static str, label: &str, hint: &str) -> AskField {
    AskField {
        name,
        label: label.into(),
        hint: hint.into(),
        value: desk.asked.form.get(name).into(),
        kind: AskKind::Text,
    }
}

/// A field for a day: what was typed, or what is set.
fn day(desk: &Desk, name: &'static str, label: &str, set: Option<Date>) -> AskField {
    let typed = desk.asked.form.get(name);
    AskField {
        name,
        label: label.into(),
        hint: "Ngày/tháng/năm, ví dụ 28/12/2017; để trống nếu không đặt.".into(),
        value: if typed.is_empty() { set.map(date_vi).unwrap_or_default() } else { typed.into() },
        kind: AskKind::Line,
    }
}

fn choice(desk: &Desk, name: &'static str, label: &str, hint: &str, values: &[(&str, &str)]) -> AskField {
    let typed = desk.asked.form.get(name);
    let entry = |(value, label): &(&str, &str)| {
        let choice = Choice::new(*value, *label);
        if *value == typed { choice.chosen() } else { choice }
    };
    AskField {
        name,
        label: label.into(),
        hint: hint.into(),
        value: String::new(),
        kind: AskKind::Choice { choices: values.iter().map(entry).collect() },
    }
}

fn next_review(desk: &Desk) -> AskField {
    let next = plus_days(desk.app.db.clock.today(), NEXT_REVIEW_DAYS);
    day(desk, "ngay-ra-soat", "Lần rà soát sau", Some(next))
}

fn term_fields(desk: &Desk, term: &terms::Term) -> Vec<AskField> {
    vec![
        day(desk, "het-han", "Ngày hết thời hạn", term.expires_on),
        day(desk, "ngay-ra-soat", "Ngày rà soát", term.review_on),
    ]
}

fn withdrawal_fields(desk: &Desk) -> Vec<AskField> {
    let typed = desk.asked.form.get("chuyen-den").to_owned();
    vec![
        choice(desk, "kieu-go", "Vì sao gỡ", "", &KINDS),
        AskField {
            name: "chuyen-den",
            label: "Địa chỉ mới, khi đã chuyển".into(),
            hint: "Địa chỉ một trang đang mở trong hệ thống này.".into(),
            value: typed,
            kind: AskKind::Line,
        },
        text(
            desk,
            "ly-do",
            "Lý do",
            "Người đọc thấy lý do khi gỡ vì đăng nhầm hoặc sai; các kiểu khác chỉ ghi nhật ký.",
        ),
    ]
}

fn issue_fields(desk: &Desk) -> Vec<AskField> {
    let ticked: Vec<&str> = desk.asked.form.all("noi-nhan").collect();
    let below = issues::below(&desk.app.directory, &desk.tenant);
    let choices = below.iter().map(|tenant| {
        let choice = Choice::new(tenant.slug(), tenant.identity().full_name.clone());
        if ticked.contains(&tenant.slug()) { choice.chosen() } else { choice }
    });
    let all = format!("Tất cả {} nơi", below.len());
    vec![
        choice(
            desk,
            "hinh-thuc",
            "Hình thức",
            "",
            &[("bat-buoc", "Bắt buộc: hiện ngay"), ("tuy-chon", "Tùy chọn: nơi nhận quyết định")],
        ),
        choice(desk, "pham-vi", "Nơi nhận", "", &[("tat-ca", &all), ("chon", "Chỉ những nơi chọn dưới đây")]),
        AskField {
            name: "noi-nhan",
            label: "Chọn nơi nhận".into(),
            hint: String::new(),
            value: String::new(),
            kind: AskKind::Ticks { choices: choices.collect() },
        },
        text(desk, "loi-nhan", "Lời gửi kèm (không bắt buộc)", ""),
    ]
}

/// Has the form that sends a correcting edition ask what it corrects.
///
/// # Errors
/// When the database does not answer.
pub async fn ask_what_is_corrected(desk: &Desk, edition: &Edition, actions: &mut [ActionView]) -> Result<()> {
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    if !items::follows_another(&mut scope, edition).await? {
        return Ok(());
    }
    for action in actions.iter_mut().filter(|action| action.id == "gui-duyet") {
        let mut field =
            text(desk, "dinh-chinh", "Đã đính chính điều gì", "Người đọc thấy lời này kèm ngày đính chính.");
        if field.value.is_empty() {
            field.value = edition.note.clone().unwrap_or_default();
        }
        action.ask = Ask::Fields { fields: vec![field] };
    }
    Ok(())
}

/// What is known of an item after publication, as facts.
///
/// # Errors
/// When the database does not answer.
pub async fn facts(desk: &Desk, edition: &Edition) -> Result<Vec<(String, String)>> {
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let term = care::term(&mut scope, &edition.item).await?;
    let origin = between::origin(&mut scope, &edition.item).await?;
    let issued = between::issued_as(&mut scope, &edition.item).await?;
    drop(scope);
    let source = origin.and_then(|(source, _)| desk.app.directory.get(&source));
    let facts = [
        edition.note.clone().map(|note| ("Nội dung đính chính", note)),
        term.expires_on.map(|day| ("Hết thời hạn", date_vi(day))),
        term.review_on.map(|day| ("Rà soát", date_vi(day))),
        term.reviewed_by.map(|by| ("Rà soát lần trước", by)),
        source.map(|source| ("Nhận từ", source.identity().full_name.clone())),
        (!issued.is_empty()).then(|| ("Đã phát hành", format!("{} lần", issued.len()))),
    ];
    Ok(facts.into_iter().flatten().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// Sends a draft to the board, with what it corrects if that was written.
///
/// # Errors
/// As [`editing::submit`].
pub async fn submit_noted(desk: &Desk, id: &EditionId, version: i64) -> Result<()> {
    submit_with(desk, id, version, desk.asked.form.get("dinh-chinh")).await
}

/// As [`submit_noted`], with the note from elsewhere.
///
/// # Errors
/// As [`editing::submit`].
pub async fn submit_with(desk: &Desk, id: &EditionId, version: i64, note: &str) -> Result<()> {
    let (db, actor) = (&desk.app.db, desk.actor());
    if !note.trim().is_empty() {
        corrections::note(db, &desk.tenant, &desk.staff, &actor, id, version, note).await?;
    }
    super::review::submit(desk, id, version).await
}

fn edition_of(desk: &Desk) -> EditionId {
    desk.asked.param("edition").into()
}

/// `POST …/go`
///
/// # Errors
/// [`Error::Forbidden`] without the right, [`Error::Conflict`] when it changed since.
pub async fn withdraw(desk: Desk) -> Result<Response> {
    let done = withdrawn(&desk).await;
    after(&desk, Action::ItemWithdraw, done).await
}

async fn withdrawn(desk: &Desk) -> Result<()> {
    let form = &desk.asked.form;
    let how = match form.get("kieu-go") {
        "" | "sai" => Withdrawal::Mistake,
        "chuyen" => Withdrawal::Moved(place(desk, form.get("chuyen-den")).await?),
        "mat" => Withdrawal::Secret,
        "het-han" => Withdrawal::Expired,
        _ => return Err(Error::refused("kind", "Hãy chọn vì sao gỡ.", "")),
    };
    withdraw_as(desk, &edition_of(desk), desk.version()?, &how, form.get("ly-do")).await
}

/// Takes an edition down in one of the kinds; those who took it over hear at once, or by the next duty.
///
/// # Errors
/// As [`withdrawal::withdraw`].
pub async fn withdraw_as(
    desk: &Desk,
    id: &EditionId,
    version: i64,
    how: &Withdrawal,
    reason: &str,
) -> Result<()> {
    let (db, actor) = (&desk.app.db, desk.actor());
    withdrawal::withdraw(db, &desk.tenant, &desk.staff, &actor, id, version, how, reason).await?;
    if let Err(cause) = notices::tell(desk.app.clone()).await {
        tracing::warn!(%cause, "those who took it over are told by the next duty");
    }
    Ok(())
}

/// The page of ours that an address means, which must answer.
///
/// # Errors
/// [`Error::Refused`] for an address that is none of ours or does not answer.
pub async fn place(desk: &Desk, typed: &str) -> Result<Place> {
    let refused = || {
        let message =
            "Địa chỉ mới phải là một trang đang mở trong hệ thống này, ví dụ sao chép từ thanh địa chỉ.";
        Error::refused("moved_to", message, "")
    };
    let base: Url = desk.tenant.url("/").parse().map_err(|_| refused())?;
    let url = base.join(typed).map_err(|_| refused())?;
    let host = url.host_str().filter(|_| !typed.is_empty()).ok_or_else(refused)?;
    let resolved = desk.app.directory.resolve(host, url.path()).ok_or_else(refused)?;
    match ask_ourselves(&desk.app, &desk.app.endpoint(), url.as_str()).await {
        Some(Verdict::Alive(_)) => {}
        _ => return Err(refused()),
    }
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    Ok(Place { tenant: resolved.tenant.id().clone(), path: format!("{}{query}", resolved.path) })
}

/// A day typed into a field; none where it is empty.
fn typed_day(desk: &Desk, name: &str, field: &'static str) -> Result<Option<Date>> {
    let typed = desk.asked.form.get(name);
    if typed.is_empty() {
        return Ok(None);
    }
    let message = format!("“{typed}” không phải là ngày. Viết ngày/tháng/năm, ví dụ 28/12/2017.");
    date(typed).map(Some).ok_or_else(|| Error::refused(field, message, ""))
}

/// `POST …/thoi-han`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn term(desk: Desk) -> Result<Response> {
    let done = async {
        let expires = typed_day(&desk, "het-han", "term_ends");
        let review = typed_day(&desk, "ngay-ra-soat", "review_on");
        let (expires, review) = both(expires, review)?;
        let actor = desk.actor();
        terms::set(&desk.app.db, &desk.tenant, &desk.staff, &actor, &edition_of(&desk), expires, review).await
    };
    let done = done.await;
    after(&desk, Action::ItemTerm, done).await
}

/// Both days, or everything that is wrong with them at once.
fn both<T, U>(one: Result<T>, other: Result<U>) -> Result<(T, U)> {
    match (one, other) {
        (Ok(one), Ok(other)) => Ok((one, other)),
        (Err(Error::Refused(mut refusals)), Err(Error::Refused(more))) => {
            refusals.extend::<Vec<Refusal>>(more);
            Err(Error::Refused(refusals))
        }
        (Err(error), _) | (_, Err(error)) => Err(error),
    }
}

/// `POST …/da-ra-soat`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn reviewed(desk: Desk) -> Result<Response> {
    let done = async {
        let next = typed_day(&desk, "ngay-ra-soat", "review_on")?;
        let actor = desk.actor();
        terms::reviewed(&desk.app.db, &desk.tenant, &desk.staff, &actor, &edition_of(&desk), next).await
    };
    let done = done.await;
    after(&desk, Action::ItemReviewed, done).await
}

/// `POST …/xoa-han`
///
/// # Errors
/// [`Error::Forbidden`] without the right, [`Error::Conflict`] when it changed since.
pub async fn purge(desk: Desk) -> Result<Response> {
    let (version, form) = (desk.version()?, &desk.asked.form);
    let done = purge_named(&desk, &edition_of(&desk), version, form.get("ten"), form.get("ly-do")).await;
    after(&desk, Action::ItemPurge, done).await
}

/// Empties an item whose heading was typed again; its bytes and indexes follow at once, or by the next duty.
///
/// # Errors
/// As [`purges::purge`].
pub async fn purge_named(desk: &Desk, id: &EditionId, version: i64, name: &str, reason: &str) -> Result<()> {
    let (db, actor) = (&desk.app.db, desk.actor());
    purges::purge(db, &desk.tenant, &desk.staff, &actor, id, version, name, reason).await?;
    if let Err(cause) = purging::finish(desk.app.clone()).await {
        tracing::warn!(%cause, "the purge is finished by the next duty");
    }
    Ok(())
}

/// `POST …/de-xuat`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn propose(desk: Desk) -> Result<Response> {
    let actor = desk.actor();
    let proposed = proposals::propose(
        &desk.app.db,
        &desk.app.directory,
        &desk.tenant,
        &desk.staff,
        &actor,
        &edition_of(&desk),
        desk.asked.form.get("loi-nhan"),
    )
    .await;
    match proposed {
        Ok(id) => Ok(see_other(&desk.url(&format!("/de-xuat/{id}")))),
        Err(refused) => after(&desk, Action::ItemPropose, Err(refused)).await,
    }
}

/// `POST …/phat-hanh`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn issue(desk: Desk) -> Result<Response> {
    let form = &desk.asked.form;
    let audience = match form.get("pham-vi") {
        "tat-ca" => Audience::All,
        _ => Audience::Chosen(form.all("noi-nhan").map(str::to_owned).collect()),
    };
    let mandatory = form.get("hinh-thuc") == "bat-buoc";
    let actor = desk.actor();
    let issued = issues::issue(
        &desk.app.db,
        &desk.app.directory,
        &desk.tenant,
        &desk.staff,
        &actor,
        &edition_of(&desk),
        &audience,
        mandatory,
        form.get("loi-nhan"),
    )
    .await;
    match issued {
        Ok((id, _)) => Ok(see_other(&desk.url(&format!("/phat-hanh/{id}")))),
        Err(refused) => after(&desk, Action::ItemIssue, Err(refused)).await,
    }
}

/// Whether this person may settle what is listed for the board.
pub fn may_settle(desk: &Desk) -> bool {
    desk.may(Action::ItemReviewed, State::Live)
}
