//! The trail as staff read it: a tenant's, one's own, whether it holds, and what is taken along of it.

use poem::Response;
use serde_json::json;

use crate::base::audit::Stored;
use crate::base::clock::{DAY, date_vi, start_of};
use crate::base::error::{Error, Refusal, Result};
use crate::base::id::TenantId;
use crate::console::desk::{self, Desk};
use crate::console::views::item::TrailEvent;
use crate::console::views::trail::{BelowPage, BelowRow, ChainPage, OwnTrailPage, TrailPage, TrailRow};
use crate::people::store as people;
use crate::people::{Action, Role, State};
use crate::public::pages::home::encode;
use crate::public::views::{Badge, Link, Tone};
use crate::trail::check::{Finding, check, check_since};
use crate::trail::sign::Signer;
use crate::trail::store::{self, Place, Placed, SignedHead};
use crate::trail::{Filter, Told, export, words};

use super::form::date;
use super::frame::{Names, layout, shown, when};
use super::items::choices;

/// Events on one page of the trail.
const PAGE: usize = 50;
/// Of one's own trail.
const OWN_PAGE: i64 = 50;
/// The most events of one's own that are taken along.
const OWN: i64 = 50_000;
/// Sign-ins shown of one person.
const SIGN_INS: usize = 20;
/// Signed heads shown.
const HEADS: usize = 60;

/// What the query asks for; days that cannot be read are refused.
fn filter(desk: &Desk, names: &Names) -> (Filter, Vec<Refusal>) {
    let asked = &desk.asked;
    let mut refusals = Vec::new();
    let mut day = |field: &'static str| {
        let typed = asked.query(field);
        let read = date(typed);
        if read.is_none() && !typed.is_empty() {
            refusals.push(Refusal::new(field, "Hãy ghi ngày như 31/12/2016.", ""));
        }
        read
    };
    let (from, until) = (day("tu").map(start_of), day("den").map(|day| start_of(day) + DAY));
    let given = |field: &str| Some(asked.query(field).to_owned()).filter(|value| !value.is_empty());
    let subject = given("muc");
    let filter = Filter {
        actors: given("nguoi").map(|who| names.logins(&who)).unwrap_or_default(),
        action: given("viec"),
        subject: subject
            .and_then(|subject| subject.split_once(':').map(|(kind, id)| (kind.to_owned(), id.to_owned()))),
        from,
        until,
    };
    (filter, refusals)
}

/// The query of the filter, to be kept in links.
fn kept(desk: &Desk) -> String {
    ["nguoi", "viec", "tu", "den", "muc"]
        .iter()
        .filter(|name| !desk.asked.query(name).is_empty())
        .map(|name| format!("&{name}={}", encode(desk.asked.query(name))))
        .collect()
}

/// Writes down that somebody looked, unless they looked at themselves alone.
pub async fn looked(desk: &Desk, filter: &Filter, action: &str, how: &str) -> Result<()> {
    if filter.actors.as_slice() == [desk.staff.login.clone()] {
        return Ok(());
    }
    let mut scope = desk.app.db.write(desk.tenant.id(), &desk.actor()).await?;
    let detail = json!({ "how": how, "filter": filter.said(), "from_above": desk.staff.only_looks_on() });
    scope.audit(action, "audit", desk.tenant.id().as_str(), detail);
    scope.commit().await
}

/// `GET /:tenant/nhat-ky`
///
/// # Errors
/// When the database does not answer.
pub async fn list(desk: Desk) -> Result<Response> {
    let names = Names::read(&desk).await?;
    let (filter, refusals) = filter(&desk, &names);
    looked(&desk, &filter, Action::AuditRead.as_str(), "page").await?;
    let below = desk.asked.query("truoc").parse().ok();
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let mut events = store::newest(&mut scope, &filter, below, PAGE + 1).await?;
    let sealed = store::last_head(&mut scope).await?;
    drop(scope);
    let more = events.len() > PAGE;
    events.truncate(PAGE);
    let kept = kept(&desk);
    let last = events.last().map_or(0, |event| event.seq);
    let now = desk.app.db.clock.now();
    let query = kept.strip_prefix('&').map(|kept| format!("?{kept}")).unwrap_or_default();
    let page = TrailPage {
        layout: layout(&desk, "Nhật ký").await?,
        action: desk.url("/nhat-ky"),
        refusals: shown(refusals, str::to_owned),
        who: desk.asked.query("nguoi").into(),
        kinds: choices(
            "Mọi việc",
            desk.asked.query("viec"),
            words::all().into_iter().map(|(word, sentence)| (word, sentence.to_owned())),
        ),
        from: desk.asked.query("tu").into(),
        to: desk.asked.query("den").into(),
        subject: desk.asked.query("muc").into(),
        chain: chain(&desk, sealed.as_ref()).await?,
        check_url: desk.url("/nhat-ky/kiem-tra"),
        sealed: sealed.as_ref().map_or_else(
            || "Chưa niêm phong lần nào.".to_owned(),
            |head| format!("Niêm phong gần nhất: {}, đến dòng số {}.", date_vi(head.day), head.seq),
        ),
        public_key: Signer::of(&desk.app.db.sealer)?.public(),
        csv_url: desk.url(&format!("/nhat-ky.csv{query}")),
        json_url: desk.url(&format!("/nhat-ky.json{query}")),
        count_text: match below {
            None => format!("{} sự kiện mới nhất", events.len()),
            Some(below) => format!("{} sự kiện trước số {below}", events.len()),
        },
        rows: events.iter().map(|event| row(&desk, &names, event, now)).collect(),
        newest: below.map(|_| desk.url(&format!("/nhat-ky{query}"))),
        older: more.then(|| desk.url(&format!("/nhat-ky?truoc={last}{kept}"))),
        sign_ins: sign_ins(&desk, &names, &filter, now).await?,
    };
    desk::page(&page)
}

/// The latest sign-ins and keys of the one person looked at, if they are appointed here.
async fn sign_ins(desk: &Desk, names: &Names, filter: &Filter, now: i64) -> Result<Vec<TrailRow>> {
    let [login] = filter.actors.as_slice() else { return Ok(Vec::new()) };
    let account = people::account_by_login(&mut desk.app.db.platform().await?, login).await?;
    let held = people::appointments_in(&mut desk.app.db.read(desk.tenant.id()).await?).await?;
    if !account.is_some_and(|account| held.iter().any(|held| held.account == account.id)) {
        return Ok(Vec::new());
    }
    let only = Filter { actors: vec![login.clone()], ..Filter::default() };
    let mut platform = desk.app.db.read(&TenantId::platform()).await?;
    let events = store::newest(&mut platform, &only, None, SIGN_INS).await?;
    Ok(events.iter().map(|event| row(desk, names, event, now)).collect())
}

/// Whether the chain holds: as it was signed last, and what was added since.
async fn chain(desk: &Desk, sealed: Option<&SignedHead>) -> Result<Badge> {
    let (db, tenant) = (&desk.app.db, desk.tenant.id());
    let findings = match sealed {
        Some(head) if !head.sound => {
            return Ok(Badge::new(format!("Chuỗi bị sửa, phát hiện ngày {}", date_vi(head.day)), Tone::Bad));
        }
        Some(head) => check_since(db, tenant, head).await?.findings,
        None => check(db, tenant).await?.findings,
    };
    Ok(verdict(&findings))
}

fn verdict(findings: &[Finding]) -> Badge {
    match findings.len() {
        0 => Badge::new("Chuỗi nhật ký toàn vẹn", Tone::Good),
        count => Badge::new(format!("Chuỗi bị sửa: {count} chỗ"), Tone::Bad),
    }
}

fn row(desk: &Desk, names: &Names, event: &Stored, now: i64) -> TrailRow {
    let told = Told::of(event);
    TrailRow {
        number: event.seq,
        place: String::new(),
        at: when(event.at, now),
        who: names.who(event.account.as_ref(), &event.actor),
        address: told.address.clone(),
        what: words::sentence(&event.action),
        more: more(names, event, &told),
        about: about(desk.tenant.slug(), names, event, &told),
    }
}

/// Why, which fields changed, and the kind of thing where no link says it, with the name of a person.
fn more(names: &Names, event: &Stored, told: &Told) -> String {
    let changed = told.changed();
    let kind = words::subject(&event.subject_kind);
    let whom =
        names.known(&event.subject_id).map_or_else(|| kind.to_owned(), |name| format!("{kind}: {name}"));
    let parts = [
        told.purged.then(|| "nội dung đã xóa".to_owned()),
        told.reason().map(|reason| format!("lý do: {reason}")),
        (!changed.is_empty()).then(|| format!("thay đổi: {}", changed.join(", "))),
        told.detail["role"].as_str().and_then(Role::parse).map(|role| role.vietnamese().to_owned()),
        (!matches!(event.subject_kind.as_str(), "item" | "question" | "audit")).then_some(whom),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

fn about(slug: &str, names: &Names, event: &Stored, told: &Told) -> Option<Link> {
    let id = &event.subject_id;
    match event.subject_kind.as_str() {
        "item" if event.action.starts_with("royalty.") => {
            Some(Link::new("Mở tin bài được chấm", format!("/{slug}/nhuan-but/bai/{id}")))
        }
        "contributor" if names.known(id).is_some() => {
            Some(Link::new("Mở hồ sơ cộng tác viên", format!("/{slug}/cong-tac-vien/{id}")))
        }
        // Who is paid and has no account.
        "contributor" => Some(Link::new("Mở người nhận", format!("/{slug}/chi-tra/nguoi-nhan/{id}"))),
        "question" => Some(Link::new("Mở câu hỏi", format!("/{slug}/hoi-dap/{}", event.subject_id))),
        "item" => {
            let edition = told.detail["edition"].as_str()?;
            Some(Link::new("Mở tin bài", format!("/{slug}/tin-bai/{edition}")))
        }
        _ => None,
    }
}

/// An event as the page of its item shows it.
pub fn of_item(names: &Names, event: &Stored, now: i64) -> TrailEvent {
    let told = Told::of(event);
    let changed = told.changed();
    let fields = (!changed.is_empty()).then(|| format!("thay đổi: {}", changed.join(", ")));
    TrailEvent {
        what: words::sentence(&event.action),
        reason: told.reason().map(str::to_owned).or(fields),
        who: names.who(event.account.as_ref(), &event.actor),
        at: when(event.at, now),
    }
}

/// `GET /:tenant/nhat-ky/kiem-tra`: the whole chain, now.
///
/// # Errors
/// When the database does not answer.
pub async fn verify(desk: Desk) -> Result<Response> {
    let outcome = check(&desk.app.db, desk.tenant.id()).await?;
    let heads = store::heads(&mut desk.app.db.read(desk.tenant.id()).await?).await?;
    let state = |head: &SignedHead| {
        if head.sound { Badge::new("Toàn vẹn", Tone::Good) } else { Badge::new("Bị sửa", Tone::Bad) }
    };
    let head = |head: &SignedHead| (date_vi(head.day), format!("{} {}", head.seq, head.hash), state(head));
    let page = ChainPage {
        layout: layout(&desk, "Kiểm tra nhật ký").await?,
        back: Link::new("Nhật ký", desk.url("/nhat-ky")),
        chain: verdict(&outcome.findings),
        count_text: format!("Đã kiểm tra {} sự kiện, đến dòng số {}.", outcome.events, outcome.last),
        findings: outcome.findings.iter().map(Finding::sentence).collect(),
        heads: heads.iter().take(HEADS).map(head).collect(),
    };
    desk::page(&page)
}

/// `GET /:tenant/nhat-ky.csv`
///
/// # Errors
/// [`Error::Refused`] for more than a file may hold.
pub async fn csv(desk: Desk) -> Result<Response> {
    let names = Names::read(&desk).await?;
    let filter = strict_filter(&desk, &names)?;
    looked(&desk, &filter, "audit.export", "csv").await?;
    let events = export::read(&mut desk.app.db.read(desk.tenant.id()).await?, &filter).await?;
    let text = export::csv(events.iter().map(|linked| &linked.event), names.all());
    Ok(desk::download(&format!("nhat-ky-{}.csv", desk.tenant.slug()), "text/csv; charset=utf-8", text))
}

/// `GET /:tenant/nhat-ky.json`: signed.
///
/// # Errors
/// As [`csv`].
pub async fn signed(desk: Desk) -> Result<Response> {
    let names = Names::read(&desk).await?;
    let filter = strict_filter(&desk, &names)?;
    let json = take_along(&desk, &filter).await?;
    let name = format!("nhat-ky-{}.json", desk.tenant.slug());
    Ok(desk::download(&name, "application/json; charset=utf-8", json.to_string()))
}

/// The signed file, once it is written down that somebody takes it.
///
/// # Errors
/// As [`csv`].
pub async fn take_along(desk: &Desk, filter: &Filter) -> Result<serde_json::Value> {
    looked(desk, filter, "audit.export", "json").await?;
    export::signed(&desk.app.db, &desk.tenant, filter, &desk.staff.login).await
}

fn strict_filter(desk: &Desk, names: &Names) -> Result<Filter> {
    let (filter, refusals) = filter(desk, names);
    Error::unless_empty(refusals)?;
    Ok(filter)
}

/// `GET /:tenant/nhat-ky-cua-toi`: what one did oneself, anywhere.
///
/// # Errors
/// When the database does not answer.
pub async fn own(desk: Desk) -> Result<Response> {
    let names = Names::read(&desk).await?;
    let below = place(desk.asked.query("truoc"));
    let mut events = own_events(&desk, below.as_ref(), OWN_PAGE + 1).await?;
    let more = events.len() > PAGE;
    events.truncate(PAGE);
    let older = events.last().filter(|_| more).map(|last| {
        desk.url(&format!("/nhat-ky-cua-toi?truoc={}.{}.{}", last.event.at, last.event.seq, last.tenant))
    });
    let now = desk.app.db.clock.now();
    let page = OwnTrailPage {
        layout: layout(&desk, "Việc ông/bà đã làm").await?,
        rows: events.iter().map(|placed| own_row(&desk, &names, placed, now)).collect(),
        csv_url: desk.url("/nhat-ky-cua-toi.csv"),
        newest: below.map(|_| desk.url("/nhat-ky-cua-toi")),
        older,
    };
    desk::page(&page)
}

async fn own_events(desk: &Desk, below: Option<&Place>, limit: i64) -> Result<Vec<Placed>> {
    store::of_person(&mut desk.app.db.platform().await?, &desk.staff.account, below, limit).await
}

fn place(text: &str) -> Option<Place> {
    let mut parts = text.splitn(3, '.');
    let (at, seq, tenant) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?);
    Some(Place { at, tenant: tenant.to_owned(), seq })
}

fn own_row(desk: &Desk, names: &Names, placed: &Placed, now: i64) -> TrailRow {
    let tenant = desk.app.directory.get(&placed.tenant);
    let told = Told::of(&placed.event);
    TrailRow {
        place: tenant.as_ref().map_or_else(
            || {
                if placed.tenant == TenantId::platform() {
                    "Tài khoản".into()
                } else {
                    placed.tenant.to_string()
                }
            },
            |tenant| tenant.identity().full_name.clone(),
        ),
        about: tenant.and_then(|tenant| about(tenant.slug(), names, &placed.event, &told)),
        ..row(desk, names, &placed.event, now)
    }
}

/// `GET /:tenant/nhat-ky-cua-toi.csv`
///
/// # Errors
/// When the database does not answer.
pub async fn own_csv(desk: Desk) -> Result<Response> {
    let names = Names::read(&desk).await?;
    let mut events = own_events(&desk, None, OWN).await?;
    events.reverse();
    let text = export::csv(events.iter().map(|placed| &placed.event), names.all());
    Ok(desk::download("viec-da-lam.csv", "text/csv; charset=utf-8", text))
}

/// `GET /:tenant/cap-duoi`: the sites below that one may look at.
///
/// # Errors
/// [`Error::Forbidden`] for who may look at none.
pub async fn below(desk: Desk) -> Result<Response> {
    let overseen = desk.overseen(&desk.tenant);
    if overseen.is_empty() {
        return Err(Error::Forbidden);
    }
    let ways = [
        (Action::ItemRead, "Tin bài", "tin-bai"),
        (Action::ClockRead, "Việc trễ hạn", "viec-tre-han"),
        (Action::ClockRead, "Số liệu hỏi đáp", "so-theo-doi/so-lieu"),
        (Action::AuditRead, "Nhật ký", "nhat-ky"),
        (Action::PeopleRead, "Nhân sự", "nhan-su"),
        (Action::SearchRead, "Người dân tìm gì", "tim-kiem"),
    ];
    let row = |tenant: &std::sync::Arc<crate::tenants::directory::Tenant>| {
        let staff = desk.staff_in(tenant);
        let may = |action| staff.as_ref().is_some_and(|staff| staff.may(action, State::Any));
        BelowRow {
            link: Link::new(tenant.identity().full_name.clone(), format!("/{}", tenant.slug())),
            ways: ways
                .iter()
                .filter(|(action, ..)| may(*action))
                .map(|(_, title, path)| Link::new(*title, format!("/{}/{path}", tenant.slug())))
                .collect(),
        }
    };
    let rows = overseen.iter().map(row).collect();
    desk::page(&BelowPage { layout: layout(&desk, "Các trang cấp dưới").await?, rows })
}
