//! Contributors' pages: the board's list, one of them, one's own profile.

use std::collections::BTreeSet;

use jiff::civil::Date;
use poem::Response;
use poem::http::StatusCode;

use crate::base::clock::{date_vi, local, time_vi};
use crate::base::error::{Error, Result};
use crate::base::id::AccountId;
use crate::base::scope::Scope;
use crate::board::appointments::NewPost;
use crate::console::desk::{self, Desk, see_other};
use crate::console::views::board::AppointPage;
use crate::console::views::contributors::{
    ContributorPage, ContributorRow, ContributorsPage, OwnProfilePage, Revealed,
};
use crate::contributors::invitations::{self, NewInvitation};
use crate::contributors::profile::{self, Contact, Payment, Profile, Said};
use crate::contributors::statistics::{self, Figures, Statistics};
use crate::contributors::status::{self, Stop};
use crate::contributors::store as contributors;
use crate::people::{Action, Appointment, Role, State, store as people};
use crate::public::views::{Badge, Link, Refusal, Refusals, Tone};
use crate::reports::evidence;

use super::board::{first_day, invitation_rows, typed_post, unit_choices, unit_name, unread_days};
use super::form::date;
use super::frame::{Names, layout, post, shown};

/// The forms' names for the rules' fields.
fn field(name: &str) -> String {
    match name {
        "pen_name" => "but-danh".into(),
        "phone" => "dien-thoai".into(),
        "address" => "dia-chi".into(),
        "bank" => "ngan-hang".into(),
        "account_number" => "so-tai-khoan".into(),
        "holder" => "chu-tai-khoan".into(),
        "tax_code" => "ma-so-thue".into(),
        other => super::board::field(other),
    }
}

fn manages(desk: &Desk) -> bool {
    desk.may(Action::ContributorManage, State::Any)
}

/// The board looks after contributors, the office pays them: both see the list.
///
/// # Errors
/// [`Error::Forbidden`] for everybody else.
pub fn require_sight(desk: &Desk) -> Result<()> {
    let may = manages(desk) || desk.may(Action::ContributorPrivate, State::Any);
    if may { Ok(()) } else { Err(Error::Forbidden) }
}

fn state(stopped: bool, holds: bool) -> Badge {
    match (stopped, holds) {
        (true, _) => Badge::new("Ngừng cộng tác", Tone::Bad),
        (false, true) => Badge::new("Đang cộng tác", Tone::Good),
        (false, false) => Badge::new("Hết thời hạn", Tone::Plain),
    }
}

fn told(figures: Figures) -> String {
    let Figures { submitted, published, returned } = figures;
    format!("gửi {submitted}, đăng {published}, trả lại {returned}")
}

fn figures(desk: &Desk, statistics: Statistics) -> Vec<(String, i64, i64, i64)> {
    let today = desk.app.db.clock.today();
    let line =
        |span: String, figures: Figures| (span, figures.submitted, figures.published, figures.returned);
    vec![
        line(format!("Tháng {:02}/{}", today.month(), today.year()), statistics.month),
        line(format!("Năm {}", today.year()), statistics.year),
    ]
}

/// `GET /:tenant/cong-tac-vien`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn list(desk: Desk) -> Result<Response> {
    require_sight(&desk)?;
    let today = desk.app.db.clock.today();
    let (within, refusals) = Within::asked(&desk);
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let wanted = match &within {
        Some(within) => Some(within.accounts(&mut scope).await?),
        None => None,
    };
    let held = people::appointments_in(&mut scope).await?;
    let profiles = contributors::profiles(&mut scope).await?;
    let figures = statistics::of_all(&mut scope, today).await?;
    let open: Vec<_> = invitations::open(&mut scope)
        .await?
        .into_iter()
        .filter(|one| one.role == Role::Contributor)
        .collect();
    let invitations = invitation_rows(&desk, &open, &mut scope).await?;
    drop(scope);
    let names = Names::read(&desk).await?;
    let mut rows: Vec<ContributorRow> = latest(&held)
        .into_iter()
        .filter(|held| wanted.as_ref().is_none_or(|wanted| wanted.contains(&held.account)))
        .map(|held| {
            let own = figures.get(&held.account).copied().unwrap_or_default();
            let profile = profiles.iter().find(|profile| profile.account == held.account);
            ContributorRow {
                link: Link::new(
                    names.of(Some(&held.account)),
                    desk.url(&format!("/cong-tac-vien/{}", held.account)),
                ),
                pen_name: profile.map_or_else(String::new, |profile| profile.pen_name.clone()),
                unit: unit_name(&desk, held.unit.as_deref()),
                state: state(held.stopped_at.is_some(), held.holds_on(today)),
                month: told(own.month),
                year: told(own.year),
            }
        })
        .collect();
    rows.sort_by(|a, b| a.link.title.cmp(&b.link.title));
    let page = ContributorsPage {
        layout: layout(&desk, "Cộng tác viên").await?,
        invite: manages(&desk).then(|| Link::new("Mời cộng tác viên", desk.url("/cong-tac-vien/moi"))),
        count_text: format!("{} cộng tác viên{}", rows.len(), within.map_or_else(String::new, Within::told)),
        action: desk.url("/cong-tac-vien"),
        refusals,
        from: desk.asked.query("tu-ngay").to_owned(),
        until: desk.asked.query("den-ngay").to_owned(),
        published: !desk.asked.query("co-bai").is_empty(),
        rows,
        invitations,
    };
    desk::page(&page)
}

/// The days in which contributors must have been appointed, and whether something of theirs must have come before readers.
#[derive(Clone, Copy)]
pub struct Within {
    from: Date,
    until: Date,
    published: bool,
}

impl Within {
    /// As it is asked for, and what of its days could not be read; none where no day is given.
    pub fn asked(desk: &Desk) -> (Option<Self>, Refusals) {
        let mut refusals = Vec::new();
        let mut day = |name: &str| {
            let given = desk.asked.query(name);
            let read = date(given);
            if !given.is_empty() && read.is_none() {
                let message = format!("“{given}” không phải là ngày dạng 28/12/2016.");
                refusals.push(Refusal { field: name.to_owned(), message, clause: None });
            }
            read
        };
        let (from, until) = (day("tu-ngay"), day("den-ngay"));
        let published = !desk.asked.query("co-bai").is_empty();
        let today = desk.app.db.clock.today();
        let within = (from.is_some() || until.is_some() || published).then(|| Self {
            from: from.unwrap_or_else(|| today.first_of_year()),
            until: until.unwrap_or(today),
            published,
        });
        (within, Refusals(refusals))
    }

    /// Who they are.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn accounts(self, scope: &mut Scope) -> Result<BTreeSet<AccountId>> {
        if self.published {
            evidence::published_contributors(scope, self.from, self.until).await
        } else {
            evidence::contributors(scope, self.from, self.until).await
        }
    }

    fn told(self) -> String {
        let what = if self.published { "có bài được đăng " } else { "" };
        format!(" {what}từ {} đến {}", date_vi(self.from), date_vi(self.until))
    }
}

/// Each contributor's latest appointment.
pub fn latest(held: &[Appointment]) -> Vec<&Appointment> {
    let mut latest: Vec<&Appointment> = Vec::new();
    for one in held.iter().filter(|held| held.role == Role::Contributor) {
        match latest.iter_mut().find(|known| known.account == one.account) {
            Some(known) if known.from <= one.from => *known = one,
            Some(_) => {}
            None => latest.push(one),
        }
    }
    latest
}

/// `GET /:tenant/cong-tac-vien/moi`
///
/// # Errors
/// When the database does not answer.
pub async fn invite_form(desk: Desk) -> Result<Response> {
    invite_page(&desk, StatusCode::OK, Refusals::default()).await
}

async fn invite_page(desk: &Desk, status: StatusCode, refusals: Refusals) -> Result<Response> {
    let form = &desk.asked.form;
    let typed = |name: &str| form.get(name).to_owned();
    let page = AppointPage {
        layout: layout(desk, "Mời cộng tác viên").await?,
        title: "Mời cộng tác viên".into(),
        lead: "Người được mời nhận thư có địa chỉ dùng một lần, tự đặt tên đăng nhập, mật khẩu, xác nhận hồ sơ và cam kết \
               thực hiện Quy chế."
            .into(),
        post: post(desk, &desk.url("/cong-tac-vien/moi")),
        refusals,
        asks_login: false,
        login: String::new(),
        name: typed("ho-ten"),
        email: typed("thu-dien-tu"),
        roles: Vec::new(),
        units: unit_choices(desk, form.get("don-vi")),
        from: first_day(desk),
        until: typed("den-ngay"),
        decision: typed("quyet-dinh"),
        button: "Gửi lời mời".into(),
    };
    desk::html(status, &page)
}

/// `POST /:tenant/cong-tac-vien/moi`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn invite(desk: Desk) -> Result<Response> {
    let form = &desk.asked.form;
    let unread = unread_days(form);
    let post = NewPost { login: "", ..typed_post(form, Some(Role::Contributor)) };
    let new = NewInvitation { name: form.get("ho-ten"), email: form.get("thu-dien-tu"), post };
    let done = if unread.is_empty() {
        let (app, console) = (&desk.app, desk.app.config.console_url());
        invitations::invite(&app.db, &app.mail, &console, &desk.tenant, &desk.staff, &desk.actor(), &new)
            .await
    } else {
        Err(Error::Refused(unread))
    };
    match done {
        Ok(_) => Ok(see_other(&desk.url("/cong-tac-vien"))),
        Err(Error::Refused(refusals)) => {
            invite_page(&desk, StatusCode::UNPROCESSABLE_ENTITY, shown(refusals, field)).await
        }
        Err(other) => Err(other),
    }
}

fn account(desk: &Desk) -> AccountId {
    desk.asked.param("account").into()
}

/// `GET /:tenant/cong-tac-vien/:account`
///
/// # Errors
/// [`Error::NotFound`] for who is no contributor here.
pub async fn view(desk: Desk) -> Result<Response> {
    show(&desk, StatusCode::OK, Seen::default()).await
}

/// What was looked at, and what was refused.
#[derive(Default)]
struct Seen {
    contact: Option<Contact>,
    payment: Option<Payment>,
    refusals: Refusals,
}

async fn show(desk: &Desk, status: StatusCode, seen: Seen) -> Result<Response> {
    require_sight(desk)?;
    let (id, today) = (account(desk), desk.app.db.clock.today());
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let all = people::appointments_in(&mut scope).await?;
    let held = latest(&all).into_iter().find(|held| held.account == id).ok_or(Error::NotFound)?;
    let profile = profile::read(&mut scope, &id).await?;
    let statistics = statistics::of_one(&mut scope, &id, today).await?;
    let stop = contributors::stopped(&mut scope).await?.into_iter().find(|stop| stop.account == id);
    let awarded = super::office::awarded(&mut scope, &id).await?;
    drop(scope);
    let names = Names::read(desk).await?;
    let url = |act: &str| post(desk, &desk.url(&format!("/cong-tac-vien/{id}/{act}")));
    let stopped = held.stopped_at.is_some();
    let pays = desk.may(Action::ContributorPrivate, State::Any);
    let page = ContributorPage {
        layout: layout(desk, &names.of(Some(&id))).await?,
        name: names.of(Some(&id)),
        state: state(stopped, held.holds_on(today)),
        stopped_text: stop.map(|stop| stopped_text(&stop, Some(&names))),
        facts: facts(desk, held, &profile).into_iter().chain(awarded).collect(),
        figures: figures(desk, statistics),
        contact: seen.contact.map(|contact| revealed(reach(&contact))),
        payment: seen.payment.map(|payment| revealed(pay(&payment))),
        ask_contact: manages(desk).then(|| url("lien-he")),
        ask_payment: pays.then(|| url("chi-tra")),
        stop: (manages(desk) && !stopped).then(|| url("ngung")),
        resume: (manages(desk) && stopped).then(|| url("cho-lai")),
        refusals: seen.refusals,
    };
    desk::html(status, &page)
}

fn stopped_text(stop: &Stop, names: Option<&Names>) -> String {
    let by = names.map(|names| format!(" ({})", names.of(Some(&stop.by)))).unwrap_or_default();
    format!("Ngừng từ {}{by}: {}", date_vi(local(stop.at).date()), stop.reason)
}

fn facts(desk: &Desk, held: &Appointment, profile: &Profile) -> Vec<(String, String)> {
    let yes = |there: bool| if there { "đã khai" } else { "chưa khai" };
    let rules = profile.rules_accepted_at.map_or_else(|| "chưa cam kết qua lời mời".to_owned(), time_vi);
    let facts = [
        ("Bút danh", profile.pen_name.clone()),
        ("Đơn vị", unit_name(desk, held.unit.as_deref())),
        ("Thời hạn", super::board::term(held.from, held.until)),
        ("Căn cứ", held.decision.clone()),
        ("Cam kết thực hiện Quy chế", rules),
        ("Cách liên lạc", yes(profile.has_contact).into()),
        ("Tài khoản, mã số thuế", yes(profile.has_payment).into()),
    ];
    facts
        .into_iter()
        .filter(|fact| !fact.1.is_empty())
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

fn revealed(facts: Vec<(&str, &String)>) -> Revealed {
    let told = |text: &str| if text.is_empty() { "chưa khai".to_owned() } else { text.to_owned() };
    Revealed {
        facts: facts.into_iter().map(|(name, value)| (name.to_owned(), told(value))).collect(),
        logged: "Đã ghi nhật ký lần xem này.".into(),
    }
}

fn reach(contact: &Contact) -> Vec<(&str, &String)> {
    vec![("Điện thoại", &contact.phone), ("Địa chỉ", &contact.address)]
}

fn pay(payment: &Payment) -> Vec<(&str, &String)> {
    vec![
        ("Ngân hàng", &payment.bank),
        ("Số tài khoản", &payment.account_number),
        ("Chủ tài khoản", &payment.holder),
        ("Mã số thuế", &payment.tax_code),
    ]
}

/// `POST /:tenant/cong-tac-vien/:account/lien-he`
///
/// # Errors
/// [`Error::NotFound`] for who is no contributor here.
pub async fn contact(desk: Desk) -> Result<Response> {
    let (db, id) = (&desk.app.db, account(&desk));
    desk.staff.require(Action::ContributorManage, State::Any)?;
    let contact = profile::contact(db, &desk.tenant, &desk.staff, &desk.actor(), &id).await?;
    show(&desk, StatusCode::OK, Seen { contact: Some(contact), ..Seen::default() }).await
}

/// `POST /:tenant/cong-tac-vien/:account/chi-tra`
///
/// # Errors
/// [`Error::NotFound`] for who is no contributor here.
pub async fn payment(desk: Desk) -> Result<Response> {
    let (db, id) = (&desk.app.db, account(&desk));
    desk.staff.require(Action::ContributorPrivate, State::Any)?;
    let payment = profile::payment(db, &desk.tenant, &desk.staff, &desk.actor(), &id).await?;
    show(&desk, StatusCode::OK, Seen { payment: Some(payment), ..Seen::default() }).await
}

/// `POST /:tenant/cong-tac-vien/:account/ngung`
///
/// # Errors
/// [`Error::NotFound`] for who is no contributor here.
pub async fn stop(desk: Desk) -> Result<Response> {
    let id = account(&desk);
    let reason = desk.asked.form.get("ly-do");
    match status::stop(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), &id, reason).await {
        Ok(()) => Ok(see_other(&desk.url(&format!("/cong-tac-vien/{id}")))),
        Err(Error::Refused(refusals)) => {
            let seen = Seen { refusals: shown(refusals, field), ..Seen::default() };
            show(&desk, StatusCode::UNPROCESSABLE_ENTITY, seen).await
        }
        Err(other) => Err(other),
    }
}

/// `POST /:tenant/cong-tac-vien/:account/cho-lai`
///
/// # Errors
/// [`Error::NotFound`] for who is not stopped here.
pub async fn resume(desk: Desk) -> Result<Response> {
    let id = account(&desk);
    status::resume(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), &id).await?;
    Ok(see_other(&desk.url(&format!("/cong-tac-vien/{id}"))))
}

/// What stands in the own form.
struct Typed {
    pen_name: String,
    contact: Contact,
    payment: Payment,
    version: i64,
}

/// `GET /:tenant/ho-so`
///
/// # Errors
/// [`Error::Forbidden`] for who is no contributor here.
pub async fn own(desk: Desk) -> Result<Response> {
    require_contributor(&desk)?;
    let (db, id, actor) = (&desk.app.db, desk.staff.account.clone(), desk.actor());
    let mut scope = db.read(desk.tenant.id()).await?;
    let profile = profile::read(&mut scope, &id).await?;
    drop(scope);
    let contact = profile::contact(db, &desk.tenant, &desk.staff, &actor, &id).await?;
    let payment = profile::payment(db, &desk.tenant, &desk.staff, &actor, &id).await?;
    let typed = Typed { pen_name: profile.pen_name, contact, payment, version: profile.version };
    own_page(&desk, StatusCode::OK, typed, Refusals::default()).await
}

async fn own_page(desk: &Desk, status: StatusCode, typed: Typed, refusals: Refusals) -> Result<Response> {
    let (id, today) = (desk.staff.account.clone(), desk.app.db.clock.today());
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let all = people::appointments_in(&mut scope).await?;
    let held = latest(&all).into_iter().find(|held| held.account == id).ok_or(Error::NotFound)?;
    let profile = profile::read(&mut scope, &id).await?;
    let statistics = statistics::of_one(&mut scope, &id, today).await?;
    let stop = contributors::stopped(&mut scope).await?.into_iter().find(|stop| stop.account == id);
    let awarded = super::office::awarded(&mut scope, &id).await?;
    drop(scope);
    let page = OwnProfilePage {
        layout: layout(desk, "Hồ sơ cộng tác viên").await?,
        name: desk.staff.name.clone(),
        state: state(held.stopped_at.is_some(), held.holds_on(today)),
        stopped_text: stop.map(|stop| stopped_text(&stop, None)),
        facts: facts(desk, held, &profile).into_iter().chain(awarded).collect(),
        figures: figures(desk, statistics),
        post: post(desk, &desk.url("/ho-so")),
        version: typed.version.to_string(),
        refusals,
        pen_name: typed.pen_name,
        phone: typed.contact.phone,
        address: typed.contact.address,
        bank: typed.payment.bank,
        account_number: typed.payment.account_number,
        holder: typed.payment.holder,
        tax_code: typed.payment.tax_code,
    };
    desk::html(status, &page)
}

fn require_contributor(desk: &Desk) -> Result<()> {
    if desk.staff.is(&[Role::Contributor]) { Ok(()) } else { Err(Error::Forbidden) }
}

/// `POST /:tenant/ho-so`
///
/// # Errors
/// [`Error::Forbidden`] for who is no contributor here, [`Error::Conflict`] when another form was saved since.
pub async fn save_own(desk: Desk) -> Result<Response> {
    require_contributor(&desk)?;
    let form = &desk.asked.form;
    let typed = Typed {
        pen_name: form.get("but-danh").to_owned(),
        contact: Contact::of(form.get("dien-thoai"), form.get("dia-chi")),
        payment: Payment::of(
            form.get("ngan-hang"),
            form.get("so-tai-khoan"),
            form.get("chu-tai-khoan"),
            form.get("ma-so-thue"),
        ),
        version: desk.version()?,
    };
    let said = Said {
        pen_name: &typed.pen_name,
        contact: typed.contact.clone(),
        payment: typed.payment.clone(),
        version: typed.version,
    };
    match profile::save(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), &said).await {
        Ok(()) => Ok(see_other(&desk.url("/ho-so"))),
        Err(Error::Refused(refusals)) => {
            own_page(&desk, StatusCode::UNPROCESSABLE_ENTITY, typed, shown(refusals, field)).await
        }
        Err(other) => Err(other),
    }
}
