//! What stands around every staff page: the person's tenants, and the trays with what lies in them.

use std::collections::HashMap;

use poem::http::StatusCode;

use crate::base::clock::{DAY, HOUR, MINUTE, Millis, iso, time_vi};
use crate::base::error::{self, Error, Result};
use crate::base::id::AccountId;
use crate::base::scope::Scope;
use crate::base::text::folded;
use crate::between::store as between;
use crate::care::store as care;
use crate::console::desk::Desk;
use crate::console::views::layout::{ConsoleLayout, Post, Tray, TrayGroup, When};
use crate::desk::queue;
use crate::extract;
use crate::face;
use crate::inbound::store as letters;
use crate::instructions::{Stage, store as instructions};
use crate::items::rights::Sight;
use crate::outbox::alarm;
use crate::oversight::reminders;
use crate::people::store as people;
use crate::people::{Action, Role, State};
use crate::public::views::{Badge, Link, Refusal, Refusals, Tone};
use crate::questions::desk::seen_units;
use crate::questions::store as questions;
use crate::tasks;

use super::gate;

/// The layout of a page of this tenant.
///
/// # Errors
/// When the database does not answer.
pub async fn layout(desk: &Desk, title: &str) -> Result<ConsoleLayout> {
    let here = desk.tenant.id();
    let mut places = desk.places();
    if desk.staff.only_looks_on() {
        places.push((desk.tenant.clone(), desk.staff.clone()));
    }
    let tenants = places.iter().map(|(tenant, staff)| {
        let mut link = gate::link(&tenant.identity().full_name, tenant.slug(), staff);
        link.current = tenant.id() == here;
        link
    });
    Ok(ConsoleLayout {
        title: title.to_owned(),
        tenant: desk.tenant.identity().full_name.clone(),
        palette: palette(desk).await?,
        site_url: desk.tenant.url("/"),
        home_url: desk.url(""),
        person: desk.session.account.name.clone(),
        post: gate::posts(&desk.staff),
        account_url: "/mat-khau".into(),
        sign_out: post(desk, "/dang-xuat"),
        tenants: tenants.collect(),
        trays: trays(desk).await?,
        list: None,
        flash: None,
        mail_banner: mail_banner(desk).await?,
        looking_on: desk.staff.only_looks_on().then(|| looking_on(desk)),
    })
}

/// The palette of the site as it is published.
async fn palette(desk: &Desk) -> Result<String> {
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    Ok(face::look(&mut scope, &desk.tenant).await?.palette)
}

/// What the desk is told of mail that stands still or waits too long.
async fn mail_banner(desk: &Desk) -> Result<Option<Link>> {
    // The list itself says more.
    if !desk.may(Action::MailRead, State::Any) || desk.asked.path == desk.url("/thu-di") {
        return Ok(None);
    }
    let standing = alarm::standing(&mut desk.app.db.read(desk.tenant.id()).await?).await?;
    let held = standing.held.as_ref().or(standing.all_held.as_ref());
    let text = match (held, standing.refused_since, standing.late) {
        (Some(hold), ..) => format!("Gửi thư đang tạm dừng từ {}: {}", time_vi(hold.since), hold.reason),
        (None, Some(since), _) => {
            format!("Gửi thư đang dừng từ {}: máy chủ thư không chấp nhận tài khoản.", time_vi(since))
        }
        (None, None, 0) => return Ok(None),
        (None, None, late) => format!("{late} thư chờ quá một giờ chưa đi được."),
    };
    Ok(Some(Link::new(text, desk.url("/thu-di"))))
}

/// In what capacity a person of a tenant above reads here.
fn looking_on(desk: &Desk) -> String {
    let held = desk.staff.above.first();
    let post = held.map_or("", |held| held.role.vietnamese());
    let place = held
        .and_then(|held| desk.app.directory.get(&held.tenant))
        .map_or_else(String::new, |tenant| tenant.identity().full_name.clone());
    format!("Ông/bà đang xem {} với tư cách {post} của {place}: chỉ đọc.", desk.tenant.identity().full_name)
}

/// A form's address with the session's token.
pub fn post(desk: &Desk, action: &str) -> Post {
    Post { action: action.to_owned(), csrf: desk.session.csrf.clone() }
}

async fn trays(desk: &Desk) -> Result<Vec<TrayGroup>> {
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let mut groups = Vec::new();
    let path = desk.asked.path.clone();
    let tray = |title: &str, url: String, count: usize, tone: Tone| Tray {
        current: url == path,
        link: Link::new(title, url),
        count: count as u64,
        tone,
    };
    if desk.may(Action::ItemRead, State::Any) {
        let mut trays = vec![tray("Tất cả tin bài, văn bản", desk.url("/tin-bai"), 0, Tone::Plain)];
        for (state, count) in queue::state_counts(&mut scope, &Sight::of(&desk.staff)).await? {
            trays.push(tray(
                state.vietnamese(),
                desk.url(&format!("/tin-bai?trang-thai={state}")),
                count,
                Tone::Plain,
            ));
        }
        if desk.may(Action::MediaRead, State::Any) {
            trays.push(tray("Thư viện ảnh, tệp", desk.url("/thu-vien"), 0, Tone::Plain));
        }
        groups.push(TrayGroup { title: "Tin bài, văn bản".into(), trays });
    }
    if desk.may(Action::QuestionRead, State::Any) {
        let mut trays = vec![tray("Sổ câu hỏi", desk.url("/hoi-dap"), 0, Tone::Plain)];
        for state in
            [State::Received, State::Assigned, State::Clarification, State::Answered, State::AnswerApproved]
        {
            let filter = questions::DeskFilter { state: Some(state), units: seen_units(&desk.staff) };
            let count = questions::list(&mut scope, &filter, 0, 1).await?.0;
            trays.push(tray(
                state.vietnamese(),
                desk.url(&format!("/hoi-dap?trang-thai={state}")),
                count,
                Tone::Plain,
            ));
        }
        if desk.may(Action::QuestionAssign, State::Received) {
            trays.insert(1, tray("Chờ phân loại", desk.url("/cho-phan-loai"), 0, Tone::Plain));
        }
        if desk.may(Action::LetterRead, State::Any) {
            let waiting = usize::try_from(letters::count_waiting(&mut scope).await?).unwrap_or(0);
            let tone = if waiting > 0 { Tone::Bad } else { Tone::Plain };
            trays.push(tray("Thư đến", desk.url("/thu-den"), waiting, tone));
        }
        groups.push(TrayGroup { title: "Hỏi đáp".into(), trays });
    }
    if desk.may(Action::SealedRead, State::Any) {
        let drawer = tray("Ngăn hồ sơ riêng", desk.url("/ngan-rieng"), 0, Tone::Plain);
        groups.push(TrayGroup { title: "Khiếu nại, tố cáo".into(), trays: vec![drawer] });
    }
    groups.extend(looked_after(desk, &mut scope, &path).await?);
    groups.extend(led(desk, &path).await?);
    groups.extend(super::house::kept(desk, &mut scope, &path).await?);
    let mut office = Vec::new();
    if desk.may(Action::TaskDone, State::Any) {
        let open = tasks::open(&mut scope).await?;
        let count = open.iter().filter(|task| super::sealed::may_know(&desk.staff, task)).count();
        office.push(tray(
            "Việc cần người xử lý",
            desk.url("/viec"),
            count,
            if count > 0 { Tone::Bad } else { Tone::Plain },
        ));
    }
    for (action, title, url) in [
        (Action::ClockRead, "Việc trễ hạn", "/viec-tre-han"),
        (Action::ClockRead, "Sổ theo dõi câu hỏi", "/so-theo-doi"),
        (Action::MailRead, "Sổ thư đi", "/thu-di"),
        (Action::ScheduleRead, "Lịch công tác", "/lich-cong-tac"),
        (Action::ConsultationRead, "Lấy ý kiến góp ý", "/lay-y-kien"),
        (Action::BatchImport, "Lô nhập văn bản", "/nhap"),
        (Action::SupplyRead, "Cung cấp tin, bài", "/cung-cap"),
        (Action::ContributorManage, "Cộng tác viên", "/cong-tac-vien"),
        (Action::ReportRead, "Báo cáo", "/bao-cao"),
        (Action::PeopleRead, "Nhân sự", "/nhan-su"),
        (Action::PeopleRead, "Quy tắc duyệt", "/quy-tac-duyet"),
        (Action::AuditRead, "Nhật ký", "/nhat-ky"),
        (Action::RoutingRead, "Quy tắc chuyển câu hỏi", "/chuyen-cau-hoi"),
        (Action::PhraseRead, "Mẫu câu trả lời", "/mau-cau"),
        (Action::SearchRead, "Người dân tìm gì", "/tim-kiem"),
        (Action::SearchRead, "Lượt mở dịch vụ công", "/luot-mo"),
        (Action::CareRead, "Danh mục công khai", "/cong-khai"),
        (Action::TenantOpen, "Trang của đơn vị trực thuộc", "/don-vi"),
        (Action::SiteRead, "Trang chủ", "/trang-chu"),
        (Action::SiteRead, "Giao diện", "/giao-dien"),
        (Action::SiteRead, "Hệ thiết kế", "/he-thiet-ke"),
        (Action::NoticeWrite, "Báo tạm ngừng", "/tam-ngung"),
        (Action::BoardRules, "Thời hạn bản đăng khẩn", "/dang-khan"),
        (Action::RoyaltyRead, "Tin bài và nhuận bút", "/nhuan-but"),
        (Action::RoyaltyPay, "Chi trả nhuận bút", "/chi-tra"),
        (Action::BackupRead, "Sao lưu", "/sao-luu"),
    ] {
        if desk.may(action, State::Any) {
            office.push(tray(title, desk.url(url), 0, Tone::Plain));
        }
    }
    if !desk.staff.only_looks_on() && !desk.staff.is(&[Role::Operator]) {
        office.push(tray("Nhuận bút của tôi", desk.url("/nhuan-but-cua-toi"), 0, Tone::Plain));
        office.push(tray("Tập huấn của tôi", desk.url("/tap-huan-cua-toi"), 0, Tone::Plain));
    }
    if desk.staff.is(&[Role::Contributor]) {
        office.push(tray("Hồ sơ cộng tác viên", desk.url("/ho-so"), 0, Tone::Plain));
    }
    if !desk.overseen(&desk.tenant).is_empty() {
        office.push(tray("Các trang cấp dưới", desk.url("/cap-duoi"), 0, Tone::Plain));
    }
    office.push(tray("Việc ông/bà đã làm", desk.url("/nhat-ky-cua-toi"), 0, Tone::Plain));
    if !office.is_empty() {
        groups.push(TrayGroup { title: "Quản trị".into(), trays: office });
    }
    Ok(groups)
}

/// What offices and leaders look after: all sites at a glance, instructions, what the site was urged to do, compliance.
async fn led(desk: &Desk, path: &str) -> Result<Option<TrayGroup>> {
    let mut trays = Vec::new();
    let mut add = |title: &str, url: &str, count: usize| {
        let url = desk.url(url);
        trays.push(Tray {
            current: url == path,
            link: Link::new(title, url),
            count: count as u64,
            tone: if count > 0 { Tone::Bad } else { Tone::Plain },
        });
    };
    let mut platform = desk.app.db.platform().await?;
    if desk.may(Action::OversightRead, State::Any) {
        add("Toàn cảnh các trang", "/giam-sat", 0);
        let unopened = reminders::unopened(&mut platform, desk.tenant.id(), &desk.staff.account).await?;
        add("Đôn đốc đã nhận", "/don-doc", usize::try_from(unopened).unwrap_or(0));
    }
    if desk.may(Action::InstructionRead, State::Any) {
        let open = instructions::open_of(&mut platform, desk.tenant.id()).await?;
        let mine = open.iter().filter(|one| one.stage == Stage::Given && one.is_of(&desk.staff));
        add("Chỉ đạo", "/chi-dao", mine.count());
    }
    if desk.may(Action::ComplianceRead, State::Any) {
        add("Tuân thủ", "/tuan-thu", 0);
    }
    Ok((!trays.is_empty()).then(|| TrayGroup { title: "Giám sát, chỉ đạo".into(), trays }))
}

/// Files without text are counted no further: the count stands on every page.
const TEXTLESS_COUNTED: i64 = 100;

/// What comes after publication, and between sites.
async fn looked_after(desk: &Desk, scope: &mut Scope, path: &str) -> Result<Option<TrayGroup>> {
    let broken = care::count_broken(scope).await?;
    let textless = extract::store::count_textless(scope, TEXTLESS_COUNTED).await?;
    let proposals = between::waiting_proposals(scope).await?;
    let deliveries = between::open_deliveries(scope).await?;
    let rows = [
        (Action::CareRead, "Chăm sóc nội dung", "/cham-soc", 0),
        (Action::CareRead, "Liên kết hỏng", "/lien-ket-hong", broken),
        (Action::CareRead, "Tệp chưa có chữ", "/tep-chua-co-chu", textless),
        (Action::ProposalRead, "Đề xuất giữa các trang", "/de-xuat", proposals),
        (Action::DeliveryRead, "Nội dung phát hành", "/phat-hanh", deliveries),
    ];
    let trays = rows.into_iter().filter(|row| desk.may(row.0, State::Any)).map(|(_, title, url, count)| {
        let url = desk.url(url);
        let tone = if count > 0 { Tone::Warn } else { Tone::Plain };
        Tray {
            current: url == path,
            link: Link::new(title, url),
            count: u64::try_from(count).unwrap_or(0),
            tone,
        }
    });
    let trays: Vec<Tray> = trays.collect();
    Ok((!trays.is_empty()).then(|| TrayGroup { title: "Sau khi đăng".into(), trays }))
}

/// A state in words, with what it means.
pub fn badge(state: State) -> Badge {
    let tone = match state {
        State::Live | State::Published | State::AnsweredPrivately => Tone::Good,
        State::Submitted
        | State::Approved
        | State::Scheduled
        | State::Received
        | State::Assigned
        | State::Clarification
        | State::Answered
        | State::AnswerApproved => Tone::Warn,
        State::Withdrawn | State::Closed => Tone::Bad,
        _ => Tone::Plain,
    };
    Badge::new(state.vietnamese(), tone)
}

/// How long ago, and exactly when.
pub fn when(at: Millis, now: Millis) -> When {
    let relative = match now - at {
        past if past < MINUTE => "vừa xong".to_owned(),
        past if past < HOUR => format!("{} phút trước", past / MINUTE),
        past if past < DAY => format!("{} giờ trước", past / HOUR),
        past if past < 30 * DAY => format!("{} ngày trước", past / DAY),
        _ => time_vi(at),
    };
    When { relative, exact: time_vi(at), iso: iso(at) }
}

/// The names of people by their accounts.
#[derive(Debug, Default)]
pub struct Names {
    names: HashMap<AccountId, String>,
    logins: Vec<(String, String)>,
}

impl Names {
    /// Of everybody.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn read(desk: &Desk) -> Result<Self> {
        let all = people::accounts(&mut desk.app.db.platform().await?).await?;
        let logins = all.iter().map(|account| (account.name.clone(), account.login.clone())).collect();
        Ok(Self { names: all.into_iter().map(|account| (account.id, account.name)).collect(), logins })
    }

    /// All of them.
    pub fn all(&self) -> &HashMap<AccountId, String> {
        &self.names
    }

    /// The logins that a name or a login typed stands for; what is neither is looked for as it is.
    pub fn logins(&self, typed: &str) -> Vec<String> {
        let wanted = folded(typed);
        let people = self.logins.iter().filter(|(name, login)| login == typed || folded(name) == wanted);
        let found: Vec<String> = people.map(|(_, login)| login.clone()).collect();
        if found.is_empty() { vec![typed.to_owned()] } else { found }
    }

    /// Who did something: the name with the login, or what the system calls itself.
    pub fn who(&self, id: Option<&AccountId>, label: &str) -> String {
        match id.and_then(|id| self.names.get(id)) {
            Some(name) if name != label => format!("{name} ({label})"),
            _ => label.to_owned(),
        }
    }

    /// A person's name; what has none is the system's.
    pub fn of(&self, id: Option<&AccountId>) -> String {
        id.and_then(|id| self.names.get(id)).cloned().unwrap_or_else(|| "Hệ thống".into())
    }
}

/// The rules' refusals under a form's own field names.
pub fn shown(refusals: Vec<error::Refusal>, field: impl Fn(&str) -> String) -> Refusals {
    let one = |refusal: error::Refusal| Refusal {
        field: field(refusal.field),
        message: refusal.message,
        clause: Some(refusal.clause.to_owned()).filter(|clause| !clause.is_empty()),
    };
    Refusals(refusals.into_iter().map(one).collect())
}

/// What a form that did not go through says when it comes back with all that was typed.
#[derive(Debug, Default)]
pub struct Said {
    /// Of the answer.
    pub status: StatusCode,
    /// What must be put right.
    pub refusals: Refusals,
    /// What happened meanwhile.
    pub notice: Option<String>,
}

impl Said {
    /// What is said of a refusal or of a conflict; `field` gives the form's name for a field of the rules.
    ///
    /// # Errors
    /// Whatever no form can put right.
    pub fn of(refused: Error, field: impl Fn(&str) -> String) -> Result<Self> {
        match refused {
            Error::Refused(refusals) => Ok(Self {
                status: StatusCode::UNPROCESSABLE_ENTITY,
                refusals: shown(refusals, field),
                notice: None,
            }),
            Error::Conflict(message) => {
                Ok(Self { status: StatusCode::CONFLICT, notice: Some(message), ..Self::default() })
            }
            other => Err(other),
        }
    }
}
