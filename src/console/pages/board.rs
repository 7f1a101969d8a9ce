//! The board's pages: who holds what, appointing, ending, lending, and how many must approve.

use jiff::civil::Date;
use poem::Response;
use poem::http::StatusCode;

use crate::base::clock::date_vi;
use crate::base::error::{Error, Refusal, Result};
use crate::base::web::form::Form;
use crate::board::appointments::{self, NewLoan, NewPost};
use crate::board::rules::{self, APPROVERS, Approvals, BoardRule, NewRule};
use crate::board::store as board;
use crate::console::desk::{self, Desk, see_other};
use crate::console::views::board::{
    AppointPage, BoardRulesPage, EndPage, InvitationRow, LendPage, PeopleGroup, PeoplePage, PersonRow,
    RuleRow,
};
use crate::contributors::invitations::{self, Invitation, NewInvitation, may_invite};
use crate::outbox;
use crate::people::store::{self as people, Account};
use crate::people::{Action, Appointment, Role, State};
use crate::public::views::{Badge, Choice, Link, Refusals, Tone};
use crate::tenants::SectionKey;

use super::form::date;
use super::frame::{Names, layout, post, shown, when};
use super::items::choices;

/// The kinds of post, in the order of the regulation.
const GROUPS: [(&str, &[Role], &str); 4] = [
    (
        "Ban Biên tập",
        &[Role::BoardHead, Role::StandingDeputy, Role::Deputy, Role::Member],
        "Chưa cử ai vào Ban Biên tập.",
    ),
    ("Cộng tác viên", &[Role::Contributor], "Chưa có cộng tác viên."),
    ("Đơn vị cung cấp", &[Role::UnitHead, Role::UnitOfficer], "Chưa đơn vị nào có người được cử."),
    (
        "Văn phòng, lãnh đạo, kiểm tra, vận hành",
        &[Role::DistrictOffice, Role::Leader, Role::Auditor, Role::Operator],
        "Chưa có ai.",
    ),
];

/// The forms' names for the rules' fields.
pub fn field(name: &str) -> String {
    match name {
        "login" => "ten-dang-nhap",
        "name" => "ho-ten",
        "email" => "thu-dien-tu",
        "role" | "roles" => "chuc-danh",
        "unit" => "don-vi",
        "from" => "tu-ngay",
        "until" => "den-ngay",
        "decision" => "quyet-dinh",
        "tenant" => "noi-nhan",
        "approvals" => "so-nguoi",
        "account" => "nguoi",
        "reason" => "ly-do",
        other => other,
    }
    .to_owned()
}

/// What of a form's two days cannot be read.
pub fn unread_days(form: &Form) -> Vec<Refusal> {
    let wrong = |name: &'static str, asked: &str| {
        let typed = form.get(asked);
        (!typed.is_empty() && date(typed).is_none()).then(|| {
            let message = format!("“{typed}” không phải là ngày. Viết ngày/tháng/năm, ví dụ 28/12/2016.");
            Refusal::new(name, message, "")
        })
    };
    [wrong("from", "tu-ngay"), wrong("until", "den-ngay")].into_iter().flatten().collect()
}

/// From when to when, in words.
pub fn term(from: Date, until: Option<Date>) -> String {
    match until {
        Some(until) => format!("từ {} đến trước {}", date_vi(from), date_vi(until)),
        None => format!("từ {}", date_vi(from)),
    }
}

/// A unit's name.
pub fn unit_name(desk: &Desk, key: Option<&str>) -> String {
    let unit = key.and_then(|key| desk.tenant.profile.unit(key));
    unit.map_or_else(|| key.unwrap_or_default().to_owned(), |unit| unit.name.clone())
}

/// A post in words, with who lends the person.
fn post_name(desk: &Desk, held: &Appointment) -> String {
    let lender = held.lent_by.as_ref().and_then(|id| desk.app.directory.get(id));
    match lender {
        Some(lender) => {
            format!("{}, do {} cho mượn", held.role.vietnamese(), lender.identity().full_name)
        }
        None => held.role.vietnamese().to_owned(),
    }
}

fn row(desk: &Desk, held: &Appointment, accounts: &[Account], ended: Option<&str>) -> PersonRow {
    let (today, now) = (desk.app.db.clock.today(), desk.app.db.clock.now());
    let account = accounts.iter().find(|account| account.id == held.account);
    let disabled = account.is_some_and(|account| account.disabled_at.is_some());
    let state = if disabled {
        Badge::new("Tài khoản ngừng", Tone::Bad)
    } else if held.stopped_at.is_some() {
        Badge::new("Ngừng cộng tác", Tone::Bad)
    } else if held.holds_on(today) {
        Badge::new("Đang giữ", Tone::Good)
    } else if today < held.from {
        Badge::new("Chưa đến ngày", Tone::Plain)
    } else {
        Badge::new("Đã thôi giữ", Tone::Plain)
    };
    let may_end = desk.may(Action::PeopleAppoint, State::Any) && held.until.is_none_or(|until| today < until);
    let url = desk.url(&format!("/nhan-su/{}/cham-dut", held.id));
    let ended = ended.map(|decision| format!("; thôi theo {decision}")).unwrap_or_default();
    PersonRow {
        name: account.map_or_else(String::new, |account| account.name.clone()),
        account: account.map_or_else(String::new, |account| account.login.clone()),
        post: post_name(desk, held),
        unit: unit_name(desk, held.unit.as_deref()),
        term: term(held.from, held.until),
        decision: format!("{}{ended}", held.decision),
        state,
        seen: account.and_then(|account| account.last_sign_in_at).map(|at| when(at, now)),
        end: may_end.then(|| Link::new("Chấm dứt", url)),
    }
}

/// `GET /:tenant/nhan-su`
///
/// # Errors
/// When the database does not answer.
pub async fn people_list(desk: Desk) -> Result<Response> {
    let today = desk.app.db.clock.today();
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let held = people::appointments_in(&mut scope).await?;
    let ended = board::end_decisions(&mut scope).await?;
    let invitations = invitation_rows(&desk, &invitations::open(&mut scope).await?, &mut scope).await?;
    drop(scope);
    let mut platform = desk.app.db.platform().await?;
    let accounts = people::accounts(&mut platform).await?;
    let lent = board::lent_by(&mut platform, desk.tenant.id()).await?;
    drop(platform);
    let decision =
        |held: &Appointment| ended.iter().find(|(id, _)| *id == held.id).map(|(_, text)| text.as_str());
    let shown = |held: &Appointment| row(&desk, held, &accounts, decision(held));
    let groups = GROUPS.iter().map(|(title, roles, empty)| PeopleGroup {
        title: (*title).into(),
        empty_text: (*empty).into(),
        rows: roles
            .iter()
            .flat_map(|role| held.iter().filter(move |held| held.role == *role && held.holds_on(today)))
            .map(shown)
            .collect(),
    });
    let lent = lent.iter().filter(|held| held.until.is_none_or(|until| today < until)).map(|held| {
        let at = desk.app.directory.get(&held.tenant);
        let at = at.map_or_else(String::new, |tenant| tenant.identity().full_name.clone());
        PersonRow {
            post: format!("{} tại {at}", held.role.vietnamese()),
            end: None,
            ..row(&desk, held, &accounts, None)
        }
    });
    let page = PeoplePage {
        layout: layout(&desk, "Ban Biên tập và nhân sự").await?,
        begin: begin(&desk),
        groups: groups.collect(),
        lent: lent.collect(),
        invitations,
        past: held.iter().filter(|held| !held.holds_on(today)).map(shown).collect(),
    };
    desk::page(&page)
}

fn begin(desk: &Desk) -> Vec<Link> {
    let appoint = desk.may(Action::PeopleAppoint, State::Any);
    let lends = appoint && !desk.tenant.children.is_empty();
    let mut links = Vec::new();
    if appoint {
        links.push(Link::new("Cử người", desk.url("/nhan-su/cu")));
    }
    if lends {
        links.push(Link::new("Cho mượn người duyệt", desk.url("/nhan-su/cho-muon")));
    }
    links.push(Link::new("Quy tắc duyệt", desk.url("/quy-tac-duyet")));
    links
}

/// Open invitations as rows, each with how its letter fares.
pub async fn invitation_rows(
    desk: &Desk,
    open: &[Invitation],
    scope: &mut crate::base::scope::Scope,
) -> Result<Vec<InvitationRow>> {
    let mut rows = Vec::new();
    for one in open {
        let letters = outbox::of_subject(scope, "invitation", &one.id).await?;
        rows.push(InvitationRow {
            name: one.name.clone(),
            email: if may_invite(&desk.staff, one.role) { one.email.clone() } else { String::new() },
            post: one.role.vietnamese().into(),
            until: format!("đến {}", crate::base::clock::time_vi(one.expires_at)),
            mail: letters.last().map_or("chưa gửi", |letter| letter.state.label()).into(),
            revoke: may_invite(&desk.staff, one.role)
                .then(|| post(desk, &desk.url(&format!("/loi-moi/{}/huy", one.id)))),
        });
    }
    Ok(rows)
}

/// `POST /:tenant/loi-moi/:invitation/huy`
///
/// # Errors
/// [`Error::NotFound`] when there is none, [`Error::Conflict`] when it was answered.
pub async fn revoke(desk: Desk) -> Result<Response> {
    let id = desk.asked.param("invitation");
    invitations::revoke(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), id).await?;
    let to = if desk.may(Action::PeopleRead, State::Any) { "/nhan-su" } else { "/cong-tac-vien" };
    Ok(see_other(&desk.url(to)))
}

/// `GET /:tenant/nhan-su/cu`
///
/// # Errors
/// When the database does not answer.
pub async fn appoint_form(desk: Desk) -> Result<Response> {
    appoint_page(&desk, StatusCode::OK, Refusals::default()).await
}

async fn appoint_page(desk: &Desk, status: StatusCode, refusals: Refusals) -> Result<Response> {
    let form = &desk.asked.form;
    let typed = |name: &str| form.get(name).to_owned();
    let roles = Role::ALL.iter().map(|role| (role.as_str(), role.vietnamese().to_owned()));
    let page = AppointPage {
        layout: layout(desk, "Cử người").await?,
        title: "Cử người".into(),
        lead: "Người đã có tài khoản (kể cả ở trang khác) thì ghi tên đăng nhập. Người mới thì ghi họ tên và thư điện tử: họ \
               nhận lời mời, tự đặt tên đăng nhập và mật khẩu. Một người có thể giữ nhiều chức danh."
            .into(),
        post: post(desk, &desk.url("/nhan-su/cu")),
        refusals,
        asks_login: true,
        login: typed("ten-dang-nhap"),
        name: typed("ho-ten"),
        email: typed("thu-dien-tu"),
        roles: choices("Chọn chức danh", form.get("chuc-danh"), roles),
        units: unit_choices(desk, form.get("don-vi")),
        from: first_day(desk),
        until: typed("den-ngay"),
        decision: typed("quyet-dinh"),
        button: "Cử, hoặc gửi lời mời".into(),
    };
    desk::html(status, &page)
}

/// The day typed, or today in a fresh form.
pub fn first_day(desk: &Desk) -> String {
    if desk.asked.form.fields().is_empty() {
        date_vi(desk.app.db.clock.today())
    } else {
        desk.asked.form.get("tu-ngay").to_owned()
    }
}

/// The units that can be named.
pub fn unit_choices(desk: &Desk, chosen: &str) -> Vec<Choice> {
    let units = desk.tenant.profile.units_on(desk.tenant.day);
    choices("Không gắn với đơn vị", chosen, units.map(|unit| (unit.key.as_str(), unit.name.clone())))
}

/// The post that a form names.
pub fn typed_post(form: &Form, role: Option<Role>) -> NewPost<'_> {
    NewPost {
        login: form.get("ten-dang-nhap"),
        role,
        unit: Some(form.get("don-vi")).filter(|unit| !unit.is_empty()),
        from: date(form.get("tu-ngay")),
        until: date(form.get("den-ngay")),
        decision: form.get("quyet-dinh"),
    }
}

/// `POST /:tenant/nhan-su/cu`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn appoint(desk: Desk) -> Result<Response> {
    let form = &desk.asked.form;
    let new = typed_post(form, Role::parse(form.get("chuc-danh")));
    let unread = unread_days(form);
    let (db, actor) = (&desk.app.db, desk.actor());
    let done = if !unread.is_empty() {
        Err(Error::Refused(unread))
    } else if new.login.is_empty() {
        let invitation =
            NewInvitation { name: form.get("ho-ten"), email: form.get("thu-dien-tu"), post: new };
        let (mail, console) = (&desk.app.mail, desk.app.config.console_url());
        invitations::invite(db, mail, &console, &desk.tenant, &desk.staff, &actor, &invitation)
            .await
            .map(drop)
    } else {
        appointments::appoint(db, &desk.tenant, &desk.staff, &actor, &new).await
    };
    match done {
        Ok(()) => Ok(see_other(&desk.url("/nhan-su"))),
        Err(Error::Refused(refusals)) => {
            appoint_page(&desk, StatusCode::UNPROCESSABLE_ENTITY, shown(refusals, field)).await
        }
        Err(other) => Err(other),
    }
}

/// `GET /:tenant/nhan-su/:appointment/cham-dut`
///
/// # Errors
/// [`Error::NotFound`] for one that is not this tenant's.
pub async fn end_form(desk: Desk) -> Result<Response> {
    end_page(&desk, StatusCode::OK, Refusals::default()).await
}

async fn end_page(desk: &Desk, status: StatusCode, refusals: Refusals) -> Result<Response> {
    let id = desk.asked.param("appointment");
    let all = people::appointments_in(&mut desk.app.db.read(desk.tenant.id()).await?).await?;
    let held = all.iter().find(|held| held.id == id).ok_or(Error::NotFound)?;
    let accounts = people::accounts(&mut desk.app.db.platform().await?).await?;
    let page = EndPage {
        layout: layout(desk, "Chấm dứt chức danh").await?,
        person: row(desk, held, &accounts, None),
        post: post(desk, &desk.url(&format!("/nhan-su/{id}/cham-dut"))),
        refusals,
        until: desk.asked.form.get("den-ngay").to_owned(),
        decision: desk.asked.form.get("quyet-dinh").to_owned(),
    };
    desk::html(status, &page)
}

/// `POST /:tenant/nhan-su/:appointment/cham-dut`
///
/// # Errors
/// [`Error::NotFound`] for one that is not this tenant's, [`Error::Conflict`] when it ended already.
pub async fn end(desk: Desk) -> Result<Response> {
    let form = &desk.asked.form;
    let id = desk.asked.param("appointment");
    let (until, decision, actor) = (date(form.get("den-ngay")), form.get("quyet-dinh"), desk.actor());
    let ended = appointments::end(&desk.app.db, &desk.tenant, &desk.staff, &actor, id, until, decision);
    match ended.await {
        Ok(()) => Ok(see_other(&desk.url("/nhan-su"))),
        Err(Error::Refused(refusals)) => {
            end_page(&desk, StatusCode::UNPROCESSABLE_ENTITY, shown(refusals, field)).await
        }
        Err(other) => Err(other),
    }
}

/// `GET /:tenant/nhan-su/cho-muon`
///
/// # Errors
/// When the database does not answer.
pub async fn lend_form(desk: Desk) -> Result<Response> {
    lend_page(&desk, StatusCode::OK, Refusals::default()).await
}

async fn lend_page(desk: &Desk, status: StatusCode, refusals: Refusals) -> Result<Response> {
    let form = &desk.asked.form;
    let today = desk.app.db.clock.today();
    let mut platform = desk.app.db.platform().await?;
    let serving = people::serving(&mut platform, desk.tenant.id(), today).await?;
    let accounts = people::accounts(&mut platform).await?;
    drop(platform);
    let of_board = serving.iter().filter(|held| GROUPS[0].1.contains(&held.role) && held.lent_by.is_none());
    let people = of_board.filter_map(|held| {
        let account = accounts.iter().find(|account| account.id == held.account)?;
        Some((account.login.as_str(), format!("{}, {}", account.name, held.role.vietnamese())))
    });
    let below: Vec<_> = desk.app.directory.tree(desk.tenant.id()).into_iter().skip(1).collect();
    let sites = below.iter().map(|tenant| (tenant.slug(), tenant.identity().full_name.clone()));
    let page = LendPage {
        layout: layout(desk, "Cho mượn người duyệt").await?,
        post: post(desk, &desk.url("/nhan-su/cho-muon")),
        refusals,
        people: choices("Chọn người trong Ban Biên tập", form.get("ten-dang-nhap"), people),
        sites: choices("Chọn đơn vị", form.get("noi-nhan"), sites),
        from: first_day(desk),
        until: form.get("den-ngay").to_owned(),
        decision: form.get("quyet-dinh").to_owned(),
    };
    desk::html(status, &page)
}

/// `POST /:tenant/nhan-su/cho-muon`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn lend(desk: Desk) -> Result<Response> {
    let form = &desk.asked.form;
    let unread = unread_days(form);
    let loan = NewLoan {
        login: form.get("ten-dang-nhap"),
        to: form.get("noi-nhan"),
        from: date(form.get("tu-ngay")),
        until: date(form.get("den-ngay")),
        decision: form.get("quyet-dinh"),
    };
    let done = if unread.is_empty() {
        let (db, directory) = (&desk.app.db, &desk.app.directory);
        appointments::lend(db, directory, &desk.tenant, &desk.staff, &desk.actor(), &loan).await
    } else {
        Err(Error::Refused(unread))
    };
    match done {
        Ok(()) => Ok(see_other(&desk.url("/nhan-su"))),
        Err(Error::Refused(refusals)) => {
            lend_page(&desk, StatusCode::UNPROCESSABLE_ENTITY, shown(refusals, field)).await
        }
        Err(other) => Err(other),
    }
}

/// `GET /:tenant/quy-tac-duyet`
///
/// # Errors
/// When the database does not answer.
pub async fn rules_page(desk: Desk) -> Result<Response> {
    show_rules(&desk, StatusCode::OK, Refusals::default()).await
}

async fn show_rules(desk: &Desk, status: StatusCode, refusals: Refusals) -> Result<Response> {
    let form = &desk.asked.form;
    let today = desk.app.db.clock.today();
    let all = board::rules(&mut desk.app.db.read(desk.tenant.id()).await?).await?;
    let serving = people::serving(&mut desk.app.db.platform().await?, desk.tenant.id(), today).await?;
    let names = Names::read(desk).await?;
    let may = desk.may(Action::BoardRules, State::Any);
    let fresh = form.fields().is_empty();
    let sections = desk.tenant.profile.sections.iter().filter(|section| !section.hidden);
    let sections = sections.map(|section| (section.key.as_str(), section.title.clone()));
    let counts = Approvals::ALL.map(|one| (one.count().to_string(), format!("{} người", one.count())));
    let counts = counts.iter().map(|(value, label)| Choice {
        value: value.clone(),
        label: label.clone(),
        chosen: form.get("so-nguoi") == value,
    });
    let page = BoardRulesPage {
        layout: layout(desk, "Quy tắc duyệt").await?,
        lead: format!(
            "Nơi chưa có quy tắc riêng: 1 người duyệt trong số {}. Người viết, người sửa và người gửi bài không bao giờ được tự \
             duyệt; quy tắc này không tắt được (Quy chế Điều 7.2).",
            BoardRule::least().posts()
        ),
        warning: warning(&all, &serving, today),
        rules: all.iter().map(|rule| rule_row(desk, rule, &names, may)).collect(),
        post: may.then(|| post(desk, &desk.url("/quy-tac-duyet"))),
        refusals,
        sections: choices("Mọi chuyên mục chưa có quy tắc riêng", form.get("chuyen-muc"), sections),
        counts: counts.collect(),
        roles: APPROVERS
            .iter()
            .map(|role| Choice {
                value: role.as_str().into(),
                label: role.vietnamese().into(),
                chosen: fresh || form.all("chuc-danh").any(|typed| typed == role.as_str()),
            })
            .collect(),
        from: first_day(desk),
        until: form.get("den-ngay").to_owned(),
        decision: form.get("quyet-dinh").to_owned(),
    };
    desk::html(status, &page)
}

/// A rule that asks for more people than serve stops every text: say so.
fn warning(all: &[BoardRule], serving: &[Appointment], today: Date) -> Option<String> {
    let short = SectionKey::ALL.iter().find_map(|section| {
        let rule = rules::choose(all, *section, today);
        let fitting = serving.iter().filter(|held| rule.roles.contains(&held.role));
        let people: std::collections::BTreeSet<_> = fitting.map(|held| &held.account).collect();
        (people.len() < rule.approvals.count()).then_some((people.len(), rule))
    });
    short.map(|(people, rule)| {
        format!(
            "Quy tắc cần {} người duyệt nhưng hiện chỉ có {people} người giữ chức danh đó ({}). Hãy cử thêm người, hoặc đề nghị \
             cấp trên cho mượn người duyệt.",
            rule.approvals.count(),
            rule.posts()
        )
    })
}

fn rule_row(desk: &Desk, rule: &BoardRule, names: &Names, may: bool) -> RuleRow {
    let today = desk.app.db.clock.today();
    let section = rule.section.map_or_else(
        || "Mọi chuyên mục".to_owned(),
        |key| {
            let section = desk.tenant.profile.section(key);
            section.map_or_else(|| key.to_string(), |section| section.title.clone())
        },
    );
    let state = if rule.holds_on(today) {
        Badge::new("Đang trong thời hạn", Tone::Good)
    } else if rule.from.is_some_and(|from| today < from) {
        Badge::new("Chưa đến ngày", Tone::Plain)
    } else {
        Badge::new("Đã thôi", Tone::Plain)
    };
    let over = rule.until.is_some_and(|until| until <= today);
    let url = desk.url(&format!("/quy-tac-duyet/{}/thoi", rule.id.clone().unwrap_or_default()));
    RuleRow {
        section,
        approvals: format!("{} người", rule.approvals.count()),
        posts: rule.posts(),
        term: rule.from.map_or_else(String::new, |from| term(from, rule.until)),
        decision: format!("{} ({})", rule.decision, names.of(rule.set_by.as_ref())),
        state,
        end: (may && !over).then(|| post(desk, &url)),
    }
}

/// `POST /:tenant/quy-tac-duyet`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn set_rule(desk: Desk) -> Result<Response> {
    let form = &desk.asked.form;
    let mut unread = unread_days(form);
    let section =
        SectionKey::parse(form.get("chuyen-muc")).filter(|key| desk.tenant.profile.section(*key).is_some());
    if section.is_none() && !form.get("chuyen-muc").is_empty() {
        unread.push(Refusal::new("chuyen-muc", "Trang này không có chuyên mục đó.", "Quy chế Điều 3"));
    }
    let rule = NewRule {
        section,
        approvals: form.get("so-nguoi").parse().unwrap_or(0),
        roles: form.all("chuc-danh").filter_map(Role::parse).collect(),
        from: date(form.get("tu-ngay")),
        until: date(form.get("den-ngay")),
        decision: form.get("quyet-dinh"),
    };
    let done = if unread.is_empty() {
        rules::set(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), &rule).await
    } else {
        Err(Error::Refused(unread))
    };
    match done {
        Ok(()) => Ok(see_other(&desk.url("/quy-tac-duyet"))),
        Err(Error::Refused(refusals)) => {
            show_rules(&desk, StatusCode::UNPROCESSABLE_ENTITY, shown(refusals, field)).await
        }
        Err(other) => Err(other),
    }
}

/// `POST /:tenant/quy-tac-duyet/:rule/thoi`
///
/// # Errors
/// [`Error::NotFound`] when there is no such rule.
pub async fn end_rule(desk: Desk) -> Result<Response> {
    let id = desk.asked.param("rule");
    rules::end(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), id).await?;
    Ok(see_other(&desk.url("/quy-tac-duyet")))
}
