//! Mail that leaves: what was sent and how it fares, sending again, stopping, holding the queue.

pub mod letters;
pub mod told;

use std::sync::Arc;

use poem::Response;
use poem::http::StatusCode;

use crate::base::clock::{SECOND, time_vi};
use crate::base::error::{Error, Result};
use crate::base::id::{MailId, TenantId};
use crate::console::desk::{self, Desk, see_other};
use crate::console::views::outbox::{Alert, AttemptRow, LetterPage, LetterRow, OutboxPage};
use crate::outbox::alarm::{self, Standing};
use crate::outbox::desk::{self as outbox, AttemptMade, Cursor, Drawer, Filter, Hold};
use crate::outbox::{MailState, State};
use crate::people::{self, Action, Role};
use crate::public::pages::home::encode;
use crate::public::views::{Badge, Choice, Link, Refusals, Tone};
use crate::tenants::directory::Tenant;

use super::frame::{layout, post, shown, when};
use super::items::choices;

/// Letters of one page.
pub const PAGE: usize = 50;
/// Whom letters go to.
const CLASSES: [(&str, &str); 3] =
    [("unit", "Đơn vị, người làm việc"), ("reader", "Người hỏi"), ("reminder", "Thư nhắc")];

fn id_of(desk: &Desk) -> MailId {
    desk.asked.param("mail").into()
}

/// The form's name for a field of the rules.
fn field(name: &str) -> String {
    match name {
        "reason" => "ly-do",
        other => other,
    }
    .to_owned()
}

/// The tenants whose letters a person sees from here: this one, and those below for whoever looks after them or runs the
/// system.
pub fn places(desk: &Desk) -> Vec<Arc<Tenant>> {
    let below = desk.app.directory.tree(desk.tenant.id());
    let below = below.into_iter().skip(1);
    let operates = desk.staff.is(&[Role::Operator]);
    below
        .filter(|tenant| {
            let looks_after =
                desk.staff_in(tenant).is_some_and(|staff| staff.may(Action::MailRead, people::State::Any));
            operates || looks_after
        })
        .collect()
}

/// Whether this is the top of a tree, from which everybody's queue is held.
pub fn is_top(desk: &Desk) -> bool {
    desk.tenant.parent.is_none()
}

/// Letters of several tenants, the latest first, with whose they are.
///
/// # Errors
/// When the database does not answer.
pub async fn read(
    desk: &Desk,
    filter: &Filter,
    after: Option<&Cursor>,
    most: usize,
    below: bool,
) -> Result<Vec<(Arc<Tenant>, MailState)>> {
    let mut tenants = vec![desk.tenant.clone()];
    if below {
        tenants.extend(places(desk));
    }
    let limit = i64::try_from(most).unwrap_or(i64::MAX);
    let mut found = Vec::new();
    for tenant in tenants {
        let mut scope = desk.app.db.read(tenant.id()).await?;
        let letters = outbox::list(&mut scope, filter, after, limit).await?;
        found.extend(letters.into_iter().map(|letter| (tenant.clone(), letter)));
    }
    found.sort_by(|(_, a), (_, b)| (b.created_at, &b.id).cmp(&(a.created_at, &a.id)));
    found.truncate(most);
    Ok(found)
}

/// `GET /:tenant/thu-di?trang-thai=&loai=&cham=&pham-vi=&sau=`
///
/// # Errors
/// When the database does not answer.
pub async fn list(desk: Desk) -> Result<Response> {
    show_list(&desk, StatusCode::OK, Refusals::default()).await
}

async fn show_list(desk: &Desk, status: StatusCode, refusals: Refusals) -> Result<Response> {
    let asked = |name: &str| desk.asked.query(name).to_owned();
    let (state, class, late) = (asked("trang-thai"), asked("loai"), asked("cham") == "co");
    let below = asked("pham-vi") == "duoi";
    let filter = Filter {
        state: State::ALL.into_iter().find(|known| known.as_str() == state),
        class: CLASSES.iter().find(|known| known.0 == class).map(|known| known.0.to_owned()),
        late,
    };
    let after = Cursor::parse(&asked("sau"));
    let mut found = read(desk, &filter, after.as_ref(), PAGE + 1, below).await?;
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let counts = outbox::counts(&mut desk.app.db.read(desk.tenant.id()).await?).await?;
    let standing = alarm::standing(&desk.app.db, desk.tenant.id()).await?;
    let address = |behind: Option<&Cursor>| {
        let words = [
            ("trang-thai", state.as_str()),
            ("loai", class.as_str()),
            ("cham", if late { "co" } else { "" }),
            ("pham-vi", if below { "duoi" } else { "" }),
        ];
        let behind = behind.map(Cursor::print).unwrap_or_default();
        let words: Vec<String> = words
            .into_iter()
            .chain([("sau", behind.as_str())])
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{name}={}", encode(value)))
            .collect();
        desk.url(&format!("/thu-di{}{}", if words.is_empty() { "" } else { "?" }, words.join("&")))
    };
    let last = found.last().map(|(_, letter)| Cursor::behind(letter));
    let more_url = last.filter(|_| more).map(|last| address(Some(&last)));
    let may_hold = desk.may(Action::MailPause, people::State::Any);
    let scopes = [("duoi", "Cả các trang cấp dưới".to_owned())];
    let page = OutboxPage {
        layout: layout(desk, "Sổ thư đi").await?,
        alerts: alerts(desk, &standing),
        counts: counts.into_iter().map(|(state, count)| (badge(state), count)).collect(),
        action: desk.url("/thu-di"),
        states: choices(
            "Mọi trạng thái",
            &state,
            State::ALL.iter().map(|state| (state.as_str(), state.label().to_owned())),
        ),
        classes: choices(
            "Mọi người nhận",
            &class,
            CLASSES.iter().map(|(word, label)| (*word, (*label).to_owned())),
        ),
        late,
        places: if places(desk).is_empty() {
            Vec::<Choice>::new()
        } else {
            let chosen = if below { "duoi" } else { "" };
            choices("Trang này", chosen, scopes.iter().map(|(word, label)| (*word, label.clone())))
        },
        rows: found.iter().map(|(tenant, letter)| row(desk, tenant, letter)).collect(),
        more_url,
        newest_url: after.is_some().then(|| address(None)),
        hold: (may_hold && standing.held.is_none()).then(|| post(desk, &desk.url("/thu-di/tam-dung"))),
        may_hold_all: is_top(desk) && standing.all_held.is_none(),
        reason: desk.asked.form.get("ly-do").to_owned(),
        all: desk.asked.form.ticked("tat-ca"),
        refusals,
        ways: vec![
            Link::new("Mẫu thư", desk.url("/thu-di/mau")),
            Link::new("Chữ ký dưới thư", desk.url("/thu-di/chu-ky")),
        ],
    };
    desk::html(status, &page)
}

/// What stands still or waits too long, with what the person may do about it.
fn alerts(desk: &Desk, standing: &Standing) -> Vec<Alert> {
    let may = desk.may(Action::MailPause, people::State::Any);
    let mut alerts = Vec::new();
    let go_on = |words: &str, fields: &[(&str, &str)], may: bool| Alert {
        text: String::new(),
        act: may.then(|| (post(desk, &desk.url("/thu-di/tiep-tuc")), words.to_owned())),
        fields: fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
    };
    if let Some(hold) = &standing.held {
        alerts
            .push(Alert { text: held("Thư của trang này", hold), ..go_on("Cho gửi tiếp", &[], may) });
    }
    if let Some(hold) = &standing.all_held {
        let alert = go_on("Cho tất cả các trang gửi tiếp", &[("tat-ca", "co")], may && is_top(desk));
        alerts.push(Alert { text: held("Thư của tất cả các trang", hold), ..alert });
    }
    if let Some(since) = standing.refused_since {
        let text = format!(
            "Máy chủ thư không chấp nhận tài khoản của hệ thống từ {}; mọi thư đang chờ. Hệ thống thử lại năm phút một lần.",
            time_vi(since)
        );
        let alert = go_on("Thử lại ngay", &[("tai-khoan", "co")], may && is_top(desk));
        alerts.push(Alert { text, ..alert });
    }
    if let Some(since) = standing.since {
        let text = format!(
            "{} thư chờ quá một giờ, thư cũ nhất từ {}. Việc gấp xin gọi điện cho người nhận.",
            standing.late,
            time_vi(since)
        );
        alerts.push(Alert { text, act: None, fields: Vec::new() });
    }
    alerts
}

fn held(whose: &str, hold: &Hold) -> String {
    format!("{whose} đang tạm dừng từ {} theo {}: {}", time_vi(hold.since), hold.by, hold.reason)
}

/// A state with what it means.
pub fn badge(state: State) -> Badge {
    let tone = match state {
        State::Delivered => Tone::Good,
        State::Dead | State::Bounced => Tone::Bad,
        State::Stopped => Tone::Plain,
        State::Queued | State::Sending | State::Uncertain => Tone::Warn,
    };
    Badge::new(state.label(), tone)
}

/// Where the console shows what a letter is about.
fn about(place: &str, letter: &MailState) -> Option<Link> {
    match letter.subject_kind.as_str() {
        "question" => Some(Link::new("Mở câu hỏi", format!("/{place}/hoi-dap/{}", letter.subject_id))),
        "edition" => Some(Link::new("Mở bài", format!("/{place}/tin-bai/{}", letter.subject_id))),
        "consultation" => {
            Some(Link::new("Mở việc lấy ý kiến", format!("/{place}/lay-y-kien/{}", letter.subject_id)))
        }
        _ => None,
    }
}

fn row(desk: &Desk, tenant: &Arc<Tenant>, letter: &MailState) -> LetterRow {
    let here = tenant.id() == desk.tenant.id();
    let staff = desk.staff_in(tenant);
    let may = |action: Action| staff.as_ref().is_some_and(|staff| staff.may(action, people::State::Any));
    let asks = |letter: &MailState| match letter.subject_kind.as_str() {
        "question" => may(Action::QuestionRead),
        "consultation" => may(Action::ConsultationRead),
        _ => may(Action::ItemRead),
    };
    LetterRow {
        what: letter.what.clone(),
        url: may(Action::MailRead).then(|| format!("/{}/thu-di/{}", tenant.slug(), letter.id)),
        to: letter.recipient_label.clone(),
        state: badge(letter.state),
        told: told::sentence(letter),
        about: about(tenant.slug(), letter).filter(|_| asks(letter)),
        at: when(letter.created_at, desk.app.db.clock.now()),
        place: (!here).then(|| tenant.identity().full_name.clone()),
    }
}

/// `GET /:tenant/thu-di/:mail`
///
/// # Errors
/// [`Error::NotFound`] for another site's letter.
pub async fn view(desk: Desk) -> Result<Response> {
    show(&desk, StatusCode::OK, Refusals::default()).await
}

async fn show(desk: &Desk, status: StatusCode, refusals: Refusals) -> Result<Response> {
    let id = id_of(desk);
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let letter = outbox::get(&mut scope, &id, Drawer::of(&desk.staff)).await?;
    let attempts = outbox::attempts(&mut scope, &id).await?;
    drop(scope);
    let kin = [
        (&letter.resend_of, "Thư này gửi lại thư trước"),
        (&letter.resent_as, "Thư này đã được gửi lại bằng thư sau"),
    ];
    let may = |action: Action| desk.may(action, people::State::Any);
    let act = |path: &str| post(desk, &desk.url(&format!("/thu-di/{id}/{path}")));
    let mut row = row(desk, &desk.tenant.clone(), &letter);
    row.url = None;
    let page = LetterPage {
        layout: layout(desk, &letter.what).await?,
        back: Link::new("Sổ thư đi", desk.url("/thu-di")),
        row,
        facts: vec![
            ("Mã thư".into(), id.to_string()),
            ("Số lần gửi".into(), letter.attempts.to_string()),
            (
                "Máy chủ thư trả lời lần cuối".into(),
                letter.last_reply.clone().unwrap_or_else(|| "chưa có".into()),
            ),
        ],
        kin: kin
            .into_iter()
            .filter_map(|(id, words)| {
                id.as_ref().map(|id| Link::new(words, desk.url(&format!("/thu-di/{id}"))))
            })
            .collect(),
        attempts: attempts.iter().map(|attempt| attempt_row(desk, attempt)).collect(),
        again: (may(Action::MailResend) && letter.may_be_resent()).then(|| act("gui-lai")),
        stop: (may(Action::MailStop) && letter.may_be_stopped()).then(|| act("thoi-gui")),
        reason: desk.asked.form.get("ly-do").to_owned(),
        refusals,
    };
    desk::html(status, &page)
}

fn attempt_row(desk: &Desk, attempt: &AttemptMade) -> AttemptRow {
    let took = attempt.ended_at.map(|end| (end - attempt.began_at).max(0) / SECOND);
    let (words, tone) = told::outcome(&attempt.came_to);
    AttemptRow {
        number: attempt.n,
        at: when(attempt.began_at, desk.app.db.clock.now()),
        took: took.map(|seconds| format!("trong {seconds} giây")).unwrap_or_default(),
        state: Badge::new(words, tone),
        phase: told::phase(&attempt.phase).to_owned(),
        reply: attempt.reply.clone(),
    }
}

/// `POST /:tenant/thu-di/:mail/gui-lai`
///
/// # Errors
/// [`Error::Conflict`] when it goes by itself or was sent again already.
pub async fn resend(desk: Desk) -> Result<Response> {
    let mut scope = desk.app.db.write(desk.tenant.id(), &desk.actor()).await?;
    match outbox::resend(&mut scope, &id_of(&desk), Drawer::of(&desk.staff)).await {
        Ok(fresh) => {
            scope.commit().await?;
            Ok(see_other(&desk.url(&format!("/thu-di/{fresh}"))))
        }
        Err(Error::Refused(refusals)) => {
            drop(scope);
            show(&desk, StatusCode::UNPROCESSABLE_ENTITY, shown(refusals, field)).await
        }
        Err(other) => Err(other),
    }
}

/// `POST /:tenant/thu-di/:mail/thoi-gui`
///
/// # Errors
/// [`Error::Conflict`] when it does not wait any more.
pub async fn stop(desk: Desk) -> Result<Response> {
    let mut scope = desk.app.db.write(desk.tenant.id(), &desk.actor()).await?;
    let (why, drawer) = (desk.asked.form.get("ly-do"), Drawer::of(&desk.staff));
    match outbox::stop(&mut scope, &id_of(&desk), why, drawer).await {
        Ok(()) => {
            scope.commit().await?;
            Ok(see_other(&desk.url(&format!("/thu-di/{}", id_of(&desk)))))
        }
        Err(Error::Refused(refusals)) => {
            drop(scope);
            show(&desk, StatusCode::UNPROCESSABLE_ENTITY, shown(refusals, field)).await
        }
        Err(other) => Err(other),
    }
}

/// The tenant whose queue is meant: this one, or everybody's from the top.
///
/// # Errors
/// [`Error::Forbidden`] for everybody's from below.
pub fn meant(desk: &Desk, all: bool) -> Result<TenantId> {
    match (all, is_top(desk)) {
        (true, false) => Err(Error::Forbidden),
        (true, true) => Ok(TenantId::platform()),
        (false, _) => Ok(desk.tenant.id().clone()),
    }
}

/// `POST /:tenant/thu-di/tam-dung`
///
/// # Errors
/// [`Error::Conflict`] when it is held already.
pub async fn hold(desk: Desk) -> Result<Response> {
    let form = &desk.asked.form;
    let tenant = meant(&desk, form.ticked("tat-ca"))?;
    let mut scope = desk.app.db.write(&tenant, &desk.actor()).await?;
    match outbox::hold(&mut scope, form.get("ly-do"), &desk.session.account.name).await {
        Ok(()) => {
            scope.commit().await?;
            Ok(see_other(&desk.url("/thu-di")))
        }
        Err(Error::Refused(refusals)) => {
            drop(scope);
            show_list(&desk, StatusCode::UNPROCESSABLE_ENTITY, shown(refusals, field)).await
        }
        Err(other) => Err(other),
    }
}

/// `POST /:tenant/thu-di/tiep-tuc`
///
/// # Errors
/// [`Error::Conflict`] when nobody holds it.
pub async fn go_on(desk: Desk) -> Result<Response> {
    let form = &desk.asked.form;
    let credentials = form.ticked("tai-khoan");
    let tenant = meant(&desk, credentials || form.ticked("tat-ca"))?;
    if credentials {
        outbox::try_credentials(&desk.app.db, &desk.actor()).await?;
    } else {
        let mut scope = desk.app.db.write(&tenant, &desk.actor()).await?;
        outbox::release(&mut scope).await?;
        scope.commit().await?;
    }
    Ok(see_other(&desk.url("/thu-di")))
}
